//! Names that many articles share: category paths, authors, tags, languages.
//!
//! Owns how a set of them becomes one number in the index, and the way back.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

/// What a number means; each kind is numbered separately. Number 0 is the empty set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// Paths of categories.
    Category = 0,
    /// Authors, the order kept.
    Author = 1,
    Tag = 2,
    Lang = 3,
}

/// Between the names of a set.
const NEXT: &str = "\u{1e}";
/// Between the parts of a path.
const BELOW: &str = "\u{1f}";

/// A set of names as one text.
pub fn join(names: &[String]) -> String {
    names.join(NEXT)
}

/// The names of a set.
pub fn split(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { text.split(NEXT).map(str::to_owned).collect() }
}

/// Paths as one text.
pub fn join_paths(paths: &[Vec<String>]) -> String {
    match paths {
        [path] => path.join(BELOW),
        _ => join(&paths.iter().map(|path| path.join(BELOW)).collect::<Vec<_>>()),
    }
}

/// The paths of a set.
pub fn split_paths(text: &str) -> Vec<Vec<String>> {
    split(text).iter().map(|path| path.split(BELOW).map(str::to_owned).collect()).collect()
}

/// The numbers of all sets of names, as the writer knows them.
#[derive(Debug, Default)]
pub struct NameTable {
    /// By kind.
    known: [HashMap<String, u32>; 4],
    loaded: bool,
}

impl NameTable {
    /// The number of a set; a new one gets the next.
    pub fn number(&mut self, connection: &Connection, kind: NameKind, text: &str) -> rusqlite::Result<u32> {
        if text.is_empty() {
            return Ok(0);
        }
        if !self.loaded {
            self.load(connection)?;
        }
        let known = self.known.get_mut(kind as usize).ok_or(rusqlite::Error::InvalidQuery)?;
        if let Some(&number) = known.get(text) {
            return Ok(number);
        }
        // Numbers are consecutive and never removed.
        let number = u32::try_from(known.len() + 1).unwrap_or(u32::MAX);
        connection.prepare_cached("INSERT INTO name VALUES(?1, ?2, ?3)")?.execute((kind as i64, number, text))?;
        known.insert(text.to_owned(), number);
        Ok(number)
    }

    fn load(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        for (kind, known) in
            [NameKind::Category, NameKind::Author, NameKind::Tag, NameKind::Lang].into_iter().zip(&mut self.known)
        {
            *known = all(connection, kind)?.into_iter().map(|(number, text)| (text, number)).collect();
        }
        self.loaded = true;
        Ok(())
    }
}

/// All sets of a kind.
pub fn all(connection: &Connection, kind: NameKind) -> rusqlite::Result<Vec<(u32, String)>> {
    let mut statement = connection.prepare_cached("SELECT id, text FROM name WHERE kind=?1")?;
    statement.query_map([kind as i64], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// One set; empty for a number that is not used.
pub fn one(connection: &Connection, kind: NameKind, number: u32) -> rusqlite::Result<String> {
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
    fn sets_and_paths_survive_the_round_trip() {
        let paths = vec![vec!["金融".to_owned(), "要闻".to_owned()], vec!["科技".to_owned()]];
        assert_eq!(split_paths(&join_paths(&paths)), paths);
        let names = vec!["甲".to_owned(), "乙".to_owned()];
        assert_eq!(split(&join(&names)), names);
        assert!(split("").is_empty() && split_paths("").is_empty());
    }
}
