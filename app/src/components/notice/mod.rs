use leptos::prelude::*;

use super::icon::Icon;
use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// What a notice is about: its colour and its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    Info,
    /// It worked.
    Success,
    /// To be heeded before going on.
    Warning,
    /// It did not.
    Danger,
}

impl NoticeKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice notice--info",
            Self::Success => "notice notice--success",
            Self::Warning => "notice notice--warning",
            Self::Danger => "notice notice--danger",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "error",
        }
    }
}

/// A message within the page.
#[component]
pub fn Notice(
    /// What it is about.
    kind: NoticeKind,
    /// Its first line.
    #[prop(optional, into)]
    title: Option<String>,
    /// `status` or `alert`, when it appears after something was done.
    #[prop(optional, into)]
    role: Option<&'static str>,
    /// Its text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class=kind.class() role=role tabindex=role.map(|_| "-1")>
            <Icon name=kind.icon() class="notice__icon" />
            <div class="notice__body">
                {title.map(|title| view! { <p class="notice__title">{title}</p> })} <p>{sentence(text)}</p>
            </div>
        </div>
    }
}
