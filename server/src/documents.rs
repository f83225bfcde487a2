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
pub struct ErrorPages(Arc<Vec<(ErrorKind, Bytes)>>);

impl ErrorPages {
    /// Draws them for this instance.
    pub fn new(frame: &Frame) -> Self {
        Self(Arc::new(ErrorKind::ALL.iter().map(|kind| (*kind, error_document(*kind, frame).into())).collect()))
    }

    /// The page of that status, or the one of 500 if it has none of its own. Of 403 it is the one about a profile.
    pub fn page(&self, status: StatusCode) -> Response {
        let kind = ErrorKind::ALL.into_iter().find(|kind| kind.status() == status.as_u16());
        self.draw(kind.unwrap_or(ErrorKind::Failed), status)
    }

    /// The page for what does not come from a page of ours.
    pub fn foreign(&self) -> Response {
        self.draw(ErrorKind::Foreign, StatusCode::FORBIDDEN)
    }

    fn draw(&self, kind: ErrorKind, status: StatusCode) -> Response {
        let body = self.0.iter().find(|(drawn, _)| *drawn == kind).map(|(_, page)| page.clone()).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("text/html; charset=utf-8"));
        response
    }
}
