//! Components, one file each, named like the style sheet's.

pub mod announcer;
pub mod assurance;
pub mod avatar;
pub mod back_link;
pub mod error_summary;
pub mod failure;
pub mod field;
pub mod form;
pub mod icon;
pub mod loading;
pub mod notice;
pub mod page_title;
pub mod profile_band;
pub mod profile_layout;
pub mod profile_menu;
pub mod public_layout;
pub mod session_watch;
pub mod settings_section;
pub mod side_nav;
pub mod sign_out;
pub mod site_footer;
pub mod site_header;
