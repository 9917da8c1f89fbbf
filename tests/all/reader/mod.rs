//! The reader as a person has it: keys in, screen out; without a screen lines in, sentences out.

mod harness;
mod lines;
mod marking;
mod reading;
mod wire;
