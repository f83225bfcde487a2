//! The service over HTTP: the real router, on both engines, driven by visitors.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

mod authorisation;
mod confirmation;
mod demonstration;
mod downloads;
mod enrolment;
mod gallery;
mod hostile;
mod operator;
mod safety;
mod sign_in;
mod space;
mod support;
mod tabs;
mod translated;

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(store::scratch::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(store::scratch::Engine::Postgres).await; })* }
    };
}

use on_both_engines;
