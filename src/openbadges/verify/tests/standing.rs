//! Whether a badge counts: its dates, and what status lists say.

use super::*;

#[test]
fn dates_are_read_at_the_time_of_the_question() {
    let badge = signed(&award());
    let answer = |time| {
        Asked {
            at: at(time),
            ..Asked::now()
        }
        .answers(&badge)[1]
    };
    assert_eq!(answer("2026-03-10T00:00:00Z"), "not_yet");
    assert_eq!(answer("2030-03-11T10:00:00Z"), "yes");
    assert_eq!(answer("2030-03-11T10:00:01Z"), "expired");

    let mut unzoned = award();
    unzoned["validUntil"] = json!("2030-03-11T10:00:00");
    let verified = Asked::now()
        .of(signed(&unzoned).to_string().as_bytes())
        .unwrap();
    assert_eq!(verified.report().authentic, Authentic::No);
    assert!(
        verified
            .report()
            .checks
            .iter()
            .any(|check| check.detail.contains("time zone")),
        "{:?}",
        verified.report().checks
    );
}

#[test]
fn a_revoked_badge_is_revoked_and_an_unreachable_list_is_unknown() {
    let badge = signed(&award());
    let revoked = Asked {
        documents: web(&[INDEX as usize]),
        ..Asked::now()
    };
    assert_eq!(
        revoked.answers(&badge),
        ["yes", "revoked", "recognised", "confirmed"]
    );

    let mut documents = DocumentIndex::new();
    documents.insert(DID_DOCUMENT, did_document(1).to_string().into_bytes());
    let silent = Asked {
        documents,
        ..Asked::now()
    };
    assert_eq!(silent.answers(&badge)[1], "unknown");
}

#[test]
fn nobody_else_can_clear_or_forge_a_status() {
    let badge = signed(&award());
    let list = status_list_credential(STATUS_LIST, ISSUER, &StatusList::new(), today());
    // Signed by a key that is not the issuer's, or altered, or of another issuer.
    let forged = signed_with(&list, Cryptosuite::EddsaRdfc2022, 2, &method());
    let mut altered = signed(&list);
    altered["validFrom"] = json!("2020-01-01T00:00:00Z");
    let mallory = LocalSigner::of_did_key(SigningKey::from_bytes(&[9; 32]));
    let own = multikey::did_key(&mallory.public_key());
    let of_another = status_list_credential(STATUS_LIST, &own, &StatusList::new(), today());
    let of_another = sign(&of_another, Cryptosuite::EddsaRdfc2022, &mallory, today()).unwrap();
    for list in [forged, altered, of_another] {
        let mut documents = web(&[]);
        documents.insert(STATUS_LIST, list.to_string().into_bytes());
        let asked = Asked {
            documents,
            ..Asked::now()
        };
        assert_eq!(asked.answers(&badge)[1], "unknown");
    }
}

#[test]
fn only_a_key_that_the_issuer_lists_speaks_for_it() {
    let asked = Asked::now();
    // Another's key under the issuer's name.
    let forged = signed_with(&award(), Cryptosuite::EddsaRdfc2022, 2, &method());
    assert_eq!(asked.answers(&forged)[0], "no");
    // A key that its own document does not list.
    let unlisted = signed_with(
        &award(),
        Cryptosuite::EddsaRdfc2022,
        1,
        &format!("{ISSUER}#other"),
    );
    assert_eq!(asked.answers(&unlisted)[0], "no");
    // Mallory's own did:key, in the issuer's name.
    let mallory = LocalSigner::of_did_key(SigningKey::from_bytes(&[9; 32]));
    let borrowed = sign(&award(), Cryptosuite::EddsaRdfc2022, &mallory, today()).unwrap();
    assert_eq!(asked.answers(&borrowed)[0], "no");
    // Nobody answers at the issuer's address: unknown, never yes and never no.
    let silent = Asked {
        documents: DocumentIndex::new(),
        ..Asked::now()
    };
    assert_eq!(silent.answers(&signed(&award()))[0], "unknown");
    assert_eq!(silent.answers(&borrowed)[0], "unknown");
    // A key that was revoked, or that another controls.
    for (member, value) in [
        ("revoked", "2026-01-01T00:00:00Z"),
        ("controller", "did:web:m.example"),
    ] {
        let mut document = did_document(1);
        document["verificationMethod"][0][member] = json!(value);
        let mut documents = web(&[]);
        documents.insert(DID_DOCUMENT, document.to_string().into_bytes());
        let asked = Asked {
            documents,
            ..Asked::now()
        };
        assert_eq!(asked.answers(&signed(&award()))[0], "no");
    }
}
