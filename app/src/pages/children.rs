use domain::enrolment::EnrolmentStatus;
use domain::place::{EnrolmentPlace, ProfilePage, PublicPage};
use leptos::prelude::*;

use super::parts::{asking, buttons, heading, leading, link, link_anew, list, paragraph, subheading, submit, telling};
use crate::api::children::{AddChildren, ChildToAdd, ChildrenAdded, ChildrenData, ReadChildren};
use crate::components::button::ButtonLook::{Primary, Secondary};
use crate::components::checkbox::Checkbox;
use crate::components::choice::{Choice, ChoiceGroup};
use crate::components::confirmation::Confirmation;
use crate::components::form::{ACCOUNT, Form};
use crate::components::icon::Icon;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::session_watch::SessionWatch;
use crate::components::tag::{Tag, Tone};
use crate::components::verbatim::verbatim;
use crate::exchange::{Content, loaded};

/// Adds the children on one's card to one's profiles (H03, H04).
#[component]
pub fn ChildrenPage() -> impl IntoView {
    let data = Content::of(|| ReadChildren {});
    view! {
        {loaded(
            data,
            move |mut page: ChildrenData| {
                let form = Form::to::<AddChildren>(page.posted.take()).staying(data.source());
                let form = form.carrying(ACCOUNT, std::mem::take(&mut page.account));
                children(page, form)
            },
        )}
        <SessionWatch />
    }
}

/// What became of the last choice; the children to choose among; or that there are none.
pub fn children(data: ChildrenData, form: Form) -> AnyView {
    let ChildrenData { children, outcome, home, .. } = data;
    match outcome {
        Some(outcome) => done(outcome, !children.is_empty(), home),
        None if children.is_empty() => none(home),
        None => choice(children, home, form),
    }
}

/// For a child whom the list does not show.
fn by_hand() -> AnyView {
    let begin = EnrolmentPlace::BirthDate.path();
    leading("Mon enfant n'est pas dans cette liste\u{a0}:", begin, "l'ajouter avec son code provisoire")
}

fn choice(children: Vec<ChildToAdd>, home: String, form: Form) -> AnyView {
    const HEADING: &str = "Ajouter un ou plusieurs profils";
    let child = |ChildToAdd { id, name, status, kept_until }: ChildToAdd| {
        let (state, tone, icon, hint) = match (status, kept_until) {
            (EnrolmentStatus::Opposed, _) => {
                let lifts = "La création de cet espace a été refusée\u{a0}: ajouter le profil lève l'opposition.";
                ("Profil opposé", Tone::Danger, "error", lifts.to_owned())
            }
            (EnrolmentStatus::Closed, None) => {
                let opens = "Ce profil a été clôturé\u{a0}: l'ajouter le rouvre.";
                ("Profil clôturé", Tone::Plain, "info", opens.to_owned())
            }
            (EnrolmentStatus::Closed, Some(day)) => {
                let saves = format!(
                    "Ce profil a été clôturé et ses informations vont être supprimées. Jusqu'au {day}, l'ajouter le rouvre et annule la suppression."
                );
                ("Suppression en cours", Tone::Warning, "clock", saves)
            }
            _ => ("En attente d'activation", Tone::Warning, "clock", String::new()),
        };
        let tag = view! { <Tag label=state tone icon /> }.into_any();
        Choice::new(id.to_string(), verbatim(&name.short())).tag(tag).hint(hint)
    };
    let choices: Vec<Choice> = children.into_iter().map(child).collect();
    let legend = "Je sélectionne le ou les profils que je souhaite ajouter.".into_any();
    let group = view! { <ChoiceGroup of=form name="enfants" legend several=true choices /> };
    let certification = view! {
        <Checkbox
            of=form
            name="certification"
            label="Je certifie être le représentant légal du ou des profils sélectionnés."
        />
    };
    let ways = buttons(vec![submit("Ajouter"), link(home, "Annuler", Secondary)]);
    let parts = vec![
        heading(HEADING),
        paragraph(
            "lead",
            "Le ou les profils suivants me sont rattachés, j'ai la possibilité d'activer Mon espace santé pour chacun de ces profils.",
        ),
        super::parts::form(form, vec![group.into_any(), certification.into_any(), ways]),
        by_hand(),
    ];
    asking(HEADING, form, None, parts)
}

/// What became of each of those who were chosen, by name.
fn done(outcome: ChildrenAdded, more: bool, home: String) -> AnyView {
    let ChildrenAdded { added, failed } = outcome;
    let partial = !added.is_empty() && !failed.is_empty();
    let (title, named) = match &added[..] {
        [] => ("Profils non ajoutés", None),
        [(_, only)] => (
            "Le profil a bien été ajouté\u{a0}!",
            Some(format!("Le profil de {} a bien été ajouté\u{a0}!", verbatim(&only.given))),
        ),
        _ => ("Les profils ont bien été ajoutés\u{a0}!", None),
    };
    let mut parts = vec![if added.is_empty() {
        heading(title)
    } else {
        let heading = named.unwrap_or_else(|| title.to_owned());
        view! { <Confirmation heading /> }.into_any()
    }];
    if partial {
        parts.push(subheading("Profils ajoutés"));
    }
    let added = added.into_iter().map(|(id, name)| {
        let (home, first) = (ProfilePage::Home.path(id), ProfilePage::Height.path(id));
        let given = verbatim(&name.given);
        let ways = vec![
            link_anew(home, format!("Ouvrir le profil de {given}"), Secondary),
            link_anew(first, format!("Compléter le profil de {given}"), Secondary),
        ];
        vec![paragraph("wizard__name", verbatim(&name.full())), buttons(ways)].into_any()
    });
    parts.push(list("wizard__children", added.collect()));
    if partial {
        parts.push(subheading("Profils non ajoutés"));
    }
    parts.extend(failed.into_iter().map(|text| view! { <Notice kind=NoticeKind::Warning text /> }.into_any()));
    let mut ways = vec![link_anew(home, "Revenir à l'accueil", Primary)];
    if more {
        ways.push(link_anew(PublicPage::AddProfiles.path(), "Ajouter un autre profil", Secondary));
    }
    parts.push(buttons(ways));
    telling(title, parts)
}

/// There is nobody to add.
fn none(home: String) -> AnyView {
    const HEADING: &str = "Vous n'avez pas de profil à ajouter";
    let parts = vec![
        view! { <Icon name="users" class="outcome__icon" /> }.into_any(),
        heading(HEADING),
        paragraph(
            "lead",
            "Il n'y a pas d'autres profils sur votre carte Vitale ou tous vos profils ont déjà été activés.",
        ),
        by_hand(),
        leading("Une question\u{a0}?", PublicPage::Help.path(), "Consultez l'aide."),
        buttons(vec![link(home, "Revenir à l'accueil", Primary)]),
    ];
    telling(HEADING, parts)
}
