use serde::{Deserialize, Serialize};

#[cfg(any(feature = "ssr", feature = "gallery", test))]
use {
    crate::text::Explain,
    domain::form::{Problem, Rejected},
};

/// A form that was not accepted, in words: what was typed, and what to mend. The words are put together on
/// the server, so that the browser needs one reader for the problems of all forms, and none of their sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What was typed, by the names of the fields.
    pub typed: Vec<(String, String)>,
    /// What to mend, at least one point.
    pub points: Vec<Mend>,
}

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// The name of the field it stands beside.
    pub field: String,
    /// The sentence.
    pub text: String,
    /// The names of all fields that it marks.
    pub marks: Vec<String>,
}

impl Refusal {
    /// What was typed into the field of that name.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.typed.iter().find(|(typed, _)| typed == name).map(|(_, text)| text.as_str())
    }

    /// What is to be mended beside the field of that name.
    pub fn point(&self, field: &str) -> Option<&Mend> {
        self.points.iter().find(|point| point.field == field)
    }
}

#[cfg(any(feature = "ssr", feature = "gallery", test))]
impl<P: Problem + Explain> From<Rejected<P>> for Refusal {
    fn from(rejected: Rejected<P>) -> Self {
        let points = rejected.problems.iter().map(|problem| Mend {
            field: problem.field().to_owned(),
            text: problem.explain(),
            marks: problem.marks().into_iter().map(str::to_owned).collect(),
        });
        let typed = rejected.typed.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        Self { typed, points: points.collect() }
    }
}
