//! The document around the application, and whole pages for when there is no application.

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
}

impl Frame {
    /// The frame of an instance; reads the style sheet's hash from the file that cargo-leptos wrote,
    /// so it is called once, at start-up.
    #[must_use]
    pub fn new(options: LeptosOptions, demonstration: bool) -> Self {
        let link = view! { <HashedStylesheet options /> }.to_html();
        let stylesheet = link.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        Self { demonstration, stylesheet: stylesheet.to_owned() }
    }
}

/// The document of every page of the application.
pub fn shell(options: LeptosOptions, frame: Frame) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="fr">
            <head>
                <HeadStart stylesheet=frame.stylesheet />
                // Only under `cargo leptos watch`, and never in a release build.
                <AutoReload options=options.clone() disable_watch=!cfg!(debug_assertions) />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <BodyStart demonstration=frame.demonstration />
                <div id="application" class="application">
                    <App />
                </div>
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
                    <HeadStart stylesheet=frame.stylesheet.clone() />
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

/// What every `<head>` begins with.
#[component]
pub(crate) fn HeadStart(stylesheet: String) -> impl IntoView {
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
        <link rel="stylesheet" href=stylesheet />
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
        Frame { demonstration, stylesheet: "/pkg/style.abc.css".into() }
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
    fn the_style_sheet_has_an_address() {
        let options = LeptosOptions::builder().output_name("mes").build();
        assert_eq!(Frame::new(options, false).stylesheet, "/pkg/mes.css");
    }
}
