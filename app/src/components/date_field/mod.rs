use domain::form::date::{DateForm, DatePart};
use leptos::prelude::*;

use super::field::FieldError;

#[cfg(feature = "gallery")]
pub mod examples;
pub mod words;

/// A date in three fields, posted as `jour`, `mois` and `annee`; `domain::form::date` reads it.
#[component]
pub fn DateField(
    /// The id of the group; the inputs' are `{id}-jour`, `{id}-mois`, `{id}-annee`, the hint's
    /// `{id}-aide`, the error's `{id}-erreur`.
    id: &'static str,
    /// What is asked; the page's heading when it is all that is asked.
    legend: AnyView,
    /// Which date, in paragraphs.
    #[prop(optional)]
    hints: &'static [&'static str],
    /// What was typed.
    #[prop(optional)]
    value: DateForm,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// The names of the fields that are at fault.
    #[prop(into)]
    marks: Signal<Vec<String>>,
    /// Whether it is the birth date of whoever types, which the browser may know.
    #[prop(optional)]
    own_birthday: bool,
) -> impl IntoView {
    let at_fault = move || error.with(Option::is_some);
    let describedby = move || {
        let mut ids = Vec::new();
        if !hints.is_empty() {
            ids.push(format!("{id}-aide"));
        }
        if at_fault() {
            ids.push(format!("{id}-erreur"));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    view! {
        <fieldset class="field date-field" class=("field--error", at_fault) id=id aria-describedby=describedby>
            <legend class="field__legend">{legend}</legend>
            {(!hints.is_empty())
                .then(|| {
                    view! {
                        <div class="field__hint" id=format!("{id}-aide")>
                            {hints.iter().map(|hint| view! { <p>{*hint}</p> }).collect_view()}
                        </div>
                    }
                })}
            {move || error.get().map(|text| view! { <FieldError id text /> })}
            <div class="date-field__parts">
                {DatePart::ALL
                    .map(|part| {
                        let typed = value.part(part).to_owned();
                        let at_fault = Signal::derive(move || {
                            marks.with(|marks| marks.iter().any(|mark| mark == part.name()))
                        });
                        view! { <Part id part typed at_fault own_birthday /> }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
}

/// The id of the input of a part, where the error summary leads.
pub fn input_id(id: &str, part: DatePart) -> String {
    format!("{id}-{}", part.name())
}

#[component]
fn Part(id: &'static str, part: DatePart, typed: String, at_fault: Signal<bool>, own_birthday: bool) -> impl IntoView {
    let input = input_id(id, part);
    let (class, autocomplete, inputmode) = match part {
        DatePart::Day => ("field__input field__input--day", "bday-day", Some("numeric")),
        // A name may be typed.
        DatePart::Month => ("field__input field__input--month", "bday-month", None),
        DatePart::Year => ("field__input field__input--year", "bday-year", Some("numeric")),
    };
    view! {
        <div class="date-field__part">
            <label class="date-field__label" r#for=input.clone()>
                {words::label(part)}
            </label>
            <input
                class=class
                id=input
                name=part.name()
                r#type="text"
                inputmode=inputmode
                autocomplete=if own_birthday { autocomplete } else { "off" }
                autocapitalize="none"
                spellcheck="false"
                maxlength="20"
                required=true
                value=typed
                aria-invalid=move || at_fault.get().then_some("true")
                aria-describedby=move || at_fault.get().then(|| format!("{id}-erreur"))
            />
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::form::date::DateProblem;

    fn html(value: DateForm, problem: Option<DateProblem>) -> String {
        Owner::new().with(|| {
            let error = Signal::stored(problem.map(|problem| words::explain(problem, "la date de naissance")));
            let marks = Signal::stored(words::marks(problem));
            let legend = "La date de naissance".into_any();
            view! { <DateField id="naissance" legend value error marks hints=&["Une aide.", "Une autre."] /> }.to_html()
        })
    }

    #[test]
    fn only_the_faulty_field_is_marked() {
        let value = DateForm::new("3", "février", "75");
        let html = html(value.clone(), value.read().err());
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{html}");
        let year = html.split("id=\"naissance-annee\"").nth(1).unwrap();
        assert!(year.contains("aria-invalid=\"true\"") && year.contains("naissance-erreur"), "{html}");
        assert!(html.contains("aria-describedby=\"naissance-aide naissance-erreur\""), "{html}");
    }

    #[test]
    fn what_was_typed_is_kept_as_text() {
        let html = html(DateForm::new("\"><b>", "févr.", "1975"), None);
        assert!(html.contains("value=\"févr.\"") && html.contains("value=\"1975\""), "{html}");
        assert!(html.contains("value=\"&quot;&gt;&lt;b&gt;\"") && !html.contains("<b>"), "{html}");
        assert!(html.contains("for=\"naissance-mois\"") && html.contains("name=\"mois\""), "{html}");
        assert!(!html.contains("aria-invalid") && html.contains("autocomplete=\"off\""), "{html}");
    }
}
