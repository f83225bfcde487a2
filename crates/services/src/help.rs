//! How one gets help by telephone: the number and its hours stand here and nowhere else.

/// The number.
pub(crate) const LINE: &str = "3422";

/// The sentence that asks to call.
pub(crate) fn call() -> String {
    format!(
        "Appelez le {LINE} (service gratuit + prix appel), du lundi au vendredi de 8\u{a0}h\u{a0}30 à 17\u{a0}h\u{a0}30."
    )
}
