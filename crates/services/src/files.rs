//! The folder of files that are too large for the database. Each stands there sealed by a key of its own, under a name that says
//! nothing; several processes share the folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Error, Read as _, Seek as _, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use store::{FileKey, StoreError};

/// What a file ends in until it is whole.
const UNFINISHED: &str = "part";

/// The folder.
#[derive(Clone, Debug)]
pub struct Files(Arc<Path>);

impl Files {
    /// Files in that folder; it is made with the first of them.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::from(folder.into()))
    }

    /// Begins a file. It takes its name once it is whole and durable.
    pub(crate) fn create(&self, name: &str, key: FileKey) -> io::Result<SealedWriter> {
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        folder.create(&self.0)?;
        let path = self.0.join(name);
        let file = options.open(path.with_extension(UNFINISHED))?;
        Ok(SealedWriter { path, key, file, block: Vec::with_capacity(FileKey::BLOCK), number: 0, bytes: 0 })
    }

    /// Whether there is a file of that name.
    pub(crate) fn is_there(&self, name: &str) -> bool {
        self.0.join(name).is_file()
    }

    /// Reads a part of a file, block by block.
    pub(crate) fn open(&self, name: &str, key: FileKey, range: Range<u64>) -> io::Result<SealedReader> {
        let file = File::open(self.0.join(name))?;
        Ok(SealedReader { file, key, range })
    }

    /// What stands in the folder, whole or not, and how long ago it was last written.
    pub(crate) fn names(&self) -> io::Result<Vec<(String, Duration)>> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            if let (Ok(name), Ok(written)) = (entry.file_name().into_string(), entry.metadata()?.modified()) {
                names.push((name, written.elapsed().unwrap_or_default()));
            }
        }
        Ok(names)
    }

    /// Removes what was written of a file that did not become whole.
    pub(crate) fn remove_unfinished(&self, name: &str) -> io::Result<()> {
        self.remove(&format!("{name}.{UNFINISHED}"))
    }

    /// Removes a file; one that is gone already is no error.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// A file that is being written.
pub(crate) struct SealedWriter {
    path: PathBuf,
    key: FileKey,
    file: File,
    block: Vec<u8>,
    number: u64,
    bytes: u64,
}

impl SealedWriter {
    /// Gives the file its name, durably; how long it is.
    pub(crate) fn finish(mut self) -> io::Result<u64> {
        if !self.block.is_empty() {
            self.seal()?;
        }
        self.file.sync_all()?;
        fs::rename(self.path.with_extension(UNFINISHED), &self.path)?;
        File::open(self.path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(self.bytes)
    }

    fn seal(&mut self) -> io::Result<()> {
        self.file.write_all(&self.key.seal(self.number, &self.block).map_err(failed)?)?;
        self.number += 1;
        self.block.clear();
        Ok(())
    }
}

impl Write for SealedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(FileKey::BLOCK - self.block.len());
        self.block.extend_from_slice(&bytes[..taken]);
        self.bytes += taken as u64;
        if self.block.len() == FileKey::BLOCK {
            self.seal()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that is being read.
pub(crate) struct SealedReader {
    file: File,
    key: FileKey,
    /// What is still to be read.
    range: Range<u64>,
}

impl SealedReader {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// When the file was altered or cut.
    pub(crate) fn read_on(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.range.is_empty() {
            return Ok(None);
        }
        let (block, sealed) = (FileKey::BLOCK as u64, FileKey::SEALED_BLOCK as u64);
        let number = self.range.start / block;
        self.file.seek(SeekFrom::Start(number * sealed))?;
        let mut read = Vec::with_capacity(FileKey::SEALED_BLOCK);
        (&mut self.file).take(sealed).read_to_end(&mut read)?;
        let mut opened = self.key.open(number, &read).map_err(failed)?;
        let begins = number * block;
        let within = |at: u64| usize::try_from(at - begins).unwrap_or(usize::MAX).min(opened.len());
        let (from, to) = (within(self.range.start), within(self.range.end));
        if from == to {
            return Err(Error::other("a file is shorter than it was"));
        }
        self.range.start = begins + to as u64;
        let mut bytes = std::mem::take(&mut *opened);
        bytes.truncate(to);
        bytes.drain(..from);
        Ok(Some(bytes))
    }
}

fn failed(error: StoreError) -> Error {
    Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path().join("files"));
        (folder, files)
    }

    fn whole(mut reader: SealedReader) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(bytes) = reader.read_on()? {
            all.extend(bytes);
        }
        Ok(all)
    }

    #[test]
    fn any_part_is_read_as_it_was_written() {
        let (_folder, files) = folder();
        let key = FileKey::mint().unwrap();
        for length in [1, FileKey::BLOCK - 1, FileKey::BLOCK, FileKey::BLOCK + 1, 3 * FileKey::BLOCK + 17] {
            let content: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let mut writer = files.create("file", key.clone()).unwrap();
            for piece in content.chunks(10_007) {
                writer.write_all(piece).unwrap();
            }
            assert!(!files.names().unwrap().iter().any(|(name, _)| name == "file") || length > 1);
            assert_eq!(writer.finish().unwrap(), length as u64);
            for (from, to) in
                [(0, length), (length / 2, length), (length - 1, length), (0, 1), (length / 3, length / 2)]
            {
                let read = whole(files.open("file", key.clone(), from as u64..to as u64).unwrap()).unwrap();
                assert!(read == content[from..to], "{from}..{to} of {length}");
            }
            let on_disk = fs::read(files.0.join("file")).unwrap();
            assert!(length < 100 || !on_disk.windows(40).any(|window| window == &content[..40]));
        }
        assert_eq!(files.names().unwrap().len(), 1);
        files.remove("file").unwrap();
        files.remove("file").unwrap();
        assert!(!files.is_there("file"));
    }

    #[test]
    fn a_file_that_was_altered_cut_or_exchanged_is_not_read() {
        let (_folder, files) = folder();
        let key = FileKey::mint().unwrap();
        let mut writer = files.create("file", key.clone()).unwrap();
        let length = 2 * FileKey::BLOCK as u64;
        writer.write_all(&vec![7; 2 * FileKey::BLOCK]).unwrap();
        writer.finish().unwrap();
        let (path, good) = (files.0.join("file"), fs::read(files.0.join("file")).unwrap());
        let read = || whole(files.open("file", key.clone(), 0..length).unwrap());
        assert!(read().is_ok());
        let mut altered = good.clone();
        altered[FileKey::SEALED_BLOCK + 100] ^= 1;
        let exchanged = [&good[FileKey::SEALED_BLOCK..], &good[..FileKey::SEALED_BLOCK]].concat();
        for bad in [altered, exchanged, good[..FileKey::SEALED_BLOCK].to_vec(), Vec::new()] {
            fs::write(&path, bad).unwrap();
            assert!(read().is_err());
        }
        assert!(files.open("other", key.clone(), 0..1).is_err());
    }
}
