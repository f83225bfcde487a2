//! The children on a parent's card: which there are, and adding them.

use domain::date::CalendarDate;
use domain::enrolment::EnrolmentStatus;
use domain::form::enrolment::ChildrenForm;
use domain::id::ProfileId;
use domain::person::PersonName;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted};

#[cfg(feature = "ssr")]
use {
    crate::components::verbatim::verbatim,
    crate::visit::{Visit, app_error, failed},
    domain::place::{ProfilePage, PublicPage},
    services::children::{Added, Candidate},
    services::clock::last_day_before,
};

/// Under this name waits what became of the children that were to be added.
#[cfg(feature = "ssr")]
const OUTCOME: &str = "profils-ajoutes";

/// What the page shows that adds children.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildrenData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// The children whose spaces are not active.
    pub children: Vec<ChildToAdd>,
    /// What became of those that were chosen just now.
    pub outcome: Option<ChildrenAdded>,
    /// The address of the account's home page.
    pub home: String,
    /// Names the account in the form.
    pub account: String,
}

/// A child whose space is not active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildToAdd {
    /// The child's profile.
    pub id: ProfileId,
    /// The child.
    pub name: PersonName,
    /// How far the enrolment has come.
    pub status: EnrolmentStatus,
    /// The last day before what the closed profile holds is deleted, where that was asked for.
    pub kept_until: Option<CalendarDate>,
}

/// What became of the children that were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildrenAdded {
    /// Those who were added.
    pub added: Vec<(ProfileId, PersonName)>,
    /// A sentence for each of those who were not.
    pub failed: Vec<String>,
}

/// What the page shows that adds children.
#[server(endpoint = "profils/enfants", output = Postcard)]
pub async fn read_children() -> Result<ChildrenData, AppError> {
    let visit = Visit::current()?;
    let caller = visit.caller()?;
    let children = visit.services.children(&caller).await.map_err(app_error)?;
    Ok(ChildrenData {
        posted: visit.kept_of_page(PublicPage::AddProfiles.path(), PublicPage::AddProfiles.path()).await?,
        children: children.into_iter().map(to_add).collect::<Result<_, _>>()?,
        outcome: visit.kept(OUTCOME).await?,
        home: ProfilePage::Home.path(caller.account().profile()),
        account: visit.account(),
    })
}

/// Adds the children that were chosen to the account.
#[server(endpoint = "profils/ajouter", output = Postcard)]
pub async fn add_children(#[server(default)] compte: String, #[server(flatten)] form: ChildrenForm) -> FormAnswer {
    let (visit, here) = (Visit::current()?, PublicPage::AddProfiles.path());
    let Some(caller) = visit.caller_about(&compte) else {
        return visit.too_late(&compte, here, here, form.rejected(Vec::new())).await;
    };
    if let Err(rejected) = form.check() {
        return visit.reject(here, here, rejected).await;
    }
    let chosen = form.enfants.iter().map(|child| child.parse()).collect::<Result<Vec<_>, _>>().map_err(|_| {
        visit.services.note_refusal(&caller);
        failed(AppError::Refused)
    })?;
    let mut outcome = ChildrenAdded::default();
    for (child, name, added) in visit.services.add_children(&caller, &chosen).await.map_err(app_error)? {
        let given = verbatim(&name.given);
        match added {
            Added::Done => outcome.added.push((child, name)),
            Added::NotPossible => outcome
                .failed
                .push(format!("Le profil de {given} n'a pas pu être ajouté\u{a0}: sa situation vient de changer.")),
            Added::Failed => {
                outcome.failed.push(format!("Le profil de {given} n'a pas pu être ajouté. Réessayez plus tard."));
            }
        }
    }
    // The page stays, and tells of each of them.
    visit.keep(OUTCOME, outcome).await?;
    visit.saved(here, here, None).await
}

#[cfg(feature = "ssr")]
fn to_add(child: Candidate) -> Result<ChildToAdd, AppError> {
    let Candidate { profile: id, name, status, deletion_at, .. } = child;
    let kept_until = deletion_at.map(last_day_before).transpose().map_err(app_error)?;
    Ok(ChildToAdd { id, name, status, kept_until })
}
