//! What an article gives to the outside: its address, its text, its file.

use super::command::Command;
use super::{Answer, Said, Session};
use crate::app::effect::Effect;
use crate::app::panes::paragraph;
use crate::app::{export, external};
use crate::library::Key;

impl Session {
    /// The article of a number, else the open one.
    pub(super) fn key_of(&self, command: &Command) -> Result<Key, String> {
        match (command.numbers.first(), &self.page) {
            (Some(number), _) => self.numbered(*number),
            (None, Some(page)) => Ok(page.key),
            (None, None) => Err(self.messages().plain_open_first.to_owned()),
        }
    }

    /// Copies the address of an article.
    pub(super) fn copy_link(&mut self, command: &Command) -> Said {
        let key = self.key_of(command)?;
        let article = self.reader.article(key).map_err(|error| error.to_string())?;
        let link = article.meta.link.ok_or_else(|| self.messages().no_link.to_owned())?;
        Ok(Answer { lines: vec![link.clone()], effect: Some(Effect::Copy(link)), ..Answer::default() })
    }

    /// Copies the paragraph that was just said by itself, else the whole text.
    pub(super) fn copy_text(&self) -> Said {
        let paragraph = self.page.as_ref().and_then(|page| paragraph::text(&page.page, page.paragraph?));
        let text = paragraph.unwrap_or_else(|| self.exported("txt"));
        Ok(Answer { effect: Some(Effect::Copy(text)), ..Answer::default() })
    }

    pub(super) fn pipe(&self, command: &str) -> Said {
        let (format, _) = external::piped(command);
        let effect = Effect::Pipe(command.to_owned());
        Ok(Answer { effect: Some(effect), text: self.exported(format), ..Answer::default() })
    }

    /// The open article in a format.
    pub(super) fn exported(&self, format: &str) -> String {
        let pages = &self.setup.pages;
        let article = self.page.as_ref().map(|page| &page.article);
        article.map_or_else(String::new, |article| {
            export::article(external::format_of(format), article, &pages.messages, &pages.zone)
        })
    }

    /// Opens the file of an article in the editor.
    pub(super) fn edit(&mut self, command: &Command) -> Said {
        let key = self.key_of(command)?;
        let path = self.reader.path(key).map_err(|error| error.to_string())?;
        let path = path.ok_or_else(|| self.messages().nothing_here.to_owned())?;
        Ok(Answer { effect: Some(Effect::Edit(key)), text: path.display().to_string(), ..Answer::default() })
    }
}
