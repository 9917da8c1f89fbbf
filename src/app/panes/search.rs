//! The search line above the list: what is typed, and what was there before.

use crate::app::input::field::Field;
use crate::app::panes::ListPane;

/// The search line while a person types in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchLine {
    pub field: Field,
    /// The list as it was before: Esc returns to the exact place.
    pub before: Box<ListPane>,
    /// Which earlier search is shown, counted back from now.
    pub back: Option<usize>,
}

impl SearchLine {
    /// Opens the line over a list; the query in force is there to be edited.
    pub fn over(list: &ListPane) -> SearchLine {
        SearchLine { field: Field::with(list.source.text()), before: Box::new(list.clone()), back: None }
    }
}
