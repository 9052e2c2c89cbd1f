//! Invented applications that wait for the facilitator behind the door, a code that she hands out, and her slips.

use chrono::TimeDelta;
use rand::rngs::StdRng;
use sqlx::PgPool;
use uuid::Uuid;

use super::people::{self, Person};
use super::service::{Demonstration, DemonstrationError};
use crate::account::Address;
use crate::account::roles::{self, Role};
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::clock::FixedClock;
use crate::issuing::applications::ApplicationError;
use crate::issuing::applications::own::{self, Asked, Change};
use crate::issuing::applications::review::Reviewer;
use crate::issuing::claims::offers::{self, NewOffer};
use crate::issuing::claims::{ClaimError, Code, Kind};
use crate::issuing::{achievement_uri, published};
use crate::network::Organisation;
use crate::network::service as network;
use crate::openbadges::issue::Level;
use crate::text::Language;

/// Where the facilitator behind the door works.
pub(super) const WORKPLACE: &str = "bij-loir-et-cher";

/// What is told: badge, level, days ago, words, a link, whether there is a picture.
struct Told {
    achievement: &'static str,
    level: u8,
    days_ago: i64,
    story: &'static str,
    link: Option<&'static str>,
    picture: bool,
}

const TOLD: [Told; 4] = [
    Told {
        achievement: "organiser-un-evenement",
        level: 2,
        days_ago: 17,
        story: "Au lycée, nous avons monté une journée pour récolter des vélos abîmés. J’ai trouvé la salle, écrit à la \
                mairie et fait le planning des douze bénévoles.\n\nLe matin, deux personnes ne sont pas venues. J’ai \
                demandé à Léa de prendre l’accueil et je lui ai montré comment noter les dons. À la fin, nous avions \
                43 vélos et tout était rangé à 18 heures.",
        link: Some("https://exemple.invalid/journal-du-lycee"),
        picture: true,
    },
    Told {
        achievement: "accueillir-et-guider-un-public",
        level: 1,
        days_ago: 9,
        story: "L’été dernier, j’ai tenu l’accueil du camping municipal. Une famille cherchait une place avec de l’ombre \
                et parlait surtout espagnol. J’ai sorti le plan, montré trois emplacements et je les ai accompagnés. Ils \
                sont restés une semaine de plus.",
        link: None,
        picture: false,
    },
    Told {
        achievement: "reparer-un-objet",
        level: 1,
        days_ago: 4,
        story: "Le grille-pain de ma grand-mère ne descendait plus. J’ai cherché la panne, nettoyé le ressort et recollé \
                la poignée. Il marche encore.",
        link: None,
        picture: true,
    },
    Told {
        achievement: "aider-au-numerique",
        level: 3,
        days_ago: 1,
        story: "Chaque mercredi depuis un an, j’organise deux heures d’aide au numérique à la bibliothèque. Nous sommes \
                quatre bénévoles maintenant : j’ai écrit une fiche pour les nouveaux et je répartis les rendez-vous.",
        link: None,
        picture: false,
    },
];

impl From<ApplicationError> for DemonstrationError {
    fn from(error: ApplicationError) -> Self {
        Self::Earning(error.to_string())
    }
}

impl From<ClaimError> for DemonstrationError {
    fn from(error: ClaimError) -> Self {
        Self::Earning(error.to_string())
    }
}

impl Demonstration<'_> {
    /// Sends what invented people ask for, and makes the facilitator's code, as far as that was not done before.
    pub(super) async fn ask_for_badges(&self, people: &[Person]) -> Result<(), DemonstrationError> {
        let pool = &self.database.app;
        let organisation = network::organisation(pool, WORKPLACE).await;
        let Some((organisation, _)) =
            organisation.map_err(|error| DemonstrationError::Earning(error.to_string()))?
        else {
            return Ok(());
        };
        let behind = people::behind_the_door(people).map(|person| &person.email);
        let mut others = people
            .iter()
            .filter(|person| person.age_band == "18_plus" && Some(&person.email) != behind);
        for told in &TOLD {
            let Some(person) = others.next() else { break };
            let Ok(address) = Address::parse(&person.email) else {
                continue;
            };
            if let Some(holder) = account::holder(pool, &address).await? {
                self.ask(holder, &organisation, told).await?;
            }
        }
        self.hand_out(&organisation).await
    }

    async fn ask(
        &self,
        holder: Uuid,
        organisation: &Organisation,
        told: &Told,
    ) -> Result<(), DemonstrationError> {
        let pool = &self.database.app;
        if !own::list(pool, holder).await?.is_empty() {
            return Ok(());
        }
        let then = FixedClock::at(self.clock.now() - TimeDelta::days(told.days_ago));
        let mut rng: StdRng = rand::make_rng();
        let asked = Asked {
            achievement_uri: &achievement_uri(self.base, told.achievement),
            organisation,
            level: Level::try_from(told.level)?,
            language: Language::Fr,
        };
        let id = own::begin(pool, self.base, holder, &asked, &then).await?;
        let picture = if told.picture {
            published::achievement_picture(told.achievement)?
        } else {
            None
        };
        let change = Change {
            story: Some(told.story.to_owned()),
            link: told.link.map(str::to_owned),
            pictures: picture
                .map(|png| ("affiche.png".to_owned(), png))
                .into_iter()
                .collect(),
            send: true,
            ..Change::default()
        };
        own::change(pool, self.master, holder, id, change, &then, &mut rng).await?;
        Ok(())
    }

    async fn hand_out(&self, organisation: &Organisation) -> Result<(), DemonstrationError> {
        let pool = &self.database.app;
        let mut doors = people::DOORS.iter();
        let door = doors.find(|door| door.key == "animatrice");
        let Some(Ok(address)) = door.map(|door| Address::parse(door.email)) else {
            return Ok(());
        };
        let Some(holder) = account::holder(pool, &address).await? else {
            return Ok(());
        };
        let maker = Reviewer {
            holder,
            organisations: vec![organisation.id],
        };
        let handed = offers::list(pool, &maker).await?;
        let now = self.clock.now();
        for (kind, badge, capacity) in [
            (Kind::Slips, "accueillir-et-guider-un-public", 60),
            (Kind::Shared, "tenir-ses-engagements", 200),
        ] {
            if handed.iter().any(|offer| offer.kind == kind) {
                continue;
            }
            let new = NewOffer {
                organisation,
                achievement_uri: &achievement_uri(self.base, badge),
                level: Level::try_from(1)?,
                kind,
                capacity,
                opens_at: now - TimeDelta::hours(3),
                closes_at: now + TimeDelta::days(90),
            };
            let mut rng: StdRng = rand::make_rng();
            let (master, clock) = (self.master, &*self.clock);
            offers::make(pool, self.base, &maker, &new, master, clock, &mut rng).await?;
        }
        Ok(())
    }
}

/// A slip of the demonstration's facilitator that nobody has used yet, for a visitor who has no e-mail address.
///
/// # Errors
///
/// When the database refuses, or was filled under another master key.
pub async fn slip(pool: &PgPool, master: &MasterKey) -> Result<Option<Code>, ClaimError> {
    let mut doors = people::DOORS.iter();
    let door = doors.find(|door| door.key == "animatrice");
    let Some(Ok(address)) = door.map(|door| Address::parse(door.email)) else {
        return Ok(None);
    };
    let Some(holder) = account::holder(pool, &address).await? else {
        return Ok(None);
    };
    let organisations = roles::of(pool, holder).await?.into_iter();
    let organisations = organisations.filter_map(|held| match held.role {
        Role::Facilitator(organisation) => Some(organisation),
        _ => None,
    });
    let facilitator = Reviewer {
        holder,
        organisations: organisations.collect(),
    };
    let offers = offers::list(pool, &facilitator).await?;
    for offer in offers.iter().filter(|offer| offer.kind == Kind::Slips) {
        let (_, slips) = offers::one(pool, &facilitator, offer.id, master).await?;
        if let Some(unused) = slips.into_iter().find(|slip| !slip.used) {
            return Ok(Some(unused.code));
        }
    }
    Ok(None)
}
