use domain::place::PublicPage;
use leptos::prelude::*;

use super::icon::Icon;
use super::link::{HelpLine, TextLink};

const LINKS: [(PublicPage, &str); 5] = [
    (PublicPage::Help, "Aide"),
    (PublicPage::Accessibility, "Accessibilité"),
    (PublicPage::LegalNotice, "Mentions légales"),
    (PublicPage::PersonalData, "Données personnelles"),
    (PublicPage::Conditions, "Conditions d'utilisation"),
];

/// Help and legal links, below every page.
#[component]
pub fn SiteFooter() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <div class="container site-footer__inner">
                <p class="site-footer__help">
                    <Icon name="phone" />
                    " "
                    <span>
                        "Aide\u{a0}: "
                        <HelpLine class="site-footer__phone" />
                        ", du lundi au vendredi de 8h30 à 17h30. Service gratuit + prix appel."
                    </span>
                </p>
                <ul class="site-footer__links">
                    {LINKS
                        .map(|(page, label)| {
                            view! {
                                <li>
                                    <TextLink class="site-footer__link" href=page.path() label />
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        </footer>
    }
}
