//! How pages talk with the server: [`Content`] loads what a page shows, [`Posting`] sends a form.
//!
//! On the server a page's server functions run in process; in the browser the same functions are
//! called over HTTP. What comes back stays text until a page reads it, so that all pages share one
//! resource, one request and one decoder: written with the library's typed resources and actions,
//! each page and form would bring its own copy of all three to the browser (a third of the first
//! load).
mod content;
mod posting;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use leptos::serde_json;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::AppError;

pub use content::{Content, failed, loaded, loaded_or, loaded_together, waiting};
pub use posting::Posting;

/// What a server function answered: its JSON, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer(Result<Arc<str>, AppError>);

impl Answer {
    /// The answer that says `value`.
    pub fn of<T: Serialize>(value: Result<T, AppError>) -> Self {
        let json = value.and_then(|value| serde_json::to_string(&value).map_err(|_| AppError::Unavailable));
        Self(json.map(Into::into))
    }

    /// What it says.
    ///
    /// # Errors
    /// The answer's own error; [`AppError::Unavailable`] when it says something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        read_json(self.0.as_deref().map_err(|error| *error)?)
    }

    /// Why there is none.
    pub fn error(&self) -> Option<AppError> {
        self.0.as_ref().err().copied()
    }
}

/// Reads JSON: in the browser by its own parser, which costs nothing to download.
#[cfg(any(feature = "hydrate", feature = "csr"))]
pub(crate) fn read_json<T: DeserializeOwned>(json: &str) -> Result<T, AppError> {
    let value = js_sys::JSON::parse(json).map_err(|_| AppError::Unavailable)?;
    serde_wasm_bindgen::from_value(value).map_err(|_| AppError::Unavailable)
}

#[cfg(not(any(feature = "hydrate", feature = "csr")))]
fn read_json<T: DeserializeOwned>(json: &str) -> Result<T, AppError> {
    serde_json::from_str(json).map_err(|_| AppError::Unavailable)
}

/// No JSON begins like this.
const ERROR: char = '!';

/// As it travels from the server's page to the browser's.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(json) => f.write_str(json),
            Err(error) => write!(f, "{ERROR}{}", error.name()),
        }
    }
}

impl FromStr for Answer {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        Ok(Self(match text.strip_prefix(ERROR) {
            Some(name) => Err(AppError::of_name(name)),
            None => Ok(text.into()),
        }))
    }
}

/// Sends a body to a server function and follows where its answer leads.
#[cfg(any(feature = "hydrate", feature = "csr"))]
pub(crate) async fn post(path: &'static str, body: String) -> Answer {
    use gloo_net::http::Request;
    use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};

    let request = Request::post(path)
        .header("Accept", "application/json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body);
    let Ok(request) = request else { return Answer(Err(AppError::Unavailable)) };
    let Ok(response) = request.send().await else { return Answer(Err(AppError::Interrupted)) };
    let Ok(text) = response.text().await else { return Answer(Err(AppError::Interrupted)) };
    if !response.ok() {
        // The error's name, in quotes; or a page of a proxy.
        return Answer(Err(AppError::of_name(text.trim_matches('"'))));
    }
    if response.headers().get(REDIRECT_HEADER).is_some() {
        call_redirect_hook(&response.headers().get("Location").unwrap_or_default());
    }
    Answer(Ok(text.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_travel_as_text() {
        let answers = [Answer::of(Ok("été \"1\" !")), Answer::of(Ok(())), Answer::of(Err::<(), _>(AppError::Busy))];
        for answer in answers {
            assert_eq!(answer.to_string().parse(), Ok(answer));
        }
        assert_eq!(Answer::of(Ok(7)).read(), Ok(7));
        assert_eq!(Answer::of(Ok(7)).read::<String>(), Err(AppError::Unavailable));
        assert_eq!(Answer::of(Err::<u8, _>(AppError::NotFound)).read::<u8>(), Err(AppError::NotFound));
    }
}
