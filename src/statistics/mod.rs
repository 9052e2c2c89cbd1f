//! Released tables: what is published about holders, and nothing else (PRIVACY P1–P4).
