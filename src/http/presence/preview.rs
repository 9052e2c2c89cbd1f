//! « Voici exactement ce qu’un recruteur verra »: what a choice would show, before anything is given.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use uuid::Uuid;

use super::asked::{self, Said, Where, Wrong};
use super::card::{self, Told, around};
use super::place::{self, Notes};
use super::problem;
use crate::database::acting;
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, envelope};
use crate::presence::own::{self, OwnChoice, Placeable, Preview, texts};
use crate::presence::question::card::Card;
use crate::presence::{Level, PresenceError, batch, service};
use crate::problem::Problem;
use crate::text::{Language, day, text};

/// The fields of the questions.
pub(super) const FIELDS: [&str; 8] = [
    "niveau", "ou", "commune", "lieu", "large", "badge", "duree", "age",
];

/// At level 3: where, and name, level and issuer of each badge.
type Shown = Option<(String, Vec<(String, String, String)>)>;

#[derive(Template)]
#[template(path = "presence/preview.html", config = "web/askama.toml")]
struct Foreseen {
    page: Page,
    level: Level,
    level_name: String,
    place: String,
    badges: Vec<String>,
    until: String,
    /// At level 2: the day from which it is so (R4).
    from: Option<String>,
    age: String,
    /// Families in which one counts.
    families: String,
    cards: Vec<Sought>,
    shown: Shown,
    rare: Vec<Rare>,
    paragraphs: Vec<&'static str>,
    version: &'static str,
    hidden: Vec<(&'static str, String)>,
    token: String,
}

/// What a recruiter seeks, and what they see.
struct Sought {
    what: String,
    card: Option<Told>,
    /// The card's zone is wider than what was chosen: too few people are nearer.
    wider: bool,
}

/// A badge that few have around.
struct Rare {
    name: String,
    /// The other badges, to go on without this one; none: there are no others.
    others: Vec<Uuid>,
}

impl Foreseen {
    fn counts_only(&self) -> bool {
        self.level == Level::Counted
    }
}

/// Shows what a choice would show. Level 0 needs no preview: it is to be seen by nobody.
pub(super) async fn show(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    asked::query(query.as_deref(), &["lang"])?;
    let language = envelope::language(query.as_deref(), &headers);
    let said = asked::form(body, &FIELDS)?;
    if said.get("niveau") == "0" {
        service::withdraw(&state.db.app, &*state.clock, signed_in.holder)
            .await
            .map_err(|error| failed(&error))?;
        return Ok(Redirect::to("/ma-presence?fait=retiree").into_response());
    }
    match understood(&state, &signed_in, language, &said).await? {
        Ok(own) => of(&state, &signed_in, language, &said, &own).await,
        Err(page) => Ok(page),
    }
}

/// The choice that a form means, or the page that asks again.
pub(super) async fn understood(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    said: &Said,
) -> Result<Result<OwnChoice, Response>, Problem> {
    let (communes, _) = own::places(&state.db.app)
        .await
        .map_err(|error| failed(&error))?;
    let mut wrong = Wrong::new();
    let mut candidates = Vec::new();
    let place = match asked::place(said, &communes) {
        Where::Found(place) => Some(place),
        Where::OneOf(named) => {
            wrong.insert("lieu", "presence-wrong-several");
            candidates = named;
            None
        }
        Where::Wrong(key) => {
            wrong.insert("lieu", key);
            None
        }
    };
    if let Some(own) = asked::own(said, place, language, &mut wrong) {
        return Ok(Ok(own));
    }
    let notes = Notes {
        said: Some(said),
        wrong,
        candidates,
        ..Notes::default()
    };
    place::again(state, signed_in, language, notes)
        .await
        .map(Err)
}

/// The page of a choice that was understood; a refusal reads the same whatever its cause (C3).
pub(super) async fn of(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    said: &Said,
    own: &OwnChoice,
) -> Result<Response, Problem> {
    let (pool, clock, holder) = (&state.db.app, &*state.clock, signed_in.holder);
    let mut rng: StdRng = rand::make_rng();
    let preview = own::preview(pool, clock, &state.master, &mut rng, holder, own);
    // What recruiters are answered depends on everybody; what of it is told, on nobody but this holder.
    let preview = match acting::as_the_house("recruiters' answers are foreseen", preview).await {
        Err(PresenceError::Refused) => return refused(state, signed_in, language, said).await,
        preview => preview.map_err(|error| problem(&error))?,
    };
    let placeable = own::placeable(pool, clock, holder)
        .await
        .map_err(|error| failed(&error))?;
    let chosen: Vec<Placeable> = placeable
        .into_iter()
        .filter(|badge| own.badges.contains(&badge.id))
        .collect();
    let page = Page::own(state, language, "presence", holder).await?;
    let place = &own.choice.place;
    let names = own::names(pool, &[(place.kind(), place.code())])
        .await
        .map_err(|error| failed(&error))?;
    let name = names.into_iter().flatten().next().unwrap_or_default();
    let consent = texts::of(own.choice.level, language);
    let end = clock.now() + chrono::Months::new(own.choice.duration.months());
    let (cards, shown) = answers(state, &page, place.kind(), &chosen, &preview).await?;
    let shown = Foreseen {
        level: own.choice.level,
        level_name: page.of("presence-level", &(own.choice.level as i16).to_string()),
        place: around(language, place.kind(), &name),
        badges: chosen.iter().map(|badge| in_words(&page, badge)).collect(),
        until: day(language, &end),
        from: preview.waits.then(|| {
            let day = day(language, &batch::next(clock.now()));
            text(language, "presence-preview-from", &[("date", &day)])
        }),
        age: page.of("presence-age", own.band.as_str()),
        families: families(language, &chosen),
        cards,
        shown,
        rare: rare(&page, &chosen, &preview.rare),
        paragraphs: consent.paragraphs().collect(),
        version: consent.version,
        hidden: hidden(own),
        token: token(state, signed_in, own),
        page,
    };
    render(language, &shown).map(private)
}

/// The questions again, with the one refusal that there is.
pub(super) async fn refused(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    said: &Said,
) -> Result<Response, Problem> {
    let notes = Notes {
        said: Some(said),
        refusal: "presence-refused",
        ..Notes::default()
    };
    place::again(state, signed_in, language, notes).await
}

/// What recruiters see, in words.
async fn answers(
    state: &AppState,
    page: &Page,
    place_kind: &str,
    chosen: &[Placeable],
    preview: &Preview,
) -> Result<(Vec<Sought>, Shown), Problem> {
    let names: BTreeMap<String, String> = chosen
        .iter()
        .map(|badge| (badge.competence.clone(), competence(page.words, badge)))
        .collect();
    let scopes: BTreeSet<_> = preview
        .cards
        .iter()
        .filter_map(|foreseen| foreseen.card.as_ref())
        .map(Card::zone)
        .chain(preview.shown.iter().map(|shown| &shown.zone))
        .cloned()
        .collect();
    let zones = card::zones(state, page.words, scopes.into_iter().collect()).await?;
    let cards = preview.cards.iter().map(|foreseen| {
        let wanted = &foreseen.wanted;
        let name = names.get(&wanted.competence).unwrap_or(&wanted.competence);
        let level = page.of("presence-from-level", &wanted.level.to_string());
        let card = foreseen.card.as_ref();
        Sought {
            what: format!("{name} · {level}"),
            wider: card.is_some_and(|card| match (card.zone().kind(), place_kind) {
                ("cell", "commune") => false,
                (zone, place) => zone != place,
            }),
            card: card.map(|card| card::told(page, card, &zones, &names)),
        }
    });
    let shown = preview.shown.as_ref().map(|shown| {
        let badges = shown.badges.iter().map(|badge| {
            let level = page.of("level", &badge.level.to_string());
            (badge.name.clone(), level, badge.issuer.clone())
        });
        let zone = zones.get(&shown.zone).cloned().unwrap_or_default();
        (zone, badges.collect())
    });
    Ok((cards.collect(), shown))
}

fn in_words(page: &Page, badge: &Placeable) -> String {
    format!(
        "{} · {}",
        badge.name,
        page.of("level", &badge.level.to_string())
    )
}

fn competence(language: Language, badge: &Placeable) -> String {
    match language {
        Language::Fr => badge.name_fr.clone(),
        Language::En => badge.name_en.clone(),
    }
}

fn families(language: Language, chosen: &[Placeable]) -> String {
    let families: BTreeSet<&str> = chosen
        .iter()
        .map(|badge| match language {
            Language::Fr => badge.family_fr.as_str(),
            Language::En => badge.family_en.as_str(),
        })
        .collect();
    families.into_iter().collect::<Vec<_>>().join(", ")
}

/// Warns of badges whose competence few have around, each with what is left without it.
fn rare(page: &Page, chosen: &[Placeable], rare: &BTreeSet<String>) -> Vec<Rare> {
    let told = chosen
        .iter()
        .filter(|badge| rare.contains(&badge.competence));
    told.map(|badge| {
        let others = chosen.iter().filter(|other| other.id != badge.id);
        Rare {
            name: in_words(page, badge),
            others: others.map(|other| other.id).collect(),
        }
    })
    .collect()
}

/// What the page's forms send again, but for badges.
fn hidden(own: &OwnChoice) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("niveau", (own.choice.level as i16).to_string()),
        ("lieu", own.choice.place.to_string()),
        ("duree", own.choice.duration.months().to_string()),
        ("age", own.band.as_str().to_owned()),
    ];
    let badges = own.badges.iter();
    fields.extend(badges.map(|badge| ("badge", badge.to_string())));
    fields
}

/// Binds what is given to this session and to all that the page said.
fn token(state: &AppState, signed_in: &SignedIn, own: &OwnChoice) -> String {
    let mac = state.master.mac(&purpose(signed_in), bound(own).as_bytes());
    URL_SAFE_NO_PAD.encode(mac)
}

/// Whether that page was shown in this session.
pub(super) fn was_shown(
    state: &AppState,
    signed_in: &SignedIn,
    own: &OwnChoice,
    token: &str,
) -> bool {
    let mac = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
    let purpose = purpose(signed_in);
    state.master.mac_is(&purpose, bound(own).as_bytes(), &mac)
}

fn purpose(signed_in: &SignedIn) -> String {
    format!("presence.choice {}", signed_in.session)
}

fn bound(own: &OwnChoice) -> String {
    let mut bound = String::new();
    for (name, value) in hidden(own) {
        bound.push_str(name);
        bound.push('=');
        bound.push_str(&value);
        bound.push('\n');
    }
    bound.push_str(&own.choice.text_version);
    bound
}
