//! Asking for a badge and answering: what each may read, and that each sending has one answer.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::{COOKIE, LOCATION};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt as _;
use territoire_apprenant::account::Address;
use territoire_apprenant::account::roles::{self, Role};
use territoire_apprenant::account::service::{confirm, holder};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::badges::desk;
use crate::entry::World;

pub(crate) const BIJ: &str = "bij-loir-et-cher";
pub(crate) const BADGE: &str = "accueillir-et-guider-un-public";
pub(crate) const STORY: &str = "Un matin au camping, une famille cherchait de l’ombre.";

/// A part of a form with files: its name, its file's name if it is one, and its content.
pub(crate) type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

impl World {
    /// The world with everything that can be earned in it.
    pub(crate) async fn of_badges() -> Self {
        let world = Self::new(false).await;
        desk(&world.test.database.app, &world.signers).await;
        world
    }

    /// The account of an address.
    pub(crate) async fn person(&self, email: &str) -> Uuid {
        let address = Address::parse(email).expect("an address");
        let found = holder(&self.test.database.app, &address).await;
        found.expect("an answer").expect("an account")
    }

    /// The cookie of a facilitator of an organisation.
    pub(crate) async fn facilitator(&self, email: &str, organisation: &str) -> String {
        let cookie = self.enter(&email.replace('@', "%40")).await;
        let pool = &self.test.database.app;
        let organisation: Uuid =
            sqlx::query_scalar("select id from network.organisation where slug = $1")
                .bind(organisation)
                .fetch_one(pool)
                .await
                .expect("an organisation");
        let person = self.person(email).await;
        let mut tx = pool.begin().await.expect("a transaction");
        let address = Address::parse(email).expect("an address");
        confirm(&mut tx, &BTreeSet::from([address]), &self.clock)
            .await
            .expect("confirmed");
        let role = Role::Facilitator(organisation);
        roles::give(&mut tx, person, role, "test", &self.clock)
            .await
            .expect("given");
        tx.commit().await.expect("kept");
        self.show_a_passkey(person).await;
        cookie
    }

    /// Sends a form with files.
    pub(crate) async fn send(
        &self,
        path: &str,
        cookie: &str,
        parts: &[Part<'_>],
    ) -> (StatusCode, HeaderMap, String) {
        self.clock.advance(TimeDelta::seconds(1));
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
            let head =
                format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--limit--\r\n");
        let request = Request::post(path)
            .header("content-type", "multipart/form-data; boundary=limit")
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, cookie)
            .body(Body::from(body))
            .expect("a request");
        self.ask(request).await
    }

    /// Begins an application: where it is.
    pub(crate) async fn begin(&self, cookie: &str, organisation: &str) -> String {
        let form = format!("structure={organisation}&niveau=2");
        let path = format!("/demander/{BADGE}");
        let (status, headers, page) = self.post(&path, cookie, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        headers[LOCATION].to_str().expect("a path").to_owned()
    }

    /// An application that was sent: where its author finds it, and where a facilitator does.
    pub(crate) async fn apply(&self, cookie: &str, organisation: &str) -> (String, String) {
        let mine = self.begin(cookie, organisation).await;
        let parts: [Part; 2] = [
            ("histoire", None, STORY.as_bytes()),
            ("geste", None, b"envoyer"),
        ];
        let (status, _, page) = self.send(&mine, cookie, &parts).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let theirs = mine.replace("/mes-demandes/", "/a-traiter/");
        (mine, theirs)
    }

    async fn bytes(&self, path: &str, cookie: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = Request::get(path).header(COOKIE, cookie);
        let request = request.body(Body::empty()).expect("a request");
        let answer = self.service().oneshot(request).await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.into_body().collect().await.expect("a body");
        (status, headers, body.to_bytes().to_vec())
    }
}

/// The path of the first picture on a page.
fn picture(page: &str) -> String {
    let (_, rest) = page
        .split_once("class=\"preuve\" src=\"")
        .expect("a picture");
    rest.split('"').next().expect("an address").to_owned()
}

#[tokio::test]
async fn a_draft_is_its_authors_alone_sealed_and_its_photograph_tells_no_place() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let jo = world.facilitator("jo@example.org", BIJ).await;

    let (status, _, page) = world.get("/demander", "").await;
    assert_eq!(status, StatusCode::OK, "anybody may look");
    assert!(page.contains("Accueillir et guider un public"), "{page}");
    let start = format!("/demander/{BADGE}");
    assert_eq!(world.get(&start, "").await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = world.get(&start, &ada).await;
    assert!(page.contains("Bureau information jeunesse de Loir-et-Cher"));

    let mine = world.begin(&ada, BIJ).await;
    assert_eq!(
        world.begin(&ada, BIJ).await,
        mine,
        "the draft that is there"
    );
    let photograph = include_bytes!("../support/photograph.jpg");
    let parts: [Part; 5] = [
        ("niveau", None, b"1"),
        ("histoire", None, STORY.as_bytes()),
        ("lien", None, b"https://exemple.fr/camping"),
        ("fichiers", Some("camping.jpg"), photograph),
        ("geste", None, b"enregistrer"),
    ];
    let (status, _, page) = world.send(&mine, &ada, &parts).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, headers, page) = world.get(&mine, &ada).await;
    assert_eq!(headers["cache-control"], "private, no-store");
    for said in [
        STORY,
        "camping.jpg",
        "https://exemple.fr/camping",
        "Brouillon",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let theirs = mine.replace("/mes-demandes/", "/a-traiter/");
    assert_eq!(world.get(&theirs, &jo).await.0, StatusCode::NOT_FOUND);
    let (_, _, queue) = world.get("/a-traiter", &jo).await;
    assert!(queue.contains("Aucune demande"), "{queue}");

    let shown = picture(&page);
    let (_, headers, png) = world.bytes(&shown, &ada).await;
    assert_eq!(headers["content-type"], "image/png");
    assert!(png.starts_with(b"\x89PNG"));
    for word in [&b"Exif"[..], b"Camille", b"GPS", b"JFIF"] {
        let holds = png.windows(word.len()).any(|window| window == word);
        assert!(!holds, "{word:?} is gone");
    }
    let sealed: (Vec<u8>, Vec<Vec<u8>>) = sqlx::query_as(
        "select story, array(select coalesce(picture, label) from issuing.evidence)
         from issuing.application",
    )
    .fetch_one(&world.test.database.app)
    .await
    .expect("what is kept");
    for kept in sealed.1.iter().chain([&sealed.0]) {
        assert!(!String::from_utf8_lossy(kept).contains("camping"));
        assert!(!kept.starts_with(b"\x89PNG"));
    }

    let nothing: [Part; 1] = [("geste", None, b"envoyer")];
    let (status, _, _) = world.send(&mine, &ada, &nothing).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = world.get(&mine, &ada).await;
    assert!(
        page.contains("9\u{a0}décembre 2026"),
        "an answer within 15 days: {page}"
    );
    let (_, _, page) = world.get(&theirs, &jo).await;
    assert_eq!(world.bytes(&picture(&page), &jo).await.2, png);
    world.test.drop().await;
}

#[tokio::test]
async fn a_person_asks_completes_and_receives_the_badge_and_each_answer_comes_by_mail() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (mine, theirs) = world.apply(&ada, BIJ).await;

    let (_, _, queue) = world.get("/a-traiter", &jo).await;
    assert!(
        queue.contains("Accueillir et guider un public") && queue.contains("9\u{a0}décembre 2026"),
        "{queue}"
    );
    assert!(!queue.contains(STORY) && !queue.contains("ada@"), "{queue}");
    let (status, headers, page) = world.get(&theirs, &jo).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    assert!(page.contains(STORY) && page.contains("Je salue chaque personne"));
    let nothing = "geste=complement&tour=1&manque=+";
    let (status, _, page) = world.post(&theirs, &jo, nothing).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("quelques mots"), "{page}");
    let missing = "geste=complement&tour=1&manque=Quand+était-ce+%3F";
    let (status, headers, page) = world.post(&theirs, &jo, missing).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(headers[LOCATION], "/a-traiter?fait=complement");
    let mails = world.mails().await;
    let mail = mails.first().expect("a mail");
    assert_eq!(mail.to, "ada@example.org");
    assert!(mail.text.contains(&mine), "{}", mail.text);
    let told = mail.text.contains("Quand") || mail.text.contains("camping");
    assert!(!told, "a mail tells nothing of it: {}", mail.text);
    let (status, _, page) = world.get(&theirs, &jo).await;
    assert_eq!(status, StatusCode::CONFLICT, "once answered, it is closed");
    assert!(!page.contains(STORY), "{page}");

    let (_, _, page) = world.get(&mine, &ada).await;
    assert!(page.contains("Quand était-ce ?") && page.contains(STORY));
    let more = format!("{STORY} C’était en juillet.");
    let parts: [Part; 2] = [
        ("histoire", None, more.as_bytes()),
        ("geste", None, b"envoyer"),
    ];
    let (status, _, _) = world.send(&mine, &ada, &parts).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _, page) = world.post(&theirs, &jo, "geste=delivrer&tour=1").await;
    assert_eq!(status, StatusCode::CONFLICT, "it was sent again since");
    assert!(page.contains("n’attend plus"), "{page}");
    let (status, _, page) = world.post(&theirs, &jo, "geste=delivrer&tour=2").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let actions: Vec<String> = sqlx::query_scalar(
        "select action from audit.event where action like 'application.%' order by seq",
    )
    .fetch_all(&world.test.database.app)
    .await
    .expect("audit rows");
    assert_eq!(actions, ["application.returned", "application.awarded"]);
    world.test.drop().await;
}

#[tokio::test]
async fn what_is_awarded_is_in_its_holders_badges_at_once_and_not_awarded_twice() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (mine, theirs) = world.apply(&ada, BIJ).await;
    let (status, _, page) = world.post(&theirs, &jo, "geste=delivrer&tour=1").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, _, badges) = world.get("/mes-badges", &ada).await;
    assert!(
        badges.contains("Accueillir et guider un public") && badges.contains("En vigueur"),
        "{badges}"
    );
    let mails = world.mails().await;
    let mail = mails.first().expect("a mail");
    assert!(mail.subject.contains("est là"), "{}", mail.subject);
    let path = mail.text.lines().find_map(|line| {
        let at = line.find("/mes-badges/")?;
        Some(line[at..].trim().to_owned())
    });
    let (status, _, page) = world.get(&path.expect("a link"), &ada).await;
    assert_eq!(status, StatusCode::OK);
    for said in [
        "Authentique",
        "En vigueur",
        "Émetteur reconnu",
        "Titulaire confirmé",
        "Je transmets",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let (_, _, page) = world.get(&mine, &ada).await;
    assert!(page.contains("Voir mon badge"), "{page}");

    let (_, again) = world.apply(&ada, BIJ).await;
    let (status, _, page) = world.post(&again, &jo, "geste=delivrer&tour=1").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("a déjà ce badge"), "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn a_refusal_names_the_criterion_and_what_to_try_next() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (mine, theirs) = world.apply(&ada, BIJ).await;
    let refusal = "geste=refuser&tour=1&critere=2&conseil=Montrez-le+%C3%A0+un+nouveau.";
    let (status, _, page) = world.post(&theirs, &jo, refusal).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, _, page) = world.get(&mine, &ada).await;
    assert!(
        page.contains("Je montre à un nouvel arrivant")
            && page.contains("Montrez-le à un nouveau."),
        "{page}"
    );
    let parts: [Part; 1] = [("geste", None, b"envoyer")];
    assert_eq!(
        world.send(&mine, &ada, &parts).await.0,
        StatusCode::CONFLICT,
        "it is answered"
    );
    let again = world.begin(&ada, BIJ).await;
    assert_ne!(again, mine, "a new one can be begun");
    world.test.drop().await;
}

#[tokio::test]
async fn another_organisation_finds_nothing_and_nobody_answers_themselves() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let (mine, theirs) = world.apply(&ada, BIJ).await;
    let other = world
        .facilitator("ida@example.org", "espace-mirabeau")
        .await;
    for cookie in [&ada, &other] {
        for form in ["geste=delivrer&tour=1", "geste=complement&tour=1&manque=x"] {
            let (status, _, _) = world.post(&theirs, cookie, form).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{form}");
        }
        assert_eq!(world.get(&theirs, cookie).await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.get("/a-traiter", &ada).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        world.get("/a-traiter/codes", &ada).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(world.get("/a-traiter", "").await.0, StatusCode::SEE_OTHER);
    assert_eq!(
        world.get(&mine, &other).await.0,
        StatusCode::NOT_FOUND,
        "and an author's page is theirs"
    );
    let (_, _, queue) = world.get("/a-traiter", &other).await;
    assert!(queue.contains("Aucune demande"), "{queue}");

    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (_, of_jo) = world.apply(&jo, BIJ).await;
    let (_, _, queue) = world.get("/a-traiter", &jo).await;
    assert!(queue.contains("Votre propre demande attend"), "{queue}");
    assert!(!queue.contains(&of_jo), "{queue}");
    assert_eq!(world.get(&of_jo, &jo).await.0, StatusCode::NOT_FOUND);
    let (status, _, _) = world.post(&of_jo, &jo, "geste=delivrer&tour=1").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let colleague = world.facilitator("lou@example.org", BIJ).await;
    let (status, _, page) = world
        .post(&of_jo, &colleague, "geste=delivrer&tour=1")
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn two_facilitators_at_once_give_one_answer() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let lou = world.facilitator("lou@example.org", BIJ).await;
    let (_, theirs) = world.apply(&ada, BIJ).await;
    let (one, other) = tokio::join!(
        world.post(&theirs, &jo, "geste=delivrer&tour=1"),
        world.post(&theirs, &lou, "geste=delivrer&tour=1"),
    );
    let statuses = BTreeSet::from([one.0.as_u16(), other.0.as_u16()]);
    assert_eq!(
        statuses,
        BTreeSet::from([303, 409]),
        "{} {}",
        one.2,
        other.2
    );
    let pool = &world.test.database.app;
    for table in ["issuing.award", "passport.credential"] {
        let sql = format!("select count(*) from {table}");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(pool)
            .await
            .expect("a count");
        assert_eq!(count, 1, "{table}");
    }
    let told = world.mails().await;
    let told = told.iter().filter(|mail| mail.subject.contains("est là"));
    assert_eq!(told.count(), 1, "one mail");
    world.test.drop().await;
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_and_the_words_are_kept() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let mine = world.begin(&ada, BIJ).await;
    let (status, _, page) = world
        .send(&mine, &ada, &[("geste", None, b"envoyer")])
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Racontez d’abord"), "{page}");
    let story: Part = ("histoire", None, STORY.as_bytes());
    let wrong: [(Part, &str); 4] = [
        (
            ("fichiers", Some("cv.pdf"), b"%PDF-1.7 ..."),
            "un PNG ou un JPEG",
        ),
        (
            (
                "fichiers",
                Some("x.svg"),
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            ),
            "un PNG ou un JPEG",
        ),
        (("lien", None, b"http://exemple.fr"), "https://"),
        (("lien", None, b"javascript:alert(1)"), "https://"),
    ];
    for (part, said) in wrong {
        let (status, _, page) = world
            .send(&mine, &ada, &[story, part, ("geste", None, b"envoyer")])
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(page.contains(said) && page.contains(STORY), "{page}");
        assert!(page.contains("Brouillon"), "it was not sent: {page}");
    }
    let long = "é".repeat(5001);
    let parts: [Part; 2] = [
        ("histoire", None, long.as_bytes()),
        ("geste", None, b"enregistrer"),
    ];
    let (status, _, page) = world.send(&mine, &ada, &parts).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(&long), "what was typed is still there");
    let photograph: Part = (
        "fichiers",
        Some("a.jpg"),
        include_bytes!("../support/photograph.jpg"),
    );
    let mut seven = vec![photograph; 7];
    seven.push(("geste", None, b"enregistrer"));
    let (status, _, page) = world.send(&mine, &ada, &seven).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Six preuves au plus"), "{page}");
    for (form, path) in [
        (
            "structure=gip-recia&niveau=1",
            "/demander/aider-au-numerique",
        ),
        (
            "structure=bij-loir-et-cher&niveau=4",
            "/demander/aider-au-numerique",
        ),
        ("structure=rien&niveau=1", "/demander/aider-au-numerique"),
    ] {
        let (status, _, _) = world.post(path, &ada, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn what_is_taken_back_is_gone_with_its_evidence() {
    let world = World::of_badges().await;
    let ada = world.enter("ada%40example.org").await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (mine, theirs) = world.apply(&ada, BIJ).await;
    let ida = world.enter("ida%40example.org").await;
    let back = format!("{mine}/retirer");
    assert_eq!(world.post(&back, &ida, "").await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&back, "", "").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(world.get(&theirs, &jo).await.0, StatusCode::OK);
    let (status, headers, _) = world.post(&back, &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], "/mes-demandes?fait=retire");
    assert_eq!(world.get(&theirs, &jo).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&mine, &ada).await.0, StatusCode::NOT_FOUND);
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from issuing.application) + (select count(*) from issuing.evidence)",
    )
    .fetch_one(&world.test.database.app)
    .await
    .expect("a count");
    assert_eq!(left, 0);
    world.test.drop().await;
}
