//! The steps of this host that can be undone and made again.
//!
//! Owns the last [`KEPT`] steps, as the lines that the journal has of them, and which of them are
//! undone. Knows nothing of files and of what the marks add up to.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use jiff::Timestamp;

use super::parse;
use super::record::{Entry, Record, RegisterKey, Stamp};

/// How many steps can be undone, and survive compaction.
pub const KEPT: usize = 1000;

/// One step that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number, which holds as long as the program runs.
    pub number: u64,
    /// What was done, in the words of the reader.
    pub label: String,
    /// When it was made.
    pub at: Timestamp,
    /// How many marks it changed.
    pub count: usize,
    /// Whether it was taken back.
    pub undone: bool,
}

/// The last steps of this host.
#[derive(Debug, Default)]
pub struct History {
    steps: BTreeMap<Stamp, Kept>,
    /// By step: the newest undo (`true`) or redo of it.
    undone: HashMap<Stamp, (Stamp, bool)>,
    numbers: u64,
    /// The window that adds whole steps itself, before it reads its own lines from the disk.
    window: u32,
}

#[derive(Debug)]
struct Kept {
    number: u64,
    label: String,
    at: Timestamp,
    lines: Vec<u8>,
}

impl History {
    /// No steps yet, for the window of this number.
    pub fn new(window: u32) -> History {
        History { window, ..History::default() }
    }

    /// Takes in a step as its lines in the journal. Lines that come again do no harm.
    pub fn add(&mut self, stamp: Stamp, lines: &[u8]) {
        let first = first_line(lines);
        let label = first.as_ref().and_then(|line| line.step.as_deref()).map(str::to_owned);
        match self.steps.get_mut(&stamp) {
            Some(_) if stamp.window == self.window => {}
            Some(kept) if label.is_none() => kept.lines.extend_from_slice(lines),
            Some(kept) if kept.lines.len() >= lines.len() => {}
            Some(kept) => kept.lines = lines.to_vec(),
            None => self.insert(stamp, label, first.and_then(|line| line.at), lines),
        }
    }

    fn insert(&mut self, stamp: Stamp, label: Option<String>, at: Option<i64>, lines: &[u8]) {
        self.numbers += 1;
        let at = Timestamp::from_millisecond(at.unwrap_or(stamp.ms)).unwrap_or_default();
        let kept = Kept { number: self.numbers, label: label.unwrap_or_default(), at, lines: lines.to_vec() };
        self.steps.insert(stamp, kept);
        if self.steps.len() > KEPT {
            self.steps.pop_first();
        }
    }

    /// Notes that `step` was undone or made again.
    pub fn flag(&mut self, step: Stamp, by: Stamp, undone: bool) {
        let newest = self.undone.entry(step).or_insert((by, undone));
        if newest.0 <= by {
            *newest = (by, undone);
        }
    }

    fn is_undone(&self, step: &Stamp) -> bool {
        self.undone.get(step).is_some_and(|(_, undone)| *undone)
    }

    /// All steps, newest first.
    pub fn steps(&self) -> Vec<Step> {
        self.steps.iter().rev().map(|(stamp, kept)| self.describe(stamp, kept)).collect()
    }

    /// How many lines the steps have.
    pub fn lines(&self) -> usize {
        self.steps.values().map(|kept| memchr::memchr_iter(b'\n', &kept.lines).count()).sum()
    }

    /// One step, as the list shows it.
    pub fn step(&self, stamp: Stamp) -> Option<Step> {
        self.steps.get(&stamp).map(|kept| self.describe(&stamp, kept))
    }

    fn describe(&self, stamp: &Stamp, kept: &Kept) -> Step {
        let count = memchr::memchr_iter(b'\n', &kept.lines).count();
        Step { number: kept.number, label: kept.label.clone(), at: kept.at, count, undone: self.is_undone(stamp) }
    }

    /// The step of a number that is undone, or is not.
    pub fn find(&self, number: u64, undone: bool) -> Option<Stamp> {
        let found = self.steps.iter().find(|(_, kept)| kept.number == number).map(|(stamp, _)| *stamp);
        found.filter(|stamp| self.is_undone(stamp) == undone)
    }

    /// The newest step that holds.
    pub fn last_done(&self) -> Option<Stamp> {
        self.steps.keys().rev().find(|stamp| !self.is_undone(stamp)).copied()
    }

    /// The step that was undone last, unless a new step was made since.
    pub fn last_undone(&self) -> Option<Stamp> {
        let newest = self.steps.keys().next_back()?;
        let undone = |stamp: &Stamp| self.undone.get(stamp).filter(|(by, undone)| *undone && by > newest);
        self.steps.keys().filter_map(|stamp| undone(stamp).map(|(by, _)| (*by, *stamp))).max().map(|(_, stamp)| stamp)
    }

    /// What a step set, each with what was before.
    pub fn items(&self, stamp: Stamp) -> Vec<(Entry, Entry)> {
        let lines = self.steps.get(&stamp).map(|kept| kept.lines.as_slice()).unwrap_or_default();
        let mut seen: HashSet<RegisterKey> = HashSet::new();
        let records = parse::split(lines).filter_map(|line| parse::line(line).ok());
        let items = records.filter_map(|record| record.before().zip(record.entry).map(|(was, is)| (is, was)));
        items.filter(|(is, _)| seen.insert(is.key())).collect()
    }
}

fn first_line(lines: &[u8]) -> Option<Record<'_>> {
    parse::split(lines).next().and_then(|line| parse::line(line).ok())
}

/// Gathers the lines of the last steps while a journal of any length passes by.
#[derive(Debug, Default)]
pub struct Recent {
    text: Vec<u8>,
    /// Runs of lines of one step, with the place in `text` where each begins.
    runs: VecDeque<(Stamp, usize)>,
}

impl Recent {
    /// Takes in one line of a step, without its end.
    pub fn push(&mut self, stamp: Stamp, first: bool, line: &[u8]) {
        if first || self.runs.back().is_none_or(|(last, _)| *last != stamp) {
            self.make_room();
            self.runs.push_back((stamp, self.text.len()));
        }
        self.text.extend_from_slice(line);
        self.text.push(b'\n');
    }

    /// Forgets the older half when four times too much is kept. Stamps of two windows may stand a
    /// little out of order, so twice of what is needed stays.
    fn make_room(&mut self) {
        if self.runs.len() < 4 * KEPT {
            return;
        }
        self.runs.drain(..2 * KEPT);
        let start = self.runs.front().map_or(self.text.len(), |(_, start)| *start);
        self.text.drain(..start);
        for (_, place) in &mut self.runs {
            *place -= start;
        }
    }

    /// Hands over what was gathered.
    pub fn pour_into(&mut self, history: &mut History) {
        let ends = self.runs.iter().skip(1).map(|(_, start)| *start).chain([self.text.len()]);
        for ((stamp, start), end) in self.runs.iter().zip(ends) {
            history.add(*stamp, self.text.get(*start..end).unwrap_or_default());
        }
        *self = Recent::default();
    }
}
