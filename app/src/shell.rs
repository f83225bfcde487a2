//! The document around the application, and whole pages for when there is no application.

use domain::place::page;
use http::request::Parts;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::App;
use crate::body_start::BodyStart;
use crate::components::failure::{ErrorKind, FailureOutcome};
use crate::components::site_footer::SiteFooter;
use crate::components::site_header::PublicHeader;
use crate::text;

/// What the server knows about every page of this instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether demonstration mode is on.
    pub demonstration: bool,
    /// The address of the style sheet, hash included.
    pub stylesheet: String,
    /// The browser's program.
    pub program: Program,
}

/// Where the browser's program is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The address of its glue, hash included.
    pub script: String,
    /// The address of its code, hash included.
    pub code: String,
}

impl Frame {
    /// The frame of an instance; reads the hashes of its files from what cargo-leptos wrote, so it is
    /// called once, at start-up.
    #[must_use]
    pub fn new(options: &LeptosOptions, demonstration: bool) -> Self {
        let links = view! {
            <HashedStylesheet options=options.clone() />
            <HydrationScripts options=options.clone() />
        }
        .to_html();
        let address = |extension: &str| {
            let addresses = links.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            addresses.into_iter().find(|address| address.ends_with(extension)).unwrap_or_default().to_owned()
        };
        let program = Program { script: address(".js"), code: address(".wasm") };
        Self { demonstration, stylesheet: address(".css"), program }
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

/// The document of every page of the application.
pub fn shell(options: LeptosOptions, frame: &Frame) -> impl IntoView + use<> {
    let Frame { demonstration, stylesheet, program } = frame.clone();
    let parts = use_context::<Parts>();
    let first = parts.as_ref().is_some_and(|parts| parts.extensions.get::<FirstLook>().is_some());
    let whole = parts.is_some_and(|parts| page::comes_whole(parts.uri.path()));
    let sheet = view! { <link rel="stylesheet" href=stylesheet /> };
    let (look, later) =
        if first { (view! { <style></style> }.into_any(), Some(sheet)) } else { (sheet.into_any(), None) };
    view! {
        <!DOCTYPE html>
        // A page that comes whole waits for no program.
        <html lang="fr" data-hydrated=whole.then_some("true")>
            <head>
                <HeadStart />
                {look}
                // Only under `cargo leptos watch`, and never in a release build.
                <AutoReload options disable_watch=!cfg!(debug_assertions) />
                {(!whole).then(|| view! { <ProgramStart program /> })}
                <MetaTags />
            </head>
            <body>
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
/// application. The status of the answer is [`ErrorKind::status`].
#[must_use]
pub fn error_document(kind: ErrorKind, frame: &Frame) -> String {
    let title = format!("{} – {}", kind.title(), text::SITE);
    let document = Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang="fr">
                <head>
                    <HeadStart />
                    <link rel="stylesheet" href=frame.stylesheet.clone() />
                    <title>"%TITLE%"</title>
                </head>
                <body>
                    <BodyStart demonstration=frame.demonstration />
                    <div id="application" class="application">
                        <PublicHeader />
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

/// Starts the browser's program. The library's own component reads the hashes from their file for each
/// page, and brings the page to life in the task that started the program: short tasks hold a phone up less.
#[component]
fn ProgramStart(program: Program) -> impl IntoView {
    let Program { script, code } = program;
    let start = format!(
        "import({script:?}).then(program=>program.default({{module_or_path:{code:?}}}).then(()=>setTimeout(program.hydrate)))"
    );
    view! {
        <link rel="modulepreload" href=script nonce=use_nonce() />
        <link rel="preload" href=code r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
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

    fn frame(demonstration: bool) -> Frame {
        let program = Program { script: "/pkg/mes.abc.js".into(), code: "/pkg/mes.abc.wasm".into() };
        Frame { demonstration, stylesheet: "/pkg/style.abc.css".into(), program }
    }

    #[test]
    fn error_pages_are_whole_and_carry_no_script() {
        for kind in ErrorKind::ALL {
            let html = error_document(kind, &frame(true));
            assert!(html.starts_with("<!DOCTYPE html><html lang=\"fr\">"), "{html}");
            assert!(html.contains("href=\"/pkg/style.abc.css\""), "{html}");
            assert!(html.contains("tel:3422") && html.contains("<h1 tabindex=\"-1\">"), "{html}");
            assert!(html.contains("données fictives"), "{html}");
            assert!(html.contains(&format!("<title>{} – Mon espace santé</title>", kind.title())), "{html}");
            assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
        }
    }

    #[test]
    fn the_demonstration_band_shows_only_there() {
        assert!(!error_document(ErrorKind::NotFound, &frame(false)).contains("données fictives"));
    }

    #[test]
    fn the_files_of_the_build_have_addresses() {
        let options = LeptosOptions::builder().output_name("mes").build();
        let frame = Frame::new(&options, false);
        assert_eq!(frame.stylesheet, "/pkg/mes.css");
        assert_eq!(frame.program, Program { script: "/pkg/mes.js".into(), code: "/pkg/mes.wasm".into() });
    }
}
