//! Serving: from the open port to the last answer.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use services::Services;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::instance::Instance;
use crate::router::router;

/// How long answers in progress may still take after the signal to stop.
const GRACE: Duration = Duration::from_secs(25);
/// How often what is over is deleted, and the spaces of those who did not oppose are created.
const TIDY_EVERY: Duration = Duration::from_hours(1);

/// Serves until `stop` comes, then finishes what is in progress.
///
/// # Errors
/// The error of the listener.
pub async fn serve(
    listener: TcpListener,
    instance: Instance,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let services = instance.services.clone();
    let stopping = CancellationToken::new();
    let outbox = tokio::spawn({
        let (services, stopping) = (services.clone(), stopping.clone());
        async move { services.run_outbox(stopping).await }
    });
    let tidying = tokio::spawn(tidy(services.clone(), stopping.clone()));

    // Without TCP_NODELAY every page that is written in two pieces waits for the client's
    // acknowledgement: 44 ms instead of 2.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
    });
    let app = router(instance).into_make_service_with_connect_info::<SocketAddr>();
    let signal = {
        let stopping = stopping.clone();
        async move {
            stop.await;
            tracing::info!("stopping: no new connections, answers in progress are finished");
            stopping.cancel();
        }
    };
    let serving = axum::serve(listener, app).with_graceful_shutdown(signal).into_future();
    let served = tokio::select! {
        served = serving => served,
        () = async { stopping.cancelled().await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("some answers were still in progress");
            Ok(())
        }
    };
    stopping.cancel();
    let _ = tokio::join!(outbox, tidying);
    services.drain().await;
    served
}

async fn tidy(services: Services, stopping: CancellationToken) {
    loop {
        match services.create_spaces().await {
            Ok(0) => {}
            Ok(created) => tracing::info!(created, "created the spaces of those who did not oppose"),
            Err(error) => tracing::error!(%error, "spaces cannot be created"),
        }
        match services.follow_majorities().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "followed children who come of age"),
            Err(error) => tracing::error!(%error, "children who come of age cannot be followed"),
        }
        match services.tidy_up().await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "deleted what was over"),
            Err(error) => tracing::error!(%error, "tidying up failed"),
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(TIDY_EVERY) => {}
        }
    }
}
