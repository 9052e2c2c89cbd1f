//! The audit as a chain of digests: sealed by a job, checked by a command, its head kept elsewhere.
//!
//! A transaction that writes an event leaves it to be linked; it does not make the link itself, or all transactions that
//! write one would stand in a row (`migrations/0037_audit_chain.sql`). The chain proves nothing against whoever owns the
//! database and makes all links anew: that is what an exported head is for. A head says how many events came before it
//! and the digest of all of them; [`check`] tells whether the chain still goes through it.
//!
//! **Invariant:** links are added, never changed; what was sealed under a head that somebody kept cannot be changed
//! unnoticed.

use std::fmt;
use std::str::FromStr;

use sqlx::PgPool;

use super::{Done, Handler, Job};

/// Events of one transaction of the sealer.
const TOGETHER: i32 = 1000;

/// The end of the chain, to be kept elsewhere: `17:` and the digest as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many links there are up to here.
    pub place: i64,
    /// The digest of the last one, and so of all.
    pub hash: [u8; 32],
}

impl fmt::Display for Head {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}:", self.place)?;
        self.hash
            .iter()
            .try_for_each(|octet| write!(to, "{octet:02x}"))
    }
}

/// What was given is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a head is a number, a colon and 64 hexadecimal digits")]
pub struct NotAHead;

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let (place, digits) = text.trim().split_once(':').ok_or(NotAHead)?;
        if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAHead);
        }
        let mut hash = [0; 32];
        for (octet, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            *octet = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NotAHead)?;
        }
        let place = place.parse().map_err(|_| NotAHead)?;
        Ok(Self { place, hash })
    }
}

/// Links all events that are there; tells how many.
///
/// # Errors
///
/// When the database refuses.
pub async fn seal(pool: &PgPool) -> Result<u64, sqlx::Error> {
    let mut sealed = 0;
    loop {
        let now = sqlx::query_scalar!(r#"select audit.seal($1) as "sealed!""#, TOGETHER)
            .fetch_one(pool)
            .await?;
        sealed += u64::from(now.unsigned_abs());
        if now < TOGETHER {
            return Ok(sealed);
        }
    }
}

/// The end of the chain; `None`: nothing was sealed yet.
///
/// # Errors
///
/// When the database does not answer.
pub async fn head(pool: &PgPool) -> Result<Option<Head>, sqlx::Error> {
    let row = sqlx::query!("select place, hash from audit.link order by place desc limit 1")
        .fetch_optional(pool)
        .await?;
    Ok(row.and_then(|row| {
        let hash = row.hash.try_into().ok()?;
        Some(Head {
            place: row.place,
            hash,
        })
    }))
}

/// A place where the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which link; `None`: an event that has none.
    pub place: Option<i64>,
    /// Which event.
    pub seq: Option<i64>,
    /// `changed`, `missing`, `no event`, `not linked` or `another head`.
    pub what: String,
}

/// Works the whole chain out anew, and tells where it does not hold; nothing: it does. Of a kept head, that the chain
/// goes through it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn check(pool: &PgPool, kept: Option<&Head>) -> Result<Vec<Broken>, sqlx::Error> {
    let mut broken = sqlx::query_as!(
        Broken,
        r#"select place, seq, what as "what!" from audit.broken() limit 1000"#
    )
    .fetch_all(pool)
    .await?;
    if let Some(kept) = kept {
        let goes = sqlx::query_scalar!(
            r#"select exists (select from audit.link where place = $1 and hash = $2) as "goes!""#,
            kept.place,
            kept.hash.as_slice(),
        )
        .fetch_one(pool)
        .await?;
        if !goes {
            broken.push(Broken {
                place: Some(kept.place),
                seq: None,
                what: "another head".to_owned(),
            });
        }
    }
    Ok(broken)
}

/// The job that seals.
pub struct Seal {
    /// The database.
    pub pool: PgPool,
}

impl Handler for Seal {
    fn kind(&self) -> &'static str {
        "audit.seal"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let sealed = seal(&self.pool).await;
            sealed
                .map(drop)
                .map_err(|error| format!("the database refused: {error}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_written_as_it_is_read() {
        let head = Head {
            place: 17,
            hash: [0xa5; 32],
        };
        assert_eq!(head.to_string(), format!("17:{}", "a5".repeat(32)));
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in ["", "17", "17:a5", "x:a5", &format!("17:{}", "é".repeat(32))] {
            assert_eq!(wrong.parse::<Head>(), Err(NotAHead), "{wrong}");
        }
    }
}
