//! What a part of a query means.

use super::{Expr, Trouble};

/// The expression that a value stands for, and what is wrong with the value.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    pub expr: Option<Expr>,
    pub problem: Option<Trouble>,
}

impl Meaning {
    pub fn of(expr: Expr) -> Meaning {
        Meaning { expr: Some(expr), problem: None }
    }

    pub fn problem(what: Trouble) -> Meaning {
        Meaning { expr: None, problem: Some(what) }
    }
}
