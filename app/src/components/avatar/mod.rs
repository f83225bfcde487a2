use domain::view::ProfileSummary;
use leptos::prelude::*;

#[cfg(feature = "gallery")]
pub mod examples;

/// The round mark with a profile's initials and colour.
#[component]
pub fn Avatar(
    /// Whose.
    profile: ProfileSummary,
    /// Whether it is the large one, of lists.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { " avatar--large" } else { "" };
    view! {
        <span class=format!("avatar avatar--{}{size}", profile.accent.name()) aria-hidden="true" translate="no">
            {profile.name.initials()}
        </span>
    }
}
