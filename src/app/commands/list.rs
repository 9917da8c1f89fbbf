//! `kanbao list`: one line per article, for people or for programs.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::json::{Listed, line_of};
use super::open::{Opened, open};
use super::{Error, Output, complain};
use crate::app::headline;
use crate::article::DateSource;
use crate::cli::{List, ListFormat, Sort};
use crate::config::Config;
use crate::library::{Key, Reader, Row, Stop};
use crate::search::{self, Order};
use crate::state::Store;
use crate::text::{Ambiguous, pad, shorten, width};

/// Rows that are read and printed at a time.
const BATCH: usize = 1000;

/// The widest column of sources in lines that are not shortened; on a terminal it is a quarter of the line.
const WIDEST_SOURCE: usize = 48;

/// Prints the articles that the arguments name.
pub fn list(asked: &List, config: &Config, output: &mut Output<'_>) -> Result<(), Error> {
    let opened = open(&asked.paths, config)?;
    let query = search::parse(&asked.query, config.zone.to_datetime(Timestamp::now()).date());
    for problem in &query.problems {
        let column = 1 + asked.query.get(..problem.span.start).map_or(0, |before| before.chars().count());
        complain(format!("query, character {column}: {}; the rest holds", problem.what));
    }
    opened.update()?;
    let mut reader = opened.library.reader_once()?;
    let keys = reader.search(&query, order(asked.sort), asked.reverse, asked.number, &Stop::default())?.keys;
    match asked.format {
        ListFormat::Text => print_text(&keys, &mut reader, &opened.marks, &config.zone, output),
        ListFormat::Json => print_json(&keys, &mut reader, &opened, output),
    }
}

fn order(sort: Sort) -> Order {
    match sort {
        Sort::Date => Order::Date,
        Sort::Title => Order::Title,
        Sort::Author => Order::Author,
        Sort::Category => Order::Category,
        Sort::Relevance => Order::Relevance,
    }
}

fn print_text(
    keys: &[Key],
    reader: &mut Reader,
    marks: &Store,
    zone: &TimeZone,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let mut sources = None;
    for batch in keys.chunks(BATCH) {
        let rows = reader.rows(batch)?;
        let widest = || rows.iter().map(|row| width(&row.author, Ambiguous::Narrow)).max().unwrap_or(0);
        let sources =
            *sources.get_or_insert_with(|| widest().min(output.columns.map_or(WIDEST_SOURCE, |columns| columns / 4)));
        for row in &rows {
            let line = line(row, marks, zone, sources, output.columns);
            output.line(line)?;
        }
    }
    Ok(())
}

/// Day, marks, source and title; shortened to a terminal's `columns`.
fn line(row: &Row, marks: &Store, zone: &TimeZone, sources: usize, columns: Option<usize>) -> String {
    let mark = marks.mark(row.id);
    let read = mark.is_some_and(|mark| mark.read);
    let starred = mark.is_some_and(|mark| mark.starred);
    let signs = [(!read, '●'), (starred, '★'), (row.untidy, '!')].map(|(on, sign)| if on { sign } else { ' ' });
    let signs: String = signs.into_iter().collect();
    let whole = columns.is_none() && width(&row.author, Ambiguous::Narrow) > sources;
    let source = if whole { row.author.clone() } else { pad(&row.author, sources, Ambiguous::Narrow) };
    let line = format!("{} {signs} {source}  {}", day(row, zone), row.title);
    match columns {
        Some(columns) => shorten(&line, columns, Ambiguous::Narrow).into_owned(),
        None => line,
    }
}

/// The day, with `~` in front where only the file's time is known.
fn day(row: &Row, zone: &TimeZone) -> String {
    let Some((at, source)) = row.date else { return " ".repeat(11) };
    format!("{}{}", if source == DateSource::FileTime { '~' } else { ' ' }, headline::day(at, zone))
}

fn print_json(keys: &[Key], reader: &mut Reader, opened: &Opened, output: &mut Output<'_>) -> Result<(), Error> {
    for &key in keys {
        let article = reader.article(key)?;
        let path = path_of(reader, key)?;
        let listed = Listed::new(&article, path, opened.marks.mark(article.id));
        output.line(line_of(&listed)?)?;
    }
    Ok(())
}

/// The path of an article's file, or the name of an article that is not a file.
pub(super) fn path_of(reader: &mut Reader, key: Key) -> Result<String, Error> {
    match reader.path(key)? {
        Some(path) => Ok(path.display().to_string()),
        None => Ok(reader.below(key)?),
    }
}
