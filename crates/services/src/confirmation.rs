//! The password, asked for again before something sensitive (quality.md, step-up).

use domain::form::confirmation::{ConfirmationProblem, TRIES};
use domain::form::sign_in::password_problem;
use domain::history::Act;
use store::{Admission, Caller, Token};

use crate::passwords::Verdict;
use crate::security::{Event, Outcome};
use crate::sign_in::tries_subject;
use crate::{Entrant, Fault, Services, limits};

/// What became of a password.
#[derive(Debug)]
pub enum Confirmed {
    /// It is right. The session goes on under this token, and the one before is worth nothing any more.
    Right(Token),
    /// It is not, or was not looked at.
    Refused(ConfirmationProblem),
    /// The session has ended meanwhile.
    SessionOver,
}

impl Services {
    /// Checks the caller's password. The try is counted before the password is looked at, so that parallel tries gain nothing. As at
    /// the sign-in, tries from a device of the account count for that device alone: whoever has got hold of a session elsewhere
    /// holds nobody back.
    pub async fn confirm_password(&self, caller: &Caller, password: String, from: Entrant) -> Result<Confirmed, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            if let Some(problem) = password_problem(&password) {
                return Ok(Confirmed::Refused(ConfirmationProblem::Shape(problem)));
            }
            let (now, account) = (services.now(), caller.account());
            let tell = |outcome| services.alert(Event::Confirmation, outcome, Some(account), Some(from.address));
            let mut work = services.0.store.begin().await?;
            let device = work.device_of(&from.devices, Some(account));
            let subject = tries_subject(account, device);
            let counter = match work.admit(limits::CONFIRMATIONS, &subject, now).await? {
                Admission::Admitted(counter) => counter,
                Admission::Held { minutes } => {
                    tell(Outcome::HeldBack);
                    return Ok(Confirmed::Refused(ConfirmationProblem::TooMany { minutes }));
                }
            };
            work.count(&counter).await?;
            let credentials = work.credentials_of_account(account).await?;
            work.commit().await?;

            let phc = credentials.as_ref().map(|known| known.password_hash.clone());
            let verdict = match services.0.passwords.check(password, phc).await {
                Ok(verdict) => verdict,
                Err(fault) => {
                    // Nothing was compared: it is not the caller's failure.
                    let mut work = services.0.store.begin().await?;
                    work.forgive(&counter).await?;
                    work.commit().await?;
                    return Err(fault);
                }
            };
            let mut work = services.0.store.begin().await?;
            let (Some(credentials), true) = (credentials, verdict != Verdict::Wrong) else {
                let failures = counter.failures() + 1;
                if failures == 1 {
                    work.record_own(account, Act::ConfirmationRefused, Some(account), now).await?;
                    work.commit().await?;
                }
                tell(Outcome::Refused);
                return Ok(Confirmed::Refused(ConfirmationProblem::Wrong { left: TRIES.saturating_sub(failures) }));
            };
            work.clear(&counter).await?;
            if let Verdict::RightButWeak(hash) = verdict {
                work.strengthen_password_hash(&credentials, &hash).await?;
            }
            let token = Token::mint()?;
            if !work.confirm_session(&caller, token.hash(), now).await? {
                return Ok(Confirmed::SessionOver);
            }
            work.commit().await?;
            tell(Outcome::Accepted);
            Ok(Confirmed::Right(token))
        })
        .await
    }
}
