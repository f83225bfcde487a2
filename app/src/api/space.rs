//! Profiles and their settings. A profile that is not the caller's or not there is
//! [`AppError::Refused`].

use domain::view::{HistoryPage, PersonalInformation, ProfileList, Space};
use leptos::server;
use server_fn::codec::Postcard;

use crate::error::AppError;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, app_error, failed},
    domain::access::Action,
};

// On the wire an identifier is a text: what is not one is refused like what is somebody else's, and
// not by the library that reads the request.

/// The frame of a profile's pages: the profile, one's own where none is named, and those one can switch to.
#[server(endpoint = "espace", output = Postcard)]
pub async fn read_space(#[server(default)] profile: String) -> Result<Space, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = if profile.is_empty() {
        let caller = visit.caller()?;
        (caller, caller.account().profile())
    } else {
        visit.caller_on(&profile)?
    };
    match visit.opened.filter(|space| space.active.id == profile) {
        Some(space) => Ok(Space::clone(&space)),
        None => visit.services.space(&caller, profile, Action::Open).await.map_err(app_error),
    }
}

/// Identity and contact details.
#[server(endpoint = "parametres/informations", output = Postcard)]
pub async fn read_personal_information(#[server(default)] profile: String) -> Result<PersonalInformation, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    visit.services.personal_information(&caller, profile).await.map_err(app_error)
}

/// A page of the activity history, from the line after `after` on, or from the newest.
#[server(endpoint = "parametres/historique", output = Postcard)]
pub async fn read_history(
    #[server(default)] profile: String,
    #[server(default)] after: String,
) -> Result<HistoryPage, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let after = if after.is_empty() { None } else { Some(after.parse().map_err(|_| failed(AppError::NotFound))?) };
    visit.services.history(&caller, profile, after).await.map_err(app_error)
}

/// All profiles of the account, its own first.
#[server(endpoint = "profils", output = Postcard)]
pub async fn read_profiles() -> Result<ProfileList, AppError> {
    let visit = Visit::current()?;
    let profiles = visit.services.profiles(&visit.caller()?).await.map_err(app_error)?;
    Ok(ProfileList { profiles, account: visit.account() })
}
