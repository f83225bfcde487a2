//! Downloads: the file with everything that a profile holds, whole or from where a download was cut.

use std::ops::Range;

use app::visit::Visit;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::{ExportId, ProfileId};
use domain::place::{ProfilePage, PublicPage, confirmation};
use futures::stream::try_unfold;
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use http::{HeaderMap, Method, StatusCode};
use http_range_header::{RangeUnsatisfiableError, parse_range_header};
use serde::Deserialize;
use services::Fault;
use services::export::{Fetched, schema as export_schema};
use services::sign_in::SessionState;

use crate::guard::see_other;
use crate::instance::Instance;

/// What stands in the address of a link.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    demande: String,
}

/// The file of a profile in use, for whoever asked for it and has typed their password a short while ago.
pub async fn export(
    State(instance): State<Instance>,
    Extension(visit): Extension<Visit>,
    Path(profile): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    // The guard has refused all others.
    let (SessionState::Open(caller), Ok(profile)) = (visit.session, profile.parse::<ProfileId>()) else {
        return instance.pages.page(StatusCode::FORBIDDEN);
    };
    let page = ProfilePage::Export.path(profile);
    match instance.services.fetch_export(&caller, profile, sends(&method)).await {
        Ok(Some(file)) => send(&instance, file, &headers).await,
        // The page says what is true now.
        Ok(None) => see_other(&page),
        Err(Fault::PasswordNeeded) => see_other(
            &page.parse().map_or_else(|_| PublicPage::Confirmation.path().to_owned(), |then| confirmation(&then)),
        ),
        Err(Fault::Refused) => instance.pages.page(StatusCode::FORBIDDEN),
        Err(error) => failed(&instance, &error),
    }
}

/// The file of a closed profile, for the browser in which the code was right.
pub async fn linked(
    State(instance): State<Instance>,
    Extension(visit): Extension<Visit>,
    Query(Link { demande }): Query<Link>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Ok(id) = demande.parse::<ExportId>() else { return instance.pages.page(StatusCode::NOT_FOUND) };
    let file = match &visit.download {
        Some(token) => instance.services.fetch_linked_export(id, token, sends(&method)).await,
        None => Ok(None),
    };
    match file {
        Ok(Some(file)) => send(&instance, file, &headers).await,
        Ok(None) => see_other(&format!("{}?demande={id}", PublicPage::Download.path())),
        Err(error) => failed(&instance, &error),
    }
}

/// What a machine reads in the file, for everybody.
pub async fn schema(State(instance): State<Instance>) -> Response {
    match export_schema() {
        Ok(schema) => ([(CONTENT_TYPE, "application/schema+json")], schema).into_response(),
        Err(error) => failed(&instance, &error),
    }
}

/// Whether the answer has a body: to a HEAD it has none, and nothing was downloaded.
fn sends(method: &Method) -> bool {
    *method != Method::HEAD
}

fn failed(instance: &Instance, error: &Fault) -> Response {
    tracing::error!(%error, "a file cannot be sent");
    instance.pages.page(StatusCode::SERVICE_UNAVAILABLE)
}

/// Sends the file, or the one part of it that is asked for.
async fn send(instance: &Instance, file: Fetched, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.tag);
    let part = match asked_for(headers, &tag, file.bytes) {
        Asked::Whole => None,
        Asked::Part(part) => Some(part),
        Asked::Beyond => {
            let of = format!("bytes */{}", file.bytes);
            return (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, of)]).into_response();
        }
    };
    let range = part.clone().unwrap_or(0..file.bytes);
    let download = match file.open(range.clone()).await {
        Ok(download) => download,
        Err(error) => return failed(instance, &error),
    };
    let stream = try_unfold(download, async |mut download| {
        let bytes =
            download.read_on().await.inspect_err(|error| tracing::error!(%error, "a file cannot be read on"))?;
        Ok::<_, Fault>(bytes.map(|bytes| (Bytes::from(bytes), download)))
    });
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (CONTENT_LENGTH, (range.end - range.start).to_string()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (ETAG, tag),
    ];
    let body = Body::from_stream(stream);
    match part {
        None => (headers, body).into_response(),
        Some(part) => {
            let of = format!("bytes {}-{}/{}", part.start, part.end - 1, file.bytes);
            (StatusCode::PARTIAL_CONTENT, headers, [(CONTENT_RANGE, of)], body).into_response()
        }
    }
}

/// How much of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    /// A part that it does not have.
    Beyond,
}

/// Several parts at once are not given: the whole is, as is whenever the file is another one by now (RFC 9110, 14.2).
fn asked_for(headers: &HeaderMap, tag: &str, bytes: u64) -> Asked {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    let same = text(IF_RANGE).is_none_or(|known| known == tag);
    let Some(ranges) = text(RANGE).filter(|_| same).and_then(|range| parse_range_header(range).ok()) else {
        return Asked::Whole;
    };
    match ranges.validate(bytes) {
        Ok(ranges) => match &ranges[..] {
            [only] => Asked::Part(*only.start()..only.end() + 1),
            _ => Asked::Whole,
        },
        // The last bytes of a file that has fewer: all of them.
        Err(RangeUnsatisfiableError::FileSuffixOutOfBounds) => Asked::Whole,
        Err(_) => Asked::Beyond,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_given_as_long_as_the_file_is_the_same() {
        let asked = |range: &str, known: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, range.parse().unwrap());
            known.map(|known| headers.insert(IF_RANGE, known.parse().unwrap()));
            asked_for(&headers, "\"a\"", 1000)
        };
        assert_eq!(asked("bytes=500-", None), Asked::Part(500..1000));
        assert_eq!(asked("bytes=0-0", Some("\"a\"")), Asked::Part(0..1));
        assert_eq!(asked("bytes=-100", None), Asked::Part(900..1000));
        assert_eq!(asked("bytes=990-2000", None), Asked::Part(990..1000));
        assert_eq!(asked("bytes=-2000", None), Asked::Whole);
        assert_eq!(asked("bytes=500-", Some("\"b\"")), Asked::Whole);
        assert_eq!(asked("bytes=1000-", None), Asked::Beyond);
        for other in ["bytes=0-1,5-9", "octets=1-2", "bytes=", "bytes=9-1", "x"] {
            assert!(matches!(asked(other, None), Asked::Whole | Asked::Beyond), "{other}");
        }
        assert_eq!(asked_for(&HeaderMap::new(), "\"a\"", 1000), Asked::Whole);
    }
}
