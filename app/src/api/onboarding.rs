//! The first questions to a new user.

use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Refusal};

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, app_error},
    domain::form::onboarding::OnboardingForm,
    domain::medical_profile::Entries,
    domain::onboarding::Question,
    domain::place::ProfilePage,
    services::onboarding::Answers,
};

/// What a page of the first questions shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnboardingData {
    /// The form as it came back.
    pub rejected: Option<Refusal>,
    /// What is answered so far, as it stands in the fields.
    pub current: Refusal,
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
    let rejected = match asked(&question) {
        Some(here) => visit.kept(ProfilePage::of_question(here).suffix()).await?,
        None => None,
    };
    Ok(OnboardingData { rejected, current: in_fields(&answers), summary: in_words(&answers) })
}

/// Keeps the answer to a question, and leads to the next one.
#[server(endpoint = "bienvenue/reponse", output = Postcard)]
pub async fn answer_onboarding(
    #[server(default)] profile: String,
    #[server(default)] question: String,
    #[server(default)] valeur: String,
    #[server(default)] confirme: String,
    #[server(default)] liste: String,
    #[server(default)] rien: String,
    #[server(default)] visibilite: String,
    #[server(default)] samu: String,
    #[server(default)] bris_de_glace: String,
    #[server(default)] masques: String,
) -> FormAnswer {
    let visit = Visit::current()?;
    let (caller, profile) = visit.caller_on(&profile)?;
    let here = asked(&question);
    let form = OnboardingForm {
        value: valeur,
        confirmed: confirme,
        list: liste,
        nothing: rien == "oui",
        visibility: visibilite,
        samu,
        break_glass: bris_de_glace,
        hidden_documents: masques,
    };
    let read = move |age| match here {
        Some(here) => form.read(here, age).map_err(|rejected| Some((here, rejected))),
        None => Err(None),
    };
    match visit.services.answer(&caller, profile, read).await.map_err(app_error)? {
        Ok(()) => {
            let next = here.and_then(Question::next).map_or(ProfilePage::Onboarded, ProfilePage::of_question);
            leptos_axum::redirect(&next.path(profile));
            Ok(None)
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
            Ok(None)
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

/// What is answered, under the names of the fields of all questions; those of measures and lists, which share theirs,
/// under the names of the questions.
#[cfg(feature = "ssr")]
fn in_fields(answers: &Answers) -> Refusal {
    let mut typed: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, text: String| typed.push((name.to_owned(), text));
    for (question, measure) in [(Question::Height, answers.height), (Question::Weight, answers.weight)] {
        if let Some(measure) = measure {
            put(ProfilePage::of_question(question).suffix(), measure.number());
        }
    }
    for (question, entries) in
        [Question::Illnesses, Question::Treatments, Question::Allergies].iter().zip(&answers.headings)
    {
        match entries {
            Some(Entries::Listed(listed)) => put(ProfilePage::of_question(*question).suffix(), listed.join("\n")),
            Some(Entries::Nothing) => {
                put(&format!("{}/rien", ProfilePage::of_question(*question).suffix()), "oui".into());
            }
            None => {}
        }
    }
    if let Some(visibility) = answers.confidentiality.visibility {
        put("visibilite", visibility.name().to_owned());
    }
    if let Some(emergency) = answers.confidentiality.emergency {
        put("samu", yes_or_no(emergency.samu).to_owned());
        put("bris_de_glace", yes_or_no(emergency.break_glass).to_owned());
        put("masques", yes_or_no(emergency.hidden_documents).to_owned());
    }
    Refusal { typed, points: Vec::new() }
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
