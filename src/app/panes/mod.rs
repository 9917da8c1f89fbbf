//! What the panes hold and how they behave. Drawing is in `view`, under the same names.

mod filter;
mod histogram;
mod list;
mod page;
mod search;

pub use filter::{Chosen, Entry, Facet, FilterLine, FilterPane, Filters};
pub use histogram::Histogram;
pub use list::{ListPane, asks_bodies};
pub use page::PagePane;
pub use search::SearchLine;
