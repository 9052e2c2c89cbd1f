//! Coordinators hear by mail of what waits for them: an application, a suspension by reports, a budget nearly spent (R5,
//! R6); and the public register stands among the facts in view, where an operator named one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use chrono::TimeDelta;
use territoire_apprenant::account::companies::register::{AskRegister, Template};
use territoire_apprenant::account::coordinators::TellCoordinators;
use territoire_apprenant::account::mail::Mail;
use territoire_apprenant::fetch::{Fetcher, Reach, Settings};
use territoire_apprenant::jobs::Worker;
use uuid::Uuid;

use crate::entry::World;
use crate::rights::holder_of;

const JOINERY: &str = "732 829 320 00074";
const POST_OFFICE: &str = "356 000 000 00048";
const COMPANY: &str = "732829320";

impl World {
    /// Mails to coordinators with that subject so far, once all that is due was done.
    async fn heard(&self, subject: &str) -> Vec<Mail> {
        let pool = self.test.database.app.clone();
        let round = Worker::new(pool.clone(), Arc::new(self.clock.clone()))
            .with(Arc::new(TellCoordinators {
                pool,
                clock: Arc::new(self.clock.clone()),
                master: self.master.clone(),
                link: self.signers.base.url("/coordination"),
            }))
            .drain()
            .await
            .expect("the queue is read");
        assert_eq!((round.retried, round.given_up), (0, 0));
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.subject == subject);
        mails
    }

    /// Asks the register about what waits, where `register` names one; whether any question failed.
    async fn asks_the_register(&self, register: Option<&str>) -> bool {
        let pool = self.test.database.app.clone();
        let fetcher = Fetcher::new(Settings {
            reach: Reach::Loopback,
            ..Settings::default()
        });
        let template = register.map(|address| Template::parse(address).expect("a template"));
        let round = Worker::new(pool.clone(), Arc::new(self.clock.clone()))
            .with(Arc::new(AskRegister {
                pool,
                clock: Arc::new(self.clock.clone()),
                register: template.map(|template| (fetcher.expect("a fetcher"), template)),
            }))
            .drain()
            .await
            .expect("the queue is read");
        round.retried > 0
    }
}

fn to(mails: &[Mail]) -> Vec<&str> {
    let mut to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    to
}

#[tokio::test]
async fn coordinators_are_told_once_a_day_that_recruiters_wait_and_nothing_of_anybody() {
    let world = World::new(false).await;
    let waits = "Des recruteurs attendent votre réponse";
    world.coordinator("lou@example.org").await;
    world.coordinator("max@example.org").await;
    assert!(world.heard(waits).await.is_empty());
    world
        .asks("ada@menuiserie-loire.fr", JOINERY, "Menuiserie de la Loire")
        .await;
    let told = world.heard(waits).await;
    assert_eq!(to(&told), ["lou@example.org", "max@example.org"]);
    for mail in &told {
        assert!(
            mail.text.contains("d’un coordinateur\u{a0}: 1."),
            "{}",
            mail.text
        );
        assert!(mail.text.contains("/coordination\n"), "{}", mail.text);
        for private in ["ada", "menuiserie", "732829320"] {
            let whole = format!("{} {}", mail.subject, mail.text).to_lowercase();
            assert!(!whole.contains(private), "{private}");
        }
    }
    // Sent again without a change nobody hears of it; another one that day waits for the next.
    world.clock.advance(TimeDelta::hours(1));
    world
        .asks("ada@menuiserie-loire.fr", JOINERY, "Menuiserie de la Loire")
        .await;
    world
        .asks("eve@laposte.example", POST_OFFICE, "La Poste")
        .await;
    assert_eq!(world.heard(waits).await.len(), 2);
    world.clock.advance(TimeDelta::hours(24));
    let told = world.heard(waits).await;
    assert_eq!(told.len(), 4);
    let two = told
        .iter()
        .filter(|mail| mail.text.contains("d’un coordinateur\u{a0}: 2."));
    assert_eq!(two.count(), 2);

    // A coordinator's own application is for others; once all is decided there is nothing to tell.
    world.clock.advance(TimeDelta::hours(25));
    sqlx::query("delete from account.recruiter_application")
        .execute(&world.test.database.owner)
        .await
        .expect("nothing waits");
    world
        .asks("lou@example.org", JOINERY, "Menuiserie de la Loire")
        .await;
    let told = world.heard(waits).await;
    assert_eq!(told.len(), 5);
    assert_eq!(
        to(&told)
            .iter()
            .filter(|to| **to == "max@example.org")
            .count(),
        3
    );
    world.test.drop().await;
}

#[tokio::test]
async fn coordinators_are_told_at_once_of_a_suspension_that_reports_brought_about() {
    let world = World::new(false).await;
    let suspended = "Des signalements ont suspendu un recruteur";
    world.coordinator("lou@example.org").await;
    let pool = &world.test.database.app;
    let mut recruiters = Vec::new();
    for email in ["ada@example.net", "bob@example.net"] {
        world.seeker(email, COMPANY, "Menuiserie Dupont").await;
        recruiters.push(holder_of(pool, email).await);
    }
    let mut holders = Vec::new();
    for email in ["ida@example.org", "eve@example.org"] {
        world.enter(&email.replace('@', "%40")).await;
        holders.push(holder_of(pool, email).await);
    }
    for (place, recruiter) in recruiters.into_iter().enumerate() {
        assert!(
            !world
                .reports(recruiter, holders[0], Uuid::new_v4(), "fraud")
                .await
        );
        assert_eq!(
            world.heard(suspended).await.len(),
            place,
            "one holder is not two"
        );
        assert!(
            world
                .reports(recruiter, holders[1], Uuid::new_v4(), "Mes mots à moi")
                .await
        );
        let told = world.heard(suspended).await;
        assert_eq!(told.len(), place + 1, "each, the same day");
        let count = format!("attendent une revue\u{a0}: {}.", place + 1);
        assert!(
            told.iter().any(|mail| mail.text.contains(&count)),
            "{count}"
        );
        for private in ["ada@", "bob@", "ida@", "eve@", "Dupont", "Mes mots"] {
            assert!(
                !told.iter().any(|mail| mail.text.contains(private)),
                "{private}"
            );
        }
    }
    world.test.drop().await;
}

/// R5: at four fifths of a day's questions, and of a week's first contacts.
#[tokio::test]
async fn coordinators_are_told_of_a_budget_that_is_nearly_spent() {
    let world = World::new(false).await;
    let near = "Une entreprise approche de sa limite";
    let lou = world.coordinator("lou@example.org").await;
    let rob = world
        .seeker("rob@example.net", COMPANY, "Menuiserie Dupont")
        .await;
    let (_, person) = world.visible("ada@example.org").await;
    for _ in 0..15 {
        world.propose(&rob, person, COMPANY).await;
    }
    let (_, _, desk) = world.get("/coordination", &lou).await;
    assert!(!desk.contains("Menuiserie Dupont"), "{desk}");
    assert!(world.heard(near).await.is_empty());
    for _ in 15..20 {
        world.propose(&rob, person, COMPANY).await;
    }
    let told = world.heard(near).await;
    assert_eq!(to(&told), ["lou@example.org"], "once, at the sixteenth");
    assert!(!told[0].text.contains("Dupont") && !told[0].text.contains(COMPANY));
    let (_, _, desk) = world.get("/coordination", &lou).await;
    assert!(
        desk.contains("a envoyé plus de quatre cinquièmes de ses 20 propositions"),
        "{desk}"
    );
    // The twenty-first is refused, and that is said too.
    let card = world.card_of(person, COMPANY).await;
    let form = format!(
        "carte={card}&envoi={}&offre=job&quoi=Un+travail&quand=now&ou=commune&commune=Blois&large=&mots=Bonjour",
        Uuid::new_v4()
    );
    let (status, _, page) = world.post("/recruteurs/proposer", &rob, &form).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{page}");
    let (_, _, desk) = world.get("/coordination", &lou).await;
    assert!(desk.contains("voulait en envoyer plus"), "{desk}");
    // Another week, another budget.
    world.clock.advance(TimeDelta::days(7));
    world.propose(&rob, person, COMPANY).await;
    assert_eq!(world.heard(near).await.len(), 1);

    // A hundred and fifty-nine questions are no alert; the next one is, and the one after tells it no more.
    sqlx::query(
        "insert into search.charged (siren, day, question)
         select $1, $2::timestamptz::date, sha256(n::text::bytea) from generate_series(1, 158) as n",
    )
    .bind(COMPANY)
    .bind(territoire_apprenant::clock::Clock::now(&world.clock))
    .execute(&world.test.database.owner)
    .await
    .expect("questions");
    for (place, competence) in ["programmer", "ecouter-une-personne", "servir-a-table"]
        .iter()
        .enumerate()
    {
        let path = format!("/recruteurs/chercher/zones.geojson?competence={competence}:1");
        let (status, _, page) = world.get(&path, &rob).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(
            world.heard(near).await.len(),
            if place == 0 { 1 } else { 2 },
            "question {}",
            place + 159
        );
    }
    world.test.drop().await;
}

/// A register on this machine: what it answers to each query, and what it was asked.
#[derive(Clone, Default)]
struct Register {
    answers: Arc<Mutex<BTreeMap<String, String>>>,
    asked: Arc<Mutex<Vec<Parts>>>,
}

impl Register {
    /// Begins to listen; the template of its address.
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let own = self.clone();
        let service = axum::Router::new().fallback(async move |parts: Parts| {
            let query = parts.uri.query().unwrap_or_default().to_owned();
            own.asked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(parts);
            let answers = own.answers.lock().unwrap_or_else(PoisonError::into_inner);
            match answers.get(&query) {
                Some(said) => {
                    ([(header::CONTENT_TYPE, "application/json")], said.clone()).into_response()
                }
                None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            }
        });
        tokio::spawn(async move { axum::serve(listener, service).await });
        format!("http://{address}/search?q={{siret}}")
    }

    fn says(&self, siret: &str, answer: &serde_json::Value) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(format!("q={siret}"), answer.to_string());
    }

    fn asked(&self) -> Vec<Parts> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The documented answer of « Recherche d’entreprises », of two establishments.
fn answer() -> serde_json::Value {
    serde_json::json!({
        "results": [{
            "siren": "732829320",
            "nom_complet": "MENUISERIE DE LA LOIRE",
            "nom_raison_sociale": "MENUISERIE DE LA LOIRE",
            "nombre_etablissements": 2,
            "siege": {
                "siret": "73282932000015",
                "adresse": "1 RUE DU SIEGE 41000 BLOIS",
                "etat_administratif": "A",
                "est_siege": true
            },
            "dirigeants": [{ "nom": "DUPONT", "prenoms": "JEANNE", "annee_de_naissance": "1964" }],
            "etat_administratif": "A",
            "matching_etablissements": [{
                "siret": "73282932000074",
                "adresse": "12 RUE DE L’ATELIER 41100 VENDOME",
                "etat_administratif": "F",
                "est_siege": false
            }]
        }],
        "total_results": 1, "page": 1, "per_page": 10, "total_pages": 1
    })
}

#[tokio::test]
async fn a_register_that_is_named_is_asked_for_the_number_alone_and_decides_nothing() {
    let world = World::new(false).await;
    let lou = world.coordinator("lou@example.org").await;
    let queue = async || {
        let (status, _, page) = world.get("/coordination/recruteurs", &lou).await;
        assert_eq!(status, StatusCode::OK);
        page.replace("&#39;", "'")
    };
    let register = Register::default();
    let template = register.start().await;
    world
        .asks("ada@menuiserie-loire.fr", JOINERY, "Menuiserie de la Loire")
        .await;

    // Nobody named a register: nothing is sent, and the page says so.
    assert!(!world.asks_the_register(None).await);
    assert!(register.asked().is_empty());
    assert!(
        queue()
            .await
            .contains("Le registre public n’a pas été interrogé")
    );

    // Silent at first: it is said, and asked again.
    let corrected = "Menuiserie de la Loire SARL";
    world
        .asks("ada@menuiserie-loire.fr", JOINERY, corrected)
        .await;
    assert!(
        world.asks_the_register(Some(&template)).await,
        "asked again later"
    );
    assert!(
        queue()
            .await
            .contains("Le registre public n’a pas répondu (le 24\u{a0}novembre 2026)")
    );
    register.says("73282932000074", &answer());
    world.clock.advance(TimeDelta::hours(1));
    assert!(!world.asks_the_register(Some(&template)).await);
    let page = queue().await;
    assert!(
        page.contains("MENUISERIE DE LA LOIRE, 12 RUE DE L’ATELIER 41100 VENDOME"),
        "{page}"
    );
    assert!(
        page.contains("dit que cet établissement est fermé"),
        "{page}"
    );
    assert!(
        !page.contains("JEANNE"),
        "directors are nobody's business here"
    );
    assert!(page.contains("value=\"accepter\""), "a coordinator decides");
    assert_eq!(register.asked().len(), 2);
    for request in register.asked() {
        assert_eq!(
            (request.method.as_str(), request.uri.path()),
            ("GET", "/search")
        );
        assert_eq!(request.uri.query(), Some("q=73282932000074"));
        let told = format!("{:?}", request.headers);
        assert!(!told.contains("ada") && !told.contains("Loire"), "{told}");
    }

    // Of another number nothing is known yet; and it is none of the register's.
    world
        .asks("ada@menuiserie-loire.fr", POST_OFFICE, corrected)
        .await;
    assert!(queue().await.contains("n’a pas été interrogé"));
    register.says(
        "35600000000048",
        &serde_json::json!({ "results": [], "total_results": 0 }),
    );
    assert!(!world.asks_the_register(Some(&template)).await);
    assert!(
        queue()
            .await
            .contains("Le registre public ne connaît pas ce SIRET")
    );
    world.test.drop().await;
}
