//! The words of a body, as its page shows them: what is searched, indexed and shown around a hit.
//!
//! Owns which reader a body needs, and the flags of what it holds. Knows nothing of HTML and Markdown.

use crate::article::{Body, BodyKind};
use crate::html::{self, Words};
use crate::library::flags::Flags;

/// The text of a body, and [`Flags::LINK`], [`Flags::IMAGE`], [`Flags::CODE`] as it holds them.
///
/// What the page does not show is no part of it: text that is hidden, and what follows in a body that is too long.
pub fn plain(body: &Body) -> (String, Flags) {
    let text = html::capped(&body.text);
    let words = match body.kind {
        BodyKind::Html => html::words(text),
        BodyKind::Markdown => html::words_of_markdown(text),
        BodyKind::Text => Words {
            text: text.to_owned(),
            has_link: text.contains("http://") || text.contains("https://"),
            ..Words::default()
        },
    };
    let flags = Flags::default().with(Flags::LINK, words.has_link);
    (words.text, flags.with(Flags::IMAGE, words.has_image).with(Flags::CODE, words.has_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_line_stay_together_and_blocks_stay_apart() {
        let cases = [
            ("<p>金<b>融</b>市场</p><p>股票</p>", "金融市场 股票"),
            ("a<br>b<hr/>c", "a b c"),
            ("<script>var x = '<p>no</p>';</script>yes", "yes"),
            ("<!-- no -->yes<style>p{}</style>", "yes"),
            ("1 < 2 && 3 > 2 &lt;b&gt; &#123;&#x4e2d; &nope;", "1 < 2 && 3 > 2 <b> {中 &nope;"),
            ("<a href='x>y'>链接</a>尾", "链接尾"),
            ("<img src=a alt=\"大桥\">边", "大桥 边"),
            ("点击<CET口试报名>", "点击<CET口试报名>"),
        ];
        for (html, expected) in cases {
            let (plain, _) = plain(&Body { kind: BodyKind::Html, text: html.to_owned() });
            assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), expected, "{html}");
        }
    }

    #[test]
    fn links_images_and_code_are_noticed() {
        let flags = |kind, text: &str| plain(&Body { kind, text: text.to_owned() }).1;
        assert!(flags(BodyKind::Html, "<a href=x>x</a>").has(Flags::LINK));
        assert!(!flags(BodyKind::Html, "<a name=x>x</a>").has(Flags::LINK));
        assert!(flags(BodyKind::Html, "<IMG src=x>").has(Flags::IMAGE));
        assert!(flags(BodyKind::Html, "<pre>x</pre>").has(Flags::CODE));
        assert!(flags(BodyKind::Markdown, "[a](b) `c`").has(Flags(Flags::LINK.0 | Flags::CODE.0)));
        assert!(flags(BodyKind::Text, "see https://example.com").has(Flags::LINK));
    }
}
