//! The index in memory against SQL: the same draw for every question, whatever changes, also while it changes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use territoire_apprenant::account::companies::Siren;
use territoire_apprenant::clock::{Clock as _, FixedClock};
use territoire_apprenant::database::reference;
use territoire_apprenant::presence::question::{self, Draw, Question, Scope};
use territoire_apprenant::search::Engine;
use territoire_apprenant::search::cells::Places;
use territoire_apprenant::search::index::{Follower, Index};
use territoire_apprenant::territory::{LIVE_K, Tree};
use uuid::Uuid;

use crate::badges::signers;
use crate::question::{Asked, Someone, admit, people, settle};
use crate::support::{TestDatabase, database, today};

/// A node: its index, what keeps it in step, and questions for it.
struct Node {
    index: Arc<Index>,
    clock: FixedClock,
    tree: Tree,
    people: Vec<Someone>,
    rng: ChaCha20Rng,
    /// Of what is asked again and again it is remembered how the map is shaded: what changed meanwhile must tell.
    places: Arc<Places>,
    again: Vec<Question>,
    /// Questions that were answered with cards, that were not, and those whose scope widened.
    met: [usize; 3],
    shaded: usize,
}

/// Questions of a test: `ORACLE_QUESTIONS` for a long one.
fn questions(otherwise: usize) -> usize {
    let set = std::env::var("ORACLE_QUESTIONS").ok();
    set.and_then(|set| set.parse().ok()).unwrap_or(otherwise)
}

fn whole(draw: &Draw) -> (Vec<String>, BTreeSet<(Scope, Uuid)>) {
    // Who shows their badges comes in no order.
    let drawn = draw.drawn.iter().map(|drawn| format!("{drawn:?}"));
    (drawn.collect(), draw.showing.iter().cloned().collect())
}

impl Node {
    async fn new(seed: u64, count: usize) -> (TestDatabase, Follower, Self) {
        let test = database().await;
        let pool = &test.database.app;
        let signers = signers(pool, today()).await;
        let people = people(seed, count);
        settle(pool, &people).await;
        let clock = FixedClock::at(today());
        let index = Arc::new(Index::default());
        let follower = Follower::new(pool.clone(), Arc::new(clock.clone()), Arc::clone(&index));
        let master = signers.master.clone();
        let engine = Engine::new(pool.clone(), Arc::new(clock.clone()), master);
        let tree = reference::tree(LIVE_K).expect("a tree");
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let again = (0..4).map(|_| Asked::drawn(&mut rng, &tree, &people).question());
        let node = Self {
            index,
            clock,
            places: engine.places().await.expect("places"),
            again: again.collect(),
            tree,
            people,
            rng,
            met: [0; 3],
            shaded: 0,
        };
        (test, follower, node)
    }

    /// Asks both, and compares.
    async fn compare(&mut self, db: &mut PgConnection) {
        let now = self.clock.now();
        let asked = Asked::drawn(&mut self.rng, &self.tree, &self.people).question();
        let company = ["732829320", "356000000"]
            .choose(&mut self.rng)
            .expect("a company");
        let company = Siren::parse(company).expect("a SIREN");
        let seed = self.rng.random();
        let index = self
            .index
            .draw(&asked, &company, &seed, now)
            .expect("it is fresh");
        let shades = self
            .rng
            .random_bool(0.05)
            .then(|| self.index.shades(&asked, &company, now));
        let sql = question::draw(db, &asked, &company, &seed, now)
            .await
            .expect("an answer");
        assert_eq!(whole(&index), whole(&sql), "{asked:?}");
        self.met[usize::from(sql.drawn.is_empty())] += 1;
        let wider = sql
            .drawn
            .first()
            .is_some_and(|drawn| drawn.kind != asked.scope().kind());
        self.met[2] += usize::from(wider);
        if let Some(shades) = shades {
            let sql = question::shades(db, &asked, &company, now)
                .await
                .expect("shades");
            assert_eq!(shades.expect("it is fresh"), sql, "{asked:?}");
        }
        if self.rng.random_bool(0.1) {
            let asked = self.again.choose(&mut self.rng).expect("a question");
            if let Some(shading) = self.index.shading(asked, &company, now) {
                let sql = question::shades(db, asked, &company, now)
                    .await
                    .expect("shades");
                assert_eq!(*shading, self.places.shading(&sql), "{asked:?}");
                self.shaded += 1;
            }
        }
    }
}

/// Something that happens to somebody, as the house's own transactions do it: a change and its row in the log.
async fn change(db: &mut PgConnection, rng: &mut ChaCha20Rng, holder: Uuid, clock: &FixedClock) {
    let now = clock.now();
    let sql = match rng.random_range(0..8) {
        0 => "delete from presence.presence where holder_id = $1 and $2::timestamptz is not null",
        1 => {
            "insert into presence.excluded (holder_id, siren, since) values ($1, '732829320', $2) on conflict do nothing"
        }
        2 => "delete from presence.excluded where holder_id = $1 and $2::timestamptz is not null",
        // Lifted, it is in force until the next batch.
        7 => {
            "update presence.excluded set lifted_at = $2::timestamptz - interval '1 day' where holder_id = $1"
        }
        _ => {
            "update presence.visible_row
             set earned_at = $2::timestamptz - interval '500 days',
                 let_in_level = case when random() < 0.5 then let_in_level end
             where holder_id = $1"
        }
    };
    sqlx::query(sql)
        .bind(holder)
        .bind(now)
        .execute(&mut *db)
        .await
        .expect(sql);
    logged(db, holder, clock).await;
}

/// The row in the log that says that somebody changed.
pub(crate) async fn logged(db: &mut PgConnection, holder: Uuid, clock: &FixedClock) {
    sqlx::query("insert into presence.visibility_change (holder_id, at) values ($1, $2)")
        .bind(holder)
        .bind(clock.now())
        .execute(db)
        .await
        .expect("a change");
}

async fn fresh(node: &Node) {
    for _ in 0..200 {
        if node.index.is_fresh() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the index does not follow");
}

/// Index and SQL draw the same people, at the same scope, for the same reasons, after every change, expiry and batch.
#[tokio::test]
async fn the_index_answers_what_sql_answers() {
    let count = questions(1_500);
    let (test, mut follower, mut node) = Node::new(11, 320).await;
    let pool = &test.database.app;
    let mut changes = 0;
    let mut asked = 0;
    while asked < count {
        follower.catch_up().await.expect("it follows");
        let mut db = pool.acquire().await.expect("a connection");
        for _ in 0..10 {
            // On a slow machine SQL's own answer takes longer than the index may rely on what it knows.
            follower.catch_up().await.expect("it follows");
            node.compare(&mut db).await;
            asked += 1;
        }
        for _ in 0..3 {
            let holder = node.people.choose(&mut node.rng).expect("somebody").id;
            let mut tx = pool.begin().await.expect("a transaction");
            change(&mut tx, &mut node.rng, holder, &node.clock).await;
            tx.commit().await.expect("kept");
            changes += 1;
        }
        match node.rng.random_range(0..12) {
            0 => node.clock.advance(TimeDelta::minutes(4)),
            1 => {
                let newcomers = people(node.rng.random(), 8);
                settle(pool, &newcomers).await;
                node.people.extend(newcomers);
            }
            2 => admit(pool).await,
            _ => {}
        }
    }
    eprintln!(
        "{asked} questions, {changes} changes: {:?} (answered, not, wider)",
        node.met
    );
    assert!(node.shaded > asked / 40, "{} maps", node.shaded);
    assert!(
        node.met.iter().all(|met| *met > asked / 20),
        "every outcome is met: {:?}",
        node.met
    );
    test.drop().await;
}

/// A transaction that commits late, after younger ones, is not skipped; nor is what nobody was notified of.
#[tokio::test]
async fn changes_that_come_while_it_follows_are_all_seen() {
    let (test, follower, mut node) = Node::new(12, 200).await;
    let pool = test.database.app.clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let following = tokio::spawn(follower.run(async {
        let _ = stopped.await;
    }));
    fresh(&node).await;
    for burst in 0..4 {
        let mut writers = Vec::new();
        for writer in 0..4_u64 {
            let (pool, clock) = (pool.clone(), node.clock.clone());
            let people: Vec<Uuid> = node.people.iter().map(|person| person.id).collect();
            writers.push(tokio::spawn(async move {
                let mut rng = ChaCha20Rng::seed_from_u64(100 * burst + writer);
                for _ in 0..12 {
                    write(&pool, &mut rng, &people, &clock).await;
                }
            }));
        }
        // Questions go on meanwhile, and may be answered from before or after each change.
        for _ in 0..20 {
            let asked = Asked::drawn(&mut node.rng, &node.tree, &node.people).question();
            let company = Siren::parse("732829320").expect("a SIREN");
            let _ = node
                .index
                .draw(&asked, &company, &[1; 32], node.clock.now());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for writer in writers {
            writer.await.expect("a writer");
        }
        // Within a second of the last commit everything is known (C2).
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut db = pool.acquire().await.expect("a connection");
        for _ in 0..60 {
            fresh(&node).await;
            node.compare(&mut db).await;
        }
    }
    stop.send(()).expect("it listens");
    following.await.expect("it ends");
    // Who no longer follows no longer answers.
    tokio::time::sleep(Duration::from_millis(750)).await;
    assert!(!node.index.is_fresh());
    let asked = Asked::drawn(&mut node.rng, &node.tree, &node.people).question();
    let company = Siren::parse("732829320").expect("a SIREN");
    assert!(
        node.index
            .draw(&asked, &company, &[1; 32], node.clock.now())
            .is_none()
    );
    test.drop().await;
}

/// Of many who change at once two wake the nodes, so that commits do not wait for each other; whoever changes meanwhile is
/// known within a second all the same (C2).
#[tokio::test]
async fn whoever_changes_while_others_do_is_known_though_nobody_is_woken() {
    let (test, follower, node) = Node::new(14, 40).await;
    let pool = test.database.app.clone();
    let mut listener = PgListener::connect_with(&pool).await.expect("a listener");
    listener.listen("visibility").await.expect("it listens");
    let mut heard = async || {
        let heard = tokio::time::timeout(Duration::from_millis(400), listener.recv());
        heard.await.is_ok()
    };
    let mut under_way = Vec::new();
    for person in 0..2 {
        let mut tx = pool.begin().await.expect("a transaction");
        logged(&mut tx, node.people[person].id, &node.clock).await;
        under_way.push(tx);
    }
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let following = tokio::spawn(follower.run(async {
        let _ = stopped.await;
    }));
    fresh(&node).await;
    let people = node.index.memory().expect("it is made").people;
    let mut tx = pool.begin().await.expect("a transaction");
    let visible = "delete from presence.visible_row
         where holder_id = (select holder_id from presence.let_in where presence_level = 2 limit 1)
         returning holder_id";
    let gone: Uuid = sqlx::query_scalar(visible)
        .fetch_one(&mut *tx)
        .await
        .expect("somebody");
    logged(&mut tx, gone, &node.clock).await;
    tx.commit().await.expect("kept");
    let committed = Instant::now();
    while node.index.memory().expect("it is made").people == people {
        assert!(committed.elapsed() < Duration::from_secs(1), "C2");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!heard().await, "two others were under way");
    for tx in under_way {
        tx.commit().await.expect("kept");
    }
    assert!(heard().await);
    stop.send(()).expect("it listens");
    following.await.expect("it ends");
    drop(listener);
    test.drop().await;
}

/// What a look at the log costs does not grow with how many there are: whatever PostgreSQL plans, it reads no table whole.
#[tokio::test]
async fn a_look_at_the_log_reads_those_who_changed_and_no_others() {
    let (test, mut follower, mut node) = Node::new(13, 600).await;
    let (app, owner) = (&test.database.app, &test.database.owner);
    sqlx::query("analyze")
        .execute(owner)
        .await
        .expect("its owner may");
    let number = async |sql: &'static str| -> i64 {
        let asked = sqlx::query_scalar(sql).fetch_one(owner).await;
        asked.expect("a number")
    };
    // What was read is told a few seconds later.
    let read_beyond = async |least: i64| {
        for _ in 0..150 {
            let read = number(
                "select sum(seq_tup_read + idx_tup_fetch)::bigint from pg_stat_user_tables
                 where relid in ('presence.visible_row'::regclass, 'presence.visibility_change'::regclass)",
            )
            .await;
            if read > least {
                return read;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nothing more was read");
    };
    let rows = number("select count(*) from presence.visible_row").await;
    assert!(rows > 500, "{rows}");
    sqlx::query("select pg_stat_reset()")
        .execute(owner)
        .await
        .expect("its owner may");
    follower.catch_up().await.expect("everybody is read");
    let before = read_beyond(rows - 1).await;
    let mut db = app.acquire().await.expect("a connection");
    for person in 0..12 {
        let holder = node.people[person].id;
        change(&mut db, &mut node.rng, holder, &node.clock).await;
        follower.catch_up().await.expect("it follows");
    }
    // What a connection read is told at the latest when it ends.
    drop((follower, db));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let looked = read_beyond(before).await - before;
    // Whoever changes somebody reads them, too, and a table as small as this one perhaps whole.
    assert!(looked < 3 * rows, "{looked} rows were read, of {rows}");
    test.drop().await;
}

#[tokio::test]
async fn a_connection_that_is_cut_is_opened_anew_and_nothing_is_missed() {
    let (test, mut follower, mut node) = Node::new(14, 60).await;
    let mut db = test.database.app.acquire().await.expect("a connection");
    for person in 0..12 {
        follower.catch_up().await.expect("it follows");
        let holder = node.people[person].id;
        change(&mut db, &mut node.rng, holder, &node.clock).await;
        let cut = sqlx::query(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and query like 'select now.below%'",
        );
        let cut = cut.execute(&test.database.owner).await;
        // The first look makes everything anew by another connection.
        assert_eq!(
            cut.expect("its owner may").rows_affected(),
            u64::from(person > 0)
        );
        follower.catch_up().await.expect("it follows all the same");
        node.compare(&mut db).await;
    }
    drop(db);
    test.drop().await;
}

/// A transaction with a change, that may take its time to commit, or change its mind.
async fn write(pool: &PgPool, rng: &mut ChaCha20Rng, people: &[Uuid], clock: &FixedClock) {
    let holder = *people.choose(rng).expect("somebody");
    let mut tx = pool.begin().await.expect("a transaction");
    // As the house does: two changes of one person take turns.
    sqlx::query("select from account.holder where id = $1 for no key update")
        .bind(holder)
        .execute(&mut *tx)
        .await
        .expect("a lock");
    change(&mut tx, rng, holder, clock).await;
    let late = rng.random_range(0..60);
    tokio::time::sleep(Duration::from_millis(late)).await;
    if rng.random_bool(0.1) {
        tx.rollback().await.expect("undone");
    } else {
        tx.commit().await.expect("kept");
    }
}
