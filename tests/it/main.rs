//! The reader as a person has it: keys in, screen out. One binary, so that it links once.

mod harness;
mod marking;
mod reading;
#[path = "../support/mod.rs"]
mod support;
mod wire;
