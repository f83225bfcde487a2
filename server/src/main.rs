//! The program. Without a word it serves; `server help` lists the words it knows.

use std::path::Path;
use std::process::ExitCode;

use server::commands::{self, Failure};
use server::configuration::Configuration;
use server::telemetry;

/// Drawing a page takes thousands of small pieces of memory: with the system's allocator, a third of the
/// time that a page takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "\
server                       serves
server import-insured FILE   takes in the insurer's file: adds who is new, brings up to date who is known
server notify                mails a provisional code to everybody who has yet to decide and has no valid one
server letters FOLDER [SIZE] writes letters with a provisional code, as PDFs of SIZE (500) letters by postcode, to those
                             of them who have no e-mail address
server print-letters FOLDER [SIZE]
                             writes the letters that people asked for, in the same way, and invites nobody
server verify-history        verifies that no line of any history was altered or removed
server add-key               adds a key to the keyring in the data folder; start the service again after it
server rotate-keys           wraps all data keys by the newest key of the keyring
server help                  prints this

The configuration comes from the environment: see the README.";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "help is printed")]
async fn run() -> Result<bool, Failure> {
    let command = std::env::args().nth(1);
    if matches!(command.as_deref(), Some("help" | "--help" | "-h")) {
        println!("{HELP}");
        return Ok(true);
    }
    let configuration = Configuration::from_environment()?;
    telemetry::start(&configuration.log, configuration.log_json)?;
    match command.as_deref() {
        None | Some("serve") => commands::run(&configuration).await.map(|()| true),
        Some("import-insured") => match std::env::args_os().nth(2) {
            Some(file) => commands::import_insured(&configuration, Path::new(&file), std::io::stdout()).await,
            None => Err(format!("import-insured: say which file\n\n{HELP}").into()),
        },
        Some("notify") => commands::notify(&configuration, std::io::stdout()).await.map(|()| true),
        Some(word @ ("letters" | "print-letters")) => {
            let mut words = std::env::args_os().skip(2);
            let Some(folder) = words.next() else {
                return Err(format!("{word}: say into which folder\n\n{HELP}").into());
            };
            let size = words.next().map_or(Some(commands::LETTERS_PER_FILE), |word| word.to_str()?.parse().ok());
            let size = size.filter(|size| (1..=commands::LETTERS_PER_FILE_MAX).contains(size)).ok_or_else(|| {
                format!("{word}: between 1 and {} letters stand in a file", commands::LETTERS_PER_FILE_MAX)
            })?;
            let invite = word == "letters";
            commands::letters(&configuration, Path::new(&folder), size, invite, std::io::stdout()).await.map(|()| true)
        }
        Some("verify-history") => commands::verify_history(&configuration, std::io::stdout()).await,
        Some("add-key") => commands::add_key(&configuration, std::io::stdout()).map(|()| true),
        Some("rotate-keys") => commands::rotate_keys(&configuration, std::io::stdout()).await.map(|()| true),
        Some(_) => Err(format!("there is no such command\n\n{HELP}").into()),
    }
}
