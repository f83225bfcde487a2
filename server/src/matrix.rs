//! The commands that print a version of the matrix of authorisations, and compare two.

use std::io::Write;

use domain::access::{Cell, Matrix, NotAMatrix, Use};
use domain::document::DocumentType;
use domain::profession::Profession;

use crate::commands::Failure;

/// Prints a version: the one of that name or in that file, or else the latest. What is printed has one line per cell, and is itself
/// a file of a version.
///
/// # Errors
/// A sentence, when there is no such version or it cannot be read or printed.
pub fn print(version: Option<&str>, mut out: impl Write) -> Result<(), Failure> {
    let latest = || Matrix::versions()?.last().cloned().ok_or(NotAMatrix { line: 0, problem: "there is no version" });
    let matrix = match version {
        Some(version) => named(version)?,
        None => latest().map_err(|fault| sentence("the matrix", &fault))?,
    };
    writeln!(out, "version = {}", matrix.version())?;
    writeln!(out, "legal_reference = {}", matrix.legal_reference())?;
    writeln!(out, "valid_from = {}", matrix.valid_from().to_iso())?;
    for to in Use::ALL {
        for profession in Profession::ALL {
            for kind in DocumentType::ALL {
                let cell = matrix.cell(to, profession, kind);
                let (answer, provenance) = words(cell);
                let (to, profession, source) = (to.name(), profession.name(), matrix.source(cell));
                writeln!(out, "{to};{profession};{};{answer};{provenance};{source}", kind.code())?;
            }
        }
    }
    Ok(())
}

/// Compares two versions, each by its name or file: one line per cell that is not alike. Whether all are.
///
/// # Errors
/// A sentence, when there is no such version or it cannot be read, or nothing can be printed.
pub fn compare(before: &str, after: &str, mut out: impl Write) -> Result<bool, Failure> {
    let (before, after) = (named(before)?, named(after)?);
    let differences = before.differences(&after);
    for one in &differences {
        let (was, known) = words(one.before);
        let (is, now_known) = words(one.after);
        let (to, profession, kind) = (one.to.name(), one.profession.name(), one.kind.code());
        writeln!(out, "{to};{profession};{kind}: {was} ({known}) -> {is} ({now_known})")?;
    }
    let cells = Use::ALL.len() * Profession::ALL.len() * DocumentType::COUNT;
    writeln!(
        out,
        "{} of {cells} cells differ between {} and {}",
        differences.len(),
        before.version(),
        after.version()
    )?;
    Ok(differences.is_empty())
}

const fn words(cell: Cell) -> (&'static str, &'static str) {
    (if cell.allowed { "oui" } else { "non" }, cell.provenance.name())
}

/// The version that comes with the program under that name, or else the one in that file.
fn named(name: &str) -> Result<Matrix, Failure> {
    let versions = Matrix::versions().map_err(|fault| sentence("the matrix", &fault))?;
    if let Some(known) = versions.iter().find(|version| version.version() == name) {
        return Ok(known.clone());
    }
    let text = std::fs::read_to_string(name).map_err(|error| {
        let known: Vec<&str> = versions.iter().map(Matrix::version).collect();
        format!("{name}: neither a version ({}) nor a file that can be read ({error})", known.join(", "))
    })?;
    Ok(Matrix::parse(&text).map_err(|fault| sentence(name, &fault))?)
}

fn sentence(name: &str, NotAMatrix { line, problem }: &NotAMatrix) -> String {
    if *line == 0 { format!("{name}: {problem}") } else { format!("{name}, line {line}: {problem}") }
}
