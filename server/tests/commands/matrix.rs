//! The commands for the matrix of authorisations.

use domain::access::Matrix;
use tempfile::TempDir;

use crate::{printed, server};

#[test]
fn a_version_is_printed_cell_by_cell_and_is_the_same_when_read_again() {
    let folder = TempDir::new().unwrap();
    let output = server(folder.path(), &["matrix", "2023-10-29"]);
    assert!(output.status.success(), "{output:?}");
    let text = printed(&output);
    assert_eq!(text.lines().count(), 3 + 2 * 20 * 102);
    assert!(text.contains("\nconsulter;pharmacien;89601-9;non;confirme;revuepharma.fr (octobre 2023)\n"));
    assert!(text.contains("\nconsulter;orthoptiste;68599-0;non;hypothese;aucune source publique\n"));
    let again = Matrix::parse(&text).unwrap();
    assert!(again.differences(&Matrix::versions().unwrap()[0]).is_empty());
    let latest = printed(&server(folder.path(), &["matrix"]));
    assert!(latest.starts_with("version = 2025-10-15\n"), "{latest}");
    // It needs nothing of the service's, and makes nothing.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn two_versions_are_compared_by_name_or_file() {
    let folder = TempDir::new().unwrap();
    let output = server(folder.path(), &["compare-matrices", "2023-10-29", "2025-10-15"]);
    assert_eq!(output.status.code(), Some(1));
    let text = printed(&output);
    assert!(text.starts_with("consulter;social-medico-social;11488-4: non (hypothese) -> non (confirme)\n"), "{text}");
    assert!(text.ends_with("\n102 of 4080 cells differ between 2023-10-29 and 2025-10-15\n"), "{text}");

    let file = folder.path().join("nouvelle.csv");
    let changed = printed(&server(folder.path(), &["matrix"]))
        .replace("version = 2025-10-15", "version = essai")
        .replace("deposer;medecin;REMB;non;", "deposer;medecin;REMB;oui;");
    std::fs::write(&file, changed).unwrap();
    let output = server(folder.path(), &["compare-matrices", "2025-10-15", file.to_str().unwrap()]);
    let expected = "deposer;medecin;REMB: non (hypothese) -> oui (hypothese)\n1 of 4080 cells differ between 2025-10-15 and essai\n";
    assert_eq!(printed(&output), expected);
    let same = server(folder.path(), &["compare-matrices", "2025-10-15", "2025-10-15"]);
    assert!(same.status.success() && printed(&same).starts_with("0 of 4080 cells differ"));
}

#[test]
fn what_is_no_version_is_told() {
    let folder = TempDir::new().unwrap();
    let output = server(folder.path(), &["matrix", "2022-01-01"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.starts_with("2022-01-01: neither a version (2023-10-29, 2025-10-15) nor a file that can be read"),
        "{told}"
    );
    let file = folder.path().join("faux.csv");
    std::fs::write(&file, "version = x\nconsulter;mage;*;oui;hypothese;z\n").unwrap();
    let output = server(folder.path(), &["compare-matrices", file.to_str().unwrap(), "2023-10-29"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.ends_with("faux.csv, line 2: no such profession\n"), "{told}");
    assert_eq!(output.status.code(), Some(1));
}
