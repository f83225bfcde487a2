//! Closing a profile.

use domain::closure::{ChildsFate, ClosedProfile, Consequences, Demands};
use domain::date::CalendarDate;
use domain::form::Rejected;
use domain::form::confirmation::ConfirmationProblem;
use domain::person::PersonName;
use domain::place::ProfilePage;
use domain::view::ProfileSummary;
use leptos::prelude::*;

use super::samples;
use crate::api::closure::ClosedData;
use crate::components::form::Form;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::closure::{concerning, confirming, meaning};
use crate::pages::whole::closed::closed;

/// What closing means.
pub const MEANING: Entry = Entry {
    slug: "cloture",
    title: "Clôture du profil",
    when: "La dernière entrée des paramètres\u{a0}: ce que la clôture veut dire, avant de la décider.",
    when_not: "Pour s'opposer à la création d'un espace\u{a0}: le parcours d'opposition.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || about(samples::inaya()) },
        State { slug: "enfant", title: "Un enfant", draw: || about(samples::lola()) },
        State {
            slug: "sans-adresse",
            title: "Sans adresse e-mail",
            draw: || {
                let mean = |profile: &ProfileSummary| meaning(profile.clone(), &own(), term(), false);
                framed(samples::inaya(), ProfilePage::Closure, mean)
            },
        },
        State { slug: "noms-longs", title: "Noms longs", draw: || about(samples::long()) },
    ],
};

/// That the profile has a second representative.
pub const SECOND: Entry = Entry {
    slug: "cloture-a-deux",
    title: "Clôture d'un profil géré à deux",
    when: "Avant de clôturer le profil d'un enfant que deux représentants gèrent.",
    when_not: "Quand personne d'autre n'est concerné.",
    states: &[State {
        slug: "ordinaire",
        title: "Ordinaire",
        draw: || {
            framed(samples::lola(), ProfilePage::ClosureWithSecond, |profile| {
                concerning(profile, &of_a_child(), Demands::default())
            })
        },
    }],
};

/// What becomes of one's children.
pub const CHILDREN: Entry = Entry {
    slug: "cloture-et-enfants",
    title: "Clôture et profils des enfants",
    when: "Avant de clôturer son propre profil, quand des enfants y sont rattachés.",
    when_not: "Quand aucun enfant n'est rattaché.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || with_children(own()) },
        State {
            slug: "noms-longs",
            title: "Noms longs",
            draw: || {
                let long = samples::long().name;
                let children = vec![(long.clone(), ChildsFate::StaysWith(long.clone())), (long, ChildsFate::ClosedToo)];
                with_children(Consequences { children, ..own() })
            },
        },
    ],
};

/// The decision, confirmed by the password.
pub const CONFIRMING: Entry = Entry {
    slug: "cloture-confirmation",
    title: "Confirmation de la clôture",
    when: "Le dernier pas de la clôture\u{a0}: le mot de passe est toujours demandé.",
    when_not: "Pour d'autres actes sensibles\u{a0}: «\u{a0}Je confirme mon mot de passe\u{a0}».",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || confirmed(None) },
        State { slug: "suppression", title: "Suppression demandée", draw: || confirmed_with(DELETION, None) },
        State { slug: "telechargement", title: "Téléchargement demandé", draw: || confirmed_with(DOWNLOAD, None) },
        State { slug: "les-deux", title: "Les deux demandés", draw: || confirmed_with(BOTH, None) },
        State {
            slug: "refus",
            title: "Mot de passe incorrect",
            draw: || confirmed(Some(ConfirmationProblem::Wrong { left: 4 })),
        },
        State {
            slug: "trop-d-essais",
            title: "Trop d'essais",
            draw: || confirmed(Some(ConfirmationProblem::TooMany { minutes: 15 })),
        },
    ],
};

/// It is done.
pub const CLOSED: Entry = Entry {
    slug: "cloture-terminee",
    title: "Le profil est clôturé",
    when: "Après la clôture\u{a0}: ce qui est fait, et comment revenir.",
    when_not: "Après la clôture d'un espace jamais activé\u{a0}: la fin du parcours d'opposition.",
    states: &[
        State { slug: "ordinaire", title: "Son propre profil, avec des enfants", draw: || ended(Some(own()), false) },
        State { slug: "enfant", title: "Un enfant, géré à deux", draw: || ended(Some(of_a_child()), true) },
        State { slug: "suppression", title: "Suppression demandée", draw: || ended_with(alone(), DELETION, true) },
        State {
            slug: "telechargement", title: "Téléchargement demandé", draw: || ended_with(alone(), DOWNLOAD, true)
        },
        State { slug: "les-deux", title: "Les deux demandés", draw: || ended_with(own(), BOTH, false) },
        State { slug: "seule", title: "Page ouverte seule", draw: || ended(None, false) },
    ],
};

const DELETION: Demands = Demands { download: false, deletion: true };
const DOWNLOAD: Demands = Demands { download: true, deletion: false };
const BOTH: Demands = Demands { download: true, deletion: true };

fn leo() -> PersonName {
    samples::name("Léo", "Michel")
}

fn of_a_child() -> Consequences {
    Consequences { name: samples::lola().name, own: false, others: vec![leo()], children: Vec::new() }
}

/// Of a child whom nobody else represents.
fn alone() -> Consequences {
    Consequences { others: Vec::new(), ..of_a_child() }
}

fn own() -> Consequences {
    let children = vec![
        (samples::lola().name, ChildsFate::StaysWith(leo())),
        (samples::name("Mathis", "Michel"), ChildsFate::ClosedToo),
    ];
    Consequences { name: samples::inaya().name, own: true, others: Vec::new(), children }
}

fn framed(profile: ProfileSummary, here: ProfilePage, draw: impl FnOnce(&ProfileSummary) -> AnyView) -> AnyView {
    let content = draw(&profile);
    super::of_profile(samples::space(profile), here, content)
}

fn about(profile: ProfileSummary) -> AnyView {
    let consequences = Consequences { children: Vec::new(), ..own() };
    framed(profile, ProfilePage::Closure, |profile| meaning(profile.clone(), &consequences, term(), true))
}

fn with_children(consequences: Consequences) -> AnyView {
    framed(samples::inaya(), ProfilePage::ClosureWithChildren, |profile| {
        concerning(profile, &consequences, Demands::default())
    })
}

fn term() -> CalendarDate {
    samples::day("2026-12-22")
}

fn confirmed(problem: Option<ConfirmationProblem>) -> AnyView {
    confirmed_with(Demands::default(), problem)
}

fn confirmed_with(demands: Demands, problem: Option<ConfirmationProblem>) -> AnyView {
    let posted = problem.map(|problem| Posted::from(Rejected::bare(problem)));
    let form = Form::still(posted);
    framed(samples::lola(), ProfilePage::ConfirmClosure, |profile| {
        confirming(profile, &of_a_child(), demands, term(), form)
    })
}

fn ended(done: Option<Consequences>, signed_in: bool) -> AnyView {
    match done {
        Some(consequences) => ended_with(consequences, Demands::default(), signed_in),
        None => super::public(closed(ClosedData { closed: None, signed_in })),
    }
}

fn ended_with(consequences: Consequences, demands: Demands, signed_in: bool) -> AnyView {
    let deleted_on = demands.deletion.then(term);
    let done = ClosedProfile { consequences, demands, deleted_on };
    super::public(closed(ClosedData { closed: Some(done), signed_in }))
}
