use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use codee::string::FromToStringCodec;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Answer;
use crate::components::failure::PageFailure;
use crate::components::live_text::Turn;
use crate::components::loading::Loading;
use crate::error::AppError;

type Coming = Pin<Box<dyn Future<Output = Answer> + Send>>;
type Draw = dyn Fn(&[Answer]) -> Result<AnyView, AppError> + Send + Sync;

/// Where a page's content comes from.
#[derive(Clone, Copy)]
pub struct Source(Resource<Answer, FromToStringCodec>);

impl Source {
    /// Asks the server anew; what is shown is drawn again.
    pub fn reload(self) {
        self.0.refetch();
    }
}

/// What a page shows, on its way from the server.
pub struct Content<T> {
    source: Source,
    says: PhantomData<fn() -> T>,
}

impl<T> Clone for Content<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Content<T> {}

impl<T: DeserializeOwned + 'static> Content<T> {
    /// Asks the server function whose arguments `call` gives, and again whenever these change.
    pub fn of<S>(call: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        T: Serialize,
        S: ServerFn<Output = T, Error = AppError> + Serialize + Send + 'static,
    {
        let call = Arc::new(call);
        let arguments: Box<dyn Fn() -> String + Send + Sync> = {
            let call = call.clone();
            // Arguments are texts and numbers: they always have an encoding.
            Box::new(move || serde_qs::to_string(&call()).unwrap_or_default())
        };
        let ask: Box<dyn Fn(String) -> Coming + Send + Sync> = Box::new(move |arguments| ask(&*call, arguments));
        Self { source: Source(Resource::new_with_options(arguments, ask, false)), says: PhantomData }
    }

    /// Where it comes from.
    pub fn source(self) -> Source {
        self.source
    }
}

/// Asks a server function once, because of something that was done in the page, and goes on with what it answers.
pub fn ask_once<S>(call: S, then: impl FnOnce(Answer) + 'static)
where
    S: ServerFn<Output: Serialize, Error = AppError> + Serialize + 'static,
{
    #[cfg(any(feature = "hydrate", feature = "csr"))]
    leptos::task::spawn_local(async move {
        then(super::post(S::url(), serde_qs::to_string(&call).unwrap_or_default()).await);
    });
    // On the server nothing is done in a page.
    #[cfg(not(any(feature = "hydrate", feature = "csr")))]
    drop((call, then));
}

/// In process: no HTTP, and the arguments as they are.
#[cfg(feature = "ssr")]
fn ask<S>(call: &(impl Fn() -> S + ?Sized), _arguments: String) -> Coming
where
    S: ServerFn<Output: Serialize, Error = AppError> + Send + 'static,
{
    let call = untrack(call);
    Box::pin(async move { Answer::of(call.run_body().await) })
}

#[cfg(not(feature = "ssr"))]
fn ask<S: ServerFn>(_call: &(impl Fn() -> S + ?Sized), arguments: String) -> Coming {
    let path = S::url();
    Box::pin(leptos::__reexports::send_wrapper::SendWrapper::new(super::post(path, arguments)))
}

/// Draws a page's content when it is there, or what is wrong with it.
pub fn loaded<T>(content: Content<T>, draw: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + 'static,
{
    loaded_or(content, waiting, failed, draw)
}

/// Draws content when it is there; `meanwhile` before, and what `instead` gives when something is
/// wrong with it.
pub fn loaded_or<T>(
    content: Content<T>,
    meanwhile: fn() -> AnyView,
    instead: fn(AppError) -> AnyView,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: DeserializeOwned + 'static,
{
    show(vec![content.source], Arc::new(move |answers| Ok(draw(said(answers, 0)?))), meanwhile, instead)
}

/// Draws a page when both of its contents are there.
pub fn loaded_together<A, B>(
    first: Content<A>,
    second: Content<B>,
    draw: impl Fn(A, B) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    A: DeserializeOwned + 'static,
    B: DeserializeOwned + 'static,
{
    let draw = move |answers: &[Answer]| Ok(draw(said(answers, 0)?, said(answers, 1)?));
    show(vec![first.source, second.source], Arc::new(draw), waiting, failed)
}

fn said<T: DeserializeOwned>(answers: &[Answer], place: usize) -> Result<T, AppError> {
    answers.get(place).ok_or(AppError::Unavailable)?.read()
}

/// Stands for a page that is on its way.
pub fn waiting() -> AnyView {
    view! { <Loading /> }.into_any()
}

/// Stands for a page that did not come.
pub fn failed(error: AppError) -> AnyView {
    view! { <PageFailure error /> }.into_any()
}

/// On the server a `Suspense` looks at its children two or three times to find out what they wait
/// for, and draws them anew each time if that is there already. It is kept from it: what is waited for
/// here is known, and a page that is drawn once costs a third less.
#[cfg(feature = "ssr")]
async fn not_at_first() {
    let mut first = true;
    std::future::poll_fn(|context| {
        if std::mem::take(&mut first) {
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
}

fn show(
    sources: Vec<Source>,
    draw: Arc<Draw>,
    meanwhile: fn() -> AnyView,
    instead: fn(AppError) -> AnyView,
) -> AnyView {
    // Loaded anew, it is drawn anew as a whole.
    let turn = Arc::new(Turn::default());
    let content = move || {
        let (sources, draw, turn) = (sources.clone(), draw.clone(), turn.clone());
        Suspend::new(async move {
            #[cfg(feature = "ssr")]
            not_at_first().await;
            let mut answers = Vec::with_capacity(sources.len());
            for Source(source) in sources {
                answers.push(source.await);
            }
            turn.of(draw(&answers).unwrap_or_else(instead))
        })
    };
    view! { <Suspense fallback=meanwhile>{content}</Suspense> }.into_any()
}
