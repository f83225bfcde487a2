use domain::place::{LocalPath, PublicPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::button::ButtonLink;
use crate::components::outcome::Outcome;
use crate::components::page_title::PageTitle;

/// Says that one is signed out, and why.
#[component]
pub fn SignedOutPage() -> impl IntoView {
    let query = use_query_map();
    move || {
        query.with(|query| {
            let by_inactivity = query.get_str("motif") == Some("inactivite");
            let retour = query.get_str("retour").and_then(|retour| retour.parse().ok());
            view! { <SignedOutView by_inactivity retour /> }
        })
    }
}

/// How long a session lasts without activity, in minutes (quality.md).
const IDLE_MINUTES: u8 = 15;

/// Signed out, on demand or for lack of activity.
#[component]
pub fn SignedOutView(
    /// Whether it was for lack of activity.
    by_inactivity: bool,
    /// The page to come back to.
    retour: Option<LocalPath>,
) -> impl IntoView {
    let (icon, title, heading) = if by_inactivity {
        (
            "clock",
            "Vous avez été déconnecté",
            format!("Vous avez été déconnecté après {IDLE_MINUTES}\u{a0}minutes sans activité."),
        )
    } else {
        ("success", "Vous êtes déconnecté", "Vous êtes déconnecté.".to_owned())
    };
    let sign_in = match retour {
        Some(retour) => format!("{}?retour={retour}", PublicPage::SignIn.path()),
        None => PublicPage::SignIn.path().to_owned(),
    };
    view! {
        <PageTitle heading=title />
        <Outcome icon heading>
            {(!by_inactivity).then(|| view! { <p>"Sur un ordinateur partagé, pensez à fermer le navigateur."</p> })}
            <p>
                <ButtonLink href=sign_in label="Se connecter" />
            </p>
        </Outcome>
    }
}
