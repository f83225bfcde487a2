//! What enrolment keeps for a request. The server's middleware makes an [`EnrolmentVisit`] of every request and hands it
//! on with it, so that a wizard of another system, with a type and a middleware of its own, changes nothing here nor in
//! [`Visit`](crate::visit::Visit).

use std::sync::Arc;

use domain::place::{EnrolmentPlace, PublicPage};
use http::request::Parts;
use leptos::prelude::use_context;
use services::enrolment::EnrolmentState;
use services::{Fault, Services, Token};

use crate::pages::whole::start::{BEGIN, OVER};

/// Under this name waits the news that one was led back to the first step that is missing.
const LED_BACK: &str = "reprise";

/// The enrolment under way in a browser.
#[derive(Clone, Default)]
pub struct EnrolmentVisit {
    /// Names the draft.
    pub draft: Option<Token>,
    /// Its state, once it was looked at for this request: the page need not ask again.
    pub state: Option<Arc<EnrolmentState>>,
}

/// Where a request for a step leads.
pub enum Way {
    /// To the step, which shows that draft, or the first one, which needs none.
    On(Option<Arc<EnrolmentState>>),
    /// Somewhere else: to what was done, or to the beginning.
    To(String),
    /// Back to the first step that is missing, where [`note_led_back`](EnrolmentVisit::note_led_back) has it said.
    BackTo(String),
}

impl EnrolmentVisit {
    /// That of the request that is being answered.
    pub fn current() -> Self {
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<Self>().cloned()).unwrap_or_default()
    }

    /// Where a request for the step at that place leads: a step can be shown once what comes before it is done.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn way_to(&self, services: &Services, place: EnrolmentPlace) -> Result<Way, Fault> {
        let first = place == EnrolmentPlace::BirthDate;
        let Some(draft) = &self.draft else {
            return Ok(if first { Way::On(None) } else { Way::To(start_because(BEGIN)) });
        };
        let state = match &self.state {
            Some(state) => Some(state.clone()),
            None => services.enrolment(draft).await?.map(Arc::new),
        };
        let Some(state) = state else { return Ok(if first { Way::On(None) } else { Way::To(start_because(OVER)) }) };
        if place.can_be_shown(state.step) {
            return Ok(Way::On(Some(state)));
        }
        let there = EnrolmentPlace::of_step(state.step).path().to_owned();
        // The page that asks the birth date again says by itself why.
        Ok(if state.step < place.rule() && !state.is_locked() { Way::BackTo(there) } else { Way::To(there) })
    }

    /// Keeps for the page that is shown next that one was led back to it.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn note_led_back(&self, services: &Services) -> Result<(), Fault> {
        match &self.draft {
            Some(draft) => services.keep_flash(draft, LED_BACK, true).await,
            None => Ok(()),
        }
    }

    /// Whether one was led back to the page that is shown now; it says so once.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn was_led_back(&self, services: &Services) -> Result<bool, Fault> {
        match &self.draft {
            Some(draft) => Ok(services.take_flash(draft, LED_BACK).await?.unwrap_or(false)),
            None => Ok(false),
        }
    }
}

/// The beginning, which says why one is led there.
pub fn start_because(why: &str) -> String {
    format!("{}?motif={why}", PublicPage::Enrol.path())
}
