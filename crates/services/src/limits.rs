//! What may be tried how often. Each is asked by [`store::UnitOfWork::admit`] before the try.

use domain::contact::{EmailAddress, MobileNumber};
use domain::sign_in::OneTimeCode;
use domain::time::Span;
use store::{Limit, Scope};

use crate::Rules;

/// Wrong passwords for one identifier, whether it is somebody's or not; and apart from them those from one device that the account
/// has signed in from before.
pub(crate) const PASSWORDS: Limit = Limit::growing(Scope::Password);
/// Wrong passwords of one account where one is asked for again; those from each of its devices apart.
pub(crate) const CONFIRMATIONS: Limit =
    Limit::until_a_pause(Scope::Confirmation, domain::form::confirmation::TRIES, Span::minutes(15));
/// Wrong one-time codes of one account, those from each of its devices apart; or of one person who gives a contact.
pub(crate) const CODES: Limit = Limit::growing(Scope::Codes);
/// Wrong particulars for one social security number and birth date from one network, whether they are somebody's or not. The number
/// alone stands on many papers, and is a whole family's: whoever has it must not hold them back.
pub(crate) const PARTICULARS: Limit = Limit::until_a_pause(Scope::Card, 5, Span::minutes(30));
/// The same from all networks together: against guesses that come from many. A serial number has eight digits at least.
pub(crate) const PARTICULARS_FROM_EVERYWHERE: Limit = Limit::in_a_window(Scope::Card, 100, Span::hours(24));
/// Identifiers of others that one person can come across: who has which is not to be found out by trying.
pub(crate) const IDENTIFIERS: Limit = Limit::until_a_pause(Scope::Identifiers, 10, Span::minutes(30));
/// Persons whom one account names to manage a child's profile as well (product.md, decision 11): who has an account is not to be
/// found out by trying.
pub(crate) const SHARING: Limit = Limit::in_a_window(Scope::Sharing, 5, Span::hours(24));
/// Wrong codes for one file of a closed profile.
pub(crate) const EXPORT_CODES: Limit = Limit::until_a_pause(Scope::Codes, OneTimeCode::TRIES as u32, Span::minutes(15));
/// Copies of one profile that one account asks for: each is prepared anew, and leaves a line in the history.
pub(crate) const EXPORTS: Limit = Limit::in_a_window(Scope::Exports, 5, Span::hours(24));
/// Codes of attestations that are none, from one network.
pub(crate) const VERIFICATIONS: Limit = Limit::in_a_window(Scope::Verification, 20, Span::minutes(15));
/// Another code in the place of the last one (product.md, decision 6).
pub(crate) const AGAIN: Limit = Limit::in_a_window(Scope::Again, 1, OneTimeCode::RESEND_AFTER);

/// What codes are counted by that go to one place, whomever they are for. Where somebody has only typed the place, it may be a
/// stranger's: what is sent there must not use up what is sent to whom it belongs.
pub(crate) fn destination_subject(destination: Destination, to: &str) -> String {
    format!(
        "{} {to}",
        match destination {
            Destination::Typed => "typed",
            Destination::Known => "known",
            Destination::SignIn => "sign-in",
            Destination::Export => "export",
        }
    )
}

/// How the place is known to which a code goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Somebody has typed it, and is to prove that it is theirs.
    Typed,
    /// The insurer says it.
    Known,
    /// It is an account's, whose password was right.
    SignIn,
    /// It was an account's that asked for a copy of a profile when closing it.
    Export,
}

/// A mailbox, however its address is written.
pub(crate) fn email_destination(email: &EmailAddress) -> String {
    let address = email.as_str().to_lowercase();
    // What stands behind a plus sign is ignored by those who deliver: it must not make another place.
    match address.rsplit_once('@') {
        Some((local, host)) => format!("{}@{host}", local.split('+').next().unwrap_or_default()),
        None => address,
    }
}

/// A mobile, however its number is written.
pub(crate) fn mobile_destination(mobile: &MobileNumber) -> String {
    mobile.international()
}

impl Rules {
    /// Failures from one network address. A window, not a countdown that every try begins anew: many people share an
    /// address.
    pub(crate) const fn address_failures(&self) -> Limit {
        Limit::in_a_window(Scope::Address, self.failures_per_address, Self::ADDRESS_WINDOW)
    }

    /// Codes that are sent to one account or person.
    pub(crate) const fn codes_sent(&self) -> Limit {
        Limit::in_a_window(Scope::Sends, self.codes_per_day, Self::SENDS_WINDOW)
    }

    /// Codes that are sent to one address or number: it may be a stranger's.
    pub(crate) const fn codes_to_destination(&self) -> Limit {
        Limit::in_a_window(Scope::Destination, self.codes_per_day, Self::SENDS_WINDOW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_is_one_destination() {
        let to = |address: &str| email_destination(&EmailAddress::parse(address).unwrap());
        assert_eq!(to("Zoe+1@Exemple.fr"), to("zoe+autre@exemple.fr"));
        assert_eq!(to("Zoe@Exemple.fr"), to("zoe+1@exemple.fr"));
        assert_ne!(to("zoe@exemple.fr"), to("zoe@ailleurs.fr"));
        let by_sms = |number: &str| mobile_destination(&MobileNumber::parse(number).unwrap());
        assert_eq!(by_sms("06 11 12 13 14"), by_sms("+33 6 11 12 13 14"));
    }
}
