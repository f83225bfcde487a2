//! The authorisation matrix: every server function and every route, for every kind of visitor, on
//! one's own, another's, a random and a malformed profile. The rows of the pages are the table of pages; a server function that
//! is not listed below must ask for a right on the profile.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::history::Act;
use domain::place::{EnrolmentPlace, ProfilePage, PublicPage, Visitor as Visitors};
use domain::time::Span;
use http::{Method, StatusCode};
use server_fn::axum::server_fn_paths;
use store::scratch::Engine;

use crate::support::{TestService, Visitor};

crate::on_both_engines!(every_endpoint_answers_each_visitor_as_the_matrix_says, foreign_and_missing_are_the_same);

/// Who may call an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rule {
    /// Whoever asks: it concerns the visitor's own sign-in, or nobody.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in, if the form is about them; everybody else is led to a page that says why nothing was done.
    ForAccount,
    /// The same, on a profile to which they have access.
    ForAccountOnProfile,
    /// The same, on a child's profile.
    ForAccountOnChild,
    /// Whoever has access to the profile.
    OnProfile,
    /// Whoever represents the child whose profile it is.
    OnChild,
}

impl Rule {
    const fn is_of_children(self) -> bool {
        matches!(self, Self::OnChild | Self::ForAccountOnChild)
    }
}

/// The server functions that need no right on a profile. Every other one is called on everybody's profiles, and must refuse.
const FUNCTIONS: &[(&str, Rule)] = &[
    ("/api/connexion/identification", Rule::Anyone),
    ("/api/connexion/page", Rule::Anyone),
    ("/api/connexion/canal", Rule::Anyone),
    ("/api/connexion/canal/page", Rule::Anyone),
    ("/api/connexion/code", Rule::Anyone),
    ("/api/connexion/code/page", Rule::Anyone),
    ("/api/connexion/renvoi", Rule::Anyone),
    ("/api/deconnexion", Rule::Anyone),
    ("/api/deconnexion/page", Rule::Anyone),
    ("/api/demonstration/etat", Rule::Anyone),
    ("/api/demonstration/horloge", Rule::Anyone),
    // Acts as a professional of the demonstration, who is decided about like any other.
    ("/api/demonstration/acte", Rule::Anyone),
    ("/api/demonstration/connexion", Rule::Anyone),
    ("/api/demonstration/remise-a-zero", Rule::Anyone),
    ("/api/activer/page", Rule::Anyone),
    ("/api/activer/naissance", Rule::Anyone),
    ("/api/activer/reprendre", Rule::Anyone),
    ("/api/activer/recommencer", Rule::Anyone),
    ("/api/activer/carte-vitale", Rule::Anyone),
    ("/api/activer/numeros", Rule::Anyone),
    ("/api/activer/profil", Rule::Anyone),
    ("/api/activer/canal", Rule::Anyone),
    ("/api/activer/renvoi", Rule::Anyone),
    ("/api/activer/code", Rule::Anyone),
    ("/api/activer/decision", Rule::Anyone),
    ("/api/opposition/confirmer", Rule::Anyone),
    ("/api/activer/representant", Rule::ForAccount),
    ("/api/activer/coordonnees", Rule::Anyone),
    ("/api/activer/contact", Rule::Anyone),
    ("/api/activer/contact/renvoi", Rule::Anyone),
    ("/api/activer/contact/code", Rule::Anyone),
    ("/api/activer/identifiants", Rule::Anyone),
    ("/api/opposition/verification", Rule::Anyone),
    ("/api/opposition/verifier", Rule::Anyone),
    ("/api/session/prolonger", Rule::SignedIn),
    ("/api/bienvenue/reponse", Rule::ForAccountOnProfile),
    ("/api/profils", Rule::SignedIn),
    ("/api/profils/enfants", Rule::SignedIn),
    ("/api/profils/ajouter", Rule::ForAccount),
    ("/api/parametres/partage/demande", Rule::ForAccountOnChild),
    ("/api/parametres/partage/annulation", Rule::ForAccountOnChild),
    ("/api/parametres/partage/fin", Rule::ForAccountOnChild),
    ("/api/parametres/cloture", Rule::ForAccountOnProfile),
    ("/api/cloture/terminee", Rule::Anyone),
    ("/api/parametres/telechargement", Rule::ForAccountOnProfile),
    ("/api/telechargement/page", Rule::Anyone),
    ("/api/telechargement/canal", Rule::Anyone),
    ("/api/telechargement/code", Rule::Anyone),
    ("/api/telechargement/fin", Rule::Anyone),
    ("/api/confirmation/page", Rule::SignedIn),
    ("/api/confirmation", Rule::ForAccount),
    ("/api/invitations", Rule::SignedIn),
    ("/api/invitations/reponse", Rule::ForAccount),
];

/// Who may fetch what stands at a plain route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Plain {
    /// Whoever asks: it says nothing of anybody.
    Anyone,
    /// Whoever is signed in, of their own session.
    SignedIn,
    /// The browser that holds an enrolment, or a link, of that; for all others there is no such thing.
    OfWhatOneHolds,
    /// Whoever has access to the profile; there is nothing, which their page says.
    OnProfile,
}

/// The plain routes. One without a row fails, and so does a row without a route.
const PLAIN: &[(&str, Plain)] = &[
    ("/livez", Plain::Anyone),
    ("/readyz", Plain::Anyone),
    ("/session/duree", Plain::SignedIn),
    ("/opposition/attestation.pdf", Plain::OfWhatOneHolds),
    ("/p/{profile}/parametres/informations-personnelles/telechargement/fichier", Plain::OnProfile),
    ("/telechargement/fichier", Plain::OfWhatOneHolds),
    ("/schemas/informations.schema.json", Plain::Anyone),
    // Of demonstration mode alone, in which everybody is invented.
    ("/demonstration/messages.json", Plain::Anyone),
    // Of the tests' build alone: sample data.
    ("/galerie", Plain::Anyone),
    ("/galerie/{*page}", Plain::Anyone),
    ("/galerie/galerie.css", Plain::Anyone),
    ("/galerie.json", Plain::Anyone),
];

/// Functions that begin or end a session, an access or the demonstration: calling them would spoil the rest.
const SPOILING: [&str; 6] = [
    "/api/parametres/partage/fin",
    "/api/deconnexion",
    "/api/demonstration/horloge",
    "/api/demonstration/acte",
    "/api/demonstration/connexion",
    "/api/demonstration/remise-a-zero",
];

/// The address of each page, and who may see it.
fn pages() -> impl Iterator<Item = (String, Rule)> {
    let public = PublicPage::ALL.iter().map(|page| match page.rule() {
        // Whoever does not belong there is led elsewhere.
        Visitors::Anyone | Visitors::SignedOut | Visitors::ChoosingChannel | Visitors::AwaitingCode => {
            (page.path().to_owned(), Rule::Anyone)
        }
        Visitors::SignedIn => (page.path().to_owned(), Rule::SignedIn),
    });
    let steps = EnrolmentPlace::ALL.iter().map(|place| (place.path().to_owned(), Rule::Anyone));
    let of_profiles = ProfilePage::ALL.iter().map(|page| match page.rule() {
        Action::FollowSharing | Action::Share => (page.template(), Rule::OnChild),
        _ => (page.template(), Rule::OnProfile),
    });
    public.chain(steps).chain(of_profiles)
}

const RANDOM: &str = "00112233445566778899aabbccddeeff";
const MALFORMED: [&str; 4] = ["inaya", "00112233445566778899AABBCCDDEEFF", "..%2F..%2Fetc", "%3Cscript%3E"];

#[expect(clippy::too_many_lines, clippy::print_stdout, reason = "one matrix, and its figures")]
async fn every_endpoint_answers_each_visitor_as_the_matrix_says(engine: Engine) {
    let service = TestService::start_with(engine, &[("POSTS_PER_MINUTE", "1000000")]).await;
    let mut expired = service.signed_in("inaya.michel").await.visitor;
    service.forward(Span::minutes(15));
    let mut inaya = service.signed_in("inaya.michel").await;
    service.forward(Span::seconds(30));
    let mut leo = service.signed_in("leo.michel").await;
    let (lola, mathis) = (inaya.profile("Lola").await, inaya.profile("Mathis").await);

    let adults = [inaya.own.to_string(), leo.own.to_string()];
    // Who has access to which profile; a child that is pending or opposed is listed for nobody.
    let profiles: Vec<(String, [bool; 4])> = [
        (inaya.own.to_string(), [false, false, true, false]),
        (leo.own.to_string(), [false, false, false, true]),
        (lola.to_string(), [false, false, true, true]),
        (mathis.to_string(), [false, false, true, false]),
        (RANDOM.to_owned(), [false; 4]),
    ]
    .into_iter()
    .chain(MALFORMED.map(|text| (text.to_owned(), [false; 4])))
    .collect();

    let functions: BTreeMap<&str, Rule> = FUNCTIONS.iter().copied().collect();
    let mut unexpected = Vec::new();
    let mut checked = 0;
    let mut visitors: [(&str, &mut Visitor); 4] = [
        ("anonymous", &mut Visitor { cookies: BTreeMap::new(), ..service.visitor() }),
        ("expired", &mut expired),
        ("Inaya", &mut inaya.visitor),
        ("Léo", &mut leo.visitor),
    ];
    for (path, method) in server_fn_paths() {
        assert_eq!(method, Method::POST, "{path}: no server function is reached by another method");
        let rule = functions.get(path).copied().unwrap_or(Rule::OnProfile);
        if SPOILING.contains(&path) {
            continue;
        }
        for (who, (name, visitor)) in visitors.iter_mut().enumerate() {
            let signed_in = who >= 2;
            let mut expect = |what: &str, status: StatusCode, expected: &[StatusCode]| {
                checked += 1;
                if !expected.contains(&status) {
                    unexpected.push(format!("{name} {path} {what}: {status}"));
                }
            };
            match rule {
                Rule::Anyone => {
                    let status = visitor.clone().call(path, &[]).await.status;
                    // 401 says that no sign-in is under way.
                    expect("", status, &[StatusCode::OK, StatusCode::UNAUTHORIZED]);
                }
                Rule::SignedIn => {
                    let status = visitor.call(path, &[]).await.status;
                    expect("", status, &[if signed_in { StatusCode::OK } else { StatusCode::UNAUTHORIZED }]);
                }
                Rule::ForAccount => {
                    let answer = visitor.clone().call(path, &[]).await;
                    expect("", answer.status, &[StatusCode::OK]);
                    let out = answer.location().starts_with("/deconnecte");
                    assert_eq!(out, !signed_in, "{name} {path}: {answer:?}");
                }
                Rule::OnProfile | Rule::OnChild | Rule::ForAccountOnProfile | Rule::ForAccountOnChild => {
                    for (profile, access) in &profiles {
                        let answer = visitor.clone().call(path, &[("profile", profile)]).await;
                        let status = answer.status;
                        if matches!(rule, Rule::ForAccountOnProfile | Rule::ForAccountOnChild) && !signed_in {
                            expect(profile, status, &[StatusCode::OK]);
                            assert!(answer.location().starts_with("/deconnecte"), "{name} {path}: {answer:?}");
                            continue;
                        }
                        let access = access[who] && !(rule.is_of_children() && adults.contains(profile));
                        let expected = match (access, signed_in) {
                            (true, _) => StatusCode::OK,
                            (false, true) => StatusCode::FORBIDDEN,
                            (false, false) => StatusCode::UNAUTHORIZED,
                        };
                        expect(profile, status, &[expected]);
                    }
                }
            }
        }
    }

    for (path, rule) in pages() {
        let path = path.as_str();
        for (who, (name, visitor)) in visitors.iter_mut().enumerate() {
            let signed_in = who >= 2;
            let mut expect = |path: &str, status: StatusCode, expected: &[StatusCode]| {
                checked += 1;
                if !expected.contains(&status) {
                    unexpected.push(format!("{name} {path}: {status}"));
                }
            };
            match rule {
                Rule::Anyone => {
                    expect(path, visitor.clone().get(path).await.status, &[StatusCode::OK, StatusCode::SEE_OTHER]);
                }
                Rule::SignedIn => {
                    let status = visitor.clone().get(path).await.status;
                    expect(path, status, &[if signed_in { StatusCode::OK } else { StatusCode::SEE_OTHER }]);
                }
                Rule::OnProfile
                | Rule::OnChild
                | Rule::ForAccount
                | Rule::ForAccountOnProfile
                | Rule::ForAccountOnChild => {
                    for (profile, access) in &profiles {
                        let path = path.replace("{profile}", profile);
                        let answer = visitor.clone().get(&path).await;
                        let access = access[who] && !(rule.is_of_children() && adults.contains(profile));
                        let expected = match (access, signed_in) {
                            (true, _) => StatusCode::OK,
                            (false, true) => StatusCode::FORBIDDEN,
                            (false, false) => StatusCode::SEE_OTHER,
                        };
                        expect(&path, answer.status, &[expected]);
                        if expected != StatusCode::OK {
                            // Beside the visitor's own, in their menu.
                            let content = answer.body.split("<main").nth(1).unwrap_or_default();
                            assert!(!content.contains("Michel"), "{name} {path} names somebody");
                        }
                    }
                }
            }
        }
    }
    let rows: BTreeMap<&str, Plain> = PLAIN.iter().copied().collect();
    let routes: Vec<&str> = server::plain_paths().collect();
    let unknown: Vec<_> = rows.keys().filter(|row| !routes.contains(row)).collect();
    assert!(unknown.is_empty(), "rows without a route: {unknown:?}");
    for route in routes {
        let rule = *rows.get(route).unwrap_or_else(|| panic!("{route} has no row"));
        let on_all = profiles.iter().map(|(profile, access)| (route.replace("{profile}", profile), *access));
        let paths = match rule {
            Plain::OnProfile => on_all.collect(),
            _ => vec![(route.replace("{*page}", "messages"), [true; 4])],
        };
        for (path, access) in paths {
            for (who, (name, visitor)) in visitors.iter_mut().enumerate() {
                let answer = visitor.clone().get(&path).await;
                let expected = match rule {
                    Plain::Anyone => StatusCode::OK,
                    Plain::SignedIn if who >= 2 => StatusCode::OK,
                    Plain::SignedIn => StatusCode::UNAUTHORIZED,
                    Plain::OfWhatOneHolds => StatusCode::NOT_FOUND,
                    Plain::OnProfile if who < 2 || access[who] => StatusCode::SEE_OTHER,
                    Plain::OnProfile => StatusCode::FORBIDDEN,
                };
                let posted = visitor.clone().post(&path, &[]).await.status;
                checked += 2;
                if (answer.status, posted) != (expected, StatusCode::METHOD_NOT_ALLOWED) {
                    unexpected.push(format!("{name} {path}: {}, posted to {posted}", answer.status));
                }
            }
        }
    }
    println!("authorisation matrix: {checked} cells, {} unexpected", unexpected.len());
    assert!(checked > 150 && unexpected.is_empty(), "{unexpected:#?}");
}

async fn foreign_and_missing_are_the_same(engine: Engine) {
    let service = TestService::start(engine).await;
    let mut inaya = service.signed_in("inaya.michel").await;
    let mathis = inaya.profile("Mathis").await.to_string();
    let mut leo = service.signed_in("leo.michel").await;
    for suffix in ProfilePage::ALL.iter().map(|page| page.suffix()) {
        let missing = leo.visitor.get(&format!("/p/{RANDOM}/{suffix}")).await;
        for other in [mathis.as_str(), &inaya.own.to_string(), "inaya"] {
            let foreign = leo.visitor.get(&format!("/p/{other}/{suffix}")).await;
            assert_eq!((foreign.status, foreign.essence()), (missing.status, missing.essence()));
            let names =
                |answer: &crate::support::Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
            assert_eq!(names(&foreign), names(&missing));
        }
    }
    let elsewhere: Vec<&str> = FUNCTIONS
        .iter()
        .filter(|(_, rule)| !matches!(rule, Rule::ForAccountOnProfile | Rule::ForAccountOnChild))
        .map(|(path, _)| *path)
        .collect();
    for path in server_fn_paths().map(|(path, _)| path).filter(|path| !elsewhere.contains(path)) {
        let missing = leo.visitor.call(path, &[("profile", RANDOM)]).await;
        let foreign = leo.visitor.call(path, &[("profile", &mathis)]).await;
        assert_eq!((foreign.status, foreign.body), (missing.status, missing.body));
    }
    // Léo's own history tells of it; Mathis's does not.
    service.services.settle().await;
    let own = leo.visitor.call("/api/parametres/historique", &[("profile", &leo.own.to_string())]).await;
    let refused = |answer: &crate::support::Answer| {
        let days = answer.read::<domain::view::HistoryPage>().days;
        days.iter().flat_map(|day| &day.entries).any(|entry| entry.act == Act::AccessRefused)
    };
    assert!(refused(&own), "{own:?}");
    let childs = inaya.visitor.call("/api/parametres/historique", &[("profile", &mathis)]).await;
    assert!(!refused(&childs), "{childs:?}");
}
