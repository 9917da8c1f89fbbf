//! Keys for layers: the front one takes them.

use super::Step;
use crate::app::action::{Action, Scope};
use crate::app::effect::{KeepJob, Outside};
use crate::app::field::Edit;
use crate::app::keymap::{self, Keymap};
use crate::app::layers::{Asks, Choice, Layer, Picker, Purpose, Value};
use crate::app::layout::Focus;
use crate::term::{Key, KeyCode};

impl Step<'_> {
    pub(super) fn layer_key(&mut self, key: Key) {
        let closes =
            matches!((key.code, key.modifiers.control), (KeyCode::Escape, _) | (KeyCode::Char('c' | 'g'), true));
        if closes {
            self.model.layers.pop();
            return;
        }
        match self.model.layers.last() {
            Some(Layer::Picker(_)) => self.picker_key(key),
            Some(Layer::Prompt(_)) => self.prompt_key(key),
            Some(Layer::Question(_)) => self.question_key(keymap::unfold(key)),
            Some(Layer::Text(_)) => self.text_key(keymap::unfold(key)),
            None => {}
        }
    }

    pub(super) fn layer_paste(&mut self, text: &str) {
        match self.model.layers.last_mut() {
            Some(Layer::Prompt(prompt)) => prompt.field.insert(text),
            Some(Layer::Picker(picker)) if picker.narrows => {
                picker.field.insert(text);
                picker.narrow();
            }
            _ => {}
        }
    }

    fn picker_key(&mut self, key: Key) {
        let Some(Layer::Picker(picker)) = self.model.layers.last_mut() else { return };
        let page = isize::try_from(picker.cursor.height()).unwrap_or(1);
        match (key.code, key.modifiers.control) {
            (KeyCode::Enter, _) => self.pick(),
            (KeyCode::Down, _) | (KeyCode::Char('n'), true) => picker.cursor.move_by(1),
            (KeyCode::Up, _) | (KeyCode::Char('p'), true) => picker.cursor.move_by(-1),
            (KeyCode::PageDown, _) => picker.cursor.scroll_by(page),
            (KeyCode::PageUp, _) => picker.cursor.scroll_by(-page),
            _ if picker.narrows => {
                if picker.field.key(key) == Edit::Changed {
                    picker.narrow();
                }
            }
            _ => self.picker_command(keymap::unfold(key)),
        }
    }

    /// Letters in a picker that does not narrow: moving, picking by number or letter.
    fn picker_command(&mut self, key: Key) {
        let Some(Layer::Picker(picker)) = self.model.layers.last_mut() else { return };
        let KeyCode::Char(c) = key.code else { return };
        let typed = format!("{}{c}", picker.field.text());
        if picker.marked(&typed).is_some() || picker.may_continue(&typed) {
            picker.field.insert(c.encode_utf8(&mut [0; 4]));
            if !picker.may_continue(&typed) {
                self.pick();
            }
            return;
        }
        match c {
            'j' => picker.cursor.move_by(1),
            'k' => picker.cursor.move_by(-1),
            'G' => picker.cursor.select(usize::MAX),
            'g' => picker.cursor.select(0),
            'y' => self.copy_picked(),
            'q' => {
                self.model.layers.pop();
            }
            _ => {}
        }
    }

    fn copy_picked(&mut self) {
        if let Some(Layer::Picker(picker)) = self.model.layers.last()
            && let Some(Choice { value: Value::Address(address), .. }) = picker.selected()
        {
            let address = address.clone();
            self.outside(Outside::Copy(address));
        }
    }

    /// Does what the picked entry stands for: the one whose number is typed, else the selected one.
    pub(super) fn pick(&mut self) {
        let Some(Layer::Picker(picker)) = self.model.layers.last() else { return };
        let by_mark = if picker.narrows { None } else { picker.marked(picker.field.text()) };
        let Some(value) = by_mark.or(picker.selected()).map(|choice| choice.value.clone()) else { return };
        self.model.layers.pop();
        match value {
            Value::Action(action) => self.perform(action, None),
            Value::Address(address) => self.follow(&address),
            Value::Place(place) => self.jump(place),
            Value::Step(number) => self.keep_job(KeepJob::UndoStep(number)),
            Value::Query(query) => self.run_query(&query),
            Value::Order(order) => self.order_by(order),
            Value::Nothing => {}
        }
    }

    /// Follows a link: inside the page, or out of it.
    fn follow(&mut self, address: &str) {
        let inside = address.strip_prefix('#').and_then(|id| {
            let page = self.model.page.as_ref()?;
            page.page().anchors.get(id).copied()
        });
        match inside {
            Some(place) => self.jump(place),
            None => self.outside(Outside::OpenLink(address.to_owned())),
        }
    }

    fn jump(&mut self, place: crate::article::Place) {
        if let Some(page) = &mut self.model.page {
            page.jump(place);
        }
    }

    fn prompt_key(&mut self, key: Key) {
        let Some(Layer::Prompt(prompt)) = self.model.layers.last_mut() else { return };
        match key.code {
            KeyCode::Tab => prompt.complete(),
            KeyCode::Enter => self.prompted(),
            _ => {
                let changed = prompt.field.key(key) == Edit::Changed;
                if changed && prompt.purpose == Purpose::Find {
                    let text = prompt.field.text().to_owned();
                    self.find_in_page(&text);
                }
            }
        }
    }

    /// Takes the text of the prompt.
    pub(super) fn prompted(&mut self) {
        let Some(Layer::Prompt(prompt)) = self.model.layers.pop() else { return };
        let text = prompt.field.text();
        match prompt.purpose {
            Purpose::Find => {
                self.find_in_page(text);
                self.say_hits();
            }
            Purpose::Tags => self.set_tags(text),
            Purpose::Note => self.set_note(text),
            Purpose::QueryName => self.name_query(text),
            Purpose::SavePage => self.outside(Outside::SavePage { path: text.to_owned(), over: false }),
            Purpose::SaveMarks => {
                // One leaves once they are saved; until then the question comes again.
                self.model.marks.offered = false;
                self.keep_job(KeepJob::Save { path: text.into(), over: false });
            }
            Purpose::Pipe => self.outside(Outside::Pipe(text.to_owned())),
        }
    }

    fn question_key(&mut self, key: Key) {
        let Some(Layer::Question(question)) = self.model.layers.last() else { return };
        match key.code {
            KeyCode::Char('y' | 'Y') => self.decide(true),
            KeyCode::Enter if matches!(question.asks, Asks::Overwrite(..)) => self.decide(false),
            KeyCode::Char('n' | 'N' | 'q') => self.decide(false),
            _ => {}
        }
    }

    /// Takes the answer to the question in front.
    pub(super) fn decide(&mut self, yes: bool) {
        let Some(Layer::Question(question)) = self.model.layers.pop() else { return };
        match question.asks {
            asks if yes => self.answered_yes(asks),
            Asks::SaveMarks => self.leave(),
            _ => {}
        }
    }

    fn text_key(&mut self, key: Key) {
        let Some(Layer::Text(text)) = self.model.layers.last_mut() else { return };
        let page = isize::try_from(text.cursor.height()).unwrap_or(1);
        match key.code {
            KeyCode::Char('j') | KeyCode::Down => text.cursor.show_by(1),
            KeyCode::Char('k') | KeyCode::Up => text.cursor.show_by(-1),
            KeyCode::Char(' ') | KeyCode::PageDown => text.cursor.show_by(page),
            KeyCode::PageUp => text.cursor.show_by(-page),
            KeyCode::Char('q') | KeyCode::Enter => {
                self.model.layers.pop();
            }
            _ => {}
        }
    }

    /// Every action with its keys here and now; Enter does it.
    pub(super) fn help(&mut self) {
        let messages = self.model.messages();
        let scope = match self.model.focus {
            Focus::Filter => Scope::Filter,
            Focus::List => Scope::List,
            Focus::Page => Scope::Page,
        };
        let keymap = &self.model.settings.keymap;
        let choices = Action::EVERY.iter().map(|action| Choice {
            mark: keys_in(keymap, *action, scope),
            label: action.help(messages.language).to_owned(),
            detail: action.name().to_owned(),
            value: Value::Action(*action),
        });
        let picker = Picker::new(messages.help_title, messages.layer_hint, choices.collect(), true);
        self.push_layer(Layer::Picker(picker));
    }
}

/// The keys of an action here; where it has none, those of the pane that has, with its name.
fn keys_in(keymap: &Keymap, action: Action, scope: Scope) -> String {
    let written = |scope| keymap.keys_of(action, scope).into_iter().take(3).collect::<Vec<_>>().join(", ");
    let here = written(scope);
    match keymap.scopes_of(action).first() {
        Some(other) if here.is_empty() => format!("{} ({})", written(*other), other.name()),
        _ => here,
    }
}
