use domain::place::PublicPage;
use domain::view::MaskedChannel;
use leptos::prelude::*;

use crate::api::sign_in::{ChannelPage as ChannelData, ChooseChannel, ReadChannelPage};
use crate::components::back_link::BackLink;
use crate::components::button::{ButtonGroup, SubmitButton};
use crate::components::choice::{Choice, ChoiceGroup};
use crate::components::form::{ACCOUNT, Form, FormHead, PostForm, no_sign_in};
use crate::components::numbered_title::NumberedTitle;
use crate::components::page_title::PageTitle;
use crate::components::verbatim::verbatim;
use crate::exchange::{Content, loaded_or, waiting};
use crate::text;

/// Sign-in, step 2 (C02).
#[component]
pub fn ChannelPage() -> impl IntoView {
    let page = Content::of(|| ReadChannelPage {});
    view! {
        {loaded_or(
            page,
            waiting,
            no_sign_in,
            |page: ChannelData| {
                let form = Form::to::<ChooseChannel>(page.posted).carrying("cle", page.key).carrying(ACCOUNT, page.account);
                view! { <ChannelView form channels=page.channels /> }.into_any()
            },
        )}
    }
}

/// The ways by which a code can come.
#[component]
pub fn ChannelView(
    /// What is posted.
    form: Form,
    /// The ways that are open.
    channels: Vec<MaskedChannel>,
) -> impl IntoView {
    let way =
        |way: MaskedChannel| Choice::new(way.channel.name(), text::channel(way.channel)).hint(verbatim(&way.masked));
    let choices: Vec<Choice> = channels.into_iter().map(way).collect();
    let legend =
        view! { <NumberedTitle number="2" title="Je choisis le mode de réception de mon code d'accès" /> }.into_any();
    view! {
        <PageTitle heading="Je choisis le mode de réception de mon code d'accès" rejected=form.at_fault() />
        <div class="container container--narrow">
            <BackLink href=PublicPage::SignIn.path() label="Retour" />
            <FormHead of=form />
            <PostForm of=form>
                <ChoiceGroup of=form name="canal" legend choices />
                <ButtonGroup>
                    <SubmitButton label="Continuer" />
                </ButtonGroup>
            </PostForm>
        </div>
    }
}
