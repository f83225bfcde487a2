//! Two who act on one thing at once: what is told is what was done.

use super::*;

on_both_engines!(
    of_two_hidings_at_once_one_is_told,
    of_a_deletion_and_a_hiding_at_once_what_is_told_was_done,
    of_two_blocks_at_once_one_is_told,
    a_block_outlives_an_authorisation_at_the_same_time,
    of_a_consultation_during_a_block_what_is_told_was_done,
);

/// How often each is tried: who comes first differs.
const ROUNDS: usize = 6;

/// Whether it was done; somebody else was before them otherwise.
fn done(outcome: Result<Outcome<()>, Fault>) -> bool {
    match outcome {
        Ok(outcome) => {
            outcome.unwrap();
            true
        }
        Err(Fault::Busy | Fault::Refused) => false,
        Err(fault) => panic!("{fault:?}"),
    }
}

async fn of_two_hidings_at_once_one_is_told(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    for _ in 0..ROUNDS {
        let document = scene.deposit(&philippine, own, Shown::ToAll).await;
        scene.news(own).await;
        let hide = || scene.services.hide_document(&philippine, own, document);
        let (one, other) = tokio::join!(hide(), hide());
        assert!(done(one) | done(other));
        assert_eq!(scene.news(own).await, news(&[(PHILIPPINE.1, HIDDEN, None)], &[(INAYA, CHANGED)]));
    }
    assert!(scene.services.verify_history().await.unwrap().1.is_empty());
}

async fn of_a_deletion_and_a_hiding_at_once_what_is_told_was_done(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    for round in 0..ROUNDS {
        let document = scene.deposit(&philippine, own, Shown::ToAll).await;
        scene.news(own).await;
        let delete = scene.services.delete_document(&philippine, own, document);
        let hide = scene.services.hide_document(&philippine, own, document);
        let (deleted, hidden) = if round % 2 == 0 {
            tokio::join!(delete, hide)
        } else {
            let (hidden, deleted) = tokio::join!(hide, delete);
            (deleted, hidden)
        };
        let (deleted, hidden) = (done(deleted), done(hidden));
        // Whoever hides before the deletion has hidden it; what is deleted is hidden by nobody.
        let told = match (hidden, deleted) {
            (true, true) => vec![(PHILIPPINE.1, HIDDEN, None), (PHILIPPINE.1, DELETED, None)],
            (true, false) => vec![(PHILIPPINE.1, HIDDEN, None)],
            (false, true) => vec![(PHILIPPINE.1, DELETED, None)],
            (false, false) => panic!("neither"),
        };
        let mails = vec![(INAYA, CHANGED); told.len()];
        assert_eq!(scene.news(own).await, news(&told, &mails));
        assert_eq!(scene.shown(&philippine, own).await.contains(&document), !deleted);
        scene.news(own).await;
    }
    assert!(scene.services.verify_history().await.unwrap().1.is_empty());
}

async fn of_two_blocks_at_once_one_is_told(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let marine = scene.authorised(MARINE, own).await;
    scene.appoint(MARINE, true).await.unwrap();
    let maelle = scene.id(MAELLE).await;
    for _ in 0..ROUNDS {
        // By herself and by the administrator.
        scene.news(own).await;
        let (hers, theirs) = tokio::join!(
            scene.services.block_professional(&scene.inaya, own, maelle, true),
            scene.services.block_for_citizen(&marine, own, maelle)
        );
        hers.unwrap();
        theirs.unwrap().unwrap();
        let told = scene.news(own).await;
        let by_her = news(&[("moi", Act::ProfessionalBlocked, Some(MAELLE.1))], &[]);
        let by_them = news(&[(MARINE.1, Act::ProfessionalBlocked, Some(MAELLE.1))], &[(INAYA, CHANGED)]);
        assert!(told == by_her || told == by_them, "{told:?}");
        scene.block(MAELLE, own, false).await;
    }
}

async fn a_block_outlives_an_authorisation_at_the_same_time(engine: Engine) {
    let scene = Scene::new(engine).await;
    let own = scene.own();
    let marine = scene.who(MARINE, Mode::Consultation).await;
    for _ in 0..ROUNDS {
        let (blocked, _) = tokio::join!(
            scene.services.block_professional(&scene.inaya, own, marine.id(), true),
            scene.services.authorise_professional(&marine, own)
        );
        blocked.unwrap();
        assert_eq!(why(scene.consult(&marine, own).await), [Reason::Blocked]);
        scene.block(MARINE, own, false).await;
    }
}

async fn of_a_consultation_during_a_block_what_is_told_was_done(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    for _ in 0..ROUNDS {
        let marine = scene.authorised(MARINE, own).await;
        scene.news(own).await;
        let (blocked, seen) = tokio::join!(
            scene.services.block_professional(&scene.inaya, own, marine.id(), true),
            scene.services.consult_documents(&marine, own)
        );
        blocked.unwrap();
        let (mut lines, mails) = scene.news(own).await;
        lines.retain(|(_, act, _)| *act == consulted(Mode::Consultation));
        let times = usize::from(seen.unwrap().is_ok());
        assert_eq!((lines.len(), mails.len()), (times, times), "told if it was done, and not otherwise");
        assert_eq!(why(scene.consult(&marine, own).await), [Reason::Blocked]);
        scene.block(MARINE, own, false).await;
    }
}
