//! « Ma prochaine étape »: the one thing that is most worth doing now, with the way to it.
//!
//! **Invariant:** it is said from the holder's own applications and badges alone, and never asks for consent: who may see
//! somebody is their business, not a step to be taken.

use std::collections::BTreeMap;

use crate::http::AppState;
use crate::http::pages::Page;
use crate::http::session::SignedIn;
use crate::issuing::achievement_uri;
use crate::issuing::applications::{State, Summary, own};
use crate::network::framework::Framework;
use crate::passport::shelf::Badge;
use crate::problem::{Code, Problem};
use crate::relay::holder::{self, Standing};
use crate::text::{day, text};

/// What could be done next.
pub(super) struct Step {
    /// What there is to say.
    pub(super) said: String,
    /// Where it is done, and how that is called.
    pub(super) path: String,
    pub(super) gesture: String,
}

impl Step {
    fn new(page: &Page, key: &str, arguments: &[(&str, &str)], path: String) -> Self {
        Self {
            said: text(page.words, &format!("next-{key}"), arguments),
            path,
            gesture: page.t(&format!("next-{key}-go")),
        }
    }
}

/// The next step of a holder who has these badges.
pub(super) async fn step(
    state: &AppState,
    page: &Page,
    signed_in: &SignedIn,
    badges: &[&Badge],
) -> Result<Step, Problem> {
    if let Some(step) = proposal(state, page, signed_in).await? {
        return Ok(step);
    }
    let applications = own::list(&state.db.app, signed_in.holder)
        .await
        .map_err(|error| {
            tracing::error!(%error, "a holder's applications could not be read");
            Problem::from(Code::UNAVAILABLE)
        })?;
    if let Some(step) = under_way(page, &applications) {
        return Ok(step);
    }
    let framework = Framework::read().map_err(|_| Code::INTERNAL)?;
    Ok(further(state, page, badges, &framework).unwrap_or_else(|| {
        let key = if badges.is_empty() {
            "first"
        } else {
            "another"
        };
        Step::new(page, key, &[], "/demander".to_owned())
    }))
}

/// A recruiter's proposal that waits for an answer, the one that waits the least longer.
async fn proposal(
    state: &AppState,
    page: &Page,
    signed_in: &SignedIn,
) -> Result<Option<Step>, Problem> {
    let (pool, now) = (&state.db.app, state.clock.now());
    let threads = holder::list(pool, &state.master, signed_in.holder, now).await;
    let threads = threads.map_err(|error| {
        tracing::error!(%error, "a holder's proposals could not be read");
        Problem::from(Code::UNAVAILABLE)
    })?;
    let waiting = threads
        .into_iter()
        .filter(|thread| thread.standing == Standing::Waiting);
    Ok(waiting.min_by_key(|thread| thread.until).map(|thread| {
        let until = day(page.words, &thread.until);
        let arguments = [("company", thread.company.as_str()), ("date", &until)];
        let path = format!("/mes-propositions/{}", thread.reference);
        Step::new(page, "proposal", &arguments, path)
    }))
}

/// An application that waits: for its author rather than for anybody else.
fn under_way(page: &Page, applications: &[Summary]) -> Option<Step> {
    [State::Returned, State::Draft, State::Sent]
        .into_iter()
        .find_map(|state| {
            let one = applications.iter().find(|one| one.state == state)?;
            let due = one.due_at.map(|due| day(page.words, &due));
            let arguments = [
                ("badge", one.achievement.as_str()),
                ("structure", one.organisation_name.as_str()),
                ("date", due.as_deref().unwrap_or_default()),
            ];
            let path = format!("/mes-demandes/{}", one.id);
            Some(Step::new(page, state.as_str(), &arguments, path))
        })
}

/// The level above the newest badge in force that can be asked for here.
fn further(
    state: &AppState,
    page: &Page,
    badges: &[&Badge],
    framework: &Framework,
) -> Option<Step> {
    let mut best: BTreeMap<&str, i16> = BTreeMap::new();
    for badge in badges {
        let level = best.entry(&badge.achievement_uri).or_default();
        *level = badge.level.max(*level);
    }
    let mut newest: Vec<&&Badge> = badges.iter().collect();
    newest.sort_by_key(|badge| std::cmp::Reverse(badge.valid_from));
    newest.into_iter().find_map(|badge| {
        let level = best[badge.achievement_uri.as_str()];
        let holds = badge.authentic == "yes" && badge.current == "yes";
        let achievement = framework
            .achievements
            .iter()
            .find(|one| achievement_uri(&state.base, &one.slug) == badge.achievement_uri)?;
        if !holds || badge.level != level || level >= 3 {
            return None;
        }
        let path = format!("/demander/{}?niveau={}", achievement.slug, level + 1);
        let key = format!("level-{}", level + 1);
        Some(Step::new(page, &key, &[("badge", &badge.name)], path))
    })
}
