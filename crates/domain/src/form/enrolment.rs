//! The forms of enrolment. A form of several fields is a struct, whose fields have the names of the inputs: a server
//! function takes it as it was posted. All steps share one list of problems.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::{DateForm, DatePart, DateProblem};
use super::sign_in::{CodeProblem, PASSWORD_MAX};
use super::{QUESTION, Rejected, WHOLE_FORM};
use crate::card::{CardKind, CardSerial, NotASerial};
use crate::contact::{EmailAddress, MobileNumber, NotAMobile, Readers};
use crate::date::CalendarDate;
use crate::enrolment::Decision;
use crate::identifier::{NotChoosable, SignInIdentifier};
use crate::nir::{Nir, NotANir};
use crate::provisional_code::{NotAProvisionalCode, ProvisionalCode};
use crate::sign_in::{Channel, NotACode, OneTimeCode};

/// The forms of one field, and dates; codes are never shown again.
#[derive(Clone, Copy, Debug)]
pub struct EnrolmentForm;

/// What can be wrong with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnrolmentProblem {
    /// The birth date.
    BirthDate(DateProblem),
    /// On coming back: another birth date than the one that was given.
    OtherBirthDate,
    /// No kind of card.
    CardKindMissing,
    /// The social security number.
    Nir(NotANir),
    /// The card's serial number.
    Serial(CardKind, NotASerial),
    /// The numbers mean nobody; nothing tells which of them is wrong.
    Unknown,
    /// Too many numbers that mean nobody.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// Nobody was chosen.
    PersonMissing,
    /// No way to receive the code, or none that was offered.
    ChannelMissing,
    /// Too many codes were sent.
    TooManySent {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// A code was sent by another way just now.
    SentJustNow,
    /// No other code was sent, as the last one was sent just now.
    CodeSentJustNow,
    /// A letter was made a short time ago.
    LetterUnderWay {
        /// From which day on another one can be asked for.
        again_on: CalendarDate,
    },
    /// The provisional code cannot be one.
    Code(NotAProvisionalCode),
    /// It is another, or another person's.
    WrongCode {
        /// How many tries are left, at least one.
        left: u8,
    },
    /// Too many wrong ones were typed: another code is needed.
    CodeExhausted,
    /// It is too old.
    CodeExpired,
    /// It has served.
    CodeUsed,
    /// No code was sent to the person yet.
    NoCode,
    /// Neither decision was taken.
    DecisionMissing,
    /// Activation without the conditions of use.
    ConditionsMissing,
    /// It was not said whether one represents the child.
    RepresentativeMissing,
    /// One does not represent the child.
    NotRepresentative,
    /// It was not certified that one represents the child or the children.
    CertificationMissing,
    /// No child was chosen to be added.
    ChildrenMissing,
    /// The decision could not be carried out: the code has been used or replaced meanwhile.
    NotDecided,
    /// Another enrolment has taken the place of the one that the form was about: nothing was done.
    Replaced,
    /// No e-mail address is known, without which nobody signs in.
    NoEmail,
    /// No e-mail address was typed.
    EmailMissing,
    /// Not an e-mail address, or one that no mail server takes.
    EmailFormat,
    /// Rare enough to be asked about: letters with accents before the `@`.
    EmailUnlikely,
    /// No mobile number.
    MobileMissing,
    /// Not a mobile number, or not one that is whole without its country code.
    MobileFormat,
    /// A number with a country code that is no mobile's there.
    NotAMobile,
    /// The address or the number is the one that is kept already.
    SameContact,
    /// Too many codes were sent to contacts, or were wrong.
    ContactHeld {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// A code was sent to that address or number just now.
    ContactSentJustNow,
    /// The one-time code that was sent to it.
    ContactCode(CodeProblem),
    /// No other code can be sent to it for now.
    ContactCodesHeld {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// Too many wrong ones: the address or the number is asked again.
    ContactCodesExhausted,
    /// The identifier breaks a rule.
    Identifier(NotChoosable),
    /// Somebody has it.
    IdentifierTaken,
    /// Too many identifiers that somebody has were tried.
    TooManyIdentifiers {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// The password breaks a rule.
    Password(PasswordProblem),
    /// The code of an attestation cannot be one.
    VerificationCode(NotAProvisionalCode),
    /// Too many codes of attestations were none.
    TooManyVerifications {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

/// Which rule a new password breaks (product.md, decision 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordProblem {
    /// Nothing was typed.
    Missing,
    /// Fewer than [`PASSWORD_MIN`] [`signs`].
    TooShort,
    /// More than [`PASSWORD_MAX`] bytes.
    TooLong,
    /// A character that nobody can type.
    Control,
    /// One of those that are tried first.
    Common,
    /// It contains a name, the birth date or the identifier.
    Personal,
}

/// How many characters a new password has at least.
pub const PASSWORD_MIN: usize = 12;

impl super::Problem for EnrolmentProblem {
    fn field(&self) -> &'static str {
        match self {
            Self::BirthDate(problem) => problem.parts().first().name(),
            Self::OtherBirthDate => DatePart::Day.name(),
            Self::CardKindMissing => "carte",
            Self::Nir(_) | Self::Unknown | Self::TooMany { .. } => "nir",
            Self::Serial(..) => "serie",
            Self::PersonMissing => "personne",
            Self::ChannelMissing | Self::TooManySent { .. } | Self::SentJustNow | Self::LetterUnderWay { .. } => {
                "canal"
            }
            Self::Code(_)
            | Self::WrongCode { .. }
            | Self::CodeExhausted
            | Self::CodeExpired
            | Self::CodeUsed
            | Self::NoCode
            | Self::CodeSentJustNow
            | Self::ContactCode(_)
            | Self::ContactCodesHeld { .. }
            | Self::VerificationCode(_)
            | Self::TooManyVerifications { .. } => "code",
            Self::DecisionMissing => "decision",
            Self::ConditionsMissing => "conditions",
            // Nothing that was typed is wrong.
            Self::NotDecided | Self::Replaced => WHOLE_FORM,
            Self::EmailUnlikely => QUESTION,
            Self::RepresentativeMissing | Self::NotRepresentative => "representant",
            Self::CertificationMissing => "certification",
            Self::ChildrenMissing => "enfants",
            Self::NoEmail
            | Self::EmailMissing
            | Self::EmailFormat
            | Self::MobileMissing
            | Self::MobileFormat
            | Self::NotAMobile
            | Self::SameContact
            | Self::ContactHeld { .. }
            | Self::ContactSentJustNow
            | Self::ContactCodesExhausted => "contact",
            Self::Identifier(_) | Self::IdentifierTaken | Self::TooManyIdentifiers { .. } => "identifiant",
            Self::Password(_) => "mot_de_passe",
        }
    }

    fn invalid_fields(&self) -> Vec<&'static str> {
        let parts = match self {
            Self::BirthDate(problem) => problem.parts(),
            Self::OtherBirthDate => DateProblem::Missing.parts(),
            // What it takes to say that it is right.
            Self::EmailUnlikely => return vec!["confirme"],
            // Nobody knows which of the two is another's.
            Self::Unknown => return vec!["nir", "serie"],
            problem => return vec![problem.field()],
        };
        DatePart::ALL.into_iter().filter(|part| parts.contains(*part)).map(DatePart::name).collect()
    }
}

/// A step that was not accepted.
pub type RejectedStep = Rejected<EnrolmentProblem>;

/// The longest text that is kept of a field, in characters.
const KEPT: usize = 300;

impl EnrolmentForm {
    /// A form of one text, to be shown again.
    #[must_use]
    pub fn text_rejected(name: &'static str, text: &str, problems: Vec<EnrolmentProblem>) -> RejectedStep {
        Rejected::new(&[(name, text)], KEPT, problems)
    }

    /// A date, to be shown again.
    #[must_use]
    pub fn date_rejected(date: &DateForm, problem: EnrolmentProblem) -> RejectedStep {
        let date = DateForm::new(&date.jour, &date.mois, &date.annee);
        Rejected::new(&DatePart::ALL.map(|part| (part.name(), date.part(part))), KEPT, vec![problem])
    }

    /// Reads a birth date; `today` is the day in France.
    ///
    /// # Errors
    /// The form to show again, with its problem.
    pub fn birth_date(date: &DateForm, today: CalendarDate) -> Result<CalendarDate, RejectedStep> {
        date.read_past(today).map_err(|problem| Self::date_rejected(date, EnrolmentProblem::BirthDate(problem)))
    }

    /// Reads a provisional code.
    ///
    /// # Errors
    /// The form to show again, with its problem.
    pub fn code(code: &str) -> Result<ProvisionalCode, RejectedStep> {
        ProvisionalCode::parse(code).map_err(|problem| Rejected::bare(EnrolmentProblem::Code(problem)))
    }

    /// Reads a one-time code.
    ///
    /// # Errors
    /// The form to show again, with its problem.
    pub fn contact_code(code: &str) -> Result<OneTimeCode, RejectedStep> {
        OneTimeCode::parse(code).map_err(|problem| {
            Rejected::bare(EnrolmentProblem::ContactCode(match problem {
                NotACode::Empty => CodeProblem::Missing,
                NotACode::Format => CodeProblem::Format,
            }))
        })
    }
}

/// The two numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumbersForm {
    /// The social security number.
    pub nir: String,
    /// The card's serial number.
    pub serie: String,
}

impl NumbersForm {
    /// Reads them for a card of that kind.
    ///
    /// # Errors
    /// The form to show again, with all of its problems.
    pub fn read(&self, kind: CardKind) -> Result<(Nir, CardSerial), RejectedStep> {
        match (Nir::parse(&self.nir), CardSerial::parse(kind, &self.serie)) {
            (Ok(nir), Ok(serial)) => Ok((nir, serial)),
            (nir, serial) => {
                let nir_problem = nir.err().map(EnrolmentProblem::Nir);
                let serial_problem = serial.err().map(|problem| EnrolmentProblem::Serial(kind, problem));
                Err(self.rejected(nir_problem.into_iter().chain(serial_problem).collect()))
            }
        }
    }

    /// The form to show again, with these problems.
    #[must_use]
    pub fn rejected(&self, problems: Vec<EnrolmentProblem>) -> RejectedStep {
        Rejected::new(&[("nir", &self.nir), ("serie", &self.serie)], KEPT, problems)
    }
}

/// The decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    /// The [`Decision`]'s name.
    pub decision: String,
    /// `oui` when the conditions of use are accepted.
    pub conditions: String,
}

impl DecisionForm {
    /// Reads it: to activate asks for the conditions of use.
    ///
    /// # Errors
    /// The form to show again, with its problem.
    pub fn read(&self) -> Result<Decision, RejectedStep> {
        match Decision::of_name(&self.decision) {
            None => Err(Rejected::bare(EnrolmentProblem::DecisionMissing)),
            Some(Decision::Activate) if self.conditions != "oui" => {
                let missing = vec![EnrolmentProblem::ConditionsMissing];
                Err(EnrolmentForm::text_rejected("decision", &self.decision, missing))
            }
            Some(decision) => Ok(decision),
        }
    }
}

/// An identifier and a password that somebody wants from now on; the password is never shown again.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewCredentialsForm {
    /// The identifier.
    pub identifiant: String,
    /// The password.
    pub mot_de_passe: String,
}

impl fmt::Debug for NewCredentialsForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the password.
        f.debug_struct("NewCredentialsForm").field("identifiant", &self.identifiant).finish_non_exhaustive()
    }
}

impl NewCredentialsForm {
    /// Reads the identifier. Whether the password is easy to guess is asked on the server.
    ///
    /// # Errors
    /// The form to show again, with all of its problems.
    pub fn read(&self) -> Result<SignInIdentifier, RejectedStep> {
        match (SignInIdentifier::choose(&self.identifiant), password_problem(&self.mot_de_passe)) {
            (Ok(identifier), None) => Ok(identifier),
            (chosen, password) => {
                let identifier_problem = chosen.err().map(EnrolmentProblem::Identifier);
                let problems = identifier_problem.into_iter().chain(password.map(EnrolmentProblem::Password));
                Err(self.rejected(problems.collect()))
            }
        }
    }

    /// The form to show again, with these problems.
    #[must_use]
    pub fn rejected(&self, problems: Vec<EnrolmentProblem>) -> RejectedStep {
        EnrolmentForm::text_rejected("identifiant", &self.identifiant, problems)
    }
}

/// Another e-mail address or mobile number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    /// The [`Channel`]'s name.
    pub canal: String,
    /// The address or the number.
    pub contact: String,
    /// The address that was said to be right, though it is unlikely.
    pub confirme: String,
}

impl ContactForm {
    /// Which of the two it is.
    #[must_use]
    pub fn channel(&self) -> Channel {
        Channel::of_name(&self.canal).unwrap_or(Channel::Email)
    }

    /// Reads it, typed by somebody who lives at that postcode, or at an unknown one (empty). An unlikely address is asked
    /// about, and believed the second time.
    ///
    /// # Errors
    /// The form to show again, with its problem.
    pub fn read(&self, readers: Readers, postcode: &str) -> Result<Contact, RejectedStep> {
        let contact = Contact::read(self.channel(), &self.contact, readers, postcode);
        let contact = contact.map_err(|problem| self.rejected(problem))?;
        let sure = self.confirme.trim() == self.contact.trim();
        match &contact {
            Contact::Email(email) if !email.is_likely() && !sure => Err(self.rejected(EnrolmentProblem::EmailUnlikely)),
            _ => Ok(contact),
        }
    }

    /// The form to show again, with that problem.
    #[must_use]
    pub fn rejected(&self, problem: EnrolmentProblem) -> RejectedStep {
        EnrolmentForm::text_rejected("contact", &self.contact, vec![problem])
    }
}

/// The children that are added to an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChildrenForm {
    /// The profiles that were chosen.
    pub enfants: Vec<String>,
    /// `oui` when it is certified that one represents them.
    pub certification: String,
}

impl ChildrenForm {
    /// Checks that somebody was chosen, and certified.
    ///
    /// # Errors
    /// The form to show again, with all of its problems.
    pub fn check(&self) -> Result<(), RejectedStep> {
        let nobody = self.enfants.is_empty().then_some(EnrolmentProblem::ChildrenMissing);
        let uncertified = (self.certification != "oui").then_some(EnrolmentProblem::CertificationMissing);
        let problems: Vec<_> = nobody.into_iter().chain(uncertified).collect();
        if problems.is_empty() { Ok(()) } else { Err(self.rejected(problems)) }
    }

    /// The form to show again, with these problems. That one certifies is said anew.
    #[must_use]
    pub fn rejected(&self, problems: Vec<EnrolmentProblem>) -> RejectedStep {
        let chosen: Vec<_> = self.enfants.iter().take(20).map(|child| ("enfants", child.as_str())).collect();
        Rejected::new(&chosen, 40, problems)
    }
}

/// How many characters a reader sees: a letter counts once, whether its accents are typed with it or after it.
#[must_use]
pub fn signs(text: &str) -> usize {
    text.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).count()
}

fn password_problem(password: &str) -> Option<PasswordProblem> {
    if password.is_empty() {
        Some(PasswordProblem::Missing)
    } else if password.len() > PASSWORD_MAX {
        Some(PasswordProblem::TooLong)
    } else if password.chars().any(char::is_control) {
        Some(PasswordProblem::Control)
    } else if signs(password) < PASSWORD_MIN {
        Some(PasswordProblem::TooShort)
    } else {
        None
    }
}

/// An address or a number to write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contact {
    /// An e-mail address.
    Email(EmailAddress),
    /// A mobile number.
    Mobile(MobileNumber),
}

impl Contact {
    /// Reads a contact of that kind, of somebody who lives at that postcode, or at an unknown one (empty).
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(channel: Channel, text: &str, readers: Readers, postcode: &str) -> Result<Self, EnrolmentProblem> {
        let empty = text.trim().is_empty();
        match channel {
            Channel::Email if empty => Err(EnrolmentProblem::EmailMissing),
            Channel::Email => (readers.email)(text).map(Self::Email).map_err(|_| EnrolmentProblem::EmailFormat),
            Channel::Sms if empty => Err(EnrolmentProblem::MobileMissing),
            Channel::Sms => (readers.mobile)(text, postcode).map(Self::Mobile).map_err(|fault| match fault {
                NotAMobile::Format => EnrolmentProblem::MobileFormat,
                NotAMobile::Other => EnrolmentProblem::NotAMobile,
            }),
        }
    }

    /// By which way it is reached.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Mobile(_) => Channel::Sms,
        }
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Mobile(mobile) => mobile.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems<T>(read: Result<T, RejectedStep>) -> Vec<EnrolmentProblem> {
        read.err().map_or_else(Vec::new, |rejected| rejected.problems)
    }

    fn numbers(nir: &str, serial: &str) -> NumbersForm {
        NumbersForm { nir: nir.to_owned(), serie: serial.to_owned() }
    }

    fn decision(decision: &str, conditions: &str) -> Result<Decision, RejectedStep> {
        DecisionForm { decision: decision.to_owned(), conditions: conditions.to_owned() }.read()
    }

    #[test]
    fn both_numbers_are_told_at_once_and_kept_as_typed() {
        use EnrolmentProblem as P;
        let read = numbers("2 84 05 88", "1234567890").read(CardKind::WithPhoto);
        let rejected = read.unwrap_err();
        assert_eq!(
            rejected.problems,
            [P::Nir(NotANir::Length { typed: 7 }), P::Serial(CardKind::WithPhoto, NotASerial::Length { typed: 10 })]
        );
        assert_eq!(rejected.typed, [("nir", "2 84 05 88".to_owned()), ("serie", "1234567890".to_owned())]);
        let read = numbers("2 84 05 88 321 025 32", "").read(CardKind::WithoutPhoto);
        assert_eq!(problems(read), [P::Serial(CardKind::WithoutPhoto, NotASerial::Empty)]);
        assert!(numbers("284058832102532", "12345678901").read(CardKind::WithPhoto).is_ok());
    }

    #[test]
    fn only_activation_needs_the_conditions() {
        use EnrolmentProblem as P;
        assert_eq!(decision("opposer", ""), Ok(Decision::Oppose));
        assert_eq!(decision("activer", "oui"), Ok(Decision::Activate));
        assert_eq!(problems(decision("activer", "")), [P::ConditionsMissing]);
        assert_eq!(problems(decision("", "oui")), [P::DecisionMissing]);
    }

    #[test]
    fn a_new_password_is_long_and_can_be_typed() {
        use PasswordProblem as P;
        let problem = |password: &str| password_problem(password);
        assert_eq!(problem(""), Some(P::Missing));
        assert_eq!(problem("éléphant456"), Some(P::TooShort));
        assert_eq!(problem("éléphant4567"), None);
        // The same eleven and twelve, with the accents after their letters.
        assert_eq!(problem("e\u{301}le\u{301}phant456"), Some(P::TooShort));
        assert_eq!(problem("e\u{301}le\u{301}phant4567"), None);
        assert_eq!(problem("douze\tsignes"), Some(P::Control));
        assert_eq!(problem(&"a".repeat(PASSWORD_MAX + 1)), Some(P::TooLong));
        let form = NewCredentialsForm { identifiant: "inaya@exemple.fr".into(), mot_de_passe: "court".into() };
        let both = problems(form.read());
        assert_eq!(both, [EnrolmentProblem::Identifier(NotChoosable::Email), EnrolmentProblem::Password(P::TooShort)]);
    }

    fn contact(channel: Channel, contact: &str, confirmed: &str) -> Result<Contact, RejectedStep> {
        let form = ContactForm { canal: channel.name().into(), contact: contact.into(), confirme: confirmed.into() };
        form.read(Readers::BY_FORM, "")
    }

    #[test]
    fn contacts_say_what_is_missing() {
        use EnrolmentProblem as P;
        assert_eq!(problems(contact(Channel::Email, " ", "")), [P::EmailMissing]);
        assert_eq!(problems(contact(Channel::Email, "inaya@", "")), [P::EmailFormat]);
        assert_eq!(problems(contact(Channel::Sms, "", "")), [P::MobileMissing]);
        assert_eq!(problems(contact(Channel::Sms, "01 11 12 13 14", "")), [P::MobileFormat]);
        assert_eq!(problems(contact(Channel::Sms, "+33 1 11 12 13 14", "")), [P::NotAMobile]);
        let contact = contact(Channel::Sms, "+33 6 11 12 13 14", "").unwrap();
        assert_eq!((contact.as_str(), contact.channel()), ("0611121314", Channel::Sms));
    }

    #[test]
    fn an_unlikely_address_is_asked_about_and_then_believed() {
        let rejected = contact(Channel::Email, "zoé.martin@exemple.fr", "").unwrap_err();
        assert_eq!(rejected.problems, [EnrolmentProblem::EmailUnlikely]);
        assert_eq!(rejected.typed, [("contact", "zoé.martin@exemple.fr".to_owned())]);
        assert!(contact(Channel::Email, "zoé.martin@exemple.fr", "zoé.martin@exemple.fr").is_ok());
        // Another one than that which was asked about is asked about again.
        let other = contact(Channel::Email, "zoë.martin@exemple.fr", "zoé.martin@exemple.fr");
        assert_eq!(problems(other), [EnrolmentProblem::EmailUnlikely]);
        assert_eq!(
            problems(contact(Channel::Email, "zoé.@exemple.fr", "zoé.@exemple.fr")),
            [EnrolmentProblem::EmailFormat]
        );
    }

    #[test]
    fn what_is_kept_can_stand_in_a_page() {
        let rejected = numbers(&format!("\0{}", "9".repeat(900)), "a\u{7}b").rejected(vec![]);
        assert_eq!((rejected.typed[0].1.len(), rejected.typed[1].1.as_str()), (KEPT, "ab"));
    }
}
