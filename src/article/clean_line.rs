//! Strings for a line of the screen: references decoded, markup taken off, white space in order.

use std::borrow::Cow;

use crate::html::decode;
use crate::text::sanitize_line;

/// `text` as one sanitised line: character references decoded, runs of white space one space.
pub fn line(text: &str) -> String {
    if is_tidy(text) {
        return text.to_owned();
    }
    let decoded = decode(text);
    let clean = sanitize_line(&decoded);
    if is_in_order(&clean) {
        return clean.into_owned();
    }
    let spaced = clean.split(|c: char| c.is_ascii_whitespace() || c == '\u{a0}').filter(|word| !word.is_empty());
    let mut out = String::with_capacity(clean.len());
    for word in spaced {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    // Ideographic spaces inside a title are part of its typesetting, at its ends they are not.
    match out.trim() {
        trimmed if trimmed.len() == out.len() => out,
        trimmed => trimmed.to_owned(),
    }
}

/// True of text that is such a line already, as nearly all is: common characters, white space in order.
fn is_tidy(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' => return false,
            ' ' if before == ' ' => return false,
            ' '..='~' | '\u{4e00}'..='\u{9fff}' => {}
            '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{30ff}' => {}
            '\u{ff01}'..='\u{ff60}' => {}
            _ => return false,
        }
        before = c;
    }
    before != ' '
}

/// True of a line without white space at its ends and without runs of it.
fn is_in_order(line: &str) -> bool {
    let ends = line.starts_with(char::is_whitespace) || line.ends_with(char::is_whitespace);
    let other_space = |c: char| (c.is_ascii_whitespace() && c != ' ') || c == '\u{a0}';
    !ends && !line.contains("  ") && (line.is_ascii() || !line.contains(other_space))
}

/// `text` without the tags of markup inside a line that are opened and closed again, such as the
/// `<em>` of search results. Other things in angle brackets are text: "the `<div>` element".
pub fn without_inline_tags(text: &str) -> Cow<'_, str> {
    const INLINE: [&str; 12] = ["em", "strong", "b", "i", "u", "span", "font", "mark", "sub", "sup", "small", "a"];
    if memchr::memchr(b'<', text.as_bytes()).is_none() || !text.contains("</") {
        return Cow::Borrowed(text);
    }
    let mut text = Cow::Borrowed(text);
    for name in INLINE {
        if let Some(less) = without_pair(&text, name) {
            text = Cow::Owned(less);
        }
    }
    text
}

fn without_pair(text: &str, name: &str) -> Option<String> {
    let end = format!("</{name}>");
    let (inside, after) = text.split_once(&end)?;
    let start = inside.rfind(&format!("<{name}"))?;
    let (before, opened) = inside.split_at_checked(start)?;
    let (tag, content) = opened.split_once('>')?;
    let is_tag = tag.get(name.len() + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let rest = without_pair(after, name).unwrap_or_else(|| after.to_owned());
    is_tag.then(|| format!("{before}{content}{rest}"))
}

/// The text of a piece of HTML, tags and comments left out: a quick look, not a parse.
pub fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(text);
        match tag_length(tag) {
            Some(length) => rest = tag.get(length..).unwrap_or_default(),
            None => {
                out.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// The bytes of the tag or comment that `text` begins with; `None` where it is no tag.
pub fn tag_length(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text.len(), |at| at + 3));
    }
    let name = text.strip_prefix('<')?;
    let name = name.strip_prefix('/').unwrap_or(name);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
        return None;
    }
    let after = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '!' | '?'));
    // `<https://…>` is an address, `<CET口试报名>` a text.
    let ends =
        after.is_empty() || after.starts_with("/>") || after.starts_with(|c: char| c.is_ascii_whitespace() || c == '>');
    ends.then(|| text.find('>').map_or(text.len(), |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_control_and_no_doubled_space() {
        assert_eq!(line(" a \n\n b\u{a0}\tc&#27;[31m\u{202e}　"), "a b c[31m");
        assert_eq!(line("　升级　蓝图　"), "升级　蓝图");
    }

    proptest::proptest! {
        #[test]
        fn a_tidy_line_stays_as_it_is(text in "[a-z& 大连，。\u{3000}-\u{30ff}\u{2000}-\u{2030}\u{ff00}-\u{ffa0}]{0,6}") {
            if is_tidy(&text) {
                let spaced: Vec<&str> = text.split_whitespace().collect();
                proptest::prop_assert_eq!(&text, &spaced.join(" "));
                let decoded = decode(&text);
                proptest::prop_assert_eq!(sanitize_line(&decoded), text.as_str());
            }
        }
    }

    #[test]
    fn paired_markup_goes_and_other_brackets_stay() {
        assert_eq!(without_inline_tags("<em class=x>大连</em>金融<em>中心</em>"), "大连金融中心");
        assert_eq!(without_inline_tags("the <div> and <b> elements, a</b"), "the <div> and <b> elements, a</b");
        assert_eq!(without_tags("<p>a <CET口试报名> <!-- x --> 1 < 2<br/>b"), "a <CET口试报名>  1 < 2b");
    }
}
