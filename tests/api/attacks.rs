//! What an attacker tries from outside, and what comes of it.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use sqlx::{Connection as _, Executor as _};
use territoire_apprenant::database::Database;
use territoire_apprenant::http::{Bounds, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;
use url::Url;

use crate::badges::Award;
use crate::entry::World;
use crate::support::database;

/// The whole of what comes until the other side hangs up.
async fn until_the_end(connection: &mut TcpStream) -> String {
    let mut told = Vec::new();
    let end = timeout(Duration::from_secs(5), connection.read_to_end(&mut told));
    end.await.expect("an end").ok();
    String::from_utf8_lossy(&told).into_owned()
}

#[tokio::test]
async fn whoever_opens_connections_and_says_nothing_is_cut_off() {
    let world = World::new(false).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let bounds = Bounds {
        silence: Duration::from_millis(400),
        most: 8,
        ..Bounds::default()
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let service = world.service();
    let served = tokio::spawn(serve(listener, service, bounds, async move {
        stopped.await.ok();
    }));
    // As many as there are places for: half of a request, then nothing.
    let mut silent = Vec::new();
    for _ in 0..8 {
        let mut one = TcpStream::connect(address).await.expect("a connection");
        let half = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
        one.write_all(half).await.expect("sent");
        silent.push(one);
    }
    let mut patient = TcpStream::connect(address).await.expect("a connection");
    patient
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .expect("sent");
    let told = until_the_end(&mut patient).await;
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    for mut one in silent {
        until_the_end(&mut one).await;
    }
    stop.send(()).expect("it listens");
    timeout(Duration::from_secs(5), served)
        .await
        .expect("it ends once it is told to")
        .expect("without a panic");
    world.test.drop().await;
}

#[tokio::test]
async fn mails_to_ever_other_addresses_end_after_a_hall_of_people() {
    let world = World::new(false).await;
    let from = |address: &str| ConnectInfo(address.parse::<SocketAddr>().expect("an address"));
    let flood = world.service().layer(Extension(from("9.9.9.9:5000")));
    let other = world.service().layer(Extension(from("9.9.9.8:5000")));
    let world = world.served_by(flood);
    let ask = async |world: &World, number: u32| {
        let request = Request::post("/connexion")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .body(Body::from(format!("email=p{number}%40example.org")))
            .expect("a request");
        world.ask(request).await
    };
    for number in 0..300 {
        assert_eq!(ask(&world, number).await.0, StatusCode::OK);
    }
    let (status, headers, page) = ask(&world, 300).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(headers["retry-after"], "6");
    assert!(page.contains("attendez quelques minutes"), "{page}");
    // Pages are open as before, and so is the door for others.
    assert_eq!(world.get("/connexion", "").await.0, StatusCode::OK);
    let world = world.served_by(other);
    assert_eq!(ask(&world, 301).await.0, StatusCode::OK);
    world.test.drop().await;
}

#[tokio::test]
async fn asking_for_a_code_does_the_same_work_for_a_badge_of_nobody() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.enter("ada%40example.org").await;
    let badge = world.signers.png(&Award::default());
    world.bring(&ada, &[("mien.png", &badge)]).await;
    let known: String =
        sqlx::query_scalar("select encode(identity, 'hex') from passport.credential")
            .fetch_one(pool)
            .await
            .expect("a badge");
    let nobodys = "5".repeat(64);
    let made = async |identity: &str| {
        world
            .post("/verifier/code", "", &format!("badge={identity}"))
            .await;
        let rows: (i64, i64) = sqlx::query_as(
            "select (select count(*) from passport.holder_code where encode(identity, 'hex') = $1 and credential_id is null),
                    (select count(*) from jobs.job where kind = 'passport.holder_code' and done_at is null)",
        )
        .bind(identity)
        .fetch_one(pool)
        .await
        .expect("rows");
        rows
    };
    // What is written while somebody waits is the same: whose badge it is was not even looked up.
    assert_eq!(made(&known).await, (1, 1));
    assert_eq!(made(&nobodys).await, (1, 2));
    let mails = world.mails().await;
    let codes = mails.iter().filter(|mail| mail.text.contains("Accueillir"));
    assert_eq!(codes.count(), 1);
    // A wrong try is counted for either.
    for identity in [&known, &nobodys] {
        let form = format!("badge={identity}&code=12");
        let (status, ..) = world.post("/verifier/titulaire", "", &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let tries: Vec<i16> = sqlx::query_scalar("select attempts from passport.holder_code")
        .fetch_all(pool)
        .await
        .expect("codes");
    assert_eq!(tries, [1, 1]);
    world.test.drop().await;
}

#[tokio::test]
async fn a_zero_in_an_address_is_nobodys_name() {
    let world = World::new(false).await;
    for path in [
        "/structures/%00/did.json",
        "/reseaux/%00/emetteurs.json",
        "/structures/a%00b/cles/%00",
        "/assets/%00",
        "/p/%00",
    ] {
        let (status, ..) = world.get(path, "").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn a_form_is_no_place_for_megabytes() {
    let world = World::new(false).await;
    let large = "a".repeat(300 * 1024);
    for (path, field) in [
        ("/recevoir", "code"),
        ("/connexion", "email"),
        ("/verifier/titulaire", "code"),
        ("/oauth/jeton", "code"),
        ("/csp-report", "x"),
    ] {
        let form = format!("{field}={large}");
        let (status, ..) = world.post(path, "", &form).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    // A badge may be larger.
    let badge = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"texte\"\r\n\r\n{large}\r\n--limit--\r\n"
    );
    let request = Request::post("/verifier")
        .header("content-type", "multipart/form-data; boundary=limit")
        .body(Body::from(badge))
        .expect("a request");
    let (status, ..) = world.ask(request).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    world.test.drop().await;
}

#[tokio::test]
async fn a_few_octets_that_swell_do_not_fill_the_house() {
    let world = World::new(false).await;
    let ada = world.enter("ada%40example.org").await;
    let badge = world.signers.png(&Award::default());
    world.bring(&ada, &[("mien.png", &badge)]).await;
    assert_eq!(world.kept("ada@example.org").await.len(), 1);
    // As if she had brought much already.
    for sql in [
        "alter table passport.original drop constraint original_is_named_by_content",
        "update passport.original set bytes = convert_to(repeat(' ', 256 * 1024 * 1024), 'UTF8')",
    ] {
        sqlx::query(sql)
            .execute(&world.test.database.owner)
            .await
            .expect("a large original");
    }
    let other = world.signers.png(&Award {
        level: 1,
        ..Award::default()
    });
    let (_, page) = world.bring(&ada, &[("autre.png", &other)]).await;
    assert!(page.contains("toute la place"), "{page}");
    assert_eq!(world.kept("ada@example.org").await.len(), 1);
    world.test.drop().await;
}

/// SQL that somebody smuggles in runs as the login, whatever role it had put on.
#[tokio::test]
async fn under_the_role_of_whoever_serves_is_nobody_who_owns_anything() {
    let test = database().await;
    let mut server = Url::parse(&test.url()).expect("an address");
    server
        .set_username("territoire_server")
        .expect("a login of its own");
    let apart = Database::connect_apart(&test.url(), server.as_str()).await;
    let apart = apart.expect("both logins come in");
    let name: String = sqlx::query_scalar("select current_user || ' ' || session_user")
        .fetch_one(&apart.app)
        .await
        .expect("a name");
    assert_eq!(name, "territoire_app territoire_server");
    // It serves: rows of people by one door, and none of them by the public one.
    for (pool, may) in [(&apart.app, true), (&apart.public, false)] {
        let people = sqlx::query("select from account.holder")
            .execute(pool)
            .await;
        assert_eq!(people.is_ok(), may);
    }
    for sql in [
        "reset role; create table public.mine ()",
        "reset role; drop table account.holder",
        "reset role; alter table audit.event disable trigger all",
        "reset role; delete from audit.event",
        "reset role; copy (select 1) to program 'true'",
        "reset role; select from account.holder",
        "set role postgres",
        "set session authorization postgres",
        "set role territoire",
        "reset role; alter role territoire_server superuser",
        "reset role; grant territoire_public to territoire_app",
    ] {
        let mut one = apart.app.acquire().await.expect("a connection").detach();
        let refused = one.execute(sqlx::AssertSqlSafe(sql)).await;
        assert!(refused.is_err(), "{sql}");
        one.close().await.ok();
    }
    apart.close().await;
    test.drop().await;
}
