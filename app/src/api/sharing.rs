//! Sharing a child's profile with the second legal representative.

use domain::form::sharing::SharingForm;
use domain::sharing::{Invitation, Sharing};
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted};

#[cfg(feature = "ssr")]
use {
    crate::components::verbatim::verbatim,
    crate::exchange::FormErrors,
    crate::visit::{Acting, Visit, app_error},
    domain::access::Action,
    domain::place::{ProfilePage, PublicPage},
    domain::sharing::Answer,
    services::sharing::{Ended, Shared},
};

/// What the pages show that share a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// Who manages the profile, and who is invited to.
    pub sharing: Sharing,
}

/// What the page shows that answers invitations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationsData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// The invitations that wait for an answer, the oldest first.
    pub invitations: Vec<Invitation>,
    /// Names the account in the forms.
    pub account: String,
}

/// Who manages a profile; `page` is the end of the address of the page that asks, to which what was posted comes back.
#[server(endpoint = "parametres/partage", output = Postcard)]
pub async fn read_sharing(
    #[server(default)] profile: String,
    #[server(default)] page: String,
) -> Result<SharingData, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let sharing = visit.services.sharing(&caller, profile).await.map_err(app_error)?;
    let asks = [ProfilePage::Sharing, ProfilePage::Share, ProfilePage::EndSharing]
        .into_iter()
        .find(|asks| asks.suffix() == page);
    let posted = match asks {
        Some(asks) => visit.kept_of_page(asks.suffix(), &asks.path(profile)).await?,
        None => None,
    };
    Ok(SharingData { posted, sharing })
}

/// Invites somebody to manage a child's profile as well.
#[server(endpoint = "parametres/partage/demande", output = Postcard)]
pub async fn share_profile(
    #[server(default)] compte: String,
    #[server(default)] profile: String,
    #[server(flatten)] form: SharingForm,
) -> FormAnswer {
    let (visit, here) = (Visit::current()?, ProfilePage::Share);
    let (caller, profile) =
        match visit.acting((&compte, &profile), (here, Action::Share), form.rejected(Vec::new())).await? {
            Acting::On(caller, profile) => (caller, profile),
            Acting::Answered(posted) => return Ok(posted),
        };
    let next = match visit.services.share(&caller, profile, form).await.map_err(app_error)? {
        Shared::Sent { .. } => ProfilePage::Shared,
        Shared::NotPossible => ProfilePage::NotShared,
        Shared::Rejected(rejected) => return visit.reject(here.suffix(), &here.path(profile), rejected).await,
    };
    leptos_axum::redirect(&next.path(profile));
    Ok(Posted::SentOn)
}

/// Withdraws the invitation that waits for an answer.
#[server(endpoint = "parametres/partage/annulation", output = Postcard)]
pub async fn withdraw_invitation(#[server(default)] compte: String, #[server(default)] profile: String) -> FormAnswer {
    let (visit, here) = (Visit::current()?, ProfilePage::Sharing);
    let (caller, profile) =
        match visit.acting((&compte, &profile), (here, Action::FollowSharing), FormErrors::default()).await? {
            Acting::On(caller, profile) => (caller, profile),
            Acting::Answered(posted) => return Ok(posted),
        };
    let withdrawn = visit.services.withdraw_invitation(&caller, profile).await.map_err(app_error)?;
    let told = if withdrawn {
        "La demande de partage est annulée."
    } else {
        "Cette demande n'est plus en attente\u{a0}: rien n'a été annulé."
    };
    visit.saved(here.suffix(), &here.path(profile), Some(told.to_owned())).await
}

/// Ends the sharing of a child's profile.
#[server(endpoint = "parametres/partage/fin", output = Postcard)]
pub async fn end_sharing(#[server(default)] compte: String, #[server(default)] profile: String) -> FormAnswer {
    let (visit, here) = (Visit::current()?, ProfilePage::EndSharing);
    let (caller, profile) =
        match visit.acting((&compte, &profile), (here, Action::Share), FormErrors::default()).await? {
            Acting::On(caller, profile) => (caller, profile),
            Acting::Answered(posted) => return Ok(posted),
        };
    let told = match visit.services.end_sharing(&caller, profile).await.map_err(app_error)? {
        Ended::OwnAccess => {
            // The profile is not theirs any more.
            leptos_axum::redirect(PublicPage::Profiles.path());
            return Ok(Posted::SentOn);
        }
        Ended::OthersAccess => "Le partage du profil a pris fin.",
        Ended::Nothing => "Ce profil n'est plus partagé.",
    };
    let page = ProfilePage::Sharing;
    visit.keep(page.suffix(), Posted::Saved(Some(told.to_owned()))).await?;
    leptos_axum::redirect(&page.path(profile));
    Ok(Posted::SentOn)
}

/// The invitations that wait for the answer of whoever is signed in.
#[server(endpoint = "invitations", output = Postcard)]
pub async fn read_invitations() -> Result<InvitationsData, AppError> {
    let visit = Visit::current()?;
    let here = PublicPage::Invitations.path();
    let invitations = visit.services.invitations(&visit.caller()?).await.map_err(app_error)?;
    Ok(InvitationsData { posted: visit.kept_of_page(here, here).await?, invitations, account: visit.account() })
}

/// Answers an invitation; `reponse` is `accepter` or `refuser`.
#[server(endpoint = "invitations/reponse", output = Postcard)]
pub async fn answer_invitation(
    #[server(default)] compte: String,
    #[server(default)] profile: String,
    #[server(default)] reponse: String,
) -> FormAnswer {
    let (visit, here) = (Visit::current()?, PublicPage::Invitations.path());
    let Some(caller) = visit.caller_about(&compte) else {
        return visit.too_late(&compte, here, here, FormErrors::default()).await;
    };
    let answer = match reponse.as_str() {
        "accepter" => Answer::Accept,
        "refuser" => Answer::Refuse,
        _ => return visit.reject(here, here, FormErrors::saying("Choisissez d'accepter ou de refuser.")).await,
    };
    let answered = match profile.parse() {
        Ok(profile) => visit.services.answer_invitation(&caller, profile, answer).await.map_err(app_error)?,
        Err(_) => None,
    };
    let Some(answered) = answered else {
        return visit
            .reject(here, here, FormErrors::saying("Cette demande n'est plus en attente\u{a0}: rien n'a été fait."))
            .await;
    };
    if answer == Answer::Accept {
        // A profile has come: the whole page is loaded anew.
        leptos_axum::redirect(&ProfilePage::Home.path(answered.profile));
        return Ok(Posted::SentOn);
    }
    let told = format!("Vous avez refusé la demande de partage du profil de {}.", verbatim(&answered.child.given));
    visit.saved(here, here, Some(told)).await
}
