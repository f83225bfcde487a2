//! Sharing a child's profile with the second legal representative (S01–S07; product.md, decision 11). Whoever names somebody learns
//! nothing of them: one answer, whatever the cause.

use domain::access::{MAJORITY, ProfileStatus, Standing};
use domain::date::CalendarDate;
use domain::form::Rejected;
use domain::form::sharing::{Named, SharingForm, SharingProblem};
use domain::history::Act;
use domain::id::ProfileId;
use domain::sharing::{Answer, DAYS_TO_ANSWER, Invitation, Manager, Pending, REPRESENTATIVES_MAX, Sharing, Unanswered};
use domain::time::Timestamp;
use store::{
    AccountHolder, Admission, Caller, FollowSharing, ProfileAccess, ReadSharing, Representative, Share, UnitOfWork,
};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::clock::{beginning_in_france, day_in_france, days_after};
use crate::outbox::terms;
use crate::{Fault, Services, limits, messages};

/// What became of a demand to share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The person was invited.
    Sent {
        /// The last day on which they can answer.
        until: CalendarDate,
    },
    /// Nobody was: why is not said.
    NotPossible,
    /// The form is to be mended.
    Rejected(Rejected<SharingProblem>),
}

/// What ending a sharing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The caller's own access.
    OwnAccess,
    /// The other representative's.
    OthersAccess,
    /// Nothing: there was no second one.
    Nothing,
}

impl Services {
    /// Who manages a profile, and who is invited to.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn sharing(&self, caller: &Caller, profile: ProfileId) -> Result<Sharing, Fault> {
        let mut work = self.0.store.read().await?;
        let access = self.allowed::<ReadSharing>(&mut work, caller, profile).await?;
        let own = caller.account().profile() == profile;
        let representatives = work.representatives(&access).await?;
        let mut managers: Vec<Manager> = of(Standing::Active, &representatives)
            .map(|them| Manager { name: them.name.clone(), is_reader: them.account == caller.account() })
            .collect();
        if own {
            let own = self.profiles(caller).await?.into_iter().find(|summary| summary.id == profile);
            managers = own.map(|own| Manager { name: own.name, is_reader: true }).into_iter().collect();
        }
        let pending = match pending(&representatives, self.today()?)? {
            Some(invited) => Some(Pending { name: invited.name.clone(), until: last_day(invited.since)? }),
            None => None,
        };
        let unanswered = representatives.iter().rev().find_map(|them| Some((them.name.clone(), them.unanswered?)));
        Ok(Sharing { managers, pending, unanswered, is_childs: !own && access.age() < MAJORITY })
    }

    /// Invites the person of the form to manage a child's profile as well.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not a child's that the caller represents; [`Fault::PasswordNeeded`].
    pub async fn share(&self, caller: &Caller, profile: ProfileId, form: SharingForm) -> Result<Shared, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let (now, today) = (services.now(), services.today()?);
            let mut work = services.0.store.begin().await?;
            // Two invitations at once, or an invitation and an answer: one after the other.
            work.hold_profile(profile).await?;
            let access = services.allowed::<Share>(&mut work, &caller, profile).await?;
            let named = match form.read(today) {
                Ok(named) => named,
                Err(rejected) => return Ok(Shared::Rejected(rejected)),
            };
            let representatives = work.representatives(&access).await?;
            if let Some(problem) = services.obstacle(&representatives)? {
                return Ok(Shared::Rejected(form.rejected(vec![problem])));
            }
            let own = work.number_of(caller.account()).await?.ok_or(Fault::Internal("an account without a number"))?;
            if own == named.nir {
                return Ok(Shared::Rejected(form.rejected(vec![SharingProblem::Oneself])));
            }
            let subject = caller.account().id().to_string();
            let counter = match work.admit(limits::SHARING, &subject, now).await? {
                Admission::Admitted(counter) => counter,
                Admission::Held { minutes } => {
                    return Ok(Shared::Rejected(form.rejected(vec![SharingProblem::TooMany { minutes }])));
                }
            };
            work.count(&counter).await?;
            let is_meant = |holder: &AccountHolder| is_meant(holder, &named, &representatives, today);
            let mut meant = work.account_holder(&access, (&named.nir, &own), is_meant).await?;
            if let Some(holder) = &meant {
                // Who closes their own space at the same time comes before or after.
                work.hold_profile(holder.account.profile()).await?;
                meant = work.account_holder(&access, (&named.nir, &own), is_meant).await?;
            }
            let until = last_day(now)?;
            let shared = if let Some(holder) = meant {
                work.invite(&access, holder.account, now).await?;
                work.record(&access, Act::SharingAsked, now).await?;
                services.tell_invited(&mut work, &access, &holder, until, now).await?;
                Shared::Sent { until }
            } else {
                work.record(&access, Act::SharingNotPossible, now).await?;
                Shared::NotPossible
            };
            work.commit().await?;
            Ok(shared)
        })
        .await
    }

    /// Why nobody can be invited at all, which the page says already.
    fn obstacle(&self, representatives: &[Representative]) -> Result<Option<SharingProblem>, Fault> {
        if let Some(invited) = pending(representatives, self.today()?)? {
            return Ok(Some(SharingProblem::Pending(invited.name.clone())));
        }
        let full = of(Standing::Active, representatives).count() >= REPRESENTATIVES_MAX;
        Ok(full.then_some(SharingProblem::Full))
    }

    async fn tell_invited(
        &self,
        work: &mut UnitOfWork,
        access: &ProfileAccess<Share>,
        invited: &AccountHolder,
        until: CalendarDate,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let email = work.contacts_of(invited.account).await?.email;
        let by = work.name_of(access.actor()).await?;
        if let Some(message) = messages::invited_to_share(email.as_ref(), &invited.name, &by, until, &self.0.rules.site)
        {
            message.enqueue(work, terms::news(now), now).await?;
        }
        Ok(())
    }

    /// Withdraws the invitation that waits for an answer; whether there was one.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not a child's that the caller represents.
    pub async fn withdraw_invitation(&self, caller: &Caller, profile: ProfileId) -> Result<bool, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            work.hold_profile(profile).await?;
            let access = services.allowed::<FollowSharing>(&mut work, &caller, profile).await?;
            let representatives = work.representatives(&access).await?;
            let Some(invited) = pending(&representatives, services.today()?)? else { return Ok(false) };
            if !work.withdraw(&access, invited, now).await? {
                return Ok(false);
            }
            work.record(&access, Act::SharingWithdrawn, now).await?;
            let others = of(Standing::Active, &representatives).filter(|them| them.account != caller.account());
            services.tell_of_sharing(&mut work, others.chain([invited]), Act::SharingWithdrawn, now).await?;
            work.commit().await?;
            Ok(true)
        })
        .await
    }

    /// Ends the sharing: the second representative does not manage the profile any more. Either of the two can do it.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not a child's that the caller represents; [`Fault::PasswordNeeded`].
    pub async fn end_sharing(&self, caller: &Caller, profile: ProfileId) -> Result<Ended, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            work.hold_profile(profile).await?;
            let access = services.allowed::<Share>(&mut work, &caller, profile).await?;
            let representatives = work.representatives(&access).await?;
            // Of those in force the first one stays.
            let Some(second) = of(Standing::Active, &representatives).nth(1) else {
                return Ok(Ended::Nothing);
            };
            if !work.end_access(&access, second, now).await? {
                return Ok(Ended::Nothing);
            }
            work.record(&access, Act::SharingEnded, now).await?;
            let others = of(Standing::Active, &representatives).filter(|them| them.account != caller.account());
            services.tell_of_sharing(&mut work, others, Act::SharingEnded, now).await?;
            work.commit().await?;
            Ok(if second.account == caller.account() { Ended::OwnAccess } else { Ended::OthersAccess })
        })
        .await
    }

    /// The invitations that the caller can answer.
    pub async fn invitations(&self, caller: &Caller) -> Result<Vec<Invitation>, Fault> {
        let mut work = self.0.store.read().await?;
        let today = self.today()?;
        let mut invitations = Vec::new();
        for invited in work.invitations_of(caller).await? {
            if !can_be_answered((invited.status, invited.born_on), invited.since, today)? {
                continue;
            }
            let representatives = work.representatives_beside(&invited).await?;
            let by: Vec<_> = of(Standing::Active, &representatives).map(|them| them.name.clone()).collect();
            if !by.is_empty() {
                let until = last_day(invited.since)?;
                invitations.push(Invitation { profile: invited.profile, child: invited.child, by, until });
            }
        }
        Ok(invitations)
    }

    /// Answers an invitation; `None` when it is not there any more: withdrawn, run out, or the child's profile closed meanwhile.
    pub async fn answer_invitation(
        &self,
        caller: &Caller,
        profile: ProfileId,
        answer: Answer,
    ) -> Result<Option<Invitation>, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let (now, today) = (services.now(), services.today()?);
            let mut work = services.0.store.begin().await?;
            work.hold_profile(profile).await?;
            services.stays_open(&mut work, &caller).await?;
            let invited = work.invitations_of(&caller).await?.into_iter().find(|invited| invited.profile == profile);
            let Some(invited) = invited else { return Ok(None) };
            let representatives = work.representatives_beside(&invited).await?;
            let by: Vec<_> = of(Standing::Active, &representatives).map(|them| them.name.clone()).collect();
            if by.is_empty() || !can_be_answered((invited.status, invited.born_on), invited.since, today)? {
                return Ok(None);
            }
            let (answered, act) = match answer {
                Answer::Accept => (work.accept(&invited, now).await?, Act::SharingAccepted),
                Answer::Refuse => (work.end_invitation(&invited, Unanswered::Refused, now).await?, Act::SharingRefused),
            };
            if !answered {
                return Ok(None);
            }
            work.record_answer(&invited, act, now).await?;
            services.tell_of_sharing(&mut work, of(Standing::Active, &representatives), act, now).await?;
            work.commit().await?;
            let until = last_day(invited.since)?;
            Ok(Some(Invitation { profile, child: invited.child, by, until }))
        })
        .await
    }

    /// Ends the invitations whose last day is over, and tells those who asked; how many. Stopped in the middle, it goes on where it
    /// was.
    pub async fn expire_invitations(&self) -> Result<u64, Fault> {
        let today = self.today()?;
        // Made on a day whose thirtieth after it is past.
        let before = beginning_in_france(days_after(today, -DAYS_TO_ANSWER)?)?;
        let mut all = 0;
        loop {
            let done = self
                .to_the_end(async move |services| {
                    let now = services.now();
                    let over = services.0.store.read().await?.invitations_before(before).await?;
                    let mut done = 0;
                    for invited in over {
                        let mut work = services.0.store.begin().await?;
                        work.hold_profile(invited.profile).await?;
                        if !work.end_invitation(&invited, Unanswered::Expired, now).await? {
                            continue;
                        }
                        work.record_of_service(invited.profile, Act::SharingExpired, now).await?;
                        let representatives = work.representatives_beside(&invited).await?;
                        let asking = of(Standing::Active, &representatives);
                        services.tell_of_sharing(&mut work, asking, Act::SharingExpired, now).await?;
                        work.commit().await?;
                        done += 1;
                    }
                    Ok(done)
                })
                .await?;
            all += done;
            if done == 0 {
                return Ok(all);
            }
        }
    }

    /// Tells those what became of an invitation or of the sharing.
    pub(crate) async fn tell_of_sharing<'a>(
        &self,
        work: &mut UnitOfWork,
        concerned: impl Iterator<Item = &'a Representative>,
        act: Act,
        now: Timestamp,
    ) -> Result<(), Fault> {
        for them in concerned {
            let mail = messages::sharing_changed(them.email.as_ref(), &them.name, act, &self.0.rules.site);
            if let Some(mail) = mail {
                mail.enqueue(work, terms::news(now), now).await?;
            }
        }
        Ok(())
    }
}

/// Whether somebody is who was named, and can represent a child whom these represent.
fn is_meant(holder: &AccountHolder, named: &Named, representatives: &[Representative], today: CalendarDate) -> bool {
    let represents = of(Standing::Active, representatives).any(|them| them.account == holder.account);
    let first_names = || {
        let all = holder.given_names.split([' ', ',']).filter(|name| !name.is_empty());
        all.map(str::to_owned).chain([holder.given_names.clone(), holder.name.given.clone()])
    };
    // Of «Dupont (dit Durand)», «Dupont» is enough.
    let family_names = holder.family_names.iter().flat_map(|name| [name, name.split('(').next().unwrap_or(name)]);
    let same_family = family_names.into_iter().any(|name| same_name(name, &named.name.family));
    let same_given = first_names().any(|name| same_name(&name, &named.name.given));
    same_family
        && same_given
        && holder.born_on == named.born_on
        && holder.born_on.age_on(today) >= MAJORITY
        && !represents
}

/// Those of that standing who live.
pub(crate) fn of(standing: Standing, representatives: &[Representative]) -> impl Iterator<Item = &Representative> {
    representatives.iter().filter(move |them| them.standing == standing && !them.deceased)
}

/// Whose invitation waits for an answer; one that has run out does not, whether or not that was noted yet.
fn pending(representatives: &[Representative], today: CalendarDate) -> Result<Option<&Representative>, Fault> {
    for invited in of(Standing::Invited, representatives) {
        if last_day(invited.since)? >= today {
            return Ok(Some(invited));
        }
    }
    Ok(None)
}

/// The last day on which an invitation of that instant can be answered.
fn last_day(since: Timestamp) -> Result<CalendarDate, Fault> {
    days_after(day_in_france(since)?, DAYS_TO_ANSWER)
}

/// Whether an invitation of that instant to the profile of a child can be answered.
pub(crate) fn can_be_answered(
    (status, born_on): (ProfileStatus, CalendarDate),
    since: Timestamp,
    today: CalendarDate,
) -> Result<bool, Fault> {
    Ok(status == ProfileStatus::Active && born_on.age_on(today) < MAJORITY && last_day(since)? >= today)
}

/// Whether two texts are one name: without accents, case, hyphens, apostrophes and spaces.
fn same_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> String {
        let plain = name.replace(['œ', 'Œ'], "oe").replace(['æ', 'Æ'], "ae");
        plain.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let one = letters(one);
    !one.is_empty() && one == letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        for (one, other) in [
            ("Léo", "LEO"),
            ("Le\u{301}o", "léo"),
            ("Jean-Jacques", "jean jacques"),
            ("D'Angelo", "d’angelo"),
            ("Lecœur", "LECOEUR"),
            ("Šimić", "simic"),
        ] {
            assert!(same_name(one, other), "{one} {other}");
        }
        assert!(!same_name("Léo", "Léa"));
        assert!(!same_name("-", "'"));
    }
}
