use leptos::prelude::*;

#[cfg(feature = "gallery")]
pub mod examples;

/// One of several views of a page, each with an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// The address of the view.
    pub href: String,
    /// Its name.
    pub label: Oco<'static, str>,
    /// How many things are in it, when that is worth knowing beforehand.
    pub count: Option<u32>,
}

/// Views of one page side by side. They are links: each has its address, works without JavaScript
/// and is found again by the browser's history.
#[component]
pub fn Tabs(
    /// What the views are of.
    label: &'static str,
    /// The views.
    tabs: Vec<Tab>,
    /// Which one is shown, from 0.
    current: usize,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            <ul class="tabs__list">
                {tabs
                    .into_iter()
                    .enumerate()
                    .map(|(position, Tab { href, label, count })| {
                        let here = (position == current).then_some("page");
                        view! {
                            <li>
                                <a class="tabs__link" href=href aria-current=here>
                                    {label}
                                    {count
                                        .map(|count| {
                                            view! { <span class="tabs__count">{format!("\u{a0}({count})")}</span> }
                                        })}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn one_view_is_the_current_one() {
        let tab = |href: &str, label: &'static str| Tab { href: href.into(), label: label.into(), count: None };
        let tabs = vec![tab("/a", "Autorisés"), tab("/b\"onclick=\"x", "<Bloqués>")];
        let html = Owner::new().with(|| view! { <Tabs label="Professionnels" tabs current=1 /> }.to_html());
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
        assert!(html.split("href=\"/b").nth(1).is_some_and(|second| second.contains("aria-current")), "{html}");
        assert!(html.contains("&lt;Bloqués&gt;") && !html.contains("\"onclick"), "{html}");
    }
}
