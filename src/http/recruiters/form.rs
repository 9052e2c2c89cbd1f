//! `/recruteurs/inscription`: the form, sent once and corrected while it waits.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::account::Address;
use crate::account::addresses::service as addresses;
use crate::account::companies::Siret;
use crate::account::companies::asking::{
    self, Asked, CompanyName, NAME, Outcome, PURPOSE, Purpose, Standing, Unfit,
};
use crate::account::companies::charter::{self, Charter};
use crate::account::companies::siret;
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, envelope, query};
use crate::problem::{Code, Problem};
use crate::text::Language;

/// What is typed, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    #[serde(default)]
    siret: String,
    #[serde(default)]
    structure: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    objet: String,
    #[serde(default)]
    charte: String,
}

/// What is wrong, by field: keys of words.
type Wrong = BTreeMap<&'static str, &'static str>;

#[derive(Template)]
#[template(path = "recruiters/form.html", config = "web/askama.toml")]
struct Shown {
    page: Page,
    typed: Typed,
    wrong: Wrong,
    addresses: Vec<String>,
    charter: Charter,
    /// It was sent before and waits.
    waits: bool,
    purpose: (usize, usize),
    name: (usize, usize),
}

impl Shown {
    fn wrong(&self, field: &str) -> String {
        let key = self.wrong.get(field);
        key.map_or_else(String::new, |key| self.page.t(key))
    }
}

/// The form, with what was sent before.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let standing = asking::standing(&state.db.app, signed_in.holder).await;
    let typed = match standing.map_err(|error| failed(&error))? {
        Standing::Approved(_) => return Ok(Redirect::to("/recruteurs").into_response()),
        Standing::Nothing => Typed::default(),
        Standing::Waits(own) | Standing::Refused(own) => Typed {
            siret: siret::spaced(&own.siret),
            structure: own.name,
            email: own.email,
            objet: own.purpose,
            charte: String::new(),
        },
    };
    shown(&state, &signed_in, language, typed, Wrong::new()).await
}

async fn shown(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    typed: Typed,
    wrong: Wrong,
) -> Result<Response, Problem> {
    let pool = &state.db.app;
    let own = addresses::own(pool, signed_in.holder).await;
    let own = own.map_err(|error| failed(&error))?;
    let standing = asking::standing(pool, signed_in.holder).await;
    let standing = standing.map_err(|error| failed(&error))?;
    let shown = Shown {
        page: Page::new(state, language, "recruiters"),
        typed,
        wrong,
        addresses: own
            .into_iter()
            .filter(|own| !own.retired)
            .map(|own| own.address.as_str().to_owned())
            .collect(),
        charter: charter::of(language),
        waits: matches!(standing, Standing::Waits(_)),
        purpose: PURPOSE,
        name: NAME,
    };
    render(language, &shown).map(private)
}

/// Keeps what was sent, or says what is wrong in it.
pub(super) async fn ask(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let Form(typed) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let read = read(&typed);
    let wrong = match &read {
        Err(wrong) => wrong.clone(),
        Ok((siret, name, email, purpose)) => {
            let asked = Asked {
                siret,
                name,
                email,
                purpose,
                charter: charter::of(language).version,
                language,
            };
            let asked = asking::ask(&state.db.app, signed_in.holder, &asked, &*state.clock).await;
            match asked.map_err(|error| failed(&error))? {
                Outcome::Waits => {
                    return Ok(Redirect::to("/recruteurs?fait=envoyee").into_response());
                }
                Outcome::Already => return Err(Code::CONFLICT.into()),
                Outcome::NotTheirs => Wrong::from([("email", "recruiter-wrong-email")]),
            }
        }
    };
    shown(&state, &signed_in, language, typed, wrong)
        .await
        .map(unprocessable)
}

fn read(typed: &Typed) -> Result<(Siret, CompanyName, Address, Purpose), Wrong> {
    let mut wrong = Wrong::new();
    let siret = Siret::parse(&typed.siret);
    if siret.is_err() {
        wrong.insert("siret", "recruiter-wrong-siret");
    }
    let name = CompanyName::parse(&typed.structure);
    if let Err(unfit) = &name {
        let key = match unfit {
            Unfit::Link => "recruiter-wrong-link",
            _ => "recruiter-wrong-name",
        };
        wrong.insert("structure", key);
    }
    let email = Address::parse(&typed.email);
    if email.is_err() {
        wrong.insert("email", "recruiter-wrong-email");
    }
    let purpose = Purpose::parse(&typed.objet);
    if let Err(unfit) = &purpose {
        wrong.insert("objet", unfit_key(*unfit));
    }
    if typed.charte != "oui" {
        wrong.insert("charte", "recruiter-wrong-charter");
    }
    match (siret, name, email, purpose) {
        (Ok(siret), Ok(name), Ok(email), Ok(purpose)) if wrong.is_empty() => {
            Ok((siret, name, email, purpose))
        }
        _ => Err(wrong),
    }
}

/// The words about a text that is not taken.
pub(in crate::http) fn unfit_key(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::Short => "recruiter-wrong-short",
        Unfit::Long => "recruiter-wrong-long",
        Unfit::Link => "recruiter-wrong-link",
        Unfit::Unreadable => "recruiter-wrong-unreadable",
    }
}
