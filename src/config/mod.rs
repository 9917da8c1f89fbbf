//! Settings: shipped defaults, then the person's file, then the environment.
//!
//! Owns the settings file, its problems with line numbers, and the folders that files live in. Knows nothing of
//! the terminal and of articles.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

mod file;
mod load;
mod shown;
mod value;

pub use load::{Error, SHIPPED};

/// Every option that is decided before the reader opens.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folders of the library, for a command line that names none.
    pub library: Vec<PathBuf>,
    /// Where files live.
    pub dirs: Dirs,
    /// The time zone of dates that name none, and of dates shown.
    pub zone: TimeZone,
    /// The language of the interface.
    pub language: Language,
    /// How roles become styles.
    pub theme: Theme,
    /// Columns that a page is set to at most.
    pub reading_width: usize,
    /// Columns of characters of ambiguous width (UAX #11).
    pub ambiguous: Auto<Ambiguous>,
    /// A thin gap between Han and Latin text.
    pub gap: bool,
    /// Right-to-left text is reordered (UAX #9), or left to a terminal that does so itself.
    pub bidi: bool,
    /// A numbered list of links below the page.
    pub link_list: bool,
    /// Long code lines wrap (or scroll sideways).
    pub wrap_code: bool,
    /// The mouse selects and scrolls.
    pub mouse: bool,
    /// How long an article is open before it is marked as read; `None`: never.
    pub read_after: Option<Duration>,
    /// Frames are sent as synchronized updates (DEC mode 2026).
    pub synchronized: Auto<bool>,
    /// The terminal has left and right margins (DECLRMM).
    pub margins: Auto<bool>,
    /// Command and arguments; the address is added. `None`: the desktop's.
    pub browser: Option<Vec<String>>,
    /// Command and arguments that `|` offers first.
    pub pipe: Option<Vec<String>>,
    /// Command and arguments; from `$VISUAL` or `$EDITOR` where the settings say nothing.
    pub editor: Option<Vec<String>>,
    /// The person's own keys, laid over the shipped keymap.
    pub keys: Vec<KeyBinding>,
    /// Saved queries of the settings file.
    pub queries: Vec<NamedQuery>,
    /// This host's name in the journal of marks.
    pub host: String,
}

/// Where files live.
#[derive(Debug, Clone, Default)]
pub struct Dirs {
    /// The settings file, whether it exists or not.
    pub settings: PathBuf,
    /// Marks live below it. `None`: no home folder.
    pub data: Option<PathBuf>,
    /// The indexes live here. `None`: no home folder.
    pub cache: Option<PathBuf>,
}

/// A setting that the terminal can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auto<T> {
    /// What the terminal reports.
    #[default]
    Auto,
    /// What the settings say, whatever the terminal reports.
    Set(T),
}

pub use crate::text::Ambiguous;

/// The language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Chinese,
    /// Traditional Chinese.
    TraditionalChinese,
    /// Japanese.
    Japanese,
    /// Korean.
    Korean,
    /// English.
    English,
}

/// How roles become styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// The terminal's own 16 colours.
    #[default]
    Terminal,
    /// Colours for a light background.
    Light,
    /// Colours for a dark background.
    Dark,
    /// No colours: NO_COLOR.
    Plain,
}

/// A line of the settings file's `keys`, before the keymap looks up the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBinding {
    /// `list`, `page`, `filter` or `all`.
    pub scope: String,
    /// As written: `g g`, `C-d`, `F5`.
    pub keys: String,
    /// The action's name; empty removes the binding.
    pub action: String,
    /// Line of the settings file, for errors.
    pub line: usize,
}

/// A saved query of the settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedQuery {
    /// The name that the filter pane shows.
    pub name: String,
    /// The query as it is typed.
    pub query: String,
    /// Keys that run it, as written: `g 1`.
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
