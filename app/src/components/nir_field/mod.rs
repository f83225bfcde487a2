use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::field::{Field, Input, id_of};
use super::form::Form;
use super::verbatim::example;

#[cfg(feature = "gallery")]
pub mod examples;

/// The example of the sources; its key is wrong on purpose, so that it is nobody's.
pub const HINT: &str = example!("2 75 08 75 588 010 11");

/// A social security number, typed with or without spaces and shown in groups once it is left.
/// `domain::nir` reads it.
///
/// A phone shows digits only when a button beside offers the letters of `2A` and `2B`; without
/// JavaScript it shows its whole keyboard.
#[component]
pub fn NirField(
    /// Of which form.
    of: Form,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    #[prop(default = "Numéro de sécurité sociale")]
    label: &'static str,
    /// An example.
    #[prop(default = HINT)]
    hint: &'static str,
) -> impl IntoView {
    let keyboard = RwSignal::new(None);
    Effect::new(move |_| keyboard.set(Some("numeric")));
    let with_letters = move |_| {
        keyboard.set(Some("text"));
        // The keyboard changes when the input gets the focus.
        request_animation_frame(move || {
            let input =
                document().get_element_by_id(&id_of(name)).and_then(|input| input.dyn_into::<HtmlElement>().ok());
            if let Some(input) = input {
                // It fails only for an element that is not in the page.
                let _ = input.focus();
            }
        });
    };
    view! {
        <Field of name label hint input=Input::Nir keyboard>
            <div class="field__more">
                {move || {
                    (keyboard.get() == Some("numeric"))
                        .then(|| {
                            view! {
                                <button class="field__letters" r#type="button" aria-controls=id_of(name) on:click=with_letters>
                                    "Mon numéro contient 2A ou 2B"
                                </button>
                            }
                        })
                }}
            </div>
        </Field>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn without_javascript_every_key_is_there() {
        let html = Owner::new().with(|| {
            let of = Form::filled("nir", "2840588321025 32", None);
            view! { <NirField of name="nir" /> }.to_html()
        });
        assert!(!html.contains("inputmode") && !html.contains("<button"), "{html}");
        assert!(html.contains("value=\"2 84 05 88 321 025 32\"") && html.contains("autocomplete=\"off\""), "{html}");
        assert!(html.contains("aria-describedby=\"nir-aide\""), "{html}");
    }
}
