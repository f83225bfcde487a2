use domain::form::sign_in::{ChannelForm, ChannelProblem};
use domain::place::page;
use domain::sign_in::Channel;
use domain::view::MaskedChannel;
use leptos::prelude::*;

use crate::api::sign_in::{ChooseChannel, ReadChannelPage};
use crate::components::back_link::BackLink;
use crate::components::error_summary::ErrorSummary;
use crate::components::field::FieldError;
use crate::components::form::{PostFailure, PostForm, Posted, no_sign_in};
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
    posted: Posted<ChannelForm, ChannelProblem>,
    /// The ways that are open.
    channels: Vec<MaskedChannel>,
    /// The idempotency key.
    key: String,
) -> impl IntoView {
    let error = posted.error_of("canal");
    let at_fault = move || error.with(Option::is_some);
    let first = channels.first().map_or("canal-email", |first| input_id(first.channel));
    let points = Signal::derive(move || {
        let mut points = posted.points(|field| field).get();
        for point in &mut points {
            first.clone_into(&mut point.field);
        }
        points
    });
    view! {
        <PageTitle heading="Je choisis le mode de réception de mon code d'accès" rejected=posted.at_fault() />
        <div class="container container--narrow">
            <BackLink href=page::SIGN_IN label="Retour" />
            <PostFailure failure=posted.failure />
            <ErrorSummary points />
            <PostForm posting>
                <input r#type="hidden" name="cle" value=key />
                <fieldset
                    class="choice-group"
                    class=("field--error", at_fault)
                    aria-describedby=move || at_fault().then_some("canal-erreur")
                >
                    <legend class="choice-group__legend">
                        <h1 class="numbered-title" tabindex="-1">
                            <span class="numbered-title__number">"2"</span>
                            " Je choisis le mode de réception de mon code d'accès"
                        </h1>
                    </legend>
                    {move || error.get().map(|text| view! { <FieldError id="canal" text /> })}
                    {channels.into_iter().map(|way| view! { <Choice way /> }).collect_view()}
                </fieldset>
                <div class="button-group">
                    <button class="button" r#type="submit">
                        "Continuer"
                    </button>
                </div>
            </PostForm>
        </div>
    }
}

#[component]
fn Choice(way: MaskedChannel) -> impl IntoView {
    let id = input_id(way.channel);
    view! {
        <div class="choice">
            <input
                class="choice__input"
                r#type="radio"
                id=id
                name="canal"
                value=way.channel.name()
                aria-describedby=format!("{id}-aide")
            />
            <label class="choice__label" r#for=id>
                {text::channel(way.channel)}
            </label>
            <p class="choice__hint" id=format!("{id}-aide")>
                {way.masked}
            </p>
        </div>
    }
}
