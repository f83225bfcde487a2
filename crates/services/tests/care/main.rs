//! What professionals do on a citizen's profile, through the services, on both engines: what they may, and what the citizen
//! learns of it.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr};

use domain::access::{Mode, Reason};
use domain::care::{Justification, WayIn};
use domain::confidentiality::{EmergencyAccess, Visibility};
use domain::date::CalendarDate;
use domain::document::{Category, DocumentType};
use domain::history::Act;
use domain::id::{DocumentId, HistoryLineId, ProfessionalId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::onboarding::OnboardingAnswer;
use domain::profession::RppsNumber;
use domain::time::{Span, Timestamp};
use domain::view::{KeptMessage, Who};
use services::care::{NewDocument, NotAppointed, Outcome, SeenDocument, Shown};
use services::clock::Clock;
use services::outbox::Gateways;
use services::sign_in::SessionState;
use services::{Caller, Fault, Rules, Services};
use store::scratch::{Engine, Scratch};
use store::{Practitioner, Store};

/// Each test once per engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

mod at_once;
mod professions;
mod secrets;
mod withheld;

on_both_engines!(
    whoever_is_not_authorised_does_nothing_and_leaves_nothing,
    the_treating_doctor_needs_no_authorisation,
    whoever_is_blocked_loses_everything_at_once,
    a_childs_other_representative_is_told_of_a_block,
    only_doctors_administer_and_see_what_is_hidden,
    whoever_is_blocked_administers_no_longer,
    an_emergency_opens_what_the_citizen_allows,
    what_she_hides_is_hidden_when_it_comes,
    nobody_is_made_an_administrator_who_is_not_authorised,
    nobody_else_comes_in_an_emergency,
    outside_a_demonstration_nobody_practises,
);

/// Sunday 22 November 2026, 15:46:40 in France.
const NOW: Timestamp = Timestamp::from_millis(1_795_358_800_000);
const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

const INAYA: &str = "inaya.michel@exemple.fr";
const LEO: &str = "leo.michel@exemple.fr";

/// Professionals of the demonstration, each with how a history names them.
#[derive(Clone, Copy)]
struct Pro(&'static str, &'static str);
const MARINE: Pro = Pro("99900000011", "Dr Marine Leguano (Médecin)");
/// Regulates at a SAMU–Centre 15.
const ELOI: Pro = Pro("99900000029", "Dr Éloi Tramontane (Médecin)");
const PHILIPPINE: Pro = Pro("99900000037", "Dr Philippine Santerre (Médecin)");
const MAELLE: Pro = Pro("99900000086", "Maëlle Églantier (Infirmier)");
const PERRINE: Pro = Pro("99900000227", "Perrine Tilleroy (Professionnel social ou médico-social)");

const AUTHORISED: &str = "Un professionnel de santé est autorisé";
const CONSULTED: &str = "Des documents ont été consultés";
const EMERGENCY: &str = "Un accès en urgence a eu lieu";
const DEPOSITED: &str = "Un document a été ajouté";
const CHANGED: &str = "Un changement dans Mon espace santé";

/// Who did what, and the detail; whom a mail went to, and its subject.
type News = (Vec<(String, Act, Option<String>)>, Vec<(String, String)>);

fn news(lines: &[(&str, Act, Option<&str>)], mails: &[(&str, &str)]) -> News {
    let line = |(who, act, detail): &(&str, Act, Option<&str>)| ((*who).to_owned(), *act, detail.map(str::to_owned));
    let mut mails: Vec<_> = mails.iter().map(|(to, subject)| ((*to).to_owned(), (*subject).to_owned())).collect();
    mails.sort();
    (lines.iter().map(line).collect(), mails)
}

fn nothing() -> News {
    news(&[], &[])
}

/// A demonstration in which Inaya is signed in. Its clock goes on by a second whenever it is asked what is new.
struct Scene {
    scratch: Scratch,
    clock: Clock,
    services: Services,
    store: Store,
    inaya: Caller,
    /// Lines that were read.
    seen: HashSet<HistoryLineId>,
    /// Mails up to then were read.
    since: Timestamp,
}

/// That way to come, with what has to be said then.
fn way_of(mode: Mode) -> WayIn {
    match mode {
        Mode::Consultation => WayIn::Consultation,
        Mode::Secret => WayIn::Secret,
        Mode::Samu => WayIn::Samu,
        Mode::BreakGlass => WayIn::BreakGlass(Justification::parse(WHY).unwrap()),
    }
}

impl Scene {
    async fn new(engine: Engine) -> Self {
        let scratch = Scratch::new(engine).await;
        let clock = Clock::fixed(NOW);
        let services = services::scratch::services(&scratch, &clock, Gateways::Kept, Rules::default()).await;
        services.prepare_demonstration().await.unwrap();
        // Each test says itself who was authorised and what there is.
        for emptying in ["DELETE FROM documents", "DELETE FROM care_relations"] {
            scratch.change(emptying, &[]).await.unwrap();
        }
        let inaya = signed_in(&services, "inaya.michel").await;
        let store = scratch.store().await;
        let mut scene = Self { scratch, clock, services, store, inaya, seen: HashSet::new(), since: NOW };
        for profile in [scene.own(), scene.lola().await] {
            scene.news(profile).await;
        }
        scene
    }

    fn own(&self) -> ProfileId {
        self.inaya.account().profile()
    }

    /// Inaya's daughter, whom Léo represents as well.
    async fn lola(&self) -> ProfileId {
        let profiles = self.services.profiles(&self.inaya).await.unwrap();
        profiles.into_iter().find(|profile| profile.name.given == "Lola").unwrap().id
    }

    /// What the history of a profile tells Inaya that it did not tell her before, the earliest first, and the mails about what
    /// professionals do that were sent since, to whomever.
    async fn news(&mut self, profile: ProfileId) -> News {
        let (mut lines, mut after) = (Vec::new(), None);
        loop {
            let page = self.services.history(&self.inaya, profile, after).await.unwrap();
            let entries = page.days.into_iter().flat_map(|day| day.entries);
            let new: Vec<_> = entries.filter(|entry| self.seen.insert(entry.id)).collect();
            let all_known = new.is_empty();
            lines.extend(new.into_iter().map(|entry| (in_words(entry.who), entry.act, entry.detail)));
            match page.older.filter(|_| !all_known) {
                Some(older) => after = Some(older.after),
                None => break,
            }
        }
        lines.reverse();
        let mut mails: Vec<_> = self.mails().await.into_iter().map(|mail| (mail.to, mail.subject.unwrap())).collect();
        mails.sort();
        self.later();
        (lines, mails)
    }

    /// The mails about what professionals do that were sent since it was asked what is new; fifty at most.
    async fn mails(&self) -> Vec<KeptMessage> {
        let about = [AUTHORISED, CONSULTED, EMERGENCY, DEPOSITED, CHANGED];
        let messages = self.services.demonstration().await.unwrap().messages.into_iter();
        let is_about = |mail: &KeptMessage| mail.subject.as_deref().is_some_and(|subject| about.contains(&subject));
        messages.filter(|mail| mail.at > self.since && is_about(mail)).collect()
    }

    fn later(&mut self) {
        self.since = self.services.now();
        self.clock.set_ahead(self.clock.ahead() + 1000);
    }

    async fn id(&self, pro: Pro) -> ProfessionalId {
        let number = RppsNumber::parse(pro.0).unwrap();
        self.store.read().await.unwrap().professional_of(&number).await.unwrap().unwrap().0
    }

    async fn who(&self, pro: Pro, mode: Mode) -> Practitioner {
        self.services.practise(self.id(pro).await, way_of(mode)).await.unwrap()
    }

    /// At a consultation, authorised.
    async fn authorised(&self, pro: Pro, profile: ProfileId) -> Practitioner {
        let who = self.who(pro, Mode::Consultation).await;
        self.services.authorise_professional(&who, profile).await.unwrap().unwrap();
        who
    }

    async fn consult(&self, who: &Practitioner, profile: ProfileId) -> Outcome<Vec<SeenDocument>> {
        self.services.consult_documents(who, profile).await.unwrap()
    }

    /// The documents that the professional is shown.
    async fn shown(&self, who: &Practitioner, profile: ProfileId) -> Vec<DocumentId> {
        self.consult(who, profile).await.unwrap().into_iter().map(|one| one.id).collect()
    }

    async fn try_deposit(&self, who: &Practitioner, profile: ProfileId, shown: Shown) -> Outcome<DocumentId> {
        self.services.deposit_document(who, profile, document(REPORT, shown)).await.unwrap()
    }

    async fn deposit(&self, who: &Practitioner, profile: ProfileId, shown: Shown) -> DocumentId {
        self.try_deposit(who, profile, shown).await.unwrap()
    }

    async fn block(&self, pro: Pro, profile: ProfileId, blocked: bool) {
        self.services.block_professional(&self.inaya, profile, self.id(pro).await, blocked).await.unwrap();
    }

    async fn appoint(&self, pro: Pro, appointed: bool) -> Result<(), NotAppointed> {
        let id = self.id(pro).await;
        self.services.appoint_administrator(&self.inaya, self.own(), id, appointed).await.unwrap()
    }

    async fn allow(&self, emergency: EmergencyAccess) {
        let answer = OnboardingAnswer::Emergency(emergency);
        self.services.answer(&self.inaya, self.own(), move |_| Ok::<_, ()>(answer)).await.unwrap().unwrap();
    }
}

/// Why the glass is broken.
const WHY: &str = "Malaise au marché, inconsciente";

/// A report of a consultation.
const REPORT: &str = "11488-4";

/// Of what a mail must not tell.
const TITLE: &str = "Suites de fracture";

fn document(code: &str, shown: Shown) -> NewDocument {
    NewDocument {
        kind: DocumentType::of_code(code).unwrap(),
        title: TITLE.to_owned(),
        dated_on: CalendarDate::new(2026, 11, 20).unwrap(),
        shown,
    }
}

fn in_words(who: Who) -> String {
    match who {
        Who::Me => "moi".to_owned(),
        Who::Other(name) => name.full(),
        Who::Erased => "effacé".to_owned(),
        Who::Professional(name, profession) => format!("{name} ({profession})"),
        Who::Unknown => "?".to_owned(),
    }
}

async fn signed_in(services: &Services, identifier: &str) -> Caller {
    let identifier = SignInIdentifier::parse(identifier).unwrap();
    let (entered, _) = services.sign_in_at_once(identifier, ADDRESS.into()).await.unwrap().unwrap();
    match services.session(&entered.session, false).await.unwrap() {
        SessionState::Open(caller) => caller,
        _ => panic!("no session"),
    }
}

/// Why it was refused.
fn why<T>(outcome: Outcome<T>) -> Vec<Reason> {
    outcome.err().unwrap().reasons.iter().collect()
}

const fn consulted(mode: Mode) -> Act {
    Act::DocumentsConsulted { mode }
}

const OPENED: Act = Act::DocumentOpened { category: Category::Reports };
const ADDED: Act = Act::DocumentDeposited { category: Category::Reports };
const HIDDEN: Act = Act::DocumentHidden { category: Category::Reports };
const DELETED: Act = Act::DocumentDeleted { category: Category::Reports };

async fn whoever_is_not_authorised_does_nothing_and_leaves_nothing(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let there = scene.deposit(&philippine, own, Shown::ToAll).await;
    scene.news(own).await;

    let marine = scene.who(MARINE, Mode::Consultation).await;
    assert_eq!(why(scene.consult(&marine, own).await), [Reason::NotAuthorised]);
    assert_eq!(why(scene.try_deposit(&marine, own, Shown::ToAll).await), [Reason::NotAuthorised]);
    for refused in [
        scene.services.open_document(&marine, own, there).await.unwrap(),
        scene.services.hide_document(&marine, own, there).await.unwrap(),
        scene.services.disclose_document(&marine, own, there).await.unwrap(),
        scene.services.delete_document(&marine, own, there).await.unwrap(),
    ] {
        assert_eq!(why(refused), [Reason::NotAuthorised]);
    }
    let blocks = scene.services.block_for_citizen(&marine, own, philippine.id()).await.unwrap();
    assert_eq!(why(blocks), [Reason::NotAuthorised, Reason::AdministratorsOnly]);
    // Authorised by her, they are a stranger to her daughter's profile, and to one that is not there.
    let lola = scene.lola().await;
    assert_eq!(why(scene.consult(&philippine, lola).await), [Reason::NotAuthorised]);
    let nowhere = ProfileId::from_bytes([7; 16]);
    assert_eq!(why(scene.consult(&marine, nowhere).await), [Reason::Stranger]);
    assert_eq!(why(scene.services.authorise_professional(&marine, nowhere).await.unwrap()), [Reason::Stranger]);
    assert_eq!((scene.news(own).await, scene.news(lola).await), (nothing(), nothing()));

    let marine = scene.authorised(MARINE, own).await;
    assert_eq!(scene.news(own).await, news(&[(MARINE.1, Act::ProfessionalAuthorised, None)], &[(INAYA, AUTHORISED)]));
    assert_eq!(scene.shown(&marine, own).await, [there]);
    scene.services.open_document(&marine, own, there).await.unwrap().unwrap();
    scene.deposit(&marine, own, Shown::ToAll).await;
    assert_eq!(
        scene.news(own).await,
        news(
            &[(MARINE.1, consulted(Mode::Consultation), None), (MARINE.1, OPENED, None), (MARINE.1, ADDED, None)],
            &[(INAYA, CONSULTED), (INAYA, CONSULTED), (INAYA, DEPOSITED)]
        )
    );
    // A document of another profile is not there, and what others have deposited is not theirs.
    let elsewhere = scene.authorised(PHILIPPINE, lola).await;
    scene.news(lola).await;
    for refused in [
        scene.services.open_document(&elsewhere, lola, there).await,
        scene.services.delete_document(&elsewhere, lola, there).await,
        scene.services.delete_document(&marine, own, there).await,
        scene.services.hide_document(&marine, own, there).await,
        scene.services.disclose_document(&marine, own, there).await,
        scene.services.open_document(&marine, own, DocumentId::from_bytes([7; 16])).await,
    ] {
        assert!(matches!(refused, Err(Fault::Refused)), "{refused:?}");
    }
    assert_eq!((scene.news(own).await, scene.news(lola).await), (nothing(), nothing()));
    // What is theirs is.
    scene.services.hide_document(&philippine, own, there).await.unwrap().unwrap();
    scene.services.delete_document(&philippine, own, there).await.unwrap().unwrap();
    assert_eq!(
        scene.news(own).await,
        news(&[(PHILIPPINE.1, HIDDEN, None), (PHILIPPINE.1, DELETED, None)], &[(INAYA, CHANGED), (INAYA, CHANGED)])
    );
    assert!(scene.services.verify_history().await.unwrap().1.is_empty());
}

async fn the_treating_doctor_needs_no_authorisation(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    for pro in [MARINE, MAELLE] {
        let id = scene.id(pro).await;
        let mut work = scene.store.begin().await.unwrap();
        work.name_treating_doctor(own, id, NOW).await.unwrap();
        work.commit().await.unwrap();
    }
    let marine = scene.who(MARINE, Mode::Consultation).await;
    scene.consult(&marine, own).await.unwrap();
    let theirs = scene.deposit(&marine, own, Shown::ToAll).await;
    scene.services.open_document(&marine, own, theirs).await.unwrap().unwrap();
    let lines = [(MARINE.1, consulted(Mode::Consultation), None), (MARINE.1, ADDED, None), (MARINE.1, OPENED, None)];
    let mails = [(INAYA, CONSULTED), (INAYA, CONSULTED), (INAYA, DEPOSITED)];
    assert_eq!(scene.news(own).await, news(&lines, &mails));
    // Only a doctor is one.
    let maelle = scene.who(MAELLE, Mode::Consultation).await;
    assert_eq!(why(scene.consult(&maelle, own).await), [Reason::NotAuthorised]);
    // Named for her, not for her daughter; and blocked, they are nobody's.
    let lola = scene.lola().await;
    assert_eq!(why(scene.consult(&marine, lola).await), [Reason::NotAuthorised]);
    scene.block(MARINE, own, true).await;
    assert_eq!(why(scene.consult(&marine, own).await), [Reason::Blocked]);
    scene.block(MARINE, own, false).await;
    scene.consult(&marine, own).await.unwrap();
}

async fn whoever_is_blocked_loses_everything_at_once(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let eloi = scene.authorised(ELOI, own).await;
    let theirs = scene.deposit(&eloi, own, Shown::ToAll).await;
    assert_eq!(scene.shown(&eloi, own).await, [theirs]);
    scene.news(own).await;

    for _ in 0..2 {
        // A second time changes nothing.
        scene.block(ELOI, own, true).await;
    }
    assert_eq!(scene.news(own).await, news(&[("moi", Act::ProfessionalBlocked, Some(ELOI.1))], &[]), "she did it");
    assert_eq!(why(scene.consult(&eloi, own).await), [Reason::Blocked]);
    assert_eq!(why(scene.try_deposit(&eloi, own, Shown::ToAll).await), [Reason::Blocked]);
    assert_eq!(why(scene.services.authorise_professional(&eloi, own).await.unwrap()), [Reason::Blocked]);
    for refused in [
        scene.services.open_document(&eloi, own, theirs).await.unwrap(),
        scene.services.hide_document(&eloi, own, theirs).await.unwrap(),
        scene.services.delete_document(&eloi, own, theirs).await.unwrap(),
    ] {
        assert_eq!(why(refused), [Reason::Blocked], "also what they deposited");
    }
    for mode in [Mode::Secret, Mode::Samu, Mode::BreakGlass] {
        let comes = scene.who(ELOI, mode).await;
        assert!(why(scene.consult(&comes, own).await).contains(&Reason::Blocked), "{mode:?}");
    }
    assert_eq!(scene.news(own).await, nothing());

    for _ in 0..2 {
        scene.block(ELOI, own, false).await;
    }
    assert_eq!(scene.news(own).await, news(&[("moi", Act::ProfessionalUnblocked, Some(ELOI.1))], &[]));
    assert_eq!(why(scene.consult(&eloi, own).await), [Reason::NotAuthorised], "they are authorised anew");
    assert_eq!(scene.news(own).await, nothing());
    scene.authorised(ELOI, own).await;
    assert_eq!(scene.shown(&eloi, own).await, [theirs]);
    assert_eq!(
        scene.news(own).await,
        news(
            &[(ELOI.1, Act::ProfessionalAuthorised, None), (ELOI.1, consulted(Mode::Consultation), None)],
            &[(INAYA, AUTHORISED), (INAYA, CONSULTED)]
        )
    );
    // Nobody is blocked whom nobody knows, nor on a profile that is not hers.
    let unknown = ProfessionalId::from_bytes([7; 16]);
    let leo = signed_in(&scene.services, "leo.michel").await;
    for refused in [
        scene.services.block_professional(&scene.inaya, own, unknown, true).await,
        scene.services.block_professional(&leo, own, eloi.id(), true).await,
    ] {
        assert!(matches!(refused, Err(Fault::Refused)), "{refused:?}");
    }
    scene.consult(&eloi, own).await.unwrap();
}

async fn a_childs_other_representative_is_told_of_a_block(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let lola = scene.lola().await;
    let marine = scene.authorised(MARINE, lola).await;
    let both = [(INAYA, AUTHORISED), (LEO, AUTHORISED)];
    assert_eq!(scene.news(lola).await, news(&[(MARINE.1, Act::ProfessionalAuthorised, None)], &both));
    scene.block(MARINE, lola, true).await;
    let line = ("moi", Act::ProfessionalBlocked, Some(MARINE.1));
    assert_eq!(scene.news(lola).await, news(&[line], &[(LEO, CHANGED)]));
    assert_eq!(why(scene.consult(&marine, lola).await), [Reason::Blocked]);
    // What is decided for the child is decided for nobody else.
    let own = scene.own();
    scene.authorised(MARINE, own).await;
}

async fn only_doctors_administer_and_see_what_is_hidden(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let plain = scene.deposit(&philippine, own, Shown::ToAll).await;
    let hidden = scene.deposit(&philippine, own, Shown::NotToProfessionals).await;
    let withheld = scene.deposit(&philippine, own, Shown::NotToCitizen).await;
    scene.news(own).await;

    assert_eq!(scene.appoint(MAELLE, true).await, Err(NotAppointed::NoDoctor));
    let unknown = ProfessionalId::from_bytes([7; 16]);
    let appointed = scene.services.appoint_administrator(&scene.inaya, own, unknown, true).await.unwrap();
    assert_eq!(appointed, Err(NotAppointed::Unknown));
    assert_eq!(scene.appoint(MARINE, true).await, Err(NotAppointed::NotAuthorised));
    assert_eq!(scene.news(own).await, nothing());
    let marine = scene.authorised(MARINE, own).await;
    scene.news(own).await;
    for _ in 0..2 {
        // A second time changes nothing.
        scene.appoint(MARINE, true).await.unwrap();
    }
    assert_eq!(scene.news(own).await, news(&[("moi", Act::AdministratorAppointed, Some(MARINE.1))], &[]));
    let shown = scene.shown(&marine, own).await;
    assert_eq!(HashSet::from_iter(shown), HashSet::from([plain, hidden, withheld]));
    let eloi = scene.authorised(ELOI, own).await;
    let shown = scene.shown(&eloi, own).await;
    assert_eq!(HashSet::from_iter(shown), HashSet::from([plain, withheld]), "other doctors do not");
    scene.news(own).await;

    // An administrator hides what others deposited, but not from the citizen as well; and takes nothing away.
    scene.services.hide_document(&marine, own, plain).await.unwrap().unwrap();
    assert_eq!(scene.news(own).await, news(&[(MARINE.1, HIDDEN, None)], &[(INAYA, CHANGED)]));
    assert_eq!(scene.shown(&eloi, own).await, [withheld]);
    assert_eq!(HashSet::from_iter(scene.shown(&philippine, own).await), HashSet::from([plain, hidden, withheld]));
    scene.news(own).await;
    for refused in [
        scene.services.hide_document(&marine, own, withheld).await,
        scene.services.delete_document(&marine, own, plain).await,
        scene.services.disclose_document(&marine, own, withheld).await,
        scene.services.hide_document(&eloi, own, withheld).await,
    ] {
        assert!(matches!(refused, Err(Fault::Refused)), "{refused:?}");
    }
    let blocks = scene.services.block_for_citizen(&eloi, own, philippine.id()).await.unwrap();
    assert_eq!(why(blocks), [Reason::AdministratorsOnly]);
    assert_eq!(scene.news(own).await, nothing());
    for _ in 0..2 {
        scene.services.block_for_citizen(&marine, own, philippine.id()).await.unwrap().unwrap();
    }
    let line = (MARINE.1, Act::ProfessionalBlocked, Some(PHILIPPINE.1));
    assert_eq!(scene.news(own).await, news(&[line], &[(INAYA, CHANGED)]));
    assert_eq!(why(scene.consult(&philippine, own).await), [Reason::Blocked]);
    // She shows it again herself: of what she does herself she is not told.
    scene.services.decide_on_document(&scene.inaya, own, plain, false).await.unwrap();
    let shown = Act::DocumentShown { category: Category::Reports };
    assert_eq!(scene.news(own).await, news(&[("moi", shown, None)], &[]));
    assert_eq!(HashSet::from_iter(scene.shown(&eloi, own).await), HashSet::from([plain, withheld]));
}

async fn whoever_is_blocked_administers_no_longer(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let hidden = scene.deposit(&philippine, own, Shown::NotToProfessionals).await;
    let marine = scene.authorised(MARINE, own).await;
    scene.appoint(MARINE, true).await.unwrap();
    assert_eq!(scene.shown(&marine, own).await, [hidden]);
    scene.block(MARINE, own, true).await;
    let blocks = scene.services.block_for_citizen(&marine, own, philippine.id()).await.unwrap();
    assert_eq!(why(blocks), [Reason::Blocked, Reason::AdministratorsOnly]);
    scene.block(MARINE, own, false).await;
    scene.authorised(MARINE, own).await;
    assert!(scene.shown(&marine, own).await.is_empty(), "the standing does not come back");
    let blocks = scene.services.block_for_citizen(&marine, own, philippine.id()).await.unwrap();
    assert_eq!(why(blocks), [Reason::AdministratorsOnly]);
    // Appointed anew, and dismissed.
    scene.appoint(MARINE, true).await.unwrap();
    assert_eq!(scene.shown(&marine, own).await, [hidden]);
    scene.news(own).await;
    for _ in 0..2 {
        scene.appoint(MARINE, false).await.unwrap();
    }
    assert_eq!(scene.news(own).await, news(&[("moi", Act::AdministratorDismissed, Some(MARINE.1))], &[]));
    assert!(scene.shown(&marine, own).await.is_empty());
}

async fn an_emergency_opens_what_the_citizen_allows(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    let philippine = scene.authorised(PHILIPPINE, own).await;
    let plain = scene.deposit(&philippine, own, Shown::ToAll).await;
    let hidden = scene.deposit(&philippine, own, Shown::NotToProfessionals).await;
    let (samu, glass) = (scene.who(ELOI, Mode::Samu).await, scene.who(MAELLE, Mode::BreakGlass).await);
    // Undecided, everything is allowed.
    let consents = [None].into_iter().chain((0..8).map(Some)).map(|bits: Option<u8>| {
        bits.map(|bits| EmergencyAccess {
            samu: bits & 1 == 0,
            break_glass: bits & 2 == 0,
            hidden_documents: bits & 4 == 0,
        })
    });
    for consent in consents {
        if let Some(consent) = consent {
            scene.allow(consent).await;
        }
        let allowed = consent.unwrap_or_default();
        scene.news(own).await;
        for (who, pro, is_allowed, detail) in
            [(&samu, ELOI, allowed.samu, None), (&glass, MAELLE, allowed.break_glass, Some(WHY))]
        {
            let what = format!("{consent:?} {:?}", who.way().mode());
            if is_allowed {
                let shown: HashSet<DocumentId> = HashSet::from_iter(scene.shown(who, own).await);
                let expected = if allowed.hidden_documents { vec![plain, hidden] } else { vec![plain] };
                assert_eq!(shown, HashSet::from_iter(expected), "{what}");
                for mail in scene.mails().await {
                    assert!(mail.text.contains("consulté en urgence"), "{what}: {}", mail.text);
                    for word in
                        ["Éloi", "Tramontane", "Maëlle", "Églantier", "SAMU", "Malaise", "marché", TITLE, "fracture"]
                    {
                        assert!(!mail.text.contains(word), "{what}: {word} in {}", mail.text);
                    }
                }
                let line = (pro.1, consulted(who.way().mode()), detail);
                assert_eq!(scene.news(own).await, news(&[line], &[(INAYA, EMERGENCY)]), "{what}");
                scene.services.open_document(who, own, plain).await.unwrap().unwrap();
                assert_eq!(scene.news(own).await, news(&[(pro.1, OPENED, detail)], &[(INAYA, EMERGENCY)]), "{what}");
                let opened = scene.services.open_document(who, own, hidden).await;
                assert_eq!(opened.is_ok(), allowed.hidden_documents, "{what}");
                scene.news(own).await;
                // In an emergency documents are read, and nothing else is done.
                let refused = scene.services.hide_document(who, own, plain).await;
                assert!(matches!(refused, Err(Fault::Refused)), "{what}");
                assert_eq!(why(scene.try_deposit(who, own, Shown::ToAll).await), [Reason::ReadingOnly], "{what}");
                let authorised = scene.services.authorise_professional(who, own).await.unwrap();
                assert_eq!(why(authorised), [Reason::ReadingOnly], "{what}");
            } else {
                assert_eq!(why(scene.consult(who, own).await), [Reason::EmergencyOpposed], "{what}");
                let opened = scene.services.open_document(who, own, plain).await.unwrap();
                assert_eq!(why(opened), [Reason::EmergencyOpposed], "{what}");
            }
            assert_eq!(scene.news(own).await, nothing(), "{what}");
        }
    }
}

async fn what_she_hides_is_hidden_when_it_comes(engine: Engine) {
    let scene = Scene::new(engine).await;
    let own = scene.own();
    let (marine, philippine) = (scene.authorised(MARINE, own).await, scene.authorised(PHILIPPINE, own).await);
    let hides = OnboardingAnswer::Visibility(Visibility::Hidden);
    scene.services.answer(&scene.inaya, own, |_| Ok::<_, ()>(hides)).await.unwrap().unwrap();
    let hidden = scene.deposit(&marine, own, Shown::ToAll).await;
    assert_eq!(scene.shown(&marine, own).await, [hidden], "its depositor sees it");
    assert_eq!(scene.shown(&philippine, own).await, []);
    // What waits for a consultation is not hidden from everybody.
    let withheld = scene.deposit(&marine, own, Shown::NotToCitizen).await;
    assert_eq!(scene.shown(&philippine, own).await, [withheld]);
}

async fn nobody_is_made_an_administrator_who_is_not_authorised(engine: Engine) {
    let scene = Scene::new(engine).await;
    let own = scene.own();
    assert_eq!(scene.appoint(MARINE, true).await, Err(NotAppointed::NotAuthorised));
    scene.authorised(MARINE, own).await;
    assert_eq!(scene.appoint(MARINE, true).await, Ok(()));
    scene.block(MARINE, own, true).await;
    assert_eq!(scene.appoint(MARINE, true).await, Err(NotAppointed::NotAuthorised), "blocked");
    assert_eq!(scene.appoint(MARINE, false).await, Ok(()));
}

async fn nobody_else_comes_in_an_emergency(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let own = scene.own();
    for (pro, mode, reason) in [
        (MARINE, Mode::Samu, Reason::NotRegulating),
        (MAELLE, Mode::Samu, Reason::NotRegulating),
        (PERRINE, Mode::BreakGlass, Reason::NoProfessionOfHealth),
    ] {
        let comes = scene.who(pro, mode).await;
        assert_eq!(why(scene.consult(&comes, own).await), [reason], "{}", pro.1);
    }
    assert_eq!(scene.news(own).await, nothing());
}

async fn outside_a_demonstration_nobody_practises(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (marine, number) = (scene.id(MARINE).await, RppsNumber::parse(MARINE.0).unwrap());
    let real = scene.store.read().await.unwrap().professional(marine).await.unwrap().unwrap();
    assert!(scene.services.practise(marine, WayIn::Consultation).await.is_ok());
    let unknown = scene.services.practise(ProfessionalId::from_bytes([7; 16]), WayIn::Consultation).await;
    assert!(matches!(unknown, Err(Fault::Refused)), "{unknown:?}");

    // The same doctor in the directory of a service that is none.
    let scratch = Scratch::new(engine).await;
    let mut work = scratch.store().await.begin().await.unwrap();
    work.import_professionals([1; 16], &[real], NOW).await.unwrap();
    work.commit().await.unwrap();
    let there = scratch.store().await.read().await.unwrap().professional_of(&number).await.unwrap().unwrap().0;
    for gateways in [Gateways::Absent, Gateways::Kept] {
        let services = services::scratch::services(&scratch, &Clock::fixed(NOW), gateways, Rules::default()).await;
        for mode in Mode::ALL {
            let refused = services.practise(there, way_of(mode)).await;
            assert!(matches!(refused, Err(Fault::Refused)), "{refused:?}");
        }
    }
}
