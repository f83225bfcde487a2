use domain::place::{LocalPath, PublicPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::sign_in::{CredentialsPage, Identify, ReadCredentialsPage};
use crate::components::button::{ButtonGroup, SubmitButton};
use crate::components::field::{Field, Input};
use crate::components::form::{Form, FormHead, PostForm};
use crate::components::link::HelpLine;
use crate::components::numbered_title::NumberedTitle;
use crate::components::page_title::PageTitle;
use crate::components::password_field::PasswordField;
use crate::exchange::{Content, loaded};
use crate::pages::parts;

/// Sign-in, step 1 (C01).
#[component]
pub fn SignInPage() -> impl IntoView {
    let page = Content::of(|| ReadCredentialsPage {});
    let query = use_query_map();
    let retour = Memo::new(move |_| query.with(|query| query.get_str("retour")?.parse::<LocalPath>().ok()));
    view! {
        {loaded(
            page,
            move |page: CredentialsPage| {
                let form = Form::to::<Identify>(page.posted);
                view! { <SignInView form retour=retour.get_untracked() /> }.into_any()
            },
        )}
    }
}

/// Identifier and password.
#[component]
pub fn SignInView(
    /// What is posted.
    form: Form,
    /// The page to go to afterwards.
    retour: Option<LocalPath>,
) -> impl IntoView {
    let form = match retour {
        Some(retour) => form.carrying("retour", retour.as_str()),
        None => form,
    };
    view! {
        <PageTitle heading="Se connecter" rejected=form.at_fault() />
        <div class="container container--narrow">
            <FormHead of=form />
            <h1 tabindex="-1">"Se connecter"</h1>
            <PostForm of=form>
                <NumberedTitle number="1" title="Je m'identifie" below=true />
                <p class="form__rule">"Tous les champs sont obligatoires."</p>
                <Field of=form name="identifiant" label="Mon identifiant" input=Input::Identifier />
                <PasswordField of=form name="mot_de_passe" label="Mon mot de passe" />
                <ButtonGroup>
                    <SubmitButton label="Me connecter" />
                </ButtonGroup>
            </PostForm>
            <p>"Identifiant ou mot de passe oublié\u{a0}? Appelez le " <HelpLine /> "."</p>
            {parts::leading("Pas encore d'espace\u{a0}?", PublicPage::Enrol.path(), "Activer Mon espace santé")}
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::form::sign_in::{CredentialsForm, CredentialsProblem};

    fn html(identifier: &str, problems: Vec<CredentialsProblem>) -> String {
        Owner::new().with(|| {
            leptos_meta::provide_meta_context();
            let (context, _output) = leptos_meta::ServerMetaContext::new();
            provide_context(context);
            let form = Form::still(Some(CredentialsForm::rejected(identifier, problems).into()));
            view! { <SignInView form retour=None /> }.to_html()
        })
    }

    #[test]
    fn what_was_typed_comes_back_as_text() {
        let html = html("\"><script>alert(1)</script>", vec![CredentialsProblem::IdentifierAlphabet]);
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("value=\"&quot;&gt;&lt;script"), "{html}");
    }

    #[test]
    fn each_error_stands_beside_its_field_and_in_the_summary() {
        let html = html("", vec![CredentialsProblem::IdentifierMissing, CredentialsProblem::PasswordMissing]);
        assert!(html.contains("href=\"#mot-de-passe\""), "{html}");
        assert!(html.contains("id=\"mot-de-passe-erreur\""), "{html}");
        assert!(html.contains("aria-describedby=\"identifiant-erreur\""), "{html}");
        assert_eq!(html.matches("Indiquez votre identifiant.").count(), 2, "{html}");
    }

    #[test]
    fn a_wrong_pair_marks_both_fields_with_one_message() {
        let html = html("inaya.michel", vec![CredentialsProblem::Mismatch]);
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 2, "{html}");
        assert_eq!(html.matches("aria-describedby=\"identifiant-erreur\"").count(), 2, "{html}");
        assert!(html.contains("value=\"inaya.michel\""), "{html}");
    }
}
