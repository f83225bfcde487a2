//! Databases for tests: each is made for one test and gone after it. Both engines run the same
//! tests; PostgreSQL is the cluster that `TEST_POSTGRES_URL` names, which `make test` starts.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Postgres, QueryBuilder};
use tempfile::TempDir;

use crate::{Keyring, Location, Store, random};

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
        let keyring = Keyring::generate().expect("randomness");
        Self { location, keyring, folder }
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

async fn new_database() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
    let url = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL names the test cluster: run the tests by `make test`");
    let name = format!("test_{}", domain::id::to_hex(&random::bytes::<8>().expect("randomness")));
    let options = PgConnectOptions::from_str(&url).expect("a PostgreSQL URL");
    let mut connection = options.connect().await.expect("the test cluster");
    // CREATE DATABASE takes no parameters; the name is ours: letters and digits.
    let mut sql = QueryBuilder::<Postgres>::new("CREATE DATABASE ");
    sql.push(&name).build().execute(&mut connection).await.expect("a new database");
    let (base, query) = url.split_once('?').map_or((url.as_str(), ""), |(base, query)| (base, query));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    if query.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{query}") }
}
