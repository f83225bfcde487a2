//! What the wizard of enrolment does with a request for a page: it is let through to a step that can be shown, or led
//! elsewhere. A wizard of another system has a middleware of its own like this one, and a layer in the router.
//!
//! A step that is reached from elsewhere than our own pages locks the draft (product.md, decision 26): whoever types its address,
//! or opens it from a bookmark, may be the next one at a shared computer. Answers to posts need no such rule: a post from
//! elsewhere is refused as a whole.

use app::enrolment_visit::{EnrolmentVisit, Way};
use app::visit::{Cookie, Visit};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::place::{EnrolmentPlace, PublicPage};
use http::{HeaderMap, Method, StatusCode};
use services::Fault;

use crate::guard::see_other;
use crate::instance::Instance;
use crate::middleware::{cookies, is_a_file, status_only};
use crate::routes::ATTESTATION_FILE;

/// Finds out which enrolment is under way, and hands it on with the request.
pub async fn enrolment(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    if is_a_file(request.uri()) {
        return next.run(request).await;
    }
    let draft = instance.cookies.read(&cookies(request.headers()), Cookie::Enrolment);
    let mut visit = EnrolmentVisit { draft, state: None };
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(place) = place_of(request.uri().path())
    {
        match way(&instance, &visit, place, request.headers()).await {
            Ok(Way::On(state)) => visit.state = state,
            // There is no such file, rather than a way to begin.
            Ok(Way::To(_)) if request.uri().path() == ATTESTATION_FILE && visit.draft.is_none() => {}
            Ok(Way::To(_) | Way::BackTo(_)) if keeps_no_cookies(&request) => {
                return see_other(PublicPage::NoCookies.path());
            }
            Ok(Way::To(address)) => return see_other(&address),
            Ok(Way::BackTo(address)) => {
                // It is written for a mere look: not more often than posts are let through.
                let from = request.extensions().get::<Visit>().map(|visit| visit.address);
                if from.is_some_and(|from| instance.gate.admits(from))
                    && let Err(error) = visit.note_led_back(&instance.services).await
                {
                    tracing::error!(%error, "nobody is told why a step is not shown");
                }
                return see_other(&address);
            }
            Err(error) => {
                tracing::error!(%error, "a step cannot be guarded");
                return status_only(StatusCode::SERVICE_UNAVAILABLE);
            }
        }
    }
    request.extensions_mut().insert(visit);
    next.run(request).await
}

/// The step at an address; the attestation as a file belongs to its page.
fn place_of(path: &str) -> Option<EnrolmentPlace> {
    if path == ATTESTATION_FILE { Some(EnrolmentPlace::Attestation) } else { EnrolmentPlace::of_path(path) }
}

async fn way(
    instance: &Instance,
    visit: &EnrolmentVisit,
    place: EnrolmentPlace,
    headers: &HeaderMap,
) -> Result<Way, Fault> {
    if let Some(draft) = &visit.draft
        && !comes_from_our_pages(headers, &instance.origin)
    {
        instance.services.lock_enrolment(draft).await?;
    }
    visit.way_to(&instance.services, place).await
}

/// Whether a browser comes from one of our pages to one to which only what it was given there leads, and has kept none of it. Only
/// what it says by itself counts: a page that comes back with the window has our `Referer` as well, and has lost its cookies.
pub(crate) fn keeps_no_cookies(request: &Request) -> bool {
    let visit = request.extensions().get::<Visit>();
    let from_here = request.headers().get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    from_here && visit.is_some_and(|visit| !visit.keeps_cookies)
}

/// Whether a page was reached from one of ours: by a link, a form, a redirect, or by loading it or coming back to it once more.
///
/// Browsers say where a navigation comes from by `Sec-Fetch-Site`; those that do not yet, by `Referer`. A page that is loaded
/// anew, or gone back to, is asked for with the `Referer` that it had at first, in some browsers together with the `none` of an
/// address that was typed; a typed address never has one. Of a browser that says neither, nothing is known: it is taken to come
/// from elsewhere.
fn comes_from_our_pages(headers: &HeaderMap, origin: &str) -> bool {
    let of = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = |page: &str| {
        let site = page.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split('/').next()?)));
        let by_host = |host: &str| site.is_some_and(|(_, authority)| authority == host);
        site.is_some_and(|(scheme, authority)| origin == format!("{scheme}://{authority}"))
            || of("host").is_some_and(by_host)
    };
    match of("sec-fetch-site") {
        Some("same-origin") => true,
        Some("none") | None => of("referer").is_some_and(ours),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_browser_says_an_address_that_was_typed_is_not_ours() {
        let ours = |headers: &[(&'static str, &'static str)]| {
            let headers = headers
                .iter()
                .map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)));
            comes_from_our_pages(&headers.collect(), "https://exemple.fr")
        };
        let site = |value| ("sec-fetch-site", value);
        let from = |value| ("referer", value);
        assert!(ours(&[site("same-origin")]), "a link, a form, a redirect after it");
        assert!(ours(&[site("same-origin"), from("https://exemple.fr/activer")]));
        assert!(ours(&[site("none"), from("https://exemple.fr/activer")]), "loaded anew");
        assert!(ours(&[from("https://exemple.fr/activer")]), "a browser of before 2023");
        assert!(
            ours(&[from("http://localhost:3000/activer"), ("host", "localhost:3000")]),
            "the loopback's other name"
        );
        assert!(!ours(&[site("none")]), "typed, or a bookmark");
        assert!(!ours(&[]), "typed, in a browser of before 2023");
        assert!(!ours(&[site("cross-site")]) && !ours(&[site("same-site")]), "a link in a mail, another site");
        assert!(!ours(&[site("cross-site"), from("https://exemple.fr/activer")]), "by way of another site");
        assert!(!ours(&[from("https://exemple.fr.evil.example/")]) && !ours(&[from("https://mail.example/")]));
        assert!(!ours(&[from("http://exemple.fr/")]) && !ours(&[from("")]) && !ours(&[from("exemple.fr")]));
    }
}
