//! P1–P4 against a real PostGIS: what a release publishes, what it refuses, and what the public role sees.

mod support;

use chrono::TimeDelta;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use sqlx::PgPool;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::statistics::{ReleaseError, ReleaseKey, Series, View, Within, service};

fn key(seed: u64) -> ReleaseKey {
    ReleaseKey::draw(&mut ChaCha20Rng::seed_from_u64(seed))
}

/// Invented holders, as many in each commune as its population asks for: level 1, families in turn.
async fn seed(app: &PgPool, holders: i32) {
    let today = support::today();
    for sql in [
        "insert into network.competence_family (code, name_fr, name_en, position)
         select 'f' || i, 'Famille ' || i, 'Family ' || i, i from generate_series(1, 5) i",
        "insert into network.competence (code, family_code, name_fr, name_en)
         select 'c' || i, 'f' || i, 'Compétence ' || i, 'Competence ' || i from generate_series(1, 5) i",
    ] {
        sqlx::query(sql).execute(app).await.unwrap();
    }
    for sql in [
        "insert into account.holder (id, created_at)
         select md5('holder' || i)::uuid, $2 from generate_series(1, $1) i",
        "insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
         select md5('holder' || i)::uuid, 'given', 1, 'v1', $2, $2 + interval '1 year' from generate_series(1, $1) i",
        "insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
         with commune as materialized (
             select code, sum(population) over (order by code) as upto, population from territory.commune)
         select md5('holder' || i)::uuid, consent.seq, 1, 'commune', commune.code, $2 + interval '1 year'
         from generate_series(1, $1) i
         join presence.consent on consent.holder_id = md5('holder' || i)::uuid
         join commune on i::bigint * 2587030 / $1 between upto - population and upto - 1",
        "insert into presence.visible_row (holder_id, competence_code, level, presence_level, cell, commune_code,
                                           epci_code, department_code, expires_at, place_kind, place_code)
         select presence.holder_id, 'c' || (1 + i % 5), 1 + i % 3, 1, commune_cell.cell, commune.code,
                commune.epci_code, commune.department_code, presence.expires_at,
                presence.place_kind, presence.place_code
         from generate_series(1, $1) i
         join presence.presence on presence.holder_id = md5('holder' || i)::uuid
         join territory.commune on commune.code = presence.place_code
         join territory.tree on tree.k = 2000
         join territory.commune_cell on commune_cell.tree_id = tree.id and commune_code = commune.code
         where $2::timestamptz is not null",
    ] {
        sqlx::query(sql).bind(holders).bind(today).execute(app).await.unwrap();
    }
}

async fn number(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn a_release_of_three_thousand_holders_is_worth_showing() {
    let test = support::database().await;
    let (app, public) = (&test.database.app, &test.database.public);
    seed(app, 3_000).await;
    let release = service::release(app, &FixedClock::at(support::today()), key(1))
        .await
        .unwrap();
    assert_eq!(service::latest(public).await.unwrap(), Some(release));

    // P1: the planned cells, all of them and no other
    for (series, planned) in [
        (Series::Cell, 110),
        (Series::Epci, 82),
        (Series::Department, 6),
        (Series::Region, 1),
        (Series::DepartmentFamily, 30),
        (Series::DepartmentLevel, 18),
    ] {
        assert_eq!(
            service::figures(public, series).await.unwrap().len(),
            planned,
            "{series:?}"
        );
    }
    let cells = service::figures(public, Series::Cell).await.unwrap();
    let shown = cells.iter().filter(|cell| cell.class > 0).count();
    assert!((70..=100).contains(&shown), "{shown} of 110 cells shown");
    let region = &service::figures(public, Series::Region).await.unwrap()[0];
    assert!((2_900..=3_100).contains(&region.value.unwrap()));

    // the map: everything is on it once, labels are inside, no two places overlap
    let places = service::places(public, &Within::Region, &View::Holders)
        .await
        .unwrap();
    assert!(places.len() > 80, "{} places", places.len());
    assert_eq!(
        number(
            app,
            "select count(*) from released.place where not st_contains(shape, label)"
        )
        .await,
        0
    );
    assert_eq!(
        number(
            app,
            "select count(*) from released.place where not st_isvalid(shape)"
        )
        .await,
        0
    );
    assert_eq!(
        number(
            app,
            "select count(*) from released.place a join released.place b on a.id < b.id and a.shape && b.shape
             where st_area(st_intersection(a.shape, b.shape)) > 1e-12"
        )
        .await,
        0
    );
    assert_eq!(
        number(
            app,
            "select count(*) from territory.commune
             where (select count(*) from released.place where st_contains(place.shape, commune.chef_lieu)) <> 1"
        )
        .await,
        0
    );
    test.drop().await;
}

#[tokio::test]
async fn p2_same_key_and_data_give_the_same_release() {
    let mut tables = Vec::new();
    for seed_of_key in [1, 1, 2] {
        let test = support::database().await;
        seed(&test.database.app, 400).await;
        service::release(
            &test.database.app,
            &FixedClock::at(support::today()),
            key(seed_of_key),
        )
        .await
        .unwrap();
        tables.push(
            service::figures(&test.database.public, Series::Epci)
                .await
                .unwrap(),
        );
        test.drop().await;
    }
    assert_eq!(tables[0], tables[1]);
    assert_ne!(tables[0], tables[2]);
}

#[tokio::test]
async fn p2_an_empty_region_and_one_below_the_threshold_look_the_same() {
    let mut maps = Vec::new();
    for holders in [0, 3] {
        let test = support::database().await;
        seed(&test.database.app, holders).await;
        service::release(
            &test.database.app,
            &FixedClock::at(support::today()),
            key(1),
        )
        .await
        .unwrap();
        let public = &test.database.public;
        let mut map = Vec::new();
        for series in Series::ALL {
            map.extend(service::figures(public, series).await.unwrap());
        }
        assert!(
            map.iter()
                .all(|figure| figure.value.is_none() && figure.class == 0)
        );
        maps.push((
            map,
            service::places(public, &Within::Region, &View::Holders)
                .await
                .unwrap(),
        ));
        test.drop().await;
    }
    assert_eq!(maps[0], maps[1]);
}

#[tokio::test]
async fn p1_whoever_withdrew_or_expired_is_not_counted() {
    let test = support::database().await;
    let app = &test.database.app;
    seed(app, 400).await;
    sqlx::query("update presence.visible_row set expires_at = $1")
        .bind(support::today())
        .execute(app)
        .await
        .unwrap();
    service::release(app, &FixedClock::at(support::today()), key(1))
        .await
        .unwrap();
    let region = service::figures(&test.database.public, Series::Region)
        .await
        .unwrap();
    assert_eq!(region[0].value, None);
    test.drop().await;
}

#[tokio::test]
async fn p3_a_third_release_within_a_year_is_refused_and_leaves_nothing() {
    let test = support::database().await;
    let (app, clock) = (&test.database.app, FixedClock::at(support::today()));
    seed(app, 100).await;
    service::release(app, &clock, key(1)).await.unwrap();
    clock.advance(TimeDelta::days(180));
    service::release(app, &clock, key(2)).await.unwrap();
    clock.advance(TimeDelta::days(180));
    let refused = service::release(app, &clock, key(3)).await;
    assert!(
        matches!(refused, Err(ReleaseError::BudgetSpent { .. })),
        "{refused:?}"
    );
    assert_eq!(
        number(app, "select count(*) from released.release").await,
        2
    );
    clock.advance(TimeDelta::days(6));
    service::release(app, &clock, key(4)).await.unwrap();
    let ledger = service::budget(&test.database.public).await.unwrap();
    assert_eq!(ledger.len(), 3 * 6);
    assert!((ledger.iter().map(|line| line.epsilon).sum::<f64>() - 3.0 * 2.25).abs() < 1e-9);
    test.drop().await;
}

#[tokio::test]
async fn p1_the_public_role_reads_no_private_table_and_writes_nowhere() {
    let test = support::database().await;
    let public = &test.database.public;
    let private: Vec<(String, String)> = sqlx::query_as(
        "select schemaname, tablename from pg_tables
         where schemaname in ('account', 'passport', 'presence', 'jobs', 'audit')",
    )
    .fetch_all(&test.database.app)
    .await
    .unwrap();
    assert!(private.len() > 8, "{private:?}");
    for (schema, table) in private {
        let read = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select 1 from {schema}.{table}"
        )))
        .execute(public)
        .await;
        let refusal = read
            .expect_err(&format!("{schema}.{table} was read"))
            .to_string();
        assert!(refusal.contains("permission denied"), "{refusal}");
    }
    for sql in [
        "delete from released.figure",
        "update territory.commune set population = 0",
    ] {
        assert!(sqlx::query(sql).execute(public).await.is_err(), "{sql}");
    }
    test.drop().await;
}

#[tokio::test]
async fn p4_tiles_carry_classes_and_never_a_count() {
    use geozero::mvt::{Message, Tile};

    let test = support::database().await;
    let (app, public) = (&test.database.app, &test.database.public);
    seed(app, 3_000).await;
    service::release(app, &FixedClock::at(support::today()), key(1))
        .await
        .unwrap();
    for (family, level, features) in [
        (None, None, 80..120),
        (Some("f1"), None, 6..7),
        (None, Some(2), 6..7),
    ] {
        let bytes: Vec<u8> = sqlx::query_scalar("select released.places_tile(5, 16, 11, $1, $2)")
            .bind(family)
            .bind(level)
            .fetch_one(public)
            .await
            .unwrap();
        let tile = Tile::decode(bytes.as_slice()).unwrap();
        assert_eq!(tile.layers.len(), 1);
        let layer = &tile.layers[0];
        assert_eq!(layer.name, "places");
        let mut keys = layer.keys.clone();
        keys.sort_unstable();
        assert_eq!(keys, ["class", "code", "department", "id", "name", "scope"]);
        assert!(
            features.contains(&layer.features.len()),
            "{} features",
            layer.features.len()
        );
    }
    let outline: Vec<u8> = sqlx::query_scalar("select territory.outline_tile(9, 257, 178)")
        .fetch_one(public)
        .await
        .unwrap();
    let layers: Vec<_> = Tile::decode(outline.as_slice())
        .unwrap()
        .layers
        .into_iter()
        .map(|layer| layer.name)
        .collect();
    assert_eq!(
        layers,
        [
            "region",
            "departments",
            "epci",
            "communes",
            "rivers",
            "towns"
        ]
    );
    test.drop().await;
}

#[tokio::test]
async fn g5_an_epci_is_answered_by_itself_or_by_its_department() {
    let test = support::database().await;
    let (app, public) = (&test.database.app, &test.database.public);
    seed(app, 3_000).await;
    service::release(app, &FixedClock::at(support::today()), key(1))
        .await
        .unwrap();
    let all: Vec<String> = sqlx::query_scalar("select code from territory.epci order by code")
        .fetch_all(app)
        .await
        .unwrap();
    for siren in all {
        let places = service::places(public, &Within::Epci(siren.clone()), &View::Holders)
            .await
            .unwrap();
        let wide: Vec<_> = places
            .iter()
            .filter(|place| place.scope == "department")
            .collect();
        assert!(
            wide.is_empty() || wide.len() == places.len(),
            "{siren}: {places:?}"
        );
    }
    let of_41 = service::places(public, &Within::Department("41".into()), &View::Holders)
        .await
        .unwrap();
    assert!(of_41.len() > 5 && of_41.iter().all(|place| place.department == "41"));
    test.drop().await;
}

#[tokio::test]
async fn p1_from_ten_thousand_holders_on_the_tree_is_finer_and_epci_tell_families() {
    let test = support::database().await;
    seed(&test.database.app, 11_000).await;
    let clock = FixedClock::at(support::today());
    service::release(&test.database.app, &clock, key(1))
        .await
        .unwrap();
    let app = &test.database.app;
    let k = "select k::bigint from territory.tree join released.release on tree_id = tree.id";
    assert_eq!(number(app, k).await, 2000);
    let cells = "select count(*) from released.figure where series = 'cell'";
    assert_eq!(number(app, cells).await, 398);
    let shown =
        "select count(*) from released.figure where series = 'epci_family' and value is not null";
    assert!(number(app, shown).await > 50);
    let epsilon: f64 = sqlx::query_scalar("select sum(epsilon) from released.privacy_budget")
        .fetch_one(app)
        .await
        .unwrap();
    assert!((epsilon - 2.5).abs() < 1e-9, "{epsilon}");
    // Twice a year fits the budget, to the last of it; a third time does not.
    service::release(&test.database.app, &clock, key(2))
        .await
        .unwrap();
    let third = service::release(&test.database.app, &clock, key(3)).await;
    assert!(matches!(third, Err(ReleaseError::BudgetSpent { .. })));
    test.drop().await;
}

#[tokio::test]
async fn p1_below_ten_thousand_holders_no_table_is_finer() {
    let test = support::database().await;
    seed(&test.database.app, 3_000).await;
    let clock = FixedClock::at(support::today());
    service::release(&test.database.app, &clock, key(1))
        .await
        .unwrap();
    let finer = "select count(*) from released.figure where series = 'epci_family'";
    assert_eq!(number(&test.database.app, finer).await, 0);
    let k = "select k::bigint from territory.tree join released.release on tree_id = tree.id";
    assert_eq!(number(&test.database.app, k).await, 10_000);
    test.drop().await;
}
