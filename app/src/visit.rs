//! The request behind a server function: who asks, with which cookies, and whether a page or a
//! program waits for the answer. The server's middleware makes a [`Visit`] of every request.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;

use domain::access::Action;
use domain::id::ProfileId;
use domain::place::{ProfilePage, PublicPage, confirmation, is_plain_path, signed_out};
use domain::sign_in::SignedOut;
use domain::time::Span;
use domain::view::Space;
use http::header::{ACCEPT, SET_COOKIE};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use serde::Serialize;
use services::sign_in::SessionState;
use services::{Caller, Devices, Entered, Entrant, Fault, Services, Token};

use crate::error::AppError;
use crate::exchange::{FormAnswer, FormErrors, Posted};
use crate::text;

/// One request, as far as the application is concerned.
#[derive(Clone)]
pub struct Visit {
    /// What can be done.
    pub services: Services,
    /// Whether somebody is signed in.
    pub session: SessionState,
    /// What the browser holds of a session, alive or over.
    pub session_token: Option<Token>,
    /// Names this browser while nobody is signed in: a sign-in under way, a form to show again.
    pub browser: Option<Token>,
    /// What the browser holds since the code for the file of a closed profile was right.
    pub download: Option<Token>,
    /// Where the request comes from.
    pub address: IpAddr,
    /// The accounts that have signed in from this browser before.
    pub devices: Devices,
    /// How cookies are written.
    pub cookies: Cookies,
    /// Whether the browser holds any of ours.
    pub keeps_cookies: bool,
    /// Where the browser was to go once it had shown that.
    pub next: Option<String>,
    /// The space that the guard opened for this request: a page that is drawn need not ask again.
    pub opened: Option<Arc<Space>>,
}

/// How cookies are written and found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookies {
    /// Over TLS: with the `__Host-` prefix and `Secure`. Without only on loopback names, and on private addresses in a workshop.
    pub secure: bool,
    /// The port of the service's address: browsers give a host's cookies to all its ports, and on the loopback there may be several
    /// services.
    pub port: u16,
}

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The session.
    Session,
    /// The browser, before anybody is signed in.
    Browser,
    /// An enrolment under way. It outlives a sign-in: a parent signs in to activate a child's space.
    Enrolment,
    /// The accounts that have signed in from this browser. It outlives the session, and opens nothing.
    Device,
    /// The file of a closed profile, for whom a code was right.
    Download,
    /// That the browser keeps cookies: it says nothing else, and stays until the browser is closed.
    Kept,
}

impl Cookie {
    const fn what(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Browser => "connexion",
            Self::Enrolment => "activation",
            Self::Download => "telechargement",
            Self::Device => "appareil",
            Self::Kept => "temoin",
        }
    }
}

/// Whether a form of a profile's page acts.
pub enum Acting {
    /// It does: who, on which profile.
    On(Caller, ProfileId),
    /// It does not: this is the answer.
    Answered(Posted),
}

/// For how long a browser keeps that an account has signed in from it: as long as browsers keep any cookie.
const DEVICE_LIFETIME: Span = Span::hours(400 * 24);

impl Cookies {
    /// The name of a cookie: `__Host-session`, or on the loopback `mes3000-session`.
    #[must_use]
    pub fn name(self, cookie: Cookie) -> String {
        let what = cookie.what();
        if self.secure { format!("__Host-{what}") } else { format!("mes{}-{what}", self.port) }
    }

    /// The token in a `Cookie` header. A cookie that comes twice counts as none: one of the two was
    /// planted.
    #[must_use]
    pub fn read(self, header: &str, cookie: Cookie) -> Option<Token> {
        self.only(header, cookie)?.parse().ok()
    }

    /// The accounts that have signed in from a browser, of its `Cookie` header.
    #[must_use]
    pub fn devices(self, header: &str) -> Devices {
        self.only(header, Cookie::Device).map(Devices::parse).unwrap_or_default()
    }

    fn only(self, header: &str, cookie: Cookie) -> Option<&str> {
        let mut values = self.values(header, cookie);
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether a `Cookie` header has that cookie, usable or not.
    #[must_use]
    pub fn is_there(self, header: &str, cookie: Cookie) -> bool {
        self.values(header, cookie).next().is_some()
    }

    /// Whether a `Cookie` header has any cookie of ours.
    #[must_use]
    pub fn are_kept(self, header: &str) -> bool {
        self.own(header).next().is_some()
    }

    /// The cookies of ours in a header: what each is for, and its value.
    fn own(self, header: &str) -> impl Iterator<Item = (&str, &str)> {
        header.split(';').filter_map(move |pair| {
            let (name, value) = pair.trim().split_once('=')?;
            let what = if self.secure {
                name.strip_prefix("__Host-")?
            } else {
                let (port, what) = name.strip_prefix("mes")?.split_once('-')?;
                // As it is written, and no other way: a name that is read twice is a cookie that somebody planted.
                (port.parse() == Ok(self.port) && !port.starts_with(['+', '0'])).then_some(what)?
            };
            Some((what, value))
        })
    }

    fn values(self, header: &str, cookie: Cookie) -> impl Iterator<Item = &str> {
        self.own(header).filter(move |(what, _)| *what == cookie.what()).map(|(_, value)| value)
    }

    /// The `Set-Cookie` that gives a token to the browser until it is closed.
    #[must_use]
    pub fn give(self, cookie: Cookie, token: &Token) -> String {
        let mut text = format!("{}={}", self.name(cookie), token.reveal());
        self.add_attributes(&mut text);
        text
    }

    /// The `Set-Cookie` that keeps in a browser which accounts have signed in from it.
    #[must_use]
    pub fn mark(self, devices: &Devices) -> String {
        let seconds = DEVICE_LIFETIME.as_seconds_up();
        let mut text = format!("{}={}; Max-Age={seconds}", self.name(Cookie::Device), devices.reveal());
        self.add_attributes(&mut text);
        text
    }

    /// Where a browser was to go once it had shown that it keeps cookies: a page of ours, with the page to lead back to, if any.
    #[must_use]
    pub fn next(self, header: &str) -> Option<String> {
        self.only(header, Cookie::Kept).filter(|next| is_next(next)).map(str::to_owned)
    }

    /// The `Set-Cookie` by which a browser shows from now on that it keeps cookies; `next` is where it goes on, `1` when nowhere.
    #[must_use]
    pub fn show_kept(self, next: &str) -> String {
        let mut text = format!("{}={next}", self.name(Cookie::Kept));
        self.add_attributes(&mut text);
        text
    }

    /// The `Set-Cookie` that takes it away.
    #[must_use]
    pub fn take(self, cookie: Cookie) -> String {
        let mut text = format!("{}=; Max-Age=0", self.name(cookie));
        self.add_attributes(&mut text);
        text
    }

    fn add_attributes(self, text: &mut String) {
        let secure = if self.secure { "; Secure" } else { "" };
        // Writing to a `String` cannot fail.
        let _ = write!(text, "; Path=/; HttpOnly; SameSite=Lax{secure}");
    }
}

impl Visit {
    /// The request that is being answered.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] outside any request: when the list of routes is made.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<Self>().cloned()).ok_or(AppError::Unavailable)
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`AppError::SignInNeeded`], with the status 401.
    pub fn caller(&self) -> Result<Caller, AppError> {
        match self.session {
            SessionState::Open(caller) => Ok(caller),
            SessionState::Absent | SessionState::Ended => Err(failed(AppError::SignInNeeded)),
        }
    }

    /// The caller, and the profile that a text names. A text that names none is refused like the
    /// profile of somebody else.
    ///
    /// # Errors
    /// [`AppError::SignInNeeded`] or [`AppError::Refused`].
    pub fn caller_on(&self, profile: &str) -> Result<(Caller, ProfileId), AppError> {
        let caller = self.caller()?;
        let profile = profile.parse().map_err(|_| {
            self.services.note_refusal(&caller);
            failed(AppError::Refused)
        })?;
        Ok((caller, profile))
    }

    /// The browser, for whoever comes in by it.
    #[must_use]
    pub fn entrant(&self) -> Entrant {
        let held = match self.session {
            SessionState::Open(caller) => Some(caller),
            SessionState::Absent | SessionState::Ended => None,
        };
        Entrant { address: self.address, devices: self.devices.clone(), held }
    }

    /// Gives the browser what it needs of somebody who has come in.
    pub fn let_in(&self, entered: &Entered) {
        self.give(Cookie::Session, &entered.session);
        set_cookie(&self.cookies.mark(&entered.devices));
    }

    /// Who acts by a form that says for which account it is ([`ACCOUNT`](crate::components::form::ACCOUNT)): whoever is signed in, if it is about them. Otherwise
    /// nothing may be done, and [`too_late`](Self::too_late) answers.
    pub fn caller_about(&self, account: &str) -> Option<Caller> {
        match self.session {
            SessionState::Open(caller) if self.services.is_about(&caller, account) => Some(caller),
            _ => None,
        }
    }

    /// What the forms carry that act for the account that is signed in; nothing when none is.
    pub fn account(&self) -> String {
        match &self.session {
            SessionState::Open(caller) => self.services.subject_of(caller),
            SessionState::Absent | SessionState::Ended => String::new(),
        }
    }

    /// Why nobody is signed in, or nobody whom a form is about; `None` when it cannot be told.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn why_signed_out(&self) -> Result<Option<SignedOut>, Fault> {
        Ok(match (&self.session, &self.session_token) {
            (SessionState::Open(_), _) => Some(SignedOut::Replaced),
            // The browser has given its cookie up, as it does on signing out.
            (SessionState::Absent, _) => Some(SignedOut::Elsewhere),
            (SessionState::Ended, Some(token)) => self.services.ended_session(token).await?.and_then(|ended| ended.why),
            (SessionState::Ended, None) => None,
        })
    }

    /// Answers a form that came when nobody was signed in any more, or somebody else: nothing is done. The browser is led to
    /// the page that says why, and from there back to `page`, which shows what was typed to the same account only.
    ///
    /// # Errors
    /// [`AppError`] when it cannot be kept.
    pub async fn too_late(
        &self,
        account: &str,
        form: &'static str,
        page: &str,
        typed: impl Into<FormErrors>,
    ) -> FormAnswer {
        let why = self.why_signed_out().await.map_err(app_error)?;
        if let (SessionState::Ended, Some(session)) = (&self.session, &self.session_token) {
            let mut errors = typed.into();
            errors.say(text::SENT_TOO_LATE);
            let kept = Posted::Invalid(errors);
            self.services.keep_until_signed_in(session, account, page, form, kept).await.map_err(app_error)?;
        }
        leptos_axum::redirect(&signed_out(why, page.parse().ok().as_ref()));
        Ok(Posted::SentOn)
    }

    /// Answers a form of `page` whose act is sensitive and whose sender has not typed their password for a while: nothing is done.
    /// The browser is led to the page that asks for it, and from there back to `page`, which shows what was typed.
    ///
    /// # Errors
    /// [`AppError`] when it cannot be kept.
    pub async fn password_first(
        &self,
        caller: &Caller,
        form: &'static str,
        page: &str,
        typed: impl Into<FormErrors>,
    ) -> FormAnswer {
        let mut errors = typed.into();
        errors.say(text::PASSWORD_FIRST);
        let then = page.parse().map_err(|_| failed(AppError::NotFound))?;
        // For this page and this account: it may say much of somebody else.
        let kept = Posted::Invalid(errors);
        self.services.keep_for_caller(caller, page, form, kept).await.map_err(app_error)?;
        leptos_axum::redirect(&confirmation(&then));
        Ok(Posted::SentOn)
    }

    /// Who acts by a form of a profile's page, and on which profile; or the answer, when the form is about somebody else, came too late,
    /// or does something sensitive and the password was not typed for a while. `typed` is then kept for the page.
    ///
    /// # Errors
    /// [`AppError::Refused`] when the profile is none; [`AppError`] when what was typed cannot be kept.
    pub async fn acting(
        &self,
        (account, profile): (&str, &str),
        (page, action): (ProfilePage, Action),
        typed: impl Into<FormErrors>,
    ) -> Result<Acting, AppError> {
        if self.caller_about(account).is_none() {
            let back = profile.parse().map(|profile| page.path(profile)).unwrap_or_default();
            return self.too_late(account, page.suffix(), &back, typed).await.map(Acting::Answered);
        }
        let (caller, profile) = self.caller_on(profile)?;
        if action.is_sensitive() && !caller.has_confirmed() {
            let answer = self.password_first(&caller, page.suffix(), &page.path(profile), typed).await;
            return answer.map(Acting::Answered);
        }
        Ok(Acting::On(caller, profile))
    }

    /// Takes out what was kept of a form for its page: not accepted, or sent when nobody was signed in any more.
    ///
    /// # Errors
    /// [`AppError`] when the database fails.
    pub async fn kept_of_page(&self, form: &'static str, page: &str) -> Result<Option<Posted>, AppError> {
        match (self.kept(form).await?, &self.session) {
            (None, SessionState::Open(caller)) => {
                self.services.take_since_signed_in(caller, page, form).await.map_err(app_error)
            }
            (posted, _) => Ok(posted),
        }
    }

    /// Gives a cookie with the answer.
    pub fn give(&self, cookie: Cookie, token: &Token) {
        set_cookie(&self.cookies.give(cookie, token));
        set_cookie(&self.cookies.show_kept("1"));
    }

    /// Takes a cookie away with the answer.
    pub fn take(&self, cookie: Cookie) {
        set_cookie(&self.cookies.take(cookie));
    }

    /// Answers with a form that was not accepted. A program gets it as it is; for a browser that
    /// posted without JavaScript it is kept, and the browser sent to the page that shows it.
    ///
    /// # Errors
    /// [`AppError`] when it cannot be kept.
    pub async fn reject(&self, form: &'static str, page: &str, errors: impl Into<FormErrors>) -> FormAnswer {
        let posted = Posted::Invalid(errors.into());
        if a_page_is_wanted() {
            self.show_on(form, page, posted.clone()).await?;
        }
        Ok(posted)
    }

    /// «Save and stay»: answers that a form was saved, with a sentence that its page shows, or none when the page's
    /// content says what was done. The page is loaded anew, by the program in it or by the browser.
    ///
    /// # Errors
    /// [`AppError`] when the sentence cannot be kept.
    pub async fn saved(&self, form: &'static str, page: &str, notice: Option<String>) -> FormAnswer {
        let posted = Posted::Saved(notice);
        if matches!(posted, Posted::Saved(Some(_))) {
            self.keep(form, posted.clone()).await?;
        }
        if a_page_is_wanted() {
            leptos_axum::redirect(page);
        }
        Ok(posted)
    }

    /// Keeps something for a page and sends the browser there: when it has shown no cookie yet, by way of the page that finds out
    /// whether it keeps the one by which the page finds what was kept.
    ///
    /// # Errors
    /// [`AppError`] when it cannot be kept.
    pub async fn show_on<T: Serialize + Send + Sync + 'static>(
        &self,
        name: &'static str,
        page: &str,
        value: T,
    ) -> Result<(), AppError> {
        self.keep(name, value).await?;
        if self.keeps_cookies || !is_next(page) {
            leptos_axum::redirect(page);
        } else {
            // After the one that came with the browser's own: the last counts.
            set_cookie(&self.cookies.show_kept(page));
            leptos_axum::redirect(PublicPage::NoCookies.path());
        }
        Ok(())
    }

    /// Keeps something for the page that takes it out next.
    ///
    /// # Errors
    /// [`AppError`] when it cannot be kept.
    pub async fn keep<T: Serialize + Send + Sync + 'static>(
        &self,
        name: &'static str,
        value: T,
    ) -> Result<(), AppError> {
        let minted;
        let token = if let Some(token) = &self.browser {
            token
        } else {
            minted = Token::mint().map_err(|error| app_error(error.into()))?;
            self.give(Cookie::Browser, &minted);
            &minted
        };
        self.services.keep_flash(token, name, value).await.map_err(app_error)
    }

    /// Takes out what was kept for the page.
    ///
    /// # Errors
    /// [`AppError`] when the database fails.
    pub async fn kept<T: serde::de::DeserializeOwned + Send + 'static>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, AppError> {
        match &self.browser {
            Some(token) => self.services.take_flash(token, name).await.map_err(app_error),
            None => Ok(None),
        }
    }
}

/// Whether a browser that has shown no cookie is led to this page by way of the one that finds out: it has no other query than the page
/// to lead back to.
fn is_next(page: &str) -> bool {
    let (path, back) = page.split_once("?retour=").unwrap_or((page, "/"));
    is_plain_path(path) && is_plain_path(back) && path != PublicPage::NoCookies.path()
}

/// Whether the browser itself waits for a page, and not the program in it.
fn a_page_is_wanted() -> bool {
    use_context::<Parts>()
        .and_then(|parts| parts.headers.get(ACCEPT)?.to_str().ok().map(|accept| accept.contains("text/html")))
        .unwrap_or(false)
}

fn set_cookie(text: &str) {
    // The text is ours, without control characters.
    if let Ok(value) = HeaderValue::from_str(text) {
        expect_context::<ResponseOptions>().append_header(SET_COOKIE, value);
    }
}

/// Has the browser forget what it has kept of our pages.
pub fn clear_browser() {
    // Not the cache: no page is kept there, and to empty it takes a full one the best part of a second.
    let kept = HeaderValue::from_static("\"storage\"");
    expect_context::<ResponseOptions>().insert_header(HeaderName::from_static("clear-site-data"), kept);
}

/// What the browser may know of a fault; the log knows the rest.
pub fn app_error(fault: Fault) -> AppError {
    failed(match &fault {
        Fault::Refused => AppError::Refused,
        Fault::PasswordNeeded => {
            tracing::error!("a sensitive act did not ask for the password before it began");
            AppError::Refused
        }
        Fault::Busy => AppError::Busy,
        Fault::Store(_) | Fault::Internal(_) => {
            tracing::error!(error = %fault, "a use case failed");
            AppError::Unavailable
        }
    })
}

/// Gives the answer the status of an error.
pub fn failed(error: AppError) -> AppError {
    let status = match error {
        AppError::SignInNeeded => StatusCode::UNAUTHORIZED,
        AppError::Refused => StatusCode::FORBIDDEN,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Busy | AppError::Interrupted => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Unavailable => StatusCode::INTERNAL_SERVER_ERROR,
    };
    set_status(status);
    error
}

/// Sets the answer's status, if there is an answer: not while the list of routes is made.
pub fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Whole seconds, for the wire.
pub fn seconds(span: Span) -> i64 {
    span.as_seconds_up()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Cookies = Cookies { secure: false, port: 3000 };
    const SECURE: Cookies = Cookies { secure: true, port: 443 };

    #[test]
    fn cookies_are_strict_over_tls() {
        let token = Token::mint().unwrap();
        let text = SECURE.give(Cookie::Session, &token);
        assert_eq!(text, format!("__Host-session={}; Path=/; HttpOnly; SameSite=Lax; Secure", token.reveal()));
        assert_eq!(SECURE.take(Cookie::Session), "__Host-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(!OPEN.give(Cookie::Browser, &token).contains("Secure"));
    }

    #[test]
    fn a_cookie_is_found_whole_and_alone_or_not_at_all() {
        let token = Token::mint().unwrap();
        let value = token.reveal();
        let found = |header: &str| OPEN.read(header, Cookie::Session).map(|token| token.reveal());
        assert_eq!(found(&format!("a=b; mes3000-session={value}; mes3000-connexion=x")), Some(value.clone()));
        assert_eq!(found(&format!("mes3000-session={value}; mes3000-session={value}")), None);
        assert_eq!(found(&format!("mes3000-session={}", &value[1..])), None);
        assert_eq!(found(&format!("xmes3000-session={value}")), None);
        // Another service on the loopback.
        assert_eq!(found(&format!("session={value}; mes3001-session={value}")), None);
        assert_eq!(found(&format!("__Host-session={value}")), None);
        assert_eq!(found(""), None);
    }
}
