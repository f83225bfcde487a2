use domain::place::PublicPage;
use leptos::prelude::*;

use crate::components::assurance::Assurance;
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook};
use crate::components::page_title::PageTitle;
use crate::text;

/// The front page, for visitors who are not signed in; the others are sent home by the server.
#[component]
pub fn FrontPage() -> impl IntoView {
    view! {
        <PageTitle heading=text::SITE />
        <div class="hero hero--petrol">
            <div class="container hero__inner">
                <div class="hero__text">
                    <p class="hero__motto">"Vous avez la main sur votre santé"</p>
                    <h1 class="hero__title" tabindex="-1">
                        {text::SITE}
                    </h1>
                    <p class="lead">{text::PROMISE}</p>
                    <ButtonGroup>
                        <ButtonLink href=PublicPage::Enrol.path() label="Activer Mon espace santé" />
                        <ButtonLink href=PublicPage::SignIn.path() label="Se connecter" look=ButtonLook::Secondary />
                    </ButtonGroup>
                </div>
                <svg class="hero__art" aria-hidden="true" focusable="false">
                    <use href="/icons.svg#shore"></use>
                </svg>
            </div>
        </div>
        <div class="container stack stack--large">
            <Assurance />
        </div>
    }
}
