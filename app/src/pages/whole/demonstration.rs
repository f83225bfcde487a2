use domain::card::CardKind;
use domain::form::professional_act::ProfessionalAct;
use domain::id::{ProfessionalId, ProfileId};
use domain::provisional_code::Delivery;
use domain::view::{InventedPerson, KeptMessage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::demonstration::{
    ActAsProfessional, DemonstrationPage as Data, ReadDemonstration, ResetDemonstration, SetClockForward,
};
use crate::components::button::{ButtonGroup, ButtonLook, SubmitButton};
use crate::components::definition_list::{DefinitionList, Row};
use crate::components::disclosure::Disclosure;
use crate::components::empty::Empty;
use crate::components::field::{Field, Input};
use crate::components::form::{Form, FormHead};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page_title::PageTitle;
use crate::components::panel::Panel;
use crate::components::select::Select;
use crate::components::tag::Tag;
use crate::components::verbatim::{sentence, verbatim};
use crate::exchange::{Content, loaded};
use crate::text;

/// Demonstration mode: messages, clock, reset. Its forms are plain: they change what every page says.
#[component]
pub fn DemonstrationPage() -> impl IntoView {
    let data = Content::of(|| ReadDemonstration {});
    view! { {loaded(data, |data| view! { <DemonstrationView data /> }.into_any())} }
}

/// How many messages are shown at once.
const NEWEST: usize = 5;

/// By how much the clock can be set forward at once, in minutes.
const STEPS: [(u32, &str); 3] =
    [(15, "Avancer de 15\u{a0}minutes"), (60, "Avancer de 1\u{a0}heure"), (24 * 60, "Avancer de 1\u{a0}jour")];

/// The state of demonstration mode.
#[component]
pub fn DemonstrationView(
    /// What there is, and what the last post gave.
    data: Data,
) -> impl IntoView {
    const HEADING: &str = "Démonstration";
    let Data { state, posted, acted } = data;
    let clock = Form::to::<SetClockForward>(posted);
    let act = Form::to::<ActAsProfessional>(acted);
    let rejected = Signal::derive(move || clock.at_fault().get() || act.at_fault().get());
    let (letters, messages): (Vec<_>, Vec<_>) =
        state.messages.into_iter().partition(|message| message.channel == Delivery::Post);
    view! {
        <PageTitle heading=HEADING rejected />
        <div class="container stack stack--large">
            <div>
                <FormHead of=clock />
                <FormHead of=act />
                <h1 tabindex="-1">{HEADING}</h1>
                <Notice
                    kind=NoticeKind::Info
                    title=text::DEMONSTRATION
                    text="Les personnes, les numéros et les messages de cette instance sont inventés. Aucun message ne part\u{a0}: tous sont montrés ici."
                />
            </div>
            <div class="columns">
                <Clock form=clock now=state.now minutes_ahead=state.minutes_ahead />
                <Reset />
            </div>
            <Act form=act professionals=state.professionals profiles=state.profiles />
            <section aria-labelledby="personnes">
                <h2 id="personnes">"Personnes inventées"</h2>
                <p>
                    "Chacune peut activer son espace ou s'y opposer avec les numéros de sa carte Vitale et le code provisoire qui lui est envoyé, sauf celles qui ont déjà un compte."
                </p>
                <Disclosure question="Dates de naissance et numéros">
                    <div class="stack">
                        {state.people.into_iter().map(|person| view! { <Person person /> }).collect_view()}
                    </div>
                </Disclosure>
            </section>
            <section aria-labelledby="envois">
                <h2 id="envois">"E-mails et SMS envoyés"</h2>
                {if messages.is_empty() {
                    view! { <Empty icon="mail" text="Aucun message pour l'instant." /> }.into_any()
                } else {
                    newest_first(messages, "Messages précédents")
                }}
            </section>
            {(!letters.is_empty())
                .then(|| {
                    view! {
                        <section aria-labelledby="courriers">
                            <h2 id="courriers">"Courriers à imprimer"</h2>
                            {newest_first(letters, "Courriers précédents")}
                        </section>
                    }
                })}
        </div>
    }
}

/// The newest messages, and the others behind their name.
fn newest_first(mut messages: Vec<KeptMessage>, others: &str) -> AnyView {
    let earlier = messages.split_off(messages.len().min(NEWEST));
    let heading = format!("{others} ({})", earlier.len());
    let earlier = (!earlier.is_empty()).then(|| view! { <Disclosure question=heading>{list(earlier)}</Disclosure> });
    view! {
        {list(messages)}
        {earlier}
    }
    .into_any()
}

fn list(messages: Vec<KeptMessage>) -> AnyView {
    let messages = messages.into_iter().map(|message| view! { <Message message /> }).collect_view();
    view! { <ol class="message-list">{messages}</ol> }.into_any()
}

/// A click on a number selects it, for it to be copied.
#[component]
fn Person(person: InventedPerson) -> impl IntoView {
    let card = match person.card {
        CardKind::WithPhoto => "Carte avec photo, numéro de série",
        CardKind::WithoutPhoto => "Carte sans photo, numéro de série",
    };
    let number = |number: String| view! { <span class="copied" translate="no">{number}</span> };
    view! {
        <div>
            <h3 translate="no">{person.name}</h3>
            <DefinitionList>
                <Row term="Date de naissance">{person.born_on.to_string()}</Row>
                <Row term="Numéro de sécurité sociale">{number(person.nir)}</Row>
                <Row term=card>{number(person.serial)}</Row>
            </DefinitionList>
        </div>
    }
}

#[component]
fn Clock(form: Form, now: String, minutes_ahead: i64) -> impl IntoView {
    let ahead = (minutes_ahead > 0).then(|| {
        let ahead = text::counted(minutes_ahead, "minute", "minutes");
        view! { <p class="hint">{format!("Son horloge avance de {ahead}.")}</p> }
    });
    view! {
        <Panel id="horloge" title="Horloge">
            <p>{format!("Pour le service, nous sommes le {now}.")}</p>
            {ahead}
            <form class="form" method="post" action=form.path()>
                <ButtonGroup>
                    {STEPS
                        .map(|(minutes, label)| {
                            view! {
                                <SubmitButton
                                    label
                                    look=ButtonLook::Secondary
                                    name="minutes"
                                    value=minutes.to_string()
                                />
                            }
                        })
                        .collect_view()}
                </ButtonGroup>
            </form>
            <form class="form" method="post" action=form.path() novalidate=true>
                <Field of=form name="minutes" label="Avancer de (en minutes)" input=Input::Decimal keyboard=Some("numeric") />
                <ButtonGroup>
                    <SubmitButton label="Avancer l'horloge" look=ButtonLook::Secondary />
                </ButtonGroup>
            </form>
        </Panel>
    }
}

/// What a professional does on a profile: its effect shows in the profile's history, and below among the messages.
#[component]
fn Act(form: Form, professionals: Vec<(ProfessionalId, String)>, profiles: Vec<(ProfileId, String)>) -> impl IntoView {
    let professionals = professionals.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let profiles = profiles.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let acts = ProfessionalAct::ALL.map(|act| (act.name().to_owned(), act.label().to_owned())).into();
    view! {
        <Panel id="professionnels" title="Un professionnel de santé agit">
            <p>
                {sentence(
                    "Ses droits sont ceux du service\u{a0}: autorisation de la personne, matrice d'habilitation, urgence. L'historique d'activité du profil montre ce qu'il a fait, et un e-mail l'annonce.",
                )}
            </p>
            <form class="form" method="post" action=form.path() novalidate=true>
                <Select of=form name="professionnel" label="Professionnel de santé" choices=professionals names=true />
                <Select of=form name="profil" label="Profil" choices=profiles names=true />
                <Select of=form name="acte" label="Ce qu'il fait" choices=acts />
                <Field
                    of=form
                    name="motif"
                    label="Motif (en mode «\u{a0}bris de glace\u{a0}»)"
                    input=Input::Text
                    optional=true
                />
                <ButtonGroup>
                    <SubmitButton label="Agir" look=ButtonLook::Secondary />
                </ButtonGroup>
            </form>
        </Panel>
    }
}

#[component]
fn Reset() -> impl IntoView {
    view! {
        <Panel id="remise" title="Remise à zéro">
            <p>"Tous les profils, les messages et l'horloge reviennent à leur état de départ."</p>
            <form method="post" action=ResetDemonstration::url()>
                <SubmitButton label="Tout remettre à zéro" look=ButtonLook::Danger icon="reset" />
            </form>
        </Panel>
    }
}

#[component]
fn Message(message: KeptMessage) -> impl IntoView {
    let (icon, kind) = match message.channel {
        Delivery::Email => ("mail", "E-mail"),
        Delivery::Sms => ("sms", "SMS"),
        Delivery::Post => ("mail", "Courrier"),
    };
    let (class, subject) = match message.subject {
        Some(subject) => ("message__subject", subject),
        None => ("visually-hidden", format!("SMS au {}", verbatim(&message.to))),
    };
    view! {
        <li class="message">
            <p class="message__head">
                <Tag label=kind icon />
                " "
                <span class="message__to" translate="no">{message.to}</span>
                " "
                <span class="message__time">{message.sent_at}</span>
            </p>
            <h3 class=class>{sentence(subject)}</h3>
            <p class="message__body" translate="no">{message.text}</p>
        </li>
    }
}
