//! The two nets under the application's own checks: its role owns nothing, and a request is given the rows of whoever
//! makes it. Here the checks are switched off: what a handler would call is called with somebody else's number.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, PgPool};
use territoire_apprenant::account::companies::Siren;
use territoire_apprenant::account::entry::service as entry;
use territoire_apprenant::account::rights::viewing;
use territoire_apprenant::account::{roles, service as account};
use territoire_apprenant::clock::Clock as _;
use territoire_apprenant::database::acting::{as_holder, as_the_house, for_nobody_yet};
use territoire_apprenant::database::take_stock;
use territoire_apprenant::issuing::applications::own as applications;
use territoire_apprenant::passport::rights::{self, TellError};
use territoire_apprenant::passport::sharing::{collections, service as sharing};
use territoire_apprenant::passport::shelf;
use territoire_apprenant::presence::own::{self, excluded, ledger};
use territoire_apprenant::presence::service as presence;
use uuid::Uuid;

use crate::entry::World;
use crate::rights::tables_of_a_person;
use crate::support::database;

/// Tables that touch a person and give their rows to whoever asks, and why.
const UNGUARDED: [(&str, &str); 2] = [
    (
        "issuing.claim_offer",
        "an organisation's: `made_by` is the facilitator who made it, in their office",
    ),
    (
        "issuing.claim_code",
        "an offer's: MACs and sealed codes, no person",
    ),
];

#[tokio::test]
async fn whoever_serves_may_have_postgresql_count_what_came() {
    let test = database().await;
    let counted = async || {
        sqlx::query_scalar::<_, f32>(
            "select reltuples from pg_class where oid = 'territory.commune'::regclass",
        )
        .fetch_one(&test.database.owner)
        .await
        .expect("a table")
    };
    sqlx::query("update pg_class set reltuples = -1 where oid = 'territory.commune'::regclass")
        .execute(&test.database.owner)
        .await
        .expect("its owner may");
    assert!(counted().await < 0.0, "never counted");
    take_stock(&test.database.app).await.expect("it counts");
    assert!(counted().await > 0.0, "it knows how many there are");
    test.drop().await;
}

#[tokio::test]
async fn the_role_of_the_application_owns_nothing_and_is_nobody_else() {
    let test = database().await;
    let owned: Vec<String> = sqlx::query_scalar(
        "select relation.oid::regclass::text from pg_class as relation where relowner = 'territoire_app'::regrole
         union all
         select routine.oid::regprocedure::text from pg_proc as routine where proowner = 'territoire_app'::regrole
         union all
         select nspname::text from pg_namespace where nspowner = 'territoire_app'::regrole
         union all
         select typname::text from pg_type where typowner = 'territoire_app'::regrole
         union all
         select datname::text from pg_database where datdba = 'territoire_app'::regrole",
    )
    .fetch_all(&test.database.owner)
    .await
    .expect("a catalogue");
    assert_eq!(owned, Vec::<String>::new());

    let more: bool = sqlx::query_scalar(
        "select rolsuper or rolcreaterole or rolcreatedb or rolcanlogin or rolbypassrls or rolreplication
             or exists (select from pg_auth_members where member = pg_roles.oid)
             or exists (select from pg_namespace where has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'create'))
             or has_database_privilege(pg_roles.oid, current_database(), 'create')
         from pg_roles where rolname = 'territoire_app'",
    )
    .fetch_one(&test.database.owner)
    .await
    .expect("a catalogue");
    assert!(!more, "no power beyond its grants");

    for pool in [
        &test.database.app,
        &test.database.clone().for_requests().app,
    ] {
        let role: String = sqlx::query_scalar("select current_user::text")
            .fetch_one(pool)
            .await
            .expect("an answer");
        assert_eq!(role, "territoire_app");
    }
    test.drop().await;
}

/// SQLSTATE `insufficient_privilege`.
async fn forbidden(pool: &PgPool, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(pool)
        .await;
    let error = done.err().unwrap_or_else(|| panic!("{sql}: done"));
    let code = error
        .as_database_error()
        .and_then(|error| error.code().map(std::borrow::Cow::into_owned));
    assert_eq!(code.as_deref(), Some("42501"), "{sql}: {error}");
}

#[tokio::test]
async fn the_application_makes_changes_empties_and_drops_nothing() {
    let test = database().await;
    for sql in [
        "create schema mine",
        "create table account.mine ()",
        "create table public.mine ()",
        "create function account.mine() returns int language sql return 1",
        "alter table account.holder add column mine int",
        "drop table account.session",
        "drop function account.refuse_the_erased() cascade",
        "truncate account.session",
        "truncate audit.event",
        "create index on account.session (browser)",
        "alter table audit.event disable trigger all",
        "alter table audit.event disable trigger event_is_append_only",
        "drop trigger event_is_append_only on audit.event",
        "set session_replication_role = replica",
        "alter table passport.credential disable row level security",
        "drop policy of_whoever_acts on passport.credential",
        "create policy all_of_it on passport.credential using (true)",
        "call account.guard('account.holder', 'true')",
        "alter role territoire_app bypassrls",
        "update audit.event set actor = 'nobody'",
        "delete from audit.event",
        "update presence.consent set level = 3",
        "delete from presence.consent",
        "update released.figure set value = 0",
        "delete from released.release",
        "update audit.instance set demonstration = true",
        "update territory.commune set population = 1",
        "insert into territory.tree default values",
        "select * from pg_authid",
        "select * from _sqlx_migrations",
        "copy account.holder to program 'cat'",
    ] {
        forbidden(&test.database.app, sql).await;
    }
    test.drop().await;
}

/// A migration that comes later is covered without a word; what it must say is which rows are whose.
#[tokio::test]
async fn what_comes_later_is_open_to_the_application_and_owned_by_another() {
    let test = database().await;
    sqlx::raw_sql("create schema later; create table later.thing (id bigint generated always as identity, said text)")
        .execute(&test.database.owner)
        .await
        .expect("a migration");
    for sql in [
        "insert into later.thing (said) values ('a')",
        "update later.thing set said = 'b'",
        "delete from later.thing",
    ] {
        let done = sqlx::query(sql).execute(&test.database.app).await;
        assert_eq!(done.expect(sql).rows_affected(), 1);
    }
    forbidden(&test.database.app, "drop table later.thing").await;
    test.drop().await;
}

#[tokio::test]
async fn every_table_that_touches_a_person_is_guarded() {
    let test = database().await;
    let (own, further) = tables_of_a_person(&test.database.owner).await;
    let guarded = guarded(&test.database.owner).await;
    let excused: BTreeSet<String> = UNGUARDED.map(|(table, _)| table.to_owned()).into();
    let beside = ["passport.original", "account.holder"].map(str::to_owned);
    let open: Vec<&String> = own
        .union(&further)
        .chain(&beside)
        .filter(|table| !guarded.contains(*table) && !excused.contains(*table))
        .collect();
    assert!(
        open.is_empty(),
        "say in their migration which rows are whose, `call account.guard('…', '…')` (0043), \
         or here why everybody may: {open:#?}"
    );
    let needless: Vec<&String> = excused.intersection(&guarded).collect();
    assert!(needless.is_empty(), "{needless:#?}");
    test.drop().await;
}

async fn guarded(pool: &PgPool) -> BTreeSet<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relnamespace::regnamespace || '.' || relname
         from pg_class
         where relrowsecurity and exists (
             select from pg_policies
             where schemaname = relnamespace::regnamespace::text and tablename = relname
               and policyname = 'of_whoever_acts' and roles = '{territoire_app}'
         )",
    )
    .fetch_all(pool)
    .await
    .expect("a catalogue");
    tables.into_iter().collect()
}

async fn count(pool: &PgPool, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(pool)
        .await
        .unwrap_or_else(|error| panic!("{table}: {error}"))
}

#[tokio::test]
async fn the_database_shows_a_request_no_row_of_anybody_else() {
    let world = World::new(false).await;
    let ada = world.everything().await;
    let stranger = Uuid::new_v4();
    let requests = world.test.database.clone().for_requests().app;
    let owner = &world.test.database.owner;
    let mut with_rows = 0;
    for table in guarded(owner).await {
        let all = count(owner, &table).await;
        let seen = as_the_house("a test", count(&requests, &table)).await;
        assert_eq!(seen, all, "{table}: the house sees all");
        assert_eq!(
            count(&requests, &table).await,
            0,
            "{table}: outside a request"
        );
        let nobody = for_nobody_yet(count(&requests, &table)).await;
        assert_eq!(nobody, 0, "{table}: a request of nobody");
        let others = as_holder(stranger, count(&requests, &table)).await;
        assert_eq!(others, 0, "{table}: somebody else");
        let hers = as_holder(ada.holder, count(&requests, &table)).await;
        assert!(hers <= all);
        with_rows += i32::from(hers > 0);

        let column: String = sqlx::query_scalar(
            "select column_name from information_schema.columns
             where table_schema || '.' || table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO'
             order by ordinal_position limit 1",
        )
        .bind(&table)
        .fetch_one(owner)
        .await
        .expect("a column");
        for sql in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
        ] {
            let done = sqlx::query(AssertSqlSafe(sql.clone())).execute(&requests);
            match as_holder(stranger, done).await {
                Ok(done) => assert_eq!(done.rows_affected(), 0, "{sql}"),
                // A ledger refuses whoever it is.
                Err(error) => assert!(
                    error.to_string().contains("permission denied"),
                    "{sql}: {error}"
                ),
            }
        }
        assert_eq!(
            count(owner, &table).await,
            all,
            "{table}: nothing is changed"
        );
    }
    assert!(with_rows > 30, "she has rows in nearly all: {with_rows}");

    // Nor can a row be put in somebody else's name, or one's own be given away.
    let enter = "insert into account.session (id, holder_id, digest, browser, created_at, seen_at, expires_at)
         values (gen_random_uuid(), $1, sha256('x'), '?', now(), now(), now() + interval '1 day')";
    let give = "update account.passkey set holder_id = $1";
    for (sql, acting, named) in [(enter, stranger, ada.holder), (give, ada.holder, stranger)] {
        let done = sqlx::query(sql).bind(named).execute(&requests);
        let error = as_holder(acting, done).await.expect_err(sql);
        assert!(
            error.to_string().contains("row-level security"),
            "{sql}: {error}"
        );
    }
    world.test.drop().await;
}

/// One connection serves one person after another, and forgets each.
#[tokio::test]
async fn a_connection_works_for_one_person_at_a_time() {
    let world = World::new(false).await;
    world.enter("ada%40example.org").await;
    world.enter("ida%40example.org").await;
    let people: Vec<Uuid> = sqlx::query_scalar("select id from account.holder order by id")
        .fetch_all(&world.test.database.app)
        .await
        .expect("two people");
    assert_eq!(people.len(), 2);
    let requests = world.test.database.clone().for_requests().app;
    let seen = || async {
        let seen = sqlx::query_scalar::<_, Uuid>("select id from account.holder");
        seen.fetch_all(&requests).await.expect("an answer")
    };
    for _ in 0..20 {
        for person in &people {
            assert_eq!(as_holder(*person, seen()).await, [*person]);
        }
        assert!(seen().await.is_empty());
        let inside = as_holder(people[0], async {
            assert_eq!(as_the_house("a test", seen()).await.len(), 2);
            seen().await
        });
        assert_eq!(inside.await, [people[0]], "the house's work has ended");
    }
    // At the same time, on several connections.
    let asked = (0..200).map(|place| {
        let person = people[place % 2];
        let seen = &seen;
        async move { assert_eq!(as_holder(person, seen()).await, [person]) }
    });
    futures_of(asked).await;
    world.test.drop().await;
}

async fn futures_of(all: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut waiting: Vec<_> = all.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if waiting.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

/// What a handler would do that forgot to ask whose it is.
#[tokio::test]
async fn services_called_with_somebody_elses_number_find_nothing_and_change_nothing() {
    let world = World::new(false).await;
    let ada = world.everything().await.holder;
    world.enter("ida%40example.org").await;
    let requests = world.test.database.clone().for_requests().app;
    let (pool, clock, master) = (&requests, &world.clock, &world.master);
    let ida = crate::rights::holder_of(&world.test.database.app, "ida@example.org").await;
    let badge = world.kept("ada@example.org").await[0];
    let ask = async || {
        let now = clock.now();
        [
            account::addresses(pool, ada)
                .await
                .expect("an answer")
                .len(),
            entry::sessions(pool, ada, clock)
                .await
                .expect("an answer")
                .len(),
            roles::of(pool, ada).await.expect("an answer").len(),
            viewing::of_holder(pool, ada)
                .await
                .expect("an answer")
                .len(),
            applications::list(pool, ada)
                .await
                .expect("an answer")
                .len(),
            shelf::badges(pool, ada).await.expect("an answer").len(),
            usize::from(
                shelf::original(pool, ada, badge)
                    .await
                    .expect("an answer")
                    .is_some(),
            ),
            sharing::links(pool, master, ada)
                .await
                .expect("an answer")
                .len(),
            collections::all(pool, master, ada)
                .await
                .expect("an answer")
                .len(),
            ledger::of(pool, master, ada)
                .await
                .expect("an answer")
                .len(),
            usize::from(
                own::in_force(pool, clock, ada)
                    .await
                    .expect("an answer")
                    .is_some(),
            ),
            excluded::of(pool, ada).await.expect("an answer").len(),
            usize::from(!matches!(
                rights::export(pool, master, &world.signers.base, ada, now).await,
                Err(TellError::Gone)
            )),
        ]
    };
    assert_eq!(as_holder(ida, ask()).await, [0; 13]);
    let hers = as_holder(ada, ask()).await;
    assert!(hers.iter().all(|found| *found > 0), "{hers:?}");

    // What would change something of hers.
    as_holder(ida, async {
        assert!(!presence::withdraw(pool, clock, ada).await.unwrap_or(false));
        let _ = entry::end_all(pool, ada).await;
        let company = Siren::parse("732829320").expect("a company");
        let _ = excluded::take_away(pool, clock, ada, &company).await;
        for link in world_links(&world, ada).await {
            let _ = sharing::cut(pool, ada, link).await;
        }
    })
    .await;
    assert_eq!(
        as_holder(ada, ask()).await,
        hers,
        "nothing of hers is changed"
    );
    world.test.drop().await;
}

async fn world_links(world: &World, holder: Uuid) -> Vec<Uuid> {
    sqlx::query_scalar("select id from passport.share where holder_id = $1")
        .bind(holder)
        .fetch_all(&world.test.database.owner)
        .await
        .expect("links")
}
