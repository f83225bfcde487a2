//! Devices: what a browser keeps of the accounts that have signed in from it, so that tries from it are counted apart
//! (OWASP, «device cookies»). Whoever guesses elsewhere then holds nobody back who comes from a device of their own.
//!
//! A mark is a random number and a keyed hash that binds it to one account. Nothing of it is kept in the database but, under
//! its number, a counter of failures while there are any. It opens nothing: without it one signs in as well.

use std::fmt::Write as _;

use domain::id::{parse_hex, to_hex};
use subtle::ConstantTimeEq as _;

use crate::accounts::AccountRef;
use crate::seal::MacPurpose;
use crate::{StoreError, UnitOfWork, random};

/// The marks that a browser has kept, the newest first; more than one where several people use it.
#[derive(Clone, Default)]
pub struct Devices(Vec<Mark>);

#[derive(Clone, Copy)]
struct Mark {
    number: [u8; 16],
    mac: [u8; 16],
}

/// The number of a device that an account has signed in from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceNumber([u8; 16]);

impl DeviceNumber {
    /// Under which its tries are counted: no identifier looks like that.
    #[must_use]
    pub fn subject(self) -> String {
        format!("device {}", to_hex(&self.0))
    }
}

impl Devices {
    /// How many marks a browser keeps: of a family, not of a whole library.
    const MOST: usize = 5;

    /// Reads what [`reveal`](Self::reveal) wrote. What cannot be read is no mark.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mark = |text: &str| {
            let (number, mac) = text.split_at_checked(32)?;
            Some(Mark { number: parse_hex(number).ok()?, mac: parse_hex(mac).ok()? })
        };
        Self(text.split('.').take(Self::MOST).filter_map(mark).collect())
    }

    /// The text for the cookie.
    #[must_use]
    pub fn reveal(&self) -> String {
        self.0.iter().enumerate().fold(String::new(), |mut text, (place, mark)| {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{}{}{}", if place == 0 { "" } else { "." }, to_hex(&mark.number), to_hex(&mark.mac));
            text
        })
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Devices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Devices(…)")
    }
}

impl UnitOfWork {
    /// The device of that account among those of a browser. Without an account as much is worked out, in vain.
    #[must_use]
    pub fn device_of(&self, devices: &Devices, account: Option<AccountRef>) -> Option<DeviceNumber> {
        let mut found = None;
        for mark in &devices.0 {
            let right = bool::from(self.device_mac(mark.number, account).ct_eq(&mark.mac));
            if right && account.is_some() {
                found = Some(DeviceNumber(mark.number));
            }
        }
        found
    }

    /// The marks of a browser from which that account has just signed in: its own comes first.
    ///
    /// # Errors
    /// [`StoreError::Randomness`].
    pub fn mark_device(&self, devices: &Devices, account: AccountRef) -> Result<Devices, StoreError> {
        let number = match self.device_of(devices, Some(account)) {
            Some(DeviceNumber(number)) => number,
            None => random::bytes()?,
        };
        let others = devices.0.iter().copied().filter(|mark| mark.number != number);
        let mark = Mark { number, mac: self.device_mac(number, Some(account)) };
        Ok(Devices([mark].into_iter().chain(others).take(Devices::MOST).collect()))
    }

    fn device_mac(&self, number: [u8; 16], account: Option<AccountRef>) -> [u8; 16] {
        let account = account.map_or([0; 16], |account| *account.id().as_bytes());
        let mac = self.keyring.mac(MacPurpose::Device, &[&account, &number]);
        std::array::from_fn(|place| mac[place])
    }
}
