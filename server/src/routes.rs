//! Plain routes.

use app::enrolment_visit::EnrolmentVisit;
use app::visit::{Visit, seconds};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use services::sign_in::SessionState;

use crate::instance::Instance;

/// Whether the process is alive.
pub async fn livez() -> &'static str {
    "ok"
}

/// Whether the process can serve: the database answers and can be written to.
pub async fn readyz(State(instance): State<Instance>) -> Response {
    match instance.services.ready().await {
        Ok(()) => "ok".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// How many seconds the session lasts if nothing happens; asking does not prolong it.
pub async fn session_left(Extension(visit): Extension<Visit>) -> Response {
    match visit.session {
        SessionState::Open(caller) => {
            let left = seconds(caller.ends_at().since(visit.services.now()));
            Json(serde_json::json!({ "secondes": left })).into_response()
        }
        SessionState::Absent | SessionState::Ended => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// The attestation of the opposition that was recorded from this browser, to be saved as a file.
pub async fn attestation(State(instance): State<Instance>, Extension(visit): Extension<EnrolmentVisit>) -> Response {
    let file = match &visit.draft {
        Some(draft) => instance.services.attestation_file(draft).await,
        None => Ok(None),
    };
    match file {
        Ok(Some(file)) => {
            let headers = [
                (CONTENT_TYPE, "application/pdf"),
                (CONTENT_DISPOSITION, "attachment; filename=\"attestation-opposition.pdf\""),
            ];
            (headers, file).into_response()
        }
        Ok(None) => instance.pages.page(StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(%error, "an attestation cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Demonstration mode: the messages that were kept, newest first.
pub async fn messages(State(instance): State<Instance>) -> Response {
    match instance.services.demonstration().await {
        Ok(state) => Json(state.messages).into_response(),
        Err(error) => {
            tracing::error!(%error, "messages cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
