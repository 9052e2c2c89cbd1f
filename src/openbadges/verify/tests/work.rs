//! What a stranger's badge may cost, and what its holder may not turn round.

use super::*;
use crate::openbadges::rdfc::{Budget, tests::digests};

const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";

/// Ten people of whom each knows each other: nothing tells them apart.
fn poison(document: &mut Value) {
    let name = |person: u8| format!("_:n{person}");
    let contexts = document["@context"].as_array_mut().unwrap();
    contexts.push(EXAMPLES.into());
    document["relatives"] = (0..10)
        .map(|person| {
            let others = (0..10).filter(|other| *other != person);
            let knows: Value = others.map(|other| json!({ "id": name(other) })).collect();
            json!({ "id": name(person), "knows": knows })
        })
        .collect();
}

#[test]
fn a_badge_that_was_made_to_be_slow_costs_one_budget_however_often_it_is_signed_and_praised() {
    let mut badge = signed(&award());
    poison(&mut badge);
    let proof = badge["proof"].clone();
    badge["proof"] = json!(vec![proof; 8]);
    let network = LocalSigner::of_did_key(SigningKey::from_bytes(&[8; 32]));
    let praise = json!({
        "@context": award()["@context"], "id": "urn:uuid:endorsement", "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": { "id": multikey::did_key(&network.public_key()), "type": ["Profile"] }, "validFrom": "2026-01-02T00:00:00Z",
        "credentialSubject": { "id": award()["id"], "type": ["EndorsementSubject"], "endorsementComment": "Bien" },
    });
    let mut praise = sign(&praise, Cryptosuite::EddsaRdfc2022, &network, today()).unwrap();
    poison(&mut praise);
    let mut praised = signed(&award());
    praised["endorsement"] = json!(vec![praise; 16]);
    // Its own, and that of its status list.
    let most = 2 * usize::try_from(Budget::default().steps).unwrap();
    for (slow, part) in [(badge, "proof"), (praised, "endorsement")] {
        let before = digests();
        let verified = Asked::now().of(slow.to_string().as_bytes()).unwrap();
        let spent = digests() - before;
        assert!(spent < most, "{spent} digests");
        assert!(spent > 10_000, "{spent} digests: nothing was tried");
        assert_eq!(verified.report().authentic, Authentic::No);
        let ended = if part == "proof" {
            ["fail"; 8].to_vec()
        } else {
            ["warning"; 16].to_vec()
        };
        assert_eq!(outcome(&verified, part), ended);
    }
}

#[test]
fn the_order_of_its_levels_is_not_signed_and_raises_nobody() {
    let mut badge = signed(&award());
    let levels = &mut badge["credentialSubject"]["achievement"]["resultDescription"][0]["rubricCriterionLevel"];
    levels.as_array_mut().unwrap().rotate_right(1);
    let verified = Asked::now().of(badge.to_string().as_bytes()).unwrap();
    assert_eq!(verified.report().authentic, Authentic::Yes);
    assert_eq!(verified.level(), Some(2));
}

#[test]
fn an_ecdsa_proof_holds_under_an_issuer_that_is_a_p384_key() {
    use p384::ecdsa::signature::Signer as _;
    use sha2::Digest as _;

    use crate::openbadges::jsonld::to_rdf;
    use crate::openbadges::rdfc::{Algorithm, canonicalize_as};

    let secret = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
    let point = secret.verifying_key().to_sec1_point(true);
    let public = PublicKey::P384(point.as_bytes().try_into().unwrap());
    let mut badge = award();
    badge["issuer"]["id"] = json!(multikey::did_key(&public));
    badge.as_object_mut().unwrap().remove("credentialStatus");
    let mut options = json!({ "type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019", "created": "2026-03-11T10:00:00Z",
        "verificationMethod": multikey::did_key_method(&public), "proofPurpose": "assertionMethod" });
    let mut with_context = options.clone();
    with_context["@context"] = badge["@context"].clone();
    let hash = |value: &Value| {
        let quads = to_rdf(value).unwrap();
        let text = canonicalize_as(Algorithm::Rdfc10Sha384, &quads, &mut Budget::default());
        sha2::Sha384::digest(text.unwrap())
    };
    let signature: p384::ecdsa::Signature =
        secret.sign(&[hash(&with_context), hash(&badge)].concat());
    options["proofValue"] = format!("z{}", bs58::encode(signature.to_bytes()).into_string()).into();
    badge["proof"] = options;
    let asked = Asked::now();
    assert_eq!(
        asked.answers(&badge),
        ["yes", "yes", "unknown", "confirmed"]
    );
    badge["name"] = json!("Autre");
    assert_eq!(asked.answers(&badge)[0], "no");
}
