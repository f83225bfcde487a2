//! What things are: identifiers, value objects, forms and their validation, decisions as pure
//! functions. This crate has no I/O, no clock and no framework, and it is small enough to run in
//! the browser: the same rule then holds on both sides.
//!
//! To add a value object: a file of its own, a private field, a constructor that parses, a
//! `Display` that is fit for a screen, and property tests beside it. What identifies a person
//! never gets a revealing `Debug`. An enum whose variants have names is declared by [`named!`].
//!
//! To add a form: a struct of raw strings and an enum of problems under [`form`]; the words that
//! a citizen reads for each problem stand in `app::text`. Names that papers say as well stand in [`words`].
#![warn(missing_docs)]

pub mod access;
pub mod assurance;
pub mod attestation;
pub mod card;
pub mod care;
pub mod closure;
pub mod confidentiality;
pub mod contact;
pub mod date;
pub mod document;
pub mod enrolment;
pub mod export;
pub mod form;
pub mod help;
pub mod history;
pub mod id;
pub mod identifier;
pub mod insured;
pub mod line;
pub mod measure;
pub mod medical_profile;
mod named;
pub mod nir;
pub mod onboarding;
pub mod person;
pub mod place;
pub mod profession;
pub mod professional;
pub mod provisional_code;
pub mod sharing;
pub mod sign_in;
pub mod time;
pub mod typed;
pub mod view;
pub mod words;
