use domain::place::{ProfilePage, PublicPage};
use domain::view::{ProfileSummary, Space};
use leptos::ev::{FocusEvent, MouseEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, EventTarget, HtmlElement};

use super::avatar::Avatar;
use super::icon::Icon;
use super::sign_out::SignOutForm;
use super::verbatim::name as unbroken;
use crate::text;

#[cfg(feature = "gallery")]
pub mod examples;

/// Switches profile, and leads to the settings and out. The popover is the browser's own: it opens
/// before hydration and without JavaScript.
#[component]
pub fn ProfileMenu(
    /// The profile that is shown, and those one can switch to.
    space: Space,
    /// The kind of page that is shown: the other profiles are opened at the same. None where the page belongs to no profile.
    #[prop(into)]
    here: Signal<Option<ProfilePage>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let panel = NodeRef::<leptos::html::Div>::new();
    let on_toggle = move |event: Event| {
        // `:popover-open` is unknown to old browsers, which have no popover to open either.
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        open.set(target.is_some_and(|panel| panel.matches(":popover-open").unwrap_or(false)));
    };
    let close_if = move |wanted: bool| {
        if let (true, Some(panel)) = (wanted, panel.get_untracked()) {
            let panel: &HtmlElement = &panel;
            // It fails only when it is closed already.
            let _ = panel.hide_popover();
        }
    };
    let is_in = |target: Option<EventTarget>, selector: &str| {
        let element = target.and_then(|target| target.dyn_into::<Element>().ok());
        element.map(|element| element.closest(selector).ok().flatten().is_some())
    };
    // A link within the page does not close the popover by itself, nor does the focus that goes on to what it covers.
    let on_click = move |event: MouseEvent| close_if(is_in(event.target(), "a") == Some(true));
    let on_focusout = move |event: FocusEvent| close_if(is_in(event.related_target(), ".profile-menu") == Some(false));
    let active = space.active;
    let settings = ProfilePage::Settings.path(active.id);
    let short = active.name.short();
    let current = here.with_untracked(Option::is_some).then_some(active.id);
    view! {
        <div class="profile-menu">
            // For browsers without popovers, in which the button does nothing.
            <a class="profile-menu__plain" href=PublicPage::Profiles.path()>
                "Changer de profil"
            </a>
            <button
                class="profile-menu__button"
                r#type="button"
                popovertarget="menu-profil"
                aria-expanded=move || if open.get() { "true" } else { "false" }
            >
                <Avatar profile=active />
                <span class="profile-menu__name" translate="no">{unbroken(&short)}</span>
                <span class="visually-hidden">", changer de profil et paramètres"</span>
                <Icon name="chevron-down" class="profile-menu__chevron" />
            </button>
            <div
                class="profile-menu__panel"
                id="menu-profil"
                popover="auto"
                node_ref=panel
                on:toggle=on_toggle
                on:click=on_click
                on:focusout=on_focusout
            >
                <ul class="profile-menu__list" aria-label="Profils">
                    {space
                        .profiles
                        .into_iter()
                        .map(|profile| {
                            let is_current = Some(profile.id) == current;
                            view! { <MenuProfile profile is_current here /> }
                        })
                        .collect_view()}
                </ul>
                <div class="profile-menu__actions">
                    <a class="profile-menu__action" href=PublicPage::AddProfiles.path()>
                        <Icon name="user-plus" />
                        " Ajouter un profil"
                    </a>
                    <a class="profile-menu__action" href=settings>
                        <Icon name="settings" />
                        " Paramètres"
                    </a>
                    <SignOutForm account=space.account class="profile-menu__action">
                        <Icon name="sign-out" />
                        " Se déconnecter"
                    </SignOutForm>
                </div>
                <button
                    class="profile-menu__close"
                    r#type="button"
                    popovertarget="menu-profil"
                    popovertargetaction="hide"
                >
                    <Icon name="close" />
                    " Fermer"
                </button>
            </div>
        </div>
    }
}

#[component]
fn MenuProfile(profile: ProfileSummary, is_current: bool, here: Signal<Option<ProfilePage>>) -> impl IntoView {
    let id = profile.id;
    let name = profile.name.full();
    let kind = text::kind(profile.basis);
    view! {
        <li>
            <a
                class="profile-menu__profile"
                href=move || here.get().unwrap_or(ProfilePage::Home).path(id)
                aria-current=is_current.then_some("true")
            >
                <Avatar profile />
                <span class="profile-menu__who">
                    <span class="profile-menu__full-name" translate="no">{unbroken(&name)}</span>
                    " "
                    <span class="profile-menu__kind">{kind}</span>
                </span>
                {is_current.then(|| view! { <Icon name="check" class="profile-menu__check" /> })}
            </a>
        </li>
    }
}
