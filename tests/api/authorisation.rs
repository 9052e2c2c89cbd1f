//! Who may ask for what: every operation that the source has a route for, asked as everyone that there is.
//!
//! The table is `authorisation.csv`: one line an operation, one column a kind of person. A route that is not in it, and a
//! line without a route, fail the test; `AUTHORISATION_WRITE=1` writes what is answered now, to be read and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::header::{COOKIE, LOCATION};
use axum::http::{Method, Request};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use territoire_apprenant::account::entry;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::applications::BIJ;
use crate::entry::World;
use crate::rights::holder_of;

/// Everyone that there is: nobody, a holder, a facilitator, a coordinator and a recruiter who showed a passkey, and the
/// last two where they came by a link alone.
const EVERYONE: [&str; 7] = [
    "nobody",
    "holder",
    "facilitator",
    "coordinator",
    "coordinator by link",
    "recruiter",
    "recruiter by link",
];

fn sources() -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http")];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                texts.push(fs::read_to_string(entry.path()).expect("a file"));
            }
        }
    }
    texts
}

/// What stands between the parenthesis that `text` begins in and its end.
fn within(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    panic!("a parenthesis is open: {text}");
}

/// A literal, or the constant of that name.
fn spelt(said: &str, constants: &BTreeMap<String, String>) -> String {
    let said = said.trim();
    said.strip_prefix('"').map_or_else(
        || {
            let name = said.rsplit("::").next().unwrap_or(said);
            constants.get(name).expect(said).clone()
        },
        |rest| rest.trim_end_matches('"').to_owned(),
    )
}

/// What answers, where it is said in place or was given a name before.
fn named<'a>(handlers: &'a str, text: &'a str) -> &'a str {
    let word = handlers
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let declared = text.split_once(&format!("let {handlers} = "));
    match declared {
        Some((_, said)) if word => said.split(';').next().expect("its end"),
        _ => handlers,
    }
}

/// The addresses in a list of pages.
fn listed(text: &str) -> Vec<String> {
    let (_, list) = text.split_once("static PAGES").expect("a list");
    let list = list.split("];").next().expect("its end");
    let texts = list.split('"').skip(1).step_by(2);
    texts
        .filter(|text| text.starts_with('/'))
        .map(str::to_owned)
        .collect()
}

/// Every operation that the source has a route for: `GET /carte`.
fn operations() -> BTreeSet<String> {
    let sources = sources();
    let mut constants = BTreeMap::new();
    for text in &sources {
        for declared in text.split("const ").skip(1) {
            if let Some((name, rest)) = declared.split_once(": &str = \"")
                && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
            {
                let value = rest.split('"').next().expect("its end");
                if value.starts_with('/') {
                    constants.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    for text in &sources {
        for route in text.split(".route(").skip(1) {
            let route = within(route);
            let (path, handlers) = route.split_once(',').expect("a path and what answers");
            let handlers = named(handlers.trim().trim_end_matches(','), text);
            // The law's pages are routed by a list of them.
            let paths: Vec<String> = if path.trim() == "address" {
                listed(text)
            } else {
                vec![spelt(path, &constants)]
            };
            let before = found.len();
            for method in ["get", "post", "put", "delete"] {
                let begins = format!("{method}(");
                let named = handlers.match_indices(&begins).any(|(at, _)| {
                    let before = handlers[..at].chars().next_back();
                    before.is_none_or(|letter| {
                        !letter.is_alphanumeric() && letter != '_' && letter != ':'
                    })
                });
                if named {
                    let method = method.to_uppercase();
                    found.extend(paths.iter().map(|path| format!("{method} {path}")));
                }
            }
            assert!(found.len() > before, "{route}: by which method?");
        }
        for described in text.split("#[utoipa::path(").skip(1) {
            let described = within(described);
            let method = described.split(',').next().expect("a method").trim();
            let (_, rest) = described.split_once("path = \"").expect("a path");
            let path = rest.split('"').next().expect("its end");
            found.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    found
}

/// A path with something in the place of each name: what is nobody's.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a name's end");
        filled += before;
        filled += match name.trim_start_matches('*') {
            "layer" => "ocres",
            "z" | "x" => "1",
            "y" => "1.mvt",
            "level" => "1.png",
            _ => "00000000-0000-0000-0000-000000000000",
        };
        rest = after;
    }
    filled + rest
}

impl World {
    /// A session of its own for each question, so that none ends another's.
    pub(crate) async fn cookie_of(&self, email: &str, strong: bool) -> String {
        let pool = &self.test.database.app;
        let person = holder_of(pool, email).await;
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let begun = entry::service::begin(pool, person, "?", &self.clock, &mut rng).await;
        if !strong {
            sqlx::query("update account.session set strong_at = null where holder_id = $1")
                .bind(person)
                .execute(pool)
                .await
                .expect("sessions");
        }
        format!("__Host-session={}", begun.expect("a session").reveal())
    }

    /// Rob recruits, also where he was asked to leave a moment ago.
    async fn rob_recruits(&self) {
        sqlx::query(
            "with company as (
                 insert into account.company (siren, name, created_at) values ('732829320', 'Un atelier', now())
                 on conflict do nothing
             )
             insert into account.recruiter (holder_id, siren, asked_at, approved_at)
             select holder_id, '732829320', now(), now() from account.address where email = 'rob@example.org'
             on conflict (holder_id) do update set approved_at = now(), suspended_at = null",
        )
        .execute(&self.test.database.app)
        .await
        .expect("a recruiter");
    }

    /// What is answered, in a word: the status, and where a redirect leads.
    async fn answered(&self, operation: &str, who: &str) -> String {
        let (method, path) = operation.split_once(' ').expect("a method and a path");
        self.rob_recruits().await;
        let cookie = match who {
            "nobody" => String::new(),
            "holder" => self.cookie_of("ida@example.org", true).await,
            "facilitator" => self.cookie_of("jo@example.org", true).await,
            "coordinator" => self.cookie_of("lou@example.org", true).await,
            "recruiter" => self.cookie_of("rob@example.org", true).await,
            "recruiter by link" => self.cookie_of("rob@example.org", false).await,
            _ => self.cookie_of("lou@example.org", false).await,
        };
        let request = Request::builder()
            .method(method.parse::<Method>().expect("a method"))
            .uri(filled(path))
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(COOKIE, cookie)
            .body(Body::empty())
            .expect("a request");
        let answer = self.service().oneshot(request).await.expect("an answer");
        let status = answer.status().as_u16();
        match answer.headers().get(LOCATION) {
            None => status.to_string(),
            Some(to) => {
                let to = to.to_str().expect("a path");
                format!("{status} {}", to.split('?').next().unwrap_or_default())
            }
        }
    }
}

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/authorisation.csv")
}

/// What the table must say, whoever writes it.
fn keeps_its_promises(table: &str) {
    for line in table.lines().skip(1) {
        let [
            operation,
            nobody,
            holder,
            facilitator,
            coordinator,
            by_link,
            recruiter,
            recruiter_by_link,
        ] = line.split(',').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let path = operation.split(' ').nth(1).expect("a path");
        let read = operation.starts_with("GET ");
        let all = [
            nobody,
            holder,
            facilitator,
            coordinator,
            by_link,
            recruiter,
            recruiter_by_link,
        ];
        if path.starts_with("/mes-")
            || path.starts_with("/mon-compte/")
            || path.starts_with("/ma-presence")
        {
            let closed = if read { "303 /connexion" } else { "401" };
            let told = path == "/mon-compte/efface";
            assert!(nobody == closed || told, "{line}");
        }
        if path.starts_with("/coordination/") {
            let by_link_ = if read { "303 /mon-compte/cles" } else { "403" };
            assert_eq!(
                [holder, facilitator, by_link],
                ["404", "404", by_link_],
                "{line}"
            );
            assert_ne!(coordinator, "403", "{line}");
        }
        if path.starts_with("/a-traiter") {
            assert_eq!([holder, coordinator, recruiter], ["404"; 3], "{line}");
        }
        let seeks = [
            "/recruteurs/chercher",
            "/recruteurs/recherches",
            "/recruteurs/propos",
            "/recruteurs/echanges",
            "/recruteurs/besoins",
        ];
        if seeks.iter().any(|begins| path.starts_with(begins)) {
            let (led, by_link) = if read {
                ("303 /recruteurs", "303 /mon-compte/cles")
            } else {
                ("404", "403")
            };
            assert_eq!([holder, facilitator, coordinator], [led; 3], "{line}");
            assert_eq!(recruiter_by_link, by_link, "{line}");
            assert!(!read || recruiter != led, "{line}");
        }
        if path.starts_with("/recruteurs/chercher") || path.starts_with("/recruteurs/recherches") {
            let closed = if read { "303 /recruteurs" } else { "404" };
            assert_eq!(
                [holder, facilitator, coordinator, by_link],
                [closed; 4],
                "{line}: they recruit for nobody"
            );
        }
        if path.starts_with("/recruteurs/mailles/") {
            let closed = ["401", "404", "404", "404", "404"];
            assert_eq!(
                [nobody, holder, facilitator, coordinator, by_link],
                closed,
                "{line}: a program is not led elsewhere"
            );
            assert_eq!([recruiter, recruiter_by_link], ["400", "403"], "{line}");
        }
        if path.starts_with("/demonstration") {
            assert_eq!(all, ["404"; 7], "{line}: this is no demonstration");
        }
        assert!(!all.iter().any(|said| said.starts_with('5')), "{line}");
    }
}

#[tokio::test]
async fn every_operation_is_answered_to_everyone_as_the_table_says() {
    let world = World::of_badges().await;
    for email in ["ida@example.org", "lou@example.org", "rob@example.org"] {
        world.enter(&email.replace('@', "%40")).await;
    }
    world.facilitator("jo@example.org", BIJ).await;
    sqlx::query(
        "insert into account.role (id, holder_id, role, network_id, since)
         select $1, address.holder_id, 'coordinator', network.id, now()
         from account.address, network.network
         where address.email = 'lou@example.org' and network.slug = 'badgeons-le-41'",
    )
    .bind(Uuid::new_v4())
    .execute(&world.test.database.app)
    .await
    .expect("a coordinator");

    let operations = operations();
    assert!(operations.len() > 90, "{operations:?}");
    let mut lines = vec![format!("operation,{}", EVERYONE.join(","))];
    for operation in &operations {
        let mut line = operation.clone();
        for who in EVERYONE {
            line += ",";
            line += &world.answered(operation, who).await;
        }
        lines.push(line);
    }
    let now = lines.join("\n") + "\n";
    if std::env::var_os("AUTHORISATION_WRITE").is_some() {
        fs::write(table(), &now).expect("the table is written");
    }
    let kept = fs::read_to_string(table()).expect("the table");
    for (now, kept) in now.lines().zip(kept.lines()) {
        assert_eq!(now, kept, "tests/api/authorisation.csv");
    }
    assert_eq!(
        now, kept,
        "a route without a line, or a line without a route"
    );

    keeps_its_promises(&now);
    world.test.drop().await;
}
