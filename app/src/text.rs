//! The words for what the domain only names. Straight apostrophes; a no-break space before
//! `: ; ? !`, inside « » and between a number and its unit.

use domain::access::Basis;
use domain::care::{Justification, JustificationProblem};
use domain::export::size;
use domain::form::confirmation::ConfirmationProblem;
use domain::form::demonstration::ClockProblem;
use domain::form::export::DownloadProblem;
use domain::form::professional_act::ProfessionalActProblem;
use domain::form::sign_in::{ChannelProblem, CodeProblem, CredentialsProblem};
use domain::help::{COST, HOURS};
use domain::history::Act;
use domain::nir::NotANir;
use domain::person::PersonName;
use domain::sign_in::Channel;
use domain::view::{MaskedChannel, Who};
use domain::words;
pub use domain::words::{act, channel, delivery, details, heading_name, part_name};

use crate::components::verbatim::verbatim;
use crate::error::AppError;

/// The name of the service.
pub const SITE: &str = "Mon espace santé";
/// What stays visible in demonstration mode.
pub const DEMONSTRATION: &str = "Démonstration – données fictives";
/// The promise of the service.
pub const PROMISE: &str = "Mon espace santé vous permet de conserver et partager vos données et documents de santé en \
                           toute confidentialité.";

/// Another code was asked for too soon after the last one.
pub const SENT_JUST_NOW: &str =
    "Un code vient de vous être envoyé. Attendez 30\u{a0}secondes avant d'en demander un autre.";

/// A form that was sent when its writer was signed out already.
pub const SENT_TOO_LATE: &str = "Votre session était fermée avant l'envoi\u{a0}: rien n'a été enregistré. Vérifiez ce que vous \
                                 aviez saisi, puis envoyez-le à nouveau.";

/// A form whose act wants the password to be typed again first.
pub const PASSWORD_FIRST: &str = "Rien n'a encore été fait\u{a0}: votre mot de passe devait être confirmé. Vérifiez ce que vous \
                                 aviez saisi, puis envoyez-le à nouveau.";

/// A problem of a form, as its field and the summary say it.
pub trait Explain {
    /// The sentence.
    fn explain(&self) -> String;
}

impl Explain for CredentialsProblem {
    fn explain(&self) -> String {
        match self {
            Self::IdentifierMissing => "Indiquez votre identifiant.",
            Self::IdentifierTooLong => "L'identifiant comporte 100\u{a0}caractères au plus.",
            Self::IdentifierAlphabet => {
                "L'identifiant ne comporte que des lettres sans accent, des chiffres, des points, des tirets et des \
                 tirets bas."
            }
            Self::PasswordMissing => "Indiquez votre mot de passe.",
            Self::PasswordTooLong => "Ce mot de passe est trop long. Saisissez-le à nouveau.",
            Self::PasswordControl => {
                "Ce mot de passe contient un caractère qui ne se tape pas au clavier. Saisissez-le à nouveau."
            }
            Self::Mismatch => "Identifiant ou mot de passe incorrect.",
            Self::TooMany { minutes } => return too_many(*minutes),
            Self::CodesExhausted => {
                "Trop de codes incorrects. Recommencez avec votre identifiant et votre mot de passe."
            }
            Self::Replaced => {
                "Une autre connexion a été commencée entre-temps dans ce navigateur\u{a0}: rien n'a été fait. Recommencez \
                 avec votre identifiant et votre mot de passe."
            }
            Self::SignInOver => "Cette connexion a expiré. Recommencez avec votre identifiant et votre mot de passe.",
        }
        .to_owned()
    }
}

impl Explain for ConfirmationProblem {
    fn explain(&self) -> String {
        match self {
            Self::Shape(problem) => problem.explain(),
            Self::Wrong { left: 0 } => {
                "Ce mot de passe n'est pas le bon. Il ne reste aucun essai\u{a0}: attendez quelques minutes.".to_owned()
            }
            Self::Wrong { left: 1 } => "Ce mot de passe n'est pas le bon. Il reste 1\u{a0}essai.".to_owned(),
            Self::Wrong { left } => format!("Ce mot de passe n'est pas le bon. Il reste {left}\u{a0}essais."),
            Self::TooMany { minutes } => too_many(*minutes),
        }
    }
}

impl Explain for ChannelProblem {
    fn explain(&self) -> String {
        match self {
            Self::Missing => "Choisissez comment recevoir votre code.".to_owned(),
        }
    }
}

impl Explain for CodeProblem {
    fn explain(&self) -> String {
        match self {
            Self::Missing => "Indiquez le code à 6\u{a0}chiffres.".to_owned(),
            Self::Format => "Le code comporte 6\u{a0}chiffres.".to_owned(),
            Self::Wrong { left } => {
                format!("Ce code ne correspond pas. Il reste {}.", counted(i64::from(*left), "essai", "essais"))
            }
            Self::ExpiredAndResent => "Ce code a expiré. Nous venons d'en envoyer un nouveau.".to_owned(),
            Self::Expired => "Ce code a expiré. Demandez-en un nouveau dans quelques secondes.".to_owned(),
            Self::SentJustNow => SENT_JUST_NOW.to_owned(),
        }
    }
}

impl Explain for DownloadProblem {
    fn explain(&self) -> String {
        match self {
            Self::Channel(problem) => problem.explain(),
            Self::Code(CodeProblem::Wrong { left: 0 }) => {
                "Ce code ne correspond pas. Il ne reste aucun essai\u{a0}: attendez quelques minutes.".to_owned()
            }
            Self::Code(CodeProblem::Expired) => "Ce code a expiré. Demandez-en un autre.".to_owned(),
            Self::Code(problem) => problem.explain(),
            Self::TooManyCodes { minutes } => {
                let minutes = counted(*minutes, "minute", "minutes");
                format!("Trop de codes ont été envoyés. Réessayez dans {minutes}.")
            }
            Self::TooManyTries { minutes } => too_many(*minutes),
        }
    }
}

impl Explain for ProfessionalActProblem {
    fn explain(&self) -> String {
        match self {
            Self::Professional => "Choisissez un professionnel de santé.".to_owned(),
            Self::Profile => "Choisissez un profil.".to_owned(),
            Self::Act => "Choisissez ce que fait le professionnel de santé.".to_owned(),
            Self::Justification(JustificationProblem::Missing) => {
                "Indiquez pourquoi l'accès est nécessaire.".to_owned()
            }
            Self::Justification(JustificationProblem::Short) => {
                format!("Écrivez au moins {} caractères.", Justification::SHORTEST)
            }
            Self::Justification(JustificationProblem::Long) => {
                format!("Écrivez {} caractères au plus.", Justification::LONGEST)
            }
        }
    }
}

impl Explain for ClockProblem {
    fn explain(&self) -> String {
        match self {
            Self::Missing => "Indiquez de combien de minutes avancer l'horloge.".to_owned(),
            Self::Minutes => "Indiquez un nombre entier de minutes, sans signe ni virgule.".to_owned(),
            Self::Seconds => "Indiquez un nombre entier de secondes, sans signe ni virgule.".to_owned(),
            Self::TooFar { left } => {
                format!("L'horloge ne peut plus avancer que de {}.", counted(*left, "minute", "minutes"))
            }
        }
    }
}

/// What went wrong with a form that was posted.
pub fn failure(error: AppError) -> String {
    match error {
        AppError::SignInNeeded => "Votre session est fermée.".to_owned(),
        AppError::Refused => "Vous n'avez pas accès à ce profil.".to_owned(),
        AppError::NotFound => "Cette page n'existe pas ou n'existe plus.".to_owned(),
        AppError::Interrupted => "La connexion a été interrompue. Vos réponses sont conservées. Réessayez.".to_owned(),
        AppError::Busy => "Beaucoup de personnes se connectent en ce moment. Réessayez dans une minute.".to_owned(),
        AppError::Unavailable => {
            "Un problème nous empêche de traiter votre demande. Ce n'est pas de votre fait.".to_owned()
        }
    }
}

/// What is wrong with a social security number.
pub fn nir(problem: NotANir) -> String {
    match problem {
        NotANir::Empty => "Indiquez le numéro de sécurité sociale.",
        NotANir::Length { typed } => {
            return format!("Le numéro de sécurité sociale comporte 15\u{a0}caractères. Vous en avez saisi {typed}.");
        }
        NotANir::Format => {
            "Le numéro de sécurité sociale ne comporte que des chiffres, ou 2A ou 2B pour la Corse. Vérifiez-le."
        }
        NotANir::Key => "Ce numéro contient une erreur de frappe. Vérifiez-le chiffre par chiffre.",
    }
    .to_owned()
}

/// Too much was tried.
pub fn too_many(minutes: i64) -> String {
    format!("Trop d'essais. Réessayez dans {}.", counted(minutes, "minute", "minutes"))
}

/// A copy of a profile was asked for too often.
pub fn too_many_exports(minutes: i64) -> String {
    let wait = counted((minutes + 59) / 60, "heure", "heures");
    format!("Vous avez demandé ce fichier plusieurs fois aujourd'hui. Réessayez dans {wait}.")
}

/// The words of the link by which a ZIP is downloaded.
pub fn download_file(bytes: u64) -> String {
    format!("Télécharger le fichier (ZIP,\u{a0}{})", size(bytes))
}

/// `1 essai`, `3 essais`.
pub fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{number}\u{a0}{}", if number.abs() < 2 { one } else { many })
}

/// How long it is until a session ends, in steps of half a minute.
pub fn time_left(seconds: i64) -> String {
    let halves = (seconds.max(1) + 29) / 30;
    match (halves / 2, halves % 2) {
        (0, _) => "30\u{a0}secondes".to_owned(),
        (minutes, 0) => counted(minutes, "minute", "minutes"),
        (minutes, _) => format!("{} 30", counted(minutes, "minute", "minutes")),
    }
}

/// `14:05` as people write it.
pub fn hour(time: &str) -> String {
    let (hours, minutes) = time.split_once(':').unwrap_or((time, "00"));
    format!("{}\u{a0}h\u{a0}{minutes}", hours.strip_prefix('0').unwrap_or(hours))
}

/// When the help line answers and what it costs, after its number, to the end of the sentence.
pub fn available() -> String {
    format!(". {COST}, disponible {HOURS}.")
}

/// What a profile is to the account.
pub const fn kind(basis: Basis) -> &'static str {
    match basis {
        Basis::Holder => "Profil principal",
        Basis::Representative => "Profil rattaché",
    }
}

/// Where a code went: what stands before the address or the number.
pub const fn sent_to(sent: &MaskedChannel) -> &'static str {
    match sent.channel {
        Channel::Email => "Un code à usage unique vous a été envoyé à l'adresse ",
        Channel::Sms => "Un code à usage unique vous a été envoyé au ",
    }
}

/// Who acted.
pub fn who(who: &Who, act: Act) -> String {
    match (who, act) {
        (Who::Me, _) => "Moi".to_owned(),
        (Who::Other(name), _) => verbatim(&PersonName::full(name)),
        (Who::Erased, _) => words::ERASED.to_owned(),
        (Who::Professional(name, profession), _) => format!("{} ({profession})", verbatim(name)),
        (Who::Unknown, act) => words::who_is_not_named(act).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_what_they_count() {
        assert_eq!(CodeProblem::Wrong { left: 1 }.explain(), "Ce code ne correspond pas. Il reste 1\u{a0}essai.");
        assert_eq!(CodeProblem::Wrong { left: 3 }.explain(), "Ce code ne correspond pas. Il reste 3\u{a0}essais.");
        assert_eq!(
            CredentialsProblem::TooMany { minutes: 1 }.explain(),
            "Trop d'essais. Réessayez dans 1\u{a0}minute."
        );
    }

    #[test]
    fn the_time_left_is_told_in_half_minutes() {
        let told: Vec<String> = [0, 1, 30, 31, 60, 90, 119, 120].map(time_left).into();
        assert_eq!(
            told,
            [
                "30\u{a0}secondes",
                "30\u{a0}secondes",
                "30\u{a0}secondes",
                "1\u{a0}minute",
                "1\u{a0}minute",
                "1\u{a0}minute 30",
                "2\u{a0}minutes",
                "2\u{a0}minutes",
            ]
        );
    }

    #[test]
    fn hours_are_written_the_french_way() {
        assert_eq!(hour("14:05"), "14\u{a0}h\u{a0}05");
        assert_eq!(hour("09:14"), "9\u{a0}h\u{a0}14");
    }
}
