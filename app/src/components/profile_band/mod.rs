use domain::access::Basis;
use domain::view::ProfileSummary;
use leptos::prelude::*;

use super::verbatim::{name, sentence, verbatim};
use crate::text;

#[cfg(feature = "gallery")]
pub mod examples;

/// Says whose profile the page shows.
#[component]
pub fn ProfileBand(
    /// Whose.
    profile: ProfileSummary,
) -> impl IntoView {
    let note = (profile.basis == Basis::Representative).then(|| {
        let given = verbatim(&profile.name.given);
        let note = sentence(format!("Vous consultez le profil de {given}, en tant que représentant légal."));
        view! { <p class="profile-band__note">{note}</p> }
    });
    view! {
        <div class=format!("profile-band profile-band--{}", profile.accent.name())>
            <div class="container profile-band__inner">
                <p class="profile-band__who">
                    <strong class="profile-band__name" translate="no">{name(&profile.name.full())}</strong>
                    " "
                    <span class="profile-band__kind">{text::kind(profile.basis)}</span>
                </p>
                {note}
            </div>
        </div>
    }
}
