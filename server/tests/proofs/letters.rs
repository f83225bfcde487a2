//! Letters: whoever kills the program while it writes them, as often as they like, leaves nobody with two and nobody
//! without one.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use domain::insured::Column;
use lopdf::Document;
use services::clock::Clock;
use services::outbox::Gateways;
use store::Location;
use store::scratch::{Engine, Scratch};

use crate::enrolment::{AllTaken, name, nir};
use crate::rounds;

/// A campaign of families: an adult and a child each, in towns all over the country.
async fn population(scratch: &Scratch, persons: u64) {
    let rules = services::Rules::default();
    let services = services::scratch::services(scratch, &Clock::system(), Gateways::Kept, rules).await;
    let mut file = Column::ALL.map(Column::name).join(";");
    for number in 0..persons / 2 {
        let (adult, family) = (nir(number), name(number));
        let address = format!("{} rue des Exemples;;{:05};Ville-Fictive;", number % 90, number * 7919 % 95_000);
        write!(file, "\n{adult};;;{family};;Martine;;1971-09-28;;avec-photo;51020304999;;;{address};").unwrap();
        write!(file, "\n;{adult};;{family};;Lola;;2018-10-12;;avec-photo;51020304999;;;;;;;;").unwrap();
    }
    services.import_insured(file.as_bytes(), &mut AllTaken).await.unwrap();
    services.drain().await;
}

/// The program, writing letters.
struct Writing {
    child: Child,
    /// The most memory that it was seen to take, in KiB.
    peak: u64,
}

impl Writing {
    fn start(scratch: &Scratch, folder: &Path, size: usize) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command
            .arg("letters")
            .arg(folder)
            .arg(size.to_string())
            .env_clear()
            .env("SMTP_URL", "smtp://127.0.0.1:1")
            .env("MAIL_FROM", "ne-pas-repondre@exemple.fr")
            .env("DATA_DIR", scratch.folder())
            .env("KEYRING", scratch.keyring.replace('\n', "\\n"))
            .env("LOG", "error")
            .stdout(Stdio::piped());
        if let Location::Postgres(url) = &scratch.location {
            command.env("DATABASE_URL", url);
        }
        Self { child: command.spawn().unwrap(), peak: 0 }
    }

    /// Lets it run until `stop` says so, or until it ends by itself; whether it did that.
    fn watch(&mut self, mut stop: impl FnMut() -> bool) -> bool {
        loop {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
            let peak =
                status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().split(' ').next()?.parse().ok());
            self.peak = self.peak.max(peak.unwrap_or(0));
            if let Some(ended) = self.child.try_wait().unwrap() {
                assert!(ended.success(), "{ended}");
                return true;
            }
            if stop() {
                // SIGKILL: it cannot do anything about it.
                self.child.kill().unwrap();
                self.child.wait().unwrap();
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = folder.read_dir().into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// About whom the letters of a file are, and their codes, by what can be copied out of it.
fn letters(file: &Path) -> Vec<(String, String)> {
    let document = Document::load(file).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    pages
        .into_iter()
        .map(|page| {
            let text = document.extract_text(&[page]).unwrap();
            let words: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let (whose, rest) = words.split_once("Codeprovisoirepour").unwrap().1.split_once(':').unwrap();
            (whose.to_owned(), rest.chars().take(12).collect())
        })
        .collect()
}

async fn killed_again_and_again_everybody_gets_one_letter(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let (persons, size) = (rounds(120, 10_000), rounds(20, 500));
    population(&scratch, persons as u64).await;
    let folder = scratch.folder().join("lettres");
    let begun = Instant::now();
    let (mut kills, mut peak) = (0, 0);
    // While codes are made; then each time that some more files are there; two processes from the third time on.
    let kill_at = [0, 0, 1, 3, 4, 5];
    for wanted in kill_at {
        let started = Instant::now();
        let mut first = Writing::start(&scratch, &folder, size);
        let mut second = (kills > 1).then(|| Writing::start(&scratch, &folder, size));
        let patience = Duration::from_millis(rounds(120, 700) as u64 * (kills + 1));
        let whole = || files(&folder).iter().filter(|file| file.extension().is_some_and(|end| end == "pdf")).count();
        let ended = first.watch(|| if wanted == 0 { started.elapsed() > patience } else { whole() >= wanted });
        kills += u64::from(!ended);
        if let Some(second) = &mut second {
            // In the middle of something else.
            second.watch(|| started.elapsed() > patience / 2);
            peak = peak.max(second.peak);
        }
        peak = peak.max(first.peak);
    }
    let mut last = Writing::start(&scratch, &folder, size);
    assert!(last.watch(|| false));
    peak = peak.max(last.peak);
    let seconds = begun.elapsed().as_secs_f64();

    let files = files(&folder);
    let (mut names, mut codes, mut count) = (HashSet::new(), HashSet::new(), 0);
    for file in &files {
        assert!(file.extension().is_some_and(|end| end == "pdf"), "{} was left behind", file.display());
        let letters = letters(file);
        assert!(letters.len() <= size);
        for (name, code) in letters {
            count += 1;
            names.insert(name);
            codes.insert(code);
        }
    }
    println!(
        "{engine:?}: letters to {persons} persons, killed {kills} times: {} files in {seconds:.1} s, {} MiB at most; {} \
         persons and {} codes in {count} letters",
        files.len(),
        peak / 1024,
        names.len(),
        codes.len(),
    );
    assert!(kills >= 3, "it was killed only {kills} times");
    assert_eq!((count, names.len(), codes.len()), (persons, persons, persons));
    let store = scratch.store().await;
    let mut work = store.read().await.unwrap();
    assert_eq!(work.unwritten_letter_batches().await.unwrap(), 0);
    assert_eq!(work.verify_history().await.unwrap(), (2 * persons as u64, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_everybody_gets_one_letter_sqlite() {
    killed_again_and_again_everybody_gets_one_letter(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_everybody_gets_one_letter_postgres() {
    killed_again_and_again_everybody_gets_one_letter(Engine::Postgres).await;
}
