//! What every request of a process shares.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use app::visit::Cookies;
use app::{Files, Frame};
use axum::extract::FromRef;
use leptos::prelude::LeptosOptions;
use services::Services;

use crate::configuration::{Configuration, Deadlines, Plain};
use crate::documents::ErrorPages;
use crate::flood::{FloodGate, Tally};
use crate::stylesheet::FirstLooks;

/// What every request of this process shares.
#[derive(Clone)]
pub struct Instance(Arc<Shared>);

impl Deref for Instance {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What an [`Instance`] holds.
pub struct Shared {
    /// What can be done.
    pub services: Services,
    /// How cookies are written.
    pub cookies: Cookies,
    /// The address that visitors type.
    pub origin: Box<str>,
    /// From where visitors may come over plain HTTP.
    pub plain: Plain,
    /// Whether browsers take the service's address for a secure one.
    pub trustworthy: bool,
    /// Whether pages may open cargo-leptos' socket, by which it reloads them.
    pub watched: bool,
    /// Whether messages leave.
    pub sends: bool,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
    /// By when a request has to be there as a whole.
    pub deadlines: Deadlines,
    /// Which posts of somebody who is not signed in are let through.
    pub(crate) gate: FloodGate,
    /// Counts the posts that another site may have caused.
    pub(crate) foreign: Tally,
    /// What Leptos needs to know of the build.
    pub leptos: LeptosOptions,
    /// What every page shows.
    pub frame: Arc<Frame>,
    /// What pages are first drawn with; none under cargo-leptos, which exchanges the style sheet in the page.
    looks: Option<Arc<FirstLooks>>,
    pub(crate) pages: ErrorPages,
}

impl FromRef<Instance> for LeptosOptions {
    fn from_ref(instance: &Instance) -> Self {
        instance.leptos.clone()
    }
}

impl FromRef<Instance> for Option<Arc<FirstLooks>> {
    fn from_ref(instance: &Instance) -> Self {
        instance.looks.clone()
    }
}

impl Instance {
    /// Puts an instance together.
    #[must_use]
    pub fn new(configuration: &Configuration, services: Services) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("mon-espace-sante")
            .site_root(configuration.site_dir.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .site_addr(configuration.listen)
            .build();
        let files = files(&configuration.site_dir);
        let sheet = configuration.site_dir.join(files.stylesheet.trim_start_matches('/'));
        let operator = Arc::new(configuration.operator.clone());
        let frame = Frame { demonstration: configuration.demonstration, operator, files };
        Self(Arc::new(Shared {
            services,
            cookies: Cookies { secure: configuration.origin.is_secure(), port: configuration.origin.port() },
            origin: configuration.origin.as_str().into(),
            plain: configuration.plain,
            trustworthy: configuration.origin.is_secure() || configuration.origin.is_loopback(),
            watched: configuration.watched,
            sends: configuration.sends,
            trusted_proxies: configuration.trusted_proxies,
            deadlines: configuration.deadlines,
            gate: FloodGate::new(configuration.posts_per_minute),
            foreign: Tally::new("origin", "posts that did not come from pages of ours were refused"),
            leptos,
            looks: if configuration.watched { None } else { FirstLooks::read(&sheet).map(Arc::new) },
            pages: ErrorPages::new(&frame),
            frame: Arc::new(frame),
        }))
    }

    /// What the content security policy allows of styles within a page: what pages are first drawn with.
    pub(crate) fn style_sources(&self) -> &str {
        self.looks.as_deref().map_or("", FirstLooks::sources)
    }
}

/// Where the build says that the browser's files are. `make dev` writes no such list, as its files keep their names.
fn files(site: &Path) -> Files {
    match listed_files(site) {
        Ok(files) => files.unwrap_or_default(),
        Err(error) => {
            tracing::error!(%error, "pages come without the browser's program");
            Files::default()
        }
    }
}

/// What `pkg/files.json` says; nothing where there is no such list.
///
/// # Errors
/// A sentence when it is not what the build writes.
pub fn listed_files(site: &Path) -> Result<Option<Files>, String> {
    let Ok(list) = std::fs::read_to_string(site.join("pkg/files.json")) else { return Ok(None) };
    serde_json::from_str(&list)
        .map(Some)
        .map_err(|error| format!("pkg/files.json is not what the build writes ({error})"))
}
