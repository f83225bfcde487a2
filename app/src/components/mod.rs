//! Components, a folder each: markup and behaviour, and where there is a look of its own, a style
//! sheet of the same name. `examples.rs` shows it in the gallery in every state.

pub mod announcer;
pub mod assurance;
pub mod avatar;
pub mod back_link;
pub mod button;
pub mod card;
pub mod chart;
pub mod checkbox;
pub mod choice;
pub mod confirmation;
pub mod date_field;
pub mod definition_list;
pub mod dialog;
pub mod disclosure;
pub mod empty;
pub mod error_summary;
pub mod failure;
pub mod field;
pub mod file_field;
pub mod form;
pub mod icon;
pub mod interruption;
pub mod link;
pub mod live_text;
pub mod loading;
pub mod nir_field;
pub mod notice;
pub mod numbered_title;
pub mod outcome;
pub mod page_title;
pub mod pager;
pub mod panel;
pub mod password_field;
pub mod profile_band;
pub mod profile_layout;
pub mod profile_menu;
pub mod progress;
pub mod provisional_code_field;
pub mod public_layout;
pub mod select;
pub mod session_watch;
pub mod settings_section;
pub mod side_nav;
pub mod sign_out;
pub mod site_footer;
pub mod site_header;
pub mod skeleton;
pub mod stepper;
pub mod tabs;
pub mod tag;
pub mod text_area;
pub mod timeline;
pub mod verbatim;

/// What the gallery shows, in the order of the titles.
#[cfg(feature = "gallery")]
pub const EXAMPLES: &[crate::gallery::Entry] = &[
    avatar::examples::ENTRY,
    profile_band::examples::ENTRY,
    button::examples::ENTRY,
    chart::examples::ENTRY,
    card::examples::ENTRY,
    checkbox::examples::ENTRY,
    file_field::examples::ENTRY,
    field::examples::ENTRY,
    choice::examples::ENTRY,
    timeline::examples::ENTRY,
    provisional_code_field::examples::ENTRY,
    date_field::examples::ENTRY,
    dialog::examples::ENTRY,
    panel::examples::ENTRY,
    stepper::examples::ENTRY,
    tag::examples::ENTRY,
    text_area::examples::ENTRY,
    link::examples::ENTRY,
    back_link::examples::ENTRY,
    definition_list::examples::ENTRY,
    select::examples::ENTRY,
    empty::examples::ENTRY,
    profile_menu::examples::ENTRY,
    notice::examples::ENTRY,
    password_field::examples::ENTRY,
    side_nav::examples::ENTRY,
    nir_field::examples::ENTRY,
    tabs::examples::ENTRY,
    interruption::examples::ENTRY,
    outcome::examples::ENTRY,
    confirmation::examples::ENTRY,
    progress::examples::ENTRY,
    error_summary::examples::ENTRY,
    skeleton::examples::ENTRY,
    pager::examples::ENTRY,
    numbered_title::examples::ENTRY,
    disclosure::examples::ENTRY,
];

#[cfg(all(test, feature = "ssr", feature = "gallery"))]
mod tests {
    use std::collections::HashSet;

    use leptos::prelude::*;

    use super::EXAMPLES;

    #[test]
    fn addresses_in_the_gallery_are_unique() {
        let mut slugs = HashSet::new();
        for entry in EXAMPLES {
            assert!(slugs.insert(entry.slug.to_owned()), "{}", entry.slug);
            for state in entry.states {
                assert!(slugs.insert(format!("{}/{}", entry.slug, state.slug)), "{}/{}", entry.slug, state.slug);
            }
        }
        assert!(slugs.iter().all(|slug| slug.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'/'))));
    }

    #[test]
    fn every_state_is_drawn_with_ids_that_stand_once_and_without_inline_code() {
        for entry in EXAMPLES {
            for state in entry.states {
                let html = Owner::new().with(|| (state.draw)().to_html());
                let name = format!("{}/{}", entry.slug, state.slug);
                assert!(!html.contains(" style=") && !html.contains(" onclick="), "{name}: {html}");
                let mut ids = HashSet::new();
                for id in html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(ids.insert(id), "{name}: {id} stands twice");
                }
                for list in ["aria-describedby", "aria-labelledby", "aria-controls", "for"] {
                    for value in html.split(&format!(" {list}=\"")).skip(1).filter_map(|rest| rest.split('"').next()) {
                        for id in value.split(' ') {
                            assert!(ids.contains(id), "{name}: {list} names {id}, which is not there");
                        }
                    }
                }
            }
        }
    }
}
