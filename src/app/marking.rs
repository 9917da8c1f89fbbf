//! Marks that are made of several articles at once, whatever marks these have.
//!
//! Knows nothing of where marks are kept.

use super::input::action::Action;
use super::messages::{Messages, thousands};
use crate::article::ArticleId;
use crate::library::Key;
use crate::state::{Change, Mark};

/// Several articles to be marked as one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkEach {
    /// The articles.
    pub keys: Vec<Key>,
    /// The mark that each gets, or loses where all have it.
    pub marking: Marking,
    /// What the step is called that sets the mark, and the one that takes it away.
    pub labels: [&'static str; 2],
}

impl MarkEach {
    /// What the step is called.
    pub fn label(&self, set: bool) -> &'static str {
        let [on, off] = self.labels;
        if set { on } else { off }
    }
}

/// A mark that a person makes, whatever the article's marks are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marking {
    /// Read, or unread.
    Read,
    /// Starred, or not.
    Star,
    /// On the reading list, or off it.
    Queue,
    /// The words are added, those with a minus sign taken away; without any, the tags are only told.
    Tags(String),
    /// The note is the text; without one, it is only told.
    Note(String),
}

impl Marking {
    /// The mark that an action with a text makes.
    pub fn of(action: Action, text: &str) -> Option<Marking> {
        match action {
            Action::Read => Some(Marking::Read),
            Action::Star => Some(Marking::Star),
            Action::Queue => Some(Marking::Queue),
            Action::Tags => Some(Marking::Tags(text.to_owned())),
            Action::Note => Some(Marking::Note(text.to_owned())),
            _ => None,
        }
    }

    /// What the step is called that sets the mark, and the one that takes it away.
    pub fn labels(&self, messages: &Messages) -> [&'static str; 2] {
        match self {
            Marking::Read => [messages.step_read, messages.step_unread],
            Marking::Star => [messages.step_star, messages.step_unstar],
            Marking::Queue => [messages.step_queue, messages.step_unqueue],
            Marking::Tags(_) => [messages.step_tags; 2],
            Marking::Note(_) => [messages.step_note; 2],
        }
    }

    /// True of an article that is marked so. Tags and notes are always made.
    pub fn has(&self, mark: &Mark) -> bool {
        match self {
            Marking::Read => mark.read,
            Marking::Star => mark.starred,
            Marking::Queue => mark.queued.is_some(),
            Marking::Tags(_) | Marking::Note(_) => false,
        }
    }

    /// The change of an article with these marks; `None` where nothing is to be changed.
    pub fn change(&self, id: ArticleId, mark: &Mark, set: bool) -> Option<Change> {
        Some(match self {
            Marking::Read => Change::Read(id, set),
            Marking::Star => Change::Star(id, set),
            Marking::Queue => Change::Queue(id, set),
            Marking::Tags(text) | Marking::Note(text) if text.is_empty() => return None,
            Marking::Tags(text) => Change::Tags(id, with_words(mark.tags.clone(), text)),
            Marking::Note(text) => Change::Note(id, text.clone()),
        })
    }

    /// What the person is told of articles that have these marks now.
    pub fn told(&self, label: &str, marks: &[Mark]) -> String {
        let lines: Vec<String> = match self {
            Marking::Tags(_) => marks.iter().map(|mark| format!("{label}: {}", mark.tags.join(" "))).collect(),
            Marking::Note(text) if text.is_empty() => marks.iter().map(|mark| mark.note.clone()).collect(),
            _ => vec![format!("{label} ({})", thousands(marks.len()))],
        };
        lines.join("\n")
    }
}

/// `tags` with the words of `text`, and without those after a minus sign.
fn with_words(mut tags: Vec<String>, text: &str) -> Vec<String> {
    for word in text.split_whitespace() {
        match word.strip_prefix('-') {
            Some(word) => tags.retain(|tag| tag != word),
            None if !tags.iter().any(|tag| tag == word) => tags.push(word.to_owned()),
            None => {}
        }
    }
    tags
}
