//! What professionals do on a citizen's profile, and what a citizen decides about them.
//!
//! Each act is decided, done, recorded in the citizen's history and told in one transaction. Why something was refused comes back
//! as reasons: they are for whoever explains the service, as a demonstration does, and not for the professional.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::access::{Action, Capacity, Decision, Mode, Relation, visible_from};
use domain::care::WayIn;
use domain::date::CalendarDate;
use domain::document::DocumentType;
use domain::history::{Act, Audience, Line};
use domain::id::{DocumentId, ProfessionalId, ProfileId};
use domain::profession::Profession;
use domain::view::Who;
use store::{
    AppointAdministrator, BeAuthorised, BlockProfessional, Caller, Capability, DeleteDocument, Document,
    DocumentAccess, HideDocument, Practitioner, ReadDocument, ReadDocuments, RecordAccess, ShowDocument, UnitOfWork,
    WithholdDocument,
};

use crate::clock::beginning_in_france;
use crate::messages::Told;
use crate::outbox::terms;
use crate::{Fault, Services, messages, metrics};

/// What became of an act: done, or refused with the reasons.
pub type Outcome<T> = Result<T, Decision>;

/// A document that a professional adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    /// Of which type.
    pub kind: DocumentType,
    /// Its title.
    pub title: String,
    /// The day of what it tells of.
    pub dated_on: CalendarDate,
    /// Who sees it.
    pub shown: Shown,
}

/// Who sees a document that is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Everybody who may.
    ToAll,
    /// No other professional, as the citizen has asked.
    NotToProfessionals,
    /// Not the citizen, until they are told at a consultation.
    NotToCitizen,
    /// Not a minor's representatives.
    NotToRepresentatives,
}

/// A document as somebody sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenDocument {
    /// Its identifier.
    pub id: DocumentId,
    /// Of which type.
    pub kind: DocumentType,
    /// Its title.
    pub title: String,
    /// The day of what it tells of.
    pub dated_on: CalendarDate,
}

/// Why a professional cannot be made an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAppointed {
    /// Only doctors are administrators.
    NoDoctor,
    /// There is no such professional.
    Unknown,
    /// They are not authorised.
    NotAuthorised,
}

impl Services {
    /// A professional of demonstration mode, at work.
    ///
    /// # Errors
    /// [`Fault::Refused`] outside demonstration mode, and when there is no such professional.
    pub async fn practise(&self, professional: ProfessionalId, way: WayIn) -> Result<Practitioner, Fault> {
        self.only_in_demonstration()?;
        let mut work = self.0.store.read().await?;
        work.practitioner_of_demonstration(professional, way).await?.ok_or(Fault::Refused)
    }

    /// Authorises the professional, at a consultation.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn authorise_professional(&self, who: &Practitioner, profile: ProfileId) -> Result<Outcome<()>, Fault> {
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<BeAuthorised>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            authorise(&services, &mut work, &access).await?;
            work.commit().await?;
            Ok(Ok(()))
        })
        .await
    }

    /// The documents that the professional may read. Looking at the list is an act; in an emergency it is told as one, with what
    /// the professional said.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn consult_documents(
        &self,
        who: &Practitioner,
        profile: ProfileId,
    ) -> Result<Outcome<Vec<SeenDocument>>, Fault> {
        let reason = who.way().reason().map(str::to_owned);
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<ReadDocuments>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            let seen = work.documents(&access).await?;
            let mode = access.mode().unwrap_or(Mode::Consultation);
            let act = Act::DocumentsConsulted { mode };
            let audience = Audience { is_secret: mode == Mode::Secret, visible_from: None };
            let line = Line { reason, audience, ..Line::new(act, None) };
            services.note_act(&mut work, &access, line, Some(reading(&access))).await?;
            let seen = seen.into_iter().map(|one| SeenDocument {
                id: one.id,
                kind: one.document.kind,
                title: one.document.title,
                dated_on: one.document.dated_on,
            });
            let seen = seen.collect();
            work.commit().await?;
            Ok(Ok(seen))
        })
        .await
    }

    /// Opens a document; in an emergency the line says what the professional said.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the professional may not, or it is not there.
    pub async fn open_document(
        &self,
        who: &Practitioner,
        profile: ProfileId,
        document: DocumentId,
    ) -> Result<Outcome<()>, Fault> {
        let reason = who.way().reason().map(str::to_owned);
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<ReadDocuments>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            let one = on_document::<ReadDocument>(&mut work, &access, document).await?;
            let act = Act::DocumentOpened { category: one.stored.document.kind.category() };
            let mut line = about(&one, act)?;
            if reading(&access) == Told::Emergency && line.audience.visible_from.is_some() {
                // The document's line is not read for now; that somebody was there in an emergency is told at once.
                let mode = access.mode().unwrap_or(Mode::Consultation);
                let there = Line { reason: reason.clone(), ..Line::new(Act::DocumentsConsulted { mode }, None) };
                services.note_act(&mut work, &access, there, Some(Told::Emergency)).await?;
            }
            // That somebody was there is as secret as the consultation, whatever they read.
            line.audience.is_secret |= access.mode() == Some(Mode::Secret);
            line.reason = reason;
            services.note_act(&mut work, &access, line, Some(reading(&access))).await?;
            work.commit().await?;
            Ok(Ok(()))
        })
        .await
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn deposit_document(
        &self,
        who: &Practitioner,
        profile: ProfileId,
        new: NewDocument,
    ) -> Result<Outcome<DocumentId>, Fault> {
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<ReadDocuments>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            let deposited = deposit(&services, &mut work, &access, new).await?;
            if deposited.is_ok() {
                work.commit().await?;
            }
            Ok(deposited)
        })
        .await
    }

    /// Authorises the professional and adds a document, in one: at a first consultation.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn authorise_and_deposit(
        &self,
        who: &Practitioner,
        profile: ProfileId,
        new: NewDocument,
    ) -> Result<Outcome<DocumentId>, Fault> {
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<BeAuthorised>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            authorise(&services, &mut work, &access).await?;
            let access = match work.authorise_practitioner(&who, profile, services.today()?).await? {
                Ok(access) => access,
                Err(refused) => return Ok(Err(refused)),
            };
            let deposited = deposit(&services, &mut work, &access, new).await?;
            if deposited.is_ok() {
                work.commit().await?;
            }
            Ok(deposited)
        })
        .await
    }

    /// Hides a document from other professionals, as the citizen has asked. A second time changes nothing.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the professional may not, or it is not there.
    pub async fn hide_document(
        &self,
        who: &Practitioner,
        profile: ProfileId,
        document: DocumentId,
    ) -> Result<Outcome<()>, Fault> {
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<ReadDocuments>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            let one = on_document::<HideDocument>(&mut work, &access, document).await?;
            if one.stored.document.is_hidden {
                return Ok(Ok(()));
            }
            done(work.hide_document(&one).await?)?;
            let act = Act::DocumentHidden { category: one.stored.document.kind.category() };
            services.note_act(&mut work, &access, about(&one, act)?, Some(Told::Changed)).await?;
            work.commit().await?;
            Ok(Ok(()))
        })
        .await
    }

    /// Lets the citizen see a document that was kept from them: they were told at a consultation. It changes nothing when they see
    /// it already.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the professional may not, or it is not there.
    pub async fn disclose_document(
        &self,
        who: &Practitioner,
        profile: ProfileId,
        document: DocumentId,
    ) -> Result<Outcome<()>, Fault> {
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<ReadDocuments>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            let one = on_document::<WithholdDocument>(&mut work, &access, document).await?;
            if one.stored.document.withheld_since.is_none_or(|since| visible_from(since) <= access.today()) {
                return Ok(Ok(()));
            }
            done(work.disclose_document(&one).await?)?;
            let category = one.stored.document.kind.category();
            let line = Line {
                document: Some(one.stored.id),
                audience: Audience { is_secret: one.stored.document.is_secret, visible_from: None },
                ..Line::new(Act::DocumentDisclosed { category }, None)
            };
            services.note_act(&mut work, &access, line, Some(Told::Deposited)).await?;
            work.commit().await?;
            Ok(Ok(()))
        })
        .await
    }

    /// Takes a document away that the professional has deposited.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the professional may not, or it is not there.
    pub async fn delete_document(
        &self,
        who: &Practitioner,
        profile: ProfileId,
        document: DocumentId,
    ) -> Result<Outcome<()>, Fault> {
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<ReadDocuments>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            let one = on_document::<DeleteDocument>(&mut work, &access, document).await?;
            done(work.delete_document(&one).await?)?;
            let act = Act::DocumentDeleted { category: one.stored.document.kind.category() };
            services.note_act(&mut work, &access, about(&one, act)?, Some(Told::Changed)).await?;
            work.commit().await?;
            Ok(Ok(()))
        })
        .await
    }

    /// Blocks a professional for the citizen, as an administrator may.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn block_for_citizen(
        &self,
        who: &Practitioner,
        profile: ProfileId,
        professional: ProfessionalId,
    ) -> Result<Outcome<()>, Fault> {
        let who = who.clone();
        self.to_the_end(async move |services| {
            let (mut work, access) = match services.entering::<BlockProfessional>(&who, profile).await? {
                Ok(entered) => entered,
                Err(refused) => return Ok(Err(refused)),
            };
            block(&services, &mut work, &access, professional, true).await?;
            work.commit().await?;
            Ok(Ok(()))
        })
        .await
    }

    /// Blocks a professional, or blocks them no longer.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not the caller's to decide on, or not there.
    pub async fn block_professional(
        &self,
        caller: &Caller,
        profile: ProfileId,
        professional: ProfessionalId,
        blocked: bool,
    ) -> Result<(), Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let (mut work, access) = services.deciding::<BlockProfessional>(&caller, profile).await?;
            block(&services, &mut work, &access, professional, blocked).await?;
            Ok(work.commit().await?)
        })
        .await
    }

    /// Makes a professional an administrator of the profile, or no longer.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the profile is not the caller's to decide on, or not there.
    pub async fn appoint_administrator(
        &self,
        caller: &Caller,
        profile: ProfileId,
        professional: ProfessionalId,
        appointed: bool,
    ) -> Result<Result<(), NotAppointed>, Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let (mut work, access) = services.deciding::<AppointAdministrator>(&caller, profile).await?;
            let Some(named) = work.professional(professional).await? else { return Ok(Err(NotAppointed::Unknown)) };
            if appointed && named.profession != Profession::Doctor {
                return Ok(Err(NotAppointed::NoDoctor));
            }
            let now = services.now();
            let before = work.appoint_administrator(&access, professional, appointed, now).await?;
            if appointed && before.relation != Relation::Authorised {
                return Ok(Err(NotAppointed::NotAuthorised));
            }
            if before.is_administrator != appointed {
                let act = if appointed { Act::AdministratorAppointed } else { Act::AdministratorDismissed };
                let line = Line { about: Some(professional), ..Line::new(act, None) };
                services.note_act(&mut work, &access, line, Some(Told::Changed)).await?;
            }
            work.commit().await?;
            Ok(Ok(()))
        })
        .await
    }

    /// Shows a document to professionals again, or hides it from them. A second time changes nothing.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the document is not the caller's to decide on, or not there.
    pub async fn decide_on_document(
        &self,
        caller: &Caller,
        profile: ProfileId,
        document: DocumentId,
        hidden: bool,
    ) -> Result<(), Fault> {
        let caller = *caller;
        self.to_the_end(async move |services| {
            let (mut work, access) = services.deciding::<ReadDocuments>(&caller, profile).await?;
            let line = if hidden {
                let one = on_document::<HideDocument>(&mut work, &access, document).await;
                let one = one.map_err(|fault| services.refused(&caller, fault))?;
                if one.stored.document.is_hidden {
                    return Ok(());
                }
                done(work.hide_document(&one).await?)?;
                about(&one, Act::DocumentHidden { category: one.stored.document.kind.category() })?
            } else {
                let one = on_document::<ShowDocument>(&mut work, &access, document).await;
                let one = one.map_err(|fault| services.refused(&caller, fault))?;
                if !one.stored.document.is_hidden {
                    return Ok(());
                }
                done(work.show_document(&one).await?)?;
                about(&one, Act::DocumentShown { category: one.stored.document.kind.category() })?
            };
            services.note_act(&mut work, &access, line, None).await?;
            Ok(work.commit().await?)
        })
        .await
    }

    /// Begins what a professional does who may do `C`.
    async fn entering<C: Capability>(
        &self,
        who: &Practitioner,
        profile: ProfileId,
    ) -> Result<Outcome<(UnitOfWork, RecordAccess<C>)>, Fault> {
        let mut work = self.0.store.begin().await?;
        // Whoever decides about the professional, or closes the profile, at the same time comes before or after.
        work.hold_profile(profile).await?;
        let decided = work.authorise_practitioner::<C>(who, profile, self.today()?).await?;
        if decided.is_err() {
            metrics::refusal();
        }
        Ok(decided.map(|access| (work, access)))
    }

    /// Begins what a citizen decides who may do `C`.
    async fn deciding<C: Capability>(
        &self,
        caller: &Caller,
        profile: ProfileId,
    ) -> Result<(UnitOfWork, RecordAccess<C>), Fault> {
        let mut work = self.0.store.begin().await?;
        work.hold_profile(profile).await?;
        let decided = work.authorise_citizen::<C>(caller, profile, self.today()?).await?;
        decided.map(|access| (work, access)).map_err(|_| self.refuse(caller))
    }

    /// Notes on the citizen's own history that they asked for what is not theirs to decide on.
    fn refused(&self, caller: &Caller, fault: Fault) -> Fault {
        if matches!(fault, Fault::Refused) { self.refuse(caller) } else { fault }
    }

    /// Records an act, and tells those of it whom it concerns, unless they do not read the line yet.
    async fn note_act<C: Capability>(
        &self,
        work: &mut UnitOfWork,
        access: &RecordAccess<C>,
        line: Line,
        told: Option<Told>,
    ) -> Result<(), Fault> {
        let (now, audience) = (self.now(), line.audience);
        work.record_act(access, line, now).await?;
        let Some(told) = told.filter(|_| audience.visible_from.is_none_or(|from| from <= now)) else { return Ok(()) };
        for them in work.concerned(access, audience.is_secret).await? {
            if let Some(mail) = messages::professional_acted(&them, told, &self.0.rules.site) {
                mail.enqueue(work, terms::news(now), now).await?;
            }
        }
        Ok(())
    }
}

/// How a professional is named to citizens.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    name: String,
    profession: &'static str,
}

impl Named {
    /// `Dr Marine Leguano (Médecin)`.
    pub(crate) fn in_words(&self) -> String {
        format!("{} ({})", self.name, self.profession)
    }
}

impl From<Named> for Who {
    fn from(named: Named) -> Self {
        Self::Professional(named.name, named.profession.to_owned())
    }
}

/// Professionals by name: each is looked up once.
#[derive(Default)]
pub(crate) struct Professionals(HashMap<ProfessionalId, Named>);

impl Professionals {
    /// How a professional is named; one who is not in the directory any more, or whose row was altered, by no name.
    pub(crate) async fn named(&mut self, work: &mut UnitOfWork, id: ProfessionalId) -> Result<&Named, Fault> {
        Ok(match self.0.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let found = work.professional(id).await?;
                unknown.insert(found.map_or_else(
                    || Named { name: "Professionnel de santé".to_owned(), profession: "non identifié" },
                    |one| Named { name: one.addressed(), profession: one.profession.label() },
                ))
            }
        })
    }
}

/// How it is told that a professional has read documents.
const fn reading(access: &RecordAccess<ReadDocuments>) -> Told {
    match access.capacity() {
        Capacity::Samu | Capacity::BreakGlass => Told::Emergency,
        _ => Told::Consulted,
    }
}

/// The document, for whoever may do this with it.
async fn on_document<C: Capability>(
    work: &mut UnitOfWork,
    access: &RecordAccess<ReadDocuments>,
    document: DocumentId,
) -> Result<DocumentAccess<C>, Fault> {
    work.document(access, document).await?.ok_or(Fault::Refused)
}

/// A document that somebody else has changed at the same time is left to them.
const fn done(done: bool) -> Result<(), Fault> {
    if done { Ok(()) } else { Err(Fault::Busy) }
}

/// The line of an act on a document: for those who see the document.
fn about<C: Capability>(one: &DocumentAccess<C>, act: Act) -> Result<Line, Fault> {
    let document = &one.stored.document;
    let visible_from = document.withheld_since.map(|since| beginning_in_france(visible_from(since))).transpose()?;
    Ok(Line {
        document: Some(one.stored.id),
        audience: Audience { is_secret: document.is_secret, visible_from },
        ..Line::new(act, None)
    })
}

/// Authorises the professional who comes.
async fn authorise(
    services: &Services,
    work: &mut UnitOfWork,
    access: &RecordAccess<BeAuthorised>,
) -> Result<(), Fault> {
    work.authorise_professional(access, services.now()).await?;
    let audience = Audience { is_secret: access.mode() == Some(Mode::Secret), visible_from: None };
    let line = Line { audience, ..Line::new(Act::ProfessionalAuthorised, None) };
    services.note_act(work, access, line, Some(Told::Authorised)).await
}

async fn block(
    services: &Services,
    work: &mut UnitOfWork,
    access: &RecordAccess<BlockProfessional>,
    professional: ProfessionalId,
    blocked: bool,
) -> Result<(), Fault> {
    if work.professional(professional).await?.is_none() {
        return Err(Fault::Refused);
    }
    let before = work.block_professional(access, professional, blocked, services.now()).await?;
    if (before.relation == Relation::Blocked) == blocked {
        return Ok(());
    }
    let act = if blocked { Act::ProfessionalBlocked } else { Act::ProfessionalUnblocked };
    let line = Line { about: Some(professional), ..Line::new(act, None) };
    services.note_act(work, access, line, Some(Told::Changed)).await
}

/// Adds a document for a professional.
async fn deposit(
    services: &Services,
    work: &mut UnitOfWork,
    access: &RecordAccess<ReadDocuments>,
    new: NewDocument,
) -> Result<Outcome<DocumentId>, Fault> {
    let NewDocument { kind, title, dated_on, shown } = new;
    let document = Document {
        kind,
        title,
        dated_on,
        depositor: access.actor().into(),
        is_hidden: shown == Shown::NotToProfessionals,
        choices: Vec::new(),
        withheld_since: (shown == Shown::NotToCitizen).then_some(access.today()),
        is_secret: shown == Shown::NotToRepresentatives,
    };
    let Some(id) = work.add_document(access, &document, services.now()).await? else {
        return Ok(Err(access.decide(document.facts(access.actor()), Action::DepositDocument)));
    };
    let visible_from = document.withheld_since.map(|since| beginning_in_france(visible_from(since))).transpose()?;
    let line = Line {
        document: Some(id),
        audience: Audience { is_secret: document.is_secret, visible_from },
        ..Line::new(Act::DocumentDeposited { category: kind.category() }, None)
    };
    services.note_act(work, access, line, Some(Told::Deposited)).await?;
    Ok(Ok(id))
}
