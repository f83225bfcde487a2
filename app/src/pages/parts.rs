//! The parts that form pages are put together from, as functions. Pages that are lists of such parts share their
//! types; with a `view!` of its own each page would bring about one kilobyte more to the browser.

use leptos::prelude::*;

use crate::components::back_link::BackLink;
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::components::choice::{Choice, ChoiceGroup};
use crate::components::field::{Field, Input};
use crate::components::form::{Form, FormHead, PostForm};
use crate::components::link::TextLink;
use crate::components::page_title::PageTitle;
use crate::components::verbatim::{example, sentence};

/// The page's heading.
pub fn heading(text: impl Into<String>) -> AnyView {
    let text = sentence(text.into());
    view! { <h1 tabindex="-1">{text}</h1> }.into_any()
}

/// A heading of the second level.
pub fn subheading(text: &'static str) -> AnyView {
    view! { <h2>{text}</h2> }.into_any()
}

/// A paragraph; `class` may be empty.
pub fn paragraph(class: &'static str, text: impl Into<String>) -> AnyView {
    let text = sentence(text.into());
    view! { <p class=class>{text}</p> }.into_any()
}

/// A paragraph that ends with a link.
pub fn leading(text: &'static str, href: impl Into<String>, label: &'static str) -> AnyView {
    let href = href.into();
    view! {
        <p>
            {text} " " <TextLink href label />
        </p>
    }
    .into_any()
}

/// A list; `class` may be empty.
pub fn list(class: &'static str, items: Vec<AnyView>) -> AnyView {
    view! { <ul class=class>{items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view()}</ul> }.into_any()
}

/// A form.
pub fn form(of: Form, parts: Vec<AnyView>) -> AnyView {
    view! { <PostForm of>{parts}</PostForm> }.into_any()
}

/// Buttons, the main one first.
pub fn buttons(parts: Vec<AnyView>) -> AnyView {
    view! { <ButtonGroup>{parts}</ButtonGroup> }.into_any()
}

/// The button that sends the form.
pub fn submit(label: &'static str) -> AnyView {
    view! { <SubmitButton label /> }.into_any()
}

/// The button that says that what is in a field is right, although it is unlikely: it posts as `confirme` what stood there when
/// it was asked about. It is there once it was.
pub fn sure(form: Form, field: &'static str, label: &'static str) -> AnyView {
    (move || {
        form.error_about("confirme").map(|_| {
            let value = form.value(field).unwrap_or_default();
            view! { <SubmitButton label name="confirme" value look=ButtonLook::Secondary /> }
        })
    })
    .into_any()
}

/// The field in which a one-time code is typed.
pub fn one_time_code(form: Form) -> AnyView {
    let hint = example!("034567");
    view! { <Field of=form name="code" label="Code à usage unique" hint input=Input::OneTimeCode /> }.into_any()
}

/// A link that looks like a button.
pub fn link(href: impl Into<String>, label: impl Into<String>, look: ButtonLook) -> AnyView {
    let (href, label) = (href.into(), label.into());
    view! { <ButtonLink href label look /> }.into_any()
}

/// The same, to where the whole page is to be loaded anew: somebody has signed in, or a profile has come.
pub fn link_anew(href: impl Into<String>, label: impl Into<String>, look: ButtonLook) -> AnyView {
    let (href, label) = (href.into(), label.into());
    view! { <ButtonLink href label look rel="external" /> }.into_any()
}

/// A question with choices.
pub fn choices(of: Form, name: &'static str, legend: AnyView, hint: &'static str, choices: Vec<Choice>) -> AnyView {
    view! { <ChoiceGroup of name legend hint choices /> }.into_any()
}

/// A page that asks: what is said of its form, and its parts.
pub fn asking(title: impl Into<Oco<'static, str>>, of: Form, back: Option<String>, parts: Vec<AnyView>) -> AnyView {
    let mut all = Vec::with_capacity(parts.len() + 2);
    all.extend(back.map(|href| view! { <BackLink href label="Retour" /> }.into_any()));
    all.push(view! { <FormHead of /> }.into_any());
    all.extend(parts);
    page(title.into(), of.at_fault(), all)
}

/// A narrow page.
pub fn telling(title: &'static str, parts: Vec<AnyView>) -> AnyView {
    page(title.into(), Signal::stored(false), parts)
}

fn page(title: Oco<'static, str>, rejected: Signal<bool>, parts: Vec<AnyView>) -> AnyView {
    view! {
        <PageTitle heading=title rejected />
        <div class="container container--narrow wizard">{parts}</div>
    }
    .into_any()
}
