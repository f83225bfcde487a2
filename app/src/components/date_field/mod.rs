use domain::form::date::DatePart;
use leptos::prelude::*;

use super::field::{ErrorText, Wiring, hint_ids, id_of};
use super::form::Form;

#[cfg(feature = "gallery")]
pub mod examples;
pub mod words;

/// A date in three fields, posted as `jour`, `mois` and `annee`; `domain::form::date` reads it.
#[component]
pub fn DateField(
    /// Of which form.
    of: Form,
    /// What is asked; the page's heading when it is all that is asked.
    legend: AnyView,
    /// Which date, in paragraphs.
    #[prop(optional)]
    hints: &'static [&'static str],
    /// Whether it is the birth date of whoever types, which the browser may know.
    #[prop(optional)]
    own_birthday: bool,
) -> impl IntoView {
    let described = hint_ids(DAY, hints.first().copied().unwrap_or_default());
    let Wiring { error, describedby, .. } = Wiring::new(of, DAY, &[MONTH, YEAR], described);
    view! {
        <fieldset
            class="field date-field"
            class=("field--error", move || error.with(Option::is_some))
            aria-describedby=move || describedby.get()
        >
            <legend class="field__legend">{legend}</legend>
            {(!hints.is_empty())
                .then(|| {
                    view! {
                        <div class="field__hint" id=format!("{}-aide", id_of(DAY))>
                            {hints.iter().map(|hint| view! { <p>{*hint}</p> }).collect_view()}
                        </div>
                    }
                })}
            {move || {
                // It has the id of the field that is to be typed anew first.
                let name = [DAY, MONTH, YEAR].into_iter().find(|name| of.error_about(name).is_some_and(|error| error.field == *name));
                name.map(|name| view! { <ErrorText name error /> })
            }}
            <div class="date-field__parts">
                {DatePart::ALL.map(|part| view! { <Part of part own_birthday /> }).collect_view()}
            </div>
        </fieldset>
    }
}

const DAY: &str = DatePart::Day.name();
const MONTH: &str = DatePart::Month.name();
const YEAR: &str = DatePart::Year.name();

#[component]
fn Part(of: Form, part: DatePart, own_birthday: bool) -> impl IntoView {
    let (class, autocomplete, inputmode) = match part {
        DatePart::Day => ("field__input field__input--day", "bday-day", Some("numeric")),
        // A name may be typed.
        DatePart::Month => ("field__input field__input--month", "bday-month", None),
        DatePart::Year => ("field__input field__input--year", "bday-year", Some("numeric")),
    };
    let Wiring { id, invalid, describedby, .. } = Wiring::new(of, part.name(), &[], Vec::new());
    let typed = of.value(part.name()).unwrap_or_default();
    view! {
        <div class="date-field__part">
            <label class="date-field__label" r#for=id.clone()>
                {words::label(part)}
            </label>
            <input
                class=class
                id=id
                name=part.name()
                r#type="text"
                inputmode=inputmode
                autocomplete=if own_birthday { autocomplete } else { "off" }
                autocapitalize="none"
                spellcheck="false"
                maxlength="20"
                required=true
                value=typed
                aria-invalid=move || invalid.get().then_some("true")
                aria-describedby=move || describedby.get()
            />
        </div>
    }
}

#[cfg(all(test, feature = "ssr", feature = "gallery"))]
mod tests {
    use super::*;
    use domain::form::date::DateForm;

    fn html(value: &DateForm, checked: bool) -> String {
        Owner::new().with(|| {
            let of = examples::form(value, checked);
            let legend = "La date de naissance".into_any();
            view! { <DateField of legend hints=&["Une aide.", "Une autre."] /> }.to_html()
        })
    }

    #[test]
    fn only_the_faulty_field_is_marked() {
        let value = DateForm::new("3", "février", "75");
        let html = html(&value, true);
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{html}");
        let year = html.split("id=\"annee\"").nth(1).unwrap();
        assert!(year.contains("aria-invalid=\"true\"") && year.contains("aria-describedby=\"annee-erreur\""), "{html}");
        assert!(html.contains("aria-describedby=\"jour-aide annee-erreur\""), "{html}");
    }

    #[test]
    fn what_was_typed_is_kept_as_text() {
        let html = html(&DateForm::new("\"><b>", "févr.", "1975"), false);
        assert!(html.contains("value=\"févr.\"") && html.contains("value=\"1975\""), "{html}");
        assert!(html.contains("value=\"&quot;&gt;&lt;b&gt;\"") && !html.contains("<b>"), "{html}");
        assert!(html.contains("for=\"mois\"") && html.contains("name=\"mois\""), "{html}");
        assert!(!html.contains("aria-invalid") && html.contains("autocomplete=\"off\""), "{html}");
    }
}
