//! The password, asked for again before something sensitive.

use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted};

#[cfg(feature = "ssr")]
use {
    crate::exchange::FormErrors,
    crate::visit::{Cookie, Visit, app_error},
    domain::form::Rejected,
    domain::form::confirmation::ConfirmationProblem,
    domain::place::{LocalPath, PublicPage, confirmation},
    services::confirmation::Confirmed,
};

/// What the page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// Names the account in the form.
    pub account: String,
}

/// Asks for the password again.
#[server(endpoint = "confirmation/page", output = Postcard)]
pub async fn read_confirmation() -> Result<ConfirmationData, AppError> {
    let visit = Visit::current()?;
    visit.caller()?;
    Ok(ConfirmationData { posted: visit.kept(PublicPage::Confirmation.path()).await?, account: visit.account() })
}

/// Takes the password, and leads on to where one was going.
#[server(endpoint = "confirmation", output = Postcard)]
pub async fn confirm_password(
    #[server(default)] compte: String,
    #[server(default)] retour: String,
    #[server(default)] mot_de_passe: String,
) -> FormAnswer {
    let (visit, here) = (Visit::current()?, PublicPage::Confirmation.path());
    let then: Option<LocalPath> = retour.parse().ok();
    let next = then.as_ref().map_or(PublicPage::Profiles.path(), LocalPath::as_str);
    let Some(caller) = visit.caller_about(&compte) else {
        return visit.too_late(&compte, here, next, FormErrors::default()).await;
    };
    let problem =
        match visit.services.confirm_password(&caller, mot_de_passe, visit.entrant()).await.map_err(app_error)? {
            Confirmed::Right(token) => {
                visit.give(Cookie::Session, &token);
                leptos_axum::redirect(next);
                return Ok(Posted::SentOn);
            }
            // Of two at once the other one was faster: the page that comes next says what is true now.
            Confirmed::SessionOver => {
                leptos_axum::redirect(next);
                return Ok(Posted::SentOn);
            }
            Confirmed::Refused(problem) => problem,
        };
    let here_again = then.as_ref().map_or_else(|| here.to_owned(), confirmation);
    visit.reject(here, &here_again, Rejected::<ConfirmationProblem>::bare(problem)).await
}
