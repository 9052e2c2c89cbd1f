//! Names that lead inside, and names that change their mind.

use territoire_apprenant::fetch::{FetchError, Limits, Refused};

use crate::host::{Host, Told, at_home, in_the_world, path, say};

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let trap = Host::trap("127.0.0.1:0").await;
    for inside in [
        &["127.0.0.1"][..],
        &["::1"],
        &["0.0.0.0"],
        &["10.0.0.1"],
        &["192.168.1.1"],
        &["100.64.0.1"],
        &["169.254.169.254"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["2002:7f00:1::1"],
        &["fd00::1"],
        &["fe80::1"],
        &["127.0.0.1", "127.0.0.1"],
        // Mixed, in either order.
        &["127.0.0.1", "9.9.9.9"],
        &["9.9.9.9", "127.0.0.1"],
        &["9.9.9.9", "149.112.112.112", "10.0.0.1"],
        &[],
    ] {
        let names = Told::new(&[("badges.fr", &[inside])]);
        let fetcher = in_the_world(names.clone());
        let answer = fetcher
            .document(&trap.named("https", "badges.fr", "/"))
            .await;
        assert_eq!(answer, Err(FetchError::NoPublicAddress), "{inside:?}");
        assert_eq!(names.asked(), 1);
        // A name that nobody has is told by the same words.
        let nowhere = fetcher.document("https://nowhere.fr/").await.unwrap_err();
        assert_eq!(nowhere.to_string(), answer.unwrap_err().to_string());
    }
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn a_refused_address_is_not_even_looked_up() {
    let names = Told::new(&[]);
    let fetcher = in_the_world(names.clone());
    for (address, reason) in [
        ("https://localhost/", Refused::Name),
        ("https://badges.internal/", Refused::Name),
        ("https://0x7f.1/", Refused::Literal),
        ("http://badges.fr/", Refused::Scheme),
    ] {
        let answer = fetcher.badge(address).await;
        assert_eq!(answer, Err(FetchError::Refused(reason)), "{address}");
    }
    assert_eq!(names.asked(), 0);
}

#[tokio::test]
async fn a_name_that_rebinds_gains_nothing_what_was_checked_is_what_is_asked() {
    let host = Host::plain(async |head, wire| match path(&head) {
        "/again" => say(wire, "302 Found", "Location: /there\r\n", b"").await,
        _ => say(wire, "200 OK", "", b"there").await,
    })
    .await;
    let port = host.address.port();
    let trap = Host::trap(&format!("127.0.0.2:{port}")).await;

    // The second answer would be another host: one question looks the name up once.
    let names = Told::new(&[("badges.fr", &[&["127.0.0.1"], &["127.0.0.2"]])]);
    let fetcher = at_home(Limits::default(), names.clone(), &[]);
    let address = host.named("http", "badges.fr", "/");
    assert_eq!(fetcher.document(&address).await.unwrap().body, b"there");
    assert_eq!((names.asked(), trap.connections()), (1, 0));

    // A second answer that leads inside is refused, whatever the first one was, at the next question…
    let names = Told::new(&[("badges.fr", &[&["127.0.0.1"], &["10.0.0.1"]])]);
    let fetcher = at_home(Limits::default(), names.clone(), &[]);
    assert_eq!(fetcher.document(&address).await.unwrap().body, b"there");
    let answer = fetcher.document(&address).await;
    assert_eq!(answer, Err(FetchError::NoPublicAddress));

    // … and at a redirect to the same name.
    let names = Told::new(&[("badges.fr", &[&["127.0.0.1"], &["10.0.0.1"]])]);
    let fetcher = at_home(Limits::default(), names.clone(), &[]);
    let address = host.named("http", "badges.fr", "/again");
    let answer = fetcher.document(&address).await;
    assert_eq!(answer, Err(FetchError::NoPublicAddress));
    assert_eq!(names.asked(), 2);
    assert_eq!(trap.connections(), 0);
}
