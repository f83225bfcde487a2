//! Password hashing: argon2id, off the async threads, never more at once than memory allows.
//!
//! A password is hashed and judged in its composed form (NFC), so that it opens from every keyboard: `é` may be typed as one
//! character or as two. Hashes that were made before of what was typed still open, for whoever types the same.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use domain::date::{CalendarDate, MONTHS};
use domain::form::enrolment::PasswordProblem;
use domain::nir::Nir;
use domain::person::PersonName;
use domain::typed::composed;
use tokio::sync::Semaphore;

use crate::Fault;
use crate::metrics::{HASH_SECONDS, HASHES_WAITING};

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
    params: Params,
    cost: Cost,
    turns: Arc<Semaphore>,
    workspaces: Arc<Workspaces>,
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
    /// The password is right, and its hash is weaker than today's, or of another form of it: here is a new one.
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
        let dummy = hash(&params, "a password that nobody has", &mut Vec::new())?.into();
        let turns = Arc::new(Semaphore::new(cost.concurrency.max(1)));
        Ok(Self { params, cost, turns, workspaces: Arc::default(), waiting: Arc::default(), dummy })
    }

    /// The hash of a new password, in PHC form.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many are waiting.
    pub async fn hash(&self, password: String) -> Result<String, Fault> {
        self.in_turn(move |params, workspace| hash(params, &composed(&password), workspace)).await
    }

    /// Checks a password against a hash, or, when there is none, spends the same time and says no. A wrong password costs
    /// what a hash costs today, however cheap the one was that it is checked against: the time tells nothing of the account.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many are waiting.
    pub async fn check(&self, password: String, phc: Option<String>) -> Result<Verdict, Fault> {
        let (dummy, cost) = (self.dummy.clone(), self.cost);
        self.in_turn(move |today, workspace| {
            let parsed = PasswordHash::new(phc.as_deref().unwrap_or(&dummy)).map_err(|_| UNREADABLE)?;
            let params = Params::try_from(&parsed).map_err(|_| UNREADABLE)?;
            let composed = composed(&password);
            let matches = |form: &str, workspace: &mut Workspace| {
                let matches = verify(&parsed, &params, form, workspace)? && phc.is_some();
                if !matches {
                    spend_rest(today, &params, workspace)?;
                }
                Ok::<bool, Fault>(matches)
            };
            let is_composed = matches(&composed, workspace)?;
            // How many forms are tried depends on what was typed alone.
            let as_typed = !is_composed && composed != password && matches(&password, workspace)?;
            if !is_composed && !as_typed {
                return Ok(Verdict::Wrong);
            }
            if as_typed || params.m_cost() < cost.memory_kib || params.t_cost() < cost.passes {
                return hash(today, &composed, workspace).map(Verdict::RightButWeak);
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
    pub async fn judge(&self, password: String, own: Own) -> Result<Option<PasswordProblem>, Fault> {
        // It takes milliseconds, and longer for long passwords.
        tokio::task::spawn_blocking(move || problem_of(&composed(&password), &own))
            .await
            .map_err(|_| Fault::Internal("judging a password panicked"))
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Params, &mut Workspace) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let place = Place::take(&self.waiting)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Fault::Internal("closed"))?;
        drop(place);
        let (params, workspaces) = (self.params.clone(), self.workspaces.clone());
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let begun = std::time::Instant::now();
            let done = workspaces.lend(|workspace| act(&params, workspace));
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

fn problem_of(password: &str, Own(own): &Own) -> Option<PasswordProblem> {
    let judged: String = password.chars().take(JUDGED).collect();
    let folded = folded(&judged);
    if own.iter().any(|word| folded.contains(word.as_str())) {
        return Some(PasswordProblem::Personal);
    }
    let known: Vec<&str> = own.iter().map(String::as_str).chain(["monespacesante", "espacesante", "vitale"]).collect();
    (zxcvbn::zxcvbn(&judged, &known).score() < STRENGTH).then_some(PasswordProblem::Common)
}

/// A text in small letters and digits alone.
fn folded(text: &str) -> String {
    composed(text).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a password must not contain, folded: others may know all of it.
#[derive(Default)]
pub struct Own(Vec<String>);

impl Own {
    /// Somebody's names, and their birth date in whatever order it is written.
    #[must_use]
    pub fn of(name: &PersonName, born_on: CalendarDate) -> Self {
        let mut own = Self::default();
        name.given.split([' ', '-']).chain(name.family.split([' ', '-'])).for_each(|word| own.add(word));
        let (day, month, year) = (born_on.day(), born_on.month(), born_on.year());
        let name = MONTHS[usize::from(month) - 1];
        for name in [name.to_owned(), name.replace('é', "e").replace('û', "u")] {
            own.0.extend([format!("{day}{name}{year}"), format!("{day}er{name}{year}")]);
        }
        for (day, month) in [(format!("{day:02}"), format!("{month:02}")), (day.to_string(), month.to_string())] {
            own.0.extend([
                format!("{day}{month}{year}"),
                format!("{month}{day}{year}"),
                format!("{year}{month}{day}"),
                format!("{year}{day}{month}"),
            ]);
        }
        let year = year % 100;
        own.0.extend([format!("{day:02}{month:02}{year:02}"), format!("{year:02}{month:02}{day:02}")]);
        own
    }

    /// A name, a number or a contact. Of an address what stands before the `@`; of a social security number all but its key.
    pub fn add(&mut self, text: &str) {
        let word = match (Nir::parse(text), text.rsplit_once('@')) {
            (Ok(nir), _) => nir.compact()[..13].to_lowercase(),
            (_, Some((local, _))) => folded(local),
            _ => folded(text),
        };
        // Shorter ones stand in many words.
        if word.chars().count() >= 4 {
            self.0.push(word);
        }
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

/// What a hash works in: at least as many blocks as its memory has KiB.
type Workspace = Vec<Block>;

/// The workspaces of hashes that are over, for those to come: there are never more than hashes at once.
///
/// argon2 writes every block before it reads it, so what an earlier hash left is no part of a later one, and
/// filling 46 MiB with zeros each time would be 4 % of a sign-in.
#[derive(Default)]
struct Workspaces(Mutex<Vec<Workspace>>);

impl Workspaces {
    fn lend<T>(&self, act: impl FnOnce(&mut Workspace) -> T) -> T {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut workspace = free().pop().unwrap_or_default();
        let done = act(&mut workspace);
        free().push(workspace);
        done
    }
}

const UNREADABLE: Fault = Fault::Internal("unreadable password hash");
const FAILED: Fault = Fault::Internal("argon2 failed");

fn hash(params: &Params, password: &str, workspace: &mut Workspace) -> Result<String, Fault> {
    let salt = Salt::new(&store::random::bytes::<16>()?).map_err(|_| FAILED)?;
    let output = output(params, password, &salt, Params::DEFAULT_OUTPUT_LEN, workspace)?;
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|_| FAILED)?,
        salt: Some(salt),
        hash: Some(output),
    };
    Ok(phc.to_string())
}

/// Whether a password has that hash; the outputs are compared in constant time.
fn verify(phc: &PasswordHash, params: &Params, password: &str, workspace: &mut Workspace) -> Result<bool, Fault> {
    let ours = phc.algorithm == Algorithm::Argon2id.ident() && phc.version == Some(Version::V0x13.into());
    let (true, Some(salt), Some(expected)) = (ours, &phc.salt, &phc.hash) else {
        return Err(UNREADABLE);
    };
    Ok(output(params, password, salt, expected.len(), workspace)? == *expected)
}

/// What is missing of today's price where a cheaper hash was checked.
fn spend_rest(today: &Params, spent: &Params, workspace: &mut Workspace) -> Result<(), Fault> {
    if let Some(rest) = rest(today, spent) {
        let salt = Salt::new(&[0; 16]).map_err(|_| FAILED)?;
        output(&rest, "", &salt, Params::DEFAULT_OUTPUT_LEN, workspace)?;
    }
    Ok(())
}

/// The hash that together with one that was spent costs what one costs today: what counts is how often which memory is gone
/// over.
fn rest(today: &Params, spent: &Params) -> Option<Params> {
    let price = |params: &Params| u64::from(params.m_cost()) * u64::from(params.t_cost());
    let missing = price(today).checked_sub(price(spent))?;
    let memory = u32::try_from(missing / u64::from(today.t_cost())).ok()?;
    // None where less is missing than the least that there is.
    Params::new(memory, today.t_cost(), 1, None).ok()
}

fn output(
    params: &Params,
    password: &str,
    salt: &Salt,
    length: usize,
    workspace: &mut Workspace,
) -> Result<Output, Fault> {
    let blocks = params.block_count();
    if workspace.len() < blocks {
        workspace.resize(blocks, Block::default());
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = &mut bytes[..length];
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, bytes, &mut workspace[..blocks])
        .map_err(|_| FAILED)?;
    Output::new(bytes).map_err(|_| FAILED)
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier as _;

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
        assert!(check("phrase de passe", Some(&phc.replace("argon2id", "argon2i"))).await.is_err());
    }

    /// In a workspace that another hash, of more memory, has used before.
    #[tokio::test]
    async fn hashes_are_what_the_library_makes_of_fresh_memory() {
        let (params, mut workspace) = (Params::new(64, 1, 1, None).unwrap(), Workspace::new());
        hash(&Params::new(128, 2, 1, None).unwrap(), "another", &mut workspace).unwrap();
        let phc = hash(&params, "phrase de passe", &mut workspace).unwrap();
        let library = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let phc = PasswordHash::new(&phc).unwrap();
        library.verify_password(b"phrase de passe", &phc).unwrap();
        library.verify_password(b"phrase de passe ", &phc).unwrap_err();
    }

    #[tokio::test]
    async fn a_new_password_is_neither_common_nor_personal() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let name = PersonName { given: "Martine Julie".into(), family: "Le Guellec".into() };
        let born_on = CalendarDate::from_iso("1971-09-28").unwrap();
        let judge = async |password: &str| {
            let mut own = Own::of(&name, born_on);
            for particular in ["martine.lg", "116304403801618", "51020304051", "mlg-cactus@exemple.fr", "0611121314"] {
                own.add(particular);
            }
            passwords.judge(password.into(), own).await.unwrap()
        };
        for common in ["passwordpassword", "azertyuiop123", "aaaaaaaaaaaaaaaa", "123456789012", "motdepasse1234"] {
            assert_eq!(judge(common).await, Some(PasswordProblem::Common), "{common}");
        }
        for personal in [
            "Martine-aime-les-cactus",
            "sept le GUELLEC noirs",
            "x martine.lg y bateau",
            "un 28/09/1971 pluvieux",
            "un 09.28.1971 pluvieux",
            "un 1971-9-28 pluvieux",
            "un 28 septembre 1971 pluvieux",
            "116304403801618",
            "1 16 30 44 038 016",
            "carte 510 2030 4051 vitale",
            "vélo MLG.cactus vélo",
            "appelle le 06 11 12 13 14",
        ] {
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

    #[test]
    fn what_was_spent_and_the_rest_are_todays_price() {
        let params = |memory, passes| Params::new(memory, passes, 1, None).unwrap();
        let price = |params: &Params| params.m_cost() * params.t_cost();
        for (today, spent) in [
            (params(65_536, 3), params(47_104, 1)),
            (params(65_536, 3), params(65_536, 1)),
            (params(65_536, 3), params(19_456, 2)),
            (params(131_072, 4), params(65_536, 3)),
        ] {
            let both = price(&spent) + price(&rest(&today, &spent).unwrap());
            assert!(price(&today) - both < today.t_cost(), "{both} of {}", price(&today));
        }
        let same = params(65_536, 3);
        assert!(rest(&same, &same).is_none() && rest(&same, &params(131_072, 3)).is_none());
    }

    /// By the time that it takes, which is a hundred times less where it is not so.
    #[tokio::test]
    async fn a_wrong_password_costs_todays_price_whatever_its_hash_cost() {
        let old = Passwords::new(CHEAP).unwrap().hash("phrase de passe".into()).await.unwrap();
        let today = Passwords::new(Cost { memory_kib: 8192, passes: 2, concurrency: 1 }).unwrap();
        let least = async |phc: Option<&str>| {
            let mut least = std::time::Duration::MAX;
            for _ in 0..4 {
                let begun = std::time::Instant::now();
                assert_eq!(today.check("une autre".into(), phc.map(Into::into)).await.unwrap(), Verdict::Wrong);
                least = least.min(begun.elapsed());
            }
            least
        };
        let (unknown, known) = (least(None).await, least(Some(&old)).await);
        assert!(known > unknown / 3 && unknown > known / 3, "{known:?} beside {unknown:?}");
    }

    #[tokio::test]
    async fn a_password_opens_however_its_accents_are_typed() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let check = |password: &str, phc: &str| passwords.check(password.into(), Some(phc.into()));
        let (together, apart) = ("éléphants à vélo", "e\u{301}le\u{301}phants a\u{300} ve\u{301}lo");
        for chosen in [together, apart] {
            let phc = passwords.hash(chosen.into()).await.unwrap();
            for typed in [together, apart] {
                assert_eq!(check(typed, &phc).await.unwrap(), Verdict::Right, "{chosen} typed as {typed}");
            }
            assert_eq!(check("elephants a velo", &phc).await.unwrap(), Verdict::Wrong);
        }
        // Hashed as it was typed, as an earlier version did: it opens so, and from then on in every form.
        let earlier = hash(&passwords.params, apart, &mut Workspace::new()).unwrap();
        assert_eq!(check(together, &earlier).await.unwrap(), Verdict::Wrong);
        let Verdict::RightButWeak(renewed) = check(apart, &earlier).await.unwrap() else { panic!("it is made anew") };
        assert_eq!(check(together, &renewed).await.unwrap(), Verdict::Right);
    }

    #[tokio::test]
    async fn a_password_is_judged_however_its_accents_are_typed() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let born_on = CalendarDate::from_iso("1971-09-28").unwrap();
        let name = PersonName { given: "Zoe\u{308}".into(), family: "Hébert".into() };
        for typed in ["les cactus de Hébert", "les cactus de He\u{301}bert"] {
            let judged = passwords.judge(typed.into(), Own::of(&name, born_on)).await.unwrap();
            assert_eq!(judged, Some(PasswordProblem::Personal), "{typed}");
        }
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
