//! A sheet of A4 paper that fills from the top. Lengths are points, counted from the top left corner.

use std::ops::Range;

use krilla::geom::Rect;

use super::text::{Face, Faces, Line, Typeface};
use super::{DEMONSTRATION, SERVICE};

/// A4.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
/// How wide the text is.
pub(super) const TEXT_WIDTH: f32 = WIDTH - 2.0 * MARGIN;
/// 20 mm, which every printer can leave white.
const MARGIN: f32 = 56.7;
/// The text ends here where there is a footer below.
const BOTTOM: f32 = HEIGHT - MARGIN - 24.0;
/// The white between a full page and its footer.
const ABOVE_FOOTER: f32 = 8.0;
/// Where the address stands, so that it is seen through the window of a long envelope (DL, 220 by 110 mm) however the
/// sheet, folded in three, slides in it: the window is 100 mm wide and 45 or 35 mm high, 20 mm from the right and from
/// the bottom. La Poste asks for the address 110 mm from the left and 55 mm from the top of the sheet; in the window
/// that is 35 mm high nothing below 79 mm is seen for sure.
const WINDOW_LEFT: f32 = 110.0 * MILLIMETRE;
const WINDOW_RIGHT: f32 = 190.0 * MILLIMETRE;
const WINDOW_TOP: f32 = 55.0 * MILLIMETRE;
const WINDOW_BOTTOM: f32 = 79.0 * MILLIMETRE;
/// Below the larger window.
const BELOW_WINDOW: f32 = 92.0 * MILLIMETRE;
const MILLIMETRE: f32 = 72.0 / 25.4;
/// How large an address is: smaller where its lines are so long that they would leave the window.
const ADDRESS_SCALES: [f32; 7] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];
/// Between the edge of a panel and its text.
const PADDING: f32 = 14.0;
/// Where the values stand beside their labels.
const VALUES: f32 = 130.0;
/// How far the letters of the fonts reach above and below their line, in font sizes.
const ASCENT: f32 = 0.984;
const DESCENT: f32 = 0.316;

// The colours are those of the pages (style/20-tokens.css).
const INK: Colour = Colour(0x1b, 0x2b, 0x2e);
const INK_2: Colour = Colour(0x47, 0x58, 0x5b);
const PETROL: Colour = Colour(0x0b, 0x5a, 0x63);
const TINT: Colour = Colour(0xe2, 0xf0, 0xee);
const WARNING: Colour = Colour(0x7a, 0x4a, 0x00);
const WARNING_TINT: Colour = Colour(0xff, 0xf3, 0xd6);

/// Red, green, blue.
#[derive(Clone, Copy)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) face: Typeface,
    pub(super) size: f32,
    /// From one line to the next, in font sizes.
    leading: f32,
    pub(super) colour: Colour,
}

impl Style {
    pub(super) const WORDMARK: Self = Self { face: Typeface::Bold, size: 17.0, leading: 1.2, colour: PETROL };
    pub(super) const HEADING: Self = Self { face: Typeface::Bold, size: 23.0, leading: 1.2, colour: INK };
    pub(super) const SUBHEADING: Self = Self { face: Typeface::Bold, size: 15.0, leading: 1.2, colour: INK };
    pub(super) const TOPIC: Self = Self { size: 12.5, ..Self::SUBHEADING };
    pub(super) const TEXT: Self = Self { face: Typeface::Regular, size: 11.5, leading: 1.45, colour: INK };
    pub(super) const LABEL: Self = Self { colour: INK_2, ..Self::TEXT };
    pub(super) const VALUE: Self = Self { face: Typeface::Bold, ..Self::TEXT };
    pub(super) const CODE: Self = Self { face: Typeface::Mono, size: 22.0, leading: 1.3, colour: INK };
    /// La Poste wants 10 to 12 points; six lines of it fit into the window.
    pub(super) const ADDRESS: Self = Self { size: 10.0, leading: 1.12, ..Self::TEXT };
    const LINK: Self = Self { colour: PETROL, ..Self::TEXT };
    pub(super) const LETTER: Self = Self { leading: 1.4, ..Self::TEXT };
    pub(super) const LETTER_HEADING: Self = Self { size: 17.0, ..Self::HEADING };
    pub(super) const LETTER_SUBHEADING: Self = Self { size: 13.0, ..Self::SUBHEADING };
    pub(super) const LETTER_CODE: Self = Self { size: 26.0, ..Self::CODE };
    pub(super) const LETTER_SIGNATURE: Self = Self { face: Typeface::Bold, ..Self::LETTER };
    pub(super) const NOTE: Self = Self { colour: INK_2, size: 9.5, ..Self::LETTER };
    const BANNER: Self = Self { face: Typeface::Bold, colour: WARNING, ..Self::TEXT };
    const FOOTER: Self = Self { size: 9.5, ..Self::LABEL };
}

/// What a text is, for whoever does not see it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The heading of the paper.
    Heading,
    /// A heading below it.
    Subheading,
    /// A heading below that.
    Topic,
    Paragraph,
    /// What a value is called: an item of a list, together with the [`Role::Value`] that comes next.
    Label,
    /// The sign before an item that has no label, which is the [`Role::Value`] that comes next.
    Bullet,
    Value,
}

/// What a text belongs to, for whoever does not see it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// It is one of its own; if it is an item, in the list of the item before it.
    Next,
    /// It is the first item of a list of its own.
    NewList,
    /// It goes on with the last text of its role, on the page before.
    Same,
}

/// A text in its place.
pub(super) struct Block {
    pub(super) role: Role,
    pub(super) joins: Joins,
    pub(super) style: Style,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) lines: Vec<Line>,
    pub(super) link: Option<Link>,
}

pub(super) struct Link {
    pub(super) address: String,
    /// What it leads to, in words.
    pub(super) purpose: String,
}

/// A sheet that is being filled.
pub(super) struct Sheet<'a> {
    faces: &'a Faces,
    /// By how much letters and the room between them are smaller than usual.
    scale: f32,
    /// What is filled from the top.
    top: f32,
    /// The edges of the text.
    left: f32,
    right: f32,
    pub(super) grounds: Vec<(Rect, Colour)>,
    pub(super) blocks: Vec<Block>,
    pub(super) header: Option<Block>,
    pub(super) footer: Option<Block>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet, on which everything is written `scale` times as large as its style says.
    pub(super) const fn new(faces: &'a Faces, scale: f32) -> Self {
        Self {
            faces,
            scale,
            top: MARGIN,
            left: MARGIN,
            right: WIDTH - MARGIN,
            grounds: Vec::new(),
            blocks: Vec::new(),
            header: None,
            footer: None,
        }
    }

    /// Leaves room.
    pub(super) fn space(&mut self, height: f32) {
        self.top += height * self.scale;
    }

    /// A text over the whole width.
    pub(super) fn block(&mut self, role: Role, style: Style, text: &str) {
        let block = self.placed(role, style, self.left, text);
        self.top = block.bottom();
        self.blocks.push(block);
    }

    /// An address that can be followed, as a paragraph of its own: printed, it can still be typed. `purpose`
    /// says what it leads to.
    pub(super) fn link(&mut self, address: &str, purpose: &str) {
        self.block(Role::Paragraph, Style::LINK, address);
        if let Some(block) = self.blocks.last_mut() {
            block.link = Some(Link { address: address.to_owned(), purpose: purpose.to_owned() });
        }
    }

    /// A label and its value, side by side.
    pub(super) fn pair(&mut self, label: &str, value: &str) {
        let label = self.placed(Role::Label, Style::LABEL, self.left, label);
        let value = self.placed(Role::Value, Style::VALUE, self.left + VALUES, value);
        self.top = label.bottom().max(value.bottom());
        self.blocks.extend([label, value]);
    }

    /// The address to which the sheet is sent, each line as a line of its own, where it is seen through the window of
    /// an envelope. What follows is written below it. Whether it fits there, in the size that a machine reads or,
    /// where it is long, in a smaller one.
    pub(super) fn address(&mut self, lines: &[String]) -> bool {
        let (left, right, scale) = (self.left, self.right, self.scale);
        (self.left, self.right) = (WINDOW_LEFT, WINDOW_RIGHT);
        let fitting = ADDRESS_SCALES.into_iter().find_map(|smaller| {
            self.scale = smaller;
            self.top = WINDOW_TOP;
            // A space at its end keeps a line apart from the next one for whoever hears or copies them.
            let mut blocks =
                lines.iter().map(|line| self.placed(Role::Paragraph, Style::ADDRESS, self.left, &format!("{line} ")));
            let mut address = blocks.next()?;
            address.lines.extend(blocks.flat_map(|block| block.lines));
            (address.bottom() <= WINDOW_BOTTOM).then_some(address)
        });
        (self.left, self.right, self.scale) = (left, right, scale);
        self.top = BELOW_WINDOW;
        let fits = fitting.is_some();
        self.blocks.extend(fitting);
        fits
    }

    /// A coloured ground, and on it what `fill` writes.
    pub(super) fn panel(&mut self, fill: impl FnOnce(&mut Self)) {
        self.on_ground(TINT, PADDING, fill);
    }

    /// What every paper begins with: the service, and in a demonstration, so far above it, that the data are invented.
    pub(super) fn letterhead(&mut self, demonstration: Option<f32>) {
        if let Some(space) = demonstration {
            self.on_ground(WARNING_TINT, PADDING / 2.0, |sheet| {
                sheet.block(Role::Paragraph, Style::BANNER, DEMONSTRATION);
            });
            self.space(space);
        }
        self.block(Role::Paragraph, Style::WORDMARK, SERVICE);
        self.space(6.0);
        self.rule();
    }

    /// The same line where it is not part of what the paper says, as it was said on the first page.
    pub(super) fn banner_again(&mut self, text: &str) {
        self.on_ground(WARNING_TINT, PADDING / 2.0, |sheet| {
            let block = sheet.placed(Role::Paragraph, Style::BANNER, sheet.left, text);
            sheet.top = block.bottom();
            sheet.header = Some(block);
        });
    }

    /// A text between two distances from the left edge, which has no place on the sheet yet: [`Sheet::put`] gives it one.
    /// Where the text has line ends, so has the paper.
    pub(super) fn column(&self, role: Role, style: Style, columns: &Range<f32>, text: &str) -> Block {
        let style = Style { size: style.size * self.scale, ..style };
        let face = self.face(style);
        let mut parts: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
        parts.dedup_by(|next, part| next.is_empty() && part.is_empty());
        if parts.is_empty() {
            parts.push("");
        }
        let last = parts.len() - 1;
        // A space at its end keeps a line apart from the next one for whoever hears or copies them.
        let ends = (0..).map(|number| if number < last { " " } else { "" });
        let lines = parts
            .iter()
            .zip(ends)
            .flat_map(|(part, end)| face.lines(&format!("{part}{end}"), (columns.end - columns.start) / style.size));
        let (left, lines) = (self.left + columns.start, lines.collect());
        Block { role, joins: Joins::Next, style, left, top: 0.0, lines, link: None }
    }

    /// Writes texts side by side.
    pub(super) fn put(&mut self, blocks: Vec<Block>) {
        let top = self.top;
        for block in blocks {
            let block = Block { top, ..block };
            self.top = self.top.max(block.bottom());
            self.blocks.push(block);
        }
    }

    /// How much room is left where text goes on on the next page, with some white above the footer.
    pub(super) fn room(&self) -> f32 {
        BOTTOM - ABOVE_FOOTER - self.top
    }

    /// A thin line over the whole width.
    pub(super) fn rule(&mut self) {
        self.grounds
            .extend(Rect::from_ltrb(self.left, self.top, self.right, self.top + 1.5).map(|line| (line, PETROL)));
    }

    /// The line at the foot of the page, which is not part of what the paper says.
    pub(super) fn footer(&mut self, text: &str) {
        let mut block = self.placed(Role::Paragraph, Style::FOOTER, self.left, text);
        let width = block.lines.iter().map(Line::width).fold(0.0, f32::max);
        block.left = self.right - width * block.style.size;
        block.top = HEIGHT - MARGIN - block.style.line_height();
        self.footer = Some(block);
    }

    fn on_ground(&mut self, colour: Colour, padding: f32, fill: impl FnOnce(&mut Self)) {
        let (left, top, right) = (self.left, self.top, self.right);
        (self.left, self.top, self.right) = (left + PADDING, top + padding, right - PADDING);
        fill(self);
        (self.left, self.top, self.right) = (left, self.top + padding, right);
        self.grounds.extend(Rect::from_ltrb(left, top, right, self.top).map(|ground| (ground, colour)));
    }

    fn placed(&self, role: Role, style: Style, left: f32, text: &str) -> Block {
        let style = Style { size: style.size * self.scale, ..style };
        let lines = self.face(style).lines(text, (self.right - left) / style.size);
        Block { role, joins: Joins::Next, style, left, top: self.top, lines, link: None }
    }

    const fn face(&self, style: Style) -> &'a Face {
        self.faces.of(style.face)
    }

    /// Whether what was written so far stays on the page.
    pub(super) fn fits(&self) -> bool {
        self.top <= if self.footer.is_some() { BOTTOM } else { HEIGHT - MARGIN }
    }
}

impl Block {
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }

    pub(super) fn line_top(&self, number: usize) -> f32 {
        let lines: f32 = (0..number).map(|_| self.style.line_height()).sum();
        self.top + lines
    }

    fn bottom(&self) -> f32 {
        self.line_top(self.lines.len())
    }
}

impl Style {
    pub(super) fn line_height(self) -> f32 {
        self.leading * self.size
    }

    /// From the top of a line to the line on which its letters stand.
    pub(super) fn ascent(self) -> f32 {
        (self.leading - ASCENT - DESCENT) / 2.0 * self.size + ASCENT * self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_before_the_edge_of_what_they_stand_on() {
        let faces = Faces::read().unwrap();
        let name = "Jean-Jacques de la Rochefoucauld ".repeat(6);
        for scale in [1.0, 0.7] {
            let mut sheet = Sheet::new(&faces, scale);
            sheet.block(Role::Heading, Style::HEADING, &name);
            sheet.panel(|sheet| sheet.pair("Nom de l'assuré\u{a0}:", &name));
            let (heading, label, value) = (&sheet.blocks[0], &sheet.blocks[1], &sheet.blocks[2]);
            assert!(label.left + label.lines[0].width() * label.style.size < value.left);
            for (block, edge) in [(heading, WIDTH - MARGIN), (value, WIDTH - MARGIN - PADDING)] {
                assert!(block.lines.len() > 1);
                for line in &block.lines {
                    let seen = line.text.trim_end().len();
                    let width: f32 = line
                        .runs
                        .iter()
                        .flat_map(|run| &run.glyphs)
                        .filter(|g| g.text_range.start < seen)
                        .map(|g| g.x_advance)
                        .sum();
                    let end = block.left + width * block.style.size;
                    assert!(end <= edge, "«{}» ends at {end}, beyond {edge}", line.text);
                }
            }
        }
    }

    #[test]
    fn a_column_has_an_edge_on_either_side_and_the_line_ends_of_its_text() {
        let faces = Faces::read().unwrap();
        let sheet = Sheet::new(&faces, 1.0);
        let long = "Une étiquette bien plus longue que sa colonne ".repeat(3) + &"W".repeat(100);
        let column = sheet.column(Role::Label, Style::LABEL, &(10.0..110.0), &long);
        assert!((column.left - MARGIN - 10.0).abs() < 0.01);
        assert!(column.lines.len() > 10 && column.text() == long);
        for line in &column.lines {
            assert!(faces.of(Typeface::Regular).lines(line.text.trim_end(), 100.0 / column.style.size).len() == 1);
        }
        let address = sheet.column(Role::Value, Style::TEXT, &(0.0..TEXT_WIDTH), "\n2 rue\r\n\n\n44000 Ville\n");
        let lines: Vec<_> = address.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines, ["2 rue ", " ", "44000 Ville"]);
    }

    #[test]
    fn the_room_that_is_left_is_known() {
        let faces = Faces::read().unwrap();
        let mut sheet = Sheet::new(&faces, 1.0);
        sheet.footer("Page 1/1");
        sheet.space(BOTTOM - MARGIN);
        assert!(sheet.fits());
        sheet.block(Role::Paragraph, Style::TEXT, "une ligne de trop");
        assert!(!sheet.fits());
    }
}
