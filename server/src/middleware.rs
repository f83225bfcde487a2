//! What every request passes through, outermost first: envelope, whole pages, same origin, visit.

use std::any::Any;
use std::future::poll_fn;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Once;
use std::time::{Duration, Instant};

use app::error::AppError;
use app::visit::{Cookie, Visit};
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::id::to_hex;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONNECTION, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION,
    ORIGIN, REFERRER_POLICY, RETRY_AFTER, SERVER, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use hyper::body::Body as _;
use services::sign_in::SessionState;
use tracing::Instrument as _;

use crate::configuration::Origin;
use crate::instance::Instance;
use crate::metrics;

/// The nonce of a request's content security policy.
#[derive(Clone)]
pub struct CspNonce(pub String);

/// Marks an answer that pages of our own may show in a frame, and that may hold such frames. Only the
/// gallery's answers carry it.
#[cfg(feature = "gallery")]
#[derive(Clone, Copy)]
pub struct Framed;

/// Numbers the request, logs it, and puts the headers on the answer that every answer has.
///
/// The log names the route's template, never the address: it may hold a profile's identifier.
pub async fn envelope(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let random = services::random_bytes::<24>().unwrap_or_default();
    let (request_id, nonce) = (to_hex(&random[..8]), to_hex(&random[8..]));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(CspNonce(nonce.clone()));

    let span = tracing::info_span!("request", id = %request_id);
    let mut response = next.run(request).instrument(span.clone()).await;

    let (status, took) = (response.status().as_u16(), begun.elapsed());
    span.in_scope(|| {
        // In thousandths: more of them say nothing.
        let ms = (took.as_secs_f64() * 1_000_000.0).round() / 1000.0;
        tracing::info!(%method, route, status, ms, "answered");
    });
    metrics::answered(&method, route, status, took);

    #[cfg(feature = "gallery")]
    let framed = response.extensions().get::<Framed>().is_some();
    #[cfg(not(feature = "gallery"))]
    let framed = false;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_SECURITY_POLICY, &policy(&nonce, instance.style_sources(), instance.watched, framed));
    set(HeaderName::from_static("x-request-id"), &request_id);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    set(HeaderName::from_static("x-frame-options"), if framed { "SAMEORIGIN" } else { "DENY" });
    // Elsewhere browsers complain of it.
    if instance.trustworthy {
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    }
    if instance.cookies.secure {
        set(STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if !instance.trustworthy {
        headers.remove("clear-site-data");
    }
    headers.remove(SERVER);
    // Whatever a route says: a page may name somebody, and is kept by nobody.
    if is_a_page(headers) || !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn policy(nonce: &str, styles: &str, watched: bool, framed: bool) -> String {
    let by_whom = if framed { "frame-src 'self'; frame-ancestors 'self'" } else { "frame-ancestors 'none'" };
    let reload = if watched { " ws://127.0.0.1:3001 ws://localhost:3001" } else { "" };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'{styles}; \
         img-src 'self'; font-src 'self'; connect-src 'self'{reload}; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; {by_whom}"
    )
}

pub(crate) fn is_a_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Whether the browser waits for a page.
pub(crate) fn wants_a_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Gives a browser a whole page where it would get a bare status, or a redirect that carries an
/// error in its address (`server_fn`'s way for forms posted without JavaScript).
pub async fn whole_pages(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let page = wants_a_page(request.headers());
    let response = next.run(request).await;
    if !page {
        return response;
    }
    let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let in_an_address = location.is_some_and(|location| location.contains("__err="));
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        if is_a_page(response.headers()) {
            return response;
        }
        let mut page = instance.pages.page(status);
        for header in [RETRY_AFTER, CONNECTION, CONTENT_RANGE] {
            if let Some(value) = response.headers().get(&header) {
                page.headers_mut().insert(header, value.clone());
            }
        }
        // A session that goes on under another token does so whatever came of the rest.
        for cookie in response.headers().get_all(SET_COOKIE) {
            page.headers_mut().append(SET_COOKIE, cookie.clone());
        }
        return page;
    }
    if in_an_address { instance.pages.page(StatusCode::INTERNAL_SERVER_ERROR) } else { response }
}

/// What a panic answers; its text goes to the log only. [`whole_pages`] makes a page of it.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no message)");
    tracing::error!(what, "a request panicked");
    status_only(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An answer without a body.
pub fn status_only(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Refuses requests that change something and that another site may have caused: the browser must
/// say that they come from here (`Sec-Fetch-Site`), or name our own address (`Origin`). Server
/// functions are refused by any other method than POST. A program that is refused is told why: browsers show it to no other site.
pub async fn same_origin_only(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let of = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let safe = is_safe(request.method());
    if safe && request.uri().path().starts_with("/api/") {
        status_only(StatusCode::METHOD_NOT_ALLOWED)
    } else if safe || comes_from_here(&instance, headers.get("sec-fetch-site"), of(&ORIGIN), of(&HOST)) {
        next.run(request).await
    } else {
        instance.foreign.count();
        if wants_a_page(headers) {
            instance.pages.foreign()
        } else {
            (StatusCode::FORBIDDEN, why_foreign(headers.get("sec-fetch-site"), of(&ORIGIN))).into_response()
        }
    }
}

/// Why a request is not one of our own pages', in words for whoever wrote the program that sent it.
const fn why_foreign(site: Option<&HeaderValue>, origin: Option<&str>) -> &'static str {
    match (site, origin) {
        (Some(_), _) => {
            "Refusé\u{a0}: d'après l'en-tête Sec-Fetch-Site, cette demande ne vient pas d'une page du service."
        }
        (None, Some(_)) => {
            "Refusé\u{a0}: l'en-tête Origin n'est pas l'adresse du service. Un programme y met la valeur de PUBLIC_ORIGIN."
        }
        (None, None) => {
            "Refusé\u{a0}: il manque l'en-tête Origin. Un programme y met l'adresse du service, la valeur de PUBLIC_ORIGIN."
        }
    }
}

fn comes_from_here(instance: &Instance, site: Option<&HeaderValue>, origin: Option<&str>, host: Option<&str>) -> bool {
    match (site, origin) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) if origin == &*instance.origin => true,
        // In a demonstration one may type any name of the loopback, and in a workshop any address that this machine has in the local
        // network. What stands in the bar of the browser is then an address: no name of somebody else's can lead here.
        (None, Some(origin)) if instance.frame.demonstration => {
            let here = host.and_then(|host| format!("http://{host}").parse::<Origin>().ok());
            here.is_some_and(|here| here.as_str() == origin && instance.plain.allows(&here))
        }
        _ => false,
    }
}

/// What the browser's program asks by itself, again and again: how long the session lasts, how far a file is. It does not prolong the
/// session.
const LOOKING: [&str; 2] = ["/session/duree", "/api/parametres/telechargement/avancement"];

/// Finds out who asks, and hands it on with the request. What is posted passes the barrier against floods first: each post may
/// leave a draft or a form to show again in the database. Whatever is posted is taken in as a
/// whole.
pub async fn visit(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    if is_a_file(request.uri()) {
        return next.run(request).await;
    }
    let cookies = cookies(request.headers());
    let token = instance.cookies.read(&cookies, Cookie::Session);
    let there_was_one = instance.cookies.is_there(&cookies, Cookie::Session);
    // Asking how much time is left must not give more of it.
    let looking = LOOKING.contains(&request.uri().path());
    let session = match &token {
        None if there_was_one => SessionState::Ended,
        None => SessionState::Absent,
        Some(token) => match instance.services.session(token, looking).await {
            Ok(session) => session,
            Err(error) => {
                tracing::error!(%error, "sessions cannot be read");
                return status_only(StatusCode::SERVICE_UNAVAILABLE);
            }
        },
    };
    let address = address(&request, instance.trusted_proxies);
    if !is_safe(request.method()) {
        let admitted = match &session {
            SessionState::Open(caller) => instance.gate.admits_account(caller.account()),
            SessionState::Absent | SessionState::Ended => instance.gate.admits(address),
        };
        if !admitted {
            return too_many();
        }
        // A form that comes too late waits for its writer, however long it is.
        let limit = if token.is_some() { BODY_LIMIT } else { ANONYMOUS_BODY_LIMIT };
        request = match whole_body(request, limit, instance.deadlines.request).await {
            Ok(request) => request,
            Err(answer) => return answer,
        };
    }
    let visit = Visit {
        services: instance.services.clone(),
        session,
        session_token: token,
        browser: instance.cookies.read(&cookies, Cookie::Browser),
        download: instance.cookies.read(&cookies, Cookie::Download),
        address,
        devices: instance.cookies.devices(&cookies),
        cookies: instance.cookies,
        keeps_cookies: instance.cookies.are_kept(&cookies),
        next: instance.cookies.next(&cookies),
        opened: None,
    };
    request.extensions_mut().insert(visit);
    next.run(request).await
}

/// Too much came from one network address: the program in the browser is told by its own word, a browser by a page.
fn too_many() -> Response {
    let mut response = Response::new(Body::from(format!("\"{}\"", AppError::Busy.name())));
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

/// What can be posted: no form of the service is larger; documents will have routes and limits of their own.
const BODY_LIMIT: usize = 64 * 1024;
/// What somebody who is not signed in can post: passwords and numbers. What is not accepted may be kept to be shown again.
const ANONYMOUS_BODY_LIMIT: usize = 16 * 1024;

/// Takes in what is posted as a whole, before anything is done with it and by a deadline: who sends a byte a second, or stops in
/// the middle, keeps nothing else waiting and is let go.
///
/// # Errors
/// What is answered instead.
async fn whole_body(request: Request, limit: usize, deadline: Duration) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(deadline, taken_in(body, limit)).await {
        Ok(Some(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
        // It is too large, or whoever sent it has gone.
        Ok(None) => Err(status_only(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => {
            let mut response = status_only(StatusCode::REQUEST_TIMEOUT);
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            Err(response)
        }
    }
}

/// How much more than is taken of a body is read and thrown away. If the connection were closed while a browser is still sending, it
/// would tell its user of a broken connection and not show the answer.
const THROWN_AWAY: usize = 8 * 1024 * 1024;

/// A body of `limit` bytes at most; `None` when it is larger or breaks off.
async fn taken_in(mut body: Body, limit: usize) -> Option<Vec<u8>> {
    let (mut bytes, mut read) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(piece) = frame.ok()?.into_data() else { continue };
        read += piece.len();
        if read <= limit {
            bytes.extend_from_slice(&piece);
        } else if read > limit + THROWN_AWAY {
            return None;
        } else {
            bytes = Vec::new();
        }
    }
    (read <= limit).then_some(bytes)
}

/// Whether a request of that method changes nothing.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The cookies of a request, as one header.
pub(crate) fn cookies(headers: &HeaderMap) -> String {
    let all: Vec<&str> = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    all.join("; ")
}

/// Files say nothing that depends on who asks.
pub(crate) fn is_a_file(uri: &Uri) -> bool {
    ["/pkg/", "/fonts/"].iter().any(|folder| uri.path().starts_with(folder))
}

/// Where a request comes from: the peer, or what the outermost trusted proxy saw. Entries further
/// left were written by whoever sent the request. Where the proxy's entry is missing or cannot be read, all visitors behind it
/// count as one: that is said once.
fn address(request: &Request, trusted_proxies: usize) -> IpAddr {
    static SAID: Once = Once::new();
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip());
    if trusted_proxies == 0 {
        return peer;
    }
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let seen = forwarded.len().checked_sub(trusted_proxies).and_then(|place| forwarded_address(forwarded[place]));
    seen.unwrap_or_else(|| {
        SAID.call_once(|| {
            tracing::warn!(
                "X-Forwarded-For has fewer entries than TRUSTED_PROXIES says, or one that is no address: visitors are \
                 counted by the proxy's address, and hold each other back"
            );
        });
        peer
    })
}

/// The address in an entry of `X-Forwarded-For`: some proxies write a port behind it, put IPv6 between brackets, all of it between
/// quotes, or name the zone.
fn forwarded_address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let entry = entry.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(entry).trim();
    let host = if let Some(rest) = entry.strip_prefix('[') {
        let (host, port) = rest.split_once(']')?;
        if !(port.is_empty() || port.strip_prefix(':').is_some_and(is_port)) {
            return None;
        }
        host
    } else {
        match entry.split_once(':') {
            Some((host, port)) if !port.contains(':') => is_port(port).then_some(host)?,
            _ => entry,
        }
    };
    let host = host.split_once('%').map_or(host, |(host, _)| host);
    host.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(forwarded: &[&str]) -> Request {
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4000))));
        for value in forwarded {
            request.headers_mut().append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        request
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let seen = |forwarded: &[&str], trusted| address(&request(forwarded), trusted).to_string();
        assert_eq!(seen(&["1.1.1.1"], 0), "10.0.0.1");
        assert_eq!(seen(&["1.1.1.1, 2.2.2.2"], 1), "2.2.2.2");
        assert_eq!(seen(&["1.1.1.1", "2.2.2.2, 3.3.3.3"], 2), "2.2.2.2");
        assert_eq!(seen(&[], 1), "10.0.0.1");
        assert_eq!(seen(&["nonsense"], 1), "10.0.0.1");
        assert_eq!(seen(&["1.1.1.1"], 2), "10.0.0.1");
        assert_eq!(seen(&["1.1.1.1, \"[2001:db8::1]:443\""], 1), "2001:db8::1");
    }

    #[test]
    fn an_address_is_read_however_a_proxy_writes_it() {
        let read = |entry| forwarded_address(entry).map(|address| address.to_string());
        for (entry, address) in [
            ("192.0.2.10", "192.0.2.10"),
            (" 192.0.2.10:51000 ", "192.0.2.10"),
            ("\"192.0.2.10:51000\"", "192.0.2.10"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("\"[2001:DB8::1]:443\"", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:443", "fe80::1"),
            ("::ffff:192.0.2.10", "192.0.2.10"),
        ] {
            assert_eq!(read(entry).as_deref(), Some(address), "{entry}");
        }
        for entry in [
            "",
            "unknown",
            "_hidden",
            "192.0.2.10:",
            "192.0.2.10:port",
            "[2001:db8::1",
            "[::1]443",
            "exemple.fr",
            "\"",
            "%",
        ] {
            assert_eq!(read(entry), None, "{entry}");
        }
    }

    #[test]
    fn the_policy_allows_nothing_inline_and_nothing_from_elsewhere() {
        let policy = policy("abc", "", false, false);
        assert!(policy.starts_with("default-src 'none'; script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval';"));
        assert!(
            !policy.contains("unsafe-inline")
                && !policy.contains('*')
                && !policy.contains("data:")
                && !policy.contains("ws:")
                && !policy.contains("frame-src")
                && policy.ends_with("frame-ancestors 'none'")
        );
    }
}
