//! The walk over the folders: what may be new, what may have changed, what is gone.
//!
//! Owns the comparison of folders and files with what the index knows: a folder whose time is unchanged is
//! not read again, its files are only checked for their times. Knows nothing of SQL, and writes nothing.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::folder::Folder;
use super::opener::Opener;
use super::read::{self, ArticleFiles, ReadArticle};
use super::scan::{self, FileStat, FolderListing, SeenFolders};
use crate::library::{Error, Key, Result, Stop};

/// Files that one thread reads at a time.
const CHUNK: usize = 128;

/// How closely the folders are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    /// Folders whose time changed are read, and the time of every file is checked.
    Everything,
    /// Only folders whose time changed are read: finds what was added, removed and renamed.
    Folders,
}

/// Some files of one folder, on their way from the walk over the reading threads to the writer.
#[derive(Debug)]
pub struct Chunk<F> {
    pub folder: Arc<Folder>,
    /// The folder's number in the index; `None` for one that the index does not know.
    pub id: Option<i64>,
    pub files: Vec<F>,
    /// Articles that are no longer in the folder.
    pub gone: Vec<Key>,
    /// With the last chunk of a folder.
    pub last: Option<LastChunk>,
}

/// What is known at the end of a folder.
#[derive(Debug, Clone)]
pub struct LastChunk {
    /// How many chunks there were.
    pub chunks: usize,
    /// The folder's time and the folders in it, if it was read and not only its files were checked.
    pub listed: Option<(i64, Vec<Folder>)>,
}

/// What the index knows of a file: its name, the key of its article, its stat when it was read.
pub type KnownFile = (OsString, Key, FileStat);

/// A file that the walk found.
#[derive(Debug)]
pub struct FoundFile {
    pub name: OsString,
    pub known: Option<(Key, FileStat)>,
    /// Set for the entry of a folder that could not be read (its name is empty): why.
    pub trouble: Option<String>,
}

/// The state of a file compared with what the index knows.
#[derive(Debug)]
pub enum FileOutcome {
    Same,
    Gone,
    Read(Box<ReadArticle>),
}

impl<F> Chunk<F> {
    /// The same chunk with its files changed by `map`.
    pub fn map<G>(self, mut map: impl FnMut(&Arc<Folder>, F) -> G) -> Chunk<G> {
        let Chunk { folder, id, files, gone, last } = self;
        let files = files.into_iter().map(|file| map(&folder, file)).collect();
        Chunk { folder, id, files, gone, last }
    }
}

impl FoundFile {
    /// Reads the head of the file if it is new or changed.
    pub fn read(&self, files: &ArticleFiles, folder: &Arc<Folder>, opener: &mut Opener) -> FileOutcome {
        if let Some(why) = &self.trouble {
            let shown = folder.shown(&files.roots, OsStr::new(""));
            let article = read::unreadable(&format!("{shown}/"), why);
            return FileOutcome::Read(Box::new(ReadArticle { article, stat: FileStat::UNKNOWN, readable: false }));
        }
        if let Some((_, known)) = self.known {
            let path = folder.file(&files.roots, &self.name);
            match fs::metadata(&path) {
                Ok(meta) if !FileStat::differs(&meta, known) => return FileOutcome::Same,
                Err(e) if e.kind() == io::ErrorKind::NotFound && is_gone(&path) => return FileOutcome::Gone,
                _ => {}
            }
        }
        let read = files.head(folder, &self.name, opener);
        if !read.readable && is_gone(&folder.file(&files.roots, &self.name)) {
            return FileOutcome::Gone;
        }
        FileOutcome::Read(Box::new(read))
    }
}

/// True if nothing is there, not even a link to nowhere.
fn is_gone(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
}

/// What the index knows of the folders.
#[derive(Debug, Default)]
pub struct KnownFolders {
    /// The number and the time of each.
    folders: HashMap<Folder, (i64, i64)>,
    below: HashMap<Folder, Vec<Folder>>,
}

impl KnownFolders {
    /// Adds a folder by its number, with the time that it had when all its files were noted.
    pub fn add(&mut self, id: i64, folder: Folder, modified: i64) {
        if let Some(parent) = folder.parent() {
            self.below.entry(parent).or_default().push(folder.clone());
        }
        self.folders.insert(folder, (id, modified));
    }
}

/// Walks all folders and sends their files in chunks; returns the numbers of folders that are gone.
///
/// `files_of` returns the files that the index knows of a folder, by the folder's number.
///
/// # Errors
/// A root that does not exist (its articles are not gone: the disk may be away), those of `files_of`, and
/// [`Error::Stopped`].
pub fn walk(
    files: &ArticleFiles,
    known: KnownFolders,
    files_of: impl Fn(i64) -> Result<Vec<KnownFile>>,
    walk: Walk,
    chunks: &SyncSender<Chunk<FoundFile>>,
    stop: &Stop,
) -> Result<Vec<i64>> {
    let roots = &files.roots;
    let (visited, seen) = (HashSet::new(), SeenFolders::default());
    let mut walker = Walker { roots, known, files_of, walk, chunks, visited, seen };
    for (root, path) in (0..).zip(roots) {
        fs::metadata(path).map_err(|source| Error::Root { path: path.clone(), source })?;
        let mut stack = vec![Folder::top(root)];
        while let Some(folder) = stack.pop() {
            if stop.is_stopped() {
                return Err(Error::Stopped);
            }
            let below = walker.folder(folder)?;
            stack.extend(below.into_iter().rev());
        }
    }
    let Walker { known, visited, .. } = walker;
    Ok(known.folders.into_values().map(|(id, _)| id).filter(|id| !visited.contains(id)).collect())
}

struct Walker<'a, F> {
    roots: &'a [PathBuf],
    known: KnownFolders,
    files_of: F,
    walk: Walk,
    chunks: &'a SyncSender<Chunk<FoundFile>>,
    visited: HashSet<i64>,
    seen: SeenFolders,
}

impl<F: Fn(i64) -> Result<Vec<KnownFile>>> Walker<'_, F> {
    /// Checks one folder; returns the folders below.
    fn folder(&mut self, folder: Folder) -> Result<Vec<Folder>> {
        let path = folder.path(self.roots);
        let meta = fs::metadata(&path);
        if meta.as_ref().is_ok_and(|meta| !self.seen.first_time(meta)) {
            return Ok(Vec::new());
        }
        let known = self.known.folders.get(&folder).copied();
        if let Some((id, modified)) = known {
            self.visited.insert(id);
            if meta.is_ok_and(|meta| scan::nanoseconds(&meta) == modified) {
                return self.unmoved(folder, id);
            }
        }
        let (listing, below) = scan::list(self.roots, folder);
        if listing.trouble.is_some() && is_gone(&path) {
            known.inspect(|(id, _)| _ = self.visited.remove(id));
            return Ok(Vec::new());
        }
        self.listed(listing, known.map(|(id, _)| id), below.clone())?;
        Ok(below)
    }

    /// A folder with the same files as before.
    fn unmoved(&mut self, folder: Folder, id: i64) -> Result<Vec<Folder>> {
        let below = self.known.below.get(&folder).cloned().unwrap_or_default();
        if self.walk == Walk::Everything {
            let files = (self.files_of)(id)?.into_iter();
            let files = files.map(|(name, key, stat)| FoundFile { name, known: Some((key, stat)), trouble: None });
            self.send(folder, Some(id), files.collect(), Vec::new(), None);
        }
        Ok(below)
    }

    /// A folder that was read.
    fn listed(&mut self, listing: FolderListing, id: Option<i64>, below: Vec<Folder>) -> Result<()> {
        let FolderListing { folder, modified, files, trouble } = listing;
        // What could not be read is tried again the next time.
        let modified = if trouble.is_some() { FileStat::UNSURE } else { modified };
        let before = id.map(&self.files_of).transpose()?.unwrap_or_default().into_iter();
        let mut before: HashMap<OsString, (Key, FileStat)> =
            before.map(|(name, key, stat)| (name, (key, stat))).collect();
        let found = |name: OsString| {
            let known = if before.is_empty() { None } else { before.remove(&name) };
            FoundFile { name, known, trouble: None }
        };
        let mut files: Vec<FoundFile> = files.into_iter().map(found).collect();
        if let Some(why) = trouble {
            let known = before.remove(OsStr::new(""));
            files.push(FoundFile { name: OsString::new(), known, trouble: Some(why) });
        }
        let gone = before.into_values().map(|(key, _)| key).collect();
        self.send(folder, id, files, gone, Some((modified, below)));
        Ok(())
    }

    fn send(
        &self,
        folder: Folder,
        id: Option<i64>,
        files: Vec<FoundFile>,
        gone: Vec<Key>,
        listed: Option<(i64, Vec<Folder>)>,
    ) {
        let (folder, chunks) = (Arc::new(folder), files.len().div_ceil(CHUNK).max(1));
        let (mut files, mut gone) = (files.into_iter(), Some(gone));
        let mut last = Some(LastChunk { chunks, listed });
        for n in 1..=chunks {
            let chunk = Chunk {
                folder: folder.clone(),
                id,
                files: files.by_ref().take(CHUNK).collect(),
                gone: gone.take().unwrap_or_default(),
                last: if n == chunks { last.take() } else { None },
            };
            // Fails when the update was stopped; the walk then ends with the next folder.
            let _ = self.chunks.send(chunk);
        }
    }
}
