//! Authorisation by construction: whoever wants to touch a profile's data needs a value that only
//! this file can make, in the same transaction.

use std::marker::PhantomData;

use domain::access::{Action, Asker, Basis, Capacity, Facts, Link, ProfileFacts, ProfileStatus, decide};
use domain::date::CalendarDate;
use domain::id::ProfileId;

use crate::accounts::AccountRef;
use crate::profiles::{born_on, representation_fields, standing_of};
use crate::rights::Right;
use crate::seal::WrappedKey;
use crate::sessions::Caller;
use crate::{StoreError, UnitOfWork, on};

/// What a [`ProfileAccess`] allows.
pub trait Capability {
    /// The action that is decided about.
    const ACTION: Action;
}

/// A capability that allows `C` as well: whoever may edit is not asked again before they read.
pub trait Lends<C: Capability>: Capability {}

impl<C: Capability> Lends<C> for C {}

macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident $(lends $($lent:ident),+)?;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;
        impl Capability for $name {
            const ACTION: Action = Action::$name;
        }
        $($(impl Lends<$lent> for $name {})+)?

        // Nothing is lent here that the decision does not know of.
        const _: () = assert!(matches!(Action::$name.lends(), [$($(Action::$lent),+)?]));
    )*};
}

capabilities!(
    /// May open the space.
    Open;
    /// May read identity and contact details.
    ReadPersonalInformation;
    /// May read the activity history.
    ReadHistory;
    /// May read measurements and the medical profile.
    ReadMedicalProfile;
    /// May add to them.
    EditMedicalProfile lends ReadMedicalProfile;
    /// May read who sees what.
    ReadConfidentiality;
    /// May decide it.
    EditConfidentiality lends ReadConfidentiality;
    /// May read what the first questions were answered with.
    ReadOnboarding lends ReadMedicalProfile, ReadConfidentiality;
    /// May answer them.
    AnswerOnboarding lends ReadMedicalProfile, EditMedicalProfile, ReadConfidentiality, EditConfidentiality;
    /// May read who manages the profile.
    ReadSharing;
    /// May learn what became of an invitation, and withdraw it.
    FollowSharing lends ReadSharing;
    /// May invite somebody to manage it as well, or end that.
    Share lends ReadSharing;
    /// May learn what closing the profile would bring about.
    PrepareClosure lends ReadSharing;
    /// May close the profile.
    Close lends ReadSharing, PrepareClosure;
    /// May open the list of documents.
    ReadDocuments;
    /// May open a document.
    ReadDocument;
    /// May take a document away.
    DeleteDocument lends ReadDocument;
    /// May hide a document from professionals.
    HideDocument lends ReadDocument;
    /// May show a document to professionals again.
    ShowDocument lends ReadDocument;
    /// May keep a document from the citizen until a consultation, and end that.
    WithholdDocument lends ReadDocument;
    /// May become one of the professionals whom the citizen authorises.
    BeAuthorised;
    /// May block professionals, or no longer.
    BlockProfessional;
    /// May make a professional an administrator, or no longer.
    AppointAdministrator;
    /// May learn how far the file with everything that the profile holds has come.
    FollowExport;
    /// May ask for it, and download it.
    Export lends ReadPersonalInformation, ReadHistory, ReadMedicalProfile, ReadConfidentiality, ReadSharing, FollowExport;
);

/// The permission to do one thing on one profile. It lives no longer than it is needed: it is not
/// `Clone`, and nothing outside this crate can make one.
#[derive(Debug)]
pub struct ProfileAccess<C: Capability> {
    profile: ProfileId,
    actor: AccountRef,
    basis: Basis,
    age: u16,
    reads_secrets: bool,
    capability: PhantomData<C>,
}

impl<C: Capability> ProfileAccess<C> {
    /// The profile.
    #[must_use]
    pub const fn profile(&self) -> ProfileId {
        self.profile
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> AccountRef {
        self.actor
    }

    /// In which quality.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// How old the holder of the profile is, in whole years.
    #[must_use]
    pub const fn age(&self) -> u16 {
        self.age
    }

    /// Whether what a minor keeps from their representatives is there for whoever has this access.
    pub(crate) const fn reads_secrets(&self) -> bool {
        self.reads_secrets
    }
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Not one's own, or not there: nothing tells which.
    Refused,
    /// They may, once they have typed their password again.
    Unconfirmed,
}

// With what tells the birth date: whoever opens a page waits for this.
const FACTS: &str = "
    SELECT p.status, r.standing, r.since, r.mac, p.identity_sealed, k.keyring_key, k.wrapped
    FROM profiles p LEFT JOIN data_keys k ON k.id = p.id
    LEFT JOIN representations r ON r.profile_id = p.id AND r.account_id = $2
    WHERE p.id = $1";

#[derive(sqlx::FromRow)]
struct FactsRow {
    status: String,
    standing: Option<String>,
    since: Option<i64>,
    mac: Option<Vec<u8>>,
    identity_sealed: Vec<u8>,
    keyring_key: Option<String>,
    wrapped: Option<Vec<u8>>,
}

impl UnitOfWork {
    /// Decides whether the caller may do `C` on a profile; `today` is the day in France.
    ///
    /// # Errors
    /// [`StoreError`] when the facts cannot be read; a refusal is an `Ok(Err(Denied))`.
    pub async fn authorise<C: Capability>(
        &mut self,
        caller: &Caller,
        profile: ProfileId,
        today: CalendarDate,
    ) -> Result<Result<ProfileAccess<C>, Denied>, StoreError> {
        let actor = caller.account();
        let Some(permitted) = self.permitted(actor, profile, C::ACTION, today).await? else {
            return Ok(Err(Denied::Refused));
        };
        if C::ACTION.is_sensitive() && !caller.has_confirmed() {
            return Ok(Err(Denied::Unconfirmed));
        }
        Ok(Ok(permitted.access(actor, profile)))
    }

    /// Decides whether what somebody asked for while they might may still be done for them. Asked for with the closure of the
    /// profile, in the quality that is given then, it may as long as the profile is closed.
    pub(crate) async fn authorise_order(
        &mut self,
        actor: AccountRef,
        profile: ProfileId,
        closed_as: Option<Basis>,
        today: CalendarDate,
    ) -> Result<Option<ProfileAccess<Export>>, StoreError> {
        let allowed = match closed_as {
            Some(basis) => self.permitted_in_archive(profile, basis, today).await?,
            None if self.credentials_of_account(actor).await?.is_none() => None,
            None => self.permitted(actor, profile, Action::Export, today).await?,
        };
        Ok(allowed.map(|permitted| permitted.access(actor, profile)))
    }

    async fn permitted_in_archive(
        &mut self,
        profile: ProfileId,
        basis: Basis,
        today: CalendarDate,
    ) -> Result<Option<Permitted>, StoreError> {
        const STATUS: &str = "SELECT status FROM profiles WHERE id = $1";
        let status: Option<(String,)> =
            on!(self, conn => sqlx::query_as(STATUS).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        match status {
            Some((status,)) => {
                let born_on = self.sealed_identity(profile).await?.born_on;
                let facts = ProfileFacts { status: status_of(&status)?, born_on, today };
                Ok(Permitted::decide(Asker::Leaver(basis), facts, Action::Export))
            }
            None => Ok(None),
        }
    }

    /// What an account may that may do something; `None` when it may not.
    async fn permitted(
        &mut self,
        actor: AccountRef,
        profile: ProfileId,
        action: Action,
        today: CalendarDate,
    ) -> Result<Option<Permitted>, StoreError> {
        let facts = self.citizen_facts(actor, profile, today).await?;
        Ok(facts.and_then(|(link, facts)| Permitted::decide(Asker::Citizen(Some(link)), facts, action)))
    }

    /// How an account is linked to a profile, and what else a decision about it rests on; `None` when nothing links them.
    pub(crate) async fn citizen_facts(
        &mut self,
        actor: AccountRef,
        profile: ProfileId,
        today: CalendarDate,
    ) -> Result<Option<(Link, ProfileFacts)>, StoreError> {
        let row: Option<FactsRow> = on!(self, conn => sqlx::query_as(FACTS)
            .bind(&profile.as_bytes()[..]).bind(&actor.id().as_bytes()[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(None) };
        let link = if actor.profile() == profile {
            Some(Link::Holder)
        } else {
            match (&row.standing, row.since) {
                (Some(standing), Some(since)) => {
                    let (account, since) = (actor.id(), since.to_be_bytes());
                    let fields = representation_fields(profile.as_bytes(), account.as_bytes(), standing, &since)?;
                    let given = self.gives(Right::Representation, &fields, row.mac.as_deref());
                    given.then_some(Link::Representative(standing_of(standing)?))
                }
                _ => None,
            }
        };
        // The birth date of a stranger is not even unsealed.
        let Some(link) = link else { return Ok(None) };
        let (Some(keyring_key), Some(wrapped)) = (row.keyring_key, row.wrapped) else {
            return Err(StoreError::KeyMissing);
        };
        let key = self.keyring.unwrap(profile.as_bytes(), &WrappedKey { keyring_key, wrapped })?;
        let born_on = born_on(&key, profile, &row.identity_sealed)?;
        Ok(Some((link, ProfileFacts { status: status_of(&row.status)?, born_on, today })))
    }
}

/// What was decided about somebody who may act as a citizen.
struct Permitted {
    basis: Basis,
    /// Of the profile's holder.
    age: u16,
    reads_secrets: bool,
}

impl Permitted {
    fn decide(asker: Asker<'_>, profile: ProfileFacts, action: Action) -> Option<Self> {
        let may = |asker, profile, action| decide(&Facts { asker, profile, document: None }, action).allowed;
        let basis = may(asker, profile, action).and_then(Capacity::basis)?;
        // The same for whoever has the archive of a profile as for whoever has the profile.
        let link = Link::of_basis(basis);
        let in_use = ProfileFacts { status: ProfileStatus::Active, ..profile };
        let reads_secrets = may(Asker::Citizen(Some(link)), in_use, Action::ReadSecrets).is_some();
        Some(Self { basis, age: profile.born_on.age_on(profile.today), reads_secrets })
    }

    const fn access<C: Capability>(self, actor: AccountRef, profile: ProfileId) -> ProfileAccess<C> {
        let Self { basis, age, reads_secrets } = self;
        ProfileAccess { profile, actor, basis, age, reads_secrets, capability: PhantomData }
    }
}

pub(crate) fn status_of(name: &str) -> Result<ProfileStatus, StoreError> {
    ProfileStatus::of_name(name).ok_or(StoreError::Corrupt("status"))
}
