//! `territoire admin audit`: the chain of decisions, its head kept elsewhere, and what tampering with it leaves.

use std::process::Output;

use sqlx::{AssertSqlSafe, PgExecutor, PgPool};
use territoire_apprenant::jobs::audit;
use tokio::process::Command;

use crate::support::{TestDatabase, database};

/// One `territoire admin audit …` on this database.
async fn audited(
    test: &TestDatabase,
    folder: &std::path::Path,
    words: &[&str],
) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_territoire"))
        .args(["admin", "audit"])
        .args(words)
        .arg("--data-dir")
        .arg(folder)
        .env("DATABASE_URL", test.url())
        .output()
        .await
        .expect("the command runs");
    let said = [output.stdout.clone(), output.stderr.clone()].concat();
    (output, String::from_utf8_lossy(&said).trim().to_owned())
}

/// Notes something, as any transaction does.
async fn noted(db: impl PgExecutor<'_>, action: &str) {
    sqlx::query("insert into audit.event (at, actor, action) values (now(), 'test', $1)")
        .bind(action)
        .execute(db)
        .await
        .expect("noted");
}

/// What somebody does who owns the database, with all that keeps others from it switched off.
async fn as_owner(owner: &PgPool, all: &[&str]) {
    let mut tx = owner.begin().await.expect("a transaction");
    for sql in ["set local session_replication_role = replica"]
        .iter()
        .chain(all)
    {
        sqlx::query(AssertSqlSafe((*sql).to_owned()))
            .execute(&mut *tx)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    tx.commit().await.expect("done");
}

async fn waiting(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from audit.unsealed")
        .fetch_one(pool)
        .await
        .expect("a count")
}

#[tokio::test]
async fn the_audit_is_a_chain_whose_kept_head_tells_that_nothing_was_changed() {
    let test = database().await;
    let (pool, owner) = (&test.database.app, &test.database.owner);
    let folder = tempfile::tempdir().expect("a folder");
    audited(&test, folder.path(), &["head"]).await;

    // A transaction that commits after later ones were sealed is not passed over.
    let mut late = pool.begin().await.expect("a transaction");
    noted(&mut *late, "late").await;
    for number in 0..20 {
        noted(pool, &format!("early {number}")).await;
    }
    let (output, head) = audited(&test, folder.path(), &["head"]).await;
    assert_eq!(output.status.code(), Some(0), "{head}");
    late.commit().await.expect("kept");
    assert_eq!(waiting(pool).await, 1);
    let (_, later) = audited(&test, folder.path(), &["head", "--json"]).await;
    assert!(
        later.contains("\"head\":\"") && !later.contains(&head),
        "{later}"
    );
    assert_eq!(waiting(pool).await, 0);

    let (output, said) = audited(&test, folder.path(), &["verify", "--head", &head]).await;
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(said, "The chain holds");

    // The application changes nothing of it, and the owner only with the triggers switched off.
    for sql in [
        "update audit.link set place = place + 100",
        "delete from audit.link",
        "truncate audit.link",
    ] {
        for who in [pool, owner] {
            assert!(sqlx::query(sql).execute(who).await.is_err(), "{sql}");
        }
    }

    // What an owner does shows, at the link where it was done, until it is undone.
    for (forged, undone, what) in [
        (
            "update audit.event set action = 'nothing' where action = 'late'",
            "update audit.event set action = 'late' where action = 'nothing'",
            "changed",
        ),
        (
            "create table public.aside as select * from audit.link where place = 2",
            "select 1",
            "",
        ),
        (
            "delete from audit.link where place = 2",
            "insert into audit.link select * from public.aside",
            "missing",
        ),
        (
            "insert into audit.event (at, actor, action) values (now(), 'test', 'put in')",
            "delete from audit.event where action = 'put in'",
            "not linked",
        ),
    ] {
        as_owner(owner, &[forged]).await;
        let (output, said) = audited(&test, folder.path(), &["verify"]).await;
        let holds = what.is_empty();
        assert_eq!(output.status.code(), Some(i32::from(!holds)), "{said}");
        assert!(said.contains(what), "{forged}: {said}");
        as_owner(owner, &[undone]).await;
    }
    let (output, said) = audited(&test, folder.path(), &["verify", "--json"]).await;
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("\"holds\":true"), "{said}");

    // A chain that was made anew as a whole holds, and does not go through the head that was kept.
    as_owner(
        owner,
        &[
            "delete from audit.link",
            "update audit.event set actor = 'somebody else' where action = 'early 0'",
            "insert into audit.unsealed select seq from audit.event",
            "select audit.seal(1000)",
        ],
    )
    .await;
    let (output, said) = audited(&test, folder.path(), &["verify"]).await;
    assert_eq!(output.status.code(), Some(0), "{said}");
    let (output, said) = audited(&test, folder.path(), &["verify", "--head", &head]).await;
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("another head"), "{said}");
    let (output, _) = audited(&test, folder.path(), &["verify", "--head", "17"]).await;
    assert_eq!(output.status.code(), Some(2));
    test.drop().await;
}

/// Sealers and writers at the same time: one chain without a gap, and every event in it once.
#[tokio::test]
async fn sealers_and_writers_at_once_make_one_chain() {
    let test = database().await;
    let pool = &test.database.app;
    let writers = async {
        for number in 0..60 {
            noted(pool, &format!("event {number}")).await;
        }
    };
    let seals = async || {
        for _ in 0..15 {
            audit::seal(pool).await.expect("sealed");
        }
    };
    tokio::join!(writers, seals(), seals(), seals());
    audit::seal(pool).await.expect("sealed");
    assert_eq!(audit::check(pool, None).await.expect("an answer"), []);
    let head = audit::head(pool).await.expect("an answer").expect("a head");
    let events: i64 = sqlx::query_scalar("select count(*) from audit.event")
        .fetch_one(pool)
        .await
        .expect("a count");
    assert_eq!(head.place, events);
    test.drop().await;
}
