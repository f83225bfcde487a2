//! Closing a profile (F01–F03): what it means, who else is concerned, and the decision.

use domain::assurance::Assurance;
use domain::closure::{ChildsFate, Consequences, Demands};
use domain::date::CalendarDate;
use domain::form::confirmation::PASSWORD;
use domain::person::PersonName;
use domain::place::{ProfilePage, PublicPage};
use domain::view::{ProfileSummary, Space};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::closure::{CloseProfile, ClosureData, ReadClosure, with_demands};
use crate::components::button::ButtonLook::{Danger, Primary, Secondary};
use crate::components::button::{ButtonGroup, SubmitButton};
use crate::components::checkbox::Checkbox;
use crate::components::form::{ACCOUNT, Form};
use crate::components::interruption::Interruption;
use crate::components::page_title::PageTitle;
use crate::components::password_field::PasswordField;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::settings_section::SettingsSection;
use crate::components::verbatim::verbatim;
use crate::exchange::{Content, Source, loaded_together};
use crate::operator::assurances;
use crate::pages::parts;

const TITLE: &str = "Clôture du profil";

/// The tab of the settings: what closing means (F01).
#[component]
pub fn ClosurePage() -> impl IntoView {
    on_consequences(|space, ClosureData { consequences, deletion_on, can_download, .. }, _| {
        meaning(space.active, &consequences, deletion_on, can_download)
    })
}

/// The pages that follow it.
pub fn page(page: ProfilePage) -> AnyView {
    let query = use_query_map();
    on_consequences(move |space, ClosureData { posted, consequences, announced, deletion_on, can_download }, source| {
        let asked = |name| query.with_untracked(|query| query.get_str(name) == Some("oui"));
        let demands = Demands { download: can_download && asked("telechargement"), deletion: asked("suppression") };
        if page != ProfilePage::ConfirmClosure {
            return concerning(&space.active, &consequences, demands);
        }
        let form = Form::to::<CloseProfile>(posted).staying(source).carrying(ACCOUNT, space.account);
        confirming(&space.active, &consequences, demands, deletion_on, form.carrying("annonce", announced))
    })
}

fn on_consequences(draw: impl Fn(Space, ClosureData, Source) -> AnyView + Send + Sync + 'static) -> AnyView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let data = Content::of(move || ReadClosure { profile: profile.clone() });
    loaded_together(space, data, move |space, closure| draw(space, closure, data.source()))
}

/// What closing a profile means (F01).
pub fn meaning(
    profile: ProfileSummary,
    consequences: &Consequences,
    deletion_on: CalendarDate,
    can_download: bool,
) -> AnyView {
    let next = if !consequences.concern_others() {
        ProfilePage::ConfirmClosure
    } else if consequences.own {
        ProfilePage::ClosureWithChildren
    } else {
        ProfilePage::ClosureWithSecond
    };
    let heading = format!("Clôture du profil de {}", verbatim(&profile.name.given));
    let next = next.path(profile.id);
    let until = format!(
        "Tant que la suppression n'a pas eu lieu, au plus tard le {deletion_on}, réactiver le profil l'annule."
    );
    let approved = if assurances().has(Assurance::Approved) {
        " dans un environnement sécurisé et homologué par l'Agence Nationale de Sécurité des Systèmes d'Informations"
    } else {
        ""
    };
    let download = can_download.then(|| {
        view! {
            <Checkbox
                of=Form::still(None)
                name="telechargement"
                label="Je demande le téléchargement de toutes les informations de ce profil."
                hint="Un e-mail vous dira quand le fichier sera prêt. Vous aurez 7\u{a0}jours pour le télécharger."
            />
        }
    });
    view! {
        <PageTitle heading=TITLE />
        <SettingsSection profile here=ProfilePage::Closure>
            {parts::heading(heading)} <div class="prose">
                <p>
                    "En clôturant, je renonce à l'utilisation du profil Mon espace santé et je perds l'accès aux informations qu'il contient. Les professionnels de santé ne pourront plus y accéder."
                </p>
                <p>
                    "Je peux faire une demande de téléchargement et de suppression de ces informations. Celle-ci sera traitée ultérieurement."
                </p>
                <p>{format!("Sans demande de suppression, ces informations seront conservées pendant 10\u{a0}ans{approved}.")}</p>
            </div>
            // Nothing is done yet: the choice goes along in the address.
            <form class="form" action=next>
                {download}
                <Checkbox
                    of=Form::still(None)
                    name="suppression"
                    label="Je demande la suppression de toutes les informations de ce profil. La suppression est définitive. Les informations ne pourront pas être récupérées même si je réactive le profil."
                    hint=until
                />
                <ButtonGroup>
                    <SubmitButton label="Clôturer le profil" look=Danger />
                </ButtonGroup>
            </form>
        </SettingsSection>
    }
    .into_any()
}

/// Who else is concerned, before anything happens (F02; product.md, decision 12).
pub fn concerning(profile: &ProfileSummary, consequences: &Consequences, demands: Demands) -> AnyView {
    let given = verbatim(&profile.name.given);
    let (title, heading) = if consequences.own {
        ("Clôturer votre profil concerne aussi vos enfants", None)
    } else {
        ("Le profil est géré à deux", Some(format!("Le profil de {given} est géré à deux")))
    };
    let heading = heading.unwrap_or_else(|| title.to_owned());
    let told = concerned(consequences);
    let ways = vec![
        parts::link(with_demands(ProfilePage::ConfirmClosure.path(profile.id), demands), "Continuer", Primary),
        parts::link(ProfilePage::Closure.path(profile.id), "Annuler", Secondary),
    ];
    let content = view! {
        <Interruption heading>
            {told}
            {parts::buttons(ways)}
        </Interruption>
    };
    parts::telling(title, vec![content.into_any()])
}

/// Who else is concerned, and how.
fn concerned(consequences: &Consequences) -> Vec<AnyView> {
    let other = |other: &PersonName| {
        format!(
            "{} gère aussi ce profil. Si vous le clôturez, il n'y aura plus accès. Un e-mail l'en informera.",
            verbatim(&other.full())
        )
    };
    let others = consequences.others.iter().map(other);
    let children = consequences.children.iter().map(|(child, fate)| childs_fate(child, fate));
    others.chain(children).map(|text| parts::paragraph("", text)).collect()
}

/// What becomes of a child when one who represents it closes their own space.
pub fn childs_fate(child: &PersonName, fate: &ChildsFate) -> String {
    let child = verbatim(&child.full());
    match fate {
        ChildsFate::StaysWith(other) => {
            format!("Le profil de {child} reste ouvert\u{a0}: {} continue de le gérer.", verbatim(&other.full()))
        }
        ChildsFate::ClosedToo => {
            format!("Le profil de {child} est clôturé en même temps\u{a0}: personne d'autre ne le gère.")
        }
    }
}

/// The decision, confirmed by the password (F03).
pub fn confirming(
    profile: &ProfileSummary,
    consequences: &Consequences,
    demands: Demands,
    deletion_on: CalendarDate,
    form: Form,
) -> AnyView {
    let back = ProfilePage::Closure.path(profile.id);
    let mut form = form.carrying("profile", profile.id.to_string());
    let download = if demands.download {
        form = form.carrying("telechargement", "oui");
        "Téléchargement des informations\u{a0}: demandé. Le fichier sera préparé d'abord."
    } else if demands.deletion {
        "Téléchargement des informations\u{a0}: non demandé. Pensez à télécharger vos informations avant."
    } else {
        "Téléchargement des informations\u{a0}: non demandé."
    };
    let becomes = if demands.deletion {
        form = form.carrying("suppression", "oui");
        format!(
            "Suppression des informations\u{a0}: demandée. Tant qu'elle n'a pas eu lieu, au plus tard le {deletion_on}, réactiver le profil l'annule."
        )
    } else {
        "Suppression des informations\u{a0}: non demandée. Elles seront conservées 10\u{a0}ans.".to_owned()
    };
    let whose = format!("Profil à clôturer\u{a0}: {}.", verbatim(&profile.name.full()));
    let ways = parts::buttons(vec![
        view! { <SubmitButton label="Confirmer la clôture" look=Danger /> }.into_any(),
        parts::link(back.clone(), "Annuler", Secondary),
    ]);
    let mut content = vec![
        parts::heading(format!("Clôture du profil de {}", verbatim(&profile.name.given))),
        parts::paragraph(
            "lead",
            "Afin de clôturer le profil, vous devez confirmer votre décision en entrant votre mot de passe.",
        ),
        parts::paragraph("", whose),
        parts::paragraph("", download),
        parts::paragraph("", becomes),
    ];
    content.extend(concerned(consequences));
    content.push(parts::form(
        form,
        vec![
            view! { <PasswordField of=form name=PASSWORD label="Mon mot de passe" /> }.into_any(),
            parts::leading("", PublicPage::Help.path(), "Mot de passe oublié\u{a0}?"),
            ways,
        ],
    ));
    parts::asking(TITLE, form, Some(back), content)
}
