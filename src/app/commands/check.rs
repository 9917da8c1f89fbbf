//! `kanbao check`: every file with problems, and what they are.

use super::list::path_of;
use super::open::open;
use super::output::Outcome;
use super::{Error, Output};
use crate::article::Problem;
use crate::cli::Check;
use crate::config::Config;
use crate::library::{Key, Reader};

/// Prints `path:line: problem` for each problem of each untidy file.
///
/// Every file is read whole, because the index may know only its head.
pub fn check(asked: &Check, config: &Config, output: &mut Output<'_>) -> Result<Outcome, Error> {
    let opened = open(&asked.paths, config)?;
    opened.update()?;
    let mut reader = opened.library.reader()?;
    let mut outcome = Outcome::Fine;
    for key in opened.all(&mut reader)? {
        let problems = reader.article(key)?.problems;
        if !problems.is_empty() {
            outcome = Outcome::Untidy;
            report(key, &problems, &mut reader, output)?;
        }
    }
    output.flush()?;
    Ok(outcome)
}

fn report(key: Key, problems: &[Problem], reader: &mut Reader, output: &mut Output<'_>) -> Result<(), Error> {
    let path = path_of(reader, key)?;
    for problem in problems {
        let line = problem.line.map(|line| format!("{line}:")).unwrap_or_default();
        output.line(format!("{path}:{line} {}", problem.what))?;
    }
    Ok(())
}
