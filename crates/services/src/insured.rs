//! The insured population: the insurer's file comes in, and everybody in it is told.

use std::io::BufRead;

use domain::date::CalendarDate;
use domain::history::Act;
use domain::id::ProfileId;
use domain::insured::{COLUMNS, Column, Insured};
use domain::line::LineProblem;
use domain::provisional_code::Delivery;
use domain::time::Timestamp;
use store::{Imported, Reach, Replace, StoreError, Term, UnitOfWork};

use crate::clock::{beginning_in_france, day_in_france, end_of_day_in_france, last_day_before};
use crate::contacts::READERS;
use crate::import::{
    self, ImportCount, ImportFault, ImportFile, ImportWatch, Kind, Outcome, Remark, lines_of_demonstration,
};
use crate::messages::invitation;
use crate::outbox::{Message, terms};
use crate::paper::Drawable;
use crate::{Fault, Rules, Services};

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
        let insurers = Insurers::new(day_in_france(self.now())?)?;
        Box::pin(self.import(ImportFile::open(file, insurers)?, watch)).await
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

/// Demonstration mode's people, as their file names them.
pub(crate) fn people_of_demonstration(file: &str, today: CalendarDate) -> Result<Vec<Insured>, Fault> {
    Ok(lines_of_demonstration(file, Insurers::new(today)?)?.into_iter().map(|(_, person)| person).collect())
}

/// Takes demonstration mode's people in.
pub(crate) async fn take_in_demonstration(work: &mut UnitOfWork, file: &str, now: Timestamp) -> Result<(), Fault> {
    import::take_in_demonstration(work, file, Insurers::new(day_in_france(now)?)?, now).await
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

/// The insurer's file: one person a line.
struct Insurers {
    today: CalendarDate,
    drawable: Drawable,
}

impl Insurers {
    fn new(today: CalendarDate) -> Result<Self, Fault> {
        Ok(Self { today, drawable: Drawable::new()? })
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

impl Kind<COLUMNS> for Insurers {
    type Line = Insured;

    fn columns() -> [&'static str; COLUMNS] {
        Column::ALL.map(Column::name)
    }

    fn read(&self, fields: &[&str; COLUMNS]) -> Result<Insured, Vec<Remark>> {
        let remark = |LineProblem { column, reason }: LineProblem<Column>| Remark { column: column.name(), reason };
        Insured::read(fields, self.today, READERS).map_err(|problems| problems.into_iter().map(remark).collect())
    }

    fn remarks(&self, person: &Insured) -> Vec<Remark> {
        let reason = "papers write a letter of it in its transcription: they have no font for it";
        self.undrawn(person).map(|column| Remark { column: column.name(), reason }).collect()
    }

    async fn take_in(
        work: &mut UnitOfWork,
        import: [u8; 16],
        persons: &[Insured],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        let outcome = |imported| match imported {
            Imported::Added => Outcome::Added,
            Imported::Updated => Outcome::Updated,
            Imported::Unchanged => Outcome::Unchanged,
            Imported::Repeated => {
                Outcome::Refused("an earlier line is about the same person (twins need a rang_gemellaire each)")
            }
            Imported::TwoPersons => Outcome::Refused("its two numbers are those of two different persons"),
        };
        Ok(work.import_insured(import, persons, now).await?.into_iter().map(outcome).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{LINE_MAX, RefusedLine};

    /// Everything that an import tells.
    #[derive(Default)]
    struct Told(Vec<(u64, Option<&'static str>, String)>);

    impl ImportWatch for Told {
        fn refused(&mut self, refusal: RefusedLine) {
            self.0.push((refusal.line, refusal.column, refusal.reason.into_owned()));
        }
        fn remarked(&mut self, remark: RefusedLine) {
            self.refused(remark);
        }
        fn progress(&mut self, _: &ImportCount) {}
    }

    fn header(delimiter: &str) -> String {
        Column::ALL.map(Column::name).join(delimiter)
    }

    fn open(file: &[u8]) -> Result<ImportFile<&[u8], Insurers, COLUMNS>, ImportFault> {
        ImportFile::open(file, Insurers::new(CalendarDate::from_iso("2026-11-22").unwrap()).unwrap())
    }

    fn fault(file: &[u8]) -> String {
        open(file).err().unwrap().to_string()
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
