use domain::closure::ClosedProfile;
use domain::place::{EnrolmentPlace, PublicPage};
use leptos::prelude::*;

use crate::api::closure::{ClosedData, ReadClosed};
use crate::components::button::ButtonLook::Primary;
use crate::components::confirmation::Confirmation;
use crate::components::verbatim::verbatim;
use crate::exchange::{Content, loaded};
use crate::pages::closure::childs_fate;
use crate::pages::parts;

/// A profile is closed (F04).
#[component]
pub fn ClosedPage() -> impl IntoView {
    loaded(Content::of(|| ReadClosed {}), closed)
}

/// What was done and how to come back; without names when the page is opened by itself.
pub fn closed(ClosedData { closed, signed_in }: ClosedData) -> AnyView {
    const TITLE: &str = "Le profil est clôturé";
    let heading = match &closed {
        Some(closed) => format!("Le profil de {} est clôturé", verbatim(&closed.consequences.name.given)),
        None => TITLE.to_owned(),
    };
    let demands = closed.as_ref().map(|closed| closed.demands).unwrap_or_default();
    let becomes = match closed.as_ref().and_then(|closed| closed.deleted_on) {
        Some(day) => format!(
            "Les informations seront supprimées définitivement. Vous ne pourrez pas les récupérer. Tant que la suppression n'a pas eu lieu, au plus tard le {day}, réactiver le profil l'annule."
        ),
        None => "Les informations sont conservées 10\u{a0}ans dans un environnement sécurisé. Vous pouvez réactiver le profil à tout moment.".to_owned(),
    };
    let download = match (demands.download, demands.deletion) {
        (true, true) => Some("Le fichier sera préparé avant la suppression. Vous recevrez deux e-mails."),
        (true, false) => Some("Vous recevrez un e-mail quand le fichier sera prêt."),
        (false, _) => None,
    };
    let mut content = vec![view! { <Confirmation heading /> }.into_any(), parts::paragraph("lead", becomes)];
    content.extend(download.map(|text| parts::paragraph("", text)));
    let others = |ClosedProfile { consequences: closed, .. }: &ClosedProfile| {
        let others = closed
            .others
            .iter()
            .map(|other| format!("{} en est informé et n'a plus accès au profil.", verbatim(&other.full())));
        let children = closed.children.iter().map(|(child, fate)| childs_fate(child, fate));
        others.chain(children).collect::<Vec<_>>()
    };
    content.extend(closed.iter().flat_map(others).map(|text| parts::paragraph("", text)));
    let (how, again) = match &closed {
        Some(closed) if !closed.consequences.own => ("Pour réactiver le profil\u{a0}:", PublicPage::AddProfiles.path()),
        _ => (
            "Pour réactiver le profil, avec un nouveau code provisoire et la carte Vitale\u{a0}:",
            EnrolmentPlace::BirthDate.path(),
        ),
    };
    content.push(parts::leading(how, again, "activer Mon espace santé"));
    let home = if signed_in { PublicPage::Profiles.path() } else { PublicPage::Front.path() };
    content.push(parts::buttons(vec![parts::link_anew(home, "Revenir à l'accueil", Primary)]));
    parts::telling(TITLE, content)
}
