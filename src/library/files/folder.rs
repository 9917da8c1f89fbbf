//! A folder of the library, and the paths of what is in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A folder of the library: the number of the root that it is in, and its path below that root (`""` for the
/// root itself). A root that is a file is a folder that holds one file with an empty name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Folder {
    pub root: u32,
    pub below: PathBuf,
}

impl Folder {
    /// The folder of a root.
    pub fn top(root: u32) -> Folder {
        Folder { root, below: PathBuf::new() }
    }

    /// True for the folder of a root.
    pub fn is_top(&self) -> bool {
        self.below.as_os_str().is_empty()
    }

    /// The folder by this name in it.
    pub fn child(&self, name: &OsStr) -> Folder {
        Folder { root: self.root, below: self.below.join(name) }
    }

    /// The folder that it is in; `None` for the folder of a root.
    pub fn parent(&self) -> Option<Folder> {
        Some(Folder { root: self.root, below: self.below.parent()?.to_owned() })
    }

    /// The path of the folder.
    pub fn path(&self, roots: &[PathBuf]) -> PathBuf {
        match roots.get(self.root as usize) {
            Some(root) if self.is_top() => root.clone(),
            Some(root) => root.join(&self.below),
            None => self.below.clone(),
        }
    }

    /// The path of a file in the folder.
    pub fn file(&self, roots: &[PathBuf], name: &OsStr) -> PathBuf {
        let folder = self.path(roots);
        if name.is_empty() { folder } else { folder.join(name) }
    }

    /// The path of a file below its root, parts joined by `/`, as people see it and as
    /// [`Source`](crate::article::Source) wants it.
    pub fn shown(&self, roots: &[PathBuf], name: &OsStr) -> String {
        let mut path = PathBuf::with_capacity(self.below.as_os_str().len() + 1 + name.len());
        match name.is_empty() && self.is_top() {
            true => path.extend(roots.get(self.root as usize).and_then(|root: &PathBuf| Path::file_name(root))),
            false => path.extend([self.below.as_os_str(), name]),
        }
        let path = path.into_os_string().into_string();
        let mut shown = path.unwrap_or_else(|path| path.to_string_lossy().into_owned());
        shown.truncate(shown.trim_end_matches('/').len());
        shown
    }
}
