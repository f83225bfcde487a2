//! What a minor keeps from their representatives: nothing betrays it (product.md, decision 15).

use std::io::{Cursor, Read as _};

use domain::access::Action;
use store::{ReadDocuments, RecordAccess};
use tokio_util::sync::CancellationToken;

use super::*;

on_both_engines!(
    nothing_tells_the_representatives_of_a_secret_act,
    a_file_with_everything_is_the_same_with_and_without_secret_acts,
    at_a_secret_consultation_nothing_is_told_of_what_is_read,
    nothing_is_secret_where_nobody_is_to_be_kept_from_it,
);

/// All that a representative can learn of the profile, as text.
async fn seen_by(scene: &Scene, caller: &Caller, profile: ProfileId) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    // Page by page, with how many lines come after each.
    loop {
        let page = scene.services.history(caller, profile, after).await.unwrap();
        all.push(serde_json::to_string(&page).unwrap());
        match page.older {
            Some(older) => after = Some(older.after),
            None => break,
        }
    }
    let today = CalendarDate::from_iso("2026-11-22").unwrap();
    let mut work = scene.store.read().await.unwrap();
    let access: RecordAccess<ReadDocuments> = work.authorise_citizen(caller, profile, today).await.unwrap().unwrap();
    all.push(format!("{:#?}", work.documents(&access).await.unwrap()));
    drop(work);
    all.push(serde_json::to_string(&scene.services.demonstration().await.unwrap().messages).unwrap());
    all.push(serde_json::to_string(&scene.services.space(caller, profile, Action::Open).await.unwrap()).unwrap());
    all.push(format!("{:#?}", scene.services.sharing(caller, profile).await.unwrap()));
    all.push(format!("{:#?}", scene.services.answers(caller, profile).await.unwrap()));
    all
}

/// What is secret of a consultation, with a document that stays and one that goes.
async fn act_in_secret(scene: &Scene, lola: ProfileId) -> DocumentId {
    let secret = scene.who(MARINE, Mode::Secret).await;
    scene.services.authorise_professional(&secret, lola).await.unwrap().unwrap();
    scene.consult(&secret, lola).await.unwrap();
    let stays = scene.deposit(&secret, lola, Shown::NotToRepresentatives).await;
    let goes = scene.deposit(&secret, lola, Shown::NotToRepresentatives).await;
    scene.services.open_document(&secret, lola, stays).await.unwrap().unwrap();
    scene.services.hide_document(&secret, lola, stays).await.unwrap().unwrap();
    scene.services.delete_document(&secret, lola, goes).await.unwrap().unwrap();
    // Whoever was authorised secretly is not, where it would be told.
    let plain = scene.who(MARINE, Mode::Consultation).await;
    assert_eq!(why(scene.consult(&plain, lola).await), [Reason::NotAuthorised]);
    let deposited = scene.try_deposit(&plain, lola, Shown::NotToRepresentatives).await;
    assert_eq!(why(deposited), [Reason::NotAuthorised]);
    // Nothing else can be deposited at a secret one.
    for shown in [Shown::ToAll, Shown::NotToProfessionals, Shown::NotToCitizen] {
        assert_eq!(why(scene.try_deposit(&secret, lola, shown).await), [Reason::NotSecret], "{shown:?}");
    }
    stays
}

/// Acts that everybody reads: more than a page of them.
async fn act_openly(scene: &Scene, lola: ProfileId) {
    let philippine = scene.authorised(PHILIPPINE, lola).await;
    scene.deposit(&philippine, lola, Shown::ToAll).await;
    for _ in 0..23 {
        scene.consult(&philippine, lola).await.unwrap();
    }
}

async fn nothing_tells_the_representatives_of_a_secret_act(engine: Engine) {
    let scene = Scene::new(engine).await;
    let lola = scene.lola().await;
    let leo = signed_in(&scene.services, "leo.michel").await;
    act_openly(&scene, lola).await;
    for caller in [&scene.inaya, &leo] {
        // The first look leaves lines of its own.
        seen_by(&scene, caller, lola).await;
    }
    let before = [seen_by(&scene, &scene.inaya, lola).await, seen_by(&scene, &leo, lola).await];
    assert!(before[0][0].contains(r#""older":{"#), "there is more than a page");
    let secret = "SELECT COUNT(*) FROM history WHERE secret = 1";
    assert_eq!(scene.scratch.count(secret).await.unwrap(), 0);

    scene.clock.set_ahead(scene.clock.ahead() + 60_000);
    let stays = act_in_secret(&scene, lola).await;
    let after = [seen_by(&scene, &scene.inaya, lola).await, seen_by(&scene, &leo, lola).await];
    assert_eq!(after, before);
    // The lines are there all the same: authorised, consulted, two deposits, an opening, a hiding and a deletion.
    assert_eq!(scene.scratch.count(secret).await.unwrap(), 7);
    assert!(scene.services.verify_history().await.unwrap().1.is_empty());
    let doctor = scene.who(MARINE, Mode::Secret).await;
    assert!(scene.shown(&doctor, lola).await.contains(&stays), "and professionals see the documents");
    // Nor can a representative decide on one whose name they learnt: it is as if it were not there.
    let decided = scene.services.decide_on_document(&scene.inaya, lola, stays, true).await;
    assert!(matches!(decided, Err(Fault::Refused)), "{decided:?}");
}

/// What the file with everything that a child's profile holds consists of.
async fn exported(engine: Engine, with_secrets: bool) -> Vec<(String, Vec<u8>)> {
    let scene = Scene::new(engine).await;
    // Inaya alone represents him: in which order representatives stand who began at the same time differs.
    let profiles = scene.services.profiles(&scene.inaya).await.unwrap();
    let mathis = profiles.into_iter().find(|profile| profile.name.given == "Mathis").unwrap().id;
    act_openly(&scene, mathis).await;
    if with_secrets {
        act_in_secret(&scene, mathis).await;
    }
    let philippine = scene.who(PHILIPPINE, Mode::Consultation).await;
    let there = scene.deposit(&philippine, mathis, Shown::ToAll).await;
    scene.services.open_document(&philippine, mathis, there).await.unwrap().unwrap();
    scene.services.ask_for_export(&scene.inaya, mathis).await.unwrap();
    while scene.services.prepare_next_export(&CancellationToken::new()).await.unwrap() {}
    let fetched = scene.services.fetch_export(&scene.inaya, mathis, true).await.unwrap().unwrap();
    let (mut download, mut all) = (fetched.open(0..fetched.bytes).await.unwrap(), Vec::new());
    while let Some(bytes) = download.read_on().await.unwrap() {
        all.extend(bytes);
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(all)).unwrap();
    let numbers = 0..zip.len();
    let read = |number| {
        let mut entry = zip.by_index(number).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    numbers.map(read).collect()
}

async fn a_file_with_everything_is_the_same_with_and_without_secret_acts(engine: Engine) {
    let (with, without) = (exported(engine, true).await, exported(engine, false).await);
    let text = String::from_utf8_lossy(&without[0].1);
    assert!(text.contains("Philippine Santerre") && !text.contains("Marine Leguano"), "{text}");
    assert_eq!(String::from_utf8_lossy(&with[0].1), text);
    for (one, other) in with.iter().zip(&without) {
        assert!(one == other, "{}", one.0);
    }
    assert_eq!(with.len(), without.len());
}

async fn at_a_secret_consultation_nothing_is_told_of_what_is_read(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let lola = scene.lola().await;
    let philippine = scene.authorised(PHILIPPINE, lola).await;
    let plain = scene.deposit(&philippine, lola, Shown::ToAll).await;
    scene.news(lola).await;
    let secret = scene.who(MARINE, Mode::Secret).await;
    scene.services.authorise_professional(&secret, lola).await.unwrap().unwrap();
    assert_eq!(scene.shown(&secret, lola).await, [plain]);
    scene.services.open_document(&secret, lola, plain).await.unwrap().unwrap();
    assert_eq!(scene.news(lola).await, nothing(), "that somebody was there");
    // At one that is not secret they are told.
    scene.services.open_document(&philippine, lola, plain).await.unwrap().unwrap();
    let both = [(INAYA, CONSULTED), (LEO, CONSULTED)];
    assert_eq!(scene.news(lola).await, news(&[(PHILIPPINE.1, OPENED, None)], &both));
}

async fn nothing_is_secret_where_nobody_is_to_be_kept_from_it(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let marine = scene.authorised(MARINE, own).await;
    scene.news(own).await;
    let deposited = scene.try_deposit(&marine, own, Shown::NotToRepresentatives).await;
    assert_eq!(why(deposited), [Reason::NobodyToKeepItFrom]);
    assert_eq!(scene.news(own).await, nothing());
    let secret = scene.who(MARINE, Mode::Secret).await;
    assert_eq!(why(scene.consult(&secret, own).await), [Reason::NobodyToKeepItFrom]);
    let authorised = scene.services.authorise_professional(&secret, own).await.unwrap();
    assert_eq!(why(authorised), [Reason::NobodyToKeepItFrom]);
    assert_eq!(scene.news(own).await, nothing());
}
