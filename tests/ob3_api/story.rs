//! A holder, an application, and the requests between them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http_body_util::BodyExt as _;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use territoire_apprenant::account::Address;
use territoire_apprenant::account::oauth::{Asked, Scopes, service as oauth};
use territoire_apprenant::account::service as account;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::http::AppState;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::badges::{Signers, signers};
use crate::support::{TestDatabase, database, router, today};

pub(crate) const READ: &str = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly";
pub(crate) const UPSERT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert";
pub(crate) const READ_PROFILE: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.readonly";
pub(crate) const UPDATE_PROFILE: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.update";
pub(crate) const BACK: &str = "https://portfolio.example/back";
/// What the application keeps to itself until it asks for tokens.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// An answer of the service.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("JSON, not {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }

    /// The minor code of an `Imsx_StatusInfo`, after a look at the rest of it.
    pub(crate) fn minor(&self) -> String {
        let body = self.json();
        assert_eq!(self.header("content-type"), "application/json");
        assert_eq!(body["imsx_codeMajor"], "failure", "{body}");
        assert_eq!(body["imsx_severity"], "error");
        assert!(
            body["imsx_description"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        let field = &body["imsx_codeMinor"]["imsx_codeMinorField"][0];
        assert!(field["imsx_codeMinorFieldName"].is_string());
        field["imsx_codeMinorFieldValue"]
            .as_str()
            .expect("a code")
            .to_owned()
    }
}

pub(crate) struct Story {
    pub(crate) test: TestDatabase,
    pub(crate) clock: FixedClock,
    pub(crate) signers: Signers,
    pub(crate) service: Router,
    /// Ada, whose address is confirmed.
    pub(crate) ada: Uuid,
}

/// An application as it knows itself.
pub(crate) struct App {
    pub(crate) id: Uuid,
    pub(crate) basic: String,
}

impl Story {
    pub(crate) async fn begin() -> Self {
        let test = database().await;
        let clock = FixedClock::at(today());
        let signers = signers(&test.database.app, today()).await;
        let state = AppState::new(
            test.database.clone(),
            Arc::new(clock.clone()),
            signers.base.clone(),
            signers.master.clone(),
            false,
        );
        let mut story = Self {
            service: router(state),
            test,
            clock,
            signers,
            ada: Uuid::nil(),
        };
        story.ada = story.holder(&["ada@example.org"]).await;
        story
    }

    /// An account with these addresses, all confirmed.
    pub(crate) async fn holder(&self, addresses: &[&str]) -> Uuid {
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let mut tx = self.test.database.app.begin().await.expect("a transaction");
        let parse = |text: &&str| Address::parse(text).expect("an address");
        let first = [parse(&addresses[0])].into();
        let (master, clock) = (&self.signers.master, &self.clock);
        let found = account::find_or_make(&mut tx, &first, master, clock, &mut rng).await;
        let id = found.expect("an account")[&parse(&addresses[0])].id;
        for other in &addresses[1..] {
            sqlx::query("insert into account.address (email, holder_id) values ($1, $2)")
                .bind(*other)
                .bind(id)
                .execute(&mut *tx)
                .await
                .expect("another address");
        }
        let all = addresses.iter().map(parse).collect();
        account::confirm(&mut tx, &all, clock)
            .await
            .expect("confirmed");
        tx.commit().await.expect("kept");
        id
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let answer = self
            .service
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = answer.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes: body.collect().await.expect("a body").to_bytes().to_vec(),
        }
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        self.send(Method::GET, path, &[("authorization", &bearer)], "")
            .await
    }

    pub(crate) async fn post_badge(&self, token: &str, kind: &str, badge: Vec<u8>) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        self.send(Method::POST, "/ims/ob/v3p0/credentials", &headers, badge)
            .await
    }

    pub(crate) async fn put_profile(&self, token: &str, profile: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = profile.to_string();
        self.send(Method::PUT, "/ims/ob/v3p0/profile", &headers, body)
            .await
    }

    pub(crate) async fn register(&self, body: &Value) -> Answer {
        let headers = [("content-type", "application/json; charset=utf-8")];
        self.send(
            Method::POST,
            "/oauth/inscription",
            &headers,
            body.to_string(),
        )
        .await
    }

    /// A registered application that may ask for everything.
    pub(crate) async fn app(&self) -> App {
        let answer = self.register(&registration()).await;
        assert_eq!(
            answer.status,
            201,
            "{}",
            String::from_utf8_lossy(&answer.bytes)
        );
        let told = answer.json();
        let (id, secret) = (&told["client_id"], &told["client_secret"]);
        let pair = format!(
            "{}:{}",
            id.as_str().expect("an id"),
            secret.as_str().expect("a secret")
        );
        App {
            id: Uuid::parse_str(id.as_str().expect("an id")).expect("a UUID"),
            basic: format!("Basic {}", STANDARD.encode(pair)),
        }
    }

    /// The holder's yes, as the page says it: the code that their browser carries.
    pub(crate) async fn code(&self, app: &App, holder: Uuid, scopes: &str) -> String {
        let asked = Asked {
            application: app.id,
            redirect_uri: BACK.to_owned(),
            scopes: Scopes::parse(scopes).expect("scopes"),
            challenge: Sha256::digest(VERIFIER).into(),
        };
        let pool = &self.test.database.app;
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let code = oauth::grant(pool, holder, &asked, &self.clock, &mut rng).await;
        code.expect("a code").reveal().to_owned()
    }

    pub(crate) async fn form(&self, path: &str, basic: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("authorization", basic),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.send(Method::POST, path, &headers, body).await
    }

    /// Tokens for a code.
    pub(crate) async fn exchange(&self, app: &App, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        self.form("/oauth/jeton", &app.basic, &fields).await
    }

    pub(crate) async fn refresh(&self, app: &App, token: &str) -> Answer {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.form("/oauth/jeton", &app.basic, &fields).await
    }

    /// An access token of Ada's for these scopes, the whole way.
    pub(crate) async fn token(&self, scopes: &str) -> String {
        let app = self.app().await;
        self.token_of(&app, self.ada, scopes).await
    }

    pub(crate) async fn token_of(&self, app: &App, holder: Uuid, scopes: &str) -> String {
        let code = self.code(app, holder, scopes).await;
        let answer = self.exchange(app, &code).await;
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.bytes)
        );
        answer.json()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    }

    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.test.database.app)
            .await
            .expect("a number")
    }
}

/// What an application says of itself, all of it.
pub(crate) fn registration() -> Value {
    json!({
        "client_name": "Portfolio",
        "client_uri": "https://portfolio.example/",
        "logo_uri": "https://portfolio.example/logo.png",
        "tos_uri": "https://portfolio.example/terms",
        "policy_uri": "https://portfolio.example/privacy",
        "software_id": "0f9f1c70-6f4c-4f2e-9d3a-2f1f6f5a7f11",
        "software_version": "4.1",
        "redirect_uris": [BACK],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "contacts": ["support@portfolio.example"],
        "scope": format!("{READ} {UPSERT} {READ_PROFILE} {UPDATE_PROFILE} offline_access"),
    })
}

/// The challenge that goes with [`VERIFIER`].
pub(crate) fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}
