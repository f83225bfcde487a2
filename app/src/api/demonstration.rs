//! Demonstration mode. Outside it every function answers [`AppError::NotFound`].
//!
//! What acts on it is called by its page and by suites. These are told in JSON what came of it, and what is wrong by the status 400
//! and a sentence.

use domain::form::demonstration::ClockForm;
use domain::form::professional_act::ProfessionalActForm;
use domain::view::Demonstration;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

use crate::error::AppError;
use crate::exchange::Posted;

#[cfg(feature = "ssr")]
use {
    crate::components::verbatim::verbatim,
    crate::exchange::FormErrors,
    crate::text,
    crate::visit::{Visit, app_error, failed, set_status},
    domain::form::professional_act::{ProfessionalAct, ProfessionalActProblem},
    domain::identifier::SignInIdentifier,
    domain::place::{ProfilePage, PublicPage},
    domain::words,
    http::StatusCode,
    services::{clock::instant, demonstration::identifiers},
};

/// What the page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemonstrationPage {
    /// What there is.
    pub state: Demonstration,
    /// What the last post of the clock, or of a sign-in, gave.
    pub posted: Option<Posted>,
    /// What the last act of a professional gave.
    pub acted: Option<Posted>,
}

/// What a suite is told that acts on the demonstration: `{"now": "2026-11-22T14:46:40Z"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// What time it is now for the service, in UTC.
    Now(String),
    /// The home page of whoever is signed in now.
    Home(String),
    /// What was done, in a sentence.
    Done(String),
    /// Nothing was done, and why.
    Error(String),
}

/// The flash of what an act of a professional gave.
#[cfg(feature = "ssr")]
const ACT: &str = "acte-de-professionnel";

/// What the page shows: the mails and SMS that would have been sent, and the clock.
#[server(endpoint = "demonstration/etat", output = Postcard)]
pub async fn read_demonstration() -> Result<DemonstrationPage, AppError> {
    let visit = visit_of_demonstration()?;
    let state = visit.services.demonstration().await.map_err(app_error)?;
    let posted = visit.kept(PublicPage::Demonstration.path()).await?;
    Ok(DemonstrationPage { state, posted, acted: visit.kept(ACT).await? })
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

/// Shows what a professional does on a profile: it is decided, done, recorded and told as in service.
#[server(endpoint = "demonstration/acte", output = Json)]
pub async fn act_as_professional(#[server(flatten)] form: ProfessionalActForm) -> Result<Told, AppError> {
    let visit = visit_of_demonstration()?;
    let act = match form.read() {
        Ok(act) => act,
        Err(rejected) => return refuse_at(&visit, ACT, rejected.into()).await,
    };
    let state = visit.services.demonstration().await.map_err(app_error)?;
    let Some((_, who)) = state.professionals.iter().find(|(id, _)| *id == act.professional) else {
        return refuse_at(&visit, ACT, form.rejected(vec![ProfessionalActProblem::Professional]).into()).await;
    };
    let Some((_, whose)) = state.profiles.iter().find(|(id, _)| *id == act.profile) else {
        return refuse_at(&visit, ACT, form.rejected(vec![ProfessionalActProblem::Profile]).into()).await;
    };
    match visit.services.show_act(&act).await.map_err(app_error)? {
        Ok(seen) => {
            let told = told(act.act, who, whose, seen);
            visit.keep(ACT, Posted::Saved(Some(told.clone()))).await?;
            leptos_axum::redirect(PublicPage::Demonstration.path());
            Ok(Told::Done(told))
        }
        Err(refused) => {
            let reasons: Vec<&str> = refused.reasons.iter().map(words::reason).collect();
            let mut errors = FormErrors::from(form.rejected(Vec::new()));
            errors.say(&format!("Accès refusé à {who}. {}", reasons.join(" ")));
            refuse_at(&visit, ACT, errors).await
        }
    }
}

/// What was done, and where it shows.
#[cfg(feature = "ssr")]
fn told(act: ProfessionalAct, who: &str, whose: &str, seen: usize) -> String {
    let (who, whose) = (verbatim(who), verbatim(whose));
    let done = match act {
        ProfessionalAct::Authorise => return format!("{who} est maintenant autorisé par {whose}."),
        ProfessionalAct::Consult | ProfessionalAct::Samu | ProfessionalAct::BreakGlass => {
            let seen = text::counted(i64::try_from(seen).unwrap_or(i64::MAX), "document visible", "documents visibles");
            format!("{who} a consulté les documents de {whose}\u{a0}: {seen}.")
        }
        ProfessionalAct::Deposit => format!("{who} a déposé un document dans l'espace de {whose}."),
        ProfessionalAct::DepositWithheld => {
            return format!(
                "{who} a déposé un document dans l'espace de {whose}, qui ne le verra qu'après une consultation d'annonce, ou dans un mois."
            );
        }
        ProfessionalAct::DepositSecret => {
            return format!(
                "{who} a déposé un document dans l'espace de {whose}\u{a0}: ses représentants légaux n'en voient rien."
            );
        }
    };
    format!("{done} L'historique d'activité le montre, et un e-mail l'annonce.")
}

#[cfg(feature = "ssr")]
fn now(visit: &Visit) -> Result<Told, AppError> {
    instant(visit.services.now()).map(Told::Now).map_err(app_error)
}

/// Nothing was done: a browser is led to the page, which says why.
#[cfg(feature = "ssr")]
async fn refuse(visit: &Visit, errors: FormErrors) -> Result<Told, AppError> {
    refuse_at(visit, PublicPage::Demonstration.path(), errors).await
}

#[cfg(feature = "ssr")]
async fn refuse_at(visit: &Visit, form: &'static str, errors: FormErrors) -> Result<Told, AppError> {
    let said =
        |field: &str, text: &str| if field.is_empty() { text.to_owned() } else { format!("{field}\u{a0}: {text}") };
    let text: Vec<String> = errors.errors.iter().map(|error| said(&error.field, &error.text)).collect();
    set_status(StatusCode::BAD_REQUEST);
    visit.reject(form, PublicPage::Demonstration.path(), errors).await?;
    Ok(Told::Error(text.join(" ")))
}

/// Outside demonstration mode there is nothing of it.
#[cfg(feature = "ssr")]
fn visit_of_demonstration() -> Result<Visit, AppError> {
    let visit = Visit::current()?;
    if visit.services.is_demonstration() { Ok(visit) } else { Err(failed(AppError::NotFound)) }
}
