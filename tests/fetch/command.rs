//! `territoire verify` at the network: through the guard, past every proxy, or not at all.

use std::process::Output;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::host::{Host, path, say};

/// A hosted assertion of Open Badges 2.0 in the place of what it was awarded for, its issuer beside it.
async fn issuer() -> Host {
    Host::plain(async |head, wire| {
        let named = head.lines().find_map(|line| line.strip_prefix("host: "));
        let base = format!("http://{}", named.unwrap_or_default());
        let context = "https://w3id.org/openbadges/v2";
        let document: Value = match path(&head) {
            "/assertion" => json!({
                "@context": context, "type": "Assertion", "id": format!("{base}/assertion"),
                "recipient": { "type": "email", "hashed": false, "identity": "camille@example.org" },
                "issuedOn": "2026-03-11T10:00:00Z", "verification": { "type": "hosted" },
                "badge": {
                    "type": "BadgeClass", "id": format!("{base}/class"), "name": "Tenir un planning",
                    "description": "Prévoir son temps.", "issuer": format!("{base}/issuer"),
                },
            }),
            "/issuer" => json!({
                "@context": context, "type": "Issuer", "id": format!("{base}/issuer"), "name": "Mirabeau",
            }),
            _ => return say(wire, "200 OK", "", b"<html>").await,
        };
        say(wire, "200 OK", "", document.to_string().as_bytes()).await;
    })
    .await
}

async fn territoire(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_territoire"))
        .args(["verify", "--at", "2026-11-24T09:00:00Z"])
        .args(arguments)
        .env_remove("TERRITOIRE_LOOPBACK_ONLY")
        .envs(environment.iter().copied())
        .output()
        .await
        .unwrap()
}

const AT_HOME: (&str, &str) = ("TERRITOIRE_LOOPBACK_ONLY", "1");

#[tokio::test]
async fn a_badge_is_read_from_its_address_and_judged_by_what_its_issuer_says() {
    let host = issuer().await;
    let output = territoire(&["--json", &host.url("/assertion")], &[AT_HOME]).await;
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told:#}");
    assert_eq!(
        (&told["authentic"], &told["current"]),
        (&json!("yes"), &json!("yes"))
    );

    let page = territoire(&[&host.url("/page")], &[AT_HOME]).await;
    assert_eq!(page.status.code(), Some(2));
    let missing = territoire(&["https://localhost:1/nothing"], &[AT_HOME]).await;
    let words = String::from_utf8(missing.stderr).unwrap();
    assert_eq!(missing.status.code(), Some(2), "{words}");
    assert_eq!(words.lines().count(), 1, "{words}");
}

#[tokio::test]
async fn nothing_is_asked_inside_offline_or_beside_an_index() {
    let host = issuer().await;
    let address = host.url("/assertion");
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index.json");
    std::fs::write(&index, "{}").unwrap();
    let index = index.to_str().unwrap();
    let kept = folder.path().join("badge.json");
    let badge = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": address,
        "recipient": { "type": "email", "identity": "camille@example.org" },
        "badge": host.url("/class"), "issuedOn": "2026-03-11T10:00:00Z",
    });
    std::fs::write(&kept, badge.to_string()).unwrap();
    let kept = kept.to_str().unwrap();
    // Without the setting for tests, or with another word in it, this machine is as far as any inner address.
    for environment in [
        &[][..],
        &[("TERRITOIRE_LOOPBACK_ONLY", "0")],
        &[("TERRITOIRE_LOOPBACK_ONLY", "true")],
    ] {
        let output = territoire(&[&address], environment).await;
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(words.contains("only https addresses"), "{words}");
        assert_eq!(
            territoire(&[kept], environment).await.status.code(),
            Some(1)
        );
    }
    for how in [&["--offline"][..], &["--documents", index]] {
        let of = |what| [how, &[what]].concat();
        assert_eq!(
            territoire(&of(&address), &[AT_HOME]).await.status.code(),
            Some(2)
        );
        assert_eq!(
            territoire(&of(kept), &[AT_HOME]).await.status.code(),
            Some(1)
        );
    }
    assert_eq!(host.connections(), 0);
}

#[tokio::test]
async fn proxy_variables_are_ignored() {
    let host = issuer().await;
    let trap = Host::trap("127.0.0.1:0").await;
    let proxy = trap.url("");
    let mut environment = vec![AT_HOME];
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        environment.push((name, &proxy));
    }
    environment.extend([("no_proxy", ""), ("NO_PROXY", "")]);
    let output = territoire(&[&host.url("/assertion")], &environment).await;
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(trap.connections(), 0);
    assert!(host.connections() >= 2);
}
