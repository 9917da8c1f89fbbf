//! Keys and other input: to the front layer, a text field, or the action they are bound to.

use super::Step;
use crate::app::action::{Action, Scope};
use crate::app::effect::Outside;
use crate::app::keymap::{self, Lookup};
use crate::app::layout::{Focus, Size};
use crate::app::messages::Messages;
use crate::term::{Input, Key, KeyCode, Modifiers};

/// Counts beyond this are taken for a cat on the keyboard.
const MOST: usize = 1_000_000_000;

impl Step<'_> {
    pub(super) fn input(&mut self, input: Input) {
        match input {
            Input::Key(key) => self.key(key),
            Input::Paste(text) => self.paste(&text),
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
        if key.modifiers.alt && self.is_escape_and_more(key) {
            self.key(Key::plain(KeyCode::Escape));
            return self.key(Key { modifiers: Modifiers { alt: false, ..key.modifiers }, ..key });
        }
        self.model.message = None;
        if !self.model.layers.is_empty() {
            self.layer_key(key);
        } else if self.model.search.is_some() {
            self.search_key(key);
        } else if self.model.focus == Focus::Filter && self.model.filter.typing {
            self.filter_key(key);
        } else {
            self.bound_key(keymap::unfold(key));
        }
    }

    /// True of a key with Alt that nothing is bound to: a slow line brings Esc and the key after it
    /// at once, and then terminals cannot tell the two from one with Alt.
    fn is_escape_and_more(&self, key: Key) -> bool {
        let in_field = !self.model.layers.is_empty()
            || self.model.search.is_some()
            || self.model.focus == Focus::Filter && self.model.filter.typing;
        let keys = [self.model.keys.keys.as_slice(), &[key]].concat();
        let unbound = || matches!(self.model.settings.keymap.lookup(self.scope(), &keys), Lookup::Unknown);
        matches!(key.code, KeyCode::Char(_) | KeyCode::Enter) && (in_field || unbound())
    }

    /// The scope whose keys hold now.
    fn scope(&self) -> Scope {
        match self.model.focus {
            Focus::Filter => Scope::Filter,
            Focus::List => Scope::List,
            Focus::Page => Scope::Page,
        }
    }

    fn bound_key(&mut self, key: Key) {
        if self.model.keys.keys.is_empty() && self.counts(key) {
            return;
        }
        self.model.keys.keys.push(key);
        let keys = self.model.keys.keys.clone();
        if let Some(query) = self.model.query_of_keys(&keymap::write_keys(&keys)).map(str::to_owned) {
            self.model.keys = Default::default();
            return self.run_query(&query);
        }
        match self.model.settings.keymap.lookup(self.scope(), &keys) {
            Lookup::Action(action) => {
                let count = self.model.keys.count.take();
                self.model.keys.keys.clear();
                self.perform(action, count);
            }
            Lookup::Pending(_) => {}
            Lookup::Unknown if self.model.queries_after(&keymap::write_keys(&keys)).next().is_some() => {}
            Lookup::Unknown => self.unknown(&keys),
        }
    }

    /// Takes a digit as part of a count.
    fn counts(&mut self, key: Key) -> bool {
        let KeyCode::Char(c) = key.code else { return false };
        let Some(digit) = c.to_digit(10).filter(|_| key == Key::char(c)) else { return false };
        if digit == 0 && self.model.keys.count.is_none() {
            return false;
        }
        let count = self.model.keys.count.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize);
        self.model.keys.count = Some(count.min(MOST));
        true
    }

    /// Esc leaves a half-typed sequence; other keys without a meaning are named.
    fn unknown(&mut self, keys: &[Key]) {
        let sequence = keys.len() > 1 || self.model.keys.count.is_some();
        self.model.keys = Default::default();
        if keys.last() == Some(&Key::plain(KeyCode::Escape)) {
            if !sequence {
                self.perform(Action::Escape, None);
            }
            return;
        }
        let phrase = self.model.messages().unknown_key;
        self.say(Messages::fill(phrase, keymap::write_keys(keys)));
    }

    /// A paste goes into the text field that is open, and nowhere else.
    fn paste(&mut self, text: &str) {
        if self.model.layers.last().is_some() {
            self.layer_paste(text);
        } else if let Some(search) = &mut self.model.search {
            search.field.insert(text);
            self.search_typed();
        } else if self.model.focus == Focus::Filter && self.model.filter.typing {
            self.model.filter.field.insert(text);
            self.filter_typed();
        }
    }
}
