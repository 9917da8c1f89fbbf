//! Settings: shipped defaults, then the person's file, then arguments: decided options.
//!
//! Owns the settings file, its problems with line numbers, and where files live. Knows nothing of
//! the terminal and of articles.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

mod file;
mod load;
mod shown;
mod value;

pub use load::{Error, SHIPPED};

/// Everything that is decided before the reader opens.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folders of the library where none is named on the command line.
    pub library: Vec<PathBuf>,
    pub dirs: Dirs,
    /// The zone of dates written without one, and of dates shown.
    pub zone: TimeZone,
    pub language: Language,
    pub theme: Theme,
    /// Columns that a page is set to at most.
    pub reading_width: usize,
    pub ambiguous: Auto<Ambiguous>,
    pub gap: bool,
    /// Right-to-left text is put into reading order (or left to a terminal that does it itself).
    pub bidi: bool,
    pub link_list: bool,
    /// Long code lines wrap (or scroll sideways).
    pub wrap_code: bool,
    pub mouse: bool,
    /// `None`: opening never marks as read.
    pub read_after: Option<Duration>,
    pub synchronized: Auto<bool>,
    pub margins: Auto<bool>,
    /// Command and arguments; the address is added. `None`: the desktop's.
    pub browser: Option<Vec<String>>,
    /// Command and arguments that `|` offers first.
    pub pipe: Option<Vec<String>>,
    /// Command and arguments; from `$VISUAL` or `$EDITOR` where the settings say nothing.
    pub editor: Option<Vec<String>>,
    /// Keys of the person's own, over the shipped ones.
    pub keys: Vec<KeyBinding>,
    pub queries: Vec<NamedQuery>,
    /// This host's name in the journal of marks.
    pub host: String,
}

/// Where files live.
#[derive(Debug, Clone, Default)]
pub struct Dirs {
    /// The settings file, whether it is there or not.
    pub settings: PathBuf,
    /// Marks live below it. `None`: no home folder.
    pub data: Option<PathBuf>,
    pub cache: Option<PathBuf>,
}

/// A setting, or what the terminal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auto<T> {
    #[default]
    Auto,
    Set(T),
}

pub use crate::text::Ambiguous;

/// The language of the reader's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Chinese,
    TraditionalChinese,
    Japanese,
    Korean,
    English,
}

/// How roles become styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// The terminal's own 16 colours.
    #[default]
    Terminal,
    Light,
    Dark,
    /// NO_COLOR.
    Plain,
}

/// A line of the settings file's `keys`, not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBinding {
    /// `list`, `page`, `filter` or `all`.
    pub scope: String,
    /// As written: `g g`, `C-d`, `F5`.
    pub keys: String,
    /// The action's name; empty takes the key away.
    pub action: String,
    /// Line of the settings file, for errors.
    pub line: usize,
}

/// A query of the settings file with a name and maybe a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedQuery {
    pub name: String,
    pub query: String,
    pub key: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            library: Vec::new(),
            dirs: Dirs::default(),
            zone: TimeZone::UTC,
            language: Language::default(),
            theme: Theme::default(),
            reading_width: 80,
            ambiguous: Auto::Auto,
            gap: false,
            bidi: true,
            link_list: true,
            wrap_code: true,
            mouse: false,
            read_after: Some(Duration::from_secs(1)),
            synchronized: Auto::Auto,
            margins: Auto::Auto,
            browser: None,
            pipe: None,
            editor: None,
            keys: Vec::new(),
            queries: Vec::new(),
            host: "localhost".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
