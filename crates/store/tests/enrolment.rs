//! What the store promises about the insured population, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use domain::access::ProfileStatus;
use domain::card::{CardKind, CardSerial};
use domain::contact::{EmailAddress, Readers};
use domain::date::CalendarDate;
use domain::enrolment::{EnrolmentStatus, Purpose};
use domain::id::{AccountId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::insured::{COLUMNS, Column, Insured, Recipient};
use domain::nir::Nir;
use domain::provisional_code::{Delivery, ProvisionalCode};
use domain::time::{Span, Timestamp};
use store::scratch::{Engine, Scratch};
use store::{
    Candidate, CodeAttempt, CodeState, Draft, Imported, Keyring, NewAccount, Reach, Replace, Store, StoreError, Term,
    Token, random,
};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_second_file_updates_instead_of_doubling,
    another_way_of_hashing_a_line_updates_nobody,
    an_index_that_was_exchanged_finds_nobody,
    a_person_is_named_once_in_a_file,
    a_child_that_gets_a_number_stays_the_same_person,
    twins_are_two_persons,
    whoever_lacks_one_particular_finds_nobody,
    every_imported_person_has_a_history_that_holds,
    a_minors_code_goes_to_the_parent,
    from_18_on_a_contact_counts_that_the_insurer_has_set_since,
    from_18_on_what_is_the_parents_never_counts,
    a_dead_parent_gets_no_childs_code,
    whoever_has_a_valid_code_is_not_notified,
    whoever_comes_after_hundreds_that_are_notified_is_found,
    a_provisional_code_bears_five_tries,
    a_right_code_costs_no_try_and_is_used_once,
    a_code_is_of_one_person,
    an_expired_code_is_not_compared,
    a_minors_code_ends_with_the_minority_and_its_row_does_not_say_when,
    a_code_is_replaced_when_it_may_be,
    of_many_uses_at_once_one_counts,
    an_undelivered_code_is_retired_and_no_other,
    a_refused_address_is_written_to_by_post_until_another_is_known,
    a_space_is_created_once_and_only_for_the_living,
    nothing_personal_is_readable,
    rotated_keys_open_the_population,
    a_demonstration_is_not_made_of_real_people,
);

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
const WEEKS: Span = ProvisionalCode::LIFETIME;
const MARTINE: &str = "284058832102532";
const LEO: &str = "182098832104728";

fn today() -> CalendarDate {
    CalendarDate::new(2026, 11, 22).unwrap()
}

fn nir(text: &str) -> Nir {
    Nir::parse(text).unwrap()
}

fn card(digits: &str) -> CardSerial {
    CardSerial::parse(CardKind::WithPhoto, digits).unwrap()
}

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
    Insured::read(&fields, today(), Readers::BY_FORM).unwrap()
}

fn martine() -> Insured {
    person(&[(Column::Nir, MARTINE), (Column::Email, "martine@exemple.fr"), (Column::Mobile, "0611121314")])
}

fn child(given: &str, rank: &str) -> Insured {
    let born = (Column::BornOn, "2018-10-12");
    person(&[(Column::HolderNir, MARTINE), (Column::GivenNames, given), born, (Column::BirthRank, rank)])
}

/// Takes a file in, as one import.
async fn import(store: &Store, lines: &[Insured]) -> Vec<Imported> {
    import_at(store, lines, NOW).await
}

async fn import_at(store: &Store, lines: &[Insured], now: Timestamp) -> Vec<Imported> {
    let mut work = store.begin().await.unwrap();
    let outcomes = work.import_insured(random::bytes().unwrap(), lines, now).await.unwrap();
    work.commit().await.unwrap();
    outcomes
}

async fn candidates(store: &Store, number: &str, born_on: &str, card: &CardSerial) -> Vec<Candidate> {
    identify(store, number, born_on, card).await.1
}

/// Goes as far as the numbers.
async fn identify(store: &Store, number: &str, born_on: &str, card: &CardSerial) -> (Draft, Vec<Candidate>) {
    let token = Token::mint().unwrap().hash();
    let mut work = store.begin().await.unwrap();
    work.begin_draft(token, Purpose::Activate, CalendarDate::from_iso(born_on).unwrap(), NOW).await.unwrap();
    let draft = work.draft(token, NOW).await.unwrap().unwrap();
    let draft = work.give_card_kind(draft, card.kind(), NOW).await.unwrap();
    let found = work.give_numbers(draft, &nir(number), card, NOW).await.unwrap();
    work.commit().await.unwrap();
    found
}

async fn the_profile(store: &Store) -> ProfileId {
    candidates(store, MARTINE, "1984-05-20", &card("12345678901")).await[0].profile
}

/// With another address than the insurer's, and no mobile number.
async fn add_account_of_martine(store: &Store) {
    let profile = the_profile(store).await;
    let mut work = store.begin().await.unwrap();
    let account = NewAccount {
        id: AccountId::from_bytes([1; 16]),
        profile,
        identifier: SignInIdentifier::parse("martine.leguellec").unwrap(),
        email: Some(EmailAddress::parse("nouvelle@exemple.fr").unwrap()),
        mobile: None,
        password_hash: "$argon2id$".into(),
    };
    work.add_account(&account, NOW).await.unwrap().unwrap();
    assert!(work.change_status(profile, ProfileStatus::Pending, ProfileStatus::Active).await.unwrap());
    assert!(!work.change_status(profile, ProfileStatus::Pending, ProfileStatus::Opposed).await.unwrap());
    work.commit().await.unwrap();
}

async fn make_code(store: &Store, profile: ProfileId, replace: Replace, now: Timestamp) -> Option<ProvisionalCode> {
    let mut work = store.begin().await.unwrap();
    let term = Term { until: now.plus(WEEKS), for_minor: false };
    let code = work.make_provisional_code(profile, Delivery::Email, replace, term, now).await.unwrap();
    work.commit().await.unwrap();
    code
}

async fn try_code(store: &Store, profile: ProfileId, code: &ProvisionalCode, now: Timestamp) -> CodeAttempt {
    let mut work = store.begin().await.unwrap();
    let attempt = work.try_provisional_code(profile, code, false, now).await.unwrap();
    work.commit().await.unwrap();
    attempt
}

async fn use_code(store: &Store, profile: ProfileId, code: &ProvisionalCode, now: Timestamp) -> bool {
    let mut work = store.begin().await.unwrap();
    let used = work.use_provisional_code(profile, code, false, now).await.unwrap();
    work.commit().await.unwrap();
    used
}

/// Who is to be notified, and by e-mail.
async fn to_notify(store: &Store, now: Timestamp) -> Vec<Option<String>> {
    let persons = store.read().await.unwrap().persons_to_notify(None, today(), now).await.unwrap();
    persons.iter().map(|person| person.notice_email().map(|email| email.as_str().to_owned())).collect()
}

async fn an_undelivered_code_is_retired_and_no_other(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    let profile = the_profile(&store).await;
    let later = NOW.plus(Span::minutes(1));
    make_code(&store, profile, Replace::Invalid, NOW).await.unwrap();
    let newer = make_code(&store, profile, Replace::MadeBy(NOW), later).await.unwrap();
    let retire = async |made_at| {
        let mut work = store.begin().await.unwrap();
        let retired = work.retire_undelivered_code(profile, made_at, later).await.unwrap();
        work.commit().await.unwrap();
        retired
    };
    assert!(!retire(NOW).await, "it was replaced meanwhile");
    assert!(to_notify(&store, later).await.is_empty());
    assert!(retire(later).await);
    assert!(!retire(later).await);
    assert_eq!(to_notify(&store, later).await, [Some("martine@exemple.fr".into())]);
    assert!(!use_code(&store, profile, &newer, later).await);
}

async fn a_refused_address_is_written_to_by_post_until_another_is_known(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let line = |email, town| {
        let address = [(Column::Street, "1 rue des Exemples"), (Column::Postcode, "44000"), (Column::Town, town)];
        let own = [(Column::Nir, MARTINE), (Column::Email, email)];
        person(&[own.as_slice(), if town.is_empty() { &[] } else { &address }].concat())
    };
    import(&store, &[line("martine@exemple.fr", "Ville-Fictive")]).await;
    let profile = the_profile(&store).await;
    let mut work = store.begin().await.unwrap();
    work.note_refused_email(profile, "martine@exemple.fr").await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(to_notify(&store, NOW).await, [None]);
    import(&store, &[line("autre@exemple.fr", "Ville-Fictive")]).await;
    assert_eq!(to_notify(&store, NOW).await, [Some("autre@exemple.fr".into())]);
    // Where no letter can be written, the address is all there is.
    import(&store, &[line("martine@exemple.fr", "")]).await;
    assert_eq!(to_notify(&store, NOW).await, [Some("martine@exemple.fr".into())]);
}

fn wrong_code() -> ProvisionalCode {
    ProvisionalCode::parse("2222 2222 2222").unwrap()
}

async fn a_second_file_updates_instead_of_doubling(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let file = [martine(), child("Mathis", "")];
    assert_eq!(import(&store, &file).await, [Imported::Added, Imported::Added]);
    let profile = the_profile(&store).await;
    assert_eq!(import(&store, &file).await, [Imported::Unchanged, Imported::Unchanged]);
    let married =
        person(&[(Column::Nir, MARTINE), (Column::UsualName, "Capanelli"), (Column::CardSerial, "99945678901")]);
    assert_eq!(import(&store, &[married, child("Mathis", "")]).await, [Imported::Updated, Imported::Unchanged]);
    assert_eq!(store.read().await.unwrap().count_insured().await.unwrap(), 2);
    assert!(candidates(&store, MARTINE, "1984-05-20", &card("12345678901")).await.is_empty());
    let found = candidates(&store, MARTINE, "1984-05-20", &card("99945678901")).await;
    assert_eq!((found[0].profile, found[0].name.full()), (profile, "Martine Julie Capanelli".into()));
}

async fn another_way_of_hashing_a_line_updates_nobody(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let file = [martine(), child("Mathis", "1")];
    assert_eq!(import(&store, &file).await, [Imported::Added, Imported::Added]);
    // What the hash of a version is that read a column less, or more: another one.
    assert_eq!(scratch.change("UPDATE insured SET content_mac = $1", &[b"of another version"]).await.unwrap(), 2);
    assert_eq!(import(&store, &file).await, [Imported::Unchanged, Imported::Unchanged]);
    let lines = store.read().await.unwrap().verify_history().await.unwrap();
    assert_eq!(lines, (2, vec![]), "nobody reads of an update of their identity");
    let left = scratch.change("DELETE FROM insured WHERE content_mac = $1", &[b"of another version"]).await.unwrap();
    assert_eq!(left, 0, "the next file is compared by the hash again");
    // Whoever has changed is brought up to date all the same.
    scratch.change("UPDATE insured SET content_mac = $1", &[b"of another version"]).await.unwrap();
    let file = [martine(), child("Mathis Louis", "1")];
    assert_eq!(import(&store, &file).await, [Imported::Unchanged, Imported::Updated]);
}

async fn an_index_that_was_exchanged_finds_nobody(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let leo = person(&[(Column::Nir, LEO), (Column::CardSerial, "99999999999"), (Column::Email, "leo@exemple.fr")]);
    import(&store, &[martine(), child("Mathis", "1"), leo]).await;
    let (mine, theirs) = (card("99999999999"), card("12345678901"));
    let own = candidates(&store, LEO, "1984-05-20", &mine).await[0].profile;
    let hers = the_profile(&store).await;
    let sent = async || {
        let persons = store.read().await.unwrap().persons_to_notify(None, today(), NOW).await.unwrap();
        let child = persons.into_iter().find(|person| person.name.given == "Mathis").unwrap();
        child.email.map(|email| email.as_str().to_owned())
    };
    assert_eq!(sent().await.as_deref(), Some("martine@exemple.fr"));
    let children = async || store.read().await.unwrap().dependants_of(&nir(LEO)).await.unwrap().len();
    assert_eq!(children().await, 0);
    // Léo, who can write to the database, would like her child to stand on his card,
    let sql = "UPDATE insured SET holder_index = (SELECT nir_index FROM profiles WHERE id = $1) WHERE holder_index IS NOT NULL";
    assert_eq!(scratch.change(sql, &[own.as_bytes()]).await.unwrap(), 1);
    assert_eq!(children().await, 0);
    assert_eq!(sent().await, None, "nor is he written to");
    // and to be asked for her code when he gives his own numbers.
    let sql =
        "UPDATE insured SET card_index = (SELECT card_index FROM insured WHERE profile_id = $1) WHERE profile_id = $2";
    assert_eq!(scratch.change(sql, &[own.as_bytes(), hers.as_bytes()]).await.unwrap(), 1);
    let found = candidates(&store, LEO, "1984-05-20", &mine).await;
    assert_eq!(found.iter().map(|person| person.profile).collect::<Vec<_>>(), [own]);
    assert!(candidates(&store, MARTINE, "1984-05-20", &theirs).await.is_empty());
}

async fn a_person_is_named_once_in_a_file(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let twice = [martine(), person(&[(Column::Nir, MARTINE), (Column::GivenNames, "Julie")])];
    assert_eq!(import(&store, &twice).await, [Imported::Added, Imported::Repeated]);
    // Also when the person is known, changed or not, and when the lines come in two batches.
    for file in [&twice[..], &[person(&[(Column::Nir, MARTINE)]), martine()]] {
        let run = random::bytes().unwrap();
        for (line, repeated) in file.iter().zip([false, true]) {
            let mut work = store.begin().await.unwrap();
            let outcomes = work.import_insured(run, std::slice::from_ref(line), NOW).await.unwrap();
            work.commit().await.unwrap();
            assert_eq!(outcomes == [Imported::Repeated], repeated);
        }
    }
    assert_eq!(store.read().await.unwrap().count_insured().await.unwrap(), 1);
}

async fn a_child_that_gets_a_number_stays_the_same_person(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine(), child("Mathis", "")]).await;
    let own = [
        (Column::Nir, LEO),
        (Column::HolderNir, MARTINE),
        (Column::GivenNames, "Mathis"),
        (Column::BornOn, "2018-10-12"),
    ];
    assert_eq!(import(&store, &[person(&own)]).await, [Imported::Updated]);
    // On a card of his own, no longer his mother's dependant.
    let grown = [(Column::Nir, LEO), (Column::GivenNames, "Mathis"), (Column::BornOn, "2018-10-12")];
    assert_eq!(import(&store, &[person(&grown)]).await, [Imported::Updated]);
    assert_eq!(store.read().await.unwrap().count_insured().await.unwrap(), 2);
    assert!(store.read().await.unwrap().dependants_of(&nir(MARTINE)).await.unwrap().is_empty());
    // A line whose two numbers are two persons' says which is which to nobody.
    import(&store, &[child("Mathis", "")]).await;
    assert_eq!(import(&store, &[person(&own)]).await, [Imported::TwoPersons]);
}

async fn twins_are_two_persons(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let twins = [child("Jean-Jacques Jean-Pierre", "1"), child("Gerard Martin", "2")];
    assert_eq!(import(&store, &twins).await, [Imported::Added, Imported::Added]);
    assert_eq!(import(&store, &twins).await, [Imported::Unchanged, Imported::Unchanged]);
    let found = candidates(&store, MARTINE, "2018-10-12", &card("12345678901")).await;
    let mut names: Vec<String> = found.iter().map(|candidate| candidate.name.full()).collect();
    names.sort();
    assert_eq!(names, ["Gerard Martin Leguellec", "Jean-Jacques Jean-Pierre Leguellec"]);
    assert_ne!(found[0].profile, found[1].profile);
    let attached = store.read().await.unwrap().dependants_of(&nir(MARTINE)).await.unwrap();
    assert_eq!(attached, found);
}

async fn whoever_lacks_one_particular_finds_nobody(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    assert_eq!(candidates(&store, MARTINE, "1984-05-20", &card("12345678901")).await.len(), 1);
    let other_kind = CardSerial::parse(CardKind::WithoutPhoto, "12345678901").unwrap();
    for (number, born_on, card) in [
        (LEO, "1984-05-20", card("12345678901")),
        (MARTINE, "1984-05-21", card("12345678901")),
        (MARTINE, "1984-05-20", card("12345678902")),
        (MARTINE, "1984-05-20", other_kind),
    ] {
        assert!(candidates(&store, number, born_on, &card).await.is_empty());
    }
}

async fn every_imported_person_has_a_history_that_holds(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine(), child("Mathis", ""), child("Lola", "2")]).await;
    import(&store, &[person(&[(Column::Nir, MARTINE)]), child("Mathis", "")]).await;
    assert_eq!(store.read().await.unwrap().verify_history().await.unwrap(), (4, vec![]));
}

async fn a_minors_code_goes_to_the_parent(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let own_contact = person(&[
        (Column::HolderNir, LEO),
        (Column::GivenNames, "Lola"),
        (Column::BornOn, "2015-04-03"),
        (Column::Email, "leo@exemple.fr"),
    ]);
    let grown = person(&[
        (Column::HolderNir, MARTINE),
        (Column::GivenNames, "Louis"),
        (Column::BornOn, "2008-11-22"),
        (Column::Email, "louis@exemple.fr"),
    ]);
    import(&store, &[martine(), child("Mathis", ""), own_contact, grown]).await;
    let mut work = store.read().await.unwrap();
    let mut notices: Vec<_> = work
        .persons_to_notify(None, today(), NOW)
        .await
        .unwrap()
        .into_iter()
        .map(|notice| {
            let parent = notice.parent.map(|name| name.given);
            (notice.name.given, parent, notice.email.map(|email| email.as_str().to_owned()), notice.mobile.is_some())
        })
        .collect();
    notices.sort();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        notices,
        [
            // The parent is not known: what stands on the child's line is the parent's.
            ("Lola".into(), None, text("leo@exemple.fr"), false),
            // Eighteen today, and announced before.
            ("Louis".into(), None, None, false),
            ("Martine Julie".into(), None, text("martine@exemple.fr"), true),
            ("Mathis".into(), text("Martine"), text("martine@exemple.fr"), true),
        ]
    );
    drop(work);
    // Once the parent has an account, its contacts are the ones that the parent keeps up to date.
    add_account_of_martine(&store).await;
    let (mathis, _) = identify(&store, MARTINE, "2018-10-12", &card("12345678901")).await;
    let mut work = store.read().await.unwrap();
    let notice = work.reach_of(&mathis, today()).await.unwrap().unwrap();
    assert_eq!(notice.email.unwrap().as_str(), "nouvelle@exemple.fr");
}

/// Where a code for the dependant of that number and birth date goes on a day.
async fn reach_of(store: &Store, holder: &str, born_on: &str, day: CalendarDate) -> Reach {
    let (draft, _) = identify(store, holder, born_on, &card("12345678901")).await;
    store.read().await.unwrap().reach_of(&draft, day).await.unwrap().unwrap()
}

/// The e-mail address, and whether there is a mobile number.
fn contacts(reach: &Reach) -> (Option<&str>, bool) {
    (reach.email.as_ref().map(EmailAddress::as_str), reach.mobile.is_some())
}

/// Four days before the eighteenth birthday of those who are born on 22 November 2008.
const BEFORE: Timestamp = NOW;
const GROWN: &str = "2008-11-22";
const ADDRESS: [(Column, &str); 3] =
    [(Column::Street, "2 place des Exemples"), (Column::Postcode, "44000"), (Column::Town, "Ville-Fictive")];

fn grown(holder: &str, email: &str, mobile: &str) -> Insured {
    let contacts = [(Column::Email, email), (Column::Mobile, mobile)];
    let who = [(Column::HolderNir, holder), (Column::GivenNames, "Louis"), (Column::BornOn, GROWN)];
    person(&[&who[..], &contacts[..], &ADDRESS[..]].concat())
}

/// The parent is not in the file.
async fn from_18_on_a_contact_counts_that_the_insurer_has_set_since(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import_at(&store, &[grown(LEO, "leo@exemple.fr", "0611121314")], BEFORE).await;
    let eve = CalendarDate::new(2026, 11, 21).unwrap();
    assert_eq!(contacts(&reach_of(&store, LEO, GROWN, eve).await), (Some("leo@exemple.fr"), true));
    let told = reach_of(&store, LEO, GROWN, today()).await;
    assert_eq!(contacts(&told), (None, false));
    assert_eq!(told.post.unwrap().to, Recipient::Person, "by post, to themselves");
    // A file that says the same again, if in capitals, sets nothing.
    let after = BEFORE.plus(Span::hours(8 * 24));
    import_at(&store, &[grown(LEO, "LEO@exemple.fr", "06 11 12 13 14")], after).await;
    assert_eq!(contacts(&reach_of(&store, LEO, GROWN, today()).await), (None, false));
    // One that says another address sets that, and not the number.
    let own = grown(LEO, "louis@exemple.fr", "0611121314");
    import_at(&store, &[own], after).await;
    assert_eq!(contacts(&reach_of(&store, LEO, GROWN, today()).await), (Some("louis@exemple.fr"), false));
    // It stays set when something else is said later.
    import_at(&store, &[grown(LEO, "louis@exemple.fr", "0611121315")], after.plus(WEEKS)).await;
    assert_eq!(contacts(&reach_of(&store, LEO, GROWN, today()).await), (Some("louis@exemple.fr"), true));
}

async fn from_18_on_what_is_the_parents_never_counts(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    // Announced of age, with what is the parent's.
    let after = BEFORE.plus(Span::hours(8 * 24));
    import_at(&store, &[grown(MARTINE, "Martine@Exemple.fr", "0611121314")], after).await;
    assert_eq!(contacts(&reach_of(&store, MARTINE, GROWN, today()).await), (None, false));
    // The parent's account has other contacts: neither of both are the young adult's.
    add_account_of_martine(&store).await;
    assert_eq!(contacts(&reach_of(&store, MARTINE, GROWN, today()).await), (None, false));
    import_at(&store, &[grown(MARTINE, "NOUVELLE@exemple.fr", "0699989796")], after).await;
    assert_eq!(contacts(&reach_of(&store, MARTINE, GROWN, today()).await), (None, true));
}

async fn a_dead_parent_gets_no_childs_code(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let child = |email: &str| {
        let born = (Column::BornOn, "2018-10-12");
        let who = [(Column::HolderNir, MARTINE), (Column::GivenNames, "Mathis"), born, (Column::Email, email)];
        person(&[&who[..], &ADDRESS[..]].concat())
    };
    import(&store, &[martine(), child("MARTINE@exemple.fr")]).await;
    add_account_of_martine(&store).await;
    let reached = async || reach_of(&store, MARTINE, "2018-10-12", today()).await;
    assert_eq!(contacts(&reached().await), (Some("nouvelle@exemple.fr"), false));
    let died = [(Column::Nir, MARTINE), (Column::Email, "martine@exemple.fr"), (Column::DiedOn, "2026-11-01")];
    import(&store, &[person(&died)]).await;
    let told = reached().await;
    assert_eq!(contacts(&told), (None, false), "neither the account's nor what stands on the child's line");
    assert_eq!((told.parent, told.parent_profile), (None, None));
    assert_eq!(told.post.unwrap().to, Recipient::Representatives);
    // The insurer knows somebody else.
    import(&store, &[child("leo@exemple.fr")]).await;
    assert_eq!(contacts(&reached().await), (Some("leo@exemple.fr"), false));
}

async fn whoever_has_a_valid_code_is_not_notified(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let dead = person(&[(Column::Nir, LEO), (Column::DiedOn, "2026-01-01")]);
    import(&store, &[martine(), dead]).await;
    let to_notify = async |now| {
        let mut work = store.read().await.unwrap();
        let notices = work.persons_to_notify(None, today(), now).await.unwrap();
        for notice in &notices {
            assert!(work.persons_to_notify(Some(notice.profile), today(), now).await.unwrap().is_empty());
        }
        notices.len()
    };
    assert_eq!(to_notify(NOW).await, 1, "Martine, and not the one who died");
    let profile = the_profile(&store).await;
    make_code(&store, profile, Replace::Invalid, NOW).await.unwrap();
    assert_eq!(to_notify(NOW).await, 0);
    assert_eq!(to_notify(NOW.plus(WEEKS)).await, 1, "the code has expired");
    for _ in 0..ProvisionalCode::TRIES {
        try_code(&store, profile, &wrong_code(), NOW).await;
    }
    assert_eq!(to_notify(NOW).await, 1, "its tries are used up");
}

async fn whoever_comes_after_hundreds_that_are_notified_is_found(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let numbers: Vec<String> = (2_840_588_300_001_u64..).take(450).map(|n| format!("{n}{:02}", 97 - n % 97)).collect();
    let persons: Vec<Insured> = numbers.iter().map(|number| person(&[(Column::Nir, number)])).collect();
    import(&store, &persons).await;
    let mut work = store.begin().await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let some = work.persons_to_notify(after, today(), NOW).await.unwrap();
        let Some(last) = some.last() else { break };
        assert!(some.len() <= 200);
        after = Some(last.profile);
        all.extend(some.into_iter().map(|person| person.profile));
    }
    assert_eq!(all.len(), 450);
    let term = Term { until: NOW.plus(WEEKS), for_minor: false };
    for profile in &all[..449] {
        work.make_provisional_code(*profile, Delivery::Email, Replace::Invalid, term, NOW).await.unwrap();
    }
    let rest = work.persons_to_notify(None, today(), NOW).await.unwrap();
    assert_eq!(rest.iter().map(|person| person.profile).collect::<Vec<_>>(), all[449..]);
    assert!(work.persons_to_notify(Some(all[449]), today(), NOW).await.unwrap().is_empty());
}

async fn a_provisional_code_bears_five_tries(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    let profile = the_profile(&store).await;
    let none = CodeAttempt::NotCompared(CodeState::None);
    assert_eq!(try_code(&store, profile, &wrong_code(), NOW).await, none);
    let code = make_code(&store, profile, Replace::Invalid, NOW).await.unwrap();
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(try_code(&store, profile, &wrong_code(), NOW).await, CodeAttempt::Wrong { left });
    }
    let exhausted = CodeAttempt::NotCompared(CodeState::Exhausted);
    assert_eq!(try_code(&store, profile, &code, NOW).await, exhausted);
    assert!(!use_code(&store, profile, &code, NOW).await);
}

async fn a_right_code_costs_no_try_and_is_used_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    let profile = the_profile(&store).await;
    let code = make_code(&store, profile, Replace::Invalid, NOW).await.unwrap();
    for _ in 0..10 {
        assert_eq!(try_code(&store, profile, &code, NOW).await, CodeAttempt::Right);
    }
    assert_eq!(try_code(&store, profile, &wrong_code(), NOW).await, CodeAttempt::Wrong { left: 4 });
    assert!(!use_code(&store, profile, &wrong_code(), NOW).await);
    assert!(use_code(&store, profile, &code, NOW).await);
    assert!(!use_code(&store, profile, &code, NOW).await);
    assert_eq!(try_code(&store, profile, &code, NOW).await, CodeAttempt::NotCompared(CodeState::Used));
}

async fn a_code_is_of_one_person(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[child("Jean-Jacques", "1"), child("Gerard", "2")]).await;
    let twins = candidates(&store, MARTINE, "2018-10-12", &card("12345678901")).await;
    let first = make_code(&store, twins[0].profile, Replace::Invalid, NOW).await.unwrap();
    make_code(&store, twins[1].profile, Replace::Invalid, NOW).await.unwrap();
    assert_eq!(try_code(&store, twins[1].profile, &first, NOW).await, CodeAttempt::Wrong { left: 4 });
    assert_eq!(try_code(&store, twins[0].profile, &first, NOW).await, CodeAttempt::Right);
}

async fn an_expired_code_is_not_compared(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    let profile = the_profile(&store).await;
    let code = make_code(&store, profile, Replace::Invalid, NOW).await.unwrap();
    let expiry = NOW.plus(WEEKS);
    assert_eq!(try_code(&store, profile, &code, expiry.minus(Span::seconds(1))).await, CodeAttempt::Right);
    assert_eq!(try_code(&store, profile, &code, expiry).await, CodeAttempt::NotCompared(CodeState::Expired));
    assert!(!use_code(&store, profile, &code, expiry).await);
}

async fn a_minors_code_ends_with_the_minority_and_its_row_does_not_say_when(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine(), child("Mathis", "1")]).await;
    let mathis = candidates(&store, MARTINE, "2018-10-12", &card("12345678901")).await[0].profile;
    let eve = CalendarDate::new(2036, 10, 11).unwrap();
    let birthday = CalendarDate::new(2036, 10, 12).unwrap();
    let mut work = store.begin().await.unwrap();
    let make = async |work: &mut store::UnitOfWork, for_minor| {
        let term = Term { until: NOW.plus(WEEKS), for_minor };
        work.make_provisional_code(mathis, Delivery::Email, Replace::Invalid, term, NOW).await.unwrap()
    };
    let code = make(&mut work, true).await.unwrap();
    assert!(make(&mut work, true).await.is_none(), "there is one");
    let told = async |work: &mut store::UnitOfWork, day| {
        let persons = work.persons_to_notify(None, day, NOW).await.unwrap();
        persons.iter().filter(|person| person.profile == mathis).count()
    };
    assert_eq!((told(&mut work, eve).await, told(&mut work, birthday).await), (0, 1));
    assert_eq!(work.try_provisional_code(mathis, &code, true, NOW).await.unwrap(), CodeAttempt::Right);
    let over = CodeAttempt::NotCompared(CodeState::Expired);
    assert_eq!(work.try_provisional_code(mathis, &code, false, NOW).await.unwrap(), over);
    assert!(!work.use_provisional_code(mathis, &code, false, NOW).await.unwrap());
    work.commit().await.unwrap();
    // Of age, one gets one's own in its place.
    let mut work = store.begin().await.unwrap();
    let own = make(&mut work, false).await.unwrap();
    assert_eq!((told(&mut work, birthday).await, make(&mut work, false).await), (0, None));
    assert_eq!(work.try_provisional_code(mathis, &own, false, NOW).await.unwrap(), CodeAttempt::Right);
    assert!(work.use_provisional_code(mathis, &own, false, NOW).await.unwrap());
}

async fn a_code_is_replaced_when_it_may_be(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    let profile = the_profile(&store).await;
    let first = make_code(&store, profile, Replace::Invalid, NOW).await.unwrap();
    try_code(&store, profile, &wrong_code(), NOW).await;
    let later = NOW.plus(Span::seconds(29));
    assert!(make_code(&store, profile, Replace::Invalid, later).await.is_none());
    let waited = |now: Timestamp| Replace::MadeBy(now.minus(Span::seconds(30)));
    assert!(make_code(&store, profile, waited(later), later).await.is_none());
    let later = NOW.plus(Span::seconds(30));
    let second = make_code(&store, profile, waited(later), later).await.unwrap();
    assert_eq!(try_code(&store, profile, &first, later).await, CodeAttempt::Wrong { left: 4 });
    assert_eq!(try_code(&store, profile, &second, later).await, CodeAttempt::Right);
    assert!(use_code(&store, profile, &second, later).await);
    assert!(make_code(&store, profile, Replace::Invalid, later).await.is_some(), "a used code is replaced");
}

async fn of_many_uses_at_once_one_counts(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    let profile = the_profile(&store).await;
    let code = make_code(&store, profile, Replace::Invalid, NOW).await.unwrap();
    let uses = (0..10).map(|_| {
        let (store, code) = (store.clone(), code.clone());
        tokio::spawn(async move { use_code(&store, profile, &code, NOW).await })
    });
    let mut winners = 0;
    for used in uses.collect::<Vec<_>>() {
        winners += u32::from(used.await.unwrap());
    }
    assert_eq!(winners, 1);
}

async fn a_space_is_created_once_and_only_for_the_living(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine(), person(&[(Column::Nir, LEO), (Column::DiedOn, "2026-01-01")])]).await;
    let status = async |number| candidates(&store, number, "1984-05-20", &card("12345678901")).await[0].status;
    let (living, dead) =
        (the_profile(&store).await, candidates(&store, LEO, "1984-05-20", &card("12345678901")).await[0].profile);
    assert_eq!((status(MARTINE).await, status(LEO).await), (EnrolmentStatus::Pending, EnrolmentStatus::Deceased));
    let mut work = store.begin().await.unwrap();
    assert_eq!(work.begin_opposition(living, NOW).await.unwrap(), Some(NOW));
    assert_eq!(
        work.begin_opposition(living, NOW.plus(WEEKS)).await.unwrap(),
        Some(NOW),
        "a second notice gives no more time"
    );
    assert!(work.create_space(living, NOW).await.unwrap());
    assert!(!work.create_space(living, NOW).await.unwrap());
    assert!(!work.create_space(dead, NOW).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(status(MARTINE).await, EnrolmentStatus::Created);
    let mut work = store.begin().await.unwrap();
    assert!(work.change_status(living, ProfileStatus::Pending, ProfileStatus::Active).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(status(MARTINE).await, EnrolmentStatus::Activated);
    // A death that was announced by mistake is taken back by the next file.
    assert_eq!(import(&store, &[person(&[(Column::Nir, LEO)])]).await, [Imported::Updated]);
    assert_eq!(status(LEO).await, EnrolmentStatus::Pending);
}

async fn nothing_personal_is_readable(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let whole = person(&[
        (Column::Nir, MARTINE),
        (Column::Email, "martine@exemple.fr"),
        (Column::Mobile, "0611121314"),
        (Column::Street, "1 rue Secrète"),
        (Column::Postcode, "75001"),
        (Column::Town, "Paris"),
        (Column::Doctor, "10101010101"),
    ]);
    import(&store, &[whole]).await;
    let code = make_code(&store, the_profile(&store).await, Replace::Invalid, NOW).await.unwrap();
    store.close().await;
    let whole = match &scratch.location {
        store::Location::Sqlite(path) => std::fs::read(path).unwrap(),
        store::Location::Postgres(url) => {
            use sqlx::Connection as _;
            let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
            let mut whole = Vec::new();
            for sql in [
                "SELECT CAST(insured AS TEXT) FROM insured",
                "SELECT CAST(profiles AS TEXT) FROM profiles",
                "SELECT CAST(provisional_codes AS TEXT) FROM provisional_codes",
            ] {
                let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap();
                assert_eq!(rows.len(), 1);
                whole.extend(rows[0].0.bytes());
            }
            whole
        }
    };
    assert!(whole.len() > 300, "there is something to search");
    for secret in [
        "Leguellec",
        "Martine",
        MARTINE,
        "1984-05-20",
        "12345678901",
        "martine@",
        "0611121314",
        "rue Secr",
        "10101010101",
        code.compact(),
    ] {
        // PostgreSQL writes bytes as hexadecimal digits.
        let hex = domain::id::to_hex(secret.as_bytes());
        for text in [secret.as_bytes(), hex.as_bytes()] {
            assert!(!whole.windows(text.len()).any(|window| window == text), "{secret}");
        }
    }
}

async fn rotated_keys_open_the_population(engine: Engine) {
    let mut scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine(), child("Mathis", "")]).await;
    store.close().await;
    scratch.keyring = format!("{}{}", scratch.keyring, Keyring::new_key("2").unwrap());
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    assert_eq!(work.rewrap_data_keys().await.unwrap(), 3, "two persons' keys and the service's");
    work.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().persons_to_notify(None, today(), NOW).await.unwrap().len(), 2);
    assert_eq!(import(&store, &[martine()]).await, [Imported::Unchanged]);
}

async fn a_demonstration_is_not_made_of_real_people(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    import(&store, &[martine()]).await;
    let mut work = store.begin().await.unwrap();
    assert!(matches!(work.mark_as_demonstration().await, Err(StoreError::NotAllowed(_))));
    drop(work);
    // A demonstration's own are emptied with the rest.
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    work.mark_as_demonstration().await.unwrap();
    work.commit().await.unwrap();
    import(&store, &[martine()]).await;
    make_code(&store, the_profile(&store).await, Replace::Invalid, NOW).await.unwrap();
    let mut work = store.begin().await.unwrap();
    work.start_afresh().await.unwrap();
    assert_eq!(work.count_insured().await.unwrap(), 0);
}
