//! «Mon code»: the provisional code.

use domain::place::{EnrolmentPlace, PublicPage};
use domain::provisional_code::Delivery;
use domain::view::MaskedDelivery;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Frame, Wizard};
use crate::api::enrolment::ResendProvisionalCode;
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::components::choice::{Choice, ChoiceGroup};
use crate::components::form::{PlainForm, PostForm, hidden};
use crate::components::link::HelpLine;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::provisional_code_field::ProvisionalCodeField;
use crate::components::verbatim::{sentence, verbatim};
use crate::text;

const I_HAVE_ONE: &str = "J'ai déjà un code (courrier ou e-mail)";
const NO_CONTACT: &str = "Nous n'avons pas vos coordonnées";
const CHANNEL: &str = "Je reçois un code provisoire pour confirmer mon identité";

/// The heading of both pages about the code (A08, A08b).
const CODE: &str = "Mon code provisoire";

/// By which way a code shall come.
pub fn channel(wizard: &Wizard, ways: Vec<MaskedDelivery>, code_at_hand: bool, key: String) -> AnyView {
    let heading = if ways.is_empty() { NO_CONTACT } else { CHANNEL };
    let content = if ways.is_empty() {
        no_contact()
    } else {
        let one = ways.len() == 1;
        let form = wizard.form.carrying("cle", key);
        let legend = view! { <h1 tabindex="-1">{CHANNEL}</h1> }.into_any();
        let choices: Vec<Choice> = ways.into_iter().map(|way| way_choice(&way, one)).collect();
        let hint = "Mon code provisoire sera envoyé à\u{a0}:";
        let ends = code_at_hand.then(|| {
            view! { <Notice kind=NoticeKind::Info text="Un code vous a déjà été envoyé, et il est valable. En demander un autre l'annule." /> }
                .into_any()
        });
        view! {
            <PostForm of=form>
                <ChoiceGroup of=form name="canal" legend hint intro=ends choices />
                <ButtonGroup>
                    <SubmitButton label="Envoyer le code" />
                    <ButtonLink href=EnrolmentPlace::Code.path() label=I_HAVE_ONE look=ButtonLook::Secondary />
                </ButtonGroup>
            </PostForm>
        }
        .into_any()
    };
    Frame::new(heading, 1, EnrolmentPlace::Numbers.path()).around(wizard, content)
}

fn way_choice(way: &MaskedDelivery, one: bool) -> Choice {
    let means = match way.by {
        Delivery::Sms => "Je reçois mon code sur mon numéro de téléphone mobile",
        Delivery::Email => "Je reçois mon code sur mon adresse e-mail",
        Delivery::Post => "Je reçois mon code en 5\u{a0}jours ouvrés environ, à mon adresse postale",
    };
    let hint = format!("{means}\u{a0}: {}", verbatim(&way.masked));
    Choice::new(way.by.name(), text::delivery(way.by)).hint(hint).chosen(one)
}

fn no_contact() -> AnyView {
    view! {
        <h1 tabindex="-1">{NO_CONTACT}</h1>
        <p class="lead">
            "L'Assurance Maladie ne connaît pas de coordonnée à laquelle nous pourrions vous envoyer un code."
        </p>
        <ul class="prose">
            <li>"Vous avez reçu un courrier\u{a0}? Le code s'y trouve."</li>
            <li>{sentence("Vous pouvez indiquer une adresse e-mail à votre caisse d'assurance maladie, puis revenir ici.")}</li>
            <li>"Vous pouvez appeler le " <HelpLine /> "\u{a0}: un conseiller vous aidera."</li>
        </ul>
        <ButtonGroup>
            <ButtonLink href=EnrolmentPlace::Code.path() label=I_HAVE_ONE />
            <ButtonLink href=PublicPage::Front.path() label="Revenir à l'accueil" look=ButtonLook::Secondary />
        </ButtonGroup>
    }
    .into_any()
}

/// Where a code went, as a sentence to be drawn.
pub fn where_sent(sent: Option<&MaskedDelivery>) -> String {
    let sent = sent.map(|sent| (sent.by, verbatim(&sent.masked)));
    match sent {
        Some((Delivery::Sms, masked)) => format!("Un nouveau code provisoire a été envoyé au {masked}."),
        Some((Delivery::Email, masked)) => {
            format!("Un nouveau code provisoire a été envoyé à l'adresse e-mail {masked}.")
        }
        Some((Delivery::Post, masked)) => {
            format!(
                "Un nouveau code provisoire part par courrier, à l'adresse que connaît l'Assurance Maladie ({masked})."
            )
        }
        None => "Le code provisoire est dans l'e-mail ou le courrier que vous avez reçu.".to_owned(),
    }
}

/// The provisional code.
pub fn code(wizard: &Wizard, sent: Option<&MaskedDelivery>, resent: bool, key: String) -> AnyView {
    let what = match sent.map(|sent| sent.by) {
        Some(Delivery::Sms) => "Je saisis le code reçu par SMS",
        Some(Delivery::Email) => "Je saisis le code reçu par e-mail",
        Some(Delivery::Post) | None => "Je saisis le code reçu",
    };
    let at_once = sent.is_some_and(|sent| sent.by != Delivery::Post);
    let again = at_once.then(|| {
        view! { <SubmitButton label="Envoyer à nouveau le code" look=ButtonLook::Secondary form="renvoi" /> }
    });
    let form = wizard.form;
    let another = at_once.then(|| {
        view! {
            // A plain form: another code changes the whole page, and its key.
            <PlainForm of=form id="renvoi" action=ResendProvisionalCode::url()>
                {hidden("cle", key)}
            </PlainForm>
            <p class="hint">"Vous pouvez demander un autre code 30\u{a0}secondes après le précédent."</p>
        }
    });
    let resent = resent.then(|| {
        view! { <Notice kind=NoticeKind::Success role="status" text="Un nouveau code a été envoyé. L'ancien n'est plus valable." /> }
    });
    let content = view! {
        <h1 tabindex="-1">{CODE}</h1>
        <p class="lead">{what}</p>
        {resent}
        <p>{sentence(where_sent(sent))}</p>
        <PostForm of=form>
            <ProvisionalCodeField of=form name="code" />
            <ButtonGroup>
                <SubmitButton label="Continuer" />
                {again}
            </ButtonGroup>
        </PostForm>
        {another}
        <p>
            <a href=EnrolmentPlace::Channel.path()>
                {if sent.is_some() { "Je n'ai pas reçu de code" } else { "Il m'en faut un nouveau" }}
            </a>
        </p>
    };
    Frame::new(CODE, 1, EnrolmentPlace::Numbers.path()).around(wizard, content.into_any())
}
