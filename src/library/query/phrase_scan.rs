//! A short cut to "yes" for words of Chinese characters: the bytes of the file, not read as an article.
//!
//! Owns when the bytes alone are proof enough. "No" is never said here: text may be in another
//! charset, torn by tags, or written in traditional characters.

use memchr::{memmem, memrchr2};

use crate::html::may_hide;
use crate::search::{self, Expr, Field};

/// Words that must all be in the text of an HTML body.
#[derive(Debug)]
pub struct PhraseScan {
    words: Vec<memmem::Finder<'static>>,
}

impl PhraseScan {
    /// For queries of which the index knows all but whether the characters of some Chinese words
    /// stand side by side.
    pub fn new(expr: &Expr) -> Option<PhraseScan> {
        let parts = match expr {
            Expr::And(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut words = Vec::new();
        for part in parts {
            match part {
                Expr::Text { field: None | Some(Field::Body), text, .. } if is_han(text) => {
                    words.push(memmem::Finder::new(text.as_bytes()).into_owned());
                }
                Expr::Text { field: None, text, phrase } if search::terms(text, *phrase).exact => {}
                Expr::Category(_) | Expr::Dates { .. } | Expr::Is(_) => {}
                _ => return None,
            }
        }
        (!words.is_empty()).then_some(PhraseScan { words })
    }

    /// True if the file with these bytes surely holds all words.
    pub fn surely_contains(&self, bytes: &[u8]) -> bool {
        let Some(body) = html_body(bytes) else { return false };
        let mut furthest = 0;
        for word in &self.words {
            let Some(at) = word.find_iter(body).find(|&at| is_outside_tags(body, at)) else { return false };
            furthest = furthest.max(at);
        }
        !may_hide(body.get(..furthest).unwrap_or_default())
    }
}

/// Common Han characters and nothing else: such a word may begin and end anywhere.
fn is_han(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

/// What follows the front matter, if it begins with a tag.
fn html_body(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.trim_ascii_start();
    let body = match bytes.strip_prefix(b"---\n") {
        Some(rest) => rest.get(memmem::find(rest, b"\n---\n")? + 5..)?,
        None => bytes,
    };
    let body = body.trim_ascii_start();
    (body.first() == Some(&b'<')).then_some(body)
}

fn is_outside_tags(body: &[u8], at: usize) -> bool {
    let before = body.get(..at).unwrap_or_default();
    memrchr2(b'<', b'>', before).is_some_and(|bracket| before.get(bracket) == Some(&b'>'))
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    fn surely_contains(query: &str, text: &str) -> bool {
        let expr = search::parse(query, Date::constant(2021, 6, 9)).expr;
        PhraseScan::new(&expr).is_some_and(|quick| quick.surely_contains(text.as_bytes()))
    }

    #[test]
    fn text_of_a_page_is_proof_and_nothing_else_is() {
        assert!(surely_contains("玄鸟衔珠", "\n---\ntitle: x\n---\n<p>说，玄鸟衔珠。</p>"));
        assert!(surely_contains("玄鸟衔珠 is:read 金融", "<p>金融</p><p>玄鸟衔珠</p>"));
        for no in [
            "---\ntitle: 玄鸟衔珠\n---\n<p>x</p>",
            "<p title='玄鸟衔珠'>x</p>",
            "<p>玄鸟<b>衔珠</b></p>",
            "<script>x</script><p>玄鸟衔珠",
            "<!-- x --><p>玄鸟衔珠",
            "玄鸟衔珠",
        ] {
            assert!(!surely_contains("玄鸟衔珠", no), "{no}");
        }
        assert!(!surely_contains("玄鸟衔珠 | x", "<p>玄鸟衔珠"));
        assert!(!surely_contains("玄鸟衔珠 has:link", "<p>玄鸟衔珠"));
        assert!(!surely_contains("linux kernel", "<p>linux kernel"));
    }
}
