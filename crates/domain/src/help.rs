//! How one gets help by telephone: the number, its hours and what it costs stand here and nowhere else.

/// The number.
pub const LINE: &str = "3422";

/// When somebody answers.
pub const HOURS: &str = "du lundi au vendredi de 8\u{a0}h\u{a0}30 à 17\u{a0}h\u{a0}30";

/// What a call costs.
pub const COST: &str = "Service gratuit + prix appel";
