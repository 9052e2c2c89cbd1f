//! The router, security headers, tiles, pages, the API and its description.
