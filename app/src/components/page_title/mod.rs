use leptos::prelude::*;
use leptos_meta::Title;

use crate::text;

/// The title of the window: the page's heading, without anybody's name. `leptos_meta` does not
/// escape it: a constant, never data.
#[component]
pub fn PageTitle(
    /// The heading.
    heading: &'static str,
    /// Whether a form of the page was rejected.
    #[prop(optional, into)]
    rejected: Signal<bool>,
) -> impl IntoView {
    // The server writes the title when the page is done, and its signals may be gone by then.
    #[cfg(feature = "ssr")]
    let text = title(heading, rejected.get_untracked());
    #[cfg(not(feature = "ssr"))]
    let text = move || title(heading, rejected.try_get().unwrap_or_default());
    view! { <Title text /> }
}

fn title(heading: &'static str, rejected: bool) -> String {
    let prefix = if rejected { "Erreur\u{a0}: " } else { "" };
    format!("{prefix}{heading} – {}", text::SITE)
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_rejected_form_shows_in_the_title() {
        assert_eq!(title("Se connecter", false), "Se connecter – Mon espace santé");
        assert_eq!(title("Se connecter", true), "Erreur\u{a0}: Se connecter – Mon espace santé");
    }
}
