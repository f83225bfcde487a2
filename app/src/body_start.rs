use domain::place::PublicPage;
use leptos::prelude::*;

use crate::components::link::TextLink;
use crate::text;

/// What every `<body>` begins with, outside the hydrated part: the browser's program knows nothing
/// of the instance it runs on.
#[component]
pub(crate) fn BodyStart(
    /// Whether demonstration mode is on.
    demonstration: bool,
) -> impl IntoView {
    view! {
        // `external`: the router leaves it to the browser, which moves the focus.
        <a class="skip-link" href="#contenu" rel="external">
            "Aller au contenu"
        </a>
        {demonstration
            .then(|| {
                view! {
                    <aside aria-label="Démonstration">
                        <p class="demo-band">
                            <TextLink
                                class="demo-band__link"
                                href=PublicPage::Demonstration.path()
                                label=text::DEMONSTRATION
                            />
                        </p>
                    </aside>
                }
            })}
    }
}
