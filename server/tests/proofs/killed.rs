//! The program is killed at any moment while somebody asks for a copy of their profile, closes it and has it deleted: what was
//! answered holds, nothing is half done, and whoever starts again goes on.

use std::time::{Duration, Instant};

use reqwest::Client;
use reqwest::header::COOKIE;
use services::demonstration::PASSWORD;
use store::scratch::{Engine, Scratch};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::{Process, account_of, client, cookie, post, rounds, up_to_the_code};

const ASK: &str = "/api/parametres/telechargement";
const CLOSE: &str = "/api/parametres/cloture";
const CLOCK: &str = "/api/demonstration/horloge";
const RESET: &str = "/api/demonstration/remise-a-zero";
/// The term of a deletion, and a day.
const TERM: &str = "44640";
/// Longer than a process that was killed holds what it prepared.
const LEASE: &str = "6";

/// What is never so, whenever the program was killed: a sentence, and what counts it.
const HALF_DONE: [(&str, &str); 7] = [
    (
        "a profile in the archive is not closed",
        "SELECT COUNT(*) FROM closures c JOIN profiles p ON p.id = c.profile_id WHERE p.status <> 'closed'",
    ),
    (
        "somebody still represents whose profile is closed",
        "SELECT COUNT(*) FROM representations r JOIN closures c ON c.profile_id = r.profile_id WHERE r.standing <> 'ended'",
    ),
    (
        "an account of a closed profile is left",
        "SELECT COUNT(*) FROM accounts a JOIN profiles p ON p.id = a.profile_id WHERE p.status = 'closed'",
    ),
    (
        "a profile was deleted, and its key is there",
        "SELECT COUNT(*) FROM erasures e JOIN data_keys k ON k.id = e.profile_id WHERE k.keyring_key <> ''",
    ),
    (
        "a key was destroyed, and no deletion is noted",
        "SELECT COUNT(*) FROM data_keys k WHERE k.keyring_key = ''
         AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.profile_id = k.id)",
    ),
    (
        "something is left of a profile that was deleted",
        "SELECT CAST((SELECT COUNT(*) FROM exports x JOIN erasures e ON e.profile_id = x.profile_id)
              + (SELECT COUNT(*) FROM insured x JOIN erasures e ON e.profile_id = x.profile_id)
              + (SELECT COUNT(*) FROM closures x JOIN erasures e ON e.profile_id = x.profile_id) AS BIGINT)",
    ),
    (
        "a file was asked for, and nobody is to prepare it",
        "SELECT CASE WHEN (SELECT COUNT(*) FROM exports WHERE file_sealed IS NULL)
              > (SELECT COUNT(*) FROM jobs WHERE kind = 'export' AND finished_at IS NULL AND failed_at IS NULL) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END",
    ),
];
const WAITING: &str = "SELECT COUNT(*) FROM exports WHERE file_sealed IS NULL";
const CLOSED: &str = "SELECT COUNT(*) FROM closures";
const ERASED: &str = "SELECT COUNT(*) FROM erasures";
const ASKED: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'export'";

/// What was answered before the program was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    Asked,
    Closed,
    Erased,
}

/// Léo, signed in.
struct Leo {
    session: String,
    account: String,
    own: String,
    lola: String,
}

async fn page(client: &Client, origin: &str, path: &str, session: &str) -> String {
    let answer = client.get(format!("{origin}{path}")).header(COOKIE, session).send().await.unwrap();
    answer.text().await.unwrap()
}

/// The profile whose link stands before a name.
fn before(html: &str, name: &str) -> String {
    html.split(name).next().unwrap().rsplit("/p/").next().unwrap()[..32].to_owned()
}

fn carried(html: &str, name: &str) -> String {
    let rest = html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name}: {html}"));
    rest.split('"').next().unwrap().to_owned()
}

impl Leo {
    async fn signed_in(client: &Client, origin: &str) -> Self {
        let (pending, code) = up_to_the_code(client, origin).await;
        let account = account_of(client, origin, &pending).await;
        let form = [("code", code.as_str()), ("compte", &account)];
        let answer = post(client, origin, "/api/connexion/code", &pending, &form).await;
        let session = cookie(&answer, "session").unwrap();
        let profiles = page(client, origin, "/profils", &session).await;
        let list = profiles.split("<main").nth(1).unwrap();
        let (own, lola) = (before(list, "Léo Michel"), before(list, "Lola Michel"));
        Self { session, account, own, lola }
    }

    /// Asks for a copy of his own profile, closes a profile with a copy and the deletion, and lets the term pass.
    async fn lives(self, client: Client, origin: String, whose: &str, told: UnboundedSender<Answered>) -> Option<()> {
        let form = [("compte", self.account.as_str()), ("profile", &self.own)];
        try_post(&client, &origin, ASK, &self.session, &form).await?;
        told.send(Answered::Asked).ok()?;
        let profile = if whose == "own" { &self.own } else { &self.lola };
        let confirm = format!("/p/{profile}/parametres/cloture/confirmer?telechargement=oui&suppression=oui");
        let request = client.get(format!("{origin}{confirm}")).header(COOKIE, &self.session);
        let html = request.send().await.ok()?.text().await.ok()?;
        let announced = carried(&html, "annonce");
        let form = [
            ("compte", self.account.as_str()),
            ("profile", profile),
            ("annonce", &announced),
            ("telechargement", "oui"),
            ("suppression", "oui"),
            ("mot_de_passe", PASSWORD),
        ];
        try_post(&client, &origin, CLOSE, &self.session, &form).await?;
        told.send(Answered::Closed).ok()?;
        try_post(&client, &origin, CLOCK, "", &[("minutes", TERM)]).await?;
        told.send(Answered::Erased).ok()
    }
}

/// Posts to a program that may be gone; `None` when it did not answer.
async fn try_post(client: &Client, origin: &str, path: &str, session: &str, form: &[(&str, &str)]) -> Option<()> {
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = client
        .post(format!("{origin}{path}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header(COOKIE, session)
        .body(body.join("&"));
    let answer = request.send().await.ok()?;
    assert!(!answer.status().is_client_error() && !answer.status().is_server_error(), "{path}: {answer:?}");
    answer.bytes().await.ok().map(|_| ())
}

async fn killed_at_any_moment(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let client = client();
    let total = rounds(3, 100);
    let (mut asked, mut closed, mut erased) = (0, 0, 0);
    let begun = Instant::now();
    let mut longest = Duration::from_millis(400);
    for round in 0..total {
        let mut process = Process::start(&scratch, (64, 1)).await;
        let origin = process.origin.clone();
        post(&client, &origin, RESET, "", &[]).await;
        let leo = Leo::signed_in(&client, &origin).await;
        let whose = if round % 2 == 0 { "own" } else { "child" };
        let (tell, mut told) = unbounded_channel();
        let life = {
            let (client, origin) = (client.clone(), origin.clone());
            tokio::spawn(async move { leo.lives(client, origin, whose, tell).await })
        };
        let at = store::random::below(1000).unwrap();
        tokio::time::sleep(longest * at / 1000).await;
        // By SIGKILL.
        process.child.kill().unwrap();
        process.child.wait().unwrap();
        let to_the_end = life.await.unwrap().is_some();
        // So that as many are killed early as late.
        longest = if to_the_end { longest * 9 / 10 } else { longest * 21 / 20 };
        let mut answered = Vec::new();
        while let Ok(one) = told.try_recv() {
            answered.push(one);
        }

        let process = Process::start(&scratch, (64, 1)).await;
        let origin = process.origin.clone();
        for (what, sql) in HALF_DONE {
            assert_eq!(scratch.count(sql).await.unwrap(), 0, "round {round}, {answered:?}: {what}");
        }
        if answered.contains(&Answered::Asked) {
            asked += 1;
            // Later the clock may have been set forward, and what is done is forgotten after a month.
            let lost = answered.len() == 1 && scratch.count(ASKED).await.unwrap() == 0;
            assert!(!lost, "round {round}: what was asked for is lost");
        }
        if answered.contains(&Answered::Closed) {
            closed += 1;
            let kept = scratch.count(CLOSED).await.unwrap() + scratch.count(ERASED).await.unwrap();
            assert!(kept >= 1, "round {round}: a closure is lost");
        }
        // Whoever was killed lets go of what they held; then all is prepared, and deleted once it could be downloaded.
        try_post(&client, &origin, CLOCK, "", &[("minutes", LEASE)]).await.unwrap();
        let waits = Instant::now();
        while scratch.count(WAITING).await.unwrap() > 0 {
            assert!(waits.elapsed() < Duration::from_secs(30), "round {round}: it is not prepared");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mails: Vec<serde_json::Value> =
            client.get(format!("{origin}/demonstration/messages.json")).send().await.unwrap().json().await.unwrap();
        let ready = mails.iter().filter(|mail| mail["subject"] == "Votre fichier est prêt").count();
        assert!(ready <= 2, "round {round}: somebody is told twice: {ready}");
        for _ in 0..2 {
            try_post(&client, &origin, CLOCK, "", &[("minutes", TERM)]).await.unwrap();
        }
        if answered.contains(&Answered::Closed) {
            assert_eq!(scratch.count(ERASED).await.unwrap(), 1, "round {round}: it is not deleted");
            erased += 1;
        }
        for (what, sql) in HALF_DONE {
            assert_eq!(scratch.count(sql).await.unwrap(), 0, "round {round}, afterwards: {what}");
        }
        let files = std::fs::read_dir(scratch.folder().join("files")).map_or(0, Iterator::count);
        assert_eq!(files, 0, "round {round}: a file is left");
        drop(process);
        let (_, faults) = scratch.store().await.read().await.unwrap().verify_history().await.unwrap();
        assert_eq!(faults, [], "round {round}");
    }
    println!(
        "{engine:?}: killed at {total} moments in {:.0} s: {asked} copies asked for, {closed} closures and {erased} deletions \
         answered, none lost, none half done, no file left; all histories hold",
        begun.elapsed().as_secs_f64()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_is_half_done_sqlite() {
    killed_at_any_moment(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_is_half_done_postgres() {
    killed_at_any_moment(Engine::Postgres).await;
}
