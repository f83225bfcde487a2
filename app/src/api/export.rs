//! The file with everything that a profile holds.

use domain::export::ExportState;
use domain::view::MaskedChannel;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted};

#[cfg(feature = "ssr")]
use {
    crate::exchange::FormErrors,
    crate::text,
    crate::visit::{Acting, Cookie, Visit, app_error},
    domain::access::Action,
    domain::form::Rejected,
    domain::form::export::DownloadProblem,
    domain::form::sign_in::{ChannelForm, CodeForm, CodeProblem},
    domain::id::ExportId,
    domain::place::{ProfilePage, PublicPage},
    services::export::{Asked, CodeSent, LinkedState, Opened},
};

/// What the page shows on which the file is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// How far the file has come, if one was asked for.
    pub state: Option<ExportState>,
    /// Whether a mail tells when it is ready.
    pub mailed: bool,
}

/// What the page shows on which the file of a closed profile is downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// What the link names, as it stands in the address.
    pub link: String,
    /// The file; `None` when there is none, or none any more.
    pub file: Option<LinkedFile>,
}

/// A file that is downloaded by its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedFile {
    /// How large it is, in bytes, and the last day on which it can be downloaded.
    pub state: ExportState,
    /// What has to be done before.
    pub step: DownloadStep,
}

/// How far one has come to a file by its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DownloadStep {
    /// A code is to be sent, by one of these ways.
    Channel(Vec<MaskedChannel>),
    /// The code is to be typed.
    Code,
    /// The file can be downloaded.
    Open,
}

/// How far the file has come that one asked for: the page's program asks by itself, which does not prolong the session.
#[server(endpoint = "parametres/telechargement/avancement", output = Postcard)]
pub async fn read_export_state(#[server(default)] profile: String) -> Result<Option<ExportState>, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    visit.services.export_state(&caller, profile).await.map_err(app_error)
}

/// The page on which the file is asked for.
#[server(endpoint = "parametres/telechargement/page", output = Postcard)]
pub async fn read_export(#[server(default)] profile: String) -> Result<ExportData, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let state = visit.services.export_state(&caller, profile).await.map_err(app_error)?;
    let mailed = visit.services.can_be_mailed(&caller).await.map_err(app_error)?;
    let here = ProfilePage::Export;
    Ok(ExportData { posted: visit.kept_of_page(here.suffix(), &here.path(profile)).await?, state, mailed })
}

/// Asks for the file.
#[server(endpoint = "parametres/telechargement", output = Postcard)]
pub async fn ask_for_export(#[server(default)] compte: String, #[server(default)] profile: String) -> FormAnswer {
    let (visit, here) = (Visit::current()?, ProfilePage::Export);
    let (caller, profile) =
        match visit.acting((&compte, &profile), (here, Action::Export), FormErrors::default()).await? {
            Acting::On(caller, profile) => (caller, profile),
            Acting::Answered(posted) => return Ok(posted),
        };
    let page = here.path(profile);
    match visit.services.ask_for_export(&caller, profile).await.map_err(app_error)? {
        Asked::Done => visit.saved(here.suffix(), &page, Some("Votre demande est enregistrée.".to_owned())).await,
        Asked::TooMany { minutes } => {
            let mut errors = FormErrors::default();
            errors.say(&text::too_many_exports(minutes));
            visit.reject(here.suffix(), &page, errors).await
        }
    }
}

/// What is behind the link of a mail; `autre` asks for another code.
#[server(endpoint = "telechargement/page", output = Postcard)]
pub async fn read_download(
    #[server(default)] demande: String,
    #[server(default)] autre: bool,
) -> Result<DownloadData, AppError> {
    let visit = Visit::current()?;
    let state = match demande.parse::<ExportId>() {
        Ok(id) => visit.services.linked_export(id, visit.download.as_ref()).await.map_err(app_error)?,
        Err(_) => None,
    };
    let posted = visit.kept(PublicPage::Download.path()).await?;
    let file = state.map(|LinkedState { channels, bytes, until, awaits_code, open }| {
        let step = match (open, awaits_code && !autre) {
            (true, _) => DownloadStep::Open,
            (false, true) => DownloadStep::Code,
            (false, false) => DownloadStep::Channel(channels),
        };
        LinkedFile { state: ExportState::Ready { bytes, until }, step }
    });
    Ok(DownloadData { posted, link: demande, file })
}

/// Sends the code.
#[server(endpoint = "telechargement/canal", output = Postcard)]
pub async fn send_download_code(#[server(default)] demande: String, #[server(default)] canal: String) -> FormAnswer {
    let visit = Visit::current()?;
    let page = download_page(&demande);
    let Ok(id) = demande.parse::<ExportId>() else { return Ok(shown(&page)) };
    let Some(state) = visit.services.linked_export(id, None).await.map_err(app_error)? else { return Ok(shown(&page)) };
    let offered: Vec<_> = state.channels.iter().map(|offered| offered.channel).collect();
    let here = PublicPage::Download.path();
    let again = format!("{page}&autre=true");
    let channel = match ChannelForm::check(&canal, &offered) {
        Ok(channel) => channel,
        Err(rejected) => {
            let problems = rejected.problems.into_iter().map(DownloadProblem::Channel).collect();
            return visit.reject(here, &again, Rejected::new(&[], 0, problems)).await;
        }
    };
    match visit.services.send_export_code(id, channel).await.map_err(app_error)? {
        CodeSent::Sent | CodeSent::TooSoon | CodeSent::Gone => Ok(shown(&page)),
        CodeSent::TooMany { minutes } => {
            visit.reject(here, &again, Rejected::bare(DownloadProblem::TooManyCodes { minutes })).await
        }
    }
}

/// Takes the code.
#[server(endpoint = "telechargement/code", output = Postcard)]
pub async fn open_download(#[server(default)] demande: String, #[server(default)] code: String) -> FormAnswer {
    let visit = Visit::current()?;
    let (page, here) = (download_page(&demande), PublicPage::Download.path());
    let Ok(id) = demande.parse::<ExportId>() else { return Ok(shown(&page)) };
    let problem = match CodeForm::check(&code) {
        Err(rejected) => {
            let problems = rejected.problems.into_iter().map(DownloadProblem::Code).collect();
            return visit.reject(here, &page, Rejected::new(&[], 0, problems)).await;
        }
        Ok(code) => match visit.services.open_export(id, code).await.map_err(app_error)? {
            Opened::Right(token) => {
                visit.give(Cookie::Download, &token);
                return Ok(shown(&page));
            }
            Opened::Gone => return Ok(shown(&page)),
            Opened::Wrong { left } => DownloadProblem::Code(CodeProblem::Wrong { left }),
            Opened::Expired => DownloadProblem::Code(CodeProblem::Expired),
            Opened::TooMany { minutes } => DownloadProblem::TooManyTries { minutes },
        },
    };
    visit.reject(here, &page, Rejected::bare(problem)).await
}

/// «Terminer»: whoever leaves a shared computer leaves no way to the file.
#[server(endpoint = "telechargement/fin", output = Postcard)]
pub async fn finish_download() -> Result<(), AppError> {
    // At hand: nothing is waited for.
    let visit = std::future::ready(Visit::current()).await?;
    visit.take(Cookie::Download);
    leptos_axum::redirect(PublicPage::Front.path());
    Ok(())
}

/// The page of a link.
#[cfg(feature = "ssr")]
fn download_page(link: &str) -> String {
    let link: String = link.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{}?demande={link}", PublicPage::Download.path())
}

#[cfg(feature = "ssr")]
fn shown(page: &str) -> Posted {
    leptos_axum::redirect(page);
    Posted::SentOn
}
