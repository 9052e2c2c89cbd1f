//! A mail server that takes everything and forgets nothing.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail as it came.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// What stands before the @ of its Message-ID.
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) text: String,
}

/// Where mails arrive. It takes every one, also twice.
pub(crate) struct PostOffice {
    pub(crate) port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl PostOffice {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let kept = letters.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, kept.clone()));
            }
        });
        Self { port, letters }
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().expect("nobody panics").clone()
    }
}

/// RFC 5321, as much of it as a sender that means well needs. A connection that breaks before the final dot: no mail.
async fn serve(stream: TcpStream, letters: Arc<Mutex<Vec<Letter>>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 here\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let command = line.get(..4).unwrap_or_default().to_uppercase();
        let answer = match command.as_str() {
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                loop {
                    let line = lines.next_line().await.ok()??;
                    if line == "." {
                        break;
                    }
                    text += line.strip_prefix('.').unwrap_or(&line);
                    text.push('\n');
                }
                letters.lock().ok()?.push(letter(&text));
                "250 taken"
            }
            "QUIT" => "221 good-bye",
            _ => "250 here",
        };
        write.write_all(answer.as_bytes()).await.ok()?;
        write.write_all(b"\r\n").await.ok()?;
    }
    Some(())
}

fn letter(text: &str) -> Letter {
    let (head, body) = text.split_once("\n\n").expect("a body");
    let header = |name: &str| {
        let found = head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found
            .unwrap_or_default()
            .trim_matches(['<', '>'])
            .to_owned()
    };
    let octets = match header("Content-Transfer-Encoding").as_str() {
        "base64" => STANDARD
            .decode(body.split_whitespace().collect::<String>())
            .expect("base64"),
        "quoted-printable" => unquoted(body),
        _ => body.as_bytes().to_vec(),
    };
    let id = header("Message-ID");
    Letter {
        id: id.split('@').next().unwrap_or_default().to_owned(),
        to: header("To"),
        text: String::from_utf8_lossy(&octets).into_owned(),
    }
}

/// RFC 2045, 6.7.
fn unquoted(body: &str) -> Vec<u8> {
    let joined = body.replace("=\n", "");
    let mut octets = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let quoted = (*first == b'=')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|two| u8::from_str_radix(str::from_utf8(two).ok()?, 16).ok());
        if let Some(octet) = quoted {
            octets.push(octet);
            rest = &after[2..];
        } else {
            octets.push(*first);
            rest = after;
        }
    }
    octets
}

#[test]
fn a_mail_is_read_as_it_was_written() {
    let read = letter(
        "Message-ID: <1234@here>\nTo: ada@example.org\nContent-Transfer-Encoding: quoted-printable\n\n\
         Voil=C3=A0 un lien=\n qui est long :\nhttp://localhost/a=3Db\n",
    );
    assert_eq!(
        (read.id.as_str(), read.to.as_str()),
        ("1234", "ada@example.org")
    );
    assert_eq!(
        read.text,
        "Voilà un lien qui est long :\nhttp://localhost/a=b\n"
    );
}
