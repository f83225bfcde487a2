//! A family: children added and refused, spaces closed without an account, majority, the first questions.

use domain::confidentiality::{EmergencyAccess, Visibility};
use domain::history::{Act, Part};
use domain::id::ProfileId;
use domain::measure::Measure;
use domain::medical_profile::{Entries, Heading};
use domain::onboarding::OnboardingAnswer;
use domain::view::Who;
use services::children::Added;
use services::{Caller, Fault};

use super::*;

on_both_engines!(
    children_on_the_card_are_added_together,
    somebody_elses_child_is_refused_with_all_that_came_along,
    a_child_of_another_card_is_added_by_hand_and_the_parent_is_told,
    of_fifty_decisions_about_a_child_one_counts,
    a_space_that_was_never_activated_is_closed_and_opened_again,
    whoever_opposes_while_the_space_is_created_closes_it,
    the_majority_is_announced_and_ends_the_representation,
    those_born_on_29_february_come_of_age_on_1_march,
    a_young_adult_takes_the_space_over,
    a_code_for_a_minor_ends_with_the_minority,
    the_code_of_an_adult_does_not_go_to_the_parent,
    the_dead_are_not_announced,
    the_first_questions_are_kept_once,
);

const LOUISE: Particulars = (LOUISON.0, "2020-01-30", LOUISON.2, LOUISON.3);
const INAYA_LEGUELLEC: Particulars = ("2 85 03 99 990 034 42", "1985-03-14", CardKind::WithPhoto, "51020304062");

/// The names and states of the children that somebody can add.
pub async fn children(services: &Services, caller: &Caller) -> Vec<(String, EnrolmentStatus)> {
    let children = services.children(caller).await.unwrap();
    children.into_iter().map(|child| (child.name.given, child.status)).collect()
}

async fn child(services: &Services, caller: &Caller, given: &str) -> ProfileId {
    services.children(caller).await.unwrap().into_iter().find(|child| child.name.given == given).unwrap().profile
}

async fn subjects(services: &Services, subject: &str) -> Vec<String> {
    let messages = services.demonstration().await.unwrap().messages;
    messages.into_iter().filter(|mail| mail.subject.as_deref() == Some(subject)).map(|mail| mail.to).collect()
}

/// Activates an adult's space.
pub async fn activated(services: &Services, person: Particulars, name: &str, identifier: &str) -> Caller {
    let token = up_to_the_contacts(services, person, name).await;
    assert_eq!(services.check_contacts(&form(services, &token).await).await.unwrap(), ContactsChecked::Done);
    let done = activate(services, &token, identifier, PASSWORD).await;
    let Activation::Done { entered: Some(entered), .. } = done else { panic!("{done:?}") };
    let SessionState::Open(caller) = services.session(&entered.session, false).await.unwrap() else {
        panic!("no session")
    };
    caller
}

async fn acts(services: &Services, caller: &Caller, profile: ProfileId) -> Vec<(Act, Who)> {
    let page = services.history(caller, profile, None).await.unwrap();
    page.days.into_iter().flat_map(|day| day.entries).map(|entry| (entry.act, entry.who)).collect()
}

async fn children_on_the_card_are_added_together(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let names = |names: &[(&str, EnrolmentStatus)]| -> Vec<(String, EnrolmentStatus)> {
        names.iter().map(|(name, status)| ((*name).to_owned(), *status)).collect()
    };
    let (pending, opposed) = (EnrolmentStatus::Pending, EnrolmentStatus::Opposed);
    let all = names(&[("Louise", pending), ("Louison", opposed), ("Louis", pending)]);
    assert_eq!(children(&services, &inaya).await, all, "the eldest first");
    let leo = signed_in(&services, "leo.michel").await;
    assert_eq!(children(&services, &leo).await, [], "they are on her card");
    let code = code_of(&services, "Louise Michel").await;
    let lines = services.verify_history().await.unwrap().0;
    let chosen = [child(&services, &inaya, "Louison").await, child(&services, &inaya, "Louise").await];
    for _ in 0..2 {
        let added = services.add_children(&inaya, &chosen).await.unwrap();
        assert_eq!(added.iter().map(|(.., added)| *added).collect::<Vec<_>>(), [Added::Done; 2], "a double click");
        assert_eq!(services.verify_history().await.unwrap(), (lines + 2, vec![]));
    }
    assert_eq!(children(&services, &inaya).await, names(&[("Louis", pending)]));
    for profile in chosen {
        let space = services.space(&inaya, profile, Action::Open).await.unwrap();
        assert_eq!(space.profiles.len(), 5, "she, Lola, Mathis and these two");
        assert_eq!(acts(&services, &inaya, profile).await[1], (Act::Activated, Who::Me));
    }
    // Their codes serve for nothing more.
    let (token, found) = up_to_the_numbers(&services, LOUISE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Activated));
    assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Refused(CodeState::Used));
    // Her own space is none of her children's.
    let own = inaya.account().profile();
    assert!(matches!(services.add_children(&inaya, &[own]).await, Err(Fault::Refused)));
}

async fn somebody_elses_child_is_refused_with_all_that_came_along(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let other = activated(&services, INAYA_LEGUELLEC, "Inaya Leguellec", "inaya.leguellec").await;
    let mathis = child(&services, &other, "Mathis").await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let chosen = [child(&services, &inaya, "Louise").await, mathis];
    assert!(matches!(services.add_children(&inaya, &chosen).await, Err(Fault::Refused)));
    assert_eq!(children(&services, &inaya).await.len(), 3, "nothing was done");
    services.settle().await;
    let own = acts(&services, &inaya, inaya.account().profile()).await;
    assert_eq!(own[0].0, Act::AccessRefused);
    assert_eq!(children(&services, &other).await.len(), 3);
}

async fn a_child_of_another_card_is_added_by_hand_and_the_parent_is_told(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, LOUISE).await;
    give_code(&services, &token, &code_of(&services, "Louise Michel").await).await;
    assert!(services.note_decision(&form(&services, &token).await, Decision::Activate).await.unwrap());
    let leo = signed_in(&services, "leo.michel").await;
    let Decided::Done(louise) = services.activate_child(&form(&services, &token).await, leo).await.unwrap() else {
        panic!("not activated")
    };
    assert!(services.space(&leo, louise, Action::Open).await.is_ok());
    assert_eq!(subjects(&services, "Un espace est activé").await, ["inaya.michel@exemple.fr"]);
    let inaya = signed_in(&services, "inaya.michel").await;
    assert!(
        matches!(services.space(&inaya, louise, Action::Open).await, Err(Fault::Refused)),
        "until it is shared with her"
    );
    assert!(!children(&services, &inaya).await.iter().any(|(name, _)| name == "Louise"));
}

/// One parent from the list, another adult with the code; then with the code to activate and to oppose: all at once, on
/// two instances of the service. `make prove` sets `PROOF_ROUNDS=full`.
async fn of_fifty_decisions_about_a_child_one_counts(engine: Engine) {
    #[expect(clippy::disallowed_methods, reason = "a test's own setting")]
    let full = std::env::var("PROOF_ROUNDS").is_ok_and(|rounds| rounds == "full");
    let (scratch, clock, services) = demonstration(engine).await;
    let other = self::services(&scratch, &clock).await;
    for round in 0..if full { 200 } else { 1 } {
        for others in [None, Some(Decision::Oppose)] {
            let won = decide_at_once([&services, &other], others).await;
            assert_eq!(won, 1, "round {round}, against {others:?}");
            services.reset_demonstration().await.unwrap();
        }
    }
}

/// Half of fifty browsers activate Louise's space with its code; the others do what is said, or add her from the list.
async fn decide_at_once(instances: [&Services; 2], others: Option<Decision>) -> u32 {
    let services = instances[0];
    let (inaya, leo) = (signed_in(services, "inaya.michel").await, signed_in(services, "leo.michel").await);
    let louise = child(services, &inaya, "Louise").await;
    let code = code_of(services, "Louise Michel").await;
    let mut browsers = Vec::new();
    for number in 0..50 {
        let Some(decision) = (if number % 2 == 0 { Some(Decision::Activate) } else { others }) else {
            browsers.push(None);
            continue;
        };
        let (token, _) = up_to_the_numbers(services, LOUISE).await;
        give_code(services, &token, &code).await;
        assert!(services.note_decision(&form(services, &token).await, decision).await.unwrap());
        browsers.push(Some((token, decision)));
    }
    let lines = services.verify_history().await.unwrap().0;
    let tries = browsers.into_iter().enumerate().map(|(number, browser)| {
        let services = instances[number / 2 % 2].clone();
        tokio::spawn(async move {
            match browser {
                None => {
                    let done = services.add_children(&inaya, &[louise, louise]).await;
                    // Told to her as often as she asks: it is one and the same.
                    (matches!(done.as_deref(), Ok([(.., Added::Done)])), true)
                }
                Some((token, Decision::Activate)) => (
                    matches!(services.activate_child(&form(&services, &token).await, leo).await, Ok(Decided::Done(_))),
                    false,
                ),
                Some((token, _)) => {
                    (matches!(services.refuse_space(&form(&services, &token).await).await, Ok(Decided::Done(_))), false)
                }
            }
        })
    });
    let (mut won, mut from_the_list) = (0, false);
    for each in tries.collect::<Vec<_>>() {
        let (done, listed) = each.await.unwrap();
        from_the_list |= done && listed;
        won += u32::from(done && !listed);
    }
    won += u32::from(from_the_list);
    for instance in instances {
        instance.settle().await;
    }
    let own = acts(services, &inaya, inaya.account().profile()).await;
    let refusals = own.iter().filter(|(act, _)| *act == Act::AccessRefused).count() as u64;
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1 + refusals, vec![]));
    won
}

async fn a_space_that_was_never_activated_is_closed_and_opened_again(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    clock.set_ahead(Span::hours(24 * 50).as_millis());
    assert!(services.create_spaces().await.unwrap() > 0);
    services.notify(|_| ()).await.unwrap();
    let came = services.begin_enrolment(Purpose::Oppose, CalendarDate::from_iso(MARTINE.1).unwrap()).await.unwrap();
    services.give_card_kind(&form(&services, &came).await, MARTINE.2).await.unwrap();
    let found = give_numbers(&services, &came, MARTINE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Created));
    assert_eq!(step(&services, &came).await, Some(Step::Code));
    assert_eq!(
        services.refuse_space(&form(&services, &came).await).await.unwrap(),
        Decided::NoDraft,
        "not without the code"
    );
    assert_eq!(give_code(&services, &came, &code_of(&services, NAME).await).await, CodeGiven::Right);
    assert_eq!(step(&services, &came).await, Some(Step::Refusal));
    let lines = services.verify_history().await.unwrap().0;
    assert!(matches!(services.refuse_space(&form(&services, &came).await).await.unwrap(), Decided::Done(_)));
    assert!(
        matches!(services.refuse_space(&form(&services, &came).await).await.unwrap(), Decided::Done(_)),
        "a double click"
    );
    assert_eq!(step(&services, &came).await, Some(Step::Closed));
    assert_eq!(services.verify_history().await.unwrap(), (lines + 1, vec![]));
    assert_eq!(subjects(&services, "Un espace est clôturé").await, ["martine.leguellec@exemple.fr"]);
    assert!(services.enrolment(&came).await.unwrap().unwrap().attestation.is_none(), "it attests no opposition");
    // Nobody is told of it any more, and it can be opened again, with a new code.
    let invited = services.notify(|_| ()).await.unwrap().notified;
    assert_eq!(invited, 0);
    clock.set_ahead(Span::hours(24 * 50).as_millis() + 60_000);
    let (again, found) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Closed));
    assert_eq!(
        services.send_provisional_code(&form(&services, &again).await, Delivery::Email, [7; 16]).await.unwrap(),
        CodeSending::Sent
    );
    services.abandon_enrolment(&again).await.unwrap();
    activated(&services, MARTINE, NAME, "martine.leguellec").await;
}

/// Inaya Leguellec, who has added a child of hers, born on that day, with an address of the child's own.
async fn whoever_opposes_while_the_space_is_created_closes_it(engine: Engine) {
    let (scratch, _clock, services) = demonstration(engine).await;
    let (token, _) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(give_code(&services, &token, &code_of(&services, NAME).await).await, CodeGiven::Right);
    assert!(services.note_decision(&form(&services, &token).await, Decision::Oppose).await.unwrap());
    let (martine, _) = services.enrolment(&token).await.unwrap().unwrap().person.unwrap();
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    assert!(work.create_space(martine, NOW).await.unwrap());
    let refusing = tokio::spawn({
        let (services, token) = (services.clone(), token.clone());
        async move { services.refuse_space(&form(&services, &token).await).await.unwrap() }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!refusing.is_finished(), "it waits");
    work.commit().await.unwrap();
    assert_eq!(refusing.await.unwrap(), Decided::Done(martine));
    assert_eq!(step(&services, &token).await, Some(Step::Closed));
    assert!(services.enrolment(&token).await.unwrap().unwrap().attestation.is_none(), "no opposition is attested");
}

async fn with_child(services: &Services, born_on: &str) -> (Caller, ProfileId) {
    let line = format!(
        ";{};2;Leguellec;;Zoé;;{born_on};;avec-photo;{};zoe.leguellec@exemple.fr;;;;;;;",
        INAYA_LEGUELLEC.0, INAYA_LEGUELLEC.3
    );
    let (count, told) = import(services, &file(&[line])).await;
    assert_eq!((count.added, &told.refused[..]), (1, &[][..]));
    let parent = activated(services, INAYA_LEGUELLEC, "Inaya Leguellec", "inaya.leguellec").await;
    let zoe = child(services, &parent, "Zoé").await;
    assert_eq!(services.add_children(&parent, &[zoe]).await.unwrap()[0].2, Added::Done);
    (parent, zoe)
}

/// Sets the clock to some milliseconds after midnight in France of a day.
fn set_to(clock: &Clock, day: &str, millis: i64) {
    let midnight = services::clock::beginning_in_france(CalendarDate::from_iso(day).unwrap()).unwrap();
    clock.set_ahead(midnight.as_millis() - NOW.as_millis() + millis);
}

async fn the_majority_is_announced_and_ends_the_representation(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let (parent, zoe) = with_child(&services, "2012-06-05").await;
    set_to(&clock, "2030-05-06", -1);
    assert_eq!(services.follow_majorities().await.unwrap(), 0, "thirty-one days before");
    set_to(&clock, "2030-05-06", 0);
    let other = self::services(&scratch, &clock).await;
    let (one, two) = tokio::join!(services.follow_majorities(), other.follow_majorities());
    // Mathis Leguellec and his sister would be told as well, had they been added.
    assert_eq!(one.unwrap() + two.unwrap(), 1, "once");
    assert_eq!(subjects(&services, "Votre accès à un profil va prendre fin").await, ["inaya.leguellec@exemple.fr"]);
    // What the insurer knows was said when it was her parents' to say it.
    assert_eq!(subjects(&services, "Votre espace bientôt à vous").await, Vec::<String>::new());
    assert_eq!(services.follow_majorities().await.unwrap(), 0);
    set_to(&clock, "2030-06-05", -1);
    assert!(services.space(&parent, zoe, Action::Open).await.is_ok(), "the last millisecond");
    assert_eq!(services.follow_majorities().await.unwrap(), 0);
    set_to(&clock, "2030-06-05", 0);
    assert!(matches!(services.space(&parent, zoe, Action::Open).await, Err(Fault::Refused)), "before any job has run");
    assert_eq!(services.follow_majorities().await.unwrap(), 1);
    assert_eq!(services.follow_majorities().await.unwrap(), 0);
    assert_eq!(subjects(&services, "Votre accès à un profil a pris fin").await, ["inaya.leguellec@exemple.fr"]);
    assert_eq!(subjects(&services, "Votre espace vous attend").await, Vec::<String>::new());
    assert!(matches!(services.space(&parent, zoe, Action::Open).await, Err(Fault::Refused)));
    assert!(!children(&services, &parent).await.iter().any(|(name, _)| name == "Zoé"), "nor can she be added again");
    assert!(services.verify_history().await.unwrap().1.is_empty());
}

async fn those_born_on_29_february_come_of_age_on_1_march(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (parent, zoe) = with_child(&services, "2012-02-29").await;
    set_to(&clock, "2030-03-01", -1);
    assert!(services.space(&parent, zoe, Action::Open).await.is_ok());
    assert_eq!(services.follow_majorities().await.unwrap(), 1, "told");
    set_to(&clock, "2030-03-01", 0);
    assert!(matches!(services.space(&parent, zoe, Action::Open).await, Err(Fault::Refused)));
    assert_eq!(services.follow_majorities().await.unwrap(), 1, "ended");
}

async fn a_young_adult_takes_the_space_over(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (parent, zoe) = with_child(&services, "2012-06-05").await;
    let said = OnboardingAnswer::Said(Heading::Allergies, Entries::Listed(vec!["Pollens".into()]));
    answer(&services, &parent, zoe, said).await.unwrap();
    // The job did not run for a month: nothing is lost. Meanwhile she has told the insurer where to write to.
    set_to(&clock, "2030-07-05", 0);
    let line = format!(
        ";{};2;Leguellec;;Zoé;;2012-06-05;;avec-photo;{};zoe@exemple.fr;;;;;;;",
        INAYA_LEGUELLEC.0, INAYA_LEGUELLEC.3
    );
    assert_eq!(import(&services, &file(&[line])).await.0.updated, 1);
    assert_eq!(services.follow_majorities().await.unwrap(), 1);
    let person: Particulars = (INAYA_LEGUELLEC.0, "2012-06-05", INAYA_LEGUELLEC.2, INAYA_LEGUELLEC.3);
    // Her twin was never activated.
    let (token, found) = up_to_the_numbers(&services, person).await;
    assert_eq!(found, Identification::Several);
    assert_eq!(
        services.choose_person(&form(&services, &token).await, zoe).await.unwrap(),
        Identification::Person(EnrolmentStatus::Created)
    );
    let mail = services.demonstration().await.unwrap().messages;
    let mail = mail.iter().find(|mail| mail.subject.as_deref() == Some("Votre espace vous attend")).unwrap();
    let code = mail.text.split("valable jusqu'au").nth(1).unwrap().lines().nth(1).unwrap();
    assert_eq!(give_code(&services, &token, code).await, CodeGiven::Right);
    assert!(services.note_decision(&form(&services, &token).await, Decision::Activate).await.unwrap());
    assert_eq!(step(&services, &token).await, Some(Step::Contacts), "an adult, with an account of her own");
    assert_eq!(services.check_contacts(&form(&services, &token).await).await.unwrap(), ContactsChecked::Done);
    let done = activate(&services, &token, "zoe.leguellec", PASSWORD).await;
    let Activation::Done { entered: Some(entered), profile } = done else { panic!("{done:?}") };
    assert_eq!(profile, zoe);
    let SessionState::Open(caller) = services.session(&entered.session, false).await.unwrap() else {
        panic!("no session")
    };
    let answers = services.answers(&caller, zoe).await.unwrap();
    assert_eq!(answers.headings[2], Some(Entries::Listed(vec!["Pollens".into()])), "what was kept is kept");
    assert!(matches!(services.answers(&parent, zoe).await, Err(Fault::Refused)));
}

/// Twenty days before the majority of a child who was never activated, the parent has a code made.
async fn a_code_for_a_minor_ends_with_the_minority(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    set_to(&clock, "2030-05-16", 0);
    services.notify(|_| ()).await.unwrap();
    let messages = services.demonstration().await.unwrap().messages;
    let mail = messages.iter().find(|mail| mail.text.contains("Mathis Leguellec")).unwrap();
    assert!(mail.text.contains("valable jusqu'au 4\u{a0}juin 2030"), "{}", mail.text);
    let mathis: Particulars = (INAYA_LEGUELLEC.0, "2012-06-05", INAYA_LEGUELLEC.2, INAYA_LEGUELLEC.3);
    let code = code_of(&services, "Mathis Leguellec").await;
    set_to(&clock, "2030-06-05", -1000);
    let (token, _) = up_to_the_numbers(&services, mathis).await;
    assert_eq!(give_code(&services, &token, &code).await, CodeGiven::Right);
    assert!(services.note_decision(&form(&services, &token).await, Decision::Activate).await.unwrap());
    // A second later he is of age: neither the code that was right nor the same typed anew opens his space.
    set_to(&clock, "2030-06-05", 0);
    assert_eq!(step(&services, &token).await, Some(Step::Contacts));
    let done = services.check_contacts(&form(&services, &token).await).await.unwrap();
    assert_eq!(done, ContactsChecked::EmailMissing, "the parent's address is not his");
    let (again, _) = up_to_the_numbers(&services, mathis).await;
    assert_eq!(give_code(&services, &again, &code).await, CodeGiven::Refused(CodeState::Expired));
}

/// The insurer knows the parent's address as the child's.
async fn the_code_of_an_adult_does_not_go_to_the_parent(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let line = format!(
        ";{};;Leguellec;;Mathis;;2012-06-05;;avec-photo;{};inaya.leguellec@exemple.fr;06 11 12 13 22;;;;;;",
        INAYA_LEGUELLEC.0, INAYA_LEGUELLEC.3
    );
    assert_eq!(import(&services, &file(&[line])).await.0.updated, 1);
    let parent = activated(&services, INAYA_LEGUELLEC, "Inaya Leguellec", "inaya.leguellec").await;
    let mathis = child(&services, &parent, "Mathis").await;
    services.add_children(&parent, &[mathis]).await.unwrap();
    set_to(&clock, "2030-06-05", 0);
    assert_eq!(services.follow_majorities().await.unwrap(), 1);
    assert_eq!(subjects(&services, "Votre espace vous attend").await, Vec::<String>::new());
    let person: Particulars = (INAYA_LEGUELLEC.0, "2012-06-05", INAYA_LEGUELLEC.2, INAYA_LEGUELLEC.3);
    let (token, _) = up_to_the_numbers(&services, person).await;
    let ways = services.enrolment(&token).await.unwrap().unwrap().ways;
    assert_eq!(ways, [], "nor a new one");
}

async fn the_dead_are_not_announced(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    with_child(&services, "2012-06-05").await;
    let line = format!(
        ";{};2;Leguellec;;Zoé;;2012-06-05;2026-11-01;avec-photo;{};zoe.leguellec@exemple.fr;;;;;;;",
        INAYA_LEGUELLEC.0, INAYA_LEGUELLEC.3
    );
    assert_eq!(import(&services, &file(&[line])).await.0.updated, 1);
    for day in ["2030-05-20", "2030-06-05"] {
        set_to(&clock, day, 0);
        assert_eq!(services.follow_majorities().await.unwrap(), 0, "{day}");
    }
}

/// Answers a question in a way that is accepted.
async fn answer(services: &Services, by: &Caller, profile: ProfileId, said: OnboardingAnswer) -> Result<(), Fault> {
    services.answer(by, profile, |_| Ok::<_, ()>(said)).await.map(Result::unwrap)
}

async fn the_first_questions_are_kept_once(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    let nothing = services.answers(&inaya, own).await.unwrap();
    assert_eq!((nothing.height, nothing.headings, nothing.confidentiality), (None, [None, None, None], <_>::default()));
    let emergency = EmergencyAccess { samu: true, break_glass: false, hidden_documents: false };
    let all = [
        OnboardingAnswer::Measured(Measure::Height(1550)),
        OnboardingAnswer::Measured(Measure::Weight(56_100)),
        OnboardingAnswer::Said(Heading::Illnesses, Entries::Nothing),
        OnboardingAnswer::Visibility(Visibility::Hidden),
        OnboardingAnswer::Emergency(emergency),
    ];
    let lines = services.verify_history().await.unwrap().0;
    for answer in all.iter().chain(&all) {
        self::answer(&services, &inaya, own, answer.clone()).await.unwrap();
    }
    assert_eq!(services.verify_history().await.unwrap(), (lines + 5, vec![]), "twice is once");
    let answers = services.answers(&inaya, own).await.unwrap();
    assert_eq!((answers.height, answers.weight), (Some(Measure::Height(1550)), Some(Measure::Weight(56_100))));
    assert_eq!(answers.headings, [Some(Entries::Nothing), None, None]);
    assert_eq!(answers.confidentiality.visibility, Some(Visibility::Hidden), "one decision leaves the other");
    assert_eq!(answers.confidentiality.emergency, Some(emergency));
    // The next day the same weight is a new measurement.
    clock.set_ahead(Span::hours(24).as_millis());
    answer(&services, &inaya, own, all[1].clone()).await.unwrap();
    assert_eq!(services.verify_history().await.unwrap().0, lines + 6);
    // A stranger neither reads nor writes; a representative's reading leaves a line.
    let leo = signed_in(&services, "leo.michel").await;
    assert!(matches!(services.answers(&leo, own).await, Err(Fault::Refused)));
    assert!(matches!(answer(&services, &leo, own, all[0].clone()).await, Err(Fault::Refused)));
    let read = |_| -> Result<OnboardingAnswer, ()> { panic!("a stranger's form is not even read") };
    assert!(matches!(services.answer(&leo, own, read).await, Err(Fault::Refused)));
    let lola = services.profiles(&leo).await.unwrap()[1].id;
    services.answers(&leo, lola).await.unwrap();
    let seen = acts(&services, &leo, lola).await;
    for part in [Part::MedicalProfile, Part::Confidentiality] {
        assert!(seen.contains(&(Act::Consulted { part }, Who::Me)), "{seen:?}");
    }
    let lines = services.verify_history().await.unwrap().0;
    assert_eq!(services.answer(&leo, lola, Err).await.unwrap(), Err(11), "what is not accepted is handed back");
    assert_eq!(services.verify_history().await.unwrap().0, lines);
}
