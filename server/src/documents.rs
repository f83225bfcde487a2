//! Whole pages for answers that never reach the application: refusals, failures.

use std::sync::Arc;

use app::components::failure::ErrorKind;
use app::{Frame, error_document};
use axum::body::{Body, Bytes};
use axum::response::Response;
use domain::view::Space;
use http::StatusCode;
use http::header::CONTENT_TYPE;

/// The pages, drawn once.
#[derive(Clone)]
pub struct ErrorPages(Arc<Vec<(u16, Bytes)>>);

impl ErrorPages {
    /// Draws them for this instance.
    pub fn new(frame: &Frame) -> Self {
        let page = |kind: &ErrorKind| (kind.status(), error_document(*kind, frame, None).into());
        Self(Arc::new(ErrorKind::ALL.iter().map(page).collect()))
    }

    /// The page of that kind, drawn for whoever has that space.
    pub fn drawn(kind: ErrorKind, frame: &Frame, space: Option<Space>) -> Response {
        let status = StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        answer(status, Body::from(error_document(kind, frame, space)))
    }

    /// The page of that status, or the one of 500 if it has none of its own.
    pub fn page(&self, status: StatusCode) -> Response {
        let of = |status: u16| self.0.iter().find(|(known, _)| *known == status);
        let body = of(status.as_u16()).or_else(|| of(500)).map(|(_, page)| page.clone()).unwrap_or_default();
        answer(status, Body::from(body))
    }
}

fn answer(status: StatusCode, page: Body) -> Response {
    let mut response = Response::new(page);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
