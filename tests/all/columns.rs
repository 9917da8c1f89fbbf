//! Columns are counted as the screen counts them: what [`text::width`] says is what ratatui's buffer
//! gives, for every text that passed [`text::sanitize`].

use kanbao::text::{self, Ambiguous};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// One or a few characters of every kind that has been trouble: see the comments.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,8}",
        // Han, kana, hangul, their punctuation; full and half width.
        "[\u{4e00}-\u{9fff}\u{3041}-\u{30ff}\u{ac00}-\u{d7a3}\u{3000}-\u{301f}\u{ff01}-\u{ff60}]{1,6}",
        "[\u{ff61}-\u{ff9f}]{1,4}",
        "[\u{ffa0}-\u{ffdc}]{1,2}",
        // Combining marks, alone too; conjoining jamo in and out of order.
        "[a-eか]?[\u{300}-\u{36f}\u{3099}\u{309a}\u{20d0}-\u{20f0}]{1,3}",
        "[\u{1100}-\u{115f}]?[\u{1160}-\u{11a7}]?[\u{11a8}-\u{11ff}]?",
        // Emoji: sequences, skin tones, selectors, flags, keycaps.
        "[\u{1f300}-\u{1faff}][\u{fe0f}\u{1f3fb}]?(\u{200d}[\u{1f466}-\u{1f469}♂⚕❤]\u{fe0f}?){0,3}",
        "[\u{1f1e6}-\u{1f1ff}]{1,3}",
        "[0-9#*]\u{fe0f}?\u{20e3}",
        // Ambiguous width.
        "[“”‘’…—·①α×°→★│█Ⅳ§•]{1,4}",
        // Scripts with ligatures, conjuncts, prepended signs.
        "[\u{600}-\u{6ff}لا]{1,5}",
        "[\u{5d0}-\u{5ea}\u{5b0}-\u{5c7}]{1,4}",
        "[\u{1780}-\u{17d3}្]{1,5}",
        "[\u{900}-\u{97f}\u{e00}-\u{e5b}\u{f00}-\u{fbc}]{1,5}",
        // What must not pass.
        "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}]{1,3}",
        any::<char>().prop_map(String::from),
    ]
}

fn mixed() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat())
}

/// The columns that the text takes in a buffer.
fn columns_in_buffer(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 2000, 1));
    let (end, _) = buffer.set_stringn(0, 0, text, 2000, Style::new());
    usize::from(end)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn width_is_what_the_buffer_gives(text in mixed()) {
        let shown = text::sanitize_line(&text);
        prop_assert_eq!(text::width(&shown, Ambiguous::Narrow), columns_in_buffer(&shown));
    }

    #[test]
    fn sanitised_text_stays_as_it_is(text in mixed()) {
        let once = text::sanitize(&text).into_owned();
        prop_assert_eq!(text::sanitize(&once), once.as_str());
        prop_assert!(!once.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
    }

    #[test]
    fn wide_is_never_narrower(text in mixed()) {
        let shown = text::sanitize_line(&text);
        let (narrow, wide) = (text::width(&shown, Ambiguous::Narrow), text::width(&shown, Ambiguous::Wide));
        prop_assert!(narrow <= wide && wide <= 2 * narrow.max(1));
    }

    #[test]
    fn what_is_cut_fits_and_what_is_padded_fills(text in mixed(), columns in 0_usize..30, wide: bool) {
        let ambiguous = if wide { Ambiguous::Wide } else { Ambiguous::Narrow };
        let shown = text::sanitize_line(&text);
        let cut = text::cut(&shown, columns, ambiguous);
        prop_assert!(shown.starts_with(cut) && text::width(cut, ambiguous) <= columns);
        prop_assert!(text::width(&text::shorten(&shown, columns, ambiguous), ambiguous) <= columns);
        prop_assert_eq!(text::width(&text::pad(&shown, columns, ambiguous), ambiguous), columns);
    }
}
