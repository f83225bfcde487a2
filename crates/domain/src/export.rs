//! The file with everything that a profile holds («téléchargement de toutes les informations»).

use serde::{Deserialize, Serialize};

use crate::date::CalendarDate;

/// For how many days the file can be downloaded, the day on which it was ready not counted; the last one counts whole.
pub const LINK_DAYS: u16 = 7;

/// How far a file that was asked for has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportState {
    /// It is being prepared.
    Preparing {
        /// How many of a hundred parts are done.
        percent: u8,
    },
    /// It can be downloaded.
    Ready {
        /// How large it is.
        bytes: u64,
        /// The last day on which it can be.
        until: CalendarDate,
    },
}

/// A size as people read it: `512 octets`, `12 Ko`, `3,4 Mo`, with no-break spaces; a thousand is a thousand.
#[must_use]
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| (bytes * 10).div_ceil(unit);
    match bytes {
        0..1_000 => format!("{bytes}\u{a0}octets"),
        1_000..1_000_000 => format!("{}\u{a0}Ko", bytes.div_ceil(1_000)),
        _ => {
            let tenths = tenths(1_000_000);
            if tenths % 10 == 0 || tenths >= 1_000 {
                format!("{}\u{a0}Mo", tenths.div_ceil(10))
            } else {
                format!("{},{}\u{a0}Mo", tenths / 10, tenths % 10)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_people_read_them() {
        let written = [0, 999, 1_000, 1_001, 999_999, 1_000_000, 3_410_000, 12_000_000, 523_100_001].map(size);
        let expected = ["0 octets", "999 octets", "1 Ko", "2 Ko", "1000 Ko", "1 Mo", "3,5 Mo", "12 Mo", "524 Mo"];
        assert_eq!(written, expected.map(|text| text.replace(' ', "\u{a0}")));
    }
}
