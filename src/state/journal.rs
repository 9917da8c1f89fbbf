//! This host's own journal file: lines are appended, and what no longer counts is compacted away.
//!
//! Owns every byte that is written under the folder of marks. Knows nothing of what lines mean but
//! for [`super::compact`]. Several processes of one host append to the same file and may compact it
//! at any time, each may be killed at any moment, and none ever waits for another.
//!
//! # Why no acknowledged line is lost
//!
//! **Appending.** A file is only ever appended to, by one `write` on a descriptor opened with
//! `O_APPEND`, so what two processes write never overlaps, and nothing written is ever touched
//! again. A write may be cut short (full disk, SIGKILL); then the file ends in a piece of a line.
//! No piece of a JSON object is a JSON object, so it is never mistaken for a line. Who appends next
//! writes a line end first where the file does not end in one, and looks at the byte before its own
//! text after the write (another process may have been cut short in between): where that is no line
//! end, its first line is glued to a piece, and the text is written once more. Lines that stand
//! twice do no harm, as merging is idempotent.
//!
//! **Acknowledging.** An append is acknowledged after (1) the write, (2) `fdatasync`, (3) a look
//! whether the path still leads to the file written to. If it does not, a compaction has put a new
//! file there, and the text is appended to that one, again from (1).
//!
//! **Compacting.** One process at a time compacts; a try-lock on a file beside the journal sees to
//! it, which no one else looks at, which nobody waits for and which the kernel drops when the
//! process dies. It (a) reads the journal `I` up to its last line end, (b) writes what counts of it
//! to a temporary file `J` and syncs it, (c) gives `I` a second name, `….old`, and syncs the folder,
//! (d) renames `J` over the journal and syncs the folder, (e) appends to the journal, as any other
//! process would, everything that `I` holds beyond what was read in (a), (f) takes the name `….old`
//! away.
//!
//! Say an append to `I` was acknowledged. Its look (3) saw `I` at the path, so it came before (d),
//! and so did its write. The line is then among what (a) read, and thus in `J`; or among what (e)
//! reads, and thus appended. An append whose write comes after (e) looks after (d), does not see
//! `I`, and is made again. Killed before (c): the journal is untouched. Between (c) and (d): `….old`
//! is one more name of the journal. Between (d) and (f): `….old` still holds every line, every
//! reader reads it as part of this host's journal, and the next compaction appends it to the journal
//! before it does anything else. So at each moment the lines of the two names together are complete.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::compact;
use crate::bytes;

/// The journal of this host.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Option<File>,
}

/// So often an append starts over because a compaction came between.
const TRIES: usize = 100;

impl Journal {
    /// The journal at `path`, which need not be there yet.
    pub fn new(path: PathBuf) -> Journal {
        Journal { path, file: None }
    }

    /// Where the journal is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends whole lines, and returns once they are on the disk.
    pub fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        let done = self.try_append(lines);
        if done.is_err() {
            self.file = None;
        }
        done
    }

    fn try_append(&mut self, lines: &[u8]) -> io::Result<()> {
        for _ in 0..TRIES {
            let file = self.open()?;
            append_to(&mut &*file, lines)?;
            file.sync_data()?;
            if self.is_current() {
                return Ok(());
            }
        }
        Err(io::Error::other("the journal is replaced again and again"))
    }

    fn open(&mut self) -> io::Result<&File> {
        if !self.is_current() {
            self.file = None;
        }
        match self.file {
            Some(ref file) => Ok(file),
            None => {
                let file = open_for_append(&self.path)?;
                Ok(self.file.insert(file))
            }
        }
    }

    /// Whether the path leads to the open file.
    fn is_current(&self) -> bool {
        let open = self.file.as_ref().and_then(|file| file.metadata().ok());
        open.is_some_and(|open| fs::metadata(&self.path).is_ok_and(|there| same(&open, &there)))
    }

    /// Leaves out what no longer counts. Answers whether it was done: not where another process is
    /// at it, where there is no journal yet, or where the file system cannot.
    pub fn compact(&mut self) -> io::Result<bool> {
        let regular = fs::symlink_metadata(&self.path).is_ok_and(|it| it.is_file());
        let Some(_lock) = regular.then(|| self.lock()).transpose()?.flatten() else { return Ok(false) };
        self.fold_left_over()?;
        let mut source = File::open(&self.path)?;
        let mut text = Vec::new();
        source.read_to_end(&mut text)?;
        text.truncate(memchr::memrchr(b'\n', &text).map_or(0, |end| end + 1));
        let compacted = compact::compact(&text);
        self.set_aside(&compacted.torn)?;
        self.write_beside(&compacted.kept, &source)?;
        if !self.replace()? {
            return Ok(false);
        }
        self.append_rest(&mut source, text.len() as u64)?;
        self.forget_old()?;
        Ok(true)
    }

    /// The lock of compactions, or `None` where it is taken or cannot be had.
    fn lock(&self) -> io::Result<Option<File>> {
        let path = self.beside(".", ".lock");
        let file = bytes::private().create(true).truncate(false).open(path)?;
        Ok(flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok().then_some(file))
    }

    /// Takes in what a compaction left that was killed before its end.
    fn fold_left_over(&mut self) -> io::Result<()> {
        let old = self.old();
        let Ok(left) = fs::symlink_metadata(&old) else { return Ok(()) };
        if !same(&left, &fs::metadata(&self.path)?) {
            let mut lines = fs::read(&old)?;
            if lines.last().is_some_and(|byte| *byte != b'\n') {
                lines.push(b'\n');
            }
            self.append(&lines)?;
        }
        self.forget_old()
    }

    /// Keeps torn lines where no one reads them, but where they can be looked at.
    fn set_aside(&self, torn: &[u8]) -> io::Result<()> {
        if torn.is_empty() {
            return Ok(());
        }
        let file = open_for_append(&self.beside("", ".torn"))?;
        append_to(&mut &file, torn)?;
        file.sync_data()
    }

    fn write_beside(&self, lines: &[u8], like: &File) -> io::Result<()> {
        let path = self.beside(".", ".new");
        let mut file = bytes::private().create(true).truncate(true).open(&path)?;
        file.set_permissions(like.metadata()?.permissions())?;
        let written = file.write_all(lines).and_then(|()| file.sync_all());
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        written
    }

    fn replace(&self) -> io::Result<bool> {
        let new = self.beside(".", ".new");
        if fs::hard_link(&self.path, self.old()).is_err() {
            fs::remove_file(&new)?;
            return Ok(false);
        }
        sync_folder(&self.path)?;
        fs::rename(&new, &self.path)?;
        sync_folder(&self.path)?;
        Ok(true)
    }

    /// What others appended while the file was being compacted.
    fn append_rest(&mut self, source: &mut File, from: u64) -> io::Result<()> {
        let mut rest = Vec::new();
        source.seek(SeekFrom::Start(from))?;
        source.read_to_end(&mut rest)?;
        if rest.last().is_some_and(|byte| *byte != b'\n') {
            rest.push(b'\n');
        }
        if rest.is_empty() { Ok(()) } else { self.append(&rest) }
    }

    fn forget_old(&self) -> io::Result<()> {
        fs::remove_file(self.old())?;
        sync_folder(&self.path)
    }

    fn old(&self) -> PathBuf {
        self.beside(".", ".old")
    }

    fn beside(&self, before: &str, after: &str) -> PathBuf {
        let mut name = OsString::from(before);
        name.push(self.path.file_name().unwrap_or_default());
        name.push(after);
        self.path.with_file_name(name)
    }
}

/// Whether two looks at the disk saw the same file.
pub fn same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

fn open_for_append(path: &Path) -> io::Result<File> {
    let open = |create: bool| bytes::private().read(true).append(true).create(create).open(path);
    open(false).or_else(|_| {
        if let Some(folder) = path.parent() {
            bytes::create_private_folder(folder)?;
            sync_folder(folder)?;
        }
        let file = open(true)?;
        sync_folder(path)?;
        Ok(file)
    })
}

/// Makes the names in the folder of `path` last. Some file systems have no such thing, and then
/// there is nothing to be done.
fn sync_folder(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Appends `lines` to a file opened for appending: each line whole, or once more where it was cut.
fn append_to<F: Read + Write + Seek>(file: &mut F, mut lines: &[u8]) -> io::Result<()> {
    let mut fruitless = 0;
    while !lines.is_empty() {
        let left = append_some(file, lines)?;
        fruitless = if left.len() < lines.len() { 0 } else { fruitless + 1 };
        if fruitless > TRIES {
            return Err(io::Error::other("lines are cut short again and again"));
        }
        lines = left;
    }
    Ok(())
}

/// One write; answers the lines that are still to be written.
fn append_some<'a, F: Read + Write + Seek>(file: &mut F, lines: &'a [u8]) -> io::Result<&'a [u8]> {
    let torn = ends_torn(file)?;
    let text = if torn { [b"\n", lines].concat() } else { lines.to_vec() };
    let written = match file.write(&text) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(lines),
        Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
        written => written?,
    };
    if !torn && starts_glued(file, written)? {
        return Ok(lines);
    }
    Ok(rest(lines, written.saturating_sub(usize::from(torn))))
}

/// What is still to be written after `written` bytes: from the start of the line that was cut.
fn rest(lines: &[u8], written: usize) -> &[u8] {
    let done = lines.get(..written).unwrap_or(lines);
    let whole = memchr::memrchr(b'\n', done).map_or(0, |end| end + 1);
    lines.get(whole..).unwrap_or_default()
}

fn ends_torn<F: Read + Seek>(file: &mut F) -> io::Result<bool> {
    let end = file.seek(SeekFrom::End(0))?;
    Ok(end > 0 && byte_at(file, end - 1)? != Some(b'\n'))
}

/// Whether the text of `written` bytes that was just appended stands right behind a torn line.
fn starts_glued<F: Read + Seek>(file: &mut F, written: usize) -> io::Result<bool> {
    let start = file.stream_position()?.saturating_sub(written as u64);
    Ok(start > 0 && byte_at(file, start - 1)? != Some(b'\n'))
}

fn byte_at<F: Read + Seek>(file: &mut F, place: u64) -> io::Result<Option<u8>> {
    let mut byte = [0];
    file.seek(SeekFrom::Start(place))?;
    Ok((file.read(&mut byte)? == 1).then_some(byte[0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A file that takes at most so many bytes with each write, and that another process tears now
    /// and then.
    struct Stingy {
        bytes: Vec<u8>,
        place: u64,
        takes: Vec<usize>,
        tears: Vec<bool>,
    }

    impl Read for Stingy {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let rest = self.bytes.get(self.place as usize..).unwrap_or_default();
            let count = rest.len().min(out.len());
            out[..count].copy_from_slice(&rest[..count]);
            self.place += count as u64;
            Ok(count)
        }
    }

    impl Seek for Stingy {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.place = match to {
                SeekFrom::Start(at) => at,
                SeekFrom::End(by) => self.bytes.len().saturating_add_signed(by as isize) as u64,
                SeekFrom::Current(by) => self.place.saturating_add_signed(by),
            };
            Ok(self.place)
        }
    }

    impl Write for Stingy {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            if self.tears.pop().unwrap_or(false) {
                self.bytes.extend_from_slice(b"{\"t\":[17");
            }
            let count = self.takes.pop().unwrap_or(text.len()).min(text.len());
            self.bytes.extend_from_slice(&text[..count]);
            self.place = self.bytes.len() as u64;
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    proptest! {
        #[test]
        fn lines_cut_short_harm_no_line_before_and_none_after(
            batches in prop::collection::vec(prop::collection::vec("[a-z]{1,20}", 1..5), 1..6),
            takes in prop::collection::vec(1usize..60, 0..12),
            tears in prop::collection::vec(any::<bool>(), 0..12),
        ) {
            let mut file = Stingy { bytes: Vec::new(), place: 0, takes, tears };
            let mut expected = Vec::new();
            for batch in &batches {
                let lines: Vec<String> = batch.iter().map(|word| format!("{{\"{word}\":1}}")).collect();
                append_to(&mut file, (lines.join("\n") + "\n").as_bytes()).unwrap();
                expected.extend(lines);
            }
            let text = String::from_utf8(file.bytes).unwrap();
            let mut whole = text.lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok());
            for line in &expected {
                prop_assert!(whole.any(|other| other == line), "{line} in order in {text}");
            }
        }
    }

    #[test]
    fn a_disk_that_takes_nothing_is_an_error() {
        let mut file = Stingy { bytes: Vec::new(), place: 0, takes: vec![0, 5], tears: Vec::new() };
        let error = append_to(&mut file, b"{\"a\":1}\n").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
        assert_eq!(file.bytes, b"{\"a\":");
    }

    #[test]
    fn what_is_appended_while_a_compaction_runs_is_in_the_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut ours = Journal::new(path.clone());
        let mut theirs = Journal::new(path.clone());
        theirs.append(b"{\"t\":[1,0,7],\"search\":\"x\"}\n").unwrap();
        ours.append(b"{\"t\":[2,0,7],\"search\":\"x\"}\n").unwrap();
        assert!(ours.compact().unwrap());
        theirs.append(b"{\"t\":[3,0,7],\"search\":\"y\"}\n").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "{\"t\":[2,0,7],\"search\":\"x\"}\n{\"t\":[3,0,7],\"search\":\"y\"}\n");
    }

    #[test]
    fn what_a_killed_compaction_left_is_taken_in_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "{\"t\":[1,0,7],\"search\":\"new\"}\n").unwrap();
        fs::write(folder.path().join(".a.jsonl.old"), "{\"t\":[2,0,7],\"search\":\"late\"}\n{\"t\":[3").unwrap();
        let mut journal = Journal::new(path.clone());
        assert!(journal.compact().unwrap());
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("new") && text.contains("late"), "{text}");
        assert!(!folder.path().join(".a.jsonl.old").exists());
        assert_eq!(fs::read_to_string(folder.path().join("a.jsonl.torn")).unwrap(), "{\"t\":[3\n");
    }

    #[test]
    fn what_is_written_to_a_file_that_was_replaced_is_not_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut ours = Journal::new(path.clone());
        ours.append(b"{}\n").unwrap();
        assert!(ours.is_current());
        assert!(Journal::new(path.clone()).compact().unwrap());
        assert!(!ours.is_current());
        ours.append(b"{}\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"{}\n{}\n");
        fs::remove_file(&path).unwrap();
        assert!(!ours.is_current());
    }

    #[test]
    fn nobody_waits_for_a_compaction() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut journal = Journal::new(path.clone());
        journal.append(b"{}\n").unwrap();
        let lock = journal.lock().unwrap();
        assert!(lock.is_some());
        let mut other = Journal::new(path);
        assert!(!other.compact().unwrap());
        other.append(b"{}\n").unwrap();
    }
}
