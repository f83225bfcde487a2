//! A parent's children: those on their card, added to their account without a code (H03).

use domain::access::{ProfileStatus, Standing};
use domain::enrolment::Decision;
use domain::history::Act;
use domain::id::ProfileId;
use domain::person::PersonName;
pub use store::Candidate;
use store::{Caller, Open, UnitOfWork};

use crate::outbox::terms;
use crate::{Fault, Services, messages};

/// What became of a child that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// Its space is active and attached to the account.
    Done,
    /// Somebody else was faster with another decision.
    NotPossible,
    /// Something failed on our side; nothing was done for this child.
    Failed,
}

impl Services {
    /// The minors on the caller's card whose spaces are not active, the eldest first.
    pub async fn children(&self, caller: &Caller) -> Result<Vec<Candidate>, Fault> {
        let today = self.today()?;
        let mut children = self.0.store.read().await?.children_of(caller, today).await?;
        children.retain(|child| child.status.can(Decision::Activate));
        Ok(children)
    }

    /// Activates the spaces of children on the caller's card and attaches them to the account: each of them for
    /// itself, so that one that fails keeps none of the others back. That the caller represents them was certified.
    /// One that is attached already, by an earlier post of the same form, is done.
    ///
    /// # Errors
    /// [`Fault::Refused`] when one of them is no child on the caller's card; then nothing was done.
    pub async fn add_children(
        &self,
        caller: &Caller,
        chosen: &[ProfileId],
    ) -> Result<Vec<(ProfileId, PersonName, Added)>, Fault> {
        let today = self.today()?;
        let card = self.0.store.read().await?.children_of(caller, today).await?;
        let mut wanted: Vec<&Candidate> = Vec::with_capacity(chosen.len());
        for profile in chosen {
            let child = card.iter().find(|child| child.profile == *profile).ok_or_else(|| self.refuse(caller))?;
            if !wanted.contains(&child) {
                wanted.push(child);
            }
        }
        let mut added = Vec::with_capacity(wanted.len());
        for child in wanted {
            let mut outcome = self.add_child(*caller, child.clone()).await;
            let attached = outcome == Added::NotPossible
                && self.profiles(caller).await?.iter().any(|attached| attached.id == child.profile);
            if attached {
                outcome = Added::Done;
            }
            added.push((child.profile, child.name.clone(), outcome));
        }
        Ok(added)
    }

    async fn add_child(&self, caller: Caller, child: Candidate) -> Added {
        let done = self
            .to_the_end(async move |services| {
                let mut work = services.0.store.begin().await?;
                let done = child.status.can(Decision::Activate) && services.take_in(&mut work, &caller, &child).await?;
                if done {
                    work.commit().await?;
                }
                Ok(done)
            })
            .await;
        match done {
            Ok(true) => Added::Done,
            Ok(false) => Added::NotPossible,
            Err(error) => {
                tracing::error!(%error, "a child could not be added");
                Added::Failed
            }
        }
    }

    async fn take_in(&self, work: &mut UnitOfWork, caller: &Caller, child: &Candidate) -> Result<bool, Fault> {
        let now = self.now();
        // The code before the state, as whoever decides with a code: two who wait for each other would wait for ever.
        work.retire_provisional_code(child.profile, now).await?;
        if !self.make_active(work, child).await? {
            return Ok(false);
        }
        self.attach(work, caller, child.profile).await?;
        Ok(true)
    }

    /// Makes the caller the representative of a child whose space they have just activated.
    pub(crate) async fn attach(&self, work: &mut UnitOfWork, caller: &Caller, child: ProfileId) -> Result<(), Fault> {
        let now = self.now();
        self.stays_open(work, caller).await?;
        work.represent(caller.account().id(), child, Standing::Active, now).await?;
        let access = work.authorise::<Open>(caller, child, self.today()?).await?.map_err(|_| Fault::Refused)?;
        Ok(work.record(&access, Act::Activated, now).await?)
    }

    /// Holds the caller's own profile, so that it is not closed before the unit of work ends: whoever closes theirs parts from all
    /// whom they represent, and must know of each.
    ///
    /// # Errors
    /// [`Fault::Refused`] when it is closed already.
    pub(crate) async fn stays_open(&self, work: &mut UnitOfWork, caller: &Caller) -> Result<(), Fault> {
        let own = caller.account().profile();
        work.hold_profile(own).await?;
        work.authorise::<Open>(caller, own, self.today()?).await?.map(|_| ()).map_err(|_| Fault::Refused)
    }

    /// Makes a space active that was in the state in which it was read, which lifts an opposition; whether it still
    /// was.
    pub(crate) async fn make_active(&self, work: &mut UnitOfWork, person: &Candidate) -> Result<bool, Fault> {
        let Some(before) = person.status.stored() else { return Ok(false) };
        if !work.change_status(person.profile, before, ProfileStatus::Active).await? {
            return Ok(false);
        }
        let now = self.now();
        work.lift_opposition(person.profile, now).await?;
        let Some(before) = work.reopen(person.profile).await? else { return Ok(true) };
        if before.deletion_was_asked {
            work.record_of_service(person.profile, Act::DeletionCancelled, now).await?;
        }
        if before.export_was_asked {
            work.record_of_service(person.profile, Act::ExportCancelled, now).await?;
        }
        for them in before.represented {
            let mail = messages::opened_again(&them, &person.name, before.deletion_was_asked, &self.0.rules.site);
            if let Some(mail) = mail {
                mail.enqueue(work, terms::news(now), now).await?;
            }
        }
        Ok(true)
    }
}
