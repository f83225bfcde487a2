use leptos::prelude::*;

use super::skeleton::Skeleton;

/// Stands where data are still on their way, after a navigation in the browser; never in what the
/// server sends. The announcer waits until it is gone.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <div class="container loading" aria-busy="true">
            <p class="hint">"Chargement…"</p>
            <Skeleton lines=4 />
        </div>
    }
}
