//! The open article in lines.

use std::collections::HashSet;
use std::sync::Arc;

use super::command::Command;
use super::list::{is_move, numbered_lines};
use super::saving::Saved;
use super::{Answer, Said, Session};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::headline;
use crate::app::jobs::next_of;
use crate::app::messages::Messages;
use crate::app::panes::hits::{self, Hit};
use crate::app::panes::paragraph;
use crate::article::{Article, Place};
use crate::library::Key;
use crate::render::{Document, Page};
use crate::state::Mark;

/// An article that is being read.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) key: Key,
    /// Its index in the list, where it was opened.
    pub(super) index: usize,
    pub(super) article: Arc<Article>,
    pub(super) page: Page,
    /// The first line of what was said last.
    top: usize,
    /// The next line to be said.
    next: usize,
    /// What was looked for last.
    sought: String,
    /// The block of the paragraph that was said last, by itself.
    pub(super) paragraph: Option<u32>,
    /// Where one was before jumps.
    back: Vec<Place>,
}

impl Session {
    pub(super) fn is_of_page(&self, action: Action) -> bool {
        use Action::{
            CopyLink, CopyText, Edit, Fields, First, JumpBack, Last, Links, NextArticle, NextHeading, NextHit,
            NextUnread, Outline, Paragraph, Pipe, PreviousArticle, PreviousHeading, PreviousHit, PreviousUnread,
            SavePage,
        };
        is_move(action)
            || matches!(
                action,
                CopyLink
                    | CopyText
                    | Edit
                    | Fields
                    | First
                    | JumpBack
                    | Last
                    | Links
                    | NextArticle
                    | NextHeading
                    | NextHit
                    | NextUnread
                    | Outline
                    | Paragraph
                    | Pipe
                    | PreviousArticle
                    | PreviousHeading
                    | PreviousHit
                    | PreviousUnread
                    | SavePage
            )
    }

    pub(super) fn in_page(&mut self, command: &Command) -> Said {
        match command.action {
            Action::NextArticle => self.open_beside(1),
            Action::PreviousArticle => self.open_beside(-1),
            Action::NextUnread => self.open_unread(true),
            Action::PreviousUnread => self.open_unread(false),
            // Without a search, n in the page is the next unread article, as on the screen.
            Action::NextHit if self.seeks_nothing(command) => self.open_unread(true),
            Action::PreviousHit if self.seeks_nothing(command) => self.open_unread(false),
            Action::Edit => self.edit(command),
            Action::CopyLink => self.copy_link(command),
            _ if self.page.is_none() => Err(self.messages().plain_open_first.to_owned()),
            Action::NextHit => self.find(&command.text, true),
            Action::PreviousHit => self.find(&command.text, false),
            Action::NextHeading => self.heading(true),
            Action::PreviousHeading => self.heading(false),
            Action::Outline => self.outline(command),
            Action::Links => self.links(command),
            Action::Fields => self.fields(),
            Action::CopyText => self.copy_text(),
            Action::Paragraph => self.paragraph(),
            Action::JumpBack => self.jump_back(),
            Action::SavePage if command.text.is_empty() => Err(self.messages().save_prompt.to_owned()),
            Action::SavePage => self.save(Saved::Page, &command.text, false),
            Action::Pipe if command.text.is_empty() => Err(self.messages().pipe_prompt.to_owned()),
            Action::Pipe => self.pipe(&command.text),
            Action::First => self.say_from(0),
            Action::Last => self.say_from(usize::MAX),
            action => self.move_in_page(action),
        }
    }

    /// Opens the article of a number, where it was left.
    pub(super) fn open(&mut self, number: usize) -> Said {
        let key = self.numbered(number)?;
        self.keep_place();
        let article = Arc::new(self.reader.article(key).map_err(|error| error.to_string())?);
        let mark = self.setup.marks.with(|store| store.mark(article.id).cloned().unwrap_or_default());
        let page = self.set(&article, &mark);
        let place = mark.place.filter(|(_, percent)| *percent < 100);
        let (next, percent) = place.map_or((0, 0), |(place, percent)| (page.line_of(place), percent));
        let continued = (next > 0).then(|| Messages::fill(self.messages().plain_continued, percent));
        self.note_opened(article.id);
        self.page = Some(Open {
            key,
            index: number - 1,
            article,
            page,
            top: next,
            next,
            sought: String::new(),
            paragraph: None,
            back: Vec::new(),
        });
        let lines = self.say_page();
        Ok(continued.into_iter().chain(lines).collect::<Vec<_>>().into())
    }

    /// Back to the list.
    pub(super) fn close(&mut self) -> Said {
        self.keep_place();
        let index = self.page.take().map_or(0, |page| page.index);
        let rows = self.rows_at_once();
        Ok(self.show_list(index / rows * rows)?.into())
    }

    fn set(&self, article: &Article, mark: &Mark) -> Page {
        let pages = &self.setup.pages;
        let head = headline::head(article, mark, &pages.messages, &pages.zone);
        Document::parse(Some(&head), &article.body, &pages.options.for_article(&article.meta)).set(self.size.columns)
    }

    /// The next lines of the page. The trailing blanks of a chunk are left to the next.
    fn say_page(&mut self) -> Vec<String> {
        let chunk = self.chunk();
        let Some(page) = &mut self.page else { return Vec::new() };
        let end = (page.next + chunk).min(page.page.lines.len());
        let said = page.page.lines.get(page.next..end).unwrap_or_default();
        let mut lines: Vec<String> = said.iter().map(|line| line.text().trim_end().to_owned()).collect();
        if end > page.next {
            page.top = page.next;
        }
        page.next = end;
        page.paragraph = None;
        let left = page.page.lines.len() - end;
        lines.push(self.rest(left));
        self.keep_place();
        lines
    }

    fn say_from(&mut self, line: usize) -> Said {
        let chunk = self.chunk();
        if let Some(page) = &mut self.page {
            page.next = line.min(page.page.lines.len().saturating_sub(chunk));
        }
        Ok(self.say_page().into())
    }

    fn move_in_page(&mut self, action: Action) -> Said {
        let chunk = self.chunk();
        let top = self.page.as_ref().map_or(0, |page| page.top);
        match action {
            Action::PageUp | Action::HalfUp | Action::Up => self.say_from(top.saturating_sub(chunk)),
            Action::Repaint => self.say_from(top),
            _ => Ok(self.say_page().into()),
        }
    }

    /// The next article of the list in a direction.
    fn open_beside(&mut self, step: isize) -> Said {
        let index = self.page.as_ref().map(|page| page.index);
        let index = index.map_or((step > 0).then_some(0), |index| index.checked_add_signed(step));
        match index.filter(|at| *at < self.list.keys.len()) {
            Some(at) => self.open(at + 1),
            None => Err(self.messages().plain_end.to_owned()),
        }
    }

    /// The next unread article in a direction, also across the list's end.
    fn open_unread(&mut self, forward: bool) -> Said {
        let unread: HashSet<Key> = self.unread()?.into_iter().collect();
        let here = self.page.as_ref().map(|page| page.index);
        let outside = if forward { self.list.keys.len().saturating_sub(1) } else { 0 };
        let (index, wrapped) = next_of(&unread, &self.list.keys, here.unwrap_or(outside), forward);
        let index = index.ok_or_else(|| self.messages().no_more_unread.to_owned())?;
        let mut answer = self.open(index + 1)?;
        if wrapped && here.is_some() {
            answer.lines.insert(0, self.messages().wrapped.to_owned());
        }
        Ok(answer)
    }

    /// True where neither the person nor the query of the list looks for words of this page.
    fn seeks_nothing(&self, command: &Command) -> bool {
        let asked = !command.text.is_empty() || self.page.as_ref().is_some_and(|page| !page.sought.is_empty());
        !asked && self.hits().is_empty()
    }

    /// The hits of what is sought in the page; where nothing is, of what the list was searched for.
    fn hits(&self) -> Vec<Hit> {
        let Some(page) = &self.page else { return Vec::new() };
        match page.sought.as_str() {
            "" => self.asked_of_bodies().map(|query| hits::of_query(&page.page, &query.expr)).unwrap_or_default(),
            sought => hits::of_text(&page.page, sought),
        }
    }

    /// Goes to the next line that has `text` in it, or what was sought before.
    fn find(&mut self, text: &str, forward: bool) -> Said {
        if let Some(page) = self.page.as_mut().filter(|_| !text.is_empty()) {
            page.sought = text.to_owned();
        }
        let hits = self.hits();
        let Some(page) = &mut self.page else { return Ok(Answer::default()) };
        let shown = page.top;
        let lines = hits.iter().map(|(line, _)| *line);
        let (on, end) = match forward {
            // A new search begins at the top of what is shown.
            true if !text.is_empty() => (lines.clone().find(|at| *at >= shown), lines.clone().next()),
            true => (lines.clone().find(|at| *at > shown), lines.clone().next()),
            false => (lines.clone().rev().find(|at| *at < shown), lines.clone().next_back()),
        };
        let Some(line) = on.or(end) else { return Err(self.messages().nothing_found.to_owned()) };
        page.next = line;
        let wrapped = on.is_none().then(|| self.messages().wrapped.to_owned());
        let said = [self.messages().hits_of(hits.len())].into_iter().chain(wrapped);
        Ok(said.chain(self.say_page()).collect::<Vec<_>>().into())
    }

    fn heading(&mut self, forward: bool) -> Said {
        let Some(page) = &self.page else { return Ok(Answer::default()) };
        let shown = page.top;
        let mut lines = page.page.outline.iter().map(|heading| page.page.line_of(heading.place));
        let found = if forward { lines.find(|at| *at > shown) } else { lines.rev().find(|at| *at < shown) };
        self.go_to(found)
    }

    fn go_to(&mut self, line: Option<usize>) -> Said {
        let (Some(page), Some(line)) = (&mut self.page, line) else {
            return Err(self.messages().nothing_found.to_owned());
        };
        page.next = line;
        Ok(self.say_page().into())
    }

    /// Goes to a place, remembering where one was.
    fn jump(&mut self, place: Option<Place>) -> Said {
        let (Some(page), Some(place)) = (&mut self.page, place) else {
            return Err(self.messages().nothing_found.to_owned());
        };
        let (was, _) = page.place();
        page.back.push(was);
        let line = page.page.line_of(place);
        self.go_to(Some(line))
    }

    /// Back to before the last jump.
    fn jump_back(&mut self) -> Said {
        let line = self.page.as_mut().and_then(|page| page.back.pop().map(|place| page.page.line_of(place)));
        self.go_to(line)
    }

    /// Goes to the heading of a number; without one, says all of them.
    fn outline(&mut self, command: &Command) -> Said {
        let Some(page) = &self.page else { return Ok(Answer::default()) };
        match command.numbers.first() {
            Some(number) => {
                let heading = number.checked_sub(1).and_then(|at| page.page.outline.get(at));
                self.jump(heading.map(|heading| heading.place))
            }
            None => {
                let line = |level: u8, text: &str| format!("{}{text}", "  ".repeat(usize::from(level.max(1) - 1)));
                let lines = page.page.outline.iter().map(|heading| line(heading.level, &heading.text));
                Ok(numbered_lines(lines.collect()).into())
            }
        }
    }

    /// Opens the link or picture of a number, or goes where it leads within the article; without a
    /// number, says all of them.
    pub(super) fn links(&mut self, command: &Command) -> Said {
        let Some(page) = &self.page else { return Err(self.messages().plain_open_first.to_owned()) };
        let image = headline::labels(self.messages()).image;
        let links = page.page.links.iter().map(|link| (link.text.clone(), link.address.clone()));
        let images =
            page.page.images.iter().map(|image_of| (format!("{image} {}", image_of.alt), image_of.address.clone()));
        let links: Vec<(String, String)> = links.chain(images).collect();
        let Some(number) = command.numbers.first() else {
            let lines = links.iter().map(|(text, address)| format!("{} {address}", text.trim()).trim().to_owned());
            let lines = numbered_lines(lines.collect());
            return if lines.is_empty() { Err(self.messages().nothing_found.to_owned()) } else { Ok(lines.into()) };
        };
        let address = number.checked_sub(1).and_then(|at| links.into_iter().nth(at)).map(|(_, address)| address);
        let address = address.ok_or_else(|| Messages::fill(self.messages().plain_no_number, number))?;
        match address.strip_prefix('#').and_then(|id| page.page.anchors.get(id).copied()) {
            Some(place) => self.jump(Some(place)),
            None => Ok(Answer {
                lines: vec![address.clone()],
                effect: Some(Effect::OpenLink(address)),
                ..Answer::default()
            }),
        }
    }

    fn fields(&self) -> Said {
        let Some(page) = &self.page else { return Ok(Answer::default()) };
        let mut lines = headline::fields(&page.article, &self.setup.pages.zone);
        lines.extend(page.article.problems.iter().map(|problem| problem.what.clone()));
        Ok(lines.into())
    }

    /// Says the first paragraph of what was said last, in one line; again, the next one.
    fn paragraph(&mut self) -> Said {
        let nothing = self.messages().nothing_found;
        let Some(page) = &mut self.page else { return Ok(Answer::default()) };
        let next = paragraph::next(&page.page, page.paragraph, page.top);
        let said = next.and_then(|(_, block)| paragraph::text(&page.page, block));
        page.paragraph = next.map(|(_, block)| block);
        said.map(Answer::from).ok_or_else(|| nothing.to_owned())
    }
}

impl Open {
    /// Where the person is: the first line of what was said last, and how much was read in per cent.
    pub(super) fn place(&self) -> (crate::article::Place, u8) {
        let lines = self.page.lines.len().max(1);
        let percent = u8::try_from(self.next * 100 / lines).unwrap_or(100);
        let shown = self.page.lines.get(self.top);
        (shown.map(|line| line.place).unwrap_or_default(), percent)
    }
}
