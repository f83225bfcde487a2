//! Profiles: which there are, and the frame of their pages.

use domain::access::{AccessFacts, Action, decide};
use domain::id::ProfileId;
use domain::person::Accent;
use domain::view::{ProfileSummary, Space};
use store::{Caller, ProfileRow};

use crate::clock::day_in_france;
use crate::{Fault, Services};

impl Services {
    /// The profiles that the caller can open, their own first.
    pub async fn profiles(&self, caller: &Caller) -> Result<Vec<ProfileSummary>, Fault> {
        self.summaries(self.0.store.profiles_of(caller).await?)
    }

    /// The frame of a profile's pages.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn space(&self, caller: &Caller, profile: ProfileId) -> Result<Space, Fault> {
        let profiles = self.profiles(caller).await?;
        // Those that are listed are those that may be opened: by the same decision, on the same facts.
        match profiles.iter().find(|summary| summary.id == profile).cloned() {
            Some(active) => Ok(Space { active, profiles }),
            None => Err(self.refuse(caller)),
        }
    }

    /// Those of the linked profiles that may be opened. Accents go by the place among all that are
    /// linked, so that one that comes or goes does not recolour those before it.
    fn summaries(&self, rows: Vec<ProfileRow>) -> Result<Vec<ProfileSummary>, Fault> {
        let today = day_in_france(self.now())?;
        let summary = |(position, row): (usize, ProfileRow)| {
            let facts = AccessFacts { link: Some(row.link), status: row.status, born_on: row.born_on, today };
            let basis = decide(&facts, Action::Open)?;
            Some(ProfileSummary { id: row.id, name: row.name, basis, accent: Accent::of_position(position) })
        };
        Ok(rows.into_iter().enumerate().filter_map(summary).collect())
    }
}
