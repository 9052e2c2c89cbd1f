//! How long somebody who withdrew is still in the answers of two nodes: nothing else going on, while hundreds of others
//! change, and when the connections that nodes hear by are cut.
//!
//! Five people have a competence that nobody else has: without one of them no answer tells of it. One of them withdraws, as
//! the house does it, and comes back as soon as no node shows them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::PgPool;
use territoire_apprenant::account::companies::Siren;
use territoire_apprenant::clock::SystemClock;
use territoire_apprenant::presence::own::excluded;
use territoire_apprenant::presence::service;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::house;
use super::load::{Connection, get};

/// Changes a second that are asked for.
pub(super) const CHANGES: u64 = 500;
/// Transactions at the same time.
const WRITERS: u64 = 8;
/// How often connections are cut.
const CUTS: usize = 12;
const COMPETENCE: &str = "banc-temoin";

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Milliseconds from the commit to an answer without them, of the slower node.
    pub(super) gone: Vec<f64>,
    /// Changes of others in a second, as far as they were kept up.
    pub(super) changes: f64,
}

impl Seen {
    pub(super) fn within(&self, share: f64) -> f64 {
        let last = self.gone.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.gone.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// Somebody who comes and goes, and the question that tells.
struct Witness {
    id: Uuid,
    owner: PgPool,
    app: PgPool,
    nodes: Vec<Connection>,
    request: Vec<u8>,
    /// What is answered while they are away.
    without: Vec<u8>,
}

/// Measures: in peace, among changes, and through cut connections.
pub(super) async fn measure(
    url: &str,
    ports: [u16; 2],
    cookie: &str,
    path: &str,
    lasting: Duration,
) -> [Seen; 3] {
    let (database, owner) = house::doors(url).await;
    let mut witness = Witness {
        id: settle(&owner).await,
        owner: owner.clone(),
        app: database.app.clone(),
        nodes: vec![
            Connection::open(ports[0]).await.expect("it listens"),
            Connection::open(ports[1]).await.expect("it listens"),
        ],
        request: get(path, &format!("cookie: {cookie}\r\n")),
        without: Vec::new(),
    };
    witness.learn().await;
    let mut peace = Seen::default();
    witness.watch(lasting / 4, &mut peace).await;

    let mut among = Seen::default();
    let made = Arc::new(AtomicU64::new(0));
    let writing = write(&database.app, &owner, lasting, Arc::clone(&made), true).await;
    let began = Instant::now();
    witness.watch(lasting, &mut among).await;
    among.changes = made.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
    writing.join_all().await;

    let mut cut = Seen::default();
    for _ in 0..CUTS {
        witness.shown(true).await;
        sqlx::query(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and query ilike 'listen%'",
        )
        .execute(&owner)
        .await
        .expect("cut");
        cut.gone.push(witness.withdraw().await);
        witness.come_back().await;
    }
    cut.gone.sort_unstable_by(f64::total_cmp);
    database.close().await;
    [peace, among, cut]
}

/// The question that the witnesses' five are told by; `path` is where it is asked.
pub(super) fn query() -> String {
    format!("competence={COMPETENCE}:1&lieu=region:24")
}

/// Puts the five where their consents and badges would have put them; tells who comes and goes.
async fn settle(owner: &PgPool) -> Uuid {
    sqlx::raw_sql(include_str!("sql/witnesses.sql"))
        .execute(owner)
        .await
        .expect("five people");
    sqlx::query_scalar("select holder_id from bench.witness limit 1")
        .fetch_one(owner)
        .await
        .expect("one of them")
}

impl Witness {
    /// Waits until both nodes show them, or until neither does; milliseconds since then.
    async fn shown(&mut self, wanted: bool) -> f64 {
        let began = Instant::now();
        for node in &mut self.nodes {
            loop {
                let answer = node.ask(&self.request).await.expect("it answers");
                assert!(matches!(answer.status, 200 | 204), "{}", answer.status);
                let shows = answer.body != self.without;
                if shows == wanted {
                    break;
                }
                assert!(began.elapsed() < Duration::from_secs(20), "in vain");
            }
        }
        began.elapsed().as_secs_f64() * 1000.0
    }

    /// Learns what is answered without them: asked twice, as the first time is counted and may say so.
    async fn learn(&mut self) {
        let withdrawn = service::withdraw(&self.app, &SystemClock, self.id).await;
        assert!(withdrawn.expect("committed"), "they were there");
        tokio::time::sleep(Duration::from_secs(2)).await;
        for _ in 0..2 {
            let answer = self.nodes[0].ask(&self.request).await.expect("it answers");
            self.without = answer.body;
        }
        self.come_back().await;
    }

    async fn withdraw(&mut self) -> f64 {
        let withdrawn = service::withdraw(&self.app, &SystemClock, self.id).await;
        assert!(withdrawn.expect("committed"), "they were there");
        self.shown(false).await
    }

    async fn come_back(&mut self) {
        sqlx::raw_sql(include_str!("sql/back.sql"))
            .execute(&self.owner)
            .await
            .expect("they come back");
        self.shown(true).await;
    }

    async fn watch(&mut self, lasting: Duration, seen: &mut Seen) {
        self.shown(true).await;
        let began = Instant::now();
        while began.elapsed() < lasting {
            seen.gone.push(self.withdraw().await);
            self.come_back().await;
        }
        seen.gone.sort_unstable_by(f64::total_cmp);
    }
}

/// Others go on changing for so long.
pub(super) async fn changing(url: String, lasting: Duration) {
    let (database, owner) = house::doors(&url).await;
    let made = Arc::new(AtomicU64::new(0));
    let writing = write(&database.app, &owner, lasting, made, false).await;
    writing.join_all().await;
    database.close().await;
}

/// Others withdraw and shut companies out (or do the latter alone), a transaction each, at an even pace.
async fn write(
    app: &PgPool,
    owner: &PgPool,
    lasting: Duration,
    made: Arc<AtomicU64>,
    withdrawing: bool,
) -> JoinSet<()> {
    let many = CHANGES * (lasting.as_secs() + 1);
    let holders: Vec<Uuid> = sqlx::query_scalar(
        "select holder_id from presence.presence
         where level >= 2
           and holder_id not in (select holder_id from presence.visible_row where competence_code = $2)
         order by md5(holder_id::text) limit $1",
    )
    .bind(i64::try_from(many).expect("some thousands"))
    .bind(COMPETENCE)
    .fetch_all(owner)
    .await
    .expect("people");
    let holders = Arc::new(holders);
    // Those that are shut out one after the other, once everybody did so with the one before.
    let sirens: Vec<Siren> = house::sirens()
        .iter()
        .skip(usize::from(!withdrawing))
        .map(|siren| Siren::parse(siren).expect("a SIREN"))
        .collect();
    let sirens = Arc::new(sirens);
    let began = tokio::time::Instant::now();
    let mut writing = JoinSet::new();
    for writer in 0..WRITERS {
        let (app, made, sirens) = (app.clone(), Arc::clone(&made), Arc::clone(&sirens));
        let holders = Arc::clone(&holders);
        writing.spawn(async move {
            for number in (writer..many).step_by(usize::try_from(WRITERS).expect("few")) {
                let due = began + Duration::from_micros(1_000_000 * number / CHANGES);
                tokio::time::sleep_until(due).await;
                if began.elapsed() >= lasting {
                    break;
                }
                let at = usize::try_from(number).expect("some thousands");
                let siren = &sirens[at / holders.len() % sirens.len()];
                let at = at % holders.len();
                let kept = if withdrawing && number % 2 == 0 {
                    service::withdraw(&app, &SystemClock, holders[at]).await
                } else {
                    excluded::add(&app, &SystemClock, holders[at], siren).await
                };
                kept.expect("committed");
                made.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    writing
}
