//! Counts by category, author, tag, month and state.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::block::{Entry, Flags, UNDATED};
use super::find::All;
use super::names::{self, Kind};
use super::plan::Context;
use super::{Count, Facets};
use crate::search::Is;

/// Authors and tags beyond so many are left out, those with the fewest articles first.
const MOST: usize = 500;

/// The facets of some articles.
pub(super) fn count(all: &All, cx: &Context<'_>) -> rusqlite::Result<Facets> {
    let mut by_number: [HashMap<u32, usize>; 3] = Default::default();
    let mut own_tags: HashMap<String, usize> = HashMap::new();
    let mut facets = Facets { total: all.len(), months: months(all.entries(), cx), ..Facets::default() };
    for entry in all.entries() {
        for (counts, number) in by_number.iter_mut().zip([entry.category, entry.author, entry.tag]) {
            *counts.entry(number).or_default() += 1;
        }
        for tag in cx.marks.tags(entry.id) {
            *own_tags.entry(tag.clone()).or_default() += 1;
        }
        facets.unread += usize::from(cx.marks.is(entry, Is::Unread));
        facets.starred += usize::from(cx.marks.is(entry, Is::Starred));
        facets.queued += usize::from(cx.marks.is(entry, Is::Queued));
        facets.untidy += usize::from(entry.flags.has(Flags::UNTIDY));
    }
    let [categories, authors, tags] = by_number;
    facets.categories = tree(&named(&categories, Kind::Category, cx)?);
    facets.authors = most(singles(&named(&authors, Kind::Author, cx)?, HashMap::new()));
    facets.tags = most(singles(&named(&tags, Kind::Tag, cx)?, own_tags));
    Ok(facets)
}

/// Sets of names with their counts.
fn named(counts: &HashMap<u32, usize>, kind: Kind, cx: &Context<'_>) -> rusqlite::Result<Vec<(String, usize)>> {
    let sets = names::all(cx.connection, kind)?.into_iter();
    Ok(sets.filter_map(|(number, text)| Some((text, *counts.get(&number)?))).collect())
}

/// Every path and all above it, parents before children; an article counts once for each.
fn tree(sets: &[(String, usize)]) -> Vec<(Vec<String>, usize)> {
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (set, count) in sets {
        let mut within: Vec<Vec<String>> = names::split_paths(set)
            .iter()
            .flat_map(|path| (1..=path.len()).filter_map(|n| path.get(..n).map(<[String]>::to_vec)))
            .collect();
        within.sort_unstable();
        within.dedup();
        for path in within {
            *counts.entry(path).or_default() += count;
        }
    }
    counts.into_iter().collect()
}

/// The names of all sets, added to what is counted already.
fn singles(sets: &[(String, usize)], mut counts: HashMap<String, usize>) -> HashMap<String, usize> {
    for (set, count) in sets {
        let mut names = names::split(set);
        names.sort_unstable();
        names.dedup();
        for name in names {
            *counts.entry(name).or_default() += count;
        }
    }
    counts
}

/// Most first, equal ones by name.
fn most(counts: HashMap<String, usize>) -> Vec<Count> {
    let mut all: Vec<Count> = counts.into_iter().map(|(value, count)| Count { value, count }).collect();
    all.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    all.truncate(MOST);
    all
}

/// By year and month in the library's zone, newest first. A calendar is asked once for every month,
/// not for every article.
fn months<'e>(entries: impl Iterator<Item = &'e Entry>, cx: &Context<'_>) -> Vec<((i16, i8), usize)> {
    let mut dates: Vec<i64> = entries.map(|entry| entry.date).filter(|date| *date != UNDATED).collect();
    dates.sort_unstable();
    let mut months = Vec::new();
    let mut rest = dates.as_slice();
    while let Some(&last) = rest.last() {
        let Ok(at) = Timestamp::from_second(last) else { break };
        let day = cx.ways.zone.to_datetime(at).date();
        let first = Date::new(day.year(), day.month(), 1).map(|first| first.to_datetime(Time::midnight()));
        let start = first.and_then(|first| cx.ways.zone.to_timestamp(first)).map_or(i64::MIN, Timestamp::as_second);
        let from = rest.partition_point(|date| *date < start).min(rest.len() - 1);
        months.push(((day.year(), day.month()), rest.len() - from));
        rest = rest.get(..from).unwrap_or_default();
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_counts_for_all_above_it_but_once() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let set = names::join_paths(&[path("金融/新浪"), path("金融/证券")]);
        let tree = tree(&[(set, 2), (names::join_paths(&[path("金融/新浪/国内")]), 3)]);
        let wanted = [("金融", 5), ("金融/新浪", 5), ("金融/新浪/国内", 3), ("金融/证券", 2)];
        assert_eq!(tree, wanted.map(|(text, count)| (path(text), count)));
    }
}
