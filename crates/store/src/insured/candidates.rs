//! Whom particulars mean.

use domain::access::MAJORITY;
use domain::card::CardSerial;
use domain::date::CalendarDate;
use domain::enrolment::EnrolmentStatus;
use domain::id::ProfileId;
use domain::nir::Nir;
use domain::person::PersonName;
use domain::time::Timestamp;

use super::{DETAILS, SealedPerson};
use crate::access::status_of;
use crate::profiles::{COLUMN as IDENTITY, SealedIdentity};
use crate::rights::count_forged;
use crate::sessions::Caller;
use crate::{StoreError, UnitOfWork, id_bytes, on};

/// Somebody whom the particulars that were given could mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The person's profile.
    pub profile: ProfileId,
    /// All first names and the family name in use: twins may share the first of them.
    pub name: PersonName,
    /// The birth date.
    pub born_on: CalendarDate,
    /// How far the enrolment has come.
    pub status: EnrolmentStatus,
    /// From when on what their closed profile holds is deleted, where that was asked for.
    pub deletion_at: Option<Timestamp>,
}

/// Insured persons, found by the condition.
macro_rules! candidates {
    ($condition:literal) => {
        concat!(
            "SELECT i.profile_id, i.details_sealed, i.deceased_at, i.space_created_at, p.status, p.identity_sealed,
                    k.keyring_key, k.wrapped, CASE WHEN c.on_request = 1 THEN c.due_at END AS deletion_at
             FROM insured i JOIN profiles p ON p.id = i.profile_id JOIN data_keys k ON k.id = i.profile_id
                  LEFT JOIN closures c ON c.profile_id = i.profile_id
             WHERE ",
            $condition
        )
    };
}

const BY_CARD: &str = candidates!("i.card_index = $1 ORDER BY i.profile_id");
const BY_NUMBER: &str = candidates!("i.nir_index = $1");
const BY_PROFILE: &str = candidates!("i.profile_id = $1");
const BY_HOLDER: &str = candidates!("i.holder_index = $1 ORDER BY i.profile_id");
/// The living dependants of the holder of a profile.
const CHILDREN: &str =
    candidates!("i.holder_index = (SELECT nir_index FROM profiles WHERE id = $1) AND i.deceased_at IS NULL");

#[derive(sqlx::FromRow)]
struct CandidateRow {
    profile_id: Vec<u8>,
    details_sealed: Vec<u8>,
    deceased_at: Option<i64>,
    space_created_at: Option<i64>,
    status: String,
    identity_sealed: Vec<u8>,
    keyring_key: String,
    wrapped: Vec<u8>,
    deletion_at: Option<i64>,
}

impl UnitOfWork {
    /// Whom a number, a birth date and a card can mean: nobody, one person, or twins. Whether the number is
    /// unknown or only the card is another's, the same query finds nothing.
    pub(crate) async fn candidates(
        &mut self,
        nir: &Nir,
        born_on: CalendarDate,
        card: &CardSerial,
    ) -> Result<Vec<Candidate>, StoreError> {
        let index = self.card_index(nir.compact(), &born_on.to_iso(), card);
        let rows: Vec<CandidateRow> = on!(self, conn => sqlx::query_as(BY_CARD).bind(&index[..]).fetch_all(conn))?;
        let meant = |identity: &SealedIdentity, details: &SealedPerson| {
            details.number(identity) == Some(nir.compact())
                && identity.born_on == born_on
                && (details.card_kind, details.card_serial.as_str()) == (card.kind(), card.compact())
        };
        rows.iter().filter_map(|row| self.found(row, meant).transpose()).collect()
    }

    /// Who is insured under a number of their own.
    pub async fn insured_as(&mut self, nir: &Nir) -> Result<Option<Candidate>, StoreError> {
        let index = self.nir_index(nir.compact());
        let row: Option<CandidateRow> =
            on!(self, conn => sqlx::query_as(BY_NUMBER).bind(&index[..]).fetch_optional(conn))?;
        let meant = |identity: &SealedIdentity, _: &SealedPerson| identity.nir.as_deref() == Some(nir.compact());
        row.map_or(Ok(None), |row| self.found(&row, meant))
    }

    /// Who is insured under a number as a dependant.
    pub async fn dependants_of(&mut self, holder: &Nir) -> Result<Vec<Candidate>, StoreError> {
        let index = self.nir_index(holder.compact());
        let rows: Vec<CandidateRow> = on!(self, conn => sqlx::query_as(BY_HOLDER).bind(&index[..]).fetch_all(conn))?;
        let meant = |_: &SealedIdentity, details: &SealedPerson| details.holder() == Some(holder.compact());
        rows.iter().filter_map(|row| self.found(row, meant).transpose()).collect()
    }

    /// One insured person.
    pub(crate) async fn candidate_of(&mut self, profile: ProfileId) -> Result<Option<Candidate>, StoreError> {
        let row: Option<CandidateRow> =
            on!(self, conn => sqlx::query_as(BY_PROFILE).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        row.map(|row| self.candidate(&row)).transpose()
    }

    /// What the insurer knows of a person that others may know as well: name at birth, numbers, contacts.
    pub(crate) async fn particulars_of(&mut self, profile: ProfileId) -> Result<Vec<String>, StoreError> {
        let row: Option<CandidateRow> =
            on!(self, conn => sqlx::query_as(BY_PROFILE).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(Vec::new()) };
        let (identity, details) = self.unsealed(&row)?;
        let number = details.number(&identity).map(str::to_owned);
        let SealedPerson { birth_name, card_serial, email, mobile, .. } = details;
        Ok([number, Some(birth_name), Some(card_serial), email, mobile].into_iter().flatten().collect())
    }

    /// The person of a row, if it is who was looked for, as what is sealed says: an index only finds, and could have been
    /// exchanged behind the service's back.
    fn found(
        &self,
        row: &CandidateRow,
        is_meant: impl FnOnce(&SealedIdentity, &SealedPerson) -> bool,
    ) -> Result<Option<Candidate>, StoreError> {
        let (identity, details) = self.unsealed(row)?;
        if !is_meant(&identity, &details) {
            count_forged("insured");
            return Ok(None);
        }
        Self::named(row, identity, details).map(Some)
    }

    fn candidate(&self, row: &CandidateRow) -> Result<Candidate, StoreError> {
        let (identity, details) = self.unsealed(row)?;
        Self::named(row, identity, details)
    }

    fn unsealed(&self, row: &CandidateRow) -> Result<(SealedIdentity, SealedPerson), StoreError> {
        let key = self.unwrapped(&row.profile_id, &row.keyring_key, &row.wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
        Ok((identity, key.open(DETAILS, &row.profile_id, &row.details_sealed)?))
    }

    fn named(row: &CandidateRow, identity: SealedIdentity, details: SealedPerson) -> Result<Candidate, StoreError> {
        let (created, deceased) = (row.space_created_at.is_some(), row.deceased_at.is_some());
        Ok(Candidate {
            profile: ProfileId::from_bytes(id_bytes(&row.profile_id)?),
            name: PersonName { given: details.given_names, family: identity.name.family },
            born_on: identity.born_on,
            status: EnrolmentStatus::of(status_of(&row.status)?, created, deceased),
            deletion_at: row.deletion_at.map(Timestamp::from_millis),
        })
    }

    /// The minors on a caller's card, the eldest first; `today` is the day in France.
    pub async fn children_of(&mut self, caller: &Caller, today: CalendarDate) -> Result<Vec<Candidate>, StoreError> {
        let own = caller.account().profile();
        let rows: Vec<CandidateRow> =
            on!(self, conn => sqlx::query_as(CHILDREN).bind(&own.as_bytes()[..]).fetch_all(conn))?;
        let Some(number) = self.sealed_identity(own).await?.nir else { return Ok(Vec::new()) };
        let meant = |_: &SealedIdentity, details: &SealedPerson| details.holder() == Some(number.as_str());
        let children = rows.iter().filter_map(|row| self.found(row, meant).transpose());
        let mut children = children.collect::<Result<Vec<_>, _>>()?;
        children.retain(|child| child.born_on.age_on(today) < MAJORITY);
        children.sort_by_key(|child| (child.born_on.to_iso(), child.name.full()));
        Ok(children)
    }

    /// The name and the number under which a person is insured; `None` when they are not.
    pub(crate) async fn insured_under(&mut self, profile: ProfileId) -> Result<Option<(PersonName, Nir)>, StoreError> {
        let row: Option<CandidateRow> =
            on!(self, conn => sqlx::query_as(BY_PROFILE).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(None) };
        let key = self.unwrapped(&row.profile_id, &row.keyring_key, &row.wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
        let details: SealedPerson = key.open(DETAILS, &row.profile_id, &row.details_sealed)?;
        let nir = identity.nir.or(details.dependant_of.map(|(holder, _)| holder));
        let nir = nir.and_then(|nir| Nir::parse(&nir).ok()).ok_or(StoreError::Corrupt("social security number"))?;
        Ok(Some((PersonName { given: details.given_names, family: identity.name.family }, nir)))
    }
}
