//! The account that comes of an activation: contacts, identifier, password.

use deunicode::deunicode;
use domain::contact::{EmailAddress, MobileNumber};
use domain::enrolment::{Decision, Step};
use domain::form::enrolment::{Contact, PasswordProblem};
use domain::form::sign_in::CodeProblem;
use domain::history::Act;
use domain::id::{AccountId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::person::PersonName;
use domain::sign_in::OneTimeCode;
use store::{Admission, Candidate, ContactAttempt, Draft, NewAccount, Token, TokenHash, UnitOfWork, random};

use crate::enrolment::{Contacts, Ticket, Whose};
use crate::outbox::terms;
use crate::passwords::Own;
use crate::security::{Event, Outcome};
use crate::{Entered, Entrant, Fault, Services, limits, messages};

/// How many identifiers are suggested.
const SUGGESTIONS: usize = 3;

/// What became of another contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactGiven {
    /// A code is on its way to it.
    Sent,
    /// It is the one that is kept already.
    Same,
    /// A code was sent to it just now.
    TooSoon,
    /// Too many codes were sent.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// There is no draft, or it is not so far; or no such message can leave.
    NoDraft,
}

/// What became of the code that proves a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactProof {
    /// The contact is taken over.
    Right,
    /// It was not the code, or is no longer.
    Refused(CodeProblem),
    /// Too many wrong ones: the contact is asked again.
    Exhausted,
    /// There is no draft, or no contact waits for a code.
    NoDraft,
}

/// What became of the check of the contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactsChecked {
    /// They are right.
    Done,
    /// An e-mail address is missing, without which nobody signs in.
    EmailMissing,
    /// There is no draft, or it is not so far.
    NoDraft,
}

/// What became of an activation.
#[derive(Debug)]
pub enum Activation {
    /// The space is open, and its holder signed in.
    Done {
        /// What the browser gets; nothing when the session had been opened by an earlier post of the same form.
        entered: Option<Entered>,
        /// The holder's profile.
        profile: ProfileId,
    },
    /// Somebody has that identifier.
    Taken,
    /// Somebody had too many of the identifiers that were tried.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// The password is easy to guess.
    Weak(PasswordProblem),
    /// The code has been used or replaced meanwhile, or there is nothing to activate any more.
    NotPossible,
    /// There is no draft, or it is not so far.
    NoDraft,
}

impl Services {
    /// Sends a one-time code to another e-mail address or mobile number: it counts once the code was typed.
    /// Without a contact, to the one that waits for its code already.
    pub async fn give_contact(&self, ticket: &Ticket, contact: Option<Contact>) -> Result<ContactGiven, Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let Some((name, contacts)) = services.contacts_under_way(&mut work, &draft).await? else {
                return Ok(ContactGiven::NoDraft);
            };
            let typed = contact.is_some();
            let Some(contact) = contact.map_or_else(|| draft.awaited(), |contact| Ok(Some(contact)))? else {
                return Ok(ContactGiven::NoDraft);
            };
            if !services.0.gateways.serves(contact.channel()) {
                return Ok(ContactGiven::NoDraft);
            }
            let same = match &contact {
                Contact::Email(email) => contacts.email.as_ref().is_some_and(|kept| kept.is_same_mailbox(email)),
                Contact::Mobile(mobile) => contacts.mobile.as_ref() == Some(mobile),
            };
            if same {
                return Ok(ContactGiven::Same);
            }
            // The same form posted twice: the code that is on its way is the one.
            let posted_again = typed && draft.awaited()?.as_ref() == Some(&contact);
            let given = services.send_contact_code(&mut work, draft, name, contact).await?;
            if given == ContactGiven::TooSoon && posted_again {
                return Ok(ContactGiven::Sent);
            }
            if given == ContactGiven::Sent {
                work.commit().await?;
            }
            Ok(given)
        })
        .await
        .map(|given| given.unwrap_or(ContactGiven::NoDraft))
    }

    async fn send_contact_code(
        &self,
        work: &mut UnitOfWork,
        draft: Draft,
        profile: ProfileId,
        contact: Contact,
    ) -> Result<ContactGiven, Fault> {
        let now = self.now();
        let (subject, to) = (contact_subject(profile), destination(&contact));
        let sent = match work.admit(self.0.rules.codes_sent(), &subject, now).await? {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(ContactGiven::TooMany { minutes }),
        };
        if let Admission::Held { minutes } = work.admit(limits::CODES, &subject, now).await? {
            return Ok(ContactGiven::TooMany { minutes });
        }
        // Somebody else's address can be typed, by several persons, and by turns with others.
        let Admission::Admitted(again) = work.admit(limits::AGAIN, &format!("contact {to}"), now).await? else {
            return Ok(ContactGiven::TooSoon);
        };
        let to_there = match work
            .admit(
                self.0.rules.codes_to_destination(),
                &limits::destination_subject(limits::Destination::Typed, &to),
                now,
            )
            .await?
        {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(ContactGiven::TooMany { minutes }),
        };
        for counter in [&again, &sent, &to_there] {
            work.count(counter).await?;
        }
        let code = OneTimeCode::from_number(random::below(OneTimeCode::RANGE)?);
        let channel = contact.channel();
        work.await_contact(draft, &contact, &code, now).await?;
        messages::contact_code(&contact, &code)?.enqueue(work, terms::one_time_code(now), now).await?;
        work.record_of_service(profile, Act::CodeSent { channel }, now).await?;
        Ok(ContactGiven::Sent)
    }

    /// Compares the code that was sent to a contact. Wrong ones count for the person, whatever draft they were
    /// tried in.
    pub async fn prove_contact(&self, ticket: &Ticket, code: OneTimeCode) -> Result<ContactProof, Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let now = services.now();
            let Some((profile, _)) = services.contacts_under_way(&mut work, &draft).await? else {
                return Ok(ContactProof::NoDraft);
            };
            let subject = contact_subject(profile);
            let Admission::Admitted(tries) = work.admit(limits::CODES, &subject, now).await? else {
                return Ok(ContactProof::Exhausted);
            };
            let before = draft.clone();
            let proof = match work.prove_contact(draft, &code, now).await? {
                ContactAttempt::Right => {
                    work.clear(&tries).await?;
                    ContactProof::Right
                }
                ContactAttempt::Wrong => {
                    let wrong = work.count(&tries).await?;
                    let left = u8::try_from(u32::from(OneTimeCode::TRIES).saturating_sub(wrong)).unwrap_or(0);
                    if left > 0 {
                        ContactProof::Refused(CodeProblem::Wrong { left })
                    } else {
                        work.await_no_contact(before, now).await?;
                        ContactProof::Exhausted
                    }
                }
                ContactAttempt::Expired => ContactProof::Refused(CodeProblem::Expired),
                ContactAttempt::None => return Ok(ContactProof::NoDraft),
            };
            work.commit().await?;
            Ok(proof)
        })
        .await
        .map(|proof| proof.unwrap_or(ContactProof::NoDraft))
    }

    /// Step 6: the contacts are right.
    pub async fn check_contacts(&self, ticket: &Ticket) -> Result<ContactsChecked, Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let Some((_, contacts)) = services.contacts_under_way(&mut work, &draft).await? else {
                return Ok(ContactsChecked::NoDraft);
            };
            if contacts.email.is_none() {
                return Ok(ContactsChecked::EmailMissing);
            }
            work.note_contacts(draft, services.now()).await?;
            work.commit().await?;
            Ok(ContactsChecked::Done)
        })
        .await
        .map(|checked| checked.unwrap_or(ContactsChecked::NoDraft))
    }

    /// Identifiers that nobody has yet, made of a name; up to three.
    pub async fn suggest_identifiers(&self, name: &PersonName) -> Result<Vec<String>, Fault> {
        let mut work = self.0.store.read().await?;
        let mut free = Vec::with_capacity(SUGGESTIONS);
        for candidate in candidates(name)? {
            if free.len() == SUGGESTIONS {
                break;
            }
            let Ok(identifier) = SignInIdentifier::choose(&candidate) else { continue };
            if !work.is_identifier_taken(&identifier).await? {
                free.push(candidate);
            }
        }
        Ok(free)
    }

    /// Step 7: keeps the identifier that was typed, to be shown again.
    pub(super) async fn note_identifier(&self, ticket: &Ticket, identifier: SignInIdentifier) -> Result<(), Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            work.note_identifier(draft, &identifier, services.now()).await?;
            Ok(work.commit().await?)
        })
        .await
        .map(Option::unwrap_or_default)
    }

    /// Step 7: opens the space. The code, the state, the account, the history's line and the session are one
    /// unit of work: all of it or nothing. The session that the browser holds ends in it.
    pub async fn activate(
        &self,
        ticket: &Ticket,
        identifier: SignInIdentifier,
        password: String,
        from: Entrant,
    ) -> Result<Activation, Fault> {
        let now = self.now();
        let Some((step, person)) = self.person_under_way(ticket).await? else { return Ok(Activation::NoDraft) };
        let profile = person.profile;
        match step {
            Step::Credentials => {}
            Step::Activated => return Ok(Activation::Done { entered: None, profile }),
            _ => return Ok(Activation::NoDraft),
        }
        let own = self.own_of(ticket, &identifier, &person).await?;
        let judged = self.0.passwords.judge(password.clone(), own).await?;
        if let Some(problem) = judged {
            return Ok(Activation::Weak(problem));
        }
        if let Some(collision) = self.collision(profile, &identifier).await? {
            return Ok(collision);
        }
        let password_hash = self.0.passwords.hash(password).await?;
        let session = Token::mint()?;
        let hash = session.hash();
        let done = self
            .with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
                match services.step_of(&mut work, &draft).await? {
                    Step::Credentials => {}
                    Step::Activated => return Ok(Activation::Done { entered: None, profile }),
                    _ => return Ok(Activation::NoDraft),
                }
                let known = work.reach_of(&draft, services.today()?).await?.ok_or(Fault::Internal("nobody"))?;
                let (email, mobile) = draft.contacts(&known)?;
                let Some(person) = services.activate_person(&mut work, &draft).await? else {
                    return Ok(Activation::NotPossible);
                };
                let id = AccountId::from_bytes(random::bytes()?);
                let told = [known.email, email.clone()];
                let account = NewAccount { id, profile: person.profile, identifier, email, mobile, password_hash };
                let Some(account) = work.add_account(&account, now).await? else { return Ok(Activation::Taken) };
                services.enter(&mut work, account, Act::Activated, &from).await?;
                work.open_first_session(hash, account, now).await?;
                let entered = Entered { session, devices: work.mark_device(&from.devices, account)? };
                for (at, to) in told.iter().enumerate() {
                    // Also to where the insurer writes to, if that is elsewhere.
                    if let Some(to) = to.as_ref().filter(|to| !told[..at].contains(&Some((*to).clone()))) {
                        messages::activated(to, &services.0.rules.site)
                            .enqueue(&mut work, terms::news(now), now)
                            .await?;
                    }
                }
                work.finish_draft(draft, Decision::Activate, now).await?;
                work.commit().await?;
                services.alert(Event::Activation, Outcome::Accepted, Some(account), Some(from.address));
                Ok(Activation::Done { entered: Some(entered), profile: person.profile })
            })
            .await?;
        Ok(done.unwrap_or(Activation::NoDraft))
    }

    /// The person of a draft and the first step that is still to be done; `None` when there is none.
    async fn person_under_way(&self, ticket: &Ticket) -> Result<Option<(Step, Candidate)>, Fault> {
        let mut work = self.0.store.read().await?;
        let Some(draft) = work.draft(ticket.draft, self.now()).await? else { return Ok(None) };
        if !ticket.is_about(work.subject_of(&draft), Whose::OfThePerson) {
            return Ok(None);
        }
        if draft.is_to_be_seen(self.now()) {
            self.see_detached(ticket.draft);
        }
        let Some(person) = work.person_of(&draft).await? else { return Ok(None) };
        let progress = work.progress_of(&draft, Some(person.status), self.today()?, self.now()).await?;
        Ok(Some((progress.step(), person)))
    }

    /// What a password must not be made of.
    async fn own_of(&self, ticket: &Ticket, identifier: &SignInIdentifier, person: &Candidate) -> Result<Own, Fault> {
        let mut own = Own::of(&person.name, person.born_on);
        own.add(identifier.as_str());
        let mut work = self.0.store.read().await?;
        let Some(draft) = work.draft(ticket.draft, self.now()).await? else { return Ok(own) };
        for particular in work.particulars(&draft).await? {
            own.add(&particular);
        }
        if let Some(known) = work.reach_of(&draft, self.today()?).await? {
            let (email, mobile) = draft.contacts(&known)?;
            let contacts = [email.as_ref().map(EmailAddress::as_str), mobile.as_ref().map(MobileNumber::as_str)];
            for contact in contacts.into_iter().flatten() {
                own.add(contact);
            }
        }
        Ok(own)
    }

    /// What is in the way of an identifier: that somebody has it, or that too many were tried that somebody has.
    async fn collision(&self, person: ProfileId, identifier: &SignInIdentifier) -> Result<Option<Activation>, Fault> {
        let identifier = identifier.clone();
        self.to_the_end(async move |services| {
            let (now, subject) = (services.now(), format!("identifiers {person}"));
            let mut work = services.0.store.begin().await?;
            let collisions = match work.admit(limits::IDENTIFIERS, &subject, now).await? {
                Admission::Admitted(counter) => counter,
                Admission::Held { minutes } => return Ok(Some(Activation::TooMany { minutes })),
            };
            if !work.is_identifier_taken(&identifier).await? {
                return Ok(None);
            }
            work.count(&collisions).await?;
            work.commit().await?;
            Ok(Some(Activation::Taken))
        })
        .await
    }

    /// The postcode of the person of a draft, if a French address is known: by it a short number from overseas is read.
    pub(super) async fn postcode_of(&self, token: TokenHash) -> Result<Option<String>, Fault> {
        let mut work = self.0.store.read().await?;
        let Some(draft) = work.draft(token, self.now()).await? else { return Ok(None) };
        let post = work.reach_of(&draft, self.today()?).await?.and_then(|reach| reach.post);
        Ok(post.map(|post| post.address).filter(|address| address.country.is_none()).map(|address| address.postcode))
    }

    /// The person whose contacts are being checked, and the contacts so far; `None` when the draft is not there.
    async fn contacts_under_way(
        &self,
        work: &mut UnitOfWork,
        draft: &Draft,
    ) -> Result<Option<(ProfileId, Contacts)>, Fault> {
        let (Step::Contacts | Step::Credentials, Some(profile)) = (self.step_of(work, draft).await?, draft.person())
        else {
            return Ok(None);
        };
        let Some(known) = work.reach_of(draft, self.today()?).await? else { return Ok(None) };
        let (email, mobile) = draft.contacts(&known)?;
        Ok(Some((profile, Contacts { email, mobile })))
    }
}

fn destination(contact: &Contact) -> String {
    match contact {
        Contact::Email(email) => limits::email_destination(email),
        Contact::Mobile(mobile) => limits::mobile_destination(mobile),
    }
}

fn contact_subject(profile: ProfileId) -> String {
    format!("contact {profile}")
}

/// Identifiers made of a name, the plainest first. No birth year: an identifier is seen by others.
fn candidates(name: &PersonName) -> Result<Vec<String>, Fault> {
    let first = name.given.split(' ').next().unwrap_or_default();
    let (given, family) = (plain(first), plain(&name.family));
    if given.is_empty() || family.is_empty() {
        return Ok(Vec::new());
    }
    let base = format!("{given}.{family}");
    let mut candidates = vec![base.clone(), format!("{family}.{given}"), format!("{given}-{family}")];
    for _ in 0..2 * SUGGESTIONS {
        candidates.push(format!("{base}{:03}", random::below(1000)?));
    }
    Ok(candidates)
}

/// A name in the letters of an identifier: `d'Ormesson-Élie` becomes `dormesson-elie`, and `Łucja` `lucja`. Empty for a name in another
/// script than Latin: whoever has it would not recognise it.
fn plain(name: &str) -> String {
    let is_latin = |c: char| matches!(c, '\0'..='\u{24f}' | '\u{2b9}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{206f}');
    if !name.chars().all(is_latin) {
        return String::new();
    }
    let dashed = deunicode(name).to_lowercase().replace(' ', "-");
    dashed.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_made_of_the_name_and_can_be_chosen() {
        let name = PersonName { given: "Élodie Œnone".into(), family: "d'Ormesson Le Goff".into() };
        let made = candidates(&name).unwrap();
        assert_eq!(made[0], "elodie.dormesson-le-goff");
        assert!(made.iter().all(|made| SignInIdentifier::choose(made).is_ok()), "{made:?}");
        // In whatever letters a name is written.
        for (name, suggested) in [
            ("Łucja Ðurić", "lucja-duric"),
            ("Łukasz Đặng", "lukasz-dang"),
            ("Şahin Yıldız", "sahin-yildiz"),
            ("Søren Kjær", "soren-kjaer"),
            ("Željko Đorđević", "zeljko-dordevic"),
            ("Иван", ""),
            ("محمد", ""),
            ("漢字", ""),
        ] {
            assert_eq!(plain(name), suggested, "{name}");
        }
        let cyrillic = PersonName { given: "Иван".into(), family: "Петров".into() };
        assert!(candidates(&cyrillic).unwrap().is_empty());
        assert_eq!(plain("E\u{301}lodie L’Hôte"), "elodie-lhote");
        let short = PersonName { given: "Al".into(), family: "Ba".into() };
        assert!(candidates(&short).unwrap().iter().any(|made| SignInIdentifier::choose(made).is_ok()));
    }
}
