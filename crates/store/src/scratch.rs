//! Databases for tests: each is made for one test and gone after it. Both engines run the same
//! tests; PostgreSQL is the cluster that `TEST_POSTGRES_URL` names, which `make test` starts.

use std::str::FromStr as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use domain::history::Line;
use domain::id::ProfileId;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool, Postgres, QueryBuilder, Row as _, Sqlite};
use tempfile::TempDir;

use crate::history::COLUMN as LINE;
use crate::seal::WrappedKey;
use crate::{Keyring, Location, Pools, Store, StoreError, on, random};

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

/// A table as the engine itself describes it, with all of its rows.
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// What stands in them: bytes as they are, everything else as text.
    pub rows: Vec<Vec<Option<Vec<u8>>>>,
}

/// A column of a table.
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it may hold nothing.
    pub nullable: bool,
}

/// All tables of a database but the one in which sqlx notes the migrations, read behind the store's back.
///
/// # Errors
/// What the database says.
pub async fn tables(location: &Location) -> Result<Vec<Table>, sqlx::Error> {
    // Columns that `table_info` hides, as generated ones, are among these.
    const OF_SQLITE: &str = "
        SELECT t.name, c.name, CASE WHEN c.\"notnull\" = 0 THEN 1 ELSE 0 END, 0
        FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c
        WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' ORDER BY t.name, c.cid";
    const OF_POSTGRES: &str = "
        SELECT t.table_name::TEXT, c.column_name::TEXT, (c.is_nullable = 'YES')::INT::BIGINT,
               (c.data_type = 'bytea')::INT::BIGINT
        FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
        WHERE t.table_schema = current_schema() AND t.table_name <> '_sqlx_migrations'
        ORDER BY t.table_name, c.ordinal_position";
    macro_rules! read {
        ($connection:expr, $described:expr, $engine:ty, $select:expr) => {{
            let mut connection = $connection;
            let described: Vec<(String, String, i64, i64)> =
                sqlx::query_as($described).fetch_all(&mut connection).await?;
            let mut tables = Vec::new();
            for columns in described.chunk_by(|one, next| one.0 == next.0) {
                let name = columns[0].0.clone();
                let mut select = QueryBuilder::<$engine>::new("SELECT ");
                let mut list = select.separated(", ");
                for (_, column, _, is_bytes) in columns {
                    list.push($select(column, *is_bytes != 0));
                }
                select.push(format!(" FROM \"{name}\""));
                let rows = select.build().fetch_all(&mut connection).await?;
                let rows = rows.iter().map(|row| (0..columns.len()).map(|place| row.try_get(place)).collect());
                let columns = columns
                    .iter()
                    .map(|(_, column, nullable, _)| Column { name: column.clone(), nullable: *nullable != 0 });
                tables.push(Table { name, columns: columns.collect(), rows: rows.collect::<Result<_, _>>()? });
            }
            connection.close().await?;
            Ok(tables)
        }};
    }
    match location {
        Location::Sqlite(path) => {
            let select = |column: &str, _| format!("CAST(\"{column}\" AS BLOB)");
            read!(SqliteConnectOptions::new().filename(path).connect().await?, OF_SQLITE, Sqlite, select)
        }
        Location::Postgres(url) => {
            let select = |column: &str, is_bytes| {
                if is_bytes { format!("\"{column}\"") } else { format!("convert_to(\"{column}\"::TEXT, 'UTF8')") }
            };
            read!(PgConnection::connect(url).await?, OF_POSTGRES, Postgres, select)
        }
    }
}

/// How many lines the history of a profile has, and how many of them open with some key of the database, whoever's it is.
///
/// # Errors
/// [`StoreError`] when the database cannot be read.
pub async fn lines_that_open(store: &Store, profile: ProfileId) -> Result<(usize, usize), StoreError> {
    const KEYS: &str = "SELECT id, keyring_key, wrapped FROM data_keys";
    const LINES: &str = "SELECT id, line_sealed FROM history WHERE profile_id = $1";
    let mut work = store.read().await?;
    let keys: Vec<(Vec<u8>, String, Vec<u8>)> = on!(work, conn => sqlx::query_as(KEYS).fetch_all(conn))?;
    let unwrap = |(owner, keyring_key, wrapped)| work.keyring.unwrap(owner, &WrappedKey { keyring_key, wrapped });
    let keys: Vec<_> = keys.iter().filter_map(|key| unwrap((&key.0, key.1.clone(), key.2.clone())).ok()).collect();
    let lines: Vec<(Vec<u8>, Vec<u8>)> =
        on!(work, conn => sqlx::query_as(LINES).bind(&profile.as_bytes()[..]).fetch_all(conn))?;
    let opens = |(id, sealed): &&(Vec<u8>, Vec<u8>)| keys.iter().any(|key| key.open::<Line>(LINE, id, sealed).is_ok());
    Ok((lines.len(), lines.iter().filter(opens).count()))
}

/// The forms in which a word could stand somewhere without being sealed: as it is, in hexadecimal digits, and in base64
/// wherever it begins in what was encoded.
#[must_use]
pub fn disguises(word: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![word.to_vec(), domain::id::to_hex(word).into_bytes()];
    for before in 0..3 {
        let encoded = [&[0; 2][..before], word].concat();
        // The first characters are of what stands before as well, the last one of what follows.
        let (from, to) = ([0, 2, 3][before], encoded.len() * 8 / 6);
        for alphabet in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let form = alphabet.encode(&encoded).as_bytes()[from..to].to_vec();
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
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
