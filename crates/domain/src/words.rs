//! French words for what the domain names: pages and papers say the same.

use crate::access::{Mode, Reason};
use crate::history::{Act, Part};
use crate::measure::MeasureKind;
use crate::medical_profile::Heading;
use crate::provisional_code::Delivery;
use crate::sign_in::Channel;

/// `Par e-mail`, `Par SMS`.
#[must_use]
pub const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Par e-mail",
        Channel::Sms => "Par SMS",
    }
}

/// `Par e-mail`, `Par SMS`, `Par courrier`.
#[must_use]
pub const fn delivery(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Email => channel(Channel::Email),
        Delivery::Sms => channel(Channel::Sms),
        Delivery::Post => "Par courrier",
    }
}

/// Who acted and cannot be named any more.
pub const ERASED: &str = "Personne dont le profil est supprimé";

/// Who acted, when nobody was signed in. A code is sent before anybody is: it is the service that sends it; and it is the insurer
/// whose file names people.
#[must_use]
pub const fn who_is_not_named(act: Act) -> &'static str {
    match act {
        Act::CodeSent { .. }
        | Act::ProvisionalCodeSent { .. }
        | Act::ProvisionalCodeUndelivered { .. }
        | Act::SpaceCreated
        | Act::MajorityAnnounced
        | Act::CameOfAge
        | Act::SharingExpired
        | Act::Closed
        | Act::DeletionCancelled
        | Act::ExportCancelled
        | Act::Erased => "Mon espace santé",
        Act::Opposed => "Titulaire du code provisoire",
        Act::Announced | Act::InsurerUpdated => "Assurance Maladie",
        _ => "Personne non identifiée",
    }
}

/// What becomes of what a closed profile holds.
const DELETION: &str = "Suppression des informations du profil";

/// A copy of everything that a profile holds.
const EXPORT: &str = "Téléchargement des informations";

/// What is done when a profile is shared.
const SHARING: &str = "Partage du profil";

/// What was done, and the detail if there is one.
#[must_use]
pub const fn act(act: Act) -> (&'static str, Option<&'static str>) {
    match act {
        Act::SignedIn { channel: by } => ("Connexion", Some(channel(by))),
        Act::SignedOut => ("Déconnexion", None),
        Act::PasswordRefused => ("Connexion refusée", Some("Mot de passe incorrect")),
        Act::CodesRefused => ("Connexion refusée", Some("Code à usage unique incorrect")),
        Act::CodeSent { channel: by } => ("Envoi d'un code à usage unique", Some(channel(by))),
        Act::AccessRefused => ("Accès refusé", Some("Un profil qui n'est pas le vôtre, ou qui n'existe pas")),
        Act::Consulted { part } => ("Consultation du profil", Some(part_name(part))),
        Act::Announced => ("Création possible de Mon espace santé", None),
        Act::InsurerUpdated => ("Mise à jour de l'identité ou des coordonnées", None),
        Act::Activated => ("Activation de Mon espace santé", None),
        Act::Opposed => ("Opposition à la création de Mon espace santé", None),
        Act::ProvisionalCodesRefused => ("Code provisoire refusé", Some("Code incorrect")),
        Act::ProvisionalCodeSent { channel: by } => ("Envoi d'un code provisoire", Some(delivery(by))),
        Act::ProvisionalCodeUndelivered { channel: by } => ("Code provisoire non distribué", Some(delivery(by))),
        Act::SpaceCreated => ("Création de Mon espace santé", Some("À la fin du délai d'opposition")),
        Act::Closed => ("Clôture de Mon espace santé", None),
        Act::Measured { kind: MeasureKind::Height } => ("Ajout d'une mesure", Some("Taille")),
        Act::Measured { kind: MeasureKind::Weight } => ("Ajout d'une mesure", Some("Poids")),
        Act::MedicalProfileChanged { heading } => ("Modification du profil médical", Some(heading_name(heading))),
        Act::VisibilityChanged => ("Modification de la confidentialité", Some("Visibilité des documents")),
        Act::EmergencyAccessChanged => ("Modification de la confidentialité", Some("Accès en cas d'urgence")),
        Act::MajorityAnnounced => ("Annonce de la majorité", Some("Les représentants légaux en sont informés")),
        Act::CameOfAge => ("Fin de l'accès d'un représentant légal", Some("À la majorité")),
        Act::DeletionAsked => (DELETION, Some("Demandée")),
        Act::DeletionCancelled => (DELETION, Some("Annulée par la réactivation du profil")),
        Act::Erased => (DELETION, Some("Effectuée")),
        Act::RepresentativeLeft => ("Fin de l'accès d'un représentant légal", Some("Son propre profil est clôturé")),
        Act::ConfirmationRefused => ("Confirmation refusée", Some("Mot de passe incorrect")),
        Act::SharingAsked => (SHARING, Some("Demande envoyée")),
        Act::SharingNotPossible => (SHARING, Some("Demande qui n'a pas pu être envoyée")),
        Act::SharingWithdrawn => (SHARING, Some("Demande annulée")),
        Act::SharingAccepted => (SHARING, Some("Demande acceptée")),
        Act::SharingRefused => (SHARING, Some("Demande refusée")),
        Act::SharingExpired => (SHARING, Some("Demande restée sans réponse")),
        Act::SharingEnded => (SHARING, Some("Fin du partage")),
        Act::ExportAsked => (EXPORT, Some("Demandé")),
        Act::ExportFetched => (EXPORT, Some("Effectué")),
        Act::ExportCancelled => (EXPORT, Some("Annulé par la réactivation du profil")),
        Act::ProfessionalAuthorised => ("Autorisation d'un professionnel de santé", Some("Lors d'une consultation")),
        Act::ProfessionalBlocked => ("Blocage d'un professionnel de santé", None),
        Act::ProfessionalUnblocked => ("Déblocage d'un professionnel de santé", None),
        Act::AdministratorAppointed => (ADMINISTRATOR, Some("Attribué")),
        Act::AdministratorDismissed => (ADMINISTRATOR, Some("Retiré")),
        Act::DocumentsConsulted { mode } => ("Consultation des documents", Some(way_in(mode))),
        Act::DocumentOpened { category } => ("Ouverture d'un document", Some(category.label())),
        Act::DocumentDeposited { category } => ("Ajout d'un document", Some(category.label())),
        Act::DocumentDeleted { category } => ("Suppression d'un document", Some(category.label())),
        Act::DocumentHidden { category } => ("Document masqué aux professionnels de santé", Some(category.label())),
        Act::DocumentShown { category } => ("Document visible par les professionnels de santé", Some(category.label())),
        Act::DocumentDisclosed { category } => {
            ("Document rendu visible après une consultation", Some(category.label()))
        }
    }
}

/// The name of a heading of the medical profile.
#[must_use]
pub const fn heading_name(heading: Heading) -> &'static str {
    match heading {
        Heading::Illnesses => "Maladies et handicaps",
        Heading::Treatments => "Traitements",
        Heading::Allergies => "Allergies",
    }
}

/// The detail of an act, and what else is known of it: `Accès SAMU-Centre 15`, `Dr Marine Leguano (Médecin)`, or both.
#[must_use]
pub fn details(detail: Option<&'static str>, more: Option<String>) -> Option<String> {
    match (detail, more) {
        (Some(detail), Some(more)) => Some(format!("{detail}\u{a0}: {more}")),
        (detail, more) => more.or(detail.map(str::to_owned)),
    }
}

/// The standing that lets a professional decide for the citizen.
const ADMINISTRATOR: &str = "Statut d'administrateur";

/// How a professional came to a profile.
#[must_use]
pub const fn way_in(mode: Mode) -> &'static str {
    match mode {
        Mode::Consultation | Mode::Secret => "Lors d'une consultation",
        Mode::Samu => "Accès SAMU-Centre\u{a0}15",
        Mode::BreakGlass => "Accès en mode «\u{a0}bris de glace\u{a0}»",
    }
}

/// Why something is allowed or refused, as a sentence about whoever asks: «il» is the professional.
#[must_use]
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::OwnProfile => "C'est son propre profil.",
        Reason::RepresentsMinor => "Il représente une personne mineure.",
        Reason::AskedWithClosure => "Il l'a demandé avec la clôture du profil.",
        Reason::Authorised => "Il est autorisé par la personne.",
        Reason::TreatingDoctor => "Il est le médecin traitant.",
        Reason::Administrator => "La personne l'a désigné administrateur de son profil.",
        Reason::Depositor => "Il a déposé ce document.",
        Reason::ShownToThem => "La personne lui montre ce document.",
        Reason::ProfessionAllowed => "La matrice d'habilitation le permet à sa profession.",
        Reason::SamuAllowed => "La personne permet l'accès du SAMU-Centre\u{a0}15.",
        Reason::BreakGlassAllowed => "La personne permet l'accès en mode «\u{a0}bris de glace\u{a0}».",
        Reason::HiddenShownInEmergency => "La personne montre ses documents masqués en cas d'urgence.",
        Reason::ProfileNotActive => "Ce profil n'est pas activé.",
        Reason::ProfileClosed => "Ce profil est clôturé.",
        Reason::Stranger => "Rien ne le lie à ce profil.",
        Reason::OnlyInvited => "Il n'a pas encore accepté de gérer ce profil.",
        Reason::RepresentationEnded => "Il ne gère plus ce profil.",
        Reason::HolderIsOfAge => "La personne est majeure.",
        Reason::Blocked => "La personne l'a bloqué.",
        Reason::NotAuthorised => "La personne ne l'a pas autorisé.",
        Reason::ProfessionRefused => "La matrice d'habilitation ne le permet pas à sa profession.",
        Reason::Hidden => "Ce document est masqué aux professionnels de santé.",
        Reason::HiddenFromThem => "La personne lui masque ce document.",
        Reason::Withheld => "Ce document attend une consultation d'annonce.",
        Reason::Secret => "Une personne mineure ne le montre pas à ses représentants légaux.",
        Reason::NotSecret => {
            "Lors de cette consultation, seul ce que les représentants légaux ne voient pas peut être ajouté ou modifié."
        }
        Reason::NobodyToKeepItFrom => "La personne est majeure et n'a pas de représentant légal.",
        Reason::HiddenFromAll => {
            "Un document ne peut pas être masqué à la fois à la personne et aux professionnels de santé."
        }
        Reason::NotTheirDocument => "Il n'a pas déposé ce document.",
        Reason::TypeOfProfessionals => "Seuls les professionnels de santé déposent ce type de document.",
        Reason::EmergencyOpposed => "La personne s'oppose à cet accès en cas d'urgence.",
        Reason::NotRegulating => "Il n'est pas médecin régulateur du SAMU-Centre\u{a0}15.",
        Reason::NoProfessionOfHealth => "Il n'exerce pas une profession de santé.",
        Reason::ReadingOnly => "En cas d'urgence, les documents se consultent seulement.",
        Reason::AdministratorsOnly => "Seul un administrateur du profil le peut.",
        Reason::CitizensOnly => "Seule la personne, ou son représentant légal, le peut.",
        Reason::ProfessionalsOnly => "Seul un professionnel de santé le peut.",
        Reason::RepresentativesOnly => "Seul un représentant légal d'une personne mineure le peut.",
        Reason::NoDocument => "Aucun document n'est indiqué.",
    }
}

/// The name of a part of a profile.
#[must_use]
pub const fn part_name(part: Part) -> &'static str {
    match part {
        Part::PersonalInformation => "Informations personnelles",
        Part::History => "Historique d'activité",
        Part::MedicalProfile => "Profil médical",
        Part::Confidentiality => "Confidentialité",
        Part::Export => "Téléchargement des informations",
    }
}
