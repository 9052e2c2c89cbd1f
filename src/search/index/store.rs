//! SQL that feeds the index: who may be found, and what changed since.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection};
use uuid::Uuid;

use super::base::{Person, Row};
use super::state::{Chains, Names, within};
use crate::presence::question::Scope;

/// What the log of changes says.
pub(super) struct News {
    /// Everything older is known now: the oldest transaction that was running.
    pub(super) below: i64,
    /// The live tree.
    pub(super) tree: i32,
    /// Changes that are seen, each with its number in the log.
    pub(super) changes: Vec<Change>,
}

/// Somebody changed.
pub(super) struct Change {
    pub(super) seq: i64,
    /// By which transaction.
    pub(super) by: i64,
    pub(super) holder: Uuid,
}

/// All that is committed and was not below `position`: what is still running then comes again with the next look, so
/// that no late commit is skipped, and nothing waits for a long one.
pub(super) async fn news(db: &mut PgConnection, position: i64) -> Result<News, Error> {
    let rows = sqlx::query!(
        r#"select now.below as "below!", now.tree as "tree!", change.seq as "seq?", change.xid::text::bigint as "by?",
                  change.holder_id as "holder?"
           from (
               select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as below,
                      (select coalesce(max(id), 0) from territory.tree where k = 2000) as tree
           ) as now
           left join presence.visibility_change as change on change.xid >= $1::text::xid8
           order by change.seq"#,
        position.to_string(),
    )
    .fetch_all(db)
    .await?;
    let first = rows.first();
    Ok(News {
        below: first.map_or(position, |row| row.below),
        tree: first.map_or(0, |row| row.tree),
        changes: rows
            .into_iter()
            .filter_map(|row| {
                Some(Change {
                    seq: row.seq?,
                    by: row.by?,
                    holder: row.holder?,
                })
            })
            .collect(),
    })
}

/// Whoever may be found at `now`; of these alone, or all. What has expired is left out.
pub(super) async fn people(
    db: &mut PgConnection,
    names: &mut Names,
    of: Option<&[Uuid]>,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, Person)>, Error> {
    let excluded = sqlx::query!(
        "select holder_id, siren from presence.excluded where $1::uuid[] is null or holder_id = any($1)",
        of as _,
    )
    .fetch_all(&mut *db)
    .await?;
    let mut companies: HashMap<Uuid, Vec<u32>> = HashMap::new();
    for row in excluded {
        let company = names.company(&row.siren);
        companies.entry(row.holder_id).or_default().push(company);
    }
    let rows = sqlx::query!(
        r#"select holder_id as "holder!", presence_level as "presence_level!", cell, epci_code, department_code,
                  region_code,
                  array_agg(competence_code) as "competences!: Vec<String>",
                  array_agg(level) as "levels!: Vec<i16>",
                  array_agg(earned_at) as "earned!: Vec<Option<DateTime<Utc>>>",
                  array_agg(expires_at) as "expires!: Vec<DateTime<Utc>>"
           from presence.findable
           where $1::uuid[] is null or holder_id = any($1)
           group by holder_id, presence_level, cell, epci_code, department_code, region_code"#,
        of as _,
    )
    .fetch_all(db)
    .await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let told = row
            .competences
            .iter()
            .zip(row.levels)
            .zip(row.earned)
            .zip(row.expires);
        let shown = told.filter(|(_, expires)| *expires > now);
        let shown: Vec<Row> = shown
            .map(|(((code, level), earned), expires)| Row {
                earned: earned.map(|earned| earned.timestamp_micros()),
                expires: expires.timestamp_micros(),
                competence: names.competence(code),
                level: u8::try_from(level).unwrap_or(0),
            })
            .collect();
        if shown.is_empty() {
            continue;
        }
        let codes = [row.epci_code, row.department_code, row.region_code];
        let person = Person {
            named: row.presence_level == 3,
            within: within(names, row.cell, codes),
            rows: shown,
            excluded: companies.remove(&row.holder).unwrap_or_default(),
        };
        people.push((row.holder, person));
    }
    Ok(people)
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
