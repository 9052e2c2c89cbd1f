//! The tools of `tests/interop` beside us, on the same rich credential: `make bench-peers`.
//!
//! A rate is per second of processor time, on one thread (the others' runtimes may use more, and it counts), so
//! that another load on the machine changes little. The tools reach nothing but their own packages.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use serde::Deserialize;
use serde_json::json;
use territoire_apprenant::issuing::artwork;
use territoire_apprenant::openbadges::data_integrity::{
    Cryptosuite, LocalSigner, Signer as _, sign,
};
use territoire_apprenant::openbadges::issue::{Level, credential};
use territoire_apprenant::openbadges::png::{Keyword, bake, extract};
use territoire_apprenant::openbadges::{NoDocuments, Question, TrustList, multikey, verify};

use crate::badges::record;
use crate::tools::Runner;

/// How long each operation of each tool is measured, in seconds of processor time.
const SECONDS: u64 = 3;
const OURS: &str = "territoire";

/// How often a tool does something.
#[derive(Debug, Deserialize)]
struct Rate {
    operation: String,
    tool: String,
    #[serde(rename = "rate")]
    per_second: f64,
}

/// Measures everybody and prints one table.
pub(crate) fn table() {
    let key = SigningKey::from_bytes(&[41; 32]);
    let signer = LocalSigner::of_did_key(key.clone());
    let issuer = multikey::did_key(&signer.public_key());
    let record = record(&issuer);
    let unsigned = credential(&record);
    let signed = sign(
        &unsigned,
        Cryptosuite::EddsaRdfc2022,
        &signer,
        record.awarded_at,
    )
    .expect("signed")
    .to_string();
    let picture = artwork::picture(&artwork::Face {
        colour: "#1f5a99",
        competence: "Réaliser une activité de logistique",
        level: Some(Level::ALL[1]),
        organisation: "Espace Mirabeau",
    })
    .expect("drawn");
    let mut rates = ours(&record, &signer, &signed, &picture);

    let folder = tempfile::tempdir().expect("a folder");
    let index = json!({ "documents": {}, "cases": [] });
    std::fs::write(folder.path().join("index.json"), index.to_string()).expect("an index");
    let secret = [&[0x80, 0x26], &key.to_bytes()[..]].concat();
    // RFC 8410, version 1.
    let prefix = [
        0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ];
    let pem = STANDARD.encode([&prefix[..], &key.to_bytes()].concat());
    let input = json!({
        "key": {
            "@context": "https://w3id.org/security/multikey/v1",
            "id": signer.verification_method(),
            "type": "Multikey",
            "controller": issuer,
            "publicKeyMultibase": multikey::encode(&signer.public_key()),
            "secretKeyMultibase": format!("z{}", bs58::encode(secret).into_string()),
        },
        "method": signer.verification_method(),
        "pem": format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n"),
        "unsigned": unsigned.to_string(),
        "signed": signed,
        "picture": STANDARD.encode(&**picture),
        "seconds": SECONDS,
    })
    .to_string();
    for (runner, script) in [
        (Runner::Node, "bench.mjs"),
        (Runner::Python("openbadgeslib"), "bench.py"),
    ] {
        let told = runner.run(script, folder.path(), &input);
        rates.extend(serde_json::from_value::<Vec<Rate>>(told).expect("rates"));
    }
    tell(&rates, signed.len(), picture.len());
}

fn ours(
    record: &territoire_apprenant::openbadges::issue::AwardRecord,
    signer: &LocalSigner,
    signed: &str,
    picture: &[u8],
) -> Vec<Rate> {
    let keyword = Keyword::OpenBadgeCredential;
    let baked = bake(picture, keyword, signed).expect("baked");
    let trust = TrustList::new();
    let question = Question {
        recipient: None,
        at: "2026-11-24T09:00:00Z".parse().expect("a date"),
        documents: &NoDocuments,
        trust: &trust,
    };
    let mut rates = Vec::new();
    let mut measure = |operation: &str, work: &dyn Fn() -> bool| {
        assert!(work(), "{operation}");
        let began = processor_time();
        let (mut done, mut spent) = (0_u32, Duration::ZERO);
        while spent < Duration::from_secs(SECONDS) {
            work();
            done += 1;
            spent = processor_time().saturating_sub(began);
        }
        rates.push(Rate {
            operation: operation.to_owned(),
            tool: OURS.to_owned(),
            per_second: f64::from(done) / spent.as_secs_f64(),
        });
    };
    measure("verify", &|| {
        verify(signed.as_bytes(), &question).is_ok_and(|good| good.report().is_positive())
    });
    measure("issue", &|| {
        let unsigned = credential(record);
        sign(
            &unsigned,
            Cryptosuite::EddsaRdfc2022,
            signer,
            record.awarded_at,
        )
        .is_ok()
    });
    measure("bake", &|| bake(picture, keyword, signed).is_ok());
    measure("extract", &|| {
        extract(&baked).is_ok_and(|found| found.is_some())
    });
    rates
}

/// What this thread has had of a processor.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux says");
    let first = told.split(' ').next().and_then(|text| text.parse().ok());
    Duration::from_nanos(first.expect("nanoseconds"))
}

fn tell(rates: &[Rate], credential: usize, picture: usize) {
    let ours: BTreeMap<&str, f64> = rates
        .iter()
        .filter(|rate| rate.tool == OURS)
        .map(|rate| (&*rate.operation, rate.per_second))
        .collect();
    println!(
        "credential of {credential} bytes, picture of {picture} bytes; per second of processor time\n"
    );
    println!("{:<10} {:<36} {:>10} {:>10}", "", "", "rate", "we, times");
    for operation in ["verify", "issue", "bake", "extract"] {
        for rate in rates.iter().filter(|rate| rate.operation == operation) {
            let times = ours[operation] / rate.per_second;
            println!(
                "{operation:<10} {:<36} {:>10.0} {times:>10.1}",
                rate.tool, rate.per_second
            );
        }
    }
}
