//! Letters: whoever has yet to decide and cannot be reached by e-mail is written to by post, and whoever asks for a code
//! by post.
//!
//! Three steps, each of which goes on where it was stopped. A letter is **made** in the transaction that makes its
//! code; letters are **sorted** by postcode into numbered batches, once and for good; each batch is **written** into a
//! file of its own, and only when that is on the disk does the database forget what the letters say. Whoever is
//! stopped in between writes the same letters into the same file again: nobody gets two, nobody gets none.

mod folder;

use std::io;
use std::path::Path;
use std::time::Duration;

use domain::history::Act;
use domain::id::{LetterId, ProfileId};
use domain::insured::Recipient;
use domain::provisional_code::Delivery;
use domain::time::{Span, Timestamp};
use store::{Holder, PlacedLetter, Reach, Replace, StoreError, UnitOfWork};

use crate::clock::{day_in_france, last_day_before};
use crate::insured::{code_expiry, code_term, last_day_to_oppose};
use crate::paper::letter::{Letter, Written, pdf};
use crate::{Fault, Rules, Services};
use folder::{Folder, Part, Unwritable};

/// For how long a batch is held by whoever writes it, and how often they say that they still do. A process that dies
/// lets the others wait so long.
const LEASE: Span = Span::seconds(10);
const RENEW_EVERY: Duration = Duration::from_secs(3);
/// How often one looks whether the batches that others hold are written.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LettersCount {
    /// Letters that were made, each with its code.
    pub made: u64,
    /// Persons who can be reached by e-mail, and have yet to be. An address that refused the last code does not count.
    pub by_email: u64,
    /// Persons who have neither an e-mail nor a postal address.
    pub unreachable: u64,
    /// Letters that were written into files, also those that were made by an earlier run.
    pub written: u64,
    /// Files that were written.
    pub files: u64,
    /// Letters that do not fit on their page or into the window of their envelope. The log names their profiles; the
    /// persons are met again by the next run.
    pub left_out: u64,
}

/// Why the letters cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LettersFault {
    /// The disk failed.
    #[error("the folder cannot be written to ({0})")]
    Folder(#[from] io::Error),
    /// A file is there that this service did not write, or that it would write otherwise now.
    #[error("{0} is already there, with another content: move it away, or name another folder")]
    Occupied(String),
    /// Something failed below; what was committed before stays.
    #[error("{0}")]
    Fault(#[from] Fault),
}

impl From<StoreError> for LettersFault {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Unwritable> for LettersFault {
    fn from(unwritable: Unwritable) -> Self {
        match unwritable {
            Unwritable::Disk(error) => Self::Folder(error),
            Unwritable::Occupied(name) => Self::Occupied(name),
        }
    }
}

impl Services {
    /// Writes the letters that are not in a file yet: those that people asked for, what a run that was stopped has left
    /// and, with `invite`, one to everybody who is pending, has no valid provisional code and cannot be reached by
    /// e-mail; a minor's goes to the parent. They stand in files of up to `size` letters in `folder`, by postcode. Stopped
    /// at any point and run again, with the same folder, it doubles nothing and leaves nothing out.
    pub async fn write_letters(
        &self,
        folder: &Path,
        size: usize,
        invite: bool,
        mut watch: impl FnMut(&LettersCount) + Send,
    ) -> Result<LettersCount, LettersFault> {
        // Whatever is wrong with it should be known before codes are made.
        Folder::open(folder)?;
        let mut count = LettersCount::default();
        if invite {
            self.make_letters(&mut count, &mut watch).await?;
        }
        self.sort_letters(size).await?;
        self.fill_files(folder, &mut count, &mut watch).await?;
        Ok(count)
    }

    /// The first step: makes codes and letters.
    pub async fn make_letters(
        &self,
        count: &mut LettersCount,
        watch: &mut (impl FnMut(&LettersCount) + Send),
    ) -> Result<(), Fault> {
        let mut after = None;
        loop {
            let mut work = self.0.store.begin().await?;
            let mut made = *count;
            let last = make_some(&mut work, &self.0.rules, after, &mut made, self.now()).await?;
            work.commit().await?;
            *count = made;
            watch(count);
            if last.is_none() {
                return Ok(());
            }
            after = last;
        }
    }

    /// The second step: gives letters their places in batches of up to `size`. Neighbours stand side by side, those of
    /// a household one after the other.
    pub async fn sort_letters(&self, size: usize) -> Result<(), Fault> {
        // Days may have passed since they were made: whoever has decided meanwhile is not written to.
        let mut work = self.0.store.begin().await?;
        work.drop_idle_letters(self.now()).await?;
        work.commit().await?;
        loop {
            let (mut keys, mut too_late) = (Vec::new(), Vec::new());
            let (mut after, today) = (None, self.today()?);
            let mut work = self.0.store.read().await?;
            loop {
                let some: Vec<(LetterId, Letter)> = work.letters_to_sort(after).await?;
                let Some((last, _)) = some.last() else { break };
                after = Some(*last);
                let (valid, over): (Vec<_>, Vec<_>) = some.iter().partition(|(_, letter)| letter.valid_until >= today);
                keys.extend(valid.into_iter().map(|(id, letter)| (sort_key(letter), *id)));
                too_late.extend(over.into_iter().map(|(id, _)| *id));
            }
            drop(work);
            // A minor's code ends with their minority, which the database does not say.
            if !too_late.is_empty() {
                let mut work = self.0.store.begin().await?;
                for letter in too_late {
                    work.drop_letter(letter).await?;
                }
                work.commit().await?;
            }
            if keys.is_empty() {
                return Ok(());
            }
            keys.sort_unstable();
            let sorted: Vec<LetterId> = keys.into_iter().map(|(_, id)| id).collect();
            let mut work = self.0.store.begin().await?;
            // Otherwise another process was faster: what it left is sorted anew.
            if work.sort_letters(&sorted, size.max(1)).await?.is_some() {
                return Ok(work.commit().await?);
            }
        }
    }

    /// The third step: writes the batches that have no file yet. Those that another process holds are waited for: it
    /// may have been stopped.
    pub async fn fill_files(
        &self,
        folder: &Path,
        count: &mut LettersCount,
        watch: &mut (impl FnMut(&LettersCount) + Send),
    ) -> Result<(), LettersFault> {
        let (folder, holder) = (Folder::open(folder)?, Holder::new()?);
        loop {
            let now = self.now();
            let mut work = self.0.store.begin().await?;
            let batch = work.lease_letter_batch(holder, now, now.plus(LEASE)).await?;
            let unwritten = work.unwritten_letter_batches().await?;
            work.commit().await?;
            match batch {
                Some(batch) => match self.fill_file(&folder, batch, holder).await {
                    Ok((written, left_out)) => {
                        count.written += written;
                        count.files += u64::from(written > 0);
                        count.left_out += left_out;
                        watch(count);
                    }
                    Err(fault) => {
                        let mut work = self.0.store.begin().await?;
                        work.release_letter_batch(batch, holder).await?;
                        work.commit().await?;
                        return Err(fault);
                    }
                },
                None if unwritten == 0 => return Ok(()),
                None => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    }

    /// Writes a batch that this holder has; how many letters, and how many are left out, none when another process has
    /// taken it over.
    async fn fill_file(&self, folder: &Folder, batch: u32, holder: Holder) -> Result<(u64, u64), LettersFault> {
        let placed: Vec<PlacedLetter<Letter>> = self.0.store.read().await?.letters_of_batch(batch).await?;
        let names: Vec<_> = placed.iter().map(|letter| (letter.id, letter.profile)).collect();
        let letters: Vec<Letter> = placed.into_iter().map(|placed| placed.letter).collect();
        let (site, demonstration) = (self.0.rules.site.clone(), self.is_demonstration());
        let in_folder = folder.clone();
        let mut writing = tokio::task::spawn_blocking(move || {
            let Written { file, left_out } = pdf(&letters, &site, demonstration)?;
            let part = file.map(|content| in_folder.write(batch, holder, &content)).transpose()?;
            Ok::<(Option<Part>, Vec<usize>), LettersFault>((part, left_out))
        });
        let (part, left_out) = loop {
            tokio::select! {
                written = &mut writing => break written.map_err(|_| Fault::Internal("writing letters panicked"))??,
                () = tokio::time::sleep(RENEW_EVERY) => {
                    self.renew(batch, holder).await?;
                }
            }
        };
        // A process that stood still for long may have lost the batch, and its file is another's by now.
        if !self.renew(batch, holder).await? {
            if let Some(part) = part {
                part.discard()?;
            }
            return Ok((0, 0));
        }
        if let Some(part) = &part {
            folder.publish(part)?;
        }
        let mut work = self.0.store.begin().await?;
        if work.finish_letter_batch(batch, holder, self.now()).await? {
            for (letter, profile) in left_out.iter().filter_map(|number| names.get(*number)) {
                tracing::error!(%profile, "a letter does not fit on its page or into the window of its envelope: it is left out");
                work.drop_letter(*letter).await?;
            }
        }
        work.commit().await?;
        Ok(((names.len() - left_out.len()) as u64, left_out.len() as u64))
    }

    async fn renew(&self, batch: u32, holder: Holder) -> Result<bool, Fault> {
        let mut work = self.0.store.begin().await?;
        let held = work.renew_letter_batch(batch, holder, self.now().plus(LEASE)).await?;
        work.commit().await?;
        Ok(held)
    }
}

/// Makes the letters of up to 200 persons from the one after `after` on; the last of them, or `None` when there was
/// nobody left.
async fn make_some(
    work: &mut UnitOfWork,
    rules: &Rules,
    after: Option<ProfileId>,
    count: &mut LettersCount,
    now: Timestamp,
) -> Result<Option<ProfileId>, Fault> {
    let today = day_in_france(now)?;
    let persons = work.persons_to_notify(after, today, now).await?;
    for person in &persons {
        if person.notice_email().is_some() {
            count.by_email += 1;
            continue;
        }
        let Some(post) = &person.post else {
            count.unreachable += 1;
            continue;
        };
        // Whoever wears codes out makes no more than one letter a week.
        if work.last_letter_to(person.profile).await?.is_some_and(|last| last.plus(Rules::LETTER_WINDOW) > now) {
            continue;
        }
        let (term, expires_at) = (code_term(rules, person, now)?, code_expiry(rules, person, now)?);
        let code = work.make_provisional_code(person.profile, Delivery::Post, Replace::Invalid, term, now).await?;
        // Another process was faster.
        let Some(code) = code else { continue };
        let began = work.opposition_began(person.profile).await?.unwrap_or(now);
        let letter = Letter {
            oppose_until: last_day_to_oppose(rules, began, now)?,
            asked: false,
            ..Letter::asked_for(person, post, &code, today, last_day_before(expires_at)?)
        };
        work.add_letter(person.profile, &letter, true, now).await?;
        work.record_of_service(person.profile, Act::ProvisionalCodeSent { channel: Delivery::Post }, now).await?;
        count.made += 1;
    }
    Ok(persons.last().map(|person: &Reach| person.profile))
}

/// By what letters are sorted: where they go, from the largest to the smallest, then to whom, then about whom. Those
/// that stay in France come first.
fn sort_key(letter: &Letter) -> String {
    let address = &letter.address;
    let recipient = match &letter.to {
        Recipient::Parent(parent) => parent.full(),
        Recipient::Person | Recipient::Representatives => letter.name.full(),
    };
    [
        address.country.as_deref().unwrap_or_default(),
        &address.postcode,
        &address.town,
        &address.street,
        address.complement.as_deref().unwrap_or_default(),
        &recipient,
        &letter.name.full(),
    ]
    .join("\0")
    .to_uppercase()
}
