//! Upkeep: what is over is deleted, and histories are verified.

use domain::id::to_hex;
use domain::time::Span;
use store::ChainFault;

use crate::{Fault, Services};

impl Services {
    /// Deletes sessions, sign-ins, drafts, counters, flashes, keys and messages that are long over, also from the database's files.
    pub async fn tidy_up(&self) -> Result<u64, Fault> {
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            let day_ago = now.minus(Span::hours(24));
            let mut gone = work.forget_flashes(now).await?;
            gone += work.forget_drafts(now).await?;
            gone += work.forget_sign_ins(day_ago).await?;
            gone += work.forget_sessions(day_ago.minus(services.0.rules.sessions.absolute)).await?;
            gone += work.forget_throttles(day_ago).await?;
            gone += work.forget_idempotency_keys(day_ago).await?;
            gone += work.forget_jobs(now.minus(Span::hours(24 * 30))).await?;
            work.commit().await?;
            if !services.0.store.forget_earlier_pages().await? {
                tracing::warn!("what was deleted is in the database's files until the next time: somebody is reading");
            }
            Ok(gone)
        })
        .await
    }

    /// Whether messages stay in the outbox, as this database was restored.
    pub async fn sending_is_held(&self) -> Result<bool, Fault> {
        Ok(self.0.store.read().await?.sending_is_held().await?)
    }

    /// Lets messages leave that a restored database keeps back; whether it kept them back.
    pub async fn resume_sending(&self) -> Result<bool, Fault> {
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            let held = work.resume_sending().await?;
            work.commit().await?;
            Ok(held)
        })
        .await
    }

    /// Verifies all histories: how many lines hold, and where a chain is broken.
    pub async fn verify_history(&self) -> Result<(u64, Vec<ChainFault>), Fault> {
        Ok(self.0.store.read().await?.verify_history().await?)
    }

    /// Wraps all data keys anew by the newest key of the keyring; how many.
    pub async fn rewrap_data_keys(&self) -> Result<usize, Fault> {
        let mut all = 0;
        loop {
            let mut work = self.0.store.begin().await?;
            let count = work.rewrap_data_keys().await?;
            work.commit().await?;
            if count == 0 {
                return Ok(all);
            }
            all += count;
        }
    }

    /// A key for a form: whoever posts it twice is heard once.
    pub fn form_key(&self) -> Result<String, Fault> {
        Ok(to_hex(&store::random::bytes::<16>()?))
    }
}
