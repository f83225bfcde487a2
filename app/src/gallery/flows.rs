//! How one gets from screen to screen: the map, drawn from the addresses of the service.
//!
//! A [`Flow`] makes its steps when it is asked: one that goes over a typed wizard takes them from
//! the wizard's own list, so the map cannot fall behind it.

use domain::place::{ProfilePage, page};
use leptos::prelude::*;

use super::frame::Chrome;
use super::look::Look;
use super::preview::{Preview, Window};
use super::{Entry, Kind, Page, screens};

/// Where a screen of the service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At an address of its own.
    Public(&'static str),
    /// Within a profile.
    Profile(ProfilePage),
}

impl Place {
    /// Its address, with a placeholder for the profile.
    pub fn template(self) -> String {
        match self {
            Self::Public(path) => path.to_owned(),
            Self::Profile(page) => format!("/p/{{profile}}/{}", page.suffix()),
        }
    }

    /// Whether an address is this place's.
    fn is_at(self, path: &str) -> bool {
        match self {
            Self::Public(own) => own == path,
            Self::Profile(page) => ProfilePage::of_path(path).is_some_and(|(_, other)| other == page),
        }
    }
}

/// A screen on the map.
#[derive(Clone)]
pub struct Step {
    /// Where it is.
    pub place: Place,
    /// Which it is.
    pub screen: &'static Entry,
    /// The ways that lead on from it.
    pub ways: Vec<Way>,
}

/// From a screen to another.
#[derive(Clone, Copy)]
pub struct Way {
    /// What one does to take it.
    pub by: &'static str,
    /// Where it leads.
    pub to: Place,
}

/// Screens that belong together, in the order in which one meets them.
pub struct Flow {
    /// Its part of the page's address.
    pub slug: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Its screens.
    pub steps: fn() -> Vec<Step>,
}

/// The whole map. Every route of the service stands on it exactly once.
pub const FLOWS: &[Flow] = &[
    Flow {
        slug: "connexion",
        title: "Connexion",
        about: "De la première page à l'accueil de son profil\u{a0}: identifiant, moyen de réception, code.",
        steps: sign_in,
    },
    Flow {
        slug: "profil",
        title: "Mon espace",
        about: "Les pages d'un profil. L'en-tête et son menu mènent à chacune, depuis toutes les autres.",
        steps: of_a_profile,
    },
    Flow {
        slug: "autour",
        title: "Autour du service",
        about: "Ce qui est ouvert à tous, au pied de chaque page ou par le bandeau de démonstration.",
        steps: around,
    },
];

const fn step(place: Place, screen: &'static Entry, ways: Vec<Way>) -> Step {
    Step { place, screen, ways }
}

const fn way(by: &'static str, to: Place) -> Way {
    Way { by, to }
}

const HOME: Place = Place::Profile(ProfilePage::Home);
const SIGN_IN: Place = Place::Public(page::SIGN_IN);
const CHANNEL: Place = Place::Public(page::CHANNEL);
const CODE: Place = Place::Public(page::CODE);
const PROFILES: Place = Place::Public(page::PROFILES);
const SIGNED_OUT: Place = Place::Public(page::SIGNED_OUT);

fn sign_in() -> Vec<Step> {
    vec![
        step(Place::Public(page::FRONT), &screens::front::ENTRY, vec![way("Se connecter", SIGN_IN)]),
        step(
            SIGN_IN,
            &screens::sign_in::ENTRY,
            vec![way("Me connecter, deux moyens connus", CHANNEL), way("Me connecter, un seul moyen", CODE)],
        ),
        step(CHANNEL, &screens::channel::ENTRY, vec![way("Continuer", CODE), way("Retour", SIGN_IN)]),
        step(
            CODE,
            &screens::code::ENTRY,
            vec![way("Me connecter", HOME), way("Changer de moyen", CHANNEL), way("Trop de codes incorrects", SIGN_IN)],
        ),
        step(SIGNED_OUT, &screens::signed_out::ENTRY, vec![way("Se connecter", SIGN_IN)]),
    ]
}

fn of_a_profile() -> Vec<Step> {
    let mut steps: Vec<Step> = ProfilePage::ALL
        .into_iter()
        .map(|page| {
            let (screen, ways) = of_profile_page(page);
            step(Place::Profile(page), screen, ways)
        })
        .collect();
    steps.push(step(
        PROFILES,
        &screens::profiles::ENTRY,
        vec![
            way("Un profil", HOME),
            way("Paramètres", Place::Profile(ProfilePage::Settings)),
            way("Se déconnecter", SIGNED_OUT),
        ],
    ));
    steps
}

fn of_profile_page(page: ProfilePage) -> (&'static Entry, Vec<Way>) {
    let to = Place::Profile;
    match page {
        ProfilePage::Home => (
            &screens::home::ENTRY,
            vec![
                way("Voir les informations personnelles", to(ProfilePage::PersonalInformation)),
                way("Voir l'historique d'activité", to(ProfilePage::History)),
                way("Changer de profil", PROFILES),
                way("Menu du profil\u{a0}: Se déconnecter", SIGNED_OUT),
            ],
        ),
        ProfilePage::Settings => (
            &screens::settings::ENTRY,
            vec![
                way("Informations personnelles", to(ProfilePage::PersonalInformation)),
                way("Historique d'activité", to(ProfilePage::History)),
            ],
        ),
        ProfilePage::PersonalInformation => (
            &screens::personal_information::ENTRY,
            vec![
                way("Historique d'activité", to(ProfilePage::History)),
                way("Retour aux paramètres", to(ProfilePage::Settings)),
            ],
        ),
        ProfilePage::History => (
            &screens::history::ENTRY,
            vec![
                way("Informations personnelles", to(ProfilePage::PersonalInformation)),
                way("Retour aux paramètres", to(ProfilePage::Settings)),
            ],
        ),
    }
}

fn around() -> Vec<Step> {
    [
        (page::ACCESSIBILITY, &screens::accessibility::ENTRY),
        (page::LEGAL_NOTICE, &screens::legal_notice::ENTRY),
        (page::PERSONAL_DATA, &screens::personal_data::ENTRY),
        (page::DEMONSTRATION, &screens::demonstration::ENTRY),
    ]
    .map(|(path, screen)| step(Place::Public(path), screen, vec![]))
    .into()
}

/// The screen of an address of the service, in its ordinary state.
pub fn screen_at(path: &str) -> Option<Page> {
    let steps = FLOWS.iter().flat_map(|flow| (flow.steps)());
    let step = steps.into_iter().find(|step| step.place.is_at(path))?;
    Page::of_path(&ordinary(step.screen))
}

/// The address of a screen's ordinary state.
fn ordinary(screen: &'static Entry) -> String {
    let page = Page::Entry(Kind::Screen, screen);
    screen.states.first().map_or_else(|| page.path(), |state| Page::State(Kind::Screen, screen, state).path())
}

/// The map.
#[component]
pub fn Flows(
    /// How it is looked at.
    look: Look,
) -> impl IntoView {
    view! {
        <Chrome page=Page::Flows look>
            <p class="lead">"Chaque carte est un écran. Les flèches disent ce que l'on fait, et où cela mène."</p>
            {FLOWS.iter().map(|flow| view! { <Map flow look /> }).collect_view()}
        </Chrome>
    }
}

#[component]
fn Map(flow: &'static Flow, look: Look) -> impl IntoView {
    let id = format!("parcours-{}", flow.slug);
    view! {
        <section class="gallery__section" aria-labelledby=id>
            <h2 id=id.clone()>{flow.title}</h2>
            <p class="gallery__about">{flow.about}</p>
            <ol class="flow">
                {(flow.steps)().into_iter().map(|step| view! { <StepCard step look /> }).collect_view()}
            </ol>
        </section>
    }
}

/// The id of a place's card.
fn card_id(place: Place) -> String {
    let template = place.template().replace(['{', '}'], "");
    let words = template.trim_matches('/').replace('/', "-");
    format!("ecran-{}", if words.is_empty() { "racine" } else { &words })
}

#[component]
fn StepCard(step: Step, look: Look) -> impl IntoView {
    let entry = Page::Entry(Kind::Screen, step.screen);
    view! {
        <li class="flow__step" id=card_id(step.place) tabindex="-1">
            <Preview path=ordinary(step.screen) look window=Window::Phone />
            <div class="flow__words">
                <h3 class="flow__title">
                    <a href=look.address(&entry.path())>{step.screen.title}</a>
                </h3>
                <p class="flow__address">
                    // An address that is wider than the card breaks between its parts.
                    <code>
                        {step
                            .place
                            .template()
                            .split_inclusive('/')
                            .map(|part| view! { {part.to_owned()} <wbr /> })
                            .collect_view()}
                    </code>
                </p>
                {(!step.ways.is_empty())
                    .then(|| {
                        view! {
                            <ul class="flow__ways">
                                {step.ways.into_iter().map(|way| view! { <WayOn way /> }).collect_view()}
                            </ul>
                        }
                    })}
            </div>
        </li>
    }
}

#[component]
fn WayOn(way: Way) -> impl IntoView {
    let title = FLOWS
        .iter()
        .flat_map(|flow| (flow.steps)())
        .find(|step| step.place == way.to)
        .map_or("", |step| step.screen.title);
    view! {
        <li class="flow__way">
            <span class="flow__by">{way.by}</span>
            " "
            <a class="flow__to" href=format!("#{}", card_id(way.to)) rel="external">
                <span class="visually-hidden">"vers "</span>
                {title}
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Vec<Step> {
        FLOWS.iter().flat_map(|flow| (flow.steps)()).collect()
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn every_route_of_the_service_is_on_the_map_once() {
        let mut routes: Vec<String> =
            leptos_axum::generate_route_list(crate::App).iter().map(|route| route.path().to_owned()).collect();
        let mut places: Vec<String> = steps().iter().map(|step| step.place.template()).collect();
        routes.sort();
        places.sort();
        assert_eq!(places, routes);
    }

    #[test]
    fn every_way_leads_to_a_place_on_the_map() {
        let steps = steps();
        for step in &steps {
            for way in &step.ways {
                assert!(steps.iter().any(|other| other.place == way.to), "{:?}: {}", step.place, way.by);
                assert_ne!(way.to, step.place, "{}", way.by);
            }
        }
    }

    #[test]
    fn an_address_of_the_service_leads_to_its_screen() {
        let at = |path: &str| screen_at(path).map(Page::path);
        assert_eq!(at("/connexion").as_deref(), Some("/galerie/ecrans/connexion/ordinaire"));
        let history = ProfilePage::History.path(domain::id::ProfileId::from_bytes([3; 16]));
        assert_eq!(at(&history).as_deref(), Some("/galerie/ecrans/historique/ordinaire"));
        assert_eq!(at("/nulle-part"), None);
    }
}
