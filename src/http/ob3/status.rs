//! `Imsx_StatusInfo`: how the standard tells what went wrong.

use std::fmt::Display;

use axum::Json;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::account::oauth::Scope;
use crate::http::envelope;
use crate::problem::Problem;

/// A refusal, for the person who writes the application.
#[derive(Debug)]
pub(in crate::http) struct StatusInfo {
    status: StatusCode,
    /// Of the standard's own list.
    minor: &'static str,
    /// Which part of the request.
    field: &'static str,
    description: String,
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl StatusInfo {
    pub(super) fn new(
        status: StatusCode,
        minor: &'static str,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            minor,
            field: "TargetEndSystem",
            description: description.into(),
            header: None,
        }
    }

    /// A query parameter that names nothing allowed.
    pub(super) fn parameter(field: &'static str, description: &str) -> Self {
        Self {
            field,
            ..Self::new(
                StatusCode::BAD_REQUEST,
                "invalid_query_parameter",
                description,
            )
        }
    }

    /// Something in the body that is not understood or not kept.
    pub(super) fn data(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_data", description)
    }

    /// No token in force (RFC 6750, 3).
    pub(super) fn unauthorized(error: Option<&'static str>) -> Self {
        let challenge = match error {
            None => HeaderValue::from_static("Bearer realm=\"ob_v3p0\""),
            Some(_) => {
                HeaderValue::from_static("Bearer realm=\"ob_v3p0\", error=\"invalid_token\"")
            }
        };
        Self {
            header: Some(Box::new((WWW_AUTHENTICATE, challenge))),
            ..Self::new(
                StatusCode::UNAUTHORIZED,
                "unauthorizedrequest",
                "an access token in force is needed: unknown, expired and ended ones open nothing",
            )
        }
    }

    /// A token that its holder did not give for this.
    pub(super) fn insufficient(needed: Scope) -> Self {
        let challenge = format!(
            "Bearer realm=\"ob_v3p0\", error=\"insufficient_scope\", scope=\"{}\"",
            needed.as_str()
        );
        Self {
            header: HeaderValue::from_str(&challenge)
                .ok()
                .map(|challenge| Box::new((WWW_AUTHENTICATE, challenge))),
            ..Self::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                format!("insufficient_scope: {} is needed", needed.as_str()),
            )
        }
    }

    /// The words of a failure stay in the log.
    pub(super) fn failed(error: &dyn Display) -> Self {
        tracing::error!(%error, "an application could not be answered");
        Self {
            header: Some(Box::new((RETRY_AFTER, HeaderValue::from_static("60")))),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "server_busy",
                "the database does not answer",
            )
        }
    }
}

impl From<&Problem> for StatusInfo {
    fn from(problem: &Problem) -> Self {
        let status = StatusCode::from_u16(problem.code.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let minor = match problem.code.status {
            401 => "unauthorizedrequest",
            403 => "forbidden",
            404 => "not_found",
            405 => "not_allowed",
            406 | 415 => "not_acceptable",
            400..500 => "invalid_data",
            503 | 504 => "server_busy",
            _ => "internal_server_error",
        };
        Self::new(status, minor, problem.to_string())
    }
}

impl IntoResponse for StatusInfo {
    fn into_response(self) -> Response {
        let body = json!({
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": self.description,
            "imsx_codeMinor": {
                "imsx_codeMinorField": [{
                    "imsx_codeMinorFieldName": self.field,
                    "imsx_codeMinorFieldValue": self.minor,
                }],
            },
        });
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some((name, value)) = self.header.map(|header| *header) {
            headers.insert(name, value);
        }
        response.extensions_mut().insert(envelope::OwnPage);
        response
    }
}
