use domain::place::PublicPage;
use leptos::prelude::*;

use crate::components::button::ButtonLook::Primary;
use crate::pages::parts;

const HEADING: &str = "Votre navigateur n'accepte pas les cookies";

/// Says that the service needs cookies, what for, and how to go on.
#[component]
pub fn NoCookiesPage() -> impl IntoView {
    let content = vec![
        parts::heading(HEADING),
        parts::paragraph(
            "lead",
            "Ce service en a besoin pour passer d'une étape à la suivante\u{a0}: sans eux, il oublie aussitôt ce que vous venez d'indiquer.",
        ),
        parts::paragraph(
            "",
            "Ils ne servent qu'à cela\u{a0}: ils ne vous suivent pas d'un site à l'autre, et ne disent rien de vous.",
        ),
        parts::paragraph(
            "",
            "Autorisez les cookies pour ce site dans les réglages de votre navigateur, puis recommencez. Si vous avez laissé passer du temps, ou fermé le navigateur, il suffit de recommencer.",
        ),
        parts::leading("Une question\u{a0}?", PublicPage::Help.path(), "Consultez l'aide."),
        parts::buttons(vec![parts::link_anew(PublicPage::Front.path(), "Revenir à l'accueil", Primary)]),
    ];
    parts::telling(HEADING, content)
}
