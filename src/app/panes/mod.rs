//! What the panes hold and how they behave. Drawing is in `view`, under the same names.

mod facet;
mod filter;
mod histogram;
pub mod hits;
mod list;
mod page;
pub mod paragraph;
mod search;
mod source;

pub use facet::{Chosen, Facet, Filters, states};
pub use filter::{Entry, FilterLine, FilterPane};
pub use histogram::Histogram;
pub use list::{ListPane, asks_bodies};
pub use page::PagePane;
pub use search::SearchLine;
pub use source::{Base, Source};
