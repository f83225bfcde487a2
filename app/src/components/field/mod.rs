use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;

use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;
pub mod groups;

/// What kind of input a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line of text that is like no other.
    Text,
    /// The first name of the person who types.
    GivenName,
    /// The family name of the person who types.
    FamilyName,
    /// An e-mail address.
    Email,
    /// A mobile number.
    Mobile,
    /// The identifier of sign-in.
    Identifier,
    /// The password of sign-in.
    CurrentPassword,
    /// A password that is being chosen.
    NewPassword,
    /// A one-time code.
    OneTimeCode,
    /// The twelve symbols of a provisional code.
    ProvisionalCode,
    /// The twelve symbols that prove an attestation.
    VerificationCode,
    /// A social security number.
    Nir,
    /// The serial number of a carte Vitale.
    CardSerial,
    /// A number with a comma.
    Decimal,
}

/// What a kind of input looks like and asks of the browser.
struct Shape {
    r#type: &'static str,
    autocomplete: &'static str,
    autocapitalize: &'static str,
    class: &'static str,
    inputmode: Option<&'static str>,
    /// Generous: what is pasted has spaces and a label, and a mistake is told, not cut off.
    maxlength: Option<&'static str>,
    /// The sizes of the groups in which it is shown.
    groups: &'static [usize],
    /// Whether it must never be sent back into a page.
    secret: bool,
}

const PLAIN: Shape = Shape {
    r#type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    class: "field__input",
    inputmode: None,
    maxlength: None,
    groups: &[],
    secret: false,
};

impl Input {
    const fn shape(self) -> Shape {
        match self {
            Self::Text => Shape { autocapitalize: "sentences", ..PLAIN },
            Self::GivenName => Shape { autocomplete: "given-name", autocapitalize: "words", ..PLAIN },
            Self::FamilyName => Shape { autocomplete: "family-name", autocapitalize: "words", ..PLAIN },
            Self::Email => Shape { r#type: "email", autocomplete: "email", inputmode: Some("email"), ..PLAIN },
            Self::Mobile => Shape {
                r#type: "tel",
                autocomplete: "tel",
                class: "field__input field__input--mobile",
                groups: &[2, 2, 2, 2, 2],
                ..PLAIN
            },
            Self::Identifier => Shape { autocomplete: "username", ..PLAIN },
            Self::CurrentPassword => Shape {
                r#type: "password",
                autocomplete: "current-password",
                class: "field__input field__input--password",
                secret: true,
                ..PLAIN
            },
            Self::NewPassword => Shape {
                r#type: "password",
                autocomplete: "new-password",
                class: "field__input field__input--password",
                secret: true,
                ..PLAIN
            },
            Self::OneTimeCode => Shape {
                autocomplete: "one-time-code",
                class: "field__input field__input--code",
                inputmode: Some("numeric"),
                // Room for the sentence that a code is pasted with.
                maxlength: Some("100"),
                secret: true,
                ..PLAIN
            },
            Self::ProvisionalCode => Shape {
                autocomplete: "one-time-code",
                autocapitalize: "characters",
                class: "field__input field__input--provisional",
                maxlength: Some("100"),
                groups: &[4, 4, 4],
                secret: true,
                ..PLAIN
            },
            Self::VerificationCode => Shape {
                autocapitalize: "characters",
                class: "field__input field__input--provisional",
                maxlength: Some("100"),
                groups: &[4, 4, 4],
                ..PLAIN
            },
            Self::Nir => Shape {
                autocapitalize: "characters",
                class: "field__input field__input--nir",
                maxlength: Some("100"),
                groups: &[1, 2, 2, 2, 3, 3, 2],
                ..PLAIN
            },
            Self::Decimal => Shape {
                class: "field__input field__input--decimal",
                inputmode: Some("decimal"),
                maxlength: Some("100"),
                ..PLAIN
            },
            Self::CardSerial => Shape {
                class: "field__input field__input--serial",
                inputmode: Some("numeric"),
                maxlength: Some("100"),
                ..PLAIN
            },
        }
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
    /// What the input shows at first. A secret is not shown again.
    #[prop(default = None)]
    value: Option<String>,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// The id of another field's error that is about this one too.
    #[prop(optional, into)]
    shared_error: Signal<Option<&'static str>>,
    /// The id of something else that describes it.
    #[prop(optional, into)]
    description: String,
    /// Whether it may stay empty; the label says so.
    #[prop(optional)]
    optional: bool,
    /// Whether a password is shown as text.
    #[prop(optional, into)]
    revealed: Signal<bool>,
    /// Another keyboard than the kind's own.
    #[prop(optional, into)]
    keyboard: Signal<Option<&'static str>>,
    /// Follows what is typed, in the browser.
    #[prop(default = None)]
    typed: Option<RwSignal<String>>,
    /// What stands with the input, below or over its end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let shape = input.shape();
    let value = value.filter(|_| !shape.secret).map(|value| groups::grouped(&value, shape.groups).unwrap_or(value));
    let node = NodeRef::<leptos::html::Input>::new();
    if let Some(typed) = typed {
        // Something may have been typed before the page came to life.
        Effect::new(move |_| {
            if let Some(input) = node.get() {
                typed.set(input.value());
            }
        });
    }
    let on_input = move |event| {
        if let Some(typed) = typed {
            typed.set(event_target_value(&event));
        }
    };
    // Not while one types: that would move the caret.
    let on_change = move |event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(grouped) = groups::grouped(&input.value(), shape.groups) {
            input.set_value(&grouped);
        }
    };
    let describedby = move || {
        let mut ids = Vec::new();
        if !hint.is_empty() {
            ids.push(format!("{id}-aide"));
        }
        if !description.is_empty() {
            ids.push(description.clone());
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
                {optional.then_some(" (facultatif)")}
            </label>
            <Hint id text=hint />
            {move || {
                error
                    .get()
                    .map(|text| {
                        view! { <FieldError id text /> }
                    })
            }}
            <div class="field__control">
                <input
                    class=shape.class
                    id=id
                    name=name
                    r#type=move || if revealed.get() { "text" } else { shape.r#type }
                    inputmode=move || keyboard.get().or(shape.inputmode)
                    autocomplete=shape.autocomplete
                    autocapitalize=shape.autocapitalize
                    spellcheck="false"
                    maxlength=shape.maxlength
                    required=move || !optional
                    value=value
                    aria-describedby=describedby
                    aria-invalid=invalid
                    node_ref=node
                    on:input=on_input
                    on:change=on_change
                />
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// The hint of a field, between its label and its input; nothing when there is no text.
#[component]
pub fn Hint(
    /// The field's id.
    id: &'static str,
    /// An example, or where to look.
    text: &'static str,
) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <p class="field__hint" id=format!("{id}-aide")>
                {text}
            </p>
        }
    })
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(input: Input, value: &str, error: Option<&str>) -> String {
        Owner::new().with(|| {
            let error = Signal::stored(error.map(str::to_owned));
            let value = Some(value.to_owned());
            view! {
                <Field
                    id="champ"
                    name="champ"
                    label="Champ"
                    hint="Un exemple."
                    input
                    value
                    error
                    description="plus"
                />
            }
            .to_html()
        })
    }

    #[test]
    fn hint_description_and_error_belong_to_the_input_in_that_order() {
        let html = html(Input::Text, "", Some("Indiquez le champ."));
        assert!(html.contains("aria-describedby=\"champ-aide plus champ-erreur\""), "{html}");
        assert!(html.contains("id=\"champ-aide\"") && html.contains("id=\"champ-erreur\""), "{html}");
        assert!(html.contains("aria-invalid=\"true\""), "{html}");
        assert!(html.contains("for=\"champ\"") && html.contains(" required"), "{html}");
    }

    #[test]
    fn without_an_error_nothing_says_there_is_one() {
        let html = html(Input::Text, "", None);
        assert!(html.contains("aria-describedby=\"champ-aide plus\""), "{html}");
        assert!(!html.contains("aria-invalid") && !html.contains("erreur"), "{html}");
    }

    #[test]
    fn what_was_typed_comes_back_as_text_and_in_groups() {
        assert!(html(Input::Text, "\"><script>", None).contains("value=\"&quot;&gt;&lt;script&gt;\""));
        assert!(html(Input::Nir, "284052a32102552", None).contains("value=\"2 84 05 2A 321 025 52\""));
        assert!(html(Input::Nir, "pas un numéro", None).contains("value=\"pas un numéro\""));
        assert!(html(Input::CardSerial, "12345678901", None).contains("value=\"12345678901\""));
    }

    #[test]
    fn a_secret_is_never_sent_back() {
        for input in [Input::CurrentPassword, Input::NewPassword, Input::OneTimeCode, Input::ProvisionalCode] {
            let html = html(input, "secret", None);
            assert!(!html.contains("secret"), "{input:?}: {html}");
        }
    }

    #[test]
    fn passwords_are_hidden_until_they_are_asked_for() {
        assert!(html(Input::NewPassword, "", None).contains("type=\"password\""));
        let revealed = Owner::new().with(|| {
            let error = Signal::stored(None::<String>);
            view! { <Field id="a" name="a" label="A" input=Input::NewPassword error revealed=Signal::stored(true) /> }
                .to_html()
        });
        assert!(revealed.contains("type=\"text\"") && revealed.contains("autocomplete=\"new-password\""), "{revealed}");
    }
}
