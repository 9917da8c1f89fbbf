//! One line that a person types: an action by its name or its keys, and what it is about.

use crate::app::event::LineCommand;
use crate::app::input::action::{Action, Scope};
use crate::app::input::keymap::{Keymap, Lookup, unfold};
use crate::state::SavedQuery;
use crate::term::Key;

/// Why a line is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    Unknown(String),
    /// Several actions begin so.
    Several(Vec<&'static str>),
}

/// Words that people type for actions of other names.
const ALIASES: &[(&str, Action)] = &[
    ("list", Action::First),
    ("top", Action::First),
    ("more", Action::PageDown),
    ("next", Action::NextArticle),
    ("previous", Action::PreviousArticle),
    ("unread", Action::NextUnread),
    ("mark", Action::Read),
    ("read", Action::Read),
    ("find", Action::NextHit),
    ("exit", Action::Quit),
];

/// Numbers of a range at most, so that a slip names no million articles.
const RANGE_MAX: usize = 1000;

/// The command in a line. Nothing at all goes on reading; a number opens; `/` searches.
pub fn parse(line: &str, scope: Scope, keymap: &Keymap) -> Result<LineCommand, Unclear> {
    let line = line.trim();
    let bare = |action| LineCommand { action, numbers: Vec::new(), text: String::new() };
    if line.is_empty() {
        return Ok(bare(Action::PageDown));
    }
    if let Some(text) = line.strip_prefix(['/', '／']) {
        let action = if scope == Scope::Page { Action::NextHit } else { Action::Search };
        return Ok(LineCommand { text: text.trim().to_owned(), ..bare(action) });
    }
    if let Ok(number) = line.parse() {
        return Ok(LineCommand { numbers: vec![number], ..bare(Action::Open) });
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let action = action(word, scope, keymap)?;
    let rest = rest.trim();
    let (numbers, text) = if takes_text(action) { (Vec::new(), rest) } else { numbers(rest) };
    Ok(LineCommand { action, numbers, text: text.to_owned() })
}

/// An action by its name, the keys it is bound to, or the beginning of its name.
fn action(word: &str, scope: Scope, keymap: &Keymap) -> Result<Action, Unclear> {
    let lower = word.to_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, action)| *action);
    if let Some(action) = Action::named(&lower).or(alias).or_else(|| by_keys(word, scope, keymap)) {
        return Ok(action);
    }
    let begun: Vec<Action> = Action::EVERY.iter().copied().filter(|action| action.name().starts_with(&lower)).collect();
    match begun.as_slice() {
        [] => Err(Unclear::Unknown(word.to_owned())),
        [action] => Ok(*action),
        several => Err(Unclear::Several(several.iter().map(|action| action.name()).collect())),
    }
}

fn by_keys(word: &str, scope: Scope, keymap: &Keymap) -> Option<Action> {
    let keys: Vec<Key> = word.chars().map(|c| unfold(Key::char(c))).collect();
    match keymap.lookup(scope, &keys) {
        Lookup::Action(action) => Some(action),
        _ => None,
    }
}

/// True of actions whose numbers may be words of the text, as in `search 2021`.
fn takes_text(action: Action) -> bool {
    matches!(
        action,
        Action::Search
            | Action::NextHit
            | Action::PreviousHit
            | Action::SaveQuery
            | Action::Categories
            | Action::Histogram
            | Action::Toggle
            | Action::Exclude
            | Action::SavePage
            | Action::Pipe
    )
}

/// True of actions that are for the screen only: lines have no panes, and Ctrl-Z is the terminal's own.
pub fn is_for_screens(action: Action) -> bool {
    use Action::{
        Complete, DeleteBack, DeleteForward, DeleteToEnd, DeleteToStart, DeleteWord, Left, NextPane, No, PreviousPane,
        Recall, Right, Suspend, Yes, Zoom,
    };
    matches!(action, Left | Right | NextPane | PreviousPane | Zoom | Suspend)
        || matches!(action, Complete | Recall | DeleteBack | DeleteForward | DeleteWord | DeleteToStart | DeleteToEnd)
        || matches!(action, Yes | No)
}

/// The saved query whose keys are typed, with or without spaces between them, as a search.
pub fn query_of_keys(typed: &str, queries: &[(String, SavedQuery)]) -> Option<LineCommand> {
    let bare = |keys: &str| keys.split_whitespace().collect::<String>();
    let has = |saved: &SavedQuery| saved.key.as_deref().is_some_and(|keys| bare(keys) == bare(typed));
    let (_, saved) = queries.iter().find(|(_, saved)| has(saved))?;
    Some(LineCommand { action: Action::Search, numbers: Vec::new(), text: saved.query.clone() })
}

/// Yes, no, or neither.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "是" | "はい" | "예" => Some(true),
        "n" | "no" | "否" | "いいえ" | "아니오" => Some(false),
        _ => None,
    }
}

/// What may follow the name of an action and is more than numbers of articles.
pub fn example(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::Search => "大连 金融",
        Action::Categories => "金融",
        Action::Sort => "title",
        Action::Outline => "2",
        Action::Links => "1",
        Action::Tags => "3 a -b",
        Action::Note => "3 …",
        Action::Toggle => "author:…",
        Action::Exclude => "is:unread",
        Action::Histogram => "2021-06",
        Action::SaveQuery => "… =g 1",
        Action::Queries | Action::History | Action::Changes => "1",
        Action::SavePage => "a.md",
        Action::Pipe => "md:wc -l",
        _ => return None,
    })
}

/// The numbers that `rest` begins with (`3 5-8`), and what follows them.
fn numbers(rest: &str) -> (Vec<usize>, &str) {
    let mut found = Vec::new();
    let mut rest = rest;
    loop {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let Some((first, last)) = range(word) else { return (found, rest) };
        found.extend((first..=last).take(RANGE_MAX));
        rest = after.trim_start();
    }
}

fn range(word: &str) -> Option<(usize, usize)> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    Some((first.parse().ok()?, last.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<LineCommand, Unclear> {
        parse(line, Scope::List, &Keymap::shipped())
    }

    fn command(action: Action, numbers: &[usize], text: &str) -> Result<LineCommand, Unclear> {
        Ok(LineCommand { action, numbers: numbers.to_vec(), text: text.to_owned() })
    }

    #[test]
    fn an_action_is_named_keyed_or_begun() {
        assert_eq!(parsed("toggle-read"), command(Action::Read, &[], ""));
        assert_eq!(parsed("m"), command(Action::Read, &[], ""));
        assert_eq!(parsed("mark 3"), command(Action::Read, &[3], ""));
        assert_eq!(parsed("＊ 2 5-7"), command(Action::Star, &[2, 5, 6, 7], ""));
        assert_eq!(parsed("gr"), command(Action::ReadingList, &[], ""));
        assert_eq!(parsed("rever"), command(Action::Reverse, &[], ""));
        assert_eq!(parsed(" QUIT "), command(Action::Quit, &[], ""));
    }

    #[test]
    fn nothing_goes_on_a_number_opens_and_a_slash_searches() {
        assert_eq!(parsed(""), command(Action::PageDown, &[], ""));
        assert_eq!(parsed("12"), command(Action::Open, &[12], ""));
        assert_eq!(parsed("/ 大连 金融"), command(Action::Search, &[], "大连 金融"));
        assert_eq!(parse("/金融", Scope::Page, &Keymap::shipped()), command(Action::NextHit, &[], "金融"));
    }

    #[test]
    fn numbers_come_first_and_words_after_them() {
        assert_eq!(parsed("tags 3 金融 2021"), command(Action::Tags, &[3], "金融 2021"));
        assert_eq!(parsed("search 2021 大连"), command(Action::Search, &[], "2021 大连"));
        assert_eq!(parsed("star 1-999999999").map(|command| command.numbers.len()), Ok(RANGE_MAX));
    }

    #[test]
    fn what_is_no_command_says_why() {
        assert_eq!(parsed("frobnicate"), Err(Unclear::Unknown("frobnicate".to_owned())));
        assert!(matches!(parsed("previous-"), Err(Unclear::Several(names)) if names.contains(&"previous-unread")));
    }
}
