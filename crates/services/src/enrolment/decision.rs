//! The decision: it is noted, then carried out, which uses the provisional code up.

use std::net::IpAddr;

use domain::access::ProfileStatus;
use domain::attestation::VerificationCode;
use domain::date::CalendarDate;
use domain::enrolment::{Decision, Step};
use domain::history::Act;
use domain::id::ProfileId;
use domain::sign_in::Channel;
use store::{Admission, Caller, Candidate, Draft, Token, UnitOfWork};

use super::{Ticket, Whose};
use crate::clock::day_in_france;
use crate::closure::archive_of;
use crate::outbox::terms;
use crate::paper::attestation::{Attestation, pdf};
use crate::sign_in::network_of;
use crate::{Fault, Services, limits, messages};

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is carried out, for this profile.
    Done(ProfileId),
    /// The code has been used or replaced meanwhile, or there is nothing to decide any more.
    NotPossible,
    /// There is no draft, or it is not so far.
    NoDraft,
}

/// What is known of the code of an attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The attestation is valid; the day of the opposition.
    Valid(CalendarDate),
    /// There is none with that code, or it is not valid any more.
    Invalid,
    /// Too many were none.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

impl Services {
    /// Step 5: notes the decision; whether the draft is so far.
    pub async fn note_decision(&self, ticket: &Ticket, decision: Decision) -> Result<bool, Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let so_far = services.step_of(&mut work, &draft).await? >= Step::Decision && draft.has_code();
            if so_far {
                work.note_decision(draft, decision, services.now()).await?;
                work.commit().await?;
            }
            Ok(so_far)
        })
        .await
        .map(|noted| noted.unwrap_or(false))
    }

    /// Carries a refusal out: an opposition, or the closure of a space that was created by itself. Done twice, it says
    /// twice that it is done.
    pub async fn refuse_space(&self, ticket: &Ticket) -> Result<Decided, Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let now = services.now();
            match (services.step_of(&mut work, &draft).await?, draft.person()) {
                (Step::Refusal, _) => {}
                (Step::Opposed | Step::Closed, Some(profile)) => return Ok(Decided::Done(profile)),
                _ => return Ok(Decided::NoDraft),
            }
            let Some(person) = work.decide(&draft, services.today()?, now).await? else {
                return Ok(Decided::NotPossible);
            };
            // The space may be created by itself at this very moment: then there is nothing to oppose, but to close.
            work.hold_profile(person.profile).await?;
            let Some(person) = work.person_of(&draft).await? else { return Ok(Decided::NotPossible) };
            let refusal = person.status.refusal();
            let after = if refusal == Decision::Close { ProfileStatus::Closed } else { ProfileStatus::Opposed };
            if !person.status.can(refusal) || !work.change_status(person.profile, ProfileStatus::Pending, after).await?
            {
                return Ok(Decided::NotPossible);
            }
            if refusal == Decision::Close {
                work.begin_archive(person.profile, archive_of(now, services.today()?)?).await?;
                work.record_of_service(person.profile, Act::Closed, now).await?;
                let told = work.reach_of(&draft, services.today()?).await?;
                let by_sms = services.0.gateways.serves(Channel::Sms);
                if let Some(told) = told
                    && let Some(message) = messages::closed(&told, &services.0.rules.site, by_sms)?
                {
                    message.enqueue(&mut work, terms::news(now), now).await?;
                }
            } else {
                const NOBODY: Fault = Fault::Internal("nobody to oppose");
                let to = work.reach_of(&draft, services.today()?).await?.ok_or(NOBODY)?.recipient();
                work.record_opposition(person.profile, to, now).await?.ok_or(NOBODY)?;
                work.record_of_service(person.profile, Act::Opposed, now).await?;
            }
            work.finish_draft(draft, refusal, now).await?;
            work.commit().await?;
            Ok(Decided::Done(person.profile))
        })
        .await
        .map(|decided| decided.unwrap_or(Decided::NoDraft))
    }

    /// Activates a child's space for the adult who is signed in and certified that they represent the child, and
    /// attaches it to their account. The parent who received the code is told when that is somebody else. Done twice,
    /// it says twice that it is done.
    pub async fn activate_child(&self, ticket: &Ticket, caller: Caller) -> Result<Decided, Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let now = services.now();
            match (services.step_of(&mut work, &draft).await?, draft.person()) {
                (Step::Representative, Some(_)) => {}
                (Step::Activated, Some(profile)) => return Ok(Decided::Done(profile)),
                _ => return Ok(Decided::NoDraft),
            }
            let Some(child) = services.activate_person(&mut work, &draft).await? else {
                return Ok(Decided::NotPossible);
            };
            services.attach(&mut work, &caller, child.profile).await?;
            if let Some(told) = work.reach_of(&draft, services.today()?).await?
                && told.parent_profile != Some(caller.account().profile())
                && let Some(message) =
                    messages::child_activated(&told, &services.0.rules.site, services.0.gateways.serves(Channel::Sms))?
            {
                message.enqueue(&mut work, terms::news(now), now).await?;
            }
            work.finish_draft(draft, Decision::Activate, now).await?;
            work.commit().await?;
            Ok(Decided::Done(child.profile))
        })
        .await
        .map(|decided| decided.unwrap_or(Decided::NoDraft))
    }

    /// Uses the code up and makes the person's space active, which lifts an opposition. `None` when that is not
    /// possible (any more); then nothing may be committed.
    pub(super) async fn activate_person(
        &self,
        work: &mut UnitOfWork,
        draft: &Draft,
    ) -> Result<Option<Candidate>, Fault> {
        let Some(person) = work.decide(draft, self.today()?, self.now()).await? else { return Ok(None) };
        let active = person.status.can(Decision::Activate) && self.make_active(work, &person).await?;
        Ok(active.then_some(person))
    }

    /// The attestation of the opposition that was recorded from a browser, as a PDF; `None` without a draft, or when
    /// the opposition was lifted.
    pub async fn attestation_file(&self, token: &Token) -> Result<Option<Vec<u8>>, Fault> {
        let mut work = self.0.store.read().await?;
        let Some(draft) = work.draft(token.hash(), self.now()).await? else { return Ok(None) };
        let Some(attested) = work.attestation_of(&draft).await? else { return Ok(None) };
        pdf(&attestation_paper(attested, &self.0.rules.site)?, self.is_demonstration()).map(Some)
    }

    /// Whether there is a valid attestation with that code, and of which day. Wrong ones are counted by the network that they come
    /// from; whoever has a right one is not held back by others who have none: nobody finds one of 2^59 by trying.
    pub async fn check_attestation(&self, code: &VerificationCode, from: IpAddr) -> Result<Verification, Fault> {
        if let Some(at) = self.0.store.read().await?.check_attestation(code).await? {
            return Ok(Verification::Valid(day_in_france(at)?));
        }
        let mut work = self.0.store.begin().await?;
        match work.admit(limits::VERIFICATIONS, &network_of(from), self.now()).await? {
            Admission::Admitted(tries) => {
                work.count(&tries).await?;
                work.commit().await?;
                Ok(Verification::Invalid)
            }
            Admission::Held { minutes } => Ok(Verification::TooMany { minutes }),
        }
    }

    /// The first step of a draft that is still to be done.
    pub(super) async fn step_of(&self, work: &mut UnitOfWork, draft: &Draft) -> Result<Step, Fault> {
        let status = work.person_of(draft).await?.map(|person| person.status);
        Ok(work.progress_of(draft, status, self.today()?, self.now()).await?.step())
    }
}

/// What the paper of an attestation says.
pub(crate) fn attestation_paper(attested: domain::attestation::Attestation, site: &str) -> Result<Attestation, Fault> {
    Ok(Attestation {
        name: attested.name,
        nir: Some(attested.nir),
        to: attested.to,
        opposed_on: day_in_france(attested.opposed_at)?,
        code: attested.code,
        site: site.to_owned(),
    })
}
