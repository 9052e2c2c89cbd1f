//! Nobody is lost: each page leads to its neighbours, speaks the language that was chosen, and says what went wrong in
//! words that are for people.

use axum::body::Body;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};

use crate::applications::BIJ;
use crate::entry::World;

/// Presses the language at the foot of `page`; the cookie that keeps it, and where it leads.
async fn choose(world: &World, page: &str, code: &str) -> (String, String) {
    let request = Request::post("/langue")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("host", "badges.example")
        .header("referer", page);
    let request = request.body(Body::from(format!("langue={code}")));
    let (status, headers, page) = world.ask(request.expect("a request")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let cookie = headers[SET_COOKIE].to_str().expect("text").to_owned();
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().expect("a pair").to_owned();
    let back = headers[LOCATION].to_str().expect("a path").to_owned();
    (pair, back)
}

#[tokio::test]
async fn the_language_chosen_at_the_foot_of_a_page_stays_and_the_page_is_the_same() {
    let world = World::new(false).await;
    let (_, _, french) = world.get("/recruteurs?fait=quitte", "").await;
    assert!(french.contains("<html lang=\"fr\">") && french.contains(">English</button>"));
    let from = "https://badges.example/recruteurs?fait=quitte&lang=fr";
    let (cookie, back) = choose(&world, from, "en").await;
    assert_eq!(back, "/recruteurs?fait=quitte");
    for path in [back.as_str(), "/verifier", "/rien-ici"] {
        let (_, headers, page) = world.get(path, &cookie).await;
        assert_eq!(headers["content-language"], "en", "{path}");
        assert!(page.contains(">Français</button>"), "{path}: {page}");
    }
    let (_, headers, _) = world.get("/verifier?lang=fr", &cookie).await;
    assert_eq!(headers["content-language"], "fr", "an address says more");
    let (_, back) = choose(&world, "https://evil.example/carte", "en").await;
    assert_eq!(back, "/", "another site is not gone back to");
    let (status, headers, _) = world.post("/langue", "", "langue=tlh").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(headers.get(SET_COOKIE).is_none());
    let (_, _, told) = world.get("/cookies", "").await;
    assert!(told.contains("<code>langue</code>"), "{told}");
    world.test.drop().await;
}

#[tokio::test]
async fn every_page_of_a_holder_says_who_can_see_them_and_leads_to_the_others() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    let row = [
        "/mes-badges",
        "/mes-demandes",
        "/mes-partages",
        "/mes-propositions",
        "/qui-m-a-vu",
    ];
    let others = [
        "/mes-badges/collections",
        "/mes-partages/cv",
        "/ma-presence",
        "/mon-compte",
        "/mon-compte/effacer",
        "/mon-compte/cles",
        "/mon-compte/applications",
    ];
    for path in row.iter().chain(&others) {
        let (status, _, page) = world.get(path, &ada).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let seen = "Qui peut me voir\u{a0}: <strong>personne.</strong>";
        assert!(page.contains(seen), "{path}: {page}");
        for other in row {
            assert!(
                page.contains(&format!("href=\"{other}\"")),
                "{path}: {other}"
            );
        }
    }
    // Nobody's page says nothing of the kind.
    for path in ["/", "/recevoir", "/demander", "/aide"] {
        let (_, _, page) = world.get(path, "").await;
        assert!(!page.contains("Qui peut me voir\u{a0}:"), "{path}");
        assert!(
            !page.contains("href=\"/qui-m-a-vu\"") || path == "/aide",
            "{path}"
        );
    }
    world.test.drop().await;
}

/// Whoever signs in and was going nowhere begins where they have something to do.
#[tokio::test]
async fn people_begin_at_their_work_or_at_their_badges() {
    let world = World::of_badges().await;
    let people = [
        (String::new(), "/connexion?suite=%2Fmon-espace"),
        (world.enter("ada%40example.org").await, "/mes-badges"),
        (world.facilitator("jo@example.org", BIJ).await, "/a-traiter"),
        (
            world
                .seeker("lea@example.org", "732829320", "Menuiserie")
                .await,
            "/recruteurs/chercher",
        ),
        (world.coordinator("lou@example.org").await, "/coordination"),
    ];
    for (cookie, begins) in people {
        let (status, headers, _) = world.get("/mon-espace", &cookie).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{begins}");
        assert_eq!(headers[LOCATION], begins);
    }
    world.test.drop().await;
}

#[tokio::test]
async fn what_went_wrong_is_told_to_a_person_in_words_and_to_a_program_by_its_code() {
    let world = World::new(false).await;
    let (status, _, page) = world.get("/cookies?couleur=bleue", "").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let shown = page.split("<details").next().expect("what is not folded");
    assert!(
        shown.contains("Nous n’avons pas compris cette demande"),
        "{page}"
    );
    assert!(
        !shown.contains("paramètre") && !shown.contains("couleur"),
        "{page}"
    );
    assert!(
        page.contains("couleur"),
        "whoever runs the service is told: {page}"
    );
    let request = Request::get("/cookies?couleur=bleue").header(COOKIE, "");
    let request = request.body(Body::empty()).expect("a request");
    let (_, _, program) = world.ask(request).await;
    assert!(
        program.contains("/problemes/unknown_parameter"),
        "{program}"
    );
    // A sentence that says what to do stands alone.
    let ada = world.enter("ada%40example.org").await;
    let (status, _, page) = world.post("/mes-badges/collections", &ada, "nom=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Donnez un nom à la collection."), "{page}");
    // Whoever is no longer signed in is led to where one signs in.
    let (status, _, page) = world.post("/mon-compte/sortir-partout", "", "").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.contains("href=\"/connexion\""), "{page}");
    world.test.drop().await;
}
