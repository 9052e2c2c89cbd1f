//! The `territoire` command: see [`territoire_apprenant::cli`].

fn main() {}
