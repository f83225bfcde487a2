//! The addresses of the service's pages: the one list that routes, links, redirects and the
//! profile switch use.

use std::fmt;
use std::str::FromStr;

use crate::id::ProfileId;

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
}

impl ProfilePage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Home, Self::Settings, Self::PersonalInformation, Self::History];

    /// What follows `/p/{profile}/`.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Home => "accueil",
            Self::Settings => "parametres",
            Self::PersonalInformation => "parametres/informations-personnelles",
            Self::History => "parametres/historique",
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
    /// The accessibility statement.
    pub const ACCESSIBILITY: &str = "/accessibilite";
    /// The legal notice.
    pub const LEGAL_NOTICE: &str = "/mentions-legales";
    /// What happens to personal data.
    pub const PERSONAL_DATA: &str = "/donnees-personnelles";
    /// Demonstration mode: mails, SMS, clock, reset.
    pub const DEMONSTRATION: &str = "/demonstration";
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
