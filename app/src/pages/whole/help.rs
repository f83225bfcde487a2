use domain::card::CardKind;
use domain::place::PublicPage;
use leptos::prelude::*;

use crate::components::disclosure::Disclosure;
use crate::components::link::HelpLine;
use crate::components::page_title::PageTitle;
use crate::components::verbatim::sentence;
use crate::pages::enrolment::identity::SerialHelp;
use crate::text;

/// Help with enrolment, and whom to call (X01).
#[component]
pub fn HelpPage() -> impl IntoView {
    view! {
        <PageTitle heading="Aide" />
        <div class="container container--narrow">
            <div class="prose">
                <h1 tabindex="-1">"Aide"</h1>
                <p class="lead">
                    "Appelez le " <HelpLine /> {text::available()}
                </p>
                <h2>"Activer ou s'opposer"</h2>
            </div>
            <Disclosure question="De quoi ai-je besoin pour activer Mon espace santé\u{a0}?">
                <p>
                    {sentence("De votre numéro de sécurité sociale, de votre carte Vitale et du code provisoire reçu par courrier ou par e-mail. Comptez 5\u{a0}minutes.")}
                </p>
                <p>
                    <a href=PublicPage::Enrol.path()>"Activer Mon espace santé"</a>
                </p>
            </Disclosure>
            <Disclosure question="Je n'ai pas, ou plus, de code provisoire. Que faire\u{a0}?">
                <p>
                    {sentence("Vous pouvez en recevoir un nouveau, par SMS, par e-mail ou par courrier. Il remplace le précédent, ne sert qu'une fois et il est valable six semaines.")}
                </p>
                <p>
                    <a href=PublicPage::NewCode.path()>"Je génère un nouveau code provisoire"</a>
                </p>
            </Disclosure>
            <Disclosure question="Où trouver le numéro de série de ma carte Vitale\u{a0}?">
                <SerialHelp kind=CardKind::WithoutPhoto />
                <SerialHelp kind=CardKind::WithPhoto />
            </Disclosure>
            <Disclosure question="Comment faire pour mon enfant\u{a0}?">
                <p>
                    "Indiquez sa date de naissance, votre propre numéro de sécurité sociale et votre carte Vitale. Il a son propre code provisoire, envoyé au parent. Activez d'abord votre espace\u{a0}: le profil de l'enfant y est rattaché."
                </p>
            </Disclosure>
            <Disclosure question="Puis-je refuser\u{a0}?">
                <p>"Oui, et changer d'avis à tout moment."</p>
                <p>
                    <a href=PublicPage::Oppose.path()>"Je m'oppose à Mon espace santé"</a>
                </p>
            </Disclosure>
            <Disclosure question="J'utilise un ordinateur partagé. Que devient ce que j'y tape\u{a0}?">
                <p>
                    "Rien ne reste dans le navigateur. Vos réponses sont effacées du service après 30\u{a0}minutes, ou dès que vous choisissez «\u{a0}Recommencer\u{a0}» ou «\u{a0}Terminer\u{a0}»."
                </p>
            </Disclosure>
            <Disclosure question="Comment me connecter une fois mon espace activé\u{a0}?">
                <p>{sentence("Avec votre identifiant, votre mot de passe, puis un code reçu par e-mail ou par SMS.")}</p>
                <p>
                    <a href=PublicPage::SignIn.path()>"Se connecter"</a>
                </p>
            </Disclosure>
        </div>
    }
}
