//! « Titulaire confirmé » without telling an address: the holder gets a code by e-mail, or has their badge's own page show
//! one, and tells it to whoever asks.
//!
//! **Invariant:** whoever asks for a code learns nothing: not whether the badge is kept here, nor where its holder
//! reads mail. What a right code confirms is said of the badge as it was last verified here.

use chrono::TimeDelta;
use rand::{Rng, RngExt as _};
use sqlx::PgPool;
use uuid::Uuid;

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
/// Codes that a holder may have shown for one badge in an hour.
const MOST_SHOWN: i64 = 10;

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
    let (id, code, spaced) = draw(rng);
    let mac = master.mac(&purpose(id), code.as_bytes());
    store::put(&mut tx, id, badge.id, &mac, (now, now + LASTS)).await?;
    let subject = text(language, "mail-code-subject", &[]);
    let said = [("badge", badge.name.as_str()), ("code", spaced.as_str())];
    let said = text(language, "mail-code-text", &said);
    let mail = (&address, subject, said);
    mail::send(&mut tx, "holder_code", mail, LASTS, master, clock, rng).await?;
    tx.commit().await
}

/// A code that its holder has shown on the badge's own page, with a space, good for [`LASTS`]. `None`: they have no
/// such badge that is confirmed to be theirs, or had too many codes within the hour.
///
/// # Errors
///
/// When the database refuses.
pub async fn show(
    pool: &PgPool,
    (holder, badge): (Uuid, Uuid),
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<String>, sqlx::Error> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    if !store::mine(&mut tx, (holder, badge), now, MOST_SHOWN).await? {
        return Ok(None);
    }
    let (id, code, spaced) = draw(rng);
    let mac = master.mac(&purpose(id), code.as_bytes());
    store::put(&mut tx, id, badge, &mac, (now, now + LASTS)).await?;
    tx.commit().await?;
    Ok(Some(spaced))
}

/// Six digits, and the same with a space.
fn draw(rng: &mut impl Rng) -> (Uuid, String, String) {
    let code = format!("{:06}", rng.random_range(0..1_000_000_u32));
    let spaced = format!("{}\u{a0}{}", &code[..3], &code[3..]);
    (id::public(), code, spaced)
}

/// The badge of that identity, if `code` is the last one sent or shown for it. A wrong one counts as a try.
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

fn purpose(id: Uuid) -> String {
    format!("passport.holder_code {id}")
}
