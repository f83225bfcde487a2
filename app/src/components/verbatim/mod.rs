//! Names, codes and numbers, which a browser that translates the page must leave as they are: `translate="no"`.
//!
//! An element that holds nothing else carries the attribute. Within a sentence the word is marked by [`verbatim`], wherever the
//! sentence is put together, and [`sentence`] draws what was marked in an element of its own.

use leptos::prelude::*;

/// Before and after a word that is left as it is: the signs that isolate a text in its own direction, which nobody types.
const MARKS: [char; 2] = ['\u{2068}', '\u{2069}'];

/// Marks a name, a code or a number within a sentence that [`sentence`] draws.
pub fn verbatim(word: &str) -> String {
    format!("{}{word}{}", MARKS[0], MARKS[1])
}

/// The hint that shows how a number, a code or an address is typed.
macro_rules! example {
    ($typed:literal) => {
        concat!("Ex.\u{a0}: \u{2068}", $typed, "\u{2069}")
    };
}
pub(crate) use example;

/// The word of our own within which no line ends.
const EMAIL: &str = "e-mail";

/// Longer words break where they can: they may be wider than a phone.
const LONGEST: usize = 24;

/// Draws a sentence, with what is marked in it. No line ends within a name or within «e-mail».
pub fn sentence(text: impl Into<Oco<'static, str>>) -> AnyView {
    let text: Oco<'static, str> = text.into();
    if !text.contains(MARKS) && !text.contains(EMAIL) {
        return text.into_any();
    }
    let pieces = text.split(MARKS).enumerate().filter(|(_, piece)| !piece.is_empty());
    let pieces = pieces.map(|(place, piece)| {
        if place % 2 == 1 {
            view! { <span translate="no">{unbroken(piece, "-")}</span> }.into_any()
        } else {
            unbroken(piece, EMAIL)
        }
    });
    pieces.collect::<Vec<AnyView>>().into_any()
}

/// Draws somebody's name, within whose words no line ends: a browser ends lines after every hyphen, and another sign in its place
/// would not be found.
pub fn name(text: &str) -> AnyView {
    unbroken(text, "-")
}

/// Draws a text, no line of which ends within a word that has `part`.
fn unbroken(text: &str, part: &str) -> AnyView {
    let (mut drawn, mut others) = (Vec::new(), String::new());
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end_matches(' ');
        // An address is no name, and may be long.
        if bare.contains(part) && bare.len() <= LONGEST && !bare.contains('@') {
            if !others.is_empty() {
                drawn.push(std::mem::take(&mut others).into_any());
            }
            others.push_str(&word[bare.len()..]);
            let bare = bare.to_owned();
            drawn.push(view! { <span class="nowrap">{bare}</span> }.into_any());
        } else {
            others.push_str(word);
        }
    }
    if !others.is_empty() {
        drawn.push(others.into_any());
    }
    drawn.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(text: impl Into<Oco<'static, str>>) -> String {
        let text = text.into();
        Owner::new().with(|| sentence(text).to_html()).replace("<!>", "")
    }

    #[test]
    fn what_is_marked_is_not_translated_and_the_marks_are_not_sent() {
        let greeting = format!("Bonjour {},", verbatim("<Inaya>"));
        assert_eq!(html(greeting), "Bonjour <span translate=\"no\">&lt;Inaya&gt;</span>,");
        assert_eq!(html(verbatim("Lola")), "<span translate=\"no\">Lola</span>");
        let two = format!("De {} à {}.", verbatim("A"), verbatim("B"));
        assert_eq!(html(two).matches("translate=\"no\"").count(), 2);
    }

    #[test]
    fn no_line_ends_within_a_name_or_within_e_mail() {
        let named = format!("Profil de {}", verbatim("Jean-Jacques Jean-Pierre Capanelli"));
        assert_eq!(
            html(named),
            "Profil de <span translate=\"no\"><span class=\"nowrap\">Jean-Jacques</span> \
             <span class=\"nowrap\">Jean-Pierre</span> Capanelli</span>"
        );
        assert_eq!(html("Par e-mail, ou là-bas"), "Par <span class=\"nowrap\">e-mail,</span> ou là-bas");
        // Those who are not on one line anyway, and addresses.
        for long in ["Marie-Antoinette-Elisabeth-Charlotte", "jean-paul@exemple.fr"] {
            assert_eq!(html(verbatim(long)), format!("<span translate=\"no\">{long}</span>"));
        }
    }

    #[test]
    fn an_example_is_left_as_it_is() {
        assert_eq!(html(example!("034567")), "Ex.\u{a0}: <span translate=\"no\">034567</span>");
    }

    #[test]
    fn a_sentence_without_a_mark_stays_a_text() {
        assert_eq!(html("Mon espace santé"), "Mon espace santé");
    }
}
