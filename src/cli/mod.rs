//! The `territoire` command.
