//! A copy of everything that a profile holds.

use std::io::{Cursor, Read as _};

use domain::closure::Demands;
use domain::confidentiality::Visibility;
use domain::export::ExportState;
use domain::history::Act;
use domain::id::{ExportId, ProfileId};
use domain::insured::Recipient;
use domain::measure::Measure;
use domain::medical_profile::{Entries, Heading};
use domain::onboarding::OnboardingAnswer;
use services::closure::Closed;
use services::export::{Asked, CodeSent, Fetched, Opened};
use services::sharing::Ended;
use services::{Caller, Fault};
use tokio_util::sync::CancellationToken;

use super::closure::{at_the_beginning_of, come_back, lines, told};
use super::sharing::profile;
use super::*;

on_both_engines!(
    everything_is_in_the_file_and_as_its_schema_says,
    it_is_asked_for_once_and_there_for_a_week,
    it_is_for_whoever_asked_and_as_long_as_they_may,
    after_a_closure_a_code_leads_to_it,
    codes_for_it_cannot_be_tried_out,
    what_was_asked_for_with_a_closure_is_there_before_the_deletion,
    whoever_comes_back_asks_anew,
    what_is_gone_from_the_folder_is_prepared_anew_and_what_nobody_wants_goes,
    one_that_cannot_be_prepared_is_tried_again,
    of_two_processes_one_prepares_it,
    what_two_processes_miss_at_once_is_prepared_once,
    whoever_opens_the_profile_again_asks_for_another_file,
    it_is_asked_for_five_times_a_day,
    nobody_learns_another_persons_number,
    one_that_cannot_be_prepared_holds_a_deletion_back_for_a_month,
);

async fn prepare(services: &Services) -> usize {
    let mut prepared = 0;
    while services.prepare_next_export(&CancellationToken::new()).await.unwrap() {
        prepared += 1;
    }
    prepared
}

async fn whole(fetched: &Fetched) -> Vec<u8> {
    let (mut download, mut all) = (fetched.open(0..fetched.bytes).await.unwrap(), Vec::new());
    while let Some(bytes) = download.read_on().await.unwrap() {
        all.extend(bytes);
    }
    all
}

/// The entries of a ZIP.
fn entries(zip: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let numbers = 0..zip.len();
    let read = |number| {
        let mut entry = zip.by_index(number).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    numbers.map(read).collect()
}

/// Asks for the file of a profile, and fetches it.
async fn exported(services: &Services, caller: &Caller, profile: ProfileId) -> Fetched {
    services.ask_for_export(caller, profile).await.unwrap();
    assert_eq!(prepare(services).await, 1);
    services.fetch_export(caller, profile, true).await.unwrap().unwrap()
}

/// How many mails tell that a file is ready.
async fn ready(services: &Services) -> usize {
    let messages = services.demonstration().await.unwrap().messages;
    messages.iter().filter(|mail| mail.subject.as_deref() == Some("Votre fichier est prêt")).count()
}

/// The link of the newest mail that has one.
async fn link(services: &Services, to: &str) -> ExportId {
    let messages = services.demonstration().await.unwrap().messages;
    let mail = messages.iter().find(|mail| mail.to == to && mail.text.contains("demande=")).unwrap();
    mail.text.split("demande=").nth(1).unwrap()[..32].parse().unwrap()
}

/// The newest one-time code by SMS.
async fn code(services: &Services) -> OneTimeCode {
    let messages = services.demonstration().await.unwrap().messages;
    let sms = messages.iter().find(|message| message.channel == Delivery::Sms).unwrap();
    OneTimeCode::parse(&sms.text.split("votre code est ").nth(1).unwrap()[..6]).unwrap()
}

async fn close(services: &Services, caller: &Caller, profile: ProfileId, demands: Demands) {
    let (_, announced) = services.closure(caller, profile).await.unwrap();
    let closed = services.close(caller, profile, &announced, demands).await.unwrap();
    assert!(matches!(closed, Closed::Done(done) if done.demands == demands));
}

const DOWNLOAD: Demands = Demands { download: true, deletion: false };
const BOTH: Demands = Demands { download: true, deletion: true };
const INAYA: &str = "inaya.michel@exemple.fr";

async fn everything_is_in_the_file_and_as_its_schema_says(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    for answer in [
        OnboardingAnswer::Measured(Measure::Height(1550)),
        OnboardingAnswer::Measured(Measure::Weight(56_100)),
        OnboardingAnswer::Said(Heading::Illnesses, Entries::Listed(vec!["Asthme \"sévère\" & <rare>".into()])),
        OnboardingAnswer::Said(
            Heading::Treatments,
            Entries::Listed((0..40).map(|n| format!("Traitement {n}")).collect()),
        ),
        OnboardingAnswer::Said(Heading::Allergies, Entries::Nothing),
        OnboardingAnswer::Visibility(Visibility::Hidden),
    ] {
        services.answer(&inaya, own, move |_| Ok::<_, ()>(answer)).await.unwrap().unwrap();
    }
    let fetched = exported(&services, &inaya, own).await;
    assert_eq!(fetched.name, "mon-espace-sante-2026-11-22.zip", "nobody's name");
    let entries = entries(whole(&fetched).await);
    let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["informations.json", "informations.schema.json", "informations.pdf"]);

    let json: serde_json::Value = serde_json::from_slice(&entries[0].1).unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&entries[1].1).unwrap();
    assert_eq!(schema, serde_json::from_str::<serde_json::Value>(&services::export::schema().unwrap()).unwrap());
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let mut other = json.clone();
    other["identity"]["birth_date"] = "demain".into();
    assert!(!validator.is_valid(&other), "the schema says something");
    assert_eq!(json["identity"]["nir"], "284058832102532");
    assert_eq!(json["account"]["identifier"], "inaya.michel");
    assert_eq!(json["account"]["email"], INAYA);
    assert_eq!(json["insurer"]["birth_name"], "Michel");
    assert_eq!(json["medical_profile"][0]["entries"][0], "Asthme \"sévère\" & <rare>");
    assert_eq!(json["medical_profile"][1]["entries"].as_array().unwrap().len(), 40);
    assert_eq!(json["medical_profile"][2]["nothing_to_report"], true);
    // Both of the same instant.
    let measured = json["measurements"].as_array().unwrap();
    assert!(
        measured.iter().any(|one| (&one["kind"], &one["value"]) == (&"weight".into(), &56.1.into())),
        "{measured:?}"
    );
    assert_eq!(json["confidentiality"]["documents_visible"], false);
    assert_eq!(json["confidentiality"]["emergency_samu"], serde_json::Value::Null);
    let history = json["history"].as_array().unwrap();
    assert_eq!(history[0]["detail"], "Demandé", "{}", history[0]);
    assert!(history.iter().any(|line| line["act"] == "Ajout d'une mesure" && line["who"] == "Inaya Michel"));
    assert_eq!(json["prepared_at"], "2026-11-22T14:46:40Z");

    let paper = lopdf::Document::load_mem(&entries[2].1).unwrap();
    let pages: Vec<u32> = paper.get_pages().into_keys().collect();
    let text = paper.extract_text(&pages).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["Toutes les informations du profil de Inaya Michel", "Traitement 39", "1,55", "Rien à signaler"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(services.verify_history().await.unwrap().1.is_empty());
}

async fn it_is_asked_for_once_and_there_for_a_week(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    let state = async || services.export_state(&inaya, own).await.unwrap();
    assert_eq!(state().await, None);
    for _ in 0..2 {
        services.ask_for_export(&inaya, own).await.unwrap();
        assert_eq!(state().await, Some(ExportState::Preparing { percent: 0 }));
    }
    assert!(services.fetch_export(&inaya, own, true).await.unwrap().is_none());
    assert_eq!(prepare(&services).await, 1, "twice is once");
    let Some(ExportState::Ready { bytes, until }) = state().await else { panic!("not ready") };
    assert_eq!(until.to_iso(), "2026-11-29");
    assert!(told(&services, INAYA, "jusqu'au 29\u{a0}novembre 2026").await);
    services.fetch_export(&inaya, own, false).await.unwrap().unwrap();
    assert_eq!(lines(&services, &inaya, own, Act::ExportFetched).await, 0, "nothing was sent");
    let first = services.fetch_export(&inaya, own, true).await.unwrap().unwrap();
    services.fetch_export(&inaya, own, true).await.unwrap().unwrap();
    assert_eq!(first.bytes, bytes);
    assert_eq!(lines(&services, &inaya, own, Act::ExportAsked).await, 1);
    assert_eq!(lines(&services, &inaya, own, Act::ExportFetched).await, 1, "once a session");

    // Asked for anew, the one before is gone.
    clock.set_ahead(60_000);
    services.ask_for_export(&inaya, own).await.unwrap();
    assert!(matches!(state().await, Some(ExportState::Preparing { .. })));
    assert_eq!(prepare(&services).await, 1);
    let second = services.fetch_export(&inaya, own, true).await.unwrap().unwrap();
    assert_ne!(first.tag, second.tag);
    assert_eq!(lines(&services, &inaya, own, Act::ExportFetched).await, 2, "another file, another line");
    let on_disk = || std::fs::read_dir(scratch.folder().join("files")).unwrap().count();
    assert_eq!((services.tidy_exports().await.unwrap(), on_disk()), (1, 1));

    clock.set_ahead(at_the_beginning_of(CalendarDate::from_iso("2026-11-30").unwrap()) - 1);
    let again = signed_in(&services, "inaya.michel").await;
    assert!(services.fetch_export(&again, own, true).await.unwrap().is_some(), "the last day counts whole");
    services.tidy_exports().await.unwrap();
    clock.set_ahead(clock.ahead() + 1);
    let again = signed_in(&services, "inaya.michel").await;
    assert!(services.fetch_export(&again, own, true).await.unwrap().is_none());
    assert_eq!(services.export_state(&again, own).await.unwrap(), None);
    assert_eq!((services.tidy_exports().await.unwrap(), on_disk()), (1, 0), "and gone");
}

async fn it_is_for_whoever_asked_and_as_long_as_they_may(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let lola = profile(&services, &inaya, "Lola").await;
    let fetched = exported(&services, &inaya, lola).await;
    let json: serde_json::Value = serde_json::from_slice(&entries(whole(&fetched).await)[0].1).unwrap();
    assert_eq!(
        (&json["identity"]["given_name"], &json["account"]["email"]),
        (&"Lola".into(), &serde_json::Value::Null)
    );
    assert_eq!(json["insurer"]["card_serial"], serde_json::Value::Null, "nothing of the other parent's card");
    let mut managed_by: Vec<_> =
        json["representatives"].as_array().unwrap().iter().map(|them| them["name"].as_str().unwrap()).collect();
    managed_by.sort_unstable();
    assert_eq!(managed_by, ["Inaya Michel", "Léo Michel"]);

    assert!(services.fetch_export(&leo, lola, true).await.unwrap().is_none(), "of the same profile, but hers");
    let mathis = profile(&services, &inaya, "Mathis").await;
    for refused in [
        services.fetch_export(&leo, mathis, true).await.err(),
        services.ask_for_export(&leo, inaya.account().profile()).await.err(),
        services.export_state(&leo, mathis).await.err(),
    ] {
        assert!(matches!(refused, Some(Fault::Refused)), "{refused:?}");
    }
    // Asked for, and no more allowed when it is prepared.
    let second = services.sharing(&leo, lola).await.unwrap().second().is_some_and(|second| second.is_reader);
    let leaves = if second { &leo } else { &inaya };
    services.ask_for_export(leaves, lola).await.unwrap();
    assert_eq!(services.end_sharing(leaves, lola).await.unwrap(), Ended::OwnAccess);
    let before = ready(&services).await;
    prepare(&services).await;
    assert!(matches!(services.fetch_export(leaves, lola, true).await, Err(Fault::Refused)));
    assert_eq!(ready(&services).await, before, "nobody is told");
}

async fn after_a_closure_a_code_leads_to_it(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    close(&services, &inaya, own, DOWNLOAD).await;
    assert!(told(&services, INAYA, "un autre e-mail vous dira quand le fichier sera prêt").await);
    assert_eq!(prepare(&services).await, 1);
    let id = link(&services, INAYA).await;
    let unknown = ExportId::from_bytes([7; 16]);
    assert!(services.linked_export(unknown, None).await.unwrap().is_none());
    assert_eq!(services.send_export_code(unknown, Channel::Email).await.unwrap(), CodeSent::Gone);

    let state = services.linked_export(id, None).await.unwrap().unwrap();
    let channels: Vec<_> = state.channels.iter().map(|way| way.channel).collect();
    assert_eq!(
        (channels, state.awaits_code, state.open),
        (vec![Channel::Sms], false, false),
        "not where the link went"
    );
    assert_eq!(services.send_export_code(id, Channel::Email).await.unwrap(), CodeSent::Gone);
    assert!(matches!(services.open_export(id, OneTimeCode::from_number(1)).await.unwrap(), Opened::Expired));
    assert_eq!(services.send_export_code(id, Channel::Sms).await.unwrap(), CodeSent::Sent);
    assert_eq!(services.send_export_code(id, Channel::Sms).await.unwrap(), CodeSent::TooSoon);
    assert!(services.linked_export(id, None).await.unwrap().unwrap().awaits_code);
    let code = code(&services).await;
    let Opened::Right(token) = services.open_export(id, code.clone()).await.unwrap() else { panic!("not right") };
    assert!(matches!(services.open_export(id, code).await.unwrap(), Opened::Expired), "once");
    assert!(services.linked_export(id, Some(&token)).await.unwrap().unwrap().open);
    services.fetch_linked_export(id, &token, true).await.unwrap().unwrap();
    let fetched = services.fetch_linked_export(id, &token, true).await.unwrap().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&entries(whole(&fetched).await)[0].1).unwrap();
    assert_eq!(json["account"]["identifier"], "inaya.michel", "although the account is gone");
    assert_eq!(json["history"][0]["act"], "Téléchargement des informations");
    let other = Token::mint().unwrap();
    assert!(services.fetch_linked_export(id, &other, true).await.unwrap().is_none());
    clock.set_ahead(Span::hours(1).as_millis());
    assert!(services.fetch_linked_export(id, &token, true).await.unwrap().is_none(), "for an hour");
    clock.set_ahead(at_the_beginning_of(CalendarDate::from_iso("2026-11-30").unwrap()) - 1);
    assert!(services.linked_export(id, None).await.unwrap().is_some(), "the last day counts whole");
    clock.set_ahead(clock.ahead() + 1);
    assert!(services.linked_export(id, None).await.unwrap().is_none());
    assert_eq!(services.send_export_code(id, Channel::Sms).await.unwrap(), CodeSent::Gone);
    clock.set_ahead(0);
    let inaya = come_back(&services).await;
    for (act, count) in [(Act::ExportAsked, 1), (Act::ExportFetched, 1), (Act::CodeSent { channel: Channel::Sms }, 1)] {
        assert_eq!(lines(&services, &inaya, own, act).await, count, "{act:?}");
    }
}

async fn codes_for_it_cannot_be_tried_out(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    close(&services, &inaya, inaya.account().profile(), DOWNLOAD).await;
    prepare(&services).await;
    let id = link(&services, INAYA).await;
    services.send_export_code(id, Channel::Sms).await.unwrap();
    let right = code(&services).await;
    let wrong = OneTimeCode::from_number((right.as_str().parse::<u32>().unwrap() + 1) % OneTimeCode::RANGE);
    for left in [4, 3, 2, 1, 0] {
        let opened = services.open_export(id, wrong.clone()).await.unwrap();
        assert!(matches!(opened, Opened::Wrong { left: now } if now == left), "{opened:?}");
    }
    for code in [&wrong, &right] {
        let opened = services.open_export(id, code.clone()).await.unwrap();
        assert!(matches!(opened, Opened::TooMany { minutes: 15 }), "{opened:?}");
    }
    // Another code does not give more tries.
    clock.set_ahead(60_000);
    assert_eq!(services.send_export_code(id, Channel::Sms).await.unwrap(), CodeSent::Sent);
    let right = code(&services).await;
    assert!(matches!(services.open_export(id, right).await.unwrap(), Opened::TooMany { .. }));
    clock.set_ahead(Span::minutes(16).as_millis());
    assert_eq!(services.send_export_code(id, Channel::Sms).await.unwrap(), CodeSent::Sent);
    let right = code(&services).await;
    clock.set_ahead(clock.ahead() + OneTimeCode::LIFETIME.as_millis());
    assert!(matches!(services.open_export(id, right).await.unwrap(), Opened::Expired), "ten minutes");
}

async fn what_was_asked_for_with_a_closure_is_there_before_the_deletion(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    close(&services, &inaya, mathis, BOTH).await;
    // Nobody has prepared it in time: the deletion waits.
    clock.set_ahead(at_the_beginning_of(services.deletion_on().unwrap()));
    assert_eq!(services.erase_closed().await.unwrap(), 0);
    assert_eq!(prepare(&services).await, 1);
    assert_eq!(services.erase_closed().await.unwrap(), 0, "and while the link lives");
    let id = link(&services, INAYA).await;
    services.send_export_code(id, Channel::Sms).await.unwrap();
    let Opened::Right(token) = services.open_export(id, code(&services).await).await.unwrap() else { panic!() };
    let fetched = services.fetch_linked_export(id, &token, true).await.unwrap().unwrap();
    assert!(whole(&fetched).await.starts_with(b"PK"));
    clock.set_ahead(clock.ahead() + Span::hours(8 * 24).as_millis());
    services.tidy_exports().await.unwrap();
    assert_eq!(services.erase_closed().await.unwrap(), 1);
    assert!(services.linked_export(id, None).await.unwrap().is_none());
    assert_eq!(std::fs::read_dir(scratch.folder().join("files")).unwrap().count(), 0);
}

async fn whoever_comes_back_asks_anew(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let lola = profile(&services, &inaya, "Lola").await;
    // What was asked for before the closure is not reached after it; what was asked for with it, and is not there when somebody
    // opens the profile again, would tell what they do there.
    services.ask_for_export(&leo, lola).await.unwrap();
    close(&services, &leo, lola, DOWNLOAD).await;
    clock.set_ahead(1_000);
    services.add_children(&inaya, &[lola]).await.unwrap();
    prepare(&services).await;
    assert!(!told(&services, "leo.michel@exemple.fr", "fichier avec toutes les informations").await);
    assert_eq!(services.export_state(&inaya, lola).await.unwrap(), None);
    assert_eq!(lines(&services, &inaya, lola, Act::ExportCancelled).await, 1, "which her history says");
    exported(&services, &inaya, lola).await;
}

async fn what_is_gone_from_the_folder_is_prepared_anew_and_what_nobody_wants_goes(engine: Engine) {
    let (scratch, _clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    let fetched = exported(&services, &inaya, own).await;
    let folder = scratch.folder().join("files");
    for file in std::fs::read_dir(&folder).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    assert!(fetched.open(0..1).await.is_err());
    let stray = format!("{}-1.part", ExportId::from_bytes([9; 16]));
    std::fs::write(folder.join(&stray), "x").unwrap();
    std::fs::write(folder.join("notes.txt"), "not ours").unwrap();
    assert_eq!(services.tidy_exports().await.unwrap(), 1);
    assert!(!folder.join(stray).exists() && folder.join("notes.txt").exists());
    assert!(matches!(services.export_state(&inaya, own).await.unwrap(), Some(ExportState::Preparing { .. })));
    assert_eq!(prepare(&services).await, 1);
    let again = services.fetch_export(&inaya, own, true).await.unwrap().unwrap();
    assert!(whole(&again).await.starts_with(b"PK"));
}

async fn one_that_cannot_be_prepared_is_tried_again(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    services.ask_for_export(&inaya, own).await.unwrap();
    // In the place of the folder stands a file.
    let folder = scratch.folder().join("files");
    std::fs::write(&folder, "").unwrap();
    assert!(services.prepare_next_export(&CancellationToken::new()).await.unwrap());
    assert_eq!(prepare(&services).await, 0, "not at once");
    assert_eq!(services.export_state(&inaya, own).await.unwrap(), Some(ExportState::Preparing { percent: 0 }));
    std::fs::remove_file(&folder).unwrap();
    clock.set_ahead(10_000);
    assert_eq!(prepare(&services).await, 1);
    // Told to stop in the middle, it lets go of what it had begun.
    clock.set_ahead(20_000);
    services.ask_for_export(&inaya, own).await.unwrap();
    let stop = CancellationToken::new();
    stop.cancel();
    services.prepare_next_export(&stop).await.unwrap();
    assert!(std::fs::read_dir(&folder).unwrap().all(|file| file.unwrap().path().extension().is_none()));
    assert_eq!(prepare(&services).await, 1, "another process goes on at once");
    assert!(services.fetch_export(&inaya, own, true).await.unwrap().is_some());
}

async fn of_two_processes_one_prepares_it(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let other = super::services(&scratch, &clock).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    for round in 0..5 {
        clock.set_ahead(round * 60_000);
        services.ask_for_export(&inaya, own).await.unwrap();
        let (one, two) = tokio::join!(prepare(&services), prepare(&other));
        assert_eq!(one + two, 1);
        assert!(whole(&services.fetch_export(&inaya, own, true).await.unwrap().unwrap()).await.starts_with(b"PK"));
    }
}

async fn what_two_processes_miss_at_once_is_prepared_once(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let other = super::services(&scratch, &clock).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    exported(&services, &inaya, own).await;
    for _ in 0..5 {
        for file in std::fs::read_dir(scratch.folder().join("files")).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        let (one, two) = tokio::join!(services.tidy_exports(), other.tidy_exports());
        assert_eq!((one.unwrap(), two.unwrap()), (0, 0));
        let (one, two) = tokio::join!(prepare(&services), prepare(&other));
        assert_eq!(one + two, 1);
        assert!(whole(&services.fetch_export(&inaya, own, true).await.unwrap().unwrap()).await.starts_with(b"PK"));
    }
    assert_eq!(services.tidy_exports().await.unwrap(), 0, "nothing is left over");
}

async fn whoever_opens_the_profile_again_asks_for_another_file(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    close(&services, &inaya, mathis, DOWNLOAD).await;
    prepare(&services).await;
    let id = link(&services, INAYA).await;
    clock.set_ahead(1_000);
    services.add_children(&inaya, &[mathis]).await.unwrap();
    assert!(services.linked_export(id, None).await.unwrap().is_some(), "it was promised");
    exported(&services, &inaya, mathis).await;
    assert!(services.linked_export(id, None).await.unwrap().is_none(), "and gives way to another one");
    // The holder comes back: where they are, they ask anew.
    let own = inaya.account().profile();
    close(&services, &inaya, own, DOWNLOAD).await;
    prepare(&services).await;
    let id = link(&services, INAYA).await;
    clock.set_ahead(2_000);
    come_back(&services).await;
    assert!(services.linked_export(id, None).await.unwrap().is_none());
}

async fn it_is_asked_for_five_times_a_day(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let (own, lola) = (inaya.account().profile(), profile(&services, &inaya, "Lola").await);
    for _ in 0..5 {
        exported(&services, &inaya, own).await;
    }
    assert_eq!(services.ask_for_export(&inaya, own).await.unwrap(), Asked::TooMany { minutes: 24 * 60 });
    assert!(services.fetch_export(&inaya, own, true).await.unwrap().is_some(), "the last one is there");
    exported(&services, &inaya, lola).await;
    clock.set_ahead(Span::hours(24).as_millis());
    let again = signed_in(&services, "inaya.michel").await;
    exported(&services, &again, own).await;
}

async fn nobody_learns_another_persons_number(engine: Engine) {
    const NUMBER: &str = "2 84 05 88 321 025 32";
    let (scratch, clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let (own, lola) = (inaya.account().profile(), profile(&services, &inaya, "Lola").await);
    let store = scratch.store().await;
    for profile in [own, lola] {
        let mut work = store.begin().await.unwrap();
        let attested = work.record_opposition(profile, Recipient::Person, clock.now()).await.unwrap().unwrap();
        assert_eq!(attested.nir.replace('\u{a0}', " "), NUMBER, "a child's is the parent's");
        work.lift_opposition(profile, clock.now()).await.unwrap();
        work.commit().await.unwrap();
    }
    for (caller, profile, told) in [(&inaya, own, true), (&leo, lola, false)] {
        let entries = entries(whole(&exported(&services, caller, profile).await).await);
        let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[3..], ["fichiers/justificatif-opposition-1.pdf"]);
        for (name, content) in entries.iter().skip(2) {
            let paper = lopdf::Document::load_mem(content).unwrap();
            let pages: Vec<u32> = paper.get_pages().into_keys().collect();
            let text = paper.extract_text(&pages).unwrap().replace('\u{a0}', " ");
            assert_eq!(text.contains(NUMBER), told, "{name}: {text}");
        }
        let json = String::from_utf8(entries[0].1.clone()).unwrap();
        assert_eq!(json.contains(&NUMBER.replace(' ', "")), told, "{json}");
    }
}

async fn one_that_cannot_be_prepared_holds_a_deletion_back_for_a_month(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    close(&services, &inaya, mathis, BOTH).await;
    std::fs::write(scratch.folder().join("files"), "in the place of the folder").unwrap();
    clock.set_ahead(at_the_beginning_of(services.deletion_on().unwrap()));
    services.prepare_next_export(&CancellationToken::new()).await.unwrap();
    assert_eq!(services.erase_closed().await.unwrap(), 0);
    clock.set_ahead(Span::hours(30 * 24).as_millis() + 1);
    assert_eq!(services.erase_closed().await.unwrap(), 1, "it is not waited for for ever");
    assert!(services.verify_history().await.unwrap().1.is_empty());
}
