use domain::place::ProfilePage;
use domain::view::{AccountDetails, PersonalInformation, Space};
use leptos::prelude::*;

use super::samples;
use crate::gallery::{Entry, State};
use crate::pages::personal_information::PersonalInformationView;

/// Identity and contact details.
pub const ENTRY: Entry = Entry {
    slug: "informations-personnelles",
    title: "Informations personnelles",
    when: "L'identité d'un profil et, pour le sien, le moyen de se connecter.",
    when_not: "Pour les données de santé\u{a0}: elles sont dans le profil médical.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Profil principal",
            draw: || {
                let account = AccountDetails {
                    identifier: "inaya.michel".to_owned(),
                    email: Some("inaya.michel@exemple.fr".to_owned()),
                    mobile: Some("06 11 12 13 14".to_owned()),
                };
                drawn(samples::space(samples::inaya()), Some("2 84 05 88 321 025 32"), Some(account))
            },
        },
        State {
            slug: "rattache",
            title: "Profil rattaché, sans numéro connu",
            draw: || drawn(samples::space(samples::lola()), None, None),
        },
        State {
            slug: "sans-mobile",
            title: "Un moyen de contact manque",
            draw: || {
                let account = AccountDetails {
                    identifier: "inaya.michel".to_owned(),
                    email: Some("inaya.michel@exemple.fr".to_owned()),
                    mobile: None,
                };
                drawn(samples::single(), Some("2 84 05 88 321 025 32"), Some(account))
            },
        },
        State {
            slug: "noms-longs",
            title: "Noms longs",
            draw: || {
                let account = AccountDetails {
                    identifier: "marie-antoinette.de-la-rochefoucauld".repeat(2),
                    email: Some(format!("{}@exemple.fr", "marie-antoinette.josephine.rose.".repeat(2))),
                    mobile: Some("06 11 12 13 14".to_owned()),
                };
                drawn(samples::crowded(), Some("2 84 05 88 321 025 32"), Some(account))
            },
        },
    ],
};

fn drawn(space: Space, nir: Option<&str>, account: Option<AccountDetails>) -> AnyView {
    let profile = space.active.clone();
    let information = PersonalInformation {
        name: profile.name.clone(),
        born_on: samples::day(if account.is_some() { "1984-05-20" } else { "2015-04-03" }),
        nir: nir.map(str::to_owned),
        account,
    };
    super::of_profile(
        space,
        ProfilePage::PersonalInformation,
        view! { <PersonalInformationView profile information /> },
    )
}
