//! An invented territory: thousands of people who are on the map by consent, and what an attacker may not know of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use chrono::TimeDelta;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sqlx::PgPool;
use territoire_apprenant::account::secret;
use territoire_apprenant::clock::{Clock as _, FixedClock};
use territoire_apprenant::database::reference;
use territoire_apprenant::http::AppState;
use territoire_apprenant::search::index::Follower;
use territoire_apprenant::territory::{LIVE_K, Tree};
use uuid::Uuid;

use crate::badges::signers;
use crate::support::{TestDatabase, database, router, today};

/// Somebody on the map, visible without a name.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) commune: String,
    /// The published cell of the commune, as the map names it.
    pub(crate) cell: i64,
    /// 2, or 3 for one in ten.
    pub(crate) level: i16,
    /// Competences (by their place in [`World::competences`]) with the level of each.
    pub(crate) has: BTreeMap<usize, i16>,
    /// Days since the badges were given.
    pub(crate) age: i64,
}

/// An EPCI that several cells belong to.
pub(crate) struct Siblings {
    pub(crate) epci: String,
    pub(crate) cells: Vec<i64>,
}

/// A service with its people.
pub(crate) struct World {
    pub(crate) service: Router,
    /// What keeps the index of the service in step; none: SQL answers.
    follower: Option<Follower>,
    pub(crate) clock: FixedClock,
    pub(crate) test: TestDatabase,
    /// Codes of the framework, the most frequent first.
    pub(crate) competences: Vec<String>,
    pub(crate) people: Vec<Person>,
    pub(crate) rng: ChaCha20Rng,
    communes: Vec<(String, i64, f64)>,
    companies: u32,
}

impl World {
    /// `count` people drawn by `seed`: most alone, three in ten in groups that learnt the same things at one place.
    pub(crate) async fn new(seed: u64, count: usize) -> Self {
        let test = database().await;
        let pool = &test.database.app;
        let signers = signers(pool, today()).await;
        let clock = FixedClock::at(today());
        let state = AppState::new(
            test.database.clone(),
            Arc::new(clock.clone()),
            signers.base.clone(),
            signers.master.clone(),
            false,
        );
        let follower = state.engine.follower();
        let service = router(state);
        let competences: Vec<String> =
            sqlx::query_scalar("select code from network.competence order by code")
                .fetch_all(pool)
                .await
                .expect("a framework");
        let tree = reference::tree(LIVE_K).expect("a tree");
        let mut world = Self {
            communes: communes(pool, &tree).await,
            service,
            follower: Some(follower),
            clock,
            test,
            competences,
            people: Vec::new(),
            rng: ChaCha20Rng::seed_from_u64(seed),
            companies: 0,
        };
        world.competences.shuffle(&mut world.rng);
        while world.people.len() < count {
            if world.rng.random_bool(0.04) {
                world.draw_group();
            } else {
                let person = world.draw_person();
                world.people.push(person);
            }
        }
        let people = world.people.clone();
        world.settle(&people).await;
        world.admit().await;
        world
    }

    /// The same, where rules of SQL are rewritten: each text of `function` by another. SQL answers from then on.
    pub(crate) async fn without(&mut self, function: &str, rewritten: &[(&str, &str)]) {
        self.follower = None;
        let mut text: String = sqlx::query_scalar("select pg_get_functiondef($1::regproc)")
            .bind(function)
            .fetch_one(self.owner())
            .await
            .expect("a function");
        for (rule, instead) in rewritten {
            assert!(text.contains(rule), "{rule:?} is not in {text}");
            text = text.replace(rule, instead);
        }
        sqlx::raw_sql(sqlx::AssertSqlSafe(text))
            .execute(self.owner())
            .await
            .expect("a function without a rule");
    }

    /// The same, where a function is what it was.
    pub(crate) async fn as_before(&mut self, function: &str) {
        self.follower = None;
        sqlx::raw_sql(sqlx::AssertSqlSafe(function.to_owned()))
            .execute(self.owner())
            .await
            .expect("a function as it was");
    }

    /// Accounts that an attacker makes: addresses of its own, a consent each, and badges for our own achievements that it
    /// signed itself, as an import keeps them.
    pub(crate) async fn made_up(&self, count: usize, competence: usize, commune: &str) {
        let ids: Vec<Uuid> = (0..count).map(|_| Uuid::new_v4()).collect();
        let levels = vec![2_i16; count];
        let communes = vec![commune; count];
        for sql in [
            "insert into account.holder (id, created_at, age_band) select unnest($1::uuid[]), $4, '18_plus'",
            "insert into account.address (email, holder_id, confirmed_at)
             select id || '@attacker.example', id, $4 from unnest($1::uuid[]) as made (id)",
            "insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
             select id, 'given', level, 'test', $4, $4 + interval '1 year'
             from unnest($1::uuid[], $2::smallint[]) as made (id, level)",
            "insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
             select id, consent.seq, made.level, 'commune', commune, consent.expires_at
             from unnest($1::uuid[], $2::smallint[], $3::text[]) as made (id, level, commune)
             join presence.consent on consent.holder_id = made.id",
        ] {
            let told = sqlx::query(sql).bind(&ids).bind(&levels).bind(&communes).bind(today());
            told.execute(self.owner()).await.expect(sql);
        }
        sqlx::query(
            "with achievement as (
                 insert into issuing.achievement (id, uri, name, description, criteria, competence_code, reviewed_at)
                 values (gen_random_uuid(), 'https://ours.example/' || gen_random_uuid(), 'A', 'A', 'A', $2, $3)
                 returning id
             ), original as (
                 insert into passport.original (sha256, media_type, bytes, received_at)
                 select sha256(uuid_send(made)), 'application/json', uuid_send(made), $3 from unnest($1::uuid[]) as made
             )
             insert into passport.credential (
                 id, identity, original, holder_id, address, achievement_id, standard, format, issuer_uri,
                 credential_uri, level, authentic, current, issuer, recipient, report, verified_at
             )
             select made, uuid_send(made), sha256(uuid_send(made)), made, made || '@attacker.example', achievement.id,
                    'OB 3.0', 'json', 'https://attacker.example', 'urn:uuid:' || made, 1,
                    'yes', 'yes', 'unknown', 'confirmed', '{}', $3
             from unnest($1::uuid[]) as made, achievement",
        )
        .bind(&ids)
        .bind(&self.competences[competence])
        .bind(today())
        .execute(self.owner())
        .await
        .expect("badges");
        sqlx::query("select count(*) from presence.refresh_all($1, $2)")
            .bind(&ids)
            .bind(today())
            .execute(self.owner())
            .await
            .expect("what shows");
        self.admit().await;
    }

    /// What the index knows is what is committed.
    pub(crate) async fn follow(&mut self) {
        if let Some(follower) = &mut self.follower {
            follower.catch_up().await.expect("the log is read");
        }
    }

    /// Somebody whom nobody resembles in particular.
    pub(crate) fn draw_person(&mut self) -> Person {
        let (commune, cell) = self.draw_commune();
        let mut has = BTreeMap::new();
        let many = 1 + (0..6).filter(|_| self.rng.random_bool(0.5)).count();
        while has.len() < many {
            let competence = self.draw_competence();
            has.insert(
                competence,
                *[1, 1, 1, 2, 2, 3].choose(&mut self.rng).expect("a level"),
            );
        }
        Person {
            id: uuid::Builder::from_random_bytes(self.rng.random()).into_uuid(),
            commune,
            cell,
            level: if self.rng.random_bool(0.1) { 3 } else { 2 },
            has,
            age: self.rng.random_range(1..2000),
        }
    }

    /// Six to twelve people of one commune who nearly all have the same two or three badges.
    fn draw_group(&mut self) {
        let (commune, cell) = self.draw_commune();
        let shared: Vec<usize> = (0..self.rng.random_range(2..=3))
            .map(|_| self.rng.random_range(0..self.competences.len()))
            .collect();
        let age = self.rng.random_range(1..2000);
        for _ in 0..self.rng.random_range(6..=12) {
            let mut person = self.draw_person();
            person.has.retain(|_, _| self.rng.random_bool(0.4));
            for competence in &shared {
                if self.rng.random_bool(0.95) {
                    person.has.insert(*competence, 1);
                }
            }
            if person.has.is_empty() {
                person.has.insert(shared[0], 1);
            }
            (person.commune, person.cell, person.age) = (commune.clone(), cell, age);
            self.people.push(person);
        }
    }

    fn draw_commune(&mut self) -> (String, i64) {
        let drawn = self
            .communes
            .choose_weighted(&mut self.rng, |(_, _, residents)| *residents);
        let (commune, cell, _) = drawn.expect("communes have residents");
        (commune.clone(), *cell)
    }

    /// By Zipf's law: the second is half as frequent as the first.
    pub(crate) fn draw_competence(&mut self) -> usize {
        let total: f64 = (1..=self.competences.len()).map(weight).sum();
        let mut rest = self.rng.random_range(0.0..total);
        for rank in 1..=self.competences.len() {
            rest -= weight(rank);
            if rest < 0.0 {
                return rank - 1;
            }
        }
        0
    }

    /// Puts people on the map as their consents and badges would have.
    pub(crate) async fn settle(&self, people: &[Person]) {
        let pool = self.owner();
        let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
        let levels: Vec<i16> = people.iter().map(|person| person.level).collect();
        let communes: Vec<&str> = people
            .iter()
            .map(|person| person.commune.as_str())
            .collect();
        sqlx::query(
            "with person as (
                 select * from unnest($1::uuid[], $2::smallint[], $3::text[]) as person (id, level, commune)
             ), holder as (
                 insert into account.holder (id, created_at, age_band)
                 select id, $4, '18_plus' from person
                 on conflict do nothing
             )
             insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
             select id, 'given', level, 'test', $4, $4 + interval '1 year' from person",
        )
        .bind(&ids)
        .bind(&levels)
        .bind(&communes)
        .bind(today())
        .execute(pool)
        .await
        .expect("consents");
        sqlx::query(
            "insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
             select person.id, max(consent.seq), person.level, 'commune', person.commune, $4 + interval '1 year'
             from unnest($1::uuid[], $2::smallint[], $3::text[]) as person (id, level, commune)
             join presence.consent on consent.holder_id = person.id
             group by person.id, person.level, person.commune",
        )
        .bind(&ids)
        .bind(&levels)
        .bind(&communes)
        .bind(today())
        .execute(pool)
        .await
        .expect("places");
        self.show(people).await;
    }

    /// Makes people's competences visible, and logs that they changed.
    pub(crate) async fn show(&self, people: &[Person]) {
        let (mut holders, mut codes, mut levels, mut ages) = (vec![], vec![], vec![], vec![]);
        for person in people {
            for (competence, level) in &person.has {
                holders.push(person.id);
                codes.push(self.competences[*competence].as_str());
                levels.push(*level);
                ages.push(i32::try_from(person.age).expect("a few years"));
            }
        }
        let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
        let mut tx = self.owner().begin().await.expect("a transaction");
        sqlx::query("delete from presence.visible_row where holder_id = any($1)")
            .bind(&ids)
            .execute(&mut *tx)
            .await
            .expect("rows");
        sqlx::query(
            "insert into presence.visible_row (holder_id, competence_code, level, presence_level, cell,
                 commune_code, epci_code, department_code, expires_at, earned_at, place_kind, place_code)
             select presence.holder_id, told.code, told.level, presence.level, place.cell, place.commune_code,
                    place.epci_code, place.department_code, presence.expires_at, $5 - make_interval(days => told.age),
                    place.kind, place.code
             from unnest($1::uuid[], $2::text[], $3::smallint[], $4::integer[]) as told (holder, code, level, age)
             join presence.presence on presence.holder_id = told.holder
             join presence.place on place.kind = presence.place_kind and place.code = presence.place_code",
        )
        .bind(&holders)
        .bind(&codes)
        .bind(&levels)
        .bind(&ages)
        .bind(today())
        .execute(&mut *tx)
        .await
        .expect("visible rows");
        changed(&mut tx, &ids).await;
        tx.commit().await.expect("a change");
    }

    /// Takes people off the map, as a withdrawal does.
    pub(crate) async fn withdraw(&self, people: &[Uuid]) {
        let mut tx = self.owner().begin().await.expect("a transaction");
        sqlx::query("delete from presence.presence where holder_id = any($1)")
            .bind(people)
            .execute(&mut *tx)
            .await
            .expect("places");
        changed(&mut tx, people).await;
        tx.commit().await.expect("a withdrawal");
    }

    /// People without a name whom the test knows to match in a cell.
    pub(crate) fn matching(&self, cell: i64, competence: usize) -> usize {
        let people = self.people.iter();
        people
            .filter(|person| person.level == 2 && person.cell == cell)
            .filter(|person| person.has.contains_key(&competence))
            .count()
    }

    /// Whom a token stands for, which the test alone may look up.
    pub(crate) async fn behind(&self, token: &str) -> Uuid {
        sqlx::query_scalar("select holder_id from search.token where digest = $1")
            .bind(secret::digest(token).as_slice())
            .fetch_one(self.owner())
            .await
            .expect("a token of ours")
    }

    /// The EPCI of a cell with all of its cells, where it has several.
    pub(crate) async fn siblings(&self, cell: i64) -> Option<Siblings> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "select other.epci_code, other.cell
             from presence.live_cell as mine
             join presence.live_cell as other using (epci_code)
             where mine.cell = $1",
        )
        .bind(cell)
        .fetch_all(self.owner())
        .await
        .expect("cells");
        let epci = rows.first().map(|(epci, _)| epci.clone())?;
        let cells: Vec<i64> = rows.into_iter().map(|(_, cell)| cell).collect();
        (cells.len() > 1).then_some(Siblings { epci, cells })
    }

    /// People shut companies out (C5).
    pub(crate) async fn exclude(&self, shutting: &[(Uuid, String)]) {
        let (people, companies): (Vec<Uuid>, Vec<String>) = shutting.iter().cloned().unzip();
        let mut tx = self.owner().begin().await.expect("a transaction");
        sqlx::query(
            "insert into presence.excluded (holder_id, siren, since)
             select shut.holder, shut.siren, $3 from unnest($1::uuid[], $2::text[]) as shut (holder, siren)",
        )
        .bind(&people)
        .bind(&companies)
        .bind(today())
        .execute(&mut *tx)
        .await
        .expect("exclusions");
        changed(&mut tx, &people).await;
        tx.commit().await.expect("a change");
    }

    /// They let them in again.
    pub(crate) async fn include(&self, shutting: &[(Uuid, String)]) {
        let people: Vec<Uuid> = shutting.iter().map(|(person, _)| *person).collect();
        let mut tx = self.owner().begin().await.expect("a transaction");
        sqlx::query("delete from presence.excluded where holder_id = any($1)")
            .bind(&people)
            .execute(&mut *tx)
            .await
            .expect("exclusions");
        changed(&mut tx, &people).await;
        tx.commit().await.expect("a change");
    }

    /// They say that these companies may see them again, as the holder's page does: from the next batch on (R4).
    pub(crate) async fn lift(&self, shutting: &[(Uuid, String)]) {
        let people: Vec<Uuid> = shutting.iter().map(|(person, _)| *person).collect();
        let mut tx = self.owner().begin().await.expect("a transaction");
        sqlx::query("update presence.excluded set lifted_at = $2 where holder_id = any($1)")
            .bind(&people)
            .bind(self.clock.now())
            .execute(&mut *tx)
            .await
            .expect("exclusions");
        changed(&mut tx, &people).await;
        tx.commit().await.expect("a change");
    }

    /// The names of all communes that no zone is named after.
    pub(crate) async fn commune_names_but_of_zones(&self) -> BTreeSet<String> {
        let names: Vec<String> = sqlx::query_scalar(
            "select name from territory.commune
             where length(name) > 3
               and name not in (
                   select zone.name from presence.live_cell
                   join territory.commune as zone on zone.code = live_cell.commune_code
               )",
        )
        .fetch_all(self.owner())
        .await
        .expect("communes");
        names.into_iter().collect()
    }

    /// What a competence is called.
    pub(crate) async fn competence_name(&self, competence: usize) -> String {
        sqlx::query_scalar("select name_fr from network.competence where code = $1")
            .bind(&self.competences[competence])
            .fetch_one(self.owner())
            .await
            .expect("a competence")
    }

    /// The names of all issuers, and what their badges are called.
    pub(crate) async fn issuer_names(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select name from network.organisation union select name from issuing.achievement",
        )
        .fetch_all(self.owner())
        .await
        .expect("issuers")
    }

    /// A number that no company asked with before.
    pub(crate) fn siren(&mut self) -> String {
        self.companies += 1;
        let begins = format!("{:08}", 10_000_000 + self.companies);
        let digits = begins.bytes().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = digits
            .enumerate()
            .map(|(place, digit)| match place % 2 {
                0 => digit,
                _ => digit * 2 % 10 + digit * 2 / 10,
            })
            .sum();
        format!("{begins}{}", (10 - sum % 10) % 10)
    }

    /// Lets in whoever is visible, as the batch of a week does (R4).
    pub(crate) async fn admit(&self) {
        sqlx::query("select presence.admit(null, $1)")
            .bind(self.clock.now())
            .execute(self.owner())
            .await
            .expect("a batch");
    }

    /// A company with a recruiter who may ask.
    pub(crate) async fn recruiter(&self, holder: Uuid, siren: &str) {
        sqlx::query(
            "with company as (
                 insert into account.company (siren, name, created_at) values ($2, 'Une entreprise', $3)
             )
             insert into account.recruiter (holder_id, siren, asked_at, approved_at) values ($1, $2, $3, $3)",
        )
        .bind(holder)
        .bind(siren)
        .bind(today())
        .execute(self.owner())
        .await
        .expect("a recruiter");
    }

    /// The database as its owner: for what no program of ours may do.
    pub(crate) fn owner(&self) -> &PgPool {
        &self.test.database.owner
    }

    /// Whole days go by.
    pub(crate) fn days(&self, days: i64) {
        self.clock.advance(TimeDelta::days(days));
    }
}

/// How frequent the competence of a rank is (Zipf).
fn weight(rank: usize) -> f64 {
    1.0 / f64::from(u32::try_from(rank).expect("a few dozen"))
}

async fn changed(tx: &mut sqlx::PgConnection, people: &[Uuid]) {
    sqlx::query(
        "insert into presence.visibility_change (holder_id, at) select unnest($1::uuid[]), $2",
    )
    .bind(people)
    .bind(today())
    .execute(&mut *tx)
    .await
    .expect("a log");
}

/// Communes with their cell and how many live there.
async fn communes(pool: &PgPool, tree: &Tree) -> Vec<(String, i64, f64)> {
    let rows: Vec<(String, i32)> =
        sqlx::query_as("select code, population from territory.commune order by code")
            .fetch_all(pool)
            .await
            .expect("communes");
    rows.into_iter()
        .filter_map(|(code, residents)| {
            let cell = tree.cell_of_commune(&code)?.cell();
            let cell = i64::try_from(u64::from(cell)).ok()?;
            Some((code, cell, f64::from(residents)))
        })
        .collect()
}
