//! What a person may do for an organisation or a network, beyond holding badges.
//!
//! **Invariant:** a role counts from the moment it is given until it is ended, wherever it is asked: nothing of it is
//! remembered in a session.

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::role_store as store;
use crate::clock::Clock;
use crate::id;

/// A role, and where it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reviews and awards for an organisation (*animateur, animatrice*).
    Facilitator(Uuid),
    /// Runs a network (*coordinateur, coordinatrice*).
    Coordinator(Uuid),
    /// Reads a network's dashboards (*partenaire*).
    Partner(Uuid),
}

impl Role {
    /// `facilitator`, `coordinator` or `partner`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facilitator(_) => "facilitator",
            Self::Coordinator(_) => "coordinator",
            Self::Partner(_) => "partner",
        }
    }

    fn places(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Facilitator(organisation) => (Some(organisation), None),
            Self::Coordinator(network) | Self::Partner(network) => (None, Some(network)),
        }
    }

    fn of(role: &str, organisation: Option<Uuid>, network: Option<Uuid>) -> Option<Self> {
        match role {
            "facilitator" => organisation.map(Self::Facilitator),
            "coordinator" => network.map(Self::Coordinator),
            "partner" => network.map(Self::Partner),
            _ => None,
        }
    }
}

/// A role that somebody has, and the name of where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The organisation's or the network's name.
    pub place: String,
}

/// The roles that a person has now.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of(pool: &PgPool, holder: Uuid) -> Result<Vec<Held>, sqlx::Error> {
    let rows = store::of(pool, holder).await?;
    let held = rows.into_iter().filter_map(|row| {
        let role = Role::of(&row.role, row.organisation_id, row.network_id)?;
        let place = row.place;
        Some(Held { role, place })
    });
    Ok(held.collect())
}

/// Who reviews and awards for an organisation now.
///
/// # Errors
///
/// When the database does not answer.
pub async fn facilitators(pool: &PgPool, organisation: Uuid) -> Result<Vec<Uuid>, sqlx::Error> {
    store::facilitators(pool, organisation).await
}

/// Who runs a network now, whichever it is.
///
/// # Errors
///
/// When the database does not answer.
pub async fn coordinators(pool: &PgPool) -> Result<Vec<Uuid>, sqlx::Error> {
    store::coordinators(pool).await
}

/// Gives a person a role, and notes in the audit that `actor` did; false: they had it already.
///
/// # Errors
///
/// When the database refuses, or there is no such organisation, network or person.
pub async fn give(
    tx: &mut PgConnection,
    holder: Uuid,
    role: Role,
    actor: &str,
    clock: &dyn Clock,
) -> Result<bool, sqlx::Error> {
    let (id, now) = (id::internal(clock), clock.now());
    store::put(tx, id, holder, role.as_str(), role.places(), actor, now).await
}

/// Ends a role, and notes in the audit that `actor` did; false: the person had none such.
///
/// # Errors
///
/// When the database refuses.
pub async fn end(
    tx: &mut PgConnection,
    holder: Uuid,
    role: Role,
    actor: &str,
    clock: &dyn Clock,
) -> Result<bool, sqlx::Error> {
    store::end(tx, holder, role.as_str(), role.places(), actor, clock.now()).await
}
