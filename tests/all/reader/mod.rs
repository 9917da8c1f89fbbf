//! The reader as a person has it: keys in, screen out.

mod harness;
mod marking;
mod reading;
mod wire;
