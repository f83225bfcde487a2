//! The program. Without a command it serves; `server help` lists the commands.

use std::io::stdout;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use domain::contact::{EmailAddress, MobileNumber};
use domain::form::enrolment::Contact;
use server::check::check;
use server::commands::{self, Failure};
use server::configuration::Configuration;
use server::matrix;
use server::telemetry;

/// Drawing a page takes thousands of small pieces of memory: with the system's allocator, a third of the
/// time that a page takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Mon espace santé. Without a command it serves.
#[derive(Parser)]
#[command(name = "server", version, after_help = "The configuration comes from the environment: see the README.")]
struct Program {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves, as without a command
    Serve,
    /// Takes in the insurer's file: adds who is new, brings up to date who is known
    ImportInsured {
        /// The insurer's file, in CSV
        file: PathBuf,
    },
    /// Takes in the directory of professionals: adds who is new, brings up to date who is known
    ImportProfessionals {
        /// The directory's file, in CSV
        file: PathBuf,
    },
    /// Prints a version of the matrix of authorisations, one line per cell
    Matrix {
        /// The version's name, or a file; without it the latest
        version: Option<String>,
    },
    /// Compares two versions of the matrix; ends with 1 if they differ
    CompareMatrices {
        /// The name or file of the one
        before: String,
        /// The name or file of the other
        after: String,
    },
    /// Mails a provisional code to everybody who has yet to decide and has no valid one
    Notify,
    /// Writes letters with a provisional code, as PDFs by postcode, to those of them who have no e-mail address
    Letters(Letters),
    /// Writes the letters that people asked for, in the same way, and invites nobody
    PrintLetters(Letters),
    /// Copies the whole database into a file and verifies the copy; the service may run
    Backup {
        /// The file to make
        file: PathBuf,
    },
    /// Makes the database of a backup, where there is none yet; no message leaves it
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Lets messages leave a database that was restored
    ResumeSending,
    /// Verifies that no line of any history was altered or removed
    VerifyHistory,
    /// Looks at keys, files, database, mail server and SMS gateway, and changes nothing; ends with 1 if anything is wrong
    Check {
        /// Sends a trial mail to that address
        #[arg(long, value_name = "ADDRESS", value_parser = mail_address)]
        mail: Option<EmailAddress>,
        /// Sends a trial SMS to that number
        #[arg(long, value_name = "NUMBER", value_parser = mobile_number)]
        sms: Option<MobileNumber>,
    },
    /// Asks the service at `LISTEN_ADDRESS` whether it is ready
    Healthcheck,
    /// Adds a key to the keyring in the data folder
    AddKey,
    /// Wraps all data keys by the newest key of the keyring
    RotateKeys,
}

#[derive(Args)]
struct Letters {
    /// The folder that the files are written into
    folder: PathBuf,
    /// How many letters stand in a file
    #[arg(default_value_t = commands::LETTERS_PER_FILE, value_parser = letters_per_file)]
    size: usize,
}

fn letters_per_file(typed: &str) -> Result<usize, String> {
    let size = typed.parse().ok().filter(|size| (1..=commands::LETTERS_PER_FILE_MAX).contains(size));
    size.ok_or_else(|| format!("between 1 and {} letters stand in a file", commands::LETTERS_PER_FILE_MAX))
}

fn mail_address(typed: &str) -> Result<EmailAddress, &'static str> {
    services::contacts::email(typed).map_err(|_| "not an address that a mail server takes")
}

fn mobile_number(typed: &str) -> Result<MobileNumber, &'static str> {
    services::contacts::mobile(typed, "").map_err(|_| "not a mobile number, or one that needs its country code")
}

#[tokio::main]
async fn main() -> ExitCode {
    let program = match Program::try_parse() {
        Ok(program) => program,
        Err(told) => {
            let asked_for = !told.use_stderr();
            return if told.print().is_ok() && asked_for { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    };
    match run(program.command.unwrap_or(Command::Serve)).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<bool, Failure> {
    // What is part of the program needs no configuration.
    match &command {
        Command::Matrix { version } => return matrix::print(version.as_deref(), stdout()).map(|()| true),
        Command::CompareMatrices { before, after } => return matrix::compare(before, after, stdout()),
        _ => {}
    }
    let configuration = &Configuration::from_environment()?;
    telemetry::start(&configuration.log, configuration.log_json)?;
    for (given, known) in Configuration::mistyped_variables() {
        tracing::warn!(given, known, "a variable that is not read has nearly the name of one that is");
    }
    if matches!(command, Command::Serve | Command::Notify | Command::ResumeSending) {
        configuration.require_mail()?;
    }
    let letters = async |Letters { folder, size }: Letters, invite| {
        commands::letters(configuration, &folder, size, invite, stdout()).await
    };
    match command {
        Command::Serve => commands::run(configuration.clone()).await?,
        Command::ImportInsured { file } => return commands::import_insured(configuration, &file, stdout()).await,
        Command::ImportProfessionals { file } => {
            return commands::import_professionals(configuration, &file, stdout()).await;
        }
        Command::Notify => commands::notify(configuration, stdout()).await?,
        Command::Letters(how) => letters(how, true).await?,
        Command::PrintLetters(how) => letters(how, false).await?,
        Command::Backup { file } => commands::backup(configuration, &file, stdout()).await?,
        Command::Restore { file } => commands::restore(configuration, &file, stdout()).await?,
        Command::ResumeSending => commands::resume_sending(configuration, stdout()).await?,
        Command::VerifyHistory => return commands::verify_history(configuration, stdout()).await,
        Command::Check { mail, sms } => {
            let trials = mail.map(Contact::Email).into_iter().chain(sms.map(Contact::Mobile));
            return check(configuration, &trials.collect::<Vec<_>>(), stdout()).await;
        }
        // Done above.
        Command::Matrix { .. } | Command::CompareMatrices { .. } => {}
        Command::Healthcheck => commands::healthcheck(configuration)?,
        Command::AddKey => commands::add_key(configuration, stdout())?,
        Command::RotateKeys => commands::rotate_keys(configuration, stdout()).await?,
    }
    Ok(true)
}
