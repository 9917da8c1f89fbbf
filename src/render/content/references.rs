//! What a page refers to: anchors, links, pictures, and the notes of the page itself.
//!
//! Owns their numbers and the marks in the text that show them. Knows nothing of elements.

use std::collections::HashSet;

use super::compose::Composer;
use super::{BlockKind, Container, Run, Style};
use crate::render::{Image, Link, Role};
use crate::text;

/// In-page links are numbered from here until all others are known.
const IN_PAGE: u32 = 1 << 31;

impl Composer {
    /// Notes that the element with `id` begins here.
    pub fn anchor(&mut self, id: &str) {
        if !id.is_empty() && self.content.anchors.len() + self.waiting.len() < 20_000 {
            self.waiting.push(text::sanitize_line(id).into_owned());
        }
    }

    pub(super) fn settle_anchors(&mut self) {
        let number = u32::try_from(self.content.blocks.len()).unwrap_or(u32::MAX);
        let place = (self.owner.unwrap_or(number), self.content.text.len() - self.start.0);
        for id in self.waiting.drain(..) {
            self.content.anchors.entry(id).or_insert(place);
        }
    }

    /// The number of the link to `address`, in `Page::links` or still to be put there.
    pub fn link(&mut self, address: &str, host: String) -> u32 {
        if let Some(&number) = self.links.get(address) {
            return number;
        }
        let link = Link { address: address.to_owned(), text: String::new(), host };
        let (list, base) = match address.starts_with('#') {
            true => (&mut self.in_page, IN_PAGE),
            false => (&mut self.content.links, 0),
        };
        list.push(link);
        let number = base + u32::try_from(list.len() - 1).unwrap_or_default();
        self.links.insert(address.to_owned(), number);
        number
    }

    fn link_at(&mut self, number: u32) -> Option<&mut Link> {
        match number.checked_sub(IN_PAGE) {
            Some(number) => self.in_page.get_mut(number as usize),
            None => self.content.links.get_mut(number as usize),
        }
    }

    /// Ends the link `number`, whose text is what was added from byte `from` on: its number is shown
    /// after it. A link without text is dropped.
    pub fn end_link(&mut self, number: u32, from: usize) {
        let shown = self.content.text.get(from..).unwrap_or_default().trim().to_owned();
        let last = self.content.links.len().checked_sub(1) == Some(number as usize);
        match self.link_at(number) {
            Some(link) if shown.is_empty() && link.text.is_empty() && last => {
                let address = std::mem::take(&mut link.address);
                self.links.remove(&address);
                self.content.links.pop();
                return;
            }
            Some(link) if link.text.is_empty() => link.text = text::sanitize_line(&shown).into_owned(),
            _ => {}
        }
        if number < IN_PAGE && !shown.is_empty() && !self.leads_to_picture(number, from) {
            let style = Style { role: Role::LinkNumber, link: Some(number), ..Style::default() };
            self.mark(&format!("[{}]", number + 1), style);
        }
    }

    /// Whether it is a link around a picture that leads to the picture itself.
    fn leads_to_picture(&mut self, number: u32, from: usize) -> bool {
        let address = self.link_at(number).map(|link| link.address.clone()).unwrap_or_default();
        let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let is_picture =
            [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"].iter().any(|end| path.ends_with(end));
        let runs = self.content.runs.iter().rev().take_while(|run| run.end > from);
        let mut styles = runs.map(|run| self.content.style(run.style).role);
        let last = self.content.images.last().is_some_and(|image| image.address == address);
        (is_picture || last) && styles.all(|role| role == Role::Image)
    }

    /// Adds a mark right after the text so far, even where its paragraph has ended.
    fn mark(&mut self, mark: &str, style: Style) {
        let style = self.style(style);
        let ended = self.paragraph().is_empty();
        let end = self.content.text.len();
        match self.content.blocks.last_mut().filter(|block| ended && block.text.end == end && end > block.text.start) {
            Some(block) => {
                self.content.text.push_str(mark);
                self.content.runs.push(Run { end: end + mark.len(), style });
                block.text.end += mark.len();
                block.runs.end += 1;
                self.start = (block.text.end, block.runs.end);
            }
            None if !ended => self.push(mark, style),
            None => {}
        }
    }

    /// Adds a picture, and returns its number from 1 on.
    pub fn image(&mut self, image: Image) -> usize {
        self.content.images.push(image);
        self.content.images.len()
    }

    /// Lists the links at the end of the page.
    pub fn list_links(&mut self, heading: &str) {
        if self.content.links.is_empty() {
            return;
        }
        self.finish();
        self.rule();
        self.margin();
        self.role = Role::Meta;
        self.text(heading, Style::default());
        self.finish();
        self.role = Role::Text;
        self.open(Container::Brackets(1));
        for number in 0..self.content.links.len() {
            let address = self.content.links.get(number).map(|link| link.address.clone()).unwrap_or_default();
            let link = u32::try_from(number).ok();
            self.open(Container::Item);
            self.text(&address, Style { role: Role::Link, link, ..Style::default() });
            self.close();
        }
        self.close();
    }

    /// Adds a horizontal rule.
    pub fn rule(&mut self) {
        self.finish();
        self.margin();
        let role = std::mem::replace(&mut self.role, Role::Rule);
        self.block(BlockKind::Rule);
        self.role = role;
        self.margin();
    }

    /// Tells what was left out, in the page and in its notes.
    pub fn note(&mut self, what: &str) {
        self.finish();
        self.margin();
        self.content.notes.push(what.to_owned());
        let role = std::mem::replace(&mut self.role, Role::Notice);
        self.text(what, Style::default());
        self.finish();
        self.role = role;
    }

    /// Gives in-page links the numbers after those that are shown, and keeps the anchors that they lead to.
    pub(super) fn number_in_page_links(&mut self) {
        let wanted: HashSet<&str> = self.in_page.iter().filter_map(|link| link.address.strip_prefix('#')).collect();
        self.content.anchors.retain(|id, _| wanted.contains(id.as_str()));
        let shown = u32::try_from(self.content.links.len()).unwrap_or(u32::MAX);
        for link in self.content.styles.iter_mut().filter_map(|style| style.link.as_mut()) {
            if let Some(number) = link.checked_sub(IN_PAGE) {
                *link = shown + number;
            }
        }
        self.content.links.append(&mut self.in_page);
    }
}
