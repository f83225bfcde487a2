//! The insured population: the insurer's file comes in, and everybody in it is told.

use std::borrow::Cow;
use std::io::{BufRead, Read as _};

use domain::date::CalendarDate;
use domain::history::Act;
use domain::id::ProfileId;
use domain::insured::{COLUMNS, Column, Insured, LineProblem};
use domain::provisional_code::Delivery;
use domain::time::Timestamp;
use domain::typed::plain;
use store::{Imported, Reach, Replace, Term, UnitOfWork, random};

use crate::clock::{beginning_in_france, day_in_france, end_of_day_in_france, last_day_before};
use crate::contacts::READERS;
use crate::messages::invitation;
use crate::outbox::{Message, terms};
use crate::paper::Drawable;
use crate::{Fault, Rules, Services};

/// How many lines are taken in by one transaction: few enough not to keep other writers waiting for more
/// than a second, many enough that a page of the database is written for several of them.
const BATCH: usize = 2000;
/// The longest line that is read, in bytes. A quote that is never closed so ends at its line, and memory
/// stays the same whatever the file holds.
const LINE_MAX: usize = 16 * 1024;

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
    /// The column, if the fault is in one.
    pub column: Option<Column>,
    /// What is wrong.
    pub reason: Cow<'static, str>,
}

/// How far an import has come, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// New persons.
    pub added: u64,
    /// Known persons about whom something has changed.
    pub updated: u64,
    /// Known persons about whom nothing has changed.
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

/// How far a campaign has come, in persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotifyCount {
    /// Got a code, and a mail in the outbox.
    pub notified: u64,
    /// Have no e-mail address, or one that refused the last code: they need a letter.
    pub by_post: u64,
    /// Have neither an e-mail nor a postal address.
    pub unreachable: u64,
}

impl Services {
    /// Takes in the insurer's file: adds who is new, brings up to date who is known. A line that is wrong
    /// is refused and told; the others count. Stopped in the middle it keeps what was committed, and a
    /// second run does the rest.
    pub async fn import_insured(
        &self,
        file: impl BufRead + Send,
        watch: &mut (impl ImportWatch + Send),
    ) -> Result<ImportCount, ImportFault> {
        let mut file = InsurerFile::open(file, day_in_france(self.now())?)?;
        let import = random::bytes().map_err(Fault::from)?;
        let mut count = ImportCount::default();
        loop {
            let batch = file.next_batch(&mut count, watch)?;
            if batch.is_empty() {
                watch.progress(&count);
                return Ok(count);
            }
            let mut work = self.0.store.begin().await.map_err(Fault::from)?;
            take_in(&mut work, import, batch, &mut count, watch, self.now()).await?;
            work.commit().await.map_err(Fault::from)?;
            watch.progress(&count);
        }
    }

    /// Makes a provisional code for everybody who is pending and has no valid one, and puts the mail that
    /// brings it into the outbox; a minor's goes to the parent. Stopped in the middle and run again it
    /// doubles nothing: the code, the mail and the history's line share a transaction.
    pub async fn notify(&self, mut watch: impl FnMut(&NotifyCount) + Send) -> Result<NotifyCount, Fault> {
        let (kept, mut count) = (self.is_demonstration(), NotifyCount::default());
        let mut after = None;
        loop {
            let mut work = self.0.store.begin().await?;
            let last = notify_some(&mut work, &self.0.rules, kept, after, &mut count, self.now()).await?;
            work.commit().await?;
            watch(&count);
            if last.is_none() {
                return Ok(count);
            }
            after = last;
        }
    }
}

/// Takes a batch of lines in, and counts what became of them.
async fn take_in(
    work: &mut UnitOfWork,
    import: [u8; 16],
    batch: Vec<(u64, Insured)>,
    count: &mut ImportCount,
    watch: &mut impl ImportWatch,
    now: Timestamp,
) -> Result<(), Fault> {
    let (lines, persons): (Vec<u64>, Vec<Insured>) = batch.into_iter().unzip();
    let outcomes = work.import_insured(import, &persons, now).await?;
    for (line, outcome) in lines.into_iter().zip(outcomes) {
        let refused = match outcome {
            Imported::Added => {
                count.added += 1;
                None
            }
            Imported::Updated => {
                count.updated += 1;
                None
            }
            Imported::Unchanged => {
                count.unchanged += 1;
                None
            }
            Imported::Repeated => Some("an earlier line is about the same person (twins need a rang_gemellaire each)"),
            Imported::TwoPersons => Some("its two numbers are those of two different persons"),
        };
        if let Some(reason) = refused {
            count.refused += 1;
            watch.refused(RefusedLine { line, column: None, reason: reason.into() });
        }
    }
    Ok(())
}

/// How long a code is kept that is made now. The row says nothing of when a minor comes of age.
pub(crate) fn code_term(rules: &Rules, reach: &Reach, now: Timestamp) -> Result<Term, Fault> {
    let until = end_of_day_in_france(now.plus(rules.provisional_codes))?;
    Ok(Term { until, for_minor: reach.majority.is_some() })
}

/// Until when a code that is made now is valid, as whoever receives it is told: one for a minor not beyond the day before they come of age, as whoever
/// represents them receives it.
pub(crate) fn code_expiry(rules: &Rules, reach: &Reach, now: Timestamp) -> Result<Timestamp, Fault> {
    let expires_at = code_term(rules, reach, now)?.until;
    let Some(majority) = reach.majority else { return Ok(expires_at) };
    Ok(expires_at.min(beginning_in_france(majority)?))
}

/// The last day on which the creation of a space can be opposed, the time for which has begun then; `None` when that is over.
pub(crate) fn last_day_to_oppose(
    rules: &Rules,
    began: Timestamp,
    now: Timestamp,
) -> Result<Option<CalendarDate>, Fault> {
    let over = end_of_day_in_france(began.plus(rules.opposition))?;
    (now < over).then(|| last_day_before(over)).transpose()
}

/// Notifies up to 200 persons from the one after `after` on; the last of them, or `None` when there was
/// nobody left. The time to oppose begins once the mail has left, which one that is `kept` does not.
async fn notify_some(
    work: &mut UnitOfWork,
    rules: &Rules,
    kept: bool,
    after: Option<ProfileId>,
    count: &mut NotifyCount,
    now: Timestamp,
) -> Result<Option<ProfileId>, Fault> {
    let persons = work.persons_to_notify(after, day_in_france(now)?, now).await?;
    for person in &persons {
        let Some(email) = person.notice_email() else {
            match person.post {
                Some(_) => count.by_post += 1,
                None => count.unreachable += 1,
            }
            continue;
        };
        let (term, expires_at) = (code_term(rules, person, now)?, code_expiry(rules, person, now)?);
        let code = work.make_provisional_code(person.profile, Delivery::Email, Replace::Invalid, term, now).await?;
        // Another process was faster.
        let Some(code) = code else { continue };
        let began = if kept {
            work.begin_opposition(person.profile, now).await?
        } else {
            work.opposition_began(person.profile).await?
        };
        let mail = invitation(
            person,
            email,
            &code,
            last_day_before(expires_at)?,
            last_day_to_oppose(rules, began.unwrap_or(now), now)?,
            &rules.site,
        );
        Message::from(mail)
            .of_use_until(expires_at)
            .enqueue(work, terms::invitation(person.profile, term.until), now)
            .await?;
        work.record_of_service(person.profile, Act::ProvisionalCodeSent { channel: Delivery::Email }, now).await?;
        count.notified += 1;
    }
    Ok(persons.last().map(|person: &Reach| person.profile))
}

/// Whether a line of demonstration mode's file is refused: none is.
#[derive(Default)]
struct Refuse(bool);

impl ImportWatch for Refuse {
    fn refused(&mut self, _: RefusedLine) {
        self.0 = true;
    }
    fn progress(&mut self, _: &ImportCount) {}
}

const REFUSED: Fault = Fault::Internal("a line of the demonstration's file is refused");

/// Demonstration mode's people, as their file names them, with its lines.
pub(crate) fn people_of_demonstration(file: &str, today: CalendarDate) -> Result<Vec<(u64, Insured)>, Fault> {
    let unusable = |_| Fault::Internal("the demonstration's file is not usable");
    let (mut refuse, mut count) = (Refuse::default(), ImportCount::default());
    let people = InsurerFile::open(file.as_bytes(), today)
        .and_then(|mut file| file.next_batch(&mut count, &mut refuse))
        .map_err(unusable)?;
    if refuse.0 { Err(REFUSED) } else { Ok(people) }
}

/// Takes demonstration mode's people in.
pub(crate) async fn take_in_demonstration(work: &mut UnitOfWork, file: &str, now: Timestamp) -> Result<(), Fault> {
    let people = people_of_demonstration(file, day_in_france(now)?)?;
    let (mut refuse, mut count) = (Refuse::default(), ImportCount::default());
    take_in(work, random::bytes()?, people, &mut count, &mut refuse, now).await?;
    if refuse.0 { Err(REFUSED) } else { Ok(()) }
}

/// Notifies all of demonstration mode's people, in one unit of work.
pub(crate) async fn notify_demonstration(work: &mut UnitOfWork, rules: &Rules, now: Timestamp) -> Result<(), Fault> {
    let (mut after, mut count) = (None, NotifyCount::default());
    loop {
        after = notify_some(work, rules, true, after, &mut count, now).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// The insurer's file, read line by line: one person a line, fields between semicolons (or commas, or
/// tabs, as the first line has them), quoted where they hold one; UTF-8.
struct InsurerFile<R> {
    lines: Lines<R>,
    delimiter: u8,
    /// Where each field of a line stands among [`Column::ALL`]; `None` where the column has no name and nothing stands in it.
    order: Vec<Option<usize>>,
    today: CalendarDate,
    drawable: Drawable,
}

impl<R: BufRead> InsurerFile<R> {
    fn open(file: R, today: CalendarDate) -> Result<Self, ImportFault> {
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
            let place = Column::ALL.into_iter().position(|column| column.name() == name.trim());
            let place = place.ok_or_else(|| ImportFault::Header(format!("the {position}. is not a known one")))?;
            if order.contains(&Some(place)) {
                return Err(ImportFault::Header(format!("{} stands there twice", Column::ALL[place].name())));
            }
            order.push(Some(place));
        }
        // A column that is missing by mistake would erase what it said before.
        match (0..COLUMNS).find(|place| !order.contains(&Some(*place))) {
            Some(missing) => Err(ImportFault::Header(format!("{} is missing", Column::ALL[missing].name()))),
            None => Ok(Self { lines, delimiter, order, today, drawable: Drawable::new()? }),
        }
    }

    /// Up to [`BATCH`] lines that can be read; none at the end of the file. Refused ones are told and
    /// counted.
    fn next_batch(
        &mut self,
        count: &mut ImportCount,
        watch: &mut impl ImportWatch,
    ) -> Result<Vec<(u64, Insured)>, ImportFault> {
        let mut batch = Vec::with_capacity(BATCH);
        let mut fields = Vec::with_capacity(COLUMNS);
        while batch.len() < BATCH {
            let line = self.lines.next()?;
            let Some(line) = line else { break };
            let read = line.map_err(Cow::from).and_then(|line| {
                if line.trim().is_empty() {
                    return Ok(None);
                }
                split(line, self.delimiter, &mut fields)?;
                let ordered = in_order(&self.order, &fields)?;
                Ok(Some(Insured::read(&ordered, self.today, READERS)))
            });
            let number = self.lines.number;
            match read {
                Ok(None) => {}
                Ok(Some(Ok(person))) => {
                    let mut remarks = self.undrawn(&person).peekable();
                    count.remarked += u64::from(remarks.peek().is_some());
                    for column in remarks {
                        let reason = "papers write a letter of it in its transcription: they have no font for it";
                        watch.remarked(RefusedLine { line: number, column: Some(column), reason: reason.into() });
                    }
                    batch.push((number, person));
                }
                Ok(Some(Err(problems))) => {
                    count.refused += 1;
                    for LineProblem { column, reason } in problems {
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

    /// What letters and attestations cannot draw as it is.
    fn undrawn<'a>(&'a self, person: &'a Insured) -> impl Iterator<Item = Column> + 'a {
        let address = person.address.as_ref();
        [
            (Column::BirthName, Some(&person.birth_name)),
            (Column::UsualName, person.usual_name.as_ref()),
            (Column::GivenNames, Some(&person.given_names)),
            (Column::UsualGivenName, person.usual_given_name.as_ref()),
            (Column::Street, address.map(|address| &address.street)),
            (Column::AddressComplement, address.and_then(|address| address.complement.as_ref())),
            (Column::Postcode, address.map(|address| &address.postcode)),
            (Column::Town, address.map(|address| &address.town)),
            (Column::Country, address.and_then(|address| address.country.as_ref())),
        ]
        .into_iter()
        .filter(|(_, text)| text.is_some_and(|text| !self.drawable.draws(text)))
        .map(|(column, _)| column)
    }
}

/// The fields of a line in the order of [`Column::ALL`], or why it has not those that it should have.
fn in_order<'a>(order: &[Option<usize>], fields: &'a [String]) -> Result<[&'a str; COLUMNS], Cow<'static, str>> {
    let named = order.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    // One more than the first line has may be a delimiter within a field: all behind it would be another column's.
    if fields.len() < named || fields.len() > order.len() {
        return Err(format!("it has {} fields, and the first line names {named} columns", fields.len()).into());
    }
    let mut ordered = [""; COLUMNS];
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

    /// Everything that an import tells.
    #[derive(Default)]
    struct Told(Vec<(u64, Option<&'static str>, String)>);

    impl ImportWatch for Told {
        fn refused(&mut self, refusal: RefusedLine) {
            self.0.push((refusal.line, refusal.column.map(Column::name), refusal.reason.into_owned()));
        }
        fn remarked(&mut self, remark: RefusedLine) {
            self.refused(remark);
        }
        fn progress(&mut self, _: &ImportCount) {}
    }

    fn header(delimiter: &str) -> String {
        Column::ALL.map(Column::name).join(delimiter)
    }

    fn open(file: &[u8]) -> Result<InsurerFile<&[u8]>, ImportFault> {
        InsurerFile::open(file, CalendarDate::from_iso("2026-11-22").unwrap())
    }

    fn fault(file: &[u8]) -> String {
        open(file).err().unwrap().to_string()
    }

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

    #[test]
    fn the_first_line_must_name_every_column_once() {
        let good = header(";");
        assert!(open(good.as_bytes()).is_ok());
        assert!(open(format!("\u{feff}{}\r\n", header(",")).as_bytes()).is_ok());
        assert!(open(header("\t").as_bytes()).is_ok());
        assert!(open(format!("{good};;").as_bytes()).is_ok(), "as spreadsheets end it");
        assert!(fault(b"").ends_with("the file is empty"));
        assert!(fault(good.replace("email", "e-mail").as_bytes()).ends_with("the 12. is not a known one"));
        assert!(fault(good.replace(";email", "").as_bytes()).ends_with("email is missing"));
        assert!(fault(format!("{good};nir").as_bytes()).ends_with("nir stands there twice"));
        assert!(fault(b"\xff").ends_with("it is not UTF-8"));
    }

    #[test]
    fn columns_without_a_name_are_empty() {
        let line = "284058832102532;;;Leguellec;;Martine;;1984-05-20;;avec-photo;12345678901;;;;;;;;";
        let read = |header: &str, line: &str| {
            let file = format!("{header}\n{line}\n");
            let (mut told, mut count) = (Told::default(), ImportCount::default());
            open(file.as_bytes()).unwrap().next_batch(&mut count, &mut told).unwrap();
            told.0.pop().map(|(_, _, reason)| reason)
        };
        let (plain, spare) = (header(";"), format!("{};;", header(";")));
        assert_eq!(read(&spare, line), None);
        assert_eq!(read(&spare, &format!("{line};;")), None);
        assert_eq!(read(&spare, line), None);
        assert_eq!(read(&spare, &format!("{line};x;")).as_deref(), Some("something stands in a column without a name"));
        let beyond = "it has 20 fields, and the first line names 19 columns";
        for more in [";", ";x"] {
            assert_eq!(read(&plain, &format!("{line}{more}")).as_deref(), Some(beyond));
        }
    }

    #[test]
    fn what_papers_cannot_draw_is_told_and_taken_in() {
        let line = |name: &str, town: &str| {
            format!("284058832102532;;;{name};;Martine;;1984-05-20;;avec-photo;12345678901;;;1 rue;;44000;{town};;\n")
        };
        let file =
            [header(";"), "\n".into(), line("Phạm", "Ville"), line("Nʼdiaye", "Ville"), line("漢字", "محمد")].concat();
        let (mut told, mut count) = (Told::default(), ImportCount::default());
        let batch = open(file.as_bytes()).unwrap().next_batch(&mut count, &mut told).unwrap();
        assert_eq!((batch.len(), count.remarked, count.refused), (3, 1, 0));
        let told: Vec<_> = told.0.into_iter().map(|(line, column, _)| (line, column)).collect();
        assert_eq!(told, [(4, Some("nom_naissance")), (4, Some("ville"))]);
    }

    #[test]
    fn every_kind_of_broken_line_is_told_with_its_number() {
        let line = |nir: &str, name: &str| {
            format!("{nir};;;{name};;Martine;;1984-05-20;;avec-photo;12345678901;;;;;;;;\n").into_bytes()
        };
        let mut file = header(";").into_bytes();
        file.push(b'\n');
        for part in [
            line("284058832102532", "Leguellec"),
            line("284058832102533", "R2D2"),
            b"\n  \r\n".to_vec(),
            b"284058832102532;Leguellec\n".to_vec(),
            line("284058832102532", "\"Leguellec"),
            line("284058832102532", "\"Leguellec\"x"),
            line("284058832102532", &"x".repeat(LINE_MAX * 3)),
            line("284058832102532", "\"Leg;uellec\""),
            b"\xff\xfe\n".to_vec(),
            line("182098832104728", "\"Michel\""),
        ] {
            file.extend(part);
        }
        file.pop();
        let (mut told, mut count) = (Told::default(), ImportCount::default());
        let mut opened = open(&file).unwrap();
        let batch = opened.next_batch(&mut count, &mut told).unwrap();
        assert_eq!(batch.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 12]);
        assert_eq!(
            told.0,
            [
                (3, Some("nir"), "the key does not fit"),
                (3, Some("nom_naissance"), "not a name"),
                (6, None, "it has 2 fields, and the first line names 19 columns"),
                (7, None, "a quote is not closed"),
                (8, None, "something follows a closing quote"),
                (9, None, "it is too long"),
                (10, Some("nom_naissance"), "not a name"),
                (11, None, "it is not UTF-8"),
            ]
            .map(|(line, column, reason)| (line, column, reason.to_owned()))
        );
        assert_eq!((count.refused, count.bytes), (7, file.len() as u64));
        assert!(opened.next_batch(&mut count, &mut told).unwrap().is_empty());
    }
}
