//! The insured population through the services, on both engines: the file comes in, everybody is told.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::date::CalendarDate;
use domain::insured::Column;
use domain::provisional_code::ProvisionalCode;
use domain::time::{Span, Timestamp};
use domain::view::KeptMessage;
use services::clock::Clock;
use services::insured::{ImportCount, ImportFault, ImportWatch, NotifyCount, Refusal};
use services::outbox::Gateways;
use services::passwords::{Cost, Passwords};
use services::{Rules, Services};
use store::scratch::{Engine, Scratch};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_file_is_taken_in_and_taken_in_again,
    a_file_without_its_columns_changes_nothing,
    everybody_is_notified_once,
    a_campaign_that_was_stopped_goes_on_where_it_was,
    two_processes_notify_everybody_once,
    demonstration_people_have_their_mail,
    the_opposition_ends_with_the_first_notice,
);

/// Sunday 22 November 2026, 15:46:40 in France.
const NOW: Timestamp = Timestamp::from_millis(1_795_358_800_000);

/// What an import told.
#[derive(Default)]
struct Told {
    refused: Vec<(u64, Option<&'static str>, &'static str)>,
    steps: usize,
}

impl ImportWatch for Told {
    fn refused(&mut self, Refusal { line, column, reason }: Refusal) {
        self.refused.push((line, column.map(Column::name), reason));
    }
    fn progress(&mut self, _: &ImportCount) {
        self.steps += 1;
    }
}

async fn services(scratch: &Scratch, clock: &Clock) -> Services {
    let passwords = Passwords::new(Cost { memory_kib: 64, passes: 1, concurrency: 1 }).unwrap();
    Services::new(scratch.store().await, clock.clone(), passwords, Gateways::Kept, Rules::default())
}

fn header() -> String {
    Column::ALL.map(Column::name).join(";")
}

/// An adult with a number of their own; the `number`-th.
fn adult(number: u64, name: &str, email: &str) -> String {
    let digits = 1_000_000_000_000 + (number / 1_000_000 % 100) * 10_000_000_000 + 199_000_000 + number % 1_000_000;
    let key = 97 - digits % 97;
    format!("{digits}{key:02};;;{name};;Martine Julie;;1984-05-20;;avec-photo;12345678901;{email};;;;;;;")
}

fn file(lines: &[String]) -> String {
    format!("{}\n{}\n", header(), lines.join("\n"))
}

async fn import(services: &Services, file: &str) -> (ImportCount, Told) {
    let mut told = Told::default();
    let count = services.import_insured(file.as_bytes(), &mut told).await.unwrap();
    (count, told)
}

fn counts(count: &ImportCount) -> [u64; 4] {
    [count.added, count.updated, count.unchanged, count.refused]
}

/// How many messages wait in the outbox; it is empty afterwards.
async fn sent(services: &Services) -> usize {
    let mut sent = 0;
    while services.deliver_next().await.unwrap() {
        sent += 1;
    }
    sent
}

async fn a_file_is_taken_in_and_taken_in_again(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    let mut lines: Vec<String> = (0..2300).map(|number| adult(number, "Leguellec", "")).collect();
    lines[7] = adult(7, "R2D2", "");
    lines[2200] = adult(3, "Autre", "");
    let text = file(&lines);
    let (count, told) = import(&services, &text).await;
    assert_eq!(counts(&count), [2298, 0, 0, 2]);
    assert_eq!((count.lines(), count.bytes), (2300, text.len() as u64));
    assert_eq!(
        told.refused,
        [
            (9, Some("nom_naissance"), "not a name"),
            (2202, None, "an earlier line is about the same person (twins need a rang_gemellaire each)"),
        ]
    );
    assert_eq!(told.steps, 4, "three batches and the end");
    lines[7] = adult(7, "Leguellec", "");
    lines[2200] = adult(2200, "Leguellec", "");
    lines[100] = adult(100, "Leguellec", "martine@exemple.fr");
    let (count, told) = import(&services, &file(&lines)).await;
    assert_eq!((counts(&count), told.refused), ([2, 1, 2297, 0], vec![]));
    // A line of history for each who was added, and one for the change.
    assert_eq!(services.verify_history().await.unwrap(), (2301, vec![]));
}

async fn a_file_without_its_columns_changes_nothing(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    for text in [String::new(), header().replace("email", "courriel"), adult(1, "Leguellec", "")] {
        let fault = services.import_insured(text.as_bytes(), &mut Told::default()).await;
        assert!(matches!(fault, Err(ImportFault::Header(_))), "{fault:?}");
    }
}

async fn everybody_is_notified_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    let mut lines: Vec<String> = (0..205).map(|number| adult(number, "Leguellec", "martine@exemple.fr")).collect();
    lines.extend((205..215).map(|number| adult(number, "Leguellec", "")));
    import(&services, &file(&lines)).await;
    let notify = async || services.notify(|_| ()).await.unwrap();
    assert_eq!(notify().await, NotifyCount { notified: 205, without_address: 10 });
    assert_eq!(sent(&services).await, 205);
    assert_eq!(notify().await, NotifyCount { notified: 0, without_address: 10 });
    assert_eq!(sent(&services).await, 0);
    assert_eq!(services.verify_history().await.unwrap(), (420, vec![]));
    // Six weeks later the codes are worth nothing any more.
    clock.set_ahead(ProvisionalCode::LIFETIME.as_millis());
    assert_eq!(notify().await.notified, 205);
}

async fn a_campaign_that_was_stopped_goes_on_where_it_was(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    let lines: Vec<String> = (0..450).map(|number| adult(number, "Leguellec", "martine@exemple.fr")).collect();
    import(&services, &file(&lines)).await;
    let batches = Arc::new(AtomicUsize::new(0));
    let campaign = tokio::spawn({
        let (services, batches) = (services.clone(), batches.clone());
        async move {
            // It ends as a killed process does: in the middle, at once.
            let stop = |_: &NotifyCount| assert!(batches.fetch_add(1, Ordering::Relaxed) < 1, "killed");
            services.notify(stop).await
        }
    });
    assert!(campaign.await.is_err());
    // A line for each who was announced, and one for each code; the mail is of the same transaction.
    assert_eq!(services.verify_history().await.unwrap(), (450 + 400, vec![]), "two batches were committed");
    assert_eq!(services.notify(|_| ()).await.unwrap().notified, 50);
    assert_eq!(services.verify_history().await.unwrap(), (450 + 450, vec![]));
}

async fn two_processes_notify_everybody_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let (one, two) = (services(&scratch, &clock).await, services(&scratch, &clock).await);
    let lines: Vec<String> = (0..210).map(|number| adult(number, "Leguellec", "martine@exemple.fr")).collect();
    import(&one, &file(&lines)).await;
    let (first, second) = tokio::join!(one.notify(|_| ()), two.notify(|_| ()));
    assert_eq!(first.unwrap().notified + second.unwrap().notified, 210);
    assert_eq!(one.verify_history().await.unwrap(), (420, vec![]));
}

async fn demonstration_people_have_their_mail(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    services.prepare_demonstration().await.unwrap();
    let messages = async || services.demonstration().await.unwrap().messages;
    let first = messages().await;
    let mut people: Vec<(String, String)> = first.iter().map(|mail| (mail.to.clone(), whose(mail))).collect();
    people.sort();
    let expected = [
        ("alba.capanelli@exemple.fr", "Alba Capanelli"),
        ("alba.capanelli@exemple.fr", "Gerard Martin Capanelli"),
        ("alba.capanelli@exemple.fr", "Jean-Jacques Jean-Pierre Capanelli"),
        ("inaya.leguellec@exemple.fr", "Inaya Leguellec"),
        ("inaya.leguellec@exemple.fr", "Lola Leguellec"),
        ("inaya.leguellec@exemple.fr", "Louis Leguellec"),
        ("inaya.leguellec@exemple.fr", "Mathis Leguellec"),
        ("inaya.michel@exemple.fr", "Louis Michel"),
        ("inaya.michel@exemple.fr", "Louise Michel"),
        ("martine.leguellec@exemple.fr", "Martine Julie Leguellec"),
    ];
    assert_eq!(people, expected.map(|(to, whose)| (to.to_owned(), whose.to_owned())));
    let mut codes: Vec<String> = first.iter().map(code_in).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 10, "to each their own");
    for mail in &first {
        assert_eq!(mail.subject.as_deref(), Some("Mon espace santé\u{a0}: à vous de choisir"));
    }
    // Started again, nothing is doubled; put back, everybody has a new code.
    services.prepare_demonstration().await.unwrap();
    assert_eq!(messages().await.len(), 10);
    services.reset_demonstration().await.unwrap();
    let again = messages().await;
    assert_eq!(again.len(), 10);
    assert!(again.iter().all(|mail| !codes.contains(&code_in(mail))));
}

/// The code, as somebody copies it out of the mail.
fn code_in(mail: &KeptMessage) -> String {
    let line = mail.text.split("Code provisoire pour").nth(1).unwrap().lines().nth(1).unwrap();
    ProvisionalCode::parse(line).unwrap().compact().to_owned()
}

fn whose(mail: &KeptMessage) -> String {
    let line = mail.text.split("Code provisoire pour ").nth(1).unwrap().lines().next().unwrap();
    line.trim_end_matches(['\u{a0}', ':']).to_owned()
}

async fn the_opposition_ends_with_the_first_notice(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    services.prepare_demonstration().await.unwrap();
    let newest = async |name: &str| {
        let messages = services.demonstration().await.unwrap().messages;
        messages.into_iter().find(|mail| whose(mail) == name).unwrap().text
    };
    let deadline = CalendarDate::from_iso("2027-01-03").unwrap();
    assert!(newest("Martine Julie Leguellec").await.contains(&format!("sera créé après le {deadline}")));
    clock.set_ahead(ProvisionalCode::LIFETIME.as_millis() + Span::minutes(1).as_millis());
    assert_eq!(services.notify(|_| ()).await.unwrap().notified, 10);
    let second = newest("Martine Julie Leguellec").await;
    assert!(!second.contains("sera créé"), "a second notice gives no more time: {second}");
    assert!(second.contains("valable jusqu'au 14 février 2027"), "{second}");
}
