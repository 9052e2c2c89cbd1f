//! Mails that come in: somebody answers by mail, and it stands in the thread as if they had written it there.
//!
//! **Invariant:** one mail is posted once; only whoever the reply address was given to, from an address that is theirs and
//! that they have not left, is heard; nothing that is said back tells whether a thread exists, nor names anybody.

use mail_parser::{Address as Listed, HeaderValue, Message, MessageParser, PartType};
use rand::Rng;
use uuid::Uuid;

use super::holder::{self, Answer};
use super::letters::CUT;
use super::proposals::Means;
use super::{RelayError, Side, mailbox_digest, post_store as store, recruiter};
use crate::account::secret::digest;
use crate::account::{Address, service as account};

/// The largest mail that is read, in octets: what is attached is not.
pub const LARGEST: usize = 1024 * 1024;

/// What became of a mail that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is in its thread.
    Posted,
    /// It was before.
    Before,
    /// A program wrote it: an absence, a receipt. It is dropped, and nobody is told.
    Automatic,
}

/// Why a mail was not taken. None of these names anybody.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No mail, no plain text in it, none left once quotes are off, or too much.
    #[error("this mail cannot be read: it needs a plain text of 1,000 characters at most")]
    Unreadable,
    /// No such address, not for this sender, or the thread is over.
    #[error("nobody is reached at this address")]
    Nobody,
    /// The house cannot take it now.
    #[error("try again later")]
    Later(#[source] RelayError),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Later(error.into())
    }
}

impl From<RelayError> for Refused {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Words(_) => Self::Unreadable,
            RelayError::Unknown | RelayError::Closed => Self::Nobody,
            error => Self::Later(error),
        }
    }
}

/// Takes one mail as a mail server hands it over (RFC 5322). `recipient` is the address that it came for, where the
/// server says so; else the mail's own headers do. `domain` is that of reply addresses.
///
/// # Errors
///
/// [`Refused`]; nothing is kept then.
pub async fn receive(
    means: Means<'_>,
    mail: &[u8],
    recipient: Option<&str>,
    domain: &str,
    rng: &mut (impl Rng + Send),
) -> Result<Taken, Refused> {
    if mail.len() > LARGEST {
        return Err(Refused::Unreadable);
    }
    let parsed = MessageParser::default().parse(mail);
    let parsed = parsed.ok_or(Refused::Unreadable)?;
    let mailbox = match recipient {
        Some(recipient) => ours(recipient, domain),
        None => from_headers(&parsed, domain),
    };
    if automatic(&parsed) {
        return Ok(Taken::Automatic);
    }
    let mailbox = mailbox.ok_or(Refused::Nobody)?;
    let (name, sender) = sender(&parsed).ok_or(Refused::Unreadable)?;
    let id = parsed.message_id().ok_or(Refused::Unreadable)?;
    let text = text(&parsed).ok_or(Refused::Unreadable)?;

    let mut tx = means.pool.begin().await?;
    let found = store::of_mailbox(&mut tx, &mailbox_digest(&mailbox)).await?;
    let (side, person, reference, named) = found.ok_or(Refused::Nobody)?;
    let known = account::addresses_in_use(&mut *tx, person).await?;
    if !known.contains(&sender) {
        return Err(Refused::Nobody);
    }
    let once = digest(&format!("{mailbox} {id}"));
    if !store::first(&mut tx, &once, means.clock.now()).await? {
        return Ok(Taken::Before);
    }
    let text = if named { text } else { without(&text, &name) };
    match side {
        Side::Holder => {
            let who = (person, reference);
            holder::answer_within(&mut tx, means, who, &Answer::Reply(text), rng).await?;
        }
        Side::Recruiter => {
            recruiter::write_within(&mut tx, means, (person, reference), &text, rng).await?;
        }
    }
    tx.commit().await?;
    Ok(Taken::Posted)
}

/// Whose thread a reply address is of, as the store tells it.
pub(super) type Found = (Side, Uuid, Uuid, bool);

/// What stands before the @ of a reply address of ours.
fn ours(address: &str, domain: &str) -> Option<String> {
    let address = address.trim().trim_matches(['<', '>']).to_ascii_lowercase();
    let (mailbox, at) = address.rsplit_once('@')?;
    let hex = mailbox.strip_prefix("fil+")?;
    let random = hex.len() == 40 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    (random && at == domain.to_ascii_lowercase()).then(|| mailbox.to_owned())
}

fn from_headers(mail: &Message<'_>, domain: &str) -> Option<String> {
    let listed = [mail.to(), mail.cc()].into_iter().flatten();
    let mut addresses: Vec<String> = listed.flat_map(of_list).collect();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        addresses.extend(mail.header_raw(name).map(str::to_owned));
    }
    addresses.iter().find_map(|address| ours(address, domain))
}

fn of_list(listed: &Listed<'_>) -> Vec<String> {
    let addresses = listed.iter().filter_map(|one| one.address.as_deref());
    addresses.map(str::to_owned).collect()
}

/// An absence, a list, a receipt (RFC 3834, 2).
fn automatic(mail: &Message<'_>) -> bool {
    let said = |name: &str| {
        let raw = mail.header_raw(name).unwrap_or_default();
        raw.trim().to_ascii_lowercase()
    };
    let auto = said("Auto-Submitted");
    let precedence = said("Precedence");
    !(auto.is_empty() || auto == "no")
        || ["bulk", "junk", "list", "auto_reply"].contains(&precedence.as_str())
        || mail.header("X-Autoreply").is_some()
        // what comes back to nobody is of a program: a notice that a mail could not be delivered
        || said("Return-Path") == "<>"
        || mail
            .header("List-Id")
            .is_some_and(|value| !matches!(value, HeaderValue::Empty))
        || mail.from().is_none()
}

/// The name and the address of who wrote.
fn sender(mail: &Message<'_>) -> Option<(String, Address)> {
    let from = mail.from()?.first()?;
    let address = Address::parse(from.address.as_deref()?).ok()?;
    Some((from.name.as_deref().unwrap_or_default().to_owned(), address))
}

/// What was written: the plain text, without what is quoted and without a signature.
fn text(mail: &Message<'_>) -> Option<String> {
    let whole = mail.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.as_ref()),
        _ => None,
    })?;
    let written = unquoted(whole);
    (!written.is_empty()).then_some(written)
}

fn unquoted(whole: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in whole.lines() {
        let bare = line.trim();
        let lower = bare.to_lowercase();
        let quote_begins = (lower.starts_with("le ") && lower.ends_with("écrit :"))
            || (lower.starts_with("le ") && lower.ends_with("écrit\u{a0}:"))
            || (lower.starts_with("on ") && lower.ends_with("wrote:"))
            || lower.starts_with("-----")
            || lower.starts_with("_____")
            || bare.contains(CUT);
        // A signature (RFC 3676, 4.3), or whatever follows the words.
        if quote_begins || line == "-- " || bare == "--" {
            break;
        }
        if !bare.starts_with('>') {
            kept.push(line.trim_end());
        }
    }
    // « Le lundi 30 novembre 2026 à 10:00, … » whose end was on the next line, which is quoted.
    while let Some(last) = kept.last() {
        let opens_a_quote = (last.starts_with("Le ") || last.starts_with("On "))
            && last.contains('@')
            && last.contains(':');
        if !(opens_a_quote || last.trim().is_empty()) {
            break;
        }
        kept.pop();
    }
    kept.join("\n").trim().to_owned()
}

/// The name that a mail program writes beside an address, and that people sign with, is not passed on before its
/// holder gave it.
fn without(text: &str, name: &str) -> String {
    let mut said = text.to_owned();
    let mut names: Vec<&str> = name.split([' ', '.', ',', '"', '\'']).collect();
    names.retain(|part| part.chars().count() > 2);
    for name in names {
        said = said
            .split_inclusive(|letter: char| !letter.is_alphanumeric() && letter != '-')
            .map(|piece| {
                let word = piece
                    .trim_end_matches(|letter: char| !letter.is_alphanumeric() && letter != '-');
                if word.to_lowercase() == name.to_lowercase() {
                    format!("[nom masqué]{}", &piece[word.len()..])
                } else {
                    piece.to_owned()
                }
            })
            .collect();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_and_signed_is_left_out() {
        let mail = format!(
            "Bonjour,\nje suis libre lundi.\n\nLe lun. 30 nov. 2026 à 10:00, Relais <a@b.fr> a écrit :\n> {CUT}\n> Quand ?"
        );
        assert_eq!(unquoted(&mail), "Bonjour,\nje suis libre lundi.");
        assert_eq!(unquoted("Oui.\n-- \nAda Lovelace\n06"), "Oui.");
        let broken = "Oui.\n\nLe lun. 30 nov. 2026 à 10:00, Relais <fil+1@relais.exemple>\n> a écrit :\n> Quand ?";
        assert_eq!(unquoted(broken), "Oui.");
        assert_eq!(
            unquoted("Le stage me plaît : oui"),
            "Le stage me plaît : oui"
        );
    }

    #[test]
    fn a_name_that_was_not_given_is_masked() {
        assert_eq!(
            without("Merci,\nAda LOVELACE.\nadaptée", "Ada Lovelace"),
            "Merci,\n[nom masqué] [nom masqué].\nadaptée"
        );
        assert_eq!(without("le chat", ""), "le chat");
    }

    #[test]
    fn only_a_reply_address_of_this_house_is_read() {
        let hex = "0".repeat(40);
        let (relay, other) = ("relais.exemple", "ailleurs.exemple");
        assert!(ours(&format!("<FIL+{hex}@Relais.exemple>"), relay).is_some());
        for wrong in [
            format!("fil+{hex}@{other}"),
            format!("fil+{}@{relay}", &hex[1..]),
            format!("{hex}@{relay}"),
            String::new(),
        ] {
            assert!(ours(&wrong, relay).is_none(), "{wrong}");
        }
    }
}
