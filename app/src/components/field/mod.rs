use leptos::prelude::*;

use super::icon::Icon;

/// What kind of input a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The identifier of sign-in.
    Identifier,
    /// The password of sign-in.
    CurrentPassword,
    /// A one-time code.
    OneTimeCode,
}

impl Input {
    const fn r#type(self) -> &'static str {
        match self {
            Self::CurrentPassword => "password",
            Self::Identifier | Self::OneTimeCode => "text",
        }
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Identifier => "username",
            Self::CurrentPassword => "current-password",
            Self::OneTimeCode => "one-time-code",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::OneTimeCode => "field__input field__input--code",
            Self::Identifier | Self::CurrentPassword => "field__input",
        }
    }

    const fn inputmode(self) -> Option<&'static str> {
        if matches!(self, Self::OneTimeCode) { Some("numeric") } else { None }
    }

    /// Generous: a pasted code has spaces, and a mistake is told, not cut off.
    const fn maxlength(self) -> Option<&'static str> {
        if matches!(self, Self::OneTimeCode) { Some("12") } else { None }
    }
}

/// A label, a hint, an error and an input, wired together.
#[component]
pub fn Field(
    /// The id; the hint's is `{id}-aide`, the error's `{id}-erreur`.
    id: &'static str,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    label: &'static str,
    /// The kind of input.
    input: Input,
    /// An example.
    #[prop(optional)]
    hint: &'static str,
    /// What the input shows at first. Never a secret.
    #[prop(default = None)]
    value: Option<String>,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// The id of another field's error that is about this one too.
    #[prop(optional, into)]
    shared_error: Signal<Option<&'static str>>,
) -> impl IntoView {
    let describedby = move || {
        let mut ids = Vec::new();
        if !hint.is_empty() {
            ids.push(format!("{id}-aide"));
        }
        if error.with(Option::is_some) {
            ids.push(format!("{id}-erreur"));
        }
        ids.extend(shared_error.get().map(str::to_owned));
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    let invalid = move || (error.with(Option::is_some) || shared_error.with(Option::is_some)).then_some("true");
    view! {
        <div class="field" class=("field--error", move || error.with(Option::is_some))>
            <label class="field__label" r#for=id>
                {label}
            </label>
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="field__hint" id=format!("{id}-aide")>
                            {hint}
                        </p>
                    }
                })}
            {move || {
                error
                    .get()
                    .map(|text| {
                        view! { <FieldError id text /> }
                    })
            }}
            <input
                class=input.class()
                id=id
                name=name
                r#type=input.r#type()
                inputmode=input.inputmode()
                autocomplete=input.autocomplete()
                autocapitalize="none"
                spellcheck="false"
                maxlength=input.maxlength()
                required=true
                value=value
                aria-describedby=describedby
                aria-invalid=invalid
            />
        </div>
    }
}

/// What is wrong with a field, beside it.
#[component]
pub fn FieldError(
    /// The field's id.
    id: &'static str,
    /// What is wrong.
    text: String,
) -> impl IntoView {
    view! {
        <p class="field__error" id=format!("{id}-erreur")>
            <Icon name="error" />
            " "
            <span>
                <span class="visually-hidden">"Erreur\u{a0}: "</span>
                {text}
            </span>
        </p>
    }
}
