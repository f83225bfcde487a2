//! The guard: what a visitor may not see is refused before anything is drawn. A redirect from within
//! a page would carry the private page in its body.

use std::sync::Arc;

use app::FirstLook;
use app::visit::Visit;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::access::Action;
use domain::id::ProfileId;
use domain::place::{LocalPath, Page, ProfilePage, PublicPage, Visitor, confirmation, is_plain_path, signed_out};
use domain::view::Space;
use http::header::LOCATION;
use http::{HeaderValue, Method, StatusCode};
use services::sign_in::SessionState;
use services::{Caller, Fault};

use crate::documents::ErrorPages;
use crate::enrolment::keeps_no_cookies;
use crate::instance::Instance;
use crate::middleware::{status_only, wants_a_page};

/// Where a request for a page leads.
enum Way {
    /// To the page.
    On,
    /// To a page of that space.
    Into(Space),
    /// Somewhere else.
    To(String),
    /// Nowhere.
    Refused,
}

/// Lets a request for a page through, leads it elsewhere, or refuses it.
pub async fn guard(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    let Some(mut visit) = request.extensions().get::<Visit>().cloned() else { return next.run(request).await };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    // One page has one address: what follows compares addresses.
    if path.len() > 1 && path.ends_with('/') {
        let one = path.trim_end_matches('/');
        return if is_plain_path(one) { see_other(one) } else { instance.pages.page(StatusCode::NOT_FOUND) };
    }
    let in_between = matches!(
        Page::of_path(&path),
        Some(Page::Public(page)) if matches!(page.rule(), Visitor::ChoosingChannel | Visitor::AwaitingCode)
    );
    let menu = wants_a_page(request.headers());
    match way(&visit, &path, request.uri().query().unwrap_or_default(), menu).await {
        Ok(Way::To(_)) if in_between && keeps_no_cookies(&request) => see_other(PublicPage::NoCookies.path()),
        Ok(Way::On) => next.run(request).await,
        Ok(Way::Into(space)) => {
            // The menu stands there on a page like those outside a space: it is drawn with the whole sheet.
            if !path.starts_with("/p/") {
                request.extensions_mut().remove::<FirstLook>();
            }
            visit.opened = Some(Arc::new(space));
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
        Ok(Way::To(address)) => see_other(&address),
        Ok(Way::Refused) => refused(&instance, &visit).await,
        Err(error) => {
            tracing::error!(%error, "a page cannot be guarded");
            status_only(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// What one may not see. Whoever is signed in finds the menu of their profiles beside it.
async fn refused(instance: &Instance, visit: &Visit) -> Response {
    let space = match visit.session {
        SessionState::Open(caller) => own_space(visit, caller).await,
        SessionState::Absent | SessionState::Ended => Ok(Way::On),
    };
    match space {
        Ok(Way::Into(space)) => ErrorPages::refused(&instance.frame, space),
        _ => instance.pages.page(StatusCode::FORBIDDEN),
    }
}

/// Where a request leads; `menu` tells whether what is shown has the menu of one's profiles.
async fn way(visit: &Visit, path: &str, query: &str, menu: bool) -> Result<Way, Fault> {
    let caller = match visit.session {
        SessionState::Open(caller) => Some(caller),
        SessionState::Absent | SessionState::Ended => None,
    };
    if let Some(rest) = path.strip_prefix("/p/") {
        let Some(caller) = caller else { return sign_in_first(visit, path).await };
        return profile_way(visit, caller, path, rest).await;
    }
    let way = match Page::of_path(path) {
        // It shows nobody, not even whoever is signed in by now.
        Some(Page::Public(PublicPage::SignedOut)) => return true_reason(visit, query).await,
        Some(Page::Public(PublicPage::NoCookies)) => visit.next.clone().map_or(Way::On, Way::To),
        Some(Page::Public(page)) => public_way(visit, caller, page).await?,
        // A step has a guard of its own.
        Some(Page::Enrolment(_)) => return Ok(Way::On),
        // Something else stands there, or nothing.
        Some(Page::Profile(..)) | None => Way::On,
    };
    match (way, caller) {
        (Way::On, Some(caller)) if menu => own_space(visit, caller).await,
        (way, _) => Ok(way),
    }
}

/// Whoever is signed in finds the menu of their profiles on pages that belong to none.
async fn own_space(visit: &Visit, caller: Caller) -> Result<Way, Fault> {
    match visit.services.space(&caller, caller.account().profile(), Action::Open).await {
        Ok(space) => Ok(Way::Into(space)),
        Err(Fault::Refused) => Ok(Way::On),
        Err(fault) => Err(fault),
    }
}

async fn public_way(visit: &Visit, caller: Option<Caller>, page: PublicPage) -> Result<Way, Fault> {
    let rule = page.rule();
    let Some(caller) = caller else {
        return match rule {
            Visitor::Anyone | Visitor::SignedOut => Ok(Way::On),
            Visitor::SignedIn => sign_in_first(visit, page.path()).await,
            Visitor::ChoosingChannel | Visitor::AwaitingCode => {
                Ok(sign_in_way(visit, rule).await?.unwrap_or_else(|| Way::To(PublicPage::SignIn.path().to_owned())))
            }
        };
    };
    let under_way = match rule {
        Visitor::Anyone | Visitor::SignedIn => return Ok(Way::On),
        Visitor::SignedOut => None,
        // Credentials were given on a page that had been open before: whoever gave them goes on, and takes the session's place.
        Visitor::ChoosingChannel | Visitor::AwaitingCode => sign_in_way(visit, rule).await?,
    };
    Ok(under_way.unwrap_or_else(|| Way::To(ProfilePage::Home.path(caller.account().profile()))))
}

/// Where a sign-in that is under way stands; `None` when there is none.
async fn sign_in_way(visit: &Visit, rule: Visitor) -> Result<Option<Way>, Fault> {
    let state = match &visit.browser {
        Some(token) => visit.services.sign_in_state(token).await?,
        None => None,
    };
    Ok(state.map(|state| {
        // There is no code to type before one was sent.
        if rule == Visitor::AwaitingCode && state.sent.is_none() {
            Way::To(PublicPage::Channel.path().to_owned())
        } else {
            Way::On
        }
    }))
}

/// A profile that is not the visitor's, one that is not there, and an identifier that is none get
/// the same answer.
async fn profile_way(visit: &Visit, caller: Caller, path: &str, rest: &str) -> Result<Way, Fault> {
    let (profile, suffix) = rest.split_once('/').unwrap_or((rest, ""));
    let Ok(profile) = profile.parse::<ProfileId>() else {
        visit.services.note_refusal(&caller);
        return Ok(Way::Refused);
    };
    // What stands at no page's address is looked for in the frame of the profile's pages.
    let action = ProfilePage::of_suffix(suffix).map_or(Action::Open, ProfilePage::rule);
    match visit.services.space(&caller, profile, action).await {
        Ok(_) if suffix.is_empty() => Ok(Way::To(ProfilePage::Home.path(profile))),
        Ok(_) if action.is_sensitive() && !caller.has_confirmed() => Ok(Way::To(password_first(path))),
        Ok(space) => Ok(Way::Into(space)),
        Err(Fault::Refused) => Ok(Way::Refused),
        Err(fault) => Err(fault),
    }
}

/// To the page that asks for the password, and leads on from there.
fn password_first(path: &str) -> String {
    path.parse().map_or_else(|_| PublicPage::Confirmation.path().to_owned(), |then| confirmation(&then))
}

/// Leads to the sign-in, with the way back; when a session is over, through the page that says why. The dead session stays in
/// its cookie, so that every tab is told the same.
async fn sign_in_first(visit: &Visit, path: &str) -> Result<Way, Fault> {
    let back = path.parse::<LocalPath>().ok();
    if matches!(visit.session, SessionState::Ended) {
        return Ok(Way::To(signed_out(visit.why_signed_out().await?, back.as_ref())));
    }
    let sign_in = PublicPage::SignIn.path();
    Ok(Way::To(back.map_or_else(|| sign_in.to_owned(), |back| format!("{sign_in}?retour={back}"))))
}

/// To the page that says why one is signed out: what the dead session knows counts, not what the address says.
async fn true_reason(visit: &Visit, query: &str) -> Result<Way, Fault> {
    if !matches!(visit.session, SessionState::Ended) {
        return Ok(Way::On);
    }
    let back = query.split('&').find_map(|pair| pair.strip_prefix("retour=")).and_then(|back| back.parse().ok());
    let address = signed_out(visit.why_signed_out().await?, back.as_ref());
    let here = address.split_once('?').map_or("", |(_, query)| query);
    Ok(if here == query { Way::On } else { Way::To(address) })
}

pub(crate) fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response(),
        Err(_) => status_only(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
