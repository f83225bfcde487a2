//! The file of a closed profile, by the link of a mail and a code.

use domain::export::ExportState;
use domain::place::PublicPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use crate::api::export::{
    DownloadData, DownloadStep, FinishDownload, LinkedFile, OpenDownload, ReadDownload, SendDownloadCode,
};
use crate::components::button::ButtonLook::{Primary, Secondary};
use crate::components::button::SubmitButton;
use crate::components::choice::Choice;
use crate::components::form::{Form, hidden};
use crate::components::verbatim::verbatim;
use crate::exchange::{Content, loaded};
use crate::pages::export::file_path;
use crate::pages::parts;
use crate::text;

const TITLE: &str = "Télécharger les informations d'un profil clôturé";

/// The page of the link.
#[component]
pub fn DownloadPage() -> impl IntoView {
    let query = use_query_map();
    let asked = |name| query.with_untracked(|query| query.get(name)).unwrap_or_default();
    let (demande, autre) = (asked("demande"), asked("autre") == "true");
    loaded(Content::of(move || ReadDownload { demande: demande.clone(), autre }), downloading)
}

/// What has to be done before the file can be downloaded. Its forms are plain: each answer is a page of its own.
pub fn downloading(DownloadData { posted, link, file }: DownloadData) -> AnyView {
    let Some(LinkedFile { state: ExportState::Ready { bytes, until }, step }) = file else { return gone() };
    let here = PublicPage::Download.path();
    let about = || hidden("demande", link.clone());
    match step {
        DownloadStep::Channel(channels) => {
            let form = Form::to::<SendDownloadCode>(posted);
            let only = channels.len() == 1;
            let choices = channels.into_iter().map(|way| {
                Choice::new(way.channel.name(), text::channel(way.channel)).hint(verbatim(&way.masked)).chosen(only)
            });
            let legend = "Comment recevoir mon code à usage unique\u{a0}?".into_any();
            let content = vec![
                parts::heading(TITLE),
                parts::paragraph(
                    "lead",
                    "Votre fichier est prêt. Pour vérifier que c'est bien vous, un code à usage unique vous est envoyé.",
                ),
                plain(
                    form,
                    vec![
                        parts::choices(form, "canal", legend, "", choices.collect()),
                        about(),
                        parts::buttons(vec![parts::submit("Recevoir un code")]),
                    ],
                ),
            ];
            parts::asking(TITLE, form, None, content)
        }
        DownloadStep::Code => {
            let form = Form::to::<OpenDownload>(posted);
            let content = vec![
                parts::heading(TITLE),
                parts::paragraph("lead", "Un code à usage unique vous a été envoyé. Il est valable 10\u{a0}minutes."),
                plain(
                    form,
                    vec![parts::one_time_code(form), about(), parts::buttons(vec![parts::submit("Continuer")])],
                ),
                parts::leading(
                    "Vous n'avez rien reçu\u{a0}?",
                    format!("{here}?demande={link}&autre=true"),
                    "Recevoir un autre code",
                ),
            ];
            parts::asking(TITLE, form, None, content)
        }
        DownloadStep::Open => {
            let label = text::download_file(bytes);
            let file = format!("{}?demande={link}", file_path(here));
            let content = vec![
                parts::heading(TITLE),
                parts::paragraph("lead", "C'est bien vous. Le téléchargement peut commencer pendant une heure."),
                parts::paragraph("", format!("Le fichier reste disponible jusqu'au {until}, avec un nouveau code.")),
                parts::buttons(vec![
                    parts::link_anew(file, label, Primary),
                    view! { <SubmitButton label="Terminer" look=Secondary form="fin" /> }.into_any(),
                ]),
                view! { <form id="fin" method="post" action=FinishDownload::url()></form> }.into_any(),
            ];
            parts::telling(TITLE, content)
        }
    }
}

fn plain(form: Form, content: Vec<AnyView>) -> AnyView {
    view! {
        <form class="form" method="post" action=form.path() novalidate=true>
            {content}
        </form>
    }
    .into_any()
}

fn gone() -> AnyView {
    const GONE: &str = "Ce lien n'est plus valable";
    let content = vec![
        parts::heading(GONE),
        parts::paragraph(
            "lead",
            "Le fichier n'existe pas, ou le délai pour le télécharger est passé. Vérifiez que l'adresse est celle de l'e-mail, en entier.",
        ),
        parts::leading("Une question\u{a0}?", PublicPage::Help.path(), "Consultez l'aide."),
        parts::buttons(vec![parts::link_anew(PublicPage::Front.path(), "Revenir à l'accueil", Primary)]),
    ];
    parts::telling(GONE, content)
}
