//! Invented people: the same for every size as far as they go, so that one list of questions serves all sizes.

use std::fmt::Write as _;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// What everybody is drawn by.
pub(super) const SEED: u64 = 20_261_129;
/// Competences that are earned: those of the framework, and more that only this program knows.
pub(super) const COMPETENCES: usize = 300;
/// Kinds of work, each of which favours some competences: they come together as they do among real people.
const TRADES: usize = 24;
const OF_A_TRADE: usize = 25;
/// Rows that are sent at once.
const TOGETHER: usize = 20_000;
/// The milliseconds of the first person's number.
const FIRST: u64 = 1_767_225_600_000;

/// Somebody, as they are drawn.
pub(super) struct Person {
    pub(super) id: Uuid,
    /// What they allow: 0 nothing, 2, or 3 for one in ten.
    pub(super) level: i16,
    kind: &'static str,
    pub(super) code: String,
    /// Days since they agreed, and for how many months.
    given: u32,
    months: u32,
    /// Competence (by its place), level, days since it was earned.
    pub(super) badges: Vec<(usize, i16, u32)>,
    /// One of the companies that ask, which must not see them.
    excluded: Option<usize>,
}

/// Draws people, one after the other.
pub(super) struct Crowd {
    rng: ChaCha8Rng,
    drawn: u64,
    places: Places,
    zipf: Vec<f64>,
    trades: Vec<Vec<usize>>,
}

/// Codes, each with all residents up to it.
struct Places {
    communes: Vec<(String, f64)>,
    epcis: Vec<(String, f64)>,
    departments: Vec<(String, f64)>,
}

impl Crowd {
    pub(super) async fn new(pool: &PgPool) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        let zipf = summed((1..=COMPETENCES).map(|rank| 1.0 / rank as f64));
        let flat = summed((1..=COMPETENCES).map(|rank| 1.0 / (rank as f64).sqrt()));
        let trades = (0..TRADES)
            .map(|_| {
                let mut favoured = Vec::new();
                while favoured.len() < OF_A_TRADE {
                    let competence = drawn(&mut rng, &flat);
                    if !favoured.contains(&competence) {
                        favoured.push(competence);
                    }
                }
                favoured
            })
            .collect();
        Self {
            rng,
            drawn: 0,
            places: Places::read(pool).await,
            zipf,
            trades,
        }
    }

    fn badges(&mut self) -> Vec<(usize, i16, u32)> {
        // One badge and 4.8 more, as it falls, of which some come twice.
        let many = 1 + (0..12).filter(|_| self.rng.random_bool(0.4)).count();
        let trade = self.rng.random_range(0..TRADES);
        let mut badges: Vec<(usize, i16, u32)> = Vec::with_capacity(many);
        for _ in 0..many {
            let competence = if self.rng.random_bool(0.6) {
                let at = drawn(&mut self.rng, &self.zipf) * OF_A_TRADE / COMPETENCES;
                self.trades[trade][at]
            } else {
                drawn(&mut self.rng, &self.zipf)
            };
            let level = match self.rng.random_range(0..100) {
                0..55 => 1,
                55..87 => 2,
                _ => 3,
            };
            let days = self.rng.random_range(1..2000);
            if !badges.iter().any(|(known, ..)| *known == competence) {
                badges.push((competence, level, days));
            }
        }
        badges
    }
}

impl Iterator for Crowd {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        let random: [u8; 10] = self.rng.random();
        let id = uuid::Builder::from_unix_timestamp_millis(FIRST + self.drawn, &random).into_uuid();
        self.drawn += 1;
        let level = match self.rng.random_range(0..100) {
            0..10 => 0,
            10..19 => 3,
            _ => 2,
        };
        let (kind, among) = match self.rng.random_range(0..100) {
            0..90 => ("commune", Some(&self.places.communes)),
            90..94 => ("epci", Some(&self.places.epcis)),
            94..98 => ("department", Some(&self.places.departments)),
            _ => ("region", None),
        };
        let share: f64 = self.rng.random();
        let code = among.map_or("24", |among| at(among, share));
        let code = code.to_owned();
        let given = self.rng.random_range(1..100);
        let months = if self.rng.random_bool(0.5) { 6 } else { 12 };
        let excluded = self
            .rng
            .random_bool(0.01)
            .then(|| self.rng.random_range(0..super::house::COMPANIES));
        Some(Person {
            id,
            level,
            kind,
            code,
            given,
            months,
            badges: self.badges(),
            excluded,
        })
    }
}

impl Places {
    async fn read(pool: &PgPool) -> Self {
        let mut read = Vec::new();
        for sql in [
            "select code, population::float8 from territory.commune order by code",
            "select code, population::float8 from territory.epci order by code",
            "select code, population::float8 from territory.department order by code",
        ] {
            let rows: Vec<(String, f64)> =
                sqlx::query_as(sql).fetch_all(pool).await.expect("places");
            let (codes, residents): (Vec<String>, Vec<f64>) = rows.into_iter().unzip();
            let summed = summed(residents.into_iter());
            read.push(codes.into_iter().zip(summed).collect());
        }
        let [communes, epcis, departments] = <[_; 3]>::try_from(read).expect("three");
        Self {
            communes,
            epcis,
            departments,
        }
    }
}

/// The place whose residents include that share of all.
fn at(places: &[(String, f64)], share: f64) -> &str {
    let all = places.last().map_or(0.0, |(_, sum)| *sum);
    let at = places.partition_point(|(_, sum)| *sum <= share * all);
    &places[at.min(places.len() - 1)].0
}

fn summed(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

/// One by its weight.
fn drawn(rng: &mut ChaCha8Rng, summed: &[f64]) -> usize {
    let all = summed.last().copied().unwrap_or(0.0);
    let share = rng.random::<f64>() * all;
    summed
        .partition_point(|sum| *sum <= share)
        .min(summed.len() - 1)
}

/// Codes of competences, in an order of their own: the first is earned most often.
pub(super) async fn competences(pool: &PgPool) -> Vec<String> {
    sqlx::query(
        "insert into network.competence (code, family_code, name_fr, name_en)
         select 'banc-' || lpad(number::text, 3, '0'), family.code, 'Banc ' || number, 'Bench ' || number
         from generate_series(
             1, $1 - (select count(*) from network.competence where code not like 'banc-%')
         ) as number
         cross join (select min(code) as code from network.competence_family) as family
         on conflict do nothing",
    )
    .bind(i64::try_from(COMPETENCES).expect("some hundreds"))
    .execute(pool)
    .await
    .expect("competences");
    sqlx::query_scalar("select code from network.competence order by md5(code)")
        .fetch_all(pool)
        .await
        .expect("a framework")
}

/// Puts `count` people where the consents and badges of so many would have put them: `sql/fill.sql` says how.
pub(super) async fn fill(
    db: &mut PgConnection,
    crowd: &mut Crowd,
    count: usize,
    companies: &[String],
    competences: &[String],
) {
    sqlx::raw_sql(include_str!("sql/staging.sql"))
        .execute(&mut *db)
        .await
        .expect("room for people");
    let mut left = count;
    while left > 0 {
        let (mut people, mut badges) = (String::new(), String::new());
        for person in crowd.by_ref().take(left.min(TOGETHER)) {
            let id = person.id;
            let excluded = person.excluded.map_or("\\N", |at| companies[at].as_str());
            let _ = writeln!(
                people,
                "{id}\t{}\t{}\t{}\t{}\t{}\t{excluded}",
                person.level, person.kind, person.code, person.given, person.months
            );
            for (competence, level, days) in person.badges {
                let _ = writeln!(badges, "{id}\t{}\t{level}\t{days}", competences[competence]);
            }
        }
        left -= left.min(TOGETHER);
        copy(db, "copy bench.person from stdin", people).await;
        copy(db, "copy bench.badge from stdin", badges).await;
    }
    for (what, sql) in [
        ("people", include_str!("sql/fill.sql")),
        ("what is checked", include_str!("sql/check.sql")),
    ] {
        sqlx::raw_sql(sql).execute(&mut *db).await.expect(what);
    }
    sqlx::raw_sql("vacuum analyze")
        .execute(db)
        .await
        .expect("statistics");
}

async fn copy(db: &mut PgConnection, sql: &str, rows: String) {
    let mut copying = db.copy_in_raw(sql).await.expect(sql);
    copying.send(rows.into_bytes()).await.expect(sql);
    copying.finish().await.expect(sql);
}
