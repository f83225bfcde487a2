use domain::access::Basis;
use domain::place::ProfilePage;
use domain::view::{AccountDetails, PersonalInformation, ProfileSummary};
use leptos::prelude::*;

use crate::api::space::ReadPersonalInformation;
use crate::components::definition_list::{DefinitionList, Row};
use crate::components::link::TextLink;
use crate::components::page_title::PageTitle;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::settings_section::SettingsSection;
use crate::components::verbatim::{sentence, verbatim};
use crate::exchange::{Content, loaded_together};

/// Identity and contact details (P01).
#[component]
pub fn PersonalInformationPage() -> impl IntoView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let information = Content::of(move || ReadPersonalInformation { profile: profile.clone() });
    view! {
        <PageTitle heading="Informations personnelles" />
        {loaded_together(
            space,
            information,
            |space, information| view! { <PersonalInformationView profile=space.active information /> }.into_any(),
        )}
    }
}

/// Identity, and what belongs to the account.
#[component]
pub fn PersonalInformationView(
    /// Whose.
    profile: ProfileSummary,
    /// What is known.
    information: PersonalInformation,
) -> impl IntoView {
    let origin = if profile.basis == Basis::Holder {
        "Ces informations viennent de votre carte Vitale\u{a0}: elles ne se modifient pas ici."
    } else {
        "Ces informations viennent de la carte Vitale\u{a0}: elles ne se modifient pas ici."
    };
    let born_on = information.born_on;
    let export = ProfilePage::Export.path(profile.id);
    view! {
        <SettingsSection profile here=ProfilePage::PersonalInformation>
            <h1 tabindex="-1">"Informations personnelles"</h1>
            <section class="block" aria-labelledby="identite">
                <h2 id="identite">"Identité"</h2>
                <p class="hint">{origin}</p>
                <DefinitionList>
                    <Row term="Nom">{sentence(verbatim(&information.name.family))}</Row>
                    <Row term="Prénom">{sentence(verbatim(&information.name.given))}</Row>
                    <Row term="Date de naissance">
                        <time datetime=born_on.to_iso()>{born_on.to_string()}</time>
                    </Row>
                    {information
                        .nir
                        .map(|nir| {
                            view! {
                                <Row term="Numéro de sécurité sociale">
                                    <span class="code" translate="no">
                                        {nir}
                                    </span>
                                </Row>
                            }
                        })}
                </DefinitionList>
            </section>
            {information.account.map(|account| view! { <Account account /> })}
            <section class="block" aria-labelledby="copie">
                <h2 id="copie">"Copie des informations"</h2>
                <p>"Je peux recevoir une copie de toutes les informations que contient ce profil."</p>
                <p>
                    <TextLink href=export label="Télécharger les informations" />
                </p>
            </section>
        </SettingsSection>
    }
}

#[component]
fn Account(account: AccountDetails) -> impl IntoView {
    let known =
        |value: Option<String>| sentence(value.map_or_else(|| "Non renseigné".to_owned(), |value| verbatim(&value)));
    view! {
        <section class="block" aria-labelledby="connexion">
            <h2 id="connexion">"Connexion et contact"</h2>
            <DefinitionList>
                <Row term="Identifiant">{sentence(verbatim(&account.identifier))}</Row>
                <Row term="Adresse e-mail">{known(account.email)}</Row>
                <Row term="Téléphone mobile">{known(account.mobile)}</Row>
                <Row term="Mot de passe">
                    <span aria-hidden="true">"••••••••••••"</span>
                    <span class="visually-hidden">"masqué"</span>
                </Row>
            </DefinitionList>
        </section>
    }
}
