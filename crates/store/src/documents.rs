//! Documents, as far as professionals and citizens share them: of which type, from whom, and who sees them.

use std::marker::PhantomData;

use domain::access::{Action, DocumentFacts};
use domain::confidentiality::Visibility;
use domain::date::CalendarDate;
use domain::document::DocumentType;
use domain::id::{DocumentId, ProfessionalId, ProfileId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access::{Capability, DeleteDocument, HideDocument, ReadDocuments, ShowDocument, WithholdDocument};
use crate::record::{RecordAccess, RecordActor};
use crate::seal::{DataKey, version_of};
use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

const COLUMN: &str = "documents.document";
const ADD: &str = "
    INSERT INTO documents (profile_id, id, version, deposited_at, document_sealed) VALUES ($1, $2, 1, $3, $4)";
const FIND: &str = "
    SELECT id, version, deposited_at, document_sealed FROM documents WHERE profile_id = $1 AND id = $2";
const LIST: &str = "
    SELECT id, version, deposited_at, document_sealed FROM documents WHERE profile_id = $1
    ORDER BY deposited_at DESC, id DESC";
// Whoever comes second finds another version, and changes nothing.
const CHANGE: &str = "
    UPDATE documents SET version = version + 1, document_sealed = $4 WHERE profile_id = $1 AND id = $2 AND version = $3";
const DELETE: &str = "DELETE FROM documents WHERE profile_id = $1 AND id = $2 AND version = $3";

/// Who has deposited a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Depositor {
    /// A citizen, named by their own profile.
    Citizen(ProfileId),
    /// A professional.
    Professional(ProfessionalId),
}

impl From<RecordActor> for Depositor {
    fn from(actor: RecordActor) -> Self {
        match actor {
            RecordActor::Citizen(account) => Self::Citizen(account.profile()),
            RecordActor::Professional(professional) => Self::Professional(professional),
        }
    }
}

/// What a document says of itself, and who sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Of which type.
    pub kind: DocumentType,
    /// Its title.
    pub title: String,
    /// The day of what it tells of.
    pub dated_on: CalendarDate,
    /// Who has deposited it.
    pub depositor: Depositor,
    /// Whether it is hidden from professionals.
    pub is_hidden: bool,
    /// What the citizen has decided about it for one professional each.
    pub choices: Vec<(ProfessionalId, Visibility)>,
    /// Since when it is kept from the citizen until a consultation.
    pub withheld_since: Option<CalendarDate>,
    /// Whether a minor keeps it from their representatives.
    pub is_secret: bool,
}

impl Document {
    /// What a decision about it rests on, for whoever has this access.
    #[must_use]
    pub fn facts(&self, actor: RecordActor) -> DocumentFacts {
        let (is_askers, choice) = match (actor, self.depositor) {
            (RecordActor::Citizen(_), depositor) => (matches!(depositor, Depositor::Citizen(_)), None),
            (RecordActor::Professional(asker), depositor) => {
                let choice = self.choices.iter().find(|(professional, _)| *professional == asker);
                (depositor == Depositor::Professional(asker), choice.map(|(_, choice)| *choice))
            }
        };
        DocumentFacts {
            kind: self.kind,
            is_askers,
            is_hidden: self.is_hidden,
            choice,
            withheld_since: self.withheld_since,
            is_secret: self.is_secret,
        }
    }
}

/// A document as it is kept.
#[derive(Clone, Debug)]
pub struct StoredDocument {
    /// Its identifier, of use in its profile only.
    pub id: DocumentId,
    /// When it was deposited.
    pub deposited_at: Timestamp,
    /// What it says of itself.
    pub document: Document,
    version: i64,
}

/// What is sealed in `documents.document_sealed`.
#[derive(Serialize, Deserialize)]
struct SealedDocument {
    /// By its code.
    kind: String,
    title: String,
    dated_on: CalendarDate,
    depositor: Depositor,
    is_hidden: bool,
    choices: Vec<(ProfessionalId, Visibility)>,
    withheld_since: Option<CalendarDate>,
    is_secret: bool,
}

impl SealedDocument {
    fn of(one: &Document) -> Self {
        Self {
            kind: one.kind.code().to_owned(),
            title: one.title.clone(),
            dated_on: one.dated_on,
            depositor: one.depositor,
            is_hidden: one.is_hidden,
            choices: one.choices.clone(),
            withheld_since: one.withheld_since,
            is_secret: one.is_secret,
        }
    }

    fn plain(self) -> Result<Document, StoreError> {
        Ok(Document {
            kind: DocumentType::of_code(&self.kind).ok_or(StoreError::Corrupt("type of a document"))?,
            title: self.title,
            dated_on: self.dated_on,
            depositor: self.depositor,
            is_hidden: self.is_hidden,
            choices: self.choices,
            withheld_since: self.withheld_since,
            is_secret: self.is_secret,
        })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Vec<u8>,
    version: i64,
    deposited_at: i64,
    document_sealed: Vec<u8>,
}

impl Row {
    fn open(self, key: &DataKey, profile: ProfileId) -> Result<StoredDocument, StoreError> {
        let id = DocumentId::from_bytes(id_bytes(&self.id)?);
        let sealed: SealedDocument = key.open(COLUMN, &place(profile, id, self.version), &self.document_sealed)?;
        let deposited_at = Timestamp::from_millis(self.deposited_at);
        Ok(StoredDocument { id, deposited_at, document: sealed.plain()?, version: self.version })
    }
}

/// What a document is bound to: its row and version.
fn place(profile: ProfileId, id: DocumentId, version: i64) -> Vec<u8> {
    version_of(&[&profile.as_bytes()[..], &id.as_bytes()[..]].concat(), version)
}

/// The permission to do one thing with one document. It is not `Clone`, and nothing outside this file can make one.
#[derive(Debug)]
pub struct DocumentAccess<C: Capability> {
    profile: ProfileId,
    /// The document.
    pub stored: StoredDocument,
    capability: PhantomData<C>,
}

impl UnitOfWork {
    /// The documents that whoever has this access may read, the newest first. Others are not there: not even counted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn documents(&mut self, access: &RecordAccess<ReadDocuments>) -> Result<Vec<StoredDocument>, StoreError> {
        let profile = access.profile();
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(LIST).bind(&profile.as_bytes()[..]).fetch_all(conn))?;
        let key = self.data_key(profile).await?;
        let mut readable = Vec::new();
        for row in rows {
            let one = row.open(&key, profile)?;
            if access.decide(one.document.facts(access.actor()), Action::ReadDocument).allowed.is_some() {
                readable.push(one);
            }
        }
        Ok(readable)
    }

    /// A document with which whoever has this access may do `C`; `None` when they may not, or it is not there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn document<C: Capability>(
        &mut self,
        access: &RecordAccess<ReadDocuments>,
        id: DocumentId,
    ) -> Result<Option<DocumentAccess<C>>, StoreError> {
        let profile = access.profile();
        let row: Option<Row> = on!(self, conn => sqlx::query_as(FIND)
            .bind(&profile.as_bytes()[..]).bind(&id.as_bytes()[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(None) };
        let key = self.data_key(profile).await?;
        let stored = row.open(&key, profile)?;
        let decision = access.decide(stored.document.facts(access.actor()), C::ACTION);
        Ok(decision.allowed.is_some().then_some(DocumentAccess { profile, stored, capability: PhantomData }))
    }

    /// Adds a document of whoever has this access; `None` when they may not add this one. It is hidden from professionals where the
    /// citizen hides what they add; not while it is kept from the citizen, or nobody would see it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_document(
        &mut self,
        access: &RecordAccess<ReadDocuments>,
        document: &Document,
        now: Timestamp,
    ) -> Result<Option<DocumentId>, StoreError> {
        let depositor = Depositor::from(access.actor());
        let is_hidden = document.is_hidden || (access.hides_new() && document.withheld_since.is_none());
        let document = &Document { depositor, is_hidden, ..document.clone() };
        if access.decide(document.facts(access.actor()), Action::DepositDocument).allowed.is_none() {
            return Ok(None);
        }
        let (profile, id) = (access.profile(), DocumentId::from_bytes(random::bytes()?));
        let key = self.data_key(profile).await?;
        let sealed = key.seal(COLUMN, &place(profile, id, 1), &SealedDocument::of(document))?;
        execute!(self, ADD, &profile.as_bytes()[..], &id.as_bytes()[..], now.as_millis(), sealed.as_slice())?;
        Ok(Some(id))
    }

    /// Hides a document from professionals; whether it was still as it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hide_document(&mut self, access: &DocumentAccess<HideDocument>) -> Result<bool, StoreError> {
        self.change_document(access, |document| document.is_hidden = true).await
    }

    /// Shows a document to professionals again; whether it was still as it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn show_document(&mut self, access: &DocumentAccess<ShowDocument>) -> Result<bool, StoreError> {
        self.change_document(access, |document| document.is_hidden = false).await
    }

    /// Lets the citizen see a document that was kept from them; whether it was still as it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn disclose_document(&mut self, access: &DocumentAccess<WithholdDocument>) -> Result<bool, StoreError> {
        self.change_document(access, |document| document.withheld_since = None).await
    }

    /// Takes a document away; whether it was still as it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_document(&mut self, access: &DocumentAccess<DeleteDocument>) -> Result<bool, StoreError> {
        let (owner, one) = (&access.profile.as_bytes()[..], &access.stored);
        Ok(execute!(self, DELETE, owner, &one.id.as_bytes()[..], one.version)? == 1)
    }

    async fn change_document<C: Capability>(
        &mut self,
        access: &DocumentAccess<C>,
        change: impl FnOnce(&mut Document),
    ) -> Result<bool, StoreError> {
        let DocumentAccess { profile, stored, .. } = access;
        let mut document = stored.document.clone();
        change(&mut document);
        let place = place(*profile, stored.id, stored.version + 1);
        let sealed = self.data_key(*profile).await?.seal(COLUMN, &place, &SealedDocument::of(&document))?;
        let (owner, id) = (&profile.as_bytes()[..], &stored.id.as_bytes()[..]);
        Ok(execute!(self, CHANGE, owner, id, stored.version, sealed.as_slice())? == 1)
    }
}
