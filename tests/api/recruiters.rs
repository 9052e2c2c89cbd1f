//! Recruiters: asking, being approved or refused, being suspended; and what holders report of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use chrono::TimeDelta;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use sqlx::PgPool;
use territoire_apprenant::account::Sweep;
use territoire_apprenant::account::companies::{self, Means, ReportOf};
use territoire_apprenant::account::roles::{self, Role};
use territoire_apprenant::clock::Clock as _;
use territoire_apprenant::http::AppState;
use territoire_apprenant::jobs::{Worker, audit};
use uuid::Uuid;

use crate::entry::World;
use crate::rights::holder_of;

use crate::support::router;

const FORM: &str = "/recruteurs/inscription";
const QUEUE: &str = "/coordination/recruteurs";
const JOINERY: &str = "732 829 320 00074";
/// As pages write it.
const SHOWN: &str = "732\u{a0}829\u{a0}320\u{a0}00074";
const PURPOSE: &str = "Nous cherchons deux apprentis menuisiers pour la rentrée.";
const REASON: &str = "Le nom ne correspond pas à ce numéro : vérifiez-le, s’il vous plaît.";

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

fn application<'a>(siret: &'a str, name: &'a str, email: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("siret", siret),
        ("structure", name),
        ("email", email),
        ("objet", PURPOSE),
        ("charte", "oui"),
    ]
}

/// What stands between two texts, the first time.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).expect(before);
    rest.split_once(after).expect(after).0
}

impl World {
    /// The cookie of somebody who runs a network, and showed a passkey.
    pub(crate) async fn coordinator(&self, email: &str) -> String {
        let cookie = self.enter(&email.replace('@', "%40")).await;
        let pool = &self.test.database.app;
        let network: Uuid =
            sqlx::query_scalar("select id from network.network where slug = 'badgeons-le-41'")
                .fetch_one(pool)
                .await
                .expect("a network");
        let person = holder_of(pool, email).await;
        let mut tx = pool.begin().await.expect("a transaction");
        roles::give(
            &mut tx,
            person,
            Role::Coordinator(network),
            "test",
            &self.clock,
        )
        .await
        .expect("given");
        tx.commit().await.expect("kept");
        self.show_a_passkey(person).await;
        cookie
    }

    /// Sends the form; the cookie of whoever asks.
    pub(crate) async fn asks(&self, email: &str, siret: &str, name: &str) -> String {
        let cookie = self.enter(&email.replace('@', "%40")).await;
        let form = form(&application(siret, name, email));
        let (status, headers, page) = self.post(FORM, &cookie, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(headers[LOCATION], "/recruteurs?fait=envoyee");
        cookie
    }

    /// Where the first application that waits is decided, and the version that the page shows.
    async fn first(&self, coordinator: &str) -> (String, String) {
        let (status, _, page) = self.get(QUEUE, coordinator).await;
        assert_eq!(status, StatusCode::OK);
        let id = between(&page, "action=\"/coordination/recruteurs/", "\"");
        let seen = between(&page, "name=\"vu\" value=\"", "\"");
        (format!("{QUEUE}/{id}"), seen.to_owned())
    }

    /// Somebody who asked and was accepted.
    async fn recruiter(&self, coordinator: &str, email: &str, siret: &str, name: &str) -> String {
        let cookie = self.asks(email, siret, name).await;
        let (path, seen) = self.first(coordinator).await;
        let accept = format!("geste=accepter&vu={seen}");
        let (status, _, page) = self.post(&path, coordinator, &accept).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        cookie
    }

    async fn may(&self, email: &str) -> bool {
        let pool = &self.test.database.app;
        let person = holder_of(pool, email).await;
        companies::recruiter(pool, person)
            .await
            .expect("an answer")
            .is_some()
    }

    /// Whether a report suspended the recruiter.
    pub(crate) async fn reports(
        &self,
        recruiter: Uuid,
        by: Uuid,
        thread: Uuid,
        reason: &str,
    ) -> bool {
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let means = Means {
            master: &self.master,
            clock: &self.clock,
            link: "https://badges.example/recruteurs",
        };
        let report = ReportOf {
            recruiter,
            by,
            thread,
            reason,
        };
        let mut tx = self.test.database.app.begin().await.expect("a transaction");
        let suspended = companies::report(&mut tx, &report, &means, &mut rng)
            .await
            .expect("kept");
        tx.commit().await.expect("kept");
        suspended
    }
}

async fn count(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(pool)
        .await
        .expect("a count")
}

#[tokio::test]
async fn what_recruiters_see_and_never_see_is_told_before_any_account() {
    let world = World::new(false).await;
    let (status, _, page) = world.get("/recruteurs", "").await;
    assert_eq!(status, StatusCode::OK);
    for said in [
        "Ce que vous voyez",
        "Ce que vous ne voyez jamais",
        "L1132-1",
        "20 premiers échanges",
        "La charte des recruteurs",
        "href=\"/recruteurs/inscription\"",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, _, english) = world.get("/recruteurs?lang=en", "").await;
    assert!(english.contains("What you never see"), "{english}");
    for page in ["/", "/carte"] {
        let (_, _, page) = world.get(page, "").await;
        assert!(page.contains("href=\"/recruteurs\""), "{page}");
    }
    let (status, headers, _) = world.get(FORM, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(
        headers[LOCATION],
        "/connexion?suite=%2Frecruteurs%2Finscription"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn somebody_asks_is_approved_and_may_then_search_until_they_leave() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    let ada = world
        .asks("ada@menuiserie-loire.fr", JOINERY, "Menuiserie de la Loire")
        .await;
    assert!(!world.may("ada@menuiserie-loire.fr").await);
    let (_, _, page) = world.get("/recruteurs?fait=envoyee", &ada).await;
    assert!(
        page.contains(SHOWN) && page.contains("En attente"),
        "{page}"
    );

    // Sent again and corrected, it is one application; what a coordinator read meanwhile is no longer decided on.
    let (path, seen) = world.first(&lou).await;
    let corrected = form(&application(
        JOINERY,
        "Menuiserie  de la Loire SARL",
        "ada@menuiserie-loire.fr",
    ));
    for _ in 0..2 {
        let (status, ..) = world.post(FORM, &ada, &corrected).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    }
    let all = "select count(*) from account.recruiter_application";
    assert_eq!(count(pool, all).await, 1);
    let accept = format!("geste=accepter&vu={seen}");
    let (status, _, page) = world.post(&path, &lou, &accept).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        page.contains("a changé depuis que vous l’avez lue"),
        "{page}"
    );
    assert!(page.contains("Menuiserie de la Loire SARL"), "{page}");
    for fact in [
        "ressemble au nom",
        "Personne n’a encore recruté ici",
        "annuaire-entreprises.data.gouv.fr/etablissement/73282932000074",
        PURPOSE,
    ] {
        assert!(page.contains(fact), "{fact}: {page}");
    }

    let (again, seen) = world.first(&lou).await;
    assert_eq!(again, path);
    let accept = format!("geste=accepter&vu={seen}");
    let (status, headers, _) = world.post(&path, &lou, &accept).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], "/coordination/recruteurs?fait=acceptee");
    assert!(world.may("ada@menuiserie-loire.fr").await);
    let mails = world.mails().await;
    assert_eq!(mails[0].to, "ada@menuiserie-loire.fr");
    assert!(mails[0].text.contains("/recruteurs"), "{}", mails[0].text);

    // A passkey is still missing: the page leads there, and back to where she was going.
    let (_, _, page) = world.get("/recruteurs?suite=%2Fcarte", &ada).await;
    assert!(
        page.contains("href=\"/mon-compte/cles?suite=%2Fcarte\""),
        "{page}"
    );
    world
        .show_a_passkey(holder_of(pool, "ada@menuiserie-loire.fr").await)
        .await;
    let (_, _, page) = world.get("/recruteurs?suite=%2Fcarte", &ada).await;
    assert!(page.contains("class=\"bouton\" href=\"/carte\""), "{page}");
    assert!(!page.contains("/mon-compte/cles?suite"), "{page}");

    // Who recruits does not ask again.
    let (status, headers, _) = world.get(FORM, &ada).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], "/recruteurs");
    let (status, ..) = world.post(FORM, &ada, &corrected).await;
    assert_eq!(status, StatusCode::CONFLICT);

    let (status, ..) = world.post("/recruteurs/quitter", &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!world.may("ada@menuiserie-loire.fr").await);
    let (status, ..) = world.post("/recruteurs/quitter", &ada, "").await;
    assert_eq!(status, StatusCode::CONFLICT);
    world.test.drop().await;
}

#[tokio::test]
async fn somebody_who_was_refused_reads_why_and_asks_again() {
    let world = World::new(false).await;
    let lou = world.coordinator("lou@example.org").await;
    let ada = world.asks("ada@gmail.com", JOINERY, "Menuiserie").await;
    let (path, seen) = world.first(&lou).await;
    let (_, _, page) = world.get(QUEUE, &lou).await;
    assert!(
        page.contains("fournisseur ouvert à tous (gmail.com)"),
        "a fact: {page}"
    );

    // Without a reason nothing is refused, and what was typed stays.
    for motif in ["", "Non.", "Voyez https://exemple.invalid pour la suite"] {
        let refuse = form(&[("geste", "refuser"), ("vu", &seen), ("motif", motif)]);
        let (status, _, page) = world.post(&path, &lou, &refuse).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{motif}");
        assert!(
            page.contains("aria-invalid=\"true\"") && page.contains(motif),
            "{page}"
        );
    }
    let refuse = form(&[("geste", "refuser"), ("vu", &seen), ("motif", REASON)]);
    let (status, ..) = world.post(&path, &lou, &refuse).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let mails = world.mails().await;
    assert_eq!(mails[0].to, "ada@gmail.com");
    assert!(mails[0].text.contains(REASON), "{}", mails[0].text);
    assert!(
        mails[0].text.contains("demander de nouveau"),
        "{}",
        mails[0].text
    );

    let (_, _, page) = world.get("/recruteurs", &ada).await;
    assert!(page.contains(REASON), "{page}");
    let (_, _, page) = world.get(FORM, &ada).await;
    assert!(
        page.contains(SHOWN) && page.contains(PURPOSE),
        "nothing to type again: {page}"
    );
    world
        .asks("ada@gmail.com", JOINERY, "Menuiserie de la Loire")
        .await;
    let (_, _, page) = world.get(QUEUE, &lou).await;
    assert!(page.contains("a déjà été refusée"), "{page}");
    let (path, seen) = world.first(&lou).await;
    let accept = format!("geste=accepter&vu={seen}");
    let (status, ..) = world.post(&path, &lou, &accept).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(world.may("ada@gmail.com").await);
    world.test.drop().await;
}

#[tokio::test]
async fn a_form_with_something_wrong_says_what_and_keeps_nothing() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let email = "ada@example.org";
    let ada = world.enter("ada%40example.org").await;
    world.enter("ida%40example.org").await;
    let good = application(JOINERY, "Menuiserie", email);
    for (field, wrong) in [
        ("siret", "732 829 320 00075"),
        ("siret", "732829320"),
        ("siret", "73282932100074"),
        ("siret", ""),
        ("structure", "M"),
        ("structure", "menuiserie-loire.fr"),
        ("email", "ida@example.org"),
        ("email", "ada"),
        ("objet", "trop court"),
        (
            "objet",
            "Notre offre est là : https://exemple.invalid/offre",
        ),
        ("charte", ""),
    ] {
        let fields = good.map(|(name, value)| (name, if name == field { wrong } else { value }));
        let (status, headers, page) = world.post(FORM, &ada, &form(&fields)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {wrong}");
        assert_eq!(headers["cache-control"], "private, no-store");
        assert!(
            page.contains(&format!("id=\"{field}-erreur\"")),
            "{field} {wrong}: {page}"
        );
        assert!(page.contains(if field == "structure" {
            PURPOSE
        } else {
            "Menuiserie"
        }));
    }
    // What nobody described is refused, and so is a field that comes twice.
    let body = form(&good);
    for wrong in [
        format!("{body}&lat=47.5"),
        format!("{body}&siret=73282932000074"),
    ] {
        let (status, ..) = world.post(FORM, &ada, &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let all = "select count(*) from account.recruiter_application";
    assert_eq!(count(pool, all).await, 0);

    // A post office has numbers of its own.
    let office = form(&application("356 000 000 49837", "La Poste, Blois", email));
    let (status, _, page) = world.post(FORM, &ada, &office).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (status, ..) = world
        .post("/recruteurs/inscription/reprendre", &ada, "")
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(count(pool, all).await, 0);
    world.test.drop().await;
}

#[tokio::test]
async fn nobody_decides_on_their_own_application() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    world.asks("lou@example.org", JOINERY, "Menuiserie").await;
    let (_, _, page) = world.get(QUEUE, &lou).await;
    assert!(page.contains("Votre propre demande attend"), "{page}");
    assert!(!page.contains("Accepter"), "{page}");
    let own: (Uuid, i64) = sqlx::query_as(
        "select id, (extract(epoch from changed_at) * 1000000)::bigint from account.recruiter_application",
    )
    .fetch_one(pool)
    .await
    .expect("an application");
    let path = format!("{QUEUE}/{}", own.0);
    let accept = format!("geste=accepter&vu={}", own.1);
    let (status, ..) = world.post(&path, &lou, &accept).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!world.may("lou@example.org").await);
    // The database would not take it either.
    let forced = sqlx::query(
        "update account.recruiter_application
         set decided_at = now(), decision = 'accepted', decided_by = holder_id",
    )
    .execute(pool)
    .await;
    let said = forced.expect_err("refused").to_string();
    assert!(said.contains("nobody_decides_for_themselves"), "{said}");

    let max = world.coordinator("max@example.org").await;
    let (status, ..) = world.post(&path, &max, &accept).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(world.may("lou@example.org").await);
    world.test.drop().await;
}

#[tokio::test]
async fn two_coordinators_at_once_have_one_outcome() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    let max = world.coordinator("max@example.org").await;
    for round in 0..6 {
        let email = format!("ada{round}@example.org");
        world.asks(&email, JOINERY, "Menuiserie").await;
        let before = world.mails().await.len();
        let (path, seen) = world.first(&lou).await;
        let accept = format!("geste=accepter&vu={seen}");
        let refuse = form(&[("geste", "refuser"), ("vu", &seen), ("motif", REASON)]);
        let (one, other) = tokio::join!(
            world.post(&path, &lou, &accept),
            world.post(&path, &max, &refuse)
        );
        let accepted = one.0 == StatusCode::SEE_OTHER;
        let outcomes = BTreeSet::from([one.0.as_u16(), other.0.as_u16()]);
        assert_eq!(outcomes, BTreeSet::from([303, 409]), "{}{}", one.2, other.2);
        assert_eq!(world.may(&email).await, accepted);
        assert_eq!(world.mails().await.len(), before + 1, "one mail");
    }
    let decided = "select count(*) from audit.event where action in ('recruiter.accepted', 'recruiter.refused')";
    assert_eq!(count(pool, decided).await, 6);
    world.test.drop().await;
}

#[tokio::test]
async fn a_suspension_counts_at_once_on_every_node_and_can_be_lifted() {
    let world = World::new(false).await;
    let lou = world.coordinator("lou@example.org").await;
    let ada = world
        .recruiter(&lou, "ada@example.org", JOINERY, "Menuiserie")
        .await;
    world
        .recruiter(&lou, "ida@example.org", JOINERY, "Menuiserie")
        .await;
    let elsewhere = "443 061 841 00013";
    world
        .recruiter(&lou, "eve@example.org", elsewhere, "Camping")
        .await;
    let other = router(AppState::new(
        world.test.database.clone(),
        Arc::new(world.clock.clone()),
        world.signers.base.clone(),
        world.master.clone(),
        false,
    ));
    let companies = "/coordination/entreprises";
    let (_, _, page) = world.get(companies, &lou).await;
    for known in [
        "Menuiserie",
        "Camping",
        "ada@example.org",
        "eve@example.org",
    ] {
        assert!(page.contains(known), "{known}: {page}");
    }
    let ada_is = holder_of(&world.test.database.app, "ada@example.org")
        .await
        .to_string();
    let form = |geste: &str, recruiter: &str, reason: &str| {
        form(&[
            ("geste", geste),
            ("siren", "732829320"),
            ("recruteur", recruiter),
            ("motif", reason),
        ])
    };

    let (status, ..) = world
        .post(companies, &lou, &form("suspendre", &ada_is, REASON))
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!world.may("ada@example.org").await && world.may("ida@example.org").await);
    let world = world.served_by(other);
    let (_, _, page) = world.get("/recruteurs", &ada).await;
    assert!(
        page.contains("Accès suspendu") && page.contains(REASON),
        "{page}"
    );
    let mails = world.mails().await;
    assert!(mails[0].to == "ada@example.org" && mails[0].text.contains(REASON));
    let (status, ..) = world
        .post(companies, &lou, &form("suspendre", &ada_is, REASON))
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "once");
    let (status, ..) = world
        .post(companies, &lou, &form("retablir", &ada_is, ""))
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(world.may("ada@example.org").await);

    // The whole company, and nobody else.
    let sent = world.mails().await.len();
    let (status, ..) = world
        .post(companies, &lou, &form("suspendre", "", REASON))
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!world.may("ada@example.org").await && !world.may("ida@example.org").await);
    assert!(world.may("eve@example.org").await);
    assert_eq!(world.mails().await.len(), sent + 2, "each is told");
    let (status, ..) = world.post(companies, &lou, &form("retablir", "", "")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(world.may("ada@example.org").await && world.may("ida@example.org").await);
    let (status, ..) = world
        .post(companies, &lou, &form("suspendre", "", "non"))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    world.test.drop().await;
}

#[tokio::test]
async fn two_holders_reports_suspend_and_two_by_one_do_not() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    world
        .recruiter(&lou, "ada@example.org", JOINERY, "Menuiserie")
        .await;
    let ada = holder_of(pool, "ada@example.org").await;
    for email in ["ida", "eve"] {
        world.enter(&format!("{email}%40example.org")).await;
    }
    let ida = holder_of(pool, "ida@example.org").await;
    let eve = holder_of(pool, "eve@example.org").await;
    let [one, two, three] = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()];

    assert!(!world.reports(ada, ida, one, "unlawful").await);
    assert!(
        !world.reports(ada, ida, one, "unlawful").await,
        "the same again"
    );
    assert!(
        !world
            .reports(ada, ida, two, "Il insiste chaque jour.")
            .await
    );
    assert!(
        world.may("ada@example.org").await,
        "one holder, however often"
    );

    // One of them alone is looked at all the same, and nobody is named.
    let reports = "/coordination/signalements";
    let (_, _, page) = world.get(reports, &lou).await;
    assert!(
        page.contains("Critère interdit") && page.contains("Il insiste"),
        "{page}"
    );
    for (person, id) in [("ida", ida), ("eve", eve)] {
        assert!(
            !page.contains(person) && !page.contains(&id.to_string()),
            "{page}"
        );
    }
    assert!(!page.contains(&one.to_string()), "nor the exchange: {page}");

    assert!(
        world.reports(ada, eve, three, "fraud").await,
        "the second holder"
    );
    assert!(!world.may("ada@example.org").await);
    let mails = world.mails().await;
    assert_eq!(mails[0].to, "ada@example.org");
    assert!(
        mails[0].text.contains("Des personnes ont signalé"),
        "{}",
        mails[0].text
    );
    assert!(!mails[0].text.contains("fraud"), "{}", mails[0].text);

    // A review is of all reports that are there; then the count begins anew.
    let form = |geste: &str, seen: &str, reason: &str| {
        form(&[
            ("geste", geste),
            ("recruteur", &ada.to_string()),
            ("vus", seen),
            ("motif", reason),
        ])
    };
    let (status, ..) = world.post(reports, &lou, &form("classer", "2", "")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(!world.may("ada@example.org").await);
    let (status, ..) = world.post(reports, &lou, &form("classer", "3", "")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(world.may("ada@example.org").await);
    assert!(
        !world.reports(ada, ida, Uuid::new_v4(), "pressure").await,
        "one since the review"
    );
    assert!(world.may("ada@example.org").await);
    assert!(world.reports(ada, eve, Uuid::new_v4(), "pressure").await);
    let (status, ..) = world
        .post(reports, &lou, &form("suspendre", "2", REASON))
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!world.may("ada@example.org").await, "kept");
    let (status, ..) = world
        .post(reports, &lou, &form("suspendre", "2", REASON))
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "reviewed already");
    world.test.drop().await;
}

#[tokio::test]
async fn two_reports_at_the_same_time_suspend_once() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    world
        .recruiter(&lou, "ada@example.org", JOINERY, "Menuiserie")
        .await;
    let ada = holder_of(pool, "ada@example.org").await;
    let mut people = Vec::new();
    for number in 0..4 {
        world.enter(&format!("h{number}%40example.org")).await;
        people.push(holder_of(pool, &format!("h{number}@example.org")).await);
    }
    let (a, b, c, d) = tokio::join!(
        world.reports(ada, people[0], Uuid::new_v4(), "fraud"),
        world.reports(ada, people[1], Uuid::new_v4(), "fraud"),
        world.reports(ada, people[2], Uuid::new_v4(), "fraud"),
        world.reports(ada, people[3], Uuid::new_v4(), "fraud"),
    );
    let suspended = [a, b, c, d].into_iter().filter(|yes| *yes).count();
    assert_eq!(suspended, 1);
    let events = "select count(*) from audit.event where action = 'recruiter.suspended'";
    assert_eq!(count(pool, events).await, 1);
    world.test.drop().await;
}

#[tokio::test]
async fn whoever_erases_their_account_recruits_no_more_and_reports_without_a_name() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    let ada = world
        .recruiter(&lou, "ada@example.org", JOINERY, "Menuiserie")
        .await;
    world
        .recruiter(&lou, "eve@example.org", JOINERY, "Menuiserie")
        .await;
    let [ada_is, eve_is] = [
        holder_of(pool, "ada@example.org").await,
        holder_of(pool, "eve@example.org").await,
    ];
    let ida = world.enter("ida%40example.org").await;
    let ida_is = holder_of(pool, "ida@example.org").await;
    world.reports(ada_is, ida_is, Uuid::new_v4(), "fraud").await;
    world
        .reports(eve_is, ida_is, Uuid::new_v4(), "Mes mots à moi, Ida.")
        .await;

    let (status, ..) = world.post("/mon-compte/effacer", &ada, "mot=EFFACER").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let left = companies::recruiter(pool, ada_is).await.expect("an answer");
    assert_eq!(left, None);
    let about = "select count(*) from account.report";
    assert_eq!(
        count(pool, about).await,
        1,
        "what was said of her goes with her"
    );

    let (status, ..) = world.post("/mon-compte/effacer", &ida, "mot=EFFACER").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let kept: (Option<Uuid>, String) =
        sqlx::query_as("select holder_id, reason from account.report")
            .fetch_one(pool)
            .await
            .expect("the report stays");
    assert_eq!(kept, (None, String::new()));
    let (_, _, page) = world.get("/coordination/signalements", &lou).await;
    assert!(page.contains("a effacé son compte"), "{page}");
    assert!(world.may("eve@example.org").await);
    world.test.drop().await;
}

#[tokio::test]
async fn a_coordinator_sees_what_waits_and_the_head_of_the_audit() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    world
        .recruiter(&lou, "eve@example.org", "443 061 841 00013", "Camping")
        .await;
    world.asks("ada@example.org", JOINERY, "Menuiserie").await;
    let (status, headers, page) = world.get("/coordination", &lou).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    assert!(
        page.contains("1 attend") && page.contains("Rien n’est encore scellé"),
        "{page}"
    );
    assert!(
        page.contains("Aucune entreprise n’a approché sa limite"),
        "{page}"
    );

    // At 160 of 200 questions of a day (R5), not at 159.
    for (from, to, alerted) in [(1, 159, false), (160, 160, true)] {
        sqlx::query(
            "select search.charge('443061841', $3::timestamptz::date, sha256(number::text::bytea), 200, $3)
             from generate_series($1::integer, $2::integer) as number",
        )
        .bind(from)
        .bind(to)
        .bind(world.clock.now())
        .execute(pool)
        .await
        .expect("asked");
        let (_, _, page) = world.get("/coordination", &lou).await;
        assert_eq!(
            page.contains("quatre cinquièmes de ses 200 questions"),
            alerted,
            "{page}"
        );
    }
    audit::seal(pool).await.expect("sealed");
    let head = audit::head(pool).await.expect("an answer").expect("a head");
    let (_, _, page) = world.get("/coordination", &lou).await;
    assert!(page.contains(&head.to_string()), "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn the_account_of_a_recruiter_is_not_taken_in_by_its_mailbox() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    world
        .recruiter(&lou, "ada@example.org", JOINERY, "Menuiserie")
        .await;
    world.asks("ida@example.org", JOINERY, "Menuiserie").await;
    let eve = world.enter("eve%40example.org").await;
    for other in ["ada@example.org", "ida@example.org"] {
        let before = holder_of(pool, other).await;
        let link = world.offered(&eve, other).await;
        let (_, headers, _) = world.post(&link, &eve, "").await;
        assert_eq!(headers[LOCATION], "/mon-compte?adresse=separee", "{other}");
        assert_eq!(holder_of(pool, other).await, before);
    }
    assert!(world.may("ada@example.org").await && !world.may("eve@example.org").await);
    world.test.drop().await;
}

#[tokio::test]
async fn a_refusal_and_a_report_are_forgotten_a_year_after_the_decision() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let lou = world.coordinator("lou@example.org").await;
    world
        .recruiter(&lou, "ada@example.org", JOINERY, "Menuiserie")
        .await;
    world.asks("ida@example.org", JOINERY, "Menuiserie").await;
    let (path, seen) = world.first(&lou).await;
    let refuse = form(&[("geste", "refuser"), ("vu", &seen), ("motif", REASON)]);
    world.post(&path, &lou, &refuse).await;
    let [ada, ida] = [
        holder_of(pool, "ada@example.org").await,
        holder_of(pool, "ida@example.org").await,
    ];
    world.reports(ada, ida, Uuid::new_v4(), "fraud").await;
    let cleared = form(&[
        ("geste", "classer"),
        ("recruteur", &ada.to_string()),
        ("vus", "1"),
    ]);
    let (status, ..) = world
        .post("/coordination/signalements", &lou, &cleared)
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    world.reports(ada, ida, Uuid::new_v4(), "waits").await;

    let kept = "select (select count(*) from account.recruiter_application) * 10
                     + (select count(*) from account.report)";
    for (days, left) in [(360, 22), (10, 11)] {
        world.clock.advance(TimeDelta::days(days));
        let sweep = Sweep {
            pool: pool.clone(),
            clock: Arc::new(world.clock.clone()),
        };
        Worker::new(pool.clone(), Arc::new(world.clock.clone()))
            .every(TimeDelta::hours(1), Arc::new(sweep))
            .run(std::future::ready(()))
            .await;
        assert_eq!(count(pool, kept).await, left, "after {days} more days");
    }
    assert!(world.may("ada@example.org").await, "an approval stays");
    world.test.drop().await;
}
