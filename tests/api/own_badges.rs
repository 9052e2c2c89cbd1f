//! « Mes badges » and the coordinator's page: each sees what is theirs, and nobody else does.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::COOKIE;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use territoire_apprenant::account::Address;
use territoire_apprenant::account::roles::{self, Role};
use territoire_apprenant::account::service::{confirm, holder};
use territoire_apprenant::id;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::badges::Award;
use crate::entry::World;

impl World {
    /// Brings files to « Mes badges », as the form does.
    pub(crate) async fn bring(
        &self,
        cookie: &str,
        files: &[(&str, &[u8])],
    ) -> (StatusCode, String) {
        let mut body = Vec::new();
        for (name, content) in files {
            let head = format!(
                "--limit\r\nContent-Disposition: form-data; name=\"badges\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--limit--\r\n");
        let request = Request::post("/mes-badges/apporter")
            .header("content-type", "multipart/form-data; boundary=limit")
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, cookie)
            .body(Body::from(body))
            .expect("a request");
        let (status, _, page) = self.ask(request).await;
        (status, page)
    }

    /// The badges that are kept of an address.
    pub(crate) async fn kept(&self, email: &str) -> Vec<Uuid> {
        sqlx::query_scalar(
            "select credential.id from passport.credential
             join account.address on address.holder_id = credential.holder_id
             where email = $1
             order by credential.id",
        )
        .bind(email)
        .fetch_all(&self.test.database.app)
        .await
        .expect("badges")
    }
}

#[tokio::test]
async fn a_holder_brings_badges_and_reads_what_became_of_each() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    let (_, _, empty) = world.get("/mes-badges", &ada).await;
    assert!(empty.contains("personne."), "{empty}");
    assert!(empty.contains("Vous n’avez pas encore de badge"));

    let mine = world.signers.png(&Award::default());
    let of_another = Award {
        email: "ida@example.org",
        ..Award::default()
    };
    let other = world.signers.png(&of_another);
    let altered = String::from_utf8(world.signers.json(&Award::default()))
        .expect("JSON")
        .replacen("orienter.", "piloter.", 1);
    let files: [(&str, &[u8]); 4] = [
        ("mien.png", &mine),
        ("autre.png", &other),
        ("faux.json", altered.as_bytes()),
        ("photo.txt", b"Bonjour"),
    ];
    let (status, page) = world.bring(&ada, &files).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("1 gardé, 3 pas gardés."), "{page}");
    assert!(
        page.contains("Je transmets") && page.contains("En vigueur"),
        "{page}"
    );
    let kept = world.kept("ada@example.org").await;
    assert_eq!(kept.len(), 1);

    let (_, page) = world.bring(&ada, &files[..1]).await;
    assert!(page.contains("déjà"), "the same again is told: {page}");
    assert_eq!(world.kept("ada@example.org").await, kept);
    let (status, page) = world.bring(&ada, &[("vide.png", b"")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choisissez un fichier"), "{page}");

    let one = format!("/mes-badges/{}", kept[0]);
    let (status, headers, page) = world.get(&one, &ada).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    for said in [
        "Authentique",
        "En vigueur",
        "Émetteur reconnu",
        "Titulaire confirmé",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let request = Request::get(format!("{one}/fichier")).header(COOKIE, &ada);
    let request = request.body(Body::empty()).expect("a request");
    let answer = world.service().oneshot(request).await.expect("an answer");
    assert_eq!(
        answer.headers()["content-security-policy"],
        "default-src 'none'; sandbox"
    );
    let bytes = answer
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    assert_eq!(bytes, mine, "byte for byte");
    let (status, headers, _) = world.get("/mes-badges/dossier.zip", &ada).await;
    assert_eq!(
        (status, &headers["content-type"]),
        (StatusCode::OK, &"application/zip".parse().expect("a type"))
    );
    world.test.drop().await;
}

#[tokio::test]
async fn a_badge_of_somebody_else_is_as_unknown_as_one_that_does_not_exist() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    world
        .bring(&ada, &[("mien.png", &world.signers.png(&Award::default()))])
        .await;
    let kept = world.kept("ada@example.org").await[0];
    let ida = world.enter("ida%40example.org").await;
    for id in [kept, id::public()] {
        for part in ["", "/image", "/fichier"] {
            let path = format!("/mes-badges/{id}{part}");
            assert_eq!(
                world.get(&path, &ida).await.0,
                StatusCode::NOT_FOUND,
                "{path}"
            );
            assert_eq!(
                world.get(&path, "").await.0,
                StatusCode::SEE_OTHER,
                "{path}"
            );
        }
    }
    let (status, _) = world.bring("", &[("mien.png", b"x")]).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    world.test.drop().await;
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one story, from the badge to the end of the role"
)]
async fn a_coordinator_says_what_a_badge_from_elsewhere_shows_and_nobody_else_finds_the_page() {
    const PAGE: &str = "/coordination/badges-venus-d-ailleurs";
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.enter("ada%40example.org").await;
    let elsewhere = Award {
        achievement: Some("https://elsewhere.example/badges/animer".to_owned()),
        name: "Animer un atelier (niveau 3)",
        ..Award::default()
    };
    world
        .bring(&ada, &[("ailleurs.png", &world.signers.png(&elsewhere))])
        .await;
    assert!(
        world
            .get("/mes-badges", &ada)
            .await
            .2
            .contains("compétence à préciser")
    );
    assert_eq!(world.get(PAGE, &ada).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.get(PAGE, "").await.0, StatusCode::SEE_OTHER);

    let jo = world.enter("jo%40example.org").await;
    let address = Address::parse("jo@example.org").expect("an address");
    let person = holder(pool, &address)
        .await
        .expect("an answer")
        .expect("an account");
    let network: Uuid =
        sqlx::query_scalar("select id from network.network where slug = 'badgeons-le-41'")
            .fetch_one(pool)
            .await
            .expect("a network");
    let mut tx = pool.begin().await.expect("a transaction");
    confirm(&mut tx, &BTreeSet::from([address]), &world.clock)
        .await
        .expect("confirmed");
    roles::give(
        &mut tx,
        person,
        Role::Coordinator(network),
        "test",
        &world.clock,
    )
    .await
    .expect("given");
    tx.commit().await.expect("kept");
    // A mailbox alone is not enough for whoever acts in a network's name.
    let (status, headers, _) = world.get(PAGE, &jo).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let led = headers["location"].to_str().expect("an address");
    assert!(
        led.starts_with("/mon-compte/cles?suite=%2Fcoordination"),
        "{led}"
    );
    let (status, _, page) = world
        .post(&format!("{PAGE}/{}", Uuid::nil()), &jo, "decision=none")
        .await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("clé d’accès"), "{page}");
    world.show_a_passkey(person).await;
    let (status, _, page) = world.get(PAGE, &jo).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Animer un atelier (niveau 3)") && page.contains("son titre le dit"),
        "{page}"
    );

    let id: Uuid = sqlx::query_scalar(
        "select id from issuing.achievement where uri like 'https://elsewhere%'",
    )
    .fetch_one(pool)
    .await
    .expect("an achievement");
    let path = format!("{PAGE}/{id}");
    let said = "decision=competence&competence=transmettre-un-savoir-faire&niveau=3";
    assert_eq!(world.post(&path, &ada, said).await.0, StatusCode::NOT_FOUND);
    for wrong in [
        "decision=competence&competence=rien&niveau=",
        "decision=peut-etre",
        "decision=competence&competence=transmettre-un-savoir-faire&niveau=9",
    ] {
        assert_eq!(
            world.post(&path, &jo, wrong).await.0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{wrong}"
        );
    }
    assert_eq!(world.post(&path, &jo, said).await.0, StatusCode::SEE_OTHER);
    assert!(
        world
            .get(PAGE, &jo)
            .await
            .2
            .contains("Aucun badge n’attend")
    );
    assert!(world.get("/mes-badges", &ada).await.2.contains("Je pilote"));
    let by: String =
        sqlx::query_scalar("select actor from audit.event where action = 'achievement.reviewed'")
            .fetch_one(pool)
            .await
            .expect("an audit row");
    assert_eq!(by, format!("coordinator:{person}"));

    let mut tx = pool.begin().await.expect("a transaction");
    assert!(
        roles::end(
            &mut tx,
            person,
            Role::Coordinator(network),
            "test",
            &world.clock
        )
        .await
        .expect("ended")
    );
    tx.commit().await.expect("kept");
    assert_eq!(
        world.get(PAGE, &jo).await.0,
        StatusCode::NOT_FOUND,
        "at once"
    );
    world.test.drop().await;
}
