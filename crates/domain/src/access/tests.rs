use super::*;
use crate::confidentiality::{EmergencyAccess, Visibility};
use crate::document::DocumentType;
use crate::profession::Profession;

fn day(text: &str) -> CalendarDate {
    CalendarDate::from_iso(text).unwrap()
}

const TODAY: &str = "2026-11-22";

fn profile(status: ProfileStatus, born_on: &str) -> ProfileFacts {
    ProfileFacts { status, born_on: day(born_on), today: day(TODAY) }
}

fn minor() -> ProfileFacts {
    profile(ProfileStatus::Active, "2015-04-03")
}

fn adult() -> ProfileFacts {
    profile(ProfileStatus::Active, "1984-05-20")
}

fn document(code: &str) -> DocumentFacts {
    let kind = DocumentType::of_code(code).unwrap();
    DocumentFacts { kind, is_askers: false, is_hidden: false, choice: None, withheld_since: None, is_secret: false }
}

fn matrix() -> &'static Matrix {
    Matrix::in_force(day(TODAY)).unwrap()
}

fn authorised(profession: Profession, matrix: &'static Matrix) -> ProfessionalFacts<'static> {
    ProfessionalFacts {
        profession,
        matrix,
        relation: Relation::Authorised,
        is_administrator: false,
        is_treating_doctor: false,
        regulates: false,
        mode: Mode::Consultation,
        emergency: EmergencyAccess::default(),
    }
}

/// What a professional may do with a document, and why or why not.
fn professional(
    who: ProfessionalFacts<'_>,
    profile: ProfileFacts,
    document: DocumentFacts,
    action: Action,
) -> Decision {
    decide(&Facts { asker: Asker::Professional(who), profile, document: Some(document) }, action)
}

fn allowed(capacity: Capacity, reasons: &[Reason]) -> Decision {
    Decision { allowed: Some(capacity), reasons: reasons.iter().copied().collect() }
}

fn refused(reasons: &[Reason]) -> Decision {
    Decision { allowed: None, reasons: reasons.iter().copied().collect() }
}

#[test]
fn the_day_of_majority_is_the_first_on_which_one_is_of_age() {
    for (born, of_age, before) in [
        ("2008-05-20", "2026-05-20", "2026-05-19"),
        ("2008-02-29", "2026-03-01", "2026-02-28"),
        ("2010-01-01", "2028-01-01", "2027-12-31"),
        ("2010-02-28", "2028-02-28", "2028-02-27"),
    ] {
        assert_eq!(majority(day(born)), day(of_age));
        assert_eq!(day(born).age_on(day(of_age)), MAJORITY);
        assert_eq!(day(born).age_on(day(before)), MAJORITY - 1);
    }
}

#[test]
fn what_is_withheld_is_told_after_two_weeks_and_seen_after_a_month() {
    for (since, told, seen) in [
        ("2026-11-22", "2026-12-06", "2026-12-22"),
        ("2026-12-20", "2027-01-03", "2027-01-20"),
        ("2027-01-31", "2027-02-14", "2027-02-28"),
        ("2028-01-30", "2028-02-13", "2028-02-29"),
    ] {
        assert_eq!((told_from(day(since)), visible_from(day(since))), (day(told), day(seen)));
    }
}

/// quality.md, step-up: what has consequences for others, or for good.
#[test]
fn the_password_is_asked_again_before_what_has_consequences() {
    let sensitive: Vec<Action> = Action::ALL.into_iter().filter(|action| action.is_sensitive()).collect();
    assert_eq!(sensitive, [Action::Share, Action::Close, Action::Export]);
}

/// All facts about a citizen's link that a decision can rest on, with the age of the profile's holder in words.
fn all_links() -> impl Iterator<Item = (&'static str, Option<Link>, ProfileFacts)> {
    let links = [
        None,
        Some(Link::Holder),
        Some(Link::Representative(Standing::Invited)),
        Some(Link::Representative(Standing::Active)),
        Some(Link::Representative(Standing::Ended)),
    ];
    links.into_iter().flat_map(move |link| {
        ProfileStatus::ALL.into_iter().flat_map(move |status| {
            [("minor", "2015-04-03"), ("adult", "1984-05-20")].map(|(age, born)| (age, link, profile(status, born)))
        })
    })
}

fn citizen(link: Option<Link>, profile: ProfileFacts, document: Option<DocumentFacts>, action: Action) -> Decision {
    decide(&Facts { asker: Asker::Citizen(link), profile, document }, action)
}

#[test]
fn what_an_action_lends_is_allowed_wherever_the_action_is() {
    let matrix = matrix();
    for action in Action::ALL {
        for lent in action.lends() {
            for (_, link, profile) in all_links() {
                for document in
                    [None, Some(document("11502-2")), Some(DocumentFacts { is_askers: true, ..document("DOCPAT01") })]
                {
                    let capacity = citizen(link, profile, document, action).allowed;
                    let lent = citizen(link, profile, document, *lent).allowed;
                    assert!(capacity.is_none() || lent == capacity, "{action:?} lends {lent:?}: {link:?} {profile:?}");
                }
            }
            for is_askers in [false, true] {
                for who in [
                    authorised(Profession::Doctor, matrix),
                    ProfessionalFacts { is_administrator: true, ..authorised(Profession::Doctor, matrix) },
                ] {
                    let document = DocumentFacts { is_askers, is_hidden: true, ..document("11502-2") };
                    let capacity = professional(who, adult(), document, action).allowed;
                    let lent = professional(who, adult(), document, *lent).allowed;
                    assert!(capacity.is_none() || lent == capacity, "{action:?} lends {lent:?}");
                }
            }
        }
    }
}

#[test]
fn what_citizens_may() {
    let theirs = DocumentFacts { is_askers: true, ..document("DOCPAT01") };
    let mut seen = Vec::new();
    for action in Action::ALL {
        for (age, link, profile) in all_links() {
            if let Some(capacity) = citizen(link, profile, Some(theirs), action).allowed {
                seen.push((action, link, profile.status, age, capacity));
            }
        }
    }
    let of_professionals = [Action::WithholdDocument, Action::BeAuthorised];
    let expected: Vec<_> = Action::ALL
        .into_iter()
        .filter(|action| !of_professionals.contains(action))
        .flat_map(|action| {
            let own = Some(Link::Holder);
            let child = Some(Link::Representative(Standing::Active));
            [
                (action, own, ProfileStatus::Active, "minor", Capacity::Citizen(Basis::Holder)),
                (action, own, ProfileStatus::Active, "adult", Capacity::Citizen(Basis::Holder)),
                (action, child, ProfileStatus::Active, "minor", Capacity::Citizen(Basis::Representative)),
            ]
        })
        .filter(|(action, _, _, _, capacity)| match action {
            Action::FollowSharing | Action::Share => capacity.basis() == Some(Basis::Representative),
            Action::ReadSecrets => capacity.basis() == Some(Basis::Holder),
            _ => true,
        })
        .collect();
    assert_eq!(seen, expected);
}

#[test]
fn a_representative_loses_access_on_the_eighteenth_birthday() {
    let child = Some(Link::Representative(Standing::Active));
    let on = |today: &str| ProfileFacts { today: day(today), ..profile(ProfileStatus::Active, "2008-11-22") };
    let before = citizen(child, on("2026-11-21"), None, Action::Open);
    assert_eq!(before, allowed(Capacity::Citizen(Basis::Representative), &[Reason::RepresentsMinor]));
    assert_eq!(citizen(child, on("2026-11-22"), None, Action::Open), refused(&[Reason::HolderIsOfAge]));
}

#[test]
fn all_that_stands_against_it_is_told() {
    let invited = Some(Link::Representative(Standing::Invited));
    let closed = profile(ProfileStatus::Closed, "2015-04-03");
    for (link, reasons) in [
        (None, [Reason::ProfileClosed, Reason::Stranger]),
        (invited, [Reason::ProfileClosed, Reason::OnlyInvited]),
        (Some(Link::Representative(Standing::Ended)), [Reason::ProfileClosed, Reason::RepresentationEnded]),
    ] {
        assert_eq!(citizen(link, closed, None, Action::Open), refused(&reasons));
    }
    let pending = profile(ProfileStatus::Pending, "2015-04-03");
    let read = citizen(Some(Link::Holder), pending, None, Action::ReadDocument);
    assert_eq!(read, refused(&[Reason::ProfileNotActive, Reason::NoDocument]));
    assert_eq!(citizen(Some(Link::Holder), adult(), None, Action::Share), refused(&[Reason::RepresentativesOnly]));
}

#[test]
fn whoever_asked_with_the_closure_gets_the_file_while_the_profile_is_closed() {
    for action in Action::ALL {
        for status in ProfileStatus::ALL {
            for basis in [Basis::Holder, Basis::Representative] {
                let facts =
                    Facts { asker: Asker::Leaver(basis), profile: profile(status, "2015-04-03"), document: None };
                let expected = if action == Action::Export && status == ProfileStatus::Closed {
                    allowed(Capacity::Citizen(basis), &[Reason::AskedWithClosure])
                } else {
                    refused(&[Reason::Stranger])
                };
                assert_eq!(decide(&facts, action), expected);
            }
        }
    }
}

#[test]
fn what_a_minor_keeps_secret_is_not_there_for_representatives() {
    let representative = Some(Link::Representative(Standing::Active));
    let secret = DocumentFacts { is_secret: true, ..document("11502-2") };
    for action in [Action::ReadDocument, Action::HideDocument, Action::ShowDocument] {
        assert_eq!(citizen(representative, minor(), Some(secret), action), refused(&[Reason::Secret]));
        assert!(citizen(Some(Link::Holder), minor(), Some(secret), action).allowed.is_some());
    }
    assert_eq!(citizen(representative, minor(), None, Action::ReadSecrets), refused(&[Reason::Secret]));
    let own = DocumentFacts { is_askers: true, is_secret: true, ..document("DOCPAT01") };
    assert_eq!(citizen(representative, minor(), Some(own), Action::DepositDocument), refused(&[Reason::Secret]));
    assert_eq!(
        citizen(Some(Link::Holder), adult(), Some(own), Action::DepositDocument),
        refused(&[Reason::NobodyToKeepItFrom])
    );

    // At a secret consultation nothing else can be deposited; it can be at any other as well.
    let matrix = matrix();
    let midwife = ProfessionalFacts { mode: Mode::Secret, ..authorised(Profession::Midwife, matrix) };
    let granted = allowed(Capacity::Professional, &[Reason::Authorised, Reason::ProfessionAllowed]);
    assert_eq!(professional(midwife, minor(), secret, Action::DepositDocument), granted);
    let plain = document("11502-2");
    assert_eq!(professional(midwife, minor(), plain, Action::DepositDocument), refused(&[Reason::NotSecret]));
    for action in [Action::BeAuthorised, Action::ReadDocuments, Action::ReadDocument, Action::DepositDocument] {
        let of_age = professional(midwife, adult(), secret, action);
        assert_eq!(of_age, refused(&[Reason::NobodyToKeepItFrom]), "{action:?}");
    }
    let own = DocumentFacts { is_askers: true, ..plain };
    for action in [Action::EditDocument, Action::DeleteDocument, Action::HideDocument, Action::WithholdDocument] {
        assert_eq!(professional(midwife, minor(), own, action), refused(&[Reason::NotSecret]), "{action:?}");
        let secret = DocumentFacts { is_secret: true, ..own };
        assert!(professional(midwife, minor(), secret, action).allowed.is_some(), "{action:?}");
    }
    let administrator = ProfessionalFacts { profession: Profession::Doctor, is_administrator: true, ..midwife };
    assert_eq!(professional(administrator, minor(), plain, Action::BlockProfessional), refused(&[Reason::NotSecret]));
    let open = ProfessionalFacts { mode: Mode::Consultation, ..midwife };
    assert_eq!(professional(open, minor(), secret, Action::DepositDocument), granted);
    assert_eq!(professional(open, adult(), secret, Action::DepositDocument), refused(&[Reason::NobodyToKeepItFrom]));
}

#[test]
fn what_is_withheld_is_shown_to_the_citizen_after_a_month_and_to_professionals_before() {
    let since =
        |day_of_deposit: &str| DocumentFacts { withheld_since: Some(day(day_of_deposit)), ..document("11502-2") };
    let holder = Some(Link::Holder);
    assert_eq!(citizen(holder, adult(), Some(since("2026-10-23")), Action::ReadDocument), refused(&[Reason::Withheld]));
    assert!(citizen(holder, adult(), Some(since("2026-10-22")), Action::ReadDocument).allowed.is_some());
    let matrix = matrix();
    let doctor = authorised(Profession::Doctor, matrix);
    assert!(professional(doctor, adult(), since(TODAY), Action::ReadDocument).allowed.is_some());

    // Nobody would see it at all.
    let own = DocumentFacts { is_askers: true, ..since(TODAY) };
    assert_eq!(professional(doctor, adult(), own, Action::HideDocument), refused(&[Reason::HiddenFromAll]));
    let hidden = DocumentFacts { is_askers: true, is_hidden: true, ..document("11502-2") };
    assert_eq!(professional(doctor, adult(), hidden, Action::WithholdDocument), refused(&[Reason::HiddenFromAll]));
    // A month later the citizen sees it, and it can be hidden from others as they ask.
    let seen = DocumentFacts { is_askers: true, ..since("2026-10-22") };
    assert!(professional(doctor, adult(), seen, Action::HideDocument).allowed.is_some());
    let both = DocumentFacts { is_hidden: true, ..own };
    assert_eq!(professional(doctor, adult(), both, Action::DepositDocument), refused(&[Reason::HiddenFromAll]));
    let citizens = DocumentFacts { is_askers: true, withheld_since: Some(day(TODAY)), ..document("DOCPAT01") };
    let refusal = refused(&[Reason::ProfessionalsOnly]);
    assert_eq!(citizen(holder, adult(), Some(citizens), Action::DepositDocument), refusal);
}

#[test]
fn citizens_change_what_citizens_have_deposited() {
    let holder = Some(Link::Holder);
    for action in [Action::EditDocument, Action::DeleteDocument] {
        let others = document("11502-2");
        assert_eq!(citizen(holder, adult(), Some(others), action), refused(&[Reason::NotTheirDocument]));
        let own = DocumentFacts { is_askers: true, ..document("DOCPAT05") };
        let granted = allowed(Capacity::Citizen(Basis::Holder), &[Reason::OwnProfile, Reason::Depositor]);
        assert_eq!(citizen(holder, adult(), Some(own), action), granted);
    }
    let typed = citizen(holder, adult(), Some(document("11502-2")), Action::DepositDocument);
    assert_eq!(typed, refused(&[Reason::TypeOfProfessionals]));
}

#[test]
fn a_professional_who_is_blocked_loses_everything() {
    let matrix = matrix();
    let blocked = ProfessionalFacts {
        relation: Relation::Blocked,
        is_administrator: true,
        is_treating_doctor: true,
        regulates: true,
        ..authorised(Profession::Doctor, matrix)
    };
    let own = DocumentFacts { is_askers: true, choice: Some(Visibility::Visible), ..document("11502-2") };
    for mode in Mode::ALL {
        for action in Action::ALL {
            let decision = professional(ProfessionalFacts { mode, ..blocked }, adult(), own, action);
            assert!(decision.allowed.is_none() && decision.reasons.has(Reason::Blocked), "{mode:?} {action:?}");
        }
    }
    assert_eq!(professional(blocked, adult(), own, Action::ReadDocument), refused(&[Reason::Blocked]));
}

#[test]
fn a_professional_is_authorised_at_a_consultation_or_of_the_care_team() {
    let matrix = matrix();
    let stranger = ProfessionalFacts { relation: Relation::None, ..authorised(Profession::Doctor, matrix) };
    let report = document("11502-2");
    assert_eq!(professional(stranger, adult(), report, Action::ReadDocument), refused(&[Reason::NotAuthorised]));
    assert_eq!(professional(stranger, adult(), report, Action::BeAuthorised), allowed(Capacity::Professional, &[]));
    let treating = ProfessionalFacts { is_treating_doctor: true, ..stranger };
    let granted = allowed(Capacity::Professional, &[Reason::TreatingDoctor, Reason::ProfessionAllowed]);
    assert_eq!(professional(treating, adult(), report, Action::ReadDocument), granted);
    // Only a doctor is one.
    let nurse = ProfessionalFacts { profession: Profession::Nurse, ..treating };
    assert_eq!(professional(nurse, adult(), report, Action::ReadDocument), refused(&[Reason::NotAuthorised]));
    let doctor = authorised(Profession::Doctor, matrix);
    for action in [Action::Open, Action::Export, Action::Close, Action::EditConfidentiality, Action::ShowDocument] {
        assert_eq!(professional(doctor, adult(), report, action), refused(&[Reason::CitizensOnly]));
    }
}

#[test]
fn what_is_hidden_is_seen_by_its_depositor_by_administrators_and_by_whom_it_is_shown_to() {
    let matrix = matrix();
    let doctor = authorised(Profession::Doctor, matrix);
    let hidden = DocumentFacts { is_hidden: true, ..document("11502-2") };
    let read = |who, document| professional(who, adult(), document, Action::ReadDocument);
    assert_eq!(read(doctor, hidden), refused(&[Reason::Hidden]));
    let base = [Reason::Authorised, Reason::ProfessionAllowed];
    let own = DocumentFacts { is_askers: true, ..hidden };
    let with = |reason| [base.as_slice(), &[reason]].concat();
    assert_eq!(read(doctor, own), allowed(Capacity::Professional, &with(Reason::Depositor)));
    let shown = DocumentFacts { choice: Some(Visibility::Visible), ..hidden };
    assert_eq!(read(doctor, shown), allowed(Capacity::Professional, &with(Reason::ShownToThem)));
    let administrator = ProfessionalFacts { is_administrator: true, ..doctor };
    assert_eq!(read(administrator, hidden), allowed(Capacity::Administrator, &with(Reason::Administrator)));
    // Being the «médecin traitant» does not do it.
    let treating = ProfessionalFacts { is_treating_doctor: true, ..doctor };
    assert_eq!(read(treating, hidden), refused(&[Reason::Hidden]));
    // What is hidden from one professional is hidden from that one, whoever deposited it.
    for document in [own, document("11502-2")] {
        let document = DocumentFacts { choice: Some(Visibility::Hidden), ..document };
        for who in [doctor, administrator] {
            assert_eq!(read(who, document), refused(&[Reason::HiddenFromThem]));
        }
    }
    // Nothing that a citizen shows goes beyond the profession.
    let nurse = authorised(Profession::Nurse, matrix);
    let psychiatric = DocumentFacts { choice: Some(Visibility::Visible), ..document("68599-0") };
    assert_eq!(read(nurse, psychiatric), refused(&[Reason::ProfessionRefused]));
}

#[test]
fn administrators_may_more() {
    let matrix = matrix();
    let doctor = authorised(Profession::Doctor, matrix);
    let administrator = ProfessionalFacts { is_administrator: true, ..doctor };
    let report = document("11502-2");
    for action in [Action::ReadHistory, Action::BlockProfessional] {
        assert_eq!(professional(doctor, adult(), report, action), refused(&[Reason::AdministratorsOnly]));
        let granted = allowed(Capacity::Administrator, &[Reason::Authorised, Reason::Administrator]);
        assert_eq!(professional(administrator, adult(), report, action), granted);
    }
    assert_eq!(professional(doctor, adult(), report, Action::HideDocument), refused(&[Reason::NotTheirDocument]));
    assert!(professional(administrator, adult(), report, Action::HideDocument).allowed.is_some());
    for action in [Action::DeleteDocument, Action::EditDocument, Action::WithholdDocument] {
        assert_eq!(professional(administrator, adult(), report, action), refused(&[Reason::NotTheirDocument]));
        let own = DocumentFacts { is_askers: true, ..report };
        assert!(professional(doctor, adult(), own, action).allowed.is_some());
    }
    // Only doctors who are authorised are administrators.
    let nurse = ProfessionalFacts { is_administrator: true, ..authorised(Profession::Nurse, matrix) };
    assert_eq!(professional(nurse, adult(), report, Action::ReadHistory), refused(&[Reason::AdministratorsOnly]));
    let not_yet = ProfessionalFacts { relation: Relation::None, ..administrator };
    let reasons = [Reason::NotAuthorised, Reason::AdministratorsOnly];
    assert_eq!(professional(not_yet, adult(), report, Action::ReadHistory), refused(&reasons));
}

#[test]
fn in_an_emergency_documents_are_read_if_the_citizen_allows_it() {
    let matrix = matrix();
    let consents = |who, samu, break_glass, hidden_documents| ProfessionalFacts {
        emergency: EmergencyAccess { samu, break_glass, hidden_documents },
        ..who
    };
    let samu = ProfessionalFacts {
        relation: Relation::None,
        regulates: true,
        mode: Mode::Samu,
        ..authorised(Profession::Doctor, matrix)
    };
    let nurse =
        ProfessionalFacts { relation: Relation::None, mode: Mode::BreakGlass, ..authorised(Profession::Nurse, matrix) };
    let report = document("11502-2");
    let hidden = DocumentFacts { is_hidden: true, ..report };
    for (who, capacity, reason, opposed) in [
        (samu, Capacity::Samu, Reason::SamuAllowed, consents(samu, false, true, true)),
        (nurse, Capacity::BreakGlass, Reason::BreakGlassAllowed, consents(nurse, true, false, true)),
    ] {
        let read = |who, document| professional(who, adult(), document, Action::ReadDocument);
        assert_eq!(read(who, report), allowed(capacity, &[reason, Reason::ProfessionAllowed]));
        let grants = [reason, Reason::ProfessionAllowed, Reason::HiddenShownInEmergency];
        assert_eq!(read(who, hidden), allowed(capacity, &grants));
        assert_eq!(read(consents(who, true, true, false), hidden), refused(&[Reason::Hidden]));
        assert_eq!(read(opposed, report), refused(&[Reason::EmergencyOpposed]));
        for action in [Action::DepositDocument, Action::HideDocument, Action::ReadHistory, Action::BeAuthorised] {
            let decision = professional(who, adult(), DocumentFacts { is_askers: true, ..report }, action);
            assert!(decision.allowed.is_none() && decision.reasons.has(Reason::ReadingOnly), "{action:?}");
        }
        assert_eq!(professional(who, adult(), report, Action::ReadDocuments).allowed, Some(capacity));
    }
    // An administrator sees what is hidden in an emergency too, whatever else is.
    let administrator = ProfessionalFacts {
        relation: Relation::Authorised,
        is_administrator: true,
        ..consents(samu, true, true, false)
    };
    let grants = [Reason::SamuAllowed, Reason::ProfessionAllowed, Reason::Administrator];
    assert_eq!(professional(administrator, adult(), hidden, Action::ReadDocument), allowed(Capacity::Samu, &grants));
    let not_regulating = ProfessionalFacts { regulates: false, ..samu };
    assert_eq!(professional(not_regulating, adult(), report, Action::ReadDocument), refused(&[Reason::NotRegulating]));
    let regulating_nurse = ProfessionalFacts { profession: Profession::Nurse, ..samu };
    assert_eq!(
        professional(regulating_nurse, adult(), report, Action::ReadDocuments),
        refused(&[Reason::NotRegulating])
    );
    let social = ProfessionalFacts { profession: Profession::SocialWorker, ..nurse };
    assert_eq!(professional(social, adult(), report, Action::ReadDocuments), refused(&[Reason::NoProfessionOfHealth]));
}
