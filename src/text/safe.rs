//! Text that is safe to send to a terminal, as a type.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use super::{sanitize, sanitize_line};

/// Text without anything that acts on a terminal. Only the sanitizer makes it, so whatever prints demands it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Safe<'t>(Cow<'t, str>);

impl<'t> Safe<'t> {
    /// One line, by [`sanitize_line`].
    pub fn line(text: &'t str) -> Safe<'t> {
        Safe(sanitize_line(text))
    }

    /// Several lines, by [`sanitize`].
    pub fn lines(text: &'t str) -> Safe<'t> {
        Safe(sanitize(text))
    }
}

impl<'t> From<&'t str> for Safe<'t> {
    fn from(text: &'t str) -> Safe<'t> {
        Safe::line(text)
    }
}

impl From<String> for Safe<'_> {
    fn from(text: String) -> Self {
        Safe(Cow::Owned(sanitize_line(&text).into_owned()))
    }
}

impl Deref for Safe<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
