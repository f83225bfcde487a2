//! What can be done: one file per family of use cases, and the ports to the outside.
//!
//! [`Services`] is the one value handed out. A use case begins a unit of work, authorises, acts,
//! writes the history line, enqueues the mail, commits. Those that write run in a task of their own
//! ([`Services::to_the_end`]): a browser that goes away leaves nothing half done.
//!
//! To add a use case: a method on `Services` in the file of its family; its refusals as values in
//! its answer; [`Fault`] for what is nobody's fault but ours. A mail or an SMS is added in `messages.rs`,
//! what may be tried how often in `limits.rs`.
#![warn(missing_docs)]

pub mod barrier;
pub mod care;
pub mod children;
pub mod clock;
pub mod closure;
pub mod confirmation;
pub mod contacts;
pub mod demonstration;
pub mod enrolment;
mod entrant;
mod erasures;
pub mod export;
mod files;
mod flashes;
mod help;
pub mod import;
pub mod insured;
pub mod letters;
mod limits;
mod majority;
mod messages;
pub mod metrics;
pub mod onboarding;
pub mod outbox;
pub mod paper;
pub mod passwords;
mod professionals;
mod profiles;
#[cfg(feature = "scratch")]
pub mod scratch;
mod security;
mod settings;
pub mod sharing;
pub mod sign_in;
mod spaces;
mod upkeep;

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::history::Act;
use domain::provisional_code::ProvisionalCode;
use domain::time::{Span, Timestamp};
pub use entrant::{Entered, Entrant};
pub use erasures::{ErasureList, beside};
pub use files::Files;
pub use store::random::bytes as random_bytes;
pub use store::{AccountRef, Caller, Devices, EndedSession, Token};
use store::{SessionLimits, Store, StoreError};
use tokio::sync::Mutex;
use tokio_util::task::TaskTracker;

use barrier::{Barrier, Pace};
use clock::Clock;
use outbox::Gateways;
use passwords::Passwords;

/// Why a use case gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Not one's own, or not there: nothing tells which.
    #[error("refused")]
    Refused,
    /// It is sensitive, and the password has to be typed again before.
    #[error("the password is needed")]
    PasswordNeeded,
    /// Too much is going on; try again later.
    #[error("busy")]
    Busy,
    /// Something failed below.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// Something failed here.
    #[error("{0}")]
    Internal(&'static str),
}

/// What an operator can set.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The address that mails give: scheme, host and port, without a path.
    pub site: String,
    /// How long sessions last.
    pub sessions: SessionLimits,
    /// How many failed sign-ins one network address may have in [`Rules::ADDRESS_WINDOW`].
    pub failures_per_address: u32,
    /// How many codes one account may have sent in [`Rules::SENDS_WINDOW`].
    pub codes_per_day: u32,
    /// How long a provisional code is valid.
    pub provisional_codes: Span,
    /// How long after the first notice a space can be opposed before it is created by itself (code de la
    /// santé publique, R1111-28).
    pub opposition: Span,
    /// How many days after a closure what the profile holds is deleted, when that was asked for: three months at most (code de la
    /// santé publique, R1111-36).
    pub deletion_days: u32,
    /// Whether a code can be asked for by post: somebody has to print the letters (`server letters`) every day.
    pub codes_by_post: bool,
}

impl Rules {
    /// For how long the failures of a network address count.
    pub const ADDRESS_WINDOW: Span = Span::minutes(15);
    /// For how long the codes that were sent count.
    pub const SENDS_WINDOW: Span = Span::hours(24);
    /// How long after a letter was asked for a person can ask for another one: it takes five working days to arrive.
    pub const LETTER_WINDOW: Span = Span::hours(7 * 24);
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            site: "http://127.0.0.1:3000".into(),
            sessions: SessionLimits {
                idle: Span::minutes(15),
                absolute: Span::hours(12),
                confirmation: Span::minutes(10),
            },
            failures_per_address: 100,
            codes_per_day: 20,
            provisional_codes: ProvisionalCode::LIFETIME,
            opposition: Span::hours(6 * 7 * 24),
            deletion_days: 30,
            codes_by_post: false,
        }
    }
}

/// Everything the service can do.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    passwords: Passwords,
    gateways: Gateways,
    files: Files,
    erasures: ErasureList,
    rules: Rules,
    /// Whose refusals leave a line in their history.
    refusals: Barrier,
    tasks: TaskTracker,
    /// When it was looked last whether the database can be written to, and whether it could.
    probed: Mutex<Option<(Instant, bool)>>,
    /// Held by the reset of a demonstration that is under way: the others wait here, and not for a connection, which they would
    /// not get in time.
    resetting: Mutex<()>,
    settling: Mutex<()>,
}

/// Each look is a durable write, and anybody can ask.
const PROBE_EVERY: Duration = Duration::from_secs(1);

impl Services {
    /// Puts the service together; what stands outside the database goes to `files`, and what was deleted is noted in `erasures`.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Clock,
        passwords: Passwords,
        gateways: Gateways,
        (files, erasures): (Files, ErasureList),
        rules: Rules,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            passwords,
            gateways,
            files,
            erasures,
            rules,
            refusals: Barrier::new(1 << 12),
            tasks: TaskTracker::new(),
            probed: Mutex::default(),
            resetting: Mutex::default(),
            settling: Mutex::default(),
        }))
    }

    /// The service's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The rules in force.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// Whether this is a demonstration: messages are kept instead of sent, the clock can be set.
    #[must_use]
    pub fn is_demonstration(&self) -> bool {
        matches!(self.0.gateways, Gateways::Kept)
    }

    /// Whether the database answers and can be written to. However often it is asked, it looks once a second.
    ///
    /// # Errors
    /// [`Fault::Store`] when it cannot.
    pub async fn ready(&self) -> Result<(), Fault> {
        self.to_the_end(async |services| {
            let mut last = services.0.probed.lock().await;
            if let Some((at, ready)) = *last
                && at.elapsed() < PROBE_EVERY
            {
                return if ready {
                    Ok(())
                } else {
                    Err(Fault::Internal("the database could not be written to just now"))
                };
            }
            let probed = services.0.store.probe().await;
            *last = Some((Instant::now(), probed.is_ok()));
            Ok(probed?)
        })
        .await
    }

    /// Waits until what was runs detached is done: a test that looks at its effect calls it first.
    pub async fn settle(&self) {
        // One at a time: whoever reopens ends the waiting of all others.
        let _alone = self.0.settling.lock().await;
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.tasks.reopen();
    }

    /// Waits until everything that was begun is done, and closes the database.
    pub async fn drain(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.store.close().await;
    }

    /// Runs a use case in a task that outlives the request.
    fn to_the_end<T, F, A>(&self, act: A) -> impl Future<Output = Result<T, Fault>> + Send + use<T, F, A>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        A: FnOnce(Self) -> F,
    {
        let task = self.0.tasks.spawn(act(self.clone()));
        async { task.await.unwrap_or(Err(Fault::Internal("a use case panicked"))) }
    }

    /// Runs something that nobody waits for, detached from the request.
    fn run_detached<F: Future<Output = Result<(), Fault>> + Send + 'static>(&self, what: &'static str, task: F) {
        self.0.tasks.spawn(async move {
            if let Err(error) = task.await {
                tracing::error!(%error, what, "a background task failed");
            }
        });
    }

    /// Refuses, and leaves a line. It stands in a transaction of its own: there is nothing else to
    /// commit.
    fn refuse(&self, caller: &Caller) -> Fault {
        self.note_refusal(caller);
        Fault::Refused
    }

    /// Notes on the caller's own history that they asked for something that is not theirs. Of many in a short time a few lines
    /// are left: a history cannot be cleared, and nobody shall fill theirs, or the database, by asking.
    pub fn note_refusal(&self, caller: &Caller) {
        const LINES: Pace = Pace { interval: Duration::from_mins(10), burst: 5 };
        metrics::refusal();
        let (services, account) = (self.clone(), caller.account());
        let now = Duration::from_millis(u64::try_from(self.now().as_millis()).unwrap_or_default());
        if self.0.refusals.admit(&account, LINES, now).is_err() {
            return;
        }
        self.alert(security::Event::Access, security::Outcome::Refused, Some(account), None);
        self.run_detached("refusal", async move {
            let mut work = services.0.store.begin().await?;
            work.record_own(account, Act::AccessRefused, Some(account), services.now()).await?;
            Ok(work.commit().await?)
        });
    }
}
