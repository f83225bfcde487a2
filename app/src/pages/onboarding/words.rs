//! What is wrong with an answer, in words.

use domain::form::onboarding::OnboardingProblem;
use domain::measure::MeasureKind;
use domain::medical_profile::{Entries, Heading, NotAList};

use crate::text::Explain;

impl Explain for OnboardingProblem {
    fn explain(&self) -> String {
        match *self {
            Self::Measure(MeasureKind::Height) => "Indiquez une taille entre 20\u{a0}cm et 2,50\u{a0}m.",
            Self::Measure(MeasureKind::Weight) => "Indiquez un poids entre 0,5 et 350\u{a0}kg.",
            Self::Unlikely(measure) => return format!("Vous avez indiqué {measure}. Est-ce exact\u{a0}?"),
            Self::List(heading, NotAList::Empty) => match heading {
                Heading::Illnesses => {
                    "Indiquez au moins une maladie ou un handicap, ou cochez «\u{a0}Rien à signaler\u{a0}»."
                }
                Heading::Treatments => "Indiquez au moins un traitement, ou cochez «\u{a0}Rien à signaler\u{a0}».",
                Heading::Allergies => "Indiquez au moins une allergie, ou cochez «\u{a0}Rien à signaler\u{a0}».",
            },
            Self::List(_, NotAList::TooLong) => {
                return format!("Chaque ligne comporte {}\u{a0}caractères au plus.", Entries::LENGTH_MAX);
            }
            Self::List(_, NotAList::TooMany) => {
                return format!("La liste comporte {}\u{a0}lignes au plus.", Entries::ENTRIES_MAX);
            }
            Self::Contradiction => "Videz la liste, ou décochez «\u{a0}Rien à signaler\u{a0}».",
            Self::VisibilityMissing => "Choisissez une option.",
            // Each says what it is about: in the summary they stand one below the other.
            Self::SamuMissing => "Répondez par oui ou par non pour le SAMU–Centre\u{a0}15.",
            Self::BreakGlassMissing => "Répondez par oui ou par non pour le bris de glace.",
            Self::HiddenDocumentsMissing => "Répondez par oui ou par non pour les documents masqués.",
        }
        .to_owned()
    }
}
