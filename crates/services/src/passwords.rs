//! Password hashing: argon2id, off the async threads, never more at once than memory allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::date::CalendarDate;
use domain::form::enrolment::PasswordProblem;
use domain::identifier::SignInIdentifier;
use domain::person::PersonName;
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

    /// Which rule a new password breaks that only the server can tell: one that is tried first, or that says
    /// who its owner is.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the check panics.
    pub async fn judge(
        &self,
        password: String,
        identifier: &SignInIdentifier,
        name: &PersonName,
        born_on: CalendarDate,
    ) -> Result<Option<PasswordProblem>, Fault> {
        let own = own_words(identifier, name, born_on);
        // It takes milliseconds, and longer for long passwords.
        tokio::task::spawn_blocking(move || problem_of(&password, &own))
            .await
            .map_err(|_| Fault::Internal("judging a password panicked"))
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

/// How many characters of a password are judged: more of them only make it stronger.
const JUDGED: usize = 72;
/// The least estimate of how hard to guess a password is, from 0 to 4 (product.md, decision 7).
const STRENGTH: zxcvbn::Score = zxcvbn::Score::Three;

fn problem_of(password: &str, own: &[String]) -> Option<PasswordProblem> {
    let judged: String = password.chars().take(JUDGED).collect();
    let folded: String = judged.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    if own.iter().any(|word| folded.contains(word.as_str())) {
        return Some(PasswordProblem::Personal);
    }
    let known: Vec<&str> = own.iter().map(String::as_str).chain(["monespacesante", "espacesante", "vitale"]).collect();
    (zxcvbn::zxcvbn(&judged, &known).score() < STRENGTH).then_some(PasswordProblem::Common)
}

/// What a password must not contain, folded: the names, the identifier, the birth date as it is written.
fn own_words(identifier: &SignInIdentifier, name: &PersonName, born_on: CalendarDate) -> Vec<String> {
    let iso = born_on.to_iso();
    let (year, month, day) = (&iso[0..4], &iso[5..7], &iso[8..10]);
    let dates = [format!("{day}{month}{year}"), format!("{year}{month}{day}"), format!("{day}{month}{}", &year[2..])];
    name.given
        .split([' ', '-'])
        .chain(name.family.split([' ', '-']))
        .chain([identifier.as_str()])
        .map(|word| word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>())
        // Shorter ones stand in many words.
        .filter(|word| word.chars().count() >= 4)
        .chain(dates)
        .collect()
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
    async fn a_new_password_is_neither_common_nor_personal() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let identifier = SignInIdentifier::parse("martine.lg").unwrap();
        let name = PersonName { given: "Martine Julie".into(), family: "Le Guellec".into() };
        let born_on = CalendarDate::from_iso("1971-09-28").unwrap();
        let judge = async |password: &str| passwords.judge(password.into(), &identifier, &name, born_on).await.unwrap();
        for common in ["passwordpassword", "azertyuiop123", "aaaaaaaaaaaaaaaa", "123456789012", "motdepasse1234"] {
            assert_eq!(judge(common).await, Some(PasswordProblem::Common), "{common}");
        }
        for personal in
            ["Martine-aime-les-cactus", "un 28/09/1971 pluvieux", "sept le GUELLEC noirs", "x martine.lg y bateau"]
        {
            assert_eq!(judge(personal).await, Some(PasswordProblem::Personal), "{personal}");
        }
        for good in ["quatre cactus bleus dansent", "Tr0is-lunes_rousses!", &"vélo ".repeat(200)] {
            assert_eq!(judge(good).await, None, "{good}");
        }
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
