//! An e-mail: a value put together from blocks, which is drawn as plain text and, in the same words, as a page in one
//! column. No picture, nothing that is fetched, and no link but those that can be read: nobody is told when a mail is
//! opened.

use std::fmt::Write as _;

use domain::contact::EmailAddress;
use domain::date::CalendarDate;
use domain::id::JobId;
use domain::time::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart};
use serde::{Deserialize, Serialize};

use super::Undelivered;
use crate::contacts::mailbox;
use crate::help;
use crate::messages::decision;

/// An e-mail to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject: nothing personal.
    pub subject: String,
    blocks: Vec<Block>,
    /// From when on it is of no use, if that is sooner than its terms say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of_use_until: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Block {
    /// «Bonjour,», by name where it is known.
    Greeting(Option<String>),
    Paragraph(String),
    /// What can be decided about a space, and until when: that is known once the mail leaves.
    Choice {
        created: String,
        until: Option<CalendarDate>,
    },
    /// A code on a line of its own, below what it is.
    Code {
        label: String,
        code: String,
    },
    /// An address on a line of its own, below what it is for.
    Link {
        label: String,
        address: String,
    },
    /// What most readers come for.
    Button {
        name: String,
        address: String,
    },
    /// A question that the help line answers, and what to know before one calls.
    Help {
        question: String,
        first: String,
    },
    Signature,
}

impl Mail {
    /// A mail that greets, for now says nothing, and is signed.
    pub(crate) fn new(to: &EmailAddress, subject: &str, greeted: Option<String>) -> Self {
        let blocks = vec![Block::Greeting(greeted), Block::Signature];
        Self { to: to.as_str().to_owned(), subject: subject.to_owned(), blocks, of_use_until: None }
    }

    /// One or more sentences.
    pub(crate) fn paragraph(self, text: impl Into<String>) -> Self {
        self.with(Block::Paragraph(text.into()))
    }

    /// What can be decided. `until` is the last day on which the creation of `created` («votre espace») can be opposed,
    /// unless that is over.
    pub(crate) fn choice(self, created: &str, until: Option<CalendarDate>) -> Self {
        self.with(Block::Choice { created: created.to_owned(), until })
    }

    /// Whether it begins the time to oppose.
    pub(super) fn offers_choice(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Choice { .. }))
    }

    /// Sets the last day to oppose, of a mail that offers the choice.
    pub(super) fn choose_until(&mut self, day: Option<CalendarDate>) {
        for block in &mut self.blocks {
            if let Block::Choice { until, .. } = block {
                *until = day;
            }
        }
    }

    /// A code, below what it is; a colon comes by itself.
    pub(crate) fn code(self, label: impl Into<String>, code: impl Into<String>) -> Self {
        self.with(Block::Code { label: label.into(), code: code.into() })
    }

    /// An address, below what it is for; a colon comes by itself.
    pub(crate) fn link(self, label: impl Into<String>, address: String) -> Self {
        self.with(Block::Link { label: label.into(), address })
    }

    /// A button with that name, and its address below.
    pub(crate) fn button(self, name: &str, address: String) -> Self {
        self.with(Block::Button { name: name.to_owned(), address })
    }

    /// A question that the help line answers (its mark comes by itself), and what to know before one calls.
    pub(crate) fn help(self, question: &str, first: &str) -> Self {
        self.with(Block::Help { question: question.to_owned(), first: first.to_owned() })
    }

    /// Adds a block above the signature.
    fn with(mut self, block: Block) -> Self {
        self.blocks.insert(self.blocks.len().saturating_sub(1), block);
        self
    }

    /// The mail as plain text.
    pub(crate) fn text(&self) -> String {
        let paragraphs: Vec<String> = self.blocks.iter().map(Block::text).collect();
        paragraphs.join("\n\n")
    }

    /// The code that it brings, if any, as it is written in it.
    pub(crate) fn first_code(&self) -> Option<&str> {
        self.blocks.iter().find_map(|block| match block {
            Block::Code { code, .. } => Some(code.as_str()),
            _ => None,
        })
    }

    /// The mail as a page.
    fn html(&self) -> String {
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light\">\n\
             <title>{}</title>\n</head>\n<body style=\"{BODY}\">\n<div style=\"{SHEET}\">\n\
             <p style=\"{WORDMARK}\">{SERVICE}</p>\n",
            escaped(&self.subject)
        );
        for block in &self.blocks {
            // Writing to a text cannot fail.
            let _ = writeln!(page, "<p style=\"{PARAGRAPH}\">{}</p>", block.html());
        }
        page.push_str("</div>\n</body>\n</html>\n");
        page
    }

    /// The mail with both texts.
    pub(super) fn compose(&self, id: JobId, from: &Mailbox) -> Result<lettre::Message, Undelivered> {
        envelope(id, from, &self.to, &self.subject)?
            .multipart(MultiPart::alternative_plain_html(self.text(), self.html()))
            .map_err(|_| Undelivered::Refused("the mail cannot be composed"))
    }
}

/// A mail that an earlier version of the program put into the outbox, where mails were kept as texts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EarlierMail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl EarlierMail {
    /// The mail with its only text.
    pub(super) fn compose(&self, id: JobId, from: &Mailbox) -> Result<lettre::Message, Undelivered> {
        envelope(id, from, &self.to, &self.subject)?
            .body(self.text.clone())
            .map_err(|_| Undelivered::Refused("the mail cannot be composed"))
    }
}

fn envelope(id: JobId, from: &Mailbox, to: &str, subject: &str) -> Result<MessageBuilder, Undelivered> {
    let to = mailbox(to).ok_or(Undelivered::Refused("unusable address"))?;
    Ok(MessageBuilder::new()
        // The same at every try: a receiver can tell that it has it already.
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject)
        // Absence notes and the like do not answer to it (RFC 3834); screen readers know how to read it.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", "fr")))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

const SERVICE: &str = "Mon espace santé";

// Mail readers know no style sheets to speak of: each element brings its own. The colours are those of the service.
const BODY: &str = "margin:0;padding:24px 16px;background:#fbf9f5;color:#1b2b2e;\
                    font:17px/1.5 system-ui,'Segoe UI',Roboto,Arial,sans-serif";
const SHEET: &str = "max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #dad5ca;\
                     border-radius:8px";
const WORDMARK: &str = "margin:0 0 24px;color:#0b5a63;font-size:20px;font-weight:bold";
const PARAGRAPH: &str = "margin:0 0 16px";
const CODE: &str = "display:inline-block;margin:8px 0 0;padding:8px 16px;background:#e2f0ee;color:#0a4a51;\
                    border-radius:8px;font:bold 24px/1.5 ui-monospace,Consolas,monospace";
const BUTTON: &str = "display:inline-block;margin:0 0 8px;padding:12px 20px;background:#0b5a63;color:#ffffff;\
                      border-radius:8px;font-weight:bold;text-decoration:none";
const LINK: &str = "color:#0b5a63;overflow-wrap:anywhere";

impl Block {
    /// As a paragraph of plain text.
    fn text(&self) -> String {
        match self {
            Self::Greeting(None) => "Bonjour,".to_owned(),
            Self::Greeting(Some(name)) => format!("Bonjour {name},"),
            Self::Paragraph(text) => text.clone(),
            Self::Choice { created, until } => decision(created, *until),
            Self::Code { label, code: below } | Self::Link { label, address: below } => {
                format!("{label}\u{a0}:\n{below}")
            }
            Self::Button { name, address } => format!("{name}\n{address}"),
            Self::Help { question, first } => {
                let space = if first.is_empty() { "" } else { " " };
                format!("{question}\u{a0}? {first}{space}{}", help::call())
            }
            Self::Signature => SERVICE.to_owned(),
        }
    }

    /// As what stands within a paragraph of the page.
    fn html(&self) -> String {
        let link = |address: &str| {
            let address = escaped(address);
            format!("<a href=\"{address}\" style=\"{LINK}\">{address}</a>")
        };
        match self {
            Self::Greeting(_) | Self::Paragraph(_) | Self::Choice { .. } | Self::Help { .. } | Self::Signature => {
                escaped(&self.text())
            }
            Self::Code { label, code } => {
                format!("{}\u{a0}:<br>\n<strong style=\"{CODE}\">{}</strong>", escaped(label), escaped(code))
            }
            Self::Link { label, address } => format!("{}\u{a0}:<br>\n{}", escaped(label), link(address)),
            Self::Button { name, address } => {
                let (href, name) = (escaped(address), escaped(name));
                format!("<a href=\"{href}\" style=\"{BUTTON}\">{name}</a><br>\n{}", link(address))
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        let to = EmailAddress::parse("zoe@exemple.fr").unwrap();
        Mail::new(&to, "Objet & co", Some("Zoé <b>\"&".into()))
            .code("Votre code", "H7UQ\u{a0}ZFKC\u{a0}J8KW")
            .paragraph("https://exemple.fr")
            .link("Préparez-vous, puis ouvrez", "https://exemple.fr/activer?a=1&b=2".into())
            .button("SE CONNECTER", "https://exemple.fr".into())
            .help("Ce n'était pas vous", "Ne donnez ce code à personne.")
    }

    #[test]
    fn a_mail_reads_from_the_greeting_to_the_signature() {
        assert_eq!(
            mail().text(),
            "Bonjour Zoé <b>\"&,\n\nVotre code\u{a0}:\nH7UQ\u{a0}ZFKC\u{a0}J8KW\n\nhttps://exemple.fr\n\n\
             Préparez-vous, puis ouvrez\u{a0}:\nhttps://exemple.fr/activer?a=1&b=2\n\n\
             SE CONNECTER\nhttps://exemple.fr\n\n\
             Ce n'était pas vous\u{a0}? Ne donnez ce code à personne. Appelez le 3422 (service gratuit + prix appel), \
             du lundi au vendredi de 8\u{a0}h\u{a0}30 à 17\u{a0}h\u{a0}30.\n\nMon espace santé"
        );
        let bare = Mail::new(&EmailAddress::parse("zoe@exemple.fr").unwrap(), "Objet", None).help("Une question", "");
        let (start, end) = (
            "Bonjour,\n\nUne question\u{a0}? Appelez le 3422 (",
            "8\u{a0}h\u{a0}30 à 17\u{a0}h\u{a0}30.\n\nMon espace santé",
        );
        assert!(bare.text().starts_with(start) && bare.text().ends_with(end), "{}", bare.text());
    }

    #[test]
    fn codes_and_addresses_stand_out_and_nothing_else_is_markup() {
        let page = mail().html();
        for markup in [
            "<title>Objet &amp; co</title>",
            "Bonjour Zoé &lt;b&gt;&quot;&amp;,</p>",
            "Votre code\u{a0}:<br>\n<strong style=",
            ">H7UQ\u{a0}ZFKC\u{a0}J8KW</strong>",
            "ouvrez\u{a0}:<br>\n<a href=\"https://exemple.fr/activer?a=1&amp;b=2\"",
            &format!("<a href=\"https://exemple.fr\" style=\"{BUTTON}\">SE CONNECTER</a><br>\n<a href="),
            &format!("<p style=\"{PARAGRAPH}\">https://exemple.fr</p>"),
        ] {
            assert!(page.contains(markup), "{markup} in {page}");
        }
        assert!(!page.contains("<img") && !page.contains("url("), "nothing is fetched");
        assert_eq!(page.matches("<a ").count(), 3);
    }

    #[test]
    fn the_page_says_what_the_text_says() {
        let without_tags = |page: &str| {
            let mut text = String::new();
            for piece in page.split('<') {
                text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
            }
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
        };
        let page = without_tags(mail().html().split_once("<body").unwrap().1);
        let words = |text: &str| text.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let mut expected = words("Mon espace santé");
        expected.extend(words(&mail().text()));
        // Below the button its address stands in both.
        assert_eq!(words(&page), expected);
    }

    #[test]
    fn both_texts_leave_in_one_mail() {
        let from: Mailbox = "Mon espace santé <ne-pas-repondre@exemple.fr>".parse().unwrap();
        let mail = mail().compose(JobId::from_bytes([7; 16]), &from).unwrap().formatted();
        let mail = String::from_utf8(mail).unwrap();
        let plain = mail.find("Content-Type: text/plain; charset=utf-8").unwrap();
        let page = mail.find("Content-Type: text/html; charset=utf-8").unwrap();
        assert!(mail.contains("multipart/alternative") && plain < page, "the last one is preferred: {mail}");
        assert!(mail.contains("Message-ID: <0707"), "{mail}");
        assert!(
            mail.contains("Auto-Submitted: auto-generated\r\n") && mail.contains("Content-Language: fr\r\n"),
            "{mail}"
        );
        let whole = mail.replace("=\r\n", "");
        assert_eq!(whole.matches("H7UQ=C2=A0ZFKC=C2=A0J8KW").count(), 2, "the code is in both: {mail}");
    }

    #[test]
    fn a_domain_of_any_letters_is_written_to_in_the_networks_own() {
        let from: Mailbox = "ne-pas-repondre@exemple.fr".parse().unwrap();
        let to = EmailAddress::parse("ines@société.exemple").unwrap();
        let mail = Mail::new(&to, "Objet", None).compose(JobId::from_bytes([7; 16]), &from).unwrap();
        let receivers: Vec<String> = mail.envelope().to().iter().map(ToString::to_string).collect();
        assert_eq!(receivers, ["ines@xn--socit-esab.exemple"]);
    }

    /// What the invitation looks like stands in a file of its own, to be opened in a browser.
    #[test]
    fn the_invitation_looks_as_it_is_kept() {
        let page = crate::messages::tests::an_invitation().html();
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/papers/invitation.html");
        if std::env::var_os("KEEP_SNAPSHOTS").is_some() {
            std::fs::write(kept, &page).unwrap();
        }
        assert_eq!(page, std::fs::read_to_string(kept).unwrap(), "KEEP_SNAPSHOTS=1 keeps the new one");
    }
}
