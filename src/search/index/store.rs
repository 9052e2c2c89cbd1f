//! SQL that feeds the index: who may be found, and what changed since.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection};
use uuid::Uuid;

use super::base::{Person, Row, Within};
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

/// Whoever of these may be found at `now`. What has expired is left out.
pub(super) async fn people(
    db: &mut PgConnection,
    names: &mut Names,
    of: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, Person)>, Error> {
    let excluded = sqlx::query!(
        "select holder_id, siren from presence.excluded where holder_id = any($1)",
        of,
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
                  region_code, competence_code as "competence!", level as "level!", earned_at, expires_at as "expires!"
           from presence.findable
           where holder_id = any($1)
           order by holder_id"#,
        of,
    )
    .fetch_all(db)
    .await?;
    let mut people: Vec<(Uuid, Person)> = Vec::new();
    for row in rows.into_iter().filter(|row| row.expires > now) {
        let shown = Row {
            earned: row.earned_at.map(|earned| earned.timestamp_micros()),
            expires: row.expires.timestamp_micros(),
            competence: names.competence(&row.competence),
            level: u8::try_from(row.level).unwrap_or(0),
        };
        match people.last_mut() {
            Some((holder, person)) if *holder == row.holder => person.rows.push(shown),
            _ => {
                let codes = [row.epci_code, row.department_code, row.region_code];
                let person = Person {
                    named: row.presence_level == 3,
                    within: names.within(row.cell, codes),
                    rows: vec![shown],
                    excluded: companies.remove(&row.holder).unwrap_or_default(),
                };
                people.push((row.holder, person));
            }
        }
    }
    Ok(people)
}

/// People, what of their competences was let in, and whom they exclude: streams of one snapshot, which the caller opened.
/// The scopes that a place lies within are few, and read apart: with each row they would take most of the time.
const PEOPLE: &str = "copy (
         select holder_id, level, place_kind, place_code from presence.presence where level >= 2
     ) to stdout (format binary)";
const ROWS: &str = "copy (
         select holder_id, competence_code, level, earned_at, expires_at from presence.let_in
     ) to stdout (format binary)";
const EXCLUDED: &str =
    "copy (select holder_id, siren from presence.excluded) to stdout (format binary)";

/// Whoever may be found at `now`. What has expired is left out.
pub(super) async fn everybody(
    tx: &mut PgConnection,
    names: &mut Names,
    now: DateTime<Utc>,
) -> Result<Gathered, Error> {
    let places = places(tx, names).await?;
    let now = now.timestamp_micros();
    let mut gathered = Gathered::default();
    copy::out(tx, PEOPLE, |row| {
        let (kind, code) = (row.text(2)?, row.text(3)?);
        let within = kind
            .zip(code)
            .and_then(|(kind, code)| places.get(kind)?.get(code));
        // Nobody is found at a place that is none.
        if let Some(within) = within {
            gathered.person(Head {
                id: row.id(0)?,
                named: row.small(1)? == 3,
                within: *within,
            });
        }
        Ok(())
    })
    .await?;
    copy::out(tx, ROWS, |row| {
        let expires = row.instant(4)?.ok_or(copy::Torn)?;
        if expires > now {
            let shown = Row {
                earned: row.instant(3)?,
                expires,
                competence: names.competence(row.text(1)?.ok_or(copy::Torn)?),
                level: u8::try_from(row.small(2)?).unwrap_or(0),
            };
            gathered.row(row.id(0)?, shown);
        }
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

/// The scopes that each place lies within, by its kind and its code.
type Places = HashMap<String, HashMap<String, Within>>;

async fn places(db: &mut PgConnection, names: &mut Names) -> Result<Places, Error> {
    let rows = sqlx::query!(
        r#"select kind as "kind!", code as "code!", cell, epci_code, within_department, within_region
           from presence.place"#
    )
    .fetch_all(db)
    .await?;
    let mut places = Places::new();
    for row in rows {
        let codes = [row.epci_code, row.within_department, row.within_region];
        let within = names.within(row.cell, codes);
        places.entry(row.kind).or_default().insert(row.code, within);
    }
    Ok(places)
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
