//! What stands around the gallery's own pages.

use leptos::prelude::*;

use super::look::{Look, Theme};
use super::{Kind, Page};

/// The widths that are offered, in CSS pixels: the narrowest, a phone, a tablet, a laptop.
const WIDTHS: [u16; 4] = [320, 360, 768, 1280];

/// A page of the gallery with its header, its index and its content.
#[component]
pub fn Chrome(
    /// Which page.
    page: Page,
    /// How it is looked at.
    look: Look,
    /// What stands below its heading.
    children: Children,
) -> impl IntoView {
    view! {
        <Header page look />
        <div class="gallery">
            <Index page look />
            <main id="contenu" class="gallery__main" tabindex="-1">
                <h1 class="gallery__title" tabindex="-1">
                    {page.title()}
                </h1>
                {children()}
            </main>
        </div>
    }
}

/// A page in a window of a given width: rules that ask for the window's width then answer as on
/// such a screen.
#[component]
pub fn Framed(
    /// Which page.
    page: Page,
    /// How it is looked at.
    look: Look,
    /// How wide, in CSS pixels.
    width: u16,
) -> impl IntoView {
    let title = format!("{}, sur {width}\u{a0}pixels", page.title());
    view! {
        <Header page look />
        <main id="contenu" class="gallery__main gallery__main--framed" tabindex="-1">
            <h1 class="gallery__title" tabindex="-1">
                {title.clone()}
            </h1>
            <div class="gallery-stage" role="region" aria-label="Fenêtre" tabindex="0">
                <iframe
                    class="gallery-stage__window"
                    title=title
                    src=look.whole().address(&page.path())
                    width=width.to_string()
                    height="900"
                ></iframe>
            </div>
        </main>
    }
}

#[component]
fn Header(page: Page, look: Look) -> impl IntoView {
    let here = page.path();
    view! {
        <header class="gallery-header">
            <a class="gallery-header__mark" href=look.whole().address("/galerie")>
                "Galerie "
                <span class="gallery-header__name">"Rivage"</span>
            </a>
            <nav class="gallery-header__pages" aria-label="Galerie">
                <ul class="gallery-header__list">
                    {Page::FIXED
                        .map(|other| {
                            let label = if matches!(other, Page::Contents) { "Sommaire".to_owned() } else { other.title() };
                            let current = (other.path() == here).then_some("page");
                            view! {
                                <li>
                                    <a
                                        class="gallery-header__link"
                                        href=look.whole().address(&other.path())
                                        aria-current=current
                                    >
                                        {label}
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </nav>
            <nav class="gallery-looks" aria-label="Aspect">
                {looks(look)
                    .into_iter()
                    .map(|(name, choices)| view! { <Choices name choices look here=here.clone() /> })
                    .collect_view()}
            </nav>
        </header>
    }
}

type Choice = (String, Look);

/// What can be chosen, by group.
fn looks(look: Look) -> [(&'static str, Vec<Choice>); 3] {
    let themes = [("Auto", None), ("Clair", Some(Theme::Light)), ("Sombre", Some(Theme::Dark))];
    let contrasts = [("Auto", false), ("Plus", true)];
    let widths =
        std::iter::once(("Libre".to_owned(), None)).chain(WIDTHS.map(|width| (width.to_string(), Some(width))));
    [
        ("Thème", themes.map(|(label, theme)| (label.to_owned(), Look { theme, ..look })).into()),
        ("Contraste", contrasts.map(|(label, more)| (label.to_owned(), Look { more_contrast: more, ..look })).into()),
        ("Largeur", widths.map(|(label, width)| (label, Look { width, ..look })).collect()),
    ]
}

#[component]
fn Choices(name: &'static str, choices: Vec<Choice>, look: Look, here: String) -> impl IntoView {
    view! {
        <div class="gallery-looks__group">
            <p class="gallery-looks__name">{name}</p>
            <ul class="gallery-looks__list" aria-label=name>
                {choices
                    .into_iter()
                    .map(|(label, choice)| {
                        let current = (choice == look).then_some("true");
                        view! {
                            <li>
                                <a class="gallery-looks__choice" href=choice.address(&here) aria-current=current>
                                    {label}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}

/// All entries, beside the page where there is room; the contents have them too.
#[component]
fn Index(page: Page, look: Look) -> impl IntoView {
    let here = page.path();
    view! {
        <nav class="gallery-index" aria-label="Composants et écrans">
            <div class="gallery-index__inside">
            {Kind::ALL
                .map(|kind| {
                    view! {
                        <p class="gallery-index__title">{kind.title()}</p>
                        <ul class="gallery-index__list">
                            {kind
                                .entries()
                                .iter()
                                .map(|entry| {
                                    let path = Page::Entry(kind, entry).path();
                                    let current = (path == here).then_some("page");
                                    view! {
                                        <li>
                                            <a
                                                class="gallery-index__link"
                                                href=look.address(&path)
                                                aria-current=current
                                            >
                                                {entry.title}
                                            </a>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    }
                })
                .collect_view()}
            </div>
        </nav>
    }
}
