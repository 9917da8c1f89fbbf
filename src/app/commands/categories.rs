//! `kanbao categories`: the tree of categories with counts.

use serde::Serialize;

use super::json::line_of;
use super::open::open;
use super::{Error, Output};
use crate::cli::{Categories, ListFormat};
use crate::config::Config;
use crate::library::{Stop, Tally};
use crate::search::Query;
use crate::text::{Ambiguous, pad, width};

/// One line of `--format json`.
#[derive(Debug, Serialize)]
struct Category<'c> {
    category: &'c [String],
    count: usize,
}

/// Prints all categories, parents before children.
pub fn print(asked: &Categories, config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    let opened = open(&asked.paths, config)?;
    opened.update()?;
    let facets = opened.library.reader()?.facets(&Query::default(), &Stop::default())?;
    match asked.format {
        ListFormat::Text => print_tree(&facets.categories, output),
        ListFormat::Json => facets
            .categories
            .iter()
            .try_for_each(|(category, count)| Ok(output.line(line_of(&Category { category, count: count.all })?)?)),
    }
}

fn print_tree(categories: &[(Vec<String>, Tally)], output: &mut Output<'_>) -> Result<(), Error> {
    let name = |path: &[String]| {
        let indent = "  ".repeat(path.len().saturating_sub(1));
        format!("{indent}{}", path.last().map(String::as_str).unwrap_or_default())
    };
    let widest = categories.iter().map(|(path, _)| width(&name(path), Ambiguous::Narrow)).max().unwrap_or(0);
    let digits = categories.iter().map(|(_, count)| count.all.to_string().len()).max().unwrap_or(0);
    for (path, count) in categories {
        output.line(format!("{}  {:>digits$}", pad(&name(path), widest, Ambiguous::Narrow), count.all))?;
    }
    Ok(())
}
