//! The house stays in order: what `lib.rs` says of the rooms is true of the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rooms from the ground up: each may use those before it.
const ROOMS: [&str; 21] = [
    "openbadges",
    "territory",
    "clock",
    "id",
    "text",
    "problem",
    "config",
    "fetch",
    "database",
    "jobs",
    "account",
    "network",
    "issuing",
    "presence",
    "search",
    "relay",
    "passport",
    "statistics",
    "demonstration",
    "http",
    "cli",
];

/// Rooms that know no other room at all.
const PURE: [&str; 2] = ["openbadges", "territory"];

struct Source {
    path: PathBuf,
    room: String,
    /// Without comments and without `#[cfg(test)]` modules at the end of a file.
    code: String,
    /// Of `code`: explanations and tests do not count.
    lines: usize,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut found = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)
            .expect("a folder of the house")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a file of the house");
                let inside = path.strip_prefix(&src).expect("it is in src");
                let first = inside
                    .components()
                    .next()
                    .expect("a name")
                    .as_os_str()
                    .to_string_lossy();
                let room = first.trim_end_matches(".rs").to_owned();
                let code = text
                    .split("#[cfg(test)]\nmod ")
                    .next()
                    .unwrap_or_default()
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect::<Vec<_>>()
                    .join("\n");
                let lines = code.lines().count();
                found.push(Source {
                    path: inside.to_owned(),
                    room,
                    code,
                    lines,
                });
            }
        }
    }
    assert!(found.len() > 20, "the house has rooms");
    found
}

/// The rooms that a piece of code names by `crate::room`.
fn rooms_named(code: &str) -> BTreeSet<&str> {
    code.match_indices("crate::")
        .filter_map(|(at, crate_)| {
            let rest = &code[at + crate_.len()..];
            let end = rest
                .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .unwrap_or(rest.len());
            (end > 0).then(|| &rest[..end])
        })
        .collect()
}

#[test]
fn imports_run_one_way() {
    let order: BTreeMap<_, _> = ROOMS
        .iter()
        .enumerate()
        .map(|(place, room)| (*room, place))
        .collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = order.get(source.room.as_str()) else {
            continue;
        };
        for named in rooms_named(&source.code) {
            let Some(other) = order.get(named) else {
                continue;
            };
            let pure = PURE.contains(&source.room.as_str());
            if other > own || (pure && other != own) {
                wrong.push(format!("{} uses {named}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_is_on_the_map() {
    let map = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    for source in sources() {
        if ["lib", "main"].contains(&source.room.as_str()) {
            continue;
        }
        assert!(
            ROOMS.contains(&source.room.as_str()),
            "{} is no known room",
            source.room
        );
        assert!(
            map.contains(&format!("[`{}`]", source.room)),
            "{} is not told in lib.rs",
            source.room
        );
    }
}

#[test]
fn sql_lives_in_stores_and_the_web_in_routes() {
    let mut wrong = Vec::new();
    for source in sources() {
        let file = source
            .path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let speaks_sql = source.code.contains("sqlx::query") || source.code.contains("query!(");
        let may_speak_sql =
            file.ends_with("store") || ["database", "jobs"].contains(&source.room.as_str());
        if speaks_sql && !may_speak_sql {
            wrong.push(format!("{} speaks SQL", source.path.display()));
        }
        let serves = source.code.contains("axum::");
        let may_serve = ["routes", "pages"].contains(&file.as_str())
            || ["http", "cli"].contains(&source.room.as_str());
        if serves && !may_serve {
            wrong.push(format!("{} knows axum", source.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What asks the network without passing the guard would lend our place in it to whoever writes a badge.
#[test]
fn one_room_asks_the_network() {
    let mut seen = false;
    for source in sources() {
        let asks = [
            "reqwest::",
            "lookup_host",
            "TcpStream::connect",
            "to_socket_addrs",
        ]
        .iter()
        .any(|means| source.code.contains(means));
        seen |= asks;
        let may = source.room == "fetch";
        assert!(!asks || may, "{} asks the network", source.path.display());
    }
    assert!(seen, "fetch does");
}

#[test]
fn no_file_outgrows_its_reader() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|source| source.lines > 450)
        .map(|source| format!("{}: {} lines", source.path.display(), source.lines))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn nothing_is_left_for_later() {
    for source in sources() {
        for mark in ["todo!(", "unimplemented!(", "dbg!(", "Utc::now()"] {
            let clock = source.room == "clock" && mark == "Utc::now()";
            assert!(
                clock || !source.code.contains(mark),
                "{} holds {mark}",
                source.path.display()
            );
        }
    }
}

/// The card: `Cargo.toml Cargo.lock src migrations web tests data README.md`, dot-files and one `Makefile`.
#[test]
fn the_top_level_is_what_the_card_says() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "migrations",
        "web",
        "tests",
        "data",
        "README.md",
        "Makefile",
    ];
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .expect("git lists the files of a checkout");
    assert!(listed.status.success());
    let names: BTreeSet<_> = String::from_utf8_lossy(&listed.stdout)
        .split('\0')
        .filter_map(|path| path.split('/').next().map(str::to_owned))
        .filter(|name| !name.is_empty())
        .collect();
    for name in names {
        assert!(
            name.starts_with('.') || allowed.contains(&name.as_str()),
            "{name}"
        );
    }
}

/// G1: tables about people live in rooms that have no geometry at all.
#[test]
fn every_check_of_a_verdict_is_explained_in_both_languages() {
    let words = ["fr", "en"].map(|language| {
        let path = root().join(format!("web/locales/{language}.ftl"));
        std::fs::read_to_string(path).expect("the texts")
    });
    let mut named = BTreeSet::new();
    for source in sources() {
        let checks = source.code.split("Check::new(").skip(1);
        named.extend(checks.filter_map(|rest| {
            let name = rest.trim_start().strip_prefix('"')?;
            name.split_once('"').map(|(name, _)| name.to_owned())
        }));
    }
    assert!(named.len() > 8, "{named:?}");
    for name in named {
        for text in &words {
            assert!(text.contains(&format!("\ncheck-{name} = ")), "{name}");
            assert!(text.contains(&format!("\ncheck-{name}-why = ")), "{name}");
        }
    }
}

#[test]
fn no_table_about_a_person_has_a_coordinate() {
    let mut tables = 0;
    for entry in fs::read_dir(root().join("migrations"))
        .expect("migrations")
        .flatten()
    {
        let text = fs::read_to_string(entry.path())
            .expect("a migration")
            .to_lowercase();
        for table in text.split("create table ").skip(1) {
            tables += 1;
            let name = table.split_whitespace().next().unwrap_or_default();
            let body = table.split(");").next().unwrap_or_default();
            let about_places = name.starts_with("territory.") || name.starts_with("released.");
            for word in ["geometry", "geography", "point", "latitude", "longitude"] {
                assert!(about_places || !body.contains(word), "{name} has a {word}");
            }
        }
    }
    assert!(tables > 20, "the migrations were read");
}
