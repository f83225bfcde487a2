//! A form of a page is one value, a [`Form`]: where it is posted to, what stands in its fields, what came of the last
//! post. Its fields are components that are told the form and their name:
//!
//! ```ignore
//! let form = Form::to::<GiveNumbers>(page.posted);
//! view! {
//!     <FormHead of=form />
//!     <h1 tabindex="-1">"Mes numéros"</h1>
//!     <PostForm of=form>
//!         <NirField of=form name="nir" />
//!         <SubmitButton label="Continuer" />
//!     </PostForm>
//! }
//! ```
//!
//! One rule gives the ids: that of an input is its name, with `-` for `_`. Of several inputs of one name the first one
//! has it, as the summary of what is wrong leads there. The hint's id ends in `-aide`, the error's in `-erreur`.

use std::time::Duration;

use domain::form::{QUESTION, WHOLE_FORM};
use domain::place::PublicPage;
use leptos::form::form_data_from_event;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, FormData, HtmlElement, SubmitEvent, UrlSearchParams};

use super::announcer::Announcements;
use super::button::{ButtonLink, ButtonLook, SubmitButton};
use super::error_summary::ErrorSummary;
use super::live_text::live;
use super::notice::{Notice, NoticeKind};
use super::outcome::Outcome;
use super::page_title::PageTitle;
use crate::error::AppError;
use crate::exchange::{FieldError, FormErrors, Posted, Source, Values, failed};
use crate::text;
use crate::under_way::UnderWay;

/// The field in which the forms say for which account they are that act for the one that is signed in, or being signed in.
pub const ACCOUNT: &str = "compte";

const SENDING: &str = "Envoi en cours…";
const SENDING_AFTER: Duration = Duration::from_millis(400);

/// A form of a page.
#[derive(Clone, Copy)]
pub struct Form {
    path: &'static str,
    posted: RwSignal<Option<Posted>>,
    pending: RwSignal<bool>,
    given: StoredValue<Given>,
    /// What is loaded anew when the answer is that it was saved.
    #[cfg_attr(
        not(any(feature = "hydrate", feature = "csr")),
        expect(dead_code, reason = "on the server nobody submits")
    )]
    source: Option<Source>,
    announcements: Option<Announcements>,
}

/// What a form has before anything is typed.
#[derive(Default)]
struct Given {
    /// What its fields are filled with.
    values: Values,
    /// What is posted and not seen.
    carried: Vec<(&'static str, String)>,
}

impl Form {
    /// A form that is posted to the server function `S`, for as long as the surrounding view stands. `posted` came
    /// with the page: what the last post gave in a browser without JavaScript.
    pub fn to<S: ServerFn<Error = AppError>>(posted: Option<Posted>) -> Self {
        Self::at(S::url(), posted)
    }

    /// A form that nothing happens to: for galleries and tests.
    pub fn still(posted: Option<Posted>) -> Self {
        Self::at("", posted)
    }

    /// The same with a text in a field, and what is wrong with it.
    #[cfg(any(feature = "gallery", test))]
    pub fn filled(name: &str, text: &str, error: Option<&str>) -> Self {
        let mut values = Values::default();
        values.put(name, text);
        let Some(error) = error else { return Self::still(None).filled_with(values) };
        let mut errors = FormErrors { typed: values, ..FormErrors::default() };
        errors.put(name, error);
        Self::still(Some(Posted::Invalid(errors)))
    }

    fn at(path: &'static str, posted: Option<Posted>) -> Self {
        let form = Self {
            path,
            posted: RwSignal::new(posted),
            pending: RwSignal::new(false),
            given: StoredValue::new(Given::default()),
            source: None,
            announcements: use_context::<Announcements>(),
        };
        form.follow();
        form
    }

    /// Fills its fields beforehand. Once something was posted and not accepted, what was typed stands in them.
    #[must_use]
    pub fn filled_with(self, values: Values) -> Self {
        self.given.update_value(|given| given.values = values);
        self
    }

    /// Posts a text along that is not seen: whom the form is about.
    #[must_use]
    pub fn carrying(self, name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        self.given.update_value(|given| given.carried.push((name, text)));
        self
    }

    /// «Save and stay»: what is loaded from there is loaded anew when the form was saved.
    #[must_use]
    pub const fn staying(self, source: Source) -> Self {
        Self { source: Some(source), ..self }
    }

    /// Where it is posted to.
    pub const fn path(self) -> &'static str {
        self.path
    }

    /// Whether it is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// Shows it on its way: for galleries and tests.
    #[must_use]
    pub fn sending(self) -> Self {
        self.pending.set(true);
        self
    }

    /// Whether something was wrong with the last post, for whatever reason; to be asked about is no fault.
    pub fn at_fault(self) -> Signal<bool> {
        Signal::derive(move || self.is_at_fault())
    }

    fn is_at_fault(self) -> bool {
        self.posted.with(|posted| match posted {
            Some(Posted::Invalid(errors)) => errors.errors.iter().any(|error| error.field != QUESTION),
            Some(Posted::Failed(_)) => true,
            _ => false,
        })
    }

    /// Whether the form is there again.
    fn is_back(self) -> bool {
        self.posted.with(|posted| matches!(posted, Some(Posted::Invalid(_) | Posted::Failed(_))))
    }

    /// What stands in the field of that name at first: what was typed, or what it is filled with.
    pub fn value(self, name: &str) -> Option<String> {
        self.with_values(|values| values.get(name).map(str::to_owned))
    }

    /// The same for a field of which several values can be posted.
    pub fn values_of(self, name: &str) -> Vec<String> {
        self.with_values(|values| values.all(name))
    }

    fn with_values<T>(self, read: impl FnOnce(&Values) -> T) -> T {
        self.posted.with_untracked(|posted| match posted {
            Some(Posted::Invalid(errors)) => read(&errors.typed),
            _ => self.given.with_value(|given| read(&given.values)),
        })
    }

    /// What is wrong, if the last post was not accepted.
    pub fn with_errors<T>(self, read: impl FnOnce(&[FieldError]) -> T) -> T {
        self.posted.with(|posted| match posted {
            Some(Posted::Invalid(FormErrors { errors, .. })) => read(errors),
            _ => read(&[]),
        })
    }

    /// What makes the field of that name invalid.
    pub fn error_about(self, name: &str) -> Option<FieldError> {
        self.posted.with(|posted| match posted {
            Some(Posted::Invalid(errors)) => errors.about(name).cloned(),
            _ => None,
        })
    }

    /// Sends the form of an event, in place of the browser; once at a time.
    fn submit(self, event: &SubmitEvent) {
        if event.default_prevented() {
            return;
        }
        let Some(body) = form_data_from_event(event).ok().as_ref().and_then(encoded) else {
            // The browser sends it itself.
            return;
        };
        event.prevent_default();
        if !self.pending.get_untracked() {
            self.send(body);
        }
    }

    fn send(self, body: String) {
        self.pending.set(true);
        #[cfg(any(feature = "hydrate", feature = "csr"))]
        leptos::task::spawn_local(async move {
            let answer = crate::exchange::post(self.path, body).await;
            // By now the page may have been left.
            if self.pending.try_set(false).is_none() {
                self.answered(answer.read().unwrap_or_else(Posted::Failed));
            }
        });
        // On the server nobody submits.
        #[cfg(not(any(feature = "hydrate", feature = "csr")))]
        drop(body);
    }

    /// Shows what came back.
    #[cfg(any(feature = "hydrate", feature = "csr"))]
    fn answered(self, posted: Posted) {
        match (&posted, self.source) {
            (Posted::Saved(_), Some(source)) => {
                source.reload();
                if let Some(announcements) = self.announcements {
                    announcements.arrive("#contenu [role=status]");
                }
            }
            _ => self.posted.set(Some(posted)),
        }
    }

    /// Tells that a post takes long, and shows what is wrong when it came back.
    fn follow(self) {
        let Self { pending, announcements, .. } = self;
        Effect::new(move |_| {
            let Some(announcements) = announcements else { return };
            if pending.get() {
                let say = move || {
                    if pending.try_get_untracked() == Some(true) {
                        announcements.say(SENDING);
                    }
                };
                set_timeout(say, SENDING_AFTER);
            } else {
                announcements.take_back(SENDING);
            }
        });
        // A frame later the page shows what came back.
        self.when_at_fault(|| request_animation_frame(show_fault));
    }

    /// Does something each time a post was not accepted. What came with the page does not count: the browser has shown
    /// it already.
    fn when_at_fault(self, act: impl Fn() + 'static) {
        Effect::new(move |before: Option<()>| {
            self.posted.track();
            if before.is_some() && untrack(move || self.is_back()) {
                act();
            }
        });
    }

    /// Empties an input each time a post was not accepted: passwords and codes are typed anew.
    pub fn forgets(self, input: NodeRef<Input>) {
        self.when_at_fault(move || {
            let Some(input) = input.get_untracked() else { return };
            input.set_value("");
            // Whatever follows what is typed, a count or the rules of a password, follows this too.
            if let Ok(typed) = Event::new("input") {
                // It fails only for an event that is on its way.
                let _ = input.dispatch_event(&typed);
            }
        });
    }
}

/// Names and values as a browser without scripts would send them.
fn encoded(form: &FormData) -> Option<String> {
    let params = UrlSearchParams::new_with_str_sequence_sequence(form.unchecked_ref()).ok()?;
    params.to_string().as_string()
}

/// Brings the focus to what is wrong.
fn show_fault() {
    let fault = document().query_selector("#contenu [role=alert]").ok().flatten();
    if let Some(fault) = fault.and_then(|fault| fault.dyn_into::<HtmlElement>().ok()) {
        // It fails only for an element that is not in the page.
        let _ = fault.focus();
    }
}

/// A form: sent by the program in the page, or by the browser where there is none.
#[component]
pub fn PostForm(
    /// Which.
    of: Form,
    /// What is asked.
    children: Children,
) -> impl IntoView {
    let pending = of.pending();
    view! {
        <form
            class="form"
            method="post"
            // A form that nothing happens to has no address.
            action=Some(of.path()).filter(|path| !path.is_empty())
            novalidate=true
            aria-busy=move || pending.get().then_some("true")
            on:submit=move |event| of.submit(&event)
        >
            {children()}
            // Once the line is back, the form as it stands is sent again.
            {live(move || {
                let retry = || view! { <SubmitButton label="Réessayer" look=ButtonLook::Secondary /> };
                of.posted.with(|posted| *posted == Some(Posted::Failed(AppError::Interrupted))).then(retry).into_any()
            })}
            {carried(of)}
        </form>
    }
}

/// Another form of the same page, with nothing to fill in: it goes to `action`, leaves the page, and carries along what
/// the page's form carries. Its button stands elsewhere and names its id.
#[component]
pub fn PlainForm(
    /// The page's form.
    of: Form,
    /// The id.
    id: &'static str,
    /// Where it goes.
    action: &'static str,
    /// What else is posted.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <form id=id method="post" action=action>
            {carried(of)}
            {children.map(|children| children())}
        </form>
    }
}

fn carried(form: Form) -> Vec<AnyView> {
    form.given.with_value(|given| given.carried.iter().map(|(name, text)| hidden(name, text.clone())).collect())
}

/// What is posted and not seen.
pub fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input r#type="hidden" name=name value=value /> }.into_any()
}

/// What is said of a form above the page's heading: that it was saved, why it came to nothing, or what is wrong.
#[component]
pub fn FormHead(
    /// Which.
    of: Form,
) -> impl IntoView {
    let notice = move || {
        of.posted.with(|posted| match posted {
            Some(Posted::Saved(Some(text))) => Some((NoticeKind::Success, "status", text.clone())),
            Some(Posted::Failed(error)) => Some((NoticeKind::Danger, "alert", text::failure(*error))),
            Some(Posted::Invalid(errors)) => {
                let whole =
                    errors.errors.iter().find(|error| [WHOLE_FORM, QUESTION].contains(&error.field.as_str()))?;
                let kind = if whole.field == QUESTION { NoticeKind::Info } else { NoticeKind::Danger };
                Some((kind, "alert", whole.text.clone()))
            }
            _ => None,
        })
    };
    view! {
        {live(move || notice().map(|(kind, role, text)| view! { <Notice kind role text /> }).into_any())}
        <ErrorSummary of />
    }
}

/// Goes to another page for good, leaving this one's program and memory.
pub fn leave_for(address: &str) {
    // Until this page is gone.
    std::mem::forget(UnderWay::begin());
    // It fails only for an address that is none.
    let _ = window().location().replace(address);
}

/// Stands for a step of sign-in that did not come: when no sign-in is under way it begins again at the
/// first.
pub fn no_sign_in(error: AppError) -> AnyView {
    if error != AppError::SignInNeeded {
        return failed(error);
    }
    // The server knows where it begins again, or that the browser keeps no cookies.
    Effect::new(|_| leave_for(&window().location().pathname().unwrap_or_default()));
    view! {
        <PageTitle heading="Cette connexion a expiré" />
        <Outcome icon="clock" heading="Cette connexion a expiré.">
            <p>
                <ButtonLink href=PublicPage::SignIn.path() label="Se connecter" rel="external" />
            </p>
        </Outcome>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::components::field::{Field, Input as Kind};

    fn html(draw: impl FnOnce() -> AnyView) -> String {
        Owner::new().with(|| draw().to_html())
    }

    fn head(posted: Posted) -> String {
        html(|| view! { <FormHead of=Form::still(Some(posted)) /> }.into_any())
    }

    #[test]
    fn what_is_said_of_the_whole_form_is_a_notice() {
        let saved = head(Posted::Saved(Some("Vos choix sont enregistrés.".to_owned())));
        assert!(saved.contains("notice--success") && saved.contains("role=\"status\""), "{saved}");
        assert!(saved.contains("Vos choix sont enregistrés."), "{saved}");
        assert!(!head(Posted::Saved(None)).contains("notice"));
        let failed = head(Posted::Failed(AppError::Interrupted));
        assert!(failed.contains("notice--danger") && failed.contains("role=\"alert\""), "{failed}");
        let mut errors = FormErrors::default();
        errors.put(WHOLE_FORM, "Rien n'a été enregistré.");
        let whole = head(Posted::Invalid(errors));
        assert!(whole.contains("role=\"alert\"") && !whole.contains("error-summary"), "{whole}");
    }

    #[test]
    fn a_question_is_no_fault() {
        let mut errors = FormErrors::default();
        errors.put(QUESTION, "Est-ce exact\u{a0}?");
        let asked = head(Posted::Invalid(errors.clone()));
        assert!(asked.contains("notice--info") && asked.contains("role=\"alert\""), "{asked}");
        assert!(!asked.contains("error-summary"), "{asked}");
        let at_fault = |errors: &FormErrors| {
            let posted = Some(Posted::Invalid(errors.clone()));
            Owner::new().with(|| Form::still(posted).at_fault().get_untracked())
        };
        assert!(!at_fault(&errors));
        errors.put("valeur", "Indiquez un poids.");
        assert!(at_fault(&errors));
    }

    #[test]
    fn what_was_typed_takes_the_place_of_what_was_kept() {
        let kept = || {
            let mut values = Values::default();
            values.put("taille", "1,55");
            values.put("poids", "56,1");
            values
        };
        Owner::new().with(|| {
            let form = Form::still(None).filled_with(kept());
            assert_eq!(form.value("taille").as_deref(), Some("1,55"));
            // Emptied and not accepted: it stays empty.
            let mut errors = FormErrors::default();
            errors.typed.put("poids", "lourd");
            errors.put("poids", "Indiquez un poids.");
            let form = Form::still(Some(Posted::Invalid(errors))).filled_with(kept());
            assert_eq!((form.value("taille"), form.value("poids").as_deref()), (None, Some("lourd")));
            assert!(form.at_fault().get_untracked());
        });
    }

    #[test]
    fn every_form_of_a_page_carries_whom_it_is_about() {
        let html = html(|| {
            let of = Form::still(None).carrying("demarche", "0123");
            view! {
                <PostForm of>
                    <Field of name="code" label="Code" input=Kind::OneTimeCode />
                </PostForm>
                <PlainForm of id="renvoi" action="/api/renvoi">
                    {hidden("cle", "4567".to_owned())}
                </PlainForm>
            }
            .into_any()
        });
        assert_eq!(html.matches("name=\"demarche\"").count(), 2, "{html}");
        assert_eq!((html.matches("value=\"0123\"").count(), html.matches("value=\"4567\"").count()), (2, 1), "{html}");
    }
}
