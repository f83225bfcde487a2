use leptos::prelude::*;

use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;

/// What a tag is about: its colour, which never says anything that its words do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// A kind, a category.
    #[default]
    Plain,
    /// Good to know.
    Info,
    /// It is done, or open.
    Success,
    /// It waits for someone.
    Warning,
    /// It is closed or refused.
    Danger,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "tag",
            Self::Info => "tag tag--info",
            Self::Success => "tag tag--success",
            Self::Warning => "tag tag--warning",
            Self::Danger => "tag tag--danger",
        }
    }
}

/// A state or a kind in a word or two.
#[component]
pub fn Tag(
    /// The words.
    #[prop(into)]
    label: Oco<'static, str>,
    /// The colour.
    #[prop(optional)]
    tone: Tone,
    /// An icon before them.
    #[prop(optional)]
    icon: &'static str,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon /> " " })}
            {label}
        </span>
    }
}
