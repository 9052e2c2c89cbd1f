//! Every spelling of an address that may not be asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;
use territoire_apprenant::fetch::guard::{Asked, Reachable, is_public};
use territoire_apprenant::fetch::{Reach, Refused};

fn refused(address: &str) -> Option<Refused> {
    Asked::new(address, Reach::World).err()
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn each_spelling_of_a_forbidden_address_is_refused_for_what_it_is() {
    let literal = [
        // 127.0.0.1, as the URL standard reads it
        "127.0.0.1",
        "127.0.0.1.",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0x7F.1",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "0x7f.0x0.0x0.0x1",
        "0177.0x0.0.1",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "１２７.０.０.１",
        "127。0。0。1",
        "127．0．0．1",
        "①②⑦.⓪.⓪.①",
        // other inner addresses
        "0",
        "0.0.0.0",
        "10.0.0.1",
        "167772161",
        "012.1",
        "100.64.0.1",
        "100.127.255.254",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "3232235777",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "4294967295",
        // IPv6
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000:0000:0000:0000:0000:0000:0000:0001]",
        "[::ffff:127.0.0.1]",
        "[::FFFF:7F00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b:1::a00:1]",
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::1]",
        "[2001:0:4136:e378:8000:63bf:f5ff:fffe]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[100::1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[5f00::1]",
        // public ones too: a host has a name
        "9.9.9.9",
        "151587081",
        "[2620:fe::fe]",
    ];
    for host in literal {
        for address in [
            format!("https://{host}/"),
            format!("https://{host}:8443/badge"),
            format!("HTTPS:\\\\{host}\\badge"),
            format!("https:{host}"),
        ] {
            assert_eq!(refused(&address), Some(Refused::Literal), "{address}");
        }
    }
    let names = [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ｌｏｃａｌｈｏｓｔ",
        "l%6fcalhost",
        "a.localhost",
        "a.b.localhost",
        "localhost.localdomain",
        "imprimante.local",
        "metadata.google.internal",
        "nas.lan",
        "nas.home",
        "box.home.arpa",
        "1.0.0.127.in-addr.arpa",
        "intranet",
        "wiki.corp",
        "wiki.intranet",
        "wiki.private",
        "db.test",
        "badges.example",
        "badges.invalid",
        "a.onion",
        "badges.fr.",
        "badges..fr",
        ".badges.fr",
        "metadata",
        "com",
        "badges.fr.local.",
    ];
    for host in names {
        let address = format!("https://{host}/");
        assert_eq!(refused(&address), Some(Refused::Name), "{address}");
    }
    // A number that is no address is no name either.
    for host in [
        "256.0.0.1",
        "1.2.3.4.5",
        "0x100000000",
        "127.0.0.08",
        "[::1%25eth0]",
        "[::1",
    ] {
        let address = format!("https://{host}/");
        assert_eq!(refused(&address), Some(Refused::NotAnAddress), "{address}");
    }
}

#[test]
fn only_https_to_a_web_server_without_a_password_is_asked() {
    for (address, reason) in [
        ("http://badges.fr/", Refused::Scheme),
        ("file:///etc/passwd", Refused::Scheme),
        ("ftp://badges.fr/", Refused::Scheme),
        ("gopher://badges.fr/", Refused::Scheme),
        ("data:application/json,{}", Refused::Scheme),
        (
            "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11",
            Refused::Scheme,
        ),
        ("did:web:badges.fr", Refused::Scheme),
        ("https://camille@badges.fr/", Refused::Credentials),
        ("https://camille:secret@badges.fr/", Refused::Credentials),
        ("https://:secret@badges.fr/", Refused::Credentials),
        ("https://badges.fr@127.0.0.1/", Refused::Credentials),
        ("https://badges.fr:22/", Refused::Port),
        ("https://badges.fr:25/", Refused::Port),
        ("https://badges.fr:80/", Refused::Port),
        ("https://badges.fr:1023/", Refused::Port),
        ("https://badges.fr:65536/", Refused::NotAnAddress),
        ("https:///", Refused::NotAnAddress),
        ("https://", Refused::NotAnAddress),
        ("/badges/1", Refused::NotAnAddress),
        ("badges.fr", Refused::NotAnAddress),
        ("", Refused::NotAnAddress),
        (" https://badges.fr/", Refused::NotAnAddress),
        ("https://badges.fr/\r\nHost: inside", Refused::NotAnAddress),
        ("ht\ttps://badges.fr/", Refused::NotAnAddress),
        ("https://badges.fr\\@127.0.0.1/", Refused::Literal),
    ] {
        // A backslash ends the host, as a slash does: what follows is a path.
        if reason == Refused::Literal {
            let asked = Asked::new(address, Reach::World).unwrap();
            assert_eq!(asked.host(), "badges.fr");
        } else {
            assert_eq!(refused(address), Some(reason), "{address}");
        }
    }
    let long = format!("https://badges.fr/{}", "a".repeat(2048));
    assert_eq!(refused(&long), Some(Refused::TooLong));
    let grows = format!("https://badges.fr/{}", "é".repeat(700));
    assert_eq!(refused(&grows), Some(Refused::TooLong));

    for (address, asked) in [
        ("https://badges.fr/1#clé", "https://badges.fr/1"),
        ("https://BADGES.fr:443/1", "https://badges.fr/1"),
        (
            "https://badges.fr:8443/1?a=b",
            "https://badges.fr:8443/1?a=b",
        ),
        ("https://été.fr/", "https://xn--t-9fab.fr/"),
        ("https://badges.example.org", "https://badges.example.org/"),
        ("https://localhost.fr/", "https://localhost.fr/"),
    ] {
        let judged = Asked::new(address, Reach::World).map(|asked| asked.url().to_string());
        assert_eq!(judged.as_deref(), Ok(asked));
    }
}

#[test]
fn tests_reach_this_machine_and_nothing_more() {
    let asked = |address: &str| Asked::new(address, Reach::Loopback).map(|_| ());
    for address in [
        "http://127.0.0.1:4141/",
        "http://[::1]:4141/",
        "http://localhost:80/",
        "http://a.localhost/",
        "https://badges.fr/",
    ] {
        assert_eq!(asked(address), Ok(()), "{address}");
    }
    for address in [
        "http://10.0.0.1/",
        "http://9.9.9.9/",
        "http://0.0.0.0/",
        "http://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
    ] {
        assert_eq!(asked(address), Err(Refused::Literal), "{address}");
    }
    assert_eq!(asked("http://intranet/"), Err(Refused::Name));
    let one = |ip: &str| Reachable::new(&[ip.parse().unwrap()], Reach::Loopback).is_some();
    assert!(one("127.0.0.1") && one("127.3.2.1") && one("::1"));
    assert!(!one("9.9.9.9") && !one("10.0.0.1") && !one("::ffff:127.0.0.1"));
}

/// The ends of each block, and their neighbours.
#[test]
fn blocks_end_where_the_registries_say() {
    for (ip, public) in [
        ("0.255.255.255", false),
        ("1.0.0.0", true),
        ("9.255.255.255", true),
        ("10.0.0.0", false),
        ("10.255.255.255", false),
        ("11.0.0.0", true),
        ("100.63.255.255", true),
        ("100.64.0.0", false),
        ("100.127.255.255", false),
        ("100.128.0.0", true),
        ("126.255.255.255", true),
        ("127.0.0.0", false),
        ("127.255.255.255", false),
        ("128.0.0.0", true),
        ("168.63.129.15", true),
        ("168.63.129.16", false),
        ("168.63.129.17", true),
        ("169.253.255.255", true),
        ("169.254.0.0", false),
        ("169.254.255.255", false),
        ("169.255.0.0", true),
        ("172.15.255.255", true),
        ("172.16.0.0", false),
        ("172.31.255.255", false),
        ("172.32.0.0", true),
        ("191.255.255.255", true),
        ("192.0.0.0", false),
        ("192.0.0.255", false),
        ("192.0.1.0", true),
        ("192.0.2.255", false),
        ("192.0.3.0", true),
        ("192.88.99.1", false),
        ("192.167.255.255", true),
        ("192.168.0.0", false),
        ("192.168.255.255", false),
        ("192.169.0.0", true),
        ("198.17.255.255", true),
        ("198.18.0.0", false),
        ("198.19.255.255", false),
        ("198.20.0.0", true),
        ("198.51.99.255", true),
        ("198.51.100.255", false),
        ("198.51.101.0", true),
        ("203.0.112.255", true),
        ("203.0.113.0", false),
        ("203.0.114.0", true),
        ("223.255.255.255", true),
        ("224.0.0.0", false),
        ("239.255.255.255", false),
        ("240.0.0.0", false),
        ("255.255.255.255", false),
        ("1fff:ffff::", false),
        ("2000::", true),
        ("2001::1", false),
        ("2001:1ff:ffff::", false),
        ("2001:200::", true),
        ("2001:db7:ffff::", true),
        ("2001:db8::", false),
        ("2001:db8:ffff::", false),
        ("2001:db9::", true),
        ("2002::", false),
        ("2003::", true),
        ("2620:4f:8000::1", false),
        ("2620:4f:8001::1", true),
        ("2a00:1450:4007::5efe:a00:1", false),
        ("2a00:1450:4007:0:200:5efe:a00:1", false),
        ("2a00:1450:4007:0:1:5efe:a00:1", true),
        ("3ffe:ffff::", true),
        ("3fff::", false),
        ("3fff:fff::", false),
        ("3fff:1000::", true),
        ("4000::", false),
    ] {
        assert_eq!(is_public(ip.parse().unwrap()), public, "{ip}");
    }
}

/// Addresses that the standard library too calls special, and those it has no stable word for.
fn special_v4() -> impl Strategy<Value = Ipv4Addr> {
    let block = |a: u8, b: u8, c: u8, length: u32| {
        let base = u32::from_be_bytes([a, b, c, 0]);
        let rest = u32::MAX.checked_shr(length).unwrap_or(0);
        any::<u32>().prop_map(move |bits| Ipv4Addr::from_bits(base | (bits & rest)))
    };
    prop_oneof![
        block(0, 0, 0, 8),
        block(10, 0, 0, 8),
        block(100, 64, 0, 10),
        block(127, 0, 0, 8),
        block(169, 254, 0, 16),
        block(172, 16, 0, 12),
        block(192, 0, 0, 24),
        block(192, 0, 2, 24),
        block(192, 168, 0, 16),
        block(198, 18, 0, 15),
        block(198, 51, 100, 24),
        block(203, 0, 113, 24),
        block(224, 0, 0, 4),
        block(240, 0, 0, 4),
    ]
}

/// One way to write an IPv4 address as a URL's host: as many parts as you like, each in the base you like, its
/// digits in the alphabet you like.
fn spelling() -> impl Strategy<Value = (usize, [u8; 4], u8)> {
    (1..=4usize, proptest::array::uniform4(0..4u8), 0..4u8)
}

fn spell(ip: Ipv4Addr, (parts, bases, alphabet): (usize, [u8; 4], u8)) -> String {
    let octets = ip.octets();
    let mut numbers: Vec<u32> = octets[..parts - 1].iter().map(|o| u32::from(*o)).collect();
    let rest = octets[parts - 1..].iter();
    numbers.push(rest.fold(0, |sum, octet| (sum << 8) | u32::from(*octet)));
    let written: Vec<String> = numbers
        .iter()
        .zip(bases)
        .map(|(number, base)| match base {
            0 => number.to_string(),
            1 => format!("0{number:o}"),
            2 => format!("0x{number:x}"),
            _ => format!("0X{number:08X}"),
        })
        .collect();
    let plain = written.join(".");
    match alphabet {
        0 => plain,
        1 => format!("{plain}."),
        2 => {
            let encoded = |b| format!("%{b:02x}");
            plain.bytes().map(encoded).collect::<Vec<_>>().concat()
        }
        _ => {
            let wide = |b: char| char::from_u32(u32::from(b) + 0xfee0).unwrap();
            plain.chars().map(wide).collect()
        }
    }
}

/// The IPv6 addresses that carry an IPv4 one.
fn carriers(ip: Ipv4Addr) -> Vec<Ipv6Addr> {
    let bits = u128::from(ip.to_bits());
    let carried = |prefix: &str| {
        let prefix: Ipv6Addr = prefix.parse().unwrap();
        Ipv6Addr::from_bits(prefix.to_bits() | bits)
    };
    vec![
        ip.to_ipv6_mapped(),
        ip.to_ipv6_compatible(),
        carried("::ffff:0:0:0"),
        carried("64:ff9b::"),
        carried("64:ff9b:1::"),
        carried("2a01:e0a::5efe:0:0"),
        Ipv6Addr::from_bits((0x2002 << 112) | (bits << 80) | 1),
        Ipv6Addr::from_bits((0x2001_0000 << 96) | (u128::from(!ip.to_bits()))),
        carried("2001:0:4136:e378:8000:63bf::"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_special_address_is_refused_in_any_spelling(ip in special_v4(), how in spelling()) {
        prop_assert!(!is_public(IpAddr::V4(ip)));
        let host = spell(ip, how);
        let address = format!("https://{host}/badge");
        prop_assert_eq!(refused(&address), Some(Refused::Literal), "{}", address);
        let at_home = Asked::new(&format!("http://{host}/"), Reach::Loopback);
        prop_assert_eq!(at_home.is_ok(), ip.is_loopback(), "{}", address);
        for carrier in carriers(ip) {
            prop_assert!(!is_public(IpAddr::V6(carrier)), "{}", carrier);
            let address = format!("https://[{carrier}]/");
            prop_assert_eq!(refused(&address), Some(Refused::Literal), "{}", address);
            let beside = ["9.9.9.9".parse().unwrap(), IpAddr::V6(carrier)];
            prop_assert_eq!(Reachable::new(&beside, Reach::World), None);
        }
    }

    #[test]
    fn whatever_the_standard_library_calls_special_is_not_public(v4 in any::<u32>(), v6 in any::<u128>(), near in any::<u16>()) {
        let v4 = Ipv4Addr::from_bits(v4);
        let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast()
            || v4.is_broadcast() || v4.is_documentation() || v4.is_unspecified();
        prop_assert!(!special || !is_public(IpAddr::V4(v4)), "{}", v4);
        // Anywhere, and among the first and the last.
        for bits in [v6, u128::from(near), u128::MAX - (v6 >> 10)] {
            let v6 = Ipv6Addr::from_bits(bits);
            let special = v6.is_loopback() || v6.is_unspecified() || v6.is_multicast() || v6.is_unique_local()
                || v6.is_unicast_link_local() || v6.to_ipv4().is_some();
            prop_assert!(!special || !is_public(IpAddr::V6(v6)), "{}", v6);
        }
    }

    #[test]
    fn judging_a_text_never_fails_otherwise(text in "\\PC{0,60}", host in "[a-z0-9.:\\[\\]%@\\\\/-]{0,30}") {
        for address in [text.clone(), format!("https://{text}/"), format!("https://{host}")] {
            if let Ok(asked) = Asked::new(&address, Reach::World) {
                prop_assert_eq!(asked.url().scheme(), "https");
                prop_assert!(asked.host().contains('.'));
                prop_assert!(asked.host().parse::<IpAddr>().is_err());
            }
        }
    }
}
