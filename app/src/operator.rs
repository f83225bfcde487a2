//! Who runs an instance and what they vouch for. All of it is configured, and what is not configured is not said
//! (product.md, decision 30).

#[cfg(any(feature = "ssr", feature = "gallery"))]
use std::sync::Arc;

use domain::assurance::Assurances;
use leptos::prelude::*;

/// Who runs this instance, as the legal pages say it.
#[cfg(any(feature = "ssr", feature = "gallery"))]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// Who publishes it: name and address.
    pub publisher: Option<String>,
    /// Who hosts it: name and address.
    pub host: Option<String>,
    /// Where one writes to: an e-mail address, or a postal one.
    pub contact: Option<String>,
    /// What they vouch for.
    pub assurances: Assurances,
}

/// The operator, for pages that the server draws alone.
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub fn operator() -> Arc<Operator> {
    use_context().unwrap_or_default()
}

/// Tells the pages of a document who runs the instance.
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub fn provide_operator(operator: &Arc<Operator>) {
    provide_context(operator.assurances);
    provide_context(operator.clone());
}

/// What the operator vouches for. The program in the browser reads it from the page that the server has sent: pages that it
/// draws itself then say the same.
pub fn assurances() -> Assurances {
    use_context().unwrap_or_else(in_the_page)
}

/// The attribute of `<body>` that has the number of the assurances.
#[cfg(not(feature = "ssr"))]
const ATTRIBUTE: &str = "data-assurances";

#[cfg(not(feature = "ssr"))]
fn in_the_page() -> Assurances {
    let number = document().body().and_then(|body| body.get_attribute(ATTRIBUTE)?.parse().ok());
    Assurances::of_number(number.unwrap_or_default())
}

#[cfg(feature = "ssr")]
fn in_the_page() -> Assurances {
    Assurances::default()
}
