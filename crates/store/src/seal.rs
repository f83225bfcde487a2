//! Sealing: keys, ciphertext, keyed hashes.
//!
//! A **keyring** lives outside the database. Its newest key wraps the **data keys**: one per profile,
//! and one of the service's own for what belongs to no profile. Everything personal is encrypted
//! with the data key of its profile, bound to the column and row where it stands, so that no
//! ciphertext can be moved elsewhere. Destroying a data key erases all that it sealed.
//!
//! What must be found again (an identifier, a number) is looked up by HMAC under a key of the keyring
//! that is never rotated: it cannot be, without unsealing every row.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{StoreError, random};

type Secret = Zeroizing<[u8; 32]>;

/// Which purpose a keyed hash serves: the same text gives unrelated hashes for different purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MacPurpose {
    Identifier,
    Nir,
    OneTimeCode,
    Throttle,
    Dependant,
    Card,
    InsuredContent,
    ProvisionalCode,
    VerificationCode,
    Majority,
    FormSubject,
    RefusedEmail,
    Device,
    Pseudonym,
}

impl MacPurpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Identifier => b"index:identifier",
            Self::Nir => b"index:nir",
            Self::OneTimeCode => b"mac:one-time-code",
            Self::Throttle => b"index:throttle",
            Self::Dependant => b"index:dependant",
            Self::Card => b"index:card",
            Self::InsuredContent => b"mac:insured-content",
            Self::ProvisionalCode => b"mac:provisional-code",
            Self::VerificationCode => b"mac:verification-code",
            Self::Majority => b"index:majority",
            Self::FormSubject => b"mac:form-subject",
            Self::RefusedEmail => b"mac:refused-email",
            Self::Device => b"mac:device",
            Self::Pseudonym => b"mac:pseudonym",
        }
    }
}

/// What the key is called by which things are found again.
pub(crate) const LOOKUP: &str = "lookup";

/// The keys that stand outside the database.
///
/// Its text has one key a line: `lookup BASE64` once, then `key NAME BASE64`, oldest first. The last
/// one wraps; the others still unwrap. Lines that begin with `#` are remarks.
pub struct Keyring {
    lookup: Secret,
    keys: BTreeMap<String, Secret>,
    newest: String,
}

/// The text is not a keyring; the sentence says what is wrong and never quotes a key.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotAKeyring(String);

impl Keyring {
    /// Reads the keyring's text.
    pub fn parse(text: &str) -> Result<Self, NotAKeyring> {
        let mut lookup = None;
        let mut keys = BTreeMap::new();
        let mut newest = None;
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = |what: &str| NotAKeyring(format!("line {number}: {what}"));
            let words: Vec<&str> = line.split_whitespace().collect();
            let secret = |text: &str| {
                let bytes = Zeroizing::new(BASE64.decode(text).map_err(|_| wrong("the key is not base64"))?);
                let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| wrong("a key has 32 bytes"))?;
                Ok(Zeroizing::new(bytes))
            };
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["lookup", text] if lookup.is_none() => lookup = Some(secret(text)?),
                ["lookup", _] => return Err(wrong("there is one lookup key, and it never changes")),
                ["key", name, text] => {
                    if keys.insert((*name).to_owned(), secret(text)?).is_some() {
                        return Err(wrong("two keys have the same name"));
                    }
                    newest = Some((*name).to_owned());
                }
                _ => return Err(wrong("expected «lookup BASE64» or «key NAME BASE64»")),
            }
        }
        Ok(Self {
            lookup: lookup.ok_or_else(|| NotAKeyring("the lookup key is missing".into()))?,
            newest: newest.ok_or_else(|| NotAKeyring("there is no key to wrap with".into()))?,
            keys,
        })
    }

    /// The text of a new keyring.
    ///
    /// # Errors
    /// [`StoreError::Randomness`].
    pub fn generate() -> Result<String, StoreError> {
        Ok(format!(
            "# The keys of this installation. Whoever loses this file loses the data; whoever has it reads them.\n\
             lookup {}\n{}",
            BASE64.encode(random::bytes::<32>()?),
            Self::new_key("1")?
        ))
    }

    /// One more line for a keyring: a new key of that name.
    ///
    /// # Errors
    /// [`StoreError::Randomness`].
    pub fn new_key(name: &str) -> Result<String, StoreError> {
        Ok(format!("key {name} {}\n", BASE64.encode(random::bytes::<32>()?)))
    }

    /// A name that no key of this keyring has: the highest number among the names, plus one.
    #[must_use]
    pub fn next_name(&self) -> String {
        let highest = self.keys.keys().filter_map(|name| name.parse::<u64>().ok()).max().unwrap_or(0);
        highest.saturating_add(1).to_string()
    }

    /// What tells, without telling the key, whether a key is the same: of the [`LOOKUP`] key, or of `key NAME`.
    pub(crate) fn check_value(&self, name: &str) -> Option<[u8; 32]> {
        let key = if name == LOOKUP { &self.lookup } else { self.keys.get(name.strip_prefix("key ")?)? };
        Some(*derive(key, b"check:keyring"))
    }

    /// The name of the key that wraps, as the keyring's text has it: `key NAME`.
    pub(crate) fn newest_in_full(&self) -> String {
        format!("key {}", self.newest)
    }

    /// The name of the key that wraps.
    pub(crate) fn newest(&self) -> &str {
        &self.newest
    }

    /// A keyed hash, in full length.
    pub(crate) fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        let key = derive(&self.lookup, purpose.label());
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*key)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A new data key, and the same wrapped by the newest key.
    pub(crate) fn new_data_key(&self, owner: &[u8]) -> Result<(DataKey, WrappedKey), StoreError> {
        let key = DataKey(Zeroizing::new(random::bytes()?));
        let wrapped = self.wrap(owner, &key)?;
        Ok((key, wrapped))
    }

    /// Wraps a data key by the newest key.
    pub(crate) fn wrap(&self, owner: &[u8], key: &DataKey) -> Result<WrappedKey, StoreError> {
        let newest = self.keys.get(&self.newest).ok_or(StoreError::KeyMissing)?;
        Ok(WrappedKey { keyring_key: self.newest.clone(), wrapped: encrypt(newest, b"data-key", owner, &*key.0)? })
    }

    /// Unwraps a data key by the key that wrapped it.
    pub(crate) fn unwrap(&self, owner: &[u8], wrapped: &WrappedKey) -> Result<DataKey, StoreError> {
        let key = self.keys.get(&wrapped.keyring_key).ok_or(StoreError::KeyMissing)?;
        let bytes = decrypt(key, b"data-key", owner, &wrapped.wrapped)?;
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| StoreError::Corrupt("data key"))?;
        Ok(DataKey(Zeroizing::new(bytes)))
    }
}

/// A data key as it stands in the database.
#[derive(Clone)]
pub(crate) struct WrappedKey {
    pub keyring_key: String,
    pub wrapped: Vec<u8>,
}

/// The key of one profile's data.
#[derive(Clone)]
pub(crate) struct DataKey(Secret);

impl DataKey {
    /// Encrypts a value for one column of one row.
    pub fn seal<T: Serialize>(&self, column: &'static str, row: &[u8], value: &T) -> Result<Vec<u8>, StoreError> {
        let plain = Zeroizing::new(serde_json::to_vec(value).map_err(|_| StoreError::Corrupt("value"))?);
        encrypt(&self.0, column.as_bytes(), row, &plain)
    }

    /// Decrypts what [`seal`](Self::seal) made for the same column and row.
    pub fn open<T: DeserializeOwned>(&self, column: &'static str, row: &[u8], sealed: &[u8]) -> Result<T, StoreError> {
        let plain = decrypt(&self.0, column.as_bytes(), row, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| StoreError::Corrupt(column))
    }
}

/// The first byte of every ciphertext, so that another cipher can follow one day.
const XCHACHA20_POLY1305: u8 = 1;
const NONCE: usize = 24;

fn encrypt(key: &Secret, column: &[u8], row: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    // A random nonce of 192 bits never repeats in practice, whatever the number of values.
    let nonce: [u8; NONCE] = random::bytes()?;
    let aad = bound_to(column, row);
    let ciphertext = XChaCha20Poly1305::new((&**key).into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
        .map_err(|_| StoreError::Corrupt("value"))?;
    let mut sealed = Vec::with_capacity(1 + NONCE + ciphertext.len());
    sealed.push(XCHACHA20_POLY1305);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

fn decrypt(key: &Secret, column: &[u8], row: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let (&[XCHACHA20_POLY1305], rest) = sealed.split_first_chunk::<1>().ok_or(StoreError::Corrupt("ciphertext"))?
    else {
        return Err(StoreError::Corrupt("ciphertext"));
    };
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(StoreError::Corrupt("ciphertext"))?;
    let aad = bound_to(column, row);
    XChaCha20Poly1305::new((&**key).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &aad })
        .map(Zeroizing::new)
        .map_err(|_| StoreError::Corrupt("ciphertext"))
}

/// The place that a ciphertext is bound to; the length keeps column and row apart.
fn bound_to(column: &[u8], row: &[u8]) -> Vec<u8> {
    [&(column.len() as u64).to_be_bytes(), column, row].concat()
}

fn derive(secret: &Secret, label: &[u8]) -> Secret {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, &**secret)
        .expand(label, &mut *key)
        .unwrap_or_else(|_| unreachable!("32 bytes are within what HKDF gives"));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> Keyring {
        Keyring::parse(&Keyring::generate().unwrap()).unwrap()
    }

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let keyring = keyring();
        let (key, wrapped) = keyring.new_data_key(b"profile").unwrap();
        let sealed = key.seal("profiles.identity", b"row", &"Inaya").unwrap();
        assert!(!sealed.windows(5).any(|window| window == b"Inaya"));

        let unwrapped = keyring.unwrap(b"profile", &wrapped).unwrap();
        assert_eq!(unwrapped.open::<String>("profiles.identity", b"row", &sealed).unwrap(), "Inaya");
        assert!(unwrapped.open::<String>("profiles.identity", b"other", &sealed).is_err());
        assert!(unwrapped.open::<String>("accounts.details", b"row", &sealed).is_err());
        assert!(keyring.unwrap(b"someone else", &wrapped).is_err());
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(unwrapped.open::<String>("profiles.identity", b"row", &altered).is_err(), "byte {at}");
            assert!(unwrapped.open::<String>("profiles.identity", b"row", &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn an_added_key_wraps_and_the_old_one_still_opens() {
        let text = Keyring::generate().unwrap();
        let old = Keyring::parse(&text).unwrap();
        let (key, wrapped) = old.new_data_key(b"profile").unwrap();
        let sealed = key.seal("c", b"r", &1).unwrap();

        let new = Keyring::parse(&format!("{text}{}", Keyring::new_key("2").unwrap())).unwrap();
        let again = new.wrap(b"profile", &new.unwrap(b"profile", &wrapped).unwrap()).unwrap();
        assert_eq!((wrapped.keyring_key.as_str(), again.keyring_key.as_str()), ("1", "2"));
        assert_eq!(new.unwrap(b"profile", &again).unwrap().open::<u8>("c", b"r", &sealed).unwrap(), 1);
        assert!(matches!(old.unwrap(b"profile", &again), Err(StoreError::KeyMissing)));
    }

    #[test]
    fn keyed_hashes_depend_on_purpose_and_on_where_parts_end() {
        let keyring = keyring();
        let mac = |purpose, parts: &[&[u8]]| keyring.mac(purpose, parts);
        assert_eq!(mac(MacPurpose::Nir, &[b"a", b"b"]), mac(MacPurpose::Nir, &[b"a", b"b"]));
        assert_ne!(mac(MacPurpose::Nir, &[b"a", b"b"]), mac(MacPurpose::Nir, &[b"ab", b""]));
        assert_ne!(mac(MacPurpose::Nir, &[b"a"]), mac(MacPurpose::Identifier, &[b"a"]));
    }

    #[test]
    fn broken_keyrings_are_refused_without_quoting_them() {
        let good = Keyring::generate().unwrap();
        let lookup = good.lines().find(|line| line.starts_with("lookup")).unwrap();
        for (text, expected) in [
            (String::new(), "the lookup key is missing"),
            (lookup.to_owned(), "there is no key to wrap with"),
            (format!("{good}key 1 AAAA"), "line 4: a key has 32 bytes"),
            (format!("{good}key 2 secret!"), "line 4: the key is not base64"),
            (format!("{good}{lookup}"), "line 4: there is one lookup key, and it never changes"),
            (format!("{good}nonsense"), "line 4: expected «lookup BASE64» or «key NAME BASE64»"),
        ] {
            let error = Keyring::parse(&text).err().map(|error| error.to_string());
            assert_eq!(error.as_deref(), Some(expected));
        }
    }
}
