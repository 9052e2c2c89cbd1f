//! Who the invented people are: drawn from one seed, so that every demonstration shows the same region.
//!
//! **Invariant:** nothing here is about anyone: names are drawn one by one from two lists of common ones, and
//! every address ends in `.invalid`, where no mail can go (RFC 6761, 6.4).

use chrono::{DateTime, TimeDelta, Utc};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::network::framework::{Achievement, Framework, Organisation};
use crate::territory::Commune;

/// The seed of the demonstration that everyone sees.
pub const SEED: u64 = 41;

/// How much likelier a holder of department 41, where the first network is, is than one from elsewhere.
const HOME: &str = "41";
const HOME_WEIGHT: f64 = 4.0;

/// An invented holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// An address that no mail reaches.
    pub email: String,
    /// `under_15`, `15_17` or `18_plus`.
    pub age_band: &'static str,
    /// What they consented to; `None`: their badges are kept, and nobody sees them.
    pub consent: Option<Consent>,
    /// What they earned, oldest first.
    pub badges: Vec<Earned>,
}

/// To a level, for a place and a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// 1 « Je compte » · 2 « Visible sans nom » · 3 « Visible avec mes badges »; minors count at most.
    pub level: i16,
    /// `commune`, `epci`, `department` or `region`.
    pub place_kind: &'static str,
    /// Its INSEE code or SIREN.
    pub place_code: String,
    /// 3, 6 or 12.
    pub months: u8,
}

/// A badge that an invented holder has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earned {
    /// Slug of the achievement.
    pub achievement: String,
    /// Slug of the organisation that awarded it.
    pub organisation: String,
    /// 1 to 3.
    pub level: u8,
    /// When.
    pub awarded_at: DateTime<Utc>,
    /// What is wrong with it, for a few.
    pub blemish: Option<Blemish>,
}

/// What may be wrong with a badge: the demonstration shows how each is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blemish {
    /// Its level was raised after it was signed.
    Altered,
    /// Its last day has passed.
    Expired,
    /// Its issuer is in no network's list.
    Unrecognised,
    /// Its issuer took it back.
    Revoked,
}

/// `count` invented holders, the same ones for the same seed, framework, communes and day.
#[must_use]
pub fn people(
    seed: u64,
    count: usize,
    framework: &Framework,
    communes: &[Commune],
    today: DateTime<Utc>,
) -> Vec<Person> {
    let mut draw = Draw {
        rng: ChaCha20Rng::seed_from_u64(seed),
        framework,
        communes,
        today,
    };
    (1..=count).map(|number| draw.person(number)).collect()
}

/// Somebody as whom one enters the demonstration with one click.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// What the form sends, and the end of the keys of its words.
    pub key: &'static str,
    /// The address that this person signs in with.
    pub email: &'static str,
    /// The page that they see first.
    pub first: &'static str,
}

/// One for each of those who work here, and a holder.
pub const DOORS: &[Door] = &[
    Door {
        key: "titulaire",
        email: "titulaire@demonstration.invalid",
        first: "/mes-badges",
    },
    Door {
        key: "animatrice",
        email: "animatrice@demonstration.invalid",
        first: "/a-traiter",
    },
    Door {
        key: "coordinateur",
        email: "coordinateur@demonstration.invalid",
        first: "/coordination",
    },
    Door {
        key: "recruteuse",
        email: "recruteuse@demonstration.invalid",
        first: "/recruteurs",
    },
];

/// Which of `people` the holder's door leads to: an adult with several sound badges, as the map shows them.
#[must_use]
pub fn behind_the_door(people: &[Person]) -> Option<&Person> {
    people.iter().find(|person| {
        let sound = person.badges.iter().all(|badge| badge.blemish.is_none());
        person.age_band == "18_plus"
            && person.consent.is_some()
            && person.badges.len() >= 4
            && sound
    })
}

/// What an adult allows, by their number: six in ten are visible without a name, one with their badges. Nothing is
/// drawn for it, so that everything else about the same people stays the same.
fn level_of(number: usize) -> i16 {
    match number % 10 {
        0..=5 => 2,
        6 => 3,
        _ => 1,
    }
}

struct Draw<'a> {
    rng: ChaCha20Rng,
    framework: &'a Framework,
    communes: &'a [Commune],
    today: DateTime<Utc>,
}

impl<'a> Draw<'a> {
    fn person(&mut self, number: usize) -> Person {
        let first = self.one_of(&FIRST_NAMES);
        let last = self.one_of(&LAST_NAMES);
        let age_band = self.weighted(&[("under_15", 1.0), ("15_17", 14.0), ("18_plus", 85.0)]);
        let home = self.commune().clone();
        let wants = self.rng.random_bool(0.78) && age_band != "under_15";
        let level = if age_band == "18_plus" {
            level_of(number)
        } else {
            1
        };
        let consent = wants.then(|| self.consent(&home, level));
        let wanted = self.weighted(&[
            (1, 17.0),
            (2, 24.0),
            (3, 21.0),
            (4, 16.0),
            (5, 12.0),
            (6, 10.0),
        ]);
        let mut badges: Vec<Earned> = Vec::new();
        while badges.len() < wanted {
            let earned = self.badge(&home);
            // The same badge is not awarded twice.
            if badges
                .iter()
                .all(|badge| badge.achievement != earned.achievement)
            {
                badges.push(earned);
            }
        }
        badges.sort_by_key(|badge| badge.awarded_at);
        Person {
            email: format!("{first}.{last}.{number}@demonstration.invalid"),
            age_band,
            consent,
            badges,
        }
    }

    fn consent(&mut self, home: &Commune, level: i16) -> Consent {
        let commune = ("commune", home.code.clone());
        let department = ("department", home.department.clone());
        let epci = home
            .epci
            .clone()
            .map_or_else(|| department.clone(), |code| ("epci", code));
        let (place_kind, place_code) = self.weighted(&[
            (commune, 86.0),
            (epci, 7.0),
            (department, 5.0),
            (("region", "24".to_owned()), 2.0),
        ]);
        Consent {
            level,
            place_kind,
            place_code,
            months: self.weighted(&[(3, 20.0), (6, 30.0), (12, 50.0)]),
        }
    }

    fn badge(&mut self, home: &Commune) -> Earned {
        let achievement = self.achievement().slug.clone();
        let organisation = self.organisation(home);
        let since = organisation
            .since
            .and_hms_opt(9, 0, 0)
            .map_or(self.today, |start| start.and_utc());
        // More in the last years than in the first: the network grows.
        let days = (self.today - since).num_days().max(1);
        let ago = days
            - self
                .rng
                .random_range(0..days)
                .max(self.rng.random_range(0..days));
        let blemish = self.weighted(&[
            (None, 98.4),
            (Some(Blemish::Altered), 0.4),
            (Some(Blemish::Expired), 0.4),
            (Some(Blemish::Unrecognised), 0.4),
            (Some(Blemish::Revoked), 0.4),
        ]);
        Earned {
            achievement,
            organisation: organisation.slug.clone(),
            level: self.weighted(&[(1, 62.0), (2, 27.0), (3, 11.0)]),
            awarded_at: self.today
                - TimeDelta::days(ago)
                - TimeDelta::minutes(self.rng.random_range(0..480)),
            blemish,
        }
    }

    fn commune(&mut self) -> &'a Commune {
        self.communes
            .choose_weighted(&mut self.rng, |commune| {
                let home = commune.department == HOME;
                f64::from(commune.population) * if home { HOME_WEIGHT } else { 1.0 }
            })
            .expect("the region has residents")
    }

    /// Some are far more common than others: one in `n` for the `n`th, by their order in the framework.
    fn achievement(&mut self) -> &'a Achievement {
        let all = &self.framework.achievements;
        let ranks: Vec<usize> = (0..all.len()).collect();
        let rank = ranks
            .choose_weighted(&mut self.rng, |rank| {
                // Spread over the whole list, so that every family has common and rare ones.
                let place = (rank * 17) % all.len();
                1.0 / f64::from(u32::try_from(place).unwrap_or(u32::MAX) + 4)
            })
            .expect("the framework has achievements");
        &all[*rank]
    }

    /// In department 41 mostly the first network's members, elsewhere those of the region.
    fn organisation(&mut self, home: &Commune) -> &'a Organisation {
        let local = home.department == HOME && self.rng.random_bool(0.85);
        let network = if local {
            "badgeons-le-41"
        } else {
            "centre-val-de-loire"
        };
        let members: Vec<&Organisation> = self
            .framework
            .organisations
            .iter()
            .filter(|organisation| organisation.network == network)
            .collect();
        members
            .choose(&mut self.rng)
            .expect("both networks have members")
    }

    fn one_of(&mut self, names: &[&'static str]) -> &'static str {
        names.choose(&mut self.rng).expect("a list of names")
    }

    fn weighted<T: Clone>(&mut self, choices: &[(T, f64)]) -> T {
        choices
            .choose_weighted(&mut self.rng, |(_, weight)| *weight)
            .expect("weights above zero")
            .0
            .clone()
    }
}

const FIRST_NAMES: [&str; 64] = [
    "adam", "agathe", "aicha", "alice", "amine", "anais", "antoine", "arthur", "awa", "baptiste",
    "camille", "celia", "chloe", "clara", "clement", "elias", "elise", "emma", "enzo", "eva",
    "fatou", "florian", "gabriel", "hugo", "ines", "jade", "jeanne", "jules", "julie", "karim",
    "lea", "leo", "lina", "lou", "louis", "louise", "lucas", "lucie", "mael", "maelys", "malik",
    "manon", "margot", "marie", "mathis", "mohamed", "nina", "noah", "nora", "oceane", "paul",
    "pauline", "rayan", "romane", "rose", "sacha", "samuel", "sarah", "simon", "sofia", "theo",
    "tom", "yanis", "zoe",
];

const LAST_NAMES: [&str; 48] = [
    "aubert",
    "bailly",
    "barbier",
    "benard",
    "bernard",
    "bertrand",
    "blanchard",
    "bonnet",
    "bourgeois",
    "boyer",
    "brun",
    "carre",
    "chevalier",
    "colin",
    "da-silva",
    "david",
    "diallo",
    "dubois",
    "dupuis",
    "durand",
    "faure",
    "fournier",
    "garnier",
    "gauthier",
    "girard",
    "guerin",
    "henry",
    "jacquet",
    "lambert",
    "leclerc",
    "lefevre",
    "lemaire",
    "leroy",
    "marchand",
    "martin",
    "mercier",
    "meunier",
    "moreau",
    "morel",
    "nguyen",
    "petit",
    "renard",
    "robin",
    "rousseau",
    "roy",
    "simon",
    "thomas",
    "traore",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::reference::Files;

    fn drawn(seed: u64, count: usize) -> Vec<Person> {
        let framework = Framework::read().unwrap();
        let communes = Files::read().unwrap().communes();
        let today = "2026-11-24T09:00:00Z".parse().unwrap();
        people(seed, count, &framework, &communes, today)
    }

    #[test]
    fn the_same_seed_gives_the_same_people() {
        assert_eq!(drawn(SEED, 50), drawn(SEED, 50));
        assert_ne!(drawn(SEED, 50), drawn(SEED + 1, 50));
        // A larger demonstration begins with the people of a smaller one.
        assert_eq!(drawn(SEED, 50)[..20], drawn(SEED, 20));
    }

    #[test]
    fn people_hold_three_badges_each_on_average() {
        let people = drawn(SEED, 3000);
        let badges: Vec<&Earned> = people.iter().flat_map(|person| &person.badges).collect();
        assert!((8_800..9_500).contains(&badges.len()), "{}", badges.len());
        let bad = badges
            .iter()
            .filter(|badge| badge.blemish.is_some())
            .count();
        assert!((80..220).contains(&bad), "{bad}");
        let consenting = people.iter().filter(|p| p.consent.is_some()).count();
        assert!((2_100..2_500).contains(&consenting), "{consenting}");
        let first: DateTime<Utc> = "2020-03-10T00:00:00Z".parse().unwrap();
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        assert!(
            badges
                .iter()
                .all(|badge| badge.awarded_at >= first && badge.awarded_at <= now)
        );
        let earned: std::collections::BTreeSet<_> =
            badges.iter().map(|badge| &badge.achievement).collect();
        assert_eq!(earned.len(), Framework::read().unwrap().achievements.len());
    }

    #[test]
    fn nobody_can_be_written_to_and_nobody_under_fifteen_is_on_the_map() {
        let people = drawn(SEED, 3000);
        assert!(
            people
                .iter()
                .all(|p| p.email.ends_with("@demonstration.invalid"))
        );
        let addresses: std::collections::BTreeSet<_> = people.iter().map(|p| &p.email).collect();
        assert_eq!(addresses.len(), people.len());
        assert!(people.iter().any(|p| p.age_band == "under_15"));
        assert!(
            people
                .iter()
                .all(|p| p.age_band != "under_15" || p.consent.is_none())
        );
        let levels = |band: &str| -> std::collections::BTreeSet<i16> {
            let of_band = people.iter().filter(|p| p.age_band == band);
            of_band
                .filter_map(|p| Some(p.consent.as_ref()?.level))
                .collect()
        };
        assert_eq!(levels("15_17"), [1].into());
        assert_eq!(levels("18_plus"), [1, 2, 3].into());
    }
}
