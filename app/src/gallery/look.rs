//! How a page of the gallery is looked at: theme, contrast and width, from the address.

/// The values of `largeur`: from the narrowest window that the service promises to work in.
const WIDTHS: std::ops::RangeInclusive<u16> = 320..=1280;

/// The theme that is forced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// By day.
    Light,
    /// By night.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// What `theme=` says.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Light => "clair",
            Self::Dark => "sombre",
        }
    }

    /// What `html[data-theme]` says.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Theme, contrast and width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The theme, or the system's.
    pub theme: Option<Theme>,
    /// Whether more contrast is asked for.
    pub more_contrast: bool,
    /// The width of the window that the page is shown in, in CSS pixels; none for the whole window.
    pub width: Option<u16>,
    /// Whether it is a small picture on another page: then nothing in it may take the focus.
    pub preview: bool,
}

impl Look {
    /// Reads a query, with or without its question mark. What it does not know counts as not said.
    pub fn of_query(query: &str) -> Self {
        let mut look = Self::default();
        for (key, value) in query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')) {
            match key {
                "theme" => look.theme = Theme::ALL.into_iter().find(|theme| theme.word() == value),
                "contraste" => look.more_contrast = value == "plus",
                "largeur" => look.width = value.parse().ok().filter(|width| WIDTHS.contains(width)),
                "apercu" => look.preview = value == "oui",
                _ => {}
            }
        }
        look
    }

    /// An address of the gallery, looked at in this way.
    pub fn address(self, path: &str) -> String {
        let width = self.width.map(|width| width.to_string());
        let pairs: Vec<String> = [
            ("theme", self.theme.map(Theme::word)),
            ("contraste", self.more_contrast.then_some("plus")),
            ("largeur", width.as_deref()),
            ("apercu", self.preview.then_some("oui")),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", value?)))
        .collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The same in a window as wide as there is.
    #[must_use]
    pub const fn whole(self) -> Self {
        Self { width: None, ..self }
    }

    /// The same as a small picture.
    #[must_use]
    pub const fn small(self) -> Self {
        Self { width: None, preview: true, ..self }
    }

    /// What `html[data-theme]` says.
    pub fn data_theme(self) -> Option<&'static str> {
        self.theme.map(Theme::attribute)
    }

    /// What `html[data-contrast]` says.
    pub fn data_contrast(self) -> Option<&'static str> {
        self.more_contrast.then_some("more")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_comes_back_from_its_address() {
        for theme in [None, Some(Theme::Light), Some(Theme::Dark)] {
            for more_contrast in [false, true] {
                for (width, preview) in [(None, false), (Some(320), false), (Some(1280), false), (None, true)] {
                    let look = Look { theme, more_contrast, width, preview };
                    let address = look.address("/galerie");
                    assert_eq!(Look::of_query(address.strip_prefix("/galerie").unwrap_or_default()), look, "{address}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_a_look_counts_as_not_said() {
        for query in ["", "?", "theme=rose", "contraste=moins", "largeur=319", "largeur=1281", "largeur=x", "largeur"] {
            assert_eq!(Look::of_query(query), Look::default(), "{query}");
        }
    }
}
