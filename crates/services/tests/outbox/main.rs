//! What a person is told arrives, and in time: the outbox before a mail server and an SMS gateway that fail in all their
//! ways, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

mod relay;
mod tls;

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::time::Duration;

use domain::access::ProfileStatus;
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::form::enrolment::Contact;
use domain::id::{AccountId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::insured::Column;
use domain::person::PersonName;
use domain::provisional_code::ProvisionalCode;
use domain::sign_in::Channel;
use domain::time::{Span, Timestamp};
use services::clock::{Clock, end_of_day_in_france};
use services::import::{ImportCount, ImportWatch, RefusedLine};
use services::insured::NotifyCount;
use services::outbox::{Authorities, Believed, Gateways, reqwest_url};
use services::sign_in::{Identified, Sending};
use services::{Rules, Services, Token};
use store::scratch::{Engine, Scratch};
use store::{Identity, NewAccount, NewProfile};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use relay::Relay;
use tls::Authority;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_fault_of_the_mail_server_gives_nothing_up,
    a_refused_address_gives_one_message_up_and_the_next_letters_reach_the_person,
    an_invitation_is_tried_for_as_long_as_its_code_is_valid,
    the_time_to_oppose_begins_when_the_mail_has_left,
    a_code_that_is_late_does_not_leave,
    what_is_for_a_minor_does_not_leave_once_they_are_of_age_and_its_row_does_not_say_when,
    codes_leave_before_a_campaign_and_several_at_once,
    a_fault_of_the_sms_gateway_gives_nothing_up,
    mails_and_sms_do_not_wait_for_each_other,
);

/// Sunday 22 November 2026, 15:46:40 in France.
const NOW: Timestamp = Timestamp::from_millis(1_795_358_800_000);
const DAY: Span = Span::hours(24);
const PASSWORD: &str = "un mot de passe d'essai";

struct AllTaken;

impl ImportWatch for AllTaken {
    fn refused(&mut self, refused: RefusedLine) {
        panic!("{refused:?}");
    }
    fn progress(&mut self, _: &ImportCount) {}
}

/// A service that sends by a mail server, and by an SMS gateway if there is one; its clock stands still.
struct Post {
    scratch: Scratch,
    clock: Clock,
    relay: Relay,
    services: Services,
}

impl Post {
    async fn start(engine: Engine, sms: Option<&str>) -> Self {
        let (scratch, clock, relay) = (Scratch::new(engine).await, Clock::fixed(NOW), Relay::start().await);
        let services = service(&scratch, &clock, &relay, sms).await;
        Self { scratch, clock, relay, services }
    }

    fn forward(&self, span: Span) {
        self.clock.set_ahead(self.clock.ahead() + span.as_millis());
    }

    /// Takes persons in: the `number`-th has this e-mail address, and a postal one where `post`.
    async fn import(&self, persons: &[(u64, &str, bool)]) {
        let mut file = Column::ALL.map(Column::name).join(";");
        for (number, email, post) in persons {
            let nir = nir(*number);
            let address = if *post { "1 rue des Exemples;;44000;Ville-Fictive;" } else { ";;;;" };
            write!(file, "\n{nir};;;Leguellec;;Martine Julie;;1984-05-20;;avec-photo;12345678901;{email};;{address};")
                .unwrap();
        }
        self.services.import_insured(file.as_bytes(), &mut AllTaken).await.unwrap();
    }

    async fn notify(&self) -> NotifyCount {
        self.services.notify(|_| ()).await.unwrap()
    }

    /// Everything that is due tries to leave once.
    async fn deliver(&self) {
        while self.services.deliver_next().await.unwrap() {}
    }

    async fn waiting(&self) -> i64 {
        self.services.messages_waiting().await.unwrap()
    }

    fn arrived(&self) -> Vec<String> {
        let mut to: Vec<String> = self.relay.mails().into_iter().map(|mail| mail.to).collect();
        to.sort();
        to
    }

    /// An account that receives codes by e-mail, and by SMS where there is a gateway.
    async fn account(&self, identifier: &str, mobile: Option<&str>) {
        let passwords = services::scratch::passwords();
        let profile = ProfileId::from_bytes(services::random_bytes().unwrap());
        let name = PersonName { given: "Inaya".into(), family: "Michel".into() };
        let identity = Identity { name, born_on: CalendarDate::from_iso("1984-05-20").unwrap(), nir: None };
        let account = NewAccount {
            id: AccountId::from_bytes(services::random_bytes().unwrap()),
            profile,
            identifier: SignInIdentifier::parse(identifier).unwrap(),
            email: Some(EmailAddress::parse(&format!("{identifier}@exemple.fr")).unwrap()),
            mobile: mobile.map(|mobile| MobileNumber::parse(mobile).unwrap()),
            password_hash: passwords.hash(PASSWORD.into()).await.unwrap(),
        };
        let mut work = self.scratch.store().await.begin().await.unwrap();
        work.add_profile(&NewProfile { id: profile, identity, status: ProfileStatus::Active }, NOW).await.unwrap();
        work.add_account(&account, NOW).await.unwrap().unwrap();
        work.commit().await.unwrap();
    }

    /// Gives the password: a code leaves where there is one way only.
    async fn identify(&self, identifier: &str) -> (Token, bool) {
        let identifier = Some(SignInIdentifier::parse(identifier).unwrap());
        match self.services.identify(identifier, PASSWORD.into(), HERE.into(), None).await.unwrap() {
            Identified::Accepted { token, code_sent } => (token, code_sent),
            other => panic!("{other:?}"),
        }
    }
}

/// The social security number of the `number`-th person.
fn nir(number: u64) -> String {
    let digits = 1_000_000_000_000 + 199_000_000 + number;
    format!("{digits}{:02}", 97 - digits % 97)
}

async fn service(scratch: &Scratch, clock: &Clock, relay: &Relay, sms: Option<&str>) -> Services {
    let from = "Mon espace santé <ne-pas-repondre@exemple.fr>".parse().unwrap();
    let sms = sms.map(|url| (url.parse::<reqwest_url::Url>().unwrap(), "jeton".to_owned()));
    let gateways = Gateways::real(&relay.url(), from, sms, &Believed::default()).unwrap();
    services::scratch::services(scratch, clock, gateways, Rules::default()).await
}

async fn a_fault_of_the_mail_server_gives_nothing_up(engine: Engine) {
    let post = Post::start(engine, None).await;
    post.import(&[(1, "martine@exemple.fr", false)]).await;
    assert_eq!(post.notify().await.notified, 1);
    post.relay.set_away(true);
    post.deliver().await;
    post.relay.set_away(false);
    for (command, answer) in [
        ("greeting", "421 4.3.2 not now"),
        ("greeting", "554 5.7.1 not you"),
        ("EHLO", "550 5.7.1 not you"),
        ("AUTH", "535 5.7.8 another password"),
        ("AUTH", "454 4.7.0 not now"),
        ("MAIL", "530 5.7.0 who are you"),
        ("MAIL", "550 5.7.1 not from there"),
        ("MAIL", "451 4.3.0 not now"),
        ("RCPT", "450 4.2.0 later"),
        ("RCPT", "421 4.3.2 not now"),
        ("RCPT", "530 5.7.0 who are you"),
        ("DATA", "451 4.3.0 not now"),
        (".", "452 4.3.1 full"),
    ] {
        post.relay.answer(command, answer);
        post.forward(DAY);
        post.deliver().await;
        assert_eq!((post.waiting().await, post.arrived().len()), (1, 0), "{command}: {answer}");
        post.relay.answer(command, "");
    }
    assert_eq!(post.notify().await, NotifyCount::default(), "the code is still to come");
    post.forward(DAY);
    post.deliver().await;
    assert_eq!((post.waiting().await, post.arrived()), (0, vec!["martine@exemple.fr".to_owned()]));
}

async fn a_refused_address_gives_one_message_up_and_the_next_letters_reach_the_person(engine: Engine) {
    let post = Post::start(engine, None).await;
    let persons = [
        (1, "une@exemple.fr", true),
        (2, "deux@exemple.fr", true),
        (3, "trois@exemple.fr", false),
        (4, "quatre@exemple.fr", true),
    ];
    post.import(&persons).await;
    assert_eq!(post.notify().await.notified, 4);
    post.relay.answer("RCPT TO:<deux@exemple.fr>", "550 5.1.1 nobody");
    post.relay.answer("RCPT TO:<trois@exemple.fr>", "550 5.1.1 nobody");
    post.deliver().await;
    assert_eq!((post.waiting().await, post.arrived()), (0, vec!["quatre@exemple.fr".into(), "une@exemple.fr".into()]));
    // A letter reaches the one; the other can only be mailed again.
    assert_eq!(post.notify().await, NotifyCount { notified: 1, by_post: 1, unreachable: 0 });
    let letters = post.services.write_letters(&post.scratch.folder().join("lettres"), 10, true, |_| ()).await.unwrap();
    assert_eq!((letters.made, letters.written), (1, 1));
    assert_eq!(post.notify().await, NotifyCount::default());
    // Who was added, five mails that were asked for, two that were given up, a letter.
    assert_eq!(post.services.verify_history().await.unwrap(), (4 + 5 + 2 + 1, vec![]));
    post.relay.answer("RCPT TO:<trois@exemple.fr>", "");
    post.relay.answer(".", "554 5.6.0 not such a mail");
    post.deliver().await;
    assert_eq!((post.waiting().await, post.arrived().len()), (0, 2), "the mail itself was refused");
    post.relay.answer(".", "");
    assert_eq!(post.notify().await.notified, 1);
    post.deliver().await;
    assert_eq!(post.arrived().len(), 3);
}

async fn an_invitation_is_tried_for_as_long_as_its_code_is_valid(engine: Engine) {
    let post = Post::start(engine, None).await;
    post.import(&[(1, "martine@exemple.fr", false)]).await;
    post.notify().await;
    post.relay.answer("MAIL", "451 4.3.0 not now");
    let mut days = 0;
    while post.waiting().await > 0 {
        post.deliver().await;
        assert_eq!(post.services.create_spaces().await.unwrap(), 0, "nobody was told");
        let given_up = post.waiting().await == 0;
        assert_eq!(post.notify().await.notified, u64::from(given_up), "day {days}");
        if post.clock.ahead() > ProvisionalCode::LIFETIME.as_millis() {
            break;
        }
        post.forward(DAY);
        days += 1;
    }
    assert_eq!(days, 43, "the last day counts whole");
    // It is of no use any more, and gives way to the new one.
    post.relay.answer("MAIL", "");
    post.notify().await;
    post.deliver().await;
    let mails = post.relay.mails();
    assert_eq!((mails.len(), post.waiting().await), (1, 0));
    // 43 days after 22 November it left: the choice ends 42 days after that.
    assert!(mails[0].text.contains("sera créé après le 15\u{a0}février 2027"), "{}", mails[0].text);
}

async fn the_time_to_oppose_begins_when_the_mail_has_left(engine: Engine) {
    let post = Post::start(engine, None).await;
    post.import(&[(1, "martine@exemple.fr", false)]).await;
    post.notify().await;
    post.relay.set_away(true);
    post.deliver().await;
    post.forward(Span::hours(48));
    post.relay.set_away(false);
    post.deliver().await;
    let mails = post.relay.mails();
    assert_eq!(mails.len(), 1);
    // Asked for on 22 November, left on the 24th.
    assert!(mails[0].text.contains("sera créé après le 5\u{a0}janvier 2027"), "{}", mails[0].text);
    post.forward(Span::hours(42 * 24));
    assert_eq!(post.services.create_spaces().await.unwrap(), 0, "the last day counts whole");
    post.forward(DAY);
    assert_eq!(post.services.create_spaces().await.unwrap(), 1);
}

async fn a_code_that_is_late_does_not_leave(engine: Engine) {
    let post = Post::start(engine, None).await;
    post.account("inaya.michel", None).await;
    post.relay.answer("AUTH", "535 5.7.8 another password");
    assert!(post.identify("inaya.michel").await.1);
    for _ in 0..9 {
        post.deliver().await;
        assert_eq!(post.waiting().await, 1, "it is tried for as long as it is valid");
        post.forward(Span::minutes(1));
    }
    post.relay.answer("AUTH", "");
    post.forward(Span::minutes(1));
    post.deliver().await;
    assert_eq!((post.waiting().await, post.arrived().len()), (0, 0));
    // One in time leaves.
    assert!(post.identify("inaya.michel").await.1);
    post.deliver().await;
    let mails = post.relay.mails();
    assert_eq!(mails.len(), 1);
    for header in ["Auto-Submitted: auto-generated\r\n", "Content-Language: fr\r\n"] {
        assert!(mails[0].text.contains(header), "{}", mails[0].text);
    }
}

async fn what_is_for_a_minor_does_not_leave_once_they_are_of_age_and_its_row_does_not_say_when(engine: Engine) {
    let post = Post::start(engine, None).await;
    post.import(&[(1, "martine@exemple.fr", false)]).await;
    // Of age on the next day; what is for her goes to her mother.
    let nir = nir(1);
    let line = format!(";{nir};;Leguellec;;Zoé;;2008-11-23;;avec-photo;12345678901;;;;;;;;");
    let file = [Column::ALL.map(Column::name).join(";"), line].join("\n");
    post.services.import_insured(file.as_bytes(), &mut AllTaken).await.unwrap();
    assert_eq!(post.notify().await.notified, 2);
    let mut work = post.scratch.store().await.begin().await.unwrap();
    let (now, kind) = (post.services.now(), store::JobKind::Email);
    let jobs = work.lease_jobs::<serde_json::Value>(kind, store::Urgency::Campaign, 9, now, now).await.unwrap();
    let ends: Vec<Timestamp> = jobs.iter().map(|job| job.terms.useful_until).collect();
    assert_eq!(ends, [end_of_day_in_france(now.plus(ProvisionalCode::LIFETIME)).unwrap(); 2]);
    drop(work);
    post.relay.set_away(true);
    post.deliver().await;
    post.forward(Span::hours(48));
    post.relay.set_away(false);
    post.deliver().await;
    assert_eq!((post.waiting().await, post.arrived().len()), (0, 1), "the mother's own");
    post.forward(Span::hours(45 * 24));
    assert_eq!(post.services.create_spaces().await.unwrap(), 1, "Zoé was told nothing");
}

async fn codes_leave_before_a_campaign_and_several_at_once(engine: Engine) {
    let post = Post::start(engine, None).await;
    post.account("inaya.michel", None).await;
    let emails: Vec<String> = (0..120).map(|number| format!("martine.{number}@exemple.fr")).collect();
    let persons: Vec<_> = (0..).zip(&emails).map(|(number, email)| (number, email.as_str(), false)).collect();
    post.import(&persons).await;
    post.relay.set_takes(Duration::from_millis(100));
    post.notify().await;
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let (services, stop) = (post.services.clone(), stop.clone());
        async move { services.run_outbox(stop).await }
    });
    let until = async |arrived: usize| {
        while post.relay.mails().len() < arrived {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), until(6)).await.unwrap();
    assert!(post.identify("inaya.michel").await.1);
    tokio::time::timeout(Duration::from_mins(1), until(121)).await.unwrap();
    stop.cancel();
    running.await.unwrap();
    let mut mails = post.relay.mails();
    mails.sort_by_key(|mail| mail.at);
    let place = mails.iter().position(|mail| mail.to == "inaya.michel@exemple.fr").unwrap();
    let (connections, at_once) = post.relay.connections();
    assert!(place < 60, "the code was the {place}th");
    assert!((4..=8).contains(&at_once), "{at_once} at once");
    assert!(connections <= 10, "{connections} connections for 121 mails");
    assert_eq!(post.waiting().await, 0);
}

/// An SMS gateway, and what it answers; how many messages it was given.
async fn sms_gateway() -> (String, Arc<AtomicU16>, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let (status, given) = (Arc::new(AtomicU16::new(202)), Arc::new(AtomicUsize::new(0)));
    tokio::spawn({
        let (status, given) = (status.clone(), given.clone());
        async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                let mut some = [0; 1024];
                // The text of an SMS has no brace, and whoever only knocks sends no text.
                let whole = |request: &[u8]| {
                    request.ends_with(b"}") || request.starts_with(b"HEAD") && request.ends_with(b"\r\n\r\n")
                };
                while !whole(&request) {
                    match stream.read(&mut some).await {
                        Ok(read) if read > 0 => request.extend_from_slice(&some[..read]),
                        _ => break,
                    }
                }
                given.fetch_add(1, Ordering::Relaxed);
                let answer = format!(
                    "HTTP/1.1 {} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                    status.load(Ordering::Relaxed)
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    });
    (url, status, given)
}

async fn a_fault_of_the_sms_gateway_gives_nothing_up(engine: Engine) {
    let (url, status, given) = sms_gateway().await;
    let post = Post::start(engine, Some(&url)).await;
    post.account("inaya.michel", Some("06 11 12 13 14")).await;
    let by_sms = async |key| {
        let (token, _) = post.identify("inaya.michel").await;
        let about = post.services.sign_in_state(&token).await.unwrap().unwrap().about;
        let sending =
            post.services.send_code(&token, &about, Some(Channel::Sms), [key; 16], HERE.into()).await.unwrap();
        assert_eq!(sending, Sending::Sent);
    };
    by_sms(1).await;
    for fault in [401, 403, 500, 502, 503] {
        status.store(fault, Ordering::Relaxed);
        post.deliver().await;
        assert_eq!(post.waiting().await, 1, "{fault}");
        post.forward(Span::seconds(100));
    }
    status.store(202, Ordering::Relaxed);
    post.deliver().await;
    assert_eq!((post.waiting().await, given.load(Ordering::Relaxed)), (0, 6));
    status.store(422, Ordering::Relaxed);
    by_sms(2).await;
    post.deliver().await;
    assert_eq!((post.waiting().await, given.load(Ordering::Relaxed)), (0, 7), "it is given up");
    status.store(202, Ordering::Relaxed);
    by_sms(3).await;
    post.deliver().await;
    assert_eq!((post.waiting().await, given.load(Ordering::Relaxed)), (0, 8), "it alone");
}

async fn mails_and_sms_do_not_wait_for_each_other(engine: Engine) {
    let (url, _, given) = sms_gateway().await;
    let post = Post::start(engine, Some(&url)).await;
    post.account("inaya.michel", Some("06 11 12 13 14")).await;
    // The mail server takes for ever over each of the mails that wait.
    post.relay.set_takes(Duration::from_secs(25));
    let emails: Vec<String> = (0..10).map(|number| format!("martine.{number}@exemple.fr")).collect();
    let persons: Vec<_> = (0..).zip(&emails).map(|(number, email)| (number, email.as_str(), false)).collect();
    post.import(&persons).await;
    post.notify().await;
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let (services, stop) = (post.services.clone(), stop.clone());
        async move { services.run_outbox(stop).await }
    });
    let (token, _) = post.identify("inaya.michel").await;
    let about = post.services.sign_in_state(&token).await.unwrap().unwrap().about;
    post.services.send_code(&token, &about, Some(Channel::Sms), [1; 16], HERE.into()).await.unwrap();
    let left = async {
        while given.load(Ordering::Relaxed) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), left).await.unwrap();
    assert!(post.relay.mails().is_empty());
    running.abort();
}

fn port_of(url: &str) -> u16 {
    url.parse::<reqwest_url::Url>().unwrap().port().unwrap()
}

/// What a gateway says to whoever knocks: nothing, or what is wrong.
async fn knocked(channel: Channel, smtp: &str, sms: &str, authorities: &Authorities) -> Option<String> {
    let from = "Mon espace santé <ne-pas-repondre@exemple.fr>".parse().unwrap();
    let sms = Some((sms.parse().unwrap(), "jeton".to_owned()));
    let believed = Believed { mail: authorities.clone(), sms: authorities.clone() };
    Gateways::real(smtp, from, sms, &believed).unwrap().knock(channel).await.err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_authority_is_believed_where_it_is_named_and_nowhere_else() {
    let (relay, (sms, _, given)) = (Relay::start().await, sms_gateway().await);
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let certificate = authority.signed("localhost", 2099);
    let smtp_port = tls::in_front_of(port_of(&relay.url()), &certificate).await;
    let sms_port = tls::in_front_of(port_of(&sms), &certificate).await;
    let smtp = format!("smtps://nous:secret@localhost:{smtp_port}");
    let sms = format!("https://localhost:{sms_port}/sms");
    let (named, nobody) = (authority.believed(folder.path()), Authorities::default());

    for channel in [Channel::Email, Channel::Sms] {
        assert_eq!(knocked(channel, &smtp, &sms, &named).await, None);
    }
    let strange = |variable: &str, port: u16, file: &str| {
        format!(
            "{variable}: the certificate of localhost:{port} is signed by nobody known here; {file} names a file with the \
             certificate of who signed it"
        )
    };
    let told = knocked(Channel::Email, &smtp, &sms, &nobody).await;
    assert_eq!(told, Some(strange("SMTP_URL", smtp_port, "SMTP_CA_FILE")));
    let told = knocked(Channel::Sms, &smtp, &sms, &nobody).await;
    assert_eq!(told, Some(strange("SMS_GATEWAY_URL", sms_port, "SMS_GATEWAY_CA_FILE")));

    // Messages leave by the same lines.
    let from = "Mon espace santé <ne-pas-repondre@exemple.fr>".parse().unwrap();
    let believed = Believed { mail: named.clone(), sms: named };
    let before = given.load(Ordering::Relaxed);
    let sms = Some((sms.parse().unwrap(), "jeton".to_owned()));
    let gateways = Gateways::real(&smtp, from, sms, &believed).unwrap();
    gateways.try_out(&Contact::Email(EmailAddress::parse("essai@exemple.fr").unwrap())).await.unwrap();
    gateways.try_out(&Contact::Mobile(MobileNumber::parse("06 11 12 13 14").unwrap())).await.unwrap();
    let mails = relay.mails();
    assert!(mails.len() == 1 && mails[0].to == "essai@exemple.fr" && mails[0].text.contains("Essai d'envoi"));
    assert_eq!(given.load(Ordering::Relaxed), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_line_is_said_in_words_of_its_own() {
    let (relay, (sms, status, _)) = (Relay::start().await, sms_gateway().await);
    let plain = port_of(&relay.url());
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let named = authority.believed(folder.path());
    let other_name = tls::in_front_of(plain, &authority.signed("exemple.fr", 2099)).await;
    let out_of_date = tls::in_front_of(plain, &authority.signed("localhost", 2020)).await;
    let of_authority = tls::in_front_of(plain, authority.own()).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (url, told) in [
        (format!("smtps://localhost:{closed}"), format!("localhost:{closed} does not take connections")),
        ("smtps://nobody.invalid".into(), "the name of nobody.invalid:465 is not known".into()),
        (format!("smtps://localhost:{plain}"), format!("localhost:{plain} does not speak TLS")),
        (format!("smtp://localhost:{plain}?tls=required"), format!("localhost:{plain} does not speak TLS")),
        (
            format!("smtps://localhost:{other_name}"),
            format!("the certificate of localhost:{other_name} is for another name"),
        ),
        (
            format!("smtps://localhost:{out_of_date}"),
            format!(
                "the certificate of localhost:{out_of_date} is out of date, or not valid yet by the clock of this machine"
            ),
        ),
        (
            format!("smtps://localhost:{of_authority}"),
            format!(
                "the certificate of localhost:{of_authority} is an authority's: a server needs one of its own, signed by it"
            ),
        ),
    ] {
        assert_eq!(knocked(Channel::Email, &url, &sms, &named).await, Some(format!("SMTP_URL: {told}")));
    }
    relay.answer("AUTH", "535 5.7.8 another password");
    assert_eq!(
        knocked(Channel::Email, &relay.url(), &sms, &named).await,
        Some(format!("SMTP_URL: 127.0.0.1:{plain} does not take the user's name and password (535)"))
    );
    status.store(401, Ordering::Relaxed);
    let port = port_of(&sms);
    assert_eq!(
        knocked(Channel::Sms, &relay.url(), &sms, &named).await,
        Some(format!("SMS_GATEWAY_URL: 127.0.0.1:{port} answers 401 (at answer)"))
    );
    let nobody = format!("https://localhost:{closed}/");
    assert_eq!(
        knocked(Channel::Sms, &relay.url(), &nobody, &named).await,
        Some(format!("SMS_GATEWAY_URL: localhost:{closed} does not take connections"))
    );
}
