//! Getting in by a link, being somebody, and leaving.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt as _;
use territoire_apprenant::account::Sweep;
use territoire_apprenant::account::mail::{self, Post, Queue, Transport};
use territoire_apprenant::account::seal::MasterKey;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::http::AppState;
use territoire_apprenant::jobs::Worker;
use territoire_apprenant::passport::holder_code::SendCode;
use tower::ServiceExt as _;

use crate::badges::{Award, Signers, signers};
use crate::support::{TestDatabase, database, router, today};

/// A service, its clock, and its mailbox.
pub(crate) struct World {
    service: Router,
    pub(crate) signers: Signers,
    pub(crate) clock: FixedClock,
    pub(crate) master: MasterKey,
    pub(crate) test: TestDatabase,
}

impl World {
    pub(crate) async fn new(demonstration: bool) -> Self {
        let test = database().await;
        let signers = signers(&test.database.app, today()).await;
        let clock = FixedClock::at(today());
        let state = AppState::new(
            test.database.clone(),
            Arc::new(clock.clone()),
            signers.base.clone(),
            signers.master.clone(),
            demonstration,
        );
        Self {
            service: router(state),
            master: signers.master.clone(),
            signers,
            clock,
            test,
        }
    }

    pub(crate) fn service(&self) -> Router {
        self.service.clone()
    }

    /// The same, behind another router.
    pub(crate) fn served_by(mut self, service: Router) -> Self {
        self.service = service;
        self
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let answer = self
            .service
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        (status, headers, String::from_utf8_lossy(&body).into_owned())
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> (StatusCode, HeaderMap, String) {
        let request = Request::get(path)
            .header("accept", "text/html")
            .header(COOKIE, cookie);
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// Sends a form, a second after what came before.
    pub(crate) async fn post(
        &self,
        path: &str,
        cookie: &str,
        form: &str,
    ) -> (StatusCode, HeaderMap, String) {
        self.clock.advance(TimeDelta::seconds(1));
        let request = Request::post(path)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, cookie);
        self.ask(
            request
                .body(Body::from(form.to_owned()))
                .expect("a request"),
        )
        .await
    }

    /// The texts of all mails that are due, newest first: they are carried, and shown as the demonstration shows them.
    pub(crate) async fn mails(&self) -> Vec<mail::Mail> {
        let pool = self.test.database.app.clone();
        for queue in [Queue::Awaited, Queue::Letters] {
            Worker::new(pool.clone(), Arc::new(self.clock.clone()))
                .with(Arc::new(Post {
                    queue,
                    pool: pool.clone(),
                    clock: Arc::new(self.clock.clone()),
                    master: self.master.clone(),
                    transport: Arc::new(Transport::Shown),
                }))
                .with(Arc::new(SendCode {
                    pool: pool.clone(),
                    clock: Arc::new(self.clock.clone()),
                    master: self.master.clone(),
                }))
                .drain()
                .await
                .expect("the queue is read");
        }
        let shown = mail::outbox(&pool, &self.master).await.expect("an outbox");
        shown.into_iter().map(|shown| shown.mail).collect()
    }

    /// The path of the link in the newest mail.
    pub(crate) async fn link(&self) -> String {
        let mails = self.mails().await;
        let text = &mails.first().expect("a mail").text;
        let base = self.signers.base.url("");
        let mut lines = text.lines();
        let line = lines.find_map(|line| line.trim().strip_prefix(base.as_str()));
        line.expect("a link").to_owned()
    }

    /// The sessions of a person become what they are after a passkey was shown; browsers show real ones in
    /// `tests/browser/cles.test.mjs`.
    pub(crate) async fn show_a_passkey(&self, person: uuid::Uuid) {
        sqlx::query("update account.session set strong_at = created_at where holder_id = $1")
            .bind(person)
            .execute(&self.test.database.app)
            .await
            .expect("sessions");
    }

    /// The cookie of somebody who signed in with that address.
    pub(crate) async fn enter(&self, email: &str) -> String {
        let form = format!("email={email}&suite=%2Fmon-compte");
        let (status, _, _) = self.post("/connexion", "", &form).await;
        assert_eq!(status, StatusCode::OK);
        self.enter_by_mail().await.0
    }

    /// The cookie of whoever was sent the newest mail, and where its link leads.
    pub(crate) async fn enter_by_mail(&self) -> (String, String) {
        let link = self.link().await;
        let (status, headers, page) = self.post(&link, "", "").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let next = headers[LOCATION].to_str().expect("a path").to_owned();
        (cookie(&headers), next)
    }
}

fn cookie(headers: &HeaderMap) -> String {
    let set = headers[SET_COOKIE].to_str().expect("a cookie");
    assert!(set.contains("Secure; HttpOnly; SameSite=Lax"), "{set}");
    set.split(';').next().expect("a pair").to_owned()
}

#[tokio::test]
async fn a_link_by_mail_lets_one_in_once() {
    let world = World::new(false).await;
    let (status, headers, _) = world.get("/mon-compte", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], "/connexion?suite=%2Fmon-compte");

    let form = "email=Ada%40Example.org&suite=%2Fmon-compte%3Flang%3Den";
    let (_, _, page) = world.post("/connexion", "", form).await;
    assert!(page.contains("ada@example.org"), "{page}");
    let link = world.link().await;

    // A mail program that opens the link by itself uses nothing up.
    for _ in 0..3 {
        let (status, headers, page) = world.get(&link, "").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert!(page.contains("ada@example.org") && headers.get(SET_COOKIE).is_none());
    }
    let (status, headers, _) = world.post(&link, "", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], "/mon-compte?lang=en");
    let ada = cookie(&headers);
    let (status, headers, page) = world.get("/mon-compte", &ada).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    assert!(page.contains("ada@example.org"), "{page}");

    for again in [world.post(&link, "", "").await, world.get(&link, "").await] {
        assert_eq!(again.0, StatusCode::GONE);
        assert!(again.2.contains("Ce lien ne sert plus") && again.1.get(SET_COOKIE).is_none());
    }
    world.test.drop().await;
}

#[tokio::test]
async fn a_link_is_good_for_ten_minutes_and_an_address_gets_five_an_hour() {
    let world = World::new(false).await;
    for _ in 0..7 {
        let (status, _, page) = world
            .post("/connexion", "", "email=ada%40example.org")
            .await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            page.contains("Regardez vos e-mails"),
            "whoever asks is told the same"
        );
    }
    assert_eq!(world.mails().await.len(), 5);
    let link = world.link().await;
    world.clock.advance(TimeDelta::minutes(10));
    let (status, _, _) = world.post(&link, "", "").await;
    assert_eq!(status, StatusCode::GONE);

    let (status, _, page) = world.post("/connexion", "", "email=ada").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("aria-invalid=\"true\""), "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn one_leaves_one_device_or_all_and_nobody_elses() {
    let world = World::new(false).await;
    let (phone, laptop) = (
        world.enter("ada%40example.org").await,
        world.enter("ada%40example.org").await,
    );
    let other = world.enter("ida%40example.org").await;
    let of_ida: String = sqlx::query_scalar(
        "select session.id::text from account.session join account.address using (holder_id)
         where email = 'ida@example.org'",
    )
    .fetch_one(&world.test.database.app)
    .await
    .expect("a session");
    let path = format!("/mon-compte/appareils/{of_ida}");
    assert_eq!(world.post(&path, &phone, "").await.0, StatusCode::SEE_OTHER);
    assert_eq!(world.get("/mon-compte", &other).await.0, StatusCode::OK);

    let (_, headers, _) = world.post("/mon-compte/sortir", &phone, "").await;
    assert!(
        headers[SET_COOKIE]
            .to_str()
            .expect("a cookie")
            .contains("Max-Age=0")
    );
    assert_eq!(
        world.get("/mon-compte", &phone).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(world.get("/mon-compte", &laptop).await.0, StatusCode::OK);
    let again = world.enter("ada%40example.org").await;
    world.post("/mon-compte/sortir-partout", &laptop, "").await;
    for gone in [&laptop, &again] {
        assert_eq!(
            world.get("/mon-compte", gone).await.0,
            StatusCode::SEE_OTHER
        );
    }
    assert_eq!(world.get("/mon-compte", &other).await.0, StatusCode::OK);
    world.clock.advance(TimeDelta::days(31));
    assert_eq!(
        world.get("/mon-compte", &other).await.0,
        StatusCode::SEE_OTHER
    );
    world.test.drop().await;
}

#[tokio::test]
async fn another_sites_page_changes_nothing_with_our_visitors_cookie() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    world
        .post("/connexion", "", "email=mallory%40example.org")
        .await;
    let link = world.link().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        // Nor is a visitor signed in as somebody else.
        let request = Request::post(&link)
            .header("host", "localhost:4141")
            .header(name, value);
        let (status, headers, _) = world
            .ask(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(headers.get(SET_COOKIE).is_none());
        let request = Request::post("/mon-compte/sortir-partout")
            .header("host", "localhost:4141")
            .header(COOKIE, &ada)
            .header(name, value);
        let (status, _, body) = world
            .ask(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(body.contains("another_site"), "{body}");
    }
    assert_eq!(world.get("/mon-compte", &ada).await.0, StatusCode::OK);
    world.test.drop().await;
}

#[tokio::test]
async fn the_database_alone_lets_nobody_in_and_keeps_no_mail() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    world
        .post("/connexion", "", "email=ida%40example.org")
        .await;
    let secret = ada.split_once('=').expect("a pair").1;
    let kept: Vec<String> = sqlx::query_scalar(
        "select to_jsonb(session)::text from account.session
         union all select to_jsonb(sign_in_link)::text from account.sign_in_link
         union all select to_jsonb(mail)::text from account.mail
         union all select to_jsonb(job)::text from jobs.job",
    )
    .fetch_all(&world.test.database.app)
    .await
    .expect("rows");
    assert!(kept.len() >= 5);
    assert!(kept.iter().all(|row| !row.contains(secret)));
    let jobs: Vec<String> = sqlx::query_scalar("select payload::text from jobs.job")
        .fetch_all(&world.test.database.app)
        .await
        .expect("jobs");
    assert!(
        jobs.iter().all(|payload| !payload.contains('@')),
        "{jobs:?}"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn what_has_run_out_is_forgotten_though_nobody_comes_by() {
    let world = World::new(false).await;
    world.enter("ada%40example.org").await;
    world
        .post("/connexion", "", "email=ida%40example.org")
        .await;
    world.clock.advance(TimeDelta::days(31));
    let (pool, clock) = (
        world.test.database.app.clone(),
        Arc::new(world.clock.clone()),
    );
    let sweep = Sweep {
        pool: pool.clone(),
        clock: clock.clone(),
    };
    Worker::new(pool.clone(), clock)
        .every(TimeDelta::hours(1), Arc::new(sweep))
        .run(std::future::ready(()))
        .await;
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from account.session) + (select count(*) from account.sign_in_link)
              + (select count(*) from account.mail where sealed is not null and sent_at is null)",
    )
    .fetch_one(&pool)
    .await
    .expect("a count");
    assert_eq!(left, 0);
    world.test.drop().await;
}

#[tokio::test]
async fn the_demonstrations_doors_are_in_the_demonstration_alone() {
    let world = World::new(false).await;
    for path in ["/demonstration", "/demonstration/courrier"] {
        assert_eq!(world.get(path, "").await.0, StatusCode::NOT_FOUND);
    }
    let form = "porte=titulaire";
    let (status, _, _) = world.post("/demonstration/entrer", "", form).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    world.test.drop().await;
}

#[tokio::test]
async fn a_code_told_by_its_holder_confirms_a_badge_and_its_address_stays_unknown() {
    use territoire_apprenant::account::Address;
    use territoire_apprenant::passport::service::Passport;
    use territoire_apprenant::passport::{Claim, Verifier};
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let badge = world.signers.png(&Award::default());
    let passport = Passport {
        pool: pool.clone(),
        clock: Arc::new(world.clock.clone()),
        master: world.master.clone(),
        verifier: Verifier::own(pool, &world.signers.base)
            .await
            .expect("keys"),
        demonstration: false,
    };
    let claim = Claim {
        recipient: Address::parse("ada@example.org").ok().map(Into::into),
        consent: None,
    };
    passport.ingest(badge, claim).await.expect("kept");
    let identity: String =
        sqlx::query_scalar("select encode(identity, 'hex') from passport.credential")
            .fetch_one(pool)
            .await
            .expect("a badge");
    let form = format!("badge={identity}");

    // Nobody has shown yet that the address is theirs: the answer is the same, and no mail goes.
    let (_, _, before) = world.post("/verifier/code", "", &form).await;
    assert!(world.mails().await.is_empty());
    world.enter("ada%40example.org").await;
    let (_, _, known) = world.post("/verifier/code", "", &form).await;
    let unknown = format!("badge={}", "0".repeat(64));
    let (_, _, stranger) = world.post("/verifier/code", "", &unknown).await;
    assert_eq!(before, known);
    assert_eq!(stranger.replace(&"0".repeat(64), &identity), known);

    let mails = world.mails().await;
    let text = &mails[0].text;
    assert!(
        mails[0].to == "ada@example.org" && text.contains("Accueillir"),
        "{text}"
    );
    let digits = |line: &str| {
        line.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let code = text
        .lines()
        .map(digits)
        .find(|code| code.len() == 6)
        .expect("a code");
    let told = |code: &str| format!("badge={identity}&code={code}");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let (status, _, page) = world.post("/verifier/titulaire", "", &told(wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let spaced = format!("{}+{}", &code[..3], &code[3..]);
    let (status, _, page) = world.post("/verifier/titulaire", "", &told(&spaced)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Titulaire confirmé") && page.contains("Accueillir"),
        "{page}"
    );
    assert!(!page.contains("ada@"), "{page}");
    let (status, _, _) = world.post("/verifier/titulaire", "", &told(&code)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "once");

    // Five tries a code, three codes an hour.
    world.post("/verifier/code", "", &form).await;
    let mails = world.mails().await;
    let code = mails[0]
        .text
        .lines()
        .map(digits)
        .find(|code| code.len() == 6)
        .expect("a code");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        world.post("/verifier/titulaire", "", &told(wrong)).await;
    }
    let (status, _, _) = world.post("/verifier/titulaire", "", &told(&code)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "too late");
    for _ in 0..4 {
        world.post("/verifier/code", "", &form).await;
    }
    assert_eq!(world.mails().await.len(), 4, "three codes and a link");
    world.test.drop().await;
}
