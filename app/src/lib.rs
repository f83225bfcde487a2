//! What is seen: components, pages, routes, server functions.
//!
//! To add a page: its row in the table of `domain::place`; a file in [`pages`] with two components, the *page*, which loads
//! data and calls server functions, and the *view*, which takes plain data and draws; its arm in [`areas`]; its place on the
//! gallery's map, with an entry of samples. A setting also gets its line in [`components::side_nav`]. Routes, guard, rows of the
//! authorisation matrix and parts of the program follow from the table.
//!
//! To add a component: a file in [`components`], with the markup that the style sheet of the same name expects. Words for a
//! domain enum stand in [`text`].
//!
//! To add a form to a page: its struct, its `read` and its problems in `domain::form`, their sentences as an
//! `impl Explain`; a server function that takes the struct flattened and answers a [`FormAnswer`](exchange::FormAnswer);
//! `posted: Option<Posted>` in the page's data; and in the view a [`Form`](components::form::Form), whose fields are told
//! it and their name.
//!
//! What makes a page fail to hydrate: invalid nesting, a resource read outside `<Suspense>` or
//! above `<Routes>`, and anything that differs between server and browser (time, chance, locale).
// A view is one type, nested as deep as its elements.
#![recursion_limit = "256"]
#![expect(clippy::must_use_candidate, reason = "components are called by the view macro, which uses what they return")]
#![expect(clippy::needless_pass_by_value, reason = "components own their properties")]

pub mod api;
pub mod areas;
#[cfg(any(feature = "ssr", feature = "gallery"))]
mod body_start;
pub mod components;
#[cfg(feature = "ssr")]
pub mod enrolment_visit;
pub mod error;
pub mod exchange;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod operator;
pub mod pages;
#[cfg(feature = "ssr")]
mod shell;
pub mod text;
pub mod under_way;
#[cfg(feature = "ssr")]
pub mod visit;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use areas::{Framed, PageOutlet};
use components::announcer::{Announcements, Announcer};
use components::profile_layout::ProfileLayout;
use components::public_layout::PublicLayout;
use components::session_watch::SignedInAs;
use components::site_footer::SiteFooter;
use pages::not_found::NotFoundPage;

#[cfg(feature = "ssr")]
pub use operator::Operator;
#[cfg(feature = "ssr")]
pub use shell::{Files, FirstLook, Frame, error_document, shell};

/// The whole application: what stands in `<div id="application">`. It wants [`areas::Parts`] as a context.
///
/// The router knows two layouts. Which page stands in them, the table of pages says ([`domain::place`]).
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Announcements::default());
    provide_context(SignedInAs::default());
    let of_profiles = || view! { <PageOutlet framed=Framed::Profiles /> };
    let public = || view! { <PageOutlet framed=Framed::Public /> };
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                // Async: with streaming, what stands behind a Suspense never shows without JavaScript.
                <ParentRoute path=path!("") view=RootLayout ssr=SsrMode::Async>
                    <ParentRoute path=path!("/p/:profile") view=ProfileLayout>
                        <Route path=path!("/*page") view=of_profiles />
                    </ParentRoute>
                    <ParentRoute path=path!("") view=PublicLayout>
                        <Route path=path!("/*page") view=public />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
            <Announcer />
        </Router>
    }
}

/// What every page has below its content.
#[component]
fn RootLayout() -> impl IntoView {
    view! {
        <Outlet />
        <SiteFooter />
    }
}
