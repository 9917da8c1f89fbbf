//! A query as operations on bitmaps of docs.
//!
//! Owns what a query means to the index. For every range of blocks a plan returns two bitmaps: which articles
//! hold for sure, and which may hold. Between the two are bodies that are not indexed yet and words of more
//! than one token; there only the article itself decides (see `verify`).

use jiff::civil::{Date, Time};
use rusqlite::Result;

use super::range::{BlockRange, Bounds};
use super::snapshot::QueryContext;
use super::terms::{NameSet, QueryTerm, TermQuery};
use crate::library::flags::Flags;
use crate::library::index::articles;
use crate::library::index::bitmap::Bitmap;
use crate::library::index::block::{DocMeta, UNDATED};
use crate::library::index::names::NameKind;
use crate::search::{Candidate, Expr, Field, Has, Is};

/// A query, ready to run.
pub enum Plan {
    All,
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    /// Milliseconds since 1970: the first, and the first after the last.
    Dates(i64, i64),
    Is(Is),
    Has(Flags),
    /// Sets of names; for tags also those that the person gave.
    Names {
        kind: NameKind,
        numbers: NameSet,
        own: Option<Box<QueryTerm>>,
    },
    Words(Box<TermQuery>),
    Path(Box<QueryTerm>),
}

impl Plan {
    pub fn new(expr: &Expr, cx: &QueryContext<'_>) -> Result<Plan> {
        let all = |list: &[Expr]| list.iter().map(|e| Plan::new(e, cx)).collect::<Result<Vec<_>>>();
        Ok(match expr {
            Expr::All => Plan::All,
            Expr::And(list) => Plan::And(merge(all(list)?)),
            Expr::Or(list) => Plan::Or(all(list)?),
            Expr::Not(inner) => Plan::Not(Box::new(Plan::new(inner, cx)?)),
            Expr::Text { field, text, phrase } => Plan::text(expr, *field, text, *phrase, cx)?,
            Expr::Category(_) => Plan::names(expr, NameKind::Category, cx)?,
            Expr::Dates { first, last } => Plan::Dates(begin(*first, cx), end(*last, cx)),
            Expr::Is(state) => Plan::Is(*state),
            Expr::Has(Has::Link) => Plan::Has(Flags::LINK),
            Expr::Has(Has::Image) => Plan::Has(Flags::IMAGE),
            Expr::Has(Has::Code) => Plan::Has(Flags::CODE),
        })
    }

    fn text(expr: &Expr, field: Option<Field>, text: &str, phrase: bool, cx: &QueryContext<'_>) -> Result<Plan> {
        match field {
            None | Some(Field::Title | Field::Body) => {
                Ok(Plan::Words(Box::new(TermQuery::new(expr, field, text, phrase))))
            }
            Some(Field::Path) => Ok(Plan::Path(Box::new(QueryTerm::new(expr, None)))),
            Some(Field::Category) => Plan::names(expr, NameKind::Category, cx),
            Some(Field::Author) => Plan::names(expr, NameKind::Author, cx),
            Some(Field::Tag) => Plan::names(expr, NameKind::Tag, cx),
            Some(Field::Lang) => Plan::names(expr, NameKind::Lang, cx),
        }
    }

    fn names(expr: &Expr, kind: NameKind, cx: &QueryContext<'_>) -> Result<Plan> {
        let word = QueryTerm::new(expr, None);
        let numbers = word.numbers(cx.connection, kind)?;
        let own = (kind == NameKind::Tag && cx.marks.has_tags()).then(|| Box::new(word));
        Ok(Plan::Names { kind, numbers, own })
    }

    /// Which articles of the range hold and may hold.
    pub fn run(&self, range: &BlockRange, cx: &QueryContext<'_>) -> Result<Bounds> {
        Ok(match self {
            Plan::All => Bounds::exactly(range.live()),
            Plan::And(list) => and(list, range, cx)?,
            Plan::Or(list) => {
                let mut all = Bounds::exactly(range.none());
                for plan in list {
                    let bounds = plan.run(range, cx)?;
                    all.sure.or(&bounds.sure);
                    all.maybe.or(&bounds.maybe);
                }
                all
            }
            Plan::Not(inner) => {
                let (inner, mut not) = (inner.run(range, cx)?, Plan::All.run(range, cx)?);
                not.sure.minus(&inner.maybe);
                not.maybe.minus(&inner.sure);
                not
            }
            Plan::Dates(first, end) => {
                let holds = |e: &DocMeta| e.date != UNDATED && (*first..*end).contains(&e.date);
                Bounds::exactly(range.bits(cx.connection, holds)?)
            }
            Plan::Is(state) => Bounds::exactly(range.bits(cx.connection, |e| cx.marks.is(e, *state))?),
            Plan::Has(flag) => {
                let sure = range.bits(cx.connection, |e| e.flags.has(*flag))?;
                let mut maybe = range.waiting();
                maybe.or(&sure);
                Bounds { sure, maybe }
            }
            Plan::Names { kind, numbers, own } => {
                let is_own = |e: &DocMeta| own.as_ref().is_some_and(|word| word.is_tag(cx.marks.tags(e.id)));
                let holds = |e: &DocMeta| numbers.contains(number(e, *kind)) || is_own(e);
                Bounds::exactly(range.bits(cx.connection, holds)?)
            }
            Plan::Words(words) => words.run(range, cx)?,
            Plan::Path(word) => Bounds::exactly(path(word, range, cx)?),
        })
    }
}

/// Makes one term query of words that the index alone can decide: it then intersects all their posting lists.
fn merge(list: Vec<Plan>) -> Vec<Plan> {
    let (mut merged, mut rest): (Option<Box<TermQuery>>, Vec<Plan>) = (None, Vec::new());
    for plan in list {
        match plan {
            Plan::Words(words) if words.is_plain() => match &mut merged {
                Some(merged) => merged.join(*words),
                None => merged = Some(words),
            },
            other => rest.push(other),
        }
    }
    rest.extend(merged.map(Plan::Words));
    rest
}

fn and(list: &[Plan], range: &BlockRange, cx: &QueryContext<'_>) -> Result<Bounds> {
    let mut all = Plan::All.run(range, cx)?;
    for plan in list {
        if all.maybe.is_empty() {
            break;
        }
        let bounds = plan.run(range, cx)?;
        all.sure.and(&bounds.sure);
        all.maybe.and(&bounds.maybe);
    }
    Ok(all)
}

fn number(entry: &DocMeta, kind: NameKind) -> u32 {
    match kind {
        NameKind::Category => entry.category,
        NameKind::Author => entry.author,
        NameKind::Tag => entry.tag,
        NameKind::Lang => entry.lang.into(),
    }
}

fn begin(day: Option<Date>, cx: &QueryContext<'_>) -> i64 {
    let start = day.and_then(|day| cx.files.zone.to_timestamp(day.to_datetime(Time::midnight())).ok());
    start.map_or(i64::MIN, |start| start.as_millisecond())
}

fn end(day: Option<Date>, cx: &QueryContext<'_>) -> i64 {
    day.and_then(|day| day.tomorrow().ok()).map_or(i64::MAX, |next| begin(Some(next), cx))
}

fn path(word: &QueryTerm, range: &BlockRange, cx: &QueryContext<'_>) -> Result<Bitmap> {
    let mut bits = range.none();
    for (at, entry) in range.entries(cx.connection, &range.live())? {
        let Some((folder, name)) = articles::location(cx.connection, entry.key())? else { continue };
        let path = folder.shown(&cx.files.roots, &name);
        if word.holds(Candidate { path: &path, ..Candidate::default() }) {
            bits.set(at);
        }
    }
    Ok(bits)
}
