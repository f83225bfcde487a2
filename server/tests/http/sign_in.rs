//! Signing in and out, over HTTP.

use app::api::sign_in::CredentialsPage;
use app::exchange::Posted;
use domain::history::Act;
use domain::time::Span;
use http::StatusCode;
use services::demonstration::PASSWORD;
use store::scratch::Engine;

use crate::support::{TestService, Visitor};

crate::on_both_engines!(
    the_whole_way_in_and_out,
    whoever_keeps_no_cookies_is_told,
    one_way_only_passes_the_choice_over,
    each_field_says_what_is_wrong_and_keeps_what_was_typed,
    unknown_wrong_and_held_back_look_the_same,
    failures_hold_back_the_account_and_not_for_ever,
    failures_of_an_address_are_limited,
    whoever_guesses_elsewhere_holds_no_device_of_ones_own_back,
    a_device_has_a_counter_of_its_own_for_each_account,
    whoever_knows_the_password_holds_no_device_back_by_wrong_codes,
    wrong_codes_are_counted_and_lead_back_to_the_password,
    a_code_works_once,
    beginning_again_gives_no_new_tries,
    an_account_gets_so_many_codes_a_day,
    an_expired_code_is_sent_anew,
    the_same_form_twice_sends_one_code,
    the_return_address_is_kept_and_never_leads_away,
    a_session_that_is_idle_ends_and_says_why,
    staying_signed_in_and_asking_for_the_time_left,
    cookies_that_are_cut_altered_or_foreign_are_nothing,
    a_stale_form_after_sign_out_changes_nothing,
    a_second_sign_in_ends_the_session_that_the_browser_held,
);

async fn begin(service: &TestService) -> Visitor {
    let mut visitor = service.visitor();
    assert_eq!(visitor.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion/code/canal");
    let key = visitor.form_key("/connexion/code/canal").await;
    let answer = visitor.post("/api/connexion/canal", &[("canal", "sms"), ("cle", &key)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, "/connexion/code"));
    visitor
}

async fn the_whole_way_in_and_out(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = begin(&service).await;
    let page = visitor.get("/connexion/code").await.body;
    assert!(page.contains("+33\u{a0}6\u{a0}**\u{a0}**\u{a0}**\u{a0}14") && !page.contains("0611121314"), "{page}");
    let before = visitor.cookies.clone();
    let answer = visitor.post("/api/connexion/code", &[("code", &service.newest_code().await)]).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    let home = answer.location().to_owned();
    assert_ne!(visitor.cookies, before, "the token changes when somebody is signed in");
    let page = visitor.get(&home).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Bonjour Inaya,"), "{}", page.body);
    assert_eq!(visitor.get("/").await.location(), home);
    assert_eq!(visitor.get("/connexion").await.location(), home);

    let session = visitor.cookies.clone();
    let answer = visitor.post("/api/deconnexion", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, "/deconnecte?motif=volontaire"));
    assert_eq!(answer.headers["clear-site-data"], "\"storage\"");
    assert!(visitor.get("/deconnecte?motif=volontaire").await.body.contains("Votre session est fermée."));
    // The old cookie is worth nothing any more.
    visitor.cookies = session;
    assert_eq!(visitor.get(&home).await.status, StatusCode::SEE_OTHER);
}

async fn whoever_keeps_no_cookies_is_told(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    visitor.send_credentials("leo.michel", PASSWORD).await;
    visitor.cookies.clear();
    assert_eq!(visitor.get("/connexion/code").await.location(), "/cookies");
    visitor.post("/api/activer/naissance", &[("jour", "28"), ("mois", "9"), ("annee", "1971")]).await;
    visitor.cookies.clear();
    assert_eq!(visitor.get("/activer/identite/carte-vitale").await.location(), "/cookies");
    assert!(visitor.get("/cookies").await.body.contains("Votre navigateur n'accepte pas les cookies"));
    // A form that is not accepted comes back to whoever keeps the cookie that it came with, and says why to the others.
    let form = [("identifiant", "leo.michel"), ("mot_de_passe", "")];
    let mut keeps = service.visitor();
    keeps.cookies.clear();
    assert_eq!(keeps.post("/api/connexion/identification", &form).await.location(), "/cookies");
    let mut drops = keeps.clone();
    drops.cookies.clear();
    let told = drops.get("/cookies").await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.body.contains("Votre navigateur n'accepte pas les cookies"), "{}", told.body);
    assert_eq!(keeps.get("/cookies").await.location(), "/connexion");
    assert!(keeps.get("/connexion").await.body.contains("aria-invalid=\"true\""));
    let form = [("identifiant", "leo.michel"), ("mot_de_passe", ""), ("retour", "/profils")];
    keeps.cookies.clear();
    keeps.post("/api/connexion/identification", &form).await;
    assert_eq!(keeps.get("/cookies").await.location(), "/connexion?retour=/profils");
    // What somebody else has put there leads nowhere.
    for elsewhere in ["//exemple.fr", "https://exemple.fr", "/connexion?retour=//exemple.fr", "/a?b=c", "1"] {
        keeps.cookies.insert("temoin".to_owned(), elsewhere.to_owned());
        assert_eq!(keeps.get("/cookies").await.status, StatusCode::OK, "{elsewhere}");
    }
    // Whoever has kept one, and is not let in by it, has another reason.
    visitor.send_credentials("leo.michel", PASSWORD).await;
    visitor.cookies.remove("connexion");
    assert_eq!(visitor.get("/connexion/code").await.location(), "/connexion");
}

async fn one_way_only_passes_the_choice_over(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    assert_eq!(visitor.type_address("/connexion/code").await.location(), "/connexion");
    assert_eq!(visitor.type_address("/connexion/code/canal").await.location(), "/connexion");
    assert_eq!(visitor.send_credentials("leo.michel", PASSWORD).await.location(), "/connexion/code");
    let page = visitor.get("/connexion/code").await.body;
    assert!(page.contains("numbered-title__number\">2<"), "the choice was passed over: {page}");
    assert!(page.contains("leo*****@exemple.fr"));
}

async fn each_field_says_what_is_wrong_and_keeps_what_was_typed(engine: Engine) {
    let service = TestService::start(engine).await;
    let long = "a".repeat(101);
    for (identifier, password, messages) in [
        ("", "", &["Indiquez votre identifiant.", "Indiquez votre mot de passe."][..]),
        (&long, "x", &["L'identifiant comporte 100\u{a0}caractères au plus."]),
        ("élodie.michel", "x", &["L'identifiant ne comporte que des lettres sans accent"]),
        ("<script>alert(1)</script>", "x", &["L'identifiant ne comporte que des lettres sans accent"]),
        ("inaya.michel", "a\u{7}b", &["un caractère qui ne se tape pas"]),
        ("inaya.michel", "faux", &["Identifiant ou mot de passe incorrect."]),
        ("inaya", "faux", &["Identifiant ou mot de passe incorrect."]),
    ] {
        let mut visitor = service.visitor();
        let answer = visitor.send_credentials(identifier, password).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, "/connexion"), "nothing in the address");
        let page = visitor.get("/connexion").await.body;
        for message in messages {
            assert!(page.contains(message), "{message}: {page}");
        }
        assert!(page.contains("<title>Erreur\u{a0}: Se connecter"), "{page}");
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(password.len() < 2 || !page.contains(password), "the password is never shown again");
        let kept = identifier.replace('<', "&lt;").replace('>', "&gt;");
        assert!(page.contains(&format!("value=\"{kept}\"")) || identifier.is_empty(), "{kept}: {page}");
        // Read once: the next visit begins anew.
        assert!(!visitor.get("/connexion").await.body.contains("Erreur"));
    }
}

async fn unknown_wrong_and_held_back_look_the_same(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut pages = Vec::new();
    for (identifier, tries) in [("inaya.michel", 1), ("personne.ici", 1), ("leo.michel", 8)] {
        let mut visitor = service.visitor();
        let mut headers = Vec::new();
        for _ in 0..tries {
            let answer = visitor.send_credentials(identifier, "un mot de passe faux").await;
            headers = answer.headers.keys().map(ToString::to_string).collect();
        }
        let page = visitor.get("/connexion").await;
        let Some(Posted::Invalid(told)) = page.data::<CredentialsPage>().posted else { panic!("{page:?}") };
        let told = told.errors;
        let page = page.essence().replace(identifier, "");
        pages.push((page, told, headers.into_iter().filter(|name| name != "set-cookie").collect::<Vec<_>>()));
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

async fn failures_hold_back_the_account_and_not_for_ever(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    for _ in 0..5 {
        assert_eq!(visitor.send_credentials("inaya.michel", "faux").await.location(), "/connexion");
    }
    // Held back for 30 seconds: even the right password is refused, and does not prolong it.
    for _ in 0..3 {
        assert_eq!(visitor.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion");
    }
    service.forward(Span::seconds(30));
    assert_eq!(visitor.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion/code/canal");
    // The right password has put the counter back.
    assert_eq!(visitor.send_credentials("inaya.michel", "faux").await.location(), "/connexion");
    assert_eq!(visitor.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion/code/canal");
}

async fn failures_of_an_address_are_limited(engine: Engine) {
    let service = TestService::start_with(engine, &[("SIGN_IN_FAILURES_PER_ADDRESS", "3")]).await;
    let mut visitor = service.visitor();
    for number in 0..3 {
        visitor.send_credentials(&format!("personne.{number}"), "faux").await;
    }
    visitor.send_credentials("inaya.michel", PASSWORD).await;
    assert!(visitor.get("/connexion").await.body.contains("Trop d'essais. Réessayez dans 15\u{a0}minutes."));
    let mut elsewhere = service.visitor();
    elsewhere.address = [192, 0, 2, 2];
    assert_eq!(elsewhere.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion/code/canal");
    service.forward(Span::minutes(15));
    assert_eq!(visitor.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion/code/canal");
}

const CHANNEL: &str = "/connexion/code/canal";

/// Somebody who has signed in and out: the browser keeps a mark of it.
async fn was_here(service: &TestService, identifier: &str) -> Visitor {
    let mut visitor = service.signed_in(identifier).await.visitor;
    visitor.post("/api/deconnexion", &[]).await;
    assert!(visitor.cookies.contains_key("appareil") && !visitor.cookies.contains_key("session"));
    visitor
}

async fn whoever_guesses_elsewhere_holds_no_device_of_ones_own_back(engine: Engine) {
    let service = TestService::start_with(engine, &[("SIGN_IN_FAILURES_PER_ADDRESS", "30")]).await;
    let mut own = was_here(&service, "inaya.michel").await;
    let mut stranger = service.visitor();
    for _ in 0..10 {
        assert_eq!(stranger.send_credentials("inaya.michel", "faux").await.location(), "/connexion");
    }
    // All others are held back together, and are told what they always are.
    for minute in 0..10 {
        let mut other = service.visitor();
        other.address = [198, 51, 100, 7];
        assert_eq!(other.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion");
        assert_eq!(own.send_credentials("inaya.michel", PASSWORD).await.location(), CHANNEL, "minute {minute}");
        service.forward(Span::minutes(1));
        stranger.send_credentials("inaya.michel", "faux").await;
        if minute > 3 {
            service.forward(Span::minutes(13));
            stranger.send_credentials("inaya.michel", "faux").await;
        }
    }
    // Nor does a neighbour behind the same address.
    for number in 0..40 {
        stranger.send_credentials(&format!("personne.{number}"), "faux").await;
    }
    stranger.send_credentials("leo.michel", PASSWORD).await;
    assert!(stranger.get("/connexion").await.body.contains("Trop d'essais."));
    assert_eq!(own.send_credentials("inaya.michel", PASSWORD).await.location(), CHANNEL);
    // A mark that was altered, cut or is somebody else's is none.
    let mark = own.cookies["appareil"].clone();
    let flipped = format!("{}{}", if mark.starts_with('0') { '1' } else { '0' }, &mark[1..]);
    let leos = was_here_elsewhere(&service, "leo.michel").await.cookies["appareil"].clone();
    for forged in [flipped, mark[..63].to_owned(), leos, String::from("x"), mark[32..].to_owned()] {
        let mut visitor = service.visitor();
        visitor.cookies.insert("appareil".into(), forged.clone());
        visitor.send_credentials("inaya.michel", PASSWORD).await;
        assert!(visitor.get("/connexion").await.body.contains("Trop d'essais."), "{forged}");
    }
}

/// The same, from another network.
async fn was_here_elsewhere(service: &TestService, identifier: &str) -> Visitor {
    let mut visitor = service.visitor();
    visitor.address = [203, 0, 113, 9];
    let answer = visitor.send_credentials(identifier, PASSWORD).await;
    assert_eq!(answer.location(), "/connexion/code");
    visitor.post("/api/connexion/code", &[("code", &service.newest_code().await)]).await;
    visitor
}

async fn a_device_has_a_counter_of_its_own_for_each_account(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut own = was_here(&service, "inaya.michel").await;
    for _ in 0..5 {
        assert_eq!(own.send_credentials("inaya.michel", "faux").await.location(), "/connexion");
    }
    // Whoever mistypes on the own device waits there, with the message of a wrong password, and nowhere else.
    assert_eq!(own.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion");
    assert!(own.get("/connexion").await.body.contains("Identifiant ou mot de passe incorrect."));
    assert_eq!(service.visitor().send_credentials("inaya.michel", PASSWORD).await.location(), CHANNEL);
    service.forward(Span::seconds(30));
    assert_eq!(own.send_credentials("inaya.michel", PASSWORD).await.location(), CHANNEL);
    // Two people on one computer: each has a mark, and keeps it when the other comes.
    service.forward(Span::minutes(1));
    own.send_credentials("leo.michel", PASSWORD).await;
    own.post("/api/connexion/code", &[("code", &service.newest_code().await)]).await;
    own.post("/api/deconnexion", &[]).await;
    let mut stranger = service.visitor();
    for identifier in ["inaya.michel", "leo.michel"] {
        for _ in 0..6 {
            stranger.send_credentials(identifier, "faux").await;
        }
        assert_ne!(own.send_credentials(identifier, PASSWORD).await.location(), "/connexion", "{identifier}");
    }
}

async fn whoever_knows_the_password_holds_no_device_back_by_wrong_codes(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut own = was_here(&service, "leo.michel").await;
    service.forward(Span::minutes(1));
    let mut thief = service.visitor();
    assert_eq!(thief.send_credentials("leo.michel", PASSWORD).await.location(), "/connexion/code");
    let wrong = if service.newest_code().await == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        thief.post("/api/connexion/code", &[("code", wrong)]).await;
    }
    assert_eq!(thief.send_credentials("leo.michel", PASSWORD).await.location(), "/connexion", "held back");
    // At an instant of its own: the newest code is then theirs.
    service.forward(Span::seconds(1));
    assert_eq!(own.send_credentials("leo.michel", PASSWORD).await.location(), "/connexion/code");
    let answer = own.post("/api/connexion/code", &[("code", &service.newest_code().await)]).await;
    assert!(answer.location().starts_with("/p/"), "{answer:?}");
    assert_eq!(thief.send_credentials("leo.michel", PASSWORD).await.location(), "/connexion", "still");
}

async fn wrong_codes_are_counted_and_lead_back_to_the_password(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = begin(&service).await;
    let right = service.newest_code().await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for (typed, message) in [
        ("", "Indiquez le code à 6\u{a0}chiffres."),
        ("12345", "Le code comporte 6\u{a0}chiffres."),
        ("abcdef", "Le code comporte 6\u{a0}chiffres."),
        (wrong, "Ce code ne correspond pas. Il reste 4\u{a0}essais."),
        (wrong, "Il reste 3\u{a0}essais."),
        (wrong, "Il reste 2\u{a0}essais."),
        (wrong, "Il reste 1\u{a0}essai."),
    ] {
        assert_eq!(visitor.post("/api/connexion/code", &[("code", typed)]).await.location(), "/connexion/code");
        let page = visitor.get("/connexion/code").await.body;
        assert!(page.contains(message), "{message}: {page}");
        assert!(typed.is_empty() || !page.contains(&format!("value=\"{typed}\"")), "codes are not shown again");
    }
    assert_eq!(visitor.post("/api/connexion/code", &[("code", wrong)]).await.location(), "/connexion");
    assert!(visitor.get("/connexion").await.body.contains("Trop de codes incorrects."));
    assert_eq!(visitor.post("/api/connexion/code", &[("code", &right)]).await.location(), "/connexion");
    assert!(!visitor.cookies.contains_key("session"));
    // The next sign-in is held back, with the message of a wrong password.
    visitor.send_credentials("inaya.michel", PASSWORD).await;
    assert!(visitor.get("/connexion").await.body.contains("Identifiant ou mot de passe incorrect."));
    service.forward(Span::seconds(30));
    assert_eq!(visitor.send_credentials("inaya.michel", PASSWORD).await.location(), "/connexion/code/canal");
}

async fn beginning_again_gives_no_new_tries(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut compared = 0;
    for _ in 0..4 {
        let mut visitor = service.visitor();
        if visitor.send_credentials("leo.michel", PASSWORD).await.location() != "/connexion/code" {
            continue;
        }
        let wrong = if service.newest_code().await == "000000" { "000001" } else { "000000" };
        for _ in 0..4 {
            let answer = visitor.call("/api/connexion/code", &[("code", wrong)]).await;
            compared += usize::from(answer.body.contains("Il reste"));
        }
        service.forward(Span::seconds(1));
    }
    assert_eq!(compared, 5, "wrong codes of all sign-ins count together");
}

async fn an_account_gets_so_many_codes_a_day(engine: Engine) {
    let service = TestService::start_with(engine, &[("CODES_PER_DAY", "2")]).await;
    for _ in 0..2 {
        service.signed_in("leo.michel").await;
    }
    let mut visitor = service.visitor();
    assert_eq!(visitor.send_credentials("leo.michel", PASSWORD).await.location(), "/connexion/code/canal");
    let key = visitor.form_key("/connexion/code/canal").await;
    visitor.post("/api/connexion/canal", &[("canal", "email"), ("cle", &key)]).await;
    assert!(visitor.get("/connexion").await.body.contains("Trop d'essais. Réessayez dans 1440\u{a0}minutes."));
    service.forward(Span::hours(24));
    service.signed_in("leo.michel").await;
}

async fn a_code_works_once(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = begin(&service).await;
    let mut twin = visitor.clone();
    let code = service.newest_code().await;
    assert!(visitor.post("/api/connexion/code", &[("code", &code)]).await.location().starts_with("/p/"));
    assert_eq!(twin.post("/api/connexion/code", &[("code", &code)]).await.location(), "/connexion");
    assert!(!twin.cookies.contains_key("session"));
}

async fn an_expired_code_is_sent_anew(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = begin(&service).await;
    let old = service.newest_code().await;
    service.forward(Span::minutes(11));
    assert_eq!(visitor.post("/api/connexion/code", &[("code", &old)]).await.location(), "/connexion/code");
    let page = visitor.get("/connexion/code").await.body;
    assert!(page.contains("Ce code a expiré. Nous venons d'en envoyer un nouveau."), "{page}");
    let new = service.newest_code().await;
    assert!(visitor.post("/api/connexion/code", &[("code", &new)]).await.location().starts_with("/p/"));
}

async fn the_same_form_twice_sends_one_code(engine: Engine) {
    let service = TestService::start(engine).await;
    let count = async || service.services.demonstration().await.unwrap().messages.len();
    let invitations = count().await;
    let mut visitor = begin(&service).await;
    let sent = async || count().await - invitations;
    assert_eq!(sent().await, 1);
    let key = visitor.form_key("/connexion/code").await;
    visitor.post("/api/connexion/renvoi", &[("cle", &key)]).await;
    assert_eq!(sent().await, 1, "too soon");
    let page = visitor.get("/connexion/code").await.body;
    assert!(page.contains("Un code vient de vous être envoyé. Attendez 30\u{a0}secondes"), "{page}");
    // By the other way at once, but not back and forth.
    for (channel, more) in [("email", 1), ("sms", 0), ("email", 0)] {
        let (before, key) = (sent().await, visitor.form_key("/connexion/code/canal").await);
        let form = [("canal", channel), ("cle", key.as_str())];
        assert_eq!(visitor.post("/api/connexion/canal", &form).await.location(), "/connexion/code");
        let page = visitor.get("/connexion/code").await.body;
        assert_eq!((sent().await - before, page.contains("Attendez 30")), (more, channel == "sms"), "{page}");
    }
    service.forward(Span::seconds(30));
    let (key, account) = (visitor.form_key("/connexion/code").await, visitor.hidden("/connexion/code", "compte").await);
    let mut twin = visitor.clone();
    let form = [("cle", key.as_str()), ("compte", account.as_str())];
    let (one, two) =
        tokio::join!(visitor.post("/api/connexion/renvoi", &form), twin.post("/api/connexion/renvoi", &form));
    assert_eq!((one.location(), two.location()), ("/connexion/code", "/connexion/code"));
    assert_eq!(sent().await, 3);
    assert!(visitor.get("/connexion/code").await.body.contains("Un nouveau code vous a été envoyé."));
}

async fn the_return_address_is_kept_and_never_leads_away(engine: Engine) {
    let service = TestService::start(engine).await;
    for (asked, led) in [
        ("/profils", "/profils"),
        ("/api/deconnexion", ""),
        ("/deconnecte", ""),
        ("/nulle-part", ""),
        ("//evil.example", ""),
        ("https://evil.example", ""),
        ("/\\evil.example", ""),
        ("/profils\r\nset-cookie: a=b", ""),
    ] {
        let mut visitor = service.visitor();
        let form = [("identifiant", "leo.michel"), ("mot_de_passe", PASSWORD), ("retour", asked)];
        assert_eq!(visitor.post("/api/connexion/identification", &form).await.location(), "/connexion/code");
        let code = service.newest_code().await;
        let answer = visitor.post("/api/connexion/code", &[("code", &code)]).await;
        let home_or_asked =
            if led.is_empty() { answer.location().starts_with("/p/") } else { answer.location() == led };
        assert!(home_or_asked, "{asked}: {}", answer.location());
        service.forward(Span::seconds(1));
    }
    // A refused sign-in does not lose the address.
    let mut visitor = service.visitor();
    let form = [("identifiant", "leo.michel"), ("mot_de_passe", "faux"), ("retour", "/profils")];
    let answer = visitor.post("/api/connexion/identification", &form).await;
    assert_eq!(answer.location(), "/connexion?retour=/profils");
}

async fn a_session_that_is_idle_ends_and_says_why(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let settings = format!("/p/{}/parametres", inaya.own);
    service.forward(Span::minutes(14));
    assert_eq!(inaya.visitor.get(&settings).await.status, StatusCode::OK);
    service.services.settle().await;
    service.forward(Span::minutes(14));
    assert_eq!(inaya.visitor.get(&settings).await.status, StatusCode::OK, "using it begins the time anew");
    service.services.settle().await;
    service.forward(Span::minutes(15));
    let answer = inaya.visitor.get(&settings).await;
    assert_eq!(answer.location(), format!("/deconnecte?motif=inactivite&retour={settings}"));
    assert!(answer.body.is_empty(), "a redirect carries no page");
    let page = inaya.visitor.get(answer.location()).await.body;
    assert!(page.contains("Votre session est fermée après 15\u{a0}minutes sans activité."), "{page}");
    assert!(page.contains(&format!("/connexion?retour={settings}")), "{page}");
}

async fn staying_signed_in_and_asking_for_the_time_left(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    service.forward(Span::minutes(13));
    for _ in 0..2 {
        assert!(inaya.visitor.get("/session/duree").await.body.contains(r#""secondes":120"#), "asking changes nothing");
        service.services.settle().await;
    }
    assert_eq!(inaya.visitor.call("/api/session/prolonger", &[]).await.read::<i64>(), 900);
    assert!(inaya.visitor.get("/session/duree").await.body.contains(r#""secondes":900"#));
    let mut stranger = service.visitor();
    assert_eq!(stranger.get("/session/duree").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.call("/api/session/prolonger", &[]).await.status, StatusCode::UNAUTHORIZED);
}

async fn cookies_that_are_cut_altered_or_foreign_are_nothing(engine: Engine) {
    let service = TestService::start(engine).await;
    let inaya = service.signed_in("inaya.michel").await;
    let home = format!("/p/{}/accueil", inaya.own);
    let good = inaya.visitor.cookies["session"].clone();
    let leo = service.signed_in("leo.michel").await.visitor.cookies["session"].clone();
    let flipped = format!("{}{}", if good.starts_with('0') { '1' } else { '0' }, &good[1..]);
    for (value, expected) in [
        (good.clone(), StatusCode::OK),
        (leo, StatusCode::FORBIDDEN),
        (good[..63].to_owned(), StatusCode::SEE_OTHER),
        (format!("{good}0"), StatusCode::SEE_OTHER),
        (good.to_uppercase(), StatusCode::SEE_OTHER),
        (flipped, StatusCode::SEE_OTHER),
        (format!("{good}; mes3000-session={good}"), StatusCode::SEE_OTHER),
        ("\"><script>".into(), StatusCode::SEE_OTHER),
    ] {
        let mut visitor = service.visitor();
        visitor.cookies.insert("session".into(), value);
        assert_eq!(visitor.get(&home).await.status, expected);
    }
    // The cookie of a sign-in under way opens nothing.
    let pending = begin(&service).await.cookies["connexion"].clone();
    let mut visitor = service.visitor();
    visitor.cookies.insert("session".into(), pending);
    assert_eq!(visitor.get(&home).await.status, StatusCode::SEE_OTHER);
}

async fn a_stale_form_after_sign_out_changes_nothing(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let stale = inaya.visitor.clone();
    inaya.visitor.post("/api/deconnexion", &[]).await;
    let mut stale = stale;
    assert_eq!(stale.post("/api/deconnexion", &[]).await.location(), "/deconnecte?motif=volontaire");
    assert_eq!(stale.call("/api/session/prolonger", &[]).await.status, StatusCode::UNAUTHORIZED);
    let answer = stale.call("/api/parametres/historique", &[("profile", &inaya.own.to_string())]).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::UNAUTHORIZED, "\"SignInNeeded\""));
    // Signing out twice left one line.
    let mut again = service.signed_in("inaya.michel").await;
    let history = again.visitor.call("/api/parametres/historique", &[("profile", &again.own.to_string())]).await;
    let days = history.read::<domain::view::HistoryPage>().days;
    let signed_out = days.iter().flat_map(|day| &day.entries).filter(|entry| entry.act == Act::SignedOut).count();
    assert_eq!(signed_out, 1, "{days:?}");
}

/// How many lines of that kind somebody's own history has.
async fn lines_of(visitor: &mut Visitor, own: &str, act: Act) -> usize {
    let history = visitor.call("/api/parametres/historique", &[("profile", own)]).await;
    let days = history.read::<domain::view::HistoryPage>().days;
    days.iter().flat_map(|day| &day.entries).filter(|entry| entry.act == act).count()
}

/// For which account the sign-in is that is under way in a browser, as a tab shows it that was opened before anybody was signed in.
async fn pending(browser: &Visitor, page: &str) -> String {
    let mut tab = browser.clone();
    tab.cookies.remove("session");
    tab.hidden(page, "compte").await
}

async fn a_second_sign_in_ends_the_session_that_the_browser_held(engine: Engine) {
    let service = TestService::start(engine).await;
    let inaya = service.signed_in("inaya.michel").await;
    let home = format!("/p/{}/accueil", inaya.own);
    let mut before = inaya.visitor.clone();
    assert_eq!(before.get(&home).await.status, StatusCode::OK);
    // Another tab, opened before, signs somebody else in.
    service.forward(Span::minutes(1));
    let mut browser = inaya.visitor;
    assert_eq!(browser.send_credentials("leo.michel", PASSWORD).await.location(), "/connexion/code");
    assert_eq!(before.get(&home).await.status, StatusCode::OK, "not before it is sure who comes");
    let about = pending(&browser, "/connexion/code").await;
    let form = [("code", &*service.newest_code().await), ("compte", &about)];
    let answer = browser.post("/api/connexion/code", &form).await;
    assert!(answer.location().starts_with("/p/"), "{answer:?}");
    assert_ne!(before.cookies["session"], browser.cookies["session"]);
    assert_eq!(before.get(&home).await.status, StatusCode::SEE_OTHER, "the cookie of before is worth nothing");
    assert_eq!(before.get("/session/duree").await.status, StatusCode::UNAUTHORIZED);
    // It stands in her history that she was signed out.
    let mut again = service.signed_in("inaya.michel").await;
    let own = again.own.to_string();
    assert_eq!(lines_of(&mut again.visitor, &own, Act::SignedOut).await, 1);
    // The same person again: the session of before ends likewise.
    let mut before = again.visitor.clone();
    service.forward(Span::minutes(1));
    assert_eq!(again.visitor.send_credentials("inaya.michel", PASSWORD).await.location(), CHANNEL);
    // Whoever is signed in is not shown the choice; a tab that shows it already has a key.
    let about = pending(&again.visitor, CHANNEL).await;
    let key = "00112233445566778899aabbccddeeff";
    again.visitor.post("/api/connexion/canal", &[("canal", "email"), ("cle", key), ("compte", &about)]).await;
    let form = [("code", &*service.newest_code().await), ("compte", &about)];
    again.visitor.post("/api/connexion/code", &form).await;
    assert_eq!(before.get(&home).await.status, StatusCode::SEE_OTHER);
    assert_eq!(again.visitor.get(&home).await.status, StatusCode::OK);
    assert_eq!(lines_of(&mut again.visitor, &own, Act::SignedOut).await, 2);
}
