//! The list of what was deleted, in a file apart from the database and its backups: what a restored database brings back is deleted
//! again.

use std::collections::{HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clock::day_in_france;
use crate::closure::archive_of;
use crate::export::blocking;
use crate::{Fault, Files, Services};

/// The file of the list, a line for each erasure.
#[derive(Clone, Debug)]
pub struct ErasureList(Arc<Path>);

impl ErasureList {
    /// The list in that file; it is made when it is not there.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self(Arc::from(file.into()))
    }

    fn read(&self) -> io::Result<String> {
        match fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            read => read,
        }
    }

    /// Adds lines, durably. Several processes may.
    fn add(&self, lines: &[String]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let new = !self.0.exists();
        let mut file = options.open(&self.0)?;
        if lines.is_empty() && !new {
            return Ok(());
        }
        // In one piece, as another process may be writing too; and not behind a line that was torn by a crash.
        let text = lines.iter().flat_map(|line| ["\n", line]).chain(["\n"]).collect::<String>();
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if new {
            let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

/// Where a service keeps what stands outside its database, by default: in one folder.
#[must_use]
pub fn beside(folder: &Path) -> (Files, ErasureList) {
    (Files::in_folder(folder.join("files")), ErasureList::at(folder.join("erasures")))
}

impl Services {
    /// Brings database and list together: what the list names and the database has (again) is deleted, and what was deleted from the
    /// database is noted in the list, which is made if it is not there. How many were deleted again.
    pub async fn follow_erasures(&self) -> Result<u64, Fault> {
        self.to_the_end(async move |services| {
            let (list, store) = (services.0.erasures.clone(), &services.0.store);
            if !list.0.exists() && services.sending_is_held().await? {
                tracing::error!(
                    "the list of erasures is missing: what was deleted may be back in this database, which was restored"
                );
            }
            let text = blocking(move || list.read()).await?;
            let mut known = HashMap::new();
            loop {
                let some = store.read().await?.erasures_after(known.keys().max().copied()).await?;
                if some.is_empty() {
                    break;
                }
                known.extend(some.into_iter().map(|one| (one.profile, one)));
            }
            let (mut listed, mut again) = (HashSet::new(), 0);
            for line in text.lines().filter(|line| !line.is_empty()) {
                let Some(erasure) = store.erasure_in(line) else {
                    tracing::error!(
                        "a line in the list of erasures was not written with this keyring: it is left alone"
                    );
                    continue;
                };
                if !listed.insert(erasure.profile) || known.contains_key(&erasure.profile) {
                    continue;
                }
                let archive = archive_of(erasure.closed_at, day_in_france(erasure.closed_at)?)?;
                let today = services.today()?;
                let mut work = store.begin().await?;
                if work.erase_again(erasure, archive, today, services.now()).await?.is_some() {
                    work.commit().await?;
                    again += 1;
                    tracing::warn!(
                        "what a profile held was deleted before, and is deleted again: the database is a restored one"
                    );
                }
            }
            let lines: Vec<String> =
                known.values().filter(|one| !listed.contains(&one.profile)).map(|one| store.line_of(one)).collect();
            let list = services.0.erasures.clone();
            blocking(move || list.add(&lines)).await?;
            Ok(again)
        })
        .await
    }
}
