use domain::place::page;
use leptos::prelude::*;

use super::icon::Icon;
use super::link::HelpLine;

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
                    <li>
                        <a class="site-footer__link" href=page::HELP>
                            "Aide"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=page::ACCESSIBILITY>
                            "Accessibilité"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=page::LEGAL_NOTICE>
                            "Mentions légales"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=page::PERSONAL_DATA>
                            "Données personnelles"
                        </a>
                    </li>
                    <li>
                        <a class="site-footer__link" href=page::CONDITIONS>
                            "Conditions d'utilisation"
                        </a>
                    </li>
                </ul>
            </div>
        </footer>
    }
}
