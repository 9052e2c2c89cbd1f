//! Asking for a link, using it, and ending sessions.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::{LINK_LASTS, LINKS_AN_HOUR, Link, SESSION_LASTS, Seen, Session, store};
use crate::account::Address;
use crate::account::mail;
use crate::account::seal::MasterKey;
use crate::account::secret::{Secret, digest};
use crate::account::service::{confirm, find_or_make, show_later};
use crate::clock::Clock;
use crate::id;
use crate::text::{Language, text};

/// Sends a link to an address, unless it was sent too many; whoever asks is told the same.
///
/// `address_of` makes the link's address of its secret.
///
/// # Errors
///
/// When the database refuses; no mail goes then.
#[expect(
    clippy::too_many_arguments,
    reason = "who, where to, and what a mail needs"
)]
pub async fn send_link(
    pool: &PgPool,
    address: &Address,
    next: &str,
    language: Language,
    address_of: impl Fn(&str) -> String,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<(), sqlx::Error> {
    let now = clock.now();
    let secret = Secret::draw("", rng);
    let mut tx = pool.begin().await?;
    let sent = store::put_link(
        &mut tx,
        &secret.digest(),
        address.as_str(),
        next,
        (now, now + LINK_LASTS),
        LINKS_AN_HOUR,
    )
    .await?;
    if sent {
        let link = address_of(secret.reveal());
        let subject = text(language, "mail-sign-in-subject", &[]);
        let said = text(language, "mail-sign-in-text", &[("link", &link)]);
        let mail = (address, subject, said);
        mail::send(&mut tx, "sign_in", mail, LINK_LASTS, master, clock, rng).await?;
    }
    tx.commit().await
}

/// The link of a secret, if it can still be used. Looking changes nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn link(
    pool: &PgPool,
    secret: &str,
    clock: &dyn Clock,
) -> Result<Option<Link>, sqlx::Error> {
    store::link(pool, &digest(secret), clock.now()).await
}

/// Uses a link, once: its address is confirmed, and a session begins. `None`: used before, or too late.
///
/// # Errors
///
/// When the database refuses; the link can be used again then.
pub async fn enter(
    pool: &PgPool,
    secret: &str,
    browser: &str,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<(Secret, Link)>, sqlx::Error> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let Some(link) = store::consume(&mut tx, &digest(secret), now).await? else {
        return Ok(None);
    };
    let Ok(address) = Address::parse(&link.email) else {
        return Ok(None);
    };
    let addresses = BTreeSet::from([address.clone()]);
    let people = find_or_make(&mut tx, &addresses, master, clock, rng).await?;
    let Some(holder) = people.get(&address).map(|holder| holder.id) else {
        return Ok(None);
    };
    if confirm(&mut tx, &addresses, clock).await? > 0 {
        show_later(&mut tx, holder, clock).await?;
    }
    let session = begin_in(&mut tx, holder, browser, false, now, rng).await?;
    tx.commit().await?;
    Ok(Some((session, link)))
}

/// Begins a session for an invented person: whoever comes by the demonstration's doors may do all that they may.
///
/// # Errors
///
/// When the database refuses.
pub async fn begin(
    pool: &PgPool,
    holder: Uuid,
    browser: &str,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Secret, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    begin_in(&mut connection, holder, browser, true, clock.now(), rng).await
}

/// Begins a session in the caller's transaction; `strong`: a passkey was shown.
pub(in crate::account) async fn begin_in(
    db: &mut PgConnection,
    holder: Uuid,
    browser: &str,
    strong: bool,
    now: DateTime<Utc>,
    rng: &mut (impl Rng + Send),
) -> Result<Secret, sqlx::Error> {
    let session = Secret::draw("", rng);
    let (id, digest) = (id::public(), session.digest());
    let times = (now, now + SESSION_LASTS);
    store::put_session(db, id, holder, &digest, browser, times, strong).await?;
    Ok(session)
}

/// Keeps that a passkey was shown in a session.
///
/// # Errors
///
/// When the database refuses.
pub async fn strengthen(
    tx: &mut PgConnection,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    store::strengthen(tx, session, now).await
}

/// Who shows this secret; `None`: nobody, or no longer. A session that is used goes on.
///
/// # Errors
///
/// When the database does not answer.
pub async fn session(
    pool: &PgPool,
    secret: &str,
    clock: &dyn Clock,
) -> Result<Option<Session>, sqlx::Error> {
    let now = clock.now();
    store::session(pool, &digest(secret), now, now + SESSION_LASTS).await
}

/// The sessions of a person, the one used last first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sessions(
    pool: &PgPool,
    holder: Uuid,
    clock: &dyn Clock,
) -> Result<Vec<Seen>, sqlx::Error> {
    store::sessions(pool, holder, clock.now()).await
}

/// Ends one session of a person.
///
/// # Errors
///
/// When the database refuses.
pub async fn end(pool: &PgPool, holder: Uuid, session: Uuid) -> Result<(), sqlx::Error> {
    store::end(pool, holder, Some(session)).await
}

/// Ends every session of a person.
///
/// # Errors
///
/// When the database refuses.
pub async fn end_all(db: impl PgExecutor<'_>, holder: Uuid) -> Result<(), sqlx::Error> {
    store::end(db, holder, None).await
}
