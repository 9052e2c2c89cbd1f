//! `territoire admin role`: whoever runs the machine says who may act, and the audit keeps it.

use std::process::Output;

use tokio::process::Command;

use crate::support::{TestDatabase, database};

/// One `territoire admin role …`, on this database and with a data directory of its own.
async fn role(test: &TestDatabase, folder: &std::path::Path, words: &[&str]) -> Output {
    let (what, rest) = words.split_first().expect("what to do");
    Command::new(env!("CARGO_BIN_EXE_territoire"))
        .args(["admin", "role", what, "--data-dir"])
        .arg(folder)
        .args(rest)
        .env("DATABASE_URL", test.url())
        .output()
        .await
        .expect("the command runs")
}

#[tokio::test]
async fn whoever_runs_the_machine_says_who_may_act_and_the_audit_keeps_it() {
    let test = database().await;
    let folder = tempfile::tempdir().expect("a folder");
    let asked = [
        ("give jo@example.org coordinator badgeons-le-41", 0, "Given"),
        (
            "give Jo@Example.org coordinator badgeons-le-41",
            0,
            "already",
        ),
        (
            "give jo@example.org facilitator bij-loir-et-cher",
            0,
            "Given",
        ),
        ("give jo coordinator badgeons-le-41", 2, "no e-mail address"),
        (
            "give jo@example.org coordinator nulle-part",
            2,
            "no network \"nulle-part\"",
        ),
        (
            "give jo@example.org facilitator badgeons-le-41",
            2,
            "no organisation",
        ),
        (
            "give jo@example.org king badgeons-le-41",
            2,
            "invalid value",
        ),
        (
            "list jo@example.org",
            0,
            "facilitator · Bureau information jeunesse",
        ),
        (
            "end ida@example.org partner badgeons-le-41",
            2,
            "nobody has",
        ),
        (
            "end jo@example.org partner badgeons-le-41",
            0,
            "no such role",
        ),
        ("end jo@example.org coordinator badgeons-le-41", 0, "Ended"),
    ];
    for (words, status, said) in asked {
        let words: Vec<&str> = words.split(' ').collect();
        let output = role(&test, folder.path(), &words).await;
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        assert_eq!(output.status.code(), Some(status), "{words:?}: {told}");
        assert!(told.contains(said), "{words:?}: {told}");
    }
    let kept: Vec<(String, String)> = sqlx::query_as(
        "select action || ' ' || (detail ->> 'role'), actor from audit.event
         where action like 'role.%' order by seq",
    )
    .fetch_all(&test.database.app)
    .await
    .expect("an audit");
    let kept: Vec<&str> = kept
        .iter()
        .inspect(|(_, actor)| assert_eq!(actor, "admin"))
        .map(|(what, _)| what.as_str())
        .collect();
    assert_eq!(
        kept,
        [
            "role.given coordinator",
            "role.given facilitator",
            "role.ended coordinator"
        ]
    );
    test.drop().await;
}
