//! Signing in and out.

use domain::form::sign_in::CredentialsForm;
use domain::view::MaskedChannel;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted};

#[cfg(feature = "ssr")]
use {
    crate::enrolment_visit::EnrolmentVisit,
    crate::exchange::FormErrors,
    crate::visit::{Cookie, Visit, app_error, clear_browser, failed, seconds},
    domain::form::Rejected,
    domain::form::sign_in::{ChannelForm, CodeForm, CodeProblem, CredentialsProblem},
    domain::place::{LocalPath, ProfilePage, PublicPage, signed_out},
    domain::sign_in::SignedOut,
    services::sign_in::{Identified, Redeemed, Sending, SessionState, SignInState},
};

/// The names under which rejected forms wait for their page.
#[cfg(feature = "ssr")]
const CREDENTIALS: &str = "connexion";
#[cfg(feature = "ssr")]
const CHANNEL: &str = "canal";
#[cfg(feature = "ssr")]
const CODE: &str = "code";
/// Under this name waits the news that another code was sent.
#[cfg(feature = "ssr")]
const RESENT: &str = "renvoi";

/// What the page of step 1 needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialsPage {
    /// What the last post gave (without JavaScript).
    pub posted: Option<Posted>,
}

/// What the page of step 2 needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelPage {
    /// The ways that are open; at least two, or the page is passed over.
    pub channels: Vec<MaskedChannel>,
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// The idempotency key to post with the choice.
    pub key: String,
    /// Names the account in the form.
    pub account: String,
}

/// What the page of step 3 needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePage {
    /// Where the code went.
    pub sent: MaskedChannel,
    /// Whether there is another way to choose.
    pub other_channel: bool,
    /// Whether a code has been sent again since the page was last shown.
    pub resent: bool,
    /// In how many seconds a new code can be asked for; 0 when at once.
    pub resend_in: i64,
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// The idempotency key to post with a demand for another code.
    pub key: String,
    /// Names the account in the forms.
    pub account: String,
}

/// What the page needs that says why one is signed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOutPage {
    /// How long a session lasts without activity, in minutes.
    pub idle_minutes: i64,
    /// How long it lasts in any case, in hours.
    pub hours: i64,
}

/// Step 1: checks identifier and password. On success sends on to the choice of a way, or straight
/// to the code when there is only one.
#[server(endpoint = "connexion/identification", output = Postcard)]
pub async fn identify(#[server(flatten)] form: CredentialsForm) -> FormAnswer {
    let visit = Visit::current()?;
    let return_to: Option<LocalPath> = form.retour.parse().ok();
    let here = return_to
        .as_ref()
        .map_or(PublicPage::SignIn.path().to_owned(), |path| format!("{}?retour={path}", PublicPage::SignIn.path()));
    let identifier = match form.check() {
        Ok(identifier) => identifier,
        Err(rejected) => return visit.reject(CREDENTIALS, &here, rejected).await,
    };
    let CredentialsForm { identifiant, mot_de_passe, .. } = form;
    let answer =
        visit.services.identify(identifier, mot_de_passe, visit.entrant(), return_to).await.map_err(app_error)?;
    let problem = match answer {
        Identified::Accepted { token, code_sent } => {
            visit.give(Cookie::Browser, &token);
            leptos_axum::redirect(if code_sent { PublicPage::Code.path() } else { PublicPage::Channel.path() });
            return Ok(Posted::SentOn);
        }
        Identified::Mismatch => CredentialsProblem::Mismatch,
        Identified::TooMany { minutes } => CredentialsProblem::TooMany { minutes },
    };
    visit.reject(CREDENTIALS, &here, CredentialsForm::rejected(&identifiant, vec![problem])).await
}

/// What the page of step 1 shows.
#[server(endpoint = "connexion/page", output = Postcard)]
pub async fn read_credentials_page() -> Result<CredentialsPage, AppError> {
    Ok(CredentialsPage { posted: Visit::current()?.kept(CREDENTIALS).await? })
}

/// What the page of step 2 shows; [`AppError::SignInNeeded`] when no sign-in is under way.
#[server(endpoint = "connexion/canal/page", output = Postcard)]
pub async fn read_channel_page() -> Result<ChannelPage, AppError> {
    let visit = Visit::current()?;
    let state = under_way(&visit).await?.ok_or_else(|| failed(AppError::SignInNeeded))?;
    Ok(ChannelPage {
        channels: state.channels,
        posted: visit.kept(CHANNEL).await?,
        key: visit.services.form_key().map_err(app_error)?,
        account: state.about,
    })
}

/// Step 2: sends a code by the chosen way and goes on to step 3.
#[server(endpoint = "connexion/canal", output = Postcard)]
pub async fn choose_channel(
    #[server(default)] compte: String,
    #[server(default)] canal: String,
    #[server(default)] cle: String,
) -> FormAnswer {
    let visit = Visit::current()?;
    let (Some(browser), Some(state)) = (&visit.browser, under_way(&visit).await?) else {
        return sign_in_over(&visit, &compte).await;
    };
    let offered: Vec<_> = state.channels.iter().map(|offered| offered.channel).collect();
    let channel = match ChannelForm::check(&canal, &offered) {
        Ok(channel) => channel,
        Err(rejected) => return visit.reject(CHANNEL, PublicPage::Channel.path(), rejected).await,
    };
    match visit
        .services
        .send_code(browser, &compte, Some(channel), form_key(&cle)?, visit.entrant())
        .await
        .map_err(app_error)?
    {
        // The code that was sent just now is the one to type; the page says so if it went elsewhere.
        Sending::TooSoon if state.sent.as_ref().is_some_and(|sent| sent.channel != channel) => {
            show_sent_just_now(&visit).await?;
        }
        Sending::Sent | Sending::TooSoon => leptos_axum::redirect(PublicPage::Code.path()),
        Sending::TooMany { minutes } => return begin_again(&visit, CredentialsProblem::TooMany { minutes }).await,
        Sending::Replaced => return begin_again(&visit, CredentialsProblem::Replaced).await,
        Sending::NoSignIn => return sign_in_over(&visit, &compte).await,
    }
    Ok(Posted::SentOn)
}

/// What the page of step 3 shows; [`AppError::SignInNeeded`] when no sign-in is under way.
#[server(endpoint = "connexion/code/page", output = Postcard)]
pub async fn read_code_page() -> Result<CodePage, AppError> {
    let visit = Visit::current()?;
    let state = under_way(&visit).await?.ok_or_else(|| failed(AppError::SignInNeeded))?;
    Ok(CodePage {
        sent: state.sent.ok_or_else(|| failed(AppError::SignInNeeded))?,
        other_channel: state.channels.len() > 1,
        resent: visit.kept(RESENT).await?.unwrap_or(false),
        resend_in: seconds(state.resend_in),
        posted: visit.kept(CODE).await?,
        key: visit.services.form_key().map_err(app_error)?,
        account: state.about,
    })
}

/// Step 3: redeems the code; on success opens a session and goes home, or back to where the
/// visitor was.
#[server(endpoint = "connexion/code", output = Postcard)]
pub async fn redeem_code(#[server(default)] compte: String, #[server(default)] code: String) -> FormAnswer {
    let visit = Visit::current()?;
    let code = match CodeForm::check(&code) {
        Ok(code) => code,
        Err(rejected) => return visit.reject(CODE, PublicPage::Code.path(), rejected).await,
    };
    let Some(browser) = &visit.browser else { return sign_in_over(&visit, &compte).await };
    match visit.services.redeem_code(browser, &compte, code, visit.entrant()).await.map_err(app_error)? {
        Redeemed::SignedIn { entered, home, return_to } => {
            visit.let_in(&entered);
            visit.take(Cookie::Browser);
            let there = return_to.map_or_else(|| ProfilePage::Home.path(home), |path| path.to_string());
            leptos_axum::redirect(&there);
            Ok(Posted::SentOn)
        }
        Redeemed::Refused(problem) => visit.reject(CODE, PublicPage::Code.path(), Rejected::bare(problem)).await,
        Redeemed::Exhausted => begin_again(&visit, CredentialsProblem::CodesExhausted).await,
        Redeemed::Replaced => begin_again(&visit, CredentialsProblem::Replaced).await,
        Redeemed::NoSignIn => sign_in_over(&visit, &compte).await,
    }
}

/// Sends another code by the same way, and shows step 3 again.
#[server(endpoint = "connexion/renvoi", output = Postcard)]
pub async fn resend_code(#[server(default)] compte: String, #[server(default)] cle: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let Some(browser) = &visit.browser else { return sign_in_over(&visit, &compte).await.map(|_| ()) };
    match visit.services.send_code(browser, &compte, None, form_key(&cle)?, visit.entrant()).await.map_err(app_error)? {
        Sending::Sent => visit.show_on(RESENT, PublicPage::Code.path(), true).await,
        Sending::TooSoon => show_sent_just_now(&visit).await,
        Sending::TooMany { minutes } => begin_again(&visit, CredentialsProblem::TooMany { minutes }).await.map(|_| ()),
        Sending::Replaced => begin_again(&visit, CredentialsProblem::Replaced).await.map(|_| ()),
        Sending::NoSignIn => sign_in_over(&visit, &compte).await.map(|_| ()),
    }
}

/// Ends the session and goes to the page that says so. Whoever has signed in meanwhile stays signed in.
#[server(endpoint = "deconnexion", output = Postcard)]
pub async fn sign_out(#[server(default)] compte: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    if let SessionState::Open(_) = visit.session {
        let Some(caller) = visit.caller_about(&compte) else {
            leptos_axum::redirect(&signed_out(Some(SignedOut::Replaced), None));
            return Ok(());
        };
        visit.services.sign_out(caller).await.map_err(app_error)?;
    }
    leave_nothing(&visit).await?;
    leptos_axum::redirect(&signed_out(Some(SignedOut::OnDemand), None));
    Ok(())
}

/// What the page needs that says why one is signed out.
#[server(endpoint = "deconnexion/page", output = Postcard)]
pub async fn read_signed_out() -> Result<SignedOutPage, AppError> {
    // At hand: nothing is waited for.
    let limits = std::future::ready(Visit::current()?.services.rules().sessions).await;
    Ok(SignedOutPage { idle_minutes: seconds(limits.idle) / 60, hours: seconds(limits.absolute) / 3600 })
}

/// «Rester connecté»: begins the idle time anew; how many seconds are left of the session.
#[server(endpoint = "session/prolonger", output = Postcard)]
pub async fn stay_signed_in(#[server(default)] compte: String) -> Result<i64, AppError> {
    let visit = Visit::current()?;
    let caller = visit.caller_about(&compte).ok_or_else(|| failed(AppError::SignInNeeded))?;
    let left = visit.services.stay_signed_in(caller).await.map_err(app_error)?;
    Ok(seconds(left))
}

/// The sign-in under way.
#[cfg(feature = "ssr")]
async fn under_way(visit: &Visit) -> Result<Option<SignInState>, AppError> {
    match &visit.browser {
        Some(browser) => visit.services.sign_in_state(browser).await.map_err(app_error),
        None => Ok(None),
    }
}

/// Shows step 3, which says that another code was asked for too soon.
#[cfg(feature = "ssr")]
async fn show_sent_just_now(visit: &Visit) -> Result<(), AppError> {
    visit.show_on(CODE, PublicPage::Code.path(), Posted::from(Rejected::bare(CodeProblem::SentJustNow))).await
}

/// Leaves nothing in the browser of whoever was signed in, nor of an enrolment.
#[cfg(feature = "ssr")]
pub(crate) async fn leave_nothing(visit: &Visit) -> Result<(), AppError> {
    visit.take(Cookie::Session);
    visit.take(Cookie::Download);
    if let Some(draft) = &EnrolmentVisit::current().draft {
        visit.services.abandon_enrolment(draft).await.map_err(app_error)?;
        visit.take(Cookie::Enrolment);
    }
    clear_browser();
    Ok(())
}

/// No sign-in is under way: it begins again, unless somebody is signed in by now. That may be whom the form is about.
#[cfg(feature = "ssr")]
async fn sign_in_over(visit: &Visit, account: &str) -> FormAnswer {
    let SessionState::Open(caller) = visit.session else {
        return begin_again(visit, CredentialsProblem::SignInOver).await;
    };
    let same = visit.services.is_about(&caller, account);
    let home = ProfilePage::Home.path(caller.account().profile());
    leptos_axum::redirect(&if same { home } else { signed_out(Some(SignedOut::Replaced), None) });
    Ok(Posted::SentOn)
}

/// Leads back to step 1, which says why.
#[cfg(feature = "ssr")]
async fn begin_again(visit: &Visit, why: CredentialsProblem) -> FormAnswer {
    let errors = FormErrors::from(CredentialsForm::rejected("", vec![why]));
    visit.show_on(CREDENTIALS, PublicPage::SignIn.path(), Posted::Invalid(errors)).await?;
    Ok(Posted::SentOn)
}

/// The idempotency key of a form. Only a form that is not ours has none.
#[cfg(feature = "ssr")]
fn form_key(text: &str) -> Result<[u8; 16], AppError> {
    domain::id::parse_hex(text).map_err(|_| failed(AppError::NotFound))
}
