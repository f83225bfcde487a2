//! Rows that give rights: sessions, sign-ins under way, accounts, representations, professionals. Each carries a keyed hash over what it
//! says: whoever can write to the database, and has not the keyring, can take a right away but give none.
//!
//! A row whose hash does not hold gives no right; it is logged by its table alone, and counted. To add such a table: a
//! [`Right`], its hash written wherever a row is, and [`UnitOfWork::gives`] or [`given`] asked wherever one is read.
//!
//! The rows of a version that had no such hashes are sealed once, by the first start of this one, and with them what a version
//! had sealed without hiding how long it is (histories cannot be: their lines are bound to each other). Until then the service's
//! data key is wrapped as that version did, and afterwards it is not. A row that comes without a hash later is not sealed by
//! anybody.

use domain::id::ProfileId;
use subtle::ConstantTimeEq as _;

use crate::accounts::{PASSWORD, account_fields, identifier_in};
use crate::profiles::representation_fields;
use crate::seal::{Keyring, MacPurpose, SERVICE, WrappedKey, version_of};
use crate::{StoreError, UnitOfWork, confidentiality, execute, id_bytes, on};

/// How many rows that should give a right were found altered or made up, by table.
pub const FORGED_ROWS: &str = "forged_rows_total";

/// What a row gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// Being signed in.
    Session,
    /// Having given the right password.
    SignIn,
    /// An identifier and a profile of one's own.
    Account,
    /// Acting for somebody.
    Representation,
    /// Having a profession, which decides what may be read.
    Professional,
}

impl Right {
    const fn purpose(self) -> MacPurpose {
        match self {
            Self::Session => MacPurpose::SessionRow,
            Self::SignIn => MacPurpose::SignInRow,
            Self::Account => MacPurpose::AccountRow,
            Self::Representation => MacPurpose::RepresentationRow,
            Self::Professional => MacPurpose::ProfessionalRow,
        }
    }

    const fn table(self) -> &'static str {
        match self {
            Self::Session => "sessions",
            Self::SignIn => "sign_ins",
            Self::Account => "accounts",
            Self::Representation => "representations",
            Self::Professional => "professionals",
        }
    }
}

/// Whether a row says what the service wrote. `fields` have the same lengths for every row of a table, but for
/// the last one.
pub(crate) fn given(keyring: &Keyring, right: Right, fields: &[&[u8]], mac: Option<&[u8]>) -> bool {
    let expected = keyring.mac_of_row(right.purpose(), fields);
    let holds = mac.is_some_and(|mac| bool::from(expected.ct_eq(mac)));
    if !holds {
        count_forged(right.table());
    }
    holds
}

/// A row that would give a right was altered or made up behind the service's back.
pub(crate) fn count_forged(table: &'static str) {
    metrics::counter!(FORGED_ROWS, "table" => table).increment(1);
    tracing::error!(table, "a row that would give a right is not as the service wrote it: it gives none");
}

const LOCK_SERVICE_KEY: &str = "
    UPDATE data_keys SET keyring_key = keyring_key WHERE id = $1 RETURNING keyring_key, wrapped";
const SET_SERVICE_KEY: &str = "UPDATE data_keys SET keyring_key = $2, wrapped = $3 WHERE id = $1";
const ACCOUNTS: &str = "
    SELECT id, profile_id, identifier_index, details_sealed, password_sealed, generation FROM accounts
    WHERE id > $1 ORDER BY id LIMIT 200";
const SEAL_ACCOUNT: &str = "UPDATE accounts SET password_sealed = $2, mac = $3 WHERE id = $1";
const REPRESENTATIONS: &str = "
    SELECT profile_id, account_id, standing, since FROM representations
    WHERE profile_id > $1 OR (profile_id = $1 AND account_id > $2) ORDER BY profile_id, account_id LIMIT 200";
const SEAL_REPRESENTATION: &str = "UPDATE representations SET mac = $3 WHERE profile_id = $1 AND account_id = $2";
const DECISIONS: &str = "
    SELECT profile_id, decisions_sealed FROM confidentiality WHERE profile_id > $1 ORDER BY profile_id LIMIT 200";
const SEAL_DECISIONS: &str = "UPDATE confidentiality SET decisions_sealed = $2 WHERE profile_id = $1";

#[derive(sqlx::FromRow)]
struct EarlierAccount {
    id: Vec<u8>,
    profile_id: Vec<u8>,
    identifier_index: Vec<u8>,
    details_sealed: Vec<u8>,
    password_sealed: Vec<u8>,
    generation: i64,
}

impl UnitOfWork {
    /// The hash of a row that gives a right.
    pub(crate) fn row_mac(&self, right: Right, fields: &[&[u8]]) -> [u8; 32] {
        self.keyring.mac_of_row(right.purpose(), fields)
    }

    /// Whether a row says what the service wrote.
    pub(crate) fn gives(&self, right: Right, fields: &[&[u8]], mac: Option<&[u8]>) -> bool {
        given(&self.keyring, right, fields, mac)
    }

    /// Seals the rows of an earlier version, if that has not been done; whoever starts at the same time waits.
    ///
    /// # Errors
    /// [`StoreError::WrongKeyring`] when the keyring is another database's.
    pub(crate) async fn seal_what_an_earlier_version_left(&mut self) -> Result<(), StoreError> {
        if self.service_key().await.is_ok() {
            return Ok(());
        }
        let (keyring_key, wrapped): (String, Vec<u8>) =
            on!(self, conn => sqlx::query_as(LOCK_SERVICE_KEY).bind(&SERVICE[..]).fetch_one(conn))?;
        let wrapped = WrappedKey { keyring_key, wrapped };
        let Err(fault) = self.keyring.unwrap(&SERVICE, &wrapped) else { return Ok(()) };
        // Not as this version wraps it. If not as the earlier one did either, the keyring is another's.
        let Ok(key) = self.keyring.unwrap_earlier_service_key(&wrapped) else { return Err(fault) };
        let (accounts, altered) = self.seal_accounts().await?;
        if altered > 0 && altered == accounts {
            // Nobody is found under the identifier that they chose: the lookup key is another.
            return Err(fault);
        }
        let representations = self.seal_representations().await?;
        self.seal_decisions().await?;
        self.seal_entries_anew().await?;
        self.seal_measurements_anew().await?;
        let again = self.keyring.wrap(&SERVICE, &key)?;
        execute!(self, SET_SERVICE_KEY, &SERVICE[..], &again.keyring_key, &again.wrapped)?;
        tracing::info!(accounts, altered, representations, "sealed the rows of an earlier version that give rights");
        Ok(())
    }

    /// How many accounts there are, and how many of them were not sealed, as they are not found under the identifier that
    /// their holder chose.
    async fn seal_accounts(&mut self) -> Result<(u64, u64), StoreError> {
        let (mut all, mut altered, mut from) = (0, 0, Vec::new());
        loop {
            let rows: Vec<EarlierAccount> =
                on!(self, conn => sqlx::query_as(ACCOUNTS).bind(from.as_slice()).fetch_all(conn))?;
            let Some(last) = rows.last() else { return Ok((all, altered)) };
            from.clone_from(&last.id);
            for row in rows {
                all += 1;
                let key = self.data_key(ProfileId::from_bytes(id_bytes(&row.profile_id)?)).await?;
                let index = identifier_in(&key, &row.id, &row.details_sealed).map(|name| self.identifier_index(&name));
                if !index.is_ok_and(|index| index[..] == row.identifier_index) {
                    altered += 1;
                    continue;
                }
                let password: String = key.open(PASSWORD, &row.id, &row.password_sealed)?;
                let password = key.seal(PASSWORD, &version_of(&row.id, row.generation), &password)?;
                let generation = row.generation.to_be_bytes();
                let fields = account_fields(&row.id, &row.profile_id, &row.identifier_index, &generation);
                let mac = self.row_mac(Right::Account, &fields);
                execute!(self, SEAL_ACCOUNT, row.id.as_slice(), password.as_slice(), &mac[..])?;
            }
        }
    }

    async fn seal_representations(&mut self) -> Result<u64, StoreError> {
        let (mut all, mut from) = (0, (Vec::new(), Vec::new()));
        loop {
            let rows: Vec<(Vec<u8>, Vec<u8>, String, i64)> = on!(self, conn => sqlx::query_as(REPRESENTATIONS)
                .bind(from.0.as_slice()).bind(from.1.as_slice()).fetch_all(conn))?;
            let Some((profile, account, ..)) = rows.last() else { return Ok(all) };
            from = (profile.clone(), account.clone());
            for (profile, account, standing, since) in rows {
                all += 1;
                let since = since.to_be_bytes();
                let mac = representation_fields(&profile, &account, &standing, &since)
                    .map(|fields| self.row_mac(Right::Representation, &fields))?;
                execute!(self, SEAL_REPRESENTATION, profile.as_slice(), account.as_slice(), &mac[..])?;
            }
        }
    }

    async fn seal_decisions(&mut self) -> Result<(), StoreError> {
        let mut from = Vec::new();
        loop {
            let rows: Vec<(Vec<u8>, Vec<u8>)> =
                on!(self, conn => sqlx::query_as(DECISIONS).bind(from.as_slice()).fetch_all(conn))?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            from.clone_from(last);
            for (profile, sealed) in rows {
                let key = self.data_key(ProfileId::from_bytes(id_bytes(&profile)?)).await?;
                let sealed = confidentiality::sealed_anew(&key, &profile, &sealed)?;
                execute!(self, SEAL_DECISIONS, profile.as_slice(), sealed.as_slice())?;
            }
        }
    }
}

#[cfg(test)]
#[cfg(feature = "scratch")]
mod tests {
    use domain::access::{ProfileStatus, Standing};
    use domain::confidentiality::{Confidentiality, Visibility};
    use domain::date::CalendarDate;
    use domain::id::AccountId;
    use domain::identifier::SignInIdentifier;
    use domain::person::PersonName;
    use domain::time::{Span, Timestamp};

    use super::*;
    use crate::scratch::{Engine, Scratch};
    use crate::{
        Caller, EditConfidentiality, Identity, Keyring, NewAccount, NewProfile, Open, SessionLimits, Store, Token,
    };

    const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
    const LIMITS: SessionLimits =
        SessionLimits { idle: Span::minutes(15), absolute: Span::hours(12), confirmation: Span::minutes(10) };

    fn profile(number: u8) -> ProfileId {
        ProfileId::from_bytes([number; 16])
    }

    fn account(number: u8) -> AccountId {
        AccountId::from_bytes([number; 16])
    }

    fn today() -> CalendarDate {
        CalendarDate::new(2026, 11, 22).unwrap()
    }

    async fn sign_in(store: &Store) -> Option<Caller> {
        let token = Token::mint().unwrap();
        let mut work = store.begin().await.unwrap();
        let identifier = SignInIdentifier::parse("inaya.michel").unwrap();
        let credentials = work.credentials_of(&identifier).await.unwrap()?;
        assert_eq!(credentials.password_hash, "$argon2id$the-hash");
        work.open_session(token.hash(), credentials.account, credentials.generation, NOW, NOW).await.unwrap();
        let caller = work.caller(token.hash(), LIMITS, NOW).await.unwrap();
        work.commit().await.unwrap();
        caller
    }

    /// An adult with an account, her child, and what she decided.
    async fn people(store: &Store) {
        let mut work = store.begin().await.unwrap();
        for (number, born_on) in [(1, (1984, 5, 20)), (2, (2015, 4, 3))] {
            let name = PersonName { given: "Inaya".into(), family: "Michel".into() };
            let identity = Identity { name, born_on: CalendarDate::try_from(born_on).unwrap(), nir: None };
            let new = NewProfile { id: profile(number), identity, status: ProfileStatus::Active };
            work.add_profile(&new, NOW).await.unwrap();
        }
        let new = NewAccount {
            id: account(1),
            profile: profile(1),
            identifier: SignInIdentifier::parse("inaya.michel").unwrap(),
            email: None,
            mobile: None,
            password_hash: "$argon2id$the-hash".into(),
        };
        work.add_account(&new, NOW).await.unwrap().unwrap();
        work.represent(account(1), profile(2), Standing::Active, NOW).await.unwrap();
        work.commit().await.unwrap();
        let inaya = sign_in(store).await.unwrap();
        let mut work = store.begin().await.unwrap();
        let access = work.authorise::<EditConfidentiality>(&inaya, profile(1), today()).await.unwrap().unwrap();
        let decided = Confidentiality { visibility: Some(Visibility::Hidden), emergency: None };
        work.keep_confidentiality(&access, &decided, NOW).await.unwrap();
        work.commit().await.unwrap();
    }

    /// Puts all rows back into the form in which the version before this one wrote them.
    async fn as_an_earlier_version_left_it(store: &Store) {
        let mut work = store.begin().await.unwrap();
        let key = work.data_key(profile(1)).await.unwrap();
        let password = key.seal(PASSWORD, &[1; 16], &"$argon2id$the-hash").unwrap();
        execute!(work, "UPDATE accounts SET mac = NULL, password_sealed = $1", password.as_slice()).unwrap();
        execute!(work, "UPDATE representations SET mac = NULL").unwrap();
        execute!(work, "DELETE FROM sessions").unwrap();
        let decided = Confidentiality { visibility: Some(Visibility::Hidden), emergency: None };
        let decided = key.seal("confidentiality.decisions", &[1; 16], &decided).unwrap();
        execute!(work, "UPDATE confidentiality SET version = 1, decisions_sealed = $1", decided.as_slice()).unwrap();
        // Nor did it compare keys with the keyring's.
        execute!(work, "DELETE FROM keyring_checks WHERE name = 'lookup'").unwrap();
        execute!(work, "UPDATE keyring_checks SET check_value = NULL").unwrap();
        let entries = key.sealed_without_padding(
            "medical_profiles.entries",
            &[&[1; 16][..], b"illnesses"].concat(),
            br#""Nothing""#,
        );
        execute!(
            work,
            "INSERT INTO medical_profiles (profile_id, heading, entries_sealed, updated_at) VALUES ($1, 'illnesses', $2, 0)",
            &[1_u8; 16][..],
            entries.as_slice(),
        )
        .unwrap();
        let service = work.service_key().await.unwrap();
        let wrapped = store.keyring.wrap_as_earlier(&service).unwrap();
        execute!(work, SET_SERVICE_KEY, &SERVICE[..], &wrapped.keyring_key, &wrapped.wrapped).unwrap();
        work.commit().await.unwrap();
    }

    /// Whether she can sign in, and reach her child.
    async fn works(store: &Store) -> (bool, bool) {
        let Some(inaya) = sign_in(store).await else { return (false, false) };
        let mut work = store.begin().await.unwrap();
        let child = work.authorise::<Open>(&inaya, profile(2), today()).await.unwrap().is_ok();
        let access = work.authorise::<EditConfidentiality>(&inaya, profile(1), today()).await.unwrap().unwrap();
        let decided = work.confidentiality(&access).await.unwrap();
        assert_eq!(decided.visibility, Some(Visibility::Hidden));
        (true, child)
    }

    async fn the_first_start_seals_what_an_earlier_version_left(engine: Engine) {
        let scratch = Scratch::new(engine).await;
        let store = scratch.store().await;
        people(&store).await;
        as_an_earlier_version_left_it(&store).await;
        assert!(sign_in(&store).await.is_none(), "without a hash it gives no right");
        // Several processes start at once.
        let (one, two) = tokio::join!(scratch.store(), scratch.store());
        assert_eq!((works(&one).await, works(&two).await), ((true, true), (true, true)));
        let mut work = one.read().await.unwrap();
        let (length,): (i64,) = on!(work, conn => sqlx::query_as(
            "SELECT CAST(LENGTH(entries_sealed) AS BIGINT) FROM medical_profiles").fetch_one(conn))
        .unwrap();
        assert!(length > 256, "it tells that there is nothing to tell");
        drop(work);
        // From now on nobody seals what comes without a hash, however often the service is started.
        let mut work = store.begin().await.unwrap();
        execute!(work, "UPDATE representations SET mac = NULL").unwrap();
        work.commit().await.unwrap();
        assert_eq!(works(&scratch.store().await).await, (true, false));
        let mut work = store.begin().await.unwrap();
        execute!(work, "UPDATE accounts SET mac = NULL").unwrap();
        work.commit().await.unwrap();
        assert_eq!(works(&scratch.store().await).await, (false, false));
    }

    async fn another_lookup_key_seals_nothing(engine: Engine) {
        let scratch = Scratch::new(engine).await;
        let store = scratch.store().await;
        people(&store).await;
        as_an_earlier_version_left_it(&store).await;
        // Another lookup key: everybody is somebody else. Nothing must be written by it.
        let other = Keyring::generate().unwrap();
        let text = [other.lines().nth(1).unwrap(), scratch.keyring.lines().nth(2).unwrap()].join("\n");
        let refused = Store::connect(&scratch.location, Keyring::parse(&text).unwrap()).await;
        assert!(matches!(refused, Err(StoreError::WrongKeyring(_))));
        assert_eq!(works(&scratch.store().await).await, (true, true), "the right one still does");
    }

    macro_rules! on_both_engines {
        ($($name:ident),* $(,)?) => {
            mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
            mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
        };
    }

    on_both_engines!(the_first_start_seals_what_an_earlier_version_left, another_lookup_key_seals_nothing);
}
