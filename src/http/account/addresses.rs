//! `/mon-compte/adresses`: an address is added by a link sent to it, and left.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use serde::Deserialize;

use super::private;
use crate::account::Address;
use crate::account::addresses::{Added, Offered, service};
use crate::database::acting;
use crate::http::pages::{Page, render};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, envelope, query};
use crate::passport::rights::{self, Joined};
use crate::problem::{Code, Problem};

/// What `/mon-compte` tells after one of these.
pub(super) const TOLD: [&str; 6] = [
    "envoyee", "ajoutee", "quittee", "gardee", "reunie", "separee",
];

#[derive(Template)]
#[template(path = "account/address.html", config = "web/askama.toml")]
struct Offer {
    page: Page,
    secret: String,
    offered: Option<Offered>,
}

/// What the forms bring.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Named {
    email: String,
}

type Sent = Result<Form<Named>, FormRejection>;

fn address(form: Sent) -> Result<Address, Problem> {
    let Form(named) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    Address::parse(&named.email).map_err(|_| Problem::new(Code::UNPROCESSABLE, "email"))
}

fn back(told: &str) -> Response {
    private(Redirect::to(&format!("/mon-compte?adresse={told}")).into_response())
}

/// Why this looks across people.
const ANOTHERS: &str = "another account may have the address";

/// Sends a link to an address that the person says is theirs, and says so whatever happened.
pub(in crate::http) async fn offer(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Sent,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let address = address(form)?;
    state.can_mail(language)?;
    let mut rng: StdRng = rand::make_rng();
    let offered = service::offer(
        &state.db.app,
        signed_in.holder,
        &address,
        language,
        |secret| state.base.url(&format!("/mon-compte/adresses/{secret}")),
        &state.master,
        &*state.clock,
        &mut rng,
    );
    acting::as_the_house(ANOTHERS, offered)
        .await
        .map_err(|error| failed(&error))?;
    Ok(back("envoyee"))
}

/// The link, opened: nothing is changed before the button is pressed.
pub(in crate::http) async fn opened(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(secret): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let pool = &state.db.app;
    let offered = service::offered(pool, signed_in.holder, &secret, &*state.clock);
    let offered = acting::as_the_house(ANOTHERS, offered)
        .await
        .map_err(|error| failed(&error))?;
    let page = Page::own(&state, language, "account", signed_in.holder).await?;
    let offer = Offer {
        page,
        secret,
        offered,
    };
    render(language, &offer).map(private)
}

/// The button: the address is theirs, and the account that it had becomes one with theirs.
pub(in crate::http) async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let pool = &state.db.app;
    let added = service::add(pool, signed_in.holder, &secret, &*state.clock);
    let added = acting::as_the_house(ANOTHERS, added)
        .await
        .map_err(|error| failed(&error))?;
    // The link's own page says that it is closed.
    let closed =
        || private(Redirect::to(&format!("/mon-compte/adresses/{secret}")).into_response());
    match added {
        Added::Yes => return Ok(back("ajoutee")),
        Added::Closed => return Ok(closed()),
        Added::Taken => {}
    }
    let joined = rights::join(pool, signed_in.holder, &secret, &*state.clock);
    let joined = acting::as_the_house("two accounts become one", joined)
        .await
        .map_err(|error| failed(&error))?;
    Ok(match joined {
        Joined::Yes(badges) => {
            tracing::info!(badges, "two accounts of one person are one");
            back("reunie")
        }
        Joined::Closed => closed(),
        Joined::Apart => back("separee"),
    })
}

/// Leaves an address.
pub(in crate::http) async fn leave(
    State(state): State<AppState>,
    signed_in: SignedIn,
    form: Sent,
) -> Result<Response, Problem> {
    let address = address(form)?;
    let pool = &state.db.app;
    let left = service::leave(pool, signed_in.holder, &address, &*state.clock)
        .await
        .map_err(|error| failed(&error))?;
    Ok(back(if left { "quittee" } else { "gardee" }))
}
