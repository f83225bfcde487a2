//! «Mon identité»: card, numbers, which of several persons, and what cannot be decided.

use domain::card::CardKind;
use domain::enrolment::Purpose;
use domain::id::ProfileId;
use domain::person::PersonName;
use domain::place::EnrolmentPlace;
use leptos::prelude::*;

use super::{Frame, Wizard};
use crate::components::choice::{Choice, ChoiceGroup};
use crate::components::disclosure::Disclosure;
use crate::components::field::{Field, Input};
use crate::components::form::PostForm;
use crate::components::icon::Icon;
use crate::components::link::HelpLine;
use crate::components::nir_field::NirField;
use crate::components::verbatim::{example, verbatim};
use crate::pages::parts;
use crate::text;

/// The kind of card.
pub fn card_kind(wizard: &Wizard) -> AnyView {
    let form = wizard.form;
    let choices = vec![
        Choice::new(CardKind::WithoutPhoto.name(), "Carte Vitale sans photo").art("card-plain"),
        Choice::new(CardKind::WithPhoto.name(), "Carte Vitale avec photo").art("card-photo"),
    ];
    let legend = view! { <h1 tabindex="-1">"Ma carte Vitale"</h1> }.into_any();
    let intro = parts::paragraph("form__rule", "Tous les champs sont obligatoires.");
    let go_on = wizard.go_on();
    let content = view! {
        <PostForm of=form>
            <ChoiceGroup of=form name="carte" legend intro choices />
            {go_on}
        </PostForm>
    };
    let frame = Frame::new("Ma carte Vitale", 0, EnrolmentPlace::BirthDate.path());
    frame.around(wizard, content.into_any())
}

/// The two numbers, and where they stand.
pub fn numbers(wizard: &Wizard, kind: CardKind) -> AnyView {
    let form = wizard.form;
    let hint = match kind {
        CardKind::WithPhoto => "11\u{a0}chiffres, en haut à droite de la carte",
        CardKind::WithoutPhoto => "De 8 à 13\u{a0}chiffres, au dos de la carte, en haut à gauche",
    };
    let go_on = wizard.go_on();
    let content = view! {
        <h1 tabindex="-1">"Je renseigne mes numéros"</h1>
        <p class="form__rule">"Tous les champs sont obligatoires."</p>
        <PostForm of=form>
            <NirField of=form name="nir" hint=example!("1 55 12 55 555 555 55") />
            <Disclosure question="Où trouver mon numéro de sécurité sociale\u{a0}?">
                <p>
                    "Il est écrit sur la carte Vitale, sous le nom, et sur les courriers de l'Assurance Maladie. Pour un enfant, c'est le numéro du parent qui a reçu le code."
                </p>
            </Disclosure>
            <Field
                of=form
                name="serie"
                label="Numéro de série de la carte Vitale"
                hint
                input=Input::CardSerial
            />
            <Disclosure question="Où trouver mon numéro de série de carte Vitale\u{a0}?">
                <SerialHelp kind />
                <p>
                    <a href=EnrolmentPlace::CardKind.path()>"J'ai l'autre modèle de carte"</a>
                </p>
                <h2 class="disclosure__title">
                    "Et si je n'arrive pas à lire le numéro de série de ma carte Vitale\u{a0}?"
                </h2>
                <p>
                    "Afin d'obtenir le numéro de série de votre carte Vitale, contactez le\u{a0}: " <HelpLine />
                    {text::available()}
                </p>
            </Disclosure>
            {go_on}
        </PostForm>
    };
    Frame::new("Je renseigne mes numéros", 0, EnrolmentPlace::CardKind.path()).around(wizard, content.into_any())
}

/// Where the serial number stands on a card of that kind (A05).
#[component]
pub fn SerialHelp(
    /// The kind of card.
    kind: CardKind,
) -> impl IntoView {
    let (art, words) = match kind {
        CardKind::WithPhoto => (
            "serial-photo",
            "Sur la carte avec photo, le numéro de série est au recto, en haut à droite. Renseignez les 11\u{a0}derniers chiffres.",
        ),
        CardKind::WithoutPhoto => (
            "serial-plain",
            "Sur la carte sans photo, le numéro de série est au dos, en haut à gauche. Il est composé de 8 à 13\u{a0}chiffres.",
        ),
    };
    view! {
        <p>{words}</p>
        <Icon name=art class="wizard__serial" />
    }
}

/// Which of several persons.
pub fn person(wizard: &Wizard, persons: Vec<(ProfileId, PersonName)>) -> AnyView {
    let form = wizard.form;
    let choices: Vec<Choice> =
        persons.into_iter().map(|(id, name)| Choice::new(id.to_string(), verbatim(&name.full()))).collect();
    let hint = "Plusieurs personnes rattachées à votre carte Vitale ont la même date de naissance.";
    let heading = match wizard.purpose {
        Purpose::Activate => "Je choisis pour qui j'active le profil",
        Purpose::Oppose => "Je choisis pour qui je m'oppose",
        Purpose::NewCode => "Je choisis pour qui je demande un code",
    };
    let legend = view! { <h1 tabindex="-1">{heading}</h1> }.into_any();
    let go_on = wizard.go_on();
    let content = view! {
        <PostForm of=form>
            <ChoiceGroup of=form name="personne" legend hint choices />
            {go_on}
        </PostForm>
    };
    Frame::new(heading, 0, EnrolmentPlace::Numbers.path()).around(wizard, content.into_any())
}
