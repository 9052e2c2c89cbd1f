//! `/mes-demandes`: what a person asked for; a draft is written, sent, and read again with its answer.

use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::{Choice, dated, evidence, framework, level, levels};
use crate::account::service as account;
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, assets, envelope, query};
use crate::issuing::applications::own::{self, Change};
use crate::issuing::applications::{
    Application, ApplicationError, Evidence, LONGEST_TEXT, State as Stands, Summary,
};
use crate::issuing::ours;
use crate::passport::earned;
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "earning/mine.html", config = "web/askama.toml")]
struct Mine {
    page: Page,
    /// Row, badge, level and organisation, tone, where it stands.
    applications: Vec<(Uuid, String, String, &'static str, String)>,
    gone: bool,
}

#[derive(Template)]
#[template(path = "earning/application.html", config = "web/askama.toml")]
struct One {
    page: Page,
    script: String,
    id: Uuid,
    name: String,
    organisation: String,
    level: String,
    state: &'static str,
    open: bool,
    stands: String,
    levels: Vec<Choice>,
    story: String,
    longest: usize,
    evidence: Vec<Evidence>,
    answer: String,
    criterion: String,
    readers: String,
    badge: Option<Uuid>,
    refusal: String,
    done: String,
}

fn tone(state: Stands) -> &'static str {
    match state {
        Stands::Awarded => "oui",
        Stands::Refused => "non",
        Stands::Draft | Stands::Sent | Stands::Returned => "doute",
    }
}

/// Where an application stands, in a sentence.
fn stands(page: &Page, summary: &Summary) -> String {
    let key = format!("apply-state-{}", summary.state.as_str());
    let at = match summary.state {
        Stands::Sent => summary.due_at,
        _ => summary.decided_at,
    };
    dated(page, &key, at)
}

/// All of one's applications.
pub(super) async fn list(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["fait", "lang"])?;
    let found = own::list(&state.db.app, signed_in.holder).await?;
    let page = Page::own(&state, language, "requests", signed_in.holder).await?;
    let applications = found.iter().map(|one| {
        let level = page.of("level", &one.level.to_string());
        let of = format!("{level} · {}", one.organisation_name);
        let (tone, stands) = (tone(one.state), stands(&page, one));
        (one.id, one.achievement.clone(), of, tone, stands)
    });
    let mine = Mine {
        applications: applications.collect(),
        gone: asked.contains_key("fait"),
        page,
    };
    render(language, &mine).map(private)
}

/// One of them: the form while it can be changed, else what was sent and answered.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["fait", "lang"])?;
    let done = match asked.get("fait").map(String::as_str) {
        Some("enregistre") => "apply-saved",
        Some("envoye") => "apply-sent",
        _ => "",
    };
    shown(&state, &signed_in, language, id, Said::done(done)).await
}

/// What a page says beside the application.
#[derive(Default)]
struct Said {
    done: &'static str,
    refusal: &'static str,
    /// What was typed and could not be kept.
    typed: Option<String>,
}

impl Said {
    fn done(done: &'static str) -> Self {
        Self {
            done,
            ..Self::default()
        }
    }
}

async fn shown(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    id: Uuid,
    said: Said,
) -> Result<Response, Problem> {
    let (pool, holder) = (&state.db.app, signed_in.holder);
    let Application {
        summary,
        story,
        answer,
        evidence,
    } = own::one(pool, &state.master, holder, id).await?;
    let badge = match &summary.credential_uri {
        Some(uri) => earned::kept(pool, holder, uri).await,
        None => Ok(None),
    };
    let addresses = account::addresses(pool, holder).await;
    let addresses = addresses.map_err(|error| failed(&error))?;
    let address = addresses.first().map_or("", |address| address.as_str());
    let readers = [
        ("organisation", summary.organisation_name.as_str()),
        ("address", address),
    ];
    let framework = framework()?;
    let achievement = ours(&framework, &state.base, &summary.achievement_uri);
    let page = Page::own(state, language, "requests", holder).await?;
    let words = |key: &str| {
        if key.is_empty() {
            String::new()
        } else {
            page.t(key)
        }
    };
    let levels = achievement.map_or_else(Vec::new, |one| levels(&page, one, summary.level));
    let criterion = summary.criterion.and_then(|number| {
        let place = usize::try_from(number - 1).ok()?;
        Some(achievement?.criteria().get(place)?.to_string())
    });
    let one = One {
        script: assets::address("src/earning.ts"),
        id,
        level: page.of("level", &summary.level.to_string()),
        state: summary.state.as_str(),
        open: summary.state.open(),
        stands: stands(&page, &summary),
        levels,
        story: said.typed.unwrap_or(story),
        longest: LONGEST_TEXT,
        evidence,
        answer,
        criterion: criterion.unwrap_or_default(),
        readers: text(
            language,
            if address.is_empty() {
                "apply-readers-account"
            } else {
                "apply-readers"
            },
            &readers,
        ),
        badge: badge.map_err(|error| failed(&error))?,
        refusal: words(said.refusal),
        done: words(said.done),
        name: summary.achievement,
        organisation: summary.organisation_name,
        page,
    };
    render(language, &one).map(private)
}

/// What the form brought.
#[derive(Default)]
struct Sent {
    change: Change,
    send: bool,
}

impl Sent {
    async fn read(mut multipart: Multipart) -> Result<Self, Problem> {
        let mut sent = Self::default();
        while let Some(field) = multipart
            .next_field()
            .await
            .map_err(|error| unreadable(&error))?
        {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
            let said = || String::from_utf8_lossy(&bytes).into_owned();
            match name.as_str() {
                "histoire" => sent.change.story = Some(said()),
                "niveau" => sent.change.level = Some(level(&said())?),
                "lien" if bytes.iter().all(u8::is_ascii_whitespace) => {}
                "lien" => sent.change.link = Some(said()),
                "fichiers" if bytes.is_empty() => {}
                "fichiers" => sent.change.pictures.push((file, bytes.to_vec())),
                "geste" => match said().as_str() {
                    "enregistrer" => {}
                    "envoyer" => sent.send = true,
                    other => {
                        let shown = other.strip_prefix("retirer:");
                        let shown = shown.and_then(|id| id.parse().ok());
                        let wrong = || Problem::new(Code::UNPROCESSABLE, "geste");
                        sent.change.without = Some(shown.ok_or_else(wrong)?);
                    }
                },
                other => {
                    let short: String = other.chars().take(40).collect();
                    return Err(Problem::new(Code::UNPROCESSABLE, short));
                }
            }
        }
        sent.change.send = sent.send;
        Ok(sent)
    }
}

fn unreadable(error: &MultipartError) -> Problem {
    Code::of_status(error.status().as_u16()).into()
}

/// Keeps the draft, and sends it if that was pressed.
pub(super) async fn change(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(multipart).await?;
    let typed = sent.change.story.clone();
    let mut rng: StdRng = rand::make_rng();
    let (pool, master, clock) = (&state.db.app, &state.master, &*state.clock);
    let holder = signed_in.holder;
    let changed = own::change(pool, master, holder, id, sent.change, clock, &mut rng).await;
    let refusal = match changed {
        Ok(_) => {
            let done = if sent.send { "envoye" } else { "enregistre" };
            let next = format!("/mes-demandes/{id}?fait={done}");
            return Ok(Redirect::to(&next).into_response());
        }
        Err(ApplicationError::NoText) => "apply-no-story",
        Err(ApplicationError::TooLong) => "apply-too-long",
        Err(ApplicationError::TooMuch) => "apply-too-much",
        Err(ApplicationError::NotALink) => "apply-no-link",
        Err(ApplicationError::Picture(_)) => "apply-no-picture",
        Err(error) => return Err(error.into()),
    };
    let said = Said {
        refusal,
        typed,
        ..Said::default()
    };
    let page = shown(&state, &signed_in, language, id, said).await?;
    Ok(unprocessable(page))
}

/// Takes an application back, with all that was told and shown.
pub(super) async fn withdraw(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    own::withdraw(&state.db.app, signed_in.holder, id).await?;
    Ok(Redirect::to("/mes-demandes?fait=retire").into_response())
}

/// A picture that one shows.
pub(super) async fn picture(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path((id, shown)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let (pool, master) = (&state.db.app, &state.master);
    let png = own::picture(pool, master, signed_in.holder, (id, shown)).await?;
    Ok(evidence(png))
}
