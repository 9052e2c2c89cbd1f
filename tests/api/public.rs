//! What anyone may ask: pages, tiles, the map as `GeoJSON`, and what each refusal looks like.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::{Extension, Router};
use geozero::mvt::{Message as _, Tile};
use http_body_util::BodyExt as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use territoire_apprenant::account::seal::MasterKey;
use territoire_apprenant::account::service as account;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::http::AppState;
use territoire_apprenant::network::PublicBase;
use tower::ServiceExt as _;

use crate::support::{TestDatabase, database, router, today};

async fn service() -> (Router, TestDatabase) {
    let test = database().await;
    let clock = Arc::new(FixedClock::at(today()));
    let base = PublicBase::parse("http://localhost:4141").expect("an address");
    let master = MasterKey::new([41; 32]);
    let state = AppState::new(test.database.clone(), clock, base, master, true);
    (router(state), test)
}

/// A release in which Loir-et-Cher is of class 2, as one department, and its level 1 of class 1.
async fn release(test: &TestDatabase) {
    sqlx::raw_sql(
        "insert into released.release (published_at, tree_id, threshold)
         select '2026-11-01T00:00:00Z', max(id), 15 from territory.tree;
         insert into released.place (release_id, id, scope, code, name, department_code, class, label, shape)
         select released.latest(), 1, 'department', code, name, code, 2, st_pointonsurface(shape), shape
         from territory.department where code = '41';
         insert into released.figure (release_id, series, code, category, value, class)
         values (released.latest(), 'department_level', '41', '1', 17, 1);",
    )
    .execute(&test.database.app)
    .await
    .expect("a release");
}

pub(crate) async fn ask(
    service: &Router,
    method: Method,
    uri: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = service.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    (parts.status, parts.headers, bytes.to_vec())
}

async fn get(service: &Router, uri: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    ask(service, Method::GET, uri, &[]).await
}

#[tokio::test]
async fn each_refusal_is_a_problem_with_its_code() {
    let (service, test) = service().await;
    for (uri, status, code) in [
        (
            "/api/v1/map.geojson?lat=47.5&lng=1.3",
            400,
            "unknown_parameter",
        ),
        (
            "/api/v1/map.geojson?territory=department:75",
            400,
            "unknown_territory",
        ),
        (
            "/api/v1/map.geojson?territory=commune:41018",
            400,
            "unknown_territory",
        ),
        ("/api/v1/map.geojson?level=4", 400, "invalid_parameter"),
        (
            "/api/v1/map.geojson?level=1&level=2",
            400,
            "invalid_parameter",
        ),
        (
            "/api/v1/map.geojson?level=1&family=x",
            400,
            "invalid_parameter",
        ),
        (
            "/api/v1/map.geojson?family=nowhere",
            400,
            "invalid_parameter",
        ),
        ("/api/v1/nothing", 404, "not_found"),
        ("/tuiles/people/8/128/90.mvt", 400, "unknown_layer"),
        ("/tuiles/places/3/1/1.mvt", 400, "tile_out_of_range"),
        ("/tuiles/places/15/1/1.mvt", 400, "tile_out_of_range"),
        ("/tuiles/places/4/16/1.mvt", 400, "tile_out_of_range"),
        ("/tuiles/places/4/1/-1.mvt", 400, "tile_out_of_range"),
        (
            "/tuiles/places/8/128/90.mvt?lat=1",
            400,
            "unknown_parameter",
        ),
        (
            "/tuiles/territory/8/128/90.mvt?level=1",
            400,
            "unknown_parameter",
        ),
        ("/carte?lat=47.5", 400, "unknown_parameter"),
        ("/assets/nothing.js", 404, "not_found"),
    ] {
        let (found, headers, body) = get(&service, uri).await;
        assert_eq!(found.as_u16(), status, "{uri}");
        assert_eq!(headers["content-type"], "application/problem+json", "{uri}");
        let problem: Value = serde_json::from_slice(&body).expect("a problem");
        assert_eq!(problem["code"], code, "{uri}");
        assert_eq!(problem["status"], status, "{uri}");
        assert_eq!(problem["type"], format!("/problemes/{code}"), "{uri}");
        let open = uri.starts_with("/tuiles") || uri.starts_with("/api/v1/map.geojson");
        assert_eq!(
            headers.contains_key("access-control-allow-origin"),
            open,
            "{uri}"
        );
        let (page, _, _) = get(&service, &format!("/problemes/{code}")).await;
        assert_eq!(page, 200);
    }
    test.drop().await;
}

#[tokio::test]
async fn every_answer_bears_the_security_headers_and_an_id_of_its_own() {
    let (service, test) = service().await;
    let mut ids = std::collections::BTreeSet::new();
    let asked = [
        "/",
        "/carte",
        "/verifier",
        "/healthz",
        "/readyz",
        "/metrics",
        "/nothing",
        "/api/v1/openapi.json",
        "/api/v1/map.geojson",
        "/tuiles/territory/8/129/89.mvt",
        "/tuiles/x/1/1/1.mvt",
    ];
    for uri in asked {
        let (_, headers, _) = get(&service, uri).await;
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe-"),
            "{policy}"
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "same-origin");
        assert!(headers.contains_key("permissions-policy"));
        assert!(!headers.contains_key("set-cookie"));
        ids.insert(
            headers["x-request-id"]
                .clone()
                .to_str()
                .expect("text")
                .to_owned(),
        );
    }
    assert_eq!(ids.len(), asked.len());
    test.drop().await;
}

#[tokio::test]
async fn a_method_that_is_not_allowed_is_told_which_are() {
    let (service, test) = service().await;
    let (status, headers, body) = ask(&service, Method::DELETE, "/api/v1/map.geojson", &[]).await;
    assert_eq!(status, 405);
    assert_eq!(headers["allow"], "GET,HEAD");
    let problem: Value = serde_json::from_slice(&body).expect("a problem");
    assert_eq!(problem["code"], "method_not_allowed");
    let (status, _, body) = ask(&service, Method::HEAD, "/carte", &[]).await;
    assert_eq!((status.as_u16(), body.len()), (200, 0));
    test.drop().await;
}

#[tokio::test]
async fn pages_speak_the_language_asked_for_and_say_that_people_are_invented() {
    let (service, test) = service().await;
    for uri in ["/", "/carte", "/verifier"] {
        let french = String::from_utf8(get(&service, uri).await.2).expect("text");
        assert!(
            french.contains("<html lang=\"fr\"") && french.contains("inventés"),
            "{uri}"
        );
        let headers = [("accept-language", "en-GB,en;q=0.9")];
        let english = ask(&service, Method::GET, uri, &headers).await.2;
        let english = String::from_utf8(english).expect("text");
        assert!(english.contains("<html lang=\"en\""), "{uri}");
        let asked = String::from_utf8(get(&service, &format!("{uri}?lang=en")).await.2);
        assert_eq!(asked.expect("text"), english);
    }
    let headers = [("accept", "text/html,*/*;q=0.8")];
    let (status, headers, body) = ask(&service, Method::GET, "/rien", &headers).await;
    assert_eq!(status, 404);
    assert!(
        headers["content-type"]
            .to_str()
            .expect("text")
            .starts_with("text/html")
    );
    let body = String::from_utf8(body).expect("text");
    assert!(body.contains("Rien à cette adresse"), "{body}");
    test.drop().await;
}

/// The tile over Blois at zoom 8.
const BLOIS: &str = "8/128/89.mvt";

/// What is answered once it is as wanted, or after three seconds: tiles believe for a second what they were told.
async fn eventually(
    service: &Router,
    uri: &str,
    wanted: impl Fn(StatusCode, &HeaderMap) -> bool,
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut told = get(service, uri).await;
    for _ in 0..60 {
        if wanted(told.0, &told.1) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        told = get(service, uri).await;
    }
    told
}

#[tokio::test]
async fn a_tile_of_places_holds_classes_and_never_a_count() {
    let (service, test) = service().await;
    let uri = format!("/tuiles/places/{BLOIS}");
    let (before, _, _) = get(&service, &uri).await;
    assert_eq!(before, 204, "nothing is released yet");
    release(&test).await;
    let told = eventually(&service, &uri, |status, _| status == 200).await;
    let (status, headers, body) = told;
    assert_eq!(status, 200);
    assert_eq!(
        headers["content-type"],
        "application/vnd.mapbox-vector-tile"
    );
    let tile = Tile::decode(body.as_slice()).expect("a tile");
    assert_eq!(tile.layers.len(), 1);
    assert_eq!(tile.layers[0].name, "places");
    let mut keys = tile.layers[0].keys.clone();
    keys.sort();
    assert_eq!(keys, ["class", "code", "department", "id", "name", "scope"]);
    assert_eq!(tile.layers[0].features.len(), 1);

    let etag = headers["etag"].to_str().expect("text").to_owned();
    let (again, _, body) = ask(&service, Method::GET, &uri, &[("if-none-match", &etag)]).await;
    assert_eq!((again.as_u16(), body.len()), (304, 0));
    let mut etags = std::collections::BTreeSet::from([etag]);
    for coding in ["gzip", "br"] {
        let (_, headers, squeezed) =
            ask(&service, Method::GET, &uri, &[("accept-encoding", coding)]).await;
        assert_eq!(headers["content-encoding"], coding);
        assert_eq!(headers["vary"], "Accept-Encoding");
        assert!(
            Tile::decode(squeezed.as_slice()).is_err(),
            "it is compressed"
        );
        etags.insert(headers["etag"].to_str().expect("text").to_owned());
    }
    let level = get(&service, &format!("{uri}?level=1")).await;
    assert_eq!(level.0, 200);
    etags.insert(level.1["etag"].to_str().expect("text").to_owned());
    assert_eq!(etags.len(), 4, "each representation has its own tag");
    assert_eq!(get(&service, &format!("{uri}?level=2")).await.0, 204);

    release(&test).await;
    let renewed = |_, headers: &HeaderMap| !etags.contains(headers["etag"].to_str().expect("text"));
    let (_, headers, _) = eventually(&service, &uri, renewed).await;
    assert!(
        renewed(StatusCode::OK, &headers),
        "a new release, a new tag"
    );
    test.drop().await;
}

#[tokio::test]
async fn outlines_come_with_the_zoom() {
    let (service, test) = service().await;
    let names = async |uri: &str| -> Vec<String> {
        let (status, _, body) = get(&service, uri).await;
        assert_eq!(status, 200, "{uri}");
        let tile = Tile::decode(body.as_slice()).expect("a tile");
        tile.layers.into_iter().map(|layer| layer.name).collect()
    };
    let near = names(&format!("/tuiles/territory/{BLOIS}")).await;
    assert!(
        near.contains(&"epci".to_owned()) && !near.contains(&"communes".to_owned()),
        "{near:?}"
    );
    let nearer = names("/tuiles/territory/9/257/178.mvt").await;
    assert!(nearer.contains(&"communes".to_owned()), "{nearer:?}");
    assert_eq!(get(&service, "/tuiles/territory/8/0/0.mvt").await.0, 204);
    test.drop().await;
}

#[tokio::test]
async fn the_same_places_come_as_geojson_and_as_a_table() {
    let (service, test) = service().await;
    release(&test).await;
    let (status, headers, body) =
        get(&service, "/api/v1/map.geojson?territory=department:41").await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "application/geo+json");
    let map: Value = serde_json::from_slice(&body).expect("GeoJSON");
    let places = map["features"].as_array().expect("features");
    assert_eq!(places.len(), 1);
    insta::assert_json_snapshot!(places[0]["properties"], @r#"
    {
      "class": 2,
      "code": "41",
      "department": "41",
      "id": 1,
      "name": "Loir-et-Cher",
      "scope": "department"
    }
    "#);
    let (_, _, body) = get(&service, "/carte?territoire=department:41&famille=&niveau=").await;
    let page = String::from_utf8(body).expect("text");
    assert!(
        page.contains("<tr data-code=\"41\">") && page.contains("25 à 49 personnes"),
        "{page}"
    );
    let (_, _, body) = get(&service, "/api/v1/map.geojson?territory=department:45").await;
    let other: Value = serde_json::from_slice(&body).expect("GeoJSON");
    assert_eq!(other["features"], serde_json::json!([]));
    test.drop().await;
}

#[tokio::test]
async fn it_tells_how_it_is_and_what_it_answers() {
    let (service, test) = service().await;
    let (status, _, body) = get(&service, "/readyz").await;
    assert_eq!(
        (status.as_u16(), String::from_utf8_lossy(&body).as_ref()),
        (200, r#"{"ready":true,"release":null}"#)
    );
    // How much is going on is told on this machine, and to whom passes on what came from elsewhere to nobody.
    let from = |address: &str| ConnectInfo(address.parse::<SocketAddr>().expect("an address"));
    let here = service.clone().layer(Extension(from("127.0.0.1:5000")));
    let mapped = service
        .clone()
        .layer(Extension(from("[::ffff:127.0.0.1]:5000")));
    let elsewhere = service.clone().layer(Extension(from("10.0.0.7:5000")));
    assert_eq!(get(&service, "/metrics").await.0, 401);
    assert_eq!(get(&elsewhere, "/metrics").await.0, 401);
    assert_eq!(get(&mapped, "/metrics").await.0, 200);
    for passed_on in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let headers = [(passed_on, "10.0.0.7")];
        assert_eq!(ask(&here, Method::GET, "/metrics", &headers).await.0, 401);
    }
    let clock = FixedClock::at(today());
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    let made = account::create_operator_token(&test.database.app, "prometheus", &clock, &mut rng);
    let token = format!("Bearer {}", made.await.expect("a token").reveal());
    let headers = [("authorization", token.as_str())];
    assert_eq!(
        ask(&elsewhere, Method::GET, "/metrics", &headers).await.0,
        200
    );
    let (_, _, body) = get(&here, "/metrics").await;
    let metrics = String::from_utf8(body).expect("text");
    assert!(
        metrics.contains("http_requests_total{route=\"/readyz\""),
        "{metrics}"
    );
    let (_, _, body) = get(&service, "/api/v1/openapi.json").await;
    let description: Value = serde_json::from_slice(&body).expect("OpenAPI");
    insta::assert_json_snapshot!("openapi", description);
    test.database.close().await;
    assert_eq!(get(&service, "/readyz").await.0, 503);
    assert_eq!(get(&service, "/healthz").await.0, 200);
    test.drop().await;
}
