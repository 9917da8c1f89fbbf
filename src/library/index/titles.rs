//! Titles that some query had to look at, kept beside the entries of their block.
//!
//! Owns their form in memory. Most titles never come here: the sounds of an entry tell that they
//! need no look. Knows nothing of where titles come from.

use std::ops::Range;

/// The titles of a block that were looked at, packed.
#[derive(Debug, Default)]
pub struct TitleCache {
    text: String,
    /// Where in the text they are, by place in the block. Empty for what is not known: an empty
    /// title costs a second look.
    places: Vec<Range<usize>>,
}

impl TitleCache {
    /// The title at a place of the block; empty if it is not known.
    pub fn get(&self, at: usize) -> &str {
        self.places.get(at).and_then(|place| self.text.get(place.clone())).unwrap_or_default()
    }

    /// Notes titles with their places; those that are known stay.
    pub fn add<'a>(&mut self, titles: impl Iterator<Item = (usize, &'a str)> + Clone) {
        // There are as many titles as articles, but only so many times that some are added.
        self.text.reserve_exact(titles.clone().map(|(_, title)| title.len()).sum());
        let last = titles.clone().map(|(at, _)| at).max().unwrap_or_default();
        if self.places.len() <= last {
            self.places.reserve_exact(last + 1 - self.places.len());
            self.places.resize(last + 1, 0..0);
        }
        for (at, title) in titles {
            if let Some(place) = self.places.get_mut(at).filter(|place| place.start == place.end) {
                let start = self.text.len();
                self.text.push_str(title);
                *place = start..self.text.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stay_as_they_were_first_noted() {
        let mut titles = TitleCache::default();
        titles.add([(7, "大连"), (2, ""), (3, "jr")].into_iter());
        titles.add([(3, "other"), (2, "金融"), (9, "x")].into_iter());
        let all: Vec<&str> = (0..12).map(|at| titles.get(at)).collect();
        assert_eq!(all, ["", "", "金融", "jr", "", "", "", "大连", "", "x", "", ""]);
    }
}
