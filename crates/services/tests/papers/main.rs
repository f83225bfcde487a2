//! The papers as their readers meet them: what a screen reader reads aloud, what a program learns about the file, where
//! the letters stand.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

mod attestation;
mod letter;
mod names;
mod read;
mod record;
