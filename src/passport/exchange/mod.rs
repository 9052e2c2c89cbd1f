//! A holder's badges as the applications that they let in read and bring them (Open Badges 3.0, 6.2).
//!
//! **Invariant:** what comes in this way went through the same verification as every badge, and was given to an
//! address that this very holder confirmed; what goes out are the issuers' own texts, letter by letter.

mod store;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use super::forms::Looked;
use super::import::{Recipients, refuse_unproven};
use super::service::{Batch, Passport, is_a_collision, is_about_data};
use super::{Arrival, Claim, Judged, Outcome, PassportError, Reason, Refusal, Source};
use crate::account::service as account;
use crate::openbadges::baked;

/// A badge as an application reads it.
#[derive(Debug)]
pub enum Shared {
    /// With an embedded proof: the document.
    Document(Box<RawValue>),
    /// Signed from outside: the compact JWS.
    Jws(String),
}

/// Which part of a holder's badges is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Given after this instant.
    pub since: Option<DateTime<Utc>>,
    /// The first one, counted from nought.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// Part of a holder's badges of Open Badges 3.0 in the order in which they were given, and how many there are in all.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    pool: &PgPool,
    holder: Uuid,
    part: Part,
) -> Result<(i64, Vec<Shared>), PassportError> {
    let total = store::count(pool, holder, part.since).await?;
    let mut shared = Vec::new();
    for id in store::page(pool, holder, part).await? {
        // One after the other: an original may be a picture of 2 MiB, of which a few lines are sent.
        let Some(bytes) = store::original(pool, id).await? else {
            continue;
        };
        if let Some(one) = text_of(bytes) {
            shared.push(one);
        } else {
            tracing::warn!(credential = %id, "a kept badge holds no text of its own");
        }
    }
    Ok((total, shared))
}

fn text_of(bytes: Vec<u8>) -> Option<Shared> {
    let text = baked(&bytes).or_else(|_| String::from_utf8(bytes)).ok()?;
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    if text.starts_with('{') {
        RawValue::from_string(text.to_owned())
            .ok()
            .map(Shared::Document)
    } else {
        (!text.contains(':')).then(|| Shared::Jws(text.to_owned()))
    }
}

/// What became of a badge that an application brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// The holder did not have it.
    Created,
    /// It stands in the place of the one that they had.
    Replaced,
    /// They have a version that was made later.
    Older,
    /// It is not kept.
    Refused(Refusal),
}

impl Passport {
    /// Verifies a badge that an application brings for `holder` and keeps it, or puts it in the place of an older
    /// version. `format` is what it must come as: `json` or `jws`.
    ///
    /// # Errors
    ///
    /// [`PassportError`]; nothing is kept then.
    pub async fn put(
        &self,
        badge: Vec<u8>,
        format: &'static str,
        holder: Uuid,
    ) -> Result<Put, PassportError> {
        if let Err(refusal) = self.room(holder, badge.len()).await? {
            return Ok(Put::Refused(refusal));
        }
        let sha256: [u8; 32] = Sha256::digest(&badge).into();
        let judged = self.judge_for(badge, holder).await?;
        let identity = match &judged.verdict {
            Err(refusal) => return Ok(Put::Refused(refusal.clone())),
            Ok((badge, _)) if badge.standard != "OB 3.0" || badge.format != format => {
                let detail = format!("this is {} as {}", badge.standard, badge.format);
                return Ok(Put::Refused(Refusal::new(Reason::NotABadge, detail)));
            }
            Ok((badge, _)) if badge.recipient != "confirmed" => {
                let detail =
                    "this badge does not say that it was given to an address of this holder";
                let refusal = Refusal::new(Reason::RecipientMismatch, detail);
                return Ok(Put::Refused(refusal));
            }
            Ok((badge, _)) => badge.identity,
        };
        for _ in 0..4 {
            match self.put_once(&judged, holder, &identity, &sha256).await {
                Err(PassportError::Database(error)) if is_a_collision(&error) => {}
                Err(PassportError::Database(error)) if is_about_data(&error) => {
                    tracing::warn!(%error, "a badge cannot be kept");
                    let detail = "this badge holds a value that cannot be kept";
                    return Ok(Put::Refused(Refusal::new(Reason::Unusable, detail)));
                }
                outcome => return outcome,
            }
        }
        self.put_once(&judged, holder, &identity, &sha256).await
    }

    /// The verdict on a badge that was given to one of the holder's confirmed addresses, and that is proven.
    async fn judge_for(&self, badge: Vec<u8>, holder: Uuid) -> Result<Judged, PassportError> {
        let own = account::recipients(&self.pool, holder).await?;
        let arrival = Arrival {
            name: None,
            source: Source::Bytes(badge),
            claim: Ok(Claim::default()),
        };
        let recipients = Arc::new(Recipients::only(own));
        let judged = self.judge_among(vec![arrival], recipients).await?.pop();
        let mut judged = judged.ok_or(PassportError::Stopped)?;
        refuse_unproven(&mut judged);
        Ok(judged)
    }

    async fn put_once(
        &self,
        judged: &Judged,
        holder: Uuid,
        identity: &[u8],
        sha256: &[u8],
    ) -> Result<Put, PassportError> {
        let mut looked = Looked::default();
        loop {
            let put = self.put_as_looked(judged, holder, (identity, sha256), &looked);
            match put.await {
                Err(PassportError::Unlooked(forms)) => {
                    looked.look(&self.verifier, forms, self.clock.now()).await?;
                }
                outcome => return outcome,
            }
        }
    }

    async fn put_as_looked(
        &self,
        judged: &Judged,
        holder: Uuid,
        (identity, sha256): (&[u8], &[u8]),
        looked: &Looked,
    ) -> Result<Put, PassportError> {
        let mut tx = self.pool.begin().await?;
        let before = store::standing(&mut tx, identity).await?;
        let batch = Batch {
            passport: self,
            judged: std::slice::from_ref(judged),
            latest: true,
            looked,
        };
        let handled = batch.keep(&mut tx).await?.pop();
        if let Some(Outcome::Refused(refusal)) = handled.map(|handled| handled.outcome) {
            return Ok(Put::Refused(refusal));
        }
        let after = store::standing(&mut tx, identity).await?;
        tx.commit().await?;
        let was_theirs = before.is_some_and(|before| before.holder == Some(holder));
        Ok(match after {
            Some(after) if after.holder == Some(holder) && after.original == sha256 => {
                if was_theirs {
                    Put::Replaced
                } else {
                    Put::Created
                }
            }
            Some(after) if after.holder == Some(holder) => Put::Older,
            // Whose it is then is nobody's business.
            _ => Put::Refused(Refusal::new(
                Reason::Unusable,
                "this badge cannot be kept here",
            )),
        })
    }
}
