//! Badges come in: verified, kept byte for byte, given to their holder, placed where a consent allows, or refused.

#[path = "support/badges.rs"]
mod badges;
mod support;

use chrono::TimeDelta;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use sqlx::PgPool;
use territoire_apprenant::account::AgeBand;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::issuing::{Issued, NewAward};
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::issue::{self, ob2};
use territoire_apprenant::openbadges::{NoDocuments, png};
use territoire_apprenant::passport::recheck::Recheck;
use territoire_apprenant::passport::service::{Handled, Passport};
use territoire_apprenant::passport::{
    Arrival, Claim, DemonstrationConsent, Outcome, Reason, Source,
};
use territoire_apprenant::presence::{Choice, Duration, Level, Place};

use badges::{Award, COMPETENCE, Signers, claim, desk, signers};
use support::{TestDatabase, database, today};

struct Story {
    test: TestDatabase,
    signers: Signers,
    passport: Passport,
}

impl Story {
    async fn begin(demonstration: bool) -> Self {
        let test = database().await;
        let signers = signers(&test.database.app, today()).await;
        let passport = signers.passport(&test.database.app, demonstration).await;
        Self {
            test,
            signers,
            passport,
        }
    }

    fn pool(&self) -> &PgPool {
        &self.test.database.app
    }

    async fn ingest(&self, badge: &[u8], claim: Claim) -> Handled {
        self.passport
            .ingest(badge.to_vec(), claim)
            .await
            .expect("the database keeps it")
    }

    async fn refused(&self, badge: &[u8], claim: Claim) -> (Reason, String) {
        let rows = self.rows().await;
        match self.ingest(badge, claim).await.outcome {
            Outcome::Refused(refusal) => {
                assert_eq!(self.rows().await, rows, "a refused badge writes nothing");
                (refusal.reason, refusal.detail)
            }
            outcome => panic!("{outcome:?}"),
        }
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(self.pool())
            .await
            .unwrap()
    }

    /// Rows of every table that ingestion may write to.
    async fn rows(&self) -> Vec<i64> {
        let mut rows = Vec::new();
        for sql in [
            "select count(*) from account.holder",
            "select count(*) from account.address",
            "select count(*) from issuing.achievement",
            "select count(*) from passport.original",
            "select count(*) from passport.credential",
            "select count(*) from presence.consent",
            "select count(*) from presence.visible_row",
            "select count(*) from jobs.job",
        ] {
            rows.push(self.number(sql).await);
        }
        rows
    }
}

fn consenting(email: &str, level: Level, place: Place, age_band: AgeBand) -> Claim {
    let consent = DemonstrationConsent {
        choice: Choice {
            level,
            place,
            duration: Duration::Six,
            text_version: "demonstration-1".to_owned(),
        },
        age_band,
    };
    Claim {
        consent: Some(consent),
        ..claim(email)
    }
}

fn blois(email: &str) -> Claim {
    consenting(
        email,
        Level::Counted,
        Place::Commune("41018".into()),
        AgeBand::Adult,
    )
}

#[tokio::test]
async fn a_badge_becomes_a_place_on_the_map_in_one_step() {
    let story = Story::begin(true).await;
    let badge = story.signers.png(&Award::default());
    let handled = story.ingest(&badge, blois("ada@example.org")).await;
    assert!(
        matches!(handled.outcome, Outcome::Kept { placed: true, .. }),
        "{handled:?}"
    );
    let (kept, media_type): (Vec<u8>, String) =
        sqlx::query_as("select bytes, media_type from passport.original")
            .fetch_one(story.pool())
            .await
            .unwrap();
    assert!(kept == badge, "byte for byte");
    assert_eq!(media_type, "image/png");
    let (competence, level, commune): (String, i16, String) =
        sqlx::query_as("select competence_code, level, commune_code from presence.visible_row")
            .fetch_one(story.pool())
            .await
            .unwrap();
    assert_eq!(
        (competence.as_str(), level, commune.as_str()),
        (COMPETENCE, 2, "41018")
    );
    let report: serde_json::Value = serde_json::from_str(&handled.report.unwrap()).unwrap();
    assert_eq!(report["authentic"], "yes");
    assert_eq!(report["issuer"], "recognised");
    assert_eq!(report["recipient"], "confirmed");
    assert!(
        !report.to_string().contains("sha256$"),
        "no hash in a report"
    );
    story.test.drop().await;
}

#[tokio::test]
async fn without_a_consent_it_is_kept_and_never_placed() {
    let story = Story::begin(true).await;
    let badge = story.signers.json(&Award::default());
    let handled = story.ingest(&badge, claim("ada@example.org")).await;
    assert!(matches!(
        handled.outcome,
        Outcome::Kept { placed: false, .. }
    ));
    assert_eq!(
        story.number("select count(*) from presence.presence").await,
        0
    );
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        0
    );
    story.test.drop().await;
}

/// Outside of the demonstration nobody consents for anybody.
#[tokio::test]
async fn a_real_person_is_invited_and_the_manifests_consent_is_not_heard() {
    let story = Story::begin(false).await;
    for _ in 0..2 {
        let badge = story.signers.json(&Award::default());
        let handled = story.ingest(&badge, blois("ada@example.org")).await;
        assert!(matches!(
            handled.outcome,
            Outcome::Kept { placed: false, .. }
        ));
    }
    assert_eq!(
        story.number("select count(*) from presence.consent").await,
        0
    );
    let confirmed = "select count(*) from account.address where confirmed_at is not null";
    assert_eq!(
        story.number(confirmed).await,
        0,
        "the address is still to be shown theirs"
    );
    let bands = "select count(*) from account.holder where age_band is not null";
    assert_eq!(story.number(bands).await, 0);
    let invited: Vec<(String, String)> = sqlx::query_as(
        "select kind, payload ->> 'holder' from jobs.job
         join account.address on address.holder_id::text = payload ->> 'holder'",
    )
    .fetch_all(story.pool())
    .await
    .unwrap();
    assert_eq!(invited.len(), 1, "once, for two badges");
    assert_eq!(invited[0].0, "presence.invite");
    story.test.drop().await;
}

#[tokio::test]
async fn the_same_badge_twice_is_one_badge_in_whatever_form() {
    let story = Story::begin(true).await;
    let document = story.signers.badge(&Award::default()).to_string();
    let Outcome::Kept { id, .. } = story
        .ingest(document.as_bytes(), claim("ada@example.org"))
        .await
        .outcome
    else {
        panic!("it is new");
    };
    let image = png::bake(
        &badges::image(),
        png::Keyword::OpenBadgeCredential,
        &document,
    )
    .unwrap();
    for again in [document.as_bytes(), &image] {
        let handled = story.ingest(again, claim("ada@example.org")).await;
        assert_eq!(handled.outcome, Outcome::AlreadyKept { id });
    }
    assert_eq!(
        story.number("select count(*) from passport.original").await,
        1
    );
    // A consent that comes with the second copy is heard, once.
    for _ in 0..2 {
        story.ingest(&image, blois("ada@example.org")).await;
    }
    assert_eq!(
        story.number("select count(*) from presence.consent").await,
        1
    );
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        1
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_badge_that_nobody_claimed_is_given_to_whom_it_names_later() {
    let story = Story::begin(true).await;
    let badge = story.signers.json(&Award::default());
    story.ingest(&badge, Claim::default()).await;
    assert_eq!(story.number("select count(*) from account.holder").await, 0);

    let stranger = story.refused(&badge, blois("ida@example.org")).await;
    assert_eq!(stranger.0, Reason::RecipientMismatch);

    let handled = story.ingest(&badge, blois("Ada@Example.org")).await;
    assert!(matches!(handled.outcome, Outcome::AlreadyKept { .. }));
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        1
    );
    let whose: String = sqlx::query_scalar("select address from passport.credential")
        .fetch_one(story.pool())
        .await
        .unwrap();
    assert_eq!(whose, "ada@example.org");
    story.test.drop().await;
}

/// A forged copy that came first, while nothing could be checked, does not keep the true badge out.
#[tokio::test]
async fn the_proven_badge_takes_the_place_of_one_that_could_not_be_checked() {
    let story = Story::begin(true).await;
    let mut forged = story.signers.badge(&Award::default());
    let genuine = forged.to_string();
    forged["validFrom"] = "2026-01-01T00:00:00Z".into();
    let mut offline = story.passport.clone();
    offline.verifier.documents = std::sync::Arc::new(territoire_apprenant::openbadges::NoDocuments);
    let handled = offline
        .ingest(forged.to_string().into_bytes(), blois("ada@example.org"))
        .await
        .unwrap();
    assert!(
        matches!(handled.outcome, Outcome::Kept { placed: false, .. }),
        "{handled:?}"
    );
    let handled = story
        .ingest(genuine.as_bytes(), claim("ada@example.org"))
        .await;
    assert!(matches!(handled.outcome, Outcome::AlreadyKept { .. }));
    let (bytes, authentic): (Vec<u8>, String) = sqlx::query_as(
        "select bytes, authentic from passport.credential join passport.original on sha256 = original",
    )
    .fetch_one(story.pool())
    .await
    .unwrap();
    assert!(bytes == genuine.as_bytes());
    assert_eq!(authentic, "yes");
    assert_eq!(
        story.number("select count(*) from passport.original").await,
        1
    );
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        1
    );

    let again = offline
        .ingest(forged.to_string().into_bytes(), blois("ada@example.org"))
        .await
        .unwrap();
    assert!(matches!(again.outcome, Outcome::AlreadyKept { .. }));
    let authentic: String = sqlx::query_scalar("select authentic from passport.credential")
        .fetch_one(story.pool())
        .await
        .unwrap();
    assert_eq!(authentic, "yes", "and never the other way round");
    story.test.drop().await;
}

#[tokio::test]
async fn each_refusal_has_its_reason() {
    let story = Story::begin(true).await;
    let badge = story.signers.json(&Award::default());
    let altered = String::from_utf8(badge.clone())
        .unwrap()
        .replace("Recevoir, comprendre", "Recevoir, comprendrf")
        .into_bytes();
    let image = story.signers.png(&Award::default());
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0];
    jpeg.extend(b"\0\x10JFIF\0");
    for (bytes, reason, words) in [
        (
            b"Bonjour".to_vec(),
            Reason::NotABadge,
            "neither an image nor",
        ),
        (Vec::new(), Reason::NotABadge, "empty"),
        (vec![0x89; 3 << 20], Reason::TooLarge, "2 MiB"),
        (
            image[..image.len() - 40].to_vec(),
            Reason::NotABadge,
            "image cannot be read",
        ),
        (jpeg, Reason::NotABadge, "JPEG images are not read"),
        (badges::image(), Reason::NotABadge, "no badge is baked"),
        (
            b"{\"a\":1}".to_vec(),
            Reason::NotABadge,
            "not an Open Badge",
        ),
        (altered, Reason::NotAuthentic, "signature does not match"),
    ] {
        let (found, detail) = story.refused(&bytes, claim("ada@example.org")).await;
        assert_eq!(found, reason, "{detail}");
        assert!(detail.contains(words), "{detail}");
    }
    let nowhere = consenting(
        "ada@example.org",
        Level::Counted,
        Place::Commune("99999".into()),
        AgeBand::Adult,
    );
    assert_eq!(story.refused(&badge, nowhere).await.0, Reason::UnknownPlace);
    story.test.drop().await;
}

#[tokio::test]
async fn an_expired_badge_and_one_of_an_unknown_issuer_are_kept_and_not_placed() {
    let story = Story::begin(true).await;
    let expired = Award {
        valid_until: Some(today() - TimeDelta::days(1)),
        ..Award::default()
    };
    let unreviewed = Award {
        achievement: Some("https://elsewhere.example/badges/1".to_owned()),
        ..Award::default()
    };
    for award in [expired, unreviewed] {
        let badge = story.signers.json(&award);
        let handled = story.ingest(&badge, blois("ada@example.org")).await;
        assert!(
            matches!(handled.outcome, Outcome::Kept { placed: false, .. }),
            "{handled:?}"
        );
    }
    let badge = story.signers.json(&Award::default());
    let mut stranger = story.passport.clone();
    stranger.verifier.trust = std::sync::Arc::default();
    let handled = stranger
        .ingest(badge, blois("ada@example.org"))
        .await
        .unwrap();
    assert!(matches!(
        handled.outcome,
        Outcome::Kept { placed: false, .. }
    ));
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        0
    );
    let current = "select count(*) from passport.credential where current = 'expired'";
    assert_eq!(story.number(current).await, 1);
    story.test.drop().await;
}

/// C3: what a band does not allow is kept and not placed; nothing says why.
#[tokio::test]
async fn a_consent_that_is_not_possible_leaves_the_badge_kept() {
    let story = Story::begin(true).await;
    for (email, level, band, placed) in [
        ("a@example.org", Level::Counted, AgeBand::Under15, false),
        (
            "b@example.org",
            Level::WithoutName,
            AgeBand::From15To17,
            false,
        ),
        ("c@example.org", Level::Counted, AgeBand::From15To17, true),
        ("d@example.org", Level::WithBadges, AgeBand::Adult, true),
    ] {
        let badge = story.signers.json(&Award {
            email,
            ..Award::default()
        });
        let claim = consenting(email, level, Place::Department("41".into()), band);
        let outcome = story.ingest(&badge, claim).await.outcome;
        assert!(
            matches!(outcome, Outcome::Kept { placed: found, .. } if found == placed),
            "{email}: {outcome:?}"
        );
    }
    story.test.drop().await;
}

/// What cannot be stored does not take its neighbours down.
#[tokio::test]
async fn one_badge_that_cannot_be_stored_is_refused_alone() {
    let story = Story::begin(true).await;
    sqlx::query("alter table passport.credential add constraint surprise check (level < 3)")
        .execute(&story.test.database.owner)
        .await
        .unwrap();
    let ordinary = Award::default;
    let long = Award {
        achievement: Some(format!("urn:{}", "x".repeat(3000))),
        ..ordinary()
    };
    let nul = Award {
        achievement: Some("urn:with-nul".to_owned()),
        name: "a\0b",
        ..ordinary()
    };
    let surprising = Award {
        level: 3,
        ..ordinary()
    };
    let arrivals = [ordinary(), long, nul, surprising, ordinary()]
        .iter()
        .map(|award| Arrival {
            name: None,
            source: Source::Bytes(story.signers.json(award)),
            claim: Ok(claim("ada@example.org")),
        })
        .collect();
    let judged = story.passport.judge(arrivals).await.unwrap();
    let handled = story.passport.keep(&judged, None).await.unwrap();
    let kept = handled
        .iter()
        .map(|handled| matches!(handled.outcome, Outcome::Kept { .. }));
    let kept: Vec<bool> = kept.collect();
    assert_eq!(kept, [true, false, true, false, true], "{handled:?}");
    for refused in [1, 3] {
        let outcome = &handled[refused].outcome;
        assert!(
            matches!(outcome, Outcome::Refused(refusal) if refusal.reason == Reason::Unusable),
            "{outcome:?}"
        );
    }
    assert_eq!(
        story.number("select count(*) from passport.original").await,
        3
    );
    story.test.drop().await;
}

/// Awards of the first organisation to Ada, in both forms, and a passport that knows their status lists.
async fn awarded(number: usize) -> (Story, Vec<Issued>) {
    let mut story = Story::begin(true).await;
    let desk = desk(story.pool(), &story.signers).await;
    let award = NewAward {
        organisation: story.signers.keys[0].organisation.slug.clone(),
        achievement: COMPETENCE.to_owned(),
        level: issue::Level::try_from(2).unwrap(),
        email: "ada@example.org".to_owned(),
        awarded_at: "2026-03-11T10:00:00Z".parse().unwrap(),
        valid_until: None,
    };
    let awards = vec![award; number];
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let clock = FixedClock::at(today());
    let issued = desk.award(&awards, &clock, &mut rng).await.unwrap();
    story.passport = story.signers.passport(story.pool(), true).await;
    (story, issued)
}

impl Story {
    /// Standard, current and level of the badge, and how many originals there are of it.
    async fn the_one_badge(&self) -> (String, String, i16, i64) {
        let badges = "select count(*) from passport.credential";
        assert_eq!(self.number(badges).await, 1, "one badge");
        sqlx::query_as(
            "select standard, current, level, (select count(*) from passport.original)
             from passport.credential",
        )
        .fetch_one(self.pool())
        .await
        .unwrap()
    }

    async fn look_again(&self, uri: &str) {
        let clock = std::sync::Arc::new(FixedClock::at(today()));
        let silence: territoire_apprenant::passport::recheck::Elsewhere =
            std::sync::Arc::new(|| std::sync::Arc::new(NoDocuments));
        let base = self.signers.base.clone();
        let recheck = Recheck::new(self.pool().clone(), clock, base, silence);
        recheck.badge(uri).await.unwrap();
    }
}

#[tokio::test]
async fn both_forms_of_an_award_are_one_badge_whichever_comes_first() {
    for order in [[0, 1], [1, 0]] {
        let (story, issued) = awarded(1).await;
        let forms = [&issued[0].document, &issued[0].assertion].map(String::as_bytes);
        let first = story
            .ingest(forms[order[0]], blois("ada@example.org"))
            .await;
        let Outcome::Kept { id, .. } = first.outcome else {
            panic!("{first:?}")
        };
        for _ in 0..2 {
            let second = story
                .ingest(forms[order[1]], claim("ada@example.org"))
                .await;
            assert_eq!(second.outcome, Outcome::AlreadyKept { id });
        }
        let stronger = ("OB 3.0".to_owned(), "yes".to_owned(), 2, 2);
        assert_eq!(story.the_one_badge().await, stronger, "{order:?}");
        let kept: Vec<Vec<u8>> = sqlx::query_scalar("select bytes from passport.original")
            .fetch_all(story.pool())
            .await
            .unwrap();
        assert!(
            forms
                .iter()
                .all(|form| kept.iter().any(|kept| kept == form))
        );
        let shown = "select count(*) from presence.visible_row where level = 2";
        assert_eq!(story.number(shown).await, 1);

        // Said by the older form's list alone, it reaches the badge all the same.
        sqlx::query("update issuing.award set revoked_at = $1, revoked_reason = 'Erreur'")
            .bind(today())
            .execute(story.pool())
            .await
            .unwrap();
        story.look_again(&issued[0].credential_uri).await;
        assert_eq!(story.the_one_badge().await.1, "revoked");
        assert_eq!(
            story
                .number("select count(*) from presence.visible_row")
                .await,
            0
        );
        story.test.drop().await;
    }
}

#[tokio::test]
async fn both_forms_in_one_batch_and_one_that_nobody_claimed_are_one_badge() {
    let (story, issued) = awarded(1).await;
    let arrivals = |claims: [Claim; 2]| {
        let forms = [&issued[0].assertion, &issued[0].document];
        let arrivals = forms.iter().zip(claims).map(|(form, claim)| Arrival {
            name: None,
            source: Source::Bytes(form.as_bytes().to_vec()),
            claim: Ok(claim),
        });
        arrivals.collect::<Vec<_>>()
    };
    let judged = arrivals([claim("ada@example.org"), Claim::default()]);
    let judged = story.passport.judge(judged).await.unwrap();
    let handled = story.passport.keep(&judged, None).await.unwrap();
    assert!(
        matches!(handled[0].outcome, Outcome::Kept { .. }),
        "{handled:?}"
    );
    let stronger = ("OB 3.0".to_owned(), "yes".to_owned(), 2, 2);
    assert_eq!(story.the_one_badge().await, stronger);
    let whose = "select count(*) from passport.credential where recipient = 'confirmed' and address = 'ada@example.org'";
    assert_eq!(story.number(whose).await, 1, "it stays hers");
    story.test.drop().await;

    // Nobody's, then claimed with the weaker form: hers, and the stronger one still decides.
    let (story, issued) = awarded(1).await;
    story
        .ingest(issued[0].document.as_bytes(), Claim::default())
        .await;
    let ida = story
        .refused(issued[0].assertion.as_bytes(), claim("ida@example.org"))
        .await;
    assert_eq!(ida.0, Reason::RecipientMismatch);
    story
        .ingest(issued[0].assertion.as_bytes(), blois("ada@example.org"))
        .await;
    assert_eq!(story.the_one_badge().await, stronger);
    assert_eq!(story.number(whose).await, 1);
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        1
    );
    story.test.drop().await;
}

#[tokio::test]
async fn forms_that_come_at_the_same_time_meet_in_one_badge() {
    let (story, issued) = awarded(12).await;
    let mut coming = tokio::task::JoinSet::new();
    for issued in &issued {
        for form in [&issued.document, &issued.assertion, &issued.document] {
            let (passport, form) = (story.passport.clone(), form.clone().into_bytes());
            coming.spawn(async move { passport.ingest(form, claim("ada@example.org")).await });
        }
    }
    let mut kept = 0;
    while let Some(handled) = coming.join_next().await {
        let outcome = handled.unwrap().unwrap().outcome;
        kept += i32::from(matches!(outcome, Outcome::Kept { .. }));
    }
    assert_eq!(kept, 12, "each is new once");
    for (sql, expected) in [
        (
            "select count(*) from passport.credential where standard = 'OB 3.0' and level = 2",
            12,
        ),
        ("select count(*) from passport.credential", 12),
        (
            "select count(*) from passport.other_form where standard = 'OB 2.0'",
            12,
        ),
        ("select count(*) from passport.original", 24),
    ] {
        assert_eq!(story.number(sql).await, expected, "{sql}");
    }
    story.test.drop().await;
}

/// Who has no key of the organisation ties nothing to its awards; and the organisation itself ties no other person's.
#[tokio::test]
async fn a_strangers_badge_is_never_taken_for_a_form_of_ours() {
    let (story, issued) = awarded(1).await;
    let ours = story
        .ingest(issued[0].document.as_bytes(), claim("ada@example.org"))
        .await;
    let Outcome::Kept { id, .. } = ours.outcome else {
        panic!("{ours:?}")
    };
    let assertion = ob2::payload(&issued[0].assertion).unwrap();
    let [own, other] = [0, 1].map(|place| {
        let key = &story.signers.keys[place];
        LocalSigner::new(key.secret.clone(), key.verification_method.clone())
    });

    // In our name, with another's key.
    let forged = ob2::sign(&assertion, &other);
    let refused = story
        .refused(forged.as_bytes(), claim("ada@example.org"))
        .await;
    assert_eq!(refused.0, Reason::NotAuthentic);

    // Under the same identifier, by another organisation here: a badge of its own.
    let mut document: Value = serde_json::from_str(&issued[0].document).unwrap();
    document.as_object_mut().unwrap().remove("proof");
    document["issuer"]["id"] = story.signers.keys[1].organisation.issuer_uri.clone().into();
    document.as_object_mut().unwrap().remove("credentialStatus");
    let copied = sign(&document, Cryptosuite::EddsaRdfc2022, &other, today()).unwrap();
    let handled = story
        .ingest(copied.to_string().as_bytes(), claim("ada@example.org"))
        .await;
    assert!(
        matches!(handled.outcome, Outcome::Kept { .. }),
        "{handled:?}"
    );

    // By the same organisation, given to somebody else: Ada's stays Ada's.
    let mut elses = assertion.clone();
    elses["recipient"]["hashed"] = false.into();
    elses["recipient"]["identity"] = "ida@example.org".into();
    elses["recipient"].as_object_mut().unwrap().remove("salt");
    let elses = ob2::sign(&elses, &own);
    let handled = story
        .ingest(elses.as_bytes(), claim("ida@example.org"))
        .await;
    assert_eq!(handled.outcome, Outcome::AlreadyKept { id });
    assert_eq!(
        story
            .number("select count(*) from passport.other_form")
            .await,
        0
    );
    let whose: String = sqlx::query_scalar("select address from passport.credential where id = $1")
        .bind(id)
        .fetch_one(story.pool())
        .await
        .unwrap();
    assert_eq!(whose, "ada@example.org");

    // One whose proof cannot be checked ties nothing: it waits as another badge, until it is proven.
    let mut offline = story.passport.clone();
    offline.verifier.documents = std::sync::Arc::new(NoDocuments);
    let handled = offline
        .ingest(
            issued[0].assertion.clone().into_bytes(),
            claim("ada@example.org"),
        )
        .await
        .unwrap();
    assert!(
        matches!(handled.outcome, Outcome::Kept { .. }),
        "{handled:?}"
    );
    assert_eq!(
        story
            .number("select count(*) from passport.other_form")
            .await,
        0
    );
    story.test.drop().await;
}
