//! `/recruteurs/proposer`: the template of a proposal, to one card or to everybody who matched.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::{Choice, WhereFields, about_words, offers, sent, starts, told};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::presence::asked::{self, Said, Where, Wrong};
use crate::http::session::{Recruiting, failed};
use crate::http::{AppState, assets, envelope, query};
use crate::id;
use crate::presence::own::{self, Named};
use crate::problem::{Code, Problem};
use crate::relay::proposals::{self, Draft};
use crate::relay::words::{Contact, LONGEST, LONGEST_LINE, Words};
use crate::relay::{Offer, RelayError, Start};
use crate::search::words::unlawful;
use crate::text::{Language, day, text};

/// The fields that say what is offered, in every form of the relay.
pub(super) const FIELDS: [&str; 9] = [
    "envoi", "offre", "quoi", "quand", "ou", "commune", "large", "lieu", "mots",
];

#[derive(Template)]
#[template(path = "relay/propose.html", config = "web/askama.toml")]
struct Form {
    page: Page,
    carte: String,
    recherche: String,
    to: String,
    left: String,
    offer: Fields,
    wrong: Wrong,
    refusal: String,
    may: bool,
}

impl Form {
    fn wrong(&self, field: &str) -> String {
        super::wrong(&self.page, &self.wrong, field)
    }
}

/// What a form about an offer holds.
pub(super) struct Fields {
    /// Address of the script that keeps what was typed while the network is cut; empty where none was built.
    pub(super) script: String,
    pub(super) nonce: Uuid,
    pub(super) offers: Vec<Choice>,
    pub(super) what: String,
    pub(super) starts: Vec<Choice>,
    pub(super) place: WhereFields,
    pub(super) words: String,
    pub(super) longest: usize,
    pub(super) longest_line: usize,
}

impl Fields {
    pub(super) async fn new(
        state: &AppState,
        page: &Page,
        said: Option<&Said>,
        candidates: &[Named],
    ) -> Result<Self, Problem> {
        let kept: BTreeMap<&'static str, String> = FIELDS
            .iter()
            .filter_map(|name| Some((*name, said?.get(name).to_owned())))
            .collect();
        let get = |name: &str| kept.get(name).map_or("", String::as_str);
        Ok(Self {
            script: assets::address("src/offer.ts"),
            nonce: get("envoi").parse().unwrap_or_else(|_| id::public()),
            offers: offers(page, get("offre")),
            what: get("quoi").to_owned(),
            starts: starts(page, get("quand")),
            place: WhereFields::new(state, page, &kept, candidates).await?,
            words: get("mots").to_owned(),
            longest: LONGEST,
            longest_line: LONGEST_LINE,
        })
    }
}

/// What is wrong with an offer.
pub(super) struct Undrafted {
    /// By field.
    pub(super) wrong: Wrong,
    /// Communes that a name may be meant for.
    pub(super) candidates: Vec<Named>,
    /// What to say above the form.
    pub(super) refusal: String,
}

/// Reads what is offered; what is wrong with it by field, and the communes that a name may be meant for.
pub(super) async fn draft(
    state: &AppState,
    language: Language,
    said: &Said,
) -> Result<Result<Draft, Undrafted>, Problem> {
    let mut wrong = Wrong::new();
    let mut candidates = Vec::new();
    let nonce = said.get("envoi").parse::<Uuid>();
    let nonce = nonce.map_err(|_| Problem::new(Code::UNPROCESSABLE, "envoi"))?;
    let offer = Offer::named(said.get("offre"));
    if offer.is_none() {
        wrong.insert("offre", "relay-wrong-offer");
    }
    let starts = Start::named(said.get("quand"));
    if starts.is_none() {
        wrong.insert("quand", "relay-wrong-start");
    }
    let what = Words::line(said.get("quoi"));
    if let Err(about) = what {
        wrong.insert("quoi", about_words(about));
    }
    let words = Words::read(said.get("mots"), LONGEST, Contact::Masked);
    if let Err(about) = words {
        wrong.insert("mots", about_words(about));
    }
    // Criteria that the law forbids (art. L1132-1 Code du travail) are named before anybody reads them.
    let mut refusal = text(language, "presence-incomplete", &[]);
    for field in ["mots", "quoi"] {
        if let Some(found) = unlawful(said.get(field)) {
            wrong.insert(field, "relay-unlawful");
            refusal = found.explained(language);
        }
    }
    let (communes, _) = own::places(&state.db.app)
        .await
        .map_err(|error| failed(&error))?;
    let mut place = None;
    match asked::place(said, &communes) {
        Where::Found(found) => {
            let named = own::names(&state.db.app, &[(found.kind(), found.code())]).await;
            let named = named.map_err(|error| failed(&error))?;
            if named.into_iter().flatten().next().is_some() {
                place = Some(found);
            } else {
                wrong.insert("lieu", "presence-wrong-place");
            }
        }
        Where::OneOf(several) => {
            candidates = several;
            wrong.insert("lieu", "presence-wrong-several");
        }
        Where::Wrong(key) => {
            wrong.insert("lieu", key);
        }
    }
    Ok(match (offer, starts, place, what, words) {
        (Some(offer), Some(starts), Some(place), Ok(what), Ok(words)) if wrong.is_empty() => {
            Ok(Draft {
                nonce,
                offer,
                starts,
                place,
                what,
                words,
            })
        }
        _ => Err(Undrafted {
            wrong,
            candidates,
            refusal,
        }),
    })
}

/// Whom it would go to: a card, or everybody who matched a search.
fn target(carte: &str, recherche: &str) -> Result<(), Problem> {
    let sound = |token: &str| token.len() <= 100 && token.is_ascii();
    match (carte.is_empty(), recherche.is_empty()) {
        (false, true) | (true, false) if sound(carte) && sound(recherche) => Ok(()),
        _ => Err(Code::NOT_FOUND.into()),
    }
}

/// The form.
pub(super) async fn form(
    State(state): State<AppState>,
    recruiting: Recruiting,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "carte", "recherche"])?;
    let get = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let to = (get("carte"), get("recherche"));
    target(&to.0, &to.1)?;
    shown(&state, &recruiting, language, to, Again::default()).await
}

/// A form that is to be sent again.
#[derive(Default)]
struct Again<'a> {
    said: Option<&'a Said>,
    wrong: Wrong,
    candidates: Vec<Named>,
    refusal: String,
}

async fn shown(
    state: &AppState,
    recruiting: &Recruiting,
    language: Language,
    (carte, recherche): (String, String),
    again: Again<'_>,
) -> Result<Response, Problem> {
    let page = Page::new(state, language, "search");
    let (left, said) = sent::left(state, &page, recruiting).await?;
    let to_all = !recherche.is_empty();
    let form = Form {
        to: page.t(if to_all {
            "relay-to-all"
        } else {
            "relay-to-card"
        }),
        left: if to_all && left.to_all == 0 {
            let until = day(language, &left.until);
            text(language, "relay-left-all-none", &[("date", &until)])
        } else {
            said
        },
        may: left.contacts > 0 && (!to_all || left.to_all > 0),
        offer: Fields::new(state, &page, again.said, &again.candidates).await?,
        wrong: again.wrong,
        refusal: again.refusal,
        carte,
        recherche,
        page,
    };
    render(language, &form).map(private)
}

/// Sends it.
pub(super) async fn send(
    State(state): State<AppState>,
    recruiting: Recruiting,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let known = [&FIELDS[..], &["carte", "recherche"]].concat();
    let said = asked::form(body, &known)?;
    let to = (
        said.get("carte").to_owned(),
        said.get("recherche").to_owned(),
    );
    target(&to.0, &to.1)?;
    let draft = match draft(&state, language, &said).await? {
        Ok(draft) => draft,
        Err(undrafted) => {
            let again = Again {
                said: Some(&said),
                wrong: undrafted.wrong,
                candidates: undrafted.candidates,
                refusal: undrafted.refusal,
            };
            let page = shown(&state, &recruiting, language, to, again).await?;
            return Ok(told(page, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let mut rng: StdRng = rand::make_rng();
    let (means, recruiter) = (state.relay(), &recruiting.recruiter);
    let sent = if to.0.is_empty() {
        proposals::to_everyone(means, recruiter, &draft, &to.1, &mut rng).await
    } else {
        proposals::to_card(means, recruiter, &draft, &to.0, &mut rng).await
    };
    let (refusal, status) = match sent {
        Ok(id) => {
            let to = format!("/recruteurs/propositions/{id}?fait=envoi");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(RelayError::Full { until }) => {
            let until = day(language, &until);
            let said = text(language, "relay-full", &[("date", &until)]);
            (said, StatusCode::TOO_MANY_REQUESTS)
        }
        Err(RelayError::NoCard) => {
            let said = text(language, "relay-no-card", &[]);
            (said, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error) => return Err(error.into()),
    };
    let again = Again {
        said: Some(&said),
        refusal,
        ..Again::default()
    };
    let page = shown(&state, &recruiting, language, to, again).await?;
    Ok(told(page, status))
}
