//! The words of e-mails and SMS. No subject and no text says more about a person than the way it is
//! sent by: whoever reads over a shoulder learns that the service exists.

use domain::contact::EmailAddress;
use domain::date::CalendarDate;
use domain::form::enrolment::Contact;
use domain::provisional_code::ProvisionalCode;
use domain::sign_in::{Channel, OneTimeCode};
use store::{AccountContacts, ComingOfAge, JobKind, Notice};

use crate::outbox::Message;

/// The message that carries a one-time code; `None` when the account has no such way.
pub(crate) fn one_time_code(
    contacts: &AccountContacts,
    channel: Channel,
    code: &OneTimeCode,
) -> Option<(JobKind, Message)> {
    let code = code.as_str();
    let minutes = OneTimeCode::LIFETIME.as_minutes_up();
    Some(match channel {
        Channel::Email => (
            JobKind::Email,
            Message {
                to: contacts.email.as_ref()?.as_str().to_owned(),
                subject: Some("Votre code à usage unique".into()),
                text: format!(
                    "Bonjour,\n\n\
                     Votre code à usage unique\u{a0}: {code}\n\n\
                     Saisissez-le sur la page de connexion de Mon espace santé. Il est valable {minutes} minutes et ne \
                     sert qu'une fois.\n\n\
                     Vous n'avez pas demandé ce code\u{a0}? Quelqu'un connaît peut-être votre mot de passe\u{a0}: ne \
                     donnez ce code à personne et appelez le 3422.\n\n\
                     Mon espace santé"
                ),
            },
        ),
        Channel::Sms => (
            JobKind::Sms,
            Message {
                to: contacts.mobile.as_ref()?.international(),
                subject: None,
                text: format!(
                    "Mon espace santé\u{a0}: votre code est {code}, valable {minutes} minutes. Ne le donnez à personne."
                ),
            },
        ),
    })
}

/// The message that carries the code by which a new contact is proved.
pub(crate) fn contact_code(contact: &Contact, code: &OneTimeCode) -> (JobKind, Message) {
    let (code, minutes) = (code.as_str(), OneTimeCode::LIFETIME.as_minutes_up());
    match contact {
        Contact::Email(email) => (
            JobKind::Email,
            Message {
                to: email.as_str().to_owned(),
                subject: Some("Votre code à usage unique".into()),
                text: format!(
                    "Bonjour,\n\n\
                     Cette adresse e-mail vient d'être indiquée pour l'activation de Mon espace santé. Pour la confirmer, \
                     saisissez ce code sur la page d'où il a été demandé\u{a0}: {code}\n\n\
                     Il est valable {minutes} minutes. Si vous n'êtes pas à l'origine de cette demande, ne faites rien\u{a0}: \
                     l'adresse ne sera pas enregistrée.\n\n\
                     Mon espace santé"
                ),
            },
        ),
        Contact::Mobile(mobile) => (
            JobKind::Sms,
            Message {
                to: mobile.international(),
                subject: None,
                text: format!(
                    "Mon espace santé\u{a0}: pour confirmer ce numéro, saisissez {code}, valable {minutes} minutes."
                ),
            },
        ),
    }
}

/// The mail that tells that a space was activated.
pub(crate) fn activated(to: &EmailAddress, site: &str) -> (JobKind, Message) {
    let message = Message {
        to: to.as_str().to_owned(),
        subject: Some("Votre espace est activé".into()),
        text: format!(
            "Bonjour,\n\n\
             Mon espace santé a bien été activé. Pour vous connecter\u{a0}:\n\
             {site}/connexion\n\n\
             Ce n'était pas vous\u{a0}? Appelez le 3422 (service gratuit + prix appel), du lundi au vendredi de 8h30 à \
             17h30.\n\n\
             Mon espace santé"
        ),
    };
    (JobKind::Email, message)
}

/// The mail that tells that a space was created by itself; `None` for whoever has no address.
pub(crate) fn space_created(notice: &Notice, site: &str) -> Option<(JobKind, Message)> {
    let name = notice.name.full();
    let (greeted, whose, opened) = match &notice.parent {
        Some(parent) => (parent.full(), format!("l'espace de votre enfant {name}"), "L'espace de votre enfant"),
        None => (name, "votre espace".to_owned(), "Votre espace"),
    };
    let message = Message {
        to: notice.email.as_ref()?.as_str().to_owned(),
        subject: Some("Mon espace santé est créé".into()),
        text: format!(
            "Bonjour {greeted},\n\n\
             Le délai pour s'opposer est passé\u{a0}: {whose} est créé. {opened} n'est pas encore activé, et personne ne \
             s'y est connecté.\n\n\
             Vous pouvez l'activer à tout moment avec un code provisoire. Si vous ne l'avez plus, demandez-en un \
             nouveau\u{a0}:\n\
             {site}/code-provisoire\n\n\
             Vous n'en voulez pas\u{a0}? Vous pouvez le clôturer sans compte, avec un code provisoire et la carte \
             Vitale\u{a0}:\n\
             {site}/opposition\n\n\
             Mon espace santé"
        ),
    };
    Some((JobKind::Email, message))
}

/// The mail that tells that a space was closed without an account, or the SMS, where `by_sms` serves and there is no
/// address; `None` for whoever can be reached by neither.
pub(crate) fn closed(notice: &Notice, site: &str, by_sms: bool) -> Option<(JobKind, Message)> {
    let Some(email) = &notice.email else {
        let text = "Mon espace santé\u{a0}: un espace vient d'être clôturé avec votre code provisoire. Ce n'était pas \
                    vous\u{a0}? Appelez le 3422.";
        return by_sms.then(|| sms(notice, text)).flatten();
    };
    let name = notice.name.full();
    let (greeted, whose) = match &notice.parent {
        Some(parent) => (parent.full(), format!("L'espace de votre enfant {name}")),
        None => (name, "Votre espace".to_owned()),
    };
    let message = Message {
        to: email.as_str().to_owned(),
        subject: Some("Un espace est clôturé".into()),
        text: format!(
            "Bonjour {greeted},\n\n\
             {whose} est clôturé, avec le code provisoire et la carte Vitale. Personne ne peut plus y déposer ni y \
             consulter de document.\n\n\
             Vous pouvez revenir sur cette décision à tout moment, en activant Mon espace santé\u{a0}:\n\
             {site}/activer\n\n\
             Ce n'était pas vous\u{a0}? Appelez le 3422 (service gratuit + prix appel), du lundi au vendredi de 8h30 à \
             17h30.\n\n\
             Mon espace santé"
        ),
    };
    Some((JobKind::Email, message))
}

/// The mail that tells a parent that somebody else has activated their child's space with the code that the parent
/// received; or the SMS, as for [`closed`].
pub(crate) fn child_activated(notice: &Notice, site: &str, by_sms: bool) -> Option<(JobKind, Message)> {
    let Some(email) = &notice.email else {
        let text = "Mon espace santé\u{a0}: l'espace de votre enfant vient d'être activé avec votre code provisoire, \
                    depuis un autre compte. Ce n'est pas normal\u{a0}? Appelez le 3422.";
        return by_sms.then(|| sms(notice, text)).flatten();
    };
    let greeted = notice.parent.as_ref().unwrap_or(&notice.name).full();
    let message = Message {
        to: email.as_str().to_owned(),
        subject: Some("Un espace est activé".into()),
        text: format!(
            "Bonjour {greeted},\n\n\
             L'espace de votre enfant {} vient d'être activé avec le code provisoire que vous avez reçu, depuis le compte \
             d'une autre personne, qui a certifié être son représentant légal.\n\n\
             Ce n'est pas normal\u{a0}? Appelez le 3422 (service gratuit + prix appel), du lundi au vendredi de 8h30 à \
             17h30.\n\n\
             {site}\n\n\
             Mon espace santé",
            notice.name.full()
        ),
    };
    Some((JobKind::Email, message))
}

/// The SMS of that text; `None` for whoever has no mobile number.
fn sms(notice: &Notice, text: &str) -> Option<(JobKind, Message)> {
    let to = notice.mobile.as_ref()?.international();
    Some((JobKind::Sms, Message { to, subject: None, text: text.to_owned() }))
}

/// The mail that tells a representative that a child comes of age; `None` for whoever has no address.
pub(crate) fn majority_coming(coming: &ComingOfAge, site: &str) -> Option<(JobKind, Message)> {
    let (child, on) = (coming.name.full(), coming.on);
    let message = Message {
        to: coming.email.as_ref()?.as_str().to_owned(),
        subject: Some("Votre accès à un profil va prendre fin".into()),
        text: format!(
            "Bonjour {},\n\n\
             {child} aura 18\u{a0}ans\u{a0}: à partir du {on}, vous n'aurez plus accès à son profil. Ce qu'il contient est \
             conservé, pour {child} seulement.\n\n\
             À partir de ce jour, {child} pourra activer son espace, avec son propre compte\u{a0}:\n\
             {site}/activer\n\n\
             Mon espace santé",
            coming.representative.full()
        ),
    };
    Some((JobKind::Email, message))
}

/// The mail that tells somebody that they come of age; `None` for whoever has no address of their own.
pub(crate) fn majority_coming_to_child(child: &Notice, on: CalendarDate) -> Option<(JobKind, Message)> {
    let message = Message {
        to: child.email.as_ref()?.as_str().to_owned(),
        subject: Some("Votre espace bientôt à vous".into()),
        text: format!(
            "Bonjour {},\n\n\
             Vous aurez bientôt 18\u{a0}ans. À partir du {on}, vos représentants légaux n'auront plus accès à votre espace, \
             et vous pourrez l'activer avec votre propre compte. Ce qu'il contient est conservé.\n\n\
             Ce jour-là, vous recevrez un code provisoire. Gardez votre carte Vitale à portée de main.\n\n\
             Mon espace santé",
            child.name.full()
        ),
    };
    Some((JobKind::Email, message))
}

/// The mail that tells a representative that a child has come of age; `None` for whoever has no address.
pub(crate) fn representation_ended(come: &ComingOfAge) -> Option<(JobKind, Message)> {
    let child = come.name.full();
    let message = Message {
        to: come.email.as_ref()?.as_str().to_owned(),
        subject: Some("Votre accès à un profil a pris fin".into()),
        text: format!(
            "Bonjour {},\n\n\
             {child} a 18\u{a0}ans\u{a0}: vous n'avez plus accès à son profil. Ce qu'il contient est conservé, pour {child} \
             seulement.\n\n\
             Mon espace santé",
            come.representative.full()
        ),
    };
    Some((JobKind::Email, message))
}

/// The mail with which a young adult takes their space over; `None` for whoever has no address.
pub(crate) fn of_age(
    told: &Notice,
    code: &ProvisionalCode,
    valid_until: CalendarDate,
    site: &str,
) -> Option<(JobKind, Message)> {
    let message = Message {
        to: told.email.as_ref()?.as_str().to_owned(),
        subject: Some("Votre espace vous attend".into()),
        text: format!(
            "Bonjour {},\n\n\
             Vous avez 18\u{a0}ans\u{a0}: votre espace n'est plus géré par vos représentants légaux. Ce qu'il contient vous \
             attend.\n\n\
             Pour l'activer avec votre propre compte, munissez-vous de votre carte Vitale\u{a0}:\n\
             {site}/activer\n\n\
             Votre code provisoire, valable jusqu'au {valid_until}\u{a0}:\n\
             {}\n\n\
             Ne donnez ce code à personne. Une question\u{a0}? Appelez le 3422 (service gratuit + prix appel), du lundi au \
             vendredi de 8h30 à 17h30.\n\n\
             Mon espace santé",
            told.name.full(),
            code.grouped()
        ),
    };
    Some((JobKind::Email, message))
}

/// The message that carries a provisional code that was asked for; `None` when there is no such way.
pub(crate) fn provisional_code(
    notice: &Notice,
    channel: Channel,
    code: &ProvisionalCode,
    valid_until: CalendarDate,
) -> Option<(JobKind, Message)> {
    let code = code.grouped();
    Some(match channel {
        Channel::Email => (
            JobKind::Email,
            Message {
                to: notice.email.as_ref()?.as_str().to_owned(),
                subject: Some("Votre nouveau code provisoire".into()),
                text: format!(
                    "Bonjour,\n\n\
                     Code provisoire pour {}\u{a0}:\n\
                     {code}\n\n\
                     Il remplace les précédents, ne sert qu'une fois et il est valable jusqu'au {valid_until}.\n\n\
                     Vous n'avez pas demandé ce code\u{a0}? Ne le donnez à personne et appelez le 3422.\n\n\
                     Mon espace santé",
                    notice.name.full()
                ),
            },
        ),
        Channel::Sms => (
            JobKind::Sms,
            Message {
                to: notice.mobile.as_ref()?.international(),
                subject: None,
                text: format!(
                    "Mon espace santé\u{a0}: votre code provisoire est {code}, valable jusqu'au {valid_until}. Ne le \
                     donnez à personne."
                ),
            },
        ),
    })
}

/// The mail that tells somebody that they may have a space, or their child, with the provisional code.
/// `until` is the last day on which its creation can be opposed, unless that is over.
pub(crate) fn invitation(
    notice: &Notice,
    to: &EmailAddress,
    code: &ProvisionalCode,
    valid_until: CalendarDate,
    until: Option<CalendarDate>,
    site: &str,
) -> Message {
    let name = notice.name.full();
    let (greeted, whose, created) = match &notice.parent {
        Some(parent) => (
            parent.full(),
            format!("Vous pouvez ouvrir Mon espace santé pour votre enfant {name}"),
            "l'espace de votre enfant",
        ),
        None => (name.clone(), "Vous pouvez ouvrir Mon espace santé".to_owned(), "votre espace"),
    };
    let (decision, card) = (decision(created, until), to_prepare(notice.parent.is_some()));
    Message {
        to: to.as_str().to_owned(),
        subject: Some("Mon espace santé\u{a0}: à vous de choisir".into()),
        text: format!(
            "Bonjour {greeted},\n\n\
             {whose}, un espace personnel et gratuit pour conserver des documents de santé et les partager avec les \
             professionnels de votre choix.\n\n\
             {decision}\n\n\
             Code provisoire pour {name}\u{a0}:\n\
             {}\n\n\
             Ce code ne sert qu'une fois et il est valable jusqu'au {valid_until}. Gardez-le pour vous\u{a0}: personne ne \
             vous le demandera par téléphone ou par e-mail.\n\n\
             Pour faire votre choix, préparez {card}.\n\n\
             SE CONNECTER À MON ESPACE SANTÉ\n\
             {site}/activer\n\n\
             Une question\u{a0}? {HELP}\n\n\
             Mon espace santé",
            code.grouped()
        ),
    }
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

/// How one gets help.
pub(crate) const HELP: &str = "Appelez le 3422 (service gratuit + prix appel), du lundi au vendredi de 8h30 à 17h30.";

#[cfg(test)]
pub(crate) mod tests {
    use domain::id::ProfileId;
    use domain::person::PersonName;

    use super::*;

    fn mail(parent: Option<&str>, until: Option<&str>) -> Message {
        let name = |given: &str| PersonName { given: given.into(), family: "Leguellec".into() };
        let day = |text| CalendarDate::from_iso(text).unwrap();
        let notice = Notice {
            profile: ProfileId::from_bytes([1; 16]),
            name: name("Martine Julie"),
            parent: parent.map(name),
            parent_profile: None,
            majority: None,
            email: None,
            mobile: None,
            post: None,
        };
        let to = EmailAddress::parse("martine@exemple.fr").unwrap();
        let code = ProvisionalCode::parse("H7UQ ZFKC J8KW").unwrap();
        invitation(&notice, &to, &code, day("2027-01-03"), until.map(day), "https://exemple.fr")
    }

    /// The words of an invitation.
    pub(crate) fn invitation_text() -> String {
        mail(None, Some("2027-01-03")).text
    }

    #[test]
    fn an_invitation_says_what_is_needed_and_keeps_the_subject_bare() {
        let mail = mail(None, Some("2027-01-03"));
        assert_eq!(mail.subject.as_deref(), Some("Mon espace santé\u{a0}: à vous de choisir"));
        for words in [
            "Bonjour Martine Julie Leguellec,",
            "Code provisoire pour Martine Julie Leguellec\u{a0}:\nH7UQ\u{a0}ZFKC\u{a0}J8KW\n",
            "valable jusqu'au 3 janvier 2027",
            "votre espace sera créé après le 3 janvier 2027",
            "https://exemple.fr/activer",
            "3422",
        ] {
            assert!(mail.text.contains(words), "{words} in {}", mail.text);
        }
        // As it is pasted out of the mail.
        let pasted = mail.text.split("Code provisoire").nth(1).unwrap().lines().nth(1).unwrap();
        assert!(ProvisionalCode::parse(pasted).is_ok());
    }

    #[test]
    fn the_mail_of_a_created_space_needs_an_address() {
        let name = |given: &str| PersonName { given: given.into(), family: "Leguellec".into() };
        let notice = |email: Option<&str>| Notice {
            profile: ProfileId::from_bytes([1; 16]),
            name: name("Lola"),
            parent: Some(name("Inaya")),
            parent_profile: None,
            majority: None,
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
            mobile: None,
            post: None,
        };
        assert!(space_created(&notice(None), "https://exemple.fr").is_none());
        let (kind, mail) = space_created(&notice(Some("inaya@exemple.fr")), "https://exemple.fr").unwrap();
        assert_eq!((kind, mail.to.as_str()), (JobKind::Email, "inaya@exemple.fr"));
        assert!(mail.text.starts_with("Bonjour Inaya Leguellec,"), "{}", mail.text);
        assert!(mail.text.contains("l'espace de votre enfant Lola Leguellec est créé"), "{}", mail.text);
        assert!(mail.text.contains("https://exemple.fr/code-provisoire"), "{}", mail.text);
        assert!(!mail.subject.unwrap().contains("Leguellec"));
    }

    #[test]
    fn what_happens_to_a_space_is_told_by_sms_where_there_is_no_address() {
        let notice = |email: Option<&str>, mobile: Option<&str>| Notice {
            profile: ProfileId::from_bytes([1; 16]),
            name: PersonName { given: "Lola".into(), family: "Leguellec".into() },
            parent: None,
            parent_profile: None,
            majority: None,
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
            mobile: mobile.map(|mobile| domain::contact::MobileNumber::parse(mobile).unwrap()),
            post: None,
        };
        for told in [closed, child_activated] {
            let told = |notice: &Notice, by_sms| told(notice, "https://exemple.fr", by_sms);
            let both = told(&notice(Some("inaya@exemple.fr"), Some("06 11 12 13 14")), true).unwrap();
            assert_eq!((both.0, both.1.to.as_str()), (JobKind::Email, "inaya@exemple.fr"));
            let (kind, sms) = told(&notice(None, Some("06 11 12 13 14")), true).unwrap();
            assert_eq!((kind, sms.to.as_str()), (JobKind::Sms, "+33611121314"));
            assert!(sms.text.contains("Appelez le 3422") && !sms.text.contains("Lola"), "{}", sms.text);
            assert!(sms.text.chars().count() <= 160, "{}", sms.text.chars().count());
            assert!(told(&notice(None, Some("06 11 12 13 14")), false).is_none(), "no SMS leaves");
            assert!(told(&notice(None, None), true).is_none());
        }
    }

    #[test]
    fn a_childs_invitation_greets_the_parent() {
        let mail = mail(Some("Inaya"), None);
        assert!(mail.text.starts_with("Bonjour Inaya Leguellec,"));
        assert!(mail.text.contains("pour votre enfant Martine Julie Leguellec"));
        assert!(mail.text.contains("Code provisoire pour Martine Julie Leguellec"));
        assert!(!mail.text.contains("sera créé"), "the time to oppose is over");
        assert!(mail.text.contains("Le délai pour s'opposer est passé"), "{}", mail.text);
        assert!(!mail.subject.unwrap().contains("Leguellec"));
    }
}
