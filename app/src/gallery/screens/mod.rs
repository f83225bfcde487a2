//! Every screen of the service in every state it can be in, inside the frame that it has there.

use domain::place::ProfilePage;
use domain::view::Space;
use leptos::prelude::*;

use super::Entry;
use crate::components::profile_layout::{ProfileHeader, SpaceBar};
use crate::components::site_footer::SiteFooter;
use crate::components::site_header::bar_without_name;

pub mod accessibility;
pub mod channel;
pub mod children;
pub mod closure;
pub mod code;
pub mod confirmation;
pub mod demonstration;
pub mod enrolment;
pub mod export;
pub mod failures;
pub mod front;
pub mod history;
pub mod home;
pub mod legal_notice;
pub mod no_cookies;
pub mod onboarding;
pub mod personal_data;
pub mod personal_information;
pub mod profiles;
pub(super) mod samples;
pub mod settings;
pub mod sharing;
pub mod sign_in;
pub mod signed_out;

/// All of them, in the order of the contents: as one meets them.
pub const SCREENS: &[Entry] = &[
    front::ENTRY,
    enrolment::START,
    enrolment::OPPOSE,
    enrolment::NEW_CODE,
    enrolment::RESUME,
    enrolment::BIRTH_DATE,
    enrolment::CARD_KIND,
    enrolment::NUMBERS,
    enrolment::PERSON,
    enrolment::IMPASSE,
    enrolment::CHANNEL,
    enrolment::CODE_SENT,
    enrolment::CODE,
    enrolment::DECISION,
    enrolment::REPRESENTATIVE,
    enrolment::CONTACTS,
    enrolment::EMAIL,
    enrolment::MOBILE,
    enrolment::CONTACT_CODE,
    enrolment::CREDENTIALS,
    enrolment::ACTIVATED,
    enrolment::OPPOSITION,
    enrolment::OPPOSED,
    enrolment::ATTESTATION,
    enrolment::CLOSED,
    enrolment::VERIFICATION,
    sign_in::ENTRY,
    channel::ENTRY,
    code::ENTRY,
    home::ENTRY,
    profiles::ENTRY,
    children::ENTRY,
    onboarding::HEIGHT,
    onboarding::WEIGHT,
    onboarding::ILLNESSES,
    onboarding::TREATMENTS,
    onboarding::ALLERGIES,
    onboarding::CONFIDENTIALITY,
    onboarding::EMERGENCY,
    onboarding::DONE,
    settings::ENTRY,
    personal_information::ENTRY,
    confirmation::ENTRY,
    sharing::MANAGED,
    sharing::SHARE,
    sharing::SHARED,
    sharing::NOT_SHARED,
    sharing::ENDING,
    sharing::INVITATIONS,
    history::ENTRY,
    closure::MEANING,
    closure::SECOND,
    closure::CHILDREN,
    closure::CONFIRMING,
    closure::CLOSED,
    export::ASKING,
    export::DOWNLOADING,
    signed_out::ENTRY,
    failures::ENTRY,
    demonstration::ENTRY,
    enrolment::HELP,
    enrolment::CONDITIONS,
    accessibility::ENTRY,
    no_cookies::ENTRY,
    legal_notice::ENTRY,
    personal_data::ENTRY,
];

/// A page that belongs to no profile, as `RootLayout` and `PublicLayout` put it together.
fn public(content: impl IntoView) -> AnyView {
    beside(bar_without_name(), content)
}

/// The same as whoever is signed in sees it.
fn of_signed_in(content: impl IntoView) -> AnyView {
    let space = samples::space(samples::inaya());
    beside(view! { <SpaceBar space here=Signal::stored(None) /> }.into_any(), content)
}

fn beside(bar: AnyView, content: impl IntoView) -> AnyView {
    view! {
        <header class="site-header">{bar}</header>
        <main id="contenu" class="main" tabindex="-1">
            {content}
        </main>
        <SiteFooter />
    }
    .into_any()
}

/// A page of a profile, as `RootLayout` and `ProfileLayout` put it together.
fn of_profile(space: Space, here: ProfilePage, content: impl IntoView) -> AnyView {
    view! {
        <header class="site-header">
            <ProfileHeader space here=Some(here) />
        </header>
        <main id="contenu" class="main" tabindex="-1">
            {content}
        </main>
        <SiteFooter />
    }
    .into_any()
}
