use leptos::prelude::*;

use super::field::{ErrorText, Wiring};
use super::form::Form;
use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// A box to tick: a statement one agrees to, or a wish. Never ticked beforehand for a person.
#[component]
pub fn Checkbox(
    /// Of which form.
    of: Form,
    /// The name under which it is posted, as `oui`; nothing is posted when it is not ticked.
    name: &'static str,
    /// The statement.
    #[prop(into)]
    label: Oco<'static, str>,
    /// What follows from it.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let Wiring { id, error, invalid, describedby } = Wiring::hinted(of, name, &hint);
    let ticked = of.value(name).is_some_and(|value| value == "oui");
    let help = format!("{id}-aide");
    view! {
        <div class="checkbox" class=("field--error", move || error.with(Option::is_some))>
            <ErrorText name error />
            <div class="checkbox__row">
                <input
                    class="checkbox__input"
                    r#type="checkbox"
                    id=id.clone()
                    name=name
                    value="oui"
                    checked=move || ticked
                    aria-describedby=move || describedby.get()
                    aria-invalid=move || invalid.get().then_some("true")
                />
                <label class="checkbox__label" r#for=id>
                    {sentence(label)}
                </label>
            </div>
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="checkbox__hint" id=help>
                            {sentence(hint)}
                        </p>
                    }
                })}
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(typed: &str, error: Option<&str>) -> String {
        Owner::new().with(|| {
            let of = Form::filled("cgu", typed, error);
            view! { <Checkbox of name="cgu" label="J'accepte." hint="Une suite." /> }.to_html()
        })
    }

    #[test]
    fn a_refused_box_says_so_and_keeps_its_state() {
        let refused = html("", Some("Acceptez les conditions."));
        assert!(refused.contains("aria-describedby=\"cgu-aide cgu-erreur\""), "{refused}");
        assert!(refused.contains("aria-invalid=\"true\"") && !refused.contains(" checked"), "{refused}");
        let ticked = html("oui", None);
        assert!(ticked.contains(" checked") && ticked.contains("value=\"oui\""), "{ticked}");
        assert!(!ticked.contains("aria-invalid"), "{ticked}");
    }
}
