//! Tools that others made, on badges of ours; and ours, on badges that they made.
//!
//! Every tool judges the whole corpus. Where it accepts what we do not, or the other way round, a line of
//! `differences.csv` says who is right and why; a difference without a line fails, and so does a line without a
//! difference. The tools reach nothing but the corpus; a tool that is not installed fails its test.

mod assertions;
mod awards;
mod corpus;
mod credentials;
mod generated;
mod shapes;
mod tools;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use serde::Deserialize;
use serde_json::{Value, json};
use territoire_apprenant::openbadges::data_integrity::{LocalSigner, Signer as _};
use territoire_apprenant::openbadges::issue::credential;
use territoire_apprenant::openbadges::multikey;

use corpus::{Corpus, Kind};
use tools::{Runner, Verdicts};

/// Where a tool and we say something else, and who is right.
#[derive(Debug, Deserialize)]
struct Difference {
    case: String,
    tool: String,
    theirs: String,
    ours: String,
    right: String,
    why: String,
}

fn differences() -> Vec<Difference> {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/differences.csv");
    csv::Reader::from_path(table)
        .expect("the table of differences")
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("its lines")
}

fn word(accepts: bool) -> &'static str {
    if accepts { "accepts" } else { "refuses" }
}

/// What the tools say of the corpus, beside what we say and what the table explains.
fn compare(runner: &Runner, script: &str, tools: &[&str]) -> Verdicts {
    let folder = tempfile::tempdir().expect("a folder");
    let mut corpus = Corpus::new();
    if let Some(schema) = schema() {
        corpus.answer_bytes(SCHEMA, schema);
    }
    corpus.write(folder.path());
    let verdicts = runner.judge(script, folder.path());
    assert_eq!(
        verdicts.keys().collect::<Vec<_>>(),
        tools,
        "the tools that answered"
    );
    let table = differences();
    let mut wrong = Vec::new();
    for (tool, said) in &verdicts {
        wrong.extend(against(&corpus, tool, said, &table));
        let asked: Vec<&str> = said.keys().map(String::as_str).collect();
        let differs = table.iter().filter(|line| line.tool == *tool);
        println!(
            "{tool}: {} badges, {} differences explained",
            asked.len(),
            differs.count()
        );
    }
    readings(&corpus, &verdicts, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    verdicts
}

/// Where 1EdTech publishes the schema of credentials.
const SCHEMA: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

/// That schema, where the folder of vectors is at hand: it is not part of the project.
fn schema() -> Option<Vec<u8>> {
    let here = std::env::var_os("TERRITOIRE_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors"),
        PathBuf::from,
    );
    let file = here.join("schemas/ob_v3p0_achievementcredential_schema.json");
    let found = std::fs::read(file).ok();
    if found.is_none() {
        println!("no folder of vectors: set TERRITOIRE_VECTORS to have 1EdTech's schema checked");
    }
    found
}

/// Differences that no line of the table explains, and lines that explain none.
fn against(
    corpus: &Corpus,
    tool: &str,
    said: &BTreeMap<String, tools::Verdict>,
    table: &[Difference],
) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut lines: Vec<&Difference> = table.iter().filter(|line| line.tool == tool).collect();
    for case in &corpus.cases {
        let Some(verdict) = said.get(&case.name) else {
            continue;
        };
        let ours = ours(corpus, case, tool);
        if verdict.accepts == ours {
            continue;
        }
        let (theirs, ours) = (word(verdict.accepts), word(ours));
        let line = lines
            .iter()
            .position(|line| line.case == case.name && line.theirs == theirs && line.ours == ours);
        match line {
            Some(line) => {
                let line = lines.swap_remove(line);
                let judged = ["we", "they", "both"].contains(&&*line.right) && !line.why.is_empty();
                if !judged {
                    wrong.push(format!(
                        "{}, {tool}: the line does not say who is right",
                        case.name
                    ));
                }
            }
            None => wrong.push(format!(
                "{},{tool},{theirs},{ours}: no line explains it ({})",
                case.name, verdict.detail
            )),
        }
    }
    wrong.extend(lines.iter().map(|line| {
        format!(
            "{},{tool},{},{}: a line without a difference",
            line.case, line.theirs, line.ours
        )
    }));
    wrong
}

/// Whether we accept a badge; beside a tool that only bakes, whether we find its text.
fn ours(corpus: &Corpus, case: &corpus::Case, tool: &str) -> bool {
    if tool == "openbadges-bakery" {
        return corpus::baked(&case.bytes).is_some();
    }
    corpus
        .judge(&case.bytes, case.recipient)
        .is_some_and(|verified| verified.report().is_positive())
}

/// What a tool found in an image is, byte for byte, what we find.
fn readings(corpus: &Corpus, verdicts: &Verdicts, wrong: &mut Vec<String>) {
    for case in &corpus.cases {
        let images = [Kind::Png2, Kind::Png3, Kind::Svg2, Kind::Svg3];
        let Some(ours) = corpus::baked(&case.bytes).filter(|_| images.contains(&case.kind)) else {
            continue;
        };
        for (tool, said) in verdicts {
            let theirs = said
                .get(&case.name)
                .and_then(|verdict| verdict.text.as_ref());
            if theirs.is_some_and(|theirs| *theirs != ours) {
                wrong.push(format!("{}: {tool} reads another text", case.name));
            }
        }
    }
}

#[test]
fn javascript_tools_judge_as_we_do_but_for_what_the_table_explains() {
    let verdicts = compare(
        &Runner::Node,
        "judge.mjs",
        &[
            "@digitalbazaar/vc",
            "@digitalcredentials/vc",
            "@digitalcredentials/verifier-core",
        ],
    );
    if schema().is_some() {
        let core = &verdicts["@digitalcredentials/verifier-core"];
        for name in ["simple", "rich", "odd-values"] {
            assert_eq!(core[name].schema, Some(true), "{name}");
        }
    }
}

#[test]
fn python_tools_judge_as_we_do_but_for_what_the_table_explains() {
    compare(
        &Runner::Python("openbadgeslib"),
        "judge.py",
        &[
            "openbadges-bakery",
            "openbadgeslib",
            "openbadgeslib (lists on trust)",
        ],
    );
}

#[test]
fn the_validator_of_1edtech_judges_as_we_do_but_for_what_the_table_explains() {
    compare(
        &Runner::Python("1edtech"),
        "judge_1edtech.py",
        &["openbadges"],
    );
}

#[test]
fn every_line_of_the_table_is_about_a_badge_and_a_tool_of_this_test() {
    let corpus = Corpus::new();
    let tools = [
        "@digitalbazaar/vc",
        "@digitalcredentials/vc",
        "@digitalcredentials/verifier-core",
        "openbadges",
        "openbadges-bakery",
        "openbadgeslib",
        "openbadgeslib (lists on trust)",
    ];
    for line in differences() {
        assert!(tools.contains(&&*line.tool), "{line:?}");
        assert!(
            corpus.cases.iter().any(|case| case.name == line.case),
            "{line:?}"
        );
    }
}

/// The key of the simple award, in the form that the JavaScript tools read.
fn multikey_pair(signer: &LocalSigner) -> Value {
    let method = signer.verification_method();
    let secret = [&[0x80, 0x26], &awards::key(awards::OWN).to_bytes()[..]].concat();
    json!({
        "@context": "https://w3id.org/security/multikey/v1",
        "id": method,
        "type": "Multikey",
        "controller": method.split('#').next(),
        "publicKeyMultibase": multikey::encode(&signer.public_key()),
        "secretKeyMultibase": format!("z{}", bs58::encode(secret).into_string()),
    })
}

/// A credential as the payload of a token.
fn claimed(credential: &Value) -> Value {
    let mut payload = credential.clone();
    payload["iss"] = credential["issuer"]["id"].clone();
    payload["jti"] = credential["id"].clone();
    payload["sub"] = credential["credentialSubject"]["id"].clone();
    payload["nbf"] = json!(awards::simple(awards::OWN).awarded_at.timestamp());
    payload
}

/// We accept what a tool made, and find in its images what it put there.
fn accepted(corpus: &Corpus, made: &[tools::Made]) {
    assert!(!made.is_empty());
    for badge in made {
        let mut forms = vec![badge.text.clone().into_bytes()];
        if let Some(image) = &badge.image {
            let image = STANDARD.decode(image).expect("base64");
            let text = corpus::baked(&image);
            assert_eq!(text.as_ref(), Some(&badge.text), "{}", badge.name);
            forms.push(image);
        }
        for form in forms {
            let verified = corpus
                .judge(&form, None)
                .unwrap_or_else(|| panic!("{}: no badge for us", badge.name));
            let report = verified.report();
            assert!(report.is_positive(), "{}: {report:#?}", badge.name);
        }
    }
}

#[test]
fn we_accept_what_javascript_tools_sign() {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = Corpus::new();
    corpus.write(folder.path());
    let signer = LocalSigner::of_did_key(awards::key(awards::OWN));
    let mut rich = credential(&awards::rich(awards::INDEXES[0]));
    rich["issuer"]["id"] = json!(multikey::did_key(&signer.public_key()));
    let object = rich.as_object_mut().expect("an object");
    object.remove("credentialStatus");
    let pair = multikey_pair(&signer);
    let own = awards::key(awards::OWN);
    let secret = [&[0x80, 0x26], &own.to_keypair_bytes()[..]].concat();
    let input = json!({
        "key": pair,
        "key2020": {
            "id": pair["id"],
            "type": "Ed25519VerificationKey2020",
            "controller": pair["controller"],
            "publicKeyMultibase": pair["publicKeyMultibase"],
            "privateKeyMultibase": format!("z{}", bs58::encode(secret).into_string()),
        },
        "credentials": { "simple": credentials::plain(|_| ()), "rich": rich },
    });
    let made = Runner::Node.make("issue.mjs", folder.path(), &input);
    assert_eq!(made.len(), 14);
    accepted(&corpus, &made);
}

#[test]
fn we_accept_what_python_tools_bake_and_sign() {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = Corpus::new();
    corpus.write(folder.path());
    let signer = LocalSigner::of_did_key(awards::key(awards::OWN));
    let texts: BTreeMap<&str, String> = ["simple", "token", "ob2-eddsa", "ob2"]
        .into_iter()
        .map(|name| {
            let case = corpus.cases.iter().find(|case| case.name == name);
            let bytes = case.expect("a case").bytes.clone();
            (name, String::from_utf8(bytes).expect("a text"))
        })
        .collect();
    let plain = credentials::plain(|_| ());
    // RFC 8410, version 1: the form without the public half, which every reader knows.
    let prefix = [
        0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ];
    let der = [&prefix[..], &awards::key(awards::OWN).to_bytes()].concat();
    let pem = STANDARD.encode(der);
    let key = format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n");
    let curve = p256::SecretKey::from_slice(&[41; 32]).expect("a key");
    let curve_key = curve.to_pkcs8_pem(LineEnding::LF).expect("PEM").to_string();
    let point = curve.public_key().to_sec1_point(true);
    let point = point.as_bytes().try_into().expect("33 octets");
    let by_curve = credentials::plain(|document| {
        document["issuer"]["id"] = json!(multikey::did_key(&multikey::PublicKey::P256(point)));
    });
    let input = json!({
        "picture": STANDARD.encode(credentials::picture()),
        "key": key,
        "method": signer.verification_method(),
        "credential": plain,
        "tokens": {
            "EdDSA": { "key": key, "payload": claimed(&plain) },
            "ES256": { "key": curve_key, "payload": claimed(&by_curve) },
        },
        "assertions": {
            "EdDSA": { "key": key, "payload": assertions::assertion("mirabeau", |_| ()) },
            "RS256": {
                "key": assertions::Rsa::new(1).secret(),
                "payload": assertions::assertion("villiers", |_| ()),
            },
        },
        "drawing": credentials::DRAWING,
        "texts": texts,
    });
    let made = Runner::Python("openbadgeslib").make("issue.py", folder.path(), &input);
    assert_eq!(made.len(), 17);
    accepted(&corpus, &made);
}
