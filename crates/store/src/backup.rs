//! Backups: a copy of the whole database, as sealed as the database is, made while the service runs. A copy counts once it was opened
//! like a database of the service's, with the keyring, and all of its histories hold.
//!
//! SQLite makes its own copy (`VACUUM INTO`); of PostgreSQL it is a file of `pg_dump`, which `pg_restore` reads. A file is readable
//! by its owner only, and never takes another's place.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::str::FromStr as _;

use percent_encoding::percent_decode_str;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Postgres, QueryBuilder};
use url::Url;

use crate::{Keyring, Location, Store, StoreError, random};

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// How many persons the insurer has named.
    pub insured: i64,
    /// How many accounts.
    pub accounts: i64,
    /// How many lines all histories have together.
    pub history_lines: u64,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// The database or the copy cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be read or written.
    #[error("{0} ({1})")]
    File(&'static str, std::io::Error),
    /// A sentence that says what to do.
    #[error("{0}")]
    Refused(String),
}

impl From<sqlx::Error> for BackupFault {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

type Done<T> = Result<T, BackupFault>;

/// Where Debian keeps the certificates of authorities that are believed, all in one file.
const SYSTEM_STORE: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Copies a database into a file that must not be there yet. `keyring` opens the copy.
///
/// # Errors
/// [`BackupFault`]; then the file is not there.
pub async fn back_up(from: &Location, file: &Path, keyring: Keyring) -> Done<Contents> {
    let part = Part::beside(file)?;
    let contents = match from {
        Location::Sqlite(database) => {
            let mut connection = existing(database).connect().await?;
            let path = part.0.to_str().ok_or_else(|| refused("the file's name is not UTF-8"))?;
            sqlx::query("VACUUM INTO $1").bind(path).execute(&mut connection).await?;
            connection.close().await?;
            contents_of(&Location::Sqlite(part.0.clone()), keyring, Sending::AsBefore).await?
        }
        Location::Postgres(url) => {
            let target = Connected::to(url)?;
            let mut dump = target.command("pg_dump");
            dump.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(&part.0);
            run(dump).await?;
            let copy = Database::beside(url).await?;
            let checked = match restored_into(&copy.url, &part.0).await {
                Ok(()) => contents_of(&Location::Postgres(copy.url.clone()), keyring, Sending::AsBefore).await,
                Err(fault) => Err(fault),
            };
            copy.drop_it().await?;
            checked?
        }
    };
    part.take_its_place(file)?;
    Ok(contents)
}

/// Makes a database of a backup, at a place where there is none yet, from which no message leaves until it is told to.
///
/// # Errors
/// [`BackupFault`]. A SQLite database is then not there; of PostgreSQL the database that was given has to be emptied again when the
/// sentence says so.
pub async fn restore(file: &Path, to: &Location, keyring: Keyring) -> Done<Contents> {
    let of_sqlite = fs::File::open(file)
        .and_then(|mut handle| {
            let mut beginning = [0; 16];
            std::io::Read::read_exact(&mut handle, &mut beginning).map(|()| beginning.starts_with(b"SQLite format 3"))
        })
        .map_err(|error| BackupFault::File("the backup cannot be read", error))?;
    match to {
        Location::Sqlite(database) => {
            if !of_sqlite {
                return Err(refused("this is no backup of SQLite: give DATABASE_URL for one of PostgreSQL"));
            }
            let beside = ["", "-wal", "-shm", "-journal"].map(|end| with_end(database, end));
            if let Some(there) = beside.iter().find(|path| path.exists()) {
                return Err(refused(&format!("there is a database already: move {} away first", there.display())));
            }
            let part = Part::beside(database)?;
            fs::copy(file, &part.0).map_err(|error| BackupFault::File("the backup cannot be copied", error))?;
            let contents = contents_of(&Location::Sqlite(part.0.clone()), keyring, Sending::Held).await?;
            part.take_its_place(database)?;
            Ok(contents)
        }
        Location::Postgres(url) => {
            if of_sqlite {
                return Err(refused("this is a backup of SQLite: leave DATABASE_URL out, and give DATA_DIR"));
            }
            let mut connection = PgConnection::connect(url).await?;
            let (tables,): (i64,) =
                sqlx::query_as("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()")
                    .fetch_one(&mut connection)
                    .await?;
            connection.close().await?;
            if tables > 0 {
                return Err(refused("there are tables in this database already: give an empty one"));
            }
            restored_into(url, file).await?;
            contents_of(to, keyring, Sending::Held)
                .await
                .map_err(|fault| refused(&format!("{fault}; drop this database, it holds what cannot be used")))
        }
    }
}

/// Whether messages of a copy leave.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sending {
    AsBefore,
    Held,
}

/// Opens a copy, and goes through all that can be verified.
async fn contents_of(copy: &Location, keyring: Keyring, sending: Sending) -> Done<Contents> {
    if let Location::Sqlite(file) = copy {
        let mut connection: SqliteConnection = existing(file).connect().await?;
        let (found,): (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&mut connection).await?;
        connection.close().await?;
        if found != "ok" {
            return Err(refused("the copy is damaged: SQLite does not find it whole"));
        }
    }
    let store = Store::connect(copy, keyring).await?;
    let contents = verified(&store, sending).await;
    store.close().await;
    contents
}

async fn verified(store: &Store, sending: Sending) -> Done<Contents> {
    if sending == Sending::Held {
        let mut work = store.begin().await?;
        work.hold_sending().await?;
        work.commit().await?;
    }
    let mut work = store.read().await?;
    let (history_lines, faults) = work.verify_history().await?;
    if let Some(fault) = faults.first() {
        return Err(refused(&format!(
            "{} histories of it do not hold, the first that of profile {}: {}",
            faults.len(),
            fault.profile,
            fault.what
        )));
    }
    Ok(Contents { insured: work.count_insured().await?, accounts: work.count_accounts().await?, history_lines })
}

fn existing(database: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(database).create_if_missing(false)
}

fn refused(what: &str) -> BackupFault {
    BackupFault::Refused(what.to_owned())
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

/// A file that is not whole yet, beside its place; gone when it is dropped.
struct Part(PathBuf);

impl Part {
    /// An empty file that only its owner can read.
    fn beside(place: &Path) -> Done<Self> {
        if place.exists() {
            return Err(refused(&format!("{} is there already: give another name", place.display())));
        }
        let part = with_end(place, &format!(".{}.part", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&part).map_err(|error| BackupFault::File("the file cannot be made", error))?;
        Ok(Self(part))
    }

    /// Durably, and not over a file that came meanwhile.
    fn take_its_place(&self, place: &Path) -> Done<()> {
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(&self.0)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::hard_link(&self.0, place))
            .and_then(|()| fs::remove_file(&self.0))
            .and_then(|()| fs::File::open(folder)?.sync_all())
            .map_err(|error| BackupFault::File("the file cannot take its place", error))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(with_end(&self.0, end));
        }
    }
}

/// A PostgreSQL database of its own for a moment.
struct Database {
    url: String,
    name: String,
    maker: String,
}

impl Database {
    /// An empty one in the same cluster.
    async fn beside(url: &str) -> Done<Self> {
        let name = format!("backup_check_{}", domain::id::to_hex(&random::bytes::<8>()?));
        let mut connection = PgConnection::connect(url).await?;
        let mut create = QueryBuilder::<Postgres>::new("CREATE DATABASE ");
        create.push(&name).push(" TEMPLATE template0").build().execute(&mut connection).await.map_err(|error| {
            refused(&format!(
                "the copy cannot be verified: the database's user must be allowed to make a database for that moment \
                 (ALTER ROLE … CREATEDB) ({error})"
            ))
        })?;
        connection.close().await?;
        let mut copy = Url::parse(url).map_err(|_| refused("DATABASE_URL cannot be read"))?;
        copy.set_path(&format!("/{name}"));
        Ok(Self { url: copy.into(), name, maker: url.to_owned() })
    }

    async fn drop_it(self) -> Done<()> {
        let mut connection = PgConnection::connect(&self.maker).await?;
        let mut drop = QueryBuilder::<Postgres>::new("DROP DATABASE ");
        drop.push(&self.name).push(" WITH (FORCE)").build().execute(&mut connection).await?;
        Ok(connection.close().await?)
    }
}

async fn restored_into(url: &str, file: &Path) -> Done<()> {
    let target = Connected::to(url)?;
    let mut restore = target.command("pg_restore");
    restore.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--dbname"]);
    restore.arg(&target.database).arg(file);
    run(restore).await
}

/// How PostgreSQL's programs reach a database: by their environment, as whoever is on the machine can read their arguments.
struct Connected {
    database: String,
    environment: Vec<(&'static str, String)>,
}

impl Connected {
    fn to(url: &str) -> Done<Self> {
        let parsed = Url::parse(url).map_err(|_| refused("DATABASE_URL cannot be read"))?;
        let options = PgConnectOptions::from_str(url)?;
        let database = options.get_database().unwrap_or_else(|| options.get_username()).to_owned();
        let host = options.get_socket().map_or_else(
            || options.get_host().trim_matches(['[', ']']).to_owned(),
            |folder| folder.display().to_string(),
        );
        let mut environment = vec![
            ("PGHOST", host),
            ("PGPORT", options.get_port().to_string()),
            ("PGUSER", options.get_username().to_owned()),
            ("PGDATABASE", database.clone()),
        ];
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        if let Some(password) = parsed.password() {
            environment.push(("PGPASSWORD", decoded(password)));
        }
        for (name, value) in parsed.query_pairs() {
            let variable = match &*name {
                "password" => "PGPASSWORD",
                "sslmode" | "ssl-mode" => "PGSSLMODE",
                "sslrootcert" | "ssl-root-cert" | "ssl-ca" => "PGSSLROOTCERT",
                "sslcert" | "ssl-cert" => "PGSSLCERT",
                "sslkey" | "ssl-key" => "PGSSLKEY",
                _ => continue,
            };
            environment.push((variable, value.into_owned()));
        }
        // The service knows the system's store by itself; PostgreSQL's programs have to be told.
        let verifies = environment.iter().any(|(name, value)| *name == "PGSSLMODE" && value.starts_with("verify-"));
        let told = environment.iter().any(|(name, _)| *name == "PGSSLROOTCERT");
        if verifies && !told && Path::new(SYSTEM_STORE).exists() {
            environment.push(("PGSSLROOTCERT", SYSTEM_STORE.to_owned()));
        }
        Ok(Self { database, environment })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Runs one of PostgreSQL's programs to its end.
async fn run(mut command: Command) -> Done<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let ended = tokio::task::spawn_blocking(move || command.output()).await;
    let Output { status, stderr, .. } = match ended {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => {
            return Err(refused(&format!(
                "{program} cannot be started: install PostgreSQL's client programs ({error})"
            )));
        }
        Err(_) => return Err(refused(&format!("{program} was given up"))),
    };
    if status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&stderr);
    Err(refused(&format!("{program} failed: {}", said.trim())))
}
