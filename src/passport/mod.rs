//! A holder's badges: ingestion, verification, the originals byte for byte.
