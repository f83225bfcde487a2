use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;

use super::form::Form;
use super::icon::Icon;
use super::live_text::live;
use super::verbatim::sentence;

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
    /// Whether it is typed anew when the form is refused. A code of twelve signs is mended where it was typed.
    forgotten: bool,
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
    forgotten: false,
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
                forgotten: true,
                ..PLAIN
            },
            Self::NewPassword => Shape {
                r#type: "password",
                autocomplete: "new-password",
                class: "field__input field__input--password",
                secret: true,
                forgotten: true,
                ..PLAIN
            },
            Self::OneTimeCode => Shape {
                autocomplete: "one-time-code",
                class: "field__input field__input--code",
                inputmode: Some("numeric"),
                // Room for the sentence that a code is pasted with.
                maxlength: Some("100"),
                secret: true,
                forgotten: true,
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

/// The id of the input of that name; of the first, where there are several.
pub fn id_of(name: &str) -> String {
    name.replace('_', "-")
}

/// How an input hangs together with what helps to fill it in and with what is wrong.
pub struct Wiring {
    /// Its id.
    pub id: String,
    /// What is wrong, to stand beside it.
    pub error: Signal<Option<String>>,
    /// Whether it is invalid, be it by an error that stands beside another one.
    pub invalid: Signal<bool>,
    /// The ids of what describes it.
    pub describedby: Signal<Option<String>>,
}

impl Wiring {
    /// Of the field of that name, which `others` (ids) describe besides what is wrong with it. For a group, `name` is
    /// that of its first field and `rest` those of the others: an error beside any of them is the group's.
    pub fn new(of: Form, name: &'static str, rest: &'static [&'static str], others: Vec<String>) -> Self {
        let about = move || of.error_about(name).or_else(|| rest.iter().find_map(|name| of.error_about(name)));
        let beside = move |field: &str| field == name || rest.contains(&field);
        let error = move || about().filter(|error| beside(&error.field)).map(|error| error.text);
        let describedby = move || {
            let error = about().map(|error| error_id(&error.field));
            let ids: Vec<String> = others.iter().cloned().chain(error).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        };
        Self {
            id: id_of(name),
            error: Signal::derive(error),
            invalid: Signal::derive(move || about().is_some()),
            describedby: Signal::derive(describedby),
        }
    }

    /// Of a field that has a hint, or none when its text is empty.
    pub fn hinted(of: Form, name: &'static str, hint: &str) -> Self {
        Self::new(of, name, &[], hint_ids(name, hint))
    }
}

/// The id of a field's hint, if it has one.
pub fn hint_ids(name: &str, hint: &str) -> Vec<String> {
    if hint.is_empty() { Vec::new() } else { vec![format!("{}-aide", id_of(name))] }
}

fn error_id(name: &str) -> String {
    format!("{}-erreur", id_of(name))
}

/// A label, a hint, an error and an input, wired together.
#[component]
pub fn Field(
    /// Of which form.
    of: Form,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    label: &'static str,
    /// The kind of input.
    input: Input,
    /// An example.
    #[prop(optional)]
    hint: &'static str,
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
    let value = if shape.secret { None } else { of.value(name) };
    let value = value.map(|value| groups::grouped(&value, shape.groups).unwrap_or(value));
    let node = NodeRef::<leptos::html::Input>::new();
    if shape.forgotten {
        of.forgets(node);
    }
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
    let mut described = hint_ids(name, hint);
    described.extend((!description.is_empty()).then_some(description));
    let Wiring { id, error, invalid, describedby } = Wiring::new(of, name, &[], described);
    view! {
        <div class="field" class=("field--error", move || error.with(Option::is_some))>
            <label class="field__label" r#for=id.clone()>
                {sentence(label)}
                {optional.then_some(" (facultatif)")}
            </label>
            <Hint name text=hint />
            <ErrorText name error />
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
                    aria-invalid=move || invalid.get().then_some("true")
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
    /// The field's name.
    name: &'static str,
    /// An example, or where to look.
    text: &'static str,
) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <p class="field__hint" id=format!("{}-aide", id_of(name))>
                {sentence(text)}
            </p>
        }
    })
}

/// What is wrong with a field, beside it; nothing when nothing is.
#[component]
pub fn ErrorText(
    /// The field's name.
    name: &'static str,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    live(move || {
        let shown = error.get().map(|text| {
            view! {
                <p class="field__error" id=error_id(name)>
                    <Icon name="error" />
                    " "
                    <span>
                        <span class="visually-hidden">"Erreur\u{a0}: "</span>
                        {text}
                    </span>
                </p>
            }
        });
        shown.into_any()
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(input: Input, value: &str, error: Option<&str>) -> String {
        Owner::new().with(|| {
            let of = Form::filled("champ", value, error);
            view! { <Field of name="champ" label="Champ" hint="Un exemple." input description="plus" /> }.to_html()
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
            let of = Form::still(None);
            view! { <Field of name="a" label="A" input=Input::NewPassword revealed=Signal::stored(true) /> }.to_html()
        });
        assert!(revealed.contains("type=\"text\"") && revealed.contains("autocomplete=\"new-password\""), "{revealed}");
    }
}
