//! The first questions to a new user, and where the answers go (S15).

use domain::confidentiality::Confidentiality;
use domain::history::{Act, Part};
use domain::id::ProfileId;
use domain::measure::{Measure, MeasureKind};
use domain::medical_profile::{Entries, Heading};
use domain::onboarding::{OnboardingAnswer, Question};
use domain::time::Timestamp;
use store::{AnswerOnboarding, Caller, ProfileAccess, ReadOnboarding, UnitOfWork};

use crate::clock::day_in_france;
use crate::{Fault, Services};

/// What is answered so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The last height.
    pub height: Option<Measure>,
    /// The last weight.
    pub weight: Option<Measure>,
    /// The headings of the medical profile, in the order of [`Heading::ALL`].
    pub headings: [Option<Entries>; 3],
    /// Who sees what.
    pub confidentiality: Confidentiality,
}

impl Services {
    /// What is answered so far. Read by a representative, it leaves a line.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn answers(&self, caller: &Caller, profile: ProfileId) -> Result<Answers, Fault> {
        let caller = *caller;
        self.consult(caller, profile, async move |services, mut work| {
            let access = services.allowed::<ReadOnboarding>(&mut work, &caller, profile).await?;
            let measures = work.measurements(&access).await?;
            let last = |kind| measures.iter().map(|(_, measure)| *measure).find(|measure| measure.kind() == kind);
            let (height, weight) = (last(MeasureKind::Height), last(MeasureKind::Weight));
            let mut headings = [None, None, None];
            for (said, heading) in headings.iter_mut().zip(Heading::ALL) {
                *said = work.entries(&access, heading).await?;
            }
            let confidentiality = work.confidentiality(&access).await?;
            services.note_consultation(&mut work, &caller, &access, Part::MedicalProfile).await?;
            services.note_consultation(&mut work, &caller, &access, Part::Confidentiality).await?;
            Ok((work, Answers { height, weight, headings, confidentiality }))
        })
        .await
    }

    /// The first questions that are not answered, for the home page: no answer is shown, so it is no consultation.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn open_questions(&self, caller: &Caller, profile: ProfileId) -> Result<Vec<Question>, Fault> {
        let mut work = self.0.store.read().await?;
        let access = self.allowed::<ReadOnboarding>(&mut work, caller, profile).await?;
        let measured: Vec<MeasureKind> =
            work.measurements(&access).await?.into_iter().map(|(_, measure)| measure.kind()).collect();
        let headings = work.answered_headings(&access).await?;
        let decided = work.confidentiality(&access).await?;
        let is_answered = |question: Question| match question {
            Question::Confidentiality => decided.visibility.is_some(),
            Question::Emergency => decided.emergency.is_some(),
            question => {
                question.measure().is_some_and(|kind| measured.contains(&kind))
                    || question.heading().is_some_and(|heading| headings.contains(&heading))
            }
        };
        Ok(Question::ALL.into_iter().filter(|question| !is_answered(*question)).collect())
    }

    /// Keeps an answer, where the medical profile and the settings find it. `read` makes it of what was typed and of the
    /// age of the profile's holder in whole years; what it refuses is answered. The same answer a second time on the
    /// same day changes nothing.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn answer<R: Send + 'static>(
        &self,
        caller: &Caller,
        profile: ProfileId,
        read: impl FnOnce(u16) -> Result<OnboardingAnswer, R> + Send + 'static,
    ) -> Result<Result<(), R>, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let (now, mut work) = (services.now(), services.0.store.begin().await?);
            // An answer is compared with what is kept, and takes its place.
            work.hold_profile(profile).await?;
            let access = services.allowed::<AnswerOnboarding>(&mut work, &caller, profile).await?;
            let answer = match read(access.age()) {
                Ok(answer) => answer,
                Err(refused) => return Ok(Err(refused)),
            };
            if let Some(act) = keep(&mut work, &access, answer, now).await? {
                work.record(&access, act, now).await?;
                work.commit().await?;
            }
            Ok(Ok(()))
        })
        .await
    }
}

/// Puts an answer in the place of the one before it; what the history says of it, unless it is the same.
async fn keep(
    work: &mut UnitOfWork,
    access: &ProfileAccess<AnswerOnboarding>,
    answer: OnboardingAnswer,
    now: Timestamp,
) -> Result<Option<Act>, Fault> {
    match answer {
        OnboardingAnswer::Measured(measure) => {
            let measured = work.measurements(access).await?;
            let last = measured.into_iter().find(|(_, last)| last.kind() == measure.kind());
            if let Some((at, last)) = last
                && (last, day_in_france(at)?) == (measure, day_in_france(now)?)
            {
                return Ok(None);
            }
            work.add_measurement(access, measure, now).await?;
            Ok(Some(Act::Measured { kind: measure.kind() }))
        }
        OnboardingAnswer::Said(heading, entries) => {
            if work.entries(access, heading).await?.as_ref() == Some(&entries) {
                return Ok(None);
            }
            work.keep_entries(access, heading, &entries, now).await?;
            Ok(Some(Act::MedicalProfileChanged { heading }))
        }
        OnboardingAnswer::Visibility(visibility) => {
            let change = |before| Confidentiality { visibility: Some(visibility), ..before };
            let changed = change_confidentiality(work, access, change, now).await?;
            Ok(changed.then_some(Act::VisibilityChanged))
        }
        OnboardingAnswer::Emergency(emergency) => {
            let change = |before| Confidentiality { emergency: Some(emergency), ..before };
            let changed = change_confidentiality(work, access, change, now).await?;
            Ok(changed.then_some(Act::EmergencyAccessChanged))
        }
    }
}

/// Decides anew who sees what; whether that is something else than before.
async fn change_confidentiality(
    work: &mut UnitOfWork,
    access: &ProfileAccess<AnswerOnboarding>,
    change: impl FnOnce(Confidentiality) -> Confidentiality,
    now: Timestamp,
) -> Result<bool, Fault> {
    let before = work.confidentiality(access).await?;
    let after = change(before);
    if after != before {
        work.keep_confidentiality(access, &after, now).await?;
    }
    Ok(after != before)
}
