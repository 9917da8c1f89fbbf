//! Pieces of journals made into entries, ready to be merged.
//!
//! Owns the choice between the quick and the thorough reader, and what is said of torn lines. Knows
//! nothing of files and of what the marks add up to.

use super::fast;
use super::folder::Piece;
use super::history::Recent;
use super::line::{self, Line, Read, Stamp, What};

/// What a piece of a journal says.
#[derive(Debug, Default)]
pub struct Batch {
    pub host: String,
    pub lines: usize,
    /// Lines cut short, or no lines of a journal.
    pub torn: usize,
    /// Whether what follows the last line end of the file is torn.
    pub torn_end: bool,
    pub entries: Vec<(Stamp, What)>,
    /// Steps that were undone (`true`) or made again: the step, by whom, which.
    pub undone: Vec<(Stamp, Stamp, bool)>,
}

/// Reads the lines of `piece`. Lines of steps go to `recent`, where it is the host's own journal.
pub fn read(piece: Piece<'_>, mut recent: Option<&mut Recent>) -> Batch {
    let mut batch = Batch { host: piece.host.to_owned(), ..Batch::default() };
    batch.entries.reserve(piece.lines.len() / 80);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', piece.lines).chain([piece.lines.len()]) {
        if let Some(line) = piece.lines.get(start..end).filter(|line| !line.is_empty()) {
            batch.read_line(line, recent.as_deref_mut());
        }
        start = end + 1;
    }
    if piece.unended {
        batch.torn_end = batch.torn > 0;
        batch.torn = 0;
    }
    batch
}

impl Batch {
    fn read_line(&mut self, line: &[u8], recent: Option<&mut Recent>) {
        self.lines += 1;
        if let Some(quick) = fast::read(line) {
            self.entries.push((quick.stamp, quick.what));
            if let Some(recent) = recent.filter(|_| quick.of_step) {
                recent.push(quick.stamp, quick.first, line);
            }
            return;
        }
        match line::read(line) {
            Read::Line(read) => self.take(*read, line, recent),
            Read::Torn => self.torn += 1,
            Read::Blank | Read::Unknown => {}
        }
    }

    fn take(&mut self, read: Line, line: &[u8], recent: Option<&mut Recent>) {
        if let Some(recent) = recent.filter(|_| read.was.is_some()) {
            recent.push(read.stamp, read.step.is_some(), line);
        }
        self.undone.extend(read.undo.map(|(step, undone)| (step, read.stamp, undone)));
        self.entries.extend(read.what.map(|what| (read.stamp, what)));
    }
}
