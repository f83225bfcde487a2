//! The file with everything that a profile holds.

use domain::export::ExportState;
use domain::form::Rejected;
use domain::form::export::DownloadProblem;
use domain::form::sign_in::{ChannelProblem, CodeProblem};
use domain::place::ProfilePage;
use domain::sign_in::Channel;
use domain::view::{MaskedChannel, ProfileSummary};
use leptos::prelude::*;

use super::samples;
use crate::api::export::{DownloadData, DownloadStep, LinkedFile};
use crate::components::form::Form;
use crate::error::AppError;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::export::exporting;
use crate::pages::whole::download::downloading;

/// Where it is asked for.
pub const ASKING: Entry = Entry {
    slug: "telechargement",
    title: "Télécharger les informations",
    when: "Recevoir une copie de tout ce que contient un profil, sans le clôturer.",
    when_not: "Pour un profil clôturé\u{a0}: le lien de l'e-mail.",
    states: &[
        State { slug: "ordinaire", title: "Rien n'est demandé", draw: || asked(samples::inaya(), None, None) },
        State { slug: "en-preparation", title: "En préparation", draw: || preparing(42) },
        State { slug: "pret", title: "Prêt", draw: || asked(samples::lola(), Some(ready()), None) },
        State {
            slug: "enregistree",
            title: "Demande enregistrée",
            draw: || {
                let saved = Posted::Saved(Some("Votre demande est enregistrée.".to_owned()));
                asked(samples::inaya(), Some(ExportState::Preparing { percent: 0 }), Some(saved))
            },
        },
        State {
            slug: "panne",
            title: "Panne",
            draw: || asked(samples::inaya(), None, Some(Posted::Failed(AppError::Unavailable))),
        },
        State { slug: "noms-longs", title: "Noms longs", draw: || asked(samples::long(), Some(ready()), None) },
    ],
};

/// Where that of a closed profile is.
pub const DOWNLOADING: Entry = Entry {
    slug: "telechargement-apres-cloture",
    title: "Télécharger les informations d'un profil clôturé",
    when: "Le lien de l'e-mail qui dit que le fichier d'un profil clôturé est prêt.",
    when_not: "Pour un profil en service\u{a0}: la page des informations personnelles.",
    states: &[
        State { slug: "ordinaire", title: "Recevoir un code", draw: || linked(ways(), None) },
        State {
            slug: "un-moyen",
            title: "Un seul moyen",
            draw: || linked(DownloadStep::Channel(vec![by(Channel::Email, "ina*****@exemple.fr")]), None),
        },
        State {
            slug: "moyen-absent",
            title: "Aucun moyen choisi",
            draw: || linked(ways(), Some(DownloadProblem::Channel(ChannelProblem::Missing))),
        },
        State {
            slug: "trop-de-codes",
            title: "Trop de codes envoyés",
            draw: || linked(ways(), Some(DownloadProblem::TooManyCodes { minutes: 600 })),
        },
        State { slug: "code", title: "Saisir le code", draw: || linked(DownloadStep::Code, None) },
        State {
            slug: "code-refuse",
            title: "Code incorrect",
            draw: || linked(DownloadStep::Code, Some(DownloadProblem::Code(CodeProblem::Wrong { left: 4 }))),
        },
        State {
            slug: "trop-d-essais",
            title: "Trop d'essais",
            draw: || linked(DownloadStep::Code, Some(DownloadProblem::TooManyTries { minutes: 15 })),
        },
        State { slug: "ouvert", title: "Télécharger", draw: || linked(DownloadStep::Open, None) },
        State {
            slug: "perime",
            title: "Lien périmé",
            draw: || super::public(downloading(DownloadData { posted: None, link: String::new(), file: None })),
        },
    ],
};

fn ready() -> ExportState {
    ExportState::Ready { bytes: 1_234_567, until: samples::day("2026-11-29") }
}

fn asked(profile: ProfileSummary, state: Option<ExportState>, posted: Option<Posted>) -> AnyView {
    let percent = match state {
        Some(ExportState::Preparing { percent }) => percent,
        _ => 0,
    };
    let content = exporting(&profile, state, Signal::stored(percent), true, Form::still(posted));
    super::of_profile(samples::space(profile), ProfilePage::Export, content)
}

fn preparing(percent: u8) -> AnyView {
    asked(samples::inaya(), Some(ExportState::Preparing { percent }), None)
}

fn by(channel: Channel, masked: &str) -> MaskedChannel {
    MaskedChannel { channel, masked: masked.to_owned() }
}

fn ways() -> DownloadStep {
    DownloadStep::Channel(vec![by(Channel::Email, "ina*****@exemple.fr"), by(Channel::Sms, "+33 6 ** ** ** 14")])
}

fn linked(step: DownloadStep, problem: Option<DownloadProblem>) -> AnyView {
    let posted = problem.map(|problem| Posted::from(Rejected::bare(problem)));
    let file = Some(LinkedFile { state: ready(), step });
    super::public(downloading(DownloadData { posted, link: "0".repeat(32), file }))
}
