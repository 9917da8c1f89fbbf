//! The beginnings of many files, one after the other, with few calls for each.
//!
//! Owns the handle of the folder that was read from last and the bytes that were read. Only regular
//! files are read, and never more than [`ENOUGH`] of one; whoever needs all of it asks [`Ways::bytes`].

use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{FileType, Mode, OFlags};

use super::parsed::Ways;
use super::scan::{self, Place};

/// Bytes of a file that are read: more than nearly every article has.
const ENOUGH: usize = 64 << 10;

/// Reads the beginnings of files. Quick where files of one folder come one behind the other.
#[derive(Debug, Default)]
pub(super) struct Opener {
    /// The last folder; it gets a handle with the second file in a row that is read from it.
    folder: Option<(Arc<Place>, Option<OwnedFd>)>,
    bytes: Vec<u8>,
}

impl Opener {
    /// The beginning of a file; `None` if it cannot be read this way.
    pub fn beginning(&mut self, ways: &Ways, place: &Arc<Place>, name: &OsStr) -> Option<&[u8]> {
        if ways.is_embedded() {
            return None;
        }
        let file = self.open(ways, place, name).ok()?;
        let stat = rustix::fs::fstat(&file).ok()?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() {
            return None;
        }
        self.bytes.resize(ENOUGH, 0);
        let size = usize::try_from(stat.st_size).unwrap_or_default().min(ENOUGH);
        let read = rustix::io::read(&file, self.bytes.get_mut(..size)?).ok()?;
        self.bytes.get(..read)
    }

    fn open(&mut self, ways: &Ways, place: &Arc<Place>, name: &OsStr) -> rustix::io::Result<OwnedFd> {
        let wanted = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match &mut self.folder {
            Some((last, handle)) if Arc::ptr_eq(last, place) && !name.is_empty() => {
                if handle.is_none() {
                    *handle = Some(open_folder(&scan::absolute(&ways.roots, place))?);
                }
                let handle = handle.as_ref().ok_or(rustix::io::Errno::BADF)?;
                rustix::fs::openat(handle, name, wanted, Mode::empty())
            }
            _ => {
                self.folder = Some((place.clone(), None));
                rustix::fs::open(scan::file(&ways.roots, place, name), wanted, Mode::empty())
            }
        }
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
        let ways = Ways::new(vec![root.path().to_owned()], jiff::tz::TimeZone::UTC);
        let place = |below: &str| Arc::new(Place { root: 0, below: below.into() });
        let (top, below, none) = (place(""), place("b"), place("none"));
        let mut opener = Opener::default();
        let mut length =
            |place: &Arc<Place>, name: &str| opener.beginning(&ways, place, OsStr::new(name)).map(<[u8]>::len);
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
