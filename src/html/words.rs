//! The words of HTML, as a person reads them on the page: what is searched, indexed and shown around a hit.
//!
//! Owns what of a tree is text, and where it is kept apart. Knows nothing of how a page is set.

use super::dom::{Data, Dom, NodeId};
use super::elements::Element;
use super::formula::formula;
use super::guard::parse;
use super::hidden::is_hidden;
use super::quick::QuickWords;

/// The text of a body, and what the body holds besides.
///
/// Parts that are on lines of their own on a page are on lines of their own in the text, parts of one line
/// are not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// All that the page shows, pictures by their alternative text.
    pub text: String,
    /// The body has a link.
    pub has_link: bool,
    /// The body has a picture.
    pub has_image: bool,
    /// The body has code.
    pub has_code: bool,
}

/// The words of `html`: in one pass over its bytes where that is sure to find what the page shows.
pub fn words(html: &str) -> Words {
    let mut quick = QuickWords::default();
    quick.words.text.reserve(html.len() / 2);
    match quick.html(html) {
        Some(()) => quick.words,
        None => words_of_tree(&parse(html)),
    }
}

/// The words of a tree.
pub fn words_of_tree(dom: &Dom) -> Words {
    let mut words = Words::default();
    let mut next = dom.children(Dom::ROOT).next();
    while let Some(node) = next {
        let inside = if words.begin(dom, node) { dom.children(node).next() } else { None };
        next = inside.or_else(|| words.leave(dom, node));
    }
    words
}

impl Words {
    /// Adds what is before the content of `node`; true if the content is shown.
    fn begin(&mut self, dom: &Dom, node: NodeId) -> bool {
        let (name, element) = match dom.data(node) {
            Data::Text(text) => {
                self.text.push_str(text);
                return false;
            }
            Data::Element { name, kind, .. } if !is_hidden(dom, node) => (name, kind),
            _ => return false,
        };
        self.separate(*element);
        match &**name {
            "img" => self.image(dom.attribute(node, "alt")),
            "a" => self.has_link |= dom.attribute(node, "href").is_some(),
            "pre" | "code" => self.has_code = true,
            "math" => {
                self.text.push_str(&formula(dom, node));
                return false;
            }
            "audio" | "video" | "object" | "iframe" => return !has_source(dom, node) && &**name != "iframe",
            _ => {}
        }
        true
    }

    /// Ends `node` and the elements that end with it; returns the node that follows.
    fn leave(&mut self, dom: &Dom, mut node: NodeId) -> Option<NodeId> {
        loop {
            if !is_hidden(dom, node) {
                self.separate(dom.kind(node));
            }
            if let Some(next) = dom.next(node) {
                return Some(next);
            }
            node = dom.parent(node).filter(|&parent| parent != Dom::ROOT)?;
        }
    }

    /// Keeps apart what is before and after the tag of an element.
    pub(super) fn separate(&mut self, element: Element) {
        if element.is_block() && !self.text.ends_with('\n') {
            self.text.push('\n');
        } else if element.is_apart() {
            self.text.push(' ');
        }
    }

    /// Adds the alternative text of a picture.
    pub(super) fn image(&mut self, alternative: Option<&str>) {
        self.has_image = true;
        if let Some(alternative) = alternative.filter(|text| !text.is_empty()) {
            self.text.extend([" ", alternative, " "]);
        }
    }
}

/// True of a player and the like that is shown by its title or address: its content is for browsers without it.
fn has_source(dom: &Dom, node: NodeId) -> bool {
    let is_source = |at| ["src", "data", "data-src", "title"].iter().any(|name| dom.attribute(at, name).is_some());
    is_source(node) || dom.descendants(node).any(is_source)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quick(html: &str) -> Option<Words> {
        let mut quick = QuickWords::default();
        quick.html(html).map(|()| quick.words)
    }

    fn in_order(words: &Words) -> Vec<&str> {
        words.text.split_whitespace().collect()
    }

    fn characters(words: &Words) -> Vec<char> {
        let mut all: Vec<char> = words.text.chars().filter(|c| !c.is_whitespace()).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn what_the_page_hides_is_no_word() {
        let cases = [
            "<p hidden>暗</p>明",
            "<p HIDDEN=x>暗</p>明",
            "<div style='color:red; DISPLAY : None'>暗<p>暗</p></div>明",
            "<canvas>暗</canvas>明",
            "<template>暗</template>明<svg><text>暗</text></svg>",
            "<ruby>明<rp>暗</rp></ruby>",
            "<table><tr hidden><td>暗<tr><td>明<td style='display:none'>暗</table>",
            "明<script>暗",
            "<object data=x>暗</object><video src=x>暗</video><iframe src=x>暗</iframe>明",
            "<!--> 明 <!-- 暗 --!>",
        ];
        for html in cases {
            assert_eq!(words(html).text.trim(), "明", "{html}");
        }
    }

    fn tag() -> impl Strategy<Value = String> {
        let names: Vec<&str> = Element::names().collect();
        let name =
            prop_oneof![4 => proptest::sample::select(names), 1 => Just("x-y"), 1 => Just("DIV"), 1 => Just("未知")];
        let attribute = prop_oneof![
            6 => Just(""),
            1 => Just(" hidden"),
            1 => Just(" style='display: none'"),
            1 => Just(" alt=\"a > b\" href=/c"),
            1 => Just(" alt=d\" title='e"),
            1 => Just("/"),
        ];
        (name, attribute, 0..3_u8).prop_map(|(name, attribute, end)| match end {
            0 => format!("</{name}>"),
            _ => format!("<{name}{attribute}>"),
        })
    }

    fn text() -> impl Strategy<Value = &'static str> {
        proptest::sample::select(vec![
            "文",
            "a ",
            "1 < 2",
            "&amp;",
            "&nbsp",
            "&#49",
            "<!-- 暗 -->",
            "<!x>",
            "<",
            "\n",
            "&x;",
        ])
    }

    fn tidy() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            4 => "[a-z文字 ]{1,4}",
            1 => Just("<br>".to_owned()),
            1 => Just("<img src=x alt='图 画'>".to_owned()),
            1 => Just("<hr/>".to_owned()),
            // Headings and options end those that are open, so that one inside another is not tidy.
            1 => Just("<h2>标 <b>题</b></h2>".to_owned()),
            1 => Just("<option>选 项</option>".to_owned()),
            1 => Just("<script>if (a < b) { x('<p>') }</script>".to_owned()),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            // Elements that are not known are left to the tree inside code, where they are text.
            let inline = proptest::sample::select(vec!["b", "a href=x", "span", "code", "sup", "label", "u", "rt"]);
            let block = proptest::sample::select(vec!["div", "p", "blockquote", "pre", "section", "figure"]);
            let content = proptest::collection::vec(inner, 0..5).prop_map(|parts| parts.concat());
            prop_oneof![
                (inline, content.clone()).prop_map(|(name, inside)| element(name, &inside)),
                (block, content.clone()).prop_map(|(name, inside)| element(name, &inside)),
                content.clone().prop_map(|inside| format!("<ul><li>{inside}<li>x</ul>")),
                content.prop_map(|inside| format!("<table><tr><td>{inside}</td><th>y</table>")),
            ]
        })
    }

    fn element(name: &str, inside: &str) -> String {
        format!("<{name}>{inside}</{}>", name.split(' ').next().unwrap_or_default())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn the_quick_pass_finds_the_words_of_the_tree(html in tidy()) {
            // An unknown element in code is text: only the tree tells.
            let Some(quick) = quick(&html) else { return Ok(()) };
            let tree = words_of_tree(&parse(&html));
            prop_assert_eq!(in_order(&quick), in_order(&tree));
            prop_assert_eq!((quick.has_link, quick.has_image, quick.has_code), (tree.has_link, tree.has_image, tree.has_code));
        }

        #[test]
        fn whatever_it_takes_it_finds_what_is_shown_and_nothing_else(
            parts in proptest::collection::vec(prop_oneof![tag(), text().prop_map(str::to_owned)], 0..12)
        ) {
            let html = parts.concat();
            let tree = words_of_tree(&parse(&html));
            prop_assert_eq!(characters(&words(&html)), characters(&tree), "{}", html);
        }
    }
}
