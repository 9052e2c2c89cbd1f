//! Drips, bombs, lies and crowds.

use std::io::Write as _;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use territoire_apprenant::fetch::{FetchError, Fetcher, Limits};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::sleep;

use crate::host::{Certificate, Host, Told, at_home, path, say};

const LIMIT: usize = 256 * 1024;

fn usual() -> Fetcher {
    at_home(Limits::default(), Told::new(&[]), &[])
}

fn hasty() -> Limits {
    Limits {
        connect: Duration::from_millis(300),
        total: Duration::from_millis(700),
        ..Limits::default()
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_drip_ends_when_the_time_is_over() {
    let host = Host::plain(async |head, mut wire| {
        let (at_once, dripped) = match path(&head) {
            "/head" => (
                "",
                "HTTP/1.1 200 OK\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            ),
            "/body" => ("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", ""),
            "/early" => ("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
            _ => return sleep(Duration::from_secs(5)).await,
        };
        let mut dripped = dripped.bytes().cycle();
        let _ = wire.write_all(at_once.as_bytes()).await;
        while wire.write_u8(dripped.next().unwrap_or(b'a')).await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let fetcher = at_home(hasty(), Told::new(&[]), &[]);
    for path in ["/head", "/body", "/early", "/silent"] {
        let begun = Instant::now();
        let answer = fetcher.document(&host.url(path)).await;
        assert_eq!(answer, Err(FetchError::TooSlow), "{path}");
        let took = begun.elapsed();
        assert!((600..3000).contains(&took.as_millis()), "{path}: {took:?}");
    }
}

#[tokio::test]
async fn one_clock_runs_over_all_redirects_and_a_mute_host_ends_sooner() {
    let host = Host::plain(async |_, wire| {
        sleep(Duration::from_millis(300)).await;
        say(wire, "302 Found", "Location: /next\r\n", b"").await;
    })
    .await;
    let begun = Instant::now();
    let fetcher = at_home(hasty(), Told::new(&[]), &[]);
    let answer = fetcher.document(&host.url("/")).await;
    assert_eq!(answer, Err(FetchError::TooSlow));
    assert!(begun.elapsed() < Duration::from_millis(2500));

    // It takes the connection and never says a word of TLS.
    let mute = Host::plain(async |_, mut wire| {
        let _ = wire.read_u8().await;
    })
    .await;
    let certificate = Certificate::of("badges.example.org");
    let names = Told::new(&[("badges.example.org", &[&["127.0.0.1"]])]);
    let fetcher = at_home(hasty(), names, &[&certificate]);
    let begun = Instant::now();
    let answer = fetcher
        .document(&mute.named("https", "badges.example.org", "/"))
        .await;
    assert_eq!(answer, Err(FetchError::Unanswered));
    assert!(begun.elapsed() < Duration::from_millis(2500));
}

#[tokio::test]
async fn what_is_longer_than_the_limit_is_refused_as_sent_and_as_inflated() {
    let host = Host::plain(async |head, mut wire| {
        let octets = |n: usize| vec![b' '; n];
        match path(&head) {
            "/just" => say(wire, "200 OK", "", &octets(LIMIT)).await,
            "/over" => say(wire, "200 OK", "", &octets(LIMIT + 1)).await,
            "/just-gzip" => {
                let body = gzip(&octets(LIMIT));
                say(wire, "200 OK", "Content-Encoding: gzip\r\n", &body).await;
            }
            "/over-gzip" => {
                let body = gzip(&octets(LIMIT + 1));
                say(wire, "200 OK", "Content-Encoding: GZip\r\n", &body).await;
            }
            // Neither an end nor a length.
            "/endless" => {
                let _ = wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while wire.write_all(&[b' '; 4096]).await.is_ok() {}
            }
            _ => {
                let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                let _ = wire.write_all(head).await;
                while wire.write_all(b"4\r\n    \r\n").await.is_ok() {}
            }
        }
    })
    .await;
    let fetcher = usual();
    for path in ["/just", "/just-gzip"] {
        let answer = fetcher.document(&host.url(path)).await.unwrap();
        assert_eq!(answer.body.len(), LIMIT, "{path}");
    }
    for path in ["/over", "/over-gzip", "/endless", "/chunked"] {
        let answer = fetcher.document(&host.url(path)).await;
        assert_eq!(answer, Err(FetchError::TooLarge), "{path}");
    }
    let image = fetcher.badge(&host.url("/over")).await.unwrap();
    assert_eq!(image.body.len(), LIMIT + 1, "a badge may be an image");
    let endless = fetcher.badge(&host.url("/endless")).await;
    assert_eq!(endless, Err(FetchError::TooLarge));
}

#[tokio::test]
async fn a_length_that_lies_gains_nothing() {
    let host = Host::plain(async |head, mut wire| {
        let length = path(&head)[1..].to_owned();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        let _ = wire.write_all(head.as_bytes()).await;
        let _ = wire.write_all(&[b'a'; 10]).await;
        let _ = wire.shutdown().await;
    })
    .await;
    let fetcher = usual();
    let asked = async |length: &str| fetcher.document(&host.url(&format!("/{length}"))).await;
    // Less than promised: broken off. More: what was promised, and the rest is not read.
    assert_eq!(asked("11").await, Err(FetchError::Unanswered));
    assert_eq!(asked("99999999999").await, Err(FetchError::Unanswered));
    assert_eq!(asked("4").await.unwrap().body, b"aaaa");
    for no_number in ["-1", "99999999999999999999999", "4,5", "ten"] {
        assert_eq!(
            asked(no_number).await,
            Err(FetchError::Unanswered),
            "{no_number}"
        );
    }
}

/// The most memory that this process ever held, in KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_bomb_goes_off_in_a_small_room() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..200 {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 2 << 20, "it comes as a small thing");
    let host = Host::plain(move |_, wire| {
        let bomb = bomb.clone();
        async move { say(wire, "200 OK", "Content-Encoding: gzip\r\n", &bomb).await }
    })
    .await;
    let fetcher = at_home(
        Limits {
            at_one_host: 16,
            ..Limits::default()
        },
        Told::new(&[]),
        &[],
    );
    let before = peak_memory();
    let begun = Instant::now();
    let mut under_way = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (fetcher, address) = (fetcher.clone(), host.url("/"));
        under_way.spawn(async move { fetcher.document(&address).await });
    }
    for answer in under_way.join_all().await {
        assert_eq!(answer, Err(FetchError::TooLarge));
    }
    assert!(begun.elapsed() < Duration::from_secs(5));
    // 200 MiB would come out of each of the sixteen.
    let grown = peak_memory() - before;
    assert!(grown < 32 * 1024, "{grown} KiB");
}

#[tokio::test]
async fn what_is_encoded_otherwise_than_offered_is_not_read() {
    let host = Host::plain(async |head, wire| {
        let codings = path(&head)[1..].replace('_', ", ");
        let line = |coding| format!("Content-Encoding: {coding}\r\n");
        let headers = codings.split(';').map(line).collect::<Vec<_>>().concat();
        say(wire, "200 OK", &headers, &gzip(b"{}")).await;
    })
    .await;
    let fetcher = usual();
    let asked = async |coding: &str| fetcher.document(&host.url(&format!("/{coding}"))).await;
    assert_eq!(asked("gzip").await.unwrap().body, b"{}");
    assert_eq!(asked("identity").await.unwrap().body, gzip(b"{}"));
    for coding in [
        "br",
        "deflate",
        "zstd",
        "compress",
        "gzip_gzip",
        "gzip;gzip",
        "identity;br",
    ] {
        assert_eq!(asked(coding).await, Err(FetchError::Encoding), "{coding}");
    }
    let plain = Host::plain(async |_, wire| {
        say(
            wire,
            "200 OK",
            "Content-Encoding: gzip\r\n",
            b"{\"not\":\"gzip at all\"}",
        )
        .await;
    })
    .await;
    let answer = fetcher.document(&plain.url("/")).await;
    assert_eq!(answer, Err(FetchError::Encoding));
}

#[tokio::test]
async fn four_at_once_ask_one_host_and_others_wait_their_turn() {
    let slow = |millis| {
        Host::plain(move |_, wire| async move {
            sleep(Duration::from_millis(millis)).await;
            say(wire, "200 OK", "", b"{}").await;
        })
    };
    let host = slow(60).await;
    let ask = |fetcher: &Fetcher, addresses: Vec<String>| {
        let mut under_way = tokio::task::JoinSet::new();
        for address in addresses {
            let fetcher = fetcher.clone();
            under_way.spawn(async move { fetcher.document(&address).await.map(|_| ()) });
        }
        under_way.join_all()
    };
    let answers = ask(&usual(), vec![host.url("/"); 14]).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!((host.connections(), host.peak()), (14, 4));

    // In all, whatever the names.
    let host = slow(60).await;
    let names = ["a.badges.fr", "b.badges.fr", "c.badges.fr", "d.badges.fr"];
    let here: &[&[&str]] = &[&["127.0.0.1"]];
    let told = Told::new(&names.map(|name| (name, here)));
    let few = Limits {
        at_once: 3,
        ..Limits::default()
    };
    let addresses = names.map(|name| host.named("http", name, "/"));
    let addresses = [addresses.clone(), addresses].concat();
    let answers = ask(&at_home(few, told, &[]), addresses).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(host.peak(), 3);

    // Waiting counts: those whose time is over go away without an answer.
    let host = slow(300).await;
    let hurried = Limits {
        total: Duration::from_millis(500),
        ..Limits::default()
    };
    let fetcher = at_home(hurried, Told::new(&[]), &[]);
    let answers = ask(&fetcher, vec![host.url("/"); 12]).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 4);
    assert!(answers.contains(&Err(FetchError::TooSlow)));
}
