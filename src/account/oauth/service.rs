//! Registering applications, and what a holder's yes gives them: a code, then tokens, until someone ends it.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use sqlx::{PgConnection, PgPool};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::store::{self, Token};
use super::{
    ACCESS_LASTS, Access, Application, Asked, CODE_LASTS, Connected, REFRESH_LASTS,
    REGISTRATIONS_PER_HOUR, Registration, Scope, Scopes, UNUSED_LASTS,
};
use crate::account::secret::{Secret, digest};
use crate::clock::Clock;
use crate::id;

/// A registered application, with the secret that is shown once.
pub struct Registered {
    /// Its `client_id`.
    pub id: Uuid,
    /// Its `client_secret`.
    pub secret: Secret,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why an application is not registered now.
#[derive(Debug, thiserror::Error)]
pub enum NotRegistered {
    /// [`REGISTRATIONS_PER_HOUR`] is reached.
    #[error("too many applications registered within the hour")]
    TooMany,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Why no token is given.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Unknown, someone else's, used, expired or ended: the answer does not say which.
    #[error("this grant is not in force")]
    Grant,
    /// More than the holder allowed.
    #[error("more than was allowed")]
    Scope,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What an application is given for a code or a refresh token.
pub struct Tokens {
    /// For [`ACCESS_LASTS`].
    pub access: Secret,
    /// For [`REFRESH_LASTS`], once; where the holder allowed it.
    pub refresh: Option<Secret>,
    /// What the access token allows.
    pub scopes: Scopes,
}

/// Registers an application; one that nobody let in for [`UNUSED_LASTS`] makes room.
///
/// # Errors
///
/// [`NotRegistered`]
pub async fn register(
    pool: &PgPool,
    told: &Registration,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Registered, NotRegistered> {
    let registered = Registered {
        id: id::public(),
        secret: Secret::draw("", rng),
        at: clock.now(),
    };
    let mut tx = pool.begin().await?;
    store::one_registration_at_a_time(&mut tx).await?;
    let hour = registered.at - TimeDelta::hours(1);
    if store::registered_since(&mut tx, hour).await? >= REGISTRATIONS_PER_HOUR {
        return Err(NotRegistered::TooMany);
    }
    store::forget_unused(&mut tx, registered.at - UNUSED_LASTS).await?;
    let secret = registered.secret.digest();
    store::register(&mut tx, registered.id, &secret, registered.at, told).await?;
    tx.commit().await?;
    Ok(registered)
}

/// The application of that `client_id`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn application(pool: &PgPool, id: Uuid) -> Result<Option<Application>, sqlx::Error> {
    let found = store::application(pool, id).await?;
    Ok(found.map(|(application, _)| application))
}

/// The application that shows its secret; `None`: nobody.
///
/// # Errors
///
/// When the database does not answer.
pub async fn authenticate(
    pool: &PgPool,
    id: Uuid,
    secret: &str,
) -> Result<Option<Application>, sqlx::Error> {
    let shown = digest(secret);
    let found = store::application(pool, id).await?;
    Ok(found
        .filter(|(_, kept)| bool::from(shown.ct_eq(kept.as_slice())))
        .map(|(application, _)| application))
}

/// The holder says yes: the code that their browser carries to the application, for [`CODE_LASTS`].
///
/// # Errors
///
/// When the database refuses.
pub async fn grant(
    pool: &PgPool,
    holder: Uuid,
    asked: &Asked,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Secret, sqlx::Error> {
    let (code, now) = (Secret::draw("", rng), clock.now());
    let mut tx = pool.begin().await?;
    let grant = store::grant(&mut tx, id::public(), holder, asked, now).await?;
    store::put_code(&mut tx, &code.digest(), grant, asked, now + CODE_LASTS).await?;
    tx.commit().await?;
    Ok(code)
}

/// Tokens for a code: once, to the application that it was made for, at the address that it was sent to, and only to
/// whoever has the verifier (RFC 6749, 4.1.3; RFC 7636, 4.6).
///
/// # Errors
///
/// [`Refused`]; a code that was used before ends what came of it.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a field of the request that the standard describes"
)]
pub async fn exchange(
    pool: &PgPool,
    application: &Application,
    code: &str,
    redirect_uri: &str,
    verifier: &str,
    scopes: Option<&Scopes>,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Tokens, Refused> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let code = store::code(&mut tx, &digest(code))
        .await?
        .filter(|code| code.application == application.id)
        .ok_or(Refused::Grant)?;
    if code.used {
        store::end(&mut tx, code.grant, now).await?;
        tx.commit().await?;
        return Err(Refused::Grant);
    }
    let proven = bool::from(digest(verifier).ct_eq(code.challenge.as_slice()));
    if code.ended || code.expires_at <= now || code.redirect_uri != redirect_uri || !proven {
        return Err(Refused::Grant);
    }
    let allowed = Scopes::kept(&code.scopes);
    let wanted = narrowed(scopes, &allowed)?;
    store::use_code(&mut tx, &code.digest, now).await?;
    let refreshes = application.refreshes && allowed.allow(Scope::Offline);
    let tokens = give(
        &mut tx,
        code.grant,
        wanted,
        refreshes.then_some(&allowed),
        now,
        rng,
    )
    .await?;
    tx.commit().await?;
    Ok(tokens)
}

/// New tokens for a refresh token, which ends with that (RFC 6749, 6; rotation as RFC 9700, 4.14.2, wants it).
///
/// # Errors
///
/// [`Refused`]; one that was used before ends its whole family: two have it, and one of them took it.
pub async fn refresh(
    pool: &PgPool,
    application: &Application,
    token: &str,
    scopes: Option<&Scopes>,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Tokens, Refused> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let token = store::token(&mut tx, &digest(token))
        .await?
        .filter(|token| token.application == application.id && token.kind == "refresh")
        .ok_or(Refused::Grant)?;
    if token.used {
        store::end(&mut tx, token.grant, now).await?;
        tx.commit().await?;
        return Err(Refused::Grant);
    }
    if token.ended || token.expires_at <= now {
        return Err(Refused::Grant);
    }
    let allowed = Scopes::kept(&token.scopes);
    let wanted = narrowed(scopes, &allowed)?;
    store::use_token(&mut tx, &token.digest, now).await?;
    let tokens = give(&mut tx, token.grant, wanted, Some(&allowed), now, rng).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// All that is allowed, or the part of it that is asked for.
fn narrowed(asked: Option<&Scopes>, allowed: &Scopes) -> Result<Scopes, Refused> {
    match asked {
        None => Ok(allowed.clone()),
        Some(asked) if asked.within(allowed) => Ok(asked.clone()),
        Some(_) => Err(Refused::Scope),
    }
}

async fn give(
    tx: &mut PgConnection,
    grant: Uuid,
    scopes: Scopes,
    refresh: Option<&Scopes>,
    now: DateTime<Utc>,
    rng: &mut (impl Rng + Send),
) -> Result<Tokens, sqlx::Error> {
    store::forget_expired(tx, grant, now).await?;
    let access = Secret::draw("", rng);
    let until = now + ACCESS_LASTS;
    store::put_token(tx, &access.digest(), grant, "access", &scopes, until).await?;
    let refresh = match refresh {
        None => None,
        Some(allowed) => {
            let refresh = Secret::draw("", rng);
            let until = now + REFRESH_LASTS;
            store::put_token(tx, &refresh.digest(), grant, "refresh", allowed, until).await?;
            Some(refresh)
        }
    };
    Ok(Tokens {
        access,
        refresh,
        scopes,
    })
}

/// Ends a token of this application, whatever it was (RFC 7009): a refresh token takes its family along.
///
/// # Errors
///
/// When the database refuses.
pub async fn revoke(
    pool: &PgPool,
    application: &Application,
    token: &str,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    let found = store::token(&mut tx, &digest(token)).await?;
    match found.filter(|token| token.application == application.id) {
        Some(Token { kind, grant, .. }) if kind == "refresh" => {
            store::end(&mut tx, grant, clock.now()).await?;
        }
        Some(token) => store::forget_token(&mut tx, &token.digest).await?,
        None => {}
    }
    tx.commit().await
}

/// Who stands behind an access token; `None`: nobody, or no longer. Found by digest, so that time tells nothing of it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn access(
    pool: &PgPool,
    token: &str,
    clock: &dyn Clock,
) -> Result<Option<Access>, sqlx::Error> {
    store::access(pool, &digest(token), clock.now()).await
}

/// The applications that this holder let in and that can still come in, the latest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn connected(
    pool: &PgPool,
    holder: Uuid,
    clock: &dyn Clock,
) -> Result<Vec<Connected>, sqlx::Error> {
    store::connected(pool, holder, clock.now()).await
}

/// The holder takes back every yes to an application: no token of it opens anything from here on.
///
/// # Errors
///
/// When the database refuses.
pub async fn withdraw(
    pool: &PgPool,
    holder: Uuid,
    application: Uuid,
    clock: &dyn Clock,
) -> Result<bool, sqlx::Error> {
    store::withdraw(pool, holder, application, clock.now()).await
}
