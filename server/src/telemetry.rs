//! Logs: one JSON object a line, without anything personal in it.

use tracing_subscriber::EnvFilter;

/// Starts logging; `filter` is `info`, or more finely `info,server=debug`.
///
/// # Errors
/// A sentence that names the variable when the filter cannot be read.
pub fn start(filter: &str, json: bool) -> Result<(), &'static str> {
    // Below `info` libraries log what passes through them.
    let filter = EnvFilter::builder().parse(filter).map_err(|_| "LOG: say error, warn, info or debug")?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { builder.json().flatten_event(true).try_init() } else { builder.try_init() }
        .map_err(|_| "LOG: logging has been started already")
}
