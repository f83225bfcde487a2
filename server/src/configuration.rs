//! The configuration: everything that is read from the environment, in one place.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use app::Operator;
use domain::assurance::Assurances;
use domain::time::Span;
use services::Rules;
use services::passwords::Cost;
use store::{Location, SessionLimits};
use tracing_subscriber::filter::LevelFilter;

/// What the program runs with.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a variable of its own")]
pub struct Configuration {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The address that visitors type: scheme, host, port.
    pub origin: Origin,
    /// Where the SQLite file and a keyring of one's own are.
    pub data_dir: PathBuf,
    /// The list of what was deleted.
    pub erasures_file: PathBuf,
    /// The folder of files that are too large for the database.
    pub files_dir: PathBuf,
    /// Where the data are.
    pub location: Location,
    /// A file of authorities who sign the certificate of the database's server; the location has it as well.
    pub database_authorities: Option<PathBuf>,
    /// Where the keys come from.
    pub keyring: KeyringSource,
    /// The folder into which systemd lays what it hands to this process alone.
    pub credentials: Option<PathBuf>,
    /// Where the browser's program, the style sheet and the fonts are.
    pub site_dir: PathBuf,
    /// Whether this is a demonstration.
    pub demonstration: bool,
    /// From where visitors may come over plain HTTP.
    pub plain: Plain,
    /// Who runs it, and what they vouch for.
    pub operator: Operator,
    /// What a password hash costs.
    pub cost: Cost,
    /// Limits.
    pub rules: Rules,
    /// How many proxies in front add to `X-Forwarded-For`.
    pub trusted_proxies: usize,
    /// The mail server, by URL, and the sender; needed outside demonstration mode.
    pub mail: Option<MailConfiguration>,
    /// The SMS gateway.
    pub sms: Option<SmsConfiguration>,
    /// Whether messages leave: not from a copy of the database, which would send them again.
    pub sends: bool,
    /// What is logged.
    pub log: String,
    /// Whether logs are JSON (the default) or text for people.
    pub log_json: bool,
    /// Where metrics are served, if they are.
    pub metrics: Option<SocketAddr>,
    /// How many posts one network address may send in a minute without being signed in, or one account.
    pub posts_per_minute: u32,
    /// By when a request has to be there.
    pub deadlines: Deadlines,
    /// Whether cargo-leptos watches the sources and reloads pages (it sets the variable itself).
    pub watched: bool,
}

/// How long a connection may keep the service waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For the body of a request, and for its answer to be taken on.
    pub request: Duration,
    /// For the whole head of a request: of the first one, and of each after an answer.
    pub idle: Duration,
}

/// The mail server.
#[derive(Clone)]
pub struct MailConfiguration {
    /// `smtps://user:password@host`.
    pub url: String,
    /// Whom mails come from.
    pub from: lettre_address::Mailbox,
    /// A file of authorities who sign its certificate.
    pub authorities: Option<PathBuf>,
}

/// The SMS gateway.
#[derive(Clone)]
pub struct SmsConfiguration {
    /// Where messages are posted.
    pub url: reqwest_url::Url,
    /// The bearer token.
    pub token: String,
    /// A file of authorities who sign its certificate.
    pub authorities: Option<PathBuf>,
}

/// From where visitors may come over plain HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// From this machine, by a loopback name.
    Loopback,
    /// From the local network as well, by a private address: a demonstration in a workshop.
    LocalNetwork,
}

impl Plain {
    /// Whether they may come to that address.
    #[must_use]
    pub fn allows(self, origin: &Origin) -> bool {
        origin.is_loopback() || self == Self::LocalNetwork && origin.ip().is_some_and(is_local)
    }
}

/// The types of the gateways' libraries, which `services` hands on.
use services::outbox::{lettre_address, reqwest_url};

impl std::fmt::Debug for MailConfiguration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailConfiguration(…)")
    }
}

impl std::fmt::Debug for SmsConfiguration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmsConfiguration(…)")
    }
}

/// Where the keyring is.
#[derive(Clone)]
pub enum KeyringSource {
    /// In a file of the operator's.
    File(PathBuf),
    /// In the environment.
    Text(String),
    /// In the data folder, made on the first start.
    Own(PathBuf),
}

impl KeyringSource {
    /// The variable that says where it is.
    #[must_use]
    pub const fn variable(&self) -> &'static str {
        match self {
            Self::File(_) => "KEYRING_FILE",
            Self::Text(_) => "KEYRING",
            Self::Own(_) => "DATA_DIR",
        }
    }
}

impl std::fmt::Debug for KeyringSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyringSource(…)")
    }
}

/// Scheme, host and port, as browsers write them in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// `https://exemple.fr`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether visitors come over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The port, also where it is the scheme's own.
    #[must_use]
    pub fn port(&self) -> u16 {
        let port = self.0.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        port.unwrap_or(if self.is_secure() { 443 } else { 80 })
    }

    fn host(&self) -> &str {
        let host = self.0.split_once("://").map_or("", |(_, host)| host);
        host.strip_prefix('[')
            .and_then(|host| host.split(']').next())
            .unwrap_or_else(|| host.split(':').next().unwrap_or_default())
    }

    /// Whether only this machine can come to it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.host())
    }

    fn ip(&self) -> Option<IpAddr> {
        self.host().parse().ok()
    }
}

impl FromStr for Origin {
    type Err = ();

    /// Reads it as browsers write it: in small letters, without the scheme's own port and without a slash at the end.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.to_ascii_lowercase();
        let text = text.strip_suffix('/').unwrap_or(&text);
        let own_port = if text.starts_with("https://") { ":443" } else { ":80" };
        let text = text.strip_suffix(own_port).unwrap_or(text);
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(())?;
        let plain = !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte));
        if plain { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

/// A variable has a value that cannot be used; the sentence never quotes the value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {reason}")]
pub struct Unusable {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wanted.
    pub reason: &'static str,
}

impl Configuration {
    /// The variable that says where the data are.
    #[must_use]
    pub const fn database_variable(&self) -> &'static str {
        match self.location {
            Location::Sqlite(_) => "DATA_DIR",
            Location::Postgres(_) => "DATABASE_URL",
        }
    }

    /// Whether messages can leave, for what sends them.
    ///
    /// # Errors
    /// [`Unusable`] where they can neither leave nor be kept.
    pub const fn require_mail(&self) -> Result<(), Unusable> {
        if self.mail.is_some() || self.demonstration {
            return Ok(());
        }
        let reason = "codes are sent by mail: give a mail server, or DEMONSTRATION=true";
        Err(Unusable { variable: "SMTP_URL", reason })
    }

    /// The variables of the process that are not read, and have nearly the name of one that is; and that one.
    #[must_use]
    pub fn mistyped_variables() -> Vec<(String, &'static str)> {
        let given = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        Self::mistyped(given)
    }

    fn mistyped(given: impl Iterator<Item = String>) -> Vec<(String, &'static str)> {
        let known = RefCell::new(BTreeSet::new());
        // Whatever it gives, it has asked for all of them.
        let _ = Self::read(|name| {
            known.borrow_mut().insert(name);
            (name == "DEMONSTRATION").then(|| "true".to_owned())
        });
        let known = known.into_inner();
        let resembles = |given: &str, known: &str| {
            let slips = strsim::damerau_levenshtein(given, known);
            // Short names have too many neighbours.
            (1..=2).contains(&slips) && slips * 4 <= known.len()
        };
        given
            .filter(|given| !known.contains(given.as_str()))
            .filter_map(|given| {
                let meant = known.iter().find(|known| resembles(&given, known))?;
                Some((given, *meant))
            })
            .collect()
    }

    /// Takes note of the address at which it listens in fact: asked for port 0, the system chooses one; asked for all addresses in a
    /// workshop, visitors come to the one that this machine has in the local network.
    ///
    /// # Errors
    /// [`Unusable`] when there is no such address.
    pub fn listens_at(&mut self, mut address: SocketAddr) -> Result<(), Unusable> {
        self.listen = address;
        let anywhere = self.origin.ip().is_some_and(|address| address.is_unspecified());
        if anywhere {
            address.set_ip(address_in_the_local_network(address.is_ipv6()).ok_or(NOT_IN_A_LOCAL_NETWORK)?);
        }
        if anywhere || self.origin.port() == 0 {
            self.origin = Origin(format!("http://{address}"));
            self.rules.site = self.origin.as_str().to_owned();
        }
        Ok(())
    }

    /// Reads the environment of the process.
    ///
    /// # Errors
    /// [`Unusable`] names the variable.
    pub fn from_environment() -> Result<Self, Unusable> {
        #[expect(clippy::disallowed_methods, reason = "this is the one place")]
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads variables that are given; an empty one counts as absent.
    ///
    /// # Errors
    /// [`Unusable`] names the variable.
    pub fn of(variables: &HashMap<&str, String>) -> Result<Self, Unusable> {
        Self::read(|name| variables.get(name).cloned())
    }

    /// Reads what `variable` gives. There is no list of names beside this function: what it asks for is what is read, and a
    /// test compares that with the README's table.
    #[expect(clippy::too_many_lines, reason = "one paragraph for each variable, read from top to bottom")]
    fn read(variable: impl Fn(&'static str) -> Option<String>) -> Result<Self, Unusable> {
        let get = |name| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let unusable = |variable, reason| Unusable { variable, reason };
        let number = |variable: &'static str, default: u32, least: u32, most: u32, reason| match get(variable) {
            None => Ok(default),
            Some(text) => text
                .parse::<u32>()
                .ok()
                .filter(|number| (least..=most).contains(number))
                .ok_or(unusable(variable, reason)),
        };
        let flag = |variable: &'static str, default| match get(variable).as_deref() {
            None => Ok(default),
            Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(unusable(variable, "say true or false")),
        };

        let demonstration = flag("DEMONSTRATION", false)?;
        let plain = match (flag("WORKSHOP", false)?, demonstration) {
            (false, _) => Plain::Loopback,
            (true, true) => Plain::LocalNetwork,
            (true, false) => {
                return Err(unusable("WORKSHOP", "only a demonstration goes without https: say DEMONSTRATION=true"));
            }
        };
        let listen: SocketAddr = get("LISTEN_ADDRESS")
            .as_deref()
            .unwrap_or(if plain == Plain::LocalNetwork { "0.0.0.0:3000" } else { "127.0.0.1:3000" })
            .parse()
            .map_err(|_| unusable("LISTEN_ADDRESS", "give an address and a port, for example 127.0.0.1:3000"))?;
        if plain == Plain::LocalNetwork && !(listen.ip().is_unspecified() || is_local(listen.ip())) {
            return Err(unusable(
                "LISTEN_ADDRESS",
                "a workshop is for the local network: give 0.0.0.0 or a private address",
            ));
        }
        let given: Option<Origin> = get("PUBLIC_ORIGIN").map(|text| text.parse()).transpose().map_err(|()| {
            unusable("PUBLIC_ORIGIN", "give scheme and host without a path, for example https://exemple.fr")
        })?;
        // Which one it is of all addresses that it listens at is found out when it does.
        let found_later = given.is_none() && plain == Plain::LocalNetwork && listen.ip().is_unspecified();
        let origin = given.unwrap_or_else(|| Origin(format!("http://{listen}")));
        if !(origin.is_secure() || plain.allows(&origin) || found_later) {
            return Err(unusable(
                "PUBLIC_ORIGIN",
                match plain {
                    Plain::Loopback => {
                        "only a loopback name may go without https, and in a demonstration for a workshop (WORKSHOP=true) a \
                         private address"
                    }
                    Plain::LocalNetwork => "only a private address or a loopback name may go without https",
                },
            ));
        }

        let trusted_network = flag("TRUSTED_NETWORK", false)?;
        let data_dir = PathBuf::from(get("DATA_DIR").as_deref().unwrap_or("data"));
        let database_authorities = get("DATABASE_CA_FILE").map(PathBuf::from);
        let location = match get("DATABASE_URL") {
            None if database_authorities.is_some() => {
                return Err(unusable("DATABASE_URL", "there is a DATABASE_CA_FILE, but no URL"));
            }
            None => Location::Sqlite(data_dir.join("mon-espace-sante.sqlite")),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Location::postgres(url, database_authorities.as_deref())
                    .map_err(|_| unusable("DATABASE_URL", "give a whole postgres:// URL"))?
            }
            Some(_) => {
                return Err(unusable("DATABASE_URL", "give a postgres:// URL, or nothing for SQLite in DATA_DIR"));
            }
        };
        match location.is_on_a_safe_line() {
            Ok(safe) if safe || trusted_network => {}
            Ok(_) => {
                return Err(unusable(
                    "DATABASE_URL",
                    "the line to that host can be listened to: add ?sslmode=verify-full, or say TRUSTED_NETWORK=true",
                ));
            }
            Err(_) => return Err(unusable("DATABASE_URL", "give a whole postgres:// URL")),
        }
        let keyring = match (get("KEYRING_FILE"), get("KEYRING")) {
            (Some(_), Some(_)) => return Err(unusable("KEYRING", "give KEYRING_FILE or KEYRING, not both")),
            (Some(file), None) => KeyringSource::File(file.into()),
            (None, Some(text)) => KeyringSource::Text(text),
            (None, None) => KeyringSource::Own(data_dir.join("keyring")),
        };

        let line = |variable: &'static str| match get(variable) {
            Some(text) if text.chars().count() > 300 || text.chars().any(char::is_control) => {
                Err(unusable(variable, "give one line of at most 300 characters"))
            }
            text => Ok(text),
        };
        let vouched_for = match get("ASSURANCES").as_deref().map(Assurances::parse) {
            None => Assurances::default(),
            Some(Ok(assurances)) => assurances,
            Some(Err(_)) => {
                return Err(unusable(
                    "ASSURANCES",
                    "give, separated by commas, what is true of this instance: service-public, hebergement-france, \
                     homologation-anssi, assurance-maladie",
                ));
            }
        };
        let operator = Operator {
            publisher: line("PUBLISHER")?,
            host: line("HOSTING_PROVIDER")?,
            contact: line("CONTACT")?,
            assurances: if demonstration { Assurances::DEMONSTRATED } else { vouched_for },
        };
        let sends = flag("SEND_MESSAGES", true)?;
        let authorities = get("SMTP_CA_FILE").map(PathBuf::from);
        let mail = match (get("SMTP_URL"), get("MAIL_FROM")) {
            (Some(url), Some(from)) => {
                let from = from.parse().map_err(|_| {
                    unusable("MAIL_FROM", "give a sender, for example Mon espace santé <ne-pas-repondre@exemple.fr>")
                })?;
                if !(trusted_network || is_safe_mail_line(&url)) {
                    return Err(unusable(
                        "SMTP_URL",
                        "the line to that host can be listened to: give smtps://, or smtp:// with ?tls=required, or say \
                         TRUSTED_NETWORK=true",
                    ));
                }
                Some(MailConfiguration { url, from, authorities })
            }
            (Some(_), None) => return Err(unusable("MAIL_FROM", "say whom mails come from")),
            (None, _) if authorities.is_some() => {
                return Err(unusable("SMTP_URL", "there is an SMTP_CA_FILE, but no URL"));
            }
            (None, _) => None,
        };
        let authorities = get("SMS_GATEWAY_CA_FILE").map(PathBuf::from);
        let sms = match (get("SMS_GATEWAY_URL"), get("SMS_GATEWAY_TOKEN")) {
            (None, None) if authorities.is_some() => {
                return Err(unusable("SMS_GATEWAY_URL", "there is an SMS_GATEWAY_CA_FILE, but no URL"));
            }
            (None, None) => None,
            (None, Some(_)) => return Err(unusable("SMS_GATEWAY_URL", "there is a token, but no URL")),
            (Some(_), None) => return Err(unusable("SMS_GATEWAY_TOKEN", "there is a URL, but no token")),
            (Some(url), Some(token)) => {
                let url: reqwest_url::Url = url.parse().map_err(|_| unusable("SMS_GATEWAY_URL", "give a whole URL"))?;
                if !(url.scheme() == "https" || url.scheme() == "http" && (trusted_network || is_on_loopback(&url))) {
                    return Err(unusable(
                        "SMS_GATEWAY_URL",
                        "the line to that host can be listened to: give https://, or say TRUSTED_NETWORK=true",
                    ));
                }
                Some(SmsConfiguration { url, token, authorities })
            }
        };

        let on_any_interface = flag("METRICS_ON_ANY_INTERFACE", false)?;
        let metrics = get("METRICS_ADDRESS")
            .map(|text| text.parse().ok().filter(|address: &SocketAddr| on_any_interface || is_local(address.ip())))
            .map(|address| {
                address.ok_or(unusable(
                    "METRICS_ADDRESS",
                    "give a loopback or private address and a port, for example 127.0.0.1:9464; for any other say \
                     METRICS_ON_ANY_INTERFACE=true, and let nobody but Prometheus reach it",
                ))
            })
            .transpose()?;
        let trusted_proxies = number("TRUSTED_PROXIES", 0, 0, 10, "give a number from 0 to 10")? as usize;
        if origin.is_secure() && get("TRUSTED_PROXIES").is_none() {
            return Err(unusable(
                "TRUSTED_PROXIES",
                "a proxy speaks https for the service: say how many proxies append to X-Forwarded-For (0 if none does)",
            ));
        }
        let seconds = |variable, default, most, reason| {
            number(variable, default, 1, most, reason).map(|seconds| Duration::from_secs(seconds.into()))
        };
        let days =
            |variable| number(variable, 42, 1, 365, "give days from 1 to 365").map(|days| Span::hours(24 * days));

        let site_dir = PathBuf::from(get("SITE_DIR").as_deref().unwrap_or("target/site"));
        let log = get("LOG").unwrap_or_else(|| "info".to_owned());
        // The library takes a word that it does not know for the name of a part.
        let level = |part: &str| {
            let level = part.rsplit('=').next().map(str::trim).filter(|level| !level.is_empty())?;
            level.parse::<LevelFilter>().ok()
        };
        if !log.split(',').all(|part| level(part).is_some()) {
            return Err(unusable(
                "LOG",
                "say error, warn, info, debug, trace or off, or more finely info,server=debug",
            ));
        }
        let log_json = match get("LOG_FORMAT").as_deref() {
            None | Some("json") => true,
            Some("text") => false,
            Some(_) => return Err(unusable("LOG_FORMAT", "say json or text")),
        };

        Ok(Self {
            listen,
            location,
            database_authorities,
            keyring,
            credentials: get("CREDENTIALS_DIRECTORY").map(PathBuf::from),
            site_dir,
            demonstration,
            plain,
            operator,
            cost: Cost {
                memory_kib: number(
                    "ARGON2_MEMORY_KIB",
                    Cost::STRONG.memory_kib,
                    8,
                    1_048_576,
                    "give KiB between 8 and 1048576",
                )?,
                passes: number("ARGON2_PASSES", Cost::STRONG.passes, 1, 20, "give a number from 1 to 20")?,
                concurrency: number("ARGON2_CONCURRENCY", 2, 1, 64, "give a number from 1 to 64")? as usize,
            },
            rules: Rules {
                sessions: SessionLimits {
                    idle: Span::minutes(number("SESSION_IDLE_MINUTES", 15, 1, 120, "give minutes from 1 to 120")?),
                    absolute: Span::hours(number("SESSION_MAX_HOURS", 12, 1, 24, "give hours from 1 to 24")?),
                    confirmation: Rules::default().sessions.confirmation,
                },
                failures_per_address: number(
                    "SIGN_IN_FAILURES_PER_ADDRESS",
                    Rules::default().failures_per_address,
                    1,
                    1_000_000,
                    "give a number from 1 to 1000000",
                )?,
                codes_per_day: number(
                    "CODES_PER_DAY",
                    Rules::default().codes_per_day,
                    1,
                    1_000_000,
                    "give a number from 1 to 1000000",
                )?,
                provisional_codes: days("PROVISIONAL_CODE_DAYS")?,
                opposition: days("OPPOSITION_DAYS")?,
                deletion_days: number(
                    "DELETION_DAYS",
                    Rules::default().deletion_days,
                    // What is asked for along with it can be downloaded for a week; and all is over within three months.
                    10,
                    80,
                    "give days from 10 to 80",
                )?,
                site: origin.as_str().to_owned(),
                codes_by_post: flag("CODES_BY_POST", demonstration)?,
            },
            trusted_proxies,
            posts_per_minute: number("POSTS_PER_MINUTE", 300, 10, 1_000_000, "give a number from 10 to 1000000")?,
            deadlines: Deadlines {
                request: seconds("REQUEST_SECONDS", 20, 600, "give seconds from 1 to 600")?,
                idle: seconds("IDLE_SECONDS", 75, 3600, "give seconds from 1 to 3600")?,
            },
            mail,
            sms,
            sends,
            log,
            log_json,
            metrics,
            watched: get("LEPTOS_WATCH").is_some() && cfg!(debug_assertions),
            erasures_file: get("ERASURES_FILE").map_or_else(|| data_dir.join("erasures"), PathBuf::from),
            files_dir: get("FILES_DIR").map_or_else(|| data_dir.join("files"), PathBuf::from),
            data_dir,
            origin,
        })
    }
}

/// Whether nobody can listen to what goes to a mail server: it goes under TLS, or does not leave the machine.
fn is_safe_mail_line(url: &str) -> bool {
    // What cannot be read is refused by the mailer.
    let Ok(url) = url.parse::<reqwest_url::Url>() else { return true };
    let required = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    url.scheme() == "smtps" || required || is_on_loopback(&url)
}

fn is_on_loopback(url: &reqwest_url::Url) -> bool {
    url.host_str().is_some_and(|host| is_loopback(host.trim_matches(['[', ']'])))
}

/// Whether a host is this machine.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

const NOT_IN_A_LOCAL_NETWORK: Unusable = Unusable {
    variable: "PUBLIC_ORIGIN",
    reason: "this machine is not found in a local network: give http://, its private address and the port",
};

/// The address by which others in the local network reach this machine: the one that it writes to the outside from. Nothing is sent.
fn address_in_the_local_network(also_ipv6: bool) -> Option<IpAddr> {
    // Addresses for examples: nobody has them, and the way to them is that to the outside.
    const OUTSIDE: [(IpAddr, IpAddr); 2] = [
        (IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1))),
        (IpAddr::V6(Ipv6Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))),
    ];
    let own = |(any, outside): (IpAddr, IpAddr)| {
        let socket = UdpSocket::bind((any, 0)).ok()?;
        socket.connect((outside, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    let families = if also_ipv6 { &OUTSIDE[..] } else { &OUTSIDE[..1] };
    families.iter().copied().filter_map(own).find(|address| is_local(*address) && !address.is_loopback())
}

/// Whether an address cannot be reached from the public network.
const fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&'static str, &str)]) -> Result<Configuration, Unusable> {
        Configuration::of(&variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    #[test]
    fn a_demonstration_needs_nothing_else() {
        let configuration = read(&[("DEMONSTRATION", "true")]).unwrap();
        assert_eq!(configuration.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(configuration.origin.as_str(), "http://127.0.0.1:3000");
        assert!(matches!(configuration.location, Location::Sqlite(_)));
        assert_eq!(configuration.cost.memory_kib, 65_536);
        assert_eq!(configuration.rules.site, "http://127.0.0.1:3000");
        assert_eq!(configuration.rules.provisional_codes, domain::provisional_code::ProvisionalCode::LIFETIME);
        assert!(configuration.sends);
        assert!(!read(&[("DEMONSTRATION", "true"), ("SEND_MESSAGES", "false")]).unwrap().sends);
    }

    #[test]
    fn each_unusable_value_is_named_and_not_quoted() {
        let mail = ("MAIL_FROM", "ne-pas-repondre@exemple.fr");
        let cases: [(&[(&'static str, &str)], &str); 55] = [
            (&[("DEMONSTRATION", "maybe-secret")], "DEMONSTRATION"),
            (&[("LISTEN_ADDRESS", "secret")], "LISTEN_ADDRESS"),
            (&[("PUBLIC_ORIGIN", "https://exemple.fr/secret")], "PUBLIC_ORIGIN"),
            (&[("PUBLIC_ORIGIN", "http://exemple.fr")], "PUBLIC_ORIGIN"),
            (&[("DATABASE_URL", "mysql://secret")], "DATABASE_URL"),
            (&[("KEYRING", "secret"), ("KEYRING_FILE", "secret")], "KEYRING"),
            (&[("SMTP_URL", "smtp://secret")], "MAIL_FROM"),
            (&[("SMTP_URL", "smtp://secret"), ("MAIL_FROM", "secret")], "MAIL_FROM"),
            (&[("DEMONSTRATION", "1"), ("SMS_GATEWAY_URL", "https://secret")], "SMS_GATEWAY_TOKEN"),
            (&[("DEMONSTRATION", "1"), ("SMS_GATEWAY_TOKEN", "secret")], "SMS_GATEWAY_URL"),
            (&[("DEMONSTRATION", "1"), ("SEND_MESSAGES", "secret")], "SEND_MESSAGES"),
            (&[("DEMONSTRATION", "1"), ("ARGON2_MEMORY_KIB", "7")], "ARGON2_MEMORY_KIB"),
            (&[("DEMONSTRATION", "1"), ("ARGON2_PASSES", "0")], "ARGON2_PASSES"),
            (&[("DEMONSTRATION", "1"), ("ARGON2_CONCURRENCY", "-1")], "ARGON2_CONCURRENCY"),
            (&[("DEMONSTRATION", "1"), ("SESSION_IDLE_MINUTES", "121")], "SESSION_IDLE_MINUTES"),
            (&[("DEMONSTRATION", "1"), ("SESSION_MAX_HOURS", "25")], "SESSION_MAX_HOURS"),
            (&[("DEMONSTRATION", "1"), ("PROVISIONAL_CODE_DAYS", "0")], "PROVISIONAL_CODE_DAYS"),
            (&[("DEMONSTRATION", "1"), ("OPPOSITION_DAYS", "366")], "OPPOSITION_DAYS"),
            (&[("DEMONSTRATION", "1"), ("TRUSTED_PROXIES", "many")], "TRUSTED_PROXIES"),
            (&[("WORKSHOP", "true")], "WORKSHOP"),
            (&[("DEMONSTRATION", "1"), ("WORKSHOP", "secret")], "WORKSHOP"),
            (&[("DEMONSTRATION", "1"), ("PUBLIC_ORIGIN", "http://192.168.1.20:3000")], "PUBLIC_ORIGIN"),
            (&[("DEMONSTRATION", "1"), ("LISTEN_ADDRESS", "0.0.0.0:3000")], "PUBLIC_ORIGIN"),
            (&[("DEMONSTRATION", "1"), ("WORKSHOP", "1"), ("PUBLIC_ORIGIN", "http://93.184.215.14")], "PUBLIC_ORIGIN"),
            (&[("DEMONSTRATION", "1"), ("WORKSHOP", "1"), ("PUBLIC_ORIGIN", "http://exemple.fr")], "PUBLIC_ORIGIN"),
            (&[("DEMONSTRATION", "1"), ("WORKSHOP", "1"), ("LISTEN_ADDRESS", "93.184.215.14:80")], "LISTEN_ADDRESS"),
            (&[("DEMONSTRATION", "1"), ("DATABASE_CA_FILE", "secret")], "DATABASE_URL"),
            (&[("DEMONSTRATION", "1"), ("SMTP_CA_FILE", "secret")], "SMTP_URL"),
            (&[("DEMONSTRATION", "1"), ("SMS_GATEWAY_CA_FILE", "secret")], "SMS_GATEWAY_URL"),
            (&[("DEMONSTRATION", "1"), ("METRICS_ADDRESS", "9464")], "METRICS_ADDRESS"),
            (&[("DEMONSTRATION", "1"), ("METRICS_ADDRESS", "0.0.0.0:9464")], "METRICS_ADDRESS"),
            (&[("DEMONSTRATION", "1"), ("METRICS_ADDRESS", "93.184.215.14:9464")], "METRICS_ADDRESS"),
            (&[("DEMONSTRATION", "1"), ("CODES_BY_POST", "perhaps-secret")], "CODES_BY_POST"),
            (&[("DEMONSTRATION", "1"), ("POSTS_PER_MINUTE", "0")], "POSTS_PER_MINUTE"),
            (&[("DEMONSTRATION", "1"), ("REQUEST_SECONDS", "0")], "REQUEST_SECONDS"),
            (&[("DEMONSTRATION", "1"), ("IDLE_SECONDS", "1d")], "IDLE_SECONDS"),
            (&[("DEMONSTRATION", "1"), ("PUBLIC_ORIGIN", "https://exemple.fr")], "TRUSTED_PROXIES"),
            (&[("DEMONSTRATION", "1"), ("TRUSTED_NETWORK", "secret")], "TRUSTED_NETWORK"),
            (&[("DEMONSTRATION", "1"), ("DATABASE_URL", "postgres://secret@db.exemple.fr/sante")], "DATABASE_URL"),
            (&[("DEMONSTRATION", "1"), ("DATABASE_URL", "postgres://10.0.0.1/secret?sslmode=require")], "DATABASE_URL"),
            (&[("DEMONSTRATION", "1"), ("DATABASE_URL", "postgres://db/secret?sslmode=verify-ca")], "DATABASE_URL"),
            (&[mail, ("SMTP_URL", "smtp://secret.exemple.fr")], "SMTP_URL"),
            (&[mail, ("SMTP_URL", "smtp://secret.exemple.fr?tls=opportunistic")], "SMTP_URL"),
            (&[mail, ("SMTP_URL", "smtp://secret@127.0.0.1.exemple.fr:25")], "SMTP_URL"),
            (
                &[("DEMONSTRATION", "1"), ("SMS_GATEWAY_URL", "http://secret"), ("SMS_GATEWAY_TOKEN", "t")],
                "SMS_GATEWAY_URL",
            ),
            (
                &[("DEMONSTRATION", "1"), ("SMS_GATEWAY_URL", "ftp://secret"), ("SMS_GATEWAY_TOKEN", "t")],
                "SMS_GATEWAY_URL",
            ),
            (&[("DEMONSTRATION", "1"), ("SMS_GATEWAY_URL", "secret"), ("SMS_GATEWAY_TOKEN", "t")], "SMS_GATEWAY_URL"),
            (&[("DEMONSTRATION", "1"), ("ASSURANCES", "secret")], "ASSURANCES"),
            (&[("DEMONSTRATION", "1"), ("PUBLISHER", "sec\nret")], "PUBLISHER"),
            (&[("DEMONSTRATION", "1"), ("HOSTING_PROVIDER", "sec\nret")], "HOSTING_PROVIDER"),
            (&[("DEMONSTRATION", "1"), ("CONTACT", &"secret".repeat(51))], "CONTACT"),
            (&[("DEMONSTRATION", "1"), ("LOG", "secret")], "LOG"),
            (&[("DEMONSTRATION", "1"), ("LOG", "info,server=secret")], "LOG"),
            (&[("DEMONSTRATION", "1"), ("LOG", "server=")], "LOG"),
            (&[("DEMONSTRATION", "1"), ("LOG_FORMAT", "secret")], "LOG_FORMAT"),
        ];
        for (variables, name) in cases {
            let unusable = read(variables).err().unwrap();
            assert_eq!(unusable.variable, name);
            assert!(unusable.to_string().starts_with(name) && !unusable.to_string().contains("secret"));
        }
    }

    #[test]
    fn nothing_is_vouched_for_that_nobody_configured() {
        let said = |variables: &[(&'static str, &str)]| read(variables).unwrap().operator;
        assert_eq!(said(&[]), Operator::default());
        let configured = said(&[("PUBLISHER", "Caisse d'exemple"), ("ASSURANCES", "hebergement-france")]);
        assert_eq!(configured.publisher.as_deref(), Some("Caisse d'exemple"));
        assert_eq!(configured.assurances, Assurances::parse("hebergement-france").unwrap());
        assert_eq!(said(&[("DEMONSTRATION", "1")]).assurances, Assurances::DEMONSTRATED);
    }

    #[test]
    fn only_what_sends_needs_a_mail_server() {
        assert_eq!(read(&[]).unwrap().require_mail().unwrap_err().variable, "SMTP_URL");
        assert!(read(&[("DEMONSTRATION", "1")]).unwrap().require_mail().is_ok());
    }

    #[test]
    fn a_mistyped_name_is_noticed() {
        let given = ["SMPT_URL", "SMTP_URL", "KEYRING_FIEL", "LANG", "HOME", "LOGS", "TRUSTED_PROXY"];
        let mistyped = Configuration::mistyped(given.map(str::to_owned).into_iter());
        let expected = [("SMPT_URL", "SMTP_URL"), ("KEYRING_FIEL", "KEYRING_FILE")];
        assert_eq!(mistyped, expected.map(|(given, known)| (given.to_owned(), known)));
    }

    #[test]
    fn lines_that_nobody_can_listen_to_are_taken() {
        let mail = ("MAIL_FROM", "ne-pas-repondre@exemple.fr");
        for smtp in [
            "smtps://compte:secret@exemple.fr",
            "smtp://exemple.fr:587?tls=required",
            "smtp://localhost:25",
            "smtp://127.0.0.1:1",
            "smtp://[::1]:25",
        ] {
            assert!(read(&[mail, ("SMTP_URL", smtp)]).is_ok(), "{smtp}");
        }
        let demonstration = ("DEMONSTRATION", "1");
        for url in [
            "postgres://db.exemple.fr/sante?sslmode=verify-full",
            "postgres://127.0.0.1/sante",
            "postgres://[::1]/sante",
            "postgres://localhost/sante?sslmode=disable",
            "postgres:///sante?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/sante",
        ] {
            assert!(read(&[demonstration, ("DATABASE_URL", url)]).is_ok(), "{url}");
        }
        let token = ("SMS_GATEWAY_TOKEN", "t");
        for url in ["https://sms.exemple.fr/", "http://localhost:8000/", "http://[::1]/"] {
            assert!(read(&[demonstration, token, ("SMS_GATEWAY_URL", url)]).is_ok(), "{url}");
        }
        // The operator vouches for the network.
        let trusted = ("TRUSTED_NETWORK", "true");
        let plain = [
            trusted,
            token,
            mail,
            ("SMTP_URL", "smtp://exemple.fr"),
            ("DATABASE_URL", "postgres://db/sante"),
            ("SMS_GATEWAY_URL", "http://sms/"),
        ];
        assert!(read(&plain).is_ok());
    }

    #[test]
    fn behind_https_the_number_of_proxies_is_said() {
        let secure = [("DEMONSTRATION", "1"), ("PUBLIC_ORIGIN", "https://exemple.fr")];
        for (proxies, expected) in [("0", 0), ("2", 2)] {
            let configuration = read(&[secure[0], secure[1], ("TRUSTED_PROXIES", proxies)]).unwrap();
            assert_eq!(configuration.trusted_proxies, expected);
        }
    }

    #[test]
    fn codes_by_post_are_as_the_operator_says() {
        let mail = [("SMTP_URL", "smtps://exemple.fr"), ("MAIL_FROM", "ne-pas-repondre@exemple.fr")];
        let by_post = |more: &[(&'static str, &str)]| read(&[&mail[..], more].concat()).unwrap().rules.codes_by_post;
        assert!(!by_post(&[]) && by_post(&[("CODES_BY_POST", "true")]));
        let demonstration = ("DEMONSTRATION", "true");
        assert!(by_post(&[demonstration]) && !by_post(&[demonstration, ("CODES_BY_POST", "false")]));
    }

    #[test]
    fn metrics_are_served_on_any_interface_only_by_an_explicit_word() {
        let everywhere = [("DEMONSTRATION", "1"), ("METRICS_ADDRESS", "0.0.0.0:9464")];
        let refused = read(&everywhere).unwrap_err();
        assert!(refused.to_string().contains("METRICS_ON_ANY_INTERFACE=true"), "{refused}");
        let allowed = read(&[everywhere[0], everywhere[1], ("METRICS_ON_ANY_INTERFACE", "true")]).unwrap();
        assert_eq!(allowed.metrics.unwrap().to_string(), "0.0.0.0:9464");
    }

    #[test]
    fn a_workshop_goes_without_https_in_the_local_network_only() {
        let workshop =
            |more: &[(&'static str, &str)]| read(&[&[("DEMONSTRATION", "true"), ("WORKSHOP", "true")], more].concat());
        assert_eq!(workshop(&[]).unwrap().listen.to_string(), "0.0.0.0:3000");
        for address in ["192.168.1.20:3000", "10.0.0.7:80", "172.16.3.4:3000", "[fd00::2]:3000", "127.0.0.1:3000"] {
            let told = workshop(&[("PUBLIC_ORIGIN", &format!("http://{address}"))]).unwrap();
            assert!(!told.origin.is_secure(), "{address}");
            let listening = workshop(&[("LISTEN_ADDRESS", address)]).unwrap();
            assert!(listening.plain.allows(&listening.origin), "{address}");
        }
        // What it was told stays, wherever it listens.
        let mut told = workshop(&[("PUBLIC_ORIGIN", "http://192.168.1.20:3000")]).unwrap();
        told.listens_at("0.0.0.0:3000".parse().unwrap()).unwrap();
        assert_eq!(told.origin.as_str(), "http://192.168.1.20:3000");
        // What it finds is an address of the local network, or none.
        for anywhere in ["0.0.0.0:3000", "[::]:3000"] {
            let mut found = workshop(&[("LISTEN_ADDRESS", anywhere)]).unwrap();
            match found.listens_at(anywhere.parse().unwrap()) {
                Ok(()) => assert!(found.plain.allows(&found.origin) && found.rules.site == found.origin.as_str()),
                Err(unusable) => assert_eq!(unusable.variable, "PUBLIC_ORIGIN"),
            }
        }
    }

    #[test]
    fn the_database_learns_of_its_authority_with_the_url() {
        let url = "postgres://sante@db.exemple.fr/sante?sslmode=verify-full";
        let authority = [("DEMONSTRATION", "1"), ("DATABASE_URL", url), ("DATABASE_CA_FILE", "/etc/sante/a b.pem")];
        let Location::Postgres(location) = read(&authority).unwrap().location else { panic!("it is PostgreSQL") };
        assert_eq!(location, format!("{url}&sslrootcert=%2Fetc%2Fsante%2Fa+b.pem"));
    }

    /// Whatever is read is explained, and whatever is explained is read.
    #[test]
    fn the_readmes_table_has_each_variable_that_is_read() {
        let asked = std::cell::RefCell::new(std::collections::BTreeSet::new());
        Configuration::read(|name| {
            asked.borrow_mut().insert(name.to_owned());
            (name == "DEMONSTRATION").then(|| "true".to_owned())
        })
        .unwrap();
        let readme = include_str!("../../README.md");
        let table = readme.split("## Configuration").nth(1).unwrap().split("\n## ").next().unwrap();
        let rows =
            table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name.to_owned()));
        assert_eq!(rows.collect::<std::collections::BTreeSet<_>>(), asked.into_inner());
    }

    #[test]
    fn origins_are_scheme_and_host() {
        for text in ["https://exemple.fr", "https://exemple.fr:8443", "http://localhost:3000", "http://[::1]:3000"] {
            assert!(text.parse::<Origin>().is_ok(), "{text}");
        }
        assert!("http://[::1]:3000".parse::<Origin>().unwrap().is_loopback());
        assert!(!"http://localhost.evil.example".parse::<Origin>().unwrap().is_loopback());
        for text in ["exemple.fr", "https://", "https://exemple.fr/a", "ftp://exemple.fr", "https://a@b"] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
        for (text, browsers) in [
            ("https://exemple.fr:443", "https://exemple.fr"),
            ("https://Exemple.FR/", "https://exemple.fr"),
            ("http://localhost:80", "http://localhost"),
            ("https://exemple.fr:80", "https://exemple.fr:80"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().as_str(), browsers);
        }
        let ports = ["https://exemple.fr", "http://[::1]:3000", "http://localhost"]
            .map(|text| text.parse::<Origin>().unwrap().port());
        assert_eq!(ports, [443, 3000, 80]);
        let mut free = read(&[("DEMONSTRATION", "1"), ("LISTEN_ADDRESS", "127.0.0.1:0")]).unwrap();
        free.listens_at("127.0.0.1:4321".parse().unwrap()).unwrap();
        assert_eq!(
            (free.origin.as_str(), free.rules.site.as_str()),
            ("http://127.0.0.1:4321", "http://127.0.0.1:4321")
        );
    }
}
