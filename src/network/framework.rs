//! The shared framework of `data/framework`, as embedded in the program.
//!
//! **Invariant:** every achievement names a known competence and network and has criteria for three levels.

use std::collections::HashSet;

use serde::Deserialize;

/// A family of competences: what the map and the published tables group by.
#[derive(Debug, Clone, Deserialize)]
pub struct Family {
    /// Stable code, lower case.
    pub code: String,
    /// Place in lists, from 1.
    pub position: i16,
    /// Colour of its artwork, `#rrggbb`.
    pub colour: String,
    /// French name.
    pub name_fr: String,
    /// English name.
    pub name_en: String,
}

/// An entry of the shared framework.
#[derive(Debug, Clone, Deserialize)]
pub struct Competence {
    /// Stable code, lower case.
    pub code: String,
    /// Code of its [`Family`].
    pub family: String,
    /// French name.
    pub name_fr: String,
    /// English name.
    pub name_en: String,
    /// URI of its counterpart in ESCO, where the counterpart is plain.
    pub alignment: Option<String>,
}

/// A badge that can be earned.
#[derive(Debug, Clone, Deserialize)]
pub struct Achievement {
    /// Last part of its address.
    pub slug: String,
    /// Code of the [`Competence`] that it shows.
    pub competence: String,
    /// Slug of the [`Network`] that owns its criteria.
    pub network: String,
    /// `yes`: never placed, counted or found (PRIVACY C4).
    #[serde(deserialize_with = "yes_or_no")]
    pub sensitive: bool,
    /// French name.
    pub name: String,
    /// What it is about, in one sentence.
    pub description: String,
    /// Criteria of level 1, *Je fais*.
    pub level_1: String,
    /// Criteria of level 2, *Je transmets*.
    pub level_2: String,
    /// Criteria of level 3, *Je pilote*.
    pub level_3: String,
}

impl Achievement {
    /// The criteria of the three levels, low to high.
    #[must_use]
    pub fn criteria(&self) -> [&str; 3] {
        [&self.level_1, &self.level_2, &self.level_3]
    }

    /// The three criteria as one Markdown text, each under the name of its level.
    #[must_use]
    pub fn criteria_text(&self) -> String {
        LEVELS
            .iter()
            .zip(self.criteria())
            .map(|(level, text)| format!("**{level}** : {text}"))
            .collect::<Vec<_>>()
            .join("\n\n")
    }
}

pub use crate::openbadges::issue::LEVELS;

/// A network of issuing organisations.
#[derive(Debug, Clone, Deserialize)]
pub struct Network {
    /// Stable code.
    pub slug: String,
    /// Slug of the network that it stands inside of.
    pub parent: Option<String>,
    /// Name on screens.
    pub name: String,
}

/// A member organisation, which awards badges.
#[derive(Debug, Clone, Deserialize)]
pub struct Organisation {
    /// Last part of its address.
    pub slug: String,
    /// Slug of the [`Network`] that it is a member of.
    pub network: String,
    /// What kind of body it is.
    pub kind: String,
    /// Member since.
    pub since: chrono::NaiveDate,
    /// Name on screens.
    pub name: String,
}

/// Everything in `data/framework`.
#[derive(Debug, Clone)]
pub struct Framework {
    /// In their order of display.
    pub families: Vec<Family>,
    /// In the order of their families.
    pub competences: Vec<Competence>,
    /// In the order of their competences.
    pub achievements: Vec<Achievement>,
    /// Parents before children.
    pub networks: Vec<Network>,
    /// In no particular order.
    pub organisations: Vec<Organisation>,
}

/// An embedded file of the framework does not say what it should.
#[derive(Debug, thiserror::Error)]
pub enum FrameworkError {
    /// Not the table that it should be.
    #[error("data/framework/{file}: {source}")]
    Unreadable {
        /// The file.
        file: &'static str,
        /// What is wrong with it.
        source: csv::Error,
    },
    /// A row names something that no row defines.
    #[error("data/framework: {row} names {name}, which is not there")]
    Unknown {
        /// Who names it.
        row: String,
        /// What is named.
        name: String,
    },
}

impl Framework {
    /// Reads the embedded files.
    ///
    /// # Errors
    ///
    /// [`FrameworkError`], which only a change of the files can cause.
    pub fn read() -> Result<Self, FrameworkError> {
        macro_rules! table {
            ($file:literal) => {
                rows($file, include_str!(concat!("../../data/framework/", $file)))
            };
        }
        let framework = Self {
            families: table!("families.csv")?,
            competences: table!("competences.csv")?,
            achievements: table!("achievements.csv")?,
            networks: table!("networks.csv")?,
            organisations: table!("organisations.csv")?,
        };
        framework.check()?;
        Ok(framework)
    }

    fn check(&self) -> Result<(), FrameworkError> {
        let families: HashSet<&str> = self.families.iter().map(|f| f.code.as_str()).collect();
        let competences: HashSet<&str> = self.competences.iter().map(|c| c.code.as_str()).collect();
        let networks: HashSet<&str> = self.networks.iter().map(|n| n.slug.as_str()).collect();
        for c in &self.competences {
            known(&families, &c.code, &c.family)?;
        }
        for a in &self.achievements {
            known(&competences, &a.slug, &a.competence)?;
            known(&networks, &a.slug, &a.network)?;
        }
        for o in &self.organisations {
            known(&networks, &o.slug, &o.network)?;
        }
        Ok(())
    }

    /// Whether an organisation may award an achievement: it is a member of the network that owns the criteria, or of
    /// one inside it.
    #[must_use]
    pub fn awards(&self, organisation: &str, achievement: &Achievement) -> bool {
        let mut organisations = self.organisations.iter();
        let member = organisations.find(|one| one.slug == organisation);
        let mut network = member.map(|one| one.network.as_str());
        // As many steps as there are networks: a circle ends too.
        for _ in &self.networks {
            let Some(slug) = network else { return false };
            if slug == achievement.network {
                return true;
            }
            let mut networks = self.networks.iter();
            network = networks
                .find(|one| one.slug == slug)
                .and_then(|one| one.parent.as_deref());
        }
        false
    }

    /// The family of a competence.
    #[must_use]
    pub fn family_of(&self, competence: &str) -> Option<&Family> {
        let code = &self
            .competences
            .iter()
            .find(|c| c.code == competence)?
            .family;
        self.families.iter().find(|f| f.code == *code)
    }
}

fn known(all: &HashSet<&str>, row: &str, name: &str) -> Result<(), FrameworkError> {
    if all.contains(name) {
        Ok(())
    } else {
        Err(FrameworkError::Unknown {
            row: row.to_owned(),
            name: name.to_owned(),
        })
    }
}

fn rows<T: for<'de> Deserialize<'de>>(
    file: &'static str,
    text: &str,
) -> Result<Vec<T>, FrameworkError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|source| FrameworkError::Unreadable { file, source })
}

fn yes_or_no<'de, D: serde::Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    match String::deserialize(d)?.as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(serde::de::Error::custom(format!("yes or no, not {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_achievement_has_criteria_of_its_own_for_three_levels() {
        let framework = Framework::read().unwrap();
        assert!(framework.achievements.len() >= 40);
        for a in &framework.achievements {
            let distinct: HashSet<&str> = a.criteria().into_iter().collect();
            assert_eq!(distinct.len(), 3, "{}", a.slug);
            assert!(
                distinct.iter().all(|c| c.len() > 20 && c.ends_with('.')),
                "{}",
                a.slug
            );
        }
    }

    #[test]
    fn an_organisation_awards_what_its_networks_own_and_nothing_of_a_network_inside() {
        let framework = Framework::read().unwrap();
        let of = |network: &str| {
            let mut all = framework.achievements.iter();
            all.find(|a| a.network == network).unwrap()
        };
        let (local, regional) = (of("badgeons-le-41"), of("centre-val-de-loire"));
        assert!(framework.awards("bij-loir-et-cher", local));
        assert!(framework.awards("bij-loir-et-cher", regional));
        assert!(framework.awards("gip-recia", regional));
        assert!(!framework.awards("gip-recia", local));
        assert!(!framework.awards("nobody", regional));
    }

    #[test]
    fn the_seven_of_tours_and_the_sensitive_ones_are_there() {
        let framework = Framework::read().unwrap();
        for name in [
            "Accueillir et guider un public",
            "Communiquer à l'oral",
            "Créer un réseau de partenaires",
            "Faire aboutir des revendications",
            "Rechercher des partenaires",
            "Réaliser une activité de logistique",
            "Concevoir une communication graphique",
        ] {
            assert!(
                framework
                    .achievements
                    .iter()
                    .any(|a| a.name == name && !a.sensitive),
                "{name}"
            );
        }
        assert_eq!(
            framework
                .achievements
                .iter()
                .filter(|a| a.sensitive)
                .count(),
            2
        );
    }
}
