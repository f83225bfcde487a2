//! The gallery is there with the feature of that name, for anybody, and leads nowhere private.

use store::scratch::Engine;

use crate::support::TestService;

#[cfg(not(feature = "gallery"))]
#[tokio::test]
async fn what_is_deployed_has_no_gallery() {
    let service = TestService::start(Engine::Sqlite).await;
    for path in ["/galerie", "/galerie.json", "/galerie/jetons", "/galerie/galerie.css"] {
        assert_eq!(service.visitor().get(path).await.status, http::StatusCode::NOT_FOUND, "{path}");
    }
}

#[cfg(feature = "gallery")]
mod with_the_feature {
    use super::{Engine, TestService};
    use app::gallery::Page;
    use http::StatusCode;
    use http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};

    #[tokio::test]
    async fn every_page_of_the_list_is_open_to_anybody() {
        let service = TestService::start(Engine::Sqlite).await;
        let mut visitor = service.visitor();
        let list: Vec<serde_json::Value> = serde_json::from_str(&visitor.get("/galerie.json").await.body).unwrap();
        assert_eq!(list.len(), Page::all().len());
        for line in &list {
            let url = line["url"].as_str().unwrap();
            let answer = visitor.get(url).await;
            assert_eq!(answer.status, StatusCode::OK, "{url}");
            assert!(!answer.headers.contains_key(SET_COOKIE), "{url} gives a cookie");
            let title = line["title"].as_str().unwrap();
            assert!(answer.body.contains(&format!("<title>{title} – Galerie Rivage</title>")), "{url}: {title}");
        }
    }

    #[tokio::test]
    async fn its_pages_frame_one_another_and_those_of_the_service_are_never_framed() {
        let service = TestService::start(Engine::Sqlite).await;
        let mut visitor = service.visitor();
        let mut policy = async |path: &str| {
            let answer = visitor.get(path).await;
            let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
            (header(CONTENT_SECURITY_POLICY.as_str()), header("x-frame-options"))
        };
        let (gallery, options) = policy("/galerie/ecrans/connexion?largeur=320").await;
        assert!(gallery.ends_with("frame-src 'self'; frame-ancestors 'self'"), "{gallery}");
        assert_eq!(options, "SAMEORIGIN");
        let (service, options) = policy("/connexion").await;
        assert!(service.ends_with("frame-ancestors 'none'") && !service.contains("frame-src"), "{service}");
        assert_eq!(options, "DENY");
    }

    #[tokio::test]
    async fn other_addresses_below_it_do_not_exist() {
        let service = TestService::start(Engine::Sqlite).await;
        for path in ["/galerie/composants", "/galerie/ecrans/nulle-part", "/galerie/ecrans/connexion/x/y"] {
            assert_eq!(service.visitor().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
