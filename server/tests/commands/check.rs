//! What stops a start, and `server check`, which finds it before.

use std::path::Path;

use tempfile::TempDir;

use super::{MARTINE, command, printed, server, site, write};

/// A folder with what a browser would download, as the build writes it.
fn whole_site(folder: &Path) -> std::path::PathBuf {
    let site = site(folder);
    let names = ["a.css", "a.js", "a.wasm", "b.wasm"];
    for name in names {
        std::fs::write(site.join("pkg").join(name), "").unwrap();
    }
    let list =
        r#"{"stylesheet":"/pkg/a.css","script":"/pkg/a.js","code":"/pkg/a.wasm","areas":{"settings":["/pkg/b.wasm"]}}"#;
    std::fs::write(site.join("pkg/files.json"), list).unwrap();
    site
}

/// All files of a folder, and what is in them.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            all.extend(files(&entry));
        } else {
            let content = std::fs::read(&entry).unwrap();
            all.push((entry, content));
        }
    }
    all.sort();
    all
}

#[test]
fn what_cannot_be_used_stops_the_start_with_the_name_of_its_variable() {
    let folder = TempDir::new().unwrap();
    let keyring = folder.path().join("keyring");
    std::fs::write(&keyring, "secret").unwrap();
    std::fs::set_permissions(&keyring, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let database = format!("postgres://nous:secret@{nobody}/sante");
    let unreachable = format!("DATABASE_URL: {nobody} does not take connections\n");
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, "secret").unwrap();
    let missing = folder.path().join("nowhere");
    let words = |path: &Path| path.to_str().unwrap().to_owned();
    for (name, value, told) in [
        ("SITE_DIR", "/nope".to_owned(), "SITE_DIR: /nope has not what browsers download ('make build' makes it)\n"),
        ("KEYRING", "secret".into(), "KEYRING: the keyring cannot be read: "),
        ("KEYRING_FILE", words(&keyring), "KEYRING_FILE: the keyring cannot be read: "),
        ("KEYRING_FILE", words(&missing), "KEYRING_FILE: the keyring cannot be read (No such file"),
        ("DATABASE_URL", database, &unreachable),
        ("SMTP_CA_FILE", words(&authority), "SMTP_CA_FILE: there is no certificate in the file"),
        ("SMTP_CA_FILE", words(&missing), "SMTP_CA_FILE: the file cannot be read (No such file"),
    ] {
        let data = TempDir::new().unwrap();
        let mut command = command(data.path(), &["serve"]);
        command.env("LISTEN_ADDRESS", "127.0.0.1:0").env("SITE_DIR", site(folder.path())).env(name, value);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(told) && !said.contains("secret"), "{said}");
        assert_eq!(output.status.code(), Some(1), "{name}");
    }
}

#[test]
fn a_check_before_the_first_start_makes_nothing() {
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let data = folder.path().join("data");
    let output =
        command(&data, &["check"]).env("SITE_DIR", whole_site(elsewhere.path())).env("DEMONSTRATION", "true").output();
    let output = output.unwrap();
    let shown = data.display();
    assert_eq!(
        printed(&output),
        format!(
            "ok    SITE_DIR: all 4 files that pkg/files.json names are there\n\
             ok    DATA_DIR: there is no keyring; the first start makes one\n\
             ok    DATA_DIR: {shown} is not there; the first start makes it\n\
             ok    FILES_DIR: {shown}/files is not there; the first start makes it\n\
             ok    ERASURES_FILE: {shown} is not there; the first start makes it\n\
             ok    DATA_DIR: there is nothing in the database; the first start makes its tables\n\
             ok    DEMONSTRATION: no message leaves a demonstration\n"
        )
    );
    assert!(output.status.success());
    assert!(!data.exists());
}

#[test]
fn a_check_says_what_is_wrong_and_changes_nothing() {
    use std::os::unix::fs::PermissionsExt as _;

    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let data = folder.path();
    let file = write(elsewhere.path(), "assures.csv", &[MARTINE]);
    assert!(server(data, &["import-insured", &file]).status.success());
    let site = whole_site(elsewhere.path());
    let check = |variables: &[(&str, &str)], words: &[&str]| {
        let mut command = command(data, &[&["check"], words].concat());
        command.env("SITE_DIR", &site).envs(variables.iter().copied()).output().unwrap()
    };
    let before = files(data);
    // Nobody listens where the mail server should be.
    let output = check(&[], &[]);
    let shown = data.display();
    assert_eq!(
        printed(&output),
        format!(
            "ok    SITE_DIR: all 4 files that pkg/files.json names are there\n\
             ok    DATA_DIR: the keyring can be read, by its owner only\n\
             ok    DATA_DIR: {shown} can be written to, by its owner only\n\
             ok    FILES_DIR: {shown}/files is not there; the first start makes it\n\
             ok    ERASURES_FILE: {shown} can be written to, by its owner only\n\
             ok    DATA_DIR: the database takes writes, its tables are this version's, the keyring is its own\n\
             wrong SMTP_URL: 127.0.0.1:1 does not take connections\n\
             ok    SMS_GATEWAY_URL: there is none; codes leave by mail only\n"
        )
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(files(data) == before, "something was changed");

    let told = |variables: &[(&str, &str)], words: &[&str], told: &str| {
        let output = check(variables, words);
        let said = printed(&output) + &String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(told), "«{told}» in {said}");
        assert_eq!(output.status.code(), Some(1));
    };
    told(&[("SITE_DIR", "/nope")], &[], "wrong SITE_DIR: /nope has not what browsers download");
    told(&[("SMTP_URL", ""), ("MAIL_FROM", "")], &[], "wrong SMTP_URL: codes are sent by mail");
    told(&[("DEMONSTRATION", "true")], &[], "wrong DEMONSTRATION: the database is not a demonstration's");
    let demonstration = [("DEMONSTRATION", "true")];
    told(&demonstration, &["--mail", "essai@exemple.fr"], "wrong DEMONSTRATION: no message leaves a demonstration");
    let keyring =
        "lookup AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\\nkey 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";
    told(&[("KEYRING", keyring)], &[], "wrong DATA_DIR: the database cannot be opened: the keyring");
    told(&[("KEYRING", "x")], &[], "wrong KEYRING: the keyring cannot be read");
    told(&[("KEYRING", "x")], &[], "wrong DATA_DIR: not looked at, as it needs the keyring");
    told(&[], &["--mail", "nobody"], "not an address that a mail server takes");
    told(&[], &["--sms", "12"], "not a mobile number");
    assert!(files(data) == before, "something was changed");

    std::fs::remove_file(site.join("pkg/b.wasm")).unwrap();
    told(&[], &[], "wrong SITE_DIR: /pkg/b.wasm is missing");
    std::fs::remove_file(site.join("pkg/files.json")).unwrap();
    told(&[], &[], "wrong SITE_DIR: pkg/files.json is missing");
    let open = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    open(&data.join("mon-espace-sante.sqlite"), 0o644);
    told(&[], &[], "wrong DATA_DIR: others than its owner can read or change ");
    open(data, 0o777);
    told(&[], &[], "wrong DATA_DIR: others than its owner can write to ");
}
