//! Profiles: which there are, and the frame of their pages.

use domain::access::{Action, Asker, Basis, Capacity, Facts, Link, ProfileFacts, Standing, decide};
use domain::date::CalendarDate;
use domain::id::ProfileId;
use domain::person::Accent;
use domain::view::{ProfileSummary, Space};
use store::{Caller, ProfileRow};

use crate::clock::day_in_france;
use crate::sharing::can_be_answered;
use crate::{Fault, Services};

impl Services {
    /// The profiles that the caller can open, their own first.
    pub async fn profiles(&self, caller: &Caller) -> Result<Vec<ProfileSummary>, Fault> {
        let today = day_in_france(self.now())?;
        Ok(summaries(self.0.store.profiles_of(caller).await?, today))
    }

    /// The frame of a profile's pages, for one on which the caller wants to do `action`.
    ///
    /// # Errors
    /// [`Fault::Refused`] when they may not, or the profile is not there.
    pub async fn space(&self, caller: &Caller, profile: ProfileId, action: Action) -> Result<Space, Fault> {
        let today = day_in_france(self.now())?;
        let rows = self.0.store.profiles_of(caller).await?;
        // By the same decision and on the same facts as those that are listed.
        let allowed = rows.iter().any(|row| row.id == profile && basis(row, today, action).is_some());
        let mut invited = false;
        for row in rows.iter().filter(|row| row.link == Link::Representative(Standing::Invited)) {
            invited |= can_be_answered((row.status, row.born_on), row.since, today)?;
        }
        let profiles = summaries(rows, today);
        match profiles.iter().find(|summary| allowed && summary.id == profile).cloned() {
            Some(active) => Ok(Space { active, profiles, account: self.subject_of(caller), invited }),
            None => Err(self.refuse(caller)),
        }
    }
}

/// In which quality whoever is linked to a profile may do something there; `None` when they may not.
fn basis(row: &ProfileRow, today: CalendarDate, action: Action) -> Option<Basis> {
    let profile = ProfileFacts { status: row.status, born_on: row.born_on, today };
    let facts = Facts { asker: Asker::Citizen(Some(row.link)), profile, document: None };
    decide(&facts, action).allowed.and_then(Capacity::basis)
}

/// Those of the linked profiles that may be opened. Accents go by the place among all that are
/// linked, so that one that comes or goes does not recolour those before it.
fn summaries(rows: Vec<ProfileRow>, today: CalendarDate) -> Vec<ProfileSummary> {
    let summary = |(position, row): (usize, ProfileRow)| {
        let basis = basis(&row, today, Action::Open)?;
        Some(ProfileSummary { id: row.id, name: row.name, basis, accent: Accent::of_position(position) })
    };
    rows.into_iter().enumerate().filter_map(summary).collect()
}
