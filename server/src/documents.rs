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
pub struct ErrorPages(Arc<Vec<(ErrorKind, Bytes)>>);

impl ErrorPages {
    /// Draws them for this instance.
    pub fn new(frame: &Frame) -> Self {
        let page = |kind: &ErrorKind| (*kind, error_document(*kind, frame, None).into());
        Self(Arc::new(ErrorKind::ALL.iter().map(page).collect()))
    }

    /// What one may not see, drawn for whoever has that space.
    pub fn refused(frame: &Frame, space: Space) -> Response {
        answer(StatusCode::FORBIDDEN, Body::from(error_document(ErrorKind::Refused, frame, Some(space))))
    }

    /// The page of that status, or the one of 500 if it has none of its own. Of 403 it is the one about a profile.
    pub fn page(&self, status: StatusCode) -> Response {
        let kind = ErrorKind::ALL.into_iter().find(|kind| kind.status() == status.as_u16());
        self.drawn(kind.unwrap_or(ErrorKind::Failed), status)
    }

    /// The page for what does not come from a page of ours.
    pub fn foreign(&self) -> Response {
        self.drawn(ErrorKind::Foreign, StatusCode::FORBIDDEN)
    }

    fn drawn(&self, kind: ErrorKind, status: StatusCode) -> Response {
        let page = self.0.iter().find(|(drawn, _)| *drawn == kind).map(|(_, page)| page.clone());
        answer(status, Body::from(page.unwrap_or_default()))
    }
}

fn answer(status: StatusCode, page: Body) -> Response {
    let mut response = Response::new(page);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
