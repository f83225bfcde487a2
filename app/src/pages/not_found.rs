use leptos::prelude::*;

use crate::components::failure::{ErrorKind, FailureOutcome, set_status};
use crate::components::page_title::PageTitle;
use crate::components::site_footer::SiteFooter;
use crate::components::site_header::PublicHeader;

/// For every address that no route matches.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let kind = ErrorKind::NotFound;
    set_status(kind.status());
    view! {
        <PageTitle heading=kind.title() />
        <PublicHeader />
        <main id="contenu" class="main" tabindex="-1">
            <FailureOutcome kind />
        </main>
        <SiteFooter />
    }
}
