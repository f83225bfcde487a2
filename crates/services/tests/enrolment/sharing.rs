//! Sharing a child's profile with the second legal representative.

use domain::closure::Demands;
use domain::form::sharing::{SharingForm, SharingProblem};
use domain::history::Act;
use domain::id::ProfileId;
use domain::sharing::{Answer, Sharing, Unanswered};
use services::sharing::{Ended, Shared};
use services::{Caller, Fault};
use tokio_util::sync::CancellationToken;

use super::*;

on_both_engines!(
    a_child_is_managed_by_two_once_the_other_has_accepted,
    whoever_is_not_meant_gets_one_answer_five_times_a_day,
    nobody_invites_themselves_or_a_third_one,
    of_two_invitations_at_once_one_is_sent,
    what_is_withdrawn_refused_or_too_late_gives_no_access,
    the_last_day_to_answer_counts_to_its_end,
    either_ends_the_sharing_and_the_first_one_stays,
    of_an_answer_and_a_withdrawal_at_once_one_counts,
    whoever_comes_of_age_in_the_middle_of_it_is_managed_by_nobody,
);

pub fn leo() -> SharingForm {
    let text = |text: &str| text.to_owned();
    SharingForm {
        nom: text("MICHEL"),
        prenom: text("leo"),
        jour: text("3"),
        mois: text("septembre"),
        annee: text("1982"),
        nir: text("1 82 09 88 321 047 28"),
        declaration: text("oui"),
    }
}

pub async fn profile(services: &Services, caller: &Caller, given: &str) -> ProfileId {
    services.profiles(caller).await.unwrap().into_iter().find(|profile| profile.name.given == given).unwrap().id
}

pub async fn names(services: &Services, caller: &Caller) -> Vec<String> {
    services.profiles(caller).await.unwrap().into_iter().map(|profile| profile.name.given).collect()
}

async fn sharing(services: &Services, caller: &Caller, profile: ProfileId) -> Sharing {
    services.sharing(caller, profile).await.unwrap()
}

async fn subjects(services: &Services, to: &str) -> Vec<String> {
    let messages = services.demonstration().await.unwrap().messages;
    let theirs = messages.into_iter().filter(|mail| mail.to == to).filter_map(|mail| mail.subject);
    theirs.filter(|subject| subject.contains("partage")).collect()
}

/// Inaya has invited Léo to manage Mathis's profile.
async fn invited(engine: Engine) -> (Scratch, Clock, Services, Caller, Caller, ProfileId) {
    let (scratch, clock, services) = demonstration(engine).await;
    // Later than those who represent somebody from the beginning.
    clock.set_ahead(Span::minutes(1).as_millis());
    let inaya = signed_in(&services, "inaya.michel").await;
    let leo_signed_in = signed_in(&services, "leo.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    let shared = services.share(&inaya, mathis, leo()).await.unwrap();
    assert!(matches!(shared, Shared::Sent { .. }), "{shared:?}");
    (scratch, clock, services, inaya, leo_signed_in, mathis)
}

async fn a_child_is_managed_by_two_once_the_other_has_accepted(engine: Engine) {
    let (_scratch, _clock, services, inaya, leo, mathis) = invited(engine).await;
    assert_eq!(names(&services, &leo).await, ["Léo", "Lola"], "an invitation opens nothing");
    assert!(matches!(services.sharing(&leo, mathis).await, Err(Fault::Refused)));
    let waits = sharing(&services, &inaya, mathis).await;
    assert_eq!((waits.managers.len(), waits.pending.unwrap().name.full()), (1, "Léo Michel".to_owned()));
    assert_eq!(subjects(&services, "leo.michel@exemple.fr").await, ["Une demande de partage vous attend"]);

    let invitations = services.invitations(&leo).await.unwrap();
    assert_eq!(
        (invitations[0].child.full(), invitations[0].by[0].full()),
        ("Mathis Michel".into(), "Inaya Michel".into())
    );
    assert!(services.invitations(&inaya).await.unwrap().is_empty());
    assert!(services.answer_invitation(&inaya, mathis, Answer::Accept).await.unwrap().is_none(), "it is not hers");
    assert!(services.answer_invitation(&leo, mathis, Answer::Accept).await.unwrap().is_some());
    assert!(services.answer_invitation(&leo, mathis, Answer::Accept).await.unwrap().is_none(), "once");

    assert_eq!(names(&services, &leo).await, ["Léo", "Lola", "Mathis"]);
    let managed = sharing(&services, &leo, mathis).await;
    let managers: Vec<_> = managed.managers.iter().map(|them| (them.name.given.as_str(), them.is_reader)).collect();
    assert_eq!(managers, [("Inaya", false), ("Léo", true)], "whoever asked is the first one");
    assert!(!managed.can_invite());
    assert_eq!(subjects(&services, "inaya.michel@exemple.fr").await, ["Votre demande de partage est acceptée"]);
    let page = services.history(&inaya, mathis, None).await.unwrap();
    let acts: Vec<Act> = page.days.iter().flat_map(|day| &day.entries).map(|entry| entry.act).collect();
    assert!(acts.contains(&Act::SharingAsked) && acts.contains(&Act::SharingAccepted), "{acts:?}");
    assert!(services.verify_history().await.unwrap().1.is_empty());
}

async fn whoever_is_not_meant_gets_one_answer_five_times_a_day(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    let text = |text: &str| text.to_owned();
    let wrong = [
        SharingForm { prenom: text("Léa"), ..leo() },
        SharingForm { nom: text("Michelle"), ..leo() },
        SharingForm { jour: text("4"), ..leo() },
        // Nobody's, and the number of somebody who has no account yet.
        SharingForm { nir: text("1 82 09 88 321 048 27"), ..leo() },
        SharingForm { nom: text("Leguellec"), prenom: text("Martine"), nir: text("2 71 09 28 321 025 53"), ..leo() },
    ];
    for form in wrong {
        // What cannot be a number is said beside its field, and is no try.
        match services.share(&inaya, mathis, form.clone()).await.unwrap() {
            Shared::NotPossible => {}
            Shared::Rejected(rejected) => {
                assert!(matches!(rejected.problems[..], [SharingProblem::Nir(_)]), "{form:?}");
            }
            Shared::Sent { .. } => panic!("{form:?}"),
        }
    }
    let mut held = false;
    for _ in 0..5 {
        let again = services.share(&inaya, mathis, SharingForm { prenom: text("Léa"), ..leo() }).await.unwrap();
        held |= matches!(&again, Shared::Rejected(it) if matches!(it.problems[..], [SharingProblem::TooMany { .. }]));
    }
    assert!(held, "five a day");
    let right = services.share(&inaya, mathis, leo()).await.unwrap();
    assert!(matches!(right, Shared::Rejected(_)), "also for the right one: {right:?}");
    clock.set_ahead(clock.ahead() + Span::hours(25).as_millis());
    let inaya = signed_in(&services, "inaya.michel").await;
    assert!(matches!(services.share(&inaya, mathis, leo()).await.unwrap(), Shared::Sent { .. }));
}

async fn nobody_invites_themselves_or_a_third_one(engine: Engine) {
    let (_scratch, _clock, services, inaya, leo_signed_in, mathis) = invited(engine).await;
    let text = |text: &str| text.to_owned();
    let problem = |shared: Shared| match shared {
        Shared::Rejected(rejected) => rejected.problems.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    };
    let pending = problem(services.share(&inaya, mathis, leo()).await.unwrap());
    assert!(matches!(pending, SharingProblem::Pending(_)), "{pending:?}");
    assert!(services.withdraw_invitation(&inaya, mathis).await.unwrap());
    let own = SharingForm { nom: text("Michel"), prenom: text("Inaya"), nir: text("2 84 05 88 321 025 32"), ..leo() };
    assert_eq!(problem(services.share(&inaya, mathis, own).await.unwrap()), SharingProblem::Oneself);
    let lola = profile(&services, &inaya, "Lola").await;
    assert_eq!(problem(services.share(&inaya, lola, leo()).await.unwrap()), SharingProblem::Full);
    // On one's own profile there is nothing to share.
    let own = inaya.account().profile();
    assert!(matches!(services.share(&inaya, own, leo()).await, Err(Fault::Refused)));
    assert!(!sharing(&services, &inaya, own).await.is_childs);
    assert!(
        matches!(services.share(&leo_signed_in, mathis, leo()).await, Err(Fault::Refused)),
        "somebody else's child"
    );
}

async fn of_two_invitations_at_once_one_is_sent(engine: Engine) {
    let (_scratch, _clock, services) = demonstration(engine).await;
    let inaya = signed_in(&services, "inaya.michel").await;
    let mathis = profile(&services, &inaya, "Mathis").await;
    let (one, other) = tokio::join!(services.share(&inaya, mathis, leo()), services.share(&inaya, mathis, leo()));
    let sent = [one.unwrap(), other.unwrap()].iter().filter(|shared| matches!(shared, Shared::Sent { .. })).count();
    assert_eq!(sent, 1);
    assert_eq!(subjects(&services, "leo.michel@exemple.fr").await.len(), 1);
}

async fn what_is_withdrawn_refused_or_too_late_gives_no_access(engine: Engine) {
    let (_scratch, _clock, services, inaya, leo_signed_in, mathis) = invited(engine).await;
    assert!(services.withdraw_invitation(&inaya, mathis).await.unwrap());
    assert!(!services.withdraw_invitation(&inaya, mathis).await.unwrap(), "once");
    assert!(services.answer_invitation(&leo_signed_in, mathis, Answer::Accept).await.unwrap().is_none());
    assert!(services.invitations(&leo_signed_in).await.unwrap().is_empty());
    assert!(matches!(services.share(&inaya, mathis, leo()).await.unwrap(), Shared::Sent { .. }), "and again");
    assert!(services.answer_invitation(&leo_signed_in, mathis, Answer::Refuse).await.unwrap().is_some());
    let refused = sharing(&services, &inaya, mathis).await;
    assert_eq!(refused.unanswered.as_ref().unwrap().1, Unanswered::Refused);
    assert!(refused.can_invite() && refused.pending.is_none());
    assert_eq!(names(&services, &leo_signed_in).await, ["Léo", "Lola"]);
    let told = subjects(&services, "inaya.michel@exemple.fr").await;
    assert_eq!(told, ["Votre demande de partage est refusée"]);
}

async fn the_last_day_to_answer_counts_to_its_end(engine: Engine) {
    let (_scratch, clock, services, _inaya, _leo, mathis) = invited(engine).await;
    let at = |days: u32| clock.set_ahead(Span::hours(24 * days).as_millis());
    at(30);
    assert_eq!(services.expire_invitations().await.unwrap(), 0, "the thirtieth day counts");
    let leo = signed_in(&services, "leo.michel").await;
    assert_eq!(services.invitations(&leo).await.unwrap().len(), 1);
    at(31);
    let (inaya, leo) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    assert!(services.invitations(&leo).await.unwrap().is_empty(), "whether or not the job has run");
    assert!(services.answer_invitation(&leo, mathis, Answer::Accept).await.unwrap().is_none());
    assert_eq!(services.expire_invitations().await.unwrap(), 1);
    assert_eq!(services.expire_invitations().await.unwrap(), 0);
    let over = sharing(&services, &inaya, mathis).await;
    assert_eq!(over.unanswered.unwrap().1, Unanswered::Expired);
    assert_eq!(subjects(&services, "inaya.michel@exemple.fr").await, ["Votre demande de partage a expiré"]);
}

async fn either_ends_the_sharing_and_the_first_one_stays(engine: Engine) {
    let (_scratch, _clock, services, inaya, leo_signed_in, mathis) = invited(engine).await;
    for ends in [inaya, leo_signed_in] {
        assert!(services.answer_invitation(&leo_signed_in, mathis, Answer::Accept).await.unwrap().is_some());
        let hers = ends.account() == inaya.account();
        let ended = if hers { Ended::OthersAccess } else { Ended::OwnAccess };
        assert_eq!(services.end_sharing(&ends, mathis).await.unwrap(), ended);
        assert_eq!(names(&services, &leo_signed_in).await, ["Léo", "Lola"]);
        assert_eq!(sharing(&services, &inaya, mathis).await.managers.len(), 1);
        assert_eq!(services.end_sharing(&inaya, mathis).await.unwrap(), Ended::Nothing, "she keeps her own access");
        assert!(matches!(services.share(&inaya, mathis, leo()).await.unwrap(), Shared::Sent { .. }));
    }
    let told = |subjects: Vec<String>| subjects.iter().filter(|it| it.ends_with("a pris fin")).count();
    assert_eq!(told(subjects(&services, "leo.michel@exemple.fr").await), 1, "of what she did");
    assert_eq!(told(subjects(&services, "inaya.michel@exemple.fr").await), 1, "of what he did");
}

async fn of_an_answer_and_a_withdrawal_at_once_one_counts(engine: Engine) {
    let (_scratch, _clock, services, inaya, leo, mathis) = invited(engine).await;
    let (withdrawn, accepted) = tokio::join!(
        services.withdraw_invitation(&inaya, mathis),
        services.answer_invitation(&leo, mathis, Answer::Accept)
    );
    assert_ne!(withdrawn.unwrap(), accepted.unwrap().is_some(), "one of both");
}

/// An invitation, a copy and a closure, each begun a minute before midnight.
async fn whoever_comes_of_age_in_the_middle_of_it_is_managed_by_nobody(engine: Engine) {
    let (_scratch, clock, services) = demonstration(engine).await;
    let majority = services::clock::beginning_in_france(CalendarDate::from_iso("2036-10-12").unwrap()).unwrap();
    clock.set_ahead(majority.since(NOW).as_millis() - 60_000);
    let (inaya, leo_signed_in) = (signed_in(&services, "inaya.michel").await, signed_in(&services, "leo.michel").await);
    let mathis = profile(&services, &inaya, "Mathis").await;
    assert!(matches!(services.share(&inaya, mathis, leo()).await.unwrap(), Shared::Sent { .. }));
    assert_eq!(services.invitations(&leo_signed_in).await.unwrap().len(), 1);
    services.ask_for_export(&inaya, mathis).await.unwrap();
    let (_, announced) = services.closure(&inaya, mathis).await.unwrap();

    clock.set_ahead(majority.since(NOW).as_millis());
    // Whether or not the job has run that ends the representation.
    for _ in 0..2 {
        assert!(services.invitations(&leo_signed_in).await.unwrap().is_empty());
        assert!(services.answer_invitation(&leo_signed_in, mathis, Answer::Accept).await.unwrap().is_none());
        while services.prepare_next_export(&CancellationToken::new()).await.unwrap() {}
        assert!(matches!(services.fetch_export(&inaya, mathis, true).await, Err(Fault::Refused)));
        assert!(matches!(services.export_state(&inaya, mathis).await, Err(Fault::Refused)));
        let both = Demands { download: true, deletion: true };
        let closed = services.close(&inaya, mathis, &announced, both).await;
        assert!(matches!(closed, Err(Fault::Refused)), "{closed:?}");
        services.follow_majorities().await.unwrap();
    }
    let messages = services.demonstration().await.unwrap().messages;
    assert!(!messages.iter().any(|mail| mail.subject.as_deref() == Some("Votre fichier est prêt")), "nobody is told");
    assert!(services.verify_history().await.unwrap().1.is_empty());
}
