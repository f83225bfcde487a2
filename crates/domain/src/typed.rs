//! What people type, paste, or have in their files: one reader for all of it. A text is first read as whoever typed it sees it;
//! passwords alone are taken sign by sign.

#[cfg(not(target_arch = "wasm32"))]
use unicode_normalization::UnicodeNormalization as _;

/// Whether a character cannot be seen: it comes along when a text is copied from a mail, a document or a phone's contacts, and
/// whoever pastes it does not know of it.
#[must_use]
pub const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// A text of one line as it is seen: without what cannot be seen, and with a plain space, hyphen or apostrophe for whatever looks
/// like one. Other control characters stay, for the reader to refuse.
#[must_use]
pub fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2b9}' | '\u{b4}' | '\u{2032}' | '\u{ff07}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    text.chars().filter(|c| !is_unseen(*c)).map(sign).collect()
}

/// A text in its composed form (NFC): `é` may be typed as one sign or as two. In the browser, which keeps nothing, it stays as it is.
#[must_use]
pub fn composed(text: &str) -> String {
    #[cfg(not(target_arch = "wasm32"))]
    let signs = text.nfc();
    #[cfg(target_arch = "wasm32")]
    let signs = text.chars();
    signs.collect()
}

/// Whether a sign is set on a letter and is none itself: an accent that no letter has by itself, a tone of Thai, a virama.
#[must_use]
pub fn is_mark(c: char) -> bool {
    // Names come in the insurer's file; the browser reads none.
    #[cfg(not(target_arch = "wasm32"))]
    let is_mark = unicode_normalization::char::is_combining_mark(c);
    #[cfg(target_arch = "wasm32")]
    let is_mark = ('\u{300}'..='\u{36f}').contains(&c);
    is_mark
}

/// A name as it is kept: [`plain`], composed, its words one space apart.
#[must_use]
pub fn name(text: &str) -> String {
    // Once more: what could not be seen may have stood between a letter and its accent.
    let seen = composed(&plain(&composed(text))).replace('`', "'");
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The signs of a number or a code: without the spaces, dots and hyphens that people group them by.
#[must_use]
pub fn signs(text: &str) -> String {
    plain(text).chars().filter(|c| !is_separator(*c)).collect()
}

/// Whether a character of a [`plain`] text only separates groups.
pub(crate) fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.' | '-')
}

/// What follows the last colon, if there is one: nothing that is read here contains any, so what
/// stands before it is a label.
pub(crate) fn after_colon(text: &str) -> &str {
    text.rsplit_once(':').map_or(text, |(_, rest)| rest)
}

/// Whether a text looks as if it had been encoded in UTF-8 twice: `PÃªcheur` for `Pêcheur`. No name is written like that.
#[must_use]
pub fn looks_encoded_twice(text: &str) -> bool {
    let bytes: Option<Vec<u8>> = text.chars().map(byte_of_windows_1252).collect();
    !text.is_ascii() && bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}

/// The byte that stands for a character in Windows-1252, which programs take bytes for whose encoding they do not know; where it
/// has none, in ISO 8859-1.
fn byte_of_windows_1252(c: char) -> Option<u8> {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match FROM_80.iter().position(|known| *known == c) {
        Some(place) => u8::try_from(0x80 + place).ok(),
        None => u8::try_from(u32::from(c)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_dropped_and_what_looks_plain_is() {
        for (typed, seen) in [
            ("\u{202a}06 11 12 13 21\u{202c}", "06 11 12 13 21"),
            ("\u{2068}034\u{2060}567\u{2069}", "034567"),
            ("\u{61c}\u{200b}ines@exemple.fr\u{feff}", "ines@exemple.fr"),
            ("8\u{fe0f}4\u{ad}", "84"),
            ("a\u{a0}b\u{202f}c\u{2009}d\te\nf", "a b c d e f"),
            ("Jean\u{2010}Paul\u{2011}Luc\u{2013}Marc", "Jean-Paul-Luc-Marc"),
            ("D‘A’B´C\u{2bc}D", "D'A'B'C'D"),
            ("12\0", "12\0"),
        ] {
            assert_eq!(plain(typed), seen, "{typed:?}");
        }
        assert_eq!(name(" Ele\u{301}onore  d`Aragon\u{a0}"), "El\u{e9}onore d'Aragon");
        assert_eq!(signs("2-84.05\u{a0}88"), "2840588");
    }

    #[test]
    fn a_text_that_was_encoded_twice_is_known() {
        for name in ["Pêcheur", "Lúcia", "Élodie", "Łukasz", "Đặng", "L’Hôte", "Ÿves", "ÀÁÍÏÐÝ"] {
            let twice: String = name
                .bytes()
                .map(|byte| {
                    (0..=0x2122).filter_map(char::from_u32).find(|c| byte_of_windows_1252(*c) == Some(byte)).unwrap()
                })
                .collect();
            assert!(looks_encoded_twice(&twice), "{twice}");
            assert!(!looks_encoded_twice(name), "{name}");
        }
        for name in ["PÃªcheur", "LÃºcia", "NoÃ«l"] {
            assert!(looks_encoded_twice(name), "{name}");
        }
        for name in ["", "Martin", "João", "Ãngela", "SÃO", "Bâtard", "Noël", "Müller", "Çelik", "ÅSE"] {
            assert!(!looks_encoded_twice(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_text_stays_as_it_is(text in ".{0,30}") {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
            let once = name(&text);
            prop_assert_eq!(name(&once), once);
        }
    }
}
