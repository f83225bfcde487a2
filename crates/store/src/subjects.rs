//! Whom a form is about that acts for an account: forms of two tabs of one browser must not act for each other's person.

use std::fmt;

use domain::id::to_hex;
use subtle::ConstantTimeEq as _;

use crate::accounts::AccountRef;
use crate::seal::{Keyring, MacPurpose};
use crate::token::TokenHash;
use crate::{Store, UnitOfWork};

/// Names an account in the forms of its pages: always the same for an account, and telling nothing of it.
#[derive(Clone, Copy, Debug)]
pub struct AccountSubject([u8; 16]);

impl AccountSubject {
    fn new(keyring: &Keyring, account: AccountRef) -> Self {
        let mac = keyring.mac(MacPurpose::FormSubject, &[b"account", account.id().as_bytes()]);
        Self(std::array::from_fn(|place| mac[place]))
    }

    /// Whether that is what a form said.
    #[must_use]
    pub fn is(self, posted: &str) -> bool {
        self.to_string().as_bytes().ct_eq(posted.as_bytes()).into()
    }
}

impl fmt::Display for AccountSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl Store {
    /// What the forms say that act for that account.
    #[must_use]
    pub fn subject_of_account(&self, account: AccountRef) -> AccountSubject {
        AccountSubject::new(&self.keyring, account)
    }

    /// Stands for a text in a form: the same for the same text, and telling nothing of it.
    #[must_use]
    pub fn subject_of_text(&self, text: &str) -> String {
        let mac = self.keyring.mac(MacPurpose::FormSubject, &[b"text", text.as_bytes()]);
        to_hex(&mac[..16])
    }

    /// Where a form waits that an account's holder had filled in on that page: for whoever is signed in to that account, in
    /// whatever browser.
    #[must_use]
    pub fn place_of_account(&self, account: AccountRef, page: &str) -> TokenHash {
        let account = account.id();
        let parts: [&[u8]; 3] = [b"kept", account.as_bytes(), page.as_bytes()];
        TokenHash::of_mac(self.keyring.mac(MacPurpose::FormSubject, &parts))
    }
}

impl UnitOfWork {
    /// What the forms say that act for that account.
    #[must_use]
    pub fn subject_of_account(&self, account: AccountRef) -> AccountSubject {
        AccountSubject::new(&self.keyring, account)
    }
}
