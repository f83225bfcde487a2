//! The gallery as the server gives it out: whole pages, without a script.

use leptos::prelude::*;

use super::Page;
use super::look::Look;
use crate::body_start::BodyStart;
use crate::shell::{Frame, HeadStart};

/// The style sheet of the gallery's own pages; the service's does without it.
pub const STYLESHEET: &str = include_str!("../../../style/70-gallery.css");

/// A page of the gallery. Its style sheet is expected at `/galerie/galerie.css`.
#[must_use]
pub fn document(page: Page, look: Look, frame: &Frame) -> String {
    let document = Owner::new().with(|| {
        // Screens set the window's title; here it is the page's.
        let (context, _title) = leptos_meta::ServerMetaContext::new();
        provide_context(context);
        leptos_meta::provide_meta_context();
        let alone = matches!(page, Page::State(..)) && look.width.is_none();
        let stylesheet = frame.files.stylesheet.clone();
        view! {
            <!DOCTYPE html>
            <html lang="fr" data-theme=look.data_theme() data-contrast=look.data_contrast()>
                <head>
                    <HeadStart />
                    <link rel="stylesheet" href=stylesheet />
                    // Alone, a state shows what the service shows, and by the service's means only.
                    {(!alone).then(|| view! { <link rel="stylesheet" href="/galerie/galerie.css" /> })}
                    <title>"%TITLE%"</title>
                </head>
                <body>
                    <BodyStart demonstration=false />
                    <div id="application" class="application">
                        {page.draw(look)}
                    </div>
                </body>
            </html>
        }
        .to_html()
    });
    let document = if look.preview { without_autofocus(&document) } else { document };
    // Rendered as a text from outside, it would bring its markers along, and a title shows them.
    document.replacen("%TITLE%", &format!("{} – Galerie Rivage", page.title()), 1)
}

/// In a frame it would draw the page around it towards itself.
fn without_autofocus(html: &str) -> String {
    html.replace(" autofocus=\"true\"", "").replace(" autofocus", "")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::gallery::look::Theme;
    use crate::shell::Files;

    fn frame() -> Frame {
        let files = Files { stylesheet: "/pkg/style.abc.css".into(), ..Files::default() };
        Frame { demonstration: true, operator: Arc::default(), files }
    }

    #[test]
    fn every_page_is_whole_and_carries_no_script_and_no_inline_style() {
        let pages = Page::all();
        assert!(pages.len() > 40, "{}", pages.len());
        for page in pages {
            let html = document(page, Look::default(), &frame());
            let path = page.path();
            assert!(html.starts_with("<!DOCTYPE html><html lang=\"fr\">"), "{path}: {html}");
            // Erased views are followed by the marks by which the browser's program would find their places.
            assert!(html.replace("<!>", "").ends_with("</body></html>"), "{path}");
            assert_eq!(html.matches("<main ").count(), 1, "{path}: {html}");
            assert_eq!(html.matches("<title>").count(), 1, "{path}");
            // What stands in for data on their way has no heading yet.
            assert!(html.contains("<h1") != path.ends_with("/chargement"), "{path}");
            assert!(!html.contains("<script") && !html.contains(" style="), "{path}: {html}");
        }
    }

    #[test]
    fn a_look_shows_on_the_root() {
        let look = Look { theme: Some(Theme::Dark), more_contrast: true, ..Look::default() };
        let html = document(Page::Tokens, look, &frame());
        assert!(html.contains("<html lang=\"fr\" data-theme=\"dark\" data-contrast=\"more\">"), "{html}");
        assert!(html.contains("href=\"/galerie/messages?theme=sombre&amp;contraste=plus\""), "{html}");
    }

    #[test]
    fn a_width_puts_the_page_into_a_window() {
        let look = Look { theme: Some(Theme::Light), width: Some(360), ..Look::default() };
        let html = document(Page::Flows, look, &frame());
        assert!(html.contains("src=\"/galerie/parcours?theme=clair\" width=\"360\""), "{html}");
    }

    #[test]
    fn nothing_in_a_preview_takes_the_focus() {
        let page = Page::of_path("/galerie/ecrans/connexion/champs-vides").unwrap();
        assert!(document(page, Look::default(), &frame()).contains(" autofocus"));
        assert!(!document(page, Look::default().small(), &frame()).contains("autofocus"));
    }
}
