//! SQL that feeds the index: who may be found, and what changed since.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::base::{Person, Row};
use super::copy;
use super::gathered::{Gathered, Head};
use super::names::Names;
use super::state::Chains;
use crate::presence::question::Scope;

/// What the log of changes says.
pub(super) struct News {
    /// Everything older is known now: the oldest transaction that was running.
    pub(super) below: i64,
    /// The live tree.
    pub(super) tree: i32,
    /// Changes that are seen.
    pub(super) changes: Vec<Change>,
    /// Who of those that had not been seen may be found now, each once.
    pub(super) people: Vec<(Uuid, Person)>,
}

/// Somebody changed.
pub(super) struct Change {
    /// Its number in the log.
    pub(super) seq: i64,
    /// By which transaction.
    pub(super) by: i64,
    pub(super) holder: Uuid,
}

/// Makes a connection ready for [`news`]: it is asked hundreds of times a second, and to plan it takes longer than to
/// answer. A plan that suits any position takes what is new for a good part of the log, and would read whole tables: so
/// none is read without an index here, and `offset 0` below keeps the rows of each person a look-up of their own.
///
/// Tells since when the server runs.
pub(super) async fn prepare(db: &mut PgConnection) -> Result<DateTime<Utc>, Error> {
    sqlx::raw_sql(
        "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off",
    )
    .execute(&mut *db)
    .await?;
    Ok(position(db).await?.server)
}

/// All that is committed and was not below `position`, with what shows at `now` of whoever is in a change that is not
/// `known`: what is still running then comes again with the next look, so that no late commit is skipped, and nothing
/// waits for a long one. What has expired is left out.
pub(super) async fn news(
    db: &mut PgConnection,
    position: i64,
    known: &[i64],
    names: &mut Names,
    now: DateTime<Utc>,
) -> Result<News, Error> {
    let rows = sqlx::query!(
        r#"select now.below as "below!", now.tree as "tree!", change.seq as "seq?", change.by as "by?",
                  change.holder_id as "holder?", excluded.sirens as "excluded?", shown.presence_level as "presence_level?",
                  shown.place_kind as "place_kind?", shown.place_code as "place_code?",
                  shown.competence_code as "competence?", shown.level as "level?", shown.earned_at as "earned_at?",
                  shown.expires_at as "expires?"
           from (
               select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as below,
                      (select coalesce(max(id), 0) from territory.tree where k = 2000) as tree
           ) as now
           left join lateral (
               select seq, xid::text::bigint as by, holder_id,
                      seq not in (select unnest($2::bigint[])) as is_new
               from presence.visibility_change
               where xid >= $1::text::xid8 and xid < pg_snapshot_xmax(pg_current_snapshot())
           ) as change on true
           left join lateral (
               select array_agg(siren) as sirens
               from presence.excluded
               where excluded.holder_id = change.holder_id and change.is_new
           ) as excluded on true
           left join lateral (
               select presence_level, place_kind, place_code, competence_code, level, earned_at, expires_at
               from presence.let_in
               where let_in.holder_id = change.holder_id and let_in.expires_at > $3 and change.is_new
               offset 0
           ) as shown on true"#,
        position.to_string(),
        known,
        now,
    )
    .fetch_all(db)
    .await?;
    let first = rows.first();
    let (below, tree) = first.map_or((position, 0), |row| (row.below, row.tree));
    let mut changes = BTreeMap::new();
    // Whoever changed twice comes twice, and is the same both times: of one change they are read.
    let mut people: HashMap<Uuid, (i64, Person)> = HashMap::new();
    for row in rows {
        let (Some(seq), Some(by), Some(holder)) = (row.seq, row.by, row.holder) else {
            continue;
        };
        changes.insert(seq, Change { seq, by, holder });
        let place = row.place_kind.as_deref().zip(row.place_code.as_deref());
        // Nobody is found at a place that is none.
        let within = place.and_then(|(kind, code)| names.within(kind, code));
        let (Some(within), Some(code), Some(level), Some(expires)) =
            (within, row.competence, row.level, row.expires)
        else {
            continue;
        };
        let shown = Row {
            earned: row.earned_at.map(|earned| earned.timestamp_micros()),
            expires: expires.timestamp_micros(),
            competence: names.competence(&code),
            level: u8::try_from(level).unwrap_or(0),
        };
        let (read_of, person) = people.entry(holder).or_insert_with(|| {
            let excluded = row.excluded.unwrap_or_default();
            let person = Person {
                named: row.presence_level == Some(3),
                within,
                rows: Vec::new(),
                excluded: excluded.iter().map(|siren| names.company(siren)).collect(),
            };
            (seq, person)
        });
        if *read_of == seq {
            person.rows.push(shown);
        }
    }
    Ok(News {
        below,
        tree,
        changes: changes.into_values().collect(),
        people: people
            .into_iter()
            .map(|(holder, (_, person))| (holder, person))
            .collect(),
    })
}

/// What of everybody's competences was let in, and whom they exclude: streams of one snapshot, which the caller opened.
/// The scopes that a place lies within are few, and read apart: with each row they would take most of the time. What takes
/// PostgreSQL its time is each field: the two levels come as one number.
const ROWS: &str = "copy (
         select holder_id, presence_level * 4::smallint + level, place_kind, place_code, competence_code, earned_at,
                expires_at
         from presence.let_in
     ) to stdout (format binary)";
const EXCLUDED: &str =
    "copy (select holder_id, siren from presence.excluded) to stdout (format binary)";

/// Whoever may be found at `now`. What has expired is left out.
pub(super) async fn everybody(
    tx: &mut PgConnection,
    names: &mut Names,
    now: DateTime<Utc>,
) -> Result<Gathered, Error> {
    places(tx, names).await?;
    let now = now.timestamp_micros();
    let mut gathered = Gathered::default();
    copy::out(tx, ROWS, |row| {
        let expires = row.instant(6)?.ok_or(copy::Torn)?;
        if expires <= now {
            return Ok(());
        }
        let (id, levels) = (row.id(0)?, row.small(1)?);
        if !gathered.is_last(id) {
            let place = row.text(2)?.zip(row.text(3)?);
            // Nobody is found at a place that is none.
            let Some(within) = place.and_then(|(kind, code)| names.within(kind, code)) else {
                return Ok(());
            };
            let named = levels >> 2 == 3;
            gathered.person(Head { id, named, within });
        }
        gathered.row(Row {
            earned: row.instant(5)?,
            expires,
            competence: names.competence(row.text(4)?.ok_or(copy::Torn)?),
            level: u8::try_from(levels & 3).unwrap_or(0),
        });
        Ok(())
    })
    .await?;
    copy::out(tx, EXCLUDED, |row| {
        let company = names.company(row.text(1)?.ok_or(copy::Torn)?);
        gathered.exclude(row.id(0)?, company);
        Ok(())
    })
    .await?;
    Ok(gathered)
}

/// Notes what each place lies within.
async fn places(db: &mut PgConnection, names: &mut Names) -> Result<(), Error> {
    let rows = sqlx::query!(
        r#"select kind as "kind!", code as "code!", cell, epci_code, within_department, within_region
           from presence.place"#
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        let codes = [row.epci_code, row.within_department, row.within_region];
        names.place((row.kind, row.code), row.cell, codes);
    }
    Ok(())
}

/// Where whoever reads now stands.
pub(super) struct Here {
    /// The live tree.
    pub(super) tree: i32,
    /// Every transaction below has ended.
    pub(super) below: i64,
    /// Since when the server runs: another one, or the same started again, may number transactions otherwise.
    pub(super) server: DateTime<Utc>,
}

pub(super) async fn position(db: &mut PgConnection) -> Result<Here, Error> {
    sqlx::query_as!(
        Here,
        r#"select (select coalesce(max(id), 0) from territory.tree where k = 2000) as "tree!",
                  pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "below!",
                  pg_postmaster_start_time() as "server!""#
    )
    .fetch_one(db)
    .await
}

/// Forgets what the log says of the time before.
pub(super) async fn forget(pool: &PgPool, before: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "delete from presence.visibility_change where at < $1",
        before
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Which scopes answer a question asked at each (`presence.scopes`, G5).
pub(super) async fn chains(db: &mut PgConnection) -> Result<Chains, Error> {
    let mut chains = Chains::new();
    let regions = sqlx::query_scalar!("select code from territory.region")
        .fetch_all(&mut *db)
        .await?;
    for code in regions {
        let region = Scope::Region(code);
        chains.insert(region.clone(), vec![region]);
    }
    let departments = sqlx::query!("select code, region_code from territory.department")
        .fetch_all(&mut *db)
        .await?;
    for row in departments {
        let (department, region) = (Scope::Department(row.code), Scope::Region(row.region_code));
        chains.insert(department.clone(), vec![department, region]);
    }
    let cells = sqlx::query!(
        r#"select cell as "cell!", epci_code, department_code as "department!" from presence.live_cell"#
    )
    .fetch_all(&mut *db)
    .await?;
    let above = sqlx::query!(
        r#"select epci_code as "epci!", department_code as "department!" from territory.department_of_epci"#
    )
    .fetch_all(db)
    .await?;
    for row in above {
        let epci = Scope::Epci(row.epci.clone());
        let own = cells
            .iter()
            .any(|cell| cell.epci_code.as_deref() == Some(row.epci.as_str()));
        let mut chain: Vec<Scope> = own.then(|| epci.clone()).into_iter().collect();
        let wider = chains.get(&Scope::Department(row.department));
        chain.extend(wider.into_iter().flatten().cloned());
        chains.insert(epci, chain);
    }
    for row in cells {
        let mut chain = vec![Scope::Cell(row.cell)];
        chain.extend(row.epci_code.map(Scope::Epci));
        let wider = chains.get(&Scope::Department(row.department));
        chain.extend(wider.into_iter().flatten().cloned());
        chains.insert(Scope::Cell(row.cell), chain);
    }
    Ok(chains)
}
