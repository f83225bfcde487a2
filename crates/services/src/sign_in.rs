//! Signing in: password, code, session.

use std::net::IpAddr;

use domain::form::sign_in::CodeProblem;
use domain::history::Act;
use domain::id::{ProfileId, to_hex};
use domain::identifier::SignInIdentifier;
use domain::place::LocalPath;
use domain::sign_in::{Channel, OneTimeCode};
use domain::time::Span;
use domain::view::MaskedChannel;
use store::{
    AccountContacts, AccountRef, Admission, Attempt, Caller, Counter, DeviceNumber, EndedSession, Token, TokenHash,
    UnitOfWork, random,
};

use crate::outbox::terms;
use crate::passwords::Verdict;
use crate::security::{Event, Outcome};
use crate::{Entered, Entrant, Fault, Services, limits, messages, metrics};

/// What became of identifier and password.
#[derive(Debug)]
pub enum Identified {
    /// They match: the browser keeps this token until the sign-in is over.
    Accepted {
        /// Names the sign-in under way.
        token: Token,
        /// Whether a code has been sent already, because there is only one way.
        code_sent: bool,
    },
    /// They do not match, nobody has that identifier, or further tries are held back.
    Mismatch,
    /// Too many failures from that network address.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

/// A sign-in under way, as its pages show it.
#[derive(Debug)]
pub struct SignInState {
    /// The ways that are open.
    pub channels: Vec<MaskedChannel>,
    /// Where the last code went.
    pub sent: Option<MaskedChannel>,
    /// In how long another can be sent.
    pub resend_in: Span,
    /// Names the account in the forms of these pages: the tabs of a browser share one sign-in.
    pub about: String,
}

/// What became of a demand for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It is on its way (or this very demand had been heard before).
    Sent,
    /// The last one was sent just now.
    TooSoon,
    /// Too many were sent to that account today, or to that address or number.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// No sign-in is under way.
    NoSignIn,
    /// The sign-in under way is another account's than the form's: nothing is done.
    Replaced,
}

/// What became of a code.
#[derive(Debug)]
pub enum Redeemed {
    /// The session is open.
    SignedIn {
        /// What the browser gets.
        entered: Entered,
        /// The visitor's own profile.
        home: ProfileId,
        /// Where the visitor was going.
        return_to: Option<LocalPath>,
    },
    /// It was not the code, or is no longer.
    Refused(CodeProblem),
    /// That was the last try: back to the password.
    Exhausted,
    /// No sign-in is under way.
    NoSignIn,
    /// The sign-in under way is another account's than the form's: nothing is done.
    Replaced,
}

/// What a session cookie is worth.
#[derive(Clone, Copy, Debug)]
pub enum SessionState {
    /// There is none.
    Absent,
    /// There was one, and it is over.
    Ended,
    /// Somebody is signed in.
    Open(Caller),
}

/// How long what is recorded detached waits for the answer to be out.
const DETACHED_DELAY: std::time::Duration = std::time::Duration::from_secs(2);

impl Services {
    /// Step 1: checks identifier and password.
    ///
    /// Known, unknown and held-back identifiers get the same answer after the same work. The try is
    /// counted before the password is looked at, so that parallel tries gain nothing.
    ///
    /// Tries from a device that the account has signed in from before count for that device alone: neither who guesses elsewhere
    /// nor who shares the network address holds its holder back there. All other devices share the counter of the identifier.
    pub async fn identify(
        &self,
        identifier: Option<SignInIdentifier>,
        password: String,
        from: Entrant,
        return_to: Option<LocalPath>,
    ) -> Result<Identified, Fault> {
        self.to_the_end(async move |services| {
            let answer = services.identify_to_the_end(identifier, password, from, return_to).await;
            let outcome = match &answer {
                Ok(Identified::Accepted { .. }) => "accepted",
                Ok(Identified::Mismatch) => "refused",
                Ok(Identified::TooMany { .. }) => "held_back",
                Err(_) => "failed",
            };
            metrics::sign_in("password", outcome);
            answer
        })
        .await
    }

    async fn identify_to_the_end(
        &self,
        identifier: Option<SignInIdentifier>,
        password: String,
        from: Entrant,
        return_to: Option<LocalPath>,
    ) -> Result<Identified, Fault> {
        let now = self.now();
        let network = network_of(from.address);
        let tell = |outcome, account| self.alert(Event::Password, outcome, account, Some(from.address));

        let mut work = self.0.store.begin().await?;
        let by_address = match work.admit(self.0.rules.address_failures(), &network, now).await? {
            Admission::Admitted(counter) => Some(counter),
            Admission::Held { minutes } => {
                // Whoever has no mark is not even looked for, and nothing is unsealed of whoever has somebody else's: a known
                // identifier must not take longer to refuse.
                let account = match &identifier {
                    Some(identifier) if !from.devices.is_empty() => work.account_called(identifier).await?,
                    _ => None,
                };
                if work.device_of(&from.devices, account).is_none() {
                    tell(Outcome::HeldBack, account);
                    return Ok(Identified::TooMany { minutes });
                }
                None
            }
        };
        let credentials = match &identifier {
            Some(identifier) => work.credentials_of(identifier).await?,
            None => None,
        };
        let account = credentials.as_ref().map(|known| known.account);
        let device = work.device_of(&from.devices, account);
        let from_address = by_address.filter(|_| device.is_none());
        let subject = match (device, &identifier) {
            (Some(device), _) => device.subject(),
            (None, Some(identifier)) => identifier.as_str().to_owned(),
            (None, None) => String::new(),
        };
        let mut for_identifier = work.admit(limits::PASSWORDS, &subject, now).await?.counter();
        if let Some(account) = account
            && work.admit(limits::CODES, &tries_subject(account, device), now).await?.counter().is_none()
        {
            for_identifier = None;
        }
        let admitted = for_identifier.as_ref();
        let counters: Vec<&Counter> = from_address.iter().chain(admitted).collect();
        for counter in &counters {
            work.count(counter).await?;
        }
        work.commit().await?;

        // A held-back try does the same work against a hash that nothing matches.
        let phc = credentials.as_ref().filter(|_| admitted.is_some()).map(|known| known.password_hash.clone());
        let verdict = match self.0.passwords.check(password, phc).await {
            Ok(verdict) => verdict,
            Err(fault) => {
                // Nothing was compared: it is not the visitor's failure.
                let mut work = self.0.store.begin().await?;
                for counter in counters {
                    work.forgive(counter).await?;
                }
                work.commit().await?;
                return Err(fault);
            }
        };
        let (credentials, stronger) = match (credentials, verdict) {
            (Some(credentials), Verdict::Right) => (credentials, None),
            (Some(credentials), Verdict::RightButWeak(hash)) => (credentials, Some(hash)),
            (credentials, _) => {
                tell(if admitted.is_some() { Outcome::Refused } else { Outcome::HeldBack }, account);
                let first = admitted.is_some_and(|counter| counter.failures() == 0);
                if let Some(credentials) = credentials.filter(|_| first) {
                    // Detached: a known identifier must not take longer to refuse than an unknown one.
                    self.record_detached(credentials.account, Act::PasswordRefused);
                }
                return Ok(Identified::Mismatch);
            }
        };

        let token = Token::mint()?;
        let mut work = self.0.store.begin().await?;
        // In the order of the first unit of work: two sign-ins at once must not wait for each other.
        if let Some(counter) = &from_address {
            work.forgive(counter).await?;
        }
        if let Some(counter) = admitted {
            work.clear(counter).await?;
        }
        if let Some(hash) = stronger {
            work.strengthen_password_hash(&credentials, &hash).await?;
        }
        work.open_sign_in(token.hash(), &credentials, return_to.as_ref().map(LocalPath::as_str), now).await?;
        let contacts = work.contacts_of(credentials.account).await?;
        let code_sent = match self.0.gateways.channels(&contacts)[..] {
            [only] => {
                let sending = self.send(&mut work, token.hash(), credentials.account, &contacts, only, device).await?;
                sending == Sending::Sent
            }
            _ => false,
        };
        work.commit().await?;
        tell(Outcome::Accepted, account);
        Ok(Identified::Accepted { token, code_sent })
    }

    /// The sign-in under way, if there is one.
    pub async fn sign_in_state(&self, token: &Token) -> Result<Option<SignInState>, Fault> {
        let now = self.now();
        let mut work = self.0.store.read().await?;
        let Some(pending) = work.pending_sign_in(token.hash(), now).await? else { return Ok(None) };
        let contacts = work.contacts_of(pending.account).await?;
        let channels =
            self.0.gateways.channels(&contacts).into_iter().filter_map(|channel| masked(&contacts, channel)).collect();
        let resend_at = pending.sent.map(|sent| sent.sent_at.plus(OneTimeCode::RESEND_AFTER));
        Ok(Some(SignInState {
            channels,
            sent: pending.sent.and_then(|sent| masked(&contacts, sent.channel)),
            resend_in: resend_at.map_or(Span::seconds(0), |at| at.since(now)),
            about: work.subject_of_account(pending.account).to_string(),
        }))
    }

    /// Step 2, and «Envoyer à nouveau le code»: sends a code. `key` came with the page: the same form
    /// arriving twice sends one code. Without a channel, the last one is taken again. `about` is whose sign-in the form's page
    /// showed.
    pub async fn send_code(
        &self,
        token: &Token,
        about: &str,
        channel: Option<Channel>,
        key: [u8; 16],
        from: Entrant,
    ) -> Result<Sending, Fault> {
        let (token, about) = (token.hash(), about.to_owned());
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            let Some(pending) = work.pending_sign_in(token, now).await? else { return Ok(Sending::NoSignIn) };
            if !work.subject_of_account(pending.account).is(&about) {
                return Ok(Sending::Replaced);
            }
            if !work.first_use(token, "code", key, now).await? {
                return Ok(Sending::Sent);
            }
            let contacts = work.contacts_of(pending.account).await?;
            let channel = channel.or(pending.sent.map(|sent| sent.channel));
            let Some(channel) = channel.filter(|channel| services.0.gateways.channels(&contacts).contains(channel))
            else {
                return Ok(Sending::NoSignIn);
            };
            let device = work.device_of(&from.devices, Some(pending.account));
            let sending = services.send(&mut work, token, pending.account, &contacts, channel, device).await?;
            if sending == Sending::Sent {
                work.commit().await?;
            }
            Ok(sending)
        })
        .await
    }

    /// Step 3: redeems a code and opens the session. The one that the browser holds ends with it. `about` is whose sign-in the
    /// form's page showed.
    pub async fn redeem_code(
        &self,
        token: &Token,
        about: &str,
        code: OneTimeCode,
        from: Entrant,
    ) -> Result<Redeemed, Fault> {
        let (token, about) = (token.hash(), about.to_owned());
        self.to_the_end(async move |services| {
            let now = services.now();
            let session = Token::mint()?;
            let mut work = services.0.store.begin().await?;
            let Some(pending) = work.pending_sign_in(token, now).await? else { return Ok(Redeemed::NoSignIn) };
            if !work.subject_of_account(pending.account).is(&about) {
                return Ok(Redeemed::Replaced);
            }
            // All wrong codes of an account count together, whatever sign-in they were tried in: whoever
            // knows the password gains nothing by beginning again. The lock makes tries queue up.
            // But what comes from a device of the account counts apart: who knows the password does not hold the holder back.
            let device = work.device_of(&from.devices, Some(pending.account));
            let subject = tries_subject(pending.account, device);
            let tell = |outcome| services.alert(Event::Code, outcome, Some(pending.account), Some(from.address));
            let Admission::Admitted(tries) = work.admit(limits::CODES, &subject, now).await? else {
                tell(Outcome::HeldBack);
                return Ok(Redeemed::Exhausted);
            };
            let answer = match work.redeem_code(token, &code, session.hash(), now).await? {
                Attempt::Right { account, channel, return_to } => {
                    work.clear(&tries).await?;
                    let entered = services.let_in(&mut work, session, account, channel, &from).await?;
                    let return_to = return_to.and_then(|path| path.parse().ok());
                    Redeemed::SignedIn { entered, home: account.profile(), return_to }
                }
                Attempt::Wrong { account, left } => {
                    work.count(&tries).await?;
                    // One line for several in a row.
                    if tries.failures() == 0 {
                        work.record_own(account, Act::CodesRefused, None, now).await?;
                    }
                    if left == 0 { Redeemed::Exhausted } else { Redeemed::Refused(CodeProblem::Wrong { left }) }
                }
                Attempt::Expired(account) => {
                    let contacts = work.contacts_of(account).await?;
                    let last = work.pending_sign_in(token, now).await?.and_then(|pending| pending.sent);
                    let sending = match last {
                        Some(last) => services.send(&mut work, token, account, &contacts, last.channel, device).await?,
                        None => Sending::NoSignIn,
                    };
                    let resent = sending == Sending::Sent;
                    Redeemed::Refused(if resent { CodeProblem::ExpiredAndResent } else { CodeProblem::Expired })
                }
                Attempt::Over => Redeemed::NoSignIn,
            };
            work.commit().await?;
            let outcome = match &answer {
                Redeemed::SignedIn { .. } => "accepted",
                Redeemed::Refused(_) => "refused",
                Redeemed::Exhausted => "exhausted",
                Redeemed::NoSignIn | Redeemed::Replaced => "over",
            };
            metrics::sign_in("code", outcome);
            match &answer {
                Redeemed::SignedIn { .. } => tell(Outcome::Accepted),
                Redeemed::Refused(_) | Redeemed::Exhausted | Redeemed::NoSignIn | Redeemed::Replaced => {
                    tell(Outcome::Refused);
                }
            }
            Ok(answer)
        })
        .await
    }

    /// What the token of a session cookie is worth. Using it begins the idle time anew, at most once
    /// a minute, unless `looking` only.
    pub async fn session(&self, token: &Token, looking: bool) -> Result<SessionState, Fault> {
        let now = self.now();
        let Some(caller) = self.0.store.caller(token.hash(), self.0.rules.sessions, now).await? else {
            return Ok(SessionState::Ended);
        };
        if !looking && caller.last_seen_at().plus(Span::minutes(1)) <= now {
            let services = self.clone();
            self.run_detached("session", async move {
                let mut work = services.0.store.begin().await?;
                work.touch_session(&caller, now).await?;
                Ok(work.commit().await?)
            });
        }
        Ok(SessionState::Open(caller))
    }

    /// Whose session that token named, and why it is over.
    pub async fn ended_session(&self, token: &Token) -> Result<Option<EndedSession>, Fault> {
        let mut work = self.0.store.read().await?;
        Ok(work.ended_session(token.hash(), self.0.rules.sessions, self.now()).await?)
    }

    /// Names the caller's account in the forms of their pages.
    #[must_use]
    pub fn subject_of(&self, caller: &Caller) -> String {
        self.0.store.subject_of_account(caller.account()).to_string()
    }

    /// Whether a form is about the caller's account. A session never changes its account, so what is true here is true in
    /// the transaction that acts for the caller.
    #[must_use]
    pub fn is_about(&self, caller: &Caller, posted: &str) -> bool {
        self.0.store.subject_of_account(caller.account()).is(posted)
    }

    /// «Rester connecté»: how long the session now lasts if nothing happens.
    pub async fn stay_signed_in(&self, caller: Caller) -> Result<Span, Fault> {
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            work.touch_session(&caller, now).await?;
            let caller = work.caller(caller.session(), services.0.rules.sessions, now).await?.ok_or(Fault::Refused)?;
            work.commit().await?;
            Ok(caller.ends_at().since(now))
        })
        .await
    }

    /// The end of every sign-in, once the session of that token stands in the unit of work: what is recorded, and what the browser
    /// gets.
    pub(crate) async fn let_in(
        &self,
        work: &mut UnitOfWork,
        session: Token,
        account: AccountRef,
        channel: Channel,
        from: &Entrant,
    ) -> Result<Entered, Fault> {
        self.enter(work, account, Act::SignedIn { channel }, from).await?;
        Ok(Entered { session, devices: work.mark_device(&from.devices, account)? })
    }

    /// Records how somebody came in, and ends the session that the browser held: nobody could sign out of it any more, as the
    /// cookie that named it names another now.
    pub(crate) async fn enter(
        &self,
        work: &mut UnitOfWork,
        account: AccountRef,
        act: Act,
        from: &Entrant,
    ) -> Result<(), Fault> {
        let now = self.now();
        let mut lines = vec![(account, act)];
        if let Some(held) = &from.held
            && work.end_session(held, now).await?
        {
            lines.push((held.account(), Act::SignedOut));
        }
        // Two who take over from one another must not wait for each other: histories are locked in one order. Of one's own the
        // old session's end comes first.
        lines.reverse();
        lines.sort_by_key(|(account, _)| *account.profile().as_bytes());
        for (account, act) in lines {
            work.record_own(account, act, Some(account), now).await?;
        }
        Ok(())
    }

    /// Ends the session. Doing it twice changes nothing.
    pub async fn sign_out(&self, caller: Caller) -> Result<(), Fault> {
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            if work.end_session(&caller, now).await? {
                work.record_own(caller.account(), Act::SignedOut, Some(caller.account()), now).await?;
                services.alert(Event::SignOut, Outcome::Accepted, Some(caller.account()), None);
            }
            Ok(work.commit().await?)
        })
        .await
    }

    /// Makes a code the one of the sign-in and puts its message into the outbox.
    async fn send(
        &self,
        work: &mut UnitOfWork,
        token: TokenHash,
        account: AccountRef,
        contacts: &AccountContacts,
        channel: Channel,
        device: Option<DeviceNumber>,
    ) -> Result<Sending, Fault> {
        let now = self.now();
        let subject = tries_subject(account, device);
        let sent = match work.admit(self.0.rules.codes_sent(), &subject, now).await? {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(Sending::TooMany { minutes }),
        };
        let to = destination(contacts, channel).ok_or(Fault::Internal("no contact"))?;
        let there = limits::destination_subject(limits::Destination::SignIn, &to);
        let to_there = match work.admit(self.0.rules.codes_to_destination(), &there, now).await? {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(Sending::TooMany { minutes }),
        };
        // By each way for itself: whoever cannot read their SMS takes the e-mail at once.
        let subject = format!("sign-in {} {}", to_hex(token.as_bytes()), channel.name());
        let Admission::Admitted(again) = work.admit(limits::AGAIN, &subject, now).await? else {
            return Ok(Sending::TooSoon);
        };
        let code = OneTimeCode::from_number(random::below(OneTimeCode::RANGE)?);
        if !work.send_code(token, channel, &code, now).await? {
            return Ok(Sending::TooSoon);
        }
        for counter in [&sent, &to_there, &again] {
            work.count(counter).await?;
        }
        let message = messages::one_time_code(contacts, channel, &code)?.ok_or(Fault::Internal("no contact"))?;
        message.enqueue(work, terms::one_time_code(now), now).await?;
        work.record_own(account, Act::CodeSent { channel }, None, now).await?;
        Ok(Sending::Sent)
    }

    fn record_detached(&self, account: AccountRef, act: Act) {
        let services = self.clone();
        self.run_detached("history", async move {
            // The answer to a known identifier must not wait behind this write.
            tokio::time::sleep(DETACHED_DELAY).await;
            let mut work = services.0.store.begin().await?;
            work.record_own(account, act, None, services.now()).await?;
            Ok(work.commit().await?)
        });
    }
}

pub(crate) fn masked(contacts: &AccountContacts, channel: Channel) -> Option<MaskedChannel> {
    let masked = match channel {
        Channel::Email => contacts.email.as_ref()?.masked(),
        Channel::Sms => contacts.mobile.as_ref()?.masked(),
    };
    Some(MaskedChannel { channel, masked })
}

/// Where a code goes by that way.
pub(crate) fn destination(contacts: &AccountContacts, channel: Channel) -> Option<String> {
    match channel {
        Channel::Email => contacts.email.as_ref().map(limits::email_destination),
        Channel::Sms => contacts.mobile.as_ref().map(limits::mobile_destination),
    }
}

/// Under which the tries of an account are counted: those from one of its devices apart.
pub(crate) fn tries_subject(account: AccountRef, device: Option<DeviceNumber>) -> String {
    device.map_or_else(|| account.id().to_string(), DeviceNumber::subject)
}

/// Whose failures count together: an IPv4 address, or the /64 that one IPv6 line is given.
pub(crate) fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => domain::id::to_hex(&address.octets()[..8]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_ipv6_line_counts_as_one_address() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
