//! Whole pages for answers that never reach the application: refusals, failures.

use std::sync::Arc;

use app::components::failure::ErrorKind;
use app::{Frame, error_document};
use axum::body::{Body, Bytes};
use axum::response::Response;
use http::StatusCode;
use http::header::CONTENT_TYPE;

/// The pages, drawn once.
#[derive(Clone)]
pub struct ErrorPages(Arc<Vec<(u16, Bytes)>>);

impl ErrorPages {
    /// Draws them for this instance.
    pub fn new(frame: &Frame) -> Self {
        Self(Arc::new(ErrorKind::ALL.iter().map(|kind| (kind.status(), error_document(*kind, frame).into())).collect()))
    }

    /// The page of that status, or the one of 500 if it has none of its own.
    pub fn page(&self, status: StatusCode) -> Response {
        let of = |status: u16| self.0.iter().find(|(known, _)| *known == status);
        let body = of(status.as_u16()).or_else(|| of(500)).map(|(_, page)| page.clone()).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("text/html; charset=utf-8"));
        response
    }
}
