//! The table of elements: all that the parser, the page and the index tell apart by an element's name.
//!
//! Owns the one list of names. Knows nothing of attributes: what they hide is in `hidden`.

/// What is known of an element by its name.
///
/// An element that is not in the table is [`Element::default`]: part of a line, with content that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Element(u16);

/// Is in the table.
const KNOWN: u16 = 1;
/// Part of a line, with content that is shown, as an element is that is not in the table.
const INLINE: u16 = 0;
/// Begins and ends a line of the page.
const BLOCK: u16 = 1 << 1;
/// Part of a line, with a space or a bracket on both sides.
const APART: u16 = 1 << 2;
/// Has no content and no end tag (HTML 13.1.2, void elements).
const VOID: u16 = 1 << 3;
/// May lack its end tag: a sibling or the end of its parent closes it (HTML 13.1.2.4).
const SELF_ENDING: u16 = 1 << 4;
/// Its content is not on the page.
const HIDDEN: u16 = 1 << 5;
/// Its content is characters up to its end tag, whatever they look like.
const RAW: u16 = 1 << 6;
/// Stays open across the ends of blocks (HTML 13.2.4.3, active formatting elements).
const FORMATTING: u16 = 1 << 7;
/// Its start tag ends a drawing or a formula that was left open (HTML 13.2.6.5).
const BREAKS_OUT: u16 = 1 << 8;
/// Is not used to mark up code: inside `<pre>` its tag is text that the page forgot to escape.
const OUTER: u16 = 1 << 9;
/// Its tags are left out: it would take the place of the whole page or swallow the rest of it.
const REFUSED: u16 = 1 << 10;

/// The elements by name, sorted.
const TABLE: &[(&str, u16)] = &[
    ("a", FORMATTING),
    ("abbr", INLINE),
    ("acronym", INLINE),
    ("address", BLOCK),
    ("applet", OUTER),
    ("area", VOID | HIDDEN),
    ("article", BLOCK | BREAKS_OUT),
    ("aside", BLOCK),
    ("audio", BLOCK),
    ("b", FORMATTING | BREAKS_OUT),
    ("base", VOID | HIDDEN),
    ("basefont", VOID | HIDDEN | OUTER),
    ("bdi", INLINE),
    ("bdo", INLINE),
    ("bgsound", VOID | HIDDEN | OUTER),
    ("big", FORMATTING | BREAKS_OUT),
    ("blockquote", BLOCK | BREAKS_OUT),
    ("body", BLOCK | SELF_ENDING | BREAKS_OUT),
    ("br", BLOCK | VOID | BREAKS_OUT),
    ("button", APART),
    ("canvas", HIDDEN),
    ("caption", BLOCK),
    ("center", BLOCK | BREAKS_OUT),
    ("cite", INLINE),
    ("code", FORMATTING | BREAKS_OUT),
    ("col", VOID),
    ("colgroup", SELF_ENDING),
    ("data", INLINE),
    ("datalist", HIDDEN | OUTER),
    ("dd", BLOCK | SELF_ENDING | BREAKS_OUT),
    ("del", INLINE),
    ("details", BLOCK),
    ("dfn", INLINE),
    ("dialog", BLOCK | OUTER),
    ("dir", BLOCK | OUTER),
    ("div", BLOCK | BREAKS_OUT),
    ("dl", BLOCK | BREAKS_OUT),
    ("dt", BLOCK | SELF_ENDING | BREAKS_OUT),
    ("em", FORMATTING | BREAKS_OUT),
    ("embed", BLOCK | VOID | BREAKS_OUT),
    ("fieldset", BLOCK),
    ("figcaption", BLOCK),
    ("figure", BLOCK | BREAKS_OUT),
    ("font", FORMATTING),
    ("footer", BLOCK),
    ("form", BLOCK),
    ("frame", OUTER | REFUSED),
    ("frameset", OUTER | REFUSED),
    ("h1", BLOCK | BREAKS_OUT),
    ("h2", BLOCK | BREAKS_OUT),
    ("h3", BLOCK | BREAKS_OUT),
    ("h4", BLOCK | BREAKS_OUT),
    ("h5", BLOCK | BREAKS_OUT),
    ("h6", BLOCK | BREAKS_OUT),
    ("head", SELF_ENDING | HIDDEN | BREAKS_OUT | OUTER),
    ("header", BLOCK),
    ("hgroup", BLOCK),
    ("hr", BLOCK | VOID | BREAKS_OUT),
    ("html", BLOCK | SELF_ENDING),
    ("i", FORMATTING | BREAKS_OUT),
    ("iframe", BLOCK | RAW),
    ("image", VOID | OUTER),
    ("img", VOID | BREAKS_OUT),
    ("input", APART | VOID),
    ("ins", INLINE),
    ("kbd", INLINE),
    ("keygen", VOID | OUTER),
    ("label", INLINE),
    ("legend", BLOCK),
    ("li", BLOCK | SELF_ENDING | BREAKS_OUT),
    ("link", VOID | HIDDEN | OUTER),
    ("listing", BLOCK | BREAKS_OUT | OUTER),
    ("main", BLOCK),
    ("map", HIDDEN),
    ("mark", INLINE),
    ("marquee", OUTER),
    ("math", OUTER),
    ("menu", BLOCK | BREAKS_OUT | OUTER),
    ("meta", VOID | HIDDEN | BREAKS_OUT | OUTER),
    ("meter", APART),
    ("nav", BLOCK),
    ("nobr", FORMATTING | BREAKS_OUT),
    ("noembed", HIDDEN | RAW | OUTER),
    ("noframes", HIDDEN | RAW | OUTER),
    ("noscript", OUTER),
    ("object", BLOCK),
    ("ol", BLOCK | BREAKS_OUT),
    ("optgroup", BLOCK | SELF_ENDING),
    ("option", APART | SELF_ENDING),
    ("output", INLINE),
    ("p", BLOCK | SELF_ENDING | BREAKS_OUT),
    ("param", VOID | HIDDEN | OUTER),
    ("picture", INLINE),
    ("plaintext", OUTER | REFUSED),
    ("pre", BLOCK | BREAKS_OUT),
    ("progress", APART),
    ("q", INLINE),
    ("rb", SELF_ENDING | OUTER),
    ("rp", SELF_ENDING | HIDDEN),
    ("rt", APART | SELF_ENDING),
    ("rtc", SELF_ENDING | OUTER),
    ("ruby", BREAKS_OUT),
    ("s", FORMATTING | BREAKS_OUT),
    ("samp", INLINE),
    ("script", HIDDEN | RAW),
    ("search", BLOCK | OUTER),
    ("section", BLOCK | BREAKS_OUT),
    ("select", APART),
    ("small", FORMATTING | BREAKS_OUT),
    ("source", VOID | HIDDEN),
    ("span", BREAKS_OUT),
    ("strike", FORMATTING | BREAKS_OUT),
    ("strong", FORMATTING | BREAKS_OUT),
    ("style", HIDDEN | RAW),
    ("sub", BREAKS_OUT),
    ("summary", BLOCK),
    ("sup", BREAKS_OUT),
    ("svg", HIDDEN),
    ("table", BLOCK | BREAKS_OUT),
    ("tbody", BLOCK | SELF_ENDING),
    ("td", BLOCK | SELF_ENDING),
    ("template", HIDDEN),
    ("textarea", APART | RAW),
    ("tfoot", BLOCK | SELF_ENDING),
    ("th", BLOCK | SELF_ENDING),
    ("thead", BLOCK | SELF_ENDING),
    ("time", INLINE),
    ("title", HIDDEN | RAW),
    ("tr", BLOCK | SELF_ENDING),
    ("track", VOID | HIDDEN | OUTER),
    ("tt", FORMATTING | BREAKS_OUT),
    ("u", FORMATTING | BREAKS_OUT),
    ("ul", BLOCK | BREAKS_OUT),
    ("var", BREAKS_OUT),
    ("video", BLOCK),
    ("wbr", VOID),
    ("xmp", BLOCK | RAW | OUTER),
];

impl Element {
    /// The element with this name, which is in lower case.
    pub fn named(name: &str) -> Element {
        let found = TABLE.binary_search_by_key(&name, |row| row.0);
        let row = found.ok().and_then(|at| TABLE.get(at));
        Element(row.map_or(0, |&(_, flags)| flags | KNOWN))
    }

    fn has(self, flag: u16) -> bool {
        self.0 & flag != 0
    }

    /// True of the elements in the table.
    pub fn is_known(self) -> bool {
        self.has(KNOWN)
    }

    /// True of elements that begin and end a line of the page.
    pub fn is_block(self) -> bool {
        self.has(BLOCK)
    }

    /// True of elements inside a line that are kept apart from the text beside them.
    pub fn is_apart(self) -> bool {
        self.has(APART)
    }

    /// True of elements without content and end tag.
    pub fn is_void(self) -> bool {
        self.has(VOID)
    }

    /// True of elements that a sibling or the end of their parent closes.
    pub fn is_self_ending(self) -> bool {
        self.has(SELF_ENDING)
    }

    /// True of elements whose content the page does not show.
    pub fn is_hidden(self) -> bool {
        self.has(HIDDEN)
    }

    /// True of elements whose content is characters up to their end tag.
    pub fn is_raw(self) -> bool {
        self.has(RAW)
    }

    /// True of elements that stay open across the ends of blocks.
    pub fn is_formatting(self) -> bool {
        self.has(FORMATTING)
    }

    /// True of elements that end an open drawing or formula.
    pub fn breaks_out(self) -> bool {
        self.has(BREAKS_OUT)
    }

    /// True of elements that are markup inside of code.
    pub fn is_known_in_code(self) -> bool {
        self.is_known() && !self.has(OUTER)
    }

    /// True of elements whose tags are left out.
    pub fn is_refused(self) -> bool {
        self.has(REFUSED)
    }

    /// The names of all elements in the table.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|row| row.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        assert!(TABLE.is_sorted_by_key(|row| row.0));
        for name in Element::names() {
            assert!(Element::named(name).is_known(), "{name}");
        }
        assert_eq!(Element::named("看报"), Element::default());
    }
}
