//! How one gets from screen to screen: the map, drawn from the addresses of the service.
//!
//! A [`Flow`] makes its steps when it is asked: one that goes over a typed wizard takes them from
//! the wizard's own list, so the map cannot fall behind it.

use domain::onboarding::Question;
use domain::place::{EnrolmentPlace, ProfilePage, PublicPage};
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
            Self::Profile(page) => page.template(),
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
        slug: "enrolement",
        title: "Activer ou s'opposer",
        about: "De l'invitation à l'espace activé, ou à l'opposition et son attestation. Une question par page\u{a0}; l'étape suivante dépend de ce qui est fait.",
        steps: enrolment,
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
const SIGN_IN: Place = Place::Public(PublicPage::SignIn.path());
const CHANNEL: Place = Place::Public(PublicPage::Channel.path());
const CODE: Place = Place::Public(PublicPage::Code.path());
const PROFILES: Place = Place::Public(PublicPage::Profiles.path());
const ADD_PROFILES: Place = Place::Public(PublicPage::AddProfiles.path());
const CLOSED: Place = Place::Public(PublicPage::Closed.path());
const CONFIRMATION: Place = Place::Public(PublicPage::Confirmation.path());
const SIGNED_OUT: Place = Place::Public(PublicPage::SignedOut.path());

fn sign_in() -> Vec<Step> {
    vec![
        step(
            Place::Public(PublicPage::Front.path()),
            &screens::front::ENTRY,
            vec![
                way("Activer Mon espace santé", Place::Public(PublicPage::Enrol.path())),
                way("Se connecter", SIGN_IN),
            ],
        ),
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

fn enrolment() -> Vec<Step> {
    let (enrol, birth_date) = (Place::Public(PublicPage::Enrol.path()), at(EnrolmentPlace::BirthDate));
    let mut steps = vec![
        step(
            enrol,
            &screens::enrolment::START,
            vec![
                way("Commencer", birth_date),
                way("Reprendre là où je me suis arrêté", at(EnrolmentPlace::Resume)),
                way("Je n'ai pas (ou plus) mon code", Place::Public(PublicPage::NewCode.path())),
                way("Clôturer ou m'opposer à Mon espace santé", Place::Public(PublicPage::Oppose.path())),
                way("Me connecter", SIGN_IN),
            ],
        ),
        step(
            Place::Public(PublicPage::Oppose.path()),
            &screens::enrolment::OPPOSE,
            vec![
                way("Continuer", birth_date),
                way("Vérifier une attestation d'opposition", Place::Public(PublicPage::Verify.path())),
                way("Annuler", enrol),
            ],
        ),
        step(
            Place::Public(PublicPage::NewCode.path()),
            &screens::enrolment::NEW_CODE,
            vec![way("Continuer", birth_date), way("Annuler", enrol)],
        ),
        step(Place::Public(PublicPage::Verify.path()), &screens::enrolment::VERIFICATION, vec![]),
    ];
    // The steps in the order of the domain's own list.
    steps.extend(
        EnrolmentPlace::ALL.iter().map(|place| step(at(*place), screens::enrolment::at(*place), after(*place))),
    );
    steps
}

const fn at(place: EnrolmentPlace) -> Place {
    Place::Public(place.path())
}

/// Where a step of enrolment leads.
fn after(place: EnrolmentPlace) -> Vec<Way> {
    use EnrolmentPlace as P;
    let (front, enrol) = (Place::Public(PublicPage::Front.path()), Place::Public(PublicPage::Enrol.path()));
    let to = |ways: &[(&'static str, P)]| ways.iter().map(|(by, to)| way(by, at(*to))).collect();
    match place {
        P::Resume => vec![way("Reprendre, à l'étape qui manque", at(P::CardKind)), way("Recommencer", enrol)],
        P::BirthDate => to(&[("Continuer", P::CardKind)]),
        P::CardKind => to(&[("Continuer", P::Numbers)]),
        P::Numbers => to(&[
            ("Continuer", P::Channel),
            ("Continuer, des jumeaux", P::Person),
            ("Continuer, rien à décider", P::Impasse),
            ("J'ai l'autre modèle de carte", P::CardKind),
        ]),
        P::Person => to(&[("Continuer", P::Channel), ("Continuer, rien à décider", P::Impasse)]),
        P::Impasse => vec![
            way("Corriger les numéros", at(P::Numbers)),
            way("Se connecter, l'espace est déjà activé", SIGN_IN),
            way("Activer Mon espace santé, l'opposition est déjà enregistrée", at(P::BirthDate)),
            way("Revenir à l'accueil", front),
        ],
        P::Channel => to(&[
            ("Envoyer le code", P::Code),
            ("Envoyer le code, pour un nouveau code", P::CodeSent),
            ("J'ai déjà un code", P::Code),
        ]),
        P::CodeSent => to(&[("Saisir mon code", P::Code)]),
        P::Code => to(&[
            ("Continuer", P::Decision),
            ("Continuer, venu pour s'opposer", P::Refusal),
            ("Je n'ai pas reçu de code", P::Channel),
        ]),
        P::Decision => to(&[
            ("Confirmer la décision\u{a0}: activer", P::Contacts),
            ("Confirmer la décision\u{a0}: activer, pour un enfant", P::Representative),
            ("Confirmer la décision\u{a0}: s'opposer", P::Refusal),
        ]),
        P::Refusal => to(&[
            ("Confirmer mon opposition", P::Opposed),
            ("Confirmer la clôture, d'un espace créé", P::Closed),
            ("Annuler", P::Decision),
        ]),
        P::Representative => vec![
            way("Continuer", at(P::Activated)),
            way("Se connecter, puis revenir ici", SIGN_IN),
            way("Activer d'abord mon propre espace", at(P::BirthDate)),
        ],
        P::Contacts => to(&[
            ("Ces coordonnées sont exactes, continuer", P::Credentials),
            ("Modifier l'adresse e-mail", P::Email),
            ("Modifier le téléphone mobile", P::Mobile),
        ]),
        P::Email | P::Mobile => to(&[("Continuer", P::ContactCode), ("Annuler", P::Contacts)]),
        P::ContactCode => to(&[("Continuer, ou Annuler", P::Contacts)]),
        P::Credentials => to(&[("Activer Mon espace santé", P::Activated)]),
        P::Opposed => vec![way("Voir l'attestation", at(P::Attestation)), way("Revenir à l'accueil", front)],
        P::Attestation => {
            vec![
                way("Retour", at(P::Opposed)),
                way("L'adresse de vérification", Place::Public(PublicPage::Verify.path())),
            ]
        }
        P::Closed => vec![way("Revenir à l'accueil", front)],
        P::Activated => vec![
            way("Découvrir Mon espace santé", Place::Profile(ProfilePage::Height)),
            way("Gérer un autre profil rattaché", ADD_PROFILES),
            way("M'opposer pour un enfant", at(P::BirthDate)),
            way("Terminer", SIGNED_OUT),
        ],
    }
}

fn of_a_profile() -> Vec<Step> {
    let mut steps: Vec<Step> = ProfilePage::ALL
        .iter()
        .map(|page| {
            let (screen, ways) = of_profile_page(*page);
            step(Place::Profile(*page), screen, ways)
        })
        .collect();
    steps.push(step(
        PROFILES,
        &screens::profiles::ENTRY,
        vec![
            way("Un profil", HOME),
            way("Paramètres", Place::Profile(ProfilePage::Settings)),
            way("Ajouter un profil", ADD_PROFILES),
            way("Se déconnecter", SIGNED_OUT),
        ],
    ));
    steps.push(step(
        CLOSED,
        &screens::closure::CLOSED,
        vec![
            way("Revenir à l'accueil, connecté", PROFILES),
            way("Réactiver le profil d'un enfant", ADD_PROFILES),
            way("Réactiver son profil", at(EnrolmentPlace::BirthDate)),
        ],
    ));
    steps.push(step(
        Place::Public(PublicPage::Download.path()),
        &screens::export::DOWNLOADING,
        vec![way("Lien périmé", Place::Public(PublicPage::Front.path()))],
    ));
    steps.push(step(
        CONFIRMATION,
        &screens::confirmation::ENTRY,
        vec![
            way("Continuer, vers la demande de partage", Place::Profile(ProfilePage::Share)),
            way("Continuer, vers la fin du partage", Place::Profile(ProfilePage::EndSharing)),
            way("Annuler", Place::Profile(ProfilePage::Sharing)),
        ],
    ));
    steps.push(step(
        Place::Public(PublicPage::Invitations.path()),
        &screens::sharing::INVITATIONS,
        vec![way("Accepter", HOME), way("Voir mes profils", PROFILES)],
    ));
    steps.push(step(
        ADD_PROFILES,
        &screens::children::ENTRY,
        vec![
            way("Ajouter, puis ouvrir un profil ajouté", HOME),
            way("Compléter un profil ajouté", Place::Profile(ProfilePage::Height)),
            way("Un enfant qui n'est pas dans la liste", at(EnrolmentPlace::BirthDate)),
            way("Annuler", HOME),
        ],
    ));
    steps
}

#[expect(clippy::too_many_lines, reason = "one entry per page of the table")]
fn of_profile_page(page: ProfilePage) -> (&'static Entry, Vec<Way>) {
    let to = Place::Profile;
    match page {
        ProfilePage::Home => (
            &screens::home::ENTRY,
            vec![
                way("Voir les informations personnelles", to(ProfilePage::PersonalInformation)),
                way("Voir l'historique d'activité", to(ProfilePage::History)),
                way("Changer de profil", PROFILES),
                way("Menu du profil\u{a0}: Ajouter un profil", ADD_PROFILES),
                way("Menu du profil\u{a0}: Se déconnecter", SIGNED_OUT),
            ],
        ),
        ProfilePage::Settings => (
            &screens::settings::ENTRY,
            vec![
                way("Informations personnelles", to(ProfilePage::PersonalInformation)),
                way("Partage du profil", to(ProfilePage::Sharing)),
                way("Historique d'activité", to(ProfilePage::History)),
                way("Clôture du profil", to(ProfilePage::Closure)),
            ],
        ),
        ProfilePage::Closure => (
            &screens::closure::MEANING,
            vec![
                way("Clôturer le profil", to(ProfilePage::ConfirmClosure)),
                way("Clôturer le profil, géré à deux", to(ProfilePage::ClosureWithSecond)),
                way("Clôturer son profil, avec des enfants", to(ProfilePage::ClosureWithChildren)),
                way("Retour aux paramètres", to(ProfilePage::Settings)),
            ],
        ),
        ProfilePage::Export => (
            &screens::export::ASKING,
            vec![
                way("Demander le téléchargement, dix minutes après le mot de passe", CONFIRMATION),
                way("Retour", to(ProfilePage::PersonalInformation)),
            ],
        ),
        ProfilePage::ClosureWithSecond => (
            &screens::closure::SECOND,
            vec![way("Continuer", to(ProfilePage::ConfirmClosure)), way("Annuler", to(ProfilePage::Closure))],
        ),
        ProfilePage::ClosureWithChildren => (
            &screens::closure::CHILDREN,
            vec![way("Continuer", to(ProfilePage::ConfirmClosure)), way("Annuler", to(ProfilePage::Closure))],
        ),
        ProfilePage::ConfirmClosure => (
            &screens::closure::CONFIRMING,
            vec![way("Confirmer la clôture", CLOSED), way("Annuler", to(ProfilePage::Closure))],
        ),
        ProfilePage::Sharing => (
            &screens::sharing::MANAGED,
            vec![
                way("Partager l'accès au profil", to(ProfilePage::Share)),
                way("Mettre fin au partage", to(ProfilePage::EndSharing)),
                way("Les deux, dix minutes après le mot de passe", CONFIRMATION),
                way("Retour aux paramètres", to(ProfilePage::Settings)),
            ],
        ),
        ProfilePage::Share => (
            &screens::sharing::SHARE,
            vec![
                way("Partager l'accès au profil", to(ProfilePage::Shared)),
                way("Partager l'accès au profil, de qui ne peut pas l'être", to(ProfilePage::NotShared)),
                way("Revenir aux paramètres", to(ProfilePage::Sharing)),
            ],
        ),
        ProfilePage::Shared => (&screens::sharing::SHARED, vec![way("Revenir à l'accueil", HOME)]),
        ProfilePage::NotShared => (
            &screens::sharing::NOT_SHARED,
            vec![way("Modifier les informations", to(ProfilePage::Share)), way("Revenir à l'accueil", HOME)],
        ),
        ProfilePage::EndSharing => (
            &screens::sharing::ENDING,
            vec![
                way("Mettre fin au partage", to(ProfilePage::Sharing)),
                way("Mettre fin au partage, de son propre accès", PROFILES),
                way("Annuler", to(ProfilePage::Sharing)),
            ],
        ),
        ProfilePage::PersonalInformation => (
            &screens::personal_information::ENTRY,
            vec![
                way("Télécharger les informations", to(ProfilePage::Export)),
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
        ProfilePage::Height
        | ProfilePage::Weight
        | ProfilePage::Illnesses
        | ProfilePage::Treatments
        | ProfilePage::Allergies
        | ProfilePage::Confidentiality
        | ProfilePage::Emergency => {
            let question = page.question().unwrap_or(Question::Height);
            let next = question.next().map_or(ProfilePage::Onboarded, ProfilePage::of_question);
            let back = question.previous().map_or(ProfilePage::Home, ProfilePage::of_question);
            let ways = vec![way("Continuer, ou Passer cette question", to(next)), way("Retour", to(back))];
            (screens::onboarding::of(question), ways)
        }
        ProfilePage::Onboarded => (
            &screens::onboarding::DONE,
            vec![way("Modifier", to(ProfilePage::Height)), way("Aller à l'accueil", to(ProfilePage::Home))],
        ),
    }
}

fn around() -> Vec<Step> {
    [
        (PublicPage::Help.path(), &screens::enrolment::HELP),
        (PublicPage::Conditions.path(), &screens::enrolment::CONDITIONS),
        (PublicPage::Accessibility.path(), &screens::accessibility::ENTRY),
        (PublicPage::NoCookies.path(), &screens::no_cookies::ENTRY),
        (PublicPage::LegalNotice.path(), &screens::legal_notice::ENTRY),
        (PublicPage::PersonalData.path(), &screens::personal_data::ENTRY),
        (PublicPage::Demonstration.path(), &screens::demonstration::ENTRY),
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

    #[test]
    fn every_page_of_the_service_is_on_the_map_once() {
        let mut places: Vec<String> = steps().iter().map(|step| step.place.template()).collect();
        let mut pages: Vec<String> = domain::place::Page::templates().collect();
        places.sort();
        pages.sort();
        assert_eq!(places, pages);
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

    /// What is done one after the other, and for whom, by the domain's own rules.
    #[test]
    fn the_way_through_enrolment_is_the_domains() {
        use domain::enrolment::Decision::{Activate, Oppose};
        use domain::enrolment::{EnrolmentStatus, Progress, Purpose};
        type Act = fn(&mut Progress);
        let identified: [Act; 2] = [|progress| progress.card = true, |progress| progress.numbers = true];
        let known: Act = |progress| progress.person = Some(EnrolmentStatus::Pending);
        let both: Act = |progress| (progress.numbers, progress.person) = (true, Some(EnrolmentStatus::Pending));
        let stuck: Act = |progress| (progress.numbers, progress.person) = (true, Some(EnrolmentStatus::Activated));
        let late: Act = |progress| progress.person = Some(EnrolmentStatus::Closed);
        let code: Act = |progress| progress.code = true;
        let activate: Act = |progress| progress.decision = Some(Activate);
        let oppose: Act = |progress| progress.decision = Some(Oppose);
        let contacts: Act = |progress| progress.contacts = true;
        let activated: Act = |progress| progress.done = Some(Activate);
        let opposed: Act = |progress| progress.done = Some(Oppose);
        let [card, several] = identified;
        let journeys: [(Progress, &[Act]); 6] = [
            (Progress::default(), &[card, both, code, activate, contacts, activated]),
            (Progress { minor: true, ..Progress::default() }, &[card, several, known, code, activate, activated]),
            (Progress::default(), &[card, both, code, oppose, opposed]),
            (Progress { purpose: Purpose::Oppose, ..Progress::default() }, &[card, both, code, opposed]),
            (Progress::default(), &[card, stuck]),
            (Progress::default(), &[card, several, late]),
        ];
        let steps = steps();
        let leads = |from: EnrolmentPlace, to: EnrolmentPlace| {
            let ways = steps.iter().filter(|step| step.place == at(from)).flat_map(|step| &step.ways);
            ways.into_iter().any(|way| way.to == at(to))
        };
        for (mut progress, acts) in journeys {
            let mut here = EnrolmentPlace::of_step(progress.step());
            assert!(leads(EnrolmentPlace::BirthDate, here));
            for act in acts {
                act(&mut progress);
                let next = EnrolmentPlace::of_step(progress.step());
                // The code is typed on a page of its own.
                let from = if here == EnrolmentPlace::Channel { EnrolmentPlace::Code } else { here };
                assert!(leads(from, next), "{from:?} to {next:?}");
                here = next;
            }
        }
    }

    #[test]
    fn every_step_of_enrolment_can_be_reached() {
        let steps = steps();
        let mut reached = vec![Place::Public(PublicPage::Enrol.path())];
        let mut next = 0;
        while let Some(&place) = reached.get(next) {
            next += 1;
            for way in steps.iter().filter(|step| step.place == place).flat_map(|step| &step.ways) {
                if !reached.contains(&way.to) {
                    reached.push(way.to);
                }
            }
        }
        let missing: Vec<_> = EnrolmentPlace::ALL.iter().filter(|place| !reached.contains(&at(**place))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn an_address_of_the_service_leads_to_its_screen() {
        let at = |path: &str| screen_at(path).map(Page::path);
        assert_eq!(at("/connexion").as_deref(), Some("/galerie/ecrans/connexion/ordinaire"));
        let history = ProfilePage::History.path(domain::id::ProfileId::from_bytes([3; 16]));
        assert_eq!(at(&history).as_deref(), Some("/galerie/ecrans/historique/ordinaire"));
        assert_eq!(at(EnrolmentPlace::Numbers.path()).as_deref(), Some("/galerie/ecrans/numeros/ordinaire"));
        assert_eq!(at("/nulle-part"), None);
    }
}
