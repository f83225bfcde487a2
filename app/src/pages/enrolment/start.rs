//! The first question, and the one before going on with a draft.

use domain::enrolment::Purpose;
use domain::place::PublicPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Frame, Wizard};
use crate::api::enrolment::AbandonEnrolment;
use crate::components::button::{ButtonGroup, ButtonLook, SubmitButton};
use crate::components::date_field::DateField;
use crate::components::form::{Form, PostForm};

/// The birth date (A03).
pub fn birth_date(wizard: &Wizard) -> AnyView {
    let back = match wizard.purpose {
        Purpose::Activate => PublicPage::Enrol.path(),
        Purpose::Oppose => PublicPage::Oppose.path(),
        Purpose::NewCode => PublicPage::NewCode.path(),
    };
    let form = wizard.form.carrying("but", wizard.purpose.name());
    let date = date(form, "Je renseigne la date de naissance", HINTS);
    let go_on = wizard.go_on();
    let content = view! {
        <p class="form__rule">"Tous les champs sont obligatoires."</p>
        <PostForm of=form>
            {date}
            {go_on}
        </PostForm>
    };
    Frame::new("Je renseigne la date de naissance", 0, back).around(wizard, content.into_any())
}

const HINTS: &[&str] = &[
    "Si la demande me concerne, je saisis ma date de naissance.",
    "Si cela concerne mon enfant, j'indique sa date de naissance.",
];

fn date(form: Form, heading: &'static str, hints: &'static [&'static str]) -> AnyView {
    let legend = view! { <h1 tabindex="-1">{heading}</h1> }.into_any();
    view! { <DateField of=form legend hints /> }.into_any()
}

/// Asks the birth date again, or begins anew.
pub fn resume(wizard: &Wizard) -> AnyView {
    const WHY: &str = "Pour protéger vos réponses, indiquez à nouveau la date de naissance saisie au début.";
    let heading = "Je reprends là où je me suis arrêté";
    let form = wizard.form;
    let date = date(form, heading, &[WHY]);
    let content = view! {
        <PostForm of=form>
            {date}
            <ButtonGroup>
                <SubmitButton label="Reprendre" />
                <SubmitButton label="Recommencer" look=ButtonLook::Secondary form="recommencer" />
            </ButtonGroup>
        </PostForm>
        <form id="recommencer" method="post" action=AbandonEnrolment::url()></form>
    };
    Frame { stage: None, ..Frame::new(heading, 0, PublicPage::Enrol.path()) }.around(wizard, content.into_any())
}
