//! Messages: what a mail server that is away for days, and a campaign of a whole country, do to what people are told.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use domain::access::ProfileStatus;
use domain::contact::EmailAddress;
use domain::date::CalendarDate;
use domain::id::{AccountId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::insured::Column;
use domain::person::PersonName;
use domain::time::{Span, Timestamp};
use reqwest::header::LOCATION;
use services::clock::Clock;
use services::outbox::{Believed, Gateways};
use services::{Rules, Services};
use store::scratch::{Engine, Scratch};
use store::{Identity, NewAccount, NewProfile, random};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::enrolment::{AllTaken, name, nir};
use crate::relay::Relay;
use crate::{Process, client, post, rounds};

const FROM: &str = "Mon espace santé <ne-pas-repondre@exemple.fr>";
const PASSWORD: &str = "un-mot-de-passe-d-essai";

async fn service(scratch: &Scratch, clock: &Clock, relay: &Relay) -> Services {
    let gateways = Gateways::real(&relay.url(), FROM.parse().unwrap(), None, &Believed::default()).unwrap();
    services::scratch::services(scratch, clock, gateways, Rules::default()).await
}

/// Takes so many adults in, each with an address of their own, and puts their invitations into the outbox.
async fn invite(services: &Services, count: u64) {
    let mut file = Column::ALL.map(Column::name).join(";");
    for number in 0..count {
        let (nir, name) = (nir(number), name(number));
        write!(file, "\n{nir};;;{name};;Martine;;1971-09-28;;avec-photo;51020304999;m{number}@exemple.fr;;;;;;;")
            .unwrap();
    }
    services.import_insured(file.as_bytes(), &mut AllTaken).await.unwrap();
    assert_eq!(services.notify(|_| ()).await.unwrap().notified, count);
}

fn running(services: &Services, stop: &CancellationToken) -> JoinHandle<()> {
    let (services, stop) = (services.clone(), stop.clone());
    tokio::spawn(async move { services.run_outbox(stop).await })
}

async fn a_mail_server_away_for_two_days_loses_and_doubles_nothing(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(Timestamp::from_millis(1_795_358_800_000));
    let relay = Relay::start().await;
    let persons = rounds(40, 2000);
    let begun = Instant::now();
    // Two processes, where there can be two.
    let first = service(&scratch, &clock, &relay).await;
    let second = if engine == Engine::Postgres { service(&scratch, &clock, &relay).await } else { first.clone() };
    invite(&first, persons as u64).await;
    let stop = CancellationToken::new();
    let mut outboxes = vec![running(&first, &stop)];
    if engine == Engine::Postgres {
        outboxes.push(running(&second, &stop));
    }
    let at = |hours: u32| clock.set_ahead(Span::hours(hours).as_millis());
    // The outbox looks once a second.
    let a_while = || tokio::time::sleep(Duration::from_millis(1300));
    relay.set_away(true);
    for hours in [0, 1, 12, 23] {
        at(hours);
        a_while().await;
    }
    // A process that dies meanwhile, and one that takes its place.
    outboxes.remove(0).abort();
    outboxes.push(running(&first, &stop));
    relay.set_away(false);
    relay.answer("AUTH", "535 5.7.8 the password was changed");
    for hours in [24, 36, 47] {
        at(hours);
        a_while().await;
    }
    assert!(relay.mails().is_empty());
    assert_eq!(usize::try_from(first.messages_waiting().await.unwrap()), Ok(persons), "none is given up");
    assert_eq!(first.notify(|_| ()).await.unwrap().notified, 0, "and none is asked for twice");
    relay.answer("AUTH", "");
    let mut hours = 48;
    at(hours);
    // Until nothing more comes, however slow the machine is.
    let all_that_come = async || {
        let mut before = usize::MAX;
        while before != relay.mails().len() {
            before = relay.mails().len();
            tokio::time::sleep(Duration::from_secs(4)).await;
        }
        before
    };
    let at_once = all_that_come().await;
    // Those that had tried in vain wait for their next try: a day at most.
    while first.messages_waiting().await.unwrap() > 0 {
        hours += 12;
        assert!(hours <= 48 + 24, "{} have arrived", relay.mails().len());
        at(hours);
        all_that_come().await;
    }
    stop.cancel();
    for outbox in outboxes {
        outbox.await.unwrap();
    }
    let mut arrived = HashMap::new();
    for mail in relay.mails() {
        *arrived.entry(mail.to).or_insert(0) += 1;
        assert!(mail.text.contains("sera créé après le"), "{}", mail.text);
    }
    let (doubled, (connections, most)) = (arrived.values().filter(|times| **times > 1).count(), relay.connections());
    println!(
        "{engine:?}: {persons} invitations, the mail server away for 24 h and refusing the password for 24 h: {} arrived, \
         {at_once} of them at once, {doubled} twice, {connections} connections, {most} at once, in {:.1} s",
        arrived.len(),
        begun.elapsed().as_secs_f64()
    );
    assert_eq!((arrived.len(), doubled), (persons, 0));
    assert!(at_once > persons / 2, "most had waited untried, and left as soon as the mail server was back");
    // The time to oppose began when the mails had left: two days after they were asked for, or later.
    at(44 * 24);
    assert_eq!(first.create_spaces().await.unwrap(), 0);
    at(hours + 43 * 24);
    assert_eq!(first.create_spaces().await.unwrap(), persons as u64);
    assert!(first.verify_history().await.unwrap().1.is_empty());
}

/// Adds accounts that receive their codes by e-mail only.
async fn add_accounts(scratch: &Scratch, count: usize) {
    let password_hash = services::scratch::passwords().hash(PASSWORD.into()).await.unwrap();
    let store = scratch.store().await;
    let (mut work, now) = (store.begin().await.unwrap(), Clock::system().now());
    for number in 0..count {
        let profile = ProfileId::from_bytes(random::bytes().unwrap());
        let name = PersonName { given: "Inaya".into(), family: "Michel".into() };
        let identity = Identity { name, born_on: CalendarDate::from_iso("1984-05-20").unwrap(), nir: None };
        work.add_profile(&NewProfile { id: profile, identity, status: ProfileStatus::Active }, now).await.unwrap();
        let account = NewAccount {
            id: AccountId::from_bytes(random::bytes().unwrap()),
            profile,
            identifier: SignInIdentifier::parse(&identifier(number)).unwrap(),
            email: Some(EmailAddress::parse(&email(number)).unwrap()),
            mobile: None,
            password_hash: password_hash.clone(),
        };
        work.add_account(&account, now).await.unwrap().unwrap();
    }
    work.commit().await.unwrap();
}

fn identifier(number: usize) -> String {
    format!("personne.{number:04}")
}

fn email(number: usize) -> String {
    format!("{}@exemple.fr", identifier(number))
}

async fn codes_arrive_while_a_campaign_leaves(engine: Engine, processes: usize) {
    let scratch = Scratch::new(engine).await;
    let relay = Relay::start().await;
    let (invitations, people) = (rounds(300, 100_000), rounds(10, 200));
    // As far as a relay is away, and as long as it takes.
    relay.set_takes(Duration::from_millis(rounds(100, 30) as u64));
    let services = service(&scratch, &Clock::system(), &relay).await;
    let begun = Instant::now();
    invite(&services, invitations as u64).await;
    let queued = begun.elapsed();
    add_accounts(&scratch, people).await;
    let url = relay.url();
    let mut running = Vec::new();
    for _ in 0..processes {
        running.push(Process::start_with(&scratch, (64, 1), &[("SMTP_URL", &url), ("MAIL_FROM", FROM)]).await);
    }
    // The campaign is under way.
    while relay.mails().len() < 8 * processes {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (started, left_before) = (Instant::now(), relay.mails().len());
    let at_once = rounds(5, 20);
    let mut browsers = Vec::new();
    for browser in 0..at_once {
        let origin = running[browser % processes].origin.clone();
        browsers.push(tokio::spawn(async move {
            let (client, mut asked) = (client(), Vec::new());
            for number in (browser..people).step_by(at_once) {
                let identifier = identifier(number);
                let form = [("identifiant", identifier.as_str()), ("mot_de_passe", PASSWORD)];
                let at = Instant::now();
                let answer = post(&client, &origin, "/api/connexion/identification", "", &form).await;
                assert_eq!(answer.headers()[LOCATION], "/connexion/code");
                asked.push((email(number), at));
            }
            asked
        }));
    }
    let mut asked = HashMap::new();
    for browser in browsers {
        asked.extend(browser.await.unwrap());
    }
    assert_eq!(asked.len(), people);
    let mut ways: Vec<Duration> = Vec::new();
    while ways.len() < people {
        assert!(started.elapsed() < Duration::from_mins(10), "{} codes arrived", ways.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
        ways = relay.mails().iter().filter_map(|mail| Some(mail.at - *asked.get(&mail.to)?)).collect();
    }
    let (seconds, left) = (started.elapsed().as_secs_f64(), relay.mails().len() - left_before - people);
    let waiting = services.messages_waiting().await.unwrap();
    ways.sort_unstable();
    let at = |percent: usize| ways[(people * percent).div_ceil(100) - 1].as_secs_f64() * 1000.0;
    println!(
        "{engine:?}, {processes} process(es): {invitations} invitations in the queue (put there in {:.0} s), {people} codes asked \
         for by {at_once} browsers: from the form to the mail server {:.0} ms (median), {:.0} ms (95th percentile), {:.0} ms \
         (longest); meanwhile {:.0} invitations/s left, {waiting} still wait; {} mails at most at once",
        queued.as_secs_f64(),
        at(50),
        at(95),
        at(100),
        f64::from(u32::try_from(left).unwrap()) / seconds,
        relay.connections().1,
    );
    assert!(waiting > 0, "the campaign was over before the codes were");
    // Times are of a shared machine: the short rounds report them.
    assert!(rounds(0, 1) == 0 || at(95) < 2000.0);
    assert!(at(100) < 60_000.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_away_for_two_days_sqlite() {
    a_mail_server_away_for_two_days_loses_and_doubles_nothing(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_away_for_two_days_postgres_two_processes() {
    a_mail_server_away_for_two_days_loses_and_doubles_nothing(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_arrive_while_a_campaign_leaves_sqlite() {
    codes_arrive_while_a_campaign_leaves(Engine::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_arrive_while_a_campaign_leaves_postgres_two_processes() {
    codes_arrive_while_a_campaign_leaves(Engine::Postgres, 2).await;
}
