//! Demonstration mode: fictitious people, a clock that can be set forward, messages that are kept,
//! and a way back to the beginning. Outside it none of this exists.

use std::sync::OnceLock;

use domain::access::{ProfileStatus, Standing};
use domain::care::WayIn;
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::document::DocumentType;
use domain::form::demonstration::ClockProblem;
use domain::form::professional_act::{ProfessionalAct, ReadAct};
use domain::id::{AccountId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::nir::Nir;
use domain::profession::RppsNumber;
use domain::provisional_code::Delivery;
use domain::sign_in::Channel;
use domain::time::{Span, Timestamp};
use domain::view::{Demonstration, InventedPerson, KeptMessage};
use store::{Document, KeptJob, NewAccount, Practitioner, Token, UnitOfWork, random};

use crate::care::{NewDocument, Outcome, Shown};
use crate::clock::{day_in_france, time_in_france};
use crate::insured::{notify_demonstration, people_of_demonstration, take_in_demonstration};
use crate::outbox::Message;
use crate::paper::letter::Letter;
use crate::professionals;
use crate::{Entered, Entrant, Fault, Rules, Services};

/// The password of all demonstration people; the README names it.
pub const PASSWORD: &str = "mon-espace-de-demonstration";

/// The farthest that the clock can be set forward in all: a minor's majority and ten years of archive.
const FORWARD_MAX: Span = Span::hours(30 * 366 * 24);

/// The identifiers of those who have an account from the start.
pub fn identifiers() -> impl Iterator<Item = &'static str> {
    ADULTS.iter().map(|adult| adult.identifier)
}

/// An adult who has activated their space.
struct Adult {
    nir: &'static str,
    identifier: &'static str,
    email: &'static str,
    mobile: Option<&'static str>,
}

/// A child whose space is active.
struct Child {
    given: &'static str,
    /// Under whose number the child is insured.
    holder: &'static str,
    /// The identifiers of the adults who represent the child.
    parents: &'static [&'static str],
}

/// The fictitious adults (product.md) who have activated their space. Their numbers have right keys
/// and belong to nobody.
const ADULTS: [Adult; 2] = [
    Adult { nir: INAYA, identifier: "inaya.michel", email: "inaya.michel@exemple.fr", mobile: Some("0611121314") },
    Adult { nir: "182098832104728", identifier: "leo.michel", email: "leo.michel@exemple.fr", mobile: None },
];
const INAYA: &str = "284058832102532";

const CHILDREN: [Child; 2] = [
    Child { given: "Lola", holder: INAYA, parents: &["inaya.michel", "leo.michel"] },
    Child { given: "Mathis", holder: INAYA, parents: &["inaya.michel"] },
];

/// Who was authorised before the demonstration begins, and by whom: a given name, and a number of the directory.
const AUTHORISED: [(&str, &str); 3] = [("Inaya", LEGUANO), ("Inaya", PHARMACIST), ("Lola", LEGUANO)];
/// Dr Marine Leguano, whom the insurer names as Inaya's «médecin traitant».
const LEGUANO: &str = "99900000011";
const PHARMACIST: &str = "99900000060";

/// A document that was deposited before the demonstration begins.
struct Kept {
    /// In whose profile.
    whose: &'static str,
    /// By whom, who is authorised there.
    by: &'static str,
    code: &'static str,
    title: &'static str,
    days_ago: u32,
    hidden: bool,
}

const DOCUMENTS: [Kept; 5] = [
    Kept {
        whose: "Inaya",
        by: LEGUANO,
        code: "11488-4",
        title: "Compte rendu de consultation",
        days_ago: 40,
        hidden: false,
    },
    Kept { whose: "Inaya", by: LEGUANO, code: "57833-6", title: "Ordonnance", days_ago: 40, hidden: false },
    Kept { whose: "Inaya", by: LEGUANO, code: "11502-2", title: "Bilan sanguin", days_ago: 33, hidden: false },
    Kept { whose: "Inaya", by: LEGUANO, code: "96349-6", title: "Lettre d'adressage", days_ago: 33, hidden: true },
    Kept { whose: "Lola", by: LEGUANO, code: "89601-9", title: "Certificat médical", days_ago: 12, hidden: false },
];

/// Everybody, as the insurer's file names them: taken in and notified as in service.
const INSURED: &str = include_str!("../demonstration/insured.csv");
/// The professionals, as the directory's file names them: at least one of each profession, and a regulating doctor. Their numbers
/// have right keys, begin with 999 and belong to nobody.
const PROFESSIONALS: &str = include_str!("../demonstration/professionals.csv");

/// The child in the file whose parent has opposed.
const OPPOSED: &str = "Louison";

impl Services {
    /// Prepares demonstration mode: the people, if they are not there yet, and the clock as it was.
    ///
    /// # Errors
    /// [`Fault::Store`] on a database that holds other accounts.
    pub async fn prepare_demonstration(&self) -> Result<(), Fault> {
        let password_hash = self.0.passwords.hash(PASSWORD.into()).await?;
        let now = self.now();
        let mut work = self.0.store.begin().await?;
        if work.is_demonstration().await? {
            self.0.clock.set_ahead(work.clock_ahead().await?);
            // A version before this one made it, which knew of no professionals.
            if work.count_professionals().await? == 0 {
                professionals::take_in_demonstration(&mut work, PROFESSIONALS, self.now()).await?;
            }
        } else {
            Box::pin(populate(&mut work, &self.0.rules, &password_hash, now)).await?;
        }
        Ok(work.commit().await?)
    }

    /// Refuses a demonstration's database for real service: outside demonstration mode not one of its
    /// people exists.
    ///
    /// # Errors
    /// [`Fault::Internal`] on such a database.
    pub async fn refuse_demonstration_data(&self) -> Result<(), Fault> {
        if self.0.store.read().await?.is_demonstration().await? {
            return Err(Fault::Internal("DEMONSTRATION: this database was made in demonstration mode; use another"));
        }
        Ok(())
    }

    /// The messages that were kept, the letters that are still to be printed, and the clock.
    ///
    /// # Errors
    /// [`Fault::Refused`] outside demonstration mode.
    pub async fn demonstration(&self) -> Result<Demonstration, Fault> {
        self.only_in_demonstration()?;
        let moment = |at: Timestamp| Ok::<_, Fault>(format!("{}, {}", day_in_france(at)?, time_in_france(at)?));
        let mut work = self.0.store.read().await?;
        let jobs: Vec<KeptJob<Message>> = work.kept_jobs().await?;
        let messages = jobs.into_iter().map(|job| {
            let (channel, to, subject, code, text) = match job.payload {
                Message::Mail(mail) => {
                    let (code, text) = (mail.first_code().map(str::to_owned), mail.text());
                    (Delivery::Email, mail.to, Some(mail.subject), code, text)
                }
                Message::EarlierMail(mail) => (Delivery::Email, mail.to, Some(mail.subject), None, mail.text),
                Message::Sms(sms) => (Delivery::Sms, sms.to, None, sms.code, sms.text),
            };
            (job.created_at, channel, to, subject, code, text)
        });
        let letters: Vec<(Timestamp, Letter)> = work.waiting_letters().await?;
        let letters = letters.into_iter().map(|(made_at, letter)| {
            let to = letter.address_lines().join(", ");
            (made_at, Delivery::Post, to, Some(letter.heading()), Some(letter.code.clone()), letter.gist())
        });
        let mut all: Vec<_> = messages.chain(letters).collect();
        all.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        let messages = all
            .into_iter()
            .map(|(at, channel, to, subject, code, text)| {
                let code = code.map(|code| code.replace('\u{a0}', " "));
                Ok(KeptMessage { channel, at, sent_at: moment(at)?, to, subject, code, text })
            })
            .collect::<Result<_, Fault>>()?;
        let professionals = work.professionals().await?.into_iter();
        let professionals =
            professionals.map(|(id, one)| (id, format!("{} ({})", one.addressed(), one.profession.label()))).collect();
        let profiles = work.profiles_of_demonstration().await?.into_iter();
        let profiles = profiles.map(|(id, name)| (id, name.full())).collect();
        let (minutes_ahead, people) = (self.0.clock.ahead() / 60_000, invented_people(self.today()?)?);
        Ok(Demonstration { now: moment(self.now())?, minutes_ahead, messages, people, professionals, profiles })
    }

    /// Shows what a professional does on a profile; the inner error says why it was refused.
    ///
    /// # Errors
    /// [`Fault::Refused`] outside demonstration mode, and when there is no such professional or profile.
    pub async fn show_act(&self, shown: &ReadAct) -> Result<Outcome<usize>, Fault> {
        self.only_in_demonstration()?;
        let ReadAct { professional, profile, act, way } = shown;
        let who = self.practise(*professional, way.clone()).await?;
        let report = |code, title: &str, shown| {
            let kind = DocumentType::of_code(code).ok_or(Fault::Internal("a demonstration's document has no type"))?;
            Ok::<_, Fault>(NewDocument { kind, title: title.to_owned(), dated_on: self.today()?, shown })
        };
        let new = match act {
            ProfessionalAct::Authorise => {
                return Ok(self.authorise_professional(&who, *profile).await?.map(|()| 0));
            }
            ProfessionalAct::Consult | ProfessionalAct::Samu | ProfessionalAct::BreakGlass => {
                return Ok(self.consult_documents(&who, *profile).await?.map(|seen| seen.len()));
            }
            ProfessionalAct::Deposit => report("11488-4", "Compte rendu de consultation", Shown::ToAll)?,
            ProfessionalAct::DepositWithheld => report("11502-2", "Résultats d'analyses", Shown::NotToCitizen)?,
            ProfessionalAct::DepositSecret => {
                let new = report("11502-2", "Résultats d'analyses", Shown::NotToRepresentatives)?;
                return Ok(self.authorise_and_deposit(&who, *profile, new).await?.map(|_| 1));
            }
        };
        Ok(self.deposit_document(&who, *profile, new).await?.map(|_| 1))
    }

    /// Signs somebody in without password and code. All else is as at the end of a sign-in: the session, the line in the history,
    /// what the browser gets; and the session that the browser held ends. The second value is the visitor's own profile; there is
    /// nothing when no account has that identifier.
    ///
    /// # Errors
    /// [`Fault::Refused`] outside demonstration mode.
    pub async fn sign_in_at_once(
        &self,
        identifier: SignInIdentifier,
        from: Entrant,
    ) -> Result<Option<(Entered, ProfileId)>, Fault> {
        self.only_in_demonstration()?;
        self.to_the_end(async move |services| {
            let session = Token::mint()?;
            let mut work = services.0.store.begin().await?;
            let Some(credentials) = work.credentials_of(&identifier).await? else { return Ok(None) };
            let account = credentials.account;
            let contacts = work.contacts_of(account).await?;
            let channel = services.0.gateways.channels(&contacts).first().copied().unwrap_or(Channel::Email);
            work.open_session_of_demonstration(session.hash(), &credentials, services.now()).await?;
            let entered = services.let_in(&mut work, session, account, channel, &from).await?;
            work.commit().await?;
            Ok(Some((entered, account.profile())))
        })
        .await
    }

    /// Sets the clock forward, once what was begun before is done: a line of the history that is written a little after its answer
    /// belongs to the time that it was before. The inner error says why the clock stays as it is.
    ///
    /// # Errors
    /// [`Fault::Refused`] outside demonstration mode.
    pub async fn set_clock_forward(&self, by: Span) -> Result<Result<(), ClockProblem>, Fault> {
        self.only_in_demonstration()?;
        self.settle().await;
        let set = self
            .to_the_end(async move |services| {
                let mut work = services.0.store.begin().await?;
                let left = FORWARD_MAX.as_millis() - work.clock_ahead().await?;
                if left < by.as_millis() {
                    return Ok(Err(ClockProblem::TooFar { left: left / 60_000 }));
                }
                work.set_clock_forward(by).await?;
                let ahead = work.clock_ahead().await?;
                work.commit().await?;
                services.0.clock.set_ahead(ahead);
                Ok(Ok(()))
            })
            .await?;
        if set.is_err() {
            return Ok(set);
        }
        // What becomes due does not wait for the next round.
        self.create_spaces().await?;
        self.expire_invitations().await?;
        self.tidy_exports().await?;
        self.erase_closed().await?;
        self.follow_majorities().await?;
        Ok(set)
    }

    /// Puts everything back as it was: people, messages, clock. Everybody is signed out.
    ///
    /// # Errors
    /// [`Fault::Refused`] outside demonstration mode.
    pub async fn reset_demonstration(&self) -> Result<(), Fault> {
        self.only_in_demonstration()?;
        self.to_the_end(async move |services| {
            let password_hash = services.0.passwords.hash(PASSWORD.into()).await?;
            let _alone = services.0.resetting.lock().await;
            let mut work = services.0.store.begin().await?;
            work.start_afresh().await?;
            services.0.clock.set_ahead(0);
            Box::pin(populate(&mut work, &services.0.rules, &password_hash, services.now())).await?;
            Ok(work.commit().await?)
        })
        .await
    }

    pub(crate) fn only_in_demonstration(&self) -> Result<(), Fault> {
        if self.is_demonstration() { Ok(()) } else { Err(Fault::Refused) }
    }
}

/// Everybody of the file, which is read once: suites ask for the messages again and again.
fn invented_people(today: CalendarDate) -> Result<Vec<InventedPerson>, Fault> {
    static READ: OnceLock<Vec<InventedPerson>> = OnceLock::new();
    if let Some(people) = READ.get() {
        return Ok(people.clone());
    }
    let people = people_of_demonstration(INSURED, today)?.into_iter().map(|person| InventedPerson {
        name: format!("{} {}", person.given_names, person.name().family),
        born_on: person.born_on,
        nir: person.affiliation.holder().grouped(),
        card: person.card.kind(),
        serial: person.card.compact().to_owned(),
    });
    Ok(READ.get_or_init(|| people.collect()).clone())
}

async fn populate(work: &mut UnitOfWork, rules: &Rules, password_hash: &str, now: Timestamp) -> Result<(), Fault> {
    work.mark_as_demonstration().await?;
    take_in_demonstration(work, INSURED, now).await?;
    professionals::take_in_demonstration(work, PROFESSIONALS, now).await?;
    let mut accounts = Vec::new();
    for adult in &ADULTS {
        let nir = Nir::parse(adult.nir).map_err(unusable)?;
        let person = work.insured_as(&nir).await?.ok_or(NOT_IN_THE_FILE)?;
        work.change_status(person.profile, ProfileStatus::Pending, ProfileStatus::Active).await?;
        let account = NewAccount {
            id: AccountId::from_bytes(random::bytes()?),
            profile: person.profile,
            identifier: SignInIdentifier::parse(adult.identifier).map_err(unusable)?,
            email: Some(EmailAddress::parse(adult.email).map_err(unusable)?),
            mobile: adult.mobile.map(MobileNumber::parse).transpose().map_err(unusable)?,
            password_hash: password_hash.to_owned(),
        };
        work.add_account(&account, now).await?.ok_or(Fault::Internal("two people have one identifier"))?;
        accounts.push((adult.identifier, account.id));
        for child in work.dependants_of(&nir).await? {
            if child.name.given == OPPOSED {
                work.change_status(child.profile, ProfileStatus::Pending, ProfileStatus::Opposed).await?;
            }
        }
    }
    for (position, child) in (0_u32..).zip(&CHILDREN) {
        let dependants = work.dependants_of(&Nir::parse(child.holder).map_err(unusable)?).await?;
        let named = dependants.into_iter().find(|dependant| dependant.name.given == child.given);
        let profile = named.ok_or(NOT_IN_THE_FILE)?.profile;
        work.change_status(profile, ProfileStatus::Pending, ProfileStatus::Active).await?;
        for (_, account) in accounts.iter().filter(|(identifier, _)| child.parents.contains(identifier)) {
            // A second apart: the menu lists children in the order in which they were attached.
            work.represent(*account, profile, Standing::Active, now.plus(Span::seconds(position))).await?;
        }
    }
    keep_records(work, now).await?;
    // A minute ago, so that whatever a visitor asks for is newer, and stands first.
    notify_demonstration(work, rules, now.minus(Span::minutes(1))).await
}

/// Authorises professionals, and has them deposit documents, as before the demonstration begins: nothing tells of it.
async fn keep_records(work: &mut UnitOfWork, now: Timestamp) -> Result<(), Fault> {
    let (today, profiles) = (day_in_france(now)?, work.profiles_of_demonstration().await?);
    let whose = |given| {
        let profile = profiles.iter().find(|(_, name)| name.given == given);
        profile.map(|(id, _)| *id).ok_or(NOT_IN_THE_FILE)
    };
    for (given, number) in AUTHORISED {
        let profile = whose(given)?;
        let who = practitioner(work, number).await?;
        let access = work.authorise_practitioner(&who, profile, today).await?.map_err(unusable)?;
        work.authorise_professional(&access, now).await?;
    }
    let leguano = practitioner(work, LEGUANO).await?.id();
    work.name_treating_doctor(whose("Inaya")?, leguano, now).await?;
    for Kept { whose: given, by, code, title, days_ago, hidden } in DOCUMENTS {
        let who = practitioner(work, by).await?;
        let at = now.minus(Span::hours(days_ago * 24));
        let access = work.authorise_practitioner(&who, whose(given)?, today).await?.map_err(unusable)?;
        let document = Document {
            kind: DocumentType::of_code(code).ok_or(NOT_IN_THE_FILE)?,
            title: title.to_owned(),
            dated_on: day_in_france(at)?,
            depositor: access.actor().into(),
            is_hidden: hidden,
            choices: Vec::new(),
            withheld_since: None,
            is_secret: false,
        };
        work.add_document(&access, &document, at).await?.ok_or(NOT_IN_THE_FILE)?;
    }
    Ok(())
}

async fn practitioner(work: &mut UnitOfWork, number: &str) -> Result<Practitioner, Fault> {
    let number = RppsNumber::parse(number).map_err(unusable)?;
    let (id, _) = work.professional_of(&number).await?.ok_or(NOT_IN_THE_FILE)?;
    work.practitioner_of_demonstration(id, WayIn::Consultation).await?.ok_or(NOT_IN_THE_FILE)
}

const NOT_IN_THE_FILE: Fault = Fault::Internal("somebody is not in the demonstration's file");

fn unusable<E>(_: E) -> Fault {
    Fault::Internal("a demonstration person is not usable")
}
