//! A PDF as a reading program sees it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

/// The width and height of A4 in points.
pub const A4: (f32, f32) = (595.28, 841.89);

/// A file as a reading program sees it.
pub struct Read {
    pub document: Document,
    /// The texts by page and by the marks under which the structure finds them.
    marked: BTreeMap<(ObjectId, i64), String>,
    /// What is left out when the paper is read aloud.
    pub artifacts: String,
    /// The lines as they are seen.
    pub lines: Vec<Line>,
}

/// A line of text.
#[derive(Debug)]
pub struct Line {
    /// Its page, counted from 1.
    pub page: usize,
    /// Where it begins, from the left edge in points.
    pub left: f32,
    /// On what it stands, from the top edge in points.
    pub top: f32,
    /// The height of its letters, in points.
    pub size: f32,
    pub text: String,
}

impl Read {
    pub fn new(file: &[u8]) -> Self {
        let document = Document::load_mem(file).unwrap();
        let mut read =
            Self { marked: BTreeMap::new(), artifacts: String::new(), lines: Vec::new(), document: Document::new() };
        for (number, page) in document.get_pages() {
            read.page(&document, number as usize, page);
        }
        Self { document, ..read }
    }

    fn page(&mut self, document: &Document, number: usize, page: ObjectId) {
        let fonts = document.get_page_fonts(page).unwrap();
        // What is open around the text: its mark, or an artifact; and a text that stands for the glyphs.
        let mut open: Vec<Option<Dictionary>> = Vec::new();
        let (mut artifact, mut mark, mut font, mut size) = (None, None, None, 0.0);
        for operation in document.get_and_decode_page_content(page).unwrap().operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let properties = operands.get(1).map(|operand| operand.as_dict().unwrap().clone());
                    if operands[0].as_name().unwrap() == b"Artifact" {
                        artifact = Some(open.len());
                    }
                    if let Some(id) = properties.as_ref().and_then(|properties| properties.get(b"MCID").ok()) {
                        let id = (page, id.as_i64().unwrap());
                        self.marked.entry(id).or_default();
                        mark = Some((open.len(), id));
                    }
                    if let Some(actual) = actual_text(properties.as_ref()) {
                        self.push(mark, artifact, &actual);
                    }
                    open.push(properties);
                }
                "EMC" => {
                    open.pop().unwrap();
                    artifact = artifact.filter(|depth| *depth < open.len());
                    mark = mark.filter(|(depth, _)| *depth < open.len());
                }
                "Tf" => {
                    font = Some(fonts[operands[0].as_name().unwrap()].get_font_encoding(document).unwrap());
                    size = operands[1].as_float().unwrap();
                }
                // The library turns the page over, and so counts from the top.
                "Tm" => self.lines.push(Line {
                    page: number,
                    left: operands[4].as_float().unwrap(),
                    top: operands[5].as_float().unwrap(),
                    size,
                    text: String::new(),
                }),
                "Tj" | "TJ" => {
                    for glyphs in strings(&operands[0]) {
                        let text = Document::decode_text(font.as_ref().unwrap(), glyphs).unwrap();
                        if let Some(line) = self.lines.last_mut() {
                            line.size = size;
                            line.text.push_str(&text);
                        }
                        if !open.iter().any(|properties| actual_text(properties.as_ref()).is_some()) {
                            self.push(mark, artifact, &text);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, mark: Option<(usize, (ObjectId, i64))>, artifact: Option<usize>, text: &str) {
        match (mark, artifact) {
            (Some((_, id)), None) => self.marked.entry(id).or_default().push_str(text),
            (None, Some(_)) => self.artifacts.push_str(text),
            _ => panic!("«{text}» is neither content nor an artifact"),
        }
    }

    pub fn dictionary<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        self.document.dereference(object).unwrap().1.as_dict().unwrap()
    }

    /// The structure, each element with its text, indented.
    pub fn aloud(&self) -> String {
        let root = self.dictionary(self.document.catalog().unwrap().get(b"StructTreeRoot").unwrap());
        let mut aloud = String::new();
        for element in self.children(root) {
            self.element(self.dictionary(&element), None, 0, &mut aloud);
        }
        aloud
    }

    /// How the items of each list are numbered, in the order of the structure.
    pub fn lists(&self) -> Vec<String> {
        let root = self.dictionary(self.document.catalog().unwrap().get(b"StructTreeRoot").unwrap());
        let document = self.children(root).remove(0);
        let attributes = self.children(self.dictionary(&document)).into_iter().filter_map(|element| {
            let attributes = self.dictionary(&element).get(b"A").ok()?.clone();
            Some(attributes.as_array().map_or(attributes.clone(), |all| all[0].clone()))
        });
        let numbering = |attributes: Object| {
            let name = self.dictionary(&attributes).get(b"ListNumbering").unwrap().as_name().unwrap();
            String::from_utf8(name.to_vec()).unwrap()
        };
        attributes.map(numbering).collect()
    }

    fn children(&self, element: &Dictionary) -> Vec<Object> {
        match self.document.dereference(element.get(b"K").unwrap()).unwrap().1 {
            Object::Array(children) => children.clone(),
            child => vec![child.clone()],
        }
    }

    fn element(&self, element: &Dictionary, page: Option<ObjectId>, depth: usize, aloud: &mut String) {
        let page = element.get(b"Pg").map(|page| page.as_reference().unwrap()).ok().or(page);
        let tag = str::from_utf8(element.get(b"S").unwrap().as_name().unwrap()).unwrap();
        let (mut text, mut parts) = (String::new(), String::new());
        for child in self.children(element) {
            let child = self.document.dereference(&child).unwrap().1;
            match child {
                Object::Integer(mark) => text.push_str(&self.marked[&(page.unwrap(), *mark)]),
                child => match self.dictionary(child) {
                    link if link.has(b"Obj") => {
                        let annotation = self.dictionary(link.get(b"Obj").unwrap());
                        write!(text, " → {}", self.followed(annotation)).unwrap();
                    }
                    // A mark on another page than the element's first.
                    mark if mark.has(b"MCID") => {
                        let other = mark.get(b"Pg").unwrap().as_reference().unwrap();
                        text.push_str(&self.marked[&(other, mark.get(b"MCID").unwrap().as_i64().unwrap())]);
                    }
                    part => self.element(part, page, depth + 1, &mut parts),
                },
            }
        }
        let (indent, space) = ("  ".repeat(depth), if text.is_empty() { "" } else { " " });
        write!(aloud, "{indent}{tag}{space}{text}\n{parts}").unwrap();
    }

    /// What a link is called, and where it leads.
    fn followed(&self, annotation: &Dictionary) -> String {
        let address = self.dictionary(annotation.get(b"A").unwrap()).get(b"URI").unwrap().as_str().unwrap();
        let name = decode_text_string(annotation.get(b"Contents").unwrap()).unwrap();
        format!("{name} ({})", str::from_utf8(address).unwrap())
    }
}

/// Keeps a file to be looked at, in the folder that `KEEP_PAPERS` names.
pub fn look(name: &str, file: &[u8]) {
    if let Some(folder) = std::env::var_os("KEEP_PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(name), file).unwrap();
    }
}

fn actual_text(properties: Option<&Dictionary>) -> Option<String> {
    properties.and_then(|properties| properties.get(b"ActualText").ok()).map(|text| decode_text_string(text).unwrap())
}

/// The strings that an operation shows, without the numbers between them that move them.
fn strings(operand: &Object) -> Vec<&[u8]> {
    match operand {
        Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).collect(),
        text => vec![text.as_str().unwrap()],
    }
}
