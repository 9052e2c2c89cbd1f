//! Errors as RFC 9457 tells them: a stable code, a status, a title in the reader's language, a detail.
//!
//! **Invariant:** a problem never repeats a secret, an address or a body; each code has its page.

use serde::Serialize;

use crate::text::{Language, text};

/// What went wrong, as a code that programs may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The last part of the type URI, and of the keys of its words.
    pub name: &'static str,
    /// HTTP status.
    pub status: u16,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $status:literal;)*) => {
        impl Code {
            $($(#[$doc])* pub const $constant: Self = Self { name: $name, status: $status };)*
            /// Every code, for the pages that explain them.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

codes! {
    /// No such address.
    NOT_FOUND = "not_found", 404;
    /// The address exists, not for this method.
    METHOD_NOT_ALLOWED = "method_not_allowed", 405;
    /// A query parameter that nobody described, `lat` and `lng` among them.
    UNKNOWN_PARAMETER = "unknown_parameter", 400;
    /// A known parameter with a value that names nothing allowed.
    INVALID_PARAMETER = "invalid_parameter", 400;
    /// No such region, department or EPCI.
    UNKNOWN_TERRITORY = "unknown_territory", 400;
    /// No such layer of tiles.
    UNKNOWN_LAYER = "unknown_layer", 400;
    /// Zoom, x or y outside of the map.
    TILE_OUT_OF_RANGE = "tile_out_of_range", 400;
    /// Something else in the request cannot be read.
    BAD_REQUEST = "bad_request", 400;
    /// No operator's token in force.
    UNAUTHORIZED = "unauthorized", 401;
    /// A change that another site's page asks for with our visitor's cookie.
    ANOTHER_SITE = "another_site", 403;
    /// Whoever may do this has to show a passkey first.
    PASSKEY_NEEDED = "passkey_needed", 403;
    /// A device's answer that is not taken.
    PASSKEY_REFUSED = "passkey_refused", 422;
    /// It cannot be changed here.
    CONFLICT = "conflict", 409;
    /// The body is over its limit.
    TOO_LARGE = "too_large", 413;
    /// The content type is not the one expected.
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415;
    /// Readable, but its content cannot be carried out.
    UNPROCESSABLE = "unprocessable", 422;
    /// More than one network address may ask within an hour.
    TOO_MANY = "too_many", 429;
    /// A company's questions of the day are spent (R5).
    BUDGET_SPENT = "budget_spent", 429;
    /// The week's first contacts of a company are used up (PRIVACY R5).
    QUOTA_REACHED = "quota_reached", 429;
    /// A fault of ours.
    INTERNAL = "internal", 500;
    /// The database does not answer.
    UNAVAILABLE = "unavailable", 503;
    /// The answer took too long.
    TIMEOUT = "timeout", 504;
}

impl Code {
    /// The code that a bare HTTP status stands for.
    #[must_use]
    pub fn of_status(status: u16) -> Self {
        match status {
            400 => Self::BAD_REQUEST,
            408 => Self::TIMEOUT,
            status => *Self::ALL
                .iter()
                .find(|code| code.status == status)
                .unwrap_or(if status < 500 {
                    &Self::BAD_REQUEST
                } else {
                    &Self::INTERNAL
                }),
        }
    }

    /// The code of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name == name)
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn title(self, language: Language) -> String {
        text(language, &format!("probleme-{}-titre", self.name), &[])
    }

    /// What to do about it.
    #[must_use]
    pub fn explanation(self, language: Language) -> String {
        text(language, &format!("probleme-{}-texte", self.name), &[])
    }
}

/// One error of one request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", code.name, detail.as_deref().unwrap_or("no detail"))]
pub struct Problem {
    /// What kind of error.
    pub code: Code,
    /// What in this request, in plain words.
    pub detail: Option<String>,
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self { code, detail: None }
    }
}

/// The members of `application/problem+json` (RFC 9457, 3.1) and our `code`.
#[derive(Debug, Serialize)]
pub struct Document {
    #[serde(rename = "type")]
    uri: String,
    status: u16,
    code: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Problem {
    /// A problem of this kind, with what in the request is wrong.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: Some(detail.into()),
        }
    }

    /// The page that explains this kind of problem.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("/problemes/{}", self.code.name)
    }

    /// The problem as the API sends it.
    #[must_use]
    pub fn document(&self, language: Language) -> Document {
        Document {
            uri: self.uri(),
            status: self.code.status,
            code: self.code.name,
            title: self.code.title(language),
            detail: self.detail.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_title_and_an_explanation_in_both_languages() {
        for code in Code::ALL {
            let said = [Language::Fr, Language::En]
                .map(|language| (code.title(language), code.explanation(language)));
            for (title, explanation) in &said {
                assert!(!title.starts_with("probleme-"), "{title}");
                assert!(!explanation.starts_with("probleme-"), "{explanation}");
            }
            assert_ne!(said[0], said[1], "{} is not translated", code.name);
        }
    }
}
