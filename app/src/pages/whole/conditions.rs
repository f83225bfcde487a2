use domain::place::PublicPage;
use leptos::prelude::*;

use super::updated;
use crate::components::page_title::PageTitle;
use crate::components::verbatim::sentence;

/// The conditions of use (X02), which are accepted when a space is activated.
#[component]
pub fn ConditionsPage() -> impl IntoView {
    view! {
        <PageTitle heading="Conditions Générales d'Utilisation" />
        <div class="container container--narrow">
            <div class="prose">
                <h1 tabindex="-1">"Conditions Générales d'Utilisation"</h1>
                <p class="lead">"Ce que le service vous apporte, et ce qu'il vous demande."</p>
                <h2>"Le service"</h2>
                <p>
                    "Mon espace santé est un espace personnel et gratuit. Il sert à conserver des informations de santé et à les partager avec les personnes de votre choix. Il ne remplace ni une consultation, ni un appel au 15 en cas d'urgence."
                </p>
                <h2>"Qui peut l'utiliser"</h2>
                <ul>
                    <li>"toute personne assurée, pour elle-même"</li>
                    <li>"ses représentants légaux, pour un enfant mineur, jusqu'à ses 18\u{a0}ans"</li>
                </ul>
                <h2>"Votre compte"</h2>
                <ul>
                    <li>"votre identifiant, votre mot de passe et vos codes sont personnels\u{a0}: ne les donnez à personne"</li>
                    <li>{sentence("gardez à jour l'adresse e-mail ou le numéro où vous recevez vos codes")}</li>
                    <li>"chaque acte fait sur votre profil est inscrit dans l'historique d'activité, que vous pouvez consulter"</li>
                </ul>
                <h2>"Vos choix"</h2>
                <p>
                    "L'activation est libre. Vous pouvez vous opposer à la création de votre espace, puis changer d'avis. Vous décidez de ce que les professionnels de santé peuvent voir."
                </p>
                <h2>"Vos données"</h2>
                <p>
                    "Elles ne servent qu'à rendre ce service. La page "
                    <a href=PublicPage::PersonalData.path()>"Données personnelles"</a>
                    " dit ce qui est enregistré et comment c'est protégé."
                </p>
                {updated("2026-11-28")}
            </div>
        </div>
    }
}
