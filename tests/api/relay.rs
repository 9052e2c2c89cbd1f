//! Proposals, answers and talk between people whose names nobody knows (PRIVACY R5, R6, C3, C5).

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use chrono::{DateTime, TimeDelta, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::json;
use territoire_apprenant::account::companies::{Recruiter, Siren};
use territoire_apprenant::account::mail::Mail;
use territoire_apprenant::account::rights::viewing::{self, Question, Viewer};
use territoire_apprenant::jobs::{self, NewJob, Worker};
use territoire_apprenant::presence::Place;
use territoire_apprenant::relay::letters::{Keep, Letter, Letters, Tell};
use territoire_apprenant::relay::post::{self, Refused, Taken};
use territoire_apprenant::relay::proposals::{self, Draft, Means};
use territoire_apprenant::relay::words::{Contact, LONGEST, Words};
use territoire_apprenant::relay::{Offer, RelayError, Side, Start, mailbox};
use territoire_apprenant::search::tokens;
use uuid::Uuid;

use crate::applications::BIJ;
use crate::badges::COMPETENCE;
use crate::entry::World;
use crate::question::{Someone, settle};
use crate::rights::holder_of;

const COMPANY: &str = "732829320";
const OTHER: &str = "356000000";
const NAME: &str = "Menuiserie Loire";
/// Where answers by mail come in.
const DOMAIN: &str = "relais.exemple";

impl World {
    /// A company, and the cookie of one of its recruiters.
    pub(crate) async fn seeker(&self, email: &str, siren: &str, name: &str) -> String {
        let cookie = self.enter(&email.replace('@', "%40")).await;
        let person = holder_of(&self.test.database.app, email).await;
        for sql in [
            "insert into account.company (siren, name, created_at) values ($2, $3, now())
             on conflict do nothing",
            "insert into account.recruiter (holder_id, siren, asked_at, approved_at)
             select $1, $2, now(), now() where $3 <> ''",
        ] {
            sqlx::query(sql)
                .bind(person)
                .bind(siren)
                .bind(name)
                .execute(&self.test.database.app)
                .await
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        self.show_a_passkey(person).await;
        cookie
    }

    /// The cookie of an adult who is visible without a name, and their number.
    pub(crate) async fn visible(&self, email: &str) -> (String, Uuid) {
        let cookie = self.enter(&email.replace('@', "%40")).await;
        let person = holder_of(&self.test.database.app, email).await;
        self.with_sql(
            "update account.holder set age_band = '18_plus' where id = $1",
            person,
        )
        .await;
        self.with_sql(
            "with consent as (
                 insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
                 values ($1, 'given', 2, 'test', '2026-11-01', '2027-11-01')
                 returning seq, expires_at
             )
             insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
             select $1, seq, 2, 'commune', '41018', expires_at from consent",
            person,
        )
        .await;
        (cookie, person)
    }

    async fn with_sql(&self, sql: &'static str, id: Uuid) {
        sqlx::query(sql)
            .bind(id)
            .execute(&self.test.database.app)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    async fn counted_by(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.test.database.app)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    fn instant(&self) -> DateTime<Utc> {
        use territoire_apprenant::clock::Clock as _;
        self.clock.now()
    }

    /// A card of that person, as a search gives it to a company.
    pub(crate) async fn card_of(&self, person: Uuid, siren: &str) -> String {
        let mut db = self
            .test
            .database
            .app
            .acquire()
            .await
            .expect("a connection");
        let siren = Siren::parse(siren).expect("a SIREN");
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let search = Uuid::new_v4();
        let given =
            tokens::give(&mut db, &siren, search, &[person], self.instant(), &mut rng).await;
        given.expect("tokens")[0].reveal().to_owned()
    }

    /// What is answered to a proposal to that card.
    async fn proposed(
        &self,
        cookie: &str,
        card: &str,
        nonce: Uuid,
    ) -> (StatusCode, String, String) {
        let (status, headers, page) = self
            .post(
                "/recruteurs/proposer",
                cookie,
                &sent_form(card, nonce, "Bonjour, venez nous voir."),
            )
            .await;
        let to = headers.get(LOCATION).map(|to| to.to_str().expect("a path"));
        (status, to.unwrap_or_default().to_owned(), page)
    }

    /// Sends a proposal to that person; the path of its page.
    pub(crate) async fn propose(&self, cookie: &str, person: Uuid, siren: &str) -> String {
        let card = self.card_of(person, siren).await;
        let (status, to, page) = self.proposed(cookie, &card, Uuid::new_v4()).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        to.split('?').next().expect("a path").to_owned()
    }

    fn letters(&self) -> Letters {
        Letters {
            pool: self.test.database.app.clone(),
            clock: Arc::new(self.clock.clone()),
            master: self.master.clone(),
            base: self.signers.base.clone(),
            domain: Some(DOMAIN.to_owned()),
        }
    }

    /// Does the relay's jobs, the hourly one among them, and carries the mails; all that were written, newest first.
    pub(crate) async fn relayed(&self) -> Vec<Mail> {
        let pool = &self.test.database.app;
        let now = self.instant();
        let hourly = NewJob {
            kind: "relay.keep",
            payload: json!({}),
            unique_key: None,
            run_at: now,
        };
        let mut tx = pool.begin().await.expect("a transaction");
        jobs::enqueue(&mut tx, &hourly, now).await.expect("queued");
        tx.commit().await.expect("kept");
        let letters = self.letters();
        let round = Worker::new(pool.clone(), Arc::new(self.clock.clone()))
            .with(Arc::new(Tell(letters.clone())))
            .with(Arc::new(Letter(letters.clone())))
            .with(Arc::new(Keep(letters)))
            .drain()
            .await
            .expect("the queue is read");
        assert_eq!((round.retried, round.given_up), (0, 0));
        self.mails().await
    }

    /// Mails to one address, newest first.
    async fn mails_to(&self, email: &str) -> Vec<Mail> {
        let mut mails = self.relayed().await;
        mails.retain(|mail| mail.to == email && !mail.text.contains("/connexion/"));
        mails
    }

    /// The page of a holder's only thread.
    pub(crate) async fn thread_of(&self, cookie: &str) -> String {
        let (_, _, page) = self.get("/mes-propositions", cookie).await;
        let mut found = page.split("href=\"/mes-propositions/").skip(1);
        let reference = found.next().expect("a thread").split('"').next();
        assert!(found.next().is_none(), "{page}");
        format!("/mes-propositions/{}", reference.expect("a number"))
    }

    /// The page of talk that a proposal led to.
    async fn talk_of(&self, proposal: &str, cookie: &str) -> String {
        let (_, _, page) = self.get(proposal, cookie).await;
        let found = page.split("href=\"/recruteurs/echanges/").nth(1);
        let reference = found.expect("talk").split('"').next();
        format!("/recruteurs/echanges/{}", reference.expect("a number"))
    }

    /// Somebody has a thread, and wrote a proposal themselves: for what is kept of a person.
    pub(crate) async fn written_to(&self, cookie: &str, person: Uuid) {
        let rob = self.seeker("rob@example.net", OTHER, "La Poste").await;
        self.propose(&rob, person, OTHER).await;
        let thread = self.thread_of(cookie).await;
        self.answers(&thread, cookie, "geste=repondre&mots=Avec+plaisir")
            .await;
        let means = Means {
            pool: &self.test.database.app,
            master: &self.master,
            clock: &self.clock,
            base: &self.signers.base,
        };
        let own = Recruiter {
            holder: person,
            company: Siren::parse("443061841").expect("a SIREN"),
            name: "Camping".to_owned(),
        };
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let sent = proposals::to_all(means, &own, &draft(), &[], &mut rng).await;
        sent.expect("sent");
    }

    pub(crate) async fn answers(&self, thread: &str, cookie: &str, form: &str) {
        let (status, _, page) = self.post(thread, cookie, form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{form}: {page}");
    }
}

fn sent_form(card: &str, nonce: Uuid, words: &str) -> String {
    let nonce = nonce.to_string();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([
        ("carte", card),
        ("envoi", &nonce),
        ("offre", "job"),
        ("quoi", "Tenir l’accueil en juillet"),
        ("quand", "summer"),
        ("ou", "commune"),
        ("commune", "Vendôme (41)"),
        ("large", ""),
        ("mots", words),
    ]);
    form.finish()
}

fn recruiter(person: Uuid) -> Recruiter {
    Recruiter {
        holder: person,
        company: Siren::parse(COMPANY).expect("a SIREN"),
        name: NAME.to_owned(),
    }
}

fn draft() -> Draft {
    Draft {
        nonce: Uuid::new_v4(),
        offer: Offer::Mission,
        starts: Start::Now,
        place: Place::Commune("41018".to_owned()),
        what: Words::line("Un coup de main").expect("words"),
        words: Words::read("Bonjour", LONGEST, Contact::Masked).expect("words"),
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_holder_answers_without_a_name_and_gives_it_in_an_act_of_its_own() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let (ada, person) = world.visible("ada@example.org").await;
    let pool = &world.test.database.app;
    let card = Viewer::Recruiter {
        company: NAME.to_owned(),
        level: 2,
    };
    let asked = Question {
        competences: vec![COMPETENCE.to_owned()],
        zone: "autour de Blois".to_owned(),
    };
    let mut db = pool.acquire().await.expect("a connection");
    viewing::record(&mut db, &[person], &card, &asked, &world.clock)
        .await
        .expect("noted");
    drop(db);

    let token = world.card_of(person, COMPANY).await;
    let (status, _, form) = world
        .get(&format!("/recruteurs/proposer?carte={token}"), &rob)
        .await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        form.contains("Il vous reste 20 propositions cette semaine."),
        "{form}"
    );
    let nonce = Uuid::new_v4();
    let words = "Écrivez à rob@example.net ou au 06 12 34 56 78, voir www.exemple.fr";
    let sent = sent_form(&token, nonce, words);
    let (_, headers, _) = world.post("/recruteurs/proposer", &rob, &sent).await;
    let first = headers[LOCATION].to_str().expect("a path").to_owned();
    // Sent twice by a nervous hand, it is sent once.
    let (_, headers, _) = world.post("/recruteurs/proposer", &rob, &sent).await;
    assert_eq!(headers[LOCATION], first.as_str());
    let (_, _, list) = world.get("/recruteurs/propositions", &rob).await;
    assert!(list.contains("Il vous reste 19 propositions"), "{list}");

    let mails = world.mails_to("ada@example.org").await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains(NAME) && mails[0].text.contains("emploi"));
    assert!(
        mails[0].reply_to.is_none(),
        "a proposal is answered on its page"
    );
    let (_, _, badges) = world.get("/mes-badges", &ada).await;
    let next = format!("{NAME} vous propose un échange");
    assert!(badges.contains(&next), "it is her next step: {badges}");
    let thread = world.thread_of(&ada).await;
    assert!(mails[0].text.contains(&thread));
    assert_eq!(world.get(&thread, "").await.0, StatusCode::SEE_OTHER);
    assert_eq!(world.get(&thread, &rob).await.0, StatusCode::NOT_FOUND);
    let (_, headers, page) = world.get(&thread, &ada).await;
    assert_eq!(headers["cache-control"], "private, no-store");
    for said in [
        NAME,
        "732\u{a0}829\u{a0}320",
        "Accueillir",
        "autour de Blois",
        "autour de Vendôme",
        "[adresse masquée]",
        "[numéro masqué]",
        "[lien masqué]",
        "Trop peu de personnes",
        "Répondre sans donner mon nom",
        "Accepter",
        "Refuser",
        "Signaler",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        !page.contains("Donner mon nom et mon adresse"),
        "there is no talk yet"
    );

    let (status, _, page) = world.post(&thread, &ada, "geste=repondre&mots=+").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    world
        .answers(
            &thread,
            &ada,
            "geste=repondre&mots=Oui+%21+ada%40example.org",
        )
        .await;
    let proposal = first.split('?').next().expect("a path");
    let talk = world.talk_of(proposal, &rob).await;
    assert_eq!(
        world.get(&talk, &ada).await.0,
        StatusCode::SEE_OTHER,
        "no recruiter"
    );
    let (_, _, page) = world.get(&talk, &rob).await;
    assert!(
        page.contains("Oui ! [adresse masquée]") && page.contains("en discussion"),
        "{page}"
    );
    assert!(!page.contains("ada@") && !page.contains(&person.to_string()));
    let mails = world.mails_to("rob@example.net").await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("Oui !") && mails[0].text.contains(&talk));
    let reply = mails[0].reply_to.clone().expect("an address to answer to");
    assert!(
        reply.starts_with("fil+") && reply.ends_with(DOMAIN),
        "{reply}"
    );

    world
        .answers(&talk, &rob, "mots=Quel+est+votre+nom+%3F")
        .await;
    world.answers(&thread, &ada, "geste=accepter&mots=").await;
    let (_, _, page) = world.get(&thread, &ada).await;
    assert!(
        page.contains("Donner mon nom et mon adresse à Menuiserie Loire"),
        "{page}"
    );
    assert!(page.contains("Quel est votre nom"), "{page}");
    // Nothing but one's own address can be given.
    let (status, _, _) = world
        .post(&thread, &ada, "geste=nom&nom=Ada&adresse=ida%40example.org")
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    world
        .answers(
            &thread,
            &ada,
            "geste=nom&nom=Ada+L.&adresse=ada%40example.org",
        )
        .await;
    let (_, _, page) = world.get(&talk, &rob).await;
    assert!(page.contains("Ada L., ada@example.org"), "{page}");
    let (_, _, page) = world.get("/qui-m-a-vu", &ada).await;
    for said in [
        "a reçu votre nom et votre adresse",
        "vous a écrit, sans savoir",
        "a reçu votre carte",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let noted = world
        .counted_by("select count(*) from audit.event where action = 'relay.identity_given' and detail->>'siren' = '732829320'");
    assert_eq!(noted.await, 1);
    // No mail says who the other is, but the one who asks learns it on the page.
    for mail in world.mails_to("rob@example.net").await {
        let whole = format!("{} {} {:?}", mail.subject, mail.text, mail.reply_to);
        assert!(!whole.contains("Ada") && !whole.contains("ada@"), "{whole}");
    }
    for mail in world.mails_to("ada@example.org").await {
        let whole = format!("{} {} {:?}", mail.subject, mail.text, mail.reply_to);
        assert!(
            !whole.contains("rob@") && !whole.contains("/recruteurs/"),
            "{whole}"
        );
    }
    world.test.drop().await;
}

/// R6, C3, C5: at every moment, byte for byte.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn refusal_silence_report_exclusion_age_withdrawal_and_nobody_look_the_same() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let mut people = Vec::new();
    for (email, why) in [
        ("silent@example.org", ""),
        ("refuses@example.org", ""),
        ("reports@example.org", ""),
        ("erased@example.org", ""),
        (
            "excludes@example.org",
            "insert into presence.excluded (holder_id, siren, since) values ($1, '732829320', now())",
        ),
        (
            "left@example.org",
            "delete from presence.presence where holder_id = $1",
        ),
        (
            "young@example.org",
            "update account.holder set age_band = '15_17' where id = $1",
        ),
    ] {
        let (cookie, person) = world.visible(email).await;
        if !why.is_empty() {
            world.with_sql(why, person).await;
        }
        people.push((email, cookie, person));
    }
    let mut proposals = Vec::new();
    for (.., person) in &people {
        proposals.push(world.propose(&rob, *person, COMPANY).await);
    }
    world.relayed().await;
    for (email, cookie, _) in &people[4..] {
        let (_, _, page) = world.get("/mes-propositions", cookie).await;
        assert!(
            page.contains("Aucune proposition pour le moment"),
            "{email}: {page}"
        );
        assert!(world.mails_to(email).await.is_empty(), "{email}");
    }
    let read = async || {
        let mut read = Vec::new();
        for proposal in &proposals {
            let (status, _, page) = world.get(proposal, &rob).await;
            assert_eq!(status, StatusCode::OK);
            let id = proposal.rsplit('/').next().expect("a number");
            read.push(page.replace(id, "ID"));
        }
        let (_, _, list) = world.get("/recruteurs/propositions", &rob).await;
        let lines = list
            .split("<li>")
            .skip(1)
            .filter(|line| line.contains("/propositions/"));
        for line in lines {
            let (before, rest) = line.split_once("/propositions/").expect("a link");
            let line = rest.split("</li>").next().expect("its end");
            read.push(format!("{before}{}", &line[36..]));
        }
        assert_eq!(read.len(), 14);
        read
    };
    let alike = |pages: &[String], said: &str| {
        for (place, page) in pages.iter().enumerate() {
            let like = if place < 7 { &pages[0] } else { &pages[7] };
            assert_eq!(page, like, "{} on the day that {said}", people[place % 7].0);
            assert!(page.contains(said), "{said}: {page}");
        }
    };
    let fresh = read().await;
    alike(&fresh, "envoyée");
    for (email, cookie, _) in &people[1..3] {
        let thread = world.thread_of(cookie).await;
        let form = if email.starts_with("refuses") {
            "geste=refuser"
        } else {
            "geste=signaler&motif=unrelated"
        };
        world.answers(&thread, cookie, form).await;
    }
    let erased = world
        .post("/mon-compte/effacer", &people[3].1, "mot=EFFACER")
        .await;
    assert_eq!(erased.0, StatusCode::SEE_OTHER);
    assert_eq!(read().await, fresh, "nothing changed with what they did");
    let mut days = 0;
    for (day, said) in [
        (5, "envoyée"),
        (15, "envoyée"),
        (20, "envoyée"),
        (22, "terminée"),
        (45, "terminée"),
    ] {
        world.clock.advance(TimeDelta::days(day - days));
        days = day;
        world.relayed().await;
        // Sessions of a recruiter last as long as they come.
        alike(&read().await, said);
    }
    assert!(
        world.mails_to("rob@example.net").await.is_empty(),
        "no mail tells anything"
    );
    // Nobody can answer any more; the holder is told so.
    let silent = world.enter("silent%40example.org").await;
    let thread = world.thread_of(&silent).await;
    let late = world.post(&thread, &silent, "geste=accepter").await;
    assert_eq!(late.0, StatusCode::CONFLICT, "{}", late.2);
    world.test.drop().await;
}

/// In talk too: who refuses falls silent.
#[tokio::test]
async fn whoever_stops_talking_looks_like_whoever_says_nothing_more() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let mut talks = Vec::new();
    let mut threads = Vec::new();
    for email in ["silent@example.org", "refuses@example.org"] {
        let (cookie, person) = world.visible(email).await;
        let proposal = world.propose(&rob, person, COMPANY).await;
        let thread = world.thread_of(&cookie).await;
        world
            .answers(&thread, &cookie, "geste=repondre&mots=Oui")
            .await;
        talks.push((world.talk_of(&proposal, &rob).await, proposal));
        threads.push((thread, cookie));
    }
    world.relayed().await;
    world
        .answers(&threads[1].0, &threads[1].1, "geste=refuser")
        .await;
    let mut days = 0;
    for (day, said) in [
        (3, "en discussion"),
        (10, "en discussion"),
        (32, "terminée"),
    ] {
        world.clock.advance(TimeDelta::days(day - days));
        days = day;
        let mut read = Vec::new();
        for (talk, proposal) in &talks {
            if day == 10 {
                world.answers(talk, &rob, "mots=Et+alors+%3F").await;
            }
            let (_, _, page) = world.get(talk, &rob).await;
            let (_, _, above) = world.get(proposal, &rob).await;
            let hidden = [talk, proposal].map(|path| path.rsplit('/').next().expect("a number"));
            read.push(
                (page + &above)
                    .replace(hidden[0], "T")
                    .replace(hidden[1], "P"),
            );
        }
        assert_eq!(read[0], read[1]);
        assert!(read[0].contains(said), "{}", read[0]);
    }
    // Whoever refused is not written to, nor shown what came after.
    assert_eq!(world.mails_to("silent@example.org").await.len(), 2);
    assert_eq!(world.mails_to("refuses@example.org").await.len(), 1);
    let (_, _, page) = world.get(&threads[1].0, &threads[1].1).await;
    assert!(!page.contains("Et alors"), "{page}");
    let closed = world.post(&talks[0].0, &rob, "mots=Encore").await;
    assert_eq!(closed.0, StatusCode::CONFLICT);
    world.test.drop().await;
}

/// R5: twenty a week for a company, whoever of its recruiters is quicker.
#[tokio::test]
async fn two_recruiters_of_a_company_share_its_week() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let roy = world.seeker("roy@example.net", COMPANY, NAME).await;
    let other = world.seeker("oscar@example.com", OTHER, "La Poste").await;
    let (_, person) = world.visible("ada@example.org").await;
    let mut cards = Vec::new();
    for _ in 0..26 {
        cards.push(world.card_of(person, COMPANY).await);
    }
    let sent = cards.iter().enumerate().map(|(place, card)| {
        let cookie = if place % 2 == 0 { &rob } else { &roy };
        world.proposed(cookie, card, Uuid::new_v4())
    });
    let answers = futures_of(sent).await;
    let full: Vec<_> = answers
        .iter()
        .filter(|(status, ..)| *status == StatusCode::TOO_MANY_REQUESTS)
        .collect();
    let done = answers
        .iter()
        .filter(|(status, ..)| *status == StatusCode::SEE_OTHER);
    assert_eq!((done.count(), full.len()), (20, 6));
    assert_eq!(
        world
            .counted_by("select count(*) from relay.proposal")
            .await,
        20
    );
    // Tuesday the 24th: again on Monday the 30th, and what was typed is still there.
    for (_, _, page) in &full {
        assert!(
            page.contains("30\u{a0}novembre 2026") && page.contains("venez nous voir"),
            "{page}"
        );
    }
    world.propose(&other, person, OTHER).await;
    let card = world.card_of(person, COMPANY).await;
    let stolen = world.proposed(&other, &card, Uuid::new_v4()).await;
    assert_eq!(
        stolen.0,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another company's card"
    );
    world.clock.advance(TimeDelta::days(6));
    world.propose(&rob, person, COMPANY).await;
    let (_, _, list) = world.get("/recruteurs/propositions", &rob).await;
    assert!(list.contains("Il vous reste 19 propositions"), "{list}");
    // A card is good for half an hour.
    let card = world.card_of(person, COMPANY).await;
    world.clock.advance(TimeDelta::minutes(31));
    let old = world.proposed(&rob, &card, Uuid::new_v4()).await;
    assert_eq!(old.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(old.2.contains("venez nous voir"), "{}", old.2);
    world.test.drop().await;
}

async fn futures_of<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let all: Vec<_> = all.collect();
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in all.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// R1, R5: everybody who matched is one first contact, twice a week; how many they are is told nowhere.
#[tokio::test]
async fn one_proposal_to_all_reaches_all_and_counts_once() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let me = holder_of(&world.test.database.app, "rob@example.net").await;
    let mut all = Vec::new();
    let mut cookies = Vec::new();
    for email in ["ada@example.org", "ida@example.org", "eda@example.org"] {
        let (cookie, person) = world.visible(email).await;
        all.push(person);
        cookies.push(cookie);
    }
    world
        .with_sql("insert into presence.excluded (holder_id, siren, since) values ($1, '732829320', now())", all[2])
        .await;
    let means = Means {
        pool: &world.test.database.app,
        master: &world.master,
        clock: &world.clock,
        base: &world.signers.base,
    };
    let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
    let mut ids = Vec::new();
    for _ in 0..2 {
        let sent = proposals::to_all(means, &recruiter(me), &draft(), &all, &mut rng).await;
        ids.push(sent.expect("sent"));
    }
    let third = proposals::to_all(means, &recruiter(me), &draft(), &all, &mut rng).await;
    let Err(RelayError::Full { until }) = third else {
        panic!("a third one in a week");
    };
    assert_eq!(until.to_string(), "2026-11-30");
    let left = proposals::left(means.pool, &recruiter(me).company, world.instant()).await;
    let left = left.expect("counted");
    assert_eq!((left.contacts, left.to_all), (18, 0));

    let mails = world.relayed().await;
    let told: Vec<&str> = mails
        .iter()
        .filter(|mail| mail.text.contains("/mes-propositions/"))
        .map(|mail| mail.to.as_str())
        .collect();
    assert_eq!(told.len(), 4, "two proposals to two: {told:?}");
    let path = format!("/recruteurs/propositions/{}", ids[0]);
    let (_, _, before) = world.get(&path, &rob).await;
    assert!(
        before.contains("envoyée") && !before.contains("/echanges/"),
        "{before}"
    );
    let (_, _, page) = world.get("/mes-propositions", &cookies[0]).await;
    let references = page.split("href=\"/mes-propositions/").skip(1);
    let references: Vec<&str> = references
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(references.len(), 2);
    let thread = format!("/mes-propositions/{}", references[0]);
    world.answers(&thread, &cookies[0], "geste=accepter").await;
    let mut opened = 0;
    for id in &ids {
        let (_, _, page) = world
            .get(&format!("/recruteurs/propositions/{id}"), &rob)
            .await;
        opened += page.matches("/echanges/").count();
        for reference in &references {
            assert!(
                !page.contains(reference),
                "each side has a number of its own"
            );
        }
    }
    assert_eq!(opened, 1);
    world.test.drop().await;
}

#[tokio::test]
async fn a_report_freezes_talk_at_once_and_is_told_on_both_sides() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let (ada, person) = world.visible("ada@example.org").await;
    let proposal = world.propose(&rob, person, COMPANY).await;
    let thread = world.thread_of(&ada).await;
    world
        .answers(&thread, &ada, "geste=repondre&mots=Bonjour")
        .await;
    let talk = world.talk_of(&proposal, &rob).await;
    let (_, _, page) = world.get(&format!("{thread}?signaler=oui"), &ada).await;
    assert!(page.contains("name=\"motif\""), "{page}");
    let (status, _, page) = world.post(&thread, &ada, "geste=signaler").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Dites-nous pourquoi"), "{page}");
    world
        .answers(&thread, &ada, "geste=signaler&motif=pressure")
        .await;
    for (path, cookie, form) in [
        (&thread, &ada, "geste=repondre&mots=Encore"),
        (&thread, &ada, "geste=refuser"),
        (&thread, &ada, "geste=nom&nom=Ada&adresse=ada%40example.org"),
        (&talk, &rob, "mots=Encore"),
    ] {
        let (status, _, page) = world.post(path, cookie, form).await;
        assert_eq!(status, StatusCode::CONFLICT, "{form}: {page}");
    }
    let (_, _, page) = world.get(&talk, &rob).await;
    assert!(
        page.contains("un coordinateur le regarde") && page.contains("terminée"),
        "{page}"
    );
    let (_, _, page) = world.get(&thread, &ada).await;
    assert!(page.contains("cet échange est arrêté"), "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn a_holder_is_reminded_once_and_after_six_months_all_is_forgotten() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let (ada, person) = world.visible("ada@example.org").await;
    let (ida, other) = world.visible("ida@example.org").await;
    world.propose(&rob, person, COMPANY).await;
    world.propose(&rob, other, COMPANY).await;
    world.relayed().await;
    let thread = world.thread_of(&ida).await;
    world
        .answers(&thread, &ida, "geste=repondre&mots=Bonjour")
        .await;
    for (days, ada_has, ida_has) in [(13, 1, 1), (1, 2, 1), (0, 2, 1), (3, 2, 1)] {
        world.clock.advance(TimeDelta::days(days));
        assert_eq!(world.mails_to("ada@example.org").await.len(), ada_has);
        assert_eq!(world.mails_to("ida@example.org").await.len(), ida_has);
    }
    let mails = world.mails_to("ada@example.org").await;
    assert!(
        mails[0].subject.contains("attend encore"),
        "{}",
        mails[0].subject
    );
    assert_eq!(
        world.get(&world.thread_of(&ada).await, &ada).await.0,
        StatusCode::OK
    );

    world.clock.advance(TimeDelta::days(160));
    world.relayed().await;
    assert_eq!(
        world
            .counted_by("select count(*) from relay.proposal")
            .await,
        2
    );
    world.clock.advance(TimeDelta::days(10));
    world.relayed().await;
    for table in [
        "select count(*) from relay.proposal",
        "select count(*) from relay.thread",
        "select count(*) from relay.message",
    ] {
        assert_eq!(world.counted_by(table).await, 0, "{table}");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn a_company_that_follows_up_is_said_to_from_five_exchanges_on() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let mut last = (String::new(), String::new());
    for round in 0..6 {
        let (cookie, person) = world.visible(&format!("ada{round}@example.org")).await;
        let proposal = world.propose(&rob, person, COMPANY).await;
        let thread = world.thread_of(&cookie).await;
        if round < 5 {
            world
                .answers(&thread, &cookie, "geste=repondre&mots=Oui")
                .await;
        }
        if round < 3 {
            let talk = world.talk_of(&proposal, &rob).await;
            world.answers(&talk, &rob, "mots=Venez").await;
        }
        last = (thread, cookie);
    }
    let (_, _, page) = world.get(&last.0, &last.1).await;
    assert!(
        page.contains("Trop peu de personnes"),
        "none of two weeks ago: {page}"
    );
    world.clock.advance(TimeDelta::days(15));
    let (_, _, page) = world.get(&last.0, &last.1).await;
    assert!(
        page.contains("Elle donne souvent suite"),
        "three of five: {page}"
    );
    assert!(page.contains("Comment nous comptons"), "{page}");
    world.test.drop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn an_answer_by_mail_is_posted_once_without_a_name() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let (ada, person) = world.visible("ada@example.org").await;
    let proposal = world.propose(&rob, person, COMPANY).await;
    let thread = world.thread_of(&ada).await;
    world
        .answers(&thread, &ada, "geste=repondre&mots=Bonjour")
        .await;
    let talk = world.talk_of(&proposal, &rob).await;
    world
        .answers(&talk, &rob, "mots=Quand+venez-vous+%3F")
        .await;
    let mails = world.mails_to("ada@example.org").await;
    let message = mails.iter().find(|mail| mail.reply_to.is_some());
    let message = message.expect("a message that can be answered by mail");
    let to = message.reply_to.clone().expect("an address");
    let quoted: Vec<String> = message
        .text
        .lines()
        .map(|line| format!("> {line}\r\n"))
        .collect();
    let quoted = quoted.concat();
    let mail = |from: &str, to: &str, id: &str, body: &str| {
        format!(
            "From: \"Ada Lovelace\" <{from}>\r\nTo: {to}\r\nMessage-ID: <{id}@mail.example>\r\nSubject: Re\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n\r\nLe lun. 30 nov. 2026, Relais a écrit :\r\n{quoted}\r\n\
             --b\r\nContent-Type: text/html\r\n\r\n<p>Ada Lovelace</p>\r\n--b--\r\n"
        )
    };
    let means = Means {
        pool: &world.test.database.app,
        master: &world.master,
        clock: &world.clock,
        base: &world.signers.base,
    };
    let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
    let body = "Lundi à 9 h, au 06 12 34 56 78.\r\nAda Lovelace";
    let whole = mail("Ada@example.org", &to, "1", body);
    let mut take = async |mail: &str, recipient: Option<&str>| {
        post::receive(means, mail.as_bytes(), recipient, DOMAIN, &mut rng).await
    };
    world.clock.advance(TimeDelta::seconds(1));
    assert_eq!(take(&whole, None).await.expect("taken"), Taken::Posted);
    assert_eq!(take(&whole, Some(&to)).await.expect("taken"), Taken::Before);
    let (_, _, page) = world.get(&talk, &rob).await;
    assert!(page.contains("Lundi à 9 h, au [numéro masqué]."), "{page}");
    assert!(page.contains("[nom masqué] [nom masqué]"), "{page}");
    assert!(
        !page.contains("Lovelace") && !page.contains("&#62;"),
        "{page}"
    );
    assert_eq!(page.matches("Lundi à 9 h").count(), 1);

    // Nobody else is heard, nor anybody at another address; none of this is told apart.
    let stranger = mail("ida@example.org", &to, "2", "Moi aussi");
    let nowhere = mail(
        "ada@example.org",
        &format!("fil+{}@{DOMAIN}", "0".repeat(40)),
        "3",
        "Oui",
    );
    let recruiters: Uuid = sqlx::query_scalar("select id from relay.thread")
        .fetch_one(means.pool)
        .await
        .expect("a thread");
    let recruiters = mailbox(&world.master, recruiters, Side::Recruiter);
    let otherside = mail(
        "ada@example.org",
        &format!("{recruiters}@{DOMAIN}"),
        "4",
        "Oui",
    );
    for wrong in [&stranger, &nowhere, &otherside] {
        let refused = take(wrong, None).await.expect_err("refused");
        assert!(matches!(refused, Refused::Nobody), "{refused}");
        assert_eq!(refused.to_string(), "nobody is reached at this address");
    }
    // Whoever reads a mailbox that she left, and finds an old mail with the reply address in it, is nobody either.
    sqlx::query(
        "insert into account.address (email, holder_id, confirmed_at, retired_at)
         select 'lycee@example.org', holder_id, $1, $1 from account.address where email = 'ada@example.org'",
    )
    .bind(world.instant())
    .execute(means.pool)
    .await
    .expect("an address that was left");
    let left = mail("lycee@example.org", &to, "7", "Je suis Ada");
    let refused = take(&left, None).await.expect_err("refused");
    assert!(matches!(refused, Refused::Nobody), "{refused}");
    let bounced = format!(
        "Return-Path: <>\r\n{}",
        mail("ada@example.org", &to, "8", "Boîte pleine")
    );
    assert_eq!(
        take(&bounced, None).await.expect("dropped"),
        Taken::Automatic
    );
    let long = "é".repeat(1001);
    for unreadable in ["", long.as_str(), "> rien\r\n"] {
        let wrong = mail("ada@example.org", &to, "5", unreadable);
        let refused = take(&wrong, None).await.expect_err("refused");
        assert!(
            matches!(refused, Refused::Unreadable),
            "{unreadable}: {refused}"
        );
    }
    let absent = format!(
        "Auto-Submitted: auto-replied\r\n{}",
        mail("ada@example.org", &to, "6", "Absente")
    );
    assert_eq!(
        take(&absent, None).await.expect("dropped"),
        Taken::Automatic
    );
    let (_, _, page) = world.get(&talk, &rob).await;
    assert!(
        ["Absente", "Moi aussi", "Je suis Ada", "pleine"]
            .iter()
            .all(|said| !page.contains(said)),
        "{page}"
    );
    world.test.drop().await;
}

/// A form that says too little, or too much, is refused.
#[tokio::test]
async fn a_form_is_read_strictly_and_what_was_typed_is_kept() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let (_, person) = world.visible("ada@example.org").await;
    let card = world.card_of(person, COMPANY).await;
    let sent = sent_form(&card, Uuid::new_v4(), "Bonjour, venez nous voir.");
    for (from, to) in [("offre=job", "offre=age"), ("quand=summer", "quand=")] {
        let (status, _, page) = world
            .post("/recruteurs/proposer", &rob, &sent.replace(from, to))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
        assert!(
            page.contains("venez nous voir") && page.contains("class=\"erreur\""),
            "{page}"
        );
    }
    for more in ["&age=18", "&lat=47.5", "&envoi=1"] {
        let (status, ..) = world
            .post("/recruteurs/proposer", &rob, &format!("{sent}{more}"))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{more}");
    }
    assert_eq!(
        world.get("/recruteurs/proposer", &rob).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        world
            .counted_by("select count(*) from relay.proposal")
            .await,
        0
    );
    // Somebody suspended reads and writes nothing any more.
    let proposal = world.propose(&rob, person, COMPANY).await;
    let me = holder_of(&world.test.database.app, "rob@example.net").await;
    world
        .with_sql(
            "update account.recruiter set suspended_at = now() where holder_id = $1",
            me,
        )
        .await;
    assert_eq!(world.get(&proposal, &rob).await.0, StatusCode::SEE_OTHER);
    assert_eq!(
        world.post("/recruteurs/proposer", &rob, &sent).await.0,
        StatusCode::NOT_FOUND
    );
    world.test.drop().await;
}

impl World {
    /// What somebody shows of one competence, around Blois.
    async fn shows(&self, person: Uuid, level: i16) {
        sqlx::query(
            "insert into presence.visible_row (holder_id, competence_code, level, presence_level, cell,
                 commune_code, epci_code, department_code, expires_at, earned_at, place_kind, place_code)
             select $1, $2, $3, presence.level, place.cell, place.commune_code, place.epci_code,
                    place.department_code, presence.expires_at, '2026-01-01', place.kind, place.code
             from presence.presence
             join presence.place on place.kind = 'commune' and place.code = '41018'
             where presence.holder_id = $1",
        )
        .bind(person)
        .bind(COMPETENCE)
        .bind(level)
        .execute(&self.test.database.app)
        .await
        .expect("a row");
    }
}

fn need_form(level: i16, place: &str) -> String {
    let (nonce, sought) = (Uuid::new_v4().to_string(), format!("{COMPETENCE}:{level}"));
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([
        ("envoi", nonce.as_str()),
        ("offre", "volunteering"),
        ("quoi", "Accueillir au festival"),
        ("quand", "summer"),
        ("ou", "large"),
        ("commune", ""),
        ("large", place),
        ("mots", "Nous cherchons des bénévoles pour l’accueil."),
        ("c1", &sought),
        ("jours", "30"),
    ]);
    form.finish()
}

/// R1: holders are told, and stay hidden; C3, C5.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_published_need_reaches_whom_it_concerns_and_tells_the_recruiter_of_nobody() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let mut cookies = Vec::new();
    for (email, level, change) in [
        ("two@example.org", 2, ""),
        (
            "counts@example.org",
            2,
            "update presence.presence set level = 1 where holder_id = $1",
        ),
        ("lower@example.org", 1, ""),
        (
            "excludes@example.org",
            3,
            "insert into presence.excluded (holder_id, siren, since) values ($1, '732829320', now())",
        ),
        (
            "young@example.org",
            3,
            "update account.holder set age_band = '15_17' where id = $1",
        ),
    ] {
        let (cookie, person) = world.visible(email).await;
        world.shows(person, level).await;
        if !change.is_empty() {
            world.with_sql(change, person).await;
        }
        cookies.push((email, cookie));
    }
    let from_search = format!(
        "/recruteurs/besoins/nouveau?competence={COMPETENCE}:2&lieu=department:41&tous=&q="
    );
    let (status, _, page) = world.get(&from_search, &rob).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(
        page.contains("Accueillir") && page.contains("value=\"department:41\" selected"),
        "{page}"
    );
    let published = async |place: &str| {
        let (status, headers, page) = world
            .post("/recruteurs/besoins/nouveau", &rob, &need_form(2, place))
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let to = headers[LOCATION].to_str().expect("a path");
        to.split('?').next().expect("a path").to_owned()
    };
    let need = published("department:41").await;
    let elsewhere = published("department:37").await;
    let first = world.get(&need, &rob).await.2;
    let other = world.get(&elsewhere, &rob).await.2;
    let mails = world.relayed().await;
    let told: Vec<&str> = mails
        .iter()
        .filter(|mail| mail.text.contains("/mes-propositions/"))
        .map(|mail| mail.to.as_str())
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for (email, cookie) in &cookies {
        let concerned = ["two@example.org", "counts@example.org"].contains(email);
        assert_eq!(told.contains(email), concerned, "{email}");
        let (_, _, page) = world.get("/mes-propositions", cookie).await;
        assert_eq!(
            page.contains("Accueillir au festival"),
            concerned,
            "{email}: {page}"
        );
    }
    // The hourly job tells nobody twice.
    assert_eq!(world.relayed().await.len(), mails.len());
    assert_eq!(
        world.get(&need, &rob).await.2,
        first,
        "nothing is told of who was told"
    );
    let id = |path: &str| path.rsplit('/').next().expect("a number").to_owned();
    assert_eq!(
        first.replace(&id(&need), "ID").replace("Loir-et-Cher", "X"),
        other
            .replace(&id(&elsewhere), "ID")
            .replace("Indre-et-Loire", "X"),
        "some concerned or none: the same page"
    );
    let (_, _, list) = world.get("/recruteurs/propositions", &rob).await;
    assert!(
        list.contains("Il vous reste 20 propositions"),
        "a need is no first contact: {list}"
    );

    let thread = world.thread_of(&cookies[0].1).await;
    let (_, _, page) = world.get(&thread, &cookies[0].1).await;
    assert!(page.contains("Elle a publié un besoin"), "{page}");
    world
        .answers(&thread, &cookies[0].1, "geste=repondre&mots=Avec+plaisir")
        .await;
    let talk = world.talk_of(&need, &rob).await;
    assert!(world.get(&talk, &rob).await.2.contains("Avec plaisir"));
    // Taken back, it can be answered no more, but talk goes on.
    let (status, ..) = world
        .post(
            &format!("/recruteurs/besoins/{}/retirer", id(&need)),
            &rob,
            "",
        )
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let late = world.thread_of(&cookies[1].1).await;
    let (status, ..) = world.post(&late, &cookies[1].1, "geste=accepter").await;
    assert_eq!(status, StatusCode::CONFLICT);
    world.answers(&talk, &rob, "mots=Merci").await;
    for _ in 0..4 {
        published("region:24").await;
    }
    let (status, _, page) = world
        .post(
            "/recruteurs/besoins/nouveau",
            &rob,
            &need_form(1, "region:24"),
        )
        .await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        page.contains("25\u{a0}décembre 2026") && page.contains("des bénévoles"),
        "{page}"
    );
    world.test.drop().await;
}

/// C3: somebody of 15 to 17 is reached by who gave them a badge, and answers nobody.
#[tokio::test]
async fn a_facilitator_passes_a_need_on_to_the_young() {
    let world = World::of_badges().await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let other = world
        .facilitator("mo@example.org", "mission-locale-blaisois")
        .await;
    let (young, person) = world.visible("young@example.org").await;
    world
        .with_sql(
            "update account.holder set age_band = '15_17' where id = $1",
            person,
        )
        .await;
    world
        .with_sql(
            "update presence.presence set level = 1 where holder_id = $1",
            person,
        )
        .await;
    world.shows(person, 2).await;
    let (_, codes) = world.offer(&jo, "slips", 1).await;
    let (status, _, page) = world.post(&codes[0], &young, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (status, _, page) = world
        .post(
            "/recruteurs/besoins/nouveau",
            &rob,
            &need_form(1, "department:41"),
        )
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    world.relayed().await;
    let (_, _, page) = world.get("/mes-propositions", &young).await;
    assert!(!page.contains("Accueillir au festival"), "{page}");
    let (_, _, page) = world.get("/a-traiter/besoins", &other).await;
    assert!(
        !page.contains("Accueillir au festival"),
        "it gave no badge: {page}"
    );
    let (status, _, page) = world.get("/a-traiter/besoins", &jo).await;
    assert_eq!(status, StatusCode::OK);
    for said in ["Accueillir au festival", "L4153-1", "Transmettre", NAME] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("young@"), "{page}");
    let field = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
        rest.expect("a field")
            .split('"')
            .next()
            .expect("its end")
            .to_owned()
    };
    let form = format!(
        "besoin={}&structure={}",
        field("besoin"),
        field("structure")
    );
    let (status, ..) = world.post("/a-traiter/besoins", &other, &form).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "not in another's name");
    for _ in 0..2 {
        let (status, _, page) = world.post("/a-traiter/besoins", &jo, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }
    assert_eq!(world.mails_to("young@example.org").await.len(), 1);
    let thread = world.thread_of(&young).await;
    let (_, _, page) = world.get(&thread, &young).await;
    assert!(
        page.contains("transmis par") && !page.contains("value=\"repondre\""),
        "{page}"
    );
    for form in ["geste=repondre&mots=Oui", "geste=accepter"] {
        let (status, ..) = world.post(&thread, &young, form).await;
        assert_eq!(status, StatusCode::CONFLICT, "{form}");
    }
    let (_, _, page) = world.get("/a-traiter/besoins", &jo).await;
    assert!(!page.contains("name=\"besoin\""), "passed on: {page}");
    let (_, _, list) = world.get("/recruteurs/propositions", &rob).await;
    assert!(list.contains("envoyée"), "{list}");
    world.test.drop().await;
}

/// R6: two independent reports suspend whoever wrote, until reviewed.
#[tokio::test]
async fn reports_of_two_holders_suspend_the_recruiter() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let roy = world.seeker("roy@example.net", COMPANY, NAME).await;
    let mut threads = Vec::new();
    for email in ["ada@example.org", "ida@example.org"] {
        let (cookie, person) = world.visible(email).await;
        world.propose(&rob, person, COMPANY).await;
        threads.push((world.thread_of(&cookie).await, cookie));
    }
    let answered = async |cookie: &str| world.get("/recruteurs/propositions", cookie).await.0;
    for (place, (thread, cookie)) in threads.iter().enumerate() {
        assert_eq!(
            answered(&rob).await,
            StatusCode::OK,
            "after {place} reports"
        );
        world
            .answers(thread, cookie, "geste=signaler&motif=unlawful")
            .await;
        // The same one again is no second one.
        let (status, ..) = world
            .post(thread, cookie, "geste=signaler&motif=fraud")
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
    }
    assert_eq!(answered(&rob).await, StatusCode::SEE_OTHER);
    assert_eq!(answered(&roy).await, StatusCode::OK, "a colleague goes on");
    assert_eq!(
        world
            .counted_by("select count(*) from account.report where reason = 'unlawful'")
            .await,
        2
    );
    let mails = world.mails_to("rob@example.net").await;
    assert_eq!(mails.len(), 1);
    assert!(!mails[0].text.contains("ada") && !mails[0].text.contains("ida@"));
    world.test.drop().await;
}

/// Art. L1132-1 Code du travail: what the law forbids is not sent.
#[tokio::test]
async fn a_criterion_that_the_law_forbids_is_named_before_anybody_reads_it() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let (_, person) = world.visible("ada@example.org").await;
    let card = world.card_of(person, COMPANY).await;
    let sent = sent_form(&card, Uuid::new_v4(), "Nous cherchons une personne jeune.");
    let (status, _, page) = world.post("/recruteurs/proposer", &rob, &sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("critère d’âge interdit") && page.contains("personne jeune"),
        "{page}"
    );
    assert_eq!(
        world
            .counted_by("select count(*) from relay.proposal")
            .await,
        0
    );
    world.test.drop().await;
}

/// R1, R5: « Écrire à tous » of an answer, by the token that the answer came with.
#[tokio::test]
async fn everybody_who_matches_a_search_is_written_to_by_its_token() {
    let world = World::new(false).await;
    let rob = world.seeker("rob@example.net", COMPANY, NAME).await;
    let mut people: Vec<Someone> = (0..7).map(|_| Someone::at("41018", COMPETENCE)).collect();
    people[0].excludes = true;
    people[1].level = 3;
    settle(&world.test.database.app, &people).await;
    sqlx::query(
        "insert into search.answered
             (digest, search_id, siren, competences, levels, every, zone_kind, zone_code, expires_at)
         values (sha256('a-token'), gen_random_uuid(), $1, array[$2], array[1::smallint], false, 'department', '41', $3)",
    )
    .bind(COMPANY)
    .bind(COMPETENCE)
    .bind(world.instant() + TimeDelta::minutes(30))
    .execute(&world.test.database.app)
    .await
    .expect("an answer");
    let send = async |token: &str| {
        let form = sent_form("", Uuid::new_v4(), "Bonjour à toutes et à tous.");
        let form = form.replace("carte=&", &format!("recherche={token}&"));
        world.post("/recruteurs/proposer", &rob, &form).await
    };
    let (_, _, form) = world
        .get("/recruteurs/proposer?recherche=a-token", &rob)
        .await;
    assert!(form.contains("À toutes les personnes"), "{form}");
    let (status, _, page) = send("another").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (status, headers, page) = send("a-token").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let sent = headers[LOCATION].to_str().expect("a path").to_owned();
    assert_eq!(
        world
            .counted_by("select count(*) from relay.thread where holder_id is not null")
            .await,
        6,
        "all but who excludes the company"
    );
    let (_, _, page) = world
        .get(sent.split('?').next().expect("a path"), &rob)
        .await;
    assert!(
        page.contains("envoyée") && !page.contains("/echanges/"),
        "{page}"
    );
    assert_eq!(send("a-token").await.0, StatusCode::SEE_OTHER);
    let (status, _, page) = send("a-token").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.contains("30\u{a0}novembre 2026"), "{page}");
    world.test.drop().await;
}
