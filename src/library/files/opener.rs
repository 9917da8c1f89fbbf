//! Many files, one after the other, with few calls for each.
//!
//! Owns the handle of the folder that was read from last and the bytes that were read. Only regular
//! files are read.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{Mode, OFlags};

use crate::library::files::read::ArticleFiles;
use crate::library::files::scan::{self, Folder};

/// Bytes of a file that are read at once: more than nearly every article has.
const ENOUGH: usize = 64 << 10;

/// Reads files. Quick where files of one folder come one behind the other.
#[derive(Debug, Default)]
pub struct Opener {
    /// The last folder; it gets a handle with the second file in a row that is read from it.
    folder: Option<(Arc<Folder>, Option<OwnedFd>)>,
    bytes: Vec<u8>,
}

impl Opener {
    /// The beginning of a file; `None` if it cannot be read this way.
    pub fn beginning(&mut self, ways: &ArticleFiles, place: &Arc<Folder>, name: &OsStr) -> Option<&[u8]> {
        if ways.is_embedded() {
            return None;
        }
        self.regular(ways, place, name).ok()?.up_to(ENOUGH as u64).ok()?;
        Some(&self.bytes)
    }

    /// A file and what it is.
    pub fn regular(&mut self, ways: &ArticleFiles, place: &Arc<Folder>, name: &OsStr) -> io::Result<OpenedFile<'_>> {
        let file = File::from(self.open(ways, place, name)?);
        let meta = file.metadata()?;
        self.bytes.clear();
        match meta.is_file() {
            true => Ok(OpenedFile { file, meta, bytes: &mut self.bytes }),
            false => Err(io::Error::other("not a regular file")),
        }
    }

    /// By the folder's handle; by its path where that fails, for another folder may be there by now.
    fn open(&mut self, ways: &ArticleFiles, place: &Arc<Folder>, name: &OsStr) -> rustix::io::Result<OwnedFd> {
        let wanted = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        if let Some((last, handle)) = &mut self.folder
            && Arc::ptr_eq(last, place)
            && !name.is_empty()
        {
            if handle.is_none() {
                *handle = open_folder(&scan::absolute(&ways.roots, place)).ok();
            }
            if let Some(file) = handle.as_ref().and_then(|at| rustix::fs::openat(at, name, wanted, Mode::empty()).ok())
            {
                return Ok(file);
            }
        }
        self.folder = Some((place.clone(), None));
        rustix::fs::open(scan::file(&ways.roots, place, name), wanted, Mode::empty())
    }
}

/// A file that is open, and the bytes of it that were read.
#[derive(Debug)]
pub struct OpenedFile<'a> {
    file: File,
    pub meta: Metadata,
    bytes: &'a mut Vec<u8>,
}

impl OpenedFile<'_> {
    /// The bytes up to `most`, all of them if the file has no more.
    pub fn up_to(&mut self, most: u64) -> io::Result<&[u8]> {
        // What has no length may have bytes all the same. Any other file needs no call to learn that it ends.
        let size = Some(self.meta.len()).filter(|size| *size > 0).unwrap_or(most);
        let left = most.min(size).saturating_sub(self.bytes.len() as u64);
        self.bytes.reserve(usize::try_from(left).unwrap_or_default().min(ENOUGH));
        self.file.by_ref().take(left).read_to_end(self.bytes)?;
        Ok(self.bytes)
    }
}

fn open_folder(path: &Path) -> rustix::io::Result<OwnedFd> {
    rustix::fs::open(path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn beginnings_are_read_folder_by_folder_and_only_of_files() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("b/c.md")).unwrap();
        fs::write(root.path().join("a.md"), "甲").unwrap();
        fs::write(root.path().join("b/a.md"), "x".repeat(ENOUGH + 1)).unwrap();
        let ways = ArticleFiles::new(vec![root.path().to_owned()], jiff::tz::TimeZone::UTC);
        let place = |below: &str| Arc::new(Folder { root: 0, below: below.into() });
        let (top, below, none) = (place(""), place("b"), place("none"));
        let mut opener = Opener::default();
        let mut length =
            |place: &Arc<Folder>, name: &str| opener.beginning(&ways, place, OsStr::new(name)).map(<[u8]>::len);
        assert_eq!(length(&top, "a.md"), Some(3));
        for _ in 0..3 {
            assert_eq!(length(&below, "a.md"), Some(ENOUGH));
            assert_eq!(length(&below, "c.md"), None);
        }
        assert_eq!(length(&none, "a.md"), None);
        assert_eq!(length(&none, "a.md"), None);
        assert_eq!(length(&top, "a.md"), Some(3));
    }
}
