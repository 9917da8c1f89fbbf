//! Code blocks: `<pre>` to lines kept as they are, painted by language.
//!
//! Owns the language's name, and what scraped pages leave inside of code. Knows nothing of
//! widths.

use super::ElementReader;
use crate::html::{Data, Dom, NodeId, is_hidden, shown_text};
use crate::render::Role;
use crate::render::content::compose::Composer;
use crate::render::content::{BlockKind, Style};
use crate::render::highlight::language_of_class;

/// Text of the buttons that scraped pages leave in code.
const BUTTONS: [&str; 6] = ["复制代码", "複製代碼", "复制", "Copy", "Copy code", "コピー"];

impl ElementReader<'_> {
    /// Reads the code block `node`.
    pub(super) fn code(&mut self, node: NodeId) {
        self.out.finish();
        self.out.margin();
        let (code, language) = code_of(self.dom, node);
        add(self.out, &code, language);
        self.out.margin();
    }
}

/// The text of a code block without buttons, and its language where it is named.
fn code_of(dom: &Dom, node: NodeId) -> (String, Option<String>) {
    let code = text_of(dom, node);
    (without_button(&code).trim_start_matches(['\n', '\r']).to_owned(), language(dom, node))
}

/// Adds `code` as a block, unless it is empty.
fn add(out: &mut Composer, code: &str, language: Option<String>) {
    let code = code.trim_start_matches(['\n', '\r']).trim_end();
    if code.is_empty() {
        return;
    }
    let clean = crate::text::sanitize(code);
    let painted = match (&language, &mut out.highlighter) {
        (Some(language), Some(highlighter)) => highlighter.highlight(&clean, language),
        _ => vec![(0..clean.len(), Role::Code)],
    };
    for (range, role) in painted {
        let role = if role == Role::Code { Role::Text } else { role };
        out.verbatim(clean.get(range).unwrap_or_default(), Style { role, ..Style::default() });
    }
    let role = std::mem::replace(&mut out.role, Role::Code);
    out.block(BlockKind::Code { language });
    out.role = role;
}

/// The text of a code block, without buttons.
fn text_of(dom: &Dom, top: NodeId) -> String {
    let mut code = String::new();
    let mut next = dom.enter(top, top);
    while let Some(node) = next {
        next = dom.enter(node, top);
        match dom.data(node) {
            Data::Text(text) => code.push_str(text),
            Data::Element { name, .. } if &**name == "br" => code.push('\n'),
            Data::Element { .. } if is_hidden(dom, node) || is_button(dom, node) => next = dom.skip(node, top),
            // Some pages make an element of each line.
            Data::Element { name, .. } if is_line(name) && !code.is_empty() && !code.ends_with('\n') => code.push('\n'),
            _ => {}
        }
    }
    code
}

fn is_line(name: &str) -> bool {
    matches!(name, "div" | "li" | "p" | "tr")
}

fn is_button(dom: &Dom, node: NodeId) -> bool {
    let class = dom.attribute(node, "class").unwrap_or_default();
    (dom.name(node) == "button" || class.contains("copy") || class.contains("btn"))
        && BUTTONS.contains(&shown_text(dom, node).trim())
}

/// The code without the button's text that stands alone at its end.
fn without_button(code: &str) -> &str {
    let end = code.trim_end();
    ["复制代码", "複製代碼"].into_iter().find_map(|button| end.strip_suffix(button)).map_or(end, str::trim_end)
}

/// The language that `<pre>`, the `<code>` in it or the box around it names.
fn language(dom: &Dom, node: NodeId) -> Option<String> {
    let inner = dom.children(node).find(|&child| dom.name(child) == "code");
    let outer = dom.parent(node).filter(|&parent| matches!(dom.name(parent), "div" | "figure"));
    let said = [inner, Some(node)].into_iter().flatten().find_map(|node| {
        let names = ["data-lang", "data-language", "lang"];
        names.into_iter().find_map(|name| dom.attribute(node, name)).map(str::trim).filter(|said| !said.is_empty())
    });
    let class = [inner, Some(node), outer]
        .into_iter()
        .flatten()
        .find_map(|node| dom.attribute(node, "class").and_then(language_of_class));
    class.or(said).map(|name| name.to_ascii_lowercase())
}
