//! Making a passkey, entering with one, taking one away.

use chrono::TimeDelta;
use rand::Rng;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::ceremony::RelyingParty;
use super::{Asked, Passkey, PasskeyError, store};
use crate::account::entry::{self, Session};
use crate::account::seal::MasterKey;
use crate::account::secret::Secret;
use crate::account::{mail, service as account};
use crate::clock::Clock;
use crate::id;
use crate::text::{Language, text};

/// How long a device may take to answer.
const OPEN: TimeDelta = TimeDelta::minutes(5);

/// The passkeys of a person, the oldest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_holder(pool: &PgPool, holder: Uuid) -> Result<Vec<Passkey>, sqlx::Error> {
    store::of_holder(pool, holder).await
}

/// Asks the device of whoever is in `session` for a new passkey; `name` is what it shows beside it: an address of
/// theirs.
///
/// # Errors
///
/// [`PasskeyError`].
pub async fn ask_for_new(
    pool: &PgPool,
    here: &RelyingParty,
    session: Session,
    name: &str,
    clock: &dyn Clock,
) -> Result<Asked, PasskeyError> {
    let mut tx = pool.begin().await?;
    let known = beside(&mut tx, session).await?;
    tx.commit().await?;
    let (state, options) = here.ask_for_new(session.holder, name, known)?;
    open(pool, Some(session.holder), &state, options, clock).await
}

/// The names of the passkeys that a new one would stand beside: none, or the session is one in which one was shown.
async fn beside(tx: &mut PgConnection, session: Session) -> Result<Vec<Vec<u8>>, PasskeyError> {
    let known = store::names(tx, session.holder).await?;
    if !known.is_empty() && !session.strong {
        return Err(PasskeyError::NotStrong);
    }
    Ok(known)
}

/// Keeps the passkey that `answer` brings; the session is one in which a passkey was shown from then on. `browser` is
/// the name under which its owner finds it again.
///
/// # Errors
///
/// [`PasskeyError`]; nothing is kept then.
pub async fn keep_new(
    pool: &PgPool,
    here: &RelyingParty,
    session: Session,
    (ceremony, answer): (Uuid, &Value),
    browser: &str,
    clock: &dyn Clock,
) -> Result<(), PasskeyError> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    beside(&mut tx, session).await?;
    let state = store::close(&mut tx, ceremony, Some(session.holder), now).await?;
    let kept = here.made(&state.ok_or(PasskeyError::Closed)?, answer)?;
    if !store::put(&mut tx, id::public(), session.holder, &kept, browser, now).await? {
        return Err(PasskeyError::Wrong);
    }
    entry::service::strengthen(&mut tx, session.id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks for any passkey that this host knows.
///
/// # Errors
///
/// [`PasskeyError`].
pub async fn ask_for_any(
    pool: &PgPool,
    here: &RelyingParty,
    clock: &dyn Clock,
) -> Result<Asked, PasskeyError> {
    let (state, options) = here.ask_for_any()?;
    open(pool, None, &state, options, clock).await
}

async fn open(
    pool: &PgPool,
    holder: Option<Uuid>,
    state: &[u8],
    options: Value,
    clock: &dyn Clock,
) -> Result<Asked, PasskeyError> {
    let now = clock.now();
    let ceremony = id::public();
    store::open(pool, ceremony, holder, state, (now, now + OPEN)).await?;
    Ok(Asked { ceremony, options })
}

/// Begins a session of whose passkey answered; one that answers wrongly leaves no trace but its question, closed.
///
/// # Errors
///
/// [`PasskeyError`].
pub async fn enter(
    pool: &PgPool,
    here: &RelyingParty,
    (ceremony, answer): (Uuid, &Value),
    browser: &str,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Secret, PasskeyError> {
    let now = clock.now();
    let answer = RelyingParty::said(answer)?;
    let mut tx = pool.begin().await?;
    let state = store::close(&mut tx, ceremony, None, now).await?;
    let state = state.ok_or(PasskeyError::Closed)?;
    let holder = answer.holder();
    let kept = store::lock(&mut tx, answer.credential_id(), holder).await?;
    let shown = match kept {
        Some(kept) => here.shown(&state, &answer, &kept),
        None => Err(PasskeyError::Wrong),
    };
    let dynamic_state = match shown {
        Ok(dynamic_state) => dynamic_state,
        Err(error) => {
            // A question serves once, also for a wrong answer.
            tx.commit().await?;
            return Err(error);
        }
    };
    store::used(&mut tx, answer.credential_id(), &dynamic_state, now).await?;
    let secret = entry::service::begin_in(&mut tx, holder, browser, true, now, rng).await?;
    tx.commit().await?;
    Ok(secret)
}

/// How long the mail about a removal is worth being sent.
const MAIL_LASTS: TimeDelta = TimeDelta::days(7);

/// Takes passkeys of a person away, all of them or `one`, for whoever lost their device: operators only. Their sessions
/// end, the audit says who did it, and they are written to at each address, in French and then in English. Tells how
/// many were taken away.
///
/// # Errors
///
/// When the database refuses; nothing is changed then.
pub async fn take_away(
    tx: &mut PgConnection,
    (holder, one): (Uuid, Option<Uuid>),
    (actor, link): (&str, &str),
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<usize, sqlx::Error> {
    let taken = store::take_away(tx, holder, one, actor, clock.now()).await?;
    if taken.is_empty() {
        return Ok(0);
    }
    entry::service::end_all(&mut *tx, holder).await?;
    let names = taken.join(", ");
    let said = [("names", names.as_str()), ("link", link)];
    let [french, english] = [Language::Fr, Language::En]
        .map(|language| text(language, "mail-passkey-removed-text", &said));
    let told = format!("{french}\n\n—\n\n{english}");
    for address in account::addresses_in_use(&mut *tx, holder).await? {
        let subject = text(Language::Fr, "mail-passkey-removed-subject", &said);
        let mail = (&address, subject, told.clone());
        mail::send(tx, "passkey_removed", mail, MAIL_LASTS, master, clock, rng).await?;
    }
    Ok(taken.len())
}

/// Takes a passkey of whoever is in `session` away; false: they have none such.
///
/// # Errors
///
/// [`PasskeyError::NotStrong`]: whoever reads a mailbox alone would take all away and make a first one of their own.
pub async fn remove(pool: &PgPool, session: Session, passkey: Uuid) -> Result<bool, PasskeyError> {
    if !session.strong {
        return Err(PasskeyError::NotStrong);
    }
    Ok(store::remove(pool, session.holder, passkey).await?)
}
