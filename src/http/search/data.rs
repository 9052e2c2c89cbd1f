//! The shades of a recruiter's map: the bucket of each place that may be told, as `GeoJSON`.
//!
//! `?competence=CODE:LEVEL` one to five times, `tous=oui` for all of two or three,
//! `lieu=cell:… | epci:… | department:… | region:…` as the list beside it was asked: map and list of one question are
//! charged once (R5).

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::{asked, refused};
use crate::http::AppState;
use crate::http::account::private;
use crate::http::session::{Recruiting, failed};
use crate::presence::question::{Question, Together};
use crate::problem::{Code, Problem};

/// Every place where the floors hold, with its outline and bucket; a place that is missing is shown by a wider one.
pub(super) async fn zones(
    State(state): State<AppState>,
    Recruiting { recruiter, .. }: Recruiting,
    RawQuery(query): RawQuery,
) -> Result<Response, Response> {
    let together = state.engine.together().await;
    let together = together.map_err(|error| failed(&error).into_response())?;
    let question = question(query.as_deref(), together).map_err(Problem::into_response)?;
    let shades = state
        .engine
        .shades(&recruiter, &question)
        .await
        .map_err(|error| refused(&error, &*state.clock))?;
    let places: Vec<(&str, String)> = shades
        .buckets
        .keys()
        .map(|scope| (scope.kind(), scope.code()))
        .collect();
    let shapes = state
        .engine
        .outlines(&places)
        .await
        .map_err(|error| failed(&error).into_response())?;
    let mut features = Vec::with_capacity(shapes.len());
    for ((scope, bucket), place) in shades.buckets.iter().zip(shapes) {
        let Some((name, shape)) = place else { continue };
        let shape: Value = serde_json::from_str(&shape)
            .map_err(|_| Problem::from(Code::INTERNAL).into_response())?;
        features.push(json!({
            "type": "Feature",
            "geometry": shape,
            "properties": {
                "kind": scope.kind(),
                "code": scope.code(),
                "name": name,
                "at_least": bucket.floor(),
            },
        }));
    }
    let body = json!({
        "type": "FeatureCollection",
        "features": features,
        "remaining": shades.spent.remaining,
    });
    let kind = [(CONTENT_TYPE, "application/geo+json")];
    Ok(private((kind, body.to_string()).into_response()))
}

/// Reads a question: described fields alone.
fn question(query: Option<&str>, together: Together) -> Result<Question, Problem> {
    let wrong = |name: &str| Problem::new(Code::INVALID_PARAMETER, name);
    let (mut wanted, mut every, mut place) = (Vec::new(), None, None);
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match &*name {
            "competence" => {
                let one = asked::wanted(&value).ok_or_else(|| wrong("competence"))?;
                wanted.push(one);
            }
            "tous" if every.is_none() && ["", "oui"].contains(&&*value) => {
                every = Some(value == "oui");
            }
            "lieu" if place.is_none() => {
                place = Some(asked::place(&value).ok_or_else(|| wrong("lieu"))?);
            }
            "lang" => {}
            "tous" | "lieu" => return Err(wrong(&name)),
            _ => {
                let short: String = name.chars().take(40).collect();
                return Err(Problem::new(Code::UNKNOWN_PARAMETER, short));
            }
        }
    }
    let place = place.unwrap_or_else(asked::region);
    Question::of(wanted, every == Some(true), place, together).map_err(|_| wrong("competence"))
}
