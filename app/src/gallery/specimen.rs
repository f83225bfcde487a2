//! One state of an entry beside others: on one page each keeps to its own ids.

use leptos::prelude::*;

/// Attributes that name the id of another element, or several.
const REFERENCES: [&str; 12] = [
    "for",
    "form",
    "list",
    "headers",
    "popovertarget",
    "commandfor",
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-labelledby",
    "aria-owns",
];

/// What a state looks like, as HTML.
#[cfg(feature = "ssr")]
pub fn html_of(draw: fn() -> AnyView) -> String {
    draw().to_html()
}

/// What a state looks like, as HTML.
#[cfg(not(feature = "ssr"))]
pub fn html_of(draw: fn() -> AnyView) -> String {
    use leptos::wasm_bindgen::JsCast;

    let Ok(element) = document().create_element("div") else { return String::new() };
    let drawn = leptos::mount::mount_to(element.clone().unchecked_into(), draw);
    let html = element.inner_html();
    drop(drawn);
    html
}

/// A state on a page that shows others too. `prefix` is put before its ids and the names of its
/// inputs: two groups of radio buttons would be one otherwise.
#[cfg(feature = "ssr")]
#[component]
pub fn Specimen(
    /// What draws it.
    draw: fn() -> AnyView,
    /// What no other specimen of the page has.
    prefix: String,
) -> impl IntoView {
    view! { <div class="specimen" data-specimen=prefix.clone() inner_html=isolate(&html_of(draw), &prefix)></div> }
}

/// A state on a page that shows others too, alive.
#[cfg(not(feature = "ssr"))]
#[component]
pub fn Specimen(
    /// What draws it.
    draw: fn() -> AnyView,
    /// What no other specimen of the page has.
    prefix: String,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    let own = prefix.clone();
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            isolate_live(&place, &own);
        }
    });
    view! {
        <div class="specimen" data-specimen=prefix node_ref=place>
            {draw()}
        </div>
    }
}

/// As [`isolate`], on what stands in the page.
#[cfg(not(feature = "ssr"))]
fn isolate_live(place: &leptos::web_sys::Element, prefix: &str) {
    use leptos::wasm_bindgen::JsCast;
    use leptos::web_sys::Element;

    let Ok(inside) = place.query_selector_all("*") else { return };
    let elements = (0..inside.length()).filter_map(|at| inside.item(at)?.dyn_into::<Element>().ok());
    for element in elements {
        for name in element.get_attribute_names() {
            let Some(name) = name.as_string() else { continue };
            let Some(value) = element.get_attribute(&name) else { continue };
            // Setting an attribute fails only for an invalid name, and this one is there already.
            match renamed(&name, &value, prefix) {
                Renamed::As(value) => drop(element.set_attribute(&name, &value)),
                Renamed::Away => drop(element.remove_attribute(&name)),
                Renamed::NotAtAll => {}
            }
        }
    }
}

enum Renamed {
    As(String),
    Away,
    NotAtAll,
}

/// What becomes of an attribute of a specimen.
fn renamed(name: &str, value: &str, prefix: &str) -> Renamed {
    match name {
        "id" | "name" => Renamed::As(format!("{prefix}-{value}")),
        // Among many none is the first to type in.
        "autofocus" => Renamed::Away,
        "href" => match value.strip_prefix('#') {
            Some(id) => Renamed::As(format!("#{prefix}-{id}")),
            None => Renamed::NotAtAll,
        },
        name if REFERENCES.contains(&name) => {
            let ids: Vec<String> = value.split_ascii_whitespace().map(|id| format!("{prefix}-{id}")).collect();
            Renamed::As(ids.join(" "))
        }
        _ => Renamed::NotAtAll,
    }
}

/// The HTML with `prefix` before every id, every name of an input, and whatever refers to them.
#[cfg(any(feature = "ssr", test))]
fn isolate(html: &str, prefix: &str) -> String {
    let mut isolated = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        isolated.push_str(&rest[..open]);
        rest = &rest[open..];
        let end = tag_end(rest);
        let (tag, after) = rest.split_at(end);
        if tag.starts_with("</") || tag.starts_with("<!") {
            isolated.push_str(tag);
        } else {
            isolate_tag(tag, prefix, &mut isolated);
        }
        rest = after;
    }
    isolated.push_str(rest);
    isolated
}

/// Where the tag ends that the text begins with: behind the first `>` outside quotes.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(any(feature = "ssr", test))]
fn isolate_tag(tag: &str, prefix: &str, isolated: &mut String) {
    let mut rest = tag;
    // Values without quotes are not written by the view macro; names alone are booleans.
    while let Some(equals) = rest.find("=\"") {
        let (before, quoted) = rest.split_at(equals);
        let Some(length) = quoted[2..].find('"') else { break };
        let (value, after) = (&quoted[2..2 + length], &quoted[3 + length..]);
        let name = before.rsplit([' ', '\n']).next().unwrap_or_default();
        let before = before.replace(" autofocus ", " ");
        match renamed(name, value, prefix) {
            Renamed::As(value) => {
                isolated.push_str(&before);
                isolated.push_str("=\"");
                isolated.push_str(&value);
                isolated.push('"');
            }
            Renamed::Away => isolated.push_str(before.trim_end_matches(name).trim_end()),
            Renamed::NotAtAll => {
                isolated.push_str(&before);
                isolated.push_str(&rest[equals..rest.len() - after.len()]);
            }
        }
        rest = after;
    }
    isolated.push_str(&rest.replace(" autofocus", ""));
}

/// Elements that stand within a sentence.
const INLINE: [&str; 14] =
    ["a", "abbr", "b", "bdi", "code", "em", "kbd", "small", "span", "strong", "svg", "time", "use", "wbr"];

/// The sentences of a piece of HTML, in its order.
pub fn texts_of(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let end = tag_end(rest);
        let name = rest[1..end].trim_start_matches('/').split([' ', '>', '/', '\n']).next().unwrap_or_default();
        if !name.starts_with('!') && !INLINE.contains(&name) {
            finish(&mut text, &mut texts);
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    finish(&mut text, &mut texts);
    texts
}

fn finish(text: &mut String, texts: &mut Vec<String>) {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    let plain = plain.replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
    let plain: Vec<&str> = plain.split_ascii_whitespace().collect();
    if !plain.is_empty() {
        texts.push(plain.join(" "));
    }
    text.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_what_refers_to_them_are_kept_apart() {
        let html = concat!(
            "<label for=\"a\">A = \"b\"</label><!><input id=\"a\" name=\"n\" autofocus aria-describedby=\"b c\">",
            "<a href=\"#a\" title=\"1 > 0\">x</a><a href=\"/icons.svg#a\">y</a>"
        );
        assert_eq!(
            isolate(html, "p"),
            concat!(
                "<label for=\"p-a\">A = \"b\"</label><!><input id=\"p-a\" name=\"p-n\" aria-describedby=\"p-b p-c\">",
                "<a href=\"#p-a\" title=\"1 > 0\">x</a><a href=\"/icons.svg#a\">y</a>"
            )
        );
        assert_eq!(isolate("<h2 id=\"t\" autofocus=\"true\">T</h2>", "p"), "<h2 id=\"p-t\">T</h2>");
    }

    #[test]
    fn sentences_are_whole() {
        let html = "<p>Un\u{a0}<strong>mot</strong> &amp; <!>deux.</p><ul><li>Trois\n  quatre</li><li> </li></ul>fin";
        assert_eq!(texts_of(html), ["Un\u{a0}mot & deux.", "Trois quatre", "fin"]);
    }
}
