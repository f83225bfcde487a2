use leptos::prelude::*;

use super::field::{ErrorText, Hint, Wiring};
use super::form::Form;
use super::icon::Icon;
use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// A choice: the whole tile is its label.
pub struct Choice {
    value: String,
    label: Oco<'static, str>,
    hint: String,
    tag: Option<AnyView>,
    art: &'static str,
    chosen: bool,
}

impl Choice {
    /// What is posted (letters, digits and hyphens, as it is a part of the id), and its words.
    pub fn new(value: impl Into<String>, label: impl Into<Oco<'static, str>>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), tag: None, art: "", chosen: false }
    }

    /// What it means.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// Its state, in the label.
    #[must_use]
    pub fn tag(self, tag: AnyView) -> Self {
        Self { tag: Some(tag), ..self }
    }

    /// A drawing of the sprite, when it is recognised by its looks.
    #[must_use]
    pub fn art(self, art: &'static str) -> Self {
        Self { art, ..self }
    }

    /// Taken at first: where there is nothing else to take.
    #[must_use]
    pub fn chosen(self, chosen: bool) -> Self {
        Self { chosen, ..self }
    }
}

/// A question with choices, of which one or several are taken.
#[component]
pub fn ChoiceGroup(
    /// Of which form.
    of: Form,
    /// The name under which the choice is posted.
    name: &'static str,
    /// The question; the page's heading when it is all that is asked.
    legend: AnyView,
    /// What helps to choose.
    #[prop(optional)]
    hint: &'static str,
    /// Whether several can be taken: they are posted as a list, `{name}[]`.
    #[prop(optional)]
    several: bool,
    /// What stands between the question and the choices.
    #[prop(default = None, into)]
    intro: Option<AnyView>,
    /// The choices.
    choices: Vec<Choice>,
) -> impl IntoView {
    let Wiring { id, error, describedby, .. } = Wiring::hinted(of, name, hint);
    let taken = of.values_of(name);
    let (kind, posted) = if several { ("checkbox", format!("{name}[]")) } else { ("radio", name.to_owned()) };
    let choices = choices.into_iter().enumerate().map(|(place, choice)| {
        let id = if place == 0 { id.clone() } else { format!("{id}-{}", choice.value) };
        let chosen = choice.chosen || taken.contains(&choice.value);
        tile(id, kind, posted.clone(), chosen, choice)
    });
    let choices: Vec<AnyView> = choices.collect();
    view! {
        <fieldset
            class="choice-group"
            class=("field--error", move || error.with(Option::is_some))
            aria-describedby=move || describedby.get()
        >
            <legend class="choice-group__legend">{legend}</legend>
            <Hint name text=hint />
            <ErrorText name error />
            {intro}
            {choices}
        </fieldset>
    }
}

fn tile(id: String, kind: &'static str, name: String, chosen: bool, choice: Choice) -> AnyView {
    let Choice { value, label, hint, tag, art, .. } = choice;
    // Not the id of the group's hint.
    let help = (!hint.is_empty()).then(|| format!("{id}-choix-aide"));
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
                {sentence(label)}
                {tag.map(|tag| view! { " " {tag} })}
            </label>
            {help
                .map(|help| {
                    view! {
                        <p class="choice__hint" id=help>
                            {sentence(hint)}
                        </p>
                    }
                })}
            {(!art.is_empty()).then(|| view! { <Icon name=art class="choice__art" /> })}
        </div>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(error: Option<&str>, several: bool, typed: &str) -> String {
        Owner::new().with(|| {
            let of = Form::filled("par_ou", typed, error);
            let legend = "Mon code".into_any();
            let choices =
                vec![Choice::new("sms", "Par SMS").hint("+33 6 ** ** ** 15"), Choice::new("email", "Par <e-mail>")];
            view! { <ChoiceGroup of name="par_ou" legend hint="Un seul." several choices /> }.to_html()
        })
    }

    #[test]
    fn labels_hints_and_error_are_wired() {
        let html = html(Some("Choisissez comment recevoir votre code."), false, "");
        assert!(html.contains("for=\"par-ou\"") && html.contains("id=\"par-ou\""), "{html}");
        assert!(html.contains("for=\"par-ou-email\"") && html.contains("id=\"par-ou-email\""), "{html}");
        assert!(html.contains("aria-describedby=\"par-ou-choix-aide\""), "{html}");
        assert!(html.contains("aria-describedby=\"par-ou-aide par-ou-erreur\""), "{html}");
        assert!(html.contains("id=\"par-ou-aide\"") && html.contains("id=\"par-ou-erreur\""), "{html}");
        assert_eq!(html.matches("name=\"par_ou\"").count(), 2, "{html}");
        assert!(!html.contains("par-ou-email-choix") && html.contains("&lt;e-mail&gt;"), "{html}");
    }

    #[test]
    fn nothing_is_chosen_unless_it_was() {
        assert!(!html(None, false, "").contains("checked"));
        let html = html(None, true, "sms");
        assert_eq!(html.matches(" checked").count(), 1, "{html}");
        assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
        assert_eq!(html.matches("name=\"par_ou[]\"").count(), 2, "{html}");
    }
}
