//! `territoire relay receive` as a mail server's pipe runs it: what is posted, and the exit status that tells the rest
//! (sysexits.h).

use std::path::Path;
use std::process::{Output, Stdio};

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use territoire_apprenant::account::key_file;
use territoire_apprenant::clock::{Clock as _, SystemClock};
use territoire_apprenant::database::instance;
use territoire_apprenant::relay::{Side, mailbox};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use uuid::Uuid;

use crate::entry::World;

const COMPANY: &str = "732829320";
const DOMAIN: &str = "relais.example";

/// Hands a mail to the command, which lives in that folder and works on that database.
async fn receive(folder: &Path, url: &str, domain: Option<&str>, mail: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_territoire"));
    command
        .args(["relay", "receive", "--data-dir"])
        .arg(folder)
        .env("DATABASE_URL", url)
        .env_remove("TERRITOIRE_RELAY_DOMAIN")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(domain) = domain {
        command.args(["--domain", domain]);
    }
    let mut process = command.spawn().expect("the command runs");
    let mut input = process.stdin.take().expect("a pipe");
    // It may have said no before it read to the end.
    let _ = input.write_all(mail.as_bytes()).await;
    drop(input);
    process.wait_with_output().await.expect("it ends")
}

#[tokio::test]
async fn a_mail_servers_pipe_learns_what_became_of_a_mail_by_the_exit_status() {
    let world = World::new(false).await;
    // The command looks at the clock of the machine.
    let now = world.clock.now();
    world.clock.advance(SystemClock.now() - now);
    let folder = tempfile::tempdir().expect("a folder");
    let key = key_file::draw(folder.path(), &mut ChaCha20Rng::seed_from_u64(41));
    assert_eq!(key.expect("a key").octets(), world.master.octets());
    let base = world.signers.base.url("");
    let owner = &world.test.database.owner;
    instance::settle(owner, None, Some(&base), &base, &SystemClock)
        .await
        .expect("its address");

    let rob = world
        .seeker("rob@example.net", COMPANY, "Menuiserie Dupont")
        .await;
    let (ada, person) = world.visible("ada@example.org").await;
    world.propose(&rob, person, COMPANY).await;
    let thread = world.thread_of(&ada).await;
    world
        .answers(&thread, &ada, "geste=repondre&mots=Bonjour")
        .await;
    let number: Uuid = sqlx::query_scalar("select id from relay.thread")
        .fetch_one(owner)
        .await
        .expect("a thread");
    let to = format!("{}@{DOMAIN}", mailbox(&world.master, number, Side::Holder));
    let mail = |from: &str, to: &str, id: u8, body: &str| {
        format!(
            "From: <{from}>\r\nTo: {to}\r\nMessage-ID: <{id}@mail.example>\r\nSubject: Re\r\n\r\n{body}\r\n"
        )
    };
    let nobody = format!("fil+{}@{DOMAIN}", "0".repeat(40));
    let lundi = mail("ada@example.org", &to, 1, "Lundi, avec plaisir.");
    let url = world.test.url();
    let nowhere = "postgres://nobody@localhost:1/none?host=/nonexistent";
    for (case, url, domain, mail, status) in [
        ("posted", url.as_str(), Some(DOMAIN), lundi.clone(), 0),
        ("the same again", &url, Some(DOMAIN), lundi, 0),
        (
            "from somebody else",
            &url,
            Some(DOMAIN),
            mail("ida@example.org", &to, 2, "Moi aussi"),
            67,
        ),
        (
            "to nobody",
            &url,
            Some(DOMAIN),
            mail("ada@example.org", &nobody, 3, "Oui"),
            67,
        ),
        (
            "without a word",
            &url,
            Some(DOMAIN),
            mail("ada@example.org", &to, 4, ""),
            65,
        ),
        (
            "no domain is set",
            &url,
            None,
            mail("ada@example.org", &to, 5, "Oui"),
            75,
        ),
        (
            "no database",
            nowhere,
            Some(DOMAIN),
            mail("ada@example.org", &to, 6, "Oui"),
            75,
        ),
    ] {
        let output = receive(folder.path(), url, domain, &mail).await;
        assert_eq!(output.status.code(), Some(status), "{case}: {output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !said.contains("ada") && !said.contains(&number.to_string()),
            "{case}: it may be sent back: {said}"
        );
    }
    let (_, _, page) = world.get(&thread, &ada).await;
    assert_eq!(page.matches("Lundi, avec plaisir.").count(), 1, "{page}");
    world.test.drop().await;
}
