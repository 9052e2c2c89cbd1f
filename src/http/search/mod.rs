//! `/recruteurs`: the recruiter's question as a page, its answer, and the searches that they keep.
//!
//! **Invariant:** every page is a recruiter's own and kept by no cache; what it tells of people is what
//! `crate::search` answers, in words.

mod answer;
mod asked;
mod form;
mod page;
mod zero;

use axum::Router;
use axum::routing::get;

use super::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/recruteurs/chercher", get(page::page))
}
