//! The attestation of opposition («justificatif d'opposition», product.md, decision 10): one page that its
//! holder can keep, print and show, and that whoever receives it can check.
//!
//! The same attestation gives the same bytes.

use domain::attestation::Addressed;
use domain::date::CalendarDate;
use domain::insured::Recipient;
use domain::person::PersonName;
use domain::place::PublicPage;

use super::SERVICE;
use super::document::Paper;
use super::sheet::{Role, Sheet, Style};
use super::text::Faces;
use crate::Fault;

/// What the attestation of an opposition says.
pub struct Attestation {
    /// Whose space is opposed.
    pub name: PersonName,
    /// The person's own social security number in groups, as [`domain::nir::Nir::grouped`] writes it; a
    /// dependant may have none, and the line is then left out.
    pub nir: Option<String>,
    /// Whom it addresses: for a minor whoever represents them.
    pub to: Recipient,
    /// The day on which the opposition was recorded. It also is the date of the file.
    pub opposed_on: CalendarDate,
    /// The verification code in groups of four, with no-break spaces.
    pub code: String,
    /// The service's address: scheme, host and port, without a path.
    pub site: String,
}

/// The paper's heading, as the sources have it.
const HEADING: &str = "Votre justificatif d'opposition";
/// The heading over how the paper is checked.
const CHECKING: &str = "Vérifier ce justificatif";

/// How large the letters are: smaller where names are so long that the page would not do.
const SCALES: [f32; 4] = [1.0, 0.9, 0.8, 0.7];

/// Writes the attestation as a PDF of one A4 page. With `demonstration` it says that its data are invented.
///
/// It takes some milliseconds of computing and waits for nothing.
///
/// A letter that the fonts lack is drawn in the letters of its transcription, and stands as it is in the text that is read
/// aloud, searched and copied; the import tells of names that have one.
///
/// # Errors
/// [`Fault::Internal`] when the text does not fit on the page even in small letters, which names of two times
/// 100 letters do, or when the file would break its standards.
pub fn pdf(attestation: &Attestation, demonstration: bool) -> Result<Vec<u8>, Fault> {
    let faces = Faces::read()?;
    for scale in SCALES {
        let mut sheet = Sheet::new(&faces, scale);
        fill(&mut sheet, attestation, demonstration);
        if sheet.fits() {
            let mut paper = Paper::new(&format!("{HEADING} – {SERVICE}"), attestation.opposed_on)?;
            paper.add(&sheet)?;
            return paper.finish();
        }
    }
    Err(Fault::Internal("an attestation does not fit on its page"))
}

/// Writes the words.
fn fill(sheet: &mut Sheet<'_>, attestation: &Attestation, demonstration: bool) {
    let Attestation { name, nir, to, opposed_on, code, site } = attestation;
    let opposed_on = opposed_on.numeric();
    let Addressed { greeting, whose, label, representative } = Addressed::new(name, to, str::to_owned);

    sheet.letterhead(demonstration.then_some(16.0));
    sheet.space(28.0);
    sheet.block(Role::Heading, Style::HEADING, HEADING);
    sheet.space(16.0);
    sheet.panel(|sheet| {
        if let Some(nir) = nir {
            sheet.pair("Numéro de l'assuré\u{a0}:", nir);
            sheet.space(6.0);
        }
        sheet.pair(label, &name.official());
        if let Some(representative) = &representative {
            sheet.space(6.0);
            sheet.pair("Représentant légal\u{a0}:", representative);
        }
    });
    sheet.space(20.0);
    let paragraph = |sheet: &mut Sheet<'_>, text: &str| {
        sheet.block(Role::Paragraph, Style::TEXT, text);
        sheet.space(10.0);
    };
    paragraph(sheet, &format!("Le {opposed_on}"));
    sheet.space(6.0);
    paragraph(sheet, &greeting);
    paragraph(
        sheet,
        &format!(
            "Votre demande d'opposition à la création de {SERVICE}{whose} a bien été prise en compte le {opposed_on}. La \
             possibilité d'utiliser {SERVICE} est gelée, et non supprimée."
        ),
    );
    sheet.block(
        Role::Paragraph,
        Style::TEXT,
        &format!("Vous pouvez revenir à tout moment sur votre décision en activant {SERVICE} à cette adresse\u{a0}:"),
    );
    sheet.link(&format!("{site}{}", PublicPage::Enrol.path()), "Activer Mon espace santé");
    sheet.space(10.0);
    paragraph(sheet, "Avec toute mon attention,");
    paragraph(sheet, &format!("Votre conseiller {SERVICE}"));

    sheet.space(18.0);
    sheet.block(Role::Subheading, Style::SUBHEADING, CHECKING);
    sheet.space(8.0);
    sheet.block(
        Role::Paragraph,
        Style::TEXT,
        "La personne à qui vous présentez ce justificatif peut s'assurer qu'il est authentique. Il lui suffit de saisir \
         le code de vérification à cette adresse\u{a0}:",
    );
    sheet.link(&format!("{site}{}", PublicPage::Verify.path()), CHECKING);
    sheet.space(14.0);
    sheet.panel(|sheet| {
        sheet.block(Role::Paragraph, Style::LABEL, "Code de vérification\u{a0}:");
        sheet.space(4.0);
        sheet.block(Role::Paragraph, Style::CODE, code);
    });
    sheet.footer("Page 1/1");
}
