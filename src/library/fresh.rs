//! One answer, from the library as it is now: for commands that ask once and end.
//!
//! Owns looking at the folders while the answer is put together from what is known. Only where a
//! folder moved is the index brought up to date, and the question asked again.

use std::fs;
use std::thread;

use rusqlite::Connection;

use super::open::{Library, QUICK, lock};
use super::scan::{self, Place};
use super::{Error, Reader, Stop, store, walk};

impl Library {
    /// What `question` finds in the library as its folders are now, as after
    /// [`Library::refresh_quick`]. The question may be asked twice.
    pub fn ask_fresh<T>(&self, question: impl Fn(Reader) -> Result<T, Error>, stop: &Stop) -> Result<T, Error> {
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
        !self.ways().is_embedded() && large.unwrap_or(false)
    }

    /// True if every folder that is known was noted whole and has the time it had then.
    fn is_unmoved(&self) -> rusqlite::Result<bool> {
        let roots = &self.ways().roots;
        let folders = folders(&lock(&self.store().keeper))?;
        let has_root = |root| folders.iter().any(|(place, _)| place.root == root && place.below.as_os_str().is_empty());
        let unmoved = |(place, modified): &(Place, i64)| {
            let meta = fs::metadata(scan::absolute(roots, place));
            meta.is_ok_and(|meta| scan::nanoseconds(&meta) == *modified)
        };
        Ok((0..).zip(roots).all(|(root, _)| has_root(root)) && folders.iter().all(unmoved))
    }
}

/// All folders, with their times when they were noted.
fn folders(connection: &Connection) -> rusqlite::Result<Vec<(Place, i64)>> {
    let mut statement = connection.prepare_cached("SELECT root, below, modified FROM folder")?;
    let rows = statement.query_map([], |row| Ok((walk::place(row, 0)?, row.get(2)?)))?;
    rows.collect()
}
