//! `kanbao check`: every file with problems, and what they are.

use super::open::open;
use super::{Error, Outcome, Output};
use crate::cli::Check;
use crate::config::Config;
use crate::library::{Key, Reader, Stop};
use crate::search::{Expr, Is, Order, Query};

/// Prints `path: problem` for each problem of each untidy file.
pub fn check(asked: &Check, config: &Config, output: &mut Output<'_>) -> Result<Outcome, Error> {
    let opened = open(&asked.paths, config)?;
    opened.update()?;
    let mut reader = opened.library.reader()?;
    let untidy = Query { expr: Expr::Is(Is::Untidy), ..Query::default() };
    let hits = reader.search(&untidy, Order::Category, false, None, &Stop::default())?;
    for key in &hits.keys {
        report(*key, &mut reader, output)?;
    }
    output.out.flush()?;
    Ok(if hits.keys.is_empty() { Outcome::Fine } else { Outcome::Untidy })
}

fn report(key: Key, reader: &mut Reader, output: &mut Output<'_>) -> Result<(), Error> {
    let below = reader.rows(&[key])?.pop().map(|row| row.path).unwrap_or_default();
    let path = reader.path(key)?.map_or(below, |path| path.display().to_string());
    let path = crate::text::sanitize_line(&path);
    for problem in &reader.article(key)?.problems {
        let line = problem.line.map(|line| format!("{line}:")).unwrap_or_default();
        writeln!(output.out, "{path}:{line} {}", problem.what)?;
    }
    Ok(())
}
