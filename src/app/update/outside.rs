//! What is done outside the reader: clipboard, browser, editor, commands, files.

use super::Step;
use crate::app::effect::Outside;
use crate::app::model::layers::{Layer, Purpose};
use crate::app::model::layout::Focus;
use crate::library::Key;

impl Step<'_> {
    /// Copies the address of the picked link, of the open article, or of the selected one.
    pub(super) fn copy_link(&mut self) {
        if let Some(address) = self.picked_address().map(str::to_owned) {
            return self.outside(Outside::Copy(address));
        }
        if self.model.focus != Focus::Page {
            let Some(key) = self.model.list.selected_key() else { return };
            return self.outside(Outside::CopyLinkOf(key));
        }
        let link = self.model.article().and_then(|article| article.meta.link.clone());
        match link {
            Some(link) => self.outside(Outside::Copy(link)),
            None => self.say(self.model.messages().no_link),
        }
    }

    /// The selected paragraph, or the whole text.
    pub(super) fn copy_text(&mut self) {
        let Some(page) = &self.model.page else { return };
        let outside = page.selected_text().map_or(Outside::CopyPage, Outside::Copy);
        self.outside(outside);
    }

    pub(super) fn ask_where(&mut self) {
        let Some(article) = self.model.article() else { return };
        let name: String =
            article.meta.title.chars().map(|c| if c == '/' || c == '\\' { '-' } else { c }).take(60).collect();
        let text = format!("{}.md", name.trim());
        let layer = Layer::prompt(self.model.messages().save_prompt, Purpose::SavePage, &text, Vec::new());
        self.push_layer(layer);
    }

    pub(super) fn ask_command(&mut self) {
        if self.model.page.is_some() {
            let text = self.model.settings.pipe.clone();
            let layer = Layer::prompt(self.model.messages().pipe_prompt, Purpose::Pipe, &text, Vec::new());
            self.push_layer(layer);
        }
    }

    pub(super) fn edit(&mut self) {
        let open: Option<Key> =
            self.model.page.as_ref().filter(|_| self.model.focus == Focus::Page).map(|p| p.opened.key);
        if let Some(key) = open.or(self.model.list.selected_key()) {
            self.outside(Outside::Edit(key));
        }
    }
}
