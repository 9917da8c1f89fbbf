//! A query made ready to be run over blocks of articles.
//!
//! Owns what a query means to the index. For every set of blocks it answers twice: which articles
//! hold for sure, and which may. Between the two are bodies that are not indexed yet and words of
//! more than one token; only the article itself can tell (see `verify`).

use std::cell::RefCell;
use std::collections::HashSet;

use jiff::civil::{Date, Time};
use rusqlite::Connection;

use super::block::{Doc, Entry, Flags, UNDATED};
use super::columns::{Bits, Group};
use super::marks::Marks;
use super::names::{self, Kind};
use super::parsed::Ways;
use super::words::TITLE;
use super::write::doc_row;
use super::{Key, scan, update};
use crate::search::{self, Candidate, Expr, Field, Has, Is, Matcher, Predicate};

/// What a plan is made and run with.
pub(super) struct Context<'a> {
    pub connection: &'a Connection,
    pub marks: &'a Marks,
    pub ways: &'a Ways,
}

/// A query, ready to run.
pub(super) enum Plan {
    All,
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    /// Seconds since 1970, the last one not within.
    Dates(i64, i64),
    Is(Is),
    Has(Flags),
    /// Sets of names, and tags of the person's own.
    Names {
        kind: Kind,
        numbers: HashSet<u32>,
        own: Option<Box<Word>>,
    },
    Words(Box<Words>),
    Path(Word),
}

/// Words that must all be in an article: anywhere, in the title, or in the body.
pub(super) struct Words {
    field: Option<Field>,
    fts: Fts,
    /// The title tokens of a word that must be in the body: where they are not, the body has it.
    title: Option<Fts>,
    parts: Vec<Word>,
}

/// One word.
pub(super) struct Word {
    test: Predicate,
    /// Set if the word may be pinyin.
    sounds: Option<Matcher>,
    categories: HashSet<u32>,
    authors: HashSet<u32>,
}

/// A question to the full-text index.
struct Fts {
    query: String,
    /// True if its answers are right as they are.
    exact: bool,
    /// Beginnings of several characters cost the same for some blocks as for all: the answer is kept.
    whole: Option<RefCell<Option<Vec<Doc>>>>,
}

/// Articles that hold for sure, and those that may (all of the first are among the second).
pub(super) struct Bounds {
    pub sure: Bits,
    pub maybe: Bits,
}

impl Bounds {
    fn exactly(bits: Bits) -> Bounds {
        Bounds { maybe: bits.clone(), sure: bits }
    }
}

type Result<T> = rusqlite::Result<T>;

impl Plan {
    pub fn new(expr: &Expr, cx: &Context<'_>) -> Result<Plan> {
        let all = |list: &[Expr]| list.iter().map(|e| Plan::new(e, cx)).collect::<Result<Vec<_>>>();
        Ok(match expr {
            Expr::All => Plan::All,
            Expr::And(list) => Plan::And(merge(all(list)?)),
            Expr::Or(list) => Plan::Or(all(list)?),
            Expr::Not(inner) => Plan::Not(Box::new(Plan::new(inner, cx)?)),
            Expr::Text { field, text, phrase } => Plan::text(expr, *field, text, *phrase, cx)?,
            Expr::Category(_) => Plan::names(expr, Kind::Category, cx)?,
            Expr::Dates { first, last } => Plan::Dates(begin(*first, cx), end(*last, cx)),
            Expr::Is(state) => Plan::Is(*state),
            Expr::Has(Has::Link) => Plan::Has(Flags::LINK),
            Expr::Has(Has::Image) => Plan::Has(Flags::IMAGE),
            Expr::Has(Has::Code) => Plan::Has(Flags::CODE),
        })
    }

    fn text(expr: &Expr, field: Option<Field>, text: &str, phrase: bool, cx: &Context<'_>) -> Result<Plan> {
        match field {
            None | Some(Field::Title | Field::Body) => Words::plan(expr, field, text, phrase, cx),
            Some(Field::Path) => Ok(Plan::Path(Word::new(expr, None))),
            Some(Field::Category) => Plan::names(expr, Kind::Category, cx),
            Some(Field::Author) => Plan::names(expr, Kind::Author, cx),
            Some(Field::Tag) => Plan::names(expr, Kind::Tag, cx),
            Some(Field::Lang) => Plan::names(expr, Kind::Lang, cx),
        }
    }

    fn names(expr: &Expr, kind: Kind, cx: &Context<'_>) -> Result<Plan> {
        let word = Word::new(expr, None);
        let numbers = word.numbers(cx.connection, kind)?;
        let own = (kind == Kind::Tag && cx.marks.has_tags()).then(|| Box::new(word));
        Ok(Plan::Names { kind, numbers, own })
    }

    /// Which articles of the group hold.
    pub fn run(&self, group: &Group, cx: &Context<'_>) -> Result<Bounds> {
        Ok(match self {
            Plan::All => Bounds::exactly(group.bits(|_| true)),
            Plan::And(list) => and(list, group, cx)?,
            Plan::Or(list) => {
                let mut all = Bounds::exactly(group.none());
                for plan in list {
                    let bounds = plan.run(group, cx)?;
                    all.sure.or(&bounds.sure);
                    all.maybe.or(&bounds.maybe);
                }
                all
            }
            Plan::Not(inner) => {
                let (inner, mut not) = (inner.run(group, cx)?, Plan::All.run(group, cx)?);
                not.sure.minus(&inner.maybe);
                not.maybe.minus(&inner.sure);
                not
            }
            Plan::Dates(first, end) => {
                Bounds::exactly(group.bits(|e| e.date != UNDATED && (*first..*end).contains(&e.date)))
            }
            Plan::Is(state) => Bounds::exactly(group.bits(|e| cx.marks.is(e, *state))),
            Plan::Has(flag) => Bounds {
                sure: group.bits(|e| e.flags.has(*flag)),
                maybe: group.bits(|e| e.flags.has(*flag) || !e.flags.has(Flags::INDEXED)),
            },
            Plan::Names { kind, numbers, own } => Bounds::exactly(group.bits(|e| {
                numbers.contains(&number(e, *kind)) || own.as_ref().is_some_and(|word| word.is_tag(cx.marks.tags(e.id)))
            })),
            Plan::Words(words) => words.run(group, cx)?,
            Plan::Path(word) => Bounds::exactly(path(word, group, cx)?),
        })
    }
}

/// Words that the index alone can tell are asked for at once: it finds its way from the rare to the
/// common ones.
fn merge(list: Vec<Plan>) -> Vec<Plan> {
    let (mut merged, mut rest): (Option<Box<Words>>, Vec<Plan>) = (None, Vec::new());
    for plan in list {
        match plan {
            Plan::Words(words) if words.field.is_none() && words.fts.is_some_term() && !words.has_pinyin() => {
                match &mut merged {
                    Some(merged) => merged.join(*words),
                    None => merged = Some(words),
                }
            }
            other => rest.push(other),
        }
    }
    rest.extend(merged.map(Plan::Words));
    rest
}

fn and(list: &[Plan], group: &Group, cx: &Context<'_>) -> Result<Bounds> {
    let mut all = Plan::All.run(group, cx)?;
    for plan in list {
        if all.maybe.is_empty() {
            break;
        }
        let bounds = plan.run(group, cx)?;
        all.sure.and(&bounds.sure);
        all.maybe.and(&bounds.maybe);
    }
    Ok(all)
}

fn number(entry: &Entry, kind: Kind) -> u32 {
    match kind {
        Kind::Category => entry.category,
        Kind::Author => entry.author,
        Kind::Tag => entry.tag,
        Kind::Lang => entry.lang.into(),
    }
}

fn begin(day: Option<Date>, cx: &Context<'_>) -> i64 {
    let start = day.and_then(|day| cx.ways.zone.to_timestamp(day.to_datetime(Time::midnight())).ok());
    start.map_or(i64::MIN, |start| start.as_second())
}

fn end(day: Option<Date>, cx: &Context<'_>) -> i64 {
    day.and_then(|day| day.tomorrow().ok()).map_or(i64::MAX, |next| begin(Some(next), cx))
}

fn path(word: &Word, group: &Group, cx: &Context<'_>) -> Result<Bits> {
    let mut bits = group.none();
    for (at, entry) in group.entries(&group.bits(|_| true)) {
        let Some((place, name)) = update::location(cx.connection, entry.key())? else { continue };
        let path = scan::shown(&cx.ways.roots, &place, &name);
        if word.holds(Candidate { path: &path, ..Candidate::default() }) {
            bits.set(at);
        }
    }
    Ok(bits)
}

impl Word {
    fn new(expr: &Expr, sounds: Option<Matcher>) -> Word {
        Word { test: Predicate::new(expr), sounds, categories: HashSet::new(), authors: HashSet::new() }
    }

    /// True if this much of an article is enough.
    fn holds(&self, part: Candidate<'_>) -> bool {
        self.test.decide(&Candidate { body: Some(""), ..part }) == Some(true)
    }

    fn is_tag(&self, tags: &[String]) -> bool {
        !tags.is_empty() && self.holds(Candidate { tags, ..Candidate::default() })
    }

    /// The sets of names that hold the word.
    fn numbers(&self, connection: &Connection, kind: Kind) -> Result<HashSet<u32>> {
        let sets = names::all(connection, kind)?.into_iter();
        let holds = |text: &str| {
            let none = Candidate::default();
            match kind {
                Kind::Category => self.holds(Candidate { categories: &names::split_paths(text), ..none }),
                Kind::Author => self.holds(Candidate { authors: &names::split(text), ..none }),
                Kind::Tag => self.holds(Candidate { tags: &names::split(text), ..none }),
                Kind::Lang => self.holds(Candidate { lang: Some(text), ..none }),
            }
        };
        Ok(sets.filter(|(_, text)| holds(text)).map(|(number, _)| number).collect())
    }

    fn is_named(&self, entry: &Entry) -> bool {
        self.categories.contains(&entry.category) || self.authors.contains(&entry.author)
    }
}

impl Words {
    fn plan(expr: &Expr, field: Option<Field>, text: &str, phrase: bool, cx: &Context<'_>) -> Result<Plan> {
        let sounds = if phrase || field == Some(Field::Body) { None } else { Matcher::new(text) };
        let mut word = Word::new(expr, sounds);
        let terms = search::terms(text, phrase);
        let fts = Fts::new(&terms, (field == Some(Field::Title)).then_some(TITLE));
        let mut title = None;
        match field {
            None => {
                word.categories = word.numbers(cx.connection, Kind::Category)?;
                word.authors = word.numbers(cx.connection, Kind::Author)?;
            }
            Some(Field::Body) => {
                let anywhere = Expr::Text { field: None, text: text.to_owned(), phrase };
                let other = Word::new(&anywhere, None);
                word.categories = other.numbers(cx.connection, Kind::Category)?;
                word.authors = other.numbers(cx.connection, Kind::Author)?;
                title = Some(Fts::new(&terms, Some(TITLE)));
            }
            Some(_) => {}
        }
        Ok(Plan::Words(Box::new(Words { field, fts, title, parts: vec![word] })))
    }

    fn has_pinyin(&self) -> bool {
        self.parts.iter().any(|part| part.sounds.is_some())
    }

    fn join(&mut self, other: Words) {
        self.fts.query = format!("{} AND {}", self.fts.query, other.fts.query);
        self.fts.exact &= other.fts.exact;
        self.fts.whole = self.fts.whole.take().or(other.fts.whole);
        self.parts.extend(other.parts);
    }

    fn run(&self, group: &Group, cx: &Context<'_>) -> Result<Bounds> {
        let indexed = group.bits(|e| e.flags.has(Flags::INDEXED));
        let mut maybe = match (self.fts.is_some_term(), self.field) {
            (true, _) => self.fts.run(group, cx.connection)?,
            (false, Some(Field::Body)) => indexed.clone(),
            (false, _) => group.none(),
        };
        maybe.and(&indexed);
        let mut bounds = Bounds { sure: if self.fts.exact { maybe.clone() } else { group.none() }, maybe };
        match self.field {
            Some(Field::Body) => self.only_bodies(&mut bounds, group, cx)?,
            _ => self.with_titles(&mut bounds, group, cx)?,
        }
        if self.field != Some(Field::Title) && (self.fts.is_some_term() || self.field.is_some()) {
            // A body that is not indexed may hold anything.
            bounds.maybe.or(&group.bits(|e| !e.flags.has(Flags::INDEXED)));
        }
        Ok(bounds)
    }

    /// Takes out what may be in the title or the names instead.
    fn only_bodies(&self, bounds: &mut Bounds, group: &Group, cx: &Context<'_>) -> Result<()> {
        bounds.sure.minus(&group.bits(|e| self.parts.iter().any(|part| part.is_named(e))));
        match &self.title {
            Some(title) if title.is_some_term() => bounds.sure.minus(&title.run(group, cx.connection)?),
            _ => bounds.sure = group.none(),
        }
        Ok(())
    }

    /// Looks at titles and names where the index does not tell: sounds, and what is not indexed.
    fn with_titles(&self, bounds: &mut Bounds, group: &Group, cx: &Context<'_>) -> Result<()> {
        let only_title = self.field == Some(Field::Title);
        let sounds = self.parts.first().and_then(|part| part.sounds.as_ref());
        let sounds = |e: &Entry| sounds.is_some_and(|matcher| matcher.passes(e.sounds));
        let named = |part: &Word, e: &Entry| !only_title && part.is_named(e);
        bounds.sure.or(&group.bits(|e| self.parts.iter().all(|part| named(part, e))));
        let signs = !self.fts.is_some_term();
        let mut open = group.bits(|e| signs || !e.flags.has(Flags::INDEXED) || sounds(e));
        if only_title && !self.fts.exact {
            open.or(&bounds.maybe);
        }
        open.minus(&bounds.sure);
        for (at, entry) in group.entries(&open) {
            let title = title(cx.connection, entry.key())?;
            let title = Candidate { title: &title, ..Candidate::default() };
            if self.parts.iter().all(|part| named(part, entry) || part.holds(title)) {
                bounds.sure.set(at);
            }
        }
        match only_title {
            true => bounds.maybe = bounds.sure.clone(),
            false => bounds.maybe.or(&bounds.sure),
        }
        Ok(())
    }
}

/// The title of an article.
pub(super) fn title(connection: &Connection, key: Key) -> Result<String> {
    let mut statement = connection.prepare_cached("SELECT title FROM article WHERE key=?1")?;
    let mut rows = statement.query([key])?;
    rows.next()?.map_or(Ok(String::new()), |row| row.get(0))
}

impl Fts {
    fn new(terms: &search::Terms, mark: Option<char>) -> Fts {
        let term = |term: &search::Term| {
            let mark = mark.map(String::from).unwrap_or_default();
            format!("\"{mark}{}\"{}", term.text, if term.prefix { " *" } else { "" })
        };
        let query = terms.all.iter().map(term).collect::<Vec<_>>().join(" AND ");
        let is_short = |term: &search::Term| mark.is_none() && term.text.chars().nth(1).is_none();
        let whole = terms.all.iter().any(|term| term.prefix && !is_short(term)).then(RefCell::default);
        Fts { query, exact: terms.exact, whole }
    }

    /// False for a word that has nothing the index could be asked for.
    fn is_some_term(&self) -> bool {
        !self.query.is_empty()
    }

    fn run(&self, group: &Group, connection: &Connection) -> Result<Bits> {
        let mut bits = group.none();
        match &self.whole {
            None => {
                for (first, last, at) in group.runs() {
                    self.ask(connection, first, last, |doc| bits.set(at + (doc - first) as usize))?;
                }
            }
            Some(kept) => {
                if kept.borrow().is_none() {
                    let mut docs = Vec::new();
                    self.ask(connection, 0, Doc::MAX, |doc| docs.push(doc))?;
                    *kept.borrow_mut() = Some(docs);
                }
                let kept = kept.borrow();
                let docs = kept.as_deref().unwrap_or_default();
                for (first, last, at) in group.runs() {
                    let from = docs.partition_point(|doc| *doc < first);
                    let within = docs.get(from..).unwrap_or_default().iter().take_while(|doc| **doc <= last);
                    within.for_each(|doc| bits.set(at + (doc - first) as usize));
                }
            }
        }
        Ok(bits)
    }

    fn ask(&self, connection: &Connection, first: Doc, last: Doc, mut each: impl FnMut(Doc)) -> Result<()> {
        let sql = "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query((&self.query, doc_row(first), doc_row(last)))?;
        while let Some(row) = rows.next()? {
            each(Doc::try_from(row.get::<_, i64>(0)? - 1).unwrap_or_default());
        }
        Ok(())
    }
}
