//! The query language: text to [`Query`], and what was not understood.

use jiff::civil::Date;

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    pub expr: Expr,
    /// What was not understood; the rest is applied all the same.
    pub problems: Vec<Problem>,
}

/// The parsed query: everything that must or may hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Expr {
    /// The empty query: every article.
    #[default]
    All,
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    /// A word or phrase as typed; without a field it may be in title, category, author or body.
    Text {
        field: Option<Field>,
        text: String,
        phrase: bool,
    },
    /// A path of categories, outermost first; matches the category and all below it.
    Category(Vec<String>),
    /// Days from first to last, both within; open ends are `None`.
    Dates {
        first: Option<Date>,
        last: Option<Date>,
    },
    Is(Is),
    Has(Has),
}

/// Where a word must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Title,
    Body,
    Category,
    Author,
    Tag,
    Lang,
    Path,
}

/// States that an article may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Is {
    Read,
    Unread,
    Starred,
    /// On the reading list.
    Queued,
    Untidy,
}

/// What a body may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Has {
    Link,
    Image,
    Code,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// Newest first.
    #[default]
    Date,
    Title,
    Author,
    Category,
    Relevance,
}

/// Bytes of the query's text, first to one past the last.
pub type Span = std::ops::Range<usize>;

/// Something in the query that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    pub what: String,
}

/// The query in `text`; days such as `yesterday` are counted from `today`.
pub fn parse(text: &str, _today: Date) -> Query {
    let words: Vec<Expr> =
        text.split_whitespace().map(|word| Expr::Text { field: None, text: word.to_owned(), phrase: false }).collect();
    let expr = if words.is_empty() { Expr::All } else { Expr::And(words) };
    Query { expr, problems: Vec::new() }
}
