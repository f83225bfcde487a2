//! What an instance says of who runs it: what is configured, and nothing else.

use domain::help::HOURS;
use store::scratch::Engine;

use crate::support::{Citizen, TestService};

/// What the pages can claim, each by its own words.
const CLAIMS: [&str; 4] = [
    "proposée par le service public",
    "hébergées en France",
    "Agence Nationale de Sécurité des Systèmes d'Informations",
    "protégées par l'Assurance Maladie",
];

const LEGAL: [&str; 4] = ["/mentions-legales", "/donnees-personnelles", "/accessibilite", "/cgu"];

/// A service that is no demonstration.
async fn in_service(variables: &[(&'static str, &str)]) -> TestService {
    TestService::start_with(Engine::Sqlite, &[&[("DEMONSTRATION", "false")], variables].concat()).await
}

/// The pages that claim anything: the front page, and two of somebody who is signed in.
async fn claiming(service: &TestService) -> [String; 3] {
    let Citizen { own, mut visitor } = service.signed_in("inaya.michel").await;
    let front = service.visitor().get("/").await.body;
    let home = visitor.get(&format!("/p/{own}/accueil")).await.body;
    [front, home, visitor.get(&format!("/p/{own}/parametres/cloture")).await.body]
}

fn claims(page: &str) -> Vec<&str> {
    CLAIMS.into_iter().filter(|claim| page.contains(claim)).collect()
}

#[tokio::test]
async fn a_demonstration_shows_what_the_service_claims_and_says_that_it_is_one() {
    let service = TestService::start(Engine::Sqlite).await;
    let [front, home, closure] = claiming(&service).await;
    for page in [&front, &home] {
        assert_eq!(claims(page), CLAIMS, "{page}");
        assert!(page.contains("Démonstration\u{a0}: ces phrases sont celles du service présenté."), "{page}");
    }
    assert_eq!(claims(&closure), [CLAIMS[2]]);
    let notice = service.visitor().get("/mentions-legales").await.body;
    assert!(notice.contains("Ceci est une démonstration") && notice.contains("pas le service officiel"), "{notice}");
}

#[tokio::test]
async fn nothing_is_claimed_that_nobody_configured() {
    let service = in_service(&[]).await;
    for page in claiming(&service).await {
        assert_eq!(claims(&page), [""; 0], "{page}");
        assert!(!page.contains("Vos données sont sécurisées"), "{page}");
    }
    let mut visitor = service.visitor();
    for path in LEGAL {
        let page = visitor.get(path).await.body;
        assert!(claims(&page).is_empty() && !page.contains("officiel") && !page.contains("émonstration"), "{page}");
    }
    let notice = visitor.get("/mentions-legales").await.body;
    assert_eq!(notice.matches("Non indiqué par l'exploitant").count(), 2, "{notice}");
}

#[tokio::test]
async fn the_operators_words_stand_where_they_belong() {
    let service = in_service(&[
        ("PUBLISHER", "Caisse <d'exemple>, 75000 Paris"),
        ("HOSTING_PROVIDER", "Hébergeur d'exemple, 59000 Lille"),
        ("CONTACT", "contact@exemple.fr"),
        ("ASSURANCES", "assurance-maladie, homologation-anssi"),
    ])
    .await;
    let [front, home, closure] = claiming(&service).await;
    for page in [&front, &home] {
        assert_eq!(claims(page), [CLAIMS[2], CLAIMS[3]], "{page}");
        assert!(page.contains("<body data-assurances=\"12\">"), "the program says the same: {page}");
    }
    assert_eq!(claims(&closure), [CLAIMS[2]]);
    let mut visitor = service.visitor();
    let notice = visitor.get("/mentions-legales").await.body;
    for said in ["Caisse &lt;d'exemple&gt;, 75000 Paris", "Hébergeur d'exemple, 59000 Lille", "contact@exemple.fr"] {
        assert!(notice.contains(said), "{said}: {notice}");
    }
    assert!(visitor.get("/donnees-personnelles").await.body.contains("ou en écrivant à contact@exemple.fr"));
    assert!(visitor.get("/accessibilite").await.body.contains("ou écrivez à contact@exemple.fr"));
}

#[tokio::test]
async fn legal_pages_say_of_when_they_are_and_what_is_kept() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut visitor = service.visitor();
    for path in LEGAL {
        let page = visitor.get(path).await.body;
        assert!(page.contains("Mise à jour le <time datetime=\"20"), "{page}");
    }
    let kept = visitor.get("/donnees-personnelles").await.body;
    for said in ["données de santé", "numéro de sécurité sociale", "carte Vitale"] {
        assert!(kept.contains(said), "{said}: {kept}");
    }
}

#[tokio::test]
async fn the_help_lines_hours_are_the_same_everywhere() {
    let service = TestService::start(Engine::Sqlite).await;
    let help = service.visitor().get("/aide").await.body;
    assert_eq!(help.matches(HOURS).count(), 2, "on the page and below it: {help}");
}
