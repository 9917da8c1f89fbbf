//! What characters are, as far as the ends of lines care: forbidden starts, forbidden ends, East
//! Asian or not; and where a word may be cut at need.
//!
//! The sets follow CLREQ § 3.1.6 (prohibition rules for line start and line end) and JLREQ § 3.1.7,
//! 3.1.8. Knows nothing of widths or where lines break: [`super::breaks`] does.

use crate::text::graphemes;

/// Whether a line may start with `c`: not with closing punctuation, small kana, ー, 々, %, ℃,
/// the interpunct, …, — and the like (禁則, line start prohibition).
///
/// ’ and ” count as closing here; after a space and before a letter they open (’90s) and may start one.
pub fn may_start_line(c: char) -> bool {
    match c {
        '!' | '%' | ')' | ',' | '.' | ':' | ';' | '?' | ']' | '}' => false,
        '\0'..='\u{a1}' => true,
        _ => !(is_closing(c) || is_stop(c) || is_small_kana(c) || is_unit_sign(c) || is_interpunct(c) || is_dash(c)),
    }
}

/// Whether a line may end with `c`: not with opening brackets and opening quotes.
///
/// “ and ‘ count as opening here; German sets them after a word („so“), where they may end a line.
pub fn may_end_line(c: char) -> bool {
    !is_opening(c)
}

/// Where a word that no line holds may be cut, in bytes: between graphemes, but for what no line starts or ends
/// with.
pub fn cuts(word: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    let mut before: Option<char> = None;
    graphemes(word).filter_map(move |grapheme| {
        let first = grapheme.chars().next()?;
        let allowed = before.is_some_and(may_end_line) && may_start_line(first) && first != ' ';
        before = grapheme.chars().next_back();
        let cut = at;
        at += grapheme.len();
        allowed.then_some(cut)
    })
}

/// Whether `c` is a character that makes “ ” ‘ ’ beside them East Asian: Han, kana, hangul, bopomofo, Yi,
/// their punctuation and the full-width forms.
pub fn is_east_asian(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff9f}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{16fe0}'..='\u{18dff}' | '\u{1aff0}'..='\u{1b2ff}' | '\u{1f200}'..='\u{1f2ff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether one space is set between the two by [`Options::gap`](crate::render::Options::gap): Han or kana beside a
/// letter or digit of another script (CLREQ § 3.2.2).
pub fn wants_gap(before: char, after: char) -> bool {
    is_han_or_kana(before) && is_western(after) || is_western(before) && is_han_or_kana(after)
}

fn is_han_or_kana(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '々' | '〇' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | 'ー'
        | '\u{3105}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_western(c: char) -> bool {
    c.is_ascii_alphanumeric() || c > '\u{a1}' && c < '\u{2e80}' && c.is_alphanumeric() && !is_east_asian(c)
}

/// Closing brackets and quotes.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '’' | '”'
            | '\u{2046}'
            | '\u{207e}'
            | '\u{208e}'
            | '\u{2309}'
            | '\u{230b}'
            | '\u{232a}'
            | '\u{3009}'
            | '\u{300b}'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '〙'
            | '〛'
            | '\u{301e}'
            | '\u{301f}'
            | '\u{fd3e}'
            | '\u{fe5a}'
            | '\u{fe5c}'
            | '\u{fe5e}'
            | '）'
            | '］'
            | '｝'
            | '｠'
            | '｣'
    )
}

/// Full stops, commas and other marks that belong to what is before them.
fn is_stop(c: char) -> bool {
    matches!(c,
        '、' | '。' | '，' | '．' | '：' | '；' | '！' | '？' | '／' | '｡' | '､' | '〜' | '～' | '\u{203c}'
        | '\u{2047}'..='\u{2049}' | '\u{fe10}'..='\u{fe16}' | '\u{fe19}' | '\u{fe50}'..='\u{fe57}' | '\u{61f}' | '\u{60c}' | '\u{61b}')
}

/// Small kana and marks that lengthen, repeat or voice what is before them.
fn is_small_kana(c: char) -> bool {
    matches!(c,
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' | 'ゕ' | 'ゖ'
        | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' | 'ヵ' | 'ヶ'
        | '\u{31f0}'..='\u{31ff}' | '\u{3099}'..='\u{309e}' | 'ー' | 'ヽ' | 'ヾ' | '々' | '〻' | '\u{ff67}'..='\u{ff70}'
        | '\u{ff9e}' | '\u{ff9f}')
}

/// Units and signs that belong to the number before them.
fn is_unit_sign(c: char) -> bool {
    matches!(c, '%' | '¢' | '°' | '‰' | '‱' | '′' | '″' | '‴' | '℃' | '℉' | '％' | '￠' | '\u{fe6a}' | '\u{66a}')
}

fn is_interpunct(c: char) -> bool {
    matches!(c, '·' | '‧' | '・' | '･' | '⸱')
}

/// Ellipses and dashes, which stay with what is before them.
fn is_dash(c: char) -> bool {
    matches!(c, '…' | '‥' | '⋯' | '—' | '―' | '⸺' | '⸻')
}

/// Opening brackets and quotes.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '¡'
            | '¿'
            | '‘'
            | '“'
            | '‚'
            | '„'
            | '\u{2045}'
            | '\u{207d}'
            | '\u{208d}'
            | '\u{2308}'
            | '\u{230a}'
            | '\u{2329}'
            | '\u{3008}'
            | '\u{300a}'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
            | '\u{301d}'
            | '\u{fd3f}'
            | '\u{fe59}'
            | '\u{fe5b}'
            | '\u{fe5d}'
            | '（'
            | '［'
            | '｛'
            | '｟'
            | '｢'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_starts_and_ends() {
        assert!("。，、：；！？）」』】》〉’”…—·・ー々ぁっょァッヵ%％℃‰°.,)]}!?".chars().all(|c| !may_start_line(c)));
        assert!("（「『【《〈“‘([{".chars().all(|c| !may_end_line(c) && may_start_line(c)));
        assert!("中あアA1한¥￥$-/@#“".chars().all(may_start_line));
        assert!("中あアA1한。”)-/".chars().all(may_end_line));
    }

    #[test]
    fn a_gap_is_wanted_between_han_and_latin_only() {
        assert!(wants_gap('中', 'A') && wants_gap('3', '月') && wants_gap('カ', 'b') && wants_gap('é', '中'));
        assert!(!wants_gap('中', '，') && !wants_gap('，', 'A') && !wants_gap('A', 'b') && !wants_gap('中', '３'));
    }
}
