use std::time::Duration;

use domain::sign_in::SignedOut;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::{ActButton, ButtonGroup};
use super::dialog::{self, Dialog, DialogRef};
use super::failure::leave_signed_out;
use super::form::ACCOUNT;
use super::live_text::live_text;
use super::sign_out::SignOutForm;
use crate::error::AppError;
use crate::text;

/// From so many seconds before the end on, the visitor is asked.
const WARNING: i64 = 120;
/// How often the time left is told, in seconds.
const STEP: i64 = 30;
/// When to ask again after the server could not be reached, in seconds.
const AGAIN: i64 = 15;

/// What names the account in forms, once the session was asked about; for as long as the page is not loaded anew. Another
/// account leaves the page behind.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignedInAs(RwSignal<String>);

/// Asks «Toujours là ?» before the session ends for lack of activity (WCAG 2.2.1). The server alone
/// knows the time left: it is asked again at each step, so that another window counts too.
#[component]
pub fn SessionWatch() -> impl IntoView {
    let SignedInAs(account) = expect_context();
    let watch = Watch { account, dialog: NodeRef::new(), left: RwSignal::new(WARNING), timer: StoredValue::new(None) };
    Effect::new(move |_| watch.begin());
    view! {
        <Dialog
            id="inactivite"
            title="Toujours là\u{a0}?"
            node=watch.dialog
            on_cancel=Callback::new(move |()| watch.stay())
        >
            <p role="status">
                {live_text(move || {
                    let left = text::time_left(watch.left.get());
                    format!("Sans réponse de votre part, votre session sera fermée dans {left}.")
                })}
            </p>
            <ButtonGroup>
                <ActButton label="Rester connecté" on_press=Callback::new(move |()| watch.stay()) />
                <SignOutForm account class="button button--secondary">"Se déconnecter"</SignOutForm>
            </ButtonGroup>
        </Dialog>
    }
}

#[derive(Clone, Copy)]
struct Watch {
    account: RwSignal<String>,
    dialog: DialogRef,
    left: RwSignal<i64>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Watch {
    fn begin(self) {
        self.ask();
        let visible = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                self.ask();
            }
        });
        on_cleanup(move || {
            visible.remove();
            self.wait_no_more();
        });
    }

    /// Asks the server how long the session lasts.
    fn ask(self) {
        spawn_local(async move {
            let answer = seconds_left().await;
            if self.left.is_disposed() {
                return;
            }
            let left = answer.map(|(left, account)| {
                let before = self.account.get_untracked();
                if !before.is_empty() && before != account {
                    leave_signed_out(SignedOut::Replaced);
                }
                self.account.set(account);
                left
            });
            self.know(left);
        });
    }

    /// «Rester connecté».
    fn stay(self) {
        spawn_local(async move {
            match stay_signed_in(&self.account.get_untracked()).await {
                // Is somebody else signed in, or nobody?
                Err(AppError::SignInNeeded) => self.ask(),
                left => self.know(left),
            }
        });
    }

    fn know(self, left: Result<i64, AppError>) {
        if self.left.is_disposed() {
            return;
        }
        match left {
            Ok(left) if left > WARNING => {
                dialog::close(self.dialog);
                self.ask_in(left - WARNING);
            }
            Ok(left) if left > 0 => {
                self.left.set(left);
                dialog::open(self.dialog);
                let to_next_step = left % STEP;
                self.ask_in(if to_next_step == 0 { STEP } else { to_next_step });
            }
            Ok(_) | Err(AppError::SignInNeeded) => leave_signed_out(SignedOut::Elsewhere),
            Err(_) => self.ask_in(AGAIN),
        }
    }

    fn ask_in(self, seconds: i64) {
        self.wait_no_more();
        let wait = Duration::from_secs(u64::try_from(seconds).unwrap_or(1));
        if let Ok(timer) = set_timeout_with_handle(move || self.ask(), wait) {
            self.timer.set_value(Some(timer));
        }
    }

    fn wait_no_more(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }
}

/// How many seconds the session lasts, without making it last longer; and whose it is.
#[cfg(any(feature = "hydrate", feature = "csr"))]
async fn seconds_left() -> Result<(i64, String), AppError> {
    let answer = gloo_net::http::Request::get("/session/duree").send().await.map_err(|_| AppError::Interrupted)?;
    match answer.status() {
        200 => {
            let text = answer.text().await.map_err(|_| AppError::Interrupted)?;
            let answer = js_sys::JSON::parse(&text).map_err(|_| AppError::Unavailable)?;
            let said = |name: &str| js_sys::Reflect::get(&answer, &name.into()).ok();
            let seconds = said("secondes").and_then(|seconds| seconds.as_f64()).ok_or(AppError::Unavailable)?;
            #[expect(clippy::cast_possible_truncation, reason = "half a day at most")]
            let seconds = seconds as i64;
            Ok((seconds, said(ACCOUNT).and_then(|account| account.as_string()).unwrap_or_default()))
        }
        401 => Err(AppError::SignInNeeded),
        _ => Err(AppError::Unavailable),
    }
}

/// Begins the idle time anew; how many seconds the session now lasts.
#[cfg(any(feature = "hydrate", feature = "csr"))]
async fn stay_signed_in(account: &str) -> Result<i64, AppError> {
    use leptos::server_fn::ServerFn as _;

    crate::exchange::post(crate::api::sign_in::StaySignedIn::url(), format!("{ACCOUNT}={account}")).await.read()
}

#[cfg(not(any(feature = "hydrate", feature = "csr")))]
#[expect(clippy::unused_async, reason = "has the shape of the browser's")]
async fn seconds_left() -> Result<(i64, String), AppError> {
    Err(AppError::Unavailable)
}

#[cfg(not(any(feature = "hydrate", feature = "csr")))]
#[expect(clippy::unused_async, reason = "has the shape of the browser's")]
async fn stay_signed_in(account: &str) -> Result<i64, AppError> {
    let _ = format!("{ACCOUNT}={account}");
    Err(AppError::Unavailable)
}
