//! Many files, one after the other, with few calls for each.
//!
//! Owns the handle of the folder that was read from last, and the bytes that were read. Only regular
//! files are read.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{AtFlags, Mode, OFlags};

use super::folder::Folder;
use super::scan;
use crate::bytes;

/// Bytes of a file that are read at once: more than nearly every article has.
pub const ENOUGH: u64 = 64 << 10;

/// Bytes of memory that are kept from one file to the next.
const KEPT: usize = 1 << 20;

/// How a folder is opened that nothing is read from but what is below it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const HANDLE: OFlags = OFlags::PATH;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const HANDLE: OFlags = OFlags::NONBLOCK;

/// Reads files. Quick where files of one folder follow each other.
#[derive(Debug, Default)]
pub struct Opener {
    /// The last folder; it gets a handle with the second file in a row that is read from it.
    folder: Option<(Arc<Folder>, Option<OwnedFd>)>,
    bytes: Vec<u8>,
}

impl Opener {
    /// Opens a file of a folder below one of `roots`.
    ///
    /// # Errors
    /// Those of the system; and a file that is not a regular one.
    pub fn open(&mut self, roots: &[PathBuf], folder: &Arc<Folder>, name: &OsStr) -> io::Result<OpenedFile<'_>> {
        let (file, meta) = bytes::regular(File::from(self.descriptor(roots, folder, name)?))?;
        self.bytes.clear();
        self.bytes.shrink_to(KEPT);
        Ok(OpenedFile { file, meta, bytes: &mut self.bytes })
    }

    /// By the folder's handle; by its path where that fails, since another folder may be there by now.
    fn descriptor(&mut self, roots: &[PathBuf], folder: &Arc<Folder>, name: &OsStr) -> rustix::io::Result<OwnedFd> {
        let wanted = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        if let Some((last, handle)) = &mut self.folder
            && Arc::ptr_eq(last, folder)
            && !name.is_empty()
        {
            if handle.is_none() {
                *handle = open_handle(&folder.path(roots)).ok();
            }
            if let Some(file) = handle.as_ref().and_then(|at| rustix::fs::openat(at, name, wanted, Mode::empty()).ok())
            {
                return Ok(file);
            }
        }
        self.folder = Some((folder.clone(), None));
        rustix::fs::open(folder.file(roots, name), wanted, Mode::empty())
    }
}

fn open_handle(path: &Path) -> rustix::io::Result<OwnedFd> {
    rustix::fs::open(path, HANDLE | OFlags::CLOEXEC, Mode::empty())
}

/// A handle of a root, to read the times of folders below it quicker than by whole paths.
#[derive(Debug)]
pub struct RootHandle(OwnedFd);

impl RootHandle {
    /// The handle of a root; `None` if it cannot be opened.
    pub fn open(root: &Path) -> Option<RootHandle> {
        open_handle(root).ok().map(RootHandle)
    }

    /// When the folder below was last changed, in nanoseconds since 1970; `None` if it is gone.
    pub fn modified(&self, below: &[u8]) -> Option<i64> {
        let stat = match below {
            [] => rustix::fs::fstat(&self.0).ok()?,
            _ => rustix::fs::statat(&self.0, below, AtFlags::empty()).ok()?,
        };
        Some(scan::since_1970(stat.st_mtime, i64::try_from(stat.st_mtime_nsec).ok()?))
    }
}

/// A file that is open, and the bytes of it that were read.
#[derive(Debug)]
pub struct OpenedFile<'a> {
    file: File,
    pub meta: Metadata,
    bytes: &'a mut Vec<u8>,
}

impl<'a> OpenedFile<'a> {
    /// The first `most` bytes, all of them if the file has no more. Called again with a larger number, it reads on.
    pub fn up_to(&mut self, most: u64) -> io::Result<&[u8]> {
        self.read(most)?;
        Ok(self.bytes)
    }

    /// As [`OpenedFile::up_to`], for the last time.
    pub fn into_bytes(mut self, most: u64) -> io::Result<&'a [u8]> {
        self.read(most)?;
        Ok(self.bytes)
    }

    fn read(&mut self, most: u64) -> io::Result<()> {
        // Files in /proc report size 0 but have content; for others the size saves the read that finds the end.
        let size = Some(self.meta.len()).filter(|size| *size > 0).unwrap_or(most);
        let left = most.min(size).saturating_sub(self.bytes.len() as u64);
        self.bytes.reserve(usize::try_from(left.min(bytes::ARTICLE)).unwrap_or_default());
        self.file.by_ref().take(left).read_to_end(self.bytes)?;
        Ok(())
    }
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
        fs::write(root.path().join("b/a.md"), "x".repeat(ENOUGH as usize + 1)).unwrap();
        let roots = [root.path().to_owned()];
        let folder = |below: &str| Arc::new(Folder { root: 0, below: below.into() });
        let (top, below, none) = (folder(""), folder("b"), folder("none"));
        let mut opener = Opener::default();
        let mut length = |folder: &Arc<Folder>, name: &str| {
            opener.open(&roots, folder, OsStr::new(name)).ok()?.into_bytes(ENOUGH).ok().map(<[u8]>::len)
        };
        assert_eq!(length(&top, "a.md"), Some(3));
        for _ in 0..3 {
            assert_eq!(length(&below, "a.md"), Some(ENOUGH as usize));
            assert_eq!(length(&below, "c.md"), None);
        }
        assert_eq!(length(&none, "a.md"), None);
        assert_eq!(length(&none, "a.md"), None);
        assert_eq!(length(&top, "a.md"), Some(3));
    }
}
