//! Badges from elsewhere come in: files, a text, an address; each gets its line.

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::page;
use crate::database::acting;
use crate::http::pages::unprocessable;
use crate::http::session::SignedIn;
use crate::http::verifier::address;
use crate::http::{AppState, envelope, query};
use crate::passport::import::{Upload, of_holder};
use crate::passport::service::Passport;
use crate::passport::{PassportError, Source, Verifier};
use crate::problem::{Code, Problem};
use crate::text::text;

/// Keeps what was given to this person, and says of each badge what became of it.
pub(super) async fn bring(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let mut uploads = read(multipart).await?;
    if let [only] = uploads.as_mut_slice()
        && let Source::Bytes(bytes) = &only.source
        && let Some(address) = address(bytes).map(str::to_owned)
    {
        let found = match &state.network {
            Some(network) if let Ok(_place) = network.places.try_acquire() => {
                network.fetcher.badge(&address).await.ok()
            }
            _ => None,
        };
        let Some(found) = found else {
            let unreached = text(language, "verify-unreached", &[]);
            return Ok(unprocessable(
                page(&state, &signed_in, language, None, unreached).await?,
            ));
        };
        only.source = Source::Bytes(found.body);
    }
    if uploads.is_empty() {
        let nothing = text(language, "verify-nothing", &[]);
        return Ok(unprocessable(
            page(&state, &signed_in, language, None, nothing).await?,
        ));
    }
    let own = Verifier::own(&state.db.app, &state.base)
        .await
        .map_err(|error| failed(&error.into()))?;
    // A place among those who wait, held to the end: a few people at a time keep the cores busy.
    let (_place, verifier) = state.online(own);
    let passport = Passport {
        pool: state.db.app.clone(),
        clock: state.clock.clone(),
        master: state.master.clone(),
        verifier,
        demonstration: false,
    };
    let report = of_holder(&passport, signed_in.holder, uploads);
    let report = acting::as_the_house("another account may keep one of them already", report)
        .await
        .map_err(|error| failed(&error))?;
    page(&state, &signed_in, language, Some(report), String::new()).await
}

async fn read(mut multipart: Multipart) -> Result<Vec<Upload>, Problem> {
    let mut uploads = Vec::new();
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|error| unreadable(&error))?
    {
        let named = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
        if !["badges", "texte"].contains(&named.as_str()) {
            let short: String = named.chars().take(40).collect();
            return Err(Problem::new(Code::UNPROCESSABLE, short));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let number = (uploads.len() + 1).to_string();
        uploads.push(Upload {
            name: file
                .as_deref()
                .map(label)
                .filter(|name| !name.is_empty())
                .unwrap_or(number),
            source: Source::Bytes(bytes.to_vec()),
        });
    }
    Ok(uploads)
}

/// A file's name as the report calls it: short, and with nothing in it that does not show.
fn label(name: &str) -> String {
    let shows = |c: &char| !c.is_control() && !('\u{200b}'..='\u{202e}').contains(c);
    name.chars().filter(shows).take(120).collect()
}

fn unreadable(error: &MultipartError) -> Problem {
    Code::of_status(error.status().as_u16()).into()
}

/// The words of a failure stay in the log.
fn failed(error: &PassportError) -> Problem {
    tracing::error!(%error, "a holder's badges could not be kept");
    Code::UNAVAILABLE.into()
}
