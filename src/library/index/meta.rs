//! What the index keeps of an article besides its body, in the form that it keeps it.
//!
//! Made by the threads that read files, so that the one that writes only writes.

use super::names;
use crate::article::{Article, ArticleId, Date, Problem};
use crate::library::files::read::ReadArticle;
use crate::library::files::scan::FileStat;

/// What the head of an article file says, ready for the tables.
#[derive(Debug)]
pub struct IndexedMeta {
    pub id: ArticleId,
    pub title: String,
    /// Sets of names as [`names`] joins them.
    pub category: String,
    pub author: String,
    pub tag: String,
    pub lang: String,
    pub date: Option<Date>,
    pub problems: Vec<Problem>,
    pub stat: FileStat,
}

impl From<ReadArticle> for IndexedMeta {
    fn from(read: ReadArticle) -> IndexedMeta {
        let Article { id, meta, problems, .. } = read.article;
        IndexedMeta {
            id,
            title: meta.title,
            category: names::join_paths(&meta.categories),
            author: names::join(&meta.authors),
            tag: names::join(&meta.tags),
            lang: meta.lang.unwrap_or_default(),
            date: meta.date,
            problems,
            stat: read.stat,
        }
    }
}
