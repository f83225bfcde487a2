//! Closing a profile: what it holds stays sealed where it is, as an archive, and nobody opens it any more.

use domain::access::{Basis, MAJORITY, ProfileStatus, Standing};
use domain::date::CalendarDate;
use domain::history::{Act, Line};
use domain::id::{AccountId, ProfileId};
use domain::time::Timestamp;

use crate::access::{Close, ProfileAccess};
use crate::sharing::{Representation, Representative};
use crate::{StoreError, UnitOfWork, execute, on};

const ARCHIVE: &str = "INSERT INTO closures (profile_id, closed_at, on_request, due_at) VALUES ($1, $2, $3, $4)";
const REOPEN: &str = "DELETE FROM closures WHERE profile_id = $1 RETURNING closed_at, on_request";
// In the order in which a sign-in locks them, and in which they refer to each other. What sessions have consulted goes with them.
const FORGET_ACCOUNT: [&str; 4] = [
    "DELETE FROM sign_ins WHERE account_id = $1",
    "DELETE FROM sessions WHERE account_id = $1",
    "DELETE FROM representations WHERE account_id = $1",
    "DELETE FROM accounts WHERE id = $1",
];

/// Until when what a closed profile holds is kept.
#[derive(Clone, Copy, Debug)]
pub struct Archive {
    /// Since when.
    pub closed_at: Timestamp,
    /// From when on it is deleted.
    pub due_at: Timestamp,
    /// Whether that was asked for, and does not wait for the end of the archive.
    pub on_request: bool,
}

/// What a closed profile had been waiting for when it was made active again: nothing of it takes place any more.
#[derive(Debug)]
pub struct Reopened {
    /// Who represented its holder until it was closed.
    pub represented: Vec<Representative>,
    /// Whether its deletion had been asked for.
    pub deletion_was_asked: bool,
    /// Whether a file had been asked for that was not there yet.
    pub export_was_asked: bool,
}

impl UnitOfWork {
    /// Closes the profile; who represented its holder or was invited to, and is linked to it no more. `None` when it was not
    /// active any more. With one's own goes the account: nobody is signed in to it from now on.
    pub async fn close(
        &mut self,
        access: &ProfileAccess<Close>,
        archive: Archive,
    ) -> Result<Option<Vec<Representative>>, StoreError> {
        let linked = self.archive(access.profile(), archive).await?;
        if linked.is_some() && access.basis() == Basis::Holder {
            self.forget_account(access.actor().id()).await?;
        }
        Ok(linked)
    }

    /// Forgets an account, and all that hangs on it.
    pub(crate) async fn forget_account(&mut self, account: AccountId) -> Result<(), StoreError> {
        for forget in FORGET_ACCOUNT {
            execute!(self, forget, &account.as_bytes()[..])?;
        }
        Ok(())
    }

    /// Closes the profiles of the children whom nobody represents but this account, which goes without having parted from them. Of
    /// those who have come of age by `today` the space waits for its holder.
    pub(crate) async fn part_from_children_of(
        &mut self,
        account: AccountId,
        archive: Archive,
        today: CalendarDate,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for child in self.links_of(account, Standing::Active).await? {
            if child.born_on.age_on(today) >= MAJORITY {
                self.await_holder(child.profile).await?;
                continue;
            }
            let beside = self.representatives_of(child.profile).await?;
            let others = |them: &Representative| {
                them.standing == Standing::Active && !them.deceased && them.account.id() != account
            };
            if !beside.iter().any(others) && self.archive(child.profile, archive).await?.is_some() {
                self.append(child.profile, Line::new(Act::Closed, None), now).await?;
            }
        }
        Ok(())
    }

    /// Closes the profile of a child whom nobody represents but whoever closes their own; answers as [`close`](Self::close).
    pub async fn close_childs(
        &mut self,
        _own: &ProfileAccess<Close>,
        child: &Representation,
        archive: Archive,
    ) -> Result<Option<Vec<Representative>>, StoreError> {
        self.archive(child.profile, archive).await
    }

    /// Records an act on the profile of a child whose representative closes their own.
    pub async fn record_on_childs(
        &mut self,
        own: &ProfileAccess<Close>,
        child: &Representation,
        act: Act,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.append(child.profile, Line::new(act, Some(own.actor().profile())), now).await
    }

    /// Begins the archive of a space that was closed before anybody had activated it.
    pub async fn begin_archive(&mut self, profile: ProfileId, archive: Archive) -> Result<(), StoreError> {
        let Archive { closed_at, due_at, on_request } = archive;
        let row = profile.as_bytes();
        execute!(self, ARCHIVE, &row[..], closed_at.as_millis(), i64::from(on_request), due_at.as_millis())?;
        Ok(())
    }

    async fn archive(
        &mut self,
        profile: ProfileId,
        archive: Archive,
    ) -> Result<Option<Vec<Representative>>, StoreError> {
        if !self.change_status(profile, ProfileStatus::Active, ProfileStatus::Closed).await? {
            return Ok(None);
        }
        self.begin_archive(profile, archive).await?;
        self.forget_exports_of(profile).await?;
        self.end_links(profile, archive.closed_at).await.map(Some)
    }

    /// Takes a profile out of the archive that has been made active again. `None` when it was not there.
    pub async fn reopen(&mut self, profile: ProfileId) -> Result<Option<Reopened>, StoreError> {
        let row: Option<(i64, i64)> =
            on!(self, conn => sqlx::query_as(REOPEN).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        let Some((closed_at, on_request)) = row else { return Ok(None) };
        let export_was_asked = self.forget_exports_at_opening(profile).await?;
        let mut represented = self.representatives_of(profile).await?;
        let at_the_closure = |since: Timestamp| since == Timestamp::from_millis(closed_at);
        represented.retain(|them| them.standing == Standing::Ended && at_the_closure(them.since));
        Ok(Some(Reopened { represented, deletion_was_asked: on_request != 0, export_was_asked }))
    }
}
