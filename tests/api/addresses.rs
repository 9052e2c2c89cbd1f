//! Several addresses, one account: added by a link that only their reader can press, left without losing a badge.

use axum::http::StatusCode;
use chrono::TimeDelta;
use territoire_apprenant::account::service::addresses;

use crate::applications::BIJ;
use crate::badges::Award;
use crate::entry::World;
use crate::rights::holder_of;

const OLD: &str = "ada@example.org";
const NEW: &str = "ada.lovelace@example.org";

impl World {
    /// The link that adds `email` to the account of `cookie`.
    pub(crate) async fn offered(&self, cookie: &str, email: &str) -> String {
        let form = format!("email={}", email.replace('@', "%40"));
        let (status, headers, page) = self.post("/mon-compte/adresses", cookie, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(headers["location"], "/mon-compte?adresse=envoyee");
        let mails = self.mails().await;
        assert_eq!(mails.first().expect("a mail").to, email);
        self.link().await
    }
}

#[tokio::test]
async fn a_person_changes_address_and_keeps_every_badge() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    let badge = world.signers.png(&Award::default());
    world.bring(&ada, &[("un.png", &badge)]).await;
    let kept = world.kept(OLD).await;
    assert_eq!(kept.len(), 1);

    let link = world.offered(&ada, NEW).await;
    let (status, _, page) = world.get(&link, &ada).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(NEW), "whose it is, before the button: {page}");
    let (_, _, page) = world.get("/mon-compte", &ada).await;
    assert!(!page.contains(NEW), "opening the link adds nothing");
    let (_, headers, _) = world.post(&link, &ada, "").await;
    assert_eq!(headers["location"], "/mon-compte?adresse=ajoutee");
    let (_, headers, _) = world.post(&link, &ada, "").await;
    assert_eq!(headers["location"], link.as_str(), "it serves once");

    // The old one is left: nothing goes there, nobody enters by it, its badge stays and is still theirs.
    world
        .post("/connexion", "", "email=ada%40example.org&suite=%2F")
        .await;
    let on_its_way = world.link().await;
    let left = "email=ada%40example.org";
    let (_, headers, _) = world.post("/mon-compte/adresses/quitter", &ada, left).await;
    assert_eq!(headers["location"], "/mon-compte?adresse=quittee");
    let (status, ..) = world.post(&on_its_way, "", "").await;
    assert_eq!(status, StatusCode::GONE, "a link that was on its way");
    let pool = &world.test.database.app;
    let written_to = addresses(pool, holder_of(pool, NEW).await).await;
    let written_to = written_to.expect("addresses");
    assert_eq!(written_to[0].as_str(), NEW, "where mails go from now on");
    assert_eq!(written_to.len(), 2, "the old one still proves its badge");
    let mails = world.mails().await.len();
    world.clock.advance(TimeDelta::hours(2));
    let form = "email=ada%40example.org&suite=%2F";
    let (status, _, _) = world.post("/connexion", "", form).await;
    assert_eq!(status, StatusCode::OK, "whoever asks is told the same");
    assert_eq!(world.mails().await.len(), mails, "no link went there");
    let again = world.enter("ada.lovelace%40example.org").await;
    let one = format!("/mes-badges/{}", kept[0]);
    let (status, _, page) = world.get(&one, &again).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Titulaire confirmé"), "{page}");
    let (_, page) = world.bring(&again, &[("deux.png", &badge)]).await;
    assert!(
        page.contains("déjà"),
        "the old address still counts: {page}"
    );

    // The last one stays, and one that was left comes back by its link.
    let last = "email=ada.lovelace%40example.org";
    let (_, headers, _) = world
        .post("/mon-compte/adresses/quitter", &again, last)
        .await;
    assert_eq!(headers["location"], "/mon-compte?adresse=gardee");
    let link = world.offered(&again, OLD).await;
    world.post(&link, &again, "").await;
    world.clock.advance(TimeDelta::hours(2));
    world.enter("ada%40example.org").await;
    world.test.drop().await;
}

#[tokio::test]
async fn nobody_is_given_an_address_that_they_do_not_read() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    let eve = world.enter("eve%40example.org").await;
    let link = world.offered(&ada, NEW).await;
    let (_, _, page) = world.get(&link, &eve).await;
    assert!(!page.contains(NEW), "a link is for whoever asked: {page}");
    let (_, headers, _) = world.post(&link, &eve, "").await;
    assert_eq!(headers["location"], link.as_str());
    world.post(&link, &ada, "").await;

    // Ada's address is offered to Eve: only whoever reads Ada's mailbox and is signed in as Eve could join the two.
    let link = world.offered(&eve, OLD).await;
    let (_, _, page) = world.get(&link, &eve).await;
    assert!(page.contains("a déjà un compte"), "{page}");
    let (_, headers, _) = world.post(&link, &ada, "").await;
    assert_eq!(
        headers["location"],
        link.as_str(),
        "Ada's own press is not Eve's"
    );
    let (_, _, page) = world.get("/mon-compte", &eve).await;
    assert!(!page.contains(OLD), "opening it joins nothing: {page}");

    let (_, headers, _) = world
        .post(
            "/mon-compte/adresses/quitter",
            &eve,
            "email=ada%40example.org",
        )
        .await;
    assert_eq!(headers["location"], "/mon-compte?adresse=gardee");
    for wrong in ["email=ada", "email=", "adresse=a%40b.fr"] {
        let (status, _, _) = world.post("/mon-compte/adresses", &eve, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    // A mailbox is not flooded.
    let before = world.mails().await.len();
    for _ in 0..8 {
        let form = "email=victim%40example.org";
        world.post("/mon-compte/adresses", &eve, form).await;
    }
    let sent = world.mails().await.len() - before;
    assert!(sent <= 5, "{sent} mails");
    world.test.drop().await;
}

#[tokio::test]
async fn two_accounts_of_one_person_become_one_and_no_badge_is_lost() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.enter("ada%40example.org").await;
    let badge = world.signers.png(&Award::default());
    world.bring(&ada, &[("un.png", &badge)]).await;
    let kept = world.kept(OLD).await;
    let old = holder_of(pool, OLD).await;
    sqlx::query(
        "insert into presence.excluded (holder_id, siren, since) values ($1, '732829320', now())",
    )
    .bind(old)
    .execute(pool)
    .await
    .expect("a company that must not see her");

    // From her new account she asks for the old address, and reads its mailbox.
    let new = world.enter("ada.lovelace%40example.org").await;
    let link = world.offered(&new, OLD).await;
    let (_, _, page) = world.get(&link, &new).await;
    assert!(page.contains("Réunir les deux comptes"), "{page}");
    let (_, headers, _) = world.post(&link, &new, "").await;
    assert_eq!(headers["location"], "/mon-compte?adresse=reunie");
    let one = format!("/mes-badges/{}", kept[0]);
    let (status, _, page) = world.get(&one, &new).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Titulaire confirmé"), "{page}");
    let (status, ..) = world.get(&one, &ada).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "its sessions are over");
    let (_, headers, _) = world.post(&link, &new, "").await;
    assert_eq!(headers["location"], link.as_str(), "once");
    let person = holder_of(pool, NEW).await;
    assert_eq!(holder_of(pool, OLD).await, person, "both addresses enter");
    let told: (bool, i64) = sqlx::query_as(
        "select (select erased_at is not null from account.holder where id = $1),
                (select count(*) from presence.excluded where holder_id = $2)",
    )
    .bind(old)
    .bind(person)
    .fetch_one(pool)
    .await
    .expect("an answer");
    assert_eq!(
        told,
        (true, 1),
        "a tombstone is left, and what it kept out stays out"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn an_account_that_acts_for_others_is_not_taken_in_by_its_mailbox() {
    let world = World::of_badges().await;
    let pool = &world.test.database.app;
    world.facilitator("jo@example.org", BIJ).await;
    let eve = world.enter("eve%40example.org").await;
    let link = world.offered(&eve, "jo@example.org").await;
    let (_, headers, _) = world.post(&link, &eve, "").await;
    assert_eq!(headers["location"], "/mon-compte?adresse=separee");
    let (_, _, page) = world.get("/mon-compte?adresse=separee", &eve).await;
    assert!(page.contains("ne peut pas être réuni"), "{page}");
    assert_eq!(world.get("/a-traiter", &eve).await.0, StatusCode::NOT_FOUND);
    let jo = holder_of(pool, "jo@example.org").await;
    assert_ne!(jo, holder_of(pool, "eve@example.org").await);
    world.test.drop().await;
}
