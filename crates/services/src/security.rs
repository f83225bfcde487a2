//! Events that an operator may want to be woken by: one line of the log each, under the target `security`, with the same three
//! fields. Nobody is named: an account is its pseudonym, a keyed hash that only this installation can make; a network address
//! likewise. What the fields can say stands in the README.

use std::net::IpAddr;

use store::AccountRef;

use crate::Services;
use crate::sign_in::network_of;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody gave identifier and password.
    Password,
    /// Somebody who is signed in gave their password again.
    Confirmation,
    /// Somebody gave a one-time code.
    Code,
    /// A space was opened by its holder.
    Activation,
    /// Somebody signed out.
    SignOut,
    /// Somebody asked for a profile that is not theirs.
    Access,
    /// Somebody gave the particulars of a card.
    Particulars,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Confirmation => "confirmation",
            Self::Code => "code",
            Self::Activation => "activation",
            Self::SignOut => "sign_out",
            Self::Access => "access",
            Self::Particulars => "particulars",
        }
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Accepted,
    /// It was refused.
    Refused,
    /// It was not even tried: too many failures came before.
    HeldBack,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::HeldBack => "held_back",
        }
    }
}

impl Services {
    /// Leaves the line of an event. The account is known where a known identifier was given, whoever gave it.
    pub(crate) fn alert(&self, event: Event, outcome: Outcome, account: Option<AccountRef>, address: Option<IpAddr>) {
        let account = account.map(|account| self.0.store.pseudonym("account", account.id().as_bytes()));
        let network = address.map(|address| self.0.store.pseudonym("network", network_of(address).as_bytes()));
        let (account, network) = (account.as_deref().unwrap_or("-"), network.as_deref().unwrap_or("-"));
        let (event, outcome) = (event.name(), outcome.name());
        if outcome == Outcome::Accepted.name() {
            tracing::info!(target: "security", event, outcome, account, network, "security");
        } else {
            tracing::warn!(target: "security", event, outcome, account, network, "security");
        }
    }
}
