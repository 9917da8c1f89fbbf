//! How the store takes in journals: all of them when it is opened, later what is new.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc;

use super::super::batch::{self, Batch};
use super::super::book::Merged;
use super::super::history::Recent;
use super::Store;
use crate::article::ArticleId;

/// So many batches may wait to be merged.
const BATCHES: usize = 4;

impl Store {
    /// Reads everything: one thread makes lines into entries while the other merges them.
    pub(super) fn load(&mut self) {
        let Some(mut disk) = self.disk.take() else { return };
        let own = self.host.clone();
        let (send, receive) = mpsc::sync_channel(BATCHES);
        let read = std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let send = send;
                let mut recent = Recent::default();
                let failed = disk.folder.read_new(&mut |piece| {
                    let recent = (piece.host == own).then_some(&mut recent);
                    // Who merges goes on until the last batch was sent.
                    let _ = send.send(batch::read(piece, recent));
                });
                (failed, recent)
            });
            receive.iter().for_each(|batch| self.merge(batch, None));
            reader.join()
        });
        if let Ok((failed, recent)) = read {
            self.read(failed, recent);
        }
        self.disk = Some(disk);
    }

    /// Reads what is new; answers the articles touched.
    pub(super) fn read_new(&mut self) -> Vec<ArticleId> {
        let Some(mut disk) = self.disk.take() else { return Vec::new() };
        let mut recent = Recent::default();
        let mut touched = Vec::new();
        let own = self.host.clone();
        let failed = disk.folder.read_new(&mut |piece| {
            let recent = (piece.host == own).then_some(&mut recent);
            self.merge(batch::read(piece, recent), Some(&mut touched));
        });
        self.read(failed, recent);
        self.disk = Some(disk);
        touched
    }

    fn read(&mut self, failed: Vec<(PathBuf, io::Error)>, mut recent: Recent) {
        for (path, error) in failed {
            self.notice(format!("{}: {error}", path.display()));
        }
        recent.pour_into(&mut self.history);
    }

    /// Takes in entries, and notes the articles touched, but for when the store is opened.
    pub(super) fn merge(&mut self, batch: Batch, mut touched: Option<&mut Vec<ArticleId>>) {
        let host = self.book.host(&batch.host);
        let own = batch.host == self.host;
        for (stamp, what) in batch.entries {
            let id = what.article();
            match self.book.merge(host, stamp, what) {
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

    fn notice(&mut self, text: String) {
        if !self.notices.contains(&text) {
            self.notices.push(text);
        }
    }
}
