//! Enrolment: every step of the way to a space or to an opposition.

use domain::attestation::Attestation;
use domain::card::{CardKind, NotASerial};
use domain::date::CalendarDate;
use domain::enrolment::{EnrolmentStatus, Purpose};
use domain::form::Rejected;
use domain::form::date::DateForm;
use domain::form::enrolment::{
    DecisionForm, EnrolmentForm, EnrolmentProblem as Problem, NewCredentialsForm, NumbersForm, PasswordProblem,
};
use domain::form::sign_in::CodeProblem;
use domain::id::ProfileId;
use domain::identifier::NotChoosable;
use domain::insured::Recipient;
use domain::nir::NotANir;
use domain::person::PersonName;
use domain::place::EnrolmentPlace;
use domain::provisional_code::NotAProvisionalCode;
use domain::sign_in::Channel;
use domain::time::Timestamp;
use domain::view::MaskedDelivery;
use leptos::prelude::*;

use super::samples;
use crate::api::enrolment::{Checked, EnrolmentPage, StepContent, Told, VerificationData};
use crate::error::AppError;
use crate::exchange::{Posted, Values};
use crate::gallery::{Entry, State};
use crate::pages::enrolment::draw;
use crate::pages::whole::conditions::ConditionsPage;
use crate::pages::whole::help::HelpPage;
use crate::pages::whole::start::{ERASED, EnrolView, NewCodePage, OpposePage};
use crate::pages::whole::verification::VerificationView;

fn page(step: StepContent) -> EnrolmentPage {
    EnrolmentPage {
        step,
        purpose: Purpose::Activate,
        values: Values::default(),
        posted: None,
        led_back: false,
        about: String::new(),
    }
}

/// A step as whoever meets it who came for something else.
fn met_to(purpose: Purpose, step: StepContent) -> AnyView {
    super::public(draw(EnrolmentPage { purpose, ..page(step) }))
}

/// A step after a post that was not accepted.
fn step(step: StepContent, refused: impl Into<Option<Rejected<Problem>>>) -> AnyView {
    super::public(draw(EnrolmentPage { posted: refused.into().map(Posted::from), ..page(step) }))
}

/// A step as it is met.
fn met(shown: StepContent) -> AnyView {
    step(shown, None)
}

/// A step of which nothing is shown again.
fn refused(shown: StepContent, problem: Problem) -> AnyView {
    step(shown, Rejected::bare(problem))
}

/// A step whose form did not reach the service.
fn interrupted(step: StepContent) -> AnyView {
    super::public(draw(EnrolmentPage { posted: Some(Posted::Failed(AppError::Interrupted)), ..page(step) }))
}

fn numbers_form(nir: &str, serial: &str) -> NumbersForm {
    NumbersForm { nir: nir.to_owned(), serie: serial.to_owned() }
}

fn credentials_form(identifier: &str, password: &str) -> NewCredentialsForm {
    NewCredentialsForm { identifiant: identifier.to_owned(), mot_de_passe: password.to_owned() }
}

fn martine() -> PersonName {
    samples::name("Martine Julie", "Leguellec")
}

fn code_sent_to(sent: MaskedDelivery) -> StepContent {
    StepContent::Code { sent: Some(sent), resent: false, key: samples::key() }
}

/// A code that one has already.
fn code() -> StepContent {
    StepContent::Code { sent: None, resent: false, key: samples::key() }
}

fn deciding(status: EnrolmentStatus) -> StepContent {
    StepContent::Decision(martine(), status)
}

fn refusing(name: PersonName, status: EnrolmentStatus, minor: bool) -> StepContent {
    StepContent::Refusal { name, status, minor }
}

fn attested(name: PersonName) -> (Attestation, CalendarDate) {
    let attestation = Attestation {
        name,
        nir: "1 16 30 44 038 016 18".replace(' ', "\u{a0}"),
        to: Recipient::Person,
        opposed_at: Timestamp::from_millis(0),
        code: "H7UQ ZFKC J8KW".replace(' ', "\u{a0}"),
    };
    (attestation, samples::day("2026-11-22"))
}

fn attestation(attested: (Attestation, CalendarDate)) -> AnyView {
    told(Told::Attestation(Some(attested), "https://exemple.fr".to_owned()))
}

fn told(told: Told) -> AnyView {
    met(StepContent::Told(told))
}

fn contacts(email: Option<&str>, mobile: Option<&str>) -> StepContent {
    StepContent::Contacts { email: email.map(str::to_owned), mobile: mobile.map(str::to_owned) }
}

/// A02.
pub const START: Entry = Entry {
    slug: "activer",
    title: "Activer\u{a0}: ce dont j'ai besoin",
    when: "Le début du parcours, depuis la page d'accueil ou l'e-mail d'information.",
    when_not: "La personne a déjà un compte\u{a0}: la connexion.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || super::public(view! { <EnrolView under_way=false /> }),
        },
        State {
            slug: "en-cours",
            title: "Un parcours est en cours",
            draw: || super::public(view! { <EnrolView under_way=true /> }),
        },
        State {
            slug: "expire",
            title: "Les réponses ont été effacées",
            draw: || super::public(view! { <EnrolView under_way=false news=Some(ERASED) /> }),
        },
    ],
};

/// O01.
pub const OPPOSE: Entry = Entry {
    slug: "opposition",
    title: "S'opposer\u{a0}: ce que cela signifie",
    when: "Avant de s'identifier pour s'opposer.",
    when_not: "L'espace est déjà activé\u{a0}: il se clôture.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <OpposePage /> }) }],
};

/// G01.
pub const NEW_CODE: Entry = Entry {
    slug: "code-provisoire",
    title: "Nouveau code provisoire",
    when: "Le code est perdu, expiré ou n'est jamais arrivé.",
    when_not: "Pour un code de connexion\u{a0}: il se redemande là où il se saisit.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <NewCodePage /> }) }],
};

/// Coming back.
pub const RESUME: Entry = Entry {
    slug: "reprendre",
    title: "Reprendre là où je me suis arrêté",
    when: "Un parcours est en cours dans ce navigateur, peut-être celui d'une autre personne.",
    when_not: "Rien n'est en cours\u{a0}: le début.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(StepContent::Resume) },
        State {
            slug: "autre-date",
            title: "Une autre date",
            draw: || {
                let date = DateForm::new("1", "mai", "1990");
                step(StepContent::Resume, EnrolmentForm::date_rejected(&date, Problem::OtherBirthDate))
            },
        },
        State {
            slug: "autre-demarche",
            title: "Une autre démarche entre-temps",
            draw: || refused(StepContent::Resume, Problem::Replaced),
        },
    ],
};

/// A03.
pub const BIRTH_DATE: Entry = Entry {
    slug: "date-de-naissance",
    title: "Mon identité\u{a0}: date de naissance",
    when: "Première question\u{a0}: elle dit de qui il s'agit, soi-même ou son enfant.",
    when_not: "Pour une autre date que celle d'une naissance.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(StepContent::BirthDate) },
        State { slug: "opposition", title: "Pour s'opposer", draw: || met_to(Purpose::Oppose, StepContent::BirthDate) },
        State {
            slug: "nouveau-code",
            title: "Pour un nouveau code",
            draw: || met_to(Purpose::NewCode, StepContent::BirthDate),
        },
        State {
            slug: "vide",
            title: "Rien n'est saisi",
            draw: || step(StepContent::BirthDate, birth_date("", "", "")),
        },
        State {
            slug: "annee-courte",
            title: "Année à deux chiffres",
            draw: || step(StepContent::BirthDate, birth_date("28", "sept.", "71")),
        },
        State {
            slug: "impossible",
            title: "29 février",
            draw: || step(StepContent::BirthDate, birth_date("29", "février", "1971")),
        },
        State {
            slug: "a-venir",
            title: "Une date à venir",
            draw: || step(StepContent::BirthDate, birth_date("1", "janvier", "2027")),
        },
    ],
};

fn birth_date(day: &str, month: &str, year: &str) -> Option<Rejected<Problem>> {
    EnrolmentForm::birth_date(&DateForm::new(day, month, year), samples::day("2026-11-22")).err()
}

/// A04.
pub const CARD_KIND: Entry = Entry {
    slug: "carte-vitale",
    title: "Mon identité\u{a0}: carte Vitale",
    when: "Avant le numéro de série, dont la place et la longueur dépendent du modèle.",
    when_not: "Le modèle est déjà connu dans ce parcours.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(StepContent::CardKind) },
        State {
            slug: "rien-choisi",
            title: "Rien n'est choisi",
            draw: || refused(StepContent::CardKind, Problem::CardKindMissing),
        },
        State {
            slug: "reprise",
            title: "Ramené ici",
            draw: || super::public(draw(EnrolmentPage { led_back: true, ..page(StepContent::CardKind) })),
        },
    ],
};

/// A06.
pub const NUMBERS: Entry = Entry {
    slug: "numeros",
    title: "Mon identité\u{a0}: les deux numéros",
    when: "Après le modèle de la carte.",
    when_not: "Un seul des deux est demandé\u{a0}: son champ seul.",
    states: &[
        State { slug: "ordinaire", title: "Carte avec photo", draw: || met(StepContent::Numbers(CardKind::WithPhoto)) },
        State {
            slug: "sans-photo",
            title: "Carte sans photo",
            draw: || met(StepContent::Numbers(CardKind::WithoutPhoto)),
        },
        State {
            slug: "faute-de-frappe",
            title: "Deux erreurs",
            draw: || {
                let problems = vec![
                    Problem::Nir(NotANir::Key),
                    Problem::Serial(CardKind::WithPhoto, NotASerial::Length { typed: 8 }),
                ];
                let typed = numbers_form("1 16 30 44 038 016 19", "40506070").rejected(problems);
                step(StepContent::Numbers(CardKind::WithPhoto), typed)
            },
        },
        State {
            slug: "inconnu",
            title: "Dossier non trouvé",
            draw: || {
                let typed = numbers_form("1 16 30 44 038 016 18", "51020304052").rejected(vec![Problem::Unknown]);
                step(StepContent::Numbers(CardKind::WithPhoto), typed)
            },
        },
        State {
            slug: "trop-d-essais",
            title: "Trop d'essais",
            draw: || refused(StepContent::Numbers(CardKind::WithPhoto), Problem::TooMany { minutes: 30 }),
        },
        State {
            slug: "interrompue",
            title: "Envoi interrompu",
            draw: || interrupted(StepContent::Numbers(CardKind::WithPhoto)),
        },
    ],
};

/// A07.
pub const PERSON: Entry = Entry {
    slug: "choix-du-profil",
    title: "Mon identité\u{a0}: pour qui",
    when: "Plusieurs personnes de la carte sont nées le même jour.",
    when_not: "Une seule personne correspond\u{a0}: la question est sautée.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Jumeaux",
            draw: || met(persons(&["Jean-Jacques Jean-Pierre", "Gerard Martin"])),
        },
        State {
            slug: "rien-choisi",
            title: "Personne n'est choisie",
            draw: || refused(persons(&["Jean-Jacques Jean-Pierre", "Gerard Martin"]), Problem::PersonMissing),
        },
        State {
            slug: "noms-longs",
            title: "Triplés aux noms longs",
            draw: || {
                let names = ["Marie-Antoinette Joséphine Rose", "Maximilienne-Éléonore Bartholomée", "Lou"];
                met(persons(&names))
            },
        },
    ],
};

fn persons(given: &[&str]) -> StepContent {
    let persons = (1..)
        .zip(given)
        .map(|(place, given)| (domain::id::ProfileId::from_bytes([place; 16]), samples::name(given, "Capanelli")));
    StepContent::Person(persons.collect())
}

fn stuck(status: EnrolmentStatus) -> AnyView {
    told(Told::Impasse { status: Some(status), signed_in: false })
}

/// What cannot be decided.
pub const IMPASSE: Entry = Entry {
    slug: "situation",
    title: "Mon identité\u{a0}: rien à décider ici",
    when: "La personne est reconnue, mais sa situation ne permet pas de continuer en ligne.",
    when_not: "La personne n'est pas reconnue\u{a0}: le message des numéros.",
    states: &[
        State { slug: "deja-active", title: "Déjà activé", draw: || stuck(EnrolmentStatus::Activated) },
        State { slug: "deja-oppose", title: "Déjà opposé", draw: || stuck(EnrolmentStatus::Opposed) },
        State { slug: "cree", title: "Délai d'opposition passé", draw: || stuck(EnrolmentStatus::Created) },
        State { slug: "cloture", title: "Clôturé", draw: || stuck(EnrolmentStatus::Closed) },
        State { slug: "autre", title: "Appeler le 3422", draw: || stuck(EnrolmentStatus::Deceased) },
    ],
};

fn reachable(ways: Vec<MaskedDelivery>) -> StepContent {
    StepContent::Channel { ways, code_at_hand: false, key: samples::key() }
}

/// A08.
pub const CHANNEL: Entry = Entry {
    slug: "code-canal",
    title: "Mon code\u{a0}: comment le recevoir",
    when: "La personne est reconnue et n'a pas encore saisi de code.",
    when_not: "Pour le code de la connexion\u{a0}: un autre écran.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Deux moyens",
            draw: || met(reachable(vec![samples::code_by_email(), samples::code_by_sms()])),
        },
        State { slug: "un-seul", title: "Un seul moyen", draw: || met(reachable(vec![samples::code_by_long_email()])) },
        State {
            slug: "courrier",
            title: "Trois moyens",
            draw: || {
                let ways = vec![samples::code_by_email(), samples::code_by_sms(), samples::code_by_post()];
                met(reachable(ways))
            },
        },
        State {
            slug: "courrier-seul",
            title: "Par courrier seulement, un autre en route",
            draw: || {
                let again_on = samples::day("2026-11-28");
                refused(reachable(vec![samples::code_by_post()]), Problem::LetterUnderWay { again_on })
            },
        },
        State {
            slug: "code-valable",
            title: "Un autre code est valable",
            draw: || {
                let ways = vec![samples::code_by_email(), samples::code_by_sms()];
                met(StepContent::Channel { ways, code_at_hand: true, key: samples::key() })
            },
        },
        State { slug: "aucun", title: "Aucune coordonnée", draw: || met(reachable(vec![])) },
        State {
            slug: "rien-choisi",
            title: "Rien n'est choisi",
            draw: || {
                refused(reachable(vec![samples::code_by_email(), samples::code_by_sms()]), Problem::ChannelMissing)
            },
        },
        State {
            slug: "trop-de-codes",
            title: "Trop de codes demandés",
            draw: || {
                refused(
                    reachable(vec![samples::code_by_email(), samples::code_by_sms()]),
                    Problem::TooManySent { minutes: 90 },
                )
            },
        },
    ],
};

/// G03.
pub const CODE_SENT: Entry = Entry {
    slug: "code-envoye",
    title: "Mon code\u{a0}: il est en route",
    when: "Un nouveau code vient d'être demandé, sans intention d'activer tout de suite, ou part par courrier.",
    when_not: "Dans le parcours d'activation, par e-mail ou SMS\u{a0}: la saisie suit directement.",
    states: &[
        State { slug: "ordinaire", title: "Par SMS", draw: || told(Told::CodeSent(Some(samples::code_by_sms()))) },
        State {
            slug: "e-mail",
            title: "Par e-mail, adresse longue",
            draw: || told(Told::CodeSent(Some(samples::code_by_long_email()))),
        },
        State { slug: "courrier", title: "Par courrier", draw: || told(Told::CodeSent(Some(samples::code_by_post()))) },
    ],
};

/// A08b.
pub const CODE: Entry = Entry {
    slug: "code-saisie",
    title: "Mon code\u{a0}: saisie",
    when: "Le code provisoire est dans un courrier, un e-mail ou un SMS.",
    when_not: "Pour un code à six chiffres.",
    states: &[
        State { slug: "ordinaire", title: "Reçu avant", draw: || met(code()) },
        State { slug: "sms", title: "Envoyé par SMS", draw: || met(code_sent_to(samples::code_by_sms())) },
        State { slug: "e-mail", title: "Envoyé par e-mail", draw: || met(code_sent_to(samples::code_by_email())) },
        State {
            slug: "renvoye",
            title: "Envoyé à nouveau",
            draw: || {
                let sent = Some(samples::code_by_email());
                met(StepContent::Code { sent, resent: true, key: samples::key() })
            },
        },
        State {
            slug: "longueur",
            title: "Trop court",
            draw: || refused(code(), Problem::Code(NotAProvisionalCode::Length { typed: 11 })),
        },
        State { slug: "faux", title: "Faux", draw: || refused(code(), Problem::WrongCode { left: 1 }) },
        State { slug: "expire", title: "Expiré", draw: || refused(code(), Problem::CodeExpired) },
        State { slug: "utilise", title: "Déjà utilisé", draw: || refused(code(), Problem::CodeUsed) },
        State { slug: "aucun", title: "Aucun code envoyé", draw: || refused(code(), Problem::NoCode) },
        State { slug: "epuise", title: "Trop d'essais", draw: || refused(code(), Problem::CodeExhausted) },
    ],
};

/// A09.
pub const DECISION: Entry = Entry {
    slug: "decision",
    title: "Activation\u{a0}: la décision",
    when: "Le code est le bon. Les deux choix ont le même poids.",
    when_not: "La personne est venue pour s'opposer\u{a0}: sa décision est prise.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(deciding(EnrolmentStatus::Pending)) },
        State {
            slug: "rien-choisi",
            title: "Rien n'est choisi",
            draw: || refused(deciding(EnrolmentStatus::Pending), Problem::DecisionMissing),
        },
        State {
            slug: "conditions",
            title: "Conditions non acceptées",
            draw: || {
                step(
                    deciding(EnrolmentStatus::Pending),
                    DecisionForm { decision: "activer".into(), ..DecisionForm::default() }.read().err(),
                )
            },
        },
        State { slug: "opposee", title: "Opposition à lever", draw: || met(deciding(EnrolmentStatus::Opposed)) },
        State { slug: "cree", title: "Délai d'opposition passé", draw: || met(deciding(EnrolmentStatus::Created)) },
        State { slug: "cloturee", title: "Profil à rouvrir", draw: || met(deciding(EnrolmentStatus::Closed)) },
        State {
            slug: "nom-long",
            title: "Nom long",
            draw: || met(StepContent::Decision(samples::long().name, EnrolmentStatus::Pending)),
        },
    ],
};

fn child(signed_in: bool) -> StepContent {
    StepContent::Representative(samples::name("Gerard Martin", "Capanelli"), signed_in.then(samples::key))
}

/// A07b.
pub const REPRESENTATIVE: Entry = Entry {
    slug: "representant",
    title: "Activation\u{a0}: le représentant légal",
    when: "L'espace activé est celui d'un enfant.",
    when_not: "La personne est majeure.",
    states: &[
        State { slug: "ordinaire", title: "Connecté", draw: || met(child(true)) },
        State { slug: "non-connecte", title: "Non connecté", draw: || met(child(false)) },
        State {
            slug: "rien-choisi",
            title: "Rien n'est choisi",
            draw: || refused(child(true), Problem::RepresentativeMissing),
        },
        State {
            slug: "pas-representant",
            title: "Pas le représentant légal",
            draw: || refused(child(true), Problem::NotRepresentative),
        },
        State { slug: "code-remplace", title: "Pas enregistrée", draw: || refused(child(true), Problem::NotDecided) },
        State {
            slug: "nom-long",
            title: "Nom long",
            draw: || met(StepContent::Representative(samples::long().name, Some(samples::key()))),
        },
    ],
};

/// O02.
pub const OPPOSITION: Entry = Entry {
    slug: "opposition-confirmer",
    title: "S'opposer\u{a0}: confirmer",
    when: "Juste avant d'enregistrer l'opposition.",
    when_not: "Rien n'est encore décidé.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || met(refusing(martine(), EnrolmentStatus::Pending, false)),
        },
        State {
            slug: "impossible",
            title: "Pas enregistrée",
            draw: || refused(refusing(martine(), EnrolmentStatus::Pending, false), Problem::NotDecided),
        },
        State {
            slug: "enfant",
            title: "Pour un enfant, non certifié",
            draw: || {
                let child = samples::name("Gerard Martin", "Capanelli");
                refused(refusing(child, EnrolmentStatus::Pending, true), Problem::CertificationMissing)
            },
        },
        State {
            slug: "cloture",
            title: "Clôture d'un espace créé",
            draw: || met(refusing(martine(), EnrolmentStatus::Created, false)),
        },
        State {
            slug: "nom-long",
            title: "Nom long",
            draw: || met(refusing(samples::long().name, EnrolmentStatus::Pending, false)),
        },
    ],
};

/// O03.
pub const OPPOSED: Entry = Entry {
    slug: "opposition-enregistree",
    title: "S'opposer\u{a0}: enregistrée",
    when: "L'opposition vient d'être enregistrée dans ce navigateur.",
    when_not: "Plus tard\u{a0}: la personne garde son attestation.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || told(Told::Opposed(Some(attested(martine())))) }],
};

/// A space that was created by itself is closed.
pub const CLOSED: Entry = Entry {
    slug: "cloture-enregistree",
    title: "Clôturer sans compte\u{a0}: enregistrée",
    when: "Un espace créé et jamais activé vient d'être clôturé.",
    when_not: "Un espace activé\u{a0}: il se clôture depuis ses paramètres.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || told(Told::Closed) }],
};

/// O04.
pub const ATTESTATION: Entry = Entry {
    slug: "attestation",
    title: "S'opposer\u{a0}: l'attestation",
    when: "Le justificatif à lire ou à imprimer.",
    when_not: "À conserver\u{a0}: le PDF.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || attestation(attested(martine())) },
        State {
            slug: "enfant",
            title: "Pour un enfant",
            draw: || {
                let (of_child, day) = attested(samples::name("Louis", "Leguellec"));
                let to = Recipient::Parent(samples::name("Inaya", "Leguellec"));
                attestation((Attestation { to, ..of_child }, day))
            },
        },
        State { slug: "nom-long", title: "Nom long", draw: || attestation(attested(samples::long().name)) },
    ],
};

fn verified(data: VerificationData) -> AnyView {
    super::public(view! { <VerificationView data /> })
}

/// The public check.
pub const VERIFICATION: Entry = Entry {
    slug: "verification",
    title: "Vérifier une attestation",
    when: "Quelqu'un à qui l'attestation a été remise la vérifie.",
    when_not: "Pour savoir qui est opposé\u{a0}: la page ne le dit à personne.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || verified(VerificationData::default()) },
        State {
            slug: "valable",
            title: "Valable",
            draw: || {
                let checked = Some(Checked::Valid(samples::day("2026-11-22")));
                verified(VerificationData { checked, ..VerificationData::default() })
            },
        },
        State {
            slug: "non-valable",
            title: "Non valable",
            draw: || verified(VerificationData { checked: Some(Checked::Invalid), ..VerificationData::default() }),
        },
        State {
            slug: "mal-saisi",
            title: "Code mal saisi",
            draw: || {
                let problem = Problem::VerificationCode(NotAProvisionalCode::Length { typed: 4 });
                let posted = Some(EnrolmentForm::text_rejected("code", "H7UQ", vec![problem]).into());
                verified(VerificationData { posted, checked: None })
            },
        },
    ],
};

/// A10.
pub const CONTACTS: Entry = Entry {
    slug: "coordonnees",
    title: "Mon compte\u{a0}: coordonnées",
    when: "Avant l'identifiant\u{a0}: les codes de connexion y seront envoyés.",
    when_not: "Le compte existe\u{a0}: les informations personnelles.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || met(contacts(Some("martine.leguellec@exemple.fr"), Some("06 11 12 13 21"))),
        },
        State {
            slug: "sans-e-mail",
            title: "E-mail manquant",
            draw: || refused(contacts(None, Some("06 11 12 13 21")), Problem::NoEmail),
        },
        State {
            slug: "codes-epuises",
            title: "Trop de codes incorrects",
            draw: || {
                let known = contacts(Some("martine.leguellec@exemple.fr"), None);
                refused(known, Problem::ContactCodesExhausted)
            },
        },
        State {
            slug: "adresse-longue",
            title: "Adresse longue",
            draw: || {
                let email = format!("marie-antoinette.{}@exemple.fr", "montmorency.".repeat(5));
                met(contacts(Some(&email), None))
            },
        },
    ],
};

/// Another e-mail address.
pub const EMAIL: Entry = Entry {
    slug: "coordonnees-e-mail",
    title: "Mon compte\u{a0}: autre adresse e-mail",
    when: "L'adresse connue n'est pas la bonne, ou manque.",
    when_not: "Dans les paramètres.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(StepContent::Contact(Channel::Email)) },
        State {
            slug: "vide",
            title: "Rien n'est saisi",
            draw: || refused(StepContent::Contact(Channel::Email), Problem::EmailMissing),
        },
        State {
            slug: "identique",
            title: "La même adresse",
            draw: || {
                let typed =
                    EnrolmentForm::text_rejected("contact", "martine.leguellec@exemple.fr", vec![Problem::SameContact]);
                step(StepContent::Contact(Channel::Email), typed)
            },
        },
        State {
            slug: "trop-de-codes",
            title: "Trop de codes demandés",
            draw: || {
                let held = vec![Problem::ContactHeld { minutes: 12 }];
                step(
                    StepContent::Contact(Channel::Email),
                    EnrolmentForm::text_rejected("contact", "martine@ailleurs.fr", held),
                )
            },
        },
        State {
            slug: "incomplete",
            title: "Incomplète",
            draw: || {
                step(
                    StepContent::Contact(Channel::Email),
                    EnrolmentForm::text_rejected("contact", "martine@", vec![Problem::EmailFormat]),
                )
            },
        },
        State {
            slug: "improbable",
            title: "Improbable",
            draw: || {
                let typed = EnrolmentForm::text_rejected("contact", "zoé@exemple.fr", vec![Problem::EmailUnlikely]);
                step(StepContent::Contact(Channel::Email), typed)
            },
        },
    ],
};

/// Another mobile number.
pub const MOBILE: Entry = Entry {
    slug: "coordonnees-telephone",
    title: "Mon compte\u{a0}: autre téléphone",
    when: "Le numéro connu n'est pas le bon, ou manque.",
    when_not: "Dans les paramètres.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(StepContent::Contact(Channel::Sms)) },
        State {
            slug: "vide",
            title: "Rien n'est saisi",
            draw: || refused(StepContent::Contact(Channel::Sms), Problem::MobileMissing),
        },
        State {
            slug: "fixe",
            title: "Un téléphone fixe",
            draw: || {
                let typed = EnrolmentForm::text_rejected("contact", "01 11 12 13 14", vec![Problem::MobileFormat]);
                step(StepContent::Contact(Channel::Sms), typed)
            },
        },
        State {
            slug: "fixe-etranger",
            title: "Un téléphone fixe, avec son indicatif",
            draw: || {
                let typed = EnrolmentForm::text_rejected("contact", "+44 20 7183 8750", vec![Problem::NotAMobile]);
                step(StepContent::Contact(Channel::Sms), typed)
            },
        },
    ],
};

fn awaited(contact: &str) -> StepContent {
    StepContent::ContactCode(contact.to_owned())
}

/// The code that proves a contact.
pub const CONTACT_CODE: Entry = Entry {
    slug: "coordonnees-code",
    title: "Mon compte\u{a0}: valider une coordonnée",
    when: "Un code vient d'être envoyé à la nouvelle coordonnée.",
    when_not: "La coordonnée n'a pas changé.",
    states: &[
        State { slug: "ordinaire", title: "E-mail", draw: || met(awaited("martine@ailleurs.fr")) },
        State { slug: "telephone", title: "Téléphone", draw: || met(awaited("06 99 98 97 96")) },
        State {
            slug: "faux",
            title: "Code faux",
            draw: || {
                let problem = Problem::ContactCode(CodeProblem::Wrong { left: 2 });
                refused(awaited("06 99 98 97 96"), problem)
            },
        },
        State {
            slug: "trop-de-codes",
            title: "Pas d'autre code pour l'instant",
            draw: || {
                let problem = Problem::ContactCodesHeld { minutes: 12 };
                refused(awaited("martine@ailleurs.fr"), problem)
            },
        },
        State {
            slug: "trop-tot",
            title: "Un autre code demandé trop tôt",
            draw: || refused(awaited("martine@ailleurs.fr"), Problem::CodeSentJustNow),
        },
    ],
};

fn suggested() -> StepContent {
    let suggestions = ["martine.leguellec", "leguellec.martine", "martine-leguellec"].map(str::to_owned).into();
    StepContent::Credentials(suggestions)
}

/// A11.
pub const CREDENTIALS: Entry = Entry {
    slug: "identifiants",
    title: "Mon compte\u{a0}: identifiant et mot de passe",
    when: "Dernière question\u{a0}: elle ouvre l'espace.",
    when_not: "Pour changer de mot de passe.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || met(suggested()) },
        State { slug: "sans-suggestion", title: "Sans suggestion", draw: || met(StepContent::Credentials(Vec::new())) },
        State {
            slug: "vide",
            title: "Rien n'est saisi",
            draw: || {
                let problems =
                    vec![Problem::Identifier(NotChoosable::Empty), Problem::Password(PasswordProblem::Missing)];
                step(suggested(), EnrolmentForm::text_rejected("identifiant", "", problems))
            },
        },
        State {
            slug: "deux-erreurs",
            title: "Deux règles enfreintes",
            draw: || {
                let typed = credentials_form("martine@exemple.fr", "court").read().err();
                step(suggested(), typed)
            },
        },
        State {
            slug: "pris",
            title: "Identifiant pris",
            draw: || {
                let typed = EnrolmentForm::text_rejected("identifiant", "inaya.michel", vec![Problem::IdentifierTaken]);
                step(suggested(), typed)
            },
        },
        State {
            slug: "courant",
            title: "Mot de passe courant",
            draw: || {
                let problem = Problem::Password(PasswordProblem::Common);
                step(suggested(), EnrolmentForm::text_rejected("identifiant", "martine.lg", vec![problem]))
            },
        },
    ],
};

/// A12.
pub const ACTIVATED: Entry = Entry {
    slug: "termine",
    title: "Félicitations",
    when: "L'espace vient d'être activé.",
    when_not: "À la connexion suivante\u{a0}: l'accueil.",
    states: &[
        State { slug: "ordinaire", title: "Pour soi", draw: || activated(samples::inaya().id, None, &[]) },
        State {
            slug: "sans-opposition",
            title: "Un enfant dont l'espace existe déjà",
            draw: || {
                let others = vec![(samples::name("Mathis", "Leguellec"), false)];
                activated_beside(samples::inaya().id, None, others)
            },
        },
        State {
            slug: "enfant",
            title: "Pour un enfant",
            draw: || activated(samples::lola().id, Some(samples::name("Gerard Martin", "Capanelli")), &[]),
        },
        State {
            slug: "profils-rattaches",
            title: "Des profils rattachés",
            draw: || activated(samples::inaya().id, None, &["Mathis", "Lola", "Louis"]),
        },
    ],
};

fn activated(profile: ProfileId, child: Option<PersonName>, others: &[&str]) -> AnyView {
    activated_beside(profile, child, others.iter().map(|given| (samples::name(given, "Leguellec"), true)).collect())
}

fn activated_beside(profile: ProfileId, child: Option<PersonName>, others: Vec<(PersonName, bool)>) -> AnyView {
    let own = child.is_none().then(|| (samples::name("Inaya", "Leguellec"), "inaya.leguellec".to_owned()));
    told(Told::Activated { profile: Some(profile), own, child, others, account: samples::key() })
}

/// Help.
pub const HELP: Entry = Entry {
    slug: "aide",
    title: "Aide",
    when: "Au pied de chaque page.",
    when_not: "Pour l'aide d'une seule question\u{a0}: elle se déplie sous le champ.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <HelpPage /> }) }],
};

/// Conditions of use.
pub const CONDITIONS: Entry = Entry {
    slug: "conditions",
    title: "Conditions Générales d'Utilisation",
    when: "Depuis la décision, et au pied de chaque page.",
    when_not: "Pour la protection des données\u{a0}: elle a sa page.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <ConditionsPage /> }) }],
};

/// The screen of a step.
pub const fn at(place: EnrolmentPlace) -> &'static Entry {
    use EnrolmentPlace as P;
    match place {
        P::Resume => &RESUME,
        P::BirthDate => &BIRTH_DATE,
        P::CardKind => &CARD_KIND,
        P::Numbers => &NUMBERS,
        P::Person => &PERSON,
        P::Impasse => &IMPASSE,
        P::Channel => &CHANNEL,
        P::CodeSent => &CODE_SENT,
        P::Code => &CODE,
        P::Decision => &DECISION,
        P::Refusal => &OPPOSITION,
        P::Closed => &CLOSED,
        P::Representative => &REPRESENTATIVE,
        P::Contacts => &CONTACTS,
        P::Email => &EMAIL,
        P::Mobile => &MOBILE,
        P::ContactCode => &CONTACT_CODE,
        P::Credentials => &CREDENTIALS,
        P::Opposed => &OPPOSED,
        P::Attestation => &ATTESTATION,
        P::Activated => &ACTIVATED,
    }
}
