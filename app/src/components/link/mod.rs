use domain::help;
use domain::place::{Page, Program, PublicPage};
use leptos::prelude::*;

use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;

/// The `rel` of a link: `external` where it leads to a page without the browser's program. The router then leaves it to the
/// browser; had it put the address into the history itself, «back» would change the address only, and the page would stay.
/// Likewise where the server may ask for the password first.
pub fn rel(href: &str) -> Option<&'static str> {
    let page = Page::of_address(href)?;
    if page.is_sensitive() { Some("external") } else { rel_by(page.program()) }
}

/// The same for a page that is known.
pub const fn rel_to(page: PublicPage) -> Option<&'static str> {
    rel_by(page.program())
}

const fn rel_by(program: Program) -> Option<&'static str> {
    match program {
        Program::Without => Some("external"),
        Program::Main | Program::Part(_) => None,
    }
}

/// A link within a text.
#[component]
pub fn TextLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// Its words.
    label: &'static str,
    /// A class of its own.
    #[prop(optional, into)]
    class: Option<&'static str>,
) -> impl IntoView {
    let rel = rel(&href);
    view! {
        <a class=class href=href rel=rel>
            {label}
        </a>
    }
}

/// The help line's number, to call.
#[component]
pub fn HelpLine(
    /// A class of its own.
    #[prop(optional, into)]
    class: Option<&'static str>,
) -> impl IntoView {
    view! {
        <a class=class href=format!("tel:{}", help::LINE) translate="no">
            {help::LINE}
        </a>
    }
}

/// A link that stands alone, with an icon.
#[component]
pub fn ActionLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// What it is about.
    icon: &'static str,
    /// Where it leads.
    #[prop(into)]
    label: Oco<'static, str>,
) -> impl IntoView {
    let rel = rel(&href);
    view! {
        <a class="action-list__link" href=href rel=rel>
            <Icon name=icon />
            " "
            {label}
        </a>
    }
}

/// A file to download: its format and its weight are said beforehand (RGAA 13.x).
#[component]
pub fn DownloadLink(
    /// The address of the file.
    #[prop(into)]
    href: String,
    /// What is downloaded, as a verb.
    #[prop(into)]
    label: Oco<'static, str>,
    /// `PDF`.
    format: &'static str,
    /// Its weight, in bytes.
    bytes: u64,
) -> impl IntoView {
    view! {
        // `external`: the router leaves it to the browser, which saves the file.
        <a class="action-list__link" href=href rel="external" download="">
            <Icon name="download" />
            " "
            <span>{label} {format!(" ({format}, {})", weight(bytes))}</span>
        </a>
    }
}

/// `58 Ko`, `1,4 Mo`: as people read it, in thousands, rounded up.
fn weight(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1000);
    if kilobytes < 1000 {
        return format!("{kilobytes}\u{a0}Ko");
    }
    let tenths = bytes.div_ceil(100_000);
    match tenths % 10 {
        0 => format!("{}\u{a0}Mo", tenths / 10),
        tenth => format!("{},{tenth}\u{a0}Mo", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn weights_are_written_as_people_read_them() {
        let written: Vec<String> =
            [0, 1, 57_300, 999_000, 999_001, 1_400_000, 4_950_001].map(weight).into_iter().collect();
        let expected = ["0 Ko", "1 Ko", "58 Ko", "999 Ko", "1 Mo", "1,4 Mo", "5 Mo"];
        assert_eq!(written, expected.map(|text| text.replace(' ', "\u{a0}")));
    }
}
