//! Text in the fonts of the papers: which glyphs it takes, how wide they are, where its lines end.
//!
//! A word that has a letter which a font lacks is drawn as a whole in another one, so that a name looks like one word. A
//! letter that both lack is drawn in the letters of its transcription; what is read aloud, searched and copied is always
//! the text as it is.

use std::ops::Range;

use deunicode::deunicode_char;
use domain::typed::is_unseen;
use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::Fault;

/// In bytes. No text that is seen reaches it; accents without end would, and no string of a file that keeps to the
/// standards is longer than 32,767 bytes.
const LONGEST_LINE: usize = 4000;
/// Stands for what has no transcription.
const NO_LETTER: &str = "·";

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

/// A font, and the one for the words that it cannot draw.
pub(super) struct Face {
    first: OneFont,
    second: OneFont,
}

/// A font, ready to measure text and to write it.
struct OneFont {
    font: Font,
    tables: FontRef<'static>,
    shaping: ShaperData,
}

/// A line of text.
pub(super) struct Line {
    /// What it says, which is what is read aloud, searched and copied.
    pub(super) text: String,
    /// What is seen, from left to right.
    pub(super) runs: Vec<Run>,
}

/// A part of a line in one font.
pub(super) struct Run {
    pub(super) font: Font,
    /// Its glyphs, measured in font sizes. The ranges are those of the line's text.
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

/// Tells what the papers can draw as it is.
pub(crate) struct Drawable(Face);

impl Drawable {
    /// Reads the fonts.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the program carries a broken font.
    pub(crate) fn new() -> Result<Self, Fault> {
        // The bold ones have the same letters.
        Typeface::Regular.read().map(Self)
    }

    /// Whether every letter of a text is drawn as it is.
    pub(crate) fn draws(&self, text: &str) -> bool {
        is_usual(text) || self.0.draws(&plain(text))
    }
}

impl Typeface {
    /// Reads the fonts.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the program carries a broken font.
    fn read(self) -> Result<Face, Fault> {
        let (first, second): (&'static [u8], &'static [u8]) = match self {
            Self::Regular => (
                include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
                include_bytes!("../../fonts/NotoSans-Regular-subset.ttf"),
            ),
            Self::Bold => (
                include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
                include_bytes!("../../fonts/NotoSans-Bold-subset.ttf"),
            ),
            Self::Mono => (
                include_bytes!("../../fonts/AtkinsonHyperlegibleMono-Regular.ttf"),
                include_bytes!("../../fonts/NotoSans-Regular-subset.ttf"),
            ),
        };
        Ok(Face { first: OneFont::read(first)?, second: OneFont::read(second)? })
    }
}

impl Face {
    /// Breaks a text into lines of at most `width` font sizes: after a space or a hyphen, and inside a word
    /// that is longer than a line. The space at which a line ends stays in it, beyond its edge, so that the
    /// words stay apart for whoever hears or copies them.
    pub(super) fn lines(&self, text: &str, width: f32) -> Vec<Line> {
        let text = plain(text);
        let mut lines = Vec::new();
        let mut line = String::new();
        for piece in text.split_inclusive([' ', '-']) {
            if line.len() + piece.len() <= LONGEST_LINE && self.width(&format!("{line}{piece}")) <= width {
                line.push_str(piece);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let mut rest = piece;
            loop {
                let (start, end) = rest.split_at(self.fitting(rest, width));
                if end.is_empty() {
                    break;
                }
                lines.push(start.to_owned());
                rest = end;
            }
            line.push_str(rest);
        }
        lines.push(line);
        lines.into_iter().map(|line| self.shape(line)).collect()
    }

    /// How many bytes of `text` fit into `width`; at least one letter, so that it ends. However long the text is, little
    /// more than a line of it is looked at.
    fn fitting(&self, text: &str, width: f32) -> usize {
        let ends = text.char_indices().map(|(start, letter)| start + letter.len_utf8());
        let ends: Vec<usize> = ends.take_while(|end| *end <= LONGEST_LINE).collect();
        let fits = |letters: usize| ends.get(letters - 1).is_some_and(|end| self.width(&text[..*end]) <= width);
        let (mut fitting, mut too_many) = (1, 2);
        while fits(too_many) {
            (fitting, too_many) = (too_many, 2 * too_many);
        }
        while too_many - fitting > 1 {
            let between = fitting.midpoint(too_many);
            if fits(between) {
                fitting = between;
            } else {
                too_many = between;
            }
        }
        ends.get(fitting - 1).copied().unwrap_or(text.len())
    }

    /// The width of a text that ends a line, in font sizes.
    fn width(&self, text: &str) -> f32 {
        self.shape(text.trim_end_matches(' ').to_owned()).width()
    }

    /// Chooses and places the glyphs of a line.
    fn shape(&self, text: String) -> Line {
        if is_usual(&text) {
            let glyphs = self.first.glyphs(&text, 0..text.len());
            return Line { text, runs: vec![Run { font: self.first.font.clone(), glyphs }] };
        }
        let mut runs: Vec<(bool, Run)> = Vec::new();
        for word in words(&text) {
            let glyphs = self.first.glyphs(&text, word.clone());
            let lacks_some = !is_usual(&text[word.clone()]) && glyphs.iter().any(is_missing);
            let (is_second, font, glyphs) = if lacks_some {
                (true, &self.second.font, self.second.glyphs_of_all(&text, word))
            } else {
                (false, &self.first.font, glyphs)
            };
            match runs.last_mut() {
                Some((last, run)) if *last == is_second => run.glyphs.extend(glyphs),
                _ => runs.push((is_second, Run { font: font.clone(), glyphs })),
            }
        }
        Line { text, runs: runs.into_iter().map(|(_, run)| run).collect() }
    }

    /// Whether one of the fonts has every letter of a word, for each word of a text.
    fn draws(&self, text: &str) -> bool {
        let has = |font: &OneFont, word: Range<usize>| !font.glyphs(text, word).iter().any(is_missing);
        words(text).all(|word| has(&self.first, word.clone()) || has(&self.second, word))
    }
}

impl OneFont {
    fn read(file: &'static [u8]) -> Result<Self, Fault> {
        let font = Font::new(file.into(), 0).ok_or(Fault::Internal("a font cannot be embedded"))?;
        let tables = FontRef::new(file).map_err(|_| Fault::Internal("a font cannot be read"))?;
        let shaping = ShaperData::new(&tables);
        Ok(Self { font, tables, shaping })
    }

    /// The glyphs of a part of a text. Letters that the font lacks are drawn in those of their transcription, which stand
    /// for the letter together.
    fn glyphs_of_all(&self, text: &str, part: Range<usize>) -> Vec<KrillaGlyph> {
        let mut glyphs = self.glyphs(text, part);
        // A letter with marks is one part of the text, but may be several glyphs: one stands for all of them.
        glyphs.dedup_by(|next, glyph| is_missing(next) && is_missing(glyph) && next.text_range == glyph.text_range);
        let in_place = |glyph: KrillaGlyph| {
            if !is_missing(&glyph) {
                return vec![glyph];
            }
            let letters = transcribed(&text[glyph.text_range.clone()]);
            let stands_for = |letter: KrillaGlyph| KrillaGlyph { text_range: glyph.text_range.clone(), ..letter };
            self.glyphs(&letters, 0..letters.len()).into_iter().map(stands_for).collect()
        };
        glyphs.into_iter().flat_map(in_place).collect()
    }

    fn glyphs(&self, text: &str, part: Range<usize>) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text[part.clone()]);
        // Where marks stand depends on the script.
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let shaped = self.shaping.shaper(&self.tables).build().shape(buffer, ShapeOptions::new());

        let size = self.font.units_per_em();
        let in_sizes = |units: i32| f32::from(i16::try_from(units).unwrap_or(i16::MAX)) / size;
        let mut end = part.end;
        let mut next = part.end;
        let mut glyphs = Vec::with_capacity(shaped.len());
        // From the right: a glyph stands for the text up to where the next one begins, if that is another's.
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).rev() {
            let start = part.start + info.cluster as usize;
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
        self.runs.iter().map(Run::width).sum()
    }
}

impl Run {
    /// How wide it is, in font sizes.
    pub(super) fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.x_advance).sum()
    }
}

/// Whether a text has nothing but what most French texts have, which all fonts have.
fn is_usual(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' '..='~' | '\u{a0}' | 'À'..='ÿ' | '–' | '’' | 'Œ' | 'œ' | '«' | '»'))
}

/// Where the words of a text are, each with the space after it.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_inclusive([' ', '\u{a0}']).scan(0, |start, word| {
        let begins = *start;
        *start += word.len();
        Some(begins..*start)
    })
}

/// A letter in the letters of ASCII: `山` as `Shan`.
fn transcribed(letter: &str) -> String {
    let is_mark = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    let letters: String = letter.chars().filter(|c| !is_mark(c)).filter_map(deunicode_char).collect();
    let letters = letters.trim();
    if letters.is_empty() { NO_LETTER.to_owned() } else { letters.to_owned() }
}

/// Whether the font lacks what the glyph should show.
fn is_missing(glyph: &KrillaGlyph) -> bool {
    glyph.glyph_id.to_u32() == 0
}

/// The text without what must not be in a file that keeps to the standards (a byte order mark, what no font
/// agrees upon) and without what is not meant to be seen. Line ends and control characters become spaces.
fn plain(text: &str) -> String {
    let replaced = |c: char| match c {
        '\u{2028}' | '\u{2029}' => ' ',
        '\u{e000}'..='\u{f8ff}' | '\u{fffe}' | '\u{f0000}'.. => '?',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().filter(|c| !is_unseen(*c)).map(replaced).collect()
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

    #[test]
    fn accents_without_end_make_no_endless_line() {
        let text = format!("e{} e", "\u{301}".repeat(2 * LONGEST_LINE));
        let lines = lines(&text, 30.0);
        assert_eq!(lines.concat(), text);
        assert!(lines.len() > 4 && lines.iter().all(|line| line.len() <= LONGEST_LINE), "{} lines", lines.len());
    }

    /// The parts of a line, each in another font than the one before.
    fn parts(line: &Line) -> Vec<&str> {
        let ends = |run: &Run| Some(run.glyphs.first()?.text_range.start..run.glyphs.last()?.text_range.end);
        line.runs.iter().filter_map(ends).map(|range| &line.text[range]).collect()
    }

    #[test]
    fn a_word_with_a_letter_that_the_font_lacks_is_drawn_in_the_other_one() {
        let face = Typeface::Regular.read().unwrap();
        for text in ["Łukasz Şahin Le Bihan-Kervoëlen Ñœß", "Nguye\u{302}\u{303}n", "Nguyễn", "Zoe\u{308}"] {
            assert_eq!(parts(&face.shape(text.into())), [text]);
        }
        let line = face.shape("Bonjour Phạm Thị Ngọc Anna,".into());
        assert_eq!(parts(&line), ["Bonjour ", "Phạm Thị Ngọc ", "Anna,"]);
        // Composed or not, a letter is as wide.
        for (composed, apart) in [("Zoë", "Zoe\u{308}"), ("Phạm", "Pha\u{323}m"), ("Ḥasan", "H\u{323}asan")] {
            assert!((face.width(composed) - face.width(apart)).abs() < 0.001, "{composed}");
        }
    }

    #[test]
    fn a_letter_that_no_font_has_is_drawn_in_its_transcription_and_stays_what_it_is() {
        let face = Typeface::Regular.read().unwrap();
        let line = face.shape("Li 漢\u{301}字".into());
        assert_eq!(line.text, "Li 漢\u{301}字");
        let width =
            |text: &str| face.second.glyphs(text, 0..text.len()).iter().map(|glyph| glyph.x_advance).sum::<f32>();
        assert!((line.runs[1].width() - width("HanZi")).abs() < 0.001, "as wide as «HanZi»");
        let stands_for = |glyph: &KrillaGlyph| line.text[glyph.text_range.clone()].to_owned();
        let letters: Vec<_> = line.runs[1].glyphs.iter().map(stands_for).collect();
        // H, a, n and the accent; Z, i.
        let (first, second) = ("漢\u{301}", "字");
        assert_eq!(letters, [first, first, first, first, second, second]);
        assert_eq!(transcribed("\u{e000}"), NO_LETTER);
    }

    #[test]
    fn what_is_drawn_as_it_is_is_known() {
        let drawable = Drawable::new().unwrap();
        for name in include_str!("../../tests/papers/names.txt").lines() {
            assert_eq!(drawable.draws(name), !name.starts_with('!'), "{name}");
        }
        assert!(!drawable.draws("Zoé \u{1f600}"));
    }

    #[test]
    fn the_fonts_have_what_is_not_looked_up_in_them() {
        let usual: String = ('\0'..='\u{ffff}').filter(|c| is_usual(&c.to_string())).collect();
        for face in [Typeface::Regular, Typeface::Bold, Typeface::Mono].map(|face| face.read().unwrap()) {
            let lacking: Vec<_> = face.first.glyphs(&usual, 0..usual.len()).into_iter().filter(is_missing).collect();
            assert!(lacking.is_empty(), "{lacking:?}");
        }
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
            for glyph in line.runs.iter().flat_map(|run| &run.glyphs) {
                prop_assert!(!is_missing(glyph));
                prop_assert!(glyph.text_range.start <= covered && glyph.text_range.end >= covered);
                prop_assert!(line.text.get(glyph.text_range.clone()).is_some_and(|part| !part.is_empty()));
                covered = glyph.text_range.end;
            }
            prop_assert_eq!(covered, line.text.len());
        }
    }
}
