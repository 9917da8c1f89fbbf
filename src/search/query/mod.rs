//! The query language: text to [`Query`], and what was not understood.
//!
//! Owns the language and its printing. Knows nothing of what an article is.
//!
//! | typed | means |
//! |---|---|
//! | `大连 金融` | both words |
//! | `"new york"` `“…”` `「…」` | these words side by side, whole words only |
//! | `a OR b`, `a \| b` | either; binds closer than the space: `a \| b c` is `(a \| b) c` |
//! | `-word` `-(a b)` | not |
//! | `(…)` `（…）` | belongs together |
//! | `title:` `body:` `author:` `tag:` `lang:` `path:` | only there; in quotes, author, tag and language are the whole value |
//! | `category:` `c:` | words in the path of a category; ending in `/` or in quotes, the whole path from the top |
//! | `date:` | a year, month, day, range, comparison or age: `2021-06..` `>2021-06` `7d` `上周` `近3天` `3月` |
//! | `is:` | `read` `unread` `starred` `queued` `untidy` |
//! | `has:` | `link` `image` `code` |
//! | `title:(a \| b)` | the field of all within |
//! | `\` | takes the meaning from the next character |
//!
//! Signs and colons may be full-width, and fields and states have Chinese names. Without a field, the
//! words 近N天 (周, 月, 年), 今天, 昨天, 前天, 本周, 上周, 本月, 上月, 今年 and 去年 are dates, and 未读,
//! 已读, 星标 and 待读 are states, unless in quotes; `today` and `3月` are words like others.
//!
//! Reading never fails. What is not understood is a [`Problem`] and is left out: a name before a
//! colon that is no field goes with its value, a half-typed date means what is understood of it, a
//! half-typed state means the one that can be meant, an open quote or bracket ends with the text.
//! A phrase whose quote is still open may end within a word, as it is being typed.

mod date;
mod field;
mod lex;
mod meaning;
mod names;
mod parse;
mod print;
mod trouble;

pub use trouble::Trouble;

use jiff::civil::Date;

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// What articles must be or hold.
    pub expr: Expr,
    /// What was not understood; the rest is applied all the same.
    pub problems: Vec<Problem>,
    /// The words that were read as a date or a state though no field says so: 昨天, 未读. In quotes they
    /// would be looked for.
    pub taken: Vec<Span>,
}

/// The parsed query: everything that must or may hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Expr {
    /// The empty query: every article.
    #[default]
    All,
    /// All of these hold.
    And(Vec<Expr>),
    /// One of these holds.
    Or(Vec<Expr>),
    /// This does not hold.
    Not(Box<Expr>),
    /// A word or phrase as typed; without a field it may be in title, category, author or body.
    Text {
        /// Where it must be.
        field: Option<Field>,
        /// As typed, without quotes and backslashes.
        text: String,
        /// In quotes: the words side by side.
        phrase: bool,
    },
    /// A path of categories, outermost first; matches the category and all below it.
    Category(Vec<String>),
    /// Days from first to last, both within; open ends are `None`.
    Dates {
        /// The first day.
        first: Option<Date>,
        /// The last day.
        last: Option<Date>,
    },
    /// A state of the article.
    Is(Is),
    /// Something that the body holds.
    Has(Has),
}

/// Where a word must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// The plain text of the body.
    Body,
    /// The path of a category.
    Category,
    /// An author or source.
    Author,
    /// A tag of the file or the person's own.
    Tag,
    /// The language tag.
    Lang,
    /// The path of the file below its root.
    Path,
}

/// States that an article may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Is {
    /// Marked as read.
    Read,
    /// Not marked as read.
    Unread,
    /// Starred.
    Starred,
    /// On the reading list.
    Queued,
    /// With problems in its file.
    Untidy,
}

/// What a body may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Has {
    /// A link.
    Link,
    /// A picture.
    Image,
    /// Code, in a block or a line.
    Code,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// Newest first.
    #[default]
    Date,
    /// By title.
    Title,
    /// By author.
    Author,
    /// By category.
    Category,
    /// Best hit first.
    Relevance,
}

/// Bytes of the query's text, first to one past the last.
pub type Span = std::ops::Range<usize>;

/// Something in the query that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where in the text.
    pub span: Span,
    /// What is wrong there.
    pub what: Trouble,
}

/// The query in `text`; days such as `yesterday` are counted from `today`.
pub fn parse(text: &str, today: Date) -> Query {
    let parse::Parsed { expr, problems, taken } = parse::parse(text, today);
    Query { expr, problems, taken }
}

impl Expr {
    /// All of them, in the simplest form.
    pub fn and(all: impl IntoIterator<Item = Expr>) -> Expr {
        let mut parts = Vec::new();
        for expr in all {
            match expr {
                Expr::All => {}
                Expr::And(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        if parts.len() > 1 { Expr::And(parts) } else { parts.pop().unwrap_or_default() }
    }

    /// Any of them, in the simplest form; of none, every article.
    pub fn or(any: impl IntoIterator<Item = Expr>) -> Expr {
        let mut parts = Vec::new();
        for expr in any {
            match expr {
                Expr::All => return Expr::All,
                Expr::Or(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        if parts.len() > 1 { Expr::Or(parts) } else { parts.pop().unwrap_or_default() }
    }

    /// The opposite, in the simplest form.
    #[expect(clippy::should_implement_trait, reason = "the third of and, or, not")]
    pub fn not(expr: Expr) -> Expr {
        match expr {
            Expr::Not(inner) => *inner,
            other => Expr::Not(Box::new(other)),
        }
    }
}

#[cfg(test)]
mod tests;
