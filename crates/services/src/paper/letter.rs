//! The letter that tells somebody that they may have a space, or their child, with the provisional code: what the
//! mail says, for those who have no e-mail address. One page each; a file holds many, each as a part of its own.
//!
//! The same letters give the same bytes.

use domain::date::CalendarDate;
use domain::insured::{PostalAddress, Recipient};
use domain::person::PersonName;
use domain::place::PublicPage;
use domain::provisional_code::ProvisionalCode;
use serde::{Deserialize, Serialize};
use store::{Post, Reach};

use super::SERVICE;
use super::document::Paper;
use super::sheet::{Role, Sheet, Style};
use super::text::Faces;
use crate::Fault;
use crate::help;
use crate::messages::{decision, to_prepare};

/// What a letter says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Whose space.
    pub name: PersonName,
    /// Whom it addresses.
    pub to: Recipient,
    /// Where it goes.
    pub address: PostalAddress,
    /// The provisional code in groups of four, with no-break spaces.
    pub code: String,
    /// The day on which the code was made.
    pub made_on: CalendarDate,
    /// The last day on which the code is valid.
    pub valid_until: CalendarDate,
    /// The last day on which the creation of the space can be opposed, unless that is over.
    pub oppose_until: Option<CalendarDate>,
    /// Whether somebody has asked for the code; otherwise the letter invites, as all did that were kept before.
    #[serde(default)]
    pub asked: bool,
}

/// How large the letters are: smaller where names are so long that the page would not do.
const SCALES: [f32; 6] = [1.0, 0.95, 0.9, 0.8, 0.7, 0.6];

/// What became of letters.
pub struct Written {
    /// The file; none where no letter fits.
    pub file: Option<Vec<u8>>,
    /// Which letters, counted from 0, are not in it: their address does not fit into the window of an envelope, or they do
    /// not fit on a page, in however small letters.
    pub left_out: Vec<usize>,
}

/// Writes letters as one PDF, an A4 page each. `site` is the service's address: scheme, host and port, without a path.
/// With `demonstration` each says that its data are invented. A letter that does not fit is left out, so that one of them
/// does not keep the others.
///
/// It takes some milliseconds of computing for each letter and waits for nothing.
///
/// # Errors
/// [`Fault::Internal`] when there are no letters, or when the file would break its standards.
pub fn pdf(letters: &[Letter], site: &str, demonstration: bool) -> Result<Written, Fault> {
    let faces = Faces::read()?;
    let day = letters.iter().map(|letter| letter.made_on).max().ok_or(Fault::Internal("a file without letters"))?;
    let mut paper = Paper::new(&format!("Lettres – {SERVICE}"), day)?;
    let mut left_out = Vec::new();
    for (number, letter) in letters.iter().enumerate() {
        match sheet(&faces, letter, site, demonstration) {
            Some(sheet) => paper.add_part(&sheet)?,
            None => left_out.push(number),
        }
    }
    let file = if left_out.len() == letters.len() { None } else { Some(paper.finish()?) };
    Ok(Written { file, left_out })
}

/// The page of a letter, if it fits.
fn sheet<'a>(faces: &'a Faces, letter: &Letter, site: &str, demonstration: bool) -> Option<Sheet<'a>> {
    for scale in SCALES {
        let mut sheet = Sheet::new(faces, scale);
        // The address has its own sizes: it fits into no window at another scale.
        if !begin(&mut sheet, letter, demonstration) {
            return None;
        }
        fill(&mut sheet, letter, site);
        if sheet.fits() {
            return Some(sheet);
        }
    }
    None
}

/// Writes what stands above the words; whether the address fits.
fn begin(sheet: &mut Sheet<'_>, letter: &Letter, demonstration: bool) -> bool {
    sheet.letterhead(demonstration.then_some(10.0));
    sheet.address(&letter.address_lines())
}

/// Writes the words.
fn fill(sheet: &mut Sheet<'_>, letter: &Letter, site: &str) {
    let name = letter.name.full();
    let (greeting, whose, created) = match &letter.to {
        Recipient::Person => (format!("Bonjour {name},"), String::new(), "votre espace"),
        Recipient::Parent(parent) => {
            (format!("Bonjour {},", parent.full()), format!(" pour votre enfant {name}"), "l'espace de votre enfant")
        }
        Recipient::Representatives => {
            ("Bonjour,".to_owned(), format!(" pour votre enfant {name}"), "l'espace de votre enfant")
        }
    };
    let paragraph = |sheet: &mut Sheet<'_>, text: &str| {
        sheet.block(Role::Paragraph, Style::LETTER, text);
        sheet.space(8.0);
    };
    let subheading = |sheet: &mut Sheet<'_>, text: &str| {
        sheet.space(6.0);
        sheet.block(Role::Subheading, Style::LETTER_SUBHEADING, text);
        sheet.space(4.0);
    };

    paragraph(sheet, &format!("Le {}", letter.made_on));
    sheet.space(4.0);
    sheet.block(Role::Heading, Style::LETTER_HEADING, &letter.heading());
    sheet.space(12.0);
    paragraph(sheet, &greeting);
    if letter.asked {
        paragraph(
            sheet,
            &format!("Voici le code provisoire que vous avez demandé{whose}. Il remplace les précédents."),
        );
        let words =
            format!("Vous n'avez pas demandé ce code\u{a0}? Ne le donnez à personne et appelez le {}.", help::LINE);
        paragraph(sheet, &words);
    } else {
        paragraph(
            sheet,
            &format!(
                "Vous pouvez ouvrir {SERVICE}{whose}, un espace personnel et gratuit pour conserver des documents de santé \
                 et les partager avec les professionnels de votre choix."
            ),
        );
        paragraph(sheet, &decision(created, letter.oppose_until));
    }
    sheet.space(4.0);
    sheet.panel(|sheet| {
        sheet.block(Role::Paragraph, Style::LETTER, &format!("Code provisoire pour {name}\u{a0}:"));
        sheet.space(2.0);
        sheet.block(Role::Paragraph, Style::LETTER_CODE, &letter.code);
        sheet.space(4.0);
        sheet.block(
            Role::Paragraph,
            Style::LETTER,
            &format!(
                "Ce code ne sert qu'une fois et il est valable jusqu'au {}. Gardez-le pour vous\u{a0}: personne ne vous le \
                 demandera par téléphone ou par e-mail.",
                letter.valid_until
            ),
        );
    });
    sheet.space(6.0);
    subheading(sheet, "Faire votre choix");
    sheet.block(
        Role::Paragraph,
        Style::LETTER,
        &format!("Préparez {}, puis ouvrez cette adresse\u{a0}:", to_prepare(letter.to != Recipient::Person)),
    );
    sheet.link(&format!("{site}{}", PublicPage::Enrol.path()), "Activer Mon espace santé ou s'y opposer");
    sheet.space(8.0);
    subheading(sheet, "Une question\u{a0}?");
    paragraph(sheet, &help::call());
    sheet.space(4.0);
    sheet.block(Role::Paragraph, Style::LETTER_SIGNATURE, SERVICE);
    sheet.space(8.0);
    sheet.block(
        Role::Paragraph,
        Style::NOTE,
        &format!("Pour en savoir plus sur l'usage de vos données\u{a0}: {site}{}", PublicPage::PersonalData.path()),
    );
}

impl Letter {
    /// The letter to whoever has asked for a code.
    pub(crate) fn asked_for(
        reach: &Reach,
        post: &Post,
        code: &ProvisionalCode,
        made_on: CalendarDate,
        valid_until: CalendarDate,
    ) -> Self {
        Self {
            name: reach.name.clone(),
            to: post.to.clone(),
            address: post.address.clone(),
            code: code.grouped(),
            made_on,
            valid_until,
            oppose_until: None,
            asked: true,
        }
    }

    /// What stands above the words.
    pub(crate) fn heading(&self) -> String {
        let name = self.name.full();
        if self.asked {
            format!("{SERVICE} pour {name}\u{a0}: votre nouveau code provisoire")
        } else {
            format!("{SERVICE} pour {name}\u{a0}: à vous\u{a0}de\u{a0}choisir")
        }
    }

    /// The code, for whom and until when: what demonstration mode shows of a letter that is still to be printed.
    pub(crate) fn gist(&self) -> String {
        format!(
            "Code provisoire pour {}\u{a0}:\n{}\n\nValable jusqu'au {}.\n\nLettre à imprimer.",
            self.name.full(),
            self.code,
            self.valid_until
        )
    }

    /// The address in its lines: those that machines sort by in capitals, without the lines that are not there
    /// (NF Z 10-011, as La Poste explains it).
    #[must_use]
    pub fn address_lines(&self) -> Vec<String> {
        let PostalAddress { street, complement, postcode, town, country } = &self.address;
        let recipient = match &self.to {
            Recipient::Person => self.name.full(),
            Recipient::Parent(parent) => parent.full(),
            Recipient::Representatives => format!("Aux représentants légaux de {}", self.name.full()),
        };
        let complement = complement.clone();
        let town = format!("{postcode} {}", town.to_uppercase());
        let country = country.as_ref().map(|country| country.to_uppercase());
        [Some(recipient), complement, Some(street.to_uppercase()), Some(town), country].into_iter().flatten().collect()
    }
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_was_kept_before_codes_could_be_asked_for_is_an_invitation() {
        let kept = r#"{"name":{"given":"Lola","family":"Leguellec"},"to":"Person","address":{"street":"1 rue",
            "complement":null,"postcode":"44000","town":"Ville","country":null},"code":"H7UQ ZFKC J8KW",
            "made_on":[2026,11,22],"valid_until":[2027,1,3],"oppose_until":null}"#;
        assert!(!serde_json::from_str::<Letter>(kept).unwrap().asked);
    }
}
