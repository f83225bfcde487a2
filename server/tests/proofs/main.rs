//! The long proofs, against the real program over real connections. `make test` runs short rounds;
//! `make prove` sets `PROOF_ROUNDS=full` and prints the figures.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]
#![expect(clippy::print_stdout, reason = "proofs print their figures")]

mod connections;
mod enrolment;
mod flood;
mod killed;
mod letters;
mod messages;
mod recovery;
#[path = "../../../crates/services/tests/outbox/relay.rs"]
mod relay;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response};
use services::demonstration::PASSWORD;
use store::Location;
use store::scratch::{Engine, Scratch};

/// How much is tried: short in `make test`, full in `make prove`.
#[expect(clippy::disallowed_methods, reason = "the Makefile says how long the proofs may take")]
fn rounds(short: usize, full: usize) -> usize {
    if std::env::var("PROOF_ROUNDS").is_ok_and(|rounds| rounds == "full") { full } else { short }
}

/// The real program.
struct Process {
    child: Child,
    origin: String,
}

impl Process {
    async fn start(scratch: &Scratch, argon2: (u32, u32)) -> Self {
        Self::start_with(scratch, argon2, &[("DEMONSTRATION", "true")]).await
    }

    /// With these variables besides.
    async fn start_with(scratch: &Scratch, argon2: (u32, u32), variables: &[(&str, &str)]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let origin = format!("http://{address}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command
            .env_clear()
            .env("LISTEN_ADDRESS", &address)
            .env("PUBLIC_ORIGIN", &origin)
            .env("DATA_DIR", scratch.folder())
            .env("SITE_DIR", site(scratch.folder()))
            .env("KEYRING", scratch.keyring.replace('\n', "\\n"))
            .env("ARGON2_MEMORY_KIB", argon2.0.to_string())
            .env("ARGON2_PASSES", argon2.1.to_string())
            .env("SIGN_IN_FAILURES_PER_ADDRESS", "1000000")
            .env("CODES_PER_DAY", "1000000")
            .env("POSTS_PER_MINUTE", "1000000")
            .env("LOG", "error")
            .envs(variables.iter().copied())
            .stdout(Stdio::null());
        if let Location::Postgres(url) = &scratch.location {
            command.env("DATABASE_URL", url);
        }
        let process = Self { child: command.spawn().unwrap(), origin };
        let client = client();
        for _ in 0..600 {
            if client
                .get(format!("{}/readyz", process.origin))
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return process;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program did not get ready");
    }
}

/// A folder in which a browser finds nothing to download.
fn site(folder: &Path) -> PathBuf {
    std::fs::create_dir_all(folder.join("site/pkg")).unwrap();
    folder.join("site")
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> Client {
    // A second call finds it installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_mins(1)).build().unwrap()
}

async fn post(client: &Client, origin: &str, path: &str, cookie: &str, form: &[(&str, &str)]) -> Response {
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    client
        .post(format!("{origin}{path}"))
        .header(ACCEPT, "*/*")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header(COOKIE, cookie_at(origin, cookie))
        .body(body.join("&"))
        .send()
        .await
        .unwrap()
}

/// A cookie as the process at that address calls it: processes of one service have one address in front of them, and so one name for
/// it; here each has its own port, which the name holds.
fn cookie_at(origin: &str, cookie: &str) -> String {
    let port = origin.rsplit(':').next().unwrap();
    match cookie.strip_prefix("mes").and_then(|rest| rest.split_once('-')) {
        Some((_, rest)) => format!("mes{port}-{rest}"),
        None => cookie.to_owned(),
    }
}

fn cookie(answer: &Response, name: &str) -> Option<String> {
    let values = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        values.filter_map(|value| value.split(';').next()).filter(|pair| pair.contains(&format!("-{name}=")));
    pairs.next().filter(|pair| !pair.ends_with('=')).map(str::to_owned)
}

/// What the form of the code's page says for which account it is.
async fn account_of(client: &Client, origin: &str, pending: &str) -> String {
    let page =
        client.get(format!("{origin}/connexion/code")).header(COOKIE, cookie_at(origin, pending)).send().await.unwrap();
    let page = page.text().await.unwrap();
    page.split("name=\"compte\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

/// Signs Léo in up to the code (he has one way only): the cookie of the sign-in, and the code.
async fn up_to_the_code(client: &Client, origin: &str) -> (String, String) {
    let form = [("identifiant", "leo.michel"), ("mot_de_passe", PASSWORD)];
    let answer = post(client, origin, "/api/connexion/identification", "", &form).await;
    let pending = cookie(&answer, "connexion").unwrap_or_else(|| panic!("{answer:?}"));
    let messages: Vec<serde_json::Value> =
        client.get(format!("{origin}/demonstration/messages.json")).send().await.unwrap().json().await.unwrap();
    let code = messages.iter().find(|message| message["subject"] == "Votre code à usage unique").unwrap();
    (pending, code["code"].as_str().unwrap().to_owned())
}

async fn wrong_codes_in_parallel(engine: Engine, processes: usize) {
    let scratch = Scratch::new(engine).await;
    let mut running = Vec::new();
    for _ in 0..processes {
        running.push(Process::start(&scratch, (64, 1)).await);
    }
    let first = client();
    let (pending, code) = up_to_the_code(&first, &running[0].origin).await;
    let account = account_of(&first, &running[0].origin, &pending).await;
    let tries = rounds(500, 10_000);
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut connections = Vec::new();
    for connection in 0..50 {
        let (origin, pending, code, account, next) = (
            running[connection % processes].origin.clone(),
            pending.clone(),
            code.clone(),
            account.clone(),
            next.clone(),
        );
        connections.push(tokio::spawn(async move {
            let client = client();
            let (mut compared, mut opened) = (0, 0);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= tries {
                    return (compared, opened);
                }
                let guess = format!("{number:06}");
                if guess == code {
                    continue;
                }
                let form = [("code", guess.as_str()), ("compte", &account)];
                let answer = post(&client, &origin, "/api/connexion/code", &pending, &form).await;
                opened += usize::from(cookie(&answer, "session").is_some());
                let flash = cookie(&answer, "connexion").is_some();
                let text = answer.text().await.unwrap();
                // «Il reste n essais» four times; the fifth comparison leads back to the password.
                compared += usize::from(text.contains("Il reste"));
                assert!(!flash || !text.contains("Il reste"));
            }
        }));
    }
    let (mut compared, mut opened) = (0, 0);
    for connection in connections {
        let (more, sessions) = connection.await.unwrap();
        compared += more;
        opened += sessions;
    }
    let form = [("code", code.as_str()), ("compte", &account)];
    let answer = post(&first, &running[0].origin, "/api/connexion/code", &pending, &form).await;
    assert!(cookie(&answer, "session").is_none(), "the right code comes too late");
    println!(
        "{engine:?}, {processes} process(es): {tries} wrong codes from 50 connections in {:.1} s: {} compared, {opened} sessions",
        begun.elapsed().as_secs_f64(),
        compared + 1
    );
    assert_eq!((compared, opened), (4, 0), "four answers name the tries that are left; the fifth is the last");
}

async fn simultaneous_redemptions(engine: Engine, processes: usize) {
    let scratch = Scratch::new(engine).await;
    let mut running = Vec::new();
    for _ in 0..processes {
        running.push(Process::start(&scratch, (64, 1)).await);
    }
    let clients = [client(), client()];
    let total = rounds(25, 1000);
    let begun = Instant::now();
    let mut winners = [0; 3];
    for _ in 0..total {
        let (pending, code) = up_to_the_code(&clients[0], &running[0].origin).await;
        let account = account_of(&clients[0], &running[0].origin, &pending).await;
        let form = [("code", code.as_str()), ("compte", &account)];
        let (one, two) = tokio::join!(
            post(&clients[0], &running[0].origin, "/api/connexion/code", &pending, &form),
            post(&clients[1], &running[processes - 1].origin, "/api/connexion/code", &pending, &form),
        );
        let sessions = usize::from(cookie(&one, "session").is_some()) + usize::from(cookie(&two, "session").is_some());
        winners[sessions] += 1;
        for loser in [&one, &two].into_iter().filter(|answer| cookie(answer, "session").is_none()) {
            assert_eq!(loser.headers()[LOCATION], "/connexion");
        }
    }
    println!(
        "{engine:?}, {processes} process(es): {total} rounds of two simultaneous redemptions in {:.1} s: {} with one winner, {} with none, {} with two",
        begun.elapsed().as_secs_f64(),
        winners[1],
        winners[0],
        winners[2]
    );
    assert_eq!(winners, [0, total, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_five_codes_are_compared_sqlite() {
    wrong_codes_in_parallel(Engine::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_five_codes_are_compared_postgres_two_processes() {
    wrong_codes_in_parallel(Engine::Postgres, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_redemptions_wins_sqlite() {
    simultaneous_redemptions(Engine::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_redemptions_wins_postgres_two_processes() {
    simultaneous_redemptions(Engine::Postgres, 2).await;
}

/// Known and unknown identifiers take the same time: medians of interleaved samples, with hashing at
/// the floor that production may use. Times are of a shared machine, so the short rounds only report.
#[tokio::test(flavor = "multi_thread")]
async fn known_and_unknown_identifiers_take_the_same_time() {
    let full = rounds(0, 1) == 1;
    let scratch = Scratch::new(Engine::Sqlite).await;
    let process = Process::start(&scratch, if full { (47_104, 1) } else { (4096, 1) }).await;
    let client = client();
    let samples = rounds(20, 1000);
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..samples {
        // Each known identifier is fresh for its counter only five times; afterwards it is held back,
        // which takes as long.
        for which in [round % 2, 1 - round % 2] {
            let identifier = if which == 0 { "inaya.michel".to_owned() } else { format!("personne.{round}") };
            let form = [("identifiant", identifier.as_str()), ("mot_de_passe", "un-mot-de-passe-faux")];
            let begun = Instant::now();
            let answer = post(&client, &process.origin, "/api/connexion/identification", "", &form).await;
            let text = answer.text().await.unwrap();
            times[which].push(begun.elapsed());
            assert!(text.contains("Identifiant ou mot de passe incorrect"), "{text}");
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1000.0
    });
    let difference = (known - unknown).abs() / unknown * 100.0;
    println!(
        "sign-in, {} samples: median known {known:.2} ms, unknown {unknown:.2} ms, difference {difference:.2} %",
        2 * samples
    );
    assert!(!full || difference < 5.0);
}

/// The insurer's file of a country's size in small: how many lines a second, sealing and history included.
/// Times are of a shared machine: they are reported.
#[tokio::test(flavor = "multi_thread")]
async fn a_population_is_imported_and_imported_again() {
    let folder = tempfile::TempDir::new().unwrap();
    let lines = u32::try_from(rounds(2000, 100_000)).unwrap();
    let file = folder.path().join("assures.csv");
    let mut text = domain::insured::Column::ALL.map(domain::insured::Column::name).join(";");
    for number in 0..u64::from(lines) {
        let digits = 1_000_199_000_000 + number / 1_000_000 * 10_000_000_000 + number % 1_000_000;
        let (key, card) = (97 - digits % 97, 10_000_000_000 + number);
        write!(
            text,
            "\n{digits}{key:02};;;Leguellec;;Martine Julie;;1984-05-20;;avec-photo;{card};martine.{number}@exemple.fr;\
             0611121314;12 rue des Exemples;;44000;Ville-Fictive;;10000000001"
        )
        .unwrap();
    }
    std::fs::write(&file, text).unwrap();
    let run = || {
        let begun = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_server"))
            .args(["import-insured".as_ref(), file.as_os_str()])
            .env_clear()
            .env("SMTP_URL", "smtp://127.0.0.1:1")
            .env("MAIL_FROM", "ne-pas-repondre@exemple.fr")
            .env("DATA_DIR", folder.path())
            .env("LOG", "error")
            .output()
            .unwrap();
        (String::from_utf8(output.stdout).unwrap(), f64::from(lines) / begun.elapsed().as_secs_f64())
    };
    let (first, added) = run();
    assert_eq!(first, format!("{lines} lines: {lines} added, 0 updated, 0 unchanged, 0 refused\n"));
    let (second, unchanged) = run();
    assert_eq!(second, format!("{lines} lines: 0 added, 0 updated, {lines} unchanged, 0 refused\n"));
    println!("import of {lines} insured persons on SQLite: {added:.0} lines/s new, {unchanged:.0} lines/s unchanged");
}
