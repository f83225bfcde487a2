use leptos::prelude::*;

use super::frame::Chrome;
use super::look::Look;
use super::preview::{Preview, Window};
use super::specimen::Specimen;
use super::{Entry, Kind, Page, State};

/// An entry with all its states: components as they are, screens as small pictures.
#[component]
pub fn EntryPage(
    /// What it is.
    kind: Kind,
    /// Which.
    entry: &'static Entry,
    /// How it is looked at.
    look: Look,
) -> impl IntoView {
    view! {
        <Chrome page=Page::Entry(kind, entry) look>
            <dl class="gallery-use">
                <div class="gallery-use__case">
                    <dt class="gallery-use__term">"Quand l'utiliser"</dt>
                    <dd>{entry.when}</dd>
                </div>
                <div class="gallery-use__case gallery-use__case--not">
                    <dt class="gallery-use__term">"Quand ne pas l'utiliser"</dt>
                    <dd>{entry.when_not}</dd>
                </div>
            </dl>
            {entry.states.iter().map(|state| view! { <Shown kind entry state look /> }).collect_view()}
        </Chrome>
    }
}

#[component]
fn Shown(kind: Kind, entry: &'static Entry, state: &'static State, look: Look) -> impl IntoView {
    let path = Page::State(kind, entry, state).path();
    let id = format!("etat-{}", state.slug);
    let shown = match kind {
        Kind::Component => view! { <Specimen draw=state.draw prefix=state.slug.to_owned() /> }.into_any(),
        Kind::Screen => view! {
            <div class="gallery-state__windows">
                <Preview path=path.clone() look window=Window::Phone />
                <Preview path=path.clone() look window=Window::Laptop />
            </div>
        }
        .into_any(),
    };
    view! {
        <section class="gallery-state" aria-labelledby=id>
            <div class="gallery-state__head">
                <h2 class="gallery-state__title" id=id.clone()>
                    {state.title}
                </h2>
                <a class="gallery-state__link" href=look.address(&path)>
                    "Ouvrir seul"
                    <span class="visually-hidden">{format!("\u{a0}: {}", state.title)}</span>
                </a>
            </div>
            {shown}
        </section>
    }
}
