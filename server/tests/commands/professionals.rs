//! The command for the directory of professionals.

use std::path::Path;
use std::process::Command;

use domain::professional::Column;
use tempfile::TempDir;

use crate::{MARTINE, printed, server, write as write_insured};

fn write(folder: &Path, lines: &[&str]) -> String {
    let path = folder.join("professionnels.csv");
    let header = Column::ALL.map(Column::name).join(";");
    std::fs::write(&path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    path.to_str().unwrap().to_owned()
}

const MARINE: &str = "999 0000 0011;medecin;Leguano;Marine;Cabinet des Exemples;";
const ZOE: &str = "99900000029;60;Alizé;Zoé;Cabinet des Exemples;non";

#[test]
fn a_file_is_imported_and_imported_again() {
    let folder = TempDir::new().unwrap();
    let file = write(folder.path(), &[MARINE, ZOE]);
    let output = server(folder.path(), &["import-professionals", &file]);
    assert_eq!(printed(&output), "2 lines: 2 added, 0 updated, 0 unchanged, 0 refused\n");
    assert!(output.status.success());
    assert_eq!(output.stderr, b"", "no progress where there is no terminal");
    let regulating = "99900000011;10;Leguano;Marine;SAMU - Centre 15;oui";
    let file = write(folder.path(), &[regulating, ZOE]);
    let output = server(folder.path(), &["import-professionals", &file]);
    assert_eq!(printed(&output), "2 lines: 0 added, 1 updated, 1 unchanged, 0 refused\n");
    assert!(output.status.success());
    // A backup has the directory with it.
    let backup = folder.path().join("copie");
    assert!(server(folder.path(), &["backup", backup.to_str().unwrap()]).status.success());
    let other = TempDir::new().unwrap();
    for name in ["keyring", "erasures"] {
        std::fs::copy(folder.path().join(name), other.path().join(name)).unwrap();
    }
    let output = server(other.path(), &["restore", backup.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let output = server(other.path(), &["import-professionals", &file]);
    assert_eq!(printed(&output), "2 lines: 0 added, 0 updated, 2 unchanged, 0 refused\n");
}

#[test]
fn a_report_names_lines_and_columns_and_quotes_nothing() {
    let folder = TempDir::new().unwrap();
    let file = write(
        folder.path(),
        &["99900000010;voyante;R2D2;;secret;peut-être", "99900000029;60;Alizé;ZoÃ©;Cabinet;oui", MARINE, MARINE],
    );
    let output = server(folder.path(), &["import-professionals", &file]);
    assert_eq!(
        printed(&output),
        "line 2, numero_rpps: the key does not fit\n\
         line 2, profession: not the name or code of a profession\n\
         line 2, nom: not a name\n\
         line 2, prenom: missing\n\
         line 2, regulation: oui or non\n\
         line 3, prenom: looks as if it had been encoded in UTF-8 twice\n\
         line 3, regulation: only a doctor regulates\n\
         line 5: an earlier line is about the same professional\n\
         the file looks encoded in UTF-8 twice: export it again as UTF-8, without converting it\n\
         4 lines: 1 added, 0 updated, 0 unchanged, 3 refused\n"
    );
    assert_eq!(output.status.code(), Some(1), "a script must notice");
    let output = server(folder.path(), &["import-professionals", "nowhere.csv"]);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("the file cannot be opened"), "{output:?}");
    let output = server(folder.path(), &["import-professionals"]);
    let told = "error: the following required arguments were not provided:\n  <FILE>";
    assert!(String::from_utf8_lossy(&output.stderr).starts_with(told), "{output:?}");
    // Nor is one file taken for the other.
    let insured = write_insured(folder.path(), "assures.csv", &[MARTINE]);
    for (command, file, fault) in [
        ("import-professionals", &insured, "the 1. is not a known one"),
        ("import-insured", &file, "the 1. is not a known one"),
    ] {
        let output = server(folder.path(), &[command, file]);
        let told = format!("the first line must name the columns: {fault}\n");
        assert_eq!(String::from_utf8_lossy(&output.stderr), told);
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_demonstration_is_not_made_of_real_professionals() {
    let folder = TempDir::new().unwrap();
    let file = write(folder.path(), &[MARINE]);
    assert!(server(folder.path(), &["import-professionals", &file]).status.success());
    let output = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["import-professionals", &file])
        .env_clear()
        .envs([("DEMONSTRATION", "true"), ("DATA_DIR", folder.path().to_str().unwrap()), ("LOG", "error")])
        .envs([("ARGON2_MEMORY_KIB", "64"), ("ARGON2_PASSES", "1")])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("people whom demonstration mode did not make"), "{told}");
}
