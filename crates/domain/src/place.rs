//! The table of pages: what is said of a page stands here once, and whatever else needs to know it asks here.
//!
//! From it follow the list of routes, the guard's rules and the rows of the authorisation matrix, which part of the
//! browser's program a page loads. To add a page: its row below, what
//! draws it in the app's `areas`, and its place on the gallery's map; without either of them a test fails.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::access::Action;
use crate::enrolment::{Purpose, Step};
use crate::id::ProfileId;
use crate::onboarding::Question;
use crate::sign_in::SignedOut;

/// The part of the browser's program that draws a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// None: the page is only read, or its forms ask for nothing that a browser cannot do by itself. The server draws it,
    /// whoever opens it downloads no program, and no program holds its texts.
    Without,
    /// The main part, which every page with a program loads.
    Main,
    /// The part of an area, which is loaded with the first of its pages.
    Part(Area),
}

/// Pages whose code is loaded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// The way to a space: identity, code, decision, account.
    Enrolment,
    /// The profiles of an account: which there are, which can be added, which one is invited to, and whose account it is.
    Profiles,
    /// The settings of a profile.
    Settings,
    /// What the settings lead to that has consequences for others, or for good.
    SharingAndClosure,
    /// The health record, and the first questions that begin it.
    HealthRecord,
}

impl Area {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Enrolment, Self::Profiles, Self::Settings, Self::SharingAndClosure, Self::HealthRecord];

    /// Its name in the build's list of files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Profiles => "profiles",
            Self::Settings => "settings",
            Self::SharingAndClosure => "sharing_and_closure",
            Self::HealthRecord => "health_record",
        }
    }
}

/// Who is shown a page that belongs to no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visitor {
    /// Everybody.
    Anyone,
    /// Whoever is not signed in; who is, is led home.
    SignedOut,
    /// Whoever has given identifier and password.
    ChoosingChannel,
    /// Whoever has also been sent a code.
    AwaitingCode,
    /// Whoever is signed in; who is not, is led to the sign-in and back.
    SignedIn,
}

/// Rows: a page, its address, the rule by which it is shown, what draws it.
macro_rules! pages {
    (
        $(#[$about:meta])*
        pub enum $Pages:ident shown to $Rule:ty {
            $($(#[$doc:meta])* $page:ident, $address:literal, $rule:expr, $program:expr;)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $Pages {
            $($(#[$doc])* $page,)+
        }

        impl $Pages {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$page,)+];

            const fn address(self) -> &'static str {
                match self {
                    $(Self::$page => $address,)+
                }
            }

            /// By which rule it is shown.
            #[must_use]
            pub const fn rule(self) -> $Rule {
                match self {
                    $(Self::$page => $rule,)+
                }
            }

            /// Which part of the browser's program draws it.
            #[must_use]
            pub const fn program(self) -> Program {
                match self {
                    $(Self::$page => $program,)+
                }
            }

            fn of_address(address: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|page| page.address() == address)
            }
        }
    };
}

use Area::{Enrolment, HealthRecord, Settings, SharingAndClosure};
use Program::{Main, Part, Without};
use Visitor::{Anyone, AwaitingCode, ChoosingChannel, SignedIn};

pages! {
    /// A page that belongs to no profile and to no wizard.
    pub enum PublicPage shown to Visitor {
        /// The front page.
        Front, "/", Visitor::SignedOut, Main;
        /// Sign-in: identifier and password.
        SignIn, "/connexion", Visitor::SignedOut, Main;
        /// Sign-in: by which way the code shall come.
        Channel, "/connexion/code/canal", ChoosingChannel, Main;
        /// Sign-in: the one-time code.
        Code, "/connexion/code", AwaitingCode, Main;
        /// Says why one is signed out, and offers to sign in again.
        SignedOut, "/deconnecte", Anyone, Without;
        /// The list of one's profiles.
        Profiles, "/profils", SignedIn, Part(Area::Profiles);
        /// Where the children on one's card are added to them.
        AddProfiles, "/profils/ajouter", SignedIn, Part(Area::Profiles);
        /// Asks the password again before something sensitive, and leads on.
        Confirmation, "/confirmation", SignedIn, Part(Area::Profiles);
        /// The invitations to manage a child's profile as well.
        Invitations, "/invitations", SignedIn, Part(Area::Profiles);
        /// A profile is closed.
        Closed, "/cloture/terminee", Anyone, Without;
        /// The file with everything that a closed profile held, for whoever asked for it when closing it.
        Download, "/telechargement", Anyone, Without;
        /// The beginning of enrolment.
        Enrol, "/activer", Anyone, Without;
        /// The beginning of an opposition.
        Oppose, "/opposition", Anyone, Without;
        /// Where anybody checks an attestation of opposition.
        Verify, "/opposition/verifier", Anyone, Without;
        /// The beginning of the way to a new provisional code.
        NewCode, "/code-provisoire", Anyone, Without;
        /// Help, and whom to call.
        Help, "/aide", Anyone, Without;
        /// The conditions of use.
        Conditions, "/cgu", Anyone, Without;
        /// The accessibility statement.
        Accessibility, "/accessibilite", Anyone, Without;
        /// Says that the service needs cookies, to whoever's browser keeps none.
        NoCookies, "/cookies", Anyone, Without;
        /// The legal notice.
        LegalNotice, "/mentions-legales", Anyone, Without;
        /// What happens to personal data.
        PersonalData, "/donnees-personnelles", Anyone, Without;
        /// Demonstration mode: mails, SMS, clock, reset.
        Demonstration, "/demonstration", Anyone, Without;
    }
}

pages! {
    /// A page that every profile has, under `/p/{profile}/`. It is shown to whoever may do that with the profile.
    pub enum ProfilePage shown to Action {
        /// The home page.
        Home, "accueil", Action::Open, Main;
        /// The list of settings.
        Settings, "parametres", Action::Open, Main;
        /// Settings: identity and contact details.
        PersonalInformation, "parametres/informations-personnelles", Action::ReadPersonalInformation, Part(Settings);
        /// The file with everything that the profile holds.
        Export, "parametres/informations-personnelles/telechargement", Action::FollowExport, Part(SharingAndClosure);
        /// Settings: the activity history.
        History, "parametres/historique", Action::ReadHistory, Part(Settings);
        /// Settings: who manages the profile.
        Sharing, "parametres/partage", Action::ReadSharing, Part(Settings);
        /// Who is to manage it as well.
        Share, "parametres/partage/nouveau", Action::Share, Part(SharingAndClosure);
        /// They are invited.
        Shared, "parametres/partage/envoyee", Action::FollowSharing, Part(SharingAndClosure);
        /// They could not be.
        NotShared, "parametres/partage/echec", Action::FollowSharing, Part(SharingAndClosure);
        /// Before the sharing is ended.
        EndSharing, "parametres/partage/fin", Action::Share, Part(SharingAndClosure);
        /// Settings: closing the profile.
        Closure, "parametres/cloture", Action::PrepareClosure, Part(Settings);
        /// Closing: that somebody else manages the profile as well.
        ClosureWithSecond, "parametres/cloture/second-representant", Action::PrepareClosure, Part(SharingAndClosure);
        /// Closing one's own: what becomes of the children whom one represents.
        ClosureWithChildren, "parametres/cloture/enfants", Action::PrepareClosure, Part(SharingAndClosure);
        /// Closing: the decision, confirmed by the password.
        ConfirmClosure, "parametres/cloture/confirmer", Action::PrepareClosure, Part(SharingAndClosure);
        /// The first questions to a new user: their height.
        Height, "bienvenue/taille", Action::EditMedicalProfile, Part(HealthRecord);
        /// Their weight.
        Weight, "bienvenue/poids", Action::EditMedicalProfile, Part(HealthRecord);
        /// Their illnesses.
        Illnesses, "bienvenue/maladies", Action::EditMedicalProfile, Part(HealthRecord);
        /// Their treatments.
        Treatments, "bienvenue/traitements", Action::EditMedicalProfile, Part(HealthRecord);
        /// Their allergies.
        Allergies, "bienvenue/allergies", Action::EditMedicalProfile, Part(HealthRecord);
        /// Whether professionals see documents.
        Confidentiality, "bienvenue/confidentialite", Action::EditConfidentiality, Part(HealthRecord);
        /// Who has access in an emergency.
        Emergency, "bienvenue/urgence", Action::EditConfidentiality, Part(HealthRecord);
        /// What was answered to them.
        Onboarded, "bienvenue/termine", Action::ReadMedicalProfile, Part(HealthRecord);
    }
}

pages! {
    /// A page of the way to a space or to an opposition. It is shown once its step can be done ([`EnrolmentPlace::can_be_shown`]).
    pub enum EnrolmentPlace shown to Step {
        /// Asks the birth date again before it goes on where one was.
        Resume, "/activer/reprendre", Step::BirthDate, Part(Enrolment);
        /// The birth date.
        BirthDate, "/activer/identite/naissance", Step::BirthDate, Part(Enrolment);
        /// The kind of card.
        CardKind, "/activer/identite/carte-vitale", Step::CardKind, Part(Enrolment);
        /// The two numbers.
        Numbers, "/activer/identite/numeros", Step::Numbers, Part(Enrolment);
        /// Which of several persons.
        Person, "/activer/identite/profil", Step::Person, Part(Enrolment);
        /// Says why nothing can be decided.
        Impasse, "/activer/identite/situation", Step::Impasse, Without;
        /// By which way a code shall come.
        Channel, "/activer/code/canal", Step::NewCode, Part(Enrolment);
        /// «Votre code est en route».
        CodeSent, "/activer/code/envoye", Step::NewCode, Without;
        /// The provisional code.
        Code, "/activer/code/saisie", Step::NewCode, Part(Enrolment);
        /// The decision.
        Decision, "/activer/decision", Step::Decision, Part(Enrolment);
        /// The opposition or the closure, to be confirmed.
        Refusal, "/opposition/confirmer", Step::Refusal, Part(Enrolment);
        /// Whether one represents the child.
        Representative, "/activer/representant", Step::Representative, Part(Enrolment);
        /// The contacts.
        Contacts, "/activer/compte/coordonnees", Step::Contacts, Part(Enrolment);
        /// Another e-mail address.
        Email, "/activer/compte/coordonnees/e-mail", Step::Contacts, Part(Enrolment);
        /// Another mobile number.
        Mobile, "/activer/compte/coordonnees/telephone", Step::Contacts, Part(Enrolment);
        /// The one-time code that was sent to it.
        ContactCode, "/activer/compte/coordonnees/code", Step::Contacts, Part(Enrolment);
        /// Identifier and password.
        Credentials, "/activer/compte/identifiants", Step::Credentials, Part(Enrolment);
        /// The opposition is recorded.
        Opposed, "/opposition/enregistree", Step::Opposed, Without;
        /// Its attestation.
        Attestation, "/opposition/attestation", Step::Opposed, Without;
        /// The space is closed.
        Closed, "/opposition/cloture", Step::Closed, Without;
        /// The space is activated.
        Activated, "/activer/termine", Step::Activated, Without;
    }
}

/// A page of the service, as its address says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// One that belongs to no profile.
    Public(PublicPage),
    /// A step of enrolment.
    Enrolment(EnrolmentPlace),
    /// A page of a profile.
    Profile(ProfileId, ProfilePage),
}

impl Page {
    /// The page at an address without a query, if there is one.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        if let Some((profile, page)) = ProfilePage::of_path(path) {
            return Some(Self::Profile(profile, page));
        }
        PublicPage::of_address(path).map(Self::Public).or_else(|| EnrolmentPlace::of_address(path).map(Self::Enrolment))
    }

    /// The page at an address that may have a query.
    #[must_use]
    pub fn of_address(address: &str) -> Option<Self> {
        Self::of_path(address.split_once('?').map_or(address, |(path, _)| path))
    }

    /// Which part of the browser's program draws it.
    #[must_use]
    pub const fn program(self) -> Program {
        match self {
            Self::Public(page) => page.program(),
            Self::Enrolment(page) => page.program(),
            Self::Profile(_, page) => page.program(),
        }
    }

    /// Whether it is shown only to whoever has typed their password a short while ago.
    #[must_use]
    pub const fn is_sensitive(self) -> bool {
        match self {
            Self::Public(_) | Self::Enrolment(_) => false,
            Self::Profile(_, page) => page.rule().is_sensitive(),
        }
    }

    /// Whether one is led back to it after signing in. From the pages of signing in itself one is led home; the one that
    /// says that one is signed out would not be true; whoever has just signed in need not confirm it; demonstration mode may
    /// not be there.
    #[must_use]
    pub const fn is_come_back_to(self) -> bool {
        match self {
            Self::Public(
                PublicPage::SignedOut | PublicPage::Confirmation | PublicPage::Closed | PublicPage::Demonstration,
            ) => false,
            Self::Public(page) => matches!(page.rule(), Visitor::Anyone | Visitor::SignedIn),
            Self::Enrolment(_) | Self::Profile(..) => true,
        }
    }

    /// The addresses of all pages, `{profile}` in the place of a profile, in the order of the tables.
    pub fn templates() -> impl Iterator<Item = String> {
        let public = PublicPage::ALL.iter().map(|page| page.path().to_owned());
        let enrolment = EnrolmentPlace::ALL.iter().map(|page| page.path().to_owned());
        public.chain(enrolment).chain(ProfilePage::ALL.iter().map(|page| page.template()))
    }
}

impl PublicPage {
    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        self.address()
    }
}

impl ProfilePage {
    /// What follows `/p/{profile}/`.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        self.address()
    }

    /// Whether it is about who manages the profile.
    #[must_use]
    pub const fn is_of_sharing(self) -> bool {
        matches!(self, Self::Sharing | Self::Share | Self::Shared | Self::NotShared | Self::EndSharing)
    }

    /// Whether it is about closing the profile.
    #[must_use]
    pub const fn is_of_closure(self) -> bool {
        matches!(self, Self::Closure | Self::ClosureWithSecond | Self::ClosureWithChildren | Self::ConfirmClosure)
    }

    /// `/p/{profile}/…`.
    #[must_use]
    pub fn path(self, profile: ProfileId) -> String {
        format!("/p/{profile}/{}", self.address())
    }

    /// Its address, with `{profile}` in the place of the profile.
    #[must_use]
    pub fn template(self) -> String {
        format!("/p/{{profile}}/{}", self.address())
    }

    /// The profile and the kind of page that a path shows, if it is a page of a profile.
    #[must_use]
    pub fn of_path(path: &str) -> Option<(ProfileId, Self)> {
        let (profile, suffix) = path.strip_prefix("/p/")?.split_once('/')?;
        Some((profile.parse().ok()?, Self::of_suffix(suffix.trim_end_matches('/'))?))
    }

    /// The page whose address ends so.
    #[must_use]
    pub fn of_suffix(suffix: &str) -> Option<Self> {
        Self::of_address(suffix)
    }

    /// The page that asks one of the first questions.
    #[must_use]
    pub const fn of_question(question: Question) -> Self {
        match question {
            Question::Height => Self::Height,
            Question::Weight => Self::Weight,
            Question::Illnesses => Self::Illnesses,
            Question::Treatments => Self::Treatments,
            Question::Allergies => Self::Allergies,
            Question::Confidentiality => Self::Confidentiality,
            Question::Emergency => Self::Emergency,
        }
    }

    /// Which of the first questions it asks.
    #[must_use]
    pub fn question(self) -> Option<Question> {
        Question::ALL.into_iter().find(|question| Self::of_question(*question) == self)
    }
}

impl EnrolmentPlace {
    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        self.address()
    }

    /// The page at that address.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        Self::of_address(path)
    }

    /// The address at which an enrolment for that purpose begins, whatever else is under way.
    #[must_use]
    pub fn beginning(purpose: Purpose) -> String {
        format!("{}?but={}", Self::BirthDate.address(), purpose.name())
    }

    /// Where a step of an enrolment under way is done. It began with the birth date: where that is the next step, it is asked
    /// again.
    #[must_use]
    pub const fn of_step(step: Step) -> Self {
        match step {
            Step::BirthDate => Self::Resume,
            Step::CardKind => Self::CardKind,
            Step::Numbers => Self::Numbers,
            Step::Person => Self::Person,
            Step::Impasse => Self::Impasse,
            Step::NewCode => Self::Channel,
            Step::Code => Self::Code,
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

    /// Whether the page can be shown to somebody whose next step is `next`: what was done can be looked at
    /// and done again, until it is carried out.
    #[must_use]
    pub fn can_be_shown(self, next: Step) -> bool {
        let here = self.rule();
        match next {
            _ if here == next || here == Step::BirthDate => true,
            Step::Opposed | Step::Closed | Step::Activated => false,
            // Side by side with the others, not before them.
            _ if matches!(here, Step::Impasse | Step::Refusal | Step::Representative) => false,
            _ => here < next,
        }
    }
}

/// A page of this service to which one is led back after signing in: never another site, and never an address that does
/// something or that nothing stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

/// The text is not the path of such a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLocal;

/// The address of the page that says why one is signed out, and leads back; `why` is left out when it cannot be told.
#[must_use]
pub fn signed_out(why: Option<SignedOut>, back: Option<&LocalPath>) -> String {
    let mut address = PublicPage::SignedOut.path().to_owned();
    if let Some(why) = why {
        address.push_str("?motif=");
        address.push_str(why.name());
    }
    if let Some(back) = back {
        address.push_str(if why.is_some() { "&retour=" } else { "?retour=" });
        address.push_str(back.as_str());
    }
    address
}

/// The address of the page that asks the password again, and leads on.
#[must_use]
pub fn confirmation(then: &LocalPath) -> String {
    format!("{}?retour={then}", PublicPage::Confirmation.path())
}

/// Whether a text is a path of this service, whatever stands there: `/` followed by ordinary path characters. A second slash
/// (`//evil.example`), a backslash, a scheme, a query, an encoded character and a `..` are none of them: none of the
/// service's pages needs them, and each has been a way out to another site somewhere.
#[must_use]
pub fn is_plain_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_');
    text.starts_with('/') && text.len() <= 200 && !text.contains("//") && text.bytes().all(plain)
}

impl LocalPath {
    /// The path, beginning with one `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalPath {
    type Err = NotLocal;

    /// Accepts the plain path of a page in the table that one can come back to.
    fn from_str(text: &str) -> Result<Self, NotLocal> {
        let page = if is_plain_path(text) { Page::of_path(text) } else { None };
        if page.is_some_and(Page::is_come_back_to) { Ok(Self(text.to_owned())) } else { Err(NotLocal) }
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
            let (path, page) = (page.path(profile), *page);
            assert_eq!(ProfilePage::of_path(&path), Some((profile, page)));
            assert_eq!(Page::of_path(&path), Some(Page::Profile(profile, page)));
            assert_eq!(page.template().replace("{profile}", &profile.to_string()), path);
        }
        for page in PublicPage::ALL {
            assert_eq!(Page::of_address(&format!("{}?apres=1", page.path())), Some(Page::Public(*page)));
        }
        let templates: Vec<String> = Page::templates().collect();
        let distinct: std::collections::BTreeSet<&String> = templates.iter().collect();
        assert_eq!(distinct.len(), templates.len(), "an address stands twice");
        assert_eq!(ProfilePage::of_path("/p/inaya/accueil"), None);
        assert_eq!(ProfilePage::of_path(&format!("/p/{profile}/documents")), None);
        assert_eq!(ProfilePage::of_path("/profils"), None);
    }

    #[test]
    fn a_step_can_be_done_again_until_it_counts() {
        use EnrolmentPlace as P;
        for place in P::ALL.iter().copied() {
            assert_eq!(Page::of_path(place.path()), Some(Page::Enrolment(place)));
            assert!(place.can_be_shown(place.rule()), "{place:?}");
            assert!(place.path().parse::<LocalPath>().is_ok(), "{place:?}");
            assert!(P::of_step(place.rule()).can_be_shown(place.rule()), "{place:?}");
        }
        let shown = |next| P::ALL.iter().copied().filter(|place| place.can_be_shown(next)).collect::<Vec<_>>();
        assert_eq!(shown(Step::BirthDate), [P::Resume, P::BirthDate], "a locked draft");
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
    }

    #[test]
    fn one_comes_back_to_pages_and_to_nothing_else() {
        let profile = ProfileId::from_bytes([7; 16]);
        for page in ProfilePage::ALL {
            assert!(page.path(profile).parse::<LocalPath>().is_ok(), "{page:?}");
        }
        for path in ["/profils", "/profils/ajouter", "/aide", "/activer/representant"] {
            assert!(path.parse::<LocalPath>().is_ok(), "{path}");
        }
        for path in [
            "/api/deconnexion",
            "/api/profils/ajouter",
            "/session/duree",
            "/livez",
            "/nulle-part",
            "/p/inaya/accueil",
            "/p/07070707070707070707070707070707",
            "/p/07070707070707070707070707070707/documents",
            "/",
            "/connexion",
            "/connexion/code",
            "/deconnecte",
            "/demonstration",
        ] {
            assert_eq!(path.parse::<LocalPath>(), Err(NotLocal), "{path}");
        }
        let back = "/profils".parse().ok();
        assert_eq!(signed_out(Some(SignedOut::Idle), back.as_ref()), "/deconnecte?motif=inactivite&retour=/profils");
        assert_eq!(signed_out(None, back.as_ref()), "/deconnecte?retour=/profils");
        assert_eq!(signed_out(None, None), "/deconnecte");
        assert!(is_plain_path("/nulle-part") && !is_plain_path("//evil.example"));
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
