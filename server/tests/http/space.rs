//! Profiles, settings and the history, over HTTP.

use app::api::children::ChildrenData;
use app::exchange::Posted;
use domain::place::{Page, ProfilePage, Program, PublicPage};
use domain::time::Span;
use http::StatusCode;
use store::scratch::Engine;

use crate::support::{TestService, Visitor};

crate::on_both_engines!(
    the_menu_lists_what_can_be_opened,
    a_child_is_shown_with_its_own_data_only,
    a_representative_who_reads_leaves_one_line_a_session,
    the_history_goes_by_days_in_france_and_by_pages,
    the_reset_puts_everything_back_and_signs_everybody_out,
    children_are_added_and_the_page_stays,
    the_first_questions_ask_again_and_show_what_is_kept,
    links_to_pages_without_the_program_are_left_to_the_browser,
);

async fn the_menu_lists_what_can_be_opened(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let profiles = inaya.visitor.get("/profils").await.body;
    for name in ["Inaya Michel", "Lola Michel", "Mathis Michel"] {
        assert!(profiles.contains(name), "{name}: {profiles}");
    }
    for name in ["Louise", "Louison", "Louis ", "Léo"] {
        assert!(!profiles.contains(name), "{name} is pending, opposed or someone else");
    }
    // The menu of a settings page leads to the same page of the others.
    let lola = inaya.profile("Lola").await;
    let page = inaya.visitor.get(&format!("/p/{}/parametres/historique", inaya.own)).await.body;
    assert!(page.contains(&format!("href=\"/p/{lola}/parametres/historique\"")), "{page}");
}

async fn a_child_is_shown_with_its_own_data_only(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let lola = inaya.profile("Lola").await;
    let own = inaya.visitor.get(&format!("/p/{}/parametres/informations-personnelles", inaya.own)).await.body;
    for text in [
        "20\u{a0}mai 1984",
        "2\u{a0}84\u{a0}05\u{a0}88\u{a0}321\u{a0}025\u{a0}32",
        "inaya.michel",
        "06\u{a0}11\u{a0}12\u{a0}13\u{a0}14",
    ] {
        assert!(own.contains(text), "{text}: {own}");
    }
    let childs = inaya.visitor.get(&format!("/p/{lola}/parametres/informations-personnelles")).await.body;
    assert!(childs.contains("3\u{a0}avril 2015"), "{childs}");
    for text in ["20\u{a0}mai 1984", "88\u{a0}321", "inaya.michel", "12\u{a0}13"] {
        assert!(!childs.contains(text), "{text} is not Lola's: {childs}");
    }
}

async fn a_representative_who_reads_leaves_one_line_a_session(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let lola = inaya.profile("Lola").await;
    for _ in 0..3 {
        inaya.visitor.get(&format!("/p/{lola}/parametres/informations-personnelles")).await;
        inaya.visitor.get(&format!("/p/{}/parametres/informations-personnelles", inaya.own)).await;
    }
    let mut leo = service.signed_in("leo.michel").await;
    let history = leo.visitor.get(&format!("/p/{lola}/parametres/historique")).await.body;
    assert_eq!(history.matches("Consultation du profil").count(), 2, "Inaya's reading, and Léo's own: {history}");
    assert!(history.contains("Inaya Michel"), "{history}");
    let own = inaya.visitor.call("/api/parametres/historique", &[("profile", &inaya.own.to_string())]).await.body;
    assert!(!own.contains("Consulted"), "reading one's own leaves no line: {own}");
}

async fn the_history_goes_by_days_in_france_and_by_pages(engine: Engine) {
    let service = TestService::start(engine).await;
    // Two lines a sign-in (code, sign-in), one a sign-out.
    for _ in 0..4 {
        let mut inaya = service.signed_in("inaya.michel").await;
        inaya.visitor.post("/api/deconnexion", &[]).await;
        service.forward(Span::minutes(31));
    }
    // 15:46 + 4 × 31 min = 17:50; on to the next day.
    service.forward(Span::hours(7));
    for _ in 0..4 {
        let mut inaya = service.signed_in("inaya.michel").await;
        inaya.visitor.post("/api/deconnexion", &[]).await;
        service.forward(Span::minutes(31));
    }
    let mut inaya = service.signed_in("inaya.michel").await;
    let path = format!("/p/{}/parametres/historique", inaya.own);
    let page = inaya.visitor.get(&path).await.body;
    let (newer, older) = (page.find("23\u{a0}novembre 2026").unwrap(), page.find("22\u{a0}novembre 2026").unwrap());
    assert!(newer < older, "{page}");
    let call = async |after: &str| {
        let mut visitor = inaya.visitor.clone();
        let form = [("profile", inaya.own.to_string()), ("after", after.to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = visitor.call("/api/parametres/historique", &form).await;
        answer.read::<domain::view::HistoryPage>()
    };
    let first = call("").await;
    let entries = |page: &domain::view::HistoryPage| page.days.iter().map(|day| day.entries.len()).sum::<usize>();
    assert_eq!(entries(&first), 20);
    let older = first.older.unwrap();
    assert_eq!(older.count, 7, "it is told how many more there are, and not how many there could be");
    let second = call(&older.after.to_string()).await;
    assert_eq!((entries(&second), second.older), (7, None));
    assert_eq!(second.days[0].date.to_iso(), "2026-11-22");
    let (mut whole, last) = (first.clone(), first.days.last().unwrap().clone());
    let joins = last.date == second.days[0].date;
    whole.append(second.clone());
    assert_eq!((entries(&whole), whole.older), (27, None));
    assert_eq!(whole.days.len(), first.days.len() + second.days.len() - usize::from(joins), "a day stands once");
}

async fn the_reset_puts_everything_back_and_signs_everybody_out(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let lola = inaya.profile("Lola").await.to_string();
    let page = format!("/p/{lola}/parametres/cloture/confirmer");
    let announced = inaya.visitor.hidden(&page, "annonce").await;
    let form =
        [("profile", lola.as_str()), ("annonce", &announced), ("mot_de_passe", services::demonstration::PASSWORD)];
    let closed = inaya.visitor.post("/api/parametres/cloture", &form).await;
    assert_eq!(closed.location(), "/cloture/terminee");
    inaya.visitor.post("/api/demonstration/horloge", &[("minutes", "60")]).await;
    let shown = service.visitor().get("/demonstration").await.body;
    let (code, invitation) = ("Votre code à usage unique", "à vous de choisir");
    assert!(shown.contains("22\u{a0}novembre 2026, 16:46") && shown.contains(code), "{shown}");
    let answer = service.visitor().post("/api/demonstration/remise-a-zero", &[]).await;
    assert_eq!(answer.location(), "/demonstration");
    let shown = service.visitor().get("/demonstration").await.body;
    assert!(shown.contains("22\u{a0}novembre 2026, 15:46") && !shown.contains(code), "{shown}");
    assert_eq!(shown.matches(invitation).count(), 10, "who has yet to enrol has a code again: {shown}");
    assert_eq!(inaya.visitor.get("/profils").await.status, http::StatusCode::SEE_OTHER);
    service.signed_in("inaya.michel").await;
}

async fn children_are_added_and_the_page_stays(engine: Engine) {
    const PAGE: &str = "/profils/ajouter";
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let data: ChildrenData = inaya.visitor.call("/api/profils/enfants", &[]).await.read();
    let of = |given: &str| data.children.iter().find(|child| child.name.given == given).unwrap().id.to_string();
    let (louise, louison, louis) = (of("Louise"), of("Louison"), of("Louis"));

    // What was chosen stays chosen while something else is missing.
    let answer = inaya.visitor.post("/api/profils/ajouter", &[("enfants[]", &louise), ("enfants[]", &louis)]).await;
    assert_eq!(answer.location(), PAGE);
    let page = inaya.visitor.get(PAGE).await.body;
    assert!(page.contains("Certifiez être le représentant légal pour continuer."), "{page}");
    assert_eq!(page.matches(" checked").count(), 2, "{page}");
    let nobody = inaya.visitor.post("/api/profils/ajouter", &[("certification", "oui")]).await;
    assert_eq!(nobody.location(), PAGE);
    let page = inaya.visitor.get(PAGE).await.body;
    assert!(page.contains("href=\"#enfants\"") && page.contains("id=\"enfants\""), "the first box: {page}");

    // Without JavaScript the browser is led back to the page; the program in it stays and loads the content anew.
    let form = [("enfants[]", louise.as_str()), ("enfants[]", &louison), ("certification", "oui")];
    assert_eq!(inaya.visitor.post("/api/profils/ajouter", &form).await.location(), PAGE);
    let page = inaya.visitor.get(PAGE).await.body;
    assert!(page.contains("Les profils ont bien été ajoutés") && page.contains("Louison Michel"), "{page}");
    let form = [("enfants[]", louis.as_str()), ("certification", "oui")];
    let answer = inaya.visitor.call("/api/profils/ajouter", &form).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::OK, ""));
    assert_eq!(answer.read::<Posted>(), Posted::Saved(None));
    let anew: ChildrenData = inaya.visitor.call("/api/profils/enfants", &[]).await.read();
    let added: Vec<String> = anew.outcome.unwrap().added.into_iter().map(|(_, name)| name.given).collect();
    assert_eq!((added, anew.children.len()), (vec!["Louis".to_owned()], 0));
}

async fn the_first_questions_ask_again_and_show_what_is_kept(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let own = inaya.own.to_string();
    let page = |question: &str| format!("/p/{own}/{question}");
    let answer = async |visitor: &mut Visitor, question: &str, form: &[(&str, &str)]| {
        let form = [&[("profile", own.as_str()), ("question", question)], form].concat();
        visitor.post("/api/bienvenue/reponse", &form).await.location().to_owned()
    };
    let visitor = &mut inaya.visitor;
    // An unlikely number is asked about, which is no fault, and said to be right by a button that carries it.
    assert_eq!(answer(visitor, "bienvenue/poids", &[("valeur", "300")]).await, page("bienvenue/poids"));
    let asked = visitor.get(&page("bienvenue/poids")).await.body;
    assert!(asked.contains("notice--info") && asked.contains("value=\"300\""), "{asked}");
    assert!(!asked.contains("valeur-erreur") && !asked.contains("Erreur\u{a0}:"), "{asked}");
    assert!(asked.contains("Est-ce exact") && asked.contains("name=\"confirme\""), "{asked}");
    let sure = [("valeur", "300"), ("confirme", "300")];
    assert_eq!(answer(visitor, "bienvenue/poids", &sure).await, page("bienvenue/maladies"));
    assert!(visitor.get(&page("bienvenue/poids")).await.body.contains("value=\"300\""), "it is kept");
    // Each question has its own answer, though fields have the same names.
    assert!(!visitor.get(&page("bienvenue/taille")).await.body.contains("value=\"300\""));
    assert_eq!(answer(visitor, "bienvenue/maladies", &[("rien", "oui")]).await, page("bienvenue/traitements"));
    assert!(visitor.get(&page("bienvenue/maladies")).await.body.contains(" checked"));
    assert!(!visitor.get(&page("bienvenue/allergies")).await.body.contains(" checked"));
    // Unticked and not accepted: it stays unticked.
    assert_eq!(answer(visitor, "bienvenue/maladies", &[("liste", "")]).await, page("bienvenue/maladies"));
    assert!(!visitor.get(&page("bienvenue/maladies")).await.body.contains(" checked"));
    // Of three questions on a page the two that are not answered are named, by the one rule for ids.
    let one = [("samu", "oui")];
    assert_eq!(answer(visitor, "bienvenue/urgence", &one).await, page("bienvenue/urgence"));
    let asked = visitor.get(&page("bienvenue/urgence")).await.body;
    for id in ["bris-de-glace", "masques"] {
        assert!(asked.contains(&format!("href=\"#{id}\"")) && asked.contains(&format!("id=\"{id}\"")), "{id}: {asked}");
    }
    assert_eq!(asked.matches(" checked").count(), 1, "{asked}");
}

/// On a page with the program, the router would take such a link for one of its own.
async fn links_to_pages_without_the_program_are_left_to_the_browser(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let mut nobody = service.visitor();
    let mut pages = Vec::new();
    for page in PublicPage::ALL.iter().filter(|page| page.program() != Program::Without) {
        pages.push(nobody.get(page.path()).await.body);
        pages.push(inaya.visitor.get(page.path()).await.body);
    }
    for page in ProfilePage::ALL {
        pages.push(inaya.visitor.get(&page.path(inaya.own)).await.body);
    }
    let mut found = 0;
    for page in &pages {
        for link in page.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()) {
            let href = link.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let without = Page::of_address(href).is_some_and(|page| page.program() == Program::Without);
            if without {
                found += 1;
                assert!(link.contains("rel=\"external\""), "{link}");
            }
        }
    }
    assert!(found > pages.len(), "{found} links on {} pages", pages.len());
}
