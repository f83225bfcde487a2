//! What a page receives: plain data, already allowed to whoever asked, nothing more than is shown.

use serde::{Deserialize, Serialize};

use crate::access::Basis;
use crate::card::CardKind;
use crate::date::CalendarDate;
use crate::history::Act;
use crate::id::{HistoryLineId, ProfessionalId, ProfileId};
use crate::person::{Accent, PersonName};
use crate::provisional_code::Delivery;
use crate::sign_in::Channel;
use crate::time::Timestamp;

/// One profile, as the menu, the band and the list of profiles name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileSummary {
    /// The `{profile}` of its addresses.
    pub id: ProfileId,
    /// Whose it is.
    pub name: PersonName,
    /// «Profil principal» for the holder, «Profil rattaché» for a represented child.
    pub basis: Basis,
    /// Its colour.
    pub accent: Accent,
}

/// The frame of every page of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    /// The profile that the page shows.
    pub active: ProfileSummary,
    /// All profiles of the account, its own first; `active` is one of them.
    pub profiles: Vec<ProfileSummary>,
    /// Names the account in the forms of the page.
    pub account: String,
    /// Whether the account is invited to manage a child's profile, and has not answered.
    pub invited: bool,
}

/// The list of one's profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileList {
    /// All profiles of the account, its own first.
    pub profiles: Vec<ProfileSummary>,
    /// Names the account in the forms of the page.
    pub account: String,
}

/// Identity and contact details (P01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalInformation {
    /// The names.
    pub name: PersonName,
    /// The birth date.
    pub born_on: CalendarDate,
    /// The social security number in groups; a child has none of its own here.
    pub nir: Option<String>,
    /// What belongs to the account; only on the holder's own profile.
    pub account: Option<AccountDetails>,
}

/// How one signs in and where one is written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDetails {
    /// The identifier.
    pub identifier: String,
    /// The e-mail address, if one is known.
    pub email: Option<String>,
    /// The mobile number in groups, if one is known.
    pub mobile: Option<String>,
}

/// One line of the activity history, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Where to read on from; tells nothing of its place.
    pub id: HistoryLineId,
    /// `14:05`, in France.
    pub time: String,
    /// Who acted.
    pub who: Who,
    /// What was done.
    pub act: Act,
    /// About which professional, or why a professional broke the glass.
    pub detail: Option<String>,
}

/// Who acted, as the reader of a history sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// The reader.
    Me,
    /// Someone else, by name.
    Other(PersonName),
    /// Someone else, whose profile was deleted.
    Erased,
    /// A professional: how they are addressed, and their profession.
    Professional(String, String),
    /// Nobody was signed in.
    Unknown,
}

/// The acts of one day, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryDay {
    /// The day in France.
    pub date: CalendarDate,
    /// At least one.
    pub entries: Vec<HistoryEntry>,
}

/// A page of the activity history (P05).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// Days, newest first.
    pub days: Vec<HistoryDay>,
    /// The page after it, if there are older lines.
    pub older: Option<OlderLines>,
}

/// The lines that come after a page of the activity history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OlderLines {
    /// The line before them.
    pub after: HistoryLineId,
    /// How many of them the next page has.
    pub count: u32,
}

impl HistoryPage {
    /// Puts the page below that comes after it: what is left of a day joins that day.
    pub fn append(&mut self, next: Self) {
        let mut days = next.days.into_iter();
        if let Some(last) = self.days.last_mut()
            && let Some(first) = days.next()
        {
            if last.date == first.date {
                last.entries.extend(first.entries);
            } else {
                self.days.push(first);
            }
        }
        self.days.extend(days);
        self.older = next.older;
    }
}

/// How many lines a page of the history has.
pub const HISTORY_PAGE: u32 = 20;

/// A way to receive a code, with the address half hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedChannel {
    /// The way.
    pub channel: Channel,
    /// `ina*****@exemple.fr`, `+33 6 ** ** ** 14`.
    pub masked: String,
}

/// A way to receive a provisional code, with the address half hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedDelivery {
    /// The way.
    pub by: Delivery,
    /// `ina*****@exemple.fr`, `+33 6 ** ** ** 14`; by post `75•••`, or the country.
    pub masked: String,
}

/// A mail or an SMS that demonstration mode kept instead of sending it, or a letter that is still to be printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMessage {
    /// By which way it would have gone.
    pub channel: Delivery,
    /// When.
    pub at: Timestamp,
    /// `22 novembre 2026, 14:05`.
    pub sent_at: String,
    /// The address or the number; of a letter, where it goes, in one line.
    pub to: String,
    /// The subject; an SMS has none.
    pub subject: Option<String>,
    /// The code that it brings, if any: six digits, or a provisional code in groups of four with plain spaces.
    pub code: Option<String>,
    /// The text.
    pub text: String,
}

/// What the page of demonstration mode shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demonstration {
    /// `22 novembre 2026, 14:05`: the service's clock.
    pub now: String,
    /// By how many minutes that clock is ahead of the real one.
    pub minutes_ahead: i64,
    /// Newest first.
    pub messages: Vec<KeptMessage>,
    /// Who is invented, in the order of the file.
    pub people: Vec<InventedPerson>,
    /// The professionals, each with how they are named: `Dr Marine Leguano (Médecin)`.
    pub professionals: Vec<(ProfessionalId, String)>,
    /// The profiles that are in use, and whose they are.
    pub profiles: Vec<(ProfileId, String)>,
}

/// Somebody of the demonstration, with what they have at hand to enrol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventedPerson {
    /// Who.
    pub name: String,
    /// The birth date.
    pub born_on: CalendarDate,
    /// The number on the card, in groups: a dependant's is a parent's.
    pub nir: String,
    /// The card.
    pub card: CardKind,
    /// Its serial number.
    pub serial: String,
}
