use leptos::prelude::*;

use super::updated;
use crate::components::link::HelpLine;
use crate::components::page_title::PageTitle;
use crate::operator::{Operator, operator};

/// The legal notice (X02).
#[component]
pub fn LegalNoticePage() -> impl IntoView {
    legal_notice(&operator())
}

/// Who publishes and hosts the instance, as they say it themselves.
pub fn legal_notice(operator: &Operator) -> AnyView {
    const UNSAID: &str = "Non indiqué par l'exploitant de cette instance.";
    let Operator { publisher, host, contact, assurances } = operator;
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| UNSAID.to_owned());
    let demonstration = assurances.is_demonstration().then(|| {
        view! {
            <p class="lead">
                "Ceci est une démonstration\u{a0}: les personnes et les données sont fictives, et aucun message ne part. Ce n'est pas le service officiel."
            </p>
            <p>
                "Ce que les pages disent de l'hébergement et de la protection des données est repris du service présenté. Ici, cela n'engage personne."
            </p>
        }
    });
    let write = contact.clone().map(|contact| {
        view! {
            <h2>"Contact"</h2>
            <p translate="no">{contact}</p>
        }
    });
    view! {
        <PageTitle heading="Mentions légales" />
        <div class="container container--narrow">
            <div class="prose">
                <h1 tabindex="-1">"Mentions légales"</h1>
                {demonstration}
                <h2>"Éditeur"</h2>
                <p>{said(publisher)}</p>
                <h2>"Hébergement"</h2>
                <p>{said(host)}</p>
                {write}
                <h2>"Licences"</h2>
                <ul>
                    <li>"Police Atkinson Hyperlegible\u{a0}: SIL Open Font License 1.1."</li>
                    <li>"Icônes Lucide\u{a0}: licence ISC."</li>
                </ul>
                <p>"Une question\u{a0}? Appelez le " <HelpLine /> "."</p>
                {updated("2026-11-28")}
            </div>
        </div>
    }
    .into_any()
}
