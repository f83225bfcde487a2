//! Flashes: rejected forms between two pages, for browsers without JavaScript.

use domain::time::Span;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Token;

use crate::{Fault, Services};

/// How long a form waits for the page that shows it.
const LIFETIME: Span = Span::minutes(10);

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

    /// Takes the form out that waits for that browser, if there is one.
    pub async fn take_flash<T: DeserializeOwned + Send + 'static>(
        &self,
        token: &Token,
        form: &'static str,
    ) -> Result<Option<T>, Fault> {
        let token = token.hash();
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
