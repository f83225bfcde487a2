//! The file with everything that a profile holds: asked for, being prepared, ready.

use std::time::Duration;

use domain::export::ExportState;
use domain::place::ProfilePage;
use domain::view::{ProfileSummary, Space};
use leptos::prelude::*;
#[cfg(any(feature = "hydrate", feature = "csr"))]
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

#[cfg(any(feature = "hydrate", feature = "csr"))]
use crate::api::export::ReadExportState;
use crate::api::export::{AskForExport, ExportData, ReadExport};
use crate::components::announcer::Announcements;
use crate::components::button::ButtonLook::{Primary, Secondary};
use crate::components::button::SubmitButton;
use crate::components::form::{ACCOUNT, Form};
use crate::components::live_text::live_text;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::verbatim::verbatim;
use crate::error::AppError;
use crate::exchange::{Content, Source, loaded_together};
use crate::pages::parts;
use crate::text;

/// How often one looks how far the file is.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Where the file is asked for, and downloaded.
pub fn page() -> AnyView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let data = Content::of(move || ReadExport { profile: profile.clone() });
    loaded_together(space, data, move |space: Space, ExportData { posted, state, mailed }| {
        let source = data.source();
        let form = Form::to::<AskForExport>(posted).staying(source).carrying(ACCOUNT, space.account);
        let percent = RwSignal::new(0);
        if let Some(ExportState::Preparing { percent: now }) = state {
            percent.set(now);
            let profile = space.active.id.to_string();
            Effect::new(move |_| look_again(profile.clone(), percent, source));
        }
        exporting(&space.active, state, percent.into(), mailed, form)
    })
}

/// Looks again in a while how far the file is, and loads the page anew once it is there.
fn look_again(profile: String, percent: RwSignal<u8>, source: Source) {
    let announcements = use_context::<Announcements>();
    let look = move || {
        spawn_local(async move {
            let state = state_of(&profile).await;
            // By now the page may have been left.
            if percent.try_get_untracked().is_none() {
                return;
            }
            match state {
                Ok(Some(ExportState::Preparing { percent: now })) => percent.set(now),
                Ok(_) => {
                    source.reload();
                    if let Some(announcements) = announcements {
                        announcements.arrive("#contenu [role=status]");
                    }
                    return;
                }
                // The page says so.
                Err(AppError::SignInNeeded | AppError::Refused) => return source.reload(),
                // Later, perhaps.
                Err(_) => {}
            }
            look_again(profile, percent, source);
        });
    };
    set_timeout(look, LOOK_EVERY);
}

#[cfg(any(feature = "hydrate", feature = "csr"))]
async fn state_of(profile: &str) -> Result<Option<ExportState>, AppError> {
    crate::exchange::post(ReadExportState::url(), format!("profile={profile}")).await.read()
}

/// On the server nobody looks twice.
#[cfg(not(any(feature = "hydrate", feature = "csr")))]
fn state_of(_profile: &str) -> std::future::Ready<Result<Option<ExportState>, AppError>> {
    std::future::ready(Err(AppError::Unavailable))
}

/// What the file is, and how far it has come.
pub fn exporting(
    profile: &ProfileSummary,
    state: Option<ExportState>,
    percent: Signal<u8>,
    mailed: bool,
    form: Form,
) -> AnyView {
    let form = form.carrying("profile", profile.id.to_string());
    let back = ProfilePage::PersonalInformation.path(profile.id);
    let here = ProfilePage::Export.path(profile.id);
    let mut content = vec![
        parts::heading(format!("Télécharger les informations de {}", verbatim(&profile.name.given))),
        parts::paragraph(
            "lead",
            "Je peux recevoir une copie de toutes les informations que contient ce profil, dans un fichier ZIP\u{a0}: un document PDF, à lire ou à imprimer\u{a0}; les mêmes informations sous une forme lisible par une machine (JSON)\u{a0}; les fichiers d'origine, s'il y en a.",
        ),
    ];
    match state {
        None => content.push(asking(form, "Demander le téléchargement", false)),
        Some(ExportState::Preparing { .. }) => content.extend([
            parts::subheading("Votre fichier est en préparation"),
            view! { <p>{live_text(move || format!("{}\u{a0}% sont faits.", percent.get()))}</p> }.into_any(),
            parts::paragraph(
                "",
                if mailed {
                    "Vous pouvez quitter cette page\u{a0}: un e-mail vous dira quand le fichier sera prêt."
                } else {
                    "Vous pouvez quitter cette page, et y revenir plus tard pour télécharger le fichier."
                },
            ),
            parts::leading("", here, "Actualiser cette page"),
        ]),
        Some(ExportState::Ready { bytes, until }) => content.extend([
            parts::subheading("Votre fichier est prêt"),
            parts::paragraph("", format!("Vous pouvez le télécharger jusqu'au {until}. Il sera ensuite effacé.")),
            parts::buttons(vec![parts::link_anew(file_path(&here), text::download_file(bytes), Primary)]),
            asking(form, "Demander un nouveau fichier", true),
        ]),
    }
    parts::asking("Télécharger les informations", form, Some(back), content)
}

fn asking(form: Form, label: &'static str, again: bool) -> AnyView {
    let look = if again { Secondary } else { Primary };
    parts::form(form, vec![parts::buttons(vec![view! { <SubmitButton label look /> }.into_any()])])
}

/// Where the file of a page is downloaded.
pub fn file_path(page: &str) -> String {
    format!("{page}/fichier")
}
