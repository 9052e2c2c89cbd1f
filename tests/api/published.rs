//! What other tools and curious people read about issuers: one address, two forms, any origin.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use chrono::TimeDelta;
use http_body_util::BodyExt as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::http::AppState;
use territoire_apprenant::issuing::archive::Nightly;
use territoire_apprenant::issuing::{NewAward, assertions, pictures};
use territoire_apprenant::network::issuer_list;
use territoire_apprenant::network::keys;
use territoire_apprenant::openbadges::data_integrity::{
    Cryptosuite, LocalSigner, sign, verify_proof,
};
use territoire_apprenant::openbadges::issue::{Level, ob2};
use territoire_apprenant::openbadges::multikey;
use territoire_apprenant::openbadges::status::StatusList;
use territoire_apprenant::openbadges::{DocumentIndex, Question, TrustList, verify};
use tower::ServiceExt as _;

use crate::badges::{Award, COMPETENCE, Signers, desk, signers};
use crate::public::ask;
use crate::support::{TestDatabase, database, router, today};

async fn service() -> (Router, TestDatabase, Signers) {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let clock = Arc::new(FixedClock::at(today()));
    let master = signers.master.clone();
    let state = AppState::new(
        test.database.clone(),
        clock,
        signers.base.clone(),
        master,
        true,
    );
    (router(state), test, signers)
}

async fn document(service: &Router, uri: &str) -> Value {
    let (status, headers, text) = ask(service, Method::GET, uri, &[]).await;
    assert_eq!(status, 200, "{uri}");
    assert!(
        headers["content-type"].to_str().unwrap().contains("json"),
        "{uri}"
    );
    serde_json::from_slice(&text).expect("JSON")
}

#[tokio::test]
async fn each_address_has_a_page_for_people_and_data_for_machines() {
    let (service, test, signers) = service().await;
    let slug = &signers.keys[0].organisation.slug;
    for uri in [
        format!("/structures/{slug}"),
        format!("/structures/{slug}/revocations"),
        format!("/structures/{slug}/cles/cle-2026"),
        format!("/structures/{slug}/badges/{COMPETENCE}/niveau-3"),
        format!("/badges/{COMPETENCE}"),
        "/reseaux/badgeons-le-41".to_owned(),
        "/reseaux/badgeons-le-41/archives".to_owned(),
    ] {
        let browser = [
            ("accept", "text/html,*/*;q=0.8"),
            ("origin", "https://ailleurs.example"),
        ];
        let (status, headers, page) = ask(&service, Method::GET, &uri, &browser).await;
        assert_eq!(status, 200, "{uri}");
        assert!(
            headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert!(headers["vary"].to_str().unwrap().contains("Accept"));
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert!(String::from_utf8_lossy(&page).contains("<h1>"), "{uri}");
        let machine = document(&service, &uri).await;
        assert_eq!(
            machine,
            document(&service, &format!("{uri}.json")).await,
            "{uri}"
        );

        let (_, headers, _) = ask(&service, Method::GET, &uri, &[]).await;
        let tag = headers["etag"].to_str().unwrap().to_owned();
        let (status, headers, body) =
            ask(&service, Method::GET, &uri, &[("if-none-match", &tag)]).await;
        assert_eq!(
            (status.as_u16(), &*body, headers["etag"].to_str().unwrap()),
            (304, &b""[..], &*tag)
        );
    }
    let preflight = [
        ("origin", "https://ailleurs.example"),
        ("access-control-request-method", "GET"),
    ];
    let (status, headers, _) = ask(
        &service,
        Method::OPTIONS,
        &format!("/structures/{slug}"),
        &preflight,
    )
    .await;
    assert_eq!(status, 200);
    assert_eq!(headers["access-control-allow-origin"], "*");
    for nothing in [
        "/structures/nul",
        "/structures/nul.json",
        "/structures/nul/did.json",
        "/badges/nul",
        "/reseaux/nul",
        "/reseaux/nul/archives",
        "/reseaux/badgeons-le-41/archives/2026-11-24.zip",
        "/reseaux/badgeons-le-41/archives/hier.zip",
        "/statuts/1",
        &format!("/structures/{slug}/cles/nul.json"),
        &format!("/structures/{slug}/badges/nul/niveau-1.json"),
        &format!("/structures/{slug}/badges/{COMPETENCE}/niveau-4.json"),
    ] {
        let (status, headers, _) = ask(
            &service,
            Method::GET,
            nothing,
            &[("origin", "https://a.example")],
        )
        .await;
        assert_eq!(status, 404, "{nothing}");
        assert_eq!(
            headers["access-control-allow-origin"], "*",
            "{nothing}: errors too"
        );
    }
    test.drop().await;
}

#[tokio::test]
async fn a_key_that_was_rotated_stays_published_and_what_it_signed_stays_good() {
    let (service, test, signers) = service().await;
    let pool = &test.database.app;
    let old = &signers.keys[0];
    let slug = old.organisation.slug.clone();
    let before = signers.badge_by(old, &Award::default());
    let clock = FixedClock::at(today() + TimeDelta::hours(1));
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    let name = keys::rotate(pool, &slug, &signers.master, &clock, &mut rng)
        .await
        .unwrap();
    assert!(name.ends_with("#cle-2026-2"), "{name}");
    let unknown = keys::rotate(pool, "nul", &signers.master, &clock, &mut rng).await;
    assert!(unknown.is_err());
    let keys = keys::in_force(pool, &signers.master, today() + TimeDelta::hours(2))
        .await
        .unwrap();
    let new = keys
        .iter()
        .find(|key| key.organisation.slug == slug)
        .unwrap();
    assert_eq!(new.verification_method, name);

    let did = document(&service, &format!("/structures/{slug}/did.json")).await;
    assert_eq!(did["verificationMethod"].as_array().unwrap().len(), 2);
    let mut documents = DocumentIndex::new();
    documents.insert(
        format!("https://localhost:4141/structures/{slug}/did.json"),
        did.to_string().into_bytes(),
    );
    let authentic = |badge: &Value| {
        let trust = TrustList::new();
        let question = Question {
            recipient: None,
            at: today() + TimeDelta::days(9),
            documents: &documents,
            trust: &trust,
        };
        verify(badge.to_string().as_bytes(), &question)
            .unwrap()
            .report()
            .authentic
            .as_str()
    };
    let mut unsigned = before.clone();
    unsigned.as_object_mut().unwrap().remove("proof");
    let signed = |secret, method: &str, hours| {
        let signer = LocalSigner::new(secret, method);
        sign(
            &unsigned,
            Cryptosuite::EddsaRdfc2022,
            &signer,
            today() + TimeDelta::hours(hours),
        )
        .unwrap()
    };
    assert_eq!(authentic(&before), "yes");
    assert_eq!(authentic(&signed(new.secret.clone(), &name, 2)), "yes");
    assert_eq!(
        authentic(&signed(old.secret.clone(), &old.verification_method, 2)),
        "no",
        "signed after its end"
    );
    test.drop().await;
}

/// A thief of the database alone has no key: no 32 octets in a row, of anything stored, are a secret half.
#[tokio::test]
async fn a_leaked_database_signs_nothing() {
    let (_, test, _) = service().await;
    let rows: Vec<(Vec<u8>, Vec<u8>, String)> = sqlx::query_as(
        "select public_key, sealed_secret, signing_key::text from network.signing_key",
    )
    .fetch_all(&test.database.app)
    .await
    .unwrap();
    assert!(rows.len() > 5);
    for (public, sealed, text) in rows {
        for stored in [sealed.as_slice(), text.as_bytes()] {
            for window in stored.windows(32) {
                let key = ed25519_dalek::SigningKey::from_bytes(window.try_into().unwrap());
                assert_ne!(key.verifying_key().to_bytes(), public.as_slice());
            }
        }
    }
    test.drop().await;
}

#[tokio::test]
async fn the_documents_of_open_badges_2_0_hang_together() {
    let (service, test, signers) = service().await;
    let slug = &signers.keys[0].organisation.slug;
    let issuer = document(&service, &format!("/structures/{slug}/ob2.json")).await;
    let path = |uri: &Value| {
        uri.as_str()
            .unwrap()
            .strip_prefix("http://localhost:4141")
            .unwrap()
            .to_owned()
    };
    assert_eq!(path(&issuer["id"]), format!("/structures/{slug}/ob2.json"));
    let key = document(&service, &path(&issuer["publicKey"][0])).await;
    assert_eq!(
        (&key["id"], &key["owner"]),
        (&issuer["publicKey"][0], &issuer["id"])
    );
    assert!(
        key["publicKeyPem"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN PUBLIC KEY-----")
    );
    let first = document(
        &service,
        &format!("/structures/{slug}/badges/{COMPETENCE}/niveau-1.json"),
    )
    .await;
    assert_eq!(first["issuer"], issuer["id"]);
    let related = first["related"].as_array().unwrap();
    assert_eq!(related.len(), 2);
    for other in related {
        assert_eq!(
            document(&service, &path(&other["id"])).await["id"],
            other["id"]
        );
    }
    assert_eq!(first["@context"], ob2::OPEN_BADGES_V2);
    test.drop().await;
}

#[tokio::test]
async fn a_network_signs_and_dates_the_list_of_issuers_that_it_recognises() {
    let (service, test, signers) = service().await;
    let pool = &test.database.app;
    let list = document(&service, "/reseaux/badgeons-le-41/emetteurs.json").await;
    let did = document(&service, "/reseaux/badgeons-le-41/did.json").await;
    assert_eq!(list["issuer"]["id"], did["id"]);
    assert!(list["date"].is_string() && list["recognised"].as_array().unwrap().len() > 3);
    let holds = |list: &Value| {
        let text = did["verificationMethod"][0]["publicKeyMultibase"]
            .as_str()
            .unwrap();
        let key = multikey::decode(text).unwrap();
        verify_proof(list, list["proof"].as_object().unwrap(), &key).is_ok()
    };
    assert!(holds(&list));
    let mut forged = list.clone();
    forged["recognised"][0]["id"] = "did:web:m.example".into();
    assert!(!holds(&forged));

    // Nothing changed: not signed anew. An issuer is withdrawn: the next list says so.
    let again = async |hours| {
        let clock = FixedClock::at(today() + TimeDelta::hours(hours));
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let mut tx = pool.begin().await.unwrap();
        let base = &signers.base;
        let signed = issuer_list::sign_changed(&mut tx, base, &signers.master, &clock, &mut rng)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        signed
    };
    assert_eq!(again(1).await, 0);
    let withdrawn = list["recognised"][0]["id"].as_str().unwrap();
    sqlx::query("update network.recognised_issuer set withdrawn_at = '2026-11-24T10:00:00Z' where issuer_uri = $1")
        .bind(withdrawn)
        .execute(pool)
        .await
        .unwrap();
    assert!(again(2).await > 0);
    let newer = document(&service, "/reseaux/badgeons-le-41/emetteurs.json").await;
    assert!(holds(&newer));
    assert_eq!(newer["recognised"][0]["withdrawn"], "2026-11-24T10:00:00Z");
    assert_ne!(newer["date"], list["date"]);
    test.drop().await;
}

#[tokio::test]
async fn each_level_of_a_badge_has_a_picture_at_its_organisation() {
    let (service, test, signers) = service().await;
    let home = format!("/structures/universite-de-tours/badges/{COMPETENCE}");
    let class = document(&service, &format!("{home}/niveau-2.json")).await;
    let image = class["image"].as_str().expect("an image");
    assert_eq!(image, signers.base.url(&format!("{home}/niveau-2.png")));
    let mut pictures = Vec::new();
    for level in 1..=3 {
        let uri = format!("{home}/niveau-{level}.png");
        pictures.push(bytes(&service, &uri).await);
    }
    assert!(pictures[0] != pictures[1] && pictures[1] != pictures[2]);

    let clock = FixedClock::at(today());
    let own = include_bytes!("../support/photograph.jpg");
    let badge = ("universite-de-tours", COMPETENCE);
    pictures::set(&test.database.app, &signers.base, badge, own, &clock)
        .await
        .expect("it is a picture");
    let shown = bytes(&service, &format!("{home}/niveau-2.png")).await;
    assert_ne!(shown, pictures[1], "its own");
    assert!(!shown.windows(7).any(|part| part == b"Camille"));
    let elsewhere = home.replace("universite-de-tours", "espace-mirabeau");
    let drawn = bytes(&service, &format!("{elsewhere}/niveau-2.png")).await;
    assert_ne!(drawn, shown, "nobody else's");
    for nothing in ["niveau-4.png", "niveau-2.svg", "image.png"] {
        let (status, _, _) = ask(&service, Method::GET, &format!("{home}/{nothing}"), &[]).await;
        assert_eq!(status, 404, "{nothing}");
    }
    test.drop().await;
}

async fn bytes(service: &Router, uri: &str) -> Vec<u8> {
    let request = Request::get(uri).body(Body::empty()).expect("a request");
    let answer = service.clone().oneshot(request).await.expect("an answer");
    assert_eq!(answer.status(), 200, "{uri}");
    assert_eq!(answer.headers()["content-type"], "image/png");
    let body = answer.into_body().collect().await.expect("a body");
    body.to_bytes().to_vec()
}

#[tokio::test]
async fn a_networks_archives_are_listed_and_served() {
    let (service, test, signers) = service().await;
    let clock = Arc::new(FixedClock::at(today()));
    Nightly::new(test.database.app.clone(), clock, signers.base.clone())
        .work()
        .await
        .unwrap();
    let list = document(&service, "/reseaux/badgeons-le-41/archives").await;
    assert_eq!(list["archives"].as_array().unwrap().len(), 1);
    assert_eq!(list["archives"][0]["date"], "2026-11-24");
    let url = list["archives"][0]["url"].as_str().unwrap();
    let path = url.strip_prefix(&signers.base.url("")).unwrap();
    let accepts = [("accept-encoding", "br, gzip")];
    let (status, headers, zip) = ask(&service, Method::GET, path, &accepts).await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "application/zip");
    assert!(
        !headers.contains_key("content-encoding"),
        "it is small already"
    );
    assert_eq!(list["archives"][0]["octets"], zip.len());
    let digest = Sha256::digest(&zip);
    let told = list["archives"][0]["sha256"].as_str().unwrap();
    let told: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&told[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    assert_eq!(told, *digest);
    let browser = [("accept", "text/html")];
    let (_, _, page) = ask(
        &service,
        Method::GET,
        "/reseaux/badgeons-le-41/archives",
        &browser,
    )
    .await;
    assert!(String::from_utf8_lossy(&page).contains(path), "a way to it");
    test.drop().await;
}

/// BADGES.md, "What we issue": each document that a badge rests on, asked for as a program elsewhere asks.
#[tokio::test]
async fn every_document_that_a_badge_rests_on_is_served_to_any_origin_with_its_type_and_tag() {
    let (service, test, signers) = service().await;
    let desk = desk(&test.database.app, &signers).await;
    let clock = FixedClock::at(today());
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let award = NewAward {
        organisation: signers.keys[0].organisation.slug.clone(),
        achievement: COMPETENCE.to_owned(),
        level: Level::try_from(2).unwrap(),
        email: "ada@example.org".to_owned(),
        awarded_at: today(),
        valid_until: None,
    };
    let issued = desk.award(&[award], &clock, &mut rng).await.unwrap();
    let credential: Value = serde_json::from_str(&issued[0].document).unwrap();
    let assertion = ob2::payload(&issued[0].assertion).unwrap();
    let class = document(&service, &path(&assertion["badge"])).await;
    let profile = document(&service, &path(&class["issuer"])).await;
    let subject = &credential["credentialSubject"];
    let list = &credential["credentialStatus"]["statusListCredential"];
    let network = path(&subject["achievement"]["creator"]["id"]);
    let mut rests_on = vec![
        (path(list), "application/vc+ld+json"),
        (path(&subject["achievement"]["id"]), "application/ld+json"),
        (network.clone(), "application/ld+json"),
        (format!("{network}/emetteurs.json"), "application/json"),
        (format!("{network}/did.json"), "application/did+json"),
        (path(&subject["achievement"]["image"]["id"]), "image/png"),
        (path(&assertion["badge"]), "application/ld+json"),
        (path(&class["image"]), "image/png"),
        (path(&class["issuer"]), "application/ld+json"),
        (
            path(&assertion["verification"]["creator"]),
            "application/ld+json",
        ),
        (path(&profile["revocationList"]), "application/ld+json"),
    ];
    for key in &signers.keys {
        // did:web:localhost%3A4141:structures:slug, resolved as the method says.
        let did = key.organisation.issuer_uri.replace("%3A", "\u{0}");
        let place = did.strip_prefix("did:web:localhost\u{0}4141:").unwrap();
        let place = format!("/{}/did.json", place.replace(':', "/"));
        let resolved = document(&service, &place).await;
        assert_eq!(resolved["id"], key.organisation.issuer_uri);
        let methods = resolved["assertionMethod"].as_array().unwrap();
        assert!(
            methods
                .iter()
                .any(|method| method == &key.verification_method)
        );
        assert!(
            resolved["verificationMethod"][0]["expires"].is_string(),
            "its window"
        );
        rests_on.push((place, "application/did+json"));
    }
    let from = [("origin", "https://portefeuille.example")];
    for (uri, kind) in rests_on {
        let (status, headers, body) = ask(&service, Method::GET, &uri, &from).await;
        assert_eq!(
            (status.as_u16(), headers["content-type"].to_str().unwrap()),
            (200, kind),
            "{uri}"
        );
        assert_eq!(headers["access-control-allow-origin"], "*", "{uri}");
        assert!(
            !body.is_empty() && headers.contains_key("cache-control"),
            "{uri}"
        );
        let tag = headers["etag"].to_str().unwrap().to_owned();
        let known = [from[0], ("if-none-match", &*tag)];
        let (status, headers, body) = ask(&service, Method::GET, &uri, &known).await;
        assert_eq!((status.as_u16(), body.len()), (304, 0), "{uri}");
        assert_eq!(headers["access-control-allow-origin"], "*", "{uri}");
        let (status, _, _) = ask(&service, Method::HEAD, &uri, &from).await;
        assert_eq!(status, 200, "{uri}");
    }
    // No room of what is published keeps its refusals to itself, whoever made them.
    for (method, uri, expected) in [
        (Method::GET, "/structures/nul/rien/du/tout", 404),
        (Method::GET, "/statuts/", 404),
        (Method::GET, "/badges/nul/image.png", 404),
        (Method::POST, "/reseaux/badgeons-le-41", 405),
        (Method::GET, "/assertions/AAAAAAAAAAAAAAAAAAAAAA", 404),
    ] {
        let (status, headers, _) = ask(&service, method, uri, &from).await;
        assert_eq!(status, expected, "{uri}");
        assert_eq!(headers["access-control-allow-origin"], "*", "{uri}");
    }

    let published = document(&service, &path(list)).await;
    let text = published["credentialSubject"]["encodedList"]
        .as_str()
        .unwrap();
    assert!(text.starts_with('u'));
    let bits = StatusList::decode(text).unwrap();
    assert!(bits.as_bytes().len() * 8 >= 131_072);
    let proof = published["proof"].as_object().unwrap();
    let key = LocalSigner::new(signers.keys[0].secret.clone(), "").public_key();
    assert!(verify_proof(&published, proof, &key).is_ok());
    test.drop().await;
}

fn path(uri: &Value) -> String {
    let uri = uri.as_str().expect("an address");
    uri.strip_prefix("http://localhost:4141")
        .expect("ours")
        .to_owned()
}

#[tokio::test]
async fn a_hosted_assertion_that_was_taken_back_is_gone_and_says_so() {
    let (service, test, signers) = service().await;
    let app = &test.database.app;
    let desk = desk(app, &signers).await;
    let clock = FixedClock::at(today());
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let award = NewAward {
        organisation: signers.keys[0].organisation.slug.clone(),
        achievement: COMPETENCE.to_owned(),
        level: Level::try_from(1).unwrap(),
        email: "ada@example.org".to_owned(),
        awarded_at: today(),
        valid_until: None,
    };
    let issued = desk.award(&[award], &clock, &mut rng).await.unwrap();
    let base = &signers.base;
    let url = assertions::host(app, base, &issued[0].assertion, &clock, &mut rng).await;
    let place = path(&url.unwrap().into());
    let (status, headers, body) = ask(&service, Method::GET, &place, &[]).await;
    assert_eq!(
        (status.as_u16(), headers["content-type"].to_str().unwrap()),
        (200, "application/ld+json")
    );
    let stands: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(stands["verification"]["type"], "HostedBadge");
    let people = [("accept", "text/html")];
    let (status, _, page) = ask(&service, Method::GET, &place, &people).await;
    assert_eq!(status, 200);
    let page = String::from_utf8_lossy(&page).into_owned();
    for secret in [
        &stands["recipient"]["salt"],
        &stands["recipient"]["identity"],
    ] {
        assert!(!page.contains(secret.as_str().unwrap()));
    }

    desk.revoke(&issued[0].credential_uri, "Erreur", &clock)
        .await
        .unwrap();
    let (status, headers, body) = ask(&service, Method::GET, &place, &[]).await;
    let said: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status.as_u16(), &said["revoked"]), (410, &true.into()));
    assert_eq!(headers["content-type"], "application/ld+json");
    let tag = headers["etag"].to_str().unwrap().to_owned();
    let known = [("if-none-match", &*tag), ("origin", "https://a.example")];
    let (status, headers, body) = ask(&service, Method::GET, &place, &known).await;
    assert_eq!(status, 410, "gone, each time");
    assert!(!body.is_empty() && headers["access-control-allow-origin"] == "*");
    let (status, _, page) = ask(&service, Method::GET, &place, &people).await;
    assert_eq!(status, 410);
    assert!(String::from_utf8_lossy(&page).contains("<h1>"));
    test.drop().await;
}
