//! Metrics for Prometheus, on a listener of their own that the public never reaches.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::Method;
use http::header::CONTENT_TYPE;
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use services::metrics as service_metrics;
use tokio::net::TcpListener;

const REQUESTS: &str = "http_requests_total";
const REQUEST_SECONDS: &str = "http_request_duration_seconds";
const POSTS_REFUSED: &str = "posts_refused_total";

/// Bounds of the histograms, in seconds: a page takes less than a millisecond, a password hash tens of
/// them, and what takes seconds is stuck.
const BOUNDS: [f64; 11] = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// How often what the histograms have taken in is put in order when nobody asks for it.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Counts an answer. The route is its template, never the address.
pub fn answered(method: &Method, route: String, status: u16, took: Duration) {
    // What a client makes up must not make series.
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    };
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(took);
}

/// Counts a post that was refused because too many came from its network address.
pub fn post_refused() {
    metrics::counter!(POSTS_REFUSED).increment(1);
}

/// What has been counted in this process.
#[derive(Clone)]
pub struct Metrics {
    counted: PrometheusHandle,
}

impl Metrics {
    /// Begins counting; without it everything that counts does nothing.
    ///
    /// # Errors
    /// A sentence when counting has begun already.
    pub fn start() -> Result<Self, &'static str> {
        let counted = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BOUNDS)
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|_| "METRICS_ADDRESS: counting has been started already")?;
        describe_counter!(REQUESTS, "Answers, by method, route and status");
        describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "From the first byte of a request to its answer's head");
        describe_counter!(POSTS_REFUSED, "Posts that were refused because too many came from their network address");
        describe_counter!(service_metrics::SIGN_INS, "Tries to sign in, by step and outcome");
        describe_gauge!(service_metrics::HASHES_WAITING, "Password hashes that wait for their turn");
        describe_histogram!(service_metrics::HASH_SECONDS, Unit::Seconds, "One password hash");
        describe_counter!(service_metrics::MESSAGES, "Messages that left the outbox, by channel and outcome");
        describe_counter!(
            service_metrics::GATEWAY_FAULTS,
            "Tries to hand a message over at which the gateway was at fault, by channel and stage"
        );
        describe_counter!(service_metrics::REFUSALS, "Requests for a profile that is not the caller's");
        describe_counter!(service_metrics::FORGED_ROWS, "Rows that should give a right and were altered, by table");
        Ok(Self { counted })
    }

    /// Serves `/metrics` until `stop` comes.
    ///
    /// # Errors
    /// The error of the listener.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let upkeep = tokio::spawn({
            let counted = self.counted.clone();
            async move {
                loop {
                    tokio::time::sleep(UPKEEP_EVERY).await;
                    counted.run_upkeep();
                }
            }
        });
        let router = Router::new().route("/metrics", get(page)).with_state(self);
        let served = axum::serve(listener, router).with_graceful_shutdown(stop).await;
        upkeep.abort();
        served
    }
}

async fn page(State(metrics): State<Metrics>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.counted.render()).into_response()
}
