//! `server check`: whether a service would work with this environment, line by line. It makes and changes nothing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::form::enrolment::Contact;
use domain::sign_in::Channel;
use rustix::fs::{Access, access};
use services::outbox::Gateways;
use store::{Condition, Keyring, Location, Store};

use crate::commands::{Failure, authorities, existing_keyring, gateways, site_is_there, unopened};
use crate::configuration::{Configuration, KeyringSource};
use crate::instance::listed_files;

/// For how long the database is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a look at one thing found: what is well, or what is wrong with it; both begin with the name of a variable.
type Found = Result<String, String>;

/// Looks at everything that the service needs, sends a trial to whom it is told, and prints a line for each; whether all is well.
///
/// # Errors
/// [`Failure`] when it cannot be printed.
pub async fn check(configuration: &Configuration, trials: &[Contact], out: impl Write) -> Result<bool, Failure> {
    let mut report = Report { out, well: true };
    report.line(site(configuration))?;
    let keyring = keyring(configuration);
    report.line(keyring.as_ref().map(|(_, found)| found.clone()).map_err(Clone::clone))?;
    for found in folders(configuration) {
        report.line(found)?;
    }
    report.line(match keyring {
        Ok((keyring, _)) => database(configuration, keyring).await,
        Err(_) => Err(format!("{}: not looked at, as it needs the keyring", configuration.database_variable())),
    })?;
    messages(configuration, trials, &mut report).await?;
    Ok(report.well)
}

struct Report<W> {
    out: W,
    well: bool,
}

impl<W: Write> Report<W> {
    fn line(&mut self, found: Found) -> std::io::Result<()> {
        self.well &= found.is_ok();
        match found {
            Ok(found) => writeln!(self.out, "ok    {found}"),
            Err(found) => writeln!(self.out, "wrong {found}"),
        }
    }
}

fn site(configuration: &Configuration) -> Found {
    site_is_there(configuration)?;
    let site = &configuration.site_dir;
    let files = listed_files(site).map_err(|error| format!("SITE_DIR: {error}"))?;
    let files = files.ok_or("SITE_DIR: pkg/files.json is missing ('make build' writes it)")?;
    let parts = files.areas.values().flatten();
    let mut count = 0;
    for address in [&files.stylesheet, &files.script, &files.code].into_iter().chain(parts) {
        if !site.join(address.trim_start_matches('/')).is_file() {
            return Err(format!("SITE_DIR: {address} is missing, which pkg/files.json names ('make build' makes it)"));
        }
        count += 1;
    }
    Ok(format!("SITE_DIR: all {count} files that pkg/files.json names are there"))
}

/// The keyring, or one that is as new as the service would make it, and opens nothing.
fn keyring(configuration: &Configuration) -> Result<(Keyring, String), String> {
    let source = &configuration.keyring;
    let variable = source.variable();
    match source {
        KeyringSource::Own(file) if !file.exists() => {
            let text = Keyring::generate().map_err(|error| format!("{variable}: {error}"))?;
            let new = Keyring::parse(&text).map_err(|error| format!("{variable}: {error}"))?;
            Ok((new, format!("{variable}: there is no keyring; the first start makes one")))
        }
        _ => {
            let keyring = existing_keyring(configuration).map_err(|error| error.to_string())?;
            Ok((keyring, format!("{variable}: the keyring can be read, by its owner only")))
        }
    }
}

/// The folders that the service writes into.
fn folders(configuration: &Configuration) -> Vec<Found> {
    let mut all = vec![("DATA_DIR", configuration.data_dir.clone()), ("FILES_DIR", configuration.files_dir.clone())];
    if let Some(folder) = configuration.erasures_file.parent() {
        all.push(("ERASURES_FILE", folder.to_owned()));
    }
    let mut found: Vec<Found> = all.into_iter().map(|(variable, folder)| writable(variable, &folder)).collect();
    if let Location::Sqlite(file) = &configuration.location {
        found.extend(readable_by_others(file));
    }
    found
}

fn writable(variable: &str, folder: &Path) -> Found {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let shown = folder.display();
    // The service makes folders that are not there, in the first one that is.
    let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
    if access(there, Access::WRITE_OK | Access::EXEC_OK).is_err() {
        return Err(format!("{variable}: {shown} cannot be written to by this user"));
    }
    if there != folder {
        return Ok(format!("{variable}: {shown} is not there; the first start makes it"));
    }
    if mode(folder).is_some_and(|mode| mode & 0o022 != 0) {
        return Err(format!("{variable}: others than its owner can write to {shown} (chmod go-w)"));
    }
    Ok(format!("{variable}: {shown} can be written to, by its owner only"))
}

/// Says so if others can read the database's files.
fn readable_by_others(database: &Path) -> Option<Found> {
    let beside = ["", "-wal", "-shm"].map(|end| {
        let mut name = database.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    });
    let open = beside.iter().find(|file| mode(file).is_some_and(|mode| mode & 0o077 != 0))?;
    Some(Err(format!("DATA_DIR: others than its owner can read or change {} (chmod 600)", open.display())))
}

/// Who may do what with a file that is there.
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(file).ok().map(|known| known.mode())
}

async fn database(configuration: &Configuration, keyring: Keyring) -> Found {
    let variable = configuration.database_variable();
    authorities("DATABASE_CA_FILE", configuration.database_authorities.as_deref())?;
    let examined = tokio::time::timeout(PATIENCE, Store::examine(&configuration.location, keyring)).await;
    let condition = examined.map_err(|_| format!("{variable}: the database does not answer in time"))?;
    match condition.map_err(|error| unopened(configuration, &error))? {
        Condition::Empty => {
            Ok(format!("{variable}: there is nothing in the database; the first start makes its tables"))
        }
        Condition::Earlier { missing } => Ok(format!(
            "{variable}: the database's tables are those of an earlier version; the next start brings them up to date ({missing} \
             migrations)"
        )),
        Condition::Ready { demonstration, .. } if demonstration != configuration.demonstration => {
            let (is, other) = if demonstration { ("is", "true") } else { ("is not", "false") };
            Err(format!(
                "DEMONSTRATION: the database {is} a demonstration's: use another, or say DEMONSTRATION={other}"
            ))
        }
        Condition::Ready { held, .. } => {
            let held = if held { "; no message leaves it until: server resume-sending" } else { "" };
            Ok(format!(
                "{variable}: the database takes writes, its tables are this version's, the keyring is its own{held}"
            ))
        }
    }
}

/// The gateways, and the trials.
async fn messages<W: Write>(
    configuration: &Configuration,
    trials: &[Contact],
    report: &mut Report<W>,
) -> Result<(), Failure> {
    let gateways = match (configuration.require_mail(), gateways(configuration)) {
        (Err(missing), _) => return Ok(report.line(Err(missing.to_string()))?),
        (_, Err(unusable)) => return Ok(report.line(Err(unusable.to_string()))?),
        (Ok(()), Ok(gateways)) => gateways,
    };
    if let Gateways::Kept = gateways {
        let told = "DEMONSTRATION: no message leaves a demonstration";
        return Ok(report.line(if trials.is_empty() { Ok(told.into()) } else { Err(told.into()) })?);
    }
    let mail = gateways.knock(Channel::Email).await;
    report.line(mail.map(|()| "SMTP_URL: the mail server lets the service in".into()))?;
    if configuration.sms.is_some() {
        let sms = gateways.knock(Channel::Sms).await;
        report.line(sms.map(|()| "SMS_GATEWAY_URL: the SMS gateway answers".into()))?;
    } else {
        report.line(Ok("SMS_GATEWAY_URL: there is none; codes leave by mail only".into()))?;
    }
    for trial in trials {
        let sent = gateways.try_out(trial).await;
        report.line(sent.map(|()| match trial {
            Contact::Email(_) => "SMTP_URL: the mail server has taken the trial: see whether it arrives".into(),
            Contact::Mobile(_) => "SMS_GATEWAY_URL: the SMS gateway has taken the trial: see whether it arrives".into(),
        }))?;
    }
    Ok(())
}
