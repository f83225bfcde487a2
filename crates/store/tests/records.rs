//! What the store promises about records (documents, and what citizens decide about professionals) when somebody writes to the
//! database behind its back, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use domain::access::{Mode, ProfileStatus, Reason, Standing};
use domain::care::WayIn;
use domain::date::CalendarDate;
use domain::document::DocumentType;
use domain::history::{Act, Audience, Line};
use domain::id::{AccountId, DocumentId, ProfessionalId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::person::PersonName;
use domain::profession::{Profession, RppsNumber};
use domain::professional::Professional;
use domain::time::{Span, Timestamp};
use store::scratch::{Engine, Scratch, tables};
use store::{
    BeAuthorised, BlockProfessional, Caller, Capability, DeleteDocument, Depositor, Document, HideDocument, Identity,
    NewAccount, NewProfile, Practitioner, ReadConfidentiality, ReadDocument, ReadDocuments, ReadHistory, RecordAccess,
    SessionLimits, Store, StoreError, Token,
};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    a_document_that_was_altered_moved_or_replaced_does_not_open,
    a_relation_that_was_altered_moved_or_replaced_does_not_open,
    what_was_decided_for_another_profile_decides_nothing,
    columns_that_were_changed_show_no_secret_line,
    whoever_decides_on_an_earlier_version_changes_nothing,
);

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
const LIMITS: SessionLimits =
    SessionLimits { idle: Span::minutes(15), absolute: Span::hours(12), confirmation: Span::minutes(10) };

/// Inaya's own profile, and that of Lola, whom she represents: they have these numbers.
const INAYA: ProfileId = ProfileId::from_bytes([1; 16]);
const LOLA: ProfileId = ProfileId::from_bytes([2; 16]);

fn today() -> CalendarDate {
    CalendarDate::new(2026, 11, 22).unwrap()
}

struct Scene {
    scratch: Scratch,
    store: Store,
    inaya: Caller,
    marine: Practitioner,
    zoe: Practitioner,
}

impl Scene {
    /// Two professionals, whom Inaya has authorised on both profiles.
    async fn new(engine: Engine) -> Self {
        let scratch = Scratch::new(engine).await;
        let store = scratch.store().await;
        let mut work = store.begin().await.unwrap();
        work.mark_as_demonstration().await.unwrap();
        for (id, given, born_on) in [(INAYA, "Inaya", (1984, 5, 20)), (LOLA, "Lola", (2015, 4, 3))] {
            let name = PersonName { given: given.into(), family: "Michel".into() };
            let identity = Identity { name, born_on: CalendarDate::try_from(born_on).unwrap(), nir: None };
            work.add_profile(&NewProfile { id, identity, status: ProfileStatus::Active }, NOW).await.unwrap();
        }
        let account = NewAccount {
            id: AccountId::from_bytes([1; 16]),
            profile: INAYA,
            identifier: SignInIdentifier::parse("inaya.michel").unwrap(),
            email: None,
            mobile: None,
            password_hash: String::new(),
        };
        let account = work.add_account(&account, NOW).await.unwrap().unwrap();
        work.represent(account.id(), LOLA, Standing::Active, NOW).await.unwrap();
        let session = Token::mint().unwrap();
        work.open_first_session(session.hash(), account, NOW).await.unwrap();
        let doctor = |number, given: &str| Professional {
            rpps: RppsNumber::parse(number).unwrap(),
            profession: Profession::Doctor,
            name: PersonName { given: given.into(), family: "Leguano".into() },
            structure: "Cabinet des Exemples".into(),
            regulates: false,
        };
        let both = [doctor("99900000011", "Marine"), doctor("99900000029", "Zoé")];
        work.import_professionals([1; 16], &both, NOW).await.unwrap();
        let mut practitioners = Vec::new();
        for one in &both {
            let id = work.professional_of(&one.rpps).await.unwrap().unwrap().0;
            practitioners.push(work.practitioner_of_demonstration(id, WayIn::Consultation).await.unwrap().unwrap());
        }
        let [marine, zoe] = practitioners.try_into().unwrap();
        work.commit().await.unwrap();
        let inaya = store.read().await.unwrap().caller(session.hash(), LIMITS, NOW).await.unwrap().unwrap();
        let scene = Self { scratch, store, inaya, marine, zoe };
        for profile in [INAYA, LOLA] {
            for one in [&scene.marine, &scene.zoe] {
                scene.authorise(one, profile).await;
            }
        }
        scene
    }

    async fn authorise(&self, who: &Practitioner, profile: ProfileId) {
        let mut work = self.store.begin().await.unwrap();
        let access: RecordAccess<BeAuthorised> =
            work.authorise_practitioner(who, profile, today()).await.unwrap().unwrap();
        work.authorise_professional(&access, NOW).await.unwrap();
        work.commit().await.unwrap();
    }

    async fn block(&self, professional: ProfessionalId) {
        let mut work = self.store.begin().await.unwrap();
        let access: RecordAccess<BlockProfessional> =
            work.authorise_citizen(&self.inaya, INAYA, today()).await.unwrap().unwrap();
        work.block_professional(&access, professional, true, NOW).await.unwrap();
        work.commit().await.unwrap();
    }

    /// Whether the professional may do `C`; why not.
    async fn may<C: Capability>(&self, who: &Practitioner, profile: ProfileId) -> Result<Vec<Reason>, StoreError> {
        let mut work = self.store.read().await.unwrap();
        let decided = work.authorise_practitioner::<C>(who, profile, today()).await?;
        Ok(decided.err().map(|refused| refused.reasons.iter().collect()).unwrap_or_default())
    }

    async fn deposit(&self, profile: ProfileId) -> DocumentId {
        let mut work = self.store.begin().await.unwrap();
        let access = work.authorise_practitioner(&self.marine, profile, today()).await.unwrap().unwrap();
        let document = Document {
            kind: DocumentType::of_code("11488-4").unwrap(),
            title: "Suites de fracture".into(),
            dated_on: today(),
            depositor: Depositor::Professional(self.marine.id()),
            is_hidden: false,
            choices: Vec::new(),
            withheld_since: None,
            is_secret: false,
        };
        let id = work.add_document(&access, &document, NOW).await.unwrap().unwrap();
        work.commit().await.unwrap();
        id
    }

    async fn hide(&self, profile: ProfileId, id: DocumentId) {
        let mut work = self.store.begin().await.unwrap();
        let access = work.authorise_practitioner(&self.marine, profile, today()).await.unwrap().unwrap();
        let one = work.document::<HideDocument>(&access, id).await.unwrap().unwrap();
        assert!(work.hide_document(&one).await.unwrap());
        work.commit().await.unwrap();
    }

    /// How many documents Marine reads on the profile; and whether that one opens: both must fail in the same way.
    async fn reads(&self, profile: ProfileId, id: DocumentId) -> Result<usize, StoreError> {
        let mut work = self.store.read().await.unwrap();
        let access: RecordAccess<ReadDocuments> =
            work.authorise_practitioner(&self.marine, profile, today()).await.unwrap().unwrap();
        let opened = work.document::<ReadDocument>(&access, id).await;
        let listed = work.documents(&access).await;
        assert_eq!(opened.is_err(), listed.is_err());
        opened.and(listed).map(|all| all.len())
    }

    async fn forge(&self, sql: &'static str, values: &[&[u8]]) {
        assert_eq!(self.scratch.change(sql, values).await.unwrap(), 1, "{sql}");
    }

    async fn forbid_nothing_in_the_history(&self, engine: Engine) {
        let off = match engine {
            Engine::Sqlite => "DROP TRIGGER history_is_never_changed",
            Engine::Postgres => "ALTER TABLE history DISABLE TRIGGER USER",
        };
        self.scratch.change(off, &[]).await.unwrap();
    }
}

fn is_corrupt<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Corrupt(_)))
}

/// Puts what stands in a column aside; keys of forms are a place for that which nothing else here uses.
const DOCUMENT_ASIDE: &str = "
    INSERT INTO idempotency_keys (owner, action, key, used_at)
    SELECT profile_id, 'x', document_sealed, 0 FROM documents WHERE id = $1";
/// Which professional a row is about is not told: index and text of each row.
async fn relations(scene: &Scene) -> Vec<(Vec<u8>, Vec<u8>)> {
    let all = tables(&scene.scratch.location).await.unwrap();
    let table = all.into_iter().find(|table| table.name == "care_relations").unwrap();
    let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["profile_id", "relation_index", "version", "relation_sealed"]);
    table.rows.into_iter().map(|mut row| (row[1].take().unwrap(), row[3].take().unwrap())).collect()
}

async fn a_document_that_was_altered_moved_or_replaced_does_not_open(engine: Engine) {
    for (what, sql, takes) in [
        (
            "another's text",
            "UPDATE documents SET document_sealed = (SELECT document_sealed FROM documents WHERE id = $2) WHERE id = $1",
            2,
        ),
        (
            "what it was before",
            "UPDATE documents SET document_sealed = (SELECT key FROM idempotency_keys) WHERE id = $1",
            1,
        ),
        ("another version", "UPDATE documents SET version = version + 1 WHERE id = $1", 1),
        ("an earlier version", "UPDATE documents SET version = version - 1 WHERE id = $1", 1),
        ("nothing", "UPDATE documents SET document_sealed = $2 WHERE id = $1", 0),
    ] {
        let scene = Scene::new(engine).await;
        let (one, other) = (scene.deposit(INAYA).await, scene.deposit(INAYA).await);
        scene.forge(DOCUMENT_ASIDE, &[one.as_bytes()]).await;
        scene.hide(INAYA, one).await;
        assert_eq!(scene.reads(INAYA, one).await.unwrap(), 2, "{what}: as they were");
        let values: [&[u8]; 2] = [one.as_bytes(), if takes == 0 { b"" } else { other.as_bytes() }];
        scene.forge(sql, &values[..if takes == 1 { 1 } else { 2 }]).await;
        let read = scene.reads(INAYA, one).await;
        assert!(is_corrupt(&read), "{what}: {read:?}");
    }
    // Under another name, or on another profile.
    let elsewhere = DocumentId::from_bytes([7; 16]);
    let scene = Scene::new(engine).await;
    let one = scene.deposit(INAYA).await;
    scene.forge("UPDATE documents SET id = $2 WHERE id = $1", &[one.as_bytes(), elsewhere.as_bytes()]).await;
    assert!(is_corrupt(&scene.reads(INAYA, elsewhere).await));
    let scene = Scene::new(engine).await;
    let one = scene.deposit(INAYA).await;
    scene.forge("UPDATE documents SET profile_id = $2 WHERE id = $1", &[one.as_bytes(), LOLA.as_bytes()]).await;
    assert!(is_corrupt(&scene.reads(LOLA, one).await));
    assert_eq!(scene.reads(INAYA, one).await.unwrap(), 0);
}

async fn a_relation_that_was_altered_moved_or_replaced_does_not_open(engine: Engine) {
    let mine = "SELECT COUNT(*) FROM care_relations WHERE version = 2";
    for (what, sql) in [
        // Zoé, who is blocked, as what Marine is, or as what she was before.
        (
            "another's",
            "UPDATE care_relations SET relation_sealed = (SELECT o.relation_sealed FROM care_relations o
             WHERE o.profile_id = care_relations.profile_id AND o.version = 1)
             WHERE version = 2",
        ),
        (
            "what it was before",
            "UPDATE care_relations SET relation_sealed = (SELECT key FROM idempotency_keys) WHERE version = 2",
        ),
        ("another version", "UPDATE care_relations SET version = 3 WHERE version = 2"),
        ("an earlier version", "UPDATE care_relations SET version = 1 WHERE version = 2"),
        ("nothing", "UPDATE care_relations SET relation_sealed = SUBSTR(relation_sealed, 1, 0) WHERE version = 2"),
    ] {
        let scene = Scene::new(engine).await;
        // Which row is hers is not told: it is the one that changes.
        let before = relations(&scene).await;
        scene.block(scene.zoe.id()).await;
        assert_eq!(scene.scratch.count(mine).await.unwrap(), 1);
        let hers = relations(&scene).await.into_iter().find(|row| !before.contains(row)).unwrap();
        let earlier = before.iter().find(|row| row.0 == hers.0).unwrap();
        let aside = "INSERT INTO idempotency_keys (owner, action, key, used_at) VALUES ($1, 'x', $2, 0)";
        scene.forge(aside, &[hers.0.as_slice(), earlier.1.as_slice()]).await;
        assert_eq!(scene.may::<ReadDocuments>(&scene.zoe, INAYA).await.unwrap(), [Reason::Blocked], "{what}");
        scene.forge(sql, &[]).await;
        for may in
            [scene.may::<ReadDocuments>(&scene.zoe, INAYA).await, scene.may::<BeAuthorised>(&scene.zoe, INAYA).await]
        {
            assert!(is_corrupt(&may), "{what}: {may:?}");
        }
        let mut work = scene.store.read().await.unwrap();
        let access = work.authorise::<ReadConfidentiality>(&scene.inaya, INAYA, today()).await.unwrap().unwrap();
        assert!(is_corrupt(&work.care_relations(&access).await), "{what}");
        drop(work);
        assert!(scene.may::<ReadDocuments>(&scene.marine, INAYA).await.unwrap().is_empty(), "{what}: others go on");
        // Nor is it decided anew on what is not readable.
        let mut work = scene.store.begin().await.unwrap();
        let access: RecordAccess<BlockProfessional> =
            work.authorise_citizen(&scene.inaya, INAYA, today()).await.unwrap().unwrap();
        let again = work.block_professional(&access, scene.zoe.id(), false, NOW).await;
        assert!(is_corrupt(&again), "{what}: {again:?}");
    }
}

async fn what_was_decided_for_another_profile_decides_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    // Nothing is left of what was decided for Inaya but what was decided for Lola, under her name.
    scene.scratch.change("DELETE FROM care_relations WHERE profile_id = $1", &[INAYA.as_bytes()]).await.unwrap();
    let moved = "UPDATE care_relations SET profile_id = $1 WHERE profile_id = $2";
    assert_eq!(scene.scratch.change(moved, &[INAYA.as_bytes(), LOLA.as_bytes()]).await.unwrap(), 2);
    for who in [&scene.marine, &scene.zoe] {
        for profile in [INAYA, LOLA] {
            assert_eq!(scene.may::<ReadDocuments>(who, profile).await.unwrap(), [Reason::NotAuthorised]);
        }
    }
    let mut work = scene.store.read().await.unwrap();
    let access = work.authorise::<ReadConfidentiality>(&scene.inaya, INAYA, today()).await.unwrap().unwrap();
    assert!(is_corrupt(&work.care_relations(&access).await));
}

async fn columns_that_were_changed_show_no_secret_line(engine: Engine) {
    let scene = Scene::new(engine).await;
    let later = NOW.plus(Span::hours(24));
    let act = Act::DocumentsConsulted { mode: Mode::Consultation };
    let secret = Audience { is_secret: true, visible_from: None };
    let withheld = Audience { is_secret: false, visible_from: Some(later) };
    for (profile, audience) in [(LOLA, secret), (INAYA, withheld)] {
        let mut work = scene.store.begin().await.unwrap();
        let access: RecordAccess<ReadDocuments> =
            work.authorise_practitioner(&scene.marine, profile, today()).await.unwrap().unwrap();
        for audience in [Audience::default(), audience, Audience::default()] {
            work.record_act(&access, Line { audience, ..Line::new(act, None) }, NOW).await.unwrap();
        }
        work.commit().await.unwrap();
    }
    let shown = async |profile, now| {
        let mut work = scene.store.read().await.unwrap();
        let access = work.authorise::<ReadHistory>(&scene.inaya, profile, today()).await.unwrap().unwrap();
        let all = work.history(&access, None, 10, now).await.unwrap();
        assert_eq!(work.history(&access, Some(all[0].id), 10, now).await.unwrap().len(), all.len() - 1);
        all.len()
    };
    let counted = async |profile, now| {
        let mut work = scene.store.read().await.unwrap();
        let access = work.authorise::<ReadHistory>(&scene.inaya, profile, today()).await.unwrap().unwrap();
        let newest = work.history(&access, None, 1, now).await.unwrap()[0].id;
        work.count_older(&access, newest, 10, now).await.unwrap()
    };
    for now in [NOW, later] {
        assert_eq!((shown(LOLA, now).await, counted(LOLA, now).await), (2, 1), "to whoever represents her");
    }
    let just_before = Timestamp::from_millis(later.as_millis() - 1);
    assert_eq!((shown(INAYA, just_before).await, counted(INAYA, just_before).await), (2, 1));
    assert_eq!((shown(INAYA, later).await, counted(INAYA, later).await), (3, 2));

    scene.forbid_nothing_in_the_history(engine).await;
    scene.forge("UPDATE history SET secret = 0 WHERE secret = 1", &[]).await;
    scene.forge("UPDATE history SET visible_from = NULL WHERE visible_from IS NOT NULL", &[]).await;
    assert_eq!((shown(LOLA, later).await, shown(INAYA, just_before).await), (2, 2), "what is sealed counts");
    assert_eq!(shown(INAYA, later).await, 3);
    // The chain tells of it, and of an ordinary line that was taken from representatives.
    let faults = async || scene.store.read().await.unwrap().verify_history().await.unwrap().1;
    let altered = faults().await;
    assert_eq!(altered.len(), 2, "{altered:?}");
    scene.scratch.change("UPDATE history SET secret = 1 WHERE seq = 1", &[]).await.unwrap();
    let altered = faults().await;
    assert!(altered.iter().all(|fault| (fault.seq, fault.what) == (1, "the line was altered")), "{altered:?}");
}

async fn whoever_decides_on_an_earlier_version_changes_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let id = scene.deposit(INAYA).await;
    let mut work = scene.store.begin().await.unwrap();
    let access = work.authorise_practitioner(&scene.marine, INAYA, today()).await.unwrap().unwrap();
    let hides = work.document::<HideDocument>(&access, id).await.unwrap().unwrap();
    let deletes = work.document::<DeleteDocument>(&access, id).await.unwrap().unwrap();
    drop(work);
    scene.hide(INAYA, id).await;
    let mut work = scene.store.begin().await.unwrap();
    assert!(!work.hide_document(&hides).await.unwrap());
    assert!(!work.delete_document(&deletes).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(scene.reads(INAYA, id).await.unwrap(), 1);
}
