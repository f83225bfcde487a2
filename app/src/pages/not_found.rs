use leptos::prelude::*;

use crate::components::failure::{ErrorKind, FailureOutcome, set_status};
use crate::components::page_title::PageTitle;

/// For every address at which no page stands.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let kind = ErrorKind::NotFound;
    set_status(kind.status());
    view! {
        <PageTitle heading=kind.heading() />
        <FailureOutcome kind />
    }
}
