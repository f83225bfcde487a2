use domain::place::PublicPage;
use domain::sign_in::OneTimeCode;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::sign_in::{CodePage as CodeData, ReadCodePage, RedeemCode, ResendCode};
use crate::components::back_link::BackLink;
use crate::components::button::{ButtonGroup, ButtonLook, SubmitButton};
use crate::components::form::{ACCOUNT, Form, FormHead, PlainForm, PostForm, hidden, no_sign_in};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::numbered_title::NumberedTitle;
use crate::components::page_title::PageTitle;
use crate::exchange::{Content, loaded_or, waiting};
use crate::pages::parts;
use crate::text;

/// Sign-in, step 3 (C03).
#[component]
pub fn CodePage() -> impl IntoView {
    let page = Content::of(|| ReadCodePage {});
    view! {
        {loaded_or(
            page,
            waiting,
            no_sign_in,
            |mut page: CodeData| {
                let form = Form::to::<RedeemCode>(page.posted.take()).carrying(ACCOUNT, std::mem::take(&mut page.account));
                view! { <CodeView form page /> }.into_any()
            },
        )}
    }
}

/// The one-time code.
#[component]
pub fn CodeView(
    /// What is posted.
    form: Form,
    /// Where the code went.
    page: CodeData,
) -> impl IntoView {
    let (back, back_label) = if page.other_channel {
        (PublicPage::Channel.path(), "Changer de moyen")
    } else {
        (PublicPage::SignIn.path(), "Retour")
    };
    // Where there is no other way, the choice was passed over.
    let number = if page.other_channel { "3" } else { "2" };
    let wait = (page.resend_in > 0).then(|| {
        let wait = text::counted(OneTimeCode::RESEND_AFTER.as_seconds_up(), "seconde", "secondes");
        view! { <p class="hint">{format!("Vous pouvez demander un autre code {wait} après le précédent.")}</p> }
    });
    view! {
        <PageTitle heading="Je saisis mon code à usage unique" rejected=form.at_fault() />
        <div class="container container--narrow">
            <BackLink href=back label=back_label />
            <FormHead of=form />
            <NumberedTitle number title="Je saisis mon code à usage unique" />
            {page.resent.then(|| view! { <Notice kind=NoticeKind::Success text="Un nouveau code vous a été envoyé. L'ancien n'est plus valable." /> })}
            <p>
                {text::sent_to(&page.sent)} <span class="nowrap" translate="no">
                    {page.sent.masked}
                </span>
                ". Il est valable 10\u{a0}minutes."
            </p>
            <PostForm of=form>
                {parts::one_time_code(form)}
                <ButtonGroup>
                    <SubmitButton label="Me connecter" />
                    <SubmitButton label="Envoyer à nouveau le code" look=ButtonLook::Secondary form="renvoi" />
                </ButtonGroup>
                {wait}
            </PostForm>
            // A plain form: another code changes the whole page, and its key.
            <PlainForm of=form id="renvoi" action=ResendCode::url()>
                {hidden("cle", page.key)}
            </PlainForm>
        </div>
    }
}
