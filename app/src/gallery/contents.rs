use leptos::prelude::*;

use super::frame::Chrome;
use super::look::Look;
use super::{Kind, Page};
use crate::text;

/// What there is.
#[component]
pub fn Contents(
    /// How it is looked at.
    look: Look,
) -> impl IntoView {
    view! {
        <Chrome page=Page::Contents look>
            <p class="lead">
                "Tous les composants et tous les écrans de Mon espace santé, dans tous leurs états. Les personnes et leurs données sont inventées."
            </p>
            <ul class="gallery-cards gallery-cards--pages">
                <Fixed page=Page::Tokens about="Couleurs et contrastes, lettres, espaces, icônes." look />
                <Fixed page=Page::Messages about="Toutes les phrases du service, pour les relire." look />
                <Fixed page=Page::Flows about="Comment on passe d'un écran à l'autre." look />
            </ul>
            {Kind::ALL
                .map(|kind| {
                    let id = kind.segment();
                    view! {
                        <section class="gallery__section" aria-labelledby=id>
                            <h2 id=id>{kind.title()}</h2>
                            <ul class="gallery-cards">
                                {kind
                                    .entries()
                                    .iter()
                                    .map(|entry| {
                                        let states = i64::try_from(entry.states.len()).unwrap_or(i64::MAX);
                                        view! {
                                            <li class="gallery-card">
                                                <h3 class="gallery-card__title">
                                                    <a
                                                        class="gallery-card__link"
                                                        href=look.address(&Page::Entry(kind, entry).path())
                                                    >
                                                        {entry.title}
                                                    </a>
                                                </h3>
                                                <p class="gallery-card__text">{entry.when}</p>
                                                <p class="gallery-card__note">
                                                    {text::counted(states, "état", "états")}
                                                </p>
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                        </section>
                    }
                })
                .collect_view()}
        </Chrome>
    }
}

#[component]
fn Fixed(page: Page, about: &'static str, look: Look) -> impl IntoView {
    view! {
        <li class="gallery-card">
            <h2 class="gallery-card__title">
                <a class="gallery-card__link" href=look.address(&page.path())>
                    {page.title()}
                </a>
            </h2>
            <p class="gallery-card__text">{about}</p>
        </li>
    }
}
