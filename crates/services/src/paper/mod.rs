//! Papers: what the service writes to be printed and kept.
//!
//! They are tagged PDFs, made to two standards at once: PDF/UA-1, so that a screen reader meets headings,
//! lists, paragraphs and links in a language that it knows, and PDF/A-2a, so that they can still be read in
//! ten years. The library refuses to write a file that breaks what it can check of them.
//!
//! To add a paper: a file here that fills a [`sheet::Sheet`] and adds it to a [`document::Paper`].

pub mod attestation;
mod document;
pub mod letter;
pub mod record;
mod sheet;
mod text;

pub(crate) use self::text::Drawable;

/// The name of the service, which signs the papers.
pub(crate) const SERVICE: &str = "Mon espace santé";
/// What stands on every paper of demonstration mode.
const DEMONSTRATION: &str = "Démonstration – données fictives";
