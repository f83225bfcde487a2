//! A copy of everything that a profile holds (code de la santé publique, R1111-36; RGPD, articles 15 and 20): asked for, prepared by
//! whichever process has time, and there for a week.
//!
//! It is a ZIP with what a machine reads (JSON, with its schema), what a person reads (tagged PDFs), and the original files. What it
//! tells stands in [`parts`], one list. The file stands sealed in the folder of [`files`](crate::files).

mod archive;
mod linked;
mod parts;

use std::collections::HashMap;
use std::io::Write;
use std::ops::Range;
use std::time::Duration;

use domain::export::{ExportState, LINK_DAYS};
use domain::history::Act;
use domain::id::{ExportId, ProfileId, to_hex};
use domain::time::Span;
use schemars::generate::SchemaSettings;
use store::{
    Admission, Caller, Export, ExportFile, ExportOrder, FileKey, FollowExport, InFolder, Job, JobKind, Urgency, random,
};
use tokio_util::sync::CancellationToken;

use self::archive::Archive;
pub use self::linked::{CodeSent, LinkedState, Opened};
use self::parts::{Everything, Original, Reading, Source};
use crate::clock::{beginning_in_france, day_in_france, days_after, last_day_before};
use crate::enrolment::decision::attestation_paper;
use crate::files::{Files, SealedReader};
use crate::outbox::{pause, terms};
use crate::paper::record::{self, Block, Record, Section};
use crate::paper::{SERVICE, attestation};
use crate::{Fault, Services, limits, messages};

/// The name of the schema, beside the JSON and where it is published.
pub const SCHEMA_FILE: &str = "informations.schema.json";
const JSON_FILE: &str = "informations.json";
/// The folder of the original files.
const ORIGINALS: &str = "fichiers";
/// How many items a paper lists at most: it is put together in memory.
const ITEMS_PER_PAPER: usize = 2000;
/// For how long a process holds what it prepares, unless it says that it goes on.
const LEASE: Span = Span::minutes(5);
/// How often it says so, and how much is done.
const SAY_EVERY: Duration = Duration::from_millis(500);
/// How often one looks for what is to prepare: another process may have been asked.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long one waits at most before one tries again: nobody is told that it failed, so it must not wait for long.
const RETRY_AT_MOST: Span = Span::hours(1);
/// What nobody asks for any more is left in the folder for as long as somebody may still be writing it.
const ABANDONED: Duration = Duration::from_hours(24);

/// What became of asking for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is being prepared.
    Done,
    /// It was asked for too often.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

/// A file that somebody may have.
pub struct Fetched {
    /// What their browser calls it.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// Stands for its content: a download that was cut goes on with the same one.
    pub tag: String,
    file: ExportFile,
    files: Files,
}

impl Fetched {
    /// Opens a part of it.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the file is gone from its folder: it is prepared anew before long.
    pub async fn open(&self, range: Range<u64>) -> Result<Download, Fault> {
        let (files, file) = (self.files.clone(), self.file.clone());
        Ok(Download(Some(blocking(move || files.open(&file.name, file.key, range)).await?)))
    }
}

/// A file on its way.
pub struct Download(Option<SealedReader>);

impl Download {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the file was altered.
    pub async fn read_on(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let Some(mut reader) = self.0.take() else { return Ok(None) };
        let (reader, bytes) = blocking(move || reader.read_on().map(|bytes| (reader, bytes))).await?;
        self.0 = Some(reader);
        Ok(bytes)
    }
}

/// The schema of what a machine reads, as JSON.
///
/// # Errors
/// [`Fault::Internal`] never, in practice.
pub fn schema() -> Result<String, Fault> {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Everything>();
    serde_json::to_string_pretty(&schema).map_err(|_| Fault::Internal("a schema without a text"))
}

impl Services {
    /// How far the file has come that the caller asked for.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there.
    pub async fn export_state(&self, caller: &Caller, profile: ProfileId) -> Result<Option<ExportState>, Fault> {
        let mut work = self.0.store.read().await?;
        let access = self.allowed::<FollowExport>(&mut work, caller, profile).await?;
        let now = self.now();
        let Some(exported) = work.exported(&access).await? else { return Ok(None) };
        Ok(match exported.file {
            None => Some(ExportState::Preparing { percent: exported.percent }),
            Some(file) if file.expires_at <= now => None,
            Some(file) => Some(ExportState::Ready { bytes: file.bytes, until: last_day_before(file.expires_at)? }),
        })
    }

    /// Asks for the file. One that is being prepared is the same one; one that is there gives way to a new one.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there; [`Fault::PasswordNeeded`].
    pub async fn ask_for_export(&self, caller: &Caller, profile: ProfileId) -> Result<Asked, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            // Whoever asks or closes at the same time comes before or after.
            work.hold_profile(profile).await?;
            let access = services.allowed::<Export>(&mut work, &caller, profile).await?;
            let order = ExportOrder {
                account: caller.account(),
                basis: access.basis(),
                name: work.name_of(caller.account()).await?,
                contacts: work.contacts_of(caller.account()).await?,
                with_closure: false,
            };
            let subject = format!("{} {profile}", caller.account().id());
            let counter = match work.admit(limits::EXPORTS, &subject, now).await? {
                Admission::Admitted(counter) => counter,
                Admission::Held { minutes } => return Ok(Asked::TooMany { minutes }),
            };
            if let Some(id) = work.ask_for_export(&access, &order, now).await? {
                work.count(&counter).await?;
                work.enqueue(JobKind::Export, &id, terms::news(now), now).await?;
                work.record(&access, Act::ExportAsked, now).await?;
                work.commit().await?;
            }
            Ok(Asked::Done)
        })
        .await
    }

    /// The file, for whoever asked for it, while it is there. If it is sent, it leaves a line, once a session.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not theirs or not there; [`Fault::PasswordNeeded`].
    pub async fn fetch_export(
        &self,
        caller: &Caller,
        profile: ProfileId,
        sent: bool,
    ) -> Result<Option<Fetched>, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            let access = services.allowed::<Export>(&mut work, &caller, profile).await?;
            let exported = work.exported(&access).await?;
            let there = exported.and_then(|exported| Some((exported.id, exported.file?)));
            let Some((id, file)) = there.filter(|(_, file)| now < file.expires_at) else { return Ok(None) };
            if sent && work.first_download(&caller, &access, id).await? {
                work.record(&access, Act::ExportFetched, now).await?;
                work.commit().await?;
            }
            services.fetched(id, file).map(Some)
        })
        .await
    }

    fn fetched(&self, id: ExportId, file: ExportFile) -> Result<Fetched, Fault> {
        let day = day_in_france(file.prepared_at)?.to_iso();
        Ok(Fetched {
            name: format!("mon-espace-sante-{day}.zip"),
            bytes: file.bytes,
            tag: self.0.store.subject_of_text(&format!("export {id} {}", file.name)),
            file,
            files: self.0.files.clone(),
        })
    }

    /// Prepares what was asked for, until told to stop.
    pub async fn run_exports(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.prepare_next_export(&stop).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "nobody knows what is to prepare"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.0.store.something_enqueued(JobKind::Export) => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Prepares one file, if one was asked for; whether there was one. One that cannot be prepared is logged and tried again.
    pub async fn prepare_next_export(&self, stop: &CancellationToken) -> Result<bool, Fault> {
        let stop = stop.clone();
        self.to_the_end(async move |services| {
            let now = services.now();
            if !services.0.store.read().await?.work_is_due(JobKind::Export, now).await? {
                return Ok(false);
            }
            let mut work = services.0.store.begin().await?;
            let leased = work.lease_jobs(JobKind::Export, Urgency::Pressing, 1, now, now.plus(LEASE)).await?;
            work.commit().await?;
            let Some(job) = leased.into_iter().next() else { return Ok(false) };
            // Two tries never write the same file, whatever job they are of.
            let name = format!("{}-{}", job.payload, to_hex(&random::bytes::<8>()?));
            if let Err(error) = Box::pin(services.prepare(&job, &name, &stop)).await {
                let stopped = stop.is_cancelled();
                if !stopped {
                    tracing::error!(export = %job.payload, attempts = job.attempts, %error, "an export cannot be prepared");
                }
                let now = services.now();
                let again = if stopped { now } else { now.plus(pause(job.attempts).min(RETRY_AT_MOST)) };
                let mut work = services.0.store.begin().await?;
                work.retry_job(&job, again).await?;
                work.commit().await?;
                // The folder is tidied anyway.
                let files = services.0.files.clone();
                let _ = blocking(move || files.remove_unfinished(&name)).await;
            }
            Ok(true)
        })
        .await
    }

    /// Prepares a file of that name.
    async fn prepare(&self, job: &Job<ExportId>, name: &str, stop: &CancellationToken) -> Result<(), Fault> {
        let id = job.payload;
        let mut work = self.0.store.read().await?;
        let Some((access, order)) = work.export_to_prepare(id, self.today()?).await? else {
            drop(work);
            return self.not_to_prepare(job).await;
        };
        let (now, today) = (self.now(), self.today()?);
        let everything =
            Everything::read(Reading { work: &mut work, access: &access, order: &order, now }, now).await?;
        let holder = work.name_of_profile(&access).await?;
        // The right is looked at again at the end.
        drop((work, access));

        let papers = papers(everything.sections());
        let originals = everything.originals();
        let mut progress =
            Progress { services: self, job, stop, of: 2 + papers.len() + originals.len(), done: 0, said: None };
        let heading = format!("Toutes les informations du profil de {}", holder.full());
        let (files, key) = (self.0.files.clone(), FileKey::mint()?);
        let mut archive = {
            let (name, key) = (name.to_owned(), key.clone());
            blocking(move || Ok(Archive::new(files.create(&name, key)?, today))).await?
        };
        let write = move |out: &mut dyn Write| serde_json::to_writer_pretty(out, &everything).map_err(Into::into);
        archive = added(archive, JSON_FILE.to_owned(), write).await?;
        progress.step().await?;
        let schema = schema()?;
        archive = added(archive, SCHEMA_FILE.to_owned(), move |out| out.write_all(schema.as_bytes())).await?;
        progress.step().await?;
        let (of, demonstration) = (papers.len(), self.is_demonstration());
        for (number, sections) in (1..).zip(papers) {
            let (heading, name) = match (number, of) {
                (1, 1) => (heading.clone(), "informations.pdf".to_owned()),
                _ => (format!("{heading} ({number} sur {of})"), format!("informations-{number}.pdf")),
            };
            let write = move |out: &mut dyn Write| {
                let record = Record {
                    heading,
                    title: format!("Informations du profil – {SERVICE}"),
                    introduction: introduction(),
                    sections: &sections,
                    prepared_on: today,
                };
                out.write_all(&record::pdf(&record, demonstration).map_err(std::io::Error::other)?)
            };
            archive = added(archive, name, write).await?;
            progress.step().await?;
        }
        for Original { name, from } in originals {
            let bytes = match from {
                Source::Attestation { attested, with_number } => {
                    let mut paper = attestation_paper(*attested, &self.0.rules.site)?;
                    paper.nir = paper.nir.filter(|_| with_number);
                    attestation::pdf(&paper, demonstration)?
                }
            };
            let name = format!("{ORIGINALS}/{name}");
            archive = added(archive, name, move |out| out.write_all(&bytes)).await?;
            progress.step().await?;
        }
        let bytes = blocking(move || archive.finish()).await?;
        let until = days_after(self.today()?, i32::from(LINK_DAYS))?;
        let expires_at = beginning_in_france(days_after(until, 1)?)?;
        self.export_prepared(job, ExportFile { name: name.to_owned(), key, bytes, prepared_at: now, expires_at }).await
    }

    /// The file is there: whoever asked is told, if they may still have it.
    async fn export_prepared(&self, job: &Job<ExportId>, file: ExportFile) -> Result<(), Fault> {
        let (id, now, today) = (job.payload, self.now(), self.today()?);
        let mut work = self.0.store.begin().await?;
        // Whoever closes the profile, or opens it again, comes before or after.
        work.hold_profile_of_export(id).await?;
        let Some((access, order)) = work.export_to_prepare(id, today).await? else {
            drop(work);
            return self.not_to_prepare(job).await;
        };
        if work.export_is_ready(&access, id, &file).await? {
            let until = last_day_before(file.expires_at)?;
            let whose = work.name_of_profile(&access).await?;
            let profile = access.profile();
            let mail = messages::export_ready(&order, (id, profile), &whose, until, &self.0.rules.site);
            if let Some(mail) = mail {
                mail.enqueue(&mut work, terms::news(now), now).await?;
            }
        }
        work.finish_job(job.id, false, now).await?;
        Ok(work.commit().await?)
    }

    /// There is nothing to prepare (any more).
    async fn not_to_prepare(&self, job: &Job<ExportId>) -> Result<(), Fault> {
        let mut work = self.0.store.begin().await?;
        work.forget_waiting_export(job.payload).await?;
        work.finish_job(job.id, false, self.now()).await?;
        Ok(work.commit().await?)
    }

    /// Forgets the files whose time is over and removes from the folder what nobody asks for any more; what is missing there is
    /// prepared anew. How many were removed. A database that was restored leaves the folder alone: its service may be running
    /// elsewhere.
    pub async fn tidy_exports(&self) -> Result<u64, Fault> {
        self.to_the_end(async move |services| {
            let now = services.now();
            if services.sending_is_held().await? {
                return Ok(0);
            }
            let mut work = services.0.store.begin().await?;
            work.forget_exports(now).await?;
            work.commit().await?;
            let files = services.0.files.clone();
            // What is in the folder before what is asked for: whatever is begun meanwhile is not looked at.
            let names = blocking(move || files.names()).await?;
            let asked_for = services.exports_in_folder().await?;
            services.prepare_what_is_missing(&asked_for).await?;
            let mut removed = 0;
            for (name, age) in names {
                let id = name.split(['-', '.']).next().and_then(|id| id.parse::<ExportId>().ok());
                let Some(id) = id else { continue };
                let wanted = match asked_for.get(&id) {
                    None => false,
                    Some(InFolder::File(wanted)) => *wanted == name,
                    Some(InFolder::Waiting) => age < ABANDONED,
                    Some(InFolder::Unreadable) => true,
                };
                if wanted {
                    continue;
                }
                let files = services.0.files.clone();
                // One that cannot be removed keeps no other.
                removed += u64::from(blocking(move || files.remove(&name)).await.is_ok());
            }
            Ok(removed)
        })
        .await
    }

    async fn exports_in_folder(&self) -> Result<HashMap<ExportId, InFolder>, Fault> {
        let mut all = HashMap::new();
        loop {
            let after = all.keys().max().copied();
            let some = self.0.store.read().await?.exports_after(after).await?;
            if some.is_empty() {
                return Ok(all);
            }
            all.extend(some);
        }
    }

    /// Has prepared anew what is gone from its folder, and what waits and has no job any more.
    async fn prepare_what_is_missing(&self, asked_for: &HashMap<ExportId, InFolder>) -> Result<(), Fault> {
        let now = self.now();
        let all_lack_jobs = self.0.store.read().await?.exports_lack_jobs().await?;
        for (id, state) in asked_for {
            match state {
                InFolder::File(name) if self.0.files.is_there(name) => continue,
                InFolder::Waiting if !all_lack_jobs => continue,
                InFolder::Unreadable => {
                    tracing::error!(export = %id, "the row of an export cannot be read");
                    continue;
                }
                InFolder::File(_) | InFolder::Waiting => {}
            }
            let mut work = self.0.store.begin().await?;
            let again = match state {
                InFolder::File(name) => work.export_is_missing(*id, name).await?,
                _ => true,
            };
            if again {
                tracing::error!(export = %id, "an export is gone from its folder, or has no job: it is prepared anew");
                work.enqueue(JobKind::Export, id, terms::news(now), now).await?;
                work.commit().await?;
            }
        }
        Ok(())
    }
}

/// Says how much of a file is done.
struct Progress<'a> {
    services: &'a Services,
    job: &'a Job<ExportId>,
    stop: &'a CancellationToken,
    of: usize,
    done: usize,
    said: Option<std::time::Instant>,
}

impl Progress<'_> {
    /// One more step is done. It also says that the process is still at it.
    async fn step(&mut self) -> Result<(), Fault> {
        if self.stop.is_cancelled() {
            return Err(Fault::Internal("stopped"));
        }
        self.done += 1;
        if self.said.is_some_and(|at| at.elapsed() < SAY_EVERY) {
            return Ok(());
        }
        self.said = Some(std::time::Instant::now());
        let percent = u8::try_from(self.done * 100 / self.of.max(1)).unwrap_or(99).min(99);
        let mut work = self.services.0.store.begin().await?;
        work.note_export_progress(self.job.payload, percent).await?;
        work.retry_job(self.job, self.services.now().plus(LEASE)).await?;
        Ok(work.commit().await?)
    }
}

/// Which sections stand together on a paper.
fn papers(sections: Vec<Section>) -> Vec<Vec<Section>> {
    let items = |section: &Section| -> usize {
        let of_block = |block: &Block| match block {
            Block::Paragraph(_) | Block::Subheading(_) => 1,
            Block::Facts(facts) => facts.len(),
            Block::Items(items) => items.len(),
        };
        section.blocks.iter().map(of_block).sum()
    };
    let mut papers: Vec<Vec<Section>> = vec![Vec::new()];
    let mut room = ITEMS_PER_PAPER;
    for section in sections {
        let takes = items(&section);
        if takes > room && papers.last().is_some_and(|paper| !paper.is_empty()) {
            papers.push(Vec::new());
            room = ITEMS_PER_PAPER;
        }
        room = room.saturating_sub(takes);
        if let Some(paper) = papers.last_mut() {
            paper.push(section);
        }
    }
    papers
}

fn introduction() -> Vec<String> {
    vec![
        "Ce document réunit tout ce que contenait le profil à cette date.".to_owned(),
        format!(
            "Le fichier {JSON_FILE} dit la même chose sous une forme lisible par une machine\u{a0}; {SCHEMA_FILE} la décrit."
        ),
    ]
}

/// Adds an entry to an archive.
async fn added(
    mut archive: Archive,
    name: String,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()> + Send + 'static,
) -> Result<Archive, Fault> {
    blocking(move || {
        archive.add(&name, write)?;
        Ok(archive)
    })
    .await
}

/// Does something to files, which may take long.
pub(crate) async fn blocking<T: Send + 'static>(
    act: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(act).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(%error, "the folder of files");
            Err(Fault::Internal("a file cannot be written or read"))
        }
        Err(_) => Err(Fault::Internal("writing a file panicked")),
    }
}
