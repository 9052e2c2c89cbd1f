//! Strangers' bytes: whatever a file is made of, it is judged or refused, in time, within memory, without a panic.
//!
//! Each target takes good inputs of our own making, cuts, doubles, flips and crosses them, and hands them to the
//! doors that strangers' bytes come through. A short run is part of `make test`; `make soak` runs each target for
//! ten minutes (`FUZZ_SECONDS`), from a seed that is told (`FUZZ_SEED` plays one again).

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use territoire_apprenant::issuing::artwork;
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::issue::jws;
use territoire_apprenant::openbadges::png::{Keyword, bake};
use territoire_apprenant::openbadges::status::StatusList;
use territoire_apprenant::openbadges::{
    DocumentIndex, Question, TrustList, baked, json as strict, jsonld, multikey, rdfc, svg, verify,
};

/// Inputs of a short run.
const SHORT: u64 = 1_500;
/// No input may take longer, in time of a processor: what else the machine does is nobody's fault.
const SLOWEST: Duration = Duration::from_secs(1);
/// Nor may the whole process, which holds nothing else, ever hold more (KiB).
const LARGEST: u64 = 256 * 1024;

/// Pieces that mean something to one of the readers.
const WORDS: [&[u8]; 24] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b":",
    b",",
    b".",
    b"\\u0000",
    b"null",
    b"1e999",
    b"-0",
    b"@context",
    b"@id",
    b"proof",
    b"<svg",
    b"<!DOCTYPE x [",
    b"]]>",
    b"&#x0;",
    b"<![CDATA[",
    b"iTXtopenbadges\0\0\0\0\0",
    b"IEND",
    b"\xff\xff\xff\xff",
    b"xmlns",
];

fn award() -> Value {
    let key = LocalSigner::of_did_key(SigningKey::from_bytes(&[7; 32]));
    let issuer = multikey::did_key(&key.public_key());
    let document = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": issuer, "type": ["Profile"], "name": "Blois" }, "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": { "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b12", "type": ["AchievementSubject"],
            "achievement": { "id": "https://blois.example/a", "type": ["Achievement"], "name": "Cartopartie",
                "criteria": { "narrative": "Animer" }, "description": "Sait animer" } },
        "credentialStatus": { "id": "https://blois.example/s#1", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": "1", "statusListCredential": "https://blois.example/s" } });
    sign(
        &document,
        Cryptosuite::EddsaRdfc2022,
        &key,
        "2026-01-01T00:00:00Z".parse().expect("a date"),
    )
    .expect("signed")
}

fn token() -> String {
    let key = LocalSigner::of_did_key(SigningKey::from_bytes(&[7; 32]));
    let mut document = award();
    document.as_object_mut().expect("an object").remove("proof");
    jws::token(&document, &key).expect("a token")
}

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&[0, 64, 128, 255]))
        .expect("a picture");
    bytes
}

fn drawing() -> String {
    let plain = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><g id=\"a&amp;b\"/></svg>";
    svg::bake(plain, Keyword::OpenBadgeCredential, &award().to_string()).expect("baked")
}

/// Changes one input in one to eight places, with a part of another now and then.
fn mutate(rng: &mut ChaCha20Rng, one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = one.to_vec();
    for _ in 0..rng.random_range(1..=8_u8) {
        let at = rng.random_range(0..=bytes.len());
        let end = (at + rng.random_range(0..64)).min(bytes.len());
        match rng.random_range(0..7_u8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8_u8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                let times = rng.random_range(1..40);
                drop(bytes.splice(at..at, part.repeat(times)));
            }
            3 => drop(bytes.splice(
                at..end,
                WORDS[rng.random_range(0..WORDS.len())].iter().copied(),
            )),
            4 if !other.is_empty() => {
                let from = rng.random_range(0..other.len());
                let until = (from + rng.random_range(0..256)).min(other.len());
                drop(bytes.splice(at..end, other[from..until].iter().copied()));
            }
            5 => bytes.truncate(at),
            _ => drop(bytes.splice(at..at, rng.random::<[u8; 4]>())),
        }
        bytes.truncate(1 << 20);
    }
    bytes
}

/// A picture whose chunks have the checksums of what they now hold: what is wrong with it lies deeper.
fn mend(png: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = png.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(end) = at
            .checked_add(8 + length)
            .filter(|end| end + 4 <= png.len())
        else {
            return;
        };
        let mut crc = flate2::Crc::new();
        crc.update(&png[at + 4..end]);
        let sum = crc.sum().to_be_bytes();
        png[end..end + 4].copy_from_slice(&sum);
        at = end + 4;
    }
}

fn pointers(value: &Value, way: &str, found: &mut Vec<String>) {
    found.push(way.to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(name, inner)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            pointers(inner, &format!("{way}/{name}"), found);
        }),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(n, inner)| pointers(inner, &format!("{way}/{n}"), found)),
        _ => {}
    }
}

/// The same document with parts of it in other places: still JSON, and about something else.
fn shake(rng: &mut ChaCha20Rng, document: &Value) -> Value {
    let pool = [
        Value::Null,
        json!(-0.0),
        json!(1e300),
        json!([]),
        json!({}),
        json!(""),
        json!("_:b0"),
        json!("did:key:z6Mk"),
        json!({ "@value": "a" }),
        json!(["VerifiableCredential", "OpenBadgeCredential"]),
        json!("2026-01-01"),
        json!(true),
        json!("https://purl.imsglobal.org/spec/ob/v3p0/context.json"),
        json!({ "id": "urn:a", "type": "Assertion" }),
    ];
    let mut document = document.clone();
    for _ in 0..rng.random_range(1..=5_u8) {
        let mut ways = Vec::new();
        pointers(&document, "", &mut ways);
        let [to, from] = [0, 1].map(|_| ways[rng.random_range(0..ways.len())].clone());
        let part = match rng.random_range(0..3_u8) {
            0 => pool[rng.random_range(0..pool.len())].clone(),
            1 => json!([document.pointer(&from), document.pointer(&to)]),
            _ => document.pointer(&from).cloned().unwrap_or_default(),
        };
        if let Some(place) = document.pointer_mut(&to) {
            *place = part;
        }
        if document.to_string().len() > 1 << 18 {
            break;
        }
    }
    document
}

/// What this process held at most, in KiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok())
        .unwrap_or(0)
}

/// What this thread has had of a processor.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn run(name: &str, good: &[Vec<u8>], target: impl Fn(&[u8])) {
    let number = |variable: &str| {
        std::env::var(variable)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let seed = number("FUZZ_SEED").unwrap_or_else(rand::random);
    let seconds = number("FUZZ_SECONDS").map(Duration::from_secs);
    println!("{name}: FUZZ_SEED={seed}");
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let began = Instant::now();
    let (mut tried, mut slowest) = (0, Duration::ZERO);
    while seconds.map_or(tried < SHORT, |seconds| began.elapsed() < seconds) {
        let [one, other] = [0, 1].map(|_| &good[rng.random_range(0..good.len())]);
        let deeper = rng.random::<bool>();
        let input = match serde_json::from_slice::<Value>(one) {
            Ok(document) if deeper => shake(&mut rng, &document).to_string().into_bytes(),
            _ => {
                let mut input = mutate(&mut rng, one, other);
                if deeper {
                    mend(&mut input);
                }
                input
            }
        };
        let asked = processor_time();
        target(&input);
        let took = processor_time().saturating_sub(asked);
        slowest = slowest.max(took);
        assert!(
            took < SLOWEST,
            "{took:?} for {:?}",
            String::from_utf8_lossy(&input)
        );
        tried += 1;
    }
    let memory = most_memory();
    println!("{name}: {tried} inputs, the slowest {slowest:?}, {memory} KiB at most");
    assert!(memory < LARGEST, "{memory} KiB");
}

/// The whole verdict, with documents that answer; any answer is good, as long as there is one.
fn judge(input: &[u8], documents: &DocumentIndex) {
    let trust = TrustList::new();
    let question = Question {
        recipient: Some("camille@example.invalid"),
        at: "2026-11-24T09:00:00Z".parse().expect("a date"),
        documents,
        trust: &trust,
    };
    let _ = verify(input, &question);
}

#[test]
fn images() {
    let text = award().to_string();
    let good = [
        bake(&picture(), Keyword::OpenBadgeCredential, &text).expect("baked"),
        bake(&picture(), Keyword::OpenBadges, &token()).expect("baked"),
        drawing().into_bytes(),
        picture(),
    ];
    run("images", &good, |input| {
        let _ = baked(input);
        if let Ok(text) = std::str::from_utf8(input) {
            let _ = svg::bake(text, Keyword::OpenBadges, "{}");
        }
        let _ = bake(input, Keyword::OpenBadges, "{}");
        judge(input, &DocumentIndex::new());
    });
}

/// Pictures that organisations bring for their badges.
#[test]
fn pictures() {
    let logo = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><style>.a{fill:#28a;opacity:.5}</style>
        <defs><linearGradient id="l"><stop offset="1" stop-color="red"/></linearGradient><clipPath id="k"><circle r="40"/></clipPath></defs>
        <g transform="rotate(9)" clip-path="url(#k)"><path id="p" class="a" d="M1 2c3 4 5 6 7 8l9 9a5 5 0 0 1 9 9z"/></g>
        <use href="#p" x="9" stroke="url(#l)" stroke-dasharray="3 2" stroke-width="4"/></svg>"##;
    let good = [
        picture(),
        include_bytes!("support/photograph.jpg").to_vec(),
        logo.as_bytes().to_vec(),
        drawing().into_bytes(),
    ];
    run("pictures", &good, |input| {
        if let Ok(safe) = artwork::safe_picture(input) {
            assert!(artwork::safe_picture(&safe).is_ok(), "safe once, safe ever");
        }
    });
}

#[test]
fn documents() {
    let good = [award().to_string().into_bytes(), token().into_bytes()];
    run("documents", &good, |input| {
        if let Ok(document) = strict::read(input)
            && let Ok(quads) = jsonld::to_rdf(&document)
        {
            let _ = rdfc::canonicalize(&quads, rdfc::Budget::default());
        }
        judge(input, &DocumentIndex::new());
    });
}

#[test]
fn signed_texts() {
    let whole = token();
    let parts: Vec<Vec<u8>> = whole
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).expect("base64url"))
        .collect();
    run("signed texts", &parts, |input| {
        // Each part in turn is the strange one, so that most texts are still texts.
        let strange = URL_SAFE_NO_PAD.encode(input);
        for place in 0..3 {
            let mut text: Vec<&str> = whole.split('.').collect();
            text[place] = &strange;
            judge(text.join(".").as_bytes(), &DocumentIndex::new());
        }
        judge(input, &DocumentIndex::new());
    });
}

#[test]
fn status_lists() {
    let badge = award().to_string();
    let encoded = StatusList::new().encode();
    let list = json!({ "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": award()["issuer"]["id"],
        "credentialSubject": { "statusPurpose": "revocation", "encodedList": encoded } });
    let packed = URL_SAFE_NO_PAD.decode(&encoded[1..]).expect("base64url");
    let good = [list.to_string().into_bytes(), packed];
    run("status lists", &good, |input| {
        let _ = StatusList::decode(&URL_SAFE_NO_PAD.encode(input));
        let _ = StatusList::decode(&String::from_utf8_lossy(input));
        let mut documents = DocumentIndex::new();
        documents.insert("https://blois.example/s", input.to_vec());
        judge(badge.as_bytes(), &documents);
    });
}
