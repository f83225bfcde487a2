use leptos::prelude::*;

use super::{or_write, updated};
use crate::components::link::HelpLine;
use crate::components::page_title::PageTitle;

/// What happens to personal data (X02).
#[component]
pub fn PersonalDataPage() -> impl IntoView {
    let write = or_write("en écrivant");
    view! {
        <PageTitle heading="Données personnelles" />
        <div class="container container--narrow">
            <div class="prose">
                <h1 tabindex="-1">"Données personnelles"</h1>
                <p class="lead">"Vos données de santé sont à vous\u{a0}: c'est vous qui décidez qui les voit."</p>
                <h2>"Ce qui est enregistré"</h2>
                <ul>
                    <li>"votre identité, et celle des enfants dont le profil vous est rattaché"</li>
                    <li>
                        "ce que l'Assurance Maladie a transmis\u{a0}: votre numéro de sécurité sociale, le numéro de série de votre carte Vitale et vos coordonnées"
                    </li>
                    <li>"votre identifiant, et les moyens de vous envoyer un code"</li>
                    <li>
                        "vos données de santé\u{a0}: la taille, le poids, les maladies et handicaps, les traitements et les allergies que vous avez indiqués, et vos choix de confidentialité"
                    </li>
                    <li>
                        "chaque connexion, chaque refus et chaque consultation d'un profil par une autre personne que son titulaire, dans l'historique d'activité"
                    </li>
                </ul>
                <h2>"Comment elles sont protégées"</h2>
                <ul>
                    <li>"le contenu de chaque profil est chiffré avec une clé qui lui est propre"</li>
                    <li>"votre mot de passe n'est pas conservé\u{a0}: seule une empreinte permet de le vérifier"</li>
                    <li>"la connexion demande, après le mot de passe, un code à usage unique"</li>
                    <li>"sans activité de votre part, votre session est fermée au bout de 15\u{a0}minutes"</li>
                </ul>
                <h2>"Cookies"</h2>
                <p>
                    "Le service n'utilise que les cookies nécessaires à votre connexion et à sa protection. Il ne contient ni publicité, ni mesure d'audience, ni contenu venu d'un autre site."
                </p>
                <h2>"Vos droits"</h2>
                <p>
                    "Vous pouvez demander l'accès à vos données, leur rectification et leur effacement, en appelant le "
                    <HelpLine /> {write} ". Si la réponse ne vous satisfait pas, vous pouvez adresser une réclamation à la Commission nationale de l'informatique et des libertés (CNIL)."
                </p>
                {updated("2026-11-28")}
            </div>
        </div>
    }
}
