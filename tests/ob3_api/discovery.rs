//! What an application reads before it knows anything.

use axum::http::Method;
use serde_json::Value;

use crate::story::{READ, READ_PROFILE, Story, UPDATE_PROFILE, UPSERT};

#[tokio::test]
async fn the_description_of_the_service_is_open_to_all_and_says_where_everything_is() {
    let story = Story::begin().await;
    let answer = story
        .send(Method::GET, "/ims/ob/v3p0/discovery", &[], "")
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let described = answer.json();
    assert!(
        described["openapi"]
            .as_str()
            .expect("a version")
            .starts_with("3.0")
    );
    let info = &described["info"];
    for said in [
        "title",
        "version",
        "termsOfService",
        "x-imssf-privacyPolicyUrl",
        "x-imssf-image",
    ] {
        assert!(info[said].is_string(), "{said}");
    }
    let scheme = &described["components"]["securitySchemes"]["OAuth2ACG"];
    assert_eq!(scheme["type"], "oauth2");
    let base = story.signers.base.url("");
    assert_eq!(
        scheme["x-imssf-registrationUrl"],
        format!("{base}/oauth/inscription")
    );
    let flow = &scheme["flows"]["authorizationCode"];
    assert_eq!(flow["authorizationUrl"], format!("{base}/oauth/autoriser"));
    assert_eq!(flow["tokenUrl"], format!("{base}/oauth/jeton"));
    assert_eq!(flow["refreshUrl"], format!("{base}/oauth/jeton"));
    for scope in [READ, UPSERT, READ_PROFILE, UPDATE_PROFILE] {
        assert!(flow["scopes"][scope].is_string(), "{scope}");
    }
    let operations: Vec<&Value> = described["paths"]
        .as_object()
        .expect("paths")
        .values()
        .flat_map(|path| path.as_object().expect("operations").values())
        .map(|operation| &operation["operationId"])
        .collect();
    for operation in [
        "getCredentials",
        "upsertCredential",
        "getProfile",
        "putProfile",
        "getServiceDescription",
    ] {
        assert!(
            operations.iter().any(|found| *found == operation),
            "{operation}"
        );
    }
    let tag = answer.header("etag").to_owned();
    let again = story
        .send(
            Method::GET,
            "/ims/ob/v3p0/discovery",
            &[("if-none-match", &tag)],
            "",
        )
        .await;
    assert_eq!(again.status, 304);
    story.test.drop().await;
}

#[tokio::test]
async fn every_reference_of_the_description_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) if name == "$ref" => found.push(text),
                        member => references(member, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let story = Story::begin().await;
    let answer = story
        .send(Method::GET, "/ims/ob/v3p0/discovery", &[], "")
        .await;
    let described = answer.json();
    let mut found = Vec::new();
    references(&described, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a reference inside");
        assert!(described.pointer(pointer).is_some(), "{reference}");
    }
    story.test.drop().await;
}

#[tokio::test]
async fn the_links_to_terms_and_privacy_lead_to_a_page() {
    let story = Story::begin().await;
    let described = story
        .send(Method::GET, "/ims/ob/v3p0/discovery", &[], "")
        .await
        .json();
    for said in ["termsOfService", "x-imssf-privacyPolicyUrl"] {
        let address = described["info"][said].as_str().expect("an address");
        let path = address
            .strip_prefix(&story.signers.base.url(""))
            .expect("it is ours");
        let (path, section) = path.split_once('#').expect("a section");
        let page = story
            .send(Method::GET, path, &[("accept", "text/html")], "")
            .await;
        assert_eq!(page.status, 200, "{path}");
        let text = String::from_utf8(page.bytes).expect("text");
        assert!(text.contains(&format!("id=\"{section}\"")), "{section}");
    }
    story.test.drop().await;
}

#[tokio::test]
async fn the_authorization_server_describes_itself() {
    let story = Story::begin().await;
    let answer = story
        .send(
            Method::GET,
            "/.well-known/oauth-authorization-server",
            &[],
            "",
        )
        .await;
    let told = answer.json();
    assert_eq!(told["issuer"], story.signers.base.url(""));
    assert_eq!(
        told["code_challenge_methods_supported"],
        serde_json::json!(["S256"])
    );
    assert!(
        told["revocation_endpoint"]
            .as_str()
            .expect("an address")
            .ends_with("/oauth/revocation")
    );
    story.test.drop().await;
}

#[tokio::test]
async fn errors_of_the_api_are_told_as_the_standard_tells_them() {
    let story = Story::begin().await;
    let html = [("accept", "text/html")];
    let nowhere = story
        .send(Method::GET, "/ims/ob/v3p0/nowhere", &html, "")
        .await;
    assert_eq!(
        (nowhere.status.as_u16(), nowhere.minor().as_str()),
        (404, "not_found")
    );
    let wrong = story
        .send(Method::DELETE, "/ims/ob/v3p0/credentials", &[], "")
        .await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.minor().as_str()),
        (405, "not_allowed")
    );
    assert!(wrong.header("allow").contains("POST"));
    let elsewhere = story.send(Method::GET, "/nowhere", &[], "").await;
    assert_eq!(elsewhere.header("content-type"), "application/problem+json");
    let token = story.token(UPSERT).await;
    let large = vec![b'x'; 3 << 20];
    let large = story.post_badge(&token, "application/json", large).await;
    assert_eq!(
        (large.status.as_u16(), large.minor().as_str()),
        (413, "invalid_data")
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_page_of_another_origin_may_ask_and_read_the_answers() {
    let story = Story::begin().await;
    for (method, path) in [
        ("GET", "/ims/ob/v3p0/credentials"),
        ("POST", "/ims/ob/v3p0/credentials"),
        ("PUT", "/ims/ob/v3p0/profile"),
        ("POST", "/oauth/jeton"),
        ("POST", "/oauth/inscription"),
    ] {
        let headers = [
            ("origin", "https://portfolio.example"),
            ("access-control-request-method", method),
            (
                "access-control-request-headers",
                "authorization,content-type",
            ),
        ];
        let answer = story.send(Method::OPTIONS, path, &headers, "").await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(
            answer
                .header("access-control-allow-methods")
                .contains(method),
            "{path}"
        );
        let allowed = answer.header("access-control-allow-headers").to_lowercase();
        assert!(allowed.contains("authorization"), "{allowed}");
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
    let headers = [("origin", "https://portfolio.example")];
    let refused = story
        .send(Method::GET, "/ims/ob/v3p0/credentials", &headers, "")
        .await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    assert!(
        refused
            .header("access-control-expose-headers")
            .contains("x-total-count")
    );
    story.test.drop().await;
}
