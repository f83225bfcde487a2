//! What the program can be told to do.

use std::fs;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::line::ENCODED_TWICE;
use services::clock::Clock;
use services::import::{ImportCount, ImportFault, ImportWatch, RefusedLine};
use services::insured::NotifyCount;
use services::letters::LettersCount;
use services::outbox::{Authorities, Believed, Gateways, LineFault};
use services::passwords::Passwords;
use services::{ErasureList, Files, Services};
use store::backup::{self, Contents};
use store::{Keyring, Store, StoreError};
use tokio::net::{TcpListener, TcpSocket};

use crate::configuration::{Configuration, KeyringSource};
use crate::instance::Instance;
use crate::metrics::Metrics;
use crate::serve::serve;

/// Why the program stops: a sentence for whoever started it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Opens the database and puts the service together.
///
/// # Errors
/// A sentence that names what is missing.
pub async fn open(configuration: &Configuration) -> Result<Services, Failure> {
    fs::create_dir_all(&configuration.data_dir)
        .map_err(|error| format!("DATA_DIR: the folder cannot be made ({error})"))?;
    let keyring = keyring(configuration)?;
    let credentials = configuration.credentials.clone();
    // `rotate-keys` may be run before every process was started again: they then read the new key from the file. What is in
    // the environment of a process cannot change.
    let keyring = match configuration.keyring.clone() {
        KeyringSource::File(file) | KeyringSource::Own(file) => keyring.read_again_from(move || {
            read_privately("the keyring", &file, credentials.as_deref())
                .map_err(|error| std::io::Error::other(error.to_string()))
        }),
        KeyringSource::Text(_) => keyring,
    };
    authorities("DATABASE_CA_FILE", configuration.database_authorities.as_deref())?;
    let store =
        Store::connect(&configuration.location, keyring).await.map_err(|error| unopened(configuration, &error))?;
    keys_used("opened");
    let gateways = gateways(configuration)?;
    let passwords = Passwords::new(configuration.cost)?;
    let outside = (Files::in_folder(&configuration.files_dir), ErasureList::at(&configuration.erasures_file));
    Ok(Services::new(store, Clock::system(), passwords, gateways, outside, configuration.rules.clone()))
}

/// Why the database cannot be opened.
pub(crate) fn unopened(configuration: &Configuration, error: &StoreError) -> String {
    let variable = configuration.database_variable();
    match (configuration.location.server(), LineFault::of(error)) {
        (Some(server), Some(fault)) => format!("{variable}: {}", fault.sentence(&server, "DATABASE_CA_FILE")),
        _ => format!("{variable}: the database cannot be opened: {error}"),
    }
}

/// The authorities of the file that a variable names, if it does.
pub(crate) fn authorities(variable: &str, file: Option<&Path>) -> Result<Authorities, String> {
    let read = file.map(Authorities::read).transpose();
    read.map(Option::unwrap_or_default).map_err(|error| format!("{variable}: {error}"))
}

/// Where messages go.
pub(crate) fn gateways(configuration: &Configuration) -> Result<Gateways, Failure> {
    Ok(match (&configuration.mail, configuration.demonstration) {
        (_, true) => Gateways::Kept,
        (None, false) => Gateways::Absent,
        (Some(mail), false) => {
            let sms = configuration.sms.as_ref();
            let believed = Believed {
                mail: authorities("SMTP_CA_FILE", mail.authorities.as_deref())?,
                sms: authorities("SMS_GATEWAY_CA_FILE", sms.and_then(|sms| sms.authorities.as_deref()))?,
            };
            let sms = sms.map(|sms| (sms.url.clone(), sms.token.clone()));
            Gateways::real(&mail.url, mail.from.clone(), sms, &believed)?
        }
    })
}

fn keyring(configuration: &Configuration) -> Result<Keyring, Failure> {
    let text = keyring_text(configuration)?;
    let variable = configuration.keyring.variable();
    Ok(Keyring::parse(&text).map_err(|error| format!("{variable}: the keyring cannot be read: {error}"))?)
}

/// The keyring that is there: a new one opens no database and no backup.
pub(crate) fn existing_keyring(configuration: &Configuration) -> Result<Keyring, Failure> {
    match &configuration.keyring {
        KeyringSource::Own(file) if !file.exists() => {
            Err(format!("the keyring is missing: put the database's at {} first", file.display()).into())
        }
        _ => keyring(configuration),
    }
}

fn keyring_text(configuration: &Configuration) -> Result<String, Failure> {
    let source = &configuration.keyring;
    let read = |file: &Path| read_privately(source.variable(), file, configuration.credentials.as_deref());
    match source {
        KeyringSource::Text(text) => Ok(text.replace("\\n", "\n")),
        KeyringSource::File(file) => read(file),
        KeyringSource::Own(file) if file.exists() => read(file),
        KeyringSource::Own(file) => {
            let text = Keyring::generate()?;
            let part = write_privately(file, &text)?;
            // Another process may be starting for the first time as well: the first keyring stays.
            let linked = fs::hard_link(&part, file);
            fs::remove_file(part)?;
            if linked.is_err() && file.exists() {
                return read(file);
            }
            linked?;
            sync_folder(file)?;
            keys_used("made");
            tracing::warn!(
                "a keyring was made in the data folder; in production give your own by KEYRING_FILE, kept away from \
                 the database and its backups"
            );
            Ok(text)
        }
    }
}

/// Leaves the line of a security event: what was done with the keyring.
fn keys_used(what: &'static str) {
    tracing::info!(target: "security", event = "keys", outcome = "accepted", account = "-", network = "-", what, "security");
}

/// Reads a keyring that nobody but its owner can read or change; `variable` says where it is, `credentials` where systemd lays files
/// for this process alone.
fn read_privately(variable: &str, file: &Path, credentials: Option<&Path>) -> Result<String, Failure> {
    let unreadable = |error| format!("{variable}: the keyring cannot be read ({error})");
    let mut handle = fs::File::open(file).map_err(unreadable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let known = handle.metadata()?;
        let handed = credentials.is_some_and(|folder| file.starts_with(folder));
        if !is_private(known.mode(), known.uid(), handed) {
            return Err(format!(
                "{variable}: others than its owner can read or change the keyring; allow it to its owner only (chmod 600)"
            )
            .into());
        }
    }
    let mut text = String::new();
    handle.read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

/// Whether nobody but its owner can read or change a file of that mode. What systemd has `handed` to this process is root's, and an
/// entry of its access list lets the process read it: the mode then shows in the group's place what the list allows at most.
#[cfg(unix)]
const fn is_private(mode: u32, owner: u32, handed: bool) -> bool {
    let others = mode & 0o077;
    others == 0 || handed && owner == 0 && others == 0o040
}

/// Writes a text beside `file`, so that only its owner can read it; where it is.
fn write_privately(file: &Path, text: &str) -> std::io::Result<PathBuf> {
    let part = file.with_extension(format!("{}.part", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(&part)?;
    handle.write_all(text.as_bytes())?;
    handle.sync_all()?;
    Ok(part)
}

/// Makes a rename in a file's folder durable: keys must never be younger on disk than what they wrap.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    fs::File::open(file.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// How many connections may wait to be taken. The library's 128 are full at once when very many arrive together, and whoever
/// found no place then waits at a connection that the service does not know of.
const BACKLOG: u32 = 4096;

/// How much of an answer waits in the system, in bytes: it doubles that, and asks for more when a third is free.
const SEND_BUFFER: u32 = 128 * 1024;

/// Takes an address, at which nobody is answered yet.
fn bind(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As the library does: the address of a process that has just stopped can be taken.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    // An answer is judged by what is taken of it (`REQUEST_SECONDS`). Of a large buffer, which the system makes of several megabytes,
    // a slow line takes too little in that time for the next piece to fit in.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    Ok(socket)
}

/// Whether what browsers download is there.
///
/// # Errors
/// A sentence that says what to do.
pub(crate) fn site_is_there(configuration: &Configuration) -> Result<(), String> {
    let folder = &configuration.site_dir;
    if folder.join("pkg").is_dir() {
        return Ok(());
    }
    Err(format!("SITE_DIR: {} has not what browsers download ('make build' makes it)", folder.display()))
}

/// Serves.
pub async fn run(mut configuration: Configuration) -> Result<(), Failure> {
    site_is_there(&configuration)?;
    let taken = |error| format!("LISTEN_ADDRESS: nothing can listen there ({error})");
    let socket = bind(configuration.listen).map_err(taken)?;
    configuration.listens_at(socket.local_addr()?)?;
    let configuration = &configuration;
    let services = open_for_service(configuration).await?;
    let listener = socket.listen(BACKLOG).map_err(taken)?;
    if let Some(address) = configuration.metrics {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("METRICS_ADDRESS: nothing can listen there ({error})"))?;
        tracing::info!(%address, "metrics");
        tokio::spawn(Metrics::start()?.serve(listener, stop_signal()));
    }
    if configuration.operator.publisher.is_none() && !configuration.demonstration {
        tracing::warn!("PUBLISHER: the legal notice does not say who publishes this instance");
    }
    tracing::info!(
        address = %configuration.listen, origin = configuration.origin.as_str(),
        demonstration = configuration.demonstration, "serving"
    );
    serve(listener, Instance::new(configuration, services), stop_signal()).await;
    tracing::info!("stopped");
    Ok(())
}

/// Opens the database and makes sure that demonstration and real people are not mixed.
async fn open_for_service(configuration: &Configuration) -> Result<Services, Failure> {
    let services = open(configuration).await?;
    // Nothing that was deleted is served again, however the database came here.
    services.follow_erasures().await?;
    if configuration.demonstration {
        services.prepare_demonstration().await?;
    } else {
        services.refuse_demonstration_data().await?;
    }
    Ok(services)
}

/// Whether the service that listens at the configured address is ready: for containers.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn healthcheck(configuration: &Configuration) -> Result<(), Failure> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let mut address = configuration.listen;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    let ask = || -> std::io::Result<String> {
        let mut connection = TcpStream::connect_timeout(&address, PATIENCE)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        write!(connection, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        BufReader::new(connection).read_line(&mut answer)?;
        Ok(answer)
    };
    match ask() {
        Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => Ok(()),
        Ok(answer) => Err(format!("not ready: {}", answer.trim()).into()),
        Err(error) => Err(format!("nothing answers at {address} ({error})").into()),
    }
}

/// Takes the insurer's file in and prints what is refused, then the sum; whether nothing was refused.
pub async fn import_insured(
    configuration: &Configuration,
    file: &Path,
    out: impl std::io::Write + Send,
) -> Result<bool, Failure> {
    import(configuration, file, out, async |services, file, report| services.import_insured(file, report).await).await
}

/// Takes the file of the directory of professionals in, and prints the same.
pub async fn import_professionals(
    configuration: &Configuration,
    file: &Path,
    out: impl std::io::Write + Send,
) -> Result<bool, Failure> {
    import(configuration, file, out, async |services, file, report| services.import_professionals(file, report).await)
        .await
}

/// Takes a file in by a use case.
async fn import<W: std::io::Write + Send>(
    configuration: &Configuration,
    file: &Path,
    out: W,
    take_in: impl AsyncFnOnce(&Services, BufReader<fs::File>, &mut ImportReport<W>) -> Result<ImportCount, ImportFault>,
) -> Result<bool, Failure> {
    let handle = fs::File::open(file).map_err(|error| format!("the file cannot be opened ({error})"))?;
    let total = handle.metadata()?.len();
    let services = open_for_service(configuration).await?;
    let mut report =
        ImportReport { out, total, bar: ProgressLine::on_standard_error(), encoded_twice: false, failed: None };
    let imported = take_in(&services, BufReader::with_capacity(1 << 16, handle), &mut report).await;
    report.bar.clear();
    services.drain().await;
    let (count, ImportReport { mut out, encoded_twice, failed, .. }) = (imported?, report);
    if let Some(error) = failed {
        return Err(error.into());
    }
    if encoded_twice {
        writeln!(out, "the file looks encoded in UTF-8 twice: export it again as UTF-8, without converting it")?;
    }
    if count.remarked > 0 {
        writeln!(out, "{} lines were taken in with a remark", count.remarked)?;
    }
    writeln!(
        out,
        "{} lines: {} added, {} updated, {} unchanged, {} refused",
        count.lines(),
        count.added,
        count.updated,
        count.unchanged,
        count.refused
    )?;
    Ok(count.refused == 0)
}

/// Makes codes, puts the mails that bring them into the outbox, and prints how many.
pub async fn notify(configuration: &Configuration, mut out: impl std::io::Write) -> Result<(), Failure> {
    let services = open_for_service(configuration).await?;
    let mut bar = ProgressLine::on_standard_error();
    let notified = services.notify(|count| bar.show(&format!("{} notified", count.notified))).await;
    bar.clear();
    services.drain().await;
    let NotifyCount { notified, by_post, unreachable } = notified?;
    writeln!(
        out,
        "{notified} notified, {by_post} need a letter (server letters FOLDER), {unreachable} have no address at all; the \
         service sends the mails"
    )?;
    Ok(())
}

/// How many letters stand in a file, unless the operator says otherwise: a stack that a hand can hold.
pub const LETTERS_PER_FILE: usize = 500;
/// How many do at most: the file is put together in memory.
pub const LETTERS_PER_FILE_MAX: usize = 2000;

/// Writes letters that bring codes into files of `size` letters in the folder, and prints how many: with `invite` it
/// first makes those of everybody who needs one.
pub async fn letters(
    configuration: &Configuration,
    folder: &Path,
    size: usize,
    invite: bool,
    mut out: impl std::io::Write,
) -> Result<(), Failure> {
    let services = open_for_service(configuration).await?;
    let mut bar = ProgressLine::on_standard_error();
    let show = |count: &LettersCount| {
        bar.show(&format!("{} codes, {} letters in {} files", count.made, count.written, count.files));
    };
    let written = services.write_letters(folder, size, invite, show).await;
    bar.clear();
    services.drain().await;
    let LettersCount { made, written, files, by_email, unreachable, left_out } = written?;
    if left_out > 0 {
        writeln!(out, "{left_out} letters do not fit and are left out; the log names their profiles")?;
    }
    if !invite {
        writeln!(out, "{written} letters in {files} files")?;
        return Ok(());
    }
    writeln!(
        out,
        "{made} codes, {written} letters in {files} files; {by_email} have an e-mail address (server notify), \
         {unreachable} have no address at all"
    )?;
    Ok(())
}

/// Prints refusals as they come, and how far the import is.
struct ImportReport<W> {
    out: W,
    /// The file's size in bytes.
    total: u64,
    bar: ProgressLine,
    /// Whether something looks as if it had been encoded twice.
    encoded_twice: bool,
    /// The first failure to print: a report with holes would be taken for a whole one.
    failed: Option<std::io::Error>,
}

impl<W: std::io::Write> ImportReport<W> {
    fn print(&mut self, RefusedLine { line, column, reason }: RefusedLine) {
        self.bar.clear();
        self.encoded_twice |= reason == ENCODED_TWICE;
        let written = match column {
            Some(column) => writeln!(self.out, "line {line}, {column}: {reason}"),
            None => writeln!(self.out, "line {line}: {reason}"),
        };
        if let Err(error) = written {
            self.failed.get_or_insert(error);
        }
    }
}

impl<W: std::io::Write> ImportWatch for ImportReport<W> {
    fn refused(&mut self, refusal: RefusedLine) {
        self.print(refusal);
    }

    fn remarked(&mut self, remark: RefusedLine) {
        self.print(remark);
    }

    fn progress(&mut self, count: &ImportCount) {
        const WIDTH: usize = 25;
        let percent = count.bytes.min(self.total) * 100 / self.total.max(1);
        let done = "#".repeat(usize::try_from(percent).unwrap_or_default() * WIDTH / 100);
        self.bar.show(&format!("[{done:-<WIDTH$}] {percent:>3} %  {} lines", count.lines()));
    }
}

/// One line that is written over and over, on a terminal only.
struct ProgressLine {
    terminal: bool,
    shown: bool,
}

impl ProgressLine {
    fn on_standard_error() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), shown: false }
    }

    fn show(&mut self, text: &str) {
        if self.terminal {
            // Erased first: the last text may have been longer.
            eprint!("\r\x1b[K{text}");
            self.shown = true;
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            eprint!("\r\x1b[K");
        }
    }
}

/// Verifies all histories and prints what it found; whether they hold.
pub async fn verify_history(configuration: &Configuration, mut out: impl std::io::Write) -> Result<bool, Failure> {
    let services = open(configuration).await?;
    let (lines, faults) = services.verify_history().await?;
    for fault in &faults {
        writeln!(out, "profile {} line {}: {}", fault.profile, fault.seq, fault.what)?;
    }
    writeln!(out, "{lines} lines hold, {} histories are broken", faults.len())?;
    Ok(faults.is_empty())
}

/// Copies the whole database into a file, verifies the copy, and prints what it holds. The service may run.
pub async fn backup(configuration: &Configuration, file: &Path, mut out: impl std::io::Write) -> Result<(), Failure> {
    let contents = backup::back_up(&configuration.location, file, existing_keyring(configuration)?).await?;
    writeln!(out, "backed up and verified: {}", told(contents))?;
    Ok(())
}

/// Makes the database of a backup, where there is none, verifies it, and prints what it holds.
pub async fn restore(configuration: &Configuration, file: &Path, mut out: impl std::io::Write) -> Result<(), Failure> {
    let keyring = existing_keyring(configuration)?;
    let list = &configuration.erasures_file;
    if !list.exists() {
        return Err(format!(
            "the list of erasures is missing: put the one of the service at {} first, so that nothing comes back that was deleted \
             since (an empty file if nothing ever was)",
            list.display()
        )
        .into());
    }
    let contents = backup::restore(file, &configuration.location, keyring).await?;
    writeln!(out, "restored and verified: {}", told(contents))?;
    let services = open(configuration).await?;
    writeln!(out, "{} profiles that were deleted since were deleted again", services.follow_erasures().await?)?;
    services.drain().await;
    writeln!(out, "no message leaves it until: server resume-sending")?;
    Ok(())
}

fn told(Contents { insured, accounts, history_lines }: Contents) -> String {
    format!("{insured} insured persons, {accounts} accounts, {history_lines} lines of history")
}

/// Lets messages leave a restored database.
pub async fn resume_sending(configuration: &Configuration, mut out: impl std::io::Write) -> Result<(), Failure> {
    let services = open(configuration).await?;
    let held = services.resume_sending().await?;
    writeln!(out, "{}", if held { "messages leave again" } else { "no message was held back" })?;
    Ok(())
}

/// Adds a key to the keyring in the data folder. Processes that are running read it when they meet it.
pub fn add_key(configuration: &Configuration, mut out: impl std::io::Write) -> Result<(), Failure> {
    let KeyringSource::Own(file) = &configuration.keyring else {
        return Err("add-key is for the keyring in the data folder: add a line «key NAME BASE64» to yours".into());
    };
    let mut text = read_privately("DATA_DIR", file, None)?;
    let name = Keyring::parse(&text)?.next_name();
    text.push_str(&Keyring::new_key(&name)?);
    Keyring::parse(&text)?;
    fs::rename(write_privately(file, &text)?, file)?;
    sync_folder(file)?;
    keys_used("added to");
    writeln!(out, "added key {name}: now run rotate-keys")?;
    Ok(())
}

/// Wraps all data keys by the newest key of the keyring.
pub async fn rotate_keys(configuration: &Configuration, mut out: impl std::io::Write) -> Result<(), Failure> {
    let services = open(configuration).await?;
    let count = services.rewrap_data_keys().await?;
    keys_used("used to wrap all data keys anew");
    writeln!(out, "{count} data keys are now wrapped by the newest key")?;
    Ok(())
}

/// Comes with SIGTERM or Ctrl-C.
async fn stop_signal() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_is_its_owners_or_what_systemd_hands_over() {
        for mode in [0o100_600, 0o100_400] {
            assert!(is_private(mode, 1000, false) && is_private(mode, 0, true));
        }
        // Debian 13's copy.
        assert!(is_private(0o100_440, 0, true));
        for (mode, owner, handed) in [
            (0o100_440, 0, false),
            (0o100_440, 1000, true),
            (0o100_460, 0, true),
            (0o100_444, 0, true),
            (0o100_604, 0, true),
        ] {
            assert!(!is_private(mode, owner, handed), "{mode:o} {owner} {handed}");
        }
    }
}
