//! What the law wants a public service to say of itself: who publishes it, what it keeps of people, how accessible it
//! is, which cookies it sets. Each is a page for a person of seventeen.
//!
//! **Invariant:** these pages promise nothing that the code does not do: times come from the constants that the code
//! obeys, and what the operator has not set is shown as not set.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use super::pages::{Page, render};
use super::{AppState, envelope, query};
use crate::account::entry::{LINK_LASTS, SESSION_LASTS};
use crate::account::oauth::{ACCESS_LASTS, REFRESH_LASTS};
use crate::account::rights::{BACKUPS_LAST, MAILS_LAST, NOTICE, REMINDER, SILENCE, VIEWINGS_LAST};
use crate::config::Operator;
use crate::passport::holder_code;
use crate::problem::Problem;

/// The pages, each with the address that it stands at.
static PAGES: [(&str, &str); 4] = [
    ("mentions", "/mentions-legales"),
    ("privacy", "/confidentialite"),
    ("accessibility", "/accessibilite"),
    ("cookies", "/cookies"),
];

#[derive(Template)]
#[template(path = "law/page.html", config = "web/askama.toml")]
struct Law {
    page: Page,
    key: &'static str,
    title: String,
    address: String,
    operator: Operator,
    times: Times,
}

/// How long things last, as the code has it.
struct Times {
    link_minutes: i64,
    session_days: i64,
    code_minutes: i64,
    access_hours: i64,
    refresh_days: i64,
    mail_days: i64,
    backup_days: i64,
    notice_days: i64,
    silence_months: u32,
    reminder_months: u32,
    viewing_months: u32,
}

impl Times {
    fn of_the_code() -> Self {
        Self {
            link_minutes: LINK_LASTS.num_minutes(),
            session_days: SESSION_LASTS.num_days(),
            code_minutes: holder_code::LASTS.num_minutes(),
            access_hours: ACCESS_LASTS.num_hours(),
            refresh_days: REFRESH_LASTS.num_days(),
            mail_days: MAILS_LAST.num_days(),
            backup_days: BACKUPS_LAST.num_days(),
            notice_days: NOTICE.num_days(),
            silence_months: SILENCE.as_u32(),
            reminder_months: REMINDER.as_u32(),
            viewing_months: VIEWINGS_LAST.as_u32(),
        }
    }
}

pub(super) fn router() -> Router<AppState> {
    PAGES.iter().fold(Router::new(), |router, &(key, address)| {
        let page = move |State(state): State<AppState>,
                         RawQuery(asked): RawQuery,
                         headers: HeaderMap| async move {
            page(&state, key, asked.as_deref(), &headers)
        };
        router.route(address, get(page))
    })
}

fn page(
    state: &AppState,
    key: &'static str,
    asked: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked, &["lang"])?;
    let language = envelope::language(asked, headers);
    let page = Page::new(state, language, "");
    let shown = Law {
        title: page.of("law", key),
        page,
        key,
        address: state.base.url("/"),
        operator: state.operator.clone(),
        times: Times::of_the_code(),
    };
    render(language, &shown)
}

#[cfg(test)]
mod tests {
    /// The marks that hold a text together, in their order.
    fn bones(html: &str) -> Vec<&str> {
        html.split('<')
            .skip(1)
            .filter_map(|piece| piece.split('>').next())
            .filter_map(|tag| {
                let name = tag.split_whitespace().next()?;
                let bone = ["h3", "ul", "li", "table", "tr", "th", "td", "dt", "dd"];
                match name {
                    "h2" => Some(tag),
                    _ => bone.contains(&name).then_some(name),
                }
            })
            .collect()
    }

    #[test]
    fn each_page_says_in_english_what_it_says_in_french() {
        macro_rules! both {
            ($name:literal) => {
                (
                    include_str!(concat!("../../web/templates/law/", $name, ".fr.html")),
                    include_str!(concat!("../../web/templates/law/", $name, ".en.html")),
                )
            };
        }
        for (french, english) in [
            both!("mentions"),
            both!("privacy"),
            both!("accessibility"),
            both!("cookies"),
        ] {
            assert!(bones(french).len() > 4, "{french}");
            assert_eq!(bones(french), bones(english));
            let filled = |text: &str| {
                let mut filled: Vec<String> = text
                    .split("{{")
                    .skip(1)
                    .filter_map(|piece| piece.split("}}").next())
                    .map(|name| name.trim().to_owned())
                    .collect();
                filled.sort();
                filled
            };
            assert_eq!(filled(french), filled(english), "the same figures");
        }
    }
}
