//! What is kept from the citizen until a consultation, for a month at most.

use services::clock::beginning_in_france;

use super::*;

on_both_engines!(
    what_is_withheld_is_told_a_month_later,
    what_was_withheld_a_month_ago_is_told_like_everything_else,
    what_is_disclosed_is_told_at_once,
    what_is_not_withheld_or_hidden_already_is_not_told_again,
    what_is_withheld_is_not_the_citizens_to_decide_on,
);

const DISCLOSED: Act = Act::DocumentDisclosed { category: Category::Reports };

/// Goes to so many seconds before the first day on which the citizen sees what was withheld on 22 November.
async fn go_to_the_day(scene: &mut Scene, before: u32) {
    let day = beginning_in_france(CalendarDate::from_iso("2026-12-22").unwrap()).unwrap();
    // The database knows of no other way that the clock went on.
    let by = u32::try_from(day.since(NOW).as_millis() / 1000).unwrap() - before;
    scene.since = scene.services.now();
    scene.services.set_clock_forward(Span::seconds(by)).await.unwrap().unwrap();
    scene.inaya = signed_in(&scene.services, "inaya.michel").await;
}

/// What is new but that she has signed in.
async fn news_of_others(scene: &mut Scene) -> News {
    let own = scene.own();
    let (mut lines, mails) = scene.news(own).await;
    lines.retain(|(who, ..)| who != "moi");
    (lines, mails)
}

async fn what_is_withheld_is_told_a_month_later(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let marine = scene.authorised(MARINE, own).await;
    let philippine = scene.authorised(PHILIPPINE, own).await;
    scene.news(own).await;
    let there = scene.deposit(&philippine, own, Shown::NotToCitizen).await;
    // Professionals see it, and what they do with it is told as late as that it is there.
    scene.services.open_document(&marine, own, there).await.unwrap().unwrap();
    assert_eq!(scene.news(own).await, nothing());
    assert_eq!(scene.shown(&marine, own).await, [there]);
    let line = (MARINE.1, consulted(Mode::Consultation), None);
    assert_eq!(scene.news(own).await, news(&[line], &[(INAYA, CONSULTED)]));

    go_to_the_day(&mut scene, 1).await;
    assert_eq!(news_of_others(&mut scene).await, nothing());
    // To ask what is new took a second: it is the next day.
    let lines = [(PHILIPPINE.1, ADDED, None), (MARINE.1, OPENED, None)];
    assert_eq!(news_of_others(&mut scene).await, news(&lines, &[]));
    assert!(scene.services.verify_history().await.unwrap().1.is_empty());
}

async fn what_was_withheld_a_month_ago_is_told_like_everything_else(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let there = scene.deposit(&philippine, own, Shown::NotToCitizen).await;
    go_to_the_day(&mut scene, 0).await;
    news_of_others(&mut scene).await;
    scene.services.open_document(&philippine, own, there).await.unwrap().unwrap();
    scene.services.hide_document(&philippine, own, there).await.unwrap().unwrap();
    scene.services.delete_document(&philippine, own, there).await.unwrap().unwrap();
    let lines = [(PHILIPPINE.1, OPENED, None), (PHILIPPINE.1, HIDDEN, None), (PHILIPPINE.1, DELETED, None)];
    let mails = [(INAYA, CONSULTED), (INAYA, CHANGED), (INAYA, CHANGED)];
    assert_eq!(scene.news(own).await, news(&lines, &mails));
}

async fn what_is_disclosed_is_told_at_once(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let there = scene.deposit(&philippine, own, Shown::NotToCitizen).await;
    scene.news(own).await;
    // Hidden from professionals and from the citizen, nobody would see it.
    let hidden = scene.services.hide_document(&philippine, own, there).await;
    assert!(matches!(hidden, Err(Fault::Refused)), "{hidden:?}");
    scene.services.disclose_document(&philippine, own, there).await.unwrap().unwrap();
    assert_eq!(scene.news(own).await, news(&[(PHILIPPINE.1, DISCLOSED, None)], &[(INAYA, DEPOSITED)]));
    // From then on it is like any other.
    scene.services.open_document(&philippine, own, there).await.unwrap().unwrap();
    assert_eq!(scene.news(own).await, news(&[(PHILIPPINE.1, OPENED, None)], &[(INAYA, CONSULTED)]));
    scene.services.decide_on_document(&scene.inaya, own, there, true).await.unwrap();
    assert_eq!(scene.news(own).await, news(&[("moi", HIDDEN, None)], &[]));
    // That it was deposited is told on its day.
    go_to_the_day(&mut scene, 0).await;
    assert_eq!(news_of_others(&mut scene).await, news(&[(PHILIPPINE.1, ADDED, None)], &[]));
}

async fn what_is_not_withheld_or_hidden_already_is_not_told_again(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let plain = scene.deposit(&philippine, own, Shown::ToAll).await;
    let hidden = scene.deposit(&philippine, own, Shown::NotToProfessionals).await;
    scene.news(own).await;
    scene.services.disclose_document(&philippine, own, plain).await.unwrap().unwrap();
    scene.services.hide_document(&philippine, own, hidden).await.unwrap().unwrap();
    scene.services.decide_on_document(&scene.inaya, own, plain, false).await.unwrap();
    scene.services.decide_on_document(&scene.inaya, own, hidden, true).await.unwrap();
    assert_eq!(scene.news(own).await, nothing());
}

async fn what_is_withheld_is_not_the_citizens_to_decide_on(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let there = scene.deposit(&philippine, own, Shown::NotToCitizen).await;
    scene.news(own).await;
    let lines = "SELECT COUNT(*) FROM history";
    let before = scene.scratch.count(lines).await.unwrap();
    for hidden in [true, false] {
        let decided = scene.services.decide_on_document(&scene.inaya, own, there, hidden).await;
        assert!(matches!(decided, Err(Fault::Refused)), "{decided:?}");
        // Nor does it differ from one that is not there.
        let nowhere = DocumentId::from_bytes([7; 16]);
        let decided = scene.services.decide_on_document(&scene.inaya, own, nowhere, hidden).await;
        assert!(matches!(decided, Err(Fault::Refused)), "{decided:?}");
    }
    // Each leaves the line of a refusal, as anything does that is not hers to do.
    scene.services.settle().await;
    assert_eq!(scene.scratch.count(lines).await.unwrap(), before + 4);
    go_to_the_day(&mut scene, 0).await;
    scene.services.decide_on_document(&scene.inaya, own, there, true).await.unwrap();
}
