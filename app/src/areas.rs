//! What draws each page, and how the browser's program comes in parts.
//!
//! The functions below are the only places that name the pages' components. The main part of the program has [`main`] in it;
//! each area is a part of its own, which `frontend` makes of that area's function and loads when it is needed; pages
//! without a program are drawn by the server alone.

use std::future::Future;
use std::pin::Pin;

pub use domain::place::{Area, Page, Program};
use domain::place::{ProfilePage, PublicPage};
use futures::FutureExt as _;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::form::leave_for;
use crate::components::live_text::live;
use crate::exchange::waiting;
use crate::pages::channel::ChannelPage;
use crate::pages::children::ChildrenPage;
use crate::pages::closure::ClosurePage;
use crate::pages::code::CodePage;
use crate::pages::confirmation::ConfirmationPage;
use crate::pages::front::FrontPage;
use crate::pages::history::HistoryPage;
use crate::pages::home::HomePage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::personal_information::PersonalInformationPage;
use crate::pages::profiles::ProfilesPage;
use crate::pages::settings::SettingsPage;
use crate::pages::sharing::{InvitationsPage, SharingPage};
use crate::pages::sign_in::SignInPage;
use crate::pages::{closure, enrolment as steps, export, onboarding, sharing};
use crate::under_way::UnderWay;

/// Says whether a part of the program has come.
pub type Coming = Pin<Box<dyn Future<Output = bool>>>;

/// How pages that are not in the main part are drawn: whoever starts the application provides it as a context.
#[derive(Clone, Copy)]
pub struct Parts {
    /// Loads the part of an area; at once when it is there.
    pub load: fn(Area) -> Coming,
    /// Draws a page of an area that was loaded; `None` when it cannot be drawn here.
    pub draw: fn(Program, Page) -> Option<AnyView>,
}

impl Parts {
    /// Where the whole application is one program: on the server, and in the gallery.
    #[cfg(any(feature = "ssr", feature = "gallery"))]
    #[must_use]
    pub fn together() -> Self {
        Self {
            load: |_| Box::pin(std::future::ready(true)),
            draw: |program, page| {
                Some(match program {
                    Program::Without => without_program(page),
                    Program::Main => main(page),
                    Program::Part(Area::Enrolment) => enrolment(page),
                    Program::Part(Area::Profiles) => profiles(page),
                    Program::Part(Area::Settings) => settings(page),
                    Program::Part(Area::SharingAndClosure) => sharing_and_closure(page),
                    Program::Part(Area::HealthRecord) => health_record(page),
                })
            },
        }
    }
}

/// Pages of the main part.
fn main(page: Page) -> AnyView {
    match page {
        Page::Public(PublicPage::Front) => view! { <FrontPage /> }.into_any(),
        Page::Public(PublicPage::SignIn) => view! { <SignInPage /> }.into_any(),
        Page::Public(PublicPage::Channel) => view! { <ChannelPage /> }.into_any(),
        Page::Public(PublicPage::Code) => view! { <CodePage /> }.into_any(),
        Page::Profile(_, ProfilePage::Home) => view! { <HomePage /> }.into_any(),
        Page::Profile(_, ProfilePage::Settings) => view! { <SettingsPage /> }.into_any(),
        _ => not_found(),
    }
}

/// Pages of the way to a space.
pub fn enrolment(page: Page) -> AnyView {
    match page {
        Page::Enrolment(place) => steps::step(place),
        _ => not_found(),
    }
}

/// Pages of an account's profiles.
pub fn profiles(page: Page) -> AnyView {
    match page {
        Page::Public(PublicPage::Profiles) => view! { <ProfilesPage /> }.into_any(),
        Page::Public(PublicPage::AddProfiles) => view! { <ChildrenPage /> }.into_any(),
        Page::Public(PublicPage::Invitations) => view! { <InvitationsPage /> }.into_any(),
        Page::Public(PublicPage::Confirmation) => view! { <ConfirmationPage /> }.into_any(),
        _ => not_found(),
    }
}

/// Pages of the settings.
pub fn settings(page: Page) -> AnyView {
    match page {
        Page::Profile(_, ProfilePage::PersonalInformation) => view! { <PersonalInformationPage /> }.into_any(),
        Page::Profile(_, ProfilePage::History) => view! { <HistoryPage /> }.into_any(),
        Page::Profile(_, ProfilePage::Sharing) => view! { <SharingPage /> }.into_any(),
        Page::Profile(_, ProfilePage::Closure) => view! { <ClosurePage /> }.into_any(),
        _ => not_found(),
    }
}

/// What the settings lead to that has consequences for others, or for good.
pub fn sharing_and_closure(page: Page) -> AnyView {
    match page {
        Page::Profile(_, page) if page.is_of_sharing() => sharing::page(page),
        Page::Profile(_, page) if page.is_of_closure() => closure::page(page),
        Page::Profile(_, ProfilePage::Export) => export::page(),
        _ => not_found(),
    }
}

/// Pages of the health record.
pub fn health_record(page: Page) -> AnyView {
    match page {
        Page::Profile(_, page) if page == ProfilePage::Onboarded || page.question().is_some() => {
            onboarding::page(page.question())
        }
        _ => not_found(),
    }
}

/// Pages that are drawn by the server alone.
#[cfg(any(feature = "ssr", feature = "gallery"))]
fn without_program(page: Page) -> AnyView {
    use crate::pages::whole::{
        accessibility::AccessibilityPage, closed::ClosedPage, conditions::ConditionsPage,
        demonstration::DemonstrationPage, download::DownloadPage, help::HelpPage, legal_notice::LegalNoticePage,
        no_cookies::NoCookiesPage, personal_data::PersonalDataPage, signed_out::SignedOutPage, start::EnrolPage,
        start::NewCodePage, start::OpposePage, verification::VerificationPage,
    };
    match page {
        Page::Enrolment(place) => steps::step(place),
        Page::Public(PublicPage::Enrol) => view! { <EnrolPage /> }.into_any(),
        Page::Public(PublicPage::Oppose) => view! { <OpposePage /> }.into_any(),
        Page::Public(PublicPage::Verify) => view! { <VerificationPage /> }.into_any(),
        Page::Public(PublicPage::NewCode) => view! { <NewCodePage /> }.into_any(),
        Page::Public(PublicPage::Help) => view! { <HelpPage /> }.into_any(),
        Page::Public(PublicPage::Conditions) => view! { <ConditionsPage /> }.into_any(),
        Page::Public(PublicPage::Accessibility) => view! { <AccessibilityPage /> }.into_any(),
        Page::Public(PublicPage::NoCookies) => view! { <NoCookiesPage /> }.into_any(),
        Page::Public(PublicPage::LegalNotice) => view! { <LegalNoticePage /> }.into_any(),
        Page::Public(PublicPage::PersonalData) => view! { <PersonalDataPage /> }.into_any(),
        Page::Public(PublicPage::Closed) => view! { <ClosedPage /> }.into_any(),
        Page::Public(PublicPage::Download) => view! { <DownloadPage /> }.into_any(),
        Page::Public(PublicPage::SignedOut) => view! { <SignedOutPage /> }.into_any(),
        Page::Public(PublicPage::Demonstration) => view! { <DemonstrationPage /> }.into_any(),
        _ => not_found(),
    }
}

fn not_found() -> AnyView {
    view! { <NotFoundPage /> }.into_any()
}

/// Whose pages a layout frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framed {
    /// Those of profiles.
    Profiles,
    /// The others.
    Public,
}

/// The page of the address, in its layout. When another page or another profile comes, it is drawn anew as a whole: nothing of
/// the one before is left to be brought up to date.
#[component]
pub fn PageOutlet(
    /// Which layout it stands in.
    framed: Framed,
) -> impl IntoView {
    let parts = expect_context::<Parts>();
    let pathname = use_location().pathname;
    let page = Memo::new(move |before: Option<&Option<Page>>| {
        let path = pathname.get();
        let ours = path.starts_with("/p/") == (framed == Framed::Profiles);
        // While the layout is being left, its last page stays.
        if ours { Page::of_path(&path) } else { before.copied().flatten() }
    });
    let arrived = RwSignal::new(0_usize);
    live(move || {
        arrived.track();
        match page.get().map(|page| (page.program(), page)) {
            None => not_found(),
            Some((Program::Main, page)) => main(page),
            Some((Program::Part(area), page)) => {
                let mut coming = (parts.load)(area);
                match (&mut coming).now_or_never() {
                    Some(true) => (parts.draw)(Program::Part(area), page).unwrap_or_else(leave),
                    Some(false) => leave(),
                    None => {
                        let under_way = UnderWay::begin();
                        leptos::task::spawn_local(async move {
                            let _under_way = under_way;
                            // `arrived` is gone when the layout was left meanwhile.
                            if coming.await {
                                arrived.try_update(|times| *times += 1);
                            } else if arrived.try_get_untracked().is_some() {
                                leave_for_here();
                            }
                        });
                        waiting()
                    }
                }
            }
            Some((program, page)) => (parts.draw)(program, page).unwrap_or_else(leave),
        }
    })
}

/// Stands for a page that this program cannot draw: the browser goes there by itself.
pub(crate) fn leave() -> AnyView {
    Effect::new(|_| leave_for_here());
    waiting()
}

/// Asks the server for the page of the address.
fn leave_for_here() {
    let location = window().location();
    leave_for(&format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default()));
}
