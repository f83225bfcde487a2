use leptos::prelude::*;

use super::button::ButtonLink;
use super::form::leave_for;
use super::link::HelpLine;
use super::outcome::Outcome;
use super::page_title::PageTitle;
use crate::error::AppError;
use crate::text;
use domain::place::{PublicPage, signed_out};
use domain::sign_in::SignedOut;

/// Why a page cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Not one's own profile, or none at all.
    Refused,
    /// What was sent does not come from a page of ours.
    Foreign,
    /// There is no such page.
    NotFound,
    /// Too much came from one network address.
    TooMany,
    /// More was sent than any form of ours holds.
    TooLarge,
    /// The service failed.
    Failed,
    /// The service is closed for a while.
    Closed,
}

impl ErrorKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Refused, Self::Foreign, Self::NotFound, Self::TooMany, Self::TooLarge, Self::Failed, Self::Closed];

    /// The status of the answer.
    pub const fn status(self) -> u16 {
        match self {
            Self::Refused | Self::Foreign => 403,
            Self::NotFound => 404,
            Self::TooMany => 429,
            Self::TooLarge => 413,
            Self::Failed => 500,
            Self::Closed => 503,
        }
    }

    /// The page's heading, in sentences.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Refused => "Vous n'avez pas accès à ce profil.",
            Self::Foreign => "Cette demande ne vient pas d'une page du service.",
            Self::NotFound => "Cette page n'existe pas ou n'existe plus.",
            Self::TooMany => "Trop d'essais. Réessayez dans 1\u{a0}minute.",
            Self::TooLarge => "Votre envoi est trop volumineux.",
            Self::Failed => "Un problème nous empêche d'afficher cette page. Ce n'est pas de votre fait.",
            Self::Closed => "Le service est momentanément indisponible. Ce n'est pas de votre fait.",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Refused | Self::Foreign => "lock",
            Self::NotFound => "search",
            Self::TooMany => "clock",
            Self::TooLarge | Self::Failed | Self::Closed => "warning",
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Refused => "Choisissez un des profils qui vous sont rattachés.",
            Self::Foreign => "Rien n'a été fait. Ouvrez le service par son adresse, et recommencez.",
            Self::NotFound => "Vérifiez l'adresse, ou repartez de l'accueil.",
            Self::TooMany => {
                "Beaucoup de demandes viennent de votre réseau ou de votre compte en ce moment. Rien n'a été enregistré\u{a0}: attendez une minute, puis revenez à la page précédente."
            }
            Self::TooLarge => {
                "Rien n'a été enregistré\u{a0}: revenez à la page précédente, et raccourcissez ce que vous avez saisi."
            }
            Self::Failed | Self::Closed => "Si le problème continue, appelez le ",
        }
    }

    /// Whether the advice ends with the number of the help line.
    const fn calls(self) -> bool {
        matches!(self, Self::Failed | Self::Closed)
    }
}

/// The page's content when there is nothing else to show.
#[component]
pub fn FailureOutcome(
    /// Why.
    kind: ErrorKind,
) -> impl IntoView {
    view! {
        <Outcome icon=kind.icon() heading=kind.heading()>
            <p>
                {kind.advice()}
                {kind
                    .calls()
                    .then(|| {
                        view! {
                            <HelpLine />
                            "."
                        }
                    })}
            </p>
            <p>
                <ButtonLink href=PublicPage::Front.path() label="Revenir à l'accueil" />
            </p>
        </Outcome>
    }
}

/// Stands for the content of a page whose data did not come. On the server it also sets the status
/// of the answer.
#[component]
pub fn PageFailure(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    let kind = match error {
        AppError::Refused => ErrorKind::Refused,
        AppError::NotFound => ErrorKind::NotFound,
        AppError::SignInNeeded => {
            leave();
            return view! { <SignedOutOutcome /> }.into_any();
        }
        AppError::Interrupted => {
            set_status(503);
            return view! { <RetryOutcome error /> }.into_any();
        }
        AppError::Busy => ErrorKind::Closed,
        AppError::Unavailable => ErrorKind::Failed,
    };
    set_status(kind.status());
    view! {
        <PageTitle heading=kind.heading() />
        <FailureOutcome kind />
    }
    .into_any()
}

/// The session ended behind the page's back: leaves it for the page that says so, with everything
/// it still shows.
fn leave() {
    Effect::new(|_| leave_signed_out(SignedOut::Elsewhere));
}

/// Leaves for the page that says why one is signed out and leads back here. Where the session is over by itself, the server
/// knows a better reason and says that one.
pub fn leave_signed_out(why: SignedOut) {
    let here = window().location().pathname().ok().and_then(|path| path.parse().ok());
    leave_for(&signed_out(Some(why), here.as_ref()));
}

#[component]
fn SignedOutOutcome() -> impl IntoView {
    view! {
        <PageTitle heading="Votre session est fermée." />
        <Outcome icon="clock" heading="Votre session est fermée.">
            <p>
                <ButtonLink href=PublicPage::SignIn.path() label="Se connecter" rel="external" />
            </p>
        </Outcome>
    }
}

#[component]
fn RetryOutcome(error: AppError) -> impl IntoView {
    view! {
        <PageTitle heading=text::failure(error) />
        <Outcome icon="warning" heading=text::failure(error)>
            <p>
                // An empty address is this page; `external`: it is loaded anew.
                <ButtonLink href="" label="Réessayer" rel="external" />
            </p>
        </Outcome>
    }
}

/// Sets the status of the answer, on the server; nothing in the browser.
pub fn set_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
