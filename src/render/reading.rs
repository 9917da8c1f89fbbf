//! How much there is to read.
//!
//! Owns what counts as a character and what as a word. Knows nothing of blocks.

use super::Reading;

/// Counts Han characters, kana and hangul syllables, and the words of other scripts apart.
pub(super) fn count(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut in_word = false;
    for c in text.chars() {
        let east_asian = is_east_asian_letter(c);
        reading.characters += usize::from(east_asian);
        let letter = !east_asian && !is_punctuation(c) && c.is_alphanumeric();
        reading.words += usize::from(letter && !in_word);
        in_word = letter || (in_word && matches!(c, '\'' | '’' | '-' | '.' | ',' | '_'));
    }
    reading
}

fn is_east_asian_letter(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3105}'..='\u{312f}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Punctuation of Chinese text: told apart at once, as there is much of it.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_words_are_counted_apart() {
        let reading = count("同比增长14%，DALIAN’s port-city 看报。かな 한국");
        assert_eq!((reading.characters, reading.words), (10, 3));
    }
}
