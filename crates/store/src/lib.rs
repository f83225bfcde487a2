//! What is kept: the database, sealed. The only crate that names sqlx.
//!
//! [`Store`] is the database, SQLite or PostgreSQL; [`UnitOfWork`] is one transaction on it. There is
//! one file per aggregate, each adding methods to `UnitOfWork`. SQL texts are constants, written
//! once and run on both engines by the tests in `tests/`.
//!
//! To add a table: a migration of the same name in `migrations/sqlite` and `migrations/postgres`; a
//! file here with its constants; its name in `DROP_TABLES`; a contract test; what becomes of it when a profile is deleted, in
//! `erasures.rs` and in the test of the canaries (`services/tests/enrolment/erasure.rs`). A method that touches a
//! profile's data takes a [`ProfileAccess`], which only [`UnitOfWork::authorise`] can make. What
//! identifies a person or tells of their health goes into a `…_sealed` column.
//! What a row gives somebody a right by carries a keyed hash: `rights.rs` says how.
//!
//! Portable SQL: `$1` placeholders; instants and numbers are `BIGINT`; ids made in Rust; no `NOW()`,
//! `ILIKE`, arrays or JSON operators; a state changes by `UPDATE … WHERE state = …` and the number
//! of rows tells who was first.
#![warn(missing_docs)]

mod access;
mod accounts;
pub mod backup;
mod care_relations;
mod closures;
mod confidentiality;
mod devices;
mod documents;
mod drafts;
mod erasures;
mod exports;
mod facts;
mod files;
mod flashes;
mod history;
mod idempotency;
mod insured;
mod jobs;
mod keys;
mod letters;
mod majority;
mod measurements;
mod medical_profiles;
mod oppositions;
mod professionals;
mod profiles;
mod provisional_codes;
pub mod random;
mod record;
mod rights;
#[cfg(feature = "scratch")]
pub mod scratch;
mod seal;
mod sessions;
mod sharing;
mod sign_ins;
mod subjects;
mod throttles;
mod token;

use std::future::ready;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor as _, PgPool, Postgres, QueryBuilder, Sqlite, SqlitePool, Transaction};
use tokio::sync::Notify;

pub use access::{
    AnswerOnboarding, AppointAdministrator, BeAuthorised, BlockProfessional, Capability, Close, DeleteDocument, Denied,
    EditConfidentiality, EditMedicalProfile, Export, FollowExport, FollowSharing, HideDocument, Lends, Open,
    PrepareClosure, ProfileAccess, ReadConfidentiality, ReadDocument, ReadDocuments, ReadHistory, ReadMedicalProfile,
    ReadOnboarding, ReadPersonalInformation, ReadSharing, Share, ShowDocument, WithholdDocument,
};
pub use accounts::{AccountContacts, AccountRef, Credentials, NewAccount};
pub use care_relations::CareRelation;
pub use closures::{Archive, Reopened};
pub use devices::{DeviceNumber, Devices};
pub use documents::{Depositor, Document, DocumentAccess, StoredDocument};
pub use drafts::{ContactAttempt, Draft, LockedDraft, Subject};
pub use erasures::{Erased, Erasure};
pub use exports::{CodeForExport, ExportFile, ExportOrder, Exported, InFolder, LinkedExport};
pub use files::FileKey;
pub use history::{ChainFault, StoredLine};
pub use insured::{Candidate, Imported, InsurerSays, Post, Reach};
pub use jobs::{Job, JobKind, KeptJob, Terms, Urgency};
pub use letters::{Holder, PlacedLetter};
pub use majority::{ComingOfAge, Told};
pub use professionals::Listed;
pub use profiles::{Identity, NewProfile, ProfileRow};
pub use provisional_codes::{CodeAttempt, CodeState, Replace, Term};
pub use record::{Concerned, Practitioner, RecordAccess, RecordActor};
pub use rights::FORGED_ROWS;
pub use seal::{Keyring, NotAKeyring};
pub use sessions::{Caller, EndedSession, SessionLimits};
pub use sharing::{AccountHolder, Representation, Representative};
pub use sign_ins::{Attempt, PendingSignIn, SentCode};
pub use subjects::AccountSubject;
pub use throttles::{Admission, Counter, Limit, Scope};
pub use token::{Token, TokenHash};

/// Runs one expression on whichever engine is in use. It is written once and compiled twice, so that
/// each engine keeps its native types. A unit of work in which it failed is not committed any more. Boxed, so that a use case is
/// not a future as large as its queries, which would be copied each time it is handed on.
macro_rules! on {
    ($work:expr, $conn:ident => $query:expr) => {{
        let done = match &mut $work.transaction {
            $crate::Engine::Sqlite(transaction) => {
                let $conn = &mut **transaction;
                Box::pin($query).await
            }
            $crate::Engine::Postgres(transaction) => {
                let $conn = &mut **transaction;
                Box::pin($query).await
            }
        };
        $work.broken |= done.is_err();
        done
    }};
}

/// Runs a statement and tells how many rows it changed.
macro_rules! execute {
    ($work:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($work, conn => async {
            sqlx::query($sql)$(.bind($value))*.execute(conn).await.map(|done| done.rows_affected())
        })
    };
}

use {execute, on};

/// What can go wrong below the services. Its text may name columns, never what they hold.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused, failed or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The migrations could not be applied.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Something stored cannot be read: altered, or sealed for another place.
    #[error("unreadable: {0}")]
    Corrupt(&'static str),
    /// A data key is gone.
    #[error("a data key is missing from the database")]
    KeyMissing,
    /// A data key was destroyed with the profile that it sealed.
    #[error("the data key was destroyed: the profile is deleted")]
    KeyDestroyed,
    /// The keyring lacks a key by which data are wrapped; its name as the keyring's text has it.
    #[error("the keyring lacks «{0}», by which data of this database are wrapped: add its line and start again")]
    KeyUnknown(String),
    /// The keyring's key of that name is not the one with which the data are sealed.
    #[error("the keyring is not the one of this database: its «{0}» is another (or a data key was altered)")]
    WrongKeyring(String),
    /// The operating system gave no randomness.
    #[error("no randomness")]
    Randomness,
    /// The installation is not what the command needs.
    #[error("{0}")]
    NotAllowed(&'static str),
    /// A statement of a unit of work failed, and it was to be committed all the same.
    #[error("nothing was kept: a statement before it failed")]
    Broken,
}

/// Where the data are.
#[derive(Clone, Debug)]
pub enum Location {
    /// One SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by URL.
    Postgres(String),
}

impl Location {
    /// A PostgreSQL database, whose server's certificate is signed by an authority of that file (PEM) if it is given.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the URL cannot be read.
    pub fn postgres(url: String, authorities: Option<&Path>) -> Result<Self, StoreError> {
        let Some(file) = authorities else { return Ok(Self::Postgres(url)) };
        let mut url = url::Url::parse(&url).map_err(|error| sqlx::Error::Configuration(error.into()))?;
        // In the URL, so that PostgreSQL's own programs are told as well.
        url.query_pairs_mut().append_pair("sslrootcert", &file.to_string_lossy());
        Ok(Self::Postgres(url.into()))
    }

    /// Host and port of the server, or its socket's folder; nothing for SQLite.
    #[must_use]
    pub fn server(&self) -> Option<String> {
        let Self::Postgres(url) = self else { return None };
        let options = PgConnectOptions::from_str(url).ok()?;
        Some(match options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        })
    }

    /// Whether nobody can listen to what goes to the database, nor stand in its place: it does not leave the machine, or goes under
    /// TLS to a server whose certificate and name are verified.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the URL cannot be read.
    pub fn is_on_a_safe_line(&self) -> Result<bool, StoreError> {
        let Self::Postgres(url) = self else { return Ok(true) };
        let options = PgConnectOptions::from_str(url)?;
        let host = options.get_host().trim_matches(['[', ']']);
        let here = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        let socket = options.get_socket().is_some() || host.starts_with('/');
        Ok(here || socket || matches!(options.get_ssl_mode(), PgSslMode::VerifyFull))
    }
}

/// How a database is, as a start would find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is none yet, or nothing is in it.
    Empty,
    /// Its tables are older than this program, by so many migrations.
    Earlier {
        /// How many.
        missing: usize,
    },
    /// Its tables are this program's, it takes writes, and the keyring is its own.
    Ready {
        /// Whether it was made in demonstration mode.
        demonstration: bool,
        /// Whether messages stay in it until they are told to leave.
        held: bool,
    },
}

/// The database behind the service: a SQLite file by default, PostgreSQL to scale out.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    keyring: Arc<Keyring>,
    outbox: Arc<Outbox>,
}

/// Told when work of a kind was committed to the outbox.
#[derive(Default)]
struct Outbox {
    emails: Notify,
    sms: Notify,
    exports: Notify,
}

impl Outbox {
    const fn of(&self, kind: JobKind) -> &Notify {
        match kind {
            JobKind::Email => &self.emails,
            JobKind::Sms => &self.sms,
            JobKind::Export => &self.exports,
        }
    }
}

#[derive(Clone)]
enum Pools {
    /// SQLite has one writer: a pool of one connection makes writers queue in the program instead of
    /// failing on a lock.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Postgres(PgPool),
}

enum Engine {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// One unit of work: everything done through it is committed together, or not at all. Dropping it
/// without [`commit`](Self::commit) rolls back.
pub struct UnitOfWork {
    transaction: Engine,
    keyring: Arc<Keyring>,
    outbox: Arc<Outbox>,
    /// The kinds of work that it put into the outbox.
    enqueued: Vec<JobKind>,
    /// Whether a statement failed. The engine may have rolled back by itself: what follows would be kept without what came
    /// before (SQLite), or a commit would say that it kept what is gone (PostgreSQL).
    broken: bool,
}

/// The migrations of SQLite.
static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
/// The migrations of PostgreSQL.
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Drops all tables, each after those that refer to it.
const DROP_TABLES: [&str; 30] = [
    "DROP TABLE documents",
    "DROP TABLE care_relations",
    "DROP TABLE professionals",
    "DROP TABLE exports",
    "DROP TABLE erasures",
    "DROP TABLE closures",
    "DROP TABLE keyring_checks",
    "DROP TABLE measurements",
    "DROP TABLE medical_profiles",
    "DROP TABLE confidentiality",
    "DROP TABLE facts",
    "DROP TABLE idempotency_keys",
    "DROP TABLE flashes",
    "DROP TABLE jobs",
    "DROP TABLE consultations",
    "DROP TABLE history_heads",
    "DROP TABLE history",
    "DROP TABLE throttles",
    "DROP TABLE sign_ins",
    "DROP TABLE sessions",
    "DROP TABLE representations",
    "DROP TABLE oppositions",
    "DROP TABLE letters",
    "DROP TABLE letter_batches",
    "DROP TABLE enrolment_drafts",
    "DROP TABLE provisional_codes",
    "DROP TABLE insured",
    "DROP TABLE accounts",
    "DROP TABLE profiles",
    "DROP TABLE data_keys",
];

/// PostgreSQL: waits for the reset that is under way, and then for no table longer than a moment: shorter than the second
/// after which PostgreSQL looks for two who wait for each other.
const RESET_ALONE: &str = "
    SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s';
    SELECT pg_advisory_xact_lock(hashtext('mon-espace-sante/reset'));
    SET LOCAL lock_timeout = '100ms'";
/// Afterwards the tables are nobody else's.
const RESET_WAITS: &str = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '15s'";
/// How long others may keep a reset waiting, all in all.
const RESET_PATIENCE: Duration = Duration::from_secs(20);
/// How long it leaves the tables to them before it tries again.
const RESET_PAUSE: Duration = Duration::from_millis(20);
/// PostgreSQL's code for a lock that did not come in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// How long a connection or a lock is waited for before the request fails as a whole.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the file if it is not there: its owner's alone, as are those that SQLite makes beside it.
fn make_private(file: &std::path::Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(|_| ())
}

/// How a SQLite file that is there is opened.
fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .pragma("trusted_schema", "OFF")
        .pragma("secure_delete", "ON")
}

async fn sqlite_pools(options: SqliteConnectOptions) -> Result<Pools, StoreError> {
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|conn, _| Box::pin(ready(Ok(has_no_transaction(conn)))))
        // 64 MiB at most: keys are random, so an import touches pages all over the file.
        .connect_with(options.clone().pragma("cache_size", "-65536"))
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|conn, _| Box::pin(ready(Ok(has_no_transaction(conn)))))
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    Ok(Pools::Sqlite { write, read })
}

fn postgres_options(url: &str) -> Result<PgConnectOptions, StoreError> {
    Ok(PgConnectOptions::from_str(url)?.application_name("mon-espace-sante"))
}

async fn postgres_pool(options: PgConnectOptions) -> Result<Pools, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(PATIENCE)
        // To compile a statement takes longer than any of these takes to run.
        .after_connect(|conn, _| {
            Box::pin(async move {
                conn.execute(
                    "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '5s'; SET jit = off; \
                     SET statement_timeout = '15s'; SET client_min_messages = 'error'",
                )
                .await?;
                Ok(())
            })
        })
        // sqlx 0.9.0 forgets a BEGIN whose future was dropped (issues 4385, 4393): the
        // next borrower would write into a transaction that nobody commits. A ROLLBACK alone would be a
        // warning in the server's log each time.
        .after_release(|conn, _| {
            Box::pin(async move {
                conn.execute("BEGIN; ROLLBACK").await?;
                Ok(has_no_transaction(conn))
            })
        })
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

const SQLITE_MIGRATIONS_TABLE: &str = "SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations'";
const POSTGRES_MIGRATIONS_TABLE: &str = "SELECT 1 WHERE to_regclass('_sqlx_migrations') IS NOT NULL";

/// How many migrations a database lacks whose tables are not of a newer program.
async fn missing(migrations: &Migrator, database: &mut impl Migrate) -> Result<usize, StoreError> {
    if let Some(version) = database.dirty_version(&migrations.table_name).await? {
        return Err(MigrateError::Dirty(version).into());
    }
    let applied = database.list_applied_migrations(&migrations.table_name).await?;
    for AppliedMigration { version, checksum } in &applied {
        match migrations.iter().find(|migration| migration.version == *version) {
            None => return Err(MigrateError::VersionMissing(*version).into()),
            Some(known) if known.checksum != *checksum => return Err(MigrateError::VersionMismatch(*version).into()),
            Some(_) => {}
        }
    }
    Ok(migrations.iter().count() - applied.len())
}

impl Store {
    /// Opens the database, creating it if it is a file that is not there, and brings its tables up
    /// to date.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be reached or is newer than this program.
    pub async fn connect(location: &Location, keyring: Keyring) -> Result<Self, StoreError> {
        let pools = match location {
            Location::Sqlite(path) => {
                make_private(path).map_err(|error| StoreError::Database(error.into()))?;
                let options = sqlite_options(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
                let pools = sqlite_pools(options).await?;
                if let Pools::Sqlite { write, .. } = &pools {
                    SQLITE_MIGRATIONS.run(write).await?;
                }
                pools
            }
            Location::Postgres(url) => {
                let options = postgres_options(url)?;
                // Over a connection of its own, without the deadlines of requests: a migration may change all rows of a table, and
                // of several processes that start at once each waits for the first.
                let mut alone = PgConnection::connect_with(&options).await?;
                POSTGRES_MIGRATIONS.run(&mut alone).await?;
                alone.close().await?;
                postgres_pool(options).await?
            }
        };
        let store = Self { pools, keyring: Arc::new(keyring), outbox: Arc::default() };
        let mut work = store.begin().await?;
        // A keyring that does not fit must stop the start, not spoil the data.
        work.check_keyring().await?;
        work.ensure_service_key().await?;
        work.seal_what_an_earlier_version_left().await?;
        work.service_key().await?;
        work.commit().await?;
        Ok(store)
    }

    /// Looks at a database as a start would find it: whether it can be reached and written to, how new its tables are, whether the
    /// keyring is its own. Nothing is made and nothing stays changed.
    ///
    /// # Errors
    /// [`StoreError`] when a start would fail.
    pub async fn examine(location: &Location, keyring: Keyring) -> Result<Condition, StoreError> {
        let (pools, missing) = match location {
            Location::Sqlite(path) if !path.exists() => return Ok(Condition::Empty),
            Location::Sqlite(path) => {
                let mut alone = SqliteConnection::connect_with(&sqlite_options(path)).await?;
                let made = sqlx::query(SQLITE_MIGRATIONS_TABLE).fetch_optional(&mut alone).await?.is_some();
                let missing = if made { Some(missing(&SQLITE_MIGRATIONS, &mut alone).await?) } else { None };
                alone.close().await?;
                (sqlite_pools(sqlite_options(path)).await?, missing)
            }
            Location::Postgres(url) => {
                let options = postgres_options(url)?;
                let mut alone = PgConnection::connect_with(&options).await?;
                let made = sqlx::query(POSTGRES_MIGRATIONS_TABLE).fetch_optional(&mut alone).await?.is_some();
                let missing = if made { Some(missing(&POSTGRES_MIGRATIONS, &mut alone).await?) } else { None };
                alone.close().await?;
                (postgres_pool(options).await?, missing)
            }
        };
        let store = Self { pools, keyring: Arc::new(keyring), outbox: Arc::default() };
        let condition = match missing {
            None => Ok(Condition::Empty),
            Some(0) => store.would_serve().await,
            Some(missing) => Ok(Condition::Earlier { missing }),
        };
        store.close().await;
        condition
    }

    /// What of a start changes nothing, and a write that is taken back.
    async fn would_serve(&self) -> Result<Condition, StoreError> {
        let mut work = self.begin().await?;
        work.check_keyring().await?;
        work.service_key().await?;
        work.leave_a_trace().await?;
        Ok(Condition::Ready { demonstration: work.is_demonstration().await?, held: work.sending_is_held().await? })
    }

    /// Opens a unit of work that may write. It must run in a task that no client can cancel.
    ///
    /// On SQLite the write lock is taken at once: a read that becomes a write later would otherwise
    /// fail with "database is locked".
    ///
    /// # Errors
    /// [`StoreError::Database`] when no connection is free in time.
    pub async fn begin(&self) -> Result<UnitOfWork, StoreError> {
        let transaction = match &self.pools {
            Pools::Sqlite { write, .. } => Engine::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Engine::Postgres(pool.begin().await?),
        };
        Ok(self.unit_of_work(transaction))
    }

    /// Opens a unit of work that only reads; a writer never blocks it.
    ///
    /// # Errors
    /// [`StoreError::Database`] when no connection is free in time.
    pub async fn read(&self) -> Result<UnitOfWork, StoreError> {
        let transaction = match &self.pools {
            Pools::Sqlite { read, .. } => Engine::Sqlite(read.begin().await?),
            // One snapshot for all its statements, as on SQLite.
            Pools::Postgres(pool) => {
                Engine::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(self.unit_of_work(transaction))
    }

    fn unit_of_work(&self, transaction: Engine) -> UnitOfWork {
        UnitOfWork {
            transaction,
            keyring: self.keyring.clone(),
            outbox: self.outbox.clone(),
            enqueued: Vec::new(),
            broken: false,
        }
    }

    /// Waits until a unit of work of this process that put work of that kind into the outbox is committed. One that was
    /// committed since the last time is not missed.
    pub async fn something_enqueued(&self, kind: JobKind) {
        self.outbox.of(kind).notified().await;
    }

    /// What stands for somebody or something in the log: a keyed hash, which tells nothing without the keyring and is the same in
    /// every line and process.
    #[must_use]
    pub fn pseudonym(&self, kind: &'static str, of: &[u8]) -> String {
        let mac = self.keyring.mac(seal::MacPurpose::Pseudonym, &[kind.as_bytes(), of]);
        domain::id::to_hex(&mac[..8])
    }

    /// Closes all connections, after the work in progress.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Whether the database can be read and written, durably, and the keyring still fits.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut work = self.begin().await?;
        work.service_key().await?;
        work.leave_a_trace().await?;
        work.commit().await
    }

    /// Takes what was deleted or overwritten out of SQLite's files; whether nothing stood in the way. The write-ahead log keeps
    /// earlier pages otherwise for as long as the service runs, and with them the keys that were destroyed. Of PostgreSQL it is its
    /// own VACUUM that frees the space of earlier rows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_earlier_pages(&self) -> Result<bool, StoreError> {
        let Pools::Sqlite { write, .. } = &self.pools else { return Ok(true) };
        let mut connection = write.acquire().await?;
        // Writers wait meanwhile: for a reader who takes long they shall not.
        sqlx::query("PRAGMA busy_timeout = 500").execute(&mut *connection).await?;
        let emptied = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
        let mut as_before = QueryBuilder::<Sqlite>::new("PRAGMA busy_timeout = ");
        as_before.push(PATIENCE.as_millis()).build().execute(&mut *connection).await?;
        let (busy, _, _): (i64, i64, i64) = emptied?;
        Ok(busy == 0)
    }

    /// `SQLite` or `PostgreSQL`.
    #[must_use]
    pub const fn engine(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }
}

impl UnitOfWork {
    /// Makes everything done since the beginning durable, and wakes the outbox if there is something in it to do.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Broken`] when one of its statements failed; then nothing was done.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.broken {
            return Err(StoreError::Broken);
        }
        match self.transaction {
            Engine::Sqlite(transaction) => transaction.commit().await?,
            Engine::Postgres(transaction) => transaction.commit().await?,
        }
        for kind in self.enqueued {
            self.outbox.of(kind).notify_one();
        }
        Ok(())
    }

    /// Drops all tables and makes them anew: demonstration mode's reset.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] on a database that was not made in demonstration mode.
    pub async fn start_afresh(&mut self) -> Result<(), StoreError> {
        if let Engine::Postgres(transaction) = &mut self.transaction {
            // One reset after the other, however many are asked for at once.
            (&mut **transaction).execute(RESET_ALONE).await?;
        }
        if !self.is_demonstration().await? {
            return Err(StoreError::NotAllowed("only a demonstration's database can be emptied"));
        }
        self.drop_tables().await?;
        match &mut self.transaction {
            Engine::Sqlite(transaction) => {
                for migration in SQLITE_MIGRATIONS.iter() {
                    (&mut **transaction).execute(sqlx::raw_sql(migration.sql.clone())).await?;
                }
            }
            Engine::Postgres(transaction) => {
                for migration in POSTGRES_MIGRATIONS.iter() {
                    (&mut **transaction).execute(sqlx::raw_sql(migration.sql.clone())).await?;
                }
            }
        }
        self.check_keyring().await?;
        self.ensure_service_key().await
    }

    async fn drop_tables(&mut self) -> Result<(), StoreError> {
        if let Engine::Postgres(transaction) = &mut self.transaction {
            lock_all_tables(transaction).await?;
        }
        for sql in DROP_TABLES {
            execute!(self, sql)?;
        }
        Ok(())
    }
}

/// Waits until nobody else uses any table. A wait for one table while another is held could be a wait for somebody who waits
/// for us: so none is long, and after it all are let go. Then the one that somebody held comes first, so that others
/// wait for it before they hold anything.
async fn lock_all_tables(transaction: &mut Transaction<'static, Postgres>) -> Result<(), StoreError> {
    let mut tables: Vec<&str> = DROP_TABLES.iter().map(|sql| sql.trim_start_matches("DROP TABLE ")).collect();
    let begun = Instant::now();
    'again: loop {
        (&mut **transaction).execute("SAVEPOINT all_tables").await?;
        for place in 0..tables.len() {
            let table = tables[place];
            // A name of the constant above.
            let mut lock = QueryBuilder::<Postgres>::new("LOCK TABLE ");
            let locked = lock.push(table).build().persistent(false).execute(&mut **transaction).await;
            match locked {
                Ok(_) => {}
                Err(sqlx::Error::Database(error))
                    if error.code().as_deref() == Some(LOCK_NOT_AVAILABLE) && begun.elapsed() < RESET_PATIENCE =>
                {
                    (&mut **transaction).execute("ROLLBACK TO SAVEPOINT all_tables").await?;
                    tables[..=place].rotate_right(1);
                    tokio::time::sleep(RESET_PAUSE).await;
                    continue 'again;
                }
                Err(error) => return Err(error.into()),
            }
        }
        (&mut **transaction).execute(RESET_WAITS).await?;
        return Ok(());
    }
}

/// Whether a connection of a pool can be used again. A full disk or a failed read makes SQLite end a transaction by itself;
/// sqlx does not notice, its own ROLLBACK fails, and whoever borrows the connection next would be told that they are within
/// a transaction, for ever. Such a connection is closed, and a new one takes its place. What a dropped transaction left to
/// do was done when the connection came back.
fn has_no_transaction(conn: &impl Connection) -> bool {
    !conn.is_in_transaction()
}

/// An identifier of a row: exactly 16 bytes.
fn id_bytes(bytes: &[u8]) -> Result<[u8; 16], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("identifier"))
}
