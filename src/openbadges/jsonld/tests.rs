use serde_json::json;

use super::*;
use crate::openbadges::rdfc::{Budget, canonicalize};

fn badge() -> Value {
    json!({"@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:7a1f4f2e-6d0b-4c7e-9f5d-2f6b1c0a9e02",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://blois.example/", "type": ["Profile"], "name": "Blois"},
        "validFrom": "2026-01-01T00:00:00Z", "awardedDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"type": ["AchievementSubject"], "creditsEarned": 1.5,
            "achievement": {"id": "https://blois.example/a", "type": ["Achievement"], "name": "Cartopartie",
                "criteria": {"narrative": "Animer"}, "description": "Sait animer"}}})
}

fn refusal(change: impl FnOnce(&mut Value)) -> JsonLdError {
    let mut document = badge();
    change(&mut document);
    to_rdf(&document).expect_err("must be refused")
}

#[test]
fn a_badge_becomes_its_quads() {
    let text = canonicalize(&to_rdf(&badge()).unwrap(), Budget::default()).unwrap();
    for line in [
        "<urn:uuid:7a1f4f2e-6d0b-4c7e-9f5d-2f6b1c0a9e02> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#awardedDate> \"2026-01-01T00:00:00Z\"^^<xsd:dateTime> .\n",
        "<https://blois.example/a> <https://schema.org/name> \"Cartopartie\" .\n",
        "\"1.5E0\"^^<https://www.w3.org/2001/XMLSchema#float>",
    ] {
        assert!(text.contains(line), "{line} not in\n{text}");
    }
}

#[test]
fn what_no_signature_would_cover_is_refused_by_name() {
    use JsonLdError as E;
    assert_eq!(
        refusal(|d| d["secret"] = 1.into()),
        E::UnsignedTerm("secret".into())
    );
    assert_eq!(
        refusal(|d| d["credentialSubject"]["secret"] = 1.into()),
        E::UnsignedTerm("secret".into())
    );
    assert_eq!(
        refusal(|d| d["type"][1] = "Secret".into()),
        E::UnsignedTerm("Secret".into())
    );
    assert_eq!(
        refusal(|d| d["validUntil"] = Value::Null),
        E::Dropped("validUntil".into())
    );
    assert_eq!(
        refusal(|d| d["issuer"]["id"] = "blois".into()),
        E::RelativeIri("blois".into())
    );
    assert_eq!(
        refusal(|d| d["issuer"] = "blois".into()),
        E::RelativeIri("blois".into())
    );
}

#[test]
fn what_a_reader_would_overlook_is_refused() {
    use JsonLdError as E;
    let iri = "https://www.w3.org/2018/credentials#validUntil";
    assert_eq!(
        refusal(|d| d[iri] = "2020-01-01T00:00:00Z".into()),
        E::NotCompact(iri.into())
    );
    let iri = "https://www.w3.org/2018/credentials#VerifiableCredential";
    assert_eq!(
        refusal(|d| d["type"][0] = iri.into()),
        E::NotCompact(iri.into())
    );
    assert_eq!(
        refusal(|d| d["@id"] = "urn:a".into()),
        E::NotCompact("@id".into())
    );
    assert_eq!(
        refusal(|d| d["name"] = json!({"@value": "a"})),
        E::NotCompact("name".into())
    );
    assert_eq!(
        refusal(|d| d["name"] = json!([["a"]])),
        E::NotCompact("name".into())
    );
    assert_eq!(
        refusal(|d| d["credentialSubject"]["achievement"]["Criteria"] = json!({"narrative": "b"})),
        E::NotCompact("Criteria".into())
    );
}

#[test]
fn contexts_come_from_the_bundle_or_not_at_all() {
    use JsonLdError as E;
    assert_eq!(
        refusal(|d| d["@context"][1] = json!({"a": "urn:a"})),
        E::InlineContext
    );
    assert_eq!(
        refusal(|d| d["@context"] = "https://a.example/".into()),
        E::UnknownContext("https://a.example/".into())
    );
    assert_eq!(
        refusal(|d| d["issuer"]["@context"] = json!({})),
        E::InlineContext
    );
    assert_eq!(
        refusal(|d| d["@context"] = vec!["https://www.w3.org/ns/credentials/v2"; 9].into()),
        E::TooManyContexts
    );
}

#[test]
fn size_and_depth_have_bounds() {
    let wide: Vec<Value> = (0..2_100)
        .map(|n| json!({"id": format!("urn:e:{n}")}))
        .collect();
    assert_eq!(
        refusal(|d| d["evidence"] = wide.into()),
        JsonLdError::TooManyQuads
    );
    let deep = (0..40).fold(
        json!({"id": "urn:x"}),
        |inner, _| json!({"type": "Profile", "parentOrg": inner}),
    );
    assert_eq!(refusal(|d| d["issuer"] = deep), JsonLdError::TooDeep);
}

#[test]
fn numbers_have_their_canonical_form() {
    let of = |number: Value| {
        let quads = to_rdf(
            &json!({"@context": ["https://www.w3.org/ns/credentials/examples/v2"], "n": number}),
        );
        match quads?.remove(0).object {
            Term::Literal { value, .. } => Ok(value),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of(json!(5.0)), Ok("5".to_owned()));
    assert_eq!(of(json!(-0.0)), Ok("0".to_owned()));
    assert_eq!(of(json!(0.1)), Ok("1.0E-1".to_owned()));
    assert_eq!(of(json!(123.456)), Ok("1.23456E2".to_owned()));
    assert_eq!(of(json!(true)), Ok("true".to_owned()));
    assert_eq!(
        of(json!(9_007_199_254_740_993_u64)),
        Err(JsonLdError::Number("n".to_owned()))
    );
}

#[test]
fn a_long_name_said_often_is_refused() {
    let name = format!("urn:{}", "a".repeat(100_000));
    let tags: Vec<String> = (0..60).map(|n| n.to_string()).collect();
    let achievement = |d: &mut Value, name: &str| {
        d["credentialSubject"]["achievement"]["id"] = name.into();
        d["credentialSubject"]["achievement"]["tag"] = json!(tags);
    };
    assert_eq!(refusal(|d| achievement(d, &name)), JsonLdError::TooMuchText);
    let mut badge = badge();
    achievement(&mut badge, &name[..2_000]);
    assert!(to_rdf(&badge).is_ok());
}

#[test]
fn nobody_may_ask_for_all_the_contexts_that_there_could_be() {
    let unprotected = [
        "https://w3id.org/security/v1",
        "https://w3id.org/openbadges/v2",
        "https://w3id.org/openbadges/v1",
        "https://purl.imsglobal.org/spec/ob/v2p1/context/ob_v2p1.jsonld",
        "https://w3id.org/security/v2",
    ];
    let contexts: Vec<&str> = unprotected
        .into_iter()
        .filter(|url| is_bundled(url))
        .collect();
    assert!(contexts.len() >= 2, "{contexts:?}");
    let nodes = |many: usize| {
        let node = |n: usize| {
            // Each number is another order of the contexts, said up to eight times.
            let order: Vec<&str> = (0..8).map(|place| contexts[(n >> place) % 2]).collect();
            json!({ "@context": order, "id": format!("urn:n{n}"), "name": "a" })
        };
        let all: Vec<Value> = (0..many).map(node).collect();
        json!({ "@context": contexts[1], "id": "urn:a", "type": "Assertion", "evidence": all })
    };
    assert_eq!(to_rdf(&nodes(200)), Err(JsonLdError::TooManyContexts));
    // The answer is the same when all contexts are known.
    assert_eq!(to_rdf(&nodes(200)), Err(JsonLdError::TooManyContexts));
}
