//! Reading files and streams whole, within a limit: the one way in for bytes. And files that only their owner reads.
//!
//! Owns which files are read (regular ones only, so that no pipe or device can block or feed the reader
//! without end) and what happens at a limit. Knows nothing of what the bytes mean; callers add the path and
//! what a person can do about an error.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Bytes of an article file that are read at most; the rest is left out. No article is longer.
pub const ARTICLE: u64 = 64 << 20;

/// Bytes of a file of marks at most: ten million marks.
pub const MARKS: u64 = 2 << 30;

/// Bytes of a settings file at most.
pub const SETTINGS: u64 = 1 << 20;

/// Opens a regular file (or a link to one) for reading; never waits for a writer of a pipe.
///
/// # Errors
/// Those of the system; and a file of any other kind.
pub fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
    regular(OpenOptions::new().read(true).custom_flags(nonblocking).open(path)?)
}

/// The file with its metadata, if it is a regular one.
///
/// # Errors
/// Those of the system; and a file of any other kind.
pub fn regular(file: File) -> io::Result<(File, Metadata)> {
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    Ok((file, meta))
}

/// All bytes of a regular file, or its first `limit` bytes if it has more.
///
/// # Errors
/// As [`open`], and those of reading.
pub fn read_up_to(path: &Path, limit: u64) -> io::Result<(Vec<u8>, Metadata)> {
    let (file, meta) = open(path)?;
    // One byte more than the length, so that the read that finds the end needs no larger buffer.
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(limit)).unwrap_or_default() + 1);
    file.take(limit).read_to_end(&mut bytes)?;
    Ok((bytes, meta))
}

/// All bytes of a regular file of at most `limit` bytes.
///
/// # Errors
/// As [`open`], those of reading, and [`io::ErrorKind::FileTooLarge`] beyond the limit.
pub fn read_all(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    stream(open(path)?.0, limit)
}

/// All bytes of a stream of at most `limit` bytes.
///
/// # Errors
/// Those of reading, and [`io::ErrorKind::FileTooLarge`] beyond the limit.
pub fn stream(from: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {} MB", limit >> 20)));
    }
    Ok(bytes)
}

/// Options to write a file that only its owner can read (mode 0600) if they create it.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// Makes a folder that only its owner can enter (mode 0700), and those above it that are missing.
///
/// # Errors
/// Those of the system.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_or_refused_beyond_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "甲乙").unwrap();
        assert_eq!(read_up_to(&path, 4).unwrap().0, "甲乙".as_bytes()[..4]);
        assert_eq!(read_all(&path, 6).unwrap(), "甲乙".as_bytes());
        assert_eq!(read_all(&path, 5).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(stream(io::repeat(b'x'), 9).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn pipes_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
        for path in [pipe.as_path(), Path::new("/dev/zero"), folder.path()] {
            assert_eq!(open(path).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{}", path.display());
        }
    }
}
