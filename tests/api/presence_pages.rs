//! « Ma présence sur la carte »: what is asked, shown beforehand, given, remembered and left.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use territoire_apprenant::account::companies::Siren;
use territoire_apprenant::jobs::Handler as _;
use territoire_apprenant::jobs::{self, NewJob, Worker};
use territoire_apprenant::presence::own::{Invite, Remind, texts};
use territoire_apprenant::presence::question::{
    self, Answer, Question, Scope, Wanted, WithoutName,
};
use uuid::Uuid;

use crate::badges::{Award, COMPETENCE};
use crate::entry::World;
use crate::question::{Someone, admit, settle};
use crate::support::today;

const ADA: &str = "ada@example.org";
const SECOND: &str = "https://elsewhere.example/badges/ecouter";

/// A form as the page's questions send it.
#[derive(Clone)]
struct Form(Vec<(&'static str, String)>);

impl Form {
    fn new(level: &str, badges: &[Uuid]) -> Self {
        let mut fields = vec![
            ("niveau", level.to_owned()),
            ("ou", "commune".to_owned()),
            ("commune", "Blois".to_owned()),
            ("large", String::new()),
            ("duree", "6".to_owned()),
            ("age", "18_plus".to_owned()),
        ];
        fields.extend(badges.iter().map(|badge| ("badge", badge.to_string())));
        Self(fields)
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.retain(|(field, _)| *field != name);
        self.0.push((name, value.to_owned()));
        self
    }

    fn sent(&self) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.0);
        form.finish()
    }
}

/// The fields that the second step sends again, with the answer.
fn second_step(page: &str, answer: &str) -> String {
    let form = page
        .split("action=\"/ma-presence\">")
        .nth(1)
        .expect("the second step");
    let form = form.split("</form>").next().expect("its end");
    let mut sent = url::form_urlencoded::Serializer::new(String::new());
    for field in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = field.split_once("\" value=\"").expect("a value");
        sent.append_pair(name, rest.split_once('"').expect("its end").0);
    }
    sent.append_pair("reponse", answer);
    sent.finish()
}

impl World {
    /// Somebody who is signed in and has one badge, or a second one of another competence.
    async fn holder(&self, second: bool) -> (String, Vec<Uuid>) {
        let cookie = self.enter("ada%40example.org").await;
        let first = self.signers.png(&Award::default());
        self.bring(&cookie, &[("un.png", &first)]).await;
        if second {
            sqlx::query(
                "insert into issuing.achievement
                     (id, uri, name, description, criteria, competence_code, reviewed_at)
                 values (gen_random_uuid(), $1, 'Écouter', '', '', 'ecouter-une-personne', '2026-01-01')",
            )
            .bind(SECOND)
            .execute(&self.test.database.app)
            .await
            .expect("an achievement");
            let listens = Award {
                achievement: Some(SECOND.to_owned()),
                name: "Écouter",
                level: 1,
                ..Award::default()
            };
            self.bring(&cookie, &[("deux.png", &self.signers.png(&listens))])
                .await;
        }
        (cookie, self.kept(ADA).await)
    }

    /// The second step's page.
    async fn preview(&self, cookie: &str, form: &Form) -> String {
        let (status, headers, page) = self.post("/ma-presence/apercu", cookie, &form.sent()).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(headers["cache-control"], "private, no-store");
        page
    }

    /// Both steps.
    async fn give(&self, cookie: &str, form: &Form) {
        let page = self.preview(cookie, form).await;
        let sent = second_step(&page, "oui");
        let (status, headers, page) = self.post("/ma-presence", cookie, &sent).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(headers[LOCATION], "/ma-presence/recu");
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.test.database.app)
            .await
            .expect("a number")
    }

    /// What there is of consents, places and ages.
    async fn traces(&self) -> i64 {
        self.number(
            "select (select count(*) from presence.consent) + (select count(*) from presence.presence)
                  + (select count(*) from presence.visible_row) + (select count(*) from presence.chosen)
                  + (select count(age_band) from account.holder)
                  + (select count(*) from audit.event where action like 'presence.%')",
        )
        .await
    }
}

/// C1: the page shows the file that the ledger will name, word for word.
fn shows(page: &str, version: &str) {
    let text = texts::of_version(version).expect("a text");
    assert!(page.contains(version));
    for paragraph in text.paragraphs() {
        assert!(read(page).contains(paragraph), "{version}: {paragraph}");
    }
}

/// A page as it is read: without the marks that template engines put into text.
fn read(page: &str) -> String {
    page.replace("&#38;", "&").replace("&#39;", "'")
}

#[tokio::test]
async fn a_holder_reads_what_shows_before_it_is_given_and_leaves_in_one_click() {
    let world = World::new(false).await;
    assert_eq!(world.get("/ma-presence", "").await.0, StatusCode::SEE_OTHER);
    let (ada, badges) = world.holder(false).await;
    let (status, _, page) = world.get("/ma-presence", &ada).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("personne.") && page.contains("Accueillir"),
        "{page}"
    );
    assert!(
        page.contains("value=\"Blois (41)\""),
        "communes are proposed by name"
    );
    assert!(
        !page.contains("name=\"lat"),
        "and nothing asks for a position"
    );

    let form = Form::new("1", &badges);
    let page = world.preview(&ada, &form).await;
    assert!(
        page.contains("Un recruteur ne verra rien de vous.") && page.contains("autour de Blois"),
        "{page}"
    );
    let version = "level-1.2026-11-28.fr";
    shows(&page, version);
    assert_eq!(world.traces().await, 0, "a preview changes nothing");

    let (status, headers, _) = world
        .post("/ma-presence", &ada, &second_step(&page, "non"))
        .await;
    assert_eq!(
        (status, &headers[LOCATION]),
        (StatusCode::SEE_OTHER, &"/mes-badges".parse().unwrap())
    );
    assert_eq!(world.traces().await, 0, "no is no");

    world.give(&ada, &form).await;
    let (_, _, receipt) = world.get("/ma-presence/recu", &ada).await;
    for said in [
        "Je compte",
        "autour de Blois",
        "24\u{a0}mai 2027",
        version,
        "Accueillir",
    ] {
        assert!(receipt.contains(said), "{said}: {receipt}");
    }
    for page in ["/mes-badges", "/mon-compte", "/ma-presence"] {
        let (_, _, page) = world.get(page, &ada).await;
        assert!(
            page.contains(
                "Je compte dans les chiffres de la carte, sans nom, jusqu’au 24\u{a0}mai 2027"
            ),
            "{page}"
        );
        assert!(page.contains("Me retirer de la carte"));
    }
    let kept: (String, bool, i64) = sqlx::query_as(
        "select text_version, strpos(encode(sealed || sealed_badges, 'escape'), '41018') = 0,
                (select count(*) from presence.chosen)
         from presence.consent",
    )
    .fetch_one(&world.test.database.app)
    .await
    .expect("a consent");
    assert_eq!(kept, (version.to_owned(), true, 1));
    assert_eq!(
        world
            .number("select count(*) from presence.visible_row")
            .await,
        1
    );

    let (status, headers, _) = world.post("/ma-presence/retirer", &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let to = headers[LOCATION].to_str().expect("an address").to_owned();
    let gone = "select (select count(*) from presence.visible_row) + (select count(*) from presence.presence)
                     + (select count(*) from presence.chosen)";
    assert_eq!(world.number(gone).await, 0);
    let (_, _, page) = world.get(&to, &ada).await;
    assert!(page.contains("Vous n’êtes plus sur la carte") && page.contains("retrait de la carte"));
    assert!(
        page.contains("autour de Blois"),
        "the ledger opens with the holder's own key"
    );
    let (status, headers, _) = world.get("/ma-presence/recu", &ada).await;
    assert_eq!(
        (status, &headers[LOCATION]),
        (StatusCode::SEE_OTHER, &"/ma-presence".parse().unwrap())
    );
    let ida = world.enter("ida%40example.org").await;
    let (_, _, page) = world.get("/ma-presence", &ida).await;
    assert!(
        !page.contains("Blois</") && page.contains("Aucun de vos badges"),
        "somebody else reads nothing of it"
    );
    world.test.drop().await;
}

/// C1: what is given is what the page said, in the words of the file that the ledger names.
#[tokio::test]
async fn only_what_a_page_showed_can_be_given() {
    let world = World::new(false).await;
    let (ada, badges) = world.holder(false).await;
    let page = world.preview(&ada, &Form::new("1", &badges)).await;
    let shown = second_step(&page, "oui");
    for (before, after) in [
        ("niveau=1", "niveau=2"),
        ("41018", "41269"),
        ("duree=6", "duree=12"),
        ("jeton=", "jeton=a"),
    ] {
        assert!(shown.contains(before), "{before}");
        let other = shown.replace(before, after);
        let (status, _, page) = world.post("/ma-presence", &ada, &other).await;
        // A text of another level is not that level's: its page is shown instead.
        assert!(
            status == StatusCode::FORBIDDEN || page.contains("Rien n’est encore donné"),
            "{after}"
        );
    }
    let old = shown.replace("2026-11-28", "2020-01-01");
    let (status, _, page) = world.post("/ma-presence", &ada, &old).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Voici exactement"),
        "an old text is shown again in its new words"
    );
    assert_eq!(world.traces().await, 0);
    assert_eq!(
        world.post("/ma-presence", &ada, &shown).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        world.post("/ma-presence", "", &shown).await.0,
        StatusCode::UNAUTHORIZED
    );

    // What an English reader agreed to is the English text.
    let english = format!("{}?lang=en", "/ma-presence/apercu");
    let (_, _, page) = world
        .post(&english, &ada, &Form::new("1", &badges).sent())
        .await;
    shows(&page, "level-1.2026-11-28.en");
    world
        .post("/ma-presence", &ada, &second_step(&page, "oui"))
        .await;
    let last = "select count(*) from presence.consent where text_version = 'level-1.2026-11-28.en'";
    assert_eq!(world.number(last).await, 1);
    world.test.drop().await;
}

/// G1: coordinates are refused wherever they come from, and so is all that nobody described.
#[tokio::test]
async fn a_point_is_refused() {
    let world = World::new(false).await;
    let (ada, badges) = world.holder(false).await;
    let form = Form::new("1", &badges).sent();
    for (path, body) in [
        ("/ma-presence/apercu", format!("{form}&lat=47.58&lon=1.33")),
        ("/ma-presence/apercu", format!("{form}&position=47.58")),
        ("/ma-presence/apercu?lat=47.58", form.clone()),
        ("/ma-presence", format!("{form}&reponse=oui&latitude=47.58")),
        ("/ma-presence?longitude=1.33", format!("{form}&reponse=oui")),
        (
            "/ma-presence/apercu",
            form.replace("commune=Blois", "commune=47.58%2C+1.33"),
        ),
        ("/ma-presence/apercu", format!("{form}&lieu=47.58%2C1.33")),
        (
            "/ma-presence/entreprises",
            "siren=732829320&lat=47".to_owned(),
        ),
    ] {
        let (status, _, _) = world.post(path, &ada, &body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}");
    }
    assert_eq!(
        world.get("/ma-presence?lat=47", &ada).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(world.traces().await, 0);
    world.test.drop().await;
}

/// C3: the page of a refusal is the same, letter for letter, whatever was refused.
#[tokio::test]
async fn a_refusal_reads_the_same_whatever_its_cause() {
    let world = World::new(false).await;
    let (ada, badges) = world.holder(false).await;
    let ida = world.enter("ida%40example.org").await;
    let theirs = Award {
        email: "ida@example.org",
        ..Award::default()
    };
    world
        .bring(&ida, &[("un.png", &world.signers.png(&theirs))])
        .await;
    let hers = world.kept("ida@example.org").await;
    let mut pages = Vec::new();
    for form in [
        Form::new("1", &badges).with("age", "under_15"),
        Form::new("2", &badges).with("age", "15_17"),
        Form::new("3", &badges).with("age", "15_17"),
        Form::new("1", &badges).with("lieu", "commune:99999"),
        Form::new("1", &hers),
        Form::new("1", &[Uuid::new_v4()]),
    ] {
        let (status, _, page) = world.post("/ma-presence/apercu", &ada, &form.sent()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let refusal = page.split("role=\"alert\">").nth(1).expect("a refusal");
        pages.push(refusal.split("</p>").next().expect("its end").to_owned());
        assert!(page.contains("Ce choix n’est pas possible"), "{page}");
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "{pages:?}");
    assert_eq!(world.traces().await, 0);
    // From 15 on one may count. Whoever was an adult and says to be younger is believed, and shown no more.
    let rows = "select count(*) from presence.visible_row";
    world
        .give(&ada, &Form::new("1", &badges).with("age", "15_17"))
        .await;
    assert_eq!(world.number(rows).await, 1);
    world.give(&ada, &Form::new("3", &badges)).await;
    assert_eq!(world.number(rows).await, 1);
    let younger = Form::new("3", &badges).with("age", "15_17");
    let (status, _, _) = world
        .post("/ma-presence/apercu", &ada, &younger.sent())
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.number(rows).await, 0);
    let (_, _, page) = world.get("/mes-badges", &ada).await;
    assert!(page.contains("personne pour le moment"), "{page}");
    world.test.drop().await;
}

/// Wanted answers keep what was answered, and a name that several communes share is asked about.
#[tokio::test]
async fn a_commune_is_found_by_its_name_without_scripts() {
    let world = World::new(false).await;
    let (ada, badges) = world.holder(false).await;
    let form = Form::new("1", &badges);
    for typed in ["blois", "BLOIS (41)", "41018"] {
        assert!(
            world
                .preview(&ada, &form.clone().with("commune", typed))
                .await
                .contains("autour de Blois")
        );
    }
    let (status, _, page) = world
        .post(
            "/ma-presence/apercu",
            &ada,
            &form.clone().with("commune", "chateau").sent(),
        )
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("choisissez la vôtre") && page.contains("value=\"commune:"),
        "{page}"
    );
    assert!(page.contains("value=\"chateau\""), "what was typed is kept");
    let wide = form
        .clone()
        .with("ou", "large")
        .with("large", "department:41");
    assert!(world.preview(&ada, &wide).await.contains("Loir-et-Cher"));
    for (name, value, said) in [
        (
            "commune",
            "Atlantide",
            "Nous ne connaissons pas cette commune",
        ),
        ("age", "", "Dites-nous votre tranche d’âge"),
        ("duree", "5", "Choisissez une durée"),
        ("niveau", "", "Choisissez qui peut vous voir"),
        ("ou", "", "Choisissez une commune ou un lieu plus large"),
    ] {
        let (status, _, page) = world
            .post(
                "/ma-presence/apercu",
                &ada,
                &form.clone().with(name, value).sent(),
            )
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.contains(said), "{said}");
    }
    let (_, _, page) = world
        .post("/ma-presence/apercu", &ada, &Form::new("1", &[]).sent())
        .await;
    assert!(page.contains("Choisissez au moins un badge"));
    world.test.drop().await;
}

/// R1, R3: the card that is foreseen is where recruiters find it, and nowhere while too few are like it.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn the_card_that_is_foreseen_is_the_one_that_recruiters_get() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let (ada, badges) = world.holder(false).await;
    let form = Form::new("2", &badges);
    let page = world.preview(&ada, &form).await;
    assert!(
        page.contains("trop peu de personnes ont cette") && !page.contains("class=\"zone\""),
        "{page}"
    );
    assert!(
        page.contains("pourraient vous faire reconnaître"),
        "nobody else has it"
    );

    // Four around Vendôme: five in the department, of whom one is around Blois.
    let crowd: Vec<Someone> = (0..4).map(|_| Someone::at("41269", COMPETENCE)).collect();
    settle(pool, &crowd).await;
    let page = world.preview(&ada, &form).await;
    assert!(
        page.contains("class=\"zone\">le département Loir-et-Cher")
            && page.contains("Plus large que votre choix"),
        "{page}"
    );
    assert!(!page.contains("class=\"zone\">autour de Blois"), "{page}");
    assert!(!page.contains("pourraient vous faire reconnaître"));
    let near: Vec<Someone> = (0..4).map(|_| Someone::at("41018", COMPETENCE)).collect();
    settle(pool, &near).await;
    let traces = world.traces().await;
    let page = world.preview(&ada, &form).await;
    shows(&page, "level-2.2026-11-28.fr");
    assert!(page.contains("class=\"zone\">autour de Blois"), "{page}");
    assert!(!page.contains("Plus large que votre choix"));
    assert!(
        page.contains("Je fais, ou plus") && page.contains("badge de moins d’un an"),
        "{page}"
    );
    // Her badge is at level 2, theirs at level 1: whoever asks for level 2 finds too few.
    assert!(
        page.contains("Je transmets, ou plus") && page.contains("trop peu de personnes ont cette"),
        "{page}"
    );
    assert_eq!(world.traces().await, traces, "previews changed nothing");

    let answer = async || answered(pool, "41018").await;
    let before = answer().await;
    world.give(&ada, &form).await;
    // R4: she comes in with everybody else who is new, and is told from which day.
    assert_eq!(format!("{:?}", answer().await), format!("{before:?}"));
    let (_, _, mine) = world.get("/mes-badges", &ada).await;
    assert!(
        mine.contains("À partir du lundi 30\u{a0}novembre 2026"),
        "{mine}"
    );
    assert!(
        page.contains("À partir du lundi 30\u{a0}novembre 2026"),
        "{page}"
    );
    admit(pool).await;
    let WithoutName::Cards { zone, cards, .. } = answer().await.without_name else {
        panic!("five are enough")
    };
    assert_eq!((zone.kind(), cards.len()), ("cell", 5));
    let (_, _, page) = world.get("/mes-badges", &ada).await;
    assert!(
        page.contains("les recruteurs vérifiés, sans mon nom"),
        "{page}"
    );

    // C5: to a company that she names it is as if she were not there.
    for wrong in ["", "732829321", "12"] {
        let (status, _, page) = world
            .post("/ma-presence/entreprises", &ada, &format!("siren={wrong}"))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Ce n’est pas un numéro SIREN"), "{page}");
    }
    let (status, _, _) = world
        .post("/ma-presence/entreprises", &ada, "siren=732+829+320")
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(format!("{:?}", answer().await), format!("{before:?}"));
    assert!(
        world
            .get("/ma-presence", &ada)
            .await
            .2
            .contains("<strong>732829320</strong>")
    );
    world
        .post("/ma-presence/entreprises/retirer", &ada, "siren=732829320")
        .await;
    // The batch as it runs: at the moment that the house's clock shows, which signing in moves on.
    let monday = async || {
        sqlx::query("select presence.admit(null, $1)")
            .bind(territoire_apprenant::clock::Clock::now(&world.clock))
            .execute(pool)
            .await
            .expect("a batch");
    };
    // Lifted, it ends with the batch (R4): who came back alone would be told from absence after all.
    assert_eq!(format!("{:?}", answer().await), format!("{before:?}"));
    let (_, _, page) = world.get("/ma-presence", &ada).await;
    assert!(
        page.contains("Elle pourra vous voir à partir du 30\u{a0}novembre 2026"),
        "{page}"
    );
    let (status, ..) = world
        .post("/ma-presence/entreprises", &ada, "siren=732829320")
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER, "they may think better of it");
    monday().await;
    assert_eq!(format!("{:?}", answer().await), format!("{before:?}"));
    world
        .post("/ma-presence/entreprises/retirer", &ada, "siren=732829320")
        .await;
    monday().await;
    assert!(matches!(
        answer().await.without_name,
        WithoutName::Cards { .. }
    ));
    assert!(
        !world
            .get("/ma-presence", &ada)
            .await
            .2
            .contains("732829320")
    );
    world.test.drop().await;
}

/// R4, C2: who comes, moves or knows more waits for the batch of the week; who renews does not; who leaves is gone at once.
#[tokio::test]
async fn newcomers_and_changes_wait_for_monday_and_leaving_does_not() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let (ada, badges) = world.holder(false).await;
    let crowd: Vec<Someone> = ["41018", "41269"]
        .into_iter()
        .flat_map(|commune| (0..4).map(move |_| Someone::at(commune, COMPETENCE)))
        .collect();
    settle(pool, &crowd).await;
    // Around Blois, around Vendôme: whether she is the fifth.
    let found = async || {
        let mut found = Vec::new();
        for commune in ["41018", "41269"] {
            let answer = answered(pool, commune).await.without_name;
            let WithoutName::Cards { zone, .. } = answer else {
                panic!("the department has eight")
            };
            found.push(zone.kind() == "cell");
        }
        (found[0], found[1])
    };
    let monday = async || {
        let week = number_of_weeks(&world).await;
        let batch = territoire_apprenant::presence::batch::Batch {
            pool: pool.clone(),
            clock: std::sync::Arc::new(world.clock.clone()),
        };
        let job = territoire_apprenant::jobs::Job {
            id: 1,
            kind: "presence.admit".to_owned(),
            payload: serde_json::json!({}),
            attempts: 1,
        };
        batch.run(&job).await.expect("a batch");
        number_of_weeks(&world).await > week
    };
    assert!(monday().await, "the first batch of this house");
    let blois = Form::new("2", &badges);
    world.give(&ada, &blois).await;
    assert_eq!(found().await, (false, false));
    assert!(!monday().await, "one batch a week");
    assert_eq!(found().await, (false, false));
    world.clock.advance(TimeDelta::days(6));
    assert!(monday().await);
    assert_eq!(found().await, (true, false));
    let (_, _, page) = world.get("/mes-badges", &ada).await;
    assert!(
        page.contains("les recruteurs vérifiés, sans mon nom, jusqu’au"),
        "{page}"
    );

    let page = world.preview(&ada, &blois).await;
    assert!(
        !page.contains("À partir du lundi"),
        "a renewal is no newcomer"
    );
    world.give(&ada, &blois).await;
    assert_eq!(found().await, (true, false));

    // Elsewhere: out at once, in with the next batch.
    let vendome = blois.clone().with("commune", "Vendôme");
    world.give(&ada, &vendome).await;
    assert_eq!(found().await, (false, false));
    world.clock.advance(TimeDelta::days(7));
    assert!(monday().await);
    assert_eq!(found().await, (false, true));

    let (status, ..) = world.post("/ma-presence/retirer", &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(found().await, (false, false));
    // Leaving and coming back is coming: it waits again.
    world.give(&ada, &vendome).await;
    assert_eq!(found().await, (false, false));
    assert_eq!(
        world
            .number("select count(*) from presence.visible_row where let_in_level is not null")
            .await,
        8
    );
    world.test.drop().await;
}

async fn number_of_weeks(world: &World) -> i64 {
    world.number("select count(*) from presence.batch").await
}

/// What a company is answered that seeks the competence of these tests around a commune.
async fn answered(pool: &PgPool, commune: &str) -> Answer {
    use territoire_apprenant::{database::reference, territory::LIVE_K};
    let tree = reference::tree(LIVE_K).expect("a tree");
    let cell = tree.cell_of_commune(commune).expect("a cell").cell();
    let cell = i64::try_from(u64::from(cell)).expect("63 bits");
    let wanted = Wanted {
        competence: COMPETENCE.to_owned(),
        level: 1,
    };
    let asked = Question::any_of(vec![wanted], Scope::Cell(cell)).expect("a question");
    let company = Siren::parse("732829320").expect("a SIREN");
    let mut db = pool.acquire().await.expect("a connection");
    let answer = question::answer(&mut db, &asked, &company, &[9; 32], today()).await;
    answer.expect("an answer")
}

/// Level 3 shows the chosen badges and who gave them; a rare one can be left out before anything is given.
#[tokio::test]
async fn badges_that_are_shown_are_those_that_were_chosen() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let (ada, badges) = world.holder(true).await;
    assert_eq!(badges.len(), 2);
    let crowd: Vec<Someone> = (0..5).map(|_| Someone::at("41269", COMPETENCE)).collect();
    settle(pool, &crowd).await;
    let page = world.preview(&ada, &Form::new("3", &badges)).await;
    assert!(
        page.contains("class=\"zone\">autour de Blois"),
        "even alone: {page}"
    );
    shows(&page, "level-3.2026-11-28.fr");
    let issuer = &world.signers.keys[0].organisation.name;
    assert!(
        read(&page).contains(issuer.as_str()) && page.contains("<strong>Écouter</strong>"),
        "{page}"
    );
    let rare = page.split("id=\"rares\"").nth(1).expect("a warning");
    let rare = rare.split("</section>").next().expect("its end");
    assert!(
        rare.contains("Écouter") && !rare.contains("Accueillir"),
        "{rare}"
    );
    assert!(rare.contains("Laisser ce badge de côté"));
    let others: Vec<&str> = rare
        .split("name=\"badge\" value=\"")
        .skip(1)
        .map(|id| &id[..36])
        .collect();
    assert_eq!(others.len(), 1);
    let without: Vec<Uuid> = vec![others[0].parse().expect("an id")];

    world.give(&ada, &Form::new("3", &without)).await;
    let shown: Vec<String> = sqlx::query_scalar(
        "select visible_row.competence_code from presence.visible_row
         join account.address on address.holder_id = visible_row.holder_id",
    )
    .fetch_all(pool)
    .await
    .expect("rows");
    assert_eq!(shown, [COMPETENCE]);
    let answer = answered(pool, "41018").await;
    let [mine] = answer.with_badges.as_slice() else {
        panic!("{answer:?}")
    };
    let names: Vec<&str> = mine
        .badges
        .iter()
        .map(|badge| badge.name.as_str())
        .collect();
    assert_eq!(names.len(), 1);
    assert!(!names.contains(&"Écouter"), "{names:?}");
    world.test.drop().await;
}

/// A choice takes the place of the one before; and when nothing is left of it, it is not a choice of everything.
#[tokio::test]
async fn a_choice_is_not_widened_by_what_becomes_of_its_badges() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let (ada, badges) = world.holder(true).await;
    let rows = "select count(*) from presence.visible_row";
    world.give(&ada, &Form::new("3", &badges)).await;
    assert_eq!(world.number(rows).await, 2);
    let (_, _, receipt) = world.get("/ma-presence/recu", &ada).await;
    assert!(receipt.contains("Écouter"), "{receipt}");
    world.give(&ada, &Form::new("3", &badges[..1])).await;
    assert_eq!(world.number(rows).await, 1);
    assert_eq!(
        world.number("select count(*) from presence.chosen").await,
        1
    );
    for becomes in [
        "update passport.credential set current = 'revoked'
         where id in (select credential_id from presence.chosen)",
        "delete from presence.chosen",
    ] {
        sqlx::query(becomes).execute(pool).await.expect("changed");
        let placed: i64 =
            sqlx::query_scalar("select presence.refresh(holder_id, $1) from presence.presence")
                .bind(today())
                .fetch_one(pool)
                .await
                .expect("worked out");
        assert_eq!(placed, 0, "{becomes}");
    }
    let (_, _, page) = world.get("/ma-presence", &ada).await;
    assert!(page.contains("personne pour le moment"), "{page}");
    // « Personne ne me voit » needs no second step.
    let (status, _, _) = world
        .post("/ma-presence/apercu", &ada, &Form::new("0", &[]).sent())
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(
        world.number("select count(*) from presence.presence").await,
        0
    );
    world.test.drop().await;
}

/// Two weeks before its end a consent is spoken of, once; a renewal begins anew.
#[tokio::test]
async fn a_holder_is_reminded_once_before_a_consent_ends() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let (ada, badges) = world.holder(false).await;
    let form = Form::new("1", &badges).with("duree", "3");
    world.give(&ada, &form).await;
    let clock = Arc::new(world.clock.clone());
    let worker = Worker::new(pool.clone(), clock.clone()).with(Arc::new(Remind {
        pool: pool.clone(),
        clock,
        master: world.master.clone(),
        base: world.signers.base.clone(),
    }));
    let remind = async || {
        let now = today() + TimeDelta::days(400);
        let mut db = pool.acquire().await.expect("a connection");
        let job = NewJob {
            kind: "presence.remind",
            payload: json!({}),
            unique_key: None,
            run_at: today(),
        };
        jobs::enqueue(&mut db, &job, now).await.expect("queued");
        assert_eq!(worker.drain().await.expect("done").retried, 0);
        let mails = world.mails().await;
        mails
            .into_iter()
            .filter(|mail| mail.subject.contains("se termine bientôt"))
            .collect::<Vec<_>>()
    };
    world.clock.advance(TimeDelta::days(92 - 15));
    assert!(remind().await.is_empty(), "fifteen days before");
    world.clock.advance(TimeDelta::days(1));
    let mails = remind().await;
    let [mail] = mails.as_slice() else {
        panic!("one mail")
    };
    assert_eq!(mail.to, ADA);
    assert!(
        mail.text.contains("24/02/2027") && mail.text.contains("http://localhost:4141/ma-presence"),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("Blois") && !mail.text.contains("Accueillir"));
    assert_eq!(remind().await.len(), 1, "once");
    let ada = world.enter("ada%40example.org").await;
    world.give(&ada, &form).await;
    world.clock.advance(TimeDelta::days(80));
    assert_eq!(
        remind().await.len(),
        2,
        "a renewal is spoken of in its turn"
    );
    world.test.drop().await;
}

/// The job that bringing badges in has queued all along is a mail now, once for each holder who is not on the map.
#[tokio::test]
async fn a_holder_of_new_badges_is_invited_once() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let passport = world.signers.passport(pool, false).await;
    let arrival = |level: u8| {
        let award = Award {
            level,
            ..Award::default()
        };
        territoire_apprenant::passport::Arrival {
            name: None,
            source: territoire_apprenant::passport::Source::Bytes(world.signers.png(&award)),
            claim: Ok(crate::badges::claim(ADA)),
        }
    };
    let clock = Arc::new(world.clock.clone());
    let worker = Worker::new(pool.clone(), clock.clone()).with(Arc::new(Invite {
        pool: pool.clone(),
        clock,
        master: world.master.clone(),
        base: world.signers.base.clone(),
    }));
    for level in [1, 2] {
        let judged = passport.judge(vec![arrival(level)]).await.expect("judged");
        passport.keep(&judged, None).await.expect("kept");
        assert_eq!(worker.drain().await.expect("done").done, 1);
        let mails = world.mails().await;
        let [mail] = mails.as_slice() else {
            panic!("one mail: {}", mails.len())
        };
        assert_eq!(
            (mail.to.as_str(), mail.subject.as_str()),
            (ADA, "Vos badges vous attendent")
        );
        assert!(
            mail.text.contains("http://localhost:4141/ma-presence"),
            "{}",
            mail.text
        );
        assert!(!mail.text.contains("Accueillir"), "a mail names no badge");
    }
    world.test.drop().await;
}
