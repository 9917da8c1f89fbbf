//! The words of a query, and what the index knows of where they are.
//!
//! Owns how a word is looked up in the posting lists, in titles and in names, and what follows for
//! which articles hold it.

use std::cell::OnceCell;
use std::sync::OnceLock;
use std::thread;

use rusqlite::{Connection, Result};

use super::range::{BlockRange, Bounds};
use super::snapshot::QueryContext;
use crate::library::index::articles::title;
use crate::library::index::bitmap::{Bitmap, DocRun};
use crate::library::index::block::DocMeta;
use crate::library::index::names::{self, NameKind};
use crate::library::index::postings::table::{PostingReader, PostingTerm};
use crate::library::index::tokens::TITLE;
use crate::search::{self, Candidate, Expr, Field, Matcher, Predicate};

/// At least this many titles are matched by two threads.
const MANY: usize = 1000;

/// Words that must all be in an article: anywhere, in the title, or in the body.
pub struct TermQuery {
    field: Option<Field>,
    fts: FullText,
    /// The title tokens of a word that must be in the body: where they are not, the body has it.
    title: Option<FullText>,
    parts: Vec<QueryTerm>,
}

/// One word.
pub struct QueryTerm {
    test: Predicate,
    /// Set if the word may be pinyin.
    sounds: Option<Matcher>,
    /// The word without its field, for names; `None` for a word of titles.
    anywhere: Option<Predicate>,
    /// The sets of categories and of authors that hold the word, once they were looked up.
    named: OnceLock<(NameSet, NameSet)>,
}

/// Numbers of sets of names.
#[derive(Debug, Default)]
pub struct NameSet(Vec<bool>);

impl NameSet {
    pub fn contains(&self, number: u32) -> bool {
        self.0.get(number as usize).copied().unwrap_or(false)
    }

    fn insert(&mut self, number: u32) {
        let place = number as usize;
        self.0.resize(self.0.len().max(place + 1), false);
        if let Some(place) = self.0.get_mut(place) {
            *place = true;
        }
    }
}

/// Terms that must all be in an article, looked up in the posting lists.
struct FullText {
    all: Vec<PostingTerm>,
    /// True if the articles that hold all terms are those that hold the word.
    exact: bool,
    /// The docs of all batches that hold all terms, once they were looked up.
    whole: OnceCell<Bitmap>,
}

impl QueryTerm {
    pub fn new(expr: &Expr, sounds: Option<Matcher>) -> QueryTerm {
        QueryTerm { test: Predicate::new(expr), sounds, anywhere: None, named: OnceLock::new() }
    }

    /// True if this much of an article is enough.
    pub fn holds(&self, part: Candidate<'_>) -> bool {
        is_enough(&self.test, part)
    }

    pub fn is_tag(&self, tags: &[String]) -> bool {
        !tags.is_empty() && self.holds(Candidate { tags, ..Candidate::default() })
    }

    /// The sets of names that hold the word.
    pub fn numbers(&self, connection: &Connection, kind: NameKind) -> Result<NameSet> {
        numbers(&self.test, connection, kind)
    }

    /// Asks which names hold the word.
    fn know_names(&self, connection: &Connection) -> Result<()> {
        if let (Some(test), None) = (&self.anywhere, self.named.get()) {
            let named = (numbers(test, connection, NameKind::Category)?, numbers(test, connection, NameKind::Author)?);
            // No other thread sets it.
            let _ = self.named.set(named);
        }
        Ok(())
    }

    /// True if the word is known to be in any category or author.
    fn is_some_name(&self) -> bool {
        self.named.get().is_some_and(|(categories, authors)| !categories.0.is_empty() || !authors.0.is_empty())
    }

    /// True if a category or author is known to hold the word.
    fn is_named(&self, entry: &DocMeta) -> bool {
        let named = self.named.get();
        named.is_some_and(|(categories, authors)| categories.contains(entry.category) || authors.contains(entry.author))
    }
}

fn is_enough(test: &Predicate, part: Candidate<'_>) -> bool {
    test.decide(&Candidate { body: Some(""), ..part }) == Some(true)
}

fn numbers(test: &Predicate, connection: &Connection, kind: NameKind) -> Result<NameSet> {
    let none = Candidate::default();
    let holds = |text: &str| match kind {
        NameKind::Category => is_enough(test, Candidate { categories: &names::split_paths(text), ..none }),
        NameKind::Author => is_enough(test, Candidate { authors: &names::split(text), ..none }),
        NameKind::Tag => is_enough(test, Candidate { tags: &names::split(text), ..none }),
        NameKind::Lang => is_enough(test, Candidate { lang: Some(text), ..none }),
    };
    let mut numbers = NameSet::default();
    for (number, _) in names::all(connection, kind)?.iter().filter(|(_, text)| holds(text)) {
        numbers.insert(*number);
    }
    Ok(numbers)
}

impl TermQuery {
    /// One word, without a field or in title or body.
    pub fn new(expr: &Expr, field: Option<Field>, text: &str, phrase: bool) -> TermQuery {
        let sounds = if phrase || field == Some(Field::Body) { None } else { Matcher::new(text) };
        let mut word = QueryTerm::new(expr, sounds);
        let terms = search::terms(text, phrase);
        let fts = FullText::new(&terms, (field == Some(Field::Title)).then_some(TITLE));
        let title = (field == Some(Field::Body)).then(|| FullText::new(&terms, Some(TITLE)));
        if field != Some(Field::Title) {
            word.anywhere = Some(Predicate::new(&Expr::Text { field: None, text: text.to_owned(), phrase }));
        }
        TermQuery { field, fts, title, parts: vec![word] }
    }

    /// True if posting lists alone decide it, together with those of other words.
    pub fn is_plain(&self) -> bool {
        self.field.is_none() && self.fts.is_some_term() && self.parts.iter().all(|part| part.sounds.is_none())
    }

    pub fn join(&mut self, other: TermQuery) {
        self.fts.all.extend(other.fts.all);
        self.fts.exact &= other.fts.exact;
        self.parts.extend(other.parts);
    }

    pub fn run(&self, group: &BlockRange, cx: &QueryContext<'_>) -> Result<Bounds> {
        let indexed = group.indexed();
        let mut maybe = match (self.fts.is_some_term(), self.field) {
            (true, _) => self.fts.run(group, cx)?,
            (false, Some(Field::Body)) => indexed.clone(),
            (false, _) => group.none(),
        };
        maybe.and(&indexed);
        let mut bounds = Bounds { sure: if self.fts.exact { maybe.clone() } else { group.none() }, maybe };
        if self.needs_names(group) {
            self.parts.iter().try_for_each(|part| part.know_names(cx.connection))?;
        }
        match self.field {
            Some(Field::Body) => self.only_bodies(&mut bounds, group, cx)?,
            _ => self.with_titles(&mut bounds, group, cx)?,
        }
        if self.field != Some(Field::Title) && (self.fts.is_some_term() || self.field.is_some()) {
            // A body that is not indexed may hold anything.
            bounds.maybe.or(&group.waiting());
        }
        Ok(bounds)
    }

    /// False if the index alone tells all: it has the names as they are written.
    fn needs_names(&self, group: &BlockRange) -> bool {
        self.field == Some(Field::Body)
            || !self.fts.exact
            || self.parts.iter().any(|part| part.sounds.is_some())
            || !group.waiting().is_empty()
    }

    /// Which of the articles hold the words in their titles (or names).
    fn titled(&self, open: &Bitmap, group: &BlockRange, cx: &QueryContext<'_>) -> Result<Vec<usize>> {
        group.load(cx.connection, open)?;
        group.read_titles(open, |key| title(cx.connection, key))?;
        let parts = &self.parts;
        let holds = |at: usize, title: &str| {
            let title = Candidate { title, ..Candidate::default() };
            parts.iter().all(|part| group.entry(at).is_some_and(|e| part.is_named(&e)) || part.holds(title))
        };
        let look = |part: &[usize]| group.titled(part, holds);
        let titles: Vec<usize> = open.iter().collect();
        if titles.len() < MANY {
            return Ok(look(&titles));
        }
        let (first, second) = titles.split_at(titles.len() / 2);
        Ok(thread::scope(|scope| {
            let other = scope.spawn(|| look(second));
            let mut all = look(first);
            all.extend(other.join().unwrap_or_default());
            all
        }))
    }

    /// Takes out what may be in the title or the names instead.
    fn only_bodies(&self, bounds: &mut Bounds, group: &BlockRange, cx: &QueryContext<'_>) -> Result<()> {
        bounds.sure.minus(&group.bits(cx.connection, |e| self.parts.iter().any(|part| part.is_named(e)))?);
        match &self.title {
            Some(title) if title.is_some_term() => bounds.sure.minus(&title.run(group, cx)?),
            _ => bounds.sure = group.none(),
        }
        Ok(())
    }

    /// Looks at titles and names where the index does not tell: sounds, and what is not indexed.
    fn with_titles(&self, bounds: &mut Bounds, group: &BlockRange, cx: &QueryContext<'_>) -> Result<()> {
        let only_title = self.field == Some(Field::Title);
        let sounds = self.parts.first().and_then(|part| part.sounds.as_ref());
        let sounds = sounds.map_or_else(|| Ok(group.none()), |matcher| group.sounding(cx.connection, matcher))?;
        if self.parts.iter().all(QueryTerm::is_some_name) {
            bounds.sure.or(&group.bits(cx.connection, |e| self.parts.iter().all(|part| part.is_named(e)))?);
        }
        let signs = !self.fts.is_some_term();
        let mut open = if signs { group.live() } else { sounds };
        open.or(&group.waiting());
        if only_title && !self.fts.exact {
            open.or(&bounds.maybe);
        }
        open.minus(&bounds.sure);
        for at in self.titled(&open, group, cx)? {
            bounds.sure.set(at);
        }
        match only_title {
            true => bounds.maybe = bounds.sure.clone(),
            false => bounds.maybe.or(&bounds.sure),
        }
        Ok(())
    }
}

impl FullText {
    fn new(terms: &search::Terms, mark: Option<char>) -> FullText {
        let posting_term = |term: &search::Term| {
            let token: String = mark.into_iter().chain(term.text.chars()).collect();
            if term.prefix { PostingTerm::prefix(&token) } else { PostingTerm::exact(&token) }
        };
        FullText { all: terms.all.iter().map(posting_term).collect(), exact: terms.exact, whole: OnceCell::new() }
    }

    /// False for a word without tokens.
    fn is_some_term(&self) -> bool {
        !self.all.is_empty()
    }

    fn run(&self, group: &BlockRange, cx: &QueryContext<'_>) -> Result<Bitmap> {
        let mut bits = group.none();
        for run in group.runs() {
            match cx.in_parts {
                true => bits.or_docs(run, 0, self.whole(cx)?),
                false => self.add(run, &mut bits, cx)?,
            }
        }
        Ok(bits)
    }

    /// The docs of all batches that hold all terms; looked up once.
    fn whole(&self, cx: &QueryContext<'_>) -> Result<&Bitmap> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole);
        }
        let last = cx.batches.iter().map(|batch| batch.last).max().unwrap_or_default();
        let mut whole = Bitmap::new(last as usize + 1);
        self.add(DocRun { first: 0, last, at: 0 }, &mut whole, cx)?;
        Ok(self.whole.get_or_init(|| whole))
    }

    fn add(&self, run: DocRun, bits: &mut Bitmap, cx: &QueryContext<'_>) -> Result<()> {
        let mut lists = PostingReader::new(cx.connection)?;
        for batch in cx.batches.iter().filter(|batch| batch.first <= run.last && batch.last >= run.first) {
            bits.or_docs(run, batch.first, &lists.docs(*batch, &self.all)?);
        }
        Ok(())
    }
}
