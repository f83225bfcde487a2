//! What the operator of an instance vouches for. Each assurance is a sentence of the service's own; which of them are true
//! is the operator's to say (product.md, decision 30), and nothing is claimed that nobody configured.

use crate::named;

named! {
    /// What can be vouched for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Assurance {
        /// The service is offered by the public service.
        PublicService => "service-public",
        /// The data stay on machines in France.
        HostedInFrance => "hebergement-france",
        /// The environment is approved by the national agency for the security of information systems.
        Approved => "homologation-anssi",
        /// The data are protected by the Assurance Maladie.
        Insurer => "assurance-maladie",
    }
}

/// Which assurances an instance gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assurances {
    given: u8,
}

/// Not the name of an assurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchAssurance;

impl Assurances {
    /// The bit that says that nobody gives them: they are shown, and it is said that this is a demonstration.
    const DEMONSTRATION: u8 = 1 << Assurance::ALL.len();

    /// All of them, as a demonstration shows them.
    pub const DEMONSTRATED: Self = Self { given: Self::DEMONSTRATION | (Self::DEMONSTRATION - 1) };

    /// Reads their names, separated by commas: `hebergement-france, service-public`.
    ///
    /// # Errors
    /// [`NoSuchAssurance`] when one of them is no name.
    pub fn parse(text: &str) -> Result<Self, NoSuchAssurance> {
        let names = text.split(',').map(|name| Assurance::of_name(name.trim()).ok_or(NoSuchAssurance));
        names.map(|one| one.map(bit)).try_fold(Self::default(), |all, one| Ok(Self { given: all.given | one? }))
    }

    /// Whether this one is given.
    #[must_use]
    pub const fn has(self, one: Assurance) -> bool {
        self.given & bit(one) != 0
    }

    /// Whether none is given: then nothing is said of them.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.given == 0
    }

    /// Whether they are only shown, as this is a demonstration.
    #[must_use]
    pub const fn is_demonstration(self) -> bool {
        self.given & Self::DEMONSTRATION != 0
    }

    /// As a number, by which the server's page tells the program in the browser.
    #[must_use]
    pub const fn to_number(self) -> u8 {
        self.given
    }

    /// Those of that number.
    #[must_use]
    pub const fn of_number(number: u8) -> Self {
        Self { given: number }
    }
}

const fn bit(one: Assurance) -> u8 {
    1 << one as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_named_are_given_and_no_others() {
        let said = Assurances::parse("hebergement-france, assurance-maladie").unwrap();
        assert_eq!(Assurance::ALL.map(|one| said.has(one)), [false, true, false, true]);
        assert!(!said.is_demonstration() && !said.is_empty());
        assert_eq!(Assurances::of_number(said.to_number()), said);
        for wrong in ["", "hds", "hebergement-france,", "demonstration", "Hebergement-France"] {
            assert_eq!(Assurances::parse(wrong), Err(NoSuchAssurance), "{wrong}");
        }
    }

    #[test]
    fn a_demonstration_shows_all_of_them_and_says_that_it_is_one() {
        let shown = Assurances::DEMONSTRATED;
        assert!(Assurance::ALL.into_iter().all(|one| shown.has(one)) && shown.is_demonstration());
        assert!(Assurances::default().is_empty());
    }
}
