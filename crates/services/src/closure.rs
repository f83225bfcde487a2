//! Closing a profile (F01–F04; product.md, decision 12): what it would bring about, and the act.

use domain::access::{Basis, MAJORITY, ProfileStatus, Standing};
use domain::closure::{ARCHIVE_YEARS, ChildsFate, ClosedProfile, Consequences, Demands};
use domain::date::CalendarDate;
use domain::history::Act;
use domain::id::ProfileId;
use domain::person::PersonName;
use domain::time::Timestamp;
use store::{
    Archive, Caller, Close, ExportOrder, JobKind, Lends, PrepareClosure, ProfileAccess, ReadSharing, Representation,
    Representative, UnitOfWork,
};

use crate::clock::{beginning_in_france, days_after};
use crate::outbox::terms;
use crate::sharing::of;
use crate::{Fault, Services, messages};

/// What became of a demand to close a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed.
    Done(ClosedProfile),
    /// The consequences are not those any more that were shown: nothing was done.
    Changed,
}

impl Services {
    /// What closing a profile would bring about, and what the form carries that closes it with these consequences.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn closure(&self, caller: &Caller, profile: ProfileId) -> Result<(Consequences, String), Fault> {
        let mut work = self.0.store.read().await?;
        let access = self.allowed::<PrepareClosure>(&mut work, caller, profile).await?;
        let children = represented(&mut work, caller, &access).await?;
        let consequences = consequences(&mut work, &access, &children, self.today()?).await?;
        let announced = self.announced(profile, &consequences)?;
        Ok((consequences, announced))
    }

    /// Closes a profile, until it is activated anew. With one's own goes the account, and the children whom nobody else represents.
    /// Everybody concerned is told. `announced` is what [`closure`](Self::closure) gave with the consequences that were shown;
    /// `demands` may ask for what the profile holds to be deleted after [`Rules::deletion_days`](crate::Rules::deletion_days), and not
    /// at the end of the archive; a download that is asked for is prepared before.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs, not there, or not active any more; [`Fault::PasswordNeeded`].
    pub async fn close(
        &self,
        caller: &Caller,
        profile: ProfileId,
        announced: &str,
        demands: Demands,
    ) -> Result<Closed, Fault> {
        let (caller, announced) = (*caller, announced.to_owned());
        // A child who has come of age is not parted from, but taken care of.
        if caller.account().profile() == profile {
            self.follow_majorities().await?;
        }
        self.to_the_end(async move |services| {
            let (now, today) = (services.now(), services.today()?);
            let mut work = services.0.store.begin().await?;
            // Whoever shares, answers, or closes at the same time comes before or after. In the order of their identifiers: two
            // parents who close their own spaces do not wait for each other.
            let mut held = vec![profile];
            if caller.account().profile() == profile {
                held.extend(work.represented_by(&caller).await?.iter().map(|child| child.profile));
                held.sort_unstable_by_key(|profile| *profile.as_bytes());
            }
            for profile in held {
                work.hold_profile(profile).await?;
            }
            let access = services.allowed::<Close>(&mut work, &caller, profile).await?;
            let children = represented(&mut work, &caller, &access).await?;
            let told = consequences(&mut work, &access, &children, today).await?;
            if announced != services.announced(profile, &told)? {
                return Ok(Closed::Changed);
            }
            if children.iter().any(|child| child.status == ProfileStatus::Active && !is_minor(child, today)) {
                // They came of age this very moment.
                return Err(Fault::Busy);
            }
            let actor = work.name_of(caller.account()).await?;
            let contacts = work.contacts_of(caller.account()).await?;
            let email = contacts.email.clone();
            // Its link would go nowhere.
            let demands = Demands { download: demands.download && email.is_some(), ..demands };
            let own = access.basis() == Basis::Holder;
            let asked = if own { work.invitations_of(&caller).await? } else { Vec::new() };
            // The account first, as by whoever signs in or out of it; the histories after it.
            let kept = archive_of(now, today)?;
            let deleted_on = if demands.deletion { Some(services.deletion_on()?) } else { None };
            let archive = match deleted_on {
                Some(day) => Archive { due_at: beginning_in_france(day)?, on_request: true, ..kept },
                None => kept,
            };
            let Some(linked) = work.close(&access, archive).await? else { return Err(services.refuse(&caller)) };
            work.record(&access, Act::Closed, now).await?;
            if demands.download {
                let (account, basis, name) = (caller.account(), access.basis(), actor.clone());
                let order = ExportOrder { account, basis, name, contacts, with_closure: true };
                let id = work.ask_for_export_with_closure(&access, &order, now).await?;
                work.enqueue(JobKind::Export, &id, terms::news(now), now).await?;
                work.record(&access, Act::ExportAsked, now).await?;
            }
            if demands.deletion {
                work.record(&access, Act::DeletionAsked, now).await?;
            }
            services.part_from_children(&mut work, &access, &children, &actor, kept).await?;
            services.decline(&mut work, &asked, now).await?;
            let site = &services.0.rules.site;
            let closed = ClosedProfile { consequences: told, demands, deleted_on };
            if let Some(mail) = messages::profile_closed(email.as_ref(), &actor, &closed, site) {
                mail.enqueue(&mut work, terms::news(now), now).await?;
            }
            for other in linked.iter().filter(|them| them.account != caller.account()) {
                services.tell_closed(&mut work, other, &closed, &actor, now).await?;
            }
            work.commit().await?;
            Ok(Closed::Done(closed))
        })
        .await
    }

    /// Whether whoever closes has an address to which the link of a download can go.
    pub async fn can_be_mailed(&self, caller: &Caller) -> Result<bool, Fault> {
        let mut work = self.0.store.read().await?;
        Ok(work.contacts_of(caller.account()).await?.email.is_some())
    }

    /// The day on which what is closed today is deleted, when that is asked for.
    ///
    /// # Errors
    /// [`Fault::Internal`] beyond the calendar.
    pub fn deletion_on(&self) -> Result<CalendarDate, Fault> {
        days_after(self.today()?, self.0.rules.deletion_days.cast_signed())
    }

    /// Deletes what closed profiles hold whose term is over, and tells their holders; how many. One that cannot be deleted is logged
    /// and keeps none of the others back. Stopped in the middle, it goes on where it was.
    pub async fn erase_closed(&self) -> Result<u64, Fault> {
        let now = self.now();
        let (mut done, mut after) = (0, None);
        loop {
            let due = self.0.store.read().await?.due_erasures(now, after).await?;
            let Some(last) = due.last() else { break };
            after = Some(*last);
            for profile in due {
                match self.to_the_end(async move |services| services.erase(profile, now).await).await {
                    Ok(erased) => done += u64::from(erased),
                    Err(error) => tracing::error!(%error, "a closed profile cannot be deleted"),
                }
            }
            // Before the next ones: what is not in the list may come back.
            self.follow_erasures().await?;
        }
        Ok(done)
    }

    async fn erase(&self, profile: ProfileId, now: Timestamp) -> Result<bool, Fault> {
        // Whom to tell is known before, and matters less than that it is done.
        let told = match self.0.store.read().await?.reach_on(profile, self.today()?).await {
            Ok(told) => told,
            Err(error) => {
                tracing::warn!(%error, "nobody can be told that a closed profile is deleted");
                None
            }
        };
        let mut work = self.0.store.begin().await?;
        let Some(erased) = work.erase(profile, now).await? else { return Ok(false) };
        if let Some(mail) = told.filter(|_| erased.lives).as_ref().and_then(messages::erased) {
            mail.enqueue(&mut work, terms::announcement(now), now).await?;
        }
        work.commit().await?;
        Ok(true)
    }

    /// Stands for consequences, and for the day of a deletion, in the form that closes a profile with them.
    fn announced(&self, profile: ProfileId, consequences: &Consequences) -> Result<String, Fault> {
        let text = serde_json::to_string(consequences).map_err(|_| Fault::Internal("consequences without a text"))?;
        let deletion_on = self.deletion_on()?.to_iso();
        Ok(self.0.store.subject_of_text(&format!("closure {profile} {deletion_on} {text}")))
    }

    /// What becomes of the children whom whoever has closed their own represented.
    async fn part_from_children(
        &self,
        work: &mut UnitOfWork,
        access: &ProfileAccess<Close>,
        children: &[Representation],
        actor: &PersonName,
        archive: Archive,
    ) -> Result<(), Fault> {
        let now = archive.closed_at;
        for child in children.iter().filter(|child| child.status == ProfileStatus::Active) {
            let beside = work.representatives_beside(child).await?;
            // The account of whoever parts is gone.
            let others: Vec<_> = of(Standing::Active, &beside).collect();
            if others.is_empty() {
                let linked = work.close_childs(access, child, archive).await?.unwrap_or_default();
                work.record_on_childs(access, child, Act::Closed, now).await?;
                let invited = of(Standing::Invited, &linked);
                self.tell_of_sharing(work, invited, Act::SharingWithdrawn, now).await?;
                continue;
            }
            work.record_on_childs(access, child, Act::RepresentativeLeft, now).await?;
            for other in others {
                let site = &self.0.rules.site;
                let mail = messages::representative_left(other.email.as_ref(), &other.name, &child.child, actor, site);
                if let Some(mail) = mail {
                    mail.enqueue(work, terms::news(now), now).await?;
                }
            }
        }
        Ok(())
    }

    /// Refuses what whoever has closed their own was asked and had not answered: whoever asked does not wait for nothing.
    async fn decline(&self, work: &mut UnitOfWork, asked: &[Representation], now: Timestamp) -> Result<(), Fault> {
        for invited in asked {
            work.record_answer(invited, Act::SharingRefused, now).await?;
            let beside = work.representatives_beside(invited).await?;
            self.tell_of_sharing(work, of(Standing::Active, &beside), Act::SharingRefused, now).await?;
        }
        Ok(())
    }

    /// Tells whoever managed a child's profile as well, or was invited to.
    async fn tell_closed(
        &self,
        work: &mut UnitOfWork,
        other: &Representative,
        closed: &ClosedProfile,
        actor: &PersonName,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if other.standing == Standing::Invited {
            return self.tell_of_sharing(work, std::iter::once(other), Act::SharingWithdrawn, now).await;
        }
        let mail =
            messages::childs_profile_closed(other.email.as_ref(), &other.name, closed, actor, &self.0.rules.site);
        if let Some(mail) = mail {
            mail.enqueue(work, terms::news(now), now).await?;
        }
        Ok(())
    }
}

/// The archive of what is closed now: ten years, the last day whole (product.md, decisions 12 and 28).
pub(crate) fn archive_of(now: Timestamp, today: CalendarDate) -> Result<Archive, Fault> {
    let year = today.year() + ARCHIVE_YEARS;
    let last = CalendarDate::new(year, today.month(), today.day()).or_else(|_| CalendarDate::new(year, 3, 1));
    let last = last.map_err(|_| Fault::Internal("beyond the calendar"))?;
    Ok(Archive { closed_at: now, due_at: beginning_in_france(days_after(last, 1)?)?, on_request: false })
}

/// The children whom the caller represents, when it is about their own profile.
async fn represented<C: Lends<PrepareClosure>>(
    work: &mut UnitOfWork,
    caller: &Caller,
    access: &ProfileAccess<C>,
) -> Result<Vec<Representation>, Fault> {
    match access.basis() {
        Basis::Holder => Ok(work.represented_by(caller).await?),
        Basis::Representative => Ok(Vec::new()),
    }
}

async fn consequences<C: Lends<PrepareClosure> + Lends<ReadSharing>>(
    work: &mut UnitOfWork,
    access: &ProfileAccess<C>,
    represented: &[Representation],
    today: CalendarDate,
) -> Result<Consequences, Fault> {
    let representatives = work.representatives(access).await?;
    let others = of(Standing::Active, &representatives).filter(|them| them.account != access.actor());
    let others = others.map(|them| them.name.clone()).collect();
    let mut children = Vec::new();
    for child in represented.iter().filter(|child| is_minor(child, today)) {
        let beside = work.representatives_beside(child).await?;
        let other = of(Standing::Active, &beside).find(|them| them.account != access.actor());
        let fate = other.map_or(ChildsFate::ClosedToo, |other| ChildsFate::StaysWith(other.name.clone()));
        children.push((child.child.clone(), fate));
    }
    let name = work.name_of_profile(access).await?;
    Ok(Consequences { name, own: access.basis() == Basis::Holder, others, children })
}

fn is_minor(child: &Representation, today: CalendarDate) -> bool {
    child.status == ProfileStatus::Active && child.born_on.age_on(today) < MAJORITY
}
