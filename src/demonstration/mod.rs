//! Invented people and badges, sent through the same doors as everyone's.

pub mod people;
