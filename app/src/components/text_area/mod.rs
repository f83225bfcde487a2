use leptos::prelude::*;

use super::field::{ErrorText, Hint, Wiring};
use super::form::Form;

#[cfg(feature = "gallery")]
pub mod examples;

/// A label, a hint, an error and several lines of text, wired together.
#[component]
pub fn TextArea(
    /// Of which form.
    of: Form,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    label: &'static str,
    /// An example.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    let Wiring { id, error, invalid, describedby } = Wiring::hinted(of, name, hint);
    let value = of.value(name).unwrap_or_default();
    // The library writes what stands in this element as it is, as into a script.
    #[cfg(feature = "ssr")]
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    view! {
        <div class="field" class=("field--error", move || error.with(Option::is_some))>
            <label class="field__label" r#for=id.clone()>
                {label}
            </label>
            <Hint name text=hint />
            <ErrorText name error />
            <textarea
                class="field__input field__input--lines"
                id=id
                name=name
                rows="4"
                aria-describedby=move || describedby.get()
                aria-invalid=move || invalid.get().then_some("true")
            >
                {value}
            </textarea>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_line_by_line() {
        let html = Owner::new().with(|| {
            let of = Form::filled("liste", "Pollens\n<b>&amp;", Some("Indiquez au moins une allergie."));
            view! { <TextArea of name="liste" label="Allergies" hint="Une par ligne." /> }.to_html()
        });
        assert!(html.contains(">Pollens\n&lt;b>&amp;amp;</textarea>"), "{html}");
        assert!(
            html.contains("aria-describedby=\"liste-aide liste-erreur\"") && html.contains("aria-invalid"),
            "{html}"
        );
    }
}
