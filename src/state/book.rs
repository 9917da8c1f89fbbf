//! What all journals add up to: per article and mark the newest entry holds.
//!
//! Owns the merge. It is the same in whatever order the lines come: the later stamp wins, of equal
//! stamps the host whose name sorts later, then the later window. Knows nothing of files and steps.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use jiff::Timestamp;

use super::line::{Key, Set, Stamp, What};
use super::{Mark, SEARCHES, SavedQuery};
use crate::article::ArticleId;

/// The merged marks of all hosts.
#[derive(Debug, Default)]
pub struct Book {
    index: HashMap<ArticleId, u32, BuildHasherDefault<IdHasher>>,
    rows: Vec<Row>,
    /// The marks of articles that are more than read or starred.
    marks: Vec<Mark>,
    registers: Vec<Register>,
    named: HashMap<Key, (Author, What)>,
    hosts: Vec<String>,
    tags: BTreeMap<String, usize>,
    queue: BTreeSet<(i64, ArticleId)>,
    latest: Stamp,
}

#[derive(Debug)]
struct Row {
    id: ArticleId,
    /// Where the marks stand in `marks`; the last four numbers are places in [`PLAIN`].
    mark: u32,
    /// The article's first register; `NONE` ends the chain.
    first: u32,
}

/// Who set one mark of one article last.
#[derive(Debug)]
struct Register {
    stamp: Stamp,
    next: u32,
    host: u16,
    kind: u8,
}

const NONE: u32 = u32::MAX;

/// Nearly all articles that are marked are merely read: these have no marks of their own.
static PLAIN: [Mark; 4] = [plain(false, false), plain(true, false), plain(false, true), plain(true, true)];
const FIRST_PLAIN: u32 = u32::MAX - 3;

const fn plain(read: bool, starred: bool) -> Mark {
    Mark { read, starred, tags: Vec::new(), note: String::new(), place: None, opened: None, queued: None }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Author {
    stamp: Stamp,
    host: u16,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// It holds now.
    New,
    /// It holds now, in place of an older line of the same host.
    Renewed,
    /// A newer one holds.
    Old,
}

impl Book {
    /// The number that stands for a host in [`Book::merge`].
    pub fn host(&mut self, name: &str) -> u16 {
        let at = self.hosts.iter().position(|host| host == name).unwrap_or_else(|| {
            self.hosts.push(name.to_owned());
            self.hosts.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// Takes in one line.
    pub fn merge(&mut self, host: u16, stamp: Stamp, what: What) -> Merged {
        self.see(stamp);
        let author = Author { stamp, host };
        match what {
            What::Article(id, set) => self.merge_article(author, id, set),
            other => self.merge_named(author, other),
        }
    }

    /// Notes that `stamp` was seen, so that the next one is later.
    pub fn see(&mut self, stamp: Stamp) {
        self.latest = self.latest.max(stamp);
    }

    /// The latest stamp seen.
    pub fn latest(&self) -> Stamp {
        self.latest
    }

    fn merge_article(&mut self, author: Author, id: ArticleId, set: Set) -> Merged {
        let at = self.row(id);
        let Some(row) = self.rows.get(at) else { return Merged::Old };
        let kind = set.kind();
        let mut place = row.first;
        while let Some(register) = self.registers.get(place as usize) {
            if register.kind == kind {
                let old = Author { stamp: register.stamp, host: register.host };
                return self.renew(place, old, author, at, set);
            }
            place = register.next;
        }
        let next = row.first;
        self.registers.push(Register { stamp: author.stamp, host: author.host, kind, next });
        let first = u32::try_from(self.registers.len() - 1).unwrap_or(NONE);
        if let Some(row) = self.rows.get_mut(at) {
            row.first = first;
        }
        self.set(at, set);
        Merged::New
    }

    fn renew(&mut self, place: u32, old: Author, new: Author, row: usize, set: Set) -> Merged {
        if !self.holds_over(new, old) {
            return Merged::Old;
        }
        if let Some(register) = self.registers.get_mut(place as usize) {
            (register.stamp, register.host) = (new.stamp, new.host);
        }
        self.set(row, set);
        if old.host == new.host { Merged::Renewed } else { Merged::New }
    }

    fn merge_named(&mut self, author: Author, what: What) -> Merged {
        let key = what.key();
        let old = self.named.get(&key).map(|(old, _)| *old);
        if old.is_some_and(|old| !self.holds_over(author, old)) {
            return Merged::Old;
        }
        self.named.insert(key, (author, what));
        if old.is_some_and(|old| old.host == author.host) { Merged::Renewed } else { Merged::New }
    }

    fn holds_over(&self, new: Author, old: Author) -> bool {
        let key = |author: Author| (author.stamp.ms, author.stamp.count);
        let name = |author: Author| self.hosts.get(usize::from(author.host));
        key(new)
            .cmp(&key(old))
            .then_with(|| name(new).cmp(&name(old)))
            .then_with(|| new.stamp.window.cmp(&old.stamp.window))
            .is_gt()
    }

    fn row(&mut self, id: ArticleId) -> usize {
        let rows = &mut self.rows;
        *self.index.entry(id).or_insert_with(|| {
            rows.push(Row { id, mark: FIRST_PLAIN, first: NONE });
            u32::try_from(rows.len() - 1).unwrap_or(NONE)
        }) as usize
    }

    fn set(&mut self, row: usize, set: Set) {
        let Some(Row { id, mark: at, .. }) = self.rows.get_mut(row) else { return };
        if let (Some(plain), Set::Read(_) | Set::Star(_)) = (at.checked_sub(FIRST_PLAIN), &set) {
            *at = FIRST_PLAIN + turned(plain, &set);
            return;
        }
        let Some(mark) = own_mark(&mut self.marks, at) else { return };
        match set {
            Set::Read(on) => mark.read = on,
            Set::Star(on) => mark.starred = on,
            Set::Note(note) => mark.note = note,
            Set::Place(place) => mark.place = place,
            Set::Opened(ms) => mark.opened = timestamp(ms),
            Set::Tags(tags) => {
                count_tags(&mut self.tags, &mark.tags, &tags);
                mark.tags = tags;
            }
            Set::Queue(ms) => {
                if let Some(old) = mark.queued {
                    self.queue.remove(&(old.as_millisecond(), *id));
                }
                self.queue.extend(ms.map(|ms| (ms, *id)));
                mark.queued = timestamp(ms);
            }
        }
    }

    /// The marks of an article.
    pub fn mark(&self, id: ArticleId) -> Option<&Mark> {
        self.index.get(&id).and_then(|at| self.rows.get(*at as usize)).map(|row| self.mark_of(row))
    }

    /// All articles that ever were marked.
    pub fn marks(&self) -> impl Iterator<Item = (ArticleId, &Mark)> {
        self.rows.iter().map(|row| (row.id, self.mark_of(row)))
    }

    fn mark_of(&self, row: &Row) -> &Mark {
        let plain = row.mark.checked_sub(FIRST_PLAIN).and_then(|plain| PLAIN.get(plain as usize));
        plain.or_else(|| self.marks.get(row.mark as usize)).unwrap_or(&PLAIN[0])
    }

    /// What holds now in the register that `what` sets, in the shape of `what`.
    pub fn current(&self, what: &What) -> What {
        match what {
            What::Article(id, set) => What::Article(*id, current(self.mark(*id).unwrap_or(&PLAIN[0]), set)),
            What::Query(name, _) => What::Query(name.clone(), self.query(name).cloned()),
            What::Panes(library, _) => What::Panes(library.clone(), self.panes(library).unwrap_or_default().to_owned()),
            What::Searched(text) => What::Searched(text.clone()),
        }
    }

    fn query(&self, name: &str) -> Option<&SavedQuery> {
        match self.named.get(&Key::Query(name.to_owned())) {
            Some((_, What::Query(_, query))) => query.as_ref(),
            _ => None,
        }
    }

    /// Saved queries by name.
    pub fn queries(&self) -> Vec<(String, SavedQuery)> {
        let mut queries: Vec<_> = self
            .named
            .values()
            .filter_map(|(_, what)| match what {
                What::Query(name, Some(query)) => Some((name.clone(), query.clone())),
                _ => None,
            })
            .collect();
        queries.sort_by(|a, b| a.0.cmp(&b.0));
        queries
    }

    /// The state of the panes of a library.
    pub fn panes(&self, library: &str) -> Option<&str> {
        match self.named.get(&Key::Panes(library.to_owned())) {
            Some((_, What::Panes(_, state))) => Some(state),
            _ => None,
        }
    }

    /// The newest searches, newest first.
    pub fn searches(&self) -> Vec<String> {
        let mut searches: Vec<_> = self
            .named
            .values()
            .filter_map(|(author, what)| match what {
                What::Searched(text) => Some((author.stamp, text)),
                _ => None,
            })
            .collect();
        searches.sort_unstable_by(|a, b| b.cmp(a));
        searches.into_iter().take(SEARCHES).map(|(_, text)| text.clone()).collect()
    }

    /// Tags and the number of articles that have them.
    pub fn tags(&self) -> &BTreeMap<String, usize> {
        &self.tags
    }

    /// The reading list, in the order of adding, with the time in milliseconds.
    pub fn queue(&self) -> &BTreeSet<(i64, ArticleId)> {
        &self.queue
    }
}

/// The place in [`PLAIN`] after read or star is set: its bits.
fn turned(plain: u32, set: &Set) -> u32 {
    match set {
        Set::Read(on) => plain & 2 | u32::from(*on),
        Set::Star(on) => plain & 1 | u32::from(*on) << 1,
        _ => plain,
    }
}

/// The marks of an article, which get a place of their own where they had none.
fn own_mark<'a>(marks: &'a mut Vec<Mark>, at: &mut u32) -> Option<&'a mut Mark> {
    if let Some(plain) = at.checked_sub(FIRST_PLAIN) {
        marks.push(PLAIN.get(plain as usize)?.clone());
        *at = u32::try_from(marks.len() - 1).ok()?;
    }
    marks.get_mut(*at as usize)
}

fn current(mark: &Mark, set: &Set) -> Set {
    match set {
        Set::Read(_) => Set::Read(mark.read),
        Set::Star(_) => Set::Star(mark.starred),
        Set::Tags(_) => Set::Tags(mark.tags.clone()),
        Set::Note(_) => Set::Note(mark.note.clone()),
        Set::Place(_) => Set::Place(mark.place),
        Set::Opened(_) => Set::Opened(mark.opened.map(Timestamp::as_millisecond)),
        Set::Queue(_) => Set::Queue(mark.queued.map(Timestamp::as_millisecond)),
    }
}

fn timestamp(ms: Option<i64>) -> Option<Timestamp> {
    ms.and_then(|ms| Timestamp::from_millisecond(ms).ok())
}

fn count_tags(counts: &mut BTreeMap<String, usize>, old: &[String], new: &[String]) {
    for tag in old {
        if let Some(count) = counts.get_mut(tag) {
            *count -= 1;
            if *count == 0 {
                counts.remove(tag);
            }
        }
    }
    for tag in new {
        *counts.entry(tag.clone()).or_default() += 1;
    }
}

/// An article's identity is a hash already: its first bytes will do.
#[derive(Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(head) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*head);
        }
    }
}
