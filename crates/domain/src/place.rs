//! The addresses of the service's pages: the one list that routes, links, redirects and the
//! profile switch use.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::enrolment::Step;
use crate::id::ProfileId;
use crate::onboarding::Question;

/// A kind of page that every profile has. Switching profile keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfilePage {
    /// The home page.
    Home,
    /// The list of settings.
    Settings,
    /// Settings: identity and contact details.
    PersonalInformation,
    /// Settings: the activity history.
    History,
    /// The first questions to a new user: one of them.
    Onboarding(Question),
    /// What was answered to them.
    Onboarded,
}

impl ProfilePage {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Home,
        Self::Settings,
        Self::PersonalInformation,
        Self::History,
        Self::Onboarding(Question::Height),
        Self::Onboarding(Question::Weight),
        Self::Onboarding(Question::Illnesses),
        Self::Onboarding(Question::Treatments),
        Self::Onboarding(Question::Allergies),
        Self::Onboarding(Question::Confidentiality),
        Self::Onboarding(Question::Emergency),
        Self::Onboarded,
    ];

    /// What follows `/p/{profile}/`.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Home => "accueil",
            Self::Settings => "parametres",
            Self::PersonalInformation => "parametres/informations-personnelles",
            Self::History => "parametres/historique",
            Self::Onboarding(Question::Height) => "bienvenue/taille",
            Self::Onboarding(Question::Weight) => "bienvenue/poids",
            Self::Onboarding(Question::Illnesses) => "bienvenue/maladies",
            Self::Onboarding(Question::Treatments) => "bienvenue/traitements",
            Self::Onboarding(Question::Allergies) => "bienvenue/allergies",
            Self::Onboarding(Question::Confidentiality) => "bienvenue/confidentialite",
            Self::Onboarding(Question::Emergency) => "bienvenue/urgence",
            Self::Onboarded => "bienvenue/termine",
        }
    }

    /// `/p/{profile}/…`.
    #[must_use]
    pub fn path(self, profile: ProfileId) -> String {
        format!("/p/{profile}/{}", self.suffix())
    }

    /// The profile and the kind of page that a path shows, if it is a page of a profile.
    #[must_use]
    pub fn of_path(path: &str) -> Option<(ProfileId, Self)> {
        let (profile, suffix) = path.strip_prefix("/p/")?.split_once('/')?;
        let suffix = suffix.trim_end_matches('/');
        let page = Self::ALL.into_iter().find(|page| page.suffix() == suffix)?;
        Some((profile.parse().ok()?, page))
    }
}

/// A page of the way to a space or to an opposition. Each step has an address of its own; which of them
/// can be shown depends on what was done before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnrolmentPlace {
    /// Asks the birth date again before it goes on where one was.
    Resume,
    /// The birth date.
    BirthDate,
    /// The kind of card.
    CardKind,
    /// The two numbers.
    Numbers,
    /// Which of several persons.
    Person,
    /// Says why nothing can be decided.
    Impasse,
    /// By which way a code shall come.
    Channel,
    /// «Votre code est en route».
    CodeSent,
    /// The provisional code.
    Code,
    /// The decision.
    Decision,
    /// The opposition or the closure, to be confirmed.
    Refusal,
    /// Whether one represents the child.
    Representative,
    /// The contacts.
    Contacts,
    /// Another e-mail address.
    Email,
    /// Another mobile number.
    Mobile,
    /// The one-time code that was sent to it.
    ContactCode,
    /// Identifier and password.
    Credentials,
    /// The opposition is recorded.
    Opposed,
    /// Its attestation.
    Attestation,
    /// The space is closed.
    Closed,
    /// The space is activated.
    Activated,
}

impl EnrolmentPlace {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Resume,
        Self::BirthDate,
        Self::CardKind,
        Self::Numbers,
        Self::Person,
        Self::Impasse,
        Self::Channel,
        Self::CodeSent,
        Self::Code,
        Self::Decision,
        Self::Refusal,
        Self::Representative,
        Self::Contacts,
        Self::Email,
        Self::Mobile,
        Self::ContactCode,
        Self::Credentials,
        Self::Opposed,
        Self::Attestation,
        Self::Closed,
        Self::Activated,
    ];

    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Resume => "/activer/reprendre",
            Self::BirthDate => "/activer/identite/naissance",
            Self::CardKind => "/activer/identite/carte-vitale",
            Self::Numbers => "/activer/identite/numeros",
            Self::Person => "/activer/identite/profil",
            Self::Impasse => "/activer/identite/situation",
            Self::Channel => "/activer/code/canal",
            Self::CodeSent => "/activer/code/envoye",
            Self::Code => "/activer/code/saisie",
            Self::Decision => "/activer/decision",
            Self::Refusal => "/opposition/confirmer",
            Self::Representative => "/activer/representant",
            Self::Contacts => "/activer/compte/coordonnees",
            Self::Email => "/activer/compte/coordonnees/e-mail",
            Self::Mobile => "/activer/compte/coordonnees/telephone",
            Self::ContactCode => "/activer/compte/coordonnees/code",
            Self::Credentials => "/activer/compte/identifiants",
            Self::Opposed => "/opposition/enregistree",
            Self::Attestation => "/opposition/attestation",
            Self::Closed => "/opposition/cloture",
            Self::Activated => "/activer/termine",
        }
    }

    /// The place at that address.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.path() == path)
    }

    /// Whether the page only tells, and comes without the browser's program ([`page::comes_whole`]).
    #[must_use]
    pub const fn comes_whole(self) -> bool {
        matches!(
            self,
            Self::Impasse | Self::CodeSent | Self::Opposed | Self::Attestation | Self::Closed | Self::Activated
        )
    }

    /// Where a step is done.
    #[must_use]
    pub const fn of_step(step: Step) -> Self {
        match step {
            Step::BirthDate => Self::BirthDate,
            Step::CardKind => Self::CardKind,
            Step::Numbers => Self::Numbers,
            Step::Person => Self::Person,
            Step::Impasse => Self::Impasse,
            Step::Code => Self::Channel,
            Step::Decision => Self::Decision,
            Step::Refusal => Self::Refusal,
            Step::Representative => Self::Representative,
            Step::Contacts => Self::Contacts,
            Step::Credentials => Self::Credentials,
            Step::Opposed => Self::Opposed,
            Step::Closed => Self::Closed,
            Step::Activated => Self::Activated,
        }
    }

    /// Which step is done here.
    #[must_use]
    pub const fn step(self) -> Step {
        match self {
            Self::Resume | Self::BirthDate => Step::BirthDate,
            Self::CardKind => Step::CardKind,
            Self::Numbers => Step::Numbers,
            Self::Person => Step::Person,
            Self::Impasse => Step::Impasse,
            Self::Channel | Self::CodeSent | Self::Code => Step::Code,
            Self::Decision => Step::Decision,
            Self::Refusal => Step::Refusal,
            Self::Representative => Step::Representative,
            Self::Contacts | Self::Email | Self::Mobile | Self::ContactCode => Step::Contacts,
            Self::Credentials => Step::Credentials,
            Self::Opposed | Self::Attestation => Step::Opposed,
            Self::Closed => Step::Closed,
            Self::Activated => Step::Activated,
        }
    }

    /// Whether the page can be shown to somebody whose next step is `next`: what was done can be looked at
    /// and done again, until it is carried out.
    #[must_use]
    pub fn can_be_shown(self, next: Step) -> bool {
        let here = self.step();
        match next {
            _ if here == next || here == Step::BirthDate => true,
            Step::Opposed | Step::Closed | Step::Activated => false,
            // Side by side with the others, not before them.
            _ if matches!(here, Step::Impasse | Step::Refusal | Step::Representative) => false,
            _ => here < next,
        }
    }
}

/// The addresses of the pages that belong to no profile.
pub mod page {
    /// The front page.
    pub const FRONT: &str = "/";
    /// Sign-in: identifier and password.
    pub const SIGN_IN: &str = "/connexion";
    /// Sign-in: by which way the code shall come.
    pub const CHANNEL: &str = "/connexion/code/canal";
    /// Sign-in: the one-time code.
    pub const CODE: &str = "/connexion/code";
    /// Says why one is signed out, and offers to sign in again.
    pub const SIGNED_OUT: &str = "/deconnecte";
    /// The list of one's profiles.
    pub const PROFILES: &str = "/profils";
    /// Where the children on one's card are added to them.
    pub const ADD_PROFILES: &str = "/profils/ajouter";
    /// The accessibility statement.
    pub const ACCESSIBILITY: &str = "/accessibilite";
    /// The legal notice.
    pub const LEGAL_NOTICE: &str = "/mentions-legales";
    /// What happens to personal data.
    pub const PERSONAL_DATA: &str = "/donnees-personnelles";
    /// The beginning of enrolment.
    pub const ENROL: &str = "/activer";
    /// The beginning of an opposition.
    pub const OPPOSE: &str = "/opposition";
    /// Where anybody checks an attestation of opposition.
    pub const VERIFY: &str = "/opposition/verifier";
    /// The beginning of the way to a new provisional code.
    pub const NEW_CODE: &str = "/code-provisoire";
    /// Help, and whom to call.
    pub const HELP: &str = "/aide";
    /// The conditions of use.
    pub const CONDITIONS: &str = "/cgu";
    /// Demonstration mode: mails, SMS, clock, reset.
    pub const DEMONSTRATION: &str = "/demonstration";

    const WHOLE: [&str; 10] =
        [ENROL, OPPOSE, NEW_CODE, VERIFY, HELP, CONDITIONS, ACCESSIBILITY, LEGAL_NOTICE, PERSONAL_DATA, DEMONSTRATION];

    /// An address without its query.
    #[must_use]
    pub fn without_query(address: &str) -> &str {
        address.split_once('?').map_or(address, |(path, _)| path)
    }

    /// Whether the page at that address is sent whole, without the browser's program: it is read, or asks for nothing
    /// that a browser cannot do by itself. Whoever only reads downloads no program, and the program holds none of these
    /// pages' texts.
    #[must_use]
    pub fn comes_whole(path: &str) -> bool {
        WHOLE.contains(&path) || super::EnrolmentPlace::of_path(path).is_some_and(super::EnrolmentPlace::comes_whole)
    }
}

/// A path of this service, to which a visitor may be sent back: never another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

/// The text is not a path of this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLocal;

impl LocalPath {
    /// The path, beginning with one `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalPath {
    type Err = NotLocal;

    /// Accepts `/` followed by ordinary path characters. A second slash (`//evil.example`), a
    /// backslash, a scheme, a query, an encoded character or a `..` is refused: none of the
    /// service's pages needs them, and each has been a way out to another site somewhere.
    fn from_str(text: &str) -> Result<Self, NotLocal> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_');
        let local = text.starts_with('/') && text.len() <= 200 && !text.contains("//") && text.bytes().all(plain);
        if local { Ok(Self(text.to_owned())) } else { Err(NotLocal) }
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pages_are_found_again_by_their_path() {
        let profile = ProfileId::from_bytes([7; 16]);
        for page in ProfilePage::ALL {
            assert_eq!(ProfilePage::of_path(&page.path(profile)), Some((profile, page)));
        }
        assert_eq!(ProfilePage::of_path("/p/inaya/accueil"), None);
        assert_eq!(ProfilePage::of_path(&format!("/p/{profile}/documents")), None);
        assert_eq!(ProfilePage::of_path("/profils"), None);
    }

    #[test]
    fn a_step_can_be_done_again_until_it_counts() {
        use EnrolmentPlace as P;
        for place in P::ALL {
            assert_eq!(P::of_path(place.path()), Some(place));
            assert!(place.can_be_shown(place.step()), "{place:?}");
            assert!(place.path().parse::<LocalPath>().is_ok(), "{place:?}");
            assert!(P::of_step(place.step()).can_be_shown(place.step()), "{place:?}");
        }
        let shown = |next| P::ALL.into_iter().filter(|place| place.can_be_shown(next)).collect::<Vec<_>>();
        assert_eq!(shown(Step::CardKind), [P::Resume, P::BirthDate, P::CardKind]);
        assert_eq!(shown(Step::Activated), [P::Resume, P::BirthDate, P::Activated]);
        assert_eq!(shown(Step::Opposed), [P::Resume, P::BirthDate, P::Opposed, P::Attestation]);
        assert_eq!(shown(Step::Closed), [P::Resume, P::BirthDate, P::Closed]);
        assert!(!shown(Step::Code).contains(&P::Impasse));
        let deciding = shown(Step::Credentials);
        assert!(deciding.contains(&P::Decision) && !deciding.contains(&P::Refusal));
        assert!(shown(Step::Refusal).contains(&P::Decision), "one may think again");
        assert!(!shown(Step::Impasse).contains(&P::Code));
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for text in [
            "",
            "accueil",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a//b",
            "/%2F/evil",
            "/a?b",
            "/a#b",
            "/a\r\nb",
            "/..",
            "/\u{2215}evil",
            "javascript:alert(1)",
        ] {
            assert_eq!(text.parse::<LocalPath>(), Err(NotLocal), "{text:?}");
        }
        assert!(ProfilePage::History.path(ProfileId::from_bytes([7; 16])).parse::<LocalPath>().is_ok());
        assert!("/".parse::<LocalPath>().is_ok());
    }

    proptest! {
        #[test]
        fn a_local_path_is_one_slash_and_no_more(text in "[/\\\\a-z:.@ ]{0,12}") {
            if let Ok(path) = text.parse::<LocalPath>() {
                prop_assert!(path.as_str().starts_with('/') && !path.as_str().starts_with("//"));
                prop_assert!(!path.as_str().contains([':', '\\', '@', '.']));
            }
        }
    }
}
