//! For whom a request works: the database gives its connections the rows of that person, and no others.
//!
//! A request begins for nobody. Once it is known who asks it goes on for them; what looks across people says so
//! ([`as_the_house`]), with its reason. Jobs and operators' commands have a door of their own.
//!
//! **Invariant:** outside a request, and in one of nobody's, the door of requests shows nothing of anybody.

use std::cell::Cell;

use sqlx::{AssertSqlSafe, Executor as _, PgConnection};
use uuid::Uuid;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acting {
    Nobody,
    Holder(Uuid),
    House,
}

tokio::task_local! {
    static ACTING: Cell<Acting>;
}

/// Answers one request, which begins for nobody.
pub async fn for_nobody_yet<T>(request: impl Future<Output = T>) -> T {
    ACTING.scope(Cell::new(Acting::Nobody), request).await
}

/// From here on the request works for `holder`: they showed a session, or an application a token of theirs.
pub fn go_on_for(holder: Uuid) {
    go_on(Acting::Holder(holder));
}

/// From here on the request works for the house: who asks has a role that was checked, and what they may see is for the
/// services to say.
pub fn go_on_as_the_house() {
    go_on(Acting::House);
}

fn go_on(acting: Acting) {
    // Outside a request there is nothing to change: who asks there sees nothing.
    let _ = ACTING.try_with(|now| now.set(acting));
}

/// Works across people, for as long as `work` takes; `why` is for whoever reads the code and its traces.
pub async fn as_the_house<T>(why: &'static str, work: impl Future<Output = T>) -> T {
    tracing::trace!(why, "across people");
    ACTING.scope(Cell::new(Acting::House), work).await
}

/// Works for one holder, for as long as `work` takes, as a request of theirs would.
pub async fn as_holder<T>(holder: Uuid, work: impl Future<Output = T>) -> T {
    ACTING.scope(Cell::new(Acting::Holder(holder)), work).await
}

/// Tells a connection for whom it works from now on. It fails where the connection is lost: that is how it is known.
pub(super) async fn tell(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let acting = ACTING.try_with(Cell::get).unwrap_or(Acting::Nobody);
    let told = match acting {
        Acting::Nobody => "set territoire.acting_for = ''".to_owned(),
        Acting::House => "set territoire.acting_for = 'house'".to_owned(),
        Acting::Holder(holder) => format!("set territoire.acting_for = '{holder}'"),
    };
    // A number is all that is in it. By the simple protocol: one way there and back, nothing prepared.
    connection.execute(AssertSqlSafe(told)).await?;
    Ok(())
}
