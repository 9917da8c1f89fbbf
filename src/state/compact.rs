//! Which lines of a journal still count.
//!
//! Owns the choice, as a function from text to text. Knows nothing of files: [`super::journal`] puts
//! the result in place.

use std::collections::{BTreeSet, HashMap};

use super::history::KEPT;
use super::mark::SEARCHES;
use super::parse::{self, Unread};
use super::record::{Entry, RegisterKey, Stamp};

/// A journal without what no longer counts.
#[derive(Debug, Default, PartialEq)]
pub struct Compacted {
    /// The lines that count, in their order.
    pub kept: Vec<u8>,
    /// Lines that were cut short, or are no lines of a journal.
    pub torn: Vec<u8>,
}

/// Keeps the newest line of each mark, all lines of the last [`KEPT`] steps and of what undid them,
/// the newest [`SEARCHES`] searches, and everything that a newer version wrote.
pub fn compact(text: &[u8]) -> Compacted {
    let mut newest = Newest::default();
    let notes: Vec<_> = parse::split(text).enumerate().map(|(at, line)| newest.note(at, line)).collect();
    let wanted = Wanted::of(&notes, newest);
    let mut compacted = Compacted::default();
    for (at, (line, note)) in parse::split(text).zip(&notes).enumerate() {
        match note {
            Err(Unread::Blank) => {}
            Err(Unread::Unknown) => push(&mut compacted.kept, line),
            Err(Unread::Torn) => push(&mut compacted.torn, line),
            Ok(note) if wanted.counts(at, note) => push(&mut compacted.kept, line),
            Ok(_) => {}
        }
    }
    compacted
}

fn push(out: &mut Vec<u8>, line: &[u8]) {
    out.extend_from_slice(line);
    out.push(b'\n');
}

/// What is known of a line after the first look.
#[derive(Debug)]
struct Note {
    key: Option<RegisterKey>,
    stamp: Stamp,
    of_step: bool,
    undoes: Option<Stamp>,
}

/// What the first look gathers.
#[derive(Debug, Default)]
struct Newest {
    /// By register: the newest stamp and the number of its line.
    lines: HashMap<RegisterKey, (Stamp, usize)>,
    steps: BTreeSet<Stamp>,
}

impl Newest {
    fn note(&mut self, at: usize, line: &[u8]) -> Result<Note, Unread> {
        let record = parse::line(line)?;
        let (stamp, of_step) = (record.stamp, record.was.is_some());
        let key = record.entry.as_ref().map(Entry::key);
        if let Some(key) = &key {
            let newest = self.lines.entry(key.clone()).or_insert((stamp, at));
            if newest.0 < stamp {
                *newest = (stamp, at);
            }
        }
        if of_step {
            self.steps.insert(stamp);
            if self.steps.len() > KEPT {
                self.steps.pop_first();
            }
        }
        Ok(Note { key, stamp, of_step, undoes: record.undo.or(record.redo) })
    }

    /// The stamp of the oldest search that is kept.
    fn oldest_search(&self) -> Stamp {
        let searches = self.lines.iter().filter(|(key, _)| matches!(key, RegisterKey::Searched(_)));
        let mut stamps: Vec<Stamp> = searches.map(|(_, (stamp, _))| *stamp).collect();
        stamps.sort_unstable_by(|a, b| b.cmp(a));
        stamps.get(SEARCHES - 1).copied().unwrap_or_default()
    }
}

/// What decides whether a line counts.
struct Wanted<'a> {
    newest: HashMap<RegisterKey, (Stamp, usize)>,
    steps: BTreeSet<Stamp>,
    oldest_search: Stamp,
    /// By step and register: the last line, as a line may come twice.
    of_step: HashMap<(Stamp, &'a RegisterKey), usize>,
}

impl<'a> Wanted<'a> {
    fn of(notes: &'a [Result<Note, Unread>], newest: Newest) -> Wanted<'a> {
        let oldest_search = newest.oldest_search();
        let Newest { lines, steps } = newest;
        let notes = notes.iter().enumerate().filter_map(|(at, note)| Some((at, note.as_ref().ok()?)));
        let of_step = notes.filter(|(_, note)| note.of_step && steps.contains(&note.stamp));
        let of_step = of_step.filter_map(|(at, note)| Some(((note.stamp, note.key.as_ref()?), at))).collect();
        Wanted { newest: lines, steps, oldest_search, of_step }
    }

    fn counts(&self, at: usize, note: &Note) -> bool {
        if note.undoes.is_some_and(|step| self.steps.contains(&step)) {
            return true;
        }
        match &note.key {
            None => false,
            Some(RegisterKey::Searched(_)) if note.stamp < self.oldest_search => false,
            Some(key) => {
                self.newest.get(key).is_some_and(|(_, newest)| *newest == at)
                    || self.of_step.get(&(note.stamp, key)) == Some(&at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(lines: &[&str]) -> Vec<String> {
        let text = lines.join("\n") + "\n";
        let kept = String::from_utf8(compact(text.as_bytes()).kept).unwrap();
        kept.lines().map(str::to_owned).collect()
    }

    const ID: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn the_newest_line_of_each_mark_stays() {
        let old = format!(r#"{{"t":[5,0,1],"a":"{ID}","place":[1,0,10]}}"#);
        let new = format!(r#"{{"t":[7,0,1],"a":"{ID}","place":[2,0,20]}}"#);
        let read = format!(r#"{{"t":[6,0,1],"a":"{ID}","read":true}}"#);
        assert_eq!(kept(&[&new, &read, "", &old]), [new, read]);
    }

    #[test]
    fn what_a_newer_version_wrote_stays() {
        let newer = r#"{"t":[5,0,1],"mood":"好"}"#;
        assert_eq!(kept(&[newer, r#"{"v":2}"#]), [newer, r#"{"v":2}"#]);
    }

    #[test]
    fn torn_lines_are_set_aside() {
        let compacted = compact(b"{\"t\":[1\n{\"v\":2}\n<<<\n");
        assert_eq!(compacted.torn, b"{\"t\":[1\n<<<\n");
        assert_eq!(compacted.kept, b"{\"v\":2}\n");
    }

    #[test]
    fn the_last_thousand_steps_stay_and_older_ones_go() {
        let step = |ms: usize| format!(r#"{{"t":[{ms},0,1],"a":"{ID}","read":true,"was":false,"step":"Read"}}"#);
        let undo = |ms: usize, of: usize| format!(r#"{{"t":[{ms},0,1],"undo":[{of},0,1]}}"#);
        let mut lines: Vec<String> = (1..=KEPT + 10).map(step).collect();
        lines.extend([undo(9000, 3), undo(9001, 500)]);
        let expected: Vec<String> = lines.iter().filter(|line| **line != undo(9000, 3)).skip(10).cloned().collect();
        assert_eq!(kept(&lines.iter().map(String::as_str).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn the_newest_searches_stay() {
        let search = |ms: usize| format!(r#"{{"t":[{ms},0,1],"search":"{ms}"}}"#);
        let lines: Vec<String> = (1..=SEARCHES + 5).map(search).collect();
        assert_eq!(kept(&lines.iter().map(String::as_str).collect::<Vec<_>>()), lines[5..]);
    }
}
