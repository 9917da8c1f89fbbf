//! What this process knows of all journals: the marks that they add up to, and the steps of its host.
//!
//! Owns the reading of pieces of journals: all of them at a start, later what is new. Knows nothing
//! of who asks for changes, and writes nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc;

use super::folder::{Folder, Piece};
use super::history::{History, Recent};
use super::merge::{Merged, MergedMarks};
use super::parse::{self, Unread};
use super::record::{Entry, Stamp};
use crate::article::ArticleId;

/// How many batches may wait to be merged.
const BATCHES: usize = 4;

/// The marks of all hosts, and the steps of this one.
#[derive(Debug)]
pub struct Replica {
    /// This host's name, as in `<host>.jsonl`.
    pub host: String,
    pub marks: MergedMarks,
    pub history: History,
    pub size: Size,
    failures: Vec<String>,
    /// Lines cut short, by host.
    torn: BTreeMap<String, usize>,
}

/// What is known of the own journal's size, to tell whether compaction is worth its time.
#[derive(Debug, Default)]
pub struct Size {
    pub lines: usize,
    /// Lines that no longer count, because the same host wrote newer ones.
    pub renewed: usize,
    pub torn: bool,
    /// Whether the last line was counted as torn, and will be read once more when others follow it.
    torn_end: bool,
}

/// What a piece of a journal says, ready to be merged.
#[derive(Debug, Default)]
pub struct Batch {
    host: String,
    lines: usize,
    /// Lines cut short, or no lines of a journal.
    torn: usize,
    /// Whether what follows the last line end of the file is torn.
    torn_end: bool,
    entries: Vec<(Stamp, Entry)>,
    /// Steps that were undone (`true`) or made again: the step, by whom, which.
    undone: Vec<(Stamp, Stamp, bool)>,
}

impl Replica {
    /// Nothing yet, for the window of this number.
    pub fn new(host: String, window: u32) -> Replica {
        Replica {
            host,
            marks: MergedMarks::default(),
            history: History::new(window),
            size: Size::default(),
            failures: Vec::new(),
            torn: BTreeMap::new(),
        }
    }

    /// Reads everything: one thread makes lines into entries while the other merges them.
    pub fn load(&mut self, folder: &mut Folder) {
        let own = self.host.clone();
        let (send, receive) = mpsc::sync_channel(BATCHES);
        let read = std::thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let mut recent = Recent::default();
                let failed = folder.read_new(&mut |piece| {
                    let recent = (piece.host == own).then_some(&mut recent);
                    // The merging thread takes batches until the last one was sent.
                    let _ = send.send(Batch::read(piece, recent));
                });
                (failed, recent)
            });
            receive.iter().for_each(|batch| self.merge(batch, None));
            reader.join()
        });
        if let Ok((failed, recent)) = read {
            self.finish(failed, recent);
        }
    }

    /// Reads what is new; returns the articles touched.
    pub fn read_new(&mut self, folder: &mut Folder) -> Vec<ArticleId> {
        let mut recent = Recent::default();
        let mut touched = Vec::new();
        let failed = folder.read_new(&mut |piece| {
            let recent = (piece.host == self.host).then_some(&mut recent);
            self.merge(Batch::read(piece, recent), Some(&mut touched));
        });
        self.finish(failed, recent);
        touched
    }

    /// Takes in lines of the own journal that someone saved or copied. Returns how many marks they
    /// changed, or `None` where there is not one line.
    pub fn read_lines(&mut self, text: &str) -> Option<usize> {
        let mut recent = Recent::default();
        let piece = Piece { host: &self.host, lines: text.as_bytes(), unended: false };
        let batch = Batch::read(piece, Some(&mut recent));
        if batch.entries.is_empty() && batch.undone.is_empty() {
            return None;
        }
        let mut touched = Vec::new();
        self.merge(batch, Some(&mut touched));
        recent.pour_into(&mut self.history);
        Some(touched.len())
    }

    fn finish(&mut self, failed: Vec<(PathBuf, io::Error)>, mut recent: Recent) {
        for (path, error) in failed {
            let failure = format!("{}: {error}", path.display());
            if !self.failures.contains(&failure) {
                self.failures.push(failure);
            }
        }
        recent.pour_into(&mut self.history);
    }

    /// Takes in entries that this process makes.
    pub fn merge_own(&mut self, stamp: Stamp, entries: impl Iterator<Item = Entry>) {
        let host = self.marks.host(&self.host);
        self.marks.see(stamp);
        for entry in entries {
            self.size.renewed += usize::from(self.marks.merge(host, stamp, entry) == Merged::Renewed);
        }
    }

    /// Takes in entries, and notes the articles touched, except at a start.
    fn merge(&mut self, batch: Batch, mut touched: Option<&mut Vec<ArticleId>>) {
        let host = self.marks.host(&batch.host);
        let own = batch.host == self.host;
        for (stamp, entry) in batch.entries {
            let id = entry.article();
            match self.marks.merge(host, stamp, entry) {
                Merged::Old => continue,
                Merged::Renewed => self.size.renewed += usize::from(own),
                Merged::New => {}
            }
            if let Some(touched) = touched.as_deref_mut() {
                touched.extend(id);
            }
        }
        let undone = batch.undone.into_iter().filter(|_| own);
        undone.for_each(|(step, by, undone)| self.history.flag(step, by, undone));
        self.size.lines += if own { batch.lines } else { 0 };
        self.count_torn(&batch.host, batch.torn, batch.torn_end && touched.is_none());
    }

    /// The last line of the own journal counts when the store is opened: later it may be one that
    /// another window is about to write, as the last line of another host's may be at any time.
    fn count_torn(&mut self, host: &str, lines: usize, end: bool) {
        let own = host == self.host;
        let known = usize::from(own && lines > 0 && std::mem::take(&mut self.size.torn_end));
        let new = lines - known + usize::from(own && end);
        if new > 0 {
            *self.torn.entry(host.to_owned()).or_default() += new;
            self.size.torn |= own;
            self.size.torn_end |= own && end;
        }
    }

    /// Torn lines set aside, journals that cannot be read.
    pub fn notices(&self) -> Vec<String> {
        let torn =
            self.torn.iter().map(|(host, lines)| format!("{host}.jsonl: lines cut short and set aside: {lines}"));
        torn.chain(self.failures.iter().cloned()).collect()
    }
}

impl Batch {
    /// Reads the lines of `piece`. Lines of steps go to `recent`, where it is the host's own journal.
    fn read(piece: Piece<'_>, mut recent: Option<&mut Recent>) -> Batch {
        let mut batch = Batch { host: piece.host.to_owned(), ..Batch::default() };
        batch.entries.reserve(piece.lines.len() / 80);
        for line in parse::split(piece.lines).filter(|line| !line.is_empty()) {
            batch.read_line(line, recent.as_deref_mut());
        }
        if piece.unended {
            batch.torn_end = batch.torn > 0;
            batch.torn = 0;
        }
        batch
    }

    fn read_line(&mut self, line: &[u8], recent: Option<&mut Recent>) {
        self.lines += 1;
        let record = match parse::line(line) {
            Ok(record) => record,
            Err(why) => {
                self.torn += usize::from(why == Unread::Torn);
                return;
            }
        };
        if let Some(recent) = recent.filter(|_| record.was.is_some()) {
            recent.push(record.stamp, record.step.is_some(), line);
        }
        let undone = [(record.undo, true), (record.redo, false)];
        let undone = undone.into_iter().filter_map(|(step, undone)| Some((step?, record.stamp, undone)));
        self.undone.extend(undone);
        self.entries.extend(record.entry.map(|entry| (record.stamp, entry)));
    }
}
