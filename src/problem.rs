//! Errors as RFC 9457 tells them, without any transport.
