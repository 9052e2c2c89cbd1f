//! `territoire admin passkey`: somebody who lost their device makes a new key, and hears that the old one is gone.

use std::process::Output;

use sqlx::PgPool;
use tokio::process::Command;
use uuid::Uuid;

use crate::rights::holder_of;
use crate::support::{TestDatabase, database};

async fn admin(test: &TestDatabase, folder: &std::path::Path, words: &str) -> Output {
    let mut words = words.split(' ');
    Command::new(env!("CARGO_BIN_EXE_territoire"))
        .arg("admin")
        .args(words.by_ref().take(2))
        .arg("--data-dir")
        .arg(folder)
        .args(words)
        .env("DATABASE_URL", test.url())
        .output()
        .await
        .expect("the command runs")
}

async fn number(pool: &PgPool, of: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {of}")))
        .fetch_one(pool)
        .await
        .expect("a count")
}

#[tokio::test]
async fn whoever_runs_the_machine_takes_a_lost_passkey_away_and_its_owner_hears_of_it() {
    let test = database().await;
    let pool = &test.database.app;
    let folder = tempfile::tempdir().expect("a folder");
    for email in ["jo@example.org", "lou@example.org"] {
        let words = format!("role give {email} coordinator badgeons-le-41");
        let given = admin(&test, folder.path(), &words).await;
        assert!(given.status.success(), "{given:?}");
        sqlx::query("update account.address set confirmed_at = now() where email = $1")
            .bind(email)
            .execute(pool)
            .await
            .expect("confirmed");
        let person = holder_of(pool, email).await;
        for sql in [
            "insert into account.passkey
                 (id, holder_id, credential_id, name, static_state, dynamic_state, created_at, used_at)
             select gen_random_uuid(), $1, uuid_send(gen_random_uuid()), name, '\\x02', '\\x03', now(), now()
             from unnest(array['Firefox', 'Chrome']) as name",
            "insert into account.session (id, holder_id, digest, browser, created_at, seen_at, expires_at, strong_at)
             values (gen_random_uuid(), $1, sha256(uuid_send($1)), '?', now(), now(), now() + interval '1 day', now())",
        ] {
            sqlx::query(sql).bind(person).execute(pool).await.expect(sql);
        }
    }
    let jo = holder_of(pool, "jo@example.org").await;
    let lost: Uuid = sqlx::query_scalar(
        "select id from account.passkey where holder_id = $1 and name = 'Firefox'",
    )
    .bind(jo)
    .fetch_one(pool)
    .await
    .expect("a passkey");

    let asked = [
        ("passkey list jo".to_owned(), 2, "no e-mail address"),
        ("passkey list ida@example.org".to_owned(), 2, "nobody has"),
        (
            "passkey list jo@example.org".to_owned(),
            0,
            "Firefox · made",
        ),
        (
            "passkey remove jo@example.org".to_owned(),
            2,
            "has 2 passkeys: say which one",
        ),
        (
            format!("passkey remove lou@example.org {lost}"),
            2,
            "no such passkey",
        ),
        (
            format!("passkey remove jo@example.org {lost}"),
            0,
            "Removed",
        ),
        (
            format!("passkey remove jo@example.org {lost}"),
            2,
            "no such passkey",
        ),
        ("passkey remove jo@example.org".to_owned(), 0, "Removed"),
        (
            "passkey remove jo@example.org".to_owned(),
            2,
            "no such passkey",
        ),
        ("passkey list jo@example.org".to_owned(), 0, "None"),
    ];
    for (words, status, said) in asked {
        let output = admin(&test, folder.path(), &words).await;
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        assert_eq!(output.status.code(), Some(status), "{words}: {told}");
        assert!(told.contains(said), "{words}: {told}");
    }

    assert_eq!(number(pool, "account.passkey").await, 2, "Lou's are there");
    let sessions = "account.session join account.address using (holder_id)";
    assert_eq!(number(pool, sessions).await, 1, "Lou's goes on");
    let mails = "account.mail join account.address using (holder_id)
                 where kind = 'passkey_removed' and email = 'jo@example.org' and sealed is not null";
    assert_eq!(number(pool, mails).await, 2, "one for each removal");
    let letters = "jobs.job where kind like 'account.mail%' and done_at is null";
    assert_eq!(number(pool, letters).await, 2, "they will be sent");
    let kept: Vec<(String, Option<Uuid>, Option<String>)> = sqlx::query_as(
        "select actor, subject, detail ->> 'passkey' from audit.event where action = 'passkey.removed' order by seq",
    )
    .fetch_all(pool)
    .await
    .expect("an audit");
    assert_eq!(kept.len(), 2);
    assert_eq!(
        kept[0],
        ("admin".to_owned(), Some(jo), Some(lost.to_string()))
    );
    test.drop().await;
}
