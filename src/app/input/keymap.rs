//! Keys to actions: a trie of key sequences per scope, from `assets/keymap.yaml` and the settings.
//!
//! Owns how keys are written, what sequences mean, and which full-width characters stand for which
//! keys. Knows nothing of what the actions do.

use std::collections::BTreeMap;

use crate::app::input::action::{Action, Scope};
use crate::config::KeyBinding;
use crate::term::{Key, KeyCode, Modifiers};

const SHIPPED: &str = include_str!("../../../assets/keymap.yaml");

/// All key sequences.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    scopes: BTreeMap<Scope, Node>,
}

/// What a sequence of keys means so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    Action(Action),
    /// More keys may follow: these, with what they do.
    Pending(Vec<(Key, Option<Action>)>),
    Unknown,
}

#[derive(Debug, Clone, Default)]
struct Node {
    action: Option<Action>,
    next: BTreeMap<Key, Node>,
}

/// A binding that cannot be: what is wrong, at which line of the settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub line: usize,
    pub what: String,
}

impl Keymap {
    /// The shipped keys.
    pub fn shipped() -> Keymap {
        let mut keymap = Keymap::default();
        for binding in shipped_bindings() {
            // A test holds that every shipped line is understood.
            let _ = keymap.bind(&binding);
        }
        keymap
    }

    /// The shipped keys with the person's own laid over them; every wrong one is a problem.
    pub fn with(bindings: &[KeyBinding]) -> Result<Keymap, Vec<Problem>> {
        let mut keymap = Keymap::shipped();
        let problems: Vec<Problem> = bindings.iter().filter_map(|binding| keymap.bind(binding).err()).collect();
        if problems.is_empty() { Ok(keymap) } else { Err(problems) }
    }

    fn bind(&mut self, binding: &KeyBinding) -> Result<(), Problem> {
        let problem = |what: String| Problem { line: binding.line, what };
        let scope = Scope::named(&binding.scope).ok_or_else(|| {
            problem(format!("no scope “{}”: {}", binding.scope, Scope::EVERY.map(Scope::name).join(", ")))
        })?;
        let keys = parse_keys(&binding.keys).ok_or_else(|| problem(format!("no such key: “{}”", binding.keys)))?;
        let action = match binding.action.as_str() {
            "" => None,
            name => {
                Some(Action::named(name).ok_or_else(|| problem(format!("no action “{name}” (see kanbao's help, ?)")))?)
            }
        };
        self.scopes.entry(scope).or_default().set(&keys, action).map_err(problem)
    }

    /// What `keys` mean in a scope: the scope's own sequences first, then those of its parent.
    pub fn lookup(&self, scope: Scope, keys: &[Key]) -> Lookup {
        let own = self.find(scope, keys);
        let common = scope.parent().and_then(|parent| self.find(parent, keys));
        if let Some(action) = own.and_then(|n| n.action).or(common.and_then(|n| n.action)) {
            return Lookup::Action(action);
        }
        let mut next = BTreeMap::new();
        for node in [common, own].into_iter().flatten() {
            next.extend(node.next.iter().map(|(key, node)| (*key, node.action)));
        }
        if next.is_empty() { Lookup::Unknown } else { Lookup::Pending(next.into_iter().collect()) }
    }

    fn find(&self, scope: Scope, keys: &[Key]) -> Option<&Node> {
        keys.iter().try_fold(self.scopes.get(&scope)?, |node, key| node.next.get(key))
    }

    /// The keys of an action in a scope, its parent's among them, as a person writes them, shortest first:
    /// `j, Down`.
    pub fn keys_of(&self, action: Action, scope: Scope) -> Vec<String> {
        let parent = scope.parent().map(|parent| self.sequences(action, parent)).unwrap_or_default();
        let mut found = [self.sequences(action, scope), parent].concat();
        // A scope may give a key of its parent another meaning.
        found.retain(|keys| self.lookup(scope, keys) == Lookup::Action(action));
        found.sort_by_key(|keys: &Vec<Key>| {
            (keys.len(), !matches!(keys.first(), Some(Key { code: KeyCode::Char(_), .. })))
        });
        found.iter().map(|keys| write_keys(keys)).collect()
    }

    /// The keys that a scope itself gives an action.
    pub fn own_keys_of(&self, action: Action, scope: Scope) -> Vec<String> {
        self.sequences(action, scope).iter().map(|keys| write_keys(keys)).collect()
    }

    fn sequences(&self, action: Action, scope: Scope) -> Vec<Vec<Key>> {
        let mut found = Vec::new();
        if let Some(node) = self.scopes.get(&scope) {
            node.collect(action, &mut Vec::new(), &mut found);
        }
        found
    }

    /// A key of each action with a word for it, as the bottom line shows: `Enter open  Esc back`.
    pub fn hints(&self, scope: Scope, hints: &[(Action, &str)]) -> String {
        let hint = |(action, word): &(Action, &str)| {
            let keys = self.keys_of(*action, scope);
            let plain = keys.iter().find(|keys| !keys.starts_with("C-"));
            plain.or(keys.first()).map(|keys| format!("{keys} {word}"))
        };
        hints.iter().filter_map(hint).collect::<Vec<_>>().join("  ")
    }

    /// Every scope that has keys of its own for an action.
    pub fn scopes_of(&self, action: Action) -> Vec<Scope> {
        Scope::EVERY.into_iter().filter(|scope| !self.sequences(action, *scope).is_empty()).collect()
    }
}

impl Node {
    fn set(&mut self, keys: &[Key], action: Option<Action>) -> Result<(), String> {
        let Some((first, rest)) = keys.split_first() else {
            self.action = action;
            self.next.clear();
            return Ok(());
        };
        if self.action.is_some() {
            return Err(
                "the beginning of these keys already means something by itself; take that away first".to_owned()
            );
        }
        self.next.entry(*first).or_default().set(rest, action)
    }

    fn collect(&self, action: Action, path: &mut Vec<Key>, found: &mut Vec<Vec<Key>>) {
        if self.action == Some(action) {
            found.push(path.clone());
        }
        for (key, node) in &self.next {
            path.push(*key);
            node.collect(action, path, found);
            path.pop();
        }
    }
}

fn shipped_bindings() -> Vec<KeyBinding> {
    let scopes: BTreeMap<String, BTreeMap<String, String>> = serde_yaml::from_str(SHIPPED).unwrap_or_default();
    let bindings = scopes.into_iter().flat_map(|(scope, keys)| {
        keys.into_iter().map(move |(keys, action)| KeyBinding { scope: scope.clone(), keys, action, line: 0 })
    });
    bindings.collect()
}

/// The keys in a text such as `g g` or `C-d`.
pub fn parse_keys(text: &str) -> Option<Vec<Key>> {
    let keys: Option<Vec<Key>> = text.split_whitespace().map(parse_key).collect();
    keys.filter(|keys| !keys.is_empty())
}

fn parse_key(text: &str) -> Option<Key> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('-').filter(|(head, tail)| head.len() == 1 && !tail.is_empty()) {
        match head {
            "C" => modifiers |= Modifiers::CONTROL,
            "M" | "A" => modifiers |= Modifiers::ALT,
            "S" => modifiers |= Modifiers::SHIFT,
            _ => return None,
        }
        rest = tail;
    }
    Some(Key { code: parse_code(rest)?, modifiers })
}

const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Space", KeyCode::Char(' ')),
];

fn parse_code(text: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(*code);
    }
    if let Some(number) = text.strip_prefix('F').and_then(|n| n.parse::<u8>().ok()) {
        return (1..=12).contains(&number).then_some(KeyCode::F(number));
    }
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none()).map(KeyCode::Char)
}

/// A name and the keys that are written behind it: `name =g 1`.
pub fn named_keys(text: &str) -> (&str, Option<String>) {
    match text.rsplit_once('=') {
        Some((name, keys)) if !keys.trim().is_empty() => (name.trim(), Some(keys.trim().to_owned())),
        _ => (text.trim(), None),
    }
}

/// Keys as a person writes them.
pub fn write_keys(keys: &[Key]) -> String {
    keys.iter().map(write_key).collect::<Vec<_>>().join(" ")
}

fn write_key(key: &Key) -> String {
    let mut out = String::new();
    for (modifier, prefix) in [(Modifiers::CONTROL, "C-"), (Modifiers::ALT, "M-"), (Modifiers::SHIFT, "S-")] {
        out.push_str(if key.modifiers.contains(modifier) { prefix } else { "" });
    }
    match key.code {
        KeyCode::F(number) => out.push_str(&format!("F{number}")),
        code => match NAMES.iter().find(|(_, named)| *named == code) {
            Some((name, _)) => out.push_str(name),
            None => out.extend(if let KeyCode::Char(c) = code { Some(c) } else { None }),
        },
    }
    out
}

/// The ASCII key that a full-width one stands for, while an input method is on: `ｊ`, `／`, `。`.
pub fn unfold(key: Key) -> Key {
    let KeyCode::Char(c) = key.code else { return key };
    let plain = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' | '｡' => '.',
        '、' => '/',
        '「' | '【' => '[',
        '」' | '】' => ']',
        '《' => '<',
        '》' => '>',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '￥' => '$',
        '·' => '`',
        '—' => '_',
        '…' => '^',
        _ => c,
    };
    Key { code: KeyCode::Char(plain), ..key }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(scope: &str, keys: &str, action: &str, line: usize) -> KeyBinding {
        KeyBinding { scope: scope.into(), keys: keys.into(), action: action.into(), line }
    }

    #[test]
    fn every_shipped_key_is_understood_and_every_action_has_one() {
        let mut keymap = Keymap::default();
        let bindings = shipped_bindings();
        assert!(bindings.len() > 60);
        for binding in bindings {
            assert_eq!(keymap.bind(&binding), Ok(()), "{binding:?}");
        }
        for action in Action::EVERY {
            assert!(!keymap.scopes_of(*action).is_empty(), "{} has no key", action.name());
        }
    }

    #[test]
    fn a_sequence_is_pending_until_it_is_whole() {
        let keymap = Keymap::shipped();
        let g = Key::char('g');
        assert!(matches!(keymap.lookup(Scope::List, &[g]), Lookup::Pending(next) if next.len() >= 3));
        assert_eq!(keymap.lookup(Scope::List, &[g, g]), Lookup::Action(Action::First));
        assert_eq!(keymap.lookup(Scope::List, &[g, Key::char('%')]), Lookup::Unknown);
    }

    #[test]
    fn a_panes_own_key_goes_before_the_common_one() {
        let keymap = Keymap::shipped();
        assert_eq!(keymap.lookup(Scope::List, &[Key::char('n')]), Lookup::Action(Action::NextUnread));
        assert_eq!(keymap.lookup(Scope::Page, &[Key::char('n')]), Lookup::Action(Action::NextHit));
    }

    #[test]
    fn a_settings_file_rebinds_and_a_wrong_line_is_named() {
        let keymap = Keymap::with(&[binding("all", "j", "page-down", 3), binding("list", "g x", "star", 4)]);
        let keymap = keymap.expect("these are right");
        assert_eq!(keymap.lookup(Scope::List, &[Key::char('j')]), Lookup::Action(Action::PageDown));
        let wrong =
            [binding("all", "Ctrl+j", "down", 7), binding("all", "x", "dance", 8), binding("al", "x", "down", 9)];
        let lines: Vec<usize> = Keymap::with(&wrong).expect_err("wrong").iter().map(|p| p.line).collect();
        assert_eq!(lines, [7, 8, 9]);
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in ["g g", "C-d", "M-x", "S-Tab", "F5", "Space", "-", "C--", "PgDn", "+", "|"] {
            assert_eq!(parse_keys(text).map(|keys| write_keys(&keys)).as_deref(), Some(text));
        }
        assert_eq!(parse_keys("C-"), None);
    }

    #[test]
    fn full_width_keys_act_as_their_ascii_keys() {
        for (wide, ascii) in [('ｊ', 'j'), ('／', '/'), ('？', '?'), ('：', ':'), ('。', '.'), ('＊', '*'), ('　', ' ')]
        {
            assert_eq!(unfold(Key::char(wide)), Key::char(ascii));
        }
    }
}
