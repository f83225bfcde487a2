//! The ZIP that everything a profile holds is put into, entry by entry, sealed as it grows: never more of it in memory than the entry
//! that is added.

use std::io::{self, Write};

use domain::date::CalendarDate;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::files::SealedWriter;

/// A ZIP that is being written.
pub(super) struct Archive {
    zip: Box<ZipWriter<StreamWriter<SealedWriter>>>,
    made_on: DateTime,
}

impl Archive {
    /// An empty one; its entries bear the day on which it is made.
    pub(super) fn new(out: SealedWriter, day: CalendarDate) -> Self {
        let made_on = DateTime::from_date_and_time(day.year(), day.month(), day.day(), 0, 0, 0).unwrap_or_default();
        Self { zip: Box::new(ZipWriter::new_stream(out)), made_on }
    }

    /// Adds an entry, whose content `write` gives.
    pub(super) fn add(&mut self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        // Also what is compressed by itself: where an entry ends that is only stored, some programs do not find.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let options = options.last_modified_time(self.made_on);
        self.zip.start_file(name, options.unix_permissions(0o600))?;
        write(&mut *self.zip)
    }

    /// Ends it; how long it is.
    pub(super) fn finish(self) -> io::Result<u64> {
        self.zip.finish()?.into_inner().finish()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use store::FileKey;

    use super::*;
    use crate::Files;

    /// The most memory that this process has held so far, in bytes.
    fn peak() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// 5 MB that cannot be compressed, others each time.
    fn document(number: u64) -> Vec<u8> {
        let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let word = |state: &mut u64| {
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
            state.to_le_bytes()
        };
        (0..625_000).flat_map(|_| word(&mut state)).collect()
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the Makefile says how long the proofs may take")]
    fn an_archive_of_500_mb_is_never_in_memory() {
        let full = std::env::var("PROOF_ROUNDS").is_ok_and(|rounds| rounds == "full");
        let documents = if full { 100 } else { 4 };
        let before = peak();
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        let (key, day) = (FileKey::mint().unwrap(), CalendarDate::from_iso("2026-11-28").unwrap());
        let mut archive = Archive::new(files.create("export", key.clone()).unwrap(), day);
        archive.add("informations.json", |out| out.write_all(&b"[1, 2, 3] ".repeat(100_000))).unwrap();
        for number in 0..documents {
            let bytes = document(number);
            archive.add(&format!("fichiers/{number}.pdf"), |out| out.write_all(&bytes)).unwrap();
        }
        let bytes = archive.finish().unwrap();
        let written = peak();
        // What cannot be compressed grows by its headers, 1.7 kB each.
        assert!(bytes > documents * 5_000_000 && bytes < documents * 5_010_000, "{bytes}");

        let mut reader = files.open("export", key.clone(), 0..bytes).unwrap();
        let mut read = 0;
        while let Some(block) = reader.read_on().unwrap() {
            read += block.len() as u64;
        }
        let most = peak() - before;
        println!(
            "an archive of {bytes} bytes: {} bytes more in memory while it is written, {most} in all",
            written - before
        );
        assert_eq!(read, bytes);
        assert!(most < 32_000_000, "{most} bytes");

        // Any document is where the directory says, byte for byte.
        let mut whole = Vec::new();
        let mut reader = files.open("export", key, 0..bytes).unwrap();
        while let Some(block) = reader.read_on().unwrap() {
            whole.extend(block);
        }
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(whole)).unwrap();
        let last = documents - 1;
        let mut kept = Vec::new();
        zip.by_name(&format!("fichiers/{last}.pdf")).unwrap().read_to_end(&mut kept).unwrap();
        assert!(kept == document(last));
    }
}
