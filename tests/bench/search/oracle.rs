//! What is measured is right: the index answers as SQL does, of the people who were put.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use territoire_apprenant::account::companies::Siren;
use territoire_apprenant::clock::{Clock as _, SystemClock};
use territoire_apprenant::presence::question::{self, Question, Scope, Together, Wanted};
use territoire_apprenant::search::index::{Follower, Index};

use super::house;
use super::questions::{Asked, SEED};

/// Questions that are compared even where SQL takes long.
const LEAST: usize = 8;

/// Compares questions, each at a scope of its own, until `within` has passed; tells how many.
pub(super) async fn compare(url: &str, asked: &[Asked], within: Duration) -> usize {
    let (database, owner) = house::doors(url).await;
    let scopes: Vec<(String, String)> = sqlx::query_as(
        "select 'cell', cell::text from presence.live_cell
         union all select 'epci', code from territory.epci
         union all select 'department', code from territory.department
         union all select 'region', code from territory.region
         order by 1, 2",
    )
    .fetch_all(&owner)
    .await
    .expect("scopes");
    let index = Arc::new(Index::default());
    let mut follower = Follower::new(
        database.app.clone(),
        Arc::new(SystemClock),
        Arc::clone(&index),
    );
    follower.catch_up().await.expect("it follows");
    let together = Together::read(&database.app).await.expect("an answer");
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let sirens = house::sirens();
    let (began, mut compared) = (Instant::now(), 0);
    while began.elapsed() < within || compared < LEAST {
        let one = &asked[rng.random_range(0..asked.len())];
        let wanted = one.wanted.iter();
        let wanted: Vec<Wanted> = wanted
            .map(|(competence, _, level)| Wanted {
                competence: competence.clone(),
                level: *level,
            })
            .collect();
        let (kind, code) = scopes[rng.random_range(0..scopes.len())].clone();
        let scope = Scope::named(&kind, code).expect("a scope");
        let made = Question::of(wanted, one.every(), scope, together);
        // A kind that nobody may ask.
        let Ok(asked) = made else { continue };
        let company = Siren::parse(&sirens[rng.random_range(0..sirens.len())]).expect("a SIREN");
        let (seed, now) = (rng.random(), SystemClock.now());
        let mut db = database.app.acquire().await.expect("a connection");
        let sql = question::draw(&mut db, &asked, &company, &seed, now)
            .await
            .expect("an answer");
        let shades = question::shades(&mut db, &asked, &company, now)
            .await
            .expect("shades");
        follower.catch_up().await.expect("it follows");
        let drawn = index.draw(&asked, &company, &seed, now).expect("fresh");
        assert_eq!(drawn.drawn, sql.drawn, "{asked:?}");
        let (mut ours, mut theirs) = (drawn.showing, sql.showing);
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{asked:?}");
        let ours = index.shades(&asked, &company, now).expect("fresh");
        assert_eq!(ours, shades, "{asked:?}");
        compared += 1;
    }
    database.close().await;
    compared
}
