//! Pictures, sound, film and what is embedded: shown as a line that names them.
//!
//! Owns which of a picture's addresses is the real one, and which pictures are none. Knows nothing
//! of widths.

use super::ElementReader;
use crate::html::{Dom, NodeId, property};
use crate::render::content::Style;
use crate::render::{Image, Role};
use crate::text;

/// Where lazy pages keep the real address, the best first.
const LAZY: [&str; 11] = [
    "data-original",
    "data-src",
    "data-actualsrc",
    "data-lazy-src",
    "data-original-src",
    "data-echo",
    "data-url",
    "data-lazyload",
    "data-hi-res-src",
    "data-croporisrc",
    "_src",
];
/// Pictures up to this size in pixels stand in the line, and smaller than 3 they are none.
const INLINE: u32 = 40;
/// Data addresses shorter than this, in bytes, hold a place and no picture.
const PLACEHOLDER: usize = 400;

impl ElementReader<'_> {
    pub(super) fn media(&mut self, node: NodeId, name: &str, style: Style) {
        match name {
            "img" => self.picture(node, style),
            "picture" => self.picture_of_sources(node, style),
            "video" => self.embed(node, style, self.out.labels.video),
            "audio" => self.embed(node, style, self.out.labels.audio),
            _ => self.embed(node, style, self.out.labels.embed),
        }
    }

    fn picture_of_sources(&mut self, node: NodeId, style: Style) {
        let dom = self.dom;
        match dom.descendants(node).find(|&inner| dom.name(inner) == "img") {
            Some(_) => self.children(node, style),
            None => {
                let source = dom.descendants(node).find_map(|inner| dom.attribute(inner, "srcset").and_then(largest));
                if let Some(source) = source {
                    self.show(node, source, "", style);
                }
            }
        }
    }

    fn picture(&mut self, node: NodeId, style: Style) {
        let dom = self.dom;
        let alt = dom.attribute(node, "alt").map(str::trim).unwrap_or_default();
        let Some(source) = source(dom, node) else {
            if !alt.is_empty() {
                self.out.text(alt, style);
            }
            return;
        };
        if is_formula(dom, node, source) && !alt.is_empty() {
            self.out.text(alt, Style { role: Role::Math, ..style });
        } else if is_emoji(dom, node) && !alt.is_empty() {
            self.out.text(alt, style);
        } else if !is_spacer(dom, node, source) {
            self.show(node, source, alt, style);
        }
    }

    /// Writes `[图 1 alt]`, on a line of its own unless the picture is small.
    fn show(&mut self, node: NodeId, source: &str, alt: &str, style: Style) {
        let address = match source.strip_prefix("data:") {
            Some(_) if self.out.keep_data => text::sanitize_line(source).into_owned(),
            Some(data) => format!("data:{}", data.split([';', ',']).next().unwrap_or_default()),
            None => self.base.resolve(source).map(|address| address.whole).unwrap_or_default(),
        };
        // `<noscript>` and galleries give the same picture twice.
        if !address.is_empty() && address == self.last_image && !address.starts_with("data:") {
            return;
        }
        self.last_image.clone_from(&address);
        let alt = text::sanitize_line(alt).into_owned();
        let number = self.out.image(Image { address, alt: alt.clone() });
        let label = self.out.labels.image;
        // The label holds together.
        let shown =
            if alt.is_empty() { format!("[{label}\u{a0}{number}]") } else { format!("[{label}\u{a0}{number} {alt}]") };
        let small = is_small(self.dom, node);
        if !small {
            self.out.fresh_line();
        }
        let image = u32::try_from(number - 1).ok();
        self.out.text(&shown, Style { role: Role::Image, image, ..style });
        if !small {
            self.out.fresh_line();
        }
    }

    /// A titled line with the link that leads to what a terminal cannot show.
    fn embed(&mut self, node: NodeId, style: Style, label: &str) {
        let dom = self.dom;
        let source = |at| {
            ["src", "data", "data-src", "href"]
                .into_iter()
                .find_map(|name| dom.attribute(at, name))
                .filter(|s| !s.trim().is_empty())
        };
        let inner = || {
            dom.descendants(node).filter(|&at| matches!(dom.name(at), "source" | "embed" | "iframe")).find_map(source)
        };
        let address = source(node).or_else(inner).and_then(|source| self.base.resolve(source));
        let said = ["title", "aria-label", "alt", "name"].into_iter().find_map(|name| dom.attribute(node, name));
        let title = said.map(str::trim).filter(|said| !said.is_empty());
        let host = address.as_ref().map(|address| address.host.clone()).filter(|host| !host.is_empty());
        let Some(title) = title.map(str::to_owned).or(host) else {
            return self.children(node, style);
        };
        let link = address.map(|address| self.out.link(&address.whole, address.host));
        self.out.fresh_line();
        let from = self.out.content.text.len();
        self.out
            .text(&format!("[{label} {}]", text::sanitize_line(&title)), Style { role: Role::Embed, link, ..style });
        if let Some(link) = link {
            self.out.end_link(link, from);
        }
        self.out.fresh_line();
    }
}

/// The real address of a picture.
fn source(dom: &Dom, node: NodeId) -> Option<&str> {
    let lazy = LAZY.into_iter().filter_map(|name| dom.attribute(node, name)).map(str::trim);
    let set = ["data-srcset", "srcset"].into_iter().filter_map(|name| dom.attribute(node, name)).filter_map(largest);
    let plain = dom.attribute(node, "src").map(str::trim).into_iter();
    let (good, data): (Vec<&str>, Vec<&str>) = lazy
        .filter(|source| looks_like_address(source))
        .chain(plain.clone().filter(|source| !is_placeholder(source)))
        .chain(set)
        .chain(plain)
        .filter(|source| !source.is_empty())
        .partition(|source| !source.starts_with("data:"));
    good.first().or_else(|| data.iter().find(|data| data.len() >= PLACEHOLDER)).copied()
}

fn looks_like_address(source: &str) -> bool {
    source.contains('/') || source.contains('.')
}

fn is_placeholder(source: &str) -> bool {
    const NAMES: [&str; 8] =
        ["blank.gif", "placeholder", "loading.gif", "lazy.", "grey.gif", "spaceball.gif", "transparent", "default_img"];
    source.starts_with("data:") || NAMES.iter().any(|name| source.contains(name))
}

/// The address with the largest size in a `srcset`.
fn largest(set: &str) -> Option<&str> {
    let size = |candidate: &str| {
        let size = candidate.split_whitespace().nth(1).unwrap_or("1x");
        size.trim_end_matches(['w', 'x', 'h']).parse::<f64>().unwrap_or(0.0)
    };
    // Addresses may hold commas; a candidate's end is a comma and white space.
    let candidates = set.split(", ").flat_map(|part| part.split(",\n")).map(str::trim).filter(|part| !part.is_empty());
    let best = candidates.fold(None, |best: Option<&str>, candidate| match best {
        Some(best) if size(best) >= size(candidate) => Some(best),
        _ => Some(candidate),
    });
    best.and_then(|candidate| candidate.split_whitespace().next()).map(|source| source.trim_end_matches(','))
}

/// Width and height in pixels, where told.
fn size(dom: &Dom, node: NodeId) -> [Option<u32>; 2] {
    ["width", "height"].map(|name| {
        let css = dom
            .attribute(node, "style")
            .and_then(|css| property(css, name))
            .filter(|value| value.ends_with("px") || *value == "0");
        let value = css.or_else(|| dom.attribute(node, name)).filter(|value| !value.ends_with('%'))?;
        value.trim_end_matches("px").trim().parse::<f64>().ok().map(|pixels| pixels as u32)
    })
}

/// Pictures that count readers or hold a place.
fn is_spacer(dom: &Dom, node: NodeId, source: &str) -> bool {
    const NAMES: [&str; 7] = ["spacer.gif", "blank.gif", "pixel.gif", "1x1.", "/pixel?", "clear.gif", "beacon"];
    size(dom, node).into_iter().flatten().any(|pixels| pixels <= 2) || NAMES.iter().any(|name| source.contains(name))
}

fn is_small(dom: &Dom, node: NodeId) -> bool {
    size(dom, node).into_iter().flatten().any(|pixels| pixels <= INLINE)
}

fn is_formula(dom: &Dom, node: NodeId, source: &str) -> bool {
    let class = dom.attribute(node, "class").unwrap_or_default();
    source.contains("equation?tex=")
        || source.contains("/math/render/")
        || dom.attribute(node, "eeimg").is_some()
        || class
            .split_whitespace()
            .any(|word| matches!(word, "tex" | "math" | "latex" | "equation" | "mwe-math-fallback-image-inline"))
}

fn is_emoji(dom: &Dom, node: NodeId) -> bool {
    let class = dom.attribute(node, "class").unwrap_or_default();
    ["emoji", "smiley", "emoticon"].iter().any(|word| class.contains(word))
}
