//! Layers over the panes: lines to type in, pickers, prompts, questions, texts. Keys go to the front one.
//!
//! Owns what layers hold, and whether letters go into a field. The panes know nothing of them.

use std::ops::Range;
use std::path::PathBuf;

use crate::app::event::Overwrite;
use crate::app::input::action::{Action, Scope};
use crate::app::input::field::Field;
use crate::app::model::cursor::Cursor;
use crate::app::panes::SearchLine;
use crate::article::Place;
use crate::search::{Finder, Order};

/// One layer.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// The search line above the list.
    Search(SearchLine),
    /// The line above the filter pane that narrows it.
    Filter(Field),
    /// A list to pick from.
    Picker(Picker),
    /// A line to be typed, at the bottom.
    Prompt(Prompt),
    /// A question to be answered with yes or no.
    Question(Question),
    /// Lines to be read.
    Text(Text),
}

/// A list to pick from; typing narrows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Picker {
    pub title: String,
    pub hint: String,
    /// A line of advice below the entries.
    pub note: String,
    entries: Vec<Choice>,
    /// Indices of the entries that the typed text hits.
    shown: Vec<usize>,
    pub field: Field,
    pub cursor: Cursor,
    /// Letters narrow; else digits pick by number and j k move.
    pub narrows: bool,
}

/// One entry of a picker.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Number or keys, in front.
    pub mark: String,
    pub label: String,
    /// Behind, dim.
    pub detail: String,
    pub value: Value,
}

/// What picking an entry means.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Action(Action),
    Address(String),
    Place(Place),
    Step(u64),
    Query(String),
    Order(Order),
    /// For reading only.
    Nothing,
}

/// A line to be typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    pub label: String,
    pub field: Field,
    pub purpose: Purpose,
    /// Words that Tab completes to.
    pub completions: Vec<String>,
}

/// What a prompt's text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Find,
    Tags,
    Note,
    QueryName,
    SavePage,
    SaveMarks,
    Pipe,
}

/// A question to be answered with y or n.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub text: String,
    pub asks: Asks,
}

/// What a yes does.
#[derive(Debug, Clone, PartialEq)]
pub enum Asks {
    ReadAll,
    SaveMarks,
    /// To write over a file that is there.
    Overwrite(PathBuf, Overwrite),
}

/// Lines to be read: an address with its QR code, fields and problems.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub title: String,
    pub lines: Vec<String>,
    pub cursor: Cursor,
}

impl Layer {
    /// The scope whose keys hold while the layer is in front.
    pub fn scope(&self) -> Scope {
        match self {
            Layer::Search(_) => Scope::SearchInput,
            Layer::Filter(_) => Scope::FilterInput,
            Layer::Picker(picker) if !picker.narrows => Scope::Layer,
            Layer::Picker(_) | Layer::Prompt(_) => Scope::Input,
            Layer::Question(_) => Scope::Question,
            Layer::Text(_) => Scope::Layer,
        }
    }

    /// The field that letters go into, if they do.
    pub fn field_mut(&mut self) -> Option<&mut Field> {
        match self {
            Layer::Search(search) => Some(&mut search.field),
            Layer::Filter(field) => Some(field),
            Layer::Prompt(prompt) => Some(&mut prompt.field),
            Layer::Picker(picker) => picker.narrows.then_some(&mut picker.field),
            Layer::Question(_) | Layer::Text(_) => None,
        }
    }

    /// The rows that can be moved in, if the layer has its own.
    pub fn cursor_mut(&mut self) -> Option<&mut Cursor> {
        match self {
            Layer::Picker(picker) => Some(&mut picker.cursor),
            Layer::Text(text) => Some(&mut text.cursor),
            Layer::Search(_) | Layer::Filter(_) | Layer::Prompt(_) | Layer::Question(_) => None,
        }
    }

    /// True when it is a line of a pane, beside which the pane is moved in and acted on.
    pub fn is_line_of_pane(&self) -> bool {
        matches!(self, Layer::Search(_) | Layer::Filter(_))
    }

    /// A text to be read.
    pub fn text(title: &str, lines: Vec<String>) -> Layer {
        let cursor = Cursor::new(lines.len());
        Layer::Text(Text { title: title.to_owned(), lines, cursor })
    }

    /// A line to be typed.
    pub fn prompt(label: &str, purpose: Purpose, text: &str, completions: Vec<String>) -> Layer {
        Layer::Prompt(Prompt { label: label.to_owned(), field: Field::with(text), purpose, completions })
    }
}

impl Question {
    /// True when a yes loses what is in a file.
    pub fn is_overwriting(&self) -> bool {
        matches!(self.asks, Asks::Overwrite(..))
    }
}

impl Picker {
    /// A picker over entries.
    pub fn new(title: &str, hint: &str, entries: Vec<Choice>, narrows: bool) -> Picker {
        let shown: Vec<usize> = (0..entries.len()).collect();
        let cursor = Cursor::new(shown.len());
        let (title, hint) = (title.to_owned(), hint.to_owned());
        Picker { title, hint, note: String::new(), entries, shown, field: Field::default(), cursor, narrows }
    }

    /// The entries that the typed text hits, with the bytes of their labels that it hits.
    pub fn shown(&self) -> impl Iterator<Item = (&Choice, Vec<Range<usize>>)> {
        let finder = self.finder();
        self.shown.iter().filter_map(|at| self.entries.get(*at)).map(move |choice| {
            let hits = finder.as_ref().map(|finder| finder.hits(&choice.label)).unwrap_or_default();
            (choice, hits)
        })
    }

    /// What is typed, where it narrows.
    fn finder(&self) -> Option<Finder> {
        let typed = self.field.text().trim();
        (self.narrows && !typed.is_empty()).then(|| Finder::new(typed))
    }

    /// The selected entry.
    pub fn selected(&self) -> Option<&Choice> {
        self.shown.get(self.cursor.selected()).and_then(|at| self.entries.get(*at))
    }

    /// The entry that picking picks: the one whose mark is typed, else the selected one.
    pub fn picked(&self) -> Option<&Choice> {
        let marked = self.entries.iter().find(|choice| !self.narrows && choice.mark == self.field.text());
        marked.or(self.selected())
    }

    /// Types a character of a mark in front of the entries. `None` where none goes on so, else whether a
    /// mark is whole and none goes on.
    pub fn type_mark(&mut self, c: char) -> Option<bool> {
        let typed = format!("{}{c}", self.field.text());
        let begun = |choice: &&Choice| choice.mark.starts_with(&typed);
        let longest = self.entries.iter().filter(begun).map(|choice| choice.mark.len()).max()?;
        self.field = Field::with(&typed);
        Some(longest == typed.len())
    }

    /// Narrows to what is typed: label, detail or mark.
    pub fn narrow(&mut self) {
        let finder = self.finder();
        let wanted = |choice: &Choice| {
            let hit =
                |finder: &Finder| [&choice.label, &choice.detail].iter().any(|text| !finder.hits(text).is_empty());
            choice.mark == self.field.text() || finder.as_ref().is_none_or(hit)
        };
        self.shown = (0..self.entries.len()).filter(|at| self.entries.get(*at).is_some_and(wanted)).collect();
        self.cursor.set_len(self.shown.len());
        self.cursor.select(0);
    }
}

impl Prompt {
    /// What would complete the word before the cursor: the rest of the first known word that begins
    /// with it. Shown as one types, taken by Tab.
    pub fn suggestion(&self) -> Option<&str> {
        let before = self.field.before();
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let word = before.get(start..).filter(|word| !word.is_empty())?;
        let known = self.completions.iter().find(|known| known.starts_with(word) && known.len() > word.len())?;
        known.get(word.len()..)
    }

    /// Takes the suggestion.
    pub fn complete(&mut self) {
        if let Some(rest) = self.suggestion().map(str::to_owned) {
            self.field.insert(&rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tab_completes_the_word_before_the_cursor() {
        let mut prompt = Prompt {
            label: String::new(),
            field: Field::with("稍后读 金"),
            purpose: Purpose::Tags,
            completions: vec!["稍后读".into(), "金融".into()],
        };
        prompt.complete();
        assert_eq!(prompt.field.text(), "稍后读 金融");
    }

    #[test]
    fn typing_narrows_a_picker() {
        let choice = |label: &str| Choice {
            mark: String::new(),
            label: label.into(),
            detail: String::new(),
            value: Value::Nothing,
        };
        let mut picker = Picker::new("t", "", vec![choice("打开"), choice("退出")], true);
        picker.field.insert("退");
        picker.narrow();
        assert_eq!(picker.selected().map(|c| c.label.as_str()), Some("退出"));
    }
}
