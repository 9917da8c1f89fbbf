//! From a file to what it says.
//!
//! Owns the reading of article files, head or whole, and the choice of what the index keeps of them. Knows
//! nothing of SQL. A file that cannot be read is an article too, which says why.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::folder::Folder;
use super::opener::{OpenedFile, Opener};
use super::scan::{self, FileStat};
use crate::article::{self, Article, ArticleId, Body, BodyKind, Meta, Problem, Source};
use crate::bytes;

/// Bytes that are read of a file for its row in the list.
const HEAD: u64 = 4096;

/// The article files of a library and the way to read them. Clones share what is embedded.
#[derive(Debug, Clone)]
pub struct ArticleFiles {
    /// Folders or single files; none in a library of embedded articles.
    pub roots: Vec<PathBuf>,
    /// The zone of dates written without one.
    pub zone: TimeZone,
    /// Articles that are not files: path and bytes.
    embedded: Arc<BTreeMap<PathBuf, Vec<u8>>>,
}

/// An article with the stat of its file.
#[derive(Debug)]
pub struct ReadArticle {
    pub article: Article,
    pub stat: FileStat,
    /// False if the bytes could not be read: the article says why.
    pub readable: bool,
}

impl ArticleFiles {
    pub fn new(roots: Vec<PathBuf>, zone: TimeZone) -> ArticleFiles {
        ArticleFiles { roots, zone, embedded: Arc::default() }
    }

    /// Adds articles that are not files.
    pub fn embed(&mut self, files: &[(&str, &[u8])]) {
        self.embedded = Arc::new(files.iter().map(|(path, bytes)| (PathBuf::from(path), bytes.to_vec())).collect());
    }

    pub fn is_embedded(&self) -> bool {
        self.roots.is_empty()
    }

    /// Folders and names of the articles that are not files.
    pub fn embedded(&self) -> impl Iterator<Item = (Arc<Folder>, OsString)> {
        self.embedded.keys().map(|path| {
            let below = path.parent().map(Path::to_owned).unwrap_or_default();
            (Arc::new(Folder { root: 0, below }), path.file_name().map(OsStr::to_owned).unwrap_or_default())
        })
    }

    /// The article for the list, without its body; only the beginning of the file is read, if that is enough.
    pub fn head(&self, folder: &Arc<Folder>, name: &OsStr, opener: &mut Opener) -> ReadArticle {
        self.read(folder, name, opener, |mut file, source| {
            let is_long = file.meta.len() > HEAD;
            let head = if is_long { article::read_head(file.up_to(HEAD)?, source) } else { None };
            head.map_or_else(|| Ok(article::read_listed(file.into_bytes(bytes::ARTICLE)?, source)), Ok)
        })
    }

    /// The article with its whole body.
    pub fn whole(&self, folder: &Arc<Folder>, name: &OsStr, opener: &mut Opener) -> ReadArticle {
        if self.is_embedded() {
            return self.read_embedded(folder, name);
        }
        self.read(folder, name, opener, |file, source| Ok(article::read(file.into_bytes(bytes::ARTICLE)?, source)))
    }

    /// The beginning of a file, up to `most` bytes; `None` if it cannot be read.
    pub fn beginning<'o>(
        &self,
        folder: &Arc<Folder>,
        name: &OsStr,
        opener: &'o mut Opener,
        most: u64,
    ) -> Option<&'o [u8]> {
        if self.is_embedded() {
            return None;
        }
        opener.open(&self.roots, folder, name).ok()?.into_bytes(most).ok()
    }

    /// Opens a file and reads an article from it with `read`.
    fn read(
        &self,
        folder: &Arc<Folder>,
        name: &OsStr,
        opener: &mut Opener,
        read: impl FnOnce(OpenedFile<'_>, &Source<'_>) -> io::Result<Article>,
    ) -> ReadArticle {
        let (shown, now) = (folder.shown(&self.roots, name), SystemTime::now());
        let article = opener.open(&self.roots, folder, name).and_then(|file| {
            let stat = FileStat::of(&file.meta, now);
            let source = Source { path: &shown, modified: modified(&file.meta), zone: &self.zone };
            Ok(ReadArticle { article: read(file, &source)?, stat, readable: true })
        });
        article.unwrap_or_else(|e| {
            let stat = fs::metadata(folder.file(&self.roots, name));
            let stat = stat.map_or(FileStat::UNKNOWN, |meta| FileStat::of(&meta, SystemTime::now()));
            ReadArticle { article: unreadable(&shown, &e.to_string()), stat, readable: false }
        })
    }

    fn read_embedded(&self, folder: &Folder, name: &OsStr) -> ReadArticle {
        let shown = folder.shown(&self.roots, name);
        let bytes = self.embedded.get(&folder.below.join(name)).map(Vec::as_slice).unwrap_or_default();
        let article = article::read(bytes, &Source { path: &shown, modified: None, zone: &self.zone });
        ReadArticle { article, stat: FileStat::default(), readable: true }
    }
}

fn modified(meta: &Metadata) -> Option<Timestamp> {
    Timestamp::from_nanosecond(scan::nanoseconds(meta).into()).ok()
}

/// The article in place of a file or folder that cannot be read.
pub fn unreadable(shown: &str, why: &str) -> Article {
    let title = crate::text::sanitize_line(shown).into_owned();
    let meta = Meta { title, ..Meta::default() };
    let problem = Problem { line: None, what: format!("cannot be read: {why}") };
    let body = Body { kind: BodyKind::Text, text: problem.what.clone() };
    Article { id: ArticleId::of(shown), meta, body, problems: vec![problem] }
}
