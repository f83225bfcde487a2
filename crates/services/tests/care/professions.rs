//! A professional of each profession, on a document of each type, in each state.

use std::collections::BTreeMap;

use domain::access::{Matrix, Use};
use domain::confidentiality::Visibility;
use domain::profession::Profession;
use services::clock::day_in_france;
use store::{Depositor, Document, ReadDocuments, RecordAccess};

use super::*;

on_both_engines!(a_professional_of_each_profession_on_a_document_of_each_type_in_each_state);

/// How a document stands towards professionals and citizens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
    Plain,
    Hidden,
    /// Hidden, and shown to everybody in the directory, one by one.
    ChosenFor,
    /// Hidden from everybody in the directory, one by one.
    ChosenAgainst,
    Withheld,
    /// On Lola's profile.
    Secret,
    /// What a professional of the list has deposited, hidden.
    HiddenBy(ProfessionalId),
}

/// A document that is there.
struct There {
    id: DocumentId,
    kind: DocumentType,
    state: State,
}

struct Directory(Vec<(ProfessionalId, Profession, String)>);

fn of_type(kind: DocumentType, shown: Shown) -> NewDocument {
    NewDocument { kind, ..document(REPORT, shown) }
}

async fn jobs(scene: &Scene) -> i64 {
    scene.scratch.count("SELECT COUNT(*) FROM jobs").await.unwrap()
}

/// Adds documents on which the citizen has decided for each professional, and those of citizens: no service does that yet.
async fn add_by_the_store(
    scene: &Scene,
    philippine: &Practitioner,
    kinds: &[DocumentType],
    all: &Directory,
) -> Vec<There> {
    let (own, today) = (scene.own(), day_in_france(NOW).unwrap());
    let mut work = scene.store.begin().await.unwrap();
    let theirs: RecordAccess<ReadDocuments> =
        work.authorise_practitioner(philippine, own, today).await.unwrap().unwrap();
    let hers: RecordAccess<ReadDocuments> = work.authorise_citizen(&scene.inaya, own, today).await.unwrap().unwrap();
    let mut added = Vec::new();
    for kind in kinds {
        let choices = |choice| all.0.iter().map(|(id, ..)| (*id, choice)).collect::<Vec<_>>();
        for (state, is_hidden, choices) in [
            (State::ChosenFor, true, choices(Visibility::Visible)),
            (State::ChosenAgainst, false, choices(Visibility::Hidden)),
            (State::Plain, false, Vec::new()),
            (State::Hidden, true, Vec::new()),
        ] {
            let by_citizen = kind.is_of_citizens();
            if !by_citizen && choices.is_empty() {
                // A professional has deposited it by the service.
                continue;
            }
            let (access, depositor) = if by_citizen {
                (&hers, Depositor::Citizen(own))
            } else {
                (&theirs, Depositor::Professional(philippine.id()))
            };
            let document = Document {
                kind: *kind,
                title: TITLE.to_owned(),
                dated_on: today,
                depositor,
                is_hidden,
                choices,
                withheld_since: None,
                is_secret: false,
            };
            if let Some(id) = work.add_document(access, &document, NOW).await.unwrap() {
                added.push(There { id, kind: *kind, state });
            }
        }
    }
    work.commit().await.unwrap();
    added
}

/// Whether the matrix that is in force allows it.
fn may(to: Use, profession: Profession, kind: DocumentType) -> bool {
    let matrix = Matrix::in_force(day_in_france(NOW).unwrap()).unwrap();
    matrix.cell(to, profession, kind).allowed
}

/// A doctor deposits what a doctor may, in each state; and what citizens deposit is there as well.
async fn deposit_all(scene: &mut Scene, kinds: &[DocumentType], all: &Directory) -> Vec<There> {
    let (own, lola) = (scene.own(), scene.lola().await);
    let philippine = scene.authorised(PHILIPPINE, own).await;
    // The doctor of the list has deposited nothing of this.
    assert!(all.0.iter().all(|(id, ..)| *id != philippine.id()));
    let on_lola = scene.who(PHILIPPINE, Mode::Secret).await;
    scene.services.authorise_professional(&on_lola, lola).await.unwrap().unwrap();

    let mut there = Vec::new();
    let (mut mails, mut lines) = (jobs(scene).await, Vec::new());
    for kind in kinds {
        for (state, shown) in [
            (State::Plain, Shown::ToAll),
            (State::Hidden, Shown::NotToProfessionals),
            (State::Withheld, Shown::NotToCitizen),
            (State::Secret, Shown::NotToRepresentatives),
        ] {
            let (who, on) = if state == State::Secret { (&on_lola, lola) } else { (&philippine, own) };
            let deposited = scene.services.deposit_document(who, on, of_type(*kind, shown)).await.unwrap();
            if may(Use::Deposit, Profession::Doctor, *kind) {
                there.push(There { id: deposited.unwrap(), kind: *kind, state });
                if matches!(state, State::Plain | State::Hidden) {
                    mails += 1;
                    let act = Act::DocumentDeposited { category: kind.category() };
                    lines.push((PHILIPPINE.1.to_owned(), act, None));
                }
            } else {
                assert_eq!(why(deposited), [Reason::ProfessionRefused], "{kind:?} {state:?}");
            }
        }
    }
    assert_eq!(jobs(scene).await, mails, "a mail for each that was neither refused, withheld nor secret");
    let (told, _) = scene.news(own).await;
    assert_eq!(told[1..], lines, "and a line, after that of the authorisation");
    assert_eq!(scene.news(lola).await, nothing());
    there.extend(add_by_the_store(scene, &philippine, kinds, all).await);
    there
}

/// Issue 17: what it must show.
async fn a_professional_of_each_profession_on_a_document_of_each_type_in_each_state(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let (own, lola) = (scene.own(), scene.lola().await);
    // On PostgreSQL every ninth: that the store is the same there, others show.
    let step = if engine == Engine::Sqlite { 1 } else { 9 };
    let kinds: Vec<DocumentType> = DocumentType::ALL.into_iter().step_by(step).collect();
    let directory = scene.store.read().await.unwrap().professionals().await.unwrap();
    let first = |profession: Profession| {
        let (id, one) = directory.iter().find(|(_, one)| one.profession == profession).unwrap();
        (*id, profession, format!("{} ({})", one.addressed(), profession.label()))
    };
    let all = Directory(Profession::ALL.map(first).to_vec());
    let mut there = deposit_all(&mut scene, &kinds, &all).await;
    let is_left_out = |kind: &&DocumentType| !there.iter().any(|one| one.kind == **kind);
    let left_out: Vec<&str> = kinds.iter().filter(is_left_out).map(|kind| kind.code()).collect();
    assert!(engine == Engine::Postgres || left_out == LEFT_OUT, "{left_out:?}");

    for (id, profession, name) in all.0 {
        let who = scene.services.practise(id, WayIn::Consultation).await.unwrap();
        let secret = scene.services.practise(id, WayIn::Secret).await.unwrap();
        scene.services.authorise_professional(&who, own).await.unwrap().unwrap();
        scene.services.authorise_professional(&secret, lola).await.unwrap().unwrap();
        let mut lines = vec![(name.clone(), Act::ProfessionalAuthorised, None)];
        let mut mails = 1;
        let before = jobs(&scene).await - 1;

        for (place, kind) in kinds.iter().enumerate() {
            let is_allowed = may(Use::Deposit, profession, *kind);
            // All that is refused; of what is allowed some, others with each profession.
            let turn = place + profession as usize;
            for (every, comes, on, shown, state) in [
                (2, &who, own, Shown::NotToProfessionals, State::HiddenBy(id)),
                (7, &secret, lola, Shown::NotToRepresentatives, State::Secret),
            ] {
                if is_allowed && !turn.is_multiple_of(every) {
                    continue;
                }
                let deposited = scene.services.deposit_document(comes, on, of_type(*kind, shown)).await.unwrap();
                if !is_allowed {
                    assert_eq!(why(deposited), [Reason::ProfessionRefused], "{profession:?} {kind:?} {state:?}");
                    continue;
                }
                there.push(There { id: deposited.unwrap(), kind: *kind, state });
                if state != State::Secret {
                    lines.push((name.clone(), Act::DocumentDeposited { category: kind.category() }, None));
                    mails += 1;
                }
            }
        }

        let is_shown = |one: &There| {
            let by_state = match one.state {
                State::Plain | State::ChosenFor | State::Withheld | State::Secret => true,
                State::Hidden | State::ChosenAgainst => false,
                State::HiddenBy(depositor) => depositor == id,
            };
            by_state && may(Use::Consult, profession, one.kind)
        };
        for (comes, on) in [(&who, own), (&secret, lola)] {
            let seen = scene.consult(comes, on).await.unwrap();
            let seen: BTreeMap<DocumentId, DocumentType> = seen.iter().map(|one| (one.id, one.kind)).collect();
            let expected = there.iter().filter(|one| (one.state == State::Secret) == (on == lola) && is_shown(one));
            let expected: BTreeMap<DocumentId, DocumentType> = expected.map(|one| (one.id, one.kind)).collect();
            assert!(seen == expected, "{profession:?} sees {seen:?} and not {expected:?}");
        }
        lines.push((name.clone(), consulted(Mode::Consultation), None));
        mails += 1;

        // In each state one that is shown is opened, and one that is not is not.
        let mut tried: HashSet<(bool, State)> = HashSet::new();
        for one in &there {
            let shown = is_shown(one);
            let state = match one.state {
                State::HiddenBy(depositor) if depositor != id => State::Hidden,
                state => state,
            };
            if !tried.insert((shown, state)) {
                continue;
            }
            let (comes, on) = if state == State::Secret { (&secret, lola) } else { (&who, own) };
            let opened = scene.services.open_document(comes, on, one.id).await;
            if shown {
                opened.unwrap().unwrap();
            } else {
                assert!(matches!(opened, Err(Fault::Refused)), "{profession:?} {:?} {state:?}", one.kind);
            }
            if shown && !matches!(state, State::Secret | State::Withheld) {
                lines.push((name.clone(), Act::DocumentOpened { category: one.kind.category() }, None));
                mails += 1;
            }
        }
        assert_eq!(jobs(&scene).await - before, mails, "{profession:?}");
        let (told, newest) = scene.news(own).await;
        assert_eq!(told, lines, "{profession:?}");
        assert!(newest.iter().all(|(to, _)| to == INAYA), "{newest:?}");
        assert_eq!(scene.news(lola).await, nothing(), "{profession:?}");
    }
    assert!(scene.services.verify_history().await.unwrap().1.is_empty());
}

/// Types of which there is no document: nobody deposits them, neither citizens nor, as far as is known, any profession.
const LEFT_OUT: [&str; 2] = ["REMB", "ATTEST-RESID"];
