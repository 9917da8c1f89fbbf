//! A whole article file, or its head, to an [`Article`].

use std::borrow::Cow;

use jiff::{Timestamp, tz::TimeZone};

use super::front_matter::{Split, split};
use super::{Article, Body, BodyKind, Problem, charset, clean_line, front_matter, id, meta, title};

/// What is known of a file besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Path below the library's root, parts joined by `/`: names the file, and its folders stand in
    /// for missing categories.
    pub path: &'a str,
    /// The file's time, which stands in for a missing date.
    pub modified: Option<Timestamp>,
    /// The zone of dates written without one.
    pub zone: &'a TimeZone,
}

/// The article in `bytes`, the whole of a file.
pub fn read(bytes: &[u8], source: &Source<'_>) -> Article {
    let decoded = charset::decode(bytes);
    let parts = split(&decoded.text);
    let (written, problems) = fields(&parts, source, decoded.problem);
    finish(written, body(parts.body, source.path), problems, source)
}

/// As [`read`], for a list: the body is left out.
pub fn read_listed(bytes: &[u8], source: &Source<'_>) -> Article {
    let decoded = charset::decode(bytes);
    let parts = split(&decoded.text);
    let (written, problems) = fields(&parts, source, decoded.problem);
    let body = if written.meta.title.is_empty() { body(parts.body, source.path) } else { Body::default() };
    Article { body: Body::default(), ..finish(written, body, problems, source) }
}

/// The article whose file begins with `bytes` (some KB), for a list: id and meta are as in [`read`], the
/// body is left out, and problems of bytes further on are not known.
///
/// `None` when the beginning does not tell all that: the front matter does not end in it, it has no
/// title, or its charset shows only in the whole file. Read the whole file then.
pub fn read_head(bytes: &[u8], source: &Source<'_>) -> Option<Article> {
    let parts = charset::decode_head(bytes)?;
    let (written, problems) = fields(&parts, source, None);
    let has_title = !written.meta.title.is_empty();
    has_title.then(|| finish(written, Body::default(), problems, source))
}

fn fields(parts: &Split<'_>, source: &Source<'_>, problem: Option<Problem>) -> (meta::Written, Vec<Problem>) {
    let mut problems: Vec<Problem> = problem.into_iter().collect();
    let Some(block) = &parts.block else { return (meta::Written::default(), problems) };
    let (fields, found) = front_matter::parse(block);
    problems.extend(found);
    let written = meta::read(&fields, block, source.zone, &mut problems);
    (written, problems)
}

/// Puts in what stands in for what the front matter does not say.
fn finish(written: meta::Written, body: Body, problems: Vec<Problem>, source: &Source<'_>) -> Article {
    let meta::Written { mut meta, date_text } = written;
    if meta.categories.is_empty() {
        meta.categories.extend(folders(source.path));
    }
    if meta.title.is_empty() {
        meta.title = stand_in(&meta, &body, source.path);
    }
    meta.date = meta.date.or_else(|| meta::file_time(source.modified));
    let id = id::identify(&meta, date_text.as_deref(), source.path);
    Article { id, meta, body, problems }
}

/// A title for an article without one; never empty.
fn stand_in(meta: &super::Meta, body: &Body, path: &str) -> String {
    let source = || meta.categories.first().and_then(|parts| parts.last()).cloned();
    title::from_body(body).or_else(|| title::from_path(path)).or_else(source).unwrap_or_else(|| "—".to_owned())
}

/// The folders of `path` as one path of categories.
fn folders(path: &str) -> Option<Vec<String>> {
    let (folders, _) = path.rsplit_once('/')?;
    let parts: Vec<String> = folders.split('/').map(clean_line::line).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then_some(parts)
}

fn body(text: &str, path: &str) -> Body {
    Body { kind: kind(text, path), text: with_line_feeds(text).into_owned() }
}

/// The kind of a body: HTML where it begins with a tag, else what the file's name says.
fn kind(text: &str, path: &str) -> BodyKind {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => BodyKind::Html,
        _ if begins_with_tag(text) => BodyKind::Html,
        Some("txt") => BodyKind::Text,
        _ => BodyKind::Markdown,
    }
}

fn begins_with_tag(text: &str) -> bool {
    let mut text = text.trim_start();
    while let Some(comment) = text.strip_prefix("<!--") {
        text = comment.split_once("-->").map_or("", |(_, after)| after.trim_start());
    }
    clean_line::tag_length(text).is_some()
}

/// `text` with CRLF and CR as LF, as HTML and Markdown both have it.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{DateSource, Meta};

    const SOURCE: Source<'static> = Source { path: "", modified: None, zone: &TimeZone::UTC };

    fn of(bytes: impl AsRef<[u8]>) -> Article {
        read(bytes.as_ref(), &SOURCE)
    }

    #[test]
    fn front_matter_is_read_as_a_person_reads_it() {
        let cases = include_str!("../../tests/article/front_matter.txt");
        let (_, cases) = cases.split_once("\n\n").unwrap();
        for case in cases.split("=====\n") {
            let (block, wanted) = case.split_once(">>>\n").unwrap();
            let article = of(format!("\n---\n{block}---\n"));
            let (found, wanted) = (in_words(&article), wanted.trim_end());
            let same = found.len() == wanted.lines().count()
                && found.iter().zip(wanted.lines()).all(|(found, wanted)| {
                    found == wanted || wanted.starts_with("problem") && found.starts_with(wanted)
                });
            assert!(same, "{block}\nfound:\n{}\n\nwanted:\n{wanted}", found.join("\n"));
        }
    }

    fn in_words(article: &Article) -> Vec<String> {
        let Meta { title, categories, tags, authors, date, image, link, guid, lang, description, other } =
            &article.meta;
        let title = if title == "—" || article.body.text.contains(title) { "(none)" } else { title };
        let paths: Vec<String> = categories.iter().map(|path| path.join("/")).collect();
        let other: Vec<String> = other.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let list = |list: &[String]| Some(list.join("|"));
        let fields = [
            ("title", Some(title.to_owned())),
            ("categories", list(&paths)),
            ("tags", list(tags)),
            ("authors", list(authors)),
            ("date", date.map(|date| date.at.to_string())),
            ("image", image.clone()),
            ("link", link.clone()),
            ("guid", guid.clone()),
            ("lang", lang.clone()),
            ("description", description.clone()),
            ("other", list(&other).filter(|other| !other.starts_with("thumbnail"))),
        ];
        let filled = fields.into_iter().filter_map(|(name, value)| Some((name, value.filter(|v| !v.is_empty())?)));
        let mut words: Vec<String> = filled.map(|(name, value)| format!("{name} = {value}")).collect();
        let line = |problem: &Problem| problem.line.map(|line| line.to_string()).unwrap_or_default();
        words.extend(article.problems.iter().map(|p| format!("problem = {} {}", line(p), p.what)));
        words
    }

    #[test]
    fn what_is_missing_is_stood_in_for() {
        let modified = Timestamp::from_second(1_600_000_000).ok();
        let source = Source { path: "金融/要闻/大连.md", modified, ..SOURCE };
        let article = read(b"<img src=x>", &source);
        assert_eq!(article.meta.title, "大连");
        assert_eq!(article.meta.categories, [["金融", "要闻"]]);
        assert_eq!(article.meta.date.map(|date| date.source), Some(DateSource::FileTime));
        assert_eq!(article.problems, []);
        let hidden = Source { path: "社交媒体/.md", ..source };
        assert_eq!(read(b"---\ntitle: #\ncategories: [a, b]\n---\n<img>", &hidden).meta.title, "b");
        assert_eq!(read(b"", &Source { path: ".md", ..SOURCE }).meta.title, "—");
    }

    #[test]
    fn a_body_that_begins_with_a_tag_is_html() {
        let kind = |path: &str, text: &str| read(text.as_bytes(), &Source { path, ..SOURCE }).body.kind;
        for text in ["<div>x", "\n <!-- a --> <p>", "<!DOCTYPE html>", "<br/>", "</div>"] {
            assert_eq!(kind("a.md", text), BodyKind::Html, "{text}");
        }
        for text in ["# x", "<https://example.com>", "<!-- a --> x", "", "< 3", "<CET口试>"] {
            assert_eq!(kind("a.md", text), BodyKind::Markdown, "{text}");
        }
        assert_eq!(kind("a.HTM", "x"), BodyKind::Html);
        assert_eq!((kind("a.txt", "x"), kind("a.txt", "<p>")), (BodyKind::Text, BodyKind::Html));
    }

    #[test]
    fn every_charset_comes_out_as_text() {
        let chinese = "---\ntitle: 大连市金融发展局\n---\n<p>大连，是我国十五大副省级城市兼五大计划单列市之一，也是东北经济体量最大的城市。</p>";
        let taiwanese =
            "---\ntitle: 臺灣的天氣\n---\n<p>今天天氣很好，我們一起去公園散步，看看花，聽聽鳥叫的聲音，非常舒服。</p>";
        let japanese = "---\ntitle: 日本の天気\n---\n<p>今日はとても良い天気なので、みんなで公園へ散歩に行きました。カタカナも書きます。</p>";
        let korean =
            "---\ntitle: 오늘의 날씨\n---\n<p>오늘은 날씨가 아주 좋아서 모두 함께 공원으로 산책을 갔습니다.</p>";
        let russian = "---\ntitle: Погода сегодня\n---\n<p>Сегодня очень хорошая погода, и мы все вместе пошли гулять в парк.</p>";
        let cases = [
            ("gb18030", chinese),
            ("big5", taiwanese),
            ("shift_jis", japanese),
            ("euc-jp", japanese),
            ("euc-kr", korean),
            ("windows-1251", russian),
        ];
        for (label, text) in cases {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let article = of(encoding.encode(text).0);
            assert!(text.contains(&article.meta.title), "{label}: {}", article.meta.title);
            assert!(text.ends_with(&article.body.text), "{label}: {}", article.body.text);
            assert_eq!(article.problems, [], "{label}");
        }
    }

    #[test]
    fn utf_16_is_found_with_and_without_its_mark() {
        let text = "---\ntitle: 大连\n---\n<p>a</p>";
        for little in [true, false] {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            assert_eq!(of(&bytes).meta.title, "大连");
            let mark = if little { b"\xff\xfe" } else { b"\xfe\xff" };
            assert_eq!(of([&mark[..], &bytes].concat()).body.text, "<p>a</p>");
        }
    }

    #[test]
    fn a_declared_charset_is_believed_where_the_bytes_agree() {
        let html =
            |label: &str| [format!("<meta charset=\"{label}\"><title>").as_bytes(), b"caf\xe9 \xa4</title>"].concat();
        assert_eq!(of(html("iso-8859-15")).meta.title, "café €");
        assert_eq!(of(html("windows-1252")).meta.title, "café ¤");
        let wrong =
            [&b"<meta charset=utf-8><p>"[..], &encoding_rs::GBK.encode("大连是东北经济体量最大的城市").0].concat();
        assert_eq!(of(&wrong).meta.title, "大连是东北经济体量最大的城市");
    }

    #[test]
    fn broken_bytes_are_told_of_and_nothing_else_is_lost() {
        let text = format!("---\ntitle: 大连\n---\n<p>{}", "金融".repeat(500));
        let mut bytes = text.into_bytes();
        bytes.extend(b"\n\xff</p>");
        let article = of(&bytes);
        assert_eq!(article.meta.title, "大连");
        assert!(article.body.text.ends_with("\n\u{fffd}</p>"));
        assert_eq!(article.problems[0].line, Some(5));
        assert_eq!(article.problems.len(), 1);
    }

    #[test]
    fn hostile_front_matter_takes_no_time_and_no_memory() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
            + &('b'..='j')
                .map(|c| format!("{c}: &{c} [{}]\n", format!("*{},", (c as u8 - 1) as char).repeat(9)))
                .collect::<String>();
        let deep = |c: &str, end: &str| format!("a: {}{}\n", c.repeat(30_000), end.repeat(30_000));
        let long_alias = format!("a: &a {}\nb:\n{}", "x".repeat(30_000), "- *a\n".repeat(6_000));
        let stairs: String = (0..300).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
        let hostile = [
            bomb,
            deep("[", "]"),
            deep("{", ""),
            deep("- ", ""),
            deep("? ", ""),
            deep("'", "'\"'"),
            deep("&a ", ""),
            long_alias,
            stairs,
            format!("a: {}\n", "x".repeat(200_000)),
            "a: b\n".repeat(15_000),
            "? a\n".repeat(15_000),
            "a: 'b\n".repeat(10_000),
            "a:\n - \u{1b}]0;x\u{7}\n - \0\n".to_owned(),
        ];
        for block in hostile {
            let start = block.chars().take(30).collect::<String>();
            let article = of(format!("---\ntitle: 大连\n{block}---\nx"));
            assert_eq!(article.meta.title, "大连", "{start}");
            assert_eq!(article.body.text, "x", "{start}");
            assert!(!article.problems.is_empty(), "{start}");
            assert!(article.problems.len() <= 20, "{start}");
            let held: usize = article.meta.other.iter().map(|(key, value)| key.len() + value.len()).sum();
            assert!(held < 400_000, "{start}");
        }
    }

    fn piece() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        prop_oneof![
            "[a-z]{1,6}: [^\n]{0,12}\n",
            "title: [\"'#@&!a-z大连é ]{0,12}\n",
            "( ?- [a-z大连:\\[]{0,6}\n){1,3}",
            "date: 2021-06-0[1-9]\n",
            "(link|guid): https://example.com/[a-z]{0,3}\n",
            Just("---\n".to_owned()),
            Just("---\r\n".to_owned()),
            "<p>[a-z大连é]{0,9}</p>\n",
            "\n| |\\PC{0,9}|\u{85}|\u{feff}",
        ]
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

        #[test]
        fn the_head_tells_the_same_as_the_whole(
            pieces in proptest::collection::vec(piece(), 0..12),
            charset in 0..4_usize,
            broken in proptest::option::of((0..400_usize, 0..=255_u8)),
            cut in 0..500_usize,
        ) {
            let text = format!("---\n{}", pieces.concat());
            let encoding = [encoding_rs::UTF_8, encoding_rs::UTF_8, encoding_rs::GBK, encoding_rs::WINDOWS_1252][charset];
            let mut bytes = encoding.encode(&text).0.into_owned();
            if let Some((at, byte)) = broken && at < bytes.len() {
                bytes[at] = byte;
            }
            let source = Source { path: "a/b.md", ..SOURCE };
            let whole = read(&bytes, &source);
            proptest::prop_assert!(!whole.meta.title.is_empty());
            let listed = read_listed(&bytes, &source);
            proptest::prop_assert_eq!(Article { body: whole.body.clone(), ..listed }, whole.clone());
            if let Some(head) = read_head(&bytes[..cut.min(bytes.len())], &source) {
                proptest::prop_assert_eq!(&head.meta, &whole.meta);
                proptest::prop_assert_eq!(head.id, whole.id);
            }
        }

        #[test]
        fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(0..=255_u8, 0..200)) {
            of([&b"---\na: b\n"[..], &bytes].concat());
            of(&bytes);
        }

        #[test]
        fn what_is_shown_holds_no_control(text in "(\\PC|[\u{1}-\u{1f}\u{7f}-\u{9f}\u{202e}&#;]){0,80}") {
            let meta = of(format!("---\ntitle: \"{text}\"\ntags: [{text}]\nx: {text}\n---\n{text}")).meta;
            let shown = format!("{}{:?}", meta.title, (meta.tags, meta.other, meta.authors));
            let acts = |c: char| c.is_control() || c == '\u{202e}';
            proptest::prop_assert!(!shown.chars().any(acts));
        }
    }
}
