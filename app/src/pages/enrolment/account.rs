//! «Mon compte»: contacts, identifier, password.

use domain::form::enrolment::{PASSWORD_MIN, signs};
use domain::place::EnrolmentPlace;
use domain::sign_in::Channel;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Frame, Wizard};
use crate::api::enrolment::ResendContactCode;
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::components::definition_list::{DefinitionList, Row};
use crate::components::disclosure::Disclosure;
use crate::components::field::{Field, Input};
use crate::components::form::{PlainForm, PostForm};
use crate::components::password_field::{PasswordField, Rule};
use crate::components::verbatim::{example, sentence, verbatim};
use crate::pages::parts;

const CHECK: &str = "Je vérifie mes coordonnées de contact";
const UNKNOWN: &str = "Non renseigné";

/// The contacts, to be checked or changed.
pub fn contacts(wizard: &Wizard, email: Option<String>, mobile: Option<String>) -> AnyView {
    let form = wizard.form;
    let known = |value: Option<String>| sentence(value.map_or_else(|| UNKNOWN.to_owned(), |value| verbatim(&value)));
    let (email, mobile) = (known(email), known(mobile));
    let content = view! {
        <h1 tabindex="-1">{CHECK}</h1>
        <p>"C'est là que nous vous enverrons vos codes de connexion et ce qui concerne votre espace."</p>
        <div id="contact" tabindex="-1">
            <DefinitionList>
                <Row term="Adresse e-mail" change=EnrolmentPlace::Email.path()>
                    {email}
                </Row>
                <Row term="Téléphone mobile" change=EnrolmentPlace::Mobile.path()>
                    {mobile}
                </Row>
            </DefinitionList>
        </div>
        <p>{sentence("L'adresse e-mail est obligatoire, le téléphone mobile est facultatif.")}</p>
        <PostForm of=form>
            <ButtonGroup>
                <SubmitButton label="Ces coordonnées sont exactes, continuer" />
            </ButtonGroup>
        </PostForm>
    };
    Frame::new(CHECK, 3, EnrolmentPlace::Decision.path()).around(wizard, content.into_any())
}

/// Another e-mail address or mobile number.
pub fn contact(wizard: &Wizard, channel: Channel) -> AnyView {
    let (heading, why, label, hint, input) = match channel {
        Channel::Email => (
            "Je modifie mon adresse e-mail",
            "Je saisis ma nouvelle adresse e-mail pour recevoir un code à usage unique et valider la modification.",
            "Nouvelle adresse e-mail",
            example!("nom@exemple.fr"),
            Input::Email,
        ),
        Channel::Sms => (
            "Je renseigne mon numéro de téléphone mobile",
            "Je saisis mon nouveau numéro de téléphone mobile pour recevoir un code à usage unique et valider la modification.",
            "Numéro de téléphone mobile",
            example!("06 11 12 13 14"),
            Input::Mobile,
        ),
    };
    let form = wizard.form.carrying("canal", channel.name());
    let content = view! {
        <h1 tabindex="-1">{sentence(heading)}</h1>
        <p>{sentence(why)}</p>
        <PostForm of=form>
            <Field of=form name="contact" label hint input />
            <ButtonGroup>
                <SubmitButton label="Continuer" />
                {parts::sure(form, "contact", "Oui, c'est mon adresse")}
                <ButtonLink href=EnrolmentPlace::Contacts.path() label="Annuler" look=ButtonLook::Secondary />
            </ButtonGroup>
        </PostForm>
    };
    Frame::new(heading, 3, EnrolmentPlace::Contacts.path()).around(wizard, content.into_any())
}

/// The code that was sent to another contact.
pub fn contact_code(wizard: &Wizard, awaited: String) -> AnyView {
    let form = wizard.form;
    let (heading, to) = if awaited.contains('@') {
        ("Je valide mon adresse e-mail", "à l'adresse ")
    } else {
        ("Je valide mon numéro de téléphone mobile", "au ")
    };
    let content = view! {
        <h1 tabindex="-1">{sentence(heading)}</h1>
        <p>
            {format!("Un code à usage unique vous a été envoyé {to}")} <strong class="wizard__contact" translate="no">
                {awaited}
            </strong>
            ". Il est valable 10\u{a0}minutes."
        </p>
        <PostForm of=form>
            {parts::one_time_code(form)}
            <ButtonGroup>
                <SubmitButton label="Continuer" />
                <SubmitButton label="Envoyer à nouveau le code" look=ButtonLook::Secondary form="renvoi" />
            </ButtonGroup>
        </PostForm>
        <PlainForm of=form id="renvoi" action=ResendContactCode::url() />
        <p class="hint">"Vous pouvez demander un autre code 30\u{a0}secondes après le précédent."</p>
        <p>
            <a href=EnrolmentPlace::Contacts.path()>"Annuler"</a>
        </p>
    };
    Frame::new(heading, 3, EnrolmentPlace::Contacts.path()).around(wizard, content.into_any())
}

const CHOOSE: &str = "Je choisis mon nouvel identifiant et mon mot de passe";

/// What the browser can check by itself; whether a password is easy to guess is asked on the server.
pub const RULES: &[Rule] =
    &[Rule { text: "12\u{a0}caractères au moins", is_met: |typed| signs(typed) >= PASSWORD_MIN }];

/// Identifier and password.
pub fn credentials(wizard: &Wizard, suggestions: &[String]) -> AnyView {
    let free = (!suggestions.is_empty()).then(
        || view! { <p class="hint">"Disponibles\u{a0}: " <span translate="no">{suggestions.join(", ")}</span></p> },
    );
    let form = wizard.form;
    let content = view! {
        <h1 tabindex="-1">{CHOOSE}</h1>
        <p class="form__rule">"Tous les champs sont obligatoires."</p>
        <PostForm of=form>
            <Field
                of=form
                name="identifiant"
                label="Identifiant"
                hint="De 8 à 100\u{a0}caractères\u{a0}: minuscules, chiffres, et . - _ Il ne pourra plus être changé."
                input=Input::Identifier
            >
                {free}
            </Field>
            <PasswordField
                of=form
                name="mot_de_passe"
                label="Mot de passe"
                new=true
                hint="Ni mot de passe courant, ni votre nom, ni votre date de naissance."
                rules=RULES
            />
            <Disclosure question="Comment choisir un mot de passe sûr\u{a0}?">
                <p>
                    "Une phrase de quatre mots sans lien entre eux est facile à retenir et difficile à deviner. N'y mettez ni votre nom, ni votre identifiant, ni votre date de naissance, et n'utilisez pas le mot de passe d'un autre site."
                </p>
            </Disclosure>
            <ButtonGroup>
                <SubmitButton label="Activer Mon espace santé" />
            </ButtonGroup>
        </PostForm>
    };
    Frame::new(CHOOSE, 3, EnrolmentPlace::Contacts.path()).around(wizard, content.into_any())
}
