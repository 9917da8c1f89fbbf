//! Temporary: until render can write.
use crate::article::Article;
pub fn markdown(article: &Article) -> String {
    article.body.text.clone()
}
pub fn html(article: &Article) -> String {
    article.body.text.clone()
}
pub fn text(article: &Article) -> String {
    article.body.text.clone()
}
