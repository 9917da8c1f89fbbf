//! A piece of HTML, such as the summary of a feed, as plain text: by html2text, which is made for that.

use std::borrow::Cow;

use html2text::render::TrivialDecorator;

/// Bytes of a fragment that are read: what is longer is no summary.
const MAX_FRAGMENT: usize = 16 << 10;

/// Wider than any line of a fragment.
const WIDTH: usize = 4 * MAX_FRAGMENT;

/// The text of the HTML `fragment`, its blocks on lines of their own.
pub fn text_of_fragment(fragment: &str) -> Cow<'_, str> {
    let mut end = fragment.len().min(MAX_FRAGMENT);
    while !fragment.is_char_boundary(end) {
        end -= 1;
    }
    let fragment = fragment.get(..end).unwrap_or_default();
    let html = super::prescan::prescan(fragment);
    let text = html2text::config::with_decorator(TrivialDecorator::new())
        .allow_width_overflow()
        .raw_mode(true)
        .string_from_read(html.as_bytes(), WIDTH);
    let Ok(text) = text else { return Cow::Borrowed(fragment) };
    let is_rule = |line: &&str| !line.is_empty() && line.chars().all(|c| c == '─');
    Cow::Owned(text.lines().filter(|line| !is_rule(line)).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_is_read_as_text() {
        let cases = [
            ("<p>今天，<em>大连</em>&amp;<a href=x>沈阳</a></p>\n<p>二</p>", "今天，大连&沈阳 二"),
            ("点击<CET口试报名>，1 < 2", "点击<CET口试报名>，1 < 2"),
            ("<img src=x alt='大桥'><script>no</script>桥", "大桥桥"),
            ("<b>never closed", "never closed"),
            ("一<hr><table><tr><td>二<td>三</table>", "一 二 三"),
        ];
        for (html, text) in cases {
            assert_eq!(text_of_fragment(html).split_whitespace().collect::<Vec<_>>().join(" "), text, "{html}");
        }
        let long = format!("<p>{}", "看".repeat(MAX_FRAGMENT));
        assert!(text_of_fragment(&long).chars().filter(|c| *c == '看').count() > MAX_FRAGMENT / 4);
    }
}
