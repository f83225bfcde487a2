use leptos::prelude::*;

#[cfg(feature = "gallery")]
pub mod examples;

/// One thing to mend: the field to go to, and what to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The id of the field.
    pub field: String,
    /// What is wrong.
    pub text: String,
}

/// The list of what is wrong with a form, above the page's heading. `autofocus` brings the focus
/// here when the page was loaded with it; after hydration the form does.
#[component]
pub fn ErrorSummary(
    /// Nothing is shown when there is none.
    #[prop(into)]
    points: Signal<Vec<Point>>,
) -> impl IntoView {
    move || {
        let points = points.get();
        (!points.is_empty()).then(|| {
            let title = match points.len() {
                1 => "Un point à corriger".to_owned(),
                number => format!("{number} points à corriger"),
            };
            view! {
                <div class="error-summary" role="alert" tabindex="-1" autofocus=true>
                    <h2 class="error-summary__title">{title}</h2>
                    <ul class="error-summary__list">
                        {points
                            .into_iter()
                            .map(|Point { field, text }| {
                                view! {
                                    <li>
                                        // `external`: the router leaves it to the browser, which moves the focus.
                                        <a class="error-summary__link" href=format!("#{field}") rel="external">
                                            {text}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </div>
            }
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(points: Vec<Point>) -> String {
        Owner::new().with(|| view! { <ErrorSummary points /> }.to_html())
    }

    fn point(field: &str, text: &str) -> Point {
        Point { field: field.into(), text: text.into() }
    }

    #[test]
    fn it_counts_and_links() {
        let two = html(vec![point("identifiant", "Un."), point("mot-de-passe", "Deux.")]);
        assert!(two.contains("2 points à corriger") && two.contains("href=\"#mot-de-passe\""), "{two}");
        assert!(html(vec![point("code", "Un.")]).contains("Un point à corriger"));
    }

    #[test]
    fn nothing_wrong_shows_nothing() {
        assert!(!html(vec![]).contains("error-summary"));
    }

    #[test]
    fn html_in_a_message_is_text() {
        let hostile = html(vec![point("a\"><script>", "<script>alert(1)</script>")]);
        assert!(!hostile.contains("<script>"), "{hostile}");
        assert!(hostile.contains("&lt;script&gt;"), "{hostile}");
    }
}
