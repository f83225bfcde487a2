//! The PDF that sheets become: what is drawn, and the structure by which it is read aloud.

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
use super::sheet::{Block, Colour, HEIGHT, Link, Role, Sheet, WIDTH};
use super::text::Line;
use crate::Fault;

/// A PDF that is being written, a page at a time: a sheet that was added is no longer needed.
pub(super) struct Paper {
    document: Document,
    tags: TagTree,
    outline: Outline,
    pages: usize,
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
        let nodes = self.page(sheet)?;
        self.tags.children.extend(nodes);
        Ok(())
    }

    /// Adds a sheet as the next page and as a part of its own, for papers that have several.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the library knows no such page.
    pub(super) fn add_part(&mut self, sheet: &Sheet<'_>) -> Result<(), Fault> {
        let nodes = self.page(sheet)?;
        self.tags.push(TagGroup::with_children(Tag::Part, nodes));
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

    fn page(&mut self, sheet: &Sheet<'_>) -> Result<Vec<Node>, Fault> {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Fault::Internal("a page without a size"))?;
        let mut page = self.document.start_page_with(settings);
        let written = sheet.draw(&mut page.surface());
        let nodes = sheet.tags(&mut page, written);
        page.finish();
        if let Some(entry) = sheet.outline(self.pages) {
            self.outline.push_child(entry);
        }
        self.pages += 1;
        Ok(nodes)
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
        if let Some(footer) = &self.footer {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
            for (number, line) in footer.lines.iter().enumerate() {
                draw_line(surface, footer, number, line);
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

    /// The structure of the paper, in the order in which it is read.
    fn tags(&self, page: &mut Page, written: Vec<Vec<Identifier>>) -> Vec<Node> {
        let mut nodes = Vec::new();
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
                    nodes.extend(list(&mut items));
                    nodes.push(TagGroup::with_children(block.tag(), content).into());
                }
            }
        }
        nodes.extend(list(&mut items));
        nodes
    }

    /// The headings, by which a reader moves through the paper: the lower ones under the one above them.
    fn outline(&self, page: usize) -> Option<OutlineNode> {
        let entry = |block: &Block| {
            let place = XyzDestination::new(page, Point::from_xy(block.left, block.top));
            OutlineNode::new(block.text(), place)
        };
        let mut outline = self.blocks.iter().find(|block| block.role == Role::Heading).map(entry)?;
        for block in self.blocks.iter().filter(|block| block.role == Role::Subheading) {
            outline.push_child(entry(block));
        }
        Some(outline)
    }
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
fn list(items: &mut Vec<Node>) -> Option<Node> {
    let items = std::mem::take(items);
    (!items.is_empty()).then(|| TagGroup::with_children(Tag::L(ListNumbering::None), items).into())
}

impl Block {
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

impl Colour {
    fn fill(self) -> Fill {
        Fill { paint: rgb::Color::new(self.0, self.1, self.2).into(), ..Fill::default() }
    }
}
