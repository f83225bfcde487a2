//! The gallery over HTTP: for tests and designers, never in what is deployed (feature `gallery`).
//! It needs no sign-in and no database.

use app::gallery::look::Look;
use app::gallery::{Page, STYLESHEET, document};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Extension, Json};
use http::header::CONTENT_TYPE;
use http::{StatusCode, Uri};

use crate::instance::Instance;
use crate::middleware::{Framed, status_only};

/// Its routes.
pub fn routes() -> [(&'static str, MethodRouter<Instance>); 4] {
    [
        ("/galerie", get(page)),
        ("/galerie/{*page}", get(page)),
        ("/galerie/galerie.css", get(stylesheet)),
        ("/galerie.json", get(list)),
    ]
}

async fn page(State(instance): State<Instance>, uri: Uri) -> Response {
    let Some(page) = Page::of_path(uri.path()) else { return status_only(StatusCode::NOT_FOUND) };
    let look = Look::of_query(uri.query().unwrap_or_default());
    // Its pages show one another in frames; those of the service are never framed.
    (Extension(Framed), Html(document(page, look, &instance.frame))).into_response()
}

async fn stylesheet() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLESHEET).into_response()
}

async fn list() -> Response {
    Json(Page::all().into_iter().map(Page::line).collect::<Vec<_>>()).into_response()
}
