use leptos::prelude::*;

use super::announcer::Announcements;
use super::field::{Field, Input, id_of};
use super::form::Form;
use super::icon::Icon;
use super::live_text::{live, live_text};

#[cfg(feature = "gallery")]
pub mod examples;

/// A rule of a password that the browser can check by itself.
#[derive(Clone, Copy)]
pub struct Rule {
    /// What is asked.
    pub text: &'static str,
    /// Whether a password keeps it.
    pub is_met: fn(&str) -> bool,
}

/// A password, with a button that shows it. It has no value: a password never comes back.
///
/// The button and the state of the rules appear once the page lives; without JavaScript there is
/// the input and the rules' text.
#[component]
pub fn PasswordField(
    /// Of which form.
    of: Form,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    label: &'static str,
    /// Whether it is being chosen, rather than known.
    #[prop(optional)]
    new: bool,
    /// A hint.
    #[prop(optional)]
    hint: &'static str,
    /// What is asked of a new one.
    #[prop(optional)]
    rules: &'static [Rule],
) -> impl IntoView {
    let input = if new { Input::NewPassword } else { Input::CurrentPassword };
    let alive = RwSignal::new(false);
    let revealed = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    Effect::new(move |_| {
        alive.set(true);
        // Browsers keep what was typed as text among their suggestions.
        let sent = window_event_listener(leptos::ev::submit, move |_| revealed.set(false));
        on_cleanup(move || sent.remove());
    });
    let list = if rules.is_empty() { String::new() } else { format!("{}-regles", id_of(name)) };
    view! {
        <Field of name label input hint description=list.clone() revealed typed=Some(typed)>
            {move || alive.get().then(|| view! { <Reveal revealed controls=id_of(name) /> })}
            {(!rules.is_empty()).then(|| view! { <Rules id=list rules alive typed /> })}
        </Field>
    }
}

#[component]
fn Reveal(revealed: RwSignal<bool>, controls: String) -> impl IntoView {
    let announcements = use_context::<Announcements>();
    let turn = move |_| {
        let shown = !revealed.get_untracked();
        revealed.set(shown);
        if let Some(announcements) = announcements {
            announcements.say(if shown { "Mot de passe affiché" } else { "Mot de passe masqué" });
        }
    };
    view! {
        <button class="field__reveal" r#type="button" aria-controls=controls on:click=turn>
            {live_text(move || if revealed.get() { "Masquer" } else { "Afficher" }.to_owned())}
            <span class="visually-hidden">" le mot de passe"</span>
        </button>
    }
}

#[component]
fn Rules(id: String, rules: &'static [Rule], alive: RwSignal<bool>, typed: RwSignal<String>) -> impl IntoView {
    view! {
        <ul class="rules" id=id aria-label="Règles à respecter">
            {rules
                .iter()
                .map(|rule| {
                    let is_met = Memo::new(move |_| typed.with(|typed| (rule.is_met)(typed)));
                    let state =
                        live(move || alive.get().then(|| view! { <RuleState is_met=is_met.get() /> }).into_any());
                    view! {
                        <li class="rules__rule" class=("rules__rule--met", move || alive.get() && is_met.get())>
                            {rule.text}
                            {state}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// The state in words; the icon only helps.
#[component]
fn RuleState(is_met: bool) -> impl IntoView {
    let (icon, words) = if is_met { ("success", "Respecté") } else { ("info", "À compléter") };
    view! {
        <span class="rules__state">
            <span class="visually-hidden">"\u{a0}: "</span>
            <Icon name=icon />
            " "
            {words}
        </span>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    const RULES: &[Rule] =
        &[Rule { text: "12\u{a0}caractères au moins", is_met: |typed| typed.chars().count() >= 12 }];

    fn html(new: bool, rules: &'static [Rule]) -> String {
        Owner::new().with(|| {
            let of = Form::filled("secret", "typed", Some("Indiquez un mot de passe."));
            view! { <PasswordField of name="secret" label="Mot de passe" new rules /> }.to_html()
        })
    }

    #[test]
    fn the_server_sends_no_button_that_would_do_nothing() {
        let html = html(false, &[]);
        assert!(!html.contains("<button"), "{html}");
        assert!(html.contains("type=\"password\"") && html.contains("autocomplete=\"current-password\""), "{html}");
        assert!(html.contains("aria-describedby=\"secret-erreur\""), "{html}");
        assert!(!html.contains("value="), "{html}");
    }

    #[test]
    fn the_rules_describe_the_input_and_claim_no_state_before_they_are_checked() {
        let html = html(true, RULES);
        assert!(html.contains("aria-describedby=\"secret-regles secret-erreur\""), "{html}");
        assert!(html.contains("id=\"secret-regles\"") && html.contains("12\u{a0}caractères au moins"), "{html}");
        assert!(!html.contains("Respecté") && !html.contains("À compléter"), "{html}");
    }

    /// Whoever looks for what has the field's label finds the field alone.
    #[test]
    fn nothing_beside_the_input_has_its_label() {
        let html = html(true, RULES);
        let names = html.split("aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let alike: Vec<&str> = names.filter(|name| name.to_lowercase().contains("mot de passe")).collect();
        assert!(html.contains("aria-label=") && alike.is_empty(), "{alike:?}: {html}");
    }

    #[test]
    fn the_state_of_a_rule_is_told_in_words() {
        let state = |is_met| Owner::new().with(|| view! { <RuleState is_met /> }.to_html());
        assert!(state(true).contains("Respecté") && state(false).contains("À compléter"));
    }
}
