//! What can go wrong with a server function, as far as the browser may know.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// A closed list: no text of a library, a database or a parser ever reaches the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Nobody is signed in, or no longer.
    SignInNeeded,
    /// Not one's own, or not there: one answer for both.
    Refused,
    /// The page or thing does not exist.
    NotFound,
    /// Too much is going on.
    Busy,
    /// The request never arrived, or its answer did not come back.
    Interrupted,
    /// The service failed; the reason is in its log.
    Unavailable,
}

impl AppError {
    const ALL: [Self; 6] =
        [Self::SignInNeeded, Self::Refused, Self::NotFound, Self::Busy, Self::Interrupted, Self::Unavailable];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignInNeeded => "SignInNeeded",
            Self::Refused => "Refused",
            Self::NotFound => "NotFound",
            Self::Busy => "Busy",
            Self::Interrupted => "Interrupted",
            Self::Unavailable => "Unavailable",
        }
    }

    /// The error of that name; for any other text [`AppError::Unavailable`].
    pub fn of_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|error| error.name() == name).unwrap_or(Self::Unavailable)
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Interrupted,
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                // Not one of our forms: the request is at fault, not the service.
                crate::visit::set_status(http::StatusCode::BAD_REQUEST);
                Self::Unavailable
            }
            _ => Self::Unavailable,
        }
    }
}
