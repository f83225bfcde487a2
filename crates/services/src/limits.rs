//! What may be tried how often. Each is asked by [`store::UnitOfWork::admit`] before the try.

use domain::time::Span;
use store::{Limit, Scope};

use crate::Rules;

/// Wrong passwords for one identifier, whether it is somebody's or not.
pub(crate) const PASSWORDS: Limit = Limit::growing(Scope::Password);
/// Wrong one-time codes of one account, or of one person who gives a contact.
pub(crate) const CODES: Limit = Limit::growing(Scope::Codes);
/// Wrong particulars for one social security number, whether it is somebody's or not.
pub(crate) const PARTICULARS: Limit = Limit::until_a_pause(Scope::Card, 5, Span::minutes(30));
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
