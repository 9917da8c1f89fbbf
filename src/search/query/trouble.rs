//! The errors of a query's text. Owns their English, for the command line; the reader translates them.

use std::fmt;

/// What was not understood, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// A closing bracket where none is open.
    NotOpened,
    /// An opening bracket without its closing one.
    BracketNotClosed,
    /// An opening quote without its closing one.
    QuoteNotClosed,
    /// More brackets within brackets than are followed.
    TooDeep,
    /// An OR with nothing before it.
    NothingBeforeOr,
    /// An OR with nothing after it.
    NothingAfterOr,
    /// A dash with nothing after it.
    NothingToLeaveOut,
    /// A field without a value.
    NothingAfterColon,
    /// A name before a colon that is no field.
    UnknownField(String),
    /// A category of slashes alone.
    CategoryWithoutName,
    /// A value of `is:` that is none, or may be several.
    UnknownState,
    /// A value of `has:` that is none.
    UnknownPart,
    /// A value of `date:` of which nothing is understood.
    UnknownDay,
    /// A date of which only this beginning was understood.
    DayReadAs(String),
}

/// In English.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Trouble::NotOpened => "no bracket is open here",
            Trouble::BracketNotClosed => "the bracket is not closed",
            Trouble::QuoteNotClosed => "the quote is not closed",
            Trouble::TooDeep => "too many brackets within brackets",
            Trouble::NothingBeforeOr => "nothing before OR",
            Trouble::NothingAfterOr => "nothing after OR",
            Trouble::NothingToLeaveOut => "nothing to leave out",
            Trouble::NothingAfterColon => "nothing after the colon",
            Trouble::UnknownField(name) => return write!(f, "no field is called {name}"),
            Trouble::CategoryWithoutName => "the category has no name",
            Trouble::UnknownState => "one of read, unread, starred, queued, untidy",
            Trouble::UnknownPart => "one of link, image, code",
            Trouble::UnknownDay => "a day such as 2021, 2021-06, 2021-06-04, 7d, yesterday, 近3天 or a range with ..",
            Trouble::DayReadAs(part) => return write!(f, "read as {part}"),
        })
    }
}
