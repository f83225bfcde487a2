//! The first questions to a new user.

use domain::form::onboarding::OnboardingForm;
use domain::onboarding::Question;
use domain::place::ProfilePage;
use domain::view::ProfileSummary;
use leptos::prelude::*;

use super::samples;
use crate::api::onboarding::OnboardingData;
use crate::components::form::Form;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::onboarding::{answered, asking};

/// Premières questions\u{a0}: taille.
pub const HEIGHT: Entry = Entry {
    slug: "premiere-question-taille",
    title: "Premières questions\u{a0}: taille",
    when: "À la première connexion, ou depuis la fin des premières questions.",
    when_not: "Pour suivre une valeur dans le temps\u{a0}: les mesures du profil médical.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(Question::Height) },
        State { slug: "enfant", title: "Pour un enfant", draw: || of_child(Question::Height) },
        State {
            slug: "hors-limites",
            title: "Hors limites",
            draw: || refused(Question::Height, &OnboardingForm { value: "3,10".into(), ..OnboardingForm::default() }),
        },
        State {
            slug: "etonnante",
            title: "Étonnante",
            draw: || refused(Question::Height, &OnboardingForm { value: "1,05".into(), ..OnboardingForm::default() }),
        },
    ],
};

/// Premières questions\u{a0}: poids.
pub const WEIGHT: Entry = Entry {
    slug: "premiere-question-poids",
    title: "Premières questions\u{a0}: poids",
    when: "À la première connexion, ou depuis la fin des premières questions.",
    when_not: "Pour suivre une valeur dans le temps\u{a0}: les mesures du profil médical.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(Question::Weight) },
        State {
            slug: "deja-renseigne",
            title: "Déjà renseigné",
            draw: || drawn(Question::Weight, samples::inaya(), Form::filled("valeur", "56,1", None)),
        },
        State {
            slug: "hors-limites",
            title: "Hors limites",
            draw: || refused(Question::Weight, &OnboardingForm { value: "lourd".into(), ..OnboardingForm::default() }),
        },
        State {
            slug: "etonnant",
            title: "Étonnant",
            draw: || refused(Question::Weight, &OnboardingForm { value: "300".into(), ..OnboardingForm::default() }),
        },
    ],
};

/// Premières questions\u{a0}: maladies et handicaps.
pub const ILLNESSES: Entry = Entry {
    slug: "premiere-question-maladies",
    title: "Premières questions\u{a0}: maladies et handicaps",
    when: "À la première connexion, ou depuis la fin des premières questions.",
    when_not: "Pour le détail d'un traitement ou d'une maladie\u{a0}: le profil médical.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(Question::Illnesses) },
        State { slug: "enfant", title: "Pour un enfant", draw: || of_child(Question::Illnesses) },
        State {
            slug: "vide",
            title: "Rien n'est indiqué",
            draw: || refused(Question::Illnesses, &OnboardingForm::default()),
        },
        State {
            slug: "contradiction",
            title: "Liste et rien à signaler",
            draw: || {
                refused(
                    Question::Illnesses,
                    &OnboardingForm {
                        list: "Pollens\nArachide".into(),
                        nothing: "oui".into(),
                        ..OnboardingForm::default()
                    },
                )
            },
        },
    ],
};

/// Premières questions\u{a0}: traitements.
pub const TREATMENTS: Entry = Entry {
    slug: "premiere-question-traitements",
    title: "Premières questions\u{a0}: traitements",
    when: "À la première connexion, ou depuis la fin des premières questions.",
    when_not: "Pour le détail d'un traitement ou d'une maladie\u{a0}: le profil médical.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(Question::Treatments) },
        State { slug: "enfant", title: "Pour un enfant", draw: || of_child(Question::Treatments) },
        State {
            slug: "vide",
            title: "Rien n'est indiqué",
            draw: || refused(Question::Treatments, &OnboardingForm::default()),
        },
        State {
            slug: "contradiction",
            title: "Liste et rien à signaler",
            draw: || {
                refused(
                    Question::Treatments,
                    &OnboardingForm {
                        list: "Pollens\nArachide".into(),
                        nothing: "oui".into(),
                        ..OnboardingForm::default()
                    },
                )
            },
        },
    ],
};

/// Premières questions\u{a0}: allergies.
pub const ALLERGIES: Entry = Entry {
    slug: "premiere-question-allergies",
    title: "Premières questions\u{a0}: allergies",
    when: "À la première connexion, ou depuis la fin des premières questions.",
    when_not: "Pour le détail d'un traitement ou d'une maladie\u{a0}: le profil médical.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(Question::Allergies) },
        State { slug: "enfant", title: "Pour un enfant", draw: || of_child(Question::Allergies) },
        State {
            slug: "vide",
            title: "Rien n'est indiqué",
            draw: || refused(Question::Allergies, &OnboardingForm::default()),
        },
        State {
            slug: "contradiction",
            title: "Liste et rien à signaler",
            draw: || {
                refused(
                    Question::Allergies,
                    &OnboardingForm {
                        list: "Pollens\nArachide".into(),
                        nothing: "oui".into(),
                        ..OnboardingForm::default()
                    },
                )
            },
        },
    ],
};

/// Premières questions\u{a0}: confidentialité.
pub const CONFIDENTIALITY: Entry = Entry {
    slug: "premiere-question-confidentialite",
    title: "Premières questions\u{a0}: confidentialité",
    when: "À la première connexion, ou depuis la fin des premières questions.",
    when_not: "Pour un document en particulier\u{a0}: il se montre ou se masque depuis sa page.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(Question::Confidentiality) },
        State { slug: "enfant", title: "Pour un enfant", draw: || of_child(Question::Confidentiality) },
        State {
            slug: "rien-choisi",
            title: "Rien n'est choisi",
            draw: || refused(Question::Confidentiality, &OnboardingForm::default()),
        },
    ],
};

/// Premières questions\u{a0}: urgence.
pub const EMERGENCY: Entry = Entry {
    slug: "premiere-question-urgence",
    title: "Premières questions\u{a0}: urgence",
    when: "À la première connexion, ou depuis la fin des premières questions.",
    when_not: "Pour bloquer un professionnel\u{a0}: les paramètres de confidentialité.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(Question::Emergency) },
        State { slug: "enfant", title: "Pour un enfant", draw: || of_child(Question::Emergency) },
        State {
            slug: "incomplet",
            title: "Une réponse sur trois",
            draw: || refused(Question::Emergency, &OnboardingForm { samu: "oui".into(), ..OnboardingForm::default() }),
        },
    ],
};

/// Premières questions\u{a0}: fin.
pub const DONE: Entry = Entry {
    slug: "premieres-questions-fin",
    title: "Premières questions\u{a0}: fin",
    when: "Après la dernière question\u{a0}: ce qui est renseigné, et ce qui ne l'est pas.",
    when_not: "Pour consulter son dossier\u{a0}: le profil médical.",
    states: &[
        State {
            slug: "ordinaire",
            title: "En partie renseigné",
            draw: || {
                done(&[
                    Some("1,55\u{a0}m"),
                    None,
                    Some("Rien à signaler"),
                    None,
                    Some("Pollens de graminées, arachide"),
                    Some("Masqués"),
                    None,
                ])
            },
        },
        State { slug: "rien", title: "Tout est passé", draw: || done(&[None; 7]) },
    ],
};

/// The screen of a question.
pub const fn of(question: Question) -> &'static Entry {
    match question {
        Question::Height => &HEIGHT,
        Question::Weight => &WEIGHT,
        Question::Illnesses => &ILLNESSES,
        Question::Treatments => &TREATMENTS,
        Question::Allergies => &ALLERGIES,
        Question::Confidentiality => &CONFIDENTIALITY,
        Question::Emergency => &EMERGENCY,
    }
}

fn met(question: Question) -> AnyView {
    drawn(question, samples::inaya(), Form::still(None))
}

fn of_child(question: Question) -> AnyView {
    drawn(question, samples::lola(), Form::still(None))
}

fn refused(question: Question, form: &OnboardingForm) -> AnyView {
    drawn(question, samples::inaya(), Form::still(form.read(question, 40).err().map(Posted::from)))
}

fn drawn(question: Question, profile: ProfileSummary, form: Form) -> AnyView {
    let page = asking(question, &profile, form);
    super::of_profile(samples::space(profile), ProfilePage::of_question(question), page)
}

fn done(answers: &[Option<&str>; 7]) -> AnyView {
    const QUESTIONS: [&str; 7] =
        ["Taille", "Poids", "Maladies et handicaps", "Traitements", "Allergies", "Documents", "Accès en cas d'urgence"];
    let summary =
        QUESTIONS.iter().zip(answers).map(|(question, answer)| ((*question).to_owned(), answer.map(str::to_owned)));
    let data = OnboardingData { summary: summary.collect(), ..OnboardingData::default() };
    let page = answered(&samples::inaya(), data);
    super::of_profile(samples::space(samples::inaya()), ProfilePage::Onboarded, page)
}
