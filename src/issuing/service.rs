//! Awarding, revoking, and what others read to believe it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rand::{Rng, RngExt as _};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::artwork::NotDrawn;
use super::assertions;
use super::pictures::Pictures;
use super::published::achievement_record;
use super::store::{self, Awards, ListRow};
use super::{Issued, NewAward, achievement_uri};
use crate::account::seal::MasterKey;
use crate::clock::Clock;
use crate::id;
use crate::jobs::{self, NewJob};
use crate::network::framework::{Achievement, Framework};
use crate::network::keys;
use crate::network::service::NetworkError;
use crate::network::{OrganisationKey, PublicBase};
use crate::openbadges::data_integrity::{Cryptosuite, LocalSigner, ProofError, sign};
use crate::openbadges::issue::jws::NotForToken;
use crate::openbadges::issue::ob2::{self, Publication};
use crate::openbadges::issue::{self, AwardRecord, ProfileRecord, RecipientRecord, StatusRecord};
use crate::openbadges::png::{self, Keyword, PngError};
use crate::openbadges::status::{FEWEST, StatusError, StatusList};
use crate::openbadges::svg::SvgError;

/// A list is left for a new one when this many of its indexes are given: random ones stay quick to find.
const FULL: usize = FEWEST / 2;

/// Why nothing was awarded or revoked.
#[derive(Debug, thiserror::Error)]
pub enum IssuingError {
    /// No organisation of that slug has a key in force.
    #[error("no organisation {0} with a key in force")]
    UnknownOrganisation(String),
    /// No achievement of that slug.
    #[error("no achievement {0}")]
    UnknownAchievement(String),
    /// The award is not ours, or was revoked before.
    #[error("no award {0} that is in force")]
    UnknownAward(String),
    /// Keys or networks cannot be read.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A credential cannot be signed.
    #[error("the credential cannot be signed: {0}")]
    Proof(#[from] ProofError),
    /// A status list in the database is damaged.
    #[error("a status list is damaged: {0}")]
    Status(#[from] StatusError),
    /// The picture cannot be drawn.
    #[error(transparent)]
    Artwork(#[from] NotDrawn),
    /// The credential cannot be baked.
    #[error("the badge cannot be baked: {0}")]
    Baking(#[from] PngError),
    /// The credential cannot be put into a drawing.
    #[error("the badge cannot be put into a drawing: {0}")]
    Drawing(#[from] SvgError),
    /// The credential has no form as a token.
    #[error(transparent)]
    Token(#[from] NotForToken),
    /// What was handed in is no original of an award of ours that can be proven.
    #[error("no original in Open Badges 3.0 of an award of ours, proven by its signature")]
    NoOriginal,
    /// An archive cannot be written.
    #[error("the archive cannot be written: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// The threads that sign ended.
    #[error("signing was stopped")]
    Stopped,
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// Fills what can be earned from the shared framework, as reviewed by its coordinators. Again changes nothing.
///
/// # Errors
///
/// When the database refuses; nothing is written then.
pub async fn import(
    pool: &PgPool,
    framework: &Framework,
    base: &PublicBase,
    clock: &dyn Clock,
) -> Result<(), IssuingError> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    for achievement in &framework.achievements {
        let uri = achievement_uri(base, &achievement.slug);
        store::put_achievement(&mut tx, id::public(), &uri, achievement, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Awards badges for the organisations of this installation. It holds their opened keys: keep it short.
pub struct Desk {
    pub(super) pool: PgPool,
    pub(super) base: PublicBase,
    pub(super) framework: Framework,
    keys: BTreeMap<String, OrganisationKey>,
}

impl Desk {
    /// Opens the keys in force.
    ///
    /// # Errors
    ///
    /// When the master key is another one, or the database refuses.
    pub async fn open(
        pool: &PgPool,
        base: &PublicBase,
        master: &MasterKey,
        at: DateTime<Utc>,
    ) -> Result<Self, IssuingError> {
        let keys = keys::in_force(pool, master, at).await?;
        Ok(Self {
            pool: pool.clone(),
            base: base.clone(),
            framework: Framework::read().map_err(NetworkError::from)?,
            keys: keys
                .into_iter()
                .map(|key| (key.organisation.slug.clone(), key))
                .collect(),
        })
    }

    /// Awards, signs and bakes, on every core; all of them or none, in the order given.
    ///
    /// # Errors
    ///
    /// [`IssuingError`]; nothing is awarded then.
    pub async fn award(
        &self,
        awards: &[NewAward],
        clock: &dyn Clock,
        rng: &mut (impl Rng + Send),
    ) -> Result<Vec<Issued>, IssuingError> {
        let mut tx = self.pool.begin().await?;
        let issued = self.award_in(&mut tx, awards, clock, rng).await?;
        tx.commit().await?;
        Ok(issued)
    }

    /// The same in the caller's transaction. The organisation is locked until that ends: its other awards wait.
    ///
    /// # Errors
    ///
    /// [`IssuingError`]; the transaction is not to be committed then.
    pub async fn award_in(
        &self,
        tx: &mut PgConnection,
        awards: &[NewAward],
        clock: &dyn Clock,
        rng: &mut (impl Rng + Send),
    ) -> Result<Vec<Issued>, IssuingError> {
        let mut drawn = BTreeMap::new();
        let mut rows = Awards::default();
        let pictures = Pictures::of_awards(&mut *tx, &self.base, awards).await?;
        let mut records = Vec::with_capacity(awards.len());
        for award in awards {
            let key = self.key(&award.organisation)?;
            let achievement = self.achievement(&award.achievement)?;
            if !drawn.contains_key(&award.organisation) {
                let list = self.draw_from(&mut *tx, key, clock.now()).await?;
                drawn.insert(award.organisation.clone(), list);
            }
            let Some((list, given)) = drawn.get_mut(&award.organisation) else {
                return Err(IssuingError::Stopped);
            };
            let index = draw(given, rng);
            let credential_uri = format!("urn:uuid:{}", Uuid::from_u128(rng.random()));
            rows.ids.push(id::internal(clock));
            rows.uris.push(credential_uri.clone());
            rows.organisations.push(key.organisation.id);
            rows.achievements
                .push(achievement_uri(&self.base, &achievement.slug));
            rows.levels.push(i16::from(award.level.number()));
            rows.awarded_at.push(award.awarded_at);
            rows.lists.push(list.id);
            rows.indexes.push(index.cast_signed());
            let status = StatusRecord {
                list: list.uri.clone(),
                index,
            };
            let publication = assertions::publication(
                &self.base,
                &award.organisation,
                key.name(),
                &award.achievement,
            );
            let mut record = self.record(award, key, achievement, credential_uri, status, rng);
            // Where a viewer finds the picture of this level, as this organisation awards it.
            let shown = publication.image(award.level).to_owned();
            record.achievement.image = Some(shown.clone());
            record.image = Some(shown);
            let who = (&*key.organisation.slug, &*key.organisation.name);
            let picture = pictures.picture(&self.framework, achievement, award.level, who)?;
            records.push(Prepared {
                publication,
                signer: LocalSigner::new(key.secret.clone(), key.verification_method.clone()),
                record,
                picture,
            });
        }
        store::put_awards(tx, &rows).await?;
        tokio::task::spawn_blocking(move || on_every_core(&records))
            .await
            .map_err(|_| IssuingError::Stopped)?
    }

    /// Takes an award back: its bit is set in its list, which is signed anew, and the badge is looked at again.
    ///
    /// # Errors
    ///
    /// [`IssuingError::UnknownAward`]; nothing changes on any error.
    pub async fn revoke(
        &self,
        credential_uri: &str,
        reason: &str,
        clock: &dyn Clock,
    ) -> Result<(), IssuingError> {
        let now = clock.now();
        let mut tx = self.pool.begin().await?;
        let found = store::revoke(&mut tx, credential_uri, reason, now).await?;
        let unknown = || IssuingError::UnknownAward(credential_uri.to_owned());
        let status = found.ok_or_else(unknown)?;
        let mut list = StatusList::from_bytes(status.bits)?;
        list.set(usize::try_from(status.index).unwrap_or(usize::MAX), true)?;
        let key = self
            .keys
            .values()
            .find(|key| key.organisation.id == status.organisation_id)
            .ok_or_else(unknown)?;
        let row = ListRow {
            id: status.list_id,
            uri: status.list_uri,
            bits: list.as_bytes().to_vec(),
        };
        let document = signed_list(&row.uri, &list, key, now)?;
        store::put_list(&mut tx, status.organisation_id, &row, &document, now).await?;
        let recheck = NewJob {
            kind: super::RECHECK,
            payload: json!({ "credential": credential_uri }),
            unique_key: Some(credential_uri.to_owned()),
            run_at: now,
        };
        jobs::enqueue(&mut tx, &recheck, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A list of the organisation with room in it, and the indexes that are given.
    async fn draw_from(
        &self,
        tx: &mut PgConnection,
        key: &OrganisationKey,
        now: DateTime<Utc>,
    ) -> Result<(ListRow, HashSet<u32>), IssuingError> {
        let organisation = key.organisation.id;
        store::lock_organisation(tx, organisation).await?;
        if let Some(list) = store::newest_list(tx, organisation).await? {
            let given = store::given_indexes(tx, list.id).await?;
            if given.len() < FULL {
                return Ok((list, given.into_iter().map(i32::cast_unsigned).collect()));
            }
        }
        let id = id::public();
        let bits = StatusList::new();
        let list = ListRow {
            id,
            uri: self.base.url(&format!("/statuts/{id}")),
            bits: bits.as_bytes().to_vec(),
        };
        let document = signed_list(&list.uri, &bits, key, now)?;
        store::put_list(tx, organisation, &list, &document, now).await?;
        Ok((list, HashSet::new()))
    }

    pub(super) fn key(&self, organisation: &str) -> Result<&OrganisationKey, IssuingError> {
        self.keys
            .get(organisation)
            .ok_or_else(|| IssuingError::UnknownOrganisation(organisation.to_owned()))
    }

    pub(super) fn achievement(&self, slug: &str) -> Result<&Achievement, IssuingError> {
        let mut all = self.framework.achievements.iter();
        all.find(|achievement| achievement.slug == slug)
            .ok_or_else(|| IssuingError::UnknownAchievement(slug.to_owned()))
    }

    fn record(
        &self,
        award: &NewAward,
        key: &OrganisationKey,
        achievement: &Achievement,
        id: String,
        status: StatusRecord,
        rng: &mut impl Rng,
    ) -> AwardRecord {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        AwardRecord {
            id,
            issuer: ProfileRecord {
                id: key.organisation.issuer_uri.clone(),
                name: key.organisation.name.clone(),
                url: None,
            },
            achievement: achievement_record(&self.framework, &self.base, achievement),
            level: award.level,
            recipient: RecipientRecord {
                email: award.email.clone(),
                salt: URL_SAFE_NO_PAD.encode(salt),
                subject: Uuid::from_u128(rng.random()),
            },
            awarded_at: award.awarded_at,
            valid_until: award.valid_until,
            status: Some(status),
            image: None,
            evidence: Vec::new(),
        }
    }
}

/// An index that was not given yet.
fn draw(given: &mut HashSet<u32>, rng: &mut impl Rng) -> u32 {
    loop {
        let index = rng.random_range(0..u32::try_from(FEWEST).unwrap_or(u32::MAX));
        if given.insert(index) {
            return index;
        }
    }
}

/// All that an award's documents are made from.
struct Prepared {
    record: AwardRecord,
    publication: Publication,
    picture: Arc<Vec<u8>>,
    signer: LocalSigner,
}

fn on_every_core(prepared: &[Prepared]) -> Result<Vec<Issued>, IssuingError> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = prepared.len().div_ceil(cores).max(1);
    let parts = thread::scope(|scope| {
        let at_work: Vec<_> = prepared
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(issue_one).collect::<Result<Vec<_>, _>>()))
            .collect();
        at_work
            .into_iter()
            .map(|worker| worker.join().unwrap_or(Err(IssuingError::Stopped)))
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(parts.into_iter().flatten().collect())
}

/// Both forms of one award, from one record.
fn issue_one(prepared: &Prepared) -> Result<Issued, IssuingError> {
    let Prepared {
        record,
        publication,
        picture,
        signer,
    } = prepared;
    let credential = issue::credential(record);
    let suite = Cryptosuite::EddsaRdfc2022;
    let document = sign(&credential, suite, signer, record.awarded_at)?.to_string();
    let assertion = ob2::sign(&ob2::assertion(record, publication), signer);
    let image = png::bake(picture, Keyword::OpenBadges, &assertion)?;
    Ok(Issued {
        credential_uri: record.id.clone(),
        image: png::bake(&image, Keyword::OpenBadgeCredential, &document)?,
        document,
        assertion,
    })
}

fn signed_list(
    uri: &str,
    list: &StatusList,
    key: &OrganisationKey,
    now: DateTime<Utc>,
) -> Result<String, ProofError> {
    let credential = issue::status_list_credential(uri, &key.organisation.issuer_uri, list, now);
    let signer = LocalSigner::new(key.secret.clone(), key.verification_method.clone());
    Ok(sign(&credential, Cryptosuite::EddsaRdfc2022, &signer, now)?.to_string())
}
