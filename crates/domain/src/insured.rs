//! The insured population, as the insurer's file names it: one line a person.

use serde::{Deserialize, Serialize};

use crate::card::{CardKind, CardSerial, NotASerial};
use crate::contact::{EmailAddress, MobileNumber, NotAMobile, Readers};
use crate::date::CalendarDate;
use crate::line::{self, Line, LineProblem, name, text};
use crate::named;
use crate::nir::{Nir, NotANir};
use crate::person::PersonName;

named! {
    /// A column of the file, which may have them in any order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Column {
        /// The person's own social security number, with its key.
        Nir => "nir",
        /// For a dependant, the number under which they are insured: that of the parent who is written to.
        HolderNir => "nir_ouvrant_droit",
        /// Which of several dependants born on the same day: 1 (or nothing) for the first, 2 for a twin.
        BirthRank => "rang_gemellaire",
        /// The name at birth.
        BirthName => "nom_naissance",
        /// The family name in use, where it is another.
        UsualName => "nom_usage",
        /// All first names, in the order of the civil register.
        GivenNames => "prenoms",
        /// The first name in use, where it is not the first.
        UsualGivenName => "prenom_usage",
        /// The birth date, `AAAA-MM-JJ`.
        BornOn => "date_naissance",
        /// The date of death, `AAAA-MM-JJ`.
        DiedOn => "date_deces",
        /// `sans-photo` or `avec-photo`.
        CardKind => "carte_modele",
        /// The serial number of the card on which the person stands; a dependant's is the parent's.
        CardSerial => "carte_serie",
        /// The e-mail address.
        Email => "email",
        /// The mobile number.
        Mobile => "mobile",
        /// The postal address: number and street.
        Street => "adresse",
        /// The postal address: flat, building, hamlet.
        AddressComplement => "complement_adresse",
        /// The postal address: five digits, unless there is a country.
        Postcode => "code_postal",
        /// The postal address: the town.
        Town => "ville",
        /// The postal address: the country, where it is not France.
        Country => "pays",
        /// The médecin traitant's RPPS number, 11 digits.
        Doctor => "medecin_traitant",
    }
}

/// How many columns there are.
pub const COLUMNS: usize = Column::ALL.len();

impl line::Column for Column {
    fn place(self) -> usize {
        self as usize
    }
}

/// Under which number somebody is insured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Affiliation {
    /// Under their own.
    Own(Nir),
    /// Under a parent's.
    Dependant {
        /// The parent's.
        holder: Nir,
        /// Which of several dependants born on the same day, from 1. Twins share their parent's number and
        /// their birth date: only this tells them apart for good (product.md, decision 9).
        rank: u8,
        /// Their own, once they have one.
        own: Option<Nir>,
    },
}

impl Affiliation {
    /// The number that the person gives to enrol: a dependant their parent's.
    #[must_use]
    pub const fn holder(&self) -> &Nir {
        match self {
            Self::Own(nir) | Self::Dependant { holder: nir, .. } => nir,
        }
    }

    /// The person's own number.
    #[must_use]
    pub const fn own(&self) -> Option<&Nir> {
        match self {
            Self::Own(nir) => Some(nir),
            Self::Dependant { own, .. } => own.as_ref(),
        }
    }
}

/// Where letters go.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Number and street.
    pub street: String,
    /// Flat, building, hamlet.
    pub complement: Option<String>,
    /// Five digits, unless there is a country.
    pub postcode: String,
    /// The town.
    pub town: String,
    /// The country, where it is not France.
    pub country: Option<String>,
}

/// Whom what is written about a person's space addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// The person.
    #[default]
    Person,
    /// A minor's parent, under whose number the minor is insured.
    Parent(PersonName),
    /// A minor's legal representatives, whose names are not known.
    Representatives,
}

/// A person of the insured population.
#[derive(Clone, PartialEq, Eq)]
pub struct Insured {
    /// Under which number.
    pub affiliation: Affiliation,
    /// The name at birth.
    pub birth_name: String,
    /// The family name in use, where it is another.
    pub usual_name: Option<String>,
    /// All first names.
    pub given_names: String,
    /// The first name in use, where it is not the first.
    pub usual_given_name: Option<String>,
    /// The birth date.
    pub born_on: CalendarDate,
    /// The date of death.
    pub died_on: Option<CalendarDate>,
    /// The card on which the person stands.
    pub card: CardSerial,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// The mobile number.
    pub mobile: Option<MobileNumber>,
    /// Where letters go.
    pub address: Option<PostalAddress>,
    /// The médecin traitant's RPPS number.
    pub doctor: Option<String>,
}

impl Insured {
    /// Reads the fields of a line, in the order of [`Column::ALL`]; contacts are read by `readers`. There is nobody to ask
    /// whether an unlikely address is right, and whoever has one gets no letter: it is refused.
    ///
    /// # Errors
    /// Everything that is wrong with the line, in the order of the columns.
    pub fn read(
        fields: &[&str; COLUMNS],
        today: CalendarDate,
        readers: Readers,
    ) -> Result<Self, Vec<LineProblem<Column>>> {
        let mut line = Line::new(fields);
        let affiliation = line.affiliation();
        let birth_name = line.required(Column::BirthName, name);
        let usual_name = line.optional(Column::UsualName, name);
        let given_names = line.required(Column::GivenNames, given_names);
        let usual_given_name = line.optional(Column::UsualGivenName, name);
        let born_on = line.required(Column::BornOn, |text| day(text, today));
        let died_on = line.optional(Column::DiedOn, |text| day(text, today));
        if let (Some(born_on), Some(died_on)) = (born_on, died_on)
            && died_on < born_on
        {
            line.problem(Column::DiedOn, "before the birth");
        }
        let kind = line.required(Column::CardKind, |text| CardKind::of_name(text).ok_or("sans-photo or avec-photo"));
        // Without the kind, nothing can be said about the number.
        let card = kind.and_then(|kind| line.required(Column::CardSerial, |text| serial(kind, text)));
        let email = line.optional(Column::Email, |text| match (readers.email)(text) {
            Ok(email) if email.is_likely() => Ok(email),
            Ok(_) => Err("hardly any mail server takes letters with accents before the @"),
            Err(_) => Err("not an address that a mail server takes"),
        });
        let postcode = line.text(Column::Postcode).to_owned();
        let mobile = line.optional(Column::Mobile, |text| {
            (readers.mobile)(text, &postcode).map_err(|fault| match fault {
                NotAMobile::Format => "not a mobile number, or one that needs its country code",
                NotAMobile::Other => "not the number of a mobile",
            })
        });
        let address = line.address();
        let doctor = line.optional(Column::Doctor, |text| {
            let rpps = text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit());
            if rpps { Ok(text.to_owned()) } else { Err("an RPPS number has 11 digits") }
        });
        match (affiliation, birth_name, given_names, born_on, card) {
            (Some(affiliation), Some(birth_name), Some(given_names), Some(born_on), Some(card))
                if line.problems.is_empty() =>
            {
                Ok(Self {
                    affiliation,
                    birth_name,
                    usual_name,
                    given_names,
                    usual_given_name,
                    born_on,
                    died_on,
                    card,
                    email,
                    mobile,
                    address,
                    doctor,
                })
            }
            _ => Err(line.problems),
        }
    }

    /// How screens name the person: the names in use.
    #[must_use]
    pub fn name(&self) -> PersonName {
        let first = || self.given_names.split_whitespace().next().unwrap_or_default().to_owned();
        PersonName {
            given: self.usual_given_name.clone().unwrap_or_else(first),
            family: self.usual_name.as_ref().unwrap_or(&self.birth_name).clone(),
        }
    }
}

impl Line<'_, Column, COLUMNS> {
    fn affiliation(&mut self) -> Option<Affiliation> {
        let (has_own, has_holder) = (!self.text(Column::Nir).is_empty(), !self.text(Column::HolderNir).is_empty());
        if !has_own && !has_holder {
            self.problem(Column::Nir, "missing, and no nir_ouvrant_droit");
            return None;
        }
        let own = self.optional(Column::Nir, nir);
        let holder = self.optional(Column::HolderNir, nir);
        let rank = match self.text(Column::BirthRank).as_bytes() {
            [] => 1,
            [digit @ b'1'..=b'9'] => digit - b'0',
            _ => {
                self.problem(Column::BirthRank, "a digit from 1 to 9");
                return None;
            }
        };
        if own.is_some() && own == holder {
            self.problem(Column::HolderNir, "nobody is their own dependant");
            return None;
        }
        if has_holder {
            holder.map(|holder| Affiliation::Dependant { holder, rank, own })
        } else {
            own.map(Affiliation::Own)
        }
    }

    fn address(&mut self) -> Option<PostalAddress> {
        let parts = [Column::Street, Column::AddressComplement, Column::Postcode, Column::Town, Column::Country];
        if parts.iter().all(|column| self.text(*column).is_empty()) {
            return None;
        }
        let street = self.required(Column::Street, text);
        let complement = self.optional(Column::AddressComplement, text);
        let country = self.optional(Column::Country, text);
        let abroad = country.is_some();
        let postcode = self.required(Column::Postcode, |code| {
            let french = code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit());
            if french || abroad { text(code) } else { Err("five digits, or a country") }
        });
        let town = self.required(Column::Town, text);
        Some(PostalAddress { street: street?, complement, postcode: postcode?, town: town?, country })
    }
}

fn nir(text: &str) -> Result<Nir, &'static str> {
    Nir::parse(text).map_err(|fault| match fault {
        NotANir::Empty | NotANir::Length { .. } => "not 15 characters",
        NotANir::Format => "not a social security number",
        NotANir::Key => "the key does not fit",
    })
}

fn serial(kind: CardKind, text: &str) -> Result<CardSerial, &'static str> {
    CardSerial::parse(kind, text).map_err(|fault| match (fault, kind) {
        (NotASerial::Empty | NotASerial::Format, _) => "digits only",
        (NotASerial::Length { .. }, CardKind::WithPhoto) => "a card with a photo has 11 digits",
        (NotASerial::Length { .. }, CardKind::WithoutPhoto) => "a card without a photo has 8 to 13 digits",
    })
}

fn day(text: &str, today: CalendarDate) -> Result<CalendarDate, &'static str> {
    let date = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => CalendarDate::from_iso(text).map_err(|_| "no such day since 1900")?,
        _ => return Err("write AAAA-MM-JJ"),
    };
    if date > today { Err("in the future") } else { Ok(date) }
}

/// First names: commas between them are spaces.
fn given_names(typed: &str) -> Result<String, &'static str> {
    name(&typed.replace(',', " "))
}

impl PostalAddress {
    /// `75•••`: the department; or the country, where it is not France. Enough to tell an old address from a new one.
    #[must_use]
    pub fn masked(&self) -> String {
        match &self.country {
            Some(country) => country.clone(),
            None => format!("{}•••", self.postcode.get(..2).unwrap_or_default()),
        }
    }
}

impl std::fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostalAddress(…)")
    }
}

impl std::fmt::Debug for Insured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Insured(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::ENCODED_TWICE;
    use proptest::prelude::*;

    #[test]
    fn of_a_postal_address_only_the_department_or_the_country_is_shown() {
        let address = |postcode: &str, country: Option<&str>| PostalAddress {
            street: "2 place des Exemples".into(),
            complement: None,
            postcode: postcode.into(),
            town: "Ville-Fictive".into(),
            country: country.map(str::to_owned),
        };
        assert_eq!(address("44000", None).masked(), "44•••");
        assert_eq!(address("B-1000", Some("Belgique")).masked(), "Belgique");
    }

    const GOOD: [(Column, &str); 10] = [
        (Column::Nir, "2 84 05 88 321 025 32"),
        (Column::BirthName, "LEGUELLEC"),
        (Column::GivenNames, "Martine Julie"),
        (Column::BornOn, "1984-05-20"),
        (Column::CardKind, "avec-photo"),
        (Column::CardSerial, "12345678901"),
        (Column::Email, "martine@exemple.fr"),
        (Column::Street, "1 rue des Exemples"),
        (Column::Postcode, "75001"),
        (Column::Town, "Paris"),
    ];

    fn read(changes: &[(Column, &str)]) -> Result<Insured, Vec<(Column, &'static str)>> {
        let mut fields = [""; COLUMNS];
        for (column, text) in GOOD.iter().chain(changes) {
            fields[*column as usize] = *text;
        }
        Insured::read(&fields, CalendarDate::from_iso("2026-11-22").unwrap(), Readers::BY_FORM)
            .map_err(|problems| problems.into_iter().map(|problem| (problem.column, problem.reason)).collect())
    }

    #[test]
    fn a_whole_line_is_read() {
        let person = read(&[]).unwrap();
        assert_eq!(person.name().full(), "Martine LEGUELLEC");
        assert_eq!(person.affiliation, Affiliation::Own(Nir::parse("284058832102532").unwrap()));
        assert_eq!(person.card.compact(), "12345678901");
        assert_eq!(person.address.unwrap().postcode, "75001");
        let married = read(&[(Column::UsualName, "Capanelli"), (Column::UsualGivenName, "Julie")]).unwrap();
        assert_eq!(married.name().full(), "Julie Capanelli");
        assert_eq!(format!("{married:?}{:?}", married.address), "Insured(…)Some(PostalAddress(…))");
    }

    #[test]
    fn names_are_kept_as_they_are_seen() {
        for (typed, kept) in [
            ("D‘Angelo", "D'Angelo"),
            ("D´Angelo", "D'Angelo"),
            ("D`Angelo", "D'Angelo"),
            ("L’Hôte", "L'Hôte"),
            ("Jean\u{2011}Paul", "Jean-Paul"),
            ("Jean\u{2010}Paul", "Jean-Paul"),
            ("Jean\u{a0}Paul", "Jean Paul"),
            ("Martine, Julie", "Martine Julie"),
            ("Ele\u{301}onore\u{200b}", "El\u{e9}onore"),
            ("Şahin", "Şahin"),
        ] {
            assert_eq!(read(&[(Column::GivenNames, typed)]).unwrap().given_names, kept, "{typed}");
        }
        let called =
            read(&[(Column::BirthName, "Dupont (dit Durand)"), (Column::Nir, "\u{2068}284058832102532\u{2069}")]);
        assert_eq!(called.unwrap().birth_name, "Dupont (dit Durand)");
    }

    #[test]
    fn a_dependant_is_under_a_parents_number() {
        let parent = Nir::parse("284058832102532").unwrap();
        let child = [(Column::Nir, ""), (Column::HolderNir, "284058832102532"), (Column::BornOn, "2018-10-12")];
        let rank = |person: Insured| match person.affiliation {
            Affiliation::Dependant { holder, rank, own: None } if holder == parent => rank,
            other => panic!("{other:?}"),
        };
        assert_eq!(rank(read(&child).unwrap()), 1);
        assert_eq!(rank(read(&[&child[..], &[(Column::BirthRank, "2")]].concat()).unwrap()), 2);
        let grown = read(&[(Column::Nir, "255081416802538"), (Column::HolderNir, "284058832102532")]).unwrap();
        assert_eq!(grown.affiliation.holder(), &parent);
        assert_eq!(grown.affiliation.own().map(Nir::compact), Some("255081416802538"));
    }

    #[test]
    fn each_broken_field_is_named_with_its_reason() {
        let long = "a".repeat(101);
        for (column, text, reason) in [
            (Column::Nir, "", "missing, and no nir_ouvrant_droit"),
            (Column::Nir, "2840588321025", "not 15 characters"),
            (Column::Nir, "884058832102523", "not a social security number"),
            (Column::Nir, "284058832102533", "the key does not fit"),
            (Column::HolderNir, "284058832102532", "nobody is their own dependant"),
            (Column::HolderNir, "x", "not 15 characters"),
            (Column::BirthRank, "0", "a digit from 1 to 9"),
            (Column::BirthRank, "12", "a digit from 1 to 9"),
            (Column::BirthName, " ", "missing"),
            (Column::BirthName, "R2D2", "not a name"),
            (Column::BirthName, "--", "not a name"),
            (Column::BirthName, &long, "more than 100 characters"),
            (Column::GivenNames, "", "missing"),
            (Column::GivenNames, "<b>Martine</b>", "not a name"),
            (Column::BirthName, "PÃªcheur", ENCODED_TWICE),
            (Column::GivenNames, "LÃºcia", ENCODED_TWICE),
            (Column::Town, "Saint-Ã‰tienne", ENCODED_TWICE),
            (Column::GivenNames, "CÃ´me", ENCODED_TWICE),
            (Column::BirthName, "MUÃ‘OZ", ENCODED_TWICE),
            (Column::BirthName, "Ã–ZTÃœRK", ENCODED_TWICE),
            (Column::BirthName, "GarcÃ\u{ad}a", ENCODED_TWICE),
            (Column::UsualName, "LÃ’", ENCODED_TWICE),
            (Column::Street, "2 quai du RhÃ´ne", ENCODED_TWICE),
            (Column::Street, "voilÃ\u{a0}", ENCODED_TWICE),
            (Column::BornOn, "", "missing"),
            (Column::BornOn, "20/05/1984", "write AAAA-MM-JJ"),
            (Column::BornOn, "2023-02-29", "no such day since 1900"),
            (Column::BornOn, "1899-12-31", "no such day since 1900"),
            (Column::BornOn, "2026-11-23", "in the future"),
            (Column::DiedOn, "1984-05-19", "before the birth"),
            (Column::DiedOn, "2026-11-23", "in the future"),
            (Column::CardKind, "", "missing"),
            (Column::CardKind, "photo", "sans-photo or avec-photo"),
            (Column::CardSerial, "", "missing"),
            (Column::CardSerial, "1234567890a", "digits only"),
            (Column::CardSerial, "12345678", "a card with a photo has 11 digits"),
            (Column::Email, "martine", "not an address that a mail server takes"),
            (Column::Email, "martine.@exemple.fr", "not an address that a mail server takes"),
            (Column::Email, "zoé@exemple.fr", "hardly any mail server takes letters with accents before the @"),
            (Column::Mobile, "01 11 12 13 14", "not a mobile number, or one that needs its country code"),
            (Column::Mobile, "+33 1 11 12 13 14", "not the number of a mobile"),
            (Column::Street, "", "missing"),
            (Column::Street, "1 rue\u{7}", "a control character"),
            (Column::Postcode, "7500", "five digits, or a country"),
            (Column::Town, "", "missing"),
            (Column::Doctor, "1234567890", "an RPPS number has 11 digits"),
        ] {
            assert_eq!(read(&[(column, text)]), Err(vec![(column, reason)]), "{column:?} {text:?}");
        }
        let without_photo = [(Column::CardKind, "sans-photo"), (Column::CardSerial, "1234567")];
        assert_eq!(read(&without_photo), Err(vec![(Column::CardSerial, "a card without a photo has 8 to 13 digits")]));
    }

    #[test]
    fn all_problems_of_a_line_are_told_at_once() {
        let problems = read(&[(Column::Nir, "1"), (Column::BornOn, ""), (Column::Email, "@"), (Column::Doctor, "x")]);
        let columns: Vec<Column> = problems.unwrap_err().into_iter().map(|(column, _)| column).collect();
        assert_eq!(columns, [Column::Nir, Column::BornOn, Column::Email, Column::Doctor]);
    }

    #[test]
    fn an_address_may_be_abroad_or_missing() {
        let abroad = read(&[(Column::Postcode, "B-1000"), (Column::Country, "Belgique")]).unwrap();
        assert_eq!(abroad.address.unwrap().country.as_deref(), Some("Belgique"));
        let none = read(&[(Column::Street, ""), (Column::Postcode, ""), (Column::Town, "")]).unwrap();
        assert_eq!(none.address, None);
    }

    #[test]
    fn columns_have_names_of_their_own() {
        for (position, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!(column as usize, position);
            assert_eq!(Column::ALL.into_iter().filter(|other| other.name() == column.name()).count(), 1);
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_the_reader_panic(fields in prop::collection::vec(".{0,20}", COLUMNS)) {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let today = CalendarDate::new(2026, 11, 22).unwrap();
            let _ = Insured::read(fields.as_slice().try_into().unwrap(), today, Readers::BY_FORM);
        }
    }
}
