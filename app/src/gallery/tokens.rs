use leptos::prelude::*;

use super::Page;
use super::frame::Chrome;
use super::look::Look;
use super::palette::{self, Mode, PAIRS, Pair, Tokens as Values};

const ICONS: &str = include_str!("../../../public/icons.svg");

/// Sizes of type, with the class that shows each.
const TYPE: [(&str, &str); 6] = [
    ("text-title", "sample sample--text-title"),
    ("text-2xl", "sample sample--text-2xl"),
    ("text-xl", "sample sample--text-xl"),
    ("text-l", "sample sample--text-l"),
    ("text-m", "sample sample--text-m"),
    ("text-s", "sample sample--text-s"),
];

/// Spaces, with the class that shows each.
const SPACES: [(&str, &str); 9] = [
    ("space-1", "bar bar--space-1"),
    ("space-2", "bar bar--space-2"),
    ("space-3", "bar bar--space-3"),
    ("space-4", "bar bar--space-4"),
    ("space-5", "bar bar--space-5"),
    ("space-6", "bar bar--space-6"),
    ("space-7", "bar bar--space-7"),
    ("space-8", "bar bar--space-8"),
    ("space-9", "bar bar--space-9"),
];

/// Corners and shadows, with the class that shows each.
const SHAPES: [(&str, &str); 6] = [
    ("radius-s", "shape shape--radius-s"),
    ("radius-m", "shape shape--radius-m"),
    ("radius-l", "shape shape--radius-l"),
    ("radius-pill", "shape shape--radius-pill"),
    ("shadow-1", "shape shape--shadow-1"),
    ("shadow-2", "shape shape--shadow-2"),
];

/// Colours, contrasts, type, spaces, icons.
#[component]
pub fn Tokens(
    /// How it is looked at.
    look: Look,
) -> impl IntoView {
    view! {
        <Chrome page=Page::Tokens look>
            <p class="lead">
                "Les couleurs, les tailles et les durées sont choisies dans "
                <code>"style/20-tokens.css"</code>
                ", et nulle part ailleurs. Les contrastes sont calculés à partir de ce fichier."
            </p>
            <Colors />
            <Contrasts />
            <section class="gallery__section" aria-labelledby="lettres">
                <h2 id="lettres">"Lettres"</h2>
                <dl class="samples">
                    {TYPE
                        .map(|(name, class)| view! { <Sample name class text="Vous avez la main sur votre santé" /> })
                        .collect_view()}
                    <Sample name="font-code" class="sample sample--code" text="H7UQ ZFKC J8KW" />
                </dl>
            </section>
            <section class="gallery__section" aria-labelledby="espaces">
                <h2 id="espaces">"Espaces"</h2>
                <dl class="samples">
                    {SPACES.map(|(name, class)| view! { <Sample name class text="" /> }).collect_view()}
                </dl>
            </section>
            <section class="gallery__section" aria-labelledby="formes">
                <h2 id="formes">"Coins et ombres"</h2>
                <dl class="samples samples--grid">
                    {SHAPES.map(|(name, class)| view! { <Sample name class text="" /> }).collect_view()}
                </dl>
            </section>
            <Icons />
        </Chrome>
    }
}

#[component]
fn Colors() -> impl IntoView {
    let (light, dark) = (Values::of(Mode::ALL[0]), Values::of(Mode::ALL[1]));
    view! {
        <section class="gallery__section" aria-labelledby="couleurs">
            <h2 id="couleurs">"Couleurs"</h2>
            <ul class="swatches">
                {palette::colors()
                    .into_iter()
                    .map(|name| {
                        let values = [light.value(name), dark.value(name)].map(Option::unwrap_or_default);
                        view! {
                            <li class="swatch">
                                <svg class="swatch__color" aria-hidden="true" focusable="false">
                                    <rect width="100%" height="100%" fill=format!("var(--{name})") />
                                </svg>
                                <p class="swatch__name">
                                    <code>{format!("--{name}")}</code>
                                </p>
                                <p class="swatch__values">{values.join(" · ")}</p>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Contrasts() -> impl IntoView {
    let modes = Mode::ALL.map(|mode| (mode, Values::of(mode)));
    let ratios = |pair: &Pair| {
        modes.iter().map(|(mode, tokens)| (*mode, tokens.contrast(pair.front, pair.ground).unwrap_or(1.0))).collect()
    };
    view! {
        <section class="gallery__section" aria-labelledby="contrastes">
            <h2 id="contrastes">"Contrastes"</h2>
            <p class="gallery__about">
                "Au moins 4,5\u{a0}: 1 pour un texte, 3\u{a0}: 1 pour un bord ou un signe. «\u{a0}Plus\u{a0}»\u{a0}: quand davantage de contraste est demandé."
            </p>
            <ul class="pairs">
                {PAIRS.iter().map(|pair| view! { <PairCard pair=*pair ratios=ratios(pair) /> }).collect_view()}
            </ul>
        </section>
    }
}

/// `13.95` as people write it: `13,95`.
fn decimal(ratio: f64) -> String {
    // Cut off, not rounded up: 4.499 is not enough.
    format!("{:.2}", (ratio * 100.0).floor() / 100.0).replace('.', ",")
}

#[component]
fn PairCard(pair: Pair, ratios: Vec<(Mode, f64)>) -> impl IntoView {
    let ratios = ratios
        .into_iter()
        .map(|(mode, ratio)| {
            let class = if ratio < pair.least { "pair__ratio pair__ratio--faint" } else { "pair__ratio" };
            view! {
                <div class="pair__mode">
                    <dt>{mode.title()}</dt>
                    <dd class=class data-mode=mode.name()>
                        {decimal(ratio)}
                    </dd>
                </div>
            }
        })
        .collect_view();
    let sample = if pair.least > 4.0 { "Aa" } else { "●" };
    view! {
        <li class="pair" data-pair=format!("{}/{}", pair.front, pair.ground)>
            <svg class="pair__sample" aria-hidden="true" focusable="false">
                <rect class="pair__ground" width="100%" height="100%" fill=format!("var(--{})", pair.ground) />
                <text
                    class="pair__front"
                    x="50%"
                    y="50%"
                    dominant-baseline="central"
                    text-anchor="middle"
                    fill=format!("var(--{})", pair.front)
                >
                    {sample}
                </text>
            </svg>
            <div class="pair__words">
                <p class="pair__names">
                    <code>{pair.front}</code>
                    " sur "
                    <code>{pair.ground}</code>
                </p>
                <dl class="pair__ratios">{ratios}</dl>
            </div>
        </li>
    }
}

#[component]
fn Sample(name: &'static str, class: &'static str, text: &'static str) -> impl IntoView {
    let value = Values::of(Mode::ALL[0]).value(name).unwrap_or_default();
    view! {
        <div class="samples__line">
            <dt class="samples__name">
                <code>{format!("--{name}")}</code>
                " "
                <span class="samples__value">{value}</span>
            </dt>
            <dd class=class>{text}</dd>
        </div>
    }
}

#[component]
fn Icons() -> impl IntoView {
    let names = ICONS.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    view! {
        <section class="gallery__section" aria-labelledby="icones">
            <h2 id="icones">"Icônes"</h2>
            <ul class="icons">
                {names
                    .map(|name| {
                        view! {
                            <li class="icons__icon">
                                <svg class="icons__drawing" aria-hidden="true" focusable="false">
                                    <use href=format!("/icons.svg#{name}")></use>
                                </svg>
                                <code>{name}</code>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_that_is_shown_is_one() {
        let names = palette::names();
        for (name, class) in TYPE.iter().chain(&SPACES).chain(&SHAPES) {
            assert!(names.contains(name) && class.ends_with(name), "{name}");
        }
        for prefix in ["text-", "space-", "radius-", "shadow-"] {
            let there = names.iter().filter(|name| name.starts_with(prefix)).count();
            let shown = TYPE.iter().chain(&SPACES).chain(&SHAPES).filter(|(name, _)| name.starts_with(prefix)).count();
            assert_eq!(there, shown, "all of --{prefix}… are shown");
        }
    }

    #[test]
    fn a_ratio_is_never_rounded_up() {
        assert_eq!(decimal(4.499), "4,49");
        assert_eq!(decimal(21.0), "21,00");
    }
}
