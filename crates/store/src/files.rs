//! Sealing what is too large for the database: a file stands outside it in blocks, each sealed by the file's own key and bound to its
//! place, so that any part of it can be read by itself. The key is sealed in the row that the file belongs to: with that goes the
//! file, wherever copies of it may be.

use domain::id::{parse_hex, to_hex};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::seal::{OVERHEAD, Secret, decrypt, encrypt};
use crate::{StoreError, random};

const LABEL: &[u8] = b"file";

/// The key of one file.
#[derive(Clone)]
pub struct FileKey(Secret);

impl FileKey {
    /// How many bytes of the file stand in a block; the last one may have fewer.
    pub const BLOCK: usize = 64 * 1024;
    /// How long a whole block is when it is sealed.
    pub const SEALED_BLOCK: usize = Self::BLOCK + OVERHEAD;

    /// A new key.
    ///
    /// # Errors
    /// [`StoreError::Randomness`].
    pub fn mint() -> Result<Self, StoreError> {
        Ok(Self(Zeroizing::new(random::bytes()?)))
    }

    /// Seals the block of that number, from 0.
    pub fn seal(&self, number: u64, block: &[u8]) -> Result<Vec<u8>, StoreError> {
        encrypt(&self.0, LABEL, &number.to_be_bytes(), block)
    }

    /// Opens the block of that number.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it was altered, or is another block.
    pub fn open(&self, number: u64, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        decrypt(&self.0, LABEL, &number.to_be_bytes(), sealed)
    }
}

// Only ever into a column that is sealed.
impl Serialize for FileKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Zeroizing::new(to_hex(&*self.0)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FileKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        parse_hex(&text).map(|bytes| Self(Zeroizing::new(bytes))).map_err(|_| serde::de::Error::custom("not a key"))
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_opens_in_its_place_and_by_its_key() {
        let key = FileKey::mint().unwrap();
        let block = vec![7; FileKey::BLOCK];
        let sealed = key.seal(3, &block).unwrap();
        assert_eq!(sealed.len(), FileKey::SEALED_BLOCK);
        assert_eq!(*key.open(3, &sealed).unwrap(), block);
        assert!(key.open(2, &sealed).is_err() && FileKey::mint().unwrap().open(3, &sealed).is_err());
        assert!(key.open(3, &sealed[..sealed.len() - 1]).is_err());
        let kept: FileKey = serde_json::from_str(&serde_json::to_string(&key).unwrap()).unwrap();
        assert!(kept.open(3, &sealed).is_ok());
        assert_eq!(format!("{key:?}"), "FileKey(…)");
    }
}
