//! Screens, one file each: a page that loads, a view that draws.

pub mod accessibility;
pub mod channel;
pub mod code;
pub mod conditions;
pub mod demonstration;
pub mod enrolment;
pub mod front;
pub mod help;
pub mod history;
pub mod home;
pub mod legal_notice;
pub mod not_found;
pub mod personal_data;
pub mod personal_information;
pub mod profiles;
pub mod settings;
pub mod sign_in;
pub mod signed_out;
