//! The insured population: who may have a space, as the insurer's files say. Each person has a profile,
//! pending, from the first file on; enrolment works on it.
//!
//! [`import`] takes the files in; [`candidates`] finds whom particulars mean; [`reach`] says where a person is written to.

mod candidates;
mod import;
mod reach;

use domain::access::{Basis, ProfileStatus};
use domain::card::{CardKind, CardSerial};
use domain::date::CalendarDate;
use domain::id::ProfileId;
use domain::insured::PostalAddress;
use domain::nir::Nir;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::candidates::Candidate;
pub use self::import::Imported;
pub use self::reach::{Post, Reach};
use crate::access::{Lends, ProfileAccess, ReadPersonalInformation};
use crate::profiles::{Identity, NewProfile, SealedIdentity};
use crate::seal::{DataKey, MacPurpose, WrappedKey};
use crate::{StoreError, UnitOfWork, execute, on};

/// What is sealed in `insured.details_sealed`, beside the profile's identity.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct SealedPerson {
    /// For a dependant: under whose number, and which of those born on the same day.
    pub(super) dependant_of: Option<(String, u8)>,
    pub(super) birth_name: String,
    pub(super) given_names: String,
    pub(super) died_on: Option<CalendarDate>,
    pub(super) card_kind: CardKind,
    pub(super) card_serial: String,
    pub(super) email: Option<String>,
    pub(super) mobile: Option<String>,
    pub(super) address: Option<SealedAddress>,
    pub(super) doctor: Option<String>,
    /// Since when the contacts are what they are. The file does not say it: it is no part of what is compared with the
    /// next one, and is filled in when the line is stored.
    #[serde(default, skip_serializing_if = "Since::is_unknown")]
    pub(super) since: Since,
}

/// When the insurer set the contacts of a person.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Since {
    pub(super) email: Option<Timestamp>,
    pub(super) mobile: Option<Timestamp>,
}

impl Since {
    fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

impl SealedPerson {
    /// For a dependant: under whose number.
    pub(super) fn holder(&self) -> Option<&str> {
        self.dependant_of.as_ref().map(|(holder, _)| holder.as_str())
    }

    /// The number that the person gives to enrol: a dependant their parent's.
    pub(super) fn number<'a>(&'a self, identity: &'a SealedIdentity) -> Option<&'a str> {
        self.holder().or(identity.nir.as_deref())
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SealedAddress {
    pub(super) street: String,
    pub(super) complement: Option<String>,
    pub(super) postcode: String,
    pub(super) town: String,
    pub(super) country: Option<String>,
}

const DETAILS: &str = "insured.details";

/// The names that a card carries.
pub(crate) struct BirthNames {
    /// The family name at birth.
    pub(crate) family: String,
    /// All first names.
    pub(crate) given: String,
}

impl BirthNames {
    /// Those in what the insurer says of a person.
    pub(crate) fn open(key: &DataKey, profile: &[u8], sealed: &[u8]) -> Result<Self, StoreError> {
        let details: SealedPerson = key.open(DETAILS, profile, sealed)?;
        Ok(Self { family: details.birth_name, given: details.given_names })
    }
}

/// What the insurer says of a person, beside their identity.
#[derive(Clone, Debug)]
pub struct InsurerSays {
    /// The family name at birth.
    pub birth_name: String,
    /// All first names.
    pub given_names: String,
    /// The kind of card, and its serial number.
    pub card: (CardKind, String),
    /// The e-mail address.
    pub email: Option<String>,
    /// The mobile number.
    pub mobile: Option<String>,
    /// The lines of the postal address.
    pub address: Vec<String>,
    /// The médecin traitant.
    pub doctor: Option<String>,
}

const SAYS: &str = "SELECT details_sealed FROM insured WHERE profile_id = $1";
const CREATE_SPACE: &str = "
    UPDATE insured SET space_created_at = $2
    WHERE profile_id = $1 AND space_created_at IS NULL AND deceased_at IS NULL";
const BEGIN_OPPOSITION: &str = "
    UPDATE insured SET notified_at = COALESCE(notified_at, $2) WHERE profile_id = $1 RETURNING notified_at";
const OPPOSITION_BEGAN: &str = "SELECT notified_at FROM insured WHERE profile_id = $1";
const NOTE_REFUSED_EMAIL: &str = "UPDATE insured SET refused_email_mac = $2 WHERE profile_id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM insured";
const TAKE_OUT: &str = "
    DELETE FROM insured WHERE profile_id = $1
    RETURNING nir_index, dependant_index, holder_index, card_index, details_sealed, content_mac, import, deceased_at,
              notified_at, space_created_at";
const PUT_IN: &str = "
    INSERT INTO insured (profile_id, nir_index, dependant_index, holder_index, card_index, details_sealed, content_mac, import,
                         deceased_at, notified_at, space_created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const UNFIND: &str = "UPDATE profiles SET nir_index = NULL WHERE id = $1 RETURNING created_at";

#[derive(sqlx::FromRow)]
struct WholeRow {
    nir_index: Option<Vec<u8>>,
    dependant_index: Option<Vec<u8>>,
    holder_index: Option<Vec<u8>>,
    card_index: Vec<u8>,
    details_sealed: Vec<u8>,
    content_mac: Vec<u8>,
    import: Vec<u8>,
    deceased_at: Option<i64>,
    notified_at: Option<i64>,
    space_created_at: Option<i64>,
}

impl UnitOfWork {
    /// What the insurer says of the holder of a profile, to themselves alone: of a child it also tells of the parent under whose
    /// number the child is insured.
    pub async fn insurer_says(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadPersonalInformation>>,
    ) -> Result<Option<InsurerSays>, StoreError> {
        let profile = access.profile();
        if access.basis() != Basis::Holder {
            return Ok(None);
        }
        let row: Option<(Vec<u8>,)> =
            on!(self, conn => sqlx::query_as(SAYS).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        let Some((sealed,)) = row else { return Ok(None) };
        let person: SealedPerson = self.data_key(profile).await?.open(DETAILS, profile.as_bytes(), &sealed)?;
        let address = person.address.map(|address| {
            let town = format!("{} {}", address.postcode, address.town).trim().to_owned();
            let lines = [Some(address.street), address.complement, Some(town), address.country];
            lines.into_iter().flatten().filter(|line| !line.is_empty()).collect()
        });
        Ok(Some(InsurerSays {
            birth_name: person.birth_name,
            given_names: person.given_names,
            card: (person.card_kind, person.card_serial),
            email: person.email,
            mobile: person.mobile,
            address: address.unwrap_or_default(),
            doctor: person.doctor,
        }))
    }

    /// When a person was notified for the first time, which begins the time for opposition: now, if they had
    /// not been before. `None` for somebody who is not insured, or under another profile since theirs was deleted.
    pub async fn begin_opposition(
        &mut self,
        profile: ProfileId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row: Option<(i64,)> = on!(self, conn => sqlx::query_as(BEGIN_OPPOSITION)
            .bind(&profile.as_bytes()[..]).bind(now.as_millis()).fetch_optional(conn))?;
        Ok(row.map(|(at,)| Timestamp::from_millis(at)))
    }

    /// When a person was notified for the first time; `None` when they have not been.
    pub async fn opposition_began(&mut self, profile: ProfileId) -> Result<Option<Timestamp>, StoreError> {
        let row: Option<(Option<i64>,)> =
            on!(self, conn => sqlx::query_as(OPPOSITION_BEGAN).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        Ok(row.and_then(|(at,)| at).map(Timestamp::from_millis))
    }

    /// Notes that a person's code was refused at that e-mail address: see [`Reach::refused_email`].
    pub async fn note_refused_email(&mut self, profile: ProfileId, address: &str) -> Result<(), StoreError> {
        let mac = self.refused_email_mac(profile.as_bytes(), address);
        execute!(self, NOTE_REFUSED_EMAIL, &profile.as_bytes()[..], &mac[..])?;
        Ok(())
    }

    /// Notes that a pending person's space was created by itself; whether it was not before. Whoever decides at the
    /// same time comes before or after, never between.
    pub async fn create_space(&mut self, profile: ProfileId, now: Timestamp) -> Result<bool, StoreError> {
        // It changes nothing, but holds the row.
        if !self.change_status(profile, ProfileStatus::Pending, ProfileStatus::Pending).await? {
            return Ok(false);
        }
        Ok(execute!(self, CREATE_SPACE, &profile.as_bytes()[..], now.as_millis())? == 1)
    }

    /// Moves what the insurer says of a person to a profile with a key of its own, in that state; of somebody who has died nothing
    /// is kept. Whether there is such a profile now.
    pub(crate) async fn move_insured(
        &mut self,
        from: ProfileId,
        to: ProfileId,
        status: ProfileStatus,
    ) -> Result<bool, StoreError> {
        let (before, after) = (from.as_bytes(), to.as_bytes());
        let row: Option<WholeRow> = on!(self, conn => sqlx::query_as(TAKE_OUT).bind(&before[..]).fetch_optional(conn))?;
        let Some(row) = row.filter(|row| row.deceased_at.is_none()) else { return Ok(false) };
        let identity = self.sealed_identity(from).await?;
        let details: SealedPerson = self.data_key(from).await?.open(DETAILS, before, &row.details_sealed)?;
        // Announced when they were: since when contacts count goes by that, and nothing tells when the other profile was deleted.
        let (created_at,): (i64,) = on!(self, conn => sqlx::query_as(UNFIND).bind(&before[..]).fetch_one(conn))?;
        let nir = identity.nir.map(|nir| Nir::parse(&nir)).transpose();
        let nir = nir.map_err(|_| StoreError::Corrupt("social security number"))?;
        let identity = Identity { name: identity.name, born_on: identity.born_on, nir };
        self.add_profile(&NewProfile { id: to, identity, status }, Timestamp::from_millis(created_at)).await?;
        let details = self.data_key(to).await?.seal(DETAILS, after, &details)?;
        execute!(
            self,
            PUT_IN,
            &after[..],
            row.nir_index.as_deref(),
            row.dependant_index.as_deref(),
            row.holder_index.as_deref(),
            row.card_index.as_slice(),
            details.as_slice(),
            row.content_mac.as_slice(),
            row.import.as_slice(),
            row.deceased_at,
            row.notified_at,
            row.space_created_at,
        )?;
        Ok(true)
    }

    /// How many insured persons there are.
    pub async fn count_insured(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(COUNT).fetch_one(conn))?;
        Ok(count)
    }

    fn unwrapped(&self, owner: &[u8], keyring_key: &str, wrapped: &[u8]) -> Result<DataKey, StoreError> {
        let wrapped = WrappedKey { keyring_key: keyring_key.to_owned(), wrapped: wrapped.to_vec() };
        self.keyring.unwrap(owner, &wrapped)
    }

    fn refused_email_mac(&self, profile: &[u8], address: &str) -> [u8; 32] {
        self.keyring.mac(MacPurpose::RefusedEmail, &[profile, address.as_bytes()])
    }

    pub(crate) fn nir_index(&self, nir: &str) -> [u8; 32] {
        self.keyring.mac(MacPurpose::Nir, &[nir.as_bytes()])
    }

    fn card_index(&self, nir: &str, born_on: &str, card: &CardSerial) -> [u8; 32] {
        let parts = [nir.as_bytes(), born_on.as_bytes(), card.kind().name().as_bytes(), card.compact().as_bytes()];
        self.keyring.mac(MacPurpose::Card, &parts)
    }
}

impl SealedAddress {
    fn plain(self) -> PostalAddress {
        let Self { street, complement, postcode, town, country } = self;
        PostalAddress { street, complement, postcode, town, country }
    }

    fn of(address: &PostalAddress) -> Self {
        Self {
            street: address.street.clone(),
            complement: address.complement.clone(),
            postcode: address.postcode.clone(),
            town: address.town.clone(),
            country: address.country.clone(),
        }
    }
}
