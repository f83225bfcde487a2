use serde::{Deserialize, Serialize};

use crate::error::AppError;

#[cfg(feature = "ssr")]
use domain::form::WHOLE_FORM;
#[cfg(any(feature = "ssr", feature = "gallery", test))]
use {
    crate::text::Explain,
    domain::form::{Problem, Rejected},
};

/// What came of a form that was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Posted {
    /// It is done, and the visitor is being sent on.
    SentOn,
    /// It is done, and the page stays: it loads its content anew and shows this sentence, unless the content says by
    /// itself what was done.
    Saved(Option<String>),
    /// It was not accepted.
    Invalid(FormErrors),
    /// It came to nothing. A server function says so by its error.
    #[serde(skip)]
    Failed(AppError),
}

/// Texts by the names of fields: what was typed into a form, or what it is filled with beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values(Vec<(String, String)>);

/// A form that was not accepted, in words: what was typed, and what is wrong. The words are put together on
/// the server, so that the browser needs one reader for the problems of all forms, and none of their sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormErrors {
    /// What was typed, without secrets.
    pub typed: Values,
    /// What is wrong, at least one thing.
    pub errors: Vec<FieldError>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The name of the field that it stands beside; [`WHOLE_FORM`](domain::form::WHOLE_FORM) for none.
    pub field: String,
    /// The sentence.
    pub text: String,
    /// The names of all fields that it makes invalid.
    pub invalid: Vec<String>,
}

impl Values {
    /// Puts a text into the field of that name.
    pub fn put(&mut self, name: &str, text: impl Into<String>) {
        self.0.push((name.to_owned(), text.into()));
    }

    /// The text in the field of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// The texts of that name: of several choices, those that were taken.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, text)| text.clone()).collect()
    }
}

impl FormErrors {
    /// Puts an error beside the field of that name.
    #[cfg(any(feature = "gallery", test))]
    pub fn put(&mut self, name: &str, text: &str) {
        self.errors.push(FieldError { field: name.to_owned(), text: text.to_owned(), invalid: vec![name.to_owned()] });
    }

    /// A form of which nothing is kept, with something said of it as a whole.
    #[cfg(feature = "ssr")]
    pub fn saying(text: &str) -> Self {
        let mut errors = Self::default();
        errors.say(text);
        errors
    }

    /// Says something of the form as a whole.
    #[cfg(feature = "ssr")]
    pub fn say(&mut self, text: &str) {
        self.errors.push(FieldError { field: WHOLE_FORM.to_owned(), text: text.to_owned(), invalid: Vec::new() });
    }

    /// What makes the field of that name invalid: the error beside it, or else one beside another that is about both.
    pub fn about(&self, name: &str) -> Option<&FieldError> {
        let beside = self.errors.iter().find(|error| error.field == name);
        beside.or_else(|| self.errors.iter().find(|error| error.invalid.iter().any(|field| field == name)))
    }
}

#[cfg(any(feature = "ssr", feature = "gallery", test))]
impl<P: Problem + Explain> From<Rejected<P>> for FormErrors {
    fn from(rejected: Rejected<P>) -> Self {
        let errors = rejected.problems.iter().map(|problem| FieldError {
            field: problem.field().to_owned(),
            text: problem.explain(),
            invalid: problem.invalid_fields().into_iter().map(str::to_owned).collect(),
        });
        let errors = errors.collect();
        let typed = rejected.typed.into_iter().map(|(name, text)| (name.to_owned(), text));
        Self { typed: Values(typed.collect()), errors }
    }
}

#[cfg(any(feature = "ssr", feature = "gallery", test))]
impl<P: Problem + Explain> From<Rejected<P>> for Posted {
    fn from(rejected: Rejected<P>) -> Self {
        Self::Invalid(rejected.into())
    }
}
