//! Sharing a child's profile.

use domain::form::sharing::SharingForm;
use domain::id::ProfileId;
use domain::person::PersonName;
use domain::place::ProfilePage;
use domain::sharing::{Invitation, Manager, Pending, Sharing, Unanswered};
use domain::view::ProfileSummary;
use leptos::prelude::*;

use super::samples;
use crate::components::form::Form;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::sharing::{answering, ending, managed, not_shared, share, shared};

/// Who manages a profile.
pub const MANAGED: Entry = Entry {
    slug: "partage",
    title: "Partage du profil",
    when: "Qui gère le profil d'un enfant, et qui est invité à le gérer aussi.",
    when_not: "Pour donner accès à un professionnel\u{a0}: la confidentialité.",
    states: &[
        State { slug: "ordinaire", title: "Non partagé", draw: || of(alone()) },
        State {
            slug: "en-attente",
            title: "Demande en attente",
            draw: || of(Sharing { pending: Some(pending()), ..alone() }),
        },
        State { slug: "partage", title: "Partagé", draw: || of(both()) },
        State {
            slug: "refuse",
            title: "Demande refusée",
            draw: || of(Sharing { unanswered: Some((leo(), Unanswered::Refused)), ..alone() }),
        },
        State {
            slug: "expire",
            title: "Demande expirée",
            draw: || of(Sharing { unanswered: Some((leo(), Unanswered::Expired)), ..alone() }),
        },
        State {
            slug: "adulte",
            title: "Profil d'un adulte",
            draw: || drawn(samples::inaya(), Sharing { is_childs: false, ..alone() }),
        },
        State {
            slug: "noms-longs",
            title: "Noms longs",
            draw: || {
                let manager = Manager { name: samples::long().name, is_reader: true };
                let pending = Pending { name: samples::long().name, ..pending() };
                drawn(samples::long(), Sharing { managers: vec![manager], pending: Some(pending), ..alone() })
            },
        },
    ],
};

/// Who is to be invited.
pub const SHARE: Entry = Entry {
    slug: "partager",
    title: "Je partage le profil",
    when: "Pour inviter le second représentant légal d'un enfant.",
    when_not: "Quand une demande attend déjà, ou que deux représentants gèrent le profil.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || asked(None, alone()) },
        State {
            slug: "vide",
            title: "Rien n'est rempli",
            draw: || asked(Some(refused(&SharingForm::default())), alone()),
        },
        State {
            slug: "deja-en-attente",
            title: "Une demande attend déjà",
            draw: || asked(None, Sharing { pending: Some(pending()), ..alone() }),
        },
        State { slug: "deja-partage", title: "Déjà partagé", draw: || asked(None, both()) },
    ],
};

/// The invitation is on its way.
pub const SHARED: Entry = Entry {
    slug: "partage-envoye",
    title: "Demande de partage envoyée",
    when: "Après l'envoi d'une demande de partage.",
    when_not: "Quand personne n'a pu être invité.",
    states: &[State {
        slug: "ordinaire",
        title: "Ordinaire",
        draw: || framed(ProfilePage::Shared, shared(&samples::lola(), Some(pending()))),
    }],
};

/// Nobody was invited.
pub const NOT_SHARED: Entry = Entry {
    slug: "partage-impossible",
    title: "Partage impossible",
    when: "Quand la personne désignée ne peut pas être invitée, quelle que soit la raison.",
    when_not: "Pour un champ mal rempli\u{a0}: l'erreur est à côté du champ.",
    states: &[State {
        slug: "ordinaire",
        title: "Ordinaire",
        draw: || framed(ProfilePage::NotShared, not_shared(&samples::lola())),
    }],
};

/// Before the sharing is ended.
pub const ENDING: Entry = Entry {
    slug: "fin-du-partage",
    title: "Fin du partage",
    when: "Avant de mettre fin au partage d'un profil.",
    when_not: "Pour annuler une demande qui attend\u{a0}: son bouton suffit.",
    states: &[
        State { slug: "ordinaire", title: "L'accès de l'autre", draw: || ended(both()) },
        State {
            slug: "le-sien",
            title: "Son propre accès",
            draw: || {
                let Sharing { mut managers, .. } = both();
                managers.reverse();
                ended(Sharing { managers, ..alone() })
            },
        },
        State { slug: "non-partage", title: "Profil non partagé", draw: || ended(alone()) },
    ],
};

/// The invitations that one can answer.
pub const INVITATIONS: Entry = Entry {
    slug: "invitations",
    title: "Mes demandes de partage",
    when: "Pour accepter ou refuser de gérer le profil d'un enfant.",
    when_not: "Pour ajouter un enfant de sa carte\u{a0}: «\u{a0}Ajouter un profil\u{a0}».",
    states: &[
        State { slug: "ordinaire", title: "Une demande", draw: || answered(vec![invitation("Lola", "Michel")]) },
        State { slug: "aucune", title: "Aucune demande", draw: || answered(vec![]) },
        State {
            slug: "noms-longs",
            title: "Noms longs",
            draw: || answered(vec![invitation("Jean-Jacques Jean-Pierre", "Capanelli-Montmorency")]),
        },
    ],
};

fn leo() -> PersonName {
    samples::name("Léo", "Michel")
}

fn pending() -> Pending {
    Pending { name: leo(), until: samples::day("2026-12-22") }
}

fn alone() -> Sharing {
    let managers = vec![Manager { name: samples::inaya().name, is_reader: true }];
    Sharing { managers, pending: None, unanswered: None, is_childs: true }
}

fn both() -> Sharing {
    let Sharing { mut managers, .. } = alone();
    managers.push(Manager { name: leo(), is_reader: false });
    Sharing { managers, ..alone() }
}

fn of(sharing: Sharing) -> AnyView {
    drawn(samples::lola(), sharing)
}

fn drawn(profile: ProfileSummary, sharing: Sharing) -> AnyView {
    let space = samples::space(profile);
    super::of_profile(space.clone(), ProfilePage::Sharing, managed(space, sharing, Form::still(None)))
}

fn framed(here: ProfilePage, content: AnyView) -> AnyView {
    super::of_profile(samples::space(samples::lola()), here, content)
}

fn refused(form: &SharingForm) -> Posted {
    match form.read(samples::day("2026-11-22")) {
        Ok(_) => Posted::SentOn,
        Err(rejected) => rejected.into(),
    }
}

fn asked(posted: Option<Posted>, sharing: Sharing) -> AnyView {
    framed(ProfilePage::Share, share(&samples::lola(), &sharing, Form::still(posted)))
}

fn ended(sharing: Sharing) -> AnyView {
    framed(ProfilePage::EndSharing, ending(&samples::lola(), &sharing, Form::still(None)))
}

fn invitation(given: &str, family: &str) -> Invitation {
    Invitation {
        profile: ProfileId::from_bytes([1; 16]),
        child: samples::name(given, family),
        by: vec![samples::inaya().name],
        until: samples::day("2026-12-22"),
    }
}

fn answered(invitations: Vec<Invitation>) -> AnyView {
    super::of_signed_in(answering(invitations, Form::still(None)))
}
