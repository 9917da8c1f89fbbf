//! One answer, from the library as it is now: for commands that ask once and end.
//!
//! Owns looking at the folders while the answer is put together from what is known. Only where a
//! folder moved is the index brought up to date, and the question asked again.

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
    /// What `question` finds in the library as its folders are now, as after
    /// [`Library::refresh_quick`]. The question may be asked twice.
    pub fn ask_fresh<T>(&self, question: impl Fn(Reader) -> Result<T>, stop: &Stop) -> Result<T> {
        if self.is_large() {
            let store = self.store();
            let (unmoved, answer) = thread::scope(|scope| {
                let unmoved = scope.spawn(|| self.is_unmoved().unwrap_or(false));
                let answer = Reader::once(self).and_then(&question);
                (unmoved.join().unwrap_or(false), answer)
            });
            // Where another process wrote in the meantime, the two may have seen different things.
            if unmoved && answer.is_ok() && !store.has_news() {
                store::keep_log(&lock(&store.keeper));
                return answer;
            }
        }
        self.refresh_quick(stop)?;
        question(self.reader()?)
    }

    /// True if only folders are asked for their times, not files.
    fn is_large(&self) -> bool {
        let sql = "SELECT coalesce(sum(live), 0) > ?1 FROM block";
        let large = lock(&self.store().keeper).query_row(sql, [QUICK], |row| row.get(0));
        !self.files().is_embedded() && large.unwrap_or(false)
    }

    /// True if every folder that is known was noted whole and has the time it had then.
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

/// A root of the library, to ask for the times of what is below it: quicker than by whole paths.
struct Root(Option<OwnedFd>);

impl Root {
    fn open(path: &Path) -> Root {
        Root(open_handle(path).ok())
    }

    /// When the folder below was last changed, in nanoseconds since 1970.
    fn modified(&self, below: &[u8]) -> Option<i64> {
        let root = self.0.as_ref()?;
        let stat = match below {
            [] => rustix::fs::fstat(root).ok()?,
            _ => rustix::fs::statat(root, below, AtFlags::empty()).ok()?,
        };
        Some(scan::since_1970(stat.st_mtime, i64::try_from(stat.st_mtime_nsec).ok()?))
    }
}
