//! Enrolment over HTTP, as a browser without JavaScript does it.

use app::api::enrolment::{EnrolmentPage, StepContent};
use app::exchange::Posted;
use domain::place::EnrolmentPlace;
use domain::time::Span;
use http::StatusCode;
use store::scratch::Engine;

use crate::support::{Answer, TestService, Visitor};

crate::on_both_engines!(
    an_adult_activates_and_is_at_home,
    an_adult_opposes_and_the_attestation_can_be_checked,
    a_child_joins_the_account_of_the_parent_who_signs_in,
    a_step_ahead_leads_back_to_what_is_missing,
    an_unknown_person_and_a_wrong_serial_are_one_answer,
    a_wrong_code_and_another_persons_are_one_answer,
    each_step_says_what_is_wrong_and_keeps_what_was_typed,
    whoever_comes_back_on_a_shared_computer_learns_nothing,
    what_was_typed_is_shown_again,
    whoever_holds_a_code_is_asked_for_it,
    the_draft_belongs_to_one_browser_and_ends,
    a_draft_that_was_left_asks_the_birth_date_first,
    a_locked_draft_shows_and_does_nothing,
    an_attestation_that_was_left_asks_the_birth_date_first,
    a_draft_that_is_looked_at_stays_open,
    the_same_demand_for_a_code_twice_sends_one,
    another_code_too_soon_is_told_beside_its_field,
    two_tabs_never_oppose_each_others_child,
    whoever_is_opposed_is_not_offered_to_be_opposed_again,
    two_tabs_never_activate_each_others_child,
    a_password_opens_no_space_that_came_in_between,
    an_activation_ends_the_session_that_the_browser_held,
);

const MARTINE: [&str; 6] = ["28", "09", "1971", "avec-photo", "1 16 30 44 038 016 18", "51020304051"];
const ALBA: [&str; 6] = ["2", "décembre", "1981", "sans-photo", "2 81 12 99 990 078 47", "40506070"];
const TWINS: [&str; 6] = ["17", "02", "2014", "sans-photo", "2 81 12 99 990 078 47", "40506070"];
const CARD: &str = "/activer/identite/carte-vitale";
const NUMBERS: &str = "/activer/identite/numeros";
const PERSON: &str = "/activer/identite/profil";
const CODE: &str = "/activer/code/saisie";
const DECISION: &str = "/activer/decision";
const REFUSAL: &str = "/opposition/confirmer";
const REPRESENTATIVE: &str = "/activer/representant";
const CONTACTS: &str = "/activer/compte/coordonnees";
const CREDENTIALS: &str = "/activer/compte/identifiants";
const RESUME: &str = "/activer/reprendre";
const NAME: &str = "Martine Julie Leguellec";
const PASSWORD: &str = "quatre cactus bleus dansent";

/// Goes as far as the numbers, and where they lead.
async fn identify(visitor: &mut Visitor, purpose: &str, person: [&str; 6]) -> Answer {
    let [day, month, year, card, nir, serial] = person;
    let form = [("jour", day), ("mois", month), ("annee", year), ("but", purpose)];
    assert_eq!(visitor.post("/api/activer/naissance", &form).await.location(), "/activer/identite/carte-vitale");
    let answer = visitor.step(CARD, "/api/activer/carte-vitale", &[("carte", card)]).await;
    assert_eq!(answer.location(), NUMBERS);
    visitor.step(NUMBERS, "/api/activer/numeros", &[("nir", nir), ("serie", serial)]).await
}

/// The code in the mail that tells somebody that they may enrol.
async fn code_of(service: &TestService, name: &str) -> String {
    let messages = service.services.demonstration().await.unwrap().messages;
    let start = format!("Code provisoire pour {name}\u{a0}:\n");
    messages.iter().find_map(|mail| mail.text.split(&start).nth(1)?.lines().next().map(str::to_owned)).unwrap()
}

/// Activates an adult's space; the page at the end.
async fn activate(service: &TestService, visitor: &mut Visitor, person: [&str; 6], name: &str, identifier: &str) {
    assert_eq!(identify(visitor, "", person).await.location(), "/activer/code/saisie");
    let code = code_of(service, name).await;
    assert_eq!(visitor.step(CODE, "/api/activer/code", &[("code", &code)]).await.location(), DECISION);
    let decision = [("decision", "activer"), ("conditions", "oui")];
    assert_eq!(visitor.step(DECISION, "/api/activer/decision", &decision).await.location(), CONTACTS);
    assert_eq!(visitor.step(CONTACTS, "/api/activer/coordonnees", &[]).await.location(), CREDENTIALS);
    let about = visitor.hidden(CREDENTIALS, "demarche").await;
    let credentials = [("identifiant", identifier), ("mot_de_passe", PASSWORD), ("demarche", &about)];
    assert_eq!(visitor.post("/api/activer/identifiants", &credentials).await.location(), "/activer/termine");
    // Back: the same page, and nothing happens again.
    assert_eq!(visitor.get(CREDENTIALS).await.location(), "/activer/termine");
    let again = [("identifiant", "autre.encore"), ("mot_de_passe", PASSWORD), ("demarche", &about)];
    assert_eq!(visitor.post("/api/activer/identifiants", &again).await.location(), "/activer/termine");
}

async fn an_adult_activates_and_is_at_home(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    for path in ["/", "/activer", "/activer/identite/naissance", "/code-provisoire", "/aide", "/cgu"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
    }
    activate(&service, &mut visitor, MARTINE, NAME, "martine.leguellec").await;
    let end = visitor.get("/activer/termine").await.body;
    assert!(end.contains("Mon espace santé a bien été activé\u{a0}!") && end.contains("martine.leguellec"), "{end}");
    let profile = end.split("href=\"/p/").nth(1).unwrap().split('/').next().unwrap();
    let first = visitor.get(&format!("/p/{profile}/bienvenue/taille")).await;
    assert!(first.status == StatusCode::OK && first.body.contains("Quelle est ma taille"), "{first:?}");
    let home = visitor.get(&format!("/p/{profile}/accueil")).await;
    assert!(home.status == StatusCode::OK && home.body.contains("Bonjour Martine"), "{home:?}");
    // Signing out leaves nothing of it on a shared computer.
    visitor.post("/api/deconnexion", &[]).await;
    assert!(visitor.cookies.keys().all(|name| name != "activation" && name != "session"), "{:?}", visitor.cookies);
    assert_eq!(identify(&mut visitor, "", MARTINE).await.location(), "/activer/identite/situation");
    assert!(visitor.get("/activer/identite/situation").await.body.contains("déjà activé"));
}

async fn an_adult_opposes_and_the_attestation_can_be_checked(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    assert_eq!(visitor.get("/opposition/attestation.pdf").await.status, StatusCode::NOT_FOUND);
    identify(&mut visitor, "opposition", MARTINE).await;
    let code = code_of(&service, NAME).await;
    let answer = visitor.step(CODE, "/api/activer/code", &[("code", &code)]).await;
    assert_eq!(answer.location(), REFUSAL, "whoever came to oppose is not asked again");
    let about = visitor.hidden(REFUSAL, "demarche").await;
    for _ in 0..2 {
        let answer = visitor.post("/api/opposition/confirmer", &[("demarche", &about)]).await;
        assert_eq!(answer.location(), "/opposition/enregistree");
    }
    let file = visitor.get("/opposition/attestation.pdf").await;
    assert_eq!((file.status, &file.headers["content-type"]), (StatusCode::OK, &"application/pdf".parse().unwrap()));
    assert!(file.body.starts_with("%PDF-") && file.headers["cache-control"] == "no-store", "{:?}", file.headers);
    let page = visitor.get("/opposition/attestation").await.body;
    assert!(page.contains(NAME) && page.contains(&MARTINE[4].replace(' ', "\u{a0}")), "{page}");
    // The labels are the sources', and whoever holds the paper finds where it is checked.
    for said in [
        "Numéro de l'assuré\u{a0}:",
        "Nom de l'assuré\u{a0}:",
        "LEGUELLEC Martine Julie",
        "Le 22/11/2026",
        "Page 1/1",
        ">http://127.0.0.1:3000/opposition/verifier<",
        ">http://127.0.0.1:3000/activer<",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let code = page.split("attestation__code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();

    // Anybody checks it: valid and the day, or not; nobody's name.
    let mut anybody = service.visitor();
    for (typed, expected) in [
        (code.to_lowercase(), "L'opposition est enregistrée depuis le 22\u{a0}novembre 2026."),
        ("2222 2222 2222".to_owned(), "Attestation non valable"),
        ("2222".to_owned(), "Le code comporte 12\u{a0}caractères. Vous en avez saisi 4."),
    ] {
        let answer = anybody.post("/api/opposition/verifier", &[("code", &typed)]).await;
        assert_eq!(answer.location(), "/opposition/verifier");
        let page = anybody.get("/opposition/verifier").await.body;
        assert!(page.contains(expected) && !page.contains("Leguellec"), "{typed}: {page}");
    }

    // «Revenir à l'accueil» leaves nothing behind.
    let answer = visitor.post("/api/activer/recommencer", &[("vers", "accueil")]).await;
    assert_eq!(answer.location(), "/");
    assert_eq!(visitor.get("/opposition/attestation.pdf").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/opposition/attestation").await.location(), "/activer?motif=reprise");
}

async fn a_child_joins_the_account_of_the_parent_who_signs_in(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut parent = service.visitor();
    activate(&service, &mut parent, ALBA, "Alba Capanelli", "alba.capanelli").await;
    assert_eq!(identify(&mut parent, "", TWINS).await.location(), "/activer/identite/profil");
    let page = parent.get("/activer/identite/profil").await.body;
    let id = page.split("Gerard Martin Capanelli").next().unwrap().rsplit("value=\"").next().unwrap()[..32].to_owned();
    let answer = parent.step(PERSON, "/api/activer/profil", &[("personne", &id)]).await;
    assert_eq!(answer.location(), "/activer/code/saisie");
    let code = code_of(&service, "Gerard Martin Capanelli").await;
    parent.step(CODE, "/api/activer/code", &[("code", &code)]).await;
    let decision = [("decision", "activer"), ("conditions", "oui")];
    assert_eq!(parent.step(DECISION, "/api/activer/decision", &decision).await.location(), REPRESENTATIVE);
    let about = parent.hidden(REPRESENTATIVE, "demarche").await;

    // Nobody at all is asked to sign in.
    let mut anonymous = parent.clone();
    anonymous.cookies.remove("session");
    assert!(anonymous.get("/activer/representant").await.body.contains("Se connecter"));
    let yes = [("representant", "oui"), ("demarche", &about)];
    let out = anonymous.call("/api/activer/representant", &yes).await;
    assert_eq!(out.location(), "/deconnecte?motif=ailleurs&retour=/activer/representant");
    let no = parent.call("/api/activer/representant", &[("representant", "non"), ("demarche", &about)]).await;
    assert!(no.body.contains("Seul le représentant légal"), "{no:?}");

    assert_eq!(parent.post("/api/activer/representant", &yes).await.location(), "/activer/termine");
    let end = parent.get("/activer/termine").await.body;
    assert!(end.contains("Le profil de Gerard Martin a bien été activé\u{a0}!"), "{end}");
    let home = parent.get(&format!("/p/{id}/accueil")).await;
    assert!(home.status == StatusCode::OK && home.body.contains("Gerard"), "{home:?}");
}

async fn a_step_ahead_leads_back_to_what_is_missing(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    assert_eq!(visitor.type_address("/activer/decision").await.location(), "/activer?motif=reprise");
    assert_eq!(visitor.get("/activer/etape-inconnue").await.status, StatusCode::NOT_FOUND);
    let form = [("jour", "28"), ("mois", "9"), ("annee", "1971")];
    visitor.post("/api/activer/naissance", &form).await;
    for path in ["/activer/compte/identifiants", "/opposition/confirmer", "/activer/termine"] {
        assert_eq!(visitor.get(path).await.location(), "/activer/identite/carte-vitale", "{path}");
    }
    let page = visitor.get("/activer/identite/carte-vitale").await.body;
    assert!(page.contains("Reprenons à cette étape."), "{page}");
    assert!(!visitor.get("/activer/identite/carte-vitale").await.body.contains("Reprenons"), "said once");
    let about = visitor.hidden(CARD, "demarche").await;
    // The program in the page is led the same way.
    let data = visitor.call("/api/activer/page", &[("place", "Decision")]).await;
    assert_eq!(data.read::<EnrolmentPage>().step, StepContent::Instead(CARD.to_owned()));
    // A post that is ahead does nothing and leads back.
    for path in ["coordonnees", "decision", "code", "identifiants"] {
        let form = [
            ("code", "2222 2222 2222"),
            ("decision", "opposer"),
            ("identifiant", "martine.leguellec"),
            ("mot_de_passe", PASSWORD),
            ("demarche", &about),
        ];
        let answer = visitor.post(&format!("/api/activer/{path}"), &form).await;
        assert_eq!(answer.location(), "/activer/identite/carte-vitale", "{path}");
    }
}

async fn an_unknown_person_and_a_wrong_serial_are_one_answer(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut pages = Vec::new();
    let unknown = "2 84 05 2A 321 025 52";
    for (nir, serial) in [(MARTINE[4], "51020304052"), (unknown, MARTINE[5])] {
        let mut visitor = service.visitor();
        let mut person = MARTINE;
        (person[4], person[5]) = (nir, serial);
        assert_eq!(identify(&mut visitor, "", person).await.location(), "/activer/identite/numeros");
        let page = visitor.get("/activer/identite/numeros").await;
        assert!(page.body.contains("Nous n'avons pas retrouvé de dossier avec ces informations."), "{page:?}");
        pages.push((
            page.status,
            page.essence().replace(&nir.replace(' ', "\u{a0}"), "").replace(nir, "").replace(serial, ""),
        ));
    }
    assert_eq!(pages[0], pages[1]);
    let mut visitor = service.visitor();
    for _ in 0..4 {
        let mut person = MARTINE;
        person[5] = "51020304052";
        identify(&mut visitor, "", person).await;
    }
    // Five in all: the right ones come too late, in whatever browser behind that address.
    let mut other = service.visitor();
    assert_eq!(identify(&mut other, "", MARTINE).await.location(), "/activer/identite/numeros");
    let page = other.get("/activer/identite/numeros").await.body;
    assert!(page.contains("Trop d'essais. Réessayez dans 30\u{a0}minutes."), "{page}");
    let mut elsewhere = service.visitor();
    elsewhere.address = [192, 0, 2, 2];
    assert_eq!(identify(&mut elsewhere, "", MARTINE).await.location(), "/activer/code/saisie");
}

async fn a_wrong_code_and_another_persons_are_one_answer(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut pages = Vec::new();
    for (person, wrong) in [(MARTINE, "2222 2222 2222".to_owned()), (ALBA, code_of(&service, NAME).await)] {
        let mut visitor = service.visitor();
        identify(&mut visitor, "", person).await;
        let answer = visitor.step(CODE, "/api/activer/code", &[("code", &wrong)]).await;
        assert_eq!(answer.location(), "/activer/code/saisie");
        let page = visitor.get("/activer/code/saisie").await;
        assert!(page.body.contains("Ce code ne correspond pas. Il reste 4\u{a0}essais."), "{page:?}");
        assert!(!page.body.contains(&wrong), "a code never comes back");
        pages.push((page.status, page.essence()));
    }
    assert_eq!(pages[0], pages[1]);
}

async fn each_step_says_what_is_wrong_and_keeps_what_was_typed(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    for ([day, month, year], expected) in [
        (["", "", ""], "Indiquez la date de naissance."),
        (["28", "", "1971"], "La date de naissance doit comporter un mois."),
        (["28", "sept", "71"], "L'année doit comporter 4\u{a0}chiffres."),
        (["29", "2", "1971"], "Cette date n'existe pas dans le calendrier."),
        (["23", "11", "2026"], "La date de naissance doit être passée."),
        (["28", "9", "1899"], "L'année doit être comprise entre 1900 et 2026."),
    ] {
        let form = [("jour", day), ("mois", month), ("annee", year), ("but", "opposition")];
        let answer = visitor.post("/api/activer/naissance", &form).await;
        assert_eq!(answer.location(), "/activer/identite/naissance?but=opposition");
        let page = visitor.get(answer.location()).await.body;
        assert!(page.contains(expected) && page.contains("<title>Erreur"), "{expected}: {page}");
        assert!(year.is_empty() || page.contains(&format!("value=\"{year}\"")), "{page}");
        assert!(page.contains("value=\"opposition\""), "what one came for is kept: {page}");
    }
    let form = [("jour", "1er"), ("mois", "févr."), ("annee", "1971")];
    visitor.post("/api/activer/naissance", &form).await;
    let about = visitor.hidden(CARD, "demarche").await;
    let empty = visitor.call("/api/activer/carte-vitale", &[("demarche", &about)]).await;
    assert!(empty.body.contains("Choisissez le modèle de votre carte Vitale."), "{empty:?}");
    visitor.step(CARD, "/api/activer/carte-vitale", &[("carte", "avec-photo")]).await;
    for (nir, serial, expected) in [
        ("", "", "Indiquez le numéro de sécurité sociale."),
        ("1 16", "40506070", "Le numéro de série doit comporter 11\u{a0}chiffres. Vous en avez saisi 8."),
        ("2 84 05 2a 321 025 52", "5102O304051", "Le numéro de série ne comporte que des chiffres."),
        (
            "1-16-30-44-038-016-19",
            "51020304051",
            "Ce numéro contient une erreur de frappe. Vérifiez-le chiffre par chiffre.",
        ),
    ] {
        visitor.step(NUMBERS, "/api/activer/numeros", &[("nir", nir), ("serie", serial)]).await;
        let page = visitor.get("/activer/identite/numeros").await.body;
        assert!(page.contains(expected) && page.contains(&format!("value=\"{serial}\"")), "{expected}: {page}");
    }
}

async fn whoever_comes_back_on_a_shared_computer_learns_nothing(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    identify(&mut visitor, "", MARTINE).await;
    let page = visitor.get("/activer").await.body;
    assert!(page.contains("Reprendre là où je me suis arrêté"), "{page}");
    let page = visitor.get("/activer/reprendre").await.body;
    // Keyed hashes and nonces hold any four digits now and then.
    let words: Vec<&str> =
        page.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| word.len() < 32).collect();
    for personal in ["Martine", "1971", "exemple", "51020304051"] {
        assert!(!words.iter().any(|word| word.contains(personal)), "{personal}");
    }
    let about = visitor.hidden(RESUME, "demarche").await;
    let other = [("jour", "1"), ("mois", "1"), ("annee", "1990"), ("demarche", &about)];
    let other = visitor.call("/api/activer/reprendre", &other).await;
    assert!(other.body.contains("Ce n'est pas la date de naissance indiquée au début."), "{other:?}");
    let own = [("jour", "28"), ("mois", "9"), ("annee", "1971")];
    assert_eq!(visitor.step(RESUME, "/api/activer/reprendre", &own).await.location(), "/activer/code/saisie");
    assert_eq!(visitor.post("/api/activer/recommencer", &[]).await.location(), "/activer");
    assert!(!visitor.get("/activer").await.body.contains("Reprendre"));
    assert_eq!(visitor.get("/activer/code/canal").await.location(), "/activer?motif=reprise");
}

/// What stands in the fields of a page, and which of its choices are taken.
async fn filled(visitor: &mut Visitor, path: &str) -> Vec<String> {
    let body = visitor.get(path).await.body;
    let inputs = body.split("<input").skip(1).filter_map(|input| input.split('>').next());
    let seen = inputs.filter(|input| !input.contains("type=\"hidden\""));
    let is_taken = |input: &&str| {
        !input.contains("type=\"radio\"") && !input.contains("type=\"checkbox\"") || input.contains(" checked")
    };
    let value = |input: &str| Some(input.split(" value=\"").nth(1)?.split('"').next()?.to_owned());
    seen.filter(is_taken).filter_map(value).filter(|value| !value.is_empty()).collect()
}

async fn what_was_typed_is_shown_again(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    let beginning = "/activer/identite/naissance";
    identify(&mut visitor, "", MARTINE).await;
    let code = code_of(&service, NAME).await;
    visitor.step(CODE, "/api/activer/code", &[("code", &code)]).await;
    let decision = [("decision", "activer"), ("conditions", "oui")];
    visitor.step(DECISION, "/api/activer/decision", &decision).await;
    visitor.step(CONTACTS, "/api/activer/coordonnees", &[]).await;
    let weak = [("identifiant", "martine.leguellec"), ("mot_de_passe", "court")];
    visitor.step(CREDENTIALS, "/api/activer/identifiants", &weak).await;
    // Once as it was refused, and then from what was kept.
    visitor.get(CREDENTIALS).await;
    for (path, values) in [
        (CREDENTIALS, &["martine.leguellec"][..]),
        (DECISION, &["activer", "oui"]),
        (CODE, &[]),
        (NUMBERS, &["1 16 30 44 038 016 18", "51020304051"]),
        (CARD, &["avec-photo"]),
        (beginning, &["28", "09", "1971"]),
    ] {
        assert_eq!(filled(&mut visitor, path).await, values, "{path}");
    }
    // The first step again, as it was: nothing of the others is lost.
    let same = [("jour", "28"), ("mois", "9"), ("annee", "1971")];
    assert_eq!(visitor.step(beginning, "/api/activer/naissance", &same).await.location(), CARD);
    assert_eq!(visitor.get(CREDENTIALS).await.status, StatusCode::OK);
    // Whoever begins begins with empty fields, and a draft that was left shows nothing.
    assert!(filled(&mut visitor, "/activer/identite/naissance?but=activation").await.is_empty());
    assert!(visitor.type_address(beginning).await.status == StatusCode::OK);
    assert!(filled(&mut visitor, beginning).await.is_empty());
    visitor.step(RESUME, "/api/activer/reprendre", &same).await;
    // Another birth date is another beginning.
    let other = [("jour", "29"), ("mois", "9"), ("annee", "1971")];
    assert_eq!(visitor.step(beginning, "/api/activer/naissance", &other).await.location(), CARD);
    assert!(filled(&mut visitor, CARD).await.is_empty());
    assert_eq!(visitor.get(NUMBERS).await.location(), CARD);
    // What was done keeps nothing that was typed.
    activate(&service, &mut visitor, MARTINE, NAME, "martine.leguellec").await;
    assert!(filled(&mut visitor, beginning).await.is_empty());
}

async fn whoever_holds_a_code_is_asked_for_it(engine: Engine) {
    let service = TestService::start(engine).await;
    let channel = "/activer/code/canal";
    let mut visitor = service.visitor();
    assert_eq!(identify(&mut visitor, "", MARTINE).await.location(), CODE);
    assert!(visitor.get(CODE).await.body.contains("Il m'en faut un nouveau"));
    let page = visitor.get(channel).await.body;
    assert!(page.contains("En demander un autre l'annule") && page.contains("J'ai déjà un code"), "{page}");
    // Who came for a new one is asked where it shall go.
    assert_eq!(identify(&mut service.visitor(), "code", MARTINE).await.location(), channel);
    // A code that is too old is none.
    service.forward(Span::hours(60 * 24));
    let mut later = service.visitor();
    assert_eq!(identify(&mut later, "", MARTINE).await.location(), channel);
    assert!(!later.get(channel).await.body.contains("En demander un autre l'annule"));
}

async fn the_draft_belongs_to_one_browser_and_ends(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    identify(&mut visitor, "", MARTINE).await;
    assert_eq!(service.visitor().type_address("/activer/code/canal").await.location(), "/activer?motif=reprise");
    service.forward(Span::minutes(29));
    assert_eq!(visitor.get("/activer/code/canal").await.location(), RESUME);
    service.forward(Span::minutes(1));
    let answer = visitor.get("/activer/code/canal").await;
    assert_eq!(answer.location(), "/activer?motif=expiration");
    let page = visitor.get(answer.location()).await.body;
    assert!(
        page.contains("Vos réponses ont été effacées\u{a0}: elles ne sont conservées que 30\u{a0}minutes"),
        "{page}"
    );
    let late = visitor.post("/api/activer/code", &[("code", "2222 2222 2222")]).await;
    assert_eq!(late.location(), "/activer?motif=expiration");
}

async fn another_code_too_soon_is_told_beside_its_field(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    identify(&mut visitor, "", MARTINE).await;
    let too_soon = "Un code vient de vous être envoyé. Attendez 30\u{a0}secondes avant d'en demander un autre.";
    let key = visitor.form_key("/activer/code/canal").await;
    let by_sms = [("canal", "sms"), ("cle", key.as_str())];
    assert_eq!(visitor.step("/activer/code/canal", "/api/activer/canal", &by_sms).await.location(), CODE);
    let count = async || service.services.demonstration().await.unwrap().messages.len();
    for (after, sent) in [(0, 0), (29, 0), (1, 1)] {
        service.forward(Span::seconds(after));
        let (before, key) = (count().await, visitor.form_key(CODE).await);
        assert_eq!(visitor.step(CODE, "/api/activer/renvoi", &[("cle", &key)]).await.location(), CODE);
        let page = visitor.get(CODE).await.body;
        assert_eq!((page.contains(too_soon), count().await - before), (sent == 0, sent), "{page}");
    }
    // The same for the code that proves a contact.
    service.forward(Span::seconds(30));
    let code =
        service.services.demonstration().await.unwrap().messages[0].text.split("est ").nth(1).unwrap().to_owned();
    let code = code.split(',').next().unwrap();
    assert_eq!(visitor.step(CODE, "/api/activer/code", &[("code", code)]).await.location(), DECISION);
    let decision = [("decision", "activer"), ("conditions", "oui")];
    assert_eq!(visitor.step(DECISION, "/api/activer/decision", &decision).await.location(), CONTACTS);
    let (email, contact_code) = ("/activer/compte/coordonnees/e-mail", "/activer/compte/coordonnees/code");
    let contact = [("canal", "email"), ("contact", "martine@ailleurs.fr")];
    let about = visitor.hidden(email, "demarche").await;
    let form = [contact.as_slice(), &[("demarche", about.as_str())]].concat();
    let (before, mut twin) = (count().await, visitor.clone());
    let (one, two) =
        tokio::join!(visitor.post("/api/activer/contact", &form), twin.post("/api/activer/contact", &form));
    assert_eq!((one.location(), two.location(), count().await - before), (contact_code, contact_code, 1));
    for (after, sent) in [(0, 0), (29, 0), (1, 1)] {
        service.forward(Span::seconds(after));
        let before = count().await;
        let answer = visitor.step(contact_code, "/api/activer/contact/renvoi", &[]).await;
        assert_eq!((answer.location(), count().await - before), (contact_code, sent));
        let page = visitor.get(contact_code).await.body;
        assert_eq!(page.contains(too_soon), sent == 0, "{page}");
    }
}

/// Martine's address, as the page of her contacts shows it.
const EMAIL: &str = "martine.leguellec@exemple.fr";

/// Goes as far as the contacts; what their form is about.
async fn up_to_the_contacts(service: &TestService, visitor: &mut Visitor) -> String {
    identify(visitor, "", MARTINE).await;
    let code = code_of(service, NAME).await;
    visitor.step(CODE, "/api/activer/code", &[("code", &code)]).await;
    let decision = [("decision", "activer"), ("conditions", "oui")];
    assert_eq!(visitor.step(DECISION, "/api/activer/decision", &decision).await.location(), CONTACTS);
    visitor.hidden(CONTACTS, "demarche").await
}

/// Gives the birth date again; where it leads.
async fn resume(visitor: &mut Visitor, day: &str) -> String {
    let form = [("jour", day), ("mois", MARTINE[1]), ("annee", MARTINE[2])];
    visitor.step(RESUME, "/api/activer/reprendre", &form).await.location().to_owned()
}

async fn a_draft_that_was_left_asks_the_birth_date_first(engine: Engine) {
    let service = TestService::start(engine).await;
    for minutes in [1, 6, 20] {
        for way in ["address", "address, in an old browser", "link in a mail", "back", "reload", "program", "post"] {
            let mut visitor = service.visitor();
            let about = up_to_the_contacts(&service, &mut visitor).await;
            service.forward(Span::minutes(minutes));
            let place = [("place", "Contacts")];
            let opened = match way {
                "address" => visitor.type_address(CONTACTS).await,
                "address, in an old browser" => visitor.open(CONTACTS, &[]).await,
                "link in a mail" => visitor.open(CONTACTS, &[("sec-fetch-site", "cross-site")]).await,
                // As a browser asks for it once more, when it has not kept the page.
                "back" => visitor.get(CONTACTS).await,
                "reload" => {
                    let here = [("sec-fetch-site", "none"), ("referer", "http://127.0.0.1:3000/activer/decision")];
                    visitor.open(CONTACTS, &here).await
                }
                "program" => visitor.call("/api/activer/page", &place).await,
                _ => visitor.post("/api/activer/coordonnees", &[("demarche", &about)]).await,
            };
            let from_elsewhere = ["address", "address, in an old browser", "link in a mail"].contains(&way);
            if minutes == 1 && !from_elsewhere {
                let goes_on = opened.body.contains(EMAIL) || opened.location() == CREDENTIALS;
                assert!(goes_on, "{way}: within five minutes it goes on: {opened:?}");
                continue;
            }
            assert!(!opened.body.contains(EMAIL), "{minutes} {way}: {opened:?}");
            match way {
                "program" => {
                    assert_eq!(opened.read::<EnrolmentPage>().step, StepContent::Instead(RESUME.to_owned()));
                }
                _ => assert_eq!(opened.location(), RESUME, "{minutes} {way}"),
            }
            // It stays locked until the birth date is given, by whatever way one comes; another date does not open it.
            assert_eq!(visitor.get(CONTACTS).await.location(), RESUME, "{minutes} {way}");
            assert_eq!(resume(&mut visitor, "27").await, RESUME);
            assert_eq!(visitor.get(CONTACTS).await.location(), RESUME, "{minutes} {way}");
            assert_eq!(
                resume(&mut visitor, MARTINE[0]).await,
                CONTACTS,
                "nothing was done meanwhile, and nothing is lost"
            );
            assert!(visitor.get(CONTACTS).await.body.contains(EMAIL), "{minutes} {way}");
        }
    }
}

async fn a_locked_draft_shows_and_does_nothing(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    let about = up_to_the_contacts(&service, &mut visitor).await;
    let lines_before = lines(&service).await;
    service.forward(Span::minutes(5));
    for place in EnrolmentPlace::ALL.iter().filter(|place| **place != EnrolmentPlace::Resume) {
        let page = visitor.get(place.path()).await;
        if *place == EnrolmentPlace::BirthDate {
            assert!(!page.body.contains("1971"), "{page:?}");
        } else {
            assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, RESUME), "{place:?}");
        }
    }
    assert_eq!(visitor.get("/opposition/attestation.pdf").await.location(), RESUME);
    let key = "00112233445566778899aabbccddeeff";
    let form = [
        ("demarche", about.as_str()),
        ("carte", "sans-photo"),
        ("nir", MARTINE[4]),
        ("serie", MARTINE[5]),
        ("personne", key),
        ("canal", "email"),
        ("cle", key),
        ("code", "222222222222"),
        ("decision", "opposer"),
        ("certification", "oui"),
        ("contact", "autre@exemple.fr"),
        ("identifiant", "martine.leguellec"),
        ("mot_de_passe", PASSWORD),
    ];
    for path in [
        "activer/carte-vitale",
        "activer/numeros",
        "activer/profil",
        "activer/canal",
        "activer/renvoi",
        "activer/code",
        "activer/decision",
        "opposition/confirmer",
        "activer/coordonnees",
        "activer/contact",
        "activer/contact/renvoi",
        "activer/contact/code",
        "activer/identifiants",
    ] {
        let form = if path == "activer/contact/code" {
            let code = ("code", "222222");
            form.iter().map(|field| if field.0 == "code" { code } else { *field }).collect()
        } else {
            form.to_vec()
        };
        let answer = visitor.post(&format!("/api/{path}"), &form).await;
        assert_eq!(answer.location(), RESUME, "{path}: {answer:?}");
    }
    assert_eq!(lines(&service).await, lines_before);
    let page = visitor.get(RESUME).await.body;
    for personal in ["Martine", "1971", "exemple.fr", "51020304051"] {
        assert!(!page.contains(personal), "{personal}: {page}");
    }
    // Whoever guesses ends it.
    for day in ["1", "2", "3", "4", "5"] {
        resume(&mut visitor, day).await;
    }
    assert_eq!(visitor.get(CONTACTS).await.location(), "/activer?motif=expiration");
}

async fn an_attestation_that_was_left_asks_the_birth_date_first(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    identify(&mut visitor, "opposition", MARTINE).await;
    let code = code_of(&service, NAME).await;
    visitor.step(CODE, "/api/activer/code", &[("code", &code)]).await;
    visitor.step(REFUSAL, "/api/opposition/confirmer", &[]).await;
    let all = ["/opposition/enregistree", "/opposition/attestation", "/opposition/attestation.pdf"];
    for path in all {
        assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(visitor.type_address(all[2]).await.location(), RESUME);
    assert_eq!(resume(&mut visitor, MARTINE[0]).await, all[0]);
    service.forward(Span::minutes(6));
    for path in all {
        let answer = visitor.get(path).await;
        assert_eq!(answer.location(), RESUME, "{path}");
        assert!(answer.body.is_empty());
    }
    assert_eq!(resume(&mut visitor, MARTINE[0]).await, all[0]);
    assert!(visitor.get(all[1]).await.body.contains(NAME));
    assert!(visitor.get(all[2]).await.body.starts_with("%PDF-"));
}

async fn a_draft_that_is_looked_at_stays_open(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    up_to_the_contacts(&service, &mut visitor).await;
    for _ in 0..4 {
        service.forward(Span::minutes(4));
        assert!(visitor.get(CONTACTS).await.body.contains(EMAIL));
        service.services.settle().await;
    }
    // In an hour the half hour after the last step is over all the same.
    service.forward(Span::minutes(15));
    assert_eq!(visitor.get(CONTACTS).await.location(), "/activer?motif=expiration");
}

async fn the_same_demand_for_a_code_twice_sends_one(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    identify(&mut visitor, "code", MARTINE).await;
    let count = async || service.services.demonstration().await.unwrap().messages.len();
    let before = count().await;
    let about = visitor.hidden("/activer/code/canal", "demarche").await;
    let none = visitor.call("/api/activer/canal", &[("demarche", &about)]).await;
    assert!(none.body.contains("Choisissez comment recevoir votre code."), "{none:?}");
    let key = visitor.form_key("/activer/code/canal").await;
    for _ in 0..2 {
        let answer = visitor.post("/api/activer/canal", &[("canal", "sms"), ("cle", &key), ("demarche", &about)]).await;
        assert_eq!(answer.location(), "/activer/code/envoye");
    }
    assert_eq!(count().await, before + 1);
    let page = visitor.get("/activer/code/envoye").await.body;
    assert!(page.contains("Votre code est en route") && page.contains("21.") && !page.contains("0611121321"), "{page}");
    let page = visitor.get("/activer/code/saisie").await.body;
    assert!(page.contains("Je saisis le code reçu par SMS"), "{page}");
    // By post there is nothing to type yet, and no second letter.
    let mut alba = service.visitor();
    identify(&mut alba, "", ALBA).await;
    for (round, leads_to) in [(1, "/activer/code/envoye"), (2, "/activer/code/canal")] {
        let key = alba.form_key("/activer/code/canal").await;
        let answer = alba.step("/activer/code/canal", "/api/activer/canal", &[("canal", "post"), ("cle", &key)]).await;
        assert_eq!(answer.location(), leads_to, "{round}");
        let page = alba.get(leads_to).await.body;
        assert_eq!(page.contains("5\u{a0}jours ouvrés environ. Le code précédent"), round == 1, "{page}");
        assert_eq!(page.contains("Un courrier a déjà été préparé"), round == 2, "{page}");
        service.forward(Span::minutes(1));
    }
    // One way only: nothing to choose.
    let columns = domain::insured::Column::ALL.map(domain::insured::Column::name).join(";");
    let line = "281129999007847;;;Capanelli;;Alba;;1981-12-02;;sans-photo;40506070;alba.capanelli@exemple.fr;;;;;;;";
    let file = format!("{columns}\n{line}\n");
    let imported = service.services.import_insured(file.as_bytes(), &mut Silent).await.unwrap();
    assert_eq!(imported.updated, 1);
    let mut alba = service.visitor();
    identify(&mut alba, "", ALBA).await;
    let key = alba.form_key("/activer/code/canal").await;
    let answer = alba.step("/activer/code/canal", "/api/activer/canal", &[("cle", &key)]).await;
    assert_eq!(answer.location(), "/activer/code/saisie");
}

const REPLACED: &str = "Une autre démarche a été commencée entre-temps dans ce navigateur. Rien n'a été enregistré.";

/// Goes on from the choice of a twin to the page where the decision is carried out.
async fn decide_for(service: &TestService, visitor: &mut Visitor, given: &str, decision: &str) -> String {
    let page = visitor.get(PERSON).await.body;
    let id = page.split(given).next().unwrap().rsplit("value=\"").next().unwrap()[..32].to_owned();
    visitor.step(PERSON, "/api/activer/profil", &[("personne", &id)]).await;
    let code = code_of(service, &format!("{given} Capanelli")).await;
    visitor.step(CODE, "/api/activer/code", &[("code", &code)]).await;
    let form = [("decision", decision), ("conditions", "oui")];
    visitor.step(DECISION, "/api/activer/decision", &form).await.location().to_owned()
}

/// The form of another tab came too late: nothing is done, and a page that shows nobody says so and leads on.
async fn is_told(visitor: &mut Visitor, answer: &Answer) {
    assert_eq!(answer.location(), RESUME);
    let page = visitor.get(RESUME).await.body;
    assert!(page.contains(REPLACED) && page.contains("<title>Erreur") && page.contains("Recommencer"), "{page}");
    for name in ["Capanelli", "Leguellec"] {
        assert!(!page.contains(name), "{name}: {page}");
    }
}

async fn lines(service: &TestService) -> u64 {
    let (lines, faults) = service.services.verify_history().await.unwrap();
    assert!(faults.is_empty());
    lines
}

async fn two_tabs_never_oppose_each_others_child(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    identify(&mut visitor, "", TWINS).await;
    let first = decide_for(&service, &mut visitor, "Jean-Jacques Jean-Pierre", "opposer").await;
    assert_eq!(first, REFUSAL);
    assert!(visitor.get(REFUSAL).await.body.contains("Pour Jean-Jacques Jean-Pierre Capanelli"));
    let jean = visitor.hidden(REFUSAL, "demarche").await;
    // The other tab.
    decide_for(&service, &mut visitor, "Gerard Martin", "opposer").await;
    assert!(visitor.get(REFUSAL).await.body.contains("Pour Gerard Martin Capanelli"));
    let gerard = visitor.hidden(REFUSAL, "demarche").await;

    let before = lines(&service).await;
    let form = |about| [("certification", "oui"), ("demarche", about)];
    for about in [jean.as_str(), ""] {
        let answer = visitor.post("/api/opposition/confirmer", &form(about)).await;
        is_told(&mut visitor, &answer).await;
    }
    // The program in the page is led there too.
    let answer = visitor.call("/api/opposition/confirmer", &form(&jean)).await;
    assert_eq!(answer.read::<Posted>(), Posted::SentOn);
    is_told(&mut visitor, &answer).await;
    assert_eq!(lines(&service).await, before);
    // What the other tab shows can be confirmed still.
    let answer = visitor.post("/api/opposition/confirmer", &form(&gerard)).await;
    assert_eq!(answer.location(), "/opposition/enregistree");
    let page = visitor.get("/opposition/attestation").await.body;
    for said in [
        "Pour\u{a0}:",
        "CAPANELLI Gerard Martin",
        "Représentant légal\u{a0}:",
        "CAPANELLI Alba",
        "Bonjour Alba Capanelli,",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("pour votre enfant Gerard Martin Capanelli"), "{page}");
    let late = visitor.post("/api/opposition/confirmer", &form(&jean)).await;
    is_told(&mut visitor, &late).await;
}

async fn whoever_is_opposed_is_not_offered_to_be_opposed_again(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut parent = service.visitor();
    identify(&mut parent, "", TWINS).await;
    decide_for(&service, &mut parent, "Gerard Martin", "opposer").await;
    let about = parent.hidden(REFUSAL, "demarche").await;
    let sure = [("certification", "oui"), ("demarche", about.as_str())];
    assert_eq!(parent.post("/api/opposition/confirmer", &sure).await.location(), "/opposition/enregistree");
    activate(&service, &mut parent, ALBA, "Alba Capanelli", "alba.capanelli").await;
    let end = parent.get("/activer/termine").await.body;
    let offered = |what: &str| end.matches(what).count();
    assert_eq!((offered("Activer le profil de "), offered("M'opposer pour ")), (2, 1), "{end}");
}

async fn two_tabs_never_activate_each_others_child(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut parent = service.signed_in("inaya.michel").await.visitor;
    identify(&mut parent, "", TWINS).await;
    let first = decide_for(&service, &mut parent, "Jean-Jacques Jean-Pierre", "activer").await;
    assert_eq!(first, REPRESENTATIVE);
    let jean = parent.hidden(REPRESENTATIVE, "demarche").await;
    decide_for(&service, &mut parent, "Gerard Martin", "activer").await;
    let gerard = parent.hidden(REPRESENTATIVE, "demarche").await;
    let before = lines(&service).await;
    let form = |about| [("representant", "oui"), ("demarche", about)];
    let answer = parent.post("/api/activer/representant", &form(jean.as_str())).await;
    is_told(&mut parent, &answer).await;
    assert_eq!(lines(&service).await, before);
    assert_eq!(parent.post("/api/activer/representant", &form(&gerard)).await.location(), "/activer/termine");
}

async fn a_password_opens_no_space_that_came_in_between(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut visitor = service.visitor();
    let mut abouts = Vec::new();
    // The second begins in another tab, in the place of the first: the browser has one draft.
    for (person, name) in [(MARTINE, NAME), (ALBA, "Alba Capanelli")] {
        identify(&mut visitor, "", person).await;
        let code = code_of(&service, name).await;
        visitor.step(CODE, "/api/activer/code", &[("code", &code)]).await;
        visitor.step(DECISION, "/api/activer/decision", &[("decision", "activer"), ("conditions", "oui")]).await;
        assert_eq!(visitor.step(CONTACTS, "/api/activer/coordonnees", &[]).await.location(), CREDENTIALS);
        abouts.push(visitor.hidden(CREDENTIALS, "demarche").await);
    }
    let before = lines(&service).await;
    let form = |about| [("identifiant", "alba.capanelli"), ("mot_de_passe", PASSWORD), ("demarche", about)];
    let answer = visitor.post("/api/activer/identifiants", &form(abouts[0].as_str())).await;
    is_told(&mut visitor, &answer).await;
    assert!(!visitor.cookies.contains_key("session") && lines(&service).await == before);
    assert_eq!(visitor.post("/api/activer/identifiants", &form(&abouts[1])).await.location(), "/activer/termine");
}

async fn an_activation_ends_the_session_that_the_browser_held(engine: Engine) {
    let service = TestService::start(engine).await;
    let inaya = service.signed_in("inaya.michel").await;
    let home = format!("/p/{}/accueil", inaya.own);
    let (mut before, mut browser) = (inaya.visitor.clone(), inaya.visitor);
    activate(&service, &mut browser, MARTINE, NAME, "martine.leguellec").await;
    assert_ne!(before.cookies["session"], browser.cookies["session"]);
    assert_eq!(before.get(&home).await.status, StatusCode::SEE_OTHER);
    // Who opened a space here has signed in from here: a guesser elsewhere does not hold her back.
    browser.post("/api/deconnexion", &[]).await;
    for _ in 0..6 {
        service.visitor().send_credentials("martine.leguellec", "faux").await;
    }
    assert_ne!(browser.send_credentials("martine.leguellec", PASSWORD).await.location(), "/connexion");
}

/// Nobody watches an import.
struct Silent;

impl services::import::ImportWatch for Silent {
    fn refused(&mut self, refusal: services::import::RefusedLine) {
        panic!("{refusal:?}");
    }
    fn progress(&mut self, _: &services::import::ImportCount) {}
}
