//! `/verifier`: whatever is dropped there gets a sentence that a person understands.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use ed25519_dalek::SigningKey;
use http_body_util::BodyExt as _;
use serde_json::Value;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::fetch::{Fetcher, Reach, Settings};
use territoire_apprenant::http::AppState;
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::multikey;
use tower::ServiceExt as _;

use crate::badges::{Award, Signers, signers};
use crate::support::{TestDatabase, database, router, today};

async fn service() -> (Router, Signers, TestDatabase) {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let clock = Arc::new(FixedClock::at(today()));
    let state = AppState::new(
        test.database.clone(),
        clock,
        signers.base.clone(),
        signers.master.clone(),
        true,
    )
    .with_network(at_home());
    (router(state), signers, test)
}

/// The web of a test is this machine.
fn at_home() -> Fetcher {
    Fetcher::new(Settings {
        reach: Reach::Loopback,
        ..Settings::default()
    })
    .expect("TLS can be set up")
}

async fn send(service: &Router, language: &str, fields: &[(&str, &[u8])]) -> (StatusCode, String) {
    let mut body = Vec::new();
    for (name, content) in fields {
        let head = format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    let request = Request::post(format!("/verifier?lang={language}"))
        .header("content-type", "multipart/form-data; boundary=limit")
        .header("accept", "text/html")
        .body(Body::from(body))
        .expect("a request");
    let answer = service.clone().oneshot(request).await.expect("an answer");
    let status = answer.status();
    let bytes = answer
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    (status, String::from_utf8(bytes.to_vec()).expect("a page"))
}

#[tokio::test]
async fn a_good_badge_is_told_in_four_sentences() {
    let (service, signers, test) = service().await;
    let award = Award::default();
    for input in [signers.json(&award), signers.png(&award)] {
        let (status, page) = send(
            &service,
            "fr",
            &[("badge", &input), ("email", b"Ada@example.org")],
        )
        .await;
        assert_eq!(status, StatusCode::OK);
        for said in [
            "Accueillir et guider un public",
            "Je transmets",
            "le 24/11/2026",
            "Authentique",
            "En vigueur",
            "Émetteur reconnu",
            "Titulaire confirmé",
            "Vérifié le 24/11/2026 à",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(
            !page.contains("ada@example.org"),
            "the address is not said again"
        );
    }
    let text = signers.json(&award);
    let (_, page) = send(
        &service,
        "en",
        &[
            ("badge", b""),
            ("texte", &text),
            ("email", b"ida@example.org"),
        ],
    )
    .await;
    assert!(
        page.contains("Authentic") && page.contains("Not this person’s badge"),
        "{page}"
    );
    test.drop().await;
}

#[tokio::test]
async fn a_forged_badge_profits_from_no_name_that_it_bears() {
    let (service, signers, test) = service().await;
    let forged = String::from_utf8(signers.json(&Award::default()))
        .expect("JSON")
        .replacen(
            "Recevoir, comprendre, orienter.",
            "Recevoir, comprendre, piloter.",
            1,
        );
    let (status, page) = send(
        &service,
        "fr",
        &[("texte", forged.as_bytes()), ("email", b"ada@example.org")],
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Modifié après délivrance"), "{page}");
    assert!(page.contains("Émetteur nommé, mais pas prouvé"));
    assert!(page.contains("Titulaire nommé, mais pas prouvé"));
    for good in ["En vigueur", "Émetteur reconnu", "Titulaire confirmé"] {
        assert!(!page.contains(good), "{good}");
    }
    let expired = Award {
        valid_until: Some("2026-06-01T00:00:00Z".parse().expect("a date")),
        ..Award::default()
    };
    let (_, page) = send(&service, "fr", &[("badge", &signers.json(&expired))]).await;
    assert!(
        page.contains("Expiré") && page.contains("Il comptait jusqu’au 01/06/2026."),
        "{page}"
    );
    test.drop().await;
}

#[tokio::test]
async fn what_is_no_badge_is_told_kindly_and_may_be_tried_again() {
    let (service, signers, test) = service().await;
    let baked = signers.png(&Award::default());
    let mut large = baked.clone();
    large.resize((2 << 20) + 1, 0);
    let cases: [(&[u8], &str); 7] = [
        (b"Bonjour", "ni une image ni le texte"),
        (b"  ", "Le fichier est vide"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "un PNG"),
        (&baked[..baked.len() / 2], "abîmée ou incomplète"),
        (&large, "dépasse 2 Mo"),
        (b"{\"type\": \"Person\"}", "autre chose que d’un badge"),
        (b"{\"type\": ", "mal formé"),
    ];
    for (input, said) in cases {
        let (status, page) = send(&service, "fr", &[("badge", input)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(page.contains(said), "{said}: {page}");
        assert!(page.contains("<form class=\"verifier\""), "{said}");
    }
    let (status, page) = send(&service, "fr", &[("badge", b""), ("texte", b"")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choisissez un fichier"), "{page}");

    let (status, _) = send(&service, "fr", &[("badge", b"x"), ("lat", b"47.6")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "an unknown field");
    let (status, _) = send(&service, "fr", &[("badge", &vec![0; 3 << 20])]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    test.drop().await;
}

#[tokio::test]
async fn a_badge_is_read_from_the_address_that_is_pasted_and_from_no_inner_one() {
    let (service, signers, test) = service().await;
    let award = Award::default();
    let image = signers.png(&award);
    let host = Router::new().route("/badge.png", axum::routing::get(async move || image));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(axum::serve(listener, host).into_future());

    let given = signers.json(&award);
    let (_, by_text) = send(&service, "fr", &[("texte", &given)]).await;
    let pasted = format!(" {base}/badge.png\n");
    let (status, by_address) = send(&service, "fr", &[("texte", pasted.as_bytes())]).await;
    assert_eq!(status, StatusCode::OK, "{by_address}");
    let title = |page: &str| {
        let (_, rest) = page.split_once("<h1").expect("a title");
        rest.split_once("</h1>").expect("its end").0.to_owned()
    };
    assert_eq!(title(&by_address), title(&by_text));

    for address in [
        format!("{base}/elsewhere"),
        "https://10.0.0.1/badge.png".to_owned(),
        "https://0xa9fea9fe/latest/meta-data/".to_owned(),
        "https://metadata.google.internal/".to_owned(),
    ] {
        let (status, page) = send(&service, "fr", &[("texte", address.as_bytes())]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(
            page.contains("pas pu lire de badge à cette adresse"),
            "{page}"
        );
    }
    test.drop().await;
}

#[tokio::test]
async fn a_proven_badge_that_has_an_address_shows_it_as_a_square_on_paper() {
    let (service, signers, test) = service().await;
    let key = LocalSigner::of_did_key(SigningKey::from_bytes(&[7; 32]));
    let mut badge: Value = serde_json::from_slice(&signers.json(&Award::default())).expect("JSON");
    badge["issuer"]["id"] = multikey::did_key(&key.public_key()).into();
    for member in ["proof", "credentialStatus"] {
        badge.as_object_mut().expect("an object").remove(member);
    }
    for (id, drawn) in [
        ("https://badges.example/attestations/1", true),
        ("urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11", false),
    ] {
        badge["id"] = id.into();
        let mut signed =
            sign(&badge, Cryptosuite::EddsaRdfc2022, &key, today()).expect("it can be signed");
        let (_, page) = send(&service, "fr", &[("texte", signed.to_string().as_bytes())]).await;
        assert_eq!(page.contains("class=\"carre\""), drawn, "{id}");
        signed["name"] = "Un autre nom".into();
        let (_, page) = send(&service, "fr", &[("texte", signed.to_string().as_bytes())]).await;
        assert!(!page.contains("class=\"carre\""), "altered: {id}");
    }
    test.drop().await;
}
