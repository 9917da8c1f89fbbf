//! Counts by category, author, tag, month and state, each with how many are unread.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::find::AllHits;
use super::snapshot::QueryContext;
use crate::library::flags::Flags;
use crate::library::index::block::UNDATED;
use crate::library::index::names::{self, NameKind};
use crate::library::{Count, Facets, Tally};
use crate::search::Is;

/// The authors and tags with most articles are kept, this many of each.
const MOST: usize = 500;

/// The facets of some articles.
pub fn count(all: &AllHits, cx: &QueryContext<'_>) -> rusqlite::Result<Facets> {
    let mut by_number: [HashMap<u32, Tally>; 3] = Default::default();
    let mut own_tags: HashMap<String, Tally> = HashMap::new();
    let mut facets = Facets { total: all.len(), ..Facets::default() };
    let mut dates: Vec<(i64, bool)> = Vec::with_capacity(all.len());
    for entry in all.entries() {
        let unread = cx.marks.is(&entry, Is::Unread);
        let one = Tally::one(unread);
        dates.extend((entry.date != UNDATED).then_some((entry.date, unread)));
        for (counts, number) in by_number.iter_mut().zip([entry.category, entry.author, entry.tag]) {
            *counts.entry(number).or_default() += one;
        }
        for tag in cx.marks.tags(entry.id) {
            *own_tags.entry(tag.clone()).or_default() += one;
        }
        facets.unread += one.unread;
        let states = [
            (cx.marks.is(&entry, Is::Starred), &mut facets.starred),
            (cx.marks.is(&entry, Is::Queued), &mut facets.queued),
            (entry.flags.has(Flags::UNTIDY), &mut facets.untidy),
        ];
        states.into_iter().filter(|(holds, _)| *holds).for_each(|(_, tally)| *tally += one);
    }
    facets.months = months(dates, cx);
    let [categories, authors, tags] = by_number;
    facets.categories = tree(&named(&categories, NameKind::Category, cx)?);
    facets.authors = most(singles(&named(&authors, NameKind::Author, cx)?, HashMap::new()));
    facets.tags = most(singles(&named(&tags, NameKind::Tag, cx)?, own_tags));
    Ok(facets)
}

/// How many articles there are, and how many of them are unread.
pub fn tally(all: &AllHits, cx: &QueryContext<'_>) -> Tally {
    all.entries().map(|entry| Tally::one(cx.marks.is(&entry, Is::Unread))).sum()
}

/// Sets of names with their counts.
fn named(
    counts: &HashMap<u32, Tally>,
    kind: NameKind,
    cx: &QueryContext<'_>,
) -> rusqlite::Result<Vec<(String, Tally)>> {
    let sets = names::all(cx.connection, kind)?.into_iter();
    Ok(sets.filter_map(|(number, text)| Some((text, *counts.get(&number)?))).collect())
}

/// Every path and all above it, parents before children; an article counts once for each.
fn tree(sets: &[(String, Tally)]) -> Vec<(Vec<String>, Tally)> {
    let mut counts: BTreeMap<Vec<String>, Tally> = BTreeMap::new();
    for (set, count) in sets {
        let mut within: Vec<Vec<String>> = names::split_paths(set)
            .iter()
            .flat_map(|path| (1..=path.len()).filter_map(|n| path.get(..n).map(<[String]>::to_vec)))
            .collect();
        within.sort_unstable();
        within.dedup();
        for path in within {
            *counts.entry(path).or_default() += *count;
        }
    }
    counts.into_iter().collect()
}

/// Counts by single name over all sets, added to `counts`.
fn singles(sets: &[(String, Tally)], mut counts: HashMap<String, Tally>) -> HashMap<String, Tally> {
    for (set, count) in sets {
        let mut names = names::split(set);
        names.sort_unstable();
        names.dedup();
        for name in names {
            *counts.entry(name).or_default() += *count;
        }
    }
    counts
}

/// Most first, equal ones by name.
fn most(counts: HashMap<String, Tally>) -> Vec<Count> {
    let mut all: Vec<Count> = counts.into_iter().map(|(value, count)| Count { value, count }).collect();
    all.sort_unstable_by(|a, b| b.count.all.cmp(&a.count.all).then_with(|| a.value.cmp(&b.value)));
    all.truncate(MOST);
    all
}

/// Counts of dates (each with whether its article is unread) by year and month in the library's zone, newest
/// first. Time zone arithmetic is done once for every month, not for every article.
fn months(mut dates: Vec<(i64, bool)>, cx: &QueryContext<'_>) -> Vec<((i16, i8), Tally)> {
    dates.sort_unstable();
    let mut months = Vec::new();
    let mut rest = dates.as_slice();
    while let Some(&(last, _)) = rest.last() {
        let Ok(at) = Timestamp::from_millisecond(last) else { break };
        let day = cx.files.zone.to_datetime(at).date();
        let first = Date::new(day.year(), day.month(), 1).map(|first| first.to_datetime(Time::midnight()));
        let start =
            first.and_then(|first| cx.files.zone.to_timestamp(first)).map_or(i64::MIN, Timestamp::as_millisecond);
        let from = rest.partition_point(|(date, _)| *date < start).min(rest.len() - 1);
        let month = rest.get(from..).unwrap_or_default();
        months.push(((day.year(), day.month()), month.iter().map(|(_, unread)| Tally::one(*unread)).sum()));
        rest = rest.get(..from).unwrap_or_default();
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_counts_once_for_a_category_and_for_each_above_it() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let tally = |all, unread| Tally { all, unread };
        let set = names::join_paths(&[path("金融/新浪"), path("金融/证券")]);
        let tree = tree(&[(set, tally(2, 1)), (names::join_paths(&[path("金融/新浪/国内")]), tally(3, 3))]);
        let wanted = [("金融", 5, 4), ("金融/新浪", 5, 4), ("金融/新浪/国内", 3, 3), ("金融/证券", 2, 1)];
        assert_eq!(tree, wanted.map(|(text, all, unread)| (path(text), tally(all, unread))));
    }
}
