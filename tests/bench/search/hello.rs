//! The floor: the same bytes, heads and bodies, from a hash map, by the same HTTP stack and nothing else.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::house::until_killed;
use super::load::Answer;

/// The word after which this program is that server: a file and a port follow.
pub(crate) const WORD: &str = "hello";

/// An answer that was given once.
#[derive(Serialize, Deserialize)]
struct Kept {
    path: String,
    compressed: bool,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// By path: plain, and compressed.
type Answers = [HashMap<String, (StatusCode, HeaderMap, Bytes)>; 2];

/// Writes down what was answered to each path, compressed or not.
pub(super) fn keep<'a>(file: &Path, answers: impl Iterator<Item = (&'a str, bool, &'a Answer)>) {
    // What the HTTP stack says by itself.
    let own = ["content-length", "transfer-encoding", "date", "connection"];
    let kept: Vec<Kept> = answers
        .map(|(path, compressed, answer)| Kept {
            path: path.to_owned(),
            compressed,
            status: answer.status,
            headers: answer
                .headers
                .iter()
                .filter(|(name, _)| !own.contains(&name.as_str()))
                .cloned()
                .collect(),
            body: STANDARD.encode(&answer.body),
        })
        .collect();
    let text = serde_json::to_vec(&kept).expect("JSON");
    fs::write(file, text).expect("a file");
}

/// Starts it as a process of its own.
pub(super) fn start(file: &Path, port: u16) -> Child {
    let program = std::env::current_exe().expect("this program");
    until_killed(&program)
        .args([WORD, &file.to_string_lossy(), &port.to_string()])
        .stdin(Stdio::null())
        .spawn()
        .expect("it runs")
}

/// Serves what `file` holds until it is ended.
pub(crate) fn serve(file: &str, port: &str) {
    let text = fs::read(file).expect("a file");
    let kept: Vec<Kept> = serde_json::from_slice(&text).expect("JSON");
    let mut answers = Answers::default();
    for one in kept {
        let (path, compressed) = (one.path.clone(), usize::from(one.compressed));
        answers[compressed].insert(path, whole(one));
    }
    let port: u16 = port.parse().expect("a port");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
            .await
            .expect("a port");
        let service = Router::new().fallback(answer).with_state(Arc::new(answers));
        axum::serve(listener, service).await.expect("it serves");
    });
}

fn whole(kept: Kept) -> (StatusCode, HeaderMap, Bytes) {
    let headers = kept.headers.into_iter().map(|(name, value)| {
        let name: HeaderName = name.parse().expect("a header");
        (name, HeaderValue::from_str(&value).expect("a value"))
    });
    let status = StatusCode::from_u16(kept.status).expect("a status");
    let body = STANDARD.decode(kept.body).expect("base64");
    (status, headers.collect(), body.into())
}

async fn answer(State(answers): State<Arc<Answers>>, request: Request) -> Response {
    let compressed = request.headers().contains_key(ACCEPT_ENCODING);
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    match answers[usize::from(compressed)].get(path) {
        Some((status, headers, body)) => (*status, headers.clone(), body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
