//! Badges of our own organisations, really signed, on a database of their own.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::io::Cursor;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use sqlx::PgPool;
use territoire_apprenant::account::Address;
use territoire_apprenant::account::seal::MasterKey;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::issuing::service::{Desk, import};
use territoire_apprenant::network::framework::Framework;
use territoire_apprenant::network::{OrganisationKey, PublicBase, keys, service as network};
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::issue::{
    AchievementRecord, AlignmentRecord, AwardRecord, Level, ProfileRecord, RecipientRecord,
    credential,
};
use territoire_apprenant::openbadges::png::{Keyword, bake};
use territoire_apprenant::passport::service::Passport;
use territoire_apprenant::passport::{Claim, Verifier};
use uuid::Uuid;

/// The competence and the achievement that every badge here is about.
pub(crate) const COMPETENCE: &str = "accueillir-et-guider-un-public";

/// Who signs.
pub(crate) struct Signers {
    pub(crate) now: DateTime<Utc>,
    pub(crate) base: PublicBase,
    pub(crate) master: MasterKey,
    pub(crate) keys: Vec<OrganisationKey>,
}

/// Both networks with their organisations and keys, one reviewed achievement.
pub(crate) async fn signers(pool: &PgPool, now: DateTime<Utc>) -> Signers {
    let master = MasterKey::draw(&mut ChaCha20Rng::seed_from_u64(41));
    signers_under(pool, now, master).await
}

/// The same, their keys sealed under a key of the installation.
pub(crate) async fn signers_under(pool: &PgPool, now: DateTime<Utc>, master: MasterKey) -> Signers {
    let mut rng = ChaCha20Rng::seed_from_u64(42);
    let base = PublicBase::parse("http://localhost:4141").expect("a base");
    let framework = Framework::read().expect("the embedded framework");
    let clock = FixedClock::at(now);
    network::import(pool, &framework, &base, &master, &clock, &mut rng)
        .await
        .expect("the networks");
    review(pool).await;
    let keys = keys::in_force(pool, &master, now).await.expect("the keys");
    Signers {
        now,
        base,
        master,
        keys,
    }
}

/// What awards: the framework's achievements are there, and the keys are open.
pub(crate) async fn desk(pool: &PgPool, signers: &Signers) -> Desk {
    let framework = Framework::read().expect("the embedded framework");
    let clock = FixedClock::at(signers.now);
    import(pool, &framework, &signers.base, &clock)
        .await
        .expect("the achievements");
    Desk::open(pool, &signers.base, &signers.master, signers.now)
        .await
        .expect("a desk")
}

/// The achievement, as a coordinator reviewed it.
pub(crate) async fn review(pool: &PgPool) {
    sqlx::query(
        "insert into issuing.achievement
             (id, uri, network_id, name, description, criteria, competence_code, reviewed_at)
         select gen_random_uuid(), $1, network.id, 'Accueillir', '', '', $2, '2026-01-01'
         from network.network
         where slug = 'badgeons-le-41'
         on conflict (uri) do nothing",
    )
    .bind(achievement_uri())
    .bind(COMPETENCE)
    .execute(pool)
    .await
    .expect("an achievement");
}

fn achievement_uri() -> String {
    format!("http://localhost:4141/badges/{COMPETENCE}")
}

/// What a test changes of an ordinary award.
pub(crate) struct Award<'a> {
    pub(crate) email: &'a str,
    pub(crate) level: u8,
    pub(crate) valid_until: Option<DateTime<Utc>>,
    pub(crate) achievement: Option<String>,
    pub(crate) aligned_with: Option<&'a str>,
    pub(crate) name: &'a str,
}

impl Default for Award<'_> {
    fn default() -> Self {
        Self {
            email: "ada@example.org",
            level: 2,
            valid_until: None,
            achievement: None,
            aligned_with: None,
            name: "Accueillir et guider un public",
        }
    }
}

impl Signers {
    /// A signed OB 3.0 credential.
    pub(crate) fn badge(&self, award: &Award) -> Value {
        self.badge_by(&self.keys[0], award)
    }

    pub(crate) fn badge_by(&self, key: &OrganisationKey, award: &Award) -> Value {
        let at = self.now;
        let id = Uuid::new_v4();
        let document = credential(&AwardRecord {
            id: format!("urn:uuid:{id}"),
            issuer: ProfileRecord {
                id: key.organisation.issuer_uri.clone(),
                name: key.organisation.name.clone(),
                url: None,
            },
            achievement: AchievementRecord {
                id: award.achievement.clone().unwrap_or_else(achievement_uri),
                name: award.name.to_owned(),
                description: "Recevoir, comprendre, orienter.".to_owned(),
                criteria: ["un", "deux", "trois"].map(str::to_owned),
                creator: ProfileRecord {
                    id: "http://localhost:4141/reseaux/badgeons-le-41".to_owned(),
                    name: "Badgeons le 41".to_owned(),
                    url: None,
                },
                image: None,
                alignment: award
                    .aligned_with
                    .iter()
                    .map(|url| AlignmentRecord {
                        name: "Transmettre".to_owned(),
                        url: (*url).to_owned(),
                        framework: None,
                    })
                    .collect(),
            },
            level: Level::try_from(award.level).expect("a level"),
            recipient: RecipientRecord {
                email: award.email.to_owned(),
                salt: id.simple().to_string(),
                subject: Uuid::new_v4(),
            },
            awarded_at: at,
            valid_until: award.valid_until,
            status: None,
            image: None,
            evidence: Vec::new(),
        });
        let signer = LocalSigner::new(key.secret.clone(), key.verification_method.clone());
        sign(&document, Cryptosuite::EddsaRdfc2022, &signer, at).expect("it is signed")
    }

    /// The same, as a file.
    pub(crate) fn json(&self, award: &Award) -> Vec<u8> {
        self.badge(award).to_string().into_bytes()
    }

    /// The same, baked into an image.
    pub(crate) fn png(&self, award: &Award) -> Vec<u8> {
        let text = self.badge(award).to_string();
        bake(&image(), Keyword::OpenBadgeCredential, &text).expect("it is baked")
    }

    /// Where badges come in.
    pub(crate) async fn passport(&self, pool: &PgPool, demonstration: bool) -> Passport {
        Passport {
            pool: pool.clone(),
            clock: Arc::new(FixedClock::at(self.now)),
            master: self.master.clone(),
            verifier: Verifier::own(pool, &self.base).await.expect("a verifier"),
            demonstration,
        }
    }
}

/// A small picture.
pub(crate) fn image() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = png::Encoder::new(&mut file, 16, 16);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[90; 16 * 16 * 4]).expect("pixels");
    writer.finish().expect("an image");
    file.into_inner()
}

/// A claim for an address, without a consent.
pub(crate) fn claim(email: &str) -> Claim {
    Claim {
        recipient: Some(Address::parse(email).expect("an address").into()),
        consent: None,
    }
}
