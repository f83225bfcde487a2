//! The first questions to a new user.

use domain::form::onboarding::OnboardingForm;
use domain::onboarding::Question;
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
    domain::place::ProfilePage,
    services::onboarding::Answers,
};

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

/// The questions that are not answered yet, in their order.
#[server(endpoint = "bienvenue/restant", output = Postcard)]
pub async fn read_open_questions(#[server(default)] profile: String) -> Result<Vec<Question>, AppError> {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    visit.services.open_questions(&caller, profile).await.map_err(app_error)
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
