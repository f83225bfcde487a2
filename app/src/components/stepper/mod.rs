use leptos::prelude::*;

use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;

/// Where one is in a journey of several steps. It shows and leads nowhere: the steps are walked by
/// «Continuer» and «Retour».
#[component]
pub fn Stepper(
    /// The names of the steps.
    steps: &'static [&'static str],
    /// Which one is under way, from 0.
    current: usize,
) -> impl IntoView {
    view! {
        <ol class="stepper" aria-label="Étapes">
            {steps
                .iter()
                .enumerate()
                .map(|(position, name)| view! { <Step name number=position + 1 current=current + 1 /> })
                .collect_view()}
        </ol>
    }
}

#[component]
fn Step(name: &'static str, number: usize, current: usize) -> impl IntoView {
    let (class, state) = match number {
        _ if number < current => ("stepper__step stepper__step--done", ", étape terminée"),
        _ if number == current => ("stepper__step stepper__step--current", ", étape en cours"),
        _ => ("stepper__step", ", étape à venir"),
    };
    let mark = if number < current {
        view! { <Icon name="check" /> }.into_any()
    } else {
        view! { <span>{number}</span> }.into_any()
    };
    view! {
        <li class=class aria-current=(number == current).then_some("step")>
            <span class="stepper__mark" aria-hidden="true">
                {mark}
            </span>
            " "
            <span class="stepper__name">{name}</span>
            <span class="visually-hidden">{state}</span>
        </li>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn each_step_says_in_words_where_it_stands() {
        let html = Owner::new().with(|| view! { <Stepper steps=&["Un", "Deux", "Trois"] current=1 /> }.to_html());
        assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{html}");
        let steps: Vec<&str> = html.split("<li").skip(1).collect();
        assert!(steps[0].contains("étape terminée") && !steps[0].contains("aria-current"), "{html}");
        assert!(steps[1].contains("étape en cours") && steps[1].contains("aria-current"), "{html}");
        assert!(steps[2].contains("étape à venir"), "{html}");
    }
}
