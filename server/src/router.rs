//! The router: pages and server functions of the application, plain routes, files, and what all of
//! them pass through.

use std::convert::Infallible;
use std::io::ErrorKind;

use any_spawner::Executor;
use app::shell;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{BoxError, Router};
use domain::place::Page;
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{handle_server_fns_with_context, render_app_async_with_context};
use server_fn::axum::server_fn_paths;
use tower::{Service, ServiceBuilder, service_fn};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate as _, SizeAbove};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::instance::Instance;
use crate::stylesheet::first_look;
use crate::{enrolment, guard, middleware, routes};

/// Every route of the service, behind everything that it passes through.
pub fn router(instance: Instance) -> Router {
    let site = instance.leptos.site_root.to_string();
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let a_day = HeaderValue::from_static("public, max-age=86400");
    // The names of these files change with their content.
    let package = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, move |response: &http::Response<_>| {
            response.status().is_success().then(|| forever.clone())
        }))
        .service(whatever_the_name(ServeDir::new(format!("{site}/pkg")).precompressed_br().precompressed_gzip()));
    let files = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, move |response: &http::Response<_>| {
            response.status().is_success().then(|| a_day.clone())
        }))
        .service(whatever_the_name(
            ServeDir::new(site)
                .append_index_html_on_directories(false)
                .precompressed_br()
                .precompressed_gzip()
                .call_fallback_on_method_not_allowed(true)
                .fallback(get(not_found).with_state(instance.clone())),
        ));

    let plain = routes::plain(instance.frame.demonstration)
        .into_iter()
        .fold(Router::new().nest_service("/pkg", package), |router, (path, answer)| router.route(path, answer));

    let frame = instance.frame.clone();
    let leptos = instance.leptos.clone();
    // Leptos runs its tasks on the one of the process; it is told once, and says so when it knows already.
    let _ = Executor::init_tokio();
    let draw = get(render_app_async_with_context(page_context, move || shell(leptos.clone(), &frame)));
    Page::templates()
        .fold(plain, |router, path| router.route(&path, draw.clone()))
        .merge(functions())
        .fallback_service(files)
        // Two stacks, as each is boxed once for every route, and boxes are cloned for every request. The inner one stands first;
        // within each, requests pass from the top down.
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(instance.clone(), middleware::same_origin_only))
                .layer(from_fn_with_state(instance.clone(), middleware::visit))
                .layer(from_fn_with_state(instance.clone(), guard::guard))
                .layer(from_fn_with_state(instance.clone(), enrolment::enrolment)),
        )
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(instance.clone(), middleware::envelope))
                .layer(
                    // Of 33 kB, level 5 sends 2.1 kB less than level 1: 11 ms of a phone's slow line for less than 1 ms here.
                    CompressionLayer::new()
                        .quality(CompressionLevel::Precise(5))
                        .compress_when(SizeAbove::new(1024).and(is_text)),
                )
                .layer(from_fn_with_state(instance.clone(), first_look))
                .layer(from_fn_with_state(instance.clone(), middleware::whole_pages))
                .layer(CatchPanicLayer::custom(middleware::panicked)),
        )
        .with_state(instance)
}

/// Files, of which there is none under a name that no file can have: the library takes that for a failure.
fn whatever_the_name<F, B>(
    files: ServeDir<F>,
) -> impl Service<Request<Body>, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync
where
    F: Service<Request<Body>, Response = http::Response<B>, Error = Infallible, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
    B: hyper::body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    service_fn(move |request: Request<Body>| {
        let answer = files.clone().try_call(request);
        async move {
            let status = match answer.await {
                Ok(response) => return Ok(response.map(Body::new)),
                Err(error) if is_no_name_of_a_file(error.kind()) => StatusCode::NOT_FOUND,
                Err(error) => {
                    tracing::error!(%error, "a file cannot be read");
                    StatusCode::INTERNAL_SERVER_ERROR
                }
            };
            Ok(middleware::status_only(status))
        }
    })
}

const fn is_no_name_of_a_file(error: ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::PermissionDenied
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
    )
}

/// The application's server functions.
fn functions() -> Router<Instance> {
    let call = post(|request| handle_server_fns_with_context(page_context, request));
    server_fn_paths().fold(Router::new(), |router, (path, _)| router.route(path, call.clone()))
}

/// Compresses pages and answers; pictures, fonts and the browser's program are compressed already.
fn is_text(_: http::StatusCode, _: http::Version, headers: &http::HeaderMap, _: &http::Extensions) -> bool {
    headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| {
        kind.starts_with("text/") || kind.starts_with("application/json") || kind.starts_with("image/svg")
    })
}

/// Gives a page's rendering what its request carries.
fn page_context() {
    if let Some(nonce) =
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<middleware::CspNonce>().cloned())
    {
        provide_context(Nonce::from_value(nonce.0));
    }
}

/// The application's own page for an address that nothing stands at.
async fn not_found(State(instance): State<Instance>, request: Request<Body>) -> impl IntoResponse {
    let (leptos, frame) = (instance.leptos.clone(), instance.frame.clone());
    render_app_async_with_context(page_context, move || shell(leptos.clone(), &frame))(request).await
}
