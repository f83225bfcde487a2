//! The first questions to a new user, one a page (B01, B02). All pages load the same data and post the same form.

mod words;

use domain::access::Basis;
use domain::confidentiality::Visibility;
use domain::onboarding::Question;
use domain::place::ProfilePage;
use domain::view::ProfileSummary;
use leptos::prelude::*;

use crate::api::onboarding::{AnswerOnboarding, OnboardingData, ReadOnboarding};
use crate::components::button::ButtonLook::{Primary, Secondary};
use crate::components::checkbox::Checkbox;
use crate::components::choice::Choice;
use crate::components::confirmation::Confirmation;
use crate::components::definition_list::{DefinitionList, Row};
use crate::components::field::{Field, Input};
use crate::components::form::{ACCOUNT, Form};
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::text_area::TextArea;
use crate::components::verbatim::{example, sentence, verbatim};
use crate::exchange::{Content, loaded_together};
use crate::pages::parts;

/// A question, or after them what was answered.
pub fn page(question: Option<Question>) -> AnyView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let asked = question.map(|question| ProfilePage::of_question(question).suffix()).unwrap_or_default();
    let data = Content::of(move || ReadOnboarding { profile: profile.clone(), question: asked.to_owned() });
    loaded_together(space, data, move |space, mut data: OnboardingData| {
        let Some(question) = question else { return answered(&space.active, data) };
        let form = Form::to::<AnswerOnboarding>(data.posted.take()).filled_with(data.values);
        let form = form.carrying(ACCOUNT, space.account);
        asking(question, &space.active, form)
    })
}

/// The heading of a question, to the holder or about a child, and the page's title, which names nobody.
fn heading(question: Question, profile: &ProfileSummary) -> (String, String) {
    let given = verbatim(&profile.name.given);
    let (own, childs) = match question {
        Question::Height => ("Quelle est ma taille\u{a0}?", "Quelle est la taille"),
        Question::Weight => ("Quel est mon poids\u{a0}?", "Quel est le poids"),
        Question::Illnesses => ("Quels sont mes maladies et handicaps\u{a0}?", "Quels sont les maladies et handicaps"),
        Question::Treatments => ("Quels sont mes traitements\u{a0}?", "Quels sont les traitements"),
        Question::Allergies => ("Quelles sont mes allergies\u{a0}?", "Quelles sont les allergies"),
        Question::Confidentiality => ("Qui voit mes documents\u{a0}?", "Qui voit les documents"),
        Question::Emergency => {
            ("Qui accède à mon espace en cas d'urgence\u{a0}?", "En cas d'urgence, qui accède à l'espace")
        }
    };
    if profile.basis == Basis::Holder {
        (own.to_owned(), own.to_owned())
    } else {
        (format!("{childs} de {given}\u{a0}?"), format!("{childs}\u{a0}?"))
    }
}

/// A question.
pub fn asking(question: Question, profile: &ProfileSummary, form: Form) -> AnyView {
    let here = ProfilePage::of_question(question).suffix();
    let id = profile.id;
    let place = |question: Option<Question>| question.map_or(ProfilePage::Onboarded, ProfilePage::of_question).path(id);
    let form = form.carrying("profile", id.to_string()).carrying("question", here);
    let (heading, title) = heading(question, profile);
    let mut parts = fields(question, heading, form);
    parts.push(parts::buttons(vec![
        parts::submit("Continuer"),
        parts::sure(form, "valeur", "Oui, c'est exact"),
        parts::link(place(question.next()), "Passer cette question", Secondary),
    ]));
    let progress = format!("Étape {} sur {}", question.number(), Question::ALL.len());
    let parts = vec![parts::paragraph("wizard__journey", progress), parts::form(form, parts)];
    let back = question.previous().map_or(ProfilePage::Home.path(id), |before| place(Some(before)));
    parts::asking(title, form, Some(back), parts)
}

/// What a question asks to fill in, under its heading.
fn fields(question: Question, heading: String, form: Form) -> Vec<AnyView> {
    match question {
        Question::Height | Question::Weight => {
            let (label, hint) = if question == Question::Height {
                ("Taille, en mètres", example!("1,55"))
            } else {
                ("Poids, en kilogrammes", example!("56,1\u{a0}kg"))
            };
            let field = view! { <Field of=form name="valeur" label hint input=Input::Decimal /> };
            let heading = view! {
                <h1 tabindex="-1">
                    <label r#for="valeur">{sentence(heading)}</label>
                </h1>
            };
            vec![heading.into_any(), field.into_any()]
        }
        Question::Illnesses | Question::Treatments | Question::Allergies => {
            let (label, hint) = match question {
                Question::Illnesses => ("Maladies et handicaps, un par ligne", "Ex.\u{a0}: asthme"),
                Question::Treatments => ("Traitements, un par ligne", "Ex.\u{a0}: un médicament et quand il est pris"),
                _ => ("Allergies, une par ligne", "Ex.\u{a0}: pollens de graminées"),
            };
            vec![
                parts::heading(heading),
                view! { <TextArea of=form name="liste" label hint /> }.into_any(),
                view! { <Checkbox of=form name="rien" label="Rien à signaler" /> }.into_any(),
            ]
        }
        Question::Confidentiality => {
            let choices = vec![
                Choice::new(Visibility::Visible.name(), "Documents visibles")
                    .hint("Les professionnels de santé autorisés peuvent les consulter."),
                Choice::new(Visibility::Hidden.name(), "Documents masqués")
                    .hint("Les professionnels ne les voient pas, sauf celui qui les a déposés."),
            ];
            let hint = "Ce choix vaut pour les documents à venir et se change à tout moment.";
            vec![parts::choices(form, "visibilite", parts::heading(heading), hint, choices)]
        }
        Question::Emergency => {
            let group = |(name, legend): (&'static str, &'static str)| {
                let choices = vec![Choice::new("oui", "Oui"), Choice::new("non", "Non")];
                parts::choices(form, name, legend.into_any(), "", choices)
            };
            let groups = [
                ("samu", "Le médecin du SAMU–Centre\u{a0}15 peut consulter les documents"),
                (
                    "bris_de_glace",
                    "«\u{a0}Bris de glace\u{a0}»\u{a0}: un médecin peut les consulter quand la personne ne peut pas s'exprimer",
                ),
                ("masques", "En urgence, ils voient aussi les documents masqués"),
            ];
            let intro = "Chaque accès est tracé dans l'historique et signalé. Ces choix se changent à tout moment.";
            let mut parts = vec![parts::heading(heading), parts::paragraph("", intro)];
            parts.extend(groups.map(group));
            parts
        }
    }
}

/// What was answered and what was passed over.
pub fn answered(profile: &ProfileSummary, data: OnboardingData) -> AnyView {
    let id = profile.id;
    let (title, first) = if data.summary.iter().any(|(_, answer)| answer.is_some()) {
        let heading = "Les premières informations sont enregistrées";
        (heading, view! { <Confirmation heading /> }.into_any())
    } else {
        let heading = "Toutes les questions sont passées";
        (heading, parts::heading(heading))
    };
    let rows = Question::ALL.into_iter().zip(data.summary).map(|(question, (term, answer))| {
        let answer = answer.unwrap_or_else(|| "Non renseigné".to_owned());
        view! {
            <Row term change=ProfilePage::of_question(question).path(id)>
                {answer}
            </Row>
        }
    });
    let rows: Vec<AnyView> = rows.map(IntoAny::into_any).collect();
    let parts = vec![
        first,
        parts::paragraph("lead", "Ce qui n'est pas renseigné peut l'être plus tard."),
        view! { <DefinitionList>{rows}</DefinitionList> }.into_any(),
        parts::buttons(vec![parts::link(ProfilePage::Home.path(id), "Aller à l'accueil", Primary)]),
    ];
    parts::telling(title, parts)
}
