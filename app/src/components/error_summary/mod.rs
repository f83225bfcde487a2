use domain::form::{QUESTION, WHOLE_FORM};
use leptos::prelude::*;

use super::field::id_of;
use super::form::Form;
use super::live_text::live;

#[cfg(feature = "gallery")]
pub mod examples;

/// The list of what is wrong with the fields of a form, above the page's heading. `autofocus` brings the focus
/// here when the page was loaded with it; after hydration the form does.
#[component]
pub fn ErrorSummary(
    /// Nothing is shown when nothing is wrong with it.
    of: Form,
) -> impl IntoView {
    live(move || {
        let lines: Vec<(String, String)> = of.with_errors(|errors| {
            let beside = errors.iter().filter(|error| ![WHOLE_FORM, QUESTION].contains(&error.field.as_str()));
            beside.map(|error| (id_of(&error.field), error.text.clone())).collect()
        });
        let shown = (!lines.is_empty()).then(|| {
            let title = match lines.len() {
                1 => "Un point à corriger".to_owned(),
                number => format!("{number} points à corriger"),
            };
            view! {
                <div class="error-summary" role="alert" tabindex="-1" autofocus=true>
                    <h2 class="error-summary__title">{title}</h2>
                    <ul class="error-summary__list">
                        {lines
                            .into_iter()
                            .map(|(id, text)| {
                                view! {
                                    <li>
                                        // `external`: the router leaves it to the browser, which moves the focus.
                                        <a class="error-summary__link" href=format!("#{id}") rel="external">
                                            {text}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </div>
            }
        });
        shown.into_any()
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::exchange::{FormErrors, Posted};

    fn html(errors: &[(&str, &str)]) -> String {
        Owner::new().with(|| view! { <ErrorSummary of=form(errors) /> }.to_html())
    }

    fn form(errors: &[(&str, &str)]) -> Form {
        let mut all = FormErrors::default();
        for (field, text) in errors {
            all.put(field, text);
        }
        Form::still(Some(Posted::Invalid(all)))
    }

    #[test]
    fn it_counts_and_links() {
        let two = html(&[("identifiant", "Un."), ("mot_de_passe", "Deux."), (WHOLE_FORM, "Trois.")]);
        assert!(two.contains("2 points à corriger") && two.contains("href=\"#mot-de-passe\""), "{two}");
        assert!(html(&[("code", "Un.")]).contains("Un point à corriger"));
    }

    #[test]
    fn nothing_wrong_shows_nothing() {
        assert!(!html(&[]).contains("error-summary"));
        assert!(!html(&[(WHOLE_FORM, "Rien n'a été enregistré.")]).contains("error-summary"));
    }

    #[test]
    fn html_in_a_message_is_text() {
        let hostile = html(&[("a\"><script>", "<script>alert(1)</script>")]);
        assert!(!hostile.contains("<script>"), "{hostile}");
        assert!(hostile.contains("&lt;script&gt;"), "{hostile}");
    }
}
