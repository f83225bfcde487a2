//! What an export tells, part by part. **Whatever a system keeps of a profile has a part here**: a struct with what it tells, which
//! is its place in the JSON and in the published schema; how it is read; how the paper tells it; and the original files that go with
//! it. To add one: the struct and its [`Part`], and a line in the list at the end.
//!
//! Names of the JSON are English and never change their meaning; what each says is told in French, in the schema. An instant is in
//! UTC (RFC 3339), a day as `2026-11-28`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::access::{Basis, Relation, Standing};
use domain::attestation::Attestation;
use domain::confidentiality::Visibility;
use domain::history::Act;
use domain::id::HistoryLineId;
use domain::measure::Measure;
use domain::medical_profile::{Entries, Heading};
use domain::time::Timestamp;
use domain::words;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Depositor, Export, ExportOrder, ProfileAccess, StoredDocument, UnitOfWork};

use crate::Fault;
use crate::care;
use crate::clock::{day_in_france, instant, time_in_france};
use crate::paper::record::{Block, Section};

/// What a part is read with.
pub(super) struct Reading<'a> {
    pub(super) work: &'a mut UnitOfWork,
    pub(super) access: &'a ProfileAccess<Export>,
    pub(super) order: &'a ExportOrder,
    pub(super) now: Timestamp,
}

/// A part of what a profile holds.
pub(super) trait Part: Sized {
    /// Reads it.
    async fn read(reading: &mut Reading<'_>) -> Result<Self, Fault>;

    /// How the paper tells it.
    fn sections(&self) -> Vec<Section>;

    /// The files that go with it.
    fn originals(&self) -> Vec<Original> {
        Vec::new()
    }
}

/// A file that goes with a part.
pub(super) struct Original {
    /// Its name, without a folder.
    pub(super) name: String,
    /// Where its bytes come from.
    pub(super) from: Source,
}

/// Where the bytes of a file come from.
pub(super) enum Source {
    /// It is the attestation of an opposition: the same one gives the same bytes.
    Attestation {
        /// What it says.
        attested: Box<Attestation>,
        /// Whether the number on it is the profile's holder's own. A child's says the parent's, which is not for whoever else
        /// manages the profile, nor for the child.
        with_number: bool,
    },
}

type Fact = (String, String);

fn fact(label: &str, value: impl Into<String>) -> Fact {
    (format!("{label}\u{a0}:"), value.into())
}

fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section { heading: heading.to_owned(), blocks }
}

fn moment(at: Timestamp) -> Result<String, Fault> {
    Ok(format!("{}, {}", day_in_france(at)?, time_in_france(at)?))
}

/// A moment, as a machine and as a person reads it.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("format" = "date-time"))]
struct Instant {
    iso: String,
    #[serde(skip)]
    told: String,
}

impl Instant {
    fn new(at: Timestamp) -> Result<Self, Fault> {
        Ok(Self { iso: instant(at)?, told: moment(at)? })
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "L'identité du titulaire du profil.")]
pub(super) struct Identity {
    #[schemars(description = "Nom.")]
    family_name: String,
    #[schemars(description = "Prénom.")]
    given_name: String,
    #[schemars(description = "Date de naissance.", extend("format" = "date"))]
    birth_date: String,
    #[schemars(description = "Numéro de sécurité sociale, s'il en a un à lui.")]
    nir: Option<String>,
    #[serde(skip)]
    facts: Vec<Fact>,
}

impl Part for Identity {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let identity = work.identity(access).await?;
        let mut facts = vec![
            fact("Nom", &*identity.name.family),
            fact("Prénom", &*identity.name.given),
            fact("Date de naissance", identity.born_on.to_string()),
        ];
        facts.extend(identity.nir.as_ref().map(|nir| fact("Numéro de sécurité sociale", nir.grouped())));
        Ok(Self {
            family_name: identity.name.family,
            given_name: identity.name.given,
            birth_date: identity.born_on.to_iso(),
            nir: identity.nir.map(|nir| nir.compact().to_owned()),
            facts,
        })
    }

    fn sections(&self) -> Vec<Section> {
        vec![section("Identité", vec![Block::Facts(self.facts.clone())])]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Le compte du titulaire, quand c'est lui qui demande ses informations.")]
pub(super) struct Account {
    #[schemars(description = "Identifiant de connexion.")]
    identifier: Option<String>,
    #[schemars(description = "Adresse e-mail.")]
    email: Option<String>,
    #[schemars(description = "Numéro de téléphone mobile.")]
    mobile: Option<String>,
    #[serde(skip)]
    own: bool,
}

impl Part for Account {
    async fn read(Reading { access, order, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let own = access.basis() == Basis::Holder;
        let contacts = own.then_some(&order.contacts);
        Ok(Self {
            identifier: contacts.map(|contacts| contacts.identifier.clone()),
            email: contacts.and_then(|contacts| Some(contacts.email.as_ref()?.as_str().to_owned())),
            mobile: contacts.and_then(|contacts| Some(contacts.mobile.as_ref()?.grouped())),
            own,
        })
    }

    fn sections(&self) -> Vec<Section> {
        if !self.own {
            return Vec::new();
        }
        let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "Non renseigné".to_owned());
        let facts = vec![
            fact("Identifiant", said(&self.identifier)),
            fact("Adresse e-mail", said(&self.email)),
            fact("Téléphone mobile", said(&self.mobile)),
        ];
        vec![section("Connexion et contact", vec![Block::Facts(facts)])]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(
    description = "Ce que l'Assurance Maladie a transmis sur le titulaire, quand c'est lui qui demande ses informations."
)]
pub(super) struct Insurer {
    #[schemars(description = "Nom de naissance.")]
    birth_name: Option<String>,
    #[schemars(description = "Tous les prénoms.")]
    given_names: Option<String>,
    #[schemars(description = "Numéro de série de la carte Vitale.")]
    card_serial: Option<String>,
    #[schemars(description = "Adresse e-mail.")]
    email: Option<String>,
    #[schemars(description = "Numéro de téléphone mobile.")]
    mobile: Option<String>,
    #[schemars(description = "Adresse postale, ligne par ligne.")]
    address: Vec<String>,
    #[schemars(description = "Numéro RPPS du médecin traitant.")]
    doctor: Option<String>,
}

impl Part for Insurer {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let says = work.insurer_says(access).await?;
        Ok(match says {
            None => Self {
                birth_name: None,
                given_names: None,
                card_serial: None,
                email: None,
                mobile: None,
                address: Vec::new(),
                doctor: None,
            },
            Some(says) => Self {
                birth_name: Some(says.birth_name),
                given_names: Some(says.given_names),
                card_serial: Some(says.card.1),
                email: says.email,
                mobile: says.mobile,
                address: says.address,
                doctor: says.doctor,
            },
        })
    }

    fn sections(&self) -> Vec<Section> {
        let address = (!self.address.is_empty()).then(|| self.address.join(", "));
        let facts: Vec<Fact> = [
            ("Nom de naissance", &self.birth_name),
            ("Prénoms", &self.given_names),
            ("Numéro de série de la carte Vitale", &self.card_serial),
            ("Adresse e-mail", &self.email),
            ("Téléphone mobile", &self.mobile),
            ("Adresse postale", &address),
            ("Médecin traitant (numéro RPPS)", &self.doctor),
        ]
        .into_iter()
        .filter_map(|(label, value)| Some(fact(label, value.clone()?)))
        .collect();
        if facts.is_empty() {
            return Vec::new();
        }
        vec![section("Informations transmises par l'Assurance Maladie", vec![Block::Facts(facts)])]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Une personne qui gère le profil, y a été invitée ou l'a géré.")]
struct Representative {
    #[schemars(description = "Nom complet.")]
    name: String,
    #[schemars(
        description = "invited : invitée ; active : gère le profil ; ended : ne le gère plus ou n'a pas accepté."
    )]
    standing: &'static str,
    #[schemars(description = "Depuis quand.")]
    since: Instant,
    #[serde(skip)]
    told: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(description = "Qui gère le profil d'un enfant.")]
pub(super) struct Representatives(Vec<Representative>);

impl Part for Representatives {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let all = work.representatives(access).await?.into_iter().map(|them| {
            let told = match them.standing {
                Standing::Invited => "invitation en attente",
                Standing::Active => "gère le profil",
                Standing::Ended => "ne gère pas le profil",
            };
            Ok(Representative {
                name: them.name.full(),
                standing: them.standing.name(),
                since: Instant::new(them.since)?,
                told,
            })
        });
        Ok(Self(all.collect::<Result<_, Fault>>()?))
    }

    fn sections(&self) -> Vec<Section> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let told = |them: &Representative| format!("{}\u{a0}: {}, depuis le {}", them.name, them.told, them.since.told);
        vec![section("Représentants légaux", vec![Block::Items(self.0.iter().map(told).collect())])]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Une mesure.")]
struct Measurement {
    #[schemars(description = "height : taille ; weight : poids.")]
    kind: &'static str,
    #[schemars(description = "La valeur.")]
    value: f64,
    #[schemars(description = "m ou kg.")]
    unit: &'static str,
    #[schemars(description = "Quand elle a été ajoutée.")]
    measured_at: Instant,
    #[serde(skip)]
    told: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(description = "Les mesures, la plus récente d'abord.")]
pub(super) struct Measurements(Vec<Measurement>);

impl Part for Measurements {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let all = work.measurements(access).await?.into_iter().map(|(at, measure)| {
            let (kind, label, value, unit) = match measure {
                Measure::Height(millimetres) => ("height", "Taille", f64::from(millimetres) / 1000.0, "m"),
                Measure::Weight(grams) => ("weight", "Poids", f64::from(grams) / 1000.0, "kg"),
            };
            let measured_at = Instant::new(at)?;
            let told = format!("{label}\u{a0}: {measure}, le {}", measured_at.told);
            Ok(Measurement { kind, value, unit, measured_at, told })
        });
        Ok(Self(all.collect::<Result<_, Fault>>()?))
    }

    fn sections(&self) -> Vec<Section> {
        let told: Vec<String> = self.0.iter().map(|measurement| measurement.told.clone()).collect();
        vec![section("Mesures", list_or(told, "Aucune mesure."))]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Une rubrique du profil médical.")]
struct HeadingSays {
    #[schemars(description = "illnesses : maladies et handicaps ; treatments : traitements ; allergies : allergies.")]
    heading: &'static str,
    #[schemars(description = "Vrai quand il a été dit qu'il n'y a rien à signaler, faux sinon.")]
    nothing_to_report: bool,
    #[schemars(description = "Ce qui a été renseigné ; vide quand rien ne l'a été.")]
    entries: Vec<String>,
    #[serde(skip)]
    name: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(description = "Le profil médical.")]
pub(super) struct MedicalProfile(Vec<HeadingSays>);

impl Part for MedicalProfile {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let mut all = Vec::new();
        for heading in Heading::ALL {
            let said = work.entries(access, heading).await?;
            let nothing_to_report = said == Some(Entries::Nothing);
            let entries = match said {
                Some(Entries::Listed(listed)) => listed,
                Some(Entries::Nothing) | None => Vec::new(),
            };
            let name = words::heading_name(heading);
            all.push(HeadingSays { heading: heading.name(), nothing_to_report, entries, name });
        }
        Ok(Self(all))
    }

    fn sections(&self) -> Vec<Section> {
        let told = self.0.iter().flat_map(|said| {
            let none = if said.nothing_to_report { "Rien à signaler." } else { "Rien n'est encore renseigné." };
            let mut blocks = vec![Block::Subheading(said.name.to_owned())];
            blocks.extend(list_or(said.entries.clone(), none));
            blocks
        });
        vec![section("Profil médical", told.collect())]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Qui voit quoi. Une valeur nulle dit que rien n'a été décidé.")]
pub(super) struct Confidentiality {
    #[schemars(description = "Vrai quand les professionnels autorisés voient les documents.")]
    documents_visible: Option<bool>,
    #[schemars(description = "Vrai quand le médecin du SAMU-Centre 15 peut consulter les documents.")]
    emergency_samu: Option<bool>,
    #[schemars(description = "Vrai quand un médecin peut les consulter si la personne ne peut pas s'exprimer.")]
    emergency_break_glass: Option<bool>,
    #[schemars(description = "Vrai quand, en urgence, ils voient aussi les documents masqués.")]
    emergency_hidden_documents: Option<bool>,
}

impl Part for Confidentiality {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let decided = work.confidentiality(access).await?;
        Ok(Self {
            documents_visible: decided.visibility.map(|visibility| visibility == Visibility::Visible),
            emergency_samu: decided.emergency.map(|emergency| emergency.samu),
            emergency_break_glass: decided.emergency.map(|emergency| emergency.break_glass),
            emergency_hidden_documents: decided.emergency.map(|emergency| emergency.hidden_documents),
        })
    }

    fn sections(&self) -> Vec<Section> {
        let said = |value: Option<bool>| match value {
            Some(true) => "Oui",
            Some(false) => "Non",
            None => "Rien n'a été décidé",
        };
        let facts = [
            ("Documents visibles par les professionnels autorisés", self.documents_visible),
            ("Accès du SAMU–Centre\u{a0}15 en cas d'urgence", self.emergency_samu),
            ("Accès d'un médecin quand la personne ne peut pas s'exprimer", self.emergency_break_glass),
            ("Documents masqués visibles en cas d'urgence", self.emergency_hidden_documents),
        ];
        let facts = facts.into_iter().map(|(label, value)| fact(label, said(value))).collect();
        vec![section("Confidentialité", vec![Block::Facts(facts)])]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Ce qui a été décidé d'un professionnel de santé.")]
struct Professional {
    #[schemars(description = "Comment il est nommé, et sa profession.")]
    name: String,
    #[schemars(
        description = "«authorised» s'il est autorisé, «blocked» s'il est bloqué, «none» s'il n'est ni l'un ni l'autre."
    )]
    relation: &'static str,
    #[schemars(description = "Vrai s'il est administrateur du profil.")]
    administrator: bool,
    #[schemars(description = "Vrai si l'Assurance Maladie le connaît comme médecin traitant.")]
    treating_doctor: bool,
    #[schemars(
        description = "Vrai si une personne mineure l'a autorisé sans que ses représentants légaux le sachent."
    )]
    authorised_secretly: bool,
    #[schemars(description = "Depuis quand, pour ce qui n'est pas secret.")]
    since: Option<Instant>,
    #[serde(skip)]
    told: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(description = "Les professionnels de santé autorisés ou bloqués.")]
pub(super) struct Professionals(Vec<Professional>);

impl Part for Professionals {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let (mut all, mut names) = (Vec::new(), care::Professionals::default());
        for one in work.care_relations(access).await? {
            let name = names.named(work, one.professional).await?.in_words();
            let standing = match one.relation {
                Relation::Authorised => "autorisé",
                Relation::Blocked => "bloqué",
                Relation::None => "ni autorisé, ni bloqué",
            };
            let more = [
                (one.is_administrator, ", administrateur"),
                (one.is_treating_doctor, ", médecin traitant"),
                (one.is_authorised_secretly, ", autorisé sans que les représentants légaux le sachent"),
            ];
            let more: String = more.iter().filter(|(is, _)| *is).map(|(_, said)| *said).collect();
            let since = one.since.map(Instant::new).transpose()?;
            let told_since = since.as_ref().map(|since| format!(", depuis le {}", since.told)).unwrap_or_default();
            all.push(Professional {
                told: format!("{name}\u{a0}: {standing}{more}{told_since}"),
                authorised_secretly: one.is_authorised_secretly,
                name,
                relation: one.relation.name(),
                administrator: one.is_administrator,
                treating_doctor: one.is_treating_doctor,
                since,
            });
        }
        all.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self(all))
    }

    fn sections(&self) -> Vec<Section> {
        let items = self.0.iter().map(|one| one.told.clone()).collect();
        vec![section("Professionnels de santé", list_or(items, "Aucun professionnel n'a été autorisé ni bloqué."))]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Un document de santé.")]
struct KeptDocument {
    #[schemars(description = "Titre.")]
    title: String,
    #[schemars(description = "Catégorie.")]
    category: &'static str,
    #[schemars(description = "Code du type de document (LOINC, ou local).")]
    type_code: &'static str,
    #[schemars(description = "Date du document.", extend("format" = "date"))]
    date: String,
    #[schemars(description = "Qui l'a ajouté.")]
    author: String,
    #[schemars(description = "Quand il a été ajouté.")]
    added_at: Instant,
    #[schemars(description = "Vrai s'il est masqué aux professionnels de santé.")]
    hidden: bool,
    #[serde(skip)]
    told: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(description = "Les documents de santé, le plus récent d'abord.")]
pub(super) struct Documents(Vec<KeptDocument>);

impl Part for Documents {
    async fn read(Reading { work, access, now, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let (mut all, mut names) = (Vec::new(), care::Professionals::default());
        for StoredDocument { document, deposited_at, .. } in
            work.exported_documents(access, day_in_france(*now)?).await?
        {
            let author = match document.depositor {
                Depositor::Professional(professional) => names.named(work, professional).await?.in_words(),
                Depositor::Citizen(profile) => {
                    let name = work.name_of_actor(access, profile).await?;
                    name.map_or_else(|| words::ERASED.to_owned(), |name| name.full())
                }
            };
            let category = document.kind.category().label();
            let hidden = if document.is_hidden { ", masqué aux professionnels de santé" } else { "" };
            all.push(KeptDocument {
                told: format!("{} ({category}), {}, {author}{hidden}", document.title, document.dated_on),
                title: document.title,
                category,
                type_code: document.kind.code(),
                date: document.dated_on.to_iso(),
                author,
                added_at: Instant::new(deposited_at)?,
                hidden: document.is_hidden,
            });
        }
        Ok(Self(all))
    }

    fn sections(&self) -> Vec<Section> {
        let items = self.0.iter().map(|one| one.told.clone()).collect();
        vec![section("Documents de santé", list_or(items, "Aucun document."))]
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Une opposition à la création de l'espace.")]
struct Opposition {
    #[schemars(description = "Quand elle a été enregistrée.")]
    opposed_at: Instant,
    #[schemars(description = "Quand elle a été levée.")]
    lifted_at: Option<Instant>,
    #[schemars(description = "Le justificatif, dans le dossier des fichiers.")]
    file: String,
    #[serde(skip)]
    attestation: Attestation,
    #[serde(skip)]
    own_number: bool,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(description = "Les oppositions à la création de l'espace, de la plus ancienne à la plus récente.")]
pub(super) struct Oppositions(Vec<Opposition>);

impl Part for Oppositions {
    async fn read(Reading { work, access, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let own = work.identity(access).await?.nir.map(|nir| nir.grouped());
        let all = (1..).zip(work.attestations(access).await?).map(|(number, (attestation, lifted))| {
            Ok(Opposition {
                own_number: own.as_ref() == Some(&attestation.nir),
                opposed_at: Instant::new(attestation.opposed_at)?,
                lifted_at: lifted.map(Instant::new).transpose()?,
                file: format!("justificatif-opposition-{number}.pdf"),
                attestation,
            })
        });
        Ok(Self(all.collect::<Result<_, Fault>>()?))
    }

    fn sections(&self) -> Vec<Section> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let told = |opposition: &Opposition| {
            let lifted = opposition.lifted_at.as_ref().map(|at| format!(", levée le {}", at.told)).unwrap_or_default();
            format!("Enregistrée le {}{lifted}. Justificatif\u{a0}: {}", opposition.opposed_at.told, opposition.file)
        };
        vec![section("Oppositions", vec![Block::Items(self.0.iter().map(told).collect())])]
    }

    fn originals(&self) -> Vec<Original> {
        let original = |opposition: &Opposition| Original {
            name: opposition.file.clone(),
            from: Source::Attestation {
                attested: Box::new(opposition.attestation.clone()),
                with_number: opposition.own_number,
            },
        };
        self.0.iter().map(original).collect()
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(description = "Une ligne de l'historique d'activité.")]
struct HistoryLine {
    #[schemars(description = "Quand.")]
    at: Instant,
    #[schemars(description = "Qui a agi.")]
    who: String,
    #[schemars(description = "Ce qui a été fait.")]
    act: &'static str,
    #[schemars(description = "Une précision.")]
    detail: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(description = "L'historique d'activité, le plus récent d'abord.")]
pub(super) struct History(Vec<HistoryLine>);

/// How many lines are read at once.
const LINES_AT_ONCE: u32 = 500;

impl Part for History {
    async fn read(Reading { work, access, now, .. }: &mut Reading<'_>) -> Result<Self, Fault> {
        let (mut all, mut names): (Vec<HistoryLine>, HashMap<_, String>) = (Vec::new(), HashMap::new());
        let mut professionals = care::Professionals::default();
        let mut after: Option<HistoryLineId> = None;
        loop {
            let lines = work.history(access, after, LINES_AT_ONCE, *now).await?;
            let Some(last) = lines.last() else { return Ok(Self(all)) };
            after = Some(last.id);
            for line in lines {
                let act: Act = line.line.act;
                let who = match (line.line.actor, line.line.professional) {
                    (None, Some(professional)) => professionals.named(work, professional).await?.in_words(),
                    (None, None) => words::who_is_not_named(act).to_owned(),
                    (Some(actor), _) => match names.entry(actor) {
                        Entry::Occupied(known) => known.get().clone(),
                        Entry::Vacant(unknown) => {
                            let name = work.name_of_actor(access, actor).await?;
                            let name = name.map_or_else(|| words::ERASED.to_owned(), |name| name.full());
                            unknown.insert(name).clone()
                        }
                    },
                };
                let (act, detail) = words::act(act);
                let about = match line.line.about {
                    Some(professional) => Some(professionals.named(work, professional).await?.in_words()),
                    None => line.line.reason,
                };
                let detail = words::details(detail, about);
                all.push(HistoryLine { at: Instant::new(line.at)?, who, act, detail });
            }
        }
    }

    fn sections(&self) -> Vec<Section> {
        let told = |line: &HistoryLine| {
            let detail = line.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            format!("{}\u{a0}: {}{detail} – {}", line.at.told, line.act, line.who)
        };
        let of = self.0.len().div_ceil(super::ITEMS_PER_PAPER).max(1);
        let sections = (1..).zip(self.0.chunks(super::ITEMS_PER_PAPER)).map(|(number, lines)| {
            let heading = match of {
                1 => "Historique d'activité".to_owned(),
                _ => format!("Historique d'activité ({number} sur {of})"),
            };
            Section { heading, blocks: vec![Block::Items(lines.iter().map(told).collect())] }
        });
        sections.collect()
    }
}

fn list_or(items: Vec<String>, none: &str) -> Vec<Block> {
    if items.is_empty() { vec![Block::Paragraph(none.to_owned())] } else { vec![Block::Items(items)] }
}

macro_rules! parts {
    ($($(#[$says:meta])* $key:ident: $Part:ident;)+) => {
        /// Everything that a profile holds.
        #[derive(Serialize, JsonSchema)]
        #[schemars(
            title = "Toutes les informations d'un profil de Mon espace santé",
            description = "Les instants sont en UTC (RFC 3339), les jours au format AAAA-MM-JJ."
        )]
        pub(super) struct Everything {
            #[serde(rename = "$schema")]
            #[schemars(description = "Le schéma de ce fichier, joint à côté de lui.")]
            schema: &'static str,
            #[schemars(description = "Quand ces informations ont été réunies.")]
            prepared_at: Instant,
            $($(#[$says])* $key: $Part,)+
        }

        impl Everything {
            /// Reads it all.
            pub(super) async fn read(mut reading: Reading<'_>, now: Timestamp) -> Result<Self, Fault> {
                Ok(Self {
                    schema: super::SCHEMA_FILE,
                    prepared_at: Instant::new(now)?,
                    $($key: $Part::read(&mut reading).await?,)+
                })
            }

            /// How the paper tells it.
            pub(super) fn sections(&self) -> Vec<Section> {
                let mut all = Vec::new();
                $(all.extend(self.$key.sections());)+
                all
            }

            /// The files that go with it.
            pub(super) fn originals(&self) -> Vec<Original> {
                let mut all = Vec::new();
                $(all.extend(self.$key.originals());)+
                all
            }
        }
    };
}

parts! {
    identity: Identity;
    account: Account;
    insurer: Insurer;
    representatives: Representatives;
    medical_profile: MedicalProfile;
    measurements: Measurements;
    confidentiality: Confidentiality;
    professionals: Professionals;
    documents: Documents;
    oppositions: Oppositions;
    history: History;
}
