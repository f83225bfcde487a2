//! Backups, on both engines: made while the service runs, verified, restored elsewhere.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use store::Location;
use store::scratch::{Engine, Scratch};
use tempfile::TempDir;

use super::{MARTINE, MailServer, Serving, command, printed, write};

/// Where a service is, or is to be.
struct Place {
    folder: TempDir,
    scratch: Option<Scratch>,
}

impl Place {
    async fn new(engine: Engine) -> Self {
        let scratch = if engine == Engine::Postgres { Some(Scratch::new(engine).await) } else { None };
        Self { folder: TempDir::new().unwrap(), scratch }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = command(self.path(), words);
        if let Some(Scratch { location: Location::Postgres(url), .. }) = &self.scratch {
            command.env("DATABASE_URL", url);
        }
        // For PostgreSQL's programs.
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn takes_martine_in(&self) {
        let file = write(self.path(), "assures.csv", &[MARTINE]);
        assert!(self.run(&["import-insured", &file]).status.success());
        assert!(printed(&self.run(&["notify"])).starts_with("1 notified"));
    }

    /// Makes a backup; where it is.
    fn backup(&self, name: &str) -> PathBuf {
        let file = self.path().join(name);
        let output = self.run(&["backup", file.to_str().unwrap()]);
        assert_eq!(
            printed(&output),
            "backed up and verified: 1 insured persons, 0 accounts, 2 lines of history\n",
            "{output:?}"
        );
        file
    }

    fn restore(&self, file: &Path, keyring: Option<&Place>) -> Output {
        if let Some(from) = keyring {
            for name in ["keyring", "erasures"] {
                fs::copy(from.path().join(name), self.path().join(name)).unwrap();
            }
        }
        self.run(&["restore", file.to_str().unwrap()])
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn said(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_backup_is_restored_elsewhere_and_sends_nothing_until_it_is_told_to,
    a_backup_is_whole_though_the_database_is_written_to,
    nothing_takes_the_place_of_what_is_there,
    a_damaged_backup_is_refused,
    another_keyring_restores_nothing,
);

async fn a_backup_is_restored_elsewhere_and_sends_nothing_until_it_is_told_to(engine: Engine) {
    let (first, second) = (Place::new(engine).await, Place::new(engine).await);
    first.takes_martine_in();
    let file = first.backup("backup");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "its owner's only");
    let output = second.restore(&file, Some(&first));
    assert_eq!(
        printed(&output),
        "restored and verified: 1 insured persons, 0 accounts, 2 lines of history\n\
         0 profiles that were deleted since were deleted again\n\
         no message leaves it until: server resume-sending\n",
        "{output:?}"
    );
    assert_eq!(printed(&second.run(&["verify-history"])), "2 lines hold, 0 histories are broken\n");

    let mail_server = MailServer::start();
    let mut serve = second.command(&["serve"]);
    let site = TempDir::new().unwrap();
    std::fs::create_dir(site.path().join("pkg")).unwrap();
    serve.env("SMTP_URL", mail_server.url()).env("LISTEN_ADDRESS", "127.0.0.1:0").env("SITE_DIR", site.path());
    let service = Serving(serve.spawn().unwrap());
    assert!(!mail_server.is_called(4), "what the first database sends leaves again");
    assert_eq!(printed(&second.run(&["resume-sending"])), "messages leave again\n");
    assert!(mail_server.is_called(30));
    drop(service);
    assert_eq!(printed(&second.run(&["resume-sending"])), "no message was held back\n");
}

async fn a_backup_is_whole_though_the_database_is_written_to(engine: Engine) {
    let place = Place::new(engine).await;
    place.takes_martine_in();
    let line = |n: u64| {
        let nir = 1_840_588_300_001 + n;
        format!("{nir}{:02};;;Leguellec;;Julie;;1984-05-20;;avec-photo;12345678901;;;;;;;;", 97 - nir % 97)
    };
    let lines: Vec<String> = (0..6000).map(line).collect();
    let file = write(place.path(), "tous.csv", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let mut import = place.command(&["import-insured", &file]).stdout(std::process::Stdio::null()).spawn().unwrap();
    let mut held = Vec::new();
    while import.try_wait().unwrap().is_none() || held.is_empty() {
        let name = format!("backup-{}", held.len());
        let output = place.run(&["backup", place.path().join(name).to_str().unwrap()]);
        let printed = printed(&output);
        let persons = printed.strip_prefix("backed up and verified: ").and_then(|rest| rest.split(' ').next());
        held.push(persons.unwrap_or_else(|| panic!("{output:?}")).parse::<u64>().unwrap());
    }
    assert!(import.wait().unwrap().success());
    // The import commits 2,000 lines at a time.
    assert!(held.iter().all(|persons| persons % 2000 == 1), "{held:?}");
}

async fn nothing_takes_the_place_of_what_is_there(engine: Engine) {
    let place = Place::new(engine).await;
    place.takes_martine_in();
    let file = place.backup("backup");
    let content = fs::read(&file).unwrap();
    assert!(said(&place.run(&["backup", file.to_str().unwrap()])).contains("is there already"));
    assert_eq!(fs::read(&file).unwrap(), content);
    let refusal = said(&place.restore(&file, None));
    assert!(refusal.starts_with("there is a database already") || refusal.starts_with("there are tables"), "{refusal}");
    assert_eq!(printed(&place.run(&["verify-history"])), "2 lines hold, 0 histories are broken\n");
    assert!(!place.names().iter().any(|name| name.contains(".part")), "{:?}", place.names());
}

async fn a_damaged_backup_is_refused(engine: Engine) {
    let (first, second) = (Place::new(engine).await, Place::new(engine).await);
    first.takes_martine_in();
    let file = first.backup("backup");
    let mut content = fs::read(&file).unwrap();
    content.truncate(content.len() * 2 / 3);
    fs::write(&file, content).unwrap();
    said(&second.restore(&file, Some(&first)));
    assert_eq!(second.names(), ["erasures", "keyring"], "nothing is left of it");
    fs::write(&file, "no backup").unwrap();
    said(&second.restore(&file, None));
    assert!(said(&second.restore(Path::new("nowhere"), None)).starts_with("the backup cannot be read"));
    assert_eq!(second.names(), ["erasures", "keyring"]);
}

async fn another_keyring_restores_nothing(engine: Engine) {
    let (first, second, third) = (Place::new(engine).await, Place::new(engine).await, Place::new(engine).await);
    first.takes_martine_in();
    third.takes_martine_in();
    let file = first.backup("backup");
    assert!(said(&second.restore(&file, None)).starts_with("the keyring is missing"));
    fs::copy(third.path().join("keyring"), second.path().join("keyring")).unwrap();
    assert!(said(&second.restore(&file, None)).starts_with("the list of erasures is missing"));
    let refusal = said(&second.restore(&file, Some(&third)));
    assert!(refusal.contains("the keyring is not the one of this database"), "{refusal}");
    assert_eq!(second.names(), ["erasures", "keyring"], "nothing is left of it");
}
