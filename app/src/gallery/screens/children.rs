use domain::enrolment::EnrolmentStatus as Status;
use domain::form::Rejected;
use domain::form::enrolment::EnrolmentProblem as Problem;
use domain::id::ProfileId;
use leptos::prelude::*;

use super::samples;
use crate::api::children::{ChildToAdd, ChildrenAdded, ChildrenData};
use crate::components::form::Form;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::children::children;

/// Adding children.
pub const ENTRY: Entry = Entry {
    slug: "ajouter-un-profil",
    title: "Ajouter un profil",
    when: "Pour rattacher à son compte les enfants de sa carte Vitale, un ou plusieurs à la fois.",
    when_not: "Pour un enfant rattaché à une autre carte\u{a0}: son code provisoire est demandé.",
    states: &[
        State { slug: "ordinaire", title: "Trois enfants, deux situations", draw: || drawn(data(michel()), &[]) },
        State {
            slug: "cloture",
            title: "Un profil clôturé",
            draw: || drawn(data(vec![child(5, "Louis", "Michel", Status::Closed)]), &[]),
        },
        State {
            slug: "suppression",
            title: "Un profil dont la suppression est demandée",
            draw: || {
                let kept_until = Some(samples::day("2026-12-21"));
                drawn(data(vec![ChildToAdd { kept_until, ..child(5, "Louis", "Michel", Status::Closed) }]), &[])
            },
        },
        State {
            slug: "rien-choisi",
            title: "Rien n'est choisi",
            draw: || drawn(data(michel()), &[Problem::ChildrenMissing, Problem::CertificationMissing]),
        },
        State {
            slug: "noms-longs",
            title: "Noms longs",
            draw: || {
                let names = ["Jean-Jacques Jean-Pierre", "Gerard Martin", "Marie-Antoinette Maximilienne"];
                let children = names
                    .iter()
                    .zip(3..)
                    .map(|(given, place)| child(place, given, "de La Rochefoucauld-Montmorency", Status::Pending));
                drawn(data(children.collect()), &[])
            },
        },
        State { slug: "aucun", title: "Aucun profil à ajouter", draw: || drawn(data(vec![]), &[]) },
        State { slug: "ajoute", title: "Un profil ajouté", draw: || done(&["Louise"], &[]) },
        State {
            slug: "en-partie",
            title: "En partie ajoutés",
            draw: || done(&["Louise", "Louison"], &["Le profil de Louis n'a pas pu être ajouté. Réessayez plus tard."]),
        },
        State {
            slug: "echec",
            title: "Aucun n'est ajouté",
            draw: || done(&[], &["Le profil de Louis n'a pas pu être ajouté. Réessayez plus tard."]),
        },
    ],
};

fn child(place: u8, given: &str, family: &str, status: Status) -> ChildToAdd {
    let (id, name) = (ProfileId::from_bytes([place; 16]), samples::name(given, family));
    ChildToAdd { id, name, status, kept_until: None }
}

fn michel() -> Vec<ChildToAdd> {
    vec![
        child(3, "Louise", "Michel", Status::Pending),
        child(4, "Louison", "Michel", Status::Opposed),
        child(5, "Louis", "Michel", Status::Created),
    ]
}

fn data(children: Vec<ChildToAdd>) -> ChildrenData {
    ChildrenData { children, home: "#accueil".to_owned(), ..ChildrenData::default() }
}

fn done(added: &[&str], failed: &[&str]) -> AnyView {
    let added = added
        .iter()
        .zip(3..)
        .map(|(given, place)| (ProfileId::from_bytes([place; 16]), samples::name(given, "Michel")));
    let outcome =
        ChildrenAdded { added: added.collect(), failed: failed.iter().map(|&text| text.to_owned()).collect() };
    drawn(ChildrenData { outcome: Some(outcome), ..data(michel()) }, &[])
}

fn drawn(data: ChildrenData, problems: &[Problem]) -> AnyView {
    let refused = || Posted::from(Rejected { typed: vec![], problems: problems.to_vec() });
    super::of_signed_in(children(data, Form::still((!problems.is_empty()).then(refused))))
}
