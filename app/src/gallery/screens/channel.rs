use domain::form::sign_in::ChannelForm;
use domain::view::MaskedChannel;
use leptos::prelude::*;

use super::samples;
use crate::components::form::Form;
use crate::gallery::{Entry, State};
use crate::pages::channel::ChannelView;

/// Sign-in, step 2.
pub const ENTRY: Entry = Entry {
    slug: "canal",
    title: "Connexion\u{a0}: réception du code",
    when: "Deux moyens de recevoir le code sont connus, et la personne choisit.",
    when_not: "Un seul moyen est connu\u{a0}: le code part tout de suite et cet écran est sauté.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || drawn(both(), Form::still(None)) },
        State {
            slug: "rien-choisi",
            title: "Rien n'est choisi",
            draw: || {
                let problems = ChannelForm::check("", &[]).err();
                drawn(both(), Form::still(problems.map(Into::into)))
            },
        },
        State {
            slug: "adresse-longue",
            title: "Adresse longue",
            draw: || drawn(vec![samples::long_email(), samples::mobile()], Form::still(None)),
        },
    ],
};

fn both() -> Vec<MaskedChannel> {
    vec![samples::email(), samples::mobile()]
}

fn drawn(channels: Vec<MaskedChannel>, form: Form) -> AnyView {
    super::public(view! { <ChannelView form channels /> })
}
