//! The integration tests: one binary, so that the crate is linked once.
//!
//! `cargo test --test all NAME::` runs the tests of one module.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod cli;
mod columns;
mod corpus;
mod export;
mod home;
mod hostile;
mod keep;
mod laws;
mod library;
mod line_break;
mod reader;
mod readme;
mod render;
mod support;
mod terminal;
mod tidy;
mod wire;
