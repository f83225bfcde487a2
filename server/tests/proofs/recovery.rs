//! What breaks heals by itself: a disk that fills up and is freed, a PostgreSQL that takes no writes for a while, each while
//! people sign in; and resets of a demonstration that are asked for at once.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, LOCATION};
use reqwest::{Client, Response};
use services::demonstration::PASSWORD;
use store::scratch::{Engine, Scratch};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::{Process, account_of, client, cookie, cookie_at, post, rounds, site, up_to_the_code};

/// How long an outage lasts.
fn outage() -> Duration {
    Duration::from_secs(rounds(2, 10) as u64)
}

/// After so long at most everything works again.
const HEALED: Duration = Duration::from_secs(10);

/// People who sign in, one after the other under each identifier, and what became of it.
#[derive(Default)]
struct Load {
    stop: AtomicBool,
    /// The cookie of each sign-in that was answered as begun.
    acknowledged: Mutex<Vec<String>>,
    failed: AtomicUsize,
}

impl Load {
    fn start(origin: &str) -> (Arc<Self>, Vec<tokio::task::JoinHandle<()>>) {
        let load = Arc::new(Self::default());
        let tasks = ["leo.michel", "inaya.michel"].map(|identifier| {
            let (load, origin) = (load.clone(), origin.to_owned());
            tokio::spawn(async move {
                let client = client();
                while !load.stop.load(Ordering::Relaxed) {
                    if let Some(cookie) = sign_in(&client, &origin, identifier).await {
                        load.acknowledged.lock().await.push(cookie);
                    } else {
                        load.failed.fetch_add(1, Ordering::Relaxed);
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
            })
        });
        (load, tasks.into())
    }

    async fn count(&self) -> (usize, usize) {
        (self.acknowledged.lock().await.len(), self.failed.load(Ordering::Relaxed))
    }
}

/// The cookie of a sign-in that waits for its code; `None` when the service failed.
async fn sign_in(client: &Client, origin: &str, identifier: &str) -> Option<String> {
    let form = [("identifiant", identifier), ("mot_de_passe", PASSWORD)];
    let answer = post(client, origin, "/api/connexion/identification", "", &form).await;
    cookie(&answer, "connexion")
}

async fn get(client: &Client, origin: &str, path: &str, cookie: &str) -> Response {
    client.get(format!("{origin}{path}")).header(COOKIE, cookie_at(origin, cookie)).send().await.unwrap()
}

/// Lets people sign in, takes the writes away for a while, gives them back, and looks at what became of everything.
async fn heals(what: &str, scratch: &Scratch, take: impl AsyncFn(), give_back: impl AsyncFn()) {
    let process = Process::start_with(scratch, (64, 1), &[("DEMONSTRATION", "true"), ("LOG", "off")]).await;
    let (client, origin) = (client(), process.origin.clone());
    let (pending, code) = up_to_the_code(&client, &origin).await;
    let account = account_of(&client, &origin, &pending).await;
    let answer =
        post(&client, &origin, "/api/connexion/code", &pending, &[("code", &code), ("compte", &account)]).await;
    let session = cookie(&answer, "session").unwrap();

    let (load, tasks) = Load::start(&origin);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (before, failed) = load.count().await;
    assert!(before > 0 && failed == 0, "{what}: {before} before, {failed} failed");

    take().await;
    let begun = Instant::now();
    let (mut unready, mut pages) = (0, 0);
    while begun.elapsed() < outage() || load.count().await.1 < 10 {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}: it goes on as if nothing were");
        tokio::time::sleep(Duration::from_millis(200)).await;
        unready += usize::from(!get(&client, &origin, "/readyz", "").await.status().is_success());
        // What is only read is still shown.
        assert_eq!(get(&client, &origin, "/connexion", "").await.status(), 200);
        assert_eq!(get(&client, &origin, "/profils", &session).await.status(), 200, "{what}");
        pages += 2;
    }
    let (during, failed) = load.count().await;
    give_back().await;

    let back = Instant::now();
    while load.count().await.0 == during {
        assert!(back.elapsed() < HEALED, "{what}: it does not heal");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let signed_in = back.elapsed();
    while !get(&client, &origin, "/readyz", "").await.status().is_success() {
        assert!(back.elapsed() < HEALED, "{what}: it does not say that it healed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let ready = back.elapsed();
    // Whatever was left over of the outage would show now.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let settled = load.count().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    load.stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.unwrap();
    }
    let (all, failures) = load.count().await;
    assert_eq!(failures, settled.1, "{what}: nothing fails any more");

    let mut lost = 0;
    for cookie in &*load.acknowledged.lock().await {
        // Whoever has no sign-in under way is led back to its beginning; the others to the choice of a way, or to the code.
        let answer = get(&client, &origin, "/connexion/code", cookie).await;
        let led_to = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap());
        assert!(answer.status() == 200 || led_to.is_some(), "{answer:?}");
        lost += usize::from(led_to == Some("/connexion"));
    }
    drop(process);
    let (lines, faults) = scratch.store().await.read().await.unwrap().verify_history().await.unwrap();
    println!(
        "{what}: {before} sign-ins before; for {:.1} s {failed} failed, {} were taken, {pages} pages were shown, not ready {unready} \
         times; afterwards the first sign-in after {:.2} s, ready after {:.2} s; {all} acknowledged in all, {lost} lost; {lines} lines of \
         history hold",
        outage().as_secs_f64(),
        during - before,
        signed_in.as_secs_f64(),
        ready.as_secs_f64(),
    );
    assert_eq!((lost, faults), (0, vec![]));
}

/// A file system of its own in memory, as small as it is wanted.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Result<Self, String> {
        let folder = TempDir::with_prefix("mon-espace-sante-").unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=12m", "tmpfs"]).arg(folder.path()).output();
        match mounted {
            Ok(output) if output.status.success() => Ok(Self(folder)),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

/// Writes until nothing more can be written; where.
fn fill(folder: &Path) -> PathBuf {
    let path = folder.join("filler");
    let mut file = File::create(&path).unwrap();
    for size in [1 << 16, 1 << 12, 1 << 8, 1] {
        let block = vec![0; size];
        while file.write_all(&block).is_ok() {}
    }
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_was_full_is_written_to_again() {
    let disk = match SmallDisk::mount() {
        Ok(disk) => disk,
        Err(reason) => {
            // The short rounds run wherever the tests run; the long ones are there to show it.
            assert_eq!(rounds(0, 1), 0, "no small file system can be mounted here: {reason}");
            println!("no small file system can be mounted here, so a full disk was not tried: {reason}");
            return;
        }
    };
    let scratch = Scratch::in_folder(disk.path());
    let filler = disk.path().join("filler");
    let take = async || assert_eq!(fill(disk.path()), filler);
    let give_back = async || std::fs::remove_file(&filler).unwrap();
    heals("full disk", &scratch, take, give_back).await;
}

/// A PostgreSQL whose settings are nobody else's business.
struct OwnCluster {
    child: Child,
    url: String,
}

impl OwnCluster {
    fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/with-postgres");
        let mut child = Command::new(script)
            .args(["sh", "-c", "echo \"$TEST_POSTGRES_URL\"; cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned() }
    }

    fn set_read_only(&self, on: bool) {
        let set = format!("ALTER SYSTEM SET default_transaction_read_only = {on}");
        let done = Command::new("psql")
            .args(["--quiet", "--no-psqlrc", "--output", "/dev/null", "--dbname", &self.url])
            .args(["--command", &set, "--command", "SELECT pg_reload_conf()"])
            .status();
        assert!(done.unwrap().success());
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        // The script takes the cluster away once its command has ended.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_took_no_writes_is_written_to_again() {
    let cluster = OwnCluster::start();
    let scratch = Scratch::in_cluster(&cluster.url).await;
    let take = async || cluster.set_read_only(true);
    let give_back = async || cluster.set_read_only(false);
    heals("read-only PostgreSQL", &scratch, take, give_back).await;
}

async fn resets_at_once(engine: Engine, processes: usize) {
    let scratch = Scratch::new(engine).await;
    let mut running = Vec::new();
    for _ in 0..processes {
        running.push(Process::start(&scratch, (64, 1)).await);
    }
    let begun = Instant::now();
    let total = rounds(4, 40);
    for _ in 0..total / 4 {
        let resets: Vec<_> = (0..4)
            .map(|number| {
                let origin = running[number % processes].origin.clone();
                tokio::spawn(async move {
                    post(&client(), &origin, "/api/demonstration/remise-a-zero", "", &[]).await.status()
                })
            })
            .collect();
        for reset in resets {
            let status = reset.await.unwrap();
            assert!(!status.is_server_error() && !status.is_client_error(), "{status}");
        }
    }
    assert!(sign_in(&client(), &running[processes - 1].origin, "leo.michel").await.is_some());
    println!(
        "{engine:?}, {processes} process(es): {total} resets, four at once, in {:.1} s, all succeeded",
        begun.elapsed().as_secs_f64()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn resets_at_once_all_succeed_sqlite() {
    resets_at_once(Engine::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn resets_at_once_all_succeed_postgres_two_processes() {
    resets_at_once(Engine::Postgres, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_while_the_service_runs() {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let file = scratch.folder().join("keys");
    std::fs::write(&file, &scratch.keyring).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let keys = [("DEMONSTRATION", "true"), ("KEYRING", ""), ("KEYRING_FILE", file.to_str().unwrap())];
    let process = Process::start_with(&scratch, (64, 1), &keys).await;
    let client = client();
    let added = store::Keyring::new_key("2").unwrap();
    std::fs::write(&file, format!("{}{added}", scratch.keyring)).unwrap();
    let rotated = Command::new(env!("CARGO_BIN_EXE_server"))
        .arg("rotate-keys")
        .env_clear()
        .env("DEMONSTRATION", "true")
        .env("DATA_DIR", scratch.folder())
        .env("KEYRING_FILE", &file)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&rotated.stdout).ends_with("data keys are now wrapped by the newest key\n"));
    assert!(!rotated.stdout.starts_with(b"0 "), "{rotated:?}");
    // Without having been started again.
    assert!(sign_in(&client, &process.origin, "leo.michel").await.is_some());
    assert!(get(&client, &process.origin, "/readyz", "").await.status().is_success());
    // One whose keys are in its environment cannot read them again: it says so, rather than that all is well.
    drop(process);
    let old = Command::new(env!("CARGO_BIN_EXE_server"))
        .env_clear()
        .env("DEMONSTRATION", "true")
        .env("DATA_DIR", scratch.folder())
        .env("KEYRING", scratch.keyring.replace('\n', "\\n"))
        .env("SITE_DIR", site(scratch.folder()))
        .env("LISTEN_ADDRESS", "127.0.0.1:0")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&old.stderr).into_owned();
    assert!(told.contains("the keyring lacks «key 2»"), "{told}");
}
