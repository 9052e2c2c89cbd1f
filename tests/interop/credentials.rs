//! Credentials of OB 3.0: ours as they are, and each way in which they could deceive.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use serde_json::{Value, json};
use territoire_apprenant::issuing::artwork;
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, Signer, sign};
use territoire_apprenant::openbadges::issue::{
    AwardRecord, Level, credential, jws, status_list_credential,
};
use territoire_apprenant::openbadges::multikey::{self, PublicKey};
use territoire_apprenant::openbadges::png::{Keyword, bake};
use territoire_apprenant::openbadges::status::StatusList;
use territoire_apprenant::openbadges::svg;

use crate::awards::{self, INDEXES, ISSUER, OTHER, OWN, STATUS_LIST, STRANGER, at};
use crate::corpus::{Corpus, Kind};

const VALID_UNTIL: &str = "https://www.w3.org/2018/credentials#validUntil";
const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";
const LONG_AGO: &str = "2026-06-01T00:00:00Z";

/// A picture that is text.
pub(crate) const DRAWING: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>"#;

/// A picture of ours.
pub(crate) fn picture() -> Vec<u8> {
    let drawn = artwork::picture(&artwork::Face {
        colour: "#1f5a99",
        competence: "Réaliser une activité de logistique",
        level: Some(Level::ALL[1]),
        organisation: "Espace Mirabeau",
    })
    .expect("drawn");
    drawn.to_vec()
}

/// Signed with eddsa-rdfc-2022.
pub(crate) fn rdfc(document: &Value, signer: &dyn Signer) -> Value {
    let created = at("2026-03-11T10:00:00Z");
    sign(document, Cryptosuite::EddsaRdfc2022, signer, created).expect("signed")
}

/// The unsigned simple credential, with what a case changes in it.
pub(crate) fn plain(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = credential(&awards::simple(OWN));
    change(&mut document);
    document
}

/// The organisation's key, as an issuer that is a key.
pub(crate) fn own() -> LocalSigner {
    LocalSigner::of_did_key(awards::key(OWN))
}

/// The simple credential, changed, then signed.
pub(crate) fn signed(change: impl FnOnce(&mut Value)) -> Value {
    rdfc(&plain(change), &own())
}

/// The simple credential, signed, then changed.
fn altered(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = signed(|_| ());
    change(&mut document);
    document
}

/// Nobody's signature: with a key of order 1, everything is signed by it.
struct Nobody(String);

impl Signer for Nobody {
    fn verification_method(&self) -> &str {
        &self.0
    }

    fn sign(&self, _message: &[u8]) -> [u8; 64] {
        let mut neutral = [0; 64];
        neutral[0] = 1;
        neutral
    }
}

fn rich(index: u32) -> AwardRecord {
    awards::rich(index)
}

/// Puts the cases of OB 3.0 into the corpus.
pub(crate) fn fill(corpus: &mut Corpus) {
    status_lists(corpus);
    genuine(corpus);
    changed(corpus);
    hidden(corpus);
    lapsed(corpus);
    forged(corpus);
    tokens(corpus);
    images(corpus);
}

fn status_lists(corpus: &mut Corpus) {
    let signer = awards::web_signer(ISSUER, OWN);
    let mut list = StatusList::new();
    list.set(usize::try_from(INDEXES[1]).expect("an index"), true)
        .expect("in the list");
    let document = status_list_credential(STATUS_LIST, ISSUER, &list, at("2026-01-01T00:00:00Z"));
    corpus.answer(STATUS_LIST, &rdfc(&document, &signer));
}

fn genuine(corpus: &mut Corpus) {
    let web = awards::web_signer(ISSUER, OWN);
    let put = |corpus: &mut Corpus, name, document: Value| {
        corpus.case(name, Kind::Ob3, document.to_string());
    };
    put(corpus, "simple", signed(|_| ()));
    put(corpus, "rich", rdfc(&credential(&rich(INDEXES[0])), &web));
    let without = credential(&awards::without_address(rich(INDEXES[0])));
    put(corpus, "rich-without-address", rdfc(&without, &web));
    let created = at("2026-03-11T10:00:00Z");
    let jcs = sign(&plain(|_| ()), Cryptosuite::EddsaJcs2022, &own(), created).expect("signed");
    put(corpus, "jcs", jcs);
    let odd = |document: &mut Value| {
        let achievement = &mut document["credentialSubject"]["achievement"];
        achievement["creditsAvailable"] = json!(2.5);
        achievement["tag"] = json!(["a", "é", "tab\there", "line\nend\r", "\\ \" < >"]);
        document["awardedDate"] = json!("2026-03-11T11:00:00.25+01:00");
    };
    put(corpus, "odd-values", signed(odd));
    let tags =
        |tags: Value| signed(|document| document["credentialSubject"]["achievement"]["tag"] = tags);
    let control = json!(["\u{8}", "\u{c}", "\u{1f}", "\u{7f}"]);
    put(corpus, "control-characters", tags(control));
    // By UTF-16 units, the second comes first.
    put(
        corpus,
        "beyond-the-plane",
        tags(json!(["\u{e000}", "\u{1F426}"])),
    );
    let alias = |document: &mut Value| document["type"][1] = json!("AchievementCredential");
    put(corpus, "type-alias", signed(alias));
    put(corpus, "type-alias-later", altered(alias));
}

fn changed(corpus: &mut Corpus) {
    let mut put = |name, document: Value| corpus.case(name, Kind::Ob3, document.to_string());
    let letter = |document: &mut Value| {
        document["credentialSubject"]["achievement"]["name"] = json!("Tenir un plannang");
    };
    put("letter", altered(letter));
    put(
        "issuer-name",
        altered(|document| document["issuer"]["name"] = json!("Autre")),
    );
    put(
        "level",
        altered(|document| {
            let achievement = document["credentialSubject"]["achievement"]["id"].clone();
            let pilot = format!("{}#niveau-3", achievement.as_str().expect("an id"));
            document["credentialSubject"]["result"][0]["achievedLevel"] = json!(pilot);
        }),
    );
    put(
        "no-proof",
        altered(|document| {
            document.as_object_mut().expect("an object").remove("proof");
        }),
    );
    put(
        "proof-date",
        altered(|document| document["proof"]["created"] = json!("2026-03-11T10:00:01Z")),
    );
    let text = signed(|_| ()).to_string();
    corpus.case("truncated", Kind::Ob3, &text[..text.len() / 2]);
}

/// The signature holds, and the text says more, or less, than what was signed.
fn hidden(corpus: &mut Corpus) {
    let ended = |document: &mut Value| document["validUntil"] = json!(LONG_AGO);
    let end = |document: &mut Value| {
        let object = document.as_object_mut().expect("an object");
        object.remove("validUntil").expect("it was there")
    };
    let mut put = |name, document: Value| corpus.case(name, Kind::Ob3, document.to_string());
    put(
        "unknown-member",
        altered(|document| document["pouvoirs"] = json!("tous")),
    );
    put(
        "unknown-member-within",
        altered(|document| {
            document["credentialSubject"]["achievement"]["pouvoirs"] = json!("tous");
        }),
    );
    put(
        "unknown-member-of-proof",
        altered(|document| document["proof"]["pouvoirs"] = json!("tous")),
    );
    let mut document = signed(ended);
    let value = end(&mut document);
    document[VALID_UNTIL] = json!({ "@type": DATE_TIME, "@value": value });
    put("end-under-its-iri", document);
    let mut document = signed(ended);
    let value = end(&mut document);
    document["fin"] = value;
    let contexts = document["@context"].as_array_mut().expect("contexts");
    contexts.push(json!({ "fin": { "@id": VALID_UNTIL, "@type": DATE_TIME } }));
    put("end-under-another-name", document);
    let mut document = signed(ended);
    let value = end(&mut document);
    document["validUntil"] = json!([value]);
    put("end-in-a-list", document);
    put(
        "inline-context",
        altered(|document| {
            let contexts = document["@context"].as_array_mut().expect("contexts");
            contexts.push(json!({ "pouvoirs": null }));
            document["pouvoirs"] = json!("tous");
        }),
    );
    put(
        "included",
        altered(|document| document["@included"] = json!([])),
    );
    let text = signed(|_| ()).to_string();
    let twice = text.replacen('{', "{\"name\":\"Directrice générale\",", 1);
    corpus.case("member-twice", Kind::Ob3, twice);
}

fn lapsed(corpus: &mut Corpus) {
    let web = awards::web_signer(ISSUER, OWN);
    let mut put = |name, document: Value| corpus.case(name, Kind::Ob3, document.to_string());
    put(
        "expired",
        signed(|document| document["validUntil"] = json!(LONG_AGO)),
    );
    put(
        "not-yet",
        signed(|document| document["validFrom"] = json!("2045-01-01T00:00:00Z")),
    );
    put(
        "date-without-zone",
        signed(|document| document["validUntil"] = json!("2045-01-01T00:00:00")),
    );
    put("revoked", rdfc(&credential(&rich(INDEXES[1])), &web));
    let mut record = rich(INDEXES[0]);
    let status = record.status.as_mut().expect("a status");
    "https://badges.example/statuts/2".clone_into(&mut status.list);
    put("status-out-of-reach", rdfc(&credential(&record), &web));
}

fn forged(corpus: &mut Corpus) {
    let stranger = LocalSigner::of_did_key(awards::key(OTHER));
    let mut put = |name, document: Value| corpus.case(name, Kind::Ob3, document.to_string());
    put("other-key", rdfc(&plain(|_| ()), &stranger));
    let by_web = |document: &mut Value| document["issuer"]["id"] = json!(ISSUER);
    let of_stranger = awards::web_signer(STRANGER, OTHER);
    put("other-organisation", rdfc(&plain(by_web), &of_stranger));
    // In the organisation's name, with a key that it does not have.
    let unknown = LocalSigner::new(awards::key(OTHER), format!("{ISSUER}#cle-2027"));
    put("unlisted-key", rdfc(&plain(by_web), &unknown));
    let nowhere = "did:web:nowhere.example";
    let far = |document: &mut Value| document["issuer"]["id"] = json!(nowhere);
    put(
        "issuer-out-of-reach",
        rdfc(&plain(far), &awards::web_signer(nowhere, OWN)),
    );
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let nobody = multikey::did_key(&PublicKey::Ed25519(neutral));
    let by_nobody = |document: &mut Value| document["issuer"]["id"] = json!(nobody);
    let method = multikey::did_key_method(&PublicKey::Ed25519(neutral));
    put("nobody-s-key", rdfc(&plain(by_nobody), &Nobody(method)));
}

fn tokens(corpus: &mut Corpus) {
    let token =
        |document: &Value, signer: &dyn Signer| jws::token(document, signer).expect("a token");
    let good = token(&plain(|_| ()), &own());
    corpus.case("token", Kind::Jwt, good.clone());
    let web = awards::web_signer(ISSUER, OWN);
    corpus.case(
        "token-rich",
        Kind::Jwt,
        token(&credential(&rich(INDEXES[0])), &web),
    );
    corpus.case(
        "token-revoked",
        Kind::Jwt,
        token(&credential(&rich(INDEXES[1])), &web),
    );
    corpus.case(
        "token-expired",
        Kind::Jwt,
        token(
            &plain(|document| document["validUntil"] = json!(LONG_AGO)),
            &own(),
        ),
    );
    let letter = |payload: &mut Value| payload["name"] = json!("Tenir un plannang");
    corpus.case("token-letter", Kind::Jwt, retold(letter, false));
    let claim = |payload: &mut Value| {
        payload["jti"] = json!("urn:uuid:00000000-0000-4000-8000-000000000000");
    };
    corpus.case("token-claims-differ", Kind::Jwt, retold(claim, true));
    let stranger = LocalSigner::new(awards::key(OTHER), own().verification_method().to_owned());
    corpus.case(
        "token-other-key",
        Kind::Jwt,
        token(&plain(|_| ()), &stranger),
    );
}

/// The simple token with another payload, under its old signature or a new one of the same key.
fn retold(change: impl FnOnce(&mut Value), sign_again: bool) -> String {
    let good = jws::token(&plain(|_| ()), &own()).expect("a token");
    let parts: Vec<&str> = good.split('.').collect();
    let payload = URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url");
    let mut payload: Value = serde_json::from_slice(&payload).expect("a payload");
    change(&mut payload);
    let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
    let message = format!("{}.{payload}", parts[0]);
    let again = awards::key(OWN).sign(message.as_bytes()).to_bytes();
    let signature = if sign_again {
        URL_SAFE_NO_PAD.encode(again)
    } else {
        parts[2].to_owned()
    };
    format!("{message}.{signature}")
}

fn images(corpus: &mut Corpus) {
    let text = signed(|_| ()).to_string();
    let keyword = Keyword::OpenBadgeCredential;
    let baked = bake(&picture(), keyword, &text).expect("baked");
    let mut put = |name, bytes: Vec<u8>| corpus.case(name, Kind::Png3, bytes);
    let mut damaged = baked.clone();
    damaged[60] ^= 1;
    put("image-damaged", damaged);
    put("image-truncated", baked[..baked.len() - 40].to_vec());
    let ours = altered(|document| document["name"] = json!("Autre")).to_string();
    put(
        "image-letter",
        bake(&picture(), keyword, &ours).expect("baked"),
    );
    put("image-without", picture());
    put(
        "image-twice",
        twice(&baked, &bake(&picture(), keyword, &ours).expect("baked")),
    );
    put("image", baked);
    let token = jws::token(&plain(|_| ()), &own()).expect("a token");
    put(
        "image-token",
        bake(&picture(), keyword, &token).expect("baked"),
    );
    for (name, text) in [
        ("drawing", &text),
        ("drawing-letter", &ours),
        ("drawing-token", &token),
    ] {
        let baked = svg::bake(DRAWING, keyword, text).expect("baked");
        corpus.case(name, Kind::Svg3, baked);
    }
}

/// The text chunk of the second image put before that of the first.
pub(crate) fn twice(first: &[u8], second: &[u8]) -> Vec<u8> {
    let length = u32::from_be_bytes(second[33..37].try_into().expect("four octets"));
    let end = 33 + 12 + usize::try_from(length).expect("a length");
    [&first[..33], &second[33..end], &first[33..]].concat()
}
