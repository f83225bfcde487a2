use leptos::prelude::*;

use super::field::{ErrorText, Hint, Wiring};
use super::form::Form;
use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// A label, a hint, an error and a list to choose one from, wired together. Few choices are better shown all at once, by a
/// [`ChoiceGroup`](super::choice::ChoiceGroup).
#[component]
pub fn Select(
    /// Of which form.
    of: Form,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    label: &'static str,
    /// An example.
    #[prop(optional)]
    hint: &'static str,
    /// What is posted for each choice, and what it reads.
    choices: Vec<(String, String)>,
    /// Whether the choices are names, which are not translated.
    #[prop(optional)]
    names: bool,
) -> impl IntoView {
    let Wiring { id, error, invalid, describedby } = Wiring::hinted(of, name, hint);
    let chosen = of.value(name).unwrap_or_default();
    let choices = choices.into_iter().map(|(value, text)| {
        let selected = value == chosen;
        view! {
            <option value=value selected=selected translate=names.then_some("no")>
                {text}
            </option>
        }
    });
    view! {
        <div class="field" class=("field--error", move || error.with(Option::is_some))>
            <label class="field__label" r#for=id.clone()>
                {sentence(label)}
            </label>
            <Hint name text=hint />
            <ErrorText name error />
            <select
                class="field__select"
                id=id
                name=name
                aria-describedby=move || describedby.get()
                aria-invalid=move || invalid.get().then_some("true")
            >
                <option value="">"Choisir dans la liste"</option>
                {choices.collect_view()}
            </select>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_chosen_again_and_the_error_is_wired() {
        let html = Owner::new().with(|| {
            let of = Form::filled("acte", "deux", Some("Choisissez un acte."));
            let choices = vec![("un".to_owned(), "Un".to_owned()), ("deux".to_owned(), "<Deux>".to_owned())];
            view! { <Select of name="acte" label="Acte" hint="Un seul." choices /> }.to_html()
        });
        assert!(html.contains("<option value=\"deux\" selected>&lt;Deux&gt;"), "{html}");
        assert_eq!(html.matches(" selected").count(), 1, "{html}");
        assert!(html.contains("aria-describedby=\"acte-aide acte-erreur\"") && html.contains("aria-invalid"), "{html}");
    }
}
