//! Which characters of labels and lines are hit: `search` as the panes use it.

use std::ops::Range;

use crate::search;

/// Bytes of a label that typed text hits, pinyin included: a filter's value, a picker's entry.
pub fn label_hits(typed: &str, label: &str) -> Vec<Range<usize>> {
    search::Finder::new(typed).hits(label)
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
