use leptos::prelude::*;

use super::icon::Icon;
use super::link;
use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// How much weight a button has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// What one came for: once on a page.
    #[default]
    Primary,
    /// Another way on.
    Secondary,
    /// It destroys or ends something.
    Danger,
}

impl ButtonLook {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button",
            Self::Secondary => "button button--secondary",
            Self::Danger => "button button--danger",
        }
    }
}

/// Sends a form. It is never disabled: what is missing is said when it is pressed.
#[component]
pub fn SubmitButton(
    /// What it does, as a verb.
    #[prop(into)]
    label: Oco<'static, str>,
    /// Its weight.
    #[prop(optional)]
    look: ButtonLook,
    /// An icon before the words.
    #[prop(optional)]
    icon: &'static str,
    /// The id of the form, when the button stands outside it.
    #[prop(optional, into)]
    form: Option<&'static str>,
    /// The name under which `value` is posted.
    #[prop(optional, into)]
    name: Option<&'static str>,
    /// What is posted when this button was pressed.
    #[prop(optional, into)]
    value: Option<String>,
) -> impl IntoView {
    view! {
        <button class=look.class() r#type="submit" form=form name=name value=value>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon /> " " })}
            {label}
        </button>
    }
}

/// Does something in the page, which needs the page to live: what must work without JavaScript is
/// a [`SubmitButton`] or a [`ButtonLink`].
#[component]
pub fn ActButton(
    /// What it does, as a verb.
    #[prop(into)]
    label: Oco<'static, str>,
    /// Does it.
    on_press: Callback<()>,
    /// Its weight.
    #[prop(optional)]
    look: ButtonLook,
) -> impl IntoView {
    view! {
        <button class=look.class() r#type="button" on:click=move |_| on_press.run(())>
            {label}
        </button>
    }
}

/// A link that looks like a button: it leads on, and changes nothing.
#[component]
pub fn ButtonLink(
    /// Where to; empty for this page.
    #[prop(into)]
    href: String,
    /// Where it leads.
    #[prop(into)]
    label: Oco<'static, str>,
    /// Its weight.
    #[prop(optional)]
    look: ButtonLook,
    /// `external` when the whole page is to be loaded anew, also where its own program could draw it.
    #[prop(optional, into)]
    rel: Option<&'static str>,
) -> impl IntoView {
    let rel = rel.or_else(|| link::rel(&href));
    view! {
        <a class=look.class() href=href rel=rel>
            // One box, as words within it may have elements of their own.
            <span>{sentence(label)}</span>
        </a>
    }
}

/// Buttons in a row; on a phone one below the other.
#[component]
pub fn ButtonGroup(
    /// The buttons, the main one first.
    children: Children,
) -> impl IntoView {
    view! { <div class="button-group">{children()}</div> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_text_and_a_button_outside_its_form_names_it() {
        let html = Owner::new()
            .with(|| view! { <SubmitButton label="<b>" look=ButtonLook::Secondary form="renvoi" /> }.to_html());
        assert!(html.contains("class=\"button button--secondary\"") && html.contains("form=\"renvoi\""), "{html}");
        assert!(html.contains("type=\"submit\"") && html.contains("&lt;b&gt;"), "{html}");
        assert!(!html.contains("name=") && !html.contains("disabled"), "{html}");
    }
}
