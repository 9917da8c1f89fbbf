//! Before something is lost, a question, to which the next line is the answer: marks that could not be
//! kept, a file that is there already, all that would be marked as read.
//!
//! Owns what is asked, what an answer leads to, and leaving.

use std::io::ErrorKind;
use std::path::Path;

use super::{Said, Session};
use crate::app::external;
use crate::app::messages::Messages;

/// What the next line answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asks {
    /// Whether all that is listed becomes read.
    ReadAll,
    /// Whether the marks that could not be kept go to a file before one leaves.
    SaveMarks,
    /// The path of that file.
    MarksFile,
    /// Whether to write over the file of that path.
    Over(Saved, String),
}

/// What is saved to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saved {
    /// The marks that could not be kept; one leaves once they are.
    Marks,
    /// The open article, in the format that the file's name ends in.
    Page,
}

impl Session {
    /// Takes the answer to a question. What is neither yes nor no, nor a path where one was asked for,
    /// changes nothing.
    pub(super) fn answered(&mut self, asks: Asks, text: &str) -> Said {
        match (asks, yes_or_no(text)) {
            (Asks::ReadAll, Some(true)) => self.read_all(),
            (Asks::SaveMarks, Some(true)) => {
                self.asks = Some(Asks::MarksFile);
                Ok(self.messages().save_marks_prompt.to_owned().into())
            }
            (Asks::SaveMarks, Some(false)) => {
                self.over = true;
                Ok(Vec::new().into())
            }
            (Asks::MarksFile, _) if !text.is_empty() => self.save(Saved::Marks, text, false),
            (Asks::Over(what, path), Some(true)) => self.save(what, &path, true),
            _ => Ok(Vec::new().into()),
        }
    }

    /// Leaves; where marks could not be kept, asks first where to.
    pub(super) fn quit(&mut self) -> Said {
        self.keep_place();
        let now = (self.setup.clock)();
        let (retried, unsaved) = self.setup.marks.with(|store| (store.retry(now), store.unsaved()));
        if unsaved == 0 {
            self.over = true;
            return Ok(Vec::new().into());
        }
        self.asks = Some(Asks::SaveMarks);
        let messages = self.messages();
        let why = retried.err().map(|error| format!("{}{error}", messages.not_saved));
        let question = [Messages::fill(messages.save_confirm, unsaved), messages.plain_leave.to_owned()];
        Ok(why.into_iter().chain(question).collect::<Vec<_>>().into())
    }

    /// The input ended, and nobody can be asked any more. Answers what is lost.
    pub fn leave(&mut self) -> Vec<String> {
        if std::mem::replace(&mut self.over, true) {
            return Vec::new();
        }
        self.keep_place();
        let unsaved = self.setup.marks.with(|store| store.unsaved());
        (unsaved > 0).then(|| Messages::fill(self.messages().plain_unsaved, unsaved)).into_iter().collect()
    }

    /// Saves to a file; over one that is there only where `over`, else asks.
    pub(super) fn save(&mut self, what: Saved, path: &str, over: bool) -> Said {
        let saved = match what {
            Saved::Marks => {
                let saved = self.setup.marks.with(|store| store.save_to(Path::new(path), over));
                saved.map_err(|error| error.source)
            }
            Saved::Page => external::write(path, over, &self.exported(external::end_of(path))),
        };
        match saved {
            Ok(()) => {
                self.over = what == Saved::Marks;
                Ok(format!("{}{path}", self.messages().saved_to).into())
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.asks = Some(Asks::Over(what, path.to_owned()));
                let messages = self.messages();
                Ok(vec![Messages::fill(messages.overwrite_confirm, path), messages.yes_no.to_owned()].into())
            }
            Err(error) => Err(format!("{path}: {error}")),
        }
    }
}

/// Yes, no, or neither.
fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "是" | "はい" | "예" => Some(true),
        "n" | "no" | "否" | "いいえ" | "아니오" => Some(false),
        _ => None,
    }
}
