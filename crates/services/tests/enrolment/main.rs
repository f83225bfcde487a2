//! The insured population through the services, on both engines: the file comes in, everybody is told.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::access::Action;
use domain::attestation::VerificationCode;
use domain::card::{CardKind, CardSerial};
use domain::date::CalendarDate;
use domain::enrolment::{Decision, EnrolmentStatus, Purpose, Step};
use domain::form::enrolment::{Contact, ContactForm, EnrolmentProblem, NewCredentialsForm, PasswordProblem};
use domain::form::sign_in::CodeProblem;
use domain::identifier::SignInIdentifier;
use domain::insured::Column;
use domain::nir::Nir;
use domain::place::EnrolmentPlace;
use domain::provisional_code::{Delivery, ProvisionalCode};
use domain::sign_in::{Channel, OneTimeCode};
use domain::time::{Span, Timestamp};
use domain::view::KeptMessage;
use services::clock::Clock;
use services::contacts::READERS;
use services::enrolment::account::{Activation, ContactGiven, ContactProof, ContactsChecked};
use services::enrolment::decision::{Decided, Verification};
use services::enrolment::steps::Stepped;
use services::enrolment::{CodeGiven, CodeSending, Identification, Ticket};
use services::import::{ImportCount, ImportFault, ImportWatch, RefusedLine};
use services::insured::NotifyCount;
use services::outbox::Gateways;
use services::sign_in::{Identified, Redeemed, SessionState};
use services::{Rules, Services, Token};
use store::CodeState;
use store::scratch::{Engine, Scratch};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

mod closure;
mod erasure;
mod export;
mod family;
#[expect(dead_code, reason = "the tests of the outbox use more of it")]
#[path = "../outbox/relay.rs"]
mod relay;
mod sharing;

on_both_engines!(
    a_file_is_taken_in_and_taken_in_again,
    a_file_without_its_columns_changes_nothing,
    everybody_is_notified_once,
    a_campaign_that_was_stopped_goes_on_where_it_was,
    two_processes_notify_everybody_once,
    demonstration_people_can_be_notified,
    the_opposition_ends_with_the_first_notice,
    spaces_are_created_once_the_last_day_to_oppose_is_over,
    an_adult_opposes_with_the_code_of_the_mail,
    an_unknown_person_and_a_wrong_card_get_one_answer_and_five_tries,
    a_number_alone_holds_no_family_back,
    a_draft_is_of_one_browser_for_half_an_hour,
    a_draft_locks_when_nothing_comes_for_five_minutes,
    whoever_is_refused_again_and_again_keeps_the_draft,
    a_step_that_is_done_again_asks_the_later_ones_anew,
    twins_are_asked_which_one_and_have_a_code_each,
    a_new_code_takes_the_place_of_the_old_one_once,
    a_code_by_post_is_in_a_letter_and_another_has_to_wait,
    wrong_codes_are_told_until_the_fifth,
    whoever_has_decided_is_told_so,
    of_fifty_decisions_with_one_code_one_counts,
    an_activation_opens_the_space_and_a_session,
    who_has_which_identifier_is_not_found_out_by_trying,
    an_activation_lifts_the_opposition_and_its_attestation,
    a_new_contact_counts_once_its_code_was_typed,
    one_form_sends_one_code_and_another_waits_half_a_minute,
    codes_to_an_address_that_was_typed_count_together_and_hold_no_sign_in_back,
    wrong_codes_for_a_contact_count_for_the_person,
    of_fifty_activations_with_one_code_one_counts,
    a_child_is_activated_by_the_parent_who_is_signed_in,
    whoever_comes_back_gives_the_birth_date_again,
    nobody_is_opposed_but_whom_the_form_is_about,
    nobody_is_activated_but_whom_the_form_is_about,
);

/// Sunday 22 November 2026, 15:46:40 in France.
const NOW: Timestamp = Timestamp::from_millis(1_795_358_800_000);

/// What an import told.
#[derive(Default)]
struct Told {
    refused: Vec<(u64, Option<&'static str>, String)>,
    steps: usize,
}

impl ImportWatch for Told {
    fn refused(&mut self, RefusedLine { line, column, reason }: RefusedLine) {
        self.refused.push((line, column, reason.into_owned()));
    }
    fn progress(&mut self, _: &ImportCount) {
        self.steps += 1;
    }
}

async fn services(scratch: &Scratch, clock: &Clock) -> Services {
    let rules = Rules { codes_by_post: true, ..Rules::default() };
    services::scratch::services(scratch, clock, Gateways::Kept, rules).await
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
    let mut lines: Vec<String> = (0..5300).map(|number| adult(number, "Leguellec", "")).collect();
    lines[7] = adult(7, "R2D2", "");
    lines[5200] = adult(3, "Autre", "");
    let text = file(&lines);
    let (count, told) = import(&services, &text).await;
    assert_eq!(counts(&count), [5298, 0, 0, 2]);
    assert_eq!((count.lines(), count.bytes), (5300, text.len() as u64));
    assert_eq!(
        told.refused,
        [
            (9, Some("nom_naissance"), "not a name"),
            (5202, None, "an earlier line is about the same person (twins need a rang_gemellaire each)"),
        ]
        .map(|(line, column, reason)| (line, column, reason.to_owned()))
    );
    assert_eq!(told.steps, 4, "three batches and the end");
    lines[7] = adult(7, "Leguellec", "");
    lines[5200] = adult(5200, "Leguellec", "");
    lines[100] = adult(100, "Leguellec", "martine@exemple.fr");
    let (count, told) = import(&services, &file(&lines)).await;
    assert_eq!((counts(&count), told.refused), ([2, 1, 5297, 0], vec![]));
    // A line of history for each who was added, and one for the change.
    assert_eq!(services.verify_history().await.unwrap(), (5301, vec![]));
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
    assert_eq!(notify().await, NotifyCount { notified: 205, by_post: 0, unreachable: 10 });
    assert_eq!(sent(&services).await, 205);
    assert_eq!(notify().await, NotifyCount { notified: 0, by_post: 0, unreachable: 10 });
    assert_eq!(sent(&services).await, 0);
    assert_eq!(services.verify_history().await.unwrap(), (420, vec![]));
    // Six weeks later the codes are worth nothing any more, but for that day, which counts whole.
    clock.set_ahead(ProvisionalCode::LIFETIME.as_millis());
    assert_eq!(notify().await.notified, 0);
    clock.set_ahead(closure::at_the_beginning_of(CalendarDate::from_iso("2027-01-04").unwrap()) - 1);
    assert_eq!(notify().await.notified, 0);
    clock.set_ahead(clock.ahead() + 1);
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

async fn demonstration_people_can_be_notified(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    services.prepare_demonstration().await.unwrap();
    services.notify(|_| ()).await.unwrap();
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
    services.notify(|_| ()).await.unwrap();
    assert_eq!(messages().await.len(), 10);
    services.reset_demonstration().await.unwrap();
    services.notify(|_| ()).await.unwrap();
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
    services.notify(|_| ()).await.unwrap();
    let newest = async |name: &str| {
        let messages = services.demonstration().await.unwrap().messages;
        messages.into_iter().find(|mail| whose(mail) == name).unwrap().text
    };
    let deadline = CalendarDate::from_iso("2027-01-03").unwrap();
    assert!(newest("Martine Julie Leguellec").await.contains(&format!("sera créé après le {deadline}")));
    clock.set_ahead(ProvisionalCode::LIFETIME.as_millis() + Span::hours(24).as_millis());
    assert_eq!(services.notify(|_| ()).await.unwrap().notified, 10);
    let second = newest("Martine Julie Leguellec").await;
    assert!(!second.contains("sera créé"), "a second notice gives no more time: {second}");
    assert!(second.contains("valable jusqu'au 15\u{a0}février 2027"), "{second}");
}

/// Somebody of the demonstration's file: number, birth date, kind and serial of the card.
type Particulars = (&'static str, &'static str, CardKind, &'static str);

const MARTINE: Particulars = ("1 16 30 44 038 016 18", "1971-09-28", CardKind::WithPhoto, "51020304051");
const TWINS: Particulars = ("2 81 12 99 990 078 47", "2014-02-17", CardKind::WithoutPhoto, "40506070");
const LOUISON: Particulars = ("2 84 05 88 321 025 32", "2021-06-17", CardKind::WithPhoto, "51020304073");
const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// A demonstration whose clock stands still.
async fn demonstration(engine: Engine) -> (Scratch, Clock, Services) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    services.prepare_demonstration().await.unwrap();
    // A minute ago: another code can be asked for.
    clock.set_ahead(-60_000);
    services.notify(|_| ()).await.unwrap();
    clock.set_ahead(0);
    (scratch, clock, services)
}

/// Goes as far as the numbers.
async fn up_to_the_numbers(services: &Services, person: Particulars) -> (Token, Identification) {
    up_to_the_numbers_from(services, person, ADDRESS).await
}

async fn up_to_the_numbers_from(services: &Services, person: Particulars, from: IpAddr) -> (Token, Identification) {
    let (number, born_on, kind, serial) = person;
    let token = services.begin_enrolment(Purpose::Activate, CalendarDate::from_iso(born_on).unwrap()).await.unwrap();
    assert!(services.give_card_kind(&form(services, &token).await, kind).await.unwrap());
    let (nir, card) = (Nir::parse(number).unwrap(), CardSerial::parse(kind, serial).unwrap());
    let found = services.give_numbers(&form(services, &token).await, nir, card, from).await.unwrap();
    (token, found)
}

async fn give_numbers(services: &Services, token: &Token, (number, _, kind, serial): Particulars) -> Identification {
    let (nir, card) = (Nir::parse(number).unwrap(), CardSerial::parse(kind, serial).unwrap());
    services.give_numbers(&form(services, token).await, nir, card, ADDRESS).await.unwrap()
}

/// Gives the birth date again: the draft has locked meanwhile.
async fn come_back(services: &Services, token: &Token, person: Particulars) {
    let born_on = CalendarDate::from_iso(person.1).unwrap();
    assert_eq!(services.resume_enrolment(&form(services, token).await, born_on).await.unwrap(), Some(true));
}

async fn give_code(services: &Services, token: &Token, code: &str) -> CodeGiven {
    services.give_provisional_code(&form(services, token).await, ProvisionalCode::parse(code).unwrap()).await.unwrap()
}

/// The code in the mail that notified somebody.
async fn code_of(services: &Services, name: &str) -> String {
    let messages = services.demonstration().await.unwrap().messages;
    code_in(messages.iter().find(|mail| mail.text.contains("Code provisoire") && whose(mail) == name).unwrap())
}

/// Decides to oppose, and confirms it.
async fn oppose(services: &Services, token: &Token) -> Decided {
    services.note_decision(&form(services, token).await, Decision::Oppose).await.unwrap();
    services.refuse_space(&form(services, token).await).await.unwrap()
}

/// What a form that is posted now comes with.
async fn form(services: &Services, token: &Token) -> Ticket {
    let about = services.enrolment(token).await.unwrap().map(|state| state.subject.to_string());
    Ticket::new(token, &about.unwrap_or_default())
}

async fn step(services: &Services, token: &Token) -> Option<Step> {
    services.enrolment(token).await.unwrap().map(|state| state.step)
}

async fn spaces_are_created_once_the_last_day_to_oppose_is_over(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let other = self::services(&scratch, &clock).await;
    let messages = async || services.demonstration().await.unwrap().messages;
    let invited = messages().await.len();
    let (martine, _) = up_to_the_numbers(&services, MARTINE).await;
    let code = code_of(&services, NAME).await;
    assert_eq!(give_code(&services, &martine, &code).await, CodeGiven::Right);
    assert!(matches!(oppose(&services, &martine).await, Decided::Done(_)));
    // Notified at 15:45:40, everybody has until the end of 3 January in France, 42 days and 8 h 13 min 20 s from now.
    let over = Span::seconds(42 * 86_400 + 8 * 3600 + 13 * 60 + 20).as_millis();
    clock.set_ahead(over - 1);
    assert_eq!(services.create_spaces().await.unwrap(), 0);
    clock.set_ahead(over);
    let (one, two) = tokio::join!(services.create_spaces(), other.create_spaces());
    assert_eq!(one.unwrap() + two.unwrap(), invited as u64 - 1, "everybody but her, and nobody twice");
    assert_eq!(services.create_spaces().await.unwrap(), 0);
    let told = messages().await;
    let told: Vec<&KeptMessage> =
        told.iter().filter(|message| message.subject.as_deref() == Some("Mon espace santé est créé")).collect();
    assert_eq!(told.len(), invited - 1);
    assert!(told.iter().all(|message| !message.text.contains("Martine")));
    // Created is not activated: it can be, and cannot be opposed any more.
    let (twins, _) = up_to_the_numbers(&services, TWINS).await;
    let state = services.enrolment(&twins).await.unwrap().unwrap();
    let (jean, _) = &state.persons[0];
    let created = Identification::Person(EnrolmentStatus::Created);
    assert_eq!(services.choose_person(&form(&services, &twins).await, *jean).await.unwrap(), created);
    assert_eq!(up_to_the_numbers(&services, MARTINE).await.1, Identification::Person(EnrolmentStatus::Opposed));
    assert!(services.verify_history().await.unwrap().1.is_empty());
}

async fn an_adult_opposes_with_the_code_of_the_mail(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let token = services.begin_enrolment(Purpose::Activate, CalendarDate::from_iso(MARTINE.1).unwrap()).await.unwrap();
    assert_eq!(step(&services, &token).await, Some(Step::CardKind));
    assert!(services.give_card_kind(&form(&services, &token).await, MARTINE.2).await.unwrap());
    assert_eq!(step(&services, &token).await, Some(Step::Numbers));
    assert_eq!(oppose(&services, &token).await, Decided::NoDraft, "a step ahead does nothing");
    assert_eq!(give_code(&services, &token, "2222 2222 2222").await, CodeGiven::NoDraft);
    let found = give_numbers(&services, &token, MARTINE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Pending));
    let state = services.enrolment(&token).await.unwrap().unwrap();
    assert_eq!((state.step, state.minor, state.sent), (Step::Code, false, None));
    let masked: Vec<String> = state.ways.into_iter().map(|way| way.masked.replace('\u{a0}', " ")).collect();
    assert_eq!(masked, ["mar*****@exemple.fr", "+33 6 ** ** ** 21", "44•••"]);
    let lines = services.verify_history().await.unwrap().0;
    let code = code_of(&services, "Martine Julie Leguellec").await;
    assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Right);
    assert_eq!(step(&services, &token).await, Some(Step::Decision));
    clock.set_ahead(60_000);
    assert_eq!(
        services.refuse_space(&form(&services, &token).await).await.unwrap(),
        Decided::NoDraft,
        "nothing is decided yet"
    );
    assert!(matches!(oppose(&services, &token).await, Decided::Done(_)));
    let state = services.enrolment(&token).await.unwrap().unwrap();
    let attestation = state.attestation.unwrap();
    assert_eq!((state.step, attestation.name.full().as_str()), (Step::Opposed, "Martine Julie Leguellec"));
    assert_eq!(attestation.nir.replace('\u{a0}', " "), MARTINE.0);
    assert_eq!(attestation.opposed_at, NOW.plus(Span::minutes(1)));
    let file = services.attestation_file(&token).await.unwrap().unwrap();
    assert!(file.starts_with(b"%PDF-") && file.len() < 50_000, "the page promises its weight: {}", file.len());
    assert!(
        matches!(services.refuse_space(&form(&services, &token).await).await.unwrap(), Decided::Done(_)),
        "a double click opposes once"
    );
    let checked =
        async |text: &str| services.check_attestation(&VerificationCode::parse(text).unwrap(), ADDRESS).await.unwrap();
    let valid = Verification::Valid(CalendarDate::from_iso("2026-11-22").unwrap());
    assert_eq!(checked(&attestation.code).await, valid);
    assert_eq!(checked(&code).await, Verification::Invalid, "a provisional code attests nothing");
    for _ in 1..20 {
        assert_eq!(checked("2222 2222 2222").await, Verification::Invalid);
    }
    assert_eq!(checked("2222 2222 2222").await, Verification::TooMany { minutes: 15 }, "whoever guesses is held back");
    assert_eq!(checked(&attestation.code).await, valid, "and nobody else");
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1, vec![]));
    let (again, found) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Opposed));
    assert_eq!(give_code(&services, &again, &code).await, CodeGiven::Refused(CodeState::Used));
}

async fn an_unknown_person_and_a_wrong_card_get_one_answer_and_five_tries(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let wrong_card = (MARTINE.0, MARTINE.1, MARTINE.2, "51020304052");
    let wrong_date = (MARTINE.0, "1971-09-29", MARTINE.2, MARTINE.3);
    let unknown = ("2 55 08 14 168 025 38", MARTINE.1, MARTINE.2, MARTINE.3);
    for wrong in [wrong_card, wrong_date, unknown] {
        for _ in 0..5 {
            assert_eq!(up_to_the_numbers(&services, wrong).await.1, Identification::Unknown);
        }
    }
    // Now not even the right ones are looked for, in whatever browser.
    for person in [MARTINE, wrong_card, wrong_date, unknown] {
        assert_eq!(up_to_the_numbers(&services, person).await.1, Identification::TooMany { minutes: 30 });
    }
    clock.set_ahead(Span::minutes(29).as_millis());
    assert_eq!(up_to_the_numbers(&services, MARTINE).await.1, Identification::TooMany { minutes: 1 });
    clock.set_ahead(Span::minutes(30).as_millis());
    let found = Identification::Person(EnrolmentStatus::Pending);
    assert_eq!(up_to_the_numbers(&services, MARTINE).await.1, found);
    // Whoever got it right begins to count anew.
    for _ in 0..4 {
        assert_eq!(up_to_the_numbers(&services, wrong_card).await.1, Identification::Unknown);
    }
    assert_eq!(up_to_the_numbers(&services, MARTINE).await.1, found);
    assert_eq!(up_to_the_numbers(&services, wrong_card).await.1, Identification::Unknown);
}

/// Whoever has a family's number tries it out to keep the family away.
async fn a_number_alone_holds_no_family_back(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let from = |network: u8| IpAddr::V4(Ipv4Addr::new(198, 51, 100, network));
    let alba: Particulars = (TWINS.0, "1981-12-02", TWINS.2, TWINS.3);
    let wrong_card = (alba.0, alba.1, alba.2, "40506071");
    for _ in 0..5 {
        assert_eq!(up_to_the_numbers_from(&services, wrong_card, from(1)).await.1, Identification::Unknown);
    }
    let held = Identification::TooMany { minutes: 30 };
    assert_eq!(up_to_the_numbers_from(&services, alba, from(1)).await.1, held, "whoever tries is held");
    assert_eq!(
        up_to_the_numbers_from(&services, TWINS, from(1)).await.1,
        Identification::Several,
        "her children are not"
    );
    let found = Identification::Person(EnrolmentStatus::Pending);
    assert_eq!(up_to_the_numbers_from(&services, alba, from(2)).await.1, found, "nor is she, from her own line");
    // From everywhere together a hundred a day are looked for.
    for network in 2..21 {
        for _ in 0..5 {
            assert_eq!(up_to_the_numbers_from(&services, wrong_card, from(network)).await.1, Identification::Unknown);
        }
    }
    let held = Identification::TooMany { minutes: 24 * 60 };
    assert_eq!(up_to_the_numbers_from(&services, wrong_card, from(21)).await.1, held);
    assert_eq!(up_to_the_numbers_from(&services, TWINS, from(21)).await.1, Identification::Several);
}

async fn a_draft_is_of_one_browser_for_half_an_hour(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(step(&services, &Token::mint().unwrap()).await, None);
    assert!(
        !services.give_card_kind(&form(&services, &Token::mint().unwrap()).await, CardKind::WithPhoto).await.unwrap()
    );
    let look_at = async |minute| {
        clock.set_ahead(Span::minutes(minute).as_millis());
        let step = step(&services, &token).await;
        services.settle().await;
        step
    };
    for minute in [4, 8, 12, 16, 20, 24, 28, 29] {
        assert_eq!(look_at(minute).await, Some(Step::Code));
    }
    // A step gives another half hour.
    assert_eq!(give_numbers(&services, &token, MARTINE).await, Identification::Person(EnrolmentStatus::Pending));
    for minute in [33, 37, 41, 45, 49, 53, 57, 58] {
        assert_eq!(look_at(minute).await, Some(Step::Code));
    }
    assert_eq!(look_at(59).await, None);
    assert_eq!(give_numbers(&services, &token, MARTINE).await, Identification::NoDraft);
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    services.abandon_enrolment(&token).await.unwrap();
    assert_eq!(step(&services, &token).await, None);
}

async fn a_draft_locks_when_nothing_comes_for_five_minutes(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let resume = async |day: &str| {
        services.resume_enrolment(&form(&services, &token).await, CalendarDate::from_iso(day).unwrap()).await.unwrap()
    };
    let at = |milliseconds| clock.set_ahead(milliseconds);
    let locked = async || {
        let state = services.enrolment(&token).await.unwrap().unwrap();
        services.settle().await;
        assert!(!state.is_locked() || (state.person.is_none() && state.persons.is_empty() && state.ways.is_empty()));
        state.is_locked()
    };
    at(299_999);
    assert!(!locked().await);
    at(299_999 + 300_000);
    assert!(locked().await);
    assert_eq!(give_numbers(&services, &token, MARTINE).await, Identification::NoDraft);
    assert!(locked().await, "looking at it, or posting, unlocks nothing");
    assert_eq!(resume("1971-09-29").await, Some(false));
    assert!(locked().await);
    assert_eq!(resume(MARTINE.1).await, Some(true));
    assert!(!locked().await);
    services.lock_enrolment(&token).await.unwrap();
    assert!(locked().await);
    assert_eq!(resume(MARTINE.1).await, Some(true));
    assert_eq!(step(&services, &token).await, Some(Step::Code), "what was done is still done");
    // Whoever mistakes the date while it is open locks it.
    assert_eq!(resume("1971-09-29").await, Some(false));
    assert!(locked().await);
}

async fn whoever_is_refused_again_and_again_keeps_the_draft(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    for minutes in [2, 4, 6, 8] {
        clock.set_ahead(minutes * 60_000);
        assert!(matches!(give_code(&services, &token, "2222 2222 2222").await, CodeGiven::Wrong { .. }));
        services.settle().await;
    }
    clock.set_ahead(12 * 60_000);
    assert_eq!(step(&services, &token).await, Some(Step::Code));
}

async fn a_step_that_is_done_again_asks_the_later_ones_anew(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let code = code_of(&services, "Martine Julie Leguellec").await;
    assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Right);
    // The same answer again changes nothing; the back button may send it.
    assert!(services.give_card_kind(&form(&services, &token).await, MARTINE.2).await.unwrap());
    assert_eq!(step(&services, &token).await, Some(Step::Decision));
    assert!(services.give_card_kind(&form(&services, &token).await, CardKind::WithoutPhoto).await.unwrap());
    assert_eq!(step(&services, &token).await, Some(Step::Numbers));
    assert_eq!(give_numbers(&services, &token, MARTINE).await, Identification::NoDraft, "of the other kind of card");
    assert_eq!(oppose(&services, &token).await, Decided::NoDraft);
}

async fn twins_are_asked_which_one_and_have_a_code_each(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, found) = up_to_the_numbers(&services, TWINS).await;
    assert_eq!((found, step(&services, &token).await), (Identification::Several, Some(Step::Person)));
    let state = services.enrolment(&token).await.unwrap().unwrap();
    assert!(state.minor && state.ways.is_empty());
    let mut names: Vec<String> = state.persons.iter().map(|(_, name)| name.full()).collect();
    names.sort();
    assert_eq!(names, ["Gerard Martin Capanelli", "Jean-Jacques Jean-Pierre Capanelli"]);
    let (gerard, _) = state.persons.iter().find(|(_, name)| name.given == "Gerard Martin").unwrap();
    let stranger = domain::id::ProfileId::from_bytes([7; 16]);
    assert_eq!(
        services.choose_person(&form(&services, &token).await, stranger).await.unwrap(),
        Identification::Several
    );
    let pending = Identification::Person(EnrolmentStatus::Pending);
    assert_eq!(services.choose_person(&form(&services, &token).await, *gerard).await.unwrap(), pending);
    let brothers = code_of(&services, "Jean-Jacques Jean-Pierre Capanelli").await;
    assert_eq!(give_code(&services, &token, &brothers).await, CodeGiven::Wrong { left: 4 });
    let own = code_of(&services, "Gerard Martin Capanelli").await;
    assert_eq!(give_code(&services, &token, &own).await, CodeGiven::Right);
    assert_eq!(oppose(&services, &token).await, Decided::Done(*gerard));
    let attestation = services.enrolment(&token).await.unwrap().unwrap().attestation.unwrap();
    assert_eq!(attestation.nir.replace('\u{a0}', " "), TWINS.0, "the number under which he is insured");
    // His brother is as free as before.
    let (token, _) = up_to_the_numbers(&services, TWINS).await;
    let (brother, _) = state.persons.iter().find(|(person, _)| person != gerard).unwrap();
    assert_eq!(services.choose_person(&form(&services, &token).await, *brother).await.unwrap(), pending);
    assert_eq!(give_code(&services, &token, &brothers).await, CodeGiven::Right);
}

async fn a_new_code_takes_the_place_of_the_old_one_once(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let count = async || services.demonstration().await.unwrap().messages.len();
    let before = count().await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let old = code_of(&services, "Martine Julie Leguellec").await;
    let send = async |channel, key| {
        services.send_provisional_code(&form(&services, &token).await, channel, [key; 16]).await.unwrap()
    };
    assert_eq!(send(Delivery::Sms, 1).await, CodeSending::Sent);
    assert_eq!(send(Delivery::Sms, 1).await, CodeSending::Sent, "the same form again");
    assert_eq!(count().await, before + 1);
    assert_eq!(send(Delivery::Email, 2).await, CodeSending::TooSoon);
    let sms = services.demonstration().await.unwrap().messages.remove(0);
    assert_eq!((sms.to.as_str(), sms.channel), ("+33611121321", Delivery::Sms));
    let new = sms.text.split("est ").nth(1).unwrap().split(',').next().unwrap();
    assert_eq!(services.enrolment(&token).await.unwrap().unwrap().sent.unwrap().by, Delivery::Sms);
    assert_eq!(give_code(&services, &token, &old).await, CodeGiven::Wrong { left: 4 });
    assert_eq!(give_code(&services, &token, new).await, CodeGiven::Right);
    // A code that is asked for afterwards makes the right one worthless.
    clock.set_ahead(30_000);
    assert_eq!(send(Delivery::Email, 3).await, CodeSending::Sent);
    assert_eq!(step(&services, &token).await, Some(Step::Code));
    assert_eq!(oppose(&services, &token).await, Decided::NoDraft);
    // Nobody is flooded.
    for round in 0..18_u8 {
        clock.set_ahead(60_000 + i64::from(round) * 30_000);
        assert_eq!(send(Delivery::Email, 4 + round).await, CodeSending::Sent);
    }
    clock.set_ahead(900_000);
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let refused =
        services.send_provisional_code(&form(&services, &token).await, Delivery::Sms, [99; 16]).await.unwrap();
    assert!(matches!(refused, CodeSending::TooMany { .. }), "{refused:?}");
}

async fn a_code_by_post_is_in_a_letter_and_another_has_to_wait(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let old = code_of(&services, "Martine Julie Leguellec").await;
    let lines = services.verify_history().await.unwrap().0;
    let send = async |token: &Token, by, key| {
        services.send_provisional_code(&form(&services, token).await, by, [key; 16]).await.unwrap()
    };
    assert_eq!(send(&token, Delivery::Post, 1).await, CodeSending::Sent);
    assert_eq!(send(&token, Delivery::Post, 1).await, CodeSending::Sent, "the same form again");
    let letters = async || {
        let mut messages = services.demonstration().await.unwrap().messages;
        messages.retain(|message| message.channel == Delivery::Post);
        messages
    };
    let letter = &letters().await[..];
    assert_eq!(letter.len(), 1);
    assert_eq!(letter[0].to, "Martine Julie Leguellec, 2 PLACE DES EXEMPLES, 44000 VILLE-FICTIVE");
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1, vec![]), "it stands in the history");
    assert_eq!(services.enrolment(&token).await.unwrap().unwrap().sent.unwrap().by, Delivery::Post);
    assert_eq!(give_code(&services, &token, &old).await, CodeGiven::Wrong { left: 4 });
    assert_eq!(give_code(&services, &token, &code_in(&letter[0])).await, CodeGiven::Right);
    // Paper costs: another one only when this one should have come. By e-mail a code can be had at once.
    // The night to 29 November in France is 6 days, 8 hours, 13 minutes and 20 seconds ahead.
    let midnight = (Span::hours(6 * 24 + 8).as_millis()) + Span::minutes(13).as_millis() + 20_000;
    clock.set_ahead(midnight - 1);
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let again_on = CalendarDate::from_iso("2026-11-29").unwrap();
    assert_eq!(send(&token, Delivery::Post, 2).await, CodeSending::LetterUnderWay { again_on });
    assert_eq!(give_code(&services, &token, &code_in(&letter[0])).await, CodeGiven::Right, "nothing has changed");
    clock.set_ahead(midnight);
    assert_eq!(send(&token, Delivery::Post, 3).await, CodeSending::Sent);
    let second = &letters().await[..];
    assert_eq!(second.len(), 1, "the first one is worth nothing any more");
    assert_ne!(code_in(&second[0]), code_in(&letter[0]));
    assert_eq!(send(&token, Delivery::Email, 4).await, CodeSending::TooSoon);
    clock.set_ahead(midnight + 30_000);
    assert_eq!(send(&token, Delivery::Email, 5).await, CodeSending::Sent);
}

async fn wrong_codes_are_told_until_the_fifth(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let code = code_of(&services, "Martine Julie Leguellec").await;
    for left in [4, 3, 2, 1] {
        assert_eq!(give_code(&services, &token, "2222 2222 2222").await, CodeGiven::Wrong { left });
    }
    let exhausted = CodeGiven::Refused(CodeState::Exhausted);
    assert_eq!(give_code(&services, &token, "2222 2222 2222").await, exhausted);
    assert_eq!(give_code(&services, &token, &code).await, exhausted);
    // Neither a new draft nor another browser gives new tries; a new code does.
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(give_code(&services, &token, &code).await, exhausted);
    let sent = services.send_provisional_code(&form(&services, &token).await, Delivery::Email, [1; 16]).await.unwrap();
    assert_eq!(sent, CodeSending::Sent);
    let code = code_of(&services, "Martine Julie Leguellec").await;
    assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Right);
}

async fn whoever_has_decided_is_told_so(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, found) = up_to_the_numbers(&services, LOUISON).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Opposed));
    assert_eq!(give_code(&services, &token, "2222 2222 2222").await, CodeGiven::Refused(CodeState::None));
    // An opposition can be lifted: there is something that a code serves for. Opposing again is nothing.
    let sent = services.send_provisional_code(&form(&services, &token).await, Delivery::Email, [1; 16]).await.unwrap();
    assert_eq!(sent, CodeSending::Sent);
    let code = code_of(&services, "Louison Michel").await;
    assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Right);
    assert_eq!(oppose(&services, &token).await, Decided::NoDraft);
    assert_eq!(step(&services, &token).await, Some(Step::Impasse));
    assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Right, "nothing was used up");
}

async fn of_fifty_decisions_with_one_code_one_counts(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let code = code_of(&services, "Martine Julie Leguellec").await;
    let mut browsers = Vec::new();
    for _ in 0..50 {
        let (token, _) = up_to_the_numbers(&services, MARTINE).await;
        assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Right);
        browsers.push(token);
    }
    let lines = services.verify_history().await.unwrap().0;
    let decisions: Vec<_> = browsers
        .into_iter()
        .map(|token| {
            let services = services.clone();
            tokio::spawn(async move { matches!(oppose(&services, &token).await, Decided::Done(_)) })
        })
        .collect();
    let mut winners = 0;
    for decision in decisions {
        winners += u32::from(decision.await.unwrap());
    }
    assert_eq!(winners, 1);
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1, vec![]));
}

/// Goes as far as the contacts.
async fn up_to_the_contacts(services: &Services, person: Particulars, name: &str) -> Token {
    let (token, _) = up_to_the_numbers(services, person).await;
    let code = code_of(services, name).await;
    assert_eq!(give_code(services, &token, &code).await, CodeGiven::Right);
    assert!(services.note_decision(&form(services, &token).await, Decision::Activate).await.unwrap());
    assert_eq!(step(services, &token).await, Some(Step::Contacts));
    token
}

async fn activate(services: &Services, token: &Token, identifier: &str, password: &str) -> Activation {
    let identifier = SignInIdentifier::choose(identifier).unwrap();
    services.activate(&form(services, token).await, identifier, password.to_owned(), ADDRESS.into()).await.unwrap()
}

const NAME: &str = "Martine Julie Leguellec";
const PASSWORD: &str = "quatre cactus bleus dansent";

async fn who_has_which_identifier_is_not_found_out_by_trying(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let token = up_to_the_contacts(&services, MARTINE, NAME).await;
    assert_eq!(services.check_contacts(&form(&services, &token).await).await.unwrap(), ContactsChecked::Done);
    for _ in 0..10 {
        let refused = activate(&services, &token, "inaya.michel", PASSWORD).await;
        assert!(matches!(refused, Activation::Taken), "{refused:?}");
    }
    for identifier in ["inaya.michel", "martine.leguellec"] {
        let held = activate(&services, &token, identifier, PASSWORD).await;
        assert!(matches!(held, Activation::TooMany { minutes: 30 }), "{identifier}: {held:?}");
    }
    clock.set_ahead(Span::minutes(29).as_millis());
    come_back(&services, &token, MARTINE).await;
    assert!(matches!(activate(&services, &token, "inaya.michel", PASSWORD).await, Activation::TooMany { minutes: 1 }));
    clock.set_ahead(Span::minutes(30).as_millis());
    // The draft lasts as long as the wait.
    let token = up_to_the_contacts(&services, MARTINE, NAME).await;
    assert_eq!(services.check_contacts(&form(&services, &token).await).await.unwrap(), ContactsChecked::Done);
    let done = activate(&services, &token, "martine.leguellec", PASSWORD).await;
    assert!(matches!(done, Activation::Done { .. }), "{done:?}");
}

async fn an_activation_opens_the_space_and_a_session(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let token = up_to_the_contacts(&services, MARTINE, NAME).await;
    assert!(matches!(activate(&services, &token, "martine.leguellec", PASSWORD).await, Activation::NoDraft));
    assert_eq!(services.check_contacts(&form(&services, &token).await).await.unwrap(), ContactsChecked::Done);
    let refused = activate(&services, &token, "inaya.michel", PASSWORD).await;
    assert!(matches!(refused, Activation::Taken), "{refused:?}");
    for (password, problem) in
        [("motdepasse1234", PasswordProblem::Common), ("Martine et ses chats roux", PasswordProblem::Personal)]
    {
        let weak = activate(&services, &token, "martine.leguellec", password).await;
        assert!(matches!(weak, Activation::Weak(told) if told == problem), "{weak:?}");
    }
    let person = services.enrolment(&token).await.unwrap().unwrap().person.unwrap();
    assert!(services.suggest_identifiers(&person.1).await.unwrap().contains(&"martine.leguellec".to_owned()));
    let lines = services.verify_history().await.unwrap().0;
    let before = services.demonstration().await.unwrap().messages.len();
    let done = activate(&services, &token, "martine.leguellec", PASSWORD).await;
    let Activation::Done { entered: Some(entered), profile } = done else { panic!("{done:?}") };
    assert_eq!(profile, person.0);
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1, vec![]));
    let messages = services.demonstration().await.unwrap().messages;
    assert_eq!((messages.len(), messages[0].to.as_str()), (before + 1, "martine.leguellec@exemple.fr"));
    assert!(!services.suggest_identifiers(&person.1).await.unwrap().contains(&"martine.leguellec".to_owned()));
    let SessionState::Open(caller) = services.session(&entered.session, false).await.unwrap() else {
        panic!("no session")
    };
    assert_eq!(services.space(&caller, profile, Action::Open).await.unwrap().profiles.len(), 1);
    // The same form again opens nothing; and what was chosen signs in.
    let again = activate(&services, &token, "martine.leguellec", PASSWORD).await;
    assert!(matches!(again, Activation::Done { entered: None, .. }), "{again:?}");
    let identifier = SignInIdentifier::parse("martine.leguellec").unwrap();
    let answer = services.identify(Some(identifier), PASSWORD.into(), ADDRESS.into(), None).await.unwrap();
    assert!(matches!(answer, services::sign_in::Identified::Accepted { .. }), "{answer:?}");
    let (_, found) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Activated));
}

async fn an_activation_lifts_the_opposition_and_its_attestation(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    give_code(&services, &token, &code_of(&services, NAME).await).await;
    assert!(matches!(oppose(&services, &token).await, Decided::Done(_)));
    let attestation = services.enrolment(&token).await.unwrap().unwrap().attestation.unwrap();
    let code = VerificationCode::parse(&attestation.code).unwrap();
    assert!(matches!(services.check_attestation(&code, ADDRESS).await.unwrap(), Verification::Valid(_)));
    let (again, _) = up_to_the_numbers(&services, MARTINE).await;
    let sent = services.send_provisional_code(&form(&services, &again).await, Delivery::Email, [1; 16]).await.unwrap();
    assert_eq!(sent, CodeSending::Sent);
    services.abandon_enrolment(&again).await.unwrap();
    let last = up_to_the_contacts(&services, MARTINE, NAME).await;
    assert_eq!(services.check_contacts(&form(&services, &last).await).await.unwrap(), ContactsChecked::Done);
    let done = activate(&services, &last, "martine.leguellec", PASSWORD).await;
    assert!(matches!(done, Activation::Done { entered: Some(_), .. }), "{done:?}");
    assert_eq!(services.check_attestation(&code, ADDRESS).await.unwrap(), Verification::Invalid);
    assert!(services.enrolment(&token).await.unwrap().unwrap().attestation.is_none());
    assert!(services.attestation_file(&token).await.unwrap().is_none());
}

async fn a_new_contact_counts_once_its_code_was_typed(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let token = up_to_the_contacts(&services, MARTINE, NAME).await;
    let email = async || services.enrolment(&token).await.unwrap().unwrap().contacts.unwrap().email.unwrap();
    let give = async |text| {
        services
            .give_contact(
                &form(&services, &token).await,
                Some(Contact::read(Channel::Email, text, READERS, "").unwrap()),
            )
            .await
    };
    assert_eq!(give("martine.leguellec@exemple.fr").await.unwrap(), ContactGiven::Same);
    assert_eq!(
        services.give_contact(&form(&services, &token).await, None).await.unwrap(),
        ContactGiven::NoDraft,
        "none waits"
    );
    assert_eq!(give("martine@ailleurs.fr").await.unwrap(), ContactGiven::Sent);
    assert_eq!(email().await.as_str(), "martine.leguellec@exemple.fr");
    let newest = async || {
        let mail = services.demonstration().await.unwrap().messages.remove(0);
        assert_eq!(mail.to, "martine@ailleurs.fr");
        let code: String = mail.text.split("demandé\u{a0}:\n").nth(1).unwrap().chars().take(6).collect();
        OneTimeCode::parse(&code).unwrap()
    };
    let late = newest().await;
    clock.set_ahead(OneTimeCode::LIFETIME.as_millis());
    come_back(&services, &token, MARTINE).await;
    let expired = ContactProof::Refused(CodeProblem::Expired);
    assert_eq!(services.prove_contact(&form(&services, &token).await, late).await.unwrap(), expired);
    assert_eq!(services.give_contact(&form(&services, &token).await, None).await.unwrap(), ContactGiven::Sent);
    assert_eq!(
        services.prove_contact(&form(&services, &token).await, newest().await).await.unwrap(),
        ContactProof::Right
    );
    assert_eq!(email().await.as_str(), "martine@ailleurs.fr");
    assert_eq!(services.check_contacts(&form(&services, &token).await).await.unwrap(), ContactsChecked::Done);
    let done = activate(&services, &token, "martine.leguellec", PASSWORD).await;
    assert!(matches!(done, Activation::Done { .. }), "{done:?}");
    // Where the insurer writes to is told as well: it may be another's doing.
    let messages = services.demonstration().await.unwrap().messages;
    let told: Vec<String> = messages
        .into_iter()
        .filter(|mail| mail.subject.as_deref() == Some("Votre espace est activé"))
        .map(|mail| mail.to)
        .collect();
    assert!(told.contains(&"martine@ailleurs.fr".into()) && told.contains(&"martine.leguellec@exemple.fr".into()));
}

async fn one_form_sends_one_code_and_another_waits_half_a_minute(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let token = up_to_the_contacts(&services, MARTINE, NAME).await;
    let before = services.demonstration().await.unwrap().messages.len();
    let sent = async || services.demonstration().await.unwrap().messages.len() - before;
    let give = async |text: &str| {
        let contact = Some(Contact::read(Channel::Email, text, READERS, "").unwrap());
        services.give_contact(&form(&services, &token).await, contact).await.unwrap()
    };
    let again = async || services.give_contact(&form(&services, &token).await, None).await.unwrap();
    let (one, two) = tokio::join!(give("martine@ailleurs.fr"), give("martine@ailleurs.fr"));
    assert_eq!((one, two, sent().await), (ContactGiven::Sent, ContactGiven::Sent, 1));
    for _ in 0..3 {
        assert_eq!((again().await, sent().await), (ContactGiven::TooSoon, 1));
    }
    // A slip is put right at once, but going to and fro between two addresses sends nothing more.
    assert_eq!((give("martine@autre.fr").await, sent().await), (ContactGiven::Sent, 2));
    assert_eq!((give("martine@ailleurs.fr").await, sent().await), (ContactGiven::TooSoon, 2));
    assert_eq!((give("Martine+1@Ailleurs.fr").await, sent().await), (ContactGiven::TooSoon, 2));
    let about = services.enrolment(&token).await.unwrap().unwrap().subject.to_string();
    let steps = services.steps(&token, &about);
    let typed = ContactForm { canal: "email".into(), contact: "martine@ailleurs.fr".into(), ..ContactForm::default() };
    let wrong = |stepped: Stepped| match stepped {
        Stepped::Wrong { at, form } => (at, form.problems),
        other => panic!("{other:?}"),
    };
    let beside = wrong(steps.contact(&typed).await.unwrap());
    assert_eq!(beside, (EnrolmentPlace::Email, vec![EnrolmentProblem::ContactSentJustNow]));
    let beside = wrong(steps.another_contact_code().await.unwrap());
    assert_eq!(beside, (EnrolmentPlace::ContactCode, vec![EnrolmentProblem::CodeSentJustNow]));
    clock.set_ahead(30_000);
    assert_eq!((again().await, sent().await), (ContactGiven::Sent, 3));
    assert_eq!((give("martine@ailleurs.fr").await, sent().await), (ContactGiven::Sent, 4));
}

async fn codes_to_an_address_that_was_typed_count_together_and_hold_no_sign_in_back(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let (rules, clock) = (Rules { codes_per_day: 2, ..Rules::default() }, Clock::fixed(NOW));
    let services = services::scratch::services(&scratch, &clock, Gateways::Kept, rules).await;
    services.prepare_demonstration().await.unwrap();
    let sign_in = async || {
        let identifier = Some(SignInIdentifier::parse("leo.michel").unwrap());
        let password = services::demonstration::PASSWORD.to_owned();
        services.identify(identifier, password, ADDRESS.into(), None).await.unwrap()
    };
    assert!(matches!(sign_in().await, Identified::Accepted { code_sent: true, .. }));
    let token = up_to_the_contacts(&services, MARTINE, NAME).await;
    let give = async |text: &str| {
        let contact = Some(Contact::read(Channel::Email, text, READERS, "").unwrap());
        services.give_contact(&form(&services, &token).await, contact).await.unwrap()
    };
    for (at, address) in [(0, "leo.michel+1@exemple.fr"), (60_000, "leo.michel@exemple.fr")] {
        clock.set_ahead(at);
        assert_eq!(give(address).await, ContactGiven::Sent);
    }
    // Another person, whose own count is far from full, and when the last code has long arrived.
    clock.set_ahead(120_000);
    let alba = (TWINS.0, "1981-12-02", TWINS.2, TWINS.3);
    let token = up_to_the_contacts(&services, alba, "Alba Capanelli").await;
    let contact = Some(Contact::read(Channel::Email, "Leo.Michel@exemple.fr", READERS, "").unwrap());
    let held = services.give_contact(&form(&services, &token).await, contact).await.unwrap();
    assert!(matches!(held, ContactGiven::TooMany { .. }), "{held:?}");
    // Whoever types it uses nothing up of whom it belongs to.
    assert!(matches!(sign_in().await, Identified::Accepted { code_sent: true, .. }));
    assert!(matches!(sign_in().await, Identified::Accepted { code_sent: false, .. }), "the third of the day");
}

async fn wrong_codes_for_a_contact_count_for_the_person(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let mobile = || Some(Contact::read(Channel::Sms, "06 99 98 97 96", READERS, "").unwrap());
    let token = up_to_the_contacts(&services, MARTINE, NAME).await;
    assert_eq!(services.give_contact(&form(&services, &token).await, mobile()).await.unwrap(), ContactGiven::Sent);
    let sms = services.demonstration().await.unwrap().messages.remove(0);
    let right: String = sms.text.split("saisissez ").nth(1).unwrap().chars().take(6).collect();
    let wrong = if right == "111111" { "222222" } else { "111111" };
    let prove = async |code: &str| {
        services.prove_contact(&form(&services, &token).await, OneTimeCode::parse(code).unwrap()).await.unwrap()
    };
    for left in [4, 3, 2, 1] {
        assert_eq!(prove(wrong).await, ContactProof::Refused(CodeProblem::Wrong { left }));
    }
    assert_eq!(prove(wrong).await, ContactProof::Exhausted);
    assert_eq!(prove(&right).await, ContactProof::Exhausted);
    let held = services.give_contact(&form(&services, &token).await, mobile()).await.unwrap();
    assert!(matches!(held, ContactGiven::TooMany { minutes: 1 }), "{held:?}");
    // Another draft gives no new tries.
    services.abandon_enrolment(&token).await.unwrap();
    let again = up_to_the_contacts(&services, MARTINE, NAME).await;
    let held = services.give_contact(&form(&services, &again).await, mobile()).await.unwrap();
    assert!(matches!(held, ContactGiven::TooMany { .. }), "{held:?}");
}

async fn of_fifty_activations_with_one_code_one_counts(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let mut browsers = Vec::new();
    for _ in 0..50 {
        let token = up_to_the_contacts(&services, MARTINE, NAME).await;
        assert_eq!(services.check_contacts(&form(&services, &token).await).await.unwrap(), ContactsChecked::Done);
        browsers.push(token);
    }
    let lines = services.verify_history().await.unwrap().0;
    let tries: Vec<_> = (0..)
        .zip(browsers)
        .map(|(number, token)| {
            let services = services.clone();
            tokio::spawn(async move {
                let done = activate(&services, &token, &format!("martine.{number:03}"), PASSWORD).await;
                matches!(done, Activation::Done { entered: Some(_), .. })
            })
        })
        .collect();
    let mut winners = 0;
    for each in tries {
        winners += u32::from(each.await.unwrap());
    }
    assert_eq!(winners, 1);
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1, vec![]));
}

async fn a_child_is_activated_by_the_parent_who_is_signed_in(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (child, _) = up_to_the_numbers(&services, TWINS).await;
    let persons = services.enrolment(&child).await.unwrap().unwrap().persons;
    let (gerard, _) = persons.iter().find(|(_, name)| name.given == "Gerard Martin").unwrap();
    services.choose_person(&form(&services, &child).await, *gerard).await.unwrap();
    give_code(&services, &child, &code_of(&services, "Gerard Martin Capanelli").await).await;
    assert!(services.note_decision(&form(&services, &child).await, Decision::Activate).await.unwrap());
    assert_eq!(step(&services, &child).await, Some(Step::Representative));
    // A child has no account of its own.
    assert_eq!(services.check_contacts(&form(&services, &child).await).await.unwrap(), ContactsChecked::NoDraft);
    assert!(matches!(activate(&services, &child, "gerard.capanelli", PASSWORD).await, Activation::NoDraft));
    let alba: Particulars = (TWINS.0, "1981-12-02", TWINS.2, TWINS.3);
    let token = up_to_the_contacts(&services, alba, "Alba Capanelli").await;
    assert_eq!(services.check_contacts(&form(&services, &token).await).await.unwrap(), ContactsChecked::Done);
    let done = activate(&services, &token, "alba.capanelli", PASSWORD).await;
    let Activation::Done { entered: Some(entered), profile } = done else { panic!("{done:?}") };
    let SessionState::Open(caller) = services.session(&entered.session, false).await.unwrap() else {
        panic!("no session")
    };
    let lines = services.verify_history().await.unwrap().0;
    assert_eq!(services.activate_child(&form(&services, &child).await, caller).await.unwrap(), Decided::Done(*gerard));
    assert_eq!(
        services.activate_child(&form(&services, &child).await, caller).await.unwrap(),
        Decided::Done(*gerard),
        "a double click"
    );
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1, vec![]));
    let mails = services.demonstration().await.unwrap().messages;
    assert!(!mails.iter().any(|mail| mail.subject.as_deref() == Some("Un espace est activé")), "it was her code");
    let profiles: Vec<_> = services
        .space(&caller, *gerard, Action::Open)
        .await
        .unwrap()
        .profiles
        .into_iter()
        .map(|profile| profile.id)
        .collect();
    assert_eq!(profiles, [profile, *gerard]);
}

/// Signs one of the demonstration's people in.
async fn signed_in(services: &Services, identifier: &str) -> services::Caller {
    use services::sign_in::Identified;
    let password = services::demonstration::PASSWORD.to_owned();
    let identifier = SignInIdentifier::parse(identifier).unwrap();
    let answer = services.identify(Some(identifier.clone()), password, ADDRESS.into(), None).await.unwrap();
    let Identified::Accepted { token, .. } = answer else { panic!("{answer:?}") };
    let about = services.sign_in_state(&token).await.unwrap().unwrap().about;
    services.send_code(&token, &about, Some(Channel::Email), [1; 16], ADDRESS.into()).await.unwrap();
    let messages = services.demonstration().await.unwrap().messages;
    let mut codes = messages.iter().filter(|mail| mail.to.starts_with(identifier.as_str()));
    let code = codes.find_map(|mail| mail.text.split("unique\u{a0}:\n").nth(1)).unwrap();
    let code: String = code.chars().take(6).collect();
    let redeemed =
        services.redeem_code(&token, &about, OneTimeCode::parse(&code).unwrap(), ADDRESS.into()).await.unwrap();
    let Redeemed::SignedIn { entered, .. } = redeemed else { panic!("{redeemed:?}") };
    let SessionState::Open(caller) = services.session(&entered.session, false).await.unwrap() else {
        panic!("no session")
    };
    caller
}

async fn whoever_comes_back_gives_the_birth_date_again(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    let resume = async |day: &str| {
        services.resume_enrolment(&form(&services, &token).await, CalendarDate::from_iso(day).unwrap()).await.unwrap()
    };
    assert_eq!(resume(MARTINE.1).await, Some(true));
    for _ in 0..4 {
        assert_eq!(resume("1971-09-29").await, Some(false));
    }
    assert_eq!(resume(MARTINE.1).await, Some(true), "whoever knows it begins to count anew");
    assert_eq!(step(&services, &token).await, Some(Step::Code));
    for _ in 0..5 {
        assert_eq!(resume("1971-09-29").await, Some(false));
    }
    assert_eq!(step(&services, &token).await, None, "nothing is left for whoever guesses");
    assert_eq!(resume(MARTINE.1).await, None);
}

/// Goes as far as the decision for one of the twins, in the same browser; what the forms are about then.
async fn decide_for(services: &Services, token: &Token, given: &str, decision: Decision) -> String {
    let persons = services.enrolment(token).await.unwrap().unwrap().persons;
    let (twin, _) = persons.iter().find(|(_, name)| name.given == given).unwrap();
    services.choose_person(&form(services, token).await, *twin).await.unwrap();
    let code = code_of(services, &format!("{given} Capanelli")).await;
    assert_eq!(give_code(services, token, &code).await, CodeGiven::Right);
    assert!(services.note_decision(&form(services, token).await, decision).await.unwrap());
    services.enrolment(token).await.unwrap().unwrap().subject.to_string()
}

const JEAN: &str = "Jean-Jacques Jean-Pierre";
const GERARD: &str = "Gerard Martin";

async fn nobody_is_opposed_but_whom_the_form_is_about(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, TWINS).await;
    let early = services.enrolment(&token).await.unwrap().unwrap().subject.to_string();
    let jean = decide_for(&services, &token, JEAN, Decision::Oppose).await;
    // Another tab goes as far with the other twin; the first one is confirmed then.
    let gerard = decide_for(&services, &token, GERARD, Decision::Oppose).await;
    assert_ne!(jean, gerard);
    let lines = services.verify_history().await.unwrap().0;
    for about in [jean.as_str(), &early, "", "00000000000000000000000000000000"] {
        assert_eq!(services.refuse_space(&Ticket::new(&token, about)).await.unwrap(), Decided::NoDraft, "{about}");
        let steps = services.steps(&token, about);
        for certified in [true, false] {
            assert_eq!(steps.refusal(certified).await.unwrap(), Stepped::Replaced, "{about}");
        }
        assert_eq!(steps.code("2222 2222 2222").await.unwrap(), Stepped::Replaced, "{about}");
    }
    // What comes before it is clear who is about the draft only.
    let again = services.steps(&token, &jean).card_kind("sans-photo").await.unwrap();
    assert_eq!(again, Stepped::On(EnrolmentPlace::Numbers));
    // A draft of its own, in another browser or in the place of the first.
    let (other, _) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(services.steps(&other, &gerard).card_kind("avec-photo").await.unwrap(), Stepped::Replaced);
    assert_eq!(services.verify_history().await.unwrap().0, lines, "nothing was done");
    // The second tab does what it says, and once it is done the first still does nothing.
    let done = services.steps(&token, &gerard).refusal(true).await.unwrap();
    assert_eq!(done, Stepped::On(EnrolmentPlace::Opposed));
    assert_eq!(services.steps(&token, &jean).refusal(true).await.unwrap(), Stepped::Replaced);
    assert_eq!(services.steps(&token, &gerard).refusal(true).await.unwrap(), done, "a double click");
}

async fn nobody_is_activated_but_whom_the_form_is_about(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let caller = signed_in(&services, "inaya.michel").await;
    let (token, _) = up_to_the_numbers(&services, TWINS).await;
    let jean = decide_for(&services, &token, JEAN, Decision::Activate).await;
    let gerard = decide_for(&services, &token, GERARD, Decision::Activate).await;
    let lines = services.verify_history().await.unwrap().0;
    let with = async |about: &str| services.steps(&token, about).representative(caller, "oui").await.unwrap();
    assert_eq!(with(&jean).await, Stepped::Replaced);
    assert_eq!(services.verify_history().await.unwrap().0, lines);
    assert_eq!(with(&gerard).await, Stepped::On(EnrolmentPlace::Activated));

    // Two adults one after the other in one browser: the password of the first opens nothing of the second.
    let first = up_to_the_contacts(&services, MARTINE, NAME).await;
    assert_eq!(services.check_contacts(&form(&services, &first).await).await.unwrap(), ContactsChecked::Done);
    let about = services.enrolment(&first).await.unwrap().unwrap().subject.to_string();
    let alba: Particulars = (TWINS.0, "1981-12-02", TWINS.2, TWINS.3);
    let second = up_to_the_contacts(&services, alba, "Alba Capanelli").await;
    assert_eq!(services.check_contacts(&form(&services, &second).await).await.unwrap(), ContactsChecked::Done);
    let typed = NewCredentialsForm { identifiant: "martine.leguellec".into(), mot_de_passe: PASSWORD.into() };
    let (stepped, entered) = services.steps(&second, &about).credentials(typed.clone(), ADDRESS.into()).await.unwrap();
    assert!(stepped == Stepped::Replaced && entered.is_none(), "{stepped:?}");
    let (stepped, entered) = services.steps(&first, &about).credentials(typed, ADDRESS.into()).await.unwrap();
    assert!(stepped == Stepped::On(EnrolmentPlace::Activated) && entered.is_some(), "{stepped:?}");
}
