//! Demonstration mode, as its page and as suites use it.

use axum::body::Body;
use domain::history::Act;
use domain::sign_in::Channel;
use domain::time::Span;
use domain::view::HistoryPage;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use store::scratch::Engine;

use crate::support::{Answer, TestService, Visitor};

const CLOCK: &str = "/api/demonstration/horloge";
const SIGN_IN: &str = "/api/demonstration/connexion";

crate::on_both_engines!(a_suite_signs_somebody_in_by_one_call);

/// What a suite is told.
fn told(answer: &Answer) -> Value {
    serde_json::from_str(answer.sent()).unwrap_or_else(|_| panic!("{answer:?}"))
}

async fn messages(visitor: &mut Visitor) -> Vec<Value> {
    serde_json::from_str(visitor.get("/demonstration/messages.json").await.sent()).unwrap()
}

async fn a_suite_signs_somebody_in_by_one_call(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    // As a suite does: no browser, and so its origin and nothing else.
    let request = Request::post(SIGN_IN)
        .header(ORIGIN, "http://127.0.0.1:3000")
        .header(ACCEPT, "*/*")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("identifiant=inaya.michel"))
        .unwrap();
    let answer = visitor.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    let home = answer.location().to_owned();
    assert_eq!(told(&answer), json!({ "home": home }));
    let page = visitor.get(&home).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Bonjour Inaya,"), "{page:?}");
    assert!(visitor.cookies.contains_key("appareil"), "the browser is one of hers from now on");

    // What is sensitive may follow: the password counts as typed.
    let own = home.split('/').nth(2).unwrap().to_owned();
    let closing = visitor.get(&format!("/p/{own}/parametres/cloture")).await;
    assert_eq!(closing.status, StatusCode::OK, "{closing:?}");

    // Somebody else in the same browser: the session before ends, and both histories say so.
    service.forward(Span::seconds(1));
    let before = visitor.clone();
    assert_eq!(visitor.call(SIGN_IN, &[("identifiant", "Leo.Michel ")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!({ before }.get(&home).await.status, StatusCode::SEE_OTHER, "her session is over");
    visitor.call(SIGN_IN, &[("identifiant", "inaya.michel")]).await;
    let history: HistoryPage = visitor.call("/api/parametres/historique", &[("profile", &own)]).await.read();
    let acts: Vec<Act> = history.days.iter().flat_map(|day| &day.entries).map(|entry| entry.act).collect();
    let signed_in = Act::SignedIn { channel: Channel::Email };
    assert_eq!(acts[..3], [signed_in, Act::SignedOut, signed_in], "{acts:?}");
}

#[tokio::test]
async fn nobody_signs_in_under_an_identifier_that_nobody_has() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut visitor = service.visitor();
    let sentence = "Personne n'a cet identifiant dans la démonstration. Au départ, il y a inaya.michel et leo.michel.";
    for form in [&[][..], &[("identifiant", "martine.leguellec")], &[("identifiant", "\0é")]] {
        let answer = visitor.call(SIGN_IN, form).await;
        assert_eq!((answer.status, told(&answer)), (StatusCode::BAD_REQUEST, json!({ "error": sentence })), "{form:?}");
        assert!(!visitor.cookies.contains_key("session"));
    }
    let answer = visitor.post(SIGN_IN, &[("identifiant", "x")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, "/demonstration"));
    assert!(visitor.get("/demonstration").await.body.contains(sentence));
}

#[tokio::test]
async fn the_clock_is_set_forward_by_minutes_and_seconds() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut visitor = service.visitor();
    for (form, now) in [
        (&[("minutes", "1")][..], "2026-11-22T14:47:40Z"),
        (&[("seconds", "30")], "2026-11-22T14:48:10Z"),
        (&[("minutes", "1"), ("seconds", "5")], "2026-11-22T14:49:15Z"),
        (&[("minutes", "1\u{a0}440")], "2026-11-23T14:49:15Z"),
        (&[("seconds", "0")], "2026-11-23T14:49:15Z"),
    ] {
        let answer = visitor.call(CLOCK, form).await;
        assert_eq!((answer.status, told(&answer)), (StatusCode::OK, json!({ "now": now })), "{form:?}");
    }
    let answer = visitor.call("/api/demonstration/remise-a-zero", &[]).await;
    assert_eq!((answer.status, told(&answer)), (StatusCode::OK, json!({ "now": "2026-11-22T14:46:40Z" })));
}

#[tokio::test]
async fn the_clock_says_what_is_wrong_and_stays_as_it_is() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut visitor = service.visitor();
    let (minutes, seconds) = (
        "minutes\u{a0}: Indiquez un nombre entier de minutes, sans signe ni virgule.",
        "seconds\u{a0}: Indiquez un nombre entier de secondes, sans signe ni virgule.",
    );
    let left = "minutes\u{a0}: L'horloge ne peut plus avancer que de 15811200\u{a0}minutes.";
    for (form, error) in [
        (&[][..], "minutes\u{a0}: Indiquez de combien de minutes avancer l'horloge."),
        (&[("minutes", "abc")], minutes),
        (&[("minutes", "-5")], minutes),
        (&[("minutes", "1,5")], minutes),
        (&[("seconds", "abc")], seconds),
        (&[("minutes", "abc"), ("seconds", "abc")], &format!("{minutes} {seconds}")),
        (&[("minutes", "99999999")], left),
        (&[("seconds", "99999999999999999999")], left),
    ] {
        let answer = visitor.call(CLOCK, form).await;
        assert_eq!((answer.status, told(&answer)), (StatusCode::BAD_REQUEST, json!({ "error": error })), "{form:?}");
    }
    assert_eq!(service.clock.ahead(), 0);

    // On the page it stands beside the field, which keeps what was typed.
    let answer = visitor.post(CLOCK, &[("minutes", "une heure")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, "/demonstration"));
    let page = visitor.get("/demonstration").await.body;
    assert!(page.contains("<title>Erreur\u{a0}: Démonstration – Mon espace santé</title>"), "{page}");
    assert!(page.contains("href=\"#minutes\"") && page.contains("id=\"minutes-erreur\""), "{page}");
    assert!(page.contains("value=\"une heure\""), "{page}");
    let page = visitor.get("/demonstration").await.body;
    assert!(!page.contains("minutes-erreur"), "it is said once: {page}");
}

#[tokio::test]
async fn messages_are_told_as_programs_read_them() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut visitor = service.visitor();
    let invitation = messages(&mut visitor).await.pop().unwrap();
    let code = invitation["code"].as_str().unwrap();
    let signs: Vec<usize> = code.split(' ').map(str::len).collect();
    assert_eq!(signs, [4, 4, 4], "a provisional code with plain spaces: {code:?}");
    assert!(invitation["text"].as_str().unwrap().contains(&code.replace(' ', "\u{a0}")), "{invitation}");
    assert_eq!(invitation["sent_at"], "2026-11-22T14:45:40Z");

    service.forward(Span::seconds(1));
    visitor.send_credentials("inaya.michel", services::demonstration::PASSWORD).await;
    let key = visitor.form_key("/connexion/code/canal").await;
    visitor.post("/api/connexion/canal", &[("canal", "sms"), ("cle", &key)]).await;
    let sms = messages(&mut visitor).await.remove(0);
    let code = sms["code"].as_str().unwrap();
    assert!(code.len() == 6 && sms["text"].as_str().unwrap().contains(code), "{sms}");
    assert_eq!((&sms["channel"], &sms["sent_at"]), (&json!("sms"), &json!("2026-11-22T14:46:41Z")));
    assert!(sms.get("subject").is_none(), "absent, and not empty: {sms}");

    service.forward(Span::seconds(1));
    let mut leo = service.signed_in("leo.michel").await.visitor;
    let mail = messages(&mut leo).await.remove(0);
    assert_eq!(mail["subject"], "Votre code à usage unique");
    assert_eq!(mail["code"].as_str().unwrap().len(), 6, "{mail}");
}
