//! Closing a profile, and coming back.

use domain::closure::{ChildsFate, ClosedProfile, Consequences, Demands};
use domain::history::Act;
use domain::id::ProfileId;
use domain::sharing::Answer;
use services::children::Added;
use services::closure::Closed;
use services::sharing::{Ended, Shared};
use services::sign_in::Identified;
use services::{Caller, Fault};

use super::family::{activated, children};
use super::sharing::{leo, names, profile};
use super::*;

on_both_engines!(
    a_child_managed_by_two_is_closed_for_both_and_comes_back_with_what_it_held,
    with_ones_own_go_the_account_and_the_children_whom_nobody_else_represents,
    of_two_closures_at_once_one_counts,
    two_parents_who_close_their_own_at_once_leave_no_child_behind,
    of_a_closure_and_an_answer_at_once_neither_gives_access,
    whoever_was_asked_does_not_keep_others_waiting,
    a_child_who_has_come_of_age_keeps_the_space,
    a_child_who_is_added_meanwhile_is_not_left_alone,
    whoever_was_cut_off_is_told_when_the_profile_is_open_again,
    of_many_at_once_one_counts,
    what_was_to_be_deleted_is_gone_on_its_day_and_not_before,
    coming_back_takes_the_deletion_back,
    an_archive_is_kept_for_ten_years_to_the_end_of_the_day,
    of_a_deletion_and_an_opening_at_once_one_counts,
    a_space_that_was_closed_without_an_account_is_kept_for_ten_years_too,
    a_profile_that_cannot_be_deleted_keeps_no_other_back,
    whoever_has_died_is_not_written_to_and_nothing_is_kept,
    a_code_that_has_not_left_goes_with_the_profile,
    what_was_deleted_does_not_come_back_with_a_backup,
);

const INAYA: Particulars = ("2 84 05 88 321 025 32", "1984-05-20", CardKind::WithPhoto, "51020304073");

/// Closes a profile, with the consequences that are so now: whoever reads that they have changed reads them again.
async fn close(services: &Services, caller: &Caller, profile: ProfileId) -> Result<Consequences, Fault> {
    Ok(close_with(services, caller, profile, false).await?.consequences)
}

async fn close_with(
    services: &Services,
    caller: &Caller,
    profile: ProfileId,
    deletion: bool,
) -> Result<ClosedProfile, Fault> {
    loop {
        let (_, announced) = services.closure(caller, profile).await?;
        let demands = Demands { deletion, ..Demands::default() };
        if let Closed::Done(closed) = services.close(caller, profile, &announced, demands).await? {
            return Ok(closed);
        }
    }
}

/// Comes back by the card and a new code.
pub async fn come_back(services: &Services) -> Caller {
    let (token, found) = up_to_the_numbers(services, INAYA).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Closed));
    let sent = services.send_provisional_code(&form(services, &token).await, Delivery::Email, [7; 16]).await.unwrap();
    assert_eq!(sent, CodeSending::Sent);
    services.abandon_enrolment(&token).await.unwrap();
    activated(services, INAYA, "Inaya Michel", "inaya.michel").await
}

/// The clock at the beginning of a day in France.
pub fn at_the_beginning_of(day: CalendarDate) -> i64 {
    services::clock::beginning_in_france(day).unwrap().since(NOW).as_millis()
}

pub async fn lines(services: &Services, caller: &Caller, profile: ProfileId, act: Act) -> usize {
    let page = services.history(caller, profile, None).await.unwrap();
    page.days.iter().flat_map(|day| &day.entries).filter(|entry| entry.act == act).count()
}

pub async fn told(services: &Services, to: &str, words: &str) -> bool {
    let messages = services.demonstration().await.unwrap().messages;
    messages.iter().any(|mail| mail.to == to && mail.text.contains(words))
}

async fn a_child_managed_by_two_is_closed_for_both_and_comes_back_with_what_it_held(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let lola = profile(&services, &inaya, "Lola").await;
    let before = services.closure(&inaya, lola).await.unwrap().0;
    assert_eq!((before.own, before.others[0].full(), before.children.len()), (false, "Léo Michel".into(), 0));

    assert_eq!(close(&services, &inaya, lola).await.unwrap(), before, "what was said came about");
    assert_eq!(names(&services, &inaya).await, ["Inaya", "Mathis"]);
    assert_eq!(names(&services, &leo).await, ["Léo"]);
    for caller in [&inaya, &leo] {
        assert!(matches!(close(&services, caller, lola).await, Err(Fault::Refused)), "once");
        assert!(matches!(services.history(caller, lola, None).await, Err(Fault::Refused)));
    }
    assert!(told(&services, "leo.michel@exemple.fr", "Inaya Michel a clôturé le profil de Lola Michel").await);
    assert!(told(&services, "inaya.michel@exemple.fr", "Le profil de Lola Michel est clôturé").await);
    assert!(services.verify_history().await.unwrap().1.is_empty());

    assert!(children(&services, &inaya).await.contains(&("Lola".to_owned(), EnrolmentStatus::Closed)));
    let added = services.add_children(&inaya, &[lola]).await.unwrap();
    assert_eq!(added[0].2, Added::Done);
    assert_eq!(lines(&services, &inaya, lola, Act::Closed).await, 1, "what it held is there");
    assert_eq!(names(&services, &leo).await, ["Léo"], "whoever opened it again manages it");
    // And it can be closed again.
    assert!(services.closure(&inaya, lola).await.unwrap().0.others.is_empty());
    close(&services, &inaya, lola).await.unwrap();
}

async fn with_ones_own_go_the_account_and_the_children_whom_nobody_else_represents(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    clock.set_ahead(Span::seconds(1).as_millis());
    let elsewhere = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    let lola = profile(&services, &leo, "Lola").await;
    let other = services.closure(&leo, lola).await.unwrap().1;
    for announced in ["", &other] {
        let answer = services.close(&inaya, own, announced, Demands::default()).await.unwrap();
        assert_eq!(answer, Closed::Changed, "not what was shown: nothing is done");
    }
    let closed = close(&services, &inaya, own).await.unwrap();
    let fates: Vec<_> = closed.children.iter().map(|(child, fate)| (child.given.as_str(), fate)).collect();
    let ChildsFate::StaysWith(other) = fates[0].1 else { panic!("{fates:?}") };
    assert_eq!(
        (fates[0].0, other.full(), fates[1]),
        ("Lola", "Léo Michel".to_owned(), ("Mathis", &ChildsFate::ClosedToo))
    );

    for caller in [&inaya, &elsewhere] {
        assert!(matches!(services.space(caller, own, Action::Open).await, Err(Fault::Refused)));
    }
    let identifier = SignInIdentifier::parse("inaya.michel").unwrap();
    let password = services::demonstration::PASSWORD.to_owned();
    let answer = services.identify(Some(identifier), password, ADDRESS.into(), None).await.unwrap();
    assert!(matches!(answer, Identified::Mismatch), "{answer:?}");
    assert_eq!(names(&services, &leo).await, ["Léo", "Lola"]);
    assert!(services.closure(&leo, lola).await.unwrap().0.others.is_empty(), "he manages her alone");
    assert_eq!(lines(&services, &leo, lola, Act::RepresentativeLeft).await, 1);
    assert!(
        told(
            &services,
            "leo.michel@exemple.fr",
            "vous êtes désormais la seule personne à gérer le profil de Lola Michel"
        )
        .await
    );
    assert!(told(&services, "inaya.michel@exemple.fr", "Le profil de Mathis Michel est clôturé lui aussi").await);
    assert!(services.verify_history().await.unwrap().1.is_empty());

    // She comes back, under the identifier that she had.
    clock.set_ahead(Span::minutes(1).as_millis());
    let back = come_back(&services).await;
    assert_eq!(back.account().profile(), own, "it is the same space");
    assert_eq!(lines(&services, &back, own, Act::Closed).await, 1, "with what it held");
    let mathis =
        services.children(&back).await.unwrap().into_iter().find(|child| child.name.given == "Mathis").unwrap();
    assert_eq!(mathis.status, EnrolmentStatus::Closed);
    services.add_children(&back, &[mathis.profile]).await.unwrap();
    assert_eq!(names(&services, &back).await, ["Inaya", "Mathis"]);
}

async fn of_two_closures_at_once_one_counts(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let lola = profile(&services, &inaya, "Lola").await;
    let (one, two, three) =
        tokio::join!(close(&services, &inaya, lola), close(&services, &leo, lola), close(&services, &inaya, lola));
    let done = [&one, &two, &three].iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(done, 1, "{one:?} {two:?} {three:?}");
    services.add_children(&inaya, &[lola]).await.unwrap();
    assert_eq!(lines(&services, &inaya, lola, Act::Closed).await, 1);
    assert!(services.verify_history().await.unwrap().1.is_empty());
}

async fn two_parents_who_close_their_own_at_once_leave_no_child_behind(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let (hers, his) = (inaya.account().profile(), leo.account().profile());
    let (one, two) = tokio::join!(close(&services, &inaya, hers), close(&services, &leo, his));
    let fates = |closed: &Consequences| {
        closed.children.iter().filter(|(child, fate)| child.given == "Lola" && *fate == ChildsFate::ClosedToo).count()
    };
    assert_eq!(fates(&one.unwrap()) + fates(&two.unwrap()), 1, "whoever was second closed Lola's");
    assert!(services.verify_history().await.unwrap().1.is_empty());
}

async fn of_a_closure_and_an_answer_at_once_neither_gives_access(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    clock.set_ahead(Span::minutes(1).as_millis());
    let (inaya, leo_signed_in) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let mathis = profile(&services, &inaya, "Mathis").await;
    let shared = services.share(&inaya, mathis, leo()).await.unwrap();
    assert!(matches!(shared, Shared::Sent { .. }), "{shared:?}");
    let (closed, answered) = tokio::join!(
        close(&services, &inaya, mathis),
        services.answer_invitation(&leo_signed_in, mathis, Answer::Accept)
    );
    closed.unwrap();
    answered.unwrap();
    assert_eq!(names(&services, &leo_signed_in).await, ["Léo", "Lola"]);
    assert!(services.invitations(&leo_signed_in).await.unwrap().is_empty());
    let late = services.answer_invitation(&leo_signed_in, mathis, Answer::Accept).await.unwrap();
    assert!(late.is_none(), "{late:?}");
}

async fn whoever_was_asked_does_not_keep_others_waiting(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    clock.set_ahead(Span::minutes(1).as_millis());
    let (inaya, leo_signed_in) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let mathis = profile(&services, &inaya, "Mathis").await;
    services.share(&inaya, mathis, leo()).await.unwrap();
    close(&services, &leo_signed_in, leo_signed_in.account().profile()).await.unwrap();
    let sharing = services.sharing(&inaya, mathis).await.unwrap();
    assert!(sharing.pending.is_none() && sharing.can_invite());
    let again = services.share(&inaya, mathis, leo()).await.unwrap();
    assert_eq!(again, Shared::NotPossible, "he has no account any more");
    assert!(told(&services, "inaya.michel@exemple.fr", "elle n'a pas accès au profil").await);
}

async fn a_child_who_has_come_of_age_keeps_the_space(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let mathis: Particulars = (INAYA.0, "2018-10-12", INAYA.2, INAYA.3);
    // Since midnight, and nobody has looked yet.
    clock.set_ahead(Span::hours(24 * 3_620).as_millis());
    let inaya = signed_in(&services, "inaya.michel").await;
    let closed = close(&services, &inaya, inaya.account().profile()).await.unwrap();
    assert!(closed.children.is_empty(), "nobody is closed but whoever closes: {closed:?}");
    let (_, found) = up_to_the_numbers(&services, mathis).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Created), "it waits for him");
}

async fn a_child_who_is_added_meanwhile_is_not_left_alone(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let louise: Particulars = (INAYA.0, "2020-01-30", INAYA.2, INAYA.3);
    let inaya = signed_in(&services, "inaya.michel").await;
    let child = services.children(&inaya).await.unwrap()[0].profile;
    let chosen = [child];
    let (closed, _added) =
        tokio::join!(close(&services, &inaya, inaya.account().profile()), services.add_children(&inaya, &chosen));
    closed.unwrap();
    let (_, found) = up_to_the_numbers(&services, louise).await;
    let Identification::Person(status) = found else { panic!("{found:?}") };
    assert!(matches!(status, EnrolmentStatus::Pending | EnrolmentStatus::Closed), "somebody can open it: {status:?}");
}

async fn whoever_was_cut_off_is_told_when_the_profile_is_open_again(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let lola = profile(&services, &leo, "Lola").await;
    close(&services, &leo, lola).await.unwrap();
    clock.set_ahead(Span::hours(1).as_millis());
    services.add_children(&inaya, &[lola]).await.unwrap();
    assert!(told(&services, "leo.michel@exemple.fr", "Lola Michel, qui avait été clôturé, est de nouveau actif").await);
    close(&services, &inaya, lola).await.unwrap();
    services.add_children(&inaya, &[lola]).await.unwrap();
    let messages = services.demonstration().await.unwrap().messages;
    let again = messages.iter().filter(|mail| mail.subject.as_deref() == Some("Un profil est réactivé"));
    assert_eq!(again.filter(|mail| mail.to.starts_with("leo")).count(), 1, "he was not cut off by the second closure");
}

/// Fifty at once (ten in short rounds) in two processes: answers against withdrawals, closures against each other and against invitations, openings.
async fn of_many_at_once_one_counts(engine: Engine) {
    #[expect(clippy::disallowed_methods, reason = "a test's own setting")]
    let full = std::env::var("PROOF_ROUNDS").is_ok_and(|rounds| rounds == "full");
    let (scratch, clock, services) = demonstration(engine).await;
    let both = [services.clone(), self::services(&scratch, &clock).await];
    let (rounds, tries) = if full { (200, 50) } else { (1, 10) };
    for round in 0..rounds {
        services.reset_demonstration().await.unwrap();
        clock.set_ahead(Span::minutes(1).as_millis());
        let (inaya, his) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
        let mathis = profile(&services, &inaya, "Mathis").await;

        let shared = services.share(&inaya, mathis, leo()).await.unwrap();
        assert!(matches!(shared, Shared::Sent { .. }), "{shared:?}");
        let done = at_once(&both, tries, move |number, services| async move {
            if number % 2 == 0 {
                services.answer_invitation(&his, mathis, Answer::Accept).await.unwrap().is_some()
            } else {
                services.withdraw_invitation(&inaya, mathis).await.unwrap()
            }
        })
        .await;
        assert_eq!(done, 1, "round {round}: accepted or withdrawn");

        let accepted = names(&services, &his).await.contains(&"Mathis".to_owned());
        if accepted {
            assert_ne!(services.end_sharing(&inaya, mathis).await.unwrap(), Ended::Nothing);
        }
        let done = at_once(&both, tries, move |number, services| async move {
            if number % 2 == 0 {
                close(&services, &inaya, mathis).await.is_ok()
            } else {
                let _invited = services.share(&inaya, mathis, leo()).await;
                false
            }
        })
        .await;
        assert_eq!(done, 1, "round {round}: closed, shared or not");
        assert!(services.invitations(&his).await.unwrap().is_empty(), "round {round}: nothing is left to accept");
        assert_eq!(names(&services, &his).await, ["Léo", "Lola"]);

        let chosen = [mathis];
        let opened = at_once(&both, tries, move |_, services| async move {
            services.add_children(&inaya, &chosen).await.unwrap()[0].2 == Added::Done
        })
        .await;
        assert!(opened > 0, "round {round}");
        assert_eq!(lines(&services, &inaya, mathis, Act::Activated).await, 1, "round {round}: opened once");
        assert!(services.verify_history().await.unwrap().1.is_empty(), "round {round}");
    }
}

/// So many of them, every second pair in the other process; how many succeeded.
async fn at_once<F: Future<Output = bool> + Send + 'static>(
    both: &[Services; 2],
    tries: usize,
    act: impl Fn(usize, Services) -> F,
) -> usize {
    let tries: Vec<_> = (0..tries).map(|number| tokio::spawn(act(number, both[number / 2 % 2].clone()))).collect();
    let mut done = 0;
    for task in tries {
        done += usize::from(task.await.unwrap());
    }
    done
}

async fn what_was_to_be_deleted_is_gone_on_its_day_and_not_before(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let (own, lola) = (inaya.account().profile(), profile(&services, &leo, "Lola").await);
    let closed = close_with(&services, &inaya, own, true).await.unwrap();
    let day = closed.deleted_on.unwrap();
    assert_eq!(day.to_iso(), "2026-12-22", "thirty days later");
    assert!(
        told(&services, "inaya.michel@exemple.fr", &format!("au plus tard le {day}, réactiver le profil l'annule"))
            .await
    );

    clock.set_ahead(at_the_beginning_of(day) - 1);
    assert_eq!(services.erase_closed().await.unwrap(), 0, "a moment before");
    clock.set_ahead(at_the_beginning_of(day));
    assert_eq!(services.erase_closed().await.unwrap(), 1);
    assert_eq!(services.erase_closed().await.unwrap(), 0, "once");
    assert!(told(&services, "inaya.michel@exemple.fr", "sont supprimées définitivement").await);
    for (left, sql) in [
        (1, "SELECT COUNT(*) FROM data_keys WHERE LENGTH(wrapped) = 0 AND keyring_key = ''"),
        (
            1,
            "SELECT COUNT(*) FROM profiles WHERE LENGTH(identity_sealed) = 0 AND nir_index IS NULL AND status = 'closed'",
        ),
        (1, "SELECT COUNT(*) FROM erasures WHERE on_request = 1"),
        (1, "SELECT COUNT(*) FROM closures"),
    ] {
        assert_eq!(scratch.count(sql).await.unwrap(), left, "{sql}");
    }
    assert!(services.verify_history().await.unwrap().1.is_empty(), "what cannot be read any more still verifies");
    let leo = signed_in(&services, "leo.michel").await;
    let page = services.history(&leo, lola, None).await.unwrap();
    let who: Vec<_> = page
        .days
        .into_iter()
        .flat_map(|day| day.entries)
        .filter(|entry| entry.act == Act::RepresentativeLeft)
        .collect();
    assert_eq!(who[0].who, domain::view::Who::Erased, "what she did is there, and not who she was");

    let back = come_back(&services).await;
    assert_ne!(back.account().profile(), own, "it is another space");
    let acts: Vec<Act> = services
        .history(&back, back.account().profile(), None)
        .await
        .unwrap()
        .days
        .into_iter()
        .flat_map(|day| day.entries)
        .map(|entry| entry.act)
        .collect();
    assert!(acts.contains(&Act::Erased) && !acts.contains(&Act::Closed), "with nothing of what was: {acts:?}");
}

async fn coming_back_takes_the_deletion_back(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let own = inaya.account().profile();
    let day = close_with(&services, &inaya, own, true).await.unwrap().deleted_on.unwrap();
    clock.set_ahead(at_the_beginning_of(day) - 60_000);
    let back = come_back(&services).await;
    assert_eq!(back.account().profile(), own);
    assert_eq!(lines(&services, &back, own, Act::DeletionCancelled).await, 1);
    clock.set_ahead(at_the_beginning_of(day) + 60_000);
    assert_eq!(services.erase_closed().await.unwrap(), 0, "she has come back");
}

async fn an_archive_is_kept_for_ten_years_to_the_end_of_the_day(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    let (_, shown_the_day_before) = services.closure(&inaya, mathis).await.unwrap();
    clock.set_ahead(Span::hours(24).as_millis());
    let answer = services
        .close(&inaya, mathis, &shown_the_day_before, Demands { deletion: true, ..Demands::default() })
        .await
        .unwrap();
    assert_eq!(answer, Closed::Changed, "another day of deletion was shown");
    clock.set_ahead(0);
    close(&services, &inaya, mathis).await.unwrap();
    let after = at_the_beginning_of(CalendarDate::from_iso("2036-11-23").unwrap());
    clock.set_ahead(after - 1);
    assert_eq!(services.erase_closed().await.unwrap(), 0);
    clock.set_ahead(after);
    assert_eq!(services.erase_closed().await.unwrap(), 1);
}

async fn of_a_deletion_and_an_opening_at_once_one_counts(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    let day = close_with(&services, &inaya, mathis, true).await.unwrap().deleted_on.unwrap();
    clock.set_ahead(at_the_beginning_of(day));
    let chosen = [mathis];
    let (erased, added) = tokio::join!(services.erase_closed(), services.add_children(&inaya, &chosen));
    // Whoever read the list before it was deleted is told that it was not possible, or that there is no such child.
    let opened = added.is_ok_and(|added| added[0].2 == Added::Done);
    assert_ne!(erased.unwrap() == 1, opened, "one or the other");
    assert_eq!(names(&services, &inaya).await.contains(&"Mathis".to_owned()), opened);
}

async fn a_space_that_was_closed_without_an_account_is_kept_for_ten_years_too(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    clock.set_ahead(Span::hours(24 * 50).as_millis());
    services.create_spaces().await.unwrap();
    let (token, found) = up_to_the_numbers(&services, MARTINE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Created));
    let sent = services.send_provisional_code(&form(&services, &token).await, Delivery::Email, [7; 16]).await.unwrap();
    assert_eq!(sent, CodeSending::Sent);
    give_code(&services, &token, &code_of(&services, NAME).await).await;
    assert!(services.note_decision(&form(&services, &token).await, Decision::Close).await.unwrap());
    assert!(matches!(services.refuse_space(&form(&services, &token).await).await.unwrap(), Decided::Done(_)));
    clock.set_ahead(at_the_beginning_of(CalendarDate::from_iso("2037-01-12").unwrap()) - 1);
    assert_eq!(services.erase_closed().await.unwrap(), 0);
    clock.set_ahead(at_the_beginning_of(CalendarDate::from_iso("2037-01-12").unwrap()));
    assert_eq!(services.erase_closed().await.unwrap(), 1);
    assert_eq!(scratch.count("SELECT COUNT(*) FROM erasures WHERE on_request = 0").await.unwrap(), 1);
}

async fn a_profile_that_cannot_be_deleted_keeps_no_other_back(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    let lola = profile(&services, &inaya, "Lola").await;
    for child in [mathis, lola] {
        close_with(&services, &inaya, child, true).await.unwrap();
    }
    // The first in the order of the job: what the insurer says of that child does not open.
    let sql = "
        UPDATE insured SET details_sealed = card_index
        WHERE profile_id = (SELECT profile_id FROM closures ORDER BY profile_id LIMIT 1)";
    assert_eq!(scratch.change(sql, &[]).await.unwrap(), 1);
    clock.set_ahead(Span::hours(24 * 31).as_millis());
    assert_eq!(services.erase_closed().await.unwrap(), 1, "the other one");
    assert_eq!(scratch.count("SELECT COUNT(*) FROM closures").await.unwrap(), 1, "it is tried again next time");
}

async fn whoever_has_died_is_not_written_to_and_nothing_is_kept(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    close_with(&services, &inaya, inaya.account().profile(), true).await.unwrap();
    let insured = scratch.count("SELECT COUNT(*) FROM insured").await.unwrap();
    let sql = "
        UPDATE insured SET deceased_at = 1 WHERE profile_id IN (SELECT profile_id FROM closures WHERE on_request = 1)";
    assert_eq!(scratch.change(sql, &[]).await.unwrap(), 1);
    clock.set_ahead(Span::hours(24 * 31).as_millis());
    assert_eq!(services.erase_closed().await.unwrap(), 1);
    assert!(!told(&services, "inaya.michel@exemple.fr", "sont supprimées définitivement").await);
    assert_eq!(scratch.count("SELECT COUNT(*) FROM insured").await.unwrap(), insured - 1);
}

async fn a_code_that_has_not_left_goes_with_the_profile(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    close_with(&services, &inaya, inaya.account().profile(), true).await.unwrap();
    clock.set_ahead(Span::hours(24 * 29).as_millis());
    let (token, _) = up_to_the_numbers(&services, INAYA).await;
    let sent = services.send_provisional_code(&form(&services, &token).await, Delivery::Email, [7; 16]).await.unwrap();
    assert_eq!(sent, CodeSending::Sent);
    // As where no mail server takes any.
    let waiting = "
        UPDATE jobs SET finished_at = NULL, brings_code_of = (SELECT profile_id FROM closures WHERE on_request = 1)
        WHERE payload_sealed IS NOT NULL";
    assert!(scratch.change(waiting, &[]).await.unwrap() > 0);
    clock.set_ahead(Span::hours(24 * 31).as_millis());
    assert_eq!(services.erase_closed().await.unwrap(), 1);
    let left = "SELECT COUNT(*) FROM jobs WHERE brings_code_of IS NOT NULL";
    assert_eq!(scratch.count(left).await.unwrap(), 0);
}

async fn what_was_deleted_does_not_come_back_with_a_backup(engine: Engine) {
    let (scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let (own, mathis) = (inaya.account().profile(), profile(&services, &inaya, "Mathis").await);
    let lola = profile(&services, &inaya, "Lola").await;
    let keyring = || store::Keyring::parse(&scratch.keyring).unwrap();
    let file = scratch.folder().join("backup");
    store::backup::back_up(&scratch.location, &file, keyring()).await.unwrap();
    // Closed, and deleted, after the backup was made: in it both are in use.
    close_with(&services, &inaya, own, true).await.unwrap();
    clock.set_ahead(at_the_beginning_of(services.deletion_on().unwrap()));
    assert_eq!(services.erase_closed().await.unwrap(), 1);
    let list = scratch.folder().join("erasures");
    let text = std::fs::read_to_string(&list).unwrap();
    assert_eq!(text.split_whitespace().count(), 5, "one line");
    assert!(text.trim_start().starts_with(&own.to_string()) && !text.contains("Michel"), "{text}");

    let mut restored = Scratch::new(engine).await;
    restored.keyring.clone_from(&scratch.keyring);
    store::backup::restore(&file, &restored.location, keyring()).await.unwrap();
    // Whoever writes to the list without the keyring has nobody deleted.
    let forged = text.replace(&own.to_string(), &mathis.to_string());
    std::fs::write(restored.folder().join("erasures"), format!("{forged}nonsense\n{text}")).unwrap();
    let again = super::services(&restored, &clock).await;
    assert_eq!(again.follow_erasures().await.unwrap(), 1);
    assert_eq!(again.follow_erasures().await.unwrap(), 0, "once");
    let identifier = SignInIdentifier::parse("inaya.michel").unwrap();
    let password = services::demonstration::PASSWORD.to_owned();
    let answer = again.identify(Some(identifier), password, ADDRESS.into(), None).await.unwrap();
    assert!(matches!(answer, Identified::Mismatch), "{answer:?}");
    let store = restored.store().await;
    let holds = async |profile| store.read().await.unwrap().holds_something(profile).await.unwrap();
    assert_eq!((holds(own).await, holds(mathis).await), (false, true));
    // In the backup she managed two children's profiles: one alone, which is closed as it was with hers, and one with their father.
    let leo = signed_in(&again, "leo.michel").await;
    assert_eq!(profile(&again, &leo, "Lola").await, lola);
    let archived = "
        UPDATE closures SET on_request = 0
        WHERE profile_id IN (SELECT id FROM profiles WHERE id = $1 AND status = 'closed')";
    assert_eq!(restored.change(archived, &[mathis.as_bytes()]).await.unwrap(), 1);
    assert!(again.verify_history().await.unwrap().1.is_empty());
    // And they can come back, as somebody new.
    assert_eq!(up_to_the_numbers(&again, INAYA).await.1, Identification::Person(EnrolmentStatus::Closed));

    // A list that was lost is made anew of what the database knows.
    std::fs::remove_file(&list).unwrap();
    services.follow_erasures().await.unwrap();
    assert_eq!(std::fs::read_to_string(&list).unwrap(), text);
}
