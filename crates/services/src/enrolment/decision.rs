//! The decision: it is noted, then carried out, which uses the provisional code up.

use domain::access::{ProfileStatus, Standing};
use domain::attestation::VerificationCode;
use domain::date::CalendarDate;
use domain::enrolment::{Decision, EnrolmentStatus, Step};
use domain::history::Act;
use domain::id::ProfileId;
use store::{Caller, Candidate, Draft, Open, Token, UnitOfWork};

use crate::clock::day_in_france;
use crate::paper::attestation::{Attestation, pdf};
use crate::{Fault, Services};

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is carried out, for this profile.
    Done(ProfileId),
    /// The code has been used or replaced meanwhile, or there is nothing to decide any more.
    NotPossible,
    /// For a child: the caller is not the parent under whose number the child is insured.
    NotParent,
    /// There is no draft, or it is not so far.
    NoDraft,
}

impl Services {
    /// Step 5: notes the decision; whether the draft is so far.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn note_decision(&self, token: &Token, decision: Decision) -> Result<bool, Fault> {
        self.with_draft(token, async move |services, mut work, draft| {
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

    /// Carries an opposition out. Done twice, it says twice that it is done.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn oppose(&self, token: &Token) -> Result<Decided, Fault> {
        self.with_draft(token, async move |services, mut work, draft| {
            let now = services.now();
            match (services.step_of(&mut work, &draft).await?, draft.person()) {
                (Step::Opposition, _) => {}
                (Step::Opposed, Some(profile)) => return Ok(Decided::Done(profile)),
                _ => return Ok(Decided::NoDraft),
            }
            let Some(person) = work.decide(&draft, EnrolmentStatus::can_oppose, now).await? else {
                return Ok(Decided::NotPossible);
            };
            if !work.change_status(person.profile, ProfileStatus::Pending, ProfileStatus::Opposed).await? {
                return Ok(Decided::NotPossible);
            }
            work.record_opposition(person.profile, now).await?.ok_or(Fault::Internal("nobody to oppose"))?;
            work.record_of_service(person.profile, Act::Opposed, now).await?;
            work.finish_draft(draft, Decision::Oppose, now).await?;
            work.commit().await?;
            Ok(Decided::Done(person.profile))
        })
        .await
        .map(|decided| decided.unwrap_or(Decided::NoDraft))
    }

    /// Activates a child's space for the parent who is signed in, and attaches it to their account. Done twice,
    /// it says twice that it is done.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn activate_child(&self, token: &Token, caller: Caller) -> Result<Decided, Fault> {
        self.with_draft(token, async move |services, mut work, draft| {
            let now = services.now();
            match (services.step_of(&mut work, &draft).await?, draft.person()) {
                (Step::Representative, Some(child)) if work.is_parent(&caller, child).await? => {}
                (Step::Representative, _) => return Ok(Decided::NotParent),
                (Step::Activated, Some(profile)) => return Ok(Decided::Done(profile)),
                _ => return Ok(Decided::NoDraft),
            }
            let Some(child) = services.activate_person(&mut work, &draft).await? else {
                return Ok(Decided::NotPossible);
            };
            work.represent(caller.account().id(), child.profile, Standing::Active, now).await?;
            let access = work.authorise::<Open>(&caller, child.profile, services.today()?).await?;
            work.record(&access.map_err(|_| Fault::Refused)?, Act::Activated, now).await?;
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
        let now = self.now();
        let Some(person) = work.decide(draft, EnrolmentStatus::can_activate, now).await? else { return Ok(None) };
        let before =
            if person.status == EnrolmentStatus::Opposed { ProfileStatus::Opposed } else { ProfileStatus::Pending };
        if !work.change_status(person.profile, before, ProfileStatus::Active).await? {
            return Ok(None);
        }
        work.lift_opposition(person.profile, now).await?;
        Ok(Some(person))
    }

    /// The attestation of the opposition that was recorded from a browser, as a PDF; `None` without a draft, or when
    /// the opposition was lifted.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn attestation_file(&self, token: &Token) -> Result<Option<Vec<u8>>, Fault> {
        let mut work = self.0.store.read().await?;
        let Some(draft) = work.draft(token.hash(), self.now()).await? else { return Ok(None) };
        let Some(attested) = work.attestation_of(&draft).await? else { return Ok(None) };
        let paper = Attestation {
            name: attested.name,
            nir: Some(attested.nir),
            opposed_on: day_in_france(attested.opposed_at)?,
            code: attested.code,
            site: self.0.rules.site.clone(),
        };
        pdf(&paper, self.is_demonstration()).map(Some)
    }

    /// The day of the opposition of which a valid attestation with that code tells.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn check_attestation(&self, code: &VerificationCode) -> Result<Option<CalendarDate>, Fault> {
        let at = self.0.store.read().await?.check_attestation(code).await?;
        at.map(day_in_france).transpose()
    }

    /// The first step of a draft that is still to be done.
    pub(super) async fn step_of(&self, work: &mut UnitOfWork, draft: &Draft) -> Result<Step, Fault> {
        let status = work.person_of(draft).await?.map(|person| person.status);
        Ok(draft.progress(status, self.today()?).step())
    }
}
