//! One query over the library as it is now: for commands that print one result and end.
//!
//! Owns the check of the folders beside the query, in a thread of its own. Only if a folder changed is the
//! index brought up to date and the query run again.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::thread;

use rustix::fs::AtFlags;

use super::files::opener::open_handle;
use super::files::scan;
use super::index::store;
use super::lock::lock;
use super::open::{Library, QUICK};
use super::{Reader, Result, Stop};

impl Library {
    /// What `question` returns for the library as its folders are now, as after [`Library::refresh_quick`].
    /// It may be run twice.
    ///
    /// # Errors
    /// Those of `question` and of [`Library::refresh_quick`].
    pub fn query_once<T>(&self, question: impl Fn(Reader) -> Result<T>, stop: &Stop) -> Result<T> {
        if self.is_large() {
            let store = self.store();
            let (unmoved, answer) = thread::scope(|scope| {
                let unmoved = scope.spawn(|| self.is_unmoved().unwrap_or(false));
                let answer = Reader::once(self).and_then(&question);
                (unmoved.join().unwrap_or(false), answer)
            });
            // If another process wrote meanwhile, the two may have seen different states of the index.
            if unmoved && answer.is_ok() && !store.has_news() {
                store::keep_log(&lock(&store.keeper));
                return answer;
            }
        }
        self.refresh_quick(stop)?;
        question(self.reader()?)
    }

    /// True if a quick refresh checks the times of folders only.
    fn is_large(&self) -> bool {
        let sql = "SELECT coalesce(sum(live), 0) > ?1 FROM block";
        let large = lock(&self.store().keeper).query_row(sql, [QUICK], |row| row.get(0));
        !self.files().is_embedded() && large.unwrap_or(false)
    }

    /// True if every known folder was read completely and has not changed since.
    fn is_unmoved(&self) -> rusqlite::Result<bool> {
        let roots: Vec<Root> = self.files().roots.iter().map(|root| Root::open(root)).collect();
        let keeper = self.store();
        let keeper = lock(&keeper.keeper);
        let mut statement = keeper.prepare_cached("SELECT root, below, modified FROM folder")?;
        let mut folders = statement.query([])?;
        let mut known = vec![false; roots.len()];
        while let Some(folder) = folders.next()? {
            let (root, below): (u32, _) = (folder.get(0)?, folder.get_ref(1)?.as_blob()?);
            let root = root as usize;
            let modified = roots.get(root).and_then(|root| root.modified(below));
            if modified != Some(folder.get(2)?) {
                return Ok(false);
            }
            known.get_mut(root).into_iter().for_each(|known| *known |= below.is_empty());
        }
        Ok(known.into_iter().all(|known| known))
    }
}

/// A handle of a root, to read the times of folders below it quicker than by whole paths.
struct Root(Option<OwnedFd>);

impl Root {
    fn open(path: &Path) -> Root {
        Root(open_handle(path).ok())
    }

    /// When the folder below was last changed, in nanoseconds since 1970; `None` if it is gone.
    fn modified(&self, below: &[u8]) -> Option<i64> {
        let root = self.0.as_ref()?;
        let stat = match below {
            [] => rustix::fs::fstat(root).ok()?,
            _ => rustix::fs::statat(root, below, AtFlags::empty()).ok()?,
        };
        Some(scan::since_1970(stat.st_mtime, i64::try_from(stat.st_mtime_nsec).ok()?))
    }
}
