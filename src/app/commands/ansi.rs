//! A page's lines with the terminal's own colours, by ECMA-48's Select Graphic Rendition.

use super::output::Styled;
use crate::render::{Attributes, Line, Role, Span};
use crate::text::Safe;

/// The spans of `line` with the codes of their styles.
pub fn line(line: &Line, colours: bool) -> Vec<Styled<'_>> {
    line.spans.iter().map(|span| (codes(span, colours), Safe::line(&span.text))).collect()
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
        let codes =
            |colours| line(&page_line, colours).into_iter().map(|(codes, _)| codes.join(";")).collect::<Vec<_>>();
        assert_eq!(codes(true), ["", "4;34;1", "1", "1"]);
        assert_eq!(codes(false), ["", "4;1", "1", "1"]);
    }
}
