//! Three competences in one person: from 10,000 visible people on, as the batch of the week counted them (R1).

use axum::http::StatusCode;
use chrono::TimeDelta;
use territoire_apprenant::search::index::STALE;

use crate::question::Someone;
use crate::searching::Search;

const THREE: [&str; 3] = [
    "accueillir-et-guider-un-public",
    "ecouter-une-personne",
    "programmer",
];
const BLOIS: &str = "41018";

/// The parameters that ask for all three.
fn asked() -> String {
    let wanted = THREE.map(|code| format!("competence={code}:1&"));
    format!("{}tous=oui", wanted.concat())
}

impl Search {
    /// Puts people on the map who may be found anywhere in the region, with one competence that nobody asks for here.
    async fn crowd(&self, people: i32) {
        sqlx::query(
            "with person as (
                 insert into account.holder (id, created_at, age_band)
                 select gen_random_uuid(), $2, '18_plus' from generate_series(1, $1)
                 returning id
             ), consent as (
                 insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
                 select id, 'given', 2, 'test', $2, $2 + interval '1 year' from person
                 returning holder_id, seq, expires_at
             ), place as (
                 insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
                 select holder_id, seq, 2, 'region', '24', expires_at from consent
                 returning holder_id, expires_at
             )
             insert into presence.visible_row
                 (holder_id, competence_code, level, presence_level, expires_at, earned_at, place_kind, place_code)
             select holder_id, 'servir-a-table', 1, 2, expires_at, $2, 'region', '24' from place",
        )
        .bind(people)
        .bind(crate::support::today() - TimeDelta::days(30))
        .execute(&self.world.test.database.app)
        .await
        .expect("a crowd");
    }

    /// Whether all three may be asked for, everywhere where one may ask.
    async fn may_ask_for_three(&self) -> bool {
        // What a server has read is believed for so long, by the clock on the wall.
        tokio::time::sleep(STALE).await;
        let (status, _, page) = self.get(&format!("/recruteurs/chercher?{}", asked())).await;
        assert_eq!(status, StatusCode::OK);
        let answered = page.contains("10 à 19 personnes</h2>");
        let refused = page.contains("choisissez exactement deux compétences");
        assert_ne!(answered, refused, "{page}");
        let map = format!("/recruteurs/chercher/zones.geojson?{}", asked());
        let (status, _, told) = self.get(&map).await;
        assert_eq!(status.as_u16(), if refused { 400 } else { 200 }, "{told}");
        !refused
    }
}

#[tokio::test]
async fn three_competences_may_be_asked_for_together_from_ten_thousand_visible_people_on() {
    let search = Search::new().await;
    let mut able = Someone::at(BLOIS, THREE[0]);
    able.has.extend(THREE.map(|code| (code, 1)));
    let able: Vec<Someone> = (0..12)
        .map(|_| Someone {
            id: uuid::Uuid::new_v4(),
            ..able.clone()
        })
        .collect();
    // Others have one of the three, so that whoever has it is not known to have all (R2).
    let others = THREE.map(|code| (0..5).map(move |_| Someone::at(BLOIS, code)));
    let people: Vec<Someone> = others.into_iter().flatten().chain(able).collect();
    let last = people.last().expect("somebody").id;
    search.crowd(9_999 - 12 - 15).await;
    search.settle(&people).await;
    assert!(!search.may_ask_for_three().await, "9,999 are visible");

    // One more makes no difference before the batch of the week, which tells of nobody alone.
    search.crowd(1).await;
    search.world.clock.advance(TimeDelta::days(1));
    search.batch().await;
    assert!(!search.may_ask_for_three().await);
    search.world.clock.advance(TimeDelta::days(7));
    search.batch().await;
    assert!(search.may_ask_for_three().await);

    // Nor does one who goes.
    sqlx::query("delete from presence.visible_row where holder_id = $1")
        .bind(last)
        .execute(&search.world.test.database.app)
        .await
        .expect("somebody goes");
    assert!(search.may_ask_for_three().await);
    search.world.clock.advance(TimeDelta::days(7));
    search.batch().await;
    assert!(!search.may_ask_for_three().await);
    search.world.test.drop().await;
}
