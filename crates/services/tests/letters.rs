//! The letters of a campaign, on both engines: who gets one, where it stands, and what happens to whoever is stopped.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

#[expect(dead_code, reason = "where lines stand is of no concern here")]
#[path = "papers/read.rs"]
mod read;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use domain::date::CalendarDate;
use domain::id::LetterId;
use domain::insured::Column;
use domain::provisional_code::ProvisionalCode;
use domain::time::{Span, Timestamp};
use services::clock::Clock;
use services::import::{ImportCount, ImportWatch, RefusedLine};
use services::insured::NotifyCount;
use services::letters::{LettersCount, LettersFault};
use services::outbox::Gateways;
use services::paper::letter::{Letter, pdf};
use services::{Rules, Services};
use store::scratch::{Engine, Scratch};
use store::{CodeAttempt, Holder};

use read::Read;

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    letters_stand_by_postcode_and_household,
    who_gets_a_letter_and_who_does_not,
    the_code_of_a_letter_is_right_and_then_forgotten,
    the_time_to_oppose_begins_with_the_first_notice,
    a_letter_that_is_in_no_file_begins_nothing,
    whoever_is_stopped_between_two_steps_goes_on,
    whoever_is_stopped_before_saying_so_writes_the_same_file_again,
    a_file_of_somebody_else_is_not_written_over,
    two_processes_write_to_everybody_once,
    what_nobody_could_use_is_not_printed,
    a_letter_that_does_not_fit_keeps_no_other_and_is_tried_again,
);

/// Sunday 22 November 2026, 15:46:40 in France.
const NOW: Timestamp = Timestamp::from_millis(1_795_358_800_000);
/// After this, codes that are made now are over: their last day counts whole.
const CODES_ARE_OVER: Span = Span::hours((6 * 7 + 1) * 24);

/// Lines of a file are all taken in.
struct AllTaken;

impl ImportWatch for AllTaken {
    fn refused(&mut self, refusal: RefusedLine) {
        panic!("{refusal:?}");
    }
    fn progress(&mut self, _: &ImportCount) {}
}

async fn services(scratch: &Scratch, clock: &Clock) -> Services {
    services::scratch::services(scratch, clock, Gateways::Kept, Rules::default()).await
}

/// The number of the `number`-th adult.
fn nir(number: u64) -> String {
    let digits = 1_000_199_000_000 + number;
    format!("{digits}{:02}", 97 - digits % 97)
}

/// An adult with a postal address («rue;;44000;Ville»), or with an e-mail address.
fn adult(number: u64, given: &str, email: &str, address: &str) -> String {
    let address = if address.is_empty() { ";;;" } else { address };
    format!("{};;;Leguellec;;{given};;1984-05-20;;avec-photo;12345678901;{email};;{address};;", nir(number))
}

/// A child of the `number`-th adult.
fn child(number: u64, rank: u8, given: &str, address: &str) -> String {
    let address = if address.is_empty() { ";;;" } else { address };
    format!(";{};{rank};Leguellec;;{given};;2018-10-12;;avec-photo;12345678901;;;{address};;", nir(number))
}

async fn import(services: &Services, lines: &[String]) {
    let file = format!("{}\n{}\n", Column::ALL.map(Column::name).join(";"), lines.join("\n"));
    services.import_insured(file.as_bytes(), &mut AllTaken).await.unwrap();
}

/// Adults in several towns, all of whom need a letter.
fn many(count: u64) -> Vec<String> {
    (0..count)
        .map(|number| adult(number, &given(number), "", &format!("{number} rue;;{:05};Ville", number * 7919 % 95_000)))
        .collect()
}

/// A first name of letters only, as the file wants it.
fn given(number: u64) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'A')).collect()
}

async fn write(services: &Services, folder: &Path, size: usize) -> LettersCount {
    services.write_letters(folder, size, true, |_| ()).await.unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The letters of all files, in their order: about whom, and the code.
fn letters(folder: &Path) -> Vec<(String, String)> {
    let mut letters = Vec::new();
    for name in files(folder) {
        let aloud = Read::new(&std::fs::read(folder.join(name)).unwrap()).aloud();
        assert_eq!(aloud.matches("\n    H1 ").count(), aloud.matches("\n  Part\n").count());
        let mut lines = aloud.lines();
        while let Some(line) = lines.next() {
            if let Some(whose) = line.strip_prefix("    P Code provisoire pour ") {
                let code = lines.next().unwrap().strip_prefix("    P ").unwrap();
                letters.push((whose.trim_end_matches("\u{a0}:").to_owned(), code.to_owned()));
            }
        }
    }
    letters
}

fn names(folder: &Path) -> Vec<String> {
    letters(folder).into_iter().map(|(name, _)| name.replace(" Leguellec", "")).collect()
}

/// That everybody has one letter, with a code of its own.
fn assert_everybody_once(folder: &Path, count: usize) {
    let letters = letters(folder);
    let (mut names, mut codes): (Vec<_>, Vec<_>) = letters.into_iter().unzip();
    assert_eq!(names.len(), count);
    for all in [&mut names, &mut codes] {
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}

async fn letters_stand_by_postcode_and_household(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    let lines = [
        adult(1, "Paul", "", "9 rue A;;75001;Paris"),
        adult(2, "Inaya", "", "7 rue B;Bâtiment B;29000;Brest"),
        adult(3, "Berta", "", "1 rue A;;B-1000;Bruxelles;Belgique").replace("Belgique;;", "Belgique;"),
        child(2, 1, "Lola", ""),
        adult(4, "Yann", "", "7 rue B;;29000;Brest"),
        adult(5, "Anne", "", "8 rue B;;01000;Zone-Fictive"),
        child(2, 2, "Louis", ""),
        adult(6, "Zoé", "", "7 rue B;bâtiment b;29000;BREST"),
    ];
    import(&services, &lines).await;
    let folder = scratch.folder().join("lettres");
    let count = write(&services, &folder, 3).await;
    assert_eq!(count, LettersCount { made: 8, written: 8, files: 3, ..LettersCount::default() });
    assert_eq!(files(&folder), ["lettres-0001.pdf", "lettres-0002.pdf", "lettres-0003.pdf"]);
    // Inaya's household one after the other, before Zoé who lives there as well; abroad comes last.
    assert_eq!(names(&folder), ["Anne", "Yann", "Inaya", "Lola", "Louis", "Zoé", "Paul", "Berta"]);
    assert_everybody_once(&folder, 8);
    for name in files(&folder) {
        let mode = folder.join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "codes are for their owner only");
    }
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

async fn who_gets_a_letter_and_who_does_not(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    let lines = [
        adult(1, "Martine", "martine@exemple.fr", "1 rue A;;75001;Paris"),
        child(1, 1, "Mathis", "1 rue A;;75001;Paris"),
        adult(2, "Paul", "", "2 rue A;;75001;Paris"),
        child(2, 1, "Jean-Jacques", ""),
        child(2, 2, "Gerard", ""),
        adult(3, "Personne", "", ""),
        child(4, 1, "Louis", "3 rue A;;75001;Paris"),
        adult(5, "Morte", "", "4 rue A;;75001;Paris").replace("1984-05-20;;", "1984-05-20;2026-01-01;"),
    ];
    import(&services, &lines).await;
    let folder = scratch.folder().join("lettres");
    let count = write(&services, &folder, 500).await;
    assert_eq!(count, LettersCount { made: 4, written: 4, files: 1, by_email: 2, unreachable: 1, left_out: 0 });
    assert_eq!(names(&folder), ["Gerard", "Jean-Jacques", "Paul", "Louis"]);
    assert_everybody_once(&folder, 4);
    let aloud = Read::new(&std::fs::read(folder.join("lettres-0001.pdf")).unwrap()).aloud();
    assert_eq!(aloud.matches("P Paul Leguellec 2 RUE A 75001 PARIS").count(), 3, "the twins' go to their father");
    assert!(aloud.contains("P Aux représentants légaux de Louis Leguellec 3 RUE A"), "{aloud}");
    let notified = services.notify(|_| ()).await.unwrap();
    assert_eq!(notified, NotifyCount { notified: 2, by_post: 0, unreachable: 1 });
    // Seven were announced, and six have a code: one that does not live any more has none.
    assert_eq!(services.verify_history().await.unwrap(), (8 + 6, vec![]));
    let count = write(&services, &folder, 500).await;
    assert_eq!(count, LettersCount { unreachable: 1, ..LettersCount::default() }, "nobody gets a second one");
    clock.set_ahead(CODES_ARE_OVER.as_millis());
    let count = write(&services, &folder, 500).await;
    assert_eq!((count.made, count.files), (4, 1), "their codes are not valid any more");
    assert_eq!(files(&folder), ["lettres-0001.pdf", "lettres-0002.pdf"]);
}

async fn the_code_of_a_letter_is_right_and_then_forgotten(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    import(&services, &many(1)).await;
    let store = scratch.store().await;
    let today = domain::date::CalendarDate::new(2026, 11, 22).unwrap();
    let profile = store.read().await.unwrap().persons_to_notify(None, today, NOW).await.unwrap()[0].profile;
    let folder = scratch.folder().join("lettres");
    write(&services, &folder, 500).await;
    let code = ProvisionalCode::parse(&letters(&folder)[0].1).unwrap();
    let mut work = store.begin().await.unwrap();
    assert_eq!(work.try_provisional_code(profile, &code, false, NOW).await.unwrap(), CodeAttempt::Right);
    assert!(work.letters_of_batch::<Letter>(1).await.is_err(), "what it says is only on paper now");
}

async fn the_time_to_oppose_begins_with_the_first_notice(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    import(&services, &many(1)).await;
    let said = |number: u32| {
        let file = scratch.folder().join("lettres").join(format!("lettres-{number:04}.pdf"));
        Read::new(&std::fs::read(file).unwrap()).aloud()
    };
    write(&services, &scratch.folder().join("lettres"), 500).await;
    assert!(said(1).contains("votre espace sera créé après le 3\u{a0}janvier 2027."), "{}", said(1));
    assert!(said(1).contains("valable jusqu'au 3\u{a0}janvier 2027."), "{}", said(1));
    clock.set_ahead(CODES_ARE_OVER.as_millis());
    write(&services, &scratch.folder().join("lettres"), 500).await;
    assert!(said(2).contains("Le délai pour s'opposer est passé"), "{}", said(2));
    assert!(said(2).contains("valable jusqu'au 15\u{a0}février 2027."), "{}", said(2));
}

async fn a_letter_that_is_in_no_file_begins_nothing(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    import(&services, &many(1)).await;
    services.make_letters(&mut LettersCount::default(), &mut |_: &LettersCount| ()).await.unwrap();
    let after = |days: u32| clock.set_ahead(Span::hours(24 * days).as_millis());
    after(43);
    assert_eq!(services.create_spaces().await.unwrap(), 0, "nobody was told");
    write(&services, &scratch.folder().join("lettres"), 500).await;
    let file = std::fs::read(scratch.folder().join("lettres/lettres-0001.pdf")).unwrap();
    assert!(Read::new(&file).aloud().contains("votre espace sera créé après le 15\u{a0}février 2027."));
    after(43 + 42);
    assert_eq!(services.create_spaces().await.unwrap(), 0);
    after(43 + 43);
    assert_eq!(services.create_spaces().await.unwrap(), 1);
}

async fn whoever_is_stopped_between_two_steps_goes_on(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    let folder = scratch.folder().join("lettres");
    import(&services, &many(12)).await;
    let mut count = LettersCount::default();
    services.make_letters(&mut count, &mut |_: &LettersCount| ()).await.unwrap();
    assert_eq!(count.made, 12);
    // Stopped; and somebody new meanwhile.
    import(&services, &many(13)).await;
    let mut count = LettersCount::default();
    services.make_letters(&mut count, &mut |_: &LettersCount| ()).await.unwrap();
    assert_eq!(count.made, 1);
    services.sort_letters(5).await.unwrap();
    // Stopped while it wrote: it left half a file, and still holds the batch.
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    let dead = Holder::new().unwrap();
    let batch = work.lease_letter_batch(dead, NOW, NOW.plus(Span::seconds(20))).await.unwrap();
    assert_eq!(batch, Some(1));
    work.commit().await.unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("lettres-0001.pdf.00000000.part"), "%PDF-1.7 half").unwrap();
    let waiting = tokio::spawn({
        let (services, folder) = (services.clone(), folder.clone());
        async move { write(&services, &folder, 500).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    clock.set_ahead(Span::seconds(20).as_millis());
    let count = waiting.await.unwrap();
    assert_eq!(count, LettersCount { written: 13, files: 3, ..LettersCount::default() });
    assert_eq!(files(&folder), ["lettres-0001.pdf", "lettres-0002.pdf", "lettres-0003.pdf"]);
    assert_everybody_once(&folder, 13);
    assert_eq!(services.verify_history().await.unwrap(), (26, vec![]));
}

async fn whoever_is_stopped_before_saying_so_writes_the_same_file_again(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    let folder = scratch.folder().join("lettres");
    import(&services, &many(4)).await;
    services.make_letters(&mut LettersCount::default(), &mut |_: &LettersCount| ()).await.unwrap();
    services.sort_letters(3).await.unwrap();
    // The file is there, and the database does not know it.
    let of_batch = scratch.store().await.read().await.unwrap().letters_of_batch(1).await.unwrap();
    let of_batch: Vec<Letter> = of_batch.into_iter().map(|placed| placed.letter).collect();
    let file = pdf(&of_batch, &Rules::default().site, true).unwrap().file.unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("lettres-0001.pdf"), &file).unwrap();
    let count = write(&services, &folder, 3).await;
    assert_eq!(count, LettersCount { written: 4, files: 2, ..LettersCount::default() });
    assert!(std::fs::read(folder.join("lettres-0001.pdf")).unwrap() == file);
    assert_everybody_once(&folder, 4);
}

async fn a_file_of_somebody_else_is_not_written_over(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, &Clock::fixed(NOW)).await;
    let folder = scratch.folder().join("lettres");
    import(&services, &many(2)).await;
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("lettres-0001.pdf"), "another").unwrap();
    let fault = services.write_letters(&folder, 500, true, |_| ()).await;
    assert!(matches!(&fault, Err(LettersFault::Occupied(name)) if name == "lettres-0001.pdf"), "{fault:?}");
    assert_eq!(std::fs::read(folder.join("lettres-0001.pdf")).unwrap(), b"another");
    assert_eq!(files(&folder), ["lettres-0001.pdf"]);
    // Nothing is lost, and nobody waits for whoever gave up.
    let elsewhere = scratch.folder().join("ailleurs");
    assert_eq!(write(&services, &elsewhere, 500).await.written, 2);
    assert_everybody_once(&elsewhere, 2);
    let fault = services.write_letters(&folder.join("lettres-0001.pdf"), 500, true, |_| ()).await;
    assert!(matches!(fault, Err(LettersFault::Folder(_))), "{fault:?}");
}

async fn two_processes_write_to_everybody_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let (one, two) = (services(&scratch, &clock).await, services(&scratch, &clock).await);
    let folder = scratch.folder().join("lettres");
    import(&one, &many(230)).await;
    let run = |services: Services| {
        let folder = folder.clone();
        tokio::spawn(async move { write(&services, &folder, 20).await })
    };
    let (first, second) = (run(one.clone()), run(two));
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert_eq!(first.made + second.made, 230);
    assert_eq!(first.written + second.written, 230);
    assert_everybody_once(&folder, 230);
    assert_eq!(one.verify_history().await.unwrap(), (460, vec![]));
}

async fn what_nobody_could_use_is_not_printed(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    let folder = scratch.folder().join("lettres");
    import(&services, &many(3)).await;
    let made = async || {
        let mut count = LettersCount::default();
        services.make_letters(&mut count, &mut |_: &LettersCount| ()).await.unwrap();
        count.made
    };
    assert_eq!(made().await, 3);
    // The first ones lie too long.
    clock.set_ahead(CODES_ARE_OVER.as_millis());
    assert_eq!(made().await, 3);
    // One code is used before the letters are printed.
    let store = scratch.store().await;
    let unsorted: Vec<(LetterId, Letter)> = store.read().await.unwrap().letters_to_sort(None).await.unwrap();
    assert_eq!(unsorted.len(), 6);
    let now = NOW.plus(CODES_ARE_OVER);
    let later = CalendarDate::new(2027, 3, 1).unwrap();
    let mut work = store.begin().await.unwrap();
    let mut persons = work.persons_to_notify(None, later, now.plus(CODES_ARE_OVER)).await.unwrap();
    let (used, worn_out) = (persons.remove(0), persons.remove(0));
    work.retire_provisional_code(used.profile, now).await.unwrap();
    // And another was guessed at.
    let wrong = ProvisionalCode::parse("2222 2222 2222").unwrap();
    for _ in 0..ProvisionalCode::TRIES {
        work.try_provisional_code(worn_out.profile, &wrong, false, now).await.unwrap();
    }
    work.commit().await.unwrap();
    services.sort_letters(500).await.unwrap();
    services.fill_files(&folder, &mut LettersCount::default(), &mut |_: &LettersCount| ()).await.unwrap();
    let printed = letters(&folder);
    let [(name, code)] = &printed[..] else { panic!("{printed:?}") };
    assert_eq!(*name, persons[0].name.full());
    let newest = unsorted.iter().find(|(_, letter)| letter.code == *code).unwrap();
    assert_eq!((newest.1.name.full(), newest.1.made_on.to_string()), (name.clone(), "4\u{a0}janvier 2027".to_owned()));
    // A letter that was dropped may be made anew; whoever has one on its way gets no second one that soon.
    assert_eq!(made().await, 2);
    services.sort_letters(500).await.unwrap();
    let mut work = store.begin().await.unwrap();
    work.retire_provisional_code(used.profile, now).await.unwrap();
    work.commit().await.unwrap();
    clock.set_ahead(CODES_ARE_OVER.as_millis() + Rules::LETTER_WINDOW.as_millis() - 1);
    assert_eq!(made().await, 0);
    clock.set_ahead(CODES_ARE_OVER.as_millis() + Rules::LETTER_WINDOW.as_millis());
    assert_eq!(made().await, 1);
    let count = services.write_letters(&folder, 500, false, |_| ()).await.unwrap();
    assert_eq!(count, LettersCount { written: 3, files: 2, ..LettersCount::default() });
}

async fn a_letter_that_does_not_fit_keeps_no_other_and_is_tried_again(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let clock = Clock::fixed(NOW);
    let services = services(&scratch, &clock).await;
    let folder = scratch.folder().join("lettres");
    // In capitals they are twice as many.
    let (mut lines, wide, ss) = (many(4), "W".repeat(100), "ß".repeat(100));
    lines.push(format!("{};;;{wide};;{wide};;1984-05-20;;avec-photo;12345678901;;;{ss};{ss};{ss};{ss};{ss};", nir(4)));
    import(&services, &lines).await;
    // By twos: one batch holds that letter alone.
    let count = write(&services, &folder, 2).await;
    assert_eq!(count, LettersCount { made: 5, written: 4, files: 2, left_out: 1, ..LettersCount::default() });
    assert_everybody_once(&folder, 4);
    // The next run meets the person, and nobody else.
    let count = write(&services, &folder, 500).await;
    assert_eq!(count, LettersCount { made: 1, left_out: 1, ..LettersCount::default() });
    // Their time to oppose begins with the letter that leaves at last.
    clock.set_ahead(Span::hours(10 * 24).as_millis());
    lines.pop();
    lines.push(adult(4, &wide, "", "1 rue;;44000;Ville"));
    import(&services, &lines).await;
    let count = write(&services, &folder, 500).await;
    assert_eq!(count, LettersCount { made: 1, written: 1, files: 1, ..LettersCount::default() });
    let last = files(&folder).pop().unwrap();
    let said = Read::new(&std::fs::read(folder.join(last)).unwrap()).aloud();
    assert!(said.contains("votre espace sera créé après le 13\u{a0}janvier 2027."), "{said}");
}
