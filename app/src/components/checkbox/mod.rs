use leptos::prelude::*;

use super::field::FieldError;

#[cfg(feature = "gallery")]
pub mod examples;

/// A box to tick: a statement one agrees to, or a wish. Never ticked beforehand for a person.
#[component]
pub fn Checkbox(
    /// The id; the hint's is `{id}-aide`, the error's `{id}-erreur`.
    id: &'static str,
    /// The name under which it is posted, as `oui`; nothing is posted when it is not ticked.
    name: &'static str,
    /// The statement.
    #[prop(into)]
    label: Oco<'static, str>,
    /// What follows from it.
    #[prop(optional)]
    hint: &'static str,
    /// Whether it was ticked.
    #[prop(optional)]
    ticked: bool,
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
    view! {
        <div class="checkbox" class=("field--error", at_fault)>
            {move || error.get().map(|text| view! { <FieldError id text /> })}
            <div class="checkbox__row">
                <input
                    class="checkbox__input"
                    r#type="checkbox"
                    id=id
                    name=name
                    value="oui"
                    checked=move || ticked
                    aria-describedby=describedby
                    aria-invalid=move || at_fault().then_some("true")
                />
                <label class="checkbox__label" r#for=id>
                    {label}
                </label>
            </div>
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="checkbox__hint" id=format!("{id}-aide")>
                            {hint}
                        </p>
                    }
                })}
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(ticked: bool, error: Option<&str>) -> String {
        Owner::new().with(|| {
            let error = Signal::stored(error.map(str::to_owned));
            view! { <Checkbox id="cgu" name="cgu" label="J'accepte." hint="Une suite." ticked error /> }.to_html()
        })
    }

    #[test]
    fn a_refused_box_says_so_and_keeps_its_state() {
        let refused = html(false, Some("Acceptez les conditions."));
        assert!(refused.contains("aria-describedby=\"cgu-aide cgu-erreur\""), "{refused}");
        assert!(refused.contains("aria-invalid=\"true\"") && !refused.contains(" checked"), "{refused}");
        let ticked = html(true, None);
        assert!(ticked.contains(" checked") && ticked.contains("value=\"oui\""), "{ticked}");
        assert!(!ticked.contains("aria-invalid"), "{ticked}");
    }
}
