//! A fresh database knows the region, and public pages cannot read anything else.

use sqlx::Row;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::database::{migrate, reference};

use crate::support::{database, today};

#[tokio::test]
async fn importing_the_reference_data_twice_changes_nothing() {
    let test = database().await;
    let again = reference::import(&test.database.owner, &FixedClock::at(today()))
        .await
        .expect("it imports");
    assert!(!again.imported);
    migrate(&test.database.owner)
        .await
        .expect("migrations run twice");
    let trees: Vec<(i32, i64)> = sqlx::query_as(
        "select t.k, count(*) from territory.tree t join territory.published_cell c on c.tree_id = t.id group by t.k order by t.k",
    )
    .fetch_all(&test.database.app)
    .await
    .expect("trees");
    assert_eq!(trees, [(2_000, 398), (10_000, 110)]);
    test.drop().await;
}

/// G3: shapes do not overlap, and each commune's chef-lieu lies in the shape of its cell.
#[tokio::test]
async fn stored_shapes_hold_their_communes_and_do_not_overlap() {
    let test = database().await;
    let (strays, overlaps): (i64, i64) = sqlx::query_as(
        "select
            (select count(*)
             from territory.commune_cell m
             join territory.commune c on c.code = m.commune_code
             join territory.published_cell p on p.tree_id = m.tree_id and p.cell = m.cell
             where not st_covers(p.shape, c.chef_lieu)),
            (select count(*)
             from territory.published_cell a
             join territory.published_cell b on b.tree_id = a.tree_id and b.cell > a.cell and b.shape && a.shape
             where st_area(st_intersection(a.shape, b.shape)) > 1e-9)",
    )
    .fetch_one(&test.database.app)
    .await
    .expect("shapes");
    assert_eq!((strays, overlaps), (0, 0));
    test.drop().await;
}

/// P1: the role behind public pages reads no private table and writes nothing at all.
#[tokio::test]
async fn the_public_role_reads_public_tables_only() {
    let test = database().await;
    let tables = sqlx::query(
        "select n.nspname || '.' || c.relname as name, n.nspname as room
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'v', 'p') and n.nspname in
            ('territory', 'network', 'issuing', 'account', 'passport', 'presence', 'jobs', 'audit', 'released')",
    )
    .fetch_all(&test.database.app)
    .await
    .expect("a catalogue");
    let open = [
        "network.network",
        "network.organisation",
        "network.membership",
        "network.public_key",
        "network.network_public_key",
        "network.issuer_list",
        "network.archive",
        "network.recognised_issuer",
        "network.recognised",
        "network.competence_family",
        "network.competence",
        "issuing.status_list",
        "issuing.picture",
        "issuing.revoked_assertion",
    ];
    assert!(tables.len() > 20);
    for table in tables {
        let (name, room): (String, String) = (table.get("name"), table.get("room"));
        let read = sqlx::query(sqlx::AssertSqlSafe(format!("select * from {name} limit 1")))
            .fetch_optional(&test.database.public)
            .await;
        let expected =
            matches!(room.as_str(), "territory" | "released") || open.contains(&name.as_str());
        assert_eq!(read.is_ok(), expected, "{name}: {read:?}");
    }
    let written = sqlx::query("delete from territory.river")
        .execute(&test.database.public)
        .await;
    assert!(written.is_err());
    test.drop().await;
}
