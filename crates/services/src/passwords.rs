//! Password hashing: argon2id, off the async threads, never more at once than memory allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::Fault;
use crate::measures::{HASH_SECONDS, HASHES_WAITING};

/// What one hash costs, and how many run at once.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// How many times it is gone over.
    pub passes: u32,
    /// How many hashes run at once.
    pub concurrency: usize,
}

impl Cost {
    /// 64 MiB gone over three times (quality.md).
    pub const STRONG: Self = Self { memory_kib: 65_536, passes: 3, concurrency: 2 };
    /// The floor: 46 MiB gone over once (quality.md).
    pub const FLOOR: Self = Self { memory_kib: 47_104, passes: 1, concurrency: 2 };
}

/// How many may wait for their turn before the next is told to come back later.
const QUEUE: usize = 256;

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    cost: Cost,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Checked for identifiers that are nobody's, so that they take as long as the others.
    dummy: Arc<str>,
}

/// What a check says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password is another.
    Wrong,
    /// The password is right.
    Right,
    /// The password is right, and its hash is weaker than today's: here is a new one.
    RightButWeak(String),
}

impl Passwords {
    /// Prepares hashing at that cost.
    ///
    /// # Errors
    /// [`Fault::Internal`] when argon2 does not accept the cost.
    pub fn new(cost: Cost) -> Result<Self, Fault> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|_| Fault::Internal("argon2 does not accept this memory or number of passes"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy = hash(&argon2, "a password that nobody has")?.into();
        let turns = Arc::new(Semaphore::new(cost.concurrency.max(1)));
        Ok(Self { argon2, cost, turns, waiting: Arc::default(), dummy })
    }

    /// The hash of a new password, in PHC form.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many are waiting.
    pub async fn hash(&self, password: String) -> Result<String, Fault> {
        self.in_turn(move |argon2| hash(argon2, &password)).await
    }

    /// Checks a password against a hash, or, when there is none, spends the same time and says no.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many are waiting.
    pub async fn check(&self, password: String, phc: Option<String>) -> Result<Verdict, Fault> {
        let (dummy, cost) = (self.dummy.clone(), self.cost);
        self.in_turn(move |argon2| {
            let known = phc.is_some();
            let phc = phc.unwrap_or_else(|| dummy.as_ref().to_owned());
            let parsed = PasswordHash::new(&phc).map_err(|_| Fault::Internal("unreadable password hash"))?;
            let matches = argon2.verify_password(password.as_bytes(), &parsed).is_ok();
            if !(matches && known) {
                return Ok(Verdict::Wrong);
            }
            let param =
                |name| parsed.params.get(name).and_then(|value| value.to_string().parse::<u32>().ok()).unwrap_or(0);
            if param("m") < cost.memory_kib || param("t") < cost.passes {
                return hash(argon2, &password).map(Verdict::RightButWeak);
            }
            Ok(Verdict::Right)
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Argon2<'static>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let place = Place::take(&self.waiting)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Fault::Internal("closed"))?;
        drop(place);
        let argon2 = self.argon2.clone();
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let begun = std::time::Instant::now();
            let done = act(&argon2);
            metrics::histogram!(HASH_SECONDS).record(begun.elapsed());
            done
        })
        .await
        .unwrap_or(Err(Fault::Internal("hashing panicked")))
    }
}

/// A place in the queue; dropping it gives it back, also when the one who waits goes away.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self, Fault> {
        let place = Self(waiting.clone());
        metrics::gauge!(HASHES_WAITING).increment(1);
        if waiting.fetch_add(1, Ordering::Relaxed) >= QUEUE { Err(Fault::Busy) } else { Ok(place) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!(HASHES_WAITING).decrement(1);
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, Fault> {
    let salt: [u8; 16] = store::random::bytes()?;
    argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| Fault::Internal("argon2 failed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, concurrency: 2 };

    #[tokio::test]
    async fn a_password_matches_its_hash_only() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let phc = passwords.hash("phrase de passe".into()).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        let check = |password: &str, phc: Option<&str>| passwords.check(password.into(), phc.map(Into::into));
        assert_eq!(check("phrase de passe", Some(&phc)).await.unwrap(), Verdict::Right);
        assert_eq!(check("phrase de passe ", Some(&phc)).await.unwrap(), Verdict::Wrong);
        assert_eq!(check("a password that nobody has", None).await.unwrap(), Verdict::Wrong);
        assert!(check("x", Some("not a hash")).await.is_err());
    }

    #[tokio::test]
    async fn a_weaker_hash_is_made_anew() {
        let phc = Passwords::new(CHEAP).unwrap().hash("phrase de passe".into()).await.unwrap();
        let stronger = Passwords::new(Cost { passes: 2, ..CHEAP }).unwrap();
        let Verdict::RightButWeak(renewed) = stronger.check("phrase de passe".into(), Some(phc)).await.unwrap() else {
            panic!("the hash was weak");
        };
        assert!(renewed.contains("t=2"));
        assert_eq!(stronger.check("phrase de passe".into(), Some(renewed)).await.unwrap(), Verdict::Right);
    }

    #[tokio::test]
    async fn a_queue_that_is_full_turns_the_next_away() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let all = passwords.turns.clone().acquire_many_owned(2).await.unwrap();
        let waiting: Vec<_> = (0..QUEUE)
            .map(|_| Box::pin(passwords.hash("x".into())))
            .map(|mut hash| {
                let _ = futures_poll(&mut hash);
                hash
            })
            .collect();
        assert!(matches!(passwords.hash("x".into()).await, Err(Fault::Busy)));
        drop(waiting);
        drop(all);
        assert!(passwords.hash("x".into()).await.is_ok());
    }

    fn futures_poll<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context)
    }
}
