//! Every sentence on one page, for whoever reads the copy again.

use std::collections::HashSet;

use domain::access::{Basis, Mode};
use domain::card::{CardKind, NotASerial};
use domain::document::Category;
use domain::form::confirmation::ConfirmationProblem;
use domain::form::date::{DateForm, DateProblem};
use domain::form::demonstration::ClockProblem;
use domain::form::enrolment::{EnrolmentProblem, PasswordProblem};
use domain::form::export::DownloadProblem;
use domain::form::onboarding::OnboardingProblem;
use domain::form::sharing::SharingProblem;
use domain::form::sign_in::{ChannelProblem, CodeProblem, CredentialsProblem};
use domain::history::{Act, Part};
use domain::identifier::NotChoosable;
use domain::measure::MeasureKind;
use domain::medical_profile::{Heading, NotAList};
use domain::nir::NotANir;
use domain::provisional_code::{Delivery, NotAProvisionalCode};
use domain::sign_in::Channel;
use domain::view::{MaskedChannel, Who};
use leptos::prelude::*;

use super::frame::Chrome;
use super::look::Look;
use super::specimen::{html_of, texts_of};
use super::{Kind, Page};
use crate::components::failure::ErrorKind;
use crate::components::verbatim::sentence;
use crate::error::AppError;
use crate::text::{self, Explain};

/// A sample of every variant of an enum. The `match` is there for the compiler: a variant that is
/// added and not listed stops it.
macro_rules! every {
    ($type:ident { $($pattern:pat => [$($sample:expr),+ $(,)?]),+ $(,)? }) => {{
        use $type::*;
        let _complete = |value: $type| match value { $($pattern => ()),+ };
        let samples: Vec<$type> = vec![$($($sample),+),+];
        samples
    }};
}

/// Sentences that belong together: what the program calls each, and what it says.
struct Group {
    title: &'static str,
    lines: Vec<(String, String)>,
}

fn explained<P: Explain + std::fmt::Debug>(title: &'static str, problems: Vec<P>) -> Group {
    Group { title, lines: problems.iter().map(|problem| (format!("{problem:?}"), problem.explain())).collect() }
}

fn named<T: std::fmt::Debug>(title: &'static str, values: Vec<T>, say: impl Fn(&T) -> String) -> Group {
    Group { title, lines: values.iter().map(|value| (format!("{value:?}"), say(value))).collect() }
}

/// What the domain's enums say on screen.
fn groups() -> Vec<Group> {
    let mut groups = problems();
    groups.extend(acts());
    groups.push(Group { title: "Partout", lines: constants() });
    groups
}

fn problems() -> Vec<Group> {
    vec![
        explained(
            "Connexion\u{a0}: identifiant et mot de passe",
            every!(CredentialsProblem {
                IdentifierMissing => [IdentifierMissing],
                IdentifierTooLong => [IdentifierTooLong],
                IdentifierAlphabet => [IdentifierAlphabet],
                PasswordMissing => [PasswordMissing],
                PasswordTooLong => [PasswordTooLong],
                PasswordControl => [PasswordControl],
                Mismatch => [Mismatch],
                TooMany { .. } => [TooMany { minutes: 1 }, TooMany { minutes: 15 }],
                CodesExhausted => [CodesExhausted],
                SignInOver => [SignInOver],
                Replaced => [Replaced],
            }),
        ),
        explained("Connexion\u{a0}: réception du code", every!(ChannelProblem { Missing => [Missing] })),
        explained(
            "Connexion\u{a0}: code à usage unique",
            every!(CodeProblem {
                Missing => [Missing],
                Format => [Format],
                Wrong { .. } => [Wrong { left: 4 }, Wrong { left: 1 }],
                ExpiredAndResent => [ExpiredAndResent],
                Expired => [Expired],
                SentJustNow => [SentJustNow],
            }),
        ),
        enrolment(),
        onboarding(),
        confirmation(),
        download(),
        sharing(),
        explained(
            "Démonstration\u{a0}: horloge",
            every!(ClockProblem {
                Missing => [Missing],
                Minutes => [Minutes],
                Seconds => [Seconds],
                TooFar { .. } => [TooFar { left: 1 }, TooFar { left: 15_811_200 }],
            }),
        ),
        named(
            "Envoi d'un formulaire",
            every!(AppError {
                SignInNeeded => [SignInNeeded],
                Refused => [Refused],
                NotFound => [NotFound],
                Busy => [Busy],
                Interrupted => [Interrupted],
                Unavailable => [Unavailable],
            }),
            |error| text::failure(*error),
        ),
        named(
            "Pages d'erreur\u{a0}: titre de la page",
            every!(ErrorKind {
                Refused => [Refused],
                Foreign => [Foreign],
                NotFound => [NotFound],
                TooMany => [TooMany],
                TooLarge => [TooLarge],
                Failed => [Failed],
                Closed => [Closed],
            }),
            |kind| kind.heading().to_owned(),
        ),
    ]
}

fn enrolment() -> Group {
    let dates = every!(DateProblem {
        Missing => [Missing],
        Incomplete(_) => [DateForm::new("28", "", "1971").read().expect_err("a sample is no date")],
        YearDigits => [YearDigits],
        NoSuchDay(_) => [DateForm::new("29", "2", "1971").read().expect_err("a sample is no date")],
        YearOutOfRange { .. } => [YearOutOfRange { last: 2026 }],
        Future => [Future],
    });
    let numbers = every!(NotANir {
        Empty => [Empty],
        Length { .. } => [Length { typed: 13 }],
        Format => [Format],
        Key => [Key],
    });
    let serials = every!(NotASerial { Empty => [Empty], Format => [Format], Length { .. } => [Length { typed: 7 }] });
    let codes = every!(NotAProvisionalCode {
        Empty => [Empty],
        Format => [Format],
        Length { .. } => [Length { typed: 11 }],
        Misread => [Misread],
    });
    let identifiers = every!(NotChoosable {
        Empty => [Empty],
        Length => [Length],
        Alphabet => [Alphabet],
        Nir => [Nir],
        Email => [Email],
        Iban => [Iban],
    });
    let passwords = every!(PasswordProblem {
        Missing => [Missing],
        TooShort => [TooShort],
        TooLong => [TooLong],
        Control => [Control],
        Common => [Common],
        Personal => [Personal],
    });
    let mut problems = every!(EnrolmentProblem {
        BirthDate(_) => [BirthDate(dates[0])],
        OtherBirthDate => [OtherBirthDate],
        CardKindMissing => [CardKindMissing],
        Nir(_) => [Nir(numbers[0])],
        Serial(..) => [Serial(CardKind::WithPhoto, serials[2]), Serial(CardKind::WithoutPhoto, serials[2])],
        Unknown => [Unknown],
        TooMany { .. } => [TooMany { minutes: 30 }],
        TooManySent { .. } => [TooManySent { minutes: 90 }],
        SentJustNow => [SentJustNow],
        CodeSentJustNow => [CodeSentJustNow],
        LetterUnderWay { .. } => [LetterUnderWay { again_on: crate::gallery::screens::samples::day("2026-11-28") }],
        PersonMissing => [PersonMissing],
        ChannelMissing => [ChannelMissing],
        Code(_) => [Code(codes[0])],
        WrongCode { .. } => [WrongCode { left: 4 }, WrongCode { left: 1 }],
        CodeExhausted => [CodeExhausted],
        CodeExpired => [CodeExpired],
        CodeUsed => [CodeUsed],
        NoCode => [NoCode],
        DecisionMissing => [DecisionMissing],
        ConditionsMissing => [ConditionsMissing],
        RepresentativeMissing => [RepresentativeMissing],
        NotRepresentative => [NotRepresentative],
        CertificationMissing => [CertificationMissing],
        ChildrenMissing => [ChildrenMissing],
        NotDecided => [NotDecided],
        Replaced => [Replaced],
        NoEmail => [NoEmail],
        EmailMissing => [EmailMissing],
        EmailFormat => [EmailFormat],
        EmailUnlikely => [EmailUnlikely],
        MobileMissing => [MobileMissing],
        MobileFormat => [MobileFormat],
        NotAMobile => [NotAMobile],
        SameContact => [SameContact],
        ContactHeld { .. } => [ContactHeld { minutes: 1 }],
        ContactSentJustNow => [ContactSentJustNow],
        ContactCode(_) => [ContactCode(CodeProblem::Missing)],
        ContactCodesHeld { .. } => [ContactCodesHeld { minutes: 1 }],
        ContactCodesExhausted => [ContactCodesExhausted],
        Identifier(_) => [Identifier(identifiers[0])],
        IdentifierTaken => [IdentifierTaken],
        TooManyIdentifiers { .. } => [TooManyIdentifiers { minutes: 1 }],
        TooManyVerifications { .. } => [TooManyVerifications { minutes: 1 }],
        Password(_) => [Password(passwords[0])],
        VerificationCode(_) => [VerificationCode(codes[0])],
    });
    problems.extend(dates[1..].iter().map(|problem| EnrolmentProblem::BirthDate(*problem)));
    problems.extend(numbers[1..].iter().map(|problem| EnrolmentProblem::Nir(*problem)));
    problems.extend(serials[..2].iter().map(|problem| EnrolmentProblem::Serial(CardKind::WithPhoto, *problem)));
    problems.extend(codes[1..].iter().map(|problem| EnrolmentProblem::Code(*problem)));
    problems.extend(identifiers[1..].iter().map(|problem| EnrolmentProblem::Identifier(*problem)));
    problems.extend(passwords[1..].iter().map(|problem| EnrolmentProblem::Password(*problem)));
    explained("Activer ou s'opposer", problems)
}

fn onboarding() -> Group {
    let lists = every!(NotAList { Empty => [Empty], TooLong => [TooLong], TooMany => [TooMany] });
    let mut problems = every!(OnboardingProblem {
        Measure(_) => [Measure(MeasureKind::Height), Measure(MeasureKind::Weight)],
        Unlikely(_) => [Unlikely(domain::measure::Measure::Weight(300_000))],
        List(..) => [List(Heading::Allergies, lists[0])],
        Contradiction => [Contradiction],
        VisibilityMissing => [VisibilityMissing],
        SamuMissing => [SamuMissing],
        BreakGlassMissing => [BreakGlassMissing],
        HiddenDocumentsMissing => [HiddenDocumentsMissing],
    });
    let others = lists[1..].iter().map(|problem| OnboardingProblem::List(Heading::Allergies, *problem));
    problems.extend(others);
    problems
        .extend([Heading::Illnesses, Heading::Treatments].map(|heading| OnboardingProblem::List(heading, lists[0])));
    explained("Premières questions", problems)
}

fn confirmation() -> Group {
    let shape = ConfirmationProblem::Shape(CredentialsProblem::PasswordMissing);
    explained(
        "Confirmation du mot de passe",
        every!(ConfirmationProblem {
            Shape(_) => [shape],
            Wrong { .. } => [Wrong { left: 4 }, Wrong { left: 1 }, Wrong { left: 0 }],
            TooMany { .. } => [TooMany { minutes: 12 }],
        }),
    )
}

fn download() -> Group {
    explained(
        "Téléchargement après une clôture",
        every!(DownloadProblem {
            Channel(_) => [Channel(ChannelProblem::Missing)],
            TooManyCodes { .. } => [TooManyCodes { minutes: 600 }],
            Code(_) => [
                Code(CodeProblem::Missing),
                Code(CodeProblem::Wrong { left: 4 }),
                Code(CodeProblem::Wrong { left: 0 }),
                Code(CodeProblem::Expired),
            ],
            TooManyTries { .. } => [TooManyTries { minutes: 15 }],
        }),
    )
}

fn sharing() -> Group {
    explained(
        "Partage du profil",
        every!(SharingProblem {
            FamilyMissing => [FamilyMissing],
            GivenMissing => [GivenMissing],
            BirthDate(_) => [BirthDate(DateProblem::Missing)],
            Nir(_) => [Nir(NotANir::Empty)],
            DeclarationMissing => [DeclarationMissing],
            Oneself => [Oneself],
            Pending(_) => [Pending(super::screens::samples::name("Léo", "Michel"))],
            Full => [Full],
            TooMany { .. } => [TooMany { minutes: 5 }],
        }),
    )
}

fn headings() -> Vec<Heading> {
    every!(Heading { Illnesses => [Illnesses], Treatments => [Treatments], Allergies => [Allergies] })
}

fn channels() -> Vec<Channel> {
    every!(Channel { Email => [Email], Sms => [Sms] })
}

fn parts() -> Vec<Part> {
    every!(Part {
        PersonalInformation => [PersonalInformation],
        History => [History],
        MedicalProfile => [MedicalProfile],
        Confidentiality => [Confidentiality],
        Export => [Export],
    })
}

fn acts() -> Vec<Group> {
    let by = channels();
    let deliveries = every!(Delivery { Email => [Email], Sms => [Sms], Post => [Post] });
    let acts = every!(Act {
        SignedIn { .. } => [SignedIn { channel: by[0] }, SignedIn { channel: by[1] }],
        SignedOut => [SignedOut],
        PasswordRefused => [PasswordRefused],
        CodesRefused => [CodesRefused],
        CodeSent { .. } => [CodeSent { channel: by[0] }, CodeSent { channel: by[1] }],
        AccessRefused => [AccessRefused],
        Consulted { .. } => [Consulted { part: Part::PersonalInformation }, Consulted { part: Part::History }],
        Announced => [Announced],
        InsurerUpdated => [InsurerUpdated],
        Activated => [Activated],
        Opposed => [Opposed],
        ProvisionalCodesRefused => [ProvisionalCodesRefused],
        ProvisionalCodeSent { .. } => [
            ProvisionalCodeSent { channel: deliveries[0] },
            ProvisionalCodeSent { channel: deliveries[1] },
            ProvisionalCodeSent { channel: deliveries[2] },
        ],
        ProvisionalCodeUndelivered { .. } => [ProvisionalCodeUndelivered { channel: deliveries[0] }],
        SpaceCreated => [SpaceCreated],
        Closed => [Closed],
        Measured { .. } => [Measured { kind: MeasureKind::Height }, Measured { kind: MeasureKind::Weight }],
        MedicalProfileChanged { .. } => [MedicalProfileChanged { heading: Heading::Illnesses }],
        VisibilityChanged => [VisibilityChanged],
        EmergencyAccessChanged => [EmergencyAccessChanged],
        MajorityAnnounced => [MajorityAnnounced],
        CameOfAge => [CameOfAge],
        DeletionAsked => [DeletionAsked],
        DeletionCancelled => [DeletionCancelled],
        ExportCancelled => [ExportCancelled],
        Erased => [Erased],
        RepresentativeLeft => [RepresentativeLeft],
        ConfirmationRefused => [ConfirmationRefused],
        SharingAsked => [SharingAsked],
        SharingNotPossible => [SharingNotPossible],
        SharingWithdrawn => [SharingWithdrawn],
        SharingAccepted => [SharingAccepted],
        SharingRefused => [SharingRefused],
        SharingExpired => [SharingExpired],
        SharingEnded => [SharingEnded],
        ExportAsked => [ExportAsked],
        ExportFetched => [ExportFetched],
        ProfessionalAuthorised => [ProfessionalAuthorised],
        ProfessionalBlocked => [ProfessionalBlocked],
        ProfessionalUnblocked => [ProfessionalUnblocked],
        AdministratorAppointed => [AdministratorAppointed],
        AdministratorDismissed => [AdministratorDismissed],
        DocumentsConsulted { .. } => [
            DocumentsConsulted { mode: Mode::Consultation },
            DocumentsConsulted { mode: Mode::Samu },
            DocumentsConsulted { mode: Mode::BreakGlass },
        ],
        DocumentOpened { .. } => [DocumentOpened { category: Category::Biology }],
        DocumentDeposited { .. } => [DocumentDeposited { category: Category::Reports }],
        DocumentDeleted { .. } => [DocumentDeleted { category: Category::Reports }],
        DocumentHidden { .. } => [DocumentHidden { category: Category::Prescriptions }],
        DocumentShown { .. } => [DocumentShown { category: Category::Prescriptions }],
        DocumentDisclosed { .. } => [DocumentDisclosed { category: Category::Imaging }],
    });
    let somebody = || Who::Other(super::screens::samples::name("Léo", "Michel"));
    let doctor = || Who::Professional("Dr Marine Leguano".to_owned(), "Médecin".to_owned());
    let whos = every!(Who { Me => [Me], Other(_) => [somebody()], Erased => [Erased], Professional(..) => [doctor()], Unknown => [Unknown] });
    vec![
        named("Historique\u{a0}: ce qui a été fait", acts, |act| {
            let (what, detail) = text::act(*act);
            detail.map_or_else(|| what.to_owned(), |detail| format!("{what} – {detail}"))
        }),
        named("Historique\u{a0}: par qui", whos, |who| text::who(who, Act::SignedOut)),
        named("Historique\u{a0}: parties d'un profil", parts(), |part| text::part_name(*part).to_owned()),
        named("Rubriques du profil médical", headings(), |heading| text::heading_name(*heading).to_owned()),
        named("Profils", every!(Basis { Holder => [Holder], Representative => [Representative] }), |basis| {
            text::kind(*basis).to_owned()
        }),
        named("Moyens de réception", channels(), |channel| text::channel(*channel).to_owned()),
        named("Envoi d'un code", channels(), |channel| {
            let sent = MaskedChannel { channel: *channel, masked: "…".to_owned() };
            format!("{}{}", text::sent_to(&sent), sent.masked)
        }),
        named("Fin de session\u{a0}: temps restant", vec![30, 60, 90, 120], |seconds| text::time_left(*seconds)),
    ]
}

fn constants() -> Vec<(String, String)> {
    [
        ("SITE", text::SITE),
        ("DEMONSTRATION", text::DEMONSTRATION),
        ("PROMISE", text::PROMISE),
        ("SENT_TOO_LATE", text::SENT_TOO_LATE),
        ("PASSWORD_FIRST", text::PASSWORD_FIRST),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

/// The sentences that entries draw, each where it stands first.
fn drawn() -> Vec<(Page, Vec<String>)> {
    let mut known = HashSet::new();
    let mut drawn = Vec::new();
    for kind in Kind::ALL {
        for entry in kind.entries() {
            let mut texts = Vec::new();
            for state in entry.states {
                texts.extend(texts_of(&html_of(state.draw)).into_iter().filter(|text| known.insert(text.clone())));
            }
            if !texts.is_empty() {
                drawn.push((Page::Entry(kind, entry), texts));
            }
        }
    }
    drawn
}

/// All sentences.
#[component]
pub fn Messages(
    /// How it is looked at.
    look: Look,
) -> impl IntoView {
    view! {
        <Chrome page=Page::Messages look>
            <p class="lead">
                "Chaque phrase du service, une fois. D'abord les messages, puis ce que disent les composants et les écrans."
            </p>
            <section class="gallery__section" aria-labelledby="messages">
                <h2 id="messages">"Messages"</h2>
                {groups().into_iter().map(|group| view! { <GroupList group /> }).collect_view()}
            </section>
            <section class="gallery__section" aria-labelledby="textes">
                <h2 id="textes">"Composants et écrans"</h2>
                {drawn()
                    .into_iter()
                    .map(|(page, texts)| {
                        view! {
                            <h3 class="copy__title">
                                <a href=look.address(&page.path())>{page.title()}</a>
                            </h3>
                            <ul class="copy">
                                {texts.into_iter().map(|text| view! { <li class="copy__text">{sentence(text)}</li> }).collect_view()}
                            </ul>
                        }
                    })
                    .collect_view()}
            </section>
        </Chrome>
    }
}

#[component]
fn GroupList(group: Group) -> impl IntoView {
    view! {
        <h3 class="copy__title">{group.title}</h3>
        <dl class="copy copy--named">
            {group
                .lines
                .into_iter()
                .map(|(name, text)| {
                    view! {
                        <div class="copy__line">
                            <dt class="copy__name">
                                <code>{name}</code>
                            </dt>
                            <dd class="copy__text">{sentence(text)}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// All sentences, with where they stand.
    fn sentences() -> Vec<(String, String)> {
        Owner::new().with(|| {
            let (context, _title) = leptos_meta::ServerMetaContext::new();
            provide_context(context);
            leptos_meta::provide_meta_context();
            let said = groups().into_iter().flat_map(|group| {
                group.lines.into_iter().map(move |(name, text)| (format!("{} / {name}", group.title), text))
            });
            let drawn =
                drawn().into_iter().flat_map(|(page, texts)| texts.into_iter().map(move |text| (page.path(), text)));
            said.chain(drawn).collect()
        })
    }

    #[test]
    fn french_is_set_as_the_house_sets_it() {
        let sentences = sentences();
        assert!(sentences.len() > 150, "{}", sentences.len());
        let faults: Vec<_> = sentences.iter().filter(|(_, text)| misset(text)).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    /// A curly apostrophe, or an ordinary space where a no-break space belongs.
    fn misset(text: &str) -> bool {
        let before = [" :", " ;", " ?", " !", " »", "« "].iter().any(|wrong| text.contains(wrong));
        let missing = [";", "?", "!"].iter().any(|sign| {
            text.match_indices(sign).any(|(at, _)| text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
        });
        text.contains('’') || before || missing
    }

    #[test]
    fn a_wrong_setting_is_seen() {
        for wrong in ["Qui ?", "Qui?", "Aide : 3422", "l’heure", "« mot »"] {
            assert!(misset(wrong), "{wrong}");
        }
        assert!(!misset("Aide\u{a0}: 3422\u{a0}? «\u{a0}mot\u{a0}» à 8:30"));
    }
}
