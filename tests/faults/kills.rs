//! The server is killed while badges are claimed and brought, accounts joined and people erased: each has one outcome, and
//! no mail is lost.
//!
//! What can be promised of mails: a mail is written in the transaction of what it tells of, once. It is handed to the mail
//! server at least once: a node that is killed between the server's « taken » and its own note of it hands it over again,
//! under the same Message-ID, by which the receiving side knows it. So rows are counted exactly, and letters by Message-ID.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sqlx::AssertSqlSafe;
use territoire_apprenant::account::roles::{self, Role};
use territoire_apprenant::clock::{Clock as _, SystemClock};
use territoire_apprenant::issuing::applications::review::Reviewer;
use territoire_apprenant::issuing::claims::Kind;
use territoire_apprenant::issuing::claims::offers::{self, NewOffer};
use territoire_apprenant::network::service as network;
use territoire_apprenant::openbadges::issue::Level;
use uuid::Uuid;

use crate::badges::COMPETENCE;
use crate::house::{Form, House, Node, Person, ask, awaited, form, times};

const BIJ: &str = "bij-loir-et-cher";
/// Of each kind, at the same time.
const AT_ONCE: usize = 3;

/// Something that somebody does, and does again if it was cut.
struct Deed {
    kind: &'static str,
    person: Person,
    /// Of a join: whose account becomes one with theirs.
    other: Option<Person>,
    path: String,
    form: Form,
}

impl House {
    /// One code for as many as come.
    async fn code(&self) -> String {
        let jo = self.person("jo@example.org").await;
        let pool = self.pool();
        let found = network::organisation(pool, BIJ).await.expect("an answer");
        let (organisation, _) = found.expect("it is there");
        let mut tx = pool.begin().await.expect("a transaction");
        let role = Role::Facilitator(organisation.id);
        roles::give(&mut tx, jo.id, role, "test", &SystemClock)
            .await
            .expect("a role");
        tx.commit().await.expect("kept");
        let reviewer = Reviewer {
            holder: jo.id,
            organisations: vec![organisation.id],
        };
        let uri = self.signers.base.url(&format!("/badges/{COMPETENCE}"));
        let now = SystemClock.now();
        let new = NewOffer {
            organisation: &organisation,
            achievement_uri: &uri,
            level: Level::try_from(1).expect("a level"),
            kind: Kind::Shared,
            capacity: 5000,
            opens_at: now - TimeDelta::hours(1),
            closes_at: now + TimeDelta::hours(12),
        };
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let (base, master) = (&self.signers.base, &self.signers.master);
        let made = offers::make(pool, base, &reviewer, &new, master, &SystemClock, &mut rng).await;
        let one = offers::one(pool, &reviewer, made.expect("an offer"), master).await;
        one.expect("an offer").1[0].code.as_str().to_owned()
    }

    async fn bring(&self, node: &Node, person: &Person) {
        let badge = self.badge(&person.email);
        let answer = ask(
            node.port,
            &person.cookie,
            "/mes-badges/apporter",
            Some(&badge),
        )
        .await;
        assert_eq!(answer.expect("an answer").0, 200);
    }

    /// The page of the link that somebody asks for to join another's account.
    async fn link(&self, node: &Node, person: &Person, other: &Person) -> String {
        let asked = format!("email={}", other.email.replace('@', "%40"));
        let answer = ask(
            node.port,
            &person.cookie,
            "/mon-compte/adresses",
            Some(&form(&asked)),
        )
        .await;
        assert_eq!(answer.expect("an answer").0, 303);
        // Somebody who was given a badge is also told that they may be found.
        let found = || {
            let letters = self.post.letters();
            let mut theirs = letters.iter().filter(|letter| letter.to == other.email);
            let rest = theirs
                .find_map(|letter| Some(letter.text.split_once("/mon-compte/adresses/")?.1))?;
            let secret = rest.split_whitespace().next()?;
            Some(format!("/mon-compte/adresses/{secret}"))
        };
        awaited("a letter with the link", async || found().is_some()).await;
        found().expect("a link")
    }

    async fn deeds(&self, node: &Node, code: &str, round: usize) -> Vec<Deed> {
        let mut deeds = Vec::new();
        for place in 0..AT_ONCE {
            let named = |what: &str| format!("{what}-{round}-{place}@example.org");
            let person = self.person(&named("prend")).await;
            deeds.push(Deed {
                kind: "claim",
                person,
                other: None,
                path: format!("/r/{code}"),
                form: form(""),
            });
            let person = self.person(&named("apporte")).await;
            let badge = self.badge(&person.email);
            deeds.push(Deed {
                kind: "import",
                person,
                other: None,
                path: "/mes-badges/apporter".to_owned(),
                form: badge,
            });
            let (person, other) = (
                self.person(&named("une")).await,
                self.person(&named("autre")).await,
            );
            self.bring(node, &person).await;
            self.bring(node, &other).await;
            let path = self.link(node, &person, &other).await;
            deeds.push(Deed {
                kind: "join",
                person,
                other: Some(other),
                path,
                form: form(""),
            });
            let person = self.person(&named("part")).await;
            self.bring(node, &person).await;
            deeds.push(Deed {
                kind: "erase",
                person,
                other: None,
                path: "/mon-compte/effacer".to_owned(),
                form: form("mot=EFFACER"),
            });
        }
        deeds
    }

    async fn of(&self, holder: Uuid, rows: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {rows}")))
            .bind(holder)
            .fetch_one(self.pool())
            .await
            .unwrap_or_else(|error| panic!("{rows}: {error}"))
    }

    /// Whether it was done: wholly, or not at all; anything between the two fails.
    async fn done(&self, deed: &Deed) -> bool {
        let id = deed.person.id;
        let badges = self
            .of(id, "passport.credential where holder_id = $1")
            .await;
        match deed.kind {
            "claim" => {
                let claims = self.of(id, "issuing.claim where holder_id = $1").await;
                let whole = self
                    .of(
                        id,
                        "issuing.claim
                         join issuing.award using (credential_uri)
                         join passport.credential using (credential_uri)
                         where claim.holder_id = $1 and credential.holder_id = $1",
                    )
                    .await;
                assert!(claims <= 1, "claimed once");
                assert_eq!(
                    (claims, claims),
                    (whole, badges),
                    "claim, award and badge are one"
                );
                claims == 1
            }
            "import" => {
                let with_file = "passport.credential
                     join passport.original on original.sha256 = credential.original
                     where holder_id = $1 and recipient = 'confirmed'";
                assert!(badges <= 1, "kept once");
                assert_eq!(self.of(id, with_file).await, badges);
                badges == 1
            }
            "join" => {
                let other = deed.other.as_ref().expect("the other").id;
                let addresses = self.of(id, "account.address where holder_id = $1").await;
                let theirs = self.of(other, "account.address where holder_id = $1").await;
                let left = self
                    .of(other, "passport.credential where holder_id = $1")
                    .await;
                let whole = [(1, 1, 1, 1), (2, 0, 2, 0)];
                let found = (addresses, theirs, badges, left);
                assert!(whole.contains(&found), "two accounts, or one: {found:?}");
                addresses == 2
            }
            _ => {
                let gone = self
                    .of(id, "account.holder where id = $1 and erased_at is not null")
                    .await;
                let rows = "account.address where holder_id = $1";
                let (addresses, sessions) = (
                    self.of(id, rows).await,
                    self.of(id, "account.session where holder_id = $1").await,
                );
                let found = (gone, addresses, badges, sessions);
                assert!(
                    [(0, 1, 1, 1), (1, 0, 0, 0)].contains(&found),
                    "there, or gone: {found:?}"
                );
                gone == 1
            }
        }
    }

    /// What a killed node had taken from the queue comes back after its lease: here at once, as if five minutes were over.
    async fn leases_end(&self) {
        sqlx::query("update jobs.job set leased_until = null, run_at = least(run_at, now()) where done_at is null")
            .execute(self.pool())
            .await
            .expect("the queue");
    }

    /// Every mail goes out.
    async fn mails_have_left(&self) {
        awaited("every mail is sent", async || {
            let waiting =
                "select count(*) from jobs.job where kind like 'account.mail%' and done_at is null";
            self.number(waiting).await == 0
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_server_that_is_killed_leaves_each_deed_done_or_not_and_loses_no_mail() {
    let house = House::new().await;
    let code = house.code().await;
    let mut node = house.node();
    let mut rng = StdRng::seed_from_u64(41);
    let kills = times("KILLS", 10);
    let (mut cut, mut before) = (0, 0);
    for round in 0..kills {
        let deeds = house.deeds(&node, &code, round).await;
        let port = node.port;
        let mut under_way = Vec::new();
        let answered = Arc::new(AtomicUsize::new(0));
        for deed in &deeds {
            let (cookie, path, form) = (
                deed.person.cookie.clone(),
                deed.path.clone(),
                deed.form.clone(),
            );
            let answered = answered.clone();
            under_way.push(tokio::spawn(async move {
                let answer = ask(port, &cookie, &path, Some(&form)).await;
                answered.fetch_add(1, Ordering::Relaxed);
                answer
            }));
        }
        // From before the first of them is heard to when all but one are answered, however slow the machine.
        let enough = rng.random_range(0..deeds.len());
        awaited("answers", async || {
            answered.load(Ordering::Relaxed) >= enough
        })
        .await;
        tokio::time::sleep(Duration::from_millis(rng.random_range(0..20))).await;
        node.kill();
        house.leases_end().await;
        for answer in under_way {
            cut += usize::from(answer.await.expect("it ends").is_none());
        }
        for deed in &deeds {
            before += usize::from(house.done(deed).await);
        }

        node = house.node_at(port);
        for deed in &deeds {
            let again = ask(port, &deed.person.cookie, &deed.path, Some(&deed.form)).await;
            let (status, _, page) = again.expect("an answer");
            assert!(
                [200, 303, 401].contains(&status),
                "{}: {status} {page}",
                deed.kind
            );
            assert!(
                house.done(deed).await,
                "{}: done once it was asked again",
                deed.kind
            );
        }
        house.mails_have_left().await;
    }

    let deeds = i64::try_from(kills * AT_ONCE).expect("few");
    for (what, sql) in [
        ("claims", "select count(*) from issuing.claim"),
        ("awards", "select count(*) from issuing.award"),
        (
            "claimed",
            "select sum(claimed)::bigint from issuing.claim_offer",
        ),
        (
            // Whoever asked for it, and whose account became one with another.
            "gone",
            "select count(*) from account.holder
             where erased_at is not null
               and not exists (select from account.address where address.holder_id = holder.id)",
        ),
        (
            "letters to the erased",
            "select count(*) from account.mail where kind = 'erased'",
        ),
    ] {
        let expected = if what == "gone" { 2 * deeds } else { deeds };
        assert_eq!(house.number(sql).await, expected, "{what}");
    }
    let written: Vec<Uuid> = sqlx::query_scalar(
        "select (payload ->> 'mail')::uuid from jobs.job where kind like 'account.mail%'",
    )
    .fetch_all(house.pool())
    .await
    .expect("mails");
    let once: BTreeSet<Uuid> = written.iter().copied().collect();
    assert_eq!(once.len(), written.len(), "each is queued once");

    let letters = house.post.letters();
    let arrived: BTreeSet<Uuid> = letters
        .iter()
        .map(|letter| letter.id.parse().expect("a mail's row"))
        .collect();
    assert!(
        arrived.is_subset(&once),
        "nothing was sent that was not written"
    );
    // What did not leave went with the person it was for: it was taken back in the transaction that erased them.
    let kept: Vec<Uuid> = sqlx::query_scalar("select id from account.mail")
        .fetch_all(house.pool())
        .await
        .expect("mails");
    let lost: Vec<&Uuid> = kept
        .iter()
        .filter(|mail| !arrived.contains(*mail))
        .collect();
    assert!(lost.is_empty(), "written, kept, and never sent: {lost:?}");
    // Nobody was written the same twice.
    let mut told = BTreeSet::new();
    let mut known = BTreeSet::new();
    for letter in letters.iter().filter(|letter| known.insert(&letter.id)) {
        assert!(
            told.insert((&letter.to, &letter.text)),
            "{}: twice",
            letter.to
        );
    }
    let links = known.len()
        - told
            .iter()
            .filter(|(_, text)| !text.contains("/mon-compte/adresses/"))
            .count();
    assert_eq!(links, kills * AT_ONCE, "one link for each who asked");
    let again = letters.len() - arrived.len();
    assert!(
        again <= kills,
        "{again} letters came twice in {kills} kills"
    );
    assert!(
        cut > 0 && before > 0,
        "kills fell among the deeds: {cut} cut, {before} done before"
    );
    println!(
        "kills: {kills}; deeds: {}, of which {cut} were cut and {before} done before the end; letters: {}, {again} of them handed over twice under one Message-ID",
        kills * AT_ONCE * 4,
        letters.len(),
    );
    drop(node);
    house.test.drop().await;
}
