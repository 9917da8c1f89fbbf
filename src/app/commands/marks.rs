//! `kanbao marks`: marks out to JSON, and in from JSON or newsboat.

use super::{Error, Output};
use crate::cli::Marks;
use crate::config::Config;

/// Exports or imports marks.
pub fn run(_asked: Marks, _config: &Config, _output: &mut Output<'_>) -> Result<(), Error> {
    Ok(())
}
