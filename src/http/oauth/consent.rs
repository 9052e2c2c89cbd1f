//! `/oauth/autoriser`: a holder reads who asks for what, and says yes or no.
//!
//! **Invariant:** nobody is ever led to an address that the application did not register, nor to any before they pressed
//! a button or a link that names it: whoever registers a site would make of this service's address a way to it (RFC 9700,
//! 4.11.2). What is said yes to is what was on the page: the form's token is bound to the session and to the whole request.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use serde::Deserialize;
use std::collections::BTreeMap;
use subtle::ConstantTimeEq as _;
use url::Url;
use uuid::Uuid;

use super::AUTHORIZATION_PAGE;
use crate::account::oauth::{Application, Asked, Scopes, service as oauth};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, envelope, help};
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "account/consent.html", config = "web/askama.toml")]
struct Consent {
    page: Page,
    title: String,
    application: Application,
    /// The answer goes to a program on this device: nothing proves that it is of the site that it names.
    unproven: bool,
    back: String,
    scopes: Vec<String>,
    action: String,
    token: String,
}

/// A request that cannot be put before anybody, and the way back to whoever made it.
#[derive(Template)]
#[template(path = "account/consent_wrong.html", config = "web/askama.toml")]
struct Unfit {
    page: Page,
    title: String,
    back: String,
    address: String,
}

/// A request that may be put before a holder.
struct Request {
    application: Application,
    asked: Asked,
    state: String,
}

/// Why it may not: without an address to tell it to, or with one.
enum Wrong {
    /// Nobody is led anywhere: the holder is told.
    Here,
    /// The application is told (RFC 6749, 4.1.2.1), if the holder goes there.
    Back(Back),
    /// A fault of ours.
    Ours(Problem),
}

/// The way back to an application that asked wrongly.
struct Back {
    name: String,
    redirect_uri: String,
    /// With what it is told.
    address: String,
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Ours(problem) => problem,
            Wrong::Here | Wrong::Back(_) => Code::BAD_REQUEST.into(),
        }
    }
}

/// What is asked in the address, each thing once; what nobody described is passed over (RFC 6749, 3.1).
fn parameters(asked: &str) -> Option<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(asked.as_bytes()) {
        if parameters
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return None;
        }
    }
    parameters.retain(|_, value| !value.is_empty());
    Some(parameters)
}

/// Reads a request. First who asks and where they want the answer: before that is sure, nobody is led away.
async fn read(state: &AppState, asked: &str) -> Result<Request, Wrong> {
    let parameters = parameters(asked).ok_or(Wrong::Here)?;
    let get = |name: &str| parameters.get(name).map_or("", String::as_str);
    let id = Uuid::try_parse(get("client_id")).map_err(|_| Wrong::Here)?;
    let application = oauth::application(&state.db.app, id)
        .await
        .map_err(|error| Wrong::Ours(failed(&error)))?
        .ok_or(Wrong::Here)?;
    let back = get("redirect_uri");
    if !application.redirect_uris.iter().any(|known| known == back) {
        return Err(Wrong::Here);
    }
    let no = |error: &str, description: &str| {
        let told = [
            ("error", error),
            ("error_description", description),
            ("state", get("state")),
        ];
        Wrong::Back(Back {
            name: application.name.clone(),
            redirect_uri: back.to_owned(),
            address: joined(back, &told),
        })
    };
    if get("response_type") != "code" {
        return Err(no("unsupported_response_type", "response_type: code"));
    }
    if get("state").is_empty() {
        return Err(no("invalid_request", "state is missing"));
    }
    if get("code_challenge_method") != "S256" {
        return Err(no("invalid_request", "code_challenge_method: S256"));
    }
    let challenge = URL_SAFE_NO_PAD
        .decode(get("code_challenge"))
        .ok()
        .and_then(|octets| octets.try_into().ok())
        .ok_or_else(|| no("invalid_request", "code_challenge: a SHA-256 in base64url"))?;
    let scopes = Scopes::parse(get("scope"))
        .ok()
        .filter(|scopes| scopes.within(&application.scopes))
        .ok_or_else(|| no("invalid_scope", "scope: some of those that were registered"))?;
    Ok(Request {
        asked: Asked {
            application: application.id,
            redirect_uri: back.to_owned(),
            scopes,
            challenge,
        },
        state: get("state").to_owned(),
        application,
    })
}

/// Back to the application, with what it is told; the query that it registered stays (RFC 6749, 3.1.2).
fn led(back: &str, told: &[(&str, &str)]) -> Redirect {
    Redirect::to(&joined(back, told))
}

fn joined(back: &str, told: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(told.iter().filter(|(_, value)| !value.is_empty()));
    let joint = if back.contains('?') { '&' } else { '?' };
    format!("{back}{joint}{}", query.finish())
}

/// Where an application's answers go: its host; `None`: to a program on this device.
fn host(redirect_uri: &str) -> Option<String> {
    let url = Url::parse(redirect_uri).ok()?;
    let host = url.host_str().filter(|_| url.scheme() == "https");
    host.map(str::to_owned)
}

/// Says what is wrong, and leads nowhere by itself.
fn unfit(state: &AppState, language: Language, back: Back) -> Result<Response, Problem> {
    let unfit = Unfit {
        page: Page::new(state, language, "account"),
        title: text(language, "consent-wrong-title", &[("name", &back.name)]),
        back: match host(&back.redirect_uri) {
            Some(host) => text(language, "consent-wrong-back", &[("host", &host)]),
            None => text(language, "consent-wrong-back-here", &[]),
        },
        address: back.address,
    };
    let mut page = private(render(language, &unfit)?);
    *page.status_mut() = StatusCode::BAD_REQUEST;
    page.extensions_mut().insert(envelope::OwnPage);
    Ok(page)
}

/// Shows who asks for what.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = asked.unwrap_or_default();
    let language = envelope::language(Some(&asked), &headers);
    let request = match read(&state, &asked).await {
        Ok(request) => request,
        Err(Wrong::Back(back)) => return unfit(&state, language, back),
        Err(Wrong::Here) => {
            let broken = text(language, "consent-broken", &[]);
            return Err(Problem::new(Code::BAD_REQUEST, broken));
        }
        Err(Wrong::Ours(problem)) => return Err(problem),
    };
    let origin = Url::parse(&request.asked.redirect_uri).map_err(|_| Code::INTERNAL)?;
    let host = host(&request.asked.redirect_uri);
    let unproven = host.is_none();
    let back = match host {
        Some(host) => text(language, "consent-back", &[("host", &host)]),
        None => text(language, "consent-back-here", &[]),
    };
    let scopes = request.asked.scopes.iter();
    let consent = Consent {
        page: Page::new(&state, language, "account"),
        title: text(
            language,
            "consent-title",
            &[("name", &request.application.name)],
        ),
        scopes: scopes.map(|scope| help::scope(language, scope)).collect(),
        back,
        unproven,
        token: token(&state, &signed_in, &asked),
        action: format!("{AUTHORIZATION_PAGE}?{asked}"),
        application: request.application,
    };
    let mut page = private(render(language, &consent)?);
    page.headers_mut()
        .insert(CONTENT_SECURITY_POLICY, policy(&origin)?);
    Ok(page)
}

/// Browsers hold a form to `form-action` through the redirect that follows it: this page's may also lead to the one
/// address that the holder reads on it.
fn policy(back: &Url) -> Result<HeaderValue, Problem> {
    let to = back.origin().ascii_serialization();
    let policy =
        envelope::POLICY.replace("form-action 'self'", &format!("form-action 'self' {to}"));
    HeaderValue::from_str(&policy).map_err(|_| Code::INTERNAL.into())
}

/// What the form brings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    jeton: String,
    reponse: String,
}

/// The holder's answer.
pub(super) async fn answer(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Problem> {
    let asked = asked.unwrap_or_default();
    let language = envelope::language(Some(&asked), &headers);
    let Form(answer) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let shown = token(&state, &signed_in, &asked);
    if !bool::from(shown.as_bytes().ct_eq(answer.jeton.as_bytes())) {
        return Err(Code::ANOTHER_SITE.into());
    }
    let request = match read(&state, &asked).await {
        Err(Wrong::Back(back)) => return unfit(&state, language, back),
        read => read?,
    };
    let back = &request.asked.redirect_uri;
    let led = match answer.reponse.as_str() {
        "oui" => {
            let mut rng: StdRng = rand::make_rng();
            let (pool, clock) = (&state.db.app, &*state.clock);
            let code = oauth::grant(pool, signed_in.holder, &request.asked, clock, &mut rng)
                .await
                .map_err(|error| failed(&error))?;
            tracing::info!(application = %request.application.id, "a holder let an application in");
            let scopes = request.asked.scopes.to_string();
            let told = [
                ("code", code.reveal()),
                ("scope", &scopes),
                ("state", &request.state),
            ];
            led(back, &told)
        }
        "non" => led(
            back,
            &[("error", "access_denied"), ("state", &request.state)],
        ),
        _ => return Err(Problem::new(Code::INVALID_PARAMETER, "reponse")),
    };
    Ok(private(led.into_response()))
}

/// Binds the form to this session and to all that the page says.
fn token(state: &AppState, signed_in: &SignedIn, asked: &str) -> String {
    let purpose = format!("oauth.consent {}", signed_in.session);
    URL_SAFE_NO_PAD.encode(state.master.mac(&purpose, asked.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_page_may_lead_to_the_application() {
        let back = Url::parse("https://portfolio.example/back?a=b").unwrap();
        let policy = policy(&back).unwrap();
        let policy = policy.to_str().unwrap();
        assert!(
            policy.contains("form-action 'self' https://portfolio.example;"),
            "{policy}"
        );
        assert!(policy.contains("script-src 'self'"));
    }

    #[test]
    fn what_is_told_joins_the_registered_query() {
        let location = |back: &str| {
            let response = led(back, &[("code", "a b"), ("state", "")]).into_response();
            response.headers()["location"].to_str().unwrap().to_owned()
        };
        assert_eq!(
            location("https://x.example/b"),
            "https://x.example/b?code=a+b"
        );
        assert_eq!(
            location("https://x.example/b?c=d"),
            "https://x.example/b?c=d&code=a+b"
        );
    }

    #[test]
    fn a_thing_said_twice_is_not_understood() {
        assert!(parameters("client_id=a&client_id=b").is_none());
        assert_eq!(parameters("client_id=a&scope=&else=c").unwrap().len(), 2);
    }
}
