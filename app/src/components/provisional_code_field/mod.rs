use std::time::Duration;

use domain::typed::signs;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::announcer::Announcements;
use super::field::{Field, Input};
use super::form::Form;
use super::live_text::live;
use super::verbatim::example;
use crate::text;

#[cfg(feature = "gallery")]
pub mod examples;

/// How many symbols a provisional code has (product.md, decision 5).
const SYMBOLS: usize = 12;
/// The pause after which the count is spoken: at each key it would be a nuisance.
const PAUSE: Duration = Duration::from_secs(1);

/// The twelve symbols of a provisional code, in any case, with or without spaces and dashes; shown
/// in groups of four once it is left. It has no value: a code never comes back.
#[component]
pub fn ProvisionalCodeField(
    /// Of which form.
    of: Form,
    /// The name under which it is posted.
    name: &'static str,
    /// What is asked.
    #[prop(default = "Saisir le code provisoire à 12\u{a0}caractères")]
    label: &'static str,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let count = RwSignal::new(None);
    let announcements = use_context::<Announcements>();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let wait_no_more = move || {
        if let Some(Some(timer)) = waiting.try_update_value(Option::take) {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        let number = typed.with(|typed| signs(typed).chars().count());
        count.set(Some(number));
        wait_no_more();
        let Some(announcements) = announcements.filter(|_| number > 0) else { return };
        if let Ok(timer) = set_timeout_with_handle(move || announcements.say(counted(number)), PAUSE) {
            waiting.set_value(Some(timer));
        }
    });
    on_cleanup(wait_no_more);
    view! {
        <Field
            of
            name
            label
            hint=example!("H7UQ ZFKC J8KW")
            input=Input::ProvisionalCode
            typed=Some(typed)
        >
            {live(move || count.get().map(|number| view! { <p class="field__count">{counted(number)}</p> }).into_any())}
        </Field>
    }
}

/// `7 caractères sur 12`.
fn counted(number: usize) -> String {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    format!("{} sur {SYMBOLS}", text::counted(number, "caractère", "caractères"))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_told_in_words_and_only_where_it_follows() {
        assert_eq!(counted(1), "1\u{a0}caractère sur 12");
        assert_eq!(counted(12), "12\u{a0}caractères sur 12");
        let html = Owner::new().with(|| view! { <ProvisionalCodeField of=Form::still(None) name="code" /> }.to_html());
        assert!(!html.contains("sur 12"), "{html}");
        assert!(html.contains(">H7UQ ZFKC J8KW<") && html.contains("autocapitalize=\"characters\""), "{html}");
    }
}
