//! Access to what a profile holds for professionals: its documents, and what its citizen has decided about professionals.
//!
//! A [`RecordAccess`] is to professionals what a [`ProfileAccess`](crate::ProfileAccess) is to citizens: only this file makes one,
//! after it has asked [`decide`] in the same transaction. It carries the facts on, so that each document is decided by the same
//! function, on the same facts.

use std::marker::PhantomData;

use domain::access::{
    Action, Asker, Capacity, Decision, DocumentFacts, Facts, Link, Matrix, Mode, ProfessionalFacts, ProfileFacts,
    ProfileStatus, Relation, decide,
};
use domain::care::WayIn;
use domain::confidentiality::Visibility;
use domain::contact::EmailAddress;
use domain::date::CalendarDate;
use domain::id::{ProfessionalId, ProfileId};
use domain::person::PersonName;

use crate::access::{Capability, Export, ProfileAccess, status_of};
use crate::accounts::AccountRef;
use crate::documents::StoredDocument;
use crate::sessions::Caller;
use crate::{StoreError, UnitOfWork, id_bytes, on};

const STATUS: &str = "SELECT status FROM profiles WHERE id = $1";
const IN_USE: &str = "SELECT id FROM profiles WHERE status = 'active'";
const OWN: &str = "SELECT id FROM accounts WHERE profile_id = $1";

/// A professional who is signed in, and how they come to profiles.
#[derive(Clone, Debug)]
pub struct Practitioner {
    id: ProfessionalId,
    way: WayIn,
}

impl Practitioner {
    /// Who they are in the directory.
    #[must_use]
    pub const fn id(&self) -> ProfessionalId {
        self.id
    }

    /// How they come, with what they had to say.
    #[must_use]
    pub const fn way(&self) -> &WayIn {
        &self.way
    }
}

/// Who acts on a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordActor {
    /// A citizen who is signed in.
    Citizen(AccountRef),
    /// A professional.
    Professional(ProfessionalId),
}

/// Somebody who is told of what was done on a record.
#[derive(Clone, Debug)]
pub struct Concerned {
    /// Their account.
    pub account: AccountRef,
    /// Who they are.
    pub name: PersonName,
    /// Where they are written to.
    pub email: Option<EmailAddress>,
    /// Whether the record is their own.
    pub is_holder: bool,
}

/// The permission to do one thing on a record, and the facts on which each of its documents is decided. It lives no longer than
/// its unit of work: it is not `Clone`, and nothing outside this file can make one.
#[derive(Debug)]
pub struct RecordAccess<C: Capability> {
    profile: ProfileId,
    actor: RecordActor,
    capacity: Capacity,
    asker: Asker<'static>,
    facts: ProfileFacts,
    /// Whether the citizen hides what professionals add.
    hides_new: bool,
    capability: PhantomData<C>,
}

impl<C: Capability> RecordAccess<C> {
    /// The profile.
    #[must_use]
    pub const fn profile(&self) -> ProfileId {
        self.profile
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> RecordActor {
        self.actor
    }

    /// In which quality.
    #[must_use]
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// How a professional came; `None` for a citizen.
    #[must_use]
    pub const fn mode(&self) -> Option<Mode> {
        match self.asker {
            Asker::Professional(professional) => Some(professional.mode),
            Asker::Citizen(_) | Asker::Leaver(_) => None,
        }
    }

    /// The day it is in France.
    #[must_use]
    pub const fn today(&self) -> CalendarDate {
        self.facts.today
    }

    /// Whether the citizen hides from professionals what they add, until it is shown to them.
    #[must_use]
    pub const fn hides_new(&self) -> bool {
        self.hides_new
    }

    /// Decides about a document of the profile, or one that is to be deposited there.
    #[must_use]
    pub fn decide(&self, document: DocumentFacts, action: Action) -> Decision {
        decide(&Facts { asker: self.asker, profile: self.facts, document: Some(document) }, action)
    }
}

impl UnitOfWork {
    /// A professional of a demonstration, at work. Outside a demonstration there is no way yet in which a professional signs in,
    /// so nobody acts as one.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn practitioner_of_demonstration(
        &mut self,
        id: ProfessionalId,
        way: WayIn,
    ) -> Result<Option<Practitioner>, StoreError> {
        let known = self.is_demonstration().await? && self.professional(id).await?.is_some();
        Ok(known.then_some(Practitioner { id, way }))
    }

    /// The documents for the file with everything that a profile holds: those that whoever has asked for it may read or, once the
    /// profile is closed, might read until then.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn exported_documents(
        &mut self,
        access: &ProfileAccess<Export>,
        today: CalendarDate,
    ) -> Result<Vec<StoredDocument>, StoreError> {
        let Some(facts) = self.profile_facts(access.profile(), today).await? else { return Ok(Vec::new()) };
        let facts = ProfileFacts { status: ProfileStatus::Active, ..facts };
        let link = Link::of_basis(access.basis());
        let asker = Asker::Citizen(Some(link));
        match record(access.profile(), RecordActor::Citizen(access.actor()), asker, facts, false) {
            Ok(access) => self.documents(&access).await,
            Err(_) => Ok(Vec::new()),
        }
    }

    /// The profiles that are in use in a demonstration, with their holders' names; none outside one.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn profiles_of_demonstration(&mut self) -> Result<Vec<(ProfileId, PersonName)>, StoreError> {
        if !self.is_demonstration().await? {
            return Ok(Vec::new());
        }
        let rows: Vec<(Vec<u8>,)> = on!(self, conn => sqlx::query_as(IN_USE).fetch_all(conn))?;
        let mut profiles = Vec::with_capacity(rows.len());
        for (id,) in rows {
            let profile = ProfileId::from_bytes(id_bytes(&id)?);
            profiles.push((profile, self.sealed_identity(profile).await?.name));
        }
        profiles.sort_by_cached_key(|(_, name)| (name.family.clone(), name.given.clone()));
        Ok(profiles)
    }

    /// Decides whether a professional may do `C` on a profile. A profile that is not there is refused like a stranger's.
    ///
    /// # Errors
    /// [`StoreError`] when the facts cannot be read; a refusal is an `Ok(Err(…))` with its reasons, which are not for whoever asks.
    pub async fn authorise_practitioner<C: Capability>(
        &mut self,
        practitioner: &Practitioner,
        profile: ProfileId,
        today: CalendarDate,
    ) -> Result<Result<RecordAccess<C>, Decision>, StoreError> {
        let Some(facts) = self.profile_facts(profile, today).await? else { return Ok(Err(Decision::refusal())) };
        let Some(professional) = self.professional(practitioner.id).await? else { return Ok(Err(Decision::refusal())) };
        let matrix = Matrix::in_force(today).map_err(|_| StoreError::Corrupt("matrix of authorisations"))?;
        let decided = self.care_relation(profile, practitioner.id).await?;
        let decisions = self.sealed_decisions(profile).await?;
        let (emergency, hides_new) =
            (decisions.emergency.unwrap_or_default(), decisions.visibility == Some(Visibility::Hidden));
        let asker = Asker::Professional(ProfessionalFacts {
            profession: professional.profession,
            matrix,
            relation: decided.as_ref().map_or(Relation::None, |decided| decided.effective(practitioner.way.mode())),
            is_administrator: decided.as_ref().is_some_and(|decided| decided.is_administrator),
            is_treating_doctor: decided.as_ref().is_some_and(|decided| decided.is_treating_doctor),
            regulates: professional.regulates,
            mode: practitioner.way.mode(),
            emergency,
        });
        let actor = RecordActor::Professional(practitioner.id);
        Ok(record(profile, actor, asker, facts, hides_new))
    }

    /// Decides whether a citizen may do `C` on the record of a profile.
    ///
    /// # Errors
    /// [`StoreError`] when the facts cannot be read; a refusal is an `Ok(Err(…))`.
    pub async fn authorise_citizen<C: Capability>(
        &mut self,
        caller: &Caller,
        profile: ProfileId,
        today: CalendarDate,
    ) -> Result<Result<RecordAccess<C>, Decision>, StoreError> {
        let account = caller.account();
        let facts = self.citizen_facts(account, profile, today).await?;
        let Some((link, facts)) = facts else { return Ok(Err(Decision::refusal())) };
        // What a citizen adds is as they say.
        Ok(record(profile, RecordActor::Citizen(account), Asker::Citizen(Some(link)), facts, false))
    }

    /// Who is told of what was done on a record: its holder, and whoever represents a minor; what the minor keeps from them is
    /// told to the holder alone. Whoever did it themselves is not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn concerned<C: Capability>(
        &mut self,
        access: &RecordAccess<C>,
        is_secret: bool,
    ) -> Result<Vec<Concerned>, StoreError> {
        let profile = access.profile;
        let learns = if is_secret { Action::ReadSecrets } else { Action::ReadHistory };
        let may = |link| {
            let asker = Asker::Citizen(Some(link));
            decide(&Facts { asker, profile: access.facts, document: None }, learns).allowed.is_some()
        };
        let mut concerned = Vec::new();
        let own: Option<(Vec<u8>,)> =
            on!(self, conn => sqlx::query_as(OWN).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        if let Some((id,)) = own.filter(|_| may(Link::Holder)) {
            let account = AccountRef::from_columns(&id, profile.as_bytes())?;
            let name = self.sealed_identity(profile).await?.name;
            concerned.push(Concerned { account, name, email: self.contacts_of(account).await?.email, is_holder: true });
        }
        for one in self.representatives_of(profile).await? {
            if may(Link::Representative(one.standing)) {
                concerned.push(Concerned { account: one.account, name: one.name, email: one.email, is_holder: false });
            }
        }
        concerned.retain(|one| access.actor != RecordActor::Citizen(one.account));
        Ok(concerned)
    }

    async fn profile_facts(
        &mut self,
        profile: ProfileId,
        today: CalendarDate,
    ) -> Result<Option<ProfileFacts>, StoreError> {
        let status: Option<(String,)> =
            on!(self, conn => sqlx::query_as(STATUS).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        let Some((status,)) = status else { return Ok(None) };
        match self.sealed_identity(profile).await {
            Ok(identity) => Ok(Some(ProfileFacts { status: status_of(&status)?, born_on: identity.born_on, today })),
            Err(StoreError::KeyDestroyed) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn record<C: Capability>(
    profile: ProfileId,
    actor: RecordActor,
    asker: Asker<'static>,
    facts: ProfileFacts,
    hides_new: bool,
) -> Result<RecordAccess<C>, Decision> {
    let decision = decide(&Facts { asker, profile: facts, document: None }, C::ACTION);
    match decision.allowed {
        Some(capacity) => {
            Ok(RecordAccess { profile, actor, capacity, asker, facts, hides_new, capability: PhantomData })
        }
        None => Err(decision),
    }
}
