//! Sharing a child's profile (S01–S07): who manages it, inviting somebody, and answering an invitation.

mod words;

use domain::place::{ProfilePage, PublicPage};
use domain::sharing::{Invitation, Manager, Pending, Sharing, Unanswered};
use domain::view::{ProfileSummary, Space};
use leptos::prelude::*;

use crate::api::sharing::{
    AnswerInvitation, EndSharing, InvitationsData, ReadInvitations, ReadSharing, ShareProfile, SharingData,
    WithdrawInvitation,
};
use crate::components::button::ButtonLook::{Danger, Primary, Secondary};
use crate::components::button::{ButtonGroup, ButtonLook, SubmitButton};
use crate::components::checkbox::Checkbox;
use crate::components::confirmation::Confirmation;
use crate::components::date_field::DateField;
use crate::components::field::{Field, Input};
use crate::components::form::{ACCOUNT, Form, FormHead, PostForm};
use crate::components::interruption::Interruption;
use crate::components::nir_field::NirField;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page_title::PageTitle;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::session_watch::SessionWatch;
use crate::components::settings_section::SettingsSection;
use crate::components::tag::{Tag, Tone};
use crate::components::verbatim::{example, sentence, verbatim};
use crate::exchange::{Content, Source, loaded, loaded_together};
use crate::pages::parts;

const HEADING: &str = "Partage du profil";
const ABOUT: &str = "Je partage la gestion du profil Mon espace santé de mon enfant avec un autre représentant légal\u{a0}: le second parent ou le tuteur légal nommé par le juge des tutelles.";

/// What stands for a family name in the source, and which of the names is meant (product.md, decision 11).
const NAME_AT_BIRTH: &str = "Le nom de naissance. Ex.\u{a0}: \u{2068}Dupont\u{2069}";

/// The tab of the settings: who manages a profile (S01, S05, S06).
#[component]
pub fn SharingPage() -> impl IntoView {
    on_sharing(ProfilePage::Sharing, |space, SharingData { posted, sharing }, source| {
        let form = Form::to::<WithdrawInvitation>(posted).staying(source);
        managed(space, sharing, form)
    })
}

/// The pages that follow it.
pub fn page(page: ProfilePage) -> AnyView {
    on_sharing(page, move |space, SharingData { posted, sharing }, _| match page {
        ProfilePage::Share => {
            let form = Form::to::<ShareProfile>(posted).carrying(ACCOUNT, space.account);
            share(&space.active, &sharing, form)
        }
        ProfilePage::EndSharing => {
            let form = Form::to::<EndSharing>(posted).carrying(ACCOUNT, space.account);
            ending(&space.active, &sharing, form)
        }
        ProfilePage::Shared => shared(&space.active, sharing.pending),
        _ => not_shared(&space.active),
    })
}

fn on_sharing(
    page: ProfilePage,
    draw: impl Fn(Space, SharingData, Source) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let data = Content::of(move || ReadSharing { profile: profile.clone(), page: page.suffix().to_owned() });
    loaded_together(space, data, move |space, sharing| draw(space, sharing, data.source()))
}

/// Who manages a profile, and who is invited to (S01, S05, S06).
pub fn managed(space: Space, sharing: Sharing, withdraw: Form) -> AnyView {
    let profile = space.active;
    let form = withdraw.carrying(ACCOUNT, space.account).carrying("profile", profile.id.to_string());
    let content = if sharing.is_childs {
        childs(&profile, sharing, form)
    } else {
        vec![parts::paragraph("lead", "Le partage concerne les profils d'enfants. C'est vous qui gérez le vôtre.")]
    };
    view! {
        <PageTitle heading=HEADING rejected=form.at_fault() />
        <SettingsSection profile here=ProfilePage::Sharing>
            <FormHead of=form />
            <h1 tabindex="-1">{HEADING}</h1>
            {content}
        </SettingsSection>
    }
    .into_any()
}

fn childs(profile: &ProfileSummary, sharing: Sharing, withdraw: Form) -> Vec<AnyView> {
    let (given, id) = (verbatim(&profile.name.given), profile.id);
    let (can_invite, is_shared) = (sharing.can_invite(), sharing.second().is_some());
    let mut content = vec![
        parts::paragraph("lead", ABOUT),
        parts::paragraph(
            "",
            "Je peux aussi consulter s'il y a une demande de partage en attente d'acceptation par l'autre représentant légal.",
        ),
        managers(&given, sharing.managers),
    ];
    if let Some(Pending { name, until }) = sharing.pending {
        content.push(
            view! {
                <section class="block" aria-labelledby="demande">
                    <h2 id="demande">"Une demande de partage est en attente\u{a0}:"</h2>
                    <p>
                        {sentence(verbatim(&name.full()))} " / Représentant légal "
                        <Tag label="En attente" tone=Tone::Warning icon="clock" />
                    </p>
                    <p class="hint">{format!("Valable jusqu'au {until}.")}</p>
                    <PostForm of=withdraw>
                        <ButtonGroup>
                            <SubmitButton label="Annuler la demande" look=Secondary />
                        </ButtonGroup>
                    </PostForm>
                </section>
            }
            .into_any(),
        );
    }
    if let Some((name, unanswered)) = sharing.unanswered.filter(|_| can_invite) {
        let name = verbatim(&name.full());
        let text = match unanswered {
            Unanswered::Refused => format!("{name} a refusé le partage."),
            Unanswered::Expired => format!("{name} n'a pas répondu à temps\u{a0}: la demande a expiré."),
        };
        content.push(view! { <Notice kind=NoticeKind::Info text /> }.into_any());
    }
    if can_invite {
        content.push(parts::buttons(vec![parts::link(
            ProfilePage::Share.path(id),
            "Partager l'accès au profil",
            Primary,
        )]));
    }
    if is_shared {
        content.push(parts::buttons(vec![parts::link(
            ProfilePage::EndSharing.path(id),
            "Mettre fin au partage",
            Secondary,
        )]));
    }
    content
}

fn managers(given: &str, managers: Vec<Manager>) -> AnyView {
    let label = format!("Le profil de {given} est géré par\u{a0}:");
    let manager = |Manager { name, is_reader }: Manager| {
        view! {
            <li>
                {sentence(verbatim(&name.full()))} " / Représentant légal"
                {is_reader.then_some(" (vous)")}
            </li>
        }
    };
    view! {
        <section class="block" aria-labelledby="gere-par">
            <h2 id="gere-par">{sentence(label)}</h2>
            <ul>{managers.into_iter().map(manager).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Who is to be invited (S02).
pub fn share(profile: &ProfileSummary, sharing: &Sharing, form: Form) -> AnyView {
    let (given, id) = (verbatim(&profile.name.given), profile.id);
    let title = "Je partage le profil";
    let heading = parts::heading(format!("Je partage le profil de {given}"));
    let back = ProfilePage::Sharing.path(id);
    if !sharing.can_invite() && !form.at_fault().get_untracked() {
        let why = if sharing.pending.is_some() {
            "Une demande de partage est déjà en attente\u{a0}: annulez-la pour inviter une autre personne."
        } else {
            "Deux représentants légaux gèrent déjà ce profil."
        };
        let notice = view! { <Notice kind=NoticeKind::Info text=why /> }.into_any();
        let ways = parts::buttons(vec![parts::link(back, "Revenir aux paramètres", Primary)]);
        return parts::telling(title, vec![heading, notice, ways]);
    }
    let form = form.carrying("profile", id.to_string());
    let must = format!(
        "Pour accéder au profil de {given}, le représentant légal doit avoir activé son profil Mon espace santé."
    );
    let declaration = format!(
        "Je déclare que la personne désignée est représentant légal de mon enfant. Elle aura donc accès aux données du profil Mon espace santé de {}.",
        profile.name.given
    );
    let fields = view! {
        <div class="stack">
            <fieldset class="stack">
                <legend class="field__legend">
                    <h2>"Identité du second représentant légal"</h2>
                </legend>
                <p class="form__rule">"Tous les champs sont obligatoires."</p>
                <Field of=form name="nom" label="Nom" hint=NAME_AT_BIRTH input=Input::Text />
                <Field of=form name="prenom" label="Prénom" hint=example!("Paul") input=Input::Text />
                <DateField of=form legend="Date de naissance".into_any() />
                <NirField of=form name="nir" />
            </fieldset>
            <Checkbox of=form name="declaration" label=declaration />
        </div>
    };
    let ways = parts::buttons(vec![
        parts::submit("Partager l'accès au profil"),
        parts::link(back.clone(), "Revenir aux paramètres", Secondary),
    ]);
    let content = vec![
        heading,
        parts::paragraph("lead", ABOUT),
        view! { <Notice kind=NoticeKind::Info text=must /> }.into_any(),
        parts::form(form, vec![fields.into_any(), ways]),
    ];
    parts::asking(title, form, Some(back), content)
}

/// The invitation is on its way (S03).
pub fn shared(profile: &ProfileSummary, pending: Option<Pending>) -> AnyView {
    const SENT: &str = "La demande de partage a bien été envoyée\u{a0}!";
    let (given, home) = (verbatim(&profile.name.given), ProfilePage::Home.path(profile.id));
    let told = format!(
        "Je recevrai une notification lorsque le second représentant légal de {given} aura répondu à la demande de partage."
    );
    let mut content = vec![view! { <Confirmation heading=SENT /> }.into_any(), parts::paragraph("lead", told)];
    content.extend(pending.map(|Pending { until, .. }| parts::paragraph("", format!("Valable jusqu'au {until}."))));
    content.push(parts::buttons(vec![parts::link(home, "Revenir à l'accueil", Primary)]));
    parts::telling(SENT, content)
}

/// Nobody was invited; why is not said (S04).
pub fn not_shared(profile: &ProfileSummary) -> AnyView {
    const TITLE: &str = "Le partage n'a pas pu être effectué";
    let id = profile.id;
    let ways = vec![
        parts::link(ProfilePage::Share.path(id), "Modifier les informations", Primary),
        parts::link(ProfilePage::Home.path(id), "Revenir à l'accueil", Secondary),
    ];
    let content = vec![
        parts::heading(TITLE),
        parts::paragraph(
            "lead",
            "Pour partager le profil, assurez-vous que la personne désignée a bien activé Mon espace santé.",
        ),
        parts::paragraph(
            "",
            "Vérifiez aussi le nom de naissance, le prénom, la date de naissance et le numéro de sécurité sociale. Pour protéger cette personne, la raison n'est pas précisée.",
        ),
        parts::leading("Une question\u{a0}?", PublicPage::Help.path(), "Consultez l'aide."),
        parts::buttons(ways),
    ];
    parts::telling(TITLE, content)
}

/// Before the sharing is ended: whose access it is.
pub fn ending(profile: &ProfileSummary, sharing: &Sharing, form: Form) -> AnyView {
    const TITLE: &str = "Mettre fin au partage\u{a0}?";
    let given = verbatim(&profile.name.given);
    let back = ProfilePage::Sharing.path(profile.id);
    let Some(second) = sharing.second() else {
        let ways = parts::buttons(vec![parts::link(back, "Revenir aux paramètres", Primary)]);
        let content = vec![parts::heading("Ce profil n'est pas partagé"), ways];
        return parts::telling("Ce profil n'est pas partagé", content);
    };
    let form = form.carrying("profile", profile.id.to_string());
    let told = if second.is_reader {
        format!(
            "Vous ne gérerez plus le profil de {given} et n'y aurez plus accès. L'autre représentant légal en est informé."
        )
    } else {
        let name = verbatim(&second.name.full());
        format!("{name} ne gérera plus le profil de {given} et n'y aura plus accès. Un e-mail l'en informe.")
    };
    let cancel = parts::link(back.clone(), "Annuler", Secondary);
    let content = view! {
        <Interruption heading=TITLE>
            <p>{sentence(told)}</p>
            <p>"Ce que le profil contient ne change pas. Le partage peut être demandé de nouveau."</p>
            <PostForm of=form>
                <ButtonGroup>
                    <SubmitButton label="Mettre fin au partage" look=Danger />
                    {cancel}
                </ButtonGroup>
            </PostForm>
        </Interruption>
    };
    parts::asking(TITLE, form, Some(back), vec![content.into_any()])
}

/// The invitations that one can answer (S07).
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let data = Content::of(|| ReadInvitations {});
    view! {
        {loaded(
            data,
            move |InvitationsData { posted, invitations, account }| {
                let form = Form::to::<AnswerInvitation>(posted).staying(data.source()).carrying(ACCOUNT, account);
                answering(invitations, form)
            },
        )}
        <SessionWatch />
    }
}

/// Each invitation with its two answers, the oldest first.
pub fn answering(invitations: Vec<Invitation>, form: Form) -> AnyView {
    const TITLE: &str = "Mes demandes de partage";
    let mut content = vec![parts::heading(TITLE)];
    let Some(Invitation { profile, child, by, until }) = invitations.into_iter().next() else {
        content.push(parts::paragraph("lead", "Aucune demande de partage n'attend votre réponse."));
        content.push(parts::buttons(vec![parts::link(PublicPage::Profiles.path(), "Voir mes profils", Primary)]));
        return parts::asking(TITLE, form, None, content);
    };
    let (given, full) = (verbatim(&child.given), verbatim(&child.full()));
    let by: Vec<String> = by.iter().map(|name| verbatim(&name.full())).collect();
    let asked = format!("{} vous propose de gérer avec vous le profil de {full}.", by.join(" et "));
    let form = form.carrying("profile", profile.to_string());
    content.push(parts::paragraph("lead", asked));
    content.push(parts::paragraph("", format!("Valable jusqu'au {until}.")));
    let what_each_means = parts::list(
        "",
        vec![
            sentence(format!(
                "Si vous acceptez\u{a0}: vous avez accès au profil de {given}, à deux, jusqu'à sa majorité. Vos accès et vos modifications sont écrits dans son historique."
            )),
            sentence("Si vous refusez\u{a0}: rien ne change, et la personne qui vous invite en est informée."),
        ],
    );
    content.push(view! { <div class="prose">{what_each_means}</div> }.into_any());
    let answer = |label: &'static str, value: &str, look: ButtonLook| {
        let value = value.to_owned();
        view! { <SubmitButton label name="reponse" value look /> }.into_any()
    };
    let ways = parts::buttons(vec![answer("Accepter", "accepter", Primary), answer("Refuser", "refuser", Secondary)]);
    content.push(parts::form(form, vec![ways]));
    parts::asking(TITLE, form, Some(PublicPage::Profiles.path().to_owned()), content)
}
