use leptos::prelude::*;

use super::field::{ErrorText, Hint, Wiring};
use super::form::Form;
use super::progress::Progress;

#[cfg(feature = "gallery")]
pub mod examples;

/// A file to send, chosen or photographed. The inputs are the browser's own: they work with the
/// keyboard and without JavaScript. Both are posted under one name; the empty one is to be passed over.
#[component]
pub fn FileField(
    /// Of which form.
    of: Form,
    /// The name under which the file is posted; the id of the camera's input ends in `-photo`.
    name: &'static str,
    /// What is asked.
    label: &'static str,
    /// Which formats, and how large.
    hint: &'static str,
    /// The formats, as `accept` wants them: `.pdf,image/jpeg`.
    accept: &'static str,
    /// Whether a photograph will do: offered where there is likely a camera at hand.
    #[prop(optional)]
    camera: bool,
    /// How far the sending is, in hundredths; `None` while nothing is sent.
    #[prop(optional, into)]
    sent: Signal<Option<u8>>,
) -> impl IntoView {
    let Wiring { id, error, invalid, describedby } = Wiring::hinted(of, name, hint);
    let camera = camera.then(|| {
        let photo = format!("{id}-photo");
        view! {
            <div class="file-field__camera">
                <label class="field__label" r#for=photo.clone()>
                    "Ou prendre une photo"
                </label>
                <input
                    class="file-field__input"
                    id=photo
                    name=name
                    r#type="file"
                    accept="image/*"
                    capture="environment"
                    aria-describedby=move || describedby.get()
                    aria-invalid=move || invalid.get().then_some("true")
                />
            </div>
        }
    });
    view! {
        <div class="field file-field" class=("field--error", move || error.with(Option::is_some))>
            <label class="field__label" r#for=id.clone()>
                {label}
            </label>
            <Hint name text=hint />
            <ErrorText name error />
            <input
                class="file-field__input"
                id=id
                name=name
                r#type="file"
                accept=accept
                aria-describedby=move || describedby.get()
                aria-invalid=move || invalid.get().then_some("true")
            />
            {camera}
            {move || {
                sent.get()
                    .is_some()
                    .then(|| view! { <Progress id="envoi-du-fichier" label="Envoi du fichier" percent=sent /> })
            }}
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(camera: bool, sent: Option<u8>) -> String {
        Owner::new().with(|| {
            let of = Form::filled("fichier", "", Some("Choisissez un fichier."));
            view! {
                <FileField
                    of
                    name="fichier"
                    label="Fichier"
                    hint="PDF."
                    accept=".pdf"
                    camera
                    sent=Signal::stored(sent)
                />
            }
            .to_html()
        })
    }

    #[test]
    fn both_inputs_are_labelled_and_described() {
        let html = html(true, None);
        assert_eq!(html.matches("aria-describedby=\"fichier-aide fichier-erreur\"").count(), 2, "{html}");
        assert!(html.contains("for=\"fichier-photo\"") && html.contains("capture=\"environment\""), "{html}");
        assert!(!html.contains("<progress"), "{html}");
    }

    #[test]
    fn progress_shows_while_something_is_sent() {
        let html = html(false, Some(40));
        assert!(html.contains("<progress") && !html.contains("capture"), "{html}");
    }
}
