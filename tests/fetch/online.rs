//! The network as verification sees it: few documents, each asked for once, in bounded time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use territoire_apprenant::fetch::{Allowance, Fetcher, Layered, Limits, Online};
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::{
    Authentic, Current, DocumentIndex, Documents, Question, TrustList, VerifiedCredential,
    multikey, verify,
};
use tokio::runtime::Handle;
use tokio::time::sleep;

use crate::host::{Certificate, Host, Told, at_home, path, say};

fn usual() -> Fetcher {
    at_home(Limits::default(), Told::new(&[]), &[])
}

/// Does what verification does, where it does it.
async fn off_the_runtime<T: Send + 'static>(
    online: Online,
    work: impl FnOnce(&Online) -> T + Send + 'static,
) -> T {
    tokio::task::spawn_blocking(move || work(&online))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_document_is_asked_for_once_and_only_so_many() {
    let host = Host::plain(async |head, wire| match path(&head) {
        "/no" => say(wire, "404 Not Found", "", b"").await,
        path => say(wire, "200 OK", "", path.as_bytes()).await,
    })
    .await;
    let allowance = Allowance {
        documents: 4,
        ..Allowance::default()
    };
    let online = Online::new(usual(), Handle::current(), allowance);
    let at = |path: &str| host.url(path);
    let addresses = ["/a", "/a#one", "/no", "/no", "/b", "/c", "/d", "/a#two"].map(at);
    let said = off_the_runtime(online, move |online| {
        addresses.map(|address| online.document(&address))
    })
    .await;
    let body = |n: usize| String::from_utf8(said[n].clone().unwrap()).unwrap();
    assert_eq!([body(0), body(1), body(7)], ["/a", "/a", "/a"]);
    assert_eq!([body(4), body(5)], ["/b", "/c"]);
    assert_eq!(said[2], said[3]);
    assert!(said[2].clone().unwrap_err().to_string().contains("404"));
    let reason = said[6].clone().unwrap_err().reason;
    assert!(reason.contains("more addresses"), "{reason}");
    assert_eq!(host.connections(), 4);
}

#[tokio::test]
async fn the_time_of_a_verification_is_over_for_all_its_documents() {
    let host = Host::plain(async |_, wire| {
        sleep(Duration::from_millis(250)).await;
        say(wire, "200 OK", "", b"{}").await;
    })
    .await;
    let allowance = Allowance {
        total: Duration::from_millis(400),
        ..Allowance::default()
    };
    let online = Online::new(usual(), Handle::current(), allowance);
    let addresses = ["/a", "/b", "/c", "/d"].map(|path| host.url(path));
    let begun = Instant::now();
    let said = off_the_runtime(online, move |online| {
        addresses.map(|address| online.document(&address).map_err(|error| error.reason))
    })
    .await;
    assert!(begun.elapsed() < Duration::from_millis(800));
    assert!(said[0].is_ok());
    assert!(
        said[1..]
            .iter()
            .all(|answer| answer == &Err("the answer takes too long".to_owned()))
    );
}

#[tokio::test]
async fn what_is_at_hand_is_not_asked_for() {
    let host = Host::plain(async |_, wire| say(wire, "200 OK", "", b"far").await).await;
    let mut at_hand = DocumentIndex::new();
    at_hand.insert(host.url("/near"), b"near".to_vec());
    let online = Online::new(usual(), Handle::current(), Allowance::default());
    let layered = Layered::new(Arc::new(at_hand), Arc::new(online));
    let (near, far) = (host.url("/near"), host.url("/far"));
    let said = tokio::task::spawn_blocking(move || [near, far].map(|url| layered.document(&url)))
        .await
        .unwrap();
    assert_eq!(said, [Ok(b"near".to_vec()), Ok(b"far".to_vec())]);
    assert_eq!(host.connections(), 1);
}

async fn judged(fetcher: Fetcher, badge: Value) -> VerifiedCredential {
    let online = Online::new(fetcher, Handle::current(), Allowance::default());
    off_the_runtime(online, move |online| {
        let question = Question {
            recipient: None,
            at: "2026-11-24T09:00:00Z".parse::<DateTime<Utc>>().unwrap(),
            documents: online,
            trust: &TrustList::new(),
        };
        verify(badge.to_string().as_bytes(), &question).unwrap()
    })
    .await
}

/// A hosted assertion of Open Badges 2.0, its class and its issuer, at one host.
fn hosted(base: &str, path: &str) -> Option<Value> {
    let context = "https://w3id.org/openbadges/v2";
    Some(match path {
        "/assertion" | "/revoked" => json!({
            "@context": context,
            "type": "Assertion",
            "id": format!("{base}{path}"),
            "badge": format!("{base}/class"),
            "recipient": { "type": "email", "hashed": false, "identity": "camille@example.org" },
            "issuedOn": "2026-03-11T10:00:00Z",
            "verification": { "type": "hosted" },
        }),
        "/class" => json!({
            "@context": context,
            "type": "BadgeClass",
            "id": format!("{base}/class"),
            "name": "Tenir un planning",
            "description": "Prévoir son temps.",
            "criteria": { "narrative": "À l'heure." },
            "issuer": format!("{base}/issuer"),
        }),
        "/issuer" => json!({
            "@context": context,
            "type": "Issuer",
            "id": format!("{base}/issuer"),
            "name": "Espace Mirabeau",
        }),
        _ => return None,
    })
}

#[tokio::test]
async fn a_hosted_badge_is_judged_by_what_its_host_says_also_when_it_is_gone() {
    let host = Host::plain(async |head, wire| {
        let of = |name: &str| {
            let line = head
                .lines()
                .find(|line| line.to_lowercase().starts_with(name));
            line.and_then(|line| line.split_once(": ")).unwrap().1
        };
        let base = format!("http://{}", of("host:"));
        match (path(&head), hosted(&base, path(&head))) {
            ("/revoked", _) => {
                let body = json!({
                    "@context": "https://w3id.org/openbadges/v2",
                    "type": "Assertion",
                    "id": format!("{base}/revoked"),
                    "badge": format!("{base}/class"),
                    "revoked": true,
                    "revocationReason": "erreur de saisie",
                });
                say(wire, "410 Gone", "", body.to_string().as_bytes()).await;
            }
            (_, Some(document)) => {
                say(wire, "200 OK", "", document.to_string().as_bytes()).await;
            }
            _ => say(wire, "410 Gone", "", b"{\"id\":\"moved on\"}").await,
        }
    })
    .await;
    let base = host.url("");
    let good = judged(usual(), hosted(&base, "/assertion").unwrap()).await;
    assert_eq!(
        good.report().authentic,
        Authentic::Yes,
        "{:?}",
        good.report()
    );
    assert_eq!(good.report().current, Current::Yes);
    assert_eq!(
        host.connections(),
        3,
        "the assertion, its class, its issuer"
    );

    let revoked = judged(usual(), hosted(&base, "/revoked").unwrap()).await;
    assert_eq!(revoked.report().current, Current::Revoked);

    let mut gone = hosted(&base, "/assertion").unwrap();
    gone["id"] = json!(format!("{base}/gone"));
    let gone = judged(usual(), gone).await;
    assert_eq!(gone.report().authentic, Authentic::Unknown);
    assert_eq!(gone.report().current, Current::Unknown);
}

#[tokio::test]
async fn the_keys_of_a_did_web_issuer_are_asked_for_over_https() {
    let certificate = Certificate::of("badges.example.org");
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = multikey::encode(&multikey::PublicKey::Ed25519(
        key.verifying_key().to_bytes(),
    ));
    let host = Host::tls(&certificate, move |head, wire| {
        let public = public.clone();
        async move {
            if path(&head) != "/structures/espace-mirabeau/did.json" {
                return say(wire, "404 Not Found", "", b"").await;
            }
            let named = head.lines().find_map(|line| line.strip_prefix("host: "));
            let did = format!(
                "did:web:{}:structures:espace-mirabeau",
                named.unwrap().replace(':', "%3A")
            );
            let document = json!({
                "id": did,
                "assertionMethod": [{
                    "id": format!("{did}#cle-2026"), "type": "Multikey", "controller": did,
                    "publicKeyMultibase": public,
                }],
            });
            say(wire, "200 OK", "", document.to_string().as_bytes()).await;
        }
    })
    .await;
    let port = host.address.port();
    let did = format!("did:web:badges.example.org%3A{port}:structures:espace-mirabeau");
    let credential = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": did, "type": ["Profile"], "name": "Espace Mirabeau" },
        "validFrom": "2026-03-11T10:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b12",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://badges.example/badges/tenir-un-planning",
                "type": ["Achievement"],
                "name": "Tenir un planning",
                "description": "Prévoir son temps.",
                "criteria": { "narrative": "À l'heure." },
            },
        },
    });
    let signer = LocalSigner::new(key, format!("{did}#cle-2026"));
    let created = "2026-03-11T10:00:00Z".parse().unwrap();
    let badge = sign(&credential, Cryptosuite::EddsaRdfc2022, &signer, created).unwrap();
    let names = || Told::new(&[("badges.example.org", &[&["127.0.0.1"]])]);

    let believed = at_home(Limits::default(), names(), &[&certificate]);
    let good = judged(believed, badge.clone()).await;
    assert_eq!(
        good.report().authentic,
        Authentic::Yes,
        "{:?}",
        good.report()
    );
    // A host that cannot show that it has the name says nothing about the issuer.
    let stranger = at_home(Limits::default(), names(), &[]);
    let doubtful = judged(stranger, badge).await;
    assert_eq!(doubtful.report().authentic, Authentic::Unknown);
}
