//! A recruiter's question as a page: words, the answer, zero that explains itself, searches that are kept, and their
//! weekly letter (R1–R5, R7, C5, G5), all through the public door.

use std::sync::Arc;

use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use chrono::TimeDelta;
use territoire_apprenant::jobs::{self, NewJob, Worker};
use territoire_apprenant::search::saved::alerts::Alerts;
use uuid::Uuid;

use crate::entry::World;
use crate::question::{Someone, settle};

const GREET: &str = "accueillir-et-guider-un-public";
const LISTEN: &str = "ecouter-une-personne";
const CODE: &str = "programmer";
const COMPANY: &str = "732829320";
/// Blois and Vendôme, in Loir-et-Cher.
const BLOIS: &str = "41018";
const VENDOME: &str = "41269";

/// A world with a recruiter in it.
pub(crate) struct Search {
    pub(crate) world: World,
    cookie: String,
}

impl Search {
    pub(crate) async fn new() -> Self {
        let world = World::new(false).await;
        let cookie = world.approved_recruiter("lea@example.org").await;
        Self { world, cookie }
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, HeaderMap, String) {
        let (status, headers, page) = self.world.get(path, &self.cookie).await;
        (status, headers, read(&page))
    }

    async fn post(&self, path: &str, form: &str) -> (StatusCode, HeaderMap, String) {
        let (status, headers, page) = self.world.post(path, &self.cookie, form).await;
        (status, headers, read(&page))
    }

    /// Puts people on the map, and lets them in as the weekly batch does (R4).
    pub(crate) async fn settle(&self, people: &[Someone]) {
        settle(&self.world.test.database.app, people).await;
        self.batch().await;
    }

    /// The batch of the week.
    pub(crate) async fn batch(&self) {
        sqlx::query("select presence.admit_week(date_trunc('week', $1::timestamptz)::date, $1)")
            .bind(territoire_apprenant::clock::Clock::now(&self.world.clock))
            .execute(&self.world.test.database.app)
            .await
            .expect("a batch");
    }

    /// What the job does that looks after kept searches, and the letters that it wrote so far.
    async fn letters(&self) -> Vec<String> {
        let pool = &self.world.test.database.app;
        let clock = Arc::new(self.world.clock.clone());
        let now = territoire_apprenant::clock::Clock::now(&self.world.clock);
        let job = NewJob {
            kind: "search.alerts",
            payload: serde_json::json!({}),
            unique_key: None,
            run_at: now,
        };
        let mut db = pool.acquire().await.expect("a connection");
        jobs::enqueue(&mut db, &job, now).await.expect("a job");
        drop(db);
        Worker::new(pool.clone(), clock.clone())
            .with(Arc::new(Alerts {
                pool: pool.clone(),
                clock,
                master: self.world.master.clone(),
                base: self.world.signers.base.clone(),
            }))
            .drain()
            .await
            .expect("the queue is read");
        let mails = self.world.mails().await;
        let alerts = mails
            .into_iter()
            .filter(|mail| mail.text.contains("/recruteurs/recherches"));
        alerts
            .map(|mail| mail.text.replace(['\u{202f}', '\u{a0}'], " "))
            .collect()
    }
}

impl World {
    /// The cookie of an approved recruiter of a company, who showed a passkey.
    async fn approved_recruiter(&self, email: &str) -> String {
        self.seeker(email, COMPANY, "Menuiserie Dupont").await
    }
}

/// A page as an eye reads it: blanks of one kind, apostrophes not escaped.
fn read(page: &str) -> String {
    page.replace(['\u{202f}', '\u{a0}'], " ")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replace("&#38;", "&")
}

fn people(count: usize, commune: &str, competence: &'static str) -> Vec<Someone> {
    (0..count)
        .map(|_| Someone::at(commune, competence))
        .collect()
}

fn chercher(competence: &str, more: &str) -> String {
    format!("/recruteurs/chercher?competence={competence}:1{more}")
}

/// The cell of a commune, as an address carries it: where the page leads whoever types the commune's name.
async fn cell(search: &Search, commune: &str) -> String {
    let path = chercher(GREET, &format!("&commune={commune}"));
    let (status, headers, page) = search.get(&path).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let to = headers[LOCATION].to_str().expect("an address").to_owned();
    let (_, place) = to.split_once("lieu=cell%3A").expect("a cell");
    format!("cell:{}", place.split('&').next().expect("its end"))
}

fn cards(page: &str) -> usize {
    page.matches("/recruteurs/proposer?carte=").count()
}

#[tokio::test]
async fn words_lead_to_a_competence_and_a_competence_to_an_answer() {
    let search = Search::new().await;
    search.settle(&people(6, BLOIS, GREET)).await;

    let (status, headers, page) = search.get("/recruteurs/chercher").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    assert!(page.contains("Ajoutez au moins une compétence"), "{page}");

    let (_, _, page) = search.get("/recruteurs/chercher?q=guichet").await;
    let link = format!("/recruteurs/chercher?competence={GREET}%3A1");
    assert!(page.contains(&link), "{page}");
    let (_, _, page) = search.get("/recruteurs/chercher?q=xyzzy").await;
    assert!(page.contains("Aucune compétence ne répond à ces mots"));

    let (status, _, page) = search.get(&link).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("<h2 id=\"reponse-titre\">5 à 9 personnes</h2>"),
        "{page}"
    );
    assert!(page.contains("la région Centre-Val de Loire"));
    assert_eq!(cards(&page), 5, "as many cards as the floor of the bucket");
    assert_eq!(page.matches("/recruteurs/proposer?recherche=").count(), 1);
    assert!(
        page.contains("/recruteurs/besoins"),
        "the need may be published beside any answer"
    );
    assert!(page.contains("Il vous reste 199 questions aujourd’hui"));
    // The same again is the same question, and its cards are others'.
    let (_, _, again) = search.get(&link).await;
    assert!(again.contains("Il vous reste 199 questions aujourd’hui"));
    let token = |page: &str| {
        page.split("?carte=")
            .nth(1)
            .map(|rest| rest[..20].to_owned())
    };
    assert_ne!(token(&page), token(&again));
    search.world.test.drop().await;
}

#[tokio::test]
async fn an_answer_that_had_to_be_wider_says_why_and_the_table_says_what_the_map_does() {
    let search = Search::new().await;
    search.settle(&people(11, BLOIS, GREET)).await;
    search.settle(&people(2, VENDOME, GREET)).await;
    let blois = cell(&search, "Blois").await;
    let (_, _, page) = search
        .get(&chercher(GREET, &format!("&lieu={blois}")))
        .await;
    assert!(
        page.contains("10 à 19 personnes</h2>") && page.contains("autour de Blois"),
        "{page}"
    );
    assert!(!page.contains("Trop peu de personnes"));
    assert_eq!(cards(&page), 10);

    let vendome = cell(&search, "vendome+%2841%29").await;
    let (_, _, page) = search
        .get(&chercher(GREET, &format!("&lieu={vendome}")))
        .await;
    let why = "Trop peu de personnes autour de Vendôme pour rester anonymes : la réponse vaut pour le département Loir-et-Cher.";
    assert!(page.contains(why), "{page}");
    // The table: Blois by itself, its neighbours of the department by the department's figure, the others by the region's.
    let table = page.split("<tbody>").nth(1).expect("a table");
    let line = |start: &str| {
        let mut lines = table.split("<tr ");
        lines
            .find(|line| line.contains(start))
            .unwrap_or_else(|| panic!("{start}: {table}"))
            .to_owned()
    };
    let of_blois = line("autour de Blois");
    let number = |place: &str| {
        let cell = place.trim_start_matches("cell:").parse();
        territoire_apprenant::search::tiles::number(cell.expect("an H3 index"))
    };
    assert!(
        of_blois.contains(&format!("data-mailles=\"{}\"", number(&blois)))
            && of_blois.contains("10 à 19")
    );
    let department = line("le département Loir-et-Cher");
    assert!(department.contains(&number(&vendome).to_string()) && department.contains("choisi"));
    // The tiles of the map are those of the same question.
    let tiles = format!(
        "data-tuiles=\"/recruteurs/mailles/{{z}}/{{x}}/{{y}}.mvt?competence={GREET}%3A1&lieu=cell%3A{}\"",
        vendome.trim_start_matches("cell:")
    );
    assert!(page.contains(&tiles), "{page}");
    assert!(line("la région Centre-Val de Loire").contains("data-portee=\"region\""));
    // What the map is drawn on says nothing of anybody.
    let (status, headers, shapes) = search.get("/recruteurs/chercher/mailles.geojson").await;
    assert_eq!(
        (status, headers["cache-control"].to_str().ok()),
        (StatusCode::OK, Some("private, no-store"))
    );
    let shapes: serde_json::Value = serde_json::from_str(&shapes).expect("GeoJSON");
    assert_eq!(shapes["features"].as_array().map(Vec::len), Some(398));
    assert_eq!(
        shapes["features"][0]["properties"]
            .as_object()
            .map(serde_json::Map::len),
        Some(1)
    );
    search.world.test.drop().await;
}

#[tokio::test]
async fn nobody_asks_by_a_criterion_that_the_law_forbids() {
    let search = Search::new().await;
    let (status, _, page) = search
        .get("/recruteurs/chercher?q=jeune+et+dynamique")
        .await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains(
            "« Jeune » est un critère d’âge interdit (art. L1132-1 du Code du travail). Décrivez la compétence attendue."
        ),
        "{page}"
    );
    let (_, _, page) = search
        .get("/recruteurs/chercher?q=animer+un+groupe+de+jeunes")
        .await;
    assert!(
        !page.contains("critère d’âge interdit"),
        "a public that one serves is no criterion"
    );
    for unknown in [
        "age=20",
        "sexe=f",
        "nom=Martin",
        "lat=47.5",
        "rayon=10",
        "niveau=1",
        "emetteur=x",
    ] {
        let (status, ..) = search.get(&format!("/recruteurs/chercher?{unknown}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{unknown}");
    }
    for wrong in [
        "competence=nothing:1",
        "competence=programmer:9",
        "lieu=commune:41018",
        "lieu=epci:000000000",
        "lieu=cell:7",
    ] {
        let (status, ..) = search.get(&format!("/recruteurs/chercher?{wrong}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    // No field of the form stands for one either.
    let (_, _, page) = search.get("/recruteurs/chercher").await;
    let fields: Vec<&str> = page
        .split(" name=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(
        fields.iter().all(
            |name| ["viewport", "color-scheme", "q", "lieu", "commune", "langue"].contains(name)
        ),
        "{fields:?}"
    );
    search.world.test.drop().await;
}

#[tokio::test]
async fn zero_explains_itself_without_telling_more_than_an_answer_would() {
    let search = Search::new().await;
    search.settle(&people(6, BLOIS, LISTEN)).await;
    search.settle(&people(4, BLOIS, GREET)).await;
    search.settle(&people(3, BLOIS, CODE)).await;
    let blois = cell(&search, "Blois").await;
    let (_, _, page) = search
        .get(&chercher(GREET, &format!("&lieu={blois}")))
        .await;
    assert!(page.contains("Moins de 5 personnes</h2>"), "{page}");
    assert!(page.contains("même dans toute la région") && cards(&page) == 0);
    assert!(!page.contains("proposer?recherche="));
    // A competence of the same family that people do have, told of the department and no nearer.
    let near = page
        .split("Chercher une compétence voisine")
        .nth(1)
        .expect("what to try");
    let near = near.split("</section>").next().expect("its end");
    assert!(
        near.contains("Écouter une personne")
            && near.contains("5 à 9 personnes, dans le département Loir-et-Cher"),
        "{near}"
    );
    assert!(near.contains(&format!("competence={LISTEN}%3A1")));
    assert!(!near.contains("Programmer"), "another family");
    for way in [
        "Publier le besoin",
        "Garder cette recherche",
        "Demander à un animateur",
    ] {
        assert!(page.contains(way), "{way}");
    }
    // What was proposed cost nothing.
    assert!(
        page.contains("Il vous reste 199 questions aujourd’hui"),
        "one question, for Blois"
    );

    // Nobody and four are the same page, but for what was asked.
    let empty = "animer-un-groupe-d-enfants";
    let strip = |page: &str| {
        let answer = page
            .split("id=\"reponse\"")
            .nth(1)
            .expect("an answer")
            .split("</section>")
            .next()
            .expect("its end");
        answer
            .replace(GREET, "X")
            .replace(empty, "X")
            .replace("199", "N")
            .replace("198", "N")
    };
    let (_, _, none) = search
        .get(&chercher(empty, &format!("&lieu={blois}")))
        .await;
    assert_eq!(strip(&page), strip(&none));

    let both = format!("/recruteurs/chercher?competence={GREET}:2&competence={LISTEN}:1&tous=oui");
    let (_, _, page) = search.get(&both).await;
    assert!(
        page.contains("Chercher l’une ou l’autre compétence")
            && page.contains("Chercher à partir de « Je fais »"),
        "{page}"
    );
    search.world.test.drop().await;
}

#[tokio::test]
async fn people_who_show_their_badges_are_apart_and_an_excluded_company_sees_nobody() {
    let search = Search::new().await;
    let mut away = Someone::at(BLOIS, GREET);
    away.excludes = true;
    search.settle(&people(4, BLOIS, GREET)).await;
    search.settle(&[away]).await;
    let (_, _, page) = search.get(&chercher(GREET, "")).await;
    assert!(page.contains("Moins de 5 personnes</h2>"), "{page}");
    let mut open = Someone::at(BLOIS, GREET);
    open.level = 3;
    search.settle(&[open]).await;
    let (_, _, page) = search.get(&chercher(GREET, "")).await;
    assert!(
        page.contains("Moins de 5 personnes</h2>"),
        "level 3 is counted nowhere (R7)"
    );
    search.world.test.drop().await;
}

#[tokio::test]
async fn the_budget_ends_on_the_page_and_what_was_asked_stays_open() {
    let search = Search::new().await;
    let first = chercher(GREET, "");
    search.get(&first).await;
    let pool = &search.world.test.database.app;
    sqlx::query(
        "insert into search.charged (siren, day, question)
         select siren, day, sha256(n::text::bytea) from search.charged, generate_series(1, 199) as n",
    )
    .execute(pool)
    .await
    .expect("a full day");
    let (status, headers, page) = search.get(&chercher(LISTEN, "")).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{page}");
    assert!(
        headers.contains_key("retry-after")
            && page.contains("a posé toutes ses questions d’aujourd’hui")
    );
    assert!(
        page.contains("name=\"q\""),
        "the question stays on the page"
    );
    let (status, _, page) = search.get(&first).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    search.world.test.drop().await;
}

#[tokio::test]
async fn a_search_is_kept_opened_again_and_forgotten_by_its_recruiter_alone() {
    let search = Search::new().await;
    let query = format!("competence={GREET}%3A2&lieu=department%3A41");
    let (_, _, page) = search.get(&format!("/recruteurs/recherches?{query}")).await;
    assert!(
        page.contains("name=\"nom\"") && page.contains("le département Loir-et-Cher"),
        "{page}"
    );
    let form = format!("{query}&nom=Accueil+d%27%C3%A9t%C3%A9&alerte=oui");
    let (status, headers, page) = search.post("/recruteurs/recherches", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, _, page) = search
        .get(headers[LOCATION].to_str().expect("a path"))
        .await;
    assert!(
        page.contains("La recherche est gardée.") && page.contains("Accueil d'été"),
        "{page}"
    );
    assert!(page.contains(&format!("/recruteurs/chercher?{query}")));

    for (wrong, why) in [
        (format!("{query}&nom=&alerte=oui"), "Donnez-lui un nom"),
        (
            format!("{query}&nom=Un+jeune+motiv%C3%A9"),
            "critère d’âge interdit",
        ),
    ] {
        let (status, _, page) = search.post("/recruteurs/recherches", &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(why), "{page}");
    }
    for wrong in [
        "nom=x",
        "nom=x&competence=nothing:1",
        "nom=x&competence=programmer:1&age=20",
    ] {
        let (status, ..) = search.post("/recruteurs/recherches", wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }

    let (_, _, page) = search.get("/recruteurs/recherches").await;
    let (_, rest) = page
        .split_once("action=\"/recruteurs/recherches/")
        .expect("a form");
    let path = format!("/recruteurs/recherches/{}", &rest[..36]);
    let other = search.world.approved_recruiter("max@example.org").await;
    let (status, ..) = search.world.post(&path, &other, "geste=oublier").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, ..) = search.post(&path, "geste=taire").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = search.get("/recruteurs/recherches").await;
    assert!(page.contains("sans message"), "{page}");
    let (status, ..) = search.post(&path, "geste=oublier").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = search.get("/recruteurs/recherches").await;
    assert!(
        page.contains("Vous n’avez encore gardé aucune recherche"),
        "{page}"
    );

    for n in 0..21 {
        let form = format!("{query}&nom=Recherche+{n}");
        let (status, _, page) = search.post("/recruteurs/recherches", &form).await;
        if n < 20 {
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        } else {
            assert!(page.contains("Vous gardez déjà 20 recherches"), "{page}");
        }
    }
    search.world.test.drop().await;
}

#[tokio::test]
async fn an_alert_tells_that_a_bucket_grew_once_a_week_and_never_that_somebody_came() {
    let search = Search::new().await;
    search.settle(&people(4, BLOIS, GREET)).await;
    for (name, competence) in [("Accueil", GREET), ("Code", CODE)] {
        let form =
            format!("competence={competence}%3A1&lieu=department%3A41&nom={name}&alerte=oui");
        let (status, _, page) = search.post("/recruteurs/recherches", &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }
    assert_eq!(search.letters().await.len(), 0, "nothing has grown");

    // Somebody comes in the middle of the week: no letter before the batch, whatever the job does.
    let pool = search.world.test.database.app.clone();
    settle(&pool, &people(1, BLOIS, GREET)).await;
    assert_eq!(search.letters().await.len(), 0);
    search.world.clock.advance(TimeDelta::weeks(1));
    assert_eq!(search.letters().await.len(), 0);
    search.batch().await;
    let letters = search.letters().await;
    assert_eq!(
        letters.len(),
        1,
        "four and one are « 5 à 9 », and the batch let them in"
    );
    assert!(
        letters[0].contains("– Accueil : 5 à 9 personnes (tout le département, Loir-et-Cher)"),
        "{}",
        letters[0]
    );
    assert!(!letters[0].contains("Code"));
    assert_eq!(search.letters().await.len(), 1, "once");

    // One more within the bucket: nobody is told, in this week or the next.
    settle(&pool, &people(1, BLOIS, GREET)).await;
    search.world.clock.advance(TimeDelta::weeks(1));
    search.batch().await;
    assert_eq!(search.letters().await.len(), 1);

    // Two of them leave and come back: a fall is not told, nor is what grows back.
    sqlx::query("update presence.visible_row set let_in_level = null, let_in_earned_at = null
         where holder_id in (select holder_id from presence.visible_row where let_in_level is not null limit 2)")
        .execute(&pool)
        .await
        .expect("they left");
    search.world.clock.advance(TimeDelta::weeks(1));
    let held = "update presence.batch set week = $1::date where week = (select max(week) from presence.batch)";
    let monday = territoire_apprenant::clock::Clock::now(&search.world.clock).date_naive();
    sqlx::query(held)
        .bind(monday)
        .execute(&pool)
        .await
        .expect("a week without them");
    assert_eq!(search.letters().await.len(), 1);
    search.world.clock.advance(TimeDelta::weeks(1));
    search.batch().await;
    assert_eq!(search.letters().await.len(), 1);

    // Many come, of both kinds: one letter for both searches.
    settle(&pool, &people(6, BLOIS, GREET)).await;
    settle(&pool, &people(6, BLOIS, CODE)).await;
    search.world.clock.advance(TimeDelta::weeks(1));
    search.batch().await;
    let letters = search.letters().await;
    assert_eq!(letters.len(), 2);
    let newest = letters
        .iter()
        .find(|letter| letter.contains("Code"))
        .expect("a letter");
    assert!(
        newest.contains("– Accueil : 10 à 19") && newest.contains("– Code : 5 à 9"),
        "{newest}"
    );

    // Whoever may not ask any more is told nothing.
    sqlx::query("update account.recruiter set suspended_at = now()")
        .execute(&pool)
        .await
        .expect("a suspension");
    settle(&pool, &people(20, BLOIS, GREET)).await;
    search.world.clock.advance(TimeDelta::weeks(1));
    search.batch().await;
    assert_eq!(search.letters().await.len(), 2);
    search.world.test.drop().await;
}

#[tokio::test]
async fn whoever_is_no_recruiter_is_led_elsewhere() {
    let world = World::new(false).await;
    let cookie = world.enter("ida%40example.org").await;
    let (status, headers, _) = world.get("/recruteurs/chercher?q=caisse", &cookie).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(
        headers[LOCATION]
            .to_str()
            .is_ok_and(|to| to.starts_with("/recruteurs?suite="))
    );
    let id = Uuid::new_v4();
    let (status, ..) = world
        .post(
            &format!("/recruteurs/recherches/{id}"),
            &cookie,
            "geste=oublier",
        )
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    world.test.drop().await;
}

/// A place that several communes bear the name of is asked again, without scripts.
#[tokio::test]
async fn a_commune_is_understood_as_people_write_it() {
    let search = Search::new().await;
    let (status, _, page) = search.get(&chercher(GREET, "&commune=saint-germain")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Plusieurs communes peuvent porter ce nom"),
        "{page}"
    );
    assert!(page.contains("lieu=cell%3A"));
    let (_, _, page) = search.get(&chercher(GREET, "&commune=Paris")).await;
    assert!(page.contains("id=\"commune-erreur\""), "{page}");
    search.world.test.drop().await;
}
