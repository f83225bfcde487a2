//! What citizens have decided about professionals: authorised or blocked, administrator; and whom the insurer names as the «médecin
//! traitant».

use domain::access::{Mode, Relation};
use domain::id::{ProfessionalId, ProfileId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access::{AppointAdministrator, BeAuthorised, BlockProfessional, Lends, ProfileAccess, ReadConfidentiality};
use crate::record::{RecordAccess, RecordActor};
use crate::seal::{MacPurpose, version_of};
use crate::{StoreError, UnitOfWork, execute, on};

const COLUMN: &str = "care_relations.relation";
const FIND: &str = "
    SELECT relation_index, version, relation_sealed FROM care_relations WHERE profile_id = $1 AND relation_index = $2";
const LIST: &str = "SELECT relation_index, version, relation_sealed FROM care_relations WHERE profile_id = $1";
// Writing the row first locks it: of two who decide at once, each gets a version of their own.
const NEXT: &str = "
    INSERT INTO care_relations (profile_id, relation_index, version, relation_sealed) VALUES ($1, $2, 1, $3)
    ON CONFLICT (profile_id, relation_index) DO UPDATE SET version = care_relations.version + 1
    RETURNING version, relation_sealed";
const KEEP: &str = "UPDATE care_relations SET relation_sealed = $3 WHERE profile_id = $1 AND relation_index = $2";

/// What is known between a citizen and a professional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CareRelation {
    /// Who.
    pub professional: ProfessionalId,
    /// What was decided and everybody who acts for the profile may know.
    pub relation: Relation,
    /// Whether a minor has authorised them at a consultation of which the representatives do not know.
    pub is_authorised_secretly: bool,
    /// Whether the citizen has made them an administrator.
    pub is_administrator: bool,
    /// Whether the insurer names them as the «médecin traitant».
    pub is_treating_doctor: bool,
    /// Since when all but what is secret has been so; `None` when all that is known is secret.
    pub since: Option<Timestamp>,
}

impl CareRelation {
    const fn none(professional: ProfessionalId) -> Self {
        Self {
            professional,
            relation: Relation::None,
            is_authorised_secretly: false,
            is_administrator: false,
            is_treating_doctor: false,
            since: None,
        }
    }

    /// What counts when the professional comes in that way: what was said secretly counts where nothing is told of it.
    #[must_use]
    pub const fn effective(&self, mode: Mode) -> Relation {
        match (self.relation, mode) {
            (Relation::None, Mode::Secret) if self.is_authorised_secretly => Relation::Authorised,
            (relation, _) => relation,
        }
    }

    /// What is left of it for whoever does not read a minor's secrets; `None` when that is nothing.
    fn without_secrets(self) -> Option<Self> {
        self.since.map(|_| Self { is_authorised_secretly: false, ..self })
    }
}

/// What is sealed in `care_relations.relation_sealed`.
#[derive(Serialize, Deserialize)]
struct SealedRelation {
    professional: ProfessionalId,
    /// By its name.
    relation: String,
    is_authorised_secretly: bool,
    is_administrator: bool,
    is_treating_doctor: bool,
    since: Option<i64>,
}

impl SealedRelation {
    fn of(one: &CareRelation) -> Self {
        Self {
            professional: one.professional,
            relation: one.relation.name().to_owned(),
            is_authorised_secretly: one.is_authorised_secretly,
            is_administrator: one.is_administrator,
            is_treating_doctor: one.is_treating_doctor,
            since: one.since.map(Timestamp::as_millis),
        }
    }

    fn plain(self) -> Result<CareRelation, StoreError> {
        Ok(CareRelation {
            professional: self.professional,
            relation: Relation::of_name(&self.relation).ok_or(StoreError::Corrupt("relation to a professional"))?,
            is_authorised_secretly: self.is_authorised_secretly,
            is_administrator: self.is_administrator,
            is_treating_doctor: self.is_treating_doctor,
            since: self.since.map(Timestamp::from_millis),
        })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    relation_index: Vec<u8>,
    version: i64,
    relation_sealed: Vec<u8>,
}

/// What a relation is bound to: its row and version.
fn place(profile: ProfileId, index: &[u8], version: i64) -> Vec<u8> {
    version_of(&[profile.as_bytes(), index].concat(), version)
}

impl UnitOfWork {
    /// What is known between the holder of a profile and a professional; `None` when nothing is.
    pub(crate) async fn care_relation(
        &mut self,
        profile: ProfileId,
        professional: ProfessionalId,
    ) -> Result<Option<CareRelation>, StoreError> {
        let index = self.relation_index(profile, professional);
        let row: Option<Row> = on!(self, conn => sqlx::query_as(FIND)
            .bind(&profile.as_bytes()[..]).bind(&index[..]).fetch_optional(conn))?;
        match row {
            Some(row) => self.opened_relation(profile, &row).await.map(Some),
            None => Ok(None),
        }
    }

    /// All professionals about whom whoever has this access may know something, in no order.
    pub async fn care_relations(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadConfidentiality>>,
    ) -> Result<Vec<CareRelation>, StoreError> {
        let profile = access.profile();
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(LIST).bind(&profile.as_bytes()[..]).fetch_all(conn))?;
        let mut relations = Vec::with_capacity(rows.len());
        for row in rows {
            let one = self.opened_relation(profile, &row).await?;
            relations.extend(if access.reads_secrets() { Some(one) } else { one.without_secrets() });
        }
        Ok(relations)
    }

    /// Authorises the professional who asks for it, secretly where they came so; tells what was known before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn authorise_professional(
        &mut self,
        access: &RecordAccess<BeAuthorised>,
        now: Timestamp,
    ) -> Result<Option<CareRelation>, StoreError> {
        // A citizen does not become one.
        let RecordActor::Professional(professional) = access.actor() else { return Ok(None) };
        let secretly = access.mode() == Some(Mode::Secret);
        let change = |one: &mut CareRelation| {
            if secretly {
                one.is_authorised_secretly = true;
            } else if one.relation == Relation::None {
                one.relation = Relation::Authorised;
            }
        };
        self.change_relation(access.profile(), professional, change, now).await.map(Some)
    }

    /// Blocks a professional, who also loses the standing of an administrator; or blocks them no longer, who is not authorised then.
    /// Tells what was known before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn block_professional(
        &mut self,
        access: &RecordAccess<BlockProfessional>,
        professional: ProfessionalId,
        blocked: bool,
        now: Timestamp,
    ) -> Result<CareRelation, StoreError> {
        let change = |one: &mut CareRelation| {
            if blocked {
                (one.relation, one.is_authorised_secretly, one.is_administrator) = (Relation::Blocked, false, false);
            } else if one.relation == Relation::Blocked {
                one.relation = Relation::None;
            }
        };
        self.change_relation(access.profile(), professional, change, now).await
    }

    /// Makes a professional an administrator who is authorised, or any no longer. Tells what was known before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn appoint_administrator(
        &mut self,
        access: &RecordAccess<AppointAdministrator>,
        professional: ProfessionalId,
        appointed: bool,
        now: Timestamp,
    ) -> Result<CareRelation, StoreError> {
        let change = |one: &mut CareRelation| {
            one.is_administrator = appointed && one.relation == Relation::Authorised;
        };
        self.change_relation(access.profile(), professional, change, now).await
    }

    /// Notes whom the insurer names as the «médecin traitant» of the holder of a profile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn name_treating_doctor(
        &mut self,
        profile: ProfileId,
        professional: ProfessionalId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_relation(profile, professional, |one| one.is_treating_doctor = true, now).await.map(|_| ())
    }

    async fn change_relation(
        &mut self,
        profile: ProfileId,
        professional: ProfessionalId,
        change: impl FnOnce(&mut CareRelation),
        now: Timestamp,
    ) -> Result<CareRelation, StoreError> {
        let (owner, index) = (profile.as_bytes(), self.relation_index(profile, professional));
        let (version, sealed): (i64, Vec<u8>) = on!(self, conn => sqlx::query_as(NEXT)
            .bind(&owner[..]).bind(&index[..]).bind(&b""[..]).fetch_one(conn))?;
        let key = self.data_key(profile).await?;
        let before = if version == 1 {
            CareRelation::none(professional)
        } else {
            key.open::<SealedRelation>(COLUMN, &place(profile, &index, version - 1), &sealed)?.plain()?
        };
        let mut after = before.clone();
        change(&mut after);
        // What is secret leaves no instant either.
        let open = |one: &CareRelation| (one.relation, one.is_administrator, one.is_treating_doctor);
        if open(&after) != open(&before) {
            after.since = Some(now);
        }
        let sealed = key.seal(COLUMN, &place(profile, &index, version), &SealedRelation::of(&after))?;
        execute!(self, KEEP, &owner[..], &index[..], sealed.as_slice())?;
        Ok(before)
    }

    async fn opened_relation(&mut self, profile: ProfileId, row: &Row) -> Result<CareRelation, StoreError> {
        let place = place(profile, &row.relation_index, row.version);
        let key = self.data_key(profile).await?;
        let one = key.open::<SealedRelation>(COLUMN, &place, &row.relation_sealed)?.plain()?;
        if self.relation_index(profile, one.professional)[..] == row.relation_index {
            Ok(one)
        } else {
            Err(StoreError::Corrupt("relation to a professional"))
        }
    }

    fn relation_index(&self, profile: ProfileId, professional: ProfessionalId) -> [u8; 32] {
        self.keyring.mac(MacPurpose::CareRelation, &[profile.as_bytes(), professional.as_bytes()])
    }
}
