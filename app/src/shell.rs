//! The document around the application, and whole pages for when there is no application.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::place::{Page, Program};
use domain::view::Space;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use serde::Deserialize;

use crate::App;
use crate::areas::Parts;
use crate::body_start::BodyStart;
use crate::components::failure::{ErrorKind, FailureOutcome};
use crate::components::page_title::title;
use crate::components::profile_layout::SpaceBar;
use crate::components::site_footer::SiteFooter;
use crate::components::site_header::bar_without_name;
use crate::operator::{Operator, provide_operator};

/// What the server knows about every page of this instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether demonstration mode is on.
    pub demonstration: bool,
    /// Who runs it.
    pub operator: Arc<Operator>,
    /// Where the browser's files are.
    pub files: Files,
}

/// The addresses of the browser's files, as the build's `pkg/files.json` says them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Files {
    /// The style sheet.
    pub stylesheet: String,
    /// The program's glue.
    pub script: String,
    /// Its main part.
    pub code: String,
    /// By the names of areas, what their pages need beside it.
    pub areas: BTreeMap<String, Vec<String>>,
}

impl Default for Files {
    /// Those of `make dev`, whose names stay when their content changes.
    fn default() -> Self {
        let file = |extension| format!("/pkg/mon-espace-sante.{extension}");
        Self { stylesheet: file("css"), script: file("js"), code: file("wasm"), areas: BTreeMap::new() }
    }
}

/// Marks a request for a page by somebody who comes from elsewhere, whose browser is likely to be without the style
/// sheet. The page then has [`FirstLook::PLACE`] in the place of the link to it, for what it is first drawn with; the
/// link stands at its end, where it holds no drawing up.
#[derive(Clone, Copy, Debug)]
pub struct FirstLook;

impl FirstLook {
    /// The element that waits for its text.
    pub const PLACE: &str = "<style></style>";
}

/// What every page does before anything else. A page that the browser keeps in its memory is not seen while it is there, and when
/// «back» brings it out again it is asked for anew: it shows what was, perhaps to somebody else, and its forms still wait for
/// answers that came to nobody.
const OUT_OF_MEMORY: &str = "addEventListener('pagehide',e=>{document.documentElement.hidden=e.persisted});\
                             addEventListener('pageshow',e=>{e.persisted&&location.reload()})";

/// The document of every page of the application.
pub fn shell(options: LeptosOptions, frame: &Frame) -> impl IntoView + use<> {
    provide_context(Parts::together());
    provide_operator(&frame.operator);
    let demonstration = frame.demonstration;
    let request = use_context::<http::request::Parts>();
    let first = request.as_ref().is_some_and(|request| request.extensions.get::<FirstLook>().is_some());
    let page = request.and_then(|request| Page::of_path(request.uri.path()));
    let program = page.map_or(Program::Without, Page::program);
    let whole = program == Program::Without;
    // For the program, where there is one.
    let assurances = (!whole).then(|| frame.operator.assurances.to_number());
    let start = (!whole).then(|| view! { <ProgramStart files=&frame.files program /> });
    let sheet = view! { <link rel="stylesheet" href=frame.files.stylesheet.clone() /> };
    let (look, later) =
        if first { (view! { <style></style> }.into_any(), Some(sheet)) } else { (sheet.into_any(), None) };
    view! {
        <!DOCTYPE html>
        // A page that comes whole waits for no program.
        <html lang="fr" data-hydrated=whole.then_some("true")>
            <head>
                <HeadStart />
                <script nonce=use_nonce()>{OUT_OF_MEMORY}</script>
                {look}
                // Only under `cargo leptos watch`, and never in a release build.
                <AutoReload options disable_watch=!cfg!(debug_assertions) />
                {start}
                <MetaTags />
            </head>
            <body data-assurances=assurances>
                <BodyStart demonstration />
                <div id="application" class="application">
                    <App />
                </div>
                {later}
            </body>
        </html>
    }
}

/// A whole page that says what went wrong, without scripts: for answers that never reach the
/// application. The status of the answer is [`ErrorKind::status`]. Whoever is signed in has a space, and finds its menu.
#[must_use]
pub fn error_document(kind: ErrorKind, frame: &Frame, space: Option<Space>) -> String {
    let title = title(kind.heading(), false);
    let document = Owner::new().with(|| {
        let bar = match space {
            Some(space) => view! { <SpaceBar space here=Signal::stored(None) /> }.into_any(),
            None => bar_without_name(),
        };
        view! {
            <!DOCTYPE html>
            <html lang="fr">
                <head>
                    <HeadStart />
                    <link rel="stylesheet" href=frame.files.stylesheet.clone() />
                    <title>"%TITLE%"</title>
                </head>
                <body>
                    <BodyStart demonstration=frame.demonstration />
                    <div id="application" class="application">
                        <header class="site-header">{bar}</header>
                        <main id="contenu" class="main" tabindex="-1">
                            <FailureOutcome kind />
                        </main>
                        <SiteFooter />
                    </div>
                </body>
            </html>
        }
        .to_html()
    });
    // Rendered as a text from outside, it would bring its markers along, and a title shows them.
    document.replacen("%TITLE%", &title, 1)
}

/// Starts the browser's program, and has all that its page needs come side by side. The library's own component brings the
/// page to life in the task that started the program: short tasks hold a phone up less.
#[component]
fn ProgramStart<'a>(files: &'a Files, program: Program) -> impl IntoView + use<> {
    let Files { script, code, areas, .. } = files;
    let parts = match program {
        Program::Part(area) => areas.get(area.name()).map(Vec::as_slice).unwrap_or_default(),
        Program::Without | Program::Main => &[],
    };
    let start = format!(
        "import({script:?}).then(program=>program.default({{module_or_path:{code:?}}}).then(()=>setTimeout(program.hydrate)))"
    );
    let codes = std::iter::once(code).chain(parts).map(|code| {
        view! { <link rel="preload" href=code.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" /> }
    });
    view! {
        <link rel="modulepreload" href=script.clone() nonce=use_nonce() />
        {codes.collect_view()}
        <script r#type="module" nonce=use_nonce()>
            {start}
        </script>
    }
}

/// What every `<head>` begins with.
#[component]
pub(crate) fn HeadStart() -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta
            name="viewport"
            content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="format-detection" content="telephone=no" />
        <meta name="color-scheme" content="light dark" />
        {theme_color("#ffffff", "(prefers-color-scheme: light)")}
        {theme_color("#162426", "(prefers-color-scheme: dark)")}
        <link
            rel="preload"
            href="/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"
            r#as="font"
            r#type="font/woff2"
            crossorigin="anonymous"
        />
        <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
        <link rel="icon" href="/favicon.ico" sizes="32x32" />
        <link rel="apple-touch-icon" href="/icon-192.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
    }
}

/// `view!` knows no `media` of `<meta>`.
fn theme_color(color: &'static str, media: &'static str) -> impl IntoView {
    leptos::html::meta().name("theme-color").content(color).attr("media", media)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::place::Area;

    fn frame(demonstration: bool) -> Frame {
        let files = Files { stylesheet: "/pkg/style.abc.css".into(), ..Files::default() };
        Frame { demonstration, operator: Arc::default(), files }
    }

    #[test]
    fn error_pages_are_whole_and_carry_no_script() {
        for kind in ErrorKind::ALL {
            let html = error_document(kind, &frame(true), None);
            assert!(html.starts_with("<!DOCTYPE html><html lang=\"fr\">"), "{html}");
            assert!(html.contains("href=\"/pkg/style.abc.css\""), "{html}");
            assert!(html.contains("tel:3422") && html.contains("<h1 tabindex=\"-1\">"), "{html}");
            assert!(html.contains("données fictives"), "{html}");
            assert!(html.contains(&format!("<title>{}</title>", title(kind.heading(), false))), "{html}");
            assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
        }
    }

    #[test]
    fn the_demonstration_band_shows_only_there() {
        assert!(!error_document(ErrorKind::NotFound, &frame(false), None).contains("données fictives"));
    }

    #[test]
    fn a_page_has_its_areas_files_come_beside_the_program() {
        let areas = BTreeMap::from([("settings".into(), vec!["/pkg/a.wasm".into()]), ("enrolment".into(), vec![])]);
        let files = Files { areas, ..Files::default() };
        let start = |program| Owner::new().with(|| view! { <ProgramStart files=&files program /> }.to_html());
        let (settings, main) = (start(Program::Part(Area::Settings)), start(Program::Main));
        assert!(settings.contains("/pkg/a.wasm") && settings.contains("/pkg/mon-espace-sante.wasm"), "{settings}");
        assert!(!main.contains("/pkg/a.wasm") && main.contains("modulepreload"), "{main}");
    }
}
