//! Files that an operator's commands take in, one line a person: how they are read, and what an import tells and counts.
//!
//! To add a file: a [`Kind`], which says what its columns are, how a line is read and how lines are kept; a method on
//! [`Services`] that calls [`Services::import`].

use std::borrow::Cow;
use std::future::Future;
use std::io::{BufRead, Read as _};

use domain::time::Timestamp;
use domain::typed::plain;
use store::{StoreError, UnitOfWork, random};

use crate::{Fault, Services};

/// How many lines are taken in by one transaction: few enough not to keep other writers waiting for more
/// than a second, many enough that a page of the database is written for several of them.
const BATCH: usize = 2000;
/// The longest line that is read, in bytes. A quote that is never closed so ends at its line, and memory
/// stays the same whatever the file holds.
pub(crate) const LINE_MAX: usize = 16 * 1024;

/// Why a file cannot be taken in at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// The disk or the pipe failed.
    #[error("the file cannot be read ({0})")]
    Unreadable(#[from] std::io::Error),
    /// The first line does not name the columns.
    #[error("the first line must name the columns: {0}")]
    Header(String),
    /// Something failed below; what was committed before stays.
    #[error("{0}")]
    Fault(#[from] Fault),
}

/// A line that was not taken in, or a remark on one that was. It never quotes what the line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLine {
    /// Its number in the file, from 1.
    pub line: u64,
    /// The column's name, if the fault is in one.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub reason: Cow<'static, str>,
}

/// How far an import has come, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// New persons or professionals.
    pub added: u64,
    /// Known ones about whom something has changed.
    pub updated: u64,
    /// Known ones about whom nothing has changed.
    pub unchanged: u64,
    /// Refused.
    pub refused: u64,
    /// Among those that were taken in, the ones with a remark.
    pub remarked: u64,
    /// How many bytes of the file were read.
    pub bytes: u64,
}

impl ImportCount {
    /// All lines but the first, which names the columns, and empty ones.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.added + self.updated + self.unchanged + self.refused
    }
}

/// What an import tells while it runs.
pub trait ImportWatch {
    /// A line was refused; once for each thing that is wrong with it.
    fn refused(&mut self, refusal: RefusedLine);
    /// A line was taken in as it is, and yet somebody should look at it; once for each such thing. Most have nothing to do
    /// about it.
    fn remarked(&mut self, _remark: RefusedLine) {}
    /// Some more lines are done, durably.
    fn progress(&mut self, count: &ImportCount);
}

/// What is wrong or remarkable in a column of a line.
pub(crate) struct Remark {
    /// The column's name.
    pub(crate) column: &'static str,
    /// What it is.
    pub(crate) reason: &'static str,
}

/// What became of a line that could be read.
pub(crate) enum Outcome {
    /// Somebody new.
    Added,
    /// Somebody known, about whom something has changed.
    Updated,
    /// Nothing new.
    Unchanged,
    /// Nothing was done, for the reason that is given.
    Refused(&'static str),
}

/// What a file of `N` columns is about.
pub(crate) trait Kind<const N: usize> {
    /// What a line says.
    type Line: Send + Sync;

    /// The names of the columns.
    fn columns() -> [&'static str; N];

    /// Reads the fields of a line, in the order of [`columns`](Self::columns).
    ///
    /// # Errors
    /// Everything that is wrong with the line.
    fn read(&self, fields: &[&str; N]) -> Result<Self::Line, Vec<Remark>>;

    /// What somebody should look at in a line that is taken in all the same.
    fn remarks(&self, _line: &Self::Line) -> Vec<Remark> {
        Vec::new()
    }

    /// Keeps lines; the answers are in their order. `import` names the import and is random.
    fn take_in(
        work: &mut UnitOfWork,
        import: [u8; 16],
        lines: &[Self::Line],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Outcome>, StoreError>> + Send;
}

impl Services {
    /// Takes a file in, batch by batch, each in a transaction of its own.
    pub(crate) async fn import<K: Kind<N> + Send, const N: usize>(
        &self,
        mut file: ImportFile<impl BufRead + Send, K, N>,
        watch: &mut (impl ImportWatch + Send),
    ) -> Result<ImportCount, ImportFault> {
        let import = random::bytes().map_err(Fault::from)?;
        let mut count = ImportCount::default();
        loop {
            let batch = file.next_batch(&mut count, watch)?;
            if batch.is_empty() {
                watch.progress(&count);
                return Ok(count);
            }
            let mut work = self.0.store.begin().await.map_err(Fault::from)?;
            take_in::<K, N>(&mut work, import, batch, &mut count, watch, self.now()).await?;
            work.commit().await.map_err(Fault::from)?;
            watch.progress(&count);
        }
    }
}

/// Takes a batch of lines in, and counts what became of them.
async fn take_in<K: Kind<N>, const N: usize>(
    work: &mut UnitOfWork,
    import: [u8; 16],
    batch: Vec<(u64, K::Line)>,
    count: &mut ImportCount,
    watch: &mut (impl ImportWatch + Send),
    now: Timestamp,
) -> Result<(), Fault> {
    let (lines, said): (Vec<u64>, Vec<K::Line>) = batch.into_iter().unzip();
    let outcomes = K::take_in(work, import, &said, now).await?;
    for (line, outcome) in lines.into_iter().zip(outcomes) {
        match outcome {
            Outcome::Added => count.added += 1,
            Outcome::Updated => count.updated += 1,
            Outcome::Unchanged => count.unchanged += 1,
            Outcome::Refused(reason) => {
                count.refused += 1;
                watch.refused(RefusedLine { line, column: None, reason: reason.into() });
            }
        }
    }
    Ok(())
}

/// Whether a line of a file of demonstration mode's is refused: none is.
#[derive(Default)]
struct Refuse(bool);

impl ImportWatch for Refuse {
    fn refused(&mut self, _: RefusedLine) {
        self.0 = true;
    }
    fn progress(&mut self, _: &ImportCount) {}
}

const REFUSED: Fault = Fault::Internal("a line of the demonstration's file is refused");

/// What a file of demonstration mode's says, with the numbers of its lines.
pub(crate) fn lines_of_demonstration<K: Kind<N>, const N: usize>(
    file: &str,
    kind: K,
) -> Result<Vec<(u64, K::Line)>, Fault> {
    let unusable = |_| Fault::Internal("the demonstration's file is not usable");
    let (mut refuse, mut count) = (Refuse::default(), ImportCount::default());
    let lines = ImportFile::open(file.as_bytes(), kind)
        .and_then(|mut file| file.next_batch(&mut count, &mut refuse))
        .map_err(unusable)?;
    if refuse.0 { Err(REFUSED) } else { Ok(lines) }
}

/// Takes a file of demonstration mode's in, in one unit of work.
pub(crate) async fn take_in_demonstration<K: Kind<N>, const N: usize>(
    work: &mut UnitOfWork,
    file: &str,
    kind: K,
    now: Timestamp,
) -> Result<(), Fault> {
    let lines = lines_of_demonstration(file, kind)?;
    let (mut refuse, mut count) = (Refuse::default(), ImportCount::default());
    take_in::<K, N>(work, random::bytes()?, lines, &mut count, &mut refuse, now).await?;
    if refuse.0 { Err(REFUSED) } else { Ok(()) }
}

/// A file, read line by line: one person a line, fields between semicolons (or commas, or tabs, as the first line has them),
/// quoted where they hold one; UTF-8.
pub(crate) struct ImportFile<R, K, const N: usize> {
    kind: K,
    lines: Lines<R>,
    delimiter: u8,
    /// Where each field of a line stands among the kind's columns; `None` where the column has no name and nothing stands in it.
    order: Vec<Option<usize>>,
}

impl<R: BufRead, K: Kind<N>, const N: usize> ImportFile<R, K, N> {
    /// Reads the first line, which names the columns in any order.
    pub(crate) fn open(file: R, kind: K) -> Result<Self, ImportFault> {
        let columns = K::columns();
        let mut lines = Lines { file, buffer: Vec::new(), number: 0, bytes: 0 };
        let header = match lines.next()? {
            Some(Ok(line)) => line.strip_prefix('\u{feff}').unwrap_or(line).to_owned(),
            Some(Err(reason)) => return Err(ImportFault::Header(reason.to_owned())),
            None => return Err(ImportFault::Header("the file is empty".to_owned())),
        };
        let delimiter = *b";,\t"
            .iter()
            .max_by_key(|delimiter| header.bytes().filter(|byte| byte == *delimiter).count())
            .unwrap_or(&b';');
        let mut names = Vec::new();
        split(&header, delimiter, &mut names).map_err(|reason| ImportFault::Header(reason.to_owned()))?;
        let mut order = Vec::new();
        for (position, name) in (1..).zip(&names) {
            let name = plain(name);
            if name.trim().is_empty() {
                order.push(None);
                continue;
            }
            let place = columns.into_iter().position(|column| column == name.trim());
            let place = place.ok_or_else(|| ImportFault::Header(format!("the {position}. is not a known one")))?;
            if order.contains(&Some(place)) {
                return Err(ImportFault::Header(format!("{} stands there twice", columns[place])));
            }
            order.push(Some(place));
        }
        // A column that is missing by mistake would erase what it said before.
        match (0..N).find(|place| !order.contains(&Some(*place))) {
            Some(missing) => Err(ImportFault::Header(format!("{} is missing", columns[missing]))),
            None => Ok(Self { kind, lines, delimiter, order }),
        }
    }

    /// Up to [`BATCH`] lines that can be read; none at the end of the file. Refused ones are told and
    /// counted.
    pub(crate) fn next_batch(
        &mut self,
        count: &mut ImportCount,
        watch: &mut impl ImportWatch,
    ) -> Result<Vec<(u64, K::Line)>, ImportFault> {
        let mut batch = Vec::with_capacity(BATCH);
        let mut fields = Vec::with_capacity(N);
        while batch.len() < BATCH {
            let line = self.lines.next()?;
            let Some(line) = line else { break };
            let read = line.map_err(Cow::from).and_then(|line| {
                if line.trim().is_empty() {
                    return Ok(None);
                }
                split(line, self.delimiter, &mut fields)?;
                let ordered = in_order(&self.order, &fields)?;
                Ok(Some(self.kind.read(&ordered)))
            });
            let number = self.lines.number;
            match read {
                Ok(None) => {}
                Ok(Some(Ok(said))) => {
                    let remarks = self.kind.remarks(&said);
                    count.remarked += u64::from(!remarks.is_empty());
                    for Remark { column, reason } in remarks {
                        watch.remarked(RefusedLine { line: number, column: Some(column), reason: reason.into() });
                    }
                    batch.push((number, said));
                }
                Ok(Some(Err(problems))) => {
                    count.refused += 1;
                    for Remark { column, reason } in problems {
                        watch.refused(RefusedLine { line: number, column: Some(column), reason: reason.into() });
                    }
                }
                Err(reason) => {
                    count.refused += 1;
                    watch.refused(RefusedLine { line: number, column: None, reason });
                }
            }
        }
        count.bytes = self.lines.bytes;
        Ok(batch)
    }
}

/// The fields of a line in the order of its kind's columns, or why it has not those that it should have.
fn in_order<'a, const N: usize>(
    order: &[Option<usize>],
    fields: &'a [String],
) -> Result<[&'a str; N], Cow<'static, str>> {
    let named = order.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    // One more than the first line has may be a delimiter within a field: all behind it would be another column's.
    if fields.len() < named || fields.len() > order.len() {
        return Err(format!("it has {} fields, and the first line names {named} columns", fields.len()).into());
    }
    let mut ordered = [""; N];
    for (place, field) in order.iter().zip(fields) {
        match place {
            Some(place) => ordered[*place] = field,
            None if field.trim().is_empty() => {}
            None => return Err("something stands in a column without a name".into()),
        }
    }
    Ok(ordered)
}

/// Lines of a limited length.
struct Lines<R> {
    file: R,
    buffer: Vec<u8>,
    number: u64,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    /// The next line without its end, or why it cannot be read as text; `None` after the last.
    fn next(&mut self) -> std::io::Result<Option<Result<&str, &'static str>>> {
        let mut too_long = false;
        loop {
            self.buffer.clear();
            let read = self.file.by_ref().take(LINE_MAX as u64).read_until(b'\n', &mut self.buffer)?;
            self.bytes += read as u64;
            if read == 0 && !too_long {
                return Ok(None);
            }
            if read < LINE_MAX || self.buffer.ends_with(b"\n") {
                break;
            }
            too_long = true;
        }
        self.number += 1;
        if too_long {
            return Ok(Some(Err("it is too long")));
        }
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some(std::str::from_utf8(line).map_err(|_| "it is not UTF-8")))
    }
}

/// Splits a line into its fields. A field in quotes may hold the delimiter, and quotes written twice.
fn split(line: &str, delimiter: u8, fields: &mut Vec<String>) -> Result<(), &'static str> {
    let delimiter = char::from(delimiter);
    fields.clear();
    let mut rest = line;
    loop {
        let Some(quoted) = rest.strip_prefix('"') else {
            let end = rest.find(delimiter);
            fields.push(rest[..end.unwrap_or(rest.len())].to_owned());
            match end {
                Some(end) => rest = &rest[end + delimiter.len_utf8()..],
                None => return Ok(()),
            }
            continue;
        };
        let mut field = String::new();
        rest = quoted;
        loop {
            let end = rest.find('"').ok_or("a quote is not closed")?;
            field.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(more) => {
                    field.push('"');
                    rest = more;
                }
                None => break,
            }
        }
        fields.push(field);
        match rest.strip_prefix(delimiter) {
            Some(more) => rest = more,
            None if rest.is_empty() => return Ok(()),
            None => return Err("something follows a closing quote"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_split_as_spreadsheets_write_them() {
        let mut fields = Vec::new();
        let mut read = |line: &str| split(line, b';', &mut fields).map(|()| fields.clone());
        assert_eq!(read("a;b;;"), Ok(vec!["a".into(), "b".into(), String::new(), String::new()]));
        assert_eq!(read(r#""a;b";"say ""é""";"#), Ok(vec!["a;b".into(), r#"say "é""#.into(), String::new()]));
        assert_eq!(read(r#"a"b;c"#), Ok(vec![r#"a"b"#.into(), "c".into()]));
        assert_eq!(read(""), Ok(vec![String::new()]));
        assert_eq!(read(r#""a;b"#), Err("a quote is not closed"));
        assert_eq!(read(r#""a"b;c"#), Err("something follows a closing quote"));
    }
}
