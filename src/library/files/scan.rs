//! What is in a folder: the names of article files, and the times that show whether they changed.
//!
//! Owns the rule for what is an article file, and the detection of links that loop. Knows nothing of what
//! is in the files.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::folder::Folder;

/// True if a file by this name is an article: `.md .markdown .html .htm .txt` in any case, also with
/// nothing before the dot.
pub fn is_article(name: &OsStr) -> bool {
    let name = name.as_bytes();
    let Some(dot) = name.iter().rposition(|&b| b == b'.') else { return false };
    let extension = name.get(dot + 1..).unwrap_or_default();
    ["md", "markdown", "html", "htm", "txt"].iter().any(|e| extension.eq_ignore_ascii_case(e.as_bytes()))
}

/// Size and time of a file or folder, to detect changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileStat {
    /// Bytes.
    pub size: i64,
    /// Nanoseconds since 1970; [`FileStat::UNSURE`] where a later change might not change it.
    pub modified: i64,
}

impl FileStat {
    /// A time that no file has: a file or folder that is kept with it is checked again the next time.
    pub const UNSURE: i64 = i64::MIN;

    /// The stat of what could not be read.
    pub const UNKNOWN: FileStat = FileStat { size: 0, modified: FileStat::UNSURE };

    /// The stat of a file that was read at `now`. A file that changed just before may change again within the
    /// same tick of the file system's clock, so such a time is not kept.
    pub fn of(meta: &Metadata, now: SystemTime) -> FileStat {
        let modified = nanoseconds(meta);
        let tick = if modified % 1_000_000_000 == 0 { Duration::from_secs(2) } else { Duration::from_millis(50) };
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let settled = i128::from(modified) + (tick.as_nanos() as i128) < now.as_nanos() as i128;
        FileStat { size: size(meta), modified: if settled { modified } else { FileStat::UNSURE } }
    }

    /// True if a file with this stat may have changed since it was kept as `known`.
    pub fn differs(meta: &Metadata, known: FileStat) -> bool {
        size(meta) != known.size || nanoseconds(meta) != known.modified
    }
}

fn size(meta: &Metadata) -> i64 {
    i64::try_from(meta.len()).unwrap_or(i64::MAX)
}

/// The time of the last change in nanoseconds since 1970.
pub fn nanoseconds(meta: &Metadata) -> i64 {
    since_1970(meta.mtime(), meta.mtime_nsec())
}

/// Nanoseconds since 1970.
pub fn since_1970(seconds: i64, nanoseconds: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}

/// What is in a folder.
#[derive(Debug)]
pub struct FolderListing {
    pub folder: Folder,
    /// The time of its last change, as in [`FileStat`].
    pub modified: i64,
    /// Names of article files, in the order of their bytes.
    pub files: Vec<OsString>,
    /// Why the folder could not be read, or not all of it.
    pub trouble: Option<String>,
}

/// Lists one folder: the article files in it, and the folders in it.
pub fn list(roots: &[PathBuf], folder: Folder) -> (FolderListing, Vec<Folder>) {
    let path = folder.path(roots);
    let mut listing = FolderListing { folder, modified: FileStat::UNSURE, files: Vec::new(), trouble: None };
    let mut below = Vec::new();
    match read(&path, &mut listing, &mut below) {
        Ok(()) => {}
        // A root that is a file is a folder that holds this one file.
        Err(e) if e.kind() == io::ErrorKind::NotADirectory && listing.folder.is_top() => {
            listing.files = vec![OsString::new()];
        }
        Err(e) => listing.trouble = Some(e.to_string()),
    }
    listing.files.sort_unstable();
    below.sort_unstable_by(|a: &Folder, b| a.below.cmp(&b.below));
    (listing, below)
}

fn read(path: &Path, listing: &mut FolderListing, below: &mut Vec<Folder>) -> io::Result<()> {
    let now = SystemTime::now();
    listing.modified = FileStat::of(&fs::metadata(path)?, now).modified;
    for entry in fs::read_dir(path)? {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                listing.trouble = Some(e.to_string());
                continue;
            }
        };
        let name = entry.file_name();
        if is_folder(&entry) {
            below.push(listing.folder.child(&name));
        } else if is_article(&name) {
            listing.files.push(name);
        }
    }
    Ok(())
}

/// True of folders and of links to folders.
fn is_folder(entry: &fs::DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if kind.is_symlink() => fs::metadata(entry.path()).is_ok_and(|meta| meta.is_dir()),
        Ok(kind) => kind.is_dir(),
        Err(_) => false,
    }
}

/// The folders seen in one walk, by device and inode: the same folder may have several paths.
#[derive(Debug, Default)]
pub struct SeenFolders(HashSet<(u64, u64)>);

impl SeenFolders {
    /// False if this folder was walked already: a link that loops, or a second path to it.
    pub fn first_time(&mut self, meta: &Metadata) -> bool {
        self.0.insert((meta.dev(), meta.ino()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn article_files_are_known_by_their_extension() {
        for name in ["a.md", ".md", "A.MD", "b.markdown", "新闻.html", "c.HtM", "d.txt", "a.json.txt"] {
            assert!(is_article(OsStr::new(name)), "{name}");
        }
        for name in ["MANIFEST.json", "md", "a.md.bak", "a.jpg", "", ".", "a.", "README"] {
            assert!(!is_article(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn a_listing_has_files_and_folders_in_order_and_says_what_it_could_not_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.md", "a.md", "c.jpg"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("d.md")).unwrap();
        let roots = [folder.path().to_owned()];
        let (listing, below) = list(&roots, Folder::top(0));
        assert_eq!(listing.files, ["a.md", "b.md"]);
        assert_eq!(below, [Folder { root: 0, below: "d.md".into() }]);
        assert!(listing.trouble.is_none());
        let (gone, _) = list(&roots, Folder { root: 0, below: "gone".into() });
        assert!(gone.trouble.is_some());
    }

    #[test]
    fn a_file_changed_a_moment_ago_is_checked_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "x").unwrap();
        let meta = fs::metadata(&path).unwrap();
        assert_eq!(FileStat::of(&meta, SystemTime::now()).modified, FileStat::UNSURE);
        let later = SystemTime::now() + Duration::from_secs(9);
        assert!(!FileStat::differs(&meta, FileStat::of(&meta, later)));
    }
}
