//! PRIVACY C2, measured: from the click that withdraws to absence in every answer, of every node, within one second.

use std::task::Poll;
use std::time::{Duration, Instant};

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use territoire_apprenant::clock::SystemClock;
use territoire_apprenant::presence::{self, Choice, Duration as Lasts, Level, Place};

use crate::house::{Form, House, Person, ask, awaited, form, times};

/// The most that may pass.
const MOST: Duration = Duration::from_secs(1);

/// An answer in which somebody can be seen, or be counted among those who are.
struct Question {
    what: &'static str,
    cookie: String,
    path: String,
    form: Option<Form>,
    /// Whether the page shows them, or counts them.
    shows: fn(&str) -> bool,
}

impl Question {
    async fn shows(&self, port: u16) -> bool {
        let answer = ask(port, &self.cookie, &self.path, self.form.as_ref()).await;
        let (status, _, page) = answer.expect("the node answers");
        assert_eq!(status, 200, "{}: {page}", self.what);
        (self.shows)(&page)
    }
}

/// Everything that is answered of who is visible. What comes to the house later is one line more here.
fn questions(person: &Person, witness: &Person, badge: &str) -> Vec<Question> {
    let own = |what, path: &str| Question {
        what,
        cookie: person.cookie.clone(),
        path: path.to_owned(),
        form: None,
        shows: |page| page.contains("action=\"/ma-presence/retirer\""),
    };
    // Recruiters' answer, as the SQL that answers them makes it: five with the witness, four without the person.
    let foreseen =
        format!("niveau=2&ou=commune&commune=Blois&large=&duree=6&age=18_plus&badge={badge}");
    vec![
        own("« Ma présence »", "/ma-presence"),
        own("« Mes badges »", "/mes-badges"),
        own("« Mon compte »", "/mon-compte"),
        Question {
            what: "another holder's preview of recruiters' answers",
            cookie: witness.cookie.clone(),
            path: "/ma-presence/apercu".to_owned(),
            form: Some(form(&foreseen)),
            shows: |page| page.contains("class=\"cartes\"") && !page.contains("class=\"rien\""),
        },
    ]
}

async fn on_the_map(house: &House, person: &Person) {
    let choice = Choice {
        level: Level::WithoutName,
        place: Place::Commune("41018".to_owned()),
        duration: Lasts::Six,
        text_version: "2026-01".to_owned(),
    };
    let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
    let (pool, master) = (house.pool(), &house.signers.master);
    let given = presence::service::give(pool, &SystemClock, master, &mut rng, person.id, &choice);
    assert_eq!(given.await.expect("a consent"), 1, "{}", person.email);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_withdraws_has_left_every_answer_of_every_node_within_a_second() {
    let house = House::new().await;
    let nodes = [house.node(), house.node()];
    let ports = [nodes[0].port, nodes[1].port];
    let mut people = Vec::new();
    for name in ["ada", "eva", "ida", "ugo", "temoin"] {
        let person = house.person(&format!("{name}@example.org")).await;
        let brought = house.badge(&person.email);
        let answer = ask(
            ports[0],
            &person.cookie,
            "/mes-badges/apporter",
            Some(&brought),
        )
        .await;
        assert_eq!(answer.expect("an answer").0, 200);
        people.push(person);
    }
    let witness = people.pop().expect("the witness");
    for person in &people[1..] {
        on_the_map(&house, person).await;
    }
    let person = &people[0];
    let badge: uuid::Uuid =
        sqlx::query_scalar("select id from passport.credential where holder_id = $1")
            .bind(witness.id)
            .fetch_one(house.pool())
            .await
            .expect("the witness's badge");
    let questions = questions(person, &witness, &badge.to_string());

    let mut measured: Vec<Duration> = Vec::new();
    for place in 0..times("WITHDRAWALS", 100) {
        on_the_map(&house, person).await;
        for question in &questions {
            for port in ports {
                awaited(question.what, async || question.shows(port).await).await;
            }
        }
        // Either node takes the click.
        let clicked = Instant::now();
        let answer = ask(
            ports[place % 2],
            &person.cookie,
            "/ma-presence/retirer",
            Some(&form("")),
        )
        .await;
        assert_eq!(answer.expect("an answer").0, 303);
        let asked = questions.iter().flat_map(|question| {
            ports.map(|port| async move {
                // The last time that it was asked and still showed them, and when an answer without them was there.
                let mut shown = Duration::ZERO;
                loop {
                    let asked = clicked.elapsed();
                    assert!(asked < 3 * MOST, "{}: still there", question.what);
                    if !question.shows(port).await {
                        return (question.what, shown, clicked.elapsed());
                    }
                    shown = asked;
                }
            })
        });
        for (what, shown, absent) in at_once(asked.collect()).await {
            assert!(shown <= MOST, "{what}: shown to who asked after {shown:?}");
            measured.push(absent);
        }
    }
    measured.sort_unstable();
    let at = |share: usize| measured[(measured.len() - 1) * share / 100];
    println!(
        "withdrawals: {} answers on two nodes, from the click to an answer without them: median {:?}, 99 % {:?}, at most {:?}",
        measured.len(),
        at(50),
        at(99),
        at(100)
    );
    // The time that a page takes on a busy machine is in it.
    assert!(at(99) <= MOST, "the answers themselves are slow");
    drop(nodes);
    house.test.drop().await;
}

/// Awaits them all, in turn on one task: their pages are made by the nodes.
async fn at_once<T>(all: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|one| match one.as_mut().poll(context) {
            Poll::Ready(value) => {
                done.push(value);
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    done
}
