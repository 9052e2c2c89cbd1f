//! What 1EdTech asks of an Issuer, a Displayer and a Host, as far as it can be tried here; and the table that says so.

use std::path::{Path, PathBuf};

use axum::http::Method;
use chrono::TimeDelta;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use territoire_apprenant::issuing::NewAward;
use territoire_apprenant::openbadges::issue::Level;
use territoire_apprenant::openbadges::{Question, VerifiedCredential, verify};
use territoire_apprenant::passport::Verifier;

use crate::badges::{Award, desk};
use crate::schema::schema;
use crate::story::{READ, Story, UPSERT};

/// To whom 1EdTech's first test of issuers has a badge given.
const CONFORMANCE: &str = "conformance@imsglobal.org";

impl Story {
    /// The verdict of somebody who knows what this installation publishes, and nothing else.
    async fn verdict(&self, badge: &[u8], email: Option<&str>) -> VerifiedCredential {
        let public = &self.test.database.public;
        let verifier = Verifier::own(public, &self.signers.base)
            .await
            .expect("a verifier");
        let question = Question {
            recipient: email,
            at: self.signers.now,
            documents: &*verifier.documents,
            trust: &verifier.trust,
        };
        verify(badge, &question).expect("a badge")
    }

    async fn answers(&self, badge: &[u8], email: &str) -> [String; 4] {
        let verdict = self.verdict(badge, Some(email)).await;
        let report = verdict.report();
        [
            report.authentic.as_str(),
            report.current.as_str(),
            report.issuer.as_str(),
            report.recipient.as_str(),
        ]
        .map(str::to_owned)
    }

    /// The page that a viewer reads who shows a badge.
    async fn viewed(&self, badge: &[u8]) -> String {
        let mut body =
            b"--limit\r\nContent-Disposition: form-data; name=\"badge\"; filename=\"b\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(badge);
        body.extend_from_slice(b"\r\n--limit--\r\n");
        let headers = [
            ("content-type", "multipart/form-data; boundary=limit"),
            ("accept", "text/html"),
        ];
        let page = self
            .send(Method::POST, "/verifier?lang=en", &headers, body)
            .await;
        assert_eq!(page.status, 200);
        String::from_utf8(page.bytes).expect("a page")
    }
}

const GOOD: [&str; 4] = ["yes", "yes", "recognised", "confirmed"];

#[tokio::test]
async fn a_badge_for_the_conformance_address_is_valid() {
    let story = Story::begin().await;
    let badge = story.signers.badge(&Award {
        email: CONFORMANCE,
        ..Award::default()
    });
    assert_eq!(badge["proof"]["cryptosuite"], "eddsa-rdfc-2022");
    assert_eq!(badge["proof"]["type"], "DataIntegrityProof");
    let text = badge.to_string();
    assert!(!text.contains(CONFORMANCE), "the address is hashed");
    assert_eq!(story.answers(text.as_bytes(), CONFORMANCE).await, GOOD);
    schema("ob_v3p0_achievementcredential_schema.json", &badge);
    story.test.drop().await;
}

#[tokio::test]
async fn an_award_of_our_own_desk_is_valid_in_every_form() {
    let story = Story::begin().await;
    let desk = desk(&story.test.database.app, &story.signers).await;
    let award = NewAward {
        organisation: "universite-de-tours".to_owned(),
        achievement: "realiser-une-activite-de-logistique".to_owned(),
        level: Level::try_from(2).expect("a level"),
        email: CONFORMANCE.to_owned(),
        awarded_at: "2026-03-11T10:00:00Z".parse().expect("a date"),
        valid_until: None,
    };
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let issued = desk
        .award(&[award], &story.clock, &mut rng)
        .await
        .expect("awarded");
    let issued = &issued[0];
    for form in [
        &issued.image[..],
        issued.document.as_bytes(),
        issued.assertion.as_bytes(),
    ] {
        assert_eq!(story.answers(form, CONFORMANCE).await, GOOD);
    }
    let document: Value = serde_json::from_str(&issued.document).expect("JSON");
    assert_eq!(document["proof"]["cryptosuite"], "eddsa-rdfc-2022");
    schema("ob_v3p0_achievementcredential_schema.json", &document);
    story.test.drop().await;
}

#[tokio::test]
async fn every_term_of_a_badge_of_ours_is_defined() {
    let story = Story::begin().await;
    let mut badge = story.signers.badge(&Award::default());
    let [authentic, ..] = story
        .answers(badge.to_string().as_bytes(), "ada@example.org")
        .await;
    assert_eq!(authentic, "yes");
    // What no context defines is covered by no signature: had ours one, this would not tell.
    badge["credentialSubject"]["colour"] = json!("blue");
    let [authentic, ..] = story
        .answers(badge.to_string().as_bytes(), "ada@example.org")
        .await;
    assert_eq!(authentic, "no");
    story.test.drop().await;
}

#[tokio::test]
async fn a_viewer_tells_a_good_badge_from_an_expired_and_a_revoked_one() {
    let story = Story::begin().await;
    let desk = desk(&story.test.database.app, &story.signers).await;
    let award = |days: Option<i64>| NewAward {
        organisation: "universite-de-tours".to_owned(),
        achievement: "realiser-une-activite-de-logistique".to_owned(),
        level: Level::try_from(1).expect("a level"),
        email: CONFORMANCE.to_owned(),
        awarded_at: "2026-03-11T10:00:00Z".parse().expect("a date"),
        valid_until: days.map(|days| story.signers.now + TimeDelta::days(days)),
    };
    let mut rng = ChaCha20Rng::seed_from_u64(8);
    let awards = [award(None), award(Some(-3)), award(None)];
    let issued = desk
        .award(&awards, &story.clock, &mut rng)
        .await
        .expect("awarded");
    let revoked = &issued[2].credential_uri;
    desk.revoke(revoked, "Erreur de personne", &story.clock)
        .await
        .expect("revoked");
    for (badge, said) in issued.iter().zip(["In force", "Expired", "Withdrawn"]) {
        let page = story.viewed(&badge.image).await;
        let document: Value = serde_json::from_str(&badge.document).expect("JSON");
        let name = &document["credentialSubject"]["achievement"]["name"];
        let issuer = &document["issuer"]["name"];
        for shown in [name, issuer] {
            let shown = shown.as_str().expect("a name");
            assert!(page.contains(shown), "{shown}");
        }
        assert!(page.contains("11/03/2026"), "{page}");
        assert!(
            page.contains(&format!("<strong>{said}</strong>")),
            "{said}: {page}"
        );
    }
    story.test.drop().await;
}

#[tokio::test]
async fn what_the_api_returns_is_verified_by_whoever_reads_it() {
    let story = Story::begin().await;
    let token = story.token(&format!("{READ} {UPSERT}")).await;
    for level in 1..=3 {
        let badge = story.signers.json(&Award {
            level,
            ..Award::default()
        });
        assert_eq!(
            story
                .post_badge(&token, "application/json", badge)
                .await
                .status,
            201
        );
    }
    let page = story.get("/ims/ob/v3p0/credentials", &token).await.json();
    let returned = page["credential"].as_array().expect("an array");
    assert_eq!(returned.len(), 3);
    for badge in returned {
        let answers = story
            .answers(badge.to_string().as_bytes(), "ada@example.org")
            .await;
        assert_eq!(answers, GOOD);
        schema("ob_v3p0_achievementcredential_schema.json", badge);
    }
    story.test.drop().await;
}

/// The test functions that the sources of a program hold: `api::verifier::name` is in `tests/api/verifier.rs`, and what
/// is called `lib` stands beside the code.
fn exists(test: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (program, name) = test.split_once("::").expect("a program and a name");
    let name_alone = name.rsplit("::").next().expect("a name");
    let mut places: Vec<PathBuf> = if program == "lib" {
        vec![root.join("src")]
    } else {
        let module = name
            .strip_suffix(name_alone)
            .expect("it ends so")
            .trim_end_matches("::");
        let folder = root.join("tests").join(program);
        let file = if module.is_empty() { "main" } else { module };
        vec![
            folder.join(format!("{}.rs", file.replace("::", "/"))),
            root.join("tests").join(format!("{program}.rs")),
        ]
    };
    while let Some(place) = places.pop() {
        if let Ok(entries) = std::fs::read_dir(&place) {
            places.extend(entries.flatten().map(|entry| entry.path()));
        } else if let Ok(text) = std::fs::read_to_string(&place) {
            let is_test = |head: &str| {
                let mark = head.trim_end().trim_end_matches("async").trim_end();
                mark.ends_with("#[test]") || mark.ends_with("#[tokio::test]")
            };
            let named = format!("fn {name_alone}(");
            if text
                .match_indices(&named)
                .any(|(at, _)| is_test(&text[..at]))
            {
                return true;
            }
        }
    }
    false
}

#[test]
fn every_test_that_the_table_of_roles_names_exists() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/roles.csv");
    let mut table = csv::Reader::from_path(path).expect("the table");
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let tests: Vec<&str> = rows
        .iter()
        .flat_map(|row| row[4].split_whitespace())
        .collect();
    assert!(tests.len() > 40, "{}", tests.len());
    let missing: Vec<&str> = tests.into_iter().filter(|test| !exists(test)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(!exists("ob3_api::roles::nobody_wrote_this"));
    assert!(!exists("ob3_api::roles::exists"), "no test");
}

#[tokio::test]
async fn the_table_is_a_page_for_people() {
    let story = Story::begin().await;
    let headers = [("accept", "text/html")];
    let page = story
        .send(Method::GET, "/aide/conformite", &headers, "")
        .await;
    assert_eq!(page.status, 200);
    let page = String::from_utf8(page.bytes).expect("text");
    for said in ["<th scope=\"row\">", "<th scope=\"col\">", "lang=\"fr\""] {
        assert!(page.contains(said), "{said}");
    }
    assert!(
        page.contains("ecdsa-sd-2023"),
        "what is missing is said too"
    );
    let english = story
        .send(Method::GET, "/aide/conformite?lang=en", &headers, "")
        .await;
    let english = String::from_utf8(english.bytes).expect("text");
    assert!(english.contains("The recipient retrieves their badge."));
    assert!(english.contains("Not yet"));
    story.test.drop().await;
}
