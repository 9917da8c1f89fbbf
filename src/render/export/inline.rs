//! The text of a block with its marks.
//!
//! Owns which marks are inside which, and which addresses go out. Knows nothing of what marks look like:
//! that is the [`Dialect`]'s.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::dialect::{Dialect, Markup};
use crate::render::content::{Block, Content, Notation, Style};
use crate::render::{Attributes, Role};

/// Which mark a run has at each level of nesting, the outermost first.
const LEVELS: [fn(&Content, Style) -> Option<Markup<'_>>; 12] = [
    |content, style| {
        let link = content.links.get(style.link? as usize)?;
        is_safe(&link.address).then_some(Markup::Link(&link.address))
    },
    |_, style| element(style.notation == Notation::RubyBase || style.role == Role::Ruby, "ruby"),
    |_, style| element(style.attributes.has(Attributes::STRONG), "strong"),
    |_, style| element(style.attributes.has(Attributes::EMPHASIS), "em"),
    |_, style| element(style.attributes.has(Attributes::DELETED), "del"),
    |_, style| element(style.attributes.has(Attributes::INSERTED), "ins"),
    |_, style| element(style.attributes.has(Attributes::MARKED), "mark"),
    |_, style| element(style.attributes.has(Attributes::SMALL), "small"),
    |_, style| element(style.attributes.has(Attributes::KEY), "kbd"),
    |_, style| match style.notation {
        Notation::Superscript => Some(Markup::Element("sup")),
        Notation::Subscript => Some(Markup::Element("sub")),
        _ => None,
    },
    |_, style| element(style.role == Role::Ruby, "rt"),
    |_, style| matches!(style.role, Role::InlineCode | Role::Math).then_some(Markup::Code),
];

fn element(is: bool, name: &'static str) -> Option<Markup<'static>> {
    is.then_some(Markup::Element(name))
}

/// The text of `block` as `dialect` writes it.
pub fn text_of(content: &Content, block: &Block, dialect: &dyn Dialect) -> String {
    let runs = content.block_runs(block).map(|(text, style)| (text, content.style(style)));
    let is_shown = |style: Style| style.role != Role::LinkNumber && style.notation != Notation::Sign;
    let runs: Vec<_> = runs.filter(|&(_, style)| is_shown(style)).collect();
    let mut out = String::new();
    write(content, &runs, &LEVELS, dialect, &mut out);
    out
}

/// Adds `runs` with the marks of `levels`.
fn write(
    content: &Content,
    runs: &[(&str, Style)],
    levels: &[fn(&Content, Style) -> Option<Markup<'_>>],
    dialect: &dyn Dialect,
    out: &mut String,
) {
    let Some((level, inner_levels)) = levels.split_first() else {
        return runs.iter().for_each(|(text, style)| run(content, text, *style, dialect, out));
    };
    for group in runs.chunk_by(|(_, one), (_, other)| level(content, *one) == level(content, *other)) {
        let Some(mark) = group.first().and_then(|(_, style)| level(content, *style)) else {
            write(content, group, inner_levels, dialect, out);
            continue;
        };
        let mut inner = String::new();
        write(content, group, inner_levels, dialect, &mut inner);
        // Marks cling to their text.
        let text = inner.trim_matches(' ');
        let from = inner.len() - inner.trim_start_matches(' ').len();
        out.push_str(inner.get(..from).unwrap_or_default());
        if !text.is_empty() {
            let marked = dialect.marked(mark, text, out);
            out.push_str(&marked);
            out.push_str(inner.get(from + text.len()..).unwrap_or_default());
        }
    }
}

fn run(content: &Content, text: &str, style: Style, dialect: &dyn Dialect, out: &mut String) {
    let image = style.image.and_then(|number| content.images.get(number as usize));
    match style.role {
        Role::InlineCode | Role::Math => out.push_str(text),
        Role::ListMark => out.push_str(dialect.checkbox(text == "[x]")),
        Role::Image => match image.filter(|image| is_safe(&image.address) || is_picture(&image.address)) {
            Some(image) => out.push_str(&dialect.image(image)),
            None => out.push_str(&dialect.text(image.map_or("", |image| &image.alt))),
        },
        Role::Embed => {
            let name = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
            out.push_str(&dialect.text(name.unwrap_or(text)));
        }
        _ => {
            let is_moved = matches!(style.notation, Notation::Superscript | Notation::Subscript);
            let text =
                if is_moved { Cow::Owned(text.chars().flat_map(unmoved).collect()) } else { Cow::Borrowed(text) };
            for (number, line) in text.split('\n').enumerate() {
                out.push_str(if number > 0 { dialect.line_break() } else { "" });
                out.push_str(&dialect.text(line));
            }
        }
    }
}

/// The plain form of a raised or lowered letter or digit: 2 for ².
fn unmoved(c: char) -> impl Iterator<Item = char> {
    let is_moved =
        matches!(c, '²' | '³' | '¹' | '\u{2b0}'..='\u{2ff}' | '\u{1d2c}'..='\u{1d6a}' | '\u{2070}'..='\u{209f}');
    let plain: Option<Vec<char>> = is_moved.then(|| std::iter::once(c).nfkc().collect());
    plain.unwrap_or_else(|| vec![c]).into_iter()
}

/// Whether an address is of a kind that only shows something.
fn is_safe(address: &str) -> bool {
    let is_scheme = |scheme: &str| scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    match address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).filter(|scheme| is_scheme(scheme)) {
        None => !address.is_empty(),
        Some(scheme) => matches!(
            scheme.as_str(),
            "http" | "https" | "ftp" | "ftps" | "mailto" | "tel" | "magnet" | "gemini" | "gopher"
        ),
    }
}

/// Whether an address is a picture itself, of a format without scripts.
fn is_picture(address: &str) -> bool {
    let formats = ["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"];
    formats.iter().any(|format| address.starts_with(format))
}
