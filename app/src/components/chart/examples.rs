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
                        ("14\u{a0}janvier 2026", "21,4\u{a0}kg"),
                        ("2\u{a0}avril 2026", "22,0\u{a0}kg"),
                        ("30\u{a0}juin 2026", "22,9\u{a0}kg"),
                        ("9\u{a0}septembre 2026", "23,3\u{a0}kg"),
                        ("20\u{a0}novembre 2026", "24,1\u{a0}kg"),
                    ])
                >
                    <svg viewBox="0 0 600 220" focusable="false">
                        <path class="chart__axis" d="M0 40H600M0 120H600M0 200H600" />
                        <text class="chart__text" x="0" y="32">
                            "25 kg"
                        </text>
                        <text class="chart__text" x="0" y="112">
                            "23 kg"
                        </text>
                        <text class="chart__text" x="0" y="192">
                            "21 kg"
                        </text>
                        <path class="chart__line" d="M120 184L230 160L350 124L460 108L580 76" />
                        <circle class="chart__point" cx="120" cy="184" r="6" />
                        <circle class="chart__point" cx="230" cy="160" r="6" />
                        <circle class="chart__point" cx="350" cy="124" r="6" />
                        <circle class="chart__point" cx="460" cy="108" r="6" />
                        <circle class="chart__point" cx="580" cy="76" r="6" />
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
