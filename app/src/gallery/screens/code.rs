use domain::form::Rejected;
use domain::form::sign_in::CodeProblem;
use leptos::prelude::*;

use super::samples;
use crate::api::sign_in::CodePage;
use crate::components::form::Form;
use crate::gallery::{Entry, State};
use crate::pages::code::CodeView;

/// Sign-in, step 3.
pub const ENTRY: Entry = Entry {
    slug: "code",
    title: "Connexion\u{a0}: code à usage unique",
    when: "Un code vient d'être envoyé à une personne dont le mot de passe est juste.",
    when_not: "Pour le code provisoire d'un courrier\u{a0}: il est plus long et se demande ailleurs.",
    states: &[
        State { slug: "ordinaire", title: "Par e-mail", draw: || drawn(page(), None) },
        State {
            slug: "sms",
            title: "Par SMS, seul moyen",
            draw: || drawn(CodePage { sent: samples::mobile(), other_channel: false, ..page() }, None),
        },
        State {
            slug: "trop-tot",
            title: "Un autre code, pas encore",
            draw: || drawn(CodePage { resend_in: 24, ..page() }, None),
        },
        State {
            slug: "renvoye",
            title: "Code envoyé à nouveau",
            draw: || drawn(CodePage { resent: true, resend_in: 30, ..page() }, None),
        },
        State { slug: "vide", title: "Code manquant", draw: || drawn(page(), Some(CodeProblem::Missing)) },
        State {
            slug: "faux",
            title: "Code faux, dernier essai",
            draw: || drawn(page(), Some(CodeProblem::Wrong { left: 1 })),
        },
        State {
            slug: "renvoi-trop-tot",
            title: "Un autre code demandé trop tôt",
            draw: || drawn(CodePage { resend_in: 24, ..page() }, Some(CodeProblem::SentJustNow)),
        },
        State { slug: "expire", title: "Code expiré", draw: || drawn(page(), Some(CodeProblem::ExpiredAndResent)) },
    ],
};

fn page() -> CodePage {
    CodePage {
        sent: samples::email(),
        other_channel: true,
        resent: false,
        resend_in: 0,
        posted: None,
        key: samples::key(),
        account: samples::key(),
    }
}

fn drawn(page: CodePage, problem: Option<CodeProblem>) -> AnyView {
    let form = Form::still(problem.map(|problem| Rejected::bare(problem).into()));
    super::public(view! { <CodeView form page /> })
}
