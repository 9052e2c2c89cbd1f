//! A person's rights: all of it told, all of it forgotten, and who saw them.
//!
//! What is known of a person is asked of the database's own catalogue: a table that somebody adds later, and that
//! touches a person, is in these tests from its first day.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgListener;
use sqlx::{AssertSqlSafe, PgPool};
use territoire_apprenant::account::oauth::{Asked, Registration, Scopes, service as oauth};
use territoire_apprenant::account::profile;
use territoire_apprenant::account::rights::viewing::{self, Question, Viewer};
use territoire_apprenant::account::roles::{self, Role};
use territoire_apprenant::account::service as account;
use territoire_apprenant::account::{Address, AgeBand};
use territoire_apprenant::issuing::{Issued, NewAward, assertions};
use territoire_apprenant::openbadges::issue::Level;
use territoire_apprenant::presence::{self, Choice, Duration as Lasts, Place};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::applications::{BIJ, Part, STORY};
use crate::badges::{Award, COMPETENCE, desk};
use crate::entry::World;
use crate::support::today;

const ADA: &str = "ada@example.org";
const VERIFIER: &str = "a-verifier-of-forty-three-letters-at-the-very-least";
const BACK: &str = "https://portfolio.example/back";

/// Somebody who did everything that one can do here.
pub(crate) struct Everything {
    pub(crate) holder: Uuid,
    pub(crate) cookie: String,
    /// An access token of an application that she let in.
    token: String,
    /// Where her hosted assertion stands.
    hosted: String,
    issued: Issued,
}

pub(crate) async fn holder_of(pool: &PgPool, email: &str) -> Uuid {
    let address = Address::parse(email).expect("an address");
    let found = account::holder(pool, &address).await.expect("an answer");
    found.expect("an account")
}

/// Every table that holds rows of this kind of person: those that point to a holder, and those that point to these.
/// The first list bears the holder's own number.
pub(crate) async fn tables_of_a_person(pool: &PgPool) -> (BTreeSet<String>, BTreeSet<String>) {
    let own: Vec<String> = sqlx::query_scalar(
        "select table_schema || '.' || table_name
         from information_schema.columns
         join information_schema.tables using (table_schema, table_name)
         where column_name in ('holder_id', 'holder') and table_type = 'BASE TABLE'
         union
         select source.relnamespace::regnamespace || '.' || source.relname
         from pg_constraint as tie
         join pg_class as source on source.oid = tie.conrelid
         where tie.contype = 'f' and tie.confrelid = 'account.holder'::regclass",
    )
    .fetch_all(pool)
    .await
    .expect("a catalogue");
    let own: BTreeSet<String> = own.into_iter().collect();
    let ties: Vec<(String, String)> = sqlx::query_as(
        "select source.relnamespace::regnamespace || '.' || source.relname,
                target.relnamespace::regnamespace || '.' || target.relname
         from pg_constraint as tie
         join pg_class as source on source.oid = tie.conrelid
         join pg_class as target on target.oid = tie.confrelid
         where tie.contype = 'f'",
    )
    .fetch_all(pool)
    .await
    .expect("a catalogue");
    let mut all = own.clone();
    loop {
        let before = all.len();
        let further = ties
            .iter()
            .filter(|(_, target)| all.contains(target))
            .map(|(source, _)| source.clone());
        let further: Vec<String> = further.collect();
        all.extend(further);
        if all.len() == before {
            break;
        }
    }
    let further = all.difference(&own).cloned().collect();
    (own, further)
}

impl World {
    /// The octets that stand at a path.
    async fn octets(&self, path: &str, cookie: &str) -> Vec<u8> {
        let request = Request::get(path).header(COOKIE, cookie);
        let request = request.body(Body::empty()).expect("a request");
        let answer = self.service().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let body = answer.into_body().collect().await.expect("a body");
        body.to_bytes().to_vec()
    }

    /// What the API answers to an application.
    async fn badges_of(&self, token: &str) -> StatusCode {
        let request = Request::get("/ims/ob/v3p0/credentials")
            .header(AUTHORIZATION, format!("Bearer {token}"));
        let request = request.body(Body::empty()).expect("a request");
        self.ask(request).await.0
    }

    /// Somebody with a row in every table that can hold one of a person.
    pub(crate) async fn everything(&self) -> Everything {
        let pool = &self.test.database.app;
        let mut rng = ChaCha20Rng::seed_from_u64(28);
        let desk = desk(pool, &self.signers).await;
        let award = NewAward {
            organisation: self.signers.keys[0].organisation.slug.clone(),
            achievement: COMPETENCE.to_owned(),
            level: Level::try_from(2).expect("a level"),
            email: ADA.to_owned(),
            awarded_at: today(),
            valid_until: None,
        };
        let issued = desk.award(&[award], &self.clock, &mut rng).await;
        let issued = issued.expect("awarded").remove(0);
        let cookie = self.enter("ada%40example.org").await;
        let holder = holder_of(pool, ADA).await;
        for (name, bytes) in [
            ("badge.json", issued.document.as_bytes()),
            ("badge.jws", issued.assertion.as_bytes()),
        ] {
            self.bring(&cookie, &[(name, bytes)]).await;
        }
        self.bring(
            &cookie,
            &[("autre.png", &self.signers.png(&Award::default()))],
        )
        .await;
        let base = &self.signers.base;
        let hosted = assertions::host(pool, base, &issued.assertion, &self.clock, &mut rng).await;
        let hosted = hosted.expect("hosted").replace(&base.url(""), "");

        let mut tx = pool.begin().await.expect("a transaction");
        account::set_age_bands(&mut tx, &[(holder, AgeBand::Adult)])
            .await
            .expect("a band");
        let network: Uuid = sqlx::query_scalar("select id from network.network limit 1")
            .fetch_one(&mut *tx)
            .await
            .expect("a network");
        let role = Role::Coordinator(network);
        roles::give(&mut tx, holder, role, "test", &self.clock)
            .await
            .expect("a role");
        let recruiter = Viewer::Recruiter {
            company: "Menuiserie Loire".to_owned(),
            level: 2,
        };
        let question = Question {
            competences: vec![COMPETENCE.to_owned()],
            zone: "autour de Blois".to_owned(),
        };
        viewing::record(&mut tx, &[holder], &recruiter, &question, &self.clock)
            .await
            .expect("recorded");
        tx.commit().await.expect("kept");
        let choice = Choice {
            level: presence::Level::WithoutName,
            place: Place::parse("41018").expect("a place"),
            duration: Lasts::Six,
            text_version: "2026-01".to_owned(),
        };
        let master = &self.master;
        let placed =
            presence::service::give(pool, &self.clock, master, &mut rng, holder, &choice).await;
        assert_eq!(placed.expect("consent"), 1);

        let identity: String = sqlx::query_scalar(
            "select encode(identity, 'hex') from passport.credential where holder_id = $1 limit 1",
        )
        .bind(holder)
        .fetch_one(pool)
        .await
        .expect("a badge");
        self.post("/verifier/code", "", &format!("badge={identity}"))
            .await;
        self.mails().await;
        self.post("/connexion", "", "email=ada%40example.org").await;
        sqlx::query(
            "with run as (
                 insert into passport.ingestion (id, source, started_at) values (gen_random_uuid(), '\\x00', $2) returning id
             )
             insert into passport.ingestion_item (ingestion_id, path, outcome, credential_id)
             select run.id, 'apports/ada@example.org.png', 'kept', credential.id
             from run
             join passport.credential on credential.holder_id = $1
             limit 1",
        )
        .bind(holder)
        .bind(today())
        .execute(pool)
        .await
        .expect("a report");
        let token = self.let_in(holder).await;
        self.everything_else(&cookie, holder).await;
        Everything {
            holder,
            cookie,
            token,
            hosted,
            issued,
        }
    }

    /// What is asked for, taken by a code, opened to others, put in order, kept out of sight.
    async fn everything_else(&self, cookie: &str, holder: Uuid) {
        let badge = self.kept(ADA).await[0];
        let draft = self.begin(cookie, BIJ).await;
        let parts: [Part; 3] = [
            ("histoire", None, STORY.as_bytes()),
            ("lien", None, b"https://exemple.fr/camping"),
            ("geste", None, b"enregistrer"),
        ];
        let (status, _, page) = self.send(&draft, cookie, &parts).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let jo = self.facilitator("jo@example.org", BIJ).await;
        let (_, codes) = self.offer(&jo, "slips", 1).await;
        let (status, _, page) = self.post(&codes[0], cookie, "").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        // A code that leads nowhere is counted.
        self.get("/r/ZZZZZZZZZ", cookie).await;

        self.share(badge, cookie, "Ada").await;
        let (cv, _) = self.cv(&[badge], cookie, "Accueil").await;
        self.led(&format!("{cv}/code"), cookie, "").await;
        let collection = self
            .led("/mes-badges/collections", cookie, "nom=Mairie")
            .await;
        let gathered = format!("nom=Mairie&badge={badge}");
        self.led(&collection, cookie, &gathered).await;
        let path = format!("/mes-badges/{badge}/ranger");
        self.led(&path, cookie, "geste=cacher").await;

        let form = "email=ada.lovelace%40example.com";
        self.post("/mon-compte/adresses", cookie, form).await;
        let (status, ..) = self.post("/mon-compte/cles/debut", cookie, "").await;
        assert_eq!(status, StatusCode::OK);
        for sql in [
            "insert into account.own_name (name, holder_id, created_at) values (gen_random_uuid(), $1, now())",
            "insert into account.card (holder_id, mac, made_at) values ($1, sha256('a card'), now())",
            "insert into account.card_renewal
                 (id, holder_id, organisation_id, mac, made_at, good_from)
             select gen_random_uuid(), $1, id, sha256('another card'), now(), now() + interval '2 days'
             from network.organisation limit 1",
            "insert into account.passkey
                 (id, holder_id, credential_id, name, static_state, dynamic_state, created_at, used_at)
             values (gen_random_uuid(), $1, '\\x01', 'Firefox', '\\x02', '\\x03', now(), now())",
            "insert into account.company (siren, name, created_at)
             select '443061841', 'Camping', now() where $1::uuid is not null",
            "insert into account.recruiter (holder_id, siren, asked_at, approved_at)
             values ($1, '443061841', now(), now())",
            "insert into account.recruiter_application
                 (id, holder_id, siret, name, email, purpose, charter, language, asked_at, changed_at)
             values (gen_random_uuid(), $1, '44306184100013', 'Camping', 'ada@example.org',
                 'Une équipe pour l’été, à l’accueil.', 'recruiters.2026-11-29.fr', 'fr', now(), now())",
            "insert into account.report (id, recruiter_id, siren, holder_id, thread_id, reason, at)
             select gen_random_uuid(), holder.id, '443061841', $1, gen_random_uuid(), 'fraud', now()
             from account.holder where holder.id <> $1 limit 1",
            "insert into presence.excluded (holder_id, siren, since) values ($1, '732829320', now())",
            "insert into presence.invitation (holder_id, at) values ($1, now())",
            "insert into search.saved
                 (id, holder_id, name, competences, levels, every, scope_kind, scope_code, created_at, alert, told_at)
             values (gen_random_uuid(), $1, 'Été', array['programmer'], array[1::smallint], false, 'region', '24',
                     now(), true, now())",
            "insert into search.token (digest, search_id, siren, holder_id, expires_at)
             values (sha256('a card'), gen_random_uuid(), '443061841', $1, now())",
            "insert into presence.chosen (holder_id, credential_id)
             select $1, id from passport.credential where holder_id = $1 limit 1",
            "insert into issuing.claim_offer
                 (id, organisation_id, achievement_uri, level, kind, capacity, opens_at, closes_at, made_by, made_at)
             select gen_random_uuid(), organisation_id, achievement_uri, level, kind, 1, opens_at, closes_at, $1, made_at
             from issuing.claim_offer limit 1",
        ] {
            sqlx::query(sql)
                .bind(holder)
                .execute(&self.test.database.app)
                .await
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        self.written_to(cookie, holder).await;
    }

    /// An application is let in, and given a profile.
    async fn let_in(&self, holder: Uuid) -> String {
        let pool = &self.test.database.app;
        let mut rng = ChaCha20Rng::seed_from_u64(29);
        let scopes =
            "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly offline_access";
        let told = Registration::read(&json!({
            "client_name": "Portfolio",
            "client_uri": "https://portfolio.example/",
            "logo_uri": "https://portfolio.example/logo.png",
            "tos_uri": "https://portfolio.example/terms",
            "policy_uri": "https://portfolio.example/privacy",
            "software_id": "portfolio",
            "software_version": "1",
            "redirect_uris": [BACK],
            "token_endpoint_auth_method": "client_secret_basic",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": scopes,
        }))
        .expect("a registration");
        let clock = &self.clock;
        let app = oauth::register(pool, &told, clock, &mut rng).await;
        let app = app.expect("registered").id;
        let asked = Asked {
            application: app,
            redirect_uri: BACK.to_owned(),
            scopes: Scopes::parse(scopes).expect("scopes"),
            challenge: Sha256::digest(VERIFIER).into(),
        };
        let code = oauth::grant(pool, holder, &asked, clock, &mut rng).await;
        let code = code.expect("a code");
        let known = oauth::application(pool, app).await.expect("an answer");
        let tokens = oauth::exchange(
            pool,
            &known.expect("an application"),
            code.reveal(),
            BACK,
            VERIFIER,
            None,
            clock,
            &mut rng,
        )
        .await
        .expect("tokens");
        let said = json!({"type": "Profile", "name": "Ada L.", "email": ADA});
        profile::write(pool, &self.master, (holder, app), &said, clock, &mut rng)
            .await
            .expect("a profile");
        tokens.access.reveal().to_owned()
    }

    /// How many rows each of these tables has of a holder.
    async fn rows(&self, tables: &BTreeSet<String>, holder: Uuid) -> BTreeMap<String, usize> {
        let mut rows = BTreeMap::new();
        for table in tables {
            let column = match table.as_str() {
                "account.holder" => "id",
                "issuing.claim_offer" => "made_by",
                "relay.proposal" => "recruiter_id",
                _ => "holder_id",
            };
            let sql = format!("select count(*) from {table} where {column} = $1");
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(holder)
                .fetch_one(&self.test.database.app)
                .await
                .expect("a count");
            rows.insert(table.clone(), usize::try_from(count).expect("few"));
        }
        rows
    }

    /// Where in the whole database a text stands: `schema.table.column`.
    async fn places_of(&self, needle: &str) -> BTreeSet<String> {
        let pool = &self.test.database.app;
        let columns: Vec<(String, String, String)> = sqlx::query_as(
            "select table_schema || '.' || table_name, column_name, data_type
             from information_schema.columns
             join information_schema.tables using (table_schema, table_name)
             where table_type = 'BASE TABLE'
               and table_schema not in ('pg_catalog', 'information_schema', 'public', 'territory')
               and data_type in ('text', 'character varying', 'jsonb', 'json', 'bytea', 'ARRAY')",
        )
        .fetch_all(pool)
        .await
        .expect("a catalogue");
        assert!(columns.len() > 60, "the whole database is searched");
        let mut found = BTreeSet::new();
        for (table, column, kind) in columns {
            let here = if kind == "bytea" {
                format!("position(convert_to($1, 'UTF8') in \"{column}\") > 0")
            } else {
                format!("position($1 in lower(\"{column}\"::text)) > 0")
            };
            let sql = format!("select exists (select from {table} where {here})");
            let is: bool = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(needle)
                .fetch_one(pool)
                .await
                .expect("a search");
            if is {
                found.insert(format!("{table}.{column}"));
            }
        }
        found
    }
}

/// The files of a ZIP.
fn files(zip: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).expect("a ZIP");
    (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).expect("a file");
            let name = file.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("octets");
            (name, bytes)
        })
        .collect()
}

#[tokio::test]
async fn everything_that_is_kept_of_a_person_is_in_their_export() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    assert_eq!(
        world.get("/mon-compte/mes-donnees.zip", "").await.0,
        StatusCode::SEE_OTHER
    );
    let ada = world.everything().await;
    let ida = world.enter("ida%40example.org").await;
    let files_ = files(
        world
            .octets("/mon-compte/mes-donnees.zip", &ada.cookie)
            .await,
    );
    let all: Value = serde_json::from_slice(&files_["mes-donnees.json"]).expect("JSON");
    let told = all["tables"].as_object().expect("tables");

    // Each table that touches a person is told of, row by row; this person has a row in every one of them.
    let (own, further) = tables_of_a_person(pool).await;
    assert!(own.len() >= 11, "{own:?}");
    for (table, rows) in world.rows(&own, ada.holder).await {
        assert!(rows > 0, "this test's person has nothing in {table}");
        let said = told.get(&table).and_then(Value::as_array);
        let said = said.unwrap_or_else(|| panic!("{table} is not in the export"));
        assert_eq!(said.len(), rows, "{table}");
    }
    for table in further {
        let said = told.get(&table).and_then(Value::as_array);
        let said = said.unwrap_or_else(|| panic!("{table} is not in the export"));
        assert!(!said.is_empty(), "{table}");
    }
    for table in ["issuing.award", "issuing.hosted_assertion", "audit.event"] {
        assert!(!told[table].as_array().expect("rows").is_empty(), "{table}");
    }

    // What was sealed is open; what is secret is not there.
    assert_eq!(told["presence.consent"][0]["place"], "commune:41018");
    assert_eq!(told["account.profile"][0]["profile"]["name"], "Ada L.");
    assert_eq!(told["account.address"][0]["email"], ADA);
    assert_eq!(told["issuing.application"][0]["story"], STORY);
    let links = told["passport.share"].as_array().expect("links");
    assert!(links.iter().any(|link| link["words"]["name"] == "Ada"));
    assert_eq!(told["passport.collection"][0]["name"], "Mairie");
    assert_eq!(told["account.viewing"][0]["viewer"], "Menuiserie Loire");
    assert_eq!(told["relay.message"][0]["words"], "Avec plaisir");
    assert_eq!(
        told["relay.thread"][0]["proposal"]["what"],
        "Tenir l’accueil en juillet"
    );
    assert_eq!(told["relay.proposal"][0]["said"]["words"], "Bonjour");
    let text = String::from_utf8_lossy(&files_["mes-donnees.json"]);
    for secret in ["\"digest\"", "\"mac\"", "\"wrapped_key\"", "\"sealed\""] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(!text.contains("ida@"), "of one person alone");

    // The originals are there byte for byte, each under a name of its own.
    let hashes: BTreeSet<String> = files_
        .values()
        .map(|bytes| {
            let hash = Sha256::digest(bytes);
            hash.iter()
                .fold(String::new(), |hex, octet| hex + &format!("{octet:02x}"))
        })
        .collect();
    let originals = told["passport.original"].as_array().expect("originals");
    assert_eq!(originals.len(), 4);
    for original in originals {
        let hash = original["sha256"].as_str().expect("a hash");
        assert!(hashes.contains(hash), "{hash}");
    }
    assert!(files_.contains_key("mes-badges/contenu.json"));
    assert!(String::from_utf8_lossy(&files_["LISEZMOI.txt"]).contains("24/11/2026"));

    let other = files(world.octets("/mon-compte/mes-donnees.zip", &ida).await);
    let other = String::from_utf8_lossy(&other["mes-donnees.json"]).into_owned();
    assert!(other.contains("ida@example.org") && !other.contains(ADA));
    world.test.drop().await;
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one story, from the page to the new account"
)]
async fn an_erased_person_is_nowhere_any_more_and_can_begin_anew() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.everything().await;
    let badge = world.kept(ADA).await[0];
    let badge = format!("/mes-badges/{badge}");
    let before = world.places_of(ADA).await;
    for known in [
        "account.address.email",
        "passport.credential.address",
        "passport.ingestion_item.path",
        "account.sign_in_link.email",
    ] {
        assert!(
            before.contains(known),
            "the search finds what is there: {before:?}"
        );
    }
    assert_eq!(world.get(&ada.hosted, "").await.0, StatusCode::OK);
    assert_eq!(world.badges_of(&ada.token).await, StatusCode::OK);
    let sealed: Vec<u8> = sqlx::query_scalar("select sealed from presence.consent")
        .fetch_one(pool)
        .await
        .expect("a consent");
    let originals: i64 = sqlx::query_scalar("select count(*) from passport.original")
        .fetch_one(pool)
        .await
        .expect("a count");
    assert_eq!(originals, 4);

    // The page says what goes and what stays; another word than the one asked for changes nothing.
    let (status, headers, page) = world.get("/mon-compte/effacer", &ada.cookie).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    for said in ["EFFACER", ADA, "35 jours", "sous un numéro tiré au hasard"] {
        assert!(page.contains(said), "{said}");
    }
    for wrong in ["mot=", "mot=oui", "mot=effacer+tout"] {
        let (status, _, page) = world.post("/mon-compte/effacer", &ada.cookie, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.contains("aria-invalid=\"true\""), "{page}");
    }
    let (status, _, _) = world.post("/mon-compte/effacer", "", "mot=EFFACER").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.places_of(ADA).await, before);

    let mut listener = PgListener::connect_with(pool).await.expect("a listener");
    listener.listen("visibility").await.expect("heard");
    let word = "mot=+effacer+";
    let (status, headers, _) = world.post("/mon-compte/effacer", &ada.cookie, word).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let cookie = headers[SET_COOKIE].to_str().expect("a cookie");
    assert!(cookie.contains("Max-Age=0"), "{cookie}");
    assert_eq!(headers["location"], "/mon-compte/efface");
    let (status, _, page) = world.get("/mon-compte/efface", "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Votre compte est effacé"));

    // Off the map at once: the nodes are woken, and no row is left.
    tokio::time::timeout(Duration::from_secs(5), listener.recv())
        .await
        .expect("woken within seconds")
        .expect("a notification");
    drop(listener);
    let visible: i64 = sqlx::query_scalar(
        "select (select count(*) from presence.visible_row) + (select count(*) from presence.presence)",
    )
    .fetch_one(pool)
    .await
    .expect("a count");
    assert_eq!(visible, 0);
    let last: (String, i16) =
        sqlx::query_as("select action, level from presence.consent order by seq desc limit 1")
            .fetch_one(pool)
            .await
            .expect("the ledger");
    assert_eq!(last, ("withdrawn".to_owned(), 0));

    // The address is in no column of any table, the files are gone, the key is destroyed.
    assert_eq!(world.places_of(ADA).await, BTreeSet::new());
    let left: i64 = sqlx::query_scalar("select count(*) from passport.original")
        .fetch_one(pool)
        .await
        .expect("a count");
    assert_eq!(left, 0);
    let tomb: (Option<Vec<u8>>, Option<String>, bool) = sqlx::query_as(
        "select wrapped_key, age_band, erased_at is not null from account.holder where id = $1",
    )
    .bind(ada.holder)
    .fetch_one(pool)
    .await
    .expect("a tombstone");
    assert_eq!(tomb, (None, None, true));
    let kept: Vec<u8> =
        sqlx::query_scalar("select sealed from presence.consent where sealed is not null")
            .fetch_one(pool)
            .await
            .expect("the ledger keeps its rows");
    assert_eq!(kept, sealed, "and nothing opens it");
    let (own, _) = tables_of_a_person(pool).await;
    for (table, rows) in world.rows(&own, ada.holder).await {
        let kept_rightly = [
            "account.holder",
            "account.role",
            "issuing.claim_offer",
            "presence.consent",
            "presence.visibility_change",
        ];
        assert!(
            rows == 0 || kept_rightly.contains(&table.as_str()),
            "{table} still has {rows} rows"
        );
    }
    let roles: i64 = sqlx::query_scalar(
        "select count(*) from account.role where ended_at is null and holder_id = $1",
    )
    .bind(ada.holder)
    .fetch_one(pool)
    .await
    .expect("a count");
    assert_eq!(roles, 0);

    // Nothing answers any more: neither her pages, nor what was published for her, nor the application's token.
    for path in ["/mon-compte", "/mes-badges", badge.as_str()] {
        let (status, headers, _) = world.get(path, &ada.cookie).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
        assert!(
            headers["location"]
                .to_str()
                .expect("a path")
                .starts_with("/connexion")
        );
    }
    assert_eq!(world.get(&ada.hosted, "").await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.badges_of(&ada.token).await, StatusCode::UNAUTHORIZED);
    let (status, _, _) = world.post("/mon-compte/effacer", &ada.cookie, word).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "once");

    // The organisation still knows that it gave a badge, and to nobody.
    let award: String = sqlx::query_scalar(
        "select to_jsonb(award)::text from issuing.award where credential_uri = $1",
    )
    .bind(&ada.issued.credential_uri)
    .fetch_one(pool)
    .await
    .expect("the award");
    assert!(!award.contains(&ada.holder.to_string()));

    // One last mail, and no other that waited.
    let mails = world.mails().await;
    assert_eq!(mails[0].to, ADA);
    assert_eq!(mails[0].subject, "Votre compte est effacé");
    let waiting: i64 =
        sqlx::query_scalar("select count(*) from account.mail where sent_at is null")
            .fetch_one(pool)
            .await
            .expect("a count");
    assert_eq!(waiting, 0);

    // The same address begins anew, with nothing of before.
    let anew = world.enter("ada%40example.org").await;
    assert_ne!(holder_of(pool, ADA).await, ada.holder);
    assert_eq!(world.get(&badge, &anew).await.0, StatusCode::NOT_FOUND);
    let (_, _, page) = world.get("/mes-badges", &anew).await;
    assert!(page.contains("Vous n’avez pas encore de badge"), "{page}");
    let (_, _, page) = world.get("/mon-compte", &anew).await;
    assert!(!page.contains("Coordinateur"), "{page}");
    world
        .bring(&anew, &[("badge.json", ada.issued.document.as_bytes())])
        .await;
    assert_eq!(
        world.kept(ADA).await.len(),
        1,
        "her badge is true, and hers again"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn an_erasure_that_is_cut_short_changes_nothing() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.everything().await;
    let (own, _) = tables_of_a_person(pool).await;
    let before = world.rows(&own, ada.holder).await;
    sqlx::raw_sql(
        "create function account.cut() returns trigger language plpgsql as $$
         begin raise exception 'the power fails'; end $$;
         create trigger cut before update of erased_at on account.holder
             for each row execute function account.cut();",
    )
    .execute(&world.test.database.owner)
    .await
    .expect("a power cut");
    let (status, headers, _) = world
        .post("/mon-compte/effacer", &ada.cookie, "mot=EFFACER")
        .await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(headers.get(SET_COOKIE).is_none());
    assert_eq!(world.rows(&own, ada.holder).await, before);
    assert_eq!(
        world.get("/mes-badges", &ada.cookie).await.0,
        StatusCode::OK
    );
    assert_eq!(world.get(&ada.hosted, "").await.0, StatusCode::OK);
    let mails = world.mails().await;
    assert!(mails.iter().all(|mail| !mail.subject.contains("effacé")));
    sqlx::raw_sql("drop trigger cut on account.holder")
        .execute(&world.test.database.owner)
        .await
        .expect("the power is back");
    let (status, _, _) = world
        .post("/mon-compte/effacer", &ada.cookie, "mot=EFFACER")
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    world.test.drop().await;
}

#[tokio::test]
async fn nothing_can_be_attached_to_somebody_who_was_erased() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.enter("ada%40example.org").await;
    let holder = holder_of(pool, ADA).await;
    // Somebody else is about to sign her in while she erases herself: the one who comes second sees the first.
    let mut late = pool.begin().await.expect("a transaction");
    world.post("/mon-compte/effacer", &ada, "mot=erase").await;
    for sql in [
        "insert into account.session (id, holder_id, digest, browser, created_at, seen_at, expires_at)
         values (gen_random_uuid(), $1, sha256('x'), '?', now(), now(), now())",
        "insert into account.address (email, holder_id) values ('ada@example.org', $1)",
        "insert into account.profile (holder_id, sealed, changed_at) values ($1, '', now())",
        "insert into account.viewing (holder_id, at, viewer_kind, viewer, competences, zone)
         values ($1, now(), 'application', 'x', '{}', '')",
        "update account.holder set age_band = '18_plus' where id = $1",
    ] {
        sqlx::query("savepoint one").execute(&mut *late).await.expect("a savepoint");
        let refused = sqlx::query(sql).bind(holder).execute(&mut *late).await;
        assert!(refused.is_err(), "{sql}");
        sqlx::query("rollback to one").execute(&mut *late).await.expect("back");
    }
    drop(late);

    // Whoever comes in the middle of an erasure waits for its end, and then finds nobody.
    world.enter("ida%40example.org").await;
    let ida = holder_of(pool, "ida@example.org").await;
    let mut erasing = pool.begin().await.expect("a transaction");
    for sql in [
        "select from account.holder where id = $1 for update",
        "update account.holder
         set wrapped_key = null, age_band = null, active_at = null, reminded_at = null, erased_at = now()
         where id = $1",
    ] {
        sqlx::query(sql)
            .bind(ida)
            .execute(&mut *erasing)
            .await
            .expect("erased");
    }
    let other = pool.clone();
    let entering = tokio::spawn(async move {
        sqlx::query(
            "insert into account.session (id, holder_id, digest, browser, created_at, seen_at, expires_at)
             values (gen_random_uuid(), $1, sha256('y'), '?', now(), now(), now())",
        )
        .bind(ida)
        .execute(&other)
        .await
    });
    loop {
        let waits: bool = sqlx::query_scalar(
            "select exists (
                 select from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock'
             )",
        )
        .fetch_one(&world.test.database.owner)
        .await
        .expect("an answer");
        if waits || entering.is_finished() {
            break;
        }
    }
    assert!(!entering.is_finished(), "it waits");
    erasing.commit().await.expect("erased");
    let refused = entering.await.expect("an answer").expect_err("refused");
    assert!(
        refused.to_string().contains("this person was erased"),
        "{refused}"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn a_holder_reads_who_saw_them_and_nobody_else_does() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    assert_eq!(world.get("/qui-m-a-vu", "").await.0, StatusCode::SEE_OTHER);
    let ida = world.enter("ida%40example.org").await;
    let (status, headers, page) = world.get("/qui-m-a-vu", &ida).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    assert!(
        page.contains("Personne.") && page.contains("12 mois"),
        "{page}"
    );

    let ada = world.everything().await;
    let (_, _, page) = world.get("/qui-m-a-vu", &ada.cookie).await;
    for said in [
        "Menuiserie Loire",
        "a reçu votre carte sans nom",
        "Accueillir et guider un public",
        "autour de Blois",
        "24\u{a0}novembre 2026",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        !page.contains("Portfolio"),
        "it was let in, and has read nothing yet"
    );
    for _ in 0..3 {
        assert_eq!(world.badges_of(&ada.token).await, StatusCode::OK);
    }
    let (_, _, page) = world.get("/qui-m-a-vu", &ada.cookie).await;
    assert_eq!(page.matches("Portfolio").count(), 1, "once a day: {page}");
    let (_, _, english) = world.get("/qui-m-a-vu?lang=en", &ada.cookie).await;
    assert!(
        english.contains("was given your card without a name"),
        "{english}"
    );
    let (_, _, page) = world.get("/qui-m-a-vu", &ida).await;
    assert!(page.contains("Personne.") && !page.contains("Menuiserie"));

    // A recruiter is told of nobody without a consent: the database asks for its level.
    let without = sqlx::query(
        "insert into account.viewing (holder_id, at, viewer_kind, viewer, competences, zone)
         values ($1, now(), 'recruiter', 'x', '{}', '')",
    );
    assert!(without.bind(ada.holder).execute(pool).await.is_err());
    world.test.drop().await;
}
