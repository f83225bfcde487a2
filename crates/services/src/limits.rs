//! What may be tried how often. Each is asked by [`store::UnitOfWork::admit`] before the try.

use domain::time::Span;
use store::{Limit, Scope};

use crate::Rules;

/// Wrong passwords for one identifier, whether it is somebody's or not; and apart from them those from one device that the account
/// has signed in from before.
pub(crate) const PASSWORDS: Limit = Limit::growing(Scope::Password);
/// Wrong one-time codes of one account, those from each of its devices apart; or of one person who gives a contact.
pub(crate) const CODES: Limit = Limit::growing(Scope::Codes);
/// Wrong particulars for one social security number and birth date from one network, whether they are somebody's or not. The number
/// alone stands on many papers, and is a whole family's: whoever has it must not hold them back.
pub(crate) const PARTICULARS: Limit = Limit::until_a_pause(Scope::Card, 5, Span::minutes(30));
/// The same from all networks together: against guesses that come from many. A serial number has eight digits at least.
pub(crate) const PARTICULARS_FROM_EVERYWHERE: Limit = Limit::in_a_window(Scope::Card, 100, Span::hours(24));
/// Identifiers of others that one person can come across: who has which is not to be found out by trying.
pub(crate) const IDENTIFIERS: Limit = Limit::until_a_pause(Scope::Identifiers, 10, Span::minutes(30));

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
}
