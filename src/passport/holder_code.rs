//! « Titulaire confirmé » without an address: the holder gets a code by e-mail, and tells it to whoever asks.
//!
//! **Invariant:** whoever asks for a code learns nothing: not whether the badge is kept here, nor where its holder
//! reads mail. What a right code confirms is said of the badge as it was last verified here.

use chrono::TimeDelta;
use rand::{Rng, RngExt as _};
use sqlx::PgPool;

use super::holder_code_store as store;
use crate::account::seal::MasterKey;
use crate::account::{Address, mail};
use crate::clock::Clock;
use crate::id;
use crate::text::{Language, text};

pub use store::Confirmed;

/// How long a code is good for.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);
/// Codes that are sent to one mailbox in an hour, whichever of its badges are looked at.
const AN_HOUR: i64 = 3;

/// Sends a code to the holder of the badge of that identity, where there is one who can be written to.
///
/// # Errors
///
/// When the database refuses; nothing is sent then.
pub async fn send(
    pool: &PgPool,
    identity: &[u8; 32],
    language: Language,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<(), sqlx::Error> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let found = store::reachable(&mut tx, identity, now, AN_HOUR).await?;
    let Some(badge) = found else { return Ok(()) };
    let Ok(address) = Address::parse(&badge.email) else {
        return Ok(());
    };
    let id = id::public();
    let code = format!("{:06}", rng.random_range(0..1_000_000_u32));
    let mac = master.mac(&purpose(id), code.as_bytes());
    store::put(&mut tx, id, badge.id, &mac, (now, now + LASTS)).await?;
    let spaced = format!("{}\u{a0}{}", &code[..3], &code[3..]);
    let subject = text(language, "mail-code-subject", &[]);
    let said = [("badge", badge.name.as_str()), ("code", spaced.as_str())];
    let said = text(language, "mail-code-text", &said);
    let mail = (&address, subject, said);
    mail::send(&mut tx, "holder_code", mail, LASTS, master, clock, rng).await?;
    tx.commit().await
}

/// The badge of that identity, if `code` is the last one sent for it. A wrong one counts as a try.
///
/// # Errors
///
/// When the database does not answer.
pub async fn check(
    pool: &PgPool,
    identity: &[u8; 32],
    code: &str,
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Option<Confirmed>, sqlx::Error> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let Some(last) = store::take_a_try(&mut tx, identity, now).await? else {
        return Ok(None);
    };
    let right = master.mac_is(&purpose(last.id), digits.as_bytes(), &last.mac);
    let confirmed = if right {
        Some(store::used(&mut tx, last.id, now).await?)
    } else {
        None
    };
    tx.commit().await?;
    Ok(confirmed)
}

fn purpose(id: uuid::Uuid) -> String {
    format!("passport.holder_code {id}")
}
