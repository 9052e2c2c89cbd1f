//! Help pages that are about the service and not about anybody: what an application may do, and which requirements of
//! the standard are checked here.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::pages::{Page, render};
use super::{AppState, envelope, query};
use crate::account::oauth::Scope;
use crate::problem::Problem;
use crate::text::{Language, text};

/// The requirements of 1EdTech's roles, in our words, each with the tests that keep it or the reason why there is none.
const ROLES: &str = include_str!("../../tests/conformance/roles.csv");

#[derive(Template)]
#[template(path = "help/index.html", config = "web/askama.toml")]
struct Index {
    page: Page,
}

/// What people ask, by who asks.
pub(super) async fn index(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let page = Page::new(&state, language, "help");
    render(language, &Index { page })
}

#[derive(Template)]
#[template(path = "help/applications.html", config = "web/askama.toml")]
struct Applications {
    page: Page,
    scopes: Vec<String>,
}

#[derive(Template)]
#[template(path = "help/conformity.html", config = "web/askama.toml")]
struct Conformity {
    page: Page,
    count: String,
    roles: Vec<Role>,
}

struct Role {
    key: &'static str,
    title: String,
    lines: Vec<Line>,
}

struct Line {
    requirement: String,
    clause: &'static str,
    kept: bool,
    said: String,
    tests: Vec<String>,
    why: String,
}

/// A row of the table.
#[derive(Deserialize)]
struct Row {
    role: String,
    clause: String,
    exigence: String,
    requirement: String,
    /// Names with spaces between; none: the reason says why.
    tests: String,
    raison: String,
    reason: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut table = csv::Reader::from_reader(ROLES.as_bytes());
    table.deserialize().filter_map(Result::ok).collect()
});

const KINDS: [&str; 6] = [
    "issuer",
    "displayer",
    "host",
    "provider-read",
    "provider-write",
    "consumer",
];

/// How a scope is said to the person who may allow it.
pub(super) fn scope(language: Language, scope: Scope) -> String {
    let key = match scope {
        Scope::ReadCredentials => "scope-read",
        Scope::UpsertCredentials => "scope-upsert",
        Scope::ReadProfile => "scope-read-profile",
        Scope::UpdateProfile => "scope-update-profile",
        Scope::Offline => "scope-offline",
    };
    text(language, key, &[])
}

/// What happens when an application asks to come in.
pub(super) async fn applications(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let shown = Applications {
        page: Page::new(&state, language, ""),
        scopes: Scope::ALL.map(|one| scope(language, one)).into(),
    };
    render(language, &shown)
}

/// Which requirements of the standard are checked here, and which cannot be.
pub(super) async fn conformity(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let kept = ROWS.iter().filter(|row| !row.tests.is_empty()).count();
    let count = text(
        language,
        "conformity-count",
        &[
            ("kept", &kept.to_string()),
            ("all", &ROWS.len().to_string()),
        ],
    );
    let roles = KINDS.map(|key| Role {
        key,
        title: text(language, &format!("conformity-{key}"), &[]),
        lines: ROWS
            .iter()
            .filter(|row| row.role == key)
            .map(|row| line(language, row))
            .collect(),
    });
    let shown = Conformity {
        page: Page::new(&state, language, ""),
        count,
        roles: roles.into(),
    };
    render(language, &shown)
}

fn line(language: Language, row: &'static Row) -> Line {
    let (requirement, why) = match language {
        Language::Fr => (&row.exigence, &row.raison),
        Language::En => (&row.requirement, &row.reason),
    };
    let kept = !row.tests.is_empty();
    let said = if kept {
        "conformity-kept"
    } else {
        "conformity-not-kept"
    };
    Line {
        requirement: requirement.clone(),
        clause: &row.clause,
        kept,
        said: text(language, said, &[]),
        tests: row.tests.split_whitespace().map(str::to_owned).collect(),
        why: why.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read_and_belongs_to_a_role() {
        assert_eq!(ROWS.len() + 1, ROLES.lines().count());
        for row in ROWS.iter() {
            assert!(KINDS.contains(&row.role.as_str()), "{}", row.role);
            assert!(
                !row.tests.is_empty() || !row.reason.is_empty(),
                "{}",
                row.requirement
            );
            assert_eq!(
                row.raison.is_empty(),
                row.reason.is_empty(),
                "{}",
                row.requirement
            );
        }
        for kind in KINDS {
            assert!(ROWS.iter().any(|row| row.role == kind), "{kind}");
        }
    }
}
