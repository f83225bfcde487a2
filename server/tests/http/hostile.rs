//! Fifty things that nobody means to type, in every field of every form: each is answered in words, none is answered by a fault,
//! and what is shown again is text.

use domain::insured::Column;
use domain::typed;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use store::scratch::Engine;

use crate::support::{Answer, TestService, Visitor, percent_encoded};

crate::on_both_engines!(
    whatever_is_typed_is_answered_in_words,
    whatever_is_typed_signed_in_is_answered_in_words,
    hard_names_come_through_import_mail_and_pages_as_they_are,
    what_is_no_name_is_refused_by_the_import,
);

/// What is typed. A browser posts a line break as two signs, and cuts nothing off.
fn inputs() -> Vec<String> {
    let mut inputs: Vec<String> = [
        // Another language than French.
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg/onload=alert(1)>",
        "</textarea><script>alert(1)</script>",
        "<!--",
        "]]>",
        "&lt;script&gt;",
        "&#x3c;b&#x3e;",
        "javascript:alert(1)",
        "{{7*7}}${7*7}<%= 7*7 %>",
        "' OR '1'='1",
        "'; DROP TABLE accounts; --",
        "1; SELECT pg_sleep(10)",
        "%' ESCAPE '",
        "$1",
        "../../etc/passwd",
        "..\\..\\windows",
        "file:///etc/passwd",
        "=cmd|'/C calc'!A0",
        "+1+1",
        "@SUM(1)",
        "%00%0d%0aSet-Cookie: a=b",
        "%s%s%s%n",
        "/p/00000000000000000000000000000000/accueil",
        "//exemple.fr",
        "__proto__",
        "null",
        "undefined",
        "true",
        "NaN",
        "-1",
        "1e309",
        "99999999999999999999999999",
        "0x1F",
        "١٢٣٤٥٦",
        // What is not seen, or turns what is seen.
        "\u{0}",
        "a\u{0}b",
        "\u{1b}[31mrouge\u{1b}[0m",
        "a\r\nBcc: tous@exemple.fr",
        "\u{202e}evitcerid",
        "\u{2066}\u{2069}",
        "\u{200b}\u{feff}\u{2060}",
        "\u{fffd}\u{ffff}",
        "e\u{301}\u{301}\u{301}\u{301}",
        "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{1f3fd}",
        "ﷺﷺﷺ",
    ]
    .map(str::to_owned)
    .to_vec();
    // Too long, too deep, too wide.
    inputs.push("A".repeat(12_000));
    inputs.push("é".repeat(2_000));
    inputs.push("\u{301}".repeat(2_000));
    inputs.push("<b>".repeat(1_000));
    inputs
}

/// What has a page of its own that says so.
const TOLD: [StatusCode; 1] = [StatusCode::PAYLOAD_TOO_LARGE];

/// An answer says what is wrong, or goes on; it is no fault, and holds nothing that was typed but as text.
fn assert_in_words(answer: &Answer, what: &str, typed: &str) {
    let shown: String = typed.chars().take(40).collect();
    let status = answer.status;
    assert!(
        status.is_success() || status.is_redirection() || TOLD.contains(&status),
        "{what}, {shown:?}: {status} {}",
        answer.body
    );
    for header in answer.headers.values() {
        assert!(!header.as_bytes().contains(&b'\n'), "{what}, {shown:?}");
    }
    // Only of a page a browser makes more than text.
    let is_page = answer.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    for markup in ["<script>alert", "<img src=x", "<svg/onload", "<b><b>", "<!--\"", "onerror=alert(1)>"] {
        assert!(!is_page || !answer.body.contains(markup), "{what}, {shown:?}: {}", answer.body);
    }
}

/// Posts that text into all fields of a form as a browser does, with and without the program, and looks at the page that shows it again.
async fn try_in(visitor: &mut Visitor, path: &str, carried: &[(&str, &str)], fields: &[&str], typed: &str) {
    let filled = fields.iter().map(|field| (*field, typed));
    let form: Vec<(&str, &str)> = carried.iter().copied().chain(filled).collect();
    let answer = visitor.post(path, &form).await;
    assert_in_words(&answer, path, typed);
    let to = answer.location().to_owned();
    if to.starts_with('/') {
        let page = visitor.get(&to).await;
        assert_in_words(&page, &format!("{path}, the page after it"), typed);
    }
    let call = visitor.call(path, &form).await;
    assert!(!call.status.is_server_error(), "{path}: {call:?}");
}

async fn whatever_is_typed_is_answered_in_words(engine: Engine) {
    let service = TestService::start(engine).await;
    let inputs = inputs();
    assert_eq!(inputs.len(), 50);
    for (place, typed) in inputs.iter().enumerate() {
        // From an address of their own: too much from one is not answered any more.
        let mut visitor = Visitor { address: [192, 0, 3, u8::try_from(place).unwrap()], ..service.visitor() };
        let credentials = ["identifiant", "mot_de_passe"];
        try_in(&mut visitor, "/api/connexion/identification", &[], &credentials, typed).await;
        try_in(&mut visitor, "/api/activer/naissance", &[], &["jour", "mois", "annee", "but"], typed).await;
        try_in(&mut visitor, "/api/opposition/verifier", &[], &["code"], typed).await;
        let born = [("jour", "28"), ("mois", "9"), ("annee", "1971")];
        visitor.post("/api/activer/naissance", &born).await;
        let card = "/activer/identite/carte-vitale";
        let about = visitor.hidden(card, "demarche").await;
        let carried = [("demarche", about.as_str())];
        try_in(&mut visitor, "/api/activer/carte-vitale", &carried, &["carte"], typed).await;
        visitor.step(card, "/api/activer/carte-vitale", &[("carte", "avec-photo")]).await;
        try_in(&mut visitor, "/api/activer/numeros", &carried, &["nir", "serie"], typed).await;
        try_in(&mut visitor, "/api/activer/profil", &carried, &["personne"], typed).await;
        try_in(&mut visitor, "/api/activer/numeros", &[], &["demarche", "nir", "serie"], typed).await;
        try_in(&mut visitor, "/api/demonstration/horloge", &[], &["minutes"], typed).await;
        // In the place of what addresses carry.
        let query = percent_encoded(&typed.chars().take(100).collect::<String>());
        for page in
            ["/connexion?retour=", "/deconnecte?motif=", "/activer?motif=", "/activer/identite/naissance?but=", "/"]
        {
            let answer = visitor.get(&format!("{page}{query}")).await;
            assert!(!answer.status.is_server_error(), "{page}: {answer:?}");
        }
    }
}

async fn whatever_is_typed_signed_in_is_answered_in_words(engine: Engine) {
    // One account may not post so much in a minute.
    let service = TestService::start_with(engine, &[("POSTS_PER_MINUTE", "1000000")]).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let (own, lola) = (inaya.own.to_string(), inaya.profile("Lola").await.to_string());
    for typed in &inputs() {
        let visitor = &mut inaya.visitor;
        let of_profile = |profile| [("profile", profile)];
        for question in
            ["bienvenue/taille", "bienvenue/maladies", "bienvenue/confidentialite", "bienvenue/urgence", "autre"]
        {
            let carried = [("profile", own.as_str()), ("question", question)];
            let fields = ["valeur", "confirme", "liste", "rien", "visibilite", "samu", "bris_de_glace", "masques"];
            try_in(visitor, "/api/bienvenue/reponse", &carried, &fields, typed).await;
        }
        let fields = ["nom", "prenom", "jour", "mois", "annee", "nir", "declaration"];
        try_in(visitor, "/api/parametres/partage/demande", &of_profile(lola.as_str()), &fields, typed).await;
        try_in(visitor, "/api/parametres/cloture", &of_profile(lola.as_str()), &["annonce", "mot_de_passe"], typed)
            .await;
        try_in(visitor, "/api/confirmation", &[], &["mot_de_passe", "retour"], typed).await;
        try_in(visitor, "/api/profils/ajouter", &[], &["enfants[]", "certification"], typed).await;
        // In the place of a profile, which is refused like somebody else's.
        let answer = visitor.call("/api/parametres/historique", &[("profile", own.as_str()), ("after", typed)]).await;
        assert!(answer.status.is_client_error(), "{answer:?}");
        let answer = visitor.call("/api/parametres/informations", &[("profile", typed)]).await;
        assert!(answer.status.is_client_error(), "{answer:?}");
        service.forward(domain::time::Span::minutes(5));
    }
}

/// Fifty names that are hard to read, to print and to draw: first name and family name; a `!` stands before those that papers draw in a
/// transcription.
const NAMES: &str = include_str!("../../../crates/services/tests/papers/names.txt");

const HEADER: &str = "nir;nir_ouvrant_droit;rang_gemellaire;nom_naissance;nom_usage;prenoms;prenom_usage;date_naissance;date_deces;\
                      carte_modele;carte_serie;email;mobile;adresse;complement_adresse;code_postal;ville;pays;medecin_traitant";

/// A number of nobody's, with its key.
fn nir(place: usize) -> String {
    let number = 1_800_175_001_000 + place as u64;
    format!("{number}{:02}", 97 - number % 97)
}

fn line(place: usize, given: &str, family: &str) -> String {
    let nir = nir(place);
    format!(
        "{nir};;;\"{family}\";;\"{given}\";;1980-01-15;;avec-photo;510203{place:05};personne{place}@exemple.fr;;;;;;;"
    )
}

/// What the import refuses: line and column.
#[derive(Debug, Default)]
struct Refusals(Vec<(usize, Option<&'static str>)>);

impl services::import::ImportWatch for Refusals {
    fn refused(&mut self, refusal: services::import::RefusedLine) {
        self.0.push((usize::try_from(refusal.line).unwrap(), refusal.column));
    }
    fn progress(&mut self, _: &services::import::ImportCount) {}
}

/// As it stands in a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

async fn hard_names_come_through_import_mail_and_pages_as_they_are(engine: Engine) {
    let service = TestService::start(engine).await;
    let names: Vec<(&str, &str)> =
        NAMES.lines().map(|line| line.trim_start_matches('!').split_once(';').unwrap()).collect();
    let lines = names.iter().enumerate().map(|(place, (given, family))| line(place, given, family));
    let file: String = std::iter::once(HEADER.to_owned()).chain(lines).collect::<Vec<_>>().join("\n");
    let mut refusals = Refusals::default();
    let imported = service.services.import_insured(file.as_bytes(), &mut refusals).await.unwrap();
    assert_eq!(imported.added, 50, "{refusals:?}");
    service.services.notify(|_| ()).await.unwrap();
    let messages = service.services.demonstration().await.unwrap().messages;
    for (place, (given, family)) in names.into_iter().enumerate() {
        // Composed, with the plain signs, as it is kept.
        let full = format!("{} {}", typed::name(given), typed::name(family));
        let address = format!("personne{place}@exemple.fr");
        let mail = messages.iter().find(|message| message.to == address);
        if let Some(mail) = mail {
            assert!(mail.text.contains(&full), "{full} in {}", mail.text);
            assert!(!mail.subject.clone().unwrap_or_default().contains(&full), "a subject names nobody");
        } else {
            // The page of the demonstration keeps the newest fifty.
            assert!(place > 0, "{full} has no mail");
        }
        let mut visitor = Visitor { address: [192, 0, 3, u8::try_from(place).unwrap()], ..service.visitor() };
        let born = [("jour", "15"), ("mois", "1"), ("annee", "1980"), ("but", "opposition")];
        visitor.post("/api/activer/naissance", &born).await;
        visitor.step("/activer/identite/carte-vitale", "/api/activer/carte-vitale", &[("carte", "avec-photo")]).await;
        let (nir, serial) = (nir(place), format!("510203{place:05}"));
        let numbers = [("nir", nir.as_str()), ("serie", serial.as_str())];
        let found = visitor.step("/activer/identite/numeros", "/api/activer/numeros", &numbers).await;
        assert_eq!(found.location(), "/activer/code/saisie", "{full}");
        let Some(mail) = mail else { continue };
        let code = mail.text.split("Code provisoire pour").nth(1).and_then(|rest| rest.lines().nth(1)).unwrap();
        visitor.step("/activer/code/saisie", "/api/activer/code", &[("code", code)]).await;
        let page = visitor.get("/opposition/confirmer").await;
        assert!(plain(&page.body).contains(&escaped(&full)), "{full} in {}", page.body);
        visitor.step("/opposition/confirmer", "/api/opposition/confirmer", &[]).await;
        let attestation = visitor.get("/opposition/attestation").await;
        assert!(plain(&attestation.body).contains(&escaped(&full)), "{full} in {}", attestation.body);
        let file = visitor.get("/opposition/attestation.pdf").await;
        assert!(file.status == StatusCode::OK && file.bytes().starts_with(b"%PDF"), "{full}: {}", file.status);
    }
}

/// A page without what keeps words of names on one line.
fn plain(page: &str) -> String {
    page.replace("<span class=\"nowrap\">", "").replace("</span>", "")
}

async fn what_is_no_name_is_refused_by_the_import(engine: Engine) {
    let service = TestService::start(engine).await;
    let families = [
        "<script>alert(1)</script>",
        "Dupont<br>",
        "Dupont & Fils",
        "=HYPERLINK(1)",
        "+33611121314",
        "@Dupont",
        "Dupont;DROP",
        "Dupont/Durand",
        "Dupont\\Durand",
        "Dupont_Durand",
        "Dupont42",
        "42",
        "Dupont\u{7}",
        "Dupont\u{1b}[31m",
        "PÃªcheur",
        "LÃºcia",
        "Dupont\u{fffd}",
        "{{Dupont}}",
        "Dupont$",
        "Dupont%20",
        "https://exemple.fr",
        "dupont@exemple.fr",
        "\u{1f600}",
        "-",
        "'",
    ];
    let lines = families.iter().enumerate().map(|(place, family)| line(place, "Anne", family));
    let file: String = std::iter::once(HEADER.to_owned()).chain(lines).collect::<Vec<_>>().join("\n");
    let mut refusals = Refusals::default();
    let imported = service.services.import_insured(file.as_bytes(), &mut refusals).await.unwrap();
    let refused: Vec<usize> = refusals.0.iter().map(|(line, _)| *line).collect();
    let taken: Vec<&str> = families
        .iter()
        .enumerate()
        .filter(|(place, _)| !refused.contains(&(place + 2)))
        .map(|(_, family)| *family)
        .collect();
    assert_eq!((imported.added, taken), (0, vec![]));
    assert!(refusals.0.iter().all(|(_, column)| *column == Some(Column::BirthName.name())), "{:?}", refusals.0);
}
