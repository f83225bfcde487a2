//! Plain routes: what is neither a page nor a server function.

use app::enrolment_visit::EnrolmentVisit;
use app::visit::{Visit, seconds};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Extension, Json};
use domain::provisional_code::Delivery;
use domain::view::KeptMessage;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Serialize;
use services::Fault;
use services::clock::instant;
use services::sign_in::SessionState;

use crate::downloads;
use crate::instance::Instance;

/// Where the attestation of an opposition is fetched as a file.
pub const ATTESTATION_FILE: &str = "/opposition/attestation.pdf";

/// Where the file with everything that a profile holds is downloaded.
pub const EXPORT_FILE: &str = "/p/{profile}/parametres/informations-personnelles/telechargement/fichier";
/// Where that of a closed profile is.
pub const LINKED_FILE: &str = "/telechargement/fichier";
/// Where it is published what a machine reads in it.
pub const SCHEMA_FILE: &str = "/schemas/informations.schema.json";

/// All plain routes, and what answers them. Each has a row in the authorisation matrix of the tests, which reads the same list.
pub fn plain(demonstration: bool) -> Vec<(&'static str, MethodRouter<Instance>)> {
    let mut routes = vec![
        ("/livez", get(livez)),
        ("/readyz", get(readyz)),
        ("/session/duree", get(session_left)),
        (ATTESTATION_FILE, get(attestation)),
        (EXPORT_FILE, get(downloads::export)),
        (LINKED_FILE, get(downloads::linked)),
        (SCHEMA_FILE, get(downloads::schema)),
    ];
    if demonstration {
        routes.push(("/demonstration/messages.json", get(messages)));
    }
    #[cfg(feature = "gallery")]
    routes.extend(crate::gallery::routes());
    routes
}

/// The addresses of all plain routes, those of a demonstration included.
pub fn plain_paths() -> impl Iterator<Item = &'static str> {
    plain(true).into_iter().map(|(path, _)| path)
}

/// Whether the process is alive.
async fn livez() -> &'static str {
    "ok"
}

/// Whether the process can serve: the database answers and can be written to.
async fn readyz(State(instance): State<Instance>) -> Response {
    match instance.services.ready().await {
        Ok(()) => "ok".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// How many seconds the session lasts if nothing happens, and what names its account in forms: a page that was drawn for
/// another one finds out that it is left. Asking does not prolong it.
async fn session_left(Extension(visit): Extension<Visit>) -> Response {
    match visit.session {
        SessionState::Open(caller) => {
            let left = seconds(caller.ends_at().since(visit.services.now()));
            Json(serde_json::json!({ "secondes": left, "compte": visit.account() })).into_response()
        }
        SessionState::Absent | SessionState::Ended => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// The attestation of the opposition that was recorded from this browser, to be saved as a file.
async fn attestation(State(instance): State<Instance>, Extension(visit): Extension<EnrolmentVisit>) -> Response {
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

/// A message as suites read it. What it has not is left out.
#[derive(Serialize)]
struct SentMessage {
    channel: Delivery,
    /// In UTC.
    sent_at: String,
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    text: String,
}

impl SentMessage {
    fn of(message: KeptMessage) -> Result<Self, Fault> {
        let KeptMessage { channel, at, sent_at: _, to, subject, code, text } = message;
        Ok(Self { channel, sent_at: instant(at)?, to, subject, code, text })
    }
}

/// Demonstration mode: the messages that were kept, newest first.
async fn messages(State(instance): State<Instance>) -> Response {
    let kept = instance.services.demonstration().await;
    let sent = kept.and_then(|state| state.messages.into_iter().map(SentMessage::of).collect::<Result<Vec<_>, _>>());
    match sent {
        Ok(sent) => Json(sent).into_response(),
        Err(error) => {
            tracing::error!(%error, "messages cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
