//! A sheet of A4 paper that fills from the top, and the PDF that it becomes. Lengths are points, counted
//! from the top left corner.

use std::num::NonZeroU16;

use domain::date::CalendarDate;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use krilla::{Document, SerializeSettings};

use super::text::{Face, Line, Typeface};
use crate::Fault;

/// A4.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
/// 20 mm, which every printer can leave white.
const MARGIN: f32 = 56.7;
/// The text ends here; the footer is below.
const BOTTOM: f32 = HEIGHT - MARGIN - 24.0;
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
struct Colour(u8, u8, u8);

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    face: Typeface,
    size: f32,
    /// From one line to the next, in font sizes.
    leading: f32,
    colour: Colour,
}

impl Style {
    pub(super) const WORDMARK: Self = Self { face: Typeface::Bold, size: 17.0, leading: 1.2, colour: PETROL };
    pub(super) const HEADING: Self = Self { face: Typeface::Bold, size: 23.0, leading: 1.2, colour: INK };
    pub(super) const SUBHEADING: Self = Self { face: Typeface::Bold, size: 15.0, leading: 1.2, colour: INK };
    pub(super) const TEXT: Self = Self { face: Typeface::Regular, size: 11.5, leading: 1.45, colour: INK };
    pub(super) const LABEL: Self = Self { colour: INK_2, ..Self::TEXT };
    pub(super) const VALUE: Self = Self { face: Typeface::Bold, ..Self::TEXT };
    pub(super) const CODE: Self = Self { face: Typeface::Mono, size: 22.0, leading: 1.3, colour: INK };
    const LINK: Self = Self { colour: PETROL, ..Self::TEXT };
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
    Paragraph,
    /// What a value is called: an item of a list, together with the [`Role::Value`] that comes next.
    Label,
    Value,
}

/// A text in its place.
struct Block {
    role: Role,
    style: Style,
    left: f32,
    top: f32,
    lines: Vec<Line>,
    link: Option<Link>,
}

struct Link {
    address: String,
    /// What it leads to, in words.
    purpose: String,
}

/// A sheet that is being filled.
pub(super) struct Sheet {
    /// By how much letters and the room between them are smaller than usual.
    scale: f32,
    regular: Face,
    bold: Face,
    mono: Face,
    /// What is filled from the top.
    top: f32,
    /// The edges of the text.
    left: f32,
    right: f32,
    grounds: Vec<(Rect, Colour)>,
    blocks: Vec<Block>,
    footer: Option<Block>,
}

impl Sheet {
    /// An empty sheet, on which everything is written `scale` times as large as its style says.
    ///
    /// # Errors
    /// [`Fault::Internal`] when a font cannot be read.
    pub(super) fn new(scale: f32) -> Result<Self, Fault> {
        Ok(Self {
            scale,
            regular: Typeface::Regular.read()?,
            bold: Typeface::Bold.read()?,
            mono: Typeface::Mono.read()?,
            top: MARGIN,
            left: MARGIN,
            right: WIDTH - MARGIN,
            grounds: Vec::new(),
            blocks: Vec::new(),
            footer: None,
        })
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

    /// A coloured ground, and on it what `fill` writes.
    pub(super) fn panel(&mut self, fill: impl FnOnce(&mut Self)) {
        self.on_ground(TINT, PADDING, fill);
    }

    /// A line that stands out over the rest.
    pub(super) fn banner(&mut self, text: &str) {
        self.on_ground(WARNING_TINT, PADDING / 2.0, |sheet| sheet.block(Role::Paragraph, Style::BANNER, text));
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
        Block { role, style, left, top: self.top, lines, link: None }
    }

    fn face(&self, style: Style) -> &Face {
        match style.face {
            Typeface::Regular => &self.regular,
            Typeface::Bold => &self.bold,
            Typeface::Mono => &self.mono,
        }
    }

    /// Whether what was written so far stays on the page.
    pub(super) fn fits(&self) -> bool {
        self.top <= BOTTOM
    }

    /// The sheet as a PDF in French with this title and author, made on this day.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the file would break its standards.
    pub(super) fn write(&self, title: &str, author: &str, day: CalendarDate) -> Result<Vec<u8>, Fault> {
        let configuration = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .with_archival_validator(Archival::A2_A)
            .finish()
            .map_err(|_| Fault::Internal("the standards of a PDF contradict each other"))?;
        let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        document.set_metadata(
            Metadata::new()
                .title(title.to_owned())
                .authors(vec![author.to_owned()])
                .language("fr-FR".to_owned())
                .creation_date(DateTime::new(day.year()).month(day.month()).day(day.day())),
        );

        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Fault::Internal("a page without a size"))?;
        let mut page = document.start_page_with(settings);
        let written = self.draw(&mut page.surface());
        let tags = self.tags(&mut page, written);
        page.finish();
        document.set_tag_tree(tags);
        document.set_outline(self.outline());
        // The library's errors quote the text, and so stay here.
        document.finish().map_err(|_| Fault::Internal("a PDF would break its standards"))
    }

    /// Draws everything, and says by which marks the content of each block is found.
    fn draw(&self, surface: &mut Surface) -> Vec<Vec<Identifier>> {
        for (ground, colour) in &self.grounds {
            let mut path = PathBuilder::new();
            path.push_rect(*ground);
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
            surface.set_fill(Some(colour.fill()));
            path.finish().iter().for_each(|path| surface.draw_path(path));
            surface.end_tagged();
        }
        if let Some(footer) = &self.footer {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
            for (number, line) in footer.lines.iter().enumerate() {
                self.draw_line(surface, footer, number, line);
            }
            surface.end_tagged();
        }
        let mut written = Vec::new();
        for block in &self.blocks {
            let mut marks = Vec::new();
            for (number, line) in block.lines.iter().enumerate() {
                marks.push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
                self.draw_line(surface, block, number, line);
                surface.end_tagged();
            }
            written.push(marks);
        }
        written
    }

    fn draw_line(&self, surface: &mut Surface, block: &Block, number: usize, line: &Line) {
        let start = Point::from_xy(block.left, block.line_top(number) + block.style.ascent());
        surface.set_fill(Some(block.style.colour.fill()));
        let font = self.face(block.style).font();
        surface.draw_glyphs(start, &line.glyphs, font, &line.text, block.style.size, false);
    }

    /// The structure of the paper, in the order in which it is read.
    fn tags(&self, page: &mut Page, written: Vec<Vec<Identifier>>) -> TagTree {
        let mut tree = TagTree::new();
        let mut items: Vec<Node> = Vec::new();
        let mut label = None;
        for (block, marks) in self.blocks.iter().zip(written) {
            let mut content: Vec<Node> = marks.into_iter().map(Node::from).collect();
            if let Some(link) = &block.link {
                content.extend(block.annotation(link).map(|link| page.add_tagged_annotation(link).into()));
                content = vec![TagGroup::with_children(Tag::Link, content).into()];
            }
            match block.role {
                Role::Label => label = Some(TagGroup::with_children(Tag::Lbl, content)),
                Role::Value => {
                    let value = TagGroup::with_children(Tag::LBody, content);
                    let item = label.take().into_iter().chain([value]).map(Node::from).collect();
                    items.push(TagGroup::with_children(Tag::LI, item).into());
                }
                Role::Paragraph | Role::Heading | Role::Subheading => {
                    tree.children.extend(list(&mut items));
                    tree.push(TagGroup::with_children(block.tag(), content));
                }
            }
        }
        tree.children.extend(list(&mut items));
        tree
    }

    /// The headings, by which a reader moves through the paper.
    fn outline(&self) -> Outline {
        let mut outline = Outline::new();
        for block in self.blocks.iter().filter(|block| matches!(block.role, Role::Heading | Role::Subheading)) {
            let place = XyzDestination::new(0, Point::from_xy(block.left, block.top));
            outline.push_child(OutlineNode::new(block.text(), place));
        }
        outline
    }
}

/// The list of the items gathered so far, if there are any.
fn list(items: &mut Vec<Node>) -> Option<Node> {
    let items = std::mem::take(items);
    (!items.is_empty()).then(|| TagGroup::with_children(Tag::L(ListNumbering::None), items).into())
}

impl Block {
    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }

    fn line_top(&self, number: usize) -> f32 {
        let lines: f32 = (0..number).map(|_| self.style.line_height()).sum();
        self.top + lines
    }

    fn bottom(&self) -> f32 {
        self.line_top(self.lines.len())
    }

    fn tag(&self) -> TagKind {
        match self.role {
            Role::Heading => Tag::Hn(NonZeroU16::MIN, Some(self.text())).into(),
            Role::Subheading => Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(self.text())).into(),
            Role::Paragraph => Tag::P.into(),
            Role::Label => Tag::Lbl.into(),
            Role::Value => Tag::LBody.into(),
        }
    }

    /// What is clicked: the lines, each as far as it reaches.
    fn annotation(&self, link: &Link) -> Option<Annotation> {
        let lines: Vec<_> = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(number, line)| {
                let (left, top) = (self.left, self.line_top(number));
                Some(Rect::from_xywh(left, top, line.width() * self.style.size, self.style.line_height())?.into())
            })
            .collect();
        if lines.is_empty() {
            return None;
        }
        let target = Target::Action(Action::Link(LinkAction::new(link.address.clone())));
        let annotation = LinkAnnotation::new_with_quad_points(lines, target);
        Some(Annotation::new_link(annotation, Some(link.purpose.clone())))
    }
}

impl Style {
    fn line_height(self) -> f32 {
        self.leading * self.size
    }

    /// From the top of a line to the line on which its letters stand.
    fn ascent(self) -> f32 {
        (self.leading - ASCENT - DESCENT) / 2.0 * self.size + ASCENT * self.size
    }
}

impl Colour {
    fn fill(self) -> Fill {
        Fill { paint: rgb::Color::new(self.0, self.1, self.2).into(), ..Fill::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_before_the_edge_of_what_they_stand_on() {
        let name = "Jean-Jacques de la Rochefoucauld ".repeat(6);
        for scale in [1.0, 0.7] {
            let mut sheet = Sheet::new(scale).unwrap();
            sheet.block(Role::Heading, Style::HEADING, &name);
            sheet.panel(|sheet| sheet.pair("Nom de l'assuré\u{a0}:", &name));
            let (heading, label, value) = (&sheet.blocks[0], &sheet.blocks[1], &sheet.blocks[2]);
            assert!(label.left + label.lines[0].width() * label.style.size < value.left);
            for (block, edge) in [(heading, WIDTH - MARGIN), (value, WIDTH - MARGIN - PADDING)] {
                assert!(block.lines.len() > 1);
                for line in &block.lines {
                    let seen = line.text.trim_end().len();
                    let width: f32 =
                        line.glyphs.iter().filter(|g| g.text_range.start < seen).map(|g| g.x_advance).sum();
                    let end = block.left + width * block.style.size;
                    assert!(end <= edge, "«{}» ends at {end}, beyond {edge}", line.text);
                }
            }
        }
    }

    #[test]
    fn the_room_that_is_left_is_known() {
        let mut sheet = Sheet::new(1.0).unwrap();
        sheet.space(BOTTOM - MARGIN);
        assert!(sheet.fits());
        sheet.block(Role::Paragraph, Style::TEXT, "une ligne de trop");
        assert!(!sheet.fits());
    }
}
