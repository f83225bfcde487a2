//! The PDF that sheets become: what is drawn, and the structure by which it is read aloud.

use std::iter::Peekable;
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

use super::SERVICE;
use super::sheet::{Block, Colour, HEIGHT, Joins, Link, Role, Sheet, WIDTH};
use super::text::Line;
use crate::Fault;

/// How many letters of a heading stand in the outline and in the structure: no string of a file that keeps to the
/// standards is longer than 32,767 bytes. On the page the heading is whole.
const TITLE_LETTERS: usize = 1000;

/// A PDF that is being written, a page at a time: a sheet that was added is no longer needed.
pub(super) struct Paper {
    document: Document,
    tags: TagTree,
    outline: Outline,
    pages: usize,
}

/// A text as it is read aloud, from its first page to its last.
struct Element {
    role: Role,
    joins: Joins,
    text: String,
    /// Where it begins.
    page: usize,
    place: Point,
    content: Vec<Node>,
}

impl Paper {
    /// A PDF in French with this title, made on this day.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the library takes its standards for contradictory.
    pub(super) fn new(title: &str, day: CalendarDate) -> Result<Self, Fault> {
        let configuration = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .with_archival_validator(Archival::A2_A)
            .finish()
            .map_err(|_| Fault::Internal("the standards of a PDF contradict each other"))?;
        let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        document.set_metadata(
            Metadata::new()
                .title(title.to_owned())
                .authors(vec![SERVICE.to_owned()])
                .language("fr-FR".to_owned())
                .creation_date(DateTime::new(day.year()).month(day.month()).day(day.day())),
        );
        Ok(Self { document, tags: TagTree::new(), outline: Outline::new(), pages: 0 })
    }

    /// Adds a sheet as the next page.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the library knows no such page.
    pub(super) fn add(&mut self, sheet: &Sheet<'_>) -> Result<(), Fault> {
        let elements = self.page(sheet)?;
        self.outline(&elements, false);
        self.tags.children.extend(nodes(elements));
        Ok(())
    }

    /// Adds sheets as the next pages, on which one text goes on: what continues on the next one is still read as one
    /// paragraph, one item, one list. Its outline is open, as there is nothing else in it.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the library knows no such page.
    pub(super) fn add_all<'a>(&mut self, sheets: impl IntoIterator<Item = Sheet<'a>>) -> Result<(), Fault> {
        let mut elements: Vec<Element> = Vec::new();
        for sheet in sheets {
            for element in self.page(&sheet)? {
                if element.joins == Joins::Same
                    && let Some(begun) = elements.iter_mut().rfind(|begun| begun.role == element.role)
                {
                    begun.text.push_str(&element.text);
                    begun.content.extend(element.content);
                } else {
                    elements.push(element);
                }
            }
        }
        self.outline(&elements, true);
        self.tags.children.extend(nodes(elements));
        Ok(())
    }

    /// Adds a sheet as the next page and as a part of its own, for papers that have several.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the library knows no such page.
    pub(super) fn add_part(&mut self, sheet: &Sheet<'_>) -> Result<(), Fault> {
        let elements = self.page(sheet)?;
        self.outline(&elements, false);
        self.tags.push(TagGroup::with_children(Tag::Part, nodes(elements)));
        Ok(())
    }

    /// The whole file.
    ///
    /// # Errors
    /// [`Fault::Internal`] when it would break its standards.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Fault> {
        self.document.set_tag_tree(self.tags);
        self.document.set_outline(self.outline);
        // The library's errors quote the text, and so stay here.
        self.document.finish().map_err(|_| Fault::Internal("a PDF would break its standards"))
    }

    fn page(&mut self, sheet: &Sheet<'_>) -> Result<Vec<Element>, Fault> {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Fault::Internal("a page without a size"))?;
        let mut page = self.document.start_page_with(settings);
        let written = sheet.draw(&mut page.surface());
        let elements = sheet.elements(self.pages, &mut page, written);
        page.finish();
        self.pages += 1;
        Ok(elements)
    }

    /// Adds the headings, by which a reader moves through the paper. `open` shows those below the first.
    fn outline(&mut self, elements: &[Element], open: bool) {
        let mut headings = elements.iter().filter_map(|element| Some((element.role.level()?, element))).peekable();
        for entry in entries(&mut headings, NonZeroU16::MIN, open) {
            self.outline.push_child(entry);
        }
    }
}

impl Sheet<'_> {
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
        let edges = [(ArtifactType::Header, &self.header), (ArtifactType::Footer, &self.footer)];
        for (kind, block) in edges.into_iter().filter_map(|(kind, block)| Some((kind, block.as_ref()?))) {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
            for (number, line) in block.lines.iter().enumerate() {
                draw_line(surface, block, number, line);
            }
            surface.end_tagged();
        }
        let mut written = Vec::new();
        for block in &self.blocks {
            let mut marks = Vec::new();
            for (number, line) in block.lines.iter().enumerate() {
                marks.push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
                draw_line(surface, block, number, line);
                surface.end_tagged();
            }
            written.push(marks);
        }
        written
    }

    /// What is read aloud of the page, in that order.
    fn elements(&self, number: usize, page: &mut Page, written: Vec<Vec<Identifier>>) -> Vec<Element> {
        let element = |(block, marks): (&Block, Vec<Identifier>)| {
            let mut content: Vec<Node> = marks.into_iter().map(Node::from).collect();
            if let Some(link) = &block.link {
                content.extend(block.annotation(link).map(|link| page.add_tagged_annotation(link).into()));
                content = vec![TagGroup::with_children(Tag::Link, content).into()];
            }
            let (role, joins, text) = (block.role, block.joins, block.text());
            Element { role, joins, text, page: number, place: Point::from_xy(block.left, block.top), content }
        };
        self.blocks.iter().zip(written).map(element).collect()
    }
}

/// The structure of a paper, in the order in which it is read.
fn nodes(elements: Vec<Element>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut items: Vec<Node> = Vec::new();
    let mut numbering = ListNumbering::None;
    let mut label = None;
    for element in elements {
        if element.joins == Joins::NewList {
            nodes.extend(list(&mut items, numbering));
            numbering = ListNumbering::None;
        }
        let tag = element.tag();
        match element.role {
            Role::Label | Role::Bullet => {
                numbering = if element.role == Role::Bullet { ListNumbering::Disc } else { ListNumbering::None };
                label = Some(TagGroup::with_children(tag, element.content));
            }
            Role::Value => {
                let value = TagGroup::with_children(tag, element.content);
                let item = label.take().into_iter().chain([value]).map(Node::from).collect();
                items.push(TagGroup::with_children(Tag::LI, item).into());
            }
            Role::Paragraph | Role::Heading | Role::Subheading | Role::Topic => {
                nodes.extend(list(&mut items, numbering));
                nodes.push(TagGroup::with_children(tag, element.content).into());
            }
        }
    }
    nodes.extend(list(&mut items, numbering));
    nodes
}

/// The next headings as far as they are of `level` or below it, the lower ones under the one above them.
fn entries<'a>(
    headings: &mut Peekable<impl Iterator<Item = (NonZeroU16, &'a Element)>>,
    level: NonZeroU16,
    open: bool,
) -> Vec<OutlineNode> {
    let mut entries = Vec::new();
    while let Some((level, heading)) = headings.next_if(|(next, _)| *next >= level) {
        let place = XyzDestination::new(heading.page, heading.place);
        let mut entry = OutlineNode::new(heading.title(), place).with_open(open);
        for lower in self::entries(headings, level.saturating_add(1), false) {
            entry.push_child(lower);
        }
        entries.push(entry);
    }
    entries
}

fn draw_line(surface: &mut Surface, block: &Block, number: usize, line: &Line) {
    let (mut left, baseline) = (block.left, block.line_top(number) + block.style.ascent());
    surface.set_fill(Some(block.style.colour.fill()));
    for run in &line.runs {
        let (start, font) = (Point::from_xy(left, baseline), run.font.clone());
        surface.draw_glyphs(start, &run.glyphs, font, &line.text, block.style.size, false);
        left += run.width() * block.style.size;
    }
}

/// The list of the items gathered so far, if there are any.
fn list(items: &mut Vec<Node>, numbering: ListNumbering) -> Option<Node> {
    let items = std::mem::take(items);
    (!items.is_empty()).then(|| TagGroup::with_children(Tag::L(numbering), items).into())
}

impl Role {
    /// The level of a heading.
    const fn level(self) -> Option<NonZeroU16> {
        match self {
            Self::Heading => Some(NonZeroU16::MIN),
            Self::Subheading => Some(NonZeroU16::MIN.saturating_add(1)),
            Self::Topic => Some(NonZeroU16::MIN.saturating_add(2)),
            Self::Paragraph | Self::Label | Self::Bullet | Self::Value => None,
        }
    }
}

impl Element {
    fn tag(&self) -> TagKind {
        if let Some(level) = self.role.level() {
            return Tag::Hn(level, Some(self.title())).into();
        }
        match self.role {
            Role::Label | Role::Bullet => Tag::Lbl.into(),
            Role::Value => Tag::LBody.into(),
            _ => Tag::P.into(),
        }
    }

    /// A heading where it is one of many.
    fn title(&self) -> String {
        self.text.chars().take(TITLE_LETTERS).collect()
    }
}

impl Block {
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

impl Colour {
    fn fill(self) -> Fill {
        Fill { paint: rgb::Color::new(self.0, self.1, self.2).into(), ..Fill::default() }
    }
}
