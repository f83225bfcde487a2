//! The outbox: mails and SMS leave after the transaction that asked for them, at least once, and are
//! tried again when a gateway fails.

mod mail;
mod sms;

use std::sync::Arc;
use std::time::Duration;

use domain::id::JobId;
use domain::sign_in::Channel;
use domain::time::{Span, Timestamp};
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use serde::{Deserialize, Serialize};
use store::{AccountContacts, Job, JobKind, UnitOfWork};
use tokio_util::sync::CancellationToken;

pub use self::mail::{EarlierMail, Mail};
pub use self::sms::Sms;
use crate::{Fault, Services, metrics};

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

    /// Puts it into the outbox, which it leaves once the unit of work is committed.
    pub(crate) async fn enqueue(&self, work: &mut UnitOfWork, now: Timestamp) -> Result<(), Fault> {
        let kind = match self.channel() {
            Channel::Email => JobKind::Email,
            Channel::Sms => JobKind::Sms,
        };
        Ok(work.enqueue(kind, self, now).await?)
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
    /// To the outside.
    Real(Arc<RealGateways>),
}

/// The gateways to the outside.
pub struct RealGateways {
    /// Takes e-mails.
    pub smtp: AsyncSmtpTransport<Tokio1Executor>,
    /// Whom e-mails come from.
    pub from: Mailbox,
    /// Takes SMS, if there is one.
    pub sms: Option<SmsGateway>,
}

/// An HTTP gateway for SMS: `POST` of `{"id", "to", "text"}` as JSON, with a bearer token; any 2xx
/// answer is a receipt. The `id` is the same when a message is tried again.
pub struct SmsGateway {
    /// Where to post.
    pub url: reqwest::Url,
    /// The bearer token.
    pub token: String,
    /// The client.
    pub client: reqwest::Client,
}

/// Why a message did not leave. The text never quotes the message nor whom it was for.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    /// It can leave later.
    #[error("{0}")]
    Later(&'static str),
    /// It never can.
    #[error("{0}")]
    Never(&'static str),
}

/// For how long a process holds a message that it is sending.
const LEASE: Span = Span::minutes(2);
/// After that many tries a message is given up: a code has long expired by then.
const TRIES: u32 = 6;
/// How often the outbox looks by itself: another process may have put something in.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Services {
    /// Sends what is in the outbox, until told to stop.
    pub async fn run_outbox(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.deliver_next().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the outbox cannot be read"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.0.store.something_enqueued() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Sends one message, if there is one; whether there was.
    ///
    /// # Errors
    /// [`Fault`] of the database; a gateway that fails is not one.
    pub async fn deliver_next(&self) -> Result<bool, Fault> {
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            let job: Option<Job<Message>> = work.lease_job(now, now.plus(LEASE)).await?;
            work.commit().await?;
            let Some(job) = job else { return Ok(false) };
            let sent = services.0.gateways.deliver(job.id, &job.payload).await;
            let now = services.now();
            let outcome = match &sent {
                Ok(()) => "sent",
                Err(Undelivered::Later(_)) if job.attempts < TRIES => "retried",
                Err(_) => "given_up",
            };
            metrics::message(job.payload.channel(), outcome);
            let mut work = services.0.store.begin().await?;
            match sent {
                Ok(()) => work.finish_job(job.id, services.is_demonstration(), now).await?,
                Err(Undelivered::Later(reason)) if job.attempts < TRIES => {
                    tracing::warn!(job = %job.id, reason, attempts = job.attempts, "a message will be tried again");
                    work.retry_job(job.id, now.plus(Span::seconds(5 << job.attempts.min(8)))).await?;
                }
                Err(reason) => {
                    tracing::error!(job = %job.id, %reason, "a message is given up");
                    work.fail_job(job.id, now).await?;
                }
            }
            work.commit().await?;
            Ok(true)
        })
        .await
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
            Self::Real(gateways) => channel != Channel::Sms || gateways.sms.is_some(),
        }
    }

    async fn deliver(&self, id: JobId, message: &Message) -> Result<(), Undelivered> {
        let Self::Real(gateways) = self else { return Ok(()) };
        match message {
            Message::Mail(mail) => gateways.send_mail(mail.compose(id, &gateways.from)?).await,
            Message::EarlierMail(mail) => gateways.send_mail(mail.compose(id, &gateways.from)?).await,
            Message::Sms(sms) => gateways.send_sms(id, sms).await,
        }
    }
}

impl RealGateways {
    async fn send_mail(&self, mail: lettre::Message) -> Result<(), Undelivered> {
        match self.smtp.send(mail).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Undelivered::Never("refused by the mail server")),
            Err(_) => Err(Undelivered::Later("the mail server did not take it")),
        }
    }

    async fn send_sms(&self, id: JobId, sms: &Sms) -> Result<(), Undelivered> {
        let gateway = self.sms.as_ref().ok_or(Undelivered::Never("no SMS gateway is configured"))?;
        let body = serde_json::json!({ "id": id.to_string(), "to": sms.to, "text": sms.text });
        let request = gateway.client.post(gateway.url.clone()).bearer_auth(&gateway.token).json(&body);
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) if matches!(answer.status().as_u16(), 400 | 404 | 410 | 422) => {
                Err(Undelivered::Never("refused by the SMS gateway"))
            }
            _ => Err(Undelivered::Later("the SMS gateway did not take it")),
        }
    }
}

/// The address types of the mail library.
pub use lettre::message as lettre_address;
/// The URL type of the HTTP library.
pub use reqwest as reqwest_url;

impl Gateways {
    /// Connects to a mail server (`smtps://user:password@host`), and to an SMS gateway if there is one.
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the mail server's URL is not one.
    pub fn real(smtp_url: &str, from: Mailbox, sms: Option<(reqwest::Url, String)>) -> Result<Self, Fault> {
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp_url)
            .map_err(|_| Fault::Internal("SMTP_URL: give a smtp:// or smtps:// URL"))?
            .timeout(Some(Duration::from_secs(20)))
            .build();
        let sms = match sms {
            None => None,
            Some((url, token)) => {
                // A second call finds it installed already.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let client = reqwest::Client::builder()
                    .timeout(Duration::from_secs(20))
                    .redirect(reqwest::redirect::Policy::none())
                    .build()
                    .map_err(|_| Fault::Internal("the HTTP client for SMS cannot be made"))?;
                Some(SmsGateway { url, token, client })
            }
        };
        Ok(Self::Real(Arc::new(RealGateways { smtp, from, sms })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stored: &str) -> Message {
        serde_json::from_str(stored).unwrap()
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
