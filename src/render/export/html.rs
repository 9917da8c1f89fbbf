//! Clean parts as an HTML document.
//!
//! Owns tags, escapes and line ends. Every tag that is opened is closed.

use super::clean::{Element, Part, is_block};
use crate::render::Head;

/// A whole document.
pub(super) fn document(head: Option<&Head>, parts: &[Part]) -> String {
    let title = head.map(|head| escaped(&head.title)).unwrap_or_default();
    let mut out = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n<body>\n"
    );
    if let Some(head) = head {
        out.push_str(&format!("<h1>{title}</h1>\n"));
        head.meta.iter().for_each(|line| out.push_str(&format!("<p>{}</p>\n", escaped(line))));
    }
    write_all(parts, &mut out);
    end_line(&mut out);
    out.push_str("</body>\n</html>\n");
    out
}

fn write_all(parts: &[Part], out: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => write_text(text, out),
            Part::Code { text, language } => write_code(text, language.as_deref(), out),
            Part::Element(element) => write_element(element, out),
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    let text = if out.ends_with('\n') { text.trim_ascii_start() } else { text };
    out.push_str(&escaped(text));
}

fn write_code(text: &str, language: Option<&str>, out: &mut String) {
    end_line(out);
    let class = language.map(|language| format!(" class=\"language-{}\"", escaped(language))).unwrap_or_default();
    out.push_str(&format!("<pre><code{class}>{}\n</code></pre>\n", escaped(text)));
}

fn write_element(element: &Element, out: &mut String) {
    let name = element.name;
    let on_own_line = is_block(name);
    if on_own_line {
        end_line(out);
    }
    out.push('<');
    out.push_str(name);
    for (attribute, value) in &element.attributes {
        out.push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
    }
    out.push('>');
    if !matches!(name, "br" | "hr" | "img" | "input") {
        write_all(&element.parts, out);
        out.push_str(&format!("</{name}>"));
    }
    if on_own_line || name == "br" {
        out.push('\n');
    }
}

fn end_line(out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
