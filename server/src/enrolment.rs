//! What the wizard of enrolment does with a request for a page: it is let through to a step that can be shown, or led
//! elsewhere. A wizard of another system has a middleware of its own like this one, and a layer in the router.

use app::enrolment_visit::{EnrolmentVisit, Way};
use app::visit::Cookie;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::place::EnrolmentPlace;
use http::{Method, StatusCode};

use crate::guard::see_other;
use crate::instance::Instance;
use crate::middleware::{cookies, is_a_file, status_only};

/// Finds out which enrolment is under way, and hands it on with the request.
pub async fn enrolment(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    if is_a_file(request.uri()) {
        return next.run(request).await;
    }
    let draft = instance.cookies.read(&cookies(request.headers()), Cookie::Enrolment);
    let mut visit = EnrolmentVisit { draft, state: None };
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(place) = EnrolmentPlace::of_path(request.uri().path())
    {
        match visit.way_to(&instance.services, place).await {
            Ok(Way::On(state)) => visit.state = state,
            Ok(Way::To(address)) => return see_other(&address),
            Err(error) => {
                tracing::error!(%error, "a step cannot be guarded");
                return status_only(StatusCode::SERVICE_UNAVAILABLE);
            }
        }
    }
    request.extensions_mut().insert(visit);
    next.run(request).await
}
