//! Networks, organisations, keys, the shared framework, recognised issuers.
