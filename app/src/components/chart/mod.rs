use leptos::prelude::*;

use super::disclosure::Disclosure;

#[cfg(feature = "gallery")]
pub mod examples;

/// The frame of a drawing of figures: its title, the drawing, and the same figures as a table for
/// whoever cannot see it.
#[component]
pub fn Chart(
    /// The id of the title.
    id: &'static str,
    /// What is drawn.
    #[prop(into)]
    title: Oco<'static, str>,
    /// What the drawing shows, in a sentence.
    #[prop(into)]
    summary: String,
    /// The heads of the columns.
    columns: &'static [&'static str],
    /// The figures, a row each; the first cell heads it.
    rows: Vec<Vec<String>>,
    /// The drawing: an `<svg>` whose colours are the style sheet's.
    children: Children,
) -> impl IntoView {
    view! {
        <figure class="chart" aria-labelledby=id>
            <figcaption class="chart__title" id=id>
                {title}
            </figcaption>
            <div class="chart__drawing" role="img" aria-label=summary.clone()>
                {children()}
            </div>
            <p class="chart__summary" aria-hidden="true">
                {summary}
            </p>
            <Disclosure question="Voir les valeurs dans un tableau">
                <Figures labelledby=id columns rows />
            </Disclosure>
        </figure>
    }
}

#[component]
fn Figures(labelledby: &'static str, columns: &'static [&'static str], rows: Vec<Vec<String>>) -> impl IntoView {
    view! {
        <table class="chart__table" aria-labelledby=labelledby>
            <thead>
                <tr>{columns.iter().map(|column| view! { <th scope="col">{*column}</th> }).collect_view()}</tr>
            </thead>
            <tbody>
                {rows
                    .into_iter()
                    .map(|row| {
                        let mut cells = row.into_iter();
                        let head = cells.next().map(|head| view! { <th scope="row">{head}</th> });
                        view! { <tr>{head} {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_has_words_and_a_table() {
        let rows = vec![vec!["3 avril".to_owned(), "56,1 <kg>".to_owned()]];
        let html = Owner::new().with(|| {
            view! {
                <Chart id="poids" title="Poids" summary="Le poids monte." columns=&["Date", "Poids"] rows>
                    <svg></svg>
                </Chart>
            }
            .to_html()
        });
        assert!(html.contains("role=\"img\" aria-label=\"Le poids monte.\""), "{html}");
        // Between them stand the marks by which the browser's program finds its place.
        assert!(html.contains("<th scope=\"row\">3 avril") && html.contains("56,1 &lt;kg&gt;"), "{html}");
        assert_eq!(html.matches("scope=\"col\"").count(), 2, "{html}");
    }
}
