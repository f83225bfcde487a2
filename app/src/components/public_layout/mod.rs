use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::site_header::PublicHeader;

/// The frame of pages that belong to no profile.
#[component]
pub fn PublicLayout() -> impl IntoView {
    view! {
        <PublicHeader />
        <main id="contenu" class="main" tabindex="-1">
            <Outlet />
        </main>
    }
}
