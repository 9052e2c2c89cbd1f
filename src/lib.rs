//! Territoire apprenant: issues and verifies Open Badges, and places consenting holders on a map
//! that never tells where anyone is.
//!
//! This page is the map of the house. Rooms are listed from the ground up; a room may use what stands
//! above it in this list, never what stands below, and reaches another domain only through its service.
//! `tests/architecture.rs` keeps it so.
//!
//! | room | what happens there |
//! |---|---|
//! | [`openbadges`] | **Pure.** Open Badges 2.0 and 3.0: documents, proofs, baking, status, the four-answer verdict. |
//! | [`territory`] | **Pure.** Communes, EPCI, departments, and the H3 coarsening tree built from them alone. |
//! | [`clock`], [`id`], [`text`], [`problem`] | What every room needs: the time, identifiers, words in French and English, errors as RFC 9457 tells them. |
//! | [`config`] | What an operator can set, with its defaults. |
//! | [`fetch`] | The one way out: what badges name by URL, asked behind a guard and handed to verification. |
//! | [`database`] | Pools, migrations, reference data, the private PostGIS cluster. |
//! | [`jobs`] | The outbox: work done once, after the transaction that asked for it. |
//! | [`account`] | People, their addresses, how they sign in (links, passkeys, cards for who has no address), their roles, companies and their recruiters, mails, the applications that they let in, who saw them, operators' tokens. |
//! | [`network`] | Networks, organisations, keys, the shared framework, recognised issuers. |
//! | [`issuing`] | Achievements, reviews of those from elsewhere, applications with evidence, codes to claim by, awards and their forms, status lists, artwork. |
//! | [`presence`] | The consent ledger and the place on the map; the only writer of what is visible; what a recruiter may ask, as SQL answers it. |
//! | [`search`] | The recruiter's question: the index in memory, budgets, the tokens of cards, saved searches and alerts. |
//! | [`relay`] | Proposals to people whose names nobody knows, their answers, threads, reports; published needs. |
//! | [`passport`] | A holder's badges: earned here, brought in, verified again, shared by links and CVs, exchanged with applications, taken away, forgotten; the originals byte for byte. |
//! | [`statistics`] | Released tables: what is published about holders, and nothing else. |
//! | [`demonstration`] | Invented people and badges, sent through the same doors as everyone's. |
//! | [`http`] | The router, security headers, sessions, tiles, pages, our API and that of Open Badges 3.0. |
//! | [`cli`] | The `territoire` command. |
//!
//! **Three ideas carry the rest.** *Proof is a type*: what is placed on the map went through
//! `openbadges::verify`, the coarsening tree and `presence`, or it does not compile. *PostgreSQL is the
//! truth*: every change of visibility is one transaction. *One transaction, one outcome*: what follows a
//! change is a job queued in the same transaction.

pub mod openbadges;
pub mod territory;

pub mod clock;
pub mod id;
pub mod text;

pub mod problem;

pub mod config;
pub mod database;
pub mod fetch;
pub mod jobs;

pub mod account;
pub mod issuing;
pub mod network;
pub mod passport;
pub mod presence;
pub mod relay;
pub mod search;
pub mod statistics;

pub mod demonstration;

pub mod cli;
pub mod http;
