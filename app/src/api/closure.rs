//! Closing a profile.

use domain::closure::{ClosedProfile, Consequences, Demands};
use domain::date::CalendarDate;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted};

#[cfg(feature = "ssr")]
use {
    crate::api::sign_in::leave_nothing,
    crate::exchange::FormErrors,
    crate::visit::{Cookie, Visit, app_error},
    domain::form::Rejected,
    domain::form::confirmation::ConfirmationProblem,
    domain::place::{ProfilePage, PublicPage},
    services::closure::Closed,
    services::confirmation::Confirmed,
    services::sign_in::SessionState,
};

/// What the pages show that close a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// What it would bring about.
    pub consequences: Consequences,
    /// Stands for it in the form.
    pub announced: String,
    /// The day on which what it holds is deleted, if that is asked for.
    pub deletion_on: CalendarDate,
    /// Whether a download can be asked for with it: whoever closes has an address to which the link can go.
    pub can_download: bool,
}

/// What the page shows after it; nothing when it is opened by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedData {
    /// What was closed.
    pub closed: Option<ClosedProfile>,
    /// Whether somebody is signed in.
    pub signed_in: bool,
}

/// What closing a profile would bring about.
#[server(endpoint = "parametres/cloture/page", output = Postcard)]
pub async fn read_closure(#[server(default)] profile: String) -> Result<ClosureData, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let (consequences, announced) = visit.services.closure(&caller, profile).await.map_err(app_error)?;
    let can_download = visit.services.can_be_mailed(&caller).await.map_err(app_error)?;
    let here = ProfilePage::ConfirmClosure;
    let posted = visit.kept_of_page(here.suffix(), &here.path(profile)).await?;
    let deletion_on = visit.services.deletion_on().map_err(app_error)?;
    Ok(ClosureData { posted, consequences, announced, deletion_on, can_download })
}

/// Closes a profile with the consequences that were shown, once the password is right; `telechargement` and `suppression` are `oui`
/// when a file with what it holds is asked for, and its deletion.
#[server(endpoint = "parametres/cloture", output = Postcard)]
pub async fn close_profile(
    #[server(default)] compte: String,
    #[server(default)] profile: String,
    #[server(default)] annonce: String,
    #[server(default)] telechargement: String,
    #[server(default)] suppression: String,
    #[server(default)] mot_de_passe: String,
) -> FormAnswer {
    let (visit, here) = (Visit::current()?, ProfilePage::ConfirmClosure);
    if visit.caller_about(&compte).is_none() {
        let back = profile.parse().map(|profile| ProfilePage::Closure.path(profile)).unwrap_or_default();
        return visit.too_late(&compte, here.suffix(), &back, FormErrors::default()).await;
    }
    let (caller, profile) = visit.caller_on(&profile)?;
    let demands = Demands { download: telechargement == "oui", deletion: suppression == "oui" };
    let page = with_demands(here.path(profile), demands);
    // Whoever may not is not asked for a password.
    visit.services.closure(&caller, profile).await.map_err(app_error)?;
    let session =
        match visit.services.confirm_password(&caller, mot_de_passe, visit.entrant()).await.map_err(app_error)? {
            Confirmed::Right(session) => session,
            Confirmed::Refused(problem) => {
                let rejected = Rejected::<ConfirmationProblem>::bare(problem);
                return visit.reject(here.suffix(), &page, rejected).await;
            }
            // Of two at once the other one was faster: the page that comes next says what is true now.
            Confirmed::SessionOver => {
                leptos_axum::redirect(PublicPage::Profiles.path());
                return Ok(Posted::SentOn);
            }
        };
    let closed = match visit.services.session(&session, true).await.map_err(app_error)? {
        SessionState::Open(caller) => visit.services.close(&caller, profile, &annonce, demands).await,
        SessionState::Absent | SessionState::Ended => Ok(Closed::Changed),
    };
    if let Ok(Closed::Done(done)) = &closed
        && done.consequences.own
    {
        leave_nothing(&visit).await?;
    } else {
        visit.give(Cookie::Session, &session);
    }
    match closed.map_err(app_error)? {
        Closed::Done(done) => {
            let end = PublicPage::Closed.path();
            visit.keep(end, done).await?;
            leptos_axum::redirect(end);
            Ok(Posted::SentOn)
        }
        Closed::Changed => {
            let changed = "Ce que la clôture entraîne a changé entre-temps\u{a0}: rien n'a été fait. Relisez cette page, puis \
                           confirmez de nouveau.";
            visit.saved(here.suffix(), &page, Some(changed.to_owned())).await
        }
    }
}

/// The address of a page of a closure, with what was asked for along with it.
pub fn with_demands(path: String, Demands { download, deletion }: Demands) -> String {
    match (download, deletion) {
        (false, false) => path,
        (true, false) => format!("{path}?telechargement=oui"),
        (false, true) => format!("{path}?suppression=oui"),
        (true, true) => format!("{path}?telechargement=oui&suppression=oui"),
    }
}

/// What was closed just now from this browser.
#[server(endpoint = "cloture/terminee", output = Postcard)]
pub async fn read_closed() -> Result<ClosedData, AppError> {
    let visit = Visit::current()?;
    let signed_in = matches!(visit.session, SessionState::Open(_));
    Ok(ClosedData { closed: visit.kept(PublicPage::Closed.path()).await?, signed_in })
}
