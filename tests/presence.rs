//! C0–C3 against a real PostGIS: who may be shown, what the ledger keeps, and how someone leaves the map.

mod support;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use sqlx::PgPool;
use territoire_apprenant::account::HolderKey;
use territoire_apprenant::account::seal::MasterKey;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::jobs::Worker;
use territoire_apprenant::presence::{
    Choice, Duration, Expiry, Level, Place, PresenceError, VisibleRow, service,
};
use uuid::Uuid;

use support::{TestDatabase, database, today};

/// A holder with one badge that passes every clause of C0, on a database of their own.
struct Story {
    test: TestDatabase,
    clock: FixedClock,
    master: MasterKey,
    holder: Uuid,
}

const COMMUNE: &str = "41269";

fn choice(level: Level) -> Choice {
    Choice {
        level,
        place: Place::Commune(COMMUNE.to_owned()),
        duration: Duration::Six,
        text_version: "2026-11".to_owned(),
    }
}

impl Story {
    async fn begin(age_band: Option<&str>) -> Self {
        let test = database().await;
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let master = MasterKey::draw(&mut rng);
        let story = Self {
            clock: FixedClock::at(today()),
            holder: account(&test.database.app, "ada@example.org", age_band, &master).await,
            master,
            test,
        };
        sqlx::raw_sql(
            "insert into network.competence_family values ('relation', 'Relation', 'Relation', 1);
             insert into network.competence (code, family_code, name_fr, name_en)
             values ('accueillir', 'relation', 'Accueillir', 'Welcoming'),
                    ('animer', 'relation', 'Animer', 'Leading');
             insert into issuing.achievement (id, uri, name, description, criteria, competence_code, reviewed_at)
             values (md5('accueillir')::uuid, 'urn:badge:accueillir', 'Accueillir', '', '', 'accueillir', '2026-01-01'),
                    (md5('animer')::uuid, 'urn:badge:animer', 'Animer', '', '', 'animer', '2026-01-01')",
        )
        .execute(story.pool())
        .await
        .expect("a framework");
        story.badge("accueillir", 1, None).await;
        story
    }

    fn pool(&self) -> &PgPool {
        &self.test.database.app
    }

    /// A kept badge to which nothing can be objected.
    async fn badge(&self, achievement: &str, level: i16, valid_until: Option<DateTime<Utc>>) {
        let name = Uuid::new_v4();
        sqlx::query(
            "with original as (
                 insert into passport.original
                 values (sha256($1::text::bytea), 'application/json', $1::text::bytea, $2)
             )
             insert into passport.credential (
                 id, identity, original, holder_id, address, achievement_id, standard, format, issuer_uri,
                 credential_uri, level, valid_from, valid_until, authentic, current, issuer, recipient, report,
                 verified_at)
             select $1, sha256($1::text::bytea), sha256($1::text::bytea), $3, 'ada@example.org', md5($4)::uuid,
                    'OB 3.0', 'json', 'did:web:a', 'urn:uuid:' || $1, $5, $2, $6, 'yes', 'yes', 'recognised',
                    'confirmed', '{}', $2",
        )
        .bind(name)
        .bind(today())
        .bind(self.holder)
        .bind(achievement)
        .bind(level)
        .bind(valid_until)
        .execute(self.pool())
        .await
        .expect("a badge");
    }

    async fn give(&self, choice: &Choice) -> Result<i64, PresenceError> {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let (pool, clock) = (self.pool(), &self.clock);
        service::give(pool, clock, &self.master, &mut rng, self.holder, choice).await
    }

    async fn visible(&self) -> Vec<(String, i16)> {
        service::visible(self.pool(), &self.clock, self.holder)
            .await
            .expect("an answer")
            .iter()
            .map(|row| (row.competence().to_owned(), row.level()))
            .collect()
    }

    async fn refresh(&self) {
        let mut tx = self.pool().begin().await.expect("a transaction");
        service::refresh_all(&mut tx, &self.clock, &[self.holder])
            .await
            .expect("it is worked out");
        tx.commit().await.expect("it is kept");
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(self.pool())
            .await
            .expect("a number")
    }

    async fn change(&self, sql: &'static str) {
        sqlx::query(sql)
            .execute(self.pool())
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    async fn ledger(&self) -> Vec<(String, i16)> {
        sqlx::query_as("select action, level from presence.consent order by seq")
            .fetch_all(self.pool())
            .await
            .expect("the ledger")
    }
}

/// An account whose address was confirmed, and whose key is wrapped under `master`.
async fn account(pool: &PgPool, email: &str, age_band: Option<&str>, master: &MasterKey) -> Uuid {
    use territoire_apprenant::account::{Address, service};
    let address = Address::parse(email).expect("an address");
    let addresses = std::collections::BTreeSet::from([address.clone()]);
    let clock = FixedClock::at(today());
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut tx = pool.begin().await.expect("a transaction");
    let found = service::find_or_make(&mut tx, &addresses, master, &clock, &mut rng)
        .await
        .expect("an account");
    service::confirm(&mut tx, &addresses, &clock)
        .await
        .expect("confirmed");
    sqlx::query("update account.holder set age_band = $1")
        .bind(age_band)
        .execute(&mut *tx)
        .await
        .expect("an age band");
    tx.commit().await.expect("it is kept");
    found[&address].id
}

#[tokio::test]
async fn a_proven_and_consented_badge_is_placed_in_the_cell_of_its_commune() {
    let story = Story::begin(Some("18_plus")).await;
    assert_eq!(story.visible().await, [], "nobody is visible by default");
    assert_eq!(story.give(&choice(Level::Counted)).await.unwrap(), 1);

    let rows = service::visible(story.pool(), &story.clock, story.holder)
        .await
        .unwrap();
    let [row] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    let cell: i64 = sqlx::query_scalar(
        "select cell from territory.commune_cell
         join territory.tree on tree.id = tree_id where k = 2000 and commune_code = $1",
    )
    .bind(COMMUNE)
    .fetch_one(story.pool())
    .await
    .unwrap();
    assert_eq!(row.cell(), Some(cell));
    assert_eq!(row.department(), Some("41"));
    assert_eq!((row.holder(), row.presence_level()), (story.holder, 1));
    assert_eq!(row.expires_at().to_rfc3339(), "2027-05-24T09:00:00+00:00");
    story.test.drop().await;
}

#[tokio::test]
async fn a_wider_place_is_found_at_that_width_only() {
    let story = Story::begin(Some("18_plus")).await;
    let epci: String =
        sqlx::query_scalar("select epci_code from territory.commune where code = $1")
            .bind(COMMUNE)
            .fetch_one(story.pool())
            .await
            .unwrap();
    for (place, expected) in [
        (Place::Epci(epci.clone()), (None, Some(epci.as_str()), None)),
        (Place::Department("41".into()), (None, None, Some("41"))),
        (Place::Region("24".into()), (None, None, None)),
    ] {
        let wider = Choice {
            place,
            ..choice(Level::Counted)
        };
        assert_eq!(story.give(&wider).await.unwrap(), 1);
        let rows = service::visible(story.pool(), &story.clock, story.holder)
            .await
            .unwrap();
        let found = (rows[0].cell(), rows[0].epci(), rows[0].department());
        assert_eq!(found, expected);
    }
    story.test.drop().await;
}

/// C0: each clause alone keeps a badge off the map, and its return puts it back.
#[tokio::test]
async fn what_is_not_proven_is_not_visible() {
    let story = Story::begin(Some("18_plus")).await;
    story.give(&choice(Level::Counted)).await.unwrap();
    for (wrong, right) in [
        (
            "update passport.credential set authentic = 'no'",
            "update passport.credential set authentic = 'yes'",
        ),
        (
            "update passport.credential set authentic = 'unknown'",
            "update passport.credential set authentic = 'yes'",
        ),
        (
            "update passport.credential set current = 'revoked'",
            "update passport.credential set current = 'yes'",
        ),
        (
            "update passport.credential set current = 'unknown'",
            "update passport.credential set current = 'yes'",
        ),
        (
            "update passport.credential set valid_until = '2026-11-24T09:00:00Z'",
            "update passport.credential set valid_until = null",
        ),
        (
            "update passport.credential set valid_from = '2026-11-24T09:00:01Z'",
            "update passport.credential set valid_from = '2026-11-24T09:00:00Z'",
        ),
        (
            "update passport.credential set issuer = 'unknown'",
            "update passport.credential set issuer = 'recognised'",
        ),
        (
            "update passport.credential set issuer = 'withdrawn'",
            "update passport.credential set issuer = 'recognised'",
        ),
        (
            "update passport.credential set recipient = 'mismatch'",
            "update passport.credential set recipient = 'confirmed'",
        ),
        (
            "update passport.credential set recipient = 'not_asked'",
            "update passport.credential set recipient = 'confirmed'",
        ),
        (
            "update account.address set confirmed_at = null",
            "update account.address set confirmed_at = '2026-01-01'",
        ),
        (
            "update issuing.achievement set reviewed_at = null",
            "update issuing.achievement set reviewed_at = '2026-01-01'",
        ),
        (
            "update issuing.achievement set sensitive = true",
            "update issuing.achievement set sensitive = false",
        ),
        (
            "update issuing.achievement set reviewed_at = null, competence_code = null where name = 'Accueillir'",
            "update issuing.achievement set reviewed_at = '2026-01-01', competence_code = 'accueillir' where name = 'Accueillir'",
        ),
    ] {
        story.change(wrong).await;
        story.refresh().await;
        assert_eq!(story.visible().await, [], "{wrong}");
        story.change(right).await;
        story.refresh().await;
        assert_eq!(
            story.visible().await,
            [("accueillir".to_owned(), 1)],
            "{right}"
        );
    }
    story.test.drop().await;
}

/// C0: the address that must be confirmed is the one that the badge was given to, not another of theirs.
#[tokio::test]
async fn another_confirmed_address_of_the_account_does_not_prove_the_badge() {
    let story = Story::begin(Some("18_plus")).await;
    story.give(&choice(Level::Counted)).await.unwrap();
    sqlx::query(
        "insert into account.address (email, holder_id) values ('someone@example.org', $1)",
    )
    .bind(story.holder)
    .execute(story.pool())
    .await
    .unwrap();
    story
        .change("update passport.credential set address = 'someone@example.org'")
        .await;
    story.refresh().await;
    assert_eq!(story.visible().await, []);

    story
        .change(
            "insert into account.holder (id, created_at) values (md5('other')::uuid, '2026-01-01')",
        )
        .await;
    story
        .change("update account.address set holder_id = md5('other')::uuid, confirmed_at = '2026-01-01' where email = 'someone@example.org'")
        .await;
    story.refresh().await;
    assert_eq!(story.visible().await, [], "nor does someone else's address");
    story.test.drop().await;
}

#[tokio::test]
async fn the_best_proven_level_of_each_competence_shows() {
    let story = Story::begin(Some("18_plus")).await;
    story.badge("accueillir", 3, None).await;
    story.badge("accueillir", 2, None).await;
    story.badge("animer", 2, None).await;
    assert_eq!(story.give(&choice(Level::Counted)).await.unwrap(), 2);
    let expected = [("accueillir".to_owned(), 3), ("animer".to_owned(), 2)];
    assert_eq!(story.visible().await, expected);
    story.test.drop().await;
}

/// C3: one refusal, whatever its cause; and nothing of it is kept.
#[tokio::test]
async fn who_may_not_choose_reads_the_same_refusal_as_for_a_place_that_is_none() {
    let nowhere = Choice {
        place: Place::Commune("99999".into()),
        ..choice(Level::Counted)
    };
    for (band, asked) in [
        (None, choice(Level::Counted)),
        (Some("under_15"), choice(Level::Counted)),
        (Some("15_17"), choice(Level::WithoutName)),
        (Some("15_17"), choice(Level::WithBadges)),
        (Some("18_plus"), nowhere),
    ] {
        let story = Story::begin(band).await;
        let refusal = story.give(&asked).await.unwrap_err();
        assert_eq!(refusal.to_string(), "this choice is not possible");
        assert_eq!(story.ledger().await, []);
        let rest =
            "select (select count(*) from presence.presence) + (select count(*) from audit.event)
                         + (select count(*) from presence.visibility_change)";
        assert_eq!(story.number(rest).await, 0);
        story.test.drop().await;
    }
    let story = Story::begin(Some("18_plus")).await;
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let nobody = service::give(
        story.pool(),
        &story.clock,
        &story.master,
        &mut rng,
        Uuid::new_v4(),
        &choice(Level::Counted),
    )
    .await
    .unwrap_err();
    assert_eq!(nobody.to_string(), "this choice is not possible");
    story.test.drop().await;
}

#[tokio::test]
async fn each_band_has_its_highest_level_and_growing_no_younger_hides_again() {
    let minor = Story::begin(Some("15_17")).await;
    assert_eq!(minor.give(&choice(Level::Counted)).await.unwrap(), 1);
    minor
        .change("update account.holder set age_band = 'under_15'")
        .await;
    minor.refresh().await;
    assert_eq!(minor.visible().await, [], "the band is looked at each time");
    minor.test.drop().await;

    let adult = Story::begin(Some("18_plus")).await;
    for level in [Level::Counted, Level::WithoutName, Level::WithBadges] {
        assert_eq!(adult.give(&choice(level)).await.unwrap(), 1);
        let rows = service::visible(adult.pool(), &adult.clock, adult.holder)
            .await
            .unwrap();
        assert_eq!(rows[0].presence_level(), level as i16);
    }
    adult.test.drop().await;
}

/// C1: rows are added, never changed, and their place opens under the holder's own key alone.
#[tokio::test]
async fn the_ledger_tells_every_choice_and_cannot_be_rewritten() {
    let story = Story::begin(Some("18_plus")).await;
    story.give(&choice(Level::Counted)).await.unwrap();
    story.give(&choice(Level::WithoutName)).await.unwrap();
    assert!(
        service::withdraw(story.pool(), &story.clock, story.holder)
            .await
            .unwrap()
    );
    let given = |level| ("given".to_owned(), level);
    let expected = [given(1), given(2), ("withdrawn".to_owned(), 0)];
    assert_eq!(story.ledger().await, expected);
    for sql in [
        "update presence.consent set level = 3",
        "update presence.consent set sealed = null",
        "delete from presence.consent",
    ] {
        // The application may not even ask; whoever owns the table may, and is refused all the same.
        let refused = sqlx::query(sql).execute(story.pool()).await.unwrap_err();
        assert!(
            refused.to_string().contains("permission denied"),
            "{refused}"
        );
        let owner = &story.test.database.owner;
        let refused = sqlx::query(sql).execute(owner).await.unwrap_err();
        assert!(
            refused.to_string().contains("added, never changed"),
            "{refused}"
        );
    }
    let (wrapped, sealed): (Vec<u8>, Vec<u8>) = sqlx::query_as(
        "select wrapped_key, sealed from presence.consent
         join account.holder on holder.id = holder_id where seq = (select min(seq) from presence.consent)",
    )
    .fetch_one(story.pool())
    .await
    .unwrap();
    let key = HolderKey::unwrap(story.holder, &wrapped, &story.master).unwrap();
    let place = key.open(service::SEALED_PLACE, &sealed).unwrap();
    assert_eq!(place.as_slice(), b"commune:41269");
    assert!(!sealed.windows(5).any(|part| part == COMMUNE.as_bytes()));
    story.test.drop().await;
}

/// C2: one transaction takes the rows away, writes the ledger and the change, and wakes the nodes.
#[tokio::test]
async fn withdrawing_consent_removes_the_badge_from_the_map() {
    let story = Story::begin(Some("18_plus")).await;
    story.give(&choice(Level::Counted)).await.unwrap();
    let mut node = sqlx::postgres::PgListener::connect_with(story.pool())
        .await
        .unwrap();
    node.listen("visibility").await.unwrap();
    let changes = story
        .number("select count(*) from presence.visibility_change")
        .await;

    let withdrawn = service::withdraw(story.pool(), &story.clock, story.holder).await;
    assert!(withdrawn.unwrap());
    node.recv().await.expect("every node is woken");
    drop(node);
    for empty in [
        "select count(*) from presence.visible_row",
        "select count(*) from presence.presence",
    ] {
        assert_eq!(story.number(empty).await, 0, "{empty}");
    }
    let one_transaction = "select count(*) from presence.visibility_change as change
        join presence.consent on consent.xmin::text = change.xid::text
        join audit.event on event.xmin::text = change.xid::text
        where consent.action = 'withdrawn' and event.action = 'presence.withdrawn'";
    assert_eq!(story.number(one_transaction).await, 1);
    let after = story
        .number("select count(*) from presence.visibility_change")
        .await;
    assert_eq!(after, changes + 1);

    let again = service::withdraw(story.pool(), &story.clock, story.holder).await;
    assert!(!again.unwrap(), "there is nothing left to withdraw");
    assert_eq!(story.ledger().await.len(), 2);
    story.test.drop().await;
}

#[tokio::test]
async fn a_consent_that_has_run_out_hides_at_once_and_the_job_writes_its_end() {
    let story = Story::begin(Some("18_plus")).await;
    story.give(&choice(Level::Counted)).await.unwrap();
    let clock: Arc<FixedClock> = Arc::new(story.clock.clone());
    let worker = Worker::new(story.pool().clone(), clock.clone())
        .with(Arc::new(Expiry::new(story.pool().clone(), clock)));
    let queue = async || {
        let mut tx = story.pool().begin().await.unwrap();
        let job = territoire_apprenant::jobs::NewJob {
            kind: "presence.expire",
            payload: serde_json::json!({}),
            unique_key: None,
            run_at: today(),
        };
        territoire_apprenant::jobs::enqueue(&mut tx, &job, today())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };

    queue().await;
    assert_eq!(worker.drain().await.unwrap().done, 1);
    assert_eq!(story.visible().await.len(), 1, "six months are not over");

    story.clock.advance(TimeDelta::days(181));
    assert_eq!(story.visible().await, [], "readers hide it before any job");
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        1
    );
    queue().await;
    assert_eq!(worker.drain().await.unwrap().done, 1);
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        0
    );
    let expected = [("given".to_owned(), 1), ("expired".to_owned(), 0)];
    assert_eq!(story.ledger().await, expected);
    story.test.drop().await;
}

#[tokio::test]
async fn a_badge_that_ends_sooner_takes_its_competence_along() {
    let story = Story::begin(Some("18_plus")).await;
    let soon = today() + TimeDelta::days(10);
    story.badge("animer", 1, Some(soon)).await;
    assert_eq!(story.give(&choice(Level::Counted)).await.unwrap(), 2);
    story.clock.advance(TimeDelta::days(10));
    assert_eq!(story.visible().await, [("accueillir".to_owned(), 1)]);
    story.test.drop().await;
}

/// One address is one account; a token is shown once, kept as a digest, and over when it is revoked.
#[tokio::test]
async fn an_operators_token_opens_until_it_is_revoked() {
    use territoire_apprenant::account::service;
    let test = database().await;
    let clock = FixedClock::at(today());
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let pool = &test.database.app;
    let token = service::create_operator_token(pool, "forum", &clock, &mut rng)
        .await
        .unwrap();
    let operator = service::operator(pool, token.reveal()).await.unwrap();
    assert_eq!(
        operator.map(|operator| operator.label).as_deref(),
        Some("forum")
    );
    let kept: String =
        sqlx::query_scalar("select to_jsonb(operator_token)::text from account.operator_token")
            .fetch_one(pool)
            .await
            .unwrap();
    assert!(!kept.contains(&token.reveal()[3..]), "{kept}");
    assert_eq!(service::operator(pool, "ta_nobody").await.unwrap(), None);

    assert_eq!(
        service::revoke_operator_tokens(pool, "forum", &clock)
            .await
            .unwrap(),
        1
    );
    assert_eq!(service::operator(pool, token.reveal()).await.unwrap(), None);
    test.drop().await;
}

/// A badge that has run out shows no more from its instant on; what it hid, a lower level of another badge, comes back.
#[tokio::test]
async fn a_badge_that_runs_out_leaves_at_its_time_and_another_one_takes_its_place() {
    let story = Story::begin(Some("18_plus")).await;
    let soon = today() + TimeDelta::hours(1);
    story.badge("accueillir", 3, Some(soon)).await;
    story.badge("animer", 2, Some(soon)).await;
    story.give(&choice(Level::Counted)).await.unwrap();
    let expected = [("accueillir".to_owned(), 3), ("animer".to_owned(), 2)];
    assert_eq!(story.visible().await, expected);

    let at = async |now: DateTime<Utc>| {
        let clock = Arc::new(FixedClock::at(now));
        let rows = service::visible(story.pool(), &*clock, story.holder).await;
        let read: Vec<_> = rows.unwrap().iter().map(VisibleRow::level).collect();
        let job = territoire_apprenant::jobs::NewJob {
            kind: "presence.expire",
            payload: serde_json::json!({}),
            unique_key: None,
            run_at: now,
        };
        let mut tx = story.pool().begin().await.unwrap();
        territoire_apprenant::jobs::enqueue(&mut tx, &job, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let worker = Worker::new(story.pool().clone(), clock.clone());
        let expiry = Arc::new(Expiry::new(story.pool().clone(), clock));
        assert_eq!(worker.with(expiry).drain().await.unwrap().done, 1);
        read
    };
    let changes = "select count(*) from presence.visibility_change";
    let before = story.number(changes).await;
    assert_eq!(
        at(soon - TimeDelta::seconds(1)).await,
        [3, 2],
        "to the last second"
    );
    assert_eq!(story.number(changes).await, before);
    assert_eq!(at(soon).await, [0_i16; 0], "no reader sees it any more");
    let rows: Vec<(String, i16)> =
        sqlx::query_as("select competence_code, level from presence.visible_row")
            .fetch_all(story.pool())
            .await
            .unwrap();
    assert_eq!(rows, [("accueillir".to_owned(), 1)]);
    assert_eq!(
        story.number(changes).await,
        before + 1,
        "and every node is told"
    );
    assert_eq!(
        story.ledger().await,
        [("given".to_owned(), 1)],
        "the consent stands"
    );
    story.test.drop().await;
}
