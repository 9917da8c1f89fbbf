//! What a query means, told from an article alone: the truth that the index is held to, and the way
//! articles are found that are not in it yet.
//!
//! * A word without a field is in the title, a category, an author or the body; one of signs alone
//!   (`++`) not in the body. Pinyin counts in titles, categories, authors and tags.
//! * `author:"…"` and `tag:"…"` are the whole name, `lang:zh` is zh and all its regions, `path:` is
//!   any part of the path; `category:x` is in the path `a/b/c` as one text, `category:a/` is the path
//!   from the top.
//! * An article without a date is in no range of days.

use jiff::civil::Date;

use super::fold::fold;
use super::word::Word;
use super::{Expr, Field, Has, Is};

/// What is known of an article.
#[derive(Debug, Clone, Copy, Default)]
pub struct Candidate<'a> {
    /// The title.
    pub title: &'a str,
    /// Paths of categories, outermost first.
    pub categories: &'a [Vec<String>],
    /// Authors and sources.
    pub authors: &'a [String],
    /// The file's tags and the person's own.
    pub tags: &'a [String],
    /// The language tag.
    pub lang: Option<&'a str>,
    /// Path below the root.
    pub path: &'a str,
    /// The day in the person's zone.
    pub date: Option<Date>,
    /// The plain text; `None` if it has not been read.
    pub body: Option<&'a str>,
    /// What it is; what is not [`Is::Read`] is unread.
    pub states: &'a [Is],
    /// What the body holds.
    pub parts: &'a [Has],
}

/// True if the query matches the article; a body that was not read holds nothing.
pub fn matches(expr: &Expr, candidate: &Candidate<'_>) -> bool {
    let body = candidate.body.or(Some(""));
    Predicate::new(expr).decide(&Candidate { body, ..*candidate }).unwrap_or_default()
}

/// A query ready to be held against many articles.
#[derive(Debug)]
pub struct Predicate(Test);

#[derive(Debug)]
enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Word(Box<Word>),
    /// Folded parts.
    Category(Vec<String>),
    Dates(Option<Date>, Option<Date>),
    Is(Is),
    Has(Has),
}

impl Predicate {
    /// Takes some microseconds for each word.
    pub fn new(expr: &Expr) -> Predicate {
        Predicate(Test::new(expr))
    }

    /// Whether the query matches the article; `None` if that depends on a body that was not read.
    pub fn decide(&self, candidate: &Candidate<'_>) -> Option<bool> {
        self.0.decide(candidate)
    }
}

impl Test {
    fn new(expr: &Expr) -> Test {
        match expr {
            Expr::All => Test::And(Vec::new()),
            Expr::And(all) => Test::And(all.iter().map(Test::new).collect()),
            Expr::Or(any) => Test::Or(any.iter().map(Test::new).collect()),
            Expr::Not(inner) => Test::Not(Box::new(Test::new(inner))),
            Expr::Text { field, text, phrase } => Test::Word(Box::new(Word::new(*field, text, *phrase))),
            Expr::Category(path) => Test::Category(path.iter().map(|part| fold(part)).collect()),
            Expr::Dates { first, last } => Test::Dates(*first, *last),
            Expr::Is(state) => Test::Is(*state),
            Expr::Has(part) => Test::Has(*part),
        }
    }

    /// Three-valued (Kleene): `None` is not known.
    fn decide(&self, candidate: &Candidate<'_>) -> Option<bool> {
        match self {
            Test::And(all) => combine(all, candidate, false),
            Test::Or(any) => combine(any, candidate, true),
            Test::Not(inner) => inner.decide(candidate).map(|holds| !holds),
            Test::Word(word) => holds_word(word, candidate),
            Test::Category(path) => Some(candidate.categories.iter().any(|own| is_below(own, path))),
            Test::Dates(first, last) => Some(is_within(candidate.date, *first, *last)),
            Test::Is(Is::Unread) => Some(!candidate.states.contains(&Is::Read)),
            Test::Is(state) => Some(candidate.states.contains(state)),
            Test::Has(part) => Some(candidate.parts.contains(part)),
        }
    }
}

/// What one test that comes out as `deciding` decides for all.
fn combine(tests: &[Test], candidate: &Candidate<'_>, deciding: bool) -> Option<bool> {
    let mut outcome = Some(!deciding);
    for test in tests {
        match test.decide(candidate) {
            Some(holds) if holds == deciding => return Some(deciding),
            Some(_) => {}
            None => outcome = None,
        }
    }
    outcome
}

fn holds_word(word: &Word, candidate: &Candidate<'_>) -> Option<bool> {
    let Candidate { title, categories, authors, tags, lang, path, body, .. } = *candidate;
    let holds = word.is_in(Field::Title, title)
        || word.reaches(Field::Category) && categories.iter().any(|own| word.is_in(Field::Category, &own.join("/")))
        || authors.iter().any(|author| word.is_in(Field::Author, author))
        || tags.iter().any(|tag| word.is_in(Field::Tag, tag))
        || lang.is_some_and(|lang| word.is_in(Field::Lang, lang))
        || word.is_in(Field::Path, path);
    if holds || !word.reaches(Field::Body) {
        return Some(holds);
    }
    body.map(|body| word.is_in(Field::Body, body))
}

/// True of the category itself and all below it.
fn is_below(own: &[String], folded: &[String]) -> bool {
    own.len() >= folded.len() && own.iter().zip(folded).all(|(part, asked)| fold(part).trim() == asked.trim())
}

fn is_within(date: Option<Date>, first: Option<Date>, last: Option<Date>) -> bool {
    date.is_some_and(|date| first.is_none_or(|first| first <= date) && last.is_none_or(|last| date <= last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    const TODAY: Date = Date::constant(2021, 6, 9);

    fn dalian(query: &str, body: Option<&str>) -> Option<bool> {
        let strings = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let candidate = Candidate {
            title: "大连市金融发展局：GDP增长",
            categories: &[strings(&["金融", "证券时报网", "要闻"]), strings(&["AC/DC"])],
            authors: &strings(&["唐维", "New York Times"]),
            tags: &strings(&["待办", "Linux"]),
            lang: Some("zh-CN"),
            path: "2021/06/04-大连.md",
            date: Some(Date::constant(2021, 6, 4)),
            body,
            states: &[Is::Starred],
            parts: &[Has::Link],
        };
        Predicate::new(&parse(query, TODAY).expr).decide(&candidate)
    }

    #[test]
    fn an_article_is_found_by_what_it_says_and_is() {
        let body = "如何實現將大商所打造為國際一流衍生品交易中心？See New Yorkers and C++.";
        for query in [
            "",
            "大连 金融",
            "gdp",
            "大商所 衍生品",
            "实现将",
            "yor",
            "\"new yorkers\"",
            "c++",
            "jr",
            "dlsjr",
            "jr | 没有",
            "title:大连",
            "body:大商所",
            "body:c++",
            "c:金融",
            "c:jr",
            "c:证券时报网/要闻",
            "c:金融/",
            "c:金融/证券时报网/",
            "c:\"ac\\/dc\"",
            "author:唐",
            "author:tw",
            "author:\"唐维\"",
            "author:\"new york times\"",
            "tag:daiban",
            "tag:db",
            "tag:lin",
            "tag:\"linux\"",
            "lang:zh",
            "lang:zh-cn",
            "path:06/04",
            "path:大连",
            "date:2021-06",
            "近30天",
            "date:..2021-06-04",
            "is:starred",
            "is:unread",
            "has:link",
            "-has:image",
            "-is:read",
            "-汽车",
            "-(大连 汽车)",
            "：gdp",
        ] {
            assert_eq!(dalian(query, Some(body)), Some(true), "{query}");
        }
        for query in [
            "汽车",
            "大连 汽车",
            "ork",
            "\"new yorker\"",
            "title:大商所",
            "body:大连",
            "c:要闻/",
            "c:金融/要闻/",
            "c:金融/证券/",
            "author:\"唐\"",
            "tag:\"lin\"",
            "linux",
            "待办",
            "lang:z",
            "lang:en",
            "date:2021-07",
            "date:昨天",
            "is:read",
            "is:queued",
            "is:untidy",
            "has:code",
            "-大连",
            "body:dss",
            "dss",
            "\"jr\"",
            "++",
        ] {
            assert_eq!(dalian(query, Some(body)), Some(false), "{query}");
        }
    }

    #[test]
    fn a_body_that_is_not_read_is_asked_for_only_when_it_decides() {
        for (query, decided) in [
            ("大连", Some(true)),
            ("大商所", None),
            ("大连 | 大商所", Some(true)),
            ("大商所 is:read", Some(false)),
            ("大商所 大连", None),
            ("-大商所", None),
            ("title:大商所", Some(false)),
        ] {
            assert_eq!(dalian(query, None), decided, "{query}");
        }
    }
}
