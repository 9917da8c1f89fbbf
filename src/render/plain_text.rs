//! Plain text bodies: lines as they are.
//!
//! Owns what in them is a paragraph. Knows nothing of widths.

use std::borrow::Cow;

use super::content::Style;
use super::content::compose::Composer;

/// Columns of an indent that are kept.
const MOST_INDENT: usize = 40;

/// Reads `text` into `composer`: blank lines part paragraphs, all other lines stay lines.
pub(super) fn read(text: &str, composer: &mut Composer) {
    let clean = crate::text::sanitize(text);
    for line in clean.split('\n') {
        if line.trim().is_empty() {
            composer.finish();
            composer.margin();
        } else {
            composer.fresh_line();
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            composer.text("", Style::default());
            composer.line(&spaces(line.get(..indent).unwrap_or_default()), &with_runs(line.trim()));
        }
    }
    composer.finish();
}

/// The spaces that a line begins with, tabs to stops of four.
fn spaces(indent: &str) -> String {
    let columns = indent.chars().fold(0, |column, c| if c == '\t' { column / 4 * 4 + 4 } else { column + 1 });
    "\u{a0}".repeat(columns.min(MOST_INDENT))
}

/// `line` with its runs of spaces kept, as drawings and columns need them; a line may break after one.
fn with_runs(line: &str) -> Cow<'_, str> {
    if !line.contains("  ") && !line.contains('\t') {
        return Cow::Borrowed(line);
    }
    let mut kept = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next_is_space = chars.peek().is_some_and(|next| matches!(next, ' ' | '\t'));
        match c {
            ' ' if next_is_space => kept.push('\u{a0}'),
            '\t' => kept.push_str("\u{a0}\u{a0}\u{a0} "),
            _ => kept.push(c),
        }
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_keep_their_spaces() {
        assert_eq!(with_runs("|  and so   |"), "|\u{a0} and so\u{a0}\u{a0} |");
        assert_eq!(with_runs("one word"), "one word");
    }
}
