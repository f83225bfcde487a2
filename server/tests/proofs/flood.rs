//! A flood of posts of nobody from one address: what it leaves in the database is bounded, and others are served.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::ACCEPT;
use reqwest::{Client, StatusCode};
use services::Rules;
use services::clock::Clock;
use services::outbox::Gateways;
use store::scratch::{Engine, Scratch};

use crate::{Process, client, rounds};

const PER_MINUTE: usize = 60;

async fn post_from(client: &Client, origin: &str, address: &str, path: &str, body: &str) -> StatusCode {
    client
        .post(format!("{origin}{path}"))
        .header(ACCEPT, "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", address)
        .body(body.to_owned())
        .send()
        .await
        .unwrap()
        .status()
}

fn bytes_in(folder: &Path) -> u64 {
    std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

/// How many rows are over half an hour and more from now: drafts and forms to show again. They are deleted.
async fn rows_of_nobody(scratch: &Scratch) -> u64 {
    let later = Clock::system();
    later.set_ahead(Duration::from_mins(31).as_millis().try_into().unwrap());
    let services = services::scratch::services(scratch, &later, Gateways::Kept, Rules::default()).await;
    services.tidy_up().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_nobody_leaves_little_and_keeps_nobody_waiting() {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let variables = [("DEMONSTRATION", "true"), ("POSTS_PER_MINUTE", "60"), ("TRUSTED_PROXIES", "1")];
    let process = Process::start_with(&scratch, (64, 1), &variables).await;
    let (origin, begun) = (process.origin.clone(), Instant::now());
    let before = bytes_in(scratch.folder());
    let (total, next) = (rounds(2000, 100_000), Arc::new(AtomicUsize::new(0)));
    let connections: Vec<_> = (0..20)
        .map(|_| {
            let (origin, next) = (origin.clone(), next.clone());
            tokio::spawn(async move {
                let (client, mut let_through) = (client(), 0);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= total {
                        return let_through;
                    }
                    // A draft, or a form that is not accepted and is kept to be shown again: 12 kB of it.
                    let status = if number.is_multiple_of(2) {
                        post_from(
                            &client,
                            &origin,
                            "198.51.100.1",
                            "/api/activer/naissance",
                            "jour=28&mois=9&annee=1971",
                        )
                        .await
                    } else {
                        let body = format!("identifiant={}&mot_de_passe=x", "a".repeat(12_000));
                        post_from(&client, &origin, "198.51.100.1", "/api/connexion/identification", &body).await
                    };
                    let_through += usize::from(status != StatusCode::TOO_MANY_REQUESTS);
                }
            })
        })
        .collect();
    // Somebody else, meanwhile.
    let (other, mut waited) = (client(), Vec::new());
    while next.load(Ordering::Relaxed) < total {
        let asked = Instant::now();
        if waited.len() < PER_MINUTE / 2 {
            let form = "jour=28&mois=9&annee=1971";
            let status = post_from(&other, &origin, "198.51.100.2", "/api/activer/naissance", form).await;
            assert_eq!(status, StatusCode::FOUND);
        } else {
            assert!(other.get(format!("{origin}/activer")).send().await.unwrap().status().is_success());
        }
        waited.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut let_through = 0;
    for connection in connections {
        let_through += connection.await.unwrap();
    }
    let took = begun.elapsed();
    let grown = bytes_in(scratch.folder()).saturating_sub(before);
    let own = waited.len().min(PER_MINUTE / 2);
    waited.sort();
    drop(process);
    let rows = rows_of_nobody(&scratch).await;
    let late = waited[waited.len() * 95 / 100];
    println!(
        "{total} posts of nobody from one address in {:.1} s: {let_through} let through, {rows} rows ({own} of somebody else), \
         {} kB more on disk; somebody else waited {:.0} ms at the 95th percentile",
        took.as_secs_f64(),
        grown / 1000,
        late.as_secs_f64() * 1000.0
    );
    // Times are of a shared machine: the short rounds report them.
    assert!(rounds(0, 1) == 0 || late < Duration::from_secs(1), "somebody else waited {late:?}");
    // As many as at once, and those of the time that it took; both tables of the barrier may let one more through.
    let allowed = PER_MINUTE + PER_MINUTE * usize::try_from(took.as_secs()).unwrap().div_ceil(60) + 20;
    assert!(let_through <= allowed, "{let_through} of {allowed}");
    assert!(rows <= (let_through + own + 1) as u64, "{rows} rows");
    // A row takes 16 kB at most, before SQLite has taken its journal in once more as much; 4 MB is the journal itself.
    assert!(grown < 4_500_000 + 32_000 * allowed as u64, "{grown} bytes");
}
