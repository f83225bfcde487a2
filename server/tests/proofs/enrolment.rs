//! Enrolment: one use of a code, five tries, and nothing to learn from an answer's time or text.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use domain::insured::Column;
use reqwest::header::{COOKIE, LOCATION};
use reqwest::{Client, Response};
use services::Rules;
use services::clock::Clock;
use services::import::{ImportCount, ImportWatch, RefusedLine};
use services::outbox::Gateways;
use store::scratch::{Engine, Scratch};

use crate::{Process, client, cookie, cookie_at, post, rounds};

/// Lines of a file are all taken in, or the proof proves nothing.
pub struct AllTaken;

impl ImportWatch for AllTaken {
    fn refused(&mut self, refusal: RefusedLine) {
        panic!("{refusal:?}");
    }
    fn progress(&mut self, _: &ImportCount) {}
}

/// The number of the `number`-th adult, as it is typed; below a million of them.
pub fn nir(number: u64) -> String {
    let digits = 1_710_999_000_000 + number;
    format!("{digits}{:02}", 97 - digits % 97)
}

const SERIAL: &str = "51020304999";

/// Takes adults in and notifies them, beside the program that runs on the same database; their codes by name. A few at
/// a time, as only the newest messages can be read back.
async fn population(scratch: &Scratch, count: u64) -> HashMap<String, String> {
    let services = services::scratch::services(scratch, &Clock::system(), Gateways::Kept, Rules::default()).await;
    let mut codes = HashMap::new();
    for from in (0..count).step_by(40) {
        let mut file = Column::ALL.map(Column::name).join(";");
        for number in from..(from + 40).min(count) {
            let (nir, name) = (nir(number), name(number));
            write!(file, "\n{nir};;;{name};;Martine;;1971-09-28;;avec-photo;{SERIAL};m@exemple.fr;;;;;;;").unwrap();
        }
        services.import_insured(file.as_bytes(), &mut AllTaken).await.unwrap();
        services.notify(|_| ()).await.unwrap();
        for mail in services.demonstration().await.unwrap().messages {
            let mut lines = mail.text.split("Code provisoire pour ").nth(1).unwrap_or_default().lines();
            let (Some(whose), Some(code)) = (lines.next(), lines.next()) else { continue };
            let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
            codes.insert(whose.trim_end_matches(['\u{a0}', ':']).to_owned(), code);
        }
    }
    codes
}

/// A family name of letters only, as the file wants it.
pub fn name(number: u64) -> String {
    let letters = number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>();
    format!("Test{letters}")
}

/// An enrolment under way in a browser.
#[derive(Clone)]
struct Draft {
    cookie: String,
    /// What its forms are about.
    about: String,
}

impl Draft {
    /// Posts the form of a step.
    async fn post(&self, client: &Client, origin: &str, path: &str, form: &[(&str, &str)]) -> Response {
        post(client, origin, path, &self.cookie, &[&[("demarche", self.about.as_str())], form].concat()).await
    }

    /// Opens the page of a step, whose form is posted next.
    async fn open(&mut self, client: &Client, origin: &str, page: &str) {
        let request = client.get(format!("{origin}{page}")).header("sec-fetch-site", "same-origin");
        let answer = request.header(COOKIE, cookie_at(origin, &self.cookie)).send().await.unwrap();
        let page = answer.text().await.unwrap();
        let at = page.find("name=\"demarche\"").unwrap_or_else(|| panic!("{page}"));
        let value = page[at..].split("value=\"").nth(1).unwrap();
        value.split('"').next().unwrap().clone_into(&mut self.about);
    }
}

/// Goes as far as the numbers in a browser of its own.
async fn up_to_the_numbers(client: &Client, origin: &str) -> Draft {
    let birth = [("jour", "28"), ("mois", "9"), ("annee", "1971"), ("but", "opposition")];
    let answer = post(client, origin, "/api/activer/naissance", "", &birth).await;
    let cookie = cookie(&answer, "activation").unwrap_or_else(|| panic!("{answer:?}"));
    let mut draft = Draft { cookie, about: String::new() };
    draft.open(client, origin, "/activer/identite/carte-vitale").await;
    draft.post(client, origin, "/api/activer/carte-vitale", &[("carte", "avec-photo")]).await;
    draft
}

async fn numbers(client: &Client, origin: &str, draft: &Draft, nir: &str, serial: &str) -> Response {
    draft.post(client, origin, "/api/activer/numeros", &[("nir", nir), ("serie", serial)]).await
}

fn leads_to(answer: &Response) -> &str {
    answer.headers().get(LOCATION).and_then(|location| location.to_str().ok()).unwrap_or_default()
}

async fn start(engine: Engine, processes: usize) -> (Scratch, Vec<Process>) {
    let scratch = Scratch::new(engine).await;
    let mut running = Vec::new();
    for _ in 0..processes {
        running.push(Process::start(&scratch, (64, 1)).await);
    }
    (scratch, running)
}

async fn of_fifty_uses_of_a_code_one_counts(engine: Engine, processes: usize) {
    let (scratch, running) = start(engine, processes).await;
    let (total, parallel) = (rounds(3, 200), rounds(20, 50));
    let codes = population(&scratch, total as u64).await;
    let begun = Instant::now();
    let mut winners = Vec::new();
    for round in 0..total as u64 {
        let code = codes[&format!("Martine {}", name(round))].clone();
        let browsers: Vec<_> = (0..parallel)
            .map(|browser| {
                let (origin, code) = (running[browser % processes].origin.clone(), code.clone());
                tokio::spawn(async move {
                    let client = client();
                    let mut draft = up_to_the_numbers(&client, &origin).await;
                    let found = numbers(&client, &origin, &draft, &nir(round), SERIAL).await;
                    assert_eq!(leads_to(&found), "/activer/code/saisie");
                    draft.open(&client, &origin, "/activer/code/saisie").await;
                    let given = draft.post(&client, &origin, "/api/activer/code", &[("code", &code)]).await;
                    assert_eq!(leads_to(&given), "/opposition/confirmer");
                    (client, origin, draft)
                })
            })
            .collect();
        let mut ready = Vec::new();
        for browser in browsers {
            ready.push(browser.await.unwrap());
        }
        let uses: Vec<_> = ready
            .into_iter()
            .map(|(client, origin, draft)| {
                tokio::spawn(async move {
                    let answer = draft.post(&client, &origin, "/api/opposition/confirmer", &[]).await;
                    let done = leads_to(&answer) == "/opposition/enregistree";
                    done || {
                        // The others are told that nothing was done, or that there is nothing to do any more.
                        assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
                        false
                    }
                })
            })
            .collect();
        let mut won = 0;
        for each in uses {
            won += usize::from(each.await.unwrap());
        }
        winners.push(won);
    }
    println!(
        "{engine:?}, {processes} process(es): {total} rounds of {parallel} uses of one provisional code in {:.1} s: {} with \
         one success",
        begun.elapsed().as_secs_f64(),
        winners.iter().filter(|won| **won == 1).count()
    );
    assert!(winners.iter().all(|won| *won == 1), "{winners:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provisional_code_is_used_once_sqlite() {
    of_fifty_uses_of_a_code_one_counts(Engine::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provisional_code_is_used_once_postgres_two_processes() {
    of_fifty_uses_of_a_code_one_counts(Engine::Postgres, 2).await;
}

/// Guesses from 50 connections to both processes; how many answers had each of these texts.
async fn guesses<const N: usize>(
    running: &[Process],
    drafts: &[Draft],
    path: &'static str,
    tries: usize,
    guess: impl Fn(usize) -> Vec<(&'static str, String)> + Send + Sync + 'static,
    texts: [&'static str; N],
) -> [usize; N] {
    let (next, guess) = (Arc::new(AtomicUsize::new(0)), Arc::new(guess));
    let connections: Vec<_> = (0..50)
        .map(|connection| {
            let origin = running[connection % running.len()].origin.clone();
            let draft = drafts[connection % drafts.len()].clone();
            let (next, guess) = (next.clone(), guess.clone());
            tokio::spawn(async move {
                let client = client();
                let mut counts = [0; N];
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= tries {
                        return counts;
                    }
                    let form = guess(number);
                    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    let text = draft.post(&client, &origin, path, &form).await.text().await.unwrap();
                    let which = texts.iter().position(|known| text.contains(known));
                    counts[which.unwrap_or_else(|| panic!("{path}: {text}"))] += 1;
                }
            })
        })
        .collect();
    let mut counts = [0; N];
    for connection in connections {
        for (sum, more) in counts.iter_mut().zip(connection.await.unwrap()) {
            *sum += more;
        }
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_and_serials_ends_at_the_fifth_postgres_two_processes() {
    let (scratch, running) = start(Engine::Postgres, 2).await;
    let codes = population(&scratch, 2).await;
    let (origin, first) = (&running[0].origin, client());
    let tries = rounds(200, 5000);

    let mut draft = up_to_the_numbers(&first, origin).await;
    numbers(&first, origin, &draft, &nir(0), SERIAL).await;
    draft.open(&first, origin, "/activer/code/saisie").await;
    let begun = Instant::now();
    let letters = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    let guess = move |number: usize| {
        let at = |place: u32| char::from(letters[number / 31_usize.pow(place) % 31]);
        vec![("code", format!("22222222{}{}{}{}", at(3), at(2), at(1), at(0)))]
    };
    let [told, last] = guesses(
        &running,
        std::slice::from_ref(&draft),
        "/api/activer/code",
        tries,
        guess,
        ["Il reste", "plus valable"],
    )
    .await;
    let code = &codes[&format!("Martine {}", name(0))];
    let late = draft.post(&first, origin, "/api/activer/code", &[("code", code)]).await;
    assert_eq!(leads_to(&late), "", "the right code comes too late");
    println!(
        "{tries} wrong provisional codes from 50 connections to 2 processes in {:.1} s: {} compared",
        begun.elapsed().as_secs_f64(),
        told + 1
    );
    assert_eq!((told, last), (4, tries - 4));

    let mut drafts = Vec::new();
    for connection in 0..50 {
        drafts.push(up_to_the_numbers(&first, &running[connection % 2].origin).await);
    }
    let begun = Instant::now();
    let guess = |number: usize| vec![("nir", nir(1)), ("serie", format!("{}", 60_000_000_000 + number))];
    let [unknown, held] =
        guesses(&running, &drafts, "/api/activer/numeros", tries, guess, ["pas retrouvé de dossier", "Trop d'essais"])
            .await;
    let late = numbers(&first, origin, &drafts[0], &nir(1), SERIAL).await;
    assert_eq!(leads_to(&late), "", "the right serial comes too late");
    println!(
        "{tries} wrong serials from 50 connections to 2 processes in {:.1} s: {unknown} looked for",
        begun.elapsed().as_secs_f64()
    );
    assert_eq!((unknown, held), (5, tries - 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_person_and_a_wrong_serial_are_one_answer_in_the_same_time() {
    let full = rounds(0, 1) == 1;
    let (scratch, running) = start(Engine::Sqlite, 1).await;
    let samples = rounds(30, 1000) as u64;
    population(&scratch, samples).await;
    let (origin, client) = (&running[0].origin, client());
    let draft = up_to_the_numbers(&client, origin).await;
    let mut times: [Vec<Duration>; 2] = Default::default();
    for round in 0..samples {
        let mut texts = [String::new(), String::new()];
        for which in [round % 2, 1 - round % 2] {
            // Each number once: a wrong serial of somebody known, or somebody unknown.
            let (number, serial) =
                if which == 0 { (nir(round), "51020304998") } else { (nir(500_000 + round), SERIAL) };
            let begun = Instant::now();
            let answer = numbers(&client, origin, &draft, &number, serial).await;
            let status = answer.status();
            let bytes = answer.bytes().await.unwrap();
            let which = usize::try_from(which).unwrap();
            times[which].push(begun.elapsed());
            let text = String::from_utf8_lossy(&bytes).replace(&number, "…").replace(serial, "…");
            assert!(text.contains("pas retrouvé de dossier"), "{text}");
            texts[which] = format!("{status} {text}");
        }
        assert_eq!(texts[0], texts[1], "but for what was typed, the answers are the same");
    }
    let [wrong, unknown] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1000.0
    });
    let difference = (wrong - unknown).abs() / unknown * 100.0;
    println!(
        "numbers, {} interleaved attempts: median wrong serial {wrong:.3} ms, unknown person {unknown:.3} ms, difference \
         {difference:.2} %",
        2 * samples
    );
    assert!(!full || difference < 5.0);
}
