//! A recruiter who wants to know more than the map tells. It knows what is public, what anybody might know of one person
//! (where they can work, a competence of theirs), and what it is answered over HTTP; nothing else.

use std::collections::{BTreeMap, HashMap};

use axum::body::Body;
use axum::http::header::COOKIE;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use territoire_apprenant::account::entry;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::support::today;
use crate::world::World;

/// Competences (by their place in the world's list) with the level asked of each.
pub(crate) type Wanted = Vec<(usize, i16)>;

/// Questions of a day, less than what a company may ask (R5): then the next company asks.
const A_DAY: usize = 190;

/// The map of one question: how many, at least, at each place where that is told.
#[derive(Debug, Clone)]
pub(crate) struct Shades {
    told: BTreeMap<(String, String), usize>,
    /// The answer as it came.
    pub(crate) text: String,
}

impl Shades {
    /// How many a cell shows, at least; 0: it is not told.
    pub(crate) fn in_cell(&self, cell: i64) -> usize {
        self.at("cell", &cell.to_string())
    }

    /// How many a place shows, at least; 0: it is not told.
    pub(crate) fn at(&self, kind: &str, code: &str) -> usize {
        let place = (kind.to_owned(), code.to_owned());
        self.told.get(&place).copied().unwrap_or(0)
    }
}

/// A card as a recruiter sees it.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) token: String,
    /// Everything that stands on it.
    pub(crate) fields: String,
}

/// The list of one question.
#[derive(Debug, Clone)]
pub(crate) struct List {
    /// People without a name.
    pub(crate) cards: Vec<Card>,
    /// The answer's part of the page as it came.
    pub(crate) html: String,
}

impl List {
    /// What the cards tell, in no order.
    pub(crate) fn sorted(&self) -> Vec<&str> {
        let mut told: Vec<&str> = self.cards.iter().map(|card| card.fields.as_str()).collect();
        told.sort_unstable();
        told
    }
}

/// Somebody who asks, for one company after another.
pub(crate) struct Attacker {
    cookie: String,
    pub(crate) siren: String,
    asked: usize,
    maps: HashMap<(Wanted, bool), Shades>,
}

impl Attacker {
    pub(crate) async fn new(world: &mut World) -> Self {
        let (siren, cookie) = company(world).await;
        Self {
            cookie,
            siren,
            asked: 0,
            maps: HashMap::new(),
        }
    }

    /// What was answered before something changed is no answer any more.
    pub(crate) fn forget(&mut self) {
        self.maps.clear();
    }

    pub(crate) async fn any_of(&mut self, world: &mut World, wanted: Wanted) -> Shades {
        self.map(world, wanted, false).await
    }

    pub(crate) async fn all_of(&mut self, world: &mut World, wanted: Wanted) -> Shades {
        self.map(world, wanted, true).await
    }

    async fn map(&mut self, world: &mut World, mut wanted: Wanted, every: bool) -> Shades {
        wanted.sort_unstable();
        let question = (wanted, every);
        if let Some(known) = self.maps.get(&question) {
            return known.clone();
        }
        self.asked += 1;
        if self.asked > A_DAY {
            (self.siren, self.cookie) = company(world).await;
            self.asked = 1;
        }
        let path = "/recruteurs/chercher/zones.geojson";
        world.follow().await;
        let text = self.get(world, &asked(world, path, &question, None)).await;
        let mut map: Value = serde_json::from_str(&text).expect("GeoJSON");
        // What is left of the budget tells of the company alone.
        map["remaining"].take();
        let text = map.to_string();
        let features = map["features"].as_array().expect("features").iter();
        let told = features.map(|feature| {
            let said = |name: &str| feature["properties"][name].as_str().expect(name).to_owned();
            let least = feature["properties"]["at_least"]
                .as_u64()
                .expect("a bucket");
            let least = usize::try_from(least).expect("a small number");
            ((said("kind"), said("code")), least)
        });
        let shades = Shades {
            told: told.collect(),
            text,
        };
        self.maps.insert(question, shades.clone());
        shades
    }

    /// The list beside the map, where the question is asked at one cell.
    pub(crate) async fn list(&mut self, world: &mut World, competence: usize, cell: i64) -> List {
        world.follow().await;
        let question = (vec![(competence, 1)], false);
        let path = asked(world, "/recruteurs/chercher", &question, Some(cell));
        let page = self.get(world, &path).await;
        let (_, answer) = page.split_once("id=\"reponse\"").expect("an answer");
        // People who show their badges stand apart.
        let answer = answer.split("class=\"a-part\"").next().expect("it");
        let cards = answer.split("carte-sans-nom").skip(1).map(|item| {
            let (card, token) = item.split_once("carte=").expect("a way to write");
            let token = token.split('"').next().expect("a token");
            Card {
                token: token.to_owned(),
                fields: words(card.split("class=\"geste\"").next().expect("a card")),
            }
        });
        List {
            cards: cards.collect(),
            html: answer.to_owned(),
        }
    }

    async fn get(&self, world: &World, path: &str) -> String {
        let request = Request::get(path)
            .header("accept", "text/html")
            .header(COOKIE, &self.cookie)
            .body(Body::empty())
            .expect("a request");
        let answer = world
            .service
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let status = answer.status();
        let body = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        text
    }
}

fn asked(world: &World, path: &str, (wanted, every): &(Wanted, bool), cell: Option<i64>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (competence, level) in wanted {
        let code = &world.competences[*competence];
        query.append_pair("competence", &format!("{code}:{level}"));
    }
    if *every {
        query.append_pair("tous", "oui");
    }
    if let Some(cell) = cell {
        query.append_pair("lieu", &format!("cell:{cell}"));
    }
    format!("{path}?{}", query.finish())
}

/// What a person reads of a piece of a page.
fn words(html: &str) -> String {
    let texts = html
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'));
    let words = texts.flat_map(|(_, text)| text.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

/// A company that a coordinator approved, and the session of its recruiter in which a passkey was shown.
async fn company(world: &mut World) -> (String, String) {
    let siren = world.siren();
    let pool = world.owner();
    let holder = Uuid::new_v4();
    sqlx::query("insert into account.holder (id, created_at, age_band) values ($1, $2, '18_plus')")
        .bind(holder)
        .bind(today())
        .execute(pool)
        .await
        .expect("a person");
    world.recruiter(holder, &siren).await;
    let mut rng = rand_chacha::ChaCha20Rng::from_seed(world.rng.random());
    let begun = entry::service::begin(world.owner(), holder, "?", &world.clock, &mut rng);
    let secret = begun.await.expect("a session");
    sqlx::query("update account.session set strong_at = created_at where holder_id = $1")
        .bind(holder)
        .execute(world.owner())
        .await
        .expect("a passkey");
    (siren, format!("__Host-session={}", secret.reveal()))
}
