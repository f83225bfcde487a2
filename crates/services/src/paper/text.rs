//! Text in the fonts of the papers: which glyphs it takes, how wide they are, where its lines end.

use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer, script};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::Fault;

/// Its glyph stands for a letter that the font lacks.
const REPLACEMENT: &str = "?";

/// The fonts of the papers; `fonts/README.md` says where they come from.
#[derive(Clone, Copy)]
pub(super) enum Typeface {
    /// For running text.
    Regular,
    /// For headings and for what is looked for.
    Bold,
    /// For codes, whose symbols must not be taken for one another.
    Mono,
}

/// A font, ready to measure text and to write it.
pub(super) struct Face {
    font: Font,
    tables: FontRef<'static>,
    shaping: ShaperData,
}

/// A line of text.
pub(super) struct Line {
    /// What it says, which is what is read aloud, searched and copied.
    pub(super) text: String,
    /// What is seen: its glyphs from left to right, measured in font sizes.
    pub(super) glyphs: Vec<KrillaGlyph>,
}

/// All fonts of the papers.
pub(super) struct Faces {
    regular: Face,
    bold: Face,
    mono: Face,
}

impl Faces {
    /// Reads the fonts.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the program carries a broken font.
    pub(super) fn read() -> Result<Self, Fault> {
        Ok(Self { regular: Typeface::Regular.read()?, bold: Typeface::Bold.read()?, mono: Typeface::Mono.read()? })
    }

    pub(super) const fn of(&self, typeface: Typeface) -> &Face {
        match typeface {
            Typeface::Regular => &self.regular,
            Typeface::Bold => &self.bold,
            Typeface::Mono => &self.mono,
        }
    }
}

impl Typeface {
    /// Reads the font.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the program carries a broken font.
    fn read(self) -> Result<Face, Fault> {
        let file: &'static [u8] = match self {
            Self::Regular => include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
            Self::Bold => include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
            Self::Mono => include_bytes!("../../fonts/AtkinsonHyperlegibleMono-Regular.ttf"),
        };
        let font = Font::new(file.into(), 0).ok_or(Fault::Internal("a font cannot be embedded"))?;
        let tables = FontRef::new(file).map_err(|_| Fault::Internal("a font cannot be read"))?;
        let shaping = ShaperData::new(&tables);
        Ok(Face { font, tables, shaping })
    }
}

impl Face {
    /// The font as the PDF embeds it.
    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    /// Breaks a text into lines of at most `width` font sizes: after a space or a hyphen, and inside a word
    /// that is longer than a line. The space at which a line ends stays in it, beyond its edge, so that the
    /// words stay apart for whoever hears or copies them.
    pub(super) fn lines(&self, text: &str, width: f32) -> Vec<Line> {
        let text = plain(text);
        let mut lines = Vec::new();
        let mut line = String::new();
        for piece in text.split_inclusive([' ', '-']) {
            if self.width(&format!("{line}{piece}")) <= width {
                line.push_str(piece);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let mut rest = piece;
            while self.width(rest) > width {
                let (start, end) = rest.split_at(self.fitting(rest, width));
                lines.push(start.to_owned());
                rest = end;
            }
            line.push_str(rest);
        }
        lines.push(line);
        lines.into_iter().map(|line| self.shape(line)).collect()
    }

    /// How many bytes of `text` fit into `width`; at least one letter, so that it ends.
    fn fitting(&self, text: &str, width: f32) -> usize {
        let mut ends = text.char_indices().map(|(start, letter)| start + letter.len_utf8());
        let first = ends.next().unwrap_or(text.len());
        ends.take_while(|end| self.width(&text[..*end]) <= width).last().unwrap_or(first)
    }

    /// The width of a text that ends a line, in font sizes.
    fn width(&self, text: &str) -> f32 {
        self.shape(text.trim_end_matches(' ').to_owned()).width()
    }

    /// Chooses and places the glyphs of a line, and replaces those that are missing.
    fn shape(&self, text: String) -> Line {
        let mut glyphs = self.glyphs(&text);
        if glyphs.iter().any(is_missing) {
            // A letter with marks is one part of the text, but may be several glyphs: one takes their place.
            glyphs.dedup_by(|next, glyph| is_missing(next) && is_missing(glyph) && next.text_range == glyph.text_range);
            if let Some(mark) = self.glyphs(REPLACEMENT).pop() {
                for glyph in glyphs.iter_mut().filter(|glyph| is_missing(glyph)) {
                    *glyph = KrillaGlyph { text_range: glyph.text_range.clone(), ..mark.clone() };
                }
            }
        }
        Line { text, glyphs }
    }

    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let shaped = self.shaping.shaper(&self.tables).build().shape(buffer, ShapeOptions::new());

        let size = self.font.units_per_em();
        let in_sizes = |units: i32| f32::from(i16::try_from(units).unwrap_or(i16::MAX)) / size;
        let mut end = text.len();
        let mut next = text.len();
        let mut glyphs = Vec::with_capacity(shaped.len());
        // From the right: a glyph stands for the text up to where the next one begins, if that is another's.
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).rev() {
            let start = info.cluster as usize;
            if start != next {
                (end, next) = (next, start);
            }
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                in_sizes(position.x_advance),
                in_sizes(position.x_offset),
                in_sizes(position.y_offset),
                in_sizes(position.y_advance),
                start..end,
                None,
            ));
        }
        glyphs.reverse();
        glyphs
    }
}

impl Line {
    /// How wide the line is, in font sizes.
    pub(super) fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.x_advance).sum()
    }
}

/// Whether the font lacks what the glyph should show.
fn is_missing(glyph: &KrillaGlyph) -> bool {
    glyph.glyph_id.to_u32() == 0
}

/// The text without what must not be in a file that keeps to the standards (a byte order mark, what no font
/// agrees upon) and without what is not meant to be seen. Line ends and control characters become spaces.
fn plain(text: &str) -> String {
    let is_invisible = |c| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let replaced = |c: char| match c {
        '\u{2028}' | '\u{2029}' => ' ',
        '\u{e000}'..='\u{f8ff}' | '\u{fffe}' | '\u{f0000}'.. => '?',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().filter(|c| !is_invisible(*c)).map(replaced).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, width: f32) -> Vec<String> {
        Typeface::Regular.read().unwrap().lines(text, width).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_end_between_words_after_hyphens_and_only_else_within_a_word() {
        assert_eq!(lines("Jean-Jacques Jean-Pierre", 7.0), ["Jean-Jacques ", "Jean-Pierre"]);
        assert_eq!(lines("Jean-Jacques Jean-Pierre", 4.0), ["Jean-", "Jacques ", "Jean-", "Pierre"]);
        assert_eq!(lines("Wolfeschlegelstein A", 5.0), ["Wolfeschle", "gelstein A"]);
        // What has no-break spaces stays in one piece, and the space at the end needs no room.
        let two_words = Typeface::Regular.read().unwrap().width("un deux");
        assert_eq!(lines("un deux trois", two_words), ["un deux ", "trois"]);
        assert_eq!(lines("un deux\u{a0}: trois", two_words), ["un ", "deux\u{a0}: ", "trois"]);
        assert_eq!(lines("WWW", 1.2), ["W", "W", "W"]);
        assert_eq!(lines("", 4.0), [""]);
    }

    /// Which letters of a line are seen as question marks.
    fn replaced(line: &Line) -> Vec<&str> {
        let mark = Typeface::Regular.read().unwrap().glyphs("?")[0].glyph_id;
        line.glyphs.iter().filter(|g| g.glyph_id == mark).map(|g| &line.text[g.text_range.clone()]).collect()
    }

    #[test]
    fn a_letter_that_the_font_composes_is_shown_and_one_that_it_lacks_is_replaced() {
        let face = Typeface::Regular.read().unwrap();
        for text in ["Łukasz Şahin Le Bihan-Kervoëlen Ñœß", "Nguye\u{302}\u{303}n", "Nguyễn", "Zoe\u{308}"] {
            assert_eq!(replaced(&face.shape(text.into())), [""; 0], "{text}");
        }
        let line = face.shape("Ана 漢\u{301}字 Ana".into());
        assert_eq!(line.text, "Ана 漢\u{301}字 Ana");
        assert_eq!(replaced(&line), ["А", "н", "а", "漢\u{301}", "字"]);
        // Composed or not, a letter is as wide.
        assert!((face.width("Zoë") - face.width("Zoe\u{308}")).abs() < 0.001);
    }

    #[test]
    fn kerning_counts() {
        let face = Typeface::Bold.read().unwrap();
        assert!(face.width("Vo") < face.width("V") + face.width("o"), "the font draws these two together");
    }

    proptest! {
        #[test]
        fn lines_lose_nothing_and_fit(text in "[ \\-a-zA-ZéŁ漢\u{301}]{0,80}", width in 2.0f32..30.0) {
            let face = Typeface::Regular.read().unwrap();
            let lines = face.lines(&text, width);
            prop_assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<String>(), text);
            for line in lines {
                prop_assert!(face.width(&line.text) <= width, "{:?}", line.text);
            }
        }

        #[test]
        fn every_text_gets_glyphs_that_cover_it(text in any::<String>()) {
            let line = Typeface::Regular.read().unwrap().shape(plain(&text));
            let mut covered = 0;
            for glyph in &line.glyphs {
                prop_assert!(!is_missing(glyph));
                prop_assert!(glyph.text_range.start <= covered && glyph.text_range.end >= covered);
                prop_assert!(line.text.get(glyph.text_range.clone()).is_some_and(|part| !part.is_empty()));
                covered = glyph.text_range.end;
            }
            prop_assert_eq!(covered, line.text.len());
        }
    }
}
