//! Measurements: height and weight, as people type them, as they are kept, and whether they are likely.

use serde::{Deserialize, Serialize};

use crate::typed::plain;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeasureKind {
    /// How tall.
    Height,
    /// How heavy.
    Weight,
}

/// A value that was measured, without rounding errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// A height in millimetres, from 200 to 2,500.
    Height(u16),
    /// A weight in grams, from 500 to 350,000.
    Weight(u32),
}

/// The text is not such a measure, or it is out of what people can measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMeasure;

impl Measure {
    /// Reads what was typed: a height as `1,55`, `1.55`, `1 m 55` or `155`, a weight in kilogrammes as `56,1`; the
    /// unit may stand behind it.
    pub fn parse(kind: MeasureKind, text: &str) -> Result<Self, NotAMeasure> {
        let text = plain(text).to_lowercase().replace(' ', "");
        match kind {
            MeasureKind::Height => {
                let number = match text.strip_suffix("cm") {
                    Some(number) => number.to_owned(),
                    // `1m55` is `1,55`.
                    None => text.strip_suffix('m').unwrap_or(&text).replacen('m', ",", 1),
                };
                let thousandths = thousandths(&number).ok_or(NotAMeasure)?;
                // Nobody is 3 m tall, and nobody 3 cm: the smaller numbers are metres.
                let millimetres = if thousandths < 3000 { thousandths } else { thousandths / 100 };
                let in_range = (200..=2500).contains(&millimetres);
                u16::try_from(millimetres).ok().filter(|_| in_range).map(Self::Height).ok_or(NotAMeasure)
            }
            MeasureKind::Weight => {
                let number = text.strip_suffix("kg").unwrap_or(&text);
                let grams = thousandths(number).filter(|grams| (500..=350_000).contains(grams));
                grams.map(Self::Weight).ok_or(NotAMeasure)
            }
        }
    }

    /// What is measured.
    #[must_use]
    pub const fn kind(self) -> MeasureKind {
        match self {
            Self::Height(_) => MeasureKind::Height,
            Self::Weight(_) => MeasureKind::Weight,
        }
    }

    /// Whether somebody of that age, in whole years, can be expected to have it. A wide guess of ours against slips of
    /// the finger (a comma forgotten, another unit), without any claim to be medical: what is outside is asked about,
    /// never refused.
    #[must_use]
    pub fn is_likely(self, age: u16) -> bool {
        // Height in centimetres, weight in kilogrammes.
        let (height, weight) = match age {
            0..=1 => (35..=105, 1..=20),
            2..=5 => (65..=140, 6..=45),
            6..=11 => (90..=185, 12..=100),
            12..=17 => (115..=220, 20..=200),
            _ => (120..=220, 30..=250),
        };
        match self {
            Self::Height(millimetres) => height.contains(&(u32::from(millimetres) / 10)),
            Self::Weight(grams) => weight.contains(&(grams / 1000)),
        }
    }

    /// The number as it is typed, without its unit: `1,55` (metres), `56,1` (kilogrammes).
    #[must_use]
    pub fn number(self) -> String {
        let (thousandths, decimals) = match self {
            Self::Height(millimetres) => (u32::from(millimetres), 2),
            Self::Weight(grams) => (grams, 0),
        };
        let mut fraction = format!("{:03}", thousandths % 1000);
        while fraction.len() > decimals && fraction.ends_with('0') {
            fraction.pop();
        }
        if fraction.is_empty() {
            (thousandths / 1000).to_string()
        } else {
            format!("{},{fraction}", thousandths / 1000)
        }
    }
}

/// `1,55 m`, `56,1 kg`, with a no-break space.
impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self {
            Self::Height(_) => "m",
            Self::Weight(_) => "kg",
        };
        write!(f, "{}\u{a0}{unit}", self.number())
    }
}

/// A decimal number with a comma or a point, in thousandths; more than three decimals are none that anybody measures.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once([',', '.']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || fraction.len() > 3 || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use MeasureKind::{Height, Weight};
    use proptest::prelude::*;

    #[test]
    fn measures_are_read_as_people_type_them() {
        for text in ["1,55", "1.55", "155", "155 cm", "1m55", "1 m 55", "1,55 m", "155,0"] {
            assert_eq!(Measure::parse(Height, text), Ok(Measure::Height(1550)), "{text}");
        }
        for text in ["56,1", "56.1", "56,1 kg", "056,100"] {
            assert_eq!(Measure::parse(Weight, text), Ok(Measure::Weight(56_100)), "{text}");
        }
        assert_eq!(Measure::parse(Height, "2"), Ok(Measure::Height(2000)));
        assert_eq!(Measure::parse(Height, "51,5"), Ok(Measure::Height(515)));
        for text in ["", "m", "grand", "19", "0,19", "2,51", "251", "1,5,5", "-1,55", "1e2", "1,5555", "9999999999"] {
            assert_eq!(Measure::parse(Height, text), Err(NotAMeasure), "{text}");
        }
        for text in ["", "0,499", "350,001", "kg", "3500", "1 55 g"] {
            assert_eq!(Measure::parse(Weight, text), Err(NotAMeasure), "{text}");
        }
    }

    #[test]
    fn measures_are_written_as_people_read_them() {
        let written = [Measure::Height(1550), Measure::Height(515), Measure::Height(2000), Measure::Height(1005)];
        assert_eq!(written.map(|it| it.to_string()), ["1,55\u{a0}m", "0,515\u{a0}m", "2,00\u{a0}m", "1,005\u{a0}m"]);
        let written = [Measure::Weight(56_100), Measure::Weight(70_000), Measure::Weight(3_250)];
        assert_eq!(written.map(|it| it.to_string()), ["56,1\u{a0}kg", "70\u{a0}kg", "3,25\u{a0}kg"]);
    }

    #[test]
    fn what_is_unlikely_depends_on_the_age() {
        assert!(Measure::Height(1550).is_likely(40) && !Measure::Height(1550).is_likely(3));
        assert!(Measure::Height(510).is_likely(0) && !Measure::Height(510).is_likely(40));
        assert!(!Measure::Weight(300_000).is_likely(40) && Measure::Weight(56_100).is_likely(40));
        assert!(Measure::Weight(3_500).is_likely(0) && !Measure::Weight(3_500).is_likely(2));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(height in 200_u16..=2500, weight in 500_u32..=350_000) {
            for measure in [Measure::Height(height), Measure::Weight(weight)] {
                prop_assert_eq!(Measure::parse(measure.kind(), &measure.number()), Ok(measure));
                prop_assert_eq!(Measure::parse(measure.kind(), &measure.to_string()), Ok(measure));
            }
        }

        #[test]
        fn no_text_makes_it_fail(text in ".{0,20}") {
            let _ = Measure::parse(Height, &text);
            let _ = Measure::parse(Weight, &text);
        }
    }
}
