//! Screens, one file each: a page that loads, a view that draws.

pub mod channel;
pub mod children;
pub mod closure;
pub mod code;
pub mod confirmation;
pub mod enrolment;
pub mod export;
pub mod front;
pub mod history;
pub mod home;
pub mod not_found;
pub mod onboarding;
mod parts;
pub mod personal_information;
pub mod profiles;
pub mod settings;
pub mod sharing;
pub mod sign_in;

/// Pages that are sent whole (`domain::place::Program::Without`).
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod whole;
