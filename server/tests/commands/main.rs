//! The commands, run as an operator runs them: those for the insured population here, the others beside.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

mod backup;
mod check;
mod matrix;
mod professionals;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use domain::insured::Column;
use tempfile::TempDir;

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command
        .args(words)
        .env_clear()
        .env("SMTP_URL", "smtp://127.0.0.1:1")
        .env("MAIL_FROM", "ne-pas-repondre@exemple.fr")
        .env("DATA_DIR", folder)
        .env("LOG", "error");
    command
}

fn server(folder: &Path, words: &[&str]) -> Output {
    command(folder, words).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn write(folder: &Path, name: &str, lines: &[&str]) -> String {
    let path = folder.join(name);
    let header = Column::ALL.map(Column::name).join(";");
    std::fs::write(&path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    path.to_str().unwrap().to_owned()
}

const MARTINE: &str = "2 84 05 88 321 025 32;;;Leguellec;;Martine Julie;;1984-05-20;;avec-photo;12345678901;\
                       martine@exemple.fr;;;;;;;";

#[test]
fn a_file_is_imported_and_its_people_are_notified() {
    let folder = TempDir::new().unwrap();
    let child = ";284058832102532;;Leguellec;;Mathis;;2018-10-12;;avec-photo;12345678901;;;;;;;;";
    let file = write(folder.path(), "assures.csv", &[MARTINE, child]);
    let output = server(folder.path(), &["import-insured", &file]);
    assert_eq!(printed(&output), "2 lines: 2 added, 0 updated, 0 unchanged, 0 refused\n");
    assert!(output.status.success());
    assert_eq!(output.stderr, b"", "no progress where there is no terminal");
    let output = server(folder.path(), &["notify"]);
    assert_eq!(
        printed(&output),
        "2 notified, 0 need a letter (server letters FOLDER), 0 have no address at all; the service sends the mails\n"
    );
    let output = server(folder.path(), &["notify"]);
    assert_eq!(
        printed(&output),
        "0 notified, 0 need a letter (server letters FOLDER), 0 have no address at all; the service sends the mails\n"
    );
    let output = server(folder.path(), &["verify-history"]);
    assert_eq!(printed(&output), "4 lines hold, 0 histories are broken\n");
}

#[test]
fn a_report_names_lines_and_columns_and_quotes_nothing() {
    let folder = TempDir::new().unwrap();
    let broken = "284058832102533;;;R2D2;;Martine Julie;;1984-05-20;;avec-photo;123;secret;;;;;;;";
    let file = write(folder.path(), "assures.csv", &[broken, MARTINE]);
    let output = server(folder.path(), &["import-insured", &file]);
    let printed = printed(&output);
    assert_eq!(
        printed,
        "line 2, nir: the key does not fit\n\
         line 2, nom_naissance: not a name\n\
         line 2, carte_serie: a card with a photo has 11 digits\n\
         line 2, email: not an address that a mail server takes\n\
         2 lines: 1 added, 0 updated, 0 unchanged, 1 refused\n"
    );
    assert_eq!(output.status.code(), Some(1), "a script must notice");
    let output = server(folder.path(), &["import-insured", "nowhere.csv"]);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("the file cannot be opened"), "{output:?}");
    let output = server(folder.path(), &["import-insured"]);
    let told = "error: the following required arguments were not provided:\n  <FILE>";
    assert!(String::from_utf8_lossy(&output.stderr).starts_with(told), "{output:?}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn demonstration_and_real_people_are_not_mixed() {
    let folder = TempDir::new().unwrap();
    let file = write(folder.path(), "assures.csv", &[MARTINE]);
    assert!(server(folder.path(), &["import-insured", &file]).status.success());
    let output = Command::new(env!("CARGO_BIN_EXE_server"))
        .arg("notify")
        .env_clear()
        .envs([("DEMONSTRATION", "true"), ("DATA_DIR", folder.path().to_str().unwrap()), ("LOG", "error")])
        .envs([("ARGON2_MEMORY_KIB", "64"), ("ARGON2_PASSES", "1")])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("people whom demonstration mode did not make"), "{told}");
}

#[test]
fn letters_are_written_to_those_without_an_email_address() {
    let folder = TempDir::new().unwrap();
    let by_post =
        "182098832104728;;;Michel;;Léo;;1982-09-03;;avec-photo;12345678902;;;1 rue des Exemples;;44000;Ville;;";
    let nowhere = "255081416802538;;;Michel;;Alba;;1955-08-02;;avec-photo;12345678903;;;;;;;;";
    let file = write(folder.path(), "assures.csv", &[MARTINE, by_post, nowhere]);
    assert!(server(folder.path(), &["import-insured", &file]).status.success());
    let output = server(folder.path(), &["notify"]);
    assert_eq!(
        printed(&output),
        "1 notified, 1 need a letter (server letters FOLDER), 1 have no address at all; the service sends the mails\n"
    );
    let letters = folder.path().join("lettres");
    let words = ["letters", letters.to_str().unwrap()];
    let output = server(folder.path(), &words);
    assert_eq!(
        printed(&output),
        "1 codes, 1 letters in 1 files; 0 have an e-mail address (server notify), 1 have no address at all\n"
    );
    assert!(std::fs::read(letters.join("lettres-0001.pdf")).unwrap().starts_with(b"%PDF-1.7"));
    let output = server(folder.path(), &words);
    assert_eq!(
        printed(&output),
        "0 codes, 0 letters in 0 files; 0 have an e-mail address (server notify), 1 have no address at all\n"
    );
    for (words, told) in [
        (&["letters"][..], "error: the following required arguments were not provided:\n  <FOLDER>"),
        (
            &["letters", "somewhere", "0"],
            "error: invalid value '0' for '[SIZE]': between 1 and 2000 letters stand in a",
        ),
        (&["letters", "somewhere", "many"], "error: invalid value 'many' for '[SIZE]': between 1 and 2000 letters"),
        (&["letters", &file], "the folder cannot be written to"),
    ] {
        let output = server(folder.path(), words);
        assert!(String::from_utf8_lossy(&output.stderr).starts_with(told), "{output:?}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_command_that_is_not_understood_does_nothing() {
    let folder = TempDir::new().unwrap();
    let file = write(folder.path(), "assures.csv", &[MARTINE]);
    assert!(server(folder.path(), &["import-insured", &file]).status.success());
    for (words, told) in [
        (&["notify", "--dry-run"][..], "error: unexpected argument '--dry-run' found"),
        (&["notify", "everybody"], "error: unexpected argument 'everybody' found"),
        (&["invite"], "error: unrecognized subcommand 'invite'"),
    ] {
        let output = server(folder.path(), words);
        assert!(String::from_utf8_lossy(&output.stderr).starts_with(told), "{output:?}");
        assert_eq!(output.status.code(), Some(1));
    }
    let output = server(folder.path(), &["notify", "--help"]);
    assert!(output.status.success() && printed(&output).starts_with("Mails a provisional code"), "{output:?}");
    let notified = printed(&server(folder.path(), &["notify"]));
    assert!(notified.starts_with("1 notified"), "nobody was before: {notified}");
}

#[test]
fn help_lists_every_command_and_needs_no_configuration() {
    let output = Command::new(env!("CARGO_BIN_EXE_server")).arg("help").env_clear().output().unwrap();
    let help = printed(&output);
    assert!(output.status.success(), "{output:?}");
    for command in [
        "serve",
        "import-insured",
        "import-professionals",
        "notify",
        "letters",
        "print-letters",
        "verify-history",
        "check",
        "add-key",
        "rotate-keys",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in {help}");
    }
    assert!(help.contains("Without a command it serves") && help.contains("the README"), "{help}");
}

#[test]
fn a_keyring_that_others_can_read_stops_the_start() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = TempDir::new().unwrap();
    assert!(server(folder.path(), &["verify-history"]).status.success());
    let own = folder.path().join("keyring");
    let given = folder.path().join("given");
    std::fs::copy(&own, &given).unwrap();
    for mode in [0o640, 0o604, 0o620] {
        for (variable, file) in [("DATA_DIR", &own), ("KEYRING_FILE", &given)] {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
            let mut command = command(folder.path(), &["verify-history"]);
            if variable == "KEYRING_FILE" {
                command.env("KEYRING_FILE", file);
            }
            let output = command.output().unwrap();
            assert!(!output.status.success());
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                told,
                format!(
                    "{variable}: others than its owner can read or change the keyring; allow it to its owner only (chmod 600)\n"
                )
            );
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o400)).unwrap();
            assert!(command.output().unwrap().status.success());
        }
    }
}

/// Serves for as long as it lives.
struct Serving(std::process::Child);

/// A folder in which a browser finds nothing to download.
fn site(folder: &Path) -> PathBuf {
    std::fs::create_dir_all(folder.join("site/pkg")).unwrap();
    folder.join("site")
}

impl Serving {
    fn start(folder: &Path, smtp: &str, sends: &str) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command
            .env_clear()
            .env("LISTEN_ADDRESS", format!("127.0.0.1:{port}"))
            .env("SMTP_URL", smtp)
            .env("MAIL_FROM", "ne-pas-repondre@exemple.fr")
            .env("SEND_MESSAGES", sends)
            .env("DATA_DIR", folder)
            .env("SITE_DIR", site(folder))
            .env("LOG", "off");
        Self(command.spawn().unwrap())
    }
}

/// Stands where a mail server would be, and takes nothing.
struct MailServer(std::net::TcpListener);

impl MailServer {
    fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn url(&self) -> String {
        format!("smtp://{}", self.0.local_addr().unwrap())
    }

    /// Whether somebody wants to send a mail within that time.
    fn is_called(&self, seconds: u64) -> bool {
        let (begun, within) = (std::time::Instant::now(), std::time::Duration::from_secs(seconds));
        while begun.elapsed() < within {
            if self.0.accept().is_ok() {
                return true;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn contacts_that_cannot_be_used_are_refused_and_names_that_papers_transcribe_are_told() {
    let folder = TempDir::new().unwrap();
    let line = |nir: &str, name: &str, email: &str, mobile: &str| {
        format!("{nir};;;{name};;Martine;;1984-05-20;;avec-photo;12345678901;{email};{mobile};;;;;;")
    };
    let lines = [
        line("284058832102532", "Leguellec", "martine.@exemple.fr", ""),
        line("284058832102532", "Leguellec", "zoé@exemple.fr", ""),
        line("284058832102532", "Leguellec", "", "+33 1 11 12 13 14"),
        line("284058832102532", "Leguellec", "", "75 12 34"),
        line("284058832102532", "漢字", "ines@société.exemple", "+262 692 12 34 56"),
    ];
    let file = write(folder.path(), "assures.csv", &lines.each_ref().map(String::as_str));
    let output = server(folder.path(), &["import-insured", &file]);
    assert_eq!(
        printed(&output),
        "line 2, email: not an address that a mail server takes\n\
         line 3, email: hardly any mail server takes letters with accents before the @\n\
         line 4, mobile: not the number of a mobile\n\
         line 5, mobile: not a mobile number, or one that needs its country code\n\
         line 6, nom_naissance: papers write a letter of it in its transcription: they have no font for it\n\
         1 lines were taken in with a remark\n\
         5 lines: 1 added, 0 updated, 0 unchanged, 4 refused\n"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_copy_of_the_database_sends_nothing_when_it_is_told_so() {
    let folder = TempDir::new().unwrap();
    let file = write(folder.path(), "assures.csv", &[MARTINE]);
    assert!(server(folder.path(), &["import-insured", &file]).status.success());
    assert!(printed(&server(folder.path(), &["notify"])).starts_with("1 notified"));
    let mail_server = MailServer::start();
    let smtp = mail_server.url();
    let rehearsal = Serving::start(folder.path(), &smtp, "false");
    assert!(!mail_server.is_called(4), "what the first database has sent leaves again");
    drop(rehearsal);
    let _service = Serving::start(folder.path(), &smtp, "");
    assert!(mail_server.is_called(30), "it would have been sent");
}

#[test]
fn what_sends_nothing_needs_no_mail_server() {
    let folder = TempDir::new().unwrap();
    let run = |words: &[&str], variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command.env_clear().env("DATA_DIR", folder.path()).env("LOG_FORMAT", "text");
        command.envs(variables.iter().copied()).args(words).output().unwrap()
    };
    let verified = run(&["verify-history"], &[("SMPT_URL", "smtp://127.0.0.1:1")]);
    assert!(verified.status.success(), "{verified:?}");
    let said = printed(&verified) + &String::from_utf8_lossy(&verified.stderr);
    assert!(said.contains("SMPT_URL") && said.contains("SMTP_URL"), "{said}");
    let refused = run(&["notify"], &[]);
    assert!(String::from_utf8_lossy(&refused.stderr).starts_with("SMTP_URL: "), "{refused:?}");
    #[cfg(unix)]
    for file in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "{file:?} is its owner's alone");
    }
    assert!(printed(&run(&["--version"], &[])).starts_with("server "));
}

#[test]
fn whoever_watches_a_container_asks_the_program() {
    let folder = TempDir::new().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let command = |words: &[&str]| {
        let mut command = command(folder.path(), words);
        command.env("LISTEN_ADDRESS", &address).env("SITE_DIR", site(folder.path()));
        command
    };
    let alone = command(&["healthcheck"]).output().unwrap();
    assert!(String::from_utf8_lossy(&alone.stderr).starts_with("nothing answers at 127.0.0.1:"), "{alone:?}");
    assert!(!alone.status.success());
    let _service = Serving(command(&["serve"]).spawn().unwrap());
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !command(&["healthcheck"]).output().unwrap().status.success() {
        assert!(std::time::Instant::now() < until, "it does not get ready");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
