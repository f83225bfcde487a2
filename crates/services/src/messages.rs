//! The words of e-mails and SMS. No subject and no text says more about a person than the way it is
//! sent by: whoever reads over a shoulder learns that the service exists.
//!
//! To add a mail: a function here that makes a [`Mail`]. To add an SMS: a variant of [`SmsWords`]; the test that goes over
//! all of them does not compile without it.

use std::fmt;

use domain::access::Basis;
use domain::closure::{ARCHIVE_YEARS, ChildsFate, ClosedProfile, Consequences};
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::form::enrolment::Contact;
use domain::history::Act;
use domain::id::{ExportId, ProfileId};
use domain::person::PersonName;
use domain::place::{ProfilePage, PublicPage};
use domain::provisional_code::ProvisionalCode;
use domain::sign_in::{Channel, OneTimeCode};
use store::{AccountContacts, ComingOfAge, Concerned, ExportOrder, Reach, Representative};

use crate::outbox::{Mail, Message, Sms};
use crate::{Fault, help};

/// What an SMS says. Each is one segment of the GSM alphabet: no no-break space, no ç, ê, ô or û, and nobody's name.
enum SmsWords<'a> {
    OneTimeCode(&'a OneTimeCode),
    ContactCode(&'a OneTimeCode),
    ProvisionalCode(&'a ProvisionalCode, CalendarDate),
    Closed,
    ChildActivated,
}

impl SmsWords<'_> {
    /// The code in these words, as they say it.
    fn code(&self) -> Option<String> {
        match self {
            Self::OneTimeCode(code) | Self::ContactCode(code) => Some(code.as_str().to_owned()),
            Self::ProvisionalCode(code, _) => Some(code.grouped().replace('\u{a0}', " ")),
            Self::Closed | Self::ChildActivated => None,
        }
    }
}

impl fmt::Display for SmsWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, help) = (OneTimeCode::LIFETIME.as_minutes_up(), help::LINE);
        f.write_str("Mon espace santé : ")?;
        match self {
            Self::OneTimeCode(code) => {
                let code = code.as_str();
                write!(f, "votre code est {code}, valable {minutes} minutes. Ne le donnez à personne.")
            }
            Self::ContactCode(code) => {
                write!(f, "pour confirmer ce numéro, saisissez {}, valable {minutes} minutes.", code.as_str())
            }
            Self::ProvisionalCode(_, until) => {
                let code = self.code().unwrap_or_default();
                // In figures: «août» is not in the alphabet.
                let until = until.numeric();
                write!(f, "votre code provisoire est {code}, valable jusqu'au {until}. Ne le donnez à personne.")
            }
            Self::Closed => {
                write!(f, "un espace a été fermé avec votre code provisoire. Ce n'était pas vous ? Appelez le {help}.")
            }
            Self::ChildActivated => write!(
                f,
                "l'espace de votre enfant a été activé avec votre code provisoire, depuis un autre compte. Ce n'est pas \
                 normal ? Appelez le {help}."
            ),
        }
    }
}

/// The SMS with these words; `None` for whoever has no mobile number.
fn sms(to: Option<&MobileNumber>, words: &SmsWords<'_>) -> Result<Option<Message>, Fault> {
    to.map(|to| sms_to(to, words)).transpose()
}

fn sms_to(to: &MobileNumber, words: &SmsWords<'_>) -> Result<Message, Fault> {
    Ok(Sms::new(to, words.to_string())?.bringing(words.code()).into())
}

/// The message that carries a one-time code; `None` when the account has no such way.
pub(crate) fn one_time_code(
    contacts: &AccountContacts,
    channel: Channel,
    code: &OneTimeCode,
) -> Result<Option<Message>, Fault> {
    let suspicion = "Quelqu'un connaît peut-être votre mot de passe\u{a0}: ne donnez ce code à personne.";
    code_for(contacts, channel, code, "sur la page de connexion de Mon espace santé", suspicion)
}

/// The message that carries the code for the file of a closed profile; `None` when whoever asked had no such way.
pub(crate) fn export_code(
    contacts: &AccountContacts,
    channel: Channel,
    code: &OneTimeCode,
) -> Result<Option<Message>, Fault> {
    let suspicion = "Quelqu'un a peut-être lu l'e-mail qui mène à ce fichier\u{a0}: ne donnez ce code à personne.";
    code_for(contacts, channel, code, "sur la page de téléchargement de Mon espace santé", suspicion)
}

fn code_for(
    contacts: &AccountContacts,
    channel: Channel,
    code: &OneTimeCode,
    place: &str,
    suspicion: &str,
) -> Result<Option<Message>, Fault> {
    let mail = |to| {
        let minutes = OneTimeCode::LIFETIME.as_minutes_up();
        Mail::new(to, "Votre code à usage unique", None)
            .code("Votre code à usage unique", code.as_str())
            .paragraph(format!("Saisissez-le {place}. Il est valable {minutes} minutes et ne sert qu'une fois."))
            .help("Vous n'avez pas demandé ce code", suspicion)
    };
    match channel {
        Channel::Email => Ok(contacts.email.as_ref().map(mail).map(Message::from)),
        Channel::Sms => sms(contacts.mobile.as_ref(), &SmsWords::OneTimeCode(code)),
    }
}

/// The mail that tells that the file with everything that a profile holds is ready; `None` for whoever has no address.
pub(crate) fn export_ready(
    order: &ExportOrder,
    (export, profile): (ExportId, ProfileId),
    whose: &PersonName,
    until: CalendarDate,
    site: &str,
) -> Option<Message> {
    let own = order.basis == Basis::Holder;
    let whose = if own { "de votre profil".to_owned() } else { format!("du profil de {}", whose.full()) };
    let told = format!(
        "Le fichier avec toutes les informations {whose} est prêt. Vous pouvez le télécharger jusqu'au {until}\u{a0}; il sera \
         ensuite effacé."
    );
    let (label, address) = if order.with_closure {
        let address = format!("{site}{}?demande={export}", PublicPage::Download.path());
        ("Pour le télécharger, avec un code à usage unique que vous recevrez", address)
    } else {
        ("Pour le télécharger, après connexion", format!("{site}{}", ProfilePage::Export.path(profile)))
    };
    let mail = Mail::new(order.contacts.email.as_ref()?, "Votre fichier est prêt", Some(order.name.full()))
        .paragraph(told)
        .link(label, address)
        .help("Ce n'était pas vous", "");
    Some(mail.into())
}

/// The message that carries the code by which a new contact is proved.
pub(crate) fn contact_code(contact: &Contact, code: &OneTimeCode) -> Result<Message, Fault> {
    let email = match contact {
        Contact::Email(email) => email,
        Contact::Mobile(mobile) => return sms_to(mobile, &SmsWords::ContactCode(code)),
    };
    let validity = format!(
        "Il est valable {} minutes. Si vous n'êtes pas à l'origine de cette demande, ne faites rien\u{a0}: l'adresse ne \
         sera pas enregistrée.",
        OneTimeCode::LIFETIME.as_minutes_up()
    );
    let mail = Mail::new(email, "Votre code à usage unique", None)
        .paragraph("Cette adresse e-mail vient d'être indiquée pour l'activation de Mon espace santé.")
        .code("Pour la confirmer, saisissez ce code sur la page d'où il a été demandé", code.as_str())
        .paragraph(validity);
    Ok(mail.into())
}

/// The mail that tells that a space was activated.
pub(crate) fn activated(to: &EmailAddress, site: &str) -> Message {
    Mail::new(to, "Votre espace est activé", None)
        .paragraph("Mon espace santé a bien été activé.")
        .link("Pour vous connecter", format!("{site}/connexion"))
        .help("Ce n'était pas vous", "")
        .into()
}

/// The mail that tells that a space was created by itself; `None` for whoever has no address.
pub(crate) fn space_created(reach: &Reach, site: &str) -> Option<Message> {
    let name = reach.name.full();
    let (greeted, whose, opened) = match &reach.parent {
        Some(parent) => (parent.full(), format!("l'espace de votre enfant {name}"), "L'espace de votre enfant"),
        None => (name, "votre espace".to_owned(), "Votre espace"),
    };
    let created = format!(
        "Le délai pour s'opposer est passé\u{a0}: {whose} est créé. {opened} n'est pas encore activé, et personne ne s'y \
         est connecté."
    );
    let activate = "Vous pouvez l'activer à tout moment avec un code provisoire. Si vous ne l'avez plus, demandez-en un \
                    nouveau";
    let close = "Vous n'en voulez pas\u{a0}? Vous pouvez le clôturer sans compte, avec un code provisoire et la carte \
                 Vitale";
    let mail = Mail::new(reach.email.as_ref()?, "Mon espace santé est créé", Some(greeted))
        .paragraph(created)
        .link(activate, format!("{site}/code-provisoire"))
        .link(close, format!("{site}/opposition"));
    Some(mail.into())
}

/// The mail that tells that a space was closed without an account, or the SMS, where `by_sms` serves and there is no
/// address; `None` for whoever can be reached by neither.
pub(crate) fn closed(reach: &Reach, site: &str, by_sms: bool) -> Result<Option<Message>, Fault> {
    let Some(email) = &reach.email else {
        return sms(reach.mobile.as_ref().filter(|_| by_sms), &SmsWords::Closed);
    };
    let name = reach.name.full();
    let (greeted, whose) = match &reach.parent {
        Some(parent) => (parent.full(), format!("L'espace de votre enfant {name}")),
        None => (name, "Votre espace".to_owned()),
    };
    let closed = format!(
        "{whose} est clôturé, avec le code provisoire et la carte Vitale. Personne ne peut plus y déposer ni y consulter \
         de document."
    );
    let mail = Mail::new(email, "Un espace est clôturé", Some(greeted))
        .paragraph(closed)
        .link(
            "Vous pouvez revenir sur cette décision à tout moment, en activant Mon espace santé",
            format!("{site}/activer"),
        )
        .help("Ce n'était pas vous", "");
    Ok(Some(mail.into()))
}

/// The mail that tells a parent that somebody else has activated their child's space with the code that the parent
/// received; or the SMS, as for [`closed`].
pub(crate) fn child_activated(reach: &Reach, site: &str, by_sms: bool) -> Result<Option<Message>, Fault> {
    let Some(email) = &reach.email else {
        return sms(reach.mobile.as_ref().filter(|_| by_sms), &SmsWords::ChildActivated);
    };
    let greeted = reach.parent.as_ref().unwrap_or(&reach.name).full();
    let activated = format!(
        "L'espace de votre enfant {} vient d'être activé avec le code provisoire que vous avez reçu, depuis le compte \
         d'une autre personne, qui a certifié être son représentant légal.",
        reach.name.full()
    );
    let mail = Mail::new(email, "Un espace est activé", Some(greeted))
        .paragraph(activated)
        .help("Ce n'est pas normal", "")
        .link("L'adresse de Mon espace santé", site.to_owned());
    Ok(Some(mail.into()))
}

/// The mail that invites somebody to manage a child's profile as well; `None` for whoever has no address. It does not name the child:
/// the page does, to whoever has signed in.
pub(crate) fn invited_to_share(
    to: Option<&EmailAddress>,
    name: &PersonName,
    by: &PersonName,
    until: CalendarDate,
    site: &str,
) -> Option<Message> {
    let asked = format!(
        "{} vous propose de gérer avec vous le profil Mon espace santé d'un enfant dont vous êtes représentant légal.",
        by.full()
    );
    let mail = Mail::new(to?, "Une demande de partage vous attend", Some(name.full()))
        .paragraph(asked)
        .button("Répondre à la demande", format!("{site}/invitations"))
        .paragraph(format!("Vous pouvez répondre jusqu'au {until}. Sans réponse de votre part, rien ne change."));
    Some(mail.into())
}

/// The mail that tells what became of a sharing; `None` for whoever has no address, and for what is told in another way.
pub(crate) fn sharing_changed(to: Option<&EmailAddress>, name: &PersonName, act: Act, site: &str) -> Option<Message> {
    let (subject, told) = match act {
        Act::SharingAccepted => (
            "Votre demande de partage est acceptée",
            "La personne que vous avez invitée a accepté\u{a0}: vous gérez désormais le profil à deux.",
        ),
        Act::SharingRefused => (
            "Votre demande de partage est refusée",
            "La personne que vous avez invitée a refusé\u{a0}: elle n'a pas accès au profil.",
        ),
        Act::SharingExpired => (
            "Votre demande de partage a expiré",
            "La personne que vous avez invitée n'a pas répondu à temps. Vous pouvez l'inviter de nouveau.",
        ),
        Act::SharingWithdrawn => (
            "Une demande de partage est annulée",
            "La demande de partage que vous aviez reçue a été annulée\u{a0}: vous n'avez plus à y répondre.",
        ),
        Act::SharingEnded => (
            "Le partage d'un profil a pris fin",
            "Le profil d'un enfant que vous gériez à deux n'est plus partagé\u{a0}: le second représentant légal n'y a plus accès.",
        ),
        _ => return None,
    };
    let mail = Mail::new(to?, subject, Some(name.full()))
        .paragraph(told)
        .link("Pour vous connecter", format!("{site}/connexion"));
    Some(mail.into())
}

/// What a citizen is told of an act on their documents, or of who sees them. Who acted, and on what, is read after signing in only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// A professional was authorised.
    Authorised,
    /// A professional looked at documents.
    Consulted,
    /// Somebody had access in an emergency.
    Emergency,
    /// A professional has added a document, or shows one that was kept back.
    Deposited,
    /// A document, or what a professional may, was changed.
    Changed,
}

/// The mail that tells of an act on somebody's profile; `None` for whoever has no address.
pub(crate) fn professional_acted(them: &Concerned, told: Told, site: &str) -> Option<Message> {
    let of = if them.is_holder { "de votre espace" } else { "d'un profil que vous gérez" };
    let (subject, told) = match told {
        Told::Authorised => (
            "Un professionnel de santé est autorisé",
            format!("Un professionnel de santé est désormais autorisé à consulter les documents {of}."),
        ),
        Told::Consulted => {
            ("Des documents ont été consultés", format!("Un professionnel de santé a consulté les documents {of}."))
        }
        Told::Emergency => (
            "Un accès en urgence a eu lieu",
            format!(
                "Un professionnel de santé a consulté en urgence les documents {of}, comme vos réglages le permettent."
            ),
        ),
        Told::Deposited => {
            ("Un document a été ajouté", format!("Un professionnel de santé a ajouté un document à ceux {of}."))
        }
        Told::Changed => (
            "Un changement dans Mon espace santé",
            format!("L'accès aux documents {of}, ou l'un de ces documents, a été modifié."),
        ),
    };
    let mail = Mail::new(them.email.as_ref()?, subject, Some(them.name.full()))
        .paragraph(told)
        .link(
            "Pour savoir qui a agi, et quand, ouvrez votre historique d'activité après vous être connecté",
            format!("{site}/connexion"),
        )
        .help("Cet accès vous étonne", "");
    Some(mail.into())
}

/// The mail that tells whoever has closed a profile what it brought about; `None` for whoever has no address.
pub(crate) fn profile_closed(
    to: Option<&EmailAddress>,
    actor: &PersonName,
    closed: &ClosedProfile,
    site: &str,
) -> Option<Message> {
    let Consequences { name, own, children, .. } = &closed.consequences;
    let whose = if *own { "Votre profil".to_owned() } else { format!("Le profil de {}", name.full()) };
    let mut mail = Mail::new(to?, "Confirmation de la clôture d'un profil", Some(actor.full())).paragraph(format!(
        "{whose} est clôturé\u{a0}: plus personne n'y a accès. {}",
        what_becomes(closed.deleted_on)
    ));
    if closed.demands.download {
        mail = mail.paragraph(
            "Vous avez demandé le téléchargement des informations\u{a0}: un autre e-mail vous dira quand le fichier sera prêt.",
        );
    }
    for (child, fate) in children {
        mail = mail.paragraph(match fate {
            ChildsFate::StaysWith(other) => {
                format!("Le profil de {} reste géré par {}.", child.full(), other.full())
            }
            ChildsFate::ClosedToo => format!(
                "Le profil de {} est clôturé lui aussi. Les informations qu'il contient sont conservées {ARCHIVE_YEARS}\u{a0}ans.",
                child.full()
            ),
        });
    }
    let again = "Pour le réactiver, avec un code provisoire et votre carte Vitale";
    Some(mail.link(again, format!("{site}/activer")).help("Ce n'était pas vous", "").into())
}

/// What becomes of what a closed profile holds.
fn what_becomes(deleted_on: Option<CalendarDate>) -> String {
    match deleted_on {
        None => format!(
            "Les informations qu'il contient sont conservées {ARCHIVE_YEARS}\u{a0}ans dans un environnement sécurisé."
        ),
        Some(day) => format!(
            "Les informations qu'il contient seront supprimées définitivement. Tant que la suppression n'a pas eu lieu, au plus tard \
             le {day}, réactiver le profil l'annule."
        ),
    }
}

/// The mail that tells a child's other representative that the profile is closed; `None` for whoever has no address.
pub(crate) fn childs_profile_closed(
    to: Option<&EmailAddress>,
    name: &PersonName,
    closed: &ClosedProfile,
    by: &PersonName,
    site: &str,
) -> Option<Message> {
    let told = format!(
        "{} a clôturé le profil de {}\u{a0}: vous n'y avez plus accès. {}",
        by.full(),
        closed.consequences.name.full(),
        what_becomes(closed.deleted_on)
    );
    let mail = Mail::new(to?, "Un profil que vous gérez est clôturé", Some(name.full()))
        .paragraph(told)
        .link("Pour le réactiver, avec son code provisoire", format!("{site}/activer"));
    Some(mail.into())
}

/// The mail that tells that what a closed profile held is deleted; `None` for whoever has no address.
pub(crate) fn erased(reach: &Reach) -> Option<Message> {
    let (greeted, whose) = match &reach.parent {
        Some(parent) => (parent.full(), format!("du profil de {}", reach.name.full())),
        None => (reach.name.full(), "de votre profil".to_owned()),
    };
    let told = format!(
        "Les informations {whose}, qui avait été clôturé, sont supprimées définitivement. Elles ne peuvent pas être récupérées."
    );
    let mail = Mail::new(reach.email.as_ref()?, "Des informations sont supprimées", Some(greeted)).paragraph(told);
    Some(mail.into())
}

/// The mail that tells whoever managed a profile until it was closed that it is open again; `None` for whoever has no address.
pub(crate) fn opened_again(
    them: &Representative,
    child: &PersonName,
    deletion_was_asked: bool,
    site: &str,
) -> Option<Message> {
    let cancelled =
        deletion_was_asked.then_some("La suppression de ses informations, qui avait été demandée, est annulée.");
    let opened = format!(
        "Le profil de {}, qui avait été clôturé, est de nouveau actif. Vous ne le gérez plus\u{a0}: l'autre représentant légal \
         peut le partager avec vous.",
        child.full()
    );
    let mut mail = Mail::new(them.email.as_ref()?, "Un profil est réactivé", Some(them.name.full())).paragraph(opened);
    if let Some(cancelled) = cancelled {
        mail = mail.paragraph(cancelled);
    }
    Some(mail.link("Pour vous connecter", format!("{site}/connexion")).into())
}

/// The mail that tells a child's representative that the other one has closed their own space; `None` for whoever has no address.
pub(crate) fn representative_left(
    to: Option<&EmailAddress>,
    name: &PersonName,
    child: &PersonName,
    gone: &PersonName,
    site: &str,
) -> Option<Message> {
    let left = format!(
        "{} a clôturé son espace\u{a0}: vous êtes désormais la seule personne à gérer le profil de {}. Ce qu'il contient ne change pas.",
        gone.full(),
        child.full()
    );
    let mail = Mail::new(to?, "Vous êtes la seule personne à gérer un profil", Some(name.full()))
        .paragraph(left)
        .link("Pour vous connecter", format!("{site}/connexion"));
    Some(mail.into())
}

/// The mail that tells a representative that a child comes of age; `None` for whoever has no address.
pub(crate) fn majority_coming(coming: &ComingOfAge, site: &str) -> Option<Message> {
    let (child, on) = (coming.name.full(), coming.on);
    let end = format!(
        "{child} aura 18\u{a0}ans\u{a0}: à partir du {on}, vous n'aurez plus accès à son profil. Ce qu'il contient est \
         conservé, pour {child} seulement."
    );
    let afterwards = format!("À partir de ce jour, {child} pourra activer son espace, avec son propre compte");
    let greeted = coming.representative.full();
    let mail = Mail::new(coming.email.as_ref()?, "Votre accès à un profil va prendre fin", Some(greeted))
        .paragraph(end)
        .link(afterwards, format!("{site}/activer"));
    Some(mail.into())
}

/// The mail that tells somebody that they come of age; `None` for whoever has no address of their own.
pub(crate) fn majority_coming_to_child(child: &Reach, on: CalendarDate) -> Option<Message> {
    let coming = format!(
        "Vous aurez bientôt 18\u{a0}ans. À partir du {on}, vos représentants légaux n'auront plus accès à votre espace, et \
         vous pourrez l'activer avec votre propre compte. Ce qu'il contient est conservé."
    );
    let mail = Mail::new(child.email.as_ref()?, "Votre espace bientôt à vous", Some(child.name.full()))
        .paragraph(coming)
        .paragraph("Ce jour-là, vous recevrez un code provisoire. Gardez votre carte Vitale à portée de main.");
    Some(mail.into())
}

/// The mail that tells a representative that a child has come of age; `None` for whoever has no address.
pub(crate) fn representation_ended(come: &ComingOfAge) -> Option<Message> {
    let child = come.name.full();
    let ended = format!(
        "{child} a 18\u{a0}ans\u{a0}: vous n'avez plus accès à son profil. Ce qu'il contient est conservé, pour {child} \
         seulement."
    );
    let greeted = come.representative.full();
    let mail = Mail::new(come.email.as_ref()?, "Votre accès à un profil a pris fin", Some(greeted)).paragraph(ended);
    Some(mail.into())
}

/// The mail with which a young adult takes their space over; `None` for whoever has no address.
pub(crate) fn of_age(told: &Reach, code: &ProvisionalCode, valid_until: CalendarDate, site: &str) -> Option<Message> {
    let awaited = "Vous avez 18\u{a0}ans\u{a0}: votre espace n'est plus géré par vos représentants légaux. Ce qu'il contient \
                vous attend.";
    let mail = Mail::new(told.email.as_ref()?, "Votre espace vous attend", Some(told.name.full()))
        .paragraph(awaited)
        .link("Pour l'activer avec votre propre compte, munissez-vous de votre carte Vitale", format!("{site}/activer"))
        .code(format!("Votre code provisoire, valable jusqu'au {valid_until}"), code.grouped())
        .paragraph("Ne donnez ce code à personne.")
        .help("Une question", "");
    Some(mail.into())
}

/// The message that carries a provisional code that was asked for; `None` when there is no such way.
pub(crate) fn provisional_code(
    reach: &Reach,
    channel: Channel,
    code: &ProvisionalCode,
    valid_until: CalendarDate,
) -> Result<Option<Message>, Fault> {
    let mail = |to| {
        let validity =
            format!("Il remplace les précédents, ne sert qu'une fois et il est valable jusqu'au {valid_until}.");
        Mail::new(to, "Votre nouveau code provisoire", None)
            .code(format!("Code provisoire pour {}", reach.name.full()), code.grouped())
            .paragraph(validity)
            .help("Vous n'avez pas demandé ce code", "Ne le donnez à personne.")
    };
    match channel {
        Channel::Email => Ok(reach.email.as_ref().map(mail).map(Message::from)),
        Channel::Sms => sms(reach.mobile.as_ref(), &SmsWords::ProvisionalCode(code, valid_until)),
    }
}

/// The mail that tells somebody that they may have a space, or their child, with the provisional code.
/// `until` is the last day on which its creation can be opposed, unless that is over.
pub(crate) fn invitation(
    reach: &Reach,
    to: &EmailAddress,
    code: &ProvisionalCode,
    valid_until: CalendarDate,
    until: Option<CalendarDate>,
    site: &str,
) -> Mail {
    let name = reach.name.full();
    let (greeted, whose, created) = match &reach.parent {
        Some(parent) => (
            parent.full(),
            format!("Vous pouvez ouvrir Mon espace santé pour votre enfant {name}"),
            "l'espace de votre enfant",
        ),
        None => (name.clone(), "Vous pouvez ouvrir Mon espace santé".to_owned(), "votre espace"),
    };
    let offer = format!(
        "{whose}, un espace personnel et gratuit pour conserver des documents de santé et les partager avec les \
         professionnels de votre choix."
    );
    let secrecy = format!(
        "Ce code ne sert qu'une fois et il est valable jusqu'au {valid_until}. Gardez-le pour vous\u{a0}: personne ne vous \
         le demandera par téléphone ou par e-mail."
    );
    Mail::new(to, "Mon espace santé\u{a0}: à vous de choisir", Some(greeted))
        .paragraph(offer)
        .choice(created, until)
        .code(format!("Code provisoire pour {name}"), code.grouped())
        .paragraph(secrecy)
        .paragraph(format!("Pour faire votre choix, préparez {}.", to_prepare(reach.parent.is_some())))
        .button("SE CONNECTER À MON ESPACE SANTÉ", format!("{site}/activer"))
        .help("Une question", "")
}

/// What can be decided. `until` is the last day on which the creation of `created` («votre espace») can be opposed,
/// unless that is over.
pub(crate) fn decision(created: &str, until: Option<CalendarDate>) -> String {
    match until {
        Some(day) => format!(
            "Vous avez le choix\u{a0}: l'activer ou vous opposer à sa création. Sans réponse de votre part, {created} \
             sera créé après le {day}. Vous pourrez encore l'activer ou le clôturer."
        ),
        None => format!(
            "Le délai pour s'opposer est passé\u{a0}: vous pouvez activer {created}, ou le clôturer, à tout moment."
        ),
    }
}

/// What is asked for to decide, for oneself or for a child.
pub(crate) const fn to_prepare(child: bool) -> &'static str {
    if child {
        "la carte Vitale sur laquelle figure votre enfant et votre propre numéro de sécurité sociale"
    } else {
        "votre carte Vitale et votre numéro de sécurité sociale"
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn mail(parent: Option<&str>, until: Option<&str>) -> Mail {
        let name = |given: &str| PersonName { given: given.into(), family: "Leguellec".into() };
        let day = |text| CalendarDate::from_iso(text).unwrap();
        let reach = Reach {
            profile: ProfileId::from_bytes([1; 16]),
            name: name("Martine Julie"),
            parent: parent.map(name),
            parent_profile: None,
            majority: None,
            email: None,
            refused_email: false,
            mobile: None,
            post: None,
        };
        let to = EmailAddress::parse("martine@exemple.fr").unwrap();
        let code = ProvisionalCode::parse("H7UQ ZFKC J8KW").unwrap();
        invitation(&reach, &to, &code, day("2027-01-03"), until.map(day), "https://exemple.fr")
    }

    pub(crate) fn an_invitation() -> Mail {
        mail(None, Some("2027-01-03"))
    }

    /// A mail among the messages.
    fn as_mail(message: Message) -> Mail {
        let Message::Mail(mail) = message else { panic!("{message:?}") };
        mail
    }

    #[test]
    fn an_invitation_says_what_is_needed_and_keeps_the_subject_bare() {
        let mail = an_invitation();
        assert_eq!(mail.subject, "Mon espace santé\u{a0}: à vous de choisir");
        for words in [
            "Bonjour Martine Julie Leguellec,",
            "Code provisoire pour Martine Julie Leguellec\u{a0}:\nH7UQ\u{a0}ZFKC\u{a0}J8KW\n",
            "valable jusqu'au 3\u{a0}janvier 2027",
            "votre espace sera créé après le 3\u{a0}janvier 2027",
            "https://exemple.fr/activer",
            "3422",
        ] {
            assert!(mail.text().contains(words), "{words} in {}", mail.text());
        }
        // As it is pasted out of the mail.
        let text = mail.text();
        let pasted = text.split("Code provisoire").nth(1).unwrap().lines().nth(1).unwrap();
        assert!(ProvisionalCode::parse(pasted).is_ok());
    }

    #[test]
    fn the_mail_of_a_created_space_needs_an_address() {
        let name = |given: &str| PersonName { given: given.into(), family: "Leguellec".into() };
        let reach = |email: Option<&str>| Reach {
            profile: ProfileId::from_bytes([1; 16]),
            name: name("Lola"),
            parent: Some(name("Inaya")),
            parent_profile: None,
            majority: None,
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
            refused_email: false,
            mobile: None,
            post: None,
        };
        assert!(space_created(&reach(None), "https://exemple.fr").is_none());
        let mail = as_mail(space_created(&reach(Some("inaya@exemple.fr")), "https://exemple.fr").unwrap());
        assert_eq!(mail.to, "inaya@exemple.fr");
        assert!(mail.text().starts_with("Bonjour Inaya Leguellec,"), "{}", mail.text());
        assert!(mail.text().contains("l'espace de votre enfant Lola Leguellec est créé"), "{}", mail.text());
        assert!(mail.text().contains("https://exemple.fr/code-provisoire"), "{}", mail.text());
        assert!(!mail.subject.contains("Leguellec"));
    }

    #[test]
    fn what_happens_to_a_space_is_told_by_sms_where_there_is_no_address() {
        let reach = |email: Option<&str>, mobile: Option<&str>| Reach {
            profile: ProfileId::from_bytes([1; 16]),
            name: PersonName { given: "Lola".into(), family: "Leguellec".into() },
            parent: None,
            parent_profile: None,
            majority: None,
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
            refused_email: false,
            mobile: mobile.map(|mobile| domain::contact::MobileNumber::parse(mobile).unwrap()),
            post: None,
        };
        for told in [closed, child_activated] {
            let told = |reach: &Reach, by_sms| told(reach, "https://exemple.fr", by_sms).unwrap();
            let both = told(&reach(Some("inaya@exemple.fr"), Some("06 11 12 13 14")), true).unwrap();
            assert_eq!(as_mail(both).to, "inaya@exemple.fr");
            let sms = told(&reach(None, Some("06 11 12 13 14")), true).unwrap();
            let Message::Sms(sms) = sms else { panic!("{sms:?}") };
            assert_eq!(sms.to, "+33611121314");
            assert!(sms.text.contains("Appelez le 3422") && !sms.text.contains("Lola"), "{}", sms.text);
            assert!(told(&reach(None, Some("06 11 12 13 14")), false).is_none(), "no SMS leaves");
            assert!(told(&reach(None, None), true).is_none());
        }
    }

    #[test]
    fn a_childs_invitation_greets_the_parent() {
        let mail = mail(Some("Inaya"), None);
        let text = mail.text();
        assert!(text.starts_with("Bonjour Inaya Leguellec,"));
        assert!(text.contains("pour votre enfant Martine Julie Leguellec"));
        assert!(text.contains("Code provisoire pour Martine Julie Leguellec"));
        assert!(!text.contains("sera créé"), "the time to oppose is over");
        assert!(text.contains("Le délai pour s'opposer est passé"), "{text}");
        assert!(!mail.subject.contains("Leguellec"));
    }

    #[test]
    fn every_sms_is_one_segment_on_every_day() {
        let to = MobileNumber::parse("06 11 12 13 14").unwrap();
        let once = OneTimeCode::from_number(34_567);
        let code = ProvisionalCode::parse("WWWW WWWW WWWW").unwrap();
        let day = |month| CalendarDate::new(2028, month, 28).unwrap();
        // The one after it: a new variant does not compile until it has its place here.
        let next = |words: &SmsWords<'_>, month| match words {
            SmsWords::OneTimeCode(_) => Some(SmsWords::ContactCode(&once)),
            SmsWords::ContactCode(_) => Some(SmsWords::ProvisionalCode(&code, day(month))),
            SmsWords::ProvisionalCode(..) => Some(SmsWords::Closed),
            SmsWords::Closed => Some(SmsWords::ChildActivated),
            SmsWords::ChildActivated => None,
        };
        for month in 1..=12 {
            let mut words = SmsWords::OneTimeCode(&once);
            loop {
                let text = words.to_string();
                let sms = Sms::new(&to, text.clone()).unwrap_or_else(|fault| panic!("{fault:?}: {text}"));
                assert!(sms.text.starts_with("Mon espace santé : "), "{text}");
                match next(&words, month) {
                    Some(another) => words = another,
                    None => break,
                }
            }
        }
    }

    #[test]
    fn the_code_of_an_sms_is_read_as_it_is_pasted() {
        let code = ProvisionalCode::parse("H7UQ ZFKC J8KW").unwrap();
        let text = SmsWords::ProvisionalCode(&code, CalendarDate::from_iso("2027-08-03").unwrap()).to_string();
        assert!(text.contains("votre code provisoire est H7UQ ZFKC J8KW, valable jusqu'au 03/08/2027."), "{text}");
        let once = OneTimeCode::from_number(34_567);
        for text in [SmsWords::OneTimeCode(&once), SmsWords::ContactCode(&once)].map(|words| words.to_string()) {
            assert_eq!(OneTimeCode::parse(&text), Ok(once.clone()), "{text}");
        }
    }
}
