//! What holders open to others, read as strangers read it; and the order in which they keep their badges.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use territoire_apprenant::issuing::NewAward;
use territoire_apprenant::openbadges::issue::Level;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::badges::{Award, desk};
use crate::entry::World;

const OTHER: &str = "http://localhost:4141/badges/transmettre-un-savoir-faire";

impl World {
    /// What a stranger is answered: no cookie, no language.
    async fn see(&self, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = Request::get(path).header("accept", "text/html");
        let request = request.body(Body::empty()).expect("a request");
        let answer = self.service().oneshot(request).await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.into_body().collect().await.expect("a body");
        (status, headers, body.to_bytes().to_vec())
    }

    /// The page of a stranger, as text.
    async fn read(&self, path: &str) -> String {
        let (status, _, body) = self.see(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        String::from_utf8(body).expect("text")
    }

    /// Sends a form that leads somewhere: where.
    pub(crate) async fn led(&self, path: &str, cookie: &str, form: &str) -> String {
        let (status, headers, page) = self.post(path, cookie, form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {page}");
        let to = headers[LOCATION].to_str().expect("a path");
        to.split('#').next().unwrap_or_default().to_owned()
    }

    /// The path of what stands behind one's own page of a link.
    async fn path(&self, own: &str, cookie: &str) -> String {
        let (status, _, page) = self.get(own, cookie).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let base = self.signers.base.url("");
        let rest = page
            .split(&format!("id=\"lien\" readonly value=\"{base}"))
            .nth(1)
            .expect("a link");
        rest.split('"').next().expect("its end").to_owned()
    }

    /// Opens a link to a badge: one's own page of it, and the path that strangers open.
    pub(crate) async fn share(&self, badge: Uuid, cookie: &str, name: &str) -> (String, String) {
        let form = format!("nom={name}");
        let own = self
            .led(&format!("/mes-badges/{badge}/partager"), cookie, &form)
            .await;
        let path = self.path(&own, cookie).await;
        (own, path)
    }

    /// Opens a CV: one's own page of it, and the path that strangers open.
    pub(crate) async fn cv(&self, badges: &[Uuid], cookie: &str, title: &str) -> (String, String) {
        let form = badges.iter().fold(format!("titre={title}"), |form, id| {
            form + "&badge=" + &id.to_string()
        });
        let own = self.led("/mes-partages/cv", cookie, &form).await;
        let path = self.path(&own, cookie).await;
        (own, path)
    }

    /// All that who has the link of a CV with two badges is served: its pictures, and the page.
    async fn served(&self, path: &str) -> Vec<Vec<u8>> {
        let page = self.read(path).await;
        let pictures: BTreeSet<&str> = page
            .split("src=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|address| address.starts_with("/insignes/"))
            .collect();
        assert_eq!(pictures.len(), 2, "{page}");
        assert!(page.contains("Je transmets · 2026 · Badgeons le"), "{page}");
        assert!(!page.contains("24/11"), "no day: {page}");
        let mut bodies = Vec::new();
        for picture in &pictures {
            let (status, headers, body) = self.see(picture).await;
            assert_eq!(
                (status, &headers["content-type"]),
                (StatusCode::OK, &"image/png".parse().expect("a type"))
            );
            bodies.push(body);
        }
        // The address of the page itself, drawn: two pages that differ have pieces of squares in common.
        let (before, square) = page.split_once("<path d=\"").expect("a square");
        let (_, after) = square.split_once('"').expect("its end");
        assert!(!after.contains("<path"));
        bodies.push([before, after].concat().into_bytes());
        bodies
    }

    async fn texts(&self, sql: &'static str) -> Vec<String> {
        let found: Vec<Option<String>> = sqlx::query_scalar(sql)
            .fetch_all(&self.test.database.app)
            .await
            .expect("rows");
        found.into_iter().flatten().collect()
    }

    /// What no reader of a shared page may learn: identities and their salts, proofs, names of credentials, rows.
    async fn secrets(&self, documents: &[Value]) -> BTreeSet<String> {
        let mut secrets = BTreeSet::new();
        for document in documents {
            let subject = &document["credentialSubject"];
            let identity = &subject["identifier"][0];
            for text in [
                &document["id"],
                &subject["id"],
                &identity["identityHash"],
                &identity["salt"],
                &document["proof"]["proofValue"],
                &document["proof"]["verificationMethod"],
            ] {
                secrets.insert(text.as_str().expect("a text").to_owned());
            }
        }
        for sql in [
            "select id::text from account.holder",
            "select email from account.address",
            "select id::text from passport.credential",
            "select encode(identity, 'hex') from passport.credential",
            "select encode(original, 'hex') from passport.credential",
            "select id::text from passport.share",
            "select encode(digest, 'hex') from passport.share",
        ] {
            secrets.extend(self.texts(sql).await);
        }
        let bare: Vec<String> = secrets
            .iter()
            .filter_map(|text| {
                text.strip_prefix("urn:uuid:")
                    .or(text.strip_prefix("sha256$"))
            })
            .map(str::to_owned)
            .collect();
        secrets.extend(bare);
        assert!(secrets.len() > 10 && secrets.iter().all(|text| text.len() > 8));
        secrets
    }
}

fn holds(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|part| part == text.as_bytes())
}

/// An answer without what differs between any two.
fn plain(answer: &(StatusCode, HeaderMap, Vec<u8>)) -> (StatusCode, Vec<String>, String) {
    let (status, headers, body) = answer;
    let id = headers["x-request-id"].to_str().expect("a name");
    let headers = headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    let body = String::from_utf8_lossy(body).replace(id, "");
    (*status, headers, body)
}

#[tokio::test]
async fn a_shared_badge_is_read_by_anyone_until_its_holder_switches_the_link_off() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    let mine = world.signers.png(&Award::default());
    world.bring(&ada, &[("mien.png", &mine)]).await;
    let badge = world.kept("ada@example.org").await[0];

    let (own, path) = world.share(badge, &ada, "Ada+Lovelace").await;
    let token = path.strip_prefix("/p/").expect("a shared page");
    assert_eq!(token.len(), 22, "128 bits in base64url");
    let (status, headers, body) = world.see(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    assert!(
        headers["x-robots-tag"]
            .to_str()
            .expect("words")
            .contains("noindex")
    );
    assert!(
        headers["content-security-policy"]
            .to_str()
            .expect("a policy")
            .contains("frame-ancestors 'none'")
    );
    let page = String::from_utf8(body).expect("text");
    let organisation = &world.signers.keys[0].organisation.name;
    for said in [
        "Accueillir",
        "Je transmets",
        organisation,
        "24/11/2026",
        "Authentique",
        "En vigueur",
        "Émetteur reconnu",
        "Titulaire confirmé",
        "Partagé par Ada Lovelace",
        "name=\"robots\" content=\"noindex",
        "property=\"og:title\"",
        "type=\"application/json+oembed\"",
        &format!("property=\"og:image\" content=\"http://localhost:4141{path}/image.png\""),
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, _, list) = world.get("/mes-partages", &ada).await;
    assert!(
        list.contains(&path) && list.contains("écrit votre nom\u{a0}: «\u{202f}Ada Lovelace"),
        "{list}"
    );

    let ida = world.enter("ida%40example.org").await;
    for part in ["", "/qr.svg", "/qr.png"] {
        let (status, ..) = world.get(&format!("{own}{part}"), &ida).await;
        assert_eq!(
            status,
            StatusCode::NOT_FOUND,
            "somebody else's link: {part}"
        );
    }
    world.post(&format!("{own}/couper"), &ida, "").await;
    assert_eq!(
        world.see(&path).await.0,
        StatusCode::OK,
        "it is not hers to cut"
    );
    let not_hers = format!("/mes-badges/{badge}/partager");
    assert_eq!(
        world.post(&not_hers, &ida, "nom=").await.0,
        StatusCode::NOT_FOUND
    );

    world.led(&format!("{own}/couper"), &ada, "").await;
    let never = format!("/p/{}", "A".repeat(22));
    for part in ["", "/image.png", "/integre"] {
        let gone = world.see(&format!("{path}{part}")).await;
        assert_eq!(gone.0, StatusCode::NOT_FOUND, "{part}");
        let unknown = world.see(&format!("{never}{part}")).await;
        assert_eq!(
            plain(&gone),
            plain(&unknown),
            "{part}: as one that never was"
        );
    }
    assert!(
        world
            .texts("select id::text from passport.share")
            .await
            .is_empty()
    );
    world.test.drop().await;
}

#[tokio::test]
async fn a_shared_page_tells_nothing_by_which_its_holder_could_be_found() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    let document = world.signers.badge(&Award::default());
    let text = document.to_string();
    let baked = territoire_apprenant::openbadges::png::bake(
        &crate::badges::image(),
        territoire_apprenant::openbadges::png::Keyword::OpenBadgeCredential,
        &text,
    )
    .expect("it is baked");
    world.bring(&ada, &[("mien.png", &baked)]).await;
    let badge = world.kept("ada@example.org").await[0];
    let (_, path) = world.share(badge, &ada, "").await;
    let secrets = world.secrets(&[document]).await;
    assert!(
        secrets.iter().any(|secret| holds(&baked, secret)),
        "the file itself has them"
    );

    let oembed = format!("/oembed?format=json&url=http%3A%2F%2Flocalhost%3A4141{path}");
    let mut pictures = 0;
    for address in [
        path.clone(),
        format!("{path}?lang=en"),
        format!("{path}/image.png"),
        format!("{path}/integre"),
        oembed,
    ] {
        let (status, headers, body) = world.see(&address).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        for secret in &secrets {
            assert!(!holds(&body, secret), "{address} tells {secret}");
        }
        assert!(
            !holds(&body, "Partagé par"),
            "nobody typed a name: {address}"
        );
        if headers["content-type"] == "image/png" {
            pictures += 1;
            assert!(
                !holds(&body, "openbadge") && !holds(&body, "iTXt"),
                "pixels alone"
            );
            assert!(body.starts_with(b"\x89PNG"));
        }
    }
    assert_eq!(pictures, 1);

    // Who has the database alone has no working link, and does not read what was written for readers.
    let (_, named) = world.share(badge, &ada, "Ada+Lovelace").await;
    for table in ["share", "credential", "collection"] {
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select row_to_json(t)::text || encode(coalesce(convert_to(row_to_json(t)::text, 'UTF8'), ''), 'escape')
             from passport.{table} as t"
        )))
        .fetch_all(&world.test.database.app)
        .await
        .expect("rows");
        for row in rows {
            assert!(
                !row.contains(named.strip_prefix("/p/").expect("a token")),
                "{table}"
            );
            assert!(!row.contains("Lovelace"), "{table}");
        }
    }
    let refused = sqlx::query("select 1 from passport.share")
        .fetch_all(&world.test.database.public)
        .await;
    assert!(refused.is_err(), "the public role lists no link");
    world.test.drop().await;
}

#[tokio::test]
async fn a_badge_that_was_revoked_or_has_run_out_says_so_at_once() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.enter("ada%40example.org").await;
    let desk = desk(pool, &world.signers).await;
    let award = NewAward {
        organisation: world.signers.keys[0].organisation.slug.clone(),
        achievement: "transmettre-un-savoir-faire".to_owned(),
        level: Level::try_from(3).expect("a level"),
        email: "ada@example.org".to_owned(),
        awarded_at: world.signers.now,
        valid_until: None,
    };
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let issued = desk
        .award(&[award], &world.clock, &mut rng)
        .await
        .expect("awarded")
        .remove(0);
    let ends = Award {
        valid_until: Some(world.signers.now + TimeDelta::hours(1)),
        ..Award::default()
    };
    let files: [(&str, &[u8]); 2] = [
        ("retire.png", &issued.image),
        ("fini.png", &world.signers.png(&ends)),
    ];
    let (status, page) = world.bring(&ada, &files).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let kept = world.kept("ada@example.org").await;
    assert_eq!(kept.len(), 2, "{page}");
    let mut paths = Vec::new();
    for badge in &kept {
        paths.push(world.share(*badge, &ada, "").await.1);
    }
    for path in &paths {
        let page = world.read(path).await;
        assert!(
            page.contains("En vigueur") && !page.contains("role=\"alert\""),
            "{page}"
        );
    }
    let (own, cv) = world.cv(&kept, &ada, "").await;
    assert_eq!(world.read(&cv).await.matches("En vigueur").count(), 0);
    assert_eq!(
        world
            .read(&cv)
            .await
            .matches("Authentique, en vigueur")
            .count(),
        2
    );

    // No worker runs here: nobody has looked at the badges again.
    desk.revoke(&issued.credential_uri, "par erreur", &world.clock)
        .await
        .expect("revoked");
    world.clock.advance(TimeDelta::hours(2));
    let pages = [world.read(&paths[0]).await, world.read(&paths[1]).await];
    for said in ["a été retiré par la structure", "ce badge a expiré"] {
        let told = pages.iter().filter(|page| page.contains(said)).count();
        assert_eq!(told, 1, "{said}");
    }
    for page in &pages {
        assert!(
            page.contains("role=\"alert\"") && !page.contains("En vigueur"),
            "{page}"
        );
    }
    let page = world.read(&cv).await;
    assert!(page.contains("Retiré") && page.contains("Expiré"), "{page}");
    assert!(!page.contains("Authentique, en vigueur"), "{page}");
    let (_, _, form) = world.get("/mes-partages/cv", &ada).await;
    assert!(
        form.contains("Aucun de vos badges"),
        "neither can be put in any more: {form}"
    );
    let (status, _, _) = world
        .post(
            "/mes-partages/cv",
            &ada,
            &format!("titre=&badge={}", kept[0]),
        )
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&own, &ada).await.0, StatusCode::OK);

    sqlx::query("update account.holder set wrapped_key = null")
        .execute(pool)
        .await
        .expect("an erased holder");
    for path in paths.iter().chain([&cv]) {
        assert_eq!(
            world.see(path).await.0,
            StatusCode::NOT_FOUND,
            "the key is gone"
        );
    }
    world.test.drop().await;
}

/// Words of what was served, where a word is what an identifier may be written in.
fn words(bodies: &[Vec<u8>]) -> BTreeSet<String> {
    let all = bodies.iter().flat_map(|body| {
        let text = String::from_utf8_lossy(body).into_owned();
        text.split(|c: char| !(c.is_alphanumeric() || "_-+=".contains(c)))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    all.filter(|word| !word.is_empty()).collect()
}

#[tokio::test]
async fn two_cvs_of_one_holder_have_nothing_in_common_that_is_theirs() {
    let world = World::new(false).await;
    desk(&world.test.database.app, &world.signers).await;
    let (ada, ida) = (
        world.enter("ada%40example.org").await,
        world.enter("ida%40example.org").await,
    );
    let keys = &world.signers.keys;
    let mut documents = Vec::new();
    let mut brought = Vec::new();
    for (number, (email, cookie)) in [("ada@example.org", &ada), ("ida@example.org", &ida)]
        .into_iter()
        .enumerate()
    {
        for (place, achievement) in [None, Some(OTHER.to_owned())].into_iter().enumerate() {
            let award = Award {
                email,
                achievement,
                ..Award::default()
            };
            // Each badge is given by an organisation of its own.
            let document = world.signers.badge_by(&keys[2 * number + place], &award);
            let file = document.to_string();
            let (status, page) = world.bring(cookie, &[("b.json", file.as_bytes())]).await;
            assert!(
                status == StatusCode::OK && page.contains("1 gardé"),
                "{page}"
            );
            documents.push(document);
        }
        brought.push(world.kept(email).await);
    }
    let (_, first) = world.cv(&brought[0], &ada, "").await;
    let (_, second) = world.cv(&brought[0], &ada, "").await;
    let (_, of_another) = world.cv(&brought[1], &ida, "").await;
    assert!(first != second && first.starts_with("/cv/"));

    let mut served = Vec::new();
    for path in [&first, &second, &of_another] {
        served.push(world.served(path).await);
    }

    // What both CVs of one holder say, a stranger's CV with the same competences says too.
    let [one, two, other] = [&served[0], &served[1], &served[2]].map(|bodies| words(bodies));
    let common: BTreeSet<&String> = one.intersection(&two).collect();
    let theirs: Vec<&&String> = common
        .iter()
        .filter(|word| !other.contains(**word))
        .collect();
    assert!(theirs.is_empty(), "both say {theirs:?}");
    assert!(one.len() > 100, "the pages were read");

    let mut secrets = world.secrets(&documents).await;
    let host = |uri: &str| uri.rsplit(':').next().unwrap_or_default().to_owned();
    for key in keys.iter().take(4) {
        secrets.insert(key.organisation.name.clone());
        secrets.insert(host(&key.organisation.issuer_uri));
    }
    for bodies in &served {
        for body in bodies {
            for secret in &secrets {
                assert!(!holds(body, secret), "a CV tells {secret}");
            }
        }
    }
    // Under the address of a badge a CV is not read, nor the other way round.
    for path in [&first, &second] {
        let crossed = path.replace("/cv/", "/p/");
        assert_eq!(world.see(&crossed).await.0, StatusCode::NOT_FOUND);
        assert_eq!(
            world.see(&format!("{crossed}/integre")).await.0,
            StatusCode::NOT_FOUND
        );
    }
    // Nobody puts another's badge in.
    let (status, _, _) = world
        .post(
            "/mes-partages/cv",
            &ida,
            &format!("titre=&badge={}&badge={}", brought[1][0], brought[0][0]),
        )
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _, page) = world.post("/mes-partages/cv", &ida, "titre=Été").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choisissez au moins un badge"), "{page}");
    world.test.drop().await;
}

/// The digits on one's own page of a CV.
fn digits(page: &str) -> Option<String> {
    let rest = page.split("class=\"code-dit\"><strong>").nth(1)?;
    let digits: String = rest
        .split('<')
        .next()?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    (digits.len() == 8).then_some(digits)
}

#[tokio::test]
async fn a_cv_is_proved_by_a_code_once_within_a_day_and_by_an_address_as_long_as_it_is_shown() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    world
        .bring(&ada, &[("mien.png", &world.signers.png(&Award::default()))])
        .await;
    let kept = world.kept("ada@example.org").await;
    let (own, path) = world.cv(&kept, &ada, "Accueil").await;
    let prove = format!("{path}/code");
    let right = "est bien le titulaire de ce CV";
    let (status, _, page) = world.post(&prove, "", "code=00000000").await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "no code was made: {page}"
    );

    let ida = world.enter("ida%40example.org").await;
    let (status, ..) = world.post(&format!("{own}/code"), &ida, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "somebody else's CV");

    world.led(&format!("{own}/code"), &ada, "").await;
    let first = digits(&world.get(&own, &ada).await.2).expect("a code");
    assert_eq!(
        digits(&world.get(&own, &ada).await.2).as_ref(),
        Some(&first),
        "it may be read again"
    );
    world.led(&format!("{own}/code"), &ada, "").await;
    let code = digits(&world.get(&own, &ada).await.2).expect("a code");
    assert_ne!(first, code);
    let (status, _, page) = world.post(&prove, "", &format!("code={first}")).await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the one before is over: {page}"
    );
    let spaced = format!("code={}+{}", &code[..4], &code[4..]);
    let (status, _, page) = world.post(&prove, "", &spaced).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(
        page.contains(right) && page.contains("24/11/2026"),
        "{page}"
    );
    assert!(!page.contains("example.org"), "it tells no address: {page}");
    let (status, ..) = world.post(&prove, "", &spaced).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    let (_, _, page) = world.get(&own, &ada).await;
    assert!(
        page.contains("Votre code a servi") && digits(&page).is_none(),
        "{page}"
    );

    world.led(&format!("{own}/code"), &ada, "").await;
    let code = digits(&world.get(&own, &ada).await.2).expect("a code");
    let wrong = if code == "00000000" {
        "00000001"
    } else {
        "00000000"
    };
    for _ in 0..5 {
        world.post(&prove, "", &format!("code={wrong}")).await;
    }
    let (status, ..) = world.post(&prove, "", &format!("code={code}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "five tries");
    world.led(&format!("{own}/code"), &ada, "").await;
    let code = digits(&world.get(&own, &ada).await.2).expect("a code");
    world.clock.advance(TimeDelta::hours(25));
    let (status, ..) = world.post(&prove, "", &format!("code={code}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "within a day");

    assert!(!world.read(&path).await.contains("ada@example.org"));
    let address = format!("{own}/adresse");
    for another in ["ida%40example.org", "personne%40example.org"] {
        let (status, ..) = world
            .post(&address, &ada, &format!("adresse={another}"))
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND, "not hers: {another}");
    }
    world.led(&address, &ada, "adresse=ada%40example.org").await;
    assert!(world.read(&path).await.contains("ada@example.org"));
    world.led(&address, &ada, "adresse=").await;
    assert!(!world.read(&path).await.contains("ada@example.org"));

    world.led(&format!("{own}/couper"), &ada, "").await;
    let gone = world.see(&path).await;
    let never = world.see(&format!("/cv/{}", "A".repeat(22))).await;
    assert_eq!(plain(&gone), plain(&never), "as one that never was");
    let (status, ..) = world.post(&prove, "", "code=00000000").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    world.test.drop().await;
}

#[tokio::test]
async fn other_sites_show_a_shared_badge_in_a_frame_and_ask_oembed_for_it() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    world
        .bring(&ada, &[("mien.png", &world.signers.png(&Award::default()))])
        .await;
    let badge = world.kept("ada@example.org").await[0];
    let (own, path) = world.share(badge, &ada, "").await;
    let (status, headers, body) = world.see(&format!("{path}/integre")).await;
    assert_eq!(status, StatusCode::OK);
    let policy = headers["content-security-policy"]
        .to_str()
        .expect("a policy");
    assert!(
        policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("script-src"), "{policy}");
    assert!(holds(&body, "Je transmets") && !holds(&body, "<script"));

    let asked =
        format!("url=http%3A%2F%2Flocalhost%3A4141{path}&maxwidth=300&maxheight=9999&omitscript=1");
    let (status, headers, body) = world.see(&format!("/oembed?format=json&{asked}")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["access-control-allow-origin"], "*");
    let document: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(
        (&document["type"], &document["version"]),
        (&"rich".into(), &"1.0".into())
    );
    assert_eq!(
        (&document["width"], &document["height"]),
        (&300.into(), &210.into())
    );
    let html = document["html"].as_str().expect("a frame");
    assert!(
        html.contains(&format!("{path}/integre\"")) && html.contains("width=\"300\""),
        "{html}"
    );
    assert_eq!(
        world.see(&format!("/oembed?format=xml&{asked}")).await.0,
        StatusCode::NOT_IMPLEMENTED
    );
    assert_eq!(
        world.see("/oembed?format=json").await.0,
        StatusCode::BAD_REQUEST
    );
    for other in [
        "https%3A%2F%2Fevil.example%2Fp%2Fa",
        "http%3A%2F%2Flocalhost%3A4141%2Fcarte",
    ] {
        let (status, ..) = world.see(&format!("/oembed?format=json&url={other}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{other}");
    }

    let (_, _, page) = world.get(&own, &ada).await;
    for said in [
        "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&#38;name=Accueillir",
        "issueYear=2026&#38;issueMonth=11",
        "https://x.com/intent/post?text=",
        "mailto:?subject=",
        "&#60;iframe src=",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, _, page) = world
        .get(&format!("{own}?serveur=%40ada%40mastodon.social"), &ada)
        .await;
    assert!(
        page.contains("https://mastodon.social/share?text="),
        "{page}"
    );
    let (_, _, page) = world.get(&format!("{own}?serveur=chez+moi"), &ada).await;
    assert!(page.contains("pas un nom de serveur"), "{page}");
    for (ending, kind) in [("svg", "image/svg+xml"), ("png", "image/png")] {
        let (status, headers, _) = world.get(&format!("{own}/qr.{ending}"), &ada).await;
        assert_eq!(
            (status, headers["content-type"].to_str().expect("a type")),
            (StatusCode::OK, kind)
        );
    }
    world.test.drop().await;
}

const NAMED: [&str; 3] = [
    "Transmettre un savoir-faire",
    "Écouter une personne",
    "Animer un groupe d&#39;enfants",
];

/// The names of badges on a page, in its order.
fn order(page: &str) -> Vec<&'static str> {
    let mut found: Vec<(usize, &'static str)> = NAMED
        .iter()
        .filter_map(|name| Some((page.find(&format!("\">{name}</a></h2>"))?, *name)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

/// A holder with three badges: their rows and names, in the order in which they first stand.
async fn three_badges() -> (World, String, Vec<Uuid>, Vec<&'static str>) {
    let world = World::new(false).await;
    desk(&world.test.database.app, &world.signers).await;
    let ada = world.enter("ada%40example.org").await;
    let slugs = [
        "transmettre-un-savoir-faire",
        "ecouter-une-personne",
        "animer-un-groupe-d-enfants",
    ];
    for slug in slugs {
        let award = Award {
            achievement: Some(format!("http://localhost:4141/badges/{slug}")),
            ..Award::default()
        };
        world
            .bring(&ada, &[("b.png", &world.signers.png(&award))])
            .await;
    }
    let (_, _, page) = world.get("/mes-badges", &ada).await;
    let before = order(&page);
    assert_eq!(before.len(), 3, "{page}");
    let id = |page: &str, name: &str| -> Uuid {
        let at = page.find(&format!("\">{name}</a></h2>")).expect("a badge");
        let from = page[..at].rfind("/mes-badges/").expect("its address") + "/mes-badges/".len();
        page[from..at].parse().expect("its row")
    };
    let ids: Vec<Uuid> = before.iter().map(|name| id(&page, name)).collect();
    (world, ada, ids, before)
}

#[tokio::test]
async fn badges_are_put_in_order_and_hidden_for_oneself_alone() {
    let (world, ada, ids, before) = three_badges().await;
    let arrange = async |badge: Uuid, gesture: &str| {
        let path = format!("/mes-badges/{badge}/ranger");
        world.led(&path, &ada, &format!("geste={gesture}")).await;
        let (_, _, page) = world.get("/mes-badges?rangement=oui", &ada).await;
        page
    };
    let page = arrange(ids[2], "monter").await;
    assert_eq!(order(&page), [before[0], before[2], before[1]]);
    let page = arrange(ids[0], "descendre").await;
    assert_eq!(order(&page), [before[2], before[0], before[1]]);
    let page = arrange(ids[1], "premier").await;
    assert_eq!(order(&page), [before[1], before[2], before[0]]);
    let page = arrange(ids[1], "cacher").await;
    let folded = page
        .find("<summary>Badges cachés (1)")
        .expect("the folded part");
    assert!(
        page.find(&format!("\">{}</a></h2>", before[1]))
            .expect("it is there")
            > folded
    );

    let (_, path) = world.share(ids[1], &ada, "").await;
    assert_eq!(
        world.see(&path).await.0,
        StatusCode::OK,
        "hiding is for oneself"
    );
    let page = arrange(ids[1], "montrer").await;
    assert!(!page.contains("Badges cachés"), "{page}");
    let ida = world.enter("ida%40example.org").await;
    let path = format!("/mes-badges/{}/ranger", ids[0]);
    for form in ["geste=monter", "geste=cacher"] {
        let (status, ..) = world.post(&path, &ida, form).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{form}");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn badges_are_gathered_in_collections_that_may_be_shared() {
    let (world, ada, ids, before) = three_badges().await;
    let begun = world
        .led(
            "/mes-badges/collections",
            &ada,
            "nom=Candidature+d%27%C3%A9t%C3%A9",
        )
        .await;
    let both = format!("nom=Mairie&badge={}&badge={}", ids[0], ids[2]);
    world.led(&begun, &ada, &both).await;
    let another = world.led("/mes-badges/collections", &ada, "nom=Club").await;
    world
        .led(&another, &ada, &format!("nom=Club&badge={}", ids[0]))
        .await;
    let (_, _, list) = world.get("/mes-badges/collections", &ada).await;
    assert!(
        list.contains("Mairie") && list.contains("2 badges") && list.contains("1 badge"),
        "{list}"
    );
    assert!(!list.contains("Candidature"));
    let own = world
        .led(&format!("{begun}/partager"), &ada, "nom=Ada")
        .await;
    let path = world.path(&own, &ada).await;
    let page = world.read(&path).await;
    assert!(
        page.contains("Mairie") && page.contains("Partagé par Ada"),
        "{page}"
    );
    assert!(
        page.contains(before[0]) && page.contains(before[2]) && !page.contains(before[1]),
        "{page}"
    );
    assert!(!page.contains("example.org") && !page.contains(&ids[0].to_string()));
    assert!(holds(
        &world.see(&format!("{path}/integre")).await.2,
        "Mairie"
    ));

    let ida = world.enter("ida%40example.org").await;
    for (path, form) in [
        (begun.clone(), both.clone()),
        (format!("{begun}/partager"), "nom=".to_owned()),
    ] {
        let (status, ..) = world.post(&path, &ida, &form).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path} {form}");
    }
    let hers = world.led("/mes-badges/collections", &ida, "nom=Moi").await;
    let (status, ..) = world
        .post(&hers, &ida, &format!("nom=Moi&badge={}", ids[0]))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a badge of somebody else");
    world.post(&format!("{begun}/defaire"), &ida, "").await;
    assert_eq!(world.see(&path).await.0, StatusCode::OK);

    world.led(&format!("{begun}/defaire"), &ada, "").await;
    assert_eq!(world.see(&path).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        world.kept("ada@example.org").await.len(),
        3,
        "the badges stay"
    );
    let kept = world
        .texts("select row_to_json(c)::text from passport.collection as c")
        .await;
    assert!(
        kept.iter().all(|row| !row.contains("Club")),
        "names are sealed"
    );
    world.test.drop().await;
}
