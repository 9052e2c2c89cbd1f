//! `/a-traiter/codes`: a facilitator hands a badge out, by one code or by slips, on a screen or on paper.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use serde::Deserialize;
use uuid::Uuid;

use super::{Choice, Facilitator, framework, level, picture_of, slug};
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::qr::Square;
use crate::http::{AppState, assets, envelope, query};
use crate::issuing::achievement_uri;
use crate::issuing::applications::review::Reviewer;
use crate::issuing::claims::offers::{self, NewOffer, Printed};
use crate::issuing::claims::{ClaimError, Kind, MOST_PEOPLE, MOST_SLIPS, Offer, Standing};
use crate::network::Organisation;
use crate::network::service as network;
use crate::openbadges::issue::Level;
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

#[derive(Template)]
#[template(path = "earning/codes.html", config = "web/askama.toml")]
struct Codes {
    page: Page,
    offers: Vec<Line>,
    organisations: Vec<Choice>,
    badges: Vec<Choice>,
    levels: Vec<Choice>,
    from: String,
    until: String,
    limits: String,
    refusal: String,
}

struct Line {
    id: Uuid,
    name: String,
    of: String,
    window: String,
    claimed: String,
    standing: String,
}

#[derive(Template)]
#[template(path = "earning/code.html", config = "web/askama.toml")]
struct One {
    page: Page,
    script: String,
    id: Uuid,
    name: String,
    of: String,
    picture: String,
    window: String,
    claimed: String,
    standing: String,
    open: bool,
    slips: bool,
    /// Where a code is typed.
    typed_at: String,
    codes: Vec<Slip>,
}

/// A code as it is shown and printed.
struct Slip {
    number: i32,
    code: String,
    address: String,
    square: Option<Square>,
    used: bool,
}

fn line(page: &Page, offer: &Offer, now: DateTime<Utc>) -> Line {
    let (from, until) = days(offer);
    let window = [
        ("from", &*day(page.words, &from)),
        ("until", &*day(page.words, &until)),
    ];
    let claimed = [
        ("claimed", &*offer.claimed.to_string()),
        ("capacity", &*offer.capacity.to_string()),
    ];
    Line {
        id: offer.id,
        name: offer.achievement.clone(),
        of: format!(
            "{} · {}",
            page.of("level", &offer.level.to_string()),
            offer.organisation_name
        ),
        window: text(page.words, "codes-window", &window),
        claimed: text(page.words, "codes-claimed", &claimed),
        standing: page.of("codes-standing", offer.standing(false, now).as_str()),
    }
}

/// What is handed out, and the form for more.
pub(super) async fn list(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    listed(&state, &reviewer, language, "").await
}

async fn listed(
    state: &AppState,
    reviewer: &Reviewer,
    language: Language,
    refusal: &str,
) -> Result<Response, Problem> {
    let found = offers::list(&state.db.app, reviewer).await?;
    let organisations = own(state, reviewer).await?;
    let framework = framework()?;
    let now = state.clock.now();
    let page = Page::new(state, language, "codes");
    let awarded = framework.achievements.iter().filter(|one| {
        let mut own = organisations.iter();
        own.any(|organisation| framework.awards(&organisation.slug, one))
    });
    let choice = |value: &str, name: &str| Choice {
        value: value.to_owned(),
        name: name.to_owned(),
        detail: String::new(),
        chosen: false,
    };
    let limits = [
        ("people", &*MOST_PEOPLE.to_string()),
        ("slips", &*MOST_SLIPS.to_string()),
    ];
    let shown = Codes {
        offers: found.iter().map(|one| line(&page, one, now)).collect(),
        badges: awarded.map(|one| choice(&one.slug, &one.name)).collect(),
        levels: ["1", "2", "3"]
            .map(|number| choice(number, &page.of("level", number)))
            .into(),
        organisations: organisations
            .iter()
            .map(|one| choice(&one.slug, &one.name))
            .collect(),
        from: now.format("%Y-%m-%d").to_string(),
        until: (now + TimeDelta::days(7)).format("%Y-%m-%d").to_string(),
        limits: text(language, "codes-limits", &limits),
        refusal: if refusal.is_empty() {
            String::new()
        } else {
            page.t(refusal)
        },
        page,
    };
    render(language, &shown).map(private)
}

/// The organisations that one works for, by slug.
async fn own(state: &AppState, reviewer: &Reviewer) -> Result<Vec<Organisation>, Problem> {
    let mut all = network::organisations(&state.db.app).await?;
    all.retain(|one| reviewer.organisations.contains(&one.id));
    Ok(all)
}

/// What is to be handed out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Made {
    structure: String,
    badge: String,
    niveau: String,
    genre: String,
    nombre: String,
    du: String,
    au: String,
}

/// The time from the first to the last day, both included wherever in France: from the evening before by UTC.
fn window(from: &str, until: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let date = |said: &str| NaiveDate::parse_from_str(said, "%Y-%m-%d").ok();
    let (from, until) = (date(from)?, date(until)?);
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let opens = midnight(from).checked_sub_signed(TimeDelta::hours(2))?;
    let closes = midnight(until.checked_add_days(Days::new(1))?);
    (from <= until && (until - from).num_days() <= 366).then_some((opens, closes))
}

/// The first and the last day of an offer.
fn days(offer: &Offer) -> (DateTime<Utc>, DateTime<Utc>) {
    let from = offer.opens_at + TimeDelta::hours(2);
    (from, offer.closes_at - TimeDelta::hours(1))
}

/// Makes the codes.
pub(super) async fn make(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Made>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(made) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let organisations = own(&state, &reviewer).await?;
    let mut organisations = organisations.iter();
    let organisation = organisations.find(|one| one.slug == made.structure);
    let level: Level = level(&made.niveau)?;
    let kind = Kind::named(&made.genre);
    let window = window(&made.du, &made.au);
    let capacity = made.nombre.trim().parse::<i32>().ok();
    let (Some((opens_at, closes_at)), Some(capacity)) = (window, capacity) else {
        let page = listed(&state, &reviewer, language, "codes-no-offer").await?;
        return Ok(unprocessable(page));
    };
    let new = NewOffer {
        organisation: organisation.ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "structure"))?,
        achievement_uri: &achievement_uri(&state.base, &made.badge),
        level,
        kind: kind.ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "genre"))?,
        capacity,
        opens_at,
        closes_at,
    };
    let mut rng: StdRng = rand::make_rng();
    let (pool, clock) = (&state.db.app, &*state.clock);
    let (base, master) = (&state.base, &state.master);
    let offer = offers::make(pool, base, &reviewer, &new, master, clock, &mut rng).await;
    let refusal = match offer {
        Ok(id) => return Ok(Redirect::to(&format!("/a-traiter/codes/{id}")).into_response()),
        Err(ClaimError::NoOffer) => "codes-no-offer",
        Err(ClaimError::NotAwarded) => "codes-not-awarded",
        Err(error) => return Err(error.into()),
    };
    let page = listed(&state, &reviewer, language, refusal).await?;
    Ok(unprocessable(page))
}

/// One offer: its code on the screen, or its slips on paper.
pub(super) async fn page(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let (offer, codes) = offers::one(&state.db.app, &reviewer, id, &state.master).await?;
    let framework = framework()?;
    let now = state.clock.now();
    let page = Page::new(&state, language, "codes");
    let said = line(&page, &offer, now);
    let slip = |printed: Printed| {
        let address = state.base.url(&format!("/r/{}", printed.code.as_str()));
        Slip {
            number: printed.number,
            code: printed.code.grouped(),
            square: Square::of_ours(&address),
            address,
            used: printed.used,
        }
    };
    let badge = slug(&framework, &state.base, &offer.achievement_uri);
    let one = One {
        script: assets::address("src/earning.ts"),
        id,
        picture: picture_of(&offer.organisation_slug, badge, offer.level),
        name: said.name,
        of: said.of,
        window: said.window,
        claimed: said.claimed,
        standing: said.standing,
        open: offer.standing(false, now) != Standing::Over,
        slips: offer.kind == Kind::Slips,
        typed_at: state.base.url("/recevoir"),
        codes: codes.into_iter().map(slip).collect(),
        page,
    };
    render(language, &one).map(private)
}

/// Ends an offer before its time.
pub(super) async fn end(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    offers::end(&state.db.app, &reviewer, id, &*state.clock).await?;
    Ok(Redirect::to(&format!("/a-traiter/codes/{id}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_holds_its_first_and_last_day_wherever_in_france() {
        let (opens, closes) = window("2027-03-11", "2027-03-12").unwrap();
        let at = |time: &str| time.parse::<DateTime<Utc>>().unwrap();
        assert!(opens <= at("2027-03-11T00:00:00+01:00"));
        assert!(closes >= at("2027-03-13T00:00:00+01:00"));
        assert!(opens > at("2027-03-10T12:00:00+01:00"));
        assert!(window("2027-03-12", "2027-03-11").is_none());
        assert!(window("2027-03-12", "2037-03-11").is_none());
        assert!(window("demain", "2027-03-11").is_none());
        // The first and the last day that can be written at all.
        assert!(window("-262143-01-01", "-262143-01-02").is_none());
        assert!(window("+262142-12-31", "+262142-12-31").is_none());
    }
}
