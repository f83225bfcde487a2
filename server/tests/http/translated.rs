//! A browser that translates a page leaves names, codes and numbers as they are: each stands in an element that says so.

use domain::place::{ProfilePage, PublicPage};
use services::demonstration::PASSWORD;
use store::scratch::Engine;

use crate::support::TestService;

/// What no translation may touch, of everybody whom the pages below show.
const WORDS: [&str; 15] = [
    "Inaya",
    "Lola",
    "Mathis",
    "Louise",
    "Louison",
    "Louis",
    "Léo",
    "Martine",
    "Leguellec",
    "Michel",
    "inaya.michel",
    "@exemple.fr",
    "+33\u{a0}6\u{a0}**",
    "2\u{a0}84\u{a0}05",
    "06\u{a0}11",
];

/// The texts of a page that hold one of the words and may be translated.
fn translatable(html: &str) -> Vec<String> {
    const EMPTY: [&str; 6] = ["input", "link", "meta", "br", "hr", "img"];
    let mut kept = vec![false];
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let text = &rest[..open];
        if !kept.last().unwrap() && WORDS.iter().any(|word| text.contains(word)) {
            found.push(text.to_owned());
        }
        rest = &rest[open + 1..];
        let close = rest.find('>').unwrap();
        let (tag, after) = (&rest[..close], &rest[close + 1..]);
        rest = after;
        let name = tag.split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            kept.pop();
        } else if name == "script" || name == "style" || name == "title" {
            rest = &rest[rest.find(&format!("</{name}>")).unwrap() + name.len() + 3..];
        } else if !tag.starts_with('!') && !EMPTY.contains(&name) {
            let here = *kept.last().unwrap() || tag.contains("translate=\"no\"");
            kept.push(here);
        }
    }
    assert_eq!(kept.len(), 1, "every element is closed: {html}");
    found
}

#[test]
fn a_word_that_may_be_translated_is_found() {
    assert_eq!(translatable("<p>Bonjour <b>Inaya</b><br>,</p>"), ["Inaya"]);
    assert!(translatable("<p>Bonjour <b translate=\"no\"><i>Inaya</i></b>, <i>vous</i></p>").is_empty());
}

#[tokio::test]
async fn names_codes_and_numbers_are_not_translated() {
    let service = TestService::start(Engine::Sqlite).await;
    let mut pages = Vec::new();
    let mut visitor = service.visitor();
    visitor.send_credentials("inaya.michel", PASSWORD).await;
    pages.push(visitor.get("/connexion/code/canal").await);
    let key = visitor.form_key("/connexion/code/canal").await;
    visitor.post("/api/connexion/canal", &[("canal", "email"), ("cle", &key)]).await;
    pages.push(visitor.get("/connexion/code").await);

    // Léo reads Lola's history, and tells of it there.
    let mut leo = service.signed_in("leo.michel").await;
    let lola = leo.profile("Lola").await;
    leo.visitor.get(&ProfilePage::History.path(lola)).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    for page in ProfilePage::ALL {
        for profile in [inaya.own, lola] {
            pages.push(inaya.visitor.get(&page.path(profile)).await);
        }
    }
    for page in PublicPage::ALL {
        pages.push(inaya.visitor.get(page.path()).await);
    }
    let data: app::api::children::ChildrenData = inaya.visitor.call("/api/profils/enfants", &[]).await.read();
    let louise = data.children[0].id.to_string();
    let form = [("enfants[]", louise.as_str()), ("certification", "oui")];
    inaya.visitor.post("/api/profils/ajouter", &form).await;
    pages.push(inaya.visitor.get(PublicPage::AddProfiles.path()).await);

    let mut names = 0;
    for page in &pages {
        let found = translatable(page.sent());
        assert!(found.is_empty(), "{found:?}: {}", page.sent());
        names += page.sent().matches("translate=\"no\"").count();
        assert!(!page.sent().contains(['\u{2068}', '\u{2069}']), "a mark is sent: {}", page.sent());
    }
    assert!(names > 5 * pages.len(), "{names} on {} pages", pages.len());
}
