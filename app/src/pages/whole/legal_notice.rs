use leptos::prelude::*;

use crate::components::page_title::PageTitle;

/// The legal notice (X02).
#[component]
pub fn LegalNoticePage() -> impl IntoView {
    view! {
        <PageTitle heading="Mentions légales" />
        <div class="container container--narrow">
            <div class="prose">
                <h1 tabindex="-1">"Mentions légales"</h1>
                <p class="lead">
                    "Cette instance est exploitée par l'organisme qui l'a mise en ligne. Elle n'est pas le service officiel de l'Assurance Maladie."
                </p>
                <h2>"Éditeur"</h2>
                <p>"Nom, adresse et contact de l'éditeur de l'instance\u{a0}: à compléter par l'exploitant."</p>
                <h2>"Hébergement"</h2>
                <p>"Nom et adresse de l'hébergeur\u{a0}: à compléter par l'exploitant."</p>
                <h2>"Licences"</h2>
                <ul>
                    <li>"Police Atkinson Hyperlegible\u{a0}: SIL Open Font License 1.1."</li>
                    <li>"Icônes Lucide\u{a0}: licence ISC."</li>
                </ul>
                <p>
                    "Une question\u{a0}? "
                    <a href="tel:3422">"Appelez le 3422"</a>
                    "."
                </p>
            </div>
        </div>
    }
}
