//! Profiles and their settings.

use domain::id::{HistoryLineId, ProfileId};
use domain::view::{HistoryPage, PersonalInformation, ProfileSummary, Space};
use leptos::server;

use crate::error::AppError;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, app_error},
    services::sign_in::SessionState,
};

/// The frame of a profile's pages: the profile, and those one can switch to.
#[server(name = ReadSpace, endpoint = "espace")]
pub async fn space(profile: ProfileId) -> Result<Space, AppError> {
    let visit = Visit::current()?;
    visit.services.space(&visit.caller()?, profile).await.map_err(app_error)
}

/// All profiles of the account, its own first.
#[server(name = ReadProfiles, endpoint = "profils")]
pub async fn profiles() -> Result<Vec<ProfileSummary>, AppError> {
    let visit = Visit::current()?;
    visit.services.profiles(&visit.caller()?).await.map_err(app_error)
}

/// The account's own profile when someone is signed in.
#[server(name = ReadSignedInAs, endpoint = "moi")]
pub async fn signed_in_as() -> Result<Option<ProfileSummary>, AppError> {
    let visit = Visit::current()?;
    let SessionState::Open(caller) = visit.session else { return Ok(None) };
    Ok(visit.services.profiles(&caller).await.map_err(app_error)?.into_iter().next())
}

/// Identity and contact details.
#[server(name = ReadPersonalInformation, endpoint = "parametres/informations")]
pub async fn personal_information(profile: ProfileId) -> Result<PersonalInformation, AppError> {
    let visit = Visit::current()?;
    visit.services.personal_information(&visit.caller()?, profile).await.map_err(app_error)
}

/// A page of the activity history, from the line after `after` on, or from the newest.
#[server(name = ReadHistory, endpoint = "parametres/historique")]
pub async fn history(profile: ProfileId, after: Option<HistoryLineId>) -> Result<HistoryPage, AppError> {
    let visit = Visit::current()?;
    visit.services.history(&visit.caller()?, profile, after).await.map_err(app_error)
}
