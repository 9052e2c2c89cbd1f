//! SQL of shared pages, through the public door: one link at a time, which must be known.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgPool};

/// A page that somebody asks for.
pub(super) struct Page {
    pub kind: String,
    pub words: Option<Vec<u8>>,
    pub has_picture: bool,
    pub shown_address: Option<String>,
}

pub(super) async fn page(public: &PgPool, digest: &[u8]) -> Result<Option<Page>, Error> {
    sqlx::query_as!(
        Page,
        r#"select kind as "kind!", words, has_picture as "has_picture!", shown_address
           from passport.shared_page($1)"#,
        digest,
    )
    .fetch_optional(public)
    .await
}

pub(super) async fn picture(public: &PgPool, digest: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let found = sqlx::query_scalar!("select passport.shared_picture($1)", digest)
        .fetch_optional(public)
        .await?;
    Ok(found.flatten())
}

/// A badge as readers of a link see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// What was earned.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// What one must have done, for every level.
    pub criteria: String,
    /// 1 to 3.
    pub level: i16,
    /// Code of the competence that it shows, once a coordinator said so.
    pub competence_code: Option<String>,
    /// The name of its issuer, if it is one of ours.
    pub issuer_name: Option<String>,
    /// Last part of the issuer's address here, if it is one of ours.
    pub issuer_slug: Option<String>,
    /// Where its issuer publishes.
    pub issuer_host: String,
    /// Since when it holds.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when.
    pub valid_until: Option<DateTime<Utc>>,
    /// `yes`, `no` or `unknown`.
    pub authentic: String,
    /// `yes`, `revoked`, `suspended`, `expired`, `not_yet` or `unknown`.
    pub current: String,
    /// `recognised`, `unknown` or `withdrawn`.
    pub issuer: String,
    /// `confirmed`, `mismatch` or `not_asked`.
    pub recipient: String,
    /// When it was verified last.
    pub verified_at: DateTime<Utc>,
}

pub(super) async fn badges(
    public: &PgPool,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<Badge>, Error> {
    sqlx::query_as!(
        Badge,
        r#"select name as "name!", description as "description!", criteria as "criteria!", level as "level!",
                  competence_code, issuer_name, issuer_slug, issuer_host as "issuer_host!",
                  valid_from, valid_until, authentic as "authentic!", current as "current!",
                  issuer as "issuer!", recipient as "recipient!", verified_at as "verified_at!"
           from passport.shared_badges($1, $2)"#,
        digest,
        now,
    )
    .fetch_all(public)
    .await
}

/// What readers of a CV see of one badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Code of the competence.
    pub competence_code: String,
    /// Its French name.
    pub name_fr: String,
    /// Its English name.
    pub name_en: String,
    /// 1 to 3.
    pub level: i16,
    /// In which year it was given.
    pub year: Option<i32>,
    /// The network that recognises who gave it.
    pub network: Option<String>,
    /// `yes`, `no` or `unknown`.
    pub authentic: String,
    /// `yes`, `revoked`, `suspended`, `expired`, `not_yet` or `unknown`.
    pub current: String,
    /// `recognised` or `withdrawn`.
    pub issuer: String,
}

pub(super) async fn entries(
    public: &PgPool,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Error> {
    sqlx::query_as!(
        Entry,
        r#"select competence_code as "competence_code!", name_fr as "name_fr!", name_en as "name_en!",
                  level as "level!", year, network, authentic as "authentic!", current as "current!",
                  issuer as "issuer!"
           from passport.shared_cv($1, $2)"#,
        digest,
        now,
    )
    .fetch_all(public)
    .await
}
