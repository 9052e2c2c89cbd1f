//! Proposals to people whose names nobody knows.
//!
//! **Invariant:** before a holder gives their name in an act of its own, nothing that a recruiter gets tells two silent
//! people apart.
