use leptos::prelude::*;
use leptos_meta::Title;

use crate::text;

/// The title of the window: the page's heading, without anybody's name (product.md, decision 22). `leptos_meta` does not
/// escape it: words of ours, never data. The tests compare the two on every page that they open.
#[component]
pub fn PageTitle(
    /// The heading.
    #[prop(into)]
    heading: Oco<'static, str>,
    /// Whether a form of the page was rejected.
    #[prop(optional, into)]
    rejected: Signal<bool>,
) -> impl IntoView {
    // The server writes the title when the page is done, and its signals may be gone by then.
    #[cfg(feature = "ssr")]
    let text = title(&heading, rejected.get_untracked());
    #[cfg(not(feature = "ssr"))]
    let text = move || title(&heading, rejected.try_get().unwrap_or_default());
    view! { <Title text /> }
}

/// The title of a page with that heading. Of sentences it is the first one, without its full stop; the front page, whose
/// heading is the name of the service, has nothing before the name.
pub fn title(heading: &str, rejected: bool) -> String {
    let prefix = if rejected { "Erreur\u{a0}: " } else { "" };
    let sentence = heading.split_once(". ").map_or(heading, |(first, _)| first).trim_end_matches('.');
    if sentence == text::SITE { sentence.to_owned() } else { format!("{prefix}{sentence} – {}", text::SITE) }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_rejected_form_shows_in_the_title() {
        assert_eq!(title("Se connecter", false), "Se connecter – Mon espace santé");
        assert_eq!(title("Se connecter", true), "Erreur\u{a0}: Se connecter – Mon espace santé");
    }

    #[test]
    fn a_title_is_no_sentence() {
        assert_eq!(title("Trop d'essais. Réessayez.", false), "Trop d'essais – Mon espace santé");
        assert_eq!(title("Votre session est fermée.", false), "Votre session est fermée – Mon espace santé");
        assert_eq!(title("Mon espace santé", false), "Mon espace santé");
        assert_eq!(title("Mon espace santé est clôturé", false), "Mon espace santé est clôturé – Mon espace santé");
    }
}
