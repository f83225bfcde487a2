//! The real router, and visitors who use it as browsers do.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use domain::id::ProfileId;
use domain::time::{Span, Timestamp};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use server::configuration::Configuration;
use server::{Instance, router};
use services::Services;
use services::clock::Clock;
use services::outbox::Gateways;
use store::scratch::{Engine, Scratch};
use tower::ServiceExt as _;

/// Sunday 22 November 2026, 15:46:40 in France.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_358_800_000);

/// A service in demonstration mode on a database of its own, whose clock stands still.
pub struct TestService {
    pub services: Services,
    pub clock: Clock,
    pub router: Router,
    pub scratch: Scratch,
}

impl TestService {
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, &[]).await
    }

    pub async fn start_with(engine: Engine, variables: &[(&'static str, &str)]) -> Self {
        let scratch = Scratch::new(engine).await;
        let mut all = std::collections::HashMap::from([("DEMONSTRATION", "true".to_owned())]);
        all.extend(variables.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let configuration = Configuration::of(&all).unwrap();
        let clock = Clock::fixed(NOW);
        let rules = configuration.rules.clone();
        let services = services::scratch::services(&scratch, &clock, Gateways::Kept, rules).await;
        services.prepare_demonstration().await.unwrap();
        let router = router(Instance::new(&configuration, services.clone()));
        Self { services, clock, router, scratch }
    }

    pub fn forward(&self, span: Span) {
        self.clock.set_ahead(self.clock.ahead() + span.as_millis());
    }

    /// Somebody in a browser that has shown that it keeps cookies.
    pub fn visitor(&self) -> Visitor {
        let cookies = BTreeMap::from([("temoin".to_owned(), "1".to_owned())]);
        Visitor { router: self.router.clone(), cookies, address: [192, 0, 2, 1] }
    }

    /// The code in the newest message.
    pub async fn newest_code(&self) -> String {
        let messages = self.services.demonstration().await.unwrap().messages;
        let digits: String = messages[0].text.chars().filter(char::is_ascii_digit).collect();
        digits[..6].to_owned()
    }

    /// Somebody who is signed in.
    pub async fn signed_in(&self, identifier: &str) -> Citizen {
        // Each at an instant of its own: the newest message is then theirs.
        self.forward(Span::seconds(1));
        let mut visitor = self.visitor();
        let answer = visitor.send_credentials(identifier, services::demonstration::PASSWORD).await;
        if answer.location() == "/connexion/code/canal" {
            let key = visitor.form_key("/connexion/code/canal").await;
            let answer = visitor.post("/api/connexion/canal", &[("canal", "email"), ("cle", &key)]).await;
            assert_eq!(answer.location(), "/connexion/code");
        }
        let code = self.newest_code().await;
        let answer = visitor.post("/api/connexion/code", &[("code", &code)]).await;
        let home = answer.location().to_owned();
        let own = home.strip_prefix("/p/").and_then(|rest| rest.strip_suffix("/accueil")).unwrap_or_default();
        Citizen { own: own.parse().unwrap_or_else(|_| panic!("{answer:?}")), visitor }
    }
}

/// Somebody who is signed in.
pub struct Citizen {
    pub own: ProfileId,
    pub visitor: Visitor,
}

impl Citizen {
    /// The profile of that given name, from the caller's own list.
    pub async fn profile(&mut self, given: &str) -> ProfileId {
        let answer = self.visitor.call("/api/profils", &[]).await;
        let list: domain::view::ProfileList = answer.read();
        list.profiles.into_iter().find(|profile| profile.name.given == given).unwrap().id
    }
}

/// The functions that act for the account that is signed in.
pub const ACTING: [&str; 12] = [
    "/api/deconnexion",
    "/api/session/prolonger",
    "/api/profils/ajouter",
    "/api/bienvenue/reponse",
    "/api/activer/representant",
    "/api/parametres/partage/demande",
    "/api/parametres/partage/annulation",
    "/api/parametres/partage/fin",
    "/api/invitations/reponse",
    "/api/parametres/cloture",
    "/api/parametres/telechargement",
    "/api/confirmation",
];

/// A browser.
#[derive(Clone)]
pub struct Visitor {
    pub router: Router,
    pub cookies: BTreeMap<String, String>,
    pub address: [u8; 4],
}

/// What stands before the data for the program in the browser.
const DATA: &str = "__RESOLVED_RESOURCES[0] = \"";

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Without the elements that keep a word from being translated or broken: sentences are whole.
    pub body: String,
    bytes: Vec<u8>,
}

impl Answer {
    /// What a server function answered.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> T {
        postcard::from_bytes(&self.bytes).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The body, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The body as it was sent.
    pub fn sent(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// What the server has put into the page for the program in the browser.
    pub fn data<T: serde::de::DeserializeOwned>(&self) -> T {
        let base64 = self.body.split(DATA).nth(1).and_then(|rest| rest.split('"').next());
        let answer: app::exchange::Answer = base64.unwrap_or_else(|| panic!("{self:?}")).parse().unwrap();
        answer.read().unwrap()
    }

    /// The page without what differs in every answer: nonce, request number, form keys, what forms are about, and without the data for
    /// the program in the browser, which say what the page says.
    pub fn essence(&self) -> String {
        let mut text = self.body.clone();
        if let Some(start) = text.find(DATA) {
            let start = start + DATA.len();
            let end = start + text[start..].find('"').unwrap();
            text.replace_range(start..end, "");
        }
        for (before, length) in [
            ("nonce=\"", 32),
            ("crossorigin=\"", 32),
            ("name=\"cle\" value=\"", 32),
            ("name=\"demarche\" value=\"", 32),
            ("name=\"compte\" value=\"", 32),
        ] {
            let mut from = 0;
            while let Some(at) = text[from..].find(before) {
                let start = from + at + before.len();
                if text[start..].find('"') == Some(length) {
                    text.replace_range(start..start + length, "");
                }
                from = start;
            }
        }
        text
    }
}

/// How the names of cookies begin at the address of the tests, which is the default one.
const COOKIE_MARK: &str = "mes3000-";

impl Visitor {
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        // Tests call cookies by what stands behind the service's mark.
        let marked =
            |name: &str| if name.starts_with("__Host-") { name.to_owned() } else { format!("{COOKIE_MARK}{name}") };
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{}={value}", marked(name))).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((self.address, 40_000))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let name = name.strip_prefix(COOKIE_MARK).unwrap_or(name);
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = to_bytes(body, 10_000_000).await.unwrap().to_vec();
        let html = String::from_utf8_lossy(&bytes);
        if html.starts_with("<!DOCTYPE html>") {
            assert_title_is_heading(&html);
            assert_no_line_ends_within_email(&html);
        }
        let body = whole_sentences(&html);
        Answer { status: parts.status, headers: parts.headers, body, bytes }
    }

    /// Opens a page by a link of ours.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.open(path, &[("sec-fetch-site", "same-origin")]).await
    }

    /// Types the address of a page.
    pub async fn type_address(&mut self, path: &str) -> Answer {
        self.open(path, &[("sec-fetch-site", "none")]).await
    }

    /// Opens a page; the headers say where from.
    pub async fn open(&mut self, path: &str, from: &[(&str, &str)]) -> Answer {
        let request = Request::get(path).header(ACCEPT, "text/html");
        let request = from.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts a form as a browser without JavaScript does: for the account that its page names now, unless the form says for
    /// which one.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send_form(path, form, "text/html").await
    }

    /// Calls a server function as the program in the page does.
    pub async fn call(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send_form(path, form, "*/*").await
    }

    /// What the forms of the pages carry that act for the account that is signed in; nothing when none is.
    pub async fn account(&mut self) -> String {
        let left = self.get("/session/duree").await;
        let said: Option<serde_json::Value> = serde_json::from_str(&left.body).ok();
        said.map_or_else(String::new, |said| said["compte"].as_str().unwrap().to_owned())
    }

    /// What a form of that function says for which account it is, as its page would have it now.
    async fn account_for(&mut self, path: &str) -> Option<String> {
        let page = match path {
            "/api/connexion/canal" => "/connexion/code/canal",
            "/api/connexion/code" | "/api/connexion/renvoi" => "/connexion/code",
            path if ACTING.contains(&path) => return Some(self.account().await),
            _ => return None,
        };
        let page = self.get(page).await.body;
        page.split("name=\"compte\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
    }

    async fn send_form(&mut self, path: &str, form: &[(&str, &str)], accept: &str) -> Answer {
        let said = form.iter().any(|(name, _)| *name == "compte");
        let account = if said { None } else { self.account_for(path).await };
        let form: Vec<(&str, &str)> =
            form.iter().copied().chain(account.as_deref().map(|account| ("compte", account))).collect();
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(ACCEPT, accept)
            .header("referer", "http://127.0.0.1:3000/connexion")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("content-length", body.join("&").len())
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request).await
    }

    pub async fn send_credentials(&mut self, identifier: &str, password: &str) -> Answer {
        self.post("/api/connexion/identification", &[("identifiant", identifier), ("mot_de_passe", password)]).await
    }

    /// The idempotency key in the form of a page.
    pub async fn form_key(&mut self, page: &str) -> String {
        self.hidden(page, "cle").await
    }

    /// What a form of a page carries under that name.
    pub async fn hidden(&mut self, page: &str, name: &str) -> String {
        let body = self.get(page).await.body;
        let at = body.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no {name} in {page}: {body}"));
        let end = at + body[at..].find('>').unwrap();
        let value = body[at..end].split("value=\"").nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    }

    /// Posts the form of a step of the wizard: it carries what its page says that it is about.
    pub async fn step(&mut self, page: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let about = self.hidden(page, "demarche").await;
        self.post(path, &[&[("demarche", about.as_str())], form].concat()).await
    }
}

/// Product.md, decision 22: a page's title is its heading without anybody's name, and says when a form was not accepted. So it is
/// on every page that any test opens.
fn assert_title_is_heading(html: &str) {
    const SITE: &str = "Mon espace santé";
    let between = |from: &str, to: &str| html.split_once(from)?.1.split_once(to).map(|(text, _)| text);
    let title = between("<title>", "</title>").unwrap_or_else(|| panic!("no title: {html}"));
    // The home page greets somebody, and is called as the navigation calls it; the gallery's titles say which state it shows.
    let greets = html.contains("hero__title") && title == format!("Accueil – {SITE}");
    if greets || title.ends_with(" – Galerie Rivage") {
        return;
    }
    let heading = between("<h1", "</h1>").and_then(|heading| heading.split_once('>')).map(|(_, text)| text);
    let heading = heading.unwrap_or_else(|| panic!("no heading: {html}")).replace("<!>", "");
    let heading = without_spans(&heading, "<span class=\"nowrap\">");
    let heading = without(&heading, " de <span translate=\"no\">", "</span>");
    let heading = without(&heading, "<span class=\"numbered-title__number\">", "</span> ");
    let heading = without(&heading, "<", ">");
    let sentence = heading.split(". ").next().unwrap().trim_end_matches('.');
    let mut tags = html.split('<').filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag));
    let is_fault = |tag: &str| tag.contains("error-summary\"") || tag.contains("notice--danger");
    let prefix = if tags.any(|tag| tag.contains("role=\"alert\"") && is_fault(tag)) { "Erreur\u{a0}: " } else { "" };
    let expected = if sentence == SITE { SITE.to_owned() } else { format!("{prefix}{sentence} – {SITE}") };
    assert_eq!(title, expected, "{html}");
}

/// No line ends within «e-mail»: wherever the word is read, it stands in an element that keeps it whole.
fn assert_no_line_ends_within_email(html: &str) {
    // What is only read aloud, and messages as they were sent. The gallery's own words are nobody's.
    const EXCEPT: [&str; 2] = ["visually-hidden", "message__"];
    if html.contains(" – Galerie Rivage</title>") {
        return;
    }
    let body = html.split_once("<body").map_or("", |(_, body)| body);
    for piece in body.split('<') {
        let Some((tag, text)) = piece.split_once('>') else { continue };
        let whole = tag == "span class=\"nowrap\""
            || ["script", "option"].iter().any(|kind| tag.starts_with(kind))
            || EXCEPT.iter().any(|class| tag.contains(class));
        assert!(whole || !text.contains("e-mail"), "«e-mail» can break in «{text}» in <{tag}>: {html}");
    }
}

/// The text less what stands between these two, and themselves.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut pieces = text.split(from);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + piece.split_once(to).map_or("", |(_, rest)| rest))
}

fn whole_sentences(html: &str) -> String {
    // The library's marks between texts go as well.
    let html = without_spans(&html.replace("<!>", ""), "<span class=\"nowrap\">");
    without_spans(&html, "<span translate=\"no\">")
}

/// The page without these elements, but with what is in them.
fn without_spans(html: &str, element: &str) -> String {
    let mut pieces = html.split(element);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        whole.push_str(&piece.replacen("</span>", "", 1));
    }
    whole
}

/// As it stands in an address or a form.
pub fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}
