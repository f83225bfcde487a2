//! What is wrong with a step, in the field's own words.

use domain::card::{CardKind, NotASerial};
use domain::form::enrolment::{EnrolmentProblem, PasswordProblem};
use domain::identifier::NotChoosable;
use domain::provisional_code::NotAProvisionalCode;

use crate::components::date_field::words;
use crate::text::{self, Explain, SENT_JUST_NOW, counted, too_many};

const DATE: &str = "la date de naissance";

impl Explain for EnrolmentProblem {
    fn explain(&self) -> String {
        match *self {
            Self::BirthDate(problem) => return words::explain(problem, DATE),
            Self::OtherBirthDate => "Ce n'est pas la date de naissance indiquée au début. Vérifiez-la ou recommencez.",
            Self::CardKindMissing => "Choisissez le modèle de votre carte Vitale.",
            Self::Nir(problem) => return text::nir(problem),
            Self::Serial(_, NotASerial::Empty) => "Indiquez le numéro de série de la carte Vitale.",
            Self::Serial(_, NotASerial::Format) => "Le numéro de série ne comporte que des chiffres.",
            Self::Serial(CardKind::WithPhoto, NotASerial::Length { typed }) => {
                return format!("Le numéro de série doit comporter 11\u{a0}chiffres. Vous en avez saisi {typed}.");
            }
            Self::Serial(CardKind::WithoutPhoto, NotASerial::Length { typed }) => {
                return format!(
                    "Le numéro de série doit comporter entre 8 et 13\u{a0}chiffres. Vous en avez saisi {typed}."
                );
            }
            Self::Unknown => {
                "Nous n'avons pas retrouvé de dossier avec ces informations. Vérifiez-les ou appelez le 3422."
            }
            Self::TooMany { minutes }
            | Self::TooManyIdentifiers { minutes }
            | Self::TooManyVerifications { minutes } => return too_many(minutes),
            Self::TooManySent { minutes } | Self::ContactHeld { minutes } | Self::ContactCodesHeld { minutes } => {
                return format!(
                    "Trop de codes ont été demandés. Réessayez dans {}.",
                    counted(minutes, "minute", "minutes")
                );
            }
            Self::LetterUnderWay { again_on } => {
                return format!(
                    "Un courrier a déjà été préparé il y a moins d'une semaine. Vous pourrez en demander un autre à partir du \
                     {again_on}."
                );
            }
            Self::SentJustNow => {
                "Un code vient de partir par un autre moyen. Attendez 30\u{a0}secondes avant d'en demander un autre."
            }
            Self::CodeSentJustNow => SENT_JUST_NOW,
            Self::ContactSentJustNow => {
                "Un code vient d'être envoyé à cette coordonnée. Attendez 30\u{a0}secondes avant d'en demander un autre."
            }
            Self::PersonMissing => "Choisissez la personne pour qui vous activez le profil.",
            Self::ChannelMissing => "Choisissez comment recevoir votre code.",
            Self::Code(problem) | Self::VerificationCode(problem) => return symbols(problem),
            Self::WrongCode { left } => {
                return format!("Ce code ne correspond pas. Il reste {}.", counted(i64::from(left), "essai", "essais"));
            }
            Self::CodeExhausted => "Trop d'essais\u{a0}: ce code n'est plus valable. Demandez-en un nouveau.",
            Self::CodeExpired => "Ce code a expiré. Demandez-en un nouveau.",
            Self::CodeUsed => "Ce code a déjà servi.",
            Self::NoCode => "Aucun code n'a encore été envoyé pour cette personne. Demandez-en un.",
            Self::DecisionMissing => "Choisissez d'activer ou de vous opposer.",
            Self::ConditionsMissing => "Acceptez les conditions pour activer le profil, ou choisissez de vous opposer.",
            Self::RepresentativeMissing => "Indiquez si vous êtes le représentant légal.",
            Self::NotRepresentative => "Seul le représentant légal peut ouvrir ce profil.",
            Self::CertificationMissing => "Certifiez être le représentant légal pour continuer.",
            Self::ChildrenMissing => "Sélectionnez au moins un profil.",
            Self::NotDecided => {
                "Votre décision n'a pas pu être enregistrée, car le code a déjà servi ou a été remplacé. Rien n'a été \
                 modifié."
            }
            Self::Replaced => {
                "Une autre démarche a été commencée entre-temps dans ce navigateur. Rien n'a été enregistré. Vous pouvez \
                 reprendre cette autre démarche, ou recommencer."
            }
            Self::NoEmail => "Ajoutez une adresse e-mail.",
            Self::EmailMissing => "Indiquez une adresse e-mail.",
            Self::EmailFormat => "Indiquez une adresse complète, par exemple nom@exemple.fr.",
            Self::EmailUnlikely => {
                "Presque aucune messagerie n'accepte de lettres accentuées avant le @. Est-ce bien votre adresse\u{a0}?"
            }
            Self::MobileMissing => "Indiquez un numéro de téléphone mobile.",
            Self::MobileFormat => "Ce numéro doit commencer par 06 ou 07, ou comporter un indicatif.",
            Self::NotAMobile => {
                "Ce numéro n'est pas celui d'un téléphone mobile. Vérifiez les chiffres et l'indicatif."
            }
            Self::SameContact => "Cette coordonnée est déjà la vôtre.",
            Self::ContactCode(problem) => return problem.explain(),
            Self::ContactCodesExhausted => "Trop de codes incorrects. Vérifiez la coordonnée et recommencez.",
            Self::Identifier(problem) => identifier(problem),
            Self::IdentifierTaken => "Cet identifiant est déjà pris.",
            Self::Password(problem) => password(problem),
        }
        .to_owned()
    }
}

const fn identifier(problem: NotChoosable) -> &'static str {
    match problem {
        NotChoosable::Empty => "Choisissez un identifiant.",
        NotChoosable::Length => "L'identifiant doit comporter de 8 à 100\u{a0}caractères.",
        NotChoosable::Alphabet => "L'identifiant ne peut contenir que des minuscules, des chiffres, et . - _",
        NotChoosable::Nir | NotChoosable::Email => {
            "L'identifiant ne peut pas être votre numéro de sécurité sociale ni une adresse e-mail."
        }
        NotChoosable::Iban => "L'identifiant ne peut pas être un numéro de compte bancaire.",
    }
}

const fn password(problem: PasswordProblem) -> &'static str {
    match problem {
        PasswordProblem::Missing => "Choisissez un mot de passe.",
        PasswordProblem::TooShort => "Le mot de passe doit comporter au moins 12\u{a0}caractères.",
        PasswordProblem::TooLong => "Ce mot de passe est trop long.",
        PasswordProblem::Control => "Ce mot de passe contient un caractère qui ne se tape pas au clavier.",
        PasswordProblem::Common => "Ce mot de passe est trop courant.",
        PasswordProblem::Personal => {
            "Le mot de passe ne doit pas contenir votre nom, votre identifiant ou votre date de naissance."
        }
    }
}

fn symbols(problem: NotAProvisionalCode) -> String {
    match problem {
        NotAProvisionalCode::Empty => "Indiquez le code reçu.".to_owned(),
        NotAProvisionalCode::Format => "Le code ne contient que des lettres et des chiffres.".to_owned(),
        NotAProvisionalCode::Length { typed } => {
            format!("Le code comporte 12\u{a0}caractères. Vous en avez saisi {typed}.")
        }
        NotAProvisionalCode::Misread => {
            "Le code ne contient ni 0, ni O, ni 1, ni I, ni L. Vérifiez les caractères qui leur ressemblent.".to_owned()
        }
    }
}
