//! Who carries mails out of the house.

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use uuid::Uuid;

use super::Mail;

/// Who carries mails.
pub enum Transport {
    /// Nobody: the demonstration shows them on a page of its own.
    Shown,
    /// An SMTP server.
    Smtp {
        /// The connection to it.
        server: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// From whom mails come.
        from: Box<Mailbox>,
    },
}

/// What was set for mails cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NotATransport {
    /// The server's address.
    #[error(
        "TERRITOIRE_SMTP_URL is no address of a mail server: smtps://NAME:PASSWORD@HOST, or smtp://HOST:587?tls=required"
    )]
    Server,
    /// The sender's address.
    #[error("TERRITOIRE_MAIL_FROM is no sender: Badgeons le 41 <badges@example.org>")]
    Sender,
}

fn automatic() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}

impl Transport {
    /// The SMTP server at `url`, in the name of `from`.
    ///
    /// # Errors
    ///
    /// [`NotATransport`]; the password in the address is not repeated.
    pub fn smtp(url: &str, from: &str) -> Result<Self, NotATransport> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| NotATransport::Server)?
            .build();
        let from = from.parse().map_err(|_| NotATransport::Sender)?;
        Ok(Self::Smtp {
            server: Box::new(server),
            from: Box::new(from),
        })
    }

    /// Carries one mail. Its Message-ID is that of its row: a server that gets it twice after a crash can tell.
    pub(super) async fn carry(&self, id: Uuid, mail: &Mail) -> Result<(), String> {
        let Self::Smtp { server, from } = self else {
            return Ok(());
        };
        let to = mail.to.parse().map_err(|_| "no address to send to")?;
        let mut message = Message::builder();
        if let Some(reply_to) = &mail.reply_to {
            let reply_to = reply_to.parse().map_err(|_| "no address to reply to")?;
            message = message.reply_to(Mailbox::new(None, reply_to));
        }
        let message = message
            .from((**from).clone())
            .to(Mailbox::new(None, to))
            .subject(&mail.subject)
            .message_id(Some(format!("<{id}@{}>", from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            // A program wrote it (RFC 3834, 5): absences do not answer, and no two programs write to each other for ever.
            .raw_header(automatic())
            .body(mail.text.clone())
            .map_err(|_| "the mail cannot be written")?;
        // What the server answers may repeat the address: its class says enough.
        server.send(message).await.map(drop).map_err(|error| {
            let class = if error.is_permanent() {
                "for good"
            } else {
                "for now"
            };
            format!("the mail server refused, {class}")
        })
    }
}
