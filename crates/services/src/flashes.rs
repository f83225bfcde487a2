//! Flashes: rejected forms between two pages, for browsers without JavaScript; and forms that came too late, until their
//! writer is signed in again.

use domain::sign_in::SignedOut;
use domain::time::Span;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Caller, Token, TokenHash};

use crate::{Fault, Services};

/// How long a form waits for the page that shows it.
const LIFETIME: Span = Span::minutes(10);
/// How long a form waits for whoever has filled it in to sign in again: as long as a sign-in can take.
const UNTIL_SIGNED_IN: Span = Span::minutes(30);

impl Services {
    /// Keeps a form for the browser that has that token.
    pub async fn keep_flash<T: Serialize + Send + Sync + 'static>(
        &self,
        token: &Token,
        form: &'static str,
        value: T,
    ) -> Result<(), Fault> {
        let token = token.hash();
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            work.keep_flash(token, form, &value, services.now().plus(LIFETIME)).await?;
            Ok(work.commit().await?)
        })
        .await
    }

    /// Keeps a form of that page whose session had ended for lack of time before it was sent, for the same account. Whoever
    /// had signed out leaves nothing, and neither does a form that is `about` another account.
    pub async fn keep_until_signed_in<T: Serialize + Send + Sync + 'static>(
        &self,
        session: &Token,
        about: &str,
        page: &str,
        form: &'static str,
        value: T,
    ) -> Result<(), Fault> {
        let (session, about, page) = (session.hash(), about.to_owned(), page.to_owned());
        self.to_the_end(async move |services| {
            let (store, now) = (&services.0.store, services.now());
            let mut work = store.begin().await?;
            let ended = work.ended_session(session, services.0.rules.sessions, now).await?;
            let in_time = |why| matches!(why, Some(SignedOut::Idle | SignedOut::TooLong));
            let account = ended.filter(|ended| in_time(ended.why)).and_then(|ended| ended.account);
            let Some(account) = account else { return Ok(()) };
            if work.subject_of_account(account).is(&about) {
                let place = store.place_of_account(account, &page);
                work.keep_flash(place, form, &value, now.plus(UNTIL_SIGNED_IN)).await?;
                work.commit().await?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps a form of that page for the caller, until they have typed their password.
    pub async fn keep_for_caller<T: Serialize + Send + Sync + 'static>(
        &self,
        caller: &Caller,
        page: &str,
        form: &'static str,
        value: T,
    ) -> Result<(), Fault> {
        let place = self.0.store.place_of_account(caller.account(), page);
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            work.keep_flash(place, form, &value, services.now().plus(LIFETIME)).await?;
            Ok(work.commit().await?)
        })
        .await
    }

    /// Takes out what [`keep_for_caller`](Self::keep_for_caller) or [`keep_until_signed_in`](Self::keep_until_signed_in) has kept of the caller's, if there is something.
    pub async fn take_since_signed_in<T: DeserializeOwned + Send + 'static>(
        &self,
        caller: &Caller,
        page: &str,
        form: &'static str,
    ) -> Result<Option<T>, Fault> {
        self.take(self.0.store.place_of_account(caller.account(), page), form).await
    }

    /// Takes the form out that waits for that browser, if there is one.
    pub async fn take_flash<T: DeserializeOwned + Send + 'static>(
        &self,
        token: &Token,
        form: &'static str,
    ) -> Result<Option<T>, Fault> {
        self.take(token.hash(), form).await
    }

    async fn take<T: DeserializeOwned + Send + 'static>(
        &self,
        token: TokenHash,
        form: &'static str,
    ) -> Result<Option<T>, Fault> {
        if !self.0.store.flash_waits(token, form, self.now()).await? {
            return Ok(None);
        }
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            let value = work.take_flash(token, form, services.now()).await?;
            work.commit().await?;
            Ok(value)
        })
        .await
    }
}
