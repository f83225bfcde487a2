//! The three forms of signing in.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Problem, Rejected, WHOLE_FORM};
use crate::identifier::{NotAnIdentifier, SignInIdentifier};
use crate::sign_in::{Channel, NotACode, OneTimeCode};

/// The longest password that is read, in bytes; longer ones only cost time.
pub const PASSWORD_MAX: usize = 1024;

/// Identifier and password; the password is never shown again.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CredentialsForm {
    /// The identifier.
    pub identifiant: String,
    /// The password.
    pub mot_de_passe: String,
    /// The page to go to afterwards, or nothing.
    pub retour: String,
}

/// What can be wrong with identifier and password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CredentialsProblem {
    /// No identifier.
    IdentifierMissing,
    /// An identifier of more than 100 characters.
    IdentifierTooLong,
    /// An identifier with a character that no identifier has.
    IdentifierAlphabet,
    /// No password.
    PasswordMissing,
    /// A password of more than [`PASSWORD_MAX`] bytes.
    PasswordTooLong,
    /// A password with a control character: pasted by mistake, nobody can type it.
    PasswordControl,
    /// Wrong, unknown or held back: one answer for all (product.md, decision 21).
    Mismatch,
    /// Too many failures from the visitor's network address.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// The password was right, but no code was: the sign-in begins again.
    CodesExhausted,
    /// The sign-in was over before its last step: it begins again.
    SignInOver,
    /// Another account's sign-in was begun meanwhile in the same browser: nothing was done.
    Replaced,
}

impl Problem for CredentialsProblem {
    fn field(&self) -> &'static str {
        match self {
            Self::PasswordMissing | Self::PasswordTooLong | Self::PasswordControl => "mot_de_passe",
            Self::IdentifierMissing
            | Self::IdentifierTooLong
            | Self::IdentifierAlphabet
            | Self::Mismatch
            | Self::TooMany { .. }
            | Self::CodesExhausted
            | Self::SignInOver => "identifiant",
            Self::Replaced => WHOLE_FORM,
        }
    }

    fn invalid_fields(&self) -> Vec<&'static str> {
        match self {
            // One message for both.
            Self::Mismatch => vec!["identifiant", "mot_de_passe"],
            problem => vec![problem.field()],
        }
    }
}

impl fmt::Debug for CredentialsForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the password.
        f.debug_struct("CredentialsForm").field("identifiant", &self.identifiant).finish_non_exhaustive()
    }
}

impl CredentialsForm {
    /// Checks the shape of what was typed. An identifier that is too short is not a fault of shape:
    /// it simply matches nobody, and is returned as `None`.
    ///
    /// # Errors
    /// The form to show again, with its problems.
    pub fn check(&self) -> Result<Option<SignInIdentifier>, Rejected<CredentialsProblem>> {
        let mut problems = Vec::new();
        let parsed = SignInIdentifier::parse(&self.identifiant);
        match parsed {
            Err(NotAnIdentifier::Empty) => problems.push(CredentialsProblem::IdentifierMissing),
            Err(NotAnIdentifier::TooLong) => problems.push(CredentialsProblem::IdentifierTooLong),
            Err(NotAnIdentifier::Alphabet) => problems.push(CredentialsProblem::IdentifierAlphabet),
            Ok(_) | Err(NotAnIdentifier::TooShort) => {}
        }
        problems.extend(password_problem(&self.mot_de_passe));
        if problems.is_empty() { Ok(parsed.ok()) } else { Err(Self::rejected(&self.identifiant, problems)) }
    }

    /// The form to show again with these problems.
    #[must_use]
    pub fn rejected(identifier: &str, problems: Vec<CredentialsProblem>) -> Rejected<CredentialsProblem> {
        Rejected::new(&[("identifiant", identifier)], 2 * SignInIdentifier::MAX, problems)
    }
}

/// Why a text cannot be a password that somebody has chosen.
#[must_use]
pub fn password_problem(password: &str) -> Option<CredentialsProblem> {
    if password.is_empty() {
        Some(CredentialsProblem::PasswordMissing)
    } else if password.len() > PASSWORD_MAX {
        Some(CredentialsProblem::PasswordTooLong)
    } else if password.chars().any(char::is_control) {
        Some(CredentialsProblem::PasswordControl)
    } else {
        None
    }
}

/// The choice of a channel; nothing is worth keeping.
#[derive(Clone, Copy, Debug)]
pub struct ChannelForm;

/// What can be wrong with the choice of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelProblem {
    /// No choice, or one that was not offered.
    Missing,
}

impl Problem for ChannelProblem {
    fn field(&self) -> &'static str {
        "canal"
    }
}

impl ChannelForm {
    /// Checks that one of the offered channels was chosen.
    ///
    /// # Errors
    /// The form to show again, with its problem.
    pub fn check(channel: &str, offered: &[Channel]) -> Result<Channel, Rejected<ChannelProblem>> {
        Channel::of_name(channel)
            .filter(|channel| offered.contains(channel))
            .ok_or_else(|| Rejected::bare(ChannelProblem::Missing))
    }
}

/// The one-time code; it is never shown again.
#[derive(Clone, Copy, Debug)]
pub struct CodeForm;

/// What can be wrong with a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeProblem {
    /// No code.
    Missing,
    /// Not six digits.
    Format,
    /// Another code than the one that was sent.
    Wrong {
        /// How many tries are left, at least one.
        left: u8,
    },
    /// The code was too old; a new one has been sent.
    ExpiredAndResent,
    /// The code was too old, and no new one was sent because the last was asked for just now.
    Expired,
    /// No other code was sent, as the last one was sent just now.
    SentJustNow,
}

impl Problem for CodeProblem {
    fn field(&self) -> &'static str {
        "code"
    }
}

impl CodeForm {
    /// Checks the shape of a code.
    ///
    /// # Errors
    /// The form to show again, with its problem.
    pub fn check(code: &str) -> Result<OneTimeCode, Rejected<CodeProblem>> {
        OneTimeCode::parse(code).map_err(|fault| {
            Rejected::bare(match fault {
                NotACode::Empty => CodeProblem::Missing,
                NotACode::Format => CodeProblem::Format,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(identifier: &str, password: &str) -> CredentialsForm {
        let (identifiant, mot_de_passe) = (identifier.to_owned(), password.to_owned());
        CredentialsForm { identifiant, mot_de_passe, ..CredentialsForm::default() }
    }

    fn problems(identifier: &str, password: &str) -> Vec<CredentialsProblem> {
        form(identifier, password).check().map_or_else(|rejected| rejected.problems, |_| Vec::new())
    }

    #[test]
    fn each_field_has_its_own_problem() {
        use CredentialsProblem as P;
        assert_eq!(problems("", ""), [P::IdentifierMissing, P::PasswordMissing]);
        assert_eq!(problems("inaya.michel", ""), [P::PasswordMissing]);
        assert_eq!(problems(&"a".repeat(101), "x"), [P::IdentifierTooLong]);
        assert_eq!(problems("<script>", "x"), [P::IdentifierAlphabet]);
        assert_eq!(problems("inaya.michel", &"x".repeat(PASSWORD_MAX + 1)), [P::PasswordTooLong]);
        assert_eq!(problems("inaya.michel", "pass\nword"), [P::PasswordControl]);
        assert_eq!(problems("inaya.michel", "phrase de passe"), []);
    }

    #[test]
    fn an_identifier_too_short_matches_nobody_without_saying_so() {
        assert_eq!(form("inaya", "x").check(), Ok(None));
    }

    #[test]
    fn what_was_typed_is_kept_but_not_what_could_harm() {
        let rejected = CredentialsForm::rejected(&format!("\0<b>{}", "é".repeat(5000)), vec![]);
        let [(name, typed)] = &rejected.typed[..] else { panic!("{rejected:?}") };
        assert!(typed.starts_with("<b>é"));
        assert_eq!((*name, typed.chars().count()), ("identifiant", 200));
    }

    #[test]
    fn only_offered_channels_can_be_chosen() {
        assert_eq!(ChannelForm::check("email", &[Channel::Email]), Ok(Channel::Email));
        assert!(ChannelForm::check("sms", &[Channel::Email]).is_err());
        assert!(ChannelForm::check("", &[Channel::Email, Channel::Sms]).is_err());
    }
}
