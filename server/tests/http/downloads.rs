//! The file with everything that a profile holds, as browsers fetch it.

use app::api::export::{DownloadData, DownloadStep};
use axum::body::Body;
use domain::export::ExportState;
use domain::place::ProfilePage;
use domain::time::Span;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, Request, StatusCode};
use services::demonstration::PASSWORD;
use store::scratch::Engine;
use tokio_util::sync::CancellationToken;

use crate::support::{Answer, TestService};

crate::on_both_engines!(
    a_download_that_was_cut_goes_on_where_it_was,
    a_file_is_asked_for_and_fetched_with_the_password_typed_a_short_while_ago,
    whoever_opens_the_page_goes_on_and_its_program_that_asks_does_not,
    after_a_closure_the_link_and_a_code_lead_to_the_file,
);

const ASK: &str = "/api/parametres/telechargement";

async fn prepare(service: &TestService) {
    assert!(service.services.prepare_next_export(&CancellationToken::new()).await.unwrap());
}

fn header(answer: &Answer, name: http::HeaderName) -> &str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

async fn a_download_that_was_cut_goes_on_where_it_was(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let own = inaya.own.to_string();
    let page = ProfilePage::Export.path(inaya.own);
    let file = format!("{page}/fichier");
    let nothing = inaya.visitor.get(&file).await;
    assert_eq!((nothing.status, nothing.location()), (StatusCode::SEE_OTHER, page.as_str()), "the page says so");
    inaya.visitor.post(ASK, &[("profile", &own)]).await;
    prepare(&service).await;

    let own_history = ProfilePage::History.path(inaya.own);
    let head = Request::builder().method(Method::HEAD).uri(&file).body(Body::empty()).unwrap();
    assert_eq!(inaya.visitor.send(head).await.status, StatusCode::OK);
    assert!(!inaya.visitor.get(&own_history).await.body.contains("Effectué"), "nothing was downloaded");
    let whole = inaya.visitor.get(&file).await;
    assert!(inaya.visitor.get(&own_history).await.body.contains("Effectué"));
    assert_eq!(whole.status, StatusCode::OK);
    assert!(whole.bytes().starts_with(b"PK"));
    let length = whole.bytes().len();
    for (name, expected) in [
        (CONTENT_TYPE, "application/zip"),
        (CONTENT_DISPOSITION, "attachment; filename=\"mon-espace-sante-2026-11-22.zip\""),
        (CONTENT_LENGTH, &length.to_string()),
        (ACCEPT_RANGES, "bytes"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_ENCODING, ""),
    ] {
        assert_eq!(header(&whole, name.clone()), expected, "{name}");
    }
    let tag = header(&whole, ETAG).to_owned();
    let rest = inaya.visitor.open(&file, &[("range", "bytes=1000-"), ("if-range", &tag)]).await;
    assert_eq!(rest.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&rest, CONTENT_RANGE), format!("bytes 1000-{}/{length}", length - 1));
    assert!(rest.bytes() == &whole.bytes()[1000..]);
    let beyond = inaya.visitor.open(&file, &[("range", &format!("bytes={length}-"))]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(header(&beyond, CONTENT_RANGE), format!("bytes */{length}"));

    // Another file has taken its place: what is left of the first is of no use.
    service.forward(Span::minutes(1));
    inaya.visitor.post(ASK, &[("profile", &own)]).await;
    prepare(&service).await;
    let other = inaya.visitor.open(&file, &[("range", "bytes=1000-"), ("if-range", &tag)]).await;
    assert_eq!(other.status, StatusCode::OK);
    assert_ne!(header(&other, ETAG), tag);
    // Two at once are two whole files.
    let (mut one, mut two) = (inaya.visitor.clone(), inaya.visitor.clone());
    let (one, two) = tokio::join!(one.get(&file), two.get(&file));
    assert!(one.bytes() == other.bytes() && two.bytes() == other.bytes());
}

async fn a_file_is_asked_for_and_fetched_with_the_password_typed_a_short_while_ago(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let lola = inaya.profile("Lola").await;
    let (page, id) = (ProfilePage::Export.path(lola), lola.to_string());
    inaya.visitor.post(ASK, &[("profile", &id)]).await;
    prepare(&service).await;
    for _ in 0..11 {
        service.forward(Span::minutes(1));
        inaya.visitor.get("/profils").await;
        service.services.settle().await;
    }
    let seen = inaya.visitor.get(&page).await;
    assert!(seen.body.contains("Votre fichier est prêt"), "to look is not sensitive: {}", seen.body);
    let asked = format!("/confirmation?retour={page}");
    let fetched = inaya.visitor.get(&format!("{page}/fichier")).await;
    assert_eq!((fetched.status, fetched.location()), (StatusCode::SEE_OTHER, asked.as_str()));
    let again = inaya.visitor.post(ASK, &[("profile", &id)]).await;
    assert_eq!(again.location(), asked);
    inaya.visitor.post("/api/confirmation", &[("retour", &page), ("mot_de_passe", PASSWORD)]).await;
    assert_eq!(inaya.visitor.get(&format!("{page}/fichier")).await.status, StatusCode::OK);
    // Her file of Lola's profile is not his.
    let mut leo = service.signed_in("leo.michel").await;
    let his = leo.visitor.get(&format!("{page}/fichier")).await;
    assert_eq!((his.status, his.location()), (StatusCode::SEE_OTHER, page.as_str()));
}

async fn whoever_opens_the_page_goes_on_and_its_program_that_asks_does_not(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let (page, own) = (ProfilePage::Export.path(inaya.own), inaya.own.to_string());
    inaya.visitor.post(ASK, &[("profile", &own)]).await;
    service.forward(Span::minutes(10));
    inaya.visitor.get(&page).await;
    service.services.settle().await;
    service.forward(Span::minutes(10));
    let progress = inaya.visitor.call("/api/parametres/telechargement/avancement", &[("profile", &own)]).await;
    assert_eq!(
        progress.read::<Option<ExportState>>(),
        Some(ExportState::Preparing { percent: 0 }),
        "the page prolonged it"
    );
    service.services.settle().await;
    service.forward(Span::minutes(6));
    let ended = inaya.visitor.call("/api/parametres/telechargement/avancement", &[("profile", &own)]).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
}

async fn after_a_closure_the_link_and_a_code_lead_to_the_file(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let own = inaya.own.to_string();
    let confirm = format!("{}?telechargement=oui", ProfilePage::ConfirmClosure.path(inaya.own));
    let announced = inaya.visitor.hidden(&confirm, "annonce").await;
    let form =
        [("profile", own.as_str()), ("annonce", &announced), ("telechargement", "oui"), ("mot_de_passe", PASSWORD)];
    let closed = inaya.visitor.post("/api/parametres/cloture", &form).await;
    assert_eq!(closed.location(), "/cloture/terminee");
    let end = inaya.visitor.get("/cloture/terminee").await.body;
    assert!(end.contains("Vous recevrez un e-mail quand le fichier sera prêt."), "{end}");
    prepare(&service).await;

    let messages = service.services.demonstration().await.unwrap().messages;
    let mail = messages.iter().find(|mail| mail.text.contains("demande=")).unwrap();
    let link = &mail.text.split("demande=").nth(1).unwrap()[..32];
    let mut elsewhere = service.visitor();
    let page = format!("/telechargement?demande={link}");
    let file = format!("/telechargement/fichier?demande={link}");
    assert_eq!(elsewhere.get(&file).await.location(), page, "not without a code");
    let first = elsewhere.get(&page).await.body;
    assert!(first.contains("+33\u{a0}6\u{a0}**\u{a0}**\u{a0}**\u{a0}14") && !first.contains("Inaya"), "{first}");
    let none = elsewhere.post("/api/telechargement/canal", &[("demande", link)]).await;
    assert!(elsewhere.get(none.location()).await.body.contains("Choisissez comment recevoir votre code."));
    service.forward(Span::seconds(1));
    let sent = elsewhere.post("/api/telechargement/canal", &[("demande", link), ("canal", "sms")]).await;
    assert_eq!(sent.location(), page);
    let wrong = elsewhere.post("/api/telechargement/code", &[("demande", link), ("code", "12")]).await;
    assert!(elsewhere.get(wrong.location()).await.body.contains("Le code comporte 6\u{a0}chiffres."));
    let code = service.newest_code().await;
    let right = elsewhere.post("/api/telechargement/code", &[("demande", link), ("code", &code)]).await;
    assert_eq!(right.location(), page);
    let data = elsewhere.call("/api/telechargement/page", &[("demande", link)]).await.read::<DownloadData>();
    let linked = data.file.unwrap();
    assert_eq!(linked.step, DownloadStep::Open);
    let fetched = elsewhere.get(&file).await;
    let ExportState::Ready { bytes, .. } = linked.state else { panic!("{:?}", linked.state) };
    assert_eq!((fetched.status, fetched.bytes().len() as u64), (StatusCode::OK, bytes));
    assert_eq!(header(&fetched, CACHE_CONTROL), "no-store");
    let mut shared = elsewhere.clone();
    shared.post("/api/telechargement/fin", &[]).await;
    assert_eq!(shared.get(&file).await.location(), page, "«Terminer»");
    // Neither another browser nor another link.
    assert_eq!(service.visitor().get(&file).await.location(), page);
    for other in ["0".repeat(32), "inaya".to_owned(), String::new()] {
        let page = elsewhere.get(&format!("/telechargement?demande={other}")).await;
        assert!(page.body.contains("Ce lien n'est plus valable"), "{other}");
        assert_ne!(elsewhere.get(&format!("/telechargement/fichier?demande={other}")).await.status, StatusCode::OK);
    }
}
