//! Names that many articles share: category paths, authors, tags, languages.
//!
//! Owns how a set of them becomes one number in the index, and the way back.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

/// What a number stands for; each kind counts for itself. Number 0 is nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Paths of categories.
    Category = 0,
    /// Authors, the order kept.
    Author = 1,
    Tag = 2,
    Lang = 3,
}

/// Between the names of a set.
const NEXT: char = '\u{1e}';
/// Between the parts of a path.
const BELOW: char = '\u{1f}';

/// A set of names as one text.
pub(super) fn join(names: &[String]) -> String {
    names.join(&NEXT.to_string())
}

/// The names of a set.
pub(super) fn split(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { text.split(NEXT).map(str::to_owned).collect() }
}

/// Paths as one text.
pub(super) fn join_paths(paths: &[Vec<String>]) -> String {
    join(&paths.iter().map(|path| path.join(&BELOW.to_string())).collect::<Vec<_>>())
}

/// The paths of a set.
pub(super) fn split_paths(text: &str) -> Vec<Vec<String>> {
    split(text).iter().map(|path| path.split(BELOW).map(str::to_owned).collect()).collect()
}

/// Gives numbers to sets of names; the writer's.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    known: HashMap<(Kind, String), u32>,
    next: HashMap<Kind, u32>,
}

impl Numbers {
    /// The number of a set, which gets one if it has none.
    pub fn number(&mut self, connection: &Connection, kind: Kind, text: String) -> rusqlite::Result<u32> {
        if text.is_empty() {
            return Ok(0);
        }
        if self.known.is_empty() {
            self.load(connection)?;
        }
        let place = (kind, text);
        if let Some(&number) = self.known.get(&place) {
            return Ok(number);
        }
        let next = self.next.entry(kind).or_insert(1);
        let number = *next;
        connection.prepare_cached("INSERT INTO name VALUES(?1, ?2, ?3)")?.execute((kind as i64, number, &place.1))?;
        *next += 1;
        self.known.insert(place, number);
        Ok(number)
    }

    fn load(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        for kind in [Kind::Category, Kind::Author, Kind::Tag, Kind::Lang] {
            for (number, text) in all(connection, kind)? {
                let next = self.next.entry(kind).or_insert(1);
                *next = (*next).max(number + 1);
                self.known.insert((kind, text), number);
            }
        }
        Ok(())
    }
}

/// All sets of a kind.
pub(super) fn all(connection: &Connection, kind: Kind) -> rusqlite::Result<Vec<(u32, String)>> {
    let mut statement = connection.prepare_cached("SELECT id, text FROM name WHERE kind=?1")?;
    statement.query_map([kind as i64], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// One set; nothing where the number has none.
pub(super) fn one(connection: &Connection, kind: Kind, number: u32) -> rusqlite::Result<String> {
    if number == 0 {
        return Ok(String::new());
    }
    let mut statement = connection.prepare_cached("SELECT text FROM name WHERE kind=?1 AND id=?2")?;
    Ok(statement.query_row((kind as i64, number), |row| row.get(0)).optional()?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_and_paths_come_back_as_they_went() {
        let paths = vec![vec!["金融".to_owned(), "要闻".to_owned()], vec!["科技".to_owned()]];
        assert_eq!(split_paths(&join_paths(&paths)), paths);
        let names = vec!["甲".to_owned(), "乙".to_owned()];
        assert_eq!(split(&join(&names)), names);
        assert!(split("").is_empty() && split_paths("").is_empty());
    }
}
