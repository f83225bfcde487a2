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
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

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

pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// The owner of the service's own data key.
pub(crate) const SERVICE: [u8; 16] = [0; 16];

macro_rules! mac_purposes {
    ($($name:ident => $label:literal,)*) => {
        /// Which purpose a keyed hash serves: the same text gives unrelated hashes for different purposes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum MacPurpose {
            $($name,)*
        }

        impl MacPurpose {
            /// The label of each, in their order.
            const LABELS: &[&[u8]] = &[$($label,)*];
        }
    };
}

mac_purposes! {
    Identifier => b"index:identifier",
    Nir => b"index:nir",
    OneTimeCode => b"mac:one-time-code",
    Throttle => b"index:throttle",
    Dependant => b"index:dependant",
    Card => b"index:card",
    InsuredContent => b"mac:insured-content",
    ProvisionalCode => b"mac:provisional-code",
    VerificationCode => b"mac:verification-code",
    Majority => b"index:majority",
    FormSubject => b"mac:form-subject",
    RefusedEmail => b"mac:refused-email",
    Device => b"mac:device",
    Pseudonym => b"mac:pseudonym",
    SessionName => b"index:session",
    SessionRow => b"mac:session-row",
    SignInRow => b"mac:sign-in-row",
    AccountRow => b"mac:account-row",
    RepresentationRow => b"mac:representation-row",
    Erasure => b"mac:erasure",
    ExportCode => b"mac:export-code",
    ExportGrant => b"mac:export-grant",
    CareRelation => b"index:care-relation",
    Keyring => b"mac:keyring",
    Rpps => b"index:rpps",
    ProfessionalContent => b"mac:professional-content",
    ProfessionalRow => b"mac:professional-row",
}

/// What the key is called by which things are found again.
pub(crate) const LOOKUP: &str = "lookup";

/// The keys that stand outside the database.
///
/// Its text has one key a line: `lookup BASE64` once, then `key NAME BASE64`, oldest first. The last
/// one wraps; the others still unwrap. Lines that begin with `#` are remarks.
pub struct Keyring {
    lookup: Secret,
    /// For each [`MacPurpose`], the hash that waits for what is to be hashed.
    macs: Vec<Hmac<Sha256>>,
    keys: RwLock<Keys>,
    /// Gives the text anew, where it can have changed.
    source: Option<Box<dyn Fn() -> std::io::Result<String> + Send + Sync>>,
    /// When it was asked last.
    asked: Mutex<Option<Instant>>,
}

/// The keys that wrap.
struct Keys {
    by_name: BTreeMap<String, Secret>,
    newest: String,
}

/// A keyring is not read again sooner after it was read.
const READ_AGAIN_AFTER: Duration = Duration::from_secs(1);

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
        let lookup = lookup.ok_or_else(|| NotAKeyring("the lookup key is missing".into()))?;
        let newest = newest.ok_or_else(|| NotAKeyring("there is no key to wrap with".into()))?;
        Ok(Self {
            macs: MacPurpose::LABELS.iter().map(|label| keyed(&derive(&lookup, label))).collect(),
            lookup,
            keys: RwLock::new(Keys { by_name: keys, newest }),
            source: None,
            asked: Mutex::default(),
        })
    }

    /// Lets the keyring be read again when it meets the name of a key that it lacks: it was added meanwhile, and another
    /// process wraps by it already.
    #[must_use]
    pub fn read_again_from(self, source: impl Fn() -> std::io::Result<String> + Send + Sync + 'static) -> Self {
        Self { source: Some(Box::new(source)), ..self }
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
        let keys = self.keys();
        let highest = keys.by_name.keys().filter_map(|name| name.parse::<u64>().ok()).max().unwrap_or(0);
        highest.saturating_add(1).to_string()
    }

    /// What tells, without telling the key, whether a key is the same: of the [`LOOKUP`] key, or of `key NAME`.
    pub(crate) fn check_value(&self, name: &str) -> Option<[u8; 32]> {
        let key = if name == LOOKUP { self.lookup.clone() } else { self.key(name.strip_prefix("key ")?)? };
        Some(*derive(&key, b"check:keyring"))
    }

    /// The name of the key that wraps, as the keyring's text has it: `key NAME`.
    pub(crate) fn newest_in_full(&self) -> String {
        in_full(&self.newest())
    }

    /// The name of the key that wraps.
    pub(crate) fn newest(&self) -> String {
        self.keys().newest.clone()
    }

    fn keys(&self) -> RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of that name, if need be after the keyring was read again.
    fn key(&self, name: &str) -> Option<Secret> {
        let known = || self.keys().by_name.get(name).cloned();
        known().or_else(|| {
            self.read_again(name);
            known()
        })
    }

    fn read_again(&self, name: &str) {
        let Some(source) = &self.source else { return };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if self.keys().by_name.contains_key(name) || asked.is_some_and(|at| at.elapsed() < READ_AGAIN_AFTER) {
            return;
        }
        *asked = Some(Instant::now());
        let read = match source() {
            Ok(text) => Self::parse(&text).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(read) if read.lookup == self.lookup => {
                let read = read.keys.into_inner().unwrap_or_else(PoisonError::into_inner);
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = read;
                tracing::info!(key = name, "the keyring was read again, as it lacked a key");
            }
            Ok(_) => {
                tracing::error!(
                    "the keyring was exchanged for another one: start the service again with the right one"
                );
            }
            Err(error) => tracing::error!(%error, "the keyring cannot be read again"),
        }
    }

    /// A keyed hash, in full length.
    pub(crate) fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.macs[purpose as usize].clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A keyed hash of fields whose lengths never vary, but for the last one's: it needs no lengths between them, and is made for
    /// every request.
    pub(crate) fn mac_of_row(&self, purpose: MacPurpose, fields: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.macs[purpose as usize].clone();
        for field in fields {
            mac.update(field);
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
        let keys = self.keys();
        let newest = keys.by_name.get(&keys.newest).ok_or(StoreError::KeyMissing)?;
        let (label, owner) = self.wrapped_for(owner);
        Ok(WrappedKey { keyring_key: keys.newest.clone(), wrapped: encrypt(newest, label, &owner, &*key.0)? })
    }

    /// Unwraps a data key by the key that wrapped it.
    ///
    /// # Errors
    /// [`StoreError::KeyUnknown`] or [`StoreError::WrongKeyring`] when the keyring does not fit.
    pub(crate) fn unwrap(&self, owner: &[u8], wrapped: &WrappedKey) -> Result<DataKey, StoreError> {
        let (label, owner) = self.wrapped_for(owner);
        self.unwrap_as(label, &owner, wrapped)
    }

    /// Unwraps the service's key as it was wrapped before what gives rights was sealed.
    pub(crate) fn unwrap_earlier_service_key(&self, wrapped: &WrappedKey) -> Result<DataKey, StoreError> {
        self.unwrap_as(b"data-key", &SERVICE, wrapped)
    }

    /// Wraps the service's key as it was wrapped before what gives rights was sealed.
    #[cfg(test)]
    pub(crate) fn wrap_as_earlier(&self, key: &DataKey) -> Result<WrappedKey, StoreError> {
        let keys = self.keys();
        let newest = keys.by_name.get(&keys.newest).ok_or(StoreError::KeyMissing)?;
        Ok(WrappedKey { keyring_key: keys.newest.clone(), wrapped: encrypt(newest, b"data-key", &SERVICE, &*key.0)? })
    }

    /// What a wrapped key is bound to. The service's own is bound to the lookup key as well: with another one nobody would
    /// be found, and everybody taken for somebody new.
    fn wrapped_for(&self, owner: &[u8]) -> (&'static [u8], Vec<u8>) {
        if owner == SERVICE {
            (b"service-key", [owner, &self.mac(MacPurpose::Keyring, &[])].concat())
        } else {
            (b"data-key", owner.to_vec())
        }
    }

    fn unwrap_as(&self, label: &[u8], owner: &[u8], wrapped: &WrappedKey) -> Result<DataKey, StoreError> {
        let name = &wrapped.keyring_key;
        if name.is_empty() {
            return Err(StoreError::KeyDestroyed);
        }
        let key = self.key(name).ok_or_else(|| StoreError::KeyUnknown(in_full(name)))?;
        let wrong = |_| StoreError::WrongKeyring(in_full(name));
        let bytes = decrypt(&key, label, owner, &wrapped.wrapped).map_err(wrong)?;
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| StoreError::Corrupt("data key"))?;
        Ok(DataKey(Zeroizing::new(bytes)))
    }
}

/// What the keyring's text calls the key of that name.
fn in_full(name: &str) -> String {
    format!("key {name}")
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
    /// Encrypts a value for one column of one row. The ciphertext's length tells of the value's size class only.
    pub fn seal<T: Serialize>(&self, column: &'static str, row: &[u8], value: &T) -> Result<Vec<u8>, StoreError> {
        let mut plain = Zeroizing::new(Vec::with_capacity(SMALLEST));
        serde_json::to_writer(&mut *plain, value).map_err(|_| StoreError::Corrupt("value"))?;
        // Blanks after a JSON text say nothing: what was sealed without them opens like what is sealed with them, in this
        // version and in earlier ones.
        let class = size_class(plain.len());
        plain.resize(class, b' ');
        encrypt(&self.0, column.as_bytes(), row, &plain)
    }

    /// Encrypts as versions did that did not hide how long a text is.
    #[cfg(test)]
    pub(crate) fn sealed_without_padding(&self, column: &'static str, row: &[u8], json: &[u8]) -> Vec<u8> {
        encrypt(&self.0, column.as_bytes(), row, json).unwrap_or_default()
    }

    /// Decrypts what [`seal`](Self::seal) made for the same column and row.
    pub fn open<T: DeserializeOwned>(&self, column: &'static str, row: &[u8], sealed: &[u8]) -> Result<T, StoreError> {
        let plain = decrypt(&self.0, column.as_bytes(), row, sealed)?;
        serde_json::from_slice(plain.trim_ascii_end()).map_err(|_| StoreError::Corrupt(column))
    }
}

/// The smallest size class, in bytes: nearly all single answers and lines of a history are in it.
const SMALLEST: usize = 256;
/// From here on classes are as far apart as this.
const STEP: usize = 4096;

/// How long a text of that length becomes: 256, 512, 1024, 2048 bytes, then whole multiples of 4096. «Nothing to report» is
/// as long as an illness.
fn size_class(length: usize) -> usize {
    if length <= STEP { length.max(SMALLEST).next_power_of_two() } else { length.next_multiple_of(STEP) }
}

/// A value's place in which an older one of the same row does not open any more.
pub(crate) fn version_of(row: &[u8], version: i64) -> Vec<u8> {
    [row, &version.to_be_bytes()].concat()
}

/// The first byte of every ciphertext, so that another cipher can follow one day.
const XCHACHA20_POLY1305: u8 = 1;
const NONCE: usize = 24;
/// By how much a ciphertext is longer than what it says: cipher, nonce, tag.
pub(crate) const OVERHEAD: usize = 1 + NONCE + 16;

pub(crate) fn encrypt(key: &Secret, column: &[u8], row: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
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

pub(crate) fn decrypt(
    key: &Secret,
    column: &[u8],
    row: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
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

fn keyed(key: &Secret) -> Hmac<Sha256> {
    <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&**key)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
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
    use proptest::prelude::*;

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
        assert!(matches!(old.unwrap(b"profile", &again), Err(StoreError::KeyUnknown(name)) if name == "key 2"));
    }

    #[test]
    fn a_key_that_was_added_meanwhile_is_read_from_the_source() {
        let text = Keyring::generate().unwrap();
        let longer = format!("{text}{}", Keyring::new_key("2").unwrap());
        let new = Keyring::parse(&longer).unwrap();
        let (_, wrapped) = new.new_data_key(b"profile").unwrap();
        let running = |source: String| Keyring::parse(&text).unwrap().read_again_from(move || Ok(source.clone()));
        let fits = running(longer);
        assert!(fits.unwrap(b"profile", &wrapped).is_ok());
        assert_eq!(fits.newest(), "2", "it wraps by the new one from now on");
        // Another installation's keyring is not taken for this one's, nor is nonsense.
        let exchanged = format!("{}{}", Keyring::generate().unwrap(), Keyring::new_key("2").unwrap());
        for source in [exchanged, "nonsense".into()] {
            let kept = running(source);
            assert!(matches!(kept.unwrap(b"profile", &wrapped), Err(StoreError::KeyUnknown(_))));
            assert_eq!(kept.newest(), "1");
        }
    }

    #[test]
    fn a_source_is_not_asked_for_every_row() {
        let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let (text, count) = (Keyring::generate().unwrap(), asked.clone());
        let keyring = Keyring::parse(&text).unwrap().read_again_from({
            let text = text.clone();
            move || {
                count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok(text.clone())
            }
        });
        for _ in 0..100 {
            let unknown = WrappedKey { keyring_key: "9".into(), wrapped: Vec::new() };
            assert!(matches!(keyring.unwrap(b"profile", &unknown), Err(StoreError::KeyUnknown(_))));
        }
        assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), 1);
    }

    #[test]
    fn another_keyring_is_called_so_and_not_a_broken_ciphertext() {
        let (ours, other) = (Keyring::generate().unwrap(), Keyring::generate().unwrap());
        let (_, profile) = Keyring::parse(&ours).unwrap().new_data_key(b"profile").unwrap();
        let (_, service) = Keyring::parse(&ours).unwrap().new_data_key(&SERVICE).unwrap();
        let other_lookup: String =
            [other.lines().nth(1).unwrap(), ours.lines().nth(2).unwrap()].map(|line| format!("{line}\n")).concat();
        for (keyring, profile_opens) in [(&other, false), (&other_lookup, true)] {
            let keyring = Keyring::parse(keyring).unwrap();
            assert_eq!(keyring.unwrap(b"profile", &profile).is_ok(), profile_opens);
            let error = keyring.unwrap(&SERVICE, &service).err().unwrap().to_string();
            assert!(error.contains("keyring is not the one of this database"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_ciphertext_tells_its_size_class_and_nothing_more(text in ".{0,300}|.{4000,9000}") {
            let (key, _) = keyring().new_data_key(b"profile").unwrap();
            let sealed = key.seal("c", b"r", &text).unwrap();
            let length = serde_json::to_vec(&text).unwrap().len();
            let class = sealed.len() - 1 - NONCE - 16;
            prop_assert!([256, 512, 1024, 2048].contains(&class) || class.is_multiple_of(4096), "{class}");
            prop_assert!(class >= length && (class == 256 || class < 2 * length), "{length} became {class}");
            prop_assert_eq!(key.open::<String>("c", b"r", &sealed).unwrap(), text);
        }

        #[test]
        fn what_was_sealed_without_padding_still_opens(text in ".{0,300}") {
            let (key, _) = keyring().new_data_key(b"profile").unwrap();
            let earlier = encrypt(&key.0, b"c", b"r", &serde_json::to_vec(&text).unwrap()).unwrap();
            prop_assert_eq!(key.open::<String>("c", b"r", &earlier).unwrap(), text);
        }
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
