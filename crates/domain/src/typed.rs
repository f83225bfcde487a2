//! What people type or paste around a number: groups, and the label that stands before it.

/// Whether a character only separates groups: spaces of any kind, dots, dashes, and the invisible
/// characters that come along when a text is copied from a mail or a document.
pub(crate) fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | '-' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{2060}' | '\u{feff}')
}

/// What follows the last colon, if there is one: nothing that is read here contains any, so what
/// stands before it is a label.
pub(crate) fn after_colon(text: &str) -> &str {
    text.rsplit_once(':').map_or(text, |(_, rest)| rest)
}
