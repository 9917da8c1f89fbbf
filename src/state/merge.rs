//! What all journals add up to: per article and mark the newest entry holds.
//!
//! Owns the merge. It is the same in whatever order the lines come: the later stamp wins, of equal
//! stamps the host whose name sorts later, then the later window. Knows nothing of files and steps.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use jiff::Timestamp;

use super::mark::{Mark, SEARCHES, SavedQuery};
use super::record::{Entry, MarkKind, MarkValue, Stamp};
use crate::article::ArticleId;

/// The merged marks of all hosts.
#[derive(Debug, Default)]
pub struct MergedMarks {
    /// Where the marks of an article are in `articles`: a smaller table grows in less time.
    places: HashMap<ArticleId, u32, RandomState>,
    articles: Vec<(ArticleId, ArticleMarks)>,
    queries: HashMap<String, LwwRegister<Option<SavedQuery>>>,
    panes: HashMap<String, LwwRegister<String>>,
    searches: HashMap<String, LwwRegister<()>>,
    tags: BTreeMap<String, usize>,
    queue: BTreeSet<(Timestamp, ArticleId)>,
    hosts: Hosts,
    latest: Stamp,
}

/// The marks of one article.
#[derive(Debug, Default)]
struct ArticleMarks {
    /// Nearly all articles that are marked are merely read: then nothing else is in memory.
    read: LwwRegister<bool>,
    /// All marks of any other article, `read` as well.
    any: Option<Box<AnyMarks>>,
}

/// Marks of any kind, and who set each of them last.
#[derive(Debug, Default)]
struct AnyMarks {
    mark: Mark,
    set: Vec<(MarkKind, LwwRegister<()>)>,
}

/// A value that the last writer set.
#[derive(Debug, Clone, Copy, Default)]
struct LwwRegister<T> {
    author: Author,
    value: T,
}

/// Who wrote a line, and when. The default is older than any other.
#[derive(Debug, Clone, Copy, Default)]
struct Author {
    stamp: Stamp,
    /// Its number in [`Hosts`]; 0 for none.
    host: u16,
}

/// The names of all hosts, by their numbers from 1.
#[derive(Debug, Default)]
struct Hosts(Vec<String>);

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

static UNREAD: Mark = read(false);
static READ: Mark = read(true);

const fn read(read: bool) -> Mark {
    Mark { read, starred: false, tags: Vec::new(), note: String::new(), place: None, opened: None, queued: None }
}

impl MergedMarks {
    /// The number of a host in [`MergedMarks::merge`].
    pub fn host(&mut self, name: &str) -> u16 {
        self.hosts.number(name)
    }

    /// Takes in one line.
    pub fn merge(&mut self, host: u16, stamp: Stamp, entry: Entry) -> Merged {
        self.see(stamp);
        let (hosts, author) = (&self.hosts, Author { stamp, host });
        match entry {
            Entry::Article { id, value } => self.merge_article(author, id, value),
            Entry::Query { name, saved } => self.queries.entry(name).or_default().set(hosts, author, saved),
            Entry::Panes { library, state } => self.panes.entry(library).or_default().set(hosts, author, state),
            Entry::Searched { search } => self.searches.entry(search).or_default().set(hosts, author, ()),
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

    fn merge_article(&mut self, author: Author, id: ArticleId, mut value: MarkValue) -> Merged {
        let articles = &mut self.articles;
        let place = self.places.entry(id).or_insert_with(|| {
            articles.push((id, ArticleMarks::default()));
            u32::try_from(articles.len() - 1).unwrap_or(u32::MAX)
        });
        let Some((_, article)) = articles.get_mut(*place as usize) else { return Merged::Old };
        if let (None, MarkValue::Read(on)) = (&article.any, &value) {
            return article.read.set(&self.hosts, author, *on);
        }
        let any = article.any.get_or_insert_with(|| Box::new(AnyMarks::of(article.read)));
        let merged = any.set(&self.hosts, author, &mut value);
        if merged != Merged::Old {
            count_tags(&mut self.tags, &value, &any.mark);
            move_in_queue(&mut self.queue, id, &value, &any.mark);
        }
        merged
    }

    /// The marks of an article.
    pub fn mark(&self, id: ArticleId) -> Option<&Mark> {
        let (_, article) = self.articles.get(*self.places.get(&id)? as usize)?;
        Some(article.mark())
    }

    /// All articles that ever were marked.
    pub fn marks(&self) -> impl Iterator<Item = (ArticleId, &Mark)> {
        self.articles.iter().map(|(id, article)| (*id, article.mark()))
    }

    /// What holds now in the register that `entry` sets.
    pub fn current(&self, entry: &Entry) -> Entry {
        let mut current = entry.clone();
        match &mut current {
            Entry::Article { id, value } => value.swap(&mut self.mark(*id).cloned().unwrap_or_default()),
            Entry::Query { name, saved } => *saved = self.queries.get(name).and_then(|query| query.value.clone()),
            Entry::Panes { library, state } => *state = self.panes(library).unwrap_or_default().to_owned(),
            Entry::Searched { .. } => {}
        }
        current
    }

    /// Saved queries by name.
    pub fn queries(&self) -> Vec<(String, SavedQuery)> {
        let saved = self.queries.iter().filter_map(|(name, query)| Some((name.clone(), query.value.clone()?)));
        let mut queries: Vec<_> = saved.collect();
        queries.sort_by(|a, b| a.0.cmp(&b.0));
        queries
    }

    /// The state of the panes of a library.
    pub fn panes(&self, library: &str) -> Option<&str> {
        self.panes.get(library).map(|panes| panes.value.as_str())
    }

    /// The newest searches, newest first.
    pub fn searches(&self) -> Vec<String> {
        let mut searches: Vec<_> = self.searches.iter().map(|(text, search)| (search.author.stamp, text)).collect();
        searches.sort_unstable_by(|a, b| b.cmp(a));
        searches.into_iter().take(SEARCHES).map(|(_, text)| text.clone()).collect()
    }

    /// Tags and the number of articles that have them.
    pub fn tags(&self) -> &BTreeMap<String, usize> {
        &self.tags
    }

    /// The reading list, in the order of adding, with the times.
    pub fn queue(&self) -> &BTreeSet<(Timestamp, ArticleId)> {
        &self.queue
    }
}

impl ArticleMarks {
    fn mark(&self) -> &Mark {
        match &self.any {
            Some(any) => &any.mark,
            None if self.read.value => &READ,
            None => &UNREAD,
        }
    }
}

impl AnyMarks {
    fn of(register: LwwRegister<bool>) -> AnyMarks {
        let LwwRegister { author, value } = register;
        let mut set = Vec::with_capacity(4);
        set.push((MarkValue::Read(value).kind(), LwwRegister { author, value: () }));
        AnyMarks { mark: read(value), set }
    }

    /// Sets one mark; where it was not set by a newer line, `value` is then the one before.
    fn set(&mut self, hosts: &Hosts, author: Author, value: &mut MarkValue) -> Merged {
        let kind = value.kind();
        let merged = match self.set.iter_mut().find(|(set, _)| *set == kind) {
            Some((_, register)) => register.set(hosts, author, ()),
            None => {
                self.set.push((kind, LwwRegister { author, value: () }));
                Merged::New
            }
        };
        if merged != Merged::Old {
            value.swap(&mut self.mark);
        }
        merged
    }
}

impl<T> LwwRegister<T> {
    fn set(&mut self, hosts: &Hosts, author: Author, value: T) -> Merged {
        let old = self.author;
        if !hosts.is_newer(author, old) {
            return Merged::Old;
        }
        *self = LwwRegister { author, value };
        if old.host == author.host { Merged::Renewed } else { Merged::New }
    }
}

impl Hosts {
    fn number(&mut self, name: &str) -> u16 {
        let at = self.0.iter().position(|host| host == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(u16::MAX)
    }

    fn is_newer(&self, new: Author, old: Author) -> bool {
        let name = |author: Author| self.0.get(usize::from(author.host).checked_sub(1)?);
        let rank = |author: Author| (author.stamp.ms, author.stamp.count, name(author), author.stamp.window);
        rank(new) > rank(old)
    }
}

/// Counts the tags of an article after they were set.
fn count_tags(counts: &mut BTreeMap<String, usize>, before: &MarkValue, now: &Mark) {
    let MarkValue::Tags(before) = before else { return };
    for tag in before {
        if let Some(count) = counts.get_mut(tag) {
            *count -= 1;
            if *count == 0 {
                counts.remove(tag);
            }
        }
    }
    for tag in &now.tags {
        *counts.entry(tag.clone()).or_default() += 1;
    }
}

/// Puts an article where it belongs in the reading list, after its time there was set.
fn move_in_queue(queue: &mut BTreeSet<(Timestamp, ArticleId)>, id: ArticleId, before: &MarkValue, now: &Mark) {
    let MarkValue::Queue(before) = before else { return };
    before.map(|at| queue.remove(&(at, id)));
    now.queued.map(|at| queue.insert((at, id)));
}
