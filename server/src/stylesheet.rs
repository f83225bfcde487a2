//! The first look: a page that somebody comes to from elsewhere carries along what it is first drawn with.
//!
//! Otherwise a phone on a slow line asks twice before it can paint: for the page, then for the style sheet. Pages after
//! the first find the sheet in the browser's cache, and only link to it.

use std::path::Path;
use std::sync::Arc;

use app::FirstLook;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_LENGTH;
use http::{Method, StatusCode};
use memchr::memmem;
use sha2::{Digest as _, Sha256};

use crate::middleware::{is_a_page, status_only};

/// The layers that wait for the whole sheet, wherever a page is.
const LATER: [&str; 2] = ["later", "print"];

/// Where a page is, as far as its look goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before a space: sign-in, enrolment, help.
    Outside,
    /// In a space.
    Space,
}

impl Place {
    /// The place of an address.
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        if path.starts_with("/p/") { Self::Space } else { Self::Outside }
    }

    /// The layer that its pages do without at first.
    const fn left_out(self) -> &'static str {
        match self {
            Self::Outside => "space",
            Self::Space => "outside",
        }
    }
}

/// What pages are first drawn with.
#[derive(Clone, Debug)]
pub struct FirstLooks {
    outside: Arc<str>,
    space: Arc<str>,
    sources: String,
}

impl FirstLooks {
    /// Those of the style sheet in a file; `None` when there is none, as without a build for the browser.
    #[must_use]
    pub fn read(file: &Path) -> Option<Self> {
        std::fs::read_to_string(file).ok().map(|css| Self::of(&css))
    }

    fn of(css: &str) -> Self {
        let [outside, space] = [Place::Outside, Place::Space].map(|place| essentials(css, place).into());
        let hash = |css: &Arc<str>| STANDARD.encode(Sha256::digest(css.as_bytes()));
        let sources = format!(" 'sha256-{}' 'sha256-{}'", hash(&outside), hash(&space));
        Self { outside, space, sources }
    }

    /// The sources of the content security policy that allow these texts and no others, each after a space.
    #[must_use]
    pub fn sources(&self) -> &str {
        &self.sources
    }

    const fn at(&self, place: Place) -> &Arc<str> {
        match place {
            Place::Outside => &self.outside,
            Place::Space => &self.space,
        }
    }
}

/// Gives a page along what it is first drawn with, unless it was reached from another of our pages. Nothing of it goes
/// through the rendering, which would copy it a dozen times.
pub async fn first_look(State(looks): State<Option<Arc<FirstLooks>>>, mut request: Request, next: Next) -> Response {
    let from_here = request.headers().get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    // The first questions stand in a space and ask like the pages outside it: they take the whole sheet as it comes.
    let both = request.uri().path().contains("/bienvenue/");
    let wanted = !from_here && !both && matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(looks) = looks.filter(|_| wanted) else { return next.run(request).await };
    let css = looks.at(Place::of_path(request.uri().path())).clone();
    request.extensions_mut().insert(FirstLook);
    let response = next.run(request).await;
    if !is_a_page(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, usize::MAX).await else { return status_only(StatusCode::INTERNAL_SERVER_ERROR) };
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(with_look(&page, &css)))
}

/// A page with its first look in the place that waits for it; pages that are the same for everybody have none.
fn with_look(page: &[u8], css: &str) -> Vec<u8> {
    let Some(at) = memmem::find(page, FirstLook::PLACE.as_bytes()) else { return page.to_vec() };
    let inside = at + "<style>".len();
    [&page[..inside], css.as_bytes(), &page[inside..]].concat()
}

/// The layers of a sheet that a place's pages are first drawn with. Their order is that of the whole sheet, so that
/// nothing changes when it arrives.
fn essentials(css: &str, place: Place) -> String {
    let mut order: Vec<&str> = Vec::new();
    let mut kept = String::with_capacity(css.len());
    for (layer, block) in layers(css) {
        if !order.contains(&layer) {
            order.push(layer);
        }
        if layer != place.left_out() && !LATER.contains(&layer) {
            kept.push_str(block);
        }
    }
    format!("@layer {};{kept}", order.join(","))
}

/// The blocks of a sheet that stand in a layer, with its name. No text of ours holds a brace.
fn layers(css: &str) -> Vec<(&str, &str)> {
    let (mut blocks, mut depth, mut begun) = (Vec::new(), 0_usize, 0);
    for (place, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth > 1 => depth -= 1,
            b'}' => {
                let block = css[begun..=place].trim();
                let name = block.strip_prefix("@layer ").and_then(|rest| rest.split('{').next());
                blocks.extend(name.map(|name| (name.trim(), block)));
                (depth, begun) = (0, place + 1);
            }
            b';' if depth == 0 => begun = place + 1,
            _ => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = "@layer a, space;@layer a{b{c:d}@media print{b{c:e}}}@layer space{.menu{f:g}}\
        @layer outside {.tiles{h:i}}\n@layer print{j{k:l}}";

    #[test]
    fn a_place_keeps_its_layers_in_the_order_of_the_whole() {
        let looks = FirstLooks::of(CSS);
        assert_eq!(
            &**looks.at(Place::of_path("/p/0123/accueil")),
            "@layer a,space,outside,print;@layer a{b{c:d}@media print{b{c:e}}}@layer space{.menu{f:g}}"
        );
        assert_eq!(
            &**looks.at(Place::of_path("/connexion")),
            "@layer a,space,outside,print;@layer a{b{c:d}@media print{b{c:e}}}@layer outside {.tiles{h:i}}"
        );
    }

    #[test]
    fn the_policy_allows_these_texts_only() {
        let (one, other) = (FirstLooks::of(CSS), FirstLooks::of(&CSS.replace("c:d", "c:x")));
        let sources: Vec<&str> = one.sources().split_whitespace().collect();
        assert!(sources.iter().all(|source| source.starts_with("'sha256-") && !other.sources().contains(source)));
        assert_ne!(sources[0], sources[1]);
    }

    #[test]
    fn the_look_stands_in_its_place_and_nowhere_else() {
        let with = |page: &str| String::from_utf8(with_look(page.as_bytes(), "a{}")).unwrap();
        assert_eq!(
            with("<head><style></style></head><style></style>"),
            "<head><style>a{}</style></head><style></style>"
        );
        assert_eq!(with("<head></head>"), "<head></head>");
    }
}
