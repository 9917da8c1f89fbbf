//! From a file to what the index keeps of it.
//!
//! Owns the reading of files (the head or the whole) and the choice of what is kept. Knows nothing of
//! SQL. A file that cannot be read is an article too, which says why.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::article::{self, Article, ArticleId, Body, BodyKind, Date, Meta, Problem, Source};
use crate::library::files::opener::{OpenedFile, Opener};
use crate::library::files::scan::{self, FileStat, Folder};
use crate::library::index::names;

/// Bytes that are read of a file for its row in the list.
const HEAD: u64 = 4096;

/// Files are read up to here; nobody wrote more in one article.
const MOST: u64 = 64 << 20;

/// An article file with what its bytes say.
#[derive(Debug)]
pub struct ReadArticle {
    pub article: Article,
    pub stat: FileStat,
    /// False if the bytes could not be read: the article says why.
    pub readable: bool,
}

/// What the index keeps of an article besides its body, in the form that it keeps it.
#[derive(Debug)]
pub struct IndexedMeta {
    pub id: ArticleId,
    pub title: String,
    /// Sets of names as [`names`] joins them.
    pub category: String,
    pub author: String,
    pub tag: String,
    pub lang: String,
    pub date: Option<Date>,
    pub problems: Vec<Problem>,
    pub stat: FileStat,
}

impl From<ReadArticle> for IndexedMeta {
    fn from(parsed: ReadArticle) -> IndexedMeta {
        let Article { id, meta, problems, .. } = parsed.article;
        IndexedMeta {
            id,
            title: meta.title,
            category: names::join_paths(&meta.categories),
            author: names::join(&meta.authors),
            tag: names::join(&meta.tags),
            lang: meta.lang.unwrap_or_default(),
            date: meta.date,
            problems,
            stat: parsed.stat,
        }
    }
}

/// How articles are read in this library.
#[derive(Debug, Clone)]
pub struct ArticleFiles {
    pub roots: Vec<PathBuf>,
    pub zone: TimeZone,
    /// Articles that are not files.
    embedded: Arc<BTreeMap<PathBuf, Vec<u8>>>,
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
    pub fn embedded(&self) -> impl Iterator<Item = (Folder, OsString)> {
        self.embedded.keys().map(|path| {
            let below = path.parent().map(Path::to_owned).unwrap_or_default();
            (Folder { root: 0, below }, path.file_name().map(OsStr::to_owned).unwrap_or_default())
        })
    }

    /// The bytes of an article and its file's time.
    pub fn bytes(&self, place: &Folder, name: &OsStr) -> io::Result<(Vec<u8>, Option<Timestamp>)> {
        if self.is_embedded() {
            let bytes = self.embedded.get(&place.below.join(name));
            return bytes.map(|bytes| (bytes.clone(), None)).ok_or_else(|| io::ErrorKind::NotFound.into());
        }
        let (bytes, meta) = read_regular(&scan::file(&self.roots, place, name))?;
        Ok((bytes, modified(&meta)))
    }

    /// The article for the list, without its body; of the file only the beginning is read, if that is enough.
    pub fn head(&self, place: &Arc<Folder>, name: &OsStr, opener: &mut Opener) -> ReadArticle {
        let (shown, now) = (scan::shown(&self.roots, place, name), SystemTime::now());
        let read = opener.regular(self, place, name).and_then(|file| self.listed(file, now, &shown));
        read.unwrap_or_else(|e| self.unreadable(place, name, &shown, &e))
    }

    /// The article with its whole body.
    pub fn whole(&self, place: &Folder, name: &OsStr) -> ReadArticle {
        let shown = scan::shown(&self.roots, place, name);
        if self.is_embedded() {
            return self.parse_embedded(place, name, &shown);
        }
        let read = self.try_whole(&scan::file(&self.roots, place, name), &shown);
        read.unwrap_or_else(|e| self.unreadable(place, name, &shown, &e))
    }

    fn unreadable(&self, place: &Folder, name: &OsStr, shown: &str, error: &io::Error) -> ReadArticle {
        let stat = stat_of_path(&scan::file(&self.roots, place, name));
        ReadArticle { article: unreadable(shown, &error.to_string()), stat, readable: false }
    }

    fn parse_embedded(&self, place: &Folder, name: &OsStr, shown: &str) -> ReadArticle {
        let bytes = self.embedded.get(&place.below.join(name)).map(Vec::as_slice).unwrap_or_default();
        let article = article::read(bytes, &Source { path: shown, modified: None, zone: &self.zone });
        ReadArticle { article, stat: FileStat::default(), readable: true }
    }

    fn listed(&self, mut file: OpenedFile<'_>, now: SystemTime, shown: &str) -> io::Result<ReadArticle> {
        let stat = FileStat::of(&file.meta, now);
        let source = Source { path: shown, modified: modified(&file.meta), zone: &self.zone };
        let is_long = file.meta.len() > HEAD;
        let head = if is_long { article::read_head(file.up_to(HEAD)?, &source) } else { None };
        let article = match head {
            Some(article) => article,
            None => article::read_listed(file.up_to(MOST)?, &source),
        };
        Ok(ReadArticle { article, stat, readable: true })
    }

    fn try_whole(&self, path: &Path, shown: &str) -> io::Result<ReadArticle> {
        let now = SystemTime::now();
        let (bytes, meta) = read_regular(path)?;
        let source = Source { path: shown, modified: modified(&meta), zone: &self.zone };
        Ok(ReadArticle { article: article::read(&bytes, &source), stat: FileStat::of(&meta, now), readable: true })
    }
}

/// All of a file, and what it is; never waits for somebody to write into a pipe.
fn read_regular(path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(MOST)).unwrap_or_default() + 1);
    file.take(MOST).read_to_end(&mut bytes)?;
    Ok((bytes, meta))
}

fn modified(meta: &Metadata) -> Option<Timestamp> {
    Timestamp::from_nanosecond(scan::nanoseconds(meta).into()).ok()
}

fn stat_of_path(path: &Path) -> FileStat {
    std::fs::metadata(path)
        .map_or(FileStat { size: 0, modified: FileStat::UNSURE }, |m| FileStat::of(&m, SystemTime::now()))
}

/// What stands for a file or folder that cannot be read.
pub fn unreadable(shown: &str, why: &str) -> Article {
    let title = crate::text::sanitize_line(shown).into_owned();
    let meta = Meta { title, ..Meta::default() };
    let problem = Problem { line: None, what: format!("cannot be read: {why}") };
    let body = Body { kind: BodyKind::Text, text: problem.what.clone() };
    Article { id: ArticleId::of(shown), meta, body, problems: vec![problem] }
}
