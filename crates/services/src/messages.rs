//! The words of e-mails and SMS. No subject and no text says more about a person than the way it is
//! sent by: whoever reads over a shoulder learns that the service exists.

use domain::sign_in::{Channel, OneTimeCode};
use store::{AccountContacts, JobKind};

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
