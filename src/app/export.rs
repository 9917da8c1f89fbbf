//! An article in the form that others read: what is saved, piped to commands and printed by `show`.

use jiff::tz::TimeZone;

use super::headline;
use super::messages::Messages;
use crate::article::Article;
use crate::render::Options;
use crate::render::export::{Format, export};
use crate::state::Mark;

/// `article` in `format`, with its title, its meta and its address above it.
///
/// Marks and notes are the person's own and stay here.
pub fn article(format: Format, article: &Article, messages: &Messages, zone: &TimeZone) -> String {
    let mut head = headline::head(article, &Mark::default(), messages, zone);
    head.meta.extend(article.meta.link.clone());
    let options = Options { labels: headline::labels(messages), ..Options::default() }.for_article(&article.meta);
    export(format, Some(&head), &article.body, &options)
}
