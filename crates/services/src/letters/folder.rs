//! The folder of the letters' files. A file in it is whole or not there, and only its owner can read it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use domain::id::to_hex;
use store::Holder;

/// Where files of letters are written.
#[derive(Clone)]
pub(super) struct Folder(PathBuf);

/// A file that is written, but does not have its name yet.
pub(super) struct Part {
    part: PathBuf,
    file: PathBuf,
}

/// Why a file cannot be written.
pub(super) enum Unwritable {
    /// The disk failed.
    Disk(io::Error),
    /// Another file has this name.
    Occupied(String),
}

impl Folder {
    /// The folder, made if it is missing.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Writes the file of a batch, durably, under a name that is this holder's own. A file of the same content may be
    /// there already: then its writer was stopped before it could say so.
    pub(super) fn write(&self, batch: u32, holder: Holder, content: &[u8]) -> Result<Part, Unwritable> {
        let name = file_name(batch);
        let file = self.0.join(&name);
        match fs::read(&file) {
            Ok(there) if there == content => {}
            Ok(_) => return Err(Unwritable::Occupied(name)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        self.remove_parts(&name)?;
        let part = self.0.join(format!("{name}.{}.part", to_hex(&holder.as_bytes()[..4])));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut handle = options.open(&part)?;
        handle.write_all(content)?;
        handle.sync_all()?;
        Ok(Part { part, file })
    }

    /// Gives a written file its name, durably.
    pub(super) fn publish(&self, part: &Part) -> io::Result<()> {
        fs::rename(&part.part, &part.file)?;
        fs::File::open(&self.0)?.sync_all()
    }

    /// Removes what processes that were stopped have left of a file: codes can be read in it.
    fn remove_parts(&self, name: &str) -> io::Result<()> {
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let left = entry.file_name();
            let left = left.to_string_lossy();
            if left.starts_with(&format!("{name}.")) && left.ends_with(".part") {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

impl Part {
    /// Removes it: another process has this batch now.
    pub(super) fn discard(&self) -> io::Result<()> {
        fs::remove_file(&self.part)
    }
}

impl From<io::Error> for Unwritable {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// `lettres-0001.pdf`.
fn file_name(batch: u32) -> String {
    format!("lettres-{batch:04}.pdf")
}
