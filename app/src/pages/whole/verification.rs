//! The check of an attestation by whoever it is shown to.

use leptos::prelude::*;

use crate::api::enrolment::{CheckAttestation, Checked, ReadVerification, VerificationData};
use crate::components::button::{ButtonGroup, SubmitButton};
use crate::components::field::{Field, Input};
use crate::components::form::{Form, FormHead};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page_title::PageTitle;
use crate::exchange::{Content, loaded};

/// Where anybody checks an attestation.
#[component]
pub fn VerificationPage() -> impl IntoView {
    let data = Content::of(|| ReadVerification {});
    view! { {loaded(data, |data| view! { <VerificationView data /> }.into_any())} }
}

/// The check of an attestation: valid or not, and the day. Its form is plain, so that the answer is a page of its
/// own.
#[component]
pub fn VerificationView(
    /// What became of the last check.
    data: VerificationData,
) -> impl IntoView {
    const HEADING: &str = "Vérifier une attestation d'opposition";
    let form = Form::to::<CheckAttestation>(data.posted);
    let answer = data.checked.map(|valid| match valid {
        Checked::Valid(day) => {
            (NoticeKind::Success, "Attestation valable", format!("L'opposition est enregistrée depuis le {day}."))
        }
        Checked::Invalid => (
            NoticeKind::Danger,
            "Attestation non valable",
            "Aucune opposition en cours ne correspond à ce code.".to_owned(),
        ),
    });
    let answer = answer.map(|(kind, title, text)| view! { <Notice kind title role="status" text /> });
    view! {
        <PageTitle heading=HEADING rejected=form.at_fault() />
        <div class="container container--narrow wizard">
            <FormHead of=form />
            <h1 tabindex="-1">{HEADING}</h1>
            {answer}
            <p>
                "Le code de vérification se trouve en bas de l'attestation. Cette page dit seulement si elle est valable et de quand elle date."
            </p>
            <form class="form" method="post" action=form.path() novalidate=true>
                <Field
                    of=form
                    name="code"
                    label="Code de vérification"
                    hint="12\u{a0}caractères, ex.\u{a0}: \u{2068}H7UQ ZFKC J8KW\u{2069}"
                    input=Input::VerificationCode
                />
                <ButtonGroup>
                    <SubmitButton label="Vérifier" />
                </ButtonGroup>
            </form>
        </div>
    }
}
