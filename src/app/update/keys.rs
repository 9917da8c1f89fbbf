//! Keys and other input: to the action they are bound to, or as letters into the field in front.

use super::Step;
use crate::app::effect::Outside;
use crate::app::input::action::Action;
use crate::app::input::field::Field;
use crate::app::input::keymap::{self, Lookup};
use crate::app::messages::Messages;
use crate::app::model::Typed;
use crate::app::model::layers::Layer;
use crate::app::model::layout::Size;
use crate::term::{Input, Key, KeyCode, Modifiers};

/// The largest count: more digits are taken for this.
const MOST: usize = 1_000_000_000;

impl Step<'_> {
    pub(super) fn input(&mut self, input: Input) {
        match input {
            Input::Key(key) => self.key(key),
            // A paste goes into the text field that is open, and nowhere else.
            Input::Paste(text) => self.edit_field(|field| field.insert(&text)),
            Input::Mouse(mouse) => self.mouse(mouse),
            Input::Resize(columns, rows) => self.resize(columns, rows),
            Input::Reply(_) | Input::Resume | Input::Writable => {}
            Input::Suspend => self.outside(Outside::Suspend),
            Input::Terminate | Input::Hangup => self.leave(),
        }
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.model.size = Size { columns: columns.into(), rows: rows.into() };
    }

    fn key(&mut self, key: Key) {
        if key.has_alt() && self.is_escape_and_more(key) {
            self.key(Key::plain(KeyCode::Esc));
            return self.key(Key { modifiers: key.modifiers - Modifiers::ALT, ..key });
        }
        self.model.message = None;
        if !self.picks_by_mark(key) && !self.counts(keymap::unfold(key)) {
            self.bound_key(key);
        }
    }

    /// True of a key with Alt that nothing is bound to: a slow line brings Esc and the key after it
    /// at once, and then terminals cannot tell the two from one with Alt.
    fn is_escape_and_more(&self, key: Key) -> bool {
        let mut keys = self.model.keys.unfolded();
        keys.push(key);
        let unbound = || self.model.settings.keymap.lookup(self.model.scope(), &keys) == Lookup::Unknown;
        matches!(key.code, KeyCode::Char(_) | KeyCode::Enter) && unbound()
    }

    /// Does what the sequence that ends in this key is bound to, once it is whole.
    fn bound_key(&mut self, key: Key) {
        self.model.keys.keys.push(key);
        let scope = self.model.scope();
        let keys = self.model.keys.unfolded();
        let written = keymap::write_keys(&keys);
        if let Some(query) = self.model.query_of_keys(&written).filter(|_| scope.is_pane()).map(str::to_owned) {
            self.model.keys = Typed::default();
            return self.run_query(&query);
        }
        match self.model.settings.keymap.lookup(scope, &keys) {
            Lookup::Action(action) => {
                let count = std::mem::take(&mut self.model.keys).count;
                self.perform(action, count);
            }
            Lookup::Pending(_) => {}
            Lookup::Unknown if scope.is_pane() && self.model.queries_after(&written).next().is_some() => {}
            Lookup::Unknown => self.unbound(&written),
        }
    }

    /// Keys that are bound to nothing are letters where letters are typed; in a pane they are named.
    fn unbound(&mut self, written: &str) {
        let Typed { count, keys } = std::mem::take(&mut self.model.keys);
        let Some((last, before)) = keys.split_last() else { return };
        if self.model.layers.last_mut().is_some_and(|layer| layer.field_mut().is_some()) {
            before.iter().for_each(|key| self.type_letter(*key));
            // After the beginning of a sequence the key may have a meaning of its own.
            if before.is_empty() { self.type_letter(*last) } else { self.bound_key(*last) }
        } else if !self.model.scope().is_pane() {
            // What is in front has no such key.
        } else if *last == Key::plain(KeyCode::Esc) {
            // Esc leaves a sequence that is not whole.
            if before.is_empty() && count.is_none() {
                self.perform(Action::Escape, None);
            }
        } else {
            self.say(Messages::fill(self.model.messages().unknown_key, written));
        }
    }

    fn type_letter(&mut self, key: Key) {
        if let KeyCode::Char(c) = key.code
            && !key.has_control()
            && !key.has_alt()
        {
            self.edit_field(|field| field.insert(c.encode_utf8(&mut [0; 4])));
        }
    }

    /// Edits the field in front, if there is one, and does what a change of its text means.
    pub(super) fn edit_field(&mut self, edit: impl FnOnce(&mut Field)) {
        let Some(field) = self.model.layers.last_mut().and_then(Layer::field_mut) else { return };
        let before = field.text().to_owned();
        edit(field);
        if field.text() == before {
            return;
        }
        match self.model.layers.last_mut() {
            Some(Layer::Search(_)) => self.search_typed(),
            Some(Layer::Filter(_)) => self.filter_typed(),
            Some(Layer::Picker(picker)) => picker.narrow(),
            Some(Layer::Prompt(_)) => self.prompt_typed(),
            Some(Layer::Question(_) | Layer::Text(_)) | None => {}
        }
    }

    /// Takes a character of the mark of an entry, where entries are picked so.
    fn picks_by_mark(&mut self, key: Key) -> bool {
        let Some(Layer::Picker(picker)) = self.model.layers.last_mut().filter(|_| self.model.keys.keys.is_empty())
        else {
            return false;
        };
        let key = keymap::unfold(key);
        let KeyCode::Char(c) = key.code else { return false };
        if picker.narrows || key != Key::char(c) {
            return false;
        }
        let typed = picker.type_mark(c);
        if typed == Some(true) {
            self.pick();
        }
        typed.is_some()
    }

    /// Takes a digit as part of a count.
    fn counts(&mut self, key: Key) -> bool {
        let KeyCode::Char(c) = key.code else { return false };
        let Some(digit) = c.to_digit(10).filter(|_| key == Key::char(c)) else { return false };
        let begins = digit == 0 && self.model.keys.count.is_none();
        if begins || !self.model.scope().is_pane() || !self.model.keys.keys.is_empty() {
            return false;
        }
        let count = self.model.keys.count.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize);
        self.model.keys.count = Some(count.min(MOST));
        true
    }
}
