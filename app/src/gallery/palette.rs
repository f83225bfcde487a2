//! The tokens, read from the style sheet that chooses them, and what contrast they make.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The style sheets that choose tokens.
struct Sheets {
    light: Cow<'static, str>,
    dark: Cow<'static, str>,
    contrast: Cow<'static, str>,
}

static SHEETS: OnceLock<Sheets> = OnceLock::new();

/// The style sheets as they were when this was compiled.
#[cfg(any(test, not(feature = "csr")))]
fn sheets() -> &'static Sheets {
    SHEETS.get_or_init(|| Sheets {
        light: include_str!("../../../style/20-tokens.css").into(),
        dark: include_str!("../../../style/21-tokens-dark.css").into(),
        contrast: include_str!("../../../style/22-tokens-contrast.css").into(),
    })
}

/// The style sheets as [`load`] found them; without it they are empty.
#[cfg(all(feature = "csr", not(test)))]
fn sheets() -> &'static Sheets {
    SHEETS.get_or_init(|| Sheets { light: "".into(), dark: "".into(), contrast: "".into() })
}

/// Fetches the style sheets. In the browser alone they are not compiled in, so that a token can be
/// changed without compiling anything.
#[cfg(feature = "csr")]
pub async fn load() {
    async fn sheet(name: &str) -> Cow<'static, str> {
        let answer = gloo_net::http::Request::get(&format!("/style/{name}.css")).send().await;
        let text = match answer {
            Ok(answer) => answer.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        text.into()
    }
    let light = sheet("20-tokens").await;
    let (dark, contrast) = (sheet("21-tokens-dark").await, sheet("22-tokens-contrast").await);
    // It fails only when they are there already.
    let _ = SHEETS.set(Sheets { light, dark, contrast });
}

/// What stands before the tokens of a mode that an attribute of the root forces.
const FORCED_DARK: &str = ":root[data-theme=\"dark\"]";
const FORCED_CONTRAST: &str = ":root:root[data-contrast=\"more\"]";

/// A theme, with or without more contrast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Whether it is the dark theme.
    pub dark: bool,
    /// Whether more contrast is asked for.
    pub more_contrast: bool,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self { dark: false, more_contrast: false },
        Self { dark: true, more_contrast: false },
        Self { dark: false, more_contrast: true },
        Self { dark: true, more_contrast: true },
    ];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match (self.dark, self.more_contrast) {
            (false, false) => "Clair",
            (true, false) => "Sombre",
            (false, true) => "Clair, plus",
            (true, true) => "Sombre, plus",
        }
    }

    /// What tests call it.
    pub const fn name(self) -> &'static str {
        match (self.dark, self.more_contrast) {
            (false, false) => "light",
            (true, false) => "dark",
            (false, true) => "light-more",
            (true, true) => "dark-more",
        }
    }
}

/// The declarations of the first block of that selector, in their order.
fn block<'a>(css: &'a str, selector: &str) -> Vec<(&'a str, &'a str)> {
    let start = format!("{selector} {{");
    let Some(inside) = css.split_once(&start).and_then(|(_, rest)| rest.split_once('}')) else { return Vec::new() };
    inside
        .0
        .split(';')
        .filter_map(|declaration| {
            // A comment may stand before a declaration.
            let declaration = declaration.rsplit_once("*/").map_or(declaration, |(_, rest)| rest);
            let (name, value) = declaration.split_once(':')?;
            Some((name.trim().strip_prefix("--")?, value.trim()))
        })
        .collect()
}

/// The names of all tokens, in the order of the style sheet.
pub fn names() -> Vec<&'static str> {
    block(&sheets().light, ":root").into_iter().map(|(name, _)| name).collect()
}

/// The names of the tokens that are colours.
pub fn colors() -> Vec<&'static str> {
    let tokens = Tokens::of(Mode::ALL[0]);
    names().into_iter().filter(|name| tokens.color(name).is_some()).collect()
}

/// The values of all tokens in a mode.
pub struct Tokens(BTreeMap<&'static str, &'static str>);

impl Tokens {
    /// Reads them.
    pub fn of(mode: Mode) -> Self {
        let mut values: BTreeMap<_, _> = block(&sheets().light, ":root").into_iter().collect();
        if mode.dark {
            values.extend(block(&sheets().dark, FORCED_DARK));
        }
        if mode.more_contrast {
            values.extend(block(&sheets().contrast, FORCED_CONTRAST));
        }
        Self(values)
    }

    /// The value of a token, as the style sheet writes it.
    pub fn value(&self, name: &str) -> Option<&'static str> {
        let value = *self.0.get(name)?;
        match value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
            Some(other) => self.value(other),
            None => Some(value),
        }
    }

    /// The colour of a token; none for what is no opaque colour.
    pub fn color(&self, name: &str) -> Option<[u8; 3]> {
        let digits = self.value(name)?.strip_prefix('#')?;
        let full: String = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        let part = |at: usize| u8::from_str_radix(full.get(at..at + 2)?, 16).ok();
        Some([part(0)?, part(2)?, part(4)?])
    }

    /// The contrast of two tokens, from 1 to 21 (WCAG 2.2, 1.4.3).
    pub fn contrast(&self, one: &str, other: &str) -> Option<f64> {
        let (one, other) = (luminance(self.color(one)?), luminance(self.color(other)?));
        Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
    }
}

fn luminance(color: [u8; 3]) -> f64 {
    let [red, green, blue] = color.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Two tokens that meet on screen.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// What is seen.
    pub front: &'static str,
    /// What it lies on.
    pub ground: &'static str,
    /// The least contrast: 4.5 for text, 3 for edges and signs.
    pub least: f64,
}

/// Text needs 4.5 (WCAG 2.2, 1.4.3).
const fn text(front: &'static str, ground: &'static str) -> Pair {
    Pair { front, ground, least: 4.5 }
}

/// What is no text but must be seen needs 3 (WCAG 2.2, 1.4.11).
const fn sign(front: &'static str, ground: &'static str) -> Pair {
    Pair { front, ground, least: 3.0 }
}

/// Every pair that the components make.
pub const PAIRS: &[Pair] = &[
    text("ink", "paper"),
    text("ink", "surface"),
    text("ink", "sunk"),
    text("ink", "tint"),
    text("ink-2", "paper"),
    text("ink-2", "surface"),
    text("ink-2", "sunk"),
    text("link", "paper"),
    text("link", "surface"),
    text("link", "sunk"),
    text("visited", "paper"),
    text("visited", "surface"),
    text("primary", "surface"),
    text("primary", "paper"),
    text("primary-hover", "paper"),
    text("primary-hover", "surface"),
    text("on-primary", "primary"),
    text("on-primary", "primary-hover"),
    text("on-primary", "primary-active"),
    text("on-tint", "tint"),
    text("danger-text", "paper"),
    text("danger-text", "surface"),
    text("danger-text", "danger-tint"),
    text("ink", "danger-tint"),
    text("on-danger", "danger"),
    text("on-danger", "danger-hover"),
    sign("danger", "surface"),
    sign("danger", "paper"),
    text("warning", "warning-tint"),
    text("ink", "warning-tint"),
    sign("warning-edge", "surface"),
    sign("warning-edge", "warning-tint"),
    text("success", "success-tint"),
    text("ink", "success-tint"),
    text("info", "info-tint"),
    text("ink", "info-tint"),
    sign("edge", "paper"),
    sign("edge", "surface"),
    sign("edge", "sunk"),
    sign("focus-ring", "paper"),
    sign("focus-ring", "surface"),
    sign("focus-ring", "sunk"),
    sign("focus-halo", "focus-ring"),
    text("petrol", "petrol-tint"),
    text("plum", "plum-tint"),
    text("cornflower", "cornflower-tint"),
    text("olive", "olive-tint"),
    text("earth", "earth-tint"),
    text("slate", "slate-tint"),
    text("ink", "petrol-tint"),
    text("ink", "plum-tint"),
    text("ink", "cornflower-tint"),
    text("ink", "olive-tint"),
    text("ink", "earth-tint"),
    text("ink", "slate-tint"),
    text("on-ground", "petrol-ground"),
    text("on-ground", "plum-ground"),
    text("on-ground", "cornflower-ground"),
    text("on-ground", "olive-ground"),
    text("on-ground", "earth-ground"),
    text("on-ground", "slate-ground"),
];

/// Colours that carry nothing: what they mark is told by words, place or shape too.
pub const DECORATIVE: &[&str] = &["line", "sun-disc", "sun-sea"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_is_the_one_of_wcag() {
        let light = Tokens::of(Mode::ALL[0]);
        let ratio = |front, ground| (light.contrast(front, ground).unwrap() * 100.0).round() / 100.0;
        // From the study that chose the colours.
        assert!((ratio("ink", "paper") - 13.95).abs() < 0.02, "{}", ratio("ink", "paper"));
        assert!((ratio("edge", "surface") - 4.18).abs() < 0.02, "{}", ratio("edge", "surface"));
        assert!((ratio("surface", "surface") - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn every_pair_has_enough_contrast_in_every_mode() {
        let mut faint = Vec::new();
        for mode in Mode::ALL {
            let tokens = Tokens::of(mode);
            for pair in PAIRS {
                let ratio = tokens.contrast(pair.front, pair.ground);
                let ratio = ratio.unwrap_or_else(|| panic!("{pair:?} is not made of colours in {mode:?}"));
                if ratio < pair.least {
                    faint.push(format!(
                        "{}: {} on {}: {ratio:.2} < {}",
                        mode.title(),
                        pair.front,
                        pair.ground,
                        pair.least
                    ));
                }
            }
        }
        assert!(faint.is_empty(), "{faint:#?}");
    }

    #[test]
    fn every_colour_is_in_a_pair() {
        let colors = colors();
        assert!(colors.len() > 40, "{colors:?}");
        for color in colors {
            let paired = PAIRS.iter().any(|pair| pair.front == color || pair.ground == color);
            assert_ne!(paired, DECORATIVE.contains(&color), "{color} must be in a pair or decorative, and not both");
        }
    }

    #[test]
    fn what_an_attribute_forces_is_what_the_system_asks_for() {
        let dark = block(&sheets().dark, ":root:not([data-theme=\"light\"])");
        assert!(dark.len() > 30);
        assert_eq!(dark, block(&sheets().dark, FORCED_DARK));
        let contrast = block(&sheets().contrast, ":root:root");
        assert!(contrast.len() > 10);
        assert_eq!(contrast, block(&sheets().contrast, FORCED_CONTRAST));
    }

    #[test]
    fn a_mode_changes_tokens_and_invents_none() {
        let names = names();
        for (css, selector) in [(&sheets().dark, FORCED_DARK), (&sheets().contrast, FORCED_CONTRAST)] {
            for (name, _) in block(css, selector) {
                assert!(names.contains(&name), "--{name} is no token of the light theme");
            }
        }
    }
}
