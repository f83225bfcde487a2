//! Files with everything that a profile holds: asked for, being prepared, ready for a week. The file stands outside the database;
//! its row says for whom it is, and by which key it opens.
//!
//! It is for whoever asked, and for nobody else. Their right is looked at again when it is prepared and whenever it is fetched. Asked
//! for with a closure, after which nobody has a right to the profile, it is reached by a code that is sent to the contacts they had.

use domain::access::Basis;
use domain::history::{Act, Line, Part};
use domain::id::{ExportId, ProfileId};
use domain::person::PersonName;
use domain::sign_in::OneTimeCode;
use domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::access::{Close, Export, FollowExport, Lends, ProfileAccess};
use crate::accounts::{kept_email, kept_mobile};
use crate::seal::{DataKey, MacPurpose};
use crate::{
    AccountContacts, AccountRef, Caller, FileKey, StoreError, TokenHash, UnitOfWork, execute, id_bytes, on, random,
};

/// Who asked for a file, and how they were reached then.
#[derive(Clone, Debug)]
pub struct ExportOrder {
    /// Their account; with one's own closure it is gone.
    pub account: AccountRef,
    /// In which quality they asked.
    pub basis: Basis,
    /// How they are named.
    pub name: PersonName,
    /// Their contacts.
    pub contacts: AccountContacts,
    /// Whether it was asked for with the closure of the profile.
    pub with_closure: bool,
}

/// A file that stands outside the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportFile {
    /// Its name in the folder.
    pub name: String,
    /// By which it opens.
    pub key: FileKey,
    /// How long it is when it is open.
    pub bytes: u64,
    /// When it was prepared.
    pub prepared_at: Timestamp,
    /// From then on it is not there any more.
    pub expires_at: Timestamp,
}

/// A file that was asked for.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Names it.
    pub id: ExportId,
    /// How much of it is done, of a hundred.
    pub percent: u8,
    /// The file, once it is there.
    pub file: Option<ExportFile>,
}

/// A file that is reached by its link, after a closure.
#[derive(Clone, Debug)]
pub struct LinkedExport {
    /// Names it.
    pub id: ExportId,
    /// For whom it is.
    pub order: ExportOrder,
    /// The file.
    pub file: ExportFile,
    /// Until when the code can be typed that was sent last, and not yet typed.
    pub code_until: Option<Timestamp>,
    profile: ProfileId,
}

/// What is known of a file that was asked for, for whoever tidies the folder up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InFolder {
    /// It is not there yet.
    Waiting,
    /// It is there, under that name.
    File(String),
    /// Its row cannot be read.
    Unreadable,
}

/// What is sealed in `exports.order_sealed`.
#[derive(Serialize, Deserialize)]
struct SealedOrder {
    own_profile: ProfileId,
    basis: Basis,
    name: PersonName,
    identifier: String,
    email: Option<String>,
    mobile: Option<String>,
    with_closure: bool,
}

/// For how long a browser can download after the code was right.
const GRANT: Span = Span::hours(1);

const ORDER: &str = "exports.order";
const FILE: &str = "exports.file";
const FIND: &str = "
    SELECT id, profile_id, account_id, order_sealed, percent, file_sealed,
           CASE WHEN code_mac IS NOT NULL THEN code_expires_at END AS code_until
    FROM exports WHERE profile_id = $1 AND account_id = $2";
const FIND_BY_ID: &str = "
    SELECT id, profile_id, account_id, order_sealed, percent, file_sealed,
           CASE WHEN code_mac IS NOT NULL THEN code_expires_at END AS code_until
    FROM exports WHERE id = $1";
const ADD: &str =
    "INSERT INTO exports (id, profile_id, account_id, order_sealed, asked_at) VALUES ($1, $2, $3, $4, $5)";
const PROGRESS: &str = "UPDATE exports SET percent = $2 WHERE id = $1 AND file_sealed IS NULL";
const READY: &str = "
    UPDATE exports SET file_sealed = $2, expires_at = $3, percent = 100 WHERE id = $1 AND file_sealed IS NULL";
// Of two who miss it at once one has it prepared anew.
const BEGIN_AGAIN: &str = "
    UPDATE exports SET file_sealed = NULL, expires_at = NULL, percent = 0, code_mac = NULL, grant_mac = NULL
    WHERE id = $1 AND file_sealed = $2";
const FORGET: &str = "DELETE FROM exports WHERE profile_id = $1 AND account_id = $2";
const FORGET_ALL: &str = "DELETE FROM exports WHERE profile_id = $1";
// The holder asks anew where they are; whoever represented them has the file that they were promised.
const FORGET_WAITING: &str = "DELETE FROM exports WHERE profile_id = $1 AND file_sealed IS NULL";
const FORGET_AT_OPENING: &str = "
    DELETE FROM exports WHERE profile_id = $1
      AND NOT EXISTS (SELECT 1 FROM representations r WHERE r.profile_id = $1 AND r.account_id = exports.account_id)";
const WAITING: &str = "SELECT COUNT(*) FROM exports WHERE file_sealed IS NULL";
const TO_PREPARE: &str =
    "SELECT COUNT(*) FROM jobs WHERE kind = 'export' AND finished_at IS NULL AND failed_at IS NULL";
const FORGET_ONE_WAITING: &str = "DELETE FROM exports WHERE id = $1 AND file_sealed IS NULL";
const EXPIRED: &str = "DELETE FROM exports WHERE expires_at <= $1";
const IDS: &str = "SELECT id FROM exports WHERE id > $1 ORDER BY id LIMIT 500";
const SEND_CODE: &str = "UPDATE exports SET code_mac = $2, code_expires_at = $3 WHERE id = $1 AND expires_at > $4";
const CODE: &str = "SELECT code_mac, code_expires_at FROM exports WHERE id = $1";
// Of two who type the same code at once one comes in.
const GRANT_TO: &str = "
    UPDATE exports SET code_mac = NULL, grant_mac = $2, grant_until = $3, fetched_at = NULL
    WHERE id = $1 AND code_mac = $4";
const FETCHED: &str = "UPDATE exports SET fetched_at = $2 WHERE id = $1 AND fetched_at IS NULL";
const GRANTED: &str = "SELECT grant_mac, grant_until FROM exports WHERE id = $1";

#[derive(sqlx::FromRow)]
struct ExportRow {
    id: Vec<u8>,
    profile_id: Vec<u8>,
    account_id: Vec<u8>,
    order_sealed: Vec<u8>,
    percent: i64,
    file_sealed: Option<Vec<u8>>,
    code_until: Option<i64>,
}

/// What is compared with a code that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeForExport {
    /// It is the one: the browser's token now opens the file.
    Right,
    /// It is another.
    Wrong,
    /// It is too old, or none was sent. It was not compared.
    Expired,
}

impl UnitOfWork {
    /// Asks for a file. `None` when one that was asked for is not there yet: it is the same. One that is there gives way.
    pub async fn ask_for_export(
        &mut self,
        access: &ProfileAccess<Export>,
        order: &ExportOrder,
        now: Timestamp,
    ) -> Result<Option<ExportId>, StoreError> {
        if self.exported(access).await?.is_some_and(|before| before.file.is_none()) {
            return Ok(None);
        }
        let (profile, account) = (access.profile(), access.actor().id());
        execute!(self, FORGET, &profile.as_bytes()[..], &account.as_bytes()[..])?;
        self.add_export(access.profile(), order, now).await.map(Some)
    }

    /// Asks for a file along with a closure: whatever was asked for before is not reached any more.
    pub async fn ask_for_export_with_closure(
        &mut self,
        access: &ProfileAccess<Close>,
        order: &ExportOrder,
        now: Timestamp,
    ) -> Result<ExportId, StoreError> {
        self.add_export(access.profile(), order, now).await
    }

    async fn add_export(
        &mut self,
        profile: ProfileId,
        order: &ExportOrder,
        now: Timestamp,
    ) -> Result<ExportId, StoreError> {
        let (id, account): ([u8; 16], _) = (random::bytes()?, order.account.id());
        let contacts = &order.contacts;
        let sealed = SealedOrder {
            own_profile: order.account.profile(),
            basis: order.basis,
            name: order.name.clone(),
            identifier: contacts.identifier.clone(),
            email: contacts.email.as_ref().map(|email| email.as_str().to_owned()),
            mobile: contacts.mobile.as_ref().map(|mobile| mobile.as_str().to_owned()),
            with_closure: order.with_closure,
        };
        let row = bound_to(&id, account.as_bytes());
        let sealed = self.data_key(profile).await?.seal(ORDER, &row, &sealed)?;
        let (profile, account) = (profile.as_bytes(), account.as_bytes());
        execute!(self, ADD, &id[..], &profile[..], &account[..], sealed.as_slice(), now.as_millis())?;
        Ok(ExportId::from_bytes(id))
    }

    /// The file that the caller asked for.
    pub async fn exported(
        &mut self,
        access: &ProfileAccess<impl Lends<FollowExport>>,
    ) -> Result<Option<Exported>, StoreError> {
        let (profile, account) = (access.profile(), access.actor().id());
        let row: Option<ExportRow> = on!(self, conn => sqlx::query_as(FIND)
            .bind(&profile.as_bytes()[..]).bind(&account.as_bytes()[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(None) };
        let key = self.data_key(profile).await?;
        // One of a closure is reached by its link alone.
        if order_in(&key, &row)?.with_closure {
            return Ok(None);
        }
        Ok(Some(Exported {
            id: ExportId::from_bytes(id_bytes(&row.id)?),
            percent: u8::try_from(row.percent).map_err(|_| StoreError::Corrupt("percent"))?,
            file: file_in(&key, &row)?,
        }))
    }

    /// Notes that the caller downloads the file in this session; whether for the first time.
    pub async fn first_download(
        &mut self,
        caller: &Caller,
        access: &ProfileAccess<Export>,
        id: ExportId,
    ) -> Result<bool, StoreError> {
        self.first_look(caller, access.profile(), &format!("{} {id}", Part::Export.name())).await
    }

    /// What has to be prepared, and the right of whoever asked to what it tells; `None` when it is there, or not wanted any more, or
    /// they have that right no more.
    pub async fn export_to_prepare(
        &mut self,
        id: ExportId,
        today: domain::date::CalendarDate,
    ) -> Result<Option<(ProfileAccess<Export>, ExportOrder)>, StoreError> {
        let Some((profile, row)) = self.export_named(id).await? else { return Ok(None) };
        if row.file_sealed.is_some() {
            return Ok(None);
        }
        let key = match self.data_key(profile).await {
            Err(StoreError::KeyDestroyed) => return Ok(None),
            key => key?,
        };
        let order = order_in(&key, &row)?;
        let closed = order.with_closure.then_some(order.basis);
        let access = self.authorise_order(order.account, profile, closed, today).await?;
        Ok(access.map(|access| (access, order)))
    }

    /// Holds the profile of which a file is prepared, if it is still wanted.
    pub async fn hold_profile_of_export(&mut self, id: ExportId) -> Result<(), StoreError> {
        match self.export_named(id).await? {
            Some((profile, _)) => self.hold_profile(profile).await,
            None => Ok(()),
        }
    }

    /// Notes how much of a file is done, of a hundred.
    pub async fn note_export_progress(&mut self, id: ExportId, percent: u8) -> Result<(), StoreError> {
        execute!(self, PROGRESS, &id.as_bytes()[..], i64::from(percent))?;
        Ok(())
    }

    /// The file is there; whether nobody had said so before, and it is still wanted.
    pub async fn export_is_ready(
        &mut self,
        access: &ProfileAccess<Export>,
        id: ExportId,
        file: &ExportFile,
    ) -> Result<bool, StoreError> {
        let sealed = self.data_key(access.profile()).await?.seal(FILE, id.as_bytes(), file)?;
        Ok(execute!(self, READY, &id.as_bytes()[..], sealed.as_slice(), file.expires_at.as_millis())? == 1)
    }

    /// A file that is reached by its link, while it is there.
    pub async fn linked_export(&mut self, id: ExportId, now: Timestamp) -> Result<Option<LinkedExport>, StoreError> {
        let Some((profile, row)) = self.export_named(id).await? else { return Ok(None) };
        let key = match self.data_key(profile).await {
            Err(StoreError::KeyDestroyed) => return Ok(None),
            key => key?,
        };
        let order = order_in(&key, &row)?;
        let file = file_in(&key, &row)?;
        let Some(file) = file.filter(|file| order.with_closure && now < file.expires_at) else { return Ok(None) };
        let code_until = row.code_until.map(Timestamp::from_millis);
        Ok(Some(LinkedExport { id, order, file, code_until, profile }))
    }

    /// Makes `code` the one that opens the file; whether it is still there.
    pub async fn send_export_code(
        &mut self,
        export: &LinkedExport,
        code: &OneTimeCode,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let until = now.plus(OneTimeCode::LIFETIME);
        let mac = self.export_code_mac(export.id, code, until);
        let row = export.id.as_bytes();
        Ok(execute!(self, SEND_CODE, &row[..], &mac[..], until.as_millis(), now.as_millis())? == 1)
    }

    /// Compares a code; the one that is right is used up, and opens the file to whoever holds the token.
    pub async fn redeem_export_code(
        &mut self,
        export: &LinkedExport,
        code: &OneTimeCode,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<CodeForExport, StoreError> {
        let row = export.id.as_bytes();
        let kept: Option<(Option<Vec<u8>>, Option<i64>)> =
            on!(self, conn => sqlx::query_as(CODE).bind(&row[..]).fetch_optional(conn))?;
        let Some((Some(kept), Some(until))) = kept else { return Ok(CodeForExport::Expired) };
        let until = Timestamp::from_millis(until);
        if until <= now {
            return Ok(CodeForExport::Expired);
        }
        if !bool::from(self.export_code_mac(export.id, code, until).ct_eq(&kept)) {
            return Ok(CodeForExport::Wrong);
        }
        let until = now.plus(GRANT);
        let grant = self.grant_mac(export.id, token, until);
        let granted = execute!(self, GRANT_TO, &row[..], &grant[..], until.as_millis(), kept.as_slice())?;
        Ok(if granted == 1 { CodeForExport::Right } else { CodeForExport::Expired })
    }

    /// Whether the token opens the file.
    pub async fn opens_export(
        &mut self,
        export: &LinkedExport,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = export.id.as_bytes();
        let kept: Option<(Option<Vec<u8>>, Option<i64>)> =
            on!(self, conn => sqlx::query_as(GRANTED).bind(&row[..]).fetch_optional(conn))?;
        let Some((Some(kept), Some(until))) = kept else { return Ok(false) };
        let until = Timestamp::from_millis(until);
        Ok(now < until && bool::from(self.grant_mac(export.id, token, until).ct_eq(&kept)))
    }

    /// Notes that the file is downloaded with what the last code opened; whether for the first time.
    pub async fn first_linked_download(&mut self, export: &LinkedExport, now: Timestamp) -> Result<bool, StoreError> {
        Ok(execute!(self, FETCHED, &export.id.as_bytes()[..], now.as_millis())? == 1)
    }

    /// Records what is done with a file that is reached by its link: by whoever asked for it, once their code was right.
    pub async fn record_of_linked_export(
        &mut self,
        export: &LinkedExport,
        act: Act,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let actor = (act == Act::ExportFetched).then(|| export.order.account.profile());
        self.append(export.profile, Line::new(act, actor), now).await
    }

    /// Forgets what was asked for and is not prepared, as nobody may have it any more.
    pub async fn forget_waiting_export(&mut self, id: ExportId) -> Result<(), StoreError> {
        execute!(self, FORGET_ONE_WAITING, &id.as_bytes()[..])?;
        Ok(())
    }

    /// Forgets the files whose time is over; how many.
    pub async fn forget_exports(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, EXPIRED, now.as_millis())?)
    }

    /// Forgets whatever was asked for of a profile: nobody reaches it any more.
    pub(crate) async fn forget_exports_of(&mut self, profile: ProfileId) -> Result<(), StoreError> {
        execute!(self, FORGET_ALL, &profile.as_bytes()[..])?;
        Ok(())
    }

    /// Forgets, as a profile is opened again, what was asked for with its closure: all that is not there yet, as it would tell of what
    /// comes after it; and what its holder asked for. Whether something was not there yet.
    pub(crate) async fn forget_exports_at_opening(&mut self, profile: ProfileId) -> Result<bool, StoreError> {
        let waiting = execute!(self, FORGET_WAITING, &profile.as_bytes()[..])?;
        execute!(self, FORGET_AT_OPENING, &profile.as_bytes()[..])?;
        Ok(waiting > 0)
    }

    /// Whether more files wait than there are jobs to prepare them: a job that could not be read was given up.
    pub async fn exports_lack_jobs(&mut self) -> Result<bool, StoreError> {
        let (waiting,): (i64,) = on!(self, conn => sqlx::query_as(WAITING).fetch_one(conn))?;
        let (jobs,): (i64,) = on!(self, conn => sqlx::query_as(TO_PREPARE).fetch_one(conn))?;
        Ok(waiting > jobs)
    }

    /// Every file that was asked for, 500 at a time in the order of their identifiers.
    pub async fn exports_after(&mut self, after: Option<ExportId>) -> Result<Vec<(ExportId, InFolder)>, StoreError> {
        let from: &[u8] = after.as_ref().map_or(&[], |after| &after.as_bytes()[..]);
        let ids: Vec<(Vec<u8>,)> = on!(self, conn => sqlx::query_as(IDS).bind(from).fetch_all(conn))?;
        let mut all = Vec::with_capacity(ids.len());
        for (id,) in ids {
            let id = ExportId::from_bytes(id_bytes(&id)?);
            let Some((profile, row)) = self.export_named(id).await? else { continue };
            let file = self.data_key(profile).await.and_then(|key| file_in(&key, &row));
            all.push((
                id,
                match file {
                    Ok(Some(file)) => InFolder::File(file.name),
                    Ok(None) => InFolder::Waiting,
                    Err(StoreError::Database(error)) => return Err(error.into()),
                    Err(_) => InFolder::Unreadable,
                },
            ));
        }
        Ok(all)
    }

    /// The file of that name is gone from its folder: it is to be prepared anew. Whether it still had that name.
    pub async fn export_is_missing(&mut self, id: ExportId, name: &str) -> Result<bool, StoreError> {
        let Some((profile, row)) = self.export_named(id).await? else { return Ok(false) };
        let file = file_in(&self.data_key(profile).await?, &row)?;
        let Some(sealed) = row.file_sealed.filter(|_| file.is_some_and(|file| file.name == name)) else {
            return Ok(false);
        };
        Ok(execute!(self, BEGIN_AGAIN, &id.as_bytes()[..], sealed.as_slice())? == 1)
    }

    async fn export_named(&mut self, id: ExportId) -> Result<Option<(ProfileId, ExportRow)>, StoreError> {
        let row: Option<ExportRow> =
            on!(self, conn => sqlx::query_as(FIND_BY_ID).bind(&id.as_bytes()[..]).fetch_optional(conn))?;
        row.map(|row| Ok((ProfileId::from_bytes(id_bytes(&row.profile_id)?), row))).transpose()
    }

    fn export_code_mac(&self, id: ExportId, code: &OneTimeCode, until: Timestamp) -> [u8; 32] {
        let until = until.as_millis().to_be_bytes();
        self.keyring.mac(MacPurpose::ExportCode, &[id.as_bytes(), code.as_str().as_bytes(), &until])
    }

    fn grant_mac(&self, id: ExportId, token: TokenHash, until: Timestamp) -> [u8; 32] {
        let until = until.as_millis().to_be_bytes();
        self.keyring.mac(MacPurpose::ExportGrant, &[id.as_bytes(), token.as_bytes(), &until])
    }
}

/// An order that was moved to another account's row cannot be read.
fn bound_to(id: &[u8], account: &[u8]) -> Vec<u8> {
    [id, account].concat()
}

fn order_in(key: &DataKey, row: &ExportRow) -> Result<ExportOrder, StoreError> {
    let order: SealedOrder = key.open(ORDER, &bound_to(&row.id, &row.account_id), &row.order_sealed)?;
    Ok(ExportOrder {
        account: AccountRef::from_columns(&row.account_id, order.own_profile.as_bytes())?,
        basis: order.basis,
        name: order.name,
        contacts: AccountContacts {
            identifier: order.identifier,
            email: kept_email(order.email.as_deref()),
            mobile: kept_mobile(order.mobile.as_deref()),
        },
        with_closure: order.with_closure,
    })
}

fn file_in(key: &DataKey, row: &ExportRow) -> Result<Option<ExportFile>, StoreError> {
    row.file_sealed.as_deref().map(|sealed| key.open(FILE, &row.id, sealed)).transpose()
}
