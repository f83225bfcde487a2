use leptos::prelude::*;

use super::{Dialog, DialogRef, close, open};
use crate::components::button::{ActButton, ButtonGroup};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "dialogue",
    title: "Dialogue",
    when: "Quand quelque chose arrive de soi-même et demande une réponse\u{a0}: la session qui va finir.",
    when_not: "Pour une étape d'un parcours, ou avant un acte sans retour\u{a0}: une page.",
    states: &[State {
        slug: "ordinaire",
        title: "Ordinaire",
        draw: || {
            let node = DialogRef::new();
            view! {
                <ActButton label="Ouvrir le dialogue" on_press=Callback::new(move |()| open(node)) />
                <Dialog
                    id="exemple"
                    title="Toujours là\u{a0}?"
                    node
                    on_cancel=Callback::new(move |()| close(node))
                >
                    <p>"Sans réponse de votre part, votre session sera fermée dans 2\u{a0}minutes."</p>
                    <ButtonGroup>
                        <ActButton label="Rester connecté" on_press=Callback::new(move |()| close(node)) />
                    </ButtonGroup>
                </Dialog>
            }
            .into_any()
        },
    }],
};
