//! The decision: one pure function.

use super::action::Action;
use super::facts::{
    Asker, Basis, DocumentFacts, Facts, Link, Mode, ProfessionalFacts, ProfileFacts, ProfileStatus, Relation, Standing,
};
use super::matrix::Use;
use super::reason::{Reason, Reasons};
use super::{MAJORITY, visible_from};
use crate::confidentiality::Visibility;
use crate::profession::Profession;

/// In which quality somebody may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// As a citizen.
    Citizen(Basis),
    /// As a professional whom the citizen has authorised.
    Professional,
    /// As one whom the citizen has made an administrator.
    Administrator,
    /// As the regulating doctor of a SAMU–Centre 15.
    Samu,
    /// By «bris de glace».
    BreakGlass,
}

impl Capacity {
    /// The quality of a citizen; `None` for professionals.
    #[must_use]
    pub const fn basis(self) -> Option<Basis> {
        match self {
            Self::Citizen(basis) => Some(basis),
            _ => None,
        }
    }
}

/// What was decided, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// In which quality it is allowed; `None` when it is refused.
    pub allowed: Option<Capacity>,
    /// Why: all that stands against it when it is refused, and all that it rests on when it is allowed.
    ///
    /// They are for whoever has decided, and for whom a decision is about. Whoever is refused is not told them: they must not
    /// learn whether the profile or the document is there.
    pub reasons: Reasons,
}

impl Decision {
    /// The refusal where there is nothing to decide about: a profile or a professional that is not there.
    #[must_use]
    pub fn refusal() -> Self {
        Self { allowed: None, reasons: Reasons::from_iter([Reason::Stranger]) }
    }
}

/// What speaks for an action and against it. Whatever speaks against it wins.
#[derive(Default)]
struct Weighing {
    grants: Reasons,
    refusals: Reasons,
}

impl Weighing {
    fn grant(&mut self, reason: Reason) {
        self.grants.add(reason);
    }

    fn refuse(&mut self, reason: Reason) {
        self.refusals.add(reason);
    }

    fn refuse_if(&mut self, wrong: bool, reason: Reason) {
        if wrong {
            self.refuse(reason);
        }
    }

    fn decide(self, capacity: Option<Capacity>) -> Decision {
        match capacity {
            Some(capacity) if self.refusals.is_empty() => Decision { allowed: Some(capacity), reasons: self.grants },
            _ => Decision { allowed: None, reasons: self.refusals },
        }
    }
}

/// Whether the action is allowed, in which quality, and why. What nothing allows is refused, and one thing that stands against it
/// is enough: a professional who is blocked loses everything, what they deposited themselves included.
#[must_use]
pub fn decide(facts: &Facts<'_>, action: Action) -> Decision {
    match facts.asker {
        Asker::Citizen(link) => citizen(facts, link, action),
        Asker::Leaver(basis) => leaver(&facts.profile, basis, action),
        Asker::Professional(professional) => professional_decision(facts, &professional, action),
    }
}

fn weigh_status(weighing: &mut Weighing, status: ProfileStatus) {
    match status {
        ProfileStatus::Active => {}
        ProfileStatus::Pending | ProfileStatus::Opposed => weighing.refuse(Reason::ProfileNotActive),
        ProfileStatus::Closed => weighing.refuse(Reason::ProfileClosed),
    }
}

/// The archive of a closed profile opens once more: for the file that was asked for with the closure.
fn leaver(profile: &ProfileFacts, basis: Basis, action: Action) -> Decision {
    let mut weighing = Weighing::default();
    if profile.status == ProfileStatus::Closed && action == Action::Export {
        weighing.grant(Reason::AskedWithClosure);
    } else {
        weighing.refuse(Reason::Stranger);
    }
    weighing.decide(Some(Capacity::Citizen(basis)))
}

fn citizen(facts: &Facts<'_>, link: Option<Link>, action: Action) -> Decision {
    let mut weighing = Weighing::default();
    weigh_status(&mut weighing, facts.profile.status);
    let basis = match link {
        Some(Link::Holder) => {
            weighing.grant(Reason::OwnProfile);
            Some(Basis::Holder)
        }
        Some(Link::Representative(Standing::Active)) => {
            weighing.grant(Reason::RepresentsMinor);
            weighing.refuse_if(is_of_age(&facts.profile), Reason::HolderIsOfAge);
            Some(Basis::Representative)
        }
        Some(Link::Representative(Standing::Invited)) => {
            weighing.refuse(Reason::OnlyInvited);
            None
        }
        Some(Link::Representative(Standing::Ended)) => {
            weighing.refuse(Reason::RepresentationEnded);
            None
        }
        None => {
            weighing.refuse(Reason::Stranger);
            None
        }
    };
    let represents = basis == Some(Basis::Representative);
    match action {
        Action::Open
        | Action::ReadPersonalInformation
        | Action::ReadHistory
        | Action::ReadMedicalProfile
        | Action::EditMedicalProfile
        | Action::ReadConfidentiality
        | Action::EditConfidentiality
        | Action::ReadOnboarding
        | Action::AnswerOnboarding
        | Action::ReadSharing
        | Action::PrepareClosure
        | Action::Close
        | Action::FollowExport
        | Action::Export
        | Action::ReadDocuments
        | Action::BlockProfessional
        | Action::AppointAdministrator => {}
        Action::FollowSharing | Action::Share => {
            weighing.refuse_if(basis == Some(Basis::Holder), Reason::RepresentativesOnly);
        }
        Action::ReadSecrets => weighing.refuse_if(represents, Reason::Secret),
        Action::ReadDocument | Action::HideDocument | Action::ShowDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weigh_seen(&mut weighing, &facts.profile, document, represents);
            }
        }
        Action::EditDocument | Action::DeleteDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weigh_seen(&mut weighing, &facts.profile, document, represents);
                weigh_depositor(&mut weighing, document);
            }
        }
        Action::DepositDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weighing.refuse_if(!document.kind.is_of_citizens(), Reason::TypeOfProfessionals);
                weighing.refuse_if(document.withheld_since.is_some(), Reason::ProfessionalsOnly);
                weigh_secret(&mut weighing, &facts.profile, document);
                weighing.refuse_if(document.is_secret && represents, Reason::Secret);
            }
        }
        Action::WithholdDocument | Action::BeAuthorised => weighing.refuse(Reason::ProfessionalsOnly),
    }
    weighing.decide(basis.map(Capacity::Citizen))
}

/// What a citizen sees of documents.
fn weigh_seen(weighing: &mut Weighing, profile: &ProfileFacts, document: DocumentFacts, represents: bool) {
    weighing.refuse_if(is_withheld(profile, document), Reason::Withheld);
    weighing.refuse_if(document.is_secret && represents, Reason::Secret);
}

fn professional_decision(facts: &Facts<'_>, professional: &ProfessionalFacts<'_>, action: Action) -> Decision {
    let mut weighing = Weighing::default();
    let profile = &facts.profile;
    weigh_status(&mut weighing, profile.status);
    weighing.refuse_if(professional.relation == Relation::Blocked, Reason::Blocked);
    let administers = administers(professional);
    let capacity = weigh_mode(&mut weighing, professional, action);
    let nobody_is_kept_out = professional.mode == Mode::Secret && is_of_age(profile);
    weighing.refuse_if(nobody_is_kept_out, Reason::NobodyToKeepItFrom);
    match action {
        Action::ReadDocuments | Action::BeAuthorised => {}
        Action::ReadHistory => weighing.refuse_if(!administers, Reason::AdministratorsOnly),
        Action::BlockProfessional => {
            weighing.refuse_if(!administers, Reason::AdministratorsOnly);
            weighing.refuse_if(professional.mode == Mode::Secret, Reason::NotSecret);
        }
        Action::ReadDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weigh_shown(&mut weighing, professional, document, capacity);
            }
        }
        Action::EditDocument | Action::DeleteDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weigh_shown(&mut weighing, professional, document, capacity);
                weigh_depositor(&mut weighing, document);
                weigh_mode_of_change(&mut weighing, professional, document);
            }
        }
        Action::HideDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weigh_shown(&mut weighing, professional, document, capacity);
                weigh_mode_of_change(&mut weighing, professional, document);
                if !administers {
                    weigh_depositor(&mut weighing, document);
                }
                weighing.refuse_if(is_withheld(profile, document), Reason::HiddenFromAll);
            }
        }
        Action::WithholdDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weigh_shown(&mut weighing, professional, document, capacity);
                weigh_depositor(&mut weighing, document);
                weigh_mode_of_change(&mut weighing, professional, document);
                weighing.refuse_if(document.is_hidden, Reason::HiddenFromAll);
            }
        }
        Action::DepositDocument => {
            if let Some(document) = named(facts, &mut weighing) {
                weigh_profession(&mut weighing, professional, document, Use::Deposit);
                weighing.refuse_if(document.is_hidden && is_withheld(profile, document), Reason::HiddenFromAll);
                weigh_mode_of_change(&mut weighing, professional, document);
                weigh_secret(&mut weighing, profile, document);
            }
        }
        Action::Open
        | Action::ReadPersonalInformation
        | Action::ReadMedicalProfile
        | Action::EditMedicalProfile
        | Action::ReadConfidentiality
        | Action::EditConfidentiality
        | Action::ReadOnboarding
        | Action::AnswerOnboarding
        | Action::ReadSharing
        | Action::FollowSharing
        | Action::Share
        | Action::PrepareClosure
        | Action::Close
        | Action::FollowExport
        | Action::Export
        | Action::ReadSecrets
        | Action::ShowDocument
        | Action::AppointAdministrator => weighing.refuse(Reason::CitizensOnly),
    }
    weighing.decide(Some(capacity))
}

/// Whether a professional may come in this way, and in which quality they then act.
fn weigh_mode(weighing: &mut Weighing, professional: &ProfessionalFacts<'_>, action: Action) -> Capacity {
    let is_doctor = professional.profession == Profession::Doctor;
    match professional.mode {
        Mode::Consultation | Mode::Secret => {
            let authorised = professional.relation == Relation::Authorised;
            let of_the_care_team = professional.is_treating_doctor && is_doctor;
            if authorised {
                weighing.grant(Reason::Authorised);
            }
            if of_the_care_team {
                weighing.grant(Reason::TreatingDoctor);
            }
            // Whoever is blocked is told to be that, and nothing else.
            let unknown = professional.relation == Relation::None && !of_the_care_team;
            weighing.refuse_if(unknown && action != Action::BeAuthorised, Reason::NotAuthorised);
            if administers(professional) {
                weighing.grant(Reason::Administrator);
                Capacity::Administrator
            } else {
                Capacity::Professional
            }
        }
        Mode::Samu => {
            weighing.refuse_if(!(is_doctor && professional.regulates), Reason::NotRegulating);
            weigh_emergency(weighing, professional.emergency.samu, Reason::SamuAllowed, action);
            Capacity::Samu
        }
        Mode::BreakGlass => {
            weighing.refuse_if(professional.profession == Profession::SocialWorker, Reason::NoProfessionOfHealth);
            weigh_emergency(weighing, professional.emergency.break_glass, Reason::BreakGlassAllowed, action);
            Capacity::BreakGlass
        }
    }
}

fn weigh_emergency(weighing: &mut Weighing, consented: bool, reason: Reason, action: Action) {
    if consented {
        weighing.grant(reason);
    } else {
        weighing.refuse(Reason::EmergencyOpposed);
    }
    let reads = matches!(action, Action::ReadDocuments | Action::ReadDocument);
    weighing.refuse_if(!reads, Reason::ReadingOnly);
}

/// What a professional sees of documents.
fn weigh_shown(
    weighing: &mut Weighing,
    professional: &ProfessionalFacts<'_>,
    document: DocumentFacts,
    capacity: Capacity,
) {
    weigh_profession(weighing, professional, document, Use::Consult);
    match document.choice {
        Some(Visibility::Hidden) => weighing.refuse(Reason::HiddenFromThem),
        Some(Visibility::Visible) => weighing.grant(Reason::ShownToThem),
        None if !document.is_hidden => {}
        None => {
            let in_emergency =
                matches!(capacity, Capacity::Samu | Capacity::BreakGlass) && professional.emergency.hidden_documents;
            if document.is_askers {
                weighing.grant(Reason::Depositor);
            }
            if in_emergency {
                weighing.grant(Reason::HiddenShownInEmergency);
            }
            // In an emergency as well: «masquer tout, y compris en urgence» leaves the holder and the administrators.
            let administers = administers(professional);
            if administers {
                weighing.grant(Reason::Administrator);
            }
            let shown = document.is_askers || in_emergency || administers;
            weighing.refuse_if(!shown, Reason::Hidden);
        }
    }
}

fn weigh_profession(weighing: &mut Weighing, professional: &ProfessionalFacts<'_>, document: DocumentFacts, to: Use) {
    if professional.matrix.cell(to, professional.profession, document.kind).allowed {
        weighing.grant(Reason::ProfessionAllowed);
    } else {
        weighing.refuse(Reason::ProfessionRefused);
    }
}

/// At a secret consultation nothing is changed that a minor's representatives see.
fn weigh_mode_of_change(weighing: &mut Weighing, professional: &ProfessionalFacts<'_>, document: DocumentFacts) {
    weighing.refuse_if(professional.mode == Mode::Secret && !document.is_secret, Reason::NotSecret);
}

fn weigh_depositor(weighing: &mut Weighing, document: DocumentFacts) {
    if document.is_askers {
        weighing.grant(Reason::Depositor);
    } else {
        weighing.refuse(Reason::NotTheirDocument);
    }
}

/// Only a minor has representatives to keep something from.
fn weigh_secret(weighing: &mut Weighing, profile: &ProfileFacts, document: DocumentFacts) {
    weighing.refuse_if(document.is_secret && is_of_age(profile), Reason::NobodyToKeepItFrom);
}

/// Whether somebody counts as an administrator: doctors who are authorised do.
fn administers(professional: &ProfessionalFacts<'_>) -> bool {
    professional.is_administrator
        && professional.profession == Profession::Doctor
        && professional.relation == Relation::Authorised
}

/// Whether a document is still kept from the citizen.
fn is_withheld(profile: &ProfileFacts, document: DocumentFacts) -> bool {
    document.withheld_since.is_some_and(|since| profile.today < visible_from(since))
}

fn is_of_age(profile: &ProfileFacts) -> bool {
    profile.born_on.age_on(profile.today) >= MAJORITY
}

/// The document that the action is about.
fn named(facts: &Facts<'_>, weighing: &mut Weighing) -> Option<DocumentFacts> {
    weighing.refuse_if(facts.document.is_none(), Reason::NoDocument);
    facts.document
}
