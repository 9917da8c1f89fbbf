//! The reader without a screen: numbered lines, one command a line. For screen readers, line
//! terminals and slow teletypes; the same actions, queries and marks as on the screen.
//!
//! Owns what each action says and where one is. Knows nothing of the terminal: a line comes in, lines
//! go out. [`run`] is the thin loop around it.

mod command;
mod list;
mod marking;
mod narrow;
mod outside;
mod page;
mod run;
mod saving;
mod start;
#[cfg(test)]
mod tests;

use super::action::{Action, Scope};
use super::effect::Effect;
use super::jobs::Setup;
use super::layout::Size;
use super::messages::Messages;
use super::model::Settings;
use crate::library::{Error, Key, Reader};
use command::{Command, Problem};
use list::List;
use page::Open;
use saving::Asks;

pub use run::run;
pub use start::open;

/// A person reading line by line.
pub struct Session {
    setup: Setup,
    reader: Reader,
    settings: Settings,
    size: Size,
    list: List,
    page: Option<Open>,
    /// What the next line answers.
    asks: Option<Asks>,
    over: bool,
}

/// What a line led to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    pub lines: Vec<String>,
    /// To be done outside: an address opened, a text copied, a program run.
    pub effect: Option<Effect>,
    /// What the effect is about: the article that is piped, the path of the one edited.
    pub text: String,
}

impl From<Vec<String>> for Answer {
    fn from(lines: Vec<String>) -> Answer {
        Answer { lines, ..Answer::default() }
    }
}

impl From<String> for Answer {
    fn from(line: String) -> Answer {
        Answer { lines: vec![line], ..Answer::default() }
    }
}

/// An answer, or what went wrong in one line.
type Said = Result<Answer, String>;

impl Session {
    /// A session over a library, on lines of so many columns, so many at a time.
    ///
    /// # Errors
    /// Those of the library.
    pub fn new(setup: Setup, settings: Settings, size: Size) -> Result<Session, Error> {
        let reader = setup.library.reader()?;
        setup.marks.tell(&setup.library);
        let list = List::default();
        Ok(Session { setup, reader, settings, size, list, page: None, asks: None, over: false })
    }

    /// What is said first: how many articles there are, and how to go on.
    pub fn hello(&mut self) -> Vec<String> {
        self.changed();
        let first = self.list_from(0);
        let count = self.list.keys.len();
        let mut lines = vec![Messages::fill(self.messages().plain_hello, super::messages::thousands(count))];
        lines.extend(self.setup.library.notices());
        lines.extend(self.setup.marks.with(|store| store.notices()));
        lines.extend(first.map_or_else(|error| vec![error], |answer| answer.lines));
        lines
    }

    /// Takes a line that was typed.
    pub fn line(&mut self, text: &str) -> Answer {
        if let Some(asks) = self.asks.take() {
            return self.answered(asks, text.trim()).unwrap_or_else(Answer::from);
        }
        if let Some(query) = self.query_of_keys(text) {
            return self.search(&query).unwrap_or_else(Answer::from);
        }
        let scope = if self.page.is_some() { Scope::Page } else { Scope::List };
        match command::parse(text, scope, &self.settings.keymap) {
            Ok(command) => {
                let answer = self.perform(&command).unwrap_or_else(Answer::from);
                // Who hears the lines is told that there are none.
                let silent = answer == Answer::default() && !self.over;
                if silent { self.messages().nothing_found.to_owned().into() } else { answer }
            }
            Err(Problem::Unknown(word)) => Messages::fill(self.messages().plain_unknown, word).into(),
            Err(Problem::Several(names)) => Messages::fill(self.messages().plain_several, names.join(", ")).into(),
        }
    }

    /// True once the person has left.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The library changed: the list is asked anew when it is next said from its beginning. Until
    /// then its numbers mean what they meant when they were said.
    pub fn changed(&mut self) {
        self.list.stale = true;
    }

    fn messages(&self) -> &Messages {
        &self.setup.pages.messages
    }

    /// Lines that are said at a time: the screen's, less the prompt and the line typed.
    fn chunk(&self) -> usize {
        self.size.rows.saturating_sub(2).max(1)
    }

    fn perform(&mut self, command: &Command) -> Said {
        let in_page = self.page.is_some();
        match command.action {
            Action::Quit => self.quit(),
            Action::Help => Ok(self.help().into()),
            Action::Open if in_page && command.numbers.is_empty() => self.links(command),
            Action::Open => self.open(command.numbers.first().copied().unwrap_or(1)),
            Action::Back | Action::Escape if in_page => self.close(),
            Action::Back => self.quit(),
            Action::Escape => self.search(""),
            action if self.is_mark(action) => self.mark(command),
            action if self.is_of_list(action, in_page) => self.in_list(command),
            action if self.is_of_page(action) => self.in_page(command),
            action => Err(Messages::fill(self.messages().plain_not_here, action.name())),
        }
    }

    /// The actions there are, with the words and keys that call them, and what may be written behind.
    fn help(&self) -> Vec<String> {
        let messages = self.messages();
        let line = |action: &Action| {
            let keys = [Scope::List, Scope::Page].map(|scope| self.typed_keys(*action, scope));
            let keys = keys.into_iter().find(|keys| !keys.is_empty());
            let keys = keys.map(|keys| format!(" ({keys})")).unwrap_or_default();
            let example = command::example(*action).map(|rest| format!(" — {} {rest}", action.name()));
            format!("{}{keys}: {}{}", action.name(), action.help(messages.language), example.unwrap_or_default())
        };
        let all = Action::EVERY.iter().filter(|action| self.is_known(**action));
        let pointless = Action::EVERY.iter().filter(|action| !self.is_known(**action)).map(|action| action.name());
        let pointless = Messages::fill(messages.plain_pointless, pointless.collect::<Vec<_>>().join(" "));
        [messages.plain_help.to_owned()].into_iter().chain(all.map(line)).chain([pointless]).collect()
    }

    /// The keys of an action that a person can type as a word.
    fn typed_keys(&self, action: Action, scope: Scope) -> String {
        let keys = self.settings.keymap.keys_of(action, scope).into_iter().filter(|keys| is_typed(keys));
        keys.map(|keys| keys.replace(' ', "")).collect::<Vec<_>>().join(" ")
    }

    fn is_known(&self, action: Action) -> bool {
        let general = [Action::Quit, Action::Help, Action::Open, Action::Back, Action::Escape];
        general.contains(&action)
            || self.is_mark(action)
            || self.is_of_page(action)
            || self.is_of_list(action, true)
            || self.is_of_list(action, false)
    }

    /// The article that stands at a number of the list.
    fn numbered(&self, number: usize) -> Result<Key, String> {
        let found = number.checked_sub(1).and_then(|index| self.list.keys.get(index));
        found.copied().ok_or_else(|| Messages::fill(self.messages().plain_no_number, number))
    }
}

/// True of keys that a person can type as a word.
fn is_typed(keys: &str) -> bool {
    keys.split(' ').all(|key| key.chars().count() == 1)
}
