use domain::help::{COST, HOURS};
use domain::place::PublicPage;
use leptos::prelude::*;

use super::icon::Icon;
use super::link::{HelpLine, rel_to};

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
                        {format!(", {HOURS}. {COST}.")}
                    </span>
                </p>
                <ul class="site-footer__links">
                    <li>
                        <a class="site-footer__link" href=PublicPage::Help.path() rel=rel_to(PublicPage::Help)>
                            "Aide"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=PublicPage::Accessibility.path() rel=rel_to(PublicPage::Accessibility)>
                            "Accessibilité"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=PublicPage::LegalNotice.path() rel=rel_to(PublicPage::LegalNotice)>
                            "Mentions légales"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=PublicPage::PersonalData.path() rel=rel_to(PublicPage::PersonalData)>
                            "Données personnelles"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=PublicPage::Conditions.path() rel=rel_to(PublicPage::Conditions)>
                            "Conditions d'utilisation"
                        </a>
                    </li>
                </ul>
            </div>
        </footer>
    }
}
