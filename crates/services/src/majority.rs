//! Majority (product.md, decision 16): the representatives and the young adult are told before; from midnight in France
//! of the birthday on, nobody represents them any more (`domain::access::decide` does not wait for this file); then the
//! space waits, with all that is in it, to be activated with an account of their own.

use domain::history::Act;
use domain::provisional_code::Delivery;
use store::{ComingOfAge, Replace, Term, Told, UnitOfWork};

use crate::clock::{beginning_in_france, days_after, end_of_day_in_france, last_day_before};
use crate::outbox::terms;
use crate::{Fault, Services, messages};

/// How many days before they are told.
const TOLD_BEFORE: i32 = 30;
/// How many days back the job looks for those whom it missed while it did not run.
const MISSED: i32 = 400;

impl Services {
    /// Tells those who come of age within thirty days and their representatives, and ends the representations of those
    /// who have; how many of both. Stopped in the middle, it goes on where it was.
    pub async fn follow_majorities(&self) -> Result<u64, Fault> {
        let today = self.today()?;
        let days = |from: i32, to: i32| (from..=to).map(|day| days_after(today, day)).collect::<Result<Vec<_>, _>>();
        let (past, coming) = (days(-MISSED, 0)?, days(1, TOLD_BEFORE)?);
        self.to_the_end(async move |services| {
            let oldest = past.first().copied().unwrap_or(today);
            let mut work = services.0.store.begin().await?;
            while work.index_majorities(oldest).await? > 0 {
                work.commit().await?;
                work = services.0.store.begin().await?;
            }
            drop(work);
            let mut all = 0;
            loop {
                let mut done = 0;
                let adults = services.0.store.read().await?.coming_of_age(&past, Told::Whatever).await?;
                for adult in adults {
                    // Not one whose birth date is being corrected.
                    done += u64::from(adult.on <= today && services.end(&adult).await?);
                }
                let children = services.0.store.read().await?.coming_of_age(&coming, Told::NotYet).await?;
                for child in children {
                    done += u64::from(services.tell(&child).await?);
                }
                all += done;
                // Nobody's turn, or another process was faster and goes on.
                if done == 0 {
                    return Ok(all);
                }
            }
        })
        .await
    }

    /// Tells a representative, and the child with the first of them; whether it was not done before.
    async fn tell(&self, coming: &ComingOfAge) -> Result<bool, Fault> {
        let (now, mut work) = (self.now(), self.0.store.begin().await?);
        let it_comes = beginning_in_france(coming.on)?;
        // Of two representatives one is the first.
        work.hold_profile(coming.profile).await?;
        let first = !work.is_told(coming.profile).await?;
        if !work.note_told(coming).await? {
            return Ok(false);
        }
        if let Some(message) = messages::majority_coming(coming, &self.0.rules.site) {
            message.of_use_until(it_comes).enqueue(&mut work, terms::announcement(now), now).await?;
        }
        if first {
            work.record_of_service(coming.profile, Act::MajorityAnnounced, now).await?;
            // As of the day itself: today the child's messages still go to a parent.
            if let Some(child) = work.reach_on(coming.profile, coming.on).await?
                && let Some(message) = messages::majority_coming_to_child(&child, coming.on)
            {
                message.of_use_until(it_comes).enqueue(&mut work, terms::announcement(now), now).await?;
            }
        }
        work.commit().await?;
        Ok(true)
    }

    /// Ends a representation, and with the first of them makes the space wait for its holder; whether it was not done
    /// before.
    async fn end(&self, adult: &ComingOfAge) -> Result<bool, Fault> {
        let (now, mut work) = (self.now(), self.0.store.begin().await?);
        if !work.end_representation(adult).await? {
            return Ok(false);
        }
        work.record_of_service(adult.profile, Act::CameOfAge, now).await?;
        if let Some(message) = messages::representation_ended(adult) {
            message.enqueue(&mut work, terms::announcement(now), now).await?;
        }
        if work.await_holder(adult.profile).await? {
            self.invite_young_adult(&mut work, adult).await?;
        }
        work.commit().await?;
        Ok(true)
    }

    /// Sends the code with which the space is taken over, if it is known where to; else it comes with the next campaign
    /// of letters, or is asked for.
    async fn invite_young_adult(&self, work: &mut UnitOfWork, adult: &ComingOfAge) -> Result<(), Fault> {
        let now = self.now();
        let Some(told) = work.reach_on(adult.profile, self.today()?).await?.filter(|told| told.email.is_some()) else {
            return Ok(());
        };
        let expires_at = end_of_day_in_france(now.plus(self.0.rules.provisional_codes))?;
        let term = Term { until: expires_at, for_minor: false };
        let replace = Replace::MadeBy(now);
        let code = work.make_provisional_code(adult.profile, Delivery::Email, replace, term, now).await?;
        let Some(code) = code else { return Ok(()) };
        let until = last_day_before(expires_at)?;
        if let Some(message) = messages::of_age(&told, &code, until, &self.0.rules.site) {
            message.enqueue(work, terms::invitation(adult.profile, expires_at), now).await?;
            work.record_of_service(adult.profile, Act::ProvisionalCodeSent { channel: Delivery::Email }, now).await?;
        }
        Ok(())
    }
}
