//! The settings file: from YAML to settings, and errors with their line.
//!
//! Owns the names of the settings. Knows nothing of where the file lives.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::value::{Asked, Pairs, ReadAfter, Value, WrapCode};
use super::{Ambiguous, Auto, Config, KeyBinding, Language, NamedQuery, Theme};

/// A settings file as written; settings that it does not name are `None`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct File {
    library: Option<Value<Vec<PathBuf>>>,
    language: Option<Value<Auto<Language>>>,
    zone: Option<Value<TimeZone>>,
    theme: Option<Value<Theme>>,
    reading_width: Option<Value<usize>>,
    ambiguous: Option<Value<Auto<Ambiguous>>>,
    gap: Option<Value<bool>>,
    bidi: Option<Value<bool>>,
    link_list: Option<Value<bool>>,
    code_lines: Option<Value<WrapCode>>,
    mouse: Option<Value<bool>>,
    read_after: Option<Value<ReadAfter>>,
    synchronized: Option<Value<Auto<bool>>>,
    margins: Option<Value<Auto<bool>>>,
    browser: Option<Value<Vec<String>>>,
    pipe: Option<Value<Vec<String>>>,
    editor: Option<Value<Vec<String>>>,
    host: Option<Value<String>>,
    keys: Option<Pairs<Pairs<Value<String>>>>,
    queries: Option<Pairs<Asked>>,
    #[serde(skip)]
    key_lines: Vec<usize>,
}

/// What is wrong with a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub line: Option<usize>,
    pub what: String,
}

/// Reads the text of a settings file.
pub fn parse(text: &str) -> Result<File, Wrong> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A file with nothing but comments is an empty document.
    let file: Option<File> = serde_yaml::from_str(text).map_err(|error| wrong(&error, text))?;
    let mut file = file.unwrap_or_default();
    file.key_lines = key_lines(text, file.bindings().map(|(_, keys, _)| keys));
    Ok(file)
}

fn wrong(error: &serde_yaml::Error, text: &str) -> Wrong {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default().replace('`', "");
    // For a setting that is there twice the YAML library names the place of the whole map.
    let twice = what.strip_prefix("duplicate field ").map(|name| format!("{name}:"));
    let again = twice.and_then(|name| text.lines().enumerate().filter(|(_, line)| line.starts_with(&name)).nth(1));
    let line = again.map(|(at, _)| at + 1).or(error.location().map(|at| at.line()));
    Wrong { line, what }
}

/// The line numbers of the entries of `keys`, from 1, in order: the YAML library does not report them.
fn key_lines<'k>(text: &str, keys: impl Iterator<Item = &'k str>) -> Vec<usize> {
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| !line.starts_with("keys")).skip(1);
    let mut found = Vec::new();
    for keys in keys {
        let is_it = |line: &str| line.trim_start().trim_start_matches(['"', '\'', '{', ' ']).starts_with(keys);
        let mut ahead = lines.clone();
        let line = ahead.find(|(_, line)| is_it(line));
        if line.is_some() {
            lines = ahead;
        }
        found.push(line.map_or(1, |(at, _)| at + 1));
    }
    found
}

impl File {
    fn bindings(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let scopes = self.keys.iter().flat_map(|Pairs(scopes)| scopes);
        scopes.flat_map(|(scope, Pairs(keys))| {
            keys.iter().map(move |(keys, Value(action))| (scope.as_str(), keys.as_str(), action.as_str()))
        })
    }

    /// Sets in `config` what the file names; `language` is the value of `auto`.
    pub fn apply(self, config: &mut Config, language: Language) {
        config.keys.extend(self.bindings().zip(&self.key_lines).map(|((scope, keys, action), line)| KeyBinding {
            scope: scope.to_owned(),
            keys: keys.to_owned(),
            action: action.to_owned(),
            line: *line,
        }));
        let queries = self.queries.into_iter().flat_map(|Pairs(queries)| queries);
        config.queries.extend(queries.map(|(name, Asked { query, key })| NamedQuery { name, query, key }));
        put(&mut config.library, self.library);
        put(&mut config.zone, self.zone);
        put(&mut config.theme, self.theme);
        put(&mut config.reading_width, self.reading_width);
        put(&mut config.ambiguous, self.ambiguous);
        put(&mut config.gap, self.gap);
        put(&mut config.bidi, self.bidi);
        put(&mut config.link_list, self.link_list);
        put(&mut config.wrap_code, self.code_lines.map(|Value(WrapCode(wrap))| Value(wrap)));
        put(&mut config.mouse, self.mouse);
        put(&mut config.read_after, self.read_after.map(|Value(ReadAfter(after))| Value(after)));
        put(&mut config.synchronized, self.synchronized);
        put(&mut config.margins, self.margins);
        put_command(&mut config.browser, self.browser);
        put_command(&mut config.pipe, self.pipe);
        put_command(&mut config.editor, self.editor);
        put(&mut config.host, self.host.filter(|Value(host)| !host.is_empty()));
        if let Some(Value(wanted)) = self.language {
            config.language = match wanted {
                Auto::Auto => language,
                Auto::Set(wanted) => wanted,
            };
        }
    }
}

fn put<T>(into: &mut T, value: Option<Value<T>>) {
    if let Some(Value(value)) = value {
        *into = value;
    }
}

fn put_command(into: &mut Option<Vec<String>>, value: Option<Value<Vec<String>>>) {
    if let Some(Value(command)) = value.filter(|Value(command)| !command.is_empty()) {
        *into = Some(command);
    }
}
