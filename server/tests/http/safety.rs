//! What every answer keeps: headers, refusals of foreign requests, limits, whole error pages.

use axum::body::Body;
use domain::place::{ProfilePage, PublicPage};
use domain::time::Span;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request, StatusCode};
use store::scratch::Engine;

use crate::support::TestService;

#[tokio::test]
async fn every_answer_has_the_headers() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut visitor = service.visitor();
    let mut nonces = Vec::new();
    for path in
        ["/", "/connexion", "/nulle-part", "/p/x/accueil", "/livez", "/readyz", "/session/duree", "/pkg/none.js"]
    {
        let answer = visitor.get(path).await;
        let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'nonce-"), "{path}: {policy}");
        nonces.push(policy.split('\'').nth(3).unwrap().to_owned());
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert!(!header("x-request-id").is_empty() && header("server").is_empty(), "{path}");
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 8, "each answer has a nonce of its own");
}

#[tokio::test]
async fn scripts_carry_the_nonce_of_their_answer_and_nothing_is_inline() {
    let service = TestService::start(Engine::Sqlite).await;
    let answer = service.visitor().get("/connexion").await;
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let scripts: Vec<&str> = answer.body.split("<script").skip(1).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(script.split('>').next().unwrap().contains(&format!("nonce=\"{nonce}\"")), "{script}");
    }
    assert!(!answer.body.contains(" style=") && !answer.body.contains("<style"), "{}", answer.body);
}

#[tokio::test]
async fn requests_that_another_site_caused_are_refused() {
    let service = TestService::start(Engine::Sqlite).await;
    let post = |headers: &[(&str, &str)]| {
        let mut request = Request::post("/api/connexion/identification")
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::from("identifiant=inaya.michel")).unwrap()
    };
    for (headers, expected) in [
        (&[("sec-fetch-site", "same-origin")][..], StatusCode::FOUND),
        (&[("origin", "http://127.0.0.1:3000")], StatusCode::FOUND),
        (&[("origin", "http://localhost:3000"), ("host", "localhost:3000")], StatusCode::FOUND),
        (&[], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "cross-site")], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "same-site")], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "none")], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")], StatusCode::FORBIDDEN),
        (&[("origin", "http://evil.example")], StatusCode::FORBIDDEN),
        (&[("origin", "https://127.0.0.1:3000")], StatusCode::FORBIDDEN),
        (&[("origin", "http://evil.example"), ("host", "evil.example")], StatusCode::FORBIDDEN),
        (&[("origin", "null")], StatusCode::FORBIDDEN),
    ] {
        let mut visitor = service.visitor();
        assert_eq!(visitor.send(post(headers)).await.status, expected, "{headers:?}");
    }
}

/// Phones in a workshop: plain HTTP to an address of the local network, for which browsers send no `Sec-Fetch-Site`.
#[tokio::test]
async fn in_a_workshop_visitors_come_by_addresses_of_the_local_network() {
    const WORKSHOP: [(&str, &str); 2] = [("WORKSHOP", "true"), ("PUBLIC_ORIGIN", "http://192.168.1.20:3000")];
    let post = |origin: &str, host: &str| {
        Request::post("/api/connexion/identification")
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("origin", origin)
            .header("host", host)
            .body(Body::from("identifiant=inaya.michel"))
            .unwrap()
    };
    let status =
        async |service: &TestService, origin: &str, host: &str| service.visitor().send(post(origin, host)).await.status;
    let (workshop, at_home) =
        (TestService::start_with(Engine::Sqlite, &WORKSHOP).await, TestService::start(Engine::Sqlite).await);
    for host in ["192.168.1.20:3000", "10.0.0.7:3000", "[fd00::2]:3000", "localhost:3000", "127.0.0.1:3000"] {
        assert_eq!(status(&workshop, &format!("http://{host}"), host).await, StatusCode::FOUND, "{host}");
    }
    for (origin, host) in [
        ("http://192.168.1.21:3000", "192.168.1.20:3000"),
        ("http://exemple.fr", "exemple.fr"),
        ("http://93.184.215.14:3000", "93.184.215.14:3000"),
        ("https://192.168.1.21:3000", "192.168.1.21:3000"),
        ("null", "192.168.1.20:3000"),
    ] {
        assert_eq!(status(&workshop, origin, host).await, StatusCode::FORBIDDEN, "{origin}");
    }
    assert_eq!(status(&at_home, "http://10.0.0.7:3000", "10.0.0.7:3000").await, StatusCode::FORBIDDEN);

    let answer = workshop.visitor().send_credentials("inaya.michel", "faux").await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("mes3000-connexion=") && !cookie.contains("Secure"), "{cookie}");
    // Browsers complain of these where an address is not secure.
    let signed_out = workshop.signed_in("inaya.michel").await.visitor.post("/api/deconnexion", &[]).await;
    assert_eq!(signed_out.status, StatusCode::FOUND);
    for header in ["strict-transport-security", "cross-origin-opener-policy", "clear-site-data"] {
        assert!(!answer.headers.contains_key(header) && !signed_out.headers.contains_key(header), "{header}");
    }
}

#[tokio::test]
async fn whoever_is_refused_as_foreign_is_told_why() {
    let service = TestService::start(Engine::Sqlite).await;
    let post = async |headers: &[(&str, &str)]| {
        let request = headers
            .iter()
            .fold(Request::post("/api/demonstration/horloge"), |request, (name, value)| request.header(*name, *value));
        let answer = service.visitor().send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        (answer.headers[CONTENT_TYPE].to_str().unwrap().to_owned(), answer.body)
    };
    for (headers, told) in [
        (&[][..], "il manque l'en-tête Origin. Un programme y met l'adresse du service, la valeur de PUBLIC_ORIGIN."),
        (&[("origin", "http://127.0.0.1:4000")], "l'en-tête Origin n'est pas l'adresse du service."),
        (&[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")], "d'après l'en-tête Sec-Fetch-Site"),
    ] {
        let (kind, body) = post(headers).await;
        assert_eq!(kind, "text/plain; charset=utf-8");
        assert!(body.starts_with("Refusé\u{a0}: ") && body.contains(told), "{headers:?}: {body}");
        assert!(!body.contains("127.0.0.1"), "{body}");
    }
    // In a browser it is a page, and not the one about a profile that is not one's own.
    let (kind, body) = post(&[("sec-fetch-site", "cross-site"), ("accept", "text/html")]).await;
    assert!(kind.starts_with("text/html"), "{kind}");
    assert!(body.contains("Cette demande ne vient pas d'une page du service."), "{body}");
}

#[tokio::test]
async fn there_is_no_file_under_a_name_that_none_can_have() {
    let service = TestService::start(Engine::Sqlite).await;
    let long = "a".repeat(300);
    for path in [format!("/{long}"), format!("/pkg/{long}"), "/%00".to_owned(), "/pkg/%00".to_owned()] {
        for method in [Method::GET, Method::HEAD] {
            let request = Request::builder().method(method.clone()).uri(&path).body(Body::empty()).unwrap();
            assert_eq!(service.visitor().send(request).await.status, StatusCode::NOT_FOUND, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn files_are_the_same_for_whoever_asks() {
    let service = TestService::start(Engine::Sqlite).await;
    let answer = service.visitor().get("/icons.svg").await;
    let vary: Vec<_> =
        answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase()).collect();
    assert!(vary.iter().all(|value| value == "accept-encoding"), "{vary:?}");
}

#[tokio::test]
async fn server_functions_answer_to_post_only() {
    let service = TestService::start(Engine::Sqlite).await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        let request = Request::builder().method(method.clone()).uri("/api/deconnexion").body(Body::empty()).unwrap();
        assert_eq!(service.visitor().send(request).await.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let service = TestService::start(Engine::Sqlite).await;
    let answer = service.visitor().send_credentials(&"a".repeat(70_000), "x").await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut visitor = service.visitor();
    assert_eq!(visitor.send_credentials(&"a".repeat(10_000), "x").await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn whoever_is_not_signed_in_posts_little_at_once() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let large = "a".repeat(20_000);
    assert_eq!(service.visitor().send_credentials(&large, "x").await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let own = inaya.own.to_string();
    let form = [("profile", own.as_str()), ("question", "bienvenue/maladies"), ("liste", &large)];
    let status = inaya.visitor.post("/api/bienvenue/reponse", &form).await.status;
    assert_ne!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// Posts to the limit from the address of whoever is not signed in.
async fn use_posts_up(service: &TestService) {
    while service.visitor().post("/api/activer/naissance", &BORN).await.status != StatusCode::TOO_MANY_REQUESTS {}
}

#[tokio::test]
async fn an_account_is_counted_from_wherever_it_posts() {
    let service = TestService::start_with(Engine::Sqlite, &[("POSTS_PER_MINUTE", "20")]).await;
    let (mut inaya, mut leo) = (service.signed_in("inaya.michel").await, service.signed_in("leo.michel").await);
    let mut answered = 0;
    for host in 1..=100 {
        inaya.visitor.address = [198, 51, 100, host];
        let status = inaya.visitor.call("/api/profils", &[]).await.status;
        answered += usize::from(status == StatusCode::OK);
        assert!(status == StatusCode::OK || status == StatusCode::TOO_MANY_REQUESTS, "{status}");
    }
    // A minute goes on meanwhile.
    assert!((20..=25).contains(&answered), "{answered}");
    assert_eq!(leo.visitor.call("/api/profils", &[]).await.status, StatusCode::OK, "of another account");
}

#[tokio::test]
async fn a_look_at_a_step_ahead_writes_no_more_than_posts_may() {
    let service = TestService::start_with(Engine::Sqlite, &[("POSTS_PER_MINUTE", "20")]).await;
    let mut visitor = service.visitor();
    visitor.post("/api/activer/naissance", &BORN).await;
    let mut says_why = async || {
        assert_eq!(visitor.get("/activer/code/saisie").await.location(), "/activer/identite/carte-vitale");
        visitor.get("/activer/identite/carte-vitale").await.body.contains("Reprenons à cette étape.")
    };
    assert!(says_why().await);
    use_posts_up(&service).await;
    assert!(!says_why().await, "it is led back all the same, and nothing is written");
}

const BORN: [(&str, &str); 3] = [("jour", "28"), ("mois", "9"), ("annee", "1971")];

#[tokio::test]
async fn a_flood_of_one_address_is_refused_before_anything_is_written() {
    let service = TestService::start_with(Engine::Sqlite, &[("POSTS_PER_MINUTE", "20")]).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    service.services.tidy_up().await.unwrap();
    // Without a cookie: each that is let through leaves a draft.
    let mut begun = 0;
    for _ in 0..200 {
        let answer = service.visitor().post("/api/activer/naissance", &BORN).await;
        if answer.status == StatusCode::FOUND {
            begun += 1;
        } else {
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(answer.headers["retry-after"], "60");
            assert!(answer.body.contains("<title>Trop d'essais – Mon espace santé</title>"), "{}", answer.body);
            assert!(answer.body.contains("Trop d'essais. Réessayez dans 1\u{a0}minute."), "{}", answer.body);
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
    // Signing in has taken some of the twenty, and a minute goes on meanwhile.
    assert!((10..=25).contains(&begun), "{begun}");
    let mut flooder = service.visitor();
    let answer = flooder.call("/api/connexion/identification", &[("identifiant", "x")]).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::TOO_MANY_REQUESTS, "\"Busy\""));
    // Pages are still shown there, others and who is signed in are served.
    assert_eq!(flooder.get("/activer").await.status, StatusCode::OK);
    let mut other = service.visitor();
    other.address = [192, 0, 2, 2];
    assert_eq!(other.post("/api/activer/naissance", &BORN).await.status, StatusCode::FOUND);
    assert_eq!(inaya.visitor.call("/api/profils", &[]).await.status, StatusCode::OK);
    // What is in the database of it: a draft each.
    service.forward(Span::minutes(31));
    assert_eq!(service.services.tidy_up().await.unwrap(), begun + 1);
}

#[tokio::test]
async fn many_refusals_leave_a_few_lines() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    for number in 0..200 {
        let answer = inaya.visitor.get(&format!("/p/{number:032x}/accueil")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let own = inaya.own.to_string();
    let refused = async |visitor: &mut crate::support::Visitor| {
        service.services.settle().await;
        let answer = visitor.call("/api/parametres/historique", &[("profile", &own)]).await;
        let days = answer.read::<domain::view::HistoryPage>().days;
        days.iter()
            .flat_map(|day| &day.entries)
            .filter(|entry| entry.act == domain::history::Act::AccessRefused)
            .count()
    };
    assert_eq!(refused(&mut inaya.visitor).await, 5);
    // Later there is one again.
    service.forward(Span::minutes(10));
    inaya.visitor.get("/p/x/accueil").await;
    assert_eq!(refused(&mut inaya.visitor).await, 6);
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn security_events_leave_lines_that_name_nobody() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let service = TestService::start(Engine::Sqlite).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    for _ in 0..7 {
        service.visitor().send_credentials("inaya.michel", "faux").await;
    }
    service.visitor().send_credentials("personne.ici", "faux").await;
    inaya.visitor.get("/p/00112233445566778899aabbccddeeff/accueil").await;
    inaya.visitor.post("/api/deconnexion", &[]).await;
    let foreign =
        Request::post("/api/deconnexion").header("origin", "https://evil.example").body(Body::empty()).unwrap();
    service.visitor().send(foreign).await;
    service.services.settle().await;

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let security: Vec<_> = lines.iter().filter(|line| line["target"] == "security").collect();
    let told: Vec<(&str, &str)> =
        security.iter().filter_map(|line| Some((line["event"].as_str()?, line["outcome"].as_str()?))).collect();
    for expected in [
        ("password", "accepted"),
        ("code", "accepted"),
        ("password", "refused"),
        ("password", "held_back"),
        ("access", "refused"),
        ("sign_out", "accepted"),
        ("origin", "refused"),
    ] {
        assert!(told.contains(&expected), "{expected:?}: {told:?}");
    }
    // One account under one pseudonym, in all of its lines; nobody else has it.
    let accounts: std::collections::BTreeSet<_> = security.iter().filter_map(|line| line["account"].as_str()).collect();
    assert_eq!(accounts.len(), 2, "hers, and that of nobody: {accounts:?}");
    let mine = inaya.own.to_string();
    for personal in ["inaya", "michel", "192.0.2.1", "evil.example", mine.as_str(), "personne.ici"] {
        assert!(!text.to_lowercase().contains(personal), "{personal}: {text}");
    }
}

#[tokio::test]
async fn nonsense_gets_whole_pages_and_no_library_speaks() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut visitor = service.visitor();
    let page = visitor.get("/nulle-part").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("Cette page n'existe pas ou n'existe plus."), "{}", page.body);

    // The only argument of that function is missing.
    let answer = visitor.post("/api/connexion/canal", &[("canal", "\u{1}"), ("canal", "x")]).await;
    assert_eq!(answer.location(), "", "no error in an address");
    assert!(answer.body.contains("Ce n'est pas de votre fait."), "{}", answer.body);
    let answer = visitor.call("/api/connexion/canal", &[("canal", "\0")]).await;
    assert!(
        // The last is an answer of ours: nothing to mend, and the visitor is being sent on.
        ["\"Unavailable\"", "\"NotFound\"", "\"SignInNeeded\"", "\0"].contains(&answer.body.as_str()),
        "{}",
        answer.body
    );
    assert_eq!(visitor.get("/api/nulle-part").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(visitor.post("/api/nulle-part", &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn outside_demonstration_mode_nothing_of_it_exists() {
    let scratch = store::scratch::Scratch::new(Engine::Sqlite).await;
    let variables = std::collections::HashMap::from([
        ("SMTP_URL", "smtp://127.0.0.1:1".to_owned()),
        ("MAIL_FROM", "Mon espace santé <ne-pas-repondre@exemple.fr>".to_owned()),
    ]);
    let configuration = server::configuration::Configuration::of(&variables).unwrap();
    let mail = configuration.mail.clone().unwrap();
    let gateways =
        services::outbox::Gateways::real(&mail.url, mail.from, None, &services::outbox::Believed::default()).unwrap();
    let (clock, rules) = (services::clock::Clock::system(), configuration.rules.clone());
    let services = services::scratch::services(&scratch, &clock, gateways, rules).await;
    let router = server::router(server::Instance::new(&configuration, services));
    let mut visitor =
        crate::support::Visitor { router, cookies: std::collections::BTreeMap::new(), address: [192, 0, 2, 1] };
    assert_eq!(visitor.get("/demonstration").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/demonstration/messages.json").await.status, StatusCode::NOT_FOUND);
    for function in ["etat", "horloge", "remise-a-zero", "connexion"] {
        let path = format!("/api/demonstration/{function}");
        for form in [&[("minutes", "1"), ("identifiant", "inaya.michel")][..], &[]] {
            assert_eq!(visitor.call(&path, form).await.status, StatusCode::NOT_FOUND, "{path} {form:?}");
        }
    }
    assert!(!visitor.get("/").await.body.contains("données fictives"));
    visitor.send_credentials("inaya.michel", services::demonstration::PASSWORD).await;
    assert!(visitor.get("/connexion").await.body.contains("Identifiant ou mot de passe incorrect."));
}

/// The heading, the title and so what is announced say the same.
#[tokio::test]
async fn an_error_within_a_page_is_its_title_too() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let history = format!("/p/{}/parametres/historique?apres=nulle-part", inaya.own);
    let page = inaya.visitor.get(&history).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("<h1 tabindex=\"-1\">Cette page n'existe pas ou n'existe plus.</h1>"), "{page:?}");
    let title = "<title>Cette page n'existe pas ou n'existe plus – Mon espace santé</title>";
    assert!(page.body.contains(title), "{page:?}");
}

/// A page that the browser kept in its memory shows what was: every page asks for itself anew, with the program or without.
#[tokio::test]
async fn every_page_that_comes_back_from_memory_is_asked_for_anew() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let public = PublicPage::ALL.iter().map(|page| page.path().to_owned());
    let own: Vec<String> = ProfilePage::ALL.iter().map(|page| page.path(inaya.own)).collect();
    let mut nobody = service.visitor();
    for path in public.chain(own).chain(["/nulle-part".to_owned()]) {
        for visitor in [&mut nobody, &mut inaya.visitor] {
            let page = visitor.get(&path).await;
            // What is drawn once for everybody shows nobody, and asks nothing.
            if page.status.is_redirection() || page.status == StatusCode::FORBIDDEN {
                continue;
            }
            let script = page.body.split("<script nonce=\"").nth(1).and_then(|rest| rest.split("</script>").next());
            let script = script.unwrap_or_else(|| panic!("{path}: {page:?}"));
            assert!(script.contains("'pageshow'") && script.contains("location.reload()"), "{path}: {script}");
            assert!(script.contains("'pagehide'") && script.contains(".hidden=e.persisted"), "{path}: {script}");
        }
    }
}

#[tokio::test]
async fn cookies_are_marked_secure_over_tls() {
    let service = TestService::start_with(
        Engine::Sqlite,
        &[("PUBLIC_ORIGIN", "https://exemple.fr"), ("LISTEN_ADDRESS", "127.0.0.1:3000"), ("TRUSTED_PROXIES", "1")],
    )
    .await;
    let mut visitor = service.visitor();
    let answer = visitor.send_credentials("inaya.michel", "faux").await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-connexion=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    assert!(answer.headers["strict-transport-security"].to_str().unwrap().contains("max-age=63072000"));
}

#[tokio::test]
async fn what_is_over_is_tidied_up() {
    let service = TestService::start(Engine::Sqlite).await;
    service.signed_in("inaya.michel").await;
    service.visitor().send_credentials("inaya.michel", "faux").await;
    assert_eq!(service.services.tidy_up().await.unwrap(), 0);
    service.forward(Span::hours(24 * 40));
    // A sign-in, its session, five counters, a flash, a key, a message.
    assert_eq!(service.services.tidy_up().await.unwrap(), 10);
}

#[tokio::test]
async fn no_address_of_a_page_lets_it_be_kept() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let own = inaya.own;
    for path in
        ["/profils".to_owned(), format!("/p/{own}/accueil"), format!("/p/{own}/parametres/informations-personnelles")]
    {
        let page = inaya.visitor.get(&path).await;
        assert_eq!((page.status, page.headers["cache-control"].to_str().unwrap()), (StatusCode::OK, "no-store"));
        let slash = inaya.visitor.get(&format!("{path}/")).await;
        assert_eq!((slash.status, slash.location()), (StatusCode::SEE_OTHER, path.as_str()));
        assert_eq!(slash.headers["cache-control"], "no-store");
    }
    for path in ["/nulle-part", "/nulle-part/", "/profils//", "//profils", "/%2e%2e/"] {
        let answer = inaya.visitor.get(path).await;
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        let content = answer.body.split("<main").nth(1).unwrap_or_default();
        assert!(!content.contains("Michel"), "{path}: nobody is named but in one's own menu");
    }
}

#[tokio::test]
async fn metrics_count_and_name_nobody() {
    let metrics = server::metrics::Metrics::start().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(metrics.serve(listener, std::future::pending()));

    let service = TestService::start(Engine::Sqlite).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let home = format!("/p/{}/accueil", inaya.own);
    assert_eq!(inaya.visitor.get(&home).await.status, StatusCode::OK);
    let foreign = "/p/0123456789abcdef0123456789abcdef/accueil";
    assert_eq!(inaya.visitor.get(foreign).await.status, StatusCode::FORBIDDEN);
    service.visitor().send_credentials("inaya.michel", "not the password").await;
    assert_eq!(service.scratch.change("UPDATE sessions SET mac = $1", &[&[0; 32]]).await.unwrap(), 1);
    assert_eq!(inaya.visitor.get(&home).await.status, StatusCode::SEE_OTHER, "an altered session is none");
    let few = TestService::start_with(Engine::Sqlite, &[("POSTS_PER_MINUTE", "10")]).await;
    for _ in 0..12 {
        few.visitor().post("/api/activer/naissance", &BORN).await;
    }

    rustls::crypto::ring::default_provider().install_default().ok();
    let answer = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    let text = answer.text().await.unwrap();
    for line in [
        "http_requests_total{method=\"GET\",route=\"/p/{profile}/accueil\",status=\"200\"} ",
        "http_requests_total{method=\"GET\",route=\"/p/{profile}/accueil\",status=\"403\"} ",
        "http_request_duration_seconds_bucket{method=\"GET\",route=\"/p/{profile}/accueil\",le=\"0.25\"} ",
        "sign_in_attempts_total{step=\"password\",outcome=\"accepted\"} ",
        "sign_in_attempts_total{step=\"password\",outcome=\"refused\"} ",
        "sign_in_attempts_total{step=\"code\",outcome=\"accepted\"} ",
        "access_refusals_total ",
        "posts_refused_total ",
        "forged_rows_total{table=\"sessions\"} ",
        "password_hash_duration_seconds_count ",
    ] {
        let count = text.lines().find_map(|found| found.strip_prefix(line));
        assert!(count.is_some_and(|count| count.parse::<u64>().unwrap() > 0), "{line}\n{text}");
    }
    let own = inaya.own.to_string();
    for word in ["inaya", "michel", &own, "0123456789abcdef"] {
        assert!(!text.to_lowercase().contains(word), "{word} is in the metrics");
    }
}
