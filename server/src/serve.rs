//! Serving: from the open port to the last answer.

use std::convert::Infallible;
use std::future::Future;
use std::io::{Error, ErrorKind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use services::Services;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::configuration::Deadlines;
use crate::flood::Tally;
use crate::instance::Instance;
use crate::router::router;

/// How long answers in progress may still take after the signal to stop.
const GRACE: Duration = Duration::from_secs(25);
/// How often the spaces of those who did not oppose are created.
const LOOK_EVERY: Duration = Duration::from_hours(1);
/// How often what is over is deleted: forms to show again and drafts of anybody who came, so that they take little room.
const TIDY_EVERY: Duration = Duration::from_mins(10);
/// How often a service whose messages are held looks whether they still are.
const HELD: Duration = Duration::from_secs(1);
/// How long no new connection is taken when the process has too many: others may end meanwhile.
const BREATH: Duration = Duration::from_millis(200);

/// Serves until `stop` comes, then finishes what is in progress.
pub async fn serve(listener: TcpListener, instance: Instance, stop: impl Future<Output = ()> + Send) {
    let services = instance.services.clone();
    let stopping = CancellationToken::new();
    let outbox = tokio::spawn({
        let (services, stopping, sends) = (services.clone(), stopping.clone(), instance.sends);
        async move {
            if !sends {
                tracing::warn!("SEND_MESSAGES=false: no message leaves, and nobody who needs a code can sign in");
            }
            if !may_send(&services, &stopping).await {
                return;
            }
            let sending = async {
                if sends {
                    services.run_outbox(stopping.clone()).await;
                }
            };
            tokio::join!(sending, services.run_exports(stopping.clone()));
        }
    });
    let looking = tokio::spawn(every(LOOK_EVERY, services.clone(), stopping.clone(), look));
    let tidying = tokio::spawn(every(TIDY_EVERY, services.clone(), stopping.clone(), tidy));

    let deadlines = instance.deadlines;
    let connections = TaskTracker::new();
    let signal = async {
        stop.await;
        tracing::info!("stopping: no new connections, answers in progress are finished");
        stopping.cancel();
    };
    tokio::join!(signal, accept(listener, router(instance), deadlines, &connections, &stopping));
    connections.close();
    if tokio::time::timeout(GRACE, connections.wait()).await.is_err() {
        tracing::warn!("some answers were still in progress");
    }
    let _ = tokio::join!(outbox, looking, tidying);
    services.drain().await;
}

/// Waits until messages may leave; whether they may, rather than that it is time to stop.
async fn may_send(services: &Services, stopping: &CancellationToken) -> bool {
    let mut told = false;
    loop {
        match services.sending_is_held().await {
            Ok(false) => return true,
            Ok(true) if !told => {
                tracing::warn!(
                    "this database was restored: no message leaves, and nobody who needs a code can sign in, until \
                     `server resume-sending`"
                );
                told = true;
            }
            Ok(true) => {}
            Err(error) => tracing::error!(%error, "nobody knows whether messages may leave"),
        }
        tokio::select! {
            () = stopping.cancelled() => return false,
            () = sleep(HELD) => {}
        }
    }
}

/// Takes connections until it is time to stop.
async fn accept(
    listener: TcpListener,
    router: Router,
    deadlines: Deadlines,
    connections: &TaskTracker,
    stopping: &CancellationToken,
) {
    static NOT_TAKEN: Tally =
        Tally::new("connections", "connections cannot be taken: too many are open, or memory is short");
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Without TCP_NODELAY every page that is written in two pieces waits for the client's acknowledgement:
                // 44 ms instead of 2.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY");
                }
                let connection = connection(stream, ConnectInfo(peer), router.clone(), deadlines, stopping.clone());
                connections.spawn(connection);
            }
            // Whoever came has gone again.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(_) => {
                NOT_TAKEN.count();
                sleep(BREATH).await;
            }
        }
    }
}

/// Serves one connection: request after request, until it is silent for too long or it is time to stop.
///
/// The head of a request has its deadline here, its body in the router; and whoever does not take an answer is let go.
async fn connection(
    stream: TcpStream,
    peer: ConnectInfo<std::net::SocketAddr>,
    router: Router,
    deadlines: Deadlines,
    stopping: CancellationToken,
) {
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let (mut request, router) = (request.map(Body::new), router.clone());
        request.extensions_mut().insert(peer);
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    let io = TokioIo::new(Impatient { stream, patience: deadlines.request, stalled: None });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(deadlines.idle)
        .serve_connection(io, service);
    let mut serving = pin!(serving);
    // How a connection ends is the client's affair: it went away, or was too slow.
    let _ = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stopping.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
}

/// A connection whose writes fail once nothing of them was taken for too long.
struct Impatient {
    stream: TcpStream,
    patience: Duration,
    /// Runs while the other side takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    /// What came of a write, unless it has been waited for too long.
    fn in_time<T>(&mut self, context: &mut Context<'_>, written: Poll<Result<T, Error>>) -> Poll<Result<T, Error>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        stalled.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize, Error>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize, Error>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.in_time(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(context);
        self.in_time(context, closed)
    }
}

/// Does something at once, and again and again until it is time to stop.
async fn every<F: Future<Output = ()> + Send>(
    interval: Duration,
    services: Services,
    stopping: CancellationToken,
    act: impl Fn(Services) -> F + Send,
) {
    loop {
        act(services.clone()).await;
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(interval) => {}
        }
    }
}

async fn look(services: Services) {
    match services.create_spaces().await {
        Ok(0) => {}
        Ok(created) => tracing::info!(created, "created the spaces of those who did not oppose"),
        Err(error) => tracing::error!(%error, "spaces cannot be created"),
    }
    match services.expire_invitations().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "ended invitations that nobody answered in time"),
        Err(error) => tracing::error!(%error, "invitations cannot be ended"),
    }
    match services.erase_closed().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "deleted what closed profiles held"),
        Err(error) => tracing::error!(%error, "closed profiles cannot be deleted"),
    }
    match services.follow_majorities().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "followed children who come of age"),
        Err(error) => tracing::error!(%error, "children who come of age cannot be followed"),
    }
}

async fn tidy(services: Services) {
    match services.tidy_up().await {
        Ok(0) => {}
        Ok(gone) => tracing::info!(gone, "deleted what was over"),
        Err(error) => tracing::error!(%error, "tidying up failed"),
    }
    match services.tidy_exports().await {
        Ok(0) => {}
        Ok(gone) => tracing::info!(gone, "removed files that nobody can ask for any more"),
        Err(error) => tracing::error!(%error, "the folder of files cannot be tidied"),
    }
}
