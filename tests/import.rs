//! `territoire import`: what platforms give people and organisations to take away comes in, each badge with its line.
//!
//! The documents have the shape that Open Badge Factory publishes, at its addresses; they are made here, since no real
//! export is at hand. What is claimed is what they show, and no more.

#[path = "support/badges.rs"]
mod badges;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use tempfile::TempDir;
use territoire_apprenant::issuing::zipped::{Files, zip};
use territoire_apprenant::openbadges::png::{Keyword, bake};
use territoire_apprenant::openbadges::{identity, svg};
use territoire_apprenant::passport::import::{Fate, Upload, of_holder};
use territoire_apprenant::passport::{Outcome, Reason, Source};
use tokio::process::Command;

use badges::{Award, claim, image, signers};
use support::{TestDatabase, database, today};

const FACTORY: &str = "https://openbadgefactory.com";
const ESCO: &str = "http://data.europa.eu/esco/skill/699e7c26-6502-4e78-a823-3656ff5a5b8b";

/// What a platform publishes: one organisation, one badge, and assertions of it.
struct Platform {
    base: String,
    documents: BTreeMap<String, Value>,
}

impl Platform {
    fn at(base: &str) -> Self {
        let mut platform = Self {
            base: base.to_owned(),
            documents: BTreeMap::new(),
        };
        let (class, issuer) = (platform.class(), platform.issuer());
        platform.documents.insert(
            class.clone(),
            json!({
                "@context": "https://w3id.org/openbadges/v2",
                "type": "BadgeClass",
                "id": class,
                "name": "Animer un atelier (niveau 2)",
                "description": "Préparer un atelier et le mener avec d'autres.",
                "image": format!("{base}/v1/badge/_/OBF1.png"),
                "criteria": { "id": format!("{base}/v1/badge/_/OBF1/criteria.html"), "narrative": "Animer." },
                "alignment": [{ "targetName": "Transmettre", "targetUrl": ESCO }],
                "tags": ["animation"],
                "issuer": issuer,
            }),
        );
        platform.documents.insert(
            issuer.clone(),
            json!({
                "@context": "https://w3id.org/openbadges/v2",
                "type": "Issuer",
                "id": issuer,
                "name": "Espace Mirabeau",
                "url": "https://mirabeau.example",
                "email": "badges@mirabeau.example",
            }),
        );
        platform
    }

    fn class(&self) -> String {
        format!("{}/v1/badge/_/OBF1.json?v=2.0&event=OBFE1", self.base)
    }

    fn issuer(&self) -> String {
        format!("{}/v1/client/OBFC1.json?v=2.0", self.base)
    }

    /// Publishes an assertion, and gives it as it is baked.
    fn award(&mut self, number: u8, email: &str) -> Value {
        let id = format!("{}/v1/assertion/{}", self.base, hex(&[number]));
        let salt = format!("sel{number}");
        let assertion = json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": id,
            "recipient": {
                "type": "email", "hashed": true, "salt": salt, "identity": identity::hash(email, &salt),
            },
            "badge": self.class(),
            "issuedOn": "2024-03-31T10:00:00Z",
            "verification": { "type": "HostedBadge" },
        });
        self.documents.insert(id, assertion.clone());
        assertion
    }

    /// As `--documents` takes them.
    fn index(&self, folder: &Path) -> PathBuf {
        let mut index = BTreeMap::new();
        for (number, (url, document)) in self.documents.iter().enumerate() {
            let file = format!("document-{number}.json");
            fs::write(folder.join(&file), document.to_string()).unwrap();
            index.insert(url, file);
        }
        let path = folder.join("index.json");
        fs::write(&path, json!(index).to_string()).unwrap();
        path
    }
}

fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest[..20]
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn baked(assertion: &Value) -> Vec<u8> {
    bake(&image(), Keyword::OpenBadges, &assertion.to_string()).unwrap()
}

/// An installation, and a folder beside it.
struct Story {
    test: TestDatabase,
    folder: TempDir,
}

impl Story {
    async fn begin() -> Self {
        Self {
            test: database().await,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn pool(&self) -> &PgPool {
        &self.test.database.app
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    async fn territoire(&self, words: &[&str]) -> Output {
        // The words of a command come first, then where the installation lives.
        let options = words.iter().position(|word| {
            *word == "import" || word.starts_with("re") || word.starts_with("ach")
        });
        let (command, rest) = words.split_at(options.map_or(1, |place| place + 1));
        Command::new(env!("CARGO_BIN_EXE_territoire"))
            .args(command)
            .arg("--data-dir")
            .arg(self.folder.path().join("data"))
            .args(rest)
            .env("DATABASE_URL", self.test.url())
            .env("TERRITOIRE_LOOPBACK_ONLY", "1")
            .output()
            .await
            .unwrap()
    }

    /// An import's report and exit status.
    async fn import(&self, words: &[&str]) -> (Value, i32) {
        let output = self
            .territoire(&[&["import", "--json"], words].concat())
            .await;
        let told = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        (told, output.status.code().unwrap())
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(self.pool())
            .await
            .unwrap()
    }

    async fn recognise(&self, issuer: &str) {
        sqlx::query(
            "insert into network.recognised_issuer (network_id, issuer_uri, since)
             select id, $1, '2024-01-01' from network.network limit 1",
        )
        .bind(issuer)
        .execute(self.pool())
        .await
        .unwrap();
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Outcome and codes of each line, by the last part of its name.
fn lines(report: &Value) -> BTreeMap<String, (String, Vec<String>)> {
    let lines = report["badges"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let name = line["name"].as_str().unwrap();
            let name = name.rsplit(['/', '›']).next().unwrap().trim();
            let codes = line["codes"].as_array().unwrap().iter();
            let codes = codes
                .map(|code| code.as_str().unwrap().to_owned())
                .collect();
            (
                name.to_owned(),
                (line["outcome"].as_str().unwrap().to_owned(), codes),
            )
        })
        .collect()
}

fn totals(report: &Value) -> [u64; 4] {
    ["kept", "changed", "impossible", "already"].map(|what| report[what].as_u64().unwrap())
}

#[tokio::test]
async fn a_passports_zip_comes_in_and_the_same_again_is_kept_once() {
    let story = Story::begin().await;
    let mut platform = Platform::at(FACTORY);
    let plain = platform.award(1, "zoe@example.org");
    let mut altered = platform.award(2, "zoe@example.org");
    altered["narrative"] = json!("ajouté après coup");
    let unpublished = platform.award(3, "zoe@example.org");
    let gone = unpublished["id"].as_str().unwrap().to_owned();
    platform.documents.remove(&gone);
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>";
    let drawn = platform.award(4, "zoe@example.org").to_string();
    let files = Files::from([
        ("badges/un.png".to_owned(), baked(&plain)),
        ("badges/deux.png".to_owned(), baked(&altered)),
        ("badges/trois.png".to_owned(), baked(&unpublished)),
        (
            "badges/quatre.svg".to_owned(),
            svg::bake(picture, Keyword::OpenBadges, &drawn)
                .unwrap()
                .into_bytes(),
        ),
        ("badges/photo.png".to_owned(), image()),
        ("lisez-moi.txt".to_owned(), b"Vos badges".to_vec()),
    ]);
    let archive = story.file("passeport.zip", zip(&files).unwrap());
    let index = platform.index(story.folder.path());
    let words = [
        "--documents",
        path(&index),
        "--recipient",
        "Zoe@example.org",
        path(&archive),
    ];
    let (report, status) = story.import(&words).await;
    assert_eq!(status, 1, "{report:#}");
    assert_eq!(totals(&report), [0, 4, 2, 0], "{report:#}");
    let found = lines(&report);
    let always = [
        "issuer_unknown",
        "competence_to_confirm",
        "recipient_not_confirmed",
    ];
    assert_eq!(
        found["un.png"],
        ("changed".to_owned(), always.map(str::to_owned).to_vec())
    );
    assert_eq!(found["deux.png"].1[0], "hosted_document");
    assert_eq!(found["trois.png"].1[0], "unproven");
    assert_eq!(found["quatre.svg"].1, always);
    let none = ("impossible".to_owned(), vec!["not_a_badge".to_owned()]);
    assert_eq!(found["photo.png"], none);
    assert_eq!(found["lisez-moi.txt"], none);
    let theirs = "select count(*) from passport.credential join account.address on address.email = credential.address
                  where address.email = 'zoe@example.org'";
    assert_eq!(story.number(theirs).await, 4);

    let rows = "select (select count(*) from passport.credential) + (select count(*) from passport.original)
                     + (select count(*) from issuing.achievement where network_id is null)
                     + (select count(*) from issuing.proposal) + (select count(*) from account.holder)";
    let before = story.number(rows).await;
    let (report, status) = story.import(&words).await;
    assert_eq!((totals(&report), status), ([0, 4, 2, 4], 1));
    assert_eq!(story.number(rows).await, before, "nothing is kept twice");

    // The same for people: one line a badge, then the totals.
    let output = story.territoire(&[&["import"], &words[..]].concat()).await;
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("0 gardé, 4 changés, 2 impossibles"), "{told}");
    assert!(told.contains("4 étaient déjà là"), "{told}");
    assert!(told.contains("Ce fichier n’est pas un badge"), "{told}");
    assert!(!told.contains("example.org"), "{told}");
    story.test.drop().await;
}

#[tokio::test]
async fn once_reviewed_recognised_and_confirmed_a_badge_is_kept_as_it_was() {
    let story = Story::begin().await;
    let mut platform = Platform::at(FACTORY);
    let badge = story.file("un.png", baked(&platform.award(1, "zoe@example.org")));
    let index = platform.index(story.folder.path());
    let words = [
        "--documents",
        path(&index),
        "--recipient",
        "zoe@example.org",
        path(&badge),
    ];
    story.import(&words).await;
    story.recognise(&platform.issuer()).await;
    sqlx::query("update account.address set confirmed_at = now()")
        .execute(story.pool())
        .await
        .unwrap();

    let listed = story
        .territoire(&["admin", "achievements", "--waiting", "--json"])
        .await;
    let waiting: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(waiting["uri"], platform.class());
    let reasons: Vec<&str> = waiting["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|proposal| proposal["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["esco", "title"]);
    let competence = waiting["proposals"][0]["competence"].as_str().unwrap();
    let level = waiting["proposals"][1]["level"].to_string();

    for (words, status) in [
        (vec!["--competence", "no-such-thing"], 2),
        (vec!["--competence", competence, "--level", &level], 0),
        (vec!["--competence", competence, "--level", &level], 0),
        (vec!["--competence", competence, "--none"], 2),
        (vec![], 2),
    ] {
        let class = platform.class();
        let all = [&["admin", "review"], &words[..], &[class.as_str()]].concat();
        let output = story.territoire(&all).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{words:?}: {said}");
    }
    let nobody = story
        .territoire(&["admin", "review", "--none", "https://nobody.example/1"])
        .await;
    assert_eq!(nobody.status.code(), Some(2));
    let listed = story
        .territoire(&["admin", "achievements", "--waiting", "--json"])
        .await;
    assert!(listed.stdout.is_empty());
    let listed = story.territoire(&["admin", "achievements"]).await;
    let told = String::from_utf8(listed.stdout).unwrap();
    assert!(
        told.contains(&format!("{competence}, level {level}")),
        "{told}"
    );

    // The issuer's standing is looked at when a badge comes in anew.
    sqlx::query("delete from passport.credential")
        .execute(story.pool())
        .await
        .unwrap();
    let (report, status) = story.import(&words).await;
    assert_eq!((totals(&report), status), ([1, 0, 0, 0], 0), "{report:#}");
    story.test.drop().await;
}

#[tokio::test]
async fn a_factorys_table_is_proved_row_by_row_or_its_rows_are_impossible() {
    let story = Story::begin().await;
    let mut platform = Platform::at(FACTORY);
    let zoe = platform.award(1, "zoe@example.org");
    let eve = platform.award(2, "eve@example.org");
    let ada = platform.award(3, "ada@example.org");
    let max = platform.award(4, "max@example.org");
    story.file("export/images/a.png", baked(&zoe));
    story.file("export/images/b.png", baked(&ada));
    let name = "Animer un atelier (niveau 2)";
    let eve = eve["id"].as_str().unwrap();
    let max = max["id"].as_str().unwrap();
    let table = format!(
        "Pr\u{e9}nom;E-mail;Badge;Date d'\u{e9}mission;Lien\n\
         Zo\u{e9};zoe@example.org;{name};31/03/2024;\n\
         Zo\u{e9};zoe@example.org;Un autre badge;31/03/2024;\n\
         \u{c8}ve;eve@example.org;{name};31/03/2024;{eve}.html\n\
         Lou;lou@example.org;{name};31/03/2024;{max}\n\
         Tom;tom@example.org;=Formule;31/03/2024;{FACTORY}/v1/assertion/0\n\
         Ada;ada@example.org;{name};01/04/2024;\n"
    );
    let latin: Vec<u8> = table.chars().map(|c| u8::try_from(c).unwrap()).collect();
    story.file("export/emis.csv", latin);
    let index = platform.index(story.folder.path());
    let export = story.folder.path().join("export");
    let kept_report = story.folder.path().join("rapport.csv");
    let words = [
        "--documents",
        path(&index),
        "--report",
        path(&kept_report),
        path(&export),
    ];
    let (report, status) = story.import(&words).await;
    assert_eq!(status, 1);
    assert_eq!(totals(&report), [0, 3, 3, 0], "{report:#}");
    let found = lines(&report);
    assert_eq!(found["a.png"].0, "changed");
    assert_eq!(
        found["b.png"].0, "changed",
        "its day is that of another zone"
    );
    assert_eq!(
        found["emis.csv, ligne 4"].0, "changed",
        "its address proves it"
    );
    for (line, code) in [
        ("emis.csv, ligne 3", "no_proof"),
        ("emis.csv, ligne 5", "recipient_mismatch"),
        ("emis.csv, ligne 6", "out_of_reach"),
    ] {
        assert_eq!(
            found[line],
            ("impossible".to_owned(), vec![code.to_owned()]),
            "{line}"
        );
    }
    assert!(
        !report.to_string().contains("example.org\""),
        "no address on a screen"
    );
    let owners =
        "select count(distinct address) from passport.credential where recipient = 'confirmed'";
    assert_eq!(story.number(owners).await, 3);

    // What the organisation awards again stands in its own file, with nothing that a spreadsheet would run.
    let kept = fs::read_to_string(&kept_report).unwrap();
    let row = |line: &str| {
        kept.lines()
            .find(|row| row.contains(line))
            .unwrap()
            .to_owned()
    };
    assert!(
        row("ligne 3").contains("zoe@example.org") && row("ligne 3").contains("Un autre badge")
    );
    assert!(row("ligne 3").contains("Pas de signature ni d’adresse"));
    assert!(row("ligne 6").contains("'=Formule"));
    assert!(!row("ligne 4").contains('@'));
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&kept_report).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);

    let (report, _) = story.import(&["--offline", path(&export)]).await;
    let found = lines(&report);
    assert_eq!(found["emis.csv, ligne 4"].1, ["offline"]);
    assert_eq!(found["emis.csv, ligne 3"].1, ["no_proof"]);
    assert_eq!(report["already"], 2);
    story.test.drop().await;
}

/// Requests that a platform was sent, and what it answers.
type Asked = (Arc<Mutex<Vec<String>>>, Arc<BTreeMap<String, Value>>);

async fn answer(State((asked, documents)): State<Asked>, request: Request) -> impl IntoResponse {
    let path = request.uri().to_string();
    asked.lock().unwrap().push(path.clone());
    match documents.get(&path) {
        Some(document) => (axum::http::StatusCode::OK, document.to_string()),
        None => (axum::http::StatusCode::NOT_FOUND, String::new()),
    }
}

#[tokio::test]
async fn online_an_address_is_asked_behind_the_guard_and_each_document_once() {
    let story = Story::begin().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let mut platform = Platform::at(&base);
    let mut table = String::from("recipient\turl\n");
    for number in 0..20 {
        let email = format!("titulaire-{number}@example.org");
        let assertion = platform.award(number, &email);
        table = format!("{table}{email}\t{}\n", assertion["id"].as_str().unwrap());
    }
    // Inside of a network, or no document: never asked, or of no use.
    table.push_str("a@example.org\thttp://10.0.0.1/v1/assertion/1\n");
    table = format!("{table}a@example.org\t{base}/v1/nothing\n");
    let documents = platform.documents.iter();
    let documents = documents.map(|(url, document)| (url.replace(&base, ""), document.clone()));
    let asked: Asked = (Arc::default(), Arc::new(documents.collect()));
    let server = Router::new().fallback(answer).with_state(asked.clone());
    let server = tokio::spawn(async move { axum::serve(listener, server).await });

    let table = story.file("emis.tsv", table);
    let (report, status) = story.import(&[path(&table)]).await;
    assert_eq!((totals(&report), status), ([0, 20, 2, 0], 1), "{report:#}");
    let found = lines(&report);
    assert_eq!(found["emis.tsv, ligne 22"].1, ["out_of_reach"]);
    assert_eq!(found["emis.tsv, ligne 23"].1, ["out_of_reach"]);
    let paths = asked.0.lock().unwrap().clone();
    let class = paths
        .iter()
        .filter(|path| path.starts_with("/v1/badge/"))
        .count();
    assert!(class < 4, "once, or once a thread: {class}");
    let assertion = format!("/v1/assertion/{}", hex(&[7]));
    assert!(
        paths.iter().filter(|path| **path == assertion).count() == 1,
        "{paths:?}"
    );
    server.abort();
    story.test.drop().await;
}

#[tokio::test]
async fn hostile_zips_are_answered_line_by_line() {
    let story = Story::begin().await;
    let mut platform = Platform::at(FACTORY);
    let good = baked(&platform.award(1, "zoe@example.org"));
    let index = platform.index(story.folder.path());
    let single =
        |name: &str, bytes: Vec<u8>| zip(&Files::from([(name.to_owned(), bytes)])).unwrap();

    let mut locked = single("secret.png", good.clone());
    let central = locked
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .unwrap();
    locked[6] |= 1;
    locked[central + 8] |= 1;
    let mut damaged = single("abime.png", good.clone());
    damaged[60] ^= 0xff;
    let mut many = Files::new();
    for number in 0..10_001 {
        many.insert(format!("{number}.png"), Vec::new());
    }
    let swollen = single("bombe.svg", vec![0; 8 * 1024 * 1024]);
    assert!(swollen.len() < 100_000);
    let files = [
        story.file("z/1-chiffre.zip", locked),
        story.file("z/2-abime.zip", damaged),
        story.file("z/3-tronque.zip", &single("a.png", good.clone())[..60]),
        story.file(
            "z/4-poupee.zip",
            single("dedans.zip", single("a.png", good.clone())),
        ),
        story.file("z/5-foule.zip", zip(&many).unwrap()),
        story.file("z/6-bombe.zip", swollen),
        story.file(
            "z/7-chemin.zip",
            single("../../../tmp/evade.png", good.clone()),
        ),
        story.file(
            "z/8-tableau.zip",
            single("villes.csv", b"ville;habitants\nBlois;1\n".to_vec()),
        ),
    ];
    let folder = files[0].parent().unwrap();
    let (report, status) = story
        .import(&["--documents", path(&index), path(folder)])
        .await;
    assert_eq!((totals(&report), status), ([0, 1, 7, 0], 1), "{report:#}");
    let found = lines(&report);
    for (name, code) in [
        ("secret.png", "encrypted"),
        ("abime.png", "unreadable"),
        ("3-tronque.zip", "damaged_archive"),
        ("dedans.zip", "nested_archive"),
        ("5-foule.zip", "too_many_files"),
        ("bombe.svg", "too_large"),
        ("villes.csv", "unknown_table"),
    ] {
        assert_eq!(found[name].1, [code], "{name}");
    }
    assert_eq!(found["evade.png"].0, "changed");
    assert!(!Path::new("/tmp/evade.png").exists());
    story.test.drop().await;
}

#[tokio::test]
async fn what_cannot_be_begun_is_told_in_one_line() {
    let story = Story::begin().await;
    let empty = story.folder.path().join("vide");
    fs::create_dir(&empty).unwrap();
    let badge = story.file("a.png", image());
    for words in [
        vec!["/nowhere/at-all"],
        vec![path(&empty)],
        vec!["--recipient", "nobody", path(&badge)],
        vec!["--documents", "/nowhere.json", path(&badge)],
    ] {
        let output = story.territoire(&[&["import"], &words[..]].concat()).await;
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    story.test.drop().await;
}

#[tokio::test]
async fn a_holder_brings_only_what_was_given_to_their_own_addresses() {
    let story = Story::begin().await;
    let pool = story.pool();
    let signers = signers(pool, today()).await;
    let passport = signers.passport(pool, false).await;
    let badge = |email| {
        signers.png(&Award {
            email,
            ..Award::default()
        })
    };
    let first = passport
        .ingest(badge("ada@example.org"), claim("ada@example.org"))
        .await
        .unwrap();
    assert!(matches!(first.outcome, Outcome::Kept { .. }));
    let holder: uuid::Uuid = sqlx::query_scalar("select id from account.holder")
        .fetch_one(pool)
        .await
        .unwrap();
    let uploads = || {
        let own = badge("ada@example.org");
        let files = Files::from([
            ("a.png".to_owned(), own.clone()),
            ("b.png".to_owned(), own),
            ("c.png".to_owned(), badge("ida@example.org")),
        ]);
        vec![
            Upload {
                name: "mes-badges.zip".to_owned(),
                source: Source::Bytes(zip(&files).unwrap()),
            },
            Upload {
                name: "d.json".to_owned(),
                source: Source::Bytes(b"{}".to_vec()),
            },
        ]
    };
    // Nobody has shown yet that the address is theirs.
    let report = of_holder(&passport, holder, uploads()).await.unwrap();
    assert_eq!(report.totals().impossible, 4);

    sqlx::query("update account.address set confirmed_at = now()")
        .execute(pool)
        .await
        .unwrap();
    let report = of_holder(&passport, holder, uploads()).await.unwrap();
    let fates: Vec<_> = report
        .lines
        .iter()
        .map(|line| (&line.fate, line.already))
        .collect();
    assert!(matches!(fates[0], (Fate::Kept, false)), "{fates:?}");
    assert!(
        matches!(fates[1], (Fate::Kept, true)),
        "the same file twice is one badge: {fates:?}"
    );
    let reason = |fate: &Fate| match fate {
        Fate::Impossible(refusal) => Some(refusal.reason),
        _ => None,
    };
    assert_eq!(reason(fates[2].0), Some(Reason::NotYours));
    assert_eq!(reason(fates[3].0), Some(Reason::NotABadge));
    let theirs = story
        .number("select count(*) from passport.credential where holder_id is not null")
        .await;
    assert_eq!(theirs, 2);
    assert_eq!(story.number("select count(*) from account.holder").await, 1);
    story.test.drop().await;
}
