//! Databases for tests: each is made for one test and gone after it. Both engines run the same
//! tests; PostgreSQL is the cluster that `TEST_POSTGRES_URL` names, which `make test` starts.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool, Postgres, QueryBuilder};
use tempfile::TempDir;

use crate::{Keyring, Location, Pools, Store, random};

/// A database that only one test uses.
pub struct Scratch {
    /// Where it is.
    pub location: Location,
    /// The text of its keyring.
    pub keyring: String,
    folder: TempDir,
}

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in a temporary folder.
    Sqlite,
    /// A database in the test cluster.
    Postgres,
}

impl Scratch {
    /// Runs a text of SQL behind the store's back; how many rows it changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn change(&self, sql: &'static str, values: &[&[u8]]) -> Result<u64, sqlx::Error> {
        macro_rules! run {
            ($connection:expr) => {{
                let query = values.iter().fold(sqlx::query(sql), |query, value| query.bind(value.to_vec()));
                query.execute(&mut $connection).await?.rows_affected()
            }};
        }
        Ok(match &self.location {
            Location::Sqlite(path) => run!(SqliteConnectOptions::new().filename(path).connect().await?),
            Location::Postgres(url) => run!(PgConnection::connect(url).await?),
        })
    }

    /// What a text of SQL counts, behind the store's back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, sql: &'static str) -> Result<i64, sqlx::Error> {
        let (count,): (i64,) = match &self.location {
            Location::Sqlite(path) => {
                let mut connection = SqliteConnectOptions::new().filename(path).connect().await?;
                sqlx::query_as(sql).fetch_one(&mut connection).await?
            }
            Location::Postgres(url) => sqlx::query_as(sql).fetch_one(&mut PgConnection::connect(url).await?).await?,
        };
        Ok(count)
    }

    /// An empty database.
    ///
    /// # Panics
    /// Without `TEST_POSTGRES_URL`, or when the database cannot be made: the test has failed then.
    pub async fn new(engine: Engine) -> Self {
        let folder = TempDir::with_prefix("mon-espace-sante-").expect("a temporary folder");
        let location = match engine {
            Engine::Sqlite => Location::Sqlite(folder.path().join("mon-espace-sante.sqlite")),
            Engine::Postgres => Location::Postgres(new_database().await),
        };
        Self::at(location, folder)
    }

    /// An empty database in another cluster than that of all tests, by its URL.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn in_cluster(url: &str) -> Self {
        let folder = TempDir::with_prefix("mon-espace-sante-").expect("a temporary folder");
        Self::at(Location::Postgres(new_database_in(url).await), folder)
    }

    /// An empty SQLite database in a folder of a file system of its own.
    ///
    /// # Panics
    /// When no folder can be made in it.
    #[must_use]
    pub fn in_folder(parent: &std::path::Path) -> Self {
        let folder = TempDir::with_prefix_in("mon-espace-sante-", parent).expect("a temporary folder");
        Self::at(Location::Sqlite(folder.path().join("mon-espace-sante.sqlite")), folder)
    }

    fn at(location: Location, folder: TempDir) -> Self {
        Self { location, keyring: Keyring::generate().expect("randomness"), folder }
    }

    /// Opens it.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn store(&self) -> Store {
        let keyring = Keyring::parse(&self.keyring).expect("a keyring");
        Store::connect(&self.location, keyring).await.expect("a store")
    }

    /// A folder that goes with it.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// Makes a database refuse writes from now on, as a full disk or a switch of the operator does.
///
/// # Panics
/// When it cannot be done.
pub async fn refuse_writes(store: &Store) {
    match &store.pools {
        Pools::Sqlite { write, .. } => {
            // Fewer than there are: SQLite then sets it to what is there.
            sqlx::query("PRAGMA max_page_count = 1").execute(write).await.expect("a limit");
        }
        Pools::Postgres(pool) => set_read_only(pool, "SET default_transaction_read_only = on").await,
    }
}

/// Lets a database take writes again that [`refuse_writes`] kept from it. Where the disk was full, nothing has to be done
/// to the connections: there is space again.
///
/// # Panics
/// When it cannot be done.
pub async fn accept_writes(store: &Store) {
    if let Pools::Postgres(pool) = &store.pools {
        set_read_only(pool, "SET default_transaction_read_only = off").await;
    }
}

async fn set_read_only(pool: &PgPool, sql: &'static str) {
    // Those that are on their way back as well; and none is missing afterwards, or another would be opened.
    let all_back = async || {
        while pool.num_idle() < pool.size() as usize {
            tokio::task::yield_now().await;
        }
    };
    all_back().await;
    let mut all = Vec::new();
    while let Some(connection) = pool.try_acquire() {
        all.push(connection);
    }
    for connection in &mut all {
        sqlx::query(sql).execute(&mut **connection).await.expect("a session's setting");
    }
    drop(all);
    all_back().await;
}

async fn new_database() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
    let url = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL names the test cluster: run the tests by `make test`");
    new_database_in(&url).await
}

async fn new_database_in(url: &str) -> String {
    let name = format!("test_{}", domain::id::to_hex(&random::bytes::<8>().expect("randomness")));
    let options = PgConnectOptions::from_str(url).expect("a PostgreSQL URL");
    let mut connection = options.connect().await.expect("the test cluster");
    // CREATE DATABASE takes no parameters; the name is ours: letters and digits.
    let mut sql = QueryBuilder::<Postgres>::new("CREATE DATABASE ");
    sql.push(&name).build().execute(&mut connection).await.expect("a new database");
    let (base, query) = url.split_once('?').map_or((url, ""), |(base, query)| (base, query));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    if query.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{query}") }
}
