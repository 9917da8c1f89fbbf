//! Character references: `&amp;`, `&#123;`.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// `text` with HTML's character references decoded: `&amp;`, `&#123;`, `&#x7b;`.
pub fn decode(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match reference(after) {
            Some((decoded, length)) => {
                out.extend(decoded);
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The characters of the reference that `text`, after its `&`, begins with, and its length.
fn reference(text: &str) -> Option<(Vec<char>, usize)> {
    let end = text.bytes().take(40).position(|b| b == b';')?;
    let name = text.get(..end)?;
    let characters = match name.strip_prefix('#') {
        Some(number) => vec![numbered(number)?],
        None => {
            let (first, second) = NAMED_ENTITIES.get(text.get(..=end)?)?;
            [*first, *second].into_iter().filter(|c| *c != 0).filter_map(char::from_u32).collect()
        }
    };
    Some((characters, end + 1))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers of windows-1252 are common enough to be in the HTML standard.
    let replaced = code.checked_sub(0x80).and_then(|c1| *C1_REPLACEMENTS.get(usize::try_from(c1).ok()?)?);
    replaced.or_else(|| char::from_u32(code)).filter(|c| *c != '\0')
}

/// True of text with a reference that HTML understands although its `;` is missing: `&nbsp 1`, `&copy2021`.
pub(super) fn has_unfinished_reference(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        let after = text.get(at + 1..).unwrap_or_default();
        let is_name = |length| after.get(..length).and_then(|name| NAMED_ENTITIES.get(name)).is_some_and(|c| c.0 != 0);
        // The longest name of this kind is `Aacute`.
        reference(after).is_none() && (after.starts_with('#') || (2..=6).any(is_name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        let cases = [
            ("&#123;a&#125;", "{a}"),
            ("R&amp;D &lt;b&gt; &#x4e2d;&quot;", "R&D <b> 中\""),
            ("&amp;#123;", "&#123;"),
            ("AT&T a&b; &; &#; &#x110000; &", "AT&T a&b; &; &#; &#x110000; &"),
            ("&#150;&nbsp;&NotEqualTilde;", "–\u{a0}≂̸"),
        ];
        for (text, wanted) in cases {
            assert_eq!(decode(text), wanted);
        }
    }

    #[test]
    fn references_without_their_end_are_noticed() {
        assert!(
            has_unfinished_reference("a &nbsp b")
                && has_unfinished_reference("&copy2021")
                && has_unfinished_reference("&#32 ")
        );
        assert!(!has_unfinished_reference("AT&T &amp; R&D &;"));
    }
}
