//! Assertions of OB 2.0, signed and hosted. The deceiving ones are signed with RSA, which every tool reads.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use serde_json::{Value, json};
use sha2::Sha256;
use territoire_apprenant::openbadges::data_integrity::LocalSigner;
use territoire_apprenant::openbadges::issue::ob2;
use territoire_apprenant::openbadges::png::{Keyword, bake};
use territoire_apprenant::openbadges::svg;

use crate::awards::{self, HOLDER, INDEXES, OWN};
use crate::corpus::{Corpus, Kind};
use crate::credentials::{DRAWING, picture, twice};

/// An RSA key, and the same text for the same seed.
pub(crate) struct Rsa(rsa::PrivateKey);

impl Rsa {
    /// The key of a seed: 1 is the organisation's.
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        Self(rsa::PrivateKey::new(&mut rng, 2048).expect("a key"))
    }

    fn pem(&self) -> String {
        let public = self.0.to_public_key();
        public.to_public_key_pem(LineEnding::LF).expect("PEM")
    }

    /// The private half, in PEM.
    pub(crate) fn secret(&self) -> String {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).expect("PEM");
        pem.to_string()
    }

    fn sign(&self, payload: &Value) -> String {
        let message = unsigned("RS256", payload);
        let key = rsa::pkcs1v15::SigningKey::<Sha256>::new(self.0.clone());
        seal(&message, &key.sign(message.as_bytes()).to_bytes())
    }
}

fn unsigned(algorithm: &str, payload: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({ "alg": algorithm, "typ": "JWT" });
    format!("{}.{}", part(&header), part(payload))
}

fn seal(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The award with everything, as an assertion of an organisation.
pub(crate) fn assertion(organisation: &str, change: impl FnOnce(&mut Value)) -> Value {
    let publication = awards::publication(organisation);
    let mut assertion = ob2::assertion(&awards::rich(INDEXES[0]), &publication);
    change(&mut assertion);
    assertion
}

/// Puts the cases of OB 2.0 into the corpus.
pub(crate) fn fill(corpus: &mut Corpus) {
    corpus.answer_bytes(
        "https://badges.example/badges/tenir-un-planning/image.png",
        picture(),
    );
    let own = LocalSigner::of_did_key(awards::key(OWN));
    let pem = ob2::pem(&own.public_key()).expect("a key");
    publish(corpus, "mirabeau", &pem);
    let signed = ob2::sign(&assertion("mirabeau", |_| ()), &own);
    corpus.case("ob2-eddsa", Kind::Ob2, signed.clone());
    let baked = bake(&picture(), Keyword::OpenBadges, &signed).expect("baked");
    corpus.case("ob2-image-eddsa", Kind::Png2, baked);

    let (rsa, stranger) = (Rsa::new(1), Rsa::new(2));
    for organisation in ["villiers", "contres"] {
        publish(corpus, organisation, &rsa.pem());
    }
    revoke(
        corpus,
        "villiers",
        &[REVOKED, "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b15"],
    );
    revoke(corpus, "contres", &[REVOKED]);
    signed_cases(corpus, &rsa, &stranger);
    algorithms(corpus, &rsa);
    strangers(corpus, &stranger);
    images(corpus, &rsa);
    hosted(corpus);
}

fn publish(corpus: &mut Corpus, organisation: &str, pem: &str) {
    let publication = awards::publication(organisation);
    for (url, document) in ob2::documents(&awards::rich(INDEXES[0]), &publication, pem) {
        corpus.answer(&url, &document);
    }
}

const REVOKED: &str = "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b14";

fn revoke(corpus: &mut Corpus, organisation: &str, ids: &[&str]) {
    let publication = awards::publication(organisation);
    let url = publication.revocation_list.clone().expect("a list");
    let reason = |id: &&str| ((*id).to_owned(), "remise par erreur".to_owned());
    let entries: Vec<(String, String)> = ids.iter().map(reason).collect();
    corpus.answer(&url, &ob2::revocation_list(&url, &publication, &entries));
}

fn signed_cases(corpus: &mut Corpus, rsa: &Rsa, stranger: &Rsa) {
    let good = assertion("villiers", |_| ());
    let mut put = |name, text: String| corpus.case(name, Kind::Ob2, text);
    put("ob2", rsa.sign(&good));
    put("ob2-other-key", stranger.sign(&good));
    let (message, signature) = {
        let signed = rsa.sign(&good);
        let (message, signature) = signed.rsplit_once('.').expect("three parts");
        (message.to_owned(), signature.to_owned())
    };
    let without = awards::without_address(awards::rich(INDEXES[0]));
    let without = ob2::assertion(&without, &awards::publication("villiers"));
    put("ob2-without-address", rsa.sign(&without));
    let mut letter = good.clone();
    letter["evidence"][0]["name"] = json!("Le planning du forim");
    put(
        "ob2-letter",
        format!("{}.{signature}", unsigned("RS256", &letter)),
    );
    put("ob2-truncated", message[..message.len() / 2].to_owned());
    put("ob2-without-signature", format!("{message}."));
    put(
        "ob2-expired",
        rsa.sign(&assertion("villiers", |a| {
            a["expires"] = json!("2026-06-01T00:00:00Z");
        })),
    );
    put(
        "ob2-not-yet",
        rsa.sign(&assertion("villiers", |a| {
            a["issuedOn"] = json!("2045-01-01T00:00:00Z");
        })),
    );
    put(
        "ob2-date-without-zone",
        rsa.sign(&assertion("villiers", |a| {
            a["issuedOn"] = json!("2026-03-11T10:00:00");
        })),
    );
    put(
        "ob2-revoked",
        rsa.sign(&assertion("villiers", |a| a["id"] = json!(REVOKED))),
    );
    put(
        "ob2-revoked-alone",
        rsa.sign(&assertion("contres", |a| a["id"] = json!(REVOKED))),
    );
    put(
        "ob2-class-out-of-reach",
        rsa.sign(&assertion("villiers", |a| {
            a["badge"] = json!("https://badges.example/nulle-part");
        })),
    );
    put(
        "ob2-unknown-member",
        rsa.sign(&assertion("villiers", |a| a["pouvoirs"] = json!("tous"))),
    );
    for (name, recipient) in [
        ("ob2-recipient", HOLDER),
        ("ob2-other-recipient", "camila@example.invalid"),
    ] {
        corpus.case(name, Kind::Ob2, rsa.sign(&good));
        corpus.cases.last_mut().expect("a case").recipient = Some(recipient);
    }
}

/// The header chooses the algorithm: the classic ways in.
fn algorithms(corpus: &mut Corpus, rsa: &Rsa) {
    let good = assertion("villiers", |_| ());
    corpus.case(
        "ob2-none",
        Kind::Ob2,
        format!("{}.", unsigned("none", &good)),
    );
    let message = unsigned("HS256", &good);
    let mut mac = Hmac::<Sha256>::new_from_slice(rsa.pem().as_bytes()).expect("any length");
    mac.update(message.as_bytes());
    let signature = mac.finalize().into_bytes();
    corpus.case(
        "ob2-public-key-as-secret",
        Kind::Ob2,
        seal(&message, &signature),
    );
}

/// Assertions that a stranger signs, in the organisation's name.
fn strangers(corpus: &mut Corpus, stranger: &Rsa) {
    let villiers = awards::publication("villiers");
    let key = |url: &str, owner: &str| {
        json!({
            "@context": ob2::OPEN_BADGES_V2, "type": "CryptographicKey", "id": url, "owner": owner,
            "publicKeyPem": stranger.pem(),
        })
    };
    for (name, url, owner) in [
        (
            "ob2-wrong-creator",
            "https://stranger.example/cle",
            "https://stranger.example/profil",
        ),
        (
            "ob2-creator-claims-owner",
            "https://stranger.example/cle-2",
            villiers.issuer.as_str(),
        ),
    ] {
        corpus.answer(url, &key(url, owner));
        let signed = stranger.sign(&assertion("villiers", |a| {
            a["verification"]["creator"] = json!(url);
        }));
        corpus.case(name, Kind::Ob2, signed);
    }
    // A badge class in the assertion, with an issuer in it that lists the stranger's key.
    let creator = "https://stranger.example/cle-2";
    let record = awards::rich(INDEXES[0]);
    let mut class = ob2::badge_class(&record.achievement, record.level, &villiers);
    class["issuer"] = ob2::issuer(&record.issuer, &villiers);
    class["issuer"]["publicKey"] = json!(creator);
    let embedded = assertion("villiers", |a| {
        a["badge"] = class;
        a["verification"]["creator"] = json!(creator);
    });
    corpus.case("ob2-embedded-issuer", Kind::Ob2, stranger.sign(&embedded));
    // The stranger's own class, in the organisation's name.
    let url = "https://stranger.example/classe";
    let mut class = ob2::badge_class(&record.achievement, record.level, &villiers);
    class["id"] = json!(url);
    corpus.answer(url, &class);
    let own_class = assertion("villiers", |a| {
        a["badge"] = json!(url);
        a["verification"]["creator"] = json!(creator);
    });
    corpus.case("ob2-class-elsewhere", Kind::Ob2, stranger.sign(&own_class));
}

fn images(corpus: &mut Corpus, rsa: &Rsa) {
    let keyword = Keyword::OpenBadges;
    let text = rsa.sign(&assertion("villiers", |_| ()));
    let baked = bake(&picture(), keyword, &text).expect("baked");
    let other = rsa.sign(&assertion("villiers", |a| a["narrative"] = json!("autre")));
    let other = bake(&picture(), keyword, &other).expect("baked");
    let mut put = |name, bytes: Vec<u8>| corpus.case(name, Kind::Png2, bytes);
    put("ob2-image-truncated", baked[..baked.len() - 40].to_vec());
    let mut damaged = baked.clone();
    damaged[60] ^= 1;
    put("ob2-image-damaged", damaged);
    put("ob2-image-twice", twice(&baked, &other));
    put("ob2-image-without", picture());
    put("ob2-image", baked);
    let drawn = svg::bake(DRAWING, keyword, &text).expect("baked");
    corpus.case("ob2-drawing", Kind::Svg2, drawn);
}

/// Hosted assertions: what stands at their address counts.
fn hosted(corpus: &mut Corpus) {
    let plain = |url: &str, organisation: &str| {
        let signed = ob2::assertion(
            &awards::rich(INDEXES[0]),
            &awards::publication(organisation),
        );
        ob2::hosted(signed, url)
    };
    let address = "https://badges.example/attestations/1";
    let good = plain(address, "villiers");
    corpus.answer(address, &good);
    corpus.case("hosted", Kind::Hosted2, good.to_string());
    let mut altered = good.clone();
    altered["narrative"] = json!("Directrice générale");
    corpus.case("hosted-altered-copy", Kind::Hosted2, altered.to_string());
    let mut of_other = good;
    of_other["recipient"]["identity"] = json!("sha256$00");
    corpus.case(
        "hosted-other-recipient-in-copy",
        Kind::Hosted2,
        of_other.to_string(),
    );
    let nowhere = plain("https://badges.example/attestations/2", "villiers");
    corpus.case("hosted-out-of-reach", Kind::Hosted2, nowhere.to_string());
    let revoked = "https://badges.example/attestations/3";
    corpus.answer(revoked, &ob2::revoked(revoked, "remise par erreur"));
    corpus.case(
        "hosted-revoked",
        Kind::Hosted2,
        plain(revoked, "villiers").to_string(),
    );

    // Elsewhere than where the issuer publishes; and where an open-ended prefix seems to allow it.
    scoped(
        corpus,
        "selles",
        &json!({ "startsWith": "https://badges.example" }),
    );
    scoped(
        corpus,
        "mer",
        &json!({ "startsWith": "https://badges.example/mer/attestations/" }),
    );
    for (name, url, organisation) in [
        ("hosted-elsewhere", "https://stranger.example/1", "villiers"),
        (
            "hosted-beside-the-prefix",
            "https://badges.example.stranger.example/1",
            "selles",
        ),
        (
            "hosted-as-user-name",
            "https://badges.example@stranger.example/1",
            "selles",
        ),
        (
            "hosted-within-the-prefix",
            "https://badges.example/mer/attestations/1",
            "mer",
        ),
        (
            "hosted-out-of-the-prefix",
            "https://badges.example/mer/autres/1",
            "mer",
        ),
        (
            "hosted-climbing-out",
            "https://badges.example/mer/attestations/../autres/1",
            "mer",
        ),
    ] {
        let assertion = plain(url, organisation);
        corpus.answer(url, &assertion);
        corpus.case(name, Kind::Hosted2, assertion.to_string());
    }
}

/// An organisation whose profile says where its assertions stand.
fn scoped(corpus: &mut Corpus, organisation: &str, rules: &Value) {
    let publication = awards::publication(organisation);
    publish(corpus, organisation, "");
    let mut issuer = ob2::issuer(&awards::rich(INDEXES[0]).issuer, &publication);
    issuer["verification"] = rules.clone();
    issuer["verification"]["type"] = json!("VerificationObject");
    for member in ["publicKey", "revocationList"] {
        issuer.as_object_mut().expect("an object").remove(member);
    }
    corpus.answer(&publication.issuer, &issuer);
}
