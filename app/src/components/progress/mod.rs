use leptos::prelude::*;

use super::live_text::live;

#[cfg(feature = "gallery")]
pub mod examples;

/// How far something is that takes long.
#[component]
pub fn Progress(
    /// The id.
    id: &'static str,
    /// What takes long.
    #[prop(into)]
    label: Oco<'static, str>,
    /// How far it is, in hundredths; `None` while that is not known.
    #[prop(into)]
    percent: Signal<Option<u8>>,
) -> impl IntoView {
    view! {
        <div class="progress">
            <label class="progress__label" r#for=id>
                {label}
            </label>
            <progress
                class="progress__bar"
                id=id
                max="100"
                value=move || percent.get().map(|percent| percent.min(100).to_string())
            ></progress>
            <span class="progress__figure" aria-hidden="true">
                {live(move || {
                    let figure = |percent: u8| view! { <span>{format!("{}\u{a0}%", percent.min(100))}</span> };
                    percent.get().map(figure).into_any()
                })}
            </span>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(percent: Option<u8>) -> String {
        Owner::new().with(|| view! { <Progress id="envoi" label="Envoi" percent=Signal::stored(percent) /> }.to_html())
    }

    #[test]
    fn an_unknown_progress_claims_no_figure() {
        let unknown = html(None);
        assert!(!unknown.contains("value=") && !unknown.contains('%'), "{unknown}");
        assert!(html(Some(42)).contains("value=\"42\"") && html(Some(42)).contains("42\u{a0}%"));
        assert!(html(Some(250)).contains("value=\"100\""));
    }
}
