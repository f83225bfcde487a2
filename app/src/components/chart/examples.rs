use leptos::prelude::*;

use super::Chart;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "graphique",
    title: "Cadre de graphique",
    when: "Autour d'une courbe, avec une phrase qui la résume et les mêmes valeurs dans un tableau.",
    when_not: "Pour une ou deux valeurs\u{a0}: les écrire.",
    states: &[State {
        slug: "ordinaire",
        title: "Une courbe",
        draw: || {
            view! {
                <Chart
                    id="poids"
                    title="Évolution du poids"
                    summary="Le poids de Lola passe de 21,4\u{a0}kg en janvier 2026 à 24,1\u{a0}kg en novembre 2026."
                    columns=&["Date", "Poids"]
                    rows=rows(&[
                        ("14 janvier 2026", "21,4\u{a0}kg"),
                        ("2 avril 2026", "22,0\u{a0}kg"),
                        ("30 juin 2026", "22,9\u{a0}kg"),
                        ("9 septembre 2026", "23,3\u{a0}kg"),
                        ("20 novembre 2026", "24,1\u{a0}kg"),
                    ])
                >
                    <svg viewBox="0 0 600 220" focusable="false">
                        <path class="chart__axis" d="M48 20H590M48 100H590M48 180H590" />
                        <text class="chart__text" x="0" y="25">
                            "25 kg"
                        </text>
                        <text class="chart__text" x="0" y="105">
                            "23 kg"
                        </text>
                        <text class="chart__text" x="0" y="185">
                            "21 kg"
                        </text>
                        <path class="chart__line" d="M70 164L190 140L330 104L440 88L570 56" />
                        <circle class="chart__point" cx="70" cy="164" r="5" />
                        <circle class="chart__point" cx="190" cy="140" r="5" />
                        <circle class="chart__point" cx="330" cy="104" r="5" />
                        <circle class="chart__point" cx="440" cy="88" r="5" />
                        <circle class="chart__point" cx="570" cy="56" r="5" />
                    </svg>
                </Chart>
            }
            .into_any()
        },
    }],
};

fn rows(rows: &[(&str, &str)]) -> Vec<Vec<String>> {
    rows.iter().map(|(date, value)| vec![(*date).to_owned(), (*value).to_owned()]).collect()
}
