//! Profiles and their settings.

use domain::id::{HistoryLineId, ProfileId};
use domain::view::{HistoryPage, PersonalInformation, ProfileSummary, Space};
use leptos::server;

use crate::error::AppError;

#[cfg(feature = "ssr")]
use crate::visit::{Visit, app_error, failed};

/// The frame of a profile's pages: the profile, and those one can switch to.
///
/// # Errors
/// [`AppError::Refused`] when the profile is not the caller's or not there.
pub async fn space(profile: ProfileId) -> Result<Space, AppError> {
    read_space(profile.to_string()).await
}

/// Identity and contact details.
///
/// # Errors
/// [`AppError::Refused`] when the profile is not the caller's or not there.
pub async fn personal_information(profile: ProfileId) -> Result<PersonalInformation, AppError> {
    read_personal_information(profile.to_string()).await
}

/// A page of the activity history, from the line after `after` on, or from the newest.
///
/// # Errors
/// [`AppError::Refused`] when the profile is not the caller's or not there.
pub async fn history(profile: ProfileId, after: Option<HistoryLineId>) -> Result<HistoryPage, AppError> {
    read_history(profile.to_string(), after.map(|after| after.to_string()).unwrap_or_default()).await
}

// On the wire an identifier is a text: what is not one is refused like what is somebody else's, and
// not by the library that reads the request.

#[server(endpoint = "espace")]
async fn read_space(#[server(default)] profile: String) -> Result<Space, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    visit.services.space(&caller, profile).await.map_err(app_error)
}

#[server(endpoint = "parametres/informations")]
async fn read_personal_information(#[server(default)] profile: String) -> Result<PersonalInformation, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    visit.services.personal_information(&caller, profile).await.map_err(app_error)
}

#[server(endpoint = "parametres/historique")]
async fn read_history(
    #[server(default)] profile: String,
    #[server(default)] after: String,
) -> Result<HistoryPage, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let after = if after.is_empty() { None } else { Some(after.parse().map_err(|_| failed(AppError::NotFound))?) };
    visit.services.history(&caller, profile, after).await.map_err(app_error)
}

/// All profiles of the account, its own first.
#[server(name = ReadProfiles, endpoint = "profils")]
pub async fn profiles() -> Result<Vec<ProfileSummary>, AppError> {
    let visit = Visit::current()?;
    visit.services.profiles(&visit.caller()?).await.map_err(app_error)
}
