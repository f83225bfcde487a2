//! Tabs of one browser that show different persons, and forms that come when their writer is signed out.

use app::exchange::Posted;
use domain::history::Act;
use domain::place::{ProfilePage, PublicPage};
use domain::time::Span;
use http::StatusCode;
use services::demonstration::PASSWORD;
use store::scratch::Engine;

use crate::support::{ACTING, Citizen, TestService, Visitor};

crate::on_both_engines!(
    a_code_typed_for_one_account_signs_in_no_other,
    a_form_of_another_account_does_nothing,
    a_first_question_is_answered_for_the_profile_that_its_form_names,
    a_form_sent_after_the_time_out_waits_for_its_writer_alone,
    what_was_chosen_before_the_time_out_is_chosen_afterwards,
    whoever_has_signed_out_leaves_nothing_of_what_was_typed,
    the_reason_is_the_true_one,
    every_form_that_acts_for_an_account_says_for_which,
);

const REPLACED: &str = "Une autre personne s'est connectée entre-temps.";
const OTHER_SIGN_IN: &str = "Une autre connexion a été commencée entre-temps dans ce navigateur";
const TOO_LATE: &str = "Votre session était fermée avant l'envoi\u{a0}: rien n'a été enregistré.";

/// Somebody signs in, in the browser of somebody else.
async fn sign_in_over(service: &TestService, visitor: &mut Visitor, identifier: &str) {
    let other = service.signed_in(identifier).await;
    visitor.cookies.insert("session".to_owned(), other.visitor.cookies["session"].clone());
}

async fn lines(service: &TestService) -> u64 {
    service.services.settle().await;
    service.services.verify_history().await.unwrap().0
}

async fn messages(service: &TestService) -> usize {
    service.services.demonstration().await.unwrap().messages.len()
}

async fn a_code_typed_for_one_account_signs_in_no_other(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    visitor.send_credentials("inaya.michel", PASSWORD).await;
    let (key, inaya) = {
        let page = "/connexion/code/canal";
        (visitor.form_key(page).await, visitor.hidden(page, "compte").await)
    };
    let choice = [("canal", "email"), ("cle", key.as_str()), ("compte", inaya.as_str())];
    assert_eq!(visitor.post("/api/connexion/canal", &choice).await.location(), "/connexion/code");
    // The other tab.
    service.forward(Span::seconds(1));
    visitor.send_credentials("leo.michel", PASSWORD).await;
    let (code, leo) = (service.newest_code().await, visitor.hidden("/connexion/code", "compte").await);
    assert_ne!(inaya, leo);

    let sent = messages(&service).await;
    service.forward(Span::seconds(30));
    let key = visitor.form_key("/connexion/code").await;
    for (path, form) in [
        ("/api/connexion/code", [("code", code.as_str()), ("compte", inaya.as_str())]),
        ("/api/connexion/code", [("code", code.as_str()), ("compte", "")]),
        ("/api/connexion/renvoi", [("cle", key.as_str()), ("compte", inaya.as_str())]),
    ] {
        assert_eq!(visitor.post(path, &form).await.location(), "/connexion", "{path}");
        let page = visitor.get("/connexion").await.body;
        assert!(page.contains(OTHER_SIGN_IN) && page.contains("role=\"alert\""), "{page}");
    }
    let again = [("canal", "email"), ("cle", key.as_str()), ("compte", inaya.as_str())];
    assert_eq!(visitor.call("/api/connexion/canal", &again).await.location(), "/connexion");
    assert_eq!(messages(&service).await, sent);
    assert!(!visitor.cookies.contains_key("session"));

    // What the other tab shows can be typed still, and it was no try.
    let right = [("code", code.as_str()), ("compte", leo.as_str())];
    let home = visitor.post("/api/connexion/code", &right).await.location().to_owned();
    assert!(visitor.get(&home).await.body.contains("Bonjour"), "{home}");
    // Then the first tab is told that somebody else is signed in, and the other one is led on.
    let late = visitor.post("/api/connexion/code", &[("code", "123456"), ("compte", &inaya)]).await;
    assert_eq!(late.location(), "/deconnecte?motif=autre-personne");
    let page = visitor.get(late.location()).await;
    assert!(page.status == StatusCode::OK && page.body.contains(REPLACED) && !page.body.contains("Michel"), "{page:?}");
    assert_eq!(visitor.post("/api/connexion/code", &right).await.location(), home);
}

async fn a_form_of_another_account_does_nothing(engine: Engine) {
    let service = TestService::start(engine).await;
    let Citizen { own, mut visitor } = service.signed_in("inaya.michel").await;
    let inaya = visitor.account().await;
    let children: app::api::children::ChildrenData = visitor.call("/api/profils/enfants", &[]).await.read();
    let (louise, own) = (children.children[0].id.to_string(), own.to_string());
    sign_in_over(&service, &mut visitor, "leo.michel").await;
    assert_ne!(visitor.account().await, inaya);
    let before = lines(&service).await;

    for account in [inaya.as_str(), ""] {
        for path in ACTING {
            let form = [
                ("compte", account),
                ("profile", own.as_str()),
                ("question", "bienvenue/poids"),
                ("valeur", "56,1"),
                ("enfants[]", louise.as_str()),
                ("certification", "oui"),
                ("representant", "oui"),
            ];
            let (page, program) = (visitor.post(path, &form).await, visitor.call(path, &form).await);
            if path == "/api/session/prolonger" {
                assert_eq!(program.status, StatusCode::UNAUTHORIZED);
                continue;
            }
            for answer in [page, program] {
                assert!(answer.location().starts_with("/deconnecte?motif=autre-personne"), "{path}: {answer:?}");
                let told = visitor.get(answer.location()).await;
                assert!(told.status == StatusCode::OK && told.body.contains(REPLACED), "{path}: {told:?}");
                assert!(!told.body.contains("Michel") && !told.body.contains("Inaya"), "{path}: {told:?}");
            }
        }
    }
    assert_eq!(lines(&service).await, before, "nothing was done, so nothing is written");
    assert_eq!(visitor.get("/session/duree").await.status, StatusCode::OK, "and nobody was signed out");
}

/// The answer to the question about the weight.
fn weight<'a>(profile: &'a str, kilograms: &'a str) -> [(&'a str, &'a str); 3] {
    [("profile", profile), ("question", "bienvenue/poids"), ("valeur", kilograms)]
}

/// The profile in the form decides, whoever is signed in.
async fn a_first_question_is_answered_for_the_profile_that_its_form_names(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let (lola, mathis) = (inaya.profile("Lola").await.to_string(), inaya.profile("Mathis").await.to_string());
    let mut leo = service.signed_in("leo.michel").await;
    for foreign in [inaya.own.to_string(), mathis] {
        let answer = leo.visitor.call("/api/bienvenue/reponse", &weight(&foreign, "32")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let answer = leo.visitor.post("/api/bienvenue/reponse", &weight(&lola, "32")).await;
    assert_eq!(answer.location(), format!("/p/{lola}/bienvenue/maladies"));
    assert!(leo.visitor.get(&format!("/p/{lola}/bienvenue/poids")).await.body.contains("value=\"32\""));
    let own = leo.own.to_string();
    assert!(!leo.visitor.get(&format!("/p/{own}/bienvenue/poids")).await.body.contains("value=\"32\""));
}

async fn a_form_sent_after_the_time_out_waits_for_its_writer_alone(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let lola = inaya.profile("Lola").await.to_string();
    let account = inaya.visitor.account().await;
    service.forward(Span::minutes(15));
    let page = format!("/p/{lola}/bienvenue/poids");
    let form =
        [("compte", account.as_str()), ("profile", lola.as_str()), ("question", "bienvenue/poids"), ("valeur", "31,5")];
    let mut shared = inaya.visitor.clone();
    let answer = shared.post("/api/bienvenue/reponse", &form).await;
    assert_eq!(answer.location(), format!("/deconnecte?motif=inactivite&retour={page}"));
    let told = shared.get(answer.location()).await.body;
    assert!(told.contains("après 15\u{a0}minutes sans activité.") && told.contains("Se connecter"), "{told}");
    assert!(told.contains(&format!("/connexion?retour={page}")) && !told.contains("31,5"), "{told}");

    // Lola's other parent signs in at the same computer: nothing of it is theirs.
    sign_in_over(&service, &mut shared, "leo.michel").await;
    let shown = shared.get(&page).await;
    assert!(shown.status == StatusCode::OK && !shown.body.contains("31,5"), "{shown:?}");
    // Neither on another page, nor for another child.
    let mut again = service.signed_in("inaya.michel").await;
    let mathis = again.profile("Mathis").await;
    for other in [ProfilePage::Weight.path(mathis), format!("/p/{lola}/bienvenue/taille")] {
        assert!(!again.visitor.get(&other).await.body.contains("31,5"), "{other}");
    }
    let shown = again.visitor.get(&page).await.body;
    assert!(shown.contains("value=\"31,5\"") && shown.contains(TOO_LATE), "{shown}");
    assert!(!again.visitor.get(&page).await.body.contains("31,5"), "it is shown once, and was not recorded");
    let history = again.visitor.call("/api/parametres/historique", &[("profile", &lola)]).await;
    let days = history.read::<domain::view::HistoryPage>().days;
    let measured = |act: Act| matches!(act, Act::Measured { .. });
    assert!(!days.iter().flat_map(|day| &day.entries).any(|entry| measured(entry.act)), "{days:?}");

    // A form that says another account than the session's leaves nothing either.
    let leo = service.signed_in("leo.michel").await.visitor.account().await;
    service.forward(Span::minutes(15));
    again.visitor.post("/api/bienvenue/reponse", &[&[("compte", leo.as_str())], &form[1..]].concat()).await;
    for identifier in ["inaya.michel", "leo.michel"] {
        let mut back = service.signed_in(identifier).await;
        assert!(!back.visitor.get(&page).await.body.contains("31,5"), "{identifier}");
    }
}

async fn what_was_chosen_before_the_time_out_is_chosen_afterwards(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let data: app::api::children::ChildrenData = inaya.visitor.call("/api/profils/enfants", &[]).await.read();
    let chosen: Vec<String> = data.children.iter().take(2).map(|child| child.id.to_string()).collect();
    let account = inaya.visitor.account().await;
    assert_eq!(data.account, account);
    service.forward(Span::minutes(15));
    let form = [
        ("enfants[]", chosen[0].as_str()),
        ("enfants[]", chosen[1].as_str()),
        ("certification", "oui"),
        ("compte", account.as_str()),
    ];
    // The program in the page is led to the same place.
    let answer = inaya.visitor.call("/api/profils/ajouter", &form).await;
    assert_eq!(answer.read::<Posted>(), Posted::SentOn);
    assert_eq!(answer.location(), "/deconnecte?motif=inactivite&retour=/profils/ajouter");
    let mut again = service.signed_in("inaya.michel").await;
    let page = again.visitor.get(PublicPage::AddProfiles.path()).await.body;
    assert!(page.contains(TOO_LATE) && page.contains("<title>Erreur\u{a0}: "), "{page}");
    assert_eq!(page.matches(" checked").count(), 2, "and that one certifies is said anew: {page}");
    // Kept for as long as a sign-in can take, and no longer.
    service.forward(Span::minutes(15));
    again.visitor.call("/api/profils/ajouter", &form).await;
    service.forward(Span::minutes(30));
    let mut late = service.signed_in("inaya.michel").await;
    assert!(!late.visitor.get(PublicPage::AddProfiles.path()).await.body.contains(" checked"));
}

async fn whoever_has_signed_out_leaves_nothing_of_what_was_typed(engine: Engine) {
    let service = TestService::start(engine).await;
    let Citizen { own, mut visitor } = service.signed_in("inaya.michel").await;
    let (account, profile) = (visitor.account().await, own.to_string());
    // The other tab still has the cookie in one case; the browser has given it up in the other.
    let with_cookie = visitor.clone();
    visitor.post("/api/deconnexion", &[]).await;
    for mut stale in [with_cookie, visitor] {
        let form = [
            ("compte", account.as_str()),
            ("profile", profile.as_str()),
            ("question", "bienvenue/poids"),
            ("valeur", "56,1"),
        ];
        let page = ProfilePage::Weight.path(own);
        let answer = stale.post("/api/bienvenue/reponse", &form).await;
        assert_eq!(answer.location(), format!("/deconnecte?motif=ailleurs&retour={page}"));
        let told = stale.get(answer.location()).await.body;
        assert!(told.contains("Votre session a été fermée, dans cet onglet ou dans un autre."), "{told}");
        let mut again = service.signed_in("inaya.michel").await;
        assert!(!again.visitor.get(&page).await.body.contains("value=\"56,1\""));
    }
}

async fn the_reason_is_the_true_one(engine: Engine) {
    let variables = [("SESSION_IDLE_MINUTES", "4"), ("SESSION_MAX_HOURS", "1")];
    let service = TestService::start_with(engine, &variables).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    service.forward(Span::minutes(4));
    let answer = inaya.visitor.get("/profils").await;
    assert_eq!(answer.location(), "/deconnecte?motif=inactivite&retour=/profils");
    let told = inaya.visitor.get(answer.location()).await.body;
    assert!(told.contains("Votre session est fermée après 4\u{a0}minutes sans activité."), "{told}");
    // What a program believes, or an address says, does not count: every tab is told the same, as often as it asks.
    for believed in ["?motif=ailleurs&retour=/profils", "?retour=/profils", "?motif=duree&retour=/profils"] {
        let corrected = inaya.visitor.get(&format!("/deconnecte{believed}")).await;
        assert_eq!(corrected.location(), "/deconnecte?motif=inactivite&retour=/profils", "{believed}");
    }
    assert_eq!(inaya.visitor.get("/deconnecte?retour=/api/x").await.location(), "/deconnecte?motif=inactivite");

    let mut inaya = service.signed_in("inaya.michel").await;
    for _ in 0..19 {
        service.forward(Span::minutes(3));
        assert_eq!(inaya.visitor.get("/profils").await.status, StatusCode::OK);
        service.services.settle().await;
    }
    service.forward(Span::minutes(3));
    let answer = inaya.visitor.get("/profils").await;
    assert_eq!(answer.location(), "/deconnecte?motif=duree&retour=/profils");
    let told = inaya.visitor.get(answer.location()).await.body;
    assert!(told.contains("Votre session est fermée\u{a0}: une connexion dure 1\u{a0}heure au plus."), "{told}");

    // Signed out in another window, whose cookies were copied before.
    let mut inaya = service.signed_in("inaya.michel").await;
    let mut copy = inaya.visitor.clone();
    inaya.visitor.post("/api/deconnexion", &[]).await;
    assert_eq!(copy.get("/profils").await.location(), "/deconnecte?motif=ailleurs&retour=/profils");
    // Whoever has no session at all is asked to sign in, and nothing is claimed.
    assert_eq!(service.visitor().get("/profils").await.location(), "/connexion?retour=/profils");
    assert!(service.visitor().get("/deconnecte").await.body.contains("Votre session est fermée."));
}

/// The forms of a page: where each goes, and what it holds.
fn forms(page: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    };
    let form = |rest: &str| {
        let (tag, content) = rest.split_once('>').unwrap();
        (attribute(tag, "action"), content.split("</form>").next().unwrap().to_owned())
    };
    // One that is not posted only leads on.
    page.split("<form")
        .skip(1)
        .filter(|rest| rest.split('>').next().is_some_and(|tag| tag.contains("post")))
        .map(form)
        .collect()
}

async fn every_form_that_acts_for_an_account_says_for_which(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    let mut pages = Vec::new();
    visitor.send_credentials("inaya.michel", PASSWORD).await;
    let (page, account) = (visitor.get("/connexion/code/canal").await.body, {
        let page = "/connexion/code/canal";
        visitor.hidden(page, "compte").await
    });
    pages.push(page);
    let key = visitor.form_key("/connexion/code/canal").await;
    visitor.post("/api/connexion/canal", &[("canal", "email"), ("cle", &key)]).await;
    pages.push(visitor.get("/connexion/code").await.body);
    let mut inaya = service.signed_in("inaya.michel").await;
    assert_eq!(inaya.visitor.account().await, account, "whoever signs in again is still the same");
    let (lola, mathis) = (inaya.profile("Lola").await, inaya.profile("Mathis").await);
    for page in PublicPage::ALL {
        pages.push(inaya.visitor.get(page.path()).await.body);
    }
    for page in ProfilePage::ALL {
        for profile in [inaya.own, lola, mathis] {
            pages.push(inaya.visitor.get(&page.path(profile)).await.body);
        }
    }
    let id = mathis.to_string();
    let invited: Vec<_> = crate::confirmation::leo().into_iter().chain([("profile", id.as_str())]).collect();
    inaya.visitor.post("/api/parametres/partage/demande", &invited).await;
    pages.push(inaya.visitor.get(&ProfilePage::Sharing.path(mathis)).await.body);
    let mut leo = service.signed_in("leo.michel").await;
    let (answer, of_leo) = (leo.visitor.get(PublicPage::Invitations.path()).await.body, leo.visitor.account().await);
    assert!(
        answer.contains("/api/invitations/reponse") && answer.contains(&format!("name=\"compte\" value=\"{of_leo}\""))
    );
    // Those of demonstration mode act for nobody; `/opposition/verifier` asks for no account.
    let for_nobody = ["/api/demonstration/", "/api/opposition/verifier"];
    let mut found = std::collections::BTreeMap::<String, usize>::new();
    for (action, content) in pages.iter().flat_map(|page| forms(page)) {
        if for_nobody.iter().any(|path| action.starts_with(path)) {
            continue;
        }
        *found.entry(action.clone()).or_default() += 1;
        let carried = content.matches(&format!("name=\"compte\" value=\"{account}\"")).count();
        // The dialog that asks whether one is still there is filled in when it opens.
        let later = action == "/api/deconnexion" && content.contains("name=\"compte\" value=\"\"");
        assert!(carried == 1 || later, "{action}: {content}");
    }
    let found: Vec<&str> = found.keys().map(String::as_str).collect();
    let expected = [
        "/api/bienvenue/reponse",
        "/api/confirmation",
        "/api/connexion/canal",
        "/api/connexion/code",
        "/api/connexion/renvoi",
        "/api/deconnexion",
        "/api/parametres/cloture",
        "/api/parametres/partage/annulation",
        "/api/parametres/partage/demande",
        "/api/parametres/partage/fin",
        "/api/parametres/telechargement",
        "/api/profils/ajouter",
    ];
    assert_eq!(found, expected);
}
