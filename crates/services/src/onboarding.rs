//! The first questions to a new user, and where the answers go (S15).

use domain::confidentiality::Confidentiality;
use domain::history::{Act, Part};
use domain::id::ProfileId;
use domain::measure::{Measure, MeasureKind};
use domain::medical_profile::{Entries, Heading};
use domain::onboarding::OnboardingAnswer;
use store::{
    Caller, EditConfidentiality, EditMedicalProfile, ReadConfidentiality, ReadMedicalProfile, ReadPersonalInformation,
};

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
            let medical = services.allowed::<ReadMedicalProfile>(&mut work, &caller, profile).await?;
            let measures = work.measurements(&medical).await?;
            let last = |kind| measures.iter().map(|(_, measure)| *measure).find(|measure| measure.kind() == kind);
            let (height, weight) = (last(MeasureKind::Height), last(MeasureKind::Weight));
            let mut headings = [None, None, None];
            for (said, heading) in headings.iter_mut().zip(Heading::ALL) {
                *said = work.entries(&medical, heading).await?;
            }
            let decided = services.allowed::<ReadConfidentiality>(&mut work, &caller, profile).await?;
            let confidentiality = work.confidentiality(&decided).await?;
            services.note_consultation(&mut work, &caller, &medical, Part::MedicalProfile).await?;
            services.note_consultation(&mut work, &caller, &decided, Part::Confidentiality).await?;
            Ok((work, Answers { height, weight, headings, confidentiality }))
        })
        .await
    }

    /// How old the holder of a profile is, in whole years.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn age(&self, caller: &Caller, profile: ProfileId) -> Result<u16, Fault> {
        let mut work = self.0.store.read().await?;
        let access = self.allowed::<ReadPersonalInformation>(&mut work, caller, profile).await?;
        Ok(work.identity(&access).await?.born_on.age_on(self.today()?))
    }

    /// Keeps an answer, where the medical profile and the settings find it. The same answer a second time on the same
    /// day changes nothing.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn answer(&self, caller: &Caller, profile: ProfileId, answer: OnboardingAnswer) -> Result<(), Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let (now, mut work) = (services.now(), services.0.store.begin().await?);
            // An answer is compared with what is kept, and takes its place.
            work.hold_profile(profile).await?;
            match answer {
                OnboardingAnswer::Measured(measure) => {
                    let access = services.allowed::<EditMedicalProfile>(&mut work, &caller, profile).await?;
                    let reading = services.allowed::<ReadMedicalProfile>(&mut work, &caller, profile).await?;
                    let measured = work.measurements(&reading).await?;
                    let last = measured.into_iter().find(|(_, last)| last.kind() == measure.kind());
                    let today = day_in_france(now)?;
                    if let Some((at, last)) = last
                        && (last, day_in_france(at)?) == (measure, today)
                    {
                        return Ok(());
                    }
                    work.add_measurement(&access, measure, now).await?;
                    work.record(&access, Act::Measured { kind: measure.kind() }, now).await?;
                }
                OnboardingAnswer::Said(heading, entries) => {
                    let access = services.allowed::<EditMedicalProfile>(&mut work, &caller, profile).await?;
                    let reading = services.allowed::<ReadMedicalProfile>(&mut work, &caller, profile).await?;
                    if work.entries(&reading, heading).await?.as_ref() == Some(&entries) {
                        return Ok(());
                    }
                    work.keep_entries(&access, heading, &entries, now).await?;
                    work.record(&access, Act::MedicalProfileChanged { heading }, now).await?;
                }
                OnboardingAnswer::Visibility(_) | OnboardingAnswer::Emergency(_) => {
                    let access = services.allowed::<EditConfidentiality>(&mut work, &caller, profile).await?;
                    let reading = services.allowed::<ReadConfidentiality>(&mut work, &caller, profile).await?;
                    let before = work.confidentiality(&reading).await?;
                    let (after, act) = match answer {
                        OnboardingAnswer::Visibility(visibility) => {
                            (Confidentiality { visibility: Some(visibility), ..before }, Act::VisibilityChanged)
                        }
                        OnboardingAnswer::Emergency(access) => {
                            (Confidentiality { emergency: Some(access), ..before }, Act::EmergencyAccessChanged)
                        }
                        OnboardingAnswer::Measured(_) | OnboardingAnswer::Said(..) => return Ok(()),
                    };
                    if after == before {
                        return Ok(());
                    }
                    work.keep_confidentiality(&access, &after, now).await?;
                    work.record(&access, act, now).await?;
                }
            }
            Ok(work.commit().await?)
        })
        .await
    }
}
