use domain::place::{LocalPath, PublicPage};
use domain::sign_in::SignedOut;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::sign_in::{ReadSignedOut, SignedOutPage as Limits};
use crate::components::button::ButtonLink;
use crate::components::outcome::Outcome;
use crate::components::page_title::PageTitle;
use crate::exchange::{Content, loaded};
use crate::text;

/// Says that one is signed out, and why.
#[component]
pub fn SignedOutPage() -> impl IntoView {
    let limits = Content::of(|| ReadSignedOut {});
    let (why, back) = use_query_map().with_untracked(|query| {
        let why = query.get_str("motif").and_then(SignedOut::of_name);
        (why, query.get_str("retour").and_then(|back| back.parse::<LocalPath>().ok()))
    });
    loaded(limits, move |limits| view! { <SignedOutView why limits retour=back.clone() /> }.into_any())
}

/// Signed out, and why.
#[component]
pub fn SignedOutView(
    /// Why; `None` when it cannot be told.
    why: Option<SignedOut>,
    /// How long sessions last.
    limits: Limits,
    /// The page to come back to.
    retour: Option<LocalPath>,
) -> impl IntoView {
    let heading = match why {
        Some(SignedOut::Idle) => {
            let idle = text::counted(limits.idle_minutes, "minute", "minutes");
            format!("Votre session est fermée après {idle} sans activité.")
        }
        Some(SignedOut::TooLong) => {
            let hours = text::counted(limits.hours, "heure", "heures");
            format!("Votre session est fermée\u{a0}: une connexion dure {hours} au plus.")
        }
        Some(SignedOut::Elsewhere) => "Votre session a été fermée, dans cet onglet ou dans un autre.".to_owned(),
        Some(SignedOut::Replaced) => "Une autre personne s'est connectée entre-temps.".to_owned(),
        Some(SignedOut::OnDemand) | None => "Votre session est fermée.".to_owned(),
    };
    let icon = if why == Some(SignedOut::OnDemand) { "success" } else { "clock" };
    if why == Some(SignedOut::Replaced) {
        return view! {
            <PageTitle heading=heading.clone() />
            <Outcome icon="users" heading>
                <p>
                    "Dans ce navigateur, un autre compte est maintenant ouvert\u{a0}: rien n'a été fait depuis la page précédente, et elle ne s'affiche plus."
                </p>
                <p>
                    <ButtonLink href=PublicPage::Front.path() label="Aller à l'accueil de ce compte" />
                </p>
            </Outcome>
        }
        .into_any();
    }
    let advice = match (why, &retour) {
        (Some(SignedOut::OnDemand), _) => Some("Sur un ordinateur partagé, pensez à fermer le navigateur."),
        (_, Some(_)) => Some("Reconnectez-vous\u{a0}: vous reviendrez à la même page."),
        (_, None) => None,
    };
    let sign_in = match retour {
        Some(retour) => format!("{}?retour={retour}", PublicPage::SignIn.path()),
        None => PublicPage::SignIn.path().to_owned(),
    };
    view! {
        <PageTitle heading=heading.clone() />
        <Outcome icon heading>
            {advice.map(|advice| view! { <p>{advice}</p> })}
            <p>
                <ButtonLink href=sign_in label="Se connecter" />
            </p>
        </Outcome>
    }
    .into_any()
}
