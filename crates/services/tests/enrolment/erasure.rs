//! Canaries: a citizen leaves something in every column of every table, closes the profile, and it is deleted at its term. Then
//! it is looked for in the database, its files, a backup, a database restored from it, and the log.
//!
//! Whoever adds a table or a column finds this test failing until [`SCHEMA`] says what becomes of it. For what is about a person
//! that is [`Fate::Gone`]; then the life in [`Life`] has to put something there, as a citizen would: a column that
//! stayed empty fails as well.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use domain::care::WayIn;
use domain::closure::{ClosedProfile, Demands};
use domain::confidentiality::{EmergencyAccess, Visibility};
use domain::document::DocumentType;
use domain::id::ProfileId;
use domain::measure::Measure;
use domain::medical_profile::{Entries, Heading};
use domain::onboarding::OnboardingAnswer;
use domain::sharing::Answer;
use services::Caller;
use services::care::{NewDocument, Shown};
use services::closure::Closed;
use services::export::{CodeSent, Opened};
use services::letters::LettersCount;
use services::sharing::Shared;
use store::scratch::{Table, disguises, lines_that_open, tables};
use store::{Keyring, Location, Store, backup};
use tokio_util::sync::CancellationToken;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::relay::Relay;
use super::sharing::{leo, profile};
use super::*;

on_both_engines!(nothing_of_what_was_deleted_is_found);

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is about the person: the row goes.
    Gone,
    /// It is about the person: the row stays, and nothing is in it any more.
    Emptied,
    /// It stays, sealed with the key that was destroyed.
    Unreadable,
    /// It stays, as a proof, for the reason that is given.
    Proof(&'static str),
    /// It is never about a person, for the reason that is given.
    Nobodys(&'static str),
}
use Fate::{Emptied, Gone, Nobodys, Proof, Unreadable};

/// How the rows of a table are told that are about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    /// They name one of the person's profiles, or their account.
    Named,
    /// They name nobody, and none is kept for as long as a deletion waits: after it there is none, of whomever.
    Passing,
    /// Messages: what they say is forgotten when they have left, and the rest of it a month later. That a profile is deleted is
    /// told by one.
    Outbox,
}
use Rows::{Named, Outbox, Passing};

/// The tables, how their rows are told, and their columns.
type Tables = &'static [(&'static str, Rows, &'static [(Fate, &'static [&'static str])])];

const SHELL: &str =
    "the shell of the profile, to which its history and the proof of its deletion refer; random, and a state";
const CHAIN: &str =
    "that history lines were neither changed nor taken away is verified with these, and they say nothing";
const AUDIENCE: &str = "which lines not every citizen read, and until when; what they were about is not told";
const PROOF: &str = "the proof that a profile was deleted, when, and whether it was asked for";
const KEYS: &str = "of the installation's keys";
const DIRECTORY: &str = "of the directory of professionals: of nobody's space";
const BATCH: &str = "of the files in which letters stand; which letter stood in which is forgotten";

const SCHEMA: Tables = &[
    (
        "accounts",
        Named,
        &[(
            Gone,
            &[
                "id",
                "profile_id",
                "identifier_index",
                "details_sealed",
                "password_sealed",
                "generation",
                "created_at",
                "mac",
            ],
        )],
    ),
    ("care_relations", Named, &[(Gone, &["profile_id", "relation_index", "version", "relation_sealed"])]),
    ("closures", Named, &[(Gone, &["profile_id", "closed_at", "on_request", "due_at"])]),
    ("confidentiality", Named, &[(Gone, &["profile_id", "decisions_sealed", "updated_at", "version"])]),
    ("consultations", Named, &[(Gone, &["session_hash", "profile_id", "part"])]),
    ("documents", Named, &[(Gone, &["profile_id", "id", "version", "deposited_at", "document_sealed"])]),
    ("data_keys", Named, &[(Proof(SHELL), &["id"]), (Emptied, &["keyring_key", "wrapped"])]),
    ("enrolment_drafts", Passing, &[(Gone, &["token_hash", "draft_sealed", "expires_at", "seen_at"])]),
    ("erasures", Named, &[(Proof(PROOF), &["profile_id", "closed_at", "erased_at", "on_request"])]),
    ("facts", Named, &[(Nobodys("of the installation: a demonstration, its clock"), &["name", "value"])]),
    ("flashes", Passing, &[(Gone, &["token_hash", "form", "payload_sealed", "expires_at"])]),
    (
        "history",
        Named,
        &[
            (Proof(CHAIN), &["profile_id", "seq", "id", "at", "previous", "hash"]),
            (Proof(AUDIENCE), &["secret", "visible_from"]),
            (Unreadable, &["line_sealed"]),
        ],
    ),
    ("history_heads", Named, &[(Proof(CHAIN), &["profile_id", "seq", "hash"])]),
    ("idempotency_keys", Passing, &[(Gone, &["owner", "action", "key", "used_at"])]),
    (
        "insured",
        Named,
        &[(
            Gone,
            &[
                "profile_id",
                "nir_index",
                "dependant_index",
                "holder_index",
                "card_index",
                "details_sealed",
                "content_mac",
                "import",
                "deceased_at",
                "notified_at",
                "space_created_at",
                "refused_email_mac",
            ],
        )],
    ),
    (
        "jobs",
        Outbox,
        &[
            (Emptied, &["payload_sealed", "brings_code_of"]),
            (
                Gone,
                &[
                    "id",
                    "kind",
                    "created_at",
                    "run_at",
                    "attempts",
                    "finished_at",
                    "failed_at",
                    "urgency",
                    "useful_until",
                ],
            ),
        ],
    ),
    (
        "exports",
        Named,
        &[(
            Gone,
            &[
                "id",
                "profile_id",
                "account_id",
                "order_sealed",
                "asked_at",
                "percent",
                "file_sealed",
                "expires_at",
                "code_mac",
                "code_expires_at",
                "grant_mac",
                "grant_until",
                "fetched_at",
            ],
        )],
    ),
    ("keyring_checks", Named, &[(Nobodys(KEYS), &["name", "check_value"])]),
    ("letter_batches", Named, &[(Nobodys(BATCH), &["number", "holder", "leased_until", "written_at"])]),
    ("letters", Named, &[(Gone, &["id", "profile_id", "letter_sealed", "made_at", "batch", "place", "notice"])]),
    ("measurements", Named, &[(Gone, &["id", "profile_id", "measured_at", "measurement_sealed"])]),
    ("medical_profiles", Named, &[(Gone, &["profile_id", "heading", "entries_sealed", "updated_at"])]),
    (
        "oppositions",
        Named,
        &[(Gone, &["id", "profile_id", "code_mac", "attestation_sealed", "opposed_at", "lifted_at"])],
    ),
    (
        "professionals",
        Named,
        &[(
            Nobodys(DIRECTORY),
            &["id", "rpps_index", "details_sealed", "content_mac", "import", "imported_at", "updated_at", "mac"],
        )],
    ),
    (
        "profiles",
        Named,
        &[(Proof(SHELL), &["id", "status", "created_at"]), (Emptied, &["identity_sealed", "nir_index"])],
    ),
    (
        "provisional_codes",
        Named,
        &[(Gone, &["profile_id", "code_mac", "channel", "made_at", "expires_at", "tries", "used_at", "for_minor"])],
    ),
    (
        "representations",
        Named,
        &[(Gone, &["profile_id", "account_id", "standing", "since", "majority_index", "told_at", "mac", "outcome"])],
    ),
    (
        "sessions",
        Named,
        &[(
            Gone,
            &[
                "token_hash",
                "account_id",
                "generation",
                "authenticated_at",
                "last_seen_at",
                "ended_at",
                "mac",
                "confirmed_at",
            ],
        )],
    ),
    (
        "sign_ins",
        Named,
        &[(
            Gone,
            &[
                "token_hash",
                "account_id",
                "generation",
                "return_to",
                "created_at",
                "tries",
                "sends",
                "channel",
                "code_mac",
                "sent_at",
                "expires_at",
                "finished_at",
                "mac",
            ],
        )],
    ),
    ("throttles", Passing, &[(Gone, &["scope", "subject", "failures", "last_at"])]),
];

/// What the insurer may know of somebody under a new key, once what they had is deleted.
const OF_THE_INSURERS: [&str; 5] = ["data_keys", "history", "history_heads", "insured", "profiles"];

/// All columns, with what becomes of them.
fn columns() -> impl Iterator<Item = (&'static str, Rows, &'static str, Fate)> {
    SCHEMA.iter().flat_map(|(table, rows, columns)| {
        columns.iter().flat_map(move |(fate, names)| names.iter().map(move |name| (*table, *rows, *name, *fate)))
    })
}

/// Where [`SCHEMA`] and the database differ, in sentences.
fn differences(tables: &[Table]) -> Vec<String> {
    let named: BTreeSet<(&str, &str)> = columns().map(|(table, _, column, _)| (table, column)).collect();
    let of = |table: &'_ Table| {
        table.columns.iter().map(|column| (table.name.clone(), column.name.clone())).collect::<Vec<_>>()
    };
    let there: BTreeSet<(String, String)> = tables.iter().flat_map(of).collect();
    let there: BTreeSet<(&str, &str)> = there.iter().map(|(table, column)| (&**table, &**column)).collect();
    let new = there.difference(&named).map(|(table, column)| {
        format!(
            "{table}.{column} is in the database and not in SCHEMA (tests/enrolment/erasure.rs): say there what becomes of it when \
             a profile is deleted. If it is about a person, delete it in store/src/erasures.rs, and let Life put something into it."
        )
    });
    let old = named
        .difference(&there)
        .map(|(table, column)| format!("{table}.{column} is not in the database any more: take it out of SCHEMA."));
    new.chain(old).collect()
}

/// A row's values, by the names of their columns.
fn cells<'a>(
    table: &'a Table,
    row: &'a [Option<Vec<u8>>],
) -> impl Iterator<Item = (&'a store::scratch::Column, &'a [u8])> {
    table.columns.iter().zip(row).filter_map(|(column, value)| Some((column, value.as_deref()?)))
}

/// The bytes by which rows are about the person: their account's and their profiles'.
type Names = BTreeSet<Vec<u8>>;

fn is_named(row: &[Option<Vec<u8>>], names: &Names) -> bool {
    row.iter().flatten().any(|value| names.contains(value))
}

fn of_name<'a>(tables: &'a [Table], name: &str) -> &'a Table {
    tables.iter().find(|table| table.name == name).unwrap()
}

/// Which columns have held something of the person's, at whatever time before the deletion.
#[derive(Default)]
struct Seen {
    columns: BTreeSet<(String, String)>,
    /// The names of the rows that were there before the person came: the first value of each.
    before: BTreeSet<(String, Vec<u8>)>,
}

impl Seen {
    /// Notes what is in the columns. Zero in a column that cannot be empty is how it begins, and no canary.
    fn note(&mut self, tables: &[Table], names: &Names) {
        let names_of_tables: Vec<(&str, Rows)> = SCHEMA.iter().map(|(name, rows, _)| (*name, *rows)).collect();
        for table in tables {
            let Some((_, rows)) = names_of_tables.iter().find(|(name, _)| *name == table.name) else { continue };
            let is_theirs = |row: &&Vec<Option<Vec<u8>>>| match rows {
                Named => is_named(row, names),
                // Nobody does anything meanwhile but the person, and whoever shares the children with her.
                Passing | Outbox => !self.before.contains(&(table.name.clone(), row[0].clone().unwrap_or_default())),
            };
            for row in table.rows.iter().filter(is_theirs) {
                for (column, value) in cells(table, row) {
                    if !value.is_empty() && (column.nullable || value != b"0") {
                        self.columns.insert((table.name.clone(), column.name.clone()));
                    }
                }
            }
        }
    }

    /// The columns without a canary.
    fn missing(&self) -> Vec<String> {
        columns()
            .filter(|(.., fate)| matches!(fate, Gone | Emptied | Unreadable))
            .filter(|(table, _, column, _)| !self.columns.contains(&((*table).to_owned(), (*column).to_owned())))
            .map(|(table, _, column, _)| {
                format!("{table}.{column} is a field without a canary: it never held anything")
            })
            .collect()
    }
}

/// What of the person is left in the tables, and should not be. A month later the outbox has nothing of them either.
fn left(tables: &[Table], names: &Names, a_month_later: bool) -> Vec<String> {
    let mut left = Vec::new();
    for (name, rows, column, fate) in columns() {
        let table = of_name(tables, name);
        let place = table.columns.iter().position(|it| it.name == column).unwrap();
        let theirs = table.rows.iter().filter(|row| rows != Named || is_named(row, names));
        let (mut still, mut holding) = (0, 0);
        for row in theirs {
            still += 1;
            holding += usize::from(row[place].as_ref().is_some_and(|value| !value.is_empty()));
        }
        let bad = match fate {
            Gone if rows == Outbox && !a_month_later => 0,
            Gone | Nobodys(_) => still,
            Emptied => holding,
            Unreadable | Proof(_) => 0,
        };
        if bad > 0 {
            left.push(format!("{name}.{column}: {bad} rows of the person are left that should be {fate:?}"));
        }
    }
    left
}

/// Words, in all forms in which they are looked for.
#[derive(Default)]
struct Words {
    words: Vec<String>,
    /// By the first bytes: the words that have a form that begins so, and the form. All are looked for in one pass.
    forms: HashMap<[u8; 4], Vec<(usize, Vec<u8>)>>,
}

impl Words {
    fn add(&mut self, word: &str) {
        self.add_bytes(word, word.as_bytes());
    }

    fn add_bytes(&mut self, name: &str, bytes: &[u8]) {
        for form in disguises(bytes) {
            let form = form.to_ascii_lowercase();
            self.forms.entry(*form.first_chunk().unwrap()).or_default().push((self.words.len(), form));
        }
        self.words.push(name.to_owned());
    }

    /// Those that stand in a text or in bytes, in capitals or not.
    fn in_bytes(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let bytes = bytes.to_ascii_lowercase();
        let mut found = BTreeSet::new();
        for (at, beginning) in bytes.array_windows().enumerate() {
            for (word, form) in self.forms.get(beginning).into_iter().flatten() {
                if bytes[at..].starts_with(form) {
                    found.insert(*word);
                }
            }
        }
        found.into_iter().map(|word| format!("{} in {place}", self.words[word])).collect()
    }

    /// Those that stand in a table.
    fn in_tables(&self, tables: &[Table]) -> Vec<String> {
        let mut found = Vec::new();
        for table in tables {
            for (place, column) in table.columns.iter().enumerate() {
                let values: Vec<&[u8]> = table.rows.iter().filter_map(|row| row[place].as_deref()).collect();
                found.extend(self.in_bytes(&format!("{}.{}", table.name, column.name), &values.join(&b'\n')));
            }
        }
        found
    }

    /// Those that stand in the files of a SQLite database. What PostgreSQL's files hold beyond its tables are earlier versions of
    /// rows, sealed as those are; no statement reads them, and a superuser's VACUUM takes them away.
    fn in_files(&self, location: &Location) -> Vec<String> {
        let Location::Sqlite(path) = location else { return Vec::new() };
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut found = Vec::new();
        let files = ["", "-wal", "-shm"].map(|end| path.with_file_name(format!("{name}{end}")));
        for file in files.iter().filter(|file| file.exists()) {
            found.extend(self.in_bytes(&file.display().to_string(), &std::fs::read(file).unwrap()));
        }
        found
    }
}

/// Everything that was logged in this process, from what is for finding faults (`debug`) on.
static LOG: Mutex<String> = Mutex::new(String::new());

struct Logged;

impl Visit for Logged {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(log, "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Logged {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::DEBUG
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Self);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Self);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Self);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn logged() -> String {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

const CANARINE: Particulars = ("2 87 07 75 113 217 11", "1987-07-19", CardKind::WithPhoto, "59081726354");
const IDENTIFIER: &str = "canarine.siffle";
const HER_PASSWORD: &str = "mille plumes jaunes sifflotent";
/// What the insurer writes to, and what she types herself.
const REFUSED: &str = "canarine.refusee@exemple.fr";
const TYPED: &str = "canarine@voliere.exemple.fr";
const REJECTED_FORM: &str = "formulaire de perroquet";

/// What is shown of her before the deletion, without blanks.
const SHOWN: [&str; 16] = [
    "287077511321711",
    "Canarivert",
    "Canarine",
    "Pinsonnet",
    "Moinelle",
    REFUSED,
    TYPED,
    "611121377",
    "Perchoir",
    "RueDeLaVoliere",
    "Canariville",
    IDENTIFIER,
    "CanaritePersistante",
    "GrainesDeMillet",
    "PlumesDePerruche",
    "RougeoleDuSerin",
];
/// The same and more, as it is kept.
const KEPT: [&str; 14] = [
    "Canaribleu",
    "Serinette",
    "59081726354",
    "10987654321",
    "1987-07-19",
    "Rue de la Voliere",
    "Canarite persistante",
    "Graines de millet",
    "Plumes de perruche",
    "Rougeole du serin",
    LETTER,
    HER_PASSWORD,
    REJECTED_FORM,
    PLANTED,
];
/// The title of what a doctor adds.
const LETTER: &str = "Lettre sur les trilles";
/// What is put somewhere in clear, to see that it is found.
const PLANTED: &str = "a canary in plain feathers";

/// A life, from the insurer's file to the term of the deletion.
struct Life {
    scratch: Scratch,
    clock: Clock,
    /// The service as the citizen meets it. It is a demonstration: the codes can be read.
    services: Services,
    /// The same with a mail server, which takes mails and has no SMS.
    sending: Services,
    relay: Relay,
    seen: Seen,
    names: Names,
    words: Words,
    shown: String,
}

impl Life {
    async fn begin(engine: Engine) -> Self {
        let (scratch, clock, services) = demonstration(engine).await;
        let relay = Relay::start().await;
        let from = "Mon espace santé <ne-pas-repondre@exemple.fr>".parse().unwrap();
        let gateways = Gateways::real(&relay.url(), from, None, &services::outbox::Believed::default()).unwrap();
        let sending = services::scratch::services(&scratch, &clock, gateways, Rules::default()).await;
        let mut seen = Seen::default();
        for table in tables(&scratch.location).await.unwrap() {
            let rows = table.rows.into_iter().filter_map(|row| row.into_iter().next().flatten());
            seen.before.extend(rows.map(|first| (table.name.clone(), first)));
        }
        let mut words = Words::default();
        for word in SHOWN.iter().chain(&KEPT) {
            words.add(word);
        }
        let (names, shown) = (Names::new(), String::new());
        Self { scratch, clock, services, sending, relay, seen, names, words, shown }
    }

    /// Looks into the tables: what stands there was put there.
    async fn look(&mut self) {
        let tables = tables(&self.scratch.location).await.unwrap();
        self.seen.note(&tables, &self.names);
        assert_eq!(self.words.in_tables(&tables), [""; 0], "in clear");
    }

    fn forward(&self, span: Span) {
        self.clock.set_ahead(self.clock.ahead() + span.as_millis());
    }

    /// What the insurer says of her and her two children; the younger one may have died.
    async fn import(&self, email: &str, died: &str) {
        let (number, _, _, card) = CANARINE;
        let home = "17 Rue de la Voliere;Escalier du Perchoir;44100;Canariville;;10987654321";
        let lines = [
            format!(
                "{number};;;Canaribleu;Canarivert;Serinette Canarine;Canarine;1987-07-19;;avec-photo;{card};{email};06 11 12 13 77;{home}"
            ),
            format!(";{number};;Canarivert;;Pinsonnet;;2009-02-05;;avec-photo;{card};;;{home}"),
            format!(";{number};;Canarivert;;Moinelle;;2015-06-01;{died};avec-photo;{card};;;{home}"),
        ];
        let (count, told) = import(&self.services, &file(&lines)).await;
        assert_eq!((count.refused, &told.refused[..]), (0, &[][..]));
    }

    /// What every process does each hour; how many profiles were deleted.
    async fn hourly(&self) -> u64 {
        self.services.create_spaces().await.unwrap();
        self.services.expire_invitations().await.unwrap();
        let erased = self.services.erase_closed().await.unwrap();
        self.services.follow_majorities().await.unwrap();
        erased
    }

    /// Lets leave what waits in the outbox, and deletes what is over.
    async fn deliver_and_tidy(&self) {
        while self.sending.deliver_next().await.unwrap() {}
        self.services.tidy_up().await.unwrap();
        self.services.tidy_exports().await.unwrap();
    }

    /// The newest message by that way whose address begins so.
    async fn newest(&mut self, by: Delivery, to: &str) -> KeptMessage {
        let messages = self.services.demonstration().await.unwrap().messages;
        let is_it = |message: &&KeptMessage| message.channel == by && message.to.starts_with(to);
        let message =
            messages.iter().find(is_it).unwrap_or_else(|| panic!("nothing to «{to}» in {messages:#?}")).clone();
        self.shown.push_str(&serde_json::to_string(&message).unwrap());
        message
    }

    /// The newest mail with these words.
    async fn mail_with(&self, words: &str) -> KeptMessage {
        let messages = self.services.demonstration().await.unwrap().messages;
        messages.into_iter().find(|message| message.text.contains(words)).unwrap()
    }

    /// A code of a message, which is a canary as well.
    fn provisional_code(&mut self, text: &str) -> String {
        let code = ProvisionalCode::parse(text).unwrap().compact().to_owned();
        self.words.add(&code);
        code
    }

    async fn send_code(&self, draft: &Token, by: Delivery) {
        let key = services::random_bytes().unwrap();
        let sent = self.services.send_provisional_code(&form(&self.services, draft).await, by, key).await.unwrap();
        assert_eq!(sent, CodeSending::Sent);
    }

    /// She is announced, by a letter, as the insurer has no e-mail address; then there is one, which takes no mail.
    async fn announced(&mut self) {
        self.import("", "").await;
        let (mut count, mut watch) = (LettersCount::default(), |_: &LettersCount| ());
        self.services.make_letters(&mut count, &mut watch).await.unwrap();
        let (draft, _) = up_to_the_numbers(&self.services, CANARINE).await;
        let (herself, _) = self.services.enrolment(&draft).await.unwrap().unwrap().person.unwrap();
        self.names.insert(herself.as_bytes().to_vec());
        self.look().await;
        self.services.sort_letters(500).await.unwrap();
        self.look().await;
        let folder = self.scratch.folder().join("lettres");
        std::fs::create_dir(&folder).unwrap();
        self.services.fill_files(&folder, &mut count, &mut watch).await.unwrap();
        self.look().await;

        self.forward(Span::hours(8 * 24));
        self.import(REFUSED, "").await;
        self.relay.answer(&format!("RCPT TO:<{REFUSED}>"), "550 5.1.1 unknown");
        let (draft, _) = up_to_the_numbers(&self.services, CANARINE).await;
        self.send_code(&draft, Delivery::Email).await;
        self.newest(Delivery::Email, REFUSED).await;
        self.look().await;
        self.deliver_and_tidy().await;
        self.look().await;
    }

    /// She opposes with the code of a second letter, and then activates with that of an SMS and an e-mail address of her own.
    async fn enrolled(&mut self) -> Caller {
        self.forward(Span::minutes(1));
        let (draft, _) = up_to_the_numbers(&self.services, CANARINE).await;
        self.send_code(&draft, Delivery::Post).await;
        let letter = self.newest(Delivery::Post, "").await;
        let code = self.provisional_code(&code_in(&letter));
        assert!(matches!(give_code(&self.services, &draft, "2222 2222 2222").await, CodeGiven::Wrong { .. }));
        assert_eq!(give_code(&self.services, &draft, &code).await, CodeGiven::Right);
        self.look().await;
        assert!(matches!(oppose(&self.services, &draft).await, Decided::Done(_)));
        let attestation = self.services.enrolment(&draft).await.unwrap().unwrap().attestation.unwrap();
        self.words.add(VerificationCode::parse(&attestation.code).unwrap().compact());
        let _ = write!(self.shown, "{} {}", attestation.name.full(), attestation.nir);
        self.look().await;

        self.forward(Span::minutes(1));
        let (draft, _) = up_to_the_numbers(&self.services, CANARINE).await;
        self.send_code(&draft, Delivery::Sms).await;
        let sms = self.newest(Delivery::Sms, "+33611121377").await;
        let code = self.provisional_code(sms.text.split("est ").nth(1).unwrap().split(',').next().unwrap());
        assert_eq!(give_code(&self.services, &draft, &code).await, CodeGiven::Right);
        assert!(self.services.note_decision(&form(&self.services, &draft).await, Decision::Activate).await.unwrap());
        let email = Contact::read(Channel::Email, TYPED, READERS, "").unwrap();
        let given = self.services.give_contact(&form(&self.services, &draft).await, Some(email)).await.unwrap();
        assert_eq!(given, ContactGiven::Sent);
        let mail = self.newest(Delivery::Email, TYPED).await;
        let code = mail.text.split("demandé\u{a0}:\n").nth(1).unwrap().chars().take(6).collect::<String>();
        let code = OneTimeCode::parse(&code).unwrap();
        let proof = self.services.prove_contact(&form(&self.services, &draft).await, code).await.unwrap();
        assert_eq!(proof, ContactProof::Right);
        let checked = self.services.check_contacts(&form(&self.services, &draft).await).await.unwrap();
        assert_eq!(checked, ContactsChecked::Done);
        let done = activate(&self.services, &draft, IDENTIFIER, HER_PASSWORD).await;
        let Activation::Done { entered: Some(entered), .. } = done else { panic!("{done:?}") };
        let caller = self.open(&entered.session).await;
        self.names.insert(caller.account().id().as_bytes().to_vec());
        self.look().await;
        self.services.sign_out(caller).await.unwrap();
        self.look().await;
        caller
    }

    async fn open(&mut self, session: &Token) -> Caller {
        self.words.add(&session.reveal());
        let SessionState::Open(caller) = self.services.session(session, false).await.unwrap() else {
            panic!("no session")
        };
        caller
    }

    /// She signs in, with a slip in the password and in the code.
    async fn signed_in(&mut self) -> Caller {
        let identifier = || Some(SignInIdentifier::parse(IDENTIFIER).unwrap());
        let slip = self.services.identify(identifier(), "mille plumes".into(), ADDRESS.into(), None).await.unwrap();
        assert!(matches!(slip, Identified::Mismatch), "{slip:?}");
        self.services.settle().await;
        self.look().await;
        let to = Some("/profils".parse().unwrap());
        let answer = self.services.identify(identifier(), HER_PASSWORD.into(), ADDRESS.into(), to).await.unwrap();
        let Identified::Accepted { token, .. } = answer else { panic!("{answer:?}") };
        self.words.add(&token.reveal());
        let about = self.services.sign_in_state(&token).await.unwrap().unwrap().about;
        let from = || ADDRESS.into();
        self.services.send_code(&token, &about, Some(Channel::Email), [1; 16], from()).await.unwrap();
        let mail = self.newest(Delivery::Email, TYPED).await;
        let code: String = mail.text.split("unique\u{a0}:\n").nth(1).unwrap().chars().take(6).collect();
        let wrong = if code == "111111" { "222222" } else { "111111" };
        let redeem = async |code: &str| {
            self.services.redeem_code(&token, &about, OneTimeCode::parse(code).unwrap(), from()).await.unwrap()
        };
        assert!(!matches!(redeem(wrong).await, Redeemed::SignedIn { .. }));
        let tables = tables(&self.scratch.location).await.unwrap();
        self.seen.note(&tables, &self.names);
        let redeemed = redeem(&code).await;
        let Redeemed::SignedIn { entered, .. } = redeemed else { panic!("{redeemed:?}") };
        let caller = self.open(&entered.session).await;
        self.look().await;
        caller
    }

    /// She adds her children, is told of the elder one's majority, and shares them: one is accepted and looked at, one refused.
    async fn with_family(&mut self, her: &Caller) -> [ProfileId; 2] {
        let children = self.services.children(her).await.unwrap();
        let children = ["Pinsonnet", "Moinelle"]
            .map(|given| children.iter().find(|child| child.name.given == given).unwrap().profile);
        for child in children {
            self.names.insert(child.as_bytes().to_vec());
        }
        self.services.add_children(her, &children).await.unwrap();
        assert!(profile(&self.services, her, "Pinsonnet").await == children[0]);
        self.services.follow_majorities().await.unwrap();
        self.look().await;
        let him = super::signed_in(&self.services, "leo.michel").await;
        for (child, answer) in children.into_iter().zip([Answer::Accept, Answer::Refuse]) {
            let shared = self.services.share(her, child, leo()).await.unwrap();
            assert!(matches!(shared, Shared::Sent { .. }), "{shared:?}");
            assert!(self.services.answer_invitation(&him, child, answer).await.unwrap().is_some());
        }
        let serin = OnboardingAnswer::Said(Heading::Illnesses, Entries::Listed(vec!["Rougeole du serin".into()]));
        self.answer(her, children[0], serin).await;
        let _ = write!(self.shown, "{:?}", self.services.answers(&him, children[0]).await.unwrap());
        self.services.history(&him, children[0], None).await.unwrap();
        self.look().await;
        children
    }

    /// A doctor is authorised, and adds a document, one that waits for a consultation, and one that the child keeps from her.
    async fn treated(&mut self, her: &Caller, child: ProfileId) {
        let doctor = self.services.professionals_of_demonstration().await.unwrap()[0].0;
        let own = her.account().profile();
        let who = self.services.practise(doctor, WayIn::Consultation).await.unwrap();
        for (profile, shown) in [(own, Shown::ToAll), (own, Shown::NotToCitizen), (child, Shown::NotToRepresentatives)]
        {
            self.services.authorise_professional(&who, profile).await.unwrap().unwrap();
            let kind = DocumentType::of_code("11502-2").unwrap();
            let dated_on = CalendarDate::from_iso("2026-11-20").unwrap();
            let new = NewDocument { kind, title: LETTER.to_owned(), dated_on, shown };
            self.services.deposit_document(&who, profile, new).await.unwrap().unwrap();
        }
        let seen = self.services.consult_documents(&who, own).await.unwrap().unwrap();
        assert_eq!(seen.iter().filter(|one| one.title == LETTER).count(), 2);
        self.look().await;
    }

    async fn answer(&self, her: &Caller, profile: ProfileId, said: OnboardingAnswer) {
        self.services.answer(her, profile, |_| Ok::<_, ()>(said)).await.unwrap().unwrap();
    }

    /// She answers the first questions, and leaves a form that was rejected.
    async fn told_of_herself(&mut self, her: &Caller) {
        let own = her.account().profile();
        let listed = |heading, entry: &str| OnboardingAnswer::Said(heading, Entries::Listed(vec![entry.to_owned()]));
        for said in [
            OnboardingAnswer::Measured(Measure::Height(1637)),
            OnboardingAnswer::Measured(Measure::Weight(57_300)),
            listed(Heading::Illnesses, "Canarite persistante"),
            listed(Heading::Treatments, "Graines de millet"),
            listed(Heading::Allergies, "Plumes de perruche"),
            OnboardingAnswer::Visibility(Visibility::Hidden),
            OnboardingAnswer::Emergency(EmergencyAccess { samu: true, break_glass: false, hidden_documents: false }),
        ] {
            self.answer(her, own, said).await;
        }
        self.services.keep_flash(&Token::mint().unwrap(), "medical-profile", REJECTED_FORM).await.unwrap();
        let information = self.services.personal_information(her, own).await.unwrap();
        self.shown.push_str(&serde_json::to_string(&information).unwrap());
        let answers = self.services.answers(her, own).await.unwrap();
        let _ = write!(self.shown, "{answers:?} {:?}", super::sharing::names(&self.services, her).await);
        self.look().await;
    }

    /// She closes her children's profiles and her own, and wants everything deleted.
    async fn closed(&mut self, her: &Caller, children: [ProfileId; 2]) -> CalendarDate {
        let [elder, younger] = children;
        let mut day = None;
        for profile in [elder, younger, her.account().profile()] {
            let (_, announced) = self.services.closure(her, profile).await.unwrap();
            let closed = self
                .services
                .close(her, profile, &announced, Demands { download: true, deletion: true })
                .await
                .unwrap();
            let Closed::Done(ClosedProfile { deleted_on, .. }) = closed else { panic!("{closed:?}") };
            day = deleted_on;
        }
        self.look().await;
        self.downloaded().await;
        day.unwrap()
    }

    /// What she asked for with the closures is prepared, and she downloads one of the files.
    async fn downloaded(&mut self) {
        while self.services.prepare_next_export(&CancellationToken::new()).await.unwrap() {}
        self.look().await;
        let mail = self.mail_with("demande=").await;
        let id = mail.text.split("demande=").nth(1).unwrap()[..32].parse().unwrap();
        self.forward(Span::seconds(1));
        let channel = self.services.linked_export(id, None).await.unwrap().unwrap().channels[0].channel;
        assert_eq!(self.services.send_export_code(id, channel).await.unwrap(), CodeSent::Sent);
        self.look().await;
        let (words, before) = match channel {
            Channel::Email => ("page de téléchargement", "unique\u{a0}:\n"),
            Channel::Sms => ("votre code est ", "votre code est "),
        };
        let message = self.mail_with(words).await;
        let code = OneTimeCode::parse(&message.text.split(before).nth(1).unwrap()[..6]).unwrap();
        let Opened::Right(token) = self.services.open_export(id, code).await.unwrap() else { panic!("a wrong code") };
        self.look().await;
        let file = self.services.fetch_linked_export(id, &token, true).await.unwrap().unwrap();
        let opened = file.open(0..file.bytes).await.unwrap().read_on().await.unwrap().unwrap();
        assert!(opened.starts_with(b"PK"));
        self.look().await;
        let kept = self.files();
        assert_eq!(kept.len(), 3);
        for file in &kept {
            assert_eq!(self.words.in_bytes("a file of a download", file), [""; 0], "sealed");
        }
    }

    /// What stands in the folder of files.
    fn files(&self) -> Vec<Vec<u8>> {
        let folder = std::fs::read_dir(self.scratch.folder().join("files")).unwrap();
        folder.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// Before the term she hesitates, and has two codes sent, by SMS and by post; the younger child dies.
    async fn hesitated(&mut self) {
        self.forward(Span::hours(25 * 24));
        self.import(REFUSED, "2027-01-20").await;
        let (draft, found) = up_to_the_numbers(&self.services, CANARINE).await;
        assert_eq!(found, Identification::Person(EnrolmentStatus::Closed));
        self.send_code(&draft, Delivery::Sms).await;
        self.forward(Span::seconds(30));
        self.send_code(&draft, Delivery::Post).await;
        let letter = self.newest(Delivery::Post, "").await;
        self.provisional_code(&code_in(&letter));
        self.look().await;
    }
}

async fn reopened(location: &Location, keyring: &str) -> Store {
    Store::connect(location, Keyring::parse(keyring).unwrap()).await.unwrap()
}

/// Makes a backup, and a database of it; where that is.
async fn restored(scratch: &Scratch, engine: Engine, name: &str) -> (Location, Vec<u8>) {
    let file = scratch.folder().join(format!("{name}.backup"));
    let keyring = || Keyring::parse(&scratch.keyring).unwrap();
    backup::back_up(&scratch.location, &file, keyring()).await.unwrap();
    let to = match engine {
        Engine::Sqlite => Location::Sqlite(scratch.folder().join(format!("{name}.sqlite"))),
        Engine::Postgres => Scratch::new(engine).await.location.clone(),
    };
    backup::restore(&file, &to, keyring()).await.unwrap();
    (to, std::fs::read(file).unwrap())
}

/// Sees that what is in clear is found everywhere, and that a new column is noticed.
async fn planted(life: &Life, engine: Engine) {
    let (scratch, words) = (&life.scratch, &life.words);
    scratch.change("CREATE TABLE planted (words BYTEA)", &[]).await.unwrap();
    for plain in [PLANTED, &PLANTED.to_uppercase(), "xx YSBjYW5hcnkgaW4gcGxhaW4gZmVhdGhlcnM="] {
        scratch.change("DELETE FROM planted", &[]).await.unwrap();
        scratch.change("INSERT INTO planted (words) VALUES ($1)", &[plain.as_bytes()]).await.unwrap();
        let tables = tables(&scratch.location).await.unwrap();
        assert_eq!(words.in_tables(&tables), [format!("{PLANTED} in planted.words")]);
        let told = differences(&tables);
        assert!(
            told.len() == 1 && told[0].starts_with("planted.words is in the database and not in SCHEMA"),
            "{told:?}"
        );
    }
    let (copy, file) = restored(scratch, engine, "before").await;
    assert_eq!(words.in_tables(&tables(&copy).await.unwrap()).len(), 1);
    if engine == Engine::Sqlite {
        assert!(!words.in_files(&scratch.location).is_empty());
        assert_eq!(words.in_bytes("the backup", &file), [format!("{PLANTED} in the backup")]);
    }
    scratch.change("DROP TABLE planted", &[]).await.unwrap();
    tracing::info!(plain = "a canary on a log", "a canary");
    let mut in_the_log = Words::default();
    in_the_log.add("a canary on a log");
    assert_eq!(in_the_log.in_bytes("the log", logged().as_bytes()).len(), 1);
}

async fn nothing_of_what_was_deleted_is_found(engine: Engine) {
    // In a process of several tests another one may have set it: then it hears of all of them.
    let _ = tracing::subscriber::set_global_default(Logged);
    let mut life = Life::begin(engine).await;
    let schema = tables(&life.scratch.location).await.unwrap();
    assert_eq!(differences(&schema), [""; 0]);

    life.announced().await;
    life.enrolled().await;
    life.forward(Span::hours(43 * 24));
    life.hourly().await;
    life.deliver_and_tidy().await;
    let her = life.signed_in().await;
    let own = her.account().profile();
    let children = life.with_family(&her).await;
    life.told_of_herself(&her).await;
    life.treated(&her, children[0]).await;
    planted(&life, engine).await;
    let day = life.closed(&her, children).await;
    life.hesitated().await;
    assert_eq!(life.seen.missing(), [""; 0]);

    // What is looked for is what was shown.
    let blankless: String = life.shown.chars().filter(|character| !character.is_whitespace()).collect();
    let shown: BTreeSet<String> = life.words.in_bytes("", blankless.as_bytes()).into_iter().collect();
    for word in SHOWN {
        assert!(shown.contains(&format!("{word} in ")), "{word} was never shown");
    }
    let gone = [own, children[0], children[1]];
    let store = life.scratch.store().await;
    for profile in gone {
        let (lines, open) = lines_that_open(&store, profile).await.unwrap();
        assert!(lines > 3 && open == lines, "{open} of {lines} lines open before");
    }
    let before = tables(&life.scratch.location).await.unwrap();
    for row in of_name(&before, "data_keys").rows.iter().filter(|row| is_named(row, &life.names)) {
        life.words.add_bytes("a data key", row[2].as_deref().unwrap());
    }

    life.clock.set_ahead(services::clock::beginning_in_france(day).unwrap().since(NOW).as_millis());
    // Whoever reads meanwhile goes on finding what was there, and keeps nobody waiting.
    let mut reader = store.read().await.unwrap();
    reader.verify_history().await.unwrap();
    assert_eq!(life.hourly().await, 3);
    let told = tables(&life.scratch.location).await.unwrap();
    assert!(!of_name(&told, "jobs").rows.iter().any(|row| is_named(row, &life.names)), "a code is still to be sent");
    life.deliver_and_tidy().await;
    assert_eq!(life.words.in_files(&life.scratch.location).is_empty(), engine == Engine::Postgres, "the keys");
    drop(reader);
    life.deliver_and_tidy().await;

    let after = tables(&life.scratch.location).await.unwrap();
    assert_eq!(left(&after, &life.names, false), [""; 0]);
    assert!(life.files().is_empty(), "no file of a download");
    assert_eq!(life.words.in_tables(&after), [""; 0]);
    // While the service runs: it is seldom stopped.
    assert_eq!(life.words.in_files(&life.scratch.location), [""; 0]);
    let (copy, file) = restored(&life.scratch, engine, "after").await;
    let in_the_copy = tables(&copy).await.unwrap();
    assert_eq!(left(&in_the_copy, &life.names, false), [""; 0]);
    assert_eq!(life.words.in_tables(&in_the_copy), [""; 0]);
    assert_eq!(life.words.in_files(&copy), [""; 0]);
    // PostgreSQL's backup is compressed: what it holds is in the copy.
    assert_eq!(life.words.in_bytes("the backup", &file), [""; 0]);
    let copied = reopened(&copy, &life.scratch.keyring).await;
    for (store, place) in [(&store, "the database"), (&copied, "the copy")] {
        assert_eq!(store.read().await.unwrap().verify_history().await.unwrap().1, [], "{place}");
        for profile in gone {
            let (lines, open) = lines_that_open(store, profile).await.unwrap();
            assert!(lines > 3 && open == 0, "{open} of {lines} lines open in {place}");
        }
    }
    moved(&life, &before, &after).await;

    life.forward(Span::hours(31 * 24));
    life.services.tidy_up().await.unwrap();
    assert_eq!(left(&tables(&life.scratch.location).await.unwrap(), &life.names, true), [""; 0]);
    for all in [&store, &copied] {
        all.close().await;
    }
    life.services.drain().await;
    life.sending.drain().await;
    assert_eq!(life.words.in_files(&life.scratch.location), [""; 0]);
    assert_eq!(life.words.in_bytes("the log", logged().as_bytes()), [""; 0]);
}

/// What the insurer goes on knowing has new names, and nothing of hers hangs on them.
async fn moved(life: &Life, before: &[Table], after: &[Table]) {
    let ids = |tables: &[Table]| -> BTreeSet<Vec<u8>> {
        of_name(tables, "profiles").rows.iter().filter_map(|row| row[0].clone()).collect()
    };
    let new: Names = ids(after).difference(&ids(before)).cloned().collect();
    assert_eq!(new.len(), 2, "she and the elder child; of whoever has died nothing is kept");
    for table in after {
        let count = table.rows.iter().filter(|row| is_named(row, &new)).count();
        let expected = if OF_THE_INSURERS.contains(&table.name.as_str()) { 2 } else { 0 };
        assert_eq!(count, expected, "rows of {} that name a new profile", table.name);
        let both = table.rows.iter().filter(|row| is_named(row, &new) && is_named(row, &life.names)).count();
        assert_eq!(both, 0, "{} leads from a new profile to the one before", table.name);
    }
    let (_, found) = up_to_the_numbers(&life.services, CANARINE).await;
    assert_eq!(found, Identification::Person(EnrolmentStatus::Closed), "the insurer knows her");
    let identifier = Some(SignInIdentifier::parse(IDENTIFIER).unwrap());
    let answer = life.services.identify(identifier, HER_PASSWORD.into(), ADDRESS.into(), None).await.unwrap();
    assert!(matches!(answer, Identified::Mismatch), "{answer:?}");
}
