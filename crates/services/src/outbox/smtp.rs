//! The mail server. Its commands are given one by one, as only the stage at which it refuses tells whether the fault is its
//! own or the message's: a refused password is no reason to give a mail up, an unknown mailbox is.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, Tls, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use percent_encoding::percent_decode_str;

use super::Undelivered;
use super::line::{Authorities, LineFault};

/// For how long one answer is waited for.
const PATIENCE: Duration = Duration::from_secs(15);
/// For how long it may take to hand a whole message over: servers that look at what they take need minutes (RFC 5321,
/// 4.5.3.2.6). Whoever gives up sooner sends the message again that the server has taken.
const PATIENCE_WITH_CONTENT: Duration = Duration::from_mins(5);
/// After so long without use the other side may have closed a connection.
const IDLE: Duration = Duration::from_secs(30);

/// A mail server, and connections to it that wait for the next mail.
pub(super) struct Relay {
    host: String,
    port: u16,
    tls: Tls,
    hello: ClientId,
    credentials: Option<Credentials>,
    parked: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// How far a mail had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The connection, TLS from its beginning on, the greeting and EHLO.
    Connection,
    /// STARTTLS.
    Encryption,
    /// AUTH.
    Password,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA and the mail itself.
    Content,
}

impl Stage {
    /// The stage, for logs and metrics.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Encryption => "starttls",
            Self::Password => "auth",
            Self::Sender => "mail_from",
            Self::Recipient => "rcpt_to",
            Self::Content => "data",
        }
    }
}

/// What an answer that is not a yes means; `None` when there was no answer.
fn judged(stage: Stage, status: Option<u16>) -> Undelivered {
    let fault = Undelivered::Fault { stage: stage.name(), status, line: None };
    match (stage, status) {
        // It closes the connection, wants another command first, or a password: that is not about the message.
        (_, None | Some(421 | 503 | 530 | 538)) => fault,
        (Stage::Recipient, Some(500..=599)) => Undelivered::Refused("the mail server refused the address"),
        (Stage::Content, Some(500..=599)) => Undelivered::Refused("the mail server refused the mail"),
        (Stage::Recipient | Stage::Content, Some(status @ 400..=499)) => Undelivered::Deferred { status },
        _ => fault,
    }
}

async fn step<T>(
    stage: Stage,
    patience: Duration,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Undelivered> {
    match tokio::time::timeout(patience, answer).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(judged(stage, error.status().map(u16::from)).because(line_fault(stage, &error))),
        Err(_) => Err(judged(stage, None).because(Some(LineFault::Silent))),
    }
}

fn line_fault(stage: Stage, error: &Error) -> Option<LineFault> {
    // The library itself has no cause for it.
    let not_offered = stage == Stage::Encryption && error.is_client();
    LineFault::of(error).or(not_offered.then_some(LineFault::WithoutTls))
}

impl Relay {
    /// Reads `smtps://user:password@host:port/name`, or `smtp://` with `?tls=required` for STARTTLS. `None` when it is not
    /// such a URL. Nothing is sent yet. The system's store and `believed` say whose certificates are good.
    pub(super) fn of_url(url: &str, believed: &Authorities) -> Option<Self> {
        let url = reqwest::Url::parse(url).ok()?;
        let host = url.host_str()?.to_owned();
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let parameters = || {
            let mut parameters = TlsParameters::builder(host.clone());
            for certificate in believed.certificates() {
                parameters = parameters.add_root_certificate(Certificate::from_der(certificate.to_vec()).ok()?);
            }
            parameters.build().ok()
        };
        let (tls, port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", _) => (Tls::Wrapper(parameters()?), 465),
            ("smtp", None) => (Tls::None, 25),
            ("smtp", Some("required")) => (Tls::Required(parameters()?), 587),
            ("smtp", Some("opportunistic")) => (Tls::Opportunistic(parameters()?), 587),
            _ => return None,
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).ok();
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let port = url.port().unwrap_or(port);
        Some(Self { host, port, tls, hello, credentials, parked: Mutex::default() })
    }

    /// Hands a mail over.
    pub(super) async fn send(&self, mail: &Message) -> Result<(), Undelivered> {
        let content = mail.formatted();
        if let Some(mut kept) = self.unpark() {
            match hand_over(&mut kept, mail, &content).await {
                // The other side may have closed it, or be tired of it: nothing was handed over yet.
                Err(Undelivered::Fault { stage, .. }) if stage == Stage::Sender.name() => {}
                sent => {
                    self.park(kept, &sent).await;
                    return sent;
                }
            }
        }
        let mut connection = self.connect().await?;
        let sent = hand_over(&mut connection, mail, &content).await;
        self.park(connection, &sent).await;
        sent
    }

    /// Its host and port.
    pub(super) fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Connects, gives the password and says goodbye.
    pub(super) async fn knock(&self) -> Result<(), Undelivered> {
        // It has taken the password: how it parts is of no matter.
        let _ = self.connect().await?.quit().await;
        Ok(())
    }

    /// Closes the connections that nobody has needed for a while.
    pub(super) fn rest(&self) {
        self.parked().retain(|(_, since)| since.elapsed() < IDLE);
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Undelivered> {
        let wrapper = match &self.tls {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let address = (self.host.as_str(), self.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(address, Some(PATIENCE), &self.hello, wrapper, None);
        let mut connection = step(Stage::Connection, PATIENCE, connecting).await?;
        match &self.tls {
            Tls::Required(parameters) => {
                step(Stage::Encryption, PATIENCE, connection.starttls(parameters.clone(), &self.hello)).await?;
            }
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                step(Stage::Encryption, PATIENCE, connection.starttls(parameters.clone(), &self.hello)).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            step(Stage::Password, PATIENCE, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }

    fn unpark(&self) -> Option<AsyncSmtpConnection> {
        self.rest();
        self.parked().pop().map(|(connection, _)| connection)
    }

    /// Keeps a connection for the next mail, unless it is of no more use.
    async fn park(&self, mut connection: AsyncSmtpConnection, sent: &Result<(), Undelivered>) {
        let usable = match sent {
            Ok(()) => true,
            Err(Undelivered::Fault { .. }) => false,
            // What was begun is called off.
            Err(_) => step(Stage::Sender, PATIENCE, connection.command(Rset)).await.is_ok(),
        };
        if usable {
            self.parked().push((connection, Instant::now()));
        }
    }

    fn parked(&self) -> std::sync::MutexGuard<'_, Vec<(AsyncSmtpConnection, Instant)>> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One mail over an open connection.
async fn hand_over(connection: &mut AsyncSmtpConnection, mail: &Message, content: &[u8]) -> Result<(), Undelivered> {
    let envelope = mail.envelope();
    let mut addresses = envelope.to().iter().chain(envelope.from());
    let mut parameters = Vec::new();
    if !addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Undelivered::Refused("the mail server takes no address with such letters"));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !content.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let sender = Mail::new(envelope.from().cloned(), parameters);
    step(Stage::Sender, PATIENCE, connection.command(sender)).await?;
    for to in envelope.to() {
        step(Stage::Recipient, PATIENCE, connection.command(Rcpt::new(to.clone(), Vec::new()))).await?;
    }
    step(Stage::Content, PATIENCE, connection.command(Data)).await?;
    step(Stage::Content, PATIENCE_WITH_CONTENT, connection.message(content)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_no_to_the_recipient_or_the_mail_is_about_the_message() {
        use Stage::{Connection, Content, Encryption, Password, Recipient, Sender};
        let fault = |stage, status| matches!(judged(stage, status), Undelivered::Fault { .. });
        for stage in [Connection, Encryption, Password, Sender] {
            for status in [None, Some(421), Some(450), Some(454), Some(530), Some(535), Some(550), Some(554)] {
                assert!(fault(stage, status), "{stage:?} {status:?}");
            }
        }
        for stage in [Recipient, Content] {
            for status in [None, Some(421), Some(503), Some(530), Some(538)] {
                assert!(fault(stage, status), "{stage:?} {status:?}");
            }
            for status in [450, 451, 452] {
                assert!(matches!(judged(stage, Some(status)), Undelivered::Deferred { .. }), "{stage:?} {status}");
            }
            for status in [550, 551, 552, 553, 554] {
                assert!(matches!(judged(stage, Some(status)), Undelivered::Refused(_)), "{stage:?} {status}");
            }
        }
    }

    #[test]
    fn a_url_says_host_port_and_encryption() {
        let read = |url: &str| Relay::of_url(url, &Authorities::default()).map(|relay| (relay.host, relay.port));
        assert_eq!(read("smtps://exemple.fr"), Some(("exemple.fr".into(), 465)));
        assert_eq!(read("smtp://exemple.fr?tls=required"), Some(("exemple.fr".into(), 587)));
        assert_eq!(read("smtp://127.0.0.1:2525"), Some(("127.0.0.1".into(), 2525)));
        for url in ["", "exemple.fr", "https://exemple.fr", "smtp://exemple.fr?tls=perhaps"] {
            assert_eq!(read(url), None, "{url}");
        }
        let relay = Relay::of_url("smtps://a%40b:p%2Fw@exemple.fr/nous.exemple.fr", &Authorities::default()).unwrap();
        assert_eq!(relay.credentials, Some(Credentials::new("a@b".into(), "p/w".into())));
        assert_eq!(relay.hello, ClientId::Domain("nous.exemple.fr".into()));
    }
}
