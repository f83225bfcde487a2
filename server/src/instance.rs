//! What every request of a process shares.

use std::sync::Arc;

use app::Frame;
use app::visit::Cookies;
use axum::extract::FromRef;
use leptos::prelude::LeptosOptions;
use services::Services;

use crate::configuration::Configuration;
use crate::documents::ErrorPages;
use crate::stylesheet::FirstLooks;

/// What every request of this process shares.
#[derive(Clone)]
pub struct Instance {
    /// What can be done.
    pub services: Services,
    /// How cookies are written.
    pub cookies: Cookies,
    /// The address that visitors type.
    pub origin: Arc<str>,
    /// Whether pages may open cargo-leptos' socket, by which it reloads them.
    pub watched: bool,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
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
            .hash_files(hash_file_is_there())
            .build();
        let frame = Frame::new(&leptos, configuration.demonstration);
        let sheet = configuration.site_dir.join(frame.stylesheet.trim_start_matches('/'));
        Self {
            services,
            cookies: Cookies { secure: configuration.origin.is_secure() },
            origin: configuration.origin.as_str().into(),
            watched: configuration.watched,
            trusted_proxies: configuration.trusted_proxies,
            leptos,
            looks: if configuration.watched { None } else { FirstLooks::read(&sheet).map(Arc::new) },
            pages: ErrorPages::new(&frame),
            frame: Arc::new(frame),
        }
    }

    /// What the content security policy allows of styles within a page: what pages are first drawn with.
    pub(crate) fn style_sources(&self) -> &str {
        self.looks.as_deref().map_or("", FirstLooks::sources)
    }
}

/// cargo-leptos writes the hashes of the browser's files beside the program, if it hashed them.
fn hash_file_is_there() -> bool {
    std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join("hash.txt")))
        .is_some_and(|file| file.exists())
}
