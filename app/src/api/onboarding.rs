//! The first questions to a new user.

use domain::form::onboarding::OnboardingForm;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted, Values};

#[cfg(feature = "ssr")]
use {
    crate::visit::{Acting, Visit, app_error},
    domain::access::Action,
    domain::measure::Measure,
    domain::medical_profile::Entries,
    services::onboarding::Answers,
};
#[cfg(any(feature = "ssr", feature = "gallery"))]
use {domain::id::ProfileId, domain::onboarding::Question, domain::place::ProfilePage};

/// What a page of the first questions shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnboardingData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// What the question's fields are filled with: what is answered so far.
    pub values: Values,
    /// What is answered so far, in words: question and answer.
    pub summary: Vec<(String, Option<String>)>,
}

/// What the page of a question shows; `question` is the end of its address, and asks for it anew.
#[server(endpoint = "bienvenue/page", output = Postcard)]
pub async fn read_onboarding(
    #[server(default)] profile: String,
    #[server(default)] question: String,
) -> Result<OnboardingData, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let answers = visit.services.answers(&caller, profile).await.map_err(app_error)?;
    let Some(here) = asked(&question) else {
        return Ok(OnboardingData { summary: in_words(&answers), ..OnboardingData::default() });
    };
    let page = ProfilePage::of_question(here);
    let posted = visit.kept_of_page(page.suffix(), &page.path(profile)).await?;
    Ok(OnboardingData { posted, values: in_fields(here, &answers), summary: in_words(&answers) })
}

/// What the home page says of the first questions while some are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginning {
    /// How many are answered, and what is still to be said.
    pub text: String,
    /// Where the first of the open ones is asked.
    pub href: String,
}

/// What is still to be answered; nothing when everything is.
#[server(endpoint = "bienvenue/restant", output = Postcard)]
pub async fn read_beginning(#[server(default)] profile: String) -> Result<Option<Beginning>, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let open = visit.services.open_questions(&caller, profile).await.map_err(app_error)?;
    Ok(beginning(&open, profile))
}

/// What the home page of a profile says of the questions that are open, in their order.
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub fn beginning(open: &[Question], profile: ProfileId) -> Option<Beginning> {
    let first = open.first()?;
    let about = |question: &Question| match question {
        Question::Height => "taille",
        Question::Weight => "poids",
        Question::Illnesses => "maladies et handicaps",
        Question::Treatments => "traitements",
        Question::Allergies => "allergies",
        Question::Confidentiality => "visibilité des documents",
        Question::Emergency => "accès en cas d'urgence",
    };
    let (done, all) = (Question::ALL.len() - open.len(), Question::ALL.len());
    let so_far = match done {
        0 => format!("{all}\u{a0}questions, que vous pouvez passer une à une."),
        1 => format!("1\u{a0}réponse sur {all}."),
        _ => format!("{done}\u{a0}réponses sur {all}."),
    };
    let left: Vec<&str> = open.iter().map(about).collect();
    Some(Beginning {
        text: format!("{so_far} À renseigner\u{a0}: {}.", left.join(", ")),
        href: ProfilePage::of_question(*first).path(profile),
    })
}

/// Keeps the answer to a question, and leads to the next one.
#[server(endpoint = "bienvenue/reponse", output = Postcard)]
pub async fn answer_onboarding(
    #[server(default)] compte: String,
    #[server(default)] profile: String,
    #[server(default)] question: String,
    #[server(flatten)] form: OnboardingForm,
) -> FormAnswer {
    let visit = Visit::current()?;
    let here = asked(&question);
    let page = here.map_or(ProfilePage::Home, ProfilePage::of_question);
    let (caller, profile) =
        match visit.acting((&compte, &profile), (page, Action::AnswerOnboarding), form.rejected(Vec::new())).await? {
            Acting::On(caller, profile) => (caller, profile),
            Acting::Answered(posted) => return Ok(posted),
        };
    let read = move |age| match here {
        Some(here) => form.read(here, age).map_err(|rejected| Some((here, rejected))),
        None => Err(None),
    };
    match visit.services.answer(&caller, profile, read).await.map_err(app_error)? {
        Ok(()) => {
            let next = here.and_then(Question::next).map_or(ProfilePage::Onboarded, ProfilePage::of_question);
            leptos_axum::redirect(&next.path(profile));
            Ok(Posted::SentOn)
        }
        // An answer that was not accepted waits under the name of its question.
        Err(Some((here, rejected))) => {
            visit
                .reject(
                    ProfilePage::of_question(here).suffix(),
                    &ProfilePage::of_question(here).path(profile),
                    rejected,
                )
                .await
        }
        Err(None) => {
            leptos_axum::redirect(&ProfilePage::Height.path(profile));
            Ok(Posted::SentOn)
        }
    }
}

/// The question whose page has that end of an address.
#[cfg(feature = "ssr")]
fn asked(question: &str) -> Option<Question> {
    Question::ALL.into_iter().find(|here| ProfilePage::of_question(*here).suffix() == question)
}

#[cfg(feature = "ssr")]
const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "oui" } else { "non" }
}

/// What is answered to a question, as it stands in its fields.
#[cfg(feature = "ssr")]
fn in_fields(question: Question, answers: &Answers) -> Values {
    let mut values = Values::default();
    let mut put = |name: &str, text: Option<String>| {
        if let Some(text) = text {
            values.put(name, text);
        }
    };
    let [illnesses, treatments, allergies] = &answers.headings;
    let mut list = |entries: &Option<Entries>| match entries {
        Some(Entries::Listed(listed)) => put("liste", Some(listed.join("\n"))),
        Some(Entries::Nothing) => put("rien", Some("oui".to_owned())),
        None => {}
    };
    match question {
        Question::Height => put("valeur", answers.height.map(Measure::number)),
        Question::Weight => put("valeur", answers.weight.map(Measure::number)),
        Question::Illnesses => list(illnesses),
        Question::Treatments => list(treatments),
        Question::Allergies => list(allergies),
        Question::Confidentiality => {
            put("visibilite", answers.confidentiality.visibility.map(|visibility| visibility.name().to_owned()));
        }
        Question::Emergency => {
            if let Some(emergency) = answers.confidentiality.emergency {
                put("samu", Some(yes_or_no(emergency.samu).to_owned()));
                put("bris_de_glace", Some(yes_or_no(emergency.break_glass).to_owned()));
                put("masques", Some(yes_or_no(emergency.hidden_documents).to_owned()));
            }
        }
    }
    values
}

/// The questions and what was answered.
#[cfg(feature = "ssr")]
fn in_words(answers: &Answers) -> Vec<(String, Option<String>)> {
    use domain::confidentiality::Visibility;
    let entries = |said: &Option<Entries>| {
        said.as_ref().map(|entries| match entries {
            Entries::Nothing => "Rien à signaler".to_owned(),
            Entries::Listed(listed) => listed.join(", "),
        })
    };
    let [illnesses, treatments, allergies] = &answers.headings;
    let visibility = answers.confidentiality.visibility.map(|visibility| match visibility {
        Visibility::Visible => "Visibles par les professionnels autorisés".to_owned(),
        Visibility::Hidden => "Masqués".to_owned(),
    });
    let emergency = answers.confidentiality.emergency.map(|emergency| {
        format!(
            "SAMU–Centre\u{a0}15\u{a0}: {}\u{a0}; bris de glace\u{a0}: {}\u{a0}; documents masqués\u{a0}: {}",
            yes_or_no(emergency.samu),
            yes_or_no(emergency.break_glass),
            yes_or_no(emergency.hidden_documents)
        )
    });
    [
        ("Taille", answers.height.map(|measure| measure.to_string())),
        ("Poids", answers.weight.map(|measure| measure.to_string())),
        ("Maladies et handicaps", entries(illnesses)),
        ("Traitements", entries(treatments)),
        ("Allergies", entries(allergies)),
        ("Documents", visibility),
        ("Accès en cas d'urgence", emergency),
    ]
    .map(|(question, answer)| (question.to_owned(), answer))
    .into()
}
