//! A page's lines with the terminal's own colours, by ECMA-48's Select Graphic Rendition.

use crate::render::{Attributes, Line, Role, Span};

/// `line` with escape sequences where its spans are more than plain text. Ends in the plain state.
pub fn line(line: &Line, colours: bool) -> String {
    let mut out = String::new();
    let mut in_force = Vec::new();
    for span in &line.spans {
        let codes = codes(span, colours);
        if codes != in_force {
            out.push_str(if in_force.is_empty() { "" } else { "\x1b[m" });
            if !codes.is_empty() {
                out.push_str(&format!("\x1b[{}m", codes.join(";")));
            }
            in_force = codes;
        }
        out.push_str(&span.text);
    }
    if !in_force.is_empty() {
        out.push_str("\x1b[m");
    }
    out
}

fn codes(span: &Span, colours: bool) -> Vec<&'static str> {
    let (style, colour) = of_role(span.role);
    let attributes = [
        (Attributes::STRONG, "1"),
        (Attributes::EMPHASIS, "3"),
        (Attributes::DELETED, "9"),
        (Attributes::INSERTED, "4"),
        (Attributes::MARKED, "7"),
        (Attributes::SMALL, "2"),
        (Attributes::KEY, "1"),
    ];
    let own = attributes.into_iter().filter(|(attribute, _)| span.attributes.has(*attribute)).map(|(_, code)| code);
    let mut codes: Vec<&str> = [style, if colours { colour } else { "" }].into_iter().chain(own).collect();
    codes.retain(|code| !code.is_empty());
    codes.dedup();
    codes
}

/// Style and colour of a role; nothing is told by colour alone.
fn of_role(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Title | Role::Heading(_) | Role::TableHeader => ("1", ""),
        Role::Meta
        | Role::Caption
        | Role::LinkNumber
        | Role::QuoteBar
        | Role::TableRule
        | Role::Rule
        | Role::CodeWrap => ("2", ""),
        Role::ListMark | Role::Footnote => ("", "36"),
        Role::Link => ("4", "34"),
        Role::Image | Role::Embed => ("", "35"),
        Role::InlineCode | Role::CodeString => ("", "32"),
        Role::CodeKeyword => ("1", "34"),
        Role::CodeComment => ("2", ""),
        Role::CodeNumber | Role::CodeType | Role::CodeFunction => ("", "36"),
        Role::Notice => ("", "33"),
        Role::Text | Role::Quote | Role::Code | Role::Math | Role::Ruby => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_more_than_text_is_marked() {
        let span = |text: &str, role, attributes| Span { text: text.to_owned(), role, attributes, link: None };
        let spans = vec![
            span("a", Role::Text, Attributes::NONE),
            span("b", Role::Link, Attributes::STRONG),
            span("c", Role::Heading(1), Attributes::STRONG),
            span("d", Role::Title, Attributes::NONE),
        ];
        let page_line = Line { spans, ..Line::default() };
        assert_eq!(line(&page_line, true), "a\x1b[4;34;1mb\x1b[m\x1b[1mcd\x1b[m");
        assert_eq!(line(&page_line, false), "a\x1b[4;1mb\x1b[m\x1b[1mcd\x1b[m");
    }
}
