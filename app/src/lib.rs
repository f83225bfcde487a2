//! What is seen: components, pages, routes, server functions.
//!
//! To add a page: a file in [`pages`] with two components, the *page*, which loads data and calls
//! server functions, and the *view*, which takes plain data and draws; its address in
//! `domain::place`; a `<Route>` below. To add a component: a file in [`components`], with the
//! markup that the style sheet of the same name expects. Words for a domain enum stand in [`text`].
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
#[cfg(any(feature = "ssr", feature = "gallery"))]
mod body_start;
pub mod components;
#[cfg(feature = "ssr")]
pub mod enrolment_visit;
pub mod error;
pub mod exchange;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod pages;
#[cfg(feature = "ssr")]
mod shell;
pub mod text;
#[cfg(feature = "ssr")]
pub mod visit;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, LazyRoute, SsrMode, path};

use components::announcer::{Announcements, Announcer};
use components::profile_layout::ProfileLayout;
use components::public_layout::PublicLayout;
use components::site_footer::SiteFooter;
use pages::channel::ChannelPage;
use pages::children::ChildrenPage;
use pages::code::CodePage;
use pages::enrolment::StepPage;
use pages::front::FrontPage;
use pages::history::HistoryPage;
use pages::home::HomePage;
use pages::not_found::NotFoundPage;
use pages::onboarding::OnboardingPage;
use pages::personal_information::PersonalInformationPage;
use pages::profiles::ProfilesPage;
use pages::settings::SettingsPage;
use pages::sign_in::SignInPage;
use pages::signed_out::SignedOutPage;

#[cfg(any(feature = "ssr", feature = "gallery"))]
use pages::whole::{
    accessibility::AccessibilityPage, conditions::ConditionsPage, demonstration::DemonstrationPage, help::HelpPage,
    legal_notice::LegalNoticePage, personal_data::PersonalDataPage, start::EnrolPage, start::NewCodePage,
    start::OpposePage, verification::VerificationPage,
};
#[cfg(not(any(feature = "ssr", feature = "gallery")))]
use whole_pages::{
    AccessibilityPage, ConditionsPage, DemonstrationPage, EnrolPage, HelpPage, LegalNoticePage, NewCodePage,
    OpposePage, PersonalDataPage, VerificationPage,
};

#[cfg(feature = "ssr")]
pub use shell::{FirstLook, Frame, error_document, shell};

/// The whole application: what stands in `<div id="application">`.
///
/// It also runs once at start-up, without any context, for the list of routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Announcements::default());
    #[cfg(not(any(feature = "ssr", feature = "gallery")))]
    whole_pages::leave_links_to_the_browser();

    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                // Async: with streaming, what stands behind a Suspense never shows without JavaScript.
                <ParentRoute path=path!("") view={Lazy::<Root>::new()} ssr=SsrMode::Async>
                    <ParentRoute path=path!("") view=PublicLayout>
                        <Route path=path!("/") view=FrontPage />
                        <Route path=path!("/connexion") view=SignInPage />
                        <Route path=path!("/connexion/code/canal") view=ChannelPage />
                        <Route path=path!("/connexion/code") view=CodePage />
                        <Route path=path!("/activer") view=EnrolPage />
                        <Route path=path!("/opposition") view=OpposePage />
                        <Route path=path!("/activer/*etape") view=StepPage />
                        <Route path=path!("/opposition/verifier") view=VerificationPage />
                        <Route path=path!("/opposition/*etape") view=StepPage />
                        <Route path=path!("/code-provisoire") view=NewCodePage />
                        <Route path=path!("/aide") view=HelpPage />
                        <Route path=path!("/cgu") view=ConditionsPage />
                        <Route path=path!("/deconnecte") view=SignedOutPage />
                        <Route path=path!("/profils") view=ProfilesPage />
                        <Route path=path!("/profils/ajouter") view=ChildrenPage />
                        <Route path=path!("/accessibilite") view=AccessibilityPage />
                        <Route path=path!("/mentions-legales") view=LegalNoticePage />
                        <Route path=path!("/donnees-personnelles") view=PersonalDataPage />
                        <Route path=path!("/demonstration") view=DemonstrationPage />
                    </ParentRoute>
                    <ParentRoute path=path!("/p/:profile") view=ProfileLayout>
                        <Route path=path!("/accueil") view=HomePage />
                        <Route path=path!("/parametres") view=SettingsPage />
                        <Route path=path!("/parametres/informations-personnelles") view=PersonalInformationPage />
                        <Route path=path!("/parametres/historique") view=HistoryPage />
                        <Route path=path!("/bienvenue/*question") view=OnboardingPage />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
            <Announcer />
        </Router>
    }
}

/// In the browser's program, what stands for the pages that come without it: the browser goes there by itself.
#[cfg(not(any(feature = "ssr", feature = "gallery")))]
mod whole_pages {
    use domain::place::page;
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast as _;
    use leptos::wasm_bindgen::closure::Closure;
    use leptos::web_sys::{Element, Event};
    use leptos_router::hooks::use_location;
    use leptos_router::location::Location;

    use crate::components::form::leave_for;
    use crate::exchange::waiting;

    pub use Leave as AccessibilityPage;
    pub use Leave as ConditionsPage;
    pub use Leave as DemonstrationPage;
    pub use Leave as EnrolPage;
    pub use Leave as HelpPage;
    pub use Leave as LegalNoticePage;
    pub use Leave as NewCodePage;
    pub use Leave as OpposePage;
    pub use Leave as PersonalDataPage;
    pub use Leave as VerificationPage;

    /// Marks each link to one of them when it is followed, before the router learns of it: the browser goes there. Had the
    /// router put the address into the history, «back» would change the address only, and the page would stay.
    pub fn leave_links_to_the_browser() {
        let mark = Closure::<dyn Fn(Event)>::new(|event: Event| {
            let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(link) = element.and_then(|element| element.closest("a[href^='/']").ok().flatten()) else { return };
            if page::comes_whole(page::without_query(&link.get_attribute("href").unwrap_or_default())) {
                // It fails only for an invalid name.
                let _ = link.set_attribute("rel", "external");
            }
        });
        // It fails only for something that takes no listeners.
        let _ = document().add_event_listener_with_callback("click", mark.as_ref().unchecked_ref());
        // It listens for as long as there is a page.
        mark.forget();
    }

    /// Asks the browser for the address to which the router is on its way, should it be on its way to one of them.
    #[component]
    pub fn Leave() -> impl IntoView {
        let Location { pathname, search, .. } = use_location();
        Effect::new(move |_| {
            let query = search.get_untracked();
            let address = pathname.get_untracked();
            leave_for(&if query.is_empty() { address } else { format!("{address}?{query}") });
        });
        waiting()
    }
}

/// The root of all routes. When a page is brought to life, its content comes in a task of its own, after the router's:
/// a phone can paint and answer in between.
struct Root;

impl LazyRoute for Root {
    fn data() -> Self {
        Self
    }

    async fn view(_: Self) -> AnyView {
        view! { <RootLayout /> }.into_any()
    }

    async fn preload() {
        #[cfg(feature = "hydrate")]
        next_task().await;
    }
}

/// Waits until the browser has had its turn.
#[cfg(feature = "hydrate")]
async fn next_task() {
    let turn = js_sys::Promise::new(&mut |resume, _| {
        // It fails only for a text in the place of a function.
        let _ = window().set_timeout_with_callback(&resume);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(turn).await;
}

/// What every page has below its content.
#[component]
fn RootLayout() -> impl IntoView {
    view! {
        <Outlet />
        <SiteFooter />
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::place::{ProfilePage, page};

    #[test]
    fn the_routes_are_the_addresses_of_the_domain() {
        let mut routes: Vec<String> =
            leptos_axum::generate_route_list(App).iter().map(|route| route.path().to_owned()).collect();
        routes.sort();
        let mut places: Vec<String> = [
            page::FRONT,
            page::SIGN_IN,
            page::CHANNEL,
            page::CODE,
            page::SIGNED_OUT,
            page::PROFILES,
            page::ADD_PROFILES,
            page::ACCESSIBILITY,
            page::LEGAL_NOTICE,
            page::PERSONAL_DATA,
            page::DEMONSTRATION,
            page::ENROL,
            page::OPPOSE,
            page::VERIFY,
            page::NEW_CODE,
            page::HELP,
            page::CONDITIONS,
        ]
        .map(str::to_owned)
        .into();
        // The steps of enrolment share a route, `EnrolmentPlace::of_path` knows them; so do the first questions.
        places.extend(
            ["/activer/{*etape}", "/opposition/{*etape}", "/p/{profile}/bienvenue/{*question}"].map(str::to_owned),
        );
        let others = ProfilePage::ALL.into_iter().filter(|page| !page.suffix().starts_with("bienvenue/"));
        places.extend(others.map(|page| format!("/p/{{profile}}/{}", page.suffix())));
        places.sort();
        assert_eq!(routes, places);
    }
}
