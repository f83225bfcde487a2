//! Pages that come whole from the server, without the browser's program (`domain::place::Program::Without`).

pub mod accessibility;
pub mod closed;
pub mod conditions;
pub mod demonstration;
pub mod download;
pub mod enrolment;
pub mod help;
pub mod legal_notice;
pub mod no_cookies;
pub mod personal_data;
pub mod signed_out;
pub mod start;
pub mod verification;
