//! Credentials that honest issuers shape in another way, and every small change to a signed one.

use serde_json::{Value, json};
use territoire_apprenant::openbadges::issue::credential;
use territoire_apprenant::openbadges::multikey;

use crate::awards::{self, INDEXES};
use crate::corpus::{Corpus, Kind};
use crate::credentials::{own, rdfc, signed};

/// Puts both into the corpus.
pub(crate) fn fill(corpus: &mut Corpus) {
    shaped(corpus);
    full(corpus);
}

/// Signed as they stand.
fn shaped(corpus: &mut Corpus) {
    let mut put = |name, change: &dyn Fn(&mut Value)| {
        corpus.case(name, Kind::Ob3, signed(change).to_string());
    };
    put("types-as-text", &|document| {
        document["issuer"]["type"] = json!("Profile");
        document["credentialSubject"]["type"] = json!("AchievementSubject");
        document["credentialSubject"]["achievement"]["type"] = json!("Achievement");
    });
    put("issuer-as-text", &|document| {
        document["issuer"] = document["issuer"]["id"].clone();
    });
    put("alignment-as-object", &|document| {
        document["credentialSubject"]["achievement"]["alignment"] = json!({
            "type": ["Alignment"], "targetName": "planning", "targetUrl": "https://esco.example/1",
        });
    });
    put("name-in-a-language", &|document| {
        document["name"] = json!({ "@value": "Tenir un planning", "@language": "fr" });
    });
    put("subject-without-id", &|document| {
        let subject = document["credentialSubject"].as_object_mut();
        subject.expect("an object").remove("id");
    });
    put("credential-without-id", &|document| {
        document.as_object_mut().expect("an object").remove("id");
    });
    put("credential-without-name", &|document| {
        document.as_object_mut().expect("an object").remove("name");
    });
    put("without-valid-from", &|document| {
        let document = document.as_object_mut();
        document.expect("an object").remove("validFrom");
    });
    put("dates-with-offset", &|document| {
        document["validFrom"] = json!("2026-03-11T11:00:00.123+01:00");
        document["validUntil"] = json!("2045-03-11T11:00:00-10:00");
    });
    put("earlier-context", &|document| {
        document["@context"][1] =
            json!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json");
        let achievement = document["credentialSubject"]["achievement"].as_object_mut();
        achievement.expect("an object").remove("inLanguage");
    });
    put("two-subjects", &|document| {
        let mut second = document["credentialSubject"].clone();
        second["id"] = json!("urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b99");
        document["credentialSubject"] = json!([document["credentialSubject"], second]);
    });
    put("schema-named", &|document| {
        document["credentialSchema"] = json!([{
            "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
            "type": "JsonSchema",
        }]);
    });
    put("empty-lists", &|document| {
        document["evidence"] = json!([]);
        document["credentialSubject"]["achievement"]["tag"] = json!([]);
    });
    put("image-in-the-text", &|document| {
        document["image"] = json!({ "id": "data:image/png;base64,iVBORw0KGgo=", "type": "Image" });
    });
    put("no-open-badge", &|document| {
        document["type"] = json!(["VerifiableCredential"]);
    });
}

/// The award with everything but a status, each text of it changed by a letter, each member left out.
fn full(corpus: &mut Corpus) {
    let mut document = credential(&awards::rich(INDEXES[0]));
    document["issuer"]["id"] = json!(multikey::did_key(&own().public_key()));
    let object = document.as_object_mut().expect("an object");
    object.remove("credentialStatus");
    let signed = rdfc(&document, &own());
    corpus.case("full", Kind::Ob3, signed.to_string());
    let mut places = Vec::new();
    walk(&signed, "", &mut places);
    for place in places {
        let mut without = signed.clone();
        let (parent, name) = place.rsplit_once('/').expect("a place");
        if let Some(Value::Object(object)) = without.pointer_mut(parent) {
            object.remove(name);
            corpus.case(&format!("without {place}"), Kind::Ob3, without.to_string());
        }
        let mut changed = signed.clone();
        let value = changed.pointer_mut(&place).expect("it is there");
        let other = match &*value {
            Value::String(text) => json!(letter(text)),
            Value::Bool(truth) => json!(!truth),
            _ => continue,
        };
        *value = other;
        corpus.case(&format!("changed {place}"), Kind::Ob3, changed.to_string());
    }
}

/// The same text, one letter or digit of it another one.
fn letter(text: &str) -> String {
    let last = text
        .char_indices()
        .rfind(|(_, c)| c.is_ascii_alphanumeric());
    let Some((place, was)) = last else {
        return format!("{text}a");
    };
    let now = if was == '7' { "8" } else { "7" };
    [&text[..place], now, &text[place + 1..]].concat()
}

/// The places of all values within a document (RFC 6901).
fn walk(value: &Value, place: &str, places: &mut Vec<String>) {
    let within: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(i, value)| (i.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (name, value) in within {
        let place = format!("{place}/{name}");
        walk(value, &place, places);
        places.push(place);
    }
}
