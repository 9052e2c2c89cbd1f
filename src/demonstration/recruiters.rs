//! Invented recruiters: two companies, one of them with two, and somebody who waits for a coordinator.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use rand::rngs::StdRng;

use super::people;
use super::service::{Demonstration, DemonstrationError};
use crate::account::companies::asking::{self, Asked, CompanyName, Outcome, Purpose, Standing};
use crate::account::companies::deciding::{self, Decision};
use crate::account::companies::{Means, Siret, charter};
use crate::account::service as account;
use crate::account::{Address, AgeBand};
use crate::clock::FixedClock;
use crate::text::Language;

/// Who asks; the numbers are right in their sum and nobody's.
struct Invented {
    email: &'static str,
    siret: &'static str,
    company: &'static str,
    purpose: &'static str,
    days_ago: i64,
    accepted: bool,
}

/// The joinery behind the door « Une recruteuse ».
const JOINERY: (&str, &str) = ("00000041400011", "Menuiserie du Val de Loire");

const INVENTED: [Invented; 4] = [
    Invented {
        email: "recruteuse@demonstration.invalid",
        siret: JOINERY.0,
        company: JOINERY.1,
        purpose: "Nous posons des fenêtres et des escaliers autour de Blois. Nous cherchons chaque année deux apprentis, et \
                  des personnes soigneuses pour l’atelier pendant l’été.",
        days_ago: 60,
        accepted: true,
    },
    Invented {
        email: "atelier@menuiserie-val-de-loire.demonstration.invalid",
        siret: JOINERY.0,
        company: JOINERY.1,
        purpose: "Je suis chef d’atelier et j’accueille les apprentis de la menuiserie. Je réponds aux personnes que nous \
                  avons contactées.",
        days_ago: 31,
        accepted: true,
    },
    Invented {
        email: "benevoles@festival-vendome.demonstration.invalid",
        siret: "00000042200014",
        company: "Association du festival de Vendôme",
        purpose: "Notre festival dure trois jours en juin. Nous cherchons des bénévoles pour l’accueil, la billetterie et la \
                  cuisine, et deux jobs d’été pour le montage.",
        days_ago: 45,
        accepted: true,
    },
    Invented {
        email: "contact@camping-des-iles.demonstration.invalid",
        siret: "00000043000017",
        company: "Camping des îles",
        purpose: "Nous embauchons six personnes de mai à septembre pour l’accueil et l’entretien du camping. Débutants \
                  bienvenus, nous formons sur place.",
        days_ago: 2,
        accepted: false,
    },
];

impl Demonstration<'_> {
    /// Sends what invented recruiters ask, and has the coordinator behind the door accept it, as far as that was not done
    /// before.
    pub(super) async fn recruit(&self) -> Result<(), DemonstrationError> {
        let pool = &self.database.app;
        let mut doors = people::DOORS.iter();
        let door = doors.find(|door| door.key == "coordinateur");
        let Some(Ok(address)) = door.map(|door| Address::parse(door.email)) else {
            return Ok(());
        };
        let Some(coordinator) = account::holder(pool, &address).await? else {
            return Ok(());
        };
        for one in &INVENTED {
            self.enrol(coordinator, one).await?;
        }
        Ok(())
    }

    async fn enrol(
        &self,
        coordinator: uuid::Uuid,
        one: &Invented,
    ) -> Result<(), DemonstrationError> {
        let pool = &self.database.app;
        let told =
            |error: &dyn std::error::Error| DemonstrationError::Recruiting(error.to_string());
        let email = Address::parse(one.email).map_err(|error| told(&error))?;
        let siret = Siret::parse(one.siret).map_err(|error| told(&error))?;
        let name = CompanyName::parse(one.company).map_err(|error| told(&error))?;
        let purpose = Purpose::parse(one.purpose).map_err(|error| told(&error))?;
        let mut rng: StdRng = rand::make_rng();
        let mut tx = pool.begin().await?;
        let addresses = BTreeSet::from([email.clone()]);
        let (master, clock) = (self.master, &*self.clock);
        let made = account::find_or_make(&mut tx, &addresses, master, clock, &mut rng).await?;
        account::confirm(&mut tx, &addresses, clock).await?;
        let Some(holder) = made.get(&email).map(|person| person.id) else {
            return Ok(());
        };
        account::set_age_bands(&mut tx, &[(holder, AgeBand::Adult)]).await?;
        tx.commit().await?;
        if !matches!(asking::standing(pool, holder).await?, Standing::Nothing) {
            return Ok(());
        }
        let then = FixedClock::at(self.clock.now() - TimeDelta::days(one.days_ago));
        let asked = Asked {
            siret: &siret,
            name: &name,
            email: &email,
            purpose: &purpose,
            charter: charter::of(Language::Fr).version,
            language: Language::Fr,
        };
        let outcome = asking::ask(pool, holder, &asked, &then).await?;
        if !one.accepted || outcome != Outcome::Waits {
            return Ok(());
        }
        let queue = deciding::queue(pool, coordinator).await?;
        let waiting = queue
            .waiting
            .iter()
            .find(|waiting| waiting.holder == holder);
        let Some(waiting) = waiting else {
            return Ok(());
        };
        let link = self.base.url("/recruteurs");
        let means = Means {
            master,
            clock: &then,
            link: &link,
        };
        let of = (waiting.id, waiting.changed_at);
        deciding::decide(pool, coordinator, of, &Decision::Accept, &means, &mut rng)
            .await
            .map_err(|error| told(&error))
    }
}
