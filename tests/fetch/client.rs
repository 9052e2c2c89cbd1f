//! What is asked and what comes back; where redirects lead.

use territoire_apprenant::fetch::{Answer, FetchError, Limits, Refused};
use tokio::io::AsyncWriteExt as _;

use crate::host::{Certificate, Host, Told, at_home, path, say};

#[expect(
    clippy::unnecessary_wraps,
    reason = "it is compared with what a question gives"
)]
fn there(body: &[u8]) -> Result<Answer, FetchError> {
    Ok(Answer {
        body: body.to_vec(),
        gone: false,
    })
}

#[tokio::test]
async fn a_document_is_asked_for_by_its_type_and_nothing_is_told_about_us() {
    let host = Host::plain(async |_, wire| {
        say(wire, "200 OK", "Set-Cookie: a=b\r\n", b"{}").await;
    })
    .await;
    let fetcher = at_home(Limits::default(), Told::new(&[]), &[]);
    for _ in 0..2 {
        let answer = fetcher.document(&host.url("/a?b=c#d")).await;
        assert_eq!(answer, there(b"{}"));
    }
    for head in host.heads() {
        let head = head.to_lowercase();
        assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
        assert!(
            head.contains("accept: application/vc+ld+json, application/ld+json"),
            "{head}"
        );
        assert!(head.contains("accept-encoding: gzip\r\n"), "{head}");
        for never in ["cookie", "referer", "authorization", "proxy"] {
            assert!(!head.contains(never), "{head}");
        }
    }
    assert_eq!(host.connections(), 2, "no connection is kept");
}

#[tokio::test]
async fn other_answers_are_no_documents_but_gone_may_say_why() {
    let host = Host::plain(async |head, wire| {
        let status = path(&head)[1..].replace('-', " ");
        say(wire, &status, "", b"{\"revoked\":true}").await;
    })
    .await;
    let fetcher = at_home(Limits::default(), Told::new(&[]), &[]);
    for status in [201, 206, 300, 302, 304, 400, 401, 404, 500, 503] {
        let answer = fetcher.document(&host.url(&format!("/{status}-So"))).await;
        assert_eq!(answer, Err(FetchError::Status(status)));
    }
    let gone = fetcher.document(&host.url("/410-Gone")).await.unwrap();
    assert!(gone.gone);
    assert_eq!(gone.body, b"{\"revoked\":true}");
    let nobody = Host::plain(async |_, mut wire| {
        let _ = wire.write_all(b"220 mail.example.org ESMTP\r\n").await;
    })
    .await;
    let answer = fetcher.document(&nobody.url("/")).await;
    assert_eq!(answer, Err(FetchError::Unanswered));
}

#[tokio::test]
async fn three_redirects_are_followed_and_a_fourth_is_not() {
    let host = Host::plain(async |head, wire| {
        let left: u32 = path(&head).trim_start_matches("/a/").parse().unwrap();
        if left == 0 {
            say(wire, "200 OK", "", b"there").await;
        } else {
            let status = [301, 302, 303, 307, 308][left as usize % 5];
            let next = format!("Location: ./{}#x\r\n", left - 1);
            say(wire, &format!("{status} Moved"), &next, b"").await;
        }
    })
    .await;
    let fetcher = at_home(Limits::default(), Told::new(&[]), &[]);
    assert_eq!(fetcher.document(&host.url("/a/3")).await, there(b"there"));
    assert_eq!(host.connections(), 4);
    let answer = fetcher.document(&host.url("/a/4")).await;
    assert_eq!(answer, Err(FetchError::TooManyRedirects));
    assert_eq!(host.connections(), 8);
    assert!(!host.heads().iter().any(|head| head.contains('#')));
}

#[tokio::test]
async fn a_redirect_to_what_may_not_be_asked_ends_there() {
    let trap = Host::trap("127.0.0.1:0").await;
    let port = trap.address.port();
    let names = Told::new(&[("inner.badges.fr", &[&["10.0.0.1"]])]);
    let fetcher = at_home(Limits::default(), names, &[]);
    for (location, reason) in [
        (format!("http://0.0.0.0:{port}/"), Refused::Literal),
        (format!("//0:{port}/"), Refused::Literal),
        (
            format!("http://[::ffff:127.0.0.1]:{port}/"),
            Refused::Literal,
        ),
        (format!("http://[::ffff:7f00:1]:{port}/"), Refused::Literal),
        (
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            Refused::Literal,
        ),
        ("http://metadata.google.internal/".to_owned(), Refused::Name),
        ("http://intranet/".to_owned(), Refused::Name),
        (
            format!("http://a:b@127.0.0.1:{port}/"),
            Refused::Credentials,
        ),
        ("file:///etc/passwd".to_owned(), Refused::Scheme),
        (
            "gopher://127.0.0.1:6379/_flushall".to_owned(),
            Refused::Scheme,
        ),
        ("http://".to_owned(), Refused::NotAnAddress),
        (format!("/{}", "a".repeat(3000)), Refused::TooLong),
    ] {
        let header = format!("Location: {location}\r\n");
        let host = Host::plain(move |_, wire| {
            let header = header.clone();
            async move { say(wire, "302 Found", &header, b"").await }
        })
        .await;
        let answer = fetcher.document(&host.url("/")).await;
        assert_eq!(answer, Err(FetchError::Astray(reason)), "{location}");
    }
    let host = Host::plain(async |_, wire| {
        say(
            wire,
            "302 Found",
            "Location: http://inner.badges.fr/\r\n",
            b"",
        )
        .await;
    })
    .await;
    let answer = fetcher.document(&host.url("/")).await;
    assert_eq!(answer, Err(FetchError::NoPublicAddress));
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn https_stays_https_and_asks_for_the_right_certificate() {
    let certificate = Certificate::of("badges.example.org");
    let open = Host::plain(async |_, wire| say(wire, "200 OK", "", b"open").await).await;
    let downgrade = format!("Location: {}\r\n", open.url("/"));
    let host = Host::tls(&certificate, move |head, wire| {
        let downgrade = downgrade.clone();
        async move {
            match path(&head) {
                "/down" => say(wire, "302 Found", &downgrade, b"").await,
                "/again" => say(wire, "302 Found", "Location: /there\r\n", b"").await,
                _ => say(wire, "200 OK", "", b"there").await,
            }
        }
    })
    .await;
    let names = || {
        let here: &[&[&str]] = &[&["127.0.0.1"]];
        Told::new(&[("badges.example.org", here), ("other.example.org", here)])
    };
    let fetcher = at_home(Limits::default(), names(), &[&certificate]);
    let at = |path| host.named("https", "badges.example.org", path);
    assert_eq!(fetcher.document(&at("/there")).await, there(b"there"));
    assert_eq!(fetcher.document(&at("/again")).await, there(b"there"));
    let down = fetcher.document(&at("/down")).await;
    assert_eq!(down, Err(FetchError::Astray(Refused::Downgrade)));
    assert_eq!(open.connections(), 0);
    let other = host.named("https", "other.example.org", "/there");
    assert_eq!(fetcher.document(&other).await, Err(FetchError::Unanswered));
    let stranger = at_home(Limits::default(), names(), &[]);
    assert_eq!(
        stranger.document(&at("/there")).await,
        Err(FetchError::Unanswered)
    );
}
