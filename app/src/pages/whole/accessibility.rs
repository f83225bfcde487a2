use leptos::prelude::*;

use super::{or_write, updated};
use crate::components::link::HelpLine;
use crate::components::page_title::PageTitle;

/// The accessibility statement (X02).
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    let write = or_write("écrivez");
    view! {
        <PageTitle heading="Accessibilité" />
        <div class="container container--narrow">
            <div class="prose">
                <h1 tabindex="-1">"Accessibilité"</h1>
                <p class="lead">
                    "Mon espace santé doit pouvoir être utilisé par tout le monde, avec un clavier, un lecteur d'écran, un texte agrandi, et même sans JavaScript."
                </p>
                <h2>"État de conformité"</h2>
                <p>
                    "Le service n'a pas encore été audité\u{a0}: aucun taux de conformité au référentiel général d'amélioration de l'accessibilité (RGAA) ne peut être annoncé."
                </p>
                <p>
                    "Chaque page est vérifiée par un outil automatique (axe, règles WCAG 2.2, niveaux A et AA) à chaque modification du service. Un tel outil ne trouve qu'une partie des défauts."
                </p>
                <h2>"Signaler une difficulté"</h2>
                <p>
                    "Si vous n'arrivez pas à accéder à un contenu ou à une démarche, appelez le "
                    <HelpLine /> {write} "\u{a0}: nous vous indiquerons une autre façon de faire, et nous corrigerons le défaut."
                </p>
                <h2>"Voies de recours"</h2>
                <p>
                    "Si vous avez signalé un défaut qui vous empêche d'utiliser le service, et que vous n'avez pas obtenu de réponse satisfaisante, vous pouvez saisir le Défenseur des droits\u{a0}:"
                </p>
                <ul>
                    <li>
                        "par son formulaire en ligne, sur "
                        <a href="https://formulaire.defenseurdesdroits.fr/">"formulaire.defenseurdesdroits.fr"</a>
                    </li>
                    <li>
                        "auprès de l'un de ses délégués, présents dans chaque département"
                    </li>
                    <li>
                        "par courrier, sans timbre\u{a0}: Défenseur des droits, Libre réponse 71120, 75342 Paris Cedex 07"
                    </li>
                </ul>
                {updated("2026-11-28")}
            </div>
        </div>
    }
}
