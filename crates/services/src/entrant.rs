//! From where somebody comes in.

use std::net::IpAddr;

use store::{Caller, Devices};

/// The browser from which somebody signs in or opens a space.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// The network address, as the outermost trusted proxy saw it.
    pub address: IpAddr,
    /// The accounts that have signed in from this browser before.
    pub devices: Devices,
    /// The session that the browser holds: it ends when the browser gets a new one.
    pub held: Option<Caller>,
}

/// A browser that was never here before.
impl From<IpAddr> for Entrant {
    fn from(address: IpAddr) -> Self {
        Self { address, devices: Devices::default(), held: None }
    }
}

/// What a browser gets when somebody has come in; for its cookies.
#[derive(Debug)]
pub struct Entered {
    /// Names the session.
    pub session: store::Token,
    /// The marks of the accounts that have signed in from this browser, this one among them.
    pub devices: Devices,
}
