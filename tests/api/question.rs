//! What recruiters may be answered (R1–R3, R7, C5, G5), against a model of the same rules in plain Rust.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sqlx::{PgConnection, PgPool};
use territoire_apprenant::account::companies::Siren;
use territoire_apprenant::database::reference;
use territoire_apprenant::presence::Place;
use territoire_apprenant::presence::question::{
    self, Bucket, Question, Scope, Together, Wanted, WithoutName,
};
use territoire_apprenant::territory::{LIVE_K, Scope as TreeScope, Tree};
use uuid::Uuid;

use crate::badges::signers;
use crate::support::{database, today};

const COMMON: &str = "accueillir-et-guider-un-public";
const OFTEN: &str = "ecouter-une-personne";
const SOME: &str = "animer-un-groupe-d-enfants";
const RARE: &str = "transmettre-un-savoir-faire";
/// A company, of the two that ask here.
const COMPANY: &str = "732829320";
const OTHER: &str = "356000000";

/// Somebody on the map.
#[derive(Debug, Clone)]
pub(crate) struct Someone {
    pub(crate) id: Uuid,
    /// 1 to 3.
    pub(crate) level: i16,
    pub(crate) place: Place,
    /// Competences with the level of each.
    pub(crate) has: BTreeMap<&'static str, i16>,
    pub(crate) earned: DateTime<Utc>,
    pub(crate) excludes: bool,
}

impl Someone {
    /// A person who is visible without a name, around a commune, with one competence at level 1.
    pub(crate) fn at(commune: &str, competence: &'static str) -> Self {
        Self {
            id: Uuid::new_v4(),
            level: 2,
            place: Place::Commune(commune.to_owned()),
            has: BTreeMap::from([(competence, 1)]),
            earned: today() - TimeDelta::days(30),
            excludes: false,
        }
    }
}

/// Puts people on the map as their consents would have.
pub(crate) async fn settle(pool: &PgPool, people: &[Someone]) {
    for person in people {
        sqlx::query(
            "insert into account.holder (id, created_at, age_band) values ($1, $2, '18_plus')",
        )
        .bind(person.id)
        .bind(today())
        .execute(pool)
        .await
        .expect("a holder");
        sqlx::query(
            "with consent as (
                 insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
                 values ($1, 'given', $2, 'test', $5, $5 + interval '1 year')
                 returning seq, expires_at
             )
             insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
             select $1, seq, $2, $3, $4, expires_at from consent",
        )
        .bind(person.id)
        .bind(person.level)
        .bind(person.place.kind())
        .bind(person.place.code())
        .bind(today())
        .execute(pool)
        .await
        .expect("a consent");
        for (competence, level) in &person.has {
            sqlx::query(
                "insert into presence.visible_row (holder_id, competence_code, level, presence_level, cell,
                     commune_code, epci_code, department_code, expires_at, earned_at, place_kind, place_code)
                 select presence.holder_id, $2, $3, presence.level, place.cell, place.commune_code,
                        place.epci_code, place.department_code, presence.expires_at, $4, place.kind, place.code
                 from presence.presence
                 join presence.place on place.kind = presence.place_kind and place.code = presence.place_code
                 where presence.holder_id = $1",
            )
            .bind(person.id)
            .bind(competence)
            .bind(level)
            .bind(person.earned)
            .execute(pool)
            .await
            .expect("a visible row");
        }
        if person.excludes {
            exclude(&mut pool.acquire().await.expect("a connection"), person.id).await;
        }
    }
    let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
    sqlx::query(
        "insert into presence.visibility_change (holder_id, at) select unnest($1::uuid[]), $2",
    )
    .bind(&ids)
    .bind(today())
    .execute(pool)
    .await
    .expect("a change");
    admit(pool).await;
}

/// Lets in who is there, as a Monday would (R4).
pub(crate) async fn admit(pool: &PgPool) {
    sqlx::query("select presence.admit(null, $1)")
        .bind(today())
        .execute(pool)
        .await
        .expect("a batch");
}

async fn exclude(db: &mut PgConnection, holder: Uuid) {
    sqlx::query("insert into presence.excluded (holder_id, siren, since) values ($1, $2, $3)")
        .bind(holder)
        .bind(COMPANY)
        .bind(today())
        .execute(db)
        .await
        .expect("an exclusion");
}

/// As many people as a small territory has, some of a kind and some alone.
pub(crate) fn people(seed: u64, count: usize) -> Vec<Someone> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let tree = reference::tree(LIVE_K).expect("a tree");
    let communes: Vec<String> = tree
        .cells()
        .sample(&mut rng, 10)
        .flat_map(|cell| cell.communes().iter().take(2).cloned())
        .collect();
    let epcis: Vec<String> = communes
        .iter()
        .filter_map(|code| tree.cell_of_commune(code)?.named_after().epci.clone())
        .collect();
    (0..count)
        .map(|_| {
            let place = match rng.random_range(0..20) {
                0 => Place::Region("24".to_owned()),
                1 => Place::Department("41".to_owned()),
                2 | 3 => Place::Epci(epcis.choose(&mut rng).expect("an EPCI").clone()),
                _ => Place::Commune(communes.choose(&mut rng).expect("a commune").clone()),
            };
            let mut has = BTreeMap::new();
            for (competence, odds) in [(COMMON, 0.6), (OFTEN, 0.2), (SOME, 0.15), (RARE, 0.03)] {
                // Whoever has the first nearly always has the second: R2 must hold such an answer back.
                let odds = if competence == OFTEN && has.contains_key(COMMON) {
                    0.85
                } else {
                    odds
                };
                if rng.random_bool(odds) {
                    has.insert(competence, rng.random_range(1..=3));
                }
            }
            Someone {
                id: uuid::Builder::from_random_bytes(rng.random()).into_uuid(),
                level: if rng.random_bool(0.1) {
                    3
                } else {
                    rng.random_range(1..=2)
                },
                place,
                has,
                earned: today() - TimeDelta::days(rng.random_range(1..2000)),
                excludes: rng.random_bool(0.1),
            }
        })
        .collect()
}

/// A question as it was drawn: [`Question`] keeps its parts to itself.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    wanted: Vec<Wanted>,
    every: bool,
    scope: Scope,
}

impl Asked {
    pub(crate) fn question(&self) -> Question {
        let (wanted, scope) = (self.wanted.clone(), self.scope.clone());
        Question::of(wanted, self.every, scope, Together::Three).expect("a question")
    }

    pub(crate) fn drawn(rng: &mut ChaCha20Rng, tree: &Tree, people: &[Someone]) -> Self {
        let somewhere = people.choose(rng).expect("somebody");
        let cell = match &somewhere.place {
            Place::Commune(code) => tree.cell_of_commune(code),
            _ => None,
        };
        let scope = match (rng.random_range(0..4), cell) {
            (0 | 1, Some(cell)) => scope_of(&TreeScope::Cell(cell.cell())),
            (2, Some(cell)) => match &cell.named_after().epci {
                Some(epci) => Scope::Epci(epci.clone()),
                None => Scope::Region("24".to_owned()),
            },
            (_, Some(cell)) => Scope::Department(tree.department_of(cell).to_owned()),
            (_, None) => match &somewhere.place {
                Place::Epci(code) => Scope::Epci(code.clone()),
                Place::Department(code) => Scope::Department(code.clone()),
                _ => Scope::Region("24".to_owned()),
            },
        };
        let every = rng.random_bool(0.4);
        let count = rng.random_range(if every { 2..=3 } else { 1..=3 });
        let mut competences = vec![COMMON, OFTEN, SOME, RARE];
        while competences.len() > count {
            competences.remove(rng.random_range(0..competences.len()));
        }
        let wanted = competences.into_iter().map(|code| Wanted {
            competence: code.to_owned(),
            level: *[1, 1, 2, 3].choose(rng).expect("a level"),
        });
        Self {
            wanted: wanted.collect(),
            every,
            scope,
        }
    }
}

fn scope_of(scope: &TreeScope) -> Scope {
    match scope {
        TreeScope::Cell(cell) => Scope::Cell(i64::try_from(u64::from(*cell)).expect("63 bits")),
        TreeScope::Epci(code) => Scope::Epci(code.clone()),
        TreeScope::Department(code) => Scope::Department(code.clone()),
        TreeScope::Region => Scope::Region("24".to_owned()),
    }
}

fn tree_scope(scope: &Scope) -> TreeScope {
    match scope {
        Scope::Cell(cell) => {
            let cell = u64::try_from(*cell).expect("63 bits");
            TreeScope::Cell(cell.try_into().expect("a cell"))
        }
        Scope::Epci(code) => TreeScope::Epci(code.clone()),
        Scope::Department(code) => TreeScope::Department(code.clone()),
        Scope::Region(_) => TreeScope::Region,
    }
}

/// The rules again, without SQL: people within a scope by the tree, floors by counting.
struct Model<'a> {
    tree: &'a Tree,
    people: &'a [Someone],
}

impl Model<'_> {
    fn matching(
        &self,
        scope: &TreeScope,
        level: i16,
        wanted: &[Wanted],
        every: bool,
    ) -> BTreeSet<Uuid> {
        let within = |place: &Place| match (place, scope) {
            (Place::Commune(code), _) => {
                let cell = self.tree.cell_of_commune(code).expect("a cell").cell();
                self.tree
                    .cells_within(scope)
                    .any(|within| within.cell() == cell)
            }
            (Place::Epci(code), TreeScope::Epci(asked))
            | (Place::Department(code), TreeScope::Department(asked)) => code == asked,
            (Place::Region(_), TreeScope::Region) => true,
            _ => false,
        };
        let has = |person: &Someone, wanted: &Wanted| {
            let level = person.has.get(wanted.competence.as_str());
            level.is_some_and(|level| *level >= wanted.level)
        };
        let people = self.people.iter();
        people
            .filter(|person| person.level == level && !person.excludes && within(&person.place))
            .filter(|person| {
                let having = wanted.iter().filter(|wanted| has(person, wanted)).count();
                having == wanted.len() || (!every && having > 0)
            })
            .map(|person| person.id)
            .collect()
    }

    /// Where the floors hold, how many are told of, and who may be drawn there: of several competences those that hold
    /// the floor alone, and as many as the most frequent of them has.
    fn answer(&self, asked: &Asked) -> Option<(Scope, usize, BTreeSet<Uuid>)> {
        let mut scope = self.tree.answering(&tree_scope(&asked.scope));
        while let Some(here) = scope {
            let alone = asked
                .wanted
                .iter()
                .map(|single| self.matching(&here, 2, std::slice::from_ref(single), true));
            let mut alone: Vec<BTreeSet<Uuid>> = alone.collect();
            let told = if asked.every {
                let both = self.matching(&here, 2, &asked.wanted, true);
                let apart = alone
                    .iter()
                    .all(|alone| both.len() * 100 <= alone.len() * 80);
                (apart && both.len() >= 5).then_some((both.len(), both))
            } else {
                alone.retain(|alone| alone.len() >= 5);
                let most = alone.iter().map(BTreeSet::len).max();
                most.map(|most| (most, alone.into_iter().flatten().collect()))
            };
            if let Some((people, matching)) = told {
                return Some((scope_of(&here), people, matching));
            }
            scope = self.tree.wider(&here);
        }
        None
    }
}

fn company() -> Siren {
    Siren::parse(COMPANY).expect("a SIREN")
}

async fn rows(db: &mut PgConnection, asked: &Asked, seed: [u8; 32]) -> Vec<(i64, Uuid, String)> {
    let competences: Vec<&str> = asked.wanted.iter().map(|w| w.competence.as_str()).collect();
    let levels: Vec<i16> = asked.wanted.iter().map(|w| w.level).collect();
    sqlx::query_as(
        "select place, holder_id, coalesce(competence_code, '')
         from presence.answer($1, $2, $3, $4, $5, $6, $7, null, $8)",
    )
    .bind(competences)
    .bind(levels)
    .bind(asked.every)
    .bind(asked.scope.kind())
    .bind(asked.scope.code())
    .bind(COMPANY)
    .bind(seed)
    .bind(today())
    .fetch_all(db)
    .await
    .expect("an answer")
}

/// R1, R2, R3, G5: each answer is where the model says, of as many cards as its bucket's floor, about people who match.
#[tokio::test]
async fn an_answer_is_given_at_the_narrowest_scope_where_the_floors_hold() {
    let tree = reference::tree(LIVE_K).expect("a tree");
    let (mut widened, mut refused, mut of_all) = (0, 0, 0);
    for seed in 1..=3 {
        let test = database().await;
        let pool = &test.database.app;
        signers(pool, today()).await;
        let people = people(seed, 260);
        settle(pool, &people).await;
        let model = Model {
            tree: &tree,
            people: &people,
        };
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut db = pool.acquire().await.expect("a connection");
        for _ in 0..120 {
            let asked = Asked::drawn(&mut rng, &tree, &people);
            let draw: [u8; 32] = rng.random();
            let answer = question::answer(&mut db, &asked.question(), &company(), &draw, today())
                .await
                .expect("an answer");
            let expected = model.answer(&asked);
            let rows = rows(&mut db, &asked, draw).await;
            match (expected, answer.without_name) {
                (None, WithoutName::TooFew) => {
                    refused += 1;
                    assert!(rows.is_empty(), "{asked:?}");
                }
                (
                    Some((scope, people, matching)),
                    WithoutName::Cards {
                        zone,
                        bucket,
                        cards,
                    },
                ) => {
                    assert_eq!(zone, scope, "{asked:?}");
                    let expected = match people {
                        0..10 => Bucket::Five,
                        10..20 => Bucket::Ten,
                        _ => Bucket::Twenty,
                    };
                    assert_eq!((bucket, cards.len()), (expected, expected.floor()));
                    assert_eq!(rows.len(), cards.len());
                    assert!(rows.iter().all(|(_, holder, _)| matching.contains(holder)));
                    let mut shared: BTreeMap<_, usize> = BTreeMap::new();
                    for card in &cards {
                        assert_eq!(card.zone(), &zone);
                        let told = card.competences();
                        assert!(told.iter().all(|told| asked.wanted.contains(told)));
                        let all = if asked.every { asked.wanted.len() } else { 1 };
                        assert!(told.is_empty() || told.len() == all);
                        *shared.entry(card).or_default() += 1;
                    }
                    assert!(shared.values().all(|shared| *shared >= 3), "{shared:?}");
                    widened += usize::from(zone.kind() != asked.scope.kind());
                    of_all += usize::from(asked.every);
                }
                (expected, answered) => panic!("{asked:?}: {expected:?}, not {answered:?}"),
            }
        }
        drop(db);
        test.drop().await;
    }
    // The drawn questions met every outcome, so that agreeing says something.
    assert!(
        widened > 20 && refused > 10 && of_all > 10,
        "{widened} {refused} {of_all}"
    );
}

/// C5, one holder versus none: to the company that somebody excludes they are absent, row for row under the same seed.
#[tokio::test]
async fn an_excluded_company_gets_the_answer_of_absence() {
    let test = database().await;
    let pool = &test.database.app;
    signers(pool, today()).await;
    let tree = reference::tree(LIVE_K).expect("a tree");
    let people = people(7, 260);
    settle(pool, &people).await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut changed = 0;
    let targets: Vec<&Someone> = people
        .iter()
        .filter(|person| person.level >= 2 && !person.excludes && !person.has.is_empty())
        .collect();
    for _ in 0..150 {
        let target = targets.choose(&mut rng).expect("a target");
        let asked = Asked::drawn(&mut rng, &tree, &people);
        let draw: [u8; 32] = rng.random();
        let mut answers = Vec::new();
        for excluded in [true, false] {
            let mut tx = pool.begin().await.expect("a transaction");
            if excluded {
                exclude(&mut tx, target.id).await;
            } else {
                sqlx::query("delete from presence.presence where holder_id = $1")
                    .bind(target.id)
                    .execute(&mut *tx)
                    .await
                    .expect("gone");
            }
            let question = asked.question();
            let mine = question::answer(&mut tx, &question, &company(), &draw, today()).await;
            let drawn = rows(&mut tx, &asked, draw).await;
            answers.push(format!("{:?} {drawn:?}", mine.expect("an answer")));
            tx.rollback().await.expect("undone");
        }
        assert_eq!(answers[0], answers[1], "{asked:?}");
        let mut db = pool.acquire().await.expect("a connection");
        changed +=
            usize::from(!answers[0].contains(&format!("{:?}", rows(&mut db, &asked, draw).await)));
    }
    assert!(
        changed > 5,
        "in some of them the target would have been seen: {changed}"
    );
    // Another company sees who did not exclude it.
    let other = Siren::parse(OTHER).expect("a SIREN");
    let asked = Question::any_of(
        vec![Wanted {
            competence: COMMON.to_owned(),
            level: 1,
        }],
        Scope::Region("24".to_owned()),
    )
    .expect("a question");
    let mut db = pool.acquire().await.expect("a connection");
    let answer = question::answer(&mut db, &asked, &other, &[1; 32], today()).await;
    assert!(matches!(
        answer.expect("an answer").without_name,
        WithoutName::Cards { .. }
    ));
    drop(db);
    test.drop().await;
}

/// R1: below five, nothing tells four from none, at any scope.
#[tokio::test]
async fn four_people_read_as_nobody() {
    let test = database().await;
    let pool = &test.database.app;
    signers(pool, today()).await;
    let asked = Question::any_of(
        vec![Wanted {
            competence: COMMON.to_owned(),
            level: 1,
        }],
        Scope::Department("41".to_owned()),
    )
    .expect("a question");
    let answer = async || {
        let mut db = pool.acquire().await.expect("a connection");
        let answer = question::answer(&mut db, &asked, &company(), &[3; 32], today()).await;
        answer.expect("an answer")
    };
    let nobody = answer().await;
    for _ in 0..4 {
        settle(pool, &[Someone::at("41018", COMMON)]).await;
        assert_eq!(answer().await, nobody);
    }
    settle(pool, &[Someone::at("41018", COMMON)]).await;
    assert!(matches!(
        answer().await.without_name,
        WithoutName::Cards {
            bucket: Bucket::Five,
            ..
        }
    ));
    test.drop().await;
}

/// R2: of ten people nine of whom have both, "both" would tell of the tenth what the answer does not say.
#[tokio::test]
async fn an_answer_about_both_is_held_back_where_nearly_all_have_both() {
    let test = database().await;
    let pool = &test.database.app;
    signers(pool, today()).await;
    let with = |both: bool, commune| {
        let mut person = Someone::at(commune, COMMON);
        if both {
            person.has.insert(OFTEN, 1);
        }
        person
    };
    let both = || {
        let wanted = [COMMON, OFTEN].map(|code| Wanted {
            competence: code.to_owned(),
            level: 1,
        });
        let place = Scope::Department("41".to_owned());
        Question::all_of(wanted.into(), place, Together::Two).expect("a question")
    };
    let zone = async || {
        let mut db = pool.acquire().await.expect("a connection");
        let answer = question::answer(&mut db, &both(), &company(), &[3; 32], today()).await;
        match answer.expect("an answer").without_name {
            WithoutName::TooFew => None,
            WithoutName::Cards { zone, .. } => Some(zone),
        }
    };
    let mut crowd: Vec<Someone> = (0..8).map(|_| with(true, "41018")).collect();
    crowd.push(with(false, "41018"));
    // Nobody has the second competence alone, so that it is always all of them.
    settle(pool, &crowd).await;
    assert_eq!(zone().await, None);
    let mut alone = [Someone::at("41018", OFTEN), Someone::at("41018", OFTEN)];
    alone[1].place = Place::Department("41".to_owned());
    settle(pool, &alone).await;
    assert_eq!(zone().await, None, "eight of nine have both");
    settle(pool, &[with(false, "41269")]).await;
    assert_eq!(
        zone().await,
        Some(Scope::Department("41".to_owned())),
        "eight of ten"
    );
    test.drop().await;
}

/// R7: who shows their badges is listed apart, and changes no count of those who do not.
#[tokio::test]
async fn people_who_show_their_badges_are_counted_nowhere() {
    let test = database().await;
    let pool = &test.database.app;
    signers(pool, today()).await;
    let asked = Asked {
        wanted: vec![Wanted {
            competence: COMMON.to_owned(),
            level: 1,
        }],
        every: false,
        scope: Scope::Department("41".to_owned()),
    };
    let crowd: Vec<Someone> = (0..4).map(|_| Someone::at("41018", COMMON)).collect();
    settle(pool, &crowd).await;
    let shows = Someone {
        level: 3,
        ..Someone::at("41018", COMMON)
    };
    let counts = Someone {
        level: 1,
        ..Someone::at("41018", COMMON)
    };
    settle(pool, &[shows.clone(), counts]).await;
    let mut db = pool.acquire().await.expect("a connection");
    assert!(rows(&mut db, &asked, [3; 32]).await.is_empty());
    let listed: Vec<Uuid> = sqlx::query_scalar(
        "select holder_id from presence.with_badges(array[$1], array[1::smallint], false, 'department', '41', $2, $3)",
    )
    .bind(COMMON)
    .bind(COMPANY)
    .bind(today())
    .fetch_all(&mut *db)
    .await
    .expect("a list");
    assert_eq!(listed, [shows.id], "they are, even alone");
    drop(db);
    test.drop().await;
}

/// A SIREN is checked by the database as it is by the form.
#[tokio::test]
async fn the_database_and_the_form_know_the_same_companies() {
    let test = database().await;
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let mut right = 0;
    for _ in 0..400 {
        let code = format!("{:09}", rng.random_range(0..1_000_000_000_u32));
        let known: bool = sqlx::query_scalar("select presence.is_siren($1)")
            .bind(&code)
            .fetch_one(&test.database.app)
            .await
            .expect("an answer");
        assert_eq!(known, Siren::parse(&code).is_ok(), "{code}");
        right += usize::from(known);
    }
    assert!((20..70).contains(&right), "one in ten: {right}");
    test.drop().await;
}
