//! Which characters of labels and lines are hit: `search` as the panes use it.

use std::ops::Range;

use crate::search::{self, Expr, Field};

/// Bytes of a label that typed text hits, pinyin included: a filter's value, a picker's entry.
pub fn label_hits(typed: &str, label: &str) -> Vec<Range<usize>> {
    let hits = search::find(label, typed);
    if hits.is_empty() { by_sound(typed, label) } else { hits }
}

fn by_sound(typed: &str, label: &str) -> Vec<Range<usize>> {
    let expr = Expr::Text { field: Some(Field::Title), text: typed.to_owned(), phrase: false };
    search::hits(&expr, label, Field::Title)
}

/// Bytes of a page's text that are looked for: as written, else by its sound.
pub fn find(text: &str, needle: &str) -> Vec<Range<usize>> {
    search::find(text, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_hit_as_written_and_by_its_sound() {
        assert_eq!(label_hits("金融", "金融市场"), [0..6]);
        assert_eq!(label_hits("jr", "金融市场"), [0..6]);
        assert_eq!(label_hits("jinrong", "金融市场"), [0..6]);
        assert!(label_hits("xx", "金融市场").is_empty());
    }
}
