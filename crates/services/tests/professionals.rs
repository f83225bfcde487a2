//! The directory of professionals through the services, on both engines: its file comes in, and a demonstration has one.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use std::collections::BTreeSet;

use domain::profession::{Profession, RppsNumber};
use domain::professional::{Column, Professional};
use domain::time::Timestamp;
use services::clock::Clock;
use services::import::{ImportCount, ImportFault, ImportWatch, RefusedLine};
use services::outbox::Gateways;
use services::{Fault, Rules, Services};
use store::scratch::{Engine, Scratch};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_file_is_taken_in_and_taken_in_again,
    a_long_file_comes_in_batches_and_names_nobody_twice,
    a_file_without_its_columns_changes_nothing,
    what_was_altered_is_refused_by_its_line,
    a_demonstration_has_somebody_of_every_profession,
    a_demonstration_that_an_earlier_version_made_gets_its_professionals,
);

/// Sunday 22 November 2026, 15:46:40 in France.
const NOW: Timestamp = Timestamp::from_millis(1_795_358_800_000);
const MARINE: &str = "99900000011";

/// What an import told.
#[derive(Default)]
struct Told {
    refused: Vec<(u64, Option<&'static str>, String)>,
    steps: usize,
}

impl ImportWatch for Told {
    fn refused(&mut self, RefusedLine { line, column, reason }: RefusedLine) {
        self.refused.push((line, column, reason.into_owned()));
    }
    fn remarked(&mut self, remark: RefusedLine) {
        panic!("{remark:?}");
    }
    fn progress(&mut self, _: &ImportCount) {
        self.steps += 1;
    }
}

async fn services(scratch: &Scratch, gateways: Gateways) -> Services {
    services::scratch::services(scratch, &Clock::fixed(NOW), gateways, Rules::default()).await
}

async fn demonstration(scratch: &Scratch) -> Services {
    let services = services(scratch, Gateways::Kept).await;
    services.prepare_demonstration().await.unwrap();
    services
}

fn file(lines: &[String]) -> String {
    format!("{}\n{}\n", Column::ALL.map(Column::name).join(";"), lines.join("\n"))
}

async fn import(services: &Services, file: &str) -> (ImportCount, Told) {
    let mut told = Told::default();
    let count = services.import_professionals(file.as_bytes(), &mut told).await.unwrap();
    (count, told)
}

fn counts(count: &ImportCount) -> [u64; 4] {
    [count.added, count.updated, count.unchanged, count.refused]
}

async fn found(scratch: &Scratch, number: &str) -> Option<Professional> {
    let number = RppsNumber::parse(number).unwrap();
    let found = scratch.store().await.read().await.unwrap().professional_of(&number).await.unwrap();
    found.map(|(_, professional)| professional)
}

async fn a_file_is_taken_in_and_taken_in_again(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, Gateways::Absent).await;
    let marine = format!("{MARINE};medecin;Leguano;Marine;Cabinet des Exemples;");
    let zoe = "99900000029;60;Alizé;Zoé;Cabinet des Exemples;non".to_owned();
    let (count, told) = import(&services, &file(&[marine.clone(), zoe.clone()])).await;
    assert_eq!((counts(&count), told.refused.len(), told.steps), ([2, 0, 0, 0], 0, 2));
    assert_eq!(found(&scratch, MARINE).await.unwrap().addressed(), "Dr Marine Leguano");
    assert_eq!(found(&scratch, "99900000029").await.unwrap().profession, Profession::Nurse);
    let (count, _) = import(&services, &file(&[marine.clone(), zoe])).await;
    assert_eq!(counts(&count), [0, 0, 2, 0]);

    // Of some, with one who regulates from now on, and lines that are wrong.
    let regulating = format!("{MARINE};10;Leguano;Marine;SAMU - Centre 15;oui");
    let wrong = "99900000038;voyante;R2D2;;Cabinet;peut-être".to_owned();
    let (count, told) = import(&services, &file(&[wrong, regulating, marine])).await;
    assert_eq!(counts(&count), [0, 1, 0, 2]);
    let expected = [
        (2, Some("numero_rpps"), "the key does not fit"),
        (2, Some("profession"), "not the name or code of a profession"),
        (2, Some("nom"), "not a name"),
        (2, Some("prenom"), "missing"),
        (2, Some("regulation"), "oui or non"),
        (4, None, "an earlier line is about the same professional"),
    ];
    assert_eq!(told.refused, expected.map(|(line, column, reason)| (line, column, reason.to_owned())));
    let now = found(&scratch, MARINE).await.unwrap();
    assert!(now.regulates && now.structure == "SAMU - Centre 15");
    assert!(found(&scratch, "99900000029").await.is_some(), "whom a later file does not name stays");
    assert!(matches!(services.professionals_of_demonstration().await, Err(Fault::Refused)));
}

async fn a_long_file_comes_in_batches_and_names_nobody_twice(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, Gateways::Absent).await;
    let numbered = |place: u32| {
        let key = (0..10).find(|key| RppsNumber::parse(&format!("9990{place:06}{key}")).is_ok()).unwrap();
        format!("9990{place:06}{key};infirmier;Alizé;Zoé;Cabinet;")
    };
    let mut lines: Vec<String> = (0..2_050).map(numbered).collect();
    lines.push(numbered(0));
    let (count, told) = import(&services, &file(&lines)).await;
    assert_eq!(counts(&count), [2_050, 0, 0, 1]);
    assert_eq!(told.refused[0].0, 2_052, "the first line is of another batch");
    assert!(told.steps == 3 && count.bytes == file(&lines).len() as u64);
}

async fn a_file_without_its_columns_changes_nothing(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, Gateways::Absent).await;
    let whole = file(&[format!("{MARINE};medecin;Leguano;Marine;Cabinet des Exemples;")]);
    for (header, fault) in [
        (whole.replace(";regulation", ""), "the first line must name the columns: regulation is missing"),
        (whole.replace("prenom", "prenoms"), "the first line must name the columns: the 4. is not a known one"),
        (String::new(), "the first line must name the columns: the file is empty"),
    ] {
        let refused = services.import_professionals(header.as_bytes(), &mut Told::default()).await;
        assert!(matches!(&refused, Err(ImportFault::Header(_))), "{refused:?}");
        assert_eq!(refused.unwrap_err().to_string(), fault);
    }
    assert!(found(&scratch, MARINE).await.is_none());
}

async fn what_was_altered_is_refused_by_its_line(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = services(&scratch, Gateways::Absent).await;
    let whole = file(&[format!("{MARINE};medecin;Leguano;Marine;Cabinet des Exemples;")]);
    import(&services, &whole).await;
    assert_eq!(scratch.change("UPDATE professionals SET mac = $1", &[b"made up"]).await.unwrap(), 1);
    let (count, told) = import(&services, &whole).await;
    let reason = "what the database says of this professional was not written by the service";
    assert_eq!((counts(&count), told.refused), ([0, 0, 0, 1], vec![(2, None, reason.to_owned())]));
    assert!(found(&scratch, MARINE).await.is_none());
}

async fn a_demonstration_has_somebody_of_every_profession(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = demonstration(&scratch).await;
    let all = services.professionals_of_demonstration().await.unwrap();
    let of_all: BTreeSet<_> = all.iter().map(|(_, one)| one.profession).collect();
    assert_eq!(of_all, BTreeSet::from(Profession::ALL));
    assert!(all.len() >= 20 && all.iter().all(|(_, one)| one.rpps.as_str().starts_with("999")));
    let names: BTreeSet<_> = all.iter().map(|(_, one)| one.name.full()).collect();
    assert_eq!(names.len(), all.len(), "nobody has another's name");
    let regulating: Vec<_> = all.iter().filter(|(_, one)| one.regulates).map(|(_, one)| one).collect();
    assert!(regulating.len() == 1 && regulating[0].structure == "SAMU - Centre 15");
    let marine = found(&scratch, MARINE).await.unwrap();
    assert_eq!((marine.addressed().as_str(), marine.profession), ("Dr Marine Leguano", Profession::Doctor));
    assert!(marine.structure.starts_with("Cabinet ") && !marine.regulates);

    // A file of the operator's changes one, and a reset takes that back.
    let moved = file(&[format!("{MARINE};medecin;Leguano;Marine;Cabinet Imaginaire;")]);
    assert_eq!(counts(&import(&services, &moved).await.0), [0, 1, 0, 0]);
    services.reset_demonstration().await.unwrap();
    assert!(found(&scratch, MARINE).await.unwrap() == marine);
    assert_eq!(services.professionals_of_demonstration().await.unwrap().len(), all.len());
}

async fn a_demonstration_that_an_earlier_version_made_gets_its_professionals(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let services = demonstration(&scratch).await;
    let before = services.professionals_of_demonstration().await.unwrap();
    services.prepare_demonstration().await.unwrap();
    assert!(services.professionals_of_demonstration().await.unwrap() == before, "they are there once");
    assert!(scratch.change("DELETE FROM professionals", &[]).await.unwrap() > 0);
    services.prepare_demonstration().await.unwrap();
    assert_eq!(services.professionals_of_demonstration().await.unwrap().len(), before.len());
}
