//! Lookups in the tables of folders and articles: where the file of an article is, its title and its id.
//!
//! Reads only. The tables are written by `write`.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Result, Row};

use crate::article::ArticleId;
use crate::library::Key;
use crate::library::files::folder::Folder;
use crate::library::files::opener::RootHandle;
use crate::library::files::scan::FileStat;
use crate::library::files::walk::{KnownFile, KnownFolders};

/// Where the file of an article is: its folder, and its name there.
pub type Location = (Arc<Folder>, OsString);

/// Where the file of an article is; `None` for one that is gone.
pub fn location(connection: &Connection, key: Key) -> Result<Option<Location>> {
    let sql = "SELECT root, below, name FROM article JOIN folder ON folder.id=folder WHERE key=?1";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row([key], |row| Ok((Arc::new(folder_at(row, 0)?), OsString::from_vec(row.get(2)?))));
    row.optional()
}

/// Locations of many articles: each folder is looked up once, and shared.
#[derive(Debug, Default)]
pub struct Locations {
    folders: HashMap<i64, Option<Arc<Folder>>>,
}

impl Locations {
    /// As [`location`].
    pub fn get(&mut self, connection: &Connection, key: Key) -> Result<Option<Location>> {
        let mut statement = connection.prepare_cached("SELECT folder, name FROM article WHERE key=?1")?;
        let row = statement.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((id, name)) = row else { return Ok(None) };
        let folder = match self.folders.get(&id) {
            Some(known) => known.clone(),
            None => {
                let read = folder(connection, id)?.map(Arc::new);
                self.folders.insert(id, read.clone());
                read
            }
        };
        Ok(folder.map(|folder| (folder, OsString::from_vec(name))))
    }
}

/// A folder by its number.
fn folder(connection: &Connection, id: i64) -> Result<Option<Folder>> {
    let mut statement = connection.prepare_cached("SELECT root, below FROM folder WHERE id=?1")?;
    statement.query_row([id], |row| folder_at(row, 0)).optional()
}

/// The folder of a row: its root in column `at`, its path below in the next.
fn folder_at(row: &Row<'_>, at: usize) -> Result<Folder> {
    Ok(Folder { root: row.get(at)?, below: PathBuf::from(OsString::from_vec(row.get(at + 1)?)) })
}

/// All folders, for the walk.
pub fn known_folders(connection: &Connection) -> Result<KnownFolders> {
    let mut known = KnownFolders::default();
    let mut statement = connection.prepare("SELECT id, root, below, modified FROM folder")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        known.add(row.get(0)?, folder_at(row, 1)?, row.get(3)?);
    }
    Ok(known)
}

/// True if every known folder was read completely and has not changed since, and every root is known.
pub fn are_folders_unchanged(connection: &Connection, roots: &[PathBuf]) -> Result<bool> {
    let handles: Vec<Option<RootHandle>> = roots.iter().map(|root| RootHandle::open(root)).collect();
    let mut known = vec![false; roots.len()];
    let mut statement = connection.prepare_cached("SELECT root, below, modified FROM folder")?;
    let mut folders = statement.query([])?;
    while let Some(folder) = folders.next()? {
        let (root, below): (u32, _) = (folder.get(0)?, folder.get_ref(1)?.as_blob()?);
        let handle = handles.get(root as usize).and_then(Option::as_ref);
        if handle.and_then(|root| root.modified(below)) != Some(folder.get(2)?) {
            return Ok(false);
        }
        known.get_mut(root as usize).into_iter().for_each(|known| *known |= below.is_empty());
    }
    Ok(known.into_iter().all(|known| known))
}

/// The files of a folder, for the walk.
pub fn files_of(connection: &Connection, folder: i64) -> Result<Vec<KnownFile>> {
    let sql = "SELECT key, name, size, modified FROM article WHERE folder=?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([folder], |row| {
        let stat = FileStat { size: row.get(2)?, modified: row.get(3)? };
        Ok((OsString::from_vec(row.get(1)?), row.get(0)?, stat))
    })?;
    rows.collect()
}

/// The title of an article; empty for one that is gone.
pub fn title(connection: &Connection, key: Key) -> Result<String> {
    let mut statement = connection.prepare_cached("SELECT title FROM article WHERE key=?1")?;
    let mut rows = statement.query([key])?;
    rows.next()?.map_or(Ok(String::new()), |row| row.get(0))
}

/// The id of an article: its own where several were given the same.
pub fn id_of(connection: &Connection, key: Key) -> Result<Option<ArticleId>> {
    let mut statement = connection.prepare_cached("SELECT coalesce(own, given) FROM article WHERE key=?1")?;
    statement.query_row([key], |row| row.get(0).map(ArticleId)).optional()
}

/// The article that has an id.
pub fn key_of(connection: &Connection, id: ArticleId) -> Result<Option<Key>> {
    let sql = "SELECT key FROM article WHERE given=?1 AND own IS NULL
               UNION ALL SELECT key FROM article WHERE own=?1 AND own IS NOT NULL LIMIT 1";
    connection.prepare_cached(sql)?.query_row([id.0], |row| row.get(0)).optional()
}
