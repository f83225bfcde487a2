//! What the store promises about letters, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use domain::date::CalendarDate;
use domain::id::{LetterId, ProfileId, to_hex};
use domain::insured::{COLUMNS, Column, Insured, Recipient};
use domain::time::{Span, Timestamp};
use store::scratch::{Engine, Scratch};
use store::{Holder, Keyring, Store, StoreError, UnitOfWork, random};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    letters_get_their_places_in_order_and_once,
    of_two_who_sort_at_once_one_does,
    a_batch_is_of_one_holder_who_may_die,
    what_a_letter_says_is_sealed_and_then_forgotten,
    once_written_no_letter_tells_its_neighbours,
    rotated_keys_open_the_letters,
    a_letter_goes_where_the_insurer_says,
);

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
const LEASE: Span = Span::seconds(20);

fn person(changes: &[(Column, &str)]) -> Insured {
    let mut fields = [""; COLUMNS];
    let usual = [
        (Column::BirthName, "Leguellec"),
        (Column::GivenNames, "Martine Julie"),
        (Column::BornOn, "1984-05-20"),
        (Column::CardKind, "avec-photo"),
        (Column::CardSerial, "12345678901"),
    ];
    for (column, text) in usual.iter().chain(changes) {
        fields[*column as usize] = *text;
    }
    Insured::read(&fields, today(), domain::contact::Readers::BY_FORM).unwrap()
}

fn today() -> CalendarDate {
    CalendarDate::new(2026, 11, 22).unwrap()
}

async fn import(store: &Store, lines: &[Insured]) {
    let mut work = store.begin().await.unwrap();
    work.import_insured(random::bytes().unwrap(), lines, NOW).await.unwrap();
    work.commit().await.unwrap();
}

/// Somebody to write about.
async fn somebody(store: &Store) -> ProfileId {
    import(store, &[person(&[(Column::Nir, "284058832102532")])]).await;
    let mut work = store.read().await.unwrap();
    work.persons_to_notify(None, today(), NOW).await.unwrap()[0].profile
}

/// Letters that say their number, from 0; their ids in this order.
async fn letters(store: &Store, profile: ProfileId, count: usize) -> Vec<LetterId> {
    let mut work = store.begin().await.unwrap();
    for number in 0..count {
        work.add_letter(profile, &format!("letter {number}"), true, NOW).await.unwrap();
    }
    work.commit().await.unwrap();
    let mut found = to_sort(&mut store.read().await.unwrap()).await;
    found.sort_by_key(|(_, text)| text.split(' ').next_back().unwrap().parse::<usize>().unwrap());
    found.into_iter().map(|(id, _)| id).collect()
}

/// All letters without a place.
async fn to_sort(work: &mut UnitOfWork) -> Vec<(LetterId, String)> {
    let mut all: Vec<(LetterId, String)> = Vec::new();
    loop {
        let some = work.letters_to_sort(all.last().map(|(id, _)| *id)).await.unwrap();
        if some.is_empty() {
            return all;
        }
        all.extend(some);
    }
}

async fn sort(store: &Store, letters: &[LetterId], size: usize) -> Option<u32> {
    let mut work = store.begin().await.unwrap();
    let sorted = work.sort_letters(letters, size).await.unwrap();
    if sorted.is_some() {
        work.commit().await.unwrap();
    }
    sorted
}

async fn lease(store: &Store, holder: Holder, now: Timestamp) -> Option<u32> {
    let mut work = store.begin().await.unwrap();
    let batch = work.lease_letter_batch(holder, now, now.plus(LEASE)).await.unwrap();
    work.commit().await.unwrap();
    batch
}

async fn finish(store: &Store, batch: u32, holder: Holder) -> bool {
    let mut work = store.begin().await.unwrap();
    let finished = work.finish_letter_batch(batch, holder, NOW).await.unwrap();
    work.commit().await.unwrap();
    finished
}

async fn texts(store: &Store, batch: u32) -> Vec<String> {
    let placed = store.read().await.unwrap().letters_of_batch(batch).await.unwrap();
    placed.into_iter().map(|placed| placed.letter).collect()
}

async fn letters_get_their_places_in_order_and_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let profile = somebody(&store).await;
    // More than one page of them, and more than one statement's worth.
    let ids = letters(&store, profile, 1203).await;
    assert_eq!(sort(&store, &ids, 500).await, Some(3));
    let expected: Vec<String> = (0..1203).map(|number| format!("letter {number}")).collect();
    assert_eq!([texts(&store, 1).await, texts(&store, 2).await, texts(&store, 3).await].concat(), expected);
    assert_eq!(texts(&store, 3).await.len(), 203);
    assert_eq!(sort(&store, &ids, 500).await, None, "they have their places for good");
    assert!(to_sort(&mut store.read().await.unwrap()).await.is_empty());
    // Later ones begin a batch of their own.
    let more = letters(&store, profile, 2).await;
    assert_eq!(sort(&store, &more, 500).await, Some(1));
    assert_eq!(texts(&store, 4).await, ["letter 0", "letter 1"]);
    assert_eq!(store.read().await.unwrap().unwritten_letter_batches().await.unwrap(), 4);
}

async fn of_two_who_sort_at_once_one_does(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let ids = letters(&store, somebody(&store).await, 40).await;
    let sorting = (0..4).map(|_| {
        let (store, ids) = (store.clone(), ids.clone());
        tokio::spawn(async move { sort(&store, &ids, 7).await })
    });
    let mut winners = Vec::new();
    for sorted in sorting.collect::<Vec<_>>() {
        winners.extend(sorted.await.unwrap());
    }
    assert_eq!(winners, [6], "six batches, once");
    assert_eq!(store.read().await.unwrap().unwritten_letter_batches().await.unwrap(), 6);
}

async fn a_batch_is_of_one_holder_who_may_die(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let ids = letters(&store, somebody(&store).await, 3).await;
    sort(&store, &ids, 2).await.unwrap();
    let (first, second) = (Holder::new().unwrap(), Holder::new().unwrap());
    assert_eq!(lease(&store, first, NOW).await, Some(1));
    assert_eq!(lease(&store, second, NOW).await, Some(2));
    assert_eq!(lease(&store, second, NOW).await, None);
    // Whoever says in time that they are still there keeps it.
    let later = NOW.plus(LEASE);
    let mut work = store.begin().await.unwrap();
    assert!(work.renew_letter_batch(2, second, later.plus(LEASE)).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(lease(&store, second, later).await, Some(1), "the first one says nothing any more");
    let mut work = store.begin().await.unwrap();
    assert!(!work.renew_letter_batch(1, first, later.plus(LEASE)).await.unwrap());
    work.release_letter_batch(1, first).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(lease(&store, first, later).await, None, "what is not one's own cannot be let go");
    assert!(!finish(&store, 1, first).await);
    assert_eq!(texts(&store, 1).await.len(), 2, "nothing is forgotten");
    assert!(finish(&store, 1, second).await);
    assert!(!finish(&store, 1, second).await);
    let mut work = store.begin().await.unwrap();
    work.release_letter_batch(2, second).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(lease(&store, first, later).await, Some(2), "let go, and free at once");
    assert!(finish(&store, 2, first).await);
    assert_eq!(lease(&store, first, later.plus(LEASE)).await, None, "all is written");
    assert_eq!(store.read().await.unwrap().unwritten_letter_batches().await.unwrap(), 0);
}

async fn what_a_letter_says_is_sealed_and_then_forgotten(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let ids = letters(&store, somebody(&store).await, 1).await;
    sort(&store, &ids, 1).await.unwrap();
    assert_eq!(texts(&store, 1).await, ["letter 0"]);
    let holder = Holder::new().unwrap();
    lease(&store, holder, NOW).await.unwrap();
    let rows = async |sql| -> Vec<u8> {
        match &scratch.location {
            store::Location::Sqlite(path) => {
                let mut whole = std::fs::read(path).unwrap();
                whole.extend(std::fs::read(path.with_extension("sqlite-wal")).unwrap_or_default());
                whole
            }
            store::Location::Postgres(url) => {
                use sqlx::Connection as _;
                let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
                let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap();
                rows[0].0.clone().into_bytes()
            }
        }
    };
    let kept = rows("SELECT CAST(letters AS TEXT) FROM letters").await;
    assert!(kept.len() > 100, "there is something to search");
    for text in ["letter 0".to_owned(), to_hex(b"letter 0")] {
        assert!(!kept.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    assert!(finish(&store, 1, holder).await);
    let gone = store.read().await.unwrap().letters_of_batch::<String>(1).await;
    assert!(matches!(gone, Err(StoreError::Corrupt(_))));
}

async fn once_written_no_letter_tells_its_neighbours(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let profile = somebody(&store).await;
    let ids = letters(&store, profile, 3).await;
    let holder = Holder::new().unwrap();
    sort(&store, &ids, 2).await.unwrap();
    assert_eq!(with_a_place(&scratch).await, 3);
    lease(&store, holder, NOW).await.unwrap();
    assert!(finish(&store, 1, holder).await);
    assert_eq!(with_a_place(&scratch).await, 1, "only in the file that is still to be written");
    // A written letter is not sorted again, not dropped, and still known to have been made.
    assert!(to_sort(&mut store.read().await.unwrap()).await.is_empty());
    assert_eq!(sort(&store, &ids[..1], 2).await, None);
    let mut work = store.begin().await.unwrap();
    assert_eq!(work.drop_idle_letters(NOW).await.unwrap(), 0);
    assert_eq!(work.last_letter_to(profile).await.unwrap(), Some(NOW));
}

/// How many letters have a place.
async fn with_a_place(scratch: &Scratch) -> i64 {
    scratch.count("SELECT COUNT(*) FROM letters WHERE batch IS NOT NULL OR place IS NOT NULL").await.unwrap()
}

async fn rotated_keys_open_the_letters(engine: Engine) {
    let mut scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let ids = letters(&store, somebody(&store).await, 1).await;
    store.close().await;
    scratch.keyring = format!("{}{}", scratch.keyring, Keyring::new_key("2").unwrap());
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    assert_eq!(work.rewrap_data_keys().await.unwrap(), 2, "the person's key and the service's");
    work.commit().await.unwrap();
    sort(&store, &ids, 1).await.unwrap();
    assert_eq!(texts(&store, 1).await, ["letter 0"]);
}

async fn a_letter_goes_where_the_insurer_says(engine: Engine) {
    const MARTINE: &str = "284058832102532";
    const LEO: &str = "182098832104728";
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let at = |street| [(Column::Street, street), (Column::Postcode, "44000"), (Column::Town, "Ville-Fictive")];
    let child =
        |given, holder| [(Column::HolderNir, holder), (Column::GivenNames, given), (Column::BornOn, "2018-10-12")];
    import(
        &store,
        &[
            person(&[&[(Column::Nir, MARTINE)][..], &at("1 rue des Exemples")].concat()),
            person(&[&child("Mathis", MARTINE)[..], &at("2 rue du Père")].concat()),
            person(&[&child("Lola", MARTINE)[..], &[(Column::BirthRank, "2")]].concat()),
            // Under the number of somebody who is not in the file.
            person(&[&child("Louis", LEO)[..], &at("3 rue de Louis")].concat()),
            person(&[&child("Louise", LEO)[..], &[(Column::BirthRank, "2")]].concat()),
        ],
    )
    .await;
    let sent = async |day: &str| {
        let day = CalendarDate::from_iso(day).unwrap();
        let notices = store.read().await.unwrap().persons_to_notify(None, day, NOW).await.unwrap();
        let mut sent: Vec<(String, String)> = notices
            .into_iter()
            .map(|notice| {
                let post = notice.post.map_or("nowhere".to_owned(), |post| {
                    let to = match post.to {
                        Recipient::Person => "to themselves".to_owned(),
                        Recipient::Parent(parent) => format!("to {}", parent.full()),
                        Recipient::Representatives => "to somebody who represents them".to_owned(),
                    };
                    format!("{to}, {}", post.address.street)
                });
                (notice.name.given, post)
            })
            .collect();
        sent.sort();
        sent
    };
    let text = |given: &str, post: &str| (given.to_owned(), post.to_owned());
    assert_eq!(
        sent("2026-11-22").await,
        [
            text("Lola", "to Martine Leguellec, 1 rue des Exemples"),
            text("Louis", "to somebody who represents them, 3 rue de Louis"),
            text("Louise", "nowhere"),
            text("Martine Julie", "to themselves, 1 rue des Exemples"),
            text("Mathis", "to Martine Leguellec, 1 rue des Exemples"),
        ]
    );
    // Once they are of age it is their own affair.
    assert_eq!(sent("2036-10-12").await[4], text("Mathis", "to themselves, 2 rue du Père"));
    // A parent whose address is not known lives where the child lives; one who has died is not written to.
    import(&store, &[person(&[(Column::Nir, MARTINE)])]).await;
    assert_eq!(sent("2026-11-22").await[4], text("Mathis", "to Martine Leguellec, 2 rue du Père"));
    import(&store, &[person(&[&[(Column::Nir, MARTINE), (Column::DiedOn, "2026-01-01")][..], &at("1 rue")].concat())])
        .await;
    assert_eq!(sent("2026-11-22").await[3], text("Mathis", "to somebody who represents them, 2 rue du Père"));
}
