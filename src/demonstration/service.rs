//! Fills a demonstration: awards, bakes, verifies, ingests, releases.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use std::sync::Arc;

use super::applications::WORKPLACE;
use super::people::{self, Blemish, Earned, Person};
use super::store;
use crate::account::roles::{self, Role};
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::account::{Address, AgeBand, Recipient};
use crate::clock::Clock;
use crate::database::reference::Files;
use crate::database::{self, Database};
use crate::issuing::service::{Desk, IssuingError};
use crate::issuing::{Issued, NewAward};
use crate::network::PublicBase;
use crate::network::framework::{Framework, FrameworkError};
use crate::openbadges::data_integrity::{Cryptosuite, LocalSigner, ProofError, sign};
use crate::openbadges::issue::{Level, NotALevel};
use crate::openbadges::multikey;
use crate::openbadges::png::{self, Keyword, PngError};
use crate::passport::service::Passport;
use crate::passport::{
    Arrival, Claim, DemonstrationConsent, Outcome, PassportError, Source, Verifier,
};
use crate::presence::{self, Choice, Duration, Place, batch};
use crate::statistics::{self, ReleaseError, ReleaseKey};

/// How many people are brought in together.
const TOGETHER: usize = 250;

/// What a demonstration holds after this.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Invented people.
    pub holders: usize,
    /// Badges that were kept now; nothing when all were there before.
    pub kept: usize,
    /// Of those, the ones that show on the map.
    pub placed: usize,
    /// Badges that were refused, by reason: the demonstration has a few bad ones.
    pub refused: BTreeMap<&'static str, usize>,
    /// Whether statistics were released now.
    pub released: bool,
}

/// Why a demonstration could not be filled.
#[derive(Debug, thiserror::Error)]
pub enum DemonstrationError {
    /// The embedded framework is wrong.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The embedded territory is wrong.
    #[error(transparent)]
    Territory(#[from] crate::database::reference::FileError),
    /// Badges could not be awarded.
    #[error(transparent)]
    Issuing(#[from] IssuingError),
    /// Badges could not be kept.
    #[error(transparent)]
    Passport(#[from] PassportError),
    /// Statistics could not be released.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// What is released cannot be read.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// Applications or codes could not be made.
    #[error("applications could not be made: {0}")]
    Earning(String),
    /// Recruiters could not be let in.
    #[error("recruiters could not be let in: {0}")]
    Recruiting(String),
    /// A bad badge could not be made.
    #[error("a bad badge could not be made: {0}")]
    Blemish(String),
}

impl From<NotALevel> for DemonstrationError {
    fn from(error: NotALevel) -> Self {
        Self::Blemish(error.to_string())
    }
}

impl From<PngError> for DemonstrationError {
    fn from(error: PngError) -> Self {
        Self::Blemish(error.to_string())
    }
}

impl From<ProofError> for DemonstrationError {
    fn from(error: ProofError) -> Self {
        Self::Blemish(error.to_string())
    }
}

/// Where an installation for invented people is, and what its doors need.
pub struct Demonstration<'a> {
    /// The database.
    pub database: &'a Database,
    /// What keys are sealed under.
    pub master: &'a MasterKey,
    /// Where it is reached.
    pub base: &'a PublicBase,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Demonstration<'_> {
    /// Brings in `holders` invented people with their badges, as far as they are not there yet, and releases
    /// the first statistics. `progress` is told how many people are in, of how many.
    ///
    /// # Errors
    ///
    /// [`DemonstrationError`]; who is in stays in, and the next call goes on from there.
    pub async fn fill(
        &self,
        holders: usize,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Summary, DemonstrationError> {
        let framework = Framework::read()?;
        let communes = Files::read()?.communes();
        // The same people on every day of a year: only who came lately depends on the date.
        let now = self.clock.now();
        let people = people::people(people::SEED, holders, &framework, &communes, now);
        let mut summary = Summary {
            holders,
            ..Summary::default()
        };
        let emails: Vec<String> = people.iter().map(|person| person.email.clone()).collect();
        let known = store::known(&self.database.app, &emails).await?;
        let missing: Vec<&Person> = people
            .iter()
            .filter(|person| !known.contains(&person.email))
            .collect();
        let mut done = holders - missing.len();
        progress(done, holders);
        if !missing.is_empty() {
            let pool = &self.database.app;
            let desk = Desk::open(pool, self.base, self.master, now).await?;
            for together in missing.chunks(TOGETHER) {
                self.bring_in(&desk, together, &mut summary).await?;
                done += together.len();
                progress(done, holders);
            }
            // Nobody waits for Monday (R4) who was invented.
            batch::admit_all(pool, &*self.clock).await?;
            database::take_stock(pool).await?;
        }
        self.open_doors(&people).await?;
        self.recruit().await?;
        self.ask_for_badges(&people).await?;
        let released = statistics::service::latest(&self.database.public)
            .await
            .map_err(ReleaseError::from)?;
        if released.is_none() {
            let key = ReleaseKey::draw(&mut rand::rng());
            statistics::service::release(&self.database.app, &*self.clock, key).await?;
            summary.released = true;
        }
        Ok(summary)
    }

    /// Lets visitors in as somebody: a holder who is there, and people who work for an organisation or a network.
    async fn open_doors(&self, people: &[Person]) -> Result<(), DemonstrationError> {
        let mut tx = self.database.app.begin().await?;
        let mut rng: StdRng = rand::make_rng();
        let behind = people::behind_the_door(people);
        let behind = behind.and_then(|person| Address::parse(&person.email).ok());
        for door in people::DOORS {
            let Ok(address) = Address::parse(door.email) else {
                continue;
            };
            if door.key == "titulaire" {
                let Some(known) = &behind else { continue };
                account::add_address(&mut tx, known, &address, &*self.clock).await?;
                continue;
            }
            let addresses = BTreeSet::from([address.clone()]);
            let made =
                account::find_or_make(&mut tx, &addresses, self.master, &*self.clock, &mut rng)
                    .await?;
            account::confirm(&mut tx, &addresses, &*self.clock).await?;
            let place = store::workplaces(&mut tx, WORKPLACE, "badgeons-le-41").await?;
            let (Some(person), Some((organisation, network))) = (made.get(&address), place) else {
                continue;
            };
            let role = match door.key {
                "animatrice" => Role::Facilitator(organisation),
                "coordinateur" => Role::Coordinator(network),
                // A recruiter has no role: see `recruiters`.
                _ => continue,
            };
            roles::give(&mut tx, person.id, role, "demonstration", &*self.clock).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn bring_in(
        &self,
        desk: &Desk,
        people: &[&Person],
        summary: &mut Summary,
    ) -> Result<(), DemonstrationError> {
        let earned: Vec<(&Person, &Earned)> = people
            .iter()
            .flat_map(|person| person.badges.iter().map(move |badge| (*person, badge)))
            .collect();
        let awards = earned
            .iter()
            .map(|(person, badge)| award(person, badge))
            .collect::<Result<Vec<_>, _>>()?;
        let mut rng: StdRng = rand::make_rng();
        let mut issued = desk.award(&awards, &*self.clock, &mut rng).await?;
        for ((_, badge), issued) in earned.iter().zip(&mut issued) {
            match badge.blemish {
                Some(Blemish::Altered) => alter(issued)?,
                Some(Blemish::Unrecognised) => pass_off(issued)?,
                Some(Blemish::Revoked) => {
                    let reason = "Badge de démonstration retiré";
                    desk.revoke(&issued.credential_uri, reason, &*self.clock)
                        .await?;
                }
                Some(Blemish::Expired) | None => {}
            }
        }
        let passport = Passport {
            pool: self.database.app.clone(),
            clock: self.clock.clone(),
            master: self.master.clone(),
            verifier: Verifier::own(&self.database.app, self.base)
                .await
                .map_err(PassportError::from)?,
            demonstration: true,
        };
        let arrivals = earned
            .iter()
            .zip(issued)
            .map(|((person, _), issued)| Arrival {
                name: None,
                source: Source::Bytes(issued.image),
                claim: Ok(claim(person)),
            })
            .collect();
        let judged = passport.judge(arrivals).await?;
        for handled in passport.keep(&judged, None).await? {
            match handled.outcome {
                Outcome::Kept { placed, .. } => {
                    summary.kept += 1;
                    summary.placed += usize::from(placed);
                }
                Outcome::AlreadyKept { .. } => {}
                Outcome::Refused(refusal) => {
                    *summary.refused.entry(refusal.reason.as_str()).or_default() += 1;
                }
            }
        }
        Ok(())
    }
}

fn award(person: &Person, badge: &Earned) -> Result<NewAward, NotALevel> {
    let expired = badge.blemish == Some(Blemish::Expired);
    Ok(NewAward {
        organisation: badge.organisation.clone(),
        achievement: badge.achievement.clone(),
        level: Level::try_from(badge.level)?,
        email: person.email.clone(),
        awarded_at: badge.awarded_at,
        valid_until: expired.then(|| badge.awarded_at + chrono::TimeDelta::hours(1)),
    })
}

fn claim(person: &Person) -> Claim {
    let consent = person.consent.as_ref().and_then(|consent| {
        let place = match consent.place_kind {
            "commune" => consent.place_code.clone(),
            kind => format!("{kind}:{}", consent.place_code),
        };
        Some(DemonstrationConsent {
            choice: Choice {
                level: presence::Level::numbered(consent.level)?,
                place: Place::parse(&place).ok()?,
                duration: Duration::of_months(u32::from(consent.months))?,
                text_version: "demonstration".to_owned(),
            },
            age_band: AgeBand::named(person.age_band)?,
        })
    });
    Claim {
        recipient: Address::parse(&person.email).ok().map(Recipient::Address),
        consent,
    }
}

/// The badge after somebody raised its level by hand.
fn alter(issued: &mut Issued) -> Result<(), DemonstrationError> {
    let mut document = read(issued)?;
    let levels = &document["credentialSubject"]["achievement"]["resultDescription"][0]["rubricCriterionLevel"];
    let reached = &document["credentialSubject"]["result"][0]["achievedLevel"];
    let other = if levels[2]["id"] == *reached { 0 } else { 2 };
    let other = levels[other]["id"].clone();
    document["credentialSubject"]["result"][0]["achievedLevel"] = other;
    rebake(issued, &document)
}

/// The same badge as somebody else would issue it, in nobody's list.
fn pass_off(issued: &mut Issued) -> Result<(), DemonstrationError> {
    let mut rng = ChaCha20Rng::seed_from_u64(people::SEED);
    let mut secret = [0; 32];
    rand::Rng::fill_bytes(&mut rng, &mut secret);
    let signer = LocalSigner::of_did_key(ed25519_dalek::SigningKey::from_bytes(&secret));
    let mut document = read(issued)?;
    document["issuer"]["id"] = Value::from(multikey::did_key(&signer.public_key()));
    document["issuer"]["name"] = Value::from("Une structure hors réseau");
    if let Some(members) = document.as_object_mut() {
        members.remove("proof");
        members.remove("credentialStatus");
    }
    let created = chrono::DateTime::UNIX_EPOCH;
    let signed = sign(&document, Cryptosuite::EddsaRdfc2022, &signer, created)?;
    rebake(issued, &signed)
}

fn read(issued: &Issued) -> Result<Value, DemonstrationError> {
    serde_json::from_str(&issued.document)
        .map_err(|error| DemonstrationError::Blemish(error.to_string()))
}

fn rebake(issued: &mut Issued, document: &Value) -> Result<(), DemonstrationError> {
    issued.document = document.to_string();
    issued.image = png::bake(
        &issued.image,
        Keyword::OpenBadgeCredential,
        &issued.document,
    )?;
    Ok(())
}
