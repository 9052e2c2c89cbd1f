//! « Ma prochaine étape »: one thing to do, from what a holder has and has begun.

use axum::http::StatusCode;

use crate::applications::{BIJ, Part};
use crate::entry::World;

impl World {
    /// What « Mes badges » proposes, and where it leads.
    async fn next_step(&self, cookie: &str) -> (String, String) {
        let (status, _, page) = self.get("/mes-badges", cookie).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let (_, step) = page.split_once("<section class=\"etape\"").expect("a step");
        let step = step.split("</section>").next().expect("its end");
        let (_, path) = step.split_once("href=\"").expect("a way to it");
        let path = path.split('"').next().expect("its end").to_owned();
        (step.to_owned(), path)
    }
}

#[tokio::test]
async fn the_next_step_follows_what_a_holder_has_and_has_begun() {
    let world = World::of_badges().await;
    let ida = world.enter("ida%40example.org").await;
    let (said, path) = world.next_step(&ida).await;
    assert!(said.contains("Un badge peut le dire"), "{said}");
    assert_eq!(path, "/demander");

    // What is begun comes first, and leads back to it.
    let mine = world.begin(&ida, BIJ).await;
    let (said, path) = world.next_step(&ida).await;
    assert!(said.contains("n’est pas encore envoyée"), "{said}");
    assert_eq!(path, mine);
    let parts: [Part; 2] = [
        ("histoire", None, "Un matin au camping.".as_bytes()),
        ("geste", None, b"envoyer"),
    ];
    world.send(&mine, &ida, &parts).await;
    let (said, path) = world.next_step(&ida).await;
    assert!(said.contains("lit votre demande"), "{said}");
    assert_eq!(path, mine);

    // A facilitator asks for more: that is now hers to do, whatever else waits for others.
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let theirs = mine.replace("/mes-demandes/", "/a-traiter/");
    world.begin(&ida, BIJ).await;
    let form = "geste=complement&tour=1&manque=Quand+%C3%A9tait-ce+%3F";
    let (status, _, page) = world.post(&theirs, &jo, form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (said, path) = world.next_step(&ida).await;
    assert!(said.contains("un complément"), "{said}");
    assert_eq!(path, mine);
    world.test.drop().await;
}

#[tokio::test]
async fn a_badge_leads_to_its_next_level_and_the_form_has_it_chosen() {
    let world = World::of_badges().await;
    let ida = world.enter("ida%40example.org").await;
    let (mine, theirs) = world.apply(&ida, BIJ).await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (status, _, page) = world.post(&theirs, &jo, "geste=delivrer&tour=1").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (said, path) = world.next_step(&ida).await;
    assert!(
        said.contains("Je pilote"),
        "she has the second level: {said}"
    );
    assert_ne!(path, mine);
    let (status, _, form) = world.get(&path, &ida).await;
    assert_eq!(status, StatusCode::OK);
    let third = form.split("value=\"3\"").nth(1).expect("the third level");
    assert!(
        third
            .split('>')
            .next()
            .expect("its end")
            .contains("checked")
    );
    let (status, ..) = world
        .get("/demander/accueillir-et-guider-un-public?niveau=4", &ida)
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    world.test.drop().await;
}
