//! What stands in for a title: the first heading, `<title>`, the first words, the file's name.

use super::clean_line::{line, tag_length, without_tags};
use super::{Body, BodyKind};

/// How far into a body a heading or `<title>` is looked for, in bytes.
const LOOKED_AT: usize = 64 * 1024;

/// The most characters of the first words.
const FIRST_WORDS: usize = 40;

/// The title that `body` itself gives, where it has a heading or any words.
pub fn from_body(body: &Body) -> Option<String> {
    let text = beginning(&body.text, LOOKED_AT);
    let filled = |title: String| Some(title).filter(|title| !title.is_empty());
    let heading = match body.kind {
        BodyKind::Html => html_heading(text),
        BodyKind::Markdown => markdown_heading(text).or_else(|| html_heading(text)),
        BodyKind::Text => None,
    };
    heading.or_else(|| element(text, "title")).and_then(filled).or_else(|| filled(first_words(text, body.kind)))
}

/// The file's name without its ending, as a title.
pub fn from_path(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Some(line(stem)).filter(|title| !title.is_empty())
}

fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

fn html_heading(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some((_, found)) = rest.split_once("<h") {
        let level = found.starts_with(|c: char| matches!(c, '1'..='6'));
        let opened = found.get(1..).filter(|after| level && after.starts_with(['>', ' ', '\n', '\t']));
        if let Some(title) = opened.and_then(content_to("</h")).filter(|title| !title.is_empty()) {
            return Some(title);
        }
        rest = found;
    }
    None
}

fn element(text: &str, name: &str) -> Option<String> {
    let (_, found) = text.split_once(&format!("<{name}"))?;
    content_to(&format!("</{name}"))(found)
}

/// The words between the end of an opened tag and `end`.
fn content_to(end: &str) -> impl Fn(&str) -> Option<String> {
    move |opened| {
        let (_, content) = opened.split_once('>')?;
        let (content, _) = content.split_once(end)?;
        Some(line(&without_tags(content)))
    }
}

/// The first `# heading`, or line with `===` or `---` below it, outside of code.
fn markdown_heading(text: &str) -> Option<String> {
    let (mut code, mut before) = (false, "");
    for at in super::front_matter::Lines::new(text) {
        let text = at.text.trim();
        if text.starts_with("```") || text.starts_with("~~~") {
            code = !code;
        }
        let heading = if code { None } else { atx(at.text).or_else(|| setext(before, text)) };
        if let Some(title) = heading.map(|text| line(&without_tags(&plain(text)))).filter(|title| !title.is_empty()) {
            return Some(title);
        }
        before = if code { "" } else { text };
    }
    None
}

fn atx(text: &str) -> Option<&str> {
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    let rest = text.get(hashes..).filter(|_| (1..=6).contains(&hashes))?;
    rest.starts_with([' ', '\t']).then(|| rest.trim().trim_end_matches('#').trim_end())
}

fn setext<'a>(before: &'a str, line: &str) -> Option<&'a str> {
    let rule = line.len() >= 3 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'));
    (rule && !before.is_empty() && !before.starts_with(['-', '>', '#', '|', '<'])).then_some(before)
}

/// Markdown's marks inside a line taken off: `**a**`, `` `a` ``, `[a](b)`, `![a](b)`.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((label, after)) = link(rest) {
            out.push_str(&plain(label));
            rest = after;
            continue;
        }
        if !matches!(c, '*' | '`') {
            out.push(c);
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// `[label](address)` at the start of `text`, and what follows it.
fn link(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('!').unwrap_or(text);
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (_, after) = after.split_once(')')?;
    (!label.contains('[')).then_some((label, after))
}

/// The first line of words, cut at a sentence's end or after some forty characters.
fn first_words(text: &str, kind: BodyKind) -> String {
    let text = match kind {
        BodyKind::Html => lines_of_html(text),
        BodyKind::Markdown => lines_of_html(&plain(text)),
        BodyKind::Text => text.to_owned(),
    };
    let mark = |c: char| matches!(c, '#' | '>' | '-' | '+' | '|' | '=' | '_' | '~') || c.is_whitespace();
    let first = text.lines().map(|at| line(at.trim_start_matches(mark))).find(|at| at.contains(char::is_alphanumeric));
    shorten(&first.unwrap_or_default())
}

/// The text of HTML with a line for each block; scripts and styles are no words.
fn lines_of_html(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(text);
        let Some(length) = tag_length(tag) else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
            continue;
        };
        out.push_str(if is_inline(tag) { "" } else { "\n" });
        rest = match hidden(tag) {
            Some(end) => tag.find(end).and_then(|at| tag.get(at..)).unwrap_or_default(),
            None => tag.get(length..).unwrap_or_default(),
        };
    }
    out.push_str(rest);
    out
}

fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default();
    matches!(
        name,
        "a" | "b" | "i" | "em" | "strong" | "span" | "font" | "code" | "u" | "mark" | "small" | "sub" | "sup"
    )
}

fn hidden(tag: &str) -> Option<&'static str> {
    [("<style", "</style"), ("<script", "</script")]
        .iter()
        .find(|(start, _)| tag.starts_with(start))
        .map(|(_, end)| *end)
}

fn shorten(text: &str) -> String {
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '!' | '?');
    let sentence = text.find(ends).and_then(|at| text.get(..at)).filter(|s| s.chars().count() >= 4);
    let sentence = sentence.unwrap_or(text);
    if sentence.chars().count() <= FIRST_WORDS {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(FIRST_WORDS).collect();
    // Between words of Latin letters where there is such a place.
    let whole =
        cut.rsplit_once(' ').map(|(before, _)| before).filter(|before| before.chars().count() > FIRST_WORDS / 2);
    format!("{}…", whole.unwrap_or(&cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(kind: BodyKind, text: &str) -> Option<String> {
        from_body(&Body { kind, text: text.to_owned() })
    }

    #[test]
    fn the_first_heading_comes_first() {
        let html = "<title>B</title><header>x</header><h2 class='a'>A &amp; <b>C</b>\n D</h2><h1>E</h1>";
        assert_eq!(title(BodyKind::Html, html).as_deref(), Some("A & C D"));
        assert_eq!(title(BodyKind::Html, "<h1><img src=x></h1><h2>乙</h2>").as_deref(), Some("乙"));
        let markdown = "```\n# no\n```\ntext\n\n## [周刊](x)：**一** ##\n";
        assert_eq!(title(BodyKind::Markdown, markdown).as_deref(), Some("周刊：一"));
        assert_eq!(title(BodyKind::Markdown, "Set in\n======\n").as_deref(), Some("Set in"));
    }

    #[test]
    fn then_title_then_the_first_words() {
        assert_eq!(title(BodyKind::Html, "<head><title>B</title></head><p>x").as_deref(), Some("B"));
        let html = "<style>p{}</style><div><!-- x --><p>　</p><p>看<b>报</b>了吗？ 是。</p>";
        assert_eq!(title(BodyKind::Html, html).as_deref(), Some("看报了吗"));
        assert_eq!(title(BodyKind::Text, "\n  # 一行\n二行").as_deref(), Some("一行"));
        let long = "word ".repeat(30);
        assert_eq!(title(BodyKind::Text, &long).as_deref(), Some("word word word word word word word word…"));
    }

    #[test]
    fn a_picture_alone_gives_no_title() {
        assert_eq!(title(BodyKind::Html, "<img src='x'>"), None);
        assert_eq!(from_path("社交媒体/.md"), None);
        assert_eq!(from_path("a/b.c.md").as_deref(), Some("b.c"));
    }
}
