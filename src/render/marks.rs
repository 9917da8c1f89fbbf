//! What html2text writes before lines.
//!
//! Owns the signs of bars and bullets while lines are flowed (one column each, so that html2text, which
//! counts bytes, counts right). Knows nothing of blocks' text.

use html2text::render::TextDecorator;

use super::content::Container;
use crate::text::Ambiguous;

/// Items from this number on are written `[1]`.
const BRACKETS: i64 = 1 << 40;

/// The number of a list's first item.
pub(super) fn first_number(container: Container) -> i64 {
    match container {
        Container::Numbers(first) => first,
        Container::Brackets(first) => BRACKETS + first,
        _ => 1,
    }
}

/// The signs that html2text puts before lines, of one column each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// Bars and bullets will take two columns.
    wide: bool,
}

impl Marks {
    pub(super) fn new(ambiguous: Ambiguous) -> Marks {
        Marks { wide: ambiguous == Ambiguous::Wide }
    }

    /// Columns that `container` sets its `items` in by.
    pub(super) fn columns(self, container: Container, items: usize) -> usize {
        match container {
            Container::Quote => self.quote_prefix().len(),
            Container::Bullets => self.unordered_item_prefix().len(),
            Container::Indent => 2,
            Container::Item => 0,
            Container::Numbers(_) | Container::Brackets(_) => {
                let first = first_number(container);
                let last = first.saturating_add(i64::try_from(items).unwrap_or(i64::MAX)).saturating_sub(1);
                self.ordered_item_prefix(first).len().max(self.ordered_item_prefix(last).len())
            }
        }
    }

    fn sign(self, sign: &str) -> String {
        format!("{sign}{}", if self.wide { "  " } else { " " })
    }
}

impl TextDecorator for Marks {
    type Annotation = ();

    fn decorate_link_start(&mut self, _: &str) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        String::new()
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _: &str, _: &str) -> (String, ()) {
        (String::new(), ())
    }

    fn header_prefix(&self, _: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        self.sign(">")
    }

    fn unordered_item_prefix(&self) -> String {
        self.sign("*")
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        match number.checked_sub(BRACKETS) {
            Some(number) if number > 0 => format!("[{number}] "),
            _ => format!("{number}. "),
        }
    }

    fn make_subblock_decorator(&self) -> Self {
        *self
    }
}
