//! The folder of journals: which of its files have something new, and what.
//!
//! Owns the reading of all hosts' journals. Nothing is written here and no lock is looked at. Knows
//! nothing of what lines mean.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How far each journal was read.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    seen: HashMap<(u64, u64), Seen>,
}

/// How far one file was read.
#[derive(Debug, Default)]
struct Seen {
    /// Behind the last line end that was read.
    offset: u64,
    /// The bytes before `offset`, to know a file again that was put in place of this one.
    tail: Vec<u8>,
    size: u64,
    changed: Option<SystemTime>,
}

/// Lines of one journal.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    pub host: &'a str,
    /// Whole lines; or, at the end of a file, what follows its last line end.
    pub lines: &'a [u8],
    /// Whether it is that end.
    pub unended: bool,
}

/// So much is read at once: what is made of it still fits into a processor's cache.
const CHUNK: usize = 256 << 10;
/// A line longer than this is no line of ours.
const LONGEST: usize = 64 << 20;
const TAIL: usize = 64;

impl Folder {
    /// The journals in the folder at `path`, which need not be there.
    pub fn new(path: PathBuf) -> Folder {
        Folder { path, seen: HashMap::new() }
    }

    /// Gives everything that was not read yet to `take`; answers which files could not be read. Costs
    /// a look at each file where nothing is new.
    pub fn read_new(&mut self, take: &mut dyn FnMut(Piece<'_>)) -> Vec<(PathBuf, io::Error)> {
        let mut failed = Vec::new();
        let mut there = Vec::new();
        let journals = self.journals().unwrap_or_else(|error| {
            failed.extend((error.kind() != io::ErrorKind::NotFound).then(|| (self.path.clone(), error)));
            Vec::new()
        });
        for (name, host) in journals {
            let path = self.path.join(name);
            match self.read_file(&path, &host, take) {
                Ok(Some(file)) => there.push(file),
                Ok(None) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => failed.push((path, error)),
            }
        }
        self.seen.retain(|file, _| there.contains(file));
        failed
    }

    /// File names and hosts, in the order of names.
    fn journals(&self) -> io::Result<Vec<(String, String)>> {
        let entries = fs::read_dir(&self.path)?.flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut journals: Vec<_> = names.filter_map(|name| host(&name).map(|host| (name.clone(), host))).collect();
        journals.sort_unstable();
        Ok(journals)
    }

    fn read_file(
        &mut self,
        path: &Path,
        host: &str,
        take: &mut dyn FnMut(Piece<'_>),
    ) -> io::Result<Option<(u64, u64)>> {
        if !fs::metadata(path)?.is_file() {
            return Ok(None);
        }
        // An open file tells what other hosts wrote, where a network file system answers for a path from memory.
        let mut file = File::open(path)?;
        let meta = file.metadata()?;
        let seen = self.seen.entry((meta.dev(), meta.ino())).or_default();
        let changed = meta.modified().ok();
        if (seen.size, seen.changed) != (meta.len(), changed) || changed.is_none() {
            seen.read_on(&mut file, host, take)?;
            (seen.size, seen.changed) = (meta.len(), changed);
        }
        Ok(Some((meta.dev(), meta.ino())))
    }
}

/// The host whose journal has this file name. A compaction that was killed leaves a second file of
/// its host, see [`super::journal`].
fn host(name: &str) -> Option<String> {
    let old = name.strip_prefix('.').and_then(|name| name.strip_suffix(".jsonl.old"));
    let host = old.or_else(|| name.strip_suffix(".jsonl").filter(|name| !name.starts_with('.')))?;
    (!host.is_empty()).then(|| host.to_owned())
}

impl Seen {
    fn read_on(&mut self, file: &mut File, host: &str, take: &mut dyn FnMut(Piece<'_>)) -> io::Result<()> {
        if !self.is_known(file)? {
            *self = Seen::default();
        }
        file.seek(SeekFrom::Start(self.offset))?;
        let mut buffer = vec![0; CHUNK];
        let mut filled = 0;
        loop {
            match file.read(buffer.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            let end = memchr::memrchr(b'\n', buffer.get(..filled).unwrap_or_default()).map_or(0, |end| end + 1);
            if let Some(lines) = buffer.get(..end).filter(|lines| !lines.is_empty()) {
                take(Piece { host, lines, unended: false });
                self.passed(lines);
                buffer.copy_within(end..filled, 0);
                filled -= end;
            }
            if filled == buffer.len() {
                make_room(&mut buffer)?;
            }
        }
        if let Some(lines) = buffer.get(..filled).filter(|lines| !lines.is_empty()) {
            take(Piece { host, lines, unended: true });
        }
        Ok(())
    }

    /// Whether what was read is still the beginning of the file.
    fn is_known(&self, file: &mut File) -> io::Result<bool> {
        let mut tail = vec![0; self.tail.len()];
        file.seek(SeekFrom::Start(self.offset.saturating_sub(tail.len() as u64)))?;
        match file.read_exact(&mut tail) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            read => read.map(|()| tail == self.tail),
        }
    }

    fn passed(&mut self, lines: &[u8]) {
        self.offset += lines.len() as u64;
        self.tail = lines.get(lines.len().saturating_sub(TAIL)..).unwrap_or_default().to_vec();
    }
}

fn make_room(buffer: &mut Vec<u8>) -> io::Result<()> {
    if buffer.len() > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a line without an end"));
    }
    buffer.resize(buffer.len() * 2, 0);
    Ok(())
}
