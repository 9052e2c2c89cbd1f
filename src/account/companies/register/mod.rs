//! What the public register of companies says of an establishment: a fact in a coordinator's view, which decides nothing.
//!
//! An operator names the register by an address with `{siret}` in it (`TERRITOIRE_SIRENE_URL`), such as that of the API
//! « Recherche d’entreprises » of the State, whose documented answer is read here: `results`, each with `siren`,
//! `nom_complet`, `etat_administratif` (A: active), `siege` and `matching_etablissements`, each of these with `siret`,
//! `adresse` and `etat_administratif` (A: open, F: closed).
//!
//! **Invariant:** nothing leaves the house but the fourteen digits of the SIRET, to the host that the operator named, and
//! nothing at all where none is named; a register that is silent, or says something else, is said to be silent.

mod store;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Siret;
use crate::clock::Clock;
use crate::fetch::Fetcher;
use crate::jobs::{self, Done, Handler, Job, NewJob};

/// The job: its payload is `{"application": id}`.
const ASK: &str = "account.ask_register";
/// What stands for the number in the address of a register.
const PLACE: &str = "{siret}";
/// The longest name or address that is kept, in characters.
const LONGEST: usize = 200;

/// What was said of an establishment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "snake_case")]
pub enum Said {
    /// It is in the register.
    Known {
        /// What the company is called there.
        name: String,
        /// Where the establishment is.
        address: String,
        /// Whether the company is active.
        active: bool,
        /// Whether the establishment is open.
        open: bool,
    },
    /// The register does not know that number.
    Unknown,
    /// It did not answer, or not as it is documented.
    Silent,
}

/// Where a register is asked: an address with `{siret}` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(String);

/// An address that no number has a place in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("TERRITOIRE_SIRENE_URL must be an address with {{siret}} in it")]
pub struct NotATemplate;

impl Template {
    /// Reads an operator's setting.
    ///
    /// # Errors
    ///
    /// [`NotATemplate`].
    pub fn parse(text: &str) -> Result<Self, NotATemplate> {
        let once = text.matches(PLACE).count() == 1;
        let asked = url::Url::parse(&text.replace(PLACE, "0"));
        let web = asked.is_ok_and(|address| matches!(address.scheme(), "https" | "http"));
        // The host is the operator's to name, never an applicant's.
        let host = text.split('/').nth(2).unwrap_or_default();
        if once && web && !host.contains(PLACE) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotATemplate)
        }
    }

    fn of(&self, siret: &Siret) -> String {
        self.0.replace(PLACE, siret.as_str())
    }
}

/// Queues, in the caller's transaction, that the register is asked about an application.
pub(super) async fn ask(
    tx: &mut PgConnection,
    application: Uuid,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    let now = clock.now();
    let job = NewJob {
        kind: ASK,
        payload: json!({ "application": application }),
        unique_key: Some(application.to_string()),
        run_at: now,
    };
    jobs::enqueue(tx, &job, now).await.map(drop)
}

/// Asks the register about applications that wait, where there is one to ask.
pub struct AskRegister {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What asks, and where; none: nothing is asked.
    pub register: Option<(Fetcher, Template)>,
}

impl Handler for AskRegister {
    fn kind(&self) -> &'static str {
        ASK
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async move {
            let Some((fetcher, template)) = &self.register else {
                return Ok(());
            };
            let refused = |error: sqlx::Error| format!("the database refused: {error}");
            let application = job.payload["application"].as_str();
            let application = application.and_then(|id| id.parse().ok());
            let application: Uuid = application.ok_or("the payload names no application")?;
            let siret = store::siret(&self.pool, application)
                .await
                .map_err(refused)?;
            let Some(siret) = siret.and_then(|siret| Siret::parse(&siret).ok()) else {
                return Ok(());
            };
            let answer = fetcher.document(&template.of(&siret)).await;
            let read = answer
                .map_err(|error| error.to_string())
                .and_then(|answer| {
                    read(&answer.body, &siret)
                        .ok_or_else(|| "the answer is none of a register".to_owned())
                });
            let said = read.clone().unwrap_or(Said::Silent);
            let now = self.clock.now();
            store::put(&self.pool, application, siret.as_str(), &said, now)
                .await
                .map_err(refused)?;
            // Silent for now: it is asked again.
            read.map(drop)
        })
    }
}

#[derive(Deserialize)]
struct Answer {
    results: Vec<Company>,
}

#[derive(Deserialize)]
struct Company {
    nom_complet: Option<String>,
    etat_administratif: Option<String>,
    siege: Option<Establishment>,
    #[serde(default)]
    matching_etablissements: Vec<Establishment>,
}

#[derive(Deserialize)]
struct Establishment {
    siret: String,
    adresse: Option<String>,
    etat_administratif: Option<String>,
}

/// What an answer says of an establishment; `None`: it is no answer of a register.
fn read(body: &[u8], siret: &Siret) -> Option<Said> {
    let answer: Answer = serde_json::from_slice(body).ok()?;
    let found = answer.results.into_iter().find_map(|company| {
        let mut establishments = company.siege.iter().chain(&company.matching_etablissements);
        let establishment = establishments.find(|one| one.siret == siret.as_str())?;
        let short = |text: &Option<String>| -> String {
            let text = text.as_deref().unwrap_or_default();
            let plain = text.chars().filter(|letter| !letter.is_control());
            plain.take(LONGEST).collect()
        };
        let active = |state: &Option<String>| state.as_deref() == Some("A");
        Some(Said::Known {
            name: short(&company.nom_complet),
            address: short(&establishment.adresse),
            active: active(&company.etat_administratif),
            open: active(&establishment.etat_administratif),
        })
    });
    Some(found.unwrap_or(Said::Unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_place_for_the_number_and_not_in_its_host() {
        let template = Template::parse("https://registre.example/search?q={siret}").unwrap();
        let siret = Siret::parse("73282932000074").unwrap();
        assert_eq!(
            template.of(&siret),
            "https://registre.example/search?q=73282932000074"
        );
        for wrong in [
            "",
            "https://registre.example/search",
            "https://{siret}.example/",
            "https://a@{siret}/",
            "https://registre.example/{siret}/{siret}",
            "file:///{siret}",
            "{siret}",
        ] {
            assert_eq!(Template::parse(wrong), Err(NotATemplate), "{wrong}");
        }
    }

    #[test]
    fn an_answer_is_read_as_it_is_documented() {
        let siret = Siret::parse("73282932000074").unwrap();
        let body = |state: &str, establishment: &str| {
            format!(
                r#"{{"results": [{{"siren": "732829320", "nom_complet": "MENUISERIE DUPONT", "etat_administratif": "{state}",
                    "siege": {{"siret": "73282932000015", "adresse": "1 RUE A 41000 BLOIS", "etat_administratif": "A"}},
                    "matching_etablissements": [{establishment}], "dirigeants": [{{"nom": "DUPONT"}}]}}],
                    "total_results": 1, "page": 1, "per_page": 10, "total_pages": 1}}"#
            )
        };
        let here = r#"{"siret": "73282932000074", "adresse": "2 RUE B 41100 VENDOME", "etat_administratif": "F"}"#;
        let read = |body: &str| read(body.as_bytes(), &siret);
        assert_eq!(
            read(&body("A", here)),
            Some(Said::Known {
                name: "MENUISERIE DUPONT".to_owned(),
                address: "2 RUE B 41100 VENDOME".to_owned(),
                active: true,
                open: false,
            })
        );
        assert!(matches!(
            read(&body("C", here)),
            Some(Said::Known { active: false, .. })
        ));
        // Another establishment of the company is not this one.
        assert_eq!(read(&body("A", "")), Some(Said::Unknown));
        assert_eq!(read(r#"{"results": []}"#), Some(Said::Unknown));
        for no_answer in ["", "<html>", r#"{"erreur": "trop de demandes"}"#, "[]"] {
            assert_eq!(read(no_answer), None, "{no_answer}");
        }
    }
}
