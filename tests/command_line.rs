//! The commands that need no database: exit 0 is yes, 1 a negative answer, 2 an input that cannot be used.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::identity;
use territoire_apprenant::openbadges::multikey;
use territoire_apprenant::openbadges::png::{Keyword, bake, extract};

/// A badge in the name of a key, so that nothing needs to be reached.
fn badge() -> Value {
    let signer = LocalSigner::of_did_key(SigningKey::from_bytes(&[41; 32]));
    let credential = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": multikey::did_key(&signer.public_key()), "type": ["Profile"], "name": "Espace Mirabeau",
        },
        "validFrom": "2026-03-11T10:00:00Z",
        "validUntil": "2027-03-11T10:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b12",
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject", "hashed": true, "identityType": "emailAddress", "salt": "sel",
                "identityHash": identity::hash("camille@example.invalid", "sel"),
            }],
            "achievement": {
                "id": "https://badges.example/badges/tenir-un-planning",
                "type": ["Achievement"],
                "name": "Tenir un planning",
                "description": "Prévoir son temps.",
                "criteria": { "narrative": "À l'heure." },
            },
        },
    });
    let created = "2026-03-11T10:00:00Z".parse().unwrap();
    sign(&credential, Cryptosuite::EddsaRdfc2022, &signer, created).unwrap()
}

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&[7]))
        .unwrap();
    bytes
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

fn territoire(arguments: &[&str], file: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_territoire"))
        .args(arguments)
        .arg(file)
        .output()
        .unwrap()
}

const AT: [&str; 3] = ["verify", "--at", "2026-11-24T09:00:00Z"];

#[test]
fn a_good_badge_exits_0_and_a_doubtful_one_1() {
    let folder = Folder::new();
    let good = folder.file("good.json", badge().to_string());
    let output = territoire(&AT, &good);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("authentic yes · current yes · issuer unknown · recipient not_asked"),
        "{said}"
    );
    assert!(said.contains("Tenir un planning"), "{said}");

    let status = |arguments: &[&str], file: &Path| territoire(arguments, file).status.code();
    assert_eq!(
        status(&["verify", "--at", "2028-01-01T00:00:00Z"], &good),
        Some(1),
        "expired"
    );
    let asked = |email| [&AT[..], &["--recipient", email]].concat();
    assert_eq!(status(&asked("Camille@example.invalid"), &good), Some(0));
    assert_eq!(status(&asked("camila@example.invalid"), &good), Some(1));
    let altered = badge().to_string().replacen("planning\"", "planninG\"", 1);
    assert_eq!(status(&AT, &folder.file("altered.json", altered)), Some(1));
}

#[test]
fn a_networks_signed_list_is_believed_and_a_forged_one_is_refused() {
    let folder = Folder::new();
    let good = folder.file("good.json", badge().to_string());
    let signer = LocalSigner::of_did_key(SigningKey::from_bytes(&[42; 32]));
    let list = json!({
        "id": "https://reseau.example/emetteurs.json",
        "type": "RecognisedIssuers",
        "issuer": { "id": multikey::did_key(&signer.public_key()), "name": "Un réseau" },
        "recognised": [{ "id": badge()["issuer"]["id"], "since": "2026-01-01T00:00:00Z" }],
        "date": "2026-01-01T00:00:00Z",
    });
    let dated = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut list = sign(&list, Cryptosuite::EddsaJcs2022, &signer, dated).unwrap();
    let asked = |name: &str, list: &Value| {
        let trust = folder.file(name, list.to_string());
        let options = ["--json", "--trust", trust.to_str().unwrap()];
        territoire(&[&AT[..], &options].concat(), &good)
    };
    let believed = asked("list.json", &list);
    assert_eq!(believed.status.code(), Some(0));
    let told: Value = serde_json::from_slice(&believed.stdout).unwrap();
    assert_eq!(told["issuer"], "recognised");
    list["recognised"][0]["since"] = "2025-01-01T00:00:00Z".into();
    let refused = asked("forged.json", &list);
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
}

#[test]
fn json_has_the_members_that_the_contract_names_and_trust_is_a_list_at_hand() {
    let folder = Folder::new();
    let good = folder.file("good.json", badge().to_string());
    let issuer = badge()["issuer"]["id"].as_str().unwrap().to_owned();
    let trust = folder.file("trust.json", json!({ issuer: "recognised" }).to_string());
    let trust = trust.to_str().unwrap();
    let output = territoire(&[&AT[..], &["--json", "--trust", trust]].concat(), &good);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let members: Vec<&str> = told
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut promised = [
        "standard",
        "format",
        "authentic",
        "current",
        "issuer",
        "recipient",
        "checks",
        "credential",
    ];
    promised.sort_unstable();
    let mut members = members;
    members.sort_unstable();
    assert_eq!(members, promised);
    assert_eq!(told["issuer"], "recognised");
    assert_eq!(told["credential"], badge());
    for check in told["checks"].as_array().unwrap() {
        assert!(
            check["id"].is_string() && check["outcome"].is_string() && check["detail"].is_string()
        );
    }
}

#[test]
fn what_is_no_badge_exits_2_with_one_line() {
    let folder = Folder::new();
    let mut large = picture();
    large.resize(3 << 20, 0);
    let baked = bake(
        &picture(),
        Keyword::OpenBadgeCredential,
        &badge().to_string(),
    )
    .unwrap();
    for (name, content, says) in [
        ("empty", Vec::new(), "empty"),
        ("text.txt", b"Bonjour".to_vec(), "neither an image nor"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "JPEG"),
        ("large.png", large, "larger than 2 MiB"),
        ("plain.png", picture(), "no badge is baked"),
        (
            "cut.png",
            baked[..baked.len() / 2].to_vec(),
            "cannot be read",
        ),
    ] {
        let output = territoire(&AT, &folder.file(name, content));
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {words}");
        assert_eq!(words.lines().count(), 1, "{words}");
        assert!(words.contains(says), "{name}: {words}");
        assert!(output.stdout.is_empty());
    }
    let missing = territoire(&AT, &folder.0.path().join("nowhere.png"));
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn what_was_baked_comes_out_byte_for_byte_also_from_standard_input() {
    let folder = Folder::new();
    let text = badge().to_string();
    let baked = bake(&picture(), Keyword::OpenBadgeCredential, &text).unwrap();
    let file = folder.file("badge.png", &baked);
    let output = territoire(&["extract"], &file);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, text.as_bytes());

    let mut child = Command::new(env!("CARGO_BIN_EXE_territoire"))
        .args(["verify", "--at", "2026-11-24T09:00:00Z", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&baked).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(
        territoire(&["extract"], &folder.file("plain.png", picture()))
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_url_answers_what_the_index_says_and_nothing_else() {
    let folder = Folder::new();
    let mut credential = badge();
    credential.as_object_mut().unwrap().remove("proof");
    let issuer = "https://badges.example/structures/espace-mirabeau";
    credential["issuer"]["id"] = json!(issuer);
    let method = format!("{issuer}#cle-2026");
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = multikey::PublicKey::Ed25519(key.verifying_key().to_bytes());
    let signer = LocalSigner::new(key, method.clone());
    let created = "2026-03-11T10:00:00Z".parse().unwrap();
    let signed = sign(&credential, Cryptosuite::EddsaJcs2022, &signer, created).unwrap();
    let file = folder.file("badge.json", signed.to_string());
    assert_eq!(
        territoire(&AT, &file).status.code(),
        Some(1),
        "its key is out of reach"
    );

    folder.file(
        "issuer.json",
        json!({
            "id": issuer,
            "assertionMethod": [{
                "id": method, "type": "Multikey", "controller": issuer,
                "publicKeyMultibase": multikey::encode(&public),
            }],
        })
        .to_string(),
    );
    let index = folder.file("index.json", json!({ issuer: "issuer.json" }).to_string());
    let asked = [&AT[..], &["--documents", index.to_str().unwrap()]].concat();
    assert_eq!(territoire(&asked, &file).status.code(), Some(0));
    let broken = folder.file("broken.json", "[]");
    let asked = [&AT[..], &["--documents", broken.to_str().unwrap()]].concat();
    assert_eq!(territoire(&asked, &file).status.code(), Some(2));
}

/// An award, as `territoire issue` reads it.
fn award() -> Value {
    json!({
        "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11",
        "issuer": { "id": badge()["issuer"]["id"], "name": "Espace Mirabeau" },
        "achievement": {
            "id": "https://badges.example/badges/tenir-un-planning",
            "name": "Tenir un planning",
            "description": "Prévoir son temps.",
            "criteria": ["Je respecte mes échéances.", "J'aide.", "Je construis."],
            "creator": { "id": "https://badges.example/reseaux/badgeons-le-41", "name": "Badgeons le 41" },
        },
        "level": 2,
        "recipient": {
            "email": "camille@example.invalid", "salt": "c2Vs",
            "subject": "6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b12",
        },
        "awardedAt": "2026-03-11T10:00:00Z",
    })
}

#[test]
fn an_award_is_signed_baked_and_verified_with_files_alone() {
    let folder = Folder::new();
    let record = award();
    let record = folder.file("record.json", record.to_string());
    let key = folder.file("key", "29".repeat(32));
    let plain = folder.file("plain.png", picture());
    let out = folder.0.path().join("badge.png");
    let (key, out_text) = (key.to_str().unwrap(), out.to_str().unwrap());
    for suite in ["rdfc", "jcs"] {
        let issue = ["issue", "--key", key, "--suite", suite];
        let text = territoire(&issue, &record);
        assert_eq!(
            text.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&text.stderr)
        );
        let text = folder.file("badge.json", &text.stdout);
        let asked = [&AT[..], &["--recipient", "camille@example.invalid"]].concat();
        assert_eq!(territoire(&asked, &text).status.code(), Some(0));

        let image = plain.to_str().unwrap();
        let baked = territoire(
            &[&issue[..], &["--image", image, "-o", out_text]].concat(),
            &record,
        );
        assert_eq!(baked.status.code(), Some(0));
        assert_eq!(territoire(&asked, &out).status.code(), Some(0));
        fs::remove_file(&out).unwrap();
        let again = territoire(&["bake", "-o", out_text, image], &text);
        assert_eq!(again.status.code(), Some(0));
        assert_eq!(territoire(&asked, &out).status.code(), Some(0));
    }
    // What cannot be used is told in one line, and leaves nothing behind.
    fs::remove_file(&out).unwrap();
    let wrong = folder.file("wrong", "12");
    for (arguments, file) in [
        (vec!["issue", "--key", wrong.to_str().unwrap()], &record),
        (vec!["issue", "--key", key], &plain),
        (
            vec!["bake", "-o", out_text, record.to_str().unwrap()],
            &record,
        ),
    ] {
        let output = territoire(&arguments, file);
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert_eq!(words.lines().count(), 1, "{words}");
    }
    assert!(!out.exists());
}

#[test]
fn one_award_leaves_as_open_badges_2_and_as_a_token_too() {
    let folder = Folder::new();
    let base = "https://badges.example/structures/espace-mirabeau";
    let class = |level: u8| {
        let id = format!("https://badges.example/badges/tenir-un-planning/niveaux/{level}");
        json!({ "id": id, "image": format!("{id}.png") })
    };
    let mut award = award();
    award["openBadges2"] = json!({
        "issuer": base, "email": "bonjour@badges.example", "key": format!("{base}/cles/2026"),
        "classes": [class(1), class(2), class(3)], "revocationList": format!("{base}/retraits"),
    });
    let record = folder.file("record.json", award.to_string());
    let key = folder.file("key", "29".repeat(32));
    let plain = folder.file("plain.png", picture());
    let published = folder.0.path().join("published");
    let out = folder.0.path().join("badge.png");
    let [key, plain, published, out_text] =
        [&key, &plain, &published, &out].map(|path| path.to_str().unwrap());
    let ob2 = ["issue", "--standard", "ob2", "--key", key];
    let issued = territoire(&[&ob2[..], &["--publish", published]].concat(), &record);
    let words = String::from_utf8_lossy(&issued.stderr).into_owned();
    assert_eq!(issued.status.code(), Some(0), "{words}");
    let text = folder.file("badge.jws", &issued.stdout);
    assert_eq!(
        territoire(&AT, &text).status.code(),
        Some(1),
        "nothing is published"
    );
    let index = format!("{published}/index.json");
    let asked = [
        "--documents",
        &index,
        "--recipient",
        "camille@example.invalid",
    ];
    let asked = [&AT[..], &asked].concat();
    assert_eq!(territoire(&asked, &text).status.code(), Some(0));
    let image = [&ob2[..], &["--image", plain, "-o", out_text]].concat();
    assert_eq!(territoire(&image, &record).status.code(), Some(0));
    assert_eq!(territoire(&asked, &out).status.code(), Some(0));
    let by_issue = fs::read(&out).unwrap();
    let bake = ["bake", "-o", out_text, plain];
    assert_eq!(territoire(&bake, &text).status.code(), Some(0));
    assert_eq!(fs::read(&out).unwrap(), by_issue);

    let token = ["issue", "--proof", "jwt", "--key", key];
    let issued = territoire(&token, &record);
    assert_eq!(issued.status.code(), Some(0));
    let text = folder.file("badge.jwt", &issued.stdout);
    assert_eq!(territoire(&bake, &text).status.code(), Some(0));
    let baked = fs::read(&out).unwrap();
    let (keyword, inside) = extract(&baked).unwrap().unwrap();
    assert_eq!(keyword, Keyword::OpenBadgeCredential);
    assert_eq!(inside.as_bytes(), issued.stdout.trim_ascii_end());

    let drawing = folder.file(
        "plain.svg",
        r#"<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>"#,
    );
    let bake = ["bake", "-o", out_text, drawing.to_str().unwrap()];
    assert_eq!(territoire(&bake, &text).status.code(), Some(0));
    assert_eq!(territoire(&AT, &out).status.code(), Some(0));

    for wrong in [
        &["--standard", "ob2", "--proof", "jwt"][..],
        &["--standard", "ob2", "--suite", "jcs"],
        &[
            "--standard",
            "ob2",
            "--method",
            "https://badges.example/cle",
        ],
        &["--proof", "jwt", "--suite", "rdfc"],
        &["--publish", published],
    ] {
        let asked = [&["issue", "--key", key][..], wrong].concat();
        let output = territoire(&asked, &record);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
    }
}
