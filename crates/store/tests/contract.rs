//! What the store promises, on both engines: every test runs on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use domain::access::{ProfileStatus, Standing};
use domain::confidentiality::{Confidentiality, Visibility};
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::history::{Act, Part};
use domain::id::{AccountId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::nir::Nir;
use domain::person::PersonName;
use domain::sign_in::{Channel, OneTimeCode};
use domain::time::{Span, Timestamp};
use store::scratch::{Engine, Scratch, accept_writes, refuse_writes, tables};
use store::{
    AccountRef, Admission, Attempt, Caller, Condition, Counter, Denied, EditConfidentiality, Identity, Job, JobKind,
    Keyring, Limit, NewAccount, NewProfile, Open, ReadHistory, ReadPersonalInformation, Scope, SessionLimits, Share,
    Store, StoreError, Terms, Token, UnitOfWork, Urgency,
};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_session_says_why_it_is_over,
    an_account_is_named_in_forms_and_found_by_nobody,
    an_account_is_found_by_its_identifier,
    own_profile_and_active_representation_give_access_and_nothing_else,
    personal_information_is_unsealed_for_whoever_has_access,
    a_session_ends_by_idleness_age_sign_out_and_new_credentials,
    a_code_opens_one_session_once,
    five_wrong_codes_and_no_more_are_compared,
    a_new_code_replaces_the_old_one_and_leaves_the_tries_as_they_are,
    an_expired_code_is_not_compared,
    counters_are_forgotten_after_a_day,
    history_is_read_newest_first_in_pages,
    history_lines_cannot_be_changed_or_deleted,
    a_rewritten_history_is_found_out,
    what_a_session_consults_is_noted_once,
    a_job_is_done_by_one_and_again_when_its_lease_runs_out,
    jobs_are_taken_on_by_kind_and_urgency_the_oldest_first,
    two_processes_never_take_on_the_same_job,
    a_flash_is_read_once_and_only_by_its_browser,
    an_idempotency_key_is_used_once,
    a_commit_wakes_the_outbox_when_there_is_something_in_it,
    nothing_is_kept_without_commit,
    nothing_personal_is_readable,
    rotated_keys_open_everything,
    the_start_checks_every_key,
    the_start_checks_a_key_that_was_never_compared,
    only_a_demonstration_can_be_emptied_or_signed_in_to_at_once,
    a_database_that_refused_writes_takes_them_again,
    whoever_is_cancelled_leaves_nothing_behind,
    a_lock_that_does_not_come_is_given_up,
    a_unit_of_work_with_a_failure_is_not_committed,
    of_many_resets_at_once_all_succeed,
    a_session_cannot_be_made_up_or_moved,
    an_account_cannot_be_moved,
    a_sign_in_cannot_be_moved,
    a_representation_cannot_be_made_up_or_revived,
    decisions_that_were_replaced_do_not_open_again,
    a_wrong_keyring_is_called_so,
    a_look_at_a_database_finds_what_a_start_would_and_changes_nothing,
    what_is_sensitive_wants_a_password_typed_a_short_while_ago,
    a_key_that_was_destroyed_opens_nothing_and_is_wrapped_by_nobody,
);

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
const LIMITS: SessionLimits =
    SessionLimits { idle: Span::minutes(15), absolute: Span::hours(12), confirmation: Span::minutes(10) };

fn today() -> CalendarDate {
    CalendarDate::new(2026, 11, 22).unwrap()
}

fn profile_id(number: u8) -> ProfileId {
    ProfileId::from_bytes([number; 16])
}

fn identifier(text: &str) -> SignInIdentifier {
    SignInIdentifier::parse(text).unwrap()
}

async fn add_profile(store: &Store, number: u8, given: &str, born_on: (u16, u8, u8), status: ProfileStatus) {
    let mut work = store.begin().await.unwrap();
    let identity = Identity {
        name: PersonName { given: given.into(), family: "Michel".into() },
        born_on: CalendarDate::try_from(born_on).unwrap(),
        nir: (born_on.0 < 2000).then(|| Nir::parse("284058832102532").unwrap()),
    };
    work.add_profile(&NewProfile { id: profile_id(number), identity, status }, NOW).await.unwrap();
    work.commit().await.unwrap();
}

/// Adds an adult: profile and account have the same number.
async fn add_adult(store: &Store, number: u8, given: &str, name: &str) {
    add_profile(store, number, given, (1984, 5, 20), ProfileStatus::Active).await;
    let mut work = store.begin().await.unwrap();
    let account = NewAccount {
        id: AccountId::from_bytes([number; 16]),
        profile: profile_id(number),
        identifier: identifier(name),
        email: Some(EmailAddress::parse("inaya.michel@exemple.fr").unwrap()),
        mobile: Some(MobileNumber::parse("0611121314").unwrap()),
        password_hash: "$argon2id$the-hash".into(),
    };
    work.add_account(&account, NOW).await.unwrap().unwrap();
    work.commit().await.unwrap();
}

async fn represent(store: &Store, account: u8, profile: u8, standing: Standing) {
    let mut work = store.begin().await.unwrap();
    work.represent(AccountId::from_bytes([account; 16]), profile_id(profile), standing, NOW).await.unwrap();
    work.commit().await.unwrap();
}

/// Begins a sign-in and has `code` sent.
async fn begin_sign_in(store: &Store, name: &str, code: &str) -> Token {
    let token = Token::mint().unwrap();
    let mut work = store.begin().await.unwrap();
    let credentials = work.credentials_of(&identifier(name)).await.unwrap().unwrap();
    work.open_sign_in(token.hash(), &credentials, Some("/profils"), NOW).await.unwrap();
    let code = OneTimeCode::parse(code).unwrap();
    assert!(work.send_code(token.hash(), Channel::Email, &code, NOW).await.unwrap());
    work.commit().await.unwrap();
    token
}

async fn redeem(store: &Store, token: &Token, code: &str, session: &Token, now: Timestamp) -> Attempt {
    let mut work = store.begin().await.unwrap();
    let code = OneTimeCode::parse(code).unwrap();
    let attempt = work.redeem_code(token.hash(), &code, session.hash(), now).await.unwrap();
    work.commit().await.unwrap();
    attempt
}

async fn caller(store: &Store, session: &Token, now: Timestamp) -> Option<Caller> {
    store.read().await.unwrap().caller(session.hash(), LIMITS, now).await.unwrap()
}

/// Signs someone in who was added by [`add_adult`].
async fn sign_in(store: &Store, name: &str) -> (Token, Caller) {
    let session = Token::mint().unwrap();
    let token = begin_sign_in(store, name, "034567").await;
    assert!(matches!(redeem(store, &token, "034567", &session, NOW).await, Attempt::Right { .. }));
    let caller = caller(store, &session, NOW).await.unwrap();
    (session, caller)
}

async fn record(store: &Store, account: AccountRef, act: Act, now: Timestamp) {
    let mut work = store.begin().await.unwrap();
    work.record_own(account, act, Some(account), now).await.unwrap();
    work.commit().await.unwrap();
}

async fn an_account_is_found_by_its_identifier(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let mut work = store.begin().await.unwrap();
    let found = work.credentials_of(&identifier("INAYA.michel")).await.unwrap().unwrap();
    assert_eq!((found.account.profile(), found.password_hash.as_str()), (profile_id(1), "$argon2id$the-hash"));
    assert!(work.credentials_of(&identifier("leo.michel")).await.unwrap().is_none());
    work.strengthen_password_hash(&found, "$argon2id$stronger").await.unwrap();
    let found = work.credentials_of(&identifier("inaya.michel")).await.unwrap().unwrap();
    assert_eq!((found.password_hash.as_str(), found.generation), ("$argon2id$stronger", 1));
    drop(work);
    // The identifier is taken.
    add_profile(&store, 2, "Léo", (1982, 9, 3), ProfileStatus::Active).await;
    let twin = NewAccount {
        id: AccountId::from_bytes([2; 16]),
        profile: profile_id(2),
        identifier: identifier("inaya.michel"),
        email: None,
        mobile: None,
        password_hash: String::new(),
    };
    assert!(store.begin().await.unwrap().add_account(&twin, NOW).await.unwrap().is_none(), "the identifier is taken");
}

async fn own_profile_and_active_representation_give_access_and_nothing_else(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    add_adult(&store, 2, "Léo", "leo.michel").await;
    let child = (2015, 4, 3);
    for (number, standing, status, born_on) in [
        (3, Standing::Active, ProfileStatus::Active, child),
        (4, Standing::Invited, ProfileStatus::Active, child),
        (5, Standing::Ended, ProfileStatus::Active, child),
        (6, Standing::Active, ProfileStatus::Pending, child),
        (7, Standing::Active, ProfileStatus::Opposed, child),
        (8, Standing::Active, ProfileStatus::Closed, child),
        (9, Standing::Active, ProfileStatus::Active, (2008, 11, 22)),
    ] {
        add_profile(&store, number, "Lola", born_on, status).await;
        represent(&store, 1, number, standing).await;
    }
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    let mut work = store.read().await.unwrap();
    let mut allowed = Vec::new();
    for number in 1..=10 {
        if work.authorise::<Open>(&inaya, profile_id(number), today()).await.unwrap().is_ok() {
            allowed.push(number);
        }
    }
    assert_eq!(allowed, [1, 3]);
    let linked: Vec<_> = store.profiles_of(&inaya).await.unwrap().iter().map(|row| row.id).collect();
    assert_eq!(linked, [1, 3, 4, 5, 6, 7, 8, 9].map(profile_id));
}

async fn personal_information_is_unsealed_for_whoever_has_access(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    add_profile(&store, 3, "Lola", (2015, 4, 3), ProfileStatus::Active).await;
    represent(&store, 1, 3, Standing::Active).await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    let mut work = store.read().await.unwrap();
    let own = work.authorise::<ReadPersonalInformation>(&inaya, profile_id(1), today()).await.unwrap().unwrap();
    let identity = work.identity(&own).await.unwrap();
    assert_eq!((identity.name.full(), identity.nir.unwrap().compact()), ("Inaya Michel".into(), "284058832102532"));
    let contacts = work.own_contacts(&own).await.unwrap().unwrap();
    assert_eq!(contacts.channels(), [Channel::Email, Channel::Sms]);
    let child = work.authorise::<ReadPersonalInformation>(&inaya, profile_id(3), today()).await.unwrap().unwrap();
    assert_eq!(work.identity(&child).await.unwrap().born_on.to_iso(), "2015-04-03");
    assert!(work.own_contacts(&child).await.unwrap().is_none());
}

async fn a_session_ends_by_idleness_age_sign_out_and_new_credentials(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let (session, inaya) = sign_in(&store, "inaya.michel").await;
    let alive = async |now| caller(&store, &session, now).await.is_some();
    assert!(alive(NOW.plus(Span::seconds(14 * 60 + 59))).await);
    assert!(!alive(NOW.plus(Span::minutes(15))).await);
    assert!(caller(&store, &Token::mint().unwrap(), NOW).await.is_none());

    // Used every ten minutes it lives on, but not for ever.
    let mut now = NOW;
    for _ in 0..71 {
        now = now.plus(Span::minutes(10));
        assert!(alive(now).await);
        let mut work = store.begin().await.unwrap();
        work.touch_session(&inaya, now).await.unwrap();
        work.commit().await.unwrap();
    }
    assert!(!alive(NOW.plus(Span::hours(12))).await);

    let mut work = store.begin().await.unwrap();
    assert!(work.end_session(&inaya, now).await.unwrap());
    assert!(!work.end_session(&inaya, now).await.unwrap());
    work.commit().await.unwrap();
    assert!(!alive(now).await);
}

async fn a_code_opens_one_session_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let token = begin_sign_in(&store, "inaya.michel", "034567").await;
    let sessions = [Token::mint().unwrap(), Token::mint().unwrap()];
    let first = redeem(&store, &token, "034 567", &sessions[0], NOW).await;
    let Attempt::Right { account, channel: Channel::Email, return_to } = first else { panic!("{first:?}") };
    assert_eq!((account.profile(), return_to.as_deref()), (profile_id(1), Some("/profils")));
    assert!(matches!(redeem(&store, &token, "034567", &sessions[1], NOW).await, Attempt::Over));
    assert!(caller(&store, &sessions[0], NOW).await.is_some());
    assert!(caller(&store, &sessions[1], NOW).await.is_none());
    assert!(store.read().await.unwrap().pending_sign_in(token.hash(), NOW).await.unwrap().is_none());
}

async fn five_wrong_codes_and_no_more_are_compared(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let token = begin_sign_in(&store, "inaya.michel", "034567").await;
    let session = Token::mint().unwrap();
    for expected in [4, 3, 2, 1, 0] {
        let attempt = redeem(&store, &token, "999999", &session, NOW).await;
        assert!(matches!(attempt, Attempt::Wrong { left, .. } if left == expected), "{attempt:?}");
    }
    assert!(matches!(redeem(&store, &token, "034567", &session, NOW).await, Attempt::Over));
    assert!(caller(&store, &session, NOW).await.is_none());
}

async fn a_new_code_replaces_the_old_one_and_leaves_the_tries_as_they_are(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let token = begin_sign_in(&store, "inaya.michel", "034567").await;
    let session = Token::mint().unwrap();
    assert!(matches!(redeem(&store, &token, "999999", &session, NOW).await, Attempt::Wrong { left: 4, .. }));
    let second = OneTimeCode::parse("111111").unwrap();
    let send = async |channel, now| {
        let mut work = store.begin().await.unwrap();
        let sent = work.send_code(token.hash(), channel, &second, now).await.unwrap();
        work.commit().await.unwrap();
        sent
    };
    assert!(!send(Channel::Email, NOW.plus(Span::seconds(29))).await, "too soon by the same way");
    assert!(send(Channel::Email, NOW.plus(Span::seconds(30))).await);
    assert!(send(Channel::Sms, NOW.plus(Span::seconds(31))).await, "another way may be tried at once");
    let later = NOW.plus(Span::seconds(40));
    let attempt = redeem(&store, &token, "034567", &session, later).await;
    assert!(matches!(attempt, Attempt::Wrong { left: 3, .. }), "the old code is void, the tries go on: {attempt:?}");
    assert!(matches!(redeem(&store, &token, "111111", &session, later).await, Attempt::Right { .. }));
}

async fn an_expired_code_is_not_compared(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let token = begin_sign_in(&store, "inaya.michel", "034567").await;
    let session = Token::mint().unwrap();
    let attempt = redeem(&store, &token, "034567", &session, NOW.plus(Span::minutes(10))).await;
    assert!(matches!(attempt, Attempt::Expired(_)), "{attempt:?}");
    let attempt = redeem(&store, &token, "034567", &session, NOW.plus(Span::minutes(30))).await;
    assert!(matches!(attempt, Attempt::Over), "the sign-in itself is over: {attempt:?}");
}

async fn admitted(work: &mut UnitOfWork, limit: Limit, subject: &str, now: Timestamp) -> Counter {
    match work.admit(limit, subject, now).await.unwrap() {
        Admission::Admitted(counter) => counter,
        Admission::Held { minutes } => panic!("held for {minutes} minutes"),
    }
}

async fn counters_are_forgotten_after_a_day(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    let passwords = Limit::growing(Scope::Password);
    for counted in 1..=6 {
        // An hour apart: not even the longest wait holds any of them back.
        let counter = admitted(&mut work, passwords, "a", NOW.minus(Span::hours(6 - counted))).await;
        assert_eq!(work.count(&counter).await.unwrap(), counted);
    }
    let held = work.admit(passwords, "a", NOW.plus(Span::seconds(59))).await.unwrap();
    assert!(matches!(held, Admission::Held { minutes: 1 }), "{held:?}");
    assert_eq!(admitted(&mut work, Limit::growing(Scope::Codes), "a", NOW).await.failures(), 0, "another scope");
    assert_eq!(admitted(&mut work, passwords, "b", NOW).await.failures(), 0, "another subject");
    let later = NOW.plus(Span::minutes(1));
    let counter = admitted(&mut work, passwords, "a", later).await;
    assert_eq!(counter.failures(), 6);
    work.forgive(&counter).await.unwrap();
    assert_eq!(admitted(&mut work, passwords, "a", later).await.failures(), 5);
    assert_eq!(admitted(&mut work, passwords, "a", NOW.plus(Span::hours(24))).await.failures(), 0);
    work.clear(&counter).await.unwrap();
    assert_eq!(admitted(&mut work, passwords, "a", NOW).await.failures(), 0);
    assert_eq!(work.forget_throttles(NOW.plus(Span::seconds(1))).await.unwrap(), 3);
}

async fn history_is_read_newest_first_in_pages(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    add_adult(&store, 2, "Léo", "leo.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    let (_, leo) = sign_in(&store, "leo.michel").await;
    for second in 0..5 {
        record(&store, inaya.account(), Act::SignedOut, NOW.plus(Span::seconds(second))).await;
    }
    record(&store, leo.account(), Act::SignedOut, NOW).await;
    let mut work = store.read().await.unwrap();
    let access = work.authorise::<ReadHistory>(&inaya, profile_id(1), today()).await.unwrap().unwrap();
    let page = work.history(&access, None, 3, NOW).await.unwrap();
    let seconds =
        |lines: &[store::StoredLine]| lines.iter().map(|line| line.at.since(NOW).as_seconds_up()).collect::<Vec<_>>();
    assert_eq!(seconds(&page), [4, 3, 2]);
    assert_eq!(page[0].line.actor, Some(profile_id(1)));
    let rest = work.history(&access, Some(page[2].id), 10, NOW).await.unwrap();
    assert_eq!(seconds(&rest), [1, 0]);
    // A line of another's history is no place to read on from.
    let others = work.authorise::<ReadHistory>(&leo, profile_id(2), today()).await.unwrap().unwrap();
    let foreign = work.history(&others, None, 1, NOW).await.unwrap()[0].id;
    assert!(work.history(&access, Some(foreign), 10, NOW).await.unwrap().is_empty());
    assert_eq!(work.name_of_actor(&access, profile_id(1)).await.unwrap().unwrap().full(), "Inaya Michel");
}

async fn history_lines_cannot_be_changed_or_deleted(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    record(&store, inaya.account(), Act::SignedOut, NOW).await;
    for sql in ["UPDATE history SET at = at + 1", "DELETE FROM history"] {
        let error = scratch.change(sql, &[]).await.unwrap_err();
        assert!(error.to_string().contains("history lines are never"), "{sql}: {error}");
    }
    if engine == Engine::Postgres {
        assert!(scratch.change("TRUNCATE history", &[]).await.is_err());
    }
    assert_eq!(store.read().await.unwrap().verify_history().await.unwrap(), (1, vec![]));
}

async fn a_rewritten_history_is_found_out(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    add_adult(&store, 2, "Léo", "leo.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    let (_, leo) = sign_in(&store, "leo.michel").await;
    for _ in 0..4 {
        record(&store, inaya.account(), Act::SignedOut, NOW).await;
    }
    record(&store, leo.account(), Act::SignedOut, NOW).await;
    let off = match engine {
        Engine::Sqlite => vec!["DROP TRIGGER history_is_never_changed", "DROP TRIGGER history_is_never_deleted"],
        Engine::Postgres => vec!["ALTER TABLE history DISABLE TRIGGER USER"],
    };
    for sql in off {
        scratch.change(sql, &[]).await.unwrap();
    }
    let verify = async || store.read().await.unwrap().verify_history().await.unwrap();
    assert_eq!(verify().await, (5, vec![]));
    let faults = async |sql: &'static str| {
        assert_eq!(scratch.change(sql, &[]).await.unwrap(), 1, "{sql}");
        let (lines, faults) = verify().await;
        assert_eq!(lines, 1, "the other history still holds");
        faults.into_iter().map(|fault| (fault.seq, fault.what)).collect::<Vec<_>>()
    };
    assert_eq!(faults("UPDATE history SET at = at + 1 WHERE seq = 3").await, [(3, "the line was altered")]);
    assert_eq!(
        faults("UPDATE history SET at = at - 1, previous = hash WHERE seq = 3").await,
        [(3, "the line does not follow the one before")]
    );
    assert_eq!(faults("DELETE FROM history WHERE seq = 3").await, [(3, "a line is missing")]);
    assert_eq!(faults("DELETE FROM history WHERE seq = 4").await, [(3, "lines are missing at the end")]);
}

async fn what_a_session_consults_is_noted_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    let mut work = store.begin().await.unwrap();
    let access = work.authorise::<ReadHistory>(&inaya, profile_id(1), today()).await.unwrap().unwrap();
    assert!(work.first_consultation(&inaya, &access, Part::History).await.unwrap());
    assert!(!work.first_consultation(&inaya, &access, Part::History).await.unwrap());
    assert!(work.first_consultation(&inaya, &access, Part::PersonalInformation).await.unwrap());
    work.commit().await.unwrap();
}

fn terms(urgency: Urgency) -> Terms {
    Terms { urgency, useful_until: NOW.plus(Span::hours(1)), brings_code_of: None }
}

/// Takes on one job of that kind and urgency.
async fn lease_one(store: &Store, kind: JobKind, urgency: Urgency, now: Timestamp) -> Option<Job<String>> {
    let mut work = store.begin().await.unwrap();
    let job = work.lease_jobs(kind, urgency, 1, now, now.plus(Span::minutes(2))).await.unwrap().pop();
    work.commit().await.unwrap();
    job
}

async fn a_job_is_done_by_one_and_again_when_its_lease_runs_out(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    let asked = Terms { brings_code_of: Some(profile_id(7)), ..terms(Urgency::Code) };
    work.enqueue(JobKind::Sms, &"bonjour", asked, NOW).await.unwrap();
    work.commit().await.unwrap();
    let lease = async |now: Timestamp| lease_one(&store, JobKind::Sms, Urgency::Code, now).await;
    let job = lease(NOW).await.unwrap();
    assert_eq!((job.payload.as_str(), job.terms, job.attempts, job.created_at), ("bonjour", asked, 1, NOW));
    assert!(lease(NOW.plus(Span::seconds(119))).await.is_none());
    let again = lease(NOW.plus(Span::minutes(2))).await.unwrap();
    assert_eq!((again.id, again.attempts), (job.id, 2));
    // Whoever was too slow neither gives up nor puts off what another is at.
    let mut work = store.begin().await.unwrap();
    assert!(!work.fail_job(&job, NOW).await.unwrap());
    work.retry_job(&job, NOW).await.unwrap();
    work.commit().await.unwrap();
    assert!(lease(NOW.plus(Span::minutes(3))).await.is_none());
    // What was sent was sent, by whomever.
    let mut work = store.begin().await.unwrap();
    assert!(work.finish_job(job.id, false, NOW).await.unwrap());
    assert!(!work.finish_job(again.id, false, NOW).await.unwrap(), "once");
    assert!(!work.fail_job(&again, NOW).await.unwrap());
    work.commit().await.unwrap();
    assert!(lease(NOW.plus(Span::hours(1))).await.is_none());
    let left = "UPDATE jobs SET attempts = 0 WHERE payload_sealed IS NOT NULL OR brings_code_of IS NOT NULL";
    assert_eq!(scratch.change(left, &[]).await.unwrap(), 0, "what the message said is forgotten");
    let kept = store.read().await.unwrap().kept_jobs::<String>().await;
    assert!(matches!(kept, Err(StoreError::NotAllowed(_))));
}

async fn jobs_are_taken_on_by_kind_and_urgency_the_oldest_first(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    for (second, urgency) in
        [(3, Urgency::Code), (1, Urgency::Campaign), (2, Urgency::Campaign), (0, Urgency::Campaign)]
    {
        let at = NOW.plus(Span::seconds(second));
        work.enqueue(JobKind::Email, &second.to_string(), terms(urgency), at).await.unwrap();
    }
    work.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().waiting_jobs().await.unwrap(), 4);
    let now = NOW.plus(Span::seconds(2));
    let lease = async |kind, urgency, most| {
        let mut work = store.begin().await.unwrap();
        let jobs: Vec<Job<String>> = work.lease_jobs(kind, urgency, most, now, now.plus(Span::hours(1))).await.unwrap();
        work.commit().await.unwrap();
        let mut said: Vec<String> = jobs.into_iter().map(|job| job.payload).collect();
        said.sort();
        said
    };
    assert!(lease(JobKind::Sms, Urgency::Campaign, 9).await.is_empty());
    assert!(lease(JobKind::Email, Urgency::Pressing, 9).await.is_empty());
    assert!(lease(JobKind::Email, Urgency::Code, 9).await.is_empty(), "it is not due");
    assert!(lease(JobKind::Email, Urgency::Campaign, 0).await.is_empty());
    assert_eq!(lease(JobKind::Email, Urgency::Campaign, 2).await, ["0", "1"]);
    assert_eq!(lease(JobKind::Email, Urgency::Campaign, 2).await, ["2"]);
}

async fn two_processes_never_take_on_the_same_job(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let (one, two) = (scratch.store().await, scratch.store().await);
    let mut work = one.begin().await.unwrap();
    for number in 0..120 {
        work.enqueue(JobKind::Email, &number, terms(Urgency::Campaign), NOW).await.unwrap();
    }
    work.commit().await.unwrap();
    let take_all = async |store: &Store| {
        let mut all = Vec::new();
        loop {
            let mut work = store.begin().await.unwrap();
            let until = NOW.plus(Span::hours(1));
            let jobs: Vec<Job<i32>> = work.lease_jobs(JobKind::Email, Urgency::Campaign, 7, NOW, until).await.unwrap();
            // The other one is at it meanwhile, and does not wait for this one.
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            work.commit().await.unwrap();
            if jobs.is_empty() {
                return all;
            }
            all.extend(jobs.into_iter().map(|job| job.payload));
        }
    };
    let (first, second) = tokio::join!(take_all(&one), take_all(&two));
    let mut all = [first, second].concat();
    all.sort_unstable();
    assert_eq!(all, (0..120).collect::<Vec<i32>>());
}

async fn a_flash_is_read_once_and_only_by_its_browser(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let (browser, other) = (Token::mint().unwrap(), Token::mint().unwrap());
    let mut work = store.begin().await.unwrap();
    work.keep_flash(browser.hash(), "form", &"old", NOW.plus(Span::minutes(10))).await.unwrap();
    work.keep_flash(browser.hash(), "form", &"typed", NOW.plus(Span::minutes(10))).await.unwrap();
    work.commit().await.unwrap();
    assert!(store.flash_waits(browser.hash(), "form", NOW).await.unwrap());
    assert!(!store.flash_waits(browser.hash(), "form", NOW.plus(Span::minutes(10))).await.unwrap());
    let mut work = store.begin().await.unwrap();
    assert_eq!(work.take_flash::<String>(other.hash(), "form", NOW).await.unwrap(), None);
    assert_eq!(work.take_flash::<String>(browser.hash(), "other", NOW).await.unwrap(), None);
    assert_eq!(work.take_flash::<String>(browser.hash(), "form", NOW).await.unwrap().as_deref(), Some("typed"));
    assert_eq!(work.take_flash::<String>(browser.hash(), "form", NOW).await.unwrap(), None);
}

async fn an_idempotency_key_is_used_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let (browser, other) = (Token::mint().unwrap().hash(), Token::mint().unwrap().hash());
    let mut work = store.begin().await.unwrap();
    assert!(work.first_use(browser, "code", [1; 16], NOW).await.unwrap());
    assert!(!work.first_use(browser, "code", [1; 16], NOW).await.unwrap());
    assert!(work.first_use(browser, "code", [2; 16], NOW).await.unwrap());
    assert!(work.first_use(other, "code", [1; 16], NOW).await.unwrap());
    assert_eq!(work.forget_idempotency_keys(NOW.plus(Span::seconds(1))).await.unwrap(), 3);
}

async fn a_commit_wakes_the_outbox_when_there_is_something_in_it(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let waits =
        async |kind| tokio::time::timeout(std::time::Duration::ZERO, store.something_enqueued(kind)).await.is_ok();
    let woken = async || waits(JobKind::Email).await;
    let mut work = store.begin().await.unwrap();
    work.enqueue(JobKind::Email, &"bonjour", terms(Urgency::Code), NOW).await.unwrap();
    assert!(!woken().await, "not before it is there");
    work.commit().await.unwrap();
    assert!(!waits(JobKind::Sms).await, "another kind sleeps on");
    assert!(woken().await);
    assert!(!woken().await, "once");
    let mut work = store.begin().await.unwrap();
    work.enqueue(JobKind::Email, &"bonjour", terms(Urgency::Code), NOW).await.unwrap();
    drop(work);
    lease_one(&store, JobKind::Email, Urgency::Code, NOW).await.unwrap();
    assert!(!woken().await, "nothing new is there");
}

async fn nothing_is_kept_without_commit(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    work.enqueue(JobKind::Email, &"bonjour", terms(Urgency::Code), NOW).await.unwrap();
    drop(work);
    assert!(lease_one(&store, JobKind::Email, Urgency::Code, NOW).await.is_none());
}

async fn nothing_personal_is_readable(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    record(&store, inaya.account(), Act::SignedOut, NOW).await;
    // Whatever the column, whatever its type: each row as text, searched for what must not be there.
    let tables: &[(&str, &'static str)] = match engine {
        Engine::Sqlite => &[
            (
                "profiles",
                "SELECT COUNT(*) FROM profiles WHERE instr(identity_sealed, CAST('Inaya' AS BLOB)) > 0 OR instr(identity_sealed, CAST('284058832102532' AS BLOB)) > 0",
            ),
            (
                "accounts",
                "SELECT COUNT(*) FROM accounts WHERE instr(details_sealed, CAST('michel' AS BLOB)) > 0 OR instr(password_sealed, CAST('argon2' AS BLOB)) > 0",
            ),
        ],
        Engine::Postgres => &[
            (
                "profiles",
                "SELECT COUNT(*) FROM profiles WHERE position('Inaya'::bytea in identity_sealed) > 0 OR position('284058832102532'::bytea in identity_sealed) > 0",
            ),
            (
                "accounts",
                "SELECT COUNT(*) FROM accounts WHERE position('michel'::bytea in details_sealed) > 0 OR position('argon2'::bytea in password_sealed) > 0",
            ),
        ],
    };
    for (table, sql) in tables {
        assert_eq!(scratch.count(sql).await.unwrap(), 0, "{table}");
    }
}

async fn rotated_keys_open_everything(engine: Engine) {
    let mut scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    store.close().await;
    let old = scratch.keyring.clone();
    scratch.keyring = format!("{old}{}", Keyring::new_key("2").unwrap());
    let without_first = scratch.keyring.lines().filter(|line| !line.starts_with("key 1 "));
    let newest = without_first.fold(String::new(), |text, line| text + line + "\n");
    let store = scratch.store().await;
    let rewrap = async || {
        let mut work = store.begin().await.unwrap();
        let count = work.rewrap_data_keys().await.unwrap();
        work.commit().await.unwrap();
        count
    };
    assert_eq!((rewrap().await, rewrap().await), (2, 0), "the profile's key and the service's");
    let found = store.begin().await.unwrap().credentials_of(&identifier("inaya.michel")).await.unwrap();
    assert_eq!(found.unwrap().password_hash, "$argon2id$the-hash");
    store.close().await;
    // Whoever has only the old key reads nothing any more.
    scratch.keyring = old;
    let stale = Store::connect(&scratch.location, Keyring::parse(&scratch.keyring).unwrap()).await;
    assert!(matches!(stale, Err(StoreError::KeyUnknown(key)) if key == "key 2"));
    // And whoever has only the new one, everything.
    scratch.keyring = newest;
    scratch.store().await;
}

/// A keyring of these lines of others.
fn keyring_of(lines: &[&str]) -> Keyring {
    Keyring::parse(&lines.join("\n")).unwrap()
}

async fn the_start_checks_every_key(engine: Engine) {
    let mut scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    store.close().await;
    scratch.keyring.push_str(&Keyring::new_key("2").unwrap());
    scratch.store().await.close().await;
    let (ours, others) = (scratch.keyring.clone(), Keyring::generate().unwrap());
    let of = |text: &str, begins: &str| text.lines().find(|line| line.starts_with(begins)).unwrap().to_owned();
    let [lookup, first, second] = ["lookup", "key 1", "key 2"].map(|begins| of(&ours, begins));
    let second_of_others = Keyring::new_key("2").unwrap();
    let cases = [
        ("lookup", keyring_of(&[&of(&others, "lookup"), &first, &second])),
        ("key 1", keyring_of(&[&lookup, &of(&others, "key 1"), &second])),
        ("key 2", keyring_of(&[&lookup, &first, &second_of_others])),
    ];
    for (name, keyring) in cases {
        let told = Store::connect(&scratch.location, keyring).await.err().unwrap();
        assert!(matches!(&told, StoreError::WrongKeyring(key) if key == name), "{name}: {told}");
    }
    let told = Store::connect(&scratch.location, keyring_of(&[&lookup, &second])).await.err().unwrap();
    assert!(matches!(&told, StoreError::KeyUnknown(key) if key == "key 1"), "{told}");
    scratch.store().await;
}

/// A database whose keys were never compared knows by what its data keys are wrapped, and nothing of the keys. That another
/// lookup key is found out on a database of an earlier version is tested where such a database is made (`rights`).
async fn the_start_checks_a_key_that_was_never_compared(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    store.close().await;
    let lookup = scratch.keyring.lines().find(|line| line.starts_with("lookup")).unwrap();
    let other = Keyring::new_key("1").unwrap();
    scratch.change("UPDATE keyring_checks SET check_value = NULL", &[]).await.unwrap();
    let told = Store::connect(&scratch.location, keyring_of(&[lookup, &other])).await.err().unwrap();
    assert!(matches!(&told, StoreError::WrongKeyring(key) if key == "key 1"), "{told}");
    scratch.store().await.close().await;
    assert_eq!(scratch.count("SELECT COUNT(*) FROM keyring_checks WHERE check_value IS NOT NULL").await.unwrap(), 2);
}

async fn only_a_demonstration_can_be_emptied_or_signed_in_to_at_once(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let mut work = store.begin().await.unwrap();
    let credentials = work.credentials_of(&identifier("inaya.michel")).await.unwrap().unwrap();
    let session = Token::mint().unwrap();
    let at_once = work.open_session_of_demonstration(session.hash(), &credentials, NOW).await;
    assert!(matches!(at_once, Err(StoreError::NotAllowed(_))));
    assert!(matches!(work.start_afresh().await, Err(StoreError::NotAllowed(_))));
    assert!(matches!(work.mark_as_demonstration().await, Err(StoreError::NotAllowed(_))));
    drop(work);

    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut work = store.begin().await.unwrap();
    work.mark_as_demonstration().await.unwrap();
    work.set_clock_forward(Span::minutes(5)).await.unwrap();
    work.set_clock_forward(Span::minutes(5)).await.unwrap();
    assert_eq!(work.clock_ahead().await.unwrap(), 600_000);
    work.commit().await.unwrap();
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    record(&store, inaya.account(), Act::SignedOut, NOW).await;
    let mut work = store.begin().await.unwrap();
    work.start_afresh().await.unwrap();
    work.mark_as_demonstration().await.unwrap();
    work.commit().await.unwrap();
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    record(&store, inaya.account(), Act::SignedOut, NOW).await;
    assert_eq!(store.read().await.unwrap().verify_history().await.unwrap(), (1, vec![]));
    assert_eq!(store.read().await.unwrap().clock_ahead().await.unwrap(), 0);
}

async fn a_session_says_why_it_is_over(engine: Engine) {
    use domain::sign_in::SignedOut;
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let why = async |session: &Token, now: Timestamp| {
        let ended = store.read().await.unwrap().ended_session(session.hash(), LIMITS, now).await.unwrap();
        ended.map(|ended| ended.why)
    };
    let (session, alive) = sign_in(&store, "inaya.michel").await;
    assert_eq!(why(&session, NOW).await, Some(None), "it is not over");
    assert_eq!(why(&session, NOW.plus(LIMITS.idle)).await, Some(Some(SignedOut::Idle)));
    // Kept alive to the end: then it is the end that counts.
    let last = NOW.plus(LIMITS.absolute).minus(Span::minutes(1));
    let mut work = store.begin().await.unwrap();
    work.touch_session(&alive, last).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(why(&session, NOW.plus(LIMITS.absolute)).await, Some(Some(SignedOut::TooLong)));
    let mut work = store.begin().await.unwrap();
    assert!(work.end_session(&alive, last).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(why(&session, NOW.plus(LIMITS.absolute)).await, Some(Some(SignedOut::Elsewhere)));
    assert_eq!(why(&Token::mint().unwrap(), NOW).await, None);
}

async fn an_account_is_named_in_forms_and_found_by_nobody(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    add_adult(&store, 2, "Léo", "leo.michel").await;
    let accounts = [sign_in(&store, "inaya.michel").await.1.account(), sign_in(&store, "leo.michel").await.1.account()];
    let [inaya, leo] = accounts.map(|account| store.subject_of_account(account).to_string());
    assert!(store.subject_of_account(accounts[0]).is(&inaya));
    for other in [leo.as_str(), "", &inaya[1..], &format!("{inaya}0")] {
        assert!(!store.subject_of_account(accounts[0]).is(other), "{other}");
    }
    // What waits for one of them on a page waits for nobody else, and on no other page.
    let mut work = store.begin().await.unwrap();
    work.keep_flash(store.place_of_account(accounts[0], "/a"), "form", &"typed", NOW.plus(Span::minutes(30)))
        .await
        .unwrap();
    for (account, page) in [(accounts[1], "/a"), (accounts[0], "/b")] {
        let place = store.place_of_account(account, page);
        assert_eq!(work.take_flash::<String>(place, "form", NOW).await.unwrap(), None);
    }
    let taken = work.take_flash::<String>(store.place_of_account(accounts[0], "/a"), "form", NOW).await.unwrap();
    assert_eq!(taken.as_deref(), Some("typed"));
}

/// A message of a megabyte, which is not kept where there is no space.
async fn enqueue_much(store: &Store) -> Result<(), StoreError> {
    let mut work = store.begin().await?;
    work.enqueue(JobKind::Email, &"a".repeat(1_000_000), terms(Urgency::Pressing), NOW).await?;
    work.commit().await
}

async fn enqueued(store: &Store) -> usize {
    let mut work = store.begin().await.unwrap();
    let until = NOW.plus(Span::minutes(2));
    work.lease_jobs::<String>(JobKind::Email, Urgency::Pressing, 1000, NOW, until).await.unwrap().len()
}

async fn a_database_that_refused_writes_takes_them_again(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    enqueue_much(&store).await.unwrap();
    for _ in 0..3 {
        refuse_writes(&store).await;
        assert!(enqueue_much(&store).await.is_err());
        accept_writes(&store).await;
        enqueue_much(&store).await.unwrap();
        store.probe().await.unwrap();
    }
    assert_eq!(enqueued(&store).await, 4, "what was acknowledged is there, and nothing else");
    if engine == Engine::Postgres {
        refuse_writes(&store).await;
        assert!(store.probe().await.is_err(), "whoever asks is told that nothing can be written");
    }
}

async fn whoever_is_cancelled_leaves_nothing_behind(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let mut kept = 0;
    for round in 0..60 {
        let patience = std::time::Duration::from_micros(round * round);
        // However far it came: the connection that it had is fit for the next one.
        let done = tokio::time::timeout(patience, async {
            let mut work = store.begin().await.unwrap();
            work.enqueue(JobKind::Email, &"bonjour", terms(Urgency::Pressing), NOW).await.unwrap();
            drop(work);
            let mut work = store.begin().await.unwrap();
            work.enqueue(JobKind::Email, &"bonjour", terms(Urgency::Pressing), NOW).await.unwrap();
            work
        });
        drop(done.await);
        let mut work = store.begin().await.unwrap();
        work.enqueue(JobKind::Email, &"bonjour", terms(Urgency::Pressing), NOW).await.unwrap();
        work.commit().await.unwrap();
        kept += 1;
        let mut work = store.read().await.unwrap();
        work.clock_ahead().await.unwrap();
    }
    assert_eq!(enqueued(&store).await, kept);
}

async fn a_lock_that_does_not_come_is_given_up(engine: Engine) {
    use sqlx::{Connection as _, Executor as _};
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    match &scratch.location {
        store::Location::Sqlite(path) => {
            let mut other = sqlx::SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
            other.execute("BEGIN IMMEDIATE").await.unwrap();
            assert!(enqueue_much(&store).await.is_err());
            other.execute("ROLLBACK").await.unwrap();
        }
        store::Location::Postgres(url) => {
            let mut other = sqlx::PgConnection::connect(url).await.unwrap();
            other.execute("BEGIN; LOCK TABLE jobs").await.unwrap();
            assert!(enqueue_much(&store).await.is_err());
            other.execute("ROLLBACK").await.unwrap();
        }
    }
    enqueue_much(&store).await.unwrap();
    assert_eq!(enqueued(&store).await, 1);
}

async fn a_unit_of_work_with_a_failure_is_not_committed(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let mut work = store.begin().await.unwrap();
    work.enqueue(JobKind::Email, &"bonjour", terms(Urgency::Pressing), NOW).await.unwrap();
    let nobody = work.represent(AccountId::from_bytes([9; 16]), profile_id(1), Standing::Active, NOW).await;
    assert!(nobody.is_err(), "there is no such account");
    assert!(matches!(work.commit().await, Err(StoreError::Broken)));
    assert_eq!(enqueued(&store).await, 0);
}

async fn of_many_resets_at_once_all_succeed(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let first = scratch.store().await;
    // On SQLite there is one process, on PostgreSQL there are two.
    let second = if engine == Engine::Sqlite { first.clone() } else { scratch.store().await };
    let mut work = first.begin().await.unwrap();
    work.mark_as_demonstration().await.unwrap();
    work.commit().await.unwrap();
    add_adult(&first, 1, "Inaya", "inaya.michel").await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    // Others use the tables meanwhile, in another order.
    let others: Vec<_> = [&first, &second, &first, &second]
        .into_iter()
        .map(|store| {
            let (store, stopped) = (store.clone(), stopped.clone());
            tokio::spawn(async move {
                while !*stopped.borrow() {
                    if let Ok(mut work) = store.begin().await {
                        let _ = work.is_identifier_taken(&identifier("inaya.michel")).await;
                        let _ = work.lease_jobs::<String>(JobKind::Email, Urgency::Pressing, 1, NOW, NOW).await;
                        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                        let _ = work.first_use(Token::mint().unwrap().hash(), "code", [1; 16], NOW).await;
                        let _ = work.commit().await;
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            })
        })
        .collect();
    let resets: Vec<_> = [&first, &second, &first, &second, &first, &second]
        .into_iter()
        .map(|store| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut work = store.begin().await?;
                work.start_afresh().await?;
                work.mark_as_demonstration().await?;
                work.commit().await
            })
        })
        .collect();
    for reset in resets {
        reset.await.unwrap().unwrap();
    }
    stop.send(true).unwrap();
    for other in others {
        other.await.unwrap();
    }
    assert_eq!(first.read().await.unwrap().count_accounts().await.unwrap(), 0);
    assert!(second.read().await.unwrap().is_demonstration().await.unwrap());
}

/// Runs a text of SQL with values behind the store's back, and expects it to change one row.
async fn forge(scratch: &Scratch, sql: &'static str, values: &[&[u8]]) {
    assert_eq!(scratch.change(sql, values).await.unwrap(), 1, "{sql}");
}

/// Inaya, and Léo, who can write to the database and would like to be her; each with a session.
async fn two_adults(store: &Store) -> ((Token, Caller), (Token, Caller)) {
    add_adult(store, 1, "Inaya", "inaya.michel").await;
    add_adult(store, 2, "Léo", "leo.michel").await;
    (sign_in(store, "inaya.michel").await, sign_in(store, "leo.michel").await)
}

async fn a_session_cannot_be_made_up_or_moved(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let ((hers, inaya), (his, _)) = two_adults(&store).await;
    // His own, made hers.
    forge(&scratch, "UPDATE sessions SET account_id = $1 WHERE account_id = $2", &[&[1; 16], &[2; 16]]).await;
    assert!(caller(&store, &his, NOW).await.is_none());
    assert!(store.caller(his.hash(), LIMITS, NOW).await.unwrap().is_none());
    // One under the name of a token that he made, with all that hers says.
    let made = Token::mint().unwrap();
    let bits: [u8; 32] = domain::id::parse_hex(&made.reveal()).unwrap();
    let name = <sha2::Sha256 as sha2::Digest>::digest(bits);
    let sql = "
        INSERT INTO sessions (token_hash, account_id, generation, authenticated_at, last_seen_at, mac)
        SELECT $1, account_id, generation, authenticated_at, last_seen_at, mac FROM sessions
        WHERE account_id = $2 ORDER BY mac LIMIT 1";
    forge(&scratch, sql, &[&name, &[1; 16]]).await;
    assert!(caller(&store, &made, NOW).await.is_none());
    // Hers, as if she had just signed in.
    assert!(caller(&store, &hers, NOW).await.is_some());
    let mut work = store.begin().await.unwrap();
    assert!(work.end_session(&inaya, NOW).await.unwrap());
    work.commit().await.unwrap();
    forge(&scratch, "UPDATE sessions SET ended_at = NULL WHERE ended_at IS NOT NULL", &[]).await;
    assert!(caller(&store, &hers, NOW).await.is_none(), "a session that ended stays so");
}

async fn what_is_sensitive_wants_a_password_typed_a_short_while_ago(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let ((session, fresh), _) = two_adults(&store).await;
    add_profile(&store, 3, "Lola", (2015, 4, 3), ProfileStatus::Active).await;
    represent(&store, 1, 3, Standing::Active).await;
    let later = NOW.plus(Span::minutes(10));
    let stale = caller(&store, &session, later).await.unwrap();
    let may = async |caller: &Caller, number| {
        let mut work = store.read().await.unwrap();
        work.authorise::<Share>(caller, profile_id(number), today()).await.unwrap().map(|_| ())
    };
    assert_eq!(may(&fresh, 3).await, Ok(()));
    assert_eq!(may(&stale, 3).await, Err(Denied::Unconfirmed));
    assert_eq!(may(&stale, 2).await, Err(Denied::Refused), "nobody is asked for what they may not");
    let open = store.read().await.unwrap().authorise::<Open>(&stale, profile_id(3), today()).await.unwrap();
    assert!(open.is_ok(), "what is not sensitive goes on");

    let next = Token::mint().unwrap();
    let mut work = store.begin().await.unwrap();
    assert!(work.confirm_session(&stale, next.hash(), later).await.unwrap());
    assert!(!work.confirm_session(&stale, Token::mint().unwrap().hash(), later).await.unwrap(), "once");
    work.commit().await.unwrap();
    assert!(caller(&store, &session, later).await.is_none(), "the token before is worth nothing");
    let confirmed = caller(&store, &next, later).await.unwrap();
    assert_eq!(may(&confirmed, 3).await, Ok(()));
    let mut at = later;
    while at < NOW.plus(LIMITS.absolute) {
        let caller = caller(&store, &next, at).await.unwrap();
        let mut work = store.begin().await.unwrap();
        work.touch_session(&caller, at).await.unwrap();
        work.commit().await.unwrap();
        at = at.plus(Span::minutes(14));
    }
    assert!(caller(&store, &next, NOW.plus(LIMITS.absolute)).await.is_none(), "it ends when it would have ended");

    let third = Token::mint().unwrap();
    let mut work = store.begin().await.unwrap();
    work.open_first_session(third.hash(), stale.account(), NOW).await.unwrap();
    work.commit().await.unwrap();
    let sql = "
        UPDATE sessions SET confirmed_at = confirmed_at + 600000
        WHERE account_id = $1 AND ended_at IS NULL AND confirmed_at = authenticated_at";
    forge(&scratch, sql, &[&[1; 16]]).await;
    assert!(caller(&store, &third, later).await.is_none(), "nobody confirms for somebody else");
}

async fn a_key_that_was_destroyed_opens_nothing_and_is_wrapped_by_nobody(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let (_, (_, leo)) = two_adults(&store).await;
    forge(&scratch, "UPDATE data_keys SET keyring_key = '', wrapped = $1 WHERE id = $2", &[&[], &[2; 16]]).await;
    let mut work = store.begin().await.unwrap();
    let opened = work.authorise::<Open>(&leo, profile_id(2), today()).await;
    assert!(matches!(opened, Err(StoreError::KeyDestroyed)), "{opened:?}");
    drop(work);
    store.begin().await.unwrap().rewrap_data_keys().await.unwrap();
    let left = "SELECT COUNT(*) FROM data_keys WHERE keyring_key = '' AND LENGTH(wrapped) = 0";
    assert_eq!(scratch.count(left).await.unwrap(), 1);
}

async fn an_account_cannot_be_moved(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let (_, (his, _)) = two_adults(&store).await;
    add_profile(&store, 3, "Lola", (2015, 4, 3), ProfileStatus::Active).await;
    assert!(caller(&store, &his, NOW).await.is_some());
    let sql = "UPDATE accounts SET profile_id = $1 WHERE id = $2";
    forge(&scratch, sql, &[&[3; 16], &[2; 16]]).await;
    assert!(caller(&store, &his, NOW).await.is_none(), "his account's profile is not Lola's");
    assert!(store.begin().await.unwrap().credentials_of(&identifier("leo.michel")).await.unwrap().is_none());
    forge(&scratch, sql, &[&[2; 16], &[2; 16]]).await;
    assert!(caller(&store, &his, NOW).await.is_some(), "as it was, it is his");
    // A generation that is not the account's brings back neither sessions nor passwords of another one.
    forge(&scratch, "UPDATE accounts SET generation = generation + 1 WHERE id = $1", &[&[2; 16]]).await;
    forge(&scratch, "UPDATE sessions SET generation = generation + 1 WHERE account_id = $1", &[&[2; 16]]).await;
    assert!(caller(&store, &his, NOW).await.is_none());
    assert!(store.begin().await.unwrap().credentials_of(&identifier("leo.michel")).await.unwrap().is_none());
}

async fn a_sign_in_cannot_be_moved(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    two_adults(&store).await;
    let token = begin_sign_in(&store, "leo.michel", "034567").await;
    let sql = "UPDATE sign_ins SET account_id = $1 WHERE account_id = $2 AND finished_at IS NULL";
    forge(&scratch, sql, &[&[1; 16], &[2; 16]]).await;
    assert!(store.read().await.unwrap().pending_sign_in(token.hash(), NOW).await.unwrap().is_none());
    let session = Token::mint().unwrap();
    assert!(matches!(redeem(&store, &token, "034567", &session, NOW).await, Attempt::Over));
    assert!(caller(&store, &session, NOW).await.is_none());
}

async fn a_representation_cannot_be_made_up_or_revived(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    let ((_, inaya), (_, leo)) = two_adults(&store).await;
    for number in 3..=5 {
        add_profile(&store, number, "Lola", (2015, 4, 3), ProfileStatus::Active).await;
    }
    represent(&store, 1, 3, Standing::Active).await;
    represent(&store, 2, 4, Standing::Ended).await;
    represent(&store, 2, 5, Standing::Active).await;
    let opens = async |caller: &Caller, number: u8| {
        let mut work = store.read().await.unwrap();
        work.authorise::<Open>(caller, profile_id(number), today()).await.unwrap().is_ok()
    };
    assert!(opens(&inaya, 3).await && opens(&leo, 5).await && !opens(&leo, 4).await);
    let sql = "
        INSERT INTO representations (profile_id, account_id, standing, since, mac)
        SELECT profile_id, $1, standing, since, mac FROM representations WHERE profile_id = $2";
    forge(&scratch, sql, &[&[2; 16], &[3; 16]]).await;
    forge(&scratch, "UPDATE representations SET standing = 'active' WHERE profile_id = $1", &[&[4; 16]]).await;
    forge(&scratch, "UPDATE representations SET mac = NULL WHERE profile_id = $1", &[&[5; 16]]).await;
    for number in 3..=5 {
        assert!(!opens(&leo, number).await, "{number}");
    }
    assert!(opens(&inaya, 3).await, "hers is as it was");
    let linked: Vec<_> = store.profiles_of(&leo).await.unwrap().iter().map(|row| row.id).collect();
    assert_eq!(linked, [profile_id(2)], "nor does he learn their names");
    // Nor is he written to when they come of age.
    let mut work = store.begin().await.unwrap();
    while work.index_majorities(today()).await.unwrap() > 0 {}
    let day = CalendarDate::new(2033, 4, 3).unwrap();
    let told = work.coming_of_age(&[day], store::Told::Whatever).await.unwrap();
    assert_eq!(told.iter().map(|coming| coming.profile).collect::<Vec<_>>(), [profile_id(3)]);
}

async fn decisions_that_were_replaced_do_not_open_again(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let store = scratch.store().await;
    add_adult(&store, 1, "Inaya", "inaya.michel").await;
    let (_, inaya) = sign_in(&store, "inaya.michel").await;
    let open = Confidentiality::default();
    let closed = Confidentiality { visibility: Some(Visibility::Hidden), ..open };
    let keep = async |decisions: &Confidentiality| {
        let mut work = store.begin().await.unwrap();
        let access = work.authorise::<EditConfidentiality>(&inaya, profile_id(1), today()).await.unwrap().unwrap();
        work.keep_confidentiality(&access, decisions, NOW).await.unwrap();
        work.commit().await.unwrap();
    };
    let read = async || {
        let mut work = store.read().await.unwrap();
        let access = work.authorise::<EditConfidentiality>(&inaya, profile_id(1), today()).await.unwrap().unwrap();
        work.confidentiality(&access).await
    };
    keep(&open).await;
    let aside = "INSERT INTO idempotency_keys (owner, action, key, used_at) SELECT profile_id, 'x', decisions_sealed, 0 FROM confidentiality";
    forge(&scratch, aside, &[]).await;
    keep(&closed).await;
    assert_eq!(read().await.unwrap(), closed);
    forge(&scratch, "UPDATE confidentiality SET decisions_sealed = (SELECT key FROM idempotency_keys)", &[]).await;
    assert!(matches!(read().await, Err(StoreError::Corrupt(_))));
    keep(&closed).await;
    assert_eq!(read().await.unwrap(), closed);
}

async fn a_wrong_keyring_is_called_so(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    scratch.store().await.close().await;
    let other = Keyring::generate().unwrap();
    let lookup: String = [other.lines().nth(1).unwrap(), scratch.keyring.lines().nth(2).unwrap()].join("\n");
    for keyring in [&other, &lookup] {
        let refused = Store::connect(&scratch.location, Keyring::parse(keyring).unwrap()).await.err().unwrap();
        assert!(refused.to_string().starts_with("the keyring is not the one of this database"), "{refused}");
    }
    scratch.store().await;
}

async fn a_look_at_a_database_finds_what_a_start_would_and_changes_nothing(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let examined = async |keyring: &str| Store::examine(&scratch.location, Keyring::parse(keyring).unwrap()).await;
    let all = async || {
        let rows = tables(&scratch.location).await.unwrap().into_iter().map(|table| (table.name, table.rows));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(examined(&scratch.keyring).await.unwrap(), Condition::Empty);
    if let store::Location::Sqlite(file) = &scratch.location {
        assert!(!file.exists(), "it was made");
    }
    scratch.store().await.close().await;
    let before = all().await;
    // The keyring's new key is noted by a start, not by a look.
    let added =
        format!("{}key 2 {}\n", scratch.keyring, Keyring::generate().unwrap().split(' ').next_back().unwrap().trim());
    for keyring in [&scratch.keyring, &added] {
        let ready = Condition::Ready { demonstration: false, held: false };
        assert_eq!(examined(keyring).await.unwrap(), ready);
    }
    let other = Keyring::generate().unwrap();
    assert!(matches!(examined(&other).await, Err(StoreError::WrongKeyring(_))));
    assert!(all().await == before, "something was changed");

    let forget = "DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    scratch.change(forget, &[]).await.unwrap();
    assert_eq!(examined(&scratch.keyring).await.unwrap(), Condition::Earlier { missing: 1 });
    assert_eq!(
        examined(&scratch.keyring).await.unwrap(),
        Condition::Earlier { missing: 1 },
        "it was brought up to date"
    );
    let newer =
        "UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    scratch.change(newer, &[]).await.unwrap();
    assert!(matches!(examined(&scratch.keyring).await, Err(StoreError::Migration(_))), "a newer program's");
}
