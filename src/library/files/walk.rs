//! The walk over the folders: what may be new, what may have changed, what is gone.
//!
//! Owns the comparison of folders with what the index knows: a folder whose time is as it was is not
//! read again, its files are only asked for their times. Knows nothing of what is in the files, and
//! writes nothing.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use rusqlite::{Connection, Row};

use crate::library::files::opener::Opener;
use crate::library::files::read::{self, ArticleFiles, IndexedMeta, ReadArticle};
use crate::library::files::scan::{self, FileStat, Folder, FolderListing, SeenFolders};
use crate::library::index::update::Trouble;
use crate::library::index::write::IndexWriter;
use crate::library::{Error, Key, Stop};

/// Files that one thread reads at a go.
const CHUNK: usize = 128;

/// How closely the folders are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    /// Folders whose time moved are read, and every file is asked for its time.
    Everything,
    /// Only folders whose time moved: finds what was added, removed and renamed.
    Folders,
}

/// Some files of one folder, on their way from the walk over the reading threads to the writer.
#[derive(Debug)]
pub struct Chunk {
    pub place: Arc<Folder>,
    /// The folder's number; `None` for one that the index does not know.
    pub folder: Option<i64>,
    pub items: Vec<FoundFile>,
    /// Articles that are no longer in the folder.
    pub gone: Vec<Key>,
    /// True if the folder was read, not only its files asked for their times.
    pub listed: bool,
    /// With the last chunk of a folder.
    pub last: Option<Last>,
}

/// What is told at the end of a folder.
#[derive(Debug, Clone)]
pub struct Last {
    /// How many chunks there were.
    pub chunks: usize,
    /// The folder's time.
    pub modified: i64,
    /// The folders in it, if it was read.
    pub below: Vec<Folder>,
}

/// One file.
#[derive(Debug)]
pub struct FoundFile {
    pub name: OsString,
    pub known: Option<(Key, FileStat)>,
    pub outcome: FileOutcome,
}

/// What became of a file.
#[derive(Debug)]
pub enum FileOutcome {
    Same,
    Gone,
    Read(Box<IndexedMeta>),
}

impl Chunk {
    /// Reads the heads of the files that are new or changed.
    pub fn read(&mut self, ways: &ArticleFiles, opener: &mut Opener) {
        for item in &mut self.items {
            if !matches!(item.outcome, FileOutcome::Read(_)) {
                item.outcome = look(ways, &self.place, &item.name, item.known.map(|(_, stat)| stat), opener);
            }
        }
    }
}

fn look(
    ways: &ArticleFiles,
    place: &Arc<Folder>,
    name: &OsStr,
    known: Option<FileStat>,
    opener: &mut Opener,
) -> FileOutcome {
    if let Some(known) = known {
        let path = scan::file(&ways.roots, place, name);
        match fs::metadata(&path) {
            Ok(meta) if !FileStat::differs(&meta, known) => return FileOutcome::Same,
            Err(e) if e.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(&path).is_err() => {
                return FileOutcome::Gone;
            }
            _ => {}
        }
    }
    let parsed = ways.head(place, name, opener);
    if !parsed.readable && is_gone(&scan::file(&ways.roots, place, name)) {
        return FileOutcome::Gone;
    }
    FileOutcome::Read(Box::new(parsed.into()))
}

/// True if nothing is there, not even a link to nowhere.
fn is_gone(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
}

/// What the index knows of the folders.
#[derive(Debug)]
pub struct KnownFolders {
    folders: HashMap<Folder, (i64, i64)>,
    below: HashMap<Folder, Vec<Folder>>,
    /// Nothing is known of any file: there is no need to ask.
    empty: bool,
}

impl KnownFolders {
    pub fn load(writer: &IndexWriter) -> rusqlite::Result<KnownFolders> {
        let mut known = KnownFolders { folders: HashMap::new(), below: HashMap::new(), empty: writer.is_empty() };
        let mut statement = writer.connection().prepare("SELECT id, root, below, modified FROM folder")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let place = place(row, 1)?;
            known.folders.insert(place.clone(), (row.get(0)?, row.get(3)?));
            if let Some(parent) = place.below.parent() {
                let parent = Folder { root: place.root, below: parent.to_owned() };
                known.below.entry(parent).or_default().push(place);
            }
        }
        Ok(known)
    }
}

/// A library whose root is not there now is not a library whose articles are gone.
fn check_root(path: &Path) -> Result<(), Trouble> {
    match fs::metadata(path) {
        Ok(_) => Ok(()),
        Err(source) => Err(Trouble::Other(Error::Root { path: path.to_owned(), source })),
    }
}

/// All folders by their numbers.
pub fn places(connection: &Connection) -> rusqlite::Result<HashMap<i64, Folder>> {
    let mut statement = connection.prepare("SELECT id, root, below FROM folder")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, place(row, 1)?)))?;
    rows.collect()
}

/// The folder that a row tells of: its root in column `at`, its path below in the next.
pub fn place(row: &Row<'_>, at: usize) -> rusqlite::Result<Folder> {
    Ok(Folder { root: row.get(at)?, below: PathBuf::from(OsString::from_vec(row.get(at + 1)?)) })
}

/// Walks all folders and sends their files in chunks; answers the numbers of folders that are gone.
pub fn walk(
    ways: &ArticleFiles,
    known: KnownFolders,
    reading: &Connection,
    walk: Walk,
    chunks: &SyncSender<Chunk>,
    stop: &Stop,
) -> Result<Vec<i64>, Trouble> {
    let mut walker =
        Walker { ways, known, reading, walk, chunks, visited: HashSet::new(), seen: SeenFolders::default() };
    for (root, path) in (0..).zip(&ways.roots) {
        check_root(path)?;
        let mut stack = vec![Folder { root, below: PathBuf::new() }];
        while let Some(place) = stack.pop() {
            if stop.is_stopped() {
                return Err(Trouble::Other(Error::Stopped));
            }
            let below = walker.folder(place)?;
            stack.extend(below.into_iter().rev());
        }
    }
    let Walker { known, visited, .. } = walker;
    Ok(known.folders.into_values().map(|(id, _)| id).filter(|id| !visited.contains(id)).collect())
}

struct Walker<'a> {
    ways: &'a ArticleFiles,
    known: KnownFolders,
    reading: &'a Connection,
    walk: Walk,
    chunks: &'a SyncSender<Chunk>,
    visited: HashSet<i64>,
    seen: SeenFolders,
}

impl Walker<'_> {
    /// Looks through one folder; answers the folders below.
    fn folder(&mut self, place: Folder) -> rusqlite::Result<Vec<Folder>> {
        let path = scan::absolute(&self.ways.roots, &place);
        let meta = fs::metadata(&path);
        if meta.as_ref().is_ok_and(|meta| !self.seen.first_time(meta)) {
            return Ok(Vec::new());
        }
        let known = self.known.folders.get(&place).copied();
        if let Some((id, modified)) = known {
            self.visited.insert(id);
            if meta.is_ok_and(|meta| scan::nanoseconds(&meta) == modified) {
                return self.unmoved(place, id);
            }
        }
        let (listing, below) = scan::list(&self.ways.roots, place);
        if listing.trouble.is_some() && is_gone(&path) {
            known.inspect(|(id, _)| _ = self.visited.remove(id));
            return Ok(Vec::new());
        }
        self.listed(listing, known.map(|(id, _)| id), below.clone())?;
        Ok(below)
    }

    /// A folder with the same files as before.
    fn unmoved(&mut self, place: Folder, id: i64) -> rusqlite::Result<Vec<Folder>> {
        let below = self.known.below.get(&place).cloned().unwrap_or_default();
        if self.walk == Walk::Everything {
            let files = self.files(id)?;
            let items = files.into_iter().map(|(name, known)| item(name, Some(known))).collect();
            self.send(place, Some(id), items, Vec::new(), None);
        }
        Ok(below)
    }

    fn listed(&mut self, listing: FolderListing, id: Option<i64>, below: Vec<Folder>) -> rusqlite::Result<()> {
        let FolderListing { place, modified, files, trouble } = listing;
        // What could not be read is tried again the next time.
        let modified = if trouble.is_some() { FileStat::UNSURE } else { modified };
        let mut before: HashMap<OsString, (Key, FileStat)> = match id {
            Some(id) if !self.known.empty => self.files(id)?.into_iter().collect(),
            _ => HashMap::new(),
        };
        let mut items: Vec<FoundFile> = files
            .into_iter()
            .map(|name| {
                let known = if before.is_empty() { None } else { before.remove(&name) };
                item(name, known)
            })
            .collect();
        if let Some(why) = trouble {
            items.push(self.marked(&place, before.remove(OsStr::new("")), &why));
        }
        let gone = before.into_values().map(|(key, _)| key).collect();
        self.send(place, id, items, gone, Some((modified, below)));
        Ok(())
    }

    /// The entry for a folder that cannot be read.
    fn marked(&self, place: &Folder, known: Option<(Key, FileStat)>, why: &str) -> FoundFile {
        let shown = scan::shown(&self.ways.roots, place, OsStr::new(""));
        let stat = FileStat { size: 0, modified: FileStat::UNSURE };
        let article = read::unreadable(&format!("{shown}/"), why);
        let outcome = FileOutcome::Read(Box::new(ReadArticle { article, stat, readable: false }.into()));
        FoundFile { name: OsString::new(), known, outcome }
    }

    /// The files of a folder that the index knows.
    fn files(&self, id: i64) -> rusqlite::Result<Vec<(OsString, (Key, FileStat))>> {
        let sql = "SELECT key, name, size, modified FROM article WHERE folder=?1";
        let mut statement = self.reading.prepare_cached(sql)?;
        let rows = statement.query_map([id], |row| {
            let stat = FileStat { size: row.get(2)?, modified: row.get(3)? };
            Ok((OsString::from_vec(row.get(1)?), (row.get(0)?, stat)))
        })?;
        rows.collect()
    }

    fn send(
        &self,
        place: Folder,
        folder: Option<i64>,
        items: Vec<FoundFile>,
        gone: Vec<Key>,
        listed: Option<(i64, Vec<Folder>)>,
    ) {
        let (place, count) = (Arc::new(place), items.len().div_ceil(CHUNK).max(1));
        let (mut items, mut gone) = (items.into_iter(), Some(gone));
        let is_listed = listed.is_some();
        let (modified, below) = listed.unwrap_or_default();
        let mut last = Some(Last { chunks: count, modified, below });
        for n in 1..=count {
            let chunk = Chunk {
                place: place.clone(),
                folder,
                items: items.by_ref().take(CHUNK).collect(),
                gone: gone.take().unwrap_or_default(),
                listed: is_listed,
                last: if n == count { last.take() } else { None },
            };
            // Nobody listens any more: the update was stopped, and the walk ends with the next folder.
            let _ = self.chunks.send(chunk);
        }
    }
}

fn item(name: OsString, known: Option<(Key, FileStat)>) -> FoundFile {
    FoundFile { name, known, outcome: FileOutcome::Same }
}
