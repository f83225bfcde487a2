//! The record of a profile: everything that it holds, for whoever downloads their data. It is as long as it takes.
//!
//! Everything is set into rows first, a row being what stands side by side; the rows then flow over the pages. The same
//! record gives the same bytes.

use std::ops::Range;

use domain::date::CalendarDate;

use super::DEMONSTRATION;
use super::document::Paper;
use super::sheet::{self, Joins, Role, Sheet, Style, TEXT_WIDTH};
use super::text::Faces;
use crate::Fault;

/// A part of what a profile holds, as the paper tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// What stands below the heading, in order.
    pub blocks: Vec<Block>,
}

/// Line ends in a text are line ends on paper. A text that says nothing is left out, and so is a list without items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A sentence.
    Paragraph(String),
    /// A heading below that of the section.
    Subheading(String),
    /// Labels and values, side by side, read as a list. A label is written as it is: «Nom\u{a0}:».
    Facts(Vec<(String, String)>),
    /// Items of a bulleted list.
    Items(Vec<String>),
}

/// What the record of a profile says.
pub struct Record<'a> {
    /// The paper's heading, which may name whose profile it is.
    pub heading: String,
    /// The title in the file's metadata, which names nobody.
    pub title: String,
    /// Sentences below the heading.
    pub introduction: Vec<String>,
    /// What the profile holds, in order.
    pub sections: &'a [Section],
    /// The day that the paper bears. It also is the date of the file.
    pub prepared_on: CalendarDate,
}

/// The columns of the page, from the left edge of its text.
const WHOLE: Range<f32> = 0.0..TEXT_WIDTH;
const LABELS: Range<f32> = 0.0..150.0;
const VALUES: Range<f32> = 162.0..TEXT_WIDTH;
const BULLETS: Range<f32> = 4.0..16.0;
const ITEMS: Range<f32> = 18.0..TEXT_WIDTH;
const BULLET: &str = "•";
/// Where a text goes on on the next page, this many lines of it stay together on either.
const TOGETHER: usize = 2;
/// Sums of lengths are not exact.
const NEARLY: f32 = 0.01;

/// Writes the record as a PDF of as many A4 pages as it takes. With `demonstration` each says that its data are invented.
///
/// It takes half a second of computing for a hundred pages, more in letters that the first font lacks, and waits for nothing.
///
/// # Errors
/// [`Fault::Internal`] when the title or a heading is empty, or when the file would break its standards.
pub fn pdf(record: &Record<'_>, demonstration: bool) -> Result<Vec<u8>, Fault> {
    let faces = Faces::read()?;
    let mut sheet = Sheet::new(&faces, 1.0);
    sheet.letterhead(demonstration.then_some(16.0));
    let rows = Rows::of(record, &sheet)?;
    let mut pages = Pages { faces: &faces, demonstration, full: Vec::new(), sheet };
    pages.write(rows);

    let mut sheets = pages.full;
    sheets.push(pages.sheet);
    let count = sheets.len();
    for (sheet, number) in sheets.iter_mut().zip(1..) {
        sheet.footer(&format!("Page {number}/{count}"));
    }
    let mut paper = Paper::new(&record.title, record.prepared_on)?;
    paper.add_all(sheets)?;
    paper.finish()
}

/// Texts that stand side by side, with lines of the same height.
struct Row {
    blocks: Vec<sheet::Block>,
    /// The room above it, unless it begins a page.
    above: f32,
    /// The room that it wants below it.
    below: f32,
}

/// What the record says, in the order in which it is read.
struct Rows<'a> {
    /// Measures texts.
    sheet: &'a Sheet<'a>,
    rows: Vec<Row>,
}

impl<'a> Rows<'a> {
    fn of(record: &Record<'_>, sheet: &'a Sheet<'a>) -> Result<Vec<Row>, Fault> {
        let mut rows = Self { sheet, rows: Vec::new() };
        rows.heading(Role::Heading, Style::HEADING, &record.heading)?;
        rows.paragraph(&format!("Le {}", record.prepared_on));
        for sentence in &record.introduction {
            rows.paragraph(sentence);
        }
        for section in record.sections {
            rows.heading(Role::Subheading, Style::SUBHEADING, &section.heading)?;
            for block in &section.blocks {
                rows.block(block);
            }
        }
        Ok(rows.rows)
    }

    fn block(&mut self, block: &Block) {
        let sheet = self.sheet;
        match block {
            Block::Paragraph(text) => self.paragraph(text),
            Block::Subheading(text) => self.text(Role::Topic, Style::TOPIC, 18.0, 6.0, text),
            Block::Facts(facts) => self.list(
                6.0,
                facts.iter().map(|(label, value)| {
                    let label = sheet.column(Role::Label, Style::LABEL, &LABELS, label);
                    (label, sheet.column(Role::Value, Style::TEXT, &VALUES, value))
                }),
            ),
            Block::Items(items) => self.list(
                4.0,
                items.iter().map(|item| {
                    let bullet = sheet.column(Role::Bullet, Style::LABEL, &BULLETS, BULLET);
                    (bullet, sheet.column(Role::Value, Style::TEXT, &ITEMS, item))
                }),
            ),
        }
    }

    fn paragraph(&mut self, text: &str) {
        self.text(Role::Paragraph, Style::TEXT, 8.0, 8.0, text);
    }

    /// Adds the heading of the paper or of a section, without which those below it would stand below another one.
    fn heading(&mut self, role: Role, style: Style, text: &str) -> Result<(), Fault> {
        let rows = self.rows.len();
        self.text(role, style, 28.0, 10.0, text);
        if self.rows.len() > rows { Ok(()) } else { Err(Fault::Internal("a record with an empty heading")) }
    }

    /// Adds a text over the whole width, if it says something.
    fn text(&mut self, role: Role, style: Style, above: f32, below: f32, text: &str) {
        let block = self.sheet.column(role, style, &WHOLE, text);
        if says_something(&block) {
            self.add(vec![block], above, below);
        }
    }

    /// Adds a list of labels, or bullets, and values, without the items that say nothing.
    fn list(&mut self, between: f32, items: impl Iterator<Item = (sheet::Block, sheet::Block)>) {
        let (mut joins, mut above) = (Joins::NewList, 10.0);
        for (mut label, mut value) in items {
            let blocks = match (says_something(&label), says_something(&value)) {
                (true, says) if says || label.role == Role::Label => {
                    label.joins = joins;
                    vec![label, value]
                }
                (false, true) => {
                    value.joins = joins;
                    vec![value]
                }
                _ => continue,
            };
            self.add(blocks, above, between);
            (joins, above) = (Joins::Next, between);
        }
    }

    /// Adds a row. Of the room that it wants above and the one before it below, the larger is left.
    fn add(&mut self, blocks: Vec<sheet::Block>, above: f32, below: f32) {
        let above = self.rows.last().map_or(0.0, |row| row.below).max(above);
        self.rows.push(Row { blocks, above, below });
    }
}

/// Whether there is anything to be read.
fn says_something(block: &sheet::Block) -> bool {
    block.lines.iter().any(|line| !line.text.trim().is_empty())
}

impl Row {
    /// Whether what comes next must be seen below it.
    fn is_heading(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block.role, Role::Heading | Role::Subheading | Role::Topic))
    }

    fn lines(&self) -> usize {
        self.blocks.iter().map(|block| block.lines.len()).max().unwrap_or(0)
    }

    fn line_height(&self) -> f32 {
        self.blocks.iter().map(|block| block.style.line_height()).fold(0.0, f32::max)
    }

    /// How high so many lines of it are.
    fn height(&self, lines: usize) -> f32 {
        (0..lines).map(|_| self.line_height()).sum()
    }

    /// How many lines of it must be on the page on which it begins.
    fn first_lines(&self) -> usize {
        if self.is_heading() || self.lines() < 2 * TOGETHER { self.lines() } else { TOGETHER }
    }

    /// How many lines of it a page takes: all, or as many as leave enough of them for the next page.
    fn taken(&self, room: f32) -> usize {
        let lines = self.lines();
        let fitting = (0..lines).take_while(|number| self.height(number + 1) <= room + NEARLY).count();
        if fitting == lines { lines } else { fitting.min(lines.saturating_sub(TOGETHER)) }
    }

    /// What is left of it after so many lines.
    fn split_off(&mut self, lines: usize) -> Self {
        let rest = |block: &mut sheet::Block| {
            let rest = block.lines.split_off(lines.min(block.lines.len()));
            (!rest.is_empty()).then_some(sheet::Block { joins: Joins::Same, lines: rest, link: None, ..*block })
        };
        Self { blocks: self.blocks.iter_mut().filter_map(rest).collect(), ..*self }
    }
}

/// The pages that are being filled.
struct Pages<'a> {
    faces: &'a Faces,
    demonstration: bool,
    full: Vec<Sheet<'a>>,
    sheet: Sheet<'a>,
}

impl<'a> Pages<'a> {
    fn write(&mut self, rows: Vec<Row>) {
        // A heading needs as much room as it takes together with the beginning of what comes next.
        let mut needs: Vec<f32> = Vec::with_capacity(rows.len());
        let mut next = 0.0;
        for row in rows.iter().rev() {
            let needed = row.height(row.first_lines()) + if row.is_heading() { next } else { 0.0 };
            needs.push(needed);
            next = needed + row.above;
        }
        for (row, needed) in rows.into_iter().zip(needs.into_iter().rev()) {
            self.row(row, needed);
        }
    }

    fn row(&mut self, mut row: Row, needed: f32) {
        if row.above + needed > self.sheet.room() + NEARLY && needed <= self.empty().room() + NEARLY {
            self.turn();
        }
        if !self.sheet.blocks.is_empty() {
            self.sheet.space(row.above);
        }
        while row.lines() > 0 {
            let taken = row.taken(self.sheet.room());
            if taken == 0 && !self.sheet.blocks.is_empty() {
                self.turn();
                continue;
            }
            let rest = row.split_off(taken.max(1));
            self.sheet.put(row.blocks);
            row = rest;
        }
    }

    /// A page on which nothing is said yet.
    fn empty(&self) -> Sheet<'a> {
        let mut sheet = Sheet::new(self.faces, 1.0);
        if self.demonstration {
            sheet.banner_again(DEMONSTRATION);
            sheet.space(16.0);
        }
        sheet
    }

    fn turn(&mut self) {
        let next = self.empty();
        self.full.push(std::mem::replace(&mut self.sheet, next));
    }
}
