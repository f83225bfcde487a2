use leptos::prelude::*;

use super::field::{FieldError, Hint};

#[cfg(feature = "gallery")]
pub mod examples;

/// A label, a hint, an error and several lines of text, wired together.
#[component]
pub fn TextArea(
    /// The id; the hint's is `{id}-aide`, the error's `{id}-erreur`.
    id: &'static str,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    label: &'static str,
    /// An example.
    #[prop(optional)]
    hint: &'static str,
    /// What it shows at first.
    #[prop(optional, into)]
    value: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let at_fault = move || error.with(Option::is_some);
    let describedby = move || match (hint.is_empty(), at_fault()) {
        (true, false) => None,
        (true, true) => Some(format!("{id}-erreur")),
        (false, false) => Some(format!("{id}-aide")),
        (false, true) => Some(format!("{id}-aide {id}-erreur")),
    };
    // The library writes what stands in this element as it is, as into a script.
    #[cfg(feature = "ssr")]
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    view! {
        <div class="field" class=("field--error", at_fault)>
            <label class="field__label" r#for=id>
                {label}
            </label>
            <Hint id text=hint />
            {move || error.get().map(|text| view! { <FieldError id text /> })}
            <textarea
                class="field__input field__input--lines"
                id=id
                name=name
                rows="4"
                aria-describedby=describedby
                aria-invalid=move || at_fault().then_some("true")
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
            let error = Signal::stored(Some("Indiquez au moins une allergie.".to_owned()));
            view! { <TextArea id="liste" name="liste" label="Allergies" hint="Une par ligne." value="Pollens\n<b>&amp;" error /> }
                .to_html()
        });
        assert!(html.contains(">Pollens\n&lt;b>&amp;amp;</textarea>"), "{html}");
        assert!(
            html.contains("aria-describedby=\"liste-aide liste-erreur\"") && html.contains("aria-invalid"),
            "{html}"
        );
    }
}
