//! The password, asked for again before something sensitive.

use domain::history::Act;
use domain::place::ProfilePage;
use domain::sharing::Sharing;
use domain::time::Span;
use domain::view::HistoryPage;
use http::StatusCode;
use services::demonstration::PASSWORD;
use store::scratch::Engine;

use crate::support::{Citizen, TestService};

crate::on_both_engines!(
    what_is_sensitive_asks_for_the_password_ten_minutes_after_it_was_typed,
    wrong_passwords_are_counted_down_and_held_back,
    whoever_may_not_is_not_asked,
);

const CONFIRM: &str = "/api/confirmation";

/// Léo, as his papers name him.
pub fn leo() -> Vec<(&'static str, &'static str)> {
    vec![
        ("nom", "Michel"),
        ("prenom", "Léo"),
        ("jour", "3"),
        ("mois", "9"),
        ("annee", "1982"),
        ("nir", "1 82 09 88 321 047 28"),
        ("declaration", "oui"),
    ]
}

/// Inaya, who typed her password eleven minutes ago, and the id of a child whom she represents alone.
async fn eleven_minutes_later(service: &TestService) -> (Citizen, String) {
    let mut inaya = service.signed_in("inaya.michel").await;
    let mathis = inaya.profile("Mathis").await;
    for _ in 0..11 {
        service.forward(Span::minutes(1));
        inaya.visitor.get("/profils").await;
        service.services.settle().await;
    }
    (inaya, mathis.to_string())
}

async fn sharing_of(inaya: &mut Citizen, profile: &str) -> Sharing {
    let answer = inaya.visitor.call("/api/parametres/partage", &[("profile", profile)]).await;
    answer.read::<app::api::sharing::SharingData>().sharing
}

async fn what_is_sensitive_asks_for_the_password_ten_minutes_after_it_was_typed(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let form = ProfilePage::Share.path(inaya.profile("Mathis").await);
    assert_eq!(inaya.visitor.get(&form).await.status, StatusCode::OK, "it has just been typed");

    let (mut inaya, mathis) = eleven_minutes_later(&service).await;
    let asked = format!("/confirmation?retour={form}");
    let page = inaya.visitor.get(&form).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, asked.as_str()));
    let managed = inaya.visitor.get(&form.replace("/nouveau", "")).await;
    assert_eq!(managed.status, StatusCode::OK, "to look is not sensitive");
    // A form that had been open before.
    let fields: Vec<_> = leo().into_iter().chain([("profile", mathis.as_str())]).collect();
    let late = inaya.visitor.post("/api/parametres/partage/demande", &fields).await;
    assert_eq!((late.status, late.location()), (StatusCode::FOUND, asked.as_str()));
    assert_eq!(sharing_of(&mut inaya, &mathis).await.pending, None, "nothing was done");

    let before = inaya.visitor.clone();
    let confirmed = inaya.visitor.post(CONFIRM, &[("retour", &form), ("mot_de_passe", PASSWORD)]).await;
    assert_eq!((confirmed.status, confirmed.location()), (StatusCode::FOUND, form.as_str()));
    assert_ne!(before.cookies, inaya.visitor.cookies, "the session goes on under a new token");
    assert_eq!(before.clone().get("/profils").await.status, StatusCode::SEE_OTHER, "and the old one is worth nothing");
    let page = inaya.visitor.get(&form).await;
    assert!(page.body.contains("votre mot de passe devait être confirmé"), "{}", page.body);
    assert!(page.body.contains("value=\"Léo\""), "what was typed is kept: {}", page.body);
    let sent = inaya.visitor.post("/api/parametres/partage/demande", &fields).await;
    assert!(sent.location().ends_with("/partage/envoyee"), "{sent:?}");
    assert!(sharing_of(&mut inaya, &mathis).await.pending.is_some());
}

async fn wrong_passwords_are_counted_down_and_held_back(engine: Engine) {
    let service = TestService::start(engine).await;
    let (mut inaya, mathis) = eleven_minutes_later(&service).await;
    let form = format!("/p/{mathis}/parametres/partage/fin");
    let mut say = async |password: &str| {
        let answer = inaya.visitor.post(CONFIRM, &[("retour", &form), ("mot_de_passe", password)]).await;
        let address = answer.location().to_owned();
        if address.starts_with("/confirmation") { inaya.visitor.get(&address).await.body } else { address }
    };
    assert!(say("").await.contains("Indiquez votre mot de passe."), "no try");
    for left in ["Il reste 4\u{a0}essais", "Il reste 3\u{a0}essais", "Il reste 2\u{a0}essais", "Il reste 1\u{a0}essai."]
    {
        let page = say("autre-mot-de-passe").await;
        assert!(page.contains(left), "{left}: {page}");
        assert!(!page.contains("autre-mot-de-passe"), "a password never comes back");
    }
    assert!(say("autre-mot-de-passe").await.contains("Il ne reste aucun essai"));
    assert!(say(PASSWORD).await.contains("Trop d'essais. Réessayez dans 15\u{a0}minutes."), "also the right one");
    let mut elsewhere = service.signed_in("inaya.michel").await;
    assert_eq!(elsewhere.visitor.get(&form).await.status, StatusCode::OK, "nobody is kept from signing in");
    for _ in 0..2 {
        service.forward(Span::minutes(8));
        inaya.visitor.get("/profils").await;
        service.services.settle().await;
    }
    let confirmed = inaya.visitor.post(CONFIRM, &[("retour", &form), ("mot_de_passe", PASSWORD)]).await;
    assert_eq!(confirmed.location(), form);
    let own = inaya.own.to_string();
    let history = inaya.visitor.call("/api/parametres/historique", &[("profile", &own)]).await.read::<HistoryPage>();
    let refused =
        history.days.iter().flat_map(|day| &day.entries).filter(|entry| entry.act == Act::ConfirmationRefused);
    assert_eq!(refused.count(), 1, "a line, not five");
}

async fn whoever_may_not_is_not_asked(engine: Engine) {
    let service = TestService::start(engine).await;
    let (mut inaya, _) = eleven_minutes_later(&service).await;
    let leo = service.signed_in("leo.michel").await.own;
    for profile in [leo, inaya.own] {
        let page = inaya.visitor.get(&ProfilePage::Share.path(profile)).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{profile}");
    }
    // Where it leads is one of our pages, or the list of profiles.
    for outside in ["https://exemple.fr/", "//exemple.fr", "/confirmation", ""] {
        let answer = inaya.visitor.post(CONFIRM, &[("retour", outside), ("mot_de_passe", PASSWORD)]).await;
        assert_eq!(answer.location(), "/profils", "{outside}");
    }
}
