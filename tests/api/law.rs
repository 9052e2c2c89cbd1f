//! What the law wants to be said is said, on every page, in both languages, and is true.

use std::path::Path;

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use territoire_apprenant::config::Operator;
use territoire_apprenant::http::AppState;

use crate::entry::World;

use crate::support::router;

const PAGES: [(&str, &str, &str); 4] = [
    ("/mentions-legales", "Mentions légales", "Legal notice"),
    ("/confidentialite", "Vie privée", "Privacy"),
    ("/accessibilite", "Accessibilité", "Accessibility"),
    ("/cookies", "Cookies", "Cookies"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join("data/law").join(name)).expect("a document")
}

/// A page without its marks.
fn words(page: &str) -> String {
    let pieces = page.split('<');
    let pieces = pieces.filter_map(|piece| piece.split_once('>'));
    pieces.map(|(_, words)| words).collect()
}

#[tokio::test]
async fn every_page_leads_to_what_the_law_wants_said_in_both_languages() {
    let world = World::new(false).await;
    for path in [
        "/",
        "/carte",
        "/verifier",
        "/connexion",
        "/rien-ici",
        "/cookies",
    ] {
        let (_, _, page) = world.get(path, "").await;
        for (address, ..) in PAGES {
            assert!(
                page.contains(&format!("href=\"{address}\"")),
                "{path}: {address}"
            );
        }
    }
    for (address, french, english) in PAGES {
        let (status, headers, page) = world.get(address, "").await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert_eq!(headers["content-language"], "fr");
        assert!(page.contains(&format!("<h1>{french}</h1>")), "{page}");
        assert!(headers.get(SET_COOKIE).is_none());
        let (_, headers, other) = world.get(&format!("{address}?lang=en"), "").await;
        assert_eq!(headers["content-language"], "en");
        assert!(other.contains(&format!("<h1>{english}</h1>")), "{other}");
        assert_ne!(words(&page), words(&other));
        for page in [&page, &other] {
            assert!(!page.contains("law-"), "every key has its words");
        }
        let (status, ..) = world.get(&format!("{address}?lat=47"), "").await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    world.test.drop().await;
}

#[tokio::test]
async fn what_the_operator_has_not_said_is_shown_as_not_said() {
    let world = World::new(false).await;
    let (_, _, page) = world.get("/mentions-legales", "").await;
    assert_eq!(
        page.matches("pas encore indiqué par l’exploitant").count(),
        7
    );
    assert!(!page.contains("démonstration"));
    world.test.drop().await;

    let world = World::new(true).await;
    let (_, _, page) = world.get("/mentions-legales", "").await;
    assert!(words(&page).contains("Ceci est une démonstration"));
    let state = AppState::new(
        world.test.database.clone(),
        std::sync::Arc::new(world.clock.clone()),
        world.signers.base.clone(),
        world.master.clone(),
        false,
    )
    .with_operator(Operator {
        publisher: Some("Réseau <b>41</b>, association".to_owned()),
        contact: Some("bonjour@example.org".to_owned()),
        host: Some("Hébergeur, 1 rue du Lac, Blois".to_owned()),
        ..Operator::default()
    });
    let service = router(state);
    let world = world.served_by(service);
    let (_, _, page) = world.get("/mentions-legales", "").await;
    assert!(page.contains("mailto:bonjour@example.org") && page.contains("1 rue du Lac"));
    assert!(!page.contains("<b>41</b>"), "it is a text");
    assert_eq!(page.matches("pas encore indiqué").count(), 4);
    for address in ["/confidentialite", "/accessibilite"] {
        let (_, _, page) = world.get(address, "").await;
        assert!(page.contains("bonjour@example.org"), "{address}");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn the_cookie_that_is_set_is_the_one_that_is_told() {
    let world = World::new(false).await;
    world
        .post("/connexion", "", "email=ada%40example.org")
        .await;
    let link = world.link().await;
    let (_, headers, _) = world.post(&link, "", "").await;
    let cookies: Vec<&str> = headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|value| value.to_str().expect("a cookie"))
        .collect();
    let [cookie] = cookies[..] else {
        panic!("one cookie: {cookies:?}")
    };
    let (_, _, page) = world.get("/cookies", "").await;
    let mut parts = cookie.split("; ");
    let (name, secret) = parts
        .next()
        .and_then(|pair| pair.split_once('='))
        .expect("a pair");
    assert!(page.contains(&format!("<code>{name}</code>")));
    assert_eq!(secret.len(), 43, "256 bits in base64url");
    for part in parts {
        let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
        if attribute == "Max-Age" {
            let days = value.parse::<u32>().expect("seconds") / 86_400;
            assert!(page.contains(&format!("{days} jours au plus")), "{days}");
        } else {
            assert!(page.contains(&format!("<code>{part}</code>")), "{part}");
        }
    }
    // Nothing else of ours keeps anything in a browser.
    let mut folders = vec![root().join("web/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let script = std::fs::read_to_string(entry.path()).expect("a script");
            for means in [
                "localStorage",
                "sessionStorage",
                "indexedDB",
                "document.cookie",
            ] {
                assert!(!script.contains(means), "{:?}: {means}", entry.path());
            }
        }
    }
    world.test.drop().await;
}

#[tokio::test]
async fn the_register_names_every_table_that_touches_a_person() {
    let world = World::new(false).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "with recursive person as (
             select 'account.holder'::regclass::oid as id
             union
             select tie.conrelid
             from pg_constraint as tie
             join person on person.id = tie.confrelid
             where tie.contype = 'f'
         )
         select id::regclass::text from person
         union
         select table_schema || '.' || table_name
         from information_schema.columns
         join information_schema.tables using (table_schema, table_name)
         where column_name in ('holder_id', 'email', 'actor') and table_type = 'BASE TABLE'",
    )
    .fetch_all(&world.test.database.app)
    .await
    .expect("a catalogue");
    assert!(tables.len() > 16, "{tables:?}");
    let register = document("registre.md");
    for table in tables {
        assert!(
            register.contains(&format!("`{table}`")),
            "data/law/registre.md does not say what {table} is for"
        );
    }
    world.test.drop().await;
}

#[test]
fn what_the_documents_point_to_is_there() {
    let mut pointers = 0;
    for name in ["registre.md", "aipd.md", "README.md"] {
        let text = document(name);
        for quoted in text.split('`').skip(1).step_by(2) {
            let is_path = ["src/", "tests/", "migrations/", "data/", "web/"]
                .iter()
                .any(|folder| quoted.starts_with(folder));
            if is_path {
                pointers += 1;
                assert!(root().join(quoted).exists(), "{name}: {quoted}");
            }
        }
    }
    assert!(pointers > 30, "{pointers}");
    let told = document("aipd.md");
    let entry = std::fs::read_to_string(root().join("tests/api/entry.rs")).expect("a test");
    let named = "the_database_alone_lets_nobody_in_and_keeps_no_mail";
    assert!(told.contains(named) && entry.contains(named));
    for rule in ["G1", "C0", "C3", "C4", "C6", "P1", "P4", "R1", "R7"] {
        assert!(told.contains(rule), "{rule}");
    }
}
