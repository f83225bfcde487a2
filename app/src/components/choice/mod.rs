use leptos::prelude::*;

use super::field::{FieldError, Hint};
use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;

/// A question with choices, of which one or several are taken.
#[component]
pub fn ChoiceGroup(
    /// The name under which the choice is posted, and the beginning of the ids: the choices' are
    /// `{id}-{value}`, the error's `{id}-erreur`, the hint's `{id}-aide`.
    id: &'static str,
    /// The question; the page's heading when it is all that is asked.
    legend: AnyView,
    /// What helps to choose.
    #[prop(optional)]
    hint: &'static str,
    /// What is wrong with the choice.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// The choices.
    children: Children,
) -> impl IntoView {
    let at_fault = move || error.with(Option::is_some);
    let describedby = move || match (hint.is_empty(), at_fault()) {
        (true, false) => None,
        (true, true) => Some(format!("{id}-erreur")),
        (false, false) => Some(format!("{id}-aide")),
        (false, true) => Some(format!("{id}-aide {id}-erreur")),
    };
    view! {
        <fieldset class="choice-group" class=("field--error", at_fault) aria-describedby=describedby>
            <legend class="choice-group__legend">{legend}</legend>
            <Hint id text=hint />
            {move || error.get().map(|text| view! { <FieldError id text /> })}
            {children()}
        </fieldset>
    }
}

/// A choice: the whole tile is its label.
#[component]
pub fn Choice(
    /// The `id` of its [`ChoiceGroup`].
    group: &'static str,
    /// What is posted: letters, digits and hyphens, as it is a part of the id.
    #[prop(into)]
    value: String,
    /// Its words.
    #[prop(into)]
    label: Oco<'static, str>,
    /// Its state, in the label.
    #[prop(optional, into)]
    tag: Option<AnyView>,
    /// What it means.
    #[prop(optional, into)]
    hint: String,
    /// A drawing of the sprite, when it is recognised by its looks.
    #[prop(optional)]
    art: &'static str,
    /// Whether several can be taken: they are posted as a list, `{group}[]`.
    #[prop(optional)]
    several: bool,
    /// Whether it is taken at first.
    #[prop(optional)]
    chosen: bool,
) -> impl IntoView {
    let id = format!("{group}-{value}");
    let help = (!hint.is_empty()).then(|| format!("{id}-aide"));
    let (kind, name) = if several { ("checkbox", format!("{group}[]")) } else { ("radio", group.to_owned()) };
    view! {
        <div class="choice">
            <input
                class="choice__input"
                r#type=kind
                id=id.clone()
                name=name
                value=value
                checked=move || chosen
                aria-describedby=help.clone()
            />
            <label class="choice__label" r#for=id>
                {label}
                {tag.map(|tag| view! { " " {tag} })}
            </label>
            {help
                .map(|help| {
                    view! {
                        <p class="choice__hint" id=help>
                            {hint}
                        </p>
                    }
                })}
            {(!art.is_empty()).then(|| view! { <Icon name=art class="choice__art" /> })}
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(error: Option<&str>, several: bool, chosen: bool) -> String {
        Owner::new().with(|| {
            let error = Signal::stored(error.map(str::to_owned));
            let legend = "Mon code".into_any();
            view! {
                <ChoiceGroup id="canal" legend error>
                    <Choice group="canal" value="sms" label="Par SMS" hint="06 •• •• •• 15" several chosen />
                    <Choice group="canal" value="email" label="Par <e-mail>" several />
                </ChoiceGroup>
            }
            .to_html()
        })
    }

    #[test]
    fn labels_hints_and_error_are_wired() {
        let html = html(Some("Choisissez comment recevoir votre code."), false, false);
        assert!(html.contains("for=\"canal-sms\"") && html.contains("id=\"canal-sms\""), "{html}");
        assert!(html.contains("aria-describedby=\"canal-sms-aide\""), "{html}");
        assert!(html.contains("aria-describedby=\"canal-erreur\"") && html.contains("id=\"canal-erreur\""), "{html}");
        assert_eq!(html.matches("name=\"canal\"").count(), 2, "{html}");
        assert!(!html.contains("canal-email-aide") && html.contains("Par &lt;e-mail&gt;"), "{html}");
    }

    #[test]
    fn nothing_is_chosen_unless_it_was() {
        assert!(!html(None, false, false).contains("checked"));
        let html = html(None, true, true);
        assert_eq!(html.matches(" checked").count(), 1, "{html}");
        assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
        assert_eq!(html.matches("name=\"canal[]\"").count(), 2, "{html}");
    }
}
