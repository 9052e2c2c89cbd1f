//! Awards of our own organisations: believed while they stand, and no longer than that.

#[path = "support/badges.rs"]
mod badges;
mod support;

use std::collections::HashSet;
use std::sync::Arc;

use badges::{desk, signers};
use chrono::TimeDelta;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use support::{database, today};
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::issuing::assertions::{self, Hosted};
use territoire_apprenant::issuing::forms::{Form, Forms};
use territoire_apprenant::issuing::pictures::{self, SetError};
use territoire_apprenant::issuing::published::{self, OwnDocuments, own_documents};
use territoire_apprenant::issuing::service::{Desk, IssuingError, import};
use territoire_apprenant::issuing::{NewAward, artwork};
use territoire_apprenant::jobs::{NewJob, Worker, enqueue};
use territoire_apprenant::network::framework::Framework;
use territoire_apprenant::network::keys::{self, DrawKeys};
use territoire_apprenant::network::{issuer_list, service as network};
use territoire_apprenant::openbadges::issue::{Level, ob2};
use territoire_apprenant::openbadges::{Documents, OutOfReach, Question, svg, verify};
use territoire_apprenant::passport::Verifier;

fn award(level: u8, email: &str) -> NewAward {
    NewAward {
        organisation: "universite-de-tours".to_owned(),
        achievement: "realiser-une-activite-de-logistique".to_owned(),
        level: Level::try_from(level).unwrap(),
        email: email.to_owned(),
        awarded_at: "2026-03-11T10:00:00Z".parse().unwrap(),
        valid_until: None,
    }
}

#[tokio::test]
async fn a_server_that_runs_over_new_year_goes_on_signing() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let pool = &test.database.app;
    let draw = async |at: &str| {
        let clock = Arc::new(FixedClock::at(at.parse().unwrap()));
        let drawer = DrawKeys {
            pool: pool.clone(),
            clock: clock.clone(),
            master: signers.master.clone(),
            base: signers.base.clone(),
        };
        let worker = Worker::new(pool.clone(), clock).every(TimeDelta::hours(6), Arc::new(drawer));
        let job = NewJob {
            kind: "network.keys",
            payload: json!({}),
            unique_key: None,
            run_at: at.parse().unwrap(),
        };
        let mut connection = pool.acquire().await.unwrap();
        assert!(enqueue(&mut connection, &job, job.run_at).await.unwrap());
        assert!(worker.drain().await.unwrap().done > 0);
        keys::published(pool, None).await.unwrap().len()
    };
    let organisations = network::organisations(pool).await.unwrap().len();
    assert_eq!(
        draw("2026-11-30T12:00:00Z").await,
        organisations,
        "too early"
    );
    assert_eq!(draw("2026-12-15T12:00:00Z").await, 2 * organisations);
    assert_eq!(
        draw("2026-12-16T12:00:00Z").await,
        2 * organisations,
        "once"
    );

    let midnight = "2027-01-01T00:00:00Z".parse().unwrap();
    desk(pool, &signers).await;
    let desk = Desk::open(pool, &signers.base, &signers.master, midnight).await;
    let new = NewAward {
        awarded_at: midnight,
        ..award(1, "ada@example.org")
    };
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let clock = FixedClock::at(midnight);
    let issued = desk.unwrap().award(&[new], &clock, &mut rng).await.unwrap();
    assert!(issued[0].document.contains("#cle-2027\""));
    let verifier = Verifier::own(&test.database.public, &signers.base)
        .await
        .unwrap();
    let question = Question {
        recipient: Some("ada@example.org"),
        at: midnight,
        documents: &*verifier.documents,
        trust: &verifier.trust,
    };
    let verified = verify(issued[0].document.as_bytes(), &question).unwrap();
    assert_eq!(verified.report().authentic.as_str(), "yes");
    assert_eq!(verified.report().current.as_str(), "yes");
    let mut tx = pool.begin().await.unwrap();
    let lists =
        issuer_list::sign_changed(&mut tx, &signers.base, &signers.master, &clock, &mut rng);
    assert_eq!(lists.await.unwrap(), 0, "what did not change stays signed");
    drop(tx);
    test.drop().await;
}

#[tokio::test]
async fn an_award_gets_four_good_answers_until_it_is_revoked() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let clock = FixedClock::at(today());
    let desk = desk(&test.database.app, &signers).await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let issued = desk
        .award(
            &[award(3, "ada@example.org"), award(1, "ida@example.org")],
            &clock,
            &mut rng,
        )
        .await
        .unwrap();
    let answers = async |image: &[u8], email: &str| {
        let verifier = Verifier::own(&test.database.public, &signers.base)
            .await
            .unwrap();
        let question = Question {
            recipient: Some(email),
            at: today(),
            documents: &*verifier.documents,
            trust: &verifier.trust,
        };
        let verified = verify(image, &question).unwrap();
        let report = verified.report();
        (
            [
                report.authentic.as_str(),
                report.current.as_str(),
                report.issuer.as_str(),
                report.recipient.as_str(),
            ],
            verified.level(),
        )
    };
    let good = ["yes", "yes", "recognised", "confirmed"];
    assert_eq!(
        answers(&issued[0].image, "Ada@example.org").await,
        (good, Some(3))
    );
    assert_eq!(
        answers(issued[1].document.as_bytes(), "ida@example.org").await,
        (good, Some(1))
    );
    assert_eq!(
        answers(issued[0].assertion.as_bytes(), "ada@example.org")
            .await
            .0,
        good,
        "the same award as Open Badges 2.0"
    );
    assert!(!issued[0].document.contains("ada@example.org"));

    desk.revoke(&issued[0].credential_uri, "Erreur de personne", &clock)
        .await
        .unwrap();
    assert_eq!(
        answers(&issued[0].image, "ada@example.org").await.0[1],
        "revoked"
    );
    assert_eq!(
        answers(issued[0].assertion.as_bytes(), "ada@example.org")
            .await
            .0[1],
        "revoked",
        "in both forms"
    );
    assert_eq!(
        answers(&issued[1].image, "ida@example.org").await.0,
        good,
        "its neighbour stands"
    );
    assert_eq!(
        answers(issued[1].assertion.as_bytes(), "ida@example.org")
            .await
            .0,
        good
    );
    let again = desk
        .revoke(&issued[0].credential_uri, "encore", &clock)
        .await;
    assert!(again.is_err(), "once is enough");
    let missing = desk.revoke("urn:uuid:0", "rien", &clock).await;
    assert!(missing.is_err());
    test.drop().await;
}

#[tokio::test]
async fn indexes_are_given_once_at_random_and_a_refused_batch_awards_nothing() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let clock = FixedClock::at(today());
    let desk = desk(&test.database.app, &signers).await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let many: Vec<NewAward> = (0..60)
        .map(|n| award(1, &format!("p{n}@example.org")))
        .collect();
    for _ in 0..2 {
        desk.award(&many, &clock, &mut rng).await.unwrap();
    }
    let indexes: Vec<i32> =
        sqlx::query_scalar("select status_index from issuing.award order by status_index")
            .fetch_all(&test.database.app)
            .await
            .unwrap();
    assert_eq!(indexes.len(), 120);
    assert_eq!(indexes.iter().collect::<HashSet<_>>().len(), 120);
    assert!(indexes[119] - indexes[0] > 60_000, "spread over the list");

    let mut bad = many[..3].to_vec();
    bad[2].achievement = "inconnu".to_owned();
    assert!(desk.award(&bad, &clock, &mut rng).await.is_err());
    let kept: i64 = sqlx::query_scalar("select count(*) from issuing.award")
        .fetch_one(&test.database.app)
        .await
        .unwrap();
    assert_eq!(kept, 120);
    test.drop().await;
}

#[tokio::test]
async fn the_framework_is_imported_once_with_the_seven_of_tours() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let clock = FixedClock::at(today());
    let framework = Framework::read().unwrap();
    for _ in 0..2 {
        import(&test.database.app, &framework, &signers.base, &clock)
            .await
            .unwrap();
    }
    let names: Vec<String> =
        sqlx::query_scalar("select name from issuing.achievement where reviewed_at is not null")
            .fetch_all(&test.database.app)
            .await
            .unwrap();
    assert_eq!(names.len(), framework.achievements.len());
    assert!(names.len() >= 40);
    for name in [
        "Accueillir et guider un public",
        "Communiquer à l'oral",
        "Créer un réseau de partenaires",
        "Faire aboutir des revendications",
        "Rechercher des partenaires",
        "Réaliser une activité de logistique",
        "Concevoir une communication graphique",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    let documents = own_documents(&test.database.public, &signers.base).await;
    assert!(documents.is_ok(), "the public door is enough to verify");
    test.drop().await;
}

#[tokio::test]
async fn an_organisation_s_own_picture_is_what_its_badges_are_baked_into() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let clock = FixedClock::at(today());
    let pool = &test.database.app;
    let desk = desk(pool, &signers).await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut picture = async |level| {
        let awards = [award(level, "ada@example.org")];
        let issued = desk.award(&awards, &clock, &mut rng).await.unwrap();
        pixels(&issued[0].image)
    };
    let drawn = picture(1).await;
    let photograph = include_bytes!("support/photograph.jpg");
    let badge = ("universite-de-tours", "realiser-une-activite-de-logistique");
    pictures::set(pool, &signers.base, badge, photograph, &clock)
        .await
        .unwrap();
    let own = [picture(1).await, picture(2).await];
    assert!(own[0] != drawn && own[0] != own[1], "the level is on it");
    let safe = artwork::safe_picture(photograph).unwrap();
    let marked = artwork::marked(&safe, Level::try_from(1).unwrap()).unwrap();
    assert_eq!(own[0], pixels(&marked));

    pictures::remove(pool, &signers.base, badge).await.unwrap();
    assert_eq!(picture(1).await, drawn);
    let again = pictures::remove(pool, &signers.base, badge).await;
    assert!(matches!(again, Err(SetError::NoPicture { .. })));
    for (badge, bytes) in [
        (("nobody", badge.1), &photograph[..]),
        ((badge.0, "nothing"), photograph),
        (badge, b"no picture"),
    ] {
        assert!(
            pictures::set(pool, &signers.base, badge, bytes, &clock)
                .await
                .is_err()
        );
    }
    test.drop().await;
}

fn pixels(image: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(image))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

#[tokio::test]
async fn a_hosted_assertion_stands_as_long_as_its_holder_wants() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let (app, public) = (&test.database.app, &test.database.public);
    let clock = FixedClock::at(today());
    let desk = desk(app, &signers).await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let awards = [award(3, "ada@example.org")];
    let issued = desk.award(&awards, &clock, &mut rng).await.unwrap();
    let base = &signers.base;
    let url = assertions::host(app, base, &issued[0].assertion, &clock, &mut rng)
        .await
        .unwrap();
    let again = assertions::host(app, base, &issued[0].assertion, &clock, &mut rng).await;
    assert_eq!(again.unwrap(), url, "one address an award");
    let token = url.strip_prefix(&base.url("/assertions/")).unwrap();
    assert_eq!(token.len(), 22, "128 random bits");
    let Some(Hosted::Stands(document)) = assertions::hosted(public, base, token).await.unwrap()
    else {
        panic!("it is published")
    };
    assert_eq!(document["verification"]["type"], "HostedBadge");
    assert!(!document.to_string().contains("ada@"));

    // Anyone who has the address can verify it: the document there is the truth.
    let own = own_documents(public, base).await.unwrap();
    let there = Layered(&own, &url, document.to_string());
    let verifier = Verifier::own(public, base).await.unwrap();
    let question = Question {
        recipient: Some("ada@example.org"),
        at: today(),
        documents: &there,
        trust: &verifier.trust,
    };
    let report = verify(document.to_string().as_bytes(), &question).unwrap();
    let report = report.report();
    assert_eq!(report.authentic.as_str(), "yes", "{report:?}");
    assert_eq!(report.recipient.as_str(), "confirmed");

    let listed = sqlx::query("select token from issuing.hosted_assertion");
    assert!(
        listed.fetch_all(public).await.is_err(),
        "none can be listed"
    );
    assert!(
        assertions::withdraw(app, &issued[0].credential_uri)
            .await
            .unwrap()
    );
    assert_eq!(assertions::hosted(public, base, token).await.unwrap(), None);
    let kept: i64 = sqlx::query_scalar("select count(*) from issuing.hosted_assertion")
        .fetch_one(app)
        .await
        .unwrap();
    assert_eq!(kept, 0, "without a trace");

    let url = assertions::host(app, base, &issued[0].assertion, &clock, &mut rng)
        .await
        .unwrap();
    let token = url.rsplit('/').next().unwrap();
    desk.revoke(&issued[0].credential_uri, "Erreur", &clock)
        .await
        .unwrap();
    let Some(Hosted::Revoked(said)) = assertions::hosted(public, base, token).await.unwrap() else {
        panic!("it is revoked")
    };
    assert_eq!(
        (&said["revoked"], &said["revocationReason"]),
        (&true.into(), &"Erreur".into())
    );
    assert!(said.get("recipient").is_none());
    assert!(
        assertions::host(app, base, &issued[0].assertion, &clock, &mut rng)
            .await
            .is_err()
    );
    test.drop().await;
}

#[tokio::test]
async fn each_award_names_the_picture_of_its_level() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let desk = desk(&test.database.app, &signers).await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let awards = [award(3, "ada@example.org")];
    let clock = FixedClock::at(today());
    let issued = desk.award(&awards, &clock, &mut rng).await.unwrap();
    let document: Value = serde_json::from_str(&issued[0].document).unwrap();
    let achievement = &document["credentialSubject"]["achievement"];
    let address = "http://localhost:4141/structures/universite-de-tours/badges/realiser-une-activite-de-logistique/niveau-3.png";
    for image in [&document["image"], &achievement["image"]] {
        assert_eq!(
            (&image["id"], &image["type"]),
            (&json!(address), &json!("Image"))
        );
        assert!(image["caption"].as_str().unwrap().starts_with("Réaliser"));
    }
    let served = published::class_picture(
        &test.database.public,
        &signers.base,
        "universite-de-tours",
        "realiser-une-activite-de-logistique",
        awards[0].level,
    );
    let served = served.await.unwrap().expect("it stands there");
    assert_eq!(
        pixels(&served),
        pixels(&issued[0].image),
        "the very picture"
    );
    test.drop().await;
}

/// The same award as one signed text and as a drawing: from its original, never from anything else.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_holder_gets_an_award_in_other_forms_from_its_original() {
    let test = database().await;
    let pool = &test.database.app;
    let signers = signers(pool, today()).await;
    let clock = FixedClock::at(today());
    let mut desk = desk(pool, &signers).await;
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let awards = [award(2, "ada@example.org"), award(1, "ida@example.org")];
    let issued = desk.award(&awards, &clock, &mut rng).await.unwrap();
    let original = issued[0].image.as_slice();
    let document: Value = serde_json::from_str(&issued[0].document).unwrap();

    let made = async |desk: &Desk, originals: &[&[u8]], form| {
        let forms = Forms::open(desk).await.unwrap();
        forms.make(originals, form, "holder", today()).await
    };
    let jwt = made(&desk, &[original], Form::Jwt).await.unwrap();
    let again = made(&desk, &[issued[0].document.as_bytes()], Form::Jwt).await;
    assert!(again.unwrap() == jwt, "the same text each time");
    let mut payload = ob2::payload(std::str::from_utf8(&jwt).unwrap()).unwrap();
    let payload = payload.as_object_mut().unwrap();
    let claims = ["iss", "sub", "jti", "nbf"].map(|claim| payload.remove(claim).unwrap());
    let since: chrono::DateTime<chrono::Utc> = "2026-03-11T10:00:00Z".parse().unwrap();
    assert_eq!(
        claims,
        [
            document["issuer"]["id"].clone(),
            document["credentialSubject"]["id"].clone(),
            document["id"].clone(),
            json!(since.timestamp()),
        ]
    );
    let mut said = document.clone();
    said.as_object_mut().unwrap().remove("proof");
    assert_eq!(Value::Object(payload.clone()), said, "to the letter");

    let drawing = made(&desk, &[original], Form::Svg).await.unwrap();
    let text = std::str::from_utf8(&drawing).unwrap();
    assert!(text.contains("<![CDATA[{") && text.contains("<title>Réaliser"));
    let both = svg::texts(text).unwrap();
    let both: Vec<&str> = both.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(both, [&issued[0].document, &issued[0].assertion]);

    // The organisation has a new key: the token is signed by that one, and its own picture is what is drawn.
    let later = FixedClock::at(today() + chrono::TimeDelta::hours(1));
    let slug = "universite-de-tours";
    keys::rotate(pool, slug, &signers.master, &later, &mut rng)
        .await
        .unwrap();
    let badge = (slug, "realiser-une-activite-de-logistique");
    let photograph = include_bytes!("support/photograph.jpg");
    pictures::set(pool, &signers.base, badge, photograph, &clock)
        .await
        .unwrap();
    let after = today() + chrono::TimeDelta::hours(2);
    desk = Desk::open(pool, &signers.base, &signers.master, after)
        .await
        .unwrap();
    let newer = made(&desk, &[original], Form::Jwt).await.unwrap();
    assert!(newer != jwt, "by the key in force");
    let own = made(&desk, &[original], Form::Svg).await.unwrap();
    assert!(String::from_utf8_lossy(&own).contains("data:image/png;base64,"));

    let verifier = Verifier::own(&test.database.public, &signers.base)
        .await
        .unwrap();
    for form in [&jwt, &newer, &drawing, &own] {
        let question = Question {
            recipient: Some("ada@example.org"),
            at: after,
            documents: &*verifier.documents,
            trust: &verifier.trust,
        };
        let verified = verify(form, &question).unwrap();
        let report = verified.report();
        let answers = [
            report.authentic.as_str(),
            report.current.as_str(),
            report.recipient.as_str(),
        ];
        assert_eq!(answers, ["yes", "yes", "confirmed"], "{:?}", report.checks);
        assert_eq!(verified.credential_uri(), issued[0].credential_uri);
    }
    let noted: Vec<(String, String)> =
        sqlx::query_as("select actor, detail ->> 'key' from audit.event where action = 'issuing.signed_as_jwt' order by seq")
            .fetch_all(pool)
            .await
            .unwrap();
    assert_eq!(noted.len(), 3, "each signature");
    assert!(noted.iter().all(|(actor, _)| actor == "holder"));
    assert!(noted[0].1.ends_with("#cle-2026") && noted[2].1.ends_with("#cle-2026-2"));

    // Nothing else is signed: an altered one, one that is no award, one that was taken back.
    let altered = issued[0].document.replace("logistique", "logistiqve");
    let unknown = signers.badge(&badges::Award::default()).to_string();
    for wrong in [
        altered.as_bytes(),
        unknown.as_bytes(),
        issued[0].assertion.as_bytes(),
        b"{}",
    ] {
        for form in Form::ALL {
            let refused = made(&desk, &[wrong], form).await;
            assert!(
                matches!(refused, Err(IssuingError::NoOriginal)),
                "{refused:?}"
            );
        }
    }
    desk.revoke(&issued[0].credential_uri, "Erreur", &clock)
        .await
        .unwrap();
    let refused = made(&desk, &[original], Form::Jwt).await;
    assert!(
        matches!(refused, Err(IssuingError::UnknownAward(_))),
        "{refused:?}"
    );
    let noted: i64 = sqlx::query_scalar(
        "select count(*) from audit.event where action = 'issuing.signed_as_jwt'",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    assert_eq!(noted, 3);
    test.drop().await;
}

/// Our own documents, and one more.
struct Layered<'a>(&'a OwnDocuments, &'a str, String);

impl Documents for Layered<'_> {
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        if url == self.1 {
            return Ok(self.2.clone().into_bytes());
        }
        self.0.document(url)
    }
}
