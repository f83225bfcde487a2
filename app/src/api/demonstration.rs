//! Demonstration mode. Outside it every function answers [`AppError::NotFound`].
//!
//! What acts on it is called by its page and by suites. These are told in JSON what came of it, and what is wrong by the status 400
//! and a sentence.

use domain::form::demonstration::ClockForm;
use domain::view::Demonstration;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

use crate::error::AppError;
use crate::exchange::Posted;

#[cfg(feature = "ssr")]
use {
    crate::exchange::FormErrors,
    crate::visit::{Visit, app_error, failed, set_status},
    domain::identifier::SignInIdentifier,
    domain::place::{ProfilePage, PublicPage},
    http::StatusCode,
    services::{clock::instant, demonstration::identifiers},
};

/// What the page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemonstrationPage {
    /// What there is.
    pub state: Demonstration,
    /// What the last post gave.
    pub posted: Option<Posted>,
}

/// What a suite is told that acts on the demonstration: `{"now": "2026-11-22T14:46:40Z"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// What time it is now for the service, in UTC.
    Now(String),
    /// The home page of whoever is signed in now.
    Home(String),
    /// Nothing was done, and why.
    Error(String),
}

/// What the page shows: the mails and SMS that would have been sent, and the clock.
#[server(endpoint = "demonstration/etat", output = Postcard)]
pub async fn read_demonstration() -> Result<DemonstrationPage, AppError> {
    let visit = visit_of_demonstration()?;
    let state = visit.services.demonstration().await.map_err(app_error)?;
    Ok(DemonstrationPage { state, posted: visit.kept(PublicPage::Demonstration.path()).await? })
}

/// Sets the service's clock forward, and shows the page again.
#[server(endpoint = "demonstration/horloge", output = Json)]
pub async fn set_clock_forward(#[server(flatten)] form: ClockForm) -> Result<Told, AppError> {
    let visit = visit_of_demonstration()?;
    let set = match form.read() {
        Ok(by) => {
            visit.services.set_clock_forward(by).await.map_err(app_error)?.map_err(|why| form.rejected(vec![why]))
        }
        Err(rejected) => Err(rejected),
    };
    if let Err(rejected) = set {
        return refuse(&visit, rejected.into()).await;
    }
    leptos_axum::redirect(PublicPage::Demonstration.path());
    now(&visit)
}

/// Puts everything back as it was, signs everybody out, and shows the page again.
#[server(endpoint = "demonstration/remise-a-zero", output = Json)]
pub async fn reset_demonstration() -> Result<Told, AppError> {
    let visit = visit_of_demonstration()?;
    visit.services.reset_demonstration().await.map_err(app_error)?;
    leptos_axum::redirect(PublicPage::Demonstration.path());
    now(&visit)
}

/// Signs somebody in without password and code, and sends on to their home page.
#[server(endpoint = "demonstration/connexion", output = Json)]
pub async fn sign_in_at_once(#[server(default)] identifiant: String) -> Result<Told, AppError> {
    let visit = visit_of_demonstration()?;
    let signed_in = match SignInIdentifier::parse(&identifiant) {
        Ok(identifier) => visit.services.sign_in_at_once(identifier, visit.entrant()).await.map_err(app_error)?,
        Err(_) => None,
    };
    let Some((entered, own)) = signed_in else {
        let known: Vec<&str> = identifiers().collect();
        let text =
            format!("Personne n'a cet identifiant dans la démonstration. Au départ, il y a {}.", known.join(" et "));
        return refuse(&visit, FormErrors::saying(&text)).await;
    };
    visit.let_in(&entered);
    let home = ProfilePage::Home.path(own);
    leptos_axum::redirect(&home);
    // Whoever asks is led there, a suite too: it need not know the way.
    set_status(StatusCode::SEE_OTHER);
    Ok(Told::Home(home))
}

#[cfg(feature = "ssr")]
fn now(visit: &Visit) -> Result<Told, AppError> {
    instant(visit.services.now()).map(Told::Now).map_err(app_error)
}

/// Nothing was done: a browser is led to the page, which says why.
#[cfg(feature = "ssr")]
async fn refuse(visit: &Visit, errors: FormErrors) -> Result<Told, AppError> {
    const PAGE: &str = PublicPage::Demonstration.path();
    let said =
        |field: &str, text: &str| if field.is_empty() { text.to_owned() } else { format!("{field}\u{a0}: {text}") };
    let text: Vec<String> = errors.errors.iter().map(|error| said(&error.field, &error.text)).collect();
    set_status(StatusCode::BAD_REQUEST);
    visit.reject(PAGE, PAGE, errors).await?;
    Ok(Told::Error(text.join(" ")))
}

/// Outside demonstration mode there is nothing of it.
#[cfg(feature = "ssr")]
fn visit_of_demonstration() -> Result<Visit, AppError> {
    let visit = Visit::current()?;
    if visit.services.is_demonstration() { Ok(visit) } else { Err(failed(AppError::NotFound)) }
}
