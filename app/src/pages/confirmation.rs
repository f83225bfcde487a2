//! The password, asked for again before something sensitive.

use domain::form::confirmation::PASSWORD;
use domain::place::{LocalPath, Page, ProfilePage, PublicPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::confirmation::{ConfirmPassword, ConfirmationData, ReadConfirmation};
use crate::components::button::ButtonLook::Secondary;
use crate::components::form::{ACCOUNT, Form};
use crate::components::password_field::PasswordField;
use crate::components::session_watch::SessionWatch;
use crate::exchange::{Content, loaded};
use crate::pages::parts;

/// Asks for the password again, and leads on.
#[component]
pub fn ConfirmationPage() -> impl IntoView {
    let data = Content::of(|| ReadConfirmation {});
    let query = use_query_map();
    let then = Memo::new(move |_| query.with(|query| query.get_str("retour")?.parse::<LocalPath>().ok()));
    view! {
        {loaded(
            data,
            move |ConfirmationData { posted, account }| {
                let form = Form::to::<ConfirmPassword>(posted).carrying(ACCOUNT, account);
                confirming(then.get_untracked().as_ref(), form)
            },
        )}
        <SessionWatch />
    }
}

/// The form; `then` is the page that it leads to.
pub fn confirming(then: Option<&LocalPath>, form: Form) -> AnyView {
    const TITLE: &str = "Je confirme mon mot de passe";
    let form = match then {
        Some(then) => form.carrying("retour", then.as_str()),
        None => form,
    };
    // Before the page that asks for it comes another that does not.
    let before = match then.and_then(|then| Page::of_path(then.as_str())) {
        Some(Page::Profile(profile, page)) if page.is_of_sharing() => ProfilePage::Sharing.path(profile),
        Some(Page::Profile(profile, _)) => ProfilePage::Settings.path(profile),
        _ => PublicPage::Profiles.path().to_owned(),
    };
    let ways = parts::buttons(vec![parts::submit("Continuer"), parts::link(before.clone(), "Annuler", Secondary)]);
    let content = vec![
        parts::heading(TITLE),
        parts::paragraph(
            "lead",
            "Ce que vous allez faire a des conséquences pour d'autres personnes ou ne peut pas être annulé. Saisissez de nouveau votre mot de passe pour continuer.",
        ),
        parts::form(
            form,
            vec![
                view! { <PasswordField of=form name=PASSWORD label="Mon mot de passe" /> }.into_any(),
                parts::leading("", PublicPage::Help.path(), "Mot de passe oublié\u{a0}?"),
                ways,
            ],
        ),
    ];
    parts::asking(TITLE, form, Some(before), content)
}
