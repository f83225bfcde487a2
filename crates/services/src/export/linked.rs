//! The file of a closed profile: nobody signs in to it any more, so a code is sent to the contacts that whoever asked had then.

use domain::date::CalendarDate;
use domain::history::Act;
use domain::id::ExportId;
use domain::sign_in::{Channel, OneTimeCode};
use domain::view::MaskedChannel;
use store::{AccountContacts, Admission, CodeForExport, LinkedExport, Token, random};

use super::Fetched;
use crate::clock::last_day_before;
use crate::outbox::terms;
use crate::sign_in::{destination, masked};
use crate::{Fault, Services, limits, messages};

/// What is behind a link.
#[derive(Clone, Debug)]
pub struct LinkedState {
    /// The ways by which a code can come.
    pub channels: Vec<MaskedChannel>,
    /// How large the file is.
    pub bytes: u64,
    /// The last day on which it can be downloaded.
    pub until: CalendarDate,
    /// Whether a code was sent that can still be typed.
    pub awaits_code: bool,
    /// Whether this browser may download it: a code was right.
    pub open: bool,
}

/// What became of a code.
#[derive(Debug)]
pub enum Opened {
    /// It was right: whoever holds this token may download.
    Right(Token),
    /// It was another one; so many tries are left.
    Wrong {
        /// How many.
        left: u8,
    },
    /// It is too old, or none was sent.
    Expired,
    /// Too many were wrong.
    TooMany {
        /// For how long no other is looked at.
        minutes: i64,
    },
    /// There is no such file, or it is not there any more.
    Gone,
}

/// What became of asking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeSent {
    /// It is on its way.
    Sent,
    /// The last one has only just left.
    TooSoon,
    /// Too many were sent.
    TooMany {
        /// For how long no other is.
        minutes: i64,
    },
    /// There is no such file or no such way.
    Gone,
}

impl Services {
    /// What is behind a link; `None` when there is nothing, or nothing any more. `token` is what the browser holds.
    pub async fn linked_export(&self, id: ExportId, token: Option<&Token>) -> Result<Option<LinkedState>, Fault> {
        let now = self.now();
        let mut work = self.0.store.read().await?;
        let Some(export) = work.linked_export(id, now).await? else { return Ok(None) };
        let open = match token {
            Some(token) => work.opens_export(&export, token.hash(), now).await?,
            None => false,
        };
        let contacts = &export.order.contacts;
        let channels = self.channels_to(contacts);
        Ok(Some(LinkedState {
            channels: channels.into_iter().filter_map(|channel| masked(contacts, channel)).collect(),
            bytes: export.file.bytes,
            until: last_day_before(export.file.expires_at)?,
            awaits_code: export.code_until.is_some_and(|until| now < until),
            open,
        }))
    }

    /// Sends a code for the file.
    pub async fn send_export_code(&self, id: ExportId, channel: Channel) -> Result<CodeSent, Fault> {
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            let Some(export) = work.linked_export(id, now).await? else { return Ok(CodeSent::Gone) };
            let contacts = &export.order.contacts;
            let offered = services.channels_to(contacts).contains(&channel);
            let Some(to) = destination(contacts, channel).filter(|_| offered) else { return Ok(CodeSent::Gone) };
            let subject = subject_of(&export);
            let there = limits::destination_subject(limits::Destination::Export, &to);
            let again = format!("{subject} {}", channel.name());
            let mut counters = Vec::new();
            for (limit, subject) in [
                (services.0.rules.codes_sent(), &subject),
                (services.0.rules.codes_to_destination(), &there),
                (limits::AGAIN, &again),
            ] {
                match work.admit(limit, subject, now).await? {
                    Admission::Admitted(counter) => counters.push(counter),
                    Admission::Held { .. } if limit == limits::AGAIN => return Ok(CodeSent::TooSoon),
                    Admission::Held { minutes } => return Ok(CodeSent::TooMany { minutes }),
                }
            }
            let code = OneTimeCode::from_number(random::below(OneTimeCode::RANGE)?);
            if !work.send_export_code(&export, &code, now).await? {
                return Ok(CodeSent::Gone);
            }
            for counter in &counters {
                work.count(counter).await?;
            }
            let message = messages::export_code(contacts, channel, &code)?.ok_or(Fault::Internal("no contact"))?;
            message.enqueue(&mut work, terms::one_time_code(now), now).await?;
            work.record_of_linked_export(&export, Act::CodeSent { channel }, now).await?;
            work.commit().await?;
            Ok(CodeSent::Sent)
        })
        .await
    }

    /// Redeems a code for the file. Its tries are counted for the file, whatever browser they come from, before it is looked at.
    pub async fn open_export(&self, id: ExportId, code: OneTimeCode) -> Result<Opened, Fault> {
        self.to_the_end(async move |services| {
            let (now, token) = (services.now(), Token::mint()?);
            let mut work = services.0.store.begin().await?;
            let Some(export) = work.linked_export(id, now).await? else { return Ok(Opened::Gone) };
            let tries = match work.admit(limits::EXPORT_CODES, &subject_of(&export), now).await? {
                Admission::Admitted(counter) => counter,
                Admission::Held { minutes } => return Ok(Opened::TooMany { minutes }),
            };
            let opened = match work.redeem_export_code(&export, &code, token.hash(), now).await? {
                CodeForExport::Right => {
                    work.clear(&tries).await?;
                    Opened::Right(token)
                }
                CodeForExport::Wrong => {
                    work.count(&tries).await?;
                    let left = u32::from(OneTimeCode::TRIES).saturating_sub(tries.failures() + 1);
                    if tries.failures() == 0 {
                        work.record_of_linked_export(&export, Act::CodesRefused, now).await?;
                    }
                    Opened::Wrong { left: u8::try_from(left).unwrap_or_default() }
                }
                CodeForExport::Expired => return Ok(Opened::Expired),
            };
            work.commit().await?;
            Ok(opened)
        })
        .await
    }

    /// The file behind a link, for the browser in which its code was right. If it is sent, it leaves a line, once for each code.
    pub async fn fetch_linked_export(&self, id: ExportId, token: &Token, sent: bool) -> Result<Option<Fetched>, Fault> {
        let token = token.hash();
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            let Some(export) = work.linked_export(id, now).await? else { return Ok(None) };
            if !work.opens_export(&export, token, now).await? {
                return Ok(None);
            }
            if sent && work.first_linked_download(&export, now).await? {
                work.record_of_linked_export(&export, Act::ExportFetched, now).await?;
                work.commit().await?;
            }
            services.fetched(id, export.file).map(Some)
        })
        .await
    }

    /// By which ways a code can come: the link came by e-mail, so it comes by SMS where that is possible.
    fn channels_to(&self, contacts: &AccountContacts) -> Vec<Channel> {
        let mut channels = self.0.gateways.channels(contacts);
        if channels.contains(&Channel::Sms) {
            channels.retain(|channel| *channel == Channel::Sms);
        }
        channels
    }
}

/// Under which codes of a file are counted.
fn subject_of(export: &LinkedExport) -> String {
    format!("export {}", export.id)
}
