//! Plain text bodies: lines as they are.
//!
//! Owns what in them is a paragraph. Knows nothing of widths.

use super::compose::Composer;
use super::content::Style;

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
            composer.line(&spaces(line.get(..indent).unwrap_or_default()), line.trim());
        }
    }
    composer.finish();
}

/// The spaces that a line begins with, tabs to stops of four.
fn spaces(indent: &str) -> String {
    let columns = indent.chars().fold(0, |column, c| if c == '\t' { column / 4 * 4 + 4 } else { column + 1 });
    "\u{a0}".repeat(columns)
}
