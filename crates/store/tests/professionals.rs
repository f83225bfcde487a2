//! What the store promises about the directory of professionals, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use domain::id::ProfessionalId;
use domain::person::PersonName;
use domain::profession::{Profession, RppsNumber};
use domain::professional::Professional;
use domain::time::Timestamp;
use store::scratch::{Engine, Scratch, disguises, tables};
use store::{Keyring, Listed, Store, StoreError, random};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_professional_is_found_by_number_and_by_id,
    a_second_file_updates_under_the_same_id_and_forgets_nobody,
    a_professional_is_named_once_in_a_file,
    many_are_added_at_once,
    all_of_a_small_directory_are_told_in_order,
    a_row_that_was_altered_finds_nobody_and_no_file_brings_it_up_to_date,
    a_row_that_was_made_up_finds_nobody,
    nothing_personal_is_readable,
    rotated_keys_open_the_directory,
    a_demonstration_is_not_made_of_real_professionals,
);

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
const MARINE: &str = "99900000011";
const ZOE: &str = "99900000029";

fn number(text: &str) -> RppsNumber {
    RppsNumber::parse(text).unwrap()
}

fn marine() -> Professional {
    Professional {
        rpps: number(MARINE),
        profession: Profession::Doctor,
        name: PersonName { given: "Marine".into(), family: "Leguano".into() },
        structure: "Cabinet des Exemples".into(),
        regulates: false,
    }
}

fn zoe() -> Professional {
    Professional {
        rpps: number(ZOE),
        profession: Profession::Nurse,
        name: PersonName { given: "Zoé".into(), family: "Alizé".into() },
        ..marine()
    }
}

/// Takes a file in, as one import.
async fn import(store: &Store, lines: &[Professional]) -> Vec<Listed> {
    let mut work = store.begin().await.unwrap();
    let outcomes = work.import_professionals(random::bytes().unwrap(), lines, NOW).await.unwrap();
    work.commit().await.unwrap();
    outcomes
}

async fn found(store: &Store, text: &str) -> Option<(ProfessionalId, Professional)> {
    store.read().await.unwrap().professional_of(&number(text)).await.unwrap()
}

async fn named(store: &Store, id: ProfessionalId) -> Option<Professional> {
    store.read().await.unwrap().professional(id).await.unwrap()
}

async fn count(store: &Store) -> i64 {
    store.read().await.unwrap().count_professionals().await.unwrap()
}

async fn a_professional_is_found_by_number_and_by_id(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let regulating = Professional { regulates: true, ..marine() };
    assert_eq!(import(&store, &[regulating.clone(), zoe()]).await, [Listed::Added; 2]);
    let (id, one) = found(&store, MARINE).await.unwrap();
    assert!(one == regulating && named(&store, id).await == Some(regulating));
    let (other, one) = found(&store, ZOE).await.unwrap();
    assert!(one == zoe() && named(&store, other).await == Some(zoe()) && id != other);
    assert!(found(&store, "99900000037").await.is_none());
    assert!(named(&store, ProfessionalId::from_bytes([7; 16])).await.is_none());
}

async fn a_second_file_updates_under_the_same_id_and_forgets_nobody(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[marine(), zoe()]).await;
    let (id, _) = found(&store, MARINE).await.unwrap();
    assert_eq!(import(&store, &[zoe(), marine()]).await, [Listed::Unchanged; 2]);
    let mut before = marine();
    for moved in [
        Professional { structure: "SAMU – Centre 15".into(), ..marine() },
        Professional { regulates: true, ..marine() },
        Professional { profession: Profession::Dentist, ..marine() },
        Professional { name: zoe().name, ..marine() },
    ] {
        assert_eq!(import(&store, std::slice::from_ref(&moved)).await, [Listed::Updated]);
        assert!(named(&store, id).await.as_ref() == Some(&moved) && moved != before);
        assert!(found(&store, MARINE).await == Some((id, moved.clone())));
        assert_eq!(import(&store, std::slice::from_ref(&moved)).await, [Listed::Unchanged]);
        before = moved;
    }
    assert!(found(&store, ZOE).await.is_some(), "whom a later file does not name stays");
    assert_eq!(count(&store).await, 2);
    assert_eq!(import(&store, &[]).await, []);
}

async fn a_professional_is_named_once_in_a_file(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let twice = [marine(), Professional { regulates: true, ..marine() }];
    assert_eq!(import(&store, &twice).await, [Listed::Added, Listed::Repeated]);
    assert!(found(&store, MARINE).await.unwrap().1 == marine());
    // Also when the professional is known, changed or not, and when the lines come in two batches.
    let moved = Professional { structure: "Cabinet Imaginaire".into(), ..marine() };
    for file in [&twice[..], &[moved.clone(), marine()]] {
        let run = random::bytes().unwrap();
        for (line, repeated) in file.iter().zip([false, true]) {
            let mut work = store.begin().await.unwrap();
            let outcomes = work.import_professionals(run, std::slice::from_ref(line), NOW).await.unwrap();
            work.commit().await.unwrap();
            assert_eq!(outcomes == [Listed::Repeated], repeated);
        }
    }
    assert!(found(&store, MARINE).await.unwrap().1 == moved);
    assert_eq!(count(&store).await, 1);
}

/// A number with its key.
fn numbered(place: u32) -> RppsNumber {
    let keys = (0..10).filter_map(|key| RppsNumber::parse(&format!("9990{place:06}{key}")).ok());
    keys.into_iter().next().unwrap()
}

async fn many_are_added_at_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    // More than one statement adds.
    let many: Vec<_> = (0..2_100).map(|place| Professional { rpps: numbered(place), ..zoe() }).collect();
    assert!(import(&store, &many).await.iter().all(|listed| *listed == Listed::Added));
    assert!(import(&store, &many).await.iter().all(|listed| *listed == Listed::Unchanged));
    assert_eq!(count(&store).await, 2_100);
    assert_eq!(store.read().await.unwrap().professionals().await.unwrap().len(), 200);
}

async fn all_of_a_small_directory_are_told_in_order(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let other = Professional {
        rpps: number("99900000037"),
        name: PersonName { given: "Agathe".into(), family: "Leguano".into() },
        ..marine()
    };
    import(&store, &[zoe(), marine(), other.clone()]).await;
    let told = store.read().await.unwrap().professionals().await.unwrap();
    let names: Vec<_> = told.iter().map(|(_, one)| one.name.full()).collect();
    assert_eq!(names, ["Agathe Leguano", "Marine Leguano", "Zoé Alizé"], "doctors come before nurses");
    assert!(named(&store, told[0].0).await == Some(other));
}

async fn a_row_that_was_altered_finds_nobody_and_no_file_brings_it_up_to_date(engine: Engine) {
    let other = ProfessionalId::from_bytes([8; 16]);
    for (what, sql, values) in [
        ("another number", "UPDATE professionals SET rpps_index = $2 WHERE id = $1", 2),
        ("another id", "UPDATE professionals SET id = $2 WHERE id = $1", 2),
        (
            "what another's says",
            "UPDATE professionals SET details_sealed = (SELECT details_sealed FROM professionals WHERE id <> $1) WHERE id = $1",
            1,
        ),
        (
            "another's hash of the file",
            "UPDATE professionals SET content_mac = (SELECT content_mac FROM professionals WHERE id <> $1) WHERE id = $1",
            1,
        ),
        (
            "another's hash of the row",
            "UPDATE professionals SET mac = (SELECT mac FROM professionals WHERE id <> $1) WHERE id = $1",
            1,
        ),
    ] {
        let scratch = Scratch::new(engine).await;
        let store = scratch.store().await;
        import(&store, &[marine(), zoe()]).await;
        let (id, _) = found(&store, ZOE).await.unwrap();
        let ids: [&[u8]; 2] = [id.as_bytes(), other.as_bytes()];
        assert_eq!(scratch.change(sql, &ids[..values]).await.unwrap(), 1, "{what}");
        assert!(named(&store, id).await.is_none() && named(&store, other).await.is_none(), "{what}");
        assert!(found(&store, ZOE).await.is_none(), "{what}");
        assert!(found(&store, MARINE).await.unwrap().1 == marine(), "{what}");
        assert_eq!(store.read().await.unwrap().professionals().await.unwrap().len(), 1, "{what}");
        let listed = import(&store, &[zoe(), marine()]).await;
        if what == "another number" {
            // Under hers there is nobody: she is somebody new, and what was altered stays nobody's.
            assert_eq!(listed, [Listed::Added, Listed::Unchanged]);
            assert!(named(&store, id).await.is_none() && found(&store, ZOE).await.unwrap().0 != id);
        } else {
            assert_eq!(listed, [Listed::Altered, Listed::Unchanged], "{what}");
            assert!(found(&store, ZOE).await.is_none(), "{what}");
            // Taken away, it makes room for another one.
            let there = if what == "another id" { other } else { id };
            scratch.change("DELETE FROM professionals WHERE id = $1", &[there.as_bytes()]).await.unwrap();
            assert_eq!(import(&store, &[zoe()]).await, [Listed::Added], "{what}");
            let (again, one) = found(&store, ZOE).await.unwrap();
            assert!(again != there && one == zoe(), "{what}");
        }
    }
}

async fn a_row_that_was_made_up_finds_nobody(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[marine()]).await;
    let (id, _) = found(&store, MARINE).await.unwrap();
    let copy = ProfessionalId::from_bytes([7; 16]);
    // As hers, under another id and number.
    let sql = "
        INSERT INTO professionals (id, rpps_index, details_sealed, content_mac, import, imported_at, updated_at, mac)
        SELECT $2, $2, details_sealed, content_mac, import, imported_at, updated_at, mac FROM professionals WHERE id = $1";
    assert_eq!(scratch.change(sql, &[id.as_bytes(), copy.as_bytes()]).await.unwrap(), 1);
    assert!(named(&store, copy).await.is_none());
    assert!(named(&store, id).await == Some(marine()));
    assert_eq!(store.read().await.unwrap().professionals().await.unwrap().len(), 1);
}

async fn nothing_personal_is_readable(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[Professional { regulates: true, ..marine() }]).await;
    let table =
        tables(&scratch.location).await.unwrap().into_iter().find(|table| table.name == "professionals").unwrap();
    assert_eq!(table.rows.len(), 1);
    let said = table.rows.into_iter().flatten().flatten().collect::<Vec<_>>().concat();
    for word in [MARINE, "Marine", "Leguano", "Cabinet", "medecin", "Doctor", "regulates"] {
        for form in disguises(word.as_bytes()) {
            assert!(!said.windows(form.len()).any(|window| window == form), "{word}");
        }
    }
}

async fn rotated_keys_open_the_directory(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    import(&scratch.store().await, &[marine()]).await;
    let longer = format!("{}\n{}", scratch.keyring, Keyring::new_key("2").unwrap());
    let store = Store::connect(&scratch.location, Keyring::parse(&longer).unwrap()).await.unwrap();
    let mut work = store.begin().await.unwrap();
    assert!(work.rewrap_data_keys().await.unwrap() > 0);
    work.commit().await.unwrap();
    assert!(found(&store, MARINE).await.unwrap().1 == marine());
    assert_eq!(import(&store, &[marine()]).await, [Listed::Unchanged]);
}

async fn a_demonstration_is_not_made_of_real_professionals(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[marine()]).await;
    let mut work = store.begin().await.unwrap();
    assert!(matches!(work.mark_as_demonstration().await, Err(StoreError::NotAllowed(_))));
    drop(work);
    // A demonstration's reset begins with an empty directory.
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    work.mark_as_demonstration().await.unwrap();
    work.import_professionals([1; 16], &[marine()], NOW).await.unwrap();
    work.start_afresh().await.unwrap();
    assert_eq!(work.count_professionals().await.unwrap(), 0);
    work.import_professionals([2; 16], &[marine()], NOW).await.unwrap();
    work.commit().await.unwrap();
    assert!(found(&store, MARINE).await.unwrap().1 == marine());
}
