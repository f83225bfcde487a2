use domain::place::page;
use domain::sign_in::Channel;
use domain::view::MaskedChannel;
use leptos::prelude::*;

use crate::api::sign_in::{ChooseChannel, ReadChannelPage};
use crate::components::back_link::BackLink;
use crate::components::button::{ButtonGroup, SubmitButton};
use crate::components::choice::{Choice, ChoiceGroup};
use crate::components::error_summary::ErrorSummary;
use crate::components::form::{PostFailure, PostForm, Posted, no_sign_in};
use crate::components::numbered_title::NumberedTitle;
use crate::components::page_title::PageTitle;
use crate::exchange::{Content, Posting, loaded_or, waiting};
use crate::text;

/// Sign-in, step 2 (C02).
#[component]
pub fn ChannelPage() -> impl IntoView {
    let posting = Posting::to::<ChooseChannel>();
    let page = Content::of(|| ReadChannelPage {});
    view! {
        {loaded_or(
            page,
            waiting,
            no_sign_in,
            move |page| {
                let posted = Posted::of(posting, page.rejected, &[]);
                view! { <ChannelView posting posted channels=page.channels key=page.key /> }.into_any()
            },
        )}
    }
}

/// The id of the choice of that channel.
const fn input_id(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "canal-email",
        Channel::Sms => "canal-sms",
    }
}

/// The ways by which a code can come.
#[component]
pub fn ChannelView(
    /// Where it is posted to.
    posting: Posting,
    /// What the last post gave.
    posted: Posted,
    /// The ways that are open.
    channels: Vec<MaskedChannel>,
    /// The idempotency key.
    key: String,
) -> impl IntoView {
    let error = posted.error_of("canal");
    let first = channels.first().map_or("canal-email", |first| input_id(first.channel));
    let points = posted.points(move |_| first.to_owned());
    let legend =
        view! { <NumberedTitle number="2" title="Je choisis le mode de réception de mon code d'accès" /> }.into_any();
    view! {
        <PageTitle heading="Je choisis le mode de réception de mon code d'accès" rejected=posted.at_fault() />
        <div class="container container--narrow">
            <BackLink href=page::SIGN_IN label="Retour" />
            <PostFailure failure=posted.failure />
            <ErrorSummary points />
            <PostForm posting>
                <input r#type="hidden" name="cle" value=key />
                <ChoiceGroup id="canal" legend error>
                    {channels
                        .into_iter()
                        .map(|way| {
                            view! {
                                <Choice
                                    group="canal"
                                    value=way.channel.name()
                                    label=text::channel(way.channel)
                                    hint=way.masked
                                />
                            }
                        })
                        .collect_view()}
                </ChoiceGroup>
                <ButtonGroup>
                    <SubmitButton label="Continuer" />
                </ButtonGroup>
            </PostForm>
        </div>
    }
}
