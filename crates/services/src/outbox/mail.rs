//! An e-mail as it leaves: the plain text that was written, and the same words as a page in one column. No picture,
//! nothing that is fetched, and no link but those that can be read: nobody is told when a mail is opened.

use std::fmt::Write as _;

use domain::id::JobId;
use domain::provisional_code::ProvisionalCode;
use lettre::message::{Mailbox, MessageBuilder, MultiPart};

use super::{Message, Undelivered};

/// The mail with both texts.
pub(super) fn compose(id: JobId, from: &Mailbox, message: &Message) -> Result<lettre::Message, Undelivered> {
    let to = message.to.parse().map_err(|_| Undelivered::Never("unusable address"))?;
    let subject = message.subject.as_deref().unwrap_or_default();
    MessageBuilder::new()
        // The same at every try: a receiver can tell that it has it already.
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject)
        .multipart(MultiPart::alternative_plain_html(message.text.clone(), html(subject, &message.text)))
        .map_err(|_| Undelivered::Never("the mail cannot be composed"))
}

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

/// The words of a plain mail as a page. Paragraphs are set apart by empty lines; a line that is nothing but a code is
/// large, one that is nothing but an address is a link; a paragraph of a name and an address is a button, with the
/// address below it.
fn html(subject: &str, text: &str) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light\">\n\
         <title>{}</title>\n</head>\n<body style=\"{BODY}\">\n<div style=\"{SHEET}\">\n\
         <p style=\"{WORDMARK}\">Mon espace santé</p>\n",
        escaped(subject)
    );
    for paragraph in text.split("\n\n") {
        let lines: Vec<&str> = paragraph.lines().collect();
        let lines: Vec<String> = match lines[..] {
            [name, address] if is_address(address) && !name.ends_with(':') => {
                let (name, href) = (escaped(name), escaped(address));
                vec![format!("<a href=\"{href}\" style=\"{BUTTON}\">{name}</a>"), line(address)]
            }
            _ => lines.into_iter().map(line).collect(),
        };
        // Writing to a text cannot fail.
        let _ = writeln!(page, "<p style=\"{PARAGRAPH}\">{}</p>", lines.join("<br>\n"));
    }
    page.push_str("</div>\n</body>\n</html>\n");
    page
}

fn line(line: &str) -> String {
    let text = escaped(line);
    if is_address(line) {
        format!("<a href=\"{text}\" style=\"{LINK}\">{text}</a>")
    } else if ProvisionalCode::parse(line).is_ok_and(|code| code.grouped() == line) {
        format!("<strong style=\"{CODE}\">{text}</strong>")
    } else {
        text
    }
}

fn is_address(line: &str) -> bool {
    (line.starts_with("https://") || line.starts_with("http://")) && !line.contains(char::is_whitespace)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "Bonjour Zoé <b>\"&,\n\nVotre code\u{a0}:\nH7UQ\u{a0}ZFKC\u{a0}J8KW\n\n\
                         Préparez-vous, puis ouvrez\u{a0}:\nhttps://exemple.fr/activer?a=1&b=2\n\n\
                         SE CONNECTER\nhttps://exemple.fr\n\nMon espace santé";

    #[test]
    fn codes_and_addresses_stand_out_and_nothing_else_is_markup() {
        let page = html("Objet & co", WORDS);
        for part in [
            "<title>Objet &amp; co</title>",
            "Bonjour Zoé &lt;b&gt;&quot;&amp;,</p>",
            "Votre code\u{a0}:<br>\n<strong style=",
            ">H7UQ\u{a0}ZFKC\u{a0}J8KW</strong>",
            "ouvrez\u{a0}:<br>\n<a href=\"https://exemple.fr/activer?a=1&amp;b=2\"",
            &format!("<a href=\"https://exemple.fr\" style=\"{BUTTON}\">SE CONNECTER</a><br>\n<a href="),
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("<img") && !page.contains("url("), "nothing is fetched");
        assert_eq!(page.matches("<a ").count(), 3);
    }

    #[test]
    fn both_texts_leave_in_one_mail() {
        let message = Message { to: "zoe@exemple.fr".into(), subject: Some("Objet".into()), text: WORDS.into() };
        let from: Mailbox = "Mon espace santé <ne-pas-repondre@exemple.fr>".parse().unwrap();
        let mail = compose(JobId::from_bytes([7; 16]), &from, &message).unwrap().formatted();
        let mail = String::from_utf8(mail).unwrap();
        let plain = mail.find("Content-Type: text/plain; charset=utf-8").unwrap();
        let page = mail.find("Content-Type: text/html; charset=utf-8").unwrap();
        assert!(mail.contains("multipart/alternative") && plain < page, "the last one is preferred: {mail}");
        assert!(mail.contains("Message-ID: <0707"), "{mail}");
        let whole = mail.replace("=\r\n", "");
        assert_eq!(whole.matches("H7UQ=C2=A0ZFKC=C2=A0J8KW").count(), 2, "the code is in both: {mail}");
    }

    /// What the invitation looks like stands in a file of its own, to be opened in a browser.
    #[test]
    fn the_invitation_looks_as_it_is_kept() {
        let page = html("Mon espace santé\u{a0}: à vous de choisir", &crate::messages::tests::invitation_text());
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/papers/invitation.html");
        if std::env::var_os("KEEP_SNAPSHOTS").is_some() {
            std::fs::write(kept, &page).unwrap();
        }
        assert_eq!(page, std::fs::read_to_string(kept).unwrap(), "KEEP_SNAPSHOTS=1 keeps the new one");
    }
}
