//! The outbox: mails and SMS leave after the transaction that asked for them, at least once. What a gateway does not take is
//! tried again for as long as it is worth sending ([`terms`]); what it refuses is given up.
//!
//! Mails and SMS have a gateway each, and leave apart: several at once, codes before everything else. A bound keeps places
//! free for codes, however many messages of a campaign are under way.

mod gate;
mod line;
mod mail;
mod sms;
mod smtp;
pub(crate) mod terms;

use std::sync::Arc;
use std::time::Duration;

use domain::form::enrolment::Contact;
use domain::history::Act;
use domain::id::JobId;
use domain::provisional_code::Delivery;
use domain::sign_in::Channel;
use domain::time::{Span, Timestamp};
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use store::{AccountContacts, Job, JobKind, Terms, UnitOfWork, Urgency};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::gate::Gate;
pub use self::line::{Authorities, LineFault};
pub use self::mail::{EarlierMail, Mail};
pub use self::sms::Sms;
use self::smtp::Relay;
use crate::insured::last_day_to_oppose;
use crate::{Fault, Services, metrics, random_bytes};

/// A message to one person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Message {
    /// By e-mail.
    Mail(Mail),
    /// By e-mail, as plain text only.
    EarlierMail(EarlierMail),
    /// By SMS.
    Sms(Sms),
}

impl Message {
    const fn channel(&self) -> Channel {
        match self {
            Self::Mail(_) | Self::EarlierMail(_) => Channel::Email,
            Self::Sms(_) => Channel::Sms,
        }
    }

    /// From then on it is of no use any more. Sealed with it: [`Terms`] stand in clear, and must not say what only follows from
    /// somebody's birth date.
    #[must_use]
    pub(crate) fn of_use_until(mut self, end: Timestamp) -> Self {
        match &mut self {
            Self::Mail(mail) => mail.of_use_until = Some(end),
            Self::Sms(sms) => sms.of_use_until = Some(end),
            Self::EarlierMail(_) => {}
        }
        self
    }

    fn is_of_use(&self, at: Timestamp) -> bool {
        let end = match self {
            Self::Mail(mail) => mail.of_use_until,
            Self::Sms(sms) => sms.of_use_until,
            Self::EarlierMail(_) => None,
        };
        end.is_none_or(|end| at < end)
    }

    /// Puts it into the outbox, which it leaves once the unit of work is committed.
    pub(crate) async fn enqueue(&self, work: &mut UnitOfWork, terms: Terms, now: Timestamp) -> Result<(), Fault> {
        Ok(work.enqueue(kind_of(self.channel()), self, terms, now).await?)
    }
}

const fn kind_of(channel: Channel) -> JobKind {
    match channel {
        Channel::Email => JobKind::Email,
        Channel::Sms => JobKind::Sms,
    }
}

impl From<Mail> for Message {
    fn from(mail: Mail) -> Self {
        Self::Mail(mail)
    }
}

impl From<Sms> for Message {
    fn from(sms: Sms) -> Self {
        Self::Sms(sms)
    }
}

/// Where messages go.
#[derive(Clone)]
pub enum Gateways {
    /// Nowhere: demonstration mode keeps them.
    Kept,
    /// Nowhere: whoever runs this command has named no mail server, and sends nothing by it.
    Absent,
    /// To the outside.
    Real(Arc<RealGateways>),
}

/// The gateways to the outside.
pub struct RealGateways {
    /// Takes e-mails.
    relay: Relay,
    before_relay: Gate,
    /// Whom e-mails come from.
    from: Mailbox,
    /// Takes SMS, if there is one.
    sms: Option<SmsGateway>,
    before_sms: Gate,
}

/// An HTTP gateway for SMS: `POST` of `{"id", "to", "text"}` as JSON, with a bearer token; any 2xx
/// answer is a receipt. The `id` is the same when a message is tried again.
struct SmsGateway {
    url: reqwest::Url,
    token: String,
    client: reqwest::Client,
}

/// Why a message did not leave. The text never quotes the message nor whom it was for.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    /// The gateway is at fault: nothing would leave.
    #[error("the gateway is at fault at {stage} ({status:?})")]
    Fault {
        /// At which stage.
        stage: &'static str,
        /// What it answered, if it did.
        status: Option<u16>,
        /// What is wrong with the line, if that is what it is.
        line: Option<LineFault>,
    },
    /// The gateway does not take this message now.
    #[error("the gateway does not take the message now ({status})")]
    Deferred {
        /// What it answered.
        status: u16,
    },
    /// The gateway does not take this message at all.
    #[error("{0}")]
    Refused(&'static str),
}

impl Undelivered {
    /// Says of a fault what is wrong with the line.
    fn because(self, line: Option<LineFault>) -> Self {
        match self {
            Self::Fault { stage, status, .. } => Self::Fault { stage, status, line },
            other => other,
        }
    }
}

/// For how long a process holds a message that it is sending: longer than all answers together are waited for.
const LEASE: Span = Span::minutes(8);
/// How long one waits before a message is tried again: so many seconds after the first time, then twice as long each time…
const RETRY_FIRST: u32 = 5;
/// … and no longer than that.
const RETRY_AT_MOST: Span = Span::hours(24);
/// How often the outbox looks by itself: another process may have put something in.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many mails, and how many SMS, leave a process at once.
const MAILS_AT_ONCE: usize = 8;
const SMS_AT_ONCE: usize = 4;
/// How long messages that are leaving are waited for when the process stops: the others are sent by another, or later.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(20);

/// How many places messages of that urgency may take: a quarter is kept free for those that are more urgent.
const fn places(urgency: Urgency, most: usize) -> usize {
    match urgency {
        Urgency::Code => most,
        Urgency::Pressing => most - most / 8,
        Urgency::Campaign => most - most / 4,
    }
}

/// How long to wait after that many tries.
pub(crate) fn pause(attempts: u32) -> Span {
    let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1).min(20));
    Span::seconds(RETRY_FIRST.saturating_mul(doubled)).min(RETRY_AT_MOST)
}

/// A message that this process has taken on.
struct Leaving {
    job: Job<Message>,
    channel: Channel,
    /// The instant on which its words are right: an invitation says when the time to oppose ends.
    at: Timestamp,
}

impl Services {
    /// Sends what is in the outbox, until told to stop.
    pub async fn run_outbox(&self, stop: CancellationToken) {
        tokio::join!(
            self.run_channel(Channel::Email, MAILS_AT_ONCE, &stop),
            self.run_channel(Channel::Sms, SMS_AT_ONCE, &stop),
        );
    }

    async fn run_channel(&self, channel: Channel, most: usize, stop: &CancellationToken) {
        let mut under_way = JoinSet::new();
        while !stop.is_cancelled() {
            let most = self.0.gateways.room(channel, most, self.now());
            match self.take_on(channel, most, under_way.len()).await {
                Ok(taken) => {
                    for leaving in taken {
                        let services = self.clone();
                        under_way.spawn(async move {
                            if let Err(error) = services.deliver(leaving).await {
                                tracing::error!(%error, "the outbox cannot be written to");
                            }
                        });
                    }
                }
                Err(error) => tracing::error!(%error, "the outbox cannot be read"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                Some(_) = under_way.join_next() => while under_way.try_join_next().is_some() {},
                () = self.0.store.something_enqueued(kind_of(channel)) => {}
                () = tokio::time::sleep(LOOK_EVERY) => self.0.gateways.rest(),
            }
        }
        let all = async { while under_way.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE_AT_THE_END, all).await.is_err() {
            tracing::warn!("some messages were still leaving");
        }
    }

    /// Sends one message, if there is one that is due; whether there was.
    ///
    /// # Errors
    /// [`Fault`] of the database; a gateway that fails is not one.
    pub async fn deliver_next(&self) -> Result<bool, Fault> {
        self.to_the_end(async move |services| {
            for channel in [Channel::Email, Channel::Sms] {
                if let Some(leaving) = services.take_on(channel, 1, 0).await?.pop() {
                    services.deliver(leaving).await?;
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }

    /// How many messages are still to be sent.
    pub async fn messages_waiting(&self) -> Result<i64, Fault> {
        Ok(self.0.store.read().await?.waiting_jobs().await?)
    }

    /// Takes on what is due, the most urgent first, where `under_way` of the `most` places are taken.
    async fn take_on(&self, channel: Channel, most: usize, under_way: usize) -> Result<Vec<Leaving>, Fault> {
        let (now, mut taken) = (self.now(), Vec::new());
        // Only reads while there is nothing to send, which is most of the time.
        if under_way >= most || !self.0.store.read().await?.work_is_due(kind_of(channel), now).await? {
            return Ok(taken);
        }
        let mut work = self.0.store.begin().await?;
        for urgency in Urgency::ALL {
            let free = places(urgency, most).saturating_sub(under_way + taken.len());
            let jobs = work.lease_jobs(kind_of(channel), urgency, free, now, now.plus(LEASE)).await?;
            for mut job in jobs {
                self.word(&mut work, &mut job, now).await?;
                taken.push(Leaving { job, channel, at: now });
            }
        }
        work.commit().await?;
        Ok(taken)
    }

    /// Says in an invitation until when the creation of the space can be opposed, if it leaves now.
    async fn word(&self, work: &mut UnitOfWork, job: &mut Job<Message>, now: Timestamp) -> Result<(), Fault> {
        if let (Message::Mail(mail), Some(profile)) = (&mut job.payload, job.terms.brings_code_of)
            && mail.offers_choice()
        {
            let began = work.opposition_began(profile).await?.unwrap_or(now);
            mail.choose_until(last_day_to_oppose(&self.0.rules, began, now)?);
        }
        Ok(())
    }

    /// Sends a message and notes what became of it.
    async fn deliver(&self, leaving: Leaving) -> Result<(), Fault> {
        let Leaving { job, channel, at } = leaving;
        let late = !self.is_demonstration() && (job.terms.useful_until <= at || !job.payload.is_of_use(at));
        let sent = if late {
            Err(Undelivered::Refused("it is of no use any more"))
        } else {
            self.0.gateways.deliver(job.id, &job.payload).await
        };
        let now = self.now();
        if !late {
            self.0.gateways.note(channel, &sent, now);
        }
        let mut work = self.0.store.begin().await?;
        let outcome = match &sent {
            Ok(()) => {
                work.finish_job(job.id, self.is_demonstration(), now).await?;
                if let (Message::Mail(mail), Some(profile)) = (&job.payload, job.terms.brings_code_of)
                    && mail.offers_choice()
                {
                    work.begin_opposition(profile, at).await?;
                }
                "sent"
            }
            Err(Undelivered::Refused(reason)) => {
                tracing::error!(job = %job.id, channel = channel.name(), reason, "a message is given up");
                self.give_up(&mut work, &job, channel, late, now).await?;
                "given_up"
            }
            Err(later @ (Undelivered::Fault { .. } | Undelivered::Deferred { .. })) => {
                let again = now.plus(pause(job.attempts)).min(job.terms.useful_until);
                work.retry_job(&job, again).await?;
                // A mailbox that is full, or a server that lets strangers wait, is everyday life; a gateway at fault is not.
                if let Undelivered::Fault { stage, status, .. } = later {
                    metrics::gateway_fault(channel, stage);
                    let why = self.0.gateways.told(channel, later);
                    tracing::error!(channel = channel.name(), stage, status, why, "the gateway takes no messages");
                }
                tracing::warn!(job = %job.id, attempts = job.attempts, reason = %later, "a message will be tried again");
                "retried"
            }
        };
        work.commit().await?;
        metrics::message(channel, outcome);
        Ok(())
    }

    /// Gives a message up. A provisional code that it was to bring is of no use to anybody: it is retired, so that the next
    /// campaign reaches the person, by post if the address was refused.
    async fn give_up(
        &self,
        work: &mut UnitOfWork,
        job: &Job<Message>,
        channel: Channel,
        late: bool,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if !work.fail_job(job, now).await? {
            return Ok(());
        }
        let Some(profile) = job.terms.brings_code_of else { return Ok(()) };
        let retired = work.retire_undelivered_code(profile, job.created_at, now).await?;
        if let (Message::Mail(mail), false) = (&job.payload, late) {
            work.note_refused_email(profile, &mail.to).await?;
        }
        // The history comes last, as in an import: two who wait for each other would wait for ever.
        if retired {
            let channel = match channel {
                Channel::Email => Delivery::Email,
                Channel::Sms => Delivery::Sms,
            };
            work.record_of_service(profile, Act::ProvisionalCodeUndelivered { channel }, now).await?;
        }
        Ok(())
    }
}

impl Gateways {
    /// The ways by which a code can reach somebody: those that are known of them and can be served.
    pub(crate) fn channels(&self, contacts: &AccountContacts) -> Vec<Channel> {
        let mut channels = contacts.channels();
        channels.retain(|channel| self.serves(*channel));
        channels
    }

    /// Whether messages can leave by that way.
    pub(crate) fn serves(&self, channel: Channel) -> bool {
        match self {
            Self::Kept => true,
            Self::Absent => false,
            Self::Real(gateways) => channel != Channel::Sms || gateways.sms.is_some(),
        }
    }

    /// How many messages may leave by that way at once.
    fn room(&self, channel: Channel, most: usize, now: Timestamp) -> usize {
        match self {
            Self::Kept => most,
            Self::Absent => 0,
            Self::Real(gateways) => gateways.gate(channel).room(most, now),
        }
    }

    /// Lets go of what is not needed while nothing is to be sent.
    fn rest(&self) {
        if let Self::Real(gateways) = self {
            gateways.relay.rest();
        }
    }

    /// Remembers whether a gateway takes messages.
    fn note(&self, channel: Channel, sent: &Result<(), Undelivered>, now: Timestamp) {
        let Self::Real(gateways) = self else { return };
        match sent {
            Err(Undelivered::Fault { .. }) => gateways.gate(channel).failed(now),
            _ => gateways.gate(channel).answered(),
        }
    }

    async fn deliver(&self, id: JobId, message: &Message) -> Result<(), Undelivered> {
        let gateways = match self {
            Self::Kept => return Ok(()),
            Self::Absent => return Err(Undelivered::Fault { stage: "configuration", status: None, line: None }),
            Self::Real(gateways) => gateways,
        };
        match message {
            Message::Mail(mail) => gateways.relay.send(&mail.compose(id, &gateways.from)?).await,
            Message::EarlierMail(mail) => gateways.relay.send(&mail.compose(id, &gateways.from)?).await,
            Message::Sms(sms) => gateways.send_sms(id, sms).await,
        }
    }
}

impl RealGateways {
    const fn gate(&self, channel: Channel) -> &Gate {
        match channel {
            Channel::Email => &self.before_relay,
            Channel::Sms => &self.before_sms,
        }
    }

    async fn send_sms(&self, id: JobId, sms: &Sms) -> Result<(), Undelivered> {
        let gateway = self.sms.as_ref().ok_or(Undelivered::Refused("no SMS gateway is configured"))?;
        let body = serde_json::json!({ "id": id.to_string(), "to": sms.to, "text": sms.text });
        let request = gateway.client.post(gateway.url.clone()).bearer_auth(&gateway.token).json(&body);
        match request.send().await {
            Ok(answer) => judged(answer.status().as_u16()),
            Err(error) => Err(unanswered(&error)),
        }
    }

    /// What is wrong with a gateway, by the variable that names it.
    fn told(&self, channel: Channel, why: &Undelivered) -> String {
        let (variable, server, authorities) = match (channel, &self.sms) {
            (Channel::Sms, Some(gateway)) => ("SMS_GATEWAY_URL", gateway.server(), "SMS_GATEWAY_CA_FILE"),
            (Channel::Sms, None) => return "SMS_GATEWAY_URL: there is none".to_owned(),
            (Channel::Email, _) => ("SMTP_URL", self.relay.server(), "SMTP_CA_FILE"),
        };
        let told = match why {
            Undelivered::Fault { line: Some(line), .. } => line.sentence(&server, authorities),
            Undelivered::Fault { stage: "auth", status: Some(status), .. } => {
                format!("{server} does not take the user's name and password ({status})")
            }
            Undelivered::Fault { stage, status, .. } => match status {
                Some(status) => format!("{server} answers {status} (at {stage})"),
                None => format!("{server} is at fault (at {stage})"),
            },
            other => format!("{server}: {other}"),
        };
        format!("{variable}: {told}")
    }
}

impl SmsGateway {
    /// Its host and port.
    fn server(&self) -> String {
        let (host, port) =
            (self.url.host_str().unwrap_or_default(), self.url.port_or_known_default().unwrap_or_default());
        format!("{host}:{port}")
    }

    /// Whether it answers to who brings the token; nothing is posted.
    async fn knock(&self) -> Result<(), Undelivered> {
        let answer = self.client.head(self.url.clone()).bearer_auth(&self.token).send().await;
        let status = answer.map_err(|error| unanswered(&error))?.status().as_u16();
        // It may know nothing but POST; only about the token it cannot be mistaken.
        if status == 401 {
            Err(Undelivered::Fault { stage: "answer", status: Some(status), line: None })
        } else {
            Ok(())
        }
    }
}

/// Why the SMS gateway gave no answer.
fn unanswered(error: &reqwest::Error) -> Undelivered {
    let line = LineFault::of(error).or(error.is_timeout().then_some(LineFault::Silent));
    Undelivered::Fault { stage: "connection", status: None, line }
}

/// What the SMS gateway's answer means. Of those that blame the request, some are not about this message: the token, the
/// address that is posted to, the time that it took, the number of messages.
fn judged(status: u16) -> Result<(), Undelivered> {
    match status {
        200..=299 => Ok(()),
        401..=405 | 407 | 408 | 421 | 425 | 426 | 429 => {
            Err(Undelivered::Fault { stage: "answer", status: Some(status), line: None })
        }
        400..=499 => Err(Undelivered::Refused("refused by the SMS gateway")),
        _ => Err(Undelivered::Fault { stage: "answer", status: Some(status), line: None }),
    }
}

/// The address types of the mail library.
pub use lettre::message as lettre_address;
/// The URL type of the HTTP library.
pub use reqwest as reqwest_url;

/// Whose certificates are good on the lines to the gateways, beside those of the system's store.
#[derive(Clone, Default)]
pub struct Believed {
    /// The mail server's.
    pub mail: Authorities,
    /// The SMS gateway's.
    pub sms: Authorities,
}

impl Gateways {
    /// Connects to a mail server (`smtps://user:password@host`), and to an SMS gateway if there is one.
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the mail server's URL is not one, or nobody's certificates are known.
    pub fn real(
        smtp_url: &str,
        from: Mailbox,
        sms: Option<(reqwest::Url, String)>,
        believed: &Believed,
    ) -> Result<Self, Fault> {
        let relay = Relay::of_url(smtp_url, &believed.mail);
        let relay = relay.ok_or(Fault::Internal("SMTP_URL: give a smtp:// or smtps:// URL"))?;
        let sms = match sms {
            None => None,
            Some((url, token)) => {
                // A second call finds it installed already.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let authorities = believed.sms.certificates().map(reqwest::Certificate::from_der);
                let client = authorities
                    .collect::<Result<Vec<_>, _>>()
                    .and_then(|authorities| {
                        reqwest::Client::builder()
                            .timeout(Duration::from_secs(20))
                            .redirect(reqwest::redirect::Policy::none())
                            .tls_certs_merge(authorities)
                            .build()
                    })
                    .map_err(|_| {
                        Fault::Internal(
                            "SMS_GATEWAY_URL: this machine knows nobody who signs certificates: install the package \
                             ca-certificates, or give SMS_GATEWAY_CA_FILE",
                        )
                    })?;
                Some(SmsGateway { url, token, client })
            }
        };
        let (before_relay, before_sms) = (Gate::default(), Gate::default());
        Ok(Self::Real(Arc::new(RealGateways { relay, before_relay, from, sms, before_sms })))
    }

    /// Whether a gateway lets the service in; nothing is sent.
    ///
    /// # Errors
    /// A sentence that names the variable and says what is wrong.
    pub async fn knock(&self, channel: Channel) -> Result<(), String> {
        let knocked = match (self, channel) {
            (Self::Real(gateways), Channel::Email) => gateways.relay.knock().await,
            (Self::Real(gateways), Channel::Sms) => match &gateways.sms {
                Some(gateway) => gateway.knock().await,
                None => Err(Undelivered::Refused("no SMS gateway is configured")),
            },
            (Self::Kept | Self::Absent, _) => Err(Undelivered::Refused("no message leaves")),
        };
        knocked.map_err(|why| self.told(channel, &why))
    }

    /// Sends a message that says that it is a trial, now and past the outbox.
    ///
    /// # Errors
    /// A sentence that names the variable and says what is wrong.
    pub async fn try_out(&self, to: &Contact) -> Result<(), String> {
        let (channel, message) = match to {
            Contact::Email(to) => {
                let mail = Mail::new(to, "Essai d'envoi", None).paragraph(
                    "Ce message montre que le service peut envoyer des e-mails. Il ne demande rien\u{a0}: vous pouvez \
                     l'effacer.",
                );
                (Channel::Email, Ok(Message::from(mail)))
            }
            Contact::Mobile(to) => {
                let sms =
                    Sms::new(to, "Mon espace santé : ceci est un essai d'envoi, vous pouvez l'effacer.".to_owned());
                (Channel::Sms, sms.map(Message::from))
            }
        };
        let id = random_bytes().map(JobId::from_bytes).map_err(|error| error.to_string())?;
        let message = message.map_err(|error| error.to_string())?;
        match self {
            Self::Real(_) => self.deliver(id, &message).await.map_err(|why| self.told(channel, &why)),
            Self::Kept | Self::Absent => Err("no message leaves".to_owned()),
        }
    }

    /// What is wrong with a gateway, in words.
    fn told(&self, channel: Channel, why: &Undelivered) -> String {
        match self {
            Self::Real(gateways) => gateways.told(channel, why),
            Self::Kept | Self::Absent => why.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stored: &str) -> Message {
        serde_json::from_str(stored).unwrap()
    }

    #[test]
    fn pauses_grow_from_seconds_to_a_day() {
        let pauses: Vec<i64> = [1, 2, 3, 8, 12, 15, 16, 40, u32::MAX].map(|tries| pause(tries).as_seconds_up()).into();
        assert_eq!(pauses, [5, 10, 20, 640, 10_240, 81_920, 86_400, 86_400, 86_400]);
    }

    #[test]
    fn a_campaign_leaves_places_free_for_codes() {
        let free = |most| Urgency::ALL.map(|urgency| places(urgency, most));
        assert_eq!(free(MAILS_AT_ONCE), [8, 7, 6]);
        assert_eq!(free(SMS_AT_ONCE), [4, 4, 3]);
        assert_eq!(free(1), [1, 1, 1], "also the only message that asks whether the gateway is back");
        assert_eq!(free(0), [0, 0, 0]);
    }

    #[test]
    fn only_an_answer_about_the_message_gives_an_sms_up() {
        for status in [200, 201, 202, 204] {
            assert!(judged(status).is_ok(), "{status}");
        }
        for status in [301, 302, 401, 403, 404, 405, 407, 408, 429, 500, 502, 503, 504] {
            assert!(matches!(judged(status), Err(Undelivered::Fault { .. })), "{status}");
        }
        for status in [400, 406, 409, 410, 413, 415, 422] {
            assert!(matches!(judged(status), Err(Undelivered::Refused(_))), "{status}");
        }
    }

    #[test]
    fn a_message_is_read_as_it_was_kept() {
        let to = domain::contact::EmailAddress::parse("zoe@exemple.fr").unwrap();
        let mail = Mail::new(&to, "Objet", None).paragraph("Texte");
        let stored = serde_json::to_string(&Message::from(mail.clone())).unwrap();
        assert!(matches!(read(&stored), Message::Mail(read) if read == mail), "{stored}");
        let to = domain::contact::MobileNumber::parse("06 11 12 13 14").unwrap();
        let sms = Sms::new(&to, "Texte".into()).unwrap();
        let stored = serde_json::to_string(&Message::from(sms.clone())).unwrap();
        assert!(matches!(read(&stored), Message::Sms(read) if read == sms), "{stored}");
    }

    #[test]
    fn messages_of_an_earlier_version_still_leave() {
        let mail = read(r#"{"to":"zoe@exemple.fr","subject":"Objet","text":"Bonjour,\n\nCode"}"#);
        let Message::EarlierMail(mail) = &mail else { panic!("{mail:?}") };
        let from: Mailbox = "ne-pas-repondre@exemple.fr".parse().unwrap();
        let left = String::from_utf8(mail.compose(JobId::from_bytes([7; 16]), &from).unwrap().formatted()).unwrap();
        assert!(left.contains("Bonjour,\r\n\r\nCode") && left.contains("Subject: Objet"), "{left}");
        let sms = read(r#"{"to":"+33611121314","subject":null,"text":"Code"}"#);
        assert!(matches!(&sms, Message::Sms(sms) if sms.text == "Code"), "{sms:?}");
    }
}
