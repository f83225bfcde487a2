//! The program: configuration, router, middleware, background work.
//!
//! It is a library and a binary, so that the tests in `tests/` start the real router. To add a plain
//! route (a download, a stream): a handler and its line in [`routes::plain`], and a row in the authorisation matrix of
//! `tests/http/authorisation.rs`, which fails until it is there. Pages and server functions come from `app`.

pub mod check;
pub mod commands;
pub mod configuration;
mod documents;
mod downloads;
mod enrolment;
mod flood;
#[cfg(feature = "gallery")]
mod gallery;
mod guard;
mod instance;
pub mod matrix;
pub mod metrics;
mod middleware;
mod router;
mod routes;
pub mod serve;
pub mod stylesheet;
pub mod telemetry;

pub use instance::Instance;
pub use router::router;
pub use routes::plain_paths;
