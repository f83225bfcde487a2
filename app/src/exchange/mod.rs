//! How pages talk with the server: [`Content`] loads what a page shows, a
//! [`Form`](crate::components::form::Form) is posted.
//!
//! On the server a page's server functions run in process; in the browser the same functions are
//! called over HTTP. What comes back stays bytes until a page reads it, so that all pages share one
//! resource, one request and one decoder: written with the library's typed resources and actions,
//! each page and form would bring its own copy of all three to the browser (a third of the first
//! load).
mod content;
mod posted;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::AppError;

pub use content::{Content, Source, ask_once, failed, loaded, loaded_or, loaded_together, waiting};
pub use posted::{FieldError, FormErrors, Posted, Values};

/// What a server function answers to a form.
pub type FormAnswer = Result<Posted, AppError>;

/// What a server function answered: in the compact form of `postcard`, or why there is nothing. Reading it takes a
/// much smaller program than reading JSON: 18 kB of the first load less (measured when the enrolment came).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer(Result<Arc<[u8]>, AppError>);

impl Answer {
    /// The answer that says `value`.
    pub fn of<T: Serialize>(value: Result<T, AppError>) -> Self {
        let bytes = value.and_then(|value| postcard::to_allocvec(&value).map_err(|_| AppError::Unavailable));
        Self(bytes.map(Into::into))
    }

    /// What it says.
    ///
    /// # Errors
    /// The answer's own error; [`AppError::Unavailable`] when it says something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        let bytes = self.0.as_deref().map_err(|error| *error)?;
        match postcard::take_from_bytes(bytes) {
            Ok((value, [])) => Ok(value),
            _ => Err(AppError::Unavailable),
        }
    }

    /// Why there is none.
    pub fn error(&self) -> Option<AppError> {
        self.0.as_ref().err().copied()
    }
}

/// Base64 does not begin like this.
const ERROR: char = '!';

/// As it travels from the server's page to the browser's.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(bytes) => f.write_str(&STANDARD_NO_PAD.encode(bytes)),
            Err(error) => write!(f, "{ERROR}{}", error.name()),
        }
    }
}

impl FromStr for Answer {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        Ok(Self(match text.strip_prefix(ERROR) {
            Some(name) => Err(AppError::of_name(name)),
            None => Ok(STANDARD_NO_PAD.decode(text).map_err(|_| AppError::Unavailable)?.into()),
        }))
    }
}

/// Sends a body to a server function and follows where its answer leads.
#[cfg(any(feature = "hydrate", feature = "csr"))]
pub(crate) async fn post(path: &'static str, body: String) -> Answer {
    use domain::place::{Page, Program};
    use gloo_net::http::Request;
    use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};

    use crate::under_way::UnderWay;

    let _under_way = UnderWay::begin();
    let request = Request::post(path)
        .header("Accept", "*/*")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body);
    let Ok(request) = request else { return Answer(Err(AppError::Unavailable)) };
    let Ok(response) = request.send().await else { return Answer(Err(AppError::Interrupted)) };
    let Ok(bytes) = response.binary().await else { return Answer(Err(AppError::Interrupted)) };
    if !response.ok() {
        // The error's name, in quotes; or a page of a proxy.
        let name = String::from_utf8(bytes).unwrap_or_default();
        return Answer(Err(AppError::of_name(name.trim_matches('"'))));
    }
    if response.headers().get(REDIRECT_HEADER).is_some() {
        let to = response.headers().get("Location").unwrap_or_default();
        if Page::of_address(&to).is_some_and(|page| page.program() == Program::Without) {
            // It fails only for an address that is none.
            let _ = leptos::prelude::window().location().assign(&to);
            // The form stays as it is while it is on its way, until this page is gone.
            std::future::pending::<()>().await;
        } else {
            call_redirect_hook(&to);
            // The router leads on in the browser's next frame, before this.
            let leading = UnderWay::begin();
            leptos::prelude::request_animation_frame(move || drop(leading));
        }
    }
    Answer(Ok(bytes.into()))
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
        assert_eq!(Answer::of(Ok(7_u8)).read(), Ok(7_u8));
        assert_eq!(Answer::of(Ok(7_u8)).read::<String>(), Err(AppError::Unavailable));
        assert_eq!(Answer::of(Ok("sept")).read::<u8>(), Err(AppError::Unavailable));
        assert_eq!(Answer::of(Err::<u8, _>(AppError::NotFound)).read::<u8>(), Err(AppError::NotFound));
    }
}
