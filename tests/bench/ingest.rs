//! Bulk ingestion into PostGIS: badges signed before, then verified and kept in batches, as `territoire ingest` does.

use std::sync::Arc;
use std::time::Instant;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use territoire_apprenant::account::Address;
use territoire_apprenant::account::seal::MasterKey;
use territoire_apprenant::clock::{Clock, SystemClock};
use territoire_apprenant::database::{self, Database, reference};
use territoire_apprenant::issuing::NewAward;
use territoire_apprenant::issuing::service::{self as issuing, Desk};
use territoire_apprenant::network::framework::Framework;
use territoire_apprenant::network::{PublicBase, service as network};
use territoire_apprenant::openbadges::issue::Level;
use territoire_apprenant::passport::service::Passport;
use territoire_apprenant::passport::{Arrival, Claim, Outcome, Source, Verifier};

use crate::Table;

/// Badges that are kept in one transaction.
const BATCH: usize = 500;
/// A line is said at each of these, of badges kept before.
const AT: [usize; 4] = [10_000, 25_000, 50_000, 100_000];
/// How many are measured at each.
const MEASURED: usize = 5_000;
/// One award in three is of a person who has others.
const EACH: usize = 3;

pub(crate) fn lines(table: &mut Table) {
    if !table.wants("ingest") {
        return;
    }
    let Ok(url) = std::env::var("DATABASE_URL") else {
        println!("(no DATABASE_URL: ingestion is left out; `make bench` gives one)");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(filling(&url));
}

async fn filling(url: &str) {
    let database = Database::connect(url).await.expect("it answers");
    let pool = &database.app;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let base = PublicBase::parse("http://localhost:4141").expect("an address");
    let mut rng = StdRng::seed_from_u64(42);
    let master = MasterKey::new([41; 32]);
    let framework = Framework::read().expect("the framework");
    let owner = &database.owner;
    database::migrate(owner).await.expect("migrated");
    reference::import(owner, &*clock).await.expect("the region");
    network::import(pool, &framework, &base, &master, &*clock, &mut rng)
        .await
        .expect("the networks");
    issuing::import(pool, &framework, &base, &*clock)
        .await
        .expect("achievements");
    let desk = Desk::open(pool, &base, &master, clock.now())
        .await
        .expect("a desk");
    let organisations: Vec<String> = network::organisations(pool)
        .await
        .expect("organisations")
        .into_iter()
        .map(|organisation| organisation.slug)
        .collect();

    println!(
        "\nbadges verified and kept a second, in PNG, {BATCH} a transaction; by badges kept before:"
    );
    let (mut kept, mut checkpoints) = (0, AT.iter().peekable());
    let mut seconds: Vec<f64> = Vec::new();
    while let Some(&&at) = checkpoints.peek() {
        let awards: Vec<NewAward> = (kept..kept + BATCH)
            .map(|number| NewAward {
                organisation: organisations[number % organisations.len()].clone(),
                achievement: framework.achievements[number % framework.achievements.len()]
                    .slug
                    .clone(),
                level: Level::ALL[number % 3],
                email: format!("personne-{}@exemple.invalid", number / EACH),
                awarded_at: clock.now(),
                valid_until: None,
            })
            .collect();
        let issued = desk
            .award(&awards, &*clock, &mut rng)
            .await
            .expect("awarded");
        let arrivals = awards.iter().zip(issued).map(|(award, issued)| Arrival {
            name: None,
            source: Source::Bytes(issued.image),
            claim: Ok(Claim {
                recipient: Some(Address::parse(&award.email).expect("an address").into()),
                consent: None,
            }),
        });
        let arrivals: Vec<Arrival> = arrivals.collect();
        let passport = Passport {
            pool: pool.clone(),
            clock: clock.clone(),
            master: master.clone(),
            verifier: Verifier::own(pool, &base).await.expect("a verifier"),
            demonstration: false,
        };
        let began = Instant::now();
        let judged = passport.judge(arrivals).await.expect("judged");
        let handled = passport.keep(&judged, None).await.expect("kept");
        seconds.push(began.elapsed().as_secs_f64());
        assert!(
            handled
                .iter()
                .all(|one| matches!(one.outcome, Outcome::Kept { .. }))
        );
        kept += BATCH;
        if kept >= at {
            checkpoints.next();
            let last = &seconds[seconds.len() - MEASURED / BATCH..];
            let spent: f64 = last.iter().sum();
            #[allow(clippy::cast_precision_loss, reason = "some thousands")]
            let rate = MEASURED as f64 / spent;
            println!(
                "{:<28} {rate:>12.0} {:>9.0} µs each",
                format!("ingest, at {kept}"),
                1e6 / rate
            );
        }
    }
    database.close().await;
}
