//! Settings: personal information and the activity history.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::history::{Act, Part};
use domain::id::{HistoryLineId, ProfileId};
use domain::view::{
    AccountDetails, HISTORY_PAGE, HistoryDay, HistoryEntry, HistoryPage, OlderLines, PersonalInformation, Who,
};
use store::{Caller, Capability, Denied, ProfileAccess, ReadHistory, ReadPersonalInformation, StoredLine, UnitOfWork};

use crate::care::Professionals;
use crate::clock::{day_in_france, time_in_france};
use crate::{Fault, Services};

impl Services {
    /// Identity and contact details. Read by a representative, it leaves a line.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn personal_information(
        &self,
        caller: &Caller,
        profile: ProfileId,
    ) -> Result<PersonalInformation, Fault> {
        let caller = *caller;
        self.consult(caller, profile, async move |services, mut work| {
            let access = services.allowed::<ReadPersonalInformation>(&mut work, &caller, profile).await?;
            let identity = work.identity(&access).await?;
            let contacts = work.own_contacts(&access).await?;
            services.note_consultation(&mut work, &caller, &access, Part::PersonalInformation).await?;
            let page = PersonalInformation {
                name: identity.name,
                born_on: identity.born_on,
                nir: identity.nir.map(|nir| nir.grouped()),
                account: contacts.map(|contacts| AccountDetails {
                    identifier: contacts.identifier,
                    email: contacts.email.map(|email| email.as_str().to_owned()),
                    mobile: contacts.mobile.map(|mobile| mobile.grouped()),
                }),
            };
            Ok((work, page))
        })
        .await
    }

    /// A page of the activity history, newest first. Read by a representative, it leaves a line.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn history(
        &self,
        caller: &Caller,
        profile: ProfileId,
        after: Option<HistoryLineId>,
    ) -> Result<HistoryPage, Fault> {
        let caller = *caller;
        self.consult(caller, profile, async move |services, mut work| {
            let access = services.allowed::<ReadHistory>(&mut work, &caller, profile).await?;
            services.note_consultation(&mut work, &caller, &access, Part::History).await?;
            // One more than is shown tells whether there are older ones.
            let mut lines = work.history(&access, after, HISTORY_PAGE + 1, services.now()).await?;
            let more = lines.len() > HISTORY_PAGE as usize;
            lines.truncate(HISTORY_PAGE as usize);
            let older = match lines.last().filter(|_| more) {
                Some(&StoredLine { id: after, .. }) => {
                    let count = work.count_older(&access, after, HISTORY_PAGE, services.now()).await?;
                    Some(OlderLines { after, count })
                }
                None => None,
            };
            let days = days(&mut work, &access, lines).await?;
            Ok((work, HistoryPage { days, older }))
        })
        .await
    }

    /// Reads with a unit of work that can write only when someone else's profile is read: reading
    /// one's own never waits for a writer.
    pub(crate) async fn consult<T, F>(
        &self,
        caller: Caller,
        profile: ProfileId,
        act: impl FnOnce(Self, UnitOfWork) -> F,
    ) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Future<Output = Result<(UnitOfWork, T), Fault>> + Send + 'static,
    {
        if caller.account().profile() == profile {
            let work = self.0.store.read().await?;
            return Ok(act(self.clone(), work).await?.1);
        }
        // The unit of work is opened in the task that commits it: opening it must not be cancelled.
        let store = self.0.store.clone();
        let work = self.to_the_end(async move |_| Ok(store.begin().await?)).await?;
        let reading = act(self.clone(), work);
        self.to_the_end(async move |_| {
            let (work, page) = reading.await?;
            work.commit().await?;
            Ok(page)
        })
        .await
    }

    pub(crate) async fn allowed<C: Capability>(
        &self,
        work: &mut UnitOfWork,
        caller: &Caller,
        profile: ProfileId,
    ) -> Result<ProfileAccess<C>, Fault> {
        let today = day_in_france(self.now())?;
        work.authorise::<C>(caller, profile, today).await?.map_err(|denied| match denied {
            Denied::Refused => self.refuse(caller),
            Denied::Unconfirmed => Fault::PasswordNeeded,
        })
    }

    /// Leaves a line the first time that a session reads a part of someone else's profile.
    pub(crate) async fn note_consultation<C: Capability>(
        &self,
        work: &mut UnitOfWork,
        caller: &Caller,
        access: &ProfileAccess<C>,
        part: Part,
    ) -> Result<(), Fault> {
        if access.actor().profile() != access.profile() && work.first_consultation(caller, access, part).await? {
            work.record(access, Act::Consulted { part }, self.now()).await?;
        }
        Ok(())
    }
}

async fn days(
    work: &mut UnitOfWork,
    access: &ProfileAccess<ReadHistory>,
    lines: Vec<StoredLine>,
) -> Result<Vec<HistoryDay>, Fault> {
    let me = access.actor().profile();
    let mut names = HashMap::new();
    let mut professionals = Professionals::default();
    let mut days: Vec<HistoryDay> = Vec::new();
    for StoredLine { id, at, line } in lines {
        let who = match (line.actor, line.professional) {
            (None, Some(professional)) => professionals.named(work, professional).await?.clone().into(),
            (None, None) => Who::Unknown,
            (Some(actor), _) if actor == me => Who::Me,
            (Some(actor), _) => {
                let name = match names.entry(actor) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => unknown.insert(work.name_of_actor(access, actor).await?),
                };
                name.clone().map_or(Who::Erased, Who::Other)
            }
        };
        let about = match line.about {
            Some(professional) => Some(professionals.named(work, professional).await?.in_words()),
            None => None,
        };
        let entry = HistoryEntry { id, time: time_in_france(at)?, who, act: line.act, detail: about.or(line.reason) };
        let date = day_in_france(at)?;
        match days.last_mut() {
            Some(day) if day.date == date => day.entries.push(entry),
            _ => days.push(HistoryDay { date, entries: vec![entry] }),
        }
    }
    Ok(days)
}
