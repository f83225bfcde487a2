//! The people of the samples. None of them exists; their numbers have right keys and are nobody's.

use std::sync::Arc;

use domain::access::Basis;
use domain::assurance::Assurances;
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::id::ProfileId;
use domain::person::{Accent, PersonName};
use domain::provisional_code::Delivery;
use domain::sign_in::Channel;
use domain::view::{MaskedChannel, MaskedDelivery, ProfileSummary, Space};

use crate::operator::Operator;

/// A name.
pub fn name(given: &str, family: &str) -> PersonName {
    PersonName { given: given.to_owned(), family: family.to_owned() }
}

/// A day, from `2026-11-22`.
pub fn day(iso: &str) -> CalendarDate {
    CalendarDate::from_iso(iso).expect("a sample is a day of the calendar")
}

/// The profile at that place of a list: the first is the account's own.
pub fn profile(place: u8, given: &str, family: &str) -> ProfileSummary {
    ProfileSummary {
        id: ProfileId::from_bytes([place; 16]),
        name: name(given, family),
        basis: if place == 0 { Basis::Holder } else { Basis::Representative },
        accent: Accent::of_position(place.into()),
    }
}

/// Inaya Michel, principal.
pub fn inaya() -> ProfileSummary {
    profile(0, "Inaya", "Michel")
}

/// Her daughter.
pub fn lola() -> ProfileSummary {
    profile(1, "Lola", "Michel")
}

/// Somebody whose names are as long as names get.
pub fn long() -> ProfileSummary {
    profile(0, "Marie-Antoinette Joséphine Rose", "de La Rochefoucauld-Montmorency-Capanelli")
}

/// Inaya and her two children.
pub fn family() -> Vec<ProfileSummary> {
    vec![inaya(), lola(), profile(2, "Mathis", "Michel")]
}

/// A family of long names, one for each colour and then some.
pub fn many() -> Vec<ProfileSummary> {
    let children = [
        "Jean-Jacques Jean-Pierre",
        "Gerard Martin",
        "Marie-Antoinette",
        "Maximilienne-Éléonore",
        "Lou",
        "Anne-Sophie",
        "Bartholomé",
    ];
    let children = children.iter().zip(1..).map(|(given, place)| profile(place, given, "Capanelli-Montmorency"));
    std::iter::once(long()).chain(children).collect()
}

/// A family's space, open at one of its profiles.
pub fn space(active: ProfileSummary) -> Space {
    Space { active, profiles: family(), account: key(), invited: false }
}

/// The space of somebody without children.
pub fn single() -> Space {
    Space { active: inaya(), profiles: vec![inaya()], account: key(), invited: false }
}

/// A space where everything is long.
pub fn crowded() -> Space {
    Space { active: long(), profiles: many(), account: key(), invited: false }
}

/// Where a code goes by e-mail.
pub fn email() -> MaskedChannel {
    let address = EmailAddress::parse("inaya.michel@exemple.fr").expect("a sample is an address");
    MaskedChannel { channel: Channel::Email, masked: address.masked() }
}

/// The same, as long as addresses get.
pub fn long_email() -> MaskedChannel {
    let host = format!("{}.exemple.fr", "messagerie-d-un-tres-long-sous-domaine".repeat(2));
    MaskedChannel { channel: Channel::Email, masked: format!("mar*****@{host}") }
}

/// A provisional code by e-mail.
pub fn code_by_email() -> MaskedDelivery {
    MaskedDelivery { by: Delivery::Email, masked: email().masked }
}

/// The same, as long as addresses get.
pub fn code_by_long_email() -> MaskedDelivery {
    MaskedDelivery { by: Delivery::Email, masked: long_email().masked }
}

/// A provisional code by SMS.
pub fn code_by_sms() -> MaskedDelivery {
    MaskedDelivery { by: Delivery::Sms, masked: mobile().masked }
}

/// A provisional code by post.
pub fn code_by_post() -> MaskedDelivery {
    MaskedDelivery { by: Delivery::Post, masked: "44•••".to_owned() }
}

/// Where a code goes by SMS.
pub fn mobile() -> MaskedChannel {
    let number = MobileNumber::parse("0611121314").expect("a sample is a mobile number");
    MaskedChannel { channel: Channel::Sms, masked: number.masked() }
}

/// An idempotency key.
pub fn key() -> String {
    "0".repeat(32)
}

/// Who runs a demonstration.
pub(in crate::gallery) fn operator() -> Arc<Operator> {
    Arc::new(Operator { assurances: Assurances::DEMONSTRATED, ..Operator::default() })
}
