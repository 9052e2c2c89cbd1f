//! What an empty answer proposes: other competences of the same family that people nearby do have.
//!
//! Each figure here is itself an answer under every rule (R1, R3, C5), asked about one competence, at « Je fais », for
//! the department above the question or for the region: the widest questions that there are. They are charged to no
//! budget, and need not be: all of them together are one small table (competences × departments and region) that moves
//! with the weekly batch (R4), that a company could ask for whole within its budget, and that says nothing at all about
//! a place smaller than a department. No card is drawn from them: whoever follows one asks it, and pays for it.

use super::near_store as store;
use super::service::Engine;
use crate::account::companies::Siren;
use crate::presence::question::{Bucket, Question, Scope, Wanted};

/// A competence that people have, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Its code in the shared framework.
    pub competence: String,
    /// Where the floors hold.
    pub zone: Scope,
    /// How many, as far as it is told.
    pub bucket: Bucket,
}

impl Engine {
    /// Those of `competences` that at least five people have, in the department above `scope` or else in the region.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn near(
        &self,
        company: &Siren,
        scope: &Scope,
        competences: &[&str],
    ) -> Result<Vec<Near>, sqlx::Error> {
        let mut db = self.pool.acquire().await?;
        let now = self.clock.now();
        let wide = store::wide(&mut db, scope).await?;
        let mut found = Vec::new();
        for competence in competences {
            let wanted = Wanted {
                competence: (*competence).to_owned(),
                level: 1,
            };
            let Ok(question) = Question::any_of(vec![wanted], scope.clone()) else {
                continue;
            };
            let buckets = self.buckets(&mut db, &question, company, now).await?;
            let answering = wide
                .iter()
                .find_map(|zone| Some((zone, *buckets.get(zone)?)));
            found.extend(answering.map(|(zone, bucket)| Near {
                competence: (*competence).to_owned(),
                zone: zone.clone(),
                bucket,
            }));
        }
        Ok(found)
    }
}
