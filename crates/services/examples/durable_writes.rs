//! A yardstick of `make bench`: how many acts a second are written down for good, each in a unit of
//! work of its own with its line of history. Every run has a new database, as it has a new keyring.
//!
//!     durable_writes WRITERS SECONDS sqlite|postgres      PostgreSQL: the cluster in TEST_POSTGRES_URL
#![expect(clippy::print_stdout, reason = "prints its figure")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use domain::history::Act;
use domain::identifier::SignInIdentifier;
use services::Rules;
use services::clock::Clock;
use services::outbox::Gateways;
use store::scratch::{Engine, Scratch};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [writers, seconds, engine] = &arguments[..] else { return Err("say WRITERS SECONDS ENGINE".into()) };
    let (writers, seconds): (u32, u64) = (writers.parse()?, seconds.parse()?);
    let engine = match engine.as_str() {
        "sqlite" => Engine::Sqlite,
        "postgres" => Engine::Postgres,
        other => return Err(format!("{other} is no engine: sqlite or postgres").into()),
    };
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let services = services::scratch::services(&scratch, &Clock::system(), Gateways::Kept, Rules::default()).await;
    services.prepare_demonstration().await?;

    let mut work = store.begin().await?;
    let identifier = SignInIdentifier::parse("inaya.michel").map_err(|_| "an identifier")?;
    let account = work.credentials_of(&identifier).await?.ok_or("the demonstration has this account")?.account;
    work.commit().await?;

    let written = Arc::new(AtomicU32::new(0));
    let begun = Instant::now();
    let until = Duration::from_secs(seconds);
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let (store, services, written) = (store.clone(), services.clone(), written.clone());
            tokio::spawn(async move {
                while begun.elapsed() < until {
                    let mut work = store.begin().await?;
                    work.record_own(account, Act::AccessRefused, Some(account), services.now()).await?;
                    work.commit().await?;
                    written.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<_, Failure>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    println!("{:.0}", f64::from(written.load(Ordering::Relaxed)) / begun.elapsed().as_secs_f64());
    Ok(())
}
