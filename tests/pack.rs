//! Survival packs: what they hold is judged with nothing but themselves, as if this installation were gone.

#[path = "support/badges.rs"]
mod badges;
mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use badges::{Signers, claim, desk, signers};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use support::{TestDatabase, database, today};
use territoire_apprenant::account::Address;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::issuing::archive::{self, Nightly};
use territoire_apprenant::issuing::forms::Forms;
use territoire_apprenant::issuing::service::Desk;
use territoire_apprenant::issuing::{Issued, NewAward};
use territoire_apprenant::openbadges::issue::Level;
use territoire_apprenant::openbadges::{DocumentIndex, Question, TrustList, verify};
use territoire_apprenant::passport::pack::{self, Pack, PackError};
use territoire_apprenant::passport::{Arrival, Outcome, Source};

const ADA: &str = "ada@example.org";

/// An installation where Ada holds three badges of ours, the second one revoked, and Ida one.
async fn installation(test: &TestDatabase) -> (Signers, Vec<Issued>) {
    let pool = &test.database.app;
    let signers = signers(pool, today()).await;
    let clock = FixedClock::at(today());
    let desk = desk(pool, &signers).await;
    let award = |level: u8, email: &str| NewAward {
        organisation: "universite-de-tours".to_owned(),
        achievement: "realiser-une-activite-de-logistique".to_owned(),
        level: Level::try_from(level).unwrap(),
        email: email.to_owned(),
        awarded_at: "2026-03-11T10:00:00Z".parse().unwrap(),
        valid_until: None,
    };
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let awards = [
        award(1, ADA),
        award(2, ADA),
        award(3, ADA),
        award(1, "ida@example.org"),
    ];
    let issued = desk.award(&awards, &clock, &mut rng).await.unwrap();
    let passport = signers.passport(pool, false).await;
    let arrivals = awards
        .iter()
        .zip(&issued)
        .map(|(award, issued)| Arrival {
            name: None,
            source: Source::Bytes(issued.image.clone()),
            claim: Ok(claim(&award.email)),
        })
        .collect();
    let judged = passport.judge(arrivals).await.unwrap();
    for handled in passport.keep(&judged, None).await.unwrap() {
        assert!(matches!(handled.outcome, Outcome::Kept { .. }));
    }
    desk.revoke(&issued[1].credential_uri, "Erreur de personne", &clock)
        .await
        .unwrap();
    (signers, issued)
}

async fn pack_of(test: &TestDatabase, signers: &Signers, email: &str) -> Result<Pack, PackError> {
    let address = Address::parse(email).unwrap();
    pack::of_holder(&test.database.app, &signers.base, &address, today()).await
}

fn opened(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn json(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    serde_json::from_slice(&files[name]).unwrap()
}

/// What `documents/` alone answers, and whom its signed lists recognise.
fn alone(files: &BTreeMap<String, Vec<u8>>) -> (DocumentIndex, TrustList) {
    let mut documents = DocumentIndex::new();
    let index = json(files, "documents/index.json");
    for (url, file) in index.as_object().unwrap() {
        let file = format!("documents/{}", file.as_str().unwrap());
        documents.insert(url, files[&file].clone());
    }
    let lists = json(files, "documents/listes.json");
    let url = |list: &Value| index[list.as_str().unwrap()].as_str().unwrap().to_owned();
    let of_one = |list: &Value| {
        let question = Question {
            recipient: None,
            at: today(),
            documents: &documents,
            trust: &TrustList::new(),
        };
        let list = &files[&format!("documents/{}", url(list))];
        TrustList::of_network(list, &question).expect("the list is believed for itself")
    };
    let trusted = lists.as_array().unwrap();
    assert_eq!(trusted.len(), 2, "one of each network");
    let tours = "did:web:localhost%3A4141:structures:universite-de-tours";
    let trust = trusted
        .iter()
        .map(of_one)
        .find(|list| list.standing(tours).is_some());
    (documents.clone(), trust.expect("a network lists them"))
}

#[tokio::test]
async fn a_pack_proves_every_badge_with_nothing_but_itself() {
    let test = database().await;
    let (signers, issued) = installation(&test).await;
    let made = pack_of(&test, &signers, "Ada@example.org").await.unwrap();
    let again = pack_of(&test, &signers, ADA).await.unwrap();
    assert!(made.zip == again.zip, "the same pack has the same octets");
    test.drop().await;

    let files = opened(&made.zip);
    let (documents, trust) = alone(&files);
    let contents = json(&files, "contenu.json");
    let badges = contents["badges"].as_array().unwrap();
    assert_eq!((badges.len(), made.badges), (3, 3));
    let mut currents = Vec::new();
    for badge in badges {
        let original = &files[badge["file"].as_str().unwrap()];
        assert!(
            issued[..3].iter().any(|issued| issued.image == *original),
            "byte for byte"
        );
        let forms = badge["documents"].as_array().unwrap();
        assert!(!forms.is_empty());
        let forms = forms.iter().map(|form| &files[form.as_str().unwrap()]);
        let mut answers: Vec<_> = std::iter::once(original)
            .chain(forms)
            .map(|bytes| {
                let question = Question {
                    recipient: Some(ADA),
                    at: today(),
                    documents: &documents,
                    trust: &trust,
                };
                let verified = verify(bytes, &question).unwrap();
                let report = verified.report();
                assert_eq!(report.authentic.as_str(), "yes", "{:?}", report.checks);
                assert_eq!(report.issuer.as_str(), "recognised");
                assert_eq!(report.recipient.as_str(), "confirmed");
                report.current.as_str()
            })
            .collect();
        answers.dedup();
        assert_eq!(answers.len(), 1, "every form of an award says the same");
        currents.push(answers[0]);
    }
    currents.sort_unstable();
    assert_eq!(currents, ["revoked", "yes", "yes"]);
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(ADA), "{name} names its holder");
        assert!(
            !text.contains(&issued[3].credential_uri),
            "{name} holds another's badge"
        );
    }
    let explained = String::from_utf8_lossy(&files["LISEZMOI.txt"]);
    assert!(explained.contains("24/11/2026"));
    assert_eq!(
        files.contains_key("verifier.html"),
        explained.contains("verifier.html")
    );
}

#[tokio::test]
async fn a_pack_holds_the_forms_that_were_asked_for_and_those_that_were_brought() {
    let test = database().await;
    let (signers, issued) = installation(&test).await;
    let pool = &test.database.app;
    let passport = signers.passport(pool, false).await;
    let brought = issued[2].assertion.clone().into_bytes();
    let handled = passport.ingest(brought, claim(ADA)).await.unwrap();
    assert!(matches!(handled.outcome, Outcome::AlreadyKept { .. }));
    let plain = pack_of(&test, &signers, ADA).await.unwrap();
    let desk = Desk::open(pool, &signers.base, &signers.master, today())
        .await
        .unwrap();
    let forms = Forms::open(&desk).await.unwrap();
    let ada = Address::parse(ADA).unwrap();
    let made = pack::of_holder_with_forms(pool, &signers.base, &ada, today(), (&forms, "holder"));
    let made = made.await.unwrap();
    test.drop().await;

    let (before, files) = (opened(&plain.zip), opened(&made.zip));
    let (documents, trust) = alone(&files);
    let asked: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.starts_with("badges/") && !before.contains_key(*name))
        .collect();
    let count = |ending: &str| {
        asked
            .iter()
            .filter(|(name, _)| name.ends_with(ending))
            .count()
    };
    assert_eq!(
        (asked.len(), count(".svg"), count(".jwt")),
        (5, 3, 2),
        "no token of one that was taken back"
    );
    assert!(
        before
            .values()
            .any(|bytes| *bytes == issued[2].assertion.as_bytes()),
        "byte for byte"
    );
    for (name, bytes) in asked {
        let question = Question {
            recipient: Some(ADA),
            at: today(),
            documents: &documents,
            trust: &trust,
        };
        let verified = verify(bytes, &question).unwrap();
        assert_eq!(verified.report().authentic.as_str(), "yes", "{name}");
        assert_eq!(verified.report().recipient.as_str(), "confirmed", "{name}");
    }
}

#[tokio::test]
async fn one_changed_letter_in_a_pack_is_seen() {
    let test = database().await;
    let (signers, _) = installation(&test).await;
    let made = pack_of(&test, &signers, ADA).await.unwrap();
    let files = opened(&made.zip);
    let (documents, trust) = alone(&files);
    let contents = json(&files, "contenu.json");
    let name = contents["badges"][0]["documents"][0].as_str().unwrap();
    let text = String::from_utf8(files[name].clone()).unwrap();
    let altered = text.replacen("logistique", "logistiqve", 1);
    assert_ne!(text, altered);
    let question = Question {
        recipient: None,
        at: today(),
        documents: &documents,
        trust: &trust,
    };
    let verified = verify(altered.as_bytes(), &question).unwrap();
    assert_eq!(verified.report().authentic.as_str(), "no");
    test.drop().await;
}

#[tokio::test]
async fn an_address_that_nobody_has_gets_no_pack() {
    let test = database().await;
    let signers = signers(&test.database.app, today()).await;
    let none = pack_of(&test, &signers, "personne@example.org").await;
    assert!(matches!(none, Err(PackError::Unknown)));
    test.drop().await;
}

#[tokio::test]
async fn a_nights_archive_proves_badges_and_holds_nobody() {
    let test = database().await;
    let (signers, issued) = installation(&test).await;
    let pool = &test.database.app;
    let at = |now: &str| {
        let clock = std::sync::Arc::new(FixedClock::at(now.parse().unwrap()));
        Nightly::new(pool.clone(), clock, signers.base.clone())
    };
    let night = at("2026-11-24T00:05:00Z").work().await.unwrap();
    assert_eq!((night.made, night.forgotten), (2, 0), "one of each network");
    let again = at("2026-11-24T23:50:00Z").work().await.unwrap();
    assert_eq!((again.made, again.forgotten), (0, 0), "once a day");

    let day = "2026-11-24".parse().unwrap();
    let mut proven = 0;
    for slug in ["badgeons-le-41", "centre-val-de-loire"] {
        let zip = archive::bytes(&test.database.public, slug, day)
            .await
            .unwrap()
            .expect("the public door serves it");
        let kept = archive::kept(&test.database.public, slug).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(usize::try_from(kept[0].octets).unwrap(), zip.len());
        println!("{slug}: {} octets", zip.len());
        let files = opened(&zip);
        for (name, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            // The second was taken back: a revocation list has to name it, by its random name.
            let revocations = text.contains("RevocationList");
            for (place, issued) in issued.iter().enumerate() {
                let document: Value = serde_json::from_str(&issued.document).unwrap();
                let subject = &document["credentialSubject"];
                let identity = &subject["identifier"][0];
                for told in [&subject["id"], &identity["identityHash"], &identity["salt"]] {
                    let told = told.as_str().unwrap();
                    assert!(!text.contains(told), "{name} tells {told}");
                }
                let id = document["id"].as_str().unwrap();
                let taken_back = revocations && place == 1;
                assert!(taken_back || !text.contains(id), "{name} tells {id}");
            }
            assert!(!text.contains("@example.org"), "{name} has an address");
            let page = name == "verifier.html";
            assert!(page || !text.contains("identityHash"), "{name}");
        }
        let mut documents = DocumentIndex::new();
        let index = json(&files, "documents/index.json");
        for (url, file) in index.as_object().unwrap() {
            let file = format!("documents/{}", file.as_str().unwrap());
            documents.insert(url, files[&file].clone());
        }
        for (place, issued) in issued.iter().enumerate() {
            let question = Question {
                recipient: None,
                at: today(),
                documents: &documents,
                trust: &TrustList::new(),
            };
            let verified = verify(&issued.image, &question).unwrap();
            let report = verified.report();
            if report.authentic.as_str() == "yes" {
                proven += 1;
                let expected = if place == 1 { "revoked" } else { "yes" };
                assert_eq!(report.current.as_str(), expected);
            }
        }
    }
    assert_eq!(
        proven,
        issued.len(),
        "by the archive of the issuer's network"
    );

    let last = at("2026-12-28T01:00:00Z").work().await.unwrap();
    assert_eq!((last.made, last.forgotten), (2, 0), "34 days later");
    let after = at("2026-12-29T01:00:00Z").work().await.unwrap();
    assert_eq!((after.made, after.forgotten), (2, 2), "35 days later");
    let gone = archive::bytes(&test.database.public, "badgeons-le-41", day)
        .await
        .unwrap();
    assert!(gone.is_none());
    test.drop().await;
}
